"""Numbers as people write them: read, or refused with the reason and the cure."""

import math
import re
from collections.abc import Iterator
from fractions import Fraction

from msgspec import Struct
from msgspec.structs import replace

from report_cli.facts.estimate import Estimate, decimal_text, rounded
from report_cli.facts.quantity import (
    AFTER,
    BEFORE,
    MAX_DIGITS,
    SCALES,
    WITHIN,
    Kind,
    Quantity,
    base,
    is_money,
    printed_unit,
)
from report_cli.model import Finding, unplaced

_NUMBER = re.compile(
    r"(?P<before>近|约|不足|不到|逾|超过|超)?(?P<number>-?[0-9]+(?:\.[0-9]+)?)(?P<scale>[万亿])?(?P<within>[余多])?\s?"
    r"(?P<unit>[^\d.,:_]*?)(?P<after>左右|以上|以下|以内)?"
)
_MOST_DECIMALS = 8
_PARTING = "[,_，'’]"
_PLAIN = re.compile("0|[1-9][0-9]{0,8}")
"""Most numbers look like this, and nothing can be wrong with them."""


class _Parts(Struct, frozen=True):
    """A text taken apart. `unit` is what it has for a unit, `expected` the right one."""

    text: str
    kind: Kind
    expected: str
    before: str
    number: str
    scale: str
    within: str
    unit: str
    after: str

    @property
    def markers(self) -> list[str]:
        return [marker for marker in (self.before, self.within, self.after) if marker]

    @property
    def is_share(self) -> bool:
        return self.kind in ("rate", "points")

    @property
    def decimals(self) -> int:
        return len(self.number.partition(".")[2])

    @property
    def value(self) -> Fraction:
        return Fraction(self.number) * SCALES[self.scale] / (100 if self.is_share else 1)

    def in_its_unit(self, number: str = "") -> str:
        """The text without blanks and with the unit that is expected; with another number, if one is given."""
        shown = number or self.number + ("" if self.is_share else self.scale)
        return f"{self.before}{shown}{self.within}{self.expected}{self.after}"

    def with_marker(self, marker: str) -> str:
        before, within, after = (each if each == marker else "" for each in (self.before, self.within, self.after))
        return f"{before}{self.number}{self.scale}{within}{self.unit}{after}"


_LONGEST = 100


def read(text: str, unit: str, kind: Kind) -> Quantity | Finding:
    """Read a number as people write it in a report: `265`, `265件`, `近300`, `2.83万`, `84.5%`, `1.2个百分点`.

    `unit` is the indicator's; if a unit is written, it must be the same. A count must be whole once scaled, and not
    negative. A rate needs its %, a difference of rates its 个百分点. Blanks around the number are ignored.
    """
    text = text.strip()
    if len(text) > _LONGEST and sum(map(str.isdigit, text)) > _LONGEST:
        return _too_long(text)  # nothing is computed of it
    found = _meant(text, unit, kind)
    return found if isinstance(found, Quantity) else _followed(found, text, unit, kind)


def _followed(found: Finding, text: str, unit: str, kind: Kind) -> Finding:
    """The finding, its cure such that the number it proposes is read; else what mends that one too."""
    proposed = re.search(_PROPOSED, found.cure)
    then = _meant(proposed[1], unit, kind) if proposed and proposed[1] != text else None
    return (
        replace(found, cure=_followed(then, proposed[1], unit, kind).cure)
        if proposed and isinstance(then, Finding)
        else found
    )


_PROPOSED = r"(?:写成|半角：)([^；，。、（{或]*[0-9][^；，。、（{或]*)"


def _meant(text: str, unit: str, kind: Kind) -> Quantity | Finding:
    found = _as_written(text, unit, kind)
    if isinstance(found, Quantity) or found.code not in _UNCLEAR:
        return found
    from report_cli.facts import pasted  # imported here and below: only what cannot be read needs it

    for other in pasted.meant(text, kind):
        if all(isinstance(_as_written(number, unit, kind), Quantity) for number in other.numbers):
            known = found if found.code == "F108" else unplaced(other.code, f"“{text}”{other.wrong}")
            return replace(known, cure=other.cure.format(*other.numbers) or _how(unit, kind))
    return found


_UNCLEAR = ("F101", "F106", "F107", "F108", "F111", "F114")
"""What is found of a text that may be another way to write a number."""


def _as_written(text: str, unit: str, kind: Kind) -> Quantity | Finding:
    if kind in ("count", "amount") and _PLAIN.fullmatch(text):
        return Quantity(Estimate.exact(int(text)), unit, kind)
    if (match := _NUMBER.fullmatch(text)) is None:
        return _no_number(text, unit, kind)
    taken = match.groupdict("")
    if taken["scale"] and taken["scale"] + taken["unit"] == unit:
        taken |= {"scale": "", "unit": unit}  # 35万元 where the unit is 万元
    parts = _Parts(text, kind, printed_unit(unit, kind), **taken)
    if wrong := next(_mistakes(parts), None):
        return _parted(text, unit, kind, wrong.code) or wrong
    marker = "".join(parts.markers)
    return Quantity(_interval(parts, marker), "" if parts.is_share else unit, kind, marker, parts.scale, parts.decimals)


_BOUNDS: dict[str, tuple[Fraction | int, Fraction | float]] = {
    "近": (Fraction(4, 5), 1),
    **dict.fromkeys(("不足", "不到", "以下", "以内"), (0, 1)),
    **dict.fromkeys(("约", "左右"), (Fraction(4, 5), Fraction(6, 5))),
    **dict.fromkeys(("逾", "超", "超过", "以上"), (1, math.inf)),
}
"""The bounds that a marker means, as multiples of the number."""


def _interval(parts: _Parts, marker: str) -> Estimate:
    number = parts.value
    if marker in WITHIN:
        # Up to one more in the last place that is not zero: 300余 is less than 400.
        step = replace(parts, number="1").value / 10**parts.decimals
        while number % (step * 10) == 0:
            step *= 10
        return Estimate(number, number, number + step, low_open=True, high_open=True)
    low, high = _BOUNDS.get(marker, (1, 1))
    is_open = marker in ("近", "不足", "不到") or high == math.inf
    # 以上 has its number in it, 超 has not.
    return Estimate(number, number * low, number * high, high == math.inf and marker != "以上", is_open)


# What is wrong --------------------------------------------------------------------------------------------------------


def _mistakes(parts: _Parts) -> Iterator[Finding]:
    text, number = parts.text, parts.number.lstrip("-")
    if len(parts.markers) > 1:
        cure = f"只留一个，如{parts.with_marker(parts.markers[0])}"
        yield unplaced("F107", f"“{text}”用了两个概数标记（{'、'.join(parts.markers)}）", cure)
    if number[0] == "0" and number[1:2].isdigit():
        yield unplaced("F104", f"“{text}”以0开头，看不出是数还是编号", _without_zeros(parts))
    if parts.decimals > _MOST_DECIMALS and not (parts.scale and parts.expected.startswith(("万", "亿"))):
        yield unplaced(
            "F125", f"“{text}”小数有{parts.decimals}位，像是电子表格算出来的，没有舍入", _without_tail(parts)
        )
    if len(number) > MAX_DIGITS:
        yield _too_long(text)
    if parts.markers and parts.number.startswith("-"):
        yield unplaced("F111", f"“{text}”是负数，不能用概数", "写确数")
    if parts.markers and parts.value == 0:
        yield unplaced("F111", f"“{text}”是零，不能用概数", "写确数0；只知道很少，写“不足”加一个大于零的数")
    if parts.is_share:
        yield from _share_mistakes(parts)
    yield from _unit_mistakes(parts)
    if parts.kind == "count":
        yield from _count_mistakes(parts)


def _too_long(text: str) -> Finding:
    return unplaced("F113", f"“{text[:20]}…”位数太多", "核对这个数，是否多粘了内容")


def _without_zeros(parts: _Parts) -> str:
    number = re.sub("^(-?)0+(?=[0-9])", r"\1", parts.number)
    meant = f"{parts.before}{number}{parts.scale}{parts.within}{parts.unit}{parts.after}"
    return f"是数就写成{meant}；是编号，核对是否填错了地方"


def _without_tail(parts: _Parts) -> str:
    """The cure for 12.299999999999999: the number that it is but for the last of its binary digits, else rounded."""
    number, last = Fraction(parts.number), Fraction(10, 10**parts.decimals)
    places = (places for places in range(parts.decimals - 5) if abs(rounded(number, places) - number) < last)
    if (exact := next(places, None)) is not None:
        of_one = ""
        if parts.kind == "rate" and not parts.unit and 0 < number < 1:
            of_one = f"；若把全部算作1，写成{decimal_text(number * 100, max(exact - 2, 0))}%"
        return f"核对原表；若是{parts.in_its_unit(decimal_text(number, exact) + parts.scale)}，就这样写{of_one}"
    return f"四舍五入到要印的位数，如{parts.in_its_unit(decimal_text(number, 2) + parts.scale)}"


def _unit_mistakes(parts: _Parts) -> Iterator[Finding]:
    text, unit, expected = parts.text, parts.unit, parts.expected
    if unit and unit != expected:
        if unit[0] in "千百十" and not parts.is_share and base(unit)[0] == unit:
            in_full = decimal_text(Fraction(parts.number) * {"千": 1000, "百": 100, "十": 10}[unit[0]], 0)
            cure = f"只有万、亿可跟在阿拉伯数字后：若是{in_full}，写成{in_full}{unit[1:] or expected}"
            yield unplaced("F108", f"“{text}”把阿拉伯数字和“{unit[0]}”连用", cure)
        if unit[0] in "余多近约" or unit[-1] in "余多" or unit.startswith(AFTER):
            cure = f"写成{_with_marker_of(parts)}"
            yield unplaced("F107", f"“{text}”的概数标记位置不对或用了两个", cure)
        more = unit.strip().removeprefix(expected)
        wrong = f"的单位不是指标的单位，单位应为“{expected}”"
        if not expected:
            wrong = f"写了单位“{more}”，这个指标没有单位"
        elif more == expected or (more != unit.strip() and re.match(r"\W", more)):
            wrong = f"的单位“{expected}”后面多了“{more.strip()}”"
        yield unplaced("F106", f"“{text}”{wrong}", _cure_of_unit(parts))
    if parts.scale and expected.startswith(("万", "亿")):
        yield unplaced("F106", f"“{text}”又写了“{parts.scale}”，单位已是“{expected}”", _cure_of_unit(parts))


def _with_marker_of(parts: _Parts) -> str:
    """How a number is written whose marker stands in what was taken for its unit: 85左右% is 85%左右."""
    number = parts.number + ("" if parts.is_share else parts.scale)
    marker = next(marker for marker in (*AFTER, *WITHIN, *BEFORE) if marker in parts.unit)
    before, within, after = (marker if marker in where else "" for where in (BEFORE, WITHIN, AFTER))
    return f"{before}{number}{within}{parts.expected}{after}"


def _cure_of_unit(parts: _Parts) -> str:
    """How to write a number that has another unit: certain only if the scale differs or something follows the unit."""
    unit, expected = parts.unit.strip(), parts.expected
    meant = parts.in_its_unit() if parts.is_share else _rescaled(parts)
    if unit == expected and parts.scale and expected.startswith(("万", "亿")):
        return f"换算成以{expected}计的数"  # 3.5亿万元: one of the two is too many
    if not expected:
        return f"写成{meant}，或在指标目录里加单位"
    if meant is None:
        return f"换算成以{expected}计的数，或在指标目录里改单位"
    if unit.startswith(expected):
        return f"写成{meant}" + ("；别的话写在note里" if len(unit) > len(expected) * 2 else "")
    own, wanted = _measured(unit)[0], _measured(expected)[0]
    if not parts.is_share and own not in ("", wanted):
        if unit in _OF_SHARES:
            return f"这里填多少{expected}，不填比率；比率由工具算"
        if is_money(unit) and is_money(expected):
            return f"折算成{expected}再写，或在指标目录里改单位"
        as_said = meant if parts.scale else parts.in_its_unit()
        return f"若以{expected}计，写成{as_said}；若不是，核对这个数，或在指标目录里改单位"
    return f"写成{meant}" if parts.number in meant else f"换算成以{expected}计的数，写成{meant}"


_OF_SHARES = ("%", "％", "‰", "个百分点", "百分点", "成")


def _rescaled(parts: _Parts) -> str | None:
    """The number in the expected unit, as if that counted the same.

    None if there is none: a count would not be whole, or the digits would not end.
    """
    unit, expected = parts.unit.strip(), parts.expected
    (own, size), (other, wanted) = _measured(unit), _measured(expected)
    if own != other:
        size, wanted = Fraction(_scale(unit)), Fraction(_scale(expected))
    factor = SCALES[parts.scale] * size
    if wanted == 1 and (scale := next((name for name, size in SCALES.items() if size == factor), None)) is not None:
        return parts.in_its_unit(parts.number + scale)
    number = Fraction(parts.number) * factor / wanted
    if parts.kind == "count" and number.denominator != 1:
        return None
    digits = next((digits for digits in range(MAX_DIGITS) if (number * 10**digits).denominator == 1), None)
    text = decimal_text(number, digits) if digits is not None else ""
    return parts.in_its_unit(text) if 0 < len(text) <= MAX_DIGITS else None


def _measured(unit: str) -> tuple[str, Fraction]:
    """What a unit counts, and how many of it: 10 000 元 in 万元, 10 000 平方米 in 公顷."""
    name, size = base(unit.removeprefix("万").removeprefix("亿"))
    return name, size * _scale(unit)


def _scale(unit: str) -> int:
    """How many of what it counts a unit is: 10 000 in 万元, 10¹² in 万亿元."""
    counted = unit.removeprefix("万").removeprefix("亿")
    return math.prod(SCALES[sign] for sign in unit.removesuffix(counted))


def _share_mistakes(parts: _Parts) -> Iterator[Finding]:
    text, is_rate = parts.text, parts.kind == "rate"
    if parts.scale:
        sign = "百分号" if is_rate else "“个百分点”"
        cure = f"核对这个数：若是{parts.in_its_unit()}，就去掉“{parts.scale}”"
        yield unplaced("F114", f"“{text}”的{sign}前有“{parts.scale}”", cure)
    if parts.unit == "‰":
        tenth = parts.in_its_unit(decimal_text(Fraction(parts.number) / 10, parts.decimals + 1))
        yield unplaced("F114", f"“{text}”是千分数，应写成{'百分数' if is_rate else '百分点'}", f"写成{tenth}")
    if is_rate and "％" in parts.unit:
        yield _full_width(text, "的百分号是全角的", parts.in_its_unit())
    if is_rate and "%" not in parts.unit:
        wrong = "用了百分点" if "百分点" in parts.unit else "缺百分号"
        cure = _of_one(parts) or f"写成{parts.in_its_unit()}"
        yield unplaced("F114", f"“{text}”{wrong}，比率应写成百分数", cure)
    if not is_rate and not parts.unit:
        number = parts.with_marker("".join(parts.markers[:1])).removesuffix(parts.after)
        yield unplaced("F114", f"“{text}”缺“个百分点”，两个比率的差应写明", f"写成{number}个百分点{parts.after}")


def _of_one(parts: _Parts) -> str:
    """The cure for a bare number that is a fraction of one, such as 0.845: hardly anybody means 0.845%."""
    number = Fraction(parts.number)
    if parts.text != parts.number or not 0 < abs(number) <= 1:
        return ""
    likely = parts.in_its_unit(decimal_text(number * 100, max(parts.decimals - 2, 0)))
    return f"写成{likely}；若确是{parts.in_its_unit()}，就写成{parts.in_its_unit()}"


def _count_mistakes(parts: _Parts) -> Iterator[Finding]:
    text, whole = parts.text, f"{parts.expected or '个'}数应为整数"
    if parts.number.startswith("-"):
        yield unplaced("F109", f"“{text}”是负数，件数、次数不会小于零", "核对这个数")
    if parts.value.denominator != 1:
        is_scaled = parts.scale or parts.expected.startswith(("万", "亿"))
        scaled = "" if is_scaled else f"；若是{parts.number}万，写成{parts.number}万{parts.expected}"
        cure = f"核对原来的数，写整数{scaled}；量本来带小数，就在指标目录里写kind: amount"
        yield unplaced("F110", f"“{text}”不是整数，{whole}", cure)
    if "." in parts.number and not parts.scale:
        yield unplaced("F110", f"“{text}”带了小数点，{whole}", f"写成{int(parts.value)}")


_FULL_WIDTH = str.maketrans("０１２３４５６７８９．％，－", "0123456789.%,-")


def _no_number(text: str, unit: str, kind: Kind) -> Finding:
    half = text.translate(_FULL_WIDTH)
    if half != text and _NUMBER.fullmatch(half):
        return _full_width(text, "用了全角数字或符号", "".join(half.split()))
    if "\t" in text:
        cells = text.split()
        cure = f"像是从表格里粘来的{len(cells)}格：{'、'.join(cells)}；只留这一项的"
        return unplaced("F103", f"“{_with_plain_blanks(text)}”里不止一格", cure)
    if re.fullmatch(r"\D*\d+(?: \d{3})+\D*|\D*\d{2,}\s+\d{2,}\D*|\d \d", text):
        cure = f"是一个数，写成{''.join(text.split())}；是两个数，这里只写一个"
        return unplaced("F103", f"“{_with_plain_blanks(text)}”里有空格，是一个数，还是粘了两个数？", cure)
    if re.fullmatch(r"[\D]*\d{1,3}(?:[,_，'’]\d{3})+(?:\.\d+)?\D*|\d+(?:_\d+)+", text):
        return unplaced("F103", f"“{text}”带分节号，报告里的数不分节", f"写成{re.sub(_PARTING, '', text)}")
    if (parted := _parted(text, unit, kind)) is not None:
        return parted
    return unplaced("F101", f"“{text}”不是{_noun(kind)}", _how(unit, kind))


def _full_width(text: str, wrong: str, meant: str) -> Finding:
    cure = f"改为半角：{meant}"
    if len(text.split()) == 1:
        return unplaced("F102", f"“{text}”{wrong}", cure)
    from report_cli.facts import pasted

    said = f"“{_with_plain_blanks(text)}”{wrong}，{pasted.blanks(text)}"
    return unplaced("F102", said, pasted.without_blanks(text, cure))


# Blanks ---------------------------------------------------------------------------------------------------------------


def _parted(text: str, unit: str, kind: Kind, code: str = "") -> Finding | None:
    """What is wrong with a number with blanks in it that would be right, or wrong in another way, without them."""
    joined = "".join(text.split())
    if joined == text or not _NUMBER.fullmatch(joined.translate(_FULL_WIDTH)):
        return None
    number = _as_written(joined, unit, kind)
    if isinstance(number, Finding) and number.code == code:
        return None
    from report_cli.facts import pasted

    said = f"“{_with_plain_blanks(text)}”读不成{_noun(kind)}：{pasted.blanks(text)}"
    return unplaced("F101", said, pasted.without_blanks(text, "" if isinstance(number, Quantity) else number.cure))


def _with_plain_blanks(text: str) -> str:
    return re.sub(r"\s", " ", text)


def _noun(kind: Kind) -> str:
    return "百分数" if kind == "rate" else "数"


def _how(unit: str, kind: Kind) -> str:
    """How such a number is written, where nothing is known of the one that is meant."""
    if kind in ("rate", "points"):
        return f"写数字，后面带“{printed_unit(unit, kind)}”；还不知道，就把冒号后面空着"
    counted = f"（单位“{unit}”可以不写）" if unit else ""
    return f"写{'整数' if kind == 'count' else '数字'}{counted}；还不知道，就把冒号后面空着"
