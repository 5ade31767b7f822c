"""The samples of a document: the files that it shows, and commands with their output.

A file is a fenced block under a line with its name (`` `data/2022.yaml`： ``); under `` `data/2022.yaml`里填： `` it
holds lines to fill into that file. Under `` `drafts/2022/brief.md`里是： `` stands all that the commands before have
written there (a line `…` stands for lines left out), under `里有` some of it. In a `console` block, a line `$ …` is a
command and the lines after it are its output, with `…` again. `$ cd …` applies to everything after it.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from running import ROOT

_BLOCK = re.compile(
    r"(?:^`(?P<file>[^`\n]+)`(?P<part>里填|里是|里有)?：\n\n)?^```(?P<language>\w+)\n(?P<text>.*?)^```$",
    re.DOTALL | re.MULTILINE,
)


@dataclass(frozen=True)
class Sample:
    """A fenced block: the text of `file` or lines of it, as `part` says; without a file, what its language says."""

    file: str
    language: str
    text: str
    part: str = ""

    @property
    def is_given(self) -> bool:
        """Whether it is there before any command is run."""
        return bool(self.file) and self.part not in ("里是", "里有")


def sections(document: Path) -> list[tuple[str, list[Sample]]]:
    """The `##` sections of a document, each with its samples in order."""
    made: list[tuple[str, list[Sample]]] = []
    # A `##` inside a fenced block belongs to the sample.
    for found in re.finditer(
        rf"{_BLOCK.pattern}|^## (?P<title>[^\n]+)$", document.read_text("utf-8"), re.DOTALL | re.MULTILINE
    ):
        if found["title"]:
            made.append((found["title"], []))
        else:
            made[-1][1].append(Sample(found["file"] or "", found["language"], found["text"], found["part"] or ""))
    return made


def put_program(folder: Path) -> dict[str, str]:
    """Put a `report` command into `folder`, and give the environment in which it is found."""
    script = folder / "bin" / "report"
    script.parent.mkdir()
    script.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m report_cli "$@"\n', "utf-8")
    script.chmod(0o755)
    return os.environ | {
        "PATH": f"{script.parent}{os.pathsep}{os.environ['PATH']}",
        "NO_COLOR": "1",
        "PYTHONUNBUFFERED": "1",
    }


def try_out(samples: list[Sample], workspace: Path, environment: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    """Write the files and run the commands, in order. Yields each command, the output shown and the true output."""
    for sample in samples:
        if sample.part == "里填":
            fill(workspace / sample.file, sample.text)
        elif sample.part:
            around = "…\n" if sample.part == "里有" else ""
            true = (workspace / sample.file).read_text("utf-8")
            yield f"{sample.file}{sample.part}", f"{around}{sample.text}{around}", true
        elif sample.file:
            (workspace / sample.file).parent.mkdir(parents=True, exist_ok=True)
            (workspace / sample.file).write_text(sample.text, "utf-8")
        elif sample.language == "console":
            for entry in filter(None, re.split(r"^\$ ", sample.text, flags=re.MULTILINE)):
                command, _, shown = entry.partition("\n")
                if command.startswith("cd "):
                    workspace /= command.removeprefix("cd ")
                    continue
                # Both streams in the order in which a terminal shows them.
                joined = f"exec 2>&1; {command}"
                run = subprocess.run(
                    joined, shell=True, cwd=workspace, env=environment, capture_output=True, text=True, check=False
                )
                yield command, shown, run.stdout


def fill(file: Path, text: str) -> None:
    """Replace lines of a year file by those with the same key in the same group; new keys come first in their group."""
    lines = file.read_text("utf-8").split("\n")
    start = end = 0
    for line in filter(None, text.split("\n")):
        key = line.partition(":")[0] + ":"
        if not line.startswith(" "):
            start = next(at for at, old in enumerate(lines) if old.startswith(key))
            end = next((at for at in range(start + 1, len(lines)) if re.match(r"\w", lines[at])), len(lines))
            continue
        at = next((at for at in range(start + 1, end) if lines[at].startswith(key)), None)
        if at is None:
            lines.insert(start + 1, line)
            end += 1
        else:
            lines[at] = line
    file.write_text("\n".join(lines), "utf-8")


def is_as_shown(shown: str, true: str) -> bool:
    """Whether the output shown is the true one; a line … stands for lines left out. A byte-order mark is invisible."""
    true = true.removeprefix("\ufeff")
    return (
        re.fullmatch(r"(?:.*\n)*".join(re.escape(part) for part in re.split("^…\n", shown, flags=re.MULTILINE)), true)
        is not None
    )


def table(document: Path, heading: str) -> list[list[str]]:
    """The rows of the first table under a heading, without its head and without backticks."""
    text = document.read_text("utf-8")
    found = re.search(rf"^#+ {re.escape(heading)}\n(.*?)(?=^#+ |\Z)", text, re.DOTALL | re.MULTILINE)
    assert found, f"no heading “{heading}”"
    rows = re.search(r"^\|.*\n\|[ -|]+\n((?:\|.*\n)+)", found[1], re.MULTILINE)
    assert rows, f"no table under “{heading}”"
    return [[cell.strip().replace("`", "") for cell in row.strip("|").split(" | ")] for row in rows[1].splitlines()]
