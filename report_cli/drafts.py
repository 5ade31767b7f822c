"""Drafts on disk: what is current, what people have edited, and how the rest is replaced.

A draft that people have edited is never overwritten unasked. No file is ever partial, and nothing is replaced before
everything is made. A run that is killed between two replacements leaves whole files, which the next one makes agree.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import stat
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from functools import cached_property
from itertools import takewhile
from pathlib import Path
from typing import Literal, TextIO

from msgspec import Struct
from msgspec.structs import replace as replace_fields

from report_cli import figures, markdown
from report_cli.document import Document
from report_cli.docx import seal, write
from report_cli.docx.layout import Layout
from report_cli.facts.ledger import Ledger
from report_cli.inputs import name_in
from report_cli.model import CannotRun, reason

FORMATS = ("docx", "md", "pdf")
USUAL = ("docx", "md")  # what a build makes unasked
State = Literal["new", "current", "stale", "edited", "locked"]
"""`locked`: out of date, but somebody has set it read-only."""
KEPT = {"edited", "locked"}
"""What is not replaced unasked."""
MEMORY = ".report"


class Draft(Struct, frozen=True, dict=True):
    """A file as it should be: `path` in full, `data` its bytes.

    A PDF is printed from the DOCX `source`; until then it has no bytes. `missing`: the fonts that this machine lacks.
    """

    path: Path
    data: bytes
    kind: str
    format: str
    source: bytes = b""
    missing: tuple[str, ...] = ()

    @cached_property
    def digest(self) -> str:
        return digest(self.data)


class Report(Struct, frozen=True):
    """A composed report and what it came from."""

    document: Document
    ledger: Ledger
    layout: Layout
    stage: str = ""


def make(report: Report, formats: tuple[str, ...], folder: Path) -> list[Draft]:
    """The drafts of one report in the formats asked for, its figures file last."""
    document, content = report.document, figures.content(report.document, report.ledger)
    docx = write.write(document, report.layout, sealed(report, content)) if {"docx", "pdf"} & set(formats) else b""
    makers: dict[str, Callable[[Path], Draft]] = {
        "docx": lambda path: Draft(path, docx, document.kind, "docx"),
        "md": lambda path: Draft(path, markdown.write(document).encode(), document.kind, "md"),
        "pdf": lambda path: Draft(path, b"", document.kind, "pdf", docx),
    }
    made = [makers[format](folder / f"{document.kind}.{format}") for format in formats]
    path = folder / f"{document.kind}.figures.json"
    before = _bytes(path)
    kept = figures.read(before).get("built") if before else None
    built = {
        name: value
        for name, value in (kept if isinstance(kept, dict) else {}).items()
        if (folder / name).exists() and name.startswith(f"{document.kind}.")
    }
    # A PDF tells by itself what it was made from: other machines make other bytes of the same.
    built |= {draft.path.name: draft.digest for draft in made if draft.format != "pdf"}
    return [*made, Draft(path, figures.write(document, content, built), document.kind, "figures")]


def sealed(report: Report, content: figures.Content) -> dict[str, str]:
    """What a Word draft says of itself."""
    document = report.document
    return {
        "report.year": str(document.year),
        "report.kind": document.kind,
        "report.layout": report.layout.name,
        **({"report.stage": report.stage} if report.stage else {}),
        "report.data": figures.digest(content),
        **seal.figures(document.figures),
    }


def digest(data: bytes) -> str:
    """Of a file's content, whatever line ends a checkout gave it."""
    return hashlib.sha256(data.replace(b"\r\n", b"\n") if data[:2] != b"PK" else data).hexdigest()


def state(draft: Draft, memory: Memory) -> State:
    """How the file on disk compares with the draft as it should be."""
    found = _state(draft, memory)
    return "locked" if found == "stale" and _is_read_only(draft.path) else found


def _is_read_only(path: Path) -> bool:
    """By its mode: a superuser may write all."""
    return not path.stat().st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH)


def _state(draft: Draft, memory: Memory) -> State:
    found = _bytes(draft.path)
    if found is None:
        return "new"
    if draft.format == "pdf":
        return _state_of_pdf(found, draft)
    if found == draft.data or (draft.format != "docx" and digest(found) == draft.digest):
        return "current"
    if draft.format == "figures":
        return "stale"
    if draft.format == "docx" and not seal.is_untouched(found):
        return "edited"
    beside = figures.read(_bytes(draft.path.with_name(f"{draft.kind}.figures.json")) or b"").get("built")
    known = {str(value) for value in beside.values()} if isinstance(beside, dict) else set()
    # A sealed DOCX that was built elsewhere, or of other data, and put here by hand, is no draft of ours to replace.
    return "stale" if digest(found) in known | memory.digests() else "edited"


def _state_of_pdf(found: bytes, draft: Draft) -> State:
    """One that was printed where more fonts were missing than here is not what it could be."""
    from report_cli import pdf

    if (said := pdf.seal_of(found)) is None:
        return "edited"
    return "current" if said.source == digest(draft.source) and set(said.missing) <= set(draft.missing) else "stale"


class Memory(Struct, frozen=True):
    """What a workspace remembers of its builds, in `.report/`: digests of what was last written, backups, a lock.

    `spare`: a folder outside that is written to. Where the workspace itself may not be written, nothing is remembered then,
    and backups go there.
    """

    root: Path
    spare: Path | None = None
    forgets: bool = False

    @property
    def folder(self) -> Path:
        return self.root / MEMORY

    def digests(self) -> set[str]:
        return {value for values in self._known().values() for value in values}

    def remember(self, drafts: list[Draft]) -> None:
        """Note what is about to be written, so that a run cut short does not look like an edit by hand."""
        if self.forgets:
            return
        known = self._known()
        for draft in drafts:
            if draft.format in ("docx", "md"):
                name = name_in(self.root, draft.path)
                known[name] = [draft.digest, *known.get(name, [])][:3]
        if known:
            save(self.folder / "built.json", json.dumps(known, indent=1, sort_keys=True).encode())

    def _known(self) -> dict[str, list[str]]:
        """The digests by file; what is damaged is forgotten."""
        try:
            known = json.loads(_bytes(self.folder / "built.json") or b"{}")
        except (ValueError, RecursionError):
            return {}
        files = known.items() if isinstance(known, dict) else ()
        return {name: [value for value in values if isinstance(value, str)] for name, values in files if isinstance(values, list)}

    def back_up(self, draft: Draft) -> Path:
        """A copy of the file on disk under the time at which people last saved it; no backup replaces another."""
        data = _bytes(draft.path) or b""
        saved = datetime.fromtimestamp(draft.path.stat().st_mtime).astimezone()
        stem = f"{draft.path.parent.name}-{draft.path.stem}-{saved:%Y%m%d-%H%M%S}"
        number = 1
        while True:
            path = self.folder / "backup" / f"{stem}{f'-{number}' if number > 1 else ''}{draft.path.suffix}"
            found = _bytes(path)
            if found == data:
                return path
            if found is None:
                save(path, data)
                return path
            number += 1

    @contextlib.contextmanager
    def locked(self) -> Iterator[Memory]:
        """One build of a workspace at a time; others wait. The system lets go of the lock when a process ends.

        Gives the memory that can be written to.
        """
        try:
            file = self._lock_file()
        except CannotRun as error:
            if self.spare is None or not _is_forbidden(error):
                raise
            file = None
        if file is None:
            assert self.spare is not None, "where there is none, it is raised above"
            yield Memory(self.spare, forgets=True)
            return
        with file:
            _lock(file.fileno())
            yield self

    def _lock_file(self) -> TextIO:
        _make_folder(self.folder)
        path = self.folder / "lock"
        try:
            if path.exists() and not path.is_file():
                raise CannotRun(f"写不了 {path.as_posix()}：不是普通文件；把它移走或改名，再运行一次")
            return path.open("w")
        except OSError as error:
            raise CannotRun(f"写不了 {path.as_posix()}：{reason(error)}；{_cure(error)}") from error


def _is_forbidden(error: CannotRun) -> bool:
    return isinstance(error.__cause__, OSError) and error.__cause__.errno in (errno.EACCES, errno.EPERM, errno.EROFS)


def _lock(descriptor: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(descriptor, msvcrt.LK_LOCK, 1)
    else:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX)


@contextlib.contextmanager
def _locked_folders(folders: list[Path]) -> Iterator[None]:
    """The same for the folders written to: with --output several workspaces may share one. (Windows locks no folders.)"""
    with contextlib.ExitStack() as stack:
        for folder in sorted(folders) if sys.platform != "win32" else ():
            try:
                descriptor = os.open(folder, os.O_RDONLY)
            except OSError as error:
                raise CannotRun(f"读不了文件夹 {folder.as_posix()}：{reason(error)}") from error
            stack.callback(os.close, descriptor)
            _lock(descriptor)
        yield


class Outcome(Struct, frozen=True):
    """What writing did: the state that each draft was found in, and the backups made of edited ones."""

    states: Mapping[Path, State]
    backups: Mapping[Path, Path]

    @property
    def is_refused(self) -> bool:
        """Drafts were found that people have edited or locked, and left, so nothing was written."""
        return bool(self.kept) and not self.backups

    @property
    def kept(self) -> list[Path]:
        return [path for path, state in self.states.items() if state in KEPT]


def orphans(drafts: list[Draft]) -> tuple[Path, ...]:
    """The files beside the drafts of all kinds that were built for a kind which has no template any more: nothing keeps them up to date."""
    kinds = {draft.kind for draft in drafts}
    left: list[Path] = []
    for folder in sorted({draft.path.parent for draft in drafts}):
        names = sorted(_names(folder))
        for kind in [name.removesuffix(".figures.json") for name in names if name.endswith(".figures.json")]:
            if kind in kinds:
                continue
            known = figures.read(_bytes(folder / f"{kind}.figures.json") or b"")
            # Of another name, it came with a draft that somebody sent back.
            if (known.get("kind"), str(known.get("year"))) == (kind, folder.name):
                left += [folder / name for name in names if name.startswith(f"{kind}.") and (folder / name).is_file()]
    return tuple(left)


def look(drafts: list[Draft], memory: Memory) -> dict[Path, State]:
    return {draft.path: state(draft, memory) for draft in drafts}


def replace(drafts: list[Draft], memory: Memory, *, force: bool) -> Outcome:
    """Write the drafts that are not current. Edited or locked ones stop everything, unless `force`: then they are backed up.

    Raises CannotRun where the disk refuses; what was there before then still is, whole.
    """
    states = look(drafts, memory)
    if is_refused(states, force):
        # A build of another workspace may be at work in the same folder: its files agree once it is through.
        with _locked_folders(list(dict.fromkeys(path.parent for path in states if path.parent.is_dir()))):
            states = look(drafts, memory)
    is_done = set(states.values()) == {"current"} and not _left_beside([_real(draft.path) for draft in drafts])
    if is_done or is_refused(states, force):
        return Outcome(states, {})
    with memory.locked() as kept, _made_folders([draft.path.parent for draft in drafts]) as folders, _locked_folders(folders):
        # Another build may have been at work until now.
        states = look(drafts, memory)
        if is_refused(states, force):
            return Outcome(states, {})
        backups = {draft.path: kept.back_up(draft) for draft in drafts if states[draft.path] in KEPT}
        pending = [draft for draft in drafts if states[draft.path] != "current"]
        kept.remember(pending)
        # We hold the lock: nobody else is writing there.
        _remove(_left_beside([_real(draft.path) for draft in drafts]))
        _replace_all(pending)
    return Outcome(states, backups)


def is_refused(states: Mapping[Path, State], force: bool) -> bool:
    return not KEPT.isdisjoint(states.values()) and not force


@contextlib.contextmanager
def _made_folders(wanted: list[Path]) -> Iterator[list[Path]]:
    """Makes the folders that are missing; those that stay empty, because something failed, are taken away again."""
    folders = list(dict.fromkeys(wanted))
    missing = {above for folder in folders for above in takewhile(lambda above: not above.exists(), (folder, *folder.parents))}
    try:
        for folder in folders:
            _make_folder(folder)
        yield folders
    except BaseException:
        for folder in sorted(missing, reverse=True):
            with contextlib.suppress(OSError):
                folder.rmdir()
        raise


def _replace_all(drafts: list[Draft]) -> None:
    """First every file is written beside its place, then each takes its place, in its mode. (A link stays one, to a new file.)"""
    waiting = [(draft, path, _beside(path)) for draft in drafts for path in [_real(draft.path)]]
    try:
        for draft, path, made in waiting:
            _write(made, path, draft.data)
            with contextlib.suppress(OSError):
                made.chmod(stat.S_IMODE(path.stat().st_mode))
        for _, path, made in waiting:
            _move(made, path)
    except BaseException:
        _remove(made for _, _, made in waiting)
        raise


def save(path: Path, data: bytes) -> None:
    """Write a file that is no draft: whole, or not at all. Raises CannotRun where the disk refuses."""
    _make_folder(path.parent)
    _remove(_left_beside([path]))
    made = _beside(path)
    try:
        _write(made, path, data)
        _move(made, path)
    except BaseException:
        _remove([made])
        raise


def _real(path: Path) -> Path:
    """Where a draft lies: a link to a file is written through, one that leads nowhere is no draft and is replaced."""
    return Path(os.path.realpath(path)) if path.is_symlink() and path.is_file() else path


def _beside(path: Path) -> Path:
    return path.with_name(f".{path.name}.{os.getpid()}.tmp")


def _left_beside(paths: Iterable[Path]) -> list[Path]:
    """What a run that was killed was writing beside files."""
    left: list[Path] = []
    listed: dict[Path, list[str]] = {}
    for path in paths:
        folder = path.parent
        if folder not in listed:
            listed[folder] = [name for name in _names(folder) if name.endswith(".tmp")]
        left += [folder / name for name in listed[folder] if name.rsplit(".", 2)[0] == f".{path.name}"]
    return left


def _names(folder: Path) -> list[str]:
    """The names in a folder; none where it cannot be read."""
    try:
        return os.listdir(folder)  # noqa: PTH208  # asked for each workspace among thousands
    except OSError:
        return []


def _write(made: Path, path: Path, data: bytes) -> None:
    try:
        made.write_bytes(data)
    except OSError as error:
        raise CannotRun(f"写不了 {path.as_posix()}：{reason(error)}；{_cure(error)}") from error


def _move(made: Path, path: Path) -> None:
    try:
        made.replace(path)
    except OSError as error:
        raise CannotRun(f"换不了 {path.as_posix()}：{reason(error)}；文件若在Word或WPS里打开着，先关上") from error


def _remove(paths: Iterable[Path]) -> None:
    for path in paths:
        with contextlib.suppress(OSError):
            path.unlink()


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CannotRun(f"建不了文件夹 {folder.as_posix()}：{reason(error)}；{_cure(error)}") from error


def _cure(error: OSError) -> str:
    match error.errno:
        case errno.EISDIR | errno.EEXIST | errno.ENOTDIR | errno.ELOOP:
            return "把它移走或改名，再运行一次"
        case errno.ENOSPC | errno.EDQUOT | errno.EFBIG:
            return "腾出磁盘空间，再运行一次"
        case _:
            return "核对磁盘空间和文件夹的权限"


def _bytes(path: Path) -> bytes | None:
    """None where there is nothing. (A file in a folder's place is told where the folder is to be made.)"""
    try:
        mode = path.stat().st_mode
        if not stat.S_ISREG(mode):
            what = "它是文件夹，不是普通文件" if stat.S_ISDIR(mode) else "不是普通文件，是管道或设备"
            raise CannotRun(f"读不了 {path.as_posix()}：{what}；把它移走或改名，再运行一次")
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise CannotRun(f"读不了 {path.as_posix()}：{reason(error)}；{_cure(error)}") from error


class Edit(Struct, frozen=True):
    """A place where a draft is another text: as built and as it is now (empty: none there).

    `is_ours`: data or templates have changed since, and a new build would change it; else people have.
    """

    place: str
    built: str
    found: str
    is_ours: bool = False


def edits(draft: Draft) -> list[Edit]:
    """What people changed in the text of a draft, then what a new build would. (Where only its format was changed: nothing.)"""
    if draft.format == "pdf":
        return []
    try:
        theirs = _parts(draft, _bytes(draft.path) or b"")
    except (CannotRun, ValueError):
        what = "Word文档" if draft.format == "docx" else "文本文件"
        return [Edit("整个文件", what, f"打不开（不是{what}、已损坏或加了密码），看不出改了什么")]
    ours = _parts(draft, draft.data)
    last = [text for text in figures.paragraphs(_bytes(draft.path.with_name(f"{draft.kind}.figures.json")) or b"") if text.strip()]
    if not last:
        return _changes([text for _, text in ours], theirs)
    return [*_changes(last, theirs), *(replace_fields(edit, is_ours=True) for edit in _changes(last, ours))]


def _parts(draft: Draft, data: bytes) -> list[tuple[str, str]]:
    """Where each paragraph of a draft's text stands in it, and what it says."""
    if draft.format == "docx":
        from report_cli.docx import read

        return [(f"第{number}段", text) for number, text in enumerate(read.paragraphs(data), 1) if text.strip()]
    from report_cli.audit import plain

    lines = enumerate(plain.decoded(data).splitlines(), 1)
    return [(f"第{number}行", part.text) for number, line in lines for part in plain.read(line.encode(), markdown=True).lines if part.text]


def _changes(built: list[str], found: list[tuple[str, str]]) -> list[Edit]:
    """Blanks and where a title is broken count for nothing: programs add and drop them."""
    from difflib import SequenceMatcher

    before, after = ["".join(text.split()) for text in built], ["".join(text.split()) for _, text in found]
    changes = []
    for tag, b1, b2, f1, f2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        b, f = _in_step(before[b1:b2], after[f1:f2])
        for step in range(max(b2 - b1 - b, f2 - f1 - f)):
            ours, theirs = b1 + b + step, f1 + f + step
            place = found[min(theirs, len(found) - 1)][0] if found else "全文"
            changes.append(Edit(place, built[ours] if ours < b2 else "", found[theirs][1] if theirs < f2 else ""))
    return changes


def _in_step(before: list[str], after: list[str]) -> tuple[int, int]:
    """How many of each, from the first, say the same, only parted otherwise."""
    ends = {"".join(before[:number]): number for number in range(1, len(before) + 1)}
    for number in range(len(after), 0, -1):
        if (same := ends.get("".join(after[:number]))) is not None:
            return same, number
    return 0, 0
