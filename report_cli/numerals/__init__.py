"""Chinese numerals in running text: what is a number, what stands around it, and what only looks like one.

A numeral is written in digits (265, ２６５) or in words (二百六十五, 两, 廿, 贰佰). It may be vague (几, 数十, 上百),
scaled (万, 亿), a part of a whole (三分之二, 百分之五, 九成, 一半) or a multiple (两倍, 翻一番), and it carries its
measure word (件, 人次). Ordinals (第三次), sessions (十届二次会议), names (十四五) and set phrases (三番五次) have
numerals in them that count nothing: they stand in `fixed.txt`, or in `shapes` where they have a pattern. Bare 一
before a measure word (一个, 一批) is an article in Chinese and no count. Forms follow GB/T 15835-2011; `python -m
tests.numerals` measures how much of running prose is found.

Each pattern goes through a text once: what repeats in it is possessive, so that no text makes it try again.
"""

import re
from collections.abc import Iterator
from fractions import Fraction
from functools import cache, lru_cache

from msgspec import Struct
from msgspec.structs import replace

from report_cli.numerals import shapes
from report_cli.numerals.signs import ARABIC, ONES, SIGNS, words

_VALUES = {
    **{sign: number for number, sign in enumerate(f"〇{ONES}")},
    **dict(zip("零○两俩仨", (0, 0, 2, 2, 3), strict=True)),
    **dict(zip("壹贰貳弍叁叄參参弎肆伍陆陸柒捌玖", (1, 2, 2, 2, 3, 3, 3, 3, 3, 4, 5, 6, 6, 7, 8, 9), strict=True)),
}
_TENS = {"廿": 20, "卅": 30, "卌": 40}
_SCALES = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
_MYRIADS = {"万": 10**4, "亿": 10**8, "兆": 10**12, "萬": 10**4, "億": 10**8}
_TENFOLD = "十百千万亿廿卅卌拾佰仟"
_FINANCIAL = "壹贰貳弍叁叄參弎肆伍陆陸柒捌玖"

BEFORE = (
    "将近 接近 临近 大约 大概 约 近 不足 不到 未满 不满 不下 "
    "不少于 不多于 不超过 不低于 不高于 至少 至多 最多 最少 多达 高达 "
    "超过 超出 突破 逾 超 过 达 上 成 好"
).split()
"""Words right before a number that say how exact it is."""


class Numeral(Struct, frozen=True):
    """A numeral as it stands at character `start` (from 0) of the text: number, tail (余, 多, 来) and measure word."""

    text: str
    start: int
    is_digits: bool
    number: str = ""
    tail: str = ""
    unit: str = ""

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    @property
    def is_rhetoric(self) -> bool:
        """A bare 几, 百, 千 or 万: a count in the news (千户企业), a manner of speaking elsewhere (千名干部联千企)."""
        is_bare = self.number in tuple("几百千万亿") and self.text == self.number + self.unit
        return is_bare and not (self.unit in _COUNTED or (self.number == "几" and self.unit in ("倍", "成")))


@lru_cache(maxsize=4096)
def find(text: str) -> tuple[Numeral, ...]:
    """The numerals of a text that count something, in their order.

    Remembered, for an audit asks of the same text several times.

    >>> [numeral.text for numeral in find("召开三次会议，惠及千余人，十届二次会议一致通过")]
    ['三次', '千余人']
    """
    return tuple(_find(text))


def fixed(text: str) -> list[tuple[int, int]]:
    """Where in a text words stand whose numerals count nothing: from a character to before another."""
    return [*(match.span() for match in shapes.pattern().finditer(text)), *shapes.words_in(text)]


def value(text: str) -> Fraction | None:
    """What a numeral in words is worth; None where it is vague or none.

    >>> [str(value(text)) for text in ("二百六十五", "两万零三十", "叁佰万", "廿五", "三点五", "一九九八", "几十")]
    ['265', '20030', '3000000', '25', '7/2', '1998', 'None']
    >>> [int(value(text) or 0) for text in ("三亿五千万", "一万二千亿", "二百六", "二百零六", "一万二")]
    [350000000, 1200000000000, 260, 206, 12000]
    """
    if len(text) > 1000:
        return None  # Python refuses to read 4,300 digits
    whole, point, rest = text.partition("点")
    scale = rest[len(rest.rstrip("".join(_MYRIADS))) :] if point else ""
    decimals = rest.removesuffix(scale)
    number = _whole(whole)
    if number is None or (point and not decimals) or not set(decimals) <= set(_VALUES):
        return None
    digits = "".join(str(_VALUES[sign]) for sign in decimals)
    exact = number + (Fraction(int(digits), 10 ** len(digits)) if digits else 0)
    for sign in scale:
        exact *= _MYRIADS[sign]
    return Fraction(exact)


def _whole(text: str) -> int | None:
    if len(text) > 1 and set(text) <= set(_VALUES):
        return int("".join(str(_VALUES[sign]) for sign in text))  # a year, digit by digit
    total = section = digit = 0
    last = 10  # the last digit counts tenths of the scale before it: 二百六 is 260, 二百零六 is 206
    for sign in text:
        if sign in _VALUES:
            digit = _VALUES[sign]
            last = last if digit else 10
        elif sign in _TENS:
            section, last = section + _TENS[sign], 10
        elif sign in _SCALES:
            section, digit, last = section + (digit or 1) * _SCALES[sign], 0, _SCALES[sign]
        elif sign in _MYRIADS:
            last = _MYRIADS[sign]  # 三亿五千万 adds, 一万二千亿 multiplies
            total = total + (section + digit) * last if total > last else (total + section + digit or 1) * last
            section = digit = 0
        else:
            return None
    return total + section + digit * (last // 10) if text else None


# The grammar ---------------------------------------------------------------------------------------------------------


@cache
def _measures() -> dict[str, list[str]]:
    """The measure words by their first character, the longest first."""
    by_first: dict[str, list[str]] = {}
    for word in sorted(set(words("measures.txt")), key=len, reverse=True):
        by_first.setdefault(word[0], []).append(word)
    return by_first


_COUNTED = frozenset("人次 件次 家次 户次 场次".split())
"""Measure words that no manner of speaking has."""

_NO_MEASURE = cache(
    lambda: re.compile(
        "出[头台]|开外"
        "|成[立为果绩员年本效长功就都品交熟因份型婚名语灾像]|人[大民才员事类心均力格权工]|年[轻级龄幼少终底初画]"
        "|天[然津空下气]|提[案议出高升供交]|家(?:[庭长具属园常]|乡(?!镇))|位[于置一]|代表|点[评题击]|分[别享析布配管]|级别|起[来到诉草源]|本[市区省届次报地来身质]|个[性体]|大家"
    )
)
_BEGUN = cache(
    lambda: re.compile(
        "代(?:表|理(?![论想念解])|办(?![学公起的事厂校]|了)|建(?![成设立造起筑国的校厂队馆院企]|了)|管(?!理)|销(?![售往量毁])"
        "|购(?![买置入])|征(?!集)|收(?![入集获到回])|缴|扣|付(?!出)|养(?![殖老成育护])|耕|驾)"
        "|度(?:汛|假(?![日期])|过(?![半程]))|口(?:头|述|译|腔|碑|岸)"
    )
)
"""Words whose first character ends a measure word of more than one: 年代, 年度, 人口."""
_LONGER = cache(lambda: re.compile("个[多半](?:月|小时|钟头|世纪|星期)"))
"""Words that begin like a measure word."""

_KILO = "千[瓦克米伏卡赫兆]"
"""Units that begin with 千, which is no scale there."""

_AFTER_PERSONS = "们咱哥姐弟妹兄娘爷儿女夫妻父母子爸妈公婆孙祖叔侄师徒你我他她它小这那"
"""After these 俩 and 仨 say who is meant: 他们俩."""

_NO_SPIRIT = "".join(f"(?<!{word})" for word in "信心 干劲 勇气 压力 热情 魅力 动力 活力 人气".split())
"""What doubles in a manner of speaking only: 信心倍增."""

_NOUN_BEFORE_SHU = "多少无次人件指总个户分倍奇偶系参算复负正基函实常代级届位票字页尺度序乘商计读"
"""After these 数 is a noun's second half: 总数, 指数."""


@cache
def _grammar() -> re.Pattern[str]:
    sign, scale, arabic = f"(?!{_KILO})[{SIGNS}]", f"(?!{_KILO})[十百千万亿]", f"[{ARABIC}]"
    scales = f"(?>(?:{scale})*)"
    financial = rf"(?>(?:(?:[{_FINANCIAL}]|参(?=[拾佰仟]))[拾佰仟萬億万亿零]*+|拾[萬億万亿]*+)+)"
    some = rf"好几|几|(?<![{_NOUN_BEFORE_SHU}])数"
    in_words = (
        rf"{financial}|个把|(?<![{_AFTER_PERSONS}])[俩仨]|[百千万]儿八[十百千]|[{ONES}]?十(?:好几|数(?![字据目量额]))"
        rf"|(?:{some}|[成上](?=[十百千万亿]))?(?>(?:{sign})+)(?:点[几〇零○{ONES}]++{scales})?(?:几(?>(?:{scale}|二十)*))?"
        rf"|半|{some}"
    )
    in_digits = rf"[-－]?{arabic}++(?:[,，]{arabic}{{3}})*(?:[.．·]{arabic}++)?{scales}"
    one = rf"(?:{in_words}|{in_digits})"
    more = rf"(?:(?:[—－\-~～至到、／/×]++){one}[余多来]?)?"
    part = (
        rf"百分百|(?:百分之|千分之|万分之)[几{SIGNS}{ARABIC}.．]++(?:点[〇零○{ONES}]++)?"
        rf"|[{SIGNS}几数{ARABIC}]{{1,24}}+分之[{SIGNS}几{ARABIC}.．]++"
    )
    words = (
        rf"翻了?(?:将近|接近|超过?|近|约)?(?:[{ONES}两几]|{arabic})?番|双倍|翻了?(?:[{ONES}两几十]++|{arabic}++)?倍|[过近超]?半数|[过近超]半(?![径点百])"
        rf"|一半|九成九|[{ONES}十]连[冠增升涨降]|成[百千]上[千万]|数以[十百千万亿]++计|[{ONES}两双]位数"
        rf"|成倍|{_NO_SPIRIT}倍增(?!计划|工程|行动|效应|器)|[减折]半|(?<!打)对[半折](?!角)|[各对]半|(?<![喜忧信誉])参半"
        rf"|大半(?![夜边辈生晌截])|(?<![打击冲攻爆识突])破[百千万亿](?![年难里险古般])|(?<!不)满[百千万](?![岁堂员])"
    )
    date = rf"(?:[〇零○{ONES}]{{4}}年)?(?<![个正第])[{ONES}十]{{1,2}}月(?:份|[{ONES}十廿卅]{{1,3}}日)"
    tail = r"(?P<tail>[余多][万亿]*+|[来把几][万亿]++)?"
    return re.compile(rf"{date}|{part}|{words}|(?P<number>{one}){tail}{more}")


def unit_at(text: str, start: int) -> str:
    if longer := _LONGER().match(text, start):
        return longer.group()
    if _NO_MEASURE().match(text, start):
        return ""
    words = _measures().get(text[start : start + 1], ())
    found = (word for word in words if text.startswith(word, start))
    return next((word for word in found if len(word) == 1 or not _goes_on(text, start, word)), "")


def is_decade(text: str, start: int) -> bool:
    """Whether 年代 at a character is the word: 20世纪90年代, 1990年代建成; not 2024年代表建议, 2020年代建项目."""
    is_round = start == 0 or text[start - 1] in "0０零〇○十"
    return is_round and text.startswith("年代", start) and not _BEGUN().match(text, start + 1)


def _goes_on(text: str, start: int, word: str) -> bool:
    """Whether a measure word takes a character of the word behind it: 年代 of 2022年代表, 年度 of 2024年度汛."""
    last = start + len(word) - 1
    is_no_decade = word == "年代" and not is_decade(text, start)
    return is_no_decade or (_BEGUN().match(text, last) or _NO_MEASURE().match(text, last)) is not None


HIDDEN = "\ufffc"
"""Stands in the place of what is not looked at, so that all else keeps its place."""

_MAY_COUNT = cache(
    lambda: re.compile(
        f"[{ARABIC}{SIGNS.replace('一', '')}几数半翻倍折俩仨拾{_FINANCIAL}]|个把"
        f"|一(?:[{SIGNS}半倍成番月]|.半|个[半多百])"
    )
)
_SEVERAL_UNITS = set(
    "次 家 名 位 人 件 年 天 月 周 日 种 个 倍 项 人次 小时 里 户 支 公里 米 度 架 辆 册 场 部 发 盆 滴 对 刀".split()
)
_HALF_UNITS = set(
    "年 个 个百分点 天 月 个月 个多月 小时 个多小时 星期 个多星期 世纪 个多世纪 分 斤 公斤 里 公里 平方公里 倍 辈子 夜 "
    "场 本 幅 亩 米 张 盆".split()
)
_ROUND_UNITS = set(
    "个 名 位 家 件 条 项 次 场 户 人 人次 元 亩 年 里 岁 天 公里 吨 米 斤 公斤 平方米 亿元 万元 美元 加元 "
    "种 套 张 台 辆 只 头 所 座 份 篇 册 本 部 间 股 千瓦 桶 盏 公顷 倍 群 卷 棵 株 箱 载 度 响 幅 匹 步 粒 "
    "对 杯 层 艘 团 担 回 集 克 分 帐".split()
)
"""Measure words before which a bare 百, 千 or 万 counts; before others it is rhetoric."""
_HANDFUL_UNITS = set("月 人 小时 钟头 星期 年 天 次 件 礼拜".split())
_ONE_UNITS = set("倍 成 折 个百分点".split())
_NONE_UNITS = set("次 例 起 宗 票 人次 项 条 个 名 位 家 户 场 元 分 篇 期 批 份".split())
_BEFORE_UNITS = set("（(：:/／" + HIDDEN)
_SPELT = set(f"{SIGNS}点")
_WORDS_IN = {"伍": set("队退入落行编为"), "陆": set("大登内着水海上北欧新古亚美次"), "拾": set("收捡俯掇不")}
"""Characters after which a numeral in financial form is the end of a word: 队伍, 大陆, 收拾."""


def _find(text: str) -> Iterator[Numeral]:
    if not _MAY_COUNT().search(text):
        return
    shown = shapes.pattern().sub(lambda match: HIDDEN * len(match.group()), text)
    in_words = {at for span in shapes.words_in(shown) for at in range(*span)}
    at = 0
    while match := _grammar().search(shown, at):
        found = _candidate(match, shown)
        at = found.start + max(len(found.number), 1)
        if found.number and not found.is_digits and found.start in in_words:
            continue
        if found.number and not (_counts_in_digits if found.is_digits else _counts_in_words)(shown, found):
            continue
        at = found.end
        if found.number in tuple("百千万亿"):
            marker = _marker(shown, found.start)
            found = replace(found, text=marker + found.text, start=found.start - len(marker))
        yield found


def _marker(text: str, end: int) -> str:
    """The word before a place that says how exact a number is (近, 不足); empty where none stands there."""
    before = text[max(end - 3, 0) : end]
    return next((marker for marker in BEFORE if before.endswith(marker)), "")


def _candidate(match: re.Match[str], text: str) -> Numeral:
    """What may be a numeral."""
    number, tail, end = match["number"] or "", match["tail"] or "", match.end()
    number = match.group() if number == "一" and match.group()[1:2] in ("至", "到") else number
    unit = unit_at(text, end) if number else ""
    if number and not tail and text[end : end + 1] in ("来", "把", "几"):
        if after := unit_at(text, end + 1) if not unit or number[-1] in _TENFOLD else "":
            tail, unit, end = text[end], after, end + 1
    elif number and not unit and number[-1] in _TENFOLD and text.startswith(("出头", "开外", "有余"), end):
        tail, end = text[end : end + 2], end + 2
    end += len(unit)
    if unit and text[end : end + 1] in ("多", "半", "余"):
        end += 1
    is_digits = _A_DIGIT.search(match.group()) is not None
    return Numeral(text[match.start() : end], match.start(), is_digits, number, tail, unit)


_CLAUSE_END = cache(lambda: re.compile("[，。；、！？：）)]|$"))
_LATIN_UNIT = cache(
    lambda: re.compile(
        "[kKMGTcmnμｋＫＭＧＴｃｍｎ]?(?:m|g|V|W|L|Hz|bps|ｍ|ｇ|Ｖ|Ｗ|Ｌ|Ｈｚ|ＨＺ|ｂｐｓ)(?![A-Za-zＡ-Ｚａ-ｚ])"
    )
)


_A_DIGIT = re.compile(f"[{ARABIC}]")
_NAME_BEFORE = cache(lambda: re.compile("[A-Za-zＡ-Ｚａ-ｚ—－]"))
_NAME_BEHIND = cache(lambda: re.compile("[A-Za-zＡ-Ｚａ-ｚ]|国集团|型|式|系列|号"))
_COUNTS_ALONE = cache(lambda: re.compile(f"[{ONES}两几数上][百千万亿]|点[〇零○{ONES}]|[拾佰仟]"))


def _counts_in_digits(text: str, found: Numeral) -> bool:
    """Whether digits are a number: not those of a name (波音737, V97, 3号楼)."""
    start, end = found.start, found.start + len(found.number)
    before = text[max(start - 1, 0) : start]
    if found.tail or _LATIN_UNIT().match(text, end):
        return True
    if not found.unit and _NAME_BEFORE().match(before):
        return False
    return not text.endswith("波音", 0, start) and not _NAME_BEHIND().match(text, end)


def _counts_in_words(text: str, found: Numeral) -> bool:
    """Whether a numeral in words counts: it has a measure word that goes with it, or is too long to be rhetoric."""
    start, number, tail, unit = found.start, found.number, found.tail, found.unit
    before = text[start - 1 : start]
    match number:
        case "一":
            return unit in _ONE_UNITS or unit.startswith(("个半", "个多")) or found.text.endswith("半")
        case "半":
            return unit in _HALF_UNITS
        case "几":
            return bool(unit)
        case "个把":
            return unit in _HANDFUL_UNITS
        case "数":
            return unit in _SEVERAL_UNITS
        case "零" | "〇" | "○":
            return unit in _NONE_UNITS and before not in _SPELT
        case "俩" | "仨":
            return True
        case "伍" | "陆" | "拾" if before in _WORDS_IN[number]:
            return False
        case "百" | "千" | "万" | "亿" | "兆":
            is_head = unit in _COUNTED and before in _BEFORE_UNITS  # （单位：万人次）
            return not is_head and (unit in _ROUND_UNITS or bool(tail) or bool(_marker(text, start)))
    if number in _FINANCIAL or number == "拾":
        return len(unit) > 1 or unit in _ROUND_UNITS or unit in _SEVERAL_UNITS
    if unit or (tail and number[-1] in _TENFOLD):
        return True
    if (
        len(number) > 1
        and (number[-1] in "万亿" or set(number) & set("十廿卅"))
        and _CLAUSE_END().match(text, found.end)
    ):
        return True
    return bool(_COUNTS_ALONE().search(number)) or len(number) > 2
