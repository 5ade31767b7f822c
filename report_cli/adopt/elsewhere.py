"""Formulas that other words of a report tell: a note that says what a rate is of what, a column of the year before."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from fractions import Fraction

from report_cli.adopt import columns, formulas
from report_cli.adopt.alike import is_within
from report_cli.adopt.reckoning import Formula, Numbered, said
from report_cli.facts import moved

_DEFINED = re.compile(
    "(?<![^\\W①-⑳])(?P<rate>[^\\W①-⑳]{2,12}率)[，：]?(?:为|是指|是|即|系指|系|指|＝|=)(?P<part>[^，。；：占÷/]{2,20}?)(?:占|÷|/|除以|与)"
    "(?P<whole>[^，。；：÷/]{2,20}?)(?:的?(?:比例|比重|比率|比值|百分比|百分率)|之比|[×xX]100%|(?=[，。；]|$))"
)
"""How a note defines a rate: 签约率为家庭医生签约人数占持证残疾人总数的比例."""
_COUNTED = "(?:总?[人件户家次个]?数量?|总[数量额]|人次)$"


class Elsewhere:
    """What notes say of rates, by their names; cells of tables, by their numbers, those of the year before by rows."""

    def __init__(self, nearby: formulas.Nearby) -> None:
        self._nearby, self._defined = nearby, dict[str, tuple[str, str]]()
        for text in nearby.binding.texts:
            for told in _DEFINED.finditer(text.text) if "率" in text.text else ():
                said = [re.sub(_COUNTED, "", told[name]) for name in ("part", "whole")]
                self._defined.setdefault(told["rate"], (said[0], said[1]))
        self._cells, self._before = defaultdict[Fraction, list[Numbered]](list), defaultdict[int, list[Numbered]](list)
        for one in filter(columns.is_cell, nearby.every):
            self._cells[one.quantity.number].append(one)
            for row in one.places if formulas.is_earlier(one) else ():
                self._before[row].append(one)

    def of(self, one: Numbered) -> Formula | None:
        """The formula for a figure that no figures beside it give."""
        if not formulas.is_change(one):
            return self._share(one) if one.fact.kind == "rate" and one.fact.label in self._defined else None
        found = [*self._on_column(one)]
        return found[0] if len(found) == 1 else None

    def _share(self, rate: Numbered) -> Formula | None:
        part, whole = self._defined[rate.fact.label]
        counts = [each for each in self._nearby.every if each.fact.kind in ("count", "amount")]
        wholes = [each for each in counts if is_within(whole, each.fact.label) and each.quantity.number > 0]
        parts = [each for each in counts if is_within(part, each.fact.label)]
        pairs = [(one, each) for one in parts for each in wholes if one is not each]
        both = formulas.nearest(rate, [pair for pair in pairs if columns.is_share(*pair, rate)])
        return said(rate, "/", *both) if both else None

    def _on_column(self, one: Numbered) -> Iterator[Formula]:
        """A change on what a table has of the year before in the row of the same figure: 合计 1842 | 上年 1716."""
        label = moved.base_of(one.fact.label)
        near: Sequence[Numbered] = self._nearby.near(one) if label and self._before else ()
        for now in (each for each in near if each.fact.label == label and each.at < one.at):
            rows = {row: None for each in (now, *self._cells[now.quantity.number]) for row in sorted(each.places)}
            for before in (each for row in rows for each in self._before.get(row, ())):
                if before.fact.unit == now.fact.unit and before.fact is not now.fact:
                    yield from formulas.changed(one, now, before)
