"""What `verify` writes beside what it shows: onto nobody's file, and what a terminal obeys is not passed on."""

from pathlib import Path

import pytest

from drafts_of_2022 import ARTICLE, DATA, REPORT
from report_cli.docx import seal
from report_cli.files import archive
from running import built, change, report

WRITTEN = [("--table", "修改.md"), ("--table", "修改.json"), ("--table", "修改.docx"), ("--html", "核对.html")]


@pytest.mark.parametrize(("option", "name"), WRITTEN)
def test_a_table_or_page_is_replaced_by_its_next_one(option: str, name: str, place: Path) -> None:
    for old, new in (("265件", "256件"), ("256件", "266件")):
        change(place / f"{ARTICLE}.md", old, new)
        assert report(place, "verify", f"{ARTICLE}.md", option, name).status == 1
    assert not (place / ".report/backup").exists()


@pytest.mark.parametrize(("option", "name"), WRITTEN)
def test_a_file_of_somebody_is_not_replaced_by_a_table_or_page(option: str, name: str, place: Path) -> None:
    (place / name).write_text("开会用的材料\n", encoding="utf-8")
    result = report(place, "verify", f"{REPORT}.docx", option, name)
    assert result.status == 2
    assert f"没有写 {name}" in result.err
    assert (place / name).read_text(encoding="utf-8") == "开会用的材料\n"
    result = report(place, "verify", f"{REPORT}.docx", option, name, "--force")
    assert result.status == 0
    assert f"{name} 原来的已备份到 .report/backup/" in result.err
    (backup,) = (place / ".report/backup").iterdir()
    assert backup.read_text(encoding="utf-8") == "开会用的材料\n"


def test_a_table_that_somebody_edited_is_not_replaced(place: Path) -> None:
    report(place, "verify", f"{REPORT}.docx", "--table", "修改.md")
    with (place / "修改.md").open("a", encoding="utf-8") as file:
        file.write("已阅\n")
    assert report(place, "verify", f"{REPORT}.docx", "--table", "修改.md").status == 2
    assert (place / "修改.md").read_text(encoding="utf-8").endswith("已阅\n")


def test_a_draft_is_not_replaced_by_a_table(place: Path) -> None:
    before = (place / f"{ARTICLE}.md").read_bytes()
    assert report(place, "verify", f"{REPORT}.docx", "--table", f"{ARTICLE}.md").status == 2
    assert (place / f"{ARTICLE}.md").read_bytes() == before


@pytest.mark.parametrize(
    "owner", ["~$rk_report.docx", "~$ork_report.docx", "~$work_report.docx", ".~lock.work_report.docx#"]
)
def test_a_draft_that_is_open_in_word_is_not_replaced(owner: str, place: Path) -> None:
    (place / "drafts/2022" / owner).write_bytes(b"")
    change(place / DATA, "received: 265", "received: 266")
    before = (place / f"{REPORT}.docx").read_bytes()
    result = report(place, "build", "2022")
    assert result.status == 2
    assert "打开着" in result.err
    assert f"删去旁边的{owner}" in result.err
    assert (place / f"{REPORT}.docx").read_bytes() == before
    (place / "drafts/2022" / owner).unlink()
    built(place, "2022")


@pytest.mark.posix
def test_signs_that_a_terminal_obeys_are_not_passed_on(place: Path) -> None:
    result = report(place, "verify", "\x1b[31m甲\u202e\r.docx")
    assert result.status == 2
    assert "�[31m甲��.docx" in result.err


@pytest.mark.parametrize("year", ["²", "1" * 10_000, "-1", "99999"])
def test_a_seal_that_names_no_year_names_nothing(year: str, place: Path) -> None:
    parts = archive.read((place / f"{REPORT}.docx").read_bytes()) or {}
    parts[seal.PART] = parts[seal.PART].replace(b"<vt:lpwstr>2022<", f"<vt:lpwstr>{year}<".encode())
    (place / "甲.docx").write_bytes(archive.write(parts))
    assert report(place, "verify", "甲.docx").status == 0
