"""Drafts on disk: what people have edited is kept, the rest is replaced, and a check says which is which."""

import contextlib
import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from drafts_of_2022 import ARTICLE, DATA, DRAFTS, REPORT, backups, edit_in_word, edit_markdown, snapshot
from report_cli.drafts import files as drafts_on_disk
from report_cli.drafts import record
from report_cli.files import locks
from running import (
    ROOT,
    Result,
    built,
    change,
    contents,
    report,
    year_2022,
)


def test_an_edited_word_draft_stops_the_whole_build(place: Path) -> None:
    number = edit_in_word(place / f"{REPORT}.docx")
    change(place / DATA, "lectures: 5", "lectures: 6")
    before = snapshot(place)
    result = report(place, "build", "2022")
    assert result.status == 1
    assert snapshot(place) == before
    assert f"{REPORT}.docx 生成后有人改过，没有覆盖" in result.err
    changed = re.search(rf"第{number}段 生成的：.*委员提案265件.*\n *现在的：.*委员提案256件", result.err)
    assert changed, result.err
    assert "press_release" not in result.err
    assert "--force" in result.err


def test_an_edited_markdown_draft_stops_the_whole_build(place: Path) -> None:
    edit_markdown(place / f"{ARTICLE}.md", "委员提案265件", "委员提案256件")
    before = snapshot(place)
    result = report(place, "build", "2022")
    assert result.status == 1
    assert snapshot(place) == before
    assert f"{ARTICLE}.md 生成后有人改过，没有覆盖" in result.err
    assert re.search(r"第\d+行 生成的：.*委员提案265件.*\n *现在的：.*委员提案256件", result.err), result.err


def test_a_refusal_needs_no_record_and_writes_none(place: Path) -> None:
    """In a fresh clone there is no `.report/`; the refusal does not make one."""
    edit_in_word(place / f"{REPORT}.docx")
    shutil.rmtree(place / ".report")
    assert report(place, "build", "2022").status == 1
    assert not (place / ".report").exists()


def test_force_replaces_an_edited_draft_and_keeps_a_backup(place: Path) -> None:
    built_2022 = contents(place / "drafts")
    edit_in_word(place / f"{REPORT}.docx")
    edited = (place / f"{REPORT}.docx").read_bytes()
    result = built(place, "2022", "--force")
    assert contents(place / "drafts") == built_2022
    assert [path.read_bytes() for path in backups(place)] == [edited]
    assert f"{REPORT}.docx 手工改过，已备份到 .report/backup/2022-work_report-" in result.err


def test_two_edits_leave_two_backups(place: Path) -> None:
    edited = set()
    for new in ("256件", "265 件"):
        edit_in_word(place / f"{REPORT}.docx", new=new)
        edited.add((place / f"{REPORT}.docx").read_bytes())
        built(place, "2022", "--force")
    assert {path.read_bytes() for path in backups(place)} == edited


def test_edits_of_one_second_leave_two_backups(place: Path) -> None:
    edited = set()
    for new in ("256件", "562件"):
        edit_markdown(place / f"{REPORT}.md", new=new)
        os.utime(place / f"{REPORT}.md", (1_700_000_000, 1_700_000_000))
        edited.add((place / f"{REPORT}.md").read_bytes())
        built(place, "2022", "--force")
    assert {path.read_bytes() for path in backups(place)} == edited


def test_a_stale_draft_that_nobody_edited_is_replaced_unasked(place: Path) -> None:
    change(place / DATA, "received: 265", "received: 266")
    built(place, "2022")
    assert backups(place) == []
    assert "266件" in (place / f"{REPORT}.md").read_text(encoding="utf-8")


def test_an_edit_that_the_data_say_too_is_no_edit(place: Path) -> None:
    """Somebody typed into the Markdown just what the changed data now give."""
    change(place / DATA, "received: 265", "received: 266")
    change(place / DATA, "filed: 224", "filed: 225")
    built(place, "2022", "--output", str(place / "elsewhere"))
    (place / f"{REPORT}.md").write_bytes((place / "elsewhere/2022/work_report.md").read_bytes())
    built(place, "2022")


def test_a_file_that_is_no_draft_at_all_is_not_overwritten(place: Path) -> None:
    (place / f"{REPORT}.docx").write_bytes("这不是Word文件".encode())
    assert report(place, "build", "2022").status == 1


@pytest.mark.office
def test_a_draft_saved_by_libreoffice_is_edited_and_its_change_is_named(place: Path, tmp_path: Path) -> None:
    """One draft was only opened and saved, in the other a figure was changed too."""
    number = edit_in_word(place / f"{REPORT}.docx")
    saved = tmp_path / "saved"
    command = [
        "soffice",
        "--headless",
        f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
        "--convert-to",
        "docx:MS Word 2007 XML",
    ]
    command += ["--outdir", str(saved), str(place / f"{REPORT}.docx"), str(place / f"{ARTICLE}.docx")]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    for kind in (REPORT, ARTICLE):
        (place / f"{kind}.docx").write_bytes((saved / f"{Path(kind).name}.docx").read_bytes())
    before = snapshot(place)
    result = report(place, "build", "2022")
    assert result.status == 1
    assert snapshot(place) == before
    named = re.findall(r"第(\d+)段 生成的：", result.err)
    assert named == [str(number)]
    assert re.search(r"press_release.docx 生成后有人改过.*\n    文字没有变：", result.err), result.err


def git(folder: Path, *arguments: str) -> None:
    settings = ["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "core.autocrlf=false"]
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    subprocess.run(["git", *settings, *arguments], cwd=folder, env=environment, check=True, capture_output=True)


@pytest.fixture
def clone(place: Path) -> Path:
    """A fresh clone of a repository with the drafts committed: no `.report/`."""
    git(place, "init", "--quiet")
    git(place, "add", "data", "templates", "drafts")
    git(place, "commit", "--quiet", "--message", "drafts")
    git(place.parent, "clone", "--quiet", place.name, "clone")
    return place.parent / "clone"


def test_in_a_fresh_clone_untouched_drafts_are_current_and_can_be_replaced(clone: Path) -> None:
    assert report(clone, "build", "2022", "--check").status == 0
    change(clone / DATA, "received: 265", "received: 266")
    built(clone, "2022")
    assert backups(clone) == []


@pytest.mark.parametrize("draft", [f"{REPORT}.docx", f"{REPORT}.md", f"{ARTICLE}.docx", f"{ARTICLE}.md"])
def test_in_a_fresh_clone_an_edited_draft_is_seen(draft: str, clone: Path) -> None:
    (edit_in_word if draft.endswith("docx") else edit_markdown)(clone / draft)
    change(clone / DATA, "lectures: 5", "lectures: 6")
    before = snapshot(clone)
    result = report(clone, "build", "2022")
    assert (result.status, f"{draft} 生成后有人改过" in result.err) == (1, True)
    assert snapshot(clone) == before


def test_line_ends_that_a_checkout_changed_are_no_edit(clone: Path) -> None:
    for name in (f"{REPORT}.md", f"{ARTICLE}.md", f"{REPORT}.figures.json"):
        (clone / name).write_bytes((clone / name).read_bytes().replace(b"\n", b"\r\n"))
    assert report(clone, "build", "2022", "--check").status == 0
    change(clone / DATA, "received: 265", "received: 266")
    built(clone, "2022")


@pytest.mark.parametrize("file", [record.FILE, record.OLD_FILE])
def test_a_damaged_record_is_forgotten(file: str, place: Path) -> None:
    for text in ("{", "[]", '{"a": 1, "drafts/2022/work_report.md": "x"}', "[" * 100_000):
        (place / record.FILE).unlink()
        (place / file).write_text(text, encoding="utf-8")
        change(place / DATA, "year: 2022", "year: 2022 ")
        edit_markdown(place / f"{REPORT}.md")
        assert report(place, "build", "2022").status == 1
        built(place, "2022", "--force")


def of_version_0_1_0(place: Path) -> None:
    """Put the records of version 0.1.0 in the place of ours, and nothing else that tells what was built."""
    drafts = sorted((place / "drafts/2022").iterdir())
    digests = {f"drafts/2022/{draft.name}": [drafts_on_disk.digest(draft.read_bytes())] for draft in drafts}
    (place / record.OLD_FILE).write_text(json.dumps(digests), encoding="utf-8")
    build = {"inputs": {DATA: ""}, "drafts": digests, "findings": [], "left": "", "orphans": []}
    (place / record.FILE).write_text(json.dumps({"0" * 64: build}), encoding="utf-8")
    for figures_file in place.glob("drafts/2022/*.figures.json"):
        figures_file.unlink()


def test_untouched_drafts_of_version_0_1_0_are_replaced(place: Path) -> None:
    of_version_0_1_0(place)
    change(place / DATA, "received: 265", "received: 266")
    built(place, "2022")
    assert backups(place) == []
    assert all(line.startswith("没有变化 ") for line in built(place, "2022").out.splitlines())


def test_edited_drafts_of_version_0_1_0_are_refused(place: Path) -> None:
    of_version_0_1_0(place)
    edit_markdown(place / f"{REPORT}.md")
    change(place / DATA, "received: 265", "received: 266")
    assert report(place, "build", "2022").status == 1


@pytest.mark.parametrize("text", ["", "{", '{"version": 1}', '{"version": 1, "paragraphs": [1], "built": [2]}', "[1]"])
def test_damaged_figures_are_made_anew(text: str, place: Path) -> None:
    built_2022 = contents(place / "drafts")
    (place / f"{REPORT}.figures.json").write_text(text, encoding="utf-8")
    built(place, "2022")
    assert contents(place / "drafts") == built_2022


def test_check_writes_nothing_and_names_what_is_not_current(tmp_path: Path) -> None:
    place = year_2022(tmp_path)
    before = snapshot(place)
    result = report(place, "build", "2022", "--check")
    assert result.status == 1
    assert f"{REPORT}.docx 还没有生成" in result.out
    assert snapshot(place) == before
    assert not (place / ".report").exists()
    built(place, "2022")
    before = snapshot(place)
    assert report(place, "build", "2022", "--check") == Result(0, "", "稿件都是最新的\n")
    change(place / DATA, "studies: 12", "studies: 13")
    edit_markdown(place / f"{ARTICLE}.md")
    before = snapshot(place)
    result = report(place, "build", "2022", "--check")
    assert result.status == 1
    assert f"{REPORT}.docx 不是最新" in result.out
    assert f"{ARTICLE}.md 手工改过，和数据生成的不同" in result.out
    assert snapshot(place) == before


def test_a_second_build_writes_nothing(place: Path) -> None:
    before = snapshot(place)
    result = built(place, "2022")
    assert snapshot(place) == before
    assert result.out.splitlines() == [f"没有变化 {kind}.{form}" for kind in DRAFTS for form in ("docx", "md")]


def test_only_what_is_out_of_date_is_written(place: Path) -> None:
    before = snapshot(place / "drafts")
    (place / f"{REPORT}.md").unlink()
    built(place, "2022")
    after = snapshot(place / "drafts")
    assert {name for name in before if after[name] != before[name]} == {"2022/work_report.md"}
    assert after["2022/work_report.md"][0] == before["2022/work_report.md"][0]


def test_a_build_of_one_format_leaves_what_is_known_of_the_others(place: Path) -> None:
    before = contents(place / "drafts")
    built(place, "2022", "--to", "docx")
    assert contents(place / "drafts") == before


@pytest.mark.posix
def test_what_another_build_is_just_replacing_is_no_edit(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    draft = place / f"{REPORT}.md"
    whole, lock = draft.read_bytes(), locks.folders

    def ended(folders: list[Path]) -> contextlib.AbstractContextManager[None]:
        """Wait for the other, until it has written all of its files."""
        draft.write_bytes(whole)
        return lock(folders)

    draft.write_bytes(b"of the other build")
    (place / ".report/builds.json").unlink()
    monkeypatch.setattr(locks, "folders", ended)
    built(place, "2022")
    assert draft.read_bytes() == whole


def test_git_ignores_the_record_of_builds() -> None:
    assert ".report/" in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
