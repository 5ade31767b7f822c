"""The facts that the figures of a report are bound to, found by what they say without looking at every one of them."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import count

from msgspec import Struct, field

from report_cli.adopt.found import Mention, MentionKind
from report_cli.facts.fact import DEFAULTS
from report_cli.facts.quantity import chinese

PLANNED = "计划"
Key = tuple[int, int]
"""A figure: the number of its text (from 0), and which one it is there (from 0)."""


class Printed(Struct, frozen=True):
    """A stretch of a text that a template prints by an expression; empty where it stays as it is, being `allowed`."""

    start: int
    end: int
    says: str = ""
    fact: str = ""
    allowed: str = ""
    key: Key | None = None


class Fact(Struct, kw_only=True):
    """A fact of the workspace. `is_weak`: its words do not tell what it counts.

    `is_known`: its indicator was there before, `is_derived`: with a formula; `is_stated`: its value too. `is_refuted`:
    by the figures that the catalogue holds against it. Without `values`: of other years alone.
    """

    group: str
    name: str
    label: str
    kind: MentionKind
    values: tuple[str, ...]
    text: str
    unit: str = ""
    is_plan: bool = False
    is_weak: bool = False
    is_known: bool = False
    is_derived: bool = False
    is_stated: bool = False
    is_refuted: bool = False
    at: list[Key] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)

    @property
    def id(self) -> str:
        return f"{self.group}.{self.name}"


def units_of(facts: Mapping[str, Fact], said: Iterable[str]) -> set[str]:
    """What facts are counted in, by how a template says them (`group.name.change`); empty for those not there.

    A draft of the workspace itself prints its facts in any form, those too that no figure of a report can be.
    """
    found = (facts.get(".".join(each.split(".")[:2])) for each in said)
    return {fact.unit if fact else "" for fact in found}


class Bound:
    """Facts as they are made, each kept where it is looked for: by its value, its label, its day, in its group."""

    def __init__(self, facts: Iterable[Fact]) -> None:
        self.facts = dict[str, Fact]()
        self._places = dict[str, int]()
        self._alike = defaultdict[tuple[object, ...], list[Fact]](list)
        self._labels, self._names = defaultdict[str, set[str]](set), defaultdict[str, set[str]](set)
        self._numbers = defaultdict[tuple[str, str, str], Iterator[int]](lambda: count(2))
        for fact in facts:
            self.add(fact)

    def add(self, fact: Fact) -> None:
        self._places[fact.id] = len(self.facts)
        self.facts[fact.id] = fact
        self._labels[fact.group].add(fact.label)
        self._names[fact.group].add(fact.name)
        if fact.values:
            self.has_values(fact)
        else:
            self._alike[fact.group, fact.label].append(fact)

    def has_values(self, fact: Fact) -> None:
        """Keep a fact where its values are looked for, which it may have got later than its name."""
        says = fact.kind, fact.values, fact.unit
        for key in (says, (*says, fact.label), *([(fact.kind, fact.values[0][4:])] if fact.kind == "date" else [])):
            self._alike[key].append(fact)

    def saying(self, one: Mention, label: str) -> list[Fact]:
        """The facts of a value, oldest first: those of a label, but for what is the same under any."""
        is_any = one.text[0] == "《" or (one.kind == "date" and one.form == "")
        found = self._alike.get((one.kind, one.values, one.unit, *([] if is_any else [label])), ())
        return sorted(found, key=lambda fact: self._places[fact.id])

    def named(self, group: str, label: str) -> list[Fact]:
        """The facts of a label that had no values when they were added."""
        return [fact for fact in self._alike.get((group, label), ()) if not fact.values]

    def numbered(self, group: str, label: str) -> list[Fact]:
        """The facts of a label with a number behind it (题目（二）) that have no values yet, in their order."""
        like = re.compile(rf"{re.escape(label)}（[一二三四五六七八九十百\d]+）")
        return [
            fact
            for fact in self.facts.values()
            if fact.group == group and not fact.values and like.fullmatch(fact.label)
        ]

    def days(self, day: str) -> list[Fact]:
        """The dates of a month and day, in whichever year."""
        return self._alike.get(("date", day), [])

    def label(self, group: str, label: str, *, is_plan: bool) -> str:
        """A label that no other fact of the group has; what is planned says so where a figure is called like it."""
        if is_plan and any(label in labels for other, labels in self._labels.items() if other != group):
            label = PLANNED + label.removeprefix(PLANNED)
        made = label
        while made in self._labels[group]:
            made = f"{label}（{chinese(next(self._numbers['label', group, label]))}）"
        return made

    def name(self, group: str, name: str) -> str:
        """A name that no other fact of the group has, nor what every catalogue has."""
        made = name
        while made in self._names[group] or made in DEFAULTS:
            made = f"{name}{next(self._numbers['name', group, name])}"
        return made
