"""New numbers of a draft that the data can compute: a change on last year, last year's value, a rate, a sum or a rest.

As a value of its own such a number would stand still where the figures that it follows from change. Each is told by
the words before it, and the numbers that these name, or that stand near, give it; `Known` are those of the data, and
those that are new themselves, as what the data could say of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import cached_property

from msgspec import Struct
from msgspec.structs import replace

from report_cli.audit.compare import Audit
from report_cli.audit.findings import Discrepancy
from report_cli.audit.texts import Span, bigrams, without_blanks
from report_cli.compose.expressions import expression
from report_cli.facts.fact import Fact
from report_cli.facts.formula import PREVIOUS
from report_cli.facts.ledger import Ledger
from report_cli.inward import means, on_last_year, ways
from report_cli.inward.on_last_year import FROM_TO, OnLastYear, Told, in_digits, unit
from report_cli.inward.proposed import as_compared
from report_cli.inward.subjects import CHANGED, ON_LAST_YEAR, TOTAL, Subjects, best_named, clauses
from report_cli.inward.ways import FEW, TIMES, Known, Way, Ways, giving
from report_cli.sentences import CLAUSE_MARKS, sentence_around

_SUM = re.compile("共|合计|总|累计|一起")
_ALL = re.compile("^(?:总共|一共|共计|合计|总计|累计|共)$")
_REST = re.compile("其余|余下|剩|还有|未|尚|没有|另外?")
_A_SHARE = re.compile("占|比例|比重")
_RATE_OF = re.compile(r"(\w{2})率")
"""What a rate says that its part is: 采用率."""
_APART = re.compile("相?差(?:了|距)?(?:为|是|达)?$")
_THAN = re.compile("[比较](?P<other>.+?)(?P<way>[多少高低])[出了]*(?:近|超过?|约|逾)?$")
_HOW_MANY = re.compile("(?:一?共|合计|总计|累计|还有|尚有|其余|剩下?|没有|的)*$")
_LED = "(?:比例|比重)?(?:约?为|达到?|是)?(?:近|超过?|约|逾)?$"
_SHARE = re.compile(rf"(?P<part>[^占]+?)(?:大?约|已|就|仅|只)?占(?P<whole>[^占，；]+?)的?{_LED}")
_TIMES = re.compile(rf"(?P<part>.+?)(?:相当于|达到?|仅?为|是)(?P<whole>[^，；是为]+?)的{_LED}")
_SO_MUCH = re.compile("的?(?:比例|比重|比率)?(?:约?为|达到?|是|约占)?(?:近|超过?|约|逾)?$")
_OF = re.compile(r"的(\w{2})")
"""How what a share is of begins, behind it: 29.4%的提案."""
_VERB = 8
"""No more characters stand before a number that say how it changed."""
_PERCENT = ("%", "％")
_COUNTED = 3
"""So many characters behind a number and its unit tell what it counts: 12个村."""
_KIN = 2
"""So many characters at the end of two labels make them count the same thing: 收到提案, 立案提案."""


class Printed(Struct, frozen=True):
    """Where a draft says what a template can print, the verb before a number too, and how it prints that."""

    span: Span
    said: str
    told: str
    """For people: what it is."""


class Computable:
    """What the data compute of the numbers of one draft. `fact_of`: which fact a new number is, if any."""

    def __init__(self, audit: Audit, ledger: Ledger, fact_of: Callable[[Discrepancy], Fact | None]) -> None:
        self.ledger, self.subjects = ledger, Subjects(audit, ledger, fact_of)
        self.on_last_year = OnLastYear(self.subjects, ledger)

    def printed(self, span: Span) -> Printed | None:
        """How a template prints a number that the data compute, word by word; else None."""
        line = self.subjects.line(span)
        text = in_digits(line[span.start : span.end])
        told = self.on_last_year.told(span, text)
        if told and told.is_that and told.form in ("change", "growth"):
            near = max(span.start - _VERB, 0)
            verb = CHANGED.search(line[near : span.start])
            start = near + verb.start("verb") if verb else span.start
            if without_blanks(line[start : span.end]) != told.printed:
                return None
            of = expression(told.of.fact.id, told.form)
            return Printed(Span(span.line, start, span.end), of, f"{told.of.fact.named}和上年比出来的")
        if told and told.is_that and told.form == "":
            of = expression(PREVIOUS + told.of.fact.id, "")
            return Printed(span, of, f"上年的{told.of.fact.named}")
        fact = None if told and told.printed and not told.is_that else self._computed(span, text, told)
        return Printed(span, expression(fact.id, ""), f"{fact.named}，由别的数算出") if fact else None

    def _computed(self, span: Span, text: str, told: Told | None) -> Fact | None:
        """The fact that is computed as the sentence tells of a number, whatever that fact is called."""
        if told and told.printed:
            return self._given_by({told.of.fact.id, PREVIOUS + told.of.fact.id}, text)
        if rate := self._rate(span, text):
            return rate
        way = self.formula(span, text) if self.may_follow(span, text) else None
        return self._given_by({each.id for each in way.of}, text) if way else None

    def _given_by(self, ids: Collection[str], text: str) -> Fact | None:
        """The one fact that follows from these, and no others, and says so."""
        said = as_compared(text)
        found = [each for each in self._derived if {*each.inputs} == {*ids} and as_compared(each.text) == said]
        return found[0] if len(found) == 1 else None

    @cached_property
    def _derived(self) -> list[Fact]:
        return [each for each in self.ledger.facts.values() if each.is_derived and each.indicator.is_printed]

    def _rate(self, span: Span, text: str) -> Fact | None:
        """The rate that a number is, if the sentence names what it follows from."""
        if not text.endswith(_PERCENT):
            return None
        said, before = as_compared(text), self.subjects.sentence(span)
        rates = [each for each in self._derived if as_compared(each.text) == said]
        at = [(max((before.rfind(label) for label in self._labels(each)), default=-1), each) for each in rates]
        last = max((where for where, _ in at), default=-1)
        named = [each for where, each in at if where == last >= 0]
        return named[0] if len(named) == 1 and "占" in before else None

    def is_known_as_share(self, span: Span, text: str, way: Way) -> bool:
        """Whether a number is known for a rate whatever that is called: by the names of what it follows from."""
        before = self.subjects.sentence(span)
        return text.endswith(_PERCENT) and way.formula.startswith("{} / {}") and "占" in before

    def is_mean(self, span: Span) -> bool:
        return means.MEAN.search(clauses(self.subjects.sentence(span))[-1][1]) is not None

    def _labels(self, fact: Fact) -> list[str]:
        return [of.label for id in fact.inputs if (of := self.ledger.get(id))]

    # Formulas

    def may_follow(self, span: Span, text: str) -> bool:
        """Whether the words before a number tell that it follows from others."""
        before = self.subjects.sentence(span)
        clause = clauses(before)[-1][1]
        is_led = any(words.search(clause) for words in (means.MEAN, _SUM, _REST, _APART, CHANGED))
        return is_led or ways.is_of_ratio(text) or on_last_year.is_told(before, text)

    def untold(self, span: Span, text: str) -> str:
        """Why a number that seems to follow from others cannot be computed; empty of one that is its own."""
        clause = clauses(self.subjects.sentence(span))[-1][1]
        if ways.is_of_ratio(text) and _A_SHARE.search(clause):
            return "看不出是哪个数占哪个数"
        if CHANGED.search(clause) or text.endswith(TIMES):
            return "看不出是哪个数和哪个数比"
        return means.untold(self.subjects, span)

    def formula(self, span: Span, text: str, merged: Collection[str] = (), fresh: Sequence[Known] = ()) -> Way | None:
        """The formula of figures near a number that gives it; None where none does, or several.

        `merged`: the facts whose figures the number has come for. `fresh`: other new numbers of its sentence.
        """
        before, text = self.subjects.sentence(span), in_digits(text)
        clause = clauses(before)[-1][1]
        if not merged and means.per_time(clause):
            return _the_one(means.over_time(self.subjects, span, text, fresh), text)
        pairs = self._pairs(span, before, fresh)
        for digits in dict.fromkeys((1, ways.digits_of(text))):
            of = giving((way for pair in pairs for way in ways.ratio(*pair, text, digits)), text)
            if len(of) == 1:
                return replace(of[0], digits=digits)
        if way := _the_one(self._than(span, clause, text, fresh), text):
            return way
        say = self._saying(span, text)
        if fresh and (way := _the_one([*say.ways(fresh), *_apart(before, clause, fresh, text)], text)):
            return way
        of_all = [each for each in self.subjects.numbers if each.fact.id in merged]
        found = of_all or self._near(span, before, clause, fresh)
        kin = self._kin(span, before, text, fresh)
        return _the_one(say.ways(found, is_sum=bool(merged)), text) or _the_one(
            (way for pair in kin for way in say.ways(pair)), text
        )

    def _than(self, span: Span, clause: str, text: str, fresh: Sequence[Known]) -> Ways:
        """How much more, or less, the number before it is than another of its sentence: （比班子成员多11家）."""
        told, (begin, _) = _THAN.search(clause), self._sentence(span)
        if told is None or ON_LAST_YEAR.search(clause):
            return
        line, wanted = self.subjects.line(span), bigrams(told["other"])
        near = (each for each in (*self.subjects.near(span), *fresh) if begin <= each.at < span.start)
        alike = sorted((each for each in near if each.said.unit == unit(text)), key=lambda each: each.at)
        for other in alike[:-1]:
            if wanted & bigrams(clauses(line[begin : other.at])[-1][1]):
                most, least = (alike[-1], other) if told["way"] in "多高" else (other, alike[-1])
                yield from (way for way in ways.rests([most, least]) if way.of[0] is most.fact.indicator)

    def otherwise(self, span: Span, text: str, fresh: Sequence[Known]) -> Way | None:
        """What a number would be by others, where the words before it tell from which, but these give another one."""
        before, text = self.subjects.sentence(span), in_digits(text)
        clause, begin = clauses(before)[-1][1], span.start - len(before)
        if means.per_time(clause):
            found = means.over_time(self.subjects, span, text, fresh)
            return found[0] if len(found) == 1 else None
        mine = [each for each in (*self.subjects.near(span), *fresh) if begin <= each.at < span.start]
        mine = [*{each.fact.id: each for each in mine}.values()]
        digits = max(1, ways.digits_of(text))
        found = [way for pair in self._pairs(span, before, fresh) for way in ways.ratio(*pair, text, digits)]
        kin = [] if found else self._kin(span, before, text, fresh)
        found += [way for pair in kin for way in ways.rates(pair, text, digits)]
        if _ALL.search(clause) and len({each.said.unit for each in mine}) == 1:
            found += [way for way in ways.sums(mine) if len(way.of) == len(mine)]
        elif means.MEAN.search(clause) and len(mine) == 2:
            found += ways.means(mine, means.divides(clause, self._saying(span, text).said_as))
        found = [way for way in found if not way.gives(text) and unit(way.printed) == unit(text)]
        return found[0] if len(found) == 1 else None

    def _near(self, span: Span, before: str, clause: str, fresh: Sequence[Known]) -> list[Known]:
        """The numbers that stand near a place, or that the words there name."""
        of, (begin, end), behind = self.subjects, self._sentence(span), self._behind(span)
        words = bigrams(of.line(span)[begin:end])
        # A number of another sentence is meant only where this one says what it is of.
        near = [each for each in of.near(span) if begin <= each.at < end or words & bigrams(each.fact.label)]
        wordings = {_HOW_MANY.sub("", clause), TOTAL.sub("", _SO_MUCH.sub("", clause))}
        led = of.meant(*wordings)
        if behind:
            led += [each for each in of.numbers if each.fact.label.endswith(behind)]
        known = {each.fact.id: each for each in (*fresh, *led, *of.labelled(before), *near)}
        return [*known.values()][: 2 * FEW]

    def _saying(self, span: Span, text: str) -> _Saying:
        before = self.subjects.sentence(span)
        return _Saying(
            clauses(before)[-1][1], text, before, self.subjects.line(span), self._sentence(span), self._behind(span)
        )

    def _sentence(self, span: Span) -> tuple[int, int]:
        return sentence_around(self.subjects.line(span), span.start, span.end)

    def _behind(self, span: Span) -> str:
        """What a share is of, said behind it."""
        behind = _OF.match(self.subjects.line(span)[span.end :])
        return behind[1] if behind else ""

    def _pairs(self, span: Span, before: str, fresh: Sequence[Known]) -> list[tuple[Known, Known]]:
        """Part and whole, where a sentence names both (甲占乙的58.3%, 甲是乙的两倍), printed or not.

        Those whose numbers stand in the sentence itself are meant, whatever they count: 问题67个，占意见82条的81.7%.
        """
        said = _SHARE.search(before) or _TIMES.search(before)
        if said is None:
            return []
        begin = span.start - len(before)
        near = [*self.subjects.within(span.line, begin, span.start), *fresh]
        near = [each for each in near if each.said.kind != "rate"]
        wholes = [each for each in near if said.start("whole") <= each.at - begin < said.end("whole")]
        parts = [each for each in near if said.start("part") <= each.at - begin < said.end("part")]
        at = begin + said.end("part") - len(clauses(said["part"])[-1][1])
        if wholes and parts:
            own = [each for each in parts if each.at >= at] or parts
            return [(part, whole) for part in own for whole in wholes]
        facts = [Known(each, each.quantity) for each in self.ledger.facts.values() if each.quantity]
        facts += fresh
        parts, wholes = (best_named(clauses(said[words])[-1][1], facts) for words in ("part", "whole"))
        return [
            (part, whole) for part in parts for whole in wholes if part is not whole and ways.are_alike(part, whole)
        ]

    def _kin(self, span: Span, before: str, text: str, fresh: Sequence[Known]) -> list[tuple[Known, Known]]:
        """A part, and the numbers that may be its whole as they count the same thing, where no whole is named."""
        clause, parts = clauses(before)[-1][1], list[Known]()
        if "占" in clause and not text.endswith(TIMES):
            parts = self.subjects.of(span, before[: before.rindex("占")], fresh)[:1]
        elif _REST.search(clause):
            parts = [each for each in self.subjects.near(span) if span.start - len(before) <= each.at < span.start]
        return [
            (part, each)
            for part in parts
            for each in self.subjects.numbers
            if each.fact.id != part.fact.id and each.fact.label[-_KIN:] == part.fact.label[-_KIN:]
        ]


class _Saying(Struct, frozen=True):
    """What a clause says of the number that it leads to. `behind`: 提案 of 29.4%的提案."""

    clause: str
    text: str
    before: str
    line: str
    offsets: tuple[int, int]
    """Of its sentence."""
    behind: str

    def ways(self, found: Sequence[Known], *, is_sum: bool = False) -> Ways:
        """The ways in which numbers give it: a share, or what its words tell of.

        `is_sum`: it may be one without a word of it.
        """
        share, of = _A_SHARE.search(self.clause), _RATE_OF.search(self.clause)
        if self.behind or (_TIMES.search(self.before) if self.text.endswith(TIMES) else share):
            yield from ways.rates(found, self.text)
        elif of:
            yield from (way for way in ways.rates(found, self.text) if of[1] in way.of[0].label)
        if means.MEAN.search(self.clause):
            yield from ways.means(found, means.divides(self.clause, self.said_as))
        if is_sum or _SUM.search(self.clause):
            yield from ways.sums(found)
        if _REST.search(self.clause) or _APART.search(self.clause):
            yield from ways.rests(found)

    def said_as(self, each: Known) -> str:
        """A number of the sentence with what it counts; empty of one of another."""
        begin, end = self.offsets
        words = self.line[each.at : each.at + len(each.said.text) + _COUNTED]
        return re.split(f"[{CLAUSE_MARKS}]", words)[0] if begin <= each.at < end else ""


def _apart(before: str, clause: str, fresh: Sequence[Known], text: str) -> Ways:
    """How far new numbers of one sentence are apart; what it says of last year's is no other number of it."""
    if CHANGED.search(clause) and (FROM_TO.search(before) or not ON_LAST_YEAR.search(clause)):
        yield from ways.growths(fresh, text)
        yield from () if _REST.search(clause) else ways.rests(fresh)


def _the_one(found: Iterator[Way] | Sequence[Way], text: str) -> Way | None:
    of = giving(found, text)
    return of[0] if len(of) == 1 else None
