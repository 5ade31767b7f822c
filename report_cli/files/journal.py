"""Several files written all or nothing, and put back again.

What is to be written is noted in a journal first. A run that ends before all is written leaves it behind, and the next
command finishes what it says; where somebody has changed one of the files meanwhile, it takes back what was written.
Once all is written the journal becomes the note by which the run can be undone; the notes of the last runs are kept.
"""

import re
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from report_cli.files import disk, locks, own_json
from report_cli.model import CannotRun

OPEN = own_json.JOURNAL
_NOTE = re.compile(r"journal-([0-9]+)\.json")
_KEPT = 20
"""So many runs can be undone, one after the other."""


class Entry(Struct, frozen=True):
    """A file by its name in the workspace. None: there was none, or there is to be none."""

    name: str
    before: bytes | None
    after: bytes | None

    @property
    def turned(self) -> "Entry":
        return replace(self, before=self.after, after=self.before)


class Journal(Struct, frozen=True):
    """`run`: the command that wrote, by which it is undone. `undoes`: the number of the run that this one puts back."""

    run: str
    entries: tuple[Entry, ...]
    undoes: int = 0
    version: Literal[1] = 1


_decoded = own_json.decoder(Journal)


def obstacles(root: Path, entries: Sequence[Entry]) -> list[str]:
    """Why files cannot be written, in words; none where they can."""
    found = []
    for entry in entries:
        try:
            _refuse(root / entry.name, entry, root)
        except CannotRun as error:
            found.append(str(error))
    return found


def write(root: Path, run: str, entries: Sequence[Entry]) -> None:
    """Write all files or none, and note how to undo it. Raises CannotRun; then all files are as they were."""
    with locked(root):
        _write(root, Journal(run, tuple(entries)))


def last(root: Path) -> Journal | None:
    """What the last run wrote that was not undone."""
    return _last(root)[1]


def undo(root: Path, run: str) -> list[str] | None:
    """Put back what the last run wrote; the names of the files that have changed since, because of which nothing was.

    None where there is nothing to put back.
    """
    with locked(root):
        number, journal = _last(root)
        if journal is None or journal.run != run:
            return None
        if changed := [each.name for each in journal.entries if disk.read_if_there(root / each.name) != each.after]:
            return changed
        _write(root, Journal(run, tuple(entry.turned for entry in journal.entries), undoes=number))
        return []


def _last(root: Path) -> tuple[int, Journal | None]:
    """The number of the last run that was not undone, and what it wrote."""
    number = max(_numbers(root), default=0)
    return number, _read(_note(root, number)) if number else None


def _numbers(root: Path) -> list[int]:
    names = disk.names(root / own_json.FOLDER) if disk.is_there(root / own_json.FOLDER) else []
    return [int(match[1]) for name in names if (match := _NOTE.fullmatch(name))]


def _note(root: Path, number: int) -> Path:
    return root / own_json.FOLDER / f"journal-{number}.json"


def settle(root: Path) -> str:
    """Finish what a run that ended too early began to write, or take it back. What was done, in words."""
    with locked(root):
        disk.remove(own_json.unfinished(root))
        journal = _read(root / OPEN)
        if journal is None:
            return ""
        disk.remove(disk.unfinished_beside([root / entry.name for entry in journal.entries]))
        _put_back_edits(root, journal)
        now = {entry: disk.read_if_there(root / entry.name) for entry in journal.entries}
        names = "、".join(entry.name for entry in journal.entries)
        if all(content in (entry.before, entry.after) for entry, content in now.items()):
            _apply(root, [entry for entry, content in now.items() if content != entry.after])
            _close(root, journal)
            return f"上一次运行没有写完，现在已写完：{names}"
        _apply(root, [entry.turned for entry, content in now.items() if content == entry.after])
        disk.remove([root / OPEN])
        return f"上一次运行没有写完，其中有文件后来改过，没有再写，已写的退了回去：{names}"


def _put_back_edits(root: Path, journal: Journal) -> None:
    """Where a run was killed at the moment when it replaced a file, an edit of that moment lies beside it."""
    for entry in journal.entries:
        path = root / entry.name
        for left in disk.replaced_beside([path]):
            edit = None if disk.is_link(left) else disk.read_if_there(left)
            if edit not in (None, entry.before, entry.after) and disk.read_if_there(path) == entry.after:
                disk.replace({path: edit}, root, seen={path: entry.after})
            disk.remove([left])


@contextmanager
def locked(root: Path) -> Iterator[None]:
    """One run at a time writes in a workspace; others wait."""
    with locks.file(root / own_json.FOLDER / "lock", root) as file:
        locks.lock(file.fileno())
        yield


def _write(root: Path, journal: Journal) -> None:
    for entry in journal.entries:
        _refuse(root / entry.name, entry, root)
    folders = [(root / entry.name).parent for entry in journal.entries if entry.after is not None]
    with disk.made_folders(folders, root):
        disk.save(root / OPEN, msgspec.json.encode(journal), root)
        try:
            _apply(root, journal.entries)
        except BaseException:
            written = [each for each in journal.entries if disk.read_if_there(root / each.name) == each.after]
            _apply(root, [entry.turned for entry in written])
            disk.remove([root / OPEN])
            raise
    _close(root, journal)


def _apply(root: Path, entries: Sequence[Entry]) -> None:
    contents = {root / entry.name: entry.after for entry in entries if entry.after is not None}
    for path in contents:
        disk.make_folder(path.parent, root)  # a power cut may have taken it
    disk.replace(contents, root, seen={root / entry.name: entry.before for entry in entries})
    disk.remove(root / entry.name for entry in entries if entry.after is None)


def _close(root: Path, journal: Journal) -> None:
    numbers = _numbers(root)
    if journal.undoes:
        disk.remove([_note(root, journal.undoes), root / OPEN])
    else:
        (root / OPEN).replace(_note(root, max(numbers, default=0) + 1))
        disk.remove(_note(root, number) for number in sorted(numbers)[: 1 - _KEPT])


def _refuse(path: Path, entry: Entry, root: Path) -> None:
    """Raise CannotRun where a file cannot be written, or is no more what was read."""
    disk.refuse_links(path, root)
    now = disk.read_if_there(path)
    if now != entry.before:
        what = "它不见了" if now is None else "读过以后有人改了它" if entry.before is not None else "那里已经有这个文件"
        raise CannotRun(f"没有写 {entry.name}：{what}；再运行一次")
    if now is not None and not path.stat().st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH):
        raise CannotRun(f"没有写 {entry.name}：它是只读的；去掉只读，再运行一次")
    disk.refuse_open_in_office([path])


def _read(path: Path) -> Journal | None:
    data = disk.read_if_there(path)
    if data is None:
        return None
    journal = _decoded(data)
    if journal is None:
        raise CannotRun(f"{path.as_posix()} 损坏了，看不出上一次写了什么；核对数据文件，再删去它")
    return journal
