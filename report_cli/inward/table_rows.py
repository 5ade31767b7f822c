"""What a draft has more in its tables than was built: rows, columns, whole tables. None of them can be carried.

Each is one thing to be told, with where the rows of the table come from; its cells are neither paragraphs nor new
numbers besides.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from report_cli.audit.baseline import BuiltFigure
from report_cli.audit.changes import ProseChange
from report_cli.audit.compare import Audit
from report_cli.audit.findings import NEW
from report_cli.audit.rows import are_alike
from report_cli.audit.texts import Span, without_blanks
from report_cli.document import Paragraph, Run
from report_cli.docx.manuscript import Cell
from report_cli.facts.fact import Indicator
from report_cli.facts.formula import PREVIOUS
from report_cli.inward.draft import Draft
from report_cli.inward.items_now import item_of, items_of
from report_cli.model import Place
from report_cli.text import quoted

_WORDS = {"row": "表格加的一行", "column": "表格加的一栏", "table": "新的表格", "paragraph": "表格的一格里加的一段"}


class Added(Struct, frozen=True):
    """New cells of a table that belong together: the lines of those that say something (from 0), in their order."""

    what: str
    lines: tuple[int, ...]
    message: str
    template: Place | None
    is_taken: bool = False

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
    where = _where(draft, cells)
    for row in rows:
        said = f"表格的行带不回：{where}"
        yield Added("row", row, said, template, _is_taken(draft, row))
    for column in columns:
        yield Added("column", column, "表格的栏带不回；要加，改模板里的这张表", template)
    for line in paragraphs:
        said = "表格的格里另起的段带不回；要加，接着写在这一格原来的那一段里"
        yield Added("paragraph", (line,), said, template)


def _built(draft: Draft) -> Iterator[int]:
    """The lines that were built, where they did not come into a table from elsewhere."""
    audit = draft.audit
    for group in audit.location.groups:
        if group.built and (not group.is_moved or group.built[0] in audit.sources.cells):
            yield from group.read


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


def _where(draft: Draft, cells: dict[int, Cell]) -> str:
    """Where the rows of a table are told: the items that are printed in it, else the template."""
    audit = draft.audit
    built = {line for group in audit.location.groups if cells.keys() & set(group.read) for line in group.built}
    numbers = (number for line in built for number in audit.baseline.by_paragraph.get(line, ()))
    items = Counter(filter(None, (items_of(audit.figure(number).fact) for number in numbers)))
    indicator = _indicator(draft, items.most_common(1)[0][0] if items else "")
    if indicator is None:
        return "这张表是模板排的；里面有数，先写进数据，再在模板里的这张表加一行"
    if indicator.table is not None:
        return f"它的行在表里（{indicator.table.file}），在那里加一行"
    fact = draft.fact(indicator.id)
    place = fact.place if fact else Place(draft.ledger.file)
    return f"在数据的{indicator.named}里加一条（{place}），再生成，表里就多一行"


def _indicator(draft: Draft, id: str) -> Indicator | None:
    own = id.removeprefix(PREVIOUS)
    return next((each for each in draft.ledger.catalogue.indicators if each.id == own), None)


def grown(draft: Draft, group: str) -> str:
    """That a table of all numbers gets a row more with a new one of a group, and one for the group's name perhaps."""
    facts = draft.ledger.facts.values()
    numbers = (each.indicator for each in facts if each.quantity)
    groups = {each.group for each in numbers if each.is_printed and each.group}
    for rows in draft.audit.sources.rows():
        listed = _listed(draft, rows)
        if group in listed:
            return "；列出各组的数的那张表也多一行"
        if listed and groups <= listed:
            return "；列出各组的数的那张表也多一行，它的组名另占一行"
    return ""


def _listed(draft: Draft, rows: Iterable[Sequence[int]]) -> set[str]:
    """The groups whose numbers a table has row by row without the template naming them."""
    audit, found = draft.audit, defaultdict[Place, set[str]](set)
    for row in rows:
        facts = [audit.figure(number).fact for line in row for number in audit.baseline.by_paragraph.get(line, ())]
        if (place := audit.sources.template((row[0], 0))) and facts and not any("[" in each for each in facts):
            found[place].update(each.removeprefix(PREVIOUS) for each in facts)
    of_all = (each for each in found.values() if len(each) > 1)
    return {fact.partition(".")[0] for facts in of_all for fact in facts}


class Stands(Struct, frozen=True):
    """The items of the data that a row which was printed is by now: none where the data have it no more.

    `now`: what it is worded like today, where it is not worded as it was printed.
    """

    items: list[str]
    now: str = ""


def to_take_out(draft: Draft, figures: Sequence[BuiltFigure], kept: int) -> str:
    """Which items to take out of the data: those whose fields some figures were, one or several.

    `kept`: how many rows that said the same still stand in the draft.
    """
    rows = _by_item(figures)
    found = [_stands(draft, row) for row in rows]
    indicator, places = _indicator(draft, items_of(figures[0].fact)), _places(draft, found)
    if indicator is None or not places:
        return "数据里已经没有它，再生成一次"
    where, one = _of(indicator), "行" if indicator.table else "条"
    if len(rows) > 1:
        return f"在{where}删去{'它的各行' if indicator.table else '各条'}（{places[0]}），再生成，这里就没有了"
    if kept and len(places) > 1:
        told = f"{_alike(where, places, one)}，稿件里留了{kept}{one}，看不出删的是哪一{one}"
        return f"{told}：看看别的栏，删去{len(places) - kept}{one}，再生成，这里就没有了"
    which = f"这样说的{len(places)}{one}" if len(places) > 1 else f"这一{one}"
    return f"在{where}删去{which}（{_told(found[0], places)}），再生成，这里就没有了"


def to_move(draft: Draft, figures: Sequence[BuiltFigure]) -> str:
    """Where to move the item whose fields some figures were."""
    found = _stands(draft, _by_item(figures)[0])
    indicator, places = _indicator(draft, items_of(figures[0].fact)), _places(draft, [found])
    if indicator is None or not places:
        return "数据里已经没有它，再生成一次"
    where, one = _of(indicator), "行" if indicator.table else "条"
    if len(places) > 1:
        return f"{_alike(where, places, one)}，看不出移的是哪一{one}：看看别的栏，移到那里，再生成"
    return f"在{where}把这一{one}（{_told(found, places)}）移到那里，再生成"


def are_gone(draft: Draft, figures: Sequence[BuiltFigure], kept: int) -> bool:
    """Whether the data have none of the items any more whose fields some figures were, but for those that are kept."""
    if not figures or not all(items_of(each.fact) for each in figures):
        return False
    found = [_stands(draft, row) for row in _by_item(figures)]
    return all(len(each.items) <= (0 if each.now else kept) for each in found)


def in_its_place(draft: Draft, figures: Sequence[BuiltFigure]) -> str:
    """What the data have where a row stood that they have no more, if the draft does not have it too."""
    rows, item = _by_item(figures), item_of(figures[0].fact)
    now = draft.items_now.said(item, rows[0]) if len(rows) == 1 else ()
    place = None if _is_read(draft, now) else draft.items_now.place(item)
    return f"数据里已经没有它了；它原来的地方（{place}）现在是{quoted(_joined(now))}" if place else ""


def _by_item(figures: Iterable[BuiltFigure]) -> list[list[BuiltFigure]]:
    found = defaultdict[str, list[BuiltFigure]](list)
    for each in figures:
        found[item_of(each.fact)].append(each)
    return [*found.values()]


def _stands(draft: Draft, row: Sequence[BuiltFigure]) -> Stands:
    """Known by what its fields said, else by the first of them; else the one that it is taken for, if that is like it.

    What the draft says in another row is that row.
    """
    items, was = draft.items_now, tuple(without_blanks(each.text) for each in row)
    if same := items.saying(row):
        return Stands(same)
    now = {item: items.said(item, row) for item in (*items.saying(row[:1]), item_of(row[0].fact))}
    changed = [item for item, said in now.items() if not _is_read(draft, said)]
    found = [item for item in changed if now[item][0] == was[0]]
    found = found if len(found) == 1 else [item for item in changed[-1:] if are_alike(was, now[item])]
    return Stands(found, _joined(now[found[0]]) if found else "")


def _is_read(draft: Draft, said: Sequence[str]) -> bool:
    """Whether the draft has a row of its own that says what the data have in a row's place, or they have nothing."""
    lines = {without_blanks(line.text) for line in draft.audit.location.lines}
    return lines.issuperset(filter(None, said))


def _joined(cells: Iterable[str]) -> str:
    return " | ".join(filter(None, cells))


def _of(indicator: Indicator) -> str:
    return f"表里（{indicator.table.file}）" if indicator.table else f"数据的{indicator.named}里"


def _places(draft: Draft, found: Iterable[Stands]) -> list[str]:
    """Where the items stand."""
    places = (draft.items_now.place(item) for each in found for item in each.items)
    return [*map(str, filter(None, places))]


def _alike(where: str, places: Sequence[str], one: str) -> str:
    return f"{where}这样说的有{len(places)}{one}（{'、'.join(places)}）"


def _told(found: Stands, places: Sequence[str]) -> str:
    return "、".join(places) + (f"，现在是{quoted(found.now)}" if found.now else "")


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
