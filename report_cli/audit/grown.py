"""Texts of rows that people wrote on, before or behind: the new words are the row's, and no words of the report's own.

A row is one of many that the data list and the program lays out. Words that stood beside it in an edit would stay at
its number, and be another row's as soon as one is put in or taken out before it.
"""

import re
from collections.abc import Iterator

from report_cli.audit.locate import Location
from report_cli.audit.texts import Span

_OF_ROW = re.compile(r".*\]\.[^.\]]+")


def grown(location: Location) -> Iterator[tuple[int, Span]]:
    """The fields of items that have new words at their ends, and the stretches that they take with them.

    Only where what stood before and behind a field stands there still, and no number is among the words.
    """
    for number, figure in enumerate(location.baseline.figures):
        found = location.found.get(number)
        if found is None or figure.is_number or figure.form or not _OF_ROW.fullmatch(figure.fact):
            continue
        span = found.span
        fresh, text = location.fresh.get(span.line, set()), location.lines[span.line].text
        start, end = span.start, span.end
        while start - 1 in fresh:
            start -= 1
        while end in fresh:
            end += 1
        is_one = len(found.spans) == 1 and (start, end) != (span.start, span.end)
        if is_one and _stands_between(location, number, Span(span.line, start, end)):
            more = text[start : span.start] + text[span.end : end]
            if not re.search("[0-9]", more):
                yield number, Span(span.line, start, end)


def _stands_between(location: Location, number: int, span: Span) -> bool:
    """Whether a stretch of the draft stands between the same signs as a figure as built."""
    built, baseline = location.baseline.span(number), location.baseline
    was, now = baseline.paragraphs[built.line], location.lines[span.line].text
    before, behind = (was[: built.start], now[: span.start]), (was[built.end :], now[span.end :])
    return before[0][-1:] == before[1][-1:] and behind[0][:1] == behind[1][:1]
