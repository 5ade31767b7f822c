"""What is kept of templates between runs never decides what is said: lost, damaged or old, it only costs time."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from report_cli.compose.memory import Memory
from report_cli.compose.said_changes import Change, Told
from running import PROGRAM, Result, change, contents, ended, started, year_2022

Run = Callable[..., Result]
not_on_windows = pytest.mark.skipif(sys.platform == "win32", reason="no such rights and links there")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return year_2022(tmp_path / "workspace")


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "report-cli"


@pytest.fixture
def run(place: Path, cache: Path) -> Run:
    return runner(place, XDG_CACHE_HOME=str(cache.parent))


def runner(place: Path, **environment: str) -> Run:
    return lambda *arguments: ended(started(place, *PROGRAM, *arguments, environment=environment))


def test_the_cache_is_in_the_users_folder_and_not_in_the_workspace(run: Run, place: Path, cache: Path) -> None:
    before = contents(place)
    assert run("check").status == 0
    assert contents(place) == before
    assert list(cache.iterdir())


def test_a_second_run_says_the_same_and_stores_nothing(run: Run, cache: Path) -> None:
    first = run("check")
    stored = contents(cache)
    assert run("check") == first
    assert contents(cache) == stored


def turned_bit(data: bytes, number: int) -> bytes:
    at = number * 7919 % len(data)
    return data[:at] + bytes([data[at] ^ 1 << number % 8]) + data[at + 1 :]


DAMAGES: dict[str, Callable[[bytes, int], bytes]] = {
    "cut": lambda data, _: data[:-9],
    "longer": lambda data, _: data + b"\0",
    "empty": lambda data, _: b"",
    "zeros": lambda data, _: bytes(len(data)),
    "turned bit": turned_bit,
    "turned bit of the code": lambda data, number: data[:60] + turned_bit(data[60:], number),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_is_made_anew(damage: str, run: Run, place: Path, cache: Path) -> None:
    assert run("build", "2022", "--output", "one").status == 0
    stored = contents(cache)
    for number, file in enumerate(sorted(cache.iterdir())):
        file.write_bytes(DAMAGES[damage](file.read_bytes(), number))
    assert run("build", "2022", "--output", "two").status == 0
    assert contents(place / "one") == contents(place / "two")
    assert contents(cache) == stored


def test_a_file_under_another_name_is_not_believed(run: Run, place: Path, cache: Path) -> None:
    assert run("build", "2022", "--output", "one").status == 0
    stored = contents(cache)
    files = sorted(cache.iterdir())
    for file, data in zip(files, [file.read_bytes() for file in files[1:] + files[:1]], strict=True):
        file.write_bytes(data)
    assert run("build", "2022", "--output", "two").status == 0
    assert contents(place / "one") == contents(place / "two")
    assert contents(cache) == stored


@pytest.mark.parametrize(
    ("file", "old", "new", "code"),
    [
        ("templates/sections/service.md.j2", "{% if service", "3{% if service", "T106"),
        ("data/indicators.yaml", "    inspections:", "    visits:", "T202"),
    ],
)
def test_a_changed_section_or_catalogue_is_checked_again(
    run: Run, place: Path, file: str, old: str, new: str, code: str
) -> None:
    assert run("check").status == 0
    text = (place / file).read_text(encoding="utf-8")
    assert old in text
    (place / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    result = run("check")
    assert (result.status, code in result.out) == (1, True)


def test_a_mistake_is_said_each_time(run: Run, place: Path) -> None:
    change(place / "templates/work_report.md.j2", "{%", "三{{ proposals.recieved }}{%")
    first = run("check")
    assert (first.status, "T202" in first.out) == (1, True)
    assert run("check") == first


def test_what_is_found_in_prose_is_said_each_time(run: Run, place: Path) -> None:
    change(
        place / "templates/work_report.md.j2",
        "工作回顾\n",
        "工作回顾\n\n召开三次会议，办理近{{ proposals.received }}。\n",
    )
    first = run("check")
    assert (first.status, first.out.count("W202"), first.out.count("W108")) == (1, 1, 1)
    assert run("check") == first


def test_prose_in_which_a_rule_found_nothing_is_not_looked_at_by_a_later_run() -> None:
    asked: list[str] = []

    def look(text: str) -> tuple[str, ...]:
        asked.append(text)
        return tuple("坏" * text.count("坏"))

    for _ in range(2):  # a memory stands for a run
        memory = Memory("brief", "a template", "a catalogue")
        found = [memory.find(rule, text, look) for rule in ("one", "other") for text in ("好", "坏", "好", "坏")]
        assert found == [(), ("坏",)] * 4
        memory.keep()
    assert asked == ["好", "坏", "好", "坏", "坏", "坏"]
    assert Memory("brief", "another template", "a catalogue").size == 0


def test_what_a_rule_reads_in_prose_is_not_read_again_by_a_later_run() -> None:
    asked: list[str] = []

    def look(text: str) -> tuple[Told, ...]:
        asked.append(text)
        return (Told(text.count("甲"), changes=(Change(1, -1),)),)

    for text in ("甲", "甲甲", "甲", "甲甲"):
        memory = Memory("read", "a template")
        assert memory.find("told", text, look, Told) == (Told(text.count("甲"), changes=(Change(1, -1),)),)
        memory.keep()
    assert asked == ["甲", "甲甲"]


def test_more_prose_than_a_memory_holds_is_looked_at_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("report_cli.compose.memory.MAX_TEXTS", 3)
    memory = Memory("a full one")
    for number in range(8):
        assert memory.find("rule", f"{number}", lambda text: (text,)) == (f"{number}",)
    assert memory.size <= 3


@not_on_windows
def test_a_folder_that_others_may_write_in_is_not_used(run: Run, cache: Path) -> None:
    cache.mkdir(parents=True)
    cache.chmod(0o777)
    assert run("check").status == 0
    assert not list(cache.iterdir())


@not_on_windows
def test_a_folder_that_is_a_link_is_not_used(run: Run, cache: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir(mode=0o700)
    cache.parent.mkdir()
    cache.symlink_to(elsewhere)
    assert run("check").status == 0
    assert not list(elsewhere.iterdir())


def link(file: Path) -> None:
    file.symlink_to(file.rename(file.parent.parent / file.name))


def shared(file: Path) -> None:
    file.touch()
    file.chmod(0o666)


@not_on_windows
@pytest.mark.parametrize("stranger", [link, shared, os.mkfifo], ids=["a link", "shared", "a pipe"])
def test_a_file_that_is_not_the_users_own_is_replaced(stranger: Callable[[Path], None], run: Run, cache: Path) -> None:
    first = run("check")
    stored = contents(cache)
    for file in list(cache.iterdir()):
        if stranger is os.mkfifo:
            file.unlink()
        stranger(file)
    assert run("check") == first
    assert all(file.is_file() and not file.is_symlink() for file in cache.iterdir())
    assert contents(cache) == stored
    assert {file.stat().st_mode & 0o777 for file in cache.iterdir()} == {0o600}


@not_on_windows
def test_a_relative_path_of_the_cache_folder_is_ignored(place: Path, tmp_path: Path) -> None:
    before = contents(place)
    assert runner(place, XDG_CACHE_HOME="cache", HOME=str(tmp_path / "home"))("check").status == 0
    assert runner(place, XDG_CACHE_HOME="", HOME=".")("check").status == 0
    assert contents(place) == before
    assert list((tmp_path / "home/.cache/report-cli").iterdir())
