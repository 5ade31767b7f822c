"""Which lines of catalogue and year file tell the data of a new number, and where they go."""

from __future__ import annotations

from collections.abc import Iterable

from report_cli.audit.texts import Span
from report_cli.facts.fact import FOR_COMPARISON, Indicator
from report_cli.facts.formula import PREVIOUS
from report_cli.facts.ledger import Ledger
from report_cli.files.workspace import CATALOGUE
from report_cli.inward.draft import Draft
from report_cli.inward.lines_to_add import Line
from report_cli.text import excerpt


def of_catalogue(group: str, name: str, keys: tuple[tuple[str, str], ...]) -> Line:
    """The line of the catalogue that says what an indicator is."""
    return Line(CATALOGUE, (group, "indicators", name), f"{CATALOGUE} 的{group}组（indicators下）", keys)


def of_year(draft: Draft, group: str, name: str, value: str) -> Line:
    """The line of the year's file that says a value."""
    return Line(draft.ledger.file, (group, name), _group_of(draft.ledger, group), value)


def of_last_year(draft: Draft, indicator: Indicator, value: str, note: str) -> Line:
    """The line of last year's file that says a value; `value` empty: people have to look it up."""
    path = indicator.group, indicator.name
    if last := draft.ledger.previous:
        return Line(last.file, path, _group_of(last, indicator.group), value, note)
    year = draft.year - 1
    file, group = f"data/{year}.yaml", f"的{indicator.group}组（还没有，先顶格写一行 {indicator.group}:）"
    where = f"{file}（还没有这个文件，先新建，写上 year: {year} 和 status: {FOR_COMPARISON} 两行） {group}"
    return Line(file, path, where, value, note, begins=f"year: {year}\nstatus: {FOR_COMPARISON}\n")


def _group_of(ledger: Ledger, group: str) -> str:
    """Where a year file has a group, or is to get it."""
    is_there = ledger.file in ledger.stated.files.get(group, ())
    return f"{ledger.file} 的{group}组{'' if is_there else f'（还没有，先顶格写一行 {group}:）'}"


def shared_source(ledger: Ledger, line: Line) -> str:
    """The source that a year file says of more than one value, and that a line for it comes under."""
    own, known = (ledger.stated.sources.get((line.file, group)) for group in (str(line.path[0]), ""))
    of, source = (f"{line.path[0]}组", own) if own else ("最前面", known)
    return f"{line.file} {of}的source“{excerpt(source)}”" if source else ""


def group_near(draft: Draft, span: Span) -> str:
    """The group of the figures that stand near a place, in its own paragraph, else under the same heading."""
    groups = draft.ledger.catalogue.groups
    audit, beside = draft.audit, draft.computable.subjects.figures.get(span.line, [])
    for some in ([number for number in beside if audit.figure(number).is_number], audit.location.found):
        ids = (
            audit.figure(number).fact.removeprefix(PREVIOUS).partition(".")[0] for number in _near(draft, span, some)
        )
        if found := next((id for id in ids if id in groups), ""):
            return found
    return next(iter(groups), "")


def _near(draft: Draft, span: Span, some: Iterable[int]) -> list[int]:
    """Figures of a draft, those first that a place most likely belongs to.

    In the same paragraph the nearest number; then the nearest under the same heading, before rather than behind; then
    the heading's own; then the names under it; then any.
    """
    audit, headings = draft.audit, draft.headings
    first = max((line for line in headings if line <= span.line), default=0)
    last = min((line for line in headings if line > span.line), default=len(audit.location.lines))

    def far(number: int) -> tuple[int, ...]:
        at, is_name = audit.location.found[number].span, not audit.figure(number).is_number
        if at.line == span.line and not is_name:
            return 0, abs(at.start - span.start)
        if not first <= at.line < last:
            where = 4
        elif at.line in headings:
            where = 2
        else:
            where = 3 if is_name else 1
        return where, abs(at.line - span.line), at.line > span.line

    return sorted(some, key=far)
