"""One part of the text as built laid against what it has become: where each of its figures stands now.

Pieces that are equal hold the rest in place. Between them lie the gaps where people wrote; in a gap, text is laid
against text character by character, so that a figure gets what stands in its place and prose gets the rest.
"""

import re
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import groupby

from msgspec import Struct

from report_cli import numerals
from report_cli.audit import markers, thresholds
from report_cli.audit.match import blocks, slid
from report_cli.audit.texts import CompactText, KeptWhole, Token, is_number, number_parts
from report_cli.numerals import spelling
from report_cli.numerals.signs import ONES
from report_cli.sentences import Offsets

_BORDERS = ("。！？", "，；：、")
_AROUND = "，。；：、！？,.;:!?*＊（）()“”\"'《》"
_UNIT = re.compile("[（(]([^（）()]{1,6})[）)]")


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
        return _text(token for token in self.built if token.figure < 0)

    @property
    def built_text(self) -> str:
        return _text(self.built)

    @property
    def read_text(self) -> str:
        return _text(self.read)

    @property
    def built_end(self) -> int:
        return self.built_at + len(self.built_text)

    @property
    def read_end(self) -> int:
        return self.read_at + len(self.read_text)


class Alignment:
    """A text as built, with the figures in it, laid against the text as read.

    `found`: the part of the text as read that each figure is.
    """

    def __init__(self, built: CompactText, figures: Mapping[int, Offsets], read: CompactText, words: KeptWhole) -> None:
        """`figures`: those in the text as built by their numbers, in order."""
        self.built, self.read, self.figures = built, read, figures
        self.found: dict[int, Offsets] = {}
        self.gaps: list[Gap] = []
        self.equal: list[tuple[Offsets, Offsets]] = []
        self.moved_away: list[Gap] = []
        """Gaps whose text as built stands elsewhere."""
        self.moved_here: list[Gap] = []
        """Gaps in which text from elsewhere stands."""
        self.marked: dict[int, tuple[str, str]] = {}
        """What was built with the words before and after it that made another number of it, and lost them."""
        self.lay(list(words.tokens(built.text, figures)), list(words.tokens(read.text)))
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
        if tokens:
            start, end = tokens[0].start, tokens[-1].end
            shift = read_at - start
            self.equal.append(((start, end), (read_at, end + shift)))
            self.found |= {
                token.figure: (token.start + shift, token.end + shift) for token in tokens if token.figure >= 0
            }

    def missing(self, figures: Iterable[Token]) -> list[Token]:
        return [token for token in figures if token.figure not in self.found]

    def lost(self) -> Iterator[tuple[Gap, CompactText]]:
        for gap in self.gaps:
            if self.missing(gap.figures) and len(_letters(gap.prose)) >= thresholds.PHRASE:
                yield gap, self.built.part(gap.built_at, gap.built_end)

    def gained(self) -> Iterator[tuple[Gap, CompactText]]:
        starts = sorted(start for start, _ in self.found.values())
        for gap in self.gaps:
            is_taken = bisect_left(starts, gap.read_at) < bisect_left(starts, gap.read_end)
            if not is_taken and len(gap.read_text) >= thresholds.PHRASE:
                yield gap, self.read.part(gap.read_at, gap.read_end)

    def settle(self) -> None:
        """Give each figure of the gaps what stands in its place, unless their text was found elsewhere.

        What now stands elsewhere whole, as a figure that was moved does, is no part of another.
        """
        moved = {self.built.text[slice(*part)] for number, part in self.figures.items() if number not in self.found}
        if moved:
            taken = self.found.values()
            moved &= {token.text for gap in self.gaps for token in gap.read if not _overlaps(token, taken)}
        for gap in self.gaps:
            if gap not in self.moved_away:
                figures = [token for token in self.missing(gap.figures) if token.text not in moved]
                self.found |= self.replacements(gap, figures, _longest_run(gap.read, moved))
        for gap in self.gaps:
            if gap not in self.moved_here:
                self.widen(gap)

    def widen(self, gap: Gap) -> None:
        """What was written right beside a number and makes it another one is part of it; so is what was taken away."""
        begin, stop = gap.read_at, gap.read_end
        near = sorted(each for each in self.found.items() if each[1][0] <= stop and begin <= each[1][1])
        for number, (start, end) in near:
            built_start, built_end = self.figures[number]
            if not is_number(self.built.text[built_start:built_end]):
                continue
            others = [part for other, part in near if other != number]
            first = max([begin, *(last for _, last in others if last <= start)])
            last = min([stop, *(first for first, _ in others if first >= end)])
            ours = self.built.text[gap.built_at : built_start], self.built.text[built_end : gap.built_end]
            theirs = self.read.text[first:start], self.read.text[end:last]
            own = len(number_parts(self.read.text[start:end])[0]) if theirs[0] else 0
            was = (
                markers.before(self.built.text, built_start, ours[0]),
                markers.after(self.built.text, built_end, ours[1]),
            )
            leading = markers.before(
                self.read.text, start + own, self.read.text[first : start + own] if own else theirs[0]
            )
            leading = max(leading - own, _grown(self.read.text[start:end], theirs[0]))
            now = leading, markers.after(self.read.text, end, theirs[1])
            built = self.built.text[built_start - was[0] : built_start], self.built.text[built_end : built_end + was[1]]
            read = self.read.text[start - now[0] : start], self.read.text[end : end + now[1]]
            if built != read:
                self.found[number] = start - now[0], end + now[1]
                if any(was):
                    self.marked[number] = built

    def replacements(self, gap: Gap, figures: Sequence[Token], read: Sequence[Token]) -> dict[int, Offsets]:
        """The part of these pieces of a gap that stands for each of its figures now; none for one that is gone."""
        if not figures or not read:
            return {}
        in_figures = {at - gap.built_at for figure in figures for at in range(figure.start, figure.end)}
        laid = _partners(gap.built_text, _text(read), in_figures)
        partners = {gap.built_at + ours: read[0].start + theirs for ours, theirs in laid}
        found: dict[int, Offsets] = {}
        taken = read[0].start
        for figure in figures:
            part = self.partner(figure, partners, gap, read)
            if figure.text == gap.built_text:
                part = self.in_its_stead(figure, part, read)
            elif part and not self.may_be(figure, part, read):
                part = None
            part = (part and figure.is_number and self.trimmed(part, read[-1].end)) or part
            if part and taken <= part[0] < part[1]:
                found[figure.figure] = part
                taken = part[1]
        return found

    def partner(self, figure: Token, partners: Mapping[int, int], gap: Gap, read: Sequence[Token]) -> Offsets | None:
        """What the figure's characters were laid against; of a number, the whole of it."""
        laid = [partners[at] for at in range(figure.start, figure.end) if at in partners]
        if not laid:
            return None
        start, end = min(laid), max(laid) + 1
        if figure.is_number:
            numbers = [token for token in read if token.is_number and _overlaps(token, [(start, end)])]
            start = self.own_start(figure, start, partners, numbers)
            first, last = min([start, *(t.start for t in numbers)]), max([end, *(t.end for t in numbers)])
            # What stood round the figure when it was built belongs to the prose still.
            if not self.built.text.endswith(self.read.text[first:start], gap.built_at, figure.start):
                start = first
            if not self.built.text.startswith(self.read.text[end:last], figure.end, gap.built_end):
                end = last
            if figure.text.isalpha():
                # A numeral in words; what it counts stands after it, and may still.
                built, text = self.built.text[figure.end : gap.built_end], self.read.text
                end = next((at for at in range(start + 1, end) if built.startswith(text[at:end])), end)
        return start, end

    def own_start(self, figure: Token, start: int, partners: Mapping[int, int], numbers: Sequence[Token]) -> int:
        """Where a number in digits begins that stands behind new words: 3个 of 建筑业3个 for 2个."""
        if not (figure.text[0].isdecimal() and numbers and numbers[0].text[0].isdecimal()):
            return start
        laid = ((at, partners[at]) for at in range(figure.start, figure.end) if at in partners)
        equal = [now for at, now in laid if self.built.text[at] == self.read.text[now]]
        own = min([*equal, numbers[0].start])
        return start if _SPELT.search(self.read.text, start, own) else own  # 二月21日

    def trimmed(self, part: Offsets, last: int) -> Offsets:
        """A number without the marks of punctuation beside it; with its unit, if that stands in brackets.

        What stands in brackets behind it with a number of its own (26家（含重点企业6家）) is no part of it.
        """
        start, end = part
        inside = self.read.text[start:end]
        head = re.split("[（(]", inside, maxsplit=1)[0]
        if is_number(head) and any(map(str.isdecimal, inside[len(head) :])):
            return start, start + len(head)
        if not any(map(str.isalnum, inside)):
            return part
        start += len(inside) - len(inside.lstrip(_AROUND))
        end -= len(inside) - len(inside.rstrip(_AROUND))
        if _is_open(self.read.text[start:end]) and end < last and self.read.text[end] in "）)":
            return start, end + 1
        unit = _UNIT.match(self.read.text, end, last)
        is_unit = unit is not None and numerals.unit_at(unit[1], 0) == unit[1]
        return start, unit.end() if unit and is_unit else end

    def in_its_stead(self, figure: Token, part: Offsets | None, read: Sequence[Token]) -> Offsets | None:
        """Where nothing but the figure was edited, what is there now stands for it, if it can."""
        whole = read[0].start, read[-1].end
        numbers = [token for token in read if token.is_number]
        size = len(figure.text)
        if len(read) == 1:
            # A single character of a name's length and make may stand for it; one of a word that runs on does not.
            text = read[0].text
            return whole if figure.is_number or 2 * len(text) >= size or _share(figure.text, text) else None
        if figure.is_number and numbers:
            start, end = _run(max(numbers, key=lambda number: _likeness(figure.text, number.text)), numbers)
            # A word that belongs to the number, as in 增加25件, was laid against itself.
            return (
                (min(start, part[0]), max(end, part[1])) if part and part[0] < end and start < part[1] else (start, end)
            )
        if part and _share(figure.text, self.read.text[slice(*part)]) >= thresholds.FIGURE_ALIKE:
            # No word is cut in two: 区政协五届二次会议 for 政协中原区第五届委员会第二次会议.
            within = [token for token in read if _overlaps(token, [part])]
            return min(part[0], within[0].start), max(part[1], within[-1].end)
        longest = size + thresholds.LONGER if figure.is_number else 2 * size + 2
        return whole if whole[1] - whole[0] <= longest else None

    def may_be(self, figure: Token, part: Offsets, read: Sequence[Token]) -> bool:
        """Whether a part of the text can be what a figure has become: a number of a number, else like text."""
        is_number = figure.is_number and any(token.is_number and _overlaps(token, [part]) for token in read)
        return is_number or _share(figure.text, self.read.text[slice(*part)]) >= thresholds.FIGURE_ALIKE

    def is_prose(self, gap: Gap) -> bool:
        """Whether words were edited here, beside or instead of figures."""
        begin, stop = gap.read_at, gap.read_end
        held = [part for part in self.found.values() if part[0] <= stop and begin <= part[1]]
        rest = [token for token in gap.read if not _overlaps(token, held)]
        taken = {at for start, end in held for at in range(start, end)}
        if "".join(self.read.text[at] for at in range(begin, stop) if at not in taken) == self.prose(gap):
            return False
        # With a figure go the marks that joined it to others, and another may stand in its place.
        others = sum(bool(_letters(token.text)) for token in rest)
        missing = len(self.missing(gap.figures))
        return not gap.figures or bool(_letters(self.prose(gap))) or others > missing

    def prose(self, gap: Gap) -> str:
        """What a gap's prose was, without words that belonged to a number."""
        gone = set[int]()
        for number, (before, after) in self.marked.items():
            start, end = self.figures[number]
            gone |= {*range(start - len(before), start), *range(end, end + len(after))}
        prose = (token for token in gap.built if token.figure < 0)
        return "".join(self.built.text[at] for token in prose for at in range(token.start, token.end) if at not in gone)

    def respelt(self, gap: Gap) -> list[int]:
        """The numbers that are the same, but in other signs."""
        found = ((token, self.found.get(token.figure)) for token in gap.figures if token.is_number)
        texts = ((token, self.read.text[slice(*part)]) for token, part in found if part)
        return [token.figure for token, text in texts if text != token.text and spelling.is_same(token.text, text)]

    def counterpart(self, at: int) -> int:
        """Where a character of the text as built stands now; if it is gone, where it would."""
        for (built_start, built_end), (read_start, _) in self.equal:
            if at <= built_end:
                return read_start + max(at - built_start, 0)
        return len(self.read.text)

    def standing(self, built: Offsets) -> Offsets:
        """The part of the text as read that stands where a part of the text as built did."""
        start, end = built
        return self.counterpart(start), max(self.counterpart(start), self.counterpart(end))


_SPELT = re.compile(f"[{ONES}十百千万亿零两]")


def _grown(numeral: str, new: str) -> int:
    """How many signs written before a numeral in words make a longer one of it, though that may be a name: 十五大."""
    is_longer = numeral.isalpha() and new.endswith(tuple("十百千万亿零"))
    return len(new) - len(new.rstrip(ONES + "十百千万亿零")) if is_longer else 0


def _text(tokens: Iterable[Token]) -> str:
    return "".join([token.text for token in tokens])


def _is_open(text: str) -> bool:
    return max(text.rfind("（"), text.rfind("(")) > max(text.rfind("）"), text.rfind(")"))


def _letters(text: str) -> str:
    return "".join(character for character in text if character.isalnum())


def _overlaps(token: Token, parts: Iterable[Offsets]) -> bool:
    return any(start < token.end and token.start < end for start, end in parts)


def _longest_run(tokens: Sequence[Token], without: Collection[str]) -> list[Token]:
    runs = [list(run) for is_kept, run in groupby(tokens, lambda token: token.text not in without) if is_kept]
    return max(runs, key=lambda run: len(_text(run)), default=[])


def _run(number: Token, numbers: Sequence[Token]) -> Offsets:
    """A number with those that touch it: a date in words is several."""
    start, end = number.start, number.end
    for token in numbers:
        end = token.end if token.start == end else end
    for token in reversed(numbers):
        start = token.start if token.end == start else start
    return start, end


def _likeness(ours: str, theirs: str) -> tuple[bool, float]:
    return number_parts(ours)[2] == number_parts(theirs)[2], _share(ours, theirs)


def _share(ours: str, theirs: str) -> float:
    common = sum(block.size for block in SequenceMatcher(None, ours, theirs, autojunk=False).get_matching_blocks())
    return common / max(len(ours), len(theirs), 1)


def _partners(built: str, read: str, in_figures: Collection[int]) -> Iterator[Offsets]:
    """The characters that are laid against each other: as built, as read."""
    if len(built) * len(read) <= thresholds.PATH_SIZE:
        yield from _best_path(built, read, in_figures)
        return
    for a, b, length in SequenceMatcher(None, built, read, autojunk=False).get_matching_blocks():
        yield from zip(range(a, a + length), range(b, b + length), strict=True)


def _best_path(built: str, read: str, in_figures: Collection[int]) -> Iterator[Offsets]:
    """The alignment of highest score (Needleman and Wunsch), characters being laid as far to the left as they can."""
    rows = [[thresholds.SKIP * at for at in range(len(read) + 1)]]
    for i, ours in enumerate(built):
        above, row = rows[-1], [thresholds.SKIP * (i + 1)]
        # A figure's characters may stand for others; those of prose are the same or they are gone.
        other = thresholds.FOR_ANOTHER if i in in_figures else thresholds.NEVER
        for j, theirs in enumerate(read):
            laid = thresholds.EQUAL if ours == theirs else other
            row.append(max(above[j] + laid, above[j + 1] + thresholds.SKIP, row[j] + thresholds.SKIP))
        rows.append(row)
    i, j = len(built), len(read)
    while i and j:
        if rows[i][j] == rows[i][j - 1] + thresholds.SKIP:
            j -= 1
        elif rows[i][j] == rows[i - 1][j] + thresholds.SKIP:
            i -= 1
        else:
            i, j = i - 1, j - 1
            yield i, j
