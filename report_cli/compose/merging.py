"""Two changes of one text brought together, where they do not touch each other (diff3)."""

from collections.abc import Sequence
from difflib import SequenceMatcher

Hunk = tuple[int, int, tuple[str, ...], tuple[str, ...]]
"""So much of the base, from one piece to before another, has become these pieces, and how they are written."""


def merged(
    base: Sequence[str], ours: Sequence[str], theirs: Sequence[str], written: Sequence[str] = ()
) -> list[str] | None:
    """The base with both changes; None where they touch and are not the same. `written`: ours, as they are written.

    >>> "".join(merged("收到提案，认真办理。", "共收到提案，认真办理。", "收到提案，认真办理完。") or [])
    '共收到提案，认真办理完。'
    >>> merged("认真办理。", "认真办好。", "认真办完。")
    """
    left, right = _hunks(base, ours, written or ours), _hunks(base, theirs, theirs)
    if any(_touch(one, other) and one[:3] != other[:3] for one in left for other in right):
        return None
    result, at = list[str](), 0
    known = {hunk[:3]: hunk for hunk in (*right, *left)}
    for start, end, _, pieces in sorted(known.values()):
        result += [*base[at:start], *pieces]
        at = end
    return [*result, *base[at:]]


def _hunks(base: Sequence[str], other: Sequence[str], written: Sequence[str]) -> list[Hunk]:
    codes = SequenceMatcher(None, base, other, autojunk=False).get_opcodes()
    return [(a, b, tuple(other[c:d]), tuple(written[c:d])) for name, a, b, c, d in codes if name != "equal"]


def _touch(one: Hunk, other: Hunk) -> bool:
    """Whether two changes meet; side by side is a meeting too, as the order of what is put in there is not known."""
    return one[0] <= other[1] and other[0] <= one[1]
