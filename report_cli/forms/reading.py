"""Reads a form that came back: what its cells say now, and what they showed when the form was made.

No single carrier is trusted. The id in a row's hidden column survives rows that are inserted, moved or hidden; what
people saw beside the value is the label, so where a label is that of another indicator, it counts. The seal on the
hidden sheet is lost where a sheet is copied to another book; the rows carry what they showed with them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import chain

from msgspec.structs import replace

from report_cli.facts.fact import Catalogue
from report_cli.forms import seal
from report_cli.forms.answer_rows import AnswerRows, says_more
from report_cli.forms.answers import ReturnedForm
from report_cli.forms.item_rows import ItemRows, heads_of_items
from report_cli.forms.meanings import Meanings
from report_cli.forms.returned_sheet import Heads, ReturnedSheet, heads_of
from report_cli.forms.seal import Sealed
from report_cli.model import CannotRun
from report_cli.sheets import reading
from report_cli.sheets.sheet import Book, Unreadable

_VISIBLE = re.compile(r"(?:委员会：(.+?)\s*)?填报单位：(.+?)\s*年度：(\d{4})年")


def read(data: bytes, file: str, catalogue: Catalogue) -> ReturnedForm | None:
    """Read a file as a form; None where it is none. One that cannot be read is returned with its refusal."""
    try:
        suffix = file[file.rfind(".") :].lower()
        if suffix in (".docx", ".doc"):
            return _of_word(data, file, catalogue)
        if suffix not in (*reading.SUFFIXES, *reading.NOT_READ):
            return ReturnedForm(file=file, refusal="这种文件不读；填在XLSX、DOCX的表里，或另存为这两种、CSV")
        book = reading.read(data, file)
        sheets = [ReturnedSheet(book.sheet(number)) for number in range(len(book.names))]
        found = _form(file, sheets, Meanings(_sealed(book) or _visible(sheets) or Sealed(), catalogue))
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
    tables = [ReturnedSheet(sheet, f"表{number}") for number, sheet in found.sheets.items()]
    sealed = found.sealed or _said(found.paragraphs) or _visible(tables)
    return _form(file, tables, Meanings(sealed or Sealed(), catalogue))


def _sealed(book: Book) -> Sealed | None:
    """The seal of a book, wherever the sheet is that holds it."""
    for number, name in enumerate([*book.names, *book.hidden]):
        if seal.SHEET in name and (found := seal.read([cells for _, cells in book.sheet(number).lines])):
            return found
    return None


def _visible(sheets: Iterable[ReturnedSheet]) -> Sealed | None:
    """What stands in the sheets where people see it: committee, department, year."""
    return _said(text for sheet in sheets for _, cells in sheet.beginning for text in cells)


def _said(texts: Iterable[str]) -> Sealed | None:
    match = next(filter(None, (_VISIBLE.match(text.strip()) for text in texts)), None)
    return Sealed(committee=match[1] or "", owner=match[2], year=int(match[3])) if match else None


def _form(file: str, sheets: Sequence[ReturnedSheet], meanings: Meanings) -> ReturnedForm | None:
    """What the sheets of a file say; None where none of them has the heads of a form."""
    sealed = meanings.sealed
    rows, items = list[AnswerRows](), list[ItemRows]()
    for sheet in sheets:
        if heads := heads_of(sheet, sealed.year):
            rows.append(AnswerRows(sheet, heads, meanings, file))
        elif heads_apart := heads_of_items(sheet, meanings):
            items.append(ItemRows(sheet, heads_apart, meanings, file))
    if not rows:
        return None
    if refusal := _turned(sealed.year, [each.heads for each in rows]):
        return ReturnedForm(file=file, refusal=refusal)
    answers = [*chain.from_iterable(each.answers() for each in rows)]
    beside = {each.fact: each for each in answers if meanings.is_of_items(each.fact)}
    remarks = chain(*(each.remarks() for each in rows), *(each.remarks() for each in items))
    year, digest = _carried(rows)
    return ReturnedForm(
        file=file,
        committee=sealed.committee,
        department=sealed.owner,
        year=sealed.year or year,
        digest=sealed.digest or digest,
        answers=tuple(each for each in answers if each.fact not in beside or says_more(each)),
        items=tuple(each.answer(beside.get(each.heads.id)) for each in items),
        remarks=tuple(remarks),
    )


def _carried(rows: Sequence[AnswerRows]) -> tuple[int | None, str]:
    """The year, and the digest of the catalogue, that the rows carry with them; None and empty where they do not."""
    for each in rows:
        if each.heads.id:
            return each.heads.year, each.sheet.text(each.heads.row, each.heads.id + 1)
    return None, ""


def _turned(year: int | None, heads: Iterable[Heads]) -> str:
    """Why the form is refused, if somebody turned it into one for next year by changing its heads."""
    for each in heads:
        if year and each.column(f"{year + 1}年") and not each.column(f"{year - 1}年"):
            return f"表头改成了{year + 1}年，这份表却是{year}年的；要{year + 1}年的表，用report form {year + 1}另做"
    return ""
