"""What to do about rows of tables that people put in, took out or moved: it depends on where the rows come from.

They are items of the data, or all numbers that are known (`figures_table`), or they stand in the template one by one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from msgspec import Struct

from report_cli.audit.baseline import BuiltFigure
from report_cli.audit.rows import are_alike
from report_cli.audit.texts import without_blanks
from report_cli.facts.fact import Indicator
from report_cli.facts.formula import PREVIOUS
from report_cli.inward.draft import Draft
from report_cli.inward.items_now import item_of, items_of
from report_cli.model import Place
from report_cli.text import excerpt, quoted

ROW = "；列出各组的数的那张表也多一行"
ROW_AND_GROUP = f"{ROW}，它的组名另占一行"
_BY_HAND = "在模板里把这张表一行一行写出来"


class Table:
    """A table as it was built, known by some of its lines (from 0)."""

    def __init__(self, draft: Draft, lines: Iterable[int]) -> None:
        known = {*lines}
        rows = next((rows for rows in draft.audit.sources.rows if known & {line for row in rows for line in row}), [])
        self.draft, self.lines = draft, known.union(*rows)
        self.is_of_all, self.head = bool(_listed(draft, rows)), rows[0] if rows else ()

    @property
    def indicator(self) -> Indicator | None:
        """Whose items its rows are."""
        items = Counter(filter(None, (items_of(each.fact) for each in figures_in(self.draft, self.lines))))
        return _indicator(self.draft, items.most_common(1)[0][0]) if items else None

    def for_row(self, above: Iterable[int] = ()) -> str:
        """What gives it one row more. `above`: the paragraphs as built of the row that it stands below."""
        indicator, file, above = self.indicator, self.draft.ledger.file, [*above]
        behind = self._behind(figures_in(self.draft, above))
        if indicator and indicator.table:
            return f"它的行在表里（{indicator.table.file}），在那里加一行{behind}"
        if indicator:
            fact = self.draft.fact(indicator.id)
            first = "，放在最前面" if above and {*self.head}.issuperset(above) else ""
            where = behind or f"{first}（{fact.place if fact else file}）"
            return f"在数据的{indicator.named}里加一条{where}，再生成，表里就多一行"
        if self.is_of_all:
            listed = f"在指标目录的那一组里加一项{behind}"
            return f"这张表列出有值的数，由程序排：{listed}，数写进{file}，再生成，表里就多一行"
        if figures_in(self.draft, self.lines):
            return "这张表是模板排的；里面有数，先写进数据，再在模板里的这张表加一行"
        return "行出自数据的，在数据的那一项里加一条，再生成；是模板里一行一行写的，在模板里的这张表加一行"

    def _behind(self, above: Sequence[BuiltFigure]) -> str:
        """Behind which item of the data, or indicator, a new one goes; empty where that cannot be told."""
        if of_items := [each for each in above if items_of(each.fact)]:
            found = _stands(self.draft, _by_item(of_items)[0])
            places = _places(self.draft, [found])
            said = _joined(each.text for each in of_items)
            return f"，接在{quoted(excerpt(said))}（{places[0]}）后面" if len(places) == 1 else ""
        fact = self.draft.fact(above[0].fact.removeprefix(PREVIOUS)) if above and self.is_of_all else None
        return f"，接在{fact.label}（{fact.indicator.place}）后面" if fact else ""

    def for_column(self) -> str:
        """What gives it one column more."""
        if self.is_of_all:
            return f"这张表的栏由程序排，要加，{_BY_HAND}"
        indicator = self.indicator
        field = f"先在指标目录的{indicator.named}里加一个字段，再" if indicator else ""
        return f"要加，{field}改模板里的这张表"

    def for_paragraph(self) -> str:
        """Where a paragraph in one of its cells can stand."""
        if self.is_of_all:
            return "这张表的字出自指标目录和数据，要说的话，写进正文"
        return "要加，接着写在这一格原来的那一段里"


def figures_in(draft: Draft, built: Iterable[int]) -> list[BuiltFigure]:
    """What paragraphs as built print of facts."""
    baseline = draft.audit.baseline
    return [baseline.figures[number] for line in built for number in baseline.by_paragraph.get(line, ())]


def _indicator(draft: Draft, id: str) -> Indicator | None:
    own = id.removeprefix(PREVIOUS)
    return next((each for each in draft.ledger.catalogue.indicators if each.id == own), None)


def grown(draft: Draft, group: str) -> str:
    """That a table of all numbers gets a row more with a new one of a group, and one for the group's name perhaps."""
    groups = draft.ledger.stated.groups
    for rows in draft.audit.sources.rows:
        listed = _listed(draft, rows)
        if group in listed:
            return ROW
        if listed and groups <= listed:
            return ROW_AND_GROUP
    return ""


def _listed(draft: Draft, rows: Iterable[Sequence[int]]) -> set[str]:
    """The groups whose numbers a table has row by row without the template naming them."""
    found = defaultdict[Place, list[set[str]]](list)
    for row in rows:
        facts = {each.fact.removeprefix(PREVIOUS) for each in figures_in(draft, row)}
        if (place := draft.audit.sources.template((row[0], 0))) and facts and not any(map(items_of, facts)):
            found[place].append(facts)
    of_all = (set[str]().union(*each) for each in found.values() if len(each) > 1)
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


def to_move(draft: Draft, row: Iterable[int]) -> str:
    """Where to move a row, as paragraphs as built."""
    figures = figures_in(draft, row)
    if of_items := [each for each in figures if items_of(each.fact)]:
        return _to_move_item(draft, of_items)
    if not Table(draft, row).is_of_all:
        return "要换位置，改模板里的这张表"
    fact = draft.fact(figures[0].fact.removeprefix(PREVIOUS)) if figures else None
    what = f"{fact.named}（{fact.indicator.place}）" if fact else "这一组"
    return f"这张表的次序照指标目录：在指标目录里把{what}移到那里，再生成"


def _to_move_item(draft: Draft, figures: Sequence[BuiltFigure]) -> str:
    """Where to move the item whose fields some figures were."""
    found = _stands(draft, _by_item(figures)[0])
    indicator, places = _indicator(draft, items_of(figures[0].fact)), _places(draft, [found])
    if indicator is None or not places:
        return "数据里已经没有它，再生成一次"
    where, one = _of(indicator), "行" if indicator.table else "条"
    if len(places) > 1:
        return f"{_alike(where, places, one)}，看不出移的是哪一{one}：看看别的栏，移到那里，再生成"
    return f"在{where}把这一{one}（{_told(found, places)}）移到那里，再生成"


def are_in_order(draft: Draft, rows: Iterable[Iterable[int]]) -> bool:
    """Whether the data have the items of some rows, as paragraphs as built, in this order; those that they have yet."""
    of_items = ([each for each in figures_in(draft, row) if items_of(each.fact)] for row in rows)
    stand = [_stands(draft, _by_item(figures)[0]).items for figures in of_items if figures]
    stand = [items for items in stand if items]
    places = [draft.items_now.place(items[0]) for items in stand if len(items) == 1]
    known = [place for place in places if place]
    return len(known) == len(stand) > 1 and known == sorted(known)


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
    return draft.said.issuperset(filter(None, said))


def _joined(cells: Iterable[str]) -> str:
    return " | ".join(filter(None, cells))


def by_program(draft: Draft, row: Iterable[int]) -> str:
    """What to do about a head, or a group's name, that the program puts in; empty for any other row."""
    table = Table(draft, row)
    is_label = not figures_in(draft, row) or not {*table.head}.isdisjoint(row)
    return f"这张表的表头和组名由程序排；要去掉，{_BY_HAND}" if table.is_of_all and is_label else ""


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
