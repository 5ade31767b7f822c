"""The figures of a year as a table, with a bar for each rate; those of many workspaces, the sum first; for programs."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from report_cli.facts.fact import json_value
from report_cli.facts.ledger import Ledger
from report_cli.facts.quantity import Quantity
from report_cli.questions import stats
from report_cli.views import screen, tables

if TYPE_CHECKING:
    from report_cli.questions.totals import Total

_BAR, _WIDE = 10, 100
"""The cells of a bar, and of a terminal that has room for bars."""
_MOST = 6
"""So many workspaces stand side by side on a screen."""


def show(ledger: Ledger, root: Path, form: str) -> None:
    head, rows = stats.table(ledger)
    match form:
        case "json":
            content = stats.as_json(ledger)
            for fact in content["facts"]:
                fact["file"] = screen.relative(fact["file"], root)
            screen.json_result(content)
        case "csv" | "md":
            _result(head, rows, form)
        case _:
            title = f"{ledger.year}年主要数据（{screen.relative(ledger.file, root)}）"
            _show_table(title, head, rows, [_bar(row.share) for row in stats.figures(ledger)])


def _result(head: tables.Row, rows: Sequence[tables.Row], form: str) -> None:
    screen.result(tables.as_csv([head, *rows]) if form == "csv" else tables.as_markdown(head, rows))


def _show_table(title: str, head: tables.Row, rows: Sequence[tables.Row], bars: Sequence[str]) -> None:
    """Figures end in one column. A narrow terminal has no bars, so that the notes keep their room."""
    has_bars = not 0 < screen.columns() < _WIDE

    def line(row: tables.Row, bar: str, style: screen.Style) -> list[screen.Stretch]:
        _, name, value, *others, note = row
        drawn: list[screen.Stretch] = [(bar, "good")] if has_bars else []
        return [(name, ""), (value, style), *((text, "") for text in others), *drawn, (note, "quiet")]

    lines: list[list[screen.Stretch]] = [line(head, " " * _BAR, "head")] if rows else []
    group = ""
    for row, bar in zip(rows, bars, strict=True):
        if row[0] != group:
            group = row[0]
            lines.append([(group, "group")])
        lines.append(line(row, bar, "warn" if row[2] in ("未填", "算不出") else "head"))
    screen.styled([[(title, "head")], []])
    screen.table(lines, right=range(1, len(head) - 2))


def _bar(share: float | None) -> str:
    """A rate drawn: below 100% it never looks full, above 0 never empty."""
    if share is None:
        return " " * _BAR
    filled = round(share * _BAR)
    if 0 < share < 1:
        filled = min(max(filled, 1), _BAR - 1)
    return "█" * filled + "░" * (_BAR - filled)


def show_totals(
    year: int, totals: Sequence[Total], troubles: Mapping[str, str], names: Sequence[str], form: str
) -> None:
    """Write the totals in one of the formats of tables. `troubles`: why a workspace gave nothing, or only a part."""
    if form == "json":
        workspaces = [{"path": name, "problem": troubles.get(name)} for name in names]
        facts = [_entry(total) for total in totals]
        screen.json_result({"version": 1, "year": year, "workspaces": workspaces, "facts": facts})
        return
    is_narrow = form == "table" and len(names) > _MOST
    shown = () if is_narrow else names
    head = ["组", "指标", "单位", "汇总", *shown, "说明"]
    rows = [_row(total, shown) for total in totals]
    if form == "table":
        screen.result(f"{year}年{len(names)}个工作区的汇总")
        for group, of_group in tables.by_first(rows).items():
            screen.result("")
            screen.short_table(group, head[1:], of_group)
    else:
        _result(head, rows, form)
    if is_narrow:
        screen.say("工作区多，这里只列汇总；各区的数：--format csv")


def _row(total: Total, names: Sequence[str]) -> list[str]:
    """A sum that may not be made is a dash, its reason at the end."""
    value = f"至少{total.least}" if total.least else total.value.text if total.value is not None else "—"
    texts = [total.given[name].text if name in total.given else "" for name in names]
    return [total.group, total.label, total.unit, value, *texts, total.how]


def _entry(total: Total) -> dict[str, Any]:
    return {
        "id": total.id,
        "label": total.label,
        "unit": total.unit or None,
        **_sum(total.value, total.least),
        "formula": total.first.formula_text or None,
        "refused": total.reason or None,
        "missing": total.missing,
        "notes": total.notes,
        "values": [
            {"workspace": name, "value": json_value(given), "text": given.text} for name, given in total.given.items()
        ],
    }


def _sum(value: Quantity | None, least: Quantity | None) -> dict[str, Any]:
    """A sum, and of an approximate one the least and the most that it may be, null without a limit.

    `least`: what a sum that some workspaces are missing from is at least.
    """
    if least is not None:
        low = json_value(least)
        return {"value": low, "text": f"至少{least}", "approximate": "至少", "low": low, "high": None}
    if value is None:
        return dict.fromkeys(("value", "text", "approximate", "low", "high"))
    bounds = (value.estimate.low, value.estimate.high) if value.is_approximate else (None, None)
    limits = dict(
        zip(("low", "high"), (None if each in (None, math.inf) else float(each) for each in bounds), strict=True)
    )
    return {"value": json_value(value), "text": value.text, "approximate": value.marker or None, **limits}
