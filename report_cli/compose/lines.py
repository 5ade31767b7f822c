"""The lines of a text that is changed, and where in all of it each stands: reckoned once until the next change."""

from __future__ import annotations

from bisect import bisect_right
from copy import copy
from itertools import accumulate, count
from operator import itemgetter

from msgspec import Struct

from report_cli.compose.merging import BREAK
from report_cli.document import Paragraph, Run

FIRST_SIGN = "\U00100000"
"""The signs of figures begin here: characters that no text holds."""


class Signs:
    """What figures are searched by: each expression that prints one has a sign of its own."""

    def __init__(self) -> None:
        self._signs: dict[str, str] = {}
        self._said: dict[str, str] = {}

    def of(self, expression: str) -> str:
        if (sign := self._signs.get(expression)) is None:
            sign = self._signs[expression] = chr(ord(FIRST_SIGN) + len(self._signs))
            self._said[sign] = expression
        return sign

    def said(self, sign: str) -> str | None:
        return self._said.get(sign)


class Line(Struct):
    """A paragraph, the text of a `cell` (table, row, column; row -1: the caption), or that of a footnote (`note`)."""

    runs: tuple[Run, ...]
    signs: str
    paragraph: Paragraph | None = None
    cell: tuple[int, int, int] | None = None
    note: int = -1
    is_changed: bool = False

    @property
    def is_numbered(self) -> bool:
        return self.paragraph is not None and bool(self.paragraph.level or self.paragraph.number)


Position = tuple[int, int]
"""The number of a line (from 0), and of a piece in it."""


class Lines:
    """Whoever changes a line says so by `changing`, and by `moving` whoever puts lines in or takes them out."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self._whole: str | None = None
        self._starts: list[int] | None = None
        self._rows: dict[int, int] | None = None
        self._marked: list[Line] | None = None
        """The lines at the mark, once others stand there."""
        self._were: dict[int, tuple[Line, Line]] = {}

    def whole(self) -> str:
        if self._whole is None:
            self._whole = BREAK.join([line.signs for line in self.lines])
        return self._whole

    @property
    def starts(self) -> list[int]:
        """Where each line begins in the whole text; at last, where one more would."""
        if self._starts is None:
            self._starts = [*accumulate([len(line.signs) + 1 for line in self.lines], initial=0)]
        return self._starts

    def row(self, line: Line) -> int | None:
        """Where a line stands; None if it is gone. Of two that say the same each is itself."""
        if self._rows is None:
            self._rows = dict(zip(map(id, self.lines), count()))
        return self._rows.get(id(line))

    def begin(self, line: Line) -> int:
        """Where a line that is there begins in the whole text."""
        row = self.row(line)
        assert row is not None, "the line is there"
        return self.starts[row]

    def places_of(self, signs: str) -> list[int]:
        """The places of some words: where their first sign stands in the whole text."""
        whole, at, places = self.whole(), -1, list[int]()
        while signs and (at := whole.find(signs, at + 1)) >= 0:
            places.append(at)
        return places

    def position(self, at: int) -> Position:
        """The line and the piece in it at a place of the whole text."""
        line = min(bisect_right(self.starts, at), len(self.lines)) - 1
        return line, at - self.starts[line]

    # Changes

    def changing(self, lines: list[Line]) -> None:
        """These lines are about to be others, or to go."""
        for line in lines:
            self._were.setdefault(id(line), (line, copy(line)))
        self._whole = self._starts = None

    def moving(self) -> None:
        """Lines are about to be put in, or taken out."""
        if self._marked is None:
            self._marked = [*self.lines]
        self._whole = self._starts = self._rows = None

    def mark(self) -> None:
        """From here on it is noted what becomes of the lines."""
        self._marked, self._were = None, {}

    def touched(self) -> list[tuple[Line, Line]]:
        """The lines that were changed, or taken out, since the mark, in their order then, each with what it was."""
        if self._marked is None:
            rows = {key: self.row(line) for key, (line, _) in self._were.items()}
        else:
            rows = dict(zip(map(id, self._marked), count()))
        found = [(row, each) for key, each in self._were.items() if (row := rows.get(key)) is not None]
        return [each for _, each in sorted(found, key=itemgetter(0))]

    def put_in(self) -> list[Line]:
        """The lines that are new since the mark."""
        if self._marked is None:
            return []
        known = {*map(id, self._marked)}
        return [line for line in self.lines if id(line) not in known]

    def back(self) -> None:
        """The text as it was at the mark."""
        for line, was in self._were.values():
            line.runs, line.signs, line.paragraph, line.is_changed = was.runs, was.signs, was.paragraph, was.is_changed
        self._whole = self._starts = None
        if self._marked is not None:
            self.lines[:], self._rows = self._marked, None
