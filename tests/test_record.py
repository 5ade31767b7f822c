"""What a workspace remembers: builds that still hold, what was written last, what came home, and backups."""

import errno
import os
import re
from contextlib import suppress
from pathlib import Path

import pytest
from msgspec import structs

from report_cli.drafts import record
from report_cli.drafts.record import Build, Record, Wanted
from report_cli.files import disk, locks, own_json
from report_cli.files.digests import of_bytes
from report_cli.files.journal import Entry
from report_cli.files.workspace import ABSENT
from report_cli.model import CannotRun
from running import contents

DATA, DRAFT, TEMPLATE = "data/2022.yaml", "drafts/2022/brief.md", "templates/brief.md.j2"
MOMENT = 1_700_000_000


@pytest.fixture
def place(tmp_path: Path) -> Path:
    for name in (DATA, DRAFT, TEMPLATE):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_bytes(b"1")
    return tmp_path


def build(place: Path, key: str = "甲") -> Build:
    (read, wrote) = ({name: of_bytes((place / name).read_bytes())} for name in (DATA, DRAFT))
    return Build(key=key, inputs=read, drafts=wrote)


# Builds that still hold ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [DATA, DRAFT])
def test_a_build_holds_while_what_it_read_and_wrote_is_as_it_was(name: str, place: Path) -> None:
    made = build(place)
    Record(place).note(made, {})
    assert Record(place).find("甲") == made
    assert Record(place).find("乙") is None
    (place / name).write_bytes(b"2")
    assert Record(place).find("甲") is None


@pytest.mark.parametrize("what", ["inputs", "drafts"])
def test_a_build_of_nothing_never_holds(what: str, place: Path) -> None:
    Record(place).note(structs.replace(build(place), **{what: {}}), {})
    assert Record(place).find("甲") is None


def test_of_each_request_the_last_build_is_remembered_and_of_all_the_last_eight(place: Path) -> None:
    keys = "一二三四五六七八九"
    for key in keys:
        Record(place).note(build(place, key), {})
    Record(place).note(structs.replace(build(place, "三"), advice="新的"), {})
    found = {key: Record(place).find(key) for key in keys}
    assert [key for key in keys if found[key] is None] == ["一"]
    assert found["三"] == structs.replace(build(place, "三"), advice="新的")


@pytest.mark.parametrize(
    ("library", "counts"),
    [*((name, True) for name in ("Jinja2", "lxml", "markupsafe", "msgspec", "python_docx", "PyYAML")), ("rich", False)],
)
def test_another_version_of_what_shapes_a_draft_is_another_request(
    library: str, counts: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A draft that an upgrade would print otherwise is not called up to date."""
    monkeypatch.chdir(tmp_path)
    keys = set[str]()
    for version in "12":
        (tmp_path / f"{library}-{version}.dist-info").mkdir()
        record._libraries.cache_clear()
        with monkeypatch.context() as patched:
            patched.setattr("sys.path", [""])
            keys.add(Wanted().key)
        (tmp_path / f"{library}-{version}.dist-info").rmdir()
    record._libraries.cache_clear()
    assert len(keys) == 1 + counts


def test_only_what_is_asked_for_is_built() -> None:
    assert [Wanted(formats=formats).wants_pdf for formats in (None, "docx,md", "docx,pdf")] == [False, False, True]
    assert (Wanted().final, Wanted().review, Wanted().draft) == (False, False, None)


def test_a_template_that_is_gone_is_missed_until_what_made_it_is_taken_back(place: Path) -> None:
    kept = {"templates/kept.md.j2": "1"}
    inputs = {TEMPLATE: "1", DATA: "1", "templates/never.md.j2": ABSENT, **kept}
    found = {**dict.fromkeys((*inputs, "templates/new.md.j2"), ABSENT), **kept}
    Record(place).note(Build(key="甲", inputs=inputs), {})
    assert Record(place).lost(found) == [TEMPLATE]
    Record(place).note_removed({TEMPLATE: b"1"})
    Record(place).note(Build(key="乙", inputs={DATA: "1"}), {})
    assert Record(place).lost(found) == []
    Record(place).note(Build(key="丙", inputs={TEMPLATE: "2"}), {})
    assert Record(place).lost(found) == [TEMPLATE]


def test_what_is_taken_back_without_a_file_going_is_not_noted(place: Path) -> None:
    Record(place).note_removed({})
    assert not (place / record.FILE).exists()


# What was written last -----------------------------------------------------------------------------------------------


def test_the_last_three_states_of_a_draft_are_known_as_ours(place: Path) -> None:
    for state in "甲乙丙丁":
        Record(place).note(None, {place / DRAFT: state})
    assert Record(place).digests() == {"乙", "丙", "丁"}


def test_a_record_that_forgets_writes_nothing(place: Path) -> None:
    before = contents(place)
    Record(place, forgets=True).note(build(place), {place / DRAFT: "甲"})
    assert contents(place) == before


def test_what_the_first_version_wrote_is_known_and_goes_on(place: Path) -> None:
    (place / ".report").mkdir()
    (place / record.OLD_FILE).write_text('{"drafts/2022/brief.md": ["甲"]}', encoding="utf-8")
    assert Record(place).digests() == {"甲"}
    Record(place).note(None, {place / DRAFT: "乙"})
    (place / record.OLD_FILE).unlink()
    assert Record(place).digests() == {"甲", "乙"}


def test_a_damaged_record_is_as_good_as_none(place: Path) -> None:
    (place / ".report").mkdir()
    for name in (record.FILE, record.OLD_FILE, own_json.TAKEN):
        (place / name).write_bytes(b"{")
    assert (Record(place).digests(), Record(place).taken(), Record(place).find("甲")) == (set(), (), None)
    Record(place).note(build(place), {})
    assert Record(place).find("甲") is not None


def test_what_stands_in_the_records_place_is_named(place: Path) -> None:
    (place / record.FILE).mkdir(parents=True)
    with pytest.raises(CannotRun, match=r"builds\.json：它是文件夹"):
        Record(place).note(build(place), {})


@pytest.mark.posix
def test_a_pipe_in_the_records_place_stays_and_is_named(place: Path) -> None:
    (place / ".report").mkdir()
    os.mkfifo(place / record.FILE)
    with pytest.raises(CannotRun, match=r"builds\.json：不是普通文件"):
        Record(place).note(build(place), {})
    assert (place / record.FILE).is_fifo()


@pytest.mark.posix
@pytest.mark.parametrize("is_durable", [True, False])
def test_a_record_is_on_the_disk_at_once_unless_that_comes_later(
    is_durable: bool, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = list[int]()
    monkeypatch.setattr(os, "fsync", done.append)
    (Record(place) if is_durable else Record(place, is_durable=False)).note(build(place), {})
    assert bool(done) == is_durable


# What came home ------------------------------------------------------------------------------------------------------


def test_sentences_that_came_home_are_remembered_once_each_and_the_newest(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(record, "MAX_TAKEN", 3)
    Record(place).note_taken(["甲", "甲", "乙"])
    assert Record(place).taken() == ("甲", "乙")
    Record(place).note_taken(["乙", "丙", "丁"])
    assert Record(place).taken() == ("乙", "丙", "丁")


def test_the_numbers_of_proposals_stay_for_the_drafts_that_were_shown_last(place: Path) -> None:
    for drafts in "一二三四五六七八":
        Record(place).note_taken((), drafts, {"句": 1})
    Record(place).note_taken((), "一", {"词": 2})
    Record(place).note_taken((), "九", {"句": 1})
    Record(place).note_taken(("甲",), "十")
    assert Record(place).numbers("一") == {"句": 1, "词": 2}
    assert [drafts for drafts in "二三四五六七八九十" if not Record(place).numbers(drafts)] == ["二", "十"]


def test_what_is_known_already_is_not_written_again(place: Path) -> None:
    Record(place).note_taken(["甲"], "稿", {"句": 1})
    before = (place / own_json.TAKEN).stat()
    Record(place).note_taken(["甲"], "稿", {"句": 1})
    assert (place / own_json.TAKEN).stat() == before


# Tables, pages and backups -------------------------------------------------------------------------------------------


def test_a_table_is_ours_while_it_is_as_we_wrote_it_and_no_draft_is_one(place: Path) -> None:
    table = place / "核对.csv"
    for number, data in enumerate((b"1", b"2", b"3", b"3", b"3")):
        Record(place).write_result(table, data, str(min(number, 3)).encode() if number else None)
    assert [Record(place).wrote(table, data) for data in (b"1", b"2", b"3", b"4")] == [True, True, True, False]
    assert table.read_bytes() == b"3"
    Record(place).note(None, {place / DRAFT: of_bytes(b"1")})
    assert not Record(place).wrote(place / DRAFT, b"1")


def test_a_table_that_somebody_changed_meanwhile_is_not_replaced(place: Path) -> None:
    (place / "核对.csv").write_bytes("别人的".encode())
    with pytest.raises(CannotRun, match="有人改了它"):
        Record(place).write_result(place / "核对.csv", b"2", b"1")
    assert (place / "核对.csv").read_bytes() == "别人的".encode()


@pytest.mark.parametrize(("left", "is_kept"), [(b"1", False), ("别人的".encode(), True)])
def test_of_what_a_killed_run_put_aside_only_somebodys_work_is_backed_up(
    left: bytes, is_kept: bool, place: Path
) -> None:
    table = place / "核对.csv"
    Record(place).write_result(table, b"1", None)
    aside = table.with_name(f".{table.name}.7.old")
    aside.write_bytes(left)
    Record(place).write_result(table, b"2", b"1")
    assert not aside.exists()
    assert [path.read_bytes() for path in place.glob(".report/backup/*核对*.csv")] == [left] * is_kept


@pytest.mark.posix
def test_a_link_put_aside_is_removed_unread(place: Path) -> None:
    aside = place / f"{Path(DRAFT).parent}/.brief.md.7.old"
    aside.symlink_to(place / DATA)
    assert Record(place).rescue([place / DRAFT], lambda path, data: False) == {}
    assert (aside.is_symlink(), (place / DATA).exists(), (place / ".report/backup").exists()) == (False, True, False)


def test_a_backup_is_named_for_when_it_was_saved_and_none_replaces_another(place: Path) -> None:
    os.utime(place / DRAFT, (MOMENT, MOMENT))
    made = [Record(place).back_up(place / DRAFT, data) for data in (b"1", b"2", b"1", b"3")]
    (stem,) = {re.sub(r"(?<=-\d{6})-\d$", "", path.stem) for path in made}
    assert re.fullmatch(r"2022-brief-2023111[45]-\d{6}", stem)
    assert [path.name.removeprefix(stem) for path in made] == [".md", "-2.md", ".md", "-3.md"]
    assert [path.read_bytes() for path in made] == [b"1", b"2", b"1", b"3"]
    assert {path.parent for path in made} == {place / ".report/backup"}


def test_a_backup_of_what_was_put_aside_bears_the_time_of_that(place: Path) -> None:
    aside = place / "aside"
    aside.write_bytes(b"2")
    os.utime(aside, (MOMENT, MOMENT))
    assert "-2023111" in Record(place).back_up(place / DRAFT, b"2", aside).name


def test_files_are_exchanged_all_or_none_and_what_was_there_is_backed_up(place: Path) -> None:
    wrong = Entry(DATA, b"0", b"2"), Entry("new.yaml", None, b"n"), Entry(TEMPLATE, b"0", b"2")
    before = contents(place)
    with pytest.raises(CannotRun) as refused:
        Record(place).exchange("take", wrong)
    said = str(refused.value).split("\n")
    assert [name in line for name, line in zip((DATA, TEMPLATE), said, strict=True)] == [True, True]
    assert contents(place) == before
    Record(place).exchange("take", (Entry(DATA, b"1", b"2"), Entry("new.yaml", None, b"n")))
    assert ((place / DATA).read_bytes(), (place / "new.yaml").read_bytes()) == (b"2", b"n")
    assert [path.read_bytes() for path in place.glob(".report/backup/*")] == [b"1"]


# One at a time -------------------------------------------------------------------------------------------------------


@pytest.mark.posix
def test_who_holds_the_record_keeps_others_out_until_the_end(place: Path) -> None:
    import fcntl

    def is_free() -> bool:
        with (place / ".report/lock").open("ab") as other, suppress(BlockingIOError):
            fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        return False

    with Record(place).locked() as kept:
        assert kept == Record(place)
        assert not is_free()
    assert is_free()


@pytest.fixture(params=[errno.EACCES, errno.ENOSPC], ids=["forbidden", "full"])
def refusal(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    """The workspace cannot be written to."""

    def refuse(path: Path, within: Path) -> None:
        with disk.refused("写不了", path):
            raise OSError(request.param, os.strerror(request.param))

    monkeypatch.setattr(locks, "file", refuse)
    return int(request.param)


def test_only_where_nobody_may_write_a_build_goes_without_a_record(place: Path, refusal: int) -> None:
    spare = place / "elsewhere"
    with pytest.raises(CannotRun), Record(place).locked():
        pass
    if refusal == errno.EACCES:
        with Record(place, spare, is_durable=False).locked() as kept:
            assert kept == Record(spare, forgets=True, is_durable=False)
    else:
        with pytest.raises(CannotRun), Record(place, spare).locked():
            pass
