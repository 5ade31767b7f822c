"""How the code hangs together: what stands above may import what stands below, never the other way round."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import report_cli

PACKAGE = Path(report_cli.__file__).parent

LAYERS = """
    inputs meter model pool program text
    choice disk
    facts
    document
    compose docx markdown
    audit figures fonts memory owed page_style pdf renaming rules schema stats totals trace unchanged workspace
    audit_view drafts orphans scaffold totals_view trace_view
    received
    edits printed review
    audit_page building figure_diff page_audit
    figure_diff_view figure_sides many watching
    screen
    cli
    __main__
""".strip().splitlines()
"""Modules and packages from the bottom to the top. One imports only what lies in the lines above its own here, or itself."""

FACTS = "quantity written formula mistakes source reading catalogue relations catalogue_file yearfile ledger".split()
"""The package that all others stand on, in the same order."""

HOMES = {
    "yaml": "facts.source",
    "jinja2": "compose",
    "docx": "docx",
    "lxml": "docx",
    "rich": "screen",
    "watchfiles": "watching",
    "typer": "cli",
}
"""Where a library from outside may be used: in this module, or in the package of that name."""

EVERYWHERE = {"__future__", "msgspec", "report_cli"}
"""What every module may use: its records are msgspec's."""


def modules() -> dict[str, Path]:
    """The files of the package by the names of their modules, without `report_cli.` in front."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        name = ".".join(path.relative_to(PACKAGE).with_suffix("").parts)
        found[name.removesuffix("__init__").removesuffix(".")] = path
    del found[""]
    return found


MODULES = modules()


def imports(module: str) -> Iterator[str]:
    """The modules that one imports, at its head or later, or only for its types."""
    for node in ast.walk(ast.parse(MODULES[module].read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, "imports are absolute"
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                yield inner if inner.removeprefix("report_cli.") in MODULES else str(node.module)


def ours(module: str) -> set[str]:
    return {name.removeprefix("report_cli.") for name in imports(module) if name.startswith("report_cli.")}


def foreign(module: str) -> set[str]:
    tops = {name.partition(".")[0] for name in imports(module)}
    return tops - sys.stdlib_module_names - EVERYWHERE


def top(module: str) -> str:
    """The module itself, or the package that it lies in."""
    return module.partition(".")[0]


def layer(module: str) -> int:
    found = [number for number, line in enumerate(LAYERS) if top(module) in line.split()]
    assert found, f"{module} has no layer yet: say where it stands"
    return found[0]


@pytest.mark.parametrize("module", MODULES)
def test_a_module_imports_only_what_stands_below_it(module: str) -> None:
    wrong = {name for name in ours(module) if top(name) != top(module) and layer(name) >= layer(module)}
    assert wrong == set()


@pytest.mark.parametrize("module", FACTS)
def test_within_facts_each_module_stands_on_those_before_it(module: str) -> None:
    assert ours(f"facts.{module}") <= {"model", "text", *(f"facts.{name}" for name in FACTS[: FACTS.index(module)])}


def test_there_is_no_circle_of_imports() -> None:
    list(TopologicalSorter({module: ours(module) - {module} for module in MODULES}).static_order())


@pytest.mark.parametrize("module", MODULES)
def test_a_library_is_used_only_in_its_home(module: str) -> None:
    for library in foreign(module):
        home = HOMES[library]
        assert module == home or module.startswith(f"{home}."), f"{module} imports {library}, whose home is {home}"


def test_the_lowest_module_needs_no_other_library() -> None:
    assert ours("model") | foreign("model") == set()


def test_no_module_is_named_for_what_is_left_over() -> None:
    names = {part for module in MODULES for part in module.split(".")}
    assert names & {"utils", "util", "helpers", "helper", "common", "constants", "misc", "base", "manager"} == set()


@pytest.mark.parametrize("module", MODULES)
def test_every_module_says_what_it_is_for(module: str) -> None:
    tree = ast.parse(MODULES[module].read_text(encoding="utf-8"))
    if tree.body:
        assert ast.get_docstring(tree)
