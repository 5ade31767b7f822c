"""What the cells of a table's column 占比 are shares of: a count of its row in the total of that count's column."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from msgspec import Struct

from report_cli.adopt import sums
from report_cli.adopt.alike import EARLIER
from report_cli.adopt.reckoning import Numbered, are_of_one_unit, gives, measured

SHARES = re.compile("占|比[重例]|百分比")


class _Pair(Struct, frozen=True):
    """A count and the total of its column, called `column`, of which a share of the column `head` may be."""

    part: Numbered
    whole: Numbered
    head: tuple[object, str]
    column: str


class Columns:
    """The pairs that give each share, the likeliest first; a column is of one kind: what fits most of its rows."""

    def __init__(self, every: Sequence[Numbered]) -> None:
        rows, totals = defaultdict[int, list[Numbered]](list), defaultdict[object, list[Numbered]](list)
        for one in every:
            for place in (place for place in one.places if place < 0):
                rows[place].append(one)
            if is_cell(one) and one.fact.kind == "count" and sums.SUMS.match(one.fact.label):
                totals[_section(one)].append(one)
        self._pairs, fits = dict[str, list[_Pair]](), Counter[tuple[object, ...]]()
        for row in rows.values():
            for rate in (one for one in row if one.fact.kind == "rate" and not sums.SUMS.match(one.fact.label)):
                found = sorted(_pairs(rate, row, totals[_section(rate)]), key=lambda one: _rank(one, rate, row))
                fits.update((pair.head, pair.whole.fact.id) for pair in found)
                self._pairs[rate.fact.id] = found
        most = Counter[object]()
        for (head, _), count in fits.items():
            most[head] = max(most[head], count)
        for id, found in self._pairs.items():
            self._pairs[id] = [one for one in found if fits[one.head, one.whole.fact.id] == most[one.head]]

    def of(self, rate: Numbered) -> list[tuple[Numbered, Numbered]]:
        return [(one.part, one.whole) for one in self._pairs.get(rate.fact.id, ())]


def is_cell(one: Numbered) -> bool:
    return min(one.places) < 0


def is_share(part: Numbered, whole: Numbered, rate: Numbered) -> bool:
    is_part = 0 < part.quantity.number < whole.quantity.number
    return is_part and are_of_one_unit(part, whole) and gives(measured(part) / measured(whole), rate.quantity)


def _section(one: Numbered) -> object:
    return one.fact.group, one.fact.is_plan


def _pairs(rate: Numbered, row: Sequence[Numbered], totals: Sequence[Numbered]) -> Iterator[_Pair]:
    for whole in totals:
        column = sums.SUMS.sub("", whole.fact.label, count=1)
        for part in (one for one in row if one.fact.kind == "count" and one.fact.label.endswith(column)):
            name = part.fact.label.removesuffix(column)
            if name and rate.fact.label.startswith(name) and is_share(part, whole, rate):
                yield _Pair(part, whole, (_section(rate), rate.fact.label.removeprefix(name)), column)


def _rank(pair: _Pair, rate: Numbered, row: Sequence[Numbered]) -> tuple[object, ...]:
    """How unlikely a pair is: the count that the head names, else the first one since the last share, this year's."""
    shares = [one.at for one in row if one.fact.kind == "rate" and one.at < rate.at]
    is_named = len(pair.column) > 1 and pair.column in pair.head[1]
    is_since = max(shares, default=(0, 0)) < pair.part.at < rate.at
    return not is_named, EARLIER.search(pair.column) is not None, not is_since, pair.part.at
