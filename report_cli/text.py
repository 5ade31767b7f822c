"""Chinese text: which characters are Chinese, how wide they are, and which are invisible."""

import re
import unicodedata
from codecs import BOM_UTF8
from collections.abc import Container, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise, takewhile

_RANGES = "——‘”……··\u3000\u30ff\u3400\u9fff\ue000\uf8ff\uf900\ufaff\ufe30\ufe4f\uff00\uffef\U00020000\U0003ffff"
"""The first and the last character of each range of Chinese ones."""
_SPANS = tuple(zip(_RANGES[::2], _RANGES[1::2], strict=True))
_CHINESE = "".join(f"{first}-{last}" for first, last in _SPANS)
# Patterns are compiled when they are first needed: one of all Chinese characters takes milliseconds.
_FOLD = rf"(?<=[{_CHINESE}]) (?=[{_CHINESE}])"
_INVISIBLE = (
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f"
    r"\u2028-\u202e\u2060-\u206f\ufdd0-\ufdef\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
    r"|[\U0001fffe\U0001ffff\U0002fffe\U0002ffff\U0003fffe\U0003ffff"
    r"\U000efffe-\U000effff\U000ffffe\U000fffff\U0010fffe\U0010ffff]"
)

_SINGLE = str.maketrans("“”", "‘’")

MARKS = {
    "“": "前引号",
    "”": "后引号",
    "‘": "前单引号",
    "’": "后单引号",
    "《": "前书名号",
    "》": "后书名号",
    "（": "前括号",
    "）": "后括号",
    "【": "前方括号",
    "】": "后方括号",
}
"""What people call marks that come in pairs, of which “”” would be hard to read."""


@lru_cache(maxsize=4096)
def is_chinese(character: str) -> bool:
    """Whether a character is a Han character or a mark that is set full-width beside them."""
    # Not a pattern: one of so many characters takes longer to compile than a year takes to read.
    is_usual = "\u4e00" <= character <= "\u9fff"
    return is_usual or any(first <= character <= last for first, last in _SPANS)


def of_utf8(data: bytes) -> str:
    """The text of a file, without the mark that some editors put in front; all its lines end alike."""
    # Not by Python's codec for that mark, which is a module to be found and loaded.
    return data.removeprefix(BOM_UTF8).decode().replace("\r\n", "\n").replace("\r", "\n")


def unfold(text: str) -> str:
    """Remove the spaces that folded lines leave between Chinese characters.

    >>> unfold("提案 工作 in 2022")
    '提案工作 in 2022'
    """
    return re.sub(_FOLD, "", text) if " " in text else text


def invisible(text: str) -> int | None:
    """The index of the first invisible character: control, zero-width or noncharacter."""
    match = None if _is_plain(text) else re.search(_INVISIBLE, text)
    return match.start() if match else None


def visible(text: str, mark: str = "") -> str:
    """The text without its invisible characters, or with a mark in place of each."""
    return text if _is_plain(text) else re.sub(_INVISIBLE, mark, text)


def _is_plain(text: str) -> bool:
    """Whether a text holds nothing invisible for sure, as most do."""
    return text.replace("\n", "").replace("\u3000", "").isprintable()


def one_line(text: str) -> str:
    """A text of several lines as one line, as YAML reads a folded one."""
    return unfold(" ".join(text.split())) if "\n" in text else text.strip()


def paragraphs(lines: Sequence[str]) -> list[range]:
    """Which lines are a paragraph together: each alone, but where a program has broken all at one width.

    Such lines are as long as one another, but for the last of each paragraph, and end in the middle of a sentence.
    """
    from report_cli.sentences import goes_on  # most commands read no such text

    for measure, less in ((len, 1), (width, 3)):
        sizes = [measure(line.rstrip()) for line in lines]
        full = max(sizes, default=0)
        long = [at for at, size in enumerate(sizes) if size >= full - less]
        broken = [at for at in long if goes_on(lines[at])]
        if full >= _NARROWEST and len(broken) > max(_FEWEST_BROKEN, len(long) // 2, len(lines) // 10):
            is_indented = any(line[:1] in ("\t", "\u3000") or line.startswith("  ") for line in lines)
            return list(_rejoined(lines, frozenset(long if is_indented else broken)))
    return [range(at, at + 1) for at in range(len(lines))]


_NARROWEST, _FEWEST_BROKEN = 16, 3


def _rejoined(lines: Sequence[str], unfinished: Container[int]) -> Iterator[range]:
    """`unfinished`: the lines that the next one goes on with, unless it is indented."""
    start = 0
    for at in range(len(lines)):
        following = lines[at + 1] if at + 1 < len(lines) else ""
        if at not in unfinished or not following.strip() or following[0] in " \t\u3000":
            yield range(start, at + 1)
            start = at + 1


def width(text: str) -> int:
    """The cells that a text takes on a terminal: two for a wide character, none for a combining one."""
    return sum(map(_cells, text))


def fitting(text: str, cells: int) -> int:
    """How many characters of a text, from its beginning, take no more than so many cells."""
    for number, character in enumerate(text):
        cells -= _cells(character)
        if cells < 0:
            return number
    return len(text)


def padded(text: str, cells: int, *, right: bool = False) -> str:
    """A text with blanks to so many cells, behind it or (`right`) in front."""
    blanks = " " * (cells - width(text))
    return blanks + text if right else text + blanks


@lru_cache(maxsize=4096)
def _cells(character: str) -> int:
    if character < "\u0300":
        return 1
    if unicodedata.combining(character):
        return 0
    # “ ” — … are ambiguous in Unicode; terminals with a Latin default set them narrow.
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


_WORD = rf"\d[\d.,:-]*%?[万亿余多]*[\u4e00-\u9fff]?|[^{_CHINESE}\s]+|[{_CHINESE}]"
_TOKEN = rf"\s+|[（《“〔【]*(?:{_WORD})[，。、；：！？）》”〕】…—→]*"


def breaks(text: str, cells: int, indent: int = 0) -> list[int]:
    """Where to break a line so that no part is wider than `cells`; all but the first are indented by `indent`.

    Numbers keep their units, words their closing marks; Latin words and paths stay whole if they fit on a line.
    """
    places, free = [], cells
    for token in re.finditer(_TOKEN, text):
        size = width(token.group())
        if size > free and token.start() > 0 and not token.group().isspace():
            places.append(token.start())
            free = cells - indent
        for at, character in enumerate(token.group(), token.start()):
            if width(character) > free and not token.group().isspace():
                places.append(at)
                free = cells - indent
            free -= width(character)
    return places


def fold(text: str, cells: int, indent: int = 0) -> str:
    """Break a line into several, none wider than `cells`, all but the first indented by `indent`.

    >>> print(fold("立案324件，多于收到委员提案265件", 24, 2))
    立案324件，多于收到委员
      提案265件
    """
    if width(text) <= cells:
        return text.rstrip()
    places = [0, *breaks(text, cells, indent), len(text)]
    lines = [text[start:end].strip() if start else text[start:end].rstrip() for start, end in pairwise(places)]
    return f"\n{' ' * indent}".join(lines)


def nearest(word: str, known: Iterable[str], likeness: float = 0.5) -> str:
    """The known word most like a mistyped one, ignoring case; empty if none is similar (from 0 to 1)."""
    # Imported here: only a mistake needs it.
    from difflib import get_close_matches

    folded = {name.casefold(): name for name in reversed(list(known))}
    return next((folded[near] for near in get_close_matches(word.casefold(), list(folded), n=1, cutoff=likeness)), "")


def quoted(text: str) -> str:
    """A text between quotation marks: those within become single ones; a name that is one in marks keeps its own.

    >>> quoted("收到265件"), quoted("“头雁效应”"), quoted("“三标”活动")
    ('“收到265件”', '“头雁效应”', '“‘三标’活动”')
    """
    is_quoted = text.startswith("“") and text.find("”") == len(text) - 1
    return text if is_quoted else f"“{text.translate(_SINGLE)}”"


def excerpt(text: str, length: int = 30) -> str:
    """A text as a message may quote it: on one line, cut with … if it is long."""
    line = " ".join(text.split())
    return line if len(line) <= length else line[: length - 1] + "…"


def identifier(text: str) -> str:
    """A text as an id: letters and Chinese characters, not beginning with a digit."""
    kept = re.sub(r"[^\w]|_", "", text)
    kept = re.sub(r"^\d+", "", kept)
    return kept if kept.isidentifier() else ""


def parting(one: str, other: str, margin: int = 20) -> tuple[str, str]:
    """Cut two similar texts to where they differ, with a little context on either side.

    >>> parting("全年收到委员提案265件，审查立案224件。", "全年收到委员提案266件，审查立案224件。", 3)
    ('…案265件，审…', '…案266件，审…')
    """
    shorter = min(len(one), len(other))
    begin = shared(one, other)
    end = min(shared(one[::-1], other[::-1]), shorter - begin)
    first, last = max(begin - margin, 0), max(end - margin, 0)
    while first and _is_within_number(one, first):
        first -= 1
    while last and _is_within_number(one, len(one) - last):
        last -= 1
    quoted = [f"{'…' * bool(first)}{text[first : len(text) - last]}{'…' * bool(last)}" for text in (one, other)]
    return quoted[0], quoted[1]


def ranges(numbers: Iterable[int]) -> list[str]:
    """Numbers that grow, three and more that follow each other as one.

    >>> ranges([1, 3, 4, 5, 8, 9])
    ['1', '3-5', '8', '9']
    """
    found = list[list[int]]()
    for number in numbers:
        if found and number == found[-1][-1] + 1:
            found[-1].append(number)
        else:
            found.append([number])
    return [part for each in found for part in ([f"{each[0]}-{each[-1]}"] if len(each) > 2 else map(str, each))]


def shared(one: str, other: str) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _is_within_number(text: str, at: int) -> bool:
    """Whether a cut there would split a number or a Latin word."""
    beside = text[at - 1 : at + 1]
    return beside.isascii() and beside.isalnum()


def in_unicode(text: str) -> str:
    """A text with names of files in it as it can be written: a name from an old Windows reads as it did there."""
    return re.sub("(?:[\udc80-\udcff][\udc80-\udcff@-~]?)+", _of_windows, text)


def _of_windows(name: re.Match[str]) -> str:
    data = name[0].encode(errors="surrogateescape")
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("gb18030", errors="replace")


def join(texts: Sequence[str]) -> str:
    """Names as a list of them reads."""
    return "".join(separator(texts[index - 1], text) + text if index else text for index, text in enumerate(texts))


def separator(left: str, right: str) -> str:
    """The separator of two names in a list: 、, but none between adjacent 《》 or “” (GB/T 15834, 4.5.3.5)."""
    return "" if left.endswith(("》", "”")) and right.startswith(("《", "“")) else "、"
