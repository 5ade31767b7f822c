"""`report take`: what people changed in drafts, proposed for the data, and written where that is wished."""

import re
import sys
from collections.abc import Container
from pathlib import Path
from typing import Annotated

import typer
from msgspec import Struct
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
    asked = _asked(taking) if ask else None
    wanted = task.chosen(taking, _numbers(only), _numbers(skip), to_write=write) if asked is None else asked.wanted
    if write or (wanted and asked):
        taking = task.write(taking, wanted)
    elif only or skip:
        taking = replace(taking, chosen=tuple(each.number for each in wanted))
    if asked is None or wanted or form == "json":
        _show(taking, form, asked.shown if asked else ())
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
_LEGEND = """\
    要（y）    写这一条；同一处别的写法就不再问
    不要（n）  不写这一条；稿件里还是那样写着，下次还会问
    都要（a）  这一条和后面没有冲突的都写，不再问
    退出（q）  什么也不写，前面答了要的也不写"""


class _Asked(Struct, frozen=True):
    """Those that were answered yes, and the numbers of all that were asked about or need not be."""

    wanted: list[ProposedChange]
    shown: set[int]


def _asked(taking: Taking) -> _Asked | None:
    """What was answered; nothing is wanted where somebody left before the end. None where there is nothing to ask."""
    wanted, where = list[ProposedChange](), screen.where(taking.workspace.root)
    left = [each for each in taking.proposals if each.can_be_written]
    count, shown = len(left), {each.number for each in left}
    if not left:
        return None
    while left:
        each = left.pop(0)
        screen.styled(view.of_one(each, where))
        answer = _answer(f"{count - len(left)}/{count}")
        if answer == "退出":
            screen.say("退出了，什么也没有写")
            return _Asked([], shown)
        if answer != "不要":
            wanted.append(each)
        if answer == "都要":
            wanted += [other for other in left if other.state == "ready" and not any(map(other.meets, wanted))]
            break
        left = [other for other in left if not any(map(other.meets, wanted))]
    if not wanted:
        screen.say("一条也没有要，什么也没有写")
    return _Asked(wanted, shown)


def _answer(which: str) -> str:
    """What was typed; what each answer does where it is none."""
    while True:
        try:
            typed = input(f"（{which}）要（y）、不要（n）、其余都要（a）、退出不写（q）、说明（?）：").strip().lower()
        except EOFError:
            return "退出"
        if typed in _ANSWERS:
            return _ANSWERS[typed]
        screen.say(_LEGEND)


def _numbers(text: str | None) -> list[int]:
    if text is None:
        return []
    parts = [part.strip() for part in re.split("[,，、]", text) if part.strip()]
    if not parts or not all(part.isdecimal() for part in parts):
        raise CannotRun(f"“{text}”不是建议的号，写成1或1,4")
    return [int(part) for part in parts]


def _show(taking: Taking, form: str, asked: Container[int] = ()) -> None:
    root = taking.workspace.root
    where = screen.where(root)
    if form == "json":
        screen.json_result(view.as_json(taking, where))
    else:
        screen.styled(view.lines(taking, where, asked))
    if taking.findings:
        screen.say("写进去以后，数据会有这些问题：" if not taking.written else "写进去以后，数据有这些问题：")
        show_failures(taking.findings, root)
    if taking.chosen is not None:
        numbers = "、".join(f"第{number}条" for number in taking.chosen)
        screen.say(f"选了{numbers}，还没有写；写进去：再加--write" if numbers else "一条也没有选")
    if taking.written:
        _say_written(taking)


def _say_written(taking: Taking) -> None:
    left = [each.number for each in taking.proposals if each.can_be_written and each.number not in taking.written]
    if left:
        numbers = "、".join(f"第{number}条" for number in left)
        screen.say(f"{numbers}没有写，稿件里还是那样写着，下次还会列出；不要的，在稿件里改回原样")
    files = "、".join(dict.fromkeys(each.file for each in taking.proposals if each.number in taking.written))
    screen.say(f"已写 {files}，原来的在 .report/backup/；要退回：\nreport take --undo")


def _undo(workspace: Workspace) -> int:
    undone = task.undo(workspace)
    if undone.changed:
        screen.say(f"没有退回：{'、'.join(undone.changed)} 后来又改过；原来的在 .report/backup/，自己核对")
        return 1
    screen.say(f"已退回上一次写入的改动：{'、'.join(undone.files)}")
    if undone.more:
        screen.say("再前面的一次写入也要退回：\nreport take --undo")
    return 0
