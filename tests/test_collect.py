"""What departments hand in: each cell read as it is meant or named as not clear; nothing is taken in silence."""

import csv
import io
import json
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import docx
import pytest
import xlsxwriter
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

import forms_made
from forms_made import Grid, grids, saved
from report_cli.facts.fact import Items
from report_cli.facts.load import load
from report_cli.files.workspace import Workspace
from running import Result, change, report
from tables import MAIN, Value, relations, repacked, saved_by_office, workbook

YEAR = "data/2022.yaml"
CATALOGUE = """
plenary:
  label: 全会
  indicators:
    name: {label: 会议名称}
    opened: {label: 开幕日期, kind: date}
    closed: {label: 闭幕日期, kind: date}
    speeches: {label: 发言, unit: 篇}
proposals:
  label: 提案工作
  indicators:
    received: {label: 收到提案, unit: 件, required: true}
    filed: {label: 立案提案, unit: 件}
    filing_rate: {label: 立案率, formula: filed / received}
    answer_rate: {label: 办复率, kind: rate}
    faster: {label: 增幅, kind: points}
    key: {label: 重点提案, unit: 件}
    letters: {label: 来信, unit: 封}
    money: {label: 落实资金, unit: 万元, kind: amount}
    kinds: {label: 提案类别, kind: list}
    authors: {label: 委员, unit: 名}
visits:
  label: 走访
  indicators:
    firms: {label: 走访企业, unit: 家, required: true}
    people: {label: 参加, unit: 人次}
    works: {label: 其他事, kind: list, required: false, definition: 一项一句}
    authors: {label: 委员, unit: 名}
    places: {label: 地点, kind: list}
"""
NOW = """year: 2022
status: 征集中
source: 台账
plenary:
  name:
  opened:          # 开幕
  closed:
  speeches: 12
proposals:
  received: 265    # 收到提案（件）
  filed:
  answer_rate:
  key: 近20
  letters:
  money:
  kinds: [经济, 文化, 等]
  authors:
visits:
  firms:
  people:
"""
LAST = """year: 2021
status: 仅供比较
plenary: {opened: 2022-02-24, speeches: 11}
proposals: {received: 250}
"""
HEAD = ["指标", "单位", "2022年", "出处", "备注"]
UNITS = {"立案提案": "件", "走访企业": "家", "来信": "封", "落实资金": "万元", "参加": "人次", "办复率": ""}


@pytest.fixture
def place(tmp_path: Path) -> Path:
    for name, text in {"data/indicators.yaml": CATALOGUE, YEAR: NOW, "data/2021.yaml": LAST}.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(text.encode())
    return tmp_path


def asked(place: Path, *words: str) -> tuple[Result, dict[str, Any]]:
    result = report(place, "collect", *words, "--format", "json")
    return result, json.loads(result.out)


def told(found: dict[str, Any]) -> list[str]:
    return [
        " ".join(str(each[key]) for key in ("state", "fact", "from", "to") if each[key] is not None)
        for each in found["proposals"]
    ]


# One cell -------------------------------------------------------------------------------------------------------------

CELLS: list[tuple[str, Value, str]] = [
    ("立案提案", 224, "ready 224"),
    ("立案提案", "224", "ready 224"),
    ("立案提案", "２２４", "ready 224"),
    ("立案提案", "224件", "ready 224"),
    ("立案提案", " 224 件 ", "ready 224"),
    ("立案提案", "1,286", "ready 1286"),
    ("立案提案", "１，２８６件", "ready 1286"),
    ("立案提案", (1286.0, "#,##0"), "ready 1286"),
    ("立案提案", (224.0, "0.00"), "ready 224"),
    ("立案提案", "224.0", "ready 224"),
    ("立案提案", (224.0, '0"件"'), "ready 224"),
    ("立案提案", "近300", "ready 近300"),
    ("立案提案", "近 300 件", "ready 近300"),
    ("立案提案", "300余件", "ready 300余"),
    ("立案提案", "300余", "ready 300余"),
    ("立案提案", "2.83万", "ready 2.83万"),
    ("立案提案", 0, "ready 0"),
    ("立案提案", "224条", "unclear"),
    ("立案提案", "224万元", "unclear"),
    ("立案提案", "12,86", "unclear"),
    ("立案提案", "1 286", "unclear"),
    ("立案提案", "224、其中平时12", "unclear"),
    ("立案提案", 224.5, "unclear"),
    ("立案提案", -3, "unclear"),
    ("立案提案", "#REF!", "unclear"),
    ("立案提案", "<f>A1+1</f>", "unclear"),
    ("立案提案", "<f>A1+1</f><v>224</v>", "ready 224"),
    ("立案提案", "###", "unclear"),
    ("立案提案", "待定", "unclear"),
    ("立案提案", "", ""),
    ("立案提案", "  ", ""),
    ("来信", "/", "ready removed"),
    ("来信", "—", "ready removed"),
    ("来信", "——", "ready removed"),
    ("来信", "无", "ready removed"),
    ("来信", "不适用", "ready removed"),
    ("来信", "未开展", "ready removed"),
    ("来信", "没有开展此项工作。", "ready removed"),
    ("来信", "今年未发生", "ready removed"),
    ("来信", "没有", "ready removed"),
    ("来信", "无此项", "ready removed"),
    ("地点", "本年未组织", "taken removed"),
    ("闭幕日期", "未召开", "ready removed"),
    ("会议名称", "未召开", "ready 未召开"),
    ("来信", "0", "ready 0"),
    ("来信", "未统计", "unclear"),
    ("来信", "待核", "unclear"),
    ("来信", "暂无数据", "unclear"),
    ("来信", "没有数据", "unclear"),
    ("来信", "尚未开展", "unclear"),
    ("立案提案", "/", "unclear removed"),
    ("收到提案", "无", "unclear removed"),
    ("收到提案", "265", "taken 265"),
    ("收到提案", "268", "conflict 268"),
    ("重点提案", "近20件", "taken 近20"),
    ("落实资金", "12.50", "ready 12.50"),
    ("落实资金", "12.5万元", "ready 12.5"),
    ("落实资金", "12.5元", "unclear"),
    ("落实资金", "125000元", "unclear"),
    ("办复率", (0.845, "0.0%"), "ready 84.5%"),
    ("办复率", "84.5%", "ready 84.5%"),
    ("办复率", "８４．５％", "ready 84.5%"),
    ("办复率", 0.845, "unclear"),
    ("办复率", "84.5", "unclear"),
    ("立案率", "84.5%", "derived 84.5%"),
    ("开幕日期", "2023-02-21", "ready 2023-02-21"),
    ("开幕日期", "2023年2月21日", "ready 2023-02-21"),
    ("开幕日期", "2023.2.21", "ready 2023-02-21"),
    ("开幕日期", "2023/2/21", "ready 2023-02-21"),
    ("开幕日期", (44978.0, "yyyy-mm-dd"), "ready 2023-02-21"),
    ("开幕日期", 44978, "ready 2023-02-21"),
    ("开幕日期", "2月21日", "ready 2023-02-21"),
    ("闭幕日期", "2月21日", "unclear"),
    ("开幕日期", "2月30日", "unclear"),
    ("开幕日期", "2.21", "unclear"),
    ("开幕日期", "2023年2月21日至24日", "unclear"),
    ("开幕日期", 265, "unclear"),
    ("开幕日期", 43000, "unclear"),
    ("开幕日期", 45500, "unclear"),
    ("会议名称", "#REF!", "unclear"),
    ("会议名称", "<f>A1</f>", "unclear"),
    ("走访企业", "无", "unclear removed"),
    ("会议名称", " 十届\n二次会议 ", "ready 十届二次会议"),
    ("会议名称", "十届\n2次会议", "ready 十届 2次会议"),
    ("会议名称", "第A\n组会议", "ready 第A 组会议"),
    ("提案类别", "经济、文化、等", "taken 经济、文化、等"),
    ("地点", "东街、西巷等", "ready 东街、西巷、等"),
    ("地点", "东街等", "ready 东街、等"),
    ("地点", "甲等", "ready 甲等"),
    ("提案类别", "经济、社会、等", "conflict 经济、社会、等"),
    ("地点", "东街、《西巷》", "ready 东街、《西巷》"),
    ("地点", "东街，西巷", "unclear"),
    ("地点", "1、东街2、西巷", "unclear"),
    ("参加", "120", "ready 120"),
    ("会议名称", "十届二次会议。", "ready 十届二次会议"),
    ("其他事", "走访党员委员、党外委员制度健全。", "ready 走访党员委员、党外委员制度健全"),
    ("其他事", "走访侨胞，送去年货。\n办好读书会", "ready 走访侨胞，送去年货\n办好读书会"),
    ("其他事", "走访侨胞；办好读书会；等", "ready 走访侨胞\n办好读书会\n等"),
]


@pytest.mark.parametrize(("label", "typed", "told_as"), CELLS, ids=lambda each: repr(each)[:40])
def test_a_cell_is_read_as_people_type_it(label: str, typed: Value, told_as: str, place: Path) -> None:
    (place / "表.xlsx").write_bytes(workbook([HEAD, [label, UNITS.get(label), typed]]))
    result, found = asked(place, "表.xlsx", "--year", "2022")
    said = [
        " ".join(filter(None, (e["state"], e["change"], "" if e["state"] == "unclear" else e["to"])))
        for e in found["proposals"]
    ]
    assert said == ([told_as] if told_as else [])
    assert all(each["message"] for each in found["proposals"] if each["state"] in ("unclear", "conflict", "derived"))
    assert all(each["sources"][0]["cell"] == "C2" for each in found["proposals"])
    assert result.status == int(bool(told_as) and not told_as.startswith("taken"))


TOLD: list[tuple[str, str, str]] = [
    ("立案提案", "70（预计）", "“70（预计）”后面有“预计”；这一格写70，“预计”写在备注格里"),
    ("立案提案", "７０？", "“７０？”带了问号；核实了，写成70；没有核实，这一格写70，“预计”写在备注格里"),
    ("立案提案", "70；另有3件", "“70；另有3件”后面有“另有3件”；写成70；“另有3件”写在备注格里"),
    ("立案提案", "3～5", "“3～5”是一段范围，不是一个数；写一个数；只知道范围，写成3以上或5以内"),
    ("立案提案", "１，２８６条", "“１，２８６条”的单位不是指标的单位"),
    ("立案提案", "12 34", "是一个数，还是粘了两个数？是一个数，写成1234"),
    ("立案提案", "待核", "还不知道，这一格空着；没有这件事，就写无；确实是零，写成0"),
    ("立案提案", "许多", "还不知道，这一格空着"),
    ("立案提案", "12.5", "这一项本来带小数，请收表的人改这一项的种类"),
    ("立案提案", "几十", "只想照字面印，请收表的人改这一项的种类"),
    ("落实资金", "12.5（估计）", "这一格写12.5，“预计”写在备注格里"),
    ("办复率", "８４．５％（预计）", "“８４．５％（预计）”后面有“预计”；这一格写84.5%，“预计”写在备注格里"),
    ("开幕日期", "待定", "还不知道，这一格空着"),
    ("开幕日期", "２月２１日至２４日", "“２月２１日至２４日”"),
    ("开幕日期", "2月21日", "年份照上年的推算，请核对"),
    ("收到提案", "无", "写的是没有这一项，但它每年都要有；核对这一格，改了再收"),
    ("立案提案", "无", "核对这一格，确实没有就写0"),
    ("立案提案", "<f>A1+1</f>", "这一格是公式，没有存下结果；用Excel、WPS表格打开，存一次"),
    ("立案提案", "#REF!", "这一格的公式出错（#REF!），没有值；改好，或直接填上值"),
    ("地点", "东街，西巷", "里面有“，”，看不出是几项；各项之间用、隔开"),
    ("地点", "1、东街2、西巷", "像是序号，看不出每一项从哪里到哪里；各项之间只用、隔开，不写序号"),
]


@pytest.mark.parametrize(("label", "typed", "said"), TOLD, ids=lambda each: repr(each)[:40])
def test_what_is_said_of_a_cell_is_said_for_who_fills_it(label: str, typed: str, said: str, place: Path) -> None:
    (place / "表.xlsx").write_bytes(workbook([HEAD, [label, UNITS.get(label), typed]]))
    [each] = asked(place, "表.xlsx", "--year", "2022")[1]["proposals"]
    assert said in each["message"]
    of_files = ("value:", "kind:", "note", "冒号", "这一行", "required", "？；")
    assert not [word for word in of_files if word in each["message"]]


# Tables as departments make them --------------------------------------------------------------------------------------

TABLES: dict[str, tuple[Sequence[Sequence[Value]], list[str]]] = {
    "a title and a period above the head": (
        [
            ["某县提案工作统计表（2022年）"],
            [],
            ["统计时间：2022年1—12月"],
            ["序号", "项目", "单位", "数量"],
            [1, "立案提案", "件", 224],
        ],
        ["ready proposals.filed 224"],
    ),
    "the head in the tenth row": (
        [*[["说明", str(n)] for n in range(9)], ["项目", "本年"], ["立案提案", 224]],
        ["ready proposals.filed 224"],
    ),
    "last year's column beside it": (
        [["指标", "2021年", "2022年"], ["立案提案", 211, 224], ["来信", 5, ""]],
        ["ready proposals.filed 224"],
    ),
    "a share with its unit in a column": (
        [["指标", "单位", "2022年"], ["办复率", "%", 84.5], ["增幅", "个百分点", 1.5]],
        ["ready proposals.answer_rate 84.5%", "ready proposals.faster 1.5个百分点"],
    ),
    "a share of 1 with % in a column": (
        [["指标", "单位", "2022年"], ["办复率", "%", 0.845]],
        ["unclear proposals.answer_rate 0.845"],
    ),
    "one per cent with % in a column": (
        [["指标", "单位", "2022年"], ["办复率", "%", 1]],
        ["unclear proposals.answer_rate 1"],
    ),
    "no per cent with % in a column": (
        [["指标", "单位", "2022年"], ["办复率", "%", 0]],
        ["ready proposals.answer_rate 0%"],
    ),
    "the unit behind the label": (
        [["项目", "2022年度"], ["1.立案提案（件）：", 224], ["（二）来信（条）", 3], ["其中：走访企业（家）", 9]],
        ["ready proposals.filed 224", "unclear 3", "ready visits.firms 9"],
    ),
    "the unit in the head": (
        [["项目", "2022年（家）"], ["走访企业", 9], ["来信", 9]],
        ["ready visits.firms 9", "unclear 9"],
    ),
    "two of one label by the titles of their groups": (
        [["项目", "数量"], ["一、提案工作"], ["委员", 40], ["二、走访"], ["委员", 31]],
        ["ready proposals.authors 40", "ready visits.authors 31"],
    ),
    "titles with a running number in a column of its own": (
        [["序号", "项目", "数量"], ["一", "提案工作", ""], ["1", "委员", 40], ["二", "走访", ""], ["1", "委员", 31]],
        ["ready proposals.authors 40", "ready visits.authors 31"],
    ),
    "groups in a column": (
        [["类别", "项目", "数量"], ["提案工作", "立案提案", 224], ["", "委员", 40], ["走访", "委员", 31]],
        ["ready proposals.filed 224", "ready proposals.authors 40", "ready visits.authors 31"],
    ),
    "two of one label and no group": ([["项目", "数量"], ["委员", 40]], ["unclear 40"]),
    "a label under the title of another group": ([["项目", "数量"], ["走访"], ["立案提案", 224]], ["unclear 224"]),
    "a title that is no group of ours": (
        [["项目", "数量"], ["提案工作"], ["委员", 40], ["其他工作"], ["委员", 7], ["走访企业", 9]],
        ["ready proposals.authors 40", "unclear 7", "unclear 9"],
    ),
    "titles that are none of ours": (
        [["项目", "数量"], ["基本情况"], ["立案提案", 224], ["其他"], ["走访企业", 9], ["委员", 9]],
        ["ready proposals.filed 224", "ready visits.firms 9", "unclear 9"],
    ),
    "titles within a group": (
        [
            ["项目", "数量"],
            ["一、提案工作"],
            ["（一）立案情况"],
            ["立案提案", 224],
            ["二、走访"],
            ["1.委员情况"],
            ["委员", 9],
        ],
        ["ready proposals.filed 224", "ready visits.authors 9"],
    ),
    "a title that is a year alone": (
        [["2022年度"], ["项目", "单位", "数量"], ["立案提案", "件", 224]],
        ["ready proposals.filed 224"],
    ),
    "a title alone, and no head of the labels": (
        [["2022年度"], ["", "数量"], ["立案提案", 224]],
        ["ready proposals.filed 224"],
    ),
    "two tables below each other": (
        [["项目", "2022年"], ["立案提案", 224], ["附：上年"], ["项目", "2021年", "2022年"], ["来信", 5, 3]],
        ["ready proposals.filed 224", "ready proposals.letters 3"],
    ),
    "a table of another year below": (
        [["项目", "数量"], ["立案提案", 224], [], ["表二：2021年"], ["项目", "单位", "数量"], ["来信", "封", 5]],
        ["ready proposals.filed 224"],
    ),
    "parts without a label below": (
        [["项目", "分项", "数量"], ["立案提案", "会间", 190], ["", "会后", 34], ["来信", "", 3]],
        ["unclear proposals.filed 190", "unclear 34", "ready proposals.letters 3"],
    ),
    "a period beside the title": (
        [["提案委", "", "", "2022年"], ["项目", "单位", "数量", "备注"], ["立案提案", "件", 224, "三月数"]],
        ["ready proposals.filed 224"],
    ),
    "a head of two rows": (
        [["项目", "单位", "完成数", ""], ["", "", "2021年", "2022年"], ["立案提案", "件", 211, 224]],
        ["ready proposals.filed 224"],
    ),
    "a value that looks like a head": (
        [["项目", "数量"], ["会议名称", "2022年"], ["立案提案", 224]],
        ["ready plenary.name 2022年", "ready proposals.filed 224"],
    ),
    "a column of offices before the labels": (
        [["责任部门", "项目", "数量"], ["提案委", "立案提案", 224], ["", "来信", 3], ["办公室", "走访企业", 9]],
        ["ready proposals.filed 224", "ready proposals.letters 3", "ready visits.firms 9"],
    ),
    "another unit": ([["项目", "单位", "数量"], ["立案提案", "条", 224]], ["unclear 224"]),
    "a column of departments headed 单位": (
        [["单位", "项目", "数量"], ["提案委", "立案提案", 224]],
        ["ready proposals.filed 224"],
    ),
    "a label that is not known": (
        [["项目", "数量"], ["立案提案", 224], ["收到社情民意", 30], ["合计", 254]],
        ["ready proposals.filed 224", "unclear 30", "unclear 254"],
    ),
    "one indicator twice": (
        [["项目", "数量"], ["立案提案", 224], ["立案提案", 226]],
        ["conflict proposals.filed 224", "conflict proposals.filed 226"],
    ),
    "the head once more": (
        [["项目", "数量"], ["立案提案", 224], ["项目", "数量"], ["来信", 3]],
        ["ready proposals.filed 224", "ready proposals.letters 3"],
    ),
    "notes below": (
        [["项目", "数量"], ["立案提案", 224], ["注：含重点提案。"], [], ["填表人：甲"]],
        ["ready proposals.filed 224"],
    ),
}


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
def test_a_departments_own_table_is_read_by_label_and_unit(name: str, suffix: str, place: Path) -> None:
    rows, expected = TABLES[name]
    (place / f"表.{suffix}").write_bytes(workbook(rows) if suffix == "xlsx" else csv_of(rows))
    _, found = asked(place, f"表.{suffix}", "--year", "2022")
    assert told(found) == expected


def csv_of(rows: Sequence[Sequence[Value]], encoding: str = "gb18030") -> bytes:
    stream = io.StringIO()
    csv.writer(stream).writerows(rows)
    return stream.getvalue().encode(encoding)


REFUSED: dict[str, tuple[Sequence[Sequence[Value]], str]] = {
    "no head": ([["立案提案", 224]], "前10行里没有找到表头"),
    "another year's column": ([["项目", "2021年"], ["立案提案", 211]], "没有2022年的一列，表头说的是2021年"),
    "a title of another year": (
        [["2021年统计表"], ["项目", "数量"], ["立案提案", 211]],
        "表题说的是2021年，不是2022年",
    ),
    "two columns of numbers": (
        [["项目", "数量", "项目", "数量"], ["立案提案", 224, "来信", 3]],
        "有几列都像是2022年的数",
    ),
    "nothing in it": ([[]], "里面什么也没有"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_table_that_cannot_be_told_is_refused_and_the_others_are_read(name: str, place: Path) -> None:
    rows, why = REFUSED[name]
    (place / "甲.xlsx").write_bytes(workbook(rows))
    (place / "乙.xlsx").write_bytes(workbook([["项目", "数量"], ["立案提案", 224]]))
    alone = report(place, "collect", "甲.xlsx", "--year", "2022")
    assert alone.status == 2
    assert why in alone.err
    result, found = asked(place, "甲.xlsx", "乙.xlsx", "--year", "2022", "--write")
    assert result.status == 1
    assert told(found) == ["ready proposals.filed 224"]
    assert [each["file"] for each in found["refused"]] == ["甲.xlsx"]
    assert why in found["refused"][0]["message"]
    assert "没有读 甲.xlsx：" in result.err


# Beside the data ------------------------------------------------------------------------------------------------------


def table(place: Path, name: str, *rows: Sequence[Value]) -> str:
    (place / name).write_bytes(workbook([HEAD, *rows]))
    return name


def test_two_departments_that_disagree_are_a_conflict_and_one_is_chosen(place: Path) -> None:
    one = table(place, "甲.xlsx", ["立案提案", "件", 224], ["来信", "封", 3])
    two = table(place, "乙.xlsx", ["立案提案", "件", 226])
    result, found = asked(place, one, two, "--year", "2022", "--write")
    assert told(found) == ["conflict proposals.filed 224", "ready proposals.letters 3", "conflict proposals.filed 226"]
    assert "第1条要“224”（甲.xlsx 登记表 C2）；第3条要“226”（乙.xlsx 登记表 C2）" in found["proposals"][0]["message"]
    assert (result.status, found["undecided"]) == (1, 2)
    assert "  filed:\n" in (place / YEAR).read_text("utf-8")
    report(place, "collect", one, two, "--year", "2022", "--only", "3", "--write")
    assert "  filed: 226\n" in (place / YEAR).read_text("utf-8")


def test_a_department_that_says_what_the_data_say_contradicts_one_that_does_not(place: Path) -> None:
    one = table(place, "甲.xlsx", ["发言", "篇", 12])
    two = table(place, "乙.xlsx", ["发言", "篇", 13])
    _, found = asked(place, one, two, "--year", "2022")
    assert told(found) == ["taken plenary.speeches 12 12", "conflict plenary.speeches 12 13"]


def test_a_conflict_that_is_settled_says_which_of_the_wishes_the_data_say(place: Path) -> None:
    one = table(place, "甲.xlsx", ["立案提案", "件", 224])
    two = table(place, "乙.xlsx", ["立案提案", "件", 226])
    first = report(place, "collect", one, two, "--year", "2022").out
    assert "；要哪一条，用--only写明它的号" in first
    report(place, "collect", one, two, "--year", "2022", "--only", "2", "--write")
    again = report(place, "collect", one, two, "--year", "2022").out
    assert "；数据里现在是226，就是第2条；不改就不用管，要改成这一条，用--only写明它的号" in again
    assert "要哪一条" not in again


RANGES = {
    "1-2": "filed letters",
    "1—2，3": "filed letters people",
    "２~３": "letters people",
    "1, 3": "filed people",
    "3至3": "people",
    "3-1": "“3-1”前面的号比后面的大，写成1-3",
    "2-9": "没有第4条建议；共3条",
    "1-": "“1-”不是建议的号，写成1、1,4或4-7",
    "1-2-3": "“1-2-3”不是建议的号",
    "1-999999999": "“1-999999999”太多了",
}


@pytest.mark.parametrize("only", RANGES)
def test_proposals_are_chosen_by_number_and_by_range(only: str, place: Path) -> None:
    name = table(place, "甲.xlsx", ["立案提案", "件", 224], ["来信", "封", 3], ["参加", "人次", 5])
    result = report(place, "collect", name, "--year", "2022", "--write", "--only", only)
    if result.status == 2:
        assert RANGES[only] in result.err
        return
    text = (place / YEAR).read_text("utf-8")
    assert [key for key in ("filed", "letters", "people") if f"  {key}:\n" not in text] == RANGES[only].split()
    assert report(place, "collect", "--undo").status == 0
    report(place, "collect", name, "--year", "2022", "--write", "--skip", only)
    text = (place / YEAR).read_text("utf-8")
    assert [key for key in ("filed", "letters", "people") if f"  {key}:\n" in text] == RANGES[only].split()


def test_two_departments_that_agree_are_one_proposal_with_both_sources(place: Path) -> None:
    one = table(place, "甲.xlsx", ["立案提案", "件", "224件", "甲台账"])
    two = table(place, "乙.xlsx", ["立案提案", "件", "２２４", "乙台账", "含补报"])
    result, found = asked(place, one, two, "--year", "2022", "--write")
    [each] = found["proposals"]
    assert [source["file"] for source in each["sources"]] == ["甲.xlsx", "乙.xlsx"]
    assert (each["source"], each["note"], result.status) == ("甲台账；乙台账", "含补报", 0)
    line = "  filed: {value: 224, source: 甲台账；乙台账, note: 含补报}\n"
    assert line in (place / YEAR).read_text("utf-8")


WRITTEN = """
收到提案|件|265|登记表||  received: {value: 265, source: 登记表}    # 收到提案（件）
开幕日期||2月21日|||  opened: 2023-02-21          # 开幕
来信|封|/|||
落实资金|万元|12.5||含2021年结转, 3笔|  money: {value: 12.5, note: "含2021年结转, 3笔"}
地点||东街、西巷|||  places: [东街, 西巷]
会议名称||= 十届 #2|||  name: '= 十届 #2'
"""


def test_what_is_written_changes_the_values_and_nothing_else(place: Path) -> None:
    rows = [line.split("|") for line in WRITTEN.strip().splitlines()]
    name = table(place, "表.xlsx", *(row[:5] for row in rows))
    before = (place / YEAR).read_bytes().replace(b"\n", b"\r\n")
    (place / YEAR).write_bytes(before)
    result = report(place, "collect", name, "--year", "2022", "--write")
    assert (result.status, result.err.splitlines()[-1]) == (0, "report collect --undo")
    after = (place / YEAR).read_bytes().decode().split("\r\n")
    assert [line for line in after if line not in before.decode().split("\r\n")] == sorted(
        (row[5] for row in rows if row[5]), key=after.index
    )
    assert not any("letters" in line for line in after)
    assert report(place, "collect", name, "--year", "2022").out.endswith("建议6条：已经有了6条\n")
    assert report(place, "collect", "--undo").status == 0
    assert (place / YEAR).read_bytes() == before


def test_undo_puts_back_what_collect_wrote_and_no_other_run(place: Path) -> None:
    table(place, "表.xlsx", ["来信", "封", 3])
    report(place, "collect", "表.xlsx", "--year", "2022", "--write")
    assert report(place, "take", "--undo").status == 2
    (place / YEAR).write_bytes((place / YEAR).read_bytes() + b"\n")
    undone = report(place, "collect", "--undo")
    assert (undone.status, "data/2022.yaml 后来又改过" in undone.err) == (1, True)


def test_an_absent_line_is_added_at_the_end_of_its_group_which_may_be_absent_too(place: Path) -> None:
    less = "year: 2022\nproposals:\n  received: 265\n"
    (place / YEAR).write_text(less, "utf-8")
    name = table(place, "表.xlsx", ["立案提案", "件", 224], ["走访企业", "家", 9, "台账"])
    _, found = asked(place, name, "--year", "2022", "--write")
    assert told(found) == ["ready proposals.filed 224", "ready visits.firms 9"]
    assert found["proposals"][0]["message"] == "文件里没有这一行，加在“提案工作”的末尾"
    more = "  filed: 224\nvisits:\n  firms: {value: 9, source: 台账}\n"
    assert (place / YEAR).read_text("utf-8") == less + more


def test_a_merged_value_says_nothing_sure_of_either_row(place: Path) -> None:
    rows: list[list[Value]] = [[*HEAD], ["立案提案", "件", 224], ["来信", "封"], ["参加", "人次", 5]]
    (place / "表.xlsx").write_bytes(workbook(rows, more='<mergeCells><mergeCell ref="C2:C3"/></mergeCells>'))
    _, found = asked(place, "表.xlsx", "--year", "2022")
    assert told(found) == ["unclear proposals.filed 224", "ready visits.people 5"]
    assert "取消合并" in found["proposals"][0]["message"]


def test_a_hidden_row_is_read_and_said(place: Path) -> None:
    name = table(place, "表.xlsx", ["立案提案", "件", 224])
    data = repacked_sheet((place / name).read_bytes(), '<row r="2">', '<row r="2" hidden="1">')
    (place / name).write_bytes(data)
    _, found = asked(place, name, "--year", "2022")
    assert told(found) == ["ready proposals.filed 224"]
    assert "隐藏" in found["proposals"][0]["message"]


def repacked_sheet(data: bytes, old: str, new: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    return repacked(data, {"xl/worksheets/sheet1.xml": sheet.replace(old, new)})


def test_a_note_beside_no_value_is_said_and_proposes_nothing(place: Path) -> None:
    name = table(place, "表.xlsx", ["立案提案", "件", "", "", "二月底才有"])
    result, found = asked(place, name, "--year", "2022")
    assert (result.status, found["proposals"]) == (0, [])
    assert "立案提案没有填，只写了备注“二月底才有”" in result.err


def test_what_cannot_be_written_is_named_before_anything_is(place: Path) -> None:
    name = table(place, "表.xlsx", ["来信", "封", 3])
    assert "没有2023年的数据" in report(place, "collect", name, "--year", "2023").err
    (place / YEAR).chmod(0o444)
    assert "data/2022.yaml：它是只读的" in report(place, "collect", name, "--year", "2022").err
    assert report(place, "collect", name, "--year", "2022", "--write").status == 2
    (place / YEAR).chmod(0o644)
    change(place / YEAR, "status: 征集中", "status: 仅供比较")
    assert "只供比较的一年" in report(place, "collect", name, "--year", "2022").err


def test_what_would_follow_is_that_of_what_was_chosen_quoted_as_it_would_stand(place: Path) -> None:
    change(place / "data/indicators.yaml", "unit: 件}\n    filing_rate", "unit: 件, of: received}\n    filing_rate")
    sheet = table(
        place, "甲.xlsx", ["开幕日期", "", "无"], ["收到提案", "件", 10], ["立案提案", "件", 224], ["来信", "封", 9]
    )
    whole = report(place, "collect", sheet, "--year", "2022", "--only", "1,2,3")
    assert "写进去以后" in whole.err
    assert "filed: 224" in whole.err, "the line as it would be written"
    part = report(place, "collect", sheet, "--year", "2022", "--only", "3,4")
    assert "写进去以后，数据会有这些问题" not in part.err
    assert "84.5%" in part.out, "as follows from 224 and the 265 of today"


def test_a_table_of_no_year_needs_one_and_is_named(place: Path) -> None:
    name = table(place, "表.xlsx", ["来信", "封", 3])
    result = report(place, "collect", name)
    assert (result.status, "表.xlsx" in result.err, "--year" in result.err) == (2, True, True)
    assert report(place, "collect").status == 2
    assert report(place, "collect", "没有.xlsx", "--year", "2022").status == 2


def test_the_text_shows_each_cell_what_was_what_is_and_where_it_goes(place: Path) -> None:
    name = table(place, "表.xlsx", ["立案提案", "件", "224条"], ["开幕日期", "", "2023.2.21", "公报"])
    assert report(place, "collect", name, "--year", "2022").out == SHOWN


SHOWN = """\
1. 【待核对】立案提案：224条
    立案提案（proposals.filed）（还没填） → 224条，data/2022.yaml:11:3；表.xlsx 登记表 C2
    “224条”的单位不是指标的单位，单位应为“件”；若以件计，写成224件；若不是，核对这个数，或请收表的人在指标目录里改单位
2. 【可以写】开幕日期：2023.2.21
    开幕日期（plenary.opened）（还没填） → 2023-02-21，data/2022.yaml:6:3；出处：公报；表.xlsx 登记表 C3
建议2条：可以写1条，待核对1条
"""


# Files that are none, or not safe -------------------------------------------------------------------------------------


def too_many(name: str) -> tuple[str, bytes]:
    """A table of more rows or cells than one that is filled in."""
    if name == "too many rows":
        return "表.csv", "项目,数量\n".encode() + "立案提案,1\n".encode() * 6000
    if name == "too many columns":
        return "表.csv", "项目,数量\n".encode() + f"立案提案,1{',' * 998}\n".encode() * 501
    row = "<w:tr>" + "<w:tc><w:p><w:r><w:t>数量</w:t></w:r></w:p></w:tc>" * 2 + "</w:tr>"
    document, stream = docx.Document(), io.BytesIO()
    document.element.body.insert(0, parse_xml(f"<w:tbl {nsdecls('w')}>{row * 5001}</w:tbl>"))
    document.save(stream)
    return "表.docx", stream.getvalue()


def hostile(name: str) -> tuple[str, bytes]:
    """A file's name and content."""
    good = workbook([HEAD, ["立案提案", "件", 224]])
    match name:
        case "a zip bomb":
            return "表.xlsx", repacked(good, {"xl/worksheets/sheet1.xml": "0" * 200_000_000})
        case "a password":
            return "表.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")
        case "macros":
            return "表.xlsm", good
        case "macros under another name":
            return "表.xlsx", repacked(good, {"xl/vbaProject.bin": "x"})
        case "xlsx that is xls":
            return "表.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
        case "a web page":
            return "表.xls", b"<html><table><tr><td>1</td></tr></table></html>"
        case "a document type":
            return "表.xlsx", repacked(good, {"xl/workbook.xml": '<!DOCTYPE x [<!ENTITY a "b">]><workbook/>'})
        case "half a file":
            return "表.xlsx", good[: len(good) // 2]
        case "nothing":
            return "表.csv", b""
        case "a picture":
            return "表.csv", b"\x89PNG\r\n\x1a\n" + bytes(50)
        case "a Word file that is none":
            return "表.docx", good[:-40]
        case "too many rows" | "too many columns" | "too many rows in Word":
            return too_many(name)
    raise AssertionError(name)


HOSTILE = {
    "a zip bomb": "大得不正常",
    "a password": "文件加了密码",
    "macros": ".xlsm这种格式不读",
    "macros under another name": "文件里有宏，没有读",
    "xlsx that is xls": "里面其实是XLS",
    "a web page": "其实是网页改了名",
    "a document type": "DOCTYPE",
    "half a file": "打不开：文件损坏",
    "nothing": "文件是空的",
    "a picture": "不是CSV",
    "a Word file that is none": "打不开：文件损坏",
    "too many rows": "5000行以上",
    "too many columns": "50万格",
    "too many rows in Word": "5000行以上",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_in_one_clear_word_and_the_others_come_in(name: str, place: Path) -> None:
    file, data = hostile(name)
    (place / file).write_bytes(data)
    alone = report(place, "collect", file, "--year", "2022")
    assert alone.status == 2
    assert HOSTILE[name] in alone.err
    assert len(alone.err.splitlines()) == 1
    other = table(place, "乙.xlsx", ["来信", "封", 3])
    result, found = asked(place, file, other, "--year", "2022")
    assert (result.status, told(found)) == (1, ["ready proposals.letters 3"])
    assert HOSTILE[name] in found["refused"][0]["message"]


def test_a_million_empty_rows_and_links_to_other_files_do_no_harm(place: Path) -> None:
    rows = "".join(f'<row r="{number}"/>' for number in range(3, 1_000_000))
    data = workbook([HEAD, ["立案提案", "件", "<f>[1]表!A1</f><v>224</v>"]])
    (place / "表.xlsx").write_bytes(repacked_sheet(data, "</sheetData>", f"{rows}</sheetData>"))
    result, found = asked(place, "表.xlsx", "--year", "2022")
    assert told(found) == ["ready proposals.filed 224"]
    assert "引用别的文件，读的是上次保存时的值" in result.err


def test_what_libreoffice_saves_is_collected_the_same(place: Path) -> None:
    rows: list[list[Value]] = [
        [*HEAD],
        ["立案提案", "件", 224],
        ["开幕日期", "", (44978.0, "yyyy-mm-dd")],
        ["来信", "封", "/"],
    ]
    made = saved_by_office(workbook(rows), ("xls", "ods", "xlsx"), place)
    for suffix, data in made.items():
        (place / f"表.{suffix}").write_bytes(data)
        _, found = asked(place, f"表.{suffix}", "--year", "2022")
        expected = ["ready proposals.filed 224", "ready plenary.opened 2023-02-21", "ready proposals.letters"]
        assert told(found) == expected, suffix


def test_a_table_of_word_is_read_by_its_cells(place: Path) -> None:
    file = docx.Document()
    file.add_paragraph("提案工作统计（2022年）")
    grid = file.add_table(rows=4, cols=3)
    texts = [["项目", "单位", "数量"], ["提案工作", "", ""], ["立案提案", "件", "224件"], ["来信", "封", "12封"]]
    for row, cells in zip(grid.rows, texts, strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    grid.rows[1].cells[0].merge(grid.rows[1].cells[2])
    file.save(str(place / "表.docx"))
    _, found = asked(place, "表.docx", "--year", "2022")
    assert told(found) == ["ready proposals.filed 224", "ready proposals.letters 12"]
    assert found["proposals"][0]["sources"] == [
        {"file": "表.docx", "sheet": None, "cell": "表1第3行第3格", "text": "立案提案：224件"}
    ]
    grid.rows[2].cells[1].merge(grid.rows[2].cells[2])
    file.save(str(place / "表.docx"))
    _, found = asked(place, "表.docx", "--year", "2022")
    assert told(found) == ["unclear", "ready proposals.letters 12"]
    assert "这一行的格数和表头不一样" in found["proposals"][0]["message"]
    assert "表题说的是2022年，不是2021年" in report(place, "collect", "表.docx", "--year", "2021").err


# Forms ----------------------------------------------------------------------------------------------------------------


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A workspace whose departments have got their forms."""
    place = forms_made.workspace(tmp_path)
    assert report(place, "form", "2022").status == 0
    return place


def sheets_of(place: Path, owner: str) -> dict[str, Grid]:
    return grids(place / f"forms/2022/{owner}.xlsx")


LINES: dict[str, tuple[Callable[[Grid], Grid], str, list[tuple[str, str]]]] = {
    "as it was": (lambda rows: rows, "", []),
    "another number": (
        lambda rows: [["《老街改造》", 15, "是"], rows[1]],
        "ready",
        [("《老街改造》", "15"), ("《菜市场》", "")],
    ),
    "a field emptied": (
        lambda rows: [["《老街改造》"], rows[1]],
        "ready",
        [("《老街改造》", ""), ("《菜市场》", "")],
    ),
    "one more": (
        lambda rows: [*rows, ["《新》", 3]],
        "ready",
        [("《老街改造》", "12"), ("《菜市场》", ""), ("《新》", "3")],
    ),
    "one less": (lambda rows: rows[1:], "ready", [("《菜市场》", "")]),
    "another one in its place": (
        lambda rows: [["《新》", 3], rows[1]],
        "ready",
        [("《新》", "3"), ("《菜市场》", "")],
    ),
    "another order": (lambda rows: rows[::-1], "ready", [("《菜市场》", ""), ("《老街改造》", "12")]),
    "none": (lambda rows: [["/"]], "ready", []),
    "a value that is not listed": (lambda rows: [["《老街改造》", 12, "也许"], rows[1]], "unclear", []),
    "nothing": (lambda rows: [], "", []),
}


@pytest.mark.parametrize("name", LINES)
def test_the_lines_of_a_sheet_of_items_come_in_as_one_proposal(name: str, desk: Path, tmp_path: Path) -> None:
    edit, state, expected = LINES[name]
    sheets = sheets_of(desk, "办公室")
    sheet = sheets["调研报告"]
    at = next(number for number, row in enumerate(sheet) if "题目" in row) + 1
    first = sheet[at - 1].index("题目")
    rows = [row[first : first + 3] for row in sheet[at:] if any(row[first : first + 3])]
    sheet[at:] = [[*[""] * first, *row] for row in edit(rows)]
    file = str(saved(tmp_path / "来/办公室.xlsx", sheets))
    before = (desk / YEAR).read_bytes()
    _, found = asked(desk, file, "--write")
    assert [each["state"] for each in found["proposals"]] == [state] * bool(state)
    if state != "ready":
        assert (desk / YEAR).read_bytes() == before
        return
    fact = load(Workspace(desk), 2022).ledger.get("meetings.papers")
    items = fact.value.items if fact and isinstance(fact.value, Items) else ()
    said = [{part.indicator.name: part.text.removesuffix("份") for part in item} for item in items]
    assert [tuple(each.get(key, "") for key in ("title", "copies")) for each in said] == expected
    assert not [each for each in asked(desk, file)[1]["proposals"] if each["state"] != "taken"]


def test_a_form_is_contradicted_by_a_table_that_says_what_the_data_say(desk: Path, tmp_path: Path) -> None:
    sheets = sheets_of(desk, "提案委")
    sheets["填报"][4][5] = 268
    form = str(saved(tmp_path / "来/提案委.xlsx", sheets))
    assert told(asked(desk, form)[1]) == ["ready proposals.received 265 268"]
    other = table(desk, "办公室.xlsx", ["收到提案", "件", 265])
    _, found = asked(desk, form, other, "--year", "2022")
    assert told(found) == ["conflict proposals.received 265 268", "taken proposals.received 265 265"]


def test_a_form_of_another_committee_year_or_catalogue_is_refused_by_name(desk: Path, tmp_path: Path) -> None:
    sheets = sheets_of(desk, "提案委")
    file = str(saved(tmp_path / "来/提案委.xlsx", sheets))
    other = str(saved(tmp_path / "来/办公室.xlsx", sheets_of(desk, "办公室")))
    assert asked(desk, file, "--year", "2021")[1]["refused"][0]["message"] == "这是2022年的填报表，不是2021年的"
    change(desk / YEAR, "东溪区政协", "西溪区政协")
    assert "这是东溪区政协的填报表，这里是西溪区政协" in report(desk, "collect", file).err
    change(desk / YEAR, "西溪区政协", "东溪区政协")
    change(
        desk / "data/indicators.yaml",
        "    funds: {label: 帮扶资金, kind: amount, unit: 万元",
        "    funds: {label: 帮扶资金, kind: amount, unit: 元",
    )
    result, found = asked(desk, file, other)
    assert (result.status, [each["file"] for each in found["refused"]]) == (1, [file])
    assert "的单位在指标目录里是“元”，表里是“万元”" in found["refused"][0]["message"]
    change(desk / "data/indicators.yaml", "    funds:", "    fund:")
    assert "指标目录里已经没有帮扶资金（proposals.funds）" in report(desk, "collect", file).err


def test_a_form_made_before_the_data_named_the_committee_is_read(tmp_path: Path) -> None:
    place = forms_made.workspace(tmp_path, year=forms_made.YEAR.replace("  name: 东溪区政协", "  name:"))
    assert report(place, "form", "2022").status == 0
    change(place / YEAR, "  name:", "  name: 东溪区政协")
    found = asked(place, "forms/2022/提案委.xlsx")[1]
    assert (found.get("refused") or [], found["proposals"]) == ([], [])


def test_forms_of_several_years_say_so_at_the_top(desk: Path, tmp_path: Path) -> None:
    change(desk / "data/2021.yaml", "status: 仅供比较\n", "")
    assert report(desk, "form", "2021").status == 0
    files = []
    for year in ("2021", "2022"):
        sheets = grids(desk / f"forms/{year}/提案委.xlsx")
        row = next(row for row in sheets["填报"] if "立案提案" in row)
        row[5] = 231
        files.append(str(saved(tmp_path / f"来/{year}.xlsx", sheets)))
    _, found = asked(desk, *files)
    assert (found["year"], [each["year"] for each in found["proposals"]]) == (None, [2021, 2022])
    assert [each["place"]["file"] for each in found["proposals"]] == ["data/2021.yaml", "data/2022.yaml"]


def test_cells_of_a_form_that_were_merged_say_nothing_sure(desk: Path, tmp_path: Path) -> None:
    sheets = sheets_of(desk, "提案委")
    sheets["填报"][4][5] = 300
    file = str(saved(tmp_path / "来/提案委.xlsx", sheets, merged=["F5:F6"]))
    assert told(asked(desk, file)[1]) == ["unclear proposals.received 265 300"]


PERIODS = {
    "2022年1-12月": "ready",
    "2022年1—12月数": "ready",
    "2022年全年": "ready",
    "2022年\n完成数": "ready",
    "全年数": "ready",
    "2022年1-11月": "“2022年1-11月”若是，表头写成2022年",
    "2022年计划": "“2022年计划”若是，表头写成2022年",
}


@pytest.mark.parametrize("head", PERIODS)
def test_a_column_of_part_of_the_year_or_of_plans_is_not_the_years(head: str, place: Path) -> None:
    (place / "表.xlsx").write_bytes(workbook([["项目", head], ["立案提案", 224]]))
    result = report(place, "collect", "表.xlsx", "--year", "2022")
    assert PERIODS[head].replace("ready", "可以写") in result.out + result.err


def test_a_lock_and_a_catalogue_with_errors_are_told(place: Path) -> None:
    name = table(place, "表.xlsx", ["来信", "封", 3])
    (place / "~$表.xlsx").write_bytes(b"a")
    both = report(place, "collect", name, "~$表.xlsx", "--year", "2022")
    assert "~$表.xlsx 是表开着时的临时文件" in both.err
    assert both.out.endswith("建议1条：可以写1条\n")
    change(place / "data/indicators.yaml", "visits:\n", "visits: {\n")
    broken = report(place, "collect", name, "--year", "2022")
    assert (broken.status, "先照report check改好" in broken.err) == (2, True)


def test_the_json_of_collect_has_the_documented_form(place: Path) -> None:
    change(place / YEAR, "  filed:\n", "  filed: {value: 220, state: 预计}\n")
    name = table(place, "表.xlsx", ["来信", "封", "3封", "登记簿", "含转来的"], ["总数", "件", 5])
    _, found = asked(place, name, "--year", "2022")
    head = {"version": 1, "year": 2022, "kind": None, "written": False, "undecided": 2}
    assert {key: value for key, value in found.items() if key not in ("proposals", "refused")} == {
        **head,
        "comments": [],
        "uncarried": [],
    }
    assert found["proposals"][0] == {
        "number": 1,
        "type": "figure",
        "state": "ready",
        "year": 2022,
        "kind": None,
        "fact": "proposals.letters",
        "from": None,
        "to": "3",
        "change": None,
        "source": "登记簿",
        "note": "含转来的",
        "place": {"file": YEAR, "line": 14, "column": 3},
        "sources": [{"file": "表.xlsx", "sheet": "登记表", "cell": "C2", "text": "来信：3封"}],
        "message": None,
    }
    lost = found["proposals"][1]
    assert (lost["fact"], lost["place"], "总数" in lost["message"]) == (None, None, True)


def test_a_figure_that_was_marked_as_preliminary_says_that_it_still_is(desk: Path, tmp_path: Path) -> None:
    change(desk / YEAR, "received: 265", "received: {value: 265, state: 预计}")
    sheets = sheets_of(desk, "提案委")
    sheets["填报"][4][5] = 268
    [each] = asked(desk, str(saved(tmp_path / "来/提案委.xlsx", sheets)))[1]["proposals"]
    assert (each["state"], "标着“预计”" in each["message"]) == ("ready", True)


def test_words_that_are_struck_out_in_a_cell_make_it_unclear(place: Path) -> None:
    strings = f"<sst {MAIN}><si><r><rPr><strike/></rPr><t>265</t></r><r><t>268</t></r></si><si><t>3</t></si></sst>"
    data = workbook([HEAD, ["立案提案", "件", "@0"], ["来信", "封", "@1"]])
    for number in (0, 1):
        data = repacked_sheet(data, f't="inlineStr"><is><t>@{number}</t></is>', f't="s"><v>{number}</v>')
    related = {"r1": ("worksheet", "worksheets/sheet1.xml"), "r2": ("sharedStrings", "sharedStrings.xml")}
    parts = {"xl/sharedStrings.xml": strings, "xl/_rels/workbook.xml.rels": relations(related)}
    (place / "表.xlsx").write_bytes(repacked(data, parts))
    _, found = asked(place, "表.xlsx", "--year", "2022")
    assert told(found) == ["unclear proposals.filed 265268", "ready proposals.letters 3"]
    file = docx.Document()
    grid = file.add_table(rows=2, cols=2)
    for cell, text in zip(
        (cell for row in grid.rows for cell in row.cells), ("项目", "2022年", "立案提案", ""), strict=True
    ):
        cell.text = text
    paragraph = grid.rows[1].cells[1].paragraphs[0]
    paragraph.add_run("265").font.strike = True
    paragraph.add_run("268")
    file.save(str(place / "表.docx"))
    _, found = asked(place, "表.docx", "--year", "2022")
    assert told(found) == ["unclear proposals.filed 265268"]
    assert "有划掉的字" in found["proposals"][0]["message"]


def test_a_cell_that_is_struck_out_as_a_whole_is_not_taken(desk: Path, tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for row, (label, value) in enumerate((("项目", "2022年"), ("立案提案", 240), ("帮扶资金", 130))):
            sheet.write(row, 0, label, book.add_format({"bold": True}))
            sheet.write(row, 1, value, book.add_format({"font_strikeout": row == 1}))
    _, found = asked(desk, str(path), "--year", "2022")
    assert told(found) == ["unclear proposals.filed 240", "conflict proposals.funds 近120 130"]
