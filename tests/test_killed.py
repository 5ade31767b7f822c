"""Builds that are killed, and builds at the same time: every file is whole, and the next build heals the rest."""

import json
import re
import shutil
import sys
from pathlib import Path

import pytest

import dying
from drafts_of_2022 import ARTICLE, DATA, backups, litter
from report_cli.drafts import files as drafts_on_disk
from report_cli.drafts.record import Record
from running import (
    PROGRAM,
    Result,
    built,
    change,
    contents,
    ended,
    paragraphs,
    report,
    started,
    year_2022,
)


def two_kinds(place: Path) -> Path:
    """The year with two kinds of report only: a run may be killed at each file, and more kinds make no other files."""
    for kind in ("press_brief", "press_feature"):
        (place / f"templates/{kind}.md.j2").unlink()
        for draft in (place / "drafts/2022").glob(f"{kind}.*"):
            draft.unlink()
    return place


@pytest.fixture
def place(built_2022: Path, tmp_path: Path) -> Path:
    made = two_kinds(shutil.copytree(built_2022, tmp_path / "place"))
    built(made, "2022")
    return made


@pytest.fixture(scope="module")
def drafts_of_266(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The drafts where 266 were received."""
    made = two_kinds(year_2022(tmp_path_factory.mktemp("fresh")))
    change(made / DATA, "received: 265", "received: 266")
    built(made, "2022")
    return contents(made / "drafts")


DIES = """
import os, sys
from report_cli.cli import main
from report_cli.files import disk
left, put, rename = int(sys.argv.pop(1)), disk._replace_unchanged, os.replace
def dying(*arguments):
    global left
    if not left:
        os._exit(9)
    left -= 1
    (put if isinstance(arguments[0], disk._Temporary) else rename)(*arguments)
disk._replace_unchanged = os.replace = dying
main()
"""


REPLACEMENTS = 7


"""The memory, and three files of each kind."""


def killed(place: Path, replacements: int) -> int:
    """Build 2022 in a process that dies when it has replaced so many files; its exit status."""
    return ended(started(place, sys.executable, "-c", DIES, str(replacements), "build", "2022")).status


@pytest.mark.parametrize("replacements", range(REPLACEMENTS))
def test_a_run_killed_midway_is_seen_by_check_and_healed_by_the_next_build(
    replacements: int, place: Path, drafts_of_266: dict[str, bytes]
) -> None:
    old = contents(place / "drafts")
    change(place / DATA, "received: 265", "received: 266")
    assert killed(place, replacements) == 9
    new = contents(place / "drafts")
    for name, data in old.items():
        assert name in new
        if new[name] != data:
            assert new[name] == drafts_of_266[name]  # replaced, and whole
    stale = {f"drafts/{name} 不是最新" for name, data in drafts_of_266.items() if new[name] != data}
    checked = report(place, "build", "2022", "--check")
    assert (checked.status, set(checked.out.splitlines())) == (1, stale)
    built(place, "2022")
    assert report(place, "build", "2022", "--check").status == 0
    assert contents(place / "drafts") == drafts_of_266
    assert litter(place) == []


@pytest.mark.parametrize("replacements", range(REPLACEMENTS))
def test_what_a_killed_run_left_is_no_edit_when_the_data_changed_since(replacements: int, place: Path) -> None:
    change(place / DATA, "received: 265", "received: 266")
    assert killed(place, replacements) == 9
    change(place / DATA, "received: 266", "received: 267")
    built(place, "2022")
    assert report(place, "build", "2022", "--check").status == 0
    assert backups(place) == []
    assert litter(place) == []


def test_what_a_killed_run_left_is_swept_when_the_data_are_as_before(place: Path) -> None:
    change(place / DATA, "received: 265", "received: 266")
    assert killed(place, 1) == 9
    assert litter(place)
    change(place / DATA, "received: 266", "received: 265")
    built(place, "2022")
    assert litter(place) == []


def test_a_run_that_is_not_killed_replaces_as_many_files_as_were_tried(place: Path) -> None:
    change(place / DATA, "received: 265", "received: 266")
    assert killed(place, REPLACEMENTS) == 0


WAITS = """
import fcntl, sys
from pathlib import Path
from report_cli.cli import main
left, draft, flock = int(sys.argv.pop(1)), Path(sys.argv.pop(1)), fcntl.flock
def waiting(*arguments):
    global left
    left -= 1
    if not left:
        draft.write_text(draft.read_text("utf-8").replace("265件", "256件"), encoding="utf-8")
    flock(*arguments)
fcntl.flock = waiting
main()
"""


LOCKS = 2


"""The workspace's, and that of the year's folder."""


def built_late(place: Path, lock: int, *more: str) -> Result:
    """Build 2022 in a process that waits for its locks: while it waits for this one, somebody edits the article."""
    return ended(started(place, sys.executable, "-c", WAITS, str(lock), f"{ARTICLE}.md", "build", "2022", *more))


@pytest.mark.parametrize("lock", range(1, LOCKS + 1))
def test_an_edit_made_while_a_build_waits_for_its_lock_is_not_overwritten(lock: int, place: Path) -> None:
    change(place / DATA, "received: 265", "received: 266")
    before = contents(place / "drafts")
    result = built_late(place, lock)
    assert result.status == 1
    assert f"{ARTICLE}.md 生成后有人改过，没有覆盖" in result.err
    after = contents(place / "drafts")
    assert [name for name, data in after.items() if data != before[name]] == ["2022/press_release.md"]
    assert "委员提案256件" in after["2022/press_release.md"].decode()


@pytest.mark.parametrize("lock", range(1, LOCKS + 1))
def test_an_edit_made_while_a_forced_build_waits_for_its_lock_is_backed_up(lock: int, place: Path) -> None:
    change(place / DATA, "received: 265", "received: 266")
    result = built_late(place, lock, "--force")
    assert result.status == 0
    (backup,) = backups(place)
    assert "委员提案256件" in backup.read_text("utf-8")
    assert "委员提案266件" in (place / f"{ARTICLE}.md").read_text("utf-8")


def test_a_build_waits_for_as_many_locks_as_were_tried(place: Path) -> None:
    change(place / DATA, "received: 265", "received: 266")
    assert built_late(place, LOCKS + 1).status == 0
    assert backups(place) == []
    assert report(place, "build", "2022", "--check").status == 0


def received(folder: Path) -> set[str]:
    """What the drafts of 2022 in a folder say was received, each file read as what it is."""
    found = set()
    for kind in ("work_report", "press_release"):
        figures = json.loads((folder / f"{kind}.figures.json").read_bytes())
        found |= {figure["text"] for figure in figures["figures"] if figure["fact"] == "proposals.received"}
        texts = ["\n".join(paragraphs(folder / f"{kind}.docx")), (folder / f"{kind}.md").read_text(encoding="utf-8")]
        for text in texts:
            found |= set(re.findall(r"委员提案(\d+件)", text))
        assert figures["built"][f"{kind}.md"] == drafts_on_disk.digest((folder / f"{kind}.md").read_bytes())
    return found


@pytest.mark.parametrize("written", [0, 1, 5, 20])
def test_an_init_killed_midway_leaves_no_workspace_and_is_finished_by_the_next(written: int, tmp_path: Path) -> None:
    command = ("init", "区政协", "--year", "2022")
    fresh, half = tmp_path / "fresh", tmp_path / "half"
    fresh.mkdir()
    half.mkdir()
    assert report(fresh, *command).status == 0
    assert ended(started(half, sys.executable, "-c", DIES, str(written), *command)).status == 9
    assert report(half / "区政协", "check").status == 2
    assert report(half, *command).status == 0
    assert contents(half) == contents(fresh)


def test_an_init_finishes_nothing_that_somebody_changed(tmp_path: Path) -> None:
    command = ("init", "区政协", "--year", "2022")
    assert ended(started(tmp_path, sys.executable, "-c", DIES, "5", *command)).status == 9
    changed = next(
        path for path in sorted((tmp_path / "区政协").rglob("*")) if path.is_file() and path.suffix != ".tmp"
    )
    changed.write_text("我的", encoding="utf-8")
    assert report(tmp_path, *command).status == 2
    assert changed.read_text(encoding="utf-8") == "我的"


def test_a_new_year_killed_midway_is_not_there(place: Path) -> None:
    assert ended(started(place, sys.executable, "-c", DIES, "0", "new", "2023")).status == 9
    assert not (place / "data/2023.yaml").exists()
    assert report(place, "new", "2023").status == 0
    assert litter(place) == []


NEW_FILES = {
    "init": (("init", "区政协", "--year", "2022"), "区政协/data", "indicators.yaml"),
    "new": (("new", "2023"), "data", "2023.yaml"),
    "fix": (("verify", "稿.docx", "--layout", "printed", "--fix"), ".", "稿（修复）.docx"),
}


@pytest.mark.parametrize(("command", "folder", "name"), NEW_FILES.values(), ids=NEW_FILES)
def test_of_a_run_killed_when_its_file_stood_nothing_is_left(
    command: tuple[str, ...], folder: str, name: str, place: Path
) -> None:
    shutil.copy(place / f"{ARTICLE}.docx", place / "稿.docx")
    assert report(place, *command).status in (0, 1)
    assert (place / folder / name).exists()
    (place / folder / f".{name}.123.tmp").write_bytes(b"")
    assert report(place, *command).status == 2
    assert litter(place) == []


@pytest.mark.posix
def test_of_a_backup_killed_anywhere_nothing_is_left_once_another_command_has_run(place: Path) -> None:
    seen = set[bool]()
    for step in range(100):
        if not dying.killed(step, lambda: Record(place).back_up(place / DATA, b"year: 2022\n")):
            break
        seen.add(bool(litter(place)))
        assert report(place, "stats", "2022").status == 0
        assert litter(place) == [], step
    else:
        pytest.fail("it never came to an end")
    assert seen == {True, False}


def test_builds_at_once_with_different_data_leave_files_that_agree(tmp_path: Path) -> None:
    places = [two_kinds(year_2022(tmp_path / str(number))) for number in range(4)]
    for number, place in enumerate(places):
        change(place / DATA, "received: 265", f"received: {300 + number}")
    for _ in range(2):
        runs = [started(place, *PROGRAM, "build", "2022", "--output", str(tmp_path / "shared")) for place in places]
        for run in runs:
            result = ended(run)
            assert result.status == 0, result.err
        assert len(contents(tmp_path / "shared")) == 6
        assert len(received(tmp_path / "shared/2022")) == 1


def test_builds_of_one_workspace_at_once_do_no_harm(built_2022: Path, tmp_path: Path) -> None:
    place = year_2022(tmp_path)
    runs = [
        started(place, *PROGRAM, "build", "2022", *more) for more in ([], ["--to", "md"], ["--kind", "work_report"], [])
    ]
    for run in runs:
        result = ended(run)
        assert result.status == 0, result.err
    built(place, "2022")
    assert contents(place / "drafts") == contents(built_2022 / "drafts")
    assert litter(place) == []
