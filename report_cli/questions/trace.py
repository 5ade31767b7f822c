"""Where a fact comes from, what it is computed from, what must hold of it, and every sentence that prints it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from functools import reduce

from msgspec import Struct
from msgspec.structs import replace

from report_cli.document import Document, Figure
from report_cli.facts import formula
from report_cli.facts.catalogue import Rule
from report_cli.facts.fact import Fact, Items
from report_cli.facts.formula import PREVIOUS
from report_cli.facts.ledger import Ledger
from report_cli.facts.quantity import Estimate, NotComputable, is_refuted
from report_cli.model import CannotRun, Place

FORMS = {"number": "不带单位", "short": "不带年份", "chinese": "汉字数目", "change": "增减", "growth": "增幅"}
"""What of a fact is said, in words, by the name of the form."""

MAX_STEPS = 12
"""How many formulas a calculation is unfolded through; what lies behind is asked for by its own name."""

_SENTENCE = re.compile(r"[^。！？；]*(?:[。！？；][”’）》]*|$)")


class Appearance(Struct, frozen=True):
    """One place of a draft that prints a fact.

    `paragraph` counts from 1, `offset` (from 0) in characters of the paragraph; `sentence` is the one around the
    figure, `at` the figure's offset in it. `place` is that of the template's line.
    """

    kind: str
    label: str
    figure: Figure
    sentence: str
    at: int
    place: Place | None

    @property
    def where(self) -> tuple[str, int, int]:
        """Which sentence it is: the kind, the paragraph, where the sentence begins in it."""
        return self.kind, self.figure.paragraph, self.figure.offset - self.at


def marked(appearances: Sequence[Appearance]) -> str:
    """The sentence of appearances that stand in the same one, each figure between 【 and 】."""
    sentence = appearances[0].sentence
    for found in reversed(appearances):
        end = found.at + len(found.figure.run.text)
        sentence = f"{sentence[: found.at]}【{sentence[found.at : end]}】{sentence[end:]}"
    return sentence.strip()


def appearances(document: Document) -> list[Appearance]:
    """Every appearance of every fact in a document, in reading order."""
    texts = [number + "".join(run.text for run in runs) for number, runs in document.lines]
    found = []
    for figure in document.figures:
        sentence, at = sentence_around(texts[figure.paragraph - 1], figure.offset)
        found.append(Appearance(document.kind, document.label, figure, sentence, at, figure.run.origin))
    return found


def sentence_around(text: str, offset: int) -> tuple[str, int]:
    """The sentence of a text that holds the character at `offset`, and the character's offset in it."""
    for match in _SENTENCE.finditer(text):
        if match.start() <= offset < match.end():
            return match.group(), offset - match.start()
    return text, offset


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
    words = formula.spoken(expression)
    values = formula.spoken(expression, lambda name: _said(ledger, name))
    names = {name.key: name for name in formula.names(expression)}
    return Calculation(
        fact.indicator.formula_text, words, values, tuple(_step(ledger, name, depth) for name in names.values())
    )


def _step(ledger: Ledger, name: formula.Name, depth: int) -> Step:
    of = ledger.previous if name.previous else ledger
    fact = of.get(name.id) if of else None
    inner = calculation(of, fact, depth - 1) if of and fact and fact.is_derived and depth > 1 else None
    return Step(name.key, formula.label(name), fact, inner)


def _said(ledger: Ledger, name: formula.Name) -> str:
    fact = ledger.get(name.key)
    return (fact.text if fact else "") or "？"


class Condition(Struct, frozen=True):
    """Something that must hold of a fact: in words, with its values, why; `holds` is None where it cannot be told."""

    words: str
    values: str
    because: str
    place: Place
    holds: bool | None


def conditions(ledger: Ledger, id: str) -> list[Condition]:
    """The rules that speak of a fact, its breakdowns, and those that it is a part of."""
    rules = [rule for rule in ledger.catalogue.rules if any(name.id == id for name in formula.names(rule.comparison))]
    return [_rule(ledger, rule) for rule in rules] + list(_breakdowns(ledger, id)) + list(_whole(ledger, id))


def _rule(ledger: Ledger, rule: Rule) -> Condition:
    try:
        holds: bool | None = formula.broken_link(rule.comparison, ledger.quantity) is None
    except NotComputable:
        holds = None
    words = _chain(rule.comparison, formula.label)
    values = _chain(rule.comparison, lambda name: _said(ledger, name))
    return Condition(words, values, rule.because, rule.place, holds)


def _chain(comparison: formula.Comparison, say: Callable[[formula.Name], str]) -> str:
    terms = [formula.spoken(term, say) for term in comparison.terms]
    signs = [{"<=": "≤", ">=": "≥", "!=": "≠", "=": "＝", "<": "＜", ">": "＞"}[sign] for sign in comparison.signs]
    return terms[0] + "".join(f"{sign}{term}" for sign, term in zip(signs, terms[1:], strict=True))


def _breakdowns(ledger: Ledger, id: str) -> Iterator[Condition]:
    for total in ledger.catalogue.indicators:
        for breakdown in total.breakdowns:
            if id in (total.id, *breakdown.parts):
                parts = [ledger.get(part) for part in breakdown.parts]
                labels = [
                    indicator.label if (indicator := ledger.catalogue.get(part)) else part for part in breakdown.parts
                ]
                name = f"{breakdown.name}，" if breakdown.name else ""
                whole = ledger.get(total.id)
                yield Condition(
                    f"{name}{'＋'.join(labels)}＝{total.label}",
                    f"{'＋'.join((part.text if part else '') or '？' for part in parts)}＝{(whole.text if whole else '') or '？'}",
                    "各部分合计等于总数",
                    breakdown.place,
                    _holds(parts, "=", whole),
                )


def _whole(ledger: Ledger, id: str) -> Iterator[Condition]:
    for part in ledger.catalogue.indicators:
        if part.whole and id in (part.id, part.whole):
            facts = ledger.get(part.id), ledger.get(part.whole)
            whole = ledger.catalogue.get(part.whole)
            yield Condition(
                f"{part.label}≤{whole.label if whole else part.whole}",
                "≤".join((fact.text if fact else "") or "？" for fact in facts),
                "部分不会多于整体",
                part.place,
                _holds(facts[:1], "<=", facts[1]),
            )


def _holds(left: Sequence[Fact | None], sign: str, right: Fact | None) -> bool | None:
    """Whether a sum of facts stands in a relation to another; None where one of them is not known."""
    known = [fact.quantity.estimate for fact in left if fact is not None and fact.quantity is not None]
    if len(known) < len(left) or right is None or right.quantity is None:
        return None
    return not is_refuted(reduce(Estimate.__add__, known), sign, right.quantity.estimate)


class Trace(Struct, frozen=True):
    """All that is known of one fact. `users`: the facts whose formulas name it."""

    fact: Fact
    group: str
    previous: Fact | None
    calculation: Calculation | None
    conditions: tuple[Condition, ...]
    users: tuple[Fact, ...]
    appearances: tuple[Appearance, ...]


def trace(ledger: Ledger, fact: Fact, documents: Sequence[Document]) -> Trace:
    """Trace one fact; a list's appearances are those of its items too."""
    prefix = PREVIOUS if fact.id.startswith(PREVIOUS) else ""
    of, id = (ledger.previous or ledger, fact.id.removeprefix(PREVIOUS)) if prefix else (ledger, fact.id)
    own = {fact.id, *(prefix + part.id for part in fact.parts())}
    return Trace(
        fact,
        _group(ledger, fact),
        of.last_year(id),
        calculation(of, fact),
        tuple(conditions(of, id)),
        tuple(other for other in ledger.facts.values() if fact.id in other.inputs),
        tuple(found for document in documents for found in appearances(document) if found.figure.run.fact in own),
    )


def _group(ledger: Ledger, fact: Fact) -> str:
    group = ledger.catalogue.groups.get(fact.indicator.group) or ledger.catalogue.groups.get(
        fact.indicator.id.partition(".")[0]
    )
    return group.label if group else ""


class Row(Struct, frozen=True):
    """One fact in the survey of a year: how often each kind prints it. The parts of a list are rows of their own."""

    fact: Fact
    group: str
    printed: dict[str, int]
    parts: tuple[Row, ...] = ()

    @property
    def is_printed(self) -> bool:
        return any(self.printed.values())


def survey(ledger: Ledger, documents: Sequence[Document]) -> list[Row]:
    """All facts of the year, and last year's that are printed."""
    said: dict[str, dict[str, int]] = {}
    for document in documents:
        for figure in document.figures:
            counts = said.setdefault(figure.run.fact, {})
            counts[document.kind] = counts.get(document.kind, 0) + 1
    kinds = [document.kind for document in documents]
    before = [replace(fact, id=id) for id in said if id.startswith(PREVIOUS) and (fact := ledger.get(id))]
    return [_row(ledger, fact, said, kinds) for fact in (*ledger.facts.values(), *before)]


def _row(ledger: Ledger, fact: Fact, said: dict[str, dict[str, int]], kinds: Sequence[str]) -> Row:
    """A list is printed as often as the item that is printed most."""
    parts = tuple(_row(ledger, part, said, kinds) for part in fact.parts())
    printed = {
        kind: said.get(fact.id, {}).get(kind, 0) + max((part.printed[kind] for part in parts), default=0)
        for kind in kinds
    }
    return Row(fact, _group(ledger, fact), printed, parts)


def resolve(ledger: Ledger, text: str) -> list[Fact]:
    """The facts that a text names: an id, an item, a field, a name, a label, or else a value as printed.

    Several where a label is that of several. Raises CannotRun where there is none, with the nearest.
    """
    wanted = unicodedata.normalize("NFKC", text).replace(" ", "").replace("【", "[").replace("】", "]")
    known = list(_named(ledger))
    lists = {fact.id: fact for fact in known}
    for read in (_ids, _labels, lambda fact: _items(fact, lists), _values):
        found = [fact for fact in known if wanted in read(fact)]
        if found:
            return found
    raise CannotRun(_unknown(ledger, text, wanted, known))


def _named(ledger: Ledger) -> Iterator[Fact]:
    """Every fact that can be asked for, last year's after this year's."""
    for fact in ledger.facts.values():
        yield from (fact, *fact.parts())
    for fact in ledger.previous.facts.values() if ledger.previous else ():
        yield from (replace(named, id=PREVIOUS + named.id) for named in (fact, *fact.parts()))


def _ids(fact: Fact) -> tuple[str, ...]:
    return (fact.id,)


def _labels(fact: Fact) -> tuple[str, ...]:
    """Its name within the group and its label, each with what stands in brackets; of last year, after 上年."""
    if fact.id.startswith(PREVIOUS):
        return (f"上年{_plain(fact.label)}",)
    name, bracket, rest = fact.id.partition("[")
    inner = f"{bracket}{rest}" if bracket else ""
    if isinstance(fact.value, Items) or not inner or "." not in inner:
        return (name.rpartition(".")[2] + inner, _plain(fact.label) + inner)
    return (name.rpartition(".")[2] + inner,)


def _items(field: Fact, lists: Mapping[str, Fact]) -> tuple[str, ...]:
    """The item that a field belongs to, by its id, its name and its label."""
    item, _, rest = field.id.rpartition("].")
    whole = lists.get(item.partition("[")[0]) if rest else None
    if whole is None:
        return ()
    number = f"[{item.partition('[')[2]}]"
    return (f"{item}]", *(label + number for label in _labels(whole)))


def _plain(label: str) -> str:
    return unicodedata.normalize("NFKC", label).replace(" ", "")


def _values(fact: Fact) -> tuple[str, ...]:
    said = _plain(fact.text)
    bare = fact.quantity.bare if fact.quantity else ""
    return (said, bare) if said and not fact.id.startswith(PREVIOUS) else ()


def _unknown(ledger: Ledger, text: str, wanted: str, known: Sequence[Fact]) -> str:
    absent = [i for i in ledger.catalogue.indicators if wanted in (i.id, i.name, _plain(i.label))]
    if absent:
        return f"{ledger.year}年没有填{absent[0].label}（{absent[0].id}），见{ledger.file}"
    group = [
        indicator
        for group in ledger.catalogue.groups.values()
        if wanted in (group.name, group.label)
        for indicator in group.indicators
    ]
    if group:
        return f"“{text}”是一组；写其中的一项，如{group[0].label}（{group[0].id}）"
    words = {word: fact for fact in reversed(known) for word in (*_labels(fact), *_ids(fact))}
    near = dict.fromkeys(
        f"{words[word].label}（{words[word].id}）" for word in get_close_matches(wanted, words, n=3, cutoff=0.5)
    )
    guess = f"，是不是{'、'.join(near)}？" if near else ""
    return f"{ledger.year}年没有“{text}”这一项{guess or '；'}全部数据见 report trace {ledger.year}"
