"""The tables of a Word file as sheets: what each cell shows; what is hidden in a row stands in columns behind it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from report_cli.docx import legacy
from report_cli.docx import read as word
from report_cli.docx.manuscript import Line
from report_cli.forms import form, seal
from report_cli.forms.seal import Sealed
from report_cli.forms.word import bookmark, unpacked
from report_cli.sheets.sheet import Sheet


class Tables(Struct, frozen=True):
    """The tables of a file by their numbers in it, its seal, and its other paragraphs."""

    sheets: dict[int, Sheet]
    sealed: Sealed | None
    paragraphs: list[str]


def read(data: bytes, ids: Iterable[str]) -> Tables:
    """`ids`: of the indicators that the bookmarks may stand for. Raises CannotRun where it is no Word file."""
    marks = {bookmark(id): id for id in ids}
    manuscript = word.read(legacy.as_docx(data))
    body = [line for line in manuscript.lines if line.part == "body"]
    hidden = [unpacked(text) for line in body if line.cell is None and (text := _hidden(line))]
    tables: dict[int, list[Line]] = {}
    for line in body:
        if line.outer_cell is not None:
            tables.setdefault(line.outer_cell.table, []).append(line)
    return Tables(
        sheets={number: _sheet(lines, marks) for number, lines in tables.items()},
        sealed=seal.read(hidden),
        paragraphs=[line.text for line in body if line.cell is None],
    )


def _hidden(line: Line) -> str:
    return "".join(run.text for run in line.runs if run.is_hidden)


def _sheet(lines: Sequence[Line], marks: Mapping[str, str]) -> Sheet:
    rows: dict[int, dict[int, str]] = {}
    hidden: dict[int, list[str]] = {}
    for line in lines:
        cell = line.outer_cell
        assert cell is not None
        cells = rows.setdefault(cell.row, {})
        cells[cell.column] = "\n".join(filter(None, (cells.get(cell.column), line.text)))
        bound = [marks[each.name] for each in line.bookmarks if each.name in marks]
        hidden[cell.row] = hidden.get(cell.row) or unpacked(_hidden(line)) or bound
    wide = max(max(cells) for cells in rows.values())
    told = []
    for number, cells in rows.items():
        texts = [cells.get(column, "") for column in range(1, wide + 1)]
        is_head = form.LABEL in map(str.strip, texts)
        told.append((number, [*texts, *([seal.MARK] if is_head and any(hidden.values()) else hidden[number])]))
    return Sheet("", iter(told))
