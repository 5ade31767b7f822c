"""One stretch of text as built laid against what it has become: where each of its figures stands now.

Pieces that are equal hold the rest in place. Between them lie the gaps where people wrote; in a gap, text is laid
against text character by character, so that a figure gets what stands in its place and prose gets the rest.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import pairwise

from msgspec import Struct, field

from report_cli.audit.compact import CompactText
from report_cli.audit.match import blocks, slid
from report_cli.audit.replacement import Spot, places
from report_cli.audit.tokens import Token, Words

Offsets = tuple[int, int]
"""From one character to before another."""

_NEAR = 4
"""Edits with fewer equal pieces than this between them are one edit."""
_STRETCH = 8
"""So many characters of prose have a sense of their own, by which they can be found elsewhere."""
_ALIKE = 0.4
_BORDERS = ("。！？", "，；：、")


class Gap(Struct, frozen=True, gc=False):
    """Where the text differs: pieces as built, and as read. Either side may be empty; `read_at` is where it would be."""

    built: tuple[Token, ...]
    read: tuple[Token, ...]
    built_at: int
    read_at: int

    @property
    def figures(self) -> list[Token]:
        return [token for token in self.built if token.figure >= 0]

    @property
    def built_text(self) -> str:
        return "".join(token.text for token in self.built)

    @property
    def read_text(self) -> str:
        return "".join(token.text for token in self.read)

    @property
    def read_end(self) -> int:
        return self.read_at + len(self.read_text)

    @property
    def prose(self) -> str:
        return "".join(token.text for token in self.built if token.figure < 0)

    @property
    def is_rewritten(self) -> bool:
        """Whether another text stands in the place of this one: neither is what the other has become."""
        ours, theirs = _pairs(self.built_text), _pairs(self.read_text)
        if len(self.prose) < _STRETCH or len(theirs) < _STRETCH:
            return False
        return len(ours & theirs) < _ALIKE * min(len(ours), len(theirs))


def _pairs(text: str) -> set[str]:
    return {first + second for first, second in pairwise(text)}


class Alignment(Struct):
    """`found`: for each figure that is found, where in the text as read. `pieces`: the read text's own."""

    built: CompactText
    read: CompactText
    figures: tuple[tuple[int, int, int], ...]
    pieces: tuple[Token, ...] = ()
    found: dict[int, Offsets] = field(default_factory=dict)
    gaps: list[Gap] = field(default_factory=list)
    equal: list[tuple[Offsets, Offsets]] = field(default_factory=list)
    closed: list[Gap] = field(default_factory=list)
    """Gaps whose text stands elsewhere."""
    used: list[Gap] = field(default_factory=list)
    """Gaps in which text from elsewhere stands."""

    @property
    def missing(self) -> list[int]:
        return [number for number, _, _ in self.figures if number not in self.found]

    def free(self) -> Iterator[Token]:
        """The numbers and names of the gaps that are no figure's place."""
        taken = sorted(self.found.values())
        for gap in self.gaps:
            for token in gap.read:
                if not any(start < token.end and token.start < end for start, end in taken):
                    yield token

    def lost(self) -> Iterator[tuple[Gap, CompactText]]:
        """What was taken away with figures in it, and with prose enough to be known again."""
        for gap in self.gaps:
            if (
                any(token.figure not in self.found for token in gap.figures)
                and len(_letters(gap.prose)) >= _STRETCH // 2
            ):
                yield gap, self.built.part(gap.built_at, gap.built_at + len(gap.built_text))

    def gained(self) -> Iterator[tuple[Gap, CompactText]]:
        for gap in self.gaps:
            held = [span for number, span in self.found.items() if gap.read_at <= span[0] < gap.read_end]
            if not held and len(gap.read_text) >= _STRETCH // 2:
                yield gap, self.read.part(gap.read_at, gap.read_end)

    def settle(self, *, gaps: Iterable[Gap] | None = None) -> None:
        """Give each figure of these gaps what stands in its place.

        What now stands elsewhere whole, as a figure that was moved does, is no part of another.
        """
        self._keep_in_order()
        moved = {self.text_of(number) for number in self.missing} & {token.text for token in self.free()}
        for gap in self.gaps if gaps is None else gaps:
            if gap in self.closed:
                continue
            spots = [
                Spot(token.figure, token.start - gap.built_at, token.end - gap.built_at, token.is_number)
                for token in gap.figures
                if token.figure not in self.found and token.text not in moved
            ]
            for number, span in places(gap.built_text, _longest_run(gap.read, moved), spots).items():
                self.found[number] = span

    def text_of(self, number: int) -> str:
        """A figure's text as built."""
        return next(self.built.text[start:end] for figure, start, end in self.figures if figure == number)

    def _keep_in_order(self) -> None:
        """A figure whose own text stands free between its neighbours is there: the prose round it was turned about."""
        free = list(self.free()) if self.missing else []
        texts = {number: self.built.text[start:end] for number, start, end in self.figures}
        order = [number for number, _, _ in self.figures]
        for place, number in enumerate(order):
            if number in self.found:
                continue
            before = max((self.found[other][1] for other in order[:place] if other in self.found), default=0)
            after = min(
                (self.found[other][0] for other in order[place + 1 :] if other in self.found),
                default=len(self.read.text),
            )
            token = next(
                (
                    t
                    for t in free
                    if t.text == texts[number] and before <= t.start and t.end <= after and self._may_hold(t, number)
                ),
                None,
            )
            if token is not None:
                self.found[number] = (token.start, token.end)
                free.remove(token)

    def _may_hold(self, token: Token, number: int) -> bool:
        """Not in the place of another figure."""
        gap = next(gap for gap in self.gaps if gap.read_at <= token.start < gap.read_end)
        return all(figure.figure == number for figure in gap.figures)

    def prose_edits(self) -> int:
        """How many places of the prose were edited; neighbouring ones are one."""
        count, end = 0, -_NEAR - 1
        for gap in self.gaps:
            if not self._is_prose(gap):
                continue
            if gap.read_at - end > _NEAR:
                count += 1
            end = gap.read_end
        return count

    def _is_prose(self, gap: Gap) -> bool:
        """Whether words were edited here, beside or instead of figures."""
        spans = [self.found[token.figure] for token in gap.figures if token.figure in self.found]
        rest = [token for token in gap.read if not any(start < token.end and token.start < end for start, end in spans)]
        if "".join(token.text for token in rest) == gap.prose:
            return False
        # With a figure go the marks that joined it to others, and another may stand in its place.
        others = sum(bool(_letters(token.text)) for token in rest)
        return not gap.figures or bool(_letters(gap.prose)) or others > len(gap.figures) - len(spans)

    def counterpart(self, place: int) -> int:
        """Where the character `place` of the text as built stands now; if it is gone, where it would."""
        for (built_start, built_end), (read_start, _) in self.equal:
            if place < built_start:
                return read_start
            if place <= built_end:
                return read_start + place - built_start
        return len(self.read.text)


def _longest_run(tokens: Sequence[Token], without: Collection[str]) -> list[Token]:
    """The longest stretch of pieces that holds none of these texts."""
    runs: list[list[Token]] = [[]]
    for token in tokens:
        if token.text in without:
            runs.append([])
        else:
            runs[-1].append(token)
    return max(runs, key=lambda run: sum(len(token.text) for token in run))


def _letters(text: str) -> str:
    return "".join(character for character in text if character.isalnum())


def align(built: CompactText, figures: Sequence[tuple[int, int, int]], read: CompactText, words: Words) -> Alignment:
    """`figures`: number, start and end of each figure in the text as built, in order.

    What was rewritten is left open: it may be found elsewhere first. `settle` then closes it.
    """
    made = Alignment(built, read, tuple(figures))
    if built.text == read.text:
        made.found = {number: (start, end) for number, start, end in figures}
        made.equal = [((0, len(built.text)), (0, len(read.text)))]
        return made
    ours, theirs = list(words.around(built.text, figures)), list(words.tokens(read.text))
    made.pieces = tuple(theirs)
    _lay(made, ours, theirs)
    made.settle(gaps=[gap for gap in made.gaps if not gap.is_rewritten])
    return made


def _lay(made: Alignment, ours: Sequence[Token], theirs: Sequence[Token]) -> None:
    i = j = 0
    ends = (len(ours), len(theirs), 0)
    texts = [token.text for token in ours], [token.text for token in theirs]
    for a, b, length in [*slid([(0, 0, 0), *blocks(*texts), ends], *texts, _BORDERS), ends]:
        if (i, j) != (a, b):
            gap = Gap(
                tuple(ours[i:a]),
                tuple(theirs[j:b]),
                ours[i].start if i < len(ours) else len(made.built.text),
                theirs[j].start if j < len(theirs) else len(made.read.text),
            )
            if gap.built_text == gap.read_text:
                _take_over(made, gap)
            else:
                made.gaps.append(gap)
        for mine, other in zip(ours[a : a + length], theirs[b : b + length], strict=True):
            if mine.figure >= 0:
                made.found[mine.figure] = (other.start, other.end)
        if length:
            made.equal.append(
                ((ours[a].start, ours[a + length - 1].end), (theirs[b].start, theirs[b + length - 1].end))
            )
        i, j = a + length, b + length


def _take_over(made: Alignment, gap: Gap) -> None:
    """The same text, cut into other pieces."""
    shift = gap.read_at - gap.built_at
    for token in gap.figures:
        made.found[token.figure] = (token.start + shift, token.end + shift)
    made.equal.append(((gap.built_at, gap.built_at + len(gap.built_text)), (gap.read_at, gap.read_end)))
