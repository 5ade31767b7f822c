"""Merges two changes of one text, as diff3 does, where they do not touch each other."""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from report_cli.sentences import is_whole

BREAK = "\n"
"""What stands between two lines where several are merged."""
Hunk = tuple[int, int, tuple[str, ...], tuple[str, ...]]
"""A stretch of the base (start, end), the pieces that it has become, and how these are written."""


def merged(
    base: Sequence[str],
    ours: Sequence[str],
    theirs: Sequence[str],
    written: Sequence[str] = (),
    as_written: Sequence[str] = (),
) -> list[str] | None:
    r"""The base with both changes; None where they touch and differ.

    `written`, `as_written`: how the result is to write the pieces of ours, and of theirs.

    >>> "".join(merged("收到提案，认真办理。", "共收到提案，认真办理。", "收到提案，认真办理完。") or [])
    '共收到提案，认真办理完。'
    >>> merged("认真办理。", "认真办好。", "认真办完。")

    Where lines are only parted or joined, no words are touched.

    >>> merged("认真办理。\n再办。", "认真办理。再办。", "认真办理。办好。\n再办。")
    ['认', '真', '办', '理', '。', '办', '好', '。', '再', '办', '。']
    """
    left, right = _hunks(base, ours, written or ours), _hunks(base, theirs, theirs)
    left = [hunk for hunk in left if not any(_is_done(base, hunk, other) for other in right)]
    if any(_touch(base, one, other) for one in left for other in right):
        return None
    result, at, pieces = list[str](), 0, as_written or theirs
    for start, end, _, said in left:
        before = (each for each in right if each[1] < start or (each[1] == start and not _follows(each, start)))
        shift = sum(len(put) - (last - first) for first, last, put, _ in before)
        result += [*pieces[at : start + shift], *said]
        at = end + shift
    return [*result, *pieces[at:]]


def opcodes(base: Sequence[str], other: Sequence[str]) -> Sequence[tuple[str, int, int, int, int]]:
    """What became of a text, as difflib tells it.

    In what is as long as no sentence is, pieces that stand everywhere are not compared: each would be with each.
    """
    is_long = len(base) * len(other) > _LONG
    return SequenceMatcher(None, base, other, autojunk=is_long).get_opcodes()


def _hunks(base: Sequence[str], other: Sequence[str], written: Sequence[str]) -> list[Hunk]:
    codes = opcodes(base, other)
    return [(a, b, tuple(other[c:d]), tuple(written[c:d])) for name, a, b, c, d in codes if name != "equal"]


Place = tuple[int, int, tuple[str, ...]]

_LONG = 1_000_000
_TELLING = 4
"""So many pieces that were put in are known again within more."""


def _is_done(base: Sequence[str], hunk: Hunk, other: Hunk) -> bool:
    """Whether another change is the same, or puts in the same words with more."""
    first, last, more, _ = other
    if _is_break(base, hunk) and first <= hunk[0] and hunk[1] <= last:
        return _is_break_done(base, hunk, other)
    places = [*_places(base, hunk)]
    if not places[0][2] or len(places[0][2]) < _TELLING:
        return places[0] == next(_places(base, other))
    return any(
        first <= start and end <= last and any(more[at : at + len(new)] == new for at in range(len(more)))
        for start, end, new in places
    )


def _is_break_done(base: Sequence[str], hunk: Hunk, other: Hunk) -> bool:
    """Whether lines part, or are joined, by another change too: words of both lines are left at its sides."""
    first, last, more, _ = other
    breaks = (*base[first:last],).count(BREAK), more.count(BREAK)
    if not hunk[2]:
        return first > 0 and last < len(base) and breaks[1] < breaks[0]
    is_there = (hunk[0] == first and more[:1] == (BREAK,)) or (hunk[0] == last and more[-1:] == (BREAK,))
    return breaks[0] < breaks[1] and (is_there or first == last)


def _places(base: Sequence[str], hunk: Hunk) -> Iterator[Place]:
    """Where words that are put in or taken out could as well be: all such places, the first of them first.

    >>> [start for start, _, _ in _places("大家互助，进步", (5, 5, tuple("很忙，"), ()))]
    [4, 5]
    """
    start, end, new, _ = hunk
    while start > 0 and (
        (not new and base[start - 1] == base[end - 1]) or (start == end and base[start - 1] == new[-1])
    ):
        new = (base[start - 1], *new[:-1]) if new else ()
        start, end = start - 1, end - 1
    yield start, end, new
    while end < len(base) and ((not new and base[start] == base[end]) or (start == end and base[end] == new[0])):
        new = (*new[1:], base[end]) if new else ()
        start, end = start + 1, end + 1
        yield start, end, new


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


def outlined(base: str, other: str) -> str:
    """What was exchanged in a text, marked in it, with a few signs round each change.

    >>> outlined("甲乙丙丁戊己庚辛壬癸子丑认真办理提案", "甲乙丙丁戊己庚辛壬癸子丑用心办理提案")
    '…丙丁戊己庚辛壬癸子丑〔认真→用心〕办理提案'
    """
    text, last = "", 0
    for start, end, new in joined_hunks(base, other):
        text += f"{_ends(base[last:start], last > 0, True)}〔{base[start:end]}→{new}〕"
        last = end
    return f"{text}{_ends(base[last:], last > 0, False)}"


_AROUND = 10


def _ends(text: str, is_behind: bool, is_before: bool) -> str:
    """What is shown of the words behind a change, and before one."""
    first, last = _AROUND * is_behind, _AROUND * is_before
    return text if len(text) <= first + last else f"{text[:first]}…{text[len(text) - last :]}"


def _touch(base: Sequence[str], one: Hunk, other: Hunk) -> bool:
    """Whether two changes touch. Side by side they do: the order of their insertions is not known.

    Words that are put in where lines part stay with those before them.
    """
    if _is_break(base, one) != _is_break(base, other):
        return one[0] < other[1] and other[0] < one[1]
    return one[0] <= other[1] and other[0] <= one[1]


def _follows(hunk: Hunk, at: int) -> bool:
    """Whether words that are put in at a place begin what follows there, rather than end what stands before."""
    return hunk[0] == hunk[1] == at and not is_whole("".join(hunk[2]))


def _is_break(base: Sequence[str], hunk: Hunk) -> bool:
    start, end, new, _ = hunk
    return {*base[start:end], *new} == {BREAK}


def same_ends(ours: Sequence[str], theirs: Sequence[str]) -> tuple[int, int]:
    """How many lines two texts have the same at the beginning, and at the end behind these.

    >>> same_ends(["a", "b", "c"], ["a", "c"]), same_ends(["a", "a"], ["a"])
    ((1, 1), (1, 0))
    """
    count = min(len(ours), len(theirs))
    first = next((n for n in range(count) if ours[n] != theirs[n]), count)
    last = next((n for n in range(count - first) if ours[-1 - n] != theirs[-1 - n]), count - first)
    return first, last
