"""Lists that a sentence counts as points (一是…；二是…；三是…。): the items that each has in a draft.

A point more is an item more of the list, one less is one less, and neither is words of the sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import accumulate, count, pairwise

from msgspec import Struct
from msgspec.structs import replace

from report_cli.audit.baseline import Baseline
from report_cli.audit.lists import NameList
from report_cli.audit.locate import Location
from report_cli.audit.texts import Span
from report_cli.compose.expressions import expression
from report_cli.document import Document, text_of
from report_cli.facts.fact import Names
from report_cli.facts.ledger import Ledger
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


def points(location: Location, document: Document | None, ledger: Ledger) -> Iterator[Points]:
    """The lists of which points were put in, taken out, or put in another order; the others still stand.

    `document`, `ledger`: the report and the data as they are today.
    """
    lists = (numbers for numbers in location.baseline.whole_lists if _are_points(location.baseline, numbers))
    read = filter(None, (_as_read(location, numbers) for numbers in lists))
    yield from (found for found in read if _are_of_the_list(found, document, ledger))


def _are_of_the_list(found: Points, document: Document | None, ledger: Ledger) -> bool:
    """Whether all points are items of the list today: an edit may have put one behind them that is words."""
    fact = ledger.get(found.names.fact)
    names = [item.text for item in fact.value.items] if fact and isinstance(fact.value, Names) else []
    worded = found.names.was[len(found.names.figures) :]
    return {*worded} <= {*names} and (document is None or not _has_more(document, found.names.fact, len(names)))


def _has_more(document: Document, fact: str, count: int) -> bool:
    """Whether the report has more points anywhere than the list that they are of has items."""
    for _, runs in document.lines:
        text = text_of(runs)
        starts = accumulate((len(run.text) for run in runs), initial=0)
        for run, start in zip(runs, starts, strict=False):
            if run.fact == f"{fact}[1]" and text[:start].endswith(_FIRST):
                return len([*_places(text, start)]) > count
    return False


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
    standing, built = {(span.start, span.end) for span in spans}, _as_built(baseline, numbers)
    was, items = tuple(built.says(at) for at in built.places), tuple(text[slice(*at)] for at in places)
    new = [item for item, place in zip(items, places, strict=True) if place not in standing]
    new = [item for item in new if item not in was[len(numbers) :]]
    is_other = bool(new) or len(places) < len(was) or (was != items and sorted(was) == sorted(items))
    if not is_other or not standing.issubset(places) or any(not item or _NO_ITEM.search(item) for item in new):
        return None
    names = NameList(
        fact=baseline.list_of(numbers[0]),
        figures=tuple(numbers),
        was=was,
        built=replace(baseline.span(numbers[0]), end=built.places[-1][1]),
        was_open=False,
        items=items,
    )
    said = [expression(baseline.figures[number].fact, "") for number in numbers] + [*was[len(numbers) :]]
    marked = (f"；{chinese(at)}是{each}" for at, each in enumerate(said[1:], 2))
    return Points(names, Span(line, begin, places[-1][1]), said[0] + "".join(marked))


class _Built(Struct, frozen=True):
    """A line as it was built, and where its points stand: those of the list, and words that were put behind them."""

    line: str
    places: list[tuple[int, int]]

    def says(self, place: tuple[int, int]) -> str:
        return self.line[slice(*place)]


def _as_built(baseline: Baseline, numbers: Sequence[int]) -> _Built:
    first, last = baseline.span(numbers[0]), baseline.span(numbers[-1])
    line = baseline.paragraphs[first.line]
    places = [*_places(line, first.start)][len(numbers) :]
    own = [(span.start, span.end) for span in map(baseline.span, numbers)]
    return _Built(line, [*own, *(place for place in places if place[0] > last.end)])


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
