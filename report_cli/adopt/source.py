"""A finished report as it was handed out: title and head, headings with their levels, text, tables, footnotes.

Of a Word file `page.roles` says what each paragraph is; of a plain text its own words do. Automatic numbers, which
stand in no text of a Word file, are put in front, so that the text is the one that people read.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from report_cli.adopt import looks, lost
from report_cli.adopt.numbers import Numbers
from report_cli.audit import returned
from report_cli.audit.origin import ReturnedDraft
from report_cli.docx import bookmarks
from report_cli.docx.manuscript import Line, Manuscript
from report_cli.docx.package import W
from report_cli.model import CannotRun
from report_cli.page import effective, roles
from report_cli.page.roles import Named
from report_cli.sentences import run_in, sentences
from report_cli.text import excerpt, in_unicode

HEAD = ("kicker", "title", "subtitle", "date", "speaker", "byline", "salutation")
"""What stands above the text, by the names that the head of a template has for it."""

_CHINESE = "[一二三四五六七八九十百]+"
_NUMBERS = (rf"{_CHINESE}、", rf"[（(]{_CHINESE}[）)]", r"\d{1,2}[.．、](?!\d)")
_SALUTATION = r"(?:各位|同志们|尊敬的|主席，).*[：:]$"
DATE = re.compile(
    r"[（(]?[\d〇○零一二三四五六七八九十]{4}年[\d一二三四五六七八九十]{1,3}月[\d一二三四五六七八九十]{1,3}日[）)]?$"
)
"""A paragraph that is a day: above the text, or below it."""
_LONGEST_HEADING, _LONGEST_HEAD = 45, 40
_DEEPEST = 3


class Bound(Struct, frozen=True, gc=False):
    """What a bookmark of ours binds: the characters of the text, and the binding."""

    start: int
    end: int
    key: str


class Note(Struct, frozen=True, gc=False):
    """A footnote, and the character (from 0) of the text that it hangs on."""

    offset: int
    text: str
    number: int
    bounds: tuple[Bound, ...] = ()


class Paragraph(Struct, frozen=True, kw_only=True, gc=False):
    """One paragraph. `number`: which one of the file it is, from 1.

    `text` begins with its automatic number, if it has one. `level`: of a heading, 1 to 3, or of the run-in heading that
    its first `lead` characters are. Its first `strong` characters are in bold type, and no heading. `raised`: the
    characters that begin what stands above the line.
    """

    text: str
    number: int
    role: str = "body"
    level: int = 0
    lead: int = 0
    strong: int = 0
    raised: frozenset[int] = frozenset()
    notes: tuple[Note, ...] = ()
    bounds: tuple[Bound, ...] = ()


class Table(Struct, frozen=True, kw_only=True):
    rows: tuple[tuple[Paragraph, ...], ...]
    caption: Paragraph | None = None


Block = Paragraph | Table


class Report(Struct, frozen=True, kw_only=True):
    """`left_out`: what a template cannot have, in words; `unread`: what of the file's layout a layout cannot say.

    `sealed`: what the file says of its own build, if of one. `untitled`: the group of what stands under no heading.
    """

    name: str
    blocks: tuple[Block, ...]
    left_out: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    sealed: Mapping[str, str] = {}
    manuscript: Manuscript | None = None
    untitled: str = "正文"


def lines(blocks: Iterable[Block]) -> Iterator[Paragraph]:
    """All paragraphs in their order, those in cells too."""
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block
        else:
            yield from (block.caption,) if block.caption else ()
            yield from (cell for row in block.rows for cell in row)


def read(path: Path) -> Report:
    """Read a finished report: DOCX, DOC, MD or TXT. Raises CannotRun where that cannot be."""
    draft = returned.read_draft(path)
    is_word = draft.manuscript.package is not None
    paragraphs, left_out = list[_Placed](), list[str]()
    if is_word:
        shown = effective.read(draft.manuscript)
        named = roles.name(shown, {})
        paragraphs += _of_word(draft.manuscript, shown, named)
        left_out += lost.said(draft.manuscript, shown, named)
    else:
        paragraphs += _of_text(draft, path.suffix.lower() in returned.MARKDOWN)
    blocks = tuple(_with_tables(paragraphs))
    if not blocks:
        raise CannotRun(f"{path.as_posix()} 里没有文字；核对文件")
    return Report(
        name=in_unicode(path.name),
        blocks=blocks,
        left_out=(*left_out, *_flattened(blocks, paragraphs), *_closed_up(paragraphs)),
        sealed=draft.sealed,
        manuscript=draft.manuscript,
    )


class _Placed(Struct, frozen=True):
    """A paragraph, and the cell that it stands in: table, row, column; None in the text."""

    paragraph: Paragraph
    cell: tuple[int, int, int] | None = None


# Word files ----------------------------------------------------------------------------------------------------------


def _of_word(manuscript: Manuscript, shown: effective.Document, every: Sequence[Named]) -> Iterator[_Placed]:
    numbers, notes = Numbers(), _notes(manuscript.lines)
    named = {one.paragraph.number: one for one in every}
    for paragraph in shown.paragraphs:
        if paragraph.part != "body":
            continue
        line, number = paragraph.line, paragraph.number
        form = paragraph.format.numbering
        automatic = numbers.next(form) if form is not None and line.text.strip() else ""
        hanging = tuple(_hanging(line, notes))
        made = _named(looks.text(paragraph), automatic, number, named.get(number), hanging)
        shift = len(automatic) - len(line.text) + len(line.text.lstrip())
        raised = frozenset(at + shift for at in looks.raised(paragraph))
        made = replace(made, bounds=_bounds(line, len(automatic)), raised=raised)
        cell = line.outer_cell
        if cell is not None or made.text.strip():
            yield _Placed(made, (cell.table, cell.row, cell.column) if cell else None)


def _bounds(line: Line, shift: int = 0) -> tuple[Bound, ...]:
    """The figures that are bound, where they stand in the text without the blanks before it."""
    shift -= len(line.text) - len(line.text.lstrip())
    read = ((bookmarks.read(one.name), one) for one in line.bookmarks)
    return tuple(Bound(one.start + shift, one.end + shift, found[0]) for found, one in read if found)


def _named(text: str, automatic: str, number: int, named: Named | None, notes: tuple[Note, ...]) -> Paragraph:
    blank, shift = len(text) - len(text.lstrip()), len(automatic)
    hanging = tuple(replace(note, offset=max(note.offset - blank, 0) + shift) for note in notes)
    made = Paragraph(text=automatic + text.strip(), number=number, notes=hanging)
    if named is None or not made.text:  # of a table of contents no text is the author's
        return made
    if match := re.fullmatch("heading_([123])", named.role):
        return _heading(made, int(match[1]))
    lead = max((named.lead or looks.by_look(named)) - blank, 0)
    if not lead:
        strong = max(looks.strong(named) - blank, 0)
        return replace(made, role=named.role, strong=strong + shift if strong else 0)
    return replace(made, role=named.role, level=named.level, lead=lead + shift)


def _heading(made: Paragraph, level: int) -> Paragraph:
    """A heading; a whole sentence is none, and its first sentence, where others follow, is a run-in heading.

    Nor is a title with its number, as a list has it: 1.《甲公司破产案》.
    """
    if level == _DEEPEST and roles.LISTED.fullmatch(made.text):
        return made
    if made.text[-1] not in "。！？；：，":
        return replace(made, role="heading", level=level)
    lead = run_in(made.text) if level < 3 else 0
    return replace(made, level=level if lead else 0, lead=lead)


def _notes(lines: Sequence[Line]) -> dict[str, list[tuple[int, Line]]]:
    """The footnotes by the ids that the text names them by: their paragraphs."""
    found: dict[str, list[tuple[int, Line]]] = {}
    for number, line in enumerate(lines, 1):
        if line.part == "note" and line.element is not None and line.text.strip():
            note = next((one for one in line.element.iterancestors(W + "footnote", W + "endnote")), None)
            if note is not None:
                found.setdefault(_note_key(note), []).append((number, line))
    return found


def _note_key(element: Any) -> str:
    return f"{'end' if 'endnote' in str(element.tag) else 'foot'}{element.get(W + 'id', '')}"


def _hanging(line: Line, notes: Mapping[str, list[tuple[int, Line]]]) -> Iterator[Note]:
    texts = {id(run.element): run.text for run in line.runs if not run.is_hidden}
    at = 0
    for element in line.element.iter(W + "r", W + "footnoteReference", W + "endnoteReference"):
        if element.tag == W + "r":
            at += len(texts.get(id(element), ""))
        else:
            found = notes.get(_note_key(element), [])
            if found:
                first, text = found[0][1], "".join(note.text.strip() for _, note in found)
                yield Note(at, text, found[0][0], _bounds(first))


# Plain texts ---------------------------------------------------------------------------------------------------------


def _of_text(draft: ReturnedDraft, is_markdown: bool) -> Iterator[_Placed]:
    written = [line.strip() for line in returned.decoded(draft.data).splitlines()]
    notes = dict(re.findall(r"(?m)^\[\^(\d+)\]:\s*(.+)$", "\n".join(written))) if is_markdown else {}
    texts = [(line, number) for number, line in enumerate(filter(None, written), 1)]
    if is_markdown:
        texts = [(line, number) for line, number in texts if not re.match(r"\[\^\d+\]:", line)]
    placed, head = _rows(texts, is_markdown), True
    for line, number, cell in placed:
        if cell is not None:
            yield _Placed(Paragraph(text=line, number=number), cell)
            head = False
            continue
        made, head = _plain(line, number, head, is_markdown)
        yield _Placed(_with_notes(made, notes))


def _rows(
    texts: Sequence[tuple[str, int]], is_markdown: bool
) -> Iterator[tuple[str, int, tuple[int, int, int] | None]]:
    """The lines; those of Markdown's tables cell by cell."""
    table, is_row = 0, lambda each: is_markdown and each[0].startswith("|") and each[0].endswith("|")
    for in_table, group in groupby(texts, key=is_row):
        if not in_table:
            yield from ((line, number, None) for line, number in group)
            continue
        table += 1
        rows = [(cells, number) for line, number in group if (cells := returned.without_markup(line))]
        for row, (cells, number) in enumerate(rows, 1):
            yield from ((cell, number, (table, row, column)) for column, cell in enumerate(cells, 1))


def _plain(line: str, number: int, is_head: bool, is_markdown: bool) -> tuple[Paragraph, bool]:
    """A line, and whether the next one may still be of the head."""
    marks = re.match(r"(#{1,4})\s+", line) if is_markdown else None
    text = line[marks.end() :] if marks else line
    if is_markdown:
        text = re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", re.sub(r"(?<!\\)\*{1,3}|^[-+*]\s+", "", text))
    level = len(marks[1]) - 1 if marks else 0 if roles.LISTED.fullmatch(text) else _level(text)
    is_heading = bool(marks) or (level > 0 and len(text) <= _LONGEST_HEADING and text[-1] not in "。；：")
    if marks and not level:
        return Paragraph(text=text, number=number, role="title"), True
    if is_heading:
        return Paragraph(text=text, number=number, role="heading", level=level), False
    if re.match(_SALUTATION, text) and len(text) < _LONGEST_HEAD:
        return Paragraph(text=text, number=number, role="salutation"), False
    if is_head and len(text) < _LONGEST_HEAD and text[-1] not in "。：；，！":
        return Paragraph(text=text, number=number, role=_of_head(text, number)), True
    lead = run_in(text) if 0 < level < 3 else 0
    return Paragraph(text=text, number=number, level=level if lead else 0, lead=lead), False


def _of_head(text: str, number: int) -> str:
    if DATE.match(text):
        return "date"
    if re.match("[—－（(-]|.*会议上", text):
        return "subtitle"
    return "title" if number == 1 else "speaker"


def _level(text: str) -> int:
    return next((level for level, pattern in enumerate(_NUMBERS, 1) if re.match(pattern, text)), 0)


def _with_notes(paragraph: Paragraph, notes: Mapping[str, str]) -> Paragraph:
    text, found, at = "", list[Note](), 0
    for match in re.finditer(r"\[\^(\d+)\]", paragraph.text):
        text += paragraph.text[at : match.start()]
        at = match.end()
        if match[1] in notes:
            found.append(Note(len(text), notes[match[1]], paragraph.number))
    return replace(paragraph, text=text + paragraph.text[at:], notes=tuple(found)) if found else paragraph


# Tables --------------------------------------------------------------------------------------------------------------


def _with_tables(placed: Iterable[_Placed]) -> Iterator[Block]:
    """The blocks: the cells of each table together, with the caption above it."""
    waiting: Paragraph | None = None
    for table, group in groupby(placed, key=lambda each: each.cell[0] if each.cell else 0):
        paragraphs = list(group)
        if not table:
            *before, last = [each.paragraph for each in paragraphs]
            yield from filter(None, (waiting, *before))
            waiting = last
            continue
        caption = waiting if waiting and waiting.role == "table_caption" else None
        if waiting and caption is None:
            yield waiting
        waiting = None
        yield from _table(paragraphs, caption)
    yield from (waiting,) if waiting else ()


def _table(cells: Sequence[_Placed], caption: Paragraph | None) -> Iterator[Block]:
    """A table; its paragraphs in a row where it has nothing below its head, or cells of several paragraphs."""
    by_place = [list(same) for _, same in groupby(cells, key=lambda each: each.cell)]
    said = [[each for each in same if each.paragraph.text] or same[:1] for same in by_place]
    by_row = groupby((same[0] for same in said), key=lambda each: each.cell[1] if each.cell else 0)
    rows = [tuple(each.paragraph for each in row) for _, row in by_row]
    if _is_sayable([len(same) for same in said], rows):
        width = max(map(len, rows))
        blank = Paragraph(text="", number=0)
        yield Table(rows=tuple((*row, *[blank] * (width - len(row))) for row in rows), caption=caption)
        return
    yield from (caption,) if caption else ()
    yield from (replace(each.paragraph, role="body") for each in cells if each.paragraph.text)


def _is_sayable(counts: Sequence[int], rows: Sequence[Sequence[Paragraph]]) -> bool:
    """Whether a template can have a table. `counts`: how many paragraphs each cell has."""
    is_plain = not any("|" in cell.text for row in rows for cell in row)
    return is_plain and all(count == 1 for count in counts) and len(rows) > 1 and len(rows[0]) > 1


def _flattened(blocks: Sequence[Block], placed: Sequence[_Placed]) -> Iterator[str]:
    """The tables that are left out as tables, in words: those with cells of several paragraphs, and of one row."""
    tables = {id(cell) for block in blocks if isinstance(block, Table) for row in block.rows for cell in row}
    for _, group in groupby((each for each in placed if each.cell), key=lambda each: each.cell and each.cell[0]):
        cells = [each for each in group if each.paragraph.text]
        if cells and not any(id(each.paragraph) in tables for each in cells):
            places = [each.cell for each in cells if each.cell]
            rows, columns = ({place[at] for place in places} for at in (1, 2))
            is_table = len(rows) > 1 and len(columns) > 1
            several = next((number for number, place in enumerate(places) if place in places[:number]), None)
            at = cells[several - 1 if several else 0].paragraph.number
            why = "格子里有几段" if several else "格子里有“|”" if is_table else "只有一行或一列"
            yield f"表格（第{at}段）：{why}，成了一段一段的正文，字都在"


_OWN_NUMBER = re.compile(r"\s*(\d{1,2}[.)])\s+")


def _closed_up(placed: Sequence[_Placed]) -> Iterator[str]:
    """The numbers typed before items, in words, whose blanks are left out: a template would take them for a list."""
    for paragraph in (each.paragraph for each in placed):
        numbers = (_OWN_NUMBER.match(paragraph.text, start) for start, _ in sentences(paragraph.text))
        for match in filter(None, numbers):
            behind = excerpt(paragraph.text[match.end() :], 8)
            yield f"编号后面的空格（第{paragraph.number}段）：“{match[1]} {behind}”印成“{match[1]}{behind}”"
