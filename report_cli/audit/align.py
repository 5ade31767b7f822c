"""One part of the text as built laid against what it has become: where each of its figures stands now.

Pieces that are equal hold the rest in place. Between them lie the gaps where people wrote; in a gap, text is laid
against text character by character, so that a figure gets what stands in its place and prose gets the rest.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from report_cli.audit import thresholds
from report_cli.audit.compact import CompactText
from report_cli.audit.match import blocks, slid
from report_cli.audit.replacement import Offsets, replacements
from report_cli.audit.tokens import Token, Words

_BORDERS = ("。！？", "，；：、")


class Gap(Struct, frozen=True, gc=False):
    """Where the text differs: pieces as built, and as read.

    Either side may be empty; `read_at` is where it would be.
    """

    built: tuple[Token, ...]
    read: tuple[Token, ...]
    built_at: int
    read_at: int

    @property
    def figures(self) -> list[Token]:
        return [token for token in self.built if token.figure >= 0]

    @property
    def prose(self) -> str:
        return "".join(token.text for token in self.built if token.figure < 0)

    @property
    def built_text(self) -> str:
        return "".join(token.text for token in self.built)

    @property
    def read_text(self) -> str:
        return "".join(token.text for token in self.read)

    @property
    def read_end(self) -> int:
        return self.read_at + len(self.read_text)


class Alignment:
    """A text as built, with the figures in it, laid against the text as read.

    `found`: the part of the text as read that each figure is.
    """

    def __init__(self, built: CompactText, figures: Mapping[int, Offsets], read: CompactText, words: Words) -> None:
        """`figures`: those in the text as built by their numbers, in order."""
        self.built, self.read, self.figures = built, read, figures
        self.found: dict[int, Offsets] = {}
        self.gaps: list[Gap] = []
        self.equal: list[tuple[Offsets, Offsets]] = []
        self.moved_away: list[Gap] = []
        """Gaps whose text as built stands elsewhere."""
        self.moved_here: list[Gap] = []
        """Gaps in which text from elsewhere stands."""
        self.lay(list(words.around(built.text, figures)), list(words.tokens(read.text)))
        self.settle()

    def lay(self, ours: Sequence[Token], theirs: Sequence[Token]) -> None:
        texts = [token.text for token in ours], [token.text for token in theirs]
        ends = (len(ours), len(theirs), 0)
        i = j = 0
        for a, b, length in [*slid([(0, 0, 0), *blocks(*texts), ends], *texts, _BORDERS), ends]:
            built_at = ours[i].start if i < len(ours) else len(self.built.text)
            read_at = theirs[j].start if j < len(theirs) else len(self.read.text)
            gap = Gap(tuple(ours[i:a]), tuple(theirs[j:b]), built_at, read_at)
            if gap.built_text != gap.read_text:
                self.gaps.append(gap)
            else:
                # The same text, cut into other pieces.
                self.keep(gap.built, read_at)
            if length:
                self.keep(ours[a : a + length], theirs[b].start)
            i, j = a + length, b + length

    def keep(self, tokens: Sequence[Token], read_at: int) -> None:
        """Note a text that is as it was built."""
        if tokens:
            start, end = tokens[0].start, tokens[-1].end
            shift = read_at - start
            self.equal.append(((start, end), (read_at, end + shift)))
            self.found |= {
                token.figure: (token.start + shift, token.end + shift) for token in tokens if token.figure >= 0
            }

    def text_of(self, number: int) -> str:
        """A figure's text as built."""
        return self.built.text[slice(*self.figures[number])]

    def free(self) -> set[str]:
        """The pieces of the gaps that are no figure's place."""
        taken = self.found.values()
        return {token.text for gap in self.gaps for token in gap.read if not _overlaps(token, taken)}

    def lost(self) -> Iterator[tuple[Gap, CompactText]]:
        """What was taken away with figures in it, and with prose enough to be known again."""
        for gap in self.gaps:
            is_missed = any(token.figure not in self.found for token in gap.figures)
            if is_missed and len(_letters(gap.prose)) >= thresholds.PHRASE:
                yield gap, self.built.part(gap.built_at, gap.built_at + len(gap.built_text))

    def gained(self) -> Iterator[tuple[Gap, CompactText]]:
        """What was added and is no figure's place."""
        for gap in self.gaps:
            is_taken = any(gap.read_at <= start < gap.read_end for start, _ in self.found.values())
            if not is_taken and len(gap.read_text) >= thresholds.PHRASE:
                yield gap, self.read.part(gap.read_at, gap.read_end)

    def settle(self) -> None:
        """Give each figure of the gaps what stands in its place, unless their text was found elsewhere.

        What now stands elsewhere whole, as a figure that was moved does, is no part of another.
        """
        missing = {self.text_of(number) for number in self.figures if number not in self.found}
        moved = missing & self.free() if missing else missing
        for gap in self.gaps:
            if gap not in self.moved_away:
                figures = [t for t in gap.figures if t.figure not in self.found and t.text not in moved]
                read = _longest_run(gap.read, moved)
                shift = read[0].start if read else 0
                parts = replacements(
                    gap.built_text, [t.shifted(-gap.built_at) for t in figures], [t.shifted(-shift) for t in read]
                )
                self.found |= {figure: (start + shift, end + shift) for figure, (start, end) in parts.items()}

    def prose_edits(self) -> int:
        """How many places of the prose were edited; neighbouring ones are one."""
        count, end = 0, -thresholds.ONE_EDIT - 1
        for gap in self.gaps:
            if self._is_prose(gap):
                count += gap.read_at - end > thresholds.ONE_EDIT
                end = gap.read_end
        return count

    def _is_prose(self, gap: Gap) -> bool:
        """Whether words were edited here, beside or instead of figures."""
        held = [self.found[token.figure] for token in gap.figures if token.figure in self.found]
        rest = [token for token in gap.read if not _overlaps(token, held)]
        if "".join(token.text for token in rest) == gap.prose:
            return False
        # With a figure go the marks that joined it to others, and another may stand in its place.
        others = sum(bool(_letters(token.text)) for token in rest)
        return not gap.figures or bool(_letters(gap.prose)) or others > len(gap.figures) - len(held)

    def counterpart(self, at: int) -> int:
        """Where a character of the text as built stands now; if it is gone, where it would."""
        for (built_start, built_end), (read_start, _) in self.equal:
            if at <= built_end:
                return read_start + max(at - built_start, 0)
        return len(self.read.text)


def _overlaps(token: Token, parts: Iterable[Offsets]) -> bool:
    return any(start < token.end and token.start < end for start, end in parts)


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
