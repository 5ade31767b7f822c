"""The completion of a shell: installed, shown, and answered when the shell asks.

This is the one module that uses inner parts of the framework: its own options for this speak English.
"""

import os
from pathlib import Path
from typing import Annotated

import typer

from report_cli.model import CannotRun
from report_cli.views import screen

VARIABLE = "_REPORT_COMPLETE"
SHELLS = ("bash", "zsh", "fish", "powershell", "pwsh")


def prepare() -> None:
    """Get ready to answer where the shell asks for completions; no other run pays for it."""
    if VARIABLE in os.environ:
        from typer._completion_classes import completion_init

        completion_init()


def _install(context: typer.Context, wanted: bool) -> None:
    if not wanted or context.resilient_parsing:
        return
    from typer._completion_shared import install

    shell, path = install(_shell(), "report", VARIABLE)
    screen.say(f"{shell}的命令补全已装到 {path.as_posix()}；重新打开终端后，按Tab键补全命令、年份和报告类型")
    raise typer.Exit


def _show(context: typer.Context, wanted: bool) -> None:
    if not wanted or context.resilient_parsing:
        return
    from typer._completion_shared import get_completion_script

    screen.result(get_completion_script(prog_name="report", complete_var=VARIABLE, shell=_shell()))
    raise typer.Exit


def _shell() -> str:
    """The shell that runs this program, or the user's own. Raises CannotRun if it cannot complete."""
    from typer._completion_shared import _get_shell_name

    name = _get_shell_name() or Path(os.environ.get("SHELL", "")).name
    if name not in SHELLS:
        raise CannotRun(f"{f'{name}不能补全' if name else '认不出是哪种终端'}；可用：{'、'.join(SHELLS)}")
    return name


Install = Annotated[
    bool, typer.Option("--install-completion", help="装上命令补全（按Tab键）。", callback=_install, is_eager=True)
]
Show = Annotated[
    bool, typer.Option("--show-completion", help="显示命令补全的脚本，不安装。", callback=_show, is_eager=True)
]
