"""A build with unchanged inputs writes nothing and says so; nothing stale or edited is ever hidden by that."""

import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from report_cli.drafts import record
from report_cli.drafts.record import Wanted
from report_cli.files.digests import of_bytes, of_names
from report_cli.files.workspace import UNSTEADY, Inputs, Workspace
from report_cli.model import CannotRun
from report_cli.tasks import build
from report_cli.tasks.build import Mode, Outcome
from running import ROOT, built, change, committee, contents, ended, report, started, year_2022

REPORT = "drafts/2022/work_report"
DATA = "data/2022.yaml"
RECORD = record.FILE


@pytest.fixture(scope="module")
def as_built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = year_2022(tmp_path_factory.mktemp("built"))
    (made / "data/2021.yaml").write_text(
        "year: 2021\nstatus: 仅供比较\nproposals:\n  received: 250\n", encoding="utf-8"
    )
    (made / "templates/layouts/house.yaml").write_text("extends: printed\n", encoding="utf-8")
    built(made, "2022", "--layout", "house")
    return made


@pytest.fixture
def place(as_built: Path, tmp_path: Path) -> Path:
    """The year 2022, beside 2021, in a layout that extends another, just built."""
    return shutil.copytree(as_built, tmp_path / "place")


def again(place: Path, **more: bool) -> Outcome:
    return build.build(Workspace(place), Wanted((2022,), layout="house"), Mode(**more))


def times(place: Path) -> dict[str, int]:
    return {name: (place / name).stat().st_mtime_ns for name in contents(place)}


def test_an_unchanged_build_writes_nothing_and_says_so(place: Path) -> None:
    before = times(place)
    result = built(place, "2022", "--layout", "house")
    assert times(place) == before
    assert result.out.splitlines()
    assert all(line.startswith("没有变化 ") for line in result.out.splitlines())
    assert again(place).is_recalled


def test_check_of_an_unchanged_build_is_clean_and_writes_nothing(place: Path) -> None:
    before = times(place)
    result = report(place, "build", "2022", "--layout", "house", "--check")
    assert (result.status, result.out, result.err) == (0, "", "稿件都是最新的\n")
    assert again(place, check=True).is_recalled
    assert times(place) == before


def test_times_of_files_do_not_count(place: Path) -> None:
    for name in contents(place):
        os.utime(place / name, (1_000_000_000, 1_000_000_000))
    assert again(place).is_recalled


def test_an_unchanged_build_imports_nothing_that_composes_or_writes(place: Path) -> None:
    program = "import sys; from report_cli.cli import main\ntry: main()\n"
    program += "finally: print(*sorted(sys.modules), file=sys.stderr)"
    result = ended(started(place, sys.executable, "-c", program, "build", "2022", "--layout", "house"))
    assert result.status == 0
    loaded = set(result.err.split())
    heavy = {"jinja2", "docx", "lxml", "report_cli.compose", "report_cli.docx", "report_cli.drafts.files"}
    assert loaded & heavy == set()


# What counts as a change -------------------------------------------------------------------------------------------

CHANGES: dict[str, Callable[[Path], object]] = {
    "the year": lambda place: change(place / DATA, "received: 265", "received: 266"),
    "a comment of the year": lambda place: change(place / DATA, "year: 2022", "year: 2022 # 年度"),
    "last year": lambda place: change(place / "data/2021.yaml", "250", "251"),
    "no last year": lambda place: (place / "data/2021.yaml").unlink(),
    "the catalogue": lambda place: change(place / "data/indicators.yaml", "label: 立案率", "label: 提案立案率"),
    "a template": lambda place: change(place / "templates/work_report.md.j2", "各位委员", "各位政协委员"),
    "an included section": lambda place: change(place / "templates/sections/unity.md.j2", "深入贯彻", "贯彻"),
    "a section that was not there": lambda place: shutil.copy(
        place / "templates/sections/unity.md.j2", place / "templates/2022/sections/unity.md.j2"
    ),
    "a section of the year that is gone": lambda place: (place / "templates/2022/sections/service_more.md.j2").unlink(),
    "the layout": lambda place: (place / "templates/layouts/house.yaml").write_text(
        "extends: reading\n", encoding="utf-8"
    ),
    "a layout that it extends": lambda place: change(place / "templates/layouts/printed.yaml", "两端对齐", "左对齐"),
    "the layouts of the program": lambda place: change(
        place / RECORD, '"package:templates/layouts/":"', '"package:templates/layouts/":"not '
    ),
    "words of the committee's own": lambda place: (place / "data/words.yaml").write_text("", encoding="utf-8"),
    "a change of words of the year": lambda place: (place / "templates/2022/work_report.edits.yaml").touch(),
    "another report kind": lambda place: shutil.copy(
        place / "templates/press_release.md.j2", place / "templates/brief.md.j2"
    ),
}


@pytest.mark.parametrize("changed", CHANGES)
def test_a_change_of_what_was_read_is_seen(changed: str, place: Path) -> None:
    CHANGES[changed](place)
    assert not again(place, check=True).is_recalled


def _moved(place: Path, name: str) -> None:
    """The same file or folder as before, but outside the workspace, with a link in its place."""
    (place / name).rename(place.parent / "elsewhere")
    (place / name).symlink_to(place.parent / "elsewhere")


LINKS: dict[str, Callable[[Path], object]] = {
    "to a file elsewhere": lambda place: _moved(place, "templates/work_report.md.j2"),
    "to a folder elsewhere": lambda place: _moved(place, "templates/sections"),
    "to nothing, where no file was": lambda place: (place / "templates/2022/work_report.edits.yaml").symlink_to("none"),
}


@pytest.mark.parametrize("link", LINKS)
def test_a_link_that_leads_astray_is_not_taken_for_what_was_read(link: str, place: Path) -> None:
    LINKS[link](place)
    with pytest.raises(CannotRun, match="链接"):
        again(place, check=True)


def test_a_template_is_checked_anew_where_what_it_includes_is_another(place: Path, tmp_path: Path) -> None:
    """In one process: many workspaces have the same template, and sections of their own."""
    other = shutil.copytree(place, tmp_path / "other")
    (other / "templates/sections/unity.md.j2").write_text("{{ unity.nothing }}\n", encoding="utf-8")
    (other / RECORD).unlink()
    assert again(place, check=True).findings == ()
    assert {finding.code for finding in again(other, check=True).findings} == {"T202"}


DRAFTS: dict[str, Callable[[Path], object]] = {
    "an edited Word draft": lambda place: (place / f"{REPORT}.docx").write_bytes(
        (place / f"{REPORT}.docx").read_bytes() + b" "
    ),
    "an edited Markdown draft": lambda place: change(place / f"{REPORT}.md", "265件", "256件"),
    "an edited figures file": lambda place: change(place / f"{REPORT}.figures.json", "265件", "256件"),
    "a draft that is gone": lambda place: (place / f"{REPORT}.md").unlink(),
    "what a killed build left": lambda place: (place / "drafts/2022/.work_report.md.1.tmp").write_text(
        "", encoding="utf-8"
    ),
}


@pytest.mark.parametrize("edited", DRAFTS)
def test_a_draft_that_is_not_as_built_is_seen(edited: str, place: Path) -> None:
    DRAFTS[edited](place)
    assert not again(place, check=True).is_recalled


def test_an_edited_draft_is_refused_as_ever(place: Path) -> None:
    change(place / f"{REPORT}.md", "265件", "256件")
    result = report(place, "build", "2022", "--layout", "house")
    assert (result.status, "生成后有人改过" in result.err) == (1, True)
    assert report(place, "build", "2022", "--layout", "house", "--check").status == 1


def test_an_edit_that_was_taken_back_is_no_change(place: Path) -> None:
    change(place / f"{REPORT}.md", "265件", "256件")
    change(place / f"{REPORT}.md", "256件", "265件")
    assert again(place).is_recalled


@pytest.mark.parametrize(
    "wanted",
    [
        Wanted((2022,)),
        Wanted(layout="house"),
        Wanted((2022,), layout="house", kinds="work_report"),
        Wanted((2022,), layout="house", formats="md"),
        Wanted((2022,), layout="house", stage="送审稿"),
        Wanted((2022,), layout="house", draft=True),
        Wanted((2022,), layout="house", final=True),
        Wanted((2022,), layout="house", review=True),
    ],
    ids=str,
)
def test_another_request_is_not_answered_from_this_record(wanted: Wanted, place: Path) -> None:
    assert not build.build(Workspace(place), wanted, Mode(check=True)).is_recalled


def test_another_state_of_the_program_is_a_change(place: Path, tmp_path: Path) -> None:
    """A checkout may change while its version stays the same."""
    copy = tmp_path / "program"
    shutil.copytree(ROOT / "report_cli", copy / "report_cli", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("templates", "data", "starter"):
        shutil.copytree(ROOT / name, copy / name)
    shown = "from report_cli.files import workspace as w; from report_cli.tasks import build as b\n"
    shown += "from pathlib import Path\n"
    shown += "print(b.build(w.Workspace(Path.cwd()), b.Wanted((2022,)), b.Mode()).is_recalled)"

    # Each file of the copy is compiled once, not for each run.
    environment = {"PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": ""}

    def run() -> str:
        result = ended(started(place, sys.executable, "-c", shown, environment=environment))
        assert result.status == 0, result.err
        return result.out.strip()

    assert [run(), run()] == ["False", "True"]
    for name, comment in (
        ("drafts/markdown.py", "# changed\n"),
        ("docx/xml/theme.xml", "<!-- changed -->\n"),
        ("numerals/fixed.txt", "# changed\n"),
    ):
        source = copy / "report_cli" / name
        source.write_text(source.read_text("utf-8") + comment, encoding="utf-8")
        assert run() == "False", name
    change(copy / "templates/layouts/printed.yaml", "两端对齐", "左对齐")
    assert run() == "True", "the workspace has a layout of that name itself"
    (place / "templates/layouts/printed.yaml").unlink()
    assert [run(), run()] == ["False", "True"]
    change(copy / "templates/layouts/printed.yaml", "左对齐", "两端对齐")
    assert run() == "False", "a starter file is an input too"


LIBRARIES = ("jinja2-", "lxml-", "markupsafe-", "msgspec-", "python_docx-", "pyyaml-", "PyYAML-6.0.2.dist-info")


@pytest.mark.parametrize("library", LIBRARIES)
def test_another_version_of_a_library_is_a_change(library: str, place: Path, tmp_path: Path) -> None:
    shown = "from report_cli.files import workspace as w; from report_cli.tasks import build as b\n"
    shown += "from pathlib import Path\n"
    shown += "print(b.build(w.Workspace(Path.cwd()), b.Wanted((2022,)), b.Mode()).is_recalled)"
    installed = tmp_path / "installed"

    def run() -> str:
        result = ended(
            started(place, sys.executable, "-c", shown, environment={"PYTHONPATH": f"{ROOT}{os.pathsep}{installed}"})
        )
        assert result.status == 0, result.err
        return result.out.strip()

    # Beside the true one stands another folder, under the name that the installer gave that. (Older installers keep
    # capitals.)
    folders = (path.name for folder in sys.path for path in Path(folder or ".").glob("*.dist-info"))
    name = next((name for name in folders if name.lower().startswith(library)), library)
    older, newer = (installed / name.replace(".dist-info", f"{more}.dist-info") for more in (".8", ".9"))
    older.mkdir(parents=True)
    assert [run(), run()] == ["False", "True"]
    older.rename(newer)
    assert [run(), run()] == ["False", "True"]


# What changes while it is read ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("left", ["received: 264", "received: 266"])
def test_a_year_file_saved_during_a_build_is_built_as_read_and_seen_by_the_next(left: str, place: Path) -> None:
    """The year file is read once: to know whether reports are made of it, and to make them."""
    change(place / DATA, "received: 265", "received: 264")

    def save(years: list[int]) -> Iterator[int]:
        change(place / DATA, "received: 264", "received: 266")
        yield from years

    made = build.build(Workspace(place), Wanted((2022,), layout="house"), Mode(), save)
    assert made.states[place / f"{REPORT}.md"] == "stale"
    assert "委员提案264件" in (place / f"{REPORT}.md").read_text("utf-8")
    change(place / DATA, "received: 266", left)
    assert again(place, check=True).is_recalled == (left == "received: 264")
    again(place)
    assert again(place).is_recalled
    assert again(place, check=True).ending == "current"


def test_a_folder_is_looked_at_once_in_a_build() -> None:
    reading, found = Inputs(), iter([["2022.yaml"], []])
    assert [reading.folder("data", lambda: next(found)) for _ in range(3)] == [["2022.yaml"]] * 3
    assert reading.digests == {"data/": of_names(["2022.yaml"])}


def test_what_was_read_twice_and_found_different_is_no_known_input() -> None:
    reading = Inputs()
    for content in (b"1", b"2", b"2", b"1"):
        reading.file("data/2022.yaml", content)
    for found in (None, b"1"):
        reading.file("data/2021.yaml", found)
    reading.file("data/indicators.yaml", b"1")
    reading.file("data/indicators.yaml", b"1")
    assert reading.digests == {
        "data/2022.yaml": UNSTEADY,
        "data/2021.yaml": UNSTEADY,
        "data/indicators.yaml": of_bytes(b"1"),
    }


# The record itself -------------------------------------------------------------------------------------------------


def test_a_lost_record_only_costs_time(place: Path) -> None:
    shutil.rmtree(place / ".report")
    drafts = contents(place / "drafts")
    assert not again(place, check=True).is_recalled
    assert not (place / ".report").exists(), "a check writes nothing"
    result = built(place, "2022", "--layout", "house")
    assert all(line.startswith("没有变化 ") for line in result.out.splitlines())
    assert contents(place / "drafts") == drafts
    assert again(place).is_recalled


DAMAGED: dict[str, object] = {
    "no builds": {"builds": []},
    "numbers as builds": {"builds": [1]},
    "a build of nothing": {"builds": [{"key": "", "inputs": {}, "drafts": {}}]},
    "lists as inputs": {"builds": [{"key": "", "inputs": [1]}]},
    "another version": {"version": 3},
}


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "[" * 100_000, "{}", *DAMAGED])
def test_a_damaged_record_only_costs_time(text: str, place: Path) -> None:
    if text in DAMAGED:
        text = json.dumps(json.loads((place / RECORD).read_text("utf-8")) | DAMAGED[text])
    (place / RECORD).write_text(text, encoding="utf-8")
    assert not again(place, check=True).is_recalled
    built(place, "2022", "--layout", "house")
    assert again(place).is_recalled


@pytest.mark.parametrize("part", ["inputs", "drafts", "findings"])
def test_a_record_with_a_damaged_build_only_costs_time(part: str, place: Path) -> None:
    whole = json.loads((place / RECORD).read_text("utf-8"))
    whole["builds"][0][part] = {}
    (place / RECORD).write_text(json.dumps(whole), encoding="utf-8")
    assert not again(place, check=True).is_recalled


def test_a_folder_in_the_records_place_does_not_stop_the_build(place: Path) -> None:
    (place / RECORD).unlink()
    (place / RECORD).mkdir()
    assert not again(place).is_recalled
    assert again(place).ending == "unchanged"


def test_a_build_that_failed_leaves_no_record(place: Path) -> None:
    change(place / DATA, "received: 265", "received: 200")
    before = (place / RECORD).read_bytes()
    for _ in range(2):
        outcome = again(place)
        assert (outcome.ending, outcome.is_recalled) == ("failed", False)
    assert (place / RECORD).read_bytes() == before


def test_warnings_are_told_again_and_are_errors_under_strict(tmp_path: Path) -> None:
    place = committee("nanling", tmp_path)
    first, second = (built(place, "2024") for _ in range(2))
    assert "警告" in first.err
    assert second.err == first.err
    assert report(place, "build", "2024", "--strict").status == 1
    github = report(place, "build", "2024", "--format", "github")
    assert (github.status, "::warning" in github.out) == (0, True)


def test_old_records_make_room_for_new_ones(place: Path) -> None:
    for number in range(record.MAX_BUILDS + 3):
        built(place, "2022", "--output", str(place / f"elsewhere/{number}"))
    assert len(json.loads((place / RECORD).read_text("utf-8"))["builds"]) == record.MAX_BUILDS


def test_a_workspace_that_was_moved_keeps_its_record(place: Path, tmp_path: Path) -> None:
    assert again(place.rename(tmp_path / "moved")).is_recalled
