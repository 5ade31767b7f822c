"""The figures of many workspaces as one table: the sum first, then each of them; and for programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from report_cli.facts import yearfile
from report_cli.questions.totals import Total

WIDE = 6
"""So many workspaces stand side by side on a screen."""


def head(names: Sequence[str]) -> list[str]:
    return ["组", "指标", "单位", "汇总", *names, "说明"]


def cells(totals: Sequence[Total], names: Sequence[str]) -> list[list[str]]:
    """The rows under `head`: a sum that may not be made is a dash, its reason at the end."""
    return [
        [
            total.group,
            total.label,
            total.unit,
            total.value.text if total.value is not None else "—",
            *(total.texts.get(name, "") for name in names),
            total.how,
        ]
        for total in totals
    ]


def as_json(year: int, totals: Sequence[Total], names: Sequence[str], troubles: dict[str, str]) -> dict[str, Any]:
    """`troubles`: why a workspace gave nothing, or only a part, by its path."""
    places = [{"path": name, "problem": troubles.get(name)} for name in names]
    return {"version": 1, "year": year, "workspaces": places, "facts": [_entry(total) for total in totals]}


def _entry(total: Total) -> dict[str, Any]:
    value = total.value
    return {
        "id": total.id,
        "label": total.label,
        "unit": total.unit or None,
        "value": yearfile.as_json(value),
        "text": value.text if value is not None else None,
        "approximate": (value.marker or None) if value is not None else None,
        "low": _bound(value.estimate.low) if value is not None and value.is_approximate else None,
        "high": _bound(value.estimate.high) if value is not None and value.is_approximate else None,
        "formula": total.formula_text or None,
        "refused": total.reason or None,
        "missing": list(total.missing),
        "notes": list(total.notes),
        "values": [
            {"workspace": name, "value": total.values[name], "text": text} for name, text in total.texts.items()
        ],
    }


def _bound(bound: Any) -> float | None:
    return None if bound == float("inf") else float(bound)
