"""Merges two changes of one text, as diff3 does, where they do not touch each other."""

from collections.abc import Sequence
from difflib import SequenceMatcher

Hunk = tuple[int, int, tuple[str, ...], tuple[str, ...]]
"""A stretch of the base (start, end), the pieces that it has become, and how these are written."""


def merged(
    base: Sequence[str],
    ours: Sequence[str],
    theirs: Sequence[str],
    written: Sequence[str] = (),
    as_written: Sequence[str] = (),
) -> list[str] | None:
    """The base with both changes; None where they touch and differ.

    `written`, `as_written`: how the result is to write the pieces of ours, and of theirs.

    >>> "".join(merged("收到提案，认真办理。", "共收到提案，认真办理。", "收到提案，认真办理完。") or [])
    '共收到提案，认真办理完。'
    >>> merged("认真办理。", "认真办好。", "认真办完。")
    """
    left, right = _hunks(base, ours, written or ours), _hunks(base, theirs, theirs)
    done = {_leftmost(base, hunk) for hunk in right}
    left = [hunk for hunk in left if _leftmost(base, hunk) not in done]
    if any(_touch(one, other) for one in left for other in right):
        return None
    result, at, pieces = list[str](), 0, as_written or theirs
    for start, end, _, said in left:
        shift = sum(len(put) - (last - first) for first, last, put, _ in right if last <= start)
        result += [*pieces[at : start + shift], *said]
        at = end + shift
    return [*result, *pieces[at:]]


def _hunks(base: Sequence[str], other: Sequence[str], written: Sequence[str]) -> list[Hunk]:
    codes = SequenceMatcher(None, base, other, autojunk=False).get_opcodes()
    return [(a, b, tuple(other[c:d]), tuple(written[c:d])) for name, a, b, c, d in codes if name != "equal"]


def _leftmost(base: Sequence[str], hunk: Hunk) -> tuple[int, int, tuple[str, ...]]:
    """Where words are put in or taken out that could as well be some pieces before: the first such place.

    >>> _leftmost("大家互助，进步", (5, 5, tuple("很忙，"), ()))
    (4, 4, ('，', '很', '忙'))
    """
    start, end, new, _ = hunk
    while start > 0 and (
        (not new and base[start - 1] == base[end - 1]) or (start == end and base[start - 1] == new[-1])
    ):
        new = (base[start - 1], *new[:-1]) if new else ()
        start, end = start - 1, end - 1
    return start, end, new


_NEAR = 2
"""So few unchanged signs between two changes belong to the change."""


def joined_hunks(base: str, other: str) -> list[tuple[int, int, str]]:
    """The changes of a text as people see them: those that stand close together are one.

    >>> joined_hunks("认真办理提案", "用心办好提案")
    [(0, 4, '用心办好')]
    """
    made = list[tuple[int, int, str]]()
    for start, end, new, _ in _hunks(base, other, other):
        first, last, before = made.pop() if made and start - made[-1][1] <= _NEAR else (start, start, "")
        made.append((first, end, f"{before}{base[last:start]}{''.join(new)}"))
    return made


def _touch(one: Hunk, other: Hunk) -> bool:
    """Whether two changes touch. Side by side they do: the order of their insertions is not known."""
    return one[0] <= other[1] and other[0] <= one[1]
