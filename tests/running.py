"""Runs `report` for the tests: on a copy of a workspace, in this process or in one of its own."""

import contextlib
import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock

from report_cli.cli import main
from report_cli.compose import Library
from report_cli.docx import read
from report_cli.model import TEMPLATE_SUFFIX

ROOT = Path(__file__).parent.parent
WORKSPACES = Path(__file__).parent / "workspaces"
PROGRAM = (sys.executable, "-m", "report_cli")


class Result(NamedTuple):
    """How a run ended: its exit status, and what it wrote to standard output and standard error."""

    status: int
    out: str
    err: str


class _Terminal(io.TextIOWrapper):
    def isatty(self) -> bool:
        return True


def report(folder: Path, *arguments: str, terminal: str = "") -> Result:
    """Run `report` with `folder` as the current one, in this process.

    `terminal`: the encoding of the terminal that it writes to; by default it writes to pipes.
    """
    kind = _Terminal if terminal else io.TextIOWrapper
    out, err = (kind(io.BytesIO(), terminal or "ascii") for _ in range(2))
    status: object = 0
    with (
        mock.patch.object(sys, "argv", ["report", *arguments]),
        contextlib.chdir(folder),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        try:
            main()
        except SystemExit as ended:
            status = ended.code or 0
    assert isinstance(status, int)
    return Result(status, *(_written(stream, terminal or "utf-8") for stream in (out, err)))


def _written(stream: io.TextIOWrapper, encoding: str) -> str:
    stream.flush()
    assert isinstance(stream.buffer, io.BytesIO)
    return stream.buffer.getvalue().decode(encoding)


def started(
    folder: Path,
    *command: str,
    environment: Mapping[str, str] | None = None,
    before: Callable[[], object] | None = None,
    output: int = subprocess.PIPE,
) -> subprocess.Popen[bytes]:
    """Start a program in `folder`. `before` is called first in the new process; `output`: where it writes to."""
    variables = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1", **(environment or {})}
    # No threads here, so that `preexec_fn` is safe.
    return subprocess.Popen(
        command,
        cwd=folder,
        env=variables,
        stdout=output,
        stderr=subprocess.PIPE,
        preexec_fn=before,  # noqa: PLW1509
    )


def ended(process: subprocess.Popen[bytes]) -> Result:
    out, err = process.communicate(timeout=120)
    return Result(process.returncode, (out or b"").decode(), err.decode())


def built(folder: Path, *arguments: str) -> Result:
    """Run `report build`, which must succeed."""
    result = report(folder, "build", *arguments)
    assert result.status == 0, result.err
    return result


def committee(name: str, folder: Path) -> Path:
    """A copy of one of the workspaces of the tests."""
    return shutil.copytree(WORKSPACES / name, folder / name)


def year_2022(folder: Path, drafts: bool = False) -> Path:
    """A copy of the repository's own workspace, with or without its drafts."""
    place = folder / "zhongyuan"
    for name in ("data", "templates", *(["drafts"] if drafts else [])):
        shutil.copytree(ROOT / name, place / name)
    return place


def one_template(text: str) -> Library:
    """Where one template is found, by whatever name, and no edits of its text."""
    return lambda name, year: (f"templates/{name}", text.encode()) if name.endswith(TEMPLATE_SUFFIX) else None


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text, f"{old} is not in {file}"
    file.write_text(text.replace(old, new), encoding="utf-8")


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder by its path, hidden ones included."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def paragraphs(docx: Path) -> list[str]:
    return texts(docx.read_bytes())


def texts(docx: bytes) -> list[str]:
    """The paragraphs of a Word file's body and notes."""
    return [line.text for line in read.read(docx).lines if line.is_composed]


def stats(folder: Path, year: int) -> dict[str, dict[str, Any]]:
    """The facts of `stats --format json`, by id."""
    result = report(folder, "stats", "--year", str(year), "--format", "json")
    assert result.status == 0, result.err
    return {fact["id"]: fact for fact in json.loads(result.out)["facts"]}
