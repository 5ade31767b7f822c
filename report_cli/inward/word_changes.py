"""What people changed in the words of a draft, as changes of the report's text as it is composed today.

The draft came from an older build, perhaps: what was is looked for in today's text, and where that is another by now,
the two changes are brought together if they do not touch.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from report_cli.audit.changes import ProseChange
from report_cli.audit.texts import Span, bigrams
from report_cli.compose.merging import BREAK, merged
from report_cli.inward.places import Places, Unclear
from report_cli.inward.template_text import located
from report_cli.inward.today import Stretch, WordChange
from report_cli.inward.wordings import most_like, sentences_of
from report_cli.sentences import sentences
from report_cli.text import excerpt

_SHOWN = 20
"""So many characters of the words beside a place are said."""


class Taken(Exception):
    """Today's text has the change already."""


class Clash(Exception):
    """The words were changed since, too, and the two changes touch. `now`: what is said there today; `why`: more.

    `by`: whose drafts changed them.
    """

    def __init__(self, change: WordChange, now: str, why: str = "", by: str = "") -> None:
        super().__init__(now)
        self.change, self.now, self.why, self.by = change, now, why, by


class Changes(Places):
    """The changes of one draft. They are asked for in the draft's order, as some stand behind others."""

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
        """A change that exchanges words, with the parts that it changes; others with the lines that go."""
        if made.was is None:
            return made
        if made.is_removal or made.is_move:
            return replace(made, gone=self.today.whole_lines(made.was))
        return replace(made, parts=self.today.parts(made.was, made.now))

    def _of(self, change: ProseChange, built: Sequence[Span], read: Sequence[Span]) -> WordChange:
        was, now = self.words(built, read)
        now = was if change.is_whole else now
        if built and not any(now) and self.is_of_attachments(built[0].line):
            raise Unclear("附件的序号和附件的页由程序排，只改、只删这一行会对不上；要改、要删，改模板里的附件")
        was_signs, now_signs = self.signs(was), self.signs(now)
        if was_signs and not read:
            return self._removed(built, was_signs)
        said = self._worded_so(built, was_signs, now_signs)
        if (said and change.change != "moved") or (not built and self._is_printed(read)):
            raise Taken
        is_there = self._is_taken(was_signs, now_signs)
        if read and not is_there and (by := self._gone_by(was_signs, read)) is not None:
            raise self._back(by, read, now)
        if change.change == "changed":
            return self._changed(built, was_signs, now)
        if not read:
            return self._rebased(built, was_signs, ())
        # Of words that are worded so by now only the place is left to be another.
        ways = dict.fromkeys((said or was_signs, was_signs))
        return self._put(built, read, [*ways], () if said or was_signs == now_signs else now)

    def _gone_by(self, was: str, read: Sequence[Span]) -> str | None:
        """Whose edit took out what a draft changes, or the paragraph that it puts something into; None if none did."""
        line = self.built_of.get(read[0].line)
        return self.history.gone_by(was or (self.line_signs(line) if line is not None else ""))

    def _back(self, by: str, read: Sequence[Span], now: tuple[str, ...]) -> Clash:
        """Words that another draft took out come back as this one has them, if somebody says so.

        Where nothing of their paragraph is left, it comes back as a whole.
        """
        lines = {span.line for span in read}
        is_gone = not any(each in self.today.whole for line in lines for each in sentences_of(self._signs_read(line)))
        if is_gone:
            read = [Span(line, 0, len(self.said.read_lines[line])) for line in sorted(lines)]
            now = self.words((), read)[1]
            made = self.paragraph(WordChange(was=None, now=now), read[0].line, read[-1].line)
        else:
            made = self.placed(WordChange(was=None, now=now), read)
        whose = f"照{by}的改动" if by else "已经"
        why = f"{'这一段' if is_gone else '这句话'}{whose}删去了；要照这份稿件留着，就选这一条"
        return Clash(made, "", why)

    def _worded_so(self, built: Sequence[Span], was: str, now: str) -> str:
        """How today's text words what is, if it has the change already, alone or with others; else nothing."""
        if self._is_taken(was, now):
            return now
        found = self._reworded(built, was) if built and was != now and BREAK not in was + now else None
        theirs = self.today.signs(found) if found else ""
        return theirs if theirs and "".join(merged(was, now, theirs) or ()) == theirs else ""

    def _put(self, built: Sequence[Span], read: Sequence[Span], ways: list[str], now: tuple[str, ...]) -> WordChange:
        """New words, or those that moved: `ways`: as today's text has them, and as built; `now`: what they become."""
        was = ways[0]
        stretch = self._moving(built, was, is_same=not now) if built else None
        is_rebased = stretch is not None and self.today.signs(stretch) != was
        try:
            made = self.placed(WordChange(was=stretch, now=now, is_rebased=is_rebased), read)
        except Unclear:
            if stretch and not now and self._is_between(self.today.signs(stretch)):
                raise Taken from None
            raise
        if self._stands(made):
            raise Taken
        if stretch is None:
            return made
        if (lines := self.history.joined_by(was)) and self._are_whole(built):
            raise Clash(made, self.today.printed(stretch), f"照{lines}的改动和别的段并了；没有移，要移就选这一条")
        if by := next(filter(None, map(self.history.moved_by, ways)), ""):
            where = f"照{by}的改动已经移过，现在在“{self._beside_now(stretch)}”后面"
            raise Clash(made, self.today.printed(stretch), f"{where}；没有再移，要移到稿件里的地方，就选这一条")
        return made

    def _beside_now(self, stretch: Stretch) -> str:
        """The words that stand before a stretch of today's text."""
        lines = [line for line in range(stretch.first) if self.today.lines[line].signs]
        if stretch.start or not lines:
            return excerpt(self.today.printed(Stretch(stretch.first, 0, stretch.first, stretch.start)), _SHOWN)
        end = len(self.today.lines[lines[-1]].signs)
        return excerpt(self.today.printed(Stretch(lines[-1], 0, lines[-1], end)), _SHOWN)

    def _moving(self, built: Sequence[Span], was: str, *, is_same: bool) -> Stretch:
        """The words that are to be moved; where other drafts have changed some of them since, as they are today."""
        whole = self._paragraphs(built, was) if is_same and self._are_whole(built) else None
        found = whole or self._found(built, was) or (self._reworded(built, was) if is_same else None)
        if found is None:
            raise Unclear(self.history.since(was, "移"))
        return found

    def _paragraphs(self, built: Sequence[Span], was: str) -> Stretch | None:
        """Where paragraphs stand of which others have changed, taken out or added something, or that they parted."""
        stand = self._worded(built, was)
        lines = self.today.lines
        places = [self.today.with_sentence.get(each, set()) for each in dict.fromkeys(stand)]
        held = sorted(set[int]().union(*places)) if sum(map(len, places)) <= len(stand) else []
        if not held or not all(line.paragraph for line in lines[held[0] : held[-1] + 1]):
            return None
        found = Stretch(held[0], 0, held[-1], len(lines[held[-1]].signs))
        said = sentences_of(self.today.signs(found))
        # What came home into a paragraph, or between two, goes with it.
        came = [each for each in said if each not in stand]
        is_all = [each for each in said if each in stand] == stand
        return found if is_all and not any(each in self.built_signs for each in came) else None

    def _worded(self, built: Sequence[Span], was: str) -> list[str]:
        """The sentences of some words, as today's text words them: those that it still has."""
        line = self.today_line(built[0].line)
        there = "" if line is None else self.today.lines[line].signs
        return [said for sentence in sentences_of(was) if (said := self.wordings.of(sentence, there))]

    def _reworded(self, built: Sequence[Span], was: str) -> Stretch | None:
        """Where sentences stand together of which others have changed some, or taken out."""
        said = "".join(self._worded(built, was))
        places = self.today.text.places_of(said) if said else []
        return self._stretch(places[0], said) if len(places) == 1 else None

    def _are_whole(self, built: Sequence[Span]) -> bool:
        """Whether parts of the text as built are whole lines of it."""
        return all(not self.before(span) and span.end == len(self.said.built_lines[span.line]) for span in built)

    def _removed(self, built: Sequence[Span], was: str) -> WordChange:
        """Words that are to go, as far as today's text has them; where it words one of them otherwise, a clash."""
        wanted, stand = sentences_of(was), self._worded(built, was)
        if not stand:
            raise Taken
        whole = self._found(built, was) if stand == wanted else None
        found = [whole] if whole else [at for said in stand if (at := self._found(built, said))]
        if not found:
            return self._rebased(built, was, ())
        parted = self._paragraphs(built, was) if self._are_whole(built) else None
        near = [at for at in found if at.first == found[0].first or (parted and parted.holds(at))]
        first, last = min(near), max(near)
        stretch = Stretch(first.first, first.start, last.last, last.end)
        if not {*sentences_of(self.today.signs(stretch))} <= {*wanted}:
            raise Clash(WordChange(was=stretch), self.today.printed(stretch), by=self.history.by(was))
        if more := self.history.more(stretch, is_whole=self._are_whole(built)):
            raise Clash(WordChange(was=more.whole), self.today.printed(more.at), more.why)
        if kept := self.history.kept(was, is_whole=self._are_whole(built)):
            raise Clash(WordChange(was=stretch), self.today.printed(stretch), kept)
        return WordChange(was=stretch)

    def _stands(self, made: WordChange) -> bool:
        """Whether words that moved stand today where they are to stand."""
        was, beside = made.was, made.beside
        if was is None or beside is None or made.now:
            return False
        first, last = (beside, was) if made.side in ("after", "below") else (was, beside)
        if (first.last, first.end) > (last.first, last.start):
            return False
        if (made.side in ("after", "before")) is not (first.last == last.first):
            return False
        return self._came_between(Stretch(first.last, first.end, last.first, last.start))

    def _is_between(self, words: str) -> bool:
        """Whether words stand today between the sentences that the draft has round them, of those that both have."""
        today, read = sentences_of(self.today.whole), sentences_of(BREAK.join(map(self._signs_read, self.body)))
        own, known = sentences_of(words), {*today} & {*read}
        beside = list[list[str]]()
        for texts in ([said for said in each if said in known] for each in (today, read)):
            if texts.count(own[0]) != 1:
                return False
            at = texts.index(own[0])
            beside.append([*texts[max(at - 1, 0) : at], *texts[at : at + len(own) + 1]])
        return beside[0] == beside[1]

    def _signs_read(self, number: int) -> str:
        return self.signs([self.read_line(number)])

    def _came_between(self, between: Stretch) -> bool:
        """Whether nothing stands there but what others put there."""
        signs = self.today.signs(between)
        return all(each in self.history.moved or self.history.is_added(each) for each in sentences_of(signs))

    def _is_taken(self, was: str, now: str) -> bool:
        """Whether today's text has as much more of what is, and as much less of what was, as the change asks for."""
        if was == now or (now and not self._is_more_often(now) and not self._are_more(now)):
            return False
        return not was or was in now or self.today.whole.count(was) < self.built_signs.count(was)

    def _is_more_often(self, now: str) -> bool:
        """Whether today's text has words more often than the text as built; mostly it has them not at all."""
        times = self.today.whole.count(now)
        return times > 0 and times > self.built_signs.count(now)

    def _are_more(self, now: str) -> bool:
        """Whether today's text has sentences that are new there: as built their words stood within others."""
        built, today, said = self.wordings.built, self.wordings.today, sentences_of(now)
        return bool(said) and all(today[each] > built[each] for each in said)

    def _is_printed(self, read: Sequence[Span]) -> bool:
        """Whether new words are printed today, once more than they were built, whatever of them are figures by now."""
        said = [*filter(None, map(self.printed_of, read))]
        return bool(said) and all(self.printed.count(each) > self.printed_as_built.count(each) for each in said)

    # Where the words stand today

    def _found(self, built: Sequence[Span], was: str) -> Stretch | None:
        """Where the words stand that were; of several places that in the same line, and there the nearest."""
        line = self.today_line(built[0].line)
        places = self.today.text.places_of(was)
        if line is not None:
            begins = self.today.place(line, 0)
            near = begins + len(self.before(built[0]))
            ends = begins + len(self.today.lines[line].signs)
            places = [at for at in places if begins <= at <= ends] or places
            return self._stretch(min(places, key=lambda at: abs(at - near)), was) if places else None
        return self._stretch(places[0], was) if len(places) == 1 else None

    def _stretch(self, at: int, signs: str) -> Stretch:
        return self.today.stretch(at, at + len(signs))

    def _changed(self, built: Sequence[Span], was: str, now: tuple[str, ...]) -> WordChange:
        stretch = self._found(built, was)
        if stretch is None and (len(now) > 1 or len(built) > 1):
            return self._relined(built, was, now)
        if stretch is None:
            return self._rebased(built, was, now)
        theirs = self._whole_sentences(stretch)
        if len(now) == 1 and theirs != was and "".join(merged(was, self.signs(now), theirs) or ()) == theirs:
            raise Taken
        is_part = len(self.today.whole_lines(stretch)) <= stretch.last - stretch.first
        return WordChange(was=stretch, now=now, is_rebased=is_part and len(now) != len(built))

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
                if made and self.signs(made) == theirs and self._holds_all(theirs, built, was):
                    raise Taken
                if made and count == len(built) and self._holds_each(at, built, was):
                    return WordChange(was=at, now=made, is_rebased=True)
        return self._rebased(built, was, now)

    def _holds_all(self, theirs: str, built: Sequence[Span], was: str) -> bool:
        """Whether a part of today's text has something of each line as built."""
        said = {*sentences_of(theirs)}
        ours = (self._worded([span], line) for span, line in zip(built, was.split(BREAK), strict=True))
        return all(not said.isdisjoint(each) for each in ours)

    def _holds_each(self, at: Stretch, built: Sequence[Span], was: str) -> bool:
        """Whether each line of a part of today's text is one of those as built, by a sentence that it has of it."""
        theirs = [{*sentences_of(line.signs)} for line in self.today.lines[at.first : at.last + 1]]
        ours = [self._worded([span], line) for span, line in zip(built, was.split(BREAK), strict=True)]
        return all(not said.isdisjoint(known) for said, known in zip(theirs, ours, strict=True))

    def _windows(self, count: int) -> Iterator[Stretch]:
        """So many lines of today's text, one after the other, in all places; a heading stays one by itself."""
        lines = self.today.lines
        for last in range(count - 1, len(lines)):
            if not self.today.are_headings(range(last - count + 1, last + 1)):
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
        stretch = self._become(built, was) if len(built) == 1 else None
        if stretch is None:
            raise Unclear(self.history.since(was, "改"))
        theirs, text = self.today.signs(stretch), self.today.text
        made = WordChange(was=stretch, now=now)
        as_written = text.line_written(self.today.lines[stretch.first])[stretch.start : stretch.end]
        both = merged(was, self.signs(now), theirs, text.pieces_written(now), as_written) if len(now) == 1 else None
        if both is None:
            raise Clash(made, self.today.printed(stretch), by=self.history.by(was))
        if "".join(map(text.of_text, both)) == theirs:
            raise Taken
        return replace(made, now=("".join(map(text.spelt, both)),))

    def _become(self, built: Sequence[Span], was: str) -> Stretch | None:
        """Where the words stand that some have become: in their line, else wherever that was parted or joined."""
        line, found = self.today_line(built[0].line), self._reworded(built, was)
        if found or line is None:
            return found if found and found.first == found.last else None
        start, end = most_like(self.today.lines[line].signs, was)
        return Stretch(line, start, line, end)
