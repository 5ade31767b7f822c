"""`report take`: what people changed in drafts, proposed for the data, and written where that is wished."""

import re
import sys
from pathlib import Path
from typing import Annotated

import typer
from msgspec.structs import replace

from report_cli.audit.returned import Auditor
from report_cli.cli import options, workspaces
from report_cli.files.workspace import Workspace
from report_cli.inward.proposed import ProposedChange
from report_cli.model import CannotRun
from report_cli.tasks import choice
from report_cli.tasks import take as task
from report_cli.tasks.take import Taking
from report_cli.views import proposals as view
from report_cli.views import screen
from report_cli.views.findings import show_failures

_Drafts = Annotated[list[Path] | None, options.argument("稿件…", "改过的稿件：DOCX，也可以是MD、TXT；几份一起也可以。")]
_Write = Annotated[bool, options.flag("--write", "写进去；不写这个，只列出建议。")]
_Ask = Annotated[bool, options.flag("--ask", "一条一条地问，最后写要的那些。")]
_Only = Annotated[str | None, options.option("--only", "号,…", "只写这几条，如1,4；有冲突的也这样选。")]
_Skip = Annotated[str | None, options.option("--skip", "号,…", "这几条不写，如3。")]
_Original = Annotated[bool, options.flag("--original", "修订当作没有接受；不写这个，当作都接受了。")]
_Undo = Annotated[bool, options.flag("--undo", "退回上一次写入。")]
_Year = Annotated[
    int | None, options.option("--year", "年份", "稿件自己看不出年份时写明，如2022。", parser=options.year)
]
_Kind = Annotated[str | None, options.option("--kind", "类型", "稿件自己看不出类型时写明。", options.known_kinds)]
_Format = Annotated[str, options.form("text或json。", ("text", "json"))]


def take(
    context: typer.Context,
    drafts: _Drafts = None,
    write: _Write = False,
    ask: _Ask = False,
    only: _Only = None,
    skip: _Skip = None,
    original: _Original = False,
    undo: _Undo = False,
    year: _Year = None,
    kind: _Kind = None,
    form: _Format = "text",
) -> None:
    """把改过的稿件带回来：数写进年度数据，字句写进这一年的改动文件；先列出来，看过再写。

    改动文件是templates/年份/报告类型.edits.yaml，以后生成这份报告都照着改。

    例如：
    report take 送审稿.docx             改了哪些
    report take 送审稿.docx --write     写进去，先备份
    report take 甲.docx 乙.docx         几份一起
    report take 送审稿.docx --original  修订当作没有接受
    """
    workspace = workspaces.of(context)
    _refuse_together(drafts, undo=undo, write=write, ask=ask, only=only, skip=skip)
    if undo:
        raise typer.Exit(_undo(workspace))
    auditor = Auditor(workspace, year, choice.kind(workspace, kind) if kind else None)
    taking = _remarked(task.take(auditor, _paths(drafts, ask=ask), is_original=original))
    wanted = _asked(taking) if ask else task.chosen(taking, _numbers(only), _numbers(skip), to_write=write)
    if write or (ask and wanted):
        taking = task.write(taking, wanted)
    elif only or skip:
        taking = replace(taking, chosen=tuple(each.number for each in wanted))
    _show(taking, form)
    raise typer.Exit(1 if taking.undecided else 0)


def _remarked(taking: Taking) -> Taking:
    """The same, once it was said what else is to be known of the drafts."""
    for remark in taking.remarks:
        screen.say(remark)
    return taking


def _refuse_together(drafts: list[Path] | None, **options: object) -> None:
    """Raises CannotRun for options that cannot be used together."""
    if options["write"] and options["ask"]:
        raise CannotRun("--ask问完就写，不和--write一起用")
    if not options["undo"]:
        return
    if drafts:
        raise CannotRun("--undo退回上一次写入，不要再写稿件")
    if others := [f"--{name}" for name, value in options.items() if value and name != "undo"]:
        raise CannotRun(f"--undo退回上一次写入，不和{'、'.join(others)}一起用；什么也没有做")


def _paths(drafts: list[Path] | None, *, ask: bool) -> list[Path]:
    """The drafts, each once. Raises CannotRun where there are none, or nobody to be asked."""
    if not drafts:
        raise CannotRun("没有写明哪一份稿件，如 report take 送审稿.docx")
    if ask and not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise CannotRun("--ask要在终端里一条一条地问；这里不是终端，用--only写明要哪几条，再加--write")
    return list(dict.fromkeys(drafts))


_ANSWERS = {
    "要": "要",
    "y": "要",
    "不要": "不要",
    "n": "不要",
    "都要": "都要",
    "a": "都要",
    "退出": "退出",
    "q": "退出",
}


def _asked(taking: Taking) -> list[ProposedChange]:
    """Those that were answered yes; none where somebody left before the end."""
    wanted, where = list[ProposedChange](), screen.where(taking.workspace.root)
    open_ones = [each for each in taking.proposals if each.can_be_written]
    for number, each in enumerate(open_ones):
        if any(other.meets(each) for other in wanted):
            continue
        screen.styled(view.of_one(each, where))
        answer = _answer()
        if answer == "退出":
            screen.say("退出了，什么也没有写")
            return []
        if answer in ("要", "都要"):
            wanted.append(each)
        if answer == "都要":
            rest = (other for other in open_ones[number + 1 :] if other.state == "ready")
            return [*wanted, *(other for other in rest if not any(known.meets(other) for known in wanted))]
    return wanted


def _answer() -> str:
    while True:
        try:
            typed = input("要（y）、不要（n）、其余都要（a）、退出不写（q）：").strip().lower()
        except EOFError:
            return "退出"
        if typed in _ANSWERS:
            return _ANSWERS[typed]


def _numbers(text: str | None) -> list[int]:
    if text is None:
        return []
    parts = [part.strip() for part in re.split("[,，、]", text) if part.strip()]
    if not parts or not all(part.isdecimal() for part in parts):
        raise CannotRun(f"“{text}”不是建议的号，写成1或1,4")
    return [int(part) for part in parts]


def _show(taking: Taking, form: str) -> None:
    root = taking.workspace.root
    where = screen.where(root)
    if form == "json":
        screen.json_result(view.as_json(taking, where))
    else:
        screen.styled(view.lines(taking, where))
    if taking.findings:
        screen.say("写进去以后，数据会有这些问题：" if not taking.written else "写进去以后，数据有这些问题：")
        show_failures(taking.findings, root)
    if taking.chosen is not None:
        numbers = "、".join(f"第{number}条" for number in taking.chosen)
        screen.say(f"选了{numbers}，还没有写；写进去：再加--write" if numbers else "一条也没有选")
    if taking.written:
        files = "、".join(dict.fromkeys(each.file for each in taking.proposals if each.number in taking.written))
        screen.say(f"已写 {files}，原来的在 .report/backup/；要退回：\nreport take --undo")


def _undo(workspace: Workspace) -> int:
    if changed := task.undo(workspace):
        screen.say(f"没有退回：{'、'.join(changed)} 后来又改过；原来的在 .report/backup/，自己核对")
        return 1
    screen.say("已退回上一次写入的改动")
    return 0
