"""Which facts a new number may be, by its words and its value, and how a template prints each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from report_cli.audit.texts import Span, without_blanks
from report_cli.compose import values
from report_cli.compose.expressions import expression
from report_cli.facts.fact import Fact
from report_cli.inward import counted
from report_cli.inward.led_to import LedTo
from report_cli.inward.proposed import as_compared
from report_cli.inward.said_numbers import as_said
from report_cli.inward.subjects import Subjects


def at(subjects: Subjects, led_to: LedTo, span: Span, label: str, like: str) -> list[tuple[Fact, str]]:
    """`like`: the fact that words before the number lead to, its label or not."""
    line = subjects.line(span)
    said = without_blanks(line[span.start : span.end])
    led = led_to.facts(counted.led(line[: span.start]), label, like)
    ways = _ways(subjects, led, said) or _ways(subjects, _shortened(subjects, led_to, span, label), said)
    # The more words lead to it, the surer it is: 班子成员开展调研 before 调研.
    most = max((size for size, _, _ in ways), default=0)
    return [(fact, way) for size, fact, way in ways if size == most]


def _ways(subjects: Subjects, led: Iterable[Fact], said: str) -> list[tuple[int, Fact, str]]:
    return [(len(each.label), each, way) for each in led if (way := _as_printed(subjects, each, said))]


def _shortened(subjects: Subjects, led_to: LedTo, span: Span, label: str) -> Iterator[Fact]:
    """Those that the words say no more than the rest of, as the sentence says before what they are of."""
    said = as_said(subjects.line(span)[span.start : span.end], subjects.ledger.year)
    found = led_to.shortened(said.what, label, subjects.sentence(span)) if said else []
    yield from (fact for each in found if (fact := subjects.ledger.get(each.id)) and fact.text)


def _as_printed(subjects: Subjects, fact: Fact, said: str) -> str:
    """How a template prints a fact so that it says some text; a number in words has its unit behind it."""
    ledger = subjects.ledger
    if as_compared(said) in (as_compared(fact.text), as_compared(subjects.said(fact.id))):
        return expression(fact.id, "")
    if fact.indicator.kind == "date" and said == values.printed(ledger, fact.id, "short"):
        return expression(fact.id, "short")
    in_words, unit = values.printed(ledger, fact.id, "chinese"), fact.indicator.unit
    return f"{expression(fact.id, 'chinese')}{unit}" if in_words and said == f"{in_words}{unit}" else ""
