"""How the code hangs together: a wing imports only the wings below it."""

import ast
import re
import sys
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import report_cli

PACKAGE = Path(report_cli.__file__).parent

WINGS = """
    sentences
    text numerals
    model
    document
    files
    sheets
    facts words
    compose layout rules
    docx
    page
    questions
    drafts
    audit
    forms
    inward
    adopt
    tasks
    views
    cli
    __main__
""".strip().splitlines()
"""The wings (packages, and the ground that they stand on: single modules) from the bottom to the top.

A module imports only from the lines above its own here, and from its own wing.
"""

WITHIN = {
    "files": "archive digests instead disk given own_json locks journal brackets pasted_lists quoting closings".split()
    + "mistakes refusals yaml spans editing reader in_years lookalikes workspace".split(),
    "sheets": "sheet shown events delimited xlsx ods compound xls reading".split(),
    "facts": "estimate quantity pasted pasted_names dates numbers number_patterns calls formula fact".split()
    + "tally relations table_keys braces moved catalogue_file unknown_keys yearfile".split()
    + "agreement identity as_printed doubts as_typed counting stated".split()
    + "table_findings cells tables its_years ledger lacking load".split(),
}
"""The wings that all others stand on, module by module, in the same order."""

HOMES = {
    "yaml": "files.yaml files.spans",
    "jinja2": "compose views.audit_html",
    "doc2docx": "docx.legacy",
    "docx": "page",
    "lxml": "docx page",
    "python_calamine": "sheets.xls",
    "watchfiles": "tasks.watch",
    "xlsxwriter": "forms.workbook",
    "typer": "cli",
    "rich": "views.screen",
}
"""Where a library from outside may be used: in these modules, or in the wings of these names."""

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


def wing(module: str) -> str:
    """The wing that a module lies in; the module itself, if it is of the ground."""
    return module.partition(".")[0]


def floor(module: str) -> int:
    found = [number for number, line in enumerate(WINGS) if wing(module) in line.split()]
    assert found, f"{module} has no floor yet: say where it stands"
    return found[0]


@pytest.mark.parametrize("module", MODULES)
def test_a_module_imports_only_what_stands_below_it(module: str) -> None:
    wrong = {name for name in ours(module) if wing(name) != wing(module) and floor(name) >= floor(module)}
    assert wrong == set()


@pytest.mark.parametrize(("name", "module"), [(name, module) for name, modules in WITHIN.items() for module in modules])
def test_within_the_lowest_wings_each_module_stands_on_those_before_it(name: str, module: str) -> None:
    before = {f"{name}.{other}" for other in WITHIN[name][: WITHIN[name].index(module)]}
    assert {other for other in ours(f"{name}.{module}") if wing(other) == name} <= before


def test_all_modules_of_the_lowest_wings_have_their_order() -> None:
    assert {f"{name}.{module}" for name, modules in WITHIN.items() for module in modules} == {
        module for module in MODULES if wing(module) in WITHIN and "." in module
    }


def test_there_is_no_circle_of_imports() -> None:
    list(TopologicalSorter({module: ours(module) - {module} for module in MODULES}).static_order())


@pytest.mark.parametrize("module", MODULES)
def test_a_library_is_used_only_in_its_home(module: str) -> None:
    for library in foreign(module):
        homes = HOMES[library].split()
        assert {module, wing(module)} & set(homes), f"{module} imports {library}, whose home is {' '.join(homes)}"


def test_the_lowest_module_needs_no_other_library() -> None:
    assert ours("model") | foreign("model") == set()


def test_no_module_is_named_for_what_is_left_over() -> None:
    names = {part for module in MODULES for part in module.split(".")}
    assert names & {"utils", "util", "helpers", "helper", "common", "constants", "misc", "base", "manager"} == set()


@pytest.mark.parametrize("module", MODULES)
def test_no_pattern_repeats_a_group_possessively(module: str) -> None:
    """CPython before 3.11.5 goes on from a wrong place where such a group fails half-way; `(?>(?:…)*)` is right."""
    assert not re.search(r"\)(?:[*+?]|\{+[\d,]+\}+)\+", MODULES[module].read_text(encoding="utf-8"))


@pytest.mark.parametrize("module", MODULES)
def test_every_module_says_what_it_is_for(module: str) -> None:
    tree = ast.parse(MODULES[module].read_text(encoding="utf-8"))
    if tree.body:
        assert ast.get_docstring(tree)
