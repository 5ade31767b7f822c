"""What is kept of templates from one run to the next never decides what is said: lost, damaged or old, it only costs time."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from running import PROGRAM, Result, change, contents, ended, started, year_2022

Run = Callable[..., Result]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return year_2022(tmp_path)


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "report-cli"


@pytest.fixture
def run(place: Path, cache: Path) -> Run:
    return lambda *arguments: ended(
        started(place, *PROGRAM, *arguments, environment={"XDG_CACHE_HOME": str(cache.parent)})
    )


def test_it_lies_in_the_users_folder_and_none_of_it_in_the_workspace(run: Run, place: Path, cache: Path) -> None:
    before = contents(place)
    assert run("check").status == 0
    assert contents(place) == before
    assert list(cache.iterdir())


def test_the_second_run_says_the_same_and_keeps_nothing_new(run: Run, cache: Path) -> None:
    first = run("check")
    kept = contents(cache)
    assert run("check") == first
    assert contents(cache) == kept


def test_damaged_files_are_made_anew(run: Run, place: Path, cache: Path) -> None:
    assert run("build", "2022", "--output", "one").status == 0
    for file in cache.iterdir():
        file.write_bytes(file.read_bytes()[:-9])
    assert run("build", "2022", "--output", "two").status == 0
    assert contents(place / "one") == contents(place / "two")


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


@pytest.mark.skipif(sys.platform == "win32", reason="no such rights there")
def test_a_folder_that_others_may_write_in_is_not_used(run: Run, cache: Path) -> None:
    cache.mkdir(parents=True)
    cache.chmod(0o777)
    assert run("check").status == 0
    assert not list(cache.iterdir())
