"""Checks the words right beside a figure against its fact: unit, scale, marker, direction, repetition.

Right digits in a wrong sentence are a wrong figure: {{ x.number }}万件, 近{{ x }}, 增长{{ x.growth }}, 2023年2月21日日.
Only what touches a figure is examined. It is an error if the reader gets a quantity other than the fact, else a
warning.
"""

import contextlib
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import accumulate

from report_cli.compose import changes, days, scopes, sides, trends
from report_cli.compose.figure import BARE, ProseFigure
from report_cli.compose.memory import Memory
from report_cli.compose.scopes import Claim
from report_cli.compose.sides import ABOVE, BELOW, MARKERS, NEAR, STRICT, Word, goes_on
from report_cli.compose.trends import Move
from report_cli.compose.values import CHANGES, UNSAID
from report_cli.document import FIGURE, Document, Paragraph, Role, Run, Table
from report_cli.facts import moved, quantity
from report_cli.facts.estimate import NotComputable
from report_cli.facts.fact import Fact
from report_cli.facts.formula import PREVIOUS
from report_cli.facts.ledger import Ledger
from report_cli.facts.quantity import AFTER, Quantity
from report_cli.model import Finding
from report_cli.text import excerpt

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
_UNIT_OF_HEAD = "[（(]([^（）()]+)[）)]$"
# What is aimed at has a bound: 力争办复率不低于98%.
_AIM = (
    f"(?:将|力争|确保|目标|计划(?!”)|要求|规定|应当?|控制|争取|不得|必须|原则上|限)[^。；！？]*{FIGURE}"
    f"|{FIGURE}的?(?:目标|指标|要求|标准|任务|平均)"
)
_COMPARED = tuple("超过 超出 不足 不到 接近 逼近 不及 多于 少于 高于 低于 大于 小于".split())  # with last year's figure
_THRESHOLDS, _TIMES = ("岁", "周岁", "级"), ("年", "个月", "月", "周", "天", "日", "小时")
_WITHOUT = "去掉“{}”，或印另一个指标"
_CLAIMS = {
    "negated": ("W111", "“{}”说的正好相反", _WITHOUT, True),
    "opposite": ("W111", "“{}”说的是另一个数", _WITHOUT, True),
    "each": ("W111", "它不是“{}”的数", _WITHOUT, False),
    "last": ("W111", "它是本年的数，不是{}的", "印上年的数，在名称后面加 .previous", False),
    "less": ("W109", "它是总数，“{}”说它是少了多少", "说增减用 .change 或 .growth，说总数就去掉“{}”", True),
    "more": ("W109", "它是总数，“{}”说它是多了多少", "说增减用 .change 或 .growth，说总数就去掉“{}”", True),
    "changed": ("W109", "它是总数，“{}”说的是和上年差多少", "说增减用 .change 或 .growth，说总数就去掉“{}”", True),
}
"""Code, reason, cure and whether it is an error, by what the words before a figure say."""
# No word of ours doubles these where a figure and prose meet.
_ONCE = frozenset("日月年的了和与及在于")
_QUOTES = dict(zip("“《（〈‘「『〔", "”》）〉’」』〕", strict=True))
_DIGITS = frozenset("0123456789")
_LONGEST = 8  # characters of a word that may be said twice
_REACH = 16  # characters are looked at on either side


def check(document: Document, ledger: Ledger, memory: Memory) -> Iterator[Finding]:
    for (_, runs), prose in zip(document.lines, document.prose, strict=True):
        if FIGURE in prose and (figures := _not_quiet(runs, prose)):
            yield from _in_line(runs, figures, ledger, memory)
    for block in document.blocks:
        if isinstance(block, Table):
            yield from _in_table(block, ledger)


def _not_quiet(runs: Sequence[Run], prose: str) -> list[int]:
    """Which runs of a line are figures that something wrong may stand beside, as few are."""
    ends, found = iter(sides.ends(prose)), []
    for index, run in enumerate(runs):
        if run.fact:
            beside, text = next(ends), run.text
            is_behind = beside.last == FIGURE and index > 0 and bool(runs[index - 1].fact)
            is_behind = is_behind or (beside.last in "、和及" and index > 0 and runs[index - 1].text in moved.TOGETHER)
            says_much = is_behind or beside.says_much or (run.form in BARE and beside.first != FIGURE)
            is_near = says_much and (run.form or not _DIGITS.isdisjoint(text))
            meets = beside.last in text[:_LONGEST] or beside.first in text[-2 * _LONGEST :]
            if (is_near or meets or beside.meets_next) and not run.pending and text != UNSAID:
                found.append(index)
    return found


def _in_line(runs: Sequence[Run], figures: Iterable[int], ledger: Ledger, memory: Memory) -> Iterator[Finding]:
    line = "".join([FIGURE * len(run.text) if run.fact else run.text for run in runs])
    starts = list(accumulate([len(run.text) for run in runs], initial=0))
    for index in figures:
        run, start, end = runs[index], starts[index], starts[index + 1]
        fact = ledger.get(run.fact)
        if fact is None:
            continue
        before, after = line[max(start - _REACH, 0) : start], line[end : end + _REACH]
        prose = before.rpartition(FIGURE)[2].rstrip(), after.partition(FIGURE)[0].lstrip()
        preceding = _preceding(runs, index, ledger) if FIGURE in before else None
        figure = ProseFigure(
            runs=runs,
            index=index,
            start=start,
            run=run,
            fact=fact,
            quantity=_quantity(run, fact, ledger),
            before=prose[0],
            after=prose[1],
            preceding=preceding,
        )
        behind = (runs[other] for other in range(index + 1, len(runs)) if runs[other].text)  # no slice: a list is long
        following = next(behind, None) if after.startswith(FIGURE) else None
        yield from _wrong(figure, ledger, memory) or _doubled(figure, following)


def _preceding(runs: Sequence[Run], index: int, ledger: Ledger) -> Quantity | None:
    """The number of the last figure before a run."""
    run = next((runs[before] for before in range(index - 1, -1, -1) if runs[before].fact), None)
    fact = ledger.get(run.fact) if run else None
    return _quantity(run, fact, ledger) if run and fact else None


def _wrong(at: ProseFigure, ledger: Ledger, memory: Memory) -> list[Finding]:
    """What words beside a figure make another number of it."""
    if at.quantity is None:
        return list(days.wrong(at))
    look = partial(sides.words, unit=at.unit, is_bare=at.is_bare, is_change=at.is_change)
    words = memory.find(f"beside {at.run.form} {at.unit}", f"{at.before}{FIGURE}{at.after}", look)
    said = [_judged(at, word, ledger) for word in words]
    said += [_claimed(at, claim, ledger) for claim in memory.find("scopes", at.before, scopes.claims)]
    said += [_moved(at, move, ledger) for move in memory.find("trends", f"{at.before}{FIGURE}{at.after}", trends.moves)]
    said += [changes.behind_another(at, ledger)] if not at.before else []
    said += [changes.with_others(at, ledger)] if at.before in moved.TOGETHER else []
    return [finding for finding in said if finding is not None] or list(_behind_its_unit(at))


def _judged(at: ProseFigure, said: Word, ledger: Ledger) -> Finding | None:
    """The finding for a word beside a figure, if it is wrong there."""
    word = said.word
    match said.what:
        case "share":
            return at.not_that("W107", f"“{word}”使它成了另一个数", f"去掉“{word}”", is_before=True)
        case "level":
            why = f"它是两年相差多少，“{word}”说的是比率自己"
            return at.not_that("W107", why, "印比率那一个指标，或改说提高、下降了多少", is_before=True)
        case "numeral":
            return at.not_that("W107", f"和前面的“{word}”连成了另一个数", f"去掉“{word}”", is_before=True)
        case "up" | "down":
            return changes.directed(at, said, ledger)
        case _ if at.is_year:
            return None
        case "marker":
            return _marked(at, word, is_before=said.is_before)
        case "negative":
            return at.not_that("W108", "成了负数", f"去掉“{word}”", is_before=True)
        case "ordinal":
            return at.not_that("W108", "成了第几的序数", f"去掉“{word}”", is_before=said.is_before)
    return _of_other_unit(at, said)


def _claimed(at: ProseFigure, claim: Claim, ledger: Ledger) -> Finding | None:
    """Words before a figure say of what it is one, and its label says another thing."""
    indicator, word = at.fact.indicator, claim.word
    # 上年的120%; a change is said of last year.
    of_last = at.is_change or at.unit in ("%", "倍") or at.run.fact.startswith(PREVIOUS)
    is_change = at.is_change or changes.computed_base(at.fact)
    # What has a value of last year too is a total; another may be stated as a change.
    may_change = is_change or ledger.get(PREVIOUS + at.fact.id) is None
    is_right = {"last": of_last, "less": is_change, "more": is_change, "changed": may_change}
    if (
        at.is_year
        or is_right.get(claim.says)
        or not claim.is_untrue(at.fact.label, indicator.definition + indicator.unit)
    ):
        return None
    if claim.says == "over":
        return _marked(at, word, is_before=True)
    code, why, cure, is_error = _CLAIMS[claim.says]
    words = word + claim.of if claim.says == "negated" else word
    return at.not_that(code, why.format(words), cure.format(word), is_before=True, is_error=is_error)


def _of_other_unit(at: ProseFigure, said: Word) -> Finding | None:
    """The unit after a number is the fact's, and stands there once."""
    word, unit = said.word, at.unit
    match said.what:
        case "scale":
            return at.not_that("W107", f"多了一个“{word}”，大了许多倍", f"去掉“{word}”")
        case "unit" | "times":
            is_alike = any({unit, word} <= units for units in _ALIKE)
            cure = f"去掉“{word}”" if said.what == "times" else f"把“{word}”改为“{unit}”"
            return at.not_that("W107", f"单位成了“{word}”", cure, is_error=not is_alike)
        case "extra" if at.run.text.endswith(unit):
            return at.not_that("W107", f"“{unit}”后面又写了“{word}”", f"去掉“{word}”")
        case "twice" if at.run.text.endswith(unit):
            twice = f"{at.run.text}{at.after[: len(unit) + 8]}"
            cure = f"去掉后面的“{unit}”；只要数、不带单位，就在名称后面加 .number"
            message = f"单位“{unit}”写了两次：“{twice}”，{at.named}印出来已带单位"
            return at.found("W106", message, cure)
    return None


def _in_table(table: Table, ledger: Ledger) -> Iterator[Finding]:
    """A number without its unit has that of its row, in the column 单位, or of its column's head: 数量（件）."""
    head, *rows = [[Paragraph(Role.BODY, cell).text for cell in row] for row in table.rows]
    of_rows = next((column for column, name in enumerate(head) if "单位" in name and len(name) < 5), None)
    of_columns = [(re.search(_UNIT_OF_HEAD, name) or ("", ""))[1] for name in head]
    for row, cells in zip(rows, table.rows[1:], strict=True):
        for column, cell in enumerate(cells):
            run = cell[0] if len(cell) == 1 else None
            fact = ledger.get(run.fact) if run and run.form == "number" and not run.pending else None
            if run is None or fact is None or fact.quantity is None:
                continue
            figure = ProseFigure(
                runs=[run], index=0, start=0, run=run, fact=fact, quantity=fact.quantity, before="", after=""
            )
            given = of_columns[column] or (row[of_rows] if of_rows is not None else "")
            is_unit = bool(given) and sides.is_unit(given)
            if figure.is_bare and figure.unit and is_unit and given != figure.unit:
                is_alike = any({figure.unit, given} <= units for units in _ALIKE)
                why, cure = f"表格里的单位是“{given}”", f"把表格里的“{given}”改为“{figure.unit}”"
                yield figure.not_that("W107", why, cure, is_error=not is_alike)


def _quantity(run: Run, fact: Fact, ledger: Ledger) -> Quantity | None:
    """The number that is printed, if any."""
    if run.form not in CHANGES:
        return fact.quantity
    change = ledger.change(run.fact)
    return change.relative if run.form.endswith("growth") else change.difference


def _marked(at: ProseFigure, word: str, *, is_before: bool) -> Finding | None:
    """近, 超, 余 and the like make another number of it, unless the fact has them itself."""
    assert at.quantity is not None
    known, own = sides.plain(word), at.quantity.marker
    group, is_error = MARKERS.get(known, ABOVE), known in STRICT or known not in MARKERS
    cure = f"去掉模板里的“{word}”"
    if own:
        is_error, why = MARKERS[own] != group, f"它自己已带“{own}”，概数说了两遍"
    elif _is_meant(at, word, group):
        return None
    else:
        strict = f"写“{word}”就是说{'不到' if group == BELOW else '不止'}这个数"
        why = strict if is_error else "准数说成了概数"
        cure += "；确是概数，就把它写进年度数据"
    return at.not_that("W108", why, cure, is_before=is_before, is_error=is_error)


def _is_meant(at: ProseFigure, word: str, group: str) -> bool:
    """Whether a marker says nothing of how exact it is: an aim, a threshold, a comparison with last year; 近5年来.

    Nor does one that the label ends with: 联系委员不少于.
    """
    if len(word) > 1 and at.fact.label.partition("（")[0].endswith(word):
        return True
    if word == "满" and at.unit in (*_TIMES, *_THRESHOLDS):
        return True  # 满5年: it has lasted so long
    if word == "近":
        lasted = re.search("(?:[历用耗费]时|为期|长达|持续|已有?|[了共达]|经过|历经|经历)近$", at.before)
        return at.unit in _TIMES and lasted is None
    if sides.plain(word) not in STRICT and at.unit in _THRESHOLDS:
        return True
    if at.fact.state and word in ("估计", "估摸", "预估"):
        return True
    is_aim = group != NEAR and re.search(_AIM, at.before.removesuffix(word) + FIGURE + at.after) is not None
    return is_aim or (sides.plain(word) in _COMPARED and at.run.fact.startswith(PREVIOUS))


def _moved(at: ProseFigure, said: Move, ledger: Ledger) -> Finding | None:
    """增加到, 与上年持平 and the like are true of this year's figure and last year's, or the one that stands before."""
    id, before = at.run.fact.removeprefix(PREVIOUS), at.preceding if said.follows_figure else None
    is_last = id != at.run.fact
    if at.is_year or (is_last and before is None) != (said.what == "over") or at.is_change != (said.what == "change"):
        return None
    if (not at.is_change and changes.computed_base(at.fact)) or re.search(_AIM, at.before + FIGURE + at.after):
        return None
    with contextlib.suppress(NotComputable):
        change = quantity.change(at.quantity, before) if before and at.quantity else ledger.change(id)
        if before and at.quantity and before.unit != at.quantity.unit:
            return None
        if change.direction != said.direction:
            is_sure = said.what != "reached" or (before is not None and change.direction != 0) or "上年" in at.before
            why = f"前面是{before}，实际{change.text}" if before else f"和上年比，实际{change.text}"
            is_before = said.what in ("reached", "change")
            cure = "把增减的字改对" if before else f"写成 {{{{ {id}.change }}}}，由数据说增还是减"
            return at.not_that("W109", f"{why}，不能写“{said.word}”", cure, is_before=is_before, is_error=is_sure)
    return None


def _behind_its_unit(at: ProseFigure) -> Iterator[Finding]:
    """以上 and 左右 stand behind the unit: 20以上场 is no Chinese."""
    if at.is_bare and at.unit and at.quantity and at.quantity.marker in AFTER and at.after.startswith(at.unit):
        why = f"“{at.quantity.marker}”印在了“{at.unit}”前面"
        yield at.not_that("W108", why, f"去掉“.{at.run.form}”和后面的“{at.unit}”，数据自己带单位")


def _doubled(at: ProseFigure, following: Run | None) -> Iterator[Finding]:
    """What a figure ends or begins with does not stand beside it once more."""
    text, before = at.run.text, at.before
    after = "" if at.unit and at.after.startswith(at.unit) else at.after
    if following is not None:
        yield from _touching(at, following)
    first = text[0] if text[0] in _QUOTES and before.endswith(text[0]) else _overlap(before, text)
    last = text[-1] if text[-1] in _QUOTES.values() and after.startswith(text[-1]) else _overlap(text, after)
    if first or last:
        yield _twice(at, first, last)


def _twice(at: ProseFigure, first: str, last: str) -> Finding:
    """A word that a fact begins or ends with stands beside it once more: what was typed there comes before prose."""
    said = "”和“".join(filter(None, (first, last)))
    message = f"“{said}”写了两遍：模板印成{at.shown}，{at.named}里已有"
    is_word = any("\u4e00" <= sign <= "\u9fff" for sign in first + last)
    if not isinstance(at.fact.value, str) or not at.fact.place.line:
        return at.found("W110", message, f"去掉模板里的“{said}”", is_before=bool(first), is_error=is_word)
    kept = at.fact.text.removeprefix(first).removesuffix(last)
    if first in _QUOTES and first:
        kept = kept.removesuffix(_QUOTES[first]).removesuffix("。" if at.after.startswith("。") else "")
    of_template = at.found("W110", "", "", is_before=bool(first)).place
    cure = f"模板自己会印“{said}”，这里不写，写成{excerpt(kept, 40)}；别处要用全的，就删去{of_template}的"
    message = f"{at.named}的文字里有“{said}”，模板又印一遍，印成{at.shown}"
    return Finding("W110", at.fact.place, message, cure, at.run.fact, "error" if is_word else "warning")


def _overlap(left: str, right: str) -> str:
    """The word that a text ends in and the next begins with."""
    longest = min(len(left), len(right), _LONGEST) if right[:1] in left[-_LONGEST:] else 0
    for length in range(longest, 0, -1):
        word, rest = right[:length], right[length:]
        if left.endswith(word) and all("\u4e00" <= sign <= "\u9fff" for sign in word) and (length > 1 or word in _ONCE):
            is_longer = rest and (goes_on(word, right) or rest[0] in "性化率度型")
            return "" if is_longer or left.endswith("目的") else word
    return ""


def _touching(at: ProseFigure, following: Run) -> Iterator[Finding]:
    """Two figures with nothing between them: one number, or two years, two dates, two numbers with one unit."""
    text, other = at.run.text, following.text
    shapes = [re.sub(r"\d+(?:\.\d+)?", FIGURE, each) for each in (text, other)]
    are_years = text.endswith("年") and re.match(r"\d{4}年", other)
    if other[:1].isdigit() and re.search("[0-9][万亿]?$", text):
        message = f"“{text}”和“{other}”连在一起，印成了“{text}{other}”：成了另一个数"
        yield at.found("W107", message, "中间加“、”或文字")
    elif shapes[0] == shapes[1] or are_years or _overlap(text, other):
        message = f"“{text}”和“{other}”之间没有标点或文字，印成了“{text}{other}”"
        yield at.found("W110", message, "去掉一个，或中间加标点、文字", is_error=False)
