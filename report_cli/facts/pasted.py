"""Numbers and dates as people paste or say them (300+, 近三百, 1万2, “265”, 2022/9/12, 44927) and what they mean here.

None of them is accepted in silence: the reader refuses it, and says how to write the value at hand.
"""

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction

from msgspec import Struct

from report_cli.facts.estimate import decimal_text, rounded

# Blanks ---------------------------------------------------------------------------------------------------------------

_BLANKS = {"\u00a0": "不换行空格", "\u202f": "窄的不换行空格", "\u2009": "窄空格", "\u3000": "全角空格"}


def blanks(text: str) -> str:
    """Which blank stands in a text, and where; the first, if there are several. (People cannot tell them apart.)"""
    gaps = re.findall(r"(\S+)(\s+)(?=(\S+))", text)
    before, gap, after = gaps[0]
    character = gap.strip(" ")[:1]
    plain = f"{len(gap)}个空格" if len(gap) > 1 else "空格"
    name = f"{_BLANKS.get(character, '特殊的空格')}（U+{ord(character):04X}）" if character else plain
    return f"“{before}”和“{after}”之间有{name}" + (f"，共{len(gaps)}处空格" if len(gaps) > 1 else "")


def without_blanks(text: str, more: str = "") -> str:
    """The cure for blanks in a text; `more`: what else must be done then."""
    which = "这些" if len(re.findall(r"\s", text)) > 1 else "这个"
    if not more:
        return f"删去{which}空格，写成{''.join(text.split())}"
    return f"删去{which}空格{'，' if more.startswith('改为') else '；'}{more}"


# Numbers --------------------------------------------------------------------------------------------------------------

_N = r"\d+(?:\.\d+)?"
_UNIT = r"[^\d\s.,+＋~～至到—–-]*?"
_MARKER = "将近|接近|大约|不足|不到|超过|近|约|逾|超"
_ONES = "〇零○一二三四五六七八九两"
_FINANCIAL = "壹贰叁肆伍陆柒捌玖拾佰仟"
NUMERALS = f"{_ONES}十百千万亿廿卅{_FINANCIAL}"
_ABOUT = "大约|大概|大致|差不多|约莫|估计|~|～|≈"

_NO_MARKER = "的概数标记不认识"
_NOTE, _NUMBERED = "；“{w}”写在note里", rf"(?P<n>{_N}[万亿]?{_UNIT})\s*"
_COMPARED = (
    r"(?:[与同和比较跟]?(?:上一?年度?|去年))?\S{0,4}?(?:持平|一样|相同|翻倍|翻[一两]?番|减半"
    r"|(?:[增减]|提[高升]|[上回]升|[下回]降|降低|回落)\S{0,4}\d.*)|同(?:上|去)年"
)
_Forms = tuple[tuple[str, str, str, tuple[str, ...], str], ...]
_MEANT: _Forms = (
    (rf"{_NUMBERED}(?P<w>[、，。；：！…,.;:!]+)", "F106", "后面多了“{w}”", ("{n}",), "写成{}"),
    (
        rf"{_NUMBERED}(?P<w>[*＊※†‡#＃①-⑳]+|[\[〔［]\d+[\]〕］])",
        "F106",
        "后面多了“{w}”",
        ("{n}",),
        "写成{}；注写在note里",
    ),
    (
        rf"{_NUMBERED}[（(]?(?P<w>预计|预估|估计|暂定|初步|拟)数?[）)]?",
        "F106",
        "后面有“{w}”",
        ("{n}",),
        "写成 {{value: {}, state: 预计}}",
    ),
    (
        rf"{_NUMBERED}[（(]?(?P<w>推算|已核)[）)]?",
        "F106",
        "后面有“{w}”",
        ("{n}",),
        "写成 {{value: {}, state: {w}}}",
    ),
    (rf"{_NUMBERED}[（(](?P<w>[^（()）]+)[）)]", "F106", "后面有“{w}”", ("{n}",), "写成{}" + _NOTE),
    (rf"{_NUMBERED}(?P<w>[#＃].+|【[^】]*】)", "F106", "后面有“{w}”", ("{n}",), "写成{}" + _NOTE),
    (
        rf"(?P<n>{_N}[万亿]?)(?P<u>{_UNIT})(?P<w>上下|光景|许|±\d+)(?P<v>{_UNIT})",
        "F111",
        "的“{w}”不是概数标记",
        ("{n}{u}{v}左右",),
        "写成{}",
    ),
    (
        rf"(?P<n>{_N}[万亿]?)(?P<u>{_UNIT})(?P<w>[还都仍]?(?:不到|不足|弱))",
        "F111",
        "的“{w}”写在了后面",
        ("不足{n}{u}",),
        "写成{}",
    ),
    (
        rf"(?P<n>{_N}[万亿]?)(?P<u>{_UNIT})(?P<w>有余|开外|出头|冒头|挂零|还多|之多|强)(?P<v>{_UNIT})",
        "F111",
        "的“{w}”不是概数标记",
        ("{n}余{u}{v}",),
        "写成{}",
    ),
    (r"(?:19|20)\d\d年", "F101", "是年份，不是数", (), ""),
    (r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?", "F101", "是日期，不是数", (), ""),
    (rf"{_NUMBERED}[，,；;。](?P<w>\D.+)", "F106", "后面有“{w}”", ("{n}",), "写成{}" + _NOTE),
    (r"(?P<w>[、，。；：,;:·•]+|[①-⑳])\s*(?P<n>\d.*)", "F101", "前面多了“{w}”", ("{n}",), "写成{}"),
    (r"第(?P<n>\d.*)", "F101", "是第几的序数，不是数", ("{n}",), "若是个数，写成{}"),
    (r"[（(](?P<n>\d[^（()）]*)[）)]", "F101", "带了括号", ("{n}",), "去掉括号，写成{}"),
    ("[“”‘’\"'`「『]+(?P<n>.+?)[“”‘’\"'`」』]+(?P<u>.*)", "F101", "带了引号", ("{n}{u}",), "去掉引号，写成{}"),
    (
        rf"(?:{_MARKER})?(?P<n>{_N}[万亿]?)(?P<u>{_UNIT})(?P<w>[+＋↑])(?P<v>{_UNIT})",
        "F111",
        "的“{w}”不是概数标记",
        ("{n}{u}{v}以上",),
        "写成{}",
    ),
    (
        rf"(?P<n>{_N})(?P<s>[万亿]?)几(?P<t>[万亿]?)(?P<u>{_UNIT})",
        "F111",
        "的“几”不是概数标记",
        ("{n}{s}{t}多{u}",),
        "写成{}",
    ),
    (
        rf"(?P<n>{_N})(?P<s>[万亿]?)[来把](?P<t>[万亿]?)(?P<u>{_UNIT})",
        "F111",
        "的“来”不是概数标记",
        ("{n}{s}{t}{u}左右",),
        "写成{}",
    ),
    (
        rf"(?P<n>{_N}[万亿]?)(?P<u>{_UNIT})\s*(?:[-~～—–]+|至|到)\s*(?P<m>{_N}[万亿]?)(?P<v>{_UNIT})",
        "F101",
        "是一段范围，不是一个数",
        ("{n}{u|v}以上", "{m}{v|u}以内"),
        "写一个数；只知道范围，写成{}或{}",
    ),
    (r"(?P<n>\d+)[,，](?P<d>\d{1,2})(?P<u>[万亿%]\D*)", "F101", "的小数点写成了逗号", ("{n}.{d}{u}",), "写成{}"),
    (r"(?P<n>\d+)(?P<w>[。·])(?P<d>\d{1,2})(?P<u>\D*)", "F101", "的小数点写成了“{w}”", ("{n}.{d}{u}",), "写成{}"),
    (
        rf"(?P<n>{_N}{_UNIT})\s*(?:[、，,;；/／+＋→⇒|=＝]|[-=]+>|或|和|or|vs\.?|改为|改成|调整为)+\s*(?P<m>{_N}{_UNIT})",
        "F101",
        "里有两个数",
        ("{n}", "{m}"),
        "这里只写一个：{}或{}；别的写在note里",
    ),
    (
        rf"(?P<n>(?:{_MARKER})?{_N}\D*?)[?？]+",
        "F101",
        "带了问号",
        ("{n}",),
        "核实了，写成{0}；没有核实，写成 {{value: {0}, state: 预计}}",
    ),
    (
        rf"(?P<w>预计|预估|估计|暂定|拟)(?P<n>{_N}.*)",
        "F101",
        "前面有“{w}”",
        ("{n}",),
        "写成 {{value: {}, state: 预计}}",
    ),
    (
        r"(?P<w>(?:[总一]?共|合计|总计|累计|[共已计达为是有])+)(?P<n>.*\d.*)",
        "F101",
        "前面有“{w}”",
        ("{n}",),
        "去掉“{w}”，写成{}",
    ),
    (rf"(?P<w>[￥¥])(?P<n>{_N}[万亿]?)", "F101", "前面有“{w}”", ("{n}元",), "写成{}"),
    (rf"(?P<n>{_N})(?:个)(?P<s>[万亿])(?P<u>{_UNIT})", "F106", "的“{s}”要紧跟着数", ("{n}{s}{u}",), "写成{}"),
    (rf"(?P<n>{_N})[wW](?P<u>{_UNIT})", "F106", "的“w”不是“万”", ("{n}万{u}",), "若是万，写成{}"),
    (rf"(?:{_ABOUT})\s*(?P<n>.*\d.*)", "F111", _NO_MARKER, ("约{n}",), "写成{}"),
    (r"(?:将近|接近于?|几乎|临近|逼近)\s*(?P<n>.*\d.*)", "F111", _NO_MARKER, ("近{n}",), "写成{}"),
    (
        r"(?:至少|最少|起码|不下于?|不少于|不低于|不小于|[>＞][=＝]|≥)\s*(?P<n>.*\d.*)",
        "F111",
        _NO_MARKER,
        ("{n}以上",),
        "写成{}",
    ),
    (
        r"(?:至多|最多|顶多|不超过?|不多于|不高于|不大于|[<＜][=＝]|≤)\s*(?P<n>.*\d.*)",
        "F111",
        _NO_MARKER,
        ("{n}以内",),
        "写成{}",
    ),
    (r"(?:高于|多于|大于|不止|突破|[>＞])\s*(?P<n>.*\d.*)", "F111", _NO_MARKER, ("超{n}",), "写成{}"),
    (r"(?:低于|少于|小于|不满|未满|未达|[<＜])\s*(?P<n>.*\d.*)", "F111", _NO_MARKER, ("不足{n}",), "写成{}"),
    (rf"(?:[−﹣‐‑–—－]\s*|负)(?P<n>{_N}\D*)", "F101", "的负号不是半角的", ("-{n}",), "写成{}"),
    (
        _COMPARED,
        "F101",
        "说的是和上年比怎样，不是数",
        (),
        "写本年的数，增减由数据来算",
    ),
    (
        r"(?P<w>(?![第近约逾超不])[\u4e00-\u9fff]{1,8}?(?<![第近约逾超不]))[:：]?\s*(?P<n>\d.*)",
        "F101",
        "前面有“{w}”",
        ("{n}",),
        "去掉“{w}”，写成{}",
    ),
    (r"=.*", "F101", "是电子表格的公式", (), "写它算出的数"),
    (r"(?:全部|所有|百分百|百分之百|悉数|均已?).{0,4}", "F101", "不是数", ("100%",), "若是全部，写成{}"),
    ("一半|半数", "F101", "不是数", ("50%",), "若是一半，写成{}"),
    (
        r"[/／?？*×·.…—-]+|无|没有|暂无|待[定补核填查]|未知|不详|[nN]/?[aA]|null|none|[xX]{1,3}|TBD|tbd",
        "F101",
        "不是数",
        (),
        "还不知道，就把冒号后面空着；没有这件事，就删去这一行；确实是零，写成0",
    ),
)
"""Ways to write what may be a number: the form, code, what is wrong, how it may be written here, the cure."""

_VAGUE: _Forms = (
    (rf"[\d.{NUMERALS}半]+[成折倍]\D{{0,2}}", "F101", "说的是比例或倍数，不是数", (), "写本年的数"),
    (
        rf"(?P<n>{_N}[万亿]?)(?P<u>{_UNIT})\s*(?:[-~～—–]+|至|到)\s*[\d{NUMERALS}].*",
        "F101",
        "是一段范围，不是一个数",
        ("{n}{u}以上",),
        "写一个数；只知道范围，写成{}，或写另一头的数加“以内”",
    ),
    (r"\d{1,2}:\d\d(?::\d\d)?", "F105", "是时间的写法，不是数", (), ""),
    (rf"{_N}[:：∶]{_N}(?:[:：∶]{_N})*", "F101", "是几比几，不是一个数", (), ""),
    (rf"\D*[{NUMERALS}].*(?:至|到|[-~～—–]).*[{NUMERALS}].*", "F101", "是一段范围，不是一个数", (), ""),
    (rf"[%％](?P<n>{_N})", "F114", "的百分号写在了前面", ("{n}%",), "写成{}"),
    (r"0[xob]\w+|.*\d[eE][-+]?\d+", "F115", "不是报告里数的写法", (), ""),
    (
        f"(?:{_ABOUT}|将近|接近|[不至最多高低少].|[<>]=?|[≥≤])\\s*.*\\d.*",
        "F111",
        _NO_MARKER,
        (),
        "用近、约、不足、逾、超（数前），余、多、左右、以上、以下、以内（数后）",
    ),
    (
        ".*(?:[几数]十|[几数]百|[几数]千|上[百千万]|[过近]半|数[十百千万]).*",
        "F111",
        "只是说法，没有数",
        (),
        "写成数字加标记，如100余、近50%；只想照字面印，在指标目录里写kind: text",
    ),
    (rf"[{NUMERALS}]+\D{{0,3}}", "F112", "是汉字数目", (), "写成阿拉伯数字"),
    (r"[同与和见按参].*|如[上前]|若干.*|许多.*|多[次名家件].*|[^\d]{1,4}", "F101", "里没有数", (), ""),
)
"""Those that say no number that is certain."""


_LIKE_DIGITS = str.maketrans("OolIＯｏｌＩ", "00110011")


class Meant(Struct, frozen=True):
    """What is wrong with a text that is no number here, and how it would be written: `numbers`, not yet checked."""

    code: str
    wrong: str
    numbers: tuple[str, ...]
    cure: str = "写成{}"


def meant(text: str, kind: str) -> Iterator[Meant]:
    """What a text that is no number may mean, the likeliest first."""
    if re.fullmatch(r"(?=.*\d)(?=.*[OolIＯｏｌＩ])[\dOolIＯｏｌＩ.]+[^A-Za-z]*", text):
        yield Meant("F101", "里有字母，不是数字", (text.translate(_LIKE_DIGITS),))
    yield from _of_form(text, _MEANT)
    for number in _computed(text, kind):
        yield Meant("F115", "不是报告里数的写法", (number,))
    yield from _in_words(text, kind)
    yield from _of_form(text, _VAGUE)


def _of_form(text: str, forms: _Forms) -> Iterator[Meant]:
    for form, code, wrong, numbers, cure in forms:
        if match := re.fullmatch(form, text, re.DOTALL):
            parts: dict[str, str] = match.groupdict("")
            u, v = parts.get("u", ""), parts.get("v", "")
            written = tuple(_filled(number, {**parts, "u|v": u or v, "v|u": v or u}) for number in numbers)
            yield Meant(code, _filled(wrong, parts), written, cure.replace("{w}", parts.get("w", "")))


def _filled(pattern: str, parts: Mapping[str, str]) -> str:
    return re.sub(r"\{([^}]*)\}", lambda name: parts.get(name[1], ""), pattern)


def _computed(text: str, kind: str) -> Iterator[str]:
    """1.2E+05, +265, 3×10^4, 3k; 4/5 of a rate."""
    if product := re.fullmatch(rf"(?!0[xX])({_N})\s*[×*xX]\s*({_N})({_UNIT})", text):
        yield _figures(Fraction(product[1]) * Fraction(product[2]), in_full=True) + product[3]
    if re.fullmatch(r"[-+]?\d*\.?\d+(?:[eE][-+]?\d{1,2})?|\d+\.", text):
        yield _figures(Fraction(text.rstrip(".")), in_full=True)
    if power := re.fullmatch(rf"(?:({_N})\s*[×xX*]\s*)?10\^(\d{{1,2}})", text):
        yield _figures(Fraction(power[1] or 1) * 10 ** int(power[2]), in_full=True)
    if thousands := re.fullmatch(rf"({_N})[kK]({_UNIT})", text):
        yield _figures(Fraction(thousands[1]) * 1000, in_full=True) + thousands[2]
    share = re.fullmatch(r"(?P<part>\d+)[/／÷](?P<whole>\d+)|(?P<of>[^百千万]+)分之(?P<some>.+)", text)
    whole = share and (_worth(share["whole"] or share["of"]) or 0)
    part = share and _worth(share["part"] or share["some"])
    if kind == "rate" and part and whole:
        percent = part * 100 / whole
        yield f"{'约' * ((percent * 10).denominator > 1)}{_figures(rounded(percent, 1), in_full=True)}%"


def _in_words(text: str, kind: str) -> Iterator[Meant]:
    """近三百, 二百六十五件, 1万2, 十几, 八成五, 百分之八十四点五."""
    form = (
        rf"(?P<before>{_MARKER})?(?P<share>百分之|千分之|万分之)?(?P<number>[\d.{NUMERALS}点]+)"
        rf"(?:(?P<tenths>成)(?P<half>[{_ONES}半])?)?(?P<within>有余|挂零|出头|开外|[余多来几强许])?(?P<unit>.*?)"
        r"(?P<after>左右|上下|以上|以下|以内)?"
    )
    match = re.fullmatch(form, text)
    number = match and _worth(match["number"])
    if match is None or number is None:
        return
    parts = match.groupdict("")
    if parts["tenths"] + parts["share"] and parts["unit"] not in ("", "%", "的"):
        return  # 百分之八十至九十
    is_bare = not set(match["number"]) - set("百千万亿") and not parts["before"] + parts["within"]
    if is_bare or (parts["tenths"] + parts["share"] and kind != "rate"):
        return
    several = re.search(f"(?<![点{_ONES}])[{_ONES[3:]}]{{2}}(?![{_ONES}])", match["number"])
    if several is not None and "点" not in match["number"]:
        yield _several(parts, several)
        return
    if not parts["tenths"] + parts["share"] and re.fullmatch(r"[\d.]+[万亿]*", parts["number"]):
        return
    if parts["tenths"]:
        number = number * 10 + (5 if parts["half"] == "半" else value(parts["half"] or "零") or 0)
    number /= {"千分之": 10, "万分之": 100}.get(parts["share"], 1)
    before = {"将近": "近", "接近": "近", "大约": "约"}.get(parts["before"], parts["before"])
    within = {"": "", "来": "", "许": "", "几": "多", "多": "多"}.get(parts["within"], "余")
    unit = "%" if kind == "rate" and parts["tenths"] + parts["share"] else parts["unit"]
    after = parts["after"].replace("上下", "左右") or "左右" * (parts["within"] in ("来", "许"))
    for in_full in (False, True):
        yield Meant("F112", "是汉字数目", (f"{before}{_figures(number, in_full)}{within}{unit}{after}",))


def _several(parts: Mapping[str, str], digits: re.Match[str]) -> Meant:
    """二三百, 七八件: two digits side by side say about how many."""
    words, both = parts["number"], digits.group()
    ends = [_worth(words[: digits.start()] + one + words[digits.end() :]) for one in both]
    low, high = (_figures(end or Fraction(0), in_full=True) for end in ends)
    numbers = (f"{low}{parts['unit']}以上", f"近{high}{parts['unit']}")
    return Meant("F112", f"是约数，“{both}”是相邻的两个数", numbers, "写一个数；只知道大概，写成{}或{}")


def value(words: str) -> Fraction | None:
    # Imported here: only a mistake needs it.
    from report_cli import numerals

    return numerals.value(words)


def _worth(text: str) -> Fraction | None:
    """What a numeral in words, or in digits and words, is worth; the last digit of 1万2 counts thousands."""
    if not re.search(r"\d", text):
        return value(text)
    total, last = Fraction(0), 1
    parts = re.findall(rf"({_N}|[{_ONES}])([十百千]?[万亿]?|$)", text)
    if "".join(number + scale for number, scale in parts) != text:
        return None
    for number, scale in parts:
        size = int(value(f"一{scale}") or 1) if scale else max(last // 10, 1)
        is_zero = not scale and number in "〇零○"
        if not scale and (last == 0 or (last > 1 and len(number) > 1)):
            if last and 10 ** len(number) != last:
                return None  # 1万25
            size = 1  # 2百65, 1千零5
        total += (Fraction(number) if number[0].isdigit() else value(number) or 0) * size
        last = 0 if is_zero else size
    return total


def _figures(number: Fraction, in_full: bool) -> str:
    """A number in figures: 1.2万 or, in full, 12000."""
    for scale, size in (("亿", 10**8), ("万", 10**4)):
        if not in_full and number >= size and (number / size * 100).denominator == 1:
            return decimal_text(number / size, 2).rstrip("0").rstrip(".") + scale
    text = decimal_text(number, 6)
    return text.rstrip("0").rstrip(".") if "." in text else text
