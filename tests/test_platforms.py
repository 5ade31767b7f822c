"""Other systems, simulated on this one: code pages, slashes, line ends, file names, open files."""

import contextlib
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path, PurePath
from unittest import mock

import docx
import pytest

from drafts_of_2022 import REPORT
from report_cli.files import disk
from report_cli.model import CannotRun
from running import PROGRAM, built, change, contents, ended, report, started, year_2022

DRAFT = "drafts/2022/work_report.docx"
COMMANDS = f"""
    --help
    build --help
    verify --help
    rule
    rule F203
    check
    check 2022 --format json
    check 2022 --format github
    check --owed
    build 2022 --draft --output out
    build 2022 --check
    build 2022 --review --output out
    stats --year 2022
    stats --year 2022 --format csv
    stats --year 2022 --format json
    trace 2022
    trace 2022 proposals.filing_rate
    trace 2022 --format json
    verify {DRAFT}
    verify {DRAFT} --format json
    verify {DRAFT} --layout printed
    verify {DRAFT} --html out/audit.html --table out/changes.docx
    verify nothing/here.docx
    diff {DRAFT} drafts/2022/press_release.docx
    layout list
    layout show printed
    layout from {DRAFT}
    schema
    new 2023
    init out/own
    bild
    --workspace nothing/here check
""".strip().splitlines()


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The year 2022 and its drafts, with an error in the data so that commands have much to say."""
    made = year_2022(tmp_path_factory.mktemp("systems"), drafts=True)
    change(made / "data/2022.yaml", "filed: 224", "filed: 324")
    return made


# Code pages ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", [line.strip() for line in COMMANDS])
def test_a_terminal_in_code_page_936_shows_all_that_one_in_utf_8_does(
    command: str, place: Path, tmp_path: Path
) -> None:
    results = []
    for encoding in ("gbk", "utf-8"):
        folder = tmp_path / encoding / "w"
        shutil.copytree(place, folder)
        results.append(report(folder, *command.split(), terminal=encoding))
    chinese, unicode = results
    assert chinese.status == unicode.status
    # Rules of tables are plain there; a question mark would stand for what was lost.
    assert (chinese.out + chinese.err).count("?") == (unicode.out + unicode.err).count("?")
    assert chinese.out + chinese.err


def test_what_a_code_page_lacks_is_shown_as_a_question_mark(tmp_path: Path) -> None:
    place = year_2022(tmp_path)
    change(place / "data/2022.yaml", "received: 265", "received: 265𠮷€")
    result = report(place, "check", "2022", terminal="gbk")
    assert result.status == 1
    assert "265??" in result.out


@pytest.mark.parametrize(
    "command", ["check 2022", "stats --year 2022", "build 2022 --check", f"verify {DRAFT}", "new 2023"]
)
def test_no_file_is_read_or_written_in_the_encoding_of_the_system(command: str, place: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(place, tmp_path / "w")
    strict = [sys.executable, "-X", "warn_default_encoding", "-W", "error::EncodingWarning", "-m", "report_cli"]
    usual, careful = (ended(started(folder, *program, *command.split())) for program in (PROGRAM, strict))
    if command != "new 2023":
        assert careful == usual
    assert "EncodingWarning" not in careful.err


# Slashes -------------------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def backslashes() -> Iterator[None]:
    """Paths print with backslashes, as on Windows, unless asked for with slashes. Files are still found."""
    as_it_is = PurePath.__str__
    with (
        mock.patch.object(PurePath, "__str__", lambda path: as_it_is(path).replace("/", "\\")),
        mock.patch.object(PurePath, "__fspath__", as_it_is),
        mock.patch.object(PurePath, "as_posix", as_it_is),
    ):
        yield


if sys.version_info < (3, 13):  # later ones list a folder by the text of its path

    @pytest.mark.parametrize("command", [line.strip() for line in COMMANDS if "schema" not in line])
    def test_paths_are_told_with_slashes(command: str, place: Path, tmp_path: Path) -> None:
        folder = shutil.copytree(place, tmp_path / "w")
        with backslashes():
            result = report(folder, *command.split())
        assert "\\" not in result.out + result.err
        assert b"\\" not in b"".join(
            data for name, data in contents(folder).items() if name.endswith((".md", ".figures.json"))
        )


# Line ends -----------------------------------------------------------------------------------------------------------


def test_a_checkout_with_windows_line_ends_builds_the_same_drafts(tmp_path: Path) -> None:
    plain, windows = (year_2022(tmp_path / name, drafts=True) for name in ("plain", "windows"))
    for path in windows.rglob("*"):
        if path.is_file() and path.suffix != ".docx":
            path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    checked = report(windows, "build", "--all", "--check")
    assert (checked.status, checked.out) == (0, ""), checked.err
    assert report(windows, "check").err == report(plain, "check").err
    for layout in ("printed", "printed-gbt33476", "reading"):
        for place in (plain, windows):
            built(place, "2022", "--layout", layout, "--output", str(place / layout))
        assert contents(windows / layout) == contents(plain / layout)


# Names ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    ["CON", "PRN", "aux.yaml", "nul.review.docx", "Com1", "lpt9.md.j2", "a:b", "a\\b", "a?.md", "a.", "a ", "con .md"],
)
def test_a_name_that_windows_cannot_have_is_known(name: str) -> None:
    assert disk.unportable(name)


@pytest.mark.parametrize(
    "name", ["console", "com10", "work_report.aux.docx", "工作报告", "auxiliary.yaml", ".gitignore"]
)
def test_other_names_are_left_alone(name: str) -> None:
    assert not disk.unportable(name)


@pytest.mark.posix
def test_a_report_kind_that_windows_cannot_have_is_a_warning(tmp_path: Path) -> None:
    place = year_2022(tmp_path)
    shutil.copy(place / "templates/press_release.md.j2", place / "templates/aux.md.j2")
    warning = "templates/aux.md.j2: 警告 T114: AUX在Windows上是设备的名字"
    checked = report(place, "check", "2022")
    assert (checked.status, warning in checked.out) == (0, True)
    result = built(place, "2022", "--kind", "aux")
    assert warning in result.err


def test_report_kinds_that_differ_only_in_case_are_a_warning(tmp_path: Path) -> None:
    place = year_2022(tmp_path)
    shutil.copy(place / "templates/press_release.md.j2", place / "templates/Press_Release.md.j2")
    if len(list(place.glob("templates/*.j2"))) == 2:
        return  # a disk that does not tell them apart holds one
    [told] = [line for line in report(place, "check", "2022").out.splitlines() if "T114" in line]
    assert told.startswith("templates/press_release.md.j2: 警告 T114: press_release和Press_Release只差大小写，")


@pytest.mark.parametrize("name", ["CON", "aux", "nul.own"])
def test_no_layout_is_written_under_the_name_of_a_device(name: str, place: Path) -> None:
    result = report(place, "layout", "from", DRAFT, "--name", name)
    assert result.status == 2
    assert "在Windows上是设备的名字；换一个名称" in result.err
    assert not (place / f"templates/layouts/{name}.yaml").exists()


def test_a_review_copy_for_an_owner_named_like_a_device_has_a_name_of_its_own(tmp_path: Path) -> None:
    place = year_2022(tmp_path)
    change(place / "data/2022.yaml", "proposals:\n", "proposals:\n  owner: CON\n")
    built(place, "2022", "--review", "--owner", "CON", "--output", str(place / "out"))
    names = [path.name for path in (place / "out/2022").iterdir()]
    assert "work_report.review.CON.docx" in names
    assert not any(map(disk.unportable, names))


# Open files ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def open_files(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Names of files to hold open, as another program would: Windows lets nobody replace or remove them."""
    held: set[str] = set()
    replace, unlink = os.replace, os.unlink

    def refuse(name: str) -> None:
        if name in held:
            raise PermissionError(13, "The process cannot access the file because it is being used by another process")

    def held_replace(source: str, target: str, **more: int) -> None:
        refuse(Path(target).name)
        replace(source, target, **more)

    def held_unlink(path: str, **more: int) -> None:
        refuse(Path(path).name)
        unlink(path, **more)

    monkeypatch.setattr(os, "replace", held_replace)
    monkeypatch.setattr(disk, "_exchange", lambda *_: False)
    monkeypatch.setattr(os, "unlink", held_unlink)
    return held


@pytest.mark.parametrize("name", ["work_report.docx", "press_release.md", "work_report.figures.json"])
def test_a_draft_that_is_open_in_word_stops_the_build_and_nothing_is_lost(
    name: str, tmp_path: Path, open_files: set[str]
) -> None:
    place = year_2022(tmp_path)
    built(place, "2022")
    before = contents(place / "drafts")
    change(place / "data/2022.yaml", "filed: 224", "filed: 230")
    open_files.add(name)
    result = report(place, "build", "2022")
    assert result.status == 2
    assert f"换不了 {place.as_posix()}/drafts/2022/{name}：没有权限，或正被其他程序占用；" in result.err
    assert result.err.endswith("；文件若在Word或WPS里打开着，先关上\n")
    after = contents(place / "drafts")
    assert sorted(after) == sorted(before)
    assert after[f"2022/{name}"] == before[f"2022/{name}"]
    open_files.clear()
    assert report(place, "build", "2022", "--check").status == 1
    built(place, "2022")
    assert b"230" in (place / "drafts/2022/work_report.md").read_bytes()
    assert report(place, "build", "2022", "--check").status == 0


def test_an_edited_draft_that_is_open_keeps_its_edits(tmp_path: Path, open_files: set[str]) -> None:
    place = year_2022(tmp_path)
    built(place, "2022")
    draft = place / "drafts/2022/work_report.md"
    change(draft, "265件", "256件")
    edited = draft.read_bytes()
    open_files.add(draft.name)
    result = report(place, "build", "2022", "--force")
    assert result.status == 2
    assert "先关上" in result.err
    assert draft.read_bytes() == edited
    open_files.clear()
    built(place, "2022", "--force")
    assert edited in contents(place / ".report/backup").values()


@pytest.mark.parametrize("file", ["audit.html", "changes.docx"])
def test_an_audit_does_not_replace_a_result_that_is_open(
    file: str, place: Path, tmp_path: Path, open_files: set[str]
) -> None:
    made = tmp_path / file
    option = "--html" if file.endswith("html") else "--table"
    assert report(place, "verify", DRAFT, option, str(made)).status != 2
    before = made.read_bytes()
    open_files.add(file)
    result = report(place, "verify", DRAFT, option, str(made))
    assert result.status == 2
    assert "先关上" in result.err
    assert made.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == [file]


def test_a_file_that_is_open_is_replaced_whole_or_not_at_all(tmp_path: Path, open_files: set[str]) -> None:
    open_files.add("b")
    (tmp_path / "b").write_bytes(b"before")
    with pytest.raises(CannotRun, match="先关上"):
        disk.replace({tmp_path / "b": b"after", tmp_path / "c": b"after"}, tmp_path)
    assert contents(tmp_path) == {"b": b"before"}


# Names and languages of other systems --------------------------------------------------------------------------------

OF_WINDOWS = os.fsdecode("送审稿".encode("gbk"))
NAMED: dict[str, tuple[str, ...]] = {
    "verify --table": ("verify", f"{OF_WINDOWS}.docx", "--table", "修改.md"),
    "verify --table JSON": ("verify", f"{OF_WINDOWS}.docx", "--table", "修改.json"),
    "verify --table Word": ("verify", f"{OF_WINDOWS}.docx", "--table", "修改.docx"),
    "verify --html": ("verify", f"{OF_WINDOWS}.docx", "--html", "核对.html"),
    "take": ("take", f"{OF_WINDOWS}.docx", "--write"),
    "renew": ("renew", f"{OF_WINDOWS}.docx"),
    "words": ("words", f"{OF_WINDOWS}.docx"),
    "adopt": ("adopt", f"{OF_WINDOWS}.docx", "--year", "2022", "--into", "新的"),
    "layout from": ("layout", "from", f"{OF_WINDOWS}.docx", "--name", "本单位"),
    "form": ("form", "2022", "--output", OF_WINDOWS),
}


@pytest.mark.posix
@pytest.mark.parametrize("what", NAMED)
def test_a_file_whose_name_came_from_windows_is_read_and_named(what: str, place: Path) -> None:
    draft = docx.Document(str(place / f"{REPORT}.docx"))
    max(draft.paragraphs, key=lambda paragraph: len(paragraph.text)).add_run("这件事要接着办。")
    draft.save(str(place / f"{OF_WINDOWS}.docx"))
    before = contents(place)
    assert report(place, *NAMED[what]).status in (0, 1)
    for name, data in contents(place).items():
        if before.get(name) != data and name.endswith((".md", ".json", ".yaml", ".html")):
            data.decode()


@pytest.mark.posix
@pytest.mark.parametrize("command", [("form", "2022"), ("init", "新区"), ("check", "--workspace", "新区")])
def test_a_language_without_chinese_is_named_and_not_a_traceback(command: tuple[str, ...], place: Path) -> None:
    plain = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    result = ended(started(place, *PROGRAM, *command, environment=plain))
    assert "Traceback" not in result.err
    assert result.status in (0, 1, 2)


def test_whoever_closes_standard_input_is_asked_nothing(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    result = report(place, "take", f"{REPORT}.docx", "--ask")
    assert result.status == 2
    assert "--ask" in result.err
