"""The tables behind quantities: units, markers, signs and numerals in words, each row by hand."""

import math
from fractions import Fraction

import pytest

from report_cli.facts import formula, numbers
from report_cli.facts.estimate import MAX_NUMBER, Estimate, NotComputable, bounded, is_refuted
from report_cli.facts.quantity import Kind, Quantity, base, chinese
from report_cli.model import Finding

UNITS = {
    "万元": ("元", 10**4),
    "亿元": ("元", 10**8),
    "万件": ("件", 10**4),
    "公里": ("米", 1000),
    "千米": ("米", 1000),
    "亩": ("平方米", Fraction(2000, 3)),
    "公顷": ("平方米", 10**4),
    "平方公里": ("平方米", 10**6),
    "公斤": ("克", 1000),
    "千克": ("克", 1000),
    "吨": ("克", 10**6),
    "件": ("件", 1),
    "万": ("万", 1),
}


@pytest.mark.parametrize("unit", UNITS)
def test_a_unit_is_so_many_of_its_base(unit: str) -> None:
    assert base(unit) == UNITS[unit]


INF = math.inf
# What is written, and what it may be: from, to, and whether without those.
MARKED = {
    "近300": (240, 300, False, True),
    "不足300": (0, 300, False, True),
    "不到300": (0, 300, False, True),
    "300以下": (0, 300, False, False),
    "300以内": (0, 300, False, False),
    "约300": (240, 360, False, False),
    "300左右": (240, 360, False, False),
    "逾300": (300, INF, True, True),
    "超300": (300, INF, True, True),
    "超过300": (300, INF, True, True),
    "300以上": (300, INF, False, True),
    "300余": (300, 400, True, True),
    "320多": (320, 330, True, True),
    "1200余": (1200, 1300, True, True),
    "300": (300, 300, False, False),
}


@pytest.mark.parametrize("text", MARKED)
def test_a_marker_means_so_much_and_no_more(text: str) -> None:
    read = numbers.read(text, "件", "count")
    assert isinstance(read, Quantity)
    of = read.estimate
    assert (of.low, of.high, of.low_open, of.high_open) == MARKED[text]


@pytest.mark.parametrize(("text", "low", "high"), [("2.8万余", 28000, 29000), ("2.80万", 27950, 28050)])
def test_decimals_say_how_exact_a_number_is(text: str, low: int, high: int) -> None:
    read = numbers.read(text, "件", "count")
    assert isinstance(read, Quantity)
    assert (read.span.low, read.span.high) == (low, high)


# What is written, of what unit and kind; what is found, and how to mend it.
UNREAD = [
    ("3十件", "件", "F108", "把阿拉伯数字和“十”连用", "写成30件"),
    ("3百件", "件", "F108", "把阿拉伯数字和“百”连用", "写成300件"),
    ("3千", "件", "F108", "把阿拉伯数字和“千”连用", "写成3000"),
    ("3百公里", "米", "F108", "把阿拉伯数字和“百”连用", "写成300000米"),
    ("1.123456789", "万元", "F125", "小数有9位", "四舍五入到要印的位数，如1.12万元"),
    ("1.1999999999", "万元", "F125", "小数有10位", "核对原表；若是1.2万元，就这样写"),
    ("1.234000001", "万元", "F125", "小数有9位", "核对原表；若是1.234万元，就这样写"),
    ("0.845", "%", "F114", "缺百分号", "写成84.5%；若确是0.845%，就写成0.845%"),
    ("-0.8", "%", "F114", "缺百分号", "写成-80%；若确是-0.8%，就写成-0.8%"),
    ("1", "%", "F114", "缺百分号", "写成100%；若确是1%，就写成1%"),
    ("1.5", "%", "F114", "缺百分号", "写成1.5%"),
    ("0", "%", "F114", "缺百分号", "写成0%"),
    ("8.45‰", "%", "F114", "是千分数，应写成百分数", "写成0.845%"),
    ("1.2万%", "%", "F114", "的百分号前有“万”", "核对这个数：若是1.2%，就去掉“万”"),
    ("84.5个百分点", "%", "F114", "用了百分点", "写成84.5%"),
    ("84.5％", "%", "F102", "的百分号是全角的", "改为半角：84.5%"),
    ("1.2", "个百分点", "F114", "缺“个百分点”", "写成1.2个百分点"),
    ("近1.2", "个百分点", "F114", "缺“个百分点”", "写成近1.2个百分点"),
    ("1.2左右", "个百分点", "F114", "缺“个百分点”", "写成1.2个百分点左右"),
    ("12‰", "个百分点", "F114", "是千分数，应写成百分点", "写成1.2个百分点"),
    ("1.2%", "个百分点", "F106", "单位应为“个百分点”", "写成1.2个百分点"),
    ("12.5亿", "万元", "F106", "又写了“亿”，单位已是“万元”", "换算成以万元计的数，写成125000万元"),
    ("3.5亿万元", "万元", "F106", "又写了“亿”，单位已是“万元”", "换算成以万元计的数"),
    ("3.5万亿元", "亿元", "F106", "又写了“万”，单位已是“亿元”", "换算成以亿元计的数"),
    ("5公里", "米", "F106", "单位应为“米”", "写成5000米"),
    ("7亩", "公顷", "F106", "单位应为“公顷”", "换算成以公顷计的数，或在指标目录里改单位"),
    ("15亩", "公顷", "F106", "单位应为“公顷”", "换算成以公顷计的数，写成1公顷"),
    ("3.5吨", "公斤", "F106", "单位应为“公斤”", "换算成以公斤计的数，写成3500公斤"),
    ("7个月", "件", "F106", "单位应为“件”", "若以件计，写成7件；若不是，核对这个数，或在指标目录里改单位"),
    ("7美元", "万元", "F106", "单位应为“万元”", "折算成万元再写，或在指标目录里改单位"),
    ("3件件", "件", "F106", "的单位“件”后面多了“件”", "写成3件"),
    ("3件，另外", "件", "F106", "后面有“另外”", "写成3件；“另外”写在note里"),
    ("3件", "", "F106", "写了单位“件”，这个指标没有单位", "写成3，或在指标目录里加单位"),
    ("300件余", "件", "F107", "概数标记位置不对或用了两个", "写成300余件"),
    ("近300左右", "件", "F107", "用了两个概数标记（近、左右）", "只留一个，如近300"),
    ("近-3", "件", "F111", "是负数，不能用概数", "写确数"),
    ("近0", "件", "F111", "是零，不能用概数", "写确数0；只知道很少，写“不足”加一个大于零的数"),
    ("-3", "件", "F109", "是负数，件数、次数不会小于零", "核对这个数"),
    (
        "2.8",
        "件",
        "F110",
        "不是整数",
        "核对原来的数，写整数；若是2.8万，写成2.8万件；量本来带小数，就在指标目录里写kind: amount",
    ),
    ("2.0", "", "F110", "带了小数点，个数应为整数", "写成2"),
    ("012", "件", "F104", "以0开头，看不出是数还是编号", "是数就写成12；是编号，核对是否填错了地方"),
    ("1234567890123456789", "件", "F113", "“1234567890123456789…”位数太多", "核对这个数，是否多粘了内容"),
    ("2,830", "件", "F103", "带分节号，报告里的数不分节", "写成2830"),
    ("1_000_000", "件", "F103", "带分节号，报告里的数不分节", "写成1000000"),
    ("2l件", "件", "F101", "里有字母，不是数字", "写成21件"),
    ("2I件", "件", "F101", "里有字母，不是数字", "写成21件"),
    ("2O件", "件", "F101", "里有字母，不是数字", "写成20件"),
    ("2o", "件", "F101", "里有字母，不是数字", "写成20"),
    ("甲", "个百分点", "F101", "里没有数", "写数字，后面带“个百分点”；还不知道，就把冒号后面空着"),
    ("甲", "万元", "F101", "里没有数", "写数字（单位“万元”可以不写）；还不知道，就把冒号后面空着"),
    ("1\t2", "件", "F103", "里不止一格", "像是从表格里粘来的2格：1、2；只留这一项的"),
    ("３件", "件", "F102", "用了全角数字或符号", "改为半角：3件"),
    ("３ 件", "件", "F102", "“３”和“件”之间有空格", "删去这个空格，改为半角：3件"),
]
KINDS: dict[str, Kind] = {
    "%": "rate",
    "个百分点": "points",
    "万元": "amount",
    "亿元": "amount",
    "米": "amount",
    "公顷": "amount",
    "公斤": "amount",
}


@pytest.mark.parametrize(("text", "unit", "code", "message", "cure"), UNREAD, ids=[row[0] for row in UNREAD])
def test_a_number_that_cannot_be_read_is_mended_as_the_cure_says(
    text: str, unit: str, code: str, message: str, cure: str
) -> None:
    kind = KINDS.get(unit, "count")
    found = numbers.read(text, "" if kind in ("rate", "points") else unit, kind)
    assert isinstance(found, Finding)
    assert (found.code, found.cure) == (code, cure)
    assert message in found.message


WORDS = {
    0: "零",
    8: "八",
    10: "十",
    12: "十二",
    20: "二十",
    105: "一百零五",
    110: "一百一十",
    1005: "一千零五",
    1010: "一千零一十",
    9999: "九千九百九十九",
    10000: "一万",
    10001: "一万零一",
    10999: "一万零九百九十九",
    11000: "一万一千",
    120000: "十二万",
}


@pytest.mark.parametrize("number", WORDS)
def test_a_number_in_words_is_read_as_people_say_it(number: int) -> None:
    assert chinese(number) == WORDS[number]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("≥", ">="), ("≤", "<="), ("≠", "!="), ("==", "="), ("＞", ">"), ("＜", "<"), ("＝", "="), (">=", ">=")],
)
def test_a_sign_of_comparison_is_known_in_each_form(typed: str, meant: str) -> None:
    def known(name: str, previous: bool, column: int) -> formula.Name:
        return formula.Name(name, previous, formula.measure("件"), name)

    assert formula.read_rule(f"a {typed} b", known).signs == (meant,)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("a × b", "甲×乙"),
        ("a ÷ b", "甲÷乙"),
        ("a ＋ b", "甲＋乙"),
        ("a － b", "甲－乙"),
        ("a ＊ b", "甲×乙"),
        ("a ／ b", "甲÷乙"),
    ],
)
def test_a_sign_of_a_formula_is_known_in_each_form(typed: str, said: str) -> None:
    def known(name: str, previous: bool, column: int) -> formula.Name:
        return formula.Name(name, previous, formula.measure("件"), name)

    assert formula.spoken(formula.read_formula(typed, known), lambda name: {"a": "甲", "b": "乙"}[name.id]) == said


def test_a_formula_may_have_500_signs_and_no_more() -> None:
    def known(name: str, previous: bool, column: int) -> formula.Name:
        return formula.Name(name, previous, formula.measure("件"), name)

    long = "a" + "+a" * 249 + " "
    assert len(long) == 500
    formula.read_formula(long, known)
    with pytest.raises(formula.Malformed) as refused:
        formula.read_formula(long + " ", known)
    found = refused.value.finding
    assert (refused.value.column, found.message, found.cure) == (0, "公式超过500个字", "拆成几个指标")


def test_a_formula_is_said_with_last_years_figures_and_brackets() -> None:
    def known(name: str, previous: bool, column: int) -> formula.Name:
        return formula.Name(name, previous, formula.measure("件"), {"a": "甲", "b": "乙"}[name])

    for typed, said in {
        "previous.a + b": "上年甲＋乙",
        "a - (b - a)": "甲－（乙－甲）",
        "(a - b) - a": "甲－乙－甲",
        "(a + b) * 2": "（甲＋乙）×2",
        "a / (b / a)": "甲÷（乙÷甲）",
        "a / (b * 2)": "甲÷（乙×2）",
        "a / b / 2": "甲÷乙÷2",
        "a + (b + a)": "甲＋乙＋甲",
    }.items():
        assert formula.spoken(formula.read_formula(typed, known)) == said


@pytest.mark.parametrize(
    ("kind", "said"), [("rate", "比率"), ("points", "个百分点"), ("number", "纯数"), ("unknown", "不明")]
)
def test_a_dimension_is_named_in_words(kind: str, said: str) -> None:
    assert str(formula.Dimension(kind=kind)) == said
    assert str(formula.Dimension(under=("亩",))) == "1/亩"


ONE = Estimate.exact(1)


def within(low: float, high: float, number: int, *, low_open: bool = False, high_open: bool = False) -> Estimate:
    first, last = (end if math.isinf(end) else Fraction(end) for end in (low, high))
    return Estimate(Fraction(number), first, last, low_open, high_open)


@pytest.mark.parametrize(
    ("divisor", "why"),
    [
        (Estimate.exact(0), "除数是零"),
        (within(0, 10, 10), "除数可能是零"),
        (within(-10, 0, -10), "除数可能是零"),
        (within(-5, 5, 1), "除数可能是零"),
        (within(0, 10, 10, high_open=True), "除数可能是零"),
        (within(-10, 0, -10, low_open=True), "除数可能是零"),
        (within(0, 10, 10, low_open=True), "除数可能接近零"),
        (within(-10, 0, -10, high_open=True), "除数可能接近零"),
    ],
)
def test_nothing_is_divided_by_what_may_be_nothing(divisor: Estimate, why: str) -> None:
    with pytest.raises(NotComputable) as refused:
        _ = ONE / divisor
    assert str(refused.value) == why


@pytest.mark.parametrize(
    ("divisor", "low", "high"),
    [
        (ONE, 1, 1),
        (within(1, 2, 2), Fraction(1, 2), 1),
        (within(0.5, 1, 1), 1, 2),
        (within(-2, -1, -1), -1, Fraction(-1, 2)),
    ],
)
def test_what_cannot_be_nothing_divides(divisor: Estimate, low: Fraction, high: Fraction) -> None:
    share = ONE / divisor
    assert (share.low, share.high) == (low, high)


def test_what_is_divided_by_much_without_end_may_be_next_to_nothing() -> None:
    share = ONE / within(4, INF, 4, high_open=True)
    assert (share.low, share.high, share.low_open, share.high_open) == (0, Fraction(1, 4), True, False)


def test_nothing_times_however_much_is_nothing() -> None:
    product = within(0, 5, 3) * within(1, INF, 2, high_open=True)
    assert (product.low, product.high) == (0, INF)
    product = within(1, INF, 2, high_open=True) * within(0, 5, 3)
    assert (product.low, product.high) == (0, INF)


# Whether it is certainly untrue of one and two, two and two, two and one.
REFUTED = {
    "<": (False, True, True),
    "<=": (False, False, True),
    ">": (True, True, False),
    ">=": (True, False, False),
    "=": (True, False, True),
    "!=": (False, True, False),
}


@pytest.mark.parametrize("sign", REFUTED)
def test_a_comparison_is_untrue_only_where_no_value_makes_it_true(sign: str) -> None:
    two = Estimate.exact(2)
    assert tuple(is_refuted(left, sign, right) for left, right in ((ONE, two), (two, two), (two, ONE))) == REFUTED[sign]
    assert not any(is_refuted(within(1, 3, 2), each, two) for each in REFUTED)


def test_a_result_may_be_so_large_and_no_larger() -> None:
    largest = Estimate.exact(MAX_NUMBER)
    assert bounded(largest) == largest
    with pytest.raises(NotComputable, match=r"^得数太大$"):
        bounded(largest + ONE)
