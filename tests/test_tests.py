"""What holds for the tests themselves."""

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

from running import ROOT

LONGEST = 79
FILES = sorted(Path(__file__).parent.glob("test_*.py"))


def functions() -> Iterator[tuple[str, ast.FunctionDef]]:
    """The test functions, each with the name of its file."""
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                yield path.name, node


def test_the_name_of_a_test_fits_on_a_line() -> None:
    assert [f"{file}: {test.name}" for file, test in functions() if len(test.name) > LONGEST] == []


def test_every_marker_is_declared_and_used() -> None:
    options = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["pytest"]["ini_options"]
    declared = {line.partition(":")[0] for line in options["markers"]}
    text = "".join(path.read_text("utf-8") for path in FILES)
    assert [name for name in sorted(declared) if f"pytest.mark.{name}" not in text] == []
