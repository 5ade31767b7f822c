"""What is looked for in the words of a composed text: numerals with no fact behind them, and marks that clash.

Numerals stand in prose, as digits or in words (三次), or inside a fact that is only a text. What a numeral in words is,
`report_cli.numerals` says. In a report a digit is always a number; 一 counts only where a clause ends with it
(召开会议一次。), and bare 几, 百, 千, 万 never do. Words in “” or 《》 are quoted to the letter: a numeral in them
belongs to the name.

A half-dropped clause leaves marks that clash or miss their partner, and headings over nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache, partial
from itertools import count, pairwise
from typing import TYPE_CHECKING

from report_cli.compose.memory import Memory
from report_cli.document import BODY, FIGURE, HEADING, Document, Paragraph, Role, Run, Runs, place_at
from report_cli.facts.fact import Catalogue, Fact
from report_cli.facts.ledger import Ledger
from report_cli.facts.quantity import chinese
from report_cli.model import NOWHERE, Finding
from report_cli.sentences import statements
from report_cli.text import MARKS, excerpt

if TYPE_CHECKING:
    from report_cli.numerals import Numeral

# Digits in any script, and the signs that hold one: ① ½ ² Ⅳ.
_DIGIT = (
    r"[\d\u00b2\u00b3\u00b9\u00bc-\u00be\u2070-\u2089\u2150-\u218b\u2460-\u249b\u24ea-\u24ff"
    r"\u2776-\u2793\u3220-\u3229\u3280-\u3289]"
)
DIGIT = _DIGIT + "+"


def may_have_digits(text: str) -> bool:
    """A look at single characters, as few texts that are printed have any: the pattern takes a while to be compiled."""
    return any(sign.isdecimal() or "\u00b2" <= sign <= "\u2793" or "\u3220" <= sign <= "\u3289" for sign in text)


# Patterns are compiled, and numerals imported, where a text needs them: prose that is known needs none.

# 一 counts at the end of a clause (召开会议一次。), unless it is 每一次, 这一件.
_ONCE = cache(
    lambda: re.compile(
        "(?<![每第任同某这那哪上下新又再另唯此落漏少的])"
        "一(?:人次|件次|场次|家次|批次|[件条次场家名位人期篇项份册辑种处所支户轮个])(?=[，。；、！？：）)]|$)"
    )
)
_QUOTED = cache(lambda: re.compile("“[^“”]*+”|‘[^‘’]*+’|《[^《》]*+》"))
_TITLED = cache(lambda: re.compile("《[^《》]*+》"))
_DIGITS = cache(lambda: re.compile(rf"{_DIGIT}(?:{_DIGIT}|[.．,](?={_DIGIT}))*[%％万亿]*(?:余|多)?(?:月\d+日|月|日)?"))
# Ordinals, and what belongs to a name: 第3中学, 3号楼, 5G, T3, PM2.5, 12345热线.
_NAMES = cache(
    lambda: re.compile(
        r"第\d+.?|(?<!\d)\d++号|(?<![A-Za-z+\-.])[+\-.]*+[A-Za-z][A-Za-z+\-.]*+\d[\d.]*[A-Za-z]*"
        r"|(?<![\d.])\d[\d.]*+[A-Za-z]+|\d{3,5}(?=[\u4e00-\u9fff]{0,6}热线)"
    )
)
# The number of an item, where a line or a sentence begins: 1.… 2、… （3）…; before a digit or a figure it may be one.
# ② is always one, or the mark of a note.
_ITEM = cache(
    lambda: re.compile(
        r"(?m)(?:^|(?<=[。！？])|(?<=[。！？][”’」』）]))[^\S\n]*+(?:[0-9０-９]{1,2}[.．、]|[（(][0-9０-９]{1,2}[）)])"
        r"(?=[^\S\n]*[\u4e00-\u9fff“《])|[\u2460-\u2473]"
    )
)


def without_items(text: str) -> str:
    """A text with blanks for the typed numbers of its items and notes, which count nothing.

    >>> without_items("1.走访。2、座谈①。3.5万元。12.78件。走访：1.企业")
    '  走访。  座谈 。3.5万元。12.78件。走访：1.企业'
    """
    return _ITEM().sub(lambda item: " " * len(item.group()), text)


@lru_cache(maxsize=4096)
def find(text: str, fixed: tuple[str, ...] = ()) -> tuple[Numeral, ...]:
    """The numerals of a text that count something. `fixed`: words that count nothing.

    Remembered, for it takes longer than all else of a paragraph, and one report says much the same as the next.

    >>> [numeral.text for numeral in find("召开三次会议，十届二次会议一致通过")]
    ['三次']
    """
    from report_cli import numerals

    for word in _among(text, fixed):
        text = text.replace(word, FIGURE * len(word))
    words = _QUOTED().sub(_hide, text)
    found = [numeral for numeral in numerals.find(words) if not (numeral.is_digits or numeral.is_rhetoric)]
    fixed_places = {at for start, end in numerals.fixed(words) for at in range(start, end)}
    fixed_places |= {at for numeral in found for at in range(numeral.start, numeral.end)}
    once = (match for match in _ONCE().finditer(words) if match.start() not in fixed_places)
    found += [numerals.Numeral(match.group(), match.start(), is_digits=False) for match in once]
    if re.search(DIGIT, text):
        digits = _NAMES().sub(_hide, _TITLED().sub(_hide, text))
        for match in _DIGITS().finditer(digits):
            text = match.group() + numerals.unit_at(digits, match.end())
            found.append(numerals.Numeral(text, match.start(), is_digits=True))
    return tuple(sorted(found, key=lambda numeral: numeral.start))


def _among(text: str, fixed: tuple[str, ...]) -> list[str]:
    """Those of some words that may stand in a text, the longest first."""
    begins = _begins(fixed)
    there = {text[at : at + size] for size in (1, 2) for at in range(len(text))} & begins.keys()
    return [word for _, word in sorted(each for start in there for each in begins[start])]


@lru_cache(maxsize=4)
def _begins(fixed: tuple[str, ...]) -> dict[str, list[tuple[int, str]]]:
    """Words by their first two characters, each with its turn: the longest first."""
    found = dict[str, list[tuple[int, str]]]()
    for turn, word in enumerate(sorted(fixed, key=len, reverse=True)):
        found.setdefault(word[:2], []).append((turn, word))
    return found


def names(text: str) -> Iterator[re.Match[str]]:
    """Titles and names, and ordinals, whose digits count nothing."""
    yield from _TITLED().finditer(text)
    yield from _NAMES().finditer(text)


def _hide(match: re.Match[str]) -> str:
    return FIGURE * len(match.group())


def unbound(document: Document, ledger: Ledger, memory: Memory) -> Iterator[Finding]:
    def look(text: str) -> tuple[Numeral, ...]:
        found = find(text, fixed_words(ledger.catalogue))
        return tuple(numeral for numeral in found if not _is_counted(numeral, text))

    for (number, runs), prose in zip(document.lines, document.prose, strict=True):
        if found := memory.find("numerals", prose, look):
            counting = prose if number else without_items(prose)  # what is numbered by itself has no other number
            found = tuple(each for each in found if counting[each.start] == prose[each.start])
            yield from _in_prose(runs, found, ledger.catalogue)
    answers = filter(None, (ledger.catalogue.get(group.answered_by) for group in ledger.catalogue.groups.values()))
    # What last year's report announced is quoted as it was printed.
    quoted = {answer.fields[0].id for answer in answers if answer.fields}
    stated: list[tuple[Fact, tuple[Numeral, ...]]] = []
    for fact in filter(None, map(ledger.get, dict.fromkeys([run.fact for run in document.printed]))):
        is_own = isinstance(fact.value, str) and fact.indicator.id not in quoted
        found = memory.find("numerals of facts", fact.text, look) if is_own else ()
        stated += [(fact, found)] if found and not _ONLY_SO().fullmatch(fact.text) else []
    own = _own_words(document) if stated else ()
    for fact, found in stated:
        yield from _in_fact(fact, found, ledger) if fact.id in own else ()


def _own_words(document: Document) -> set[str]:
    """The facts that are printed as the report's own words, not between quotation marks nor to explain a term."""
    own = set[str]()
    explained = {block.all_runs for block in document.body if isinstance(block, Paragraph) and block.explains_a_term}
    for _, runs in document.lines:
        before = ""
        for run in runs if runs not in explained else ():
            own |= {run.fact} if run.fact and not before.endswith(("“", "‘")) else set()
            before = run.text or before
    return own


def _in_fact(fact: Fact, found: tuple[Numeral, ...], ledger: Ledger) -> Iterator[Finding]:
    """The numbers within a text of the data: another fact's, which is named beside it, or ones that stand alone.

    Those that stand alone are one finding, however many a paragraph has.
    """
    of = {each.text: each for each in reversed(ledger.facts.values()) if each.quantity and each.label in fact.text}
    alone, said = list[str](), excerpt(fact.text)
    for numeral in found:
        if (same := of.get(numeral.text)) is None:
            alone += [] if numeral.text in alone else [numeral.text]
            continue
        message = f"{fact.named}里的“{numeral.text}”和{same.named}同数，那里改了，这里不会跟着变：“{said}”"
        yield Finding("W203", fact.place, message, f"改{same.label}的时候，这里一起改", fact.id, "hint")
    if alone:
        named = "".join(f"“{each}”" for each in alone)
        message = f"{fact.named}是文字，里面的{named}核对不了：“{said}”"
        kind = "写明kind: date" if any(re.search("年.*月|月.*日", each) for each in alone) else "写明单位"
        allow = _allowing(ledger.catalogue, alone[0], "名称")
        allow += "，别的也照样" if len(alone) > 1 else ""
        cure = f"要核对的数，在指标目录里单立一项，{kind}，这里不写；本来就是名称里的字，在指标目录末尾{allow}"
        yield Finding("W203", fact.place, message, cure, fact.id, "warning")


def _allowing(catalogue: Catalogue, words: str, because: str) -> str:
    """The line by which a catalogue lets words stand, and where it is put at its end."""
    entry = f"{{word: {words}, because: {because}}}"
    return f"的allow:下面加一行 - {entry}" if catalogue.allow else f"加一行 allow: [{entry}]"


_ONE = r"\d+(?:[.,，]\d+)*[%％万亿]*"
_TO = "[—－–~～至到-]{1,2}"
# What can be stated as a text only: a part of a date, a span, a range, a ratio, an ordinal.
_ONLY_SO = cache(
    lambda: re.compile(
        r"(?:\d{4}年)?(?:\d{1,2}月)?(?:[上中下]旬|[初中底末份度])?|\d{1,2}[日号]"
        rf"|(?:\d{{4}}年)?(?:\d{{1,2}}月)?(?:\d{{1,2}}日)?{_TO}(?:\d{{4}}年)?(?:\d{{1,2}}月)?(?:\d{{1,2}}日|[初中底末])?"
        rf"|{_ONE}(?:{_TO}{_ONE})+\D{{0,5}}|{_ONE}\D{{0,3}}{_TO}{_ONE}\D{{0,5}}|{_ONE}[／/：:∶]{_ONE}"
        r"|第\d+\D?|\d+成\D{0,2}"
    )
)


@lru_cache(maxsize=16)
def fixed_words(catalogue: Catalogue) -> tuple[str, ...]:
    """Words whose numerals count nothing: those that the catalogue allows, and its labels."""
    labels = [group.label for group in catalogue.groups.values()] + [i.label for i in catalogue.indicators]
    labels += [field.label for i in catalogue.indicators for field in i.fields]
    return (*catalogue.allow, *(label for label in labels if find(label)))


def _in_prose(runs: tuple[Run, ...], found: tuple[Numeral, ...], catalogue: Catalogue) -> Iterator[Finding]:
    printed, starts = "", list[int]()
    for run in runs:
        starts += [len(printed)] if run.fact or run.superscript else range(len(printed), len(printed + run.text))
        printed += run.text
    for numeral in found:
        start = starts[numeral.start]
        around = printed[max(0, start - 8) : start + len(numeral.text) + 8]
        place = place_at(runs, start) or NOWHERE
        allow = _allowing(catalogue, numeral.text, "固定说法")
        cure = f"这个数写进年度数据，模板里用 {{{{ 组.指标 }}}}；是固定的说法，就在指标目录末尾{allow}"
        if numeral.is_digits:
            yield Finding("W201", place, f"有不出自数据的数字“{numeral.text}”：“…{around}…”", cure)
        else:
            yield Finding("W202", place, f"有不出自数据的数目“{numeral.text}”：“…{around}…”", cure, "", "warning")


def _is_counted(numeral: Numeral, text: str) -> bool:
    """Whether a number of points is that of the points after it: 三条措施：一是…；二是…；三是…。"""
    after = text[numeral.end :]
    if numeral.is_digits or not re.match("[^，。；：、]{0,16}[：。]一是", after):
        return False
    points = next(number for number in count(1) if f"{chinese(number)}是" not in after) - 1
    return numeral.number in (chinese(points), "两" if points == 2 else "")


_NONE_IS_RIGHT = "[未不无零逾缺撤退欠差错违误漏超]|事故|投诉|信访|上访|积压|结转|遗留|重复|[减降]"
"""What of there is best none, or whose 0 is told as a change: 逾期未答复的提案0件，比上年减少4件."""


def zeros(document: Document, ledger: Ledger, memory: Memory) -> Iterator[Finding]:
    """Hints: what the text says to have been done no times (集中学习0次), which nobody writes."""
    if not any(run.text.startswith(("0", "零")) for run in document.printed):
        return  # as in most
    for block in (block for block in document.blocks if isinstance(block, Paragraph)):
        for run in block.all_runs:
            fact = ledger.facts.get(run.fact) if run.text[:1] in ("0", "零") and not run.form else None
            if fact is None or fact.quantity is None or fact.is_derived or fact.state or not fact.place.line:
                continue
            said = (block.text[start:end] for start, end in statements(block.text))
            sentence = next((each for each in said if run.text in each), "")
            is_right = re.search(_NONE_IS_RIGHT, fact.label + fact.indicator.definition + sentence)
            if fact.quantity.estimate.is_exact and fact.quantity.number == 0 and not is_right:
                message = f"{fact.named}填的是0，稿件里印“{fact.label}{fact.text}”这样的话"
                cure = "没有这件事就删去这一行，这句话就不印；确实要写0，写成 {value: 0, state: 已核}"
                yield Finding("W112", fact.place, message, cure, fact.id, "hint")


# Looked for at the last of the characters that clash: several times as fast as at the first.
_CLASH = cache(
    lambda: re.compile(
        r"[，、；：。！？）》”等](?:(?<=[，、；：。！？（《“][，、；：。！？])|(?<=[（，、；：]）)|(?<=[《，、；：]》)"
        r"|(?<=“”)|(?<=等等)|(?<=[，、；：])$|(?<=^[，、；：。！？]))"
    )
)
_PAIRS = {"“": ("”", "引号“”"), "《": ("》", "书名号《》"), "（": ("）", "括号（）")}
_MARKS = frozenset("，、；：。！？）》”等（《“")


def with_marks(runs: Runs, prose: str) -> str:
    """The prose of a line; with the texts of its figures that have marks, where any has: few do, so many share it."""
    marked = [run for run in runs if run.fact and not _MARKS.isdisjoint(run.text)]
    return _with_marks(runs) if marked else prose


def _with_marks(runs: Runs) -> str:
    return "".join([FIGURE if run.fact and _MARKS.isdisjoint(run.text) else run.text for run in runs])


@cache
def _marks_of(role: Role, goes_on: bool) -> tuple[str, partial[tuple[tuple[str, str, str, int | None], ...]]]:
    """What looks at the marks of paragraphs with such a role, and its name."""
    return f"marks of {role} {goes_on}", partial(_faults, role=role, goes_on=goes_on)


def punctuation(document: Document, ledger: Ledger, memory: Memory) -> Iterator[Finding]:
    """Warnings for the marks of a document, and for headings that only another of their level, or a higher, follows."""
    for block, after in pairwise((*document.blocks, Paragraph(Role.ATTACHMENT, ()))):
        if not isinstance(block, Paragraph):
            continue
        runs = block.all_runs
        # A list of paragraphs: 三个方面： and, behind each but the last, ；.
        goes_on = not isinstance(after, Paragraph) or after.role is BODY
        rule, look = _marks_of(block.role, goes_on)
        if memory.find(rule, block.number + _with_marks(runs), look):
            yield from _of_marks(block, runs, ledger, goes_on=goes_on)
        if block.role is not HEADING or not isinstance(after, Paragraph) or after.level > block.level:
            continue
        if after.role in (Role.HEADING, Role.ATTACHMENT):
            message, cure = f"标题“{excerpt(block.text)}”下没有内容", "没有内容时连标题一起去掉，用 {% if %} 围住"
            yield Finding("W104", block.origin or NOWHERE, message, cure, severity="warning")


def _of_marks(block: Paragraph, runs: tuple[Run, ...], ledger: Ledger, *, goes_on: bool) -> Iterator[Finding]:
    """The faults of a paragraph's marks: at the template, or where a text of the data brings the mark along."""
    prose = "".join([FIGURE * len(run.text) if run.fact else run.text for run in runs])
    in_prose = {
        message[:4]
        for code, message, _, _ in _faults(block.number + prose, block.role, goes_on=goes_on)
        if code == "W102"
    }
    for code, message, cure, at in _faults(block.text, block.role, goes_on=goes_on):
        if code == "W102" and message[:4] not in in_prose:
            continue  # the half that is missing is missing in the data, which is a finding of its own (F126)
        place = block.origin if at is None else place_at(runs, max(at - len(block.number), 0))
        fact = _bringing(runs, at - len(block.number), ledger) if at is not None and code != "W102" else None
        if fact is not None:
            own = f"{fact.named}的文字带着标点：“{excerpt(fact.text)}”；删去它的标点，或改模板这一处"
            yield Finding(code, fact.place, message, own, fact.id, "warning")
        else:
            yield Finding(code, place or NOWHERE, message, cure, severity="warning")


def _bringing(runs: tuple[Run, ...], at: int, ledger: Ledger) -> Fact | None:
    """The text of the data that has the mark at a place, or ends with the one before it."""
    start = 0
    for run in runs:
        end = start + len(run.text)
        fact = ledger.get(run.fact) if run.fact and start <= at < end + 1 else None
        its = run.text[-1:] if at == end else run.text[at - start : at - start + 1]
        if fact is not None and isinstance(fact.value, str) and its in _MARKS:
            return fact
        start = end
    return None


def _alone(text: str, opening: str, closing: str) -> int:
    """Where the first mark stands whose partner is missing."""
    opened: list[int] = []
    for at, sign in enumerate(text):
        if sign == opening:
            opened.append(at)
        elif sign == closing and not opened:
            return at
        elif sign == closing:
            opened.pop()
    return opened[0]


def _faults(text: str, role: Role, *, goes_on: bool) -> tuple[tuple[str, str, str, int | None], ...]:
    """Code, message and cure, and at which character (from 0) where it is not about the whole text.

    `goes_on`: another paragraph, or a table, goes on with it.
    """
    faults: list[tuple[str, str, str, int | None]] = []
    clash = _CLASH().search(text) if role not in (Role.SALUTATION, Role.ATTACHMENT_LABEL) else None
    is_end = (
        clash is not None and clash.end() == len(text) and (role is Role.HEADING or (goes_on and text[-1] in "；："))
    )
    if clash and not is_end:
        around = text[max(0, clash.start() - 9) : clash.end() + 8]
        cure = "核对模板这一处，缺数据时标点也要去掉"
        faults.append(("W101", f"标点连用或位置不对：“…{around}…”", cure, clash.start()))
    for opening, (closing, name) in _PAIRS.items():
        if text.count(opening) != text.count(closing):
            at = _alone(text, opening, closing)
            other = closing if text[at] == opening else opening
            message = f"{name}没有成对：“…{text[max(0, at - 8) : at + 9]}…”"
            faults.append(("W102", message, f"补上{MARKS[other]}，或删去这个{MARKS[text[at]]}", at))
    if role is Role.HEADING and text.endswith(tuple("，、；：！？")):
        faults.append(("W103", f"标题末尾有标点：“{excerpt(text)}”", "去掉标点；要接排就用句号", None))
    return tuple(faults)
