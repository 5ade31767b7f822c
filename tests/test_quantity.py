"""The tables behind quantities: units, markers, signs and numerals in words, each row by hand."""

import math
from fractions import Fraction

import pytest

from report_cli.facts import formula, numbers
from report_cli.facts.estimate import MAX_NUMBER, Estimate, NotComputable, bounded, is_refuted
from report_cli.facts.quantity import Quantity, base, chinese

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
    "逾300": (300, INF, False, True),
    "超300": (300, INF, False, True),
    "超过300": (300, INF, False, True),
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
    assert (refused.value.column, str(formula.MAX_LENGTH)) == (0, "500")


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
