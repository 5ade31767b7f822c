"""Lists that a sentence counts as points (一是…；二是…；三是…。): the items that each has in a draft.

A point more is an item more of the list, one less is one less, and neither is words of the sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import count, pairwise

from msgspec import Struct
from msgspec.structs import replace

from report_cli.audit.baseline import Baseline
from report_cli.audit.lists import NameList
from report_cli.audit.locate import Location
from report_cli.audit.texts import Span
from report_cli.compose.values import expression
from report_cli.facts.quantity import chinese
from report_cli.sentences import SENTENCE_MARKS

_PARTS = "[；;]"
_END = re.compile("[；;。]")
_FIRST = "一是"
_NO_ITEM = re.compile(f"[0-9{SENTENCE_MARKS}：\n]")
"""What no new point has that is one item: a number would be typed into a text of the data."""


class Points(Struct, frozen=True):
    """A list as its points were built and are now. `said`: the points as built, as the template prints them.

    With these in their place the sentence is the one that was built, but for other edits.
    """

    names: NameList
    read: Span
    said: str


def points(location: Location) -> Iterator[Points]:
    """The lists of which points were put in, taken out, or put in another order; the others still stand."""
    for numbers in location.baseline.whole_lists:
        if _are_points(location.baseline, numbers) and (found := _as_read(location, numbers)):
            yield found


def _are_points(baseline: Baseline, numbers: Sequence[int]) -> bool:
    spans = [baseline.span(number) for number in numbers]
    text = baseline.paragraphs[spans[0].line]
    if {span.line for span in spans} != {spans[0].line} or not text[: spans[0].start].endswith(_FIRST):
        return False
    between = [text[one.end : other.start] for one, other in pairwise(spans)]
    return all(re.fullmatch(f"{_PARTS}{chinese(at)}是", words) for at, words in enumerate(between, 2))


def _as_read(location: Location, numbers: Sequence[int]) -> Points | None:
    baseline = location.baseline
    found = [location.found[number].spans for number in numbers if number in location.found]
    spans = sorted(each[0] for each in found if len(each) == 1)
    if not spans or len(spans) < len(found) or len({span.line for span in spans}) > 1:
        return None
    line, text = spans[0].line, location.lines[spans[0].line].text
    begin = text.rfind(_FIRST, 0, spans[0].start) + len(_FIRST)
    places = [*_places(text, begin)] if begin >= len(_FIRST) else []
    standing = {(span.start, span.end) for span in spans}
    was, items = (tuple(baseline.figures[number].text for number in numbers), tuple(text[slice(*at)] for at in places))
    new = [item for item, place in zip(items, places, strict=True) if place not in standing]
    is_other = bool(new) or len(found) < len(numbers) or (was != items and sorted(was) == sorted(items))
    if not is_other or not standing.issubset(places) or any(not item or _NO_ITEM.search(item) for item in new):
        return None
    names = NameList(
        fact=baseline.list_of(numbers[0]),
        figures=tuple(numbers),
        was=was,
        built=replace(baseline.span(numbers[0]), end=baseline.span(numbers[-1]).end),
        was_open=False,
        items=items,
    )
    said = [expression(baseline.figures[number].fact, "") for number in numbers]
    marked = (f"；{chinese(at)}是{each}" for at, each in enumerate(said[1:], 2))
    return Points(names, Span(line, begin, places[-1][1]), said[0] + "".join(marked))


def _places(text: str, begin: int) -> Iterator[tuple[int, int]]:
    """Where the points stand of which the first begins at a place: 二是 and what follows are their marks."""
    for number in count(2):
        mark = re.compile(f"{_PARTS}{chinese(number)}是").search(text, begin)
        if mark is None:
            break
        yield begin, mark.start()
        begin = mark.end()
    end = _END.search(text, begin)
    yield begin, end.start() if end else len(text)
