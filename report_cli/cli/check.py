"""`report check`: what is wrong with data, catalogue, templates and layouts."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Annotated

import typer

from report_cli.cli import completion, options
from report_cli.drafts import orphans
from report_cli.model import CannotRun, Finding, in_order
from report_cli.views import findings, screen, tables
from report_cli.views.findings import show_findings, show_heads, summary

if TYPE_CHECKING:
    from report_cli.facts.ledger import Ledger
    from report_cli.facts.load import Loaded, Loader
    from report_cli.files.workspace import Workspace


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
        autocompletion=lambda: [*findings.FORMATS, *tables.FORMATS],
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
    options.choice(form, tables.FORMATS if owed else findings.FORMATS, "格式")
    place = options.workspace(context, workspace)
    wanted = list(dict.fromkeys(options.year(text) for text in years or [])) or place.years()
    if not wanted:
        strays = "".join(f"；{finding.message}" for finding in place.strays())
        raise CannotRun(f"data文件夹里还没有年度数据（如data/2022.yaml）{strays}")
    if owed:
        raise typer.Exit(_show_owed(place, wanted, owner, form))
    found, gaps = _all(place, wanted) if owner is None else (_of_owner(place, wanted, owner), set())
    shown = in_order(found)
    if form == "text":
        # What has not come in yet is a line each, and what is wrong stands last, where somebody at a screen looks.
        show_heads([finding for finding in shown if finding in gaps], place.root)
    show_findings([finding for finding in shown if form != "text" or finding not in gaps], place.root, form, sys.stdout)
    if owner is None and (said := orphans.told(place)):
        screen.say(said)
    whose = f"{owner}，" if owner else ""
    nothing = "不欠什么" if owner else "没有问题"
    screen.say(f"{whose}{'、'.join(f'{year}年' for year in wanted)}：{summary(shown) if shown else nothing}")
    raise typer.Exit(1 if any(finding.fails(strict) for finding in shown) else 0)


def _all(workspace: Workspace, years: list[int]) -> tuple[list[Finding], set[Finding]]:
    """All findings; and those of them that only say what has not come in yet."""
    from report_cli.facts.load import Loader
    from report_cli.questions import owed

    loader = Loader(workspace)
    found = [*loader.catalogue_findings, *_layouts(workspace), *workspace.strays(), *workspace.unportable()]
    ledgers = []
    for year in screen.progress(years):
        loaded = loader.year(year)
        ledgers.append(loaded.ledger)
        found += [*loaded.findings, *_templates(workspace, loaded.ledger)]
    return found, set(owed.gaps(found, ledgers))


def _of_owner(workspace: Workspace, years: list[int], owner: str) -> list[Finding]:
    """What one department has not filled in."""
    from report_cli.facts.load import Loader
    from report_cli.questions import owed

    loader = Loader(workspace)
    drafts = [loaded.ledger for loaded in _drafts(loader, years, owner)]
    return [finding for draft in drafts for finding in owed.of_owner(loader.year(draft.year).findings, draft, owner)]


def _show_owed(workspace: Workspace, years: list[int], owner: str | None, form: str) -> int:
    """Show who owes what; the exit status: 1 where the data have errors, so that the list may lack something."""
    from report_cli.facts.load import Loader
    from report_cli.questions import owed
    from report_cli.views import owed as view

    loader = Loader(workspace)
    found = list(loader.catalogue_findings)
    for loaded in _drafts(loader, years, owner):
        debts = [debt for debt in owed.debts(loaded.ledger) if owner in (None, debt.owner)]
        view.show(loaded.ledger, debts, workspace.root, form)
        found += loaded.findings
    errors = sum(finding.is_error for finding in in_order(found))
    if errors:
        screen.say(f"数据里有{errors}个错误，这里列得不全；先运行 report check 改好")
    return 1 if errors else 0


def _drafts(loader: Loader, years: list[int], owner: str | None) -> list[Loaded]:
    """The years that reports are made of, as drafts; those for comparison only owe nothing."""
    from report_cli.questions import owed

    drafts = [loader.year(year, draft=True) for year in years if loader.is_composed(year)]
    if owner is not None:
        known = list(dict.fromkeys(name for draft in drafts for name in owed.owners(draft.ledger)))
        if not known:
            raise CannotRun("数据和指标目录里都没有写owner（谁负责），分不出哪个部门欠什么")
        options.choice(owner, known, "部门")
    return drafts


def _templates(workspace: Workspace, ledger: Ledger) -> Iterator[Finding]:
    from report_cli import compose

    if ledger.is_composed:
        library = cache(workspace.template)
        for kind in workspace.kinds():
            yield from compose.compose(kind, ledger, library)[1]


def _layouts(place: Workspace) -> list[Finding]:
    from report_cli.layout import reading

    found = []
    for name in place.layouts():
        source = place.layout(name)
        if source is not None:
            found += reading.parse(source[1], source[0], place)[1]
    return found
