"""Report kinds, layouts and facts may be named as people call them, wherever an id is."""

import shutil
from pathlib import Path

import pytest

from running import ROOT, report

BASE = ROOT / "tests/cases/base"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    shutil.copytree(BASE, tmp_path / "place")
    return tmp_path / "place"


def drafts(folder: Path) -> dict[str, bytes]:
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


@pytest.mark.parametrize(
    ("by_label", "by_id"),
    [
        ("--kind 工作报告", "--kind work_report"),
        ("--layout 宣读稿", "--layout reading"),
        ("--layout ｒｅａｄｉｎｇ", "--layout reading"),
    ],
)
def test_a_label_builds_what_its_id_builds(by_label: str, by_id: str, place: Path) -> None:
    for option, output in ((by_label, "一"), (by_id, "二")):
        assert report(place, "build", "2022", *option.split(), "--output", output).status == 0
    assert drafts(place / "一") == drafts(place / "二")


def test_a_kind_that_is_not_there_is_told_with_those_that_are(place: Path) -> None:
    result = report(place, "build", "2022", "--kind", "大纲")
    assert (result.status, result.out) == (2, "")
    assert "没有“大纲”这种报告；可用：工作报告（work_report）；要新加一种，先写templates/大纲.md.j2" in result.err
    assert "没有“大字”这种版式；可用：" in report(place, "build", "2022", "--layout", "大字").err
    assert "是不是宣读稿（reading）？" in report(place, "build", "2022", "--layout", "宣读").err


def test_a_label_of_a_layout_is_shown_by_its_label(place: Path) -> None:
    assert report(place, "layout", "show", "宣读稿").out == report(place, "layout", "show", "reading").out


@pytest.mark.parametrize(
    "day", ["2023-01-12", "2023-1-12", "2023/1/12", "1月12日", "１月１２日", "01月12日", "2023年1月12日"]
)
def test_a_date_is_traced_however_it_is_typed(day: str, place: Path) -> None:
    result = report(place, "trace", "2022", day)
    assert result.status == 0
    assert "会议日期（meeting.date）" in result.out
