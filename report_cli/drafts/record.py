"""What a workspace remembers, in `.report/`: a record of its builds, backups of what was replaced, and a lock.

A build need not be repeated while everything it read and wrote is on disk as recorded: the same inputs, the same
drafts, the same program. The record also knows what was last written to each file, so that an untouched draft is not
taken for an edited one. If it is lost or damaged, the next build takes its time, and the figures files tell which
drafts are untouched.
"""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import msgspec
from msgspec import Struct, field

from report_cli.files import disk, locks, own_json
from report_cli.files.digests import of_bytes, of_program
from report_cli.files.workspace import ABSENT, digest_now, name_in, starter
from report_cli.model import CannotRun, Finding

if TYPE_CHECKING:
    from report_cli.files.journal import Entry

FILE = f"{own_json.FOLDER}/builds.json"
# Where version 0.1.0 kept what was last written.
OLD_FILE = f"{own_json.FOLDER}/built.json"
MAX_TAKEN = 1000
MAX_NUMBERED = 8
MAX_BASES = 100
MAX_BUILDS = 8
MAX_DIGESTS = 3
_LIBRARIES = ("jinja2-", "lxml-", "markupsafe-", "msgspec-", "python_docx-", "pyyaml-")


class Wanted(Struct, frozen=True):
    """Which drafts to build. No years: every year; no kinds or formats: all that there are; no layout: each kind's own.

    `output`: the folder that the years' folders are written to. `draft`: None if the data decide it.
    """

    years: tuple[int, ...] = ()
    kinds: str | None = None
    formats: str | None = None
    layout: str = ""
    stage: str = ""
    output: Path | None = None
    draft: bool | None = None
    final: bool = False
    review: bool = False
    owner: str = ""

    @property
    def wants_pdf(self) -> bool:
        """Whether PDFs are wanted. They depend on the fonts of the machine, which no record of a build can name."""
        return "pdf" in (self.formats or "")

    @property
    def key(self) -> str:
        """What a build is found by: the request, as it prints itself, and the program."""
        return sha256(f"{self!r}\n{starter()}\n{_libraries()}\n{of_program()}".encode()).hexdigest()


class Build(Struct, frozen=True, kw_only=True):
    """A build that went well. `key` stands for what was asked for.

    `inputs` and `drafts`: digests of files and folders, read and written, by name. `findings`: its warnings, `gaps`
    those of them that the drafts show themselves. `advice`: its last words. `orphans`: drafts of kinds without a
    template.
    """

    key: str
    inputs: Mapping[str, str]
    drafts: Mapping[str, str] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    gaps: tuple[Finding, ...] = ()
    advice: str = ""
    orphans: tuple[str, ...] = ()

    def still_holds(self, root: Path) -> bool:
        # The drafts first: they are few, and where they are gone nothing else need be read.
        are_same = (digest_now(name, root) == digest for name, digest in {**self.drafts, **self.inputs}.items())
        return bool(self.inputs and self.drafts) and all(are_same)


class _Builds(Struct, kw_only=True):
    """The file. `written`: digests of what was last written to each draft, the newest first.

    `undone`: the digests of files that a run of ours removed (what had made them was taken back, or the final report
    has what they said), until a build finds them.
    """

    version: Literal[2] = 2
    written: dict[str, tuple[str, ...]]
    builds: list[Build]
    """One per key, the newest last."""
    undone: dict[str, str] = {}


_decoded = own_json.decoder(_Builds)
_decoded_old = own_json.decoder(dict[str, tuple[str, ...]])


class _Taken(Struct, frozen=True):
    """`sentences`: those with figures that came home, as the drafts had them, the newest last.

    `numbers`: those of the proposals that some drafts were shown with, by digest of the drafts, the newest last.
    `bases`: the digests of the builds that drafts without a seal were laid against, by the digest of their text.
    """

    sentences: tuple[str, ...] = ()
    numbers: dict[str, dict[str, int]] = {}
    bases: dict[str, str] = {}
    version: Literal[1] = 1


_decoded_taken = own_json.decoder(_Taken)


class Record(Struct, frozen=True):
    """The record of a workspace. `spare`: where backups go if it may not be written; then nothing is recorded."""

    root: Path
    spare: Path | None = None
    forgets: bool = False
    is_durable: bool = True
    """Whether each file that is written outlasts a power cut at once."""

    @property
    def around(self) -> Path:
        """The folder that drafts are written in: the one that was named, else the workspace."""
        return self.spare or self.root

    def find(self, key: str) -> Build | None:
        build = next((build for build in self._read().builds if build.key == key), None)
        return build if build is not None and build.still_holds(self.root) else None

    def lost(self, found: Mapping[str, str]) -> list[str]:
        """The templates and layouts that an earlier build read and this one, with these inputs, did not find."""
        known = self._read()
        before = {name: digest for build in known.builds for name, digest in build.inputs.items()}
        gone = (name for name, digest in found.items() if digest == ABSENT and name.startswith("templates/"))
        return sorted(name for name in gone if before.get(name, ABSENT) != ABSENT and name not in known.undone)

    def digests(self) -> set[str]:
        return {digest for digests in self._read().written.values() for digest in digests}

    def note(self, build: Build | None, written: Mapping[Path, str]) -> None:
        """Note a build and what is about to be written, so that a run cut short does not look like an edit by hand."""
        if self.forgets:
            return
        disk.read_if_there(self.root / FILE)  # says what is in its way
        known = self._read()
        for path, digest in written.items():
            name = name_in(self.root, path)
            known.written[name] = (digest, *known.written.get(name, ()))[:MAX_DIGESTS]
        if build is not None:
            others = [other for other in known.builds if other.key != build.key]
            known.builds = [*others, build][-MAX_BUILDS:]
            is_back = {name for name, digest in build.inputs.items() if digest != ABSENT}
            known.undone = {name: digest for name, digest in known.undone.items() if name not in is_back}
        # A name that is no Unicode is not remembered.
        with contextlib.suppress(UnicodeEncodeError):
            self._save(self.root / FILE, msgspec.json.encode(known))

    def note_removed(self, gone: Mapping[str, bytes]) -> None:
        """Note files that a run of ours removed: no build is to miss them."""
        if not gone:
            return
        with contextlib.suppress(CannotRun), self.locked() as kept:
            known = kept._read()
            known.undone |= {name: of_bytes(data) for name, data in gone.items()}
            kept._save(self.root / FILE, msgspec.json.encode(known))

    def taken(self) -> tuple[str, ...]:
        """Sentences with figures that came home, as the drafts had them: data may say other values since."""
        return self._taken().sentences

    def numbers(self, drafts: str) -> dict[str, int]:
        """The numbers of the proposals that some drafts made when one was last written. `drafts`: their digest."""
        return self._taken().numbers.get(drafts, {})

    def base(self, text: str) -> str:
        """The digest of the build that a draft without a seal was laid against when something of it was written."""
        return self._taken().bases.get(text, "")

    def note_taken(
        self,
        sentences: Iterable[str],
        drafts: str = "",
        numbers: Mapping[str, int] | None = None,
        bases: Mapping[str, str] | None = None,
    ) -> None:
        """`numbers`, `bases`: of the proposals of these drafts, and of what these were laid against."""
        known = self._taken()
        new = [each for each in dict.fromkeys(sentences) if each not in known.sentences]
        others = [(key, value) for key, value in known.numbers.items() if key != drafts]
        ours = {**known.numbers.get(drafts, {}), **(numbers or {})}
        numbered = dict([*others, *([(drafts, ours)] if ours else [])][-MAX_NUMBERED:])
        laid = dict([*{**known.bases, **(bases or {})}.items()][-MAX_BASES:])
        taken = _Taken((*known.sentences, *new)[-MAX_TAKEN:], numbered, laid)
        if taken != known:
            from report_cli.files import journal  # no build needs it

            with contextlib.suppress(CannotRun, UnicodeEncodeError), journal.locked(self.root):
                self._save(self.root / own_json.TAKEN, msgspec.json.encode(taken))

    def _taken(self) -> _Taken:
        with contextlib.suppress(CannotRun):
            if taken := _decoded_taken(disk.read_if_there(self.root / own_json.TAKEN) or b""):
                return taken
        return _Taken()

    def _read(self) -> _Builds:
        with contextlib.suppress(CannotRun):
            if builds := _decoded(disk.read_if_there(self.root / FILE) or b""):
                return builds
            if written := _decoded_old(disk.read_if_there(self.root / OLD_FILE) or b""):
                return _Builds(written=written, builds=[])
        return _Builds(written={}, builds=[])

    def wrote(self, path: Path, data: bytes) -> bool:
        """Whether a table or page was written by us as it is."""
        return of_bytes(data) in self._read().written.get(_result(self.root, path), ())

    def write_result(self, path: Path, data: bytes, found: bytes | None) -> None:
        """Write a table, page or copy where this was found. Where that cannot be noted, it will count as somebody's."""
        self.rescue([path], self.wrote)
        if not self.wrote(path, data):
            with contextlib.suppress(CannotRun, UnicodeEncodeError), self.locked() as kept:
                known, name = kept._read(), _result(self.root, path)
                known.written[name] = (of_bytes(data), *known.written.get(name, ()))[:MAX_DIGESTS]
                kept._save(self.root / FILE, msgspec.json.encode(known))
        disk.save(path, data, path.parent, seen=found, is_durable=self.is_durable)

    def _save(self, path: Path, data: bytes) -> None:
        disk.save(path, data, self.root, is_durable=self.is_durable)

    def rescue(self, paths: Collection[Path], is_ours: Callable[[Path, bytes], bool]) -> dict[Path, Path]:
        """Clear away what a run killed at the moment of replacing has left; what may be an edit is backed up."""
        backups: dict[Path, Path] = {}
        for path in paths if disk.replaced_beside(paths) else ():
            for left in disk.replaced_beside([path]):
                if not disk.is_link(left) and not is_ours(path, data := disk.read_if_there(left) or b""):
                    backups[path] = self.back_up(path, data, left)
                disk.remove([left])
        return backups

    def exchange(self, run: str, entries: Sequence[Entry]) -> dict[str, Path]:
        """Write all files of a run or none, noting how to undo it; what was there is backed up. May raise CannotRun.

        The backups, by the files' names.
        """
        from report_cli.files import journal  # no build needs it

        if why := journal.obstacles(self.root, entries):
            raise CannotRun("\n".join(why))
        olds = [(entry.name, entry.before) for entry in entries if entry.before is not None]
        backups = {name: self.back_up(self.root / name, before) for name, before in olds}
        journal.write(self.root, run, entries)
        return backups

    def back_up(self, path: Path, data: bytes, left: Path | None = None) -> Path:
        """A copy of a file, named for the time when people last saved it. No backup replaces another."""
        saved = time.strftime("%Y%m%d-%H%M%S", time.localtime((left or path).stat().st_mtime))
        stem = self.root / own_json.BACKUPS / f"{path.parent.name}-{path.stem}-{saved}"
        names = (stem.with_name(f"{stem.name}{f'-{number}' * (number > 1)}{path.suffix}") for number in count(1))
        backup = next(name for name in names if disk.read_if_there(name) in (data, None))
        if not backup.exists():
            self._save(backup, data)
        return backup

    @contextlib.contextmanager
    def locked(self) -> Iterator[Record]:
        """One build of a workspace at a time; others wait. Gives the record that can be written to."""
        file = None
        try:
            file = locks.file(self.root / own_json.FOLDER / "lock", self.root)
        except CannotRun as error:
            if self.spare is None or not locks.is_forbidden(error):
                raise
        if file is None:
            yield Record(self.around, forgets=True, is_durable=self.is_durable)
            return
        with file:
            locks.lock(file.fileno())
            yield self


def _result(root: Path, path: Path) -> str:
    """What a table or page is known by: a draft of the same name is no table."""
    return f"result:{name_in(root, path.absolute())}"


@cache
def _libraries() -> str:
    """The versions of the libraries, from the names of their folders: to ask for them takes longer than a build."""
    names = []
    for folder in sys.path:
        with contextlib.suppress(CannotRun):
            names += [name for name in disk.names(folder or ".") if name.endswith(".dist-info")]
    return " ".join(sorted(name for name in names if name.lower().startswith(_LIBRARIES)))
