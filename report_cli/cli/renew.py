"""`report renew`: the figures of edited Word files made new, where nothing else of them changes."""

from pathlib import Path
from typing import Annotated

import typer

from report_cli.audit.returned import Auditor
from report_cli.cli import options, workspaces
from report_cli.tasks import renew as task
from report_cli.views import renewal, screen
from report_cli.views.findings import show_failures

_Drafts = Annotated[list[Path], options.argument("稿件…", "改过的Word稿（DOCX），几份一起也可以。")]
_Output = Annotated[
    Path | None,
    options.option("--output", "文件或文件夹", "写到哪里：以.docx结尾是文件，别的是文件夹；不写就在稿件旁边。"),
]
_Tracked = Annotated[bool, options.flag("--tracked", "每一处写成修订，在Word里逐处接受或拒绝。")]
_Force = Annotated[bool, options.flag("--force", "那里已有别的文件也换掉，先备份。")]


def renew(
    context: typer.Context,
    drafts: _Drafts,
    output: _Output = None,
    tracked: _Tracked = False,
    force: _Force = False,
    form: options.TextFormat = "text",
) -> None:
    """把改过的Word稿里的数换成现在的，别的一字不动，另写一份“…（更新）.docx”。

    人改过的数不动，列出来。

    例如：
    report renew 送审稿.docx            写成 送审稿（更新）.docx
    report renew 送审稿.docx --tracked  每一处是一条修订
    """
    workspace = workspaces.of(context)
    auditor = Auditor(workspace)
    done = task.renew(
        auditor,
        list(dict.fromkeys(drafts)),
        output,
        is_tracked=tracked,
        is_forced=force,
        progress=screen.progress,
    )
    for each in done:
        if each.remark:
            screen.say(each.remark)
    show_failures(auditor.findings, workspace.root)
    if form == "json":
        screen.json_result(renewal.as_json(done, screen.where(workspace.root)))
    else:
        screen.styled(renewal.lines(done, screen.where(workspace.root)))
    raise typer.Exit(1 if any(each.is_left for each in done) else 0)
