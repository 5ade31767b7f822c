"""What people changed in the words of a draft, as changes of the report's text as it is composed today.

The draft came from an older build, perhaps: what was is looked for in today's text, and where that is another by now,
the two changes are brought together if they do not touch.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from functools import cached_property

from msgspec.structs import replace

from report_cli.audit.changes import ProseChange
from report_cli.audit.texts import Span, bigrams
from report_cli.compose import numbering
from report_cli.compose.merging import BREAK, merged
from report_cli.document import Role
from report_cli.inward.history import History
from report_cli.inward.template_text import DraftLines, located
from report_cli.inward.today import Stretch, Today, WordChange
from report_cli.inward.todays_lines import TodaysLines
from report_cli.inward.wordings import Wordings, most_like, sentences_of
from report_cli.sentences import sentences


class Unclear(Exception):
    """Why a change cannot be carried, in words."""


class Taken(Exception):
    """Today's text has the change already."""


class Clash(Exception):
    """The words were changed since, too, and the two changes touch. `now`: what is said there today; `why`: more."""

    def __init__(self, change: WordChange, now: str, why: str = "") -> None:
        super().__init__(now)
        self.change, self.now, self.why = change, now, why


class Changes(TodaysLines):
    """The changes of one draft. They are asked for in the draft's order, as some stand behind others."""

    def __init__(self, said: DraftLines, today: Today) -> None:
        super().__init__(said, today)
        self.made: dict[int, list[tuple[Span, WordChange]]] = {}
        """For each line as read the changes that were made, and where they stand in it."""

    @cached_property
    def history(self) -> History:
        read = self.signs([*map(self.read_line, range(len(self.said.read_lines)))])
        return History(self.said.draft.edits, self.today, read)

    @cached_property
    def wordings(self) -> Wordings:
        return Wordings(self.built_signs, self.today.whole)

    def is_of_numbers(self, built: Sequence[Span], read: Sequence[Span]) -> bool:
        """Whether two texts differ in no more than the automatic numbers of their paragraphs."""
        was, now = self.words(built, read)
        return any(now) and self.signs(was) == self.signs(now)

    def is_taken(self, change: ProseChange) -> bool:
        """Whether today's text has a change already."""
        with contextlib.suppress(Unclear, Clash):
            try:
                self.of(change)
            except Taken:
                return True
        return False

    def of(self, change: ProseChange) -> WordChange:
        """Raises Unclear, Taken or Clash."""
        built = located(change.before, self.said.built_lines, change.built)
        read = located(change.after, self.said.read_lines, change.at)
        made = self.parted(self._of(change, built, read))
        for span in read:
            self.made.setdefault(span.line, []).append((span, made))
        return made

    def parted(self, made: WordChange) -> WordChange:
        """A change that only exchanges words, with the parts that it changes."""
        is_exchange = made.was is not None and bool(made.now) and not made.side
        return replace(made, parts=self.today.parts(made.was, made.now)) if is_exchange and made.was else made

    def _of(self, change: ProseChange, built: Sequence[Span], read: Sequence[Span]) -> WordChange:
        was, now = self.words(built, read)
        if built and not any(now) and self._is_of_attachments(built[0].line):
            raise Unclear("附件的序号和附件的页由程序排，只改、只删这一行会对不上；要改、要删，改模板里的附件")
        was_signs, now_signs = self.signs(was), self.signs(now)
        if was_signs and not read:
            return self._removed(built, was_signs)
        if self._is_taken(was_signs, now_signs):
            raise Taken
        if change.change == "changed":
            return self._changed(built, was_signs, now)
        is_same = was_signs == now_signs
        stretch = self._moving(built, was_signs, is_same=is_same) if built else None
        if not read:
            return self._rebased(built, was_signs, ())
        is_rebased = stretch is not None and self.today.signs(stretch) != was_signs
        made = WordChange(was=stretch, now=() if is_same else now, is_rebased=is_rebased)
        made = self.placed(made, read)
        if self._stands(made):
            raise Taken
        return made

    def _moving(self, built: Sequence[Span], was: str, *, is_same: bool) -> Stretch:
        """The words that are to be moved; where another draft has changed some of them since, as they are today."""
        found = self._found(built, was) or (self._reworded(built, was) if is_same else None)
        if found is None:
            raise Unclear(f"要移的{self.history.since(was)}；照现在的句子自己移")
        if not (is_same and self._are_whole(built)):
            return found
        # What came home into a paragraph goes with it.
        signs = self.today.lines[found.last].signs
        beside = sentences_of(f"{signs[: found.start] if found.first == found.last else ''}{BREAK}{signs[found.end :]}")
        is_all = not any(sentence in self.built_signs for sentence in beside)
        return Stretch(found.first, 0, found.last, len(signs)) if is_all else found

    def _reworded(self, built: Sequence[Span], was: str) -> Stretch | None:
        """Where sentences stand that are worded otherwise by now."""
        line = self.today_line(built[0].line)
        there = "" if line is None else self.today.lines[line].signs
        parts = [[self.wordings.of(sentence, there) for sentence in sentences_of(text)] for text in was.split(BREAK)]
        if not all(map(all, parts)):
            return None
        said = BREAK.join(map("".join, parts))
        return self._stretch(places[0], said) if len(places := self.today.text.places_of(said)) == 1 else None

    def _are_whole(self, built: Sequence[Span]) -> bool:
        """Whether parts of the text as built are whole lines of it."""
        return all(not self._before(span) and span.end == len(self.said.built_lines[span.line]) for span in built)

    def _removed(self, built: Sequence[Span], was: str) -> WordChange:
        """Words that are to go, as far as today's text has them; where it words one of them otherwise, a clash."""
        wanted = sentences_of(was)
        line = self.today_line(built[0].line)
        there = "" if line is None else self.today.lines[line].signs
        stand = [said for sentence in wanted if (said := self.wordings.of(sentence, there))]
        if not stand:
            raise Taken
        whole = self._found(built, was) if stand == wanted else None
        found = [whole] if whole else [at for said in stand if (at := self._found(built, said))]
        if not found:
            return self._rebased(built, was, ())
        first, last = found[0], [at for at in found if at.first == found[0].first][-1]
        stretch = Stretch(first.first, first.start, last.last, last.end)
        if not {*sentences_of(self.today.signs(stretch))} <= {*wanted}:
            raise Clash(WordChange(was=stretch), self.today.printed(stretch))
        if more := self.history.more(stretch, is_whole=self._are_whole(built)):
            raise Clash(WordChange(was=more.whole), self.today.printed(more.at), more.why)
        return WordChange(was=stretch)

    def _stands(self, made: WordChange) -> bool:
        """Whether words that moved stand today where they are to stand."""
        was, beside = made.was, made.beside
        if was is None or beside is None or made.now:
            return False
        if made.side in ("after", "before"):
            ends = (beside.last, beside.end), (was.first, was.start)
            return ends[0] == ends[1] if made.side == "after" else (was.last, was.end) == (beside.first, beside.start)
        return was.first == beside.last + 1 if made.side == "below" else was.last + 1 == beside.first

    def _is_taken(self, was: str, now: str) -> bool:
        """Whether today's text has as much more of what is, and as much less of what was, as the change asks for."""
        if was == now:
            return False
        is_more = not now or self.today.whole.count(now) > self.built_signs.count(now)
        is_less = not was or self.today.whole.count(was) < self.built_signs.count(was) or was in now
        return is_more and is_less

    # Where the words stand today

    def _found(self, built: Sequence[Span], was: str) -> Stretch | None:
        """Where the words stand that were; of several places that in the same line, and there the nearest."""
        line = self.today_line(built[0].line)
        places = self.today.text.places_of(was)
        if line is not None:
            begins = self.today.place(line, 0)
            near = begins + len(self._before(built[0]))
            ends = begins + len(self.today.lines[line].signs)
            places = [at for at in places if begins <= at <= ends] or places
            return self._stretch(min(places, key=lambda at: abs(at - near)), was) if places else None
        return self._stretch(places[0], was) if len(places) == 1 else None

    def _stretch(self, at: int, signs: str) -> Stretch:
        return self.today.stretch(at, at + len(signs))

    def _before(self, span: Span) -> str:
        """The signs of a line as built before a part of it."""
        [text] = self.said.built([Span(span.line, 0, span.start)])
        return self.today.text.of_text(text[len(self.prefix(span.line)) :])

    def _changed(self, built: Sequence[Span], was: str, now: tuple[str, ...]) -> WordChange:
        stretch = self._found(built, was)
        if stretch is None and (len(now) > 1 or len(built) > 1):
            return self._relined(built, was, now)
        if stretch is None:
            return self._rebased(built, was, now)
        theirs = self._whole_sentences(stretch)
        if len(now) == 1 and theirs != was and "".join(merged(was, self.signs(now), theirs) or ()) == theirs:
            raise Taken
        return WordChange(was=stretch, now=now)

    def _relined(self, built: Sequence[Span], was: str, now: tuple[str, ...]) -> WordChange:
        """Lines parted or joined whose words are others today; they may have been parted or joined already."""
        text, wanted = self.today.text, bigrams(was)
        for count in dict.fromkeys((len(now), len(built))):
            for at in self._windows(count):
                theirs = self.today.signs(at)
                if 2 * len(wanted & bigrams(theirs)) < len(wanted):
                    continue
                lines = self.today.lines[at.first : at.last + 1]
                as_written = [piece for line in lines for piece in (BREAK, *text.line_written(line))][1:]
                both = merged(was, self.signs(now), theirs, text.pieces_written(now), as_written)
                made = tuple("".join(both).split(BREAK)) if both is not None else ()
                if made and self.signs(made) == theirs:
                    raise Taken
                if made and count == len(built):
                    return WordChange(was=at, now=made, is_rebased=True)
        return self._rebased(built, was, now)

    def _windows(self, count: int) -> Iterator[Stretch]:
        """So many lines of today's text, one after the other, in all places."""
        lines = self.today.lines
        for last in range(count - 1, len(lines)):
            yield Stretch(last - count + 1, 0, last, len(lines[last].signs))

    def _whole_sentences(self, stretch: Stretch) -> str:
        """The sentences of today's text in which words stand; those of several lines as they are."""
        if stretch.first != stretch.last:
            return self.today.signs(stretch)
        signs = self.today.lines[stretch.first].signs
        parts = [part for part in sentences(signs) if part[0] < stretch.end and stretch.start < part[1]]
        return signs[parts[0][0] : parts[-1][1]] if parts else ""

    def _rebased(self, built: Sequence[Span], was: str, now: tuple[str, ...]) -> WordChange:
        """A change of words that are others today."""
        line = self.today_line(built[0].line)
        if line is None or len(built) > 1:
            raise Unclear(f"{self.history.since(was)}，文中找不到它了；照现在的句子自己改")
        signs = self.today.lines[line].signs
        start, end = most_like(signs, was)
        theirs, text = signs[start:end], self.today.text
        made = WordChange(was=Stretch(line, start, line, end), now=now)
        as_written = text.line_written(self.today.lines[line])[start:end]
        both = merged(was, self.signs(now), theirs, text.pieces_written(now), as_written) if len(now) == 1 else None
        if both is None:
            raise Clash(made, self.today.printed(Stretch(line, start, line, end)))
        if "".join(map(text.of_text, both)) == theirs:
            raise Taken
        return replace(made, now=("".join(map(text.spelt, both)),))

    # Where new words come

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
            return self.paragraph(made, first.line, last.line)
        if is_whole and self.said.draft.audit.location.lines[first.line].cell:
            return self._in_empty_cell(made, first.line)
        return self._in_line(made, first, last)

    def _is_of_attachments(self, built: int) -> bool:
        """Whether a line as built names an attachment in their list, or stands above one."""
        paragraph = self.paragraph_today(built)
        roles = (Role.ATTACHMENT, Role.ATTACHMENT_LABEL)
        return paragraph is not None and paragraph.role in roles and bool(paragraph.number)

    def _is_in_list_of_attachments(self, read: int) -> bool:
        """Whether a new line is numbered as an attachment is, and stands below the name of one."""
        at = self.body.index(read)
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
        for number in reversed(self.body[: self.body.index(first)]):
            if found := self.made.get(number):
                behind = [each for span, each in found if each.side and span.end == len(self.said.read_lines[number])]
                if behind and number not in self.built_of:
                    return replace(made, side="below", behind=behind[-1])
            today = self._today_of(number)
            if today is not None:
                return replace(made, side="below", beside=self._sentence(self._last_put_in(today, last), -1))
        for number in self.body[self.body.index(last) + 1 :]:
            today = self._today_of(number)
            if today is not None:
                return replace(made, side="above", beside=self._sentence(today, 0))
        raise Unclear("看不出这一段放在哪里；自己加到模板里")

    def _who_took_its_room(self, first: int, last: int) -> str:
        """Whose edit took out both paragraphs round a place of the draft, or the section in which it is the last."""
        at = self.body.index(first), self.body.index(last)
        before, after = self.body[at[0] - 1 : at[0]], self.body[at[1] + 1 : at[1] + 2]
        if not before or not self._is_gone(before[0]):
            return ""
        last = built = self.built_of[before[0]]
        is_inside = bool(after) and self._is_gone(after[0])
        while built >= 0 and self.today_line(built) is None and not is_inside:
            is_inside, built = self.was_heading(built), built - 1
        return self.history.by(self.line_signs(last)) if is_inside else ""

    def _is_gone(self, read: int) -> bool:
        built = self.built_of.get(read)
        return built is not None and self.today_line(built) is None

    def _last_put_in(self, today: int, last: int) -> int:
        """The last of the paragraphs that came home below a line of today's text, as far as the draft has them before.

        Those that only others have come before what is new: who was first stays first.
        """
        behind = {self.signs([self.read_line(number)]) for number in self.body[self.body.index(last) + 1 :]}
        lines = self.today.lines
        while today + 1 < len(lines) and self.put_in.get(signs := lines[today + 1].signs) == today + 1:
            if signs in behind:
                break
            today += 1
        return today

    def _today_of(self, read: int) -> int | None:
        built = self.built_of.get(read)
        if built is None:
            return self.put_in.get(self.signs([self.read_line(read)]))
        line = None if read in self.elsewhere else self.today_line(built)
        return line if line is not None and self.today.lines[line].signs else None

    def _sentence(self, line: int, number: int) -> Stretch:
        start, end = sentences(self.today.lines[line].signs)[number]
        return Stretch(line, start, line, end)

    def _in_line(self, made: WordChange, first: Span, last: Span) -> WordChange:
        """Words in a paragraph that was there: after what stands before them, else before what follows."""
        found = self.made.get(first.line, [])
        for span, each in reversed(found):
            if each.side and not self.said.read_lines[first.line][span.end : first.start].strip():
                return replace(made, side="after", behind=each)
        before, behind = (self._built_position(*at) for at in ((first.line, first.start, -1), (last.line, last.end, 1)))
        if before is not None:
            beside = self._around(*before)
            return replace(made, side="after", beside=self._last_said(beside, behind, last))
        if behind is not None:
            return replace(made, side="before", beside=self._around(*behind))
        raise Unclear("看不出这句话放在哪里；自己加到模板里")

    def _last_said(self, beside: Stretch, behind: tuple[int, int] | None, last: Span) -> Stretch:
        """The last of the sentences that came home behind another, as far as the draft has them before its own."""
        line = self.today.lines[beside.last].signs
        follows = self._around(*behind) if behind else None
        end = follows.start if follows and follows.first == beside.last else len(line)
        rest = self.signs(self.said.read([Span(last.line, last.end, len(self.said.read_lines[last.line]))]))
        for start, stop in sentences(line):
            if beside.end <= start < end and self.today.is_of_edits(beside.last, start):
                if line[start:stop] in rest:
                    break
                beside = Stretch(beside.last, start, beside.last, stop)
        return beside

    def _built_position(self, line: int, at: int, way: int) -> tuple[int, int] | None:
        """Where as built the nearest character stood that a draft has before (or behind) a place of a line."""
        location = self.said.draft.audit.location
        group = next((number for number, each in enumerate(location.groups) if line in each.read), None)
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

    def _around(self, built: int, at: int) -> Stretch:
        """The sentence of today's text in which a character stands."""
        line = self.today_line(built)
        wanted = self._sentence_as_built(built, at)
        if line is None:
            raise Unclear(f"旁边的{self.history.since(wanted)}，看不出这句话放在哪里；还要它，就自己加")
        signs = self.today.lines[line].signs
        if signs != self.line_signs(built):
            if not self.wordings.of(wanted, signs) and (by := self.history.by(wanted)):
                raise Unclear(f"它旁边的那句话照{by}的改动删去了，看不出它放在哪里；还要它，就自己加")
            start, end = most_like(signs, wanted)
            return Stretch(line, start, line, end)
        place = len(self._before(Span(built, at, at)))
        parts = sentences(signs)
        start, end = next((part for part in parts if part[0] <= place < part[1]), parts[-1])
        return Stretch(line, start, line, end)

    def _sentence_as_built(self, built: int, at: int) -> str:
        signs, place = self.line_signs(built), len(self._before(Span(built, at, at)))
        start, end = next((part for part in sentences(signs) if part[0] <= place < part[1]), (0, len(signs)))
        return signs[start:end]
