"""What new numbers of a draft tell of a fact and last year: last year's value, a change on it, how many times it is."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Literal

from msgspec import Struct

from report_cli import numerals
from report_cli.audit.texts import Span, number_parts
from report_cli.facts import numbers, quantity
from report_cli.facts.estimate import NotComputable
from report_cli.facts.ledger import Ledger
from report_cli.facts.quantity import Quantity
from report_cli.inward.proposed import as_compared
from report_cli.inward.subjects import CHANGED, LAST_YEAR, ON_LAST_YEAR, Subjects, clauses
from report_cli.inward.ways import TIMES, Known, digits_of, is_of_ratio

Form = Literal["", "change", "growth", "times", "more"]
"""Last year's value; how it changed, in numbers or percent; how many times it is; how many times more it is."""

_WORD = re.compile("^(?:增加|减少|提高|下降|增长)")
FROM_TO = re.compile("(?:由|从).*?(?:增|升|降|减|提高).{0,2}?[到至]")
_BEGINS = re.compile("(?:^|[（(、])(?:而|比|较|与|由|从|是|为)?(?:上一?年|去年)")
_TIMES = re.compile("(?:相当于|达到?|仅?为|是)(?:上一?年|去年)(?:度|同期)?[^，；]{0,12}?的?(?:近|超过?|约|逾)?$")
_EXACTLY = re.compile(f"^(?:{'|'.join(quantity.WITHIN)})|(?:{'|'.join(quantity.AFTER)})$")
_MOST = 50
"""Of more values that may be last year's, none is tried."""


class Told(Struct, frozen=True):
    """What a number tells of a fact and last year. `typed`: the verb before it too.

    `printed`: what the data give instead; empty where they do not have last year's value. `is_sure`: that is named.
    """

    of: Known
    form: Form
    typed: str
    printed: str
    is_that: bool
    is_sure: bool = True


class _Words(Struct, frozen=True):
    """How a number is led to: the words about its subject, and the verb."""

    form: Form
    before: str
    moved: re.Match[str] | None
    is_sure: bool


class OnLastYear:
    def __init__(self, subjects: Subjects, ledger: Ledger) -> None:
        self.subjects, self.ledger = subjects, ledger

    def told(self, span: Span, text: str, fresh: Sequence[Known] = ()) -> Told | None:
        """What a number tells, rightly or wrongly, by the words before it; None where that is not to be told.

        `fresh`: the other new numbers of its sentence, as what the data could say of them.
        """
        text = in_digits(text)
        words = _words(self.subjects.sentence(span), text)
        if words is None:
            return None
        subjects = self.subjects.of(span, words.before, fresh, words.moved)
        ways = [way for each in subjects for way in self._way(each, words, text)]
        those = {way.of.fact.id: way for way in ways if way.is_that}
        if len(those) > 1:
            return None
        ways = [*those.values(), *(way for way in ways if way.printed), *ways]
        may_lack = words.is_sure or (words.form == "growth" and FROM_TO.search(words.before) is None)
        return next((way for way in ways if way.printed or may_lack), None)

    def _way(self, each: Known, words: _Words, text: str) -> Iterator[Told]:
        previous = self.ledger.last_year(each.fact.id)
        if previous is None or previous.quantity is None:
            if _may_be(each, words.form, text):
                yield Told(each, words.form, _typed(words, text), "", is_that=False, is_sure=words.is_sure)
            return
        with contextlib.suppress(NotComputable):
            if words.form in ("change", "growth"):
                self.ledger.change(each.fact.id)
            yield from _compared(each, previous.quantity, words, text)

    # Where the data do not know last year's value

    def last_year(self, of: Known, others: Sequence[tuple[Span, str]], fresh: Sequence[Known]) -> str:
        """Last year's value of a fact, as the numbers of a sentence tell it; empty where they do not."""
        told = [(each, text) for span, text in others if (each := self.told(span, text, fresh))]
        told = [(each, text) for each, text in told if each.of.fact.id == of.fact.id and not each.printed]
        found = (_reckoned(each, text) for form in ("", "change", "growth") for each, text in told if each.form == form)
        return next(filter(None, found), "")

    def beside(self, told: Told, span: Span, text: str, value: str) -> Told:
        """The same, were last year's value as given."""
        words, said = _words(self.subjects.sentence(span), in_digits(text)), told.of.said
        previous = numbers.read(value, said.unit, said.kind)
        if words is None or not isinstance(previous, Quantity):
            return told
        with contextlib.suppress(NotComputable):
            return next(_compared(told.of, previous, words, in_digits(text)), told)
        return told


def is_told(before: str, text: str) -> bool:
    """Whether the words before a number tell something on last year."""
    return _words(before, text) is not None


def _words(before: str, text: str) -> _Words | None:
    times, moved, clause = _TIMES.search(before), CHANGED.search(before), clauses(before)[-1][1]
    if is_of_ratio(text) and times:
        return _Words("times", before[: times.start()], None, is_sure=True)
    if moved:
        is_sure = ON_LAST_YEAR.search(before) is not None
        form: Form = "more" if text.endswith(TIMES) else "growth" if is_of_ratio(text) else "change"
        is_told = is_sure or form == "growth" or FROM_TO.search(before)
        return _Words(form, before, moved, is_sure) if is_told else None
    is_sure = bool(_BEGINS.search(clause))
    return _Words("", before, None, is_sure) if is_sure or LAST_YEAR.search(clause) else None


def _compared(each: Known, previous: Quantity, words: _Words, text: str) -> Iterator[Told]:
    """What a number would be, beside last year's value; nothing where it is not of that kind."""
    printed, is_that = _printed(each, previous, words, text)
    if printed and (is_that or unit(printed) == unit(text)):
        yield Told(each, words.form, _typed(words, text), printed, is_that, words.is_sure)


def _printed(each: Known, previous: Quantity, words: _Words, text: str) -> tuple[str, bool]:
    if words.form == "":
        is_that = as_compared(previous.text) == as_compared(text)
        return previous.text if is_that or words.is_sure else "", is_that
    if words.form in ("times", "more"):
        return _ratio(each, previous, words.form, text)
    told = quantity.change(each.said, previous, each.fact.indicator.digits)
    printed = told.text if words.form == "change" else told.relative_text
    is_up = words.moved is not None and bool(words.moved["up"])
    is_that = told.direction == (1 if is_up else -1) and as_compared(_WORD.sub("", printed)) == as_compared(text)
    return printed, is_that


def _ratio(each: Known, previous: Quantity, form: Form, text: str) -> tuple[str, bool]:
    """How many times last year's value a number is, as exactly as it was typed."""
    if not _may_be(each, form, text) or not previous.number:
        return "", False
    ratio = each.said.estimate / previous.estimate
    ratio = ratio - ratio.exact(1) if form == "more" else ratio
    kind: quantity.Kind = "amount" if text.endswith(TIMES) else "rate"
    unit = TIMES if kind == "amount" else ""
    ways = [quantity.derived(ratio, unit, kind, digits).text for digits in (1, digits_of(text))]
    those = [way for way in ways if as_compared(way) == as_compared(text)]
    return (those or ways)[0], bool(those)


def _may_be(each: Known, form: Form, text: str) -> bool:
    """Whether a number may tell that of a fact, by its unit."""
    is_rate = each.said.kind == "rate"
    if form in ("growth", "times", "more"):
        return each.said.kind in ("count", "amount")
    if is_rate:
        return text.endswith("个百分点" if form == "change" else ("%", "％"))
    said = numbers.read(as_compared(text), each.said.unit, each.said.kind)
    return isinstance(said, Quantity)


def _reckoned(told: Told, text: str) -> str:
    """Last year's value, as one number tells it; empty where it does not."""
    said, is_points = told.of.said, told.of.said.kind == "rate" and told.form == "change"
    if told.form == "growth":
        return _grown_from(told, text)
    read = numbers.read(
        as_compared(in_digits(text)), "" if is_points else said.unit, "points" if is_points else said.kind
    )
    if not isinstance(read, Quantity):
        return ""
    if told.form == "":
        return read.bare
    if said.is_approximate or read.is_approximate:
        return ""
    change = read.estimate if told.typed.startswith(_UP) else read.estimate.times(-1)
    before = said.estimate - change
    return quantity.derived(before, said.unit, said.kind, quantity.MAX_DIGITS).bare if before.number > 0 else ""


_UP = ("增", "净增", "上升", "提", "多")


def _grown_from(told: Told, text: str) -> str:
    """The one whole number that a count grew from by so many percent."""
    rate, said = numbers.read(as_compared(text), "", "rate"), told.of.said
    if not isinstance(rate, Quantity) or said.kind != "count" or said.is_approximate or rate.is_approximate:
        return ""
    grown = 1 + (rate.number if told.typed.startswith(_UP) else -rate.number)
    half = Fraction(1, 2 * 100 * 10 ** digits_of(text))
    if grown - half <= 0:
        return ""
    low, high = said.number / (grown + half), said.number / (grown - half)
    found = range(int(low), int(high) + 2)
    fit = [number for number in found if len(found) <= _MOST and low <= number <= high]
    return str(fit[0]) if len(fit) == 1 else ""


def _typed(words: _Words, text: str) -> str:
    return f"{words.moved['verb'] if words.moved else ''}{text}"


def in_digits(text: str) -> str:
    """A number in words (两次) as it would be printed."""
    numeral = next(iter(numerals.find(text)), None)
    if numeral is None or numeral.is_digits or text != f"{numeral.number}{numeral.unit}":
        return text
    counted = numerals.value("二" if numeral.number == "两" else numeral.number)
    return text if counted is None else f"{counted}{numeral.unit}"


def unit(text: str) -> str:
    """The unit of a number, whatever stands round it: 件 of 增加25件, % of 近30%左右."""
    return _EXACTLY.sub("", number_parts(as_compared(_WORD.sub("", text)))[2])
