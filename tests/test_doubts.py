"""What is doubtful though it can be read, and what a message names as the cause: of data, templates and their files."""

import re
import shutil
from pathlib import Path

import pytest

from running import ROOT, report

BASE = ROOT / "tests/cases/base"
FIGURES = "  received: 120\n  filed: 90\n"
NO_RULE = ("    - {require: filing_rate >= 20%, because: 立案率历来在二成以上}\n", "")
NO_YEAR = ("  received: 100\n  filed: 80\n", "")


def checked(tmp_path: Path, edits: dict[str, list[tuple[str, str]]], files: dict[str, str] | None = None) -> str:
    """What a check says of a copy of the workspace in which texts are exchanged (of no text: added at the end)."""
    place = tmp_path / "place"
    shutil.copytree(BASE, place)
    for name, changes in edits.items():
        file = place / name
        text = file.read_text(encoding="utf-8")
        for old, new in changes:
            assert old in text
            text = text.replace(old, new) if old else text + new
        file.write_text(text, encoding="utf-8")
    for name, text in (files or {}).items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_text(text, encoding="utf-8")
    result = report(place, "check", "2022")
    return result.out + result.err


def figures(received: str, filed: str, more: str = "") -> dict[str, list[tuple[str, str]]]:
    year = (FIGURES, f"  received: {received}\n  filed: {filed}\n{more}")
    return {"data/2022.yaml": [year], "data/indicators.yaml": [NO_RULE], "data/2021.yaml": [NO_YEAR]}


@pytest.mark.parametrize(
    ("received", "filed", "said"),
    [
        (
            "2265",
            "224",
            "2022.yaml:9:13: 警告 F214: 立案率（proposals.filing_rate）9.9%，低得少见：立案提案224件，收到提案2265件",
        ),
        ("265", "22", "警告 F214: 立案率（proposals.filing_rate）8.3%，低得少见"),
        ("265", "224", "没有问题"),
        ("265", "60", "没有问题"),
        ("{value: 2265, state: 已核}", "224", "没有问题"),
        ("{value: 2265, accept: 并入了上届的}", "224", "没有问题"),
        ("2265", "{value: 224, accept: 核过}", "没有问题"),
        ("265", "", "警告 F202"),
    ],
)
def test_a_rate_far_below_what_such_rates_are_is_doubted(received: str, filed: str, said: str, tmp_path: Path) -> None:
    out = checked(tmp_path, figures(received, filed))
    assert said in out
    assert ("F214" in said) == ("F214" in out)


def test_a_stated_rate_is_doubted_too_and_one_that_a_rule_bounds_is_not(tmp_path: Path) -> None:
    assert "警告 F214: 办复率（proposals.answer_rate）8.45%" in checked(
        tmp_path, figures("265", "224", "  answer_rate: 8.45%\n")
    )
    year = {"data/2022.yaml": [(FIGURES, "  received: 265\n  filed: 90\n")], "data/2021.yaml": [NO_YEAR]}
    assert "没有问题" in checked(tmp_path / "other", year)


RATES = (
    "立案率 办复率 代表满意率 出席率 委员参与率 委员提案占比 委员提案占立案总数 "
    "任务完成率 达标率 收到提案增长率 收到提案占计划 收到提案占上年"
)
ABOVE = "".join(f"    r{at}: {{label: {label}, kind: rate}}\n" for at, label in enumerate(RATES.split()))


def test_a_share_of_more_than_all_is_doubted_and_what_may_exceed_its_plan_is_not(tmp_path: Path) -> None:
    catalogue = f"format: 1\ng:\n  label: 组\n  indicators:\n{ABOVE}"
    year = "year: 2022\ng:\n" + "".join(f"  r{at}: {value}\n" for at, value in enumerate(["100%", *["100.9%"] * 11]))
    (tmp_path / "data").mkdir()
    (tmp_path / "data/indicators.yaml").write_text(catalogue, "utf-8")
    (tmp_path / "data/2022.yaml").write_text(year, "utf-8")
    out = report(tmp_path, "check", "2022").out
    assert [label for label in RATES.split() if f"F222: {label}（" in out] == RATES.split()[1:7]


def test_more_that_are_answered_than_were_filed_are_told_with_both_figures(tmp_path: Path) -> None:
    named = {"filed": "立案, unit: 件", "done": "办复, unit: 件", "rate": "办复率, formula: done / filed"}
    rows = "".join(f"    {id}: {{label: {label}}}\n" for id, label in named.items())
    (tmp_path / "data").mkdir()
    (tmp_path / "data/indicators.yaml").write_text(f"format: 1\ng:\n  label: 组\n  indicators:\n{rows}", "utf-8")
    year = "year: 2022\ng:\n  filed: 224\n  done: 226\n"
    (tmp_path / "data/2022.yaml").write_text(year, "utf-8")
    said = "警告 F222: 办复率（g.rate）100.9%，部分多于整体了：办复226件，立案224件"
    assert said in report(tmp_path, "check", "2022").out
    (tmp_path / "data/2022.yaml").write_text(year.replace("g:", "status: 征集中\ng:"), "utf-8")
    assert said in report(tmp_path, "check", "2022").out
    (tmp_path / "data/2022.yaml").write_text(year.replace("226", "{value: 226, state: 已核}"), "utf-8")
    assert "F222" not in report(tmp_path, "check", "2022").out


@pytest.mark.parametrize(
    ("rate", "whole", "is_told"),
    [
        ("整改率", "发现问题, unit: 个", True),
        ("揭榜率", "发布项目, unit: 个", True),
        ("完成率", "任务, unit: 个", False),
        ("预算执行率", "安排, unit: 个", False),
        ("到岗率", "计划招录, unit: 个", False),
        ("每家解决率", "企业, unit: 家", False),
        ("均数", "问题, unit: 个", False),
    ],
)
def test_a_computed_rate_is_a_share_where_both_are_counted_alike(
    rate: str, whole: str, is_told: bool, tmp_path: Path
) -> None:
    rows = f"    a: {{label: 办成, unit: 个}}\n    b: {{label: {whole}}}\n    r: {{label: {rate}, formula: a / b}}\n"
    (tmp_path / "data").mkdir()
    (tmp_path / "data/indicators.yaml").write_text(f"format: 1\ng:\n  label: 组\n  indicators:\n{rows}", "utf-8")
    (tmp_path / "data/2022.yaml").write_text("year: 2022\ng:\n  a: 171\n  b: 163\n", "utf-8")
    assert ("F222" in report(tmp_path, "check", "2022").out) is is_told


@pytest.mark.parametrize(
    ("date", "is_found"),
    [
        ("2032-01-12", True),
        ("2012-01-12", True),
        ("2025-01-12", True),
        ("2024-01-12", False),
        ("2023-01-12", False),
        ("2022-12-30", False),
        ("2017-01-12", False),
        ("{value: 2012-01-12, state: 已核}", False),
        ("{value: 2032-01-12, accept: 展期}", False),
    ],
)
def test_a_date_of_a_year_far_from_the_file_is_doubted(date: str, is_found: bool, tmp_path: Path) -> None:
    out = checked(tmp_path, {"data/2022.yaml": [("date: 2023-01-12", f"date: {date}")]})
    assert ("警告 F215: 会议日期（meeting.date）是" in out) is is_found
    assert ("没有问题" in out) is not is_found


def test_a_date_that_is_last_years_is_doubted(tmp_path: Path) -> None:
    out = checked(tmp_path, {"data/2021.yaml": [("proposals:", "meeting:\n  date: 2023-01-12\nproposals:")]})
    assert "警告 F211: 会议日期（meeting.date）2023年1月12日，和上年（data/2021.yaml）一字不差" in out


def test_a_divisor_that_is_nothing_is_named(tmp_path: Path) -> None:
    out = checked(tmp_path, figures("0", "0"))
    assert "立案率（proposals.filing_rate）算不出（收到提案是0件，不能作除数），印不出来" in out
    assert "怎样改：核对这个数，或在模板里用 {% if proposals.filing_rate %}" in out


@pytest.mark.parametrize(
    ("lost", "line", "group"),
    [("proposals:\n", 8, "proposals"), ("meeting:\n", 5, "meeting"), ("consultation:\n", 11, "consultation")],
)
def test_a_lost_line_of_a_group_is_one_error(lost: str, line: int, group: str, tmp_path: Path) -> None:
    out = checked(tmp_path, {"data/2022.yaml": [(f"\n{lost}", "\n")]})
    assert f"data/2022.yaml:{line}:3: 错误 F132" in out
    assert f"前面少了“{group}:”这一行" in out
    assert "2022年：共1个错误\n" in out


WORDS = [
    ("{{ proposals.received|round }}", "去掉这个过滤器：数怎么印由数据和指标目录定"),
    ("{{ proposals.received|汉字 }}", "写成 |chinese"),
    ("{{ proposals.received|lenght }}", "是不是“length”？"),
    ("{{ proposals.received|default('无') }}", "没有数据时另写一句"),
    ("{{ meeting.date|date }}", "写成 |short"),
    ("{{ proposals.received|growth }}", "写在点号后面，写成 .growth"),
    ("{{ proposals.received|number }}", "写在点号后面，写成 .number"),
    ("{{ proposals.received|known }}", "它是测试"),
    ("{{ proposals.received|sort }}", "照数据里的次序印"),
    ("{% if proposals.received is short %}短{% endif %}", "它是过滤器，写成 |short"),
    ("{{ proposals.received|xyz }}", "可用：short、"),
    ("{% if proposals.received is missing %}无{% endif %}", "写成 is not known"),
    ("{% if proposals.received is up %}多{% endif %}", "写成 is rising"),
    ("{% if proposals.received is rizing %}多{% endif %}", "是不是“rising”？"),
]


@pytest.mark.parametrize(("template", "cure"), WORDS)
def test_an_unknown_filter_or_test_gets_the_one_that_is_meant(template: str, cure: str, tmp_path: Path) -> None:
    out = checked(tmp_path, {"templates/work_report.md.j2": [("", f"\n收到{template}。\n")]})
    assert "错误 T111" in out
    assert cure in out


@pytest.mark.parametrize(
    ("name", "prose", "found"),
    [
        ("“青芦会议", "召开{{ meeting.name }}。", ["data/2022.yaml:6:9: 警告 F126"]),
        ("青芦会议", "召开“{{ meeting.name }}。", ["templates/work_report.md.j2:15: 警告 W102"]),
        ("青芦会议，", "召开{{ meeting.name }}，审议。", ["data/2022.yaml:6:9: 警告 F126"]),
        ("青芦会议", "召开，。{{ meeting.name }}审议。", ["templates/work_report.md.j2:15: 警告 W101"]),
        ("“青芦会议”", "召开{{ meeting.name }}，审议。", []),
    ],
)
def test_marks_are_laid_to_the_data_or_to_the_template(name: str, prose: str, found: list[str], tmp_path: Path) -> None:
    year = [("name: 青芦县政协三届二次会议", f"name: {name}")]
    out = checked(tmp_path, {"data/2022.yaml": year, "templates/work_report.md.j2": [("", f"\n{prose}\n")]})
    # The rules of words have their own of these.
    lines = [line for line in out.splitlines() if re.search(": 警告 [FW]1", line)]
    assert [line[: line.index(": ", line.index("警告"))] for line in lines] == found


INCLUDED = '\n{% include "sections/proposals_more.md.j2" ignore missing %}\n'


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("proposals_more.md.j2", "没有问题"),
        ("proposal_more.md.j2", "没有模板引用它"),
        ("proposals-more.md.j2", "是不是proposals_more.md.j2？"),
        ("proposals.md.j2.bak", "模板的文件名以.md.j2结尾"),
        ("proposals.md (2).j2", "要用，就改名为proposals.md.j2（已经有的，并到那一份里）"),
        ("README.md", "没有问题"),
    ],
)
def test_a_section_that_no_template_prints_is_named(name: str, said: str, tmp_path: Path) -> None:
    edits = {"templates/work_report.md.j2": [("", INCLUDED)]}
    assert said in checked(tmp_path, edits, {f"templates/sections/{name}": "都已办复。\n"})


def test_an_include_that_is_no_name_of_a_file_ends_in_words(tmp_path: Path) -> None:
    edits = {"templates/work_report.md.j2": [("", '\n{% include "sections/\0.md.j2" %}\n')]}
    assert "templates/work_report.md.j2" in checked(tmp_path, edits, {})


def test_a_section_of_one_year_is_named_where_it_is_misnamed(tmp_path: Path) -> None:
    edits = {"templates/work_report.md.j2": [("", INCLUDED)]}
    out = checked(tmp_path, edits, {"templates/2022/sections/proposal_more.md.j2": "都已办复。\n"})
    assert "templates/2022/sections/proposal_more.md.j2: 警告 T116" in out


@pytest.mark.parametrize(
    ("total", "parts", "is_told"),
    [
        ("426.5", "181 156.5 90", True),
        ("426.6", "180 156.5 90", True),
        ("426.5", "180 156.5 90", False),
        ("427", "180 157 91", False),  # each may be rounded
        ("426.5", "180 247", False),
        ("3.5", "2 1.46", False),  # rounded to the total's place they are the same
        ("近426.5", "181 156.5 90", False),
    ],
)
def test_parts_that_do_not_add_up_as_printed_are_told(total: str, parts: str, is_told: bool, tmp_path: Path) -> None:
    ids = [f"p{at}" for at in range(len(parts.split()))]
    rows = "".join(f"    {id}: {{label: 来源{id}, unit: 万元, kind: amount}}\n" for id in ids)
    head = "format: 1\ng:\n  label: 组\n  indicators:\n    all: {label: 筹集资金, unit: 万元, kind: amount, parts: "
    values = "".join(f"  {id}: {value}\n" for id, value in zip(ids, parts.split(), strict=True))
    (tmp_path / "data").mkdir()
    (tmp_path / "data/indicators.yaml").write_text(f"{head}[{', '.join(ids)}]}}\n{rows}", "utf-8")
    (tmp_path / "data/2022.yaml").write_text(f"year: 2022\ng:\n  all: {total}\n{values}", "utf-8")
    out = report(tmp_path, "check", "2022").out
    assert ("警告 F204: 筹集资金（g.all）" in out) is is_told, out
    accepted = f"year: 2022\ng:\n  all: {{value: {total}, accept: 四舍五入}}\n{values}"
    (tmp_path / "data/2022.yaml").write_text(accepted, "utf-8")
    assert "F204" not in report(tmp_path, "check", "2022").out
