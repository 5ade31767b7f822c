"""Answers the questions that formulas ask of rows: which rows a condition chooses, and what they add up to.

A condition is tried on the distinct texts of a column, not on every row: a hundred thousand rows take no time.
"""

from __future__ import annotations

import operator
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from fractions import Fraction
from functools import reduce
from typing import Any, cast

from msgspec.structs import replace

from report_cli.facts import formula, quantity
from report_cli.facts.estimate import Estimate, NotComputable, is_refuted
from report_cli.facts.fact import Catalogue, Column, Condition, Fact, Indicator, Items, Joined, Not, Rows, Tally, Test
from report_cli.facts.quantity import Kind, Quantity
from report_cli.facts.yearfile import MISREAD
from report_cli.model import Finding

MOST_FINDINGS = 20
"""So many places of one mistake are named; the last finding says how many more there are."""
_CONTRARY = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "=": "!=", "!=": "="}
_OPERATIONS: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


class Unreliable(NotComputable):
    """The rows have findings of their own, so nothing is counted of them."""


def rows_of(fact: Fact | None) -> Rows | None:
    """The rows of items, from a table or from the year file; None where there are none."""
    if fact is not None and isinstance(fact.value, Items):
        return _of_items(fact, fact.value)
    return fact.value if fact is not None and isinstance(fact.value, Rows) else None


def _of_items(fact: Fact, given: Items) -> Rows:
    facts = tuple({part.indicator.name: part for part in item} for item in given.items)
    columns = {}
    for field in fact.indicator.fields:
        if field.formula is None:
            parts = [item.get(field.name) for item in facts]
            # A part that could not be read counts as filled in.
            texts = [part.text or "？" * (not part.is_empty) if part else "" for part in parts]
            values = {text: part.value if part else None for text, part in zip(texts, parts, strict=True)}
            columns[field.name] = Column(field, texts, cast("dict[str, Quantity | date | str | None]", values))
    lines = [next(iter(item.values())).place.line if item else fact.place.line for item in facts]
    made = Rows(fact.indicator, fact.place, lines, columns, facts=facts)
    return with_computed(made)


def with_computed(rows: Rows) -> Rows:
    """The rows with their computed fields, the columns in the catalogue's order."""

    def add(field: Indicator) -> None:
        assert field.formula is not None
        names = list({name.id.rpartition(".")[2]: name for name in formula.names(field.formula)})
        for name in names:
            if name not in rows.columns and (other := rows.indicator.field_named(name)) and other.formula is not None:
                add(other)
        rows.columns[field.name] = _computed(field, [rows.columns[name] for name in names], len(rows))

    for field in rows.indicator.fields:
        if field.formula is not None and field.name not in rows.columns:
            add(field)
    order = {field.name: rows.columns[field.name] for field in rows.indicator.fields if field.name in rows.columns}
    rows.columns.clear()
    rows.columns.update(order)
    return rows


def _computed(field: Indicator, inputs: list[Column], size: int) -> Column:
    texts_by_inputs: dict[tuple[str, ...], str] = {}
    values: dict[str, Quantity | date | str | None] = {}
    found = []
    for texts in zip(*(column.texts for column in inputs), strict=True) if inputs else ((),) * size:
        if (text := texts_by_inputs.get(texts)) is None:
            given = {column.field.name: column.values[text] for column, text in zip(inputs, texts, strict=True)}
            value = _of_row(field, given)
            # Exact, since different numbers may print alike.
            text = texts_by_inputs[texts] = "" if value is None else f"{value.estimate}"
            values[text] = value
        found.append(text)
    return Column(field, found, values)


def _of_row(field: Indicator, given: dict[str, Quantity | date | str | None]) -> Quantity | None:
    """The value of a computed field; None if an input is empty or misread, or a divisor is zero."""

    def value(name: formula.Name) -> Quantity:
        found = given[name.id.rpartition(".")[2]]
        if not isinstance(found, Quantity):
            raise NotComputable("空")
        return found

    assert field.formula is not None
    try:
        estimate = formula.evaluate(field.formula, value, field.digits)
    except NotComputable:
        return None
    return quantity.derived(estimate.times(1 / field.factor), field.unit, cast(Kind, field.kind), field.digits)


# Which rows -----------------------------------------------------------------------------------------------------------


def chosen(condition: Condition | None, rows: Rows) -> list[int]:
    """The rows that a condition chooses. Raises NotComputable where an approximate number leaves it open."""
    if condition is None:
        return list(range(len(rows)))
    return [row for row, holds in enumerate(_holds(condition, rows)) if holds]


def _holds(condition: Condition, rows: Rows) -> list[bool]:
    match condition:
        case Test(field=field):
            column = rows.columns[field.name]
            accepted = {text for text, value in column.values.items() if _passes(condition, text, value)}
            return [text in accepted for text in column.texts]
        case Not(of=of):
            return [not holds for holds in _holds(of, rows)]
    every = any if condition.sign == "or" else all
    return [every(answers) for answers in zip(*(_holds(part, rows) for part in condition.parts), strict=True)]


def _passes(test: Test, text: str, value: Quantity | date | str | None) -> bool:
    """Whether a cell passes a test; an empty one fails every comparison."""
    if test.sign == "empty":
        return not text
    if not text or value is None:
        return False
    if test.sign == "in":
        return any(_compares("=", value, constant, test.field) for constant in test.constants)
    return _compares(test.sign, value, test.constants[0], test.field)


def _compares(sign: str, value: Quantity | date | str, constant: object, field: Indicator) -> bool:
    if isinstance(value, Quantity) and isinstance(constant, Quantity):
        if is_refuted(value.estimate, sign, constant.estimate):
            return False
        if is_refuted(value.estimate, _CONTRARY[sign], constant.estimate):
            return True
        said = "" if field.is_private else f"{value}"
        raise NotComputable(f"{field.label}里有概数{said}，和{constant}比不出")
    return _OPERATIONS[sign](value, constant)


def asked(tally: Tally) -> dict[str, Indicator]:
    """The fields that a tally asks for, by their names."""
    return {field.name: field for field in (*_used(tally.where), *filter(None, [tally.field]))}


def _used(condition: Condition | None) -> Iterator[Indicator]:
    """The fields that a condition asks for."""
    match condition:
        case Test(field=field):
            yield field
        case Not(of=of):
            yield from _used(of)
        case Joined(parts=parts):
            for part in parts:
                yield from _used(part)


# What they come to ----------------------------------------------------------------------------------------------------


def count(tally: Tally, rows: Rows) -> tuple[Quantity | date | None, list[Finding]]:
    """The answer to a tally, or the findings why there is none.

    Raises NotComputable, and Unreliable where a finding concerns its rows.
    """
    fields = asked(tally)
    if rows.is_faulty or any(rows.columns[name].misread for name in fields if name in rows.columns):
        raise Unreliable("表里有错")
    if missing := [field.label for name, field in fields.items() if name not in rows.columns]:
        raise Unreliable(f"没有{missing[0]}这一列")
    found = chosen(tally.where, rows)
    if tally.field is None:
        return quantity.count(len(found), tally.unit), []
    column = rows.columns[tally.field.name]
    texts = Counter(column.texts[row] for row in found)
    if tally.function == "distinct":
        return quantity.count(len(_distinct(column, texts)), tally.unit), []
    if "" in texts:
        return None, list(_empty(tally, rows, [row for row in found if not column.texts[row]]))
    return _of_values(tally, {text: column.values[text] for text in texts}, texts), []


def answer(tally: Tally, catalogue: Catalogue, facts: Mapping[str, Fact], year: int) -> tuple[Fact, list[Finding]]:
    """The answer as a fact. It has no inputs, so a broken rule over counts is reported at its own line."""
    items, fact = catalogue.get(tally.items), facts.get(tally.items)
    assert items is not None, "the catalogue has read it"
    indicator = Indicator(
        id=tally.id,
        group=items.group,
        name=tally.id,
        label=tally.label,
        place=items.place,
        kind=tally.kind,
        unit=tally.unit,
    )
    found = Fact(id=tally.id, indicator=indicator, place=items.place, is_derived=True)
    if (rows := rows_of(fact)) is None:
        table = f"的表data/{year}/{items.table.file}" if items.table else ""
        problem = f"没有{items.label}{table}" if fact is None else f"{items.label}{fact.problem}"
        return replace(found, problem=problem, is_empty=fact is not None and fact.is_empty), []
    found = replace(found, place=rows.place)
    try:
        value, findings = count(tally, rows)
    except Unreliable:
        return replace(found, problem=f"{items.label}{MISREAD}"), []
    except NotComputable as reason:
        return replace(found, problem=str(reason)), []
    return replace(found, value=value, problem=f"{items.label}{MISREAD}" * bool(findings)), findings


def named(tally: Tally, rows: Rows) -> set[object]:
    """The distinct values of a tally's field in the rows that the tally chooses."""
    assert tally.field is not None
    column = rows.columns[tally.field.name]
    return _distinct(column, {column.texts[row] for row in chosen(tally.where, rows)})


def _distinct(column: Column, texts: Iterable[str]) -> set[object]:
    """The distinct values of some cells, given by their texts; empty ones are left out."""
    values = (column.values[text] for text in texts if text)
    return {value.number if isinstance(value, Quantity) else value for value in values}


def _of_values(tally: Tally, values: dict[str, Quantity | date | str | None], times: Counter[str]) -> Quantity | date:
    assert tally.field is not None
    if not values and tally.function != "sum":
        raise NotComputable("没有符合条件的行")
    end = min if tally.function == "min" else max
    days = [value for value in values.values() if isinstance(value, date)]
    if days:
        return end(days)
    numbers = {text: value for text, value in values.items() if isinstance(value, Quantity)}
    if tally.function in ("min", "max"):
        return end(numbers.values(), key=lambda value: value.number)
    sizes = (value.estimate.times(times[text]) for text, value in numbers.items())
    total = reduce(Estimate.__add__, sizes, Estimate.exact(0))
    digits = max((value.digits for value in numbers.values()), default=0)
    if tally.function == "average":
        total, digits = total.times(Fraction(1, times.total())), max(digits, 2)
    return quantity.derived(total, tally.field.unit, cast(Kind, tally.kind), digits).in_scale_of(numbers.values())


def _empty(tally: Tally, rows: Rows, found: list[int]) -> Iterator[Finding]:
    """Findings on empty cells, without which a sum, an average or an end cannot be told."""
    assert tally.field is not None
    source = tally.field.formula
    # A computed field is empty because a cell that it is computed from is.
    names = [name.id.rpartition(".")[2] for name in formula.names(source)] if source else [tally.field.name]
    cure = f"补上；本来没有的，在公式里写 where not {tally.field.name} is empty"
    for number, row in enumerate(found[:MOST_FINDINGS], 1):
        name = next((name for name in names if not rows.columns[name].texts[row]), names[0])
        more = f"；另有{len(found) - number}处" if number == MOST_FINDINGS < len(found) else ""
        label = rows.columns[name].field.label
        message = f"{label}是空的，{tally.label}算不出{more}"
        yield Finding("F308", rows.at(row, name), message, cure, rows.indicator.id)
