"""New numbers of a draft that the data can compute: a change on last year, a rate, a sum or a rest of what stands near.

As a value of its own such a number would stand still where the figures that it follows from change.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator, Sequence
from itertools import combinations, permutations

from msgspec import Struct

from report_cli.audit.texts import Span, clause_end, number_parts
from report_cli.facts import numbers, quantity
from report_cli.facts.estimate import Estimate, NotComputable
from report_cli.facts.fact import Fact, Indicator
from report_cli.facts.formula import PREVIOUS
from report_cli.facts.quantity import Quantity
from report_cli.inward.draft import Draft
from report_cli.inward.proposed import as_compared

_MOVED = re.compile(
    "(?:(?P<up>增加|增长|增多|净增|上升|提高|提升|多)|(?P<down>减少|下降|降低|少))了?(?:近|超过?|约|逾)?$"
)
_WORD = re.compile("^(?:增加|减少|提高|下降|增长)")
_ON_LAST_YEAR = re.compile("上一?年|去年|同比")
_SUM = re.compile("共|合计|总|累计|一起")
_REST = re.compile("其余|余下|剩|还有|未|尚|没有|另外?")
_FEW = 6
"""So many figures of a paragraph are tried."""


class Near(Struct, frozen=True):
    """A figure of the same paragraph, with the quantity that the draft has in its place."""

    fact: Fact
    said: Quantity
    at: int


class Changed(Struct, frozen=True):
    """How a fact changed on last year, by what the draft says of it: the form that prints that, and what it prints."""

    fact: Fact
    form: str
    printed: str
    is_that: bool
    """Whether a number tells just that."""


def change(draft: Draft, span: Span, text: str) -> Changed | None:
    """The change on last year that a number tells, or tells wrongly, by the words before it; else None."""
    before = _before(draft, span)
    moved = _MOVED.search(before)
    if moved is None or _ON_LAST_YEAR.search(before) is None:
        return None
    form = "growth" if text.endswith(("%", "％")) else "change"
    ways = [
        _changed(each, told, form, text, is_up=bool(moved["up"])) for each, told in _changes(draft, near(draft, span))
    ]
    alike = [way for way in ways if way.printed and _unit(way.printed) == _unit(text)]
    return next((way for way in alike if way.is_that), next(iter(alike), None))


def _changed(each: Near, told: quantity.Change, form: str, text: str, *, is_up: bool) -> Changed:
    printed = told.text if form == "change" else told.relative_text
    is_that = told.direction == (1 if is_up else -1) and as_compared(_WORD.sub("", printed)) == as_compared(text)
    return Changed(each.fact, form, printed, is_that)


def _unit(text: str) -> str:
    return number_parts(as_compared(_WORD.sub("", text)))[2]


def formula(draft: Draft, span: Span, text: str, group: str) -> tuple[str, list[Indicator]] | None:
    """The formula of figures near a number that gives it, and what they are; None where there is none, or several."""
    found, before = near(draft, span), _before(draft, span)
    ways = [*_rates(found, text)]
    ways += [*_sums(found, text)] if _SUM.search(before) else []
    ways += [*_rests(found, text)] if _REST.search(before) else []
    if len(ways) != 1:
        return None
    sign, of = ways[0]
    return sign.join(each.name if each.group == group else each.id for each in of), of


def near(draft: Draft, span: Span) -> list[Near]:
    """The numbers of the paragraph that are facts of this year, the nearest before a place first."""
    found, known = list[Near](), set[str]()
    for number, where in draft.audit.location.found.items():
        figure, fact = draft.audit.figure(number), draft.fact(draft.audit.figure(number).fact)
        is_plain = figure.form in ("", "number") and "[" not in figure.fact and not figure.fact.startswith(PREVIOUS)
        if where.span.line == span.line and is_plain and fact and fact.quantity and fact.id not in known:
            of = fact.indicator
            said = numbers.read(as_compared(where.text), of.unit, fact.quantity.kind)
            known.add(fact.id)
            found += [Near(fact, said, where.span.start)] if isinstance(said, Quantity) else []
    nearest = sorted(found, key=lambda each: (each.at > span.start, abs(each.at - span.start)))
    return nearest[:_FEW]


def _before(draft: Draft, span: Span) -> str:
    return clause_end(draft.line(span)[: span.start])


def _changes(draft: Draft, found: Sequence[Near]) -> Iterator[tuple[Near, quantity.Change]]:
    for each in found:
        previous = draft.ledger.last_year(each.fact.id)
        with contextlib.suppress(NotComputable):
            draft.ledger.change(each.fact.id)
            if previous is not None and previous.quantity is not None:
                yield each, quantity.change(each.said, previous.quantity, each.fact.indicator.digits)


def _rates(found: Sequence[Near], text: str) -> Iterator[tuple[str, list[Indicator]]]:
    if not text.endswith(("%", "％")):
        return
    for part, whole in permutations(found, 2):
        is_part = part.said.unit == whole.said.unit and 0 < part.said.number < whole.said.number
        if is_part and part.said.kind == whole.said.kind != "rate":
            yield from _if_it_is(part.said.estimate / whole.said.estimate, "rate", text, " / ", [part, whole])


def _sums(found: Sequence[Near], text: str) -> Iterator[tuple[str, list[Indicator]]]:
    for size in range(2, len(found) + 1):
        for parts in combinations(sorted(found, key=lambda each: each.at), size):
            if len({each.said.unit for each in parts}) == 1:
                total = sum((each.said.estimate for each in parts[1:]), parts[0].said.estimate)
                yield from _if_it_is(total, parts[0].said.kind, text, " + ", parts)


def _rests(found: Sequence[Near], text: str) -> Iterator[tuple[str, list[Indicator]]]:
    for whole, part in permutations(found, 2):
        if whole.said.unit == part.said.unit and whole.said.number > part.said.number:
            yield from _if_it_is(whole.said.estimate - part.said.estimate, whole.said.kind, text, " - ", [whole, part])


def _if_it_is(
    estimate: Estimate, kind: quantity.Kind, text: str, sign: str, of: Sequence[Near]
) -> Iterator[tuple[str, list[Indicator]]]:
    """The way, where it gives what was typed."""
    unit = "" if kind == "rate" else of[0].said.unit
    if as_compared(quantity.derived(estimate, unit, kind, 1).text) == as_compared(text):
        yield sign, [each.fact.indicator for each in of]
