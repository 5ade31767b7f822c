"""A disk that refuses: whatever cannot be read or written is one message, and nothing is half done."""

import ctypes
import os
import re
import resource
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from drafts_of_2022 import ARTICLE, DATA, REPORT, backups, edit_markdown, litter, snapshot
from running import PROGRAM, Result, built, change, contents, ended, report, started, year_2022


def refused(place: Path, before: Callable[[], object] | None = None) -> str:
    """The one message of a build that cannot run; the drafts are as they were, and nothing is left behind.

    `before` is done in the process of the build.
    """
    drafts = contents(place / "drafts") if (place / "drafts").is_dir() else {}
    result = ended(started(place, *PROGRAM, "build", "2022", before=before))
    assert (result.status, result.out) == (2, "")
    assert len(result.err.splitlines()) == 1, result.err
    assert not re.search("[A-Za-z]{3,} [a-z]{2,}", result.err), "the system's own English"
    assert (contents(place / "drafts") if (place / "drafts").is_dir() else {}) == drafts
    assert litter(place) == []
    return result.err


def full_disk() -> None:
    """No file may grow beyond 20,000 bytes: less than a DOCX has."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))


def as_anybody() -> None:
    """Root writes where it likes; take that from it."""
    if os.geteuid() == 0:
        for right in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
            assert ctypes.CDLL(None).prctl(24, right, 0, 0, 0) == 0  # PR_CAPBSET_DROP


def test_on_a_full_disk_nothing_is_changed(place: Path) -> None:
    change(place / DATA, "received: 265", "received: 266")
    said = refused(place, full_disk)
    assert ("写不了" in said, "；腾出磁盘空间，再运行一次" in said) == (True, True)
    built(place, "2022")


def test_a_first_build_on_a_full_disk_leaves_no_folder(tmp_path: Path) -> None:
    place = year_2022(tmp_path)
    refused(place, full_disk)
    assert not (place / "drafts").exists()


def test_a_folder_that_may_not_be_written_is_one_message(place: Path) -> None:
    change(place / DATA, "received: 265", "received: 266")
    (place / "drafts/2022").chmod(0o555)
    try:
        assert "没有权限" in refused(place, as_anybody)
    finally:
        (place / "drafts/2022").chmod(0o755)


def test_a_workspace_that_may_not_be_written_is_one_message(tmp_path: Path) -> None:
    place = year_2022(tmp_path)
    (place / "drafts/2022").mkdir(parents=True)
    place.chmod(0o555)
    try:
        assert "没有权限" in refused(place, as_anybody)
    finally:
        place.chmod(0o755)


def test_data_that_may_not_be_read_are_one_message(place: Path) -> None:
    (place / DATA).chmod(0)
    try:
        assert "没有权限" in refused(place, as_anybody)
    finally:
        (place / DATA).chmod(0o644)


def test_a_draft_or_workspace_that_may_not_be_read_is_one_message_in_chinese(place: Path) -> None:
    (place / f"{REPORT}.docx").chmod(0)
    for arguments in (["verify", f"{REPORT}.docx"], ["--workspace", f"{REPORT}.docx", "check"]):
        result = ended(started(place, *PROGRAM, *arguments, before=as_anybody))
        assert (result.status, result.out) == (2, "")
        assert result.err.startswith(f"错误：读不了 {REPORT}.docx：没有权限")


def test_a_folder_in_a_drafts_place_is_one_message(place: Path) -> None:
    (place / f"{REPORT}.docx").unlink()
    (place / f"{REPORT}.docx").mkdir()
    assert "它是文件夹" in refused(place)


@pytest.mark.parametrize("name", ["drafts", "drafts/2022", ".report"])
def test_a_file_in_a_folders_place_is_one_message(name: str, tmp_path: Path) -> None:
    place = year_2022(tmp_path)
    (place / name).parent.mkdir(exist_ok=True)
    (place / name).write_text("", encoding="utf-8")
    assert name in refused(place)


@pytest.mark.parametrize("name", ["backup", "lock", "builds.json"])
def test_what_is_in_the_way_of_the_record_is_one_message_with_a_cure(name: str, place: Path) -> None:
    change(place / DATA, "received: 265", "received: 266")
    edit_markdown(place / f"{ARTICLE}.md", "委员提案265件", "委员提案256件")
    before = contents(place / "drafts")
    way = place / ".report" / name
    way.unlink(missing_ok=True)
    way.write_text("", encoding="utf-8") if name == "backup" else way.mkdir()
    result = report(place, "build", "2022", "--force")
    assert (result.status, len(result.err.splitlines())) == (2, 1)
    assert f".report/{name}" in result.err
    assert "把它移走或改名" in result.err
    assert contents(place / "drafts") == before


@pytest.mark.parametrize("command", ["words", "verify", "take", "renew", "adopt", "collect", "layout from", "diff 来"])
def test_of_a_folder_that_is_named_its_files_are_told(command: str, place: Path) -> None:
    (place / "来").mkdir()
    for name in ("乙.docx", "甲.docx", "丙.txt", ".隐藏.md", "~$甲.docx"):
        (place / "来" / name).write_text("", encoding="utf-8")
    result = report(place, *command.split(), "来")
    assert result.err == "错误：来 是文件夹；写明里面的文件，如 来/乙.docx，几份一起写成 来/*.docx\n"


def test_of_a_folder_its_one_file_is_told_or_that_it_is_empty(tmp_path: Path) -> None:
    (tmp_path / "空").mkdir()
    assert report(tmp_path, "words", "空").err == "错误：空 是文件夹；里面没有文件，核对写的名称\n"
    (tmp_path / "空" / "讲稿.txt").write_text("", encoding="utf-8")
    assert report(tmp_path, "words", "空").err == "错误：空 是文件夹；写明里面的文件，如 空/讲稿.txt\n"


def test_a_pipe_in_a_drafts_place_is_not_waited_for(place: Path) -> None:
    (place / f"{REPORT}.md").unlink()
    os.mkfifo(place / f"{REPORT}.md")
    assert "不是普通文件" in refused(place)


@pytest.mark.parametrize("draft", [f"{REPORT}.docx", f"{REPORT}.md", f"{REPORT}.figures.json"])
def test_a_draft_set_read_only_is_left_unless_forced_and_keeps_its_mode(draft: str, place: Path) -> None:
    (place / draft).chmod(0o440)
    assert built(place, "2022").err == ""
    change(place / DATA, "received: 265", "received: 266")
    before = snapshot(place)
    result = report(place, "build", "2022")
    assert (result.status, snapshot(place)) == (1, before)
    assert f"{draft} 设成了只读，没有覆盖" in result.err
    assert "--force" in result.err
    assert f"{draft} 不是最新，设成了只读" in report(place, "build", "2022", "--check").out
    forced = built(place, "2022", "--force")
    assert f"{draft} 设成了只读，已备份到 .report/backup/" in forced.err
    assert (place / draft).stat().st_mode & 0o777 == 0o440
    assert (place / draft).read_bytes() != before[draft][0]
    assert [path.read_bytes() for path in backups(place)] == [before[draft][0]]


def test_a_draft_keeps_its_mode_and_a_new_one_has_that_of_the_system(place: Path) -> None:
    (place / f"{REPORT}.md").chmod(0o664)
    change(place / DATA, "received: 265", "received: 266")
    (place / f"{ARTICLE}.md").unlink()
    built(place, "2022")
    (place / "new").touch()
    modes = [(place / name).stat().st_mode & 0o777 for name in (f"{REPORT}.md", f"{ARTICLE}.md", "new")]
    assert (modes[0], modes[1]) == (0o664, modes[2])


def test_a_workspace_that_may_not_be_written_is_built_elsewhere(tmp_path: Path) -> None:
    place, output = year_2022(tmp_path), tmp_path / "elsewhere"

    def build(*more: str) -> Result:
        return ended(started(place, *PROGRAM, "build", "2022", "--output", str(output), *more, before=as_anybody))

    place.chmod(0o555)
    try:
        first = build()
        assert (first.status, first.err) == (0, "")
        assert sorted(path.name for path in output.iterdir()) == ["2022"]
        assert "没有变化" in build().out
        edit_markdown(output / "2022/work_report.md")
        assert build().status == 1
        assert build("--force").status == 0
        assert len(list((output / ".report/backup").iterdir())) == 1
    finally:
        place.chmod(0o755)
    assert not (place / ".report").exists()


def test_on_a_share_that_knows_no_locks_a_build_goes_through(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import errno
    import fcntl

    def refused(*_: object) -> None:
        raise OSError(errno.ENOTSUP, "Operation not supported")

    monkeypatch.setattr(fcntl, "flock", refused)
    change(place / DATA, "received: 265", "received: 266")
    assert report(place, "build", "2022").status == 0
    assert report(place, "build", "2022", "--check").status == 0


def test_an_interruption_while_the_program_loads_is_one_word(tmp_path: Path) -> None:
    code = (
        "import builtins, sys\n"
        "from report_cli.__main__ import run\n"
        "load = builtins.__import__\n"
        "def late(name, *more):\n"
        "    if name == 'report_cli.cli':\n"
        "        raise KeyboardInterrupt\n"
        "    return load(name, *more)\n"
        "builtins.__import__ = late\n"
        "run()\n"
    )
    result = ended(started(tmp_path, sys.executable, "-c", code))
    assert (result.status, result.err) == (130, "已中断\n")
