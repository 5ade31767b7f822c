"""What a draft wishes of words: sentences as they were and are, each figure as the template would print it.

A sentence in which only figures are others is no wish of words. A number that no fact stands behind is one wish with
its sentence: the data first have to know it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from report_cli.audit.changes import ProseChange
from report_cli.audit.findings import Discrepancy
from report_cli.audit.texts import Span, clause_end, number_parts
from report_cli.compose.values import expression
from report_cli.facts.formula import PREVIOUS
from report_cli.files.workspace import CATALOGUE
from report_cli.inward.draft import Draft
from report_cli.inward.proposed import ProposedChange, Source
from report_cli.text import excerpt

NOT_YET = "文字的改动这一版还不能写回去；照这样改模板，数字写成花括号里的样子"
_IN_MARGIN = "页眉页脚里的字不带回去，要用就改版式或模板"


class _Printed(Struct, frozen=True):
    """A stretch of a line that prints facts, and how the template prints them."""

    start: int
    end: int
    said: str


def wishes(draft: Draft) -> Iterator[ProposedChange]:
    """The new numbers with their sentences, then the other words that were edited."""
    found = [*_edited(draft)]
    told = [each for each in draft.audit.discrepancies if not draft.is_filled(each)]
    yield from (_of_number(draft, each) for each in told if each.kind == "unbound")
    absorbed = [each for each in told if each.kind in ("unbound", "contradictory")]
    for wish, spans in found:
        if not any(_is_within(each.at[0], spans) for each in absorbed if each.at):
            yield wish
    yield from _lost(draft, [spans for _, spans in found])


# Sentences ------------------------------------------------------------------------------------------------------------


def _edited(draft: Draft) -> Iterator[tuple[ProposedChange, list[Span]]]:
    """Each edit of the words, and where its new words stand."""
    paragraphs, lines = draft.audit.baseline.paragraphs, [line.text for line in draft.audit.location.lines]
    as_built, as_read = _printed_in_built(draft), _printed_in_draft(draft)
    for change in draft.audit.prose:
        before = _located(change.before, paragraphs, change.built)
        after = _located(change.after, lines, change.at)
        texts = _as_template(before, paragraphs, as_built), _as_template(after, lines, as_read)
        if change.change != "changed" or texts[0] != texts[1]:
            yield _of_words(draft, change, texts), after


def _of_words(draft: Draft, change: ProseChange, texts: tuple[str, str]) -> ProposedChange:
    source = Source(file=draft.audit.file, paragraph=change.paragraph, text=change.after or change.before)
    before, after = (text or None for text in texts)
    return ProposedChange(
        type="prose",
        state="unclear",
        year=draft.year,
        kind=draft.kind,
        key=("prose", str(draft.year), draft.kind, before or f"+{change.template}{after}"),
        position=change.at,
        sources=(source,),
        before=before,
        after=after,
        message=_IN_MARGIN if change.is_margin else NOT_YET,
        place=change.template,
        change=change.change,
    )


def _located(text: str, lines: Sequence[str], at: tuple[int, int] | None) -> list[Span]:
    """Where a text stands that may go over several lines; the first of them is about where it is said to be."""
    found, line = list[Span](), at[0] if at else 0
    for part in text.split("\n") if text else ():
        near = at[1] if at and not found else 0
        line = next((number for number in range(line, len(lines)) if part in lines[number]), -1)
        if line < 0:
            return found
        starts = [match.start() for match in re.finditer(re.escape(part), lines[line])]
        start = next((start for start in reversed(starts) if start <= near), starts[0])
        found.append(Span(line, start, start + len(part)))
        line += 1
    return found


def _as_template(spans: Iterable[Span], lines: Sequence[str], printed: Mapping[int, Sequence[_Printed]]) -> str:
    texts = []
    for span in spans:
        text, at = "", span.start
        for each in printed.get(span.line, ()):
            if at <= each.start and each.end <= span.end:
                text += lines[span.line][at : each.start] + each.said
                at = each.end
        texts.append(text + lines[span.line][at : span.end])
    return "\n".join(texts)


def _printed_in_built(draft: Draft) -> dict[int, list[_Printed]]:
    baseline, found = draft.audit.baseline, dict[int, list[_Printed]]()
    listed = {number for each in draft.audit.lists for number in each.figures}
    for each in draft.audit.lists:
        printed = _Printed(each.built.start, each.built.end, expression(each.fact, ""))
        found.setdefault(each.built.line, []).append(printed)
    for number, figure in enumerate(baseline.figures):
        if number not in listed:
            span = baseline.span(number)
            found.setdefault(span.line, []).append(_Printed(span.start, span.end, expression(figure.fact, figure.form)))
    return {line: sorted(each, key=lambda printed: printed.start) for line, each in found.items()}


def _printed_in_draft(draft: Draft) -> dict[int, list[_Printed]]:
    location, found = draft.audit.location, dict[int, list[_Printed]]()
    standing = [each for each in draft.audit.lists if each.read is not None]
    listed = {number for each in standing for number in each.figures}
    # Of a list whose names stand apart now, those that are others are words.
    apart = [number for each in draft.audit.lists if each.read is None for number in each.figures]
    texts = location.baseline.figure_texts
    listed |= {number for number in apart if number in location.found and location.found[number].text != texts[number]}
    for each in standing:
        assert each.read is not None, "it stands"
        printed = _Printed(each.read.start, each.read.end, expression(each.fact, ""))
        found.setdefault(each.read.line, []).append(printed)
    for number, occurrence in location.found.items():
        figure = location.baseline.figures[number]
        if number not in listed and len(occurrence.spans) == 1:
            printed = _Printed(occurrence.span.start, occurrence.span.end, expression(figure.fact, figure.form))
            found.setdefault(occurrence.span.line, []).append(printed)
    for number, span in draft.filled.items():
        figure = draft.audit.figure(number)
        printed = _Printed(span.start, span.end, expression(figure.fact, figure.form))
        found.setdefault(span.line, []).append(printed)
    for again in draft.audit.discrepancies:
        if again.kind == "repeated" and again.figures:
            figure, span = draft.audit.figure(again.figures[0]), again.at[0]
            said = expression(figure.fact, figure.form)
            found.setdefault(span.line, []).append(_Printed(span.start, span.end, said))
    return {line: sorted(each, key=lambda printed: printed.start) for line, each in found.items()}


def _is_within(span: Span, spans: Iterable[Span]) -> bool:
    return any(span.line == each.line and each.start <= span.start and span.end <= each.end for each in spans)


# Numbers that are new, figures that are gone --------------------------------------------------------------------------


def _of_number(draft: Draft, found: Discrepancy) -> ProposedChange:
    span, text = found.at[0], found.found or ""
    return ProposedChange(
        type="figure",
        state="new",
        year=draft.year,
        kind=draft.kind,
        key=("new", str(draft.year), draft.kind, draft.source_of(found).text, str(span.start)),
        position=(span.line, span.start),
        sources=(draft.source_of(found),),
        after=text,
        message=_how_to_add(draft, span, text),
        label=_label(draft, span),
        printed=text,
    )


_LEADING = re.compile("^(?:全年|今年|另有|另外|还有|此外|共有|总共|一共|其中|同时|以及|还|共|并|有|另|其|的|了)+")


def _label(draft: Draft, span: Span) -> str:
    """What a new number seems to count: the words of its clause before it."""
    words = clause_end(draft.line(span)[: span.start])
    return _LEADING.sub("", words) or words or "新的一项"


def _how_to_add(draft: Draft, span: Span, text: str) -> str:
    """The lines for catalogue and year file, ready to be pasted."""
    marker, digits, unit = number_parts(text)
    group, ids = _group_near(draft, span)
    name = next(name for number in range(1, len(ids) + 2) if (name := f"new_{number}") not in ids)
    label = excerpt(_label(draft, span), 20)
    what = "kind: rate" if unit == "%" else f"unit: {unit}" if unit and digits else "unit: 件"
    value = f"{marker}{digits}{'%' * (unit == '%')}" if digits else text
    return (
        f"数据里没有这个数。要收进来：{CATALOGUE} 的{group}组（indicators下）加一行 "
        f"{name}: {{label: {label}, {what}}}；{draft.ledger.file} 的{group}组加一行 {name}: {value}；"
        f"再把这句话写进模板，数字写成 {{{{ {group}.{name} }}}}"
    )


def _group_near(draft: Draft, span: Span) -> tuple[str, set[str]]:
    """The group of the figure that is nearest to a place, and the names that it has."""
    found = draft.audit.location.found
    near = sorted(found, key=lambda number: abs(found[number].span.line - span.line))
    groups = draft.ledger.catalogue.groups
    ids = (draft.audit.figure(number).fact.removeprefix(PREVIOUS).partition(".")[0] for number in near)
    group = next((id for id in ids if id in groups), next(iter(groups), ""))
    return group, set(groups[group].by_name) if group in groups else set()


def _lost(draft: Draft, edited: Sequence[Sequence[Span]]) -> Iterator[ProposedChange]:
    """Figures that were deleted where no sentence tells of it: a cell that was emptied."""
    told = {number for change in draft.audit.prose for number in _figures_of(draft, change)}
    told |= {number for each in draft.audit.lists if each.read is not None for number in each.figures}
    # A number in their place is new, and told with its sentence.
    lines = {each.at[0].line for each in draft.audit.discrepancies if each.kind == "unbound"}
    line_of = draft.audit.location.line_of
    for found in draft.audit.discrepancies:
        is_told = told.issuperset(found.figures) or line_of.get(found.paragraph - 1) in lines
        if found.kind == "removed" and not is_told and not draft.is_filled(found):
            figure = draft.audit.figure(found.figures[0])
            yield ProposedChange(
                type="figure",
                state="unclear",
                year=draft.year,
                kind=draft.kind,
                key=("removed", str(draft.year), draft.kind, figure.fact, str(found.paragraph)),
                position=(found.paragraph - 1, 0),
                sources=(draft.source_of(found),),
                before=draft.raw(figure.fact) if draft.fact(figure.fact) else figure.text,
                message="这个数删去了；今年没有这件事，就在数据里删去这一行，只是不说它，就改模板",
                place=figure.place,
                fact=figure.fact,
                label=figure.label,
            )


def _figures_of(draft: Draft, change: ProseChange) -> list[int]:
    """The figures of a sentence as it was built."""
    baseline = draft.audit.baseline
    spans = _located(change.before, baseline.paragraphs, change.built)
    return [number for number in range(len(baseline.figures)) if _is_within(baseline.span(number), spans)]
