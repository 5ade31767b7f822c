"""The lines of a draft and of the text as built, in the signs of today's text, and which of today's lines they are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, cached_property

from report_cli.audit.texts import Span, without_blanks
from report_cli.compose import numbering
from report_cli.compose.merging import BREAK
from report_cli.document import Paragraph
from report_cli.inward.template_text import DraftLines
from report_cli.inward.today import Today
from report_cli.inward.wordings import sentences_of
from report_cli.sentences import CLAUSE_MARKS, has_end

_NUMBER = re.compile(numbering.HEADING)
_MARKS = {"、": "## ", "）": "### ", ".": "#### ", "．": "#### "}
_LONGEST_HEADING = 40


class TodaysLines:
    """One draft beside today's text."""

    def __init__(self, said: DraftLines, today: Today) -> None:
        self.said, self.today = said, today
        location = said.draft.audit.location
        self.line_of = dict(said.draft.audit.sources.line_of)
        self.built_of = {read: group.built[-1] for group in location.groups if group.built for read in group.read}
        self.group_of = {read: number for number, group in enumerate(location.groups) for read in group.read}
        self.body = [
            number
            for number, line in enumerate(location.lines)
            if line.part == "body" and not line.is_margin and line.text.strip()
        ]
        self.turn = {number: turn for turn, number in enumerate(self.body)}
        """Where each line of the draft's body comes in it."""
        self.read_signs = cache(self._read_signs)
        self.moved = {read for group in location.groups if group.is_moved for read in group.read}
        for built in [*self._taken_for_new()]:
            del self.line_of[built]

    def _taken_for_new(self) -> Iterator[int]:
        """The lines as built that seem to be one of today's which an edit put in since, in the place of no other."""
        edits = self.said.draft.edits
        new = {self.signs([text]) for edit in edits if not edit.was for text in edit.now}
        for built in self.line_of if new else ():
            line = self.today_line(built)
            if line is not None and (signs := self.today.lines[line].signs) in new and self.line_signs(built) != signs:
                yield built

    @cached_property
    def built_signs(self) -> str:
        lines = range(len(self.said.built_lines))
        return BREAK.join(map(self.line_signs, lines))

    @cached_property
    def printed(self) -> str:
        """What is printed today, line by line, without blanks."""
        lines = ("".join(piece.text for piece in self.today.text.pieces(line)) for line in self.today.lines)
        return BREAK.join(map(without_blanks, lines))

    @cached_property
    def printed_as_built(self) -> str:
        return BREAK.join(map(self._bare, self.said.built_lines))

    def _bare(self, text: str) -> str:
        return without_blanks(self.said.draft.raised.sub("", text))

    def printed_of(self, span: Span) -> str:
        """A part of the draft as it would be printed, but for the number that the program sets before it."""
        text = self._bare(self.said.read_lines[span.line][span.start : span.end])
        match = None if span.start else _NUMBER.match(text)
        return text[match.end() :] if match else text

    def line_signs(self, number: int) -> str:
        """A line as built, without its number."""
        [text] = self.said.built([Span(number, 0, len(self.said.built_lines[number]))])
        return self.today.text.of_text(text[len(self.prefix(number)) :])

    def prefix(self, number: int) -> str:
        """The automatic number of a line as built."""
        return self._number_of(self.said.built_lines[number], number)

    def _number_of(self, text: str, built: int) -> str:
        """The automatic number of a line as it was, or is by now; that of a heading that is gone too."""
        if self.today_line(built) is None and self.was_heading(built):
            match = _NUMBER.match(text)
            return match.group() if match else ""
        return numbering.number_of(text, self.paragraph_today(built))

    def paragraph_today(self, built: int) -> Paragraph | None:
        line = self.today_line(built)
        return None if line is None else self.today.lines[line].paragraph

    def today_line(self, built: int) -> int | None:
        line = self.line_of.get(built)
        return None if line is None else self.today.number_of.get(line)

    @cached_property
    def elsewhere(self) -> dict[int, int | None]:
        """Of each line as read that the draft left where it was built, and today's text did not: where it stands today.

        None: it is gone, and the draft has all or some of its sentences, and no others, there or elsewhere.
        What another change did with it is no wish of this draft.
        """
        from difflib import SequenceMatcher

        today = {built: line for built in self.line_of if (line := self.today_line(built)) is not None}
        # What the draft moved itself tells nothing of the order of the others.
        moved = {self.built_of[read] for read in self.moved}
        places = [today[built] for built in sorted(today) if built not in moved]
        matcher = SequenceMatcher(None, places, sorted(places), autojunk=False)
        kept = {places[block.a + n] for block in matcher.get_matching_blocks() for n in range(block.size)}
        return {
            read: today.get(built)
            for read, built in self.built_of.items()
            if today.get(built) not in kept
            if (read not in self.moved if built in today else self._says_no_more(read, built))
        }

    def _says_no_more(self, read: int, built: int) -> bool:
        """Whether a line of the draft has no sentence that the line as built has not."""
        return {*sentences_of(self.read_signs(read))} <= {*sentences_of(self.line_signs(built))}

    @cached_property
    def put_in(self) -> dict[str, int]:
        """The paragraphs of today's text that came home, by their signs: where they stand."""
        stood = {*map(self.today_line, self.line_of)}
        lines = ((n, line) for n, line in enumerate(self.today.lines) if line.signs and line.paragraph)
        return {line.signs: n for n, line in lines if n not in stood and self.today.is_of_edits(n)}

    def read_line(self, number: int, *, is_new: bool = False) -> str:
        """A line as read, without its number; where it is put in as a new one, with the marks of a heading."""
        [text] = self.said.read([Span(number, 0, len(self.said.read_lines[number]))])
        return self._unnumbered(Span(number, 0, 0), text, is_new=is_new)

    def _read_signs(self, number: int) -> str:
        return self.signs([self.read_line(number)])

    def words(self, built: Sequence[Span], read: Sequence[Span]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """What was and what is, without the automatic numbers of headings."""
        was = [
            text[len(self.prefix(span.line)) :] if span.start == 0 else text
            for span, text in zip(built, self.said.built(built), strict=True)
        ]
        now = [
            self._unnumbered(span, text, is_new=not built) if span.start == 0 else text
            for span, text in zip(read, self.said.read(read), strict=True)
        ]
        if len(was) == 1 < len(now) and not has_end("".join((*was, *now))):
            now = ["".join(now)]  # programs break a title otherwise
        return tuple(was), tuple(now)

    def _unnumbered(self, span: Span, text: str, *, is_new: bool = False) -> str:
        """A line as read without its number; a new heading with the marks of its level.

        `is_new`: also one that was a heading elsewhere.
        """
        if (built := self.built_of.get(span.line)) is not None:
            paragraph = self.paragraph_today(built)
            rest = text[len(self._number_of(text, built)) :]
            return f"{'#' * (paragraph.level + 1)} {rest}" if is_new and paragraph and paragraph.level else rest
        if (item := re.match(numbering.ITEM, text.lstrip())) and self._is_below_item(span.line):
            return f"- {text.lstrip()[item.end() :]}"
        match = _NUMBER.match(text.lstrip())
        if match is None:
            return text
        rest, number = text.lstrip()[match.end() :], match.group()
        are_numbered = any(line.paragraph and line.paragraph.number for line in self.today.lines)
        return f"{_MARKS[number[-1]]}{rest}" if are_numbered and _is_heading(rest) else text

    def _is_below_item(self, read: int) -> bool:
        """Whether the line above a new one that was built is an item of a list, as the new one is then."""
        above = max((line for line in self.built_of if line < read), default=-1)
        paragraph = self.paragraph_today(self.built_of[above]) if above >= 0 else None
        return paragraph is not None and numbering.is_item(paragraph)

    def was_heading(self, built: int) -> bool:
        """Whether a line as built, which is gone today, was a heading by its number."""
        text = self.said.built_lines[built].lstrip()
        match = _NUMBER.match(text)
        return match is not None and _is_heading(text[match.end() :])

    def signs(self, texts: Sequence[str]) -> str:
        return BREAK.join(self.today.text.of_text(re.sub("^(?:#+|-) ", "", text)) for text in texts)


def _is_heading(rest: str) -> bool:
    """Whether what stands behind a number is a heading's words."""
    return len(rest) <= _LONGEST_HEADING and not rest.endswith(tuple(CLAUSE_MARKS))
