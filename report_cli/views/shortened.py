"""What is changed in some words, with so many others round it that people know the place."""

import re

from report_cli.sentences import CLAUSE_MARKS, ITEM_MARKS

AROUND = 18
"""So many characters of the words before and behind a change are shown, from the clause that they are in."""
_OPENS, _WITHIN = "\1", "\0"


def shortened(text: str, around: int = AROUND) -> str:
    """Words with what is changed in them, and so much round it that people know the place."""
    first, *parts = re.split("(〔.*?〕)", text)
    if not parts:
        return text if len(text) <= 4 * around else f"{text[: 2 * around]}…{text[-around:]}"
    made = _before(first, around)
    for part in parts[:-1]:
        if part.startswith("〔") or len(part) <= 3 * around:
            made += part
        else:
            made += f"{_behind(part, around)}{_before(part, around).removeprefix('…')}"
    return made + _behind(parts[-1], around)


def _before(text: str, around: int) -> str:
    """The words before a change, from a clause on that is near it."""
    if len(text) <= around * 3 // 2:
        return text
    masked, start = _masked(text, around), len(text) - around
    while start and masked[start] == _WITHIN:
        start -= 1
    clause = re.search(f"(?<=[{CLAUSE_MARKS}／])[^{CLAUSE_MARKS}／]", masked[start : len(text) - 1])
    return f"…{text[start + (clause.start() if clause else 0) :]}"


def _behind(text: str, around: int) -> str:
    """The words behind a change, up to the end of a clause that is near it."""
    if len(text) <= around * 3 // 2:
        return text
    masked, end = _masked(text, around), around
    while end < len(text) and masked[end] == _WITHIN:
        end += 1
    ends = [match.end() for match in re.finditer(f"[{ITEM_MARKS}／]", masked[:end])]
    cut = ends[-1] if ends and ends[-1] >= around // 2 else end
    return f"{text[:cut]}…" if cut < len(text) else text


def _masked(text: str, around: int) -> str:
    """A text, what stands in marks being no place to cut it, if it is no longer than what is shown."""

    def mask(found: re.Match[str]) -> str:
        is_long = len(found[0]) > max(around, AROUND)
        return found[0] if is_long else _OPENS + _WITHIN * (len(found[0]) - 1)

    return re.sub("【[^【】]*】|“[^“”]*”|《[^《》]*》", mask, text)
