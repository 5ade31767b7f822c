"""A figure stands for all that rounds to it as written; what is computed is printed so that it stays true."""

import random
from fractions import Fraction

import pytest

from report_cli.facts import numbers, quantity
from report_cli.facts.estimate import Estimate, NotComputable
from report_cli.facts.quantity import Quantity
from test_facts import indicators, number, resolved, texts

VISITS = "a: {label: 甲, unit: 人次}\nb: {label: 乙, unit: 人次}\n"
MONEY = "a: {label: 甲, unit: 亿元}\nb: {label: 乙, unit: 万元}\nc: {label: 丙, unit: 元}\n"
TONS = "t: {label: 总, unit: 吨, parts: [a, b]}\na: {label: 甲, unit: 公斤}\nb: {label: 乙, unit: 万吨}"
LAND = "a: {label: 甲, unit: 亩}\nb: {label: 乙, unit: 公顷}\nc: {label: 丙, unit: 公里}\nd: {label: 丁, unit: 米}\n"


@pytest.mark.parametrize(
    ("text", "unit", "kind", "low", "high"),
    [
        ("2.83万", "人次", "count", 28250, 28350),
        ("265", "件", "count", 265, 265),
        ("12.5", "万元", "amount", "12.45", "12.55"),
        ("316", "亿元", "amount", "315.5", "316.5"),
        ("84.5%", "", "rate", "0.8445", "0.8455"),
        ("100%", "", "rate", 1, "1.005"),
        ("0%", "", "rate", 0, 0),
        ("-5.5", "万元", "amount", "-5.55", "-5.45"),
        ("1.2个百分点", "", "points", "0.0115", "0.0125"),
        ("3", "万件", "count", "2.5", "3.5"),
        ("300余", "件", "count", 300, 400),
    ],
)
def test_a_figure_stands_for_what_rounds_to_it(
    text: str, unit: str, kind: quantity.Kind, low: int | str, high: int | str
) -> None:
    span = number(text, unit, kind).span
    assert (span.low, span.high) == (Fraction(low), Fraction(high))
    assert span.high_open == (Fraction(high) > Fraction(low) and not text.startswith("-"))


@pytest.mark.parametrize(
    ("catalogue", "facts", "codes"),
    [
        # stated against computed
        (VISITS + "r: {label: 率, formula: a / b}", "a: 1.4万; b: 15.7万; r: 8.7%", []),
        (VISITS + "r: {label: 率, formula: a / b}", "a: 1.4万; b: 15.7万; r: 9.4%", ["F206"]),
        (VISITS + "r: {label: 率, formula: a / b}", "a: 1.4万; b: 15.7万; r: 8.5%", ["F206"]),
        (VISITS + "r: {label: 率, formula: a / (a + b)}", "a: 2万; b: 1万; r: 83%", []),
        (VISITS + "r: {label: 率, formula: a / (a + b)}", "a: 2万; b: 1万; r: 84%", ["F206"]),
        (VISITS + "r: {label: 增幅, formula: (a - b) / b}", "a: 2.83万; b: 2.5万; r: 15.7%", []),
        (VISITS + "r: {label: 增幅, formula: (a - b) / b}", "a: 2.83万; b: 2.5万; r: 16.0%", ["F206"]),
        (VISITS + "r: {label: 率, formula: a / b}", "a: 14000; b: 157000; r: 8.7%", ["F206"]),
        (VISITS + "r: {label: 率, formula: a / b}", "a: 1119; b: 1120; r: 100%", ["F206"]),
        (VISITS + "r: {label: 率, formula: a / b}", "a: 1120; b: 1120; r: 100%", []),
        (VISITS + "r: {label: 率, formula: a / b}", "a: 1; b: 1120; r: 0%", ["F206"]),
        (VISITS + "s: {label: 和, formula: a + b}", "a: 2.83万; b: 1527; s: 2.98万", []),
        (VISITS + "s: {label: 和, formula: a + b}", "a: 2.83万; b: 1527; s: 29801", []),
        (VISITS + "s: {label: 和, formula: a + b}", "a: 2.83万; b: 1527; s: 30000", ["F206"]),
        (VISITS + "s: {label: 和, formula: a + b}", "a: 28; b: 15; s: 44", ["F206"]),
        (MONEY + "s: {label: 和, unit: 亿元, formula: a + b}", "a: 1.2; b: 3500; s: 1.6", []),
        (MONEY + "s: {label: 和, unit: 亿元, formula: a + b}", "a: 1.2; b: 3500; s: 1.8", ["F206"]),
        # parts, of, rules
        ("t: {label: 总, unit: 人次, parts: [a, b]}\n" + VISITS, "a: 1.44万; b: 1.44万; t: 2.87万", []),
        ("t: {label: 总, unit: 人次, parts: [a, b]}\n" + VISITS, "a: 1.44万; b: 1.44万; t: 2.84万", ["F204"]),
        ("t: {label: 总, unit: 人次, parts: [a, b]}\n" + VISITS, "a: 14; b: 14; t: 29", ["F204"]),
        ("t: {label: 总, unit: 亿元, parts: [a, b]}\n" + MONEY, "a: 1; b: 5000; t: 1.5", []),
        ("t: {label: 总, unit: 亿元, parts: [a, b]}\n" + MONEY, "a: 1.0; b: 5000; t: 1.7", ["F204"]),
        ("t: {label: 总, unit: 公顷, of: a}\n" + LAND, "t: 3; a: 45", []),
        ("t: {label: 总, unit: 公顷, of: a}\n" + LAND, "t: 300.00; a: 4500", []),
        ("t: {label: 总, unit: 公顷, of: a}\n" + LAND, "t: 3.2; a: 45", ["F205"]),
        (TONS, "a: 500; b: 1.2; t: 12000.5", []),
        (TONS, "a: 500; b: 1.2; t: 14000.5", ["F204"]),
        ("t: {label: 总, unit: 平方公里, of: a}\na: {label: 甲, unit: 万亩}", "t: 10; a: 1.5", []),
        ("t: {label: 总, unit: 平方公里, of: a}\na: {label: 甲, unit: 万亩}", "t: 12; a: 1.5", ["F205"]),
        ("t: {label: 总, unit: 小时, of: a}\na: {label: 甲, unit: 分钟}", "t: 2; a: 120", []),
        ("t: {label: 总, unit: 小时, of: a}\na: {label: 甲, unit: 分钟}", "t: 2.6; a: 120", ["F205"]),
        (VISITS + "r: {label: 率, formula: a / b}", "a: 224; b: 265; r: 近85%", []),
        (VISITS + "r: {label: 率, formula: a / b}", "a: 224; b: 265; r: 80余%", []),
        (VISITS + "r: {label: 率, formula: a / b}", "a: 224; b: 265; r: 超85%", ["F206"]),
        (VISITS + "r: {label: 率, formula: a / b}", "a: 224; b: 265; r: 约60%", ["F206"]),
        ("t: {label: 总, unit: 人次, of: a}\n" + VISITS, "t: 28350; a: 2.83万", ["F205"]),
        ("t: {label: 总, unit: 人次, of: a}\n" + VISITS, "t: 28349; a: 2.83万", []),
    ],
)
def test_only_what_no_value_within_would_do_is_an_error(catalogue: str, facts: str, codes: list[str]) -> None:
    assert [finding.code for finding in resolved(indicators(catalogue), facts)[1]] == codes


@pytest.mark.parametrize(
    ("require", "facts", "codes"),
    [
        ("b <= a", "a: 4.15万; b: 41549", []),
        ("b <= a", "a: 4.15万; b: 41550", ["F203"]),
        ("a + b <= 5000", "a: 2000; b: 3001", ["F203"]),
        ("a / b <= 50%", "a: 1.5万; b: 2.95万", []),
        ("a / b <= 50%", "a: 1.6万; b: 2.9万", ["F203"]),
    ],
)
def test_a_rule_fails_only_where_rounding_does_not_explain_it(require: str, facts: str, codes: list[str]) -> None:
    made = indicators(VISITS, f"{{require: {require}, because: 应当}}")
    assert [finding.code for finding in resolved(made, facts)[1]] == codes


@pytest.mark.parametrize(
    ("catalogue", "facts", "said"),
    [
        (VISITS + "s: {label: 和, formula: a + b}", "a: 2.83万; b: 1527", "约2.98万人次"),
        (VISITS + "s: {label: 和, formula: a + b}", "a: 1.2亿; b: 350万", "约1.2亿人次"),
        (VISITS + "s: {label: 和, formula: a + b}", "a: 2.83万; b: 1.17万", "4万人次"),
        (VISITS + "s: {label: 差, formula: a - b}", "a: 2.83万; b: 1527", "约2.68万人次"),
        (VISITS + "s: {label: 差, formula: a - b}", "a: 100; b: 近101", "约-1人次"),
        (VISITS + "s: {label: 差, formula: a - b}", "a: 100; b: 超101", "约-1人次"),
        (VISITS + "s: {label: 差, formula: a - b}", "a: 100; b: 近90", "超10人次"),
        (VISITS + "s: {label: 率, formula: b / a}", "a: 2.83万; b: 1527", "5.4%"),
        (VISITS + "t: {label: 和, formula: a + b}\ns: {label: 率, formula: b / t}", "a: 2.83万; b: 1527", "5.1%"),
        (VISITS + "s: {label: 和, formula: a + b}", "a: 265; b: 0", "265人次"),
        (MONEY + "s: {label: 和, formula: a + b}", "a: 1.2; b: 3500", "1.55亿元"),
        (MONEY + "s: {label: 和, formula: a + b}", "a: 0.02; b: 600", "800万元"),
        (MONEY + "s: {label: 和, formula: b + c}", "b: 0.3; c: 4500", "7500元"),
        (MONEY + "s: {label: 和, unit: 万元, formula: a + b}", "a: 2.5; b: 600", "25600万元"),
        (MONEY + "s: {label: 和, unit: 亿元, digits: 1, formula: a + b}", "a: 2.5; b: 600", "2.6亿元"),
        (MONEY + "s: {label: 和, formula: b + b}", "b: 12.25", "24.5万元"),
        (MONEY + "s: {label: 差, formula: a - b}", "a: 1.2; b: 3500", "8500万元"),
        (MONEY + "s: {label: 率, formula: b / a}", "a: 7; b: 35000", "50%"),
        (MONEY + "s: {label: 倍, unit: 倍, formula: a / b}", "a: 7; b: 35000", "2倍"),
        (MONEY + "s: {label: 每份, unit: 元, kind: amount, formula: a / b}", "a: 7; b: 35000", "2元"),
        (MONEY + "s: {label: 月, unit: 个月, formula: a / b}", "a: 2.5; b: 2000", "12.5个月"),
        (MONEY + "n: {label: 户, unit: 家}\ns: {label: 户均, unit: 万元, formula: a / n}", "a: 2; n: 80", "250万元"),
        (LAND + "s: {label: 率, formula: a / b}", "a: 45; b: 6", "50%"),
        (LAND + "s: {label: 和, unit: 公里, formula: c + d}", "c: 2.5; d: 300", "2.8公里"),
        (
            MONEY
            + LAND.replace("a:", "e:").replace("c:", "f:").replace("b:", "g:")
            + "s: {label: 亩均, unit: 元, formula: b / e}",
            "b: 9; e: 45",
            "2000元",
        ),
    ],
)
def test_what_is_computed_is_printed_as_the_trade_says_it(catalogue: str, facts: str, said: str) -> None:
    assert texts(indicators(catalogue), facts)["s"] == said


@pytest.mark.parametrize(
    ("a", "b", "said"),
    [
        ("近25000", "30000", "近83.4%"),
        ("1878多", "1317", "超142.5%"),
        ("1000多", "701", "超142.6%"),
        ("300余", "400", "超75%"),
        ("近300", "400", "近75%"),
        ("300以内", "400", "约75%"),
        ("2.8万余", "3.1万", "约90.3%"),
        ("近29999", "30000", "近99.997%"),
    ],
)
def test_a_marker_is_rounded_the_way_that_keeps_it_true(a: str, b: str, said: str) -> None:
    assert texts(indicators(VISITS + "r: {label: 完成率, formula: a / b}"), f"a: {a}; b: {b}")["r"] == said


def test_no_computed_marker_is_ever_wrong() -> None:
    random.seed(5)
    made = indicators(VISITS + "r: {label: 率, formula: a / b}\ns: {label: 和, formula: a + b}")
    for _ in range(400):
        form = random.choice(["近{}", "{}余", "{}多", "不足{}", "超{}", "{}以内", "{}左右", "{}"])
        other = random.choice(["{}", "近{}", "{}万"])
        facts = f"a: {form.format(random.randint(10, 30000))}; b: {other.format(random.randint(2, 9999))}"
        found = resolved(made, facts)[0]
        for fact in (found.facts["g.r"], found.facts["g.s"]):
            if (value := fact.quantity) is not None:
                assert _is_true(value), (facts, value.text)


def _is_true(value: Quantity) -> bool:
    shown, span = value.printed_number, value.span
    if value.marker == "超":
        return span.low >= shown
    return value.marker != "近" or span.high < shown or (span.high == shown and span.high_open)


@pytest.mark.parametrize(
    ("now", "before", "text", "relative"),
    [
        ("-5.5", "2.5", "减少8万元", ""),
        ("5.5", "-2.5", "增加8万元", ""),
        ("-5.5", "-2.5", "减少3万元", ""),
        ("0", "2.5", "减少2.5万元", "下降100%"),
        ("5", "2.5", "增加2.5万元", "增长100%"),
    ],
)
def test_no_rate_says_how_a_profit_became_a_loss(now: str, before: str, text: str, relative: str) -> None:
    found = quantity.change(number(now, "万元"), number(before, "万元"))
    assert (found.text, found.relative_text) == (text, relative)


@pytest.mark.parametrize("text", ["(a - previous.a) / previous.a", "a / previous.a - 1"])
def test_a_growth_by_formula_does_not_cross_zero(text: str) -> None:
    made = indicators(f"a: {{label: 结余, unit: 万元}}\nr: {{label: 增幅, formula: {text}}}")
    for now, before, said in (("-5.5", "2.5", ""), ("5.5", "-2.5", ""), ("5", "2.5", "100%"), ("0", "2.5", "-100%")):
        assert texts(made, f"a: {now}", f"a: {before}")["r"] == said


def test_years_of_unlike_precision_have_no_exact_difference() -> None:
    assert (
        quantity.change(number("2.83万", "人次", "count"), number("1527", "人次", "count")).text == "增加约2.68万人次"
    )
    with pytest.raises(NotComputable):
        quantity.change(number("2.83万", "人次", "count"), number("28290", "人次", "count"))


def test_a_computed_number_need_not_be_rounded_again() -> None:
    computed = quantity.derived(Estimate.exact(Fraction(2, 3)), "", "rate", 1)
    assert computed.span == Estimate.exact(Fraction(2, 3))
    assert isinstance(numbers.read("66.7%", "", "rate"), Quantity)
