"""`report build`: check, compose, write."""

# Annotations are not put off here: typer would read every option from its text, twice, at each start.
from pathlib import Path
from typing import Annotated

import typer

from report_cli.cli import completion, options
from report_cli.document import STAGES
from report_cli.model import CannotRun
from report_cli.views import findings, outcome, screen

_Years = Annotated[
    list[str] | None,
    typer.Argument(metavar="年份…", help="要生成的年份，如2022。", show_default=False, autocompletion=completion.years),
]
_Formats = Annotated[
    str | None,
    typer.Option(
        "--to",
        metavar="格式",
        help="只生成这些格式：docx、md、pdf，用逗号隔开；默认前两种。",
        show_default=False,
        autocompletion=completion.formats,
    ),
]
_Stage = Annotated[
    str | None,
    typer.Option(
        "--stage",
        metavar="稿次",
        help="题名下标明稿次：征求意见稿、讨论稿、送审稿、审议稿；印发稿不标。",
        show_default=False,
        autocompletion=lambda: list(STAGES),
    ),
]
_Output = Annotated[
    Path | None, typer.Option("--output", metavar="文件夹", help="稿件写到“文件夹/年份”下。", show_default=False)
]
_Final = Annotated[bool, typer.Option("--final", help="定稿：有未填、预计、推算的数或【待补】就不生成。")]
_Check = Annotated[bool, typer.Option("--check", help="只看稿件是不是最新，什么也不写。")]
_All = Annotated[bool, typer.Option("--all", help="生成所有年份。")]
_Force = Annotated[bool, typer.Option("--force", help="替换手工改过的稿件，先备份到.report/backup。")]
_Review = Annotated[bool, typer.Option("--review", help="另出核对稿：每个数编号，后附数据核对表，供核对签字。")]
_Owner = Annotated[
    str | None,
    typer.Option(
        "--owner",
        metavar="部门",
        help="核对稿只列这个部门的数，另存一份。",
        show_default=False,
        autocompletion=completion.owners,
    ),
]


def build(
    context: typer.Context,
    years: _Years = None,
    kind: options.Kinds = None,
    to: _Formats = None,
    layout: options.Layout = "printed",
    stage: _Stage = None,
    output: _Output = None,
    draft: options.Draft = False,
    final: _Final = False,
    check: _Check = False,
    every: _All = False,
    force: _Force = False,
    review: _Review = False,
    owner: _Owner = None,
    each: options.Each = None,
    shard: options.Shard = None,
    jobs: options.Jobs = None,
    strict: options.Strict = False,
    form: options.FindingFormat = "text",
    workspace: options.WorkspaceFolder = None,
    version: options.Version = False,
) -> None:
    """检查数据，生成一年的各种报告稿（Word和Markdown），写到drafts/年份/。

    例如：
    report build 2022            写出2022年的各种稿件
    report build 2022 --review   另出核对稿，送各部门核对签字
    report build 2022 --final    定稿：还缺什么就不生成
    report build 2022 --each .   当前文件夹下的每一个工作区
    """
    options.choice(form, findings.FORMATS, "问题的格式")
    if owner and not review:
        raise CannotRun("--owner只用于核对稿，和--review一起写")
    if draft and final:
        raise CannotRun("--draft和--final只能写一个：数据未齐用--draft，定稿用--final")
    if each is None and (shard or jobs):
        raise CannotRun("--shard和--jobs只用于许多工作区，和--each一起写")
    from report_cli.tasks import build as building
    from report_cli.tasks.wanted import Wanted, Way

    wanted = Wanted(
        years=_years(years or [], every),
        kinds=kind,
        formats=to,
        layout=layout,
        stage=_stage(stage),
        output=options.full(output) if output else None,
        draft=draft or (False if final else None),
        final=final,
        review=review,
        owner=owner or "",
    )
    way = Way(check=check, force=force, strict=strict)
    if each is not None:
        places = options.workspaces(context, each, workspace, shard)
        raise typer.Exit(outcome.show_each(places, wanted, way, jobs, form))
    place = options.workspace(context, workspace)
    built = building.build(place, wanted, way, screen.progress)
    raise typer.Exit(outcome.show(built, place.root, way, form))


def _years(years: list[str], every: bool) -> tuple[int, ...]:
    if every and years:
        raise CannotRun("写了年份就不要再写--all")
    if not every and not years:
        raise CannotRun("没有写年份；写成 report build 2022，或用 --all 生成所有年份")
    return tuple(dict.fromkeys(options.year(text) for text in years))


def _stage(text: str | None) -> str:
    """The stage, with or without its brackets; empty where none is given."""
    if text is None:
        return ""
    stage = text.strip("（）()")
    if stage == "印发稿":
        raise CannotRun("印发稿不标稿次；去掉--stage")
    return options.choice(stage, STAGES, "稿次")
