"""Lists that a sentence counts as points (一是…；二是…；三是…。): the items that each has in a draft.

A point more is an item more of the list, and no words of the sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import count, pairwise

from msgspec import Struct

from report_cli.audit.baseline import Baseline
from report_cli.audit.lists import NameList
from report_cli.audit.locate import Location
from report_cli.audit.texts import Span
from report_cli.facts.quantity import chinese
from report_cli.sentences import SENTENCE_MARKS

_PARTS = "[；;。]"
_NO_ITEM = re.compile(f"[0-9{SENTENCE_MARKS}；;：\n]")
"""What no new point has that is one item: a number would be typed into a text of the data."""


class Points(Struct, frozen=True):
    """A list as its points were built and are now. `words`: stretches of the draft, and what was built in their place.

    With these the sentence is the one that was built, but for other edits.
    """

    names: NameList
    words: tuple[tuple[Span, str], ...]


def points(location: Location) -> Iterator[Points]:
    """The lists of which points were put in; all that there were still stand, in their order."""
    for numbers in location.baseline.whole_lists:
        if _are_points(location.baseline, numbers) and (found := _as_read(location, numbers)):
            yield found


def _are_points(baseline: Baseline, numbers: Sequence[int]) -> bool:
    spans = [baseline.span(number) for number in numbers]
    text = baseline.paragraphs[spans[0].line]
    if {span.line for span in spans} != {spans[0].line} or not text[: spans[0].start].endswith("一是"):
        return False
    between = [text[one.end : other.start] for one, other in pairwise(spans)]
    return all(re.fullmatch(f"{_PARTS}{chinese(at)}是", words) for at, words in enumerate(between, 2))


def _as_read(location: Location, numbers: Sequence[int]) -> Points | None:
    found = [location.found.get(number) for number in numbers]
    spans = [each.span for each in found if each and len(each.spans) == 1]
    if len(spans) < len(numbers) or len({span.line for span in spans}) > 1 or spans != sorted(spans):
        return None
    text = location.lines[spans[0].line].text
    begin = text.rfind("一是", 0, spans[0].start) + len("一是")
    places = [*_places(text, begin)] if begin > 1 else []
    standing = {(span.start, span.end) for span in spans}
    new = [text[slice(*place)] for place in places if place not in standing]
    if not new or not standing.issubset(places) or any(not item or _NO_ITEM.search(item) for item in new):
        return None
    baseline, line = location.baseline, spans[0].line
    built = [baseline.span(number) for number in numbers]
    as_built = baseline.paragraphs[built[0].line]
    ends = [(begin, spans[0].start), *((a.end, b.start) for a, b in pairwise(spans)), (spans[-1].end, places[-1][1])]
    words = ["", *(as_built[a.end : b.start] for a, b in pairwise(built)), ""]
    names = NameList(
        fact=baseline.list_of(numbers[0]),
        figures=tuple(numbers),
        was=tuple(baseline.figures[number].text for number in numbers),
        built=Span(built[0].line, built[0].start, built[-1].end),
        was_open=False,
        items=tuple(text[slice(*place)] for place in places),
        read=Span(line, begin, places[-1][1]),
    )
    return Points(names, tuple((Span(line, *end), said) for end, said in zip(ends, words, strict=True)))


def _places(text: str, begin: int) -> Iterator[tuple[int, int]]:
    """Where the points stand of which the first begins at a place: 二是 and what follows are their marks."""
    for number in count(2):
        mark = re.compile(f"{_PARTS}{chinese(number)}是").search(text, begin)
        if mark is None:
            break
        yield begin, mark.start()
        begin = mark.end()
    end = re.compile(_PARTS).search(text, begin)
    yield begin, end.start() if end else len(text)
