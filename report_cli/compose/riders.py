"""Where a footnote goes when the words round it are others: behind the word that it stood behind, if that is left."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from report_cli.sentences import CLAUSE_MARKS

_LONGEST = 12
"""No longer words are looked for."""
_ENDS = "。！？；"
Code = tuple[str, int, int, int, int]


class Stand(Struct, frozen=True):
    """Behind which sign of the new words it stands; whether that is the word, or the sentence, that it stood behind."""

    at: int
    is_sure: bool


def standing(number: int, old: str, new: str, codes: Sequence[Code], *, is_figure: bool) -> Stand:
    """Where that goes which stood behind a sign of old words (by number). `codes`: how the new ones came of them."""
    name, a, _, c, d = next(code for code in codes if code[1] <= number < code[2])
    if name == "equal" and (a < number or number == 0 or is_figure):
        return Stand(c + number - a, is_sure=True)
    at = c + number - a if name == "equal" else max(d if name == "replace" else c, 1) - 1
    if old[number] in _ENDS:
        # It is of the whole sentence.
        end = new.find(old[number], at)
        return Stand(end if end >= 0 else max(new.rfind(old[number]), at), is_sure=True)
    word = _word(number, old, new)
    if len(word) > 1 or (word and is_figure):
        return Stand(new.index(word) + len(word) - 1, is_sure=True)
    # In no word that it is not of: where the clause ends.
    end = next((each for each in range(at, len(new)) if new[each] in CLAUSE_MARKS), len(new))
    return Stand(max(end - 1, 0), is_sure=False)


def _word(number: int, old: str, new: str) -> str:
    """The longest stretch of old words up to a sign that the new ones have."""
    word = ""
    for start in range(number, max(number - _LONGEST, -1), -1):
        longer = old[start : number + 1]
        if longer not in new or old[start] in CLAUSE_MARKS:
            break
        word = longer
    return word
