"""`report check`: what is wrong with data, catalogue, templates and layouts."""

from __future__ import annotations

import sys
from functools import cache
from typing import TYPE_CHECKING, Annotated

import typer

from report_cli.cli import completion, options
from report_cli.drafts import orphans
from report_cli.model import CannotRun, Finding
from report_cli.views import screen

if TYPE_CHECKING:
    from report_cli.facts.catalogue import Catalogue
    from report_cli.facts.ledger import Ledger
    from report_cli.facts.workspace import Workspace


_Years = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="年份…", help="要检查的年份，默认所有年份。", show_default=False, autocompletion=completion.years
    ),
]
_Owner = Annotated[
    str | None,
    typer.Option(
        "--owner", metavar="部门", help="只看一个部门没有填的。", show_default=False, autocompletion=completion.owners
    ),
]
_Owed = Annotated[bool, typer.Option("--owed", help="列出谁还欠什么：未填的，预计、推算待核实的。")]
_Format = Annotated[
    str,
    typer.Option(
        "--format",
        metavar="格式",
        help="问题用text、json、github；--owed用table、md、csv、json。",
        show_default=False,
        autocompletion=lambda: [*screen.FINDING_FORMATS, *screen.TABLE_FORMATS],
    ),
]


def check(
    context: typer.Context,
    years: _Years = None,
    owner: _Owner = None,
    owed: _Owed = False,
    strict: options.Strict = False,
    form: _Format = "",
    workspace: options.WorkspaceFolder = None,
    version: options.Version = False,
) -> None:
    """检查数据、指标目录、模板和版式，列出全部问题和改法。

    例如：
    report check 2022                     2022年有没有填错，怎样改
    report check 2022 --owed              谁还欠什么
    report check 2022 --owed --format md  同上，可以发给各部门
    """
    form = form or ("table" if owed else "text")
    options.choice(form, screen.TABLE_FORMATS if owed else screen.FINDING_FORMATS, "格式")
    place = options.workspace(context, workspace)
    wanted = list(dict.fromkeys(options.year(text) for text in years or [])) or place.years()
    if not wanted:
        strays = "".join(f"；{finding.message}" for finding in place.strays())
        raise CannotRun(f"data文件夹里还没有年度数据（如data/2022.yaml）{strays}")
    if owed:
        raise typer.Exit(_show_owed(place, wanted, owner, form))
    found, gaps = _all(place, wanted) if owner is None else (_of_owner(place, wanted, owner), set())
    shown = options.sorted_findings(found)
    if form == "text":
        # What has not come in yet is a line each, and what is wrong stands last, where somebody at a screen looks.
        screen.heads([finding for finding in shown if finding in gaps], place.root)
    screen.findings(
        [finding for finding in shown if form != "text" or finding not in gaps], place.root, form, sys.stdout
    )
    if owner is None and (said := orphans.told(place)):
        screen.say(said)
    whose = f"{owner}，" if owner else ""
    nothing = "不欠什么" if owner else "没有问题"
    screen.say(f"{whose}{'、'.join(f'{year}年' for year in wanted)}：{screen.summary(shown) if shown else nothing}")
    raise typer.Exit(1 if options.failed(shown, strict) else 0)


def _all(place: Workspace, years: list[int]) -> tuple[list[Finding], set[Finding]]:
    """All findings; and those of them that only say what has not come in yet."""
    from report_cli.questions import owed

    catalogue, findings = place.catalogue()
    findings += [*_layouts(place), *place.strays()]
    ledgers = []
    for year in screen.progress(years):
        ledger, found = _year(place, year, catalogue)
        ledgers.append(ledger)
        findings += found
    return findings, set(owed.gaps(findings, ledgers))


def _of_owner(place: Workspace, years: list[int], owner: str) -> list[Finding]:
    """What one department has not filled in."""
    from report_cli.questions import owed

    catalogue, _ = place.catalogue()
    drafts = _drafts(place, years, catalogue, owner)
    return [
        finding for draft in drafts for finding in owed.of_owner(place.ledger(draft.year, catalogue)[1], draft, owner)
    ]


def _show_owed(place: Workspace, years: list[int], owner: str | None, form: str) -> int:
    """Show who owes what; the exit status: 1 where the data have errors, so that the list may lack something."""
    from report_cli.questions import owed

    catalogue, findings = place.catalogue()
    for draft in _drafts(place, years, catalogue, owner):
        found = [debt for debt in owed.debts(draft) if owner in (None, debt.owner)]
        screen.result(screen.owed_table(draft, found, place.root, form))
        findings += place.ledger(draft.year, catalogue, draft=True)[1]
    errors = sum(finding.is_error for finding in findings)
    if errors:
        screen.say(f"数据里有{errors}个错误，这里列得不全；先运行 report check 改好")
    return 1 if errors else 0


def _drafts(place: Workspace, years: list[int], catalogue: Catalogue, owner: str | None) -> list[Ledger]:
    """The years that reports are made of, as drafts; those for comparison only owe nothing."""
    from report_cli.questions import owed

    drafts = [place.ledger(year, catalogue, draft=True)[0] for year in years if place.is_composed(year, catalogue)]
    if owner is not None:
        known = list(dict.fromkeys(name for draft in drafts for name in owed.owners(draft)))
        if not known:
            raise CannotRun("数据和指标目录里都没有写owner（谁负责），分不出哪个部门欠什么")
        options.choice(owner, known, "部门")
    return drafts


def _year(place: Workspace, year: int, catalogue: Catalogue) -> tuple[Ledger, list[Finding]]:
    from report_cli import compose

    ledger, findings = place.ledger(year, catalogue)
    if place.is_composed(year, catalogue):
        library = cache(place.template)
        for kind in place.kinds():
            findings += compose.compose(kind, ledger, library)[1]
    return ledger, findings


def _layouts(place: Workspace) -> list[Finding]:
    from report_cli.layout import layout

    findings = []
    for name in place.layouts():
        found = place.layout(name)
        if found is not None:
            findings += layout.read(found[1], found[0], place)[1]
    return findings
