"""Catalogue and year file of an adopted report, as a person would have written them."""

import re
from collections.abc import Iterator, Mapping

from report_cli.adopt.binding import Binding
from report_cli.adopt.bound import Fact
from report_cli.facts.catalogue_file import UNBOUND
from report_cli.files.yaml import quoted

_CATALOGUE = """\
# 指标目录：由“{name}”读出。label是中文名称，不合本单位的叫法就改；单位、口径、责任部门都可以补。
# allow里因“{unbound}”列着的，是还没有和数据绑定的数：写成指标，模板里用它，再从这里删去。
format: 1
"""


REFUTED = "报告里就是这样"
"""Why a figure stands that others refute."""
_LONGEST = 60
"""A longer list has a line for each item."""


def catalogue(name: str, binding: Binding, allowed: Mapping[str, str]) -> str:
    made = [_CATALOGUE.format(name=name, unbound=UNBOUND), *groups(binding)]
    return "\n".join(made) + "\n".join(["", *allow(allowed)]) + "\n" * bool(allowed)


def groups(binding: Binding) -> Iterator[str]:
    """The groups that are new, with the facts that are."""
    for group, facts in _new(binding).items():
        if not any(fact.is_known for fact in binding.facts.values() if fact.group == group):
            label = quoted(binding.groups[group])
            yield "\n".join([f"{group}:", f"  label: {label}", "  indicators:", *map(_indicator, facts)]) + "\n"


def _new(binding: Binding) -> dict[str, list[Fact]]:
    """The facts whose indicators are new, by group."""
    new: dict[str, list[Fact]] = {}
    for fact in binding.facts.values():
        if not fact.is_known:
            new.setdefault(fact.group, []).append(fact)
    return {group: new[group] for group in binding.groups if group in new}


def extended(catalogue: str, binding: Binding, allowed: Mapping[str, str]) -> str:
    """A catalogue with what is new: indicators at the end of their groups, groups, words allowed."""
    for group, facts in _new(binding).items():
        own = re.search(rf"(?m)^{re.escape(group)}:.*\n(?:[ \t].*\n)*", catalogue)
        if own is not None:
            rows = "".join(f"{_indicator(fact)}\n" for fact in facts)
            catalogue = catalogue[: own.end()] + rows + catalogue[own.end() :]
    new = [text for text in groups(binding) if f"\n{text.partition(':')[0]}:" not in catalogue]
    fresh = {word: because for word, because in allowed.items() if f"word: {quoted(word)}," not in catalogue}
    rows = "".join(f"{row}\n" for row in allow(fresh, is_headed=False))
    more = "\n".join(["", *new]) if new else ""
    match = re.search(r"(?m)^allow:[ \t]*(?:#.*)?\n", catalogue)
    if match is None:
        return catalogue.rstrip("\n") + "\n" + more + (f"\nallow:\n{rows}" if rows else "")
    before = catalogue[: match.start()].rstrip("\n") + "\n" + more
    return f"{before}\n{match.group()}{rows}{catalogue[match.end() :]}"


def allow(allowed: Mapping[str, str], *, is_headed: bool = True) -> list[str]:
    lines_ = [f"  - {{word: {quoted(word)}, because: {because}}}" for word, because in allowed.items()]
    return ["allow:", *lines_] if lines_ and is_headed else lines_


def _indicator(fact: Fact) -> str:
    said = {"label": quoted(fact.label)}
    if fact.unit:
        said["unit"] = fact.unit
    if fact.kind in ("rate", "points", "date", "list", "amount") or (fact.kind == "count" and not fact.unit):
        said["kind"] = fact.kind
    return f"    {fact.name}: {{{', '.join(f'{key}: {value}' for key, value in said.items())}}}"


def year_file(year: int, name: str, binding: Binding) -> str:
    head = f"# {year}年的数据，由“{name}”读出；source是那份文件的第几段。\nformat: 1\nyear: {year}\n"
    return "\n".join([head, *values(name, binding)])


def values(name: str, binding: Binding) -> Iterator[str]:
    for group, label in binding.groups.items():
        facts = [fact for fact in binding.facts.values() if fact.group == group and fact.at and not fact.is_stated]
        if facts:
            note = "" if label == group else f"  # {label}"
            yield "\n".join([f"{group}:{note}", *(_value(name, fact) for fact in facts)]) + "\n"


def _value(name: str, fact: Fact) -> str:
    said = [quoted(value) for value in fact.values]
    value = f"[{', '.join(said)}]" if fact.kind == "list" else said[0]
    if len(value) > _LONGEST and fact.kind == "list":
        rows = "".join(f"      - {each}\n" for each in said)
        return f"  {fact.name}:\n    value:\n{rows}    source: {quoted(source_of(name, fact))}"
    accept = f", accept: {REFUTED}" * fact.is_refuted
    return f"  {fact.name}: {{value: {value}, source: {quoted(source_of(name, fact))}{accept}}}"


def source_of(name: str, fact: Fact) -> str:
    return f"{name} {'、'.join(f'第{number}段' for number in fact.numbers)}"
