"""The command line: parse, call, show, exit."""

# Annotations are not put off here: typer would read every option from its text, twice, at each start.
import os
import sys
from collections.abc import Sequence
from functools import cache
from importlib import import_module
from typing import Any

import typer.main

from report_cli.cli import shells, usage
from report_cli.model import CannotRun, reason
from report_cli.views import screen

HELP = """由一年的数据生成年度工作报告：数据写在YAML里，报告生成Word和Markdown。

例如：
report init 工作报告  新建工作区，只做一次
report new 2023       新的一年，开始填数据
report build 2023     生成稿件，随时可以再生成
"""

COMMANDS = {
    "init": ("scaffold", "新建一个工作区：指标目录、一年的空数据、模板、使用说明。"),
    "adopt": ("adopt", "由去年的报告建工作区：读出指标目录、年度数据和模板，马上能照原样生成。"),
    "new": ("scaffold", "新建一年的数据文件：每个指标一行等着填，旁边是上年数据。"),
    "build": ("build", "检查数据，生成一年的各种报告稿（Word和Markdown），写到drafts/年份/。"),
    "check": ("check", "检查数据、指标目录、模板和版式，列出全部问题和改法。"),
    "diff": ("diff", "比较两份稿件或两个版本：哪些数变了，由多少变为多少，为什么。"),
    "rule": ("rule", "说明一个问题编号：什么意思，写错的例子和它的提示，怎样改。"),
    "stats": ("stats", "列出一年的数据：填报的和算出的，分组，连同上年数据和增减。"),
    "schema": ("scaffold", "显示年度数据的JSON Schema（draft-07），编辑器靠它提示。"),
    "trace": ("trace", "查一个数的来历：出处、算法，印在哪几句；或一句话是哪个模板写的。"),
    "verify": ("verify", "核对改过的稿件：数字、日期、名称是不是还和数据一致。"),
    "words": ("words", "查文稿的用语：错字、成句、名称、次序、数的写法、标点、标题。"),
    "take": ("take", "把改过的稿件带回来：数写进年度数据，字句写进这一年的改动文件；先列出来，看过再写。"),
    "collect": ("collect", "把各部门填回来的表收进年度数据：先一格一格列出来，看过再写。"),
    "renew": ("renew", "把改过的Word稿里的数换成现在的，别的一字不动，另写一份“…（更新）.docx”。"),
    "form": ("form", "做各部门的填报表：每个部门一份，写到forms/年份/，填好用report collect收回。"),
    "watch": ("watch", "守着数据和模板，一保存就重新生成，说出哪几句变了；按Ctrl+C停下。"),
    "layout": ("layout", "版式：有哪些，各项怎样排。"),
}
"""The module of each command, and what it does: the first sentence of its own help."""
_FREE = ("init", "rule")
"""The commands that need no workspace."""


class Commands(usage.Group):
    def __init__(self, *, params: Sequence[Any] = (), **more: Any) -> None:
        super().__init__(params=[*usage.everywhere(("workspace", "version")), *params], **more)

    def list_commands(self, ctx: Any) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        return command(cmd_name) if cmd_name in COMMANDS else None

    def summary(self, ctx: Any, name: str) -> str:
        return COMMANDS[name][1]


@cache
def command(name: str) -> Any:
    module = import_module(f"report_cli.cli.{COMMANDS[name][0]}")
    if function := getattr(module, name, None):
        return usage.command(name, function, usage.FreeCommand if name in _FREE else usage.Command)
    return typer.main.get_command(module.app)


app = usage.group(Commands, "report", HELP)


@app.callback()
def report(install_completion: shells.Install = False, show_completion: shells.Show = False) -> None:
    pass


def main() -> None:
    """Run the command line; exit status 0 done and clean, 1 findings, 2 cannot run."""
    screen.prepare()
    shells.prepare()
    try:
        status = app(standalone_mode=False, prog_name="report")
        sys.stdout.flush()
    except CannotRun as error:
        screen.say(f"错误：{error}")
        status = 2
    except typer.TyperException as error:
        screen.say(usage.complaint(error))
        status = 2
    except (KeyboardInterrupt, typer.Abort):
        screen.say("已中断")
        status = 130
    except (screen.ReaderGone, BrokenPipeError):
        # Nothing is wrong, and nobody is there to be told.
        _hush()
        status = 0
    except UnicodeEncodeError:
        if sys.getfilesystemencoding() == "utf-8":
            raise
        screen.say("错误：这台机器的语言设置（LANG）写不出汉字的文件名；先运行 export LC_ALL=C.UTF-8，再运行一次")
        status = 2
    except OSError as error:
        screen.say(f"错误：{error.filename or '输出'}：{reason(error)}")
        _hush()
        status = 2
    sys.exit(status)


def _hush() -> None:
    """What is left to be printed goes nowhere: Python would try again when it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
