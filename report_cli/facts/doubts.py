"""Values that may be wrong although nothing contradicts them: like last year's, far from them, unusually low."""

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from itertools import chain

from report_cli.facts import as_printed
from report_cli.facts.fact import Fact, Rule
from report_cli.facts.formula import Comparison, Expression, Name, Operation, names
from report_cli.facts.identity import CONFIRMED
from report_cli.model import Finding, Place

_USUAL = 20
"""Counts up to this are often the same for two years."""
_FEWEST = 2
"""So many equal figures prove that a file was copied."""
_NUMERAL = "[一二三四五六七八九十0-9]+"
_SESSION = f"{_NUMERAL}届[^，。；]{{0,15}}?{_NUMERAL}次"


def like_last_year(facts: Mapping[str, Fact], last: Mapping[str, Fact], file: str, earlier: str) -> Iterator[Finding]:
    """Values that may be left over from last year. If all of them are equal, that is one error."""
    stated = [f for f in facts.values() if f.indicator.group and f.value is not None and not f.is_derived]
    pairs = [(fact, last[fact.id]) for fact in stated if fact.id in last and last[fact.id].value is not None]
    if len(pairs) == len(stated) and _are_copied(pairs):
        message = f"{file}里填的{len(pairs)}项，和{earlier}一字不差，是上年的数据"
        yield Finding("F213", Place(file), message, "换成本年的数据；只作上年对照的，写status: 仅供比较")
        return
    for fact, before in pairs:
        if fact.state != CONFIRMED and not fact.indicator.is_moment:
            yield from _same(fact, before)
            yield from _tenfold(fact, before)


def of_last_year(facts: Mapping[str, Fact], last: Mapping[str, Fact], earlier: str) -> Iterator[Finding]:
    """What a year states of the one before it, and that year's data have otherwise: 上年件数 beside 件数.

    由年初的63家增加到71家, 由7.5天缩短到5.2天: what it was is what it had become a year ago.
    """
    stated = [(fact, of) for fact in facts.values() if not fact.is_derived and (of := _now_of(fact.label))]
    every = [(fact.indicator.group, fact.label, fact.id) for fact in facts.values()] if stated else []
    called = {(group, re.sub(_TURNED, "", label)): id for group, label, id in every}
    called |= {(group, label): id for group, label, id in every}
    for fact, of in stated:
        before = last.get(called.get((fact.indicator.group, of), ""))
        now, then = fact.quantity, before.quantity if before else None
        if before is None or now is None or then is None or (now.kind, now.unit) != (then.kind, then.unit):
            continue
        is_open = now.is_approximate or then.is_approximate or fact.state == CONFIRMED or fact.note
        if not is_open and abs(now.number - then.number) > max(now.step, then.step) / 2:
            message = f"{fact.named}{fact.text}，上年（{earlier}）的{before.label}是{before.text}"
            cure = f"核对是哪一处错了，改那一处；两处都对（口径变了、后来核减了、说的不是上年的数），{_silenced(fact)}"
            yield Finding("F223", fact.place, message, cure, fact.id, "warning")


def _now_of(label: str) -> str:
    """What a label of an earlier figure is called today; empty where it is of none."""
    if label.count(_BEFORE) == 1:
        of = label.replace(_BEFORE, "")
    else:
        of = re.sub(_THEN, "", label) if label.startswith(("年初", "原")) else label
    return of if of != label else ""


_BEFORE = "上年"
_THEN = "^(?:年初|原)(?=..)"
_TURNED = "(?<=..)[\u4e00-\u9fff]{1,2}[到至为]$"
"""What something became, in a label: 书屋发展到, 优良率上升至."""
_USUAL_RATES = tuple("立案率 办复率 办结率 答复率 回复率 满意率 面商率 见面率 出席率 到会率 参会率".split())
_LOW = Fraction(1, 5)
"""Such rates are always higher: in a lower one some figure has a digit too many or too few."""
_OF_A_WHOLE = (
    f"(?:{'|'.join(_USUAL_RATES)}|(?:采纳|采用|参与|覆盖|合格|优良|好评|回收|知晓|报到|赞成|通过)率|占比|比重)$"
    "|占(?!地)[^率]{0,10}$"
)
"""Labels of what is a share of a whole and never more than it."""
_MAY_BE_MORE = re.compile(
    "(?:完成|达标|达产|增长?|执行|进度|产销|自给|利用|周转|回报|收益|杠杆|负债|毛[^率]*|贡献|投入|产出|倍)率$"
)
"""Rates that may be more than all though both their figures are counted alike: 任务完成率."""
_OF_ANOTHER = "上年|去年|同期|年初|计划|任务|目标|预算|增|超"
"""What may be more than all of this: 占计划, 占上年."""
_FAR = 5
"""A date may lie so many years before its file: the length of a term."""


def _rates(facts: Mapping[str, Fact], told: Container[str]) -> Iterator[Fact]:
    rates = (fact for fact in facts.values() if fact.quantity is not None and fact.quantity.kind == "rate")
    return (fact for fact in rates if not any(id in told for id in (fact.id, *fact.inputs)))


def doubtful(
    facts: Mapping[str, Fact], rules: Iterable[Rule], year: int, found: Sequence[Finding], *, is_draft: bool
) -> Iterator[Finding]:
    """Shares of more than all; in a finished year rates that are unusually low, unless a rule bounds them, far dates.

    `found`: what was found already; that a figure is as last year's says nothing of a share.
    """
    known = {finding.fact for finding in found if finding.code != "F211"}
    yield from chain.from_iterable(_above_all(facts, fact) for fact in _rates(facts, known))
    yield from as_printed.apart(facts, known)
    if is_draft:
        return
    told = {finding.fact for finding in found}
    bounded = {name.key for rule in rules for term in _bounded_below(rule.comparison) for name in names(term)}
    yield from chain.from_iterable(_low(facts, fact) for fact in _rates(facts, told) if fact.id not in bounded)
    for fact in facts.values():
        for part in (fact, *fact.parts()):
            if (
                isinstance(part.value, date)
                and not year - _FAR <= part.value.year <= year + 2
                and part.state != CONFIRMED
                and part.id not in told
            ):
                message = f"{part.named}是{part.value.year}年的，这里是{year}年的数据"
                cure = f"核对年份；没有错，写成 {{value: {part.value}, state: 已核}}"
                yield Finding("F215", part.place, message, cure, part.id, "warning")


def _bounded_below(rule: Comparison) -> Iterator[Expression]:
    """The terms of a rule that must not be less than another."""
    for sign, left, right in zip(rule.signs, rule.terms, rule.terms[1:], strict=False):
        yield left if sign in (">", ">=") else right


def _low(facts: Mapping[str, Fact], rate: Fact) -> Iterator[Finding]:
    if rate.label.endswith(_USUAL_RATES) and rate.quantity is not None and rate.quantity.span.high < _LOW:
        yield from _odd(facts, rate, "F214", "低得少见", "核对有没有多写、漏写一位")


def _above_all(facts: Mapping[str, Fact], rate: Fact) -> Iterator[Finding]:
    """A share of more than 100%: 办复 was filled in that is more than 立案."""
    if rate.quantity is None or rate.quantity.span.low <= 1:
        return
    is_share = re.search(_OF_A_WHOLE, rate.label) is not None or _is_counted_alike(rate)
    if is_share and not re.search(_OF_ANOTHER, rate.label):
        cure = "核对两个数有没有填反、填错，说的是不是同一批（如办复的里有没有上年结转的）"
        yield from _odd(facts, rate, "F222", "部分多于整体了", cure)


def _is_counted_alike(rate: Fact) -> bool:
    """Whether a rate is computed from two figures of one unit, as a part of its whole: 整改率 from 151个 of 163个."""
    match rate.indicator.formula:
        case Operation(sign="/", left=Name(previous=False) as part, right=Name(previous=False) as whole):
            named = part.unit == whole.unit != "" and not re.search(f"{_OF_ANOTHER}|应", whole.label)
            return named and rate.label.endswith("率") and _MAY_BE_MORE.search(rate.label) is None
    return False


def _odd(facts: Mapping[str, Fact], rate: Fact, code: str, why: str, cure: str) -> Iterator[Finding]:
    """What is odd in a rate, with the figures that give it; nothing where somebody has looked at one of them."""
    given = [facts[id] for id in rate.inputs if id in facts] if rate.is_derived else [rate]
    stated = [fact for fact in given if not fact.is_derived]
    if stated and all(fact.state != CONFIRMED for fact in stated):
        figures = "，".join(f"{fact.label}{fact.text}" for fact in given if fact is not rate)
        message = f"{rate.named}{rate.text}，{why}{f'：{figures}' if figures else ''}"
        place = next((fact.place for fact in stated if fact.accept), stated[-1].place)
        yield Finding(code, place, message, f"{cure}；没有错，{_silenced(stated[-1])}", rate.id, "warning")


def _are_copied(pairs: list[tuple[Fact, Fact]]) -> bool:
    moving = [fact for fact, _ in pairs if not fact.indicator.is_moment and (fact.quantity or names_a_session(fact))]
    is_told = any(fact.accept or fact.state == CONFIRMED for fact, _ in pairs)
    return len(moving) >= _FEWEST and not is_told and all(fact.text == before.text for fact, before in pairs)


def _same(fact: Fact, before: Fact) -> Iterator[Finding]:
    earlier = {part.id: part.text for part in (before, *before.parts())}
    number = fact.quantity
    is_many = number is not None and number.kind == "count" and number.number > _USUAL
    for part in (fact, *fact.parts()):
        is_moving = (
            names_a_session(part)
            or _names_its_year(part, before)
            or isinstance(part.value, date)
            or (part is fact and is_many)
        )
        if is_moving and part.text == earlier.get(part.id) and part.state != CONFIRMED:
            message = f"{part.named}{part.text}，和上年（{before.place.file}）一字不差"
            stock = (
                "；这一项本来就常年一样的，在指标目录里它那一行加上 period: moment，以后不再提醒"
                if part.quantity
                else ""
            )
            cure = f"核对是不是忘了改；确实没有变，{_silenced(fact)}{stock}"
            yield Finding("F211", part.place, message, cure, part.id, "warning")


def _names_its_year(part: Fact, before: Fact) -> bool:
    """Whether a text names the year that last year's file is of: 2021年度“双评”活动."""
    year = re.search("[0-9]{4}", before.place.file)
    return isinstance(part.value, str) and year is not None and f"{year.group()}年" in part.value


def names_a_session(fact: Fact) -> bool:
    return isinstance(fact.value, str) and re.search(_SESSION, fact.value) is not None


def _silenced(fact: Fact) -> str:
    """What to write so that a fact is not doubted again."""
    value = fact.quantity.bare if fact.quantity else fact.text
    return f"写成 {{value: {value}, state: 已核}}"


def _tenfold(fact: Fact, before: Fact) -> Iterator[Finding]:
    now, then = fact.quantity, before.quantity
    if now is None or then is None or now.kind == "points" or now.number < 0 or then.number <= 0:
        return
    ratio = now.number / then.number
    if ratio > 10 or (ratio * 10 < 1 and (ratio or then.number > _USUAL)):
        times = "多于上年的十倍" if ratio > 10 else "不到上年的十分之一"
        message = f"{fact.named}{fact.text}，上年是{before.text}，{times}"
        cure = f"核对有没有多写、漏写一位，单位对不对；没有错，{_silenced(fact)}"
        yield Finding("F212", fact.place, message, cure, fact.id, "warning")
