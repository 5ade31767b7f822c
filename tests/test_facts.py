"""Derived facts (order and depth of formulas, scales of sums) and numbers as people type them."""

import re
import time
from datetime import date

import pytest

from report_cli import compose
from report_cli.facts import catalogue_file, dates, formula, ledger, numbers, quantity, yearfile
from report_cli.facts.estimate import NotComputable
from report_cli.facts.fact import Catalogue
from report_cli.facts.ledger import Ledger
from report_cli.facts.quantity import Quantity
from report_cli.model import Finding
from report_cli.questions import totals, trace
from running import one_template


def indicators(lines: str, *rules: str) -> Catalogue:
    """A catalogue of one group, an indicator a line."""
    inner = "".join(f"    {line.strip()}\n" for line in lines.strip().splitlines())
    inner += "".join(f"  rules: [{rule}]\n" for rule in rules)
    made, findings = catalogue_file.read(f"g:\n  label: 组\n  indicators:\n{inner}".encode(), "data/indicators.yaml")
    assert not findings
    return made


def resolved(
    stated: Catalogue, facts: str, year: int = 2022, previous: Ledger | None = None
) -> tuple[Ledger, list[Finding]]:
    """A year whose facts are `name: value` pairs, parted by ;."""
    lines = "".join(f"  {fact.strip()}\n" for fact in facts.split(";"))
    given, findings = yearfile.read(f"year: {year}\ng:\n{lines}".encode(), f"data/{year}.yaml", year, stated)
    assert not findings
    return ledger.resolve(stated, given, previous)


def texts(stated: Catalogue, now: str, before: str = "") -> dict[str, str]:
    """The facts of a year as printed, derived ones too."""
    previous = resolved(stated, before, 2021)[0] if before else None
    made, findings = resolved(stated, now, previous=previous)
    assert not findings
    return {id.removeprefix("g."): fact.text for id, fact in made.facts.items() if id.startswith("g.")}


def number(text: str, unit: str = "元", kind: quantity.Kind = "amount") -> Quantity:
    found = numbers.read(text, unit, kind)
    assert isinstance(found, Quantity), found
    return found


def test_a_sum_is_without_what_a_year_does_not_have() -> None:
    made = indicators("""
        all: {label: 合计, formula: a + b + c, parts: [a, b, c]}
        a: {label: 甲, unit: 件}
        b: {label: 乙, unit: 件, years: 2022起}
        c: {label: 丙, unit: 件, years: [2020, 2021]}
        share: {label: 乙占比, formula: b / all}
        more: {label: 增加, formula: all - previous.all}
    """)
    assert texts(made, "a: 3; b: 4", "a: 2; c: 3") == {
        "all": "7件", "a": "3件", "b": "4件", "share": "57.1%", "more": "2件",
    }  # fmt: skip
    assert texts(made, "a: 3; b: 4; c: 1")["all"] == "8件"  # what is stated counts
    lacking, _ = resolved(made, "a: 3")
    assert lacking.facts["g.all"].problem == "没有乙"
    before, _ = resolved(made, "a: 2; c: 3", 2021)
    assert before.facts["g.share"].problem == "没有乙"


def test_rates_differ_by_points_and_points_added_to_a_rate_make_a_rate() -> None:
    made = indicators("""
        received: {label: 收到, unit: 件}
        filed: {label: 立案, unit: 件}
        rate: {label: 立案率, formula: filed / received}
        gap: {label: 增减, formula: rate - previous.rate}
        more: {label: 上年加增减, formula: previous.rate + gap}
        again: {label: 增减加上年, formula: gap + previous.rate}
        before: {label: 本年减增减, formula: rate - gap}
        """)
    found = texts(made, "received: 120; filed: 90", "received: 100; filed: 80")
    assert (found["rate"], found["gap"]) == ("75%", "-5个百分点")
    assert (found["more"], found["again"], found["before"]) == ("75%", "75%", "80%")


def test_a_stated_difference_of_rates_is_compared_with_the_computed_one() -> None:
    made = indicators("""
        received: {label: 收到, unit: 件}
        filed: {label: 立案, unit: 件}
        rate: {label: 立案率, formula: filed / received}
        gap: {label: 增减, formula: rate - previous.rate}
        """)
    last = resolved(made, "received: 240; filed: 200", 2021)[0]
    for said, codes in {"1.2个百分点": [], "1个百分点": [], "1.3个百分点": ["F206"]}.items():
        found, findings = resolved(made, f"received: 265; filed: 224; gap: {said}", previous=last)
        assert (found.facts["g.gap"].text, [finding.code for finding in findings]) == (said, codes)


RATES = """
    received: {label: 收到, unit: 件}
    filed: {label: 立案, unit: 件}
    rate: {label: 立案率, formula: filed / received}
    gap: {label: 增减, formula: rate - previous.rate}
    left: {label: 折算, formula: filed / (received - filed)}
    """


def test_the_difference_of_rates_is_that_of_the_rates_as_printed() -> None:
    """84.54% and 79.96% are 4.58 apart; a reader sees 84.5% and 80%."""
    last = resolved(indicators(RATES), "received: 9000; filed: 7196", 2021)[0]
    made, findings = resolved(indicators(RATES), "received: 10000; filed: 8454", previous=last)
    assert (made.facts["g.rate"].text, made.facts["g.gap"].text) == ("84.5%", "4.5个百分点")
    assert findings == []
    for said, codes in {"4.4": ["F206"], "4.5": [], "4.6": [], "4.7": ["F206"]}.items():
        stated = f"received: 10000; filed: 8454; gap: {said}个百分点"
        assert [each.code for each in resolved(indicators(RATES), stated, previous=last)[1]] == codes


@pytest.mark.parametrize(
    ("text", "codes"),
    {
        "立案率{{ g.rate }}。": [],
        "立案率{{ g.rate }}，比上年{{ g.rate.change }}。": ["F207"],
        "立案率{{ g.rate }}，比上年提高{{ g.gap }}。": ["F207"],
    }.items(),
)
def test_a_change_of_rates_that_misleads_is_told_where_it_is_printed(text: str, codes: list[str]) -> None:
    last = resolved(indicators(RATES), "received: 9000; filed: 7196", 2021)[0]
    made, _ = resolved(indicators(RATES), "received: 10000; filed: 8454", previous=last)
    _, found = compose.compose("note", made, one_template(f"{text}\n"))
    assert [each.code for each in found] == codes


def test_a_divisor_that_is_nothing_is_named() -> None:
    for facts, rate, left in (
        ("received: 0; filed: 0", "收到是0件，不能作除数", "收到－立案是零，不能作除数"),
        ("received: 5; filed: 5", "", "收到－立案是零，不能作除数"),
    ):
        made = resolved(indicators(RATES), facts)[0].facts
        assert (made["g.rate"].problem, made["g.left"].problem) == (rate, left)


def test_a_fact_left_empty_last_year_cannot_be_compared_with() -> None:
    """What follows from it is not filled yet; a change and a rule do without."""
    text = """
        received: {label: 收到, unit: 件}
        filed: {label: 立案, unit: 件}
        both: {label: 两年, formula: received + previous.received}
        all: {label: 累计, unit: 件, formula: filed + previous.all}
        """
    made = indicators(text, "{require: received <= 2 * previous.received, because: 不会翻番}")
    empty, findings = resolved(made, "received: ; filed: 80; all: ", 2021)
    assert {finding.code for finding in findings} == {"F202"}
    found, findings = resolved(made, "received: 120; filed: 90", previous=empty)
    assert findings == []
    assert found.last_year("g.received") is None
    assert found.last_year("g.filed") is not None
    with pytest.raises(NotComputable, match="没有上年数据"):
        found.change("g.received")
    told = {
        id: (fact.is_empty, fact.problem) for id, fact in found.facts.items() if fact.is_derived and id.startswith("g.")
    }
    assert told == {"g.both": (True, "上年的收到未填"), "g.all": (True, "上年的累计未填")}


def test_a_fact_that_last_year_does_not_state_is_not_a_gap_of_this_year() -> None:
    made = indicators("received: {label: 收到, unit: 件}\nboth: {label: 两年, formula: received + previous.received}")
    last = resolved(made, "", 2021)[0]
    for previous, problem in ((None, "没有2021年的数据"), (last, "没有上年的收到")):
        both = resolved(made, "received: 120", previous=previous)[0].facts["g.both"]
        assert (both.is_empty, both.problem) == (False, problem)


@pytest.mark.parametrize(
    ("now", "before", "said"),
    [
        ("3.5亿", "2.8亿", "增加0.7亿元"),
        ("3.55亿", "2.5亿", "增加1.05亿元"),
        ("3.5亿", "2.50亿", "增加1亿元"),
        ("3.5亿", "3.5亿", "持平"),
        ("3.5亿", "0", "增加3.5亿元"),
        ("3.5亿", "9000万", "增加2.6亿元"),
        ("2.8万", "3000", "增加2.5万元"),
        ("3.5亿余", "2.8亿", "增加超0.7亿元"),
    ],
)
def test_a_change_is_printed_in_the_scale_that_both_years_share(now: str, before: str, said: str) -> None:
    assert quantity.change(number(now), number(before)).text == said


@pytest.mark.parametrize(
    ("now", "before", "said", "signed"),
    [
        ("5以上", "4", "增加1件以上", "+1以上 +25%以上"),
        ("超5", "4", "增加超1件", "+超1 +超25%"),
        ("近20", "14", "增加近6件", "+近6 +近42.9%"),
        ("5余", "4", "增加超1件", "+超1 +超25%"),
        ("近300", "320", "减少超20件", "-超20 -超6.2%"),
        ("300以内", "320", "减少20件以上", "-20以上 -6.2%以上"),
        ("7以上", "3", "增加4件以上", "+4以上 +133.3%以上"),
        ("20左右", "14", "增加约6件", "+约6 +约42.9%"),
        ("5", "4", "增加1件", "+1 +25%"),
        ("5", "5", "持平", "持平 "),
    ],
)
def test_a_change_of_an_approximate_number_is_true_and_signed_alike(
    now: str, before: str, said: str, signed: str
) -> None:
    made = quantity.change(number(now, "件", "count"), number(before, "件", "count"))
    assert (made.text, f"{made.signed_text} {made.signed_relative_text}") == (said, signed)


@pytest.mark.parametrize(("now", "before"), [("5以上", "5"), ("5以上", "6"), ("近20", "19"), ("5", "5以上")])
def test_a_change_whose_side_is_open_is_not_said(now: str, before: str) -> None:
    with pytest.raises(NotComputable):
        quantity.change(number(now, "件", "count"), number(before, "件", "count"))


def test_a_sum_is_printed_in_the_scale_that_its_parts_share() -> None:
    made = indicators("""
        a: {label: 甲, unit: 元}
        b: {label: 乙, unit: 元}
        sum: {label: 合计, formula: a + b}
        rest: {label: 相差, formula: a - b}
        twice: {label: 两倍, formula: 2 * a}
        more: {label: 另加, formula: a + 5000}
        half: {label: 一半, formula: a / 2}
        part: {label: 占比, formula: a / sum}
        """)
    found = texts(made, "a: 3.5亿; b: 3.50亿")
    assert (found["sum"], found["twice"], found["part"]) == ("7亿元", "7亿元", "50%")
    assert (found["more"], found["half"]) == ("350005000元", "175000000元")
    assert texts(made, "a: 3.5亿; b: 9000万")["sum"] == "4.4亿元"
    assert texts(made, "a: 3.5亿; b: 0.25亿")["rest"] == "3.25亿元"
    visits = indicators("a: {label: 甲, unit: 人次}\nb: {label: 乙, unit: 人次}\nsum: {label: 合计, formula: a + b}")
    assert texts(visits, "a: 3.5万; b: 3.5万")["sum"] == "7万人次"
    assert texts(visits, "a: 2.8万余; b: 2.8万余")["sum"] == "超5.6万人次"
    assert texts(visits, "a: 2.83万; b: 5")["sum"] == "约2.83万人次"


def test_the_sum_of_a_breakdown_is_printed_in_the_scale_of_its_parts() -> None:
    made = indicators("all: {label: 总数, unit: 元, parts: [a, b]}\na: {label: 甲, unit: 元}\nb: {label: 乙, unit: 元}")
    [finding] = resolved(made, "all: 7.5亿; a: 3.5亿; b: 3.5亿")[1]
    assert finding.message == "总数（g.all）7.5亿元，各部分合计7亿元，不等于总数"


@pytest.mark.parametrize(
    ("typed", "before", "meant"),
    [
        ("2027-01-15", "1月18日", "写成1月15日（上年的写法）"),
        ("1/15", "1月18日", "写成1月15日（上年的写法）"),
        ("2027/1/15", "", "写成2027年1月15日；"),
        ("20270115", "", "写成2027年1月15日；"),
        ("2027-01-15至2027-01-18", "", "写成2027年1月15日至2027年1月18日；"),
        ("下午14:30:00", "", "写成下午14时30分；"),
        ("500强", "500", "会印两遍，写成500；"),
        ("{value: 2027-01-15, state: 已核}", "1月18日", ""),
        ("2027-01-15", "2026-01-18", ""),  # so it is printed
        ("1月中旬", "1月18日", ""),
        ("1月15日至18日", "1月18日", ""),
        ("《规范》（GB/T 9704-2012）", "", ""),
        ("2026—2027学年，9:30", "", ""),
    ],
)
def test_a_text_that_is_typed_as_a_machine_writes_it_is_told(typed: str, before: str, meant: str) -> None:
    made = indicators("text: {label: 开幕}")
    previous = resolved(made, f"text: {before}", 2026)[0] if before else None
    found = [each for each in resolved(made, f"text: {typed}", 2027, previous)[1] if each.code == "F224"]
    assert [meant in each.cure for each in found] == [True] * bool(meant)


def test_a_total_of_two_breakdowns_that_disagree_names_the_parts_of_both() -> None:
    made = indicators("""
        all: {label: 残疾人, formula: east + west, parts: [limbs, sight]}
        east: {label: 城东片区, unit: 人}
        west: {label: 城西片区, unit: 人}
        limbs: {label: 肢体残疾, unit: 人}
        sight: {label: 视力残疾, unit: 人}
        """)
    [finding] = resolved(made, "east: 31; west: 20; limbs: 40; sight: 10")[1]
    assert finding.message == "残疾人（g.all）51人，各部分合计50人，不等于总数"
    own, other = "肢体残疾40人＋视力残疾10人", "城东片区31人、城西片区20人"
    assert finding.cure == f"核对：{own}；总数由{other}算出，也核对，两边要一样多"


def test_sums_over_workspaces_keep_scales_and_running_totals() -> None:
    made = indicators("""
        loans: {label: 贷款, unit: 元}
        grants: {label: 补助, unit: 元}
        added: {label: 新增, unit: 件}
        all: {label: 累计, unit: 件, formula: added + previous.all}
        """)
    found = totals.Sums()
    for name, facts in {
        "甲": "loans: 3.5亿; grants: 1亿; added: 3; all: 8",
        "乙": "loans: 3.5亿; grants: 90; added: 4; all: 9",
    }.items():
        found.add(name, totals.addends(resolved(made, facts)[0]))
    assert [row.value.text for row in found.totals() if row.value] == ["7亿元", "100000090元", "7件", "17件"]


DEEP = 5000


def test_a_chain_of_thousands_of_formulas_is_computed_in_any_order() -> None:
    chain = [f"x{step}: {{label: 数, formula: x{step + 1} + 1}}" for step in range(DEEP)]
    for lines in (chain, list(reversed(chain))):
        made = indicators("\n".join([*lines, f"x{DEEP}: {{label: 底, unit: 件}}"]))
        found, _ = resolved(made, f"x{DEEP}: 5")
        assert found.facts["g.x0"].text == f"{DEEP + 5}件"
        assert trace.calculation(found, found.facts["g.x0"]) is not None
        assert len(totals.addends(found)) == DEEP + 1


def test_a_circle_of_thousands_of_formulas_has_a_short_message() -> None:
    lines = "".join(f"    x{step}: {{label: 数, formula: x{(step + 1) % DEEP}}}\n" for step in range(DEEP))
    _, findings = catalogue_file.read(f"g:\n  label: 组\n  indicators:\n{lines}".encode(), "data/indicators.yaml")
    assert [finding.code for finding in findings] == ["C304"]
    assert len(findings[0].message) < 200


def test_a_number_of_too_many_digits_is_not_computable() -> None:
    squares = "\n".join(f"x{step + 1}: {{label: 数, formula: x{step} * x{step}}}" for step in range(100))
    made = indicators(
        f"a: {{label: 甲, unit: 件}}\nb: {{label: 乙, unit: 件}}\nx0: {{label: 率, formula: a / b}}\n{squares}"
    )
    began = time.process_time()
    found, _ = resolved(made, "a: 999999999; b: 1000000007")
    assert found.facts["g.x100"].problem == "得数的位数太多"
    assert time.process_time() - began < 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a * 0.00001", "甲×0.00001"),
        (f"a / {'9' * 400}", f"甲÷{'9' * 400}"),
        ("a * 12.50", "甲×12.50"),
        ("a * 12.50%", "甲×12.50%"),
        ("a / (a * b)", "甲÷（甲×乙）"),
        ("(a − b) × 2", "（甲－乙）×2"),
        ("-a + b", "－甲＋乙"),
        ("a - (b - c)", "甲－（乙－丙）"),
        ("a - (b + c)", "甲－（乙＋丙）"),
        ("a - (b - (c - a))", "甲－（乙－（丙－甲））"),
        ("a - b - c", "甲－乙－丙"),
        ("a + b - c", "甲＋乙－丙"),
        ("(a - b) / c", "（甲－乙）÷丙"),
        ("a - -b", "甲－（－乙）"),
    ],
)
def test_a_formula_in_words_shows_its_numbers_as_written(text: str, said: str) -> None:
    labels = {"a": "甲", "b": "乙", "c": "丙"}
    read = formula.read_formula(
        text, lambda name, previous, column: formula.Name(name, previous, formula.measure("件"), name)
    )
    assert formula.spoken(read, lambda name: labels[name.id]) == said


def test_a_line_full_of_invisible_characters_is_read_quickly() -> None:
    made = indicators("name: {label: 名称}")
    began = time.process_time()
    data = ("year: 2022\ng:\n  name: " + "\u200b甲" * 20_000 + "\n").encode()
    _, findings = yearfile.read(data, "data/2022.yaml", 2022, made)
    assert [finding.code for finding in findings] == ["F022"]
    assert time.process_time() - began < 2


def test_a_definition_of_several_lines_becomes_one_line() -> None:
    definition = "|\n        含并案的\n        提案，不含 in\n        2022 撤回的\n"
    text = f"g:\n  label: 组\n  indicators:\n    a:\n      label: 甲\n      definition: {definition}"
    made, findings = catalogue_file.read(text.encode(), "data/indicators.yaml")
    assert not findings
    assert made.indicators[0].definition == "含并案的提案，不含 in 2022 撤回的"


def test_a_source_and_a_note_of_several_lines_become_one_line() -> None:
    made = indicators("a: {label: 甲, unit: 件}")
    text = "year: 2022\nsource: |\n  提案\n  台账\ng:\n  a:\n    value: 5\n    note: |\n      另有\n      两件\n"
    given, findings = yearfile.read(text.encode(), "data/2022.yaml", 2022, made)
    assert not findings
    assert (given.facts["g.a"].source, given.facts["g.a"].note) == ("提案台账", "另有两件")


@pytest.mark.parametrize(
    ("text", "kind", "message", "cure"),
    [
        ("5万%", "rate", "“5万%”的百分号前有“万”", "核对这个数：若是5%，就去掉“万”"),
        ("50%余", "rate", "“50%余”的概数标记位置不对或用了两个", "写成50余%"),
        ("84.5", "rate", "“84.5”缺百分号，比率应写成百分数", "写成84.5%"),
        ("0.845", "rate", "“0.845”缺百分号，比率应写成百分数", "写成84.5%；若确是0.845%，就写成0.845%"),
        ("-0.05", "rate", "“-0.05”缺百分号，比率应写成百分数", "写成-5%；若确是-0.05%，就写成-0.05%"),
        ("1", "rate", "“1”缺百分号，比率应写成百分数", "写成100%；若确是1%，就写成1%"),
        ("1.000001", "rate", "“1.000001”缺百分号，比率应写成百分数", "写成1.000001%"),
        ("0.0", "rate", "“0.0”缺百分号，比率应写成百分数", "写成0.0%"),
        ("-5", "rate", "“-5”缺百分号，比率应写成百分数", "写成-5%"),
        ("近0.9", "rate", "“近0.9”缺百分号，比率应写成百分数", "写成近0.9%"),
        ("0.9件", "rate", "“0.9件”缺百分号，比率应写成百分数", "写成0.9%"),
        ("84.5个百分点", "rate", "“84.5个百分点”用了百分点，比率应写成百分数", "写成84.5%"),
        ("0.5百分点左右", "rate", "“0.5百分点左右”用了百分点，比率应写成百分数", "写成0.5%左右"),
        ("84.5％", "rate", "“84.5％”的百分号是全角的", "改为半角：84.5%"),
        ("近84.5％", "rate", "“近84.5％”的百分号是全角的", "改为半角：近84.5%"),
        ("84.5 ％", "rate", "“84.5 ％”的百分号是全角的，“84.5”和“％”之间有空格", "删去这个空格，改为半角：84.5%"),
        (
            "84.5\u00a0％ 左右",
            "rate",
            "“84.5 ％ 左右”的百分号是全角的，“84.5”和“％”之间有不换行空格（U+00A0），共2处空格",
            "删去这些空格，改为半角：84.5%左右",
        ),
        ("1.2", "points", "“1.2”缺“个百分点”，两个比率的差应写明", "写成1.2个百分点"),
        ("近1.2", "points", "“近1.2”缺“个百分点”，两个比率的差应写明", "写成近1.2个百分点"),
        ("1.2左右", "points", "“1.2左右”缺“个百分点”，两个比率的差应写明", "写成1.2个百分点左右"),
        ("1.2%", "points", "“1.2%”的单位不是指标的单位，单位应为“个百分点”", "写成1.2个百分点"),
        ("265.0", "count", "“265.0”带了小数点，件数应为整数", "写成265"),
        ("近0", "count", "“近0”是零，不能用概数", "写确数0；只知道很少，写“不足”加一个大于零的数"),
    ],
)
def test_a_mistyped_number_has_a_message_and_a_cure(text: str, kind: quantity.Kind, message: str, cure: str) -> None:
    found = numbers.read(text, "" if kind in ("rate", "points") else "件", kind)
    assert isinstance(found, Finding)
    assert (found.message, found.cure) == (message, cure)


@pytest.mark.parametrize(
    ("text", "unit", "kind", "code", "meant"),
    [
        ("265人", "件", "count", "F106", "265件"),
        ("近2.8万人左", "件", "count", "F106", "近2.8万件"),
        ("265件件", "件", "count", "F106", "265件"),
        ("265件（不含撤回）", "件", "count", "F106", "265件"),
        ("265  件", "件", "count", "F101", "265件"),
        ("265 件 左右", "件", "count", "F101", "265件左右"),
        ("265 万件", "件", "count", "F101", "265万件"),
        ("300 余件", "件", "count", "F101", "300余件"),
        ("300余  件", "件", "count", "F101", "300余件"),
        ("2.8 万 余人 次", "人次", "count", "F101", "2.8万余人次"),
        ("300 余 人", "件", "count", "F101", "300余件"),
        ("265  人", "件", "count", "F106", "265件"),
        ("1.2  个百分点", "", "points", "F101", "1.2个百分点"),
        ("3万万件", "件", "count", "F106", "3亿件"),
        ("5个", "", "count", "F106", "5"),
        ("5万个", "", "count", "F106", "5万"),
        ("350000元", "万元", "amount", "F106", "35万元"),
        ("-5元", "万元", "amount", "F106", "-0.0005万元"),
        ("3.5亿元", "万元", "amount", "F106", "35000万元"),
        ("3.5亿余元", "万元", "amount", "F106", "35000余万元"),
        ("近3.5亿元", "万元", "amount", "F106", "近35000万元"),
        ("3.5万", "万元", "amount", "F106", "3.5万元"),
        ("3.5亿", "万元", "amount", "F106", "35000万元"),
        ("3500万元左右", "亿元", "amount", "F106", "0.35亿元左右"),
        ("3.5万万元", "元", "amount", "F106", "3.5亿元"),
        ("0.5 万亿元", "亿元", "amount", "F106", "5000亿元"),
        ("3 万亿件", "件", "count", "F106", "3000000000000件"),
        ("30000人次", "万人次", "count", "F106", "3万人次"),
        ("1.2%左右", "", "points", "F106", "1.2个百分点左右"),
        ("1.2百分点", "", "points", "F106", "1.2个百分点"),
        ("84.5%%", "", "rate", "F106", "84.5%"),
        ("84.5 % 左右", "", "rate", "F101", "84.5%左右"),
        ("84.5个百分点", "", "rate", "F114", "84.5%"),
        ("84.5左右", "", "rate", "F114", "84.5%左右"),
        ("4.5‰", "", "rate", "F114", "0.45%"),
        ("将近300件", "件", "count", "F111", "近300件"),
        ("至少120件", "件", "count", "F111", "120件以上"),
        ("<300件", "件", "count", "F111", "不足300件"),
        ("最多3.5万件", "件", "count", "F111", "3.5万件以内"),
        ("高于84.5%", "", "rate", "F111", "超84.5%"),
    ],
)
def test_the_cure_for_another_unit_or_form_gives_a_readable_number(
    text: str, unit: str, kind: quantity.Kind, code: str, meant: str
) -> None:
    found = numbers.read(text, unit, kind)
    assert isinstance(found, Finding)
    assert found.code == code
    assert re.search(f"写成{re.escape(meant)}(?![0-9.万亿件元%左])", found.cure), found.cure
    mended = numbers.read(meant, unit, kind)
    assert isinstance(mended, Quantity), mended
    assert mended.text == meant


@pytest.mark.parametrize(
    ("text", "unit", "kind", "cure"),
    [
        ("265人", "件", "count", "若以件计，写成265件；若不是，核对这个数，或在指标目录里改单位"),
        ("35公顷", "亩", "amount", "换算成以亩计的数，写成525亩"),
        ("5美元", "万元", "amount", "折算成万元再写，或在指标目录里改单位"),
        ("5万美元", "万元", "amount", "折算成万元再写，或在指标目录里改单位"),
        ("3500元", "万元", "amount", "换算成以万元计的数，写成0.35万元"),
        ("3.5万", "万元", "amount", "写成3.5万元"),
        ("265 万件", "件", "count", "删去这个空格，写成265万件"),
        (
            "265.5  件",
            "件",
            "count",
            (
                "删去这些空格；核对原来的数，写整数；"
                "若是265.5万，写成265.5万件；量本来带小数，就在指标目录里写kind: amount"
            ),
        ),
        ("２６５  件", "件", "count", "删去这些空格，改为半角：265件"),
        ("3.5亿万元", "万元", "amount", "换算成以万元计的数"),
        ("35001人次", "万人次", "count", "换算成以万人次计的数，或在指标目录里改单位"),
        ("265件（不含撤回）", "件", "count", "写成265件；“不含撤回”写在note里"),
        ("5个", "", "count", "写成5，或在指标目录里加单位"),
    ],
)
def test_the_cure_for_an_ambiguous_unit_leaves_the_choice_open(
    text: str, unit: str, kind: quantity.Kind, cure: str
) -> None:
    found = numbers.read(text, unit, kind)
    assert isinstance(found, Finding)
    assert found.cure == cure


@pytest.mark.parametrize(
    ("text", "unit", "kind", "message"),
    [
        ("265件", "", "count", "“265件”写了单位“件”，这个指标没有单位"),
        ("265 件", "", "count", "“265 件”写了单位“件”，这个指标没有单位"),
        ("265人", "件", "count", "“265人”的单位不是指标的单位，单位应为“件”"),
        ("265人次", "人", "count", "“265人次”的单位不是指标的单位，单位应为“人”"),
        ("265件（不含撤回）", "件", "count", "“265件（不含撤回）”后面有“不含撤回”"),
        ("265件件", "件", "count", "“265件件”的单位“件”后面多了“件”"),
        ("84.5%%", "", "rate", "“84.5%%”的单位“%”后面多了“%”"),
    ],
)
def test_the_message_tells_a_wrong_unit_from_text_after_the_right_one(
    text: str, unit: str, kind: quantity.Kind, message: str
) -> None:
    found = numbers.read(text, unit, kind)
    assert isinstance(found, Finding)
    assert (found.code, found.message) == ("F106", message)


@pytest.mark.parametrize(
    ("value", "cure", "code"),
    [
        (">300", "是数就写成超300；是文字就给整个值加半角引号：'>300'", ""),
        (">300件", "是数就写成超300件；是文字就给整个值加半角引号：'>300件'", ""),
        ("> 1,265", "是数就写成超1265；是文字就给整个值加半角引号：'> 1,265'", ""),
        (">300余", "是数就写成300余；是文字就给整个值加半角引号：'>300余'", ""),
        (">=300", "是数就写成300以上；是文字就给整个值加半角引号：'>=300'", ""),
        (">= 300件", "是数就写成300件以上；是文字就给整个值加半角引号：'>= 300件'", ""),
        (">5", "是数就写成超5；是文字就给整个值加半角引号：'>5'", ""),
        (">12", "是数就写成超12；是文字就给整个值加半角引号：'>12'", ""),
        ("@300", "是数就去掉“@”，写成300；是文字就给整个值加半角引号：'@300'", ""),
        ("`300件`", "是数就去掉“`”，写成300件；是文字就给整个值加半角引号：'`300件`'", ""),
        ("%95件", "是数就去掉“%”，写成95件；是文字就给整个值加半角引号：'%95件'", ""),
        ("%95", "写成95%", "F106"),
        (">三百", "给整个值加半角引号：'>三百'", "F101"),
    ],
)
def test_a_number_after_a_mark_reserved_by_yaml_has_a_cure_that_works(value: str, cure: str, code: str) -> None:
    """`code`: what is still wrong with it as a number of 件 then, which is not judged before."""
    stated = indicators("a: {label: 甲, unit: 件}\nb: {label: 乙}")
    text = f"year: 2022\ng:\n  a: {value}\n  b: 文字\n"
    _, findings = yearfile.read(text.encode(), "data/2022.yaml", 2022, stated)
    assert [finding.code for finding in findings] == ["F014"]
    assert (findings[0].place.line, findings[0].place.column, findings[0].cure) == (3, 6, cure)
    meant = re.search("写成([^；]*)|：('.*')$", cure)
    assert meant is not None
    _, findings = yearfile.read(text.replace(value, meant[1] or meant[2]).encode(), "data/2022.yaml", 2022, stated)
    assert [finding.code for finding in findings] == ([code] if code else [])


@pytest.mark.parametrize(
    ("value", "cure"),
    [
        ("%95%", "写成95%"),
        ("%95左右", "写成95%左右"),
        (">95", "是数就写成超95；是文字就给整个值加半角引号：'>95'"),
        (">2 个方面", "是数就写成超2个方面；是文字就给整个值加半角引号：'>2 个方面'"),
        (">=2 个方面", "是数就写成2个方面以上；是文字就给整个值加半角引号：'>=2 个方面'"),
        (">-5", "是数就写成-5；是文字就给整个值加半角引号：'>-5'"),
        (">2023-01-12", "是数或日期就去掉“>”，写成2023-01-12；是文字就给整个值加半角引号：'>2023-01-12'"),
        ("> 1.2 个百分点", "是数就写成超1.2个百分点；是文字就给整个值加半角引号：'> 1.2 个百分点'"),
        (">3场以上", "是数就写成3场以上；是文字就给整个值加半角引号：'>3场以上'"),
        ("%95%的委员都参加了", "给整个值加半角引号：'%95%的委员都参加了'"),
        ("@三届", "给整个值加半角引号：'@三届'"),
    ],
)
def test_a_value_after_a_reserved_mark_has_a_cure_for_what_it_may_mean(value: str, cure: str) -> None:
    stated = indicators("a: {label: 甲}")
    _, findings = yearfile.read(f"year: 2022\ng:\n  a: {value}\n".encode(), "data/2022.yaml", 2022, stated)
    assert [(finding.code, finding.cure) for finding in findings] == [("F014", cure)]


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (">-5", "F014"),
        ("@-5", "F014"),
        ("%95", "F014"),
        ("*-5", "F007"),
        ("&x -5", "F007"),
        ("&x", "F007"),
        ("!!int -5", "F008"),
        ("{value: &x -5}", "F007"),
    ],
)
def test_a_value_that_yaml_refuses_has_only_that_finding(value: str, code: str) -> None:
    stated = indicators("a: {label: 甲, unit: 件}\nb: {label: 乙, unit: 件}")
    given, findings = yearfile.read(f"year: 2022\ng:\n  a: {value}\n  b: -5\n".encode(), "data/2022.yaml", 2022, stated)
    assert [(finding.code, finding.place.line) for finding in findings] == [(code, 3), ("F109", 4)]
    assert (given.facts["g.a"].value, given.facts["g.a"].problem) == (None, yearfile.MISREAD)


@pytest.mark.parametrize("value", ["12\u200bO", "\u200b12O"])
def test_an_invisible_character_does_not_hide_another_mistake(value: str) -> None:
    stated = indicators("a: {label: 甲, unit: 件}")
    _, findings = yearfile.read(f"year: 2022\ng:\n  a: {value}\n".encode(), "data/2022.yaml", 2022, stated)
    assert sorted(finding.code for finding in findings) == ["F022", "F101"]


@pytest.mark.parametrize(
    ("text", "message", "cure"),
    [
        ("2\u00a065", "“2 65”读不成数：“2”和“65”之间有不换行空格（U+00A0）", "删去这个空格，写成265"),
        ("1\u3000265件", "“1 265件”读不成数：“1”和“265件”之间有全角空格（U+3000）", "删去这个空格，写成1265件"),
        ("近\u2009300", "“近 300”读不成数：“近”和“300”之间有窄空格（U+2009）", "删去这个空格，写成近300"),
        (
            "2\u202f6\u202f5",
            "“2 6 5”读不成数：“2”和“6”之间有窄的不换行空格（U+202F），共2处空格",
            "删去这些空格，写成265",
        ),
        ("２\u00a0６５", "“２ ６５”读不成数：“２”和“６５”之间有不换行空格（U+00A0）", "删去这个空格，改为半角：265"),
        ("2\u205f65", "“2 65”读不成数：“2”和“65”之间有特殊的空格（U+205F）", "删去这个空格，写成265"),
        ("2 65", "“2 65”读不成数：“2”和“65”之间有空格", "删去这个空格，写成265"),
        ("265  件", "“265  件”读不成数：“265”和“件”之间有2个空格", "删去这些空格，写成265件"),
        ("265 件 左右", "“265 件 左右”读不成数：“265”和“件”之间有空格，共2处空格", "删去这些空格，写成265件左右"),
        ("265 万件", "“265 万件”读不成数：“265”和“万件”之间有空格", "删去这个空格，写成265万件"),
        ("300 余件", "“300 余件”读不成数：“300”和“余件”之间有空格", "删去这个空格，写成300余件"),
        ("300\u3000余件", "“300 余件”读不成数：“300”和“余件”之间有全角空格（U+3000）", "删去这个空格，写成300余件"),
        (
            "2\u00a065人",
            "“2 65人”读不成数：“2”和“65人”之间有不换行空格（U+00A0）",
            "删去这个空格；若以件计，写成265件；若不是，核对这个数，或在指标目录里改单位",
        ),
    ],
)
def test_a_blank_inside_a_number_is_named_with_its_place(text: str, message: str, cure: str) -> None:
    found = numbers.read(text, "件", "count")
    assert isinstance(found, Finding)
    assert (found.code, found.message, found.cure) == ("F101", message, cure)


@pytest.mark.parametrize("text", ["265\u00a0件", "265\u3000件", "265\u2009件", "265 件"])
def test_one_blank_before_the_unit_is_accepted(text: str) -> None:
    assert numbers.read(text, "件", "count") == number("265", "件", "count")


@pytest.mark.parametrize("text", [" 265", "265 ", "\u3000265件\n", " 近265", "265 件 "])
def test_blanks_around_a_number_are_ignored(text: str) -> None:
    assert numbers.read(text, "件", "count") == numbers.read(text.strip(), "件", "count")
    assert isinstance(numbers.read(text, "件", "count"), Quantity)


@pytest.mark.parametrize("text", [" 2023-02-21", "2023-02-21 ", "\u30002023年2月21日\n"])
def test_blanks_around_a_date_are_ignored(text: str) -> None:
    assert dates.read(text) == date(2023, 2, 21)


@pytest.mark.parametrize("text", ["", " ", "\u3000", " 2 65 "])
def test_blanks_alone_or_inside_are_no_number_and_no_date(text: str) -> None:
    assert isinstance(numbers.read(text, "件", "count"), Finding)
    assert isinstance(dates.read(text), Finding)


def test_a_blank_inside_a_date_is_named_with_its_place() -> None:
    found = dates.read("2023\u00a0-02-21")
    assert isinstance(found, Finding)
    assert (found.message, found.cure) == (
        "“2023 -02-21”不是日期：“2023”和“-02-21”之间有不换行空格（U+00A0）",
        "删去这个空格，写成2023-02-21",
    )
