"""What a start costs: what each command imports; and which inner parts of typer are used."""

import ast
import inspect
import sys
from importlib import import_module
from pathlib import Path

import pytest

import report_cli
from report_cli import cli
from running import built, ended, started, year_2022

HEAVY = set(
    "yaml jinja2 docx lxml rich watchfiles json csv hashlib zipfile xml multiprocessing asyncio pydantic"
    " python_calamine doc2docx xlsxwriter".split()
)
"""Of these none is imported that the table below does not name."""

TABLE = """
    --help                              | |
    --version                           | |
    build --help                        | json hashlib | document views.outcome
    rule F203                           | | rules words.rule
    stats --year 2022                   | READS | READS questions.stats views.stats
    stats --year 2022 --format json     | READS json | READS questions.stats views.stats
    schema                              | READS json | READS tasks.scaffold tasks.schema
    new 2023                            | COMPOSES | COMPOSES NEW
    layout list                         | READS | READS layout views.layout
    check                               | COMPOSES | COMPOSES CHECKS
    trace 2022 proposals.received       | COMPOSES | COMPOSES TRACES
    build 2022                          | COMPOSES | COMPOSES WRITES
    build 2022                          | json hashlib | RECALLS
    build 2022 --check                  | json hashlib | RECALLS
    verify drafts/2022/work_report.docx | COMPOSES lxml zipfile xml | COMPOSES AUDITS
    words drafts/2022/work_report.md    | COMPOSES lxml zipfile xml | COMPOSES AUDITS
    take drafts/2022/work_report.docx   | COMPOSES lxml zipfile xml | COMPOSES AUDITS TAKES LISTS
    collect 表.csv --year 2022          | COMPOSES lxml zipfile xml csv | COMPOSES COLLECTS LISTS
    form 2022 --output xlsx             | READS xlsxwriter zipfile xml json hashlib | READS FORMS
    form 2022 --to docx --output docx   | READS hashlib zipfile | READS FORMS
    check 2022 --owed                   | COMPOSES | COMPOSES CHECKS
    renew drafts/2022/work_report.docx  | COMPOSES lxml zipfile xml | COMPOSES AUDITS RENEWS
"""
"""A command, the heavy libraries that it imports, and our own wings, or modules of them.

The second build finds nothing changed.
"""

LIBRARIES = {"READS": "yaml", "COMPOSES": "yaml json hashlib jinja2"}
OURS = {
    "READS": "facts files.digests files.disk files.in_years files.instead files.lookalikes files.mistakes "
    "files.pasted_lists files.reader files.workspace files.yaml",
    "COMPOSES": "facts files compose document numerals sentences words",
    "NEW": "questions.announced tasks.last_year tasks.left_out tasks.scaffold tasks.schema tasks.unasked",
    "WRITES": "tasks.build tasks.make tasks.layouts tasks.open_questions views.outcome layout docx questions.owed "
    "tasks.last_year tasks.left_out questions.figures drafts.bases drafts.figures drafts.files drafts.markdown "
    "drafts.orphans drafts.record",
    "RECALLS": "tasks.build views.outcome document drafts.record files",
    "CHECKS": "layout drafts.orphans questions.owed tasks.check tasks.last_year tasks.left_out tasks.layouts "
    "tasks.open_questions views.owed",
    "AUDITS": "audit tasks.verify tasks.words views.words views.audit views.marks views.outdated views.page_audit "
    "views.side_by_side views.whereabouts layout docx "
    "questions.figures drafts.bases drafts.figures drafts.orphans",
    "TRACES": "drafts.orphans questions.rows questions.trace questions.words views.trace",
    "FORMS": "docx document files.archive forms layout questions.owed tasks.form",
    "RENEWS": "tasks.renew views.renewal drafts.record drafts.renewed",
    "LISTS": "views.brief views.brief_numbers views.long_list views.of_run views.one_proposal views.proposals "
    "views.shortened",
    "TAKES": "tasks.added_numbers inward tasks.incoming tasks.take cli.coming drafts.record forms sheets.sheet",
    "COLLECTS": "inward tasks.incoming tasks.collect cli.coming views.marks drafts.record forms sheets "
    "audit docx questions.figures questions.owed drafts.figures",
}
"""What comes with reading data, composing a report, writing its drafts, finding it unchanged, auditing a draft."""

ALWAYS = {"cli", "model", "sentences", "tasks.choice", "text", "views.findings", "views.screen", "views.tables"}
ALWAYS |= {"files.own_json"}
"""What the command line itself stands on; each command looks for what a killed run has left."""

WINGS = {
    path.parent.name for path in Path(report_cli.__file__).parent.glob("*/__init__.py") if not path.read_text("utf-8")
}
"""Empty packages, which come with any of their modules."""

REPORT = """
import sys
from report_cli.cli import main
try:
    main()
finally:
    print("imported:", *sorted(sys.modules), file=sys.stderr)
"""


def rows() -> list[tuple[str, set[str], set[str]]]:
    cells = [[cell.strip() for cell in line.split("|")] for line in TABLE.strip().splitlines()]
    return [(command, words(libraries, LIBRARIES), words(ours, OURS)) for command, libraries, ours in cells]


def words(cell: str, meant: dict[str, str]) -> set[str]:
    return {name for word in cell.split() for name in meant.get(word, word).split()}


def imported(folder: Path, command: str) -> set[str]:
    """All modules that a run imports."""
    result = ended(started(folder, sys.executable, "-c", REPORT, *command.split()))
    assert result.status == 0, result.err
    return set(result.err.rpartition("imported: ")[2].split())


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace in which the rows run one after the other."""
    return year_2022(tmp_path_factory.mktemp("imports"))


@pytest.mark.parametrize(
    ("command", "libraries", "ours"), rows(), ids=lambda value: value if isinstance(value, str) else ""
)
def test_a_command_imports_no_more_than_it_needs(
    command: str, libraries: set[str], ours: set[str], place: Path
) -> None:
    if command.startswith(("verify", "take", "renew")) and not (place / "drafts").exists():
        built(place, "2022")
    (place / "表.csv").write_text("指标,2022年\n立案,224\n", "utf-8")
    modules = imported(place, command)
    own = {name.removeprefix("report_cli.") for name in modules if name.startswith("report_cli.")} - WINGS
    assert {name.partition(".")[0] for name in modules} & HEAVY <= libraries
    assert {name for name in own if not {name, name.partition(".")[0]} & (ALWAYS | ours)} == set()


def test_a_command_imports_no_other_command() -> None:
    folder = Path(report_cli.__file__).parent
    others = {module for module, _ in cli.COMMANDS.values()}
    modules = imported(folder, "stats --help")
    assert {name.rpartition(".")[2] for name in modules if name.startswith("report_cli.cli.")} & others == {"stats"}


def test_the_list_of_commands_says_of_each_what_it_says_itself() -> None:
    for name, (_, summary) in cli.COMMANDS.items():
        assert cli.command(name).help.splitlines()[0] == summary


# What only typer itself should know -----------------------------------------------------------------------------------

INNER = {
    "typer._completion_classes.completion_init": "()",
    "typer._completion_shared._get_shell_name": "()",
    "typer._completion_shared.get_completion_script": "(*, prog_name, complete_var, shell)",
    "typer._completion_shared.install": "(shell, prog_name, complete_var)",
}
"""The inner parts of typer that are used, with their parameters; if a new version changes them, see `cli/shells.py`."""


def inner_parts(module: Path) -> set[str]:
    """The names with an underscore that a module takes from typer."""
    used = set()
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == "typer":
            used |= {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Attribute):
            used.add(ast.unparse(node))
    return {name for name in used if name.startswith("typer.") and "._" in name}


def test_only_the_module_of_shells_uses_inner_parts_of_typer() -> None:
    used = {path.name: inner_parts(path) for path in Path(report_cli.__file__).parent.rglob("*.py")}
    assert {name: parts for name, parts in used.items() if parts} == {"shells.py": set(INNER)}


@pytest.mark.parametrize(("name", "parameters"), INNER.items())
def test_typer_still_has_the_inner_parts_that_are_used(name: str, parameters: str) -> None:
    module, _, function = name.rpartition(".")
    found = inspect.signature(getattr(import_module(module), function))
    bare = [parameter.replace(annotation=inspect.Parameter.empty) for parameter in found.parameters.values()]
    without_defaults = [parameter.replace(default=inspect.Parameter.empty) for parameter in bare]
    assert str(inspect.Signature(without_defaults)) == parameters
