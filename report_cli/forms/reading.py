"""Reads a form that came back: what its cells say now, and what they showed when the form was made.

No single carrier is trusted. The id in a row's hidden column survives rows that are inserted, moved or hidden; what
people saw beside the value is the label, so where a label is that of another indicator, it counts. The seal on the
hidden sheet is lost where a sheet is copied to another book; the rows carry what they showed with them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from msgspec import Struct
from msgspec.structs import replace

from report_cli.facts.fact import Catalogue, Indicator
from report_cli.forms import form, seal
from report_cli.forms.answers import SHARED, Answer, ItemsAnswer, ReturnedForm, Spot
from report_cli.forms.matching import plain
from report_cli.forms.seal import Sealed
from report_cli.model import CannotRun, letters
from report_cli.sheets import reading
from report_cli.sheets.sheet import Book, Cell, Line, Sheet, Unreadable, rows_of

_FIRST = 10
"""Rows in which the heads are looked for."""
_VISIBLE = re.compile(r"委员会：(.+?)\s*填报单位：(.+?)\s*年度：(\d{4})年")
_YEAR = re.compile(r"(\d{4})年?")
_ELSEWHERE = ("填在工作表“", "填在下面的“")


def read(data: bytes, file: str, catalogue: Catalogue) -> ReturnedForm | None:
    """Read a file as a form; None where it is none. One that cannot be read is returned with its refusal."""
    try:
        suffix = file[file.rfind(".") :].lower()
        if suffix in (".docx", ".doc"):
            return _of_word(data, file, catalogue)
        if suffix not in (*reading.SUFFIXES, *reading.NOT_READ):
            return ReturnedForm(file=file, refusal="这种文件不读；填在XLSX、DOCX的表里，或另存为这两种、CSV")
        book = reading.read(data, file)
        tables = [_Table(book.sheet(number)) for number in range(len(book.names))]
        found = _Reader(file, catalogue, tables, _sealed(book) or _visible(tables)).form()
    except Unreadable as error:
        return ReturnedForm(file=file, refusal=f"{error.message}；{error.cure}")
    except CannotRun as error:
        return ReturnedForm(file=file, refusal=str(error))
    remarks = [f"{each.message}；{each.cure}" for each in book.remarks]
    return None if found is None else replace(found, remarks=(*remarks, *found.remarks))


def _of_word(data: bytes, file: str, catalogue: Catalogue) -> ReturnedForm | None:
    # Imported here: it needs what reads Word files.
    from report_cli.forms import word_tables

    found = word_tables.read(data, [indicator.id for indicator in catalogue.indicators])
    tables = [_Table(sheet, f"表{number}") for number, sheet in found.sheets.items()]
    return _Reader(file, catalogue, tables, found.sealed or _said(found.paragraphs) or _visible(tables)).form()


def _sealed(book: Book) -> Sealed | None:
    """The seal of a book, wherever the sheet is that holds it."""
    for number, name in enumerate([*book.names, *book.hidden]):
        if seal.SHEET in name and (found := seal.read([cells for _, cells in book.sheet(number).lines])):
            return found
    return None


def _visible(tables: Iterable[_Table]) -> Sealed | None:
    """What stands in the sheets where people see it: committee, department, year."""
    return _said(text for table in tables for _, cells in table.beginning for text in cells)


def _said(texts: Iterable[str]) -> Sealed | None:
    match = next(filter(None, (_VISIBLE.match(text.strip()) for text in texts)), None)
    return Sealed(committee=match[1], owner=match[2], year=int(match[3])) if match else None


class _Table:
    """A sheet, its rows at hand. `prefix`: what an address begins with where it is no sheet's."""

    def __init__(self, sheet: Sheet, prefix: str = "") -> None:
        self.sheet, self.prefix = sheet, prefix
        self.rows: dict[int, list[str]] = {row: cells for row, cells in sheet.lines if cells}

    def text(self, row: int, column: int) -> str:
        cells = self.rows.get(row, [])
        return cells[column - 1] if 0 < column <= len(cells) else ""

    def merged(self, row: int, column: int) -> str:
        for top, left, bottom, right in self.sheet.merged:
            if top <= row <= bottom and left <= column <= right:
                return self.text(top, left)
        return self.text(row, column)

    def cell(self, row: int, column: int) -> Cell:
        return self.sheet.cells.get((row, column)) or Cell(self.text(row, column))

    def address(self, row: int, column: int) -> str:
        return f"{letters(column)}{row}" if self.sheet.name else f"{self.prefix}第{row}行第{column}格"

    def spot(self, file: str, row: int, column: int) -> Spot:
        return Spot(file, self.sheet.name, self.address(row, column))

    @property
    def beginning(self) -> Iterator[Line]:
        return islice(self.rows.items(), _FIRST)


class _Heads(Struct, frozen=True):
    """The row of a form's heads, and which column is which; 0 where one is missing."""

    row: int
    by_name: dict[str, int]
    year: int

    def column(self, name: str) -> int:
        return self.by_name.get(name, 0)

    @property
    def value(self) -> int:
        return self.by_name.get(f"{self.year}年", 0)


class _Reader:
    def __init__(self, file: str, catalogue: Catalogue, tables: Sequence[_Table], sealed: Sealed | None) -> None:
        self.file, self.catalogue, self.tables = file, catalogue, tables
        self.sealed = sealed or Sealed()
        self.heads = {number: heads for number, table in enumerate(tables) if (heads := self.heads_of(table))}
        self.remarks: list[str] = []

    def heads_of(self, table: _Table) -> _Heads | None:
        for row, cells in table.beginning:
            by_name: dict[str, int] = {}
            for column, text in enumerate(cells, 1):
                by_name.setdefault(plain(text), column)
            years = {int(match[1]): name for name in by_name if (match := _YEAR.fullmatch(name))}
            is_ours = seal.MARK in by_name or {form.SOURCE, form.NOTE} <= by_name.keys()
            if form.LABEL in by_name and years and is_ours:
                year = self.sealed.year if self.sealed.year in years else max(years)
                assert year is not None
                return _Heads(row, {**by_name, f"{year}年": by_name[years[year]]}, year)
        return None

    def form(self) -> ReturnedForm | None:
        if not self.heads:
            return None
        if turned := self.turned():
            return ReturnedForm(file=self.file, refusal=turned)
        first = next(iter(self.heads))
        marks = [heads for heads in self.heads.values() if heads.column(seal.MARK)]
        year = self.sealed.year or (marks[0].year if marks else None)
        digest = self.sealed.digest or (
            self.tables[first].text(marks[0].row, self.hidden(marks[0]) + 1) if marks else ""
        )
        answers = tuple(each for number in self.heads for each in self.answers(self.tables[number], self.heads[number]))
        beside = {each.fact: each for each in answers if self.is_of_items(each)}
        return ReturnedForm(
            file=self.file,
            committee=self.sealed.committee,
            department=self.sealed.owner,
            year=year,
            digest=digest,
            answers=tuple(each for each in answers if not self.is_of_items(each) or self.says_more(each)),
            items=tuple(self.items(beside)),
            remarks=tuple(self.remarks),
        )

    def turned(self) -> str:
        """Why the form is refused, if somebody turned it into one for next year by changing its heads."""
        year = self.sealed.year
        for heads in self.heads.values():
            if year and heads.column(f"{year + 1}年") and not heads.column(f"{year - 1}年"):
                return f"表头改成了{year + 1}年，这份表却是{year}年的；要{year + 1}年的表，用report form {year + 1}另做"
        return ""

    # The sheet of rows ------------------------------------------------------------------------------------------------

    def hidden(self, heads: _Heads) -> int:
        return heads.column(seal.MARK)

    def answers(self, table: _Table, heads: _Heads) -> Iterator[Answer]:
        ids = self.hidden(heads)
        carried = {table.text(row, ids): table.text(row, ids + 1) for row in table.rows if ids and row > heads.row}
        for top, left, bottom, right in table.sheet.merged:
            if heads.row < top < bottom and left <= heads.value <= right:
                cells = f"{table.address(top, heads.value)}到{table.address(bottom, heads.value)}"
                self.remarks.append(f"{cells}合并成了一格，只当作第一行的；分开写")
        for row in table.rows:
            if row > heads.row and (answer := self.answer(table, heads, row, carried)):
                yield answer

    def shared(self, table: _Table, heads: _Heads, row: int) -> str:
        """Why a cell that is merged with those of other rows belongs to none of them; empty where it is not."""
        rows = range(row, rows_of(table.sheet.merged, row, heads.value))
        labels = [label for line in rows if (label := table.text(line, heads.column(form.LABEL)).strip())]
        return SHARED.format(label=labels[0]) if len(labels) > 1 else ""

    def answer(self, table: _Table, heads: _Heads, row: int, carried: Mapping[str, str]) -> Answer | None:
        texts = {name: table.text(row, heads.column(name)).strip() for name in (form.UNIT, form.SOURCE, form.NOTE)}
        label, group = (table.merged(row, heads.column(name)).strip() for name in (form.LABEL, form.GROUP))
        value = table.cell(row, heads.value)
        written = table.text(row, self.hidden(heads)).strip()
        is_said = bool(value.text.strip() or value.is_computed or value.kind != "text")
        if not written and not (label and (is_said or texts[form.SOURCE] or texts[form.NOTE])):
            return None
        id = self.meant(written, group, label, carried)
        shown = None
        if id and id in self.sealed.rows:
            shown = self.sealed.rows[id][2]
        elif id:
            shown = carried.get(id)
        return Answer(
            at=table.spot(self.file, row, heads.value),
            label=label,
            value=value,
            fact=id or None,
            group=group,
            unit=texts[form.UNIT],
            source=texts[form.SOURCE],
            note=texts[form.NOTE],
            shown=shown,
            is_hidden=row in table.sheet.hidden,
            problem=self.shared(table, heads, row),
        )

    def meant(self, id: str, group: str, label: str, carried: Mapping[str, str]) -> str:
        """The id of a row's indicator: the hidden one, unless the label is another's. Empty if it is not known."""
        if not label or plain(label) == plain(self.named(id)[0]):
            return id
        others = [*self.sealed.rows, *carried, *(each.id for each in self.catalogue.indicators)]
        alike = [
            other
            for other in dict.fromkeys(others)
            if plain(self.named(other)[0]) == plain(label) and plain(self.named(other)[1]) in ("", plain(group))
        ]
        return alike[0] if len(alike) == 1 else "" if alike else id

    def named(self, id: str) -> tuple[str, str]:
        """The label and the group of an indicator: those of the form when it was made, else the catalogue's."""
        if id in self.sealed.rows:
            return self.sealed.rows[id][:2]
        indicator = self.catalogue.get(id)
        return (indicator.label, self.catalogue.groups[indicator.group].label) if indicator else ("", "")

    def is_of_items(self, answer: Answer) -> bool:
        indicator = self.catalogue.get(answer.fact or "")
        return answer.fact in self.sealed.tables or (indicator is not None and indicator.kind == "items")

    def says_more(self, answer: Answer) -> bool:
        """Whether somebody wrote into the row of items, though these have a sheet of their own."""
        return bool(answer.value.text.strip()) and not answer.value.text.startswith(_ELSEWHERE)

    # The sheets of items ----------------------------------------------------------------------------------------------

    def items(self, beside: Mapping[str | None, Answer]) -> Iterator[ItemsAnswer]:
        for number, table in enumerate(self.tables):
            if number not in self.heads and (found := self.items_heads(table)):
                id, row, columns = found
                row_of = beside.get(id)
                yield self.items_answer(table, id, row, columns, row_of)

    def fields(self, id: str) -> dict[str, str]:
        """The names of the fields of some items, by their labels without blanks."""
        indicator = self.catalogue.get(id)
        known = self.sealed.tables.get(id) or {
            each.name: each.label for each in (indicator.fields if indicator else ())
        }
        return {plain(label): name for name, label in known.items()}

    def items_heads(self, table: _Table) -> tuple[str, int, dict[int, str]] | None:
        """Which items a sheet is of, the row of its heads, and the name of the field in each column."""
        wanted = [*self.sealed.tables, *(each.id for each in self.catalogue.indicators if _has_lines(each))]
        by_sheet = {name: id for id, name in self.sealed.sheets.items()}
        for row, cells in table.beginning:
            texts = [plain(text) for text in cells]
            hidden = next((id for id in wanted if id in texts), by_sheet.get(table.sheet.name))
            for id in [hidden] if hidden else dict.fromkeys(wanted):
                fields = self.fields(id)
                columns = {column: fields[text] for column, text in enumerate(texts, 1) if text in fields}
                if columns and (hidden or len(columns) == len(fields) > 1):
                    return id, row, columns
        return None

    def items_answer(
        self, table: _Table, id: str, head: int, columns: Mapping[int, str], beside: Answer | None
    ) -> ItemsAnswer:
        rows, cells = list[dict[str, Cell]](), list[str]()
        for row in table.rows:
            said = {name: table.cell(row, column) for column, name in columns.items() if row > head}
            said = {name: cell for name, cell in said.items() if cell.text.strip() or cell.kind != "text"}
            if said:
                rows.append(said)
                cells.append(table.address(row, min(columns)))
        self.unknown(table, id, head, columns)
        return ItemsAnswer(
            at=table.spot(self.file, head, min(columns)),
            fact=id,
            rows=tuple(rows),
            cells=tuple(cells),
            shown=self.lines_shown(id),
            source=beside.source if beside else "",
            note=beside.note if beside else "",
        )

    def lines_shown(self, id: str) -> tuple[dict[str, str], ...] | None:
        if (lines := self.sealed.lines.get(id)) is None:
            return None
        return tuple({name: text for name, text in line.items() if text} for line in lines)

    def unknown(self, table: _Table, id: str, head: int, columns: Mapping[int, str]) -> None:
        """Remark on filled columns that are no field's, and so are not read."""
        for column, text in enumerate(table.rows[head], 1):
            is_filled = any(table.text(row, column).strip() for row in table.rows if row > head)
            if column not in columns and text.strip() != id and is_filled:
                name = f"“{text.strip()}”" if text.strip() else "没有表头"
                where = (
                    f"工作表“{table.sheet.name}”的{letters(column)}列"
                    if table.sheet.name
                    else f"{table.prefix}第{column}列"
                )
                self.remarks.append(f"{where}{name}，不是要填的，没有读")


def _has_lines(indicator: Indicator) -> bool:
    return indicator.kind == "items" and indicator.table is None
