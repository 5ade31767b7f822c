"""Titles that are too long for a line, broken at the sense."""

import pytest

from report_cli.document import Run
from report_cli.docx import title

CHARACTER = 440
ROOM = 8844
"""22 points on 156 mm: 20 characters."""


def broken(*runs: str | Run, room: int = ROOM) -> list[str]:
    made = title.broken([run if isinstance(run, Run) else Run(run) for run in runs], CHARACTER, room)
    return "".join(run.text for run in made).split(title.BREAK)


@pytest.mark.parametrize(
    "lines",
    [
        "政协第十届委员会工作报告",
        "委员提案265件|立案224件　办复率100%",  # at a blank, which the break replaces
        "中国人民政治协商会议|郑州市中原区第十届委员会|常务委员会工作报告",  # a lozenge
        "中国人民政治协商会议|第十四届全国委员会常务委员会工作报告",  # a trapezium
        "关于在乡镇（街道）搭建“有事好商量”|平台推进基层协商工作的意见",
        "郑州市中原区政协关于优化营商环境和|推动民营经济高质量发展的调研报告",  # 和 ends a line, it begins none
        "政协北湖区第三届委员会常务委员会|关于三届一次会议以来提案工作情况的报告",
    ],
)
def test_a_title_is_broken_where_the_sense_pauses(lines: str) -> None:
    expected = lines.split("|")
    whole = lines.replace("265件|", "265件　").replace("|", "")
    assert broken(whole) == expected


def test_lines_make_a_trapezium_or_a_lozenge_and_none_is_a_left_over_word() -> None:
    for length in range(21, 59, 3):
        for text in (
            "国" * length,
            "关于" + "国" * (length - 4) + "报告",
            "国" * (length // 2) + "的" + "国" * (length // 2),
        ):
            sizes = [len(line) for line in broken(text)]
            assert 1 < len(sizes) <= 3, text
            assert max(sizes) <= 20
            assert min(sizes) >= max(sizes) * 0.35
            assert sizes[0] != sizes[1]
            assert len(sizes) < 3 or not sizes[0] > sizes[1] < sizes[2]


@pytest.mark.parametrize(
    "whole",
    [
        "中国人民政治协商会议",
        "第二十三届",
        "“万人助万企”",
        "《关于加强协商的意见》",
        "（2021—2025）",
        "2025年",
        "12.5%",
        "十届二次",
    ],
)
def test_what_belongs_together_stays_together(whole: str) -> None:
    for before in range(8, 20):
        lines = broken("国" * before + whole + "国" * 12)
        assert any(whole in line for line in lines), lines


def test_the_name_of_a_body_is_whole_though_the_lines_have_no_shape() -> None:
    whole = "中国人民政治协商会议青溪县第十一届委员会常务委员会工作报告"
    assert broken(whole, room=12 * CHARACTER)[0] == "中国人民政治协商会议"


def test_a_figure_stays_whole_and_bound() -> None:
    name = Run("政协北湖区第三届委员会常务委员会", "committee.name")
    made = title.broken([name, Run("关于提案工作情况的报告")], CHARACTER, ROOM)
    assert [run for run in made if run.fact] == [name]
    assert "".join(run.text for run in made) == "政协北湖区第三届委员会常务委员会\n关于提案工作情况的报告"


def test_a_text_that_no_three_lines_hold_is_left_to_the_program() -> None:
    assert broken("国" * 70) == ["国" * 70]


def test_a_line_that_fits_is_left_alone() -> None:
    assert broken("委员提案265件　立案224件", room=2 * ROOM) == ["委员提案265件　立案224件"]
