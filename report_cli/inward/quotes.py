"""A term that got other quotation marks in one place, and has the old ones in others: one text would have both."""

from __future__ import annotations

import re
from collections.abc import Collection

from report_cli.inward.draft import Draft

_TERMS = "“([^“”]+)”", "「([^「」]+)」", "『([^『』]+)』", "‘([^‘’]+)’", "《([^《》]+)》", "〈([^〈〉]+)〉"
"""A term between each kind of marks."""
_PLACES = 5


def elsewhere(draft: Draft, before: str, after: str, but: Collection[int]) -> str:
    """Where the draft has the old marks of terms that got others, or lost theirs. `but`: lines (from 0) left out."""
    ours, theirs = _terms(before), _terms(after)
    changed = [term for word, term in ours.items() if word in after and theirs.get(word, word) != term]
    said = list[str]()
    for term in changed:
        lines = [number for number, line in enumerate(draft.audit.location.lines) if term in line.text]
        places = [f"第{number + 1}段" for number in lines if number not in but]
        if places:
            where = "、".join(places[:_PLACES]) + (f"等{len(places)}处" if len(places) > _PLACES else "")
            said.append(f"{where}还是{term}，一篇里两种写法；要一样，就一起改")
    return "；".join(said)


def _terms(text: str) -> dict[str, str]:
    """The words between marks, each with them."""
    return {match[1]: match[0] for pattern in _TERMS for match in re.finditer(pattern, text)}
