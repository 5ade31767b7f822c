"""Drafts on disk: which are current, which people have edited, and how the others are replaced.

A draft that people have edited is never overwritten unasked. No file is ever partial, and nothing is replaced before
everything is made. A run that is killed between two replacements leaves whole files, which the next one makes agree.
"""

import contextlib
import hashlib
import re
import stat
from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Literal

from msgspec import Struct, structs

from report_cli.document import Document
from report_cli.docx import seal, write
from report_cli.drafts import bases, figures, markdown
from report_cli.drafts.record import Build, Record
from report_cli.facts.ledger import Ledger
from report_cli.files import disk, locks, own_json
from report_cli.files.digests import of_names
from report_cli.files.workspace import name_in
from report_cli.layout.layout import Layout
from report_cli.model import FIGURES_SUFFIX, CannotRun

FORMATS = ("docx", "md", "pdf")
USUAL = ("docx", "md")  # what a build makes unasked
# `locked`: out of date, but somebody has set it read-only.
State = Literal["new", "current", "stale", "edited", "locked"]
_PROTECTED = {"edited", "locked"}  # not replaced unasked


class Draft(Struct, frozen=True, dict=True):
    """A file as it should be: `path` in full, `data` its bytes.

    A PDF is printed from the DOCX `source`; until then it has no bytes. `missing`: the fonts that this machine lacks.
    `base`: the digest of what was built, and the figures file that tells it; empty where another draft brings it.
    """

    path: Path
    data: bytes
    kind: str
    format: str
    source: bytes = b""
    missing: tuple[str, ...] = ()
    base: tuple[str, bytes] = ("", b"")

    @cached_property
    def digest(self) -> str:
        return digest(self.data)


class Report(Struct, frozen=True):
    document: Document
    ledger: Ledger
    layout: Layout
    stage: str = ""
    layout_file: str = ""


class Replaced(Struct, frozen=True):
    """What replacing drafts did: the state in which each was found, and the backups made of edited or locked ones."""

    states: Mapping[Path, State]
    backups: Mapping[Path, Path]

    @property
    def refused(self) -> list[Path]:
        """The drafts that people have edited or locked, for which nothing was written."""
        return [] if self.backups else [path for path, state in self.states.items() if state in _PROTECTED]


def make(report: Report, formats: tuple[str, ...], folder: Path) -> list[Draft]:
    """The drafts of one report in the formats asked for, its figures file last."""
    document, file = report.document, figures.make(report.document, report.ledger)
    kind, data = document.kind, {"docx": b"", "pdf": b""}
    if {"docx", "pdf"} & set(formats):
        data["docx"] = write.write(document, report.layout, sealed(report, file.digest))
    if "md" in formats:
        data["md"] = markdown.write(document).encode()
    sources = {"pdf": data["docx"]}
    drafts = [Draft(folder / f"{kind}.{each}", data[each], kind, each, sources.get(each, b"")) for each in formats]
    path = folder / f"{kind}{FIGURES_SUFFIX}"
    file = _beside(file, path, {draft.path.name: draft.digest for draft in drafts if draft.format != "pdf"})
    written = figures.write(file)
    return [*drafts, Draft(path, written, kind, "figures", base=(file.digest, written))]


def _beside(file: figures.FiguresFile, path: Path, made: Mapping[str, str]) -> figures.FiguresFile:
    """The figures file once these drafts are made beside it. The others that are there stay as they are.

    A PDF is none of them: it says itself what it was made from, and other machines make other bytes of the same.
    """
    built, older = dict(made), dict[str, str]()
    if before := figures.at(path):
        is_same = before.paragraphs == file.paragraphs
        for name, digest in before.drafts.items():
            if name not in made and name.startswith(f"{file.kind}.") and path.with_name(name).exists():
                (built if is_same and name in before.built else older)[name] = digest
    return structs.replace(file, built=built, older=older)


def sealed(report: Report, digest: str) -> dict[str, str]:
    """What a Word draft says of itself. `digest`: of its figures file."""
    document = report.document
    said = {"year": str(document.year), "kind": document.kind, "layout": report.layout.name, "stage": report.stage}
    said = {f"report.{name}": value for name, value in {**said, "data": digest}.items() if value}
    return said | seal.figures(document.figures)


def digest(data: bytes) -> str:
    """Of a file's content, whatever line ends a checkout gave it."""
    return hashlib.sha256(data.replace(b"\r\n", b"\n") if data[:2] != b"PK" else data).hexdigest()


def look(drafts: list[Draft], record: Record) -> dict[Path, State]:
    return {draft.path: state(draft, record) for draft in drafts}


def state(draft: Draft, record: Record) -> State:
    return _state(draft, disk.read_if_there(draft.path), record)


def _state(draft: Draft, found: bytes | None, record: Record) -> State:
    if found is None:
        return "new"
    is_current, is_ours = _compared(draft, found, record)
    if is_current:
        return "current"
    if not is_ours:
        disk.refuse_links(draft.path, record.around)  # what stands elsewhere is nobody's edit, and is not shown
        return "edited"
    # By its mode: a superuser may write all.
    return "stale" if draft.path.stat().st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH) else "locked"


def _compared(draft: Draft, found: bytes, record: Record) -> tuple[bool, bool]:
    """Whether a file is as it should be; and whether it is as it was built, if of other data."""
    if draft.format == "pdf":
        return _compared_pdf(draft, found)
    if found == draft.data or digest(found) == draft.digest:
        return True, True
    if draft.format == "figures":
        return False, True
    if draft.format == "docx" and not seal.is_untouched(found):
        return False, False
    beside = figures.beside(draft.path, draft.kind)
    # A sealed DOCX that was built elsewhere, or of other data, and put here by hand, is no draft of ours to replace.
    return False, digest(found) in {*(beside.drafts.values() if beside else ()), *record.digests()}


def _is_ours(draft: Draft, found: bytes, record: Record) -> bool:
    """Whether what a file held is as it should be, or as it was built: nobody's work is in it."""
    return any(_compared(draft, found, record))


def _compared_pdf(draft: Draft, found: bytes) -> tuple[bool, bool]:
    """The same. One that was printed where more fonts were missing than here is not what it could be."""
    said = seal_of(found)
    is_current = said is not None and said.source == digest(draft.source) and {*said.missing} <= {*draft.missing}
    return is_current, said is not None


class Seal(Struct, frozen=True):
    """What a PDF says of itself: the digest of the DOCX that it was printed from, and the fonts that were missing."""

    source: str
    missing: tuple[str, ...] = ()


class _Sealed(Seal, frozen=True, kw_only=True):
    content: str


_SEAL = rb"%report (\{[^\n]*\})\n"
_sealed = own_json.decoder(_Sealed)


def seal_of(data: bytes) -> Seal | None:
    """The seal of a PDF; None where there is none, or anything in the file was changed since."""
    found = list(re.finditer(_SEAL, data))
    said = _sealed(found[-1][1]) if found else None
    if said is None:
        return None
    bare = data[: found[-1].start()] + data[found[-1].end() :]
    return Seal(said.source, said.missing) if hashlib.sha256(bare).hexdigest() == said.content else None


def replace(drafts: list[Draft], record: Record, *, force: bool, build: Build | None = None) -> Replaced:
    """Write the drafts that are not current. Edited or locked ones stop everything, or with `force` are backed up.

    `build`: what to record. That comes first: a record does not hold until the drafts are those that it speaks of.
    Raises CannotRun if the disk refuses; what was there before is then still there, whole.
    """
    paths = [draft.path for draft in drafts]
    folders = list(dict.fromkeys(path.parent for path in paths))
    states = _settled(drafts, record, folders, force=force)
    if is_refused(states, force):
        return Replaced(states, {})
    if {*states.values()} == {"current"} and not [*disk.unfinished_beside(paths), *disk.replaced_beside(paths)]:
        if build is not None:
            # All is as it should be. Where that cannot be noted, the next build takes its time.
            with contextlib.suppress(CannotRun), record.locked() as kept:
                kept.note(_finished(build, drafts, kept.root), {})
        return Replaced(states, {})
    with record.locked() as kept, disk.made_folders(folders, record.around), locks.folders(folders):
        seen = {path: disk.read_if_there(path) for path in paths}  # another build may have been at work until now
        states = {draft.path: _state(draft, seen[draft.path], record) for draft in drafts}
        if is_refused(states, force):
            return Replaced(states, {})
        backups = {path: kept.back_up(path, seen[path] or b"") for path in paths if states[path] in _PROTECTED}
        of = {draft.path: draft for draft in drafts}
        backups |= kept.rescue(paths, lambda path, found: _is_ours(of[path], found, record))
        pending = [draft for draft in drafts if states[draft.path] != "current"]
        disk.refuse_open_in_office([draft.path for draft in pending])
        disk.remove(disk.unfinished_beside(paths))  # we hold the lock: nobody else is writing there
        written = {draft.path: draft.digest for draft in pending if draft.format in USUAL}
        kept.note(build and _finished(build, drafts, kept.root), written)
        if not kept.forgets:
            bases.keep(kept.root, _bases(drafts, seen.values()))
        contents = {draft.path: draft.data for draft in pending}
        disk.replace(contents, record.around, seen=seen, is_durable=record.is_durable)
    return Replaced(states, backups)


def _bases(drafts: list[Draft], replaced: Iterable[bytes | None]) -> dict[str, bytes]:
    """The figures files to be kept, by their digests: the new ones, and those that are replaced.

    Of drafts that came with a copy of the workspace nothing is kept here yet.
    """
    old = {file.digest: data for data in replaced if data and (file := figures.read(data))}
    return old | dict(draft.base for draft in drafts if draft.base[0])


def _settled(drafts: list[Draft], record: Record, folders: list[Path], *, force: bool) -> dict[Path, State]:
    """The states of drafts, once no other build that writes to their folders is at work: then its files agree."""
    states = look(drafts, record)
    if not is_refused(states, force):
        return states
    with locks.folders([folder for folder in folders if folder.is_dir()]):
        return look(drafts, record)


def is_refused(states: Mapping[Path, State], force: bool) -> bool:
    return not force and not _PROTECTED.isdisjoint(states.values())


def _finished(build: Build, drafts: list[Draft], root: Path) -> Build:
    """The build with the digests of its drafts, and of their folders as they will be."""
    digests = {name_in(root, draft.path): draft.digest for draft in drafts}
    for folder in {draft.path.parent for draft in drafts}:
        names = {*disk.names(folder), *(draft.path.name for draft in drafts if draft.path.parent == folder)}
        digests[f"{name_in(root, folder)}/"] = of_names(names)
    return structs.replace(build, drafts=digests)
