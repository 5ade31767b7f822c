"""A pull request's whole course: a figure changed, annotation, summary, stale drafts refused, regenerated, green.

The commands are those of the ready files themselves, run in clean clones.
"""

import os
import re
import shlex
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from running import PROGRAM, ROOT, change, year_2022

DATA = "data/2022.yaml"
GITHUB = "starter/.github/workflows/report.yml"
OWN = ".github/workflows/drafts.yml"
GITLAB, GITEE, HOOKS = "starter/ci/gitlab-ci.yml", "starter/ci/gitee.yml", ".pre-commit-hooks.yaml"


class Step(NamedTuple):
    """How a command of a workflow ended, and what it wrote."""

    command: str
    status: int
    said: str


def git(folder: Path, *arguments: str) -> str:
    settings = [
        "-c",
        "user.name=t",
        "-c",
        "user.email=t@example.org",
        "-c",
        "core.autocrlf=false",
        "-c",
        "init.defaultBranch=main",
    ]
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    return subprocess.run(
        ["git", *settings, *arguments], cwd=folder, env=environment, check=True, capture_output=True, text=True
    ).stdout


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """A folder with `report` in it, for the search path; and what stands for an installer that has installed it."""
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "report").write_text(f'#!/bin/sh\nexec {shlex.join(PROGRAM)} "$@"\n', encoding="utf-8")
    for name in ("python", "python3"):
        (folder / name).write_text("#!/bin/sh\nexit 0\n", encoding="utf-8")
    for path in folder.iterdir():
        path.chmod(0o755)
    return folder


@pytest.fixture
def upstream(tmp_path: Path) -> Path:
    """A repository whose main branch has the year 2022 and its drafts."""
    place = year_2022(tmp_path, drafts=True)
    git(place, "init", "--quiet")
    git(place, "add", ".")
    git(place, "commit", "--quiet", "--message", "2022")
    return place


def proposed(upstream: Path, branch: str, folder: Path) -> Path:
    """A clean clone of what a pull request would give, as a CI checks it out."""
    git(upstream.parent, "clone", "--quiet", upstream.as_posix(), folder.name)
    git(folder, "checkout", "--quiet", "--detach", f"origin/{branch}")
    return folder


def run(commands: list[str], folder: Path, program: Path, more: Mapping[str, str]) -> list[Step]:
    """Run commands as a runner does, each in a shell that stops at the first error."""
    path = f"{program}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "PYTHONPATH": str(ROOT), "REPORT_PACKAGE": "report-cli", **more}
    steps = []
    for command in commands:
        done = subprocess.run(
            ["bash", "-e", "-c", command], cwd=folder, env=environment, capture_output=True, text=True, check=False
        )
        steps.append(Step(command, done.returncode, done.stdout + done.stderr))
    return steps


def github_commands(file: str) -> list[str]:
    [job] = yaml.safe_load((ROOT / file).read_text("utf-8"))["jobs"].values()
    commands = [step["run"] for step in job["steps"] if "run" in step]
    # The repository's own installs the program that is under test.
    return [command.replace(".venv/bin/report", "report") for command in commands if command != "make install"]


def github(file: str, folder: Path, program: Path, summary: Path) -> dict[str, Step]:
    summary.write_text("", encoding="utf-8")
    more = {"GITHUB_BASE_REF": "main", "GITHUB_STEP_SUMMARY": str(summary), "CI": "true"}
    steps = run(github_commands(file), folder, program, more)
    return {re.findall(r"report \w+(?: --all --\w+)?|pip", step.command)[0]: step for step in steps}


@pytest.mark.parametrize("file", [GITHUB, OWN])
def test_the_whole_course_of_a_pull_request(file: str, upstream: Path, program: Path, tmp_path: Path) -> None:
    summary = tmp_path / "summary.md"
    git(upstream, "checkout", "--quiet", "-b", "figure")
    # A figure that cannot be: the reviewer sees it at its line, and nothing is built.
    change(upstream / DATA, "filed: 224", "filed: 324")
    git(upstream, "commit", "--quiet", "--all", "--message", "filed")
    steps = github(file, proposed(upstream, "figure", tmp_path / "wrong"), program, summary)
    line = (upstream / DATA).read_text("utf-8").splitlines().index("  filed: 324") + 1
    assert steps["report check"].status == 1
    assert f"::error file={DATA},line={line},col=10,title=F203::" in steps["report check"].said
    assert "324件，多于收到委员提案265件" in summary.read_text("utf-8")
    # One that can: the summary says what it changes, and the drafts that were not regenerated are refused.
    change(upstream / DATA, "filed: 324", "filed: 230")
    git(upstream, "commit", "--quiet", "--all", "--message", "filed")
    steps = github(file, proposed(upstream, "figure", tmp_path / "stale"), program, summary)
    assert steps["report check"].status == 0
    told = summary.read_text("utf-8")
    assert f"| 立案（proposals.filed） | 224件 | 230件 | 填的数改了，`{DATA}:{line}:10` |" in told
    assert re.search(
        r"\| 立案率（proposals.filing_rate） \| 84.5% \| 86.8% \| 由立案÷收到委员提案算出，其中立案224件→230件", told
    )
    refused = steps["report build --all --check"]
    assert refused.status == 1
    assert "::error file=drafts/2022/work_report.md,title=V401::" in refused.said
    assert steps["report build --all --force"].status == 0
    assert "230件" in (tmp_path / "stale/drafts/2022/work_report.md").read_text("utf-8")
    # Regenerated by the person who proposed it, and committed: green.
    assert run(["report build 2022"], upstream, program, {})[0].status == 0
    git(upstream, "add", "drafts")
    git(upstream, "commit", "--quiet", "--message", "drafts")
    clone = proposed(upstream, "figure", tmp_path / "green")
    steps = github(file, clone, program, summary)
    assert {name: step.status for name, step in steps.items()} == dict.fromkeys(steps, 0), steps
    assert git(clone, "status", "--porcelain", "--", "drafts") == ""


def test_without_a_base_branch_nothing_is_compared(upstream: Path, program: Path, tmp_path: Path) -> None:
    commands = [command for command in github_commands(GITHUB) if "report diff" in command]
    summary = tmp_path / "summary.md"
    [step] = run(commands, upstream, program, {"GITHUB_BASE_REF": "", "GITHUB_STEP_SUMMARY": str(summary)})
    assert (step.status, summary.exists()) == (0, False)


def flat(job: Mapping[str, Any], *keys: str) -> list[str]:
    return [command for key in keys for command in job.get(key, [])]


def other_commands(file: str) -> list[str]:
    content = yaml.safe_load((ROOT / file).read_text("utf-8"))
    if file == GITLAB:
        return flat(content["report"], "before_script", "script", "after_script")
    [stage] = content["stages"]
    [step] = stage["steps"]
    return [command for command in step["commands"] if command != "set -e"]


@pytest.mark.parametrize("file", [GITLAB, GITEE])
@pytest.mark.parametrize("is_stale", [False, True], ids=["current", "stale"])
def test_the_commands_for_other_services_refuse_stale_drafts_alone(
    is_stale: bool, file: str, upstream: Path, program: Path, tmp_path: Path
) -> None:
    base = git(upstream, "rev-parse", "HEAD").strip()
    git(upstream, "branch", "master")
    git(upstream, "checkout", "--quiet", "-b", "figure")
    change(upstream / DATA, "filed: 224", "filed: 230")
    if not is_stale:
        assert run(["report build 2022"], upstream, program, {})[0].status == 0
    git(upstream, "commit", "--quiet", "--all", "--message", "filed")
    clone = proposed(upstream, "figure", tmp_path / "clone")
    steps = run(other_commands(file), clone, program, {"CI_MERGE_REQUEST_DIFF_BASE_SHA": base})
    assert [step.command for step in steps if step.status] == (["report build --all --check"] if is_stale else [])
    assert any("| 224件 | 230件 |" in step.said for step in steps)


def test_the_hooks_check_and_regenerate(upstream: Path, program: Path, tmp_path: Path) -> None:
    hooks = {hook["id"]: hook for hook in yaml.safe_load((ROOT / HOOKS).read_text("utf-8"))}
    assert set(hooks) == {"report-check", "report-build"}
    clone = proposed(upstream, "main", tmp_path / "clone")
    entries = [hooks[name]["entry"] for name in ("report-check", "report-build")]
    assert [step.status for step in run(entries, clone, program, {})] == [0, 0]
    assert git(clone, "status", "--porcelain", "--", "drafts") == ""
    change(clone / DATA, "filed: 224", "filed: 230")
    assert [step.status for step in run(entries, clone, program, {})] == [0, 0]
    assert "work_report.md" in git(clone, "status", "--porcelain", "--", "drafts")
    change(clone / DATA, "filed: 230", "filed: 330")
    assert [step.status for step in run(entries, clone, program, {})] == [1, 1]


@pytest.mark.parametrize("name", ["report-check", "report-build"])
def test_a_hook_runs_for_the_files_that_it_is_about(name: str) -> None:
    [hook] = [hook for hook in yaml.safe_load((ROOT / HOOKS).read_text("utf-8")) if hook["id"] == name]
    assert re.search(hook["files"], DATA)
    assert re.search(hook["files"], "templates/sections/unity.md.j2")
    assert not re.search(hook["files"], "README.md")
    assert hook["pass_filenames"] is False


@pytest.mark.parametrize("file", [GITHUB, OWN])
def test_the_workflow_reads_the_repository_and_nothing_more(file: str) -> None:
    content = yaml.safe_load((ROOT / file).read_text("utf-8"))
    assert content["permissions"] == {"contents": "read"}
    [job] = content["jobs"].values()
    [checkout] = [step for step in job["steps"] if "checkout" in step.get("uses", "")]
    assert checkout["with"]["fetch-depth"] == 0, "the base must be there to compare with"
    # What somebody else may have typed (a title, a branch's name) never becomes part of a command.
    assert not any("${{" in step.get("run", "") for step in job["steps"])


def test_the_services_that_are_documented_are_those_with_a_file() -> None:
    page = (ROOT / "docs/持续集成.md").read_text("utf-8")
    files = {path.relative_to(ROOT).as_posix() for path in (ROOT / "starter/ci").iterdir()}
    assert files == {GITLAB, GITEE}
    assert all(file in page for file in (*files, GITHUB, HOOKS))
