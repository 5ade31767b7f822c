"""What stands right beside a figure is held against its fact: unit and scale, marker, direction, words said twice.

Right digits in a wrong sentence are a wrong figure: {{ x.number }}万件, 近{{ x }}, 增长{{ x.growth }}, 2023年2月21日日.
Only what touches a figure is looked at. It is an error where the reader gets another quantity than the fact is, else a
warning.
"""

import contextlib
import re
from collections.abc import Iterator
from functools import cache, cached_property
from pathlib import Path

from msgspec import Struct

from report_cli.compose.values import UNSAID
from report_cli.document import FIGURE, Document, Paragraph, Role, Run, Table, place_at
from report_cli.facts.estimate import NotComputable
from report_cli.facts.fact import Fact
from report_cli.facts.formula import PREVIOUS, Operation
from report_cli.facts.ledger import Ledger
from report_cli.facts.quantity import Quantity, printed_unit
from report_cli.model import NOWHERE, Finding
from report_cli.numerals import unit_at

# Measure words for the same things: one for another is bad style, but no other quantity.
_ALIKE = [
    frozenset(units.split())
    for units in (
        "人 名 位 个 口 员",
        "个 家 户 项 条 件 处 所 支 种 类 座 栋 间 篇 份 部 本 册 辑 款 则 例 宗 起 桩 单 幅 张 台 套 辆 组 批 方面",
        "次 场 场次 回 届 期 轮 批 批次 趟 遍 个",
        "公里 千米 里",
        "公斤 千克",
        "平方米 平米",
        "年 周年 年度",
        "天 日",
    )
]
_WITH_TIMES = frozenset("人件家户场批篇条项期班车辆架艘节")
_RATIO = re.compile(r"个?百分点|[%％‰]|倍(?![增加受感数道])")
_TIMES_IN_BRACKETS = re.compile("[（(][人件家场]?次[）)]")
# After a unit these are another one, and no beginning of a word.
_OTHER = re.compile(
    f"{_RATIO.pattern}|{_TIMES_IN_BRACKETS.pattern}|[人件家户场批篇条项]次|[万亿]元|平方米|平方公里|公里|公顷|公斤|千克"
)
_UNIT_OF_HEAD = re.compile("[（(]([^（）()]+)[）)]$")
_STOP = re.compile("[，。；：、！？]")
_END = re.compile(r"[，。；：、！？）》”\s]|$")

# Markers by what they say of the number: the fact is below it, above it, either. Strict ones are untrue of an equal
# number, which an exact one is.
_BELOW, _ABOVE, _NEAR = "below", "above", "near"
_STRICT = {
    **dict.fromkeys("近 将近 接近 临近 逼近 近乎 不足 不到 未满 不满".split(), _BELOW),
    **dict.fromkeys("逾 超 超过 超出 余 多 有余 还多 开外 出头".split(), _ABOVE),
}
_LOOSE = {
    **dict.fromkeys("约 大约 大概 大致 差不多 约为 左右 上下".split(), _NEAR),
    **dict.fromkeys("至多 最多 不超过 不多于 不高于 以下 以内 之内".split(), _BELOW),
    **dict.fromkeys("至少 最少 不少于 不低于 突破 以上 之多".split(), _ABOVE),
}
_MARKERS = _STRICT | _LOOSE
_MARKER_AFTER = re.compile(
    "左右(?![两岸手翼])|上下(?![联级齐同一游班功打贯衔])|以[上下内](?![级学职的])|之[内多]|有余|还多|开外|出头"
    "|不到(?=[，。；]|$)|[余多](?=以?来|[，。、；！？）]|$)"
)
# 近 and the like as the end of another word: 最近, 节约, 签约, 担负.
_FRIENDS = re.compile(
    "(?:[最附邻走靠贴亲新远相拉]近|[预节制合履签特邀公条契相依违解隐简缔守续婚爽失赴立]约|[赶反高]超|[肩担背抱胜自]负"
    "|[许众繁]多|盈余|其余|业余|剩余)$"
)
_BEHIND = set("余 多 有余 还多 开外 出头 左右 上下 以上 以下 以内 之内 之多".split())
_BEFORE = re.compile(f"(?:{'|'.join(word for word in _MARKERS if word not in _BEHIND)})$")
# What is aimed at has a bound: 力争办复率不低于98%.
_AIM = re.compile(
    f"(?:将|力争|确保|目标|计划(?!”)|要求|规定|应当?|控制|争取|不得|必须|原则上|限)[^。；！？]*{FIGURE}"
    f"|{FIGURE}的?(?:目标|指标|要求|标准|任务|平均)"
)
_COMPARED = ("超过", "超出", "不足", "不到", "接近", "逼近")  # with last year's figure
_COUNTERS = frozenset("件人名位家户次场条项个元亩吨米篇期份辑册所处倍成天年月日岁")
_THRESHOLDS, _TIMES = ("岁", "周岁", "级"), ("年", "个月", "月", "周", "天", "日", "小时")
_ORDINAL_UNITS = {"", *"位名期次届批号辑年月周日天家个场册卷组站轮季章项", "个月", "季度", "小时", "场次", "批次"}

_UP = "增长 增加 提高 上升 上涨 提升 回升 攀升 扩大 新增 净增 增多 [增涨升](?=[幅速量])".split()
_DOWN = "减少 下降 降低 下滑 回落 下跌 缩减 压减 缩小 净减 [降跌减](?=[幅速量])".split()
_DIRECTION = re.compile(
    f"(?:(?P<up>{'|'.join(_UP)})|(?P<down>{'|'.join(_DOWN)})"
    "|[比较同][^，。；、]{0,9}(?<![增减提上下降回攀缩压])(?:(?P<more>[多增升高涨])|(?P<less>[少减降低跌])))"
    "(?P<noun>率|速|额|量|幅度?)?(?:了|为|达|到|至|是|约|近)*$"
)
_SHORT_DIRECTION = re.compile("(?P<up>)(?P<down>)(?<![至最不])(?:(?P<more>[多增升涨])|(?P<less>[少减降跌]))(?P<noun>)$")

# No word of ours doubles these where a figure and prose meet.
_ONCE = frozenset("日月年的了和与及在于")
_QUOTES = dict(zip("“《（〈‘「『〔", "”》）〉’」』〕", strict=True))
_REACH = 16  # characters are looked at on either side


class _Figure(Struct, frozen=True, dict=True):
    """A figure, from character `start` of its line, and the prose on both sides of it as far as the next one."""

    runs: list[Run]
    start: int
    run: Run
    fact: Fact
    quantity: Quantity | None
    before: str
    after: str

    @cached_property
    def unit(self) -> str:
        return printed_unit(self.quantity.unit, self.quantity.kind) if self.quantity else ""

    @cached_property
    def is_bare(self) -> bool:
        """Whether its unit is left to the prose."""
        return self.run.form in ("number", "chinese") and self.unit not in ("%", "个百分点")

    @cached_property
    def is_year(self) -> bool:
        return self.fact.id in ("year", "next_year")

    @property
    def named(self) -> str:
        return f"{self.fact.label}（{self.run.fact}）"

    @property
    def shown(self) -> str:
        """The figure as printed, with the words around it."""
        before, after = _STOP.split(self.before)[-1], _STOP.split(self.after)[0]
        return f"“{before[-10:]}{self.run.text}{after[:8]}”"

    def found(self, code: str, message: str, cure: str, *, is_before: bool = False, is_error: bool = True) -> Finding:
        at = self.start - 1 if is_before else self.start + len(self.run.text)
        place = place_at(self.runs, at) or self.run.origin or NOWHERE
        return Finding(code, place, message, cure, self.run.fact, "error" if is_error else "warning")

    def not_that(self, code: str, why: str, cure: str, *, is_before: bool = False, is_error: bool = True) -> Finding:
        message = f"{self.named}是{self.quantity}，模板印成{self.shown}：{why}"
        return self.found(code, message, cure, is_before=is_before, is_error=is_error)


def check(document: Document, ledger: Ledger) -> Iterator[Finding]:
    for _, runs in document.lines:
        if any(run.fact for run in runs):
            yield from _in_line([run for run in runs if run.text], ledger)
    for block in document.blocks:
        if isinstance(block, Table):
            yield from _in_table(block, ledger)


def _in_line(runs: list[Run], ledger: Ledger) -> Iterator[Finding]:
    line = "".join([FIGURE * len(run.text) if run.fact else run.text for run in runs])
    end = 0
    for index, run in enumerate(runs):
        start, end = end, end + len(run.text)
        before, after = line[max(start - _REACH, 0) : start], line[end : end + _REACH]
        is_said = run.fact and not run.pending and run.text != UNSAID
        fact = ledger.get(run.fact) if is_said and not _is_quiet(run, before, after) else None
        if fact is None:
            continue
        prose = before.rpartition(FIGURE)[2].rstrip(), after.partition(FIGURE)[0].lstrip()
        figure = _Figure(runs, start, run, fact, _quantity(run, fact, ledger), *prose)
        following = runs[index + 1] if after.startswith(FIGURE) else None
        wrong = [*_units(figure), *_markers(figure), *_directions(figure, ledger)] if figure.quantity else []
        yield from wrong or _doubled(figure, following)


def _in_table(table: Table, ledger: Ledger) -> Iterator[Finding]:
    """A number without its unit has that of its row, in the column 单位, or of its column's head: 数量（件）."""
    head, *rows = [[Paragraph(Role.BODY, cell).text for cell in row] for row in table.rows]
    of_rows = next((column for column, name in enumerate(head) if "单位" in name and len(name) < 5), None)
    of_columns = [(_UNIT_OF_HEAD.search(name) or ("", ""))[1] for name in head]
    for row, cells in zip(rows, table.rows[1:], strict=True):
        for column, cell in enumerate(cells):
            run = cell[0] if len(cell) == 1 else None
            fact = ledger.get(run.fact) if run and run.form == "number" and not run.pending else None
            if run is None or fact is None or fact.quantity is None:
                continue
            figure = _Figure([run], 0, run, fact, fact.quantity, "", "")
            given = of_columns[column] or (row[of_rows] if of_rows is not None else "")
            is_unit = bool(given) and "".join(_said(given)) == given
            if figure.is_bare and figure.unit and is_unit and given != figure.unit:
                is_alike = any({figure.unit, given} <= units for units in _ALIKE)
                why, cure = f"表格里的单位是“{given}”", f"把表格里的“{given}”改为“{figure.unit}”"
                yield figure.not_that("W107", why, cure, is_error=not is_alike)


def _quantity(run: Run, fact: Fact, ledger: Ledger) -> Quantity | None:
    """The number that is printed, if any."""
    if run.form not in ("change", "growth"):
        return fact.quantity
    change = ledger.change(run.fact)
    return change.relative if run.form == "growth" else change.difference


_TOUCHING = {*"".join((*_MARKERS, *_UP, *_DOWN)), *"多高低跌率额度了为达到至是第负-－−之分"}
_GOING_ON = frozenset(FIGURE + "个百%％‰倍万亿次（(左上以之余多有还不开出人件家户场批篇条项公美平千")


def _is_quiet(run: Run, before: str, after: str) -> bool:
    """Whether nothing beside a figure can be wrong, as is true of most."""
    last, first, is_bare = before.rstrip()[-1:], after.lstrip()[:1], run.form in ("number", "chinese")
    touches = last and (last in _TOUCHING or last in run.text)
    return not (touches or (first and (is_bare or first in _GOING_ON or first in run.text)))


@cache
def _longer_words() -> dict[str, tuple[str, ...]]:
    """The words that begin with a unit, and the unit doubled: 家庭, 家家, by the unit."""
    lines = (Path(__file__).parent / "goes_on.txt").read_text("utf-8").splitlines()
    words = (line.split() for line in lines if not line.startswith("#"))
    return {unit: (unit * 2, *(unit + rest for rest in rests)) for unit, *rests in words}


def _goes_on(unit: str, after: str) -> bool:
    """Whether a unit's characters begin another word there: 224件 and 件件有回音, 15家 and 家庭."""
    return after.startswith(_longer_words().get(unit, (unit * 2,)))


def _units(at: _Figure) -> Iterator[Finding]:
    """The unit after a number is the fact's, and stands there once."""
    if share := re.search("[百千万]分之$", at.before):
        yield at.not_that("W107", f"“{share[0]}”使它成了另一个数", f"去掉“{share[0]}”", is_before=True)
    if at.is_year:
        return
    if at.is_bare:
        yield from _units_of_prose(at)
        return
    after, unit = at.after, at.unit
    if not unit or not at.run.text.endswith(unit):
        return
    if after.startswith(("%", "％") if unit == "%" else unit) and (unit == "%" or not _goes_on(unit, after)):
        message = f"单位“{unit}”写了两次：“{at.run.text}{after[: len(unit) + 8]}”，{at.named}印出来已带单位"
        cure = f"去掉后面的“{unit}”；只要数、不带单位，就在名称后面加 .number"
        yield at.found("W106", message, cure, is_error=False)
    elif extra := _extra(unit, after):
        yield at.not_that("W107", f"“{unit}”后面又写了“{extra}”", f"去掉“{extra}”")


def _extra(unit: str, after: str) -> str:
    """What goes on after a figure that ends in a unit, and makes another unit or another number of it."""
    other, said = _OTHER.match(after), unit_at(after, 0)
    if other and not other[0].startswith(unit):
        return other[0]
    if after.startswith("次") and unit[-1] in _WITH_TIMES and not _goes_on("次", after):
        return "次"
    if after[:1] in tuple("万亿") and after.startswith(unit, 1):
        return after[: len(unit) + 1]
    return said if unit in ("%", "个百分点") and _END.match(after, len(said)) else ""


def _units_of_prose(at: _Figure) -> Iterator[Finding]:
    """The same of a number that is printed without its unit."""
    unit = at.unit
    after = at.after[1:] if re.match("[余多几来]", at.after) and _said(at.after[1:]) != ("", "") else at.after
    inner = re.match("[（(]([^（）()]+)[）)]", after)
    if inner and "".join(_said(inner[1])) == inner[1]:
        after = inner[1]
    (scale, said), ratio = _said(after), _RATIO.match(after)
    bracket = _TIMES_IN_BRACKETS.match(after.removeprefix(unit))
    if not unit or (after.startswith(unit) and len(said) <= len(unit) and not bracket):
        return
    if scale:
        if said or _END.match(after, len(scale)) or after.startswith(("余", "多"), len(scale)):
            yield at.not_that("W107", f"多了一个“{scale}”，大了许多倍", f"去掉“{scale}”")
        return
    is_said = (len(said) > 1 or said in _COUNTERS) and not _goes_on(said, after)
    words = (ratio and ratio[0], bracket and bracket[0], is_said and said)
    if word := next(filter(None, words), ""):
        is_alike = any({unit, word} <= units for units in _ALIKE)
        cure = f"去掉“{word}”" if bracket else f"把“{word}”改为“{unit}”"
        yield at.not_that("W107", f"单位成了“{word}”", cure, is_error=not is_alike)


def _said(after: str) -> tuple[str, str]:
    """The scale and the measure word that a text begins with; 万元 is a measure word."""
    if word := unit_at(after, 0):
        is_longer = word.endswith("次") and _goes_on("次", after[len(word) - 1 :])
        return "", word.removesuffix("次") if is_longer else word
    rest = after.lstrip("十百千万亿")
    scale = after[: len(after) - len(rest)]
    return scale, unit_at(rest, 0) if scale else ""


def _markers(at: _Figure) -> Iterator[Finding]:
    """近, 超, 余 and the like, signs and ordinals make another number of it, unless the fact has them itself."""
    if at.is_year:
        return
    is_friend = _FRIENDS.search(at.before)
    if not is_friend and (sign := re.search("(?:(?<!^)[-－]|[负−])$", at.before)):
        yield at.not_that("W108", "成了负数", f"去掉“{sign[0]}”", is_before=True)
    if at.before.endswith("第") and at.unit not in _ORDINAL_UNITS:
        yield at.not_that("W108", "成了第几的序数", "去掉“第”", is_before=True)
    before = None if is_friend else _BEFORE.search(at.before)
    scale, said = _said(at.after[1:])
    within = re.match("[余多]", at.after) if at.is_bare and said and not scale else None
    after = within or _MARKER_AFTER.match(at.after.removeprefix(at.unit) if at.is_bare else at.after)
    for found in filter(None, (before, after)):
        yield from _marked(at, found[0], is_before=found is before)


def _marked(at: _Figure, word: str, *, is_before: bool) -> Iterator[Finding]:
    """The finding for a marker beside a figure, if it is wrong there."""
    assert at.quantity is not None
    group, own, is_error = _MARKERS[word], at.quantity.marker, word in _STRICT
    cure = f"去掉模板里的“{word}”"
    if own:
        is_error, why = _MARKERS[own] != group, f"它自己已带“{own}”，概数说了两遍"
    elif _is_meant(at, word, group):
        return
    else:
        strict = f"写“{word}”就是说{'不到' if group == _BELOW else '不止'}这个数"
        why = strict if is_error else "准数说成了概数"
        cure += "；确是概数，就把它写进年度数据"
    yield at.not_that("W108", why, cure, is_before=is_before, is_error=is_error)


def _is_meant(at: _Figure, word: str, group: str) -> bool:
    """Whether a marker says nothing of how exact it is: an aim, a threshold, a comparison with last year; 近5年来."""
    if word == "近":
        lasted = re.search("(?:[历用耗费]时|为期|长达|持续|已有?|[了共达]|经过|历经|经历)近$", at.before)
        return at.unit in _TIMES and lasted is None
    if word not in _STRICT and at.unit in _THRESHOLDS:
        return True
    is_aim = group != _NEAR and _AIM.search(at.before.removesuffix(word) + FIGURE + at.after) is not None
    return is_aim or (word in _COMPARED and at.run.fact.startswith(PREVIOUS))


def _directions(at: _Figure, ledger: Ledger) -> Iterator[Finding]:
    """增长 and 下降 before a figure fit what it says of the direction itself, and do not say it again."""
    is_change = at.run.form in ("change", "growth")
    found = _DIRECTION.search(at.before) or (_SHORT_DIRECTION.search(at.before) if is_change else None)
    if found is None:
        return
    is_up, word = bool(found["up"] or found["more"]), next(filter(None, found.groups()))
    if is_change:
        direction = {"增": 1, "提": 1, "减": -1, "下": -1}.get(at.run.text[0], 0)
        message = f"模板印成{at.shown}：{at.named}的.{at.run.form}自己会说“{at.run.text}”，前面又写了“{word}”"
        is_error = direction != (1 if is_up else -1)
        yield at.found("W109", message, f"去掉“{word}”，增还是减由数据来说", is_before=True, is_error=is_error)
        return
    base, number = _base(at.fact), at.quantity.number if at.quantity else 0
    with contextlib.suppress(NotComputable):
        real = ledger.change(base).direction if base else None
        is_negative = number < 0 and not found["noun"]
        if is_negative or real not in (None, 1 if is_up else -1):
            why = "负数" if is_negative else {1: "实际是增", -1: "实际是减", 0: "实际持平"}[real or 0]
            name = base or "指标"
            cure = f"写成 {{{{ {name}.change }}}} 或 {{{{ {name}.growth }}}}，由数据说增还是减"
            yield at.not_that("W109", f"{why}，前面不能写“{word}”", cure, is_before=True)


def _base(fact: Fact) -> str:
    """The id of the fact whose change on last year a fact computes; empty if it computes none."""
    expression = fact.indicator.formula
    while isinstance(expression, Operation) and expression.sign in "/*":
        expression = expression.left
    if not isinstance(expression, Operation) or expression.sign != "-":
        return ""
    return next((id for id in fact.inputs if PREVIOUS + id in fact.inputs), "")


def _doubled(at: _Figure, following: Run | None) -> Iterator[Finding]:
    """What a figure ends or begins with does not stand beside it once more."""
    text, before = at.run.text, at.before
    after = "" if at.unit and at.after.startswith(at.unit) else at.after
    if following is not None:
        yield from _touching(at, following)
    first = text[0] if text[0] in _QUOTES and before.endswith(text[0]) else _overlap(before, text)
    last = text[-1] if text[-1] in _QUOTES.values() and after.startswith(text[-1]) else _overlap(text, after)
    if first or last:
        message = f"“{first + last}”写了两遍：模板印成{at.shown}，{at.named}里已有"
        yield at.found("W110", message, f"去掉模板里的“{first + last}”", is_before=bool(first), is_error=False)


def _overlap(left: str, right: str) -> str:
    """The word that a text ends in and the next begins with."""
    for length in range(min(len(left), len(right), 8), 0, -1):
        word, rest = right[:length], right[length:]
        if left.endswith(word) and all("\u4e00" <= sign <= "\u9fff" for sign in word) and (length > 1 or word in _ONCE):
            goes_on = rest and (_goes_on(word, right) or rest[0] in "性化率度型")
            return "" if goes_on or left.endswith("目的") else word
    return ""


def _touching(at: _Figure, following: Run) -> Iterator[Finding]:
    """Two figures with nothing between them: one number, or two years, two dates, two numbers with one unit."""
    text, other = at.run.text, following.text
    shapes = [re.sub(r"\d+(?:\.\d+)?", FIGURE, each) for each in (text, other)]
    are_years = text.endswith("年") and re.match(r"\d{4}年", other)
    if re.search("[0-9][万亿]?$", text) and other[:1].isdigit():
        message = f"“{text}”和“{other}”连在一起，印成了“{text}{other}”：成了另一个数"
        yield at.found("W107", message, "中间加“、”或文字")
    elif shapes[0] == shapes[1] or are_years or _overlap(text, other):
        message = f"“{text}”和“{other}”之间没有标点或文字，印成了“{text}{other}”"
        yield at.found("W110", message, "去掉一个，或中间加标点、文字", is_error=False)
