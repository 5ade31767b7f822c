"""A figure where it stands in a line, with the prose on both sides of it, and what is found there."""

import re
from collections.abc import Sequence
from functools import cached_property

from msgspec import Struct

from report_cli.compose.values import CHANGES
from report_cli.document import Run, place_at
from report_cli.facts.fact import YEARS, Fact
from report_cli.facts.quantity import Quantity, printed_unit
from report_cli.model import NOWHERE, Finding
from report_cli.sentences import ITEM_MARKS

BARE = ("number", "chinese")  # forms that print no unit
_MARK = f"[{ITEM_MARKS}]"


class ProseFigure(Struct, frozen=True, dict=True):
    """A figure, from character `start` of its line, and the prose on both sides of it as far as the next one.

    `index`: of its run among those of the line. `preceding`: the number of the figure that its line has right before
    that prose, if one stands near.
    """

    runs: Sequence[Run]
    index: int
    start: int
    run: Run
    fact: Fact
    quantity: Quantity | None
    before: str
    after: str
    preceding: Quantity | None = None

    @cached_property
    def unit(self) -> str:
        return printed_unit(self.quantity.unit, self.quantity.kind) if self.quantity else ""

    @cached_property
    def is_bare(self) -> bool:
        """Whether its unit is left to the prose."""
        return self.run.form in BARE and self.unit not in ("%", "个百分点")

    @property
    def is_change(self) -> bool:
        return self.run.form in CHANGES

    @cached_property
    def is_year(self) -> bool:
        return self.fact.id in YEARS

    @property
    def named(self) -> str:
        return f"{self.fact.label}（{self.run.fact}）"

    @property
    def shown(self) -> str:
        """The figure as printed, with the words around it."""
        before, after = re.split(_MARK, self.before)[-1], re.split(_MARK, self.after)[0]
        return f"“{before[-10:]}{self.run.text}{after[:8]}”"

    def found(self, code: str, message: str, cure: str, *, is_before: bool = False, is_error: bool = True) -> Finding:
        at = self.start - 1 if is_before else self.start + len(self.run.text)
        place = place_at(self.runs, at) or self.run.origin or NOWHERE
        return Finding(code, place, message, cure, self.run.fact, "error" if is_error else "warning")

    def not_that(self, code: str, why: str, cure: str, *, is_before: bool = False, is_error: bool = True) -> Finding:
        message = f"{self.named}是{self.quantity}，模板印成{self.shown}：{why}"
        return self.found(code, message, cure, is_before=is_before, is_error=is_error)
