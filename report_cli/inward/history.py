"""What became of a report's words since a draft was built, as the edits that came home say: whose they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import pairwise

from msgspec import Struct

from report_cli.compose.edits_file import Edit
from report_cli.compose.merging import BREAK
from report_cli.inward.today import Stretch, Today
from report_cli.inward.wordings import sentences_of
from report_cli.sentences import sentences
from report_cli.text import excerpt, quoted

_LONGEST = 40
"""So many characters of what was put in are said."""


class More(Struct, frozen=True):
    """What came home into words that a draft takes out as a whole.

    `at`: where it stands, `whole`: that with all that goes. `why`: what is to be known of it.
    """

    at: Stretch
    whole: Stretch
    why: str


class History:
    def __init__(self, edits: Sequence[Edit], today: Today, read: str, built: str, own: str) -> None:
        """`read`, `built`: the signs of the draft, and of the text as it was built; `own`: the draft's file."""
        self.edits, self.today, self.read, self.built, self.own = edits, today, read, built, own

    @cached_property
    def _said(self) -> list[tuple[Edit, str, str]]:
        """The edits with the signs of what was and what they put in, the newest first."""
        return [(edit, self._signs(edit.was), self._signs(edit.now)) for edit in reversed(self.edits)]

    def _signs(self, texts: Sequence[str]) -> str:
        return BREAK.join(self.today.text.of_text(text.lstrip("#- ")) for text in texts)

    def by(self, words: str) -> str:
        """Whose edit it was that made words others, or took them out; empty where none did."""
        wanted = sentences_of(words)
        found = (edit.by for edit, was, now in self._said if any(each in was and each not in now for each in wanted))
        return next(found, "")

    def moved_by(self, words: str) -> str:
        """Whose edit it was, of another draft, that moved words, alone or with others, since; empty where none did."""
        return next((edit.by for edit, was, _ in self._moves if words in was), "")

    @cached_property
    def exchanged(self) -> dict[str, str]:
        """Sentences in whose place edits put others, each for one."""
        pairs = (zip(sentences_of(was), sentences_of(now), strict=False) for was, now in self._rewritten())
        return {one: other for each in pairs for one, other in each if one != other}

    def _rewritten(self) -> Iterator[tuple[str, str]]:
        for _, was, now in reversed(self._said):
            if len(sentences_of(was)) == len(sentences_of(now)) > 0:
                yield was, now

    @cached_property
    def moved(self) -> set[str]:
        """The sentences that others have moved since the draft was built, as they are worded by now too."""
        found = set[str]()
        for edit, was, now in reversed(self._said):
            is_move = edit.side and was and self._is_of_others(edit) and not self._was_moved(edit, now or was)
            found |= {*sentences_of(now or was)} if is_move else set()
            found |= {*sentences_of(now)} if not found.isdisjoint(sentences_of(was)) else set()
        return found

    def is_added(self, words: str) -> bool:
        """Whether words not there when the draft was built were put in by an edit, in the place of no others."""
        is_new = words not in self.built
        return is_new and any(words in now and not was for _, was, now in self._said)

    @cached_property
    def _moves(self) -> list[tuple[Edit, str, str]]:
        """The edits by which others have moved words since the draft was built."""
        moves = [each for each in self._said if each[0].side and each[1] and not each[2]]
        return [each for each in moves if self._is_of_others(each[0]) and not self._was_moved(*each[:2])]

    def _is_of_others(self, edit: Edit) -> bool:
        return bool(edit.by) and self.own not in edit.by.split("、")

    def _was_moved(self, edit: Edit, was: str) -> bool:
        """Whether words stood where they were moved to when the draft was built."""
        beside, between = self._signs(edit.beside), BREAK if edit.side in ("below", "above") else ""
        parts = (beside, was) if edit.side in ("after", "below") else (was, beside)
        return between.join(parts) in self.built

    def kept(self, words: str, *, is_whole: bool) -> str:
        """That another draft moved words that are to go, joined or parted them, and so wants them; empty if none did.

        `is_whole`: they are whole paragraphs.
        """
        gone = {*sentences_of(words)}
        # With its first line, a heading perhaps, all that moved is to go.
        begin = f"{words}{BREAK}"
        moved = (edit.by for edit, was, _ in self._moves if was.startswith(begin) or gone.issuperset(sentences_of(was)))
        if by := next(moved, ""):
            return f"照{by}的改动移过，现在还要它；没有删，要删就选这一条"
        if is_whole and (by := self.joined_by(words)):
            return f"照{by}的改动和别的段并了，现在还要它；没有删，要删就选这一条"
        if is_whole and (by := self._lines_by(words, -1)):
            return f"照{by}的改动分成了几段，现在还要它；没有删，要删就选这一条"
        others = (each for each in self._said if self._is_of_others(each[0]) and not (each[0].side or each[2]))
        by = next((edit.by for edit, was, _ in others if gone > {*sentences_of(was)}), "")
        return f"照{by}的改动只删了其中一部分；其余的没有删，要删就选这一条" if by else ""

    def joined_by(self, words: str) -> str:
        """Whose edit it was, of another draft, that joined a paragraph with others since; empty where none did."""
        return self._lines_by(words, 1)

    def _lines_by(self, words: str, sign: int) -> str:
        """Whose edit it was that made fewer lines (more: -1) of those that words stood in since."""
        wanted = {*sentences_of(words)}
        others = (each for each in self._said if self._is_of_others(each[0]) and not each[0].side)
        for edit, was, now in others:
            is_so = bool(was and now) and sign * (len(edit.was) - len(edit.now)) > 0
            if is_so and now not in self.built and wanted & {*sentences_of(was)} & {*sentences_of(now)}:
                return edit.by
        return ""

    def gone_by(self, words: str) -> str | None:
        """Whose edit it was that took words out; None where none did, or some of them stand there still."""
        wanted = sentences_of(words)
        if not wanted or any(each in self.today.whole for each in wanted):
            return None
        return next((edit.by for edit, was in self._removals if all(each in was for each in wanted)), None)

    @property
    def _removals(self) -> Iterator[tuple[Edit, str]]:
        return ((edit, was) for edit, was, now in self._said if not (edit.side or now))

    def since(self, words: str, verb: str) -> str:
        """Why words cannot be moved, or changed (`verb`), and what to do."""
        which, wanted = "要移的" if verb == "移" else "", sentences_of(words)
        lost = [each for each in wanted if each not in self.today.whole]
        by = next((edit.by for edit, was in self._removals if all(each in was for each in lost)), "") if lost else ""
        moved = (self.moved_by(each) for said in wanted for each in (said, self.exchanged.get(said, said)))
        if verb == "移" and not by and len(wanted) > 1 and (other := next(filter(None, moved), "")):
            return f"{which}话有的照{other}的改动移走了；照现在的句子自己移"
        said = f"{which}话有的照{by}的改动删去了" if by else f"{which}{self.became(words)}"
        return f"{said}；照现在的句子自己{verb}"

    def became(self, words: str) -> str:
        """What became of words that do not stand together in today's text: by whom, as far as that is seen."""
        by, wanted = self.by(words), sentences_of(words)
        if by and self.gone_by(words) is not None:
            return f"这句话照{by}的改动删去了"
        if by:
            return f"这句话照{by}的改动改过"
        if not all(each in self.today.whole for each in wanted):
            return "这句话和底稿里的不一样了"
        if len(wanted) == 1 and self.today.whole.count(wanted[0]) > 1:
            return "这句话在文中有几处"
        pairs = [f"{one}{other}" for one, other in pairwise(wanted)]
        parted = (edit.by for edit, was, now in self._said if any(each in was and each not in now for each in pairs))
        return f"这几句话{f'照{name}的改动' if (name := next(parted, '')) else '现在'}分开了"

    def more(self, stretch: Stretch, *, is_whole: bool) -> More | None:
        """What came home into a paragraph or below a heading that is to go, and the draft has not.

        `is_whole`: the draft takes out all of the paragraph as it was built.
        """
        line = self.today.lines[stretch.last]
        ends = Stretch(stretch.first, 0, stretch.last, len(line.signs))
        for start, end in sentences(line.signs):
            at = Stretch(stretch.last, start, stretch.last, end)
            if (is_whole or start == stretch.end) and not at.meets(stretch) and self._came(at):
                left = "连它一起删" if is_whole else "删了这一句，它还在"
                return More(at, ends if is_whole else stretch, f"{self._put_in(at)}；{left}")
        if line.paragraph and line.paragraph.level and is_whole:
            return self._below(stretch)
        return None

    def _below(self, heading: Stretch) -> More | None:
        """What came home into a section of which the draft has nothing."""
        lines, found = self.today.lines, list[Stretch]()
        for number in range(heading.last + 1, len(lines)):
            line = lines[number]
            if line.paragraph is None or line.paragraph.level:
                break
            at = Stretch(number, 0, number, len(line.signs))
            if line.signs and self._came(at):
                found.append(at)
            elif line.signs and line.signs in self.read:
                return None
        return More(found[0], heading, f"{self._put_in(found[0])}；这一节删了，它还在") if found else None

    def _came(self, at: Stretch) -> bool:
        """Whether words were put in by an edit, in the place of no others, and the draft has them not."""
        signs = self.today.signs(at)
        is_new = self.today.is_of_edits(at.first, at.start) and signs not in self.read
        return is_new and any(signs in now and not edit.was for edit, _, now in self._said)

    def _put_in(self, at: Stretch) -> str:
        signs = self.today.signs(at)
        by = next((edit.by for edit, was, now in self._said if signs in now and signs not in was), "")
        said = quoted(excerpt(self.today.printed(at), _LONGEST))
        return f"{by or '别的稿件'}在这里加了{said}，已经写进来了"
