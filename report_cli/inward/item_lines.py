"""A row, or an explained term, that people put into a draft, as the item of the year's file that brings it.

What the paragraphs of its neighbour print of which field, its own say of the same: only where all of it is read so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from report_cli.audit.baseline import BuiltFigure
from report_cli.facts.fact import Indicator
from report_cli.inward.draft import Draft
from report_cli.inward.items_now import item_of, items_of
from report_cli.inward.lines_to_add import Line
from report_cli.inward.said_numbers import as_said
from report_cli.text import excerpt, quoted

_COUNT = re.compile(r"[（(]?\d+[)）.、．]?|[①-⑳]")
"""A running number, which the template prints: each row has its own."""


def of_item(draft: Draft, said: Mapping[int, str], *, is_above: bool = True) -> tuple[Line, ...]:
    """The line for an item beside one that was built, behind or before it; none where it is not plain.

    `said`: what the new one says in place of each paragraph as built of that one, by its line.
    """
    figures = [each for line in said for each in _figures(draft, line)]
    items = draft.items_now.saying(figures) if len({item_of(each.fact) for each in figures}) == 1 else []
    indicator = _indicator(draft, items_of(figures[0].fact)) if len(items) == 1 else None
    if indicator is None or indicator.table:
        return ()
    fields = dict[str, str]()
    for line, text in said.items():
        if (read := _fields(draft, indicator, line, text.strip())) is None:
            return ()
        fields |= read
    number = int(items[0].rpartition("[")[2].rstrip("]")) + is_above
    file, names = draft.file(indicator.id), [field.name for field in indicator.fields]
    keys = tuple(sorted(fields.items(), key=lambda each: names.index(each[0])))
    return (Line(file, (*indicator.id.split("."), number), f"{file} 的{indicator.named}里", keys),) if keys else ()


def without_item(draft: Draft, figures: Sequence[BuiltFigure], words: str) -> tuple[Line, ...]:
    """The line that takes out the item that some figures were all of; none where it is not plain which."""
    items = draft.items_now.saying(figures) if len({item_of(each.fact) for each in figures}) == 1 else []
    indicator = _indicator(draft, items_of(figures[0].fact)) if len(items) == 1 else None
    if indicator is None or indicator.table:
        return ()
    number = int(items[0].rpartition("[")[2].rstrip("]"))
    file = draft.file(indicator.id)
    where = f"{file} 的{indicator.named}里"
    return (Line(file, (*indicator.id.split("."), number), where, "", gone=quoted(excerpt(words))),)


def _figures(draft: Draft, line: int) -> list[BuiltFigure]:
    baseline = draft.audit.baseline
    found = (baseline.figures[number] for number in baseline.by_paragraph.get(line, ()))
    return sorted(found, key=lambda each: each.offset)


def _indicator(draft: Draft, id: str) -> Indicator | None:
    return next((each for each in draft.ledger.catalogue.indicators if each.id == id), None)


def _fields(draft: Draft, indicator: Indicator, line: int, text: str) -> dict[str, str] | None:
    """What a text says of which fields, where a paragraph as built prints them; None where that cannot be told."""
    was, figures = draft.audit.baseline.paragraphs[line], _figures(draft, line)
    if not figures:
        is_count = _COUNT.fullmatch(text) and _COUNT.fullmatch(was.strip())
        return {} if not text or text == was.strip() or is_count else None
    match = re.fullmatch(_pattern(was, figures), text)
    parts = zip(figures, match.groups(), strict=True) if match else ()
    values = [_value(draft, indicator, each, part) for each, part in parts]
    return dict(filter(None, values)) if values and all(values) else None


def _pattern(was: str, figures: Iterable[BuiltFigure]) -> str:
    made, at = "", 0
    for each in figures:
        made, at = f"{made}{_fixed(was[at : each.offset], is_first=not at)}(.+?)", each.offset + each.length
    return made + re.escape(was[at:].rstrip())


def _fixed(text: str, *, is_first: bool) -> str:
    """What stands before a figure; a running number in front may be another."""
    count = _COUNT.match(text) if is_first else None
    return f"(?:{_COUNT.pattern})?{re.escape(text[count.end() :])}" if count else re.escape(text)


def _value(draft: Draft, indicator: Indicator, figure: BuiltFigure, text: str) -> tuple[str, str] | None:
    """A field, and what the year's file would say of it."""
    field = indicator.field_named(figure.fact.rpartition("].")[2])
    if field is None or field.formula is not None or field.is_private:
        return None
    if field.kind == "text":
        return field.name, text
    said = as_said(text, draft.year)
    is_that = said is not None and ((said.kind or "date"), said.unit) == (field.kind, field.unit)
    return (field.name, said.value) if said and is_that else None
