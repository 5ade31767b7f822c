"""A value that one draft changes stands in the year's other reports too: that is said before it is written."""

from pathlib import Path

import pytest

from running import change, report

DRAFT = "drafts/2022/work_report.md"


@pytest.fixture(scope="module")
def made(built_2022: Path) -> Path:
    return built_2022


def test_the_words_of_a_headline_are_said_to_stand_in_another_reports_title(place: Path) -> None:
    change(place / DRAFT, "更好发挥专门协商机构职能作用", "充分发挥专门协商机构职能作用")
    shown = report(place, "take", DRAFT).out
    assert "写进去以后，通稿（press_release）里也跟着变：第1条，第1条的在标题里" in shown
    written = report(place, "take", DRAFT, "--write").out
    assert "通稿（press_release）里也跟着变了：第1条，第1条的在标题里" in written
    assert report(place, "build", "2022", "--to", "md").status == 0
    lines = (place / "drafts/2022/press_release.md").read_text("utf-8").splitlines()
    assert [line for line in lines if line.startswith("# ") and "充分发挥专门协商机构职能作用" in line]


def test_a_number_is_said_to_stand_in_the_reports_that_print_it_and_in_no_others(place: Path) -> None:
    change(place / DRAFT, "培训解读4场次", "培训解读6场次")
    shown = report(place, "take", DRAFT).out
    reports = {kind: f"{kind}）里也跟着变" in shown for kind in ("press_brief", "press_feature", "press_release")}
    printed = {kind: "4场次" in (place / f"drafts/2022/{kind}.md").read_text("utf-8") for kind in reports}
    assert reports == printed
    assert any(printed.values())
    assert not all(printed.values())


def test_a_change_of_words_is_said_of_no_other_report(place: Path) -> None:
    change(place / DRAFT, "相互贯通", "彼此贯通")
    shown = report(place, "take", DRAFT).out
    assert "可以写" in shown
    assert "里也跟着变" not in shown
