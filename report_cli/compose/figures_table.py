"""The table of a year's figures (主要数据表), made from the catalogue, each figure bound as in prose."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from report_cli.compose.atoms import mark
from report_cli.compose.macros import table_of
from report_cli.compose.words import FactView, GroupView, Telling, Unsayable, Words
from report_cli.model import Place

_HEAD = ("指标", "单位", "本年")
_LAST_YEAR = ("上年", "增减", "增长")


def figures_table(telling: Telling, groups: Iterable[object], place: Callable[[], Place]) -> str:
    """All numbers that are known, or still to come in a draft, of the groups given (of none given: of all).

    By group, in the catalogue's order; last year's columns only where there is anything of last year.
    `place`: where the template is.
    """
    wanted = list(groups) or [telling.group(group) for group in telling.ledger.catalogue.groups.values()]
    shown = [(group, views) for group in map(_expected, wanted) if (views := _numbers(group))]
    has_previous = any(_previous(view).is_known for _, views in shown for view in views)
    rows = ["|".join(_HEAD + (_LAST_YEAR if has_previous else ()))]
    for group, views in shown:
        if len(wanted) > 1:
            rows.append(f"**{Words(telling, group.group.label)}**" + "|" * rows[0].count("|"))
        rows += ["|".join(_cells(view, has_previous)) for view in views]
    where = place()
    return table_of([row + mark(where.file, where.line) for row in rows])


def _expected(group: object) -> GroupView:
    if isinstance(group, GroupView):
        return group
    raise Unsayable(
        "figures_table里要写组", "写成 {{ figures_table(proposals) }}，或 {{ figures_table() }}（所有的组）"
    )


def _numbers(group: GroupView) -> list[FactView]:
    views = [group.telling.fact(indicator) for indicator in group.group.indicators if indicator.is_numeric]
    return [view for view in views if view]


def _previous(view: FactView) -> FactView:
    previous = view.attribute("previous")
    assert isinstance(previous, FactView), "last year's fact is a fact"
    return previous


def _cells(view: FactView, has_previous: bool) -> list[str]:
    """A rate has its unit in the number (84.5%), so that it reads the same in every form."""
    is_rate = view.indicator.kind == "rate"
    cells = [str(view.attribute("label")), "" if is_rate else str(view.attribute("unit")), str(view.in_form("number"))]
    if has_previous:
        said = [_previous(view).in_form("number"), view.in_form("change"), view.in_form("growth")]
        cells += [str(form) if form else "" for form in said]
    return cells
