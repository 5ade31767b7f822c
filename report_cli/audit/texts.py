"""A text laid out for comparing: without blanks, in pieces, in sentences, each character still knowing where it stands.

Programs add and drop blanks when they save, and compose characters differently; neither is an edit. Numbers are one
piece with marker and unit, names that the report prints are one, all else is cut into characters: compared piece by
piece, a figure is the same or another, never half of each.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

from msgspec import Struct, field

from report_cli import numerals
from report_cli.audit import markers
from report_cli.numerals.signs import ARABIC, ONES
from report_cli.sentences import Offsets, sentence_around

# White space, the full-width too, and what nobody can see: joiners, zero-width spaces, soft hyphens.
BLANK = r"\s\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
_BLANKS, _WORDS = re.compile(f"[{BLANK}]+"), re.compile(f"[^{BLANK}]+")
_EDGES = re.compile(f"^[{BLANK}]+|[{BLANK}]+$")

_GAPS = re.compile(
    rf"(?<=[{ARABIC}])[{BLANK}]++(?=[.．,，]?[{ARABIC}])|(?<=[{ARABIC}][.．,，])[{BLANK}]++(?=[{ARABIC}])"
)
_GAPS_IN_WORDS = re.compile(rf"(?<=[十百千万零{ONES}])[{BLANK}]++(?=[十百千万零{ONES}])")
_GAP = "\ufdd0"  # stands in no text

# Marks that programs exchange for one another: 265“ and 265".
_QUOTES = str.maketrans({**dict.fromkeys("“”„‟″＂", '"'), **dict.fromkeys("‘’‚‛′＇", "'")})


def normalized(text: str) -> str:
    """A text in the form in which each character is one (NFC)."""
    return unicodedata.normalize("NFC", text)


def without_blanks(text: str) -> str:
    """What two texts have in common that differ in blanks and in the kind of quotation marks only."""
    return _BLANKS.sub("", normalized(text)).translate(_QUOTES)


def blanks(text: str) -> set[int]:
    """Where the blanks of a text stand."""
    return {at for found in _BLANKS.finditer(text) for at in range(*found.span())}


def stripped(text: str) -> str:
    """A text without the blanks around it, those that nobody can see too."""
    return _EDGES.sub("", text)


def with_gaps(text: str, *, in_words: bool = False) -> str:
    """A text without blanks, but with one where they tear digits apart, or a numeral in words too.

    >>> with_gaps("2 65 件"), with_gaps("2023年 2月 21日"), with_gaps("84. 5%")
    ('2 65件', '2023年2月21日', '84. 5%')
    """
    marked = _GAPS.sub(_GAP, normalized(text))
    marked = _GAPS_IN_WORDS.sub(_GAP, marked) if in_words else marked
    return without_blanks(marked).replace(_GAP, " ")


def bigrams(text: str) -> set[str]:
    """The pairs of neighbouring characters: what similar texts have in common, whatever their order."""
    return {first + second for first, second in pairwise(text)}


class Span(Struct, frozen=True, gc=False, order=True):
    """A stretch of a text: its line or paragraph (from 0), and its characters there from `start` to before `end`."""

    line: int
    start: int
    end: int

    @property
    def characters(self) -> range:
        return range(self.start, self.end)


class CompactText(Struct, frozen=True, gc=False):
    """The characters of one or more lines without blanks.

    `positions`: of each character the line, and where it is there.
    """

    text: str
    positions: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, lines: Mapping[int, str]) -> CompactText:
        """The text of lines, given by their numbers.

        >>> CompactText.of({4: "265 件"})
        CompactText(text='265件', positions=((4, 0), (4, 1), (4, 2), (4, 4)))
        """
        words = ((number, word) for number, text in lines.items() for word in _WORDS.finditer(text))
        positions = tuple((number, at) for number, word in words for at in range(*word.span()))
        return cls("".join(lines[number][at] for number, at in positions).translate(_QUOTES), positions)

    @classmethod
    def joined(cls, parts: Sequence[CompactText]) -> CompactText:
        return cls("".join(part.text for part in parts), tuple(at for part in parts for at in part.positions))

    def part(self, start: int, end: int) -> CompactText:
        return CompactText(self.text[start:end], self.positions[start:end])

    def spans(self, start: int, end: int) -> tuple[Span, ...]:
        """Where a part of the text stands, line by line, with the blanks in it.

        >>> CompactText.of({4: "265 件", 5: "立案"}).spans(2, 5)
        (Span(line=4, start=2, end=5), Span(line=5, start=0, end=1))
        """
        found: dict[int, Span] = {}
        for line, at in self.positions[start:end]:
            found[line] = Span(line, found[line].start if line in found else at, at + 1)
        return tuple(found.values())

    def find(self, span: Span) -> tuple[int, int] | None:
        """The part of the text that a stretch of a line is, its blanks left out; None where nothing is left of it.

        The lines have to be in order.

        >>> CompactText.of({4: "265 件", 5: "立案"}).find(Span(4, 0, 5))
        (0, 4)
        """
        start, end = (bisect_left(self.positions, (span.line, edge)) for edge in (span.start, span.end))
        return (start, end) if start < end else None


# Pieces --------------------------------------------------------------------------------------------------------------

# After a unit these begin another word: 265件多为民生.
_ANOTHER_WORD = frozenset("为是数于由样元下")
# No such group is repeated possessively: before 3.11.5 Python then keeps what failed half-way (the point of 1.甲).
_DIGITS = re.compile(rf"[-－]?[{ARABIC}]++(?:[.．,，·][{ARABIC}]++)*[万亿千百十]*+[余多]?+|一")
_DATE = re.compile(
    rf"(?<=年)[{ARABIC}一二三四五六七八九十]{{1,2}}月|(?<=月)[{ARABIC}一二三四五六七八九十廿]{{1,3}}[日号]"
)
_RANGE = re.compile(r"[—–\-~～至到]{1,2}")


@lru_cache(maxsize=4096)
def numbers(text: str, units: tuple[str, ...] = ()) -> tuple[Offsets, ...]:
    """Where the numbers of a text stand, with sign, marker and unit; a date, or a range, is one.

    Remembered, for each line is asked for twice. `units`: those of the catalogue, beside the usual ones.
    一 counts where a unit stands after it.
    """
    # 、 joins numerals in words (三、四个); before digits it stands behind a heading's number.
    in_words = (numeral for numeral in numerals.find(text) if not (numeral.is_digits and "、" in numeral.text))
    ends = {numeral.start: _with_tail(text, _end(numeral, text)) for numeral in in_words}
    fixed = {at for start, end in numerals.fixed(text) for at in range(start, end)} if "一" in text else set[int]()
    for match in _DIGITS.finditer(text):
        end = match.end() + len(_unit(text, match.end(), units))
        if match.group() != "一" or (end > match.end() and match.start() not in fixed):
            ends[match.start()] = max(_with_tail(text, end), ends.get(match.start(), 0))
    found: list[Offsets] = []
    for start, end in sorted(ends.items()):
        begin, last = _with_marker(text, start), found[-1][1] if found else -1
        is_date = last == start and _DATE.match(text, start)
        if start < last or is_date or (last >= 0 and _RANGE.fullmatch(text, last, begin)):
            found[-1] = found[-1][0], max(last, end)
        else:
            found.append((begin, end))
    return tuple(found)


def _with_marker(text: str, start: int) -> int:
    """Where a number begins, the word before it counted that belongs to it."""
    return start - markers.leading(text, start)


def _end(numeral: numerals.Numeral, text: str) -> int:
    is_tail = (
        bool(numeral.unit)
        and numeral.text.endswith(("多", "余"))
        and text[numeral.end : numeral.end + 1] in _ANOTHER_WORD
    )
    return numeral.end - is_tail


def _unit(text: str, at: int, units: Sequence[str]) -> str:
    return max((*(unit for unit in units if text.startswith(unit, at)), numerals.unit_at(text, at)), key=len)


def _with_tail(text: str, end: int) -> int:
    """Where a number ends, the words after its unit counted."""
    return end + markers.behind(text, end)


class Token(Struct, frozen=True, gc=False):
    """A piece of a text, from character `start`; `figure` is the number of the bound figure that it is, if any."""

    text: str
    start: int
    figure: int = -1
    is_number: bool = False

    @property
    def end(self) -> int:
        return self.start + len(self.text)


class KeptWhole(Struct, frozen=True):
    """What is to be kept whole: the names that a report prints, and the units of its numbers."""

    names: dict[str, list[str]] = field(default_factory=dict)
    units: tuple[str, ...] = ()

    @classmethod
    def of(cls, names: Iterable[str], units: Iterable[str]) -> KeptWhole:
        by_start: dict[str, list[str]] = {}
        for name in sorted({name for name in names if len(name) > 1}, key=len, reverse=True):
            by_start.setdefault(name[:2], []).append(name)
        return cls(by_start, tuple(sorted({unit for unit in units if unit})))

    def tokens(self, text: str, figures: Mapping[int, Offsets] | None = None) -> Iterator[Token]:
        """The pieces of a text in which figures may be known: by their numbers, where each starts and ends.

        The longest name or number that begins at a position is one piece.
        """
        known = sorted((start, end, number) for number, (start, end) in (figures or {}).items())
        ends = dict(numbers(text, self.units))
        at = 0
        for first, last, figure in [*known, (len(text), len(text), -1)]:
            while at < first:
                end = ends.get(at, at)
                number = text[at:end] if end <= first else ""
                names = self.names.get(text[at : at + 2], ())
                name = next((name for name in names if text.startswith(name, at, first)), "")
                if len(name) > len(number):
                    token = Token(name, at, is_number=is_number(name))
                else:
                    token = Token(number or text[at], at, is_number=bool(number))
                yield token
                at = token.end
            if figure >= 0:
                yield Token(text[first:last], first, figure, is_number(text[first:last]))
            at = last


@lru_cache(maxsize=4096)
def is_number(text: str) -> bool:
    """Whether a figure is a number, a rate or a date, and not a name.

    >>> is_number("近300条"), is_number("“三标”活动"), is_number("5G")
    (True, False, False)
    """
    return _is_shape_of_number(text.translate(_ONE_DIGIT))


_ONE_DIGIT = str.maketrans("023456789", "111111111")


@lru_cache(maxsize=4096)
def _is_shape_of_number(text: str) -> bool:
    """The same of a text all of whose digits are 1: which they are matters nowhere, and so few texts are looked at."""
    return numbers(text) == ((0, len(text)),) or bool(_UNKNOWN_UNIT.fullmatch(text) or _BARE.fullmatch(text))


# In a unit that we do not know, or a change (增加25件).
_UNKNOWN_UNIT = re.compile(
    rf"(?:增加|减少|增长|下降|提高|降低|上升)?(?:{'|'.join(markers.LEADING)})?[-－−+＋]?[{ARABIC}][{ARABIC}.．%％]*[\u4e00-\u9fff]{{0,5}}"
)
# In words and without a unit, which stands in the prose after it: 五 in 五个表率.
_BARE = re.compile("[〇零一二三四五六七八九十百千万亿两]+")


def number_parts(text: str) -> tuple[str, str, str]:
    """A number's marker before it, its digits, and what follows them; digits empty where it has none."""
    digits = re.search(rf"[{ARABIC}](?:[{ARABIC}.．,]*[{ARABIC}])?", text)
    return (text[: digits.start()], digits.group(), text[digits.end() :]) if digits else ("", "", text)


# Sentences -----------------------------------------------------------------------------------------------------------

# Quotation marks are part of a clause.
_MARK = re.compile(r"[\W_](?<![“”《》])")


_LONGEST = 500  # characters of a clause before a figure


def sentence(text: str, span: Span) -> str:
    """The sentence, or the sentences, that a stretch of a line stands in; of one without end what is near.

    >>> sentence("收到265件。立案224件。", Span(0, 10, 14))
    '立案224件。'
    """
    return text[slice(*sentence_around(text, span.start, span.end))].strip()


def clause_end(text: str) -> str:
    """The words that a text ends with, back to the nearest mark; of a clause without end the last of them.

    >>> clause_end("收到提案265件，在“万人助万企”活动中走访")
    '在“万人助万企”活动中走访'
    """
    return _MARK.split(text[-_LONGEST:])[-1]
