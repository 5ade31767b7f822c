"""The project around the package: its version, what is shipped, and what CI runs."""

import re
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
import yaml

from report_cli import __version__
from running import PROGRAM, ROOT, contents, ended, started, year_2022
from samples import table
from test_structure import WINGS

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
PYTHONS = [found[1] for line in PROJECT["classifiers"] if (found := re.fullmatch(r".* :: (3\.\d+)", line))]
"""The versions of Python that the package says it runs on, oldest first."""


def workflow(name: str) -> dict[str, Any]:
    jobs: dict[str, Any] = yaml.safe_load((ROOT / f".github/workflows/{name}.yml").read_text("utf-8"))["jobs"]
    return jobs


# The version stands in `report_cli/__init__.py` ----------------------------------------------------------------------


def test_the_changelog_begins_with_this_version() -> None:
    first = re.search(
        r"^## (\S+) \((unreleased|\d{4}-\d{2}-\d{2})\)$", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE
    )
    assert first
    assert first[1] == __version__


def test_the_hook_for_pre_commit_is_shown_with_this_version() -> None:
    assert re.findall(r"^ +rev: v(\S+)$", (ROOT / "docs/持续集成.md").read_text("utf-8"), re.MULTILINE) == [__version__]


def test_the_notes_of_a_release_are_its_part_of_the_changelog() -> None:
    [command] = [
        step["run"] for step in workflow("release")["publish"]["steps"] if "CHANGELOG.md" in step.get("run", "")
    ]
    command = command.partition(" > ")[0].replace("${GITHUB_REF_NAME#v}", "0.1.0")
    notes = subprocess.run(["bash", "-c", command], cwd=ROOT, check=True, capture_output=True).stdout.decode()
    assert notes.lstrip().startswith("### Added")
    assert "`report build` writes the work report" in notes
    assert not re.search("^## ", notes, re.MULTILINE)


# What is shipped -----------------------------------------------------------------------------------------------------


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="not a clone")
def test_windows_can_have_every_file_of_a_clone() -> None:
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True).stdout.decode()
    assert names
    assert [name for name in names.split("\0") if re.search(r'[\\:*?"<>|]', name)] == []


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, unpacked into a folder: as good as installed."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    [path] = folder.iterdir()
    with ZipFile(path) as packed:
        packed.extractall(folder / "unpacked")
    return folder / "unpacked"


@pytest.fixture(scope="module")
def wheel(unpacked: Path) -> set[str]:
    """The names of the files in the wheel."""
    return set(contents(unpacked))


def test_the_wheel_alone_makes_a_workspace_and_builds_the_same_drafts(unpacked: Path, tmp_path: Path) -> None:
    def run(folder: Path, *arguments: str) -> None:
        result = ended(started(folder, *PROGRAM, *arguments, environment={"PYTHONPATH": str(unpacked)}))
        assert result.status == 0, result.err

    run(tmp_path, "init", "own", "--year", "2026")
    run(tmp_path / "own", "build", "2026")
    place = year_2022(tmp_path)
    run(place, "build", "2022")
    assert contents(place / "drafts") == contents(ROOT / "drafts")


def test_a_wheel_that_is_built_twice_is_the_same(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path / folder)]
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_the_wheel_holds_the_package_and_says_that_it_is_typed(wheel: set[str]) -> None:
    package = {f"report_cli/{name}" for name in contents(ROOT / "report_cli") if "__pycache__" not in name}
    assert package <= wheel
    assert {"report_cli/py.typed", "report_cli/rules/F203.md"} <= package


def test_the_wheel_holds_the_starter_files_and_nothing_of_one_year(wheel: set[str]) -> None:
    inside = {name.removeprefix("report_cli/starter/") for name in wheel if name.startswith("report_cli/starter/")}
    assert {"data/indicators.yaml", "templates/work_report.md.j2", "templates/layouts/printed.yaml"} <= inside
    assert {"使用说明.md", ".github/workflows/report.yml", ".gitignore", "data/example.yaml"} <= inside
    assert not [name for name in inside if re.search(r"(^|/)[12]\d{3}(/|\.yaml$)", name)]


def test_nothing_else_is_in_the_wheel(wheel: set[str]) -> None:
    tops = {name.partition("/")[0] for name in wheel}
    assert tops == {"report_cli", f"report_cli-{__version__}.dist-info"}


def test_no_lock_names_where_packages_were_fetched_from() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text("utf-8")
        assert "--hash=sha256:" in text
        assert not re.search(r"://|--(extra-)?index-url|--find-links|--trusted-host", text)


# What CI runs --------------------------------------------------------------------------------------------------------


def test_the_tests_run_on_the_oldest_and_the_newest_python() -> None:
    assert PROJECT["requires-python"] == f">={PYTHONS[0]}"
    for job in ("linux", "elsewhere"):
        assert workflow("test")[job]["strategy"]["matrix"]["python"] == [PYTHONS[0], PYTHONS[-1]]


def test_the_folders_for_machines_without_a_network_serve_every_python() -> None:
    steps = workflow("release")["wheelhouse"]["steps"]
    [made] = [step["run"] for step in steps if "make wheelhouse" in step.get("run", "")]
    assert f"PYTHON_VERSION={','.join(PYTHONS)}" in made


def targets() -> set[str]:
    return set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))


@pytest.mark.parametrize("path", sorted((ROOT / ".github/workflows").glob("*.yml")), ids=lambda path: path.stem)
def test_every_target_of_make_that_a_workflow_runs_is_there(path: Path) -> None:
    assert set(re.findall(r"^make ([a-z]+)", "\n".join(runs(path)), re.MULTILINE)) <= targets()


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md", "CONTRIBUTING.md", "docs/未能试的.md"])
def test_every_target_of_make_that_a_page_names_is_there(name: str) -> None:
    named = set(re.findall(r"(?:`|\$ |^)make ([a-z]+)", (ROOT / name).read_text("utf-8"), re.MULTILINE))
    assert named
    assert named <= targets()


def runs(path: Path) -> list[str]:
    return [step["run"] for job in workflow(path.stem).values() for step in job["steps"] if "run" in step]


def test_every_test_file_that_a_workflow_names_is_there() -> None:
    named = re.findall(r"tests/\w+\.py", "\n".join(runs(Path("test.yml"))))
    assert named
    assert [name for name in named if not (ROOT / name).is_file()] == []


def test_the_hooks_of_the_project_run_programs_of_its_environment() -> None:
    [local] = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))["repos"]
    programs = {entry.name for entry in metadata.entry_points(group="console_scripts")} | {"ruff"}
    for hook in local["hooks"]:
        folder, _, name = hook["entry"].split()[0].rpartition("/")
        assert (hook["language"], folder, name in programs) == ("system", ".venv/bin", True)


# What is said of the code --------------------------------------------------------------------------------------------

PAGES = [ROOT / "docs/architecture.md", ROOT / "CONTRIBUTING.md"]


def paths(page: Path) -> list[str]:
    """The files and folders that a page names, as code."""
    words = [word for code in re.findall(r"`([^`\n]+)`", page.read_text("utf-8")) for word in code.split()]
    looks_like_one = re.compile(r"(?!\.venv/)[\w.*-]+/[\w./*-]*|[\w*-]+\.(py|md|toml|lock)")
    return [bare for word in words if looks_like_one.fullmatch(bare := re.sub(r"(:\d+)+$", "", word))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_file_that_a_page_on_the_code_names_is_there(page: Path) -> None:
    named = paths(page)
    assert len(named) > 20
    assert [name for name in named if not any(any(root.glob(name)) for root in (ROOT, ROOT / "report_cli"))] == []


def test_the_tests_that_are_chosen_as_examples_exist() -> None:
    chosen = re.findall(r"-k ([\w-]+)", PAGES[1].read_text("utf-8"))
    names = [path.stem for path in (ROOT / "tests/cases").rglob("*.*")]
    for path in (ROOT / "tests").glob("test_*.py"):
        names += re.findall(r"^def (test_\w+)", path.read_text("utf-8"), re.MULTILINE)
    assert chosen
    assert [word for word in chosen if not any(word in name for name in names)] == []


def test_the_picture_of_the_wings_is_the_order_that_is_held() -> None:
    text = PAGES[0].read_text("utf-8")
    [picture] = re.findall(r"^```text\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    assert [line.split() for line in reversed(picture.splitlines())] == [line.split() for line in WINGS]


def test_every_wing_has_a_sentence() -> None:
    told = [row[0] for row in table(PAGES[0], "The wings")]
    assert sorted(told) == sorted(wing for line in WINGS for wing in line.split())
