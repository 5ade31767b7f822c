"""Findings on a table, at its lines and cells; of a thousand equal mistakes twenty are named."""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from report_cli.facts.counting import MOST_FINDINGS
from report_cli.facts.fact import Indicator
from report_cli.model import Finding, Place, Severity
from report_cli.text import excerpt

_FAULTS = ("F301", "F302", "F305", "F306", "F307")
"""Findings after which rows may be missing or doubled."""


class TableFindings:
    """Collects the findings on a table. `is_faulty`: rows may be missing or doubled: none are counted."""

    def __init__(self, items: str, place: Place) -> None:
        self.items, self.place = items, place
        self.findings: list[Finding] = []
        self.is_faulty = False
        self.lines: list[int] = []
        self.numbers: dict[str, int] = {}
        """The column of each field, from 1."""
        self.odd: set[int] = set()
        """The lines that are not rows at all; nothing else is reported of them."""

    def find(self, code: str, place: Place, message: str, cure: str, severity: Severity = "error") -> None:
        self.findings.append(Finding(code, place, message, cure, self.items, severity))
        self.is_faulty = self.is_faulty or (severity == "error" and code in _FAULTS)

    def line(self, number: int, column: int = 1) -> Place:
        """The place of a line: in a spreadsheet, of a cell of it."""
        return replace(self.place, line=number, column=column if self.place.sheet else 0)

    def at(self, row: int, name: str) -> Place:
        return self.line(self.lines[row], self.numbers[name])

    def find_odd(self, line: int, message: str, cure: str) -> None:
        """Report a line that is not a row."""
        if len(self.odd) < MOST_FINDINGS:
            self.find("F307", self.line(line), message, cure)
        self.odd.add(line)

    def find_each(self, code: str, name: str, rows: list[int], say: Callable[[int], tuple[str, str]]) -> None:
        """Report the same of several rows; of very many, the last finding says how many more."""
        rows = [row for row in rows if self.lines[row] not in self.odd] if self.odd else rows
        for number, row in enumerate(rows[:MOST_FINDINGS], 1):
            message, cure = say(row)
            others = f"；这一列另有{len(rows) - number}处" if number == MOST_FINDINGS < len(rows) else ""
            self.find(code, self.at(row, name), message + others, cure)


def quoted(field: Indicator, text: str) -> str:
    """What a cell says, unless its field is private."""
    return f"{field.label}这一格" if field.is_private else f"{field.label}“{excerpt(text)}”"
