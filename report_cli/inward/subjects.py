"""What the words before a number of a draft are about: which facts they name, and which numbers stand in them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from functools import cached_property

from msgspec.structs import replace

from report_cli.audit.compare import Audit
from report_cli.audit.findings import NEW, Discrepancy
from report_cli.audit.texts import Span, bigrams
from report_cli.facts import numbers
from report_cli.facts.fact import Fact
from report_cli.facts.formula import PREVIOUS
from report_cli.facts.ledger import Ledger
from report_cli.facts.quantity import Quantity
from report_cli.inward.proposed import as_compared
from report_cli.inward.ways import FEW, Known
from report_cli.sentences import CLAUSE_MARKS, sentence_around
from report_cli.text import shared

CHANGED = re.compile(
    "(?P<verb>(?P<up>增加|增长|增多|净增|上升|提高|提升|多)|(?P<down>减少|下降|降低|少))了?(?:近|超过?|约|逾)?$"
)
ON_LAST_YEAR = re.compile("(?:比|较|与|和|同)?(?:上一?年|去年)(?:同期|相比|比)?|同比")
LAST_YEAR = re.compile("(?:上一?年|去年)同?期?|由|从")
TOTAL = re.compile("(?:合计|总计|总数|总量|总和|数量|数|的)*$")
_NO_SUBJECT = re.compile("(?:其中|分别|又|各|共|全年|今年|总数|总量|数量|件数|人数|次数|的|数|量)*")
_SAYS = re.compile("(?:相当于|达到?|仅?为|是|占到?)的?$")
"""How a clause ends that says something of what it is about."""
_CLAUSE = re.compile(f"[^{CLAUSE_MARKS},;:]*")
_LISTED = re.compile(r"[0-9][^0-9、（(]*[、（(和及并且]+$")
"""How a clause ends behind a number that another one goes on from: 增加24件、增长10%."""
_LABEL = 2
"""So many characters that words and a label end with in common make the label meant."""
_ALIKE = Fraction(1, 2)
"""Words that have so much in common with a label name it."""


class Subjects:
    """The words of one draft, beside what the data know. `fact_of`: which fact a new number is, if any."""

    def __init__(self, audit: Audit, ledger: Ledger, fact_of: Callable[[Discrepancy], Fact | None]) -> None:
        self.audit, self.ledger, self.fact_of = audit, ledger, fact_of

    def line(self, span: Span) -> str:
        return self.audit.location.lines[span.line].text

    def sentence(self, span: Span) -> str:
        """The words of its sentence before a number."""
        line = self.line(span)
        return line[sentence_around(line, span.start, span.end)[0] : span.start]

    def of(
        self,
        span: Span,
        before: str,
        fresh: Sequence[Known] = (),
        moved: re.Match[str] | None = None,
        counts: str = "",
    ) -> list[Known]:
        """What the words of a sentence before a number are about: figures in its clause, else facts that this names.

        Where the clause names nothing (比上年增加25件), the clause before it tells. `moved`: the verb before it.
        `fresh`: new numbers of the sentence, as what the data could say of them. `counts`: their unit, where it is
        known.
        """
        before = before[: moved.start()] if moved else before
        near = [each for each in (*self.near(span), *fresh) if counts in ("", each.said.unit)]
        begin = span.start - len(self.sentence(span))
        for at, clause in reversed(clauses(before)):
            figures = [each for each in near if begin + at <= each.at < begin + at + len(clause)]
            is_over = at + len(clause) < len(before) or _LISTED.search(clause)
            words = re.split("[0-9]", clause)[0] if is_over else clause
            subject = _SAYS.sub("", LAST_YEAR.sub("", ON_LAST_YEAR.sub("", words)))
            if found := figures or self.named(CHANGED.sub("", subject), fresh):
                return found
            if not _NO_SUBJECT.fullmatch(CHANGED.sub("", re.split("[0-9]", subject)[0])):
                return []
        return []

    def named(self, words: str, fresh: Sequence[Known] = ()) -> list[Known]:
        """The numbers of this year that some words name, those first of which they say most."""
        bare = re.sub("(?:总数|总量|数量|数|量|的)$", "", words)
        numbers = (*self.meant(words, bare), *fresh)
        sizes = ((max(in_common(way, each.fact.label) for way in (words, bare)), each) for each in numbers)
        found = [(size, each) for size, each in sizes if size]
        most = max((size for size, _ in found), default=0)
        return [each for size, each in found if size == most]

    @cached_property
    def numbers(self) -> list[Known]:
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
        return self._read(fact, text) if is_plain and fact is not None else None

    def _read(self, fact: Fact, text: str) -> Quantity | None:
        if fact.quantity is None:
            return None
        said = numbers.read(as_compared(text), fact.indicator.unit, fact.quantity.kind)
        return said if isinstance(said, Quantity) else None

    @cached_property
    def figures(self) -> dict[int, list[int]]:
        """The figures that are found, by their lines."""
        found = dict[int, list[int]]()
        for number, where in self.audit.location.found.items():
            found.setdefault(where.span.line, []).append(number)
        return found

    def near(self, span: Span) -> list[Known]:
        """The numbers of the paragraph that are facts of this year, the nearest before a place first."""
        found = dict[str, Known]()
        for number in self.figures.get(span.line, ()):
            where, fact = self.audit.location.found[number], self.ledger.get(self.audit.figure(number).fact)
            if fact and (said := self._quantity(number, where.text)):
                found.setdefault(fact.id, Known(fact, said, where.span.start))
        found |= {each.fact.id: each for each in self._stated.get(span.line, ()) if each.fact.id not in found}
        nearest = sorted(found.values(), key=lambda each: (each.at > span.start, abs(each.at - span.start)))
        return nearest[:FEW]

    def within(self, line: int, begin: int, end: int) -> list[Known]:
        """The numbers that stand in a stretch of a line and are facts of this year, each time one is said."""
        stated = (each for each in self._stated.get(line, ()) if begin <= each.at < end)
        return sorted((*stated, *self.placed(line, begin, end)), key=lambda each: each.at)

    def placed(self, line: int, begin: int, end: int) -> Iterator[Known]:
        """The same of the figures that are found there."""
        for number in self.figures.get(line, ()):
            where, fact = self.audit.location.found[number], self.ledger.get(self.audit.figure(number).fact)
            if fact and begin <= where.span.start < end and (said := self._quantity(number, where.text)):
                yield Known(fact, said, where.span.start)

    @cached_property
    def _stated(self) -> dict[int, list[Known]]:
        """The new numbers that are facts by the words before them, by their lines."""
        found = dict[int, list[Known]]()
        for each in self.audit.discrepancies:
            fact = self.fact_of(each) if each.at and each.kind in NEW else None
            if fact and (said := self._read(fact, each.found or "")):
                found.setdefault(each.at[0].line, []).append(Known(fact, said, each.at[0].start))
        return found

    def labelled(self, words: str) -> Iterator[Known]:
        """The facts of this year whose labels stand in some words."""
        for each in self.meant(words):
            if each.fact.label in words:
                yield replace(each, at=words.index(each.fact.label))

    def meant(self, *wordings: str) -> list[Known]:
        """The numbers of this year that some words mean: only those whose labels begin, or end, like them are tried."""
        tried = set[int]()
        for words in wordings:
            tried.update(self._ending.get(words[-_LABEL:], ()))
            for pair in {words[at : at + _LABEL] for at in range(len(words))}:
                tried.update(self._beginning.get(pair, ()))
        found = (self.numbers[at] for at in sorted(tried))
        return [each for each in found if any(in_common(words, each.fact.label) for words in wordings)]

    @cached_property
    def _beginning(self) -> dict[str, list[int]]:
        return _by_part(each.fact.label[:_LABEL] for each in self.numbers)

    @cached_property
    def _ending(self) -> dict[str, list[int]]:
        return _by_part(each.fact.label[-_LABEL:] for each in self.numbers)


def _by_part(parts: Iterable[str]) -> dict[str, list[int]]:
    """Where each of some parts of labels stands among them; a label that is shorter means nothing."""
    found = dict[str, list[int]]()
    for at, part in enumerate(parts):
        if len(part) == _LABEL:
            found.setdefault(part, []).append(at)
    return found


def clauses(text: str) -> list[tuple[int, str]]:
    """The clauses of a text, each with where it begins."""
    return [(match.start(), match[0]) for match in _CLAUSE.finditer(text) if match[0]] or [(0, "")]


def in_common(words: str, label: str) -> int:
    """How many characters of a label some words say; 0 where they do not mean it."""
    if len(label) >= _LABEL and label in words:
        return len(label)
    common = shared(words[::-1], label[::-1])
    return common if common >= _LABEL else 0


def best_named(words: str, facts: Sequence[Known]) -> list[Known]:
    """The numbers that some words name best, whatever they call a total; those that they say stand for themselves."""
    sizes = [(_likeness(TOTAL.sub("", words), TOTAL.sub("", each.fact.label)), each) for each in facts]
    most = max((size for size, _ in sizes), default=Fraction(0))
    return [each for size, each in sizes if size == most >= _ALIKE or each.said.text in words]


def _likeness(words: str, label: str) -> Fraction:
    """How much of some words and a label is the same."""
    ours, theirs = bigrams(words), bigrams(label)
    return Fraction(2 * len(ours & theirs), len(ours) + len(theirs) or 1)
