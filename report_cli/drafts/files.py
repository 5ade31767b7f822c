"""Drafts on disk: what is current, what people have edited, and how the rest is replaced.

A draft that people have edited is never overwritten unasked. No file is ever partial, and nothing is replaced before
everything is made. A run that is killed between two replacements leaves whole files, which the next one makes agree.
"""

from __future__ import annotations

import contextlib
import hashlib
import stat
from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace as changed

from report_cli.document import Document
from report_cli.docx import seal, write
from report_cli.drafts import figures, markdown
from report_cli.drafts.record import Build, Record
from report_cli.facts.ledger import Ledger
from report_cli.files import disk
from report_cli.files.inputs import name_in, of_names
from report_cli.layout.layout import Layout
from report_cli.model import CannotRun

FORMATS = ("docx", "md", "pdf")
USUAL = ("docx", "md")  # what a build makes unasked
State = Literal["new", "current", "stale", "edited", "locked"]
"""`locked`: out of date, but somebody has set it read-only."""
KEPT = {"edited", "locked"}
"""What is not replaced unasked."""


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
    document, file = report.document, figures.make(report.document, report.ledger)
    docx = write.write(document, report.layout, sealed(report, file.digest)) if {"docx", "pdf"} & set(formats) else b""
    makers: dict[str, Callable[[Path], Draft]] = {
        "docx": lambda path: Draft(path, docx, document.kind, "docx"),
        "md": lambda path: Draft(path, markdown.write(document).encode(), document.kind, "md"),
        "pdf": lambda path: Draft(path, b"", document.kind, "pdf", docx),
    }
    made = [makers[format](folder / f"{document.kind}.{format}") for format in formats]
    path = folder / f"{document.kind}{figures.SUFFIX}"
    file = _beside(file, path, {draft.path.name: draft.digest for draft in made if draft.format != "pdf"})
    return [*made, Draft(path, figures.write(file), document.kind, "figures")]


def _beside(file: figures.FiguresFile, path: Path, made: Mapping[str, str]) -> figures.FiguresFile:
    """The figures file when these drafts will have been made beside it: others stay as they are.

    A PDF is none of them: it tells by itself what it was made from, and other machines make other bytes of the same.
    """
    before = figures.at(path)
    if before is None:
        return changed(file, built=made)
    kept = {
        name: digest
        for name, digest in before.drafts.items()
        if name not in made and name.startswith(f"{file.kind}.") and (path.parent / name).exists()
    }
    same = before.built.keys() if before.paragraphs == file.paragraphs else ()
    built = {name: digest for name, digest in kept.items() if name in same}
    older = {name: digest for name, digest in kept.items() if name not in same}
    return changed(file, built={**built, **made}, older=older)


def sealed(report: Report, digest: str) -> dict[str, str]:
    """What a Word draft says of itself. `digest`: of its figures file."""
    document = report.document
    return {
        "report.year": str(document.year),
        "report.kind": document.kind,
        "report.layout": report.layout.name,
        **({"report.stage": report.stage} if report.stage else {}),
        "report.data": digest,
        **seal.figures(document.figures),
    }


def digest(data: bytes) -> str:
    """Of a file's content, whatever line ends a checkout gave it."""
    return hashlib.sha256(data.replace(b"\r\n", b"\n") if data[:2] != b"PK" else data).hexdigest()


def state(draft: Draft, record: Record) -> State:
    """How the file on disk compares with the draft as it should be."""
    found = _state(draft, record)
    return "locked" if found == "stale" and _is_read_only(draft.path) else found


def _is_read_only(path: Path) -> bool:
    """By its mode: a superuser may write all."""
    return not path.stat().st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH)


def _state(draft: Draft, record: Record) -> State:
    found = disk.read_if_there(draft.path)
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
    beside = figures.beside(draft.path, draft.kind)
    known = set(beside.drafts.values()) if beside else set()
    # A sealed DOCX that was built elsewhere, or of other data, and put here by hand, is no draft of ours to replace.
    return "stale" if digest(found) in known | record.digests() else "edited"


def _state_of_pdf(found: bytes, draft: Draft) -> State:
    """One that was printed where more fonts were missing than here is not what it could be."""
    from report_cli.drafts import pdf

    if (said := pdf.seal_of(found)) is None:
        return "edited"
    return "current" if said.source == digest(draft.source) and set(said.missing) <= set(draft.missing) else "stale"


class Replaced(Struct, frozen=True):
    """What replacing drafts did: the state that each draft was found in, and the backups made of edited ones."""

    states: Mapping[Path, State]
    backups: Mapping[Path, Path]

    @property
    def is_refused(self) -> bool:
        """Drafts were found that people have edited or locked, and left, so nothing was written."""
        return bool(self.kept) and not self.backups

    @property
    def kept(self) -> list[Path]:
        return [path for path, state in self.states.items() if state in KEPT]


def look(drafts: list[Draft], record: Record) -> dict[Path, State]:
    return {draft.path: state(draft, record) for draft in drafts}


def replace(drafts: list[Draft], record: Record, *, force: bool, build: Build | None = None) -> Replaced:
    """Write the drafts that are not current. Edited or locked ones stop everything, unless `force`: then they are backed up.

    `build`: what is to be recorded of it. That is done before anything is replaced: while the drafts are not yet those that
    it speaks of, it does not hold.

    Raises CannotRun where the disk refuses; what was there before then still is, whole.
    """
    states = look(drafts, record)
    if is_refused(states, force):
        # A build of another workspace may be at work in the same folder: its files agree once it is through.
        with disk.locked_folders(list(dict.fromkeys(path.parent for path in states if path.parent.is_dir()))):
            states = look(drafts, record)
    if is_refused(states, force):
        return Replaced(states, {})
    if set(states.values()) == {"current"} and not disk.left_beside(draft.path for draft in drafts):
        if build is not None:
            # All is as it should be. Where that cannot be noted, the next build takes its time.
            with contextlib.suppress(CannotRun), record.locked() as kept:
                kept.note(_finished(build, drafts, kept.root), {})
        return Replaced(states, {})
    with (
        record.locked() as kept,
        disk.made_folders([draft.path.parent for draft in drafts]) as folders,
        disk.locked_folders(folders),
    ):
        # Another build may have been at work until now.
        states = look(drafts, record)
        if is_refused(states, force):
            return Replaced(states, {})
        backups = {draft.path: kept.back_up(draft.path) for draft in drafts if states[draft.path] in KEPT}
        pending = [draft for draft in drafts if states[draft.path] != "current"]
        # We hold the lock: nobody else is writing there.
        disk.remove(disk.left_beside(draft.path for draft in drafts))
        written = {draft.path: draft.digest for draft in pending if draft.format in USUAL}
        kept.note(build and _finished(build, drafts, kept.root), written)
        disk.replace({draft.path: draft.data for draft in pending})
    return Replaced(states, backups)


def _finished(build: Build, drafts: list[Draft], root: Path) -> Build:
    """The build with the digests of its drafts, and of their folders as they will be."""
    digests = {name_in(root, draft.path): draft.digest for draft in drafts}
    for folder in {draft.path.parent for draft in drafts}:
        names = {*disk.names(folder), *(draft.path.name for draft in drafts if draft.path.parent == folder)}
        digests[f"{name_in(root, folder)}/"] = of_names(names)
    return changed(build, drafts=digests)


def is_refused(states: Mapping[Path, State], force: bool) -> bool:
    return not KEPT.isdisjoint(states.values()) and not force
