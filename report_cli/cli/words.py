"""`report words`: the words of files from anywhere, judged."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from report_cli.cli import options, workspaces
from report_cli.files.workspace import VOCABULARY
from report_cli.model import in_order
from report_cli.tasks import words as task
from report_cli.views import screen
from report_cli.views import words as view
from report_cli.views.findings import show_findings, summary

_NAMED = 3
"""So many files are named in the last line; more are counted."""
_Files = Annotated[list[Path], options.argument("文件…", "要看的稿件：DOCX、MD、TXT。")]


def words(context: typer.Context, files: _Files, form: options.FindingFormat = "text") -> None:
    """查文稿的用语：错字、成句、名称、次序、数的写法、标点、标题。

    例如：
    report words 送审稿.docx           一份稿件
    report words 讲稿.txt 要点.md      几份一起
    report words 送审稿.docx --format json  给别的程序用
    """
    workspace = workspaces.around(context)
    known, findings = task.vocabulary(workspace)
    told = task.judged(list(dict.fromkeys(files)), known)
    show_findings(in_order(findings), workspace.root if workspace else Path())
    view.show(told, form, sys.stdout)
    names = [path.as_posix() for path in dict.fromkeys(files)]
    shown = "、".join(names) if len(names) <= _NAMED else f"{len(names)}份稿件"
    lacking = f"；{VOCABULARY}有{summary(findings)[1:]}，没有全照它来看" if findings else ""
    said = summary(each.finding for each in told).replace("没有问题", "别的没有问题" if lacking else "没有问题")
    screen.say(f"{shown}：{said}{lacking}")
    raise typer.Exit(1 if any(each.finding.is_error for each in told) or findings else 0)
