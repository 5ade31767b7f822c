"""Where each figure of a report stands in an edited draft, and which words of the draft are new."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property

from msgspec import Struct

from report_cli.audit import thresholds
from report_cli.audit.align import Alignment, Gap
from report_cli.audit.baseline import Baseline
from report_cli.audit.findings import Discrepancy, Kind, TextChange
from report_cli.audit.pairing import Group, last_read_before, moved_too, pair
from report_cli.audit.texts import CompactText, Span, bigrams, sentence, with_gaps, without_blanks
from report_cli.compose import numbering
from report_cli.docx import bookmarks
from report_cli.docx.manuscript import Bookmark, Line
from report_cli.sentences import has_end

_HEADING = re.compile(numbering.HEADING)
_LISTED = re.compile(r"(?:附件[：:])?\s*[0-9]{1,2}[.．]")


_SHORTEST = 4
"""A heading of no more characters is known by itself alone."""


def _unnumbered(text: str) -> str:
    """A heading without its number."""
    text = without_blanks(text)
    return text[len(match[0]) if (match := _HEADING.match(text)) else 0 :]


def _are_one_heading(built: str, read: str) -> bool:
    """Whether two headings, numbered or not, say the same or have most of their words in common."""
    said = _unnumbered(built), _unnumbered(read)
    ours, theirs = map(bigrams, said)
    is_alike = len(ours & theirs) >= thresholds.KNOWN_AGAIN * max(len(ours), len(theirs), 1)
    return said[0] == said[1] or (is_alike and not any(map(has_end, said)) and min(map(len, said)) > _SHORTEST)


class Occurrence(Struct, frozen=True, gc=False):
    """A figure in the draft. `spans`: where it stands, line by line; `text`: what stands there, without blanks."""

    spans: tuple[Span, ...]
    text: str

    @property
    def span(self) -> Span:
        return self.spans[0]


class New(Struct, frozen=True, gc=False):
    """A number or name in words that are new.

    `missing`: the figures that are missing where it stands; `group`: the number of the paragraphs' group.
    """

    text: str
    span: Span
    group: int
    missing: frozenset[int] = frozenset()


class Location:
    """`found`: each figure that is found.

    `new`: pieces of new text; `fresh`: the characters of each line that are new.
    """

    def __init__(self, baseline: Baseline, lines: Sequence[Line], *, are_paragraphs: bool = True) -> None:
        """`are_paragraphs`: each line is one; those of a plain text may be cut anywhere."""
        self.baseline, self.lines, self.are_paragraphs = baseline, lines, are_paragraphs
        self.found: dict[int, Occurrence] = {}
        self.group_of: dict[int, int] = {}
        self.new: list[New] = []
        self.fresh: dict[int, set[int]] = defaultdict(set)
        self.taken: dict[int, set[int]] = defaultdict(set)
        """The characters of each line that are figures."""
        self.marked: dict[int, tuple[str, str]] = {}
        """Words built before and after a figure, and part of it, that are gone or are others."""
        built = [without_blanks(text) for text in baseline.paragraphs]
        # Headers and footers are no part of the report: what they say is looked at as new.
        read = ["" if line.is_margin else without_blanks(line.text) for line in lines]
        groups = pair(built, read, self.hints)
        self.groups = moved_too(groups, lambda each: built[each.built[0]] == read[each.read[0]], self.may_move)
        self.alignments = {
            number: self.aligned(group) for number, group in enumerate(self.groups) if not self.is_kept(group)
        }
        """Of each group of paragraphs that are not just as they were built."""
        self.elsewhere = list(self.look_elsewhere(list(self.alignments.items())))
        self.find_figures()
        self.collect_new()

    def hints(self) -> Counter[tuple[int, int]]:
        """How often a bookmark of a paragraph's figure stands in a line."""
        return Counter((self.baseline.span(number).line, at) for at, _, number in self.bookmarked())

    def bookmarked(self) -> Iterator[tuple[int, Bookmark, int]]:
        """The bookmarks that bind figures: the line of each, the bookmark, the figure."""
        bound = {(figure.binding, figure.appearance): number for number, figure in enumerate(self.baseline.figures)}
        for at, line in enumerate(self.lines):
            for bookmark in line.bookmarks:
                number = bound.get(bookmarks.read(bookmark.name) or ("", 0))
                if number is not None:
                    yield at, bookmark, number

    def may_move(self, group: Group) -> bool:
        """Whether a line is a paragraph of sentences, or a heading, its number or some words others: known anywhere."""
        line = self.lines[group.read[0]]
        texts = self.baseline.paragraphs[group.built[0]], line.text
        is_known = all(map(has_end, texts)) or _are_one_heading(*texts)
        return line.part == "body" and not line.cell and is_known

    def is_kept(self, group: Group) -> bool:
        """Whether a line is the paragraph to the letter, without blanks in them."""
        built = [self.baseline.paragraphs[number] for number in group.built]
        read = [self.lines[number].text for number in group.read]
        return len(built) == 1 and built == read and without_blanks(built[0]) == built[0]

    def aligned(self, group: Group) -> Alignment:
        built = CompactText.of({number: self.baseline.paragraphs[number] for number in group.built})
        read = CompactText.of({number: self.lines[number].text for number in group.read})
        return self.alignment(
            built,
            [number for paragraph in group.built for number in self.baseline.by_paragraph.get(paragraph, ())],
            read,
        )

    def alignment(self, built: CompactText, numbers: Sequence[int], read: CompactText) -> Alignment:
        """A text as built, with those of its figures that lie in it whole, and what it may have become."""
        parts = {number: built.find(self.baseline.span(number)) for number in numbers}
        return Alignment(built, {number: part for number, part in parts.items() if part}, read, self.baseline.words)

    def look_elsewhere(self, alignments: Sequence[tuple[int, Alignment]]) -> Iterator[tuple[int, Alignment]]:
        """What was taken away in one place is looked for in what was added in others: a sentence that was moved.

        Of several that were, the longest is found first.
        """
        lost = [(number, alignment, gap, text) for number, alignment in alignments for gap, text in alignment.lost()]
        gained = [(alignment, gap, text) for _, alignment in alignments for gap, text in alignment.gained()]
        found = []
        texts = [text.text for *_, text in lost], [text.text for *_, text in gained]
        for group in pair(*texts) if lost else ():
            if len(group.built) == 1 and group.read:
                number, alignment, gap, built = lost[group.built[0]]
                parts = [gained[place] for place in group.read]
                read = CompactText.joined([text for *_, text in parts])
                made = self.alignment(built, [token.figure for token in gap.figures], read)
                if _is_known_again(made):
                    alignment.moved_away.append(gap)
                    for there, added, _ in parts:
                        there.moved_here.append(added)
                    found.append((number, made))
        if found:
            yield from found
            yield from self.look_elsewhere(found)

    def find_figures(self) -> None:
        for number, group in enumerate(self.groups):
            if number in self.alignments:
                self.take(number, self.alignments[number])
            else:
                # Each figure is where it was built.
                for figure in self.baseline.by_paragraph.get(group.built[0], ()):
                    span = self.baseline.span(figure)
                    self.group_of[figure] = number
                    text = self.baseline.paragraphs[span.line][span.start : span.end]
                    self.find(figure, [Span(group.read[0], span.start, span.end)], text)
        for number, alignment in self.elsewhere:
            self.take(number, alignment)
        # The second witness: what a figure's bookmark holds, where its text could not be found.
        for at, bookmark, figure in self.bookmarked() if len(self.found) < len(self.baseline.figures) else ():
            text = without_blanks(self.lines[at].text[bookmark.start : bookmark.end])
            if text == self.baseline.figure_texts[figure]:
                self.find(figure, [Span(at, bookmark.start, bookmark.end)], text)

    def find(self, figure: int, spans: Sequence[Span], text: str) -> None:
        if figure not in self.found and text:
            self.found[figure] = Occurrence(tuple(spans), self.torn(figure, spans) or text)

    def place(self, figure: int, span: Span) -> None:
        """A figure takes a stretch that was found otherwise: a list's item, by its marks, or the number of items."""
        text = without_blanks(self.lines[span.line].text[span.start : span.end])
        if text in self.baseline.distinct_texts and not self.baseline.figures[figure].is_number:
            return  # it is the same, or has changed places with another
        self.found[figure] = Occurrence((span,), text)
        alignment = self.alignments.get(self.group_of.get(figure, -1))
        part = alignment.read.find(span) if alignment else None
        if alignment and part:
            alignment.found[figure] = part

    def torn(self, figure: int, spans: Sequence[Span]) -> str:
        """What stands in a figure's place where its digits are torn apart: a reader sees two numbers."""
        between = "" if self.is_page else "\n"
        written = between.join(self.lines[span.line].text[span.start : span.end] for span in spans)
        is_number, built = self.baseline.figures[figure].is_number, self.baseline.span(figure)
        texts = written, self.baseline.paragraphs[built.line][built.start : built.end]
        torn, was = (with_gaps(text, in_words=is_number) for text in texts)
        return torn if torn.count(" ") > was.count(" ") else ""

    @cached_property
    def is_page(self) -> bool:
        """Whether the lines are those of a page, cut anywhere, and no paragraphs."""
        return not self.are_paragraphs or sum(len(group.read) > 1 for group in self.groups) > thresholds.PAGE * len(
            self.groups
        )

    def take(self, number: int, alignment: Alignment) -> None:
        alignment.settle()
        for figure in alignment.figures:
            self.group_of.setdefault(figure, number)
        self.marked |= alignment.marked
        for figure, (start, end) in alignment.found.items():
            self.find(figure, alignment.read.spans(start, end), alignment.read.text[start:end])

    def note_taken(self) -> None:
        for occurrence in self.found.values():
            for span in occurrence.spans:
                self.taken[span.line].update(span.characters)

    def collect_new(self) -> None:
        if self.alignments:
            self.note_taken()
        names = set(self.baseline.figure_texts)
        for number, alignment in [*self.alignments.items(), *self.elsewhere]:
            for gap in alignment.gaps:
                missing = frozenset(token.figure for token in gap.figures if token.figure not in self.found)
                for token in gap.read if gap not in alignment.moved_here else ():
                    span = alignment.read.spans(token.start, token.end)[0]
                    left = set(span.characters) - self.taken[span.line]
                    # A figure may begin or end within a word: 区政协五届二次会议.
                    self.fresh[span.line].update(left)
                    is_whole = len(left) == span.end - span.start
                    if is_whole and (len(token.text) > 1 or token.text in names):
                        self.new.append(New(token.text, span, number, missing))
        for at, line in enumerate(self.lines):
            if line.is_margin and line.text:
                self.fresh[at].update(range(len(line.text)))

    # What is said of it

    def is_gone(self, number: int) -> bool:
        """Whether neither the data nor the draft have a figure any more."""
        return self.baseline.figures[number].is_gone and number not in self.found

    def around(self, span: Span) -> tuple[str, str]:
        text = self.lines[span.line].text
        return text[: span.start], text[span.end :]

    def said(self, built: Span) -> str:
        """What stands now where a stretch was built; empty where nothing of it does."""
        for number, group in enumerate(self.groups):
            if built.line in group.built and number not in self.alignments:
                return self.baseline.paragraphs[built.line][built.start : built.end]
            if built.line in group.built and (part := self.alignments[number].built.find(built)):
                read = self.alignments[number].standing(part)
                spans = self.alignments[number].read.spans(*read)
                return "".join(self.lines[span.line].text[span.start : span.end] for span in spans)
        return ""

    def sentence(self, span: Span) -> str:
        return sentence(self.lines[span.line].text, span)

    def discrepancy(
        self, kind: Kind, numbers: Sequence[int], spans: Sequence[Span] = (), found: str | None = None
    ) -> Discrepancy:
        """A finding on figures.

        `spans`: where in the draft they stand, or the words found; of what was removed, nowhere.
        """
        figure = self.baseline.figures[numbers[0]] if numbers else None
        span = spans[0] if spans else self.baseline.span(numbers[0])
        text = self.lines[span.line].text if spans else self.baseline.paragraphs[span.line]
        expected = {"moved": figure.text, "stale": figure.now}.get(kind, figure.expected) if figure else None
        if kind == "changed" and expected and numbers[0] in self.marked:
            expected = expected.join(self.marked[numbers[0]])
        return Discrepancy(
            kind=kind,
            fact=figure.fact if figure else None,
            expected=expected,
            found=self.as_written(found, spans),
            paragraph=span.line + 1,
            text=sentence(text, span),
            place=figure.place if figure else None,
            figures=tuple(numbers),
            at=tuple(spans),
        )

    def as_written(self, found: str | None, spans: Sequence[Span]) -> str | None:
        """A text found, with its quotation marks as they stand in the draft, or else in the text as built."""
        texts = [self.lines[span.line].text[span.start : span.end] for span in spans[:1]]
        texts += [figure.text for figure in self.baseline.figures] if found and '"' in found else []
        written = ("".join(text.split()) for text in texts if without_blanks(text) == found)
        return next(written, found)

    # The text apart from its figures

    @cached_property
    def moved_lines(self) -> frozenset[int]:
        return frozenset(line for group in self.groups if group.is_moved for line in group.read)

    @cached_property
    def line_of(self) -> dict[int, int]:
        """Of each paragraph of the baseline that is one line of the draft, which (both from 0)."""
        return {group.built[0]: group.read[0] for group in self.groups if len(group.built) == len(group.read) == 1}

    @cached_property
    def _built_of(self) -> dict[int, int]:
        return {read: built for built, read in self.line_of.items()}

    def begin(self, line: int) -> int:
        """Where the words of a line begin, behind the number of an item that it was built with: 1.2021年…"""
        built = self._built_of.get(line)
        texts = self.lines[line].text, "" if built is None else self.baseline.paragraphs[built]
        read, was = (_LISTED.match(text) for text in texts)
        return read.end() if read and was and without_blanks(read[0]) == without_blanks(was[0]) else 0

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """What the draft has of each paragraph of the baseline."""
        found: dict[int, str] = {}
        for number, group in enumerate(self.groups):
            if len(group.built) == 1:
                found[group.built[0]] = "\n".join(self.lines[line].text for line in group.read)
            elif group.built:
                found |= _shares(self.alignments[number], group)
        return tuple(found.get(number, "") for number in range(len(self.baseline.paragraphs)))

    @cached_property
    def added(self) -> list[tuple[int, int, str]]:
        """What the draft has beside: the number of the paragraph (from 1) that each follows, the line, and its text."""
        before, found = 0, []
        for group in sorted(self.groups, key=lambda group: group.read or (-1,)):
            if not group.built:
                found += [(before, line, self.lines[line].text) for line in group.read]
            before = group.built[-1] + 1 if group.built else before
        return found

    @cached_property
    def text_changes(self) -> list[TextChange]:
        """What was edited, in words: where it stands, and what was built there."""
        found = []
        last_lines = last_read_before(self.groups, len(self.baseline.paragraphs))
        for number, alignment in self.alignments.items():
            group = self.groups[number]
            for gap in alignment.gaps:
                built = tuple((token.text, token.figure) for token in gap.built)
                if group.read:
                    found.append(TextChange(_spans(alignment.read, gap), built))
                else:
                    found.append(TextChange((Span(last_lines[group.built[0]], 0, 0),), built, is_whole=True))
        return found


def _is_known_again(alignment: Alignment) -> bool:
    """Whether text that was lost is what was found: half of it, or a stretch that nobody writes twice."""
    lengths = [end - start for (start, end), _ in alignment.equal]
    return (
        sum(lengths) >= thresholds.KNOWN_AGAIN * len(alignment.built.text)
        or max(lengths, default=0) >= thresholds.UNMISTAKABLE
    )


def _spans(text: CompactText, gap: Gap) -> tuple[Span, ...]:
    """Where a gap's new words stand, line by line; where it has none, the empty stretch in their place."""
    if gap.read:
        return text.spans(gap.read_at, gap.read_end)
    if gap.read_at < len(text.text):
        after = text.spans(gap.read_at, gap.read_at + 1)[0]
        return (Span(after.line, after.start, after.start),)
    line, at = text.positions[-1]
    return (Span(line, at + 1, at + 1),)


def _shares(alignment: Alignment, group: Group) -> Iterator[tuple[int, str]]:
    """What each of several paragraphs that belong together has become."""
    lines = [line for line, _ in alignment.built.positions]
    numbers = [number for number in group.built if number in lines]
    cuts = [*(alignment.counterpart(lines.index(number)) for number in numbers), len(alignment.read.text)]
    for number, start, end in zip(numbers, cuts, cuts[1:], strict=False):
        yield number, alignment.read.text[start:end]
