"""What a draft no longer has of what the program lays out: rows of tables, whole tables, attachments.

None of it can be carried, since the data say what rows and attachments there are. Each is told as one thing, with what
to take out of the data; its cells and lines are not told besides.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher

from msgspec import Struct
from msgspec.structs import replace

from report_cli.audit.changes import ProseChange
from report_cli.audit.findings import Discrepancy
from report_cli.audit.texts import Span, without_blanks
from report_cli.document import Role
from report_cli.facts.fact import Fact
from report_cli.facts.formula import PREVIOUS
from report_cli.inward import item_lines, row_advice, table_rows
from report_cli.inward.draft import Draft
from report_cli.inward.items_now import item_of, items_of
from report_cli.inward.lines_to_add import Line
from report_cli.inward.row_advice import Table
from report_cli.model import Place

Lines = tuple[int, ...]
ReadOf = dict[int, list[int]]
"""The lines of the draft that each paragraph as built has become; none of those that are gone."""

_GONE = 0.8
"""An attachment is gone if so much of its text is, though cells that look alike were taken for some of its own."""
_NUMBERED = (Role.ATTACHMENT, Role.ATTACHMENT_LABEL)
_TABLE, _ROW = "整张表格", "表格的一行"


class TakenOut(Struct, frozen=True):
    """Paragraphs as built (from 0) that are gone together.

    `name`: what they are called, `words`: what they said. `at`: where in the draft this is told. `message`: what to do,
    `template`: the place that printed them. `read`: where they stand now, if they have only been moved. `is_taken`: the
    data have them no more. `is_attachment`: so those that follow have another number.
    """

    name: str
    words: str
    built: Lines
    at: tuple[int, int]
    message: str
    template: Place | None
    read: Lines = ()
    is_taken: bool = False
    is_attachment: bool = False
    to_take: tuple[Line, ...] = ()
    """The line of the data that goes with it, if that is plain."""

    @property
    def marked(self) -> str:
        if self.read:
            return f"{self.name}{self.words}"
        return f"{self.name}〔{self.words}→〕" if self.words else f"〔{self.name}→〕"

    @property
    def spans(self) -> list[Span]:
        return [Span(line, 0, 0) for line in self.read]


def taken_out(draft: Draft) -> list[TakenOut]:
    """All that is taken out, in the order of the report; a row of an attachment that is gone is not told besides."""
    if draft.today is None or draft.audit.baseline.kind != draft.kind:
        return []
    attachments = [*_attachments(draft)]
    told = {line for each in attachments for line in each.built}
    rows = [each for each in _rows(draft) if told.isdisjoint(each.built)]
    return sorted([*attachments, *rows], key=lambda each: each.built)


# What else is told of it ----------------------------------------------------------------------------------------------


def without(draft: Draft, gone: Sequence[TakenOut]) -> Draft:
    """The draft without what its audit tells of those lines, or of the numbers of the attachments that follow."""
    lines = {line for each in gone for line in each.built}
    if not lines:
        return draft
    audit, renumbers = draft.audit, any(each.is_attachment for each in gone)
    prose = tuple(each for each in audit.prose if not _follows(draft, each, lines, renumbers=renumbers))
    discrepancies = tuple(
        each for each in audit.discrepancies if each.kind != "removed" or each.paragraph - 1 not in lines
    )
    return replace(draft, audit=replace(audit, prose=prose, discrepancies=discrepancies))


def _follows(draft: Draft, change: ProseChange, gone: set[int], *, renumbers: bool) -> bool:
    """Whether a change only follows from the lines that are gone. `renumbers`: an attachment is among these."""
    if change.built is None or (change.after and change.change == "added"):
        return False
    stood = _stood(draft, change, change.built[0])
    if gone.issuperset(stood):
        return True
    return renumbers and all(_role(draft, line) in _NUMBERED for line in stood)


def _stood(draft: Draft, change: ProseChange, first: int) -> range:
    """The paragraphs as built that a change is of: from `first`, or further on where what was removed really stood."""
    wanted = [without_blanks(text) for text in change.before.split("\n")]
    paragraphs, count = draft.audit.baseline.paragraphs, len(wanted)
    for at in range(first, len(paragraphs)):
        if [without_blanks(text) for text in paragraphs[at : at + count]] == wanted:
            return range(at, at + count)
    return range(first, first + count)


def in_turned_tables(draft: Draft, told: Sequence[Discrepancy], gone: Sequence[TakenOut]) -> tuple[set[int], set[int]]:
    """The lines of tables in which figures or rows changed places, which is told of these; and what was built there."""
    moved = {at.line for each in told if each.kind == "moved" for at in each.at}.union(*(each.read for each in gone))
    lines, groups = draft.audit.location.lines, draft.audit.location.groups
    tables = {cell.table for line in moved if (cell := lines[line].outer_cell)}
    read = {number for number, line in enumerate(lines) if (cell := line.outer_cell) and cell.table in tables}
    stood = (group.built for group in groups if not read.isdisjoint(group.read))
    return read, set[int]().union(*stood)


# Attachments ----------------------------------------------------------------------------------------------------------


def _attachments(draft: Draft) -> Iterator[TakenOut]:
    """The attachments that are gone, each with its entry in their list."""
    paragraphs, read_of = draft.audit.baseline.paragraphs, _read_of(draft)
    entries = [line for line in range(len(paragraphs)) if _role(draft, line) is Role.ATTACHMENT]
    entry_of = {without_blanks(paragraphs[line]): line for line in entries}
    for lines in _lines_of_attachments(draft):
        said = [line for line in lines[1:] if paragraphs[line].strip()]
        if not _is_gone(draft, said, read_of):
            continue
        title = without_blanks(paragraphs[said[0]])
        listed = [line for text, line in entry_of.items() if text.endswith(title) and line not in read_of]
        yield TakenOut(
            name=f"附件“{title}”整个",
            words="",
            built=(*listed, *lines),
            at=_position(draft, lines[0], read_of),
            message=f"附件由程序排，带不回：{_where(draft, said, '这个附件')}；目录和序号跟着变",
            template=draft.audit.sources.template((said[0], 0)),
            is_attachment=True,
        )


def _is_gone(draft: Draft, said: Sequence[int], read_of: ReadOf) -> bool:
    """Whether nearly nothing stands any more of paragraphs that said something."""
    sizes = {line: len(without_blanks(draft.audit.baseline.paragraphs[line])) for line in said}
    gone = sum(size for line, size in sizes.items() if line not in read_of)
    return bool(said) and gone >= _GONE * sum(sizes.values())


def _lines_of_attachments(draft: Draft) -> Iterator[list[int]]:
    """The paragraphs as built of each attachment, its label the first of them."""
    assert draft.today is not None, "the report can be composed"
    every = range(len(draft.audit.baseline.paragraphs))
    built_of = {today: built for built in every if (today := draft.today_line(built)) is not None}
    found = list[list[int]]()
    for number, line in enumerate(draft.today.lines):
        if line.note >= 0:
            break
        if line.paragraph and line.paragraph.role is Role.ATTACHMENT_LABEL:
            found.append([])
        if found and number in built_of:
            found[-1].append(built_of[number])
    return (each for each in found if len(each) > 1)


# Rows -----------------------------------------------------------------------------------------------------------------


def _rows(draft: Draft) -> Iterator[TakenOut]:
    """The rows and whole tables that are gone, and the rows that were moved.

    A row is gone if none of its cells stands any more, but for such as other rows have too.
    """
    paragraphs, read_of = draft.audit.baseline.paragraphs, _read_of(draft)
    for table in draft.audit.sources.rows:
        rows = [row for row in _as_built(draft, table) if any(paragraphs[line].strip() for line in row)]
        stands = _standing(draft, rows, read_of)
        if rows and not stands:
            yield _table_gone(draft, tuple(line for row in rows for line in row), read_of)
            continue
        alike = Counter(tuple(_words(draft, row)) for row in stands)
        gone = (row for row in rows if row not in stands)
        yield from (_row_gone(draft, row, read_of, alike[tuple(_words(draft, row))]) for row in gone)
        order = [stands[row] for row in rows if row in stands]
        matcher = SequenceMatcher(None, order, sorted(order), autojunk=False)
        kept = {order[block.a + at] for block in matcher.get_matching_blocks() for at in range(block.size)}
        in_turn = [row for _, row in sorted((place, row) for row, place in stands.items())]
        is_taken = row_advice.are_in_order(draft, in_turn)
        out_of_turn = (row for row in rows if row in stands and stands[row] not in kept)
        moved = (_row_moved(draft, row, read_of) for row in out_of_turn if _begins_a_row(draft, row, read_of))
        yield from (replace(each, is_taken=True, message="") if is_taken else each for each in moved)


def _as_built(draft: Draft, table: Sequence[Lines]) -> list[Lines]:
    """The rows of a table with those of its items that today's report has no more."""
    known, widths = {row[0]: row for row in table}, {len(row) for row in table}
    indicator = Table(draft, table[0]).indicator if table else None
    if indicator is None or len(widths) != 1:
        return [*table]
    found, width, at = list[Lines](), widths.pop(), min(known)
    while row := known.get(at) or _of_items(draft, tuple(range(at, at + width)), indicator.id):
        found.append(row)
        at += width
    return found if {*table} <= {*found} else [*table]


def _of_items(draft: Draft, row: Lines, items: str) -> Lines:
    """Lines as built, if they print fields of one item; else none."""
    figures = row_advice.figures_in(draft, row)
    are_of_one = len({item_of(each.fact) for each in figures}) == 1 and items_of(figures[0].fact) == items
    return row if are_of_one else ()


def _standing(draft: Draft, rows: Iterable[Lines], read_of: ReadOf) -> dict[Lines, tuple[int, int]]:
    """The rows that stand in a row of the draft, and in which (its table and its number there).

    Half of their cells stand there, and no other row has more of them in it, or one that fewer rows have, or that comes
    first: it names the row.
    """
    lines, paragraphs = draft.audit.location.lines, draft.audit.baseline.paragraphs
    said, claims = Counter(paragraphs), dict[tuple[int, int], list[tuple[int, int, int, Lines]]]()
    for row in rows:
        told = [line for line in row if table_rows.is_telling(paragraphs[line])] or row
        stand = dict[tuple[int, int], list[tuple[int, int]]]()
        for line, at in ((built, read) for built in told for read in read_of.get(built, ())):
            cell = lines[at].outer_cell
            # A plain text has no cells: there each row stands in a place of its own.
            common = said[paragraphs[line]], line - row[0]
            stand.setdefault((cell.table, cell.row) if cell else (0, row[0]), []).append(common)
        size = len(_words(draft, told))
        for place, cells in stand.items():
            if 2 * len(cells) >= size:
                count, column = min(cells)
                claims.setdefault(place, []).append((len(cells), -count, -column, row))
    return {max(claimed)[-1]: place for place, claimed in claims.items()}


def _begins_a_row(draft: Draft, row: Lines, read_of: ReadOf) -> bool:
    """Whether the first cell of a row is one in the draft: as rows came in since, its cells may be of two rows."""
    cells = [draft.audit.location.lines[at].outer_cell for at in read_of.get(row[0], ())]
    return not cells or any(cell is None or cell.column == 1 for cell in cells)


def _table_gone(draft: Draft, built: Lines, read_of: ReadOf) -> TakenOut:
    return _laid_out(draft, _TABLE, _words(draft, built)[0], built, _where(draft, built, "这张表"), read_of)


def _row_gone(draft: Draft, row: Lines, read_of: ReadOf, kept: int) -> TakenOut:
    """`kept`: how many rows that said the same still stand."""
    where = row_advice.by_program(draft, row) or _where(draft, row, "这一行", kept)
    figures = row_advice.figures_in(draft, row)
    gone = _laid_out(draft, _ROW, " | ".join(_words(draft, row)), row, where, read_of)
    is_taken = row_advice.are_gone(draft, figures, kept)
    if is_taken:
        return replace(gone, is_taken=True, message=row_advice.in_its_place(draft, figures))
    are_of_items = bool(figures) and all(items_of(each.fact) for each in figures)
    to_take = item_lines.without_item(draft, figures, gone.words) if are_of_items and not kept else ()
    message = f"{where}；写明号就删" if to_take else gone.message
    return replace(gone, is_taken=False, message=message, to_take=to_take)


def _row_moved(draft: Draft, row: Lines, read_of: ReadOf) -> TakenOut:
    where = row_advice.to_move(draft, row)
    read = tuple(at for line in row for at in read_of.get(line, ()))
    moved = _laid_out(draft, f"{_ROW}：", " | ".join(_words(draft, row)), row, where, read_of)
    return replace(moved, read=read, at=(min(read), 0))


def _laid_out(draft: Draft, name: str, words: str, built: Lines, where: str, read_of: ReadOf) -> TakenOut:
    return TakenOut(
        name=name,
        words=words,
        built=built,
        at=_position(draft, built[0], read_of),
        message=f"表格由程序排，带不回：{where}",
        template=draft.audit.sources.template((built[0], 0)),
        is_taken=row_advice.are_gone(draft, row_advice.figures_in(draft, built), 0),
    )


# Paragraphs as built --------------------------------------------------------------------------------------------------


def _read_of(draft: Draft) -> ReadOf:
    groups = draft.audit.location.groups
    reads = ((group.built, [line for line in group.read if line not in draft.strays]) for group in groups)
    return {line: read for built, read in reads for line in built if read}


def _position(draft: Draft, built: int, read_of: ReadOf) -> tuple[int, int]:
    """Where in the draft a paragraph that is gone is told: at the last line before it that still stands."""
    before = (read_of[line][-1] for line in range(built, -1, -1) if line in read_of)
    return next(before, 0), 0


def _role(draft: Draft, built: int) -> Role | None:
    today = draft.today_line(built)
    paragraph = draft.today.lines[today].paragraph if draft.today and today is not None else None
    return paragraph.role if paragraph else None


def _words(draft: Draft, built: Iterable[int]) -> list[str]:
    """What those say that are not empty."""
    return [text for line in built if (text := draft.audit.baseline.paragraphs[line].strip())]


def _where(draft: Draft, built: Sequence[int], what: str, kept: int = 0) -> str:
    """What to take out, so that they are gone from the next draft: the items that are printed there, else words."""
    figures = row_advice.figures_in(draft, built)
    of_items = [each for each in figures if items_of(each.fact)]
    if of_items and 2 * len(of_items) >= len(figures):
        return row_advice.to_take_out(draft, of_items, kept)
    alone = {each.fact.removeprefix(PREVIOUS) for each in figures}
    fact = draft.fact(next(iter(alone))) if len(alone) == 1 else None
    if fact is None:
        return f"不要{what}，改模板里的这一处；里面的数别处也不用，再在数据里删去"
    return _where_alone(draft, fact, built, what)


def _where_alone(draft: Draft, fact: Fact, built: Sequence[int], what: str) -> str:
    """What to do about a row that prints one fact: hidden from a table of all facts, it may be printed nowhere else."""
    sources = draft.audit.sources
    template = sources.template((built[0], 0))
    if not Table(draft, built).is_of_all:
        return f"不要{what}，删去模板里的这一行（{template}）"
    figures = enumerate(draft.audit.baseline.figures)
    spans = (draft.audit.baseline.span(n) for n, each in figures if each.fact.removeprefix(PREVIOUS) == fact.id)
    lines = [(span.line, span.start) for span in spans]
    said = [*dict.fromkeys(sources.template(at) for at in lines if at[0] not in built)]
    if not said:
        return f"别的报告里也不印它，就在指标目录的{fact.named}里加print: false，再生成，这里就没有了"
    places = "、".join(str(each) for each in said if each)
    return (
        f"文中别处也印着它（模板在 {places}），印着的数这张表都列：只去掉这一行，要在模板里把这张表一行一行写出来；"
        f"别处也不印了，先删去模板里的那几处，再在指标目录的{fact.named}里加print: false"
    )
