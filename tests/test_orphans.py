"""Drafts whose template is gone, and templates that were lost, are told; nothing is deleted for it."""

import json
import os
import shutil
from pathlib import Path

import pytest

from drafts_of_2022 import ARTICLE, DATA, REPORT, snapshot
from running import (
    Result,
    built,
    change,
    report,
)


def test_drafts_without_a_template_are_named_and_left_alone(place: Path) -> None:
    (place / "templates/press_release.md.j2").unlink()
    said = [
        f"{ARTICLE}.{form} 没有这种报告的模板了，不会再更新，里面的数可能过时；不用就移走"
        for form in ("docx", "figures.json", "md")
    ]
    for _ in range(2):
        # The second build finds nothing changed.
        assert built(place, "2022").err.splitlines() == said
        result = report(place, "build", "2022", "--check")
        assert (result.status, result.out.splitlines(), result.err) == (1, said, "")
    assert (
        f"::error file={ARTICLE}.md,title=V401::这份稿件没有这种报告的模板了"
        in report(place, "build", "2022", "--check", "--format", "github").out
    )
    for form in ("docx", "md", "figures.json"):
        (place / f"{ARTICLE}.{form}").unlink()
    assert report(place, "build", "2022", "--check").status == 0


def test_a_template_that_is_gone_is_told_where_its_report_is_looked_for(place: Path) -> None:
    (place / "templates/work_report.md.j2").unlink()
    said = "work_report没有模板了（templates/work_report.md.j2），drafts文件夹里还有这种报告的稿件；"
    for command in (["check", "2022"], ["trace", "2022", "立案率"]):
        result = report(place, *command)
        assert (result.status, said in result.err) == (0, True)
    result = report(place, "verify", f"{REPORT}.docx")
    assert (result.status, result.out, said in result.err) == (2, "", True)
    found = json.loads(report(place, "check", "2022", "--format", "json").out)
    assert {finding["code"] for finding in found} == {"T116"}, "sections that only this report included"


def test_a_missing_templates_folder_is_told(place: Path) -> None:
    (place / "templates").rename(place.parent / "elsewhere")
    kinds = "press_brief、press_feature、press_release、work_report"
    said = f"templates文件夹里没有报告模板了，drafts文件夹里还有{kinds}的稿件；"
    before = snapshot(place)
    for command in (["build", "2022"], ["build", "2022", "--check"], ["verify", f"{REPORT}.docx"]):
        result = report(place, *command)
        assert (result.status, result.out) == (2, "")
        assert said in result.err
        assert "report init" not in result.err
    for command in (["check"], ["trace", "2022", "立案率"]):
        result = report(place, *command)
        assert (result.status, said in result.err) == (0, True)
    assert snapshot(place) == before


def test_a_workspace_that_never_had_templates_hears_nothing_of_them(place: Path) -> None:
    """Whether it has no drafts, or only what was sent back under another name."""
    shutil.rmtree(place / "templates")
    kept = (place / f"{REPORT}.figures.json").read_bytes()
    shutil.rmtree(place / "drafts")
    assert report(place, "check") == Result(0, "", "2022年：没有问题\n")
    assert "report init" in report(place, "build", "2022").err
    (place / "drafts/2022").mkdir(parents=True)
    (place / "drafts/2022/送审稿.figures.json").write_bytes(kept)
    assert report(place, "check") == Result(0, "", "2022年：没有问题\n")


@pytest.mark.parametrize(
    ("lost", "instead"),
    [
        ("templates/layouts/printed.yaml", "这次用的是程序自带的"),
        ("templates/2022/sections/plan_whole.md.j2", "这次用的是templates/sections/plan_whole.md.j2"),
        ("templates/2022/sections/service_more.md.j2", "这次没有它"),
    ],
)
def test_a_build_tells_which_template_was_lost_since_the_last_one(lost: str, instead: str, place: Path) -> None:
    shutil.copy(place / "templates/sections/plan_whole.md.j2", place / "templates/2022/sections")
    built(place, "2022")
    change(place / DATA, "received: 265", "received: 266")
    (place / lost).rename(place.parent / "kept")
    said = f"{lost} 不见了，{instead}；要用原来的，把它找回来再生成\n"
    for _ in range(2):
        # The second build finds nothing changed.
        assert said in built(place, "2022").err
    change(place / DATA, "received: 266", "received: 267")
    assert built(place, "2022").err == ""
    (place.parent / "kept").rename(place / lost)
    assert built(place, "2022").err == ""


def test_a_section_that_does_not_fit_says_that_it_stands_for_a_lost_one(place: Path) -> None:
    built(place, "2022")
    (place / "templates/sections/unity.md.j2").unlink()
    shown = report(place, "build", "2022")
    assert shown.status == 1
    assert "starter/templates/sections/unity.md.j2" in shown.err
    assert "templates/sections/unity.md.j2 不见了，这次用的是程序自带的；要用原来的，把它找回来再生成" in shown.err


@pytest.mark.parametrize("put", ["a folder", "a link that leads nowhere", "a pipe"])
def test_what_lies_among_the_drafts_and_cannot_be_read_stops_no_check(put: str, place: Path) -> None:
    path = place / "drafts/2022/brief.figures.json"
    if put == "a folder":
        path.mkdir()
    elif put == "a pipe":
        os.mkfifo(path)
    else:
        path.symlink_to("gone")
    for command in (["check", "2022"], ["trace", "2022", "立案率"], ["build", "2022"]):
        assert report(place, *command).status == 0


def test_a_workspace_that_never_had_a_layout_of_its_own_hears_nothing_of_it(place: Path) -> None:
    shutil.rmtree(place / ".report")
    (place / "templates/layouts/printed.yaml").unlink()
    for received in (266, 267):
        change(place / DATA, f"received: {received - 1}", f"received: {received}")
        assert "不见了" not in built(place, "2022").err


def test_foreign_files_beside_the_drafts_are_no_orphans(place: Path, tmp_path: Path) -> None:
    """A draft sent back under another name, with its figures; in a shared folder, another workspace's."""
    for form in ("docx", "figures.json"):
        shutil.copy(place / f"{REPORT}.{form}", place / f"drafts/2022/送审稿.{form}")
    assert report(place, "build", "2022", "--check").status == 0
    assert report(place, "build", "2022", "--kind", "work_report", "--check").status == 0
    other = shutil.copytree(place, tmp_path / "other")
    (other / "templates/press_release.md.j2").rename(other / "templates/bulletin.md.j2")
    for each in (place, other):
        built(each, "2022", "--output", str(tmp_path / "out"))
        assert report(each, "build", "2022", "--output", str(tmp_path / "out"), "--check").status == 0
