"""Where the sentences of a Chinese text end, and the statements and clauses that they are made of.

A *sentence* ends at 。！？, a *statement* also at ；, which parts what could be sentences of their own. A *clause* ends
at any of `CLAUSE_MARKS`; where things are listed in it, an item ends at 、 too (`ITEM_MARKS`).

- What closes behind an end belongs to it (他说：“好。”), and so does a mark that can begin nothing (。，).
- Marks typed half-width count (`TYPED_MARKS`), but for those within a number or a Latin word: 1,265 10:30 a?b
- Nothing ends at a point, be it a decimal point or behind a number (1.), at an ellipsis, or within a 《title》.
"""

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

Offsets = tuple[int, int]
"""From one character of a text to before another."""

SENTENCE_MARKS = "。！？"
STATEMENT_MARKS = "。！？；"
CLAUSE_MARKS = "，；：。！？"
ITEM_MARKS = CLAUSE_MARKS + "、"
TYPED_MARKS = CLAUSE_MARKS + ",;:!?"

_CLOSING = "”’』」》）)】〕\"'"
_AFTER, _WHOLE = _CLOSING.replace("》", "…"), tuple(SENTENCE_MARKS + "!?")
_PAIRS = (("“", "”"), ("《", "》"), ("（", "）"))
_FAR, _NEAR = 500, 200
"""So many characters on either side are looked at for the end of a sentence, of a clause."""


def sentences(text: str) -> list[Offsets]:
    """The sentences of a text, which follow one another without a gap; one if it has no end.

    >>> text = "他说：“好。”共1.5万件；办结。"
    >>> [text[start:end] for start, end in sentences(text)]
    ['他说：“好。”', '共1.5万件；办结。']
    """
    return _parts(text, SENTENCE_MARKS)


def statements(text: str) -> list[Offsets]:
    """The sentences of a text, parted at their semicolons.

    >>> text = "收到265件；立案224件。"
    >>> [text[start:end] for start, end in statements(text)]
    ['收到265件；', '立案224件。']
    """
    return _parts(text, STATEMENT_MARKS)


def whole_statements(text: str) -> Iterator[Offsets]:
    """The same, but no quotation, title or bracket is parted: for what is told by itself, without its neighbours."""
    start = 0
    for _, end in statements(text):
        is_open = any(text.count(opening, start, end) > text.count(closing, start, end) for opening, closing in _PAIRS)
        if not is_open or end == len(text):
            yield start, end
            start = end


def sentence_around(text: str, start: int, end: int) -> Offsets:
    """The sentence, or the sentences, that a stretch of a text stands in; of one without end, what is near.

    >>> sentence_around("收到265件。立案224件。", 10, 14)
    (7, 14)
    """
    return _around(text, start, end, SENTENCE_MARKS)


def statement_around(text: str, start: int, end: int) -> Offsets:
    """The same of a sentence that is parted at its semicolons."""
    return _around(text, start, end, STATEMENT_MARKS)


def clause_around(text: str, start: int, end: int) -> Offsets:
    """The clause, or the clauses, that a stretch of a text stands in, without the marks on both sides.

    >>> clause_around("收到265件，立案224件。", 8, 12)
    (7, 13)
    """
    return _between(text, start, end, CLAUSE_MARKS)


def item_around(text: str, start: int, end: int) -> Offsets:
    """The same of a clause that is parted where things are listed in it."""
    return _between(text, start, end, ITEM_MARKS)


def run_in(text: str) -> int:
    """How many characters of a paragraph may be its run-in heading: up to the first full stop, since a heading may ask.

    0 where nothing follows it.
    """
    end = text.find("。") + 1
    return end if end < len(text.rstrip()) else 0


def has_end(text: str) -> bool:
    """Whether a sentence ends in a text, as none does in a title."""
    return _end(SENTENCE_MARKS).search(text) is not None


def is_whole(text: str) -> bool:
    """Whether a text ends with a sentence.

    >>> is_whole("他问：“好吗？”"), is_whole("学习《怎么办？》"), is_whole("共1.5万件")
    (True, False, False)
    """
    return text.rstrip().rstrip(_AFTER).endswith(_WHOLE)


def goes_on(line: str) -> bool:
    """Whether a line ends in the middle of its sentence: not with what ends one, a colon, or an ellipsis."""
    return not line.rstrip().rstrip(_CLOSING).endswith((*_WHOLE, "；", "：", "…"))


def _parts(text: str, marks: str) -> list[Offsets]:
    starts = [0, *_ends(text, marks)]
    return [*pairwise(starts if starts[-1] == len(text) and text else [*starts, len(text)])]


def _ends(text: str, marks: str) -> list[int]:
    matches = _end(marks).finditer(text)
    if "'" not in text and '"' not in text:
        return [match.end() for match in matches]
    closing, ends = _straight_and_closing(text), list[int]()
    for match in matches:
        opening = (at for at in range(*match.span()) if text[at] in "\"'" and at not in closing)
        ends.append(next(opening, match.end()))
    return ends


def _straight_and_closing(text: str) -> set[int]:
    """Where straight quotation marks close: these look as the opening ones do, so every second of a kind."""
    return {at for mark in "\"'" for at in [each.start() for each in re.finditer(mark, text)][1::2]}


def _around(text: str, start: int, end: int, marks: str) -> Offsets:
    nearest, farthest = _near(text, start, end, _FAR)
    ends = [nearest + at for at in _ends(text[nearest:farthest], marks)]
    behind = (at for at in ends if at >= end and at > start)
    return max((at for at in ends if at <= start), default=nearest), min(behind, default=farthest)


def _between(text: str, start: int, end: int, marks: str) -> Offsets:
    nearest, farthest = _near(text, start, end, _NEAR)
    first = max(_ends(text[nearest:start], marks), default=0)
    behind = _end(marks).search(text, end, farthest)
    return nearest + first, behind.start() if behind else farthest


def _near(text: str, start: int, end: int, reach: int) -> Offsets:
    """What is looked at: so many characters on either side, but no other line."""
    nearest, farthest = max(start - reach, 0), min(end + reach, len(text))
    line_end = text.find("\n", end, farthest)
    return max(nearest, text.rfind("\n", nearest, start) + 1), line_end if line_end >= 0 else farthest


@cache
def _end(marks: str) -> re.Pattern[str]:
    typed = "".join(typed for mark, typed in zip("，；：！？", ",;:!?", strict=True) if mark in marks)
    before, behind, title = "(?<![0-9A-Za-z])", "(?![0-9A-Za-z/])", "(?![^《》。]{0,40}》)"
    mark = f"(?:[{marks}]|{before}[{typed}]|[{typed}]{behind}){title}"
    return re.compile(f"{mark}[{TYPED_MARKS}、…{_CLOSING}]*")
