"""What is numbered in a text: headings, the marks of notes, items; and how many are said to be listed."""

import re
from collections.abc import Iterator, Sequence

from report_cli.numerals import value
from report_cli.words.spots import Spot
from report_cli.words.text import HIDDEN, Passage, Text
from report_cli.words.vocabulary import Vocabulary


def _value(number: str) -> int:
    return int(number) if number.isdigit() else int(value(number) or 0)


def heading_numbers(text: Text, vocabulary: Vocabulary) -> Iterator[Spot]:
    """A number that does not follow the one before it on its level."""
    last: dict[int, int] = {}
    for at, passage in enumerate(text.passages):
        match = passage.number if passage.role in ("heading", "body") else None
        if match is None or passage.depth > 2:
            continue
        now, depth = _value(match["n"]), passage.depth
        before = last.get(depth)
        last = {level: number for level, number in last.items() if level < depth} | {depth: now}
        if now != 1 and before is not None and now != before + 1:
            yield Spot(at, *match.span("n"), _written(before + 1))


_NOTE_MARK = re.compile(r"(?<=[\w”’》）)％%])(?<!^[图表])(?<![\W如见附][图表])[①-⑳]")
"""The mark of a note behind a word; behind other marks ① numbers the items of a list, and 图① 见表① are names."""


def typed_numbers(text: Text, vocabulary: Vocabulary) -> Iterator[Spot]:
    """A typed number that comes too early: the mark of a note ③ where ② was not before it, an item 3. behind 1.

    A mark may come again; both may begin anew.
    """
    last = 0
    for at, passage in enumerate(text.passages):
        for match in _NOTE_MARK.finditer(passage.text):
            now = ord(match.group()) - ord("①") + 1
            if now > last + 1:
                yield Spot(at, *match.span(), chr(ord("①") + last))
            last = now
    yield from _items(text)


_LED = re.compile(r"(?:附件?|附录|注释?|说明)[：:]\s*(?=[0-9])")
"""What stands on the line of the first number: 附件：1.…"""


def _items(text: Text) -> Iterator[Spot]:
    """A number of the third level or below that leaves one out, also of the first of a list.

    The numbers of headings, and those below a heading, are numbered by themselves.
    """
    items, last = dict[tuple[str, int], int](), dict[int, int]()
    for at, passage in enumerate(text.passages):
        led = _LED.match(passage.text)
        size = led.end() if led else 0
        bare = Passage(passage.text[size:], "body" if led else passage.role, passage.level)
        kept = {"heading": (bare.depth, 0), "body": (9, bare.depth or 9)}.get(bare.role, (9, 0))
        items = {key: item for key, item in items.items() if key[1] <= kept[key[0] == "body"]}
        if (number := bare.number) is None or bare.role not in ("heading", "body") or bare.depth <= 2:
            continue
        key, now = (bare.role, bare.depth), _value(number["n"])
        before = items.get(key, _before(text.passages[at - 1].text if at else "", now))
        if now > before + 1 and now != last.get(bare.depth, 0) + 1:
            yield Spot(at, size + number.start("n"), size + number.end("n"), str(before + 1))
        items[key] = last[bare.depth] = now


def _before(above: str, now: int) -> int:
    """What stands before the number that a line begins with: in the line above, or where the text was cut."""
    numbers = [int(each) for each in re.findall(r"(?<!\d)(\d{1,2})[.．、）)](?!\d)", above)]
    if not above or now - 1 in numbers:
        return now - 1
    return numbers[-1] if numbers and _LED.match(above) else 0


def _written(number: int) -> str:
    """A number below 100 in words.

    >>> [_written(number) for number in (3, 10, 12, 20)]
    ['三', '十', '十二', '二十']
    """
    ones = "〇一二三四五六七八九"
    if number < 10:
        return ones[number]
    tens, one = divmod(number, 10)
    return f"{ones[tens] if tens > 1 else ''}十{ones[one] if one else ''}"


# Counts and lists -----------------------------------------------------------------------------------------------------

_UNIT = "(?P<unit>个方面|方面|个环节|个(?!字)|[项条点种大类])"
"""What is listed one by one. 八个字：引导、扶植、协调、建制 counts characters."""
_LISTED = re.compile(
    rf"(?<![第十百\d、之])(?P<n>[两三四五六七八九]){_UNIT}[^。！？：；，、]{{0,8}}："
    "(?P<list>[^，。；：、]{1,14}(?:[、；][^，。；：、]{1,14})+)(?=。|$)"
)
_COUNT = f"(?P<n>[两二三四五六七八九十]|[2-9]|10){_UNIT}"
_ANNOUNCED = re.compile(rf"(?<![第十百\d、之]){_COUNT}[^。！？：；，、]{{0,8}}[：。]")
_ORDINAL = re.compile(
    r"(?<![\w、])(?:(?P<n>[二三四五六七八九])(?P<end>是|要|靠|抓)|第(?P<nth>[一二三四五六七八九])，)"
    "|(?<![唯统之万单专同每第十])一(?P<first>是|要|靠|抓)"
    "|首先|首要(?:的|原因|问题|任务)?是|其次|[其第](?P<other>[一二三四五六七八九])(?=是|要)"
)
"""The numbers of a list. What it is of may stand before the first (他们一是…；二是…), and the words may change on the
way: 首先…；二是…；第三是…；四要…"""
_FIRST = re.compile(r"第一|其一|首先|一方面|一个是|(?<!\w)一")
"""What else may stand before 二是."""
_BEFORE_NEXT = re.compile(rf"{_FIRST.pattern}|主要|最|先|首要")
"""What may stand before 其次."""
_SECOND = re.compile("(?:^|(?<=[。；：]))其次(?=，)")
_IN_BRACKETS = re.compile("(?:^|(?<=[。；：])|(?<=[。！？][”’]))[（(](?P<n>[1-9])[）)]")
_LACKING = "“{found}”前面缺“{right}”"


def counts(text: Text, vocabulary: Vocabulary) -> Iterator[Spot]:
    """三条措施, and then 一是 and 二是 only; or a number left out: 一是, 三是, or 二是 without 一是."""
    last, before, above = dict[str, int](), 0, ""
    for number, passage in enumerate(text.passages):
        if passage.role == "heading":
            last, before, above = {}, 0, ""
        if passage.role != "body":
            continue
        bare = passage.bare
        yield from _listed(number, bare)
        yield from _bracketed(number, passage)
        listed = []
        for match in _ORDINAL.finditer(bare):
            now, end = _ordinal(match), match["end"] or match["first"] or ""
            is_begun = last or not _FIRST.search(above + bare[: match.start()])
            is_next = now in (1, before + 1, last.get(end, 0), last.get(end, 0) + 1)
            if (match["n"] or match["nth"]) and not is_next and is_begun:
                yield _lacking(number, match, end, min(last.get(end, 0), now - 2) + 1)
            last[end] = before = now
            listed += [(match.start(), now)] if end or match["nth"] else []
        for second in _SECOND.finditer(bare):
            if not _BEFORE_NEXT.search(above + bare[: second.start()]):
                yield Spot(number, *second.span(), "首先", _LACKING)
        above += f"{bare}\n"
        if len(listed) > 1 and listed[0][1] == 1:
            yield from _announced(number, bare, listed[0][0], [now for _, now in listed])


def _ordinal(match: re.Match[str]) -> int:
    """Which number of a list a match of `_ORDINAL` is."""
    written = match["n"] or match["nth"] or match["other"]
    return _value(written or ("二" if match[0] == "其次" else "一"))


def _lacking(number: int, match: re.Match[str], end: str, lacking: int) -> Spot:
    right = f"{_written(lacking)}{end}" if end else f"第{_written(lacking)}"
    return Spot(number, match.start(), match.end() - (not end), right, _LACKING)


def _bracketed(number: int, passage: Passage) -> Iterator[Spot]:
    """Numbers within a paragraph, （1）…；（2）…: what it begins with may go on one above."""
    last = 0
    for match in _IN_BRACKETS.finditer(passage.text):
        now = int(match["n"])
        if passage.bare[match.start()] == HIDDEN:
            continue
        if match.start() and now not in (1, last, last + 1):
            yield Spot(number, *match.span(), f"（{last + 1}）", _LACKING)
        last = now


def _announced(number: int, text: str, start: int, listed: Sequence[int]) -> Iterator[Spot]:
    """三条措施：, right before what is listed from a character on."""
    last, announced = max(listed), list(_ANNOUNCED.finditer(text, 0, start + 1))
    if announced and start - announced[-1].end() <= 2:
        count = _value(announced[-1]["n"].replace("两", "二"))
        if count != last and listed.count(1) == 1:
            said = f"说是{announced[-1]['n']}{announced[-1]['unit']}，后面只列了{{right}}"
            said = said if count > last else said.replace("只列了", "列了")
            yield Spot(number, announced[-1].start(), announced[-1].end() - 1, f"{last}项", said)


def _listed(number: int, text: str) -> Iterator[Spot]:
    """三项措施：甲、乙。"""
    for match in _LISTED.finditer(text):
        items = re.split("[、；]", match["list"])
        is_open = re.search("[等和及与其]|^[（(一二三1]", match["list"])
        count = _value(match["n"].replace("两", "二"))
        if len(items) != count and not is_open:
            said = f"说是{match['n']}{match['unit']}，后面列了{len(items)}项"
            yield Spot(number, match.start(), match.start("list") - 1, f"{len(items)}项", said)
