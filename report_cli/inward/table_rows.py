"""What a draft has more in its tables than was built: rows, columns, whole tables. None of them can be carried.

Each is one thing to be told, with where the rows of the table come from; its cells are neither paragraphs nor new
numbers besides.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from report_cli.audit.changes import ProseChange
from report_cli.audit.compare import Audit
from report_cli.audit.findings import NEW
from report_cli.audit.texts import Span, without_blanks
from report_cli.document import Paragraph, Run
from report_cli.docx.manuscript import Cell
from report_cli.inward import item_lines, number_row
from report_cli.inward.draft import Draft
from report_cli.inward.items_now import items_of
from report_cli.inward.lines_to_add import Line
from report_cli.inward.row_advice import Table, figures_in
from report_cli.model import Place

_WORDS = {"row": "表格加的一行", "column": "表格加的一栏", "table": "新的表格", "paragraph": "表格的一格里加的一段"}


class Added(Struct, frozen=True):
    """New cells of a table that belong together: the lines of those that say something (from 0), in their order."""

    what: str
    lines: tuple[int, ...]
    message: str
    template: Place | None
    is_taken: bool = False
    to_add: tuple[Line, ...] = ()
    """The lines of the data that bring it, if these are plain."""

    @property
    def spans(self) -> list[Span]:
        return [Span(line, 0, 0) for line in self.lines]

    def words(self, audit: Audit) -> str:
        return " | ".join(audit.location.lines[line].text.strip() for line in self.lines)

    def marked(self, audit: Audit) -> str:
        return f"{_WORDS[self.what]}〔→{self.words(audit)}〕"


def added(draft: Draft) -> list[Added]:
    """All of them, in the order of the draft."""
    if draft.audit.baseline.kind != draft.kind:
        return []  # a review copy's table is no part of the text
    tables = defaultdict[int, dict[int, Cell]](dict)
    for number, line in enumerate(draft.audit.location.lines):
        if line.part == "body" and line.text.strip() and (cell := line.outer_cell):
            tables[cell.table][number] = cell
    found = [each for cells in tables.values() for each in _of_table(draft, cells)]
    return sorted(found, key=lambda each: each.lines)


def without(draft: Draft, rows: Iterable[Added]) -> Draft:
    """The draft with what else is told of it: nothing of the new cells."""
    lines, audit = {line for each in rows for line in each.lines}, draft.audit
    if not lines:
        return draft
    prose = (
        replace(each, change="removed", after="") if each.after and each.at[0] in lines else each
        for each in audit.prose
    )
    told = (each for each in audit.discrepancies if each.kind not in NEW or not each.at or each.at[0].line not in lines)
    taken = Counter(without_blanks(audit.location.lines[line].text) for line in lines.intersection(_built(draft)))
    kept = tuple(each for each in prose if (each.before or each.after) and not _is_taken_for(draft, each, taken))
    return replace(draft, audit=replace(audit, prose=kept, discrepancies=tuple(told)))


def _is_taken_for(draft: Draft, change: ProseChange, taken: Counter[str]) -> bool:
    """Whether a cell that seems to be gone was taken for one of a new row that says the same."""
    text = without_blanks(change.before)
    is_cell = change.change == "removed" and change.built is not None and change.built[0] in draft.audit.sources.cells
    if not is_cell or not taken[text]:
        return False
    taken[text] -= 1
    return True


def _of_table(draft: Draft, cells: dict[int, Cell]) -> Iterator[Added]:
    built = {*_built(draft)}
    new = {line for line in cells if line not in built}
    if len(new) == len(cells):
        yield Added("table", tuple(cells), "稿件里加的表格带不回；要加，改模板", None)
        return
    new = _exchanged(draft, cells, new)
    known = {cell.column for line, cell in cells.items() if line in built}
    rows = _rows(draft, new, cells, known)
    left = new - {line for row in rows for line in row}
    columns = _columns(left, cells, known)
    paragraphs = (line for line in sorted(left) if any(cells[line] == cells[other] for other in cells.keys() - left))
    template = draft.audit.sources.template(_last_built(draft, cells))
    groups = draft.audit.location.groups
    table = Table(draft, {line for group in groups if cells.keys() & set(group.read) for line in group.built})
    for row in rows:
        message, to_add = table.for_row(_above(draft, cells, row, new)), _item(draft, cells, row, new)
        if to_add:
            message = f"{message}；写明号就加 {to_add[0].entry}"
        elif to_add := _number(draft, cells, row, new, table):
            message = f"{message}；写明号就照这样写：{'；'.join(each.text for each in to_add)}"
        else:
            message = f"表格的行带不回：{message}"
        yield Added("row", row, message, template, _is_taken(draft, row), to_add)
    for column in columns:
        yield Added("column", column, f"表格的栏带不回；{table.for_column()}", template)
    for line in paragraphs:
        yield Added("paragraph", (line,), f"表格的格里另起的段带不回；{table.for_paragraph()}", template)


def _above(draft: Draft, cells: dict[int, Cell], row: Sequence[int], new: set[int]) -> list[int]:
    """The paragraphs as built of the nearest row above a new one that was built."""
    rows = {cell.row for line, cell in cells.items() if line not in new and cell.row < cells[row[0]].row}
    return [*_columns_of(draft, cells, max(rows, default=-1), new)]


def _columns_of(draft: Draft, cells: dict[int, Cell], row: int, new: set[int]) -> dict[int, int]:
    """The paragraphs as built of a row of the draft, and in which column each stands."""
    at = {line: cell.column for line, cell in cells.items() if cell.row == row and line not in new}
    groups = (group for group in draft.audit.location.groups if not at.keys().isdisjoint(group.read))
    return {line: next(at[read] for read in group.read if read in at) for group in groups for line in group.built}


def _item(draft: Draft, cells: dict[int, Cell], row: Sequence[int], new: set[int]) -> tuple[Line, ...]:
    """The line for the item that a new row is, beside that of the row above it, else below."""
    texts = {cells[line].column: draft.audit.location.lines[line].text for line in row}
    own, others = cells[row[0]].row, {cell.row for line, cell in cells.items() if line not in new}
    above, below = max((n for n in others if n < own), default=0), min((n for n in others if n > own), default=0)
    for beside in (above, below):
        columns = _columns_of(draft, cells, beside, new)
        is_plain = len({*columns.values()}) == len(columns) and len(texts) == len(row)
        if (
            is_plain
            and {*texts} <= {*columns.values()}
            and any(items_of(each.fact) for each in figures_in(draft, columns))
        ):
            said = {line: texts.get(column, "") for line, column in columns.items()}
            return item_lines.of_item(draft, said, is_above=beside == above)
    return ()


def _number(draft: Draft, cells: dict[int, Cell], row: Sequence[int], new: set[int], table: Table) -> tuple[Line, ...]:
    """The lines for the number that a new row of a table of all numbers is."""
    if not table.is_of_all:
        return ()
    lines, own = draft.audit.location.lines, cells[row[0]].row
    heads = {cell.column: lines[line].text.strip() for line, cell in cells.items() if cell.row == 1}
    said = {heads.get(cells[line].column, ""): lines[line].text.strip() for line in row}
    others = {cell.row for line, cell in cells.items() if line not in new}
    beside = max((n for n in others if n < own), default=0), min((n for n in others if n > own), default=0)
    above, below = ([each.fact for each in figures_in(draft, _columns_of(draft, cells, n, new))] for n in beside)
    return number_row.of_row(draft, said, above, below)


def _built(draft: Draft) -> Iterator[int]:
    """The lines that were built, where they did not come into a table from elsewhere."""
    audit = draft.audit
    for group in audit.location.groups:
        if group.built and (not group.is_moved or group.built[0] in audit.sources.cells):
            yield from (line for line in group.read if line not in draft.strays)


def is_telling(text: str) -> bool:
    """Whether a cell says something of its row: a dash stands in many."""
    return any(map(str.isalnum, text))


def _rows(draft: Draft, new: set[int], cells: dict[int, Cell], columns: set[int]) -> list[tuple[int, ...]]:
    """The lines of each new row: what it says in the columns that were built is new, but for less than half.

    A dash or a unit of a row that is gone may have been taken for one of its own.
    """
    weights = Counter[int]()
    for line, cell in cells.items():
        if cell.column in columns and is_telling(draft.audit.location.lines[line].text):
            weights[cell.row] += 1 if line in new else -1
    return [tuple(line for line in cells if cells[line].row == row) for row in sorted(+weights)]


def _columns(new: set[int], cells: dict[int, Cell], known: set[int]) -> list[tuple[int, ...]]:
    """The new lines of each column in which nothing was built."""
    found = defaultdict[int, list[int]](list)
    for line in sorted(new):
        if (number := cells[line].column) not in known:
            found[number].append(line)
    return [*map(tuple, found.values())]


def _exchanged(draft: Draft, cells: dict[int, Cell], new: set[int]) -> set[int]:
    """The new cells, where a cell of a new row that says the same as one of an old row was taken for that."""
    texts = {line: without_blanks(draft.audit.location.lines[line].text) for line in cells}
    first = {cell.row: line for line, cell in reversed(cells.items())}
    found = set(new)
    for line in sorted(new):
        if first[cells[line].row] in new:
            continue
        twins = (
            other
            for other, cell in cells.items()
            if other not in found and first[cell.row] in new and cell.column == cells[line].column
        )
        if twin := next((other for other in twins if texts[other] == texts[line]), None):
            found = found - {line} | {twin}
    return found


def _last_built(draft: Draft, cells: dict[int, Cell]) -> tuple[int, int] | None:
    built = [group.built[0] for group in draft.audit.location.groups if group.built and cells.keys() & set(group.read)]
    return (max(built), 0) if built else None


def _is_taken(draft: Draft, row: Sequence[int]) -> bool:
    """Whether today's report has a row more that says the same than was built."""
    document = draft.document
    if document is None:
        return False
    said = [without_blanks(draft.audit.location.lines[line].text) for line in row]
    blocks = (block for block in document.body if not isinstance(block, Paragraph))
    today = sum(_texts(cells) == said for block in blocks for cells in block.rows)
    built = [text for text in map(without_blanks, draft.audit.baseline.paragraphs) if text]
    return today > sum(built[at : at + len(said)] == said for at in range(len(built)))


def _texts(cells: Sequence[Sequence[Run]]) -> list[str]:
    texts = (without_blanks("".join(run.text for run in cell)) for cell in cells)
    return [text for text in texts if text]
