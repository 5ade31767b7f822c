"""Several files written all or nothing, whenever the run is killed; and put back."""

import os
import sys
from pathlib import Path

import msgspec
import pytest

from dying import killed
from report_cli.files import disk, journal
from report_cli.files.journal import Entry
from report_cli.model import CannotRun
from running import committee, contents, report

BEFORE = {"data/2021.yaml": b"old\n", "data/2022.yaml": b"year: 2022\n", "templates/a.j2": b"a"}
AFTER = {**BEFORE, "data/2021.yaml": b"new\n", "data/2022.yaml": b"year: 2022 \n", "templates/2022/a.edits.yaml": b"e"}
ENTRIES = [Entry(name, BEFORE.get(name), data) for name, data in AFTER.items() if BEFORE.get(name) != data]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    for name, data in BEFORE.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(data)
    return tmp_path


def files(place: Path) -> dict[str, bytes]:
    """All that lies in the workspace but for what the tool remembers."""
    return {name: data for name, data in contents(place).items() if not name.startswith(".report/")}


def remembered(place: Path) -> set[str]:
    return {path.name for path in (place / ".report").iterdir()}


def test_all_is_written_and_the_run_can_be_undone(place: Path) -> None:
    journal.write(place, "take", ENTRIES)
    assert files(place) == AFTER
    assert journal.undo(place, "take") == []
    assert files(place) == BEFORE
    assert journal.undo(place, "take") is None


@pytest.mark.skipif(sys.platform == "win32", reason="processes cannot be split")
@pytest.mark.parametrize("is_undo", [False, True], ids=["write", "undo"])
def test_a_run_killed_anywhere_leaves_all_or_nothing_once_the_next_has_run(place: Path, is_undo: bool) -> None:
    seen = set[bool]()
    for step in range(400):
        for name in set(files(place)) - set(BEFORE):
            (place / name).unlink()
        for name, data in BEFORE.items():
            (place / name).write_bytes(data)
        (place / ".report/journal-1.json").unlink(missing_ok=True)
        if is_undo:
            journal.write(place, "take", ENTRIES)
        if not killed(step, lambda: journal.undo(place, "take") if is_undo else journal.write(place, "take", ENTRIES)):
            break
        journal.settle(place)
        assert files(place) in (BEFORE, AFTER), step
        assert remembered(place) <= {"lock", "journal-1.json"}
        seen.add(files(place) == AFTER)
    else:
        pytest.fail("it never came to an end")
    assert seen == {True, False}


def test_runs_are_undone_one_after_the_other(place: Path) -> None:
    states = [files(place)]
    for number in range(25):
        entries = [Entry("data/2022.yaml", (place / "data/2022.yaml").read_bytes(), b"%d\n" % number)]
        journal.write(place, "take", entries)
        states.append(files(place))
    for state in reversed(states[5:-1]):
        assert journal.undo(place, "take") == []
        assert files(place) == state
    assert journal.undo(place, "take") is None
    assert remembered(place) == {"lock"}


def test_what_somebody_changed_meanwhile_stays_and_the_rest_is_taken_back(place: Path) -> None:
    disk.save(place / journal.OPEN, msgspec.json.encode(journal.Journal("take", tuple(ENTRIES))), place)
    (place / "data/2021.yaml").write_bytes(AFTER["data/2021.yaml"])
    (place / "data/2022.yaml").write_bytes(b"by hand\n")
    assert "退了回去" in journal.settle(place)
    assert files(place) == {**BEFORE, "data/2022.yaml": b"by hand\n"}


def test_nothing_is_undone_where_a_file_has_changed_since(place: Path) -> None:
    journal.write(place, "take", ENTRIES)
    (place / "data/2022.yaml").write_bytes(b"by hand\n")
    assert journal.undo(place, "take") == ["data/2022.yaml"]
    assert files(place) == {**AFTER, "data/2022.yaml": b"by hand\n"}


@pytest.mark.posix
def test_while_one_run_writes_no_other_does(place: Path) -> None:
    import fcntl

    with journal.locked(place), (place / ".report/lock").open("ab") as other, pytest.raises(BlockingIOError):
        fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)


def test_another_commands_run_is_not_undone(place: Path) -> None:
    journal.write(place, "take", ENTRIES)
    assert journal.undo(place, "collect") is None
    assert files(place) == AFTER


def obstruct(place: Path, how: str) -> None:
    path = place / "data/2022.yaml"
    match how:
        case "changed":
            path.write_bytes(b"other\n")
        case "missing":
            path.unlink()
        case "read-only":
            path.chmod(0o444)
        case "open in Word":
            (place / "data/~$2022.yaml").write_bytes(b"")
        case "open in LibreOffice":
            (place / "data/.~lock.2022.yaml#").write_bytes(b"")
        case "a link":
            path.rename(place / "elsewhere.yaml")
            path.symlink_to(place / "elsewhere.yaml")
        case "a file in the place of a new one":
            (place / "templates/2022").mkdir()
            (place / "templates/2022/a.edits.yaml").write_bytes(b"other")


WAYS = {
    "changed": "没有写 data/2022.yaml：读过以后有人改了它；再运行一次",
    "missing": "没有写 data/2022.yaml：它不见了；再运行一次",
    "read-only": "没有写 data/2022.yaml：它是只读的；去掉只读，再运行一次",
    "open in Word": "打开着",
    "open in LibreOffice": "打开着",
    "a link": "是链接",
    "a file in the place of a new one": "没有写 templates/2022/a.edits.yaml：那里已经有这个文件；再运行一次",
}


@pytest.mark.parametrize("how", WAYS)
def test_nothing_is_written_where_one_file_cannot_be(place: Path, how: str) -> None:
    obstruct(place, how)
    before = files(place)
    [why] = journal.obstacles(place, ENTRIES)
    assert "2022" in why
    assert WAYS[how] in why
    with pytest.raises(CannotRun):
        journal.write(place, "take", ENTRIES)
    assert files(place) == before
    assert journal.undo(place, "take") is None


def test_where_the_disk_refuses_one_file_the_others_are_put_back(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = iter([None, None, CannotRun("没有换：磁盘满了")])
    real = disk._replace_unchanged

    def replaced(new: disk._Temporary, seen: bytes | None) -> None:
        if error := next(calls, None):
            raise error
        real(new, seen)

    monkeypatch.setattr(disk, "_replace_unchanged", replaced)
    with pytest.raises(CannotRun, match="磁盘满了"):
        journal.write(place, "take", ENTRIES)
    assert files(place) == BEFORE
    assert remembered(place) <= {"lock"}


def test_every_command_finishes_what_a_killed_run_began(tmp_path: Path) -> None:
    place = committee("donghu", tmp_path)
    data = (place / "data/2024.yaml").read_bytes()
    entries = (Entry("data/2024.yaml", data, data + b"# more\n"), Entry("data/new.txt", None, b"new"))
    disk.save(place / journal.OPEN, msgspec.json.encode(journal.Journal("take", entries)), place)
    (place / "data/.2024.yaml.1.tmp").write_bytes(b"half")
    result = report(place, "stats", "2024")
    assert result.status == 0
    assert "上一次运行没有写完，现在已写完：data/2024.yaml、data/new.txt" in result.err
    assert (place / "data/2024.yaml").read_bytes() == data + b"# more\n"
    assert not (place / "data/.2024.yaml.1.tmp").exists()
    assert report(place, "stats", "2024").err == ""


DEAD = 9_999_999
"""A number that no process has."""
LEFT = (f".taken.json.{DEAD}.tmp", f"backup/.2024-report-20241201-120000.docx.{DEAD}.tmp")
NOT_LEFT = (f"backup/.a.docx.{os.getppid()}.tmp", "backup/.a.docx.tmp", f"backup/a.docx.{DEAD}.tmp", "backup/c.docx")


@pytest.mark.posix
def test_every_command_sweeps_what_killed_runs_were_writing_and_nothing_else(tmp_path: Path) -> None:
    place = committee("donghu", tmp_path)
    for name in (*LEFT, *NOT_LEFT):
        disk.save(place / ".report" / name, b"half", place)
    (place / f".report/backup/.b.docx.{DEAD}.tmp").symlink_to(place / "data/2024.yaml")
    disk.save(elsewhere := tmp_path / f"elsewhere/.a.{DEAD}.tmp", b"half", tmp_path)
    (place / ".report/built").symlink_to(elsewhere.parent)
    result = report(place, "stats", "2024")
    assert (result.status, result.err) == (0, "")
    assert [name for name in LEFT if (place / ".report" / name).exists()] == []
    assert all((place / ".report" / name).exists() for name in NOT_LEFT)
    assert (place / f".report/backup/.b.docx.{DEAD}.tmp").is_symlink()
    assert elsewhere.exists()


def test_a_damaged_journal_is_named(tmp_path: Path) -> None:
    place = committee("donghu", tmp_path)
    disk.save(place / journal.OPEN, b"{", place)
    result = report(place, "stats", "2024")
    assert result.status == 2
    assert "journal.json 损坏了" in result.err


@pytest.mark.parametrize("name", ["../outside.yaml", "data/../../outside.yaml", "{folder}/outside.yaml"])
def test_a_journal_that_somebody_sent_writes_nothing_outside(name: str, tmp_path: Path) -> None:
    place, outside = committee("beihu", tmp_path), tmp_path / "outside.yaml"
    (place / ".report").mkdir(exist_ok=True)
    sent = journal.Journal("take", (Entry(name.format(folder=tmp_path), None, b"theirs"),))
    (place / journal.OPEN).write_bytes(msgspec.json.encode(sent))
    result = report(place, "check")
    assert not outside.exists()
    assert (result.status, "外面" in result.err) == (2, True)


@pytest.mark.posix
@pytest.mark.parametrize("edit", [b"somebody's", b"old\n", b"new\n"])
def test_an_edit_of_the_moment_of_the_kill_is_put_back(edit: bytes, place: Path) -> None:
    (place / ".report").mkdir()
    (place / journal.OPEN).write_bytes(msgspec.json.encode(journal.Journal("take", tuple(ENTRIES))))
    (place / "data/2021.yaml").write_bytes(b"new\n")
    (place / "data/.2021.yaml.77.old").write_bytes(edit)
    assert journal.settle(place)
    expected = AFTER if edit in (b"old\n", b"new\n") else {**BEFORE, "data/2021.yaml": edit}
    assert files(place) == expected
