"""From where the figures stand to what is to be said: one finding for one edit."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import groupby
from operator import itemgetter

from msgspec import Struct
from msgspec.structs import replace

from report_cli.audit.baseline import Baseline, BuiltFigure
from report_cli.audit.changes import ProseChange, prose_changes
from report_cli.audit.findings import NEW, Discrepancy
from report_cli.audit.grown import grown
from report_cli.audit.labels import changed_labels
from report_cli.audit.lists import OPEN, NameList, joined, lists
from report_cli.audit.locate import Location
from report_cli.audit.moves import Moves
from report_cli.audit.new_figures import new_figures
from report_cli.audit.sources import Sources
from report_cli.audit.texts import Span, is_number, normalized, without_blanks
from report_cli.document import Document
from report_cli.docx import bookmarks
from report_cli.docx.manuscript import Line, Manuscript
from report_cli.numerals import spelling


class Audit(Struct, frozen=True, kw_only=True, dict=True):
    """One draft, audited. `spans`: for each figure of the baseline where it stands in the draft, or None.

    `location`: what became of each paragraph, `lists` of each list of names. `sources`: what the report as composed
    today tells of it. `bound`: how many figures the draft was built with.
    """

    file: str
    baseline: Baseline
    manuscript: Manuscript
    location: Location
    lists: tuple[NameList, ...]
    sources: Sources
    spans: tuple[Span | None, ...]
    discrepancies: tuple[Discrepancy, ...]
    prose: tuple[ProseChange, ...]
    bound: int

    @property
    def agreeing(self) -> list[int]:
        others = [each.figures for each in self.discrepancies if each.kind not in NEW]
        concerned = {number for figures in others for number in figures}
        return [number for number, where in enumerate(self.spans) if where is not None and number not in concerned]

    @cached_property
    def intact(self) -> frozenset[int]:
        return frozenset(self.agreeing)

    def figure(self, number: int) -> BuiltFigure:
        return self.baseline.figures[number]


def audit(
    file: str, manuscript: Manuscript, baseline: Baseline, composed: Callable[[], Document | None] = lambda: None
) -> Audit:
    """`composed`: makes the report as it is today; asked only where words or tables were edited."""
    lines = tuple(_normalized(line) for line in manuscript.lines)
    location = Location(baseline, lines, are_paragraphs=manuscript.package is not None)
    names = tuple(lists(location))
    of_lists = [each for of in names for each in of.places.items()]
    for number, span in [*of_lists, *grown(location)]:
        location.place(number, span)
    changes = _TemplateChanges(baseline, lines)
    for span in changes.intact:
        location.fresh[span.line] -= set(span.characters)
    numbers = range(len(baseline.figures))
    wrong = [number for number in numbers if not _agrees(number, location)]
    unsaid = {number for number in wrong if _is_as_it_should_be(number, location, changes)}
    sources = Sources(baseline.paragraphs, composed)
    said = list(_discrepancies(location, sources, [each for each in wrong if each not in unsaid], changes.intact))
    said += _other_lists(location, names, sources)
    said.sort(key=lambda each: (each.paragraph, each.at[0].start if each.at else 0))
    labels = {span.line for each in said if each.label for span in each.at}
    prose = [each for each in prose_changes(location, manuscript.traces, sources) if each.at[0] not in labels]
    spans = {number: each.span for number, each in location.found.items() if number not in unsaid}
    return Audit(
        file=file,
        baseline=baseline,
        manuscript=Manuscript(lines, manuscript.traces),
        spans=tuple(spans.get(number) for number in numbers),
        discrepancies=tuple(said),
        location=location,
        lists=names,
        sources=sources,
        prose=tuple(prose),
        bound=len(baseline.figures) - len(unsaid),
    )


def _is_as_it_should_be(number: int, location: Location, changes: "_TemplateChanges") -> bool:
    """Whether a figure that the draft has not where it was, or says otherwise, is nothing that people did to it."""
    if changes.explain(location.baseline.figures[number]):
        return True
    # What the data have no more, and the draft has no more.
    return location.is_gone(number) and not location.baseline.is_of_people


def _normalized(line: Line) -> Line:
    text = normalized(line.text)
    # Most are so as they come: the same text, and not another of the same. The XML is let go.
    return Line(line.text if text == line.text else text, line.bookmarks, line.part, line.cell)


def _agrees(number: int, location: Location) -> bool:
    occurrence, baseline = location.found.get(number), location.baseline
    right = baseline.figure_texts[number], baseline.expected_texts[number]
    if occurrence is not None and any(_is_that(occurrence.text, text) for text in right):
        return True
    names = baseline.lists_now.get(baseline.list_of(number))
    if names is None or baseline.figures[number].form:
        return False
    # A list is known by its names: one that it has lost or got by now is right, whatever its number.
    text, has = baseline.figure_texts[number], {without_blanks(item.text) for item in names.items}
    return text not in has and (occurrence is None or occurrence.text in has)


def is_same(found: str, text: str) -> bool:
    """Whether a text found is a figure's, in other signs perhaps."""
    return _is_that(without_blanks(found), without_blanks(text))


def _is_that(found: str, text: str) -> bool:
    return found == text or (is_number(text) and spelling.is_same(text, found))


def _discrepancies(location: Location, sources: Sources, wrong: list[int], intact: list[Span]) -> Iterator[Discrepancy]:
    moves = Moves(location.baseline, location, wrong)
    yield from moves.found
    unmarked = [number for number in location.marked if number not in wrong]
    yield from (_changed_or_removed(number, location) for number in [*wrong, *unmarked] if number not in moves.settled)
    yield from _stale(location)
    yield from _open_lists(location, sources, moves.settled.union(wrong))
    yield from changed_labels(location, sources, moves.settled)
    accounted_for = moves.used.union(intact)
    yield from new_figures(location, [piece for piece in location.new if piece.span not in accounted_for])


def _changed_or_removed(number: int, location: Location) -> Discrepancy:
    occurrence = location.found.get(number)
    if occurrence is None:
        return location.discrepancy("removed", [number])
    return location.discrepancy("changed", [number], [occurrence.span], occurrence.text)


def _stale(location: Location) -> Iterator[Discrepancy]:
    """What says what was built, but the data say another value now, or none."""
    baseline = location.baseline
    for number, figure in enumerate(baseline.figures):
        occurrence, built = location.found.get(number), baseline.figure_texts[number]
        is_stale = figure.now is None or built != baseline.expected_texts[number]
        if occurrence is not None and is_stale and _is_that(occurrence.text, built):
            yield location.discrepancy("stale", [number], [occurrence.span], occurrence.text)


def _other_lists(location: Location, names: Iterable[NameList], sources: Sources) -> Iterator[Discrepancy]:
    """Lists that say what was built, of which the data have one name more by now, another order, or another end."""
    for each in names:
        value = location.baseline.lists_now.get(each.fact)
        if value is None or each.read is None or not location.baseline.is_whole(each.figures):
            continue
        now, was = [item.text for item in value.items], list(each.was)
        is_more, is_turned = len(now) > len(was), now != was and sorted(now) == sorted(was) == sorted(each.items)
        end = _end_as_built(location, each, each.read)
        is_ended = end is not None and end != value.is_open and now == was == [*each.items]
        if not (is_more or is_turned or is_ended):
            continue
        today = sources.names(each.built.line, each.fact)
        known = set(map(without_blanks, (*was, *each.items)))
        is_new = len(today) > len(was) and any(without_blanks(name) not in known for name in today)
        text = location.lines[each.read.line].text[each.read.start : each.read.end]
        found = location.discrepancy("stale", [each.figures[-1]], [each.read], text)
        if is_new or (is_turned and each.items not in (today, ())):
            etc = "等" if value.is_open and text.endswith("等") else ""
            yield replace(found, fact=each.fact, expected=joined(today) + etc)
        elif is_ended and _ends_so(sources.behind_list(each.built.line, each.fact), is_open=not end):
            open_now = OPEN.match(location.lines[each.read.line].text, each.read.end) if end else None
            span = replace(each.read, end=open_now.end() if open_now else each.read.end)
            has, wanted = joined(each.items) + "等" * bool(end), joined(today) + "等" * (not end)
            yield replace(found, fact=each.fact, found=has, expected=wanted, at=(span,))


def _end_as_built(location: Location, each: NameList, read: Span) -> bool | None:
    """Whether 等 stands behind a list, in the draft as it was built; None where people changed that."""
    built, text = location.baseline.paragraphs[each.built.line], location.lines[read.line].text
    was_open = each.was_open or OPEN.match(built, each.built.end) is not None
    is_open = each.is_open or OPEN.match(text, read.end) is not None
    return was_open if was_open == is_open else None


def _open_lists(location: Location, sources: Sources, concerned: Collection[int]) -> Iterator[Discrepancy]:
    """Lists as they were, but for a 等 that their end has lost or got: they name all now, or only some."""
    baseline = location.baseline
    facts = ((figure.paragraph, figure.fact.rpartition("[")[0]) for figure in baseline.figures)
    for (_, fact), group in groupby(enumerate(facts), key=itemgetter(1)):
        items = [number for number, _ in group]
        if not fact or not location.found.keys() >= set(items) or not set(items).isdisjoint(concerned):
            continue
        last, span = items[-1], max(location.found[number].spans[-1] for number in items)
        after, text = location.around(span)[1], baseline.figures[last].text
        was_open = OPEN.match(without_blanks(baseline.around(last)[1])) is not None
        # One item more may stand before the 等, and the line end there.
        goes_on = after.strip() or "".join(line.text for line in location.lines[span.line + 1 : span.line + 2])
        is_open = (_STILL_OPEN.match(goes_on) if was_open else OPEN.match(after)) is not None
        if was_open != is_open and not _ends_so(sources.behind_list(baseline.span(last).line, fact), is_open=is_open):
            end = span.end + is_open
            found = location.discrepancy("changed", [last], [replace(span, end=end)], text + "等" * is_open)
            yield replace(found, expected=text + "等" * was_open)


def _ends_so(behind: str | None, *, is_open: bool) -> bool:
    """Whether a list ends today as it does in the draft."""
    return behind is not None and is_open == (OPEN.match(behind) is not None)


_STILL_OPEN = re.compile(rf"[^，。；：！？]*?{OPEN.pattern}")


class _TemplateChanges:
    """What a draft that was built from other templates than today's still has of what it was built with.

    What differs by the templates is nobody's edit. The draft's seal says how often it said each fact, and in which
    words; its bookmarks show where. `intact`: the figures that are bound and as they were built.
    """

    def __init__(self, baseline: Baseline, lines: Sequence[Line]) -> None:
        self.sealed = baseline.sealed
        self.intact: list[Span] = []
        self.counts: Counter[str] = Counter()
        is_bound = False
        for at, line in enumerate(lines if self.sealed else ()):
            for bookmark in line.bookmarks:
                key, _ = bookmarks.read(bookmark.name) or ("", 0)
                _, text = self.sealed.get(key, (0, ""))
                is_bound = is_bound or bool(key)
                if text and without_blanks(line.text[bookmark.start : bookmark.end]) == without_blanks(text):
                    self.counts[key] += 1
                    self.intact.append(Span(at, bookmark.start, bookmark.end))
        if not is_bound:
            whole = "\n".join(without_blanks(line.text) for line in lines) if self.sealed else ""
            self.counts = Counter({key: whole.count(without_blanks(text)) for key, (_, text) in self.sealed.items()})

    def explain(self, figure: BuiltFigure) -> bool:
        """Whether the draft never had a figure that it lacks, or still has as many as it was built with."""
        times, _ = self.sealed.get(figure.binding, (0, ""))
        return bool(self.sealed) and self.counts[figure.binding] >= times
