"""The text of a report as it is composed today, and changes of its words, which are told by where they stand in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property

from msgspec import Struct
from msgspec.structs import replace

from report_cli.compose.edits_file import Side
from report_cli.compose.lines import Position
from report_cli.compose.merging import BREAK, joined_hunks
from report_cli.compose.passages import Passages
from report_cli.document import Document, Paragraph, with_gaps
from report_cli.facts.ledger import Ledger
from report_cli.model import EDITS_SUFFIX
from report_cli.sentences import sentences


class Stretch(Struct, frozen=True, order=True):
    """A part of today's text: from a piece of one line to before a piece of the same or a later one."""

    first: int
    start: int
    last: int
    end: int

    def meets(self, other: Stretch) -> bool:
        ours, theirs = (self.first, self.start), (other.first, other.start)
        return ours < (other.last, other.end) and theirs < (self.last, self.end)

    def holds(self, other: Stretch) -> bool:
        begins = (self.first, self.start) <= (other.first, other.start)
        return begins and (other.last, other.end) <= (self.last, self.end)

    def touches(self, other: Stretch) -> bool:
        """Whether they meet, or stand side by side."""
        ours, theirs = (self.first, self.start), (other.first, other.start)
        return ours <= (other.last, other.end) and theirs <= (self.last, self.end)


class Part(Struct, frozen=True):
    """What a change does with a part of its words: what comes there."""

    at: Stretch
    now: str

    def meets(self, other: Part) -> bool:
        """Whether two are not the same, and touch; where lines part or are joined, only if one holds the other."""
        if self.is_break != other.is_break:
            return self.at.meets(other.at)
        return self != other and self.at.touches(other.at)

    @property
    def is_break(self) -> bool:
        """Whether lines are only joined here, or parted."""
        at = self.at
        if self.now:
            return self.now == BREAK and (at.first, at.start) == (at.last, at.end)
        return (at.last, at.end) == (at.first + 1, 0)


class WordChange(Struct, frozen=True, kw_only=True):
    """`was`: where the words stand that were, None for new ones. `now`: what is to stand there, paragraph by paragraph.

    New and moved words stand on a `side` of those `beside`, or of those that another change puts in (`behind`).
    `parts`: of words that are only in part others, which.
    """

    was: Stretch | None = None
    now: tuple[str, ...] = ()
    side: Side = ""
    beside: Stretch | None = None
    behind: WordChange | None = None
    above: Stretch | None = None
    """Of a section the next heading: it stands above that where others move what it is to stand below."""
    parts: tuple[Part, ...] = ()
    gone: tuple[int, ...] = ()
    """The whole lines that go, or go elsewhere."""
    is_rebased: bool = False
    """Whether words are moved, or lines parted or joined, that others have changed since: the draft has them not."""
    far: tuple[Side, Stretch | None] = ("", None)
    """Of words that stand behind others': on which side of which of today's words the first of all these stand."""

    # Hundreds of new paragraphs stand each behind the one before: the default would go down all of them.
    def __hash__(self) -> int:
        return hash((self.was, self.now, self.side, self.beside, self.gone))

    def __eq__(self, other: object) -> bool:
        one: object = self
        while isinstance(one, WordChange) and isinstance(other, WordChange) and one is not other:
            if one._alone != other._alone:
                return False
            one, other = one.behind, other.behind
        return one is other

    @property
    def _alone(self) -> tuple[object, ...]:
        return self.was, self.now, self.side, self.beside, self.above, self.parts, self.gone, self.is_rebased, self.far

    def put_behind(self, other: WordChange, side: Side) -> WordChange:
        return replace(self, side=side, behind=other, far=other.goal)

    @property
    def is_move(self) -> bool:
        """Whether words only go elsewhere."""
        return bool(self.side and self.was) and not self.now

    def takes(self, words: Stretch) -> bool:
        """Whether words are among those that are to become others, or to go elsewhere."""
        return self.was is not None and self.was.meets(words)

    @property
    def is_removal(self) -> bool:
        """Whether words only go."""
        return not (self.side or self.now)

    @property
    def joined(self) -> set[int]:
        """The lines that are joined with the one behind them."""
        parts = (part.at for part in self.parts if BREAK not in part.now and not self.side)
        return {line for at in parts for line in range(at.first, at.last)}

    @property
    def goal(self) -> tuple[Side, Stretch | None]:
        """On which side of which of today's words new and moved words are to stand."""
        return self.far if self.behind else (self.side, self.beside)

    def meets(self, other: WordChange) -> bool:
        """Whether two changes want the same words to be others; two of one sentence need not touch each other.

        Words that are only moved may be changed, and where lines only part or are joined, words may change beside it.
        """
        if self.parts_lines_of(other) or other.parts_lines_of(self):
            return True
        if self.was is None or other.was is None or not (self.was.meets(other.was) or self.was == other.was):
            return False
        if self.side and other.side and self.goal != other.goal:
            return True
        if self.keeps(other) or other.keeps(self):
            return False
        if (self.side and other.is_removal) or (other.side and self.is_removal):
            return True
        if bool(self.side and self.now) is not bool(other.side and other.now):
            # Words that move and become others cannot be brought together with what else becomes of them.
            mover, changer = (self, other) if self.side and self.now else (other, self)
            return not {*changer.parts} <= {*mover.parts} or not changer.parts
        ours, theirs = (each.parts or (Part(each.was, BREAK.join(each.now)),) for each in (self, other) if each.was)
        return any(one.meets(another) for one in ours for another in theirs)

    def keeps(self, other: WordChange) -> bool:
        """Whether this only moves words in which another changes some, or of which it takes out some but not all."""
        if self.was is None or other.was is None or not self.is_move or other.side:
            return False
        return self.was.holds(other.was) and (bool(other.parts) or self.was != other.was)

    def parts_lines_of(self, other: WordChange) -> bool:
        """Whether this takes one of the lines away that another joins, or puts something between them."""
        joined = other.joined
        apart = {line for line in joined if (line in self.gone) != (line + 1 in self.gone)}
        side, beside = self.goal
        if beside and side in ("below", "above"):
            apart |= joined & {beside.last if side == "below" else beside.first - 1}
        return bool(apart)


class Today:
    """The text as it is composed today, in lines that are not changed."""

    def __init__(self, document: Document, ledger: Ledger) -> None:
        self.text = Passages(document, ledger)
        self.lines, self.whole = self.text.lines, self.text.whole()
        self.number_of: dict[int, int] = {}
        """Of each line of the document that stands here, its number here."""
        at = line = 0
        for block in with_gaps(document.blocks):
            if block is None:
                at += 1
                continue
            count = 1 if isinstance(block, Paragraph) else bool(block.caption) + sum(map(len, block.rows))
            self.number_of |= {at + number: line + number for number in range(count)}
            at, line = at + count, line + count
        notes = len(document.lines) - len(document.notes)
        self.number_of |= {notes + number: line + number for number in range(len(self.lines) - line)}

    @cached_property
    def with_sentence(self) -> dict[str, set[int]]:
        """Of each sentence the lines that have it."""
        found = defaultdict[str, set[int]](set)
        for number, line in enumerate(self.lines):
            for start, end in sentences(line.signs) if line.signs else ():
                found[line.signs[start:end]].add(number)
        return found

    def is_of_edits(self, line: int, at: int = 0) -> bool:
        """Whether words came home, those at a place of a line."""
        runs = self.text.pieces(self.lines[line])[at].runs if at else self.lines[line].runs[:1]
        origin = runs[-1].origin
        return origin is not None and origin.file.endswith(EDITS_SUFFIX)

    def place(self, line: int, at: int) -> int:
        """The number in the whole text of a piece of a line."""
        return self.text.starts[line] + at

    def stretch(self, start: int, end: int) -> Stretch:
        return Stretch(*self.text.position(start), *self.text.position(end))

    def parts(self, was: Stretch, now: Sequence[str]) -> tuple[Part, ...]:
        """What becomes other, where words are changed; what stands between two changes is kept by both."""
        start = self.place(was.first, was.start)
        return tuple(
            Part(self.stretch(start + first, start + last), self.text.spelt(new))
            for first, last, new in joined_hunks(self.signs(was), BREAK.join(map(self.text.of_text, now)))
        )

    def signs(self, stretch: Stretch) -> str:
        return self.whole[self.place(stretch.first, stretch.start) : self.place(stretch.last, stretch.end)]

    def whole_lines(self, stretch: Stretch) -> tuple[int, ...]:
        """The lines that a part of the text holds from end to end."""
        first = stretch.first + (stretch.start > 0)
        last = stretch.last + (stretch.end == len(self.lines[stretch.last].signs))
        return tuple(range(first, last))

    def host(self, stretch: Stretch) -> Position | None:
        """Where the word is that a footnote is of; None of what is none."""
        number = self.lines[stretch.first].note
        if number < 0:
            return None
        note = self.text.note_runs[number]
        pieces = (
            ((at, place), piece)
            for at, line in enumerate(self.lines)
            for place, piece in enumerate(self.text.pieces(line))
        )
        return next((at for at, piece in pieces if any(run is note for run in piece.riders)), None)

    def are_headings(self, lines: Iterable[int]) -> tuple[int, ...]:
        """Those of some lines that are headings."""
        paragraphs = ((line, self.lines[line].paragraph) for line in lines)
        return tuple(line for line, paragraph in paragraphs if paragraph and paragraph.level)

    def are_of_terms(self, stretch: Stretch) -> bool:
        """Whether there is nothing but what explains terms."""
        paragraphs = (line.paragraph for line in self.lines[stretch.first : stretch.last + 1])
        return all(paragraph is not None and paragraph.explains_a_term for paragraph in paragraphs)

    def printed(self, stretch: Stretch) -> str:
        """What stands there, as people read it."""
        lines = range(stretch.first, stretch.last + 1)
        ends = {stretch.last: stretch.end}
        pieces = (
            self.text.pieces(self.lines[line])[stretch.start if line == stretch.first else 0 : ends.get(line)]
            for line in lines
        )
        return " ".join("".join(piece.text for piece in each).strip() for each in pieces)

    def written(self, stretch: Stretch) -> list[str]:
        return self.text.written(self.place(stretch.first, stretch.start), self.place(stretch.last, stretch.end))
