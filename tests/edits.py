"""Edits that people make in a draft, done by a script: every kind on every figure, and prose edits that touch none.

An edit works on the paragraphs' texts. Each says what a faithful audit must report of it.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from report_cli.audit.baseline import Baseline, BuiltFigure
from report_cli.facts.quantity import chinese

Texts = tuple[str, ...]
Expected = tuple[frozenset[str], frozenset[str | None]]
_DIGITS = re.compile(r"\d+(?:\.\d+)?")
_ENDS = "。！？"


@dataclass(frozen=True)
class Edit:
    """An edited text, and what is to be reported: for each finding the kinds that fit and the facts that it may name.

    `figures`: those that it concerns, by their numbers.
    """

    name: str
    texts: Texts
    expected: tuple[Expected, ...] = ()
    figures: tuple[int, ...] = ()


def one(kinds: str, *facts: str | None) -> tuple[Expected, ...]:
    return ((frozenset(kinds.split()), frozenset(facts)),)


def put(texts: Sequence[str], figure: BuiltFigure, text: str) -> Texts:
    """The paragraphs with another text in a figure's place."""
    number = figure.paragraph - 1
    paragraph = texts[number]
    edited = paragraph[: figure.offset] + text + paragraph[figure.offset + figure.length :]
    return (*texts[:number], edited, *texts[number + 1 :])


SAME_NUMBER = ("全角", "汉字数目")
"""Edits that only write a number in other signs."""


def figure_edits(baseline: Baseline) -> Iterator[Edit]:
    """Every kind of edit on every figure."""
    texts = baseline.paragraphs
    for number, figure in enumerate(baseline.figures):
        for name, text in altered(figure):
            if text != figure.text:
                expected = () if name in SAME_NUMBER else one("changed", figure.fact)
                yield Edit(name, put(texts, figure, text), expected, (number,))
        yield Edit("删去", put(texts, figure, ""), one("removed", figure.fact), (number,))
        yield from swaps(baseline, number)
        yield from repeated(baseline, number)
        yield from taken_away(baseline, number)


def altered(figure: BuiltFigure) -> Iterator[tuple[str, str]]:
    """Other texts in the figure's place."""
    text = figure.text
    if not figure.is_number:
        yield from misspelt(text)
        return
    found = _DIGITS.search(text)
    if found is None:
        # In words, its unit in the prose after it.
        yield "汉字数目改一", "七" if text != "七" else "六"
        yield "汉字数目改数字", "9"
        return
    digits, before, after = found.group(), text[: found.start()], text[found.end() :]
    last = str((int(digits[-1]) + 1) % 10)
    yield "改一位数", before + digits[:-1] + last + after
    yield "改首位数", before + str(int(digits[0]) % 9 + 1) + digits[1:] + after
    yield (
        "换两位数",
        before + (digits[1] + digits[0] + digits[2:] if len(digits) > 1 and "." not in digits[:2] else digits) + after,
    )
    yield "多一位数", before + digits + "3" + after
    yield "少一位数", before + (digits[:-1].rstrip(".") if len(digits) > 1 else digits) + after
    yield "变成零", before + "0" + after
    yield "全角", text.translate(str.maketrans("0123456789.%", "０１２３４５６７８９．％"))
    yield "上年数", before + str(int(digits.partition(".")[0]) * 9 // 10 + 1) + after
    if "月" in text:
        yield "差一天", re.sub(r"(\d+)日", lambda match: f"{int(match[1]) + 1}日", text)
        yield "差一月", re.sub(r"(\d+)月", lambda match: f"{int(match[1]) + 1}月", text)
    elif not text.endswith("年"):
        yield "改单位", before + digits + ("人" if not after.startswith("人") else "家") + after[1:]
        yield "丢单位", before + digits
        yield "加标记", f"约{text}" if not before else digits + after
        yield "加余", before + digits + "余" + after
        yield "改成百分数", before + digits + ("%" if "%" not in after else "个百分点")
    if "." not in digits:
        one_by_one = digits.translate(str.maketrans("0123456789", "〇一二三四五六七八九"))
        yield "汉字数目", before + (one_by_one if text.endswith("年") else chinese(int(digits))) + after


def misspelt(text: str) -> Iterator[tuple[str, str]]:
    """A name with one character wrong, wherever it is."""
    for place, character in enumerate(text):
        yield "错一字", text[:place] + ("某" if character != "某" else "甲") + text[place + 1 :]
    for place in range(1, len(text), 3):
        yield "多一字", text[:place] + "某" + text[place:]
        if len(text) > 2 and place < len(text) - 1 and not text[place].isspace():
            yield "少一字", text[:place] + text[place + 1 :]


def swaps(baseline: Baseline, number: int) -> Iterator[Edit]:
    """Changed places with each later figure of its paragraph."""
    figure, texts = baseline.figures[number], baseline.paragraphs
    for other_number, other in enumerate(baseline.figures):
        is_later = other_number > number and other.paragraph == figure.paragraph
        if is_later and other.text != figure.text and _are_alike(figure, other):
            paragraph = texts[figure.paragraph - 1]
            is_near = not any(mark in paragraph[figure.offset : other.offset] for mark in _ENDS)
            swapped = put(put(texts, other, figure.text), figure, other.text)
            name = "句内互换" if is_near else "段内互换"
            yield Edit(name, swapped, one("moved", figure.fact, other.fact), (number, other_number))


def _are_alike(one: BuiltFigure, other: BuiltFigure) -> bool:
    """Whether somebody may exchange them: a name in the place of a numeral in words (三级) leaves no numeral."""
    return one.is_number == other.is_number or not any(each.is_number and each.text.isalpha() for each in (one, other))


def repeated(baseline: Baseline, number: int) -> Iterator[Edit]:
    """Said once more in a new sentence, rightly and wrongly."""
    figure, texts = baseline.figures[number], baseline.paragraphs
    before = max(
        (f.offset + f.length for f in baseline.figures if f.paragraph == figure.paragraph and f.offset < figure.offset),
        default=0,
    )
    words = re.split(r"[^\w]", texts[figure.paragraph - 1][before : figure.offset])[-1]
    words = (
        words
        if not any(f.text in words for f in baseline.figures if len(f.text) > 2 and "政协" not in f.text)
        else "它"
    )
    label = figure.label if not any(f.text in figure.label for f in baseline.figures if len(f.text) > 2) else "它"
    same = frozenset(other.fact for other in baseline.figures if other.text == figure.text)
    where = figure.paragraph if len(texts[figure.paragraph - 1]) > 60 else min(10, len(texts))
    for name, lead in (("另句再说", "这里再说一次"), ("另句再说（原来的上文）", words)):
        added = f"{texts[where - 1]}另外，{lead}{figure.text}。"
        yield Edit(name, (*texts[: where - 1], added, *texts[where:]), ((frozenset(["repeated"]), same),), (number,))
    wrong = wrongly(figure)
    for name, lead in (("另句说错", "这里再说一次"), ("另句说错（原来的上文）", words), ("另句说错（名称）", label)):
        added = f"{texts[where - 1]}另外，{lead}{wrong}。"
        kinds = "unbound contradictory" if figure.is_number else "contradictory"
        facts: tuple[str | None, ...] = (None, *(other.fact for other in baseline.figures))
        yield Edit(name, (*texts[: where - 1], added, *texts[where:]), one(kinds, *facts), (number,))


def wrongly(figure: BuiltFigure) -> str:
    if figure.is_number:
        return _DIGITS.sub(lambda match: str(int(match.group().partition(".")[0]) + 931), figure.text, count=1)
    middle = len(figure.text) // 2
    return figure.text[:middle] + "某" + figure.text[middle + 1 :]


def taken_away(baseline: Baseline, number: int) -> Iterator[Edit]:
    """Deleted with its sentence, with its paragraph: all figures there go with it."""
    figure, texts = baseline.figures[number], baseline.paragraphs
    paragraph = texts[figure.paragraph - 1]
    start = max(paragraph.rfind(mark, 0, figure.offset) for mark in _ENDS) + 1
    end = min(
        (place + 1 for mark in _ENDS if (place := paragraph.find(mark, figure.offset + figure.length)) >= 0),
        default=len(paragraph),
    )
    for name, first, last in (("删去整句", start, end), ("删去整段", 0, len(paragraph))):
        gone = [
            n for n, f in enumerate(baseline.figures) if f.paragraph == figure.paragraph and first <= f.offset < last
        ]
        if gone[0] != number:
            continue
        rest = paragraph[:first] + paragraph[last:]
        edited = (*texts[: figure.paragraph - 1], *([rest] if rest else []), *texts[figure.paragraph :])
        yield Edit(name, edited, tuple(one("removed", baseline.figures[n].fact)[0] for n in gone), tuple(gone))


# Prose


def prose_edits(baseline: Baseline) -> Iterator[Edit]:
    """Each kind of prose edit, once where it fits; none touches a figure."""
    for name, change in PROSE.items():
        for texts in change(baseline):
            if texts != baseline.paragraphs:
                yield Edit(name, texts)
                break


Change = Callable[[Baseline], Iterator[Texts]]


def _long(baseline: Baseline) -> list[int]:
    return [number for number, text in enumerate(baseline.paragraphs) if len(text) > 60]


def _free(baseline: Baseline, number: int, start: int, end: int) -> bool:
    """Whether a stretch of a paragraph touches no figure."""
    return not any(
        f.paragraph == number + 1 and f.offset < end and start < f.offset + f.length for f in baseline.figures
    )


def _with(texts: Texts, number: int, *paragraphs: str) -> Texts:
    return (*texts[:number], *paragraphs, *texts[number + 1 :])


def _replaced(old: str, new: str) -> Change:
    """The first occurrence outside figures."""

    def change(baseline: Baseline) -> Iterator[Texts]:
        for number, text in enumerate(baseline.paragraphs):
            for found in re.finditer(old, text):
                if _free(baseline, number, found.start(), found.end()):
                    yield _with(
                        baseline.paragraphs, number, text[: found.start()] + found.expand(new) + text[found.end() :]
                    )

    return change


def _added(sentence: str, place: Callable[[str], int]) -> Change:
    def change(baseline: Baseline) -> Iterator[Texts]:
        for number in _long(baseline)[2:]:
            text = baseline.paragraphs[number]
            at = place(text)
            if at >= 0 and _free(baseline, number, at, at):
                yield _with(baseline.paragraphs, number, text[:at] + sentence + text[at:])

    return change


def _new_paragraph(text: str) -> Change:
    def change(baseline: Baseline) -> Iterator[Texts]:
        for number in _long(baseline)[3:]:
            yield (*baseline.paragraphs[:number], text, *baseline.paragraphs[number:])

    return change


def _sentences(text: str) -> list[str]:
    return [part for part in re.split(f"(?<=[{_ENDS}])", text) if part]


def _reordered(order: Callable[[list[str]], list[str]]) -> Change:
    def change(baseline: Baseline) -> Iterator[Texts]:
        for number in _long(baseline):
            sentences = _sentences(baseline.paragraphs[number])
            if len(sentences) > 1:
                yield _with(baseline.paragraphs, number, "".join(order(sentences)))

    return change


def _parted(baseline: Baseline) -> Iterator[Texts]:
    for number in _long(baseline):
        first, *rest = _sentences(baseline.paragraphs[number])
        if rest:
            yield _with(baseline.paragraphs, number, first, "".join(rest))


def _joined(baseline: Baseline) -> Iterator[Texts]:
    numbers = _long(baseline)
    for number, after in pairwise(numbers):
        if after == number + 1:
            texts = baseline.paragraphs
            yield (*texts[:number], texts[number] + texts[after], *texts[after + 1 :])


def _moved(distance: int) -> Change:
    def change(baseline: Baseline) -> Iterator[Texts]:
        for number in _long(baseline)[2:]:
            texts = [text for other, text in enumerate(baseline.paragraphs) if other != number]
            place = max(0, min(len(texts), number + distance))
            yield (*texts[:place], baseline.paragraphs[number], *texts[place:])

    return change


def _sentence_elsewhere(baseline: Baseline) -> Iterator[Texts]:
    numbers = _long(baseline)
    for number in numbers:
        sentences = _sentences(baseline.paragraphs[number])
        if len(sentences) > 1:
            for target in numbers[::-1]:
                if target != number:
                    texts = _with(baseline.paragraphs, number, "".join(sentences[:-1]))
                    yield _with(texts, target, texts[target] + sentences[-1])


def _everywhere(change: Callable[[str], str]) -> Change:
    def edited(baseline: Baseline) -> Iterator[Texts]:
        yield tuple(map(change, baseline.paragraphs))

    return edited


def _without_prose_paragraph(baseline: Baseline) -> Iterator[Texts]:
    for number, text in enumerate(baseline.paragraphs):
        if text and _free(baseline, number, 0, len(text)):
            yield (*baseline.paragraphs[:number], *baseline.paragraphs[number + 1 :])


def _without_prose_sentence(baseline: Baseline) -> Iterator[Texts]:
    for number in _long(baseline):
        start = 0
        for sentence in _sentences(baseline.paragraphs[number]):
            end = start + len(sentence)
            if _free(baseline, number, start, end):
                text = baseline.paragraphs[number]
                yield _with(baseline.paragraphs, number, text[:start] + text[end:])
            start = end


def _without_clause(baseline: Baseline) -> Iterator[Texts]:
    for number in _long(baseline):
        text = baseline.paragraphs[number]
        for found in re.finditer(r"(?<=[，。])[^，。]+，", text):
            if _free(baseline, number, found.start(), found.end()):
                yield _with(baseline.paragraphs, number, text[: found.start()] + text[found.end() :])


def _clauses_turned(baseline: Baseline) -> Iterator[Texts]:
    for number in _long(baseline):
        text = baseline.paragraphs[number]
        for found in re.finditer(r"(?<=[。，])([^，。]{6,}\d+[^，。]{0,6})，([^，。]+)(?=。)", text):
            yield _with(
                baseline.paragraphs, number, f"{text[: found.start()]}{found[2]}，{found[1]}{text[found.end() :]}"
            )


def _beside_figures(before: str, after: str) -> Change:
    """Words written right beside a number."""

    def change(baseline: Baseline) -> Iterator[Texts]:
        for figure in baseline.figures:
            if figure.is_number and figure.text[0].isdigit() and "年" not in figure.text:
                yield put(baseline.paragraphs, figure, before + figure.text + after)

    return change


_START, _END = (lambda text: 0), len

PROSE: dict[str, Change] = {
    "换近义词": _replaced("举办|组织|开展", "搞好"),
    "换动词": _replaced("完善|健全|履行", "落实"),
    "换连词": _replaced("也|并(?!且)", "又"),
    "换介词": _replaced("围绕|通过|按照", "依照"),
    "换一字": _replaced("已|将|还", "再"),
    "换成语": _replaced("建言献策|建言资政", "出谋划策"),
    "加副词": _replaced("(?<=区政协)(?:将|还|也)?(?=[\u4e00-\u9fff])", "认真"),
    "加状语": _replaced("完善|健全|发挥|履行", r"进一步\g<0>"),
    "加“全面”": _replaced("贯彻", "全面贯彻"),
    "加“第一”": _replaced("(?<=。)", "第一，"),
    "加“一是”": _replaced("(?<=。)", "一是"),
    "加“等”": _replaced("工作(?=。|，)", "工作等"),
    "加“十分”": _replaced("重视|重要|重点", r"十分\g<0>"),
    "删虚词": _replaced("了|的(?=[\u4e00-\u9fff])", ""),
    "删连词": _replaced("同时，|也|并(?!且)", ""),
    "删修饰": _replaced("社会(?=热点)|主要|有关|重点(?=问题|工作)", ""),
    "句号改分号": _replaced("。(?=[^。]+。)", "；"),
    "分号改句号": _replaced("；", "。"),
    "顿号改“和”": _replaced("、", "和"),
    "逗号改句号": _replaced("，", "。"),
    "加引号": _replaced("围绕中心、服务大局|双向发力", r"“\g<0>”"),
    "改简称": _replaced("编入专门委员会", "编入专委会"),
    "加括注": _replaced("(?<=[\u4e00-\u9fff])(?=。)", "（详见材料）"),
    "半角逗号": _replaced("，(?=[^，]*。$)", ","),
    "半角括号": _replaced("（(.*?)）", r"(\1)"),
    "段首空格": _everywhere(lambda text: f"　　{text}" if text else text),
    "数字前后空格": _everywhere(lambda text: re.sub(r"(?<=[\u4e00-\u9fff])(\d+)", r" \1", text)),
    "字间空格": _everywhere(lambda text: re.sub(r"(?<=\D)(?=[^\d.])|(?<=\d)(?=[^\d.])|(?<=[^\d.])(?=\d)", " ", text)),
    "零宽字符": _everywhere(lambda text: text.replace("区", "区\u200b")),
    "句首加一句": _added("过去的一年很不平凡。", _START),
    "句末加一句": _added("各项工作都有了新的起色。", _END),
    "句末加两句": _added("这些做法得到了大家的认可。今后还要坚持下去。", _END),
    "句中加一句": _added("大家心往一处想、劲往一处使。", lambda text: text.find("。") + 1),
    "加固定说法": _added("要增强“四个意识”、坚定“四个自信”、做到“两个维护”。", _END),
    "加成语": _added("大家万众一心、千方百计抓落实，十分辛苦。", _END),
    "加序数": _added("这是本届第一次全面总结，也是头一回。", _END),
    "加一段": _new_paragraph("回顾一年来的工作，我们深深体会到，做好政协工作离不开方方面面的关心。"),
    "加标题": _new_paragraph("（六）其他工作"),
    "加空段": _new_paragraph(""),
    "删一句": _without_prose_sentence,
    "删分句": _without_clause,
    "删一段": _without_prose_paragraph,
    "改标题": _replaced("^（[一二三]）(?=..)|^(?=展望|回望)", r"\g<0>努力"),
    "句子倒序": _reordered(lambda sentences: sentences[::-1]),
    "句子轮换": _reordered(lambda sentences: [*sentences[1:], sentences[0]]),
    "分句对调": _clauses_turned,
    "句子挪到别段": _sentence_elsewhere,
    "段落前移": _moved(-5),
    "段落后移": _moved(7),
    "段落移到最后": _moved(1000),
    "分段": _parted,
    "并段": _joined,
    "数前加词": _beside_figures("共计", ""),
    "数后加词": _beside_figures("", "之多"),
}
