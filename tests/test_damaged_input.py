"""Randomly damaged files give findings at places that exist, never a crash."""

import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from report_cli import compose
from report_cli.facts import catalogue_file, ledger, yearfile
from report_cli.model import Finding
from running import PROGRAM, built, ended, report, started, year_2022

BASE = Path(__file__).parent / "cases" / "base"
DAMAGES = 40
# What typing errors, pasting from Word and bad merges leave behind.
STRAY = [
    *"：，、。“”（）{}[]()#*-+=|\\`@%&<>?:;,\"'!0９①²\t\n\r\u3000\xa0\u200b\ufeff\ufdd0\ufdd4\x00\x1b\u2028\ue000\U0001f600",
    *(
        "{{",
        "}}",
        "{%",
        "%}",
        "{#",
        "---\n",
        "<<: ",
        "&a ",
        "*a ",
        "!!int ",
        "约",
        "余",
        "万",
        "等",
        "previous.",
        "9" * 60,
        "1e999",
        "[" * 50,
    ),
    *(
        "(" * 70,
        "{% if ",
        "{% endif %}",
        "{% for x in ",
        "|first",
        "|chinese",
        ".change",
        ".previous",
        " is rising",
        "loop.index",
        "**9",
        "/ 0",
    ),
]


def damaged(text: str, chance: random.Random) -> str:
    """The text with a few characters or lines removed, inserted or moved."""
    for _ in range(chance.choice([1, 1, 2, 5])):
        start = chance.randrange(len(text) + 1)
        end = min(len(text), start + chance.choice([0, 1, 3, 20]))
        kind = chance.randrange(4)
        if kind < 2:
            text = text[:start] + (chance.choice(STRAY) if kind else "") + text[end:]
            continue
        lines = text.split("\n")
        one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
        lines[one : one + 1] = [] if kind == 2 else [lines[other], lines[one]]
        text = "\n".join(lines)
    return text


def read() -> dict[str, bytes]:
    return {path.relative_to(BASE).as_posix(): path.read_bytes() for path in BASE.rglob("*") if path.is_file()}


def all_findings(files: dict[str, bytes]) -> list[Finding]:
    """The findings of a build of these files."""

    def library(name: str, year: int) -> tuple[str, bytes] | None:
        file = f"templates/{name}"
        return (file, files[file]) if file in files else None

    stated, findings = catalogue_file.read(files["data/indicators.yaml"], "data/indicators.yaml")
    before, found = yearfile.read(files["data/2021.yaml"], "data/2021.yaml", 2021, stated)
    previous, resolved = ledger.resolve(stated, before)
    given, read = yearfile.read(files["data/2022.yaml"], "data/2022.yaml", 2022, stated)
    made, said = ledger.resolve(stated, given, previous)
    return [*findings, *found, *resolved, *read, *said, *compose.compose("work_report", made, library)[1]]


def is_in(finding: Finding, files: dict[str, bytes]) -> bool:
    """Whether the place of a finding exists."""
    place = finding.place
    if not place.line:
        return place.file in files
    lines = lines_of(files[place.file])
    return place.line <= len(lines) and place.column <= len(lines[place.line - 1]) + 1


def lines_of(data: bytes) -> list[str]:
    return data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n").split("\n")


@pytest.mark.parametrize("file", [file for file in read() if file.endswith((".yaml", ".j2"))])
def test_a_damaged_file_gives_findings_at_places_that_exist(file: str) -> None:
    for seed in range(DAMAGES):
        files = read()
        files[file] = damaged(files[file].decode(), random.Random(f"{file} {seed}")).encode()
        for finding in all_findings(files):
            assert is_in(finding, files), (seed, finding)
            assert finding.message, (seed, finding)
            assert finding.cure, (seed, finding)


# Things that are not regular files -----------------------------------------------------------------------------------

WRONG: dict[str, tuple[Callable[[Path], object], str]] = {
    "a pipe": (os.mkfifo, "不是普通文件"),
    "a device": (lambda path: path.symlink_to("/dev/zero"), "工作区外面"),
    "a folder": (Path.mkdir, "不是普通文件"),
    "a circle": (lambda path: path.symlink_to(path.name), "符号链接绕成了圈"),
    "a dead link": (lambda path: path.symlink_to("nowhere"), "不存在"),
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = year_2022(tmp_path_factory.mktemp("made"))
    built(place, "2022")
    return place


@pytest.mark.parametrize(
    "file",
    [
        "data/indicators.yaml",
        "data/2022.yaml",
        "data/2021.yaml",
        "templates/work_report.md.j2",
        "templates/layouts/printed.yaml",
    ],
)
@pytest.mark.parametrize("wrong", WRONG)
def test_anything_but_a_regular_file_is_refused_in_one_line(wrong: str, file: str, made: Path, tmp_path: Path) -> None:
    place = shutil.copytree(made, tmp_path / "place")
    (place / file).unlink(missing_ok=True)
    make, said = WRONG[wrong]
    make(place / file)
    for command in ("build", "check"):
        result = report(place, command, "2022")
        assert (result.status, result.out) == (2, ""), result
        assert len(result.err.splitlines()) == 1
        assert file in result.err
        assert said in result.err


def test_a_pipe_is_refused_at_once(made: Path, tmp_path: Path) -> None:
    place = shutil.copytree(made, tmp_path / "place")
    section = next((place / "templates/sections").iterdir())
    section.unlink()
    os.mkfifo(section)
    result = ended(started(place, *PROGRAM, "build", "2022"))
    assert result.status == 2
    assert f"{section.name}：不是普通文件" in result.err
