"""What the READMEs quote is in the files, and the commands in them print what is shown."""

import re
import shutil
from pathlib import Path

import pytest

from running import ROOT
from samples import Sample, is_as_shown, put_program, try_out

READMES = ["README.md", "README.zh-CN.md"]


def blocks(readme: str, language: str) -> list[str]:
    text = (ROOT / readme).read_text("utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """The repository as it is cloned, before anything is built."""
    for name in ("data", "templates"):
        shutil.copytree(ROOT / name, tmp_path / name)
    return tmp_path


@pytest.mark.parametrize("readme", READMES)
def test_quoted_yaml_is_in_the_data_of_2022(readme: str) -> None:
    data = (ROOT / "data/2022.yaml").read_text("utf-8").split("\n")
    shown = [line for block in blocks(readme, "yaml") for line in block.split("\n") if line.strip()]
    assert shown
    assert [line for line in shown if line not in data] == []


@pytest.mark.parametrize("readme", READMES)
def test_quoted_sentences_are_in_the_report(readme: str) -> None:
    report = (ROOT / "drafts/2022/work_report.md").read_text("utf-8")
    quoted = re.findall(r"^> (.*)$", (ROOT / readme).read_text("utf-8"), re.MULTILINE)
    assert quoted
    assert [sentence for sentence in quoted if sentence not in report] == []


@pytest.mark.parametrize("readme", READMES)
def test_commands_print_what_is_shown(readme: str, workspace: Path) -> None:
    samples = [Sample("", "console", block) for block in blocks(readme, "console")]
    assert samples
    for command, shown, true in try_out(samples, workspace, put_program(workspace)):
        assert is_as_shown(shown, true), f"$ {command}\n{true}"


@pytest.mark.parametrize("readme", READMES)
def test_every_linked_file_exists(readme: str) -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", (ROOT / readme).read_text("utf-8"))
    assert [link for link in links if not (ROOT / link).exists()] == []
