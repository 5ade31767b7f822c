"""The table of a year's figures (主要数据表), made from the catalogue, each figure bound as in prose."""

from __future__ import annotations

from collections.abc import Sequence

from report_cli.compose.atoms import mark
from report_cli.compose.macros import table_of
from report_cli.compose.values import CatalogueText, FactView, GroupView, Rendering, Unsayable
from report_cli.model import Place

_HEAD = ("指标", "单位", "本年")
_LAST_YEAR = ("上年", "增减", "增长")


def figures_table(rendering: Rendering, groups: Sequence[object], place: Place) -> str:
    """All numbers that are known, or still to come in a draft, of some groups (of none: of all), in the catalogue's order.

    Last year's columns stand only where anything of last year is known. `place`: the line of the template.
    """
    all_groups = [GroupView(rendering, group) for group in rendering.ledger.catalogue.groups.values()]
    wanted = list(map(_group, groups)) or all_groups
    by_group = [(group, views) for group in wanted if (views := _numbers(group))]
    has_previous = any(view.previous().value is not None for _, views in by_group for view in views)
    rows = ["|".join(_HEAD + (_LAST_YEAR if has_previous else ()))]
    for group, views in by_group:
        if len(wanted) > 1:
            rows.append(f"**{CatalogueText(rendering, group.group.label)}**" + "|" * rows[0].count("|"))
        rows += ["|".join(_cells(view, has_previous)) for view in views]
    return table_of([row + mark(place.file, place.line) for row in rows])


def _group(group: object) -> GroupView:
    if isinstance(group, GroupView):
        return group
    cure = "写成 {{ figures_table(proposals) }}，或 {{ figures_table() }}（所有的组）"
    raise Unsayable("figures_table里要写组", cure)


def _numbers(group: GroupView) -> list[FactView]:
    views = [group.rendering.fact(indicator) for indicator in group.group.indicators if indicator.is_numeric]
    return [view for view in views if view]


def _cells(view: FactView, has_previous: bool) -> list[str]:
    """A rate has its unit in the number (84.5%), so that it reads the same in every form."""
    unit = "" if view.indicator.kind == "rate" else view.attribute("unit")
    cells = [view.attribute("label"), unit, view.in_form("number")]
    if has_previous:
        forms = [view.previous().in_form("number"), view.in_form("change"), view.in_form("growth")]
        cells += [form or "" for form in forms]
    return [str(cell) for cell in cells]
