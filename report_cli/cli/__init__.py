"""The command line: parse, call, show, exit."""

from __future__ import annotations

import os
import sys

import typer

from report_cli import screen
from report_cli.cli import completion, layout, options, usage
from report_cli.cli.build import build
from report_cli.cli.check import check
from report_cli.cli.scaffold import init, new, schema
from report_cli.cli.stats import stats
from report_cli.cli.trace import trace
from report_cli.cli.verify import verify
from report_cli.model import CannotRun

usage.speak_chinese()
app = typer.Typer(
    name="report",
    cls=usage.Group,
    help="由一年的数据生成年度工作报告：数据写在YAML里，报告生成Word和Markdown。",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


@app.callback()
def report(
    context: typer.Context,
    workspace: options.WorkspaceFolder = None,
    version: options.Version = False,
    install_completion: completion.Install = False,
    show_completion: completion.Show = False,
) -> None:
    context.obj = workspace


for command in (init, new, build, check, stats, schema, trace, verify):
    app.command(cls=usage.Command)(command)
app.add_typer(layout.app)


def main() -> None:
    """Run the command line; exit status 0 done and clean, 1 findings, 2 cannot run."""
    screen.prepare()
    completion.prepare()
    try:
        status = app(standalone_mode=False, prog_name="report")
        sys.stdout.flush()
    except CannotRun as error:
        screen.say(f"错误：{error}")
        status = 2
    except usage.Errors as error:
        screen.say(usage.in_chinese(error))
        status = 2
    except (KeyboardInterrupt, usage.Abort):
        screen.say("已中断")
        status = 130
    except (screen.ReaderGone, BrokenPipeError):
        # Nothing is wrong, and nobody is there to be told.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = 0
    sys.exit(status)
