"""Where words that are new in a draft, or that it moved, come in the report's text as it is composed today."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from functools import cached_property

from msgspec.structs import replace

from report_cli.audit.texts import Span
from report_cli.compose import numbering
from report_cli.compose.merging import BREAK
from report_cli.document import Role
from report_cli.inward.history import History
from report_cli.inward.template_text import DraftLines
from report_cli.inward.today import Stretch, Today, WordChange
from report_cli.inward.todays_lines import TodaysLines
from report_cli.inward.wordings import Wordings, most_like, sentences_of
from report_cli.sentences import sentences


class Unclear(Exception):
    """Why a change cannot be carried, in words."""


class Places(TodaysLines):
    """One draft beside today's text; the changes are asked for in the draft's order, as some stand behind others."""

    def __init__(self, said: DraftLines, today: Today) -> None:
        super().__init__(said, today)
        self.made: dict[int, list[tuple[Span, WordChange]]] = {}
        """For each line as read the changes that were made, and where they stand in it."""

    @cached_property
    def history(self) -> History:
        read = BREAK.join(map(self.read_signs, range(len(self.said.read_lines))))
        own = self.said.draft.audit.file.rpartition("/")[2]
        return History(self.said.draft.edits, self.today, read, self.built_signs, own)

    @cached_property
    def wordings(self) -> Wordings:
        return Wordings(self.built_signs, self.today.whole, self.history.exchanged)

    def before(self, span: Span) -> str:
        """The signs of a line as built before a part of it."""
        [text] = self.said.built([Span(span.line, 0, span.start)])
        return self.today.text.of_text(text[len(self.prefix(span.line)) :])

    def placed(self, made: WordChange, read: Sequence[Span]) -> WordChange:
        """New or moved words with what stands beside them."""
        first, last = read[0], read[-1]
        lines = self.said.read_lines
        is_whole = not lines[first.line][: first.start].strip() and not lines[last.line][last.end :].strip()
        if is_whole and first.line not in self.body:
            raise Unclear("脚注里加的段不带回去；要加，改模板")
        if is_whole and (first.line not in self.built_of or first.line in self.moved):
            if self._is_in_list_of_attachments(first.line):
                raise Unclear("附件的名称和序号由程序从模板里的附件排；要加附件，改模板")
            if self.said.draft.audit.location.lines[first.line].cell:
                raise Unclear("表格的格带不回；要加、要移，改排这张表的数据或模板")
            return self.paragraph(made, first.line, last.line)
        if is_whole and self.said.draft.audit.location.lines[first.line].cell:
            return self._in_empty_cell(made, first.line)
        return self._in_line(made, first, last)

    def is_of_attachments(self, built: int) -> bool:
        """Whether a line as built names an attachment in their list, or stands above one, or is its title."""
        paragraph = self.paragraph_today(built)
        roles = (Role.ATTACHMENT, Role.ATTACHMENT_LABEL) if paragraph and paragraph.number else ()
        return paragraph is not None and paragraph.role in (*roles, Role.ATTACHMENT_TITLE)

    def _is_in_list_of_attachments(self, read: int) -> bool:
        """Whether a new line is numbered as an attachment is, and stands below the name of one."""
        at = self.turn[read]
        before = self.built_of.get(self.body[at - 1]) if at else None
        like = None if before is None else self.paragraph_today(before)
        is_name = like is not None and like.role is Role.ATTACHMENT
        return is_name and bool(numbering.number_of(self.said.read_lines[read], like))

    def _in_empty_cell(self, made: WordChange, line: int) -> WordChange:
        today = self.today_line(self.built_of[line])
        if today is None or self.today.lines[today].signs:
            raise Unclear("这一格现在另有内容；核对后自己改")
        return replace(made, was=Stretch(today, 0, today, 0))

    def paragraph(self, made: WordChange, first: int, last: int) -> WordChange:
        """A paragraph of its own: below the one before it, else above the one after it."""
        if by := self._who_took_its_room(first, last):
            raise Unclear(f"它前后的段照{by}的改动删去了，看不出这一段放在哪里；还要它，就自己加")
        if self._is_between_joined(first, last):
            raise Unclear("它前后的两段现在并成了一段，看不出这一段放在哪里；还要它，就自己加")
        is_section = first in self.said.draft.headings or any(text.startswith("#") for text in made.now[:1])
        if is_section and (heading := self._heading_behind(last)) is not None:
            made = replace(made, above=self._sentence(heading, 0))
        for number in reversed(self.body[: self.turn[first]]):
            if found := self.made.get(number):
                behind = [each for span, each in found if each.side and span.end == len(self.said.read_lines[number])]
                if behind and number not in self.built_of:
                    return made.put_behind(behind[-1], "below")
            today = self._today_of(number)
            if today is not None:
                return replace(made, side="below", beside=self._sentence(self._last_put_in(today, last, made), -1))
        for number in self.body[self.turn[last] + 1 :]:
            today = self._today_of(number)
            if today is not None:
                return replace(made, side="above", beside=self._sentence(today, 0))
        raise Unclear("看不出这一段放在哪里；自己加到模板里")

    def _heading_behind(self, last: int) -> int | None:
        """The line of today's text that is the heading behind a line of the draft, if that stays where it is."""
        behind = self.body[self.turn[last] + 1 :][:1]
        is_heading = bool(behind) and behind[0] in self.said.draft.headings and behind[0] not in self.moved
        return self._today_of(behind[0]) if is_heading else None

    def _who_took_its_room(self, first: int, last: int) -> str:
        """Whose edit took out both paragraphs round a place of the draft, or the section in which it is the last."""
        at = self.turn[first], self.turn[last]
        before, after = self.body[at[0] - 1 : at[0]], self.body[at[1] + 1 : at[1] + 2]
        if not before or not self._is_gone(before[0]):
            return ""
        last = built = self.built_of[before[0]]
        is_inside = bool(after) and self._is_gone(after[0])
        while built >= 0 and self.today_line(built) is None and not is_inside:
            is_inside, built = self.was_heading(built), built - 1
        return self.history.by(self.line_signs(last)) if is_inside else ""

    def _is_between_joined(self, first: int, last: int) -> bool:
        """Whether the paragraphs round a place of the draft are one today."""
        before, after = self.turn[first] - 1, self.turn[last] + 1
        if before < 0 or after == len(self.body):
            return False
        return bool(self._lines_of(self.body[before], -1) & self._lines_of(self.body[after], 0))

    def _lines_of(self, read: int, number: int) -> set[int]:
        """The lines of today's text that have the first, or last, of the sentences that a line of the draft had."""
        built = self.built_of.get(read)
        wanted = sentences_of(self.line_signs(built))[number] if built is not None else ""
        return self.today.with_sentence.get(wanted, set()) if wanted else set()

    def _is_gone(self, read: int) -> bool:
        built = self.built_of.get(read)
        return built is not None and self.today_line(built) is None

    def _last_put_in(self, today: int, last: int, made: WordChange) -> int:
        """The last of the paragraphs that came home below a line of today's text, as far as the draft has them before.

        Those that only others have come before what is new: who was first stays first.
        """
        lines, behind = self.today.lines, set[str]()
        while today + 1 < len(lines) and self.put_in.get(signs := lines[today + 1].signs) == today + 1:
            behind = behind or {*map(self.read_signs, self.body[self.turn[last] + 1 :])}
            if signs in behind or made.takes(Stretch(today + 1, 0, today + 1, len(signs))):
                break
            today += 1
        return today

    def _today_of(self, read: int) -> int | None:
        built = self.built_of.get(read)
        if built is None:
            return self.put_in.get(self.read_signs(read))
        line = self.today_line(built)
        parts = self._lines_of(read, -1) if line is None else set()
        if len(parts) == 1 and parts.isdisjoint(map(self.today_line, self.line_of)):
            return min(parts)  # it was parted
        if line is None or (read in self.elsewhere and not self._stands_as_read(read, line)):
            return None
        return line if self.today.lines[line].signs else None

    def _stands_as_read(self, read: int, line: int) -> bool:
        """Whether one line of today's text stands behind the one that the draft has before it."""
        at = self.turn[read]
        built = self.built_of.get(self.body[at - 1]) if at else None
        return built is not None and self.today_line(built) == line - 1

    def _sentence(self, line: int, number: int) -> Stretch:
        start, end = sentences(self.today.lines[line].signs)[number]
        return Stretch(line, start, line, end)

    def _in_line(self, made: WordChange, first: Span, last: Span) -> WordChange:
        """Words in a paragraph that was there: after what stands before them, else before what follows.

        The paragraph itself may have moved: what is new in it does not stand behind all of it.
        """
        before = [each for each in self.made.get(first.line, []) if each[0].end <= first.start]
        for span, each in reversed(before):
            if each.side and not self.said.read_lines[first.line][span.end : first.start].strip():
                return made.put_behind(each, "after")
        behind = self._built_position(last.line, last.end, 1)
        if beside := self._nearest(first.line, first.start, -1):
            return replace(made, side="after", beside=self._last_said(beside, behind, last, made))
        if beside := self._nearest(last.line, last.end, 1):
            return replace(made, side="before", beside=beside)
        raise Unclear("看不出这句话放在哪里；自己加到模板里")

    def _nearest(self, line: int, at: int, way: int) -> Stretch | None:
        """The sentence of today's text before (or behind) a place of a line, but for those that others moved away."""
        parts = sentences(self.said.read_lines[line])
        ends = sorted((start if way < 0 else end for start, end in parts), reverse=way < 0)
        for place in (at, *(each for each in ends if (each - at) * way > 0)):
            built = self._built_position(line, place, way)
            if built is not None and (beside := self._around(*built)):
                return beside
        return None

    def _last_said(self, beside: Stretch, behind: tuple[int, int] | None, last: Span, made: WordChange) -> Stretch:
        """The last of the sentences that came home behind another, as far as the draft has them before its own."""
        line, follows = self.today.lines[beside.last].signs, None
        with contextlib.suppress(Unclear):  # what follows may be gone
            follows = self._around(*behind) if behind else None
        end = follows.start if follows and follows.first == beside.last else len(line)
        rest = self.signs(self.said.read([Span(last.line, last.end, len(self.said.read_lines[last.line]))]))
        for start, stop in sentences(line):
            at = Stretch(beside.last, start, beside.last, stop)
            if start < beside.end:
                continue
            is_before = start < end and line[start:stop] not in rest
            if not is_before or made.takes(at) or not self.today.is_of_edits(at.first, start):
                break
            beside = at
        return beside

    def _built_position(self, line: int, at: int, way: int) -> tuple[int, int] | None:
        """Where as built the nearest character stood that a draft has before (or behind) a place of a line."""
        location = self.said.draft.audit.location
        group = self.group_of.get(line)
        alignment = location.alignments.get(group) if group is not None else None
        if alignment is None:
            return None
        positions = enumerate(alignment.read.positions)
        here = [number for number, (on, place) in positions if on == line and (place < at if way < 0 else place >= at)]
        for number in reversed(here) if way < 0 else here:
            for (start, end), (there, _) in alignment.equal:
                if there <= number < there + end - start:
                    return alignment.built.positions[start + number - there]
        return None

    def _around(self, built: int, at: int) -> Stretch | None:
        """The sentence of today's text in which a character stands; None where others moved it out of its line."""
        line = self.today_line(built)
        wanted = self._sentence_as_built(built, at)
        if line is None and len(places := self.today.text.places_of(wanted)) == 1:
            return self.today.stretch(places[0], places[0] + len(wanted))
        if line is None:
            raise Unclear(f"旁边的{self.history.became(wanted)}，看不出这句话放在哪里；还要它，就自己加")
        signs = self.today.lines[line].signs
        if signs != self.line_signs(built):
            said = self.wordings.of(wanted, signs)
            if not said and (by := self.history.by(wanted)):
                raise Unclear(f"它旁边的那句话照{by}的改动删去了，看不出它放在哪里；还要它，就自己加")
            if said and said not in sentences_of(signs) and self.history.moved_by(said):
                return None
            start, end = most_like(signs, wanted)
            return Stretch(line, start, line, end)
        place = len(self.before(Span(built, at, at)))
        parts = sentences(signs)
        start, end = next((part for part in parts if part[0] <= place < part[1]), parts[-1])
        return Stretch(line, start, line, end)

    def _sentence_as_built(self, built: int, at: int) -> str:
        signs, place = self.line_signs(built), len(self.before(Span(built, at, at)))
        start, end = next((part for part in sentences(signs) if part[0] <= place < part[1]), (0, len(signs)))
        return signs[start:end]
