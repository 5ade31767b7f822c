"""Which item of the data a row that was printed is by now: rows are known by what they say, not by their number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import count, pairwise

from report_cli.audit.texts import bigrams, without_blanks
from report_cli.facts.ledger import Ledger

Texts = tuple[str, ...]
_ALIKE = 0.5
"""A row that shares so much with one that was built may be that one, changed since."""


def moved(printed: Iterable[tuple[str, str]], ledger: Ledger) -> dict[str, str]:
    """Of the fields of items that have another number by now, or none, their ids then and now.

    `printed`: the fields as they were built, each with its text. An item that is gone gets a number that none has.
    """
    rows = dict[str, dict[int, dict[str, str]]]()
    for fact, text in printed:
        if (field := _field(fact)) is not None:
            rows.setdefault(field[0], {}).setdefault(field[1], {})[field[2]] = without_blanks(text)
    found = dict[str, str]()
    for items, was in rows.items():
        fields = [field for field in next(iter(was.values())) if all(field in row for row in was.values())]
        now = [*_now(items, fields, ledger)]
        numbers = sorted(was)
        texts = [tuple(was[number][field] for field in fields) for number in numbers]
        if not fields or all(now[number - 1 : number] == [text] for number, text in zip(numbers, texts, strict=True)):
            continue
        stands, free = _stands(texts, now), count(len(now) + 1)
        for at, number in enumerate(numbers):
            new = stands[at] + 1 if at in stands else next(free)
            found |= {f"{items}[{number}].{field}": f"{items}[{new}].{field}" for field in was[number] if new != number}
    return found


def _field(fact: str) -> tuple[str, int, str] | None:
    """The id of the items, the number and the field that a fact is; None where it is no field of an item."""
    head, _, field = fact.rpartition("].")
    items, _, number = head.rpartition("[")
    return (items, int(number), field) if items and number.isdecimal() else None


def _now(items: str, fields: Sequence[str], ledger: Ledger) -> Iterator[Texts]:
    """What the items say now, one after the other."""
    for number in count(1):
        row = [ledger.get(f"{items}[{number}].{field}") for field in fields]
        if not any(row):
            return
        yield tuple(without_blanks(fact.text) if fact else "" for fact in row)


def _stands(was: Sequence[Texts], now: Sequence[Texts]) -> Mapping[int, int]:
    """Which row has become which (both from 0): the same; in a gap the one most like it, or the one left there."""
    matcher = SequenceMatcher(None, was, now, autojunk=False)
    found = {block.a + at: block.b + at for block in matcher.get_matching_blocks() for at in range(block.size)}
    for at, row in enumerate(was):
        if at not in found and now.count(row) == 1 and (place := now.index(row)) not in found.values():
            found[at] = place
    taken, ends = {*found.values()}, [(-1, -1), *sorted(found.items()), (len(was), len(now))]
    for (a, b), (c, d) in pairwise(ends):
        left, free = [*range(a + 1, c)], [place for place in range(b + 1, d) if place not in taken]
        pairs = [(_share(was[at], now[place]), -at, -place) for at in left for place in free]
        for share, at, place in sorted(pairs, reverse=True):
            if share >= _ALIKE and -at in left and -place in free:
                found[-at] = -place
                left.remove(-at)
                free.remove(-place)
        if len(left) == len(free):
            found |= zip(left, free, strict=True)
    return found


def _share(one: Texts, other: Texts) -> float:
    """How much two rows have in common, by the pairs of characters of their cells."""
    ours, theirs = ({pair for text in row for pair in bigrams(f"{text}\n")} for row in (one, other))
    return len(ours & theirs) / (max(len(ours), len(theirs)) or 1)
