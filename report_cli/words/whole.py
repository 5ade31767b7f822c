"""What only a whole text tells: functions that the files of rules name."""

import re
from collections.abc import Callable, Iterator

from report_cli.sentences import goes_on, is_whole
from report_cli.text import MARKS
from report_cli.words.levels import own_level
from report_cli.words.names import are_two, closest, letters
from report_cli.words.numbered import counts, heading_numbers, typed_numbers
from report_cli.words.spots import Spot
from report_cli.words.text import HIDDEN, Passage, Text, hide
from report_cli.words.vocabulary import Vocabulary

Check = Callable[[Text, Vocabulary], Iterator[Spot]]

_TITLED = re.compile("[《“]([^《》“”]{4,60})[》”]")
_BESIDE = re.compile("(?:[、和与及或]|以及)?(?:[^，。；：、]{1,8}的)?|[^，。；：、]{0,4}[为成入到向]")
"""What stands between two names that are told apart: “甲”和“乙”, 从“甲”转为“乙”."""


def two_spellings(text: Text, vocabulary: Vocabulary) -> Iterator[Spot]:
    """A title or a name in quotation marks that stands elsewhere a little otherwise."""
    first: dict[str, str] = {}
    known = {letters(name).text for each in vocabulary.names for name in (each.full, *each.short)}
    for number, passage in enumerate(text.passages):
        beside, end = set[str](), 0
        for match in _TITLED.finditer(passage.text):
            name = match[1]
            beside, end = beside if _BESIDE.fullmatch(passage.text, end, match.start()) else set(), match.end()
            beside.add(name)
            if name in first or letters(name).text in known:
                continue
            near = next((other for other in first if other not in beside and _is_variant(name, other)), "")
            first[name] = match[0]
            if near:
                yield Spot(number, match.start(1), match.end(1), near)


def _is_variant(one: str, other: str) -> bool:
    ours, theirs = letters(one).text, letters(other).text
    size = min(len(ours), len(theirs))
    limit = 1 + (size >= 10)
    if abs(len(ours) - len(theirs)) > limit or size < 5 or ours == theirs or len(set(ours) ^ set(theirs)) > 2 * limit:
        return False
    is_near = closest(ours, f"\n{theirs}\n")[0] <= limit and closest(theirs, f"\n{ours}\n")[0] <= limit
    return is_near and not are_two(one, other)


_LEAST_REPEATED = 14
_DIGIT = re.compile("[0-9]")
_BUT_FOR_NUMBERS = "这句话前面已经说过，只有数字可能不同"
"""The numbers of a text that is composed are not looked at."""


def said_twice(text: Text, vocabulary: Vocabulary) -> Iterator[Spot]:
    """A sentence that stands word for word a second time."""
    seen: set[str] = set()
    for number, passage in enumerate(text.passages):
        for start, sentence in passage.sentences if passage.role == "body" else ():
            bare = sentence.strip().rstrip("”’）")
            if len(bare) < _LEAST_REPEATED or not is_whole(bare):
                continue
            if bare in seen:
                yield Spot(number, start, start + len(sentence), message=_BUT_FOR_NUMBERS * bool(_DIGIT.search(bare)))
            seen.add(bare)


# Marks ----------------------------------------------------------------------------------------------------------------

_PARTNERS = {"“": "”", "《": "》", "（": "）", "【": "】", "‘": "’"}
_OPENINGS = {closing: opening for opening, closing in _PARTNERS.items()}
_BROKEN = 12
"""So many characters has a line at least that was broken because it was full."""
_MOST_LINES = 40
_DOUBLED_MARKS = re.compile("“[“]|”[”]|《《|》》|（（|））")


def unpaired(text: Text, vocabulary: Vocabulary) -> Iterator[Spot]:
    """A mark whose partner is missing. A quotation of several paragraphs may open each and close once.

    Of a paragraph that a program broke into lines the partner is looked for in all of its lines.
    """
    is_quoted, until = False, 0
    for number, passage in enumerate(text.passages):
        if number < until or _DOUBLED_MARKS.search(passage.text):
            continue
        until = number + 1
        alone, opened = _alone(passage.text, is_quoted=is_quoted)
        lines = [passage.text]
        while opened and len(lines) < _MOST_LINES and _goes_on(*text.passages[until - 1 : until + 1]):
            lines.append(text.passages[until].text)
            alone, opened = _alone("".join(lines), is_quoted=is_quoted)
            until += 1
        after = text.passages[until].text.lstrip() if until < len(text.passages) else ""
        is_quoted = bool(opened) and opened[0][0] == "“" and (after.startswith("“") or opened[0][1] == -1)
        left = [at for sign, at in opened if at >= 0 and not (is_quoted and sign == "“")]
        for at in sorted([*alone, *left]):
            yield _spot(number, lines, at)


def _goes_on(passage: Passage, following: Passage | None = None) -> bool:
    """Whether a line is broken in the middle of its sentence, which the next one goes on with."""
    if following is None:
        return False
    text = passage.text.rstrip()
    is_prose = passage.role in ("body", "other") and following.role in ("body", "other")
    return is_prose and len(text) >= _BROKEN and goes_on(text) and following.text[:1] not in " 　"


def _spot(number: int, lines: list[str], at: int) -> Spot:
    """The mark at a place of a paragraph of several lines."""
    for line in lines:
        if at < len(line):
            other = MARKS[_PARTNERS.get(line[at]) or _OPENINGS[line[at]]]
            return Spot(number, at, at + 1, other, f"有{MARKS[line[at]]}，没有{{right}}")
        number, at = number + 1, at - len(line)
    raise AssertionError("the place lies in one of the lines")


def _alone(text: str, *, is_quoted: bool) -> tuple[list[int], list[tuple[str, int]]]:
    """Where marks stand that close nothing, and those not closed; at -1 a quotation that goes on from before."""
    opened: list[tuple[str, int]] = [("“", -1)] if is_quoted else []
    alone = []
    is_turned = text.count("“") == text.count("”") + 2
    for at, sign in enumerate(text):
        if sign in _PARTNERS:
            if sign == "“" and opened and opened[-1] == ("“", -1) and not text[:at].strip():
                opened.pop()
            if sign == "“" and is_turned and opened and opened[-1][0] == "“":
                opened.pop()
                alone.append(at)
            else:
                opened.append((sign, at))
        elif sign in _OPENINGS and not (sign == "’" and text[at + 1 : at + 2].isdigit()):
            if opened and opened[-1][0] == _OPENINGS[sign]:
                opened.pop()
            elif not _is_counter(text, at):
                alone.append(at)
    return alone, opened


def _is_counter(text: str, at: int) -> bool:
    """Whether a ） only follows a number that counts: 1）."""
    return (
        text[at] == "）"
        and re.fullmatch(r"[0-9a-zA-Z]{1,3}", text[max(at - 2, 0) : at].strip("，。；、：（ ")) is not None
    )


# Headings -------------------------------------------------------------------------------------------------------------


def heading_marks(text: Text, vocabulary: Vocabulary) -> Iterator[Spot]:
    for at, passage in enumerate(text.passages):
        last = passage.text.rstrip()
        if passage.role == "heading" and last.endswith(tuple("，、；：。")):
            yield Spot(at, len(last) - 1, len(last))


_ANNEX = re.compile(r"附[件表录图]\s*[（(]?[\d一二三四五六七八九十]")
"""What begins as an annex does is its name: nobody chose the first word."""


def _levels(text: Text) -> Iterator[list[tuple[int, str, int]]]:
    """The headings of one level under one heading: passage, words without the number, where these begin."""
    groups: dict[int, list[tuple[int, str, int]]] = {}
    for at, passage in enumerate(text.passages):
        if passage.role != "heading" or not passage.level or _ANNEX.match(passage.text):
            continue
        for level in sorted(level for level in groups if level > passage.level):
            yield groups.pop(level)
        begin = passage.number.end() if passage.number else 0
        groups.setdefault(passage.level, []).append((at, passage.text[begin:].strip(), begin))
    yield from (groups[level] for level in sorted(groups))


def heading_halves(text: Text, vocabulary: Vocabulary) -> Iterator[Spot]:
    """Among headings of two halves one that has only one, or the other way round; or one that is longer or shorter."""
    for group in _levels(text):
        halves = [[len(part) for part in re.split("[，　 ]+", words) if part] for _, words, _ in group]
        counts, sizes = [len(parts) for parts in halves], [sum(parts) for parts in halves]
        for numbers, unit in ((counts, "截"), (sizes if set(counts) == {2} else [], "个字")):
            usual = max(set(numbers), key=numbers.count, default=0)
            if len(numbers) < 3 or numbers.count(usual) != len(numbers) - 1:
                continue
            [odd] = [number for number, size in enumerate(numbers) if size != usual]
            at, words, begin = group[odd]
            message = f"同级标题都是{usual}{unit}，“{{found}}”是{numbers[odd]}{unit}"
            yield Spot(at, begin, begin + len(words), message=message)


def heading_verbs(text: Text, vocabulary: Vocabulary) -> Iterator[Spot]:
    """Two headings of one level that begin with the same word, each of whose halves could have its own."""
    for group in _levels(text):
        first: dict[str, str] = {}
        for at, words, begin in group:
            verb = words[:2]
            if len(words) < 4 or HIDDEN in hide(verb) or verb[0].isdigit() or verb[0] == "第":
                continue
            if verb in first and first[verb] != words and not _is_pattern(group, verb):
                before = re.sub(r"\d.*", "…", first[verb])  # a number of the data is 0 here
                message = f"同级标题“{{found}}”和前面的“{before}”开头的词相同"
                yield Spot(at, begin, begin + len(words), message=message)
            first.setdefault(verb, words)


def _is_pattern(group: list[tuple[int, str, int]], verb: str) -> bool:
    """Whether all headings of the level begin so: 坚持……，坚持……，坚持…… is meant."""
    return all(words.startswith(verb) for _, words, _ in group)


# Style ----------------------------------------------------------------------------------------------------------------

_LEAST_OPENING = 3


def same_openings(text: Text, vocabulary: Vocabulary) -> Iterator[Spot]:
    """The third of three sentences of a paragraph that follow one another and begin with the same subject.

    A paragraph says anew whom it speaks of.
    """
    for number, passage in enumerate(text.passages):
        run: list[str] = []
        for start, sentence in passage.sentences if passage.role == "body" else ():
            bare = sentence.strip()
            opening = _opening(run[-1], bare) if run else 0
            run = [*run, bare] if opening else [bare]
            if len(run) == 3:
                lead = len(sentence) - len(sentence.lstrip())
                if sum(_SAID.match(each[opening:]) is not None for each in run) < 2:
                    yield Spot(number, start + lead, start + lead + opening)
                run = [bare]


_SAID = re.compile("[^，。：；]{0,4}(?:说|指出|强调|表示|认为|承认)")
"""Whose words are told is said with each of them."""


def _opening(one: str, other: str) -> int:
    """How many characters two sentences begin with alike.

    0 where it is too few, where they begin with a quotation, or with what only belongs to the subject: 政策的作用,
    主席、书记甲.
    """
    count = 0
    for ours, theirs in zip(one, other, strict=False):
        if ours != theirs or not "\u4e00" <= ours <= "\u9fff":
            break
        count += 1
    is_subject = one[count - 1 : count] != "的" and "、" not in (one[count : count + 1], other[count : count + 1])
    return count if count >= _LEAST_OPENING and is_subject and not one.startswith(("第", "新华社", "本报")) else 0


WORN = "开展了 进行了 加强 推动 推进 切实 进一步 着力".split()
_WORN = "|".join(WORN)
_STRETCH, _OFTEN = 1000, 4


def worn_verbs(text: Text, vocabulary: Vocabulary) -> Iterator[Spot]:
    """A worn word for the fifth time within a thousand characters."""
    places: dict[str, list[tuple[int, int, int]]] = {word: [] for word in WORN}
    offset = 0
    for number, passage in enumerate(text.passages):
        if passage.role != "body":
            continue
        bare = passage.bare
        for formula in vocabulary.formulas:
            bare = bare.replace(formula, HIDDEN * len(formula))
        for match in re.finditer(_WORN, bare):
            places[match[0]].append((offset + match.start(), number, match.start()))
        offset += len(bare)
    for word, found in places.items():
        for at in range(_OFTEN, len(found)):
            if found[at][0] - found[at - _OFTEN][0] < _STRETCH:
                _, number, start = found[at]
                yield Spot(number, start, start + len(word))
                break


# The year's words -----------------------------------------------------------------------------------------------------

_THIS_YEAR = re.compile("今年(?![春秋夏冬]?[^，。]{0,4}(?:将|要|计划|力争))|(?<=[比较])去年|去年同期")


def this_year(text: Text, vocabulary: Vocabulary) -> Iterator[Spot]:
    """In a review of 2022 that is given in 2023: 今年 would be 2023."""
    for number, passage, part in text.parts():
        for match in _THIS_YEAR.finditer(passage.bare) if part == "review" and passage.role == "body" else ():
            yield Spot(number, *match.span(), "一年来" if match[0] == "今年" else match[0].replace("去年", "上年"))


CHECKS: dict[str, Check] = {
    "two_spellings": two_spellings,
    "said_twice": said_twice,
    "unpaired": unpaired,
    "heading_numbers": heading_numbers,
    "typed_numbers": typed_numbers,
    "heading_marks": heading_marks,
    "heading_halves": heading_halves,
    "heading_verbs": heading_verbs,
    "same_openings": same_openings,
    "worn_verbs": worn_verbs,
    "counts": counts,
    "this_year": this_year,
    "own_level": own_level,
}
