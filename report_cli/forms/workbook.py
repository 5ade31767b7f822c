"""A form as XLSX, the same bytes for the same form: xlsxwriter's parts, stored, without times and names of machines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from typing import TYPE_CHECKING

from report_cli.document import Properties
from report_cli.docx import parts
from report_cli.docx import seal as properties
from report_cli.files import archive
from report_cli.forms import names, seal
from report_cli.forms.form import HOW_TO_FILL, SHEET, SIGNED, Asked, Field, Form, Table, heads, how_to_fill
from report_cli.model import CannotRun, letters
from report_cli.text import width

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

_MISSING = (
    "写XLSX需要另装组件：pip install 'report-cli[forms]'；不装，就做成Word表格：form用--to docx，"
    "check --owed用--output 尚缺.docx"
)
_CORE = "docProps/core.xml"
HEAD = 4
"""The row of the heads, from 1."""
_ONE_LINE, _TALLEST = 24, 400
"""Heights of rows, in points."""
_LONGEST_TITLE, _LONGEST_CHOICE = 32, 255
"""Characters of the title and of the text that Excel shows beside a cell, or of all choices that it offers."""
_TABLE_WIDTH = 130
_WIDTHS = (14, 26, 8, 28, 18, 24, 18, 16)
_ANSWER = 5
"""The column that is to be filled, from 0; after it come source and note, then what is hidden."""
_ALLOWED = dict.fromkeys(
    "format_cells format_columns format_rows insert_rows delete_rows sort autofilter insert_hyperlinks".split(), True
)
_PLAIN_NUMBER = r"0|[1-9][0-9]{0,14}"


def written(form: Form) -> bytes:
    """Raises CannotRun where xlsxwriter is not installed."""
    book, stream = opened()
    looks = Looks(book)
    tables = {table.asked.id: table for table in form.tables}
    sheets = names.of_sheets({id: table.asked.label for id, table in tables.items()}, [SHEET, seal.SHEET])
    _write_rows(book.add_worksheet(SHEET), looks, form, sheets)
    for id, name in sheets.items():
        _write_table(book.add_worksheet(name), looks, form, tables[id])
    hidden = book.add_worksheet(seal.SHEET)
    hidden.hide()
    for row, cells in enumerate(seal.lines(form, sheets)):
        for column, text in enumerate(cells):
            hidden.write_string(row, column, text, looks.text)
    return packed(book, stream, form.title)


def opened() -> tuple[Workbook, BytesIO]:
    """A new book and where its bytes go. Raises CannotRun where xlsxwriter is not installed."""
    try:
        from xlsxwriter import Workbook
    except ImportError as error:
        raise CannotRun(_MISSING) from error
    stream = BytesIO()
    look = {"font_name": "宋体", "font_size": 11}
    book = Workbook(stream, {"in_memory": True, "default_format_properties": look})
    book.set_custom_property(properties.DIGEST, "")  # so that the part is there, which is written below
    return book, stream


def packed(book: Workbook, stream: BytesIO, title: str) -> bytes:
    """The file, sealed, so that it is known later whether anybody saved it."""
    book.close()
    made = archive.read(stream.getvalue()) or {}
    made[_CORE] = parts.core_properties(Properties(title=title)).encode()
    for name, content in made.items():
        if name.startswith("xl/worksheets/sheet"):
            # A row whose height is its own decision does not grow with what is typed in it.
            made[name] = re.sub(rb'(<row [^>]*?)( ht="[^"]*") customHeight="1"', rb"\1\2", content)
    del made[properties.PART]
    return archive.write({**made, properties.PART: properties.write({}, made).encode()})


class Looks:
    """How the cells of a book look."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self.text = book.add_format({"num_format": "@"})
        self.title = self._made(font_name="黑体", font_size=18, align="center", border=0)
        self.seal = self._made(border=0, bold=True)
        self.how = self._made(border=0, font_color="#595959", valign="top")
        self.head = self._made(bold=True, align="center", bg_color="#DCE6F1")
        self.locked = self._made(quote_prefix=True)
        self.middle = self._made(align="center")
        self.number = self._made(align="right")
        self.elsewhere = self._made(align="center", font_color="#7F7F7F")
        open_cell = {"locked": False, "bg_color": "#FFFBE6"}
        self.open_below = book.add_format({"locked": False, "num_format": "@", "text_wrap": True})
        self.open_text = self._made(num_format="@", **open_cell)
        self.open_number = self._made(align="right", **open_cell)

    def _made(self, **look: object) -> Format:
        return self.book.add_format({"border": 1, "text_wrap": True, "valign": "vcenter"} | look)


def _write_rows(sheet: Worksheet, looks: Looks, form: Form, sheets: Mapping[str, str]) -> None:
    """The sheet of all that is asked. `sheets`: the names of those of items."""
    top(sheet, looks, [form.title, seal.visible(form), HOW_TO_FILL], _WIDTHS)
    titles = heads(form.year)
    for column, text in enumerate([*titles, seal.MARK, form.digest]):
        sheet.write_string(HEAD - 1, column, text, looks.head)
    sheet.set_row(HEAD - 1, 24)
    for row, asked in enumerate(form.rows, HEAD):
        _write_row(sheet, looks, row, asked, sheets.get(asked.id, ""))
    end = HEAD + len(form.rows)
    sheet.merge_range(end, 0, end, len(_WIDTHS) - 1, "", looks.seal)
    sheet.write_string(end, 0, SIGNED, looks.seal)
    sheet.set_row(end, 32)
    sheet.set_column(len(titles), len(titles) + 1, 12, looks.text, {"hidden": True})
    sheet.ignore_errors({"number_stored_as_text": f"A1:{letters(len(titles) + 2)}{end}"})
    sheet.freeze_panes(HEAD, 2)
    sheet.protect("", _ALLOWED)
    paged(sheet, HEAD - 1, (end, len(_WIDTHS) - 1))


def _write_row(sheet: Worksheet, looks: Looks, row: int, asked: Asked, of_items: str) -> None:
    is_numeric = asked.kind in ("count", "amount", "rate", "points")
    previous = looks.number if is_numeric else looks.locked
    shown = [asked.group, asked.label, asked.unit, asked.definition, asked.previous]
    for column, (text, look) in enumerate(
        zip(shown, (looks.locked, looks.locked, looks.middle, looks.locked, previous), strict=True)
    ):
        sheet.write_string(row, column, text, look)
    if of_items:
        sheet.write_string(row, _ANSWER, f"填在工作表“{of_items}”里", looks.elsewhere)
    else:
        look = looks.open_number if asked.kind in ("count", "amount") else looks.open_text
        write_value(sheet, (row, _ANSWER), asked.shown, look)
        advise(sheet, (row, _ANSWER), asked.label, asked.advice)
    for column in (_ANSWER + 1, _ANSWER + 2):
        sheet.write_blank(row, column, "", looks.open_text)
    sheet.write_string(row, _ANSWER + 3, asked.id, looks.text)
    sheet.write_string(row, _ANSWER + 4, asked.shown, looks.text)
    sheet.set_row(row, height([*shown, asked.shown], _WIDTHS))


def _write_table(sheet: Worksheet, looks: Looks, form: Form, table: Table) -> None:
    """The sheet of some items: under the heads a line each."""
    asked, fields = table.asked, table.fields
    widths = [max(_TABLE_WIDTH // len(fields), 14)] * len(fields)
    texts = [f"{asked.label}（{form.year}年）", seal.visible(form), how_to_fill(table)]
    top(sheet, looks, texts, widths)
    sheet.set_row(HEAD - 1, 24)
    for column, field in enumerate(fields):
        sheet.set_column(column, column, widths[column], looks.open_below)  # to go on below the lines that are drawn
        sheet.write_string(HEAD - 1, column, field.label, looks.head)
        _write_column(sheet, looks, column, field, [line[column] for line in table.lines], table.size)
    for row, line in enumerate(table.lines, HEAD):
        sheet.set_row(row, height(line, widths))
    for row in range(HEAD + len(table.lines), HEAD + table.size):
        sheet.set_row(row, _ONE_LINE)
    sheet.write_string(HEAD - 1, len(fields), asked.id, looks.text)
    sheet.set_column(len(fields), len(fields), 12, looks.text, {"hidden": True})
    sheet.freeze_panes(HEAD, 0)
    sheet.protect("", _ALLOWED)
    paged(sheet, HEAD - 1, (HEAD + table.size - 1, len(fields) - 1))


def _write_column(sheet: Worksheet, looks: Looks, column: int, field: Field, shown: Sequence[str], size: int) -> None:
    look = looks.open_number if field.kind in ("count", "amount") else looks.open_text
    for row, text in enumerate([*shown, *[""] * (size - len(shown))], HEAD):
        write_value(sheet, (row, column), text, look)
    last = HEAD + size - 1
    if field.values and sum(map(len, field.values)) + len(field.values) <= _LONGEST_CHOICE:
        # A warning can be passed: what is wrong is told when the form is read, and nobody is kept from going on.
        choice = {"validate": "list", "source": list(field.values), "error_type": "warning"}
        sheet.data_validation(HEAD, column, last, column, {**choice, **_told(field.label, field.advice)})
    elif field.advice:
        sheet.data_validation(HEAD, column, last, column, {"validate": "any", **_told(field.label, field.advice)})


# What every sheet has -------------------------------------------------------------------------------------------------


def top(sheet: Worksheet, looks: Looks, texts: Sequence[str], widths: Sequence[int]) -> None:
    """A title, whose it is, and how it is filled in, each across all columns."""
    for column, size in enumerate(widths):
        sheet.set_column(column, column, size)
    across = sum(widths)
    sizes = (34, 22, 6 + 18 * -(-width(texts[-1]) * 11 // (across * 10)))
    for row, (text, look, size) in enumerate(zip(texts, (looks.title, looks.seal, looks.how), sizes, strict=True)):
        if len(widths) > 1:
            sheet.merge_range(row, 0, row, len(widths) - 1, "", look)
        sheet.write_string(row, 0, text, look)
        sheet.set_row(row, size)


def write_value(sheet: Worksheet, at: tuple[int, int], text: str, look: Format) -> None:
    """What a cell to be filled shows; a whole number as one, so that it can be added up there."""
    if re.fullmatch(_PLAIN_NUMBER, text):
        sheet.write_number(*at, int(text), look)
    elif text:
        sheet.write_string(*at, text, look)
    else:
        sheet.write_blank(*at, "", look)


def advise(sheet: Worksheet, at: tuple[int, int], label: str, advice: str) -> None:
    """What is to be typed into a cell, told beside it when one goes there."""
    if advice:
        sheet.data_validation(*at, *at, {"validate": "any", **_told(label, advice)})


def _told(label: str, advice: str) -> dict[str, str]:
    return {"input_title": label[:_LONGEST_TITLE], "input_message": advice[:_LONGEST_CHOICE]}


def height(texts: Iterable[str], widths: Sequence[int]) -> int:
    """The height of a row in which the longest text has room, and its lines some air."""
    lines = [
        sum(max(-(-width(line) * 11 // (size * 10)), 1) for line in text.split("\n"))
        for text, size in zip(texts, widths, strict=False)
    ]
    return min(_ONE_LINE + 15 * (max(lines, default=1) - 1), _TALLEST)


def paged(sheet: Worksheet, head: int, last: tuple[int, int]) -> None:
    """Set for print: A4 on its side, as wide as the sheet, the heads on every page."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(head)
    sheet.print_area(0, 0, *last)
    sheet.set_margins(left=0.6, right=0.6, top=0.7, bottom=0.7)
    sheet.center_horizontally()
    sheet.set_footer("&C第&P页，共&N页")
