"""Figures in a row that are each of another thing, in order: 上年分别为15236件、14672件; 分别下降6.5%和增长4.3%."""

import re
from collections.abc import Sequence

from report_cli.adopt import clauses, phrases
from report_cli.adopt.contexts import Named
from report_cli.adopt.found import Found, Mention


def label(text: str, found: Sequence[Found], at: int, told: Sequence[Named]) -> str:
    """What a figure counts that is one of several in a row; empty where it is none, or its words do not tell."""
    return _of_list(text, found, at, [name for name, _ in told]) or _of_each(text, found, at, told)


def _of_list(text: str, found: Sequence[Found], at: int, told: Sequence[str]) -> str:
    """The label of a figure in a list: each is one of those before, in their order; else all are of one thing.

    同比分别上升3.2和1.8个百分点, 上年分别为15236件、14672件; 赞成率98.8%、97.6%. Empty where it stands in none.
    """
    first = last = at
    while first and _is_joined(text, found[first - 1], found[first]):
        first -= 1
    while last + 1 < len(found) and _is_joined(text, found[last], found[last + 1]):
        last += 1
    before = text[: found[first].start]
    change, earlier = phrases.CHANGE.search(before), re.search("(?:上年|去年)(?:同期)?分别为?$", before)
    count = last - first + 1
    if count < 2:
        return ""
    of = told[len(told) - count + at - first] if len(told) >= count else ""
    if of and earlier:
        return f"上年{of}"
    named = re.search("([^，。；：]+)分别(?:为|达到?|是)?$", before)
    if not named and _are_of_one_unit(found[first : last + 1]):
        named = re.search(r"(?:^|[，。；：])([^，。；：\d]+、[^，。；：\d]+)$", before)
    names = re.split("[、和及]", named[1]) if named else []
    if len(names) == count:
        return f"{'上年' if re.match('上年|去年', names[0]) and at > first else ''}{clauses.cleaned(names[at - first])}"
    if of and re.search("(?:累计|总数)分别(?:为|达到?)?$", before):
        return f"{clauses.base(told[len(told) - count])}累计"
    parts = re.search(f"([^，。；：]+、[^，。；：]+?)({phrases.COMPARED}?分别(?:{phrases.MOVED})了?)$", before)
    if parts and len(each := re.split("[、和及]", parts[1])) == count:  # 会议、文件数量同比分别减少12.5%和8.3%
        tail = re.search("(?:数量|总数|总量|金额|数|率)$", each[-1])
        own = clauses.cleaned(each[at - first]).removesuffix(tail.group() if tail else "")
        return f"{own}{tail.group() if tail else ''}{parts[2].replace('分别', '').rstrip('了')}"
    is_change = of and change is not None and "分别" in change.group()
    return f"{of}{change.group().replace('分别', '').rstrip('了')}" if change and is_change else ""


def _of_each(text: str, found: Sequence[Found], at: int, told: Sequence[Named]) -> str:
    """The label of one of several changes, each with its word, that 分别 says of as many things before them.

    来访173批412人次，来信96件，分别比上年下降6.5%和增长4.3%. Empty where it is none of such.
    """
    first, last = at, at + 1
    while first and _MOVED_TOO.fullmatch(text[found[first - 1].end : found[first].start]):
        first -= 1
    while last < len(found) and _MOVED_TOO.fullmatch(text[found[last - 1].end : found[last].start]):
        last += 1
    begun = _MOVED_EACH.search(text[: found[first].start])
    begun = begun if begun and "分别" in begun["than"] else None
    things = list[list[Named]]()
    for name, each in told if begun else ():
        is_beside = bool(things) and text[things[-1][-1][1].end : each.start] in ("", "、")
        things[len(things) - is_beside :] = [[*(things[-1] if is_beside else ()), (name, each)]]
    listed = [_moved_of(thing, one) for thing, one in zip(things[first - last :], found[first:last], strict=False)]
    if begun is None or last - first < 2 or len(listed) < last - first or not all(listed):
        return ""
    word = re.search(f"(?:{phrases.MOVED})了?$", text[: found[at].start])
    return f"{listed[at - first]}{begun['than'].replace('分别', '')}{word.group().rstrip('了')}" if word else ""


def _are_of_one_unit(listed: Sequence[Found]) -> bool:
    units = {each.unit if isinstance(each, Mention) else "" for each in listed}
    return len(units) == 1 and units != {""}


_MOVED_TOO = re.compile(f"[、和及，](?:{phrases.MOVED})了?")
_MOVED_EACH = re.compile(f"(?P<than>(?:分别)?{phrases.COMPARED}|分别)(?:{phrases.MOVED})了?$")


def _moved_of(thing: Sequence[Named], one: Found) -> str:
    """Which figure of a thing a change may be of: 人次 of 173批412人次, of 12批 the rate that these grew by."""
    if not isinstance(one, Mention):
        return ""
    for name, each in thing:
        of = "rate" if one.kind == "points" else each.kind
        if each.kind == of and (one.kind in ("rate", "points") or each.unit == one.unit):
            return clauses.base(name)
    return ""


def _is_joined(text: str, one: Found, other: Found) -> bool:
    return text[one.end : other.start] in ("、", "和", "及")
