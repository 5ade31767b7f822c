"""Whether what two drafts put into one sentence stands apart: words that were built stand between, and both can be had.

It is asked of two changes as they are shown; what cannot be told so is taken for one place.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from report_cli.inward.proposed import ProposedChange, Source

_LEAST = 4
"""So many characters that both drafts and the sentence as built have in a row are no chance."""


def are_apart(one: ProposedChange, other: ProposedChange, built: str) -> bool:
    """`built`: the sentence as it was built, figures in it as the template prints them."""
    ours, theirs = _spans(one.sources[0]), _spans(other.sources[0])
    if not ours or not theirs:
        return False
    texts = one.sources[0].text, other.sources[0].text
    blocks = SequenceMatcher(None, *texts, autojunk=False).get_matching_blocks()
    kept = [(a, b, size) for a, b, size in blocks if _is_built(texts[0][a : a + size], built)]
    return all(any(_is_between(block, us, them) for block in kept) for us in ours for them in theirs)


def _is_built(words: str, built: str) -> bool:
    """Whether both have words of the sentence as built, its figures aside."""
    return any(len(part) >= _LEAST and part in built for part in re.split(r"[0-9.%]+", words))


def _is_between(block: tuple[int, int, int], ours: tuple[int, int], theirs: tuple[int, int]) -> bool:
    a, b, size = block
    return (ours[1] <= a and theirs[0] >= b + size) or (ours[0] >= a + size and theirs[1] <= b)


def _spans(source: Source) -> list[tuple[int, int]]:
    """Where in its text what is marked stands; nothing where the marks are of other words."""
    text, spans = "", list[tuple[int, int]]()
    for part in re.split("(〔[^〔〕]*〕)", source.marked):
        said = part[1:-1].rpartition("→")[2] if part.startswith("〔") else part
        if part.startswith("〔"):
            spans.append((len(text), len(text) + len(said)))
        text += said
    return spans if text == source.text else []
