"""What two sequences have in common, in order: blocks of equal elements, found in a time that grows with their length."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from difflib import SequenceMatcher

Block = tuple[int, int, int]
"""So many elements, from one place in the first sequence and from one in the second: (first, second, length)."""

_SMALL = 200_000
_WINDOWS = (12, 5)


def blocks(first: Sequence[Hashable], second: Sequence[Hashable]) -> list[Block]:
    """The common blocks, in order of both sequences; none touches the next in both."""
    found: list[Block] = []
    for a, b, length in _common(first, second, 0, len(first), 0, len(second)):
        if found and (found[-1][0] + found[-1][2], found[-1][1] + found[-1][2]) == (a, b):
            found[-1] = (found[-1][0], found[-1][1], found[-1][2] + length)
        elif length:
            found.append((a, b, length))
    return found


def slid(found: Sequence[Block], first: Sequence[str], second: Sequence[str], borders: Sequence[str]) -> list[Block]:
    """The same blocks, but what was only taken out or only put in begins where a sentence does, if it can.

    Of `甲。乙。甲。丙。` without its first two sentences, what is left could as well be 甲 of the first and 丙 of the last.
    """
    made = list(found)
    for place in range(len(made) - 1):
        (a, b, length), (after_a, after_b, after_length) = made[place : place + 2]
        text, start, end = (first, a + length, after_a) if b + length == after_b else (second, b + length, after_b)
        if start == end or (b + length != after_b and a + length != after_a):
            continue
        shift = _shift(text, (start, end), (length, after_length), borders)
        made[place] = a, b, length + shift
        made[place + 1] = after_a + shift, after_b + shift, after_length - shift
    return [block for block in made if block[2]]


def _shift(text: Sequence[str], gap: tuple[int, int], room: tuple[int, int], borders: Sequence[str]) -> int:
    """How far to move a gap so that it begins after one of the borders, the first of them being the best."""
    start, end = gap
    left = _equal(text, text, start - 1, end - 1, room[0], -1)
    right = _equal(text, text, start, end, room[1], 1)
    for border in borders:
        for shift in sorted(range(-left, right + 1), key=abs):
            if start + shift == 0 or text[start + shift - 1] in border:
                return shift
    return 0


def _common(
    first: Sequence[Hashable], second: Sequence[Hashable], a: int, a_end: int, b: int, b_end: int
) -> Iterator[Block]:
    head = _equal(first, second, a, b, min(a_end - a, b_end - b), 1)
    yield a, b, head
    a, b = a + head, b + head
    tail = _equal(first, second, a_end - 1, b_end - 1, min(a_end - a, b_end - b), -1)
    a_end, b_end = a_end - tail, b_end - tail
    yield from _inner(first, second, a, a_end, b, b_end)
    yield a_end, b_end, tail


def _equal(first: Sequence[Hashable], second: Sequence[Hashable], a: int, b: int, most: int, step: int) -> int:
    length = 0
    while length < most and first[a + step * length] == second[b + step * length]:
        length += 1
    return length


def _inner(
    first: Sequence[Hashable], second: Sequence[Hashable], a: int, a_end: int, b: int, b_end: int
) -> Iterator[Block]:
    if a == a_end or b == b_end:
        return
    if (a_end - a) * (b_end - b) > _SMALL:
        for window in _WINDOWS:
            anchors = _anchors(first[a:a_end], second[b:b_end], window)
            if anchors:
                yield from _between(first, second, [(a + i, b + j) for i, j in anchors], (a, a_end, b, b_end))
                return
    # Last, because each step of it looks at all that is left.
    matcher = SequenceMatcher(None, first[a:a_end], second[b:b_end], autojunk=(a_end - a) * (b_end - b) > 20 * _SMALL)
    for i, j, length in matcher.get_matching_blocks():
        yield a + i, b + j, length


def _between(
    first: Sequence[Hashable],
    second: Sequence[Hashable],
    anchors: list[tuple[int, int]],
    bounds: tuple[int, int, int, int],
) -> Iterator[Block]:
    a, a_end, b, b_end = bounds
    for i, j in anchors:
        if i < a or j < b:
            continue
        yield from _common(first, second, a, i, b, j)
        length = _equal(first, second, i, j, min(a_end - i, b_end - j), 1)
        yield i, j, length
        a, b = i + length, j + length
    yield from _common(first, second, a, a_end, b, b_end)


def _anchors(first: Sequence[Hashable], second: Sequence[Hashable], window: int) -> list[tuple[int, int]]:
    """Where the windows stand that each sequence has once, as many as run in the same order (patience diff)."""
    ours, theirs = (_once(sequence, window) for sequence in (first, second))
    pairs = sorted((place, theirs[piece]) for piece, place in ours.items() if piece in theirs)
    return _longest_rise(pairs)


def _once(sequence: Sequence[Hashable], window: int) -> dict[Hashable, int]:
    pieces = [tuple(sequence[place : place + window]) for place in range(len(sequence) - window + 1)]
    counts = Counter(pieces)
    return {piece: place for place, piece in enumerate(pieces) if counts[piece] == 1}


def _longest_rise(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    ends: list[int] = []
    last: list[int] = []
    before = [-1] * len(pairs)
    for number, (_, b) in enumerate(pairs):
        place = bisect_left(ends, b)
        before[number] = last[place - 1] if place else -1
        ends[place : place + 1] = [b]
        last[place : place + 1] = [number]
    chain: list[tuple[int, int]] = []
    number = last[-1] if last else -1
    while number >= 0:
        chain.append(pairs[number])
        number = before[number]
    return chain[::-1]
