"""Where the sentences of a Chinese text end, and the statements and clauses that they are made of.

- A *sentence* ends at 。！？
- A *statement* ends at ； too, which parts what could be sentences of their own.
- A *clause* ends at any of `CLAUSE_MARKS`.
- An *item* of a list within a clause ends at 、 too (`ITEM_MARKS`).

A closing mark behind an end belongs to it (他说：“好。”), and so does a mark that cannot begin anything (。，).
Marks typed half-width count (`TYPED_MARKS`), but not within a number or a Latin word: 1,265 10:30 a?b.
Nothing ends at an ellipsis, within a 《title》, or at a point, be it a decimal point or behind a number (1.).
"""

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

Offsets = tuple[int, int]
"""Where a part of a text starts, and where it has ended: `text[start:end]`."""

SENTENCE_MARKS = "。！？"
STATEMENT_MARKS = "。！？；"
CLAUSE_MARKS = "，；：。！？"
ITEM_MARKS = CLAUSE_MARKS + "、"
TYPED_MARKS = CLAUSE_MARKS + ",;:!?"

_CLOSING = "”’』」》）)】〕\"'"
_BEHIND_AN_END = _CLOSING.replace("》", "") + "…"
"""What may follow the mark that ends a sentence; behind 》 it was the title that asked (《怎么办？》)."""
_SENTENCE_ENDS = (*SENTENCE_MARKS, "!", "?")
_PAIRS = (("“", "”"), ("《", "》"), ("（", "）"))
_STRAIGHT = "\"'"
_HALF_WIDTH = {"，": ",", "；": ";", "：": ":", "！": "!", "？": "?"}
_SENTENCE_REACH = 500
_CLAUSE_REACH = 200
"""How many characters on either side are searched for the end of a sentence, of a clause."""


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
    """Statements none of which parts a quotation, a title or a bracket: each can be told without its neighbours."""
    start = 0
    for _, end in statements(text):
        said = text[start:end]
        is_open = any(said.count(opening) > said.count(closing) for opening, closing in _PAIRS)
        is_quoted = said[-1:] in _CLOSING and said.rstrip(_CLOSING).endswith("；")
        if not (is_open or is_quoted) or end == len(text):
            yield start, end
            start = end


def sentence_around(text: str, start: int, end: int) -> Offsets:
    """The sentence, or sentences, in which `text[start:end]` stands; where none ends nearby, what is near.

    >>> sentence_around("收到265件。立案224件。", 10, 14)
    (7, 14)
    """
    return _with_ends(text, start, end, SENTENCE_MARKS)


def statement_around(text: str, start: int, end: int) -> Offsets:
    """The statement, or statements, in which `text[start:end]` stands; where none ends nearby, what is near."""
    return _with_ends(text, start, end, STATEMENT_MARKS)


def clause_around(text: str, start: int, end: int) -> Offsets:
    """The clause, or clauses, in which `text[start:end]` stands, without the marks on both sides.

    >>> clause_around("收到265件，立案224件。", 8, 12)
    (7, 13)
    """
    return _without_ends(text, start, end, CLAUSE_MARKS)


def item_around(text: str, start: int, end: int) -> Offsets:
    """The item of a list, or else the clause, in which `text[start:end]` stands, without the marks on both sides."""
    return _without_ends(text, start, end, ITEM_MARKS)


def run_in(text: str) -> int:
    """How many characters of a paragraph may be its run-in heading; 0 where nothing would follow it.

    It reaches to the first full stop, not to any other end of a sentence, since a heading may ask.
    """
    end = text.find("。") + 1
    return end if end < len(text.rstrip()) else 0


def refers_back(sentence: str) -> bool:
    """Whether a sentence is of what was said right before it, without which it says nothing.

    >>> refers_back("其中，集体提案29件。"), refers_back("这些问题要认真解决。"), refers_back("这几年变化很大。")
    (True, True, False)
    """
    return (
        re.match(r"其中|这些|上述|以上(?:[，、]|问题|不足|成绩|数据|工作|情况|举措|措施)|[对为]此，", sentence)
        is not None
    )


def has_end(text: str) -> bool:
    """Whether a sentence ends anywhere in a text, as none does in a title."""
    return _end_pattern(SENTENCE_MARKS).search(text) is not None


def is_whole(text: str) -> bool:
    """Whether a text ends with a sentence.

    >>> is_whole("他问：“好吗？”"), is_whole("学习《怎么办？》"), is_whole("共1.5万件")
    (True, False, False)
    """
    return text.rstrip().rstrip(_BEHIND_AN_END).endswith(_SENTENCE_ENDS)


def goes_on(line: str) -> bool:
    """Whether a line stops in mid-sentence: neither at the end of one, nor at a semicolon, colon or ellipsis."""
    return not line.rstrip().rstrip(_CLOSING).endswith((*_SENTENCE_ENDS, "；", "：", "…"))


def _parts(text: str, marks: str) -> list[Offsets]:
    """What the ends at some marks part a text into; what follows the last end is a part too."""
    bounds = [0, *_ends(text, marks)]
    if bounds[-1] < len(text) or not text:
        bounds.append(len(text))
    return list(pairwise(bounds))


def _ends(text: str, marks: str) -> list[int]:
    """Behind which characters a text is parted: each end with what closes behind it, but not with what opens there."""
    matches = _end_pattern(marks).finditer(text)
    if not any(mark in text for mark in _STRAIGHT):
        return [match.end() for match in matches]
    closing, ends = _closing_straight(text), list[int]()
    for match in matches:
        opening = (at for at in range(*match.span()) if text[at] in _STRAIGHT and at not in closing)
        ends.append(next(opening, match.end()))
    return ends


def _closing_straight(text: str) -> set[int]:
    """Where straight quotation marks close: they look as the opening ones do, so every second of a kind does."""
    closing = set[int]()
    for mark in _STRAIGHT:
        every = [at for at, character in enumerate(text) if character == mark]
        closing.update(every[1::2])
    return closing


@cache
def _end_pattern(marks: str) -> re.Pattern[str]:
    """An end at one of some marks, or of the same typed half-width, with all that belongs to it."""
    typed = "".join(_HALF_WIDTH[mark] for mark in marks if mark in _HALF_WIDTH)
    not_behind, not_before = "(?<![0-9A-Za-z])", "(?![0-9A-Za-z/])"
    not_in_a_title = "(?![^《》。]{0,40}》)"
    mark = f"(?:[{marks}]|{not_behind}[{typed}]|[{typed}]{not_before})"
    return re.compile(f"{mark}{not_in_a_title}[{TYPED_MARKS}、…{_CLOSING}]*")


def _with_ends(text: str, start: int, end: int, marks: str) -> Offsets:
    """From behind the last end before a stretch to behind the first one after it."""
    first, last = _nearby(text, start, end, _SENTENCE_REACH)
    ends = [first + at for at in _ends(text[first:last], marks)]
    before = [at for at in ends if at <= start]
    after = [at for at in ends if at >= end and at > start]
    return max(before, default=first), min(after, default=last)


def _without_ends(text: str, start: int, end: int, marks: str) -> Offsets:
    """From behind the last end before a stretch to before the first one after it."""
    first, last = _nearby(text, start, end, _CLAUSE_REACH)
    before = _ends(text[first:start], marks)
    after = _end_pattern(marks).search(text, end, last)
    return first + max(before, default=0), after.start() if after else last


def _nearby(text: str, start: int, end: int, reach: int) -> Offsets:
    """What is searched for ends: so many characters on either side of a stretch, but no other line."""
    first, last = max(start - reach, 0), min(end + reach, len(text))
    line_end = text.find("\n", end, last)
    return max(first, text.rfind("\n", first, start) + 1), last if line_end < 0 else line_end
