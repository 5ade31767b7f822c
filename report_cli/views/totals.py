"""The figures of many workspaces as one table: the sum first, then each of them; and for programs."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from report_cli.facts.fact import json_value
from report_cli.facts.quantity import Quantity
from report_cli.questions.totals import Total
from report_cli.views import screen, tables

_MOST = 6
"""So many workspaces stand side by side on a screen."""


def show(year: int, totals: Sequence[Total], troubles: Mapping[str, str], names: Sequence[str], form: str) -> None:
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
    match form:
        case "csv":
            screen.result(tables.as_csv([head, *rows]))
        case "md":
            screen.result(tables.as_markdown(head, rows))
        case _:
            screen.result(f"{year}年{len(names)}个工作区的汇总")
            for group, of_group in tables.by_first(rows).items():
                screen.result("")
                screen.short_table(group, head[1:], of_group)
    if is_narrow:
        screen.say("工作区多，这里只列汇总；各区的数：--format csv")


def _row(total: Total, names: Sequence[str]) -> list[str]:
    """A sum that may not be made is a dash, its reason at the end."""
    value = total.value.text if total.value is not None else "—"
    texts = [total.given[name].text if name in total.given else "" for name in names]
    return [total.group, total.label, total.unit, value, *texts, total.how]


def _entry(total: Total) -> dict[str, Any]:
    return {
        "id": total.id,
        "label": total.label,
        "unit": total.unit or None,
        **_sum(total.value),
        "formula": total.first.formula_text or None,
        "refused": total.reason or None,
        "missing": total.missing,
        "notes": total.notes,
        "values": [
            {"workspace": name, "value": json_value(given), "text": given.text} for name, given in total.given.items()
        ],
    }


def _sum(value: Quantity | None) -> dict[str, Any]:
    """A sum, and of an approximate one the least and the most that it may be, null without a limit."""
    if value is None:
        return dict.fromkeys(("value", "text", "approximate", "low", "high"))
    bounds = (value.estimate.low, value.estimate.high) if value.is_approximate else (None, None)
    low, high = (None if bound in (None, math.inf) else float(bound) for bound in bounds)
    approximate = value.marker or None
    return {"value": json_value(value), "text": value.text, "approximate": approximate, "low": low, "high": high}
