"""One number of a draft that no fact stands behind: what the data could say of it, and what is told of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import cached_property

from msgspec import Struct

from report_cli.audit.findings import Discrepancy
from report_cli.facts import numbers
from report_cli.facts.fact import Fact, Indicator
from report_cli.facts.quantity import Quantity
from report_cli.files.workspace import CATALOGUE
from report_cli.inward import new_lines, row_advice
from report_cli.inward.draft import LABEL, Draft
from report_cli.inward.said_numbers import Said
from report_cli.inward.subjects import TOTAL
from report_cli.inward.ways import Known
from report_cli.model import Place
from report_cli.text import excerpt

_SIGNS = re.compile(r"[,:#{}\[\]\"']")
LABELLED = "；标签写成数字前面的那几个字"


class Advice(Struct, frozen=True):
    """What to do about a new number. `lines`: those that tell the data of it, `known`: what they would know then."""

    named: str
    message: str
    lines: tuple[str, ...] = ()
    known: Known | None = None


class NewNumber:
    """`name`: gives it one in a group. `fresh`: what is told of the other new numbers that it may follow from."""

    def __init__(
        self, draft: Draft, found: Discrepancy, said: Said, name: Callable[[str, str], str], fresh: Sequence[Advice]
    ) -> None:
        self.draft, self.found, self.said, self.fresh = draft, found, said, fresh
        self.text, self.span = found.found or "", found.at[0]
        self.label, self.group = excerpt(draft.label(self.span), LABEL), new_lines.group_near(draft, self.span)
        self.led, self._name = LABELLED, name

    @property
    def operands(self) -> list[Known]:
        return [each.known for each in self.fresh if each.known]

    @cached_property
    def name(self) -> str:
        return self._name(self.group, self.label)

    @property
    def id(self) -> str:
        return f"{self.group}.{self.name}"

    @property
    def known(self) -> Known | None:
        """The number as the data would know it."""
        kind, unit = self.said.kind, self.said.unit
        value = numbers.read(self.said.value, unit, kind) if kind else None
        if not isinstance(value, Quantity) or not kind:
            return None
        place = Place(self.draft.ledger.file)
        indicator = Indicator(
            id=self.id, group=self.group, name=self.name, label=self.label, place=place, kind=kind, unit=unit
        )
        return Known(Fact(id=self.id, indicator=indicator, value=value, place=place), value, self.span.start)

    @property
    def own(self) -> str:
        """How to tell the data of it as a number of its own."""
        row = row_advice.grown(self.draft, self.group)
        return f"{'；'.join(self.lines)}；两行都加好，再运行一次，这句话就能带回，以后跟着数据变{LABELLED}{row}"

    @property
    def lines(self) -> tuple[str, ...]:
        indicator = f"{self.name}: {{label: {self.label}, {self.said.what}}}"
        return new_lines.lines(self.draft, self.group, indicator, f"{self.name}: {self.said.value}")

    def first(self, ids: Collection[str]) -> list[Advice]:
        """What is told of the other new numbers that some ids are of."""
        return [each for each in self.fresh if each.known and each.known.fact.id in ids]

    def share(self, part: str, whole: str) -> None:
        """Call it what it is of what: 占 says nothing in a table. A share comes home by the names of its parts."""
        part, whole = part.removeprefix("占"), TOTAL.sub("", whole.removeprefix("占"))
        if part and not _SIGNS.search(part + whole):
            self.label, self.led = f"{part}占{whole}的比例" if len(whole) > 1 else f"{part}占比", ""

    def computed(self, formula: str, of: Iterable[str], labels: str, base: Sequence[str] = ()) -> Advice:
        """That it follows from others, of these ids; first come the lines of those of them that are new themselves.

        `base`: lines of last year's file that come first too.
        """
        first, known = self.first({*of}), self.known
        assert known is not None, "it was computed as a quantity"
        digits = f", {self.said.what}" if self.said.what != "kind: rate" else ""
        line = f"{self.name}: {{label: {self.label}{digits}, formula: {formula}}}"
        line = f"{CATALOGUE} 的{self.group}组（indicators下）加一行 {line}"
        if not first and not base:
            message = (
                f"数据没有这个数，但由{labels}算得出，不要写死：{line}，数据里不用写；"
                f"加好再运行一次，这句话就能带回，以后跟着变{self.led}"
            )
            return Advice(self.id, message, (line,), known)
        message = (
            f"这个数由{labels}算得出，不要写死。先加{'；'.join((*first_lines(first), *base))}；"
            f"再加公式：{line}；公式的数，数据里不用写；都加好，再运行一次，这句话就能带回，以后跟着变"
            f"{self.led}{row_advice.grown(self.draft, self.group)}"
        )
        before = dict.fromkeys(line for each in first for line in each.lines)
        return Advice(self.id, message, (*before, *base, line), known)


def first_lines(first: Sequence[Advice]) -> list[str]:
    """The lines of other new numbers, named."""
    told = "、".join(f"{each.known.fact.label}{each.known.said.text}" for each in first if each.known)
    lines = dict.fromkeys(line for each in first for line in each.lines)
    return [f"{told}（它那一条也列着，只加一次）：{'；'.join(lines)}"] if first else []
