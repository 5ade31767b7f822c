"""New numbers of a draft that the data can compute: a change on last year, last year's value, a rate, a sum or a rest.

As a value of its own such a number would stand still where the figures that it follows from change.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Collection, Iterator, Sequence
from fractions import Fraction
from functools import cached_property

from msgspec import Struct
from msgspec.structs import replace

from report_cli import numerals
from report_cli.audit.compare import Audit
from report_cli.audit.texts import Span, bigrams, number_parts, without_blanks
from report_cli.compose.values import expression
from report_cli.facts import numbers, quantity
from report_cli.facts.estimate import NotComputable
from report_cli.facts.fact import Fact, Indicator
from report_cli.facts.formula import PREVIOUS
from report_cli.facts.ledger import Ledger
from report_cli.facts.quantity import Quantity
from report_cli.inward import ways
from report_cli.inward.proposed import as_compared
from report_cli.inward.ways import FEW, Known, Ways
from report_cli.sentences import CLAUSE_MARKS, sentence_around
from report_cli.text import shared

_CHANGED = re.compile(
    "(?P<verb>(?P<up>增加|增长|增多|净增|上升|提高|提升|多)|(?P<down>减少|下降|降低|少))了?(?:近|超过?|约|逾)?$"
)
_WORD = re.compile("^(?:增加|减少|提高|下降|增长)")
_ON_LAST_YEAR = re.compile("(?:比|较|与|和|同)?(?:上一?年|去年)(?:同期|相比|比)?|同比")
_FROM_TO = re.compile("(?:由|从).*?(?:增|升|降|减|提高).{0,2}?[到至]")
_LAST_YEAR = re.compile("(?:上一?年|去年)同?期?|由|从")
_SUM = re.compile("共|合计|总|累计|一起")
_REST = re.compile("其余|余下|剩|还有|未|尚|没有|另外?")
_MEAN = re.compile("平均|人均|户均")
_HOW_MANY = re.compile("(?:一?共|合计|总计|累计|还有|尚有|其余|剩下?|没有|的)*$")
_SHARE = re.compile(r"(?P<part>[^占]+)占(?P<whole>[^占，；]+?)的?(?:比例|比重)?(?:约?为|达到?|是)?(?:近|超过?|约|逾)?$")
_TOTAL = re.compile("(?:合计|总计|总数|总量|总和|数量|数|的)*$")
_SO_MUCH = re.compile("的?(?:比例|比重|比率)?(?:约?为|达到?|是|约占)?(?:近|超过?|约|逾)?$")
_OF = re.compile(r"的(\w{2})")
"""How what a share is of begins, behind it: 29.4%的提案."""
_NO_SUBJECT = re.compile("(?:其中|分别|又|各|全年|今年|总数|总量|数量|件数|人数|次数|的|数|量)*")
_CLAUSE = re.compile(f"[^{CLAUSE_MARKS},;:]*")
_LABEL = 2
"""So many characters that words and a label end with in common make the label meant."""
_ALIKE = Fraction(1, 2)
"""Words that have so much in common with a label name it."""


class Changed(Struct, frozen=True):
    """How a fact changed on last year, by what the draft says of it: the form that prints that, and what it prints."""

    fact: Fact
    form: str
    printed: str
    typed: str
    is_that: bool
    """Whether a number tells just that."""


class Printed(Struct, frozen=True):
    """Where a draft says what a template can print, the verb before a number too, and how it prints that."""

    span: Span
    said: str
    told: str
    """For people: what it is."""


class Computable:
    """What the data compute of the numbers of one draft."""

    def __init__(self, audit: Audit, ledger: Ledger) -> None:
        self.audit, self.ledger = audit, ledger

    def printed(self, span: Span) -> Printed | None:
        """How a template prints a number that the data compute, word by word; else None."""
        line = self._line(span)
        text = line[span.start : span.end]
        changed = self.change(span, text)
        if changed and changed.is_that:
            verb = _CHANGED.search(line[: span.start])
            start = verb.start("verb") if verb else span.start
            if without_blanks(line[start : span.end]) != changed.printed:
                return None
            of = expression(changed.fact.id, changed.form)
            return Printed(Span(span.line, start, span.end), of, f"{changed.fact.named}和上年比出来的")
        if fact := None if changed else self._of_last_year(span, text):
            of = expression(PREVIOUS + fact.id, "")
            return Printed(span, of, f"上年的{fact.named}")
        if rate := None if changed else self._rate(span, text):
            return Printed(span, expression(rate.id, ""), f"{rate.named}，由别的数算出")
        return None

    # On last year

    def change(self, span: Span, text: str) -> Changed | None:
        """The change on last year that a number tells, or tells wrongly, by the words before it; else None."""
        before = self._sentence(span)
        moved = _told(before)
        if moved is None:
            return None
        text = _in_digits(text)
        ways = [_changed(each, told, moved, text) for each, told in self._changes(self._subjects(span, before, moved))]
        alike = [way for way in ways if way.printed and _unit(way.printed) == _unit(text)]
        those = {way.fact.id: way for way in alike if way.is_that}
        if len(those) > 1:
            return None
        return next(iter(those.values()), next(iter(alike), None))

    def missing(self, span: Span, text: str) -> tuple[Fact, str] | None:
        """The fact of which a number tells the change, where last year's value is not known; and what that would be."""
        before = self._sentence(span)
        moved = _told(before)
        if moved is None or self.ledger.previous is None:
            return None
        for each in self._subjects(span, before, moved):
            told = numbers.read(as_compared(text), each.said.unit, each.said.kind)
            is_unknown = self.ledger.last_year(each.fact.id) is None and not each.fact.is_derived
            if is_unknown and isinstance(told, Quantity) and each.said.kind == "count" and not each.said.is_approximate:
                change = told.estimate if moved["up"] else told.estimate.times(-1)
                return each.fact, quantity.derived(each.said.estimate - change, each.said.unit, each.said.kind, 1).bare
        return None

    def _of_last_year(self, span: Span, text: str) -> Fact | None:
        """The fact of which a number is last year's value, by the words before it."""
        before = self._sentence(span)
        if _LAST_YEAR.search(_clauses(before)[-1][1]) is None:
            return None
        for each in self._subjects(span, before):
            previous = self.ledger.last_year(each.fact.id)
            if previous is not None and as_compared(previous.text) == as_compared(text):
                return each.fact
        return None

    def _rate(self, span: Span, text: str) -> Fact | None:
        """The rate that a number is, if the sentence names what it follows from."""
        if not text.endswith(("%", "％")):
            return None
        said, before = as_compared(text), self._sentence(span)
        rates = [
            each
            for each in self.ledger.facts.values()
            if each.is_derived and each.indicator.is_printed and as_compared(each.text) == said
        ]
        named = [each for each in rates if any(label in before for label in self._labels(each))]
        return named[0] if len(named) == 1 and "占" in before else None

    def _labels(self, fact: Fact) -> list[str]:
        return [of.label for id in fact.inputs if (of := self.ledger.get(id))]

    def _changes(self, found: Sequence[Known]) -> Iterator[tuple[Known, quantity.Change]]:
        for each in found:
            previous = self.ledger.last_year(each.fact.id)
            with contextlib.suppress(NotComputable):
                self.ledger.change(each.fact.id)
                if previous is not None and previous.quantity is not None:
                    yield each, quantity.change(each.said, previous.quantity, each.fact.indicator.digits)

    # What words are about

    def _subjects(self, span: Span, before: str, moved: re.Match[str] | None = None) -> list[Known]:
        """What the words of a sentence before a number are about: figures in its clause, else facts that this names.

        Where the clause names nothing (比上年增加25件), the clause before it tells. `moved`: the verb before it.
        """
        before = before[: moved.start()] if moved else before
        begin = span.start - len(self._sentence(span))
        for number, (at, clause) in enumerate(reversed(_clauses(before))):
            figures = [each for each in self.near(span) if begin + at <= each.at < begin + at + len(clause)]
            subject = _LAST_YEAR.sub("", _ON_LAST_YEAR.sub("", clause))
            subject = re.split("[0-9]", subject)[0] if number else subject
            if found := figures or self._named(_CHANGED.sub("", subject)):
                return found
            if not _NO_SUBJECT.fullmatch(_CHANGED.sub("", re.split("[0-9]", subject)[0])):
                return []
        return []

    def _named(self, words: str) -> list[Known]:
        """The numbers of this year that some words name, those first of which they say most."""
        bare = re.sub("(?:总数|总量|数量|数|量|的)$", "", words)
        sizes = ((max(_in_common(way, each.fact.label) for way in (words, bare)), each) for each in self._numbers)
        found = [(size, each) for size, each in sizes if size]
        most = max((size for size, _ in found), default=0)
        return [each for size, each in found if size == most]

    @cached_property
    def _numbers(self) -> list[Known]:
        """The numbers of this year, each as the draft has it."""
        numbers = (each for each in self.ledger.facts.values() if each.indicator.is_printed)
        return [Known(each, self._said.get(each.id, each.quantity)) for each in numbers if each.quantity]

    @cached_property
    def _said(self) -> dict[str, Quantity]:
        """What the draft says for facts, the value that people changed before one that stands as it was built."""
        found, texts = dict[str, Quantity](), self.audit.baseline.figure_texts
        placed = sorted(self.audit.location.found.items(), key=lambda each: each[1].text == texts[each[0]])
        for number, where in placed:
            if said := self._quantity(number, where.text):
                found.setdefault(self.audit.figure(number).fact, said)
        return found

    def said(self, fact: str) -> str:
        """What the draft says for a fact, as it would be printed; empty where it has none of it."""
        return self._said[fact].text if fact in self._said else ""

    def _quantity(self, number: int, text: str) -> Quantity | None:
        """What a text says in the place of a figure that prints a fact of this year in full."""
        figure = self.audit.figure(number)
        fact = self.ledger.get(figure.fact)
        is_plain = figure.form in ("", "number") and "[" not in figure.fact and not figure.fact.startswith(PREVIOUS)
        if not is_plain or fact is None or fact.quantity is None:
            return None
        said = numbers.read(as_compared(text), fact.indicator.unit, fact.quantity.kind)
        return said if isinstance(said, Quantity) else None

    def near(self, span: Span) -> list[Known]:
        """The numbers of the paragraph that are facts of this year, the nearest before a place first."""
        found, known = list[Known](), set[str]()
        for number, where in self.audit.location.found.items():
            fact = self.ledger.get(self.audit.figure(number).fact)
            said = self._quantity(number, where.text) if where.span.line == span.line else None
            if said and fact and fact.id not in known:
                known.add(fact.id)
                found.append(Known(fact, said, where.span.start))
        nearest = sorted(found, key=lambda each: (each.at > span.start, abs(each.at - span.start)))
        return nearest[:FEW]

    def _line(self, span: Span) -> str:
        return self.audit.location.lines[span.line].text

    def _sentence(self, span: Span) -> str:
        """The words of its sentence before a number."""
        line = self._line(span)
        return line[sentence_around(line, span.start, span.end)[0] : span.start]

    # Formulas

    def formula(
        self, span: Span, text: str, group: str, merged: Collection[str] = (), fresh: Sequence[Known] = ()
    ) -> tuple[str, list[Indicator]] | None:
        """The formula of figures near a number that gives it, and what they are; None where none does, or several.

        `merged`: the facts whose figures the number has come for. `fresh`: other new numbers of its sentence, as what
        the data could say of them.
        """
        before = self._sentence(span)
        clause = _clauses(before)[-1][1]
        found = self._share(before, text, fresh)
        if not found and fresh:
            found = _the_one([*_told_by(clause, fresh, text), *_apart(before, clause, fresh, text)])
        if not found:
            of = [each for each in self._numbers if each.fact.id in merged] or self._near(span, before, clause, fresh)
            found = _the_one([*_told_by(clause, of, text, is_sum=bool(merged))])
        if not found:
            return None
        return found[0].format(*(each.name if each.group == group else each.id for each in found[1])), found[1]

    def _near(self, span: Span, before: str, clause: str, fresh: Sequence[Known]) -> list[Known]:
        """The numbers that stand near a place, or that the words there name."""
        behind = _OF.match(self._line(span)[span.end :])
        wordings = {_HOW_MANY.sub("", clause), _TOTAL.sub("", _SO_MUCH.sub("", clause))}
        led = [each for each in self._numbers if any(_in_common(words, each.fact.label) for words in wordings)]
        if behind:
            led += [each for each in self._numbers if each.fact.label.endswith(behind[1])]
        known = {each.fact.id: each for each in (*fresh, *led, *self._in(before), *self.near(span))}
        return [*known.values()][: 2 * FEW]

    def _share(self, before: str, text: str, fresh: Sequence[Known]) -> tuple[str, list[Indicator]] | None:
        """The formula of a share, where its sentence names both the part and the whole (甲占乙的58.3%), printed or not.

        The formula has places for the two.
        """
        said = _SHARE.search(before)
        if said is None:
            return None
        facts = [Known(each, each.quantity) for each in self.ledger.facts.values() if each.quantity]
        facts += fresh
        parts, wholes = (_best_named(_clauses(said[words])[-1][1], facts) for words in ("part", "whole"))
        pairs = [(part, whole) for part in parts for whole in wholes if part is not whole]
        typed = number_parts(as_compared(text))[1].partition(".")[2]
        for digits in dict.fromkeys((1, len(typed))):
            of = [
                way for pair in pairs for way in ways.rates(pair, text, digits) if way[1][0] is pair[0].fact.indicator
            ]
            if len(of) == 1:
                return f"{{}} / {{}}{f', digits: {digits}' if digits != 1 else ''}", of[0][1]
        return None

    def _in(self, words: str) -> Iterator[Known]:
        """The facts of this year whose labels stand in some words."""
        for each in self._numbers:
            label = each.fact.label
            if len(label) >= _LABEL and label in words:
                yield replace(each, at=words.index(label))


def _told_by(clause: str, found: Sequence[Known], text: str, *, is_sum: bool = False) -> Ways:
    """The ways in which numbers give another one that a clause leads to: a share, or what its words tell of.

    `is_sum`: it may be one without a word of it.
    """
    yield from ways.rates(found, text)
    if _MEAN.search(clause):
        yield from ways.means(found, text)
    if is_sum or _SUM.search(clause):
        yield from ways.sums(found, text)
    if _REST.search(clause):
        yield from ways.rests(found, text)


def _apart(before: str, clause: str, fresh: Sequence[Known], text: str) -> Ways:
    """How far new numbers of one sentence are apart; what it says of last year's is no other number of it."""
    if _CHANGED.search(clause) and (_FROM_TO.search(before) or not _ON_LAST_YEAR.search(clause)):
        yield from ways.growths(fresh, text)
        yield from () if _REST.search(clause) else ways.rests(fresh, text)


def follows(before: str) -> bool:
    """Whether the words before a number tell that it follows from others."""
    clause = _clauses(before)[-1][1]
    return any(words.search(clause) for words in (_MEAN, _SUM, _REST, _CHANGED))


def _the_one(found: Sequence[tuple[str, list[Indicator]]]) -> tuple[str, list[Indicator]] | None:
    return found[0] if len(found) == 1 else None


def _clauses(text: str) -> list[tuple[int, str]]:
    """The clauses of a text, each with where it begins."""
    return [(match.start(), match[0]) for match in _CLAUSE.finditer(text) if match[0]] or [(0, "")]


def _in_common(words: str, label: str) -> int:
    """How many characters of a label some words say; 0 where they do not mean it."""
    if len(label) >= _LABEL and label in words:
        return len(label)
    common = shared(words[::-1], label[::-1])
    return common if common >= _LABEL else 0


def _best_named(words: str, facts: Sequence[Known]) -> list[Known]:
    """The numbers that some words name best, whatever they call a total; those that they say stand for themselves."""
    sizes = [(_likeness(_TOTAL.sub("", words), _TOTAL.sub("", each.fact.label)), each) for each in facts]
    most = max((size for size, _ in sizes), default=Fraction(0))
    return [each for size, each in sizes if size == most >= _ALIKE or each.said.text in words]


def _likeness(words: str, label: str) -> Fraction:
    """How much of some words and a label is the same."""
    ours, theirs = bigrams(words), bigrams(label)
    return Fraction(2 * len(ours & theirs), len(ours) + len(theirs) or 1)


def _told(before: str) -> re.Match[str] | None:
    """The verb before a number that tells a change on last year."""
    is_on_last_year = _ON_LAST_YEAR.search(before) or _FROM_TO.search(before)
    return _CHANGED.search(before) if is_on_last_year else None


def _in_digits(text: str) -> str:
    """A number in words (两次) as it would be printed."""
    numeral = next(iter(numerals.find(text)), None)
    if numeral is None or numeral.is_digits or text != f"{numeral.number}{numeral.unit}":
        return text
    counted = numerals.value("二" if numeral.number == "两" else numeral.number)
    return text if counted is None else f"{counted}{numeral.unit}"


def _changed(each: Known, told: quantity.Change, moved: re.Match[str], text: str) -> Changed:
    form, is_up = "growth" if text.endswith(("%", "％")) else "change", bool(moved["up"])
    printed = told.text if form == "change" else told.relative_text
    is_that = told.direction == (1 if is_up else -1) and as_compared(_WORD.sub("", printed)) == as_compared(text)
    return Changed(each.fact, form, printed, f"{moved['verb']}{text}", is_that)


def _unit(text: str) -> str:
    return number_parts(as_compared(_WORD.sub("", text)))[2]
