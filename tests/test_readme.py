"""The READMEs are true: what they quote is in the files, and what they show is what the commands say."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
READMES = ["README.md", "README.zh-CN.md"]


def blocks(readme: str, language: str) -> list[str]:
    text = (ROOT / readme).read_text("utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """The repository as it is cloned, before anything is built."""
    for name in ("data", "templates"):
        shutil.copytree(ROOT / name, tmp_path / name)
    # `report` by name, as the reader types it.
    (tmp_path / "bin").mkdir()
    script = tmp_path / "bin" / "report"
    script.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m report_cli "$@"\n', "utf-8")
    script.chmod(0o755)
    return tmp_path


@pytest.mark.parametrize("readme", READMES)
def test_the_yaml_that_is_shown_stands_in_the_data_of_2022(readme: str) -> None:
    data = (ROOT / "data/2022.yaml").read_text("utf-8").split("\n")
    shown = [line for block in blocks(readme, "yaml") for line in block.split("\n") if line.strip()]
    assert shown
    assert [line for line in shown if line not in data] == []


@pytest.mark.parametrize("readme", READMES)
def test_the_sentences_that_are_quoted_stand_in_the_report(readme: str) -> None:
    report = (ROOT / "drafts/2022/work_report.md").read_text("utf-8")
    quoted = re.findall(r"^> (.*)$", (ROOT / readme).read_text("utf-8"), re.MULTILINE)
    assert quoted
    assert [sentence for sentence in quoted if sentence not in report] == []


@pytest.mark.parametrize("readme", READMES)
def test_the_commands_say_what_is_shown(readme: str, workspace: Path) -> None:
    """A line `…` stands for any lines that are left out."""
    environment = os.environ | {"PATH": f"{workspace / 'bin'}{os.pathsep}{os.environ['PATH']}", "NO_COLOR": "1"}
    samples = [sample for block in blocks(readme, "console") for sample in re.split(r"^\$ ", block, flags=re.MULTILINE) if sample]
    assert samples
    for sample in samples:
        command, _, expected = sample.partition("\n")
        run = subprocess.run(command, shell=True, cwd=workspace, env=environment, capture_output=True, text=True, check=False)
        pattern = r"(?:.*\n)*".join(re.escape(part) for part in expected.split("…\n"))
        assert re.fullmatch(pattern, run.stdout + run.stderr), f"$ {command}\n{run.stdout}{run.stderr}"


@pytest.mark.parametrize("readme", READMES)
def test_every_file_that_is_linked_is_there(readme: str) -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", (ROOT / readme).read_text("utf-8"))
    assert [link for link in links if not (ROOT / link).exists()] == []
