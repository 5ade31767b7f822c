"""Drafts on disk: what is current, what people have edited, and how the rest is replaced.

A draft that people have edited is never overwritten unasked. No file is ever partial, and nothing is replaced before
everything is made. A run that is killed between two replacements leaves whole files, which the next one makes agree.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from report_cli import figures, markdown
from report_cli.document import Document
from report_cli.docx import seal, write
from report_cli.docx.layout import Layout
from report_cli.facts.ledger import Ledger
from report_cli.model import CannotRun

FORMATS = ("docx", "md")
State = Literal["new", "current", "stale", "edited"]
MEMORY = ".report"


@dataclass(frozen=True, slots=True)
class Draft:
    """A file as it should be: `path` in full, `data` its bytes."""

    path: Path
    data: bytes
    kind: str
    format: str


@dataclass(frozen=True, slots=True)
class Report:
    """A composed report and what it came from."""

    document: Document
    ledger: Ledger
    layout: Layout


def make(report: Report, formats: tuple[str, ...], folder: Path) -> list[Draft]:
    """The drafts of one report in the formats asked for, its figures file last."""
    document = report.document
    makers: dict[str, Callable[[], bytes]] = {
        "docx": lambda: write.write(document, report.layout, _seal(report)),
        "md": lambda: markdown.write(document).encode(),
    }
    made = [Draft(folder / f"{document.kind}.{format}", makers[format](), document.kind, format) for format in formats]
    path = folder / f"{document.kind}.figures.json"
    kept = figures.read(_bytes(path) or b"").get("built")
    built = {
        name: value
        for name, value in (kept if isinstance(kept, dict) else {}).items()
        if (folder / name).exists() and name.startswith(f"{document.kind}.")
    }
    built |= {draft.path.name: digest(draft.data) for draft in made}
    return [*made, Draft(path, figures.write(document, report.ledger, built), document.kind, "figures")]


def _seal(report: Report) -> dict[str, str]:
    document = report.document
    return {
        "report.year": str(document.year),
        "report.kind": document.kind,
        "report.data": figures.digest(document, report.ledger),
    }


def digest(data: bytes) -> str:
    """Of a file's content, whatever line ends a checkout gave it."""
    return hashlib.sha256(data.replace(b"\r\n", b"\n") if data[:2] != b"PK" else data).hexdigest()


def state(draft: Draft, memory: Memory) -> State:
    """How the file on disk compares with the draft as it should be."""
    found = _bytes(draft.path)
    if found is None:
        return "new"
    if found == draft.data or (draft.format == "md" and digest(found) == digest(draft.data)):
        return "current"
    if draft.format == "figures":
        return "stale"
    if draft.format == "docx":
        return "stale" if seal.is_untouched(found) else "edited"
    beside = figures.read(_bytes(draft.path.with_name(f"{draft.kind}.figures.json")) or b"").get("built")
    known = {str(value) for value in beside.values()} if isinstance(beside, dict) else set()
    return "stale" if digest(found) in known | memory.digests() else "edited"


@dataclass(frozen=True, slots=True)
class Memory:
    """What a workspace remembers of its builds, in `.report/`: digests of what was last written, backups, a lock."""

    root: Path

    @property
    def folder(self) -> Path:
        return self.root / MEMORY

    def digests(self) -> set[str]:
        try:
            known = json.loads(_bytes(self.folder / "built.json") or b"{}")
        except ValueError:
            return set()
        return {value for values in known.values() for value in values} if isinstance(known, dict) else set()

    def remember(self, drafts: list[Draft]) -> None:
        """Note what is about to be written, so that a run cut short does not look like an edit by hand."""
        path = self.folder / "built.json"
        try:
            known = json.loads(_bytes(path) or b"{}")
        except ValueError:
            known = {}
        for draft in drafts:
            if draft.format == "md":
                name = self._name(draft.path)
                known[name] = [digest(draft.data), *known.get(name, [])][:3]
        if known:
            _replace(path, json.dumps(known, ensure_ascii=False, indent=1, sort_keys=True).encode())

    def _name(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else path.as_posix()

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
                _replace(path, data)
                return path
            number += 1

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """One build of a workspace at a time; others wait. The system lets go of the lock when a process ends."""
        _make_folder(self.folder)
        with (self.folder / "lock").open("w") as file:
            _lock(file.fileno())
            yield


def _lock(descriptor: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(descriptor, msvcrt.LK_LOCK, 1)
    else:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What writing did: the state that each draft was found in, and the backups made of edited ones."""

    states: Mapping[Path, State]
    backups: Mapping[Path, Path]

    @property
    def is_refused(self) -> bool:
        """Edited drafts were found and left, so nothing was written."""
        return bool(self.edited) and not self.backups

    @property
    def edited(self) -> list[Path]:
        return [path for path, state in self.states.items() if state == "edited"]


def look(drafts: list[Draft], memory: Memory) -> dict[Path, State]:
    return {draft.path: state(draft, memory) for draft in drafts}


def replace(drafts: list[Draft], memory: Memory, *, force: bool) -> Outcome:
    """Write the drafts that are not current. Edited ones stop everything, unless `force`: then they are backed up.

    Raises CannotRun where the disk refuses; what was there before then still is, whole.
    """
    states = look(drafts, memory)
    if all(found == "current" for found in states.values()):
        return Outcome(states, {})
    with memory.locked():
        states = look(drafts, memory)
        edited = [draft for draft in drafts if states[draft.path] == "edited"]
        if edited and not force:
            return Outcome(states, {})
        backups = {draft.path: memory.back_up(draft) for draft in edited}
        pending = [draft for draft in drafts if states[draft.path] != "current"]
        memory.remember(pending)
        _replace_all(pending)
    return Outcome(states, backups)


def _replace_all(drafts: list[Draft]) -> None:
    """First every file is written beside its place, then each takes its place."""
    written: list[tuple[Path, Path]] = []
    try:
        for draft in drafts:
            _make_folder(draft.path.parent)
            _sweep(draft.path)
            written.append((_write_beside(draft.path, draft.data), draft.path))
        for made, path in written:
            _move(made, path)
    finally:
        for made, _ in written:
            made.unlink(missing_ok=True)


def _replace(path: Path, data: bytes) -> None:
    _make_folder(path.parent)
    _move(_write_beside(path, data), path)


def _beside(path: Path) -> str:
    return f".{path.name}."


def _sweep(path: Path) -> None:
    """What a run that was killed left beside a draft. (We hold the lock: nobody else is writing there.)"""
    for left in path.parent.glob(f"{_beside(path)}*.tmp"):
        left.unlink(missing_ok=True)


def _write_beside(path: Path, data: bytes) -> Path:
    made = path.with_name(f"{_beside(path)}{os.getpid()}.tmp")
    try:
        made.write_bytes(data)
    except OSError as error:
        made.unlink(missing_ok=True)
        raise CannotRun(f"写不了 {path.as_posix()}：{error.strerror or '原因不明'}；核对磁盘空间和文件夹的权限") from error
    return made


def _move(made: Path, path: Path) -> None:
    try:
        made.replace(path)
    except OSError as error:
        made.unlink(missing_ok=True)
        raise CannotRun(f"换不了 {path.as_posix()}：{error.strerror or '原因不明'}；文件若在Word或WPS里打开着，先关上") from error


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CannotRun(f"建不了文件夹 {folder.as_posix()}：{error.strerror or '原因不明'}") from error


def _bytes(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise CannotRun(f"读不了 {path.as_posix()}：{error.strerror or '原因不明'}") from error


def edits(draft: Draft) -> list[tuple[int, str, str]]:
    """What people changed in a draft: number of the paragraph as built, its text then and now (empty: none)."""
    built = list(figures.paragraphs(_bytes(draft.path.with_name(f"{draft.kind}.figures.json")) or b""))
    if not built or draft.format != "docx":
        return []
    from difflib import SequenceMatcher

    from report_cli.docx import read

    try:
        found = read.paragraphs(_bytes(draft.path) or b"")
    except ValueError:
        return []
    changes = []
    for tag, b1, b2, f1, f2 in SequenceMatcher(None, built, found, autojunk=False).get_opcodes():
        if tag != "equal":
            changes += [
                (b1 + i + 1, built[b1 + i] if b1 + i < b2 else "", found[f1 + i] if f1 + i < f2 else "")
                for i in range(max(b2 - b1, f2 - f1))
            ]
    return changes
