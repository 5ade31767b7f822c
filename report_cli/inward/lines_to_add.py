"""Lines that tell the data of a new number: what they say, and the files as they are with them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from report_cli.files import editing
from report_cli.files.editing import ValueChange
from report_cli.files.quoting import Written, in_flow
from report_cli.model import CannotRun

_LAST = 10_000
"""An item of a list that goes behind all others."""


class Line(Struct, frozen=True):
    """One more entry of a file. `where`: the same for people. `to`: its value, or what it says of what.

    `gone`: what it says where it is taken away instead. `begins`: the file where there is none yet. `note`: what else
    to know of the value. Empty of a value that is not known: people have to look it up.
    """

    file: str
    path: editing.Path
    where: str
    to: str | tuple[tuple[str, str], ...]
    note: str = ""
    begins: str = ""
    gone: str = ""

    @property
    def entry(self) -> str:
        """As it is typed; of a list behind its dash."""
        return f"{'-' if self.is_item else f'{self.path[-1]}:'} {in_flow(_value(self))}"

    @property
    def is_item(self) -> bool:
        """Whether it is one more of a list: several may have one place."""
        return len(self.path) == 1 or isinstance(self.path[-1], int)

    @property
    def text(self) -> str:
        if self.gone:
            what = f"第{self.path[-1]}条{self.gone}" if self.is_item else f"{self.path[-1]}: {self.gone}"
            return f"{self.where}去掉 {what}"
        return f"{self.where}加一行 {self.entry if self.to else f'{self.path[-1]}: '}{self.note}"

    @property
    def done(self) -> str:
        """The same, once it is written."""
        return self.text.replace("加一行", "加了一行").replace("去掉 ", "去掉了 ")

    @property
    def keys(self) -> tuple[tuple[str, str], ...]:
        """What it says of what; nothing of a value."""
        return () if isinstance(self.to, str) else self.to

    @property
    def key(self) -> tuple[object, ...]:
        """What it says: the same may be told in two ways."""
        return self.file, self.path, self.to

    def clashes(self, other: Line) -> bool:
        """Whether both are of one place and do not say the same."""
        return (self.file, self.path) == (other.file, other.path) and not self.is_item and self.to != other.to


def _value(line: Line) -> Written:
    return line.to if isinstance(line.to, str) else dict(line.keys)


def with_lines(contents: Mapping[str, bytes], lines: Iterable[Line]) -> dict[str, bytes]:
    """The files that get lines, as they are then. Raises CannotRun where one cannot have them so."""
    of_file = dict[str, list[Line]]()
    for line in {each.key: each for each in lines}.values():
        of_file.setdefault(line.file, []).append(line)
    return {file: _with_lines(contents.get(file) or each[0].begins.encode(), each) for file, each in of_file.items()}


def _with_lines(data: bytes, lines: Sequence[Line]) -> bytes:
    """A file with lines: all entries at once, as each time the whole file is read again."""
    entries = [_change(each) for each in lines if len(each.path) > 1]
    data = editing.edited(data, entries, lines[0].file) if entries else data
    for line in lines:
        data = _with_item(data, line) if len(line.path) == 1 else data
    return data


def _change(line: Line) -> ValueChange:
    return ValueChange(line.path, None if line.gone else _value(line), is_new=not line.gone)


def _with_item(data: bytes, line: Line) -> bytes:
    value = _value(line)
    try:
        return editing.edited(data, [ValueChange((*line.path, _LAST), value, is_new=True)], line.file)
    except CannotRun:  # there is no such list yet
        return editing.edited(data, [ValueChange(line.path, (value,), is_new=True)], line.file)
