"""What a build writes, and where: kinds, formats, years, folders."""

import json
import re
from pathlib import Path

import pytest

from drafts_of_2022 import DATA, DRAFTS, edit_markdown, snapshot
from running import (
    built,
    change,
    committee,
    contents,
    report,
    year_2022,
)


def test_output_is_a_folder_of_its_own(tmp_path: Path) -> None:
    place = year_2022(tmp_path)
    built(place, "2022", "--output", str(tmp_path / "elsewhere/deep"))
    built(place, "2022")
    assert contents(tmp_path / "elsewhere/deep/2022") == contents(place / "drafts/2022")
    assert report(place, "build", "2022", "--output", str(tmp_path / "elsewhere/deep"), "--check").status == 0


def test_builds_of_single_kinds_and_formats_add_up_to_a_whole_one(place: Path, tmp_path: Path) -> None:
    apart = year_2022(tmp_path / "apart")
    built(apart, "2022", "--kind", "work_report", "--to", "md")
    assert sorted(contents(apart / "drafts/2022")) == ["work_report.figures.json", "work_report.md"]
    built(apart, "2022", "--to", "docx")
    built(apart, "2022", "--kind", "press_brief，press_feature，press_release，work_report", "--to", "md")
    assert contents(apart / "drafts") == contents(place / "drafts")
    assert report(apart, "build", "2022", "--check").status == 0


def test_after_a_build_of_one_format_the_other_is_stale_and_no_edit(place: Path) -> None:
    change(place / DATA, "received: 265", "received: 266")
    built(place, "2022", "--to", "docx")
    result = report(place, "build", "2022", "--check")
    # The figures file knows the drafts beside it.
    assert result.out.splitlines() == [f"{kind}.{form} 不是最新" for kind in DRAFTS for form in ("md", "figures.json")]
    built(place, "2022")
    assert report(place, "build", "2022", "--check").status == 0


def test_what_fails_a_build_is_said_before_all_warnings(place: Path) -> None:
    change(place / DATA, "members: 286", "members:")
    change(place / DATA, "inspections: 5", "inspections:")
    (place / "templates/a.md.j2").write_text("一句。\n\n{{ nobody }}\n", encoding="utf-8")
    for arguments in (["--kind", "a"], ["--kind", "a", "--draft", "--strict"], ["--each", "."], []):
        result = report(place, "build", "2022", *arguments)
        told = re.findall("(错误|警告) ([A-Z][0-9]+):", result.out + result.err)
        assert told[0] == ("错误", "T201")
        assert ("警告", "F202") in told
    codes = [each["code"] for each in json.loads(report(place, "build", "2022", "--format", "json").out)]
    assert codes.index("F202") < codes.index("T201"), "programs have them by place"


def test_errors_in_the_data_write_nothing(place: Path) -> None:
    change(place / DATA, "filed: 224", "filed: 300")
    before = snapshot(place)
    for arguments in (["2022"], ["2022", "--force"], ["2022", "--draft"], ["2022", "--check"], ["--all"]):
        result = report(place, "build", *arguments)
        assert result.status == 1
        assert "没有生成任何稿件" in result.err
        assert snapshot(place) == before


def test_years_built_together_are_those_built_alone(place: Path, tmp_path: Path) -> None:
    """Each with the sections of its own year."""
    year = (place / DATA).read_text(encoding="utf-8")
    year = year.replace("year: 2022", "year: 2023").replace("filed: 224", "filed: 225")
    (place / "data/2023.yaml").write_text(year, encoding="utf-8")
    section = place / "templates/2023/sections/service_more.md.j2"
    section.parent.mkdir(parents=True)
    section.write_text("区政协还走访了社区。\n", encoding="utf-8")
    built(place, "--all", "--output", str(tmp_path / "together"))
    for number in ("2022", "2023"):
        built(place, number, "--output", str(tmp_path / "alone"))
    assert contents(tmp_path / "together") == contents(tmp_path / "alone")
    said = [(tmp_path / f"together/{number}/work_report.md").read_text(encoding="utf-8") for number in ("2022", "2023")]
    assert ["还走访了社区" in text for text in said] == [False, True]


def test_an_error_in_one_year_writes_none_of_the_others(tmp_path: Path) -> None:
    place = committee("xihe", tmp_path)
    built(place, "--all")
    change(place / "data/2023.yaml", "received: 265", "received: 266")
    change(place / "data/2024.yaml", "satisfied: 171", "satisfied: 191")
    before = snapshot(place)
    assert report(place, "build", "2023", "2024").status == 1
    assert snapshot(place) == before


def test_an_edited_draft_of_one_year_stops_all_years(tmp_path: Path) -> None:
    place = committee("xihe", tmp_path)
    built(place, "--all")
    change(place / "data/2023.yaml", "received: 265", "received: 266")
    edit_markdown(place / "drafts/2024/summary.md", "20件", "21件")
    before = snapshot(place)
    assert report(place, "build", "--all").status == 1
    assert snapshot(place) == before


@pytest.mark.parametrize(
    ("arguments", "nearest"),
    [
        (["2023"], "是不是2022？"),
        (["2022", "--kind", "work_reprot"], "是不是工作报告（work_report）？"),
        (["2022", "--to", "doc"], "是不是docx？"),
        (["2022", "--layout", "print"], "是不是印发稿（printed）？"),
        (["2022", "--format", "jsn"], "是不是json？"),
    ],
)
def test_what_there_is_not_ends_in_2_with_what_is_nearest(arguments: list[str], nearest: str, place: Path) -> None:
    before = snapshot(place)
    result = report(place, "build", *arguments)
    assert (result.status, result.out) == (2, "")
    assert nearest in result.err
    assert len(result.err.splitlines()) == 1
    assert snapshot(place) == before
