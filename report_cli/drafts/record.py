"""What a workspace remembers, in `.report/`: one record of its builds, backups of what was replaced, and a lock.

A build need not be made again while all that it read and all that it wrote is on disk as the record says: any input that
changed, any draft that is gone or was edited, another version of the program – and it is made anew. The record also knows
what was last written to each file, so that a draft that nobody has touched is not taken for an edited one. Where it is
lost or damaged, that costs time, and the figures files tell which drafts are untouched.
"""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Iterator, Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct, field

from report_cli.files import disk, inputs
from report_cli.files.inputs import name_in
from report_cli.model import CannotRun, Finding

FOLDER = ".report"
FILE = f"{FOLDER}/builds.json"
OLD_FILE = f"{FOLDER}/built.json"
"""Where version 0.1.0 kept what was last written."""
MAX_BUILDS = 8
MAX_DIGESTS = 3
_LIBRARIES = ("jinja2-", "lxml-", "markupsafe-", "msgspec-", "python_docx-", "pyyaml-")


class Build(Struct, frozen=True, kw_only=True):
    """A build that went well. `key`: what was asked for. `inputs` and `drafts`: the digests of what it read and wrote, by name.

    `findings` are its warnings, `gaps` those of them that the drafts show themselves; `left` is what it said at its end,
    `orphans` are the drafts of kinds that had no template any more.
    """

    key: str
    inputs: Mapping[str, str]
    drafts: Mapping[str, str] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    gaps: tuple[Finding, ...] = ()
    left: str = ""
    orphans: tuple[str, ...] = ()

    def still_holds(self, root: Path) -> bool:
        """Whether all that it speaks of is on disk just as it says."""
        named = {**self.inputs, **self.drafts}
        is_whole = bool(self.inputs and self.drafts)
        return is_whole and all(inputs.now(name, root) == digest for name, digest in named.items())


class _Builds(Struct, kw_only=True):
    """The file. `written`: the digests of what was last written to each draft, the newest first."""

    version: Literal[2] = 2
    written: dict[str, tuple[str, ...]]
    builds: list[Build]
    """One of a key, the newest last."""


_decoded = disk.decoder(_Builds)
_decoded_old = disk.decoder(dict[str, tuple[str, ...]])


class Record(Struct, frozen=True):
    """The record of a workspace.

    `spare`: a folder outside that is written to. Where the workspace itself may not be written, nothing is remembered, and
    backups go there.
    """

    root: Path
    spare: Path | None = None
    forgets: bool = False

    def find(self, key: str) -> Build | None:
        """The build of a key, if it still holds."""
        build = next((build for build in self._read().builds if build.key == key), None)
        return build if build is not None and build.still_holds(self.root) else None

    def lost(self, found: Mapping[str, str]) -> list[str]:
        """The templates and layouts that a build looked for in vain, `found` being its inputs, and an earlier one read."""
        before = {name: digest for build in self._read().builds for name, digest in build.inputs.items()}
        gone = (name for name, digest in found.items() if digest == inputs.ABSENT and name.startswith("templates/"))
        return sorted(name for name in gone if before.get(name, inputs.ABSENT) != inputs.ABSENT)

    def digests(self) -> set[str]:
        """Of all that was last written."""
        return {digest for digests in self._read().written.values() for digest in digests}

    def note(self, build: Build | None, written: Mapping[Path, str]) -> None:
        """Note a build, and the digests of what is about to be written: so a run cut short does not look like an edit by hand."""
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
        # A name that is no Unicode is not remembered.
        with contextlib.suppress(UnicodeEncodeError):
            disk.save(self.root / FILE, msgspec.json.encode(known))

    def _read(self) -> _Builds:
        with contextlib.suppress(CannotRun):
            if builds := _decoded(disk.read_if_there(self.root / FILE) or b""):
                return builds
            if written := _decoded_old(disk.read_if_there(self.root / OLD_FILE) or b""):
                return _Builds(written=written, builds=[])
        return _Builds(written={}, builds=[])

    def back_up(self, path: Path) -> Path:
        """A copy of the file on disk under the time at which people last saved it; no backup replaces another."""
        data = disk.read_if_there(path) or b""
        saved = time.strftime("%Y%m%d-%H%M%S", time.localtime(path.stat().st_mtime))
        stem = f"{path.parent.name}-{path.stem}-{saved}"
        number = 1
        while True:
            backup = self.root / FOLDER / "backup" / f"{stem}{f'-{number}' if number > 1 else ''}{path.suffix}"
            found = disk.read_if_there(backup)
            if found == data:
                return backup
            if found is None:
                disk.save(backup, data)
                return backup
            number += 1

    @contextlib.contextmanager
    def locked(self) -> Iterator[Record]:
        """One build of a workspace at a time; others wait. Gives the record that can be written to."""
        file = None
        try:
            file = disk.lock_file(self.root / FOLDER / "lock")
        except CannotRun as error:
            if self.spare is None or not disk.is_forbidden(error):
                raise
        if file is None:
            yield Record(self.spare or self.root, forgets=True)
            return
        with file:
            disk.lock(file.fileno())
            yield self


def key(wanted: object) -> str:
    """What a build is found by: the request, as it prints itself, and the program that makes the drafts."""
    return sha256(f"{wanted!r}\n{inputs.starter()}\n{_libraries()}\n{inputs.of_program()}".encode()).hexdigest()


@cache
def _libraries() -> str:
    """The versions of what the drafts are made with, by the names of their folders: asking for them takes longer than a build."""
    found = []
    for folder in sys.path:
        with contextlib.suppress(OSError):
            found += [
                name
                for name in os.listdir(folder or ".")  # noqa: PTH208  # Path takes too long for each start
                if name.endswith(".dist-info") and name.lower().startswith(_LIBRARIES)
            ]
    return " ".join(sorted(found))
