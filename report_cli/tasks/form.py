"""Departments' forms: made, and written but where somebody has filled one in."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from pathlib import Path

from msgspec import Struct

from report_cli.docx import seal
from report_cli.facts.ledger import Ledger
from report_cli.facts.load import Loader
from report_cli.files import disk
from report_cli.files.workspace import Workspace
from report_cli.forms import form as asking
from report_cli.forms import names
from report_cli.forms.form import Form
from report_cli.model import CannotRun, Finding, in_order
from report_cli.questions.owed import Debt
from report_cli.tasks.choice import choice, choices

FOLDER = "forms"
FORMATS = ("xlsx", "docx")


class FormMade(Struct, frozen=True):
    """A form and where it is. `state`: whether it is written now, was there to the byte, or is somebody's."""

    form: Form
    path: Path
    state: str


WRITTEN, SAME, FILLED = "written", "same", "filled"


class FormsOutcome(Struct, frozen=True):
    """What became of a year's forms. `findings`: errors of the data, for which none was made."""

    made: list[FormMade]
    findings: list[Finding]


def form(workspace: Workspace, year: int, owners: str | None, format: str, output: Path | None) -> FormsOutcome:
    """Write the forms of a year: of all departments, or of those named. Raises CannotRun."""
    write = _writer(choice(format, FORMATS, "格式"))
    loader = Loader(workspace)
    given, findings = loader.year_file(year)
    if not loader.is_composed(year):
        raise CannotRun(f"{year}年的数据仅供比较（data/{year}.yaml里的status），不用填报")
    errors = [finding for finding in (*loader.catalogue_findings, *findings) if finding.is_error]
    if errors:
        return FormsOutcome([], in_order(errors))
    forms = all_forms(loader.year(year, draft=True).ledger, given.owners)
    chosen = _chosen(owners, [each.owner for each in forms])
    files = names.of_files(each.owner for each in forms)
    within = output or workspace.root
    folder = (output or within / FOLDER) / str(year)
    wanted = {folder / f"{files[each.owner]}.{format}": each for each in forms if each.owner in chosen}
    made = [_made(each, path, write(each)) for path, each in wanted.items()]
    new = {each.path: (data, found) for each, data, found in made if each.state == WRITTEN}
    disk.refuse_open_in_office(new)
    disk.remove(disk.unfinished_beside(wanted))
    _rescue(wanted, workspace.root)
    if new:
        disk.make_folder(folder, within)
        contents = {path: data for path, (data, _) in new.items()}
        disk.replace(contents, within, seen={path: found for path, (_, found) in new.items()})
    return FormsOutcome([each for each, _, _ in made], [])


def _rescue(paths: Collection[Path], root: Path) -> None:
    """Clear away what a run killed at the moment of replacing left, and back up what somebody saved then."""
    if disk.replaced_beside(paths):
        # Imported here: hardly any run needs it.
        from report_cli.drafts.record import Record

        Record(root).rescue(paths, lambda _, data: seal.is_untouched(data))


def all_forms(ledger: Ledger, owners: dict[str, str]) -> list[Form]:
    forms = asking.forms(ledger, owners)
    if not forms:
        raise CannotRun("指标目录里没有要填报的指标：都是由公式算出的，或在表里一行一行数的")
    return forms


def _chosen(text: str | None, known: list[str]) -> tuple[str, ...]:
    """The departments named, one of which may have a comma in its name."""
    return (text,) if text in known and text is not None else choices(text, known, "部门")


def _made(form: Form, path: Path, data: bytes) -> tuple[FormMade, bytes, bytes | None]:
    found = disk.read_if_there(path)
    state = SAME if found == data else WRITTEN if found is None or seal.is_untouched(found) else FILLED
    return FormMade(form, path, state), data, found


def _writer(format: str) -> Callable[[Form], bytes]:
    # Imported here: one format needs nothing of what the other does.
    if format == "docx":
        from report_cli.forms import word

        return word.written
    from report_cli.forms import workbook

    return workbook.written


def write_owed(path: Path, year: int, debts: Sequence[Debt], root: Path) -> None:
    """Write what a year still owes to a file. Raises CannotRun, also where somebody changed what is there."""
    format = path.suffix.lower().removeprefix(".")
    if format not in FORMATS:
        raise CannotRun(f"--output {path.name}：写成.xlsx或.docx结尾的文件名，如尚缺.xlsx")
    from report_cli.forms import owed

    data, found = owed.written(year, debts, format), disk.read_if_there(path)
    if found is not None and not seal.is_untouched(found):
        raise CannotRun(f"没有写 {path.as_posix()}：那里已经有别的文件，或写了以后有人改过；换一个文件名，或先把它移走")
    disk.refuse_open_in_office([path])
    _rescue([path], root)
    disk.save(path, data, path.parent, seen=found)
