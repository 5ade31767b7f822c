"""What is wrong with a table, at its lines and cells; of the same a thousand times over, twenty are told."""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from report_cli.facts.counting import MOST_FINDINGS
from report_cli.facts.fact import Indicator
from report_cli.model import Finding, Place, Severity
from report_cli.text import excerpt

_FAULTS = ("F301", "F302", "F305", "F306", "F307")
"""Findings after which rows may be lost or there twice."""


class AtCells:
    """Collects the findings of one table. `is_faulty`: nothing is to be counted of it."""

    def __init__(self, items: str, place: Place) -> None:
        self.items, self.place = items, place
        self.findings: list[Finding] = []
        self.is_faulty = False
        self.lines: list[int] = []
        self.numbers: dict[str, int] = {}
        """The columns of the fields, counted from 1."""
        self.odd: set[int] = set()
        """The lines that are no rows at all; what else is wrong in them is not told."""

    def find(self, code: str, place: Place, message: str, cure: str, severity: Severity = "error") -> None:
        self.findings.append(Finding(code, place, message, cure, self.items, severity))
        self.is_faulty = self.is_faulty or (severity == "error" and code in _FAULTS)

    def line(self, number: int, column: int = 1) -> Place:
        """The place of a line; in a spreadsheet that of a cell of it."""
        return replace(self.place, line=number, column=column if self.place.sheet else 0)

    def at(self, row: int, name: str) -> Place:
        return self.line(self.lines[row], self.numbers[name])

    def find_odd(self, line: int, message: str, cure: str) -> None:
        """Find a line that is no row."""
        if len(self.odd) < MOST_FINDINGS:
            self.find("F307", self.line(line), message, cure)
        self.odd.add(line)

    def find_each(self, code: str, name: str, rows: list[int], say: Callable[[int], tuple[str, str]]) -> None:
        """Find the same of several rows; where they are many, the last one named says how many others there are."""
        rows = [row for row in rows if self.lines[row] not in self.odd] if self.odd else rows
        for number, row in enumerate(rows[:MOST_FINDINGS], 1):
            message, cure = say(row)
            others = f"；这一列另有{len(rows) - number}处" if number == MOST_FINDINGS < len(rows) else ""
            self.find(code, self.at(row, name), message + others, cure)


def quoted(field: Indicator, text: str) -> str:
    """What a cell says, unless that is nobody's business."""
    return f"{field.label}这一格" if field.is_private else f"{field.label}“{excerpt(text)}”"
