"""What departments hand in, forms and tables of their own, as proposed changes of the data."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cache
from pathlib import Path

from msgspec.structs import replace

from report_cli.facts.load import Loader
from report_cli.files import given
from report_cli.files.workspace import CATALOGUE, Workspace
from report_cli.forms import own_tables, reading
from report_cli.forms.answers import ReturnedForm
from report_cli.forms.form import committee_of
from report_cli.forms.matching import Labels, is_unit_of
from report_cli.inward import answer_wishes, typed
from report_cli.inward.answer_wishes import Desk
from report_cli.inward.merging import merged
from report_cli.inward.proposed import ProposedChange
from report_cli.inward.weighing import weighed
from report_cli.model import CannotRun
from report_cli.tasks.incoming import Incoming, Refused, obstacles

RUN = "collect"
_LOCKS = ("~$", ".~")
"""What the names of files begin with that lie beside one that is open."""


def collect(workspace: Workspace, paths: Collection[Path], year: int | None = None) -> Incoming:
    """What files propose. Raises CannotRun where one says no year and none is given, or none can be read."""
    loader = _loader(workspace, year)
    labels = Labels(loader.catalogue)
    open_ones = [path for path in paths if path.name.startswith(_LOCKS)]
    forms = _forms([path for path in paths if path not in open_ones], workspace, year, labels)
    desk_of = cache(lambda of: _desk(of, workspace, loader, labels))  # a thousand forms are of one year
    desks, wishes, refused, remarks = dict[int, Desk](), list[ProposedChange](), list[Refused](), list[str]()
    for number, form in enumerate(forms):
        if why := form.refusal or _why_refused(form, workspace, year, desk_of):
            refused.append(Refused(form.file, why))
            continue
        of = form.year or year or 0
        desks[of] = desk_of(of)
        found = answer_wishes.wishes(form, desks[of])
        wishes += [replace(each, position=(number, each.position[0])) for each in found]
        remarks += _remarks(form)
    contents = {file: data for desk in desks.values() for file, data in desk.contents.items()}
    made = weighed(merged(wishes), workspace, contents)
    ledgers = [desk.ledger for desk in desks.values()]
    return Incoming(
        run=RUN,
        workspace=workspace,
        proposals=made.proposals,
        contents=contents,
        year=next(iter(desks)) if len(desks) == 1 else year,
        findings=made.findings,
        follows=made.follows,
        outcome=made.contents,
        remarks=[*map(_of_lock, open_ones), *remarks, *obstacles(made, workspace, contents, ledgers)],
        refused=refused,
    )


def _loader(workspace: Workspace, year: int | None) -> Loader:
    """Raises CannotRun where the catalogue cannot be read to its end, or there is no such year."""
    loader = Loader(workspace)
    if not loader.catalogue.is_read:
        raise CannotRun(f"指标目录有错，读不完（{CATALOGUE}），对不上表里的指标；先照report check改好")
    if year is not None:
        loader.year_file(year)
    return loader


def _forms(paths: Iterable[Path], workspace: Workspace, year: int | None, labels: Labels) -> list[ReturnedForm]:
    latest = max(workspace.years(), default=2022)
    forms = [_read(path, year, latest, labels) for path in paths]
    if forms and all(form.refusal for form in forms):
        raise CannotRun("\n".join(f"{form.file}：{form.refusal}" for form in forms))
    return forms


def _of_lock(path: Path) -> str:
    return f"{path.as_posix()} 是表开着时的临时文件，没有读；表还开着，就先保存、关掉，再收一次"


def _desk(year: int, workspace: Workspace, loader: Loader, labels: Labels) -> Desk:
    file = workspace.year_file(year)
    assert file is not None, "the year was loaded"
    return Desk(loader.year(year).ledger, dict([file]), labels)


def _read(path: Path, year: int | None, latest: int, labels: Labels) -> ReturnedForm:
    """A form, or a table of a department's own. Raises CannotRun where there is no year, with the latest as example."""
    file = path.as_posix()
    data = given.read(path)
    form = reading.read(data, file, labels.catalogue)
    if form is not None and (form.year or form.refusal):
        return form
    if year is None:
        raise CannotRun(f"{file} 上没有封签，看不出是哪一年的；用--year写明，如--year {latest}")
    return own_tables.read(data, file, year, labels)


def _why_refused(form: ReturnedForm, workspace: Workspace, year: int | None, desk_of: Callable[[int], Desk]) -> str:
    """Why nothing of a form is read; empty where it is."""
    if year is not None and form.year not in (None, year):
        return f"这是{form.year}年的填报表，不是{year}年的"
    of = form.year or year or 0
    if workspace.year_file(of) is None:
        return f"这是{of}年的填报表，这里没有{of}年的数据（data/{of}.yaml）"
    desk = desk_of(of)
    ours = committee_of(desk.ledger, workspace.root.name)
    # A form that was made before the data named the committee calls it by the folder.
    if form.committee and form.committee not in (ours, workspace.root.name):
        renamed = f"；就是这里的，只是改过名称，把committee.name（委员会简称）暂时写成{form.committee}再收"
        return f"这是{form.committee}的填报表，这里是{ours}{renamed}"
    return _of_another_catalogue(form, desk.labels) if form.digest else ""


def _of_another_catalogue(form: ReturnedForm, labels: Labels) -> str:
    """Why a form asks what the catalogue does not know any more."""
    asked = [(each.fact, each.label, each.unit) for each in form.answers if each.shown is not None]
    asked += [(each.fact, "", "") for each in form.items]
    for id, label, unit in asked:
        if id is None:
            continue
        found = labels.catalogue.get(id)
        if found is None:
            return f"指标目录里已经没有{label or id}（{id}），这是按旧的目录发的表；重新生成填报表"
        if unit and not is_unit_of(found, unit):
            return f"{found.named}的单位在指标目录里是“{found.unit}”，表里是“{unit}”；重新生成填报表"
    return ""


def _remarks(form: ReturnedForm) -> Iterator[str]:
    """What else to know of a file."""
    yield from (f"{form.file}：{remark}" for remark in form.remarks)
    for answer in form.answers:
        if typed.is_blank(answer.value) and answer.note:
            yield f"{form.file} {answer.at.sheet} {answer.at.cell}：{answer.label}没有填，只写了备注“{answer.note}”"
