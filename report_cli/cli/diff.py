"""`report diff`: which figures changed between two drafts, or between two states of a year."""

from typing import Annotated

import typer

from report_cli.cli import options, workspaces
from report_cli.model import CannotRun
from report_cli.tasks.diff import Differ
from report_cli.views import diff as view
from report_cli.views import screen

_Compared = Annotated[
    list[str] | None,
    options.argument("比较什么…", "两份稿件，两个figures.json，“版本:年份”，或一个年份；不写就是所有年份。"),
]
_Before = Annotated[str | None, options.option("--from", "版本", "和git的哪个版本比，如main、HEAD~1。")]
_After = Annotated[str | None, options.option("--to", "版本", "比到哪个版本，默认现在的文件。")]
_Format = Annotated[str, options.form("text、json、md（贴到合并请求里）。", ("text", "json", "md"))]


def diff(
    context: typer.Context,
    compared: _Compared = None,
    before: _Before = None,
    after: _After = None,
    form: _Format = "text",
) -> None:
    """比较两份稿件或两个版本：哪些数变了，由多少变为多少，为什么。

    例如：
    report diff 甲.docx 乙.docx          两份稿件
    report diff 2022 --from HEAD         这次改数据，变了哪些数
    report diff --from main --format md  贴到合并请求里
    """
    named = compared or []
    if before is not None:
        if len(named) > 1:
            raise CannotRun("写了--from，就只写一个年份，或不写")
        differ = Differ(workspaces.of(context))
        found = differ.revisions(options.year(named[0]) if named else None, before, after)
    elif after is None and len(named) == 2:
        differ = Differ(workspaces.around(context))
        found = [differ.pair(*named)]
    else:
        raise CannotRun("写明比较什么：report diff 甲 乙，或 report diff 2022 --from 版本")
    for hindrance in differ.hindrances:
        screen.say(hindrance)
    view.show(found, differ, f"{before} → {after or '现在'}：数没有变化", form)
    raise typer.Exit(1 if differ.hindrances else 0)
