"""What became of a report's words since a draft was built, as the edits that came home say: whose they are."""

from __future__ import annotations

from collections.abc import Sequence
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
    def __init__(self, edits: Sequence[Edit], today: Today, read: str) -> None:
        """`read`: the signs of the draft."""
        self.edits, self.today, self.read = edits, today, read

    @cached_property
    def _said(self) -> list[tuple[Edit, str, str]]:
        """The edits with the signs of what was and what they put in, the newest first."""
        return [(edit, self._signs(edit.was), self._signs(edit.now)) for edit in reversed(self.edits)]

    def _signs(self, texts: Sequence[str]) -> str:
        return BREAK.join(self.today.text.of_text(text.lstrip("# ")) for text in texts)

    def by(self, words: str) -> str:
        """Whose edit it was that made words others, or took them out; empty where none did."""
        wanted = sentences_of(words)
        found = (edit.by for edit, was, now in self._said if any(each in was and each not in now for each in wanted))
        return next(found, "")

    def moved_by(self, words: str) -> str:
        """Whose edit it was that moved words, or with others; empty where none did."""
        return next((edit.by for edit, was, now in self._said if edit.side and not now and words in was), "")

    def since(self, words: str) -> str:
        """What became of words that do not stand together in today's text: by whom, as far as that is seen."""
        by, wanted = self.by(words), sentences_of(words)
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
