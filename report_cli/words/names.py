"""Finds what a vocabulary lists in a sentence: formulas, names, terms, orders, also misspelt ones."""

import itertools
import re
from collections import Counter
from collections.abc import Iterator
from functools import cached_property

from msgspec import Struct

from report_cli.document import FIGURE
from report_cli.words.text import hide
from report_cli.words.vocabulary import Vocabulary

Slip = tuple[str, int, int, str, str, str]
"""A code, where the words begin and end, the words, what should stand there, and why (in brackets)."""

FORMULA, NAME, TERM, ORDER, FORBIDDEN = "W210", "W211", "W213", "W214", "W215"

_FRAME = re.compile("以(.+?)(?:为[^为，、]{1,4}|的指引)$")
_NUMERALS = "一二三四五六七八九十两〇０１２３４５６７８９0123456789"
_NUMERAL = str.maketrans(dict.fromkeys(_NUMERALS, "#"))
_DIGITS = str.maketrans("一二三四五六七八九两〇０１２３４５６７８９", "123456789200123456789")
_COUNTED = "中次批期号年轮季月日项类"
_SIDES = "东西南北中上下内外前后左右新老大小高低正副宏微"
"""What places, and things, are told apart by whose names are alike."""
_LINKS = "在和与及同跟向对为由被把将请让使到从给是了的"
_GATHERINGS = ("全会", "大会", "例会", "年会", "常会", "会议")
_SHORT, _SHORTEST, _LONG = 6, 4, 8
_LIKE = 40  # characters that are no farther apart in GB 2312 sound alike, or nearly


class Needle(Struct, frozen=True):
    """A name that may be misspelt, without marks. `limit`: so many characters may differ; `whole`: as it is shown."""

    code: str
    letters: str
    whole: str
    limit: int

    @property
    def pieces(self) -> list[tuple[int, str]]:
        """Parts of it, of which one stands unchanged wherever it is misspelt."""
        count = min(self.limit + 2, len(self.letters) // 2)
        cuts = [len(self.letters) * at // count for at in range(count + 1)]
        return [(start, self.letters[start:end]) for start, end in itertools.pairwise(cuts)]


class Letters(Struct, frozen=True):
    """A text without its marks, numerals being alike, and where each letter stands."""

    text: str
    places: tuple[int, ...]


def letters(text: str) -> Letters:
    kept = [(at, sign) for at, sign in enumerate(text) if sign.isalnum()]
    joined = "".join([sign for _, sign in kept]).translate(_NUMERAL)
    return Letters(joined, tuple(at for at, _ in kept))


class KnownNames:
    """What a vocabulary knows, ready to be looked for."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary

    @cached_property
    def needles(self) -> list[tuple[Needle, list[tuple[int, str]], frozenset[str]]]:
        found = [needle for formula in self.vocabulary.formulas if (needle := _of_formula(formula))]
        names = [name for each in self.vocabulary.names for name in (each.full, *each.short)]
        found += [needle for name in dict.fromkeys(names) if (needle := _of_name(name))]
        return [(needle, needle.pieces, frozenset(needle.letters)) for needle in found]

    @cached_property
    def exact(self) -> list[str]:
        """All that is right to the letter, the longest first."""
        known = [letters(formula).text for formula in self.vocabulary.formulas]
        known += [letters(name).text for each in self.vocabulary.names for name in (each.full, *each.short)]
        known += [letters(term.right).text for term in self.vocabulary.terms]
        return sorted({name for name in known if name}, key=len, reverse=True)

    def misspelt(self, text: str) -> Iterator[Slip]:
        signs, flat = set(text.translate(_NUMERAL)), None
        taken: list[tuple[int, int]] = []
        for needle, pieces, own in self.needles:
            if len(own - signs) > needle.limit:
                continue
            if flat is None:
                flat = letters(text)
                taken = [span for name in self.exact for span in _all(flat.text, name)]
            for start, end in _near(flat.text, needle, pieces, taken):
                found = flat.text[start:end]
                if needle.code == NAME and re.sub("[在于第]", "", found) in needle.letters:
                    continue  # 区政协在十届一次会议
                if len(re.findall("#+", found)) != len(re.findall("#+", needle.letters)):
                    continue  # 十五次会议 is no 十届一次会议
                first, last = flat.places[start], flat.places[end - 1] + 1
                if _is_other(_with_numerals(text, first, last), needle.whole):
                    continue  # 二十届三中全会 is no 十四届九次全会
                if end - start < len(needle.letters) <= _SHORT and _begins_before(text, first):
                    continue  # 河东区政协 is no 东溪区政协 without its 溪
                if FIGURE in text[first:last]:
                    continue  # what is still to come may be what is missing
                if not needle.whole.startswith("《") or _is_title(text, first, last, needle):
                    yield needle.code, first, last, text[first:last], needle.whole, ""

    def formulas(self, text: str) -> list[tuple[int, int]]:
        """Where formulas stand to the letter: what lies in one is not judged."""
        return [span for formula in self.vocabulary.formulas for span in _all(text, formula)]

    def unwanted(self, text: str, bare: str) -> Iterator[Slip]:
        """Terms, forbidden words and orders, where nothing is quoted; a term may hold quotation marks itself."""
        for term in self.vocabulary.terms:
            for wrong in term.wrong:
                said = bare if wrong == hide(wrong) else text
                right = _all(said, term.right) if wrong in said else []
                for start, end in _all(said, wrong):
                    if wrong.endswith("大") and re.match("代表(?!大会|[性着])", said[end:]):
                        continue  # so people are called: 党的二十大代表
                    if not any(first <= start and end <= last for first, last in right):
                        yield TERM, start, end, wrong, term.right, _in_brackets(term.because)
        for each in self.vocabulary.forbidden:
            why = _in_brackets(each.because)
            yield from ((FORBIDDEN, start, end, each.word, "", why) for start, end in _all(bare, each.word))
        for order in self.vocabulary.orders:
            yield from _turned(bare, order)


def _in_brackets(because: str) -> str:
    return f"（{because}）" if because else ""


def _of_formula(formula: str) -> Needle | None:
    """Of 以…为指导 the name in it: 以…为引领 is right too."""
    framed = _FRAME.fullmatch(formula)
    core = framed[1] if framed else formula
    bare = letters(core).text
    return Needle(FORMULA, bare, core, 1 + (len(bare) >= _LONG)) if len(bare) >= _SHORTEST else None


def _of_name(name: str) -> Needle | None:
    bare = letters(name).text
    # With two characters changed, one body's session would be another's.
    limit = 1 + (len(bare) >= _SHORT and "#" not in bare)
    return Needle(NAME, bare, name, limit) if len(bare) >= _SHORTEST else None


def _with_numerals(text: str, first: int, last: int) -> str:
    """A stretch of a text, with the whole of a numeral that it begins in."""
    while first and text[first] in _NUMERALS and text[first - 1] in _NUMERALS:
        first -= 1
    return text[first:last]


def _begins_before(text: str, first: int) -> bool:
    """Whether the name of which a part was found goes further back."""
    before = text[first - 1 : first]
    return "\u4e00" <= before <= "\u9fff" and before not in _LINKS


def _is_other(found: str, name: str) -> bool:
    """Whether two names alike are of two things: their numerals differ, what is counted by them, what meets, or where.

    >>> [_is_other(each, "东城区政协") for each in ("西城区政协", "东诚区政协")]
    [True, False]
    """
    changed = [pair for pair in zip(found, name, strict=False) if pair[0] != pair[1]]
    if len(found) == len(name) and all(one in _SIDES and other in _SIDES for one, other in changed):
        return True
    for (number, unit), (other, counted) in zip(_numbered(found), _numbered(name), strict=False):
        if number != other or (unit != counted and unit in _COUNTED and counted in _COUNTED):
            return True
    return found[-2:] != name[-2:] and found.endswith(_GATHERINGS) and name.endswith(_GATHERINGS)


def are_two(one: str, other: str) -> bool:
    """Whether names alike are of two things, and neither is the other misspelt.

    They differ in a number, in the letters of a type, in a word of two characters, or in the last one, which says
    what they are; unless these sound alike: so one is typed for another.

    >>> [are_two(each, "提案提升工程") for each in ("提案提升年", "提案办理工程", "提案提升工呈", "提案提生工程")]
    [False, True, False, False]
    """
    ours, theirs = ([sign for sign in name if sign.isalnum()] for name in (one, other))
    if _is_other(one, other) or re.findall("[A-Za-z]+", one) != re.findall("[A-Za-z]+", other):
        return True
    changed = [at for at, pair in enumerate(zip(ours, theirs, strict=False)) if pair[0] != pair[1]]
    if len(ours) != len(theirs) or any(_sound_alike(ours[at], theirs[at]) for at in changed):
        return False
    is_a_word = len(changed) == 2 and changed[0] + 1 == changed[1] and ours[changed[0]] != theirs[changed[1]]
    return is_a_word or changed == [len(ours) - 1]


def _sound_alike(one: str, other: str) -> bool:
    """The common characters stand in GB 2312 in the order of their sound."""
    ours, theirs = (sign.encode("gb2312", "ignore") for sign in (one, other))
    return len(ours) == len(theirs) == 2 and abs(_place(ours) - _place(theirs)) < _LIKE


def _place(code: bytes) -> int:
    return code[0] * 94 + code[1]


def _numbered(name: str) -> list[tuple[str, str]]:
    """The numerals of a name, in digits, each with the character behind it."""
    found = re.findall(f"([{_NUMERALS}]+)(.?)", name)
    return [(_digits(numeral), unit) for numeral, unit in found]


def _digits(numeral: str) -> str:
    """十四 as 14."""
    tens, ten, ones = numeral.translate(_DIGITS).partition("十")
    return f"{tens or 1}{ones or 0}" if ten else tens


def _is_title(text: str, first: int, last: int, needle: Needle) -> bool:
    """Whether a stretch is all that a pair of 《》 holds, or nearly."""
    opening, closing = text.rfind("《", 0, last), text.find("》", first)
    inside = len(letters(text[opening + 1 : closing]).text)
    return 0 <= opening < last <= closing and abs(inside - len(needle.letters)) <= needle.limit


def _all(text: str, word: str) -> list[tuple[int, int]]:
    return [match.span() for match in re.finditer(re.escape(word), text)] if word and word in text else []


def _near(
    text: str, needle: Needle, pieces: list[tuple[int, str]], taken: list[tuple[int, int]]
) -> Iterator[tuple[int, int]]:
    """Where the needle stands misspelt, and nothing that is known: a shorter name that it holds may."""
    size, limit, done = len(needle.letters), needle.limit, set[int]()
    others = [span for span in taken if text[slice(*span)] not in needle.letters or size - span[1] + span[0] <= limit]
    for offset, piece in pieces:
        for found, last in _all(text, piece):
            begin = found - offset
            is_known = any(start <= found and last <= end for start, end in others)
            if is_known or any(abs(begin - other) <= limit for other in done):
                continue
            first = max(begin - limit, 0)
            window = text[first : begin + size + limit]
            if (Counter(needle.letters) - Counter(window)).total() > limit:
                continue
            distance, start, end = closest(needle.letters, window)
            span = first + start, first + end
            if 0 < distance <= limit and not any(span[0] < end and start < span[1] for start, end in others):
                done.add(begin)
                yield span


_ONE = 1 << 20  # a step in the upper bits of a cell, where the match begins in the lower ones


def closest(needle: str, window: str) -> tuple[int, int, int]:
    """The part of a window most like the needle: characters lost, gained, changed or exchanged, and where it stands."""
    earlier: list[int] = []
    last = list(range(len(window) + 1))
    for i, sign in enumerate(needle, 1):
        row = [i * _ONE]
        before = row[0]
        for j, other in enumerate(window, 1):
            best = last[j - 1] if sign == other else last[j - 1] + _ONE
            best = min(best, last[j] + _ONE, before + _ONE)
            if sign != other and i > 1 and j > 1 and sign == window[j - 2] and needle[i - 2] == other:
                best = min(best, earlier[j - 2] + _ONE)
            row.append(best)
            before = best
        earlier, last = last, row
    best = min(cell // _ONE for cell in last)
    end = max(at for at, cell in enumerate(last) if cell // _ONE == best)
    return best, last[end] % _ONE, end


_JOINT = re.compile("、|和|与|及|以及")


def _turned(text: str, order: tuple[str, ...]) -> Iterator[Slip]:
    """Where things of an order follow one another, joined by 、 or 和, the other way round."""
    ranked = sorted(((word, rank) for rank, word in enumerate(order)), key=lambda pair: -len(pair[0]))
    if sum(word in text for word in order) < 2:
        return
    pattern = re.compile("|".join(re.escape(word) for word, _ in ranked))
    ranks, last = dict(ranked), None
    for match in pattern.finditer(text):
        if last and _JOINT.fullmatch(text, last.end(), match.start()) and ranks[match[0]] < ranks[last[0]]:
            yield ORDER, last.start(), match.end(), text[last.start() : match.end()], f"{match[0]}、{last[0]}", ""
        last = match
