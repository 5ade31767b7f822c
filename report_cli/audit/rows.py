"""Where the items whose rows were printed stand by now: known by what they say, not by their number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from difflib import SequenceMatcher
from itertools import count, pairwise

from report_cli.audit.texts import bigrams, without_blanks
from report_cli.facts.ledger import Ledger

Row = tuple[str, ...]
"""What the fields of an item say, one after the other."""
Printed = dict[int, dict[str, str]]
"""The rows that were printed of some items: the number of each, its fields and what they said."""

_ALIKE = 0.5
"""A row that shares so much with one that was printed may be that one, changed since."""

_MOST_PAIRS = 10_000
"""So many pairs of rows are compared in one place of a table; where all of many rows are others, none is like one."""


def moved(printed: Iterable[tuple[str, str]], ledger: Ledger, read: Iterable[str] = ()) -> dict[str, str]:
    """The fields of items that have another number by now, or none: their ids as printed, with those of now.

    `printed`: the ids of facts, each with its text; `read`: the lines of a draft. An item that is gone gets a number
    that no item has.
    """
    found = dict[str, str]()
    for items, rows in _by_items(printed).items():
        for number, new in _renumbered(items, rows, ledger, read):
            found |= {f"{items}[{number}].{field}": f"{items}[{new}].{field}" for field in rows[number]}
    return found


def _by_items(printed: Iterable[tuple[str, str]]) -> dict[str, Printed]:
    found = dict[str, Printed]()
    for fact, text in printed:
        if parts := _parts(fact):
            items, number, field = parts
            found.setdefault(items, {}).setdefault(number, {})[field] = without_blanks(text)
    return found


def _parts(fact: str) -> tuple[str, int, str] | None:
    """The id of the items, the number and the field that a fact is; None where it is no field of an item."""
    head, _, field = fact.rpartition("].")
    items, _, number = head.rpartition("[")
    return (items, int(number), field) if items and number.isdecimal() else None


def _renumbered(items: str, rows: Printed, ledger: Ledger, read: Iterable[str]) -> Iterator[tuple[int, int]]:
    """The numbers that have changed of the rows of some items: each as printed, and now."""
    numbers = sorted(rows)
    fields = [field for field in next(iter(rows.values())) if all(field in row for row in rows.values())]
    if not fields:
        return
    printed = [tuple(rows[number][field] for field in fields) for number in numbers]
    now = [*_now(items, fields, ledger)]
    in_place = dict(enumerate(now, 1))
    if all(in_place.get(number) == row for number, row in zip(numbers, printed, strict=True)):
        return
    place_of, unused = matched(printed, now, {"", *map(without_blanks, read)}), count(len(now) + 1)
    for at, number in enumerate(numbers):
        new = place_of[at] + 1 if at in place_of else next(unused)
        if new != number:
            yield number, new


def _now(items: str, fields: Sequence[str], ledger: Ledger) -> Iterator[Row]:
    """What the items say now, one after the other."""
    for number in count(1):
        facts = [ledger.get(f"{items}[{number}].{field}") for field in fields]
        if not any(facts):
            return
        yield tuple(without_blanks(fact.text) if fact else "" for fact in facts)


def matched(printed: Sequence[Row], now: Sequence[Row], read: Set[str] = frozenset()) -> Mapping[int, int]:
    """Which row has become which (both from 0).

    Those that say the same in the same order, or elsewhere; those that begin so; in the gaps between those of the same
    order, what `_in_gap` finds.
    """
    matcher = SequenceMatcher(None, printed, now, autojunk=False)
    found = {block.a + at: block.b + at for block in matcher.get_matching_blocks() for at in range(block.size)}
    found |= _only(printed, now, found)
    begun = _only([row[:1] for row in printed], [row[:1] for row in now], found)
    edges, taken = [(-1, -1), *sorted(found.items()), (len(printed), len(now))], {*found.values(), *begun.values()}
    found |= begun
    for (above, place_above), (below, place_below) in pairwise(edges):
        left = {at: printed[at] for at in range(above + 1, below) if at not in found}
        free = {place: now[place] for place in range(place_above + 1, place_below) if place not in taken}
        in_gap = _in_gap(left, free, read)
        found |= in_gap
        taken.update(in_gap.values())  # a row that moved makes two gaps overlap
    return found


def _only(printed: Sequence[Row], now: Sequence[Row], found: Mapping[int, int]) -> Mapping[int, int]:
    """Of the rows that are not found yet those that say what one other does, wherever it stands."""
    rest, taken = [at for at in range(len(printed)) if at not in found], {*found.values()}
    times, at_of = Counter(printed[at] for at in rest), dict[Row, list[int]]()
    for place in (place for place in range(len(now)) if place not in taken):
        at_of.setdefault(now[place], []).append(place)
    return {at: places[0] for at in rest if times[printed[at]] == 1 == len(places := at_of.get(printed[at], []))}


def _in_gap(left: dict[int, Row], free: dict[int, Row], read: Set[str]) -> Mapping[int, int]:
    """Which of the rows left has become which of the free ones: the one most like it, else the one in its place.

    By place they only go where as many are free as are left: of all, or of those that the draft says in their place.
    """
    is_small = len(left) * len(free) < _MOST_PAIRS
    pairs = [(_share(row, other), at, place) for at, row in left.items() for place, other in free.items() if is_small]
    found = dict[int, int]()
    for share, at, place in sorted(pairs, key=lambda pair: pair[0], reverse=True):
        if share >= _ALIKE and at not in found and place not in found.values():
            found[at] = place
    still_left = [at for at in left if at not in found]
    still_free = [place for place in free if place not in found.values()]
    exchanged = [at for at in still_left if not {*left[at]} <= read]
    typed = [place for place in still_free if {*free[place]} <= read]
    for ours, theirs in ((still_left, still_free), (exchanged, typed)):
        if len(ours) == len(theirs):
            return found | dict(zip(ours, theirs, strict=True))
    return found


def _share(one: Row, other: Row) -> float:
    """How much two rows have in common, by the pairs of characters of their cells."""
    ours, theirs = ({pair for text in row for pair in bigrams(f"{text}\n")} for row in (one, other))
    return len(ours & theirs) / (max(len(ours), len(theirs)) or 1)


def are_alike(one: Row, other: Row) -> bool:
    """Whether a row may be another, changed since."""
    return _share(one, other) >= _ALIKE
