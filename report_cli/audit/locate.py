"""Where each figure of a report stands in an edited draft, and which words of the draft are new."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Container, Iterator, Sequence
from functools import cached_property

from msgspec import Struct, field

from report_cli.audit.align import Alignment, Gap
from report_cli.audit.baseline import Baseline
from report_cli.audit.compact import CompactText, without_blanks
from report_cli.audit.findings import Span, TextChange
from report_cli.audit.pairing import Group, pair
from report_cli.docx import bookmarks
from report_cli.docx.manuscript import Line

_TEXT = ("body", "box", "note")
"""Headers and footers are no part of the report: what they say is looked at as new."""
_UNMISTAKABLE = 20


class New(Struct, frozen=True, gc=False):
    """A number or name in words that are new. `gap`: the figures that are missing where it stands; `group`: of which paragraphs."""

    text: str
    where: Span
    is_number: bool
    group: int
    gap: frozenset[int] = frozenset()


class Location(Struct):
    """`found`: each figure that is found; `texts`: what stands there. `new`: pieces of new text, `fresh`: its characters."""

    found: dict[int, Span] = field(default_factory=dict)
    texts: dict[int, str] = field(default_factory=dict)
    group_of: dict[int, int] = field(default_factory=dict)
    new: list[New] = field(default_factory=list)
    fresh: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    taken: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    """The characters of each line that are figures. (One may go on in the next line.)"""
    prose: int = 0
    paragraphs: dict[int, str] = field(default_factory=dict)
    added: list[tuple[int, str]] = field(default_factory=list)
    text_changes: list[TextChange] = field(default_factory=list)
    moved: set[int] = field(default_factory=set)
    line_of: dict[int, int] = field(default_factory=dict)
    """Of each paragraph of the baseline that is one line of the draft, which (both from 0)."""

    def take_what_is_found(self, lines: Container[int]) -> None:
        """Note the characters of these lines that are figures."""
        for where in self.found.values():
            if where.line in lines:
                self.taken[where.line].update(range(where.start, where.end))

    def new_at(self, where: Span) -> New:
        return next(piece for piece in self.new if piece.where == where)


def locate(baseline: Baseline, lines: Sequence[Line]) -> Location:
    """Compare the draft's lines with the paragraphs of the baseline."""
    return _Locator(baseline, lines).locate()


class _Locator:
    def __init__(self, baseline: Baseline, lines: Sequence[Line]) -> None:
        self.baseline, self.lines = baseline, lines
        self.figures: dict[int, list[int]] = defaultdict(list)
        for number, figure in enumerate(baseline.figures):
            self.figures[figure.paragraph - 1].append(number)
        self.made = Location()
        self.alignments: dict[int, Alignment] = {}
        """Of each group of paragraphs that are not just as they were built."""

    def locate(self) -> Location:
        built = [without_blanks(text) for text in self.baseline.paragraphs]
        read = [without_blanks(line.text) if line.part in _TEXT else "" for line in self.lines]
        groups = pair(built, read, self.hints)
        for number, group in enumerate(groups):
            if not self.is_kept(group, built):
                self.alignments[number] = self.aligned(group)
        first = list(self.alignments.items())
        second = list(self.second_look(first))
        for number, group in enumerate(groups):
            if number in self.alignments:
                self.take(number, self.alignments[number])
            else:
                self.keep(number, group)
        for number, alignment in second:
            self.take(number, alignment)
        self.from_bookmarks()
        self.collect_new([*first, *second])
        self.count_prose(groups, [alignment for _, alignment in second])
        self.lay_out(groups)
        self.note_edits(groups)
        return self.made

    @cached_property
    def bound(self) -> dict[tuple[str, int] | None, int]:
        """The figures by their bookmarks' names."""
        return {(figure.binding, figure.appearance): number for number, figure in enumerate(self.baseline.figures)}

    def hints(self) -> Counter[tuple[int, int]]:
        """How often a bookmark of a paragraph's figure stands in a line."""
        found: Counter[tuple[int, int]] = Counter()
        for place, line in enumerate(self.lines):
            for bookmark in line.bookmarks:
                number = self.bound.get(bookmarks.read(bookmark.name))
                if number is not None:
                    found[self.baseline.figures[number].paragraph - 1, place] += 1
        return found

    def is_kept(self, group: Group, built: Sequence[str]) -> bool:
        """Whether a line is the paragraph to the letter, without blanks in them."""
        if len(group.built) != 1 or len(group.read) != 1:
            return False
        return built[group.built[0]] == self.baseline.paragraphs[group.built[0]] == self.lines[group.read[0]].text

    def keep(self, number: int, group: Group) -> None:
        """Each figure is where it was built: with nothing to compare there is nothing to keep in mind of it."""
        text, line = self.baseline.paragraphs[group.built[0]], group.read[0]
        for each in self.figures.get(group.built[0], ()):
            figure = self.baseline.figures[each]
            end = min(figure.offset + figure.length, len(text))
            if end > figure.offset:
                self.made.group_of[each] = number
                self.made.found[each] = Span(line, figure.offset, end)
                self.made.texts[each] = text[figure.offset : end]

    def aligned(self, group: Group) -> Alignment:
        ours = CompactText.of((number, self.baseline.paragraphs[number]) for number in group.built)
        theirs = CompactText.of((number, self.lines[number].text) for number in group.read)
        numbers = [number for paragraph in group.built for number in self.figures[paragraph]]
        return Alignment(ours, self.spans(ours, numbers), theirs, self.baseline.words)

    def spans(self, ours: CompactText, numbers: Sequence[int]) -> dict[int, tuple[int, int]]:
        """The figures that lie in a text whole: where each starts and ends there."""
        found = {}
        for number in numbers:
            figure = self.baseline.figures[number]
            span = ours.find(figure.paragraph - 1, figure.offset, figure.offset + figure.length)
            if span:
                found[number] = span
        return found

    def second_look(self, alignments: Sequence[tuple[int, Alignment]]) -> Iterator[tuple[int, Alignment]]:
        """What was taken away in one place is looked for in what was added in others: a sentence that was moved.

        Of several that were, the longest is found first.
        """
        lost = [(number, alignment, gap, text) for number, alignment in alignments for gap, text in alignment.lost()]
        gained = [(alignment, gap, text) for _, alignment in alignments for gap, text in alignment.gained()]
        if not lost or not gained:
            return
        found = []
        for group in pair([text.text for *_, text in lost], [text.text for *_, text in gained]):
            if len(group.built) == 1 and group.read:
                number, alignment, gap, ours = lost[group.built[0]]
                parts = [gained[place][2] for place in group.read]
                made = Alignment(
                    ours,
                    self.spans(ours, [figure.figure for figure in gap.figures]),
                    CompactText.joined(parts),
                    self.baseline.words,
                )
                if _is_known_again(made):
                    for place in group.read:
                        gained[place][0].moved_here.append(gained[place][1])
                    alignment.moved_away.append(gap)
                    self.made.group_of |= dict.fromkeys(made.found, number)
                    found.append((number, made))
        yield from found
        yield from self.second_look(found)

    def take(self, number: int, alignment: Alignment) -> None:
        alignment.settle()
        for figure in alignment.figures:
            self.made.group_of.setdefault(figure, number)
        for figure, (start, end) in alignment.found.items():
            if figure not in self.made.found and end > start:
                pieces = list(alignment.read.spans(start, end))
                for line, first, last in pieces:
                    self.made.taken[line].update(range(first, last))
                (line, first, _), (last_line, _, last) = pieces[0], pieces[-1]
                self.made.found[figure] = Span(line, first, last if last_line == line else len(self.lines[line].text))
                self.made.texts[figure] = alignment.read.text[start:end]

    def from_bookmarks(self) -> None:
        """The second witness: what a figure's bookmark holds, where its text could not be found."""
        if len(self.made.found) == len(self.baseline.figures):
            return
        for place, line in enumerate(self.lines):
            for bookmark in line.bookmarks:
                number = self.bound.get(bookmarks.read(bookmark.name))
                if number is None or number in self.made.found:
                    continue
                text = without_blanks(line.text[bookmark.start : bookmark.end])
                if text and text == self.baseline.figure_texts[number]:
                    self.made.found[number] = Span(place, bookmark.start, bookmark.end)
                    self.made.texts[number] = text

    def collect_new(self, alignments: Sequence[tuple[int, Alignment]]) -> None:
        taken, names = self.made.taken, set(self.baseline.figure_texts)
        self.made.take_what_is_found(
            {piece.paragraph for _, alignment in alignments for piece in alignment.read.pieces}
        )
        for number, alignment in alignments:
            for gap in (gap for gap in alignment.gaps if gap not in alignment.moved_here):
                missing = frozenset(token.figure for token in gap.figures if token.figure not in self.made.found)
                for token in gap.read:
                    where = stretch(alignment.read, token.start, token.end)
                    if taken[where.line].isdisjoint(range(where.start, where.end)):
                        self.made.fresh[where.line] |= set(range(where.start, where.end))
                        if len(token.text) > 1 or token.text in names:
                            self.made.new.append(New(token.text, where, token.is_number, number, missing))
        for number, line in enumerate(self.lines):
            if line.part not in _TEXT and line.text:
                self.made.fresh[number] |= set(range(len(line.text)))

    def count_prose(self, groups: Sequence[Group], second: Sequence[Alignment]) -> None:
        for number, group in enumerate(groups):
            edits = self.alignments[number].prose_edits() if number in self.alignments else 0
            parted = bool(group.built and group.read) and len(group.built) != len(group.read)
            self.made.prose += max(edits, int(group.is_moved or parted))
        # A sentence that was moved was taken from one place and added in another: one edit, and what was edited in it.
        self.made.prose += sum(alignment.prose_edits() - 1 for alignment in second)

    def lay_out(self, groups: Sequence[Group]) -> None:
        """What the draft has of each paragraph of the baseline, and what it has beside."""
        before = 0
        for number, group in sorted(enumerate(groups), key=lambda each: each[1].read or (-1,)):
            if not group.built:
                self.made.added += [(before, self.lines[line].text) for line in group.read]
            elif len(group.built) == 1:
                self.made.paragraphs[group.built[0]] = "\n".join(self.lines[line].text for line in group.read)
            else:
                self.made.paragraphs |= dict(_shares(self.alignments[number], group))
            before = group.built[-1] + 1 if group.built else before

    def note_edits(self, groups: Sequence[Group]) -> None:
        """What was edited, in words: where it stands, and what was built there."""
        last_of = [(-1, -1)]
        for paragraph, line in sorted(
            (paragraph, max(group.read)) for group in groups if group.read for paragraph in group.built
        ):
            last_of.append((paragraph, max(line, last_of[-1][1])))
        for number, group in enumerate(groups):
            if group.is_moved:
                self.made.moved.update(group.read)
            if len(group.built) == len(group.read) == 1:
                self.made.line_of[group.built[0]] = group.read[0]
            if number in self.alignments:
                self.made.text_changes += self.rewritten(group, self.alignments[number], last_of)

    def rewritten(self, group: Group, alignment: Alignment, last_of: Sequence[tuple[int, int]]) -> Iterator[TextChange]:
        """`last_of`: of paragraphs of the baseline, in order, the last line of all up to it."""
        for gap in alignment.gaps:
            built = tuple((token.text, token.figure) for token in gap.built)
            at = _stretches(alignment.read, gap)
            if not group.read:
                at = (Span(last_of[bisect_left(last_of, (group.built[0], -1)) - 1][1], 0, 0),)
            yield TextChange(at, built, is_whole=not group.read)


def _is_known_again(alignment: Alignment) -> bool:
    """Whether text that was lost is what was found: half of it, or a stretch that nobody writes twice."""
    lengths = [end - start for (start, end), _ in alignment.equal]
    return sum(lengths) * 2 >= len(alignment.built.text) or max(lengths, default=0) >= _UNMISTAKABLE


def _stretches(text: CompactText, gap: Gap) -> tuple[Span, ...]:
    """Where a gap's new words stand, line by line; where it has none, the empty stretch in their place."""
    by_line: dict[int, Span] = {}
    for line, start, end in text.spans(gap.read_at, gap.read_end):
        by_line[line] = Span(line, by_line[line].start if line in by_line else start, end)
    if by_line or not text.text:
        return tuple(by_line.values())
    if gap.read_at < len(text.text):
        line, place, _ = next(text.spans(gap.read_at, gap.read_at + 1))
    else:
        line, place = text.pieces[-1].paragraph, text.pieces[-1].end
    return (Span(line, place, place),)


def stretch(text: CompactText, start: int, end: int) -> Span:
    """Where a stretch of a text stands; of one that goes on in other lines, what is in the first."""
    found = list(text.spans(start, end))
    line, first, _ = found[0]
    return Span(line, first, next(last for number, _, last in reversed(found) if number == line))


def _shares(alignment: Alignment, group: Group) -> Iterator[tuple[int, str]]:
    """What each of several paragraphs that belong together has become."""
    starts = {piece.paragraph: piece.at for piece in reversed(alignment.built.pieces)}
    cuts = [alignment.counterpart(starts[number]) for number in group.built if number in starts]
    for number, start, end in zip(
        [n for n in group.built if n in starts], cuts, [*cuts[1:], len(alignment.read.text)], strict=True
    ):
        yield number, alignment.read.text[start:end]
