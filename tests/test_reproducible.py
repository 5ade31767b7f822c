"""The same input gives the same bytes on any machine, for any user, at any time."""

import os
import re
import shutil
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from report_cli.files import archive
from running import PROGRAM, built, committee, contents, ended, report, started, year_2022


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The year 2022 with its drafts built."""
    made = year_2022(tmp_path_factory.mktemp("built"))
    built(made, "2022")
    return made


@pytest.fixture(scope="module")
def expected(place: Path) -> dict[str, bytes]:
    found = contents(place / "drafts")
    assert {Path(name).suffix for name in found} == {".docx", ".md", ".json"}
    return found


@pytest.mark.parametrize(
    "environment",
    [
        {"PYTHONHASHSEED": "1", "TZ": "Asia/Shanghai", "LC_ALL": "C"},
        {"PYTHONHASHSEED": "4711", "TZ": "America/New_York", "LANG": "zh_CN.GBK", "LC_ALL": "zh_CN.GBK"},
        {"PYTHONHASHSEED": "0", "TZ": "Pacific/Kiritimati", "LC_ALL": "C.UTF-8", "SOURCE_DATE_EPOCH": "1"},
        {"PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "LC_ALL": "POSIX", "PYTHONIOENCODING": "gbk"},
    ],
    ids=lambda environment: " ".join(environment.values()),
)
def test_hash_seed_time_zone_and_locale_do_not_change_the_bytes(
    environment: dict[str, str], place: Path, expected: dict[str, bytes], tmp_path: Path
) -> None:
    result = ended(started(place, *PROGRAM, "build", "2022", "--output", str(tmp_path), environment=environment))
    assert result.status == 0, result.err
    assert contents(tmp_path) == expected


@pytest.mark.parametrize("mask", [0o000, 0o077])
def test_the_umask_does_not_change_the_bytes(
    mask: int, place: Path, expected: dict[str, bytes], tmp_path: Path
) -> None:
    before = os.umask(mask)
    try:
        built(place, "2022", "--output", str(tmp_path))
    finally:
        os.umask(before)
    assert contents(tmp_path) == expected


def test_the_current_folder_does_not_change_the_bytes(place: Path, expected: dict[str, bytes], tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    for number, (folder, arguments) in enumerate(
        [
            (place / "data", []),
            (place / "templates/sections", []),
            (tmp_path / "there", ["--workspace", str(place)]),
            (place.parent, ["--workspace", place.name]),
        ]
    ):
        built(folder, "2022", *arguments, "--output", str(tmp_path / str(number)))
        assert contents(tmp_path / str(number)) == expected


def test_the_place_of_the_workspace_does_not_change_the_bytes(
    place: Path, expected: dict[str, bytes], tmp_path: Path
) -> None:
    elsewhere = tmp_path / "另一个 文件夹"
    shutil.copytree(place / "data", elsewhere / "data")
    shutil.copytree(place / "templates", elsewhere / "templates")
    built(elsewhere, "2022")
    assert contents(elsewhere / "drafts") == expected


def test_the_order_in_which_folders_list_files_does_not_change_the_bytes(
    place: Path, expected: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed: Callable[[Path], Iterator[Path]] = Path.iterdir
    names = os.listdir
    monkeypatch.setattr(Path, "iterdir", lambda path: iter(sorted(listed(path), reverse=True)))
    monkeypatch.setattr(os, "listdir", lambda *path: sorted(names(*path), reverse=True))
    result = built(place, "--all", "--output", str(tmp_path))
    assert contents(tmp_path) == expected
    assert re.findall(r"(\w+\.\w+)$", result.out, re.MULTILINE) == [
        name[5:] for name in expected if "figures" not in name
    ]


FOREIGN_CLOCK = """
import datetime, sys, time
class Date(datetime.datetime):
    now = utcnow = today = classmethod(lambda cls, zone=None: cls(1999, 12, 31, 23, 59, 59, tzinfo=zone))
datetime.datetime = Date
time.time = lambda: 946684799.0
from report_cli.cli import main
main()
"""


def test_the_clock_does_not_change_the_bytes(place: Path, expected: dict[str, bytes], tmp_path: Path) -> None:
    result = ended(started(place, sys.executable, "-c", FOREIGN_CLOCK, "build", "2022", "--output", str(tmp_path)))
    assert result.status == 0, result.err
    assert contents(tmp_path) == expected


def test_file_times_do_not_change_the_bytes(place: Path, expected: dict[str, bytes], tmp_path: Path) -> None:
    for path in (place / "data").iterdir():
        os.utime(path, (time.time() - 10**8, time.time() - 10**8))
    built(place, "2022", "--output", str(tmp_path))
    assert contents(tmp_path) == expected


def test_the_order_of_builds_does_not_change_the_bytes(place: Path, expected: dict[str, bytes], tmp_path: Path) -> None:
    for arguments in (["--to", "md"], ["--kind", "press_release"], ["--to", "docx"], []):
        built(place, "2022", *arguments, "--output", str(tmp_path))
    assert contents(tmp_path) == expected


def test_line_ends_and_byte_order_marks_of_the_input_do_not_change_the_bytes(tmp_path: Path) -> None:
    plain, marked = committee("nanling", tmp_path / "plain"), committee("nanling", tmp_path / "marked")
    for path in [*marked.rglob("*.yaml"), *marked.rglob("*.j2")]:
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    built(plain, "2024")
    built(marked, "2024")
    assert contents(plain / "drafts") == contents(marked / "drafts")


def test_the_parts_of_a_docx_are_stored_with_a_fixed_time(expected: dict[str, bytes], tmp_path: Path) -> None:
    """Deflated bytes differ between versions of zlib, and times between runs."""
    for name, data in expected.items():
        if name.endswith(".docx"):
            (tmp_path / "draft.docx").write_bytes(data)
            with zipfile.ZipFile(tmp_path / "draft.docx") as packed:
                assert packed.testzip() is None
                for entry in packed.infolist():
                    assert (entry.compress_type, entry.date_time) == (zipfile.ZIP_STORED, (1980, 1, 1, 0, 0, 0))
            parts = archive.read(data)
            assert parts is not None
            assert archive.write(parts) == data


def test_text_files_end_in_a_newline_and_have_no_carriage_returns(expected: dict[str, bytes]) -> None:
    for name, data in expected.items():
        if not name.endswith(".docx"):
            assert data.endswith(b"\n"), name
            assert b"\r" not in data, name


def test_drafts_do_not_contain_the_path_they_were_built_in(place: Path, expected: dict[str, bytes]) -> None:
    for data in expected.values():
        assert str(place).encode() not in data
    assert report(place, "build", "2022", "--check").status == 0
