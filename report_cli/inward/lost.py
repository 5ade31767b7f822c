"""Figures that people deleted where no edit of words tells of it: a number without its sentence, an emptied cell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from report_cli.audit.changes import ProseChange
from report_cli.audit.findings import Discrepancy
from report_cli.audit.lists import NameList
from report_cli.audit.texts import Span
from report_cli.inward import wishes_of_words
from report_cli.inward.draft import Draft
from report_cli.inward.proposed import ProposedChange, Source, State, marked
from report_cli.inward.template_text import DraftLines, is_within, located
from report_cli.inward.today import Stretch
from report_cli.sentences import sentence_around

_DELETED = "这一处删去了；今年没有这件事，就在数据里删去这一行，说它的话也跟着没有；只是不说它，就删去整句，或改模板"


def lost(draft: Draft, said: DraftLines, gone: Sequence[Stretch]) -> Iterator[ProposedChange]:
    """Figures that were deleted where no sentence tells of it: a cell that was emptied. `gone`: what of today's is.

    A paragraph of figures alone that today's report has no more either is told as one, and has come home.
    """
    left, emptied = [*_untold(draft, gone)], _emptied(draft)
    home = {each.paragraph - 1 for each in left if _is_home(draft, each.paragraph - 1)}
    yield from (_of_paragraph(draft, said, line) for line in sorted(home))
    for found in left:
        number = found.figures[0]
        names = emptied.get(number)
        # A list is told as one, where its first name stood.
        if found.paragraph - 1 not in home and (names is None or number == names.figures[0]):
            yield _of_lost(draft, found, names)


def _untold(draft: Draft, gone: Sequence[Stretch]) -> Iterator[Discrepancy]:
    """The figures that are gone and are not told with their words."""
    told = {number for change in draft.audit.prose for number in _figures_of(draft, change)}
    told |= {number for each in draft.audit.lists if each.read is not None for number in each.figures}
    told |= {number for each in draft.points for number in each.names.figures}
    # A number in their place is new, and told with its sentence.
    lines = {each.at[0].line for each in draft.audit.discrepancies if each.kind == "unbound"}
    line_of = draft.audit.location.line_of
    for found in draft.audit.discrepancies:
        is_told = told.issuperset(found.figures) or line_of.get(found.paragraph - 1) in lines
        today = draft.today_line(found.paragraph - 1)
        is_told |= today is not None and any(each.first <= today <= each.last for each in gone)
        if found.kind == "removed" and not is_told and not draft.is_filled(found):
            yield found


def _is_home(draft: Draft, built: int) -> bool:
    """Whether neither the draft nor today's report has a paragraph as built."""
    return draft.today is not None and draft.today_line(built) is None and built not in draft.audit.location.line_of


def _of_paragraph(draft: Draft, said: DraftLines, line: int) -> ProposedChange:
    """`line`: as built."""
    text = draft.audit.baseline.paragraphs[line]
    written = "\n".join(said.built([Span(line, 0, len(text))]))
    return replace(
        wishes_of_words.blank(draft),
        state="taken",
        key=("prose", str(draft.year), draft.kind, written),
        position=(line, 0),
        sources=(Source(file=draft.audit.file, paragraph=line + 1, text=text, marked=marked(text, "")),),
        before=written,
        change="removed",
    )


def _emptied(draft: Draft) -> dict[int, NameList]:
    """The lists of names of which none stands any more, by the numbers of their figures."""
    known, baseline = draft.audit.location.found, draft.audit.baseline
    wholes = (
        each
        for each in draft.audit.lists
        if each.read is None and len(each.figures) > 1 and baseline.is_whole(each.figures)
    )
    gone = (each for each in wholes if known.keys().isdisjoint(each.figures))
    return {number: each for each in gone for number in each.figures}


def _of_lost(draft: Draft, found: Discrepancy, names: NameList | None) -> ProposedChange:
    figure = draft.audit.figure(found.figures[0])
    fact, span = (names.fact, names.built) if names else (figure.fact, draft.audit.baseline.span(found.figures[0]))
    is_gone = draft.fact(fact) is None or (draft.is_unprinted(fact) and draft.is_unprinted(f"{fact}[1]"))
    line = draft.audit.baseline.paragraphs[span.line]
    begin, end = sentence_around(line, span.start, span.end)
    marked = f"{line[begin : span.start]}〔{line[span.start : span.end]}→〕{line[span.end : end]}".strip()
    known = draft.fact(fact)
    state: State = "taken" if is_gone else "unclear"
    said = draft.built(span) if names or is_gone else draft.raw(fact)
    return ProposedChange(
        type="figure",
        state=state,
        year=draft.year,
        kind=draft.kind,
        key=("removed", str(draft.year), draft.kind, fact, str(found.paragraph)),
        position=(found.paragraph - 1, 0),
        sources=(replace(draft.source_of(found), marked=marked),),
        before=said,
        message=_DELETED if state == "unclear" else "",
        place=known.place if known else figure.place,
        fact=fact,
        label=figure.label,
    )


def _figures_of(draft: Draft, change: ProseChange) -> list[int]:
    """The figures of a sentence as it was built."""
    baseline = draft.audit.baseline
    spans = located(change.before, baseline.paragraphs, change.built)
    known = {line: baseline.by_paragraph.get(line, ()) for line in {span.line for span in spans}}
    return [number for each in known.values() for number in each if is_within(baseline.span(number), spans)]
