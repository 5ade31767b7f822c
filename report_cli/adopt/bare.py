"""What texts say without their figures, by which two years' reports are compared: by sentences, and by clauses."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from report_cli.adopt import directions, phrases
from report_cli.adopt.bound import Key
from report_cli.adopt.found import Fixed, Found, Mention, Spoken
from report_cli.adopt.sections import Text
from report_cli.compose import numbering
from report_cli.sentences import CLAUSE_MARKS, sentences

_NAMES = re.compile("[^、等\ufffc]+(?:、[^、等\ufffc]+)+(?=等|\ufffc)|[^、等\ufffc]+(?=等地)")
"""Names that are listed: 与安徽、江西等地, 就优化营商环境、食品安全3个议题."""
_LEADS = "与|同|和|赴|到|在|就|围绕|聚焦|针对|对|向"
LEAST = 4
"""So many characters, the figures aside, have to be left of a clause."""


def clauses_of(text: Text, number: int, found: Sequence[Found], year: int) -> Iterator[tuple[str, list[Key]]]:
    """The clauses of a text without their figures and without the names that they list, and which figures those are."""
    ends = [match.end() for match in re.finditer(f"[{CLAUSE_MARKS}]", text.text)]
    for said, keys in bare(text, number, found, year, ends=ends):
        words = _NAMES.sub(_without_names, said)
        if len(re.sub(r"\ufffc[^\ufffc]*\ufffc|[^\w]", "", words)) >= LEAST:
            yield words.rstrip(CLAUSE_MARKS), keys


def once(said: Iterable[tuple[str, list[Key]]]) -> dict[str, list[Key]]:
    """What is said once only, with the figures in it."""
    listed = [(words, keys) for words, keys in said if keys]
    times = Counter(words for words, _ in listed)
    return {words: keys for words, keys in listed if times[words] == 1}


def _without_names(names: re.Match[str]) -> str:
    """What stands before the first of some names: the deed, or what leads up to them."""
    first = names[0].partition("、")[0]
    ends = [match.end() for match in re.finditer(f"{_LEADS}|{phrases.verbs().pattern}", first)]
    return f"{first[: ends[-1]]}\ufffb" if ends else names[0]


def bare(
    text: Text,
    number: int,
    found: Sequence[Found],
    year: int,
    *,
    is_spoken: bool = False,
    ends: Sequence[int] = (),
) -> Iterator[tuple[str, list[Key]]]:
    """The sentences of a text without their figures, and which those are. `is_spoken`: numerals in words are too.

    `ends`: where its parts end, if not its sentences.
    """
    # The number that a heading or an item begins with is the program's, and may be another: 1. （二）
    typed = None if text.cell else re.match(numbering.ITEM, text.text)
    said, keys, at = f"{text.cell}\n", list[Key](), typed.end() if typed else 0
    ends = ends or [end for _, end in sentences(text.text)]
    for position, one in enumerate(found):
        if isinstance(one, Fixed) or (isinstance(one, Spoken) and not is_spoken) or one.start < at:
            continue
        *before, last = _cut(text.text, at, one.start, ends)
        for sentence in before:
            yield said + sentence, keys
            said, keys = f"{text.cell}\n", []
        own, end = "words", one.end
        if isinstance(one, Mention) and one.form == "|chinese":
            end += len(one.unit)
        elif isinstance(one, Mention):
            own = str(int(one.values[0]) - year) if one.kind == "year" else one.kind
        said, keys, at = (
            f"{said}{directions.neutral(last)}\ufffc{own}{one.unit}\ufffc",
            [*keys, (number, position)],
            end,
        )
    yield said + _cut(text.text, at, len(text.text), ends)[0], keys


def _cut(text: str, start: int, end: int, ends: Sequence[int]) -> list[str]:
    """A part of a text, cut where sentences end in it; nothing is left behind the last if that ends with the part."""
    return [text[first:last] for first, last in pairwise([start, *(at for at in ends if start < at <= end), end])]
