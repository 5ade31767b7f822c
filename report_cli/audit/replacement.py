"""What stands in a figure's place where the text round it was edited too: characters laid against characters."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

from msgspec import Struct

from report_cli.audit.tokens import Token, parts

_EQUAL, _SKIP = 2.0, -1.0
# A figure's characters may stand for others; those of prose are the same or they are gone.
_FOR_ANOTHER, _FOR_A_DIGIT, _NEVER = -0.5, 0.5, -4.0
_LARGE = 60_000
_LONGER = 6
"""So much longer than a number may be what was written in its place, if that holds no number."""
_NUMERALS = frozenset("0123456789０１２３４５６７８９〇零一二三四五六七八九十百千万亿两")
_ALIKE = 0.3


class Spot(Struct, frozen=True):
    """A figure's place in a text as built, from character `start` to before `end`."""

    figure: int
    start: int
    end: int
    is_number: bool


def places(built: str, read: Sequence[Token], spots: Sequence[Spot]) -> dict[int, tuple[int, int]]:
    """For each figure for which something stands there now: from which character to before which, of the read text."""
    if not read or not spots:
        return {}
    text, first = "".join(token.text for token in read), read[0].start
    is_alone = len(spots) == 1 and (spots[0].start, spots[0].end) == (0, len(built))
    partners = _partners(built, text, spots)
    found: dict[int, tuple[int, int]] = {}
    taken = 0
    for spot in spots:
        span = _span(built, partners, spot, read)
        if is_alone:
            span = _in_its_stead(built, read, spot, span, first)
        elif span and not _is_it(
            built[spot.start : spot.end], text[span[0] : span[1]], spot, read, (span[0] + first, span[1] + first)
        ):
            span = None
        if span and span[0] >= taken and span[1] > span[0]:
            taken = span[1]
            found[spot.figure] = (span[0] + first, span[1] + first)
    return found


def _span(built: str, partners: list[int], spot: Spot, read: Sequence[Token]) -> tuple[int, int] | None:
    """What the figure's characters were laid against; of a number, the whole of it."""
    text, first = "".join(token.text for token in read), read[0].start
    others = [partners[place] for place in range(spot.start, spot.end) if partners[place] >= 0]
    if not others:
        return None
    start, end = min(others), max(others) + 1
    if spot.is_number:
        for token in read:
            if token.is_number and token.start - first < end and start < token.end - first:
                start, end = min(start, token.start - first), max(end, token.end - first)
        if built[spot.start : spot.end].isalpha():
            # A numeral in words; what it counts stands after it, and may still.
            end = next((place for place in range(start + 1, end) if built.startswith(text[place:end], spot.end)), end)
    return start, end


def _in_its_stead(
    built: str, read: Sequence[Token], spot: Spot, span: tuple[int, int] | None, first: int
) -> tuple[int, int] | None:
    """Where nothing but the figure was edited, what is there now stands for it, if it can."""
    whole = (0, read[-1].end - first)
    numbers = [token for token in read if token.is_number]
    if len(read) == 1:
        # A single character of a name's length and make may stand for it; one of a word that runs on does not.
        is_like = spot.is_number or 2 * len(read[0].text) >= len(built) or _share(built, read[0].text) > 0
        return whole if is_like else None
    if spot.is_number and numbers:
        best = max(numbers, key=lambda token: _likeness(built, token.text))
        start, end = _run(best, numbers, first)
        # A word that belongs to the number, as in 增加25件, was laid against itself.
        return (min(start, span[0]), max(end, span[1])) if span and span[0] < end and start < span[1] else (start, end)
    if span and _share(built, "".join(token.text for token in read)[span[0] : span[1]]) >= _ALIKE:
        return span
    return whole if whole[1] <= (len(built) + _LONGER if spot.is_number else 2 * len(built) + 2) else None


def _run(number: Token, numbers: Sequence[Token], first: int) -> tuple[int, int]:
    """A number with those that touch it: a date in words is several."""
    start, end = number.start, number.end
    for token in numbers:
        end = token.end if token.start == end else end
    for token in reversed(numbers):
        start = token.start if token.end == start else start
    return start - first, end - first


def _is_it(ours: str, theirs: str, spot: Spot, read: Sequence[Token], span: tuple[int, int]) -> bool:
    if spot.is_number and any(token.is_number and token.start < span[1] and span[0] < token.end for token in read):
        return True
    return _share(ours, theirs) >= _ALIKE


def _likeness(ours: str, theirs: str) -> tuple[bool, float]:
    return parts(ours)[2] == parts(theirs)[2], _share(ours, theirs)


def _share(ours: str, theirs: str) -> float:
    common = sum(block.size for block in SequenceMatcher(None, ours, theirs, autojunk=False).get_matching_blocks())
    return common / max(len(ours), len(theirs), 1)


def _partners(built: str, read: str, spots: Sequence[Spot]) -> list[int]:
    """For each character as built the one that it is laid against, or -1."""
    if len(built) * len(read) > _LARGE:
        partners = [-1] * len(built)
        for a, b, length in SequenceMatcher(None, built, read, autojunk=False).get_matching_blocks():
            partners[a : a + length] = range(b, b + length)
        return partners
    in_figure = [False] * len(built)
    for spot in spots:
        in_figure[spot.start : spot.end] = [True] * (spot.end - spot.start)
    return _best_path(built, read, in_figure)


def _best_path(built: str, read: str, in_figure: Sequence[bool]) -> list[int]:
    """The alignment of highest score (Needleman and Wunsch), characters being laid as far to the left as they can."""
    rows = [[_SKIP * place for place in range(len(read) + 1)]]
    for i, ours in enumerate(built, 1):
        above, row = rows[-1], [_SKIP * i]
        for j, theirs in enumerate(read, 1):
            laid = above[j - 1] + _score(ours, theirs, in_figure[i - 1])
            row.append(max(laid, above[j] + _SKIP, row[j - 1] + _SKIP))
        rows.append(row)
    partners = [-1] * len(built)
    i, j = len(built), len(read)
    while i and j:
        if rows[i][j] == rows[i][j - 1] + _SKIP:
            j -= 1
        elif rows[i][j] == rows[i - 1][j] + _SKIP:
            i -= 1
        else:
            i, j = i - 1, j - 1
            partners[i] = j
    return partners


def _score(ours: str, theirs: str, is_figure: bool) -> float:
    if ours == theirs:
        return _EQUAL
    if not is_figure:
        return _NEVER
    return _FOR_A_DIGIT if ours in _NUMERALS and theirs in _NUMERALS else _FOR_ANOTHER
