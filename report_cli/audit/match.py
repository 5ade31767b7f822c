"""What two sequences have in common, in order: blocks of equal elements, found in linear time."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import pairwise

from report_cli.audit import thresholds

Position = tuple[int, int]
"""A position in the first sequence and one in the second."""

Block = tuple[int, int, int]
"""So many elements, from one position in the first sequence and from one in the second: (first, second, length)."""


Windows = tuple[int, ...]


def blocks(first: Sequence[Hashable], second: Sequence[Hashable], windows: Windows = thresholds.WINDOWS) -> list[Block]:
    """The common blocks, in the order of both sequences; none touches the next in both.

    `windows`: runs of so many elements that stand once in each part long sequences.
    """
    found: list[Block] = []
    for a, b, length in _common(first, second, (0, 0), (len(first), len(second)), windows):
        if found and (found[-1][0] + found[-1][2], found[-1][1] + found[-1][2]) == (a, b):
            found[-1] = (found[-1][0], found[-1][1], found[-1][2] + length)
        elif length:
            found.append((a, b, length))
    return found


def of_lines(first: Sequence[str], second: Sequence[str]) -> list[Block]:
    """The common blocks of lines: of a table of which one column is another, few follow each other."""
    return blocks(first, second, thresholds.WINDOWS_OF_LINES)


def gaps(first: Sequence[str], second: Sequence[str]) -> Iterator[tuple[Position, Position]]:
    """Where lines are not the same: from one position to another.

    >>> [*gaps("认真办理提案", "认真办好提案了")]
    [((3, 3), (4, 4)), ((6, 6), (6, 7))]
    """
    start = (0, 0)
    for a, b, length in (*of_lines(first, second), (len(first), len(second), 0)):
        if start != (a, b):
            yield start, (a, b)
        start = a + length, b + length


def _common(
    first: Sequence[Hashable], second: Sequence[Hashable], start: Position, end: Position, windows: Windows
) -> Iterator[Block]:
    most = min(end[0] - start[0], end[1] - start[1])
    head = _equal(first, second, start, most, 1)
    tail = _equal(first, second, (end[0] - 1, end[1] - 1), most - head, -1)
    yield *start, head
    yield from _inner(first, second, (start[0] + head, start[1] + head), (end[0] - tail, end[1] - tail), windows)
    yield end[0] - tail, end[1] - tail, tail


def _equal(first: Sequence[Hashable], second: Sequence[Hashable], at: Position, most: int, step: int) -> int:
    """How many elements are equal from a position on, or backwards from it."""
    length = 0
    while length < most and first[at[0] + step * length] == second[at[1] + step * length]:
        length += 1
    return length


def _inner(
    first: Sequence[Hashable], second: Sequence[Hashable], start: Position, end: Position, windows: Windows
) -> Iterator[Block]:
    ours, theirs = first[start[0] : end[0]], second[start[1] : end[1]]
    size = len(ours) * len(theirs)
    for window in windows if size > thresholds.DIFFLIB_SIZE else ():
        anchors = [(start[0] + a, start[1] + b) for a, b in _anchors(ours, theirs, window)]
        if anchors:
            for here, there in pairwise([start, *anchors, end]):
                yield from _common(first, second, here, there, windows)
            return
    # Last, because each step of it looks at all that is left.
    matcher = SequenceMatcher(None, ours, theirs, autojunk=size > thresholds.JUNK_SIZE)
    for a, b, length in matcher.get_matching_blocks() if size else ():
        yield start[0] + a, start[1] + b, length


def _anchors(first: Sequence[Hashable], second: Sequence[Hashable], window: int) -> list[Position]:
    """The windows that each sequence has once, as many as come in the same order in both (patience diff)."""
    ours, theirs = (_once(sequence, window) for sequence in (first, second))
    return _longest_rise(sorted((at, theirs[piece]) for piece, at in ours.items() if piece in theirs))


def _once(sequence: Sequence[Hashable], window: int) -> dict[Hashable, int]:
    pieces = [tuple(sequence[at : at + window]) for at in range(len(sequence) - window + 1)]
    counts = Counter(pieces)
    return {piece: at for at, piece in enumerate(pieces) if counts[piece] == 1}


_Chain = tuple[Position, "_Chain | None"]
"""A pair, and the chain that leads to it."""


def _longest_rise(pairs: Sequence[Position]) -> list[Position]:
    """Of pairs in the order of their first members, as many as have their second members in order too."""
    ends: list[int] = []
    chains: list[_Chain] = []
    for pair in pairs:
        length = bisect_left(ends, pair[1])
        ends[length : length + 1] = [pair[1]]
        chains[length : length + 1] = [(pair, chains[length - 1] if length else None)]
    rise, chain = [], chains[-1] if chains else None
    while chain:
        rise.append(chain[0])
        chain = chain[1]
    return rise[::-1]


def slid(found: Sequence[Block], first: Sequence[str], second: Sequence[str], borders: Sequence[str]) -> list[Block]:
    """The same blocks, but what was only taken out or only put in begins where a sentence does, if it can.

    Of `甲。乙。甲。丙。` without its first two sentences, what is left could as well be 甲 of the first and 丙 of the
    last.
    """
    made = list(found)
    for number in range(len(made) - 1):
        (a, b, length), (after_a, after_b, after_length) = made[number : number + 2]
        text, start, end = (first, a + length, after_a) if b + length == after_b else (second, b + length, after_b)
        if start < end and (b + length == after_b or a + length == after_a):
            shift = _shift(text, (start, end), (length, after_length), borders)
            made[number] = a, b, length + shift
            made[number + 1] = after_a + shift, after_b + shift, after_length - shift
    return [block for block in made if block[2]]


def _shift(text: Sequence[str], gap: Position, room: tuple[int, int], borders: Sequence[str]) -> int:
    """How far to move a gap so that it begins after one of the borders, the first of them being the best."""
    start, end = gap
    left = _equal(text, text, (start - 1, end - 1), room[0], -1)
    right = _equal(text, text, gap, room[1], 1)
    for border in borders:
        for shift in sorted(range(-left, right + 1), key=abs):
            if start + shift == 0 or text[start + shift - 1] in border:
                return shift
    return 0
