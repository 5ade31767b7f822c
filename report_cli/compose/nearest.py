"""The sentences of a text that are most like some words: what the words have become since."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher

from report_cli.compose.merging import BREAK
from report_cli.compose.passages import Passages
from report_cli.sentences import ITEM_MARKS, is_whole, sentences

_ALIKE = 0.6
"""A sentence so similar to the old words is taken for the same one, changed since."""


def nearest(text: Passages, signs: str) -> tuple[int, int] | None:
    """The stretch of sentences that is most like some words; None where nothing is like them."""
    matcher, best, found = SequenceMatcher(None, autojunk=False), _ALIKE, None
    whole = text.whole()
    matcher.set_seq2(signs)
    pairs = {signs[at : at + 2] for at in range(len(signs) - 1)}
    for start, end in _windows(text, signs):
        there = whole[start:end]
        if sum(there[at : at + 2] in pairs for at in range(len(there) - 1)) * 3 < len(pairs):
            continue
        matcher.set_seq1(there)
        if matcher.quick_ratio() > best and (ratio := matcher.ratio()) > best:
            best, found = ratio, (start, end)
    return found


def _windows(text: Passages, signs: str) -> Iterator[tuple[int, int]]:
    """Stretches of about as many sentences as some words have, and of just as many paragraphs."""
    breaks, at, starts = signs.count(BREAK), 0, list[int]()
    count = len(sentences(signs))
    for number, line in enumerate(text.lines):
        starts.append(at)
        if breaks and number >= breaks:
            yield starts[number - breaks], at + len(line.signs)
        elif not breaks:
            parts = sentences(line.signs)
            for size in {count - 1, count, count + 1} - {0}:
                for first in range(len(parts) - size + 1):
                    yield at + parts[first][0], at + parts[first + size - 1][1]
        at += len(line.signs) + 1


_PART = ("；", "：")
"""What may stand before a sentence that goes, and stay."""


def begun(text: Passages, signs: str) -> list[int]:
    """Where words stand; sentences only where no words were put before their first: these would be left by themselves.

    Words that begin with a mark are the end of a sentence.
    """
    places = text.places_of(signs)
    if not is_whole(signs) or signs[0] in ITEM_MARKS:
        return places
    found = list[int]()
    for at in places:
        line, column = text.position(at)
        before = text.lines[line].signs[:column].rstrip()
        found += [at] if not before or is_whole(before) or before.endswith(_PART) else []
    return found
