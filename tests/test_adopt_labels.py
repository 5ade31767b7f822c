"""The catalogue of an adopted report calls things so that a secretary knows them, and no two of a part alike."""

from pathlib import Path

import pytest

from report_cli.adopt import source
from report_cli.adopt.binding import Binder

SAID = {
    "提案总数196件，去年同期提案总数154件。": "提案总数 上年提案总数",
    "提案总数196件，上年同期提案总数为154件，增加42件。": "提案总数 上年提案总数 提案总数增加",
    "提案总数196件，比上年提案总数154件增加42件。": "提案总数 上年提案总数 提案总数增加",
    "提案总数196件，比上年的提案总数154件增加42件。": "提案总数 上年提案总数 提案总数增加",
    "与去年提案总数154件相比，增加42件，提案总数达196件。": "上年提案总数 提案总数增加 提案总数",
    "去年全年提案总数154件，今年提案总数196件。": "上年提案总数 提案总数",
    "提案总数196件，而上年只有154件。": "提案总数 上年提案总数",
    "全市会员1280人，上年末为1100人。": "全市会员 上年全市会员",
    "参加活动1.2万人次，比上年的1万人次多3000人次。": "参加活动 上年参加活动 参加活动多",
    "帮扶资金翻了一番，达到200万元。": "帮扶资金",
    "提案总数超过150件，首次突破190件。": "提案总数 提案总数突破",
    "促成供电部门将12千瓦以下的企业接入改为零投资。": "企业接入改为零投资",
    "走访慰问一线科研人员和老科技专家80名，较上年多12名。": (
        "走访慰问一线科研人员和老科技专家 走访慰问一线科研人员和老科技专家较上年多"
    ),
}
ROWS = [line.split("\t") for line in (Path(__file__).parent / "cases/labels.txt").read_text("utf-8").splitlines()]
"""Sentences, and the names of all figures, titles and days in them, as a secretary would sign them."""
TABLES = {
    "项目|2021年度|2022年度;提案总数|154|196": "上年提案总数 提案总数",
    "项目|去年|今年|增减（%）;提案总数|154|196|27.3%": "上年提案总数 提案总数 提案总数增减",
    "指标|上年同期|本期;提案总数|154|196": "上年提案总数 提案总数",
    "指标|上年数|本年数;提案总数|154|196": "上年提案总数 提案总数",
    "年份|提案总数（件）|立案（件）;2020年|150|130;2021年|154|140;2022年|196|180": (
        "2020年提案总数 2020年立案 上年提案总数 上年立案 提案总数 立案"
    ),
}


def called(folder: Path, text: str, *, with_texts: bool = False) -> list[str]:
    """What the figures of a report are called, without the years that a table begins its rows with."""
    file = folder / "旧.md"
    file.write_text(f"# 工作小结\n\n{text}\n", "utf-8")
    facts = Binder(source.read(file), 2022).bind({}).facts.values()
    return [fact.label for fact in facts if with_texts or fact.kind != "text"]


@pytest.mark.parametrize(("said", "labels"), SAID.items(), ids=range(len(SAID)))
def test_a_figure_is_called_what_it_counts_and_of_which_year(said: str, labels: str, tmp_path: Path) -> None:
    assert called(tmp_path, said) == labels.split()


@pytest.mark.parametrize(("said", "labels"), ROWS, ids=range(len(ROWS)))
def test_a_name_has_whole_words_and_no_person_or_title(said: str, labels: str, tmp_path: Path) -> None:
    assert called(tmp_path, said, with_texts=True) == labels.split()


@pytest.mark.parametrize(("table", "labels"), TABLES.items(), ids=range(len(TABLES)))
def test_a_column_or_row_of_a_year_says_so_as_people_do(table: str, labels: str, tmp_path: Path) -> None:
    rows = [f"| {row.replace('|', ' | ')} |" for row in table.split(";")]
    rows.insert(1, "|" + " --- |" * (rows[0].count("|") - 1))
    assert called(tmp_path, "\n".join(rows)) == labels.split()


def test_what_is_planned_is_not_called_like_what_was_done(tmp_path: Path) -> None:
    text = "## 一、2022年工作回顾\n\n改造老旧小区4个。\n\n## 二、2023年工作安排\n\n改造老旧小区3个。"
    assert called(tmp_path, text) == ["改造老旧小区", "计划改造老旧小区"]
