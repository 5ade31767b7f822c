"""A row that people put below the last of a group in the table of all numbers, as the lines for the data of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from report_cli.facts.fact import DEFAULTS, Indicator
from report_cli.facts.formula import PREVIOUS
from report_cli.inward import new_lines
from report_cli.inward.draft import Draft
from report_cli.inward.lines_to_add import Line
from report_cli.inward.said_numbers import Said, as_said
from report_cli.model import Place
from report_cli.text import identifier

_NOTHING = ("", "—")


def of_row(draft: Draft, said: Mapping[str, str], above: Iterable[str], below: Iterable[str]) -> tuple[Line, ...]:
    """The lines for a row; none where it is not plain.

    `said`: its cells by the words above their columns. `above`, `below`: the facts of the rows beside it.
    """
    group, next_group = _group(above), _group(below)
    label, unit = said.get("指标", ""), said.get("单位", "")
    value, last = (_said(draft, said.get(f"{year}年", ""), unit) for year in (draft.year, draft.year - 1))
    is_last_known = said.get(f"{draft.year - 1}年", "") in _NOTHING or (last and draft.ledger.previous)
    if not group or group == next_group or not label or not value or not is_last_known:
        return ()
    name = _name(draft, group, label)
    lines = [new_lines.of_catalogue(group, name, (("label", label), *value.keys))]
    lines += [new_lines.of_year(draft, group, name, value.value)]
    indicator = Indicator(id=f"{group}.{name}", group=group, name=name, label=label, place=Place(draft.ledger.file))
    lines += [new_lines.of_last_year(draft, indicator, last.value, "")] if last else []
    return tuple(lines)


def _group(facts: Iterable[str]) -> str:
    """The one group that some facts are of; empty of none, and of several."""
    found = {each.removeprefix(PREVIOUS).partition(".")[0] for each in facts}
    return found.pop() if len(found) == 1 else ""


def _said(draft: Draft, text: str, unit: str) -> Said | None:
    said = as_said(f"{text}{unit}", draft.year) if text not in _NOTHING else None
    return said if said and said.kind and said.unit == unit else None


def _name(draft: Draft, group: str, label: str) -> str:
    groups = draft.ledger.catalogue.groups
    taken = {*(groups[group].by_name if group in groups else ()), *DEFAULTS}
    own = identifier(label) if any(not each.isascii() for each in taken) else ""
    names = (*filter(None, (own,)), *(f"row_{number}" for number in range(1, len(taken) + 2)))
    return next(each for each in names if each not in taken)
