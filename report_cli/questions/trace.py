"""Where a fact comes from, what it is computed from, what must hold of it, and every sentence that prints it."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from functools import reduce

from msgspec import Struct
from msgspec.structs import replace

from report_cli.document import Document, Figure
from report_cli.facts import agreement, formula
from report_cli.facts.estimate import NotComputable
from report_cli.facts.fact import Fact, Items
from report_cli.facts.formula import PREVIOUS, Comparison, Expression, Name, Operation
from report_cli.facts.ledger import Ledger
from report_cli.model import CannotRun, Place
from report_cli.questions import rows
from report_cli.questions.rows import Counted
from report_cli.sentences import statement_around

# What of a fact is said, in words, by the name of the form.
FORMS = {
    "number": "不带单位",
    "short": "不带年份",
    "chinese": "汉字数目",
    "fall": "减少了多少",
    "level": "没有增减",
    **dict.fromkeys(("change", "signed_change"), "增减"),
    **dict.fromkeys(("growth", "signed_growth"), "增幅"),
}
# How many formulas a calculation is unfolded through; what lies behind is asked for by its own name.
MAX_STEPS = 12
_SIGNS = {"<=": "≤", ">=": "≥", "!=": "≠", "=": "＝", "<": "＜", ">": "＞"}


class Appearance(Struct, frozen=True):
    """One place of a draft that prints a fact.

    `paragraph` counts from 1, `offset` (from 0) in characters of the paragraph; `sentence` is the one around the
    figure, `at` the figure's offset in it. `place` is that of the template's line. `edited_by`: in whose drafts people
    changed the sentence.
    """

    kind: str
    label: str
    figure: Figure
    sentence: str
    at: int
    place: Place | None
    edited_by: tuple[str, ...] = ()

    @property
    def where(self) -> tuple[str, int, int]:
        return self.kind, self.figure.paragraph, self.figure.offset - self.at


def marked(appearances: Sequence[Appearance]) -> str:
    """The sentence of appearances that stand in the same one, each figure between 【 and 】."""
    sentence = appearances[0].sentence
    for each in reversed(appearances):
        end = each.at + len(each.figure.run.text)
        sentence = f"{sentence[: each.at]}【{sentence[each.at : end]}】{sentence[end:]}"
    return sentence.strip()


def appearances(document: Document) -> Iterator[Appearance]:
    texts = [*document.texts]
    for figure in document.figures:
        text, offset = texts[figure.paragraph - 1], figure.offset
        first, last = statement_around(text, offset, offset + len(figure.run.text))
        number, runs = document.lines[figure.paragraph - 1]
        by = document.edited_by(runs, first - len(number), last - len(number))
        yield Appearance(document.kind, document.label, figure, text[first:last], offset - first, figure.run.origin, by)


# How it is computed


class Calculation(Struct, frozen=True):
    """A formula unfolded: in words, with its values put in, and the facts that these are, each unfolded in turn."""

    text: str
    words: str
    values: str
    inputs: tuple[Step, ...]


class Step(Struct, frozen=True):
    """A fact that a formula names (None: it is not known), under the name that the formula calls it by."""

    name: str
    label: str
    fact: Fact | None
    calculation: Calculation | None


def calculation(ledger: Ledger, fact: Fact, depth: int = MAX_STEPS) -> Calculation | None:
    """How a fact follows from others by the catalogue's formula, so many steps back; None where it has none."""
    expression = fact.indicator.formula
    if expression is None:
        return None
    values = formula.spoken(expression, lambda name: _value(ledger, name))
    steps = []
    for name in {name.key: name for name in formula.names(expression)}.values():
        of = ledger.previous if name.previous else ledger
        given = of.get(name.id) if of else None
        inner = calculation(of, given, depth - 1) if of and given and given.is_derived and depth > 1 else None
        steps.append(Step(name.key, formula.label(name), given, inner))
    return Calculation(fact.indicator.formula_text, formula.spoken(expression), values, tuple(steps))


def _value(ledger: Ledger, name: Name) -> str:
    fact = ledger.get(name.key)
    return (fact.text if fact else "") or "？"


# What must hold of it


class Requirement(Struct, frozen=True):
    """Something that must hold of a fact: in words, with its values, why; `holds` is None where it cannot be told."""

    words: str
    values: str
    because: str
    place: Place
    holds: bool | None


def conditions(ledger: Ledger, id: str) -> Iterator[Requirement]:
    """The rules that speak of a fact, its breakdowns, and those that it is a part of."""
    for rule in ledger.catalogue.rules:
        if any(name.id == id for name in formula.names(*rule.comparison.terms)):
            yield _condition(ledger, rule.comparison, rule.because, rule.place)
    for total in ledger.catalogue.indicators:
        for breakdown in total.breakdowns:
            if id in (total.id, *breakdown.parts):
                comparison = Comparison((_sum(ledger, *breakdown.parts), _sum(ledger, total.id)), ("=",))
                found = _condition(ledger, comparison, "各部分合计等于总数", breakdown.place)
                yield replace(found, words=f"{breakdown.name}，{found.words}") if breakdown.name else found
    for part in ledger.catalogue.indicators:
        if part.whole and id in (part.id, part.whole):
            comparison = Comparison((_sum(ledger, part.id), _sum(ledger, part.whole)), ("<=",))
            yield _condition(ledger, comparison, "部分不会多于整体", part.place)


def _sum(ledger: Ledger, *ids: str) -> Expression:
    found = ((id, ledger.catalogue.get(id)) for id in ids)
    terms: list[Expression] = [
        Name(id, previous=False, dimension=formula.UNKNOWN, label=indicator.label if indicator else id)
        for id, indicator in found
    ]
    return reduce(lambda left, right: Operation("+", left, right, formula.UNKNOWN), terms)


def _condition(ledger: Ledger, comparison: Comparison, because: str, place: Place) -> Requirement:
    try:
        holds: bool | None = agreement.broken_link(comparison, ledger.quantity) is None
    except NotComputable:
        holds = None
    values = _chain(comparison, lambda name: _value(ledger, name))
    return Requirement(_chain(comparison, formula.label), values, because, place, holds)


def _chain(comparison: Comparison, say: Callable[[Name], str]) -> str:
    first, *others = (formula.spoken(term, say) for term in comparison.terms)
    return first + "".join(f"{_SIGNS[sign]}{term}" for sign, term in zip(comparison.signs, others, strict=True))


# All of it


class Lineage(Struct, frozen=True):
    """All that is known of one fact. `users`: the facts whose formulas name it. `counted`: the rows behind it."""

    fact: Fact
    previous: Fact | None
    calculation: Calculation | None
    conditions: tuple[Requirement, ...]
    users: tuple[Fact, ...]
    appearances: tuple[Appearance, ...]
    counted: tuple[Counted, ...] = ()


def trace(ledger: Ledger, fact: Fact, documents: Sequence[Document]) -> Lineage:
    """Trace one fact; a list's appearances are those of its items too."""
    id = fact.id.removeprefix(PREVIOUS)
    prefix = fact.id.removesuffix(id)
    of = (ledger.previous or ledger) if prefix else ledger
    own = {fact.id, *(prefix + part.id for part in fact.parts())}
    return Lineage(
        fact=fact,
        previous=of.last_year(id),
        calculation=calculation(of, fact),
        conditions=tuple(conditions(of, id)),
        users=tuple(other for other in ledger.facts.values() if fact.id in other.inputs),
        appearances=tuple(
            each for document in documents for each in appearances(document) if each.figure.run.fact in own
        ),
        counted=tuple(rows.counted(of, fact)),
    )


def _group(ledger: Ledger, fact: Fact) -> str:
    indicator, groups = fact.indicator, ledger.catalogue.groups
    group = groups.get(indicator.group) or groups.get(indicator.id.partition(".")[0])
    return group.label if group else ""


class Usage(Struct, frozen=True):
    """How often each kind prints a fact. The parts of a list have usages of their own."""

    fact: Fact
    group: str
    printed: dict[str, int]
    parts: tuple[Usage, ...] = ()

    @property
    def is_printed(self) -> bool:
        return any(self.printed.values())


def survey(ledger: Ledger, documents: Sequence[Document]) -> list[Usage]:
    """All facts of the year; years, and last year's facts, where they are printed."""
    counts = {document.kind: Counter(run.fact for run in document.printed) for document in documents}
    ids = dict.fromkeys(id for count in counts.values() for id in count if id.startswith(PREVIOUS))
    before = [replace(fact, id=id) for id in ids if (fact := ledger.get(id))]
    rows = (_usage(ledger, fact, counts) for fact in (*ledger.facts.values(), *before))
    return [row for row in rows if row.is_printed or row.fact.indicator.group]


def _usage(ledger: Ledger, fact: Fact, counts: Mapping[str, Counter[str]]) -> Usage:
    """A list is printed as often as the item that is printed most."""
    parts = tuple(_usage(ledger, part, counts) for part in fact.parts())
    printed = {
        kind: count[fact.id] + max((part.printed[kind] for part in parts), default=0) for kind, count in counts.items()
    }
    return Usage(fact, _group(ledger, fact), printed, parts)


# Which fact is meant


def resolve(ledger: Ledger, text: str) -> list[Fact]:
    """The facts that a text names: an id, an item, a field, a name, a label, or else a value as printed.

    Several where a label is that of several. Raises CannotRun where there is none, with the nearest.
    """
    wanted = _plain(text).replace("【", "[").replace("】", "]")
    known = list(_known(ledger))
    lists = {fact.id: fact for fact in known}
    readings: tuple[Callable[[Fact], Sequence[str]], ...]
    readings = (lambda fact: (fact.id,), _labels, lambda fact: _item(fact, lists), _values)
    for names in readings:
        if meant := [fact for fact in known if wanted in names(fact)]:
            return meant
    if meant := [fact for fact in known if not isinstance(fact.value, str) and _is_said(wanted, _values(fact))]:
        return meant
    raise CannotRun(_unknown(ledger, text, wanted, known))


def _known(ledger: Ledger) -> Iterator[Fact]:
    """Every fact that can be asked for, last year's after this year's."""
    for fact in ledger.facts.values():
        yield from (fact, *fact.parts())
    for fact in ledger.previous.facts.values() if ledger.previous else ():
        yield from (replace(each, id=PREVIOUS + each.id) for each in (fact, *fact.parts()))


def _labels(fact: Fact) -> list[str]:
    """Its name within the group and its label, each with what stands in brackets; of last year, after 上年."""
    if fact.id.startswith(PREVIOUS):
        return [f"上年{_plain(fact.label)}"]
    path, bracket, rest = fact.id.partition("[")
    inner = bracket + rest
    is_field = "." in inner and not isinstance(fact.value, Items)
    return [path.rpartition(".")[2] + inner, *([] if is_field else [_plain(fact.label) + inner])]


def _item(field: Fact, lists: Mapping[str, Fact]) -> list[str]:
    """The item that a field belongs to, by its id, its name and its label."""
    item, _, rest = field.id.rpartition("].")
    whole = lists.get(item.partition("[")[0]) if rest else None
    number = f"[{item.partition('[')[2]}]"
    return [f"{item}]", *(label + number for label in _labels(whole))] if whole else []


def _values(fact: Fact) -> list[str]:
    if not fact.text or fact.id.startswith(PREVIOUS):
        return []
    day = fact.value if isinstance(fact.value, date) else None
    return [_plain(fact.text), fact.quantity.bare if fact.quantity else "", *(_forms(day) if day else ())]


def _is_said(wanted: str, values: Sequence[str]) -> bool:
    """Whether a number is one of these in other signs: 二百六十五件."""
    from report_cli.numerals import spelling  # imported here: few ask so

    return any(value and spelling.is_same(value, wanted) for value in values)


def _forms(day: date) -> list[str]:
    """A date as people type it; what has no zeros has them too."""
    year, month, number = day.year, day.month, day.day
    numbers = [f"{year}{mark}{month:{width}}{mark}{number:{width}}" for mark in "-/." for width in ("02", "")]
    return [*numbers, f"{month}月{number}日", f"{year}年{month:02}月{number:02}日", f"{month:02}月{number:02}日"]


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).replace(" ", "")


def _unknown(ledger: Ledger, text: str, wanted: str, known: Sequence[Fact]) -> str:
    for indicator in ledger.catalogue.indicators:
        if wanted in (indicator.id, indicator.name, _plain(indicator.label)):
            return f"{ledger.year}年没有填{indicator.named}，见{ledger.file}"
    for group in ledger.catalogue.groups.values():
        if wanted in (group.name, group.label) and group.indicators:
            return f"“{text}”是一组；写其中的一项，如{group.indicators[0].named}"
    words = {word: fact for fact in reversed(known) for word in (*_labels(fact), fact.id)}
    near = dict.fromkeys(words[word].named for word in get_close_matches(wanted, words, n=3, cutoff=0.5))
    guess = f"，是不是{'、'.join(near)}？" if near else "；"
    return f"{ledger.year}年没有“{text}”这一项{guess}全部数据见 report trace {ledger.year}"
