"""Whether last year's figures were left in: what equals them to the letter, or is ten times more, or a tenth."""

import re
from collections.abc import Iterator, Mapping

from report_cli.facts.fact import Fact
from report_cli.model import Finding, Place

_USUAL = 20
"""Counts up to this are often the same for two years."""
_FEWEST = 2
"""So many figures make it sure that a file was copied."""
CONFIRMED = "已核"
_SILENCED = "写明state: 已核，或用accept写明原因"
_NUMERAL = "[一二三四五六七八九十0-9]+"
_SESSION = re.compile(f"{_NUMERAL}届[^，。；]{{0,15}}?{_NUMERAL}次")


def warnings(facts: Mapping[str, Fact], last: Mapping[str, Fact], file: str, earlier: str) -> Iterator[Finding]:
    """What of a year may be last year's. A file all of whose values are is one error."""
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


def _are_copied(pairs: list[tuple[Fact, Fact]]) -> bool:
    moving = [fact for fact, _ in pairs if not fact.indicator.is_moment and (fact.quantity or _names_a_session(fact))]
    is_told = any(fact.accept or fact.state == CONFIRMED for fact, _ in pairs)
    return len(moving) >= _FEWEST and not is_told and all(fact.text == before.text for fact, before in pairs)


def _same(fact: Fact, before: Fact) -> Iterator[Finding]:
    earlier = {part.id: part.text for part in (before, *before.parts())}
    for part in (fact, *fact.parts()):
        is_moving = _names_a_session(part) or (part is fact and _is_many(fact))
        if is_moving and part.text == earlier.get(part.id) and part.state != CONFIRMED:
            message = f"{part.named}{part.text}，和上年（{before.place.file}）一字不差"
            stock = "；本来不常变的，在指标目录里写period: moment" if part.quantity else ""
            cure = f"核对是不是忘了改；确实没有变，{_SILENCED}{stock}"
            yield Finding("F211", part.place, message, cure, part.id, "warning")


def _is_many(fact: Fact) -> bool:
    number = fact.quantity
    return number is not None and number.kind == "count" and number.number > _USUAL


def _names_a_session(fact: Fact) -> bool:
    return isinstance(fact.value, str) and _SESSION.search(fact.value) is not None


def _tenfold(fact: Fact, before: Fact) -> Iterator[Finding]:
    now, then = fact.quantity, before.quantity
    if now is None or then is None or now.kind == "points" or now.number < 0 or then.number <= 0:
        return
    ratio = now.number / then.number
    if ratio > 10 or (ratio * 10 < 1 and (ratio or then.number > _USUAL)):
        times = "多于上年的十倍" if ratio > 10 else "不到上年的十分之一"
        message = f"{fact.named}{fact.text}，上年是{before.text}，{times}"
        cure = f"核对有没有多写、漏写一位，单位对不对；没有错，{_SILENCED}"
        yield Finding("F212", fact.place, message, cure, fact.id, "warning")
