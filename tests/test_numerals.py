"""Numerals without a fact: which count, which are mere phrases, and where each is reported."""

import re
from pathlib import Path

import pytest

from report_cli import compose
from report_cli.compose import wording
from report_cli.compose.memory import Memory
from report_cli.facts import catalogue_file, ledger, yearfile
from report_cli.facts.load import load
from report_cli.files.workspace import Workspace
from report_cli.model import Finding, Place
from report_cli.numerals import spelling
from running import one_template

ROOT = Path(__file__).parent.parent
PHRASES = [
    line
    for line in (ROOT / "tests/cases/numerals/phrases.txt").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]
CATALOGUE = """
committee:
  label: 本届政协
  indicators:
    name: {label: 简称}
    works: {label: 工作, kind: list}
    studies: {label: 集中学习, unit: 次}
    over: {label: 60岁以上的委员, unit: 名}
allow:
  - {word: 三项制度, because: 名称}
"""


def findings(template: str, year: str, allowed: str = "") -> list[Finding]:
    indicators, wrong = catalogue_file.read((CATALOGUE + allowed).encode(), "data/indicators.yaml")
    given, unread = yearfile.read(f"year: 2022\ncommittee:\n{year}".encode(), "data/2022.yaml", 2022, indicators)
    assert not wrong + unread
    resolved, _ = ledger.resolve(indicators, given)
    return compose.compose("brief", resolved, one_template(template))[1]


@pytest.mark.parametrize("phrase", PHRASES)
def test_only_the_marked_numerals_of_a_phrase_count(phrase: str) -> None:
    expected = re.findall("【([^】]*)】", phrase)
    assert [numeral.text for numeral in wording.find(re.sub("[【】]", "", phrase))] == expected


def test_a_count_is_found_at_its_own_line_of_a_paragraph() -> None:
    (found,) = findings("# 简报\n\n{{ committee.name }}\n召开三次会议。\n", "  name: 区政协\n")
    assert (found.code, found.severity, found.place) == ("W202", "warning", Place("templates/brief.md.j2", 4))
    assert "三次" in found.message


def test_a_figure_inside_a_text_is_found_at_its_place_in_the_data() -> None:
    (found,) = findings("# 简报\n\n{{ committee.name }}\n", "  name: 3个工作组\n")
    assert (found.code, found.severity, found.place) == ("W203", "warning", Place("data/2022.yaml", 3, 9))
    assert found.fact == "committee.name"


def test_the_figures_inside_a_text_are_told_once_and_the_text_is_not_said_whole() -> None:
    text = "督办提案12件，评出优秀提案10件，先进承办单位8个，走访委员12件次，大家一致认为这样的做法值得继续"
    (found,) = findings("# 简报\n\n{{ committee.name }}\n", f"  name: {text}\n")
    assert "“12件”“10件”“8个”“12件次”核对不了" in found.message
    assert "值得继续" not in found.message
    assert "{word: 12件, because: 名称}，别的也照样" in found.cure


def test_a_figure_inside_an_item_of_a_list_is_found_at_the_item() -> None:
    (found,) = findings("# 简报\n\n{{ committee.works }}\n", "  works: [协商, 联动三次]\n")
    assert (found.fact, found.place) == ("committee.works[2]", Place("data/2022.yaml", 3, 15))


IN_WORDS = """
    千余人 翻了一番 翻两番 近一倍 叁佰万元 壹仟贰佰元 约三成 近九成 上百人 上千件 数十家 数百万元 半数 过半数 三分之一
    百分之八十 两倍 一点五倍 十几件 几十次 二十余场 三千余人 七八百人 两三个 十多年 廿五件 三点二万
    二百六十五件 一百二十
""".split()


@pytest.mark.parametrize("word", IN_WORDS)
def test_a_numeral_in_words_is_found_in_a_template_and_in_a_text(word: str) -> None:
    (printed,) = findings(f"# 简报\n\n{{{{ committee.name }}}}惠及{word}。\n", "  name: 区政协\n")
    assert printed.code == "W202"
    (stated,) = findings("# 简报\n\n{{ committee.name }}。\n", f"  name: 惠及{word}\n")
    assert stated.code == "W203"


def test_a_figure_that_is_bound_is_no_finding() -> None:
    assert not findings(
        "# 简报\n\n集中学习{{ committee.studies }}，分{{ committee.studies|chinese }}次。\n", "  studies: 3\n"
    )


def test_a_text_that_is_not_printed_is_no_finding() -> None:
    assert not findings("# 简报\n\n学习。\n", "  name: 3个工作组\n")


def test_a_word_that_the_catalogue_allows_is_no_finding() -> None:
    assert not findings("# 简报\n\n落实三项制度。\n", "  name: 区政协\n")


def test_a_label_is_no_figure() -> None:
    assert not findings("# 简报\n\n{{ committee.over.label }}有{{ committee.over }}。\n", "  over: 12\n")


def test_the_drafts_of_2022_hold_no_numeral_without_a_fact() -> None:
    place = Workspace(ROOT)
    resolved = load(place, 2022).ledger
    for kind in place.kinds():
        document, _ = compose.compose(kind, resolved, place.template)
        assert document is not None
        assert not list(wording.unbound(document, resolved, Memory()))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("甲组", "甲组", True),
        ("265件", "２６５件", True),
        ("007件", "7件", True),
        ("1,265件", "1265件", True),
        ("2.83万人次", "二万八千三百人次", True),
        ("2.83万人次", "两万八千四百人次", False),
        ("1.2亿元", "一亿二千万元", True),
        ("100%", "百分之百", True),
        ("84.5%", "百分之八十四点五", True),
        ("84.5%", "84.50%", False),
        ("100件", "百件", False),
        ("2023-02-21", "2023年2月21日", True),
        ("2月21日", "2月21号", True),
        ("近300条", "300条", False),
    ],
)
def test_two_spellings_are_of_one_number_or_not(one: str, other: str, same: bool) -> None:
    assert spelling.is_same(one, other) is same
