"""The command line: parse, call, show, exit."""

# Annotations are not put off here: typer would read every option from its text, twice, at each start.
import os
import sys

import typer

from report_cli.cli import shells, usage
from report_cli.cli.commands import Commands
from report_cli.model import CannotRun, reason
from report_cli.views import screen

HELP = """由一年的数据生成年度工作报告：数据写在YAML里，报告生成Word和Markdown。

例如：
report init 工作报告  新建工作区，只做一次
report new 2023       新的一年，开始填数
report build 2023     生成稿件，随时可以再生成
"""

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
    except OSError as error:
        screen.say(f"错误：{error.filename or '输出'}：{reason(error)}")
        _hush()
        status = 2
    sys.exit(status)


def _hush() -> None:
    """What is left to be printed goes nowhere: Python would try again when it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
