"""What a year still owes, as a file to be sent around: a sheet for each department, or a table in a Word file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from report_cli.forms import names, word, workbook
from report_cli.questions.owed import HEAD, KEYS, Debt, table

_SHOWN = ("group", "label", "unit", "owed", "value", "previous")
"""What departments are told; neither ids nor places in files say anything to them."""
_WIDTHS = (18, 34, 10, 18, 26, 24)
_NOTHING = "尚缺"


def written(year: int, debts: Sequence[Debt], format: str) -> bytes:
    """`format`: xlsx or docx. Raises CannotRun where xlsxwriter is wanted and not installed."""
    title, of = f"{year}年尚缺的数据", _by_owner(debts)
    return _as_word(title, of) if format == "docx" else _as_workbook(title, of)


def _by_owner(debts: Sequence[Debt]) -> Mapping[str, list[list[str]]]:
    """The lines for each department; where nothing is owed, none under a title of its own."""
    found: dict[str, list[list[str]]] = {}
    for row in table(debts):
        by_key = dict(zip(KEYS, row, strict=True))
        found.setdefault(by_key["owner"], []).append([by_key[key] for key in _SHOWN])
    return found or {_NOTHING: []}


def _heads() -> list[str]:
    return [HEAD[KEYS.index(key)] for key in _SHOWN]


def _said(owner: str, lines: Sequence[Sequence[str]]) -> str:
    return f"{owner}：{len(lines)}项" if lines else "都齐了"


def _as_workbook(title: str, of: Mapping[str, list[list[str]]]) -> bytes:
    book, stream = workbook.opened()
    looks = workbook.Looks(book)
    for owner, name in names.of_sheets({owner: owner for owner in of}).items():
        sheet, lines = book.add_worksheet(name), of[owner]
        workbook.top(sheet, looks, [title, _said(owner, lines), ""], _WIDTHS)
        for row, cells in enumerate([_heads(), *lines], workbook.HEAD - 1):
            look = looks.head if row == workbook.HEAD - 1 else looks.locked
            for column, text in enumerate(cells):
                sheet.write_string(row, column, text, look)
            sheet.set_row(row, workbook.height(cells, _WIDTHS))
        sheet.freeze_panes(workbook.HEAD, 0)
        workbook.paged(sheet, workbook.HEAD - 1, (workbook.HEAD + len(lines) - 1, len(_WIDTHS) - 1))
    return workbook.packed(book, stream, title)


def _as_word(title: str, of: Mapping[str, list[list[str]]]) -> bytes:
    return word.file(title, [word.title(title), *(xml for owner in of for xml in _word_table(owner, of[owner]))])


def _word_table(owner: str, lines: Sequence[Sequence[str]]) -> Iterator[str]:
    yield word.paragraph(word.run(_said(owner, lines), is_bold=True, size=24), before=240, after=60)
    widths = word.parted(_WIDTHS)
    if lines:
        yield word.table_begin(widths)
        yield word.head_row(widths, [word.run(head, is_bold=True) for head in _heads()])
        for line in lines:
            yield word.row([word.cell(width, word.run(text)) for width, text in zip(widths, line, strict=True)])
        yield "</w:tbl>"
