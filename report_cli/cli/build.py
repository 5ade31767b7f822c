"""`report build`: check, compose, write."""

# Annotations are not put off here: typer would read every option from its text, twice, at each start.
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from report_cli.cli import options, workspaces
from report_cli.document import STAGES
from report_cli.model import CannotRun
from report_cli.tasks.choice import choice
from report_cli.views import screen


def _stage(text: str) -> str:
    stage = text.strip("（）()")
    if stage == "印发稿":
        raise CannotRun("印发稿不标稿次；去掉--stage")
    return choice(stage, STAGES, "稿次")


_Years = Annotated[list[int] | None, options.years("要生成的年份，如2022。")]
_Formats = Annotated[
    str | None,
    options.option("--to", "格式", "只生成这些格式：docx、md、pdf，用逗号隔开；默认前两种。", options.known_formats),
]
_Stage = Annotated[
    str | None,
    options.option(
        "--stage",
        "稿次",
        "题名下标明稿次：征求意见稿、讨论稿、送审稿、审议稿；印发稿不标。",
        lambda: list(STAGES),
        parser=_stage,
    ),
]
_Output = Annotated[Path | None, options.option("--output", "文件夹", "稿件写到“文件夹/年份”下。")]
_Final = Annotated[bool, options.flag("--final", "定稿：有未填、预计、推算的数或【待补】就不生成。")]
_Check = Annotated[bool, options.flag("--check", "只看稿件是不是最新，什么也不写。")]
_All = Annotated[bool, options.flag("--all", "生成所有年份。")]
_Force = Annotated[bool, options.flag("--force", "替换手工改过的稿件，先备份到.report/backup。")]
_Review = Annotated[bool, options.flag("--review", "另出核对稿：每个数编号，后附数据核对表，供核对签字。")]
_Owner = Annotated[
    str | None, options.option("--owner", "部门", "核对稿只列这个部门的数，另存一份。", options.known_owners)
]


def build(
    context: typer.Context,
    years: _Years = None,
    kind: options.Kinds = None,
    to: _Formats = None,
    layout: options.Layout = "",
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
) -> None:
    """检查数据，生成一年的各种报告稿（Word和Markdown），写到drafts/年份/。

    例如：
    report build 2022            写出2022年的各种稿件
    report build 2022 --review   另出核对稿，送各部门核对签字
    report build 2022 --final    定稿：还缺什么就不生成
    report build 2022 --each .   当前文件夹下的每一个工作区
    """
    _refuse_contradictions(context.params)
    raise typer.Exit(_build(context, context.params))


def _refuse_contradictions(asked: Mapping[str, Any]) -> None:
    """Raise CannotRun for options that do not go together."""
    is_one, has_years = asked["each"] is None, bool(asked["years"])
    wrong = {
        "--owner只用于核对稿，和--review一起写": asked["owner"] and not asked["review"],
        "--draft和--final只能写一个：数据未齐用--draft，定稿用--final": asked["draft"] and asked["final"],
        "--shard和--jobs只用于许多工作区，和--each一起写": is_one and (asked["shard"] or asked["jobs"]),
        "写了年份就不要再写--all": asked["every"] and has_years,
        "没有写年份；在report build后面写上是哪一年，或用 --all 生成所有年份": not asked["every"] and not has_years,
    }
    for complaint, is_so in wrong.items():
        if is_so:
            raise CannotRun(complaint)


def _build(context: typer.Context, asked: Mapping[str, Any]) -> int:
    """Build what the options ask for and show how it ended; the exit status. Paths are still texts in `asked`."""
    from report_cli.drafts.record import Wanted
    from report_cli.files.workspace import full
    from report_cli.tasks import build as task
    from report_cli.tasks.build import Mode
    from report_cli.views import outcome

    wanted = Wanted(
        years=tuple(dict.fromkeys(asked["years"] or ())),
        kinds=asked["kind"],
        formats=asked["to"],
        layout=asked["layout"],
        stage=asked["stage"] or "",
        output=full(Path(asked["output"])) if asked["output"] else None,
        draft=asked["draft"] or (False if asked["final"] else None),
        final=asked["final"],
        review=asked["review"],
        owner=asked["owner"] or "",
    )
    mode = Mode(check=asked["check"], force=asked["force"], strict=asked["strict"])
    if asked["each"] is not None:
        many = workspaces.below(context, Path(asked["each"]), asked["shard"])
        return outcome.show_each(many, wanted, mode, asked["jobs"], asked["form"])
    workspace = workspaces.of(context)
    built = task.build(workspace, wanted, mode, screen.progress)
    return outcome.show(built, workspace.root, wanted, mode, asked["form"])
