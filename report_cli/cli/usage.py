"""The framework's own words in Chinese: help pages and complaints about how a command was typed.

This reaches into typer's inner parts (its version is held below 0.29): nothing else gives its words another language.
"""

from __future__ import annotations

import inspect
import re
from typing import Any

import typer.core
from typer import Abort
from typer._click import core, exceptions, formatting

from report_cli.text import fold, nearest, unfold, width

Errors = exceptions.ClickException

_WORDS = {
    "Options": "选项",
    "Commands": "命令",
    "Arguments": "参数",
    "default: {default}": "默认：{default}",
    "required": "必填",
}


def _translated(message: str) -> str:
    return _WORDS.get(message, message)


_EXAMPLES = "\n\n例如：\n"
"""In a command's docstring: below it examples, a line each, and two spaces after the command what it is for."""


class _Speaking:
    """A command or a group whose help speaks Chinese, ending in its examples."""

    def format_usage(self, ctx: Any, formatter: formatting.HelpFormatter) -> None:
        formatter.write_usage(ctx.command_path, self.pieces(ctx), prefix="用法：")

    def pieces(self, ctx: Any) -> str:
        return "[选项] 命令 …"

    def format_help_text(self, ctx: Any, formatter: formatting.HelpFormatter) -> None:
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(_help(self).partition(_EXAMPLES)[0])

    def format_epilog(self, ctx: Any, formatter: formatting.HelpFormatter) -> None:
        if shown := examples(self):
            with formatter.section("例如"):
                formatter.write_dl(shown, col_max=formatter.width)

    def get_help_option(self, ctx: Any) -> Any:
        option = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.help = "显示这份说明。"
        return option

    def parse_args(self, ctx: Any, args: list[str]) -> Any:
        try:
            return super().parse_args(ctx, args)  # type: ignore[misc]
        except exceptions.UsageError as error:
            # The parser does not always say which command it was at.
            error.ctx = error.ctx or ctx
            raise


class Command(_Speaking, typer.core.TyperCommand):
    """A command whose help speaks Chinese."""

    def pieces(self, ctx: Any) -> str:
        # What is no option must be written; only what may be left out stands in brackets.
        return (
            " ".join(self.collect_usage_pieces(ctx))
            .replace("[OPTIONS]", "[选项]")
            .translate({ord("{"): None, ord("}"): None})
        )


class Group(_Speaking, typer.core.TyperGroup):
    """A group of commands whose help speaks Chinese."""


def examples(command: object) -> list[tuple[str, str]]:
    """The examples of a command, each with what it is for."""
    lines = _help(command).partition(_EXAMPLES)[2].splitlines()
    return [(command.rstrip(), what.strip()) for command, _, what in (line.strip().partition("  ") for line in lines)]


def _help(command: object) -> str:
    return inspect.cleandoc(getattr(command, "help", None) or "")


class _Formatter(formatting.HelpFormatter):
    def write_heading(self, heading: str) -> None:
        self.write(f"{heading}：\n")


def _wrapped(
    text: str, width: int = 78, initial_indent: str = "", subsequent_indent: str = "", preserve_paragraphs: bool = False
) -> str:
    """The framework's wrapping of paragraphs, for characters that are two cells wide."""
    shown = []
    for paragraph in text.split("\n\n"):
        line = initial_indent + unfold(re.sub(r"\[x>=(\d+)\]", r"[至少\1]", " ".join(paragraph.split())))
        shown.append(fold(line, width, len(subsequent_indent)))
    return "\n\n".join(shown)


def _cells(x: str) -> int:
    return width(x)


def speak_chinese() -> None:
    typer.core._ = _translated  # type: ignore[attr-defined]
    # Columns of help pages stand one under the other where Chinese characters are two cells wide.
    formatting.term_len = _cells  # type: ignore[attr-defined]
    formatting.wrap_text = _wrapped
    core.Context.formatter_class = _Formatter


def in_chinese(error: Errors) -> str:
    """What was typed wrong, what is meant by it, and where help is."""
    if isinstance(error, exceptions.NoArgsIsHelpError):
        return error.format_message()
    context = getattr(error, "ctx", None)
    path = context.command_path if context is not None else "report"
    shown = examples(context.command) if context is not None and isinstance(context.command, Command) else []
    like = f"例如：{shown[0][0]}\n" if shown else ""
    return f"错误：{_complaint(error, context)}\n{like}用法见：{path} --help"


def _complaint(error: Errors, context: Any) -> str:
    if isinstance(error, exceptions.NoSuchOption):
        near = _nearest_option(error.option_name, context)
        return f"没有选项{error.option_name}{f'，是不是{near}？' if near else ''}"
    if isinstance(error, exceptions.MissingParameter):
        parameter = error.param
        name = parameter.opts[0] if parameter is not None and parameter.opts[0].startswith("-") else "参数"
        return f"缺{name}{f'（{parameter.metavar}）' if parameter is not None and getattr(parameter, 'metavar', None) else ''}"
    said = error.format_message()
    if match := re.match(r"No such command ['\"]([^'\"]*)['\"]", said):
        commands = context.command.list_commands(context) if context else []
        near = nearest(match[1], commands)
        return f"没有命令{match[1]}{f'，是不是{near}？' if near else '；'}可用：{'、'.join(commands)}"
    for pattern, words in _COMPLAINTS:
        if match := re.match(pattern, said):
            return words.format(*match.groups())
    return f"写法不对（{said}）"


_PATH = r"Invalid value for ['\"]?([^'\"]*)['\"]?: \S+ ['\"](.*)['\"]"
"""Whose value it is, and the path."""
_COMPLAINTS = (
    (r"Got unexpected extra arguments?(?:\(s\))? \((.*)\)", "多写了：{0}"),
    (r"Option ['\"]?(\S+?)['\"]? requires (?:an argument|\d+ arguments)", "选项{0}后面缺内容"),
    (r"Option ['\"]?(\S+?)['\"]? does not take a value", "选项{0}后面不能有内容"),
    (r"Missing command\.", "没有写命令"),
    (
        r"Invalid value for ['\"]?([^'\"]*)['\"]?: ['\"]?(.*?)['\"]? is not a valid int(?:eger| range)",
        "{0}后面要写整数，“{1}”不是",
    ),
    (r"Invalid value for ['\"]?([^'\"]*)['\"]?: (.*?) is not in the range .*>=(\d+)", "{0}后面至少写{2}，“{1}”不行"),
    (rf"{_PATH} does not exist\.", "{1} 不存在；核对写法，看看是不是在别的文件夹里"),
    (rf"{_PATH} is a file\.", "{1} 是文件，{0}后面要写文件夹"),
    (rf"{_PATH} is a directory\.", "{1} 是文件夹，{0}后面要写文件"),
    (rf"{_PATH} is not readable\.", "读不了 {1}：没有权限；核对它的权限，或先拷到自己的文件夹里"),
    (rf"{_PATH} is not (?:writable|executable)\.", "{1} 没有写的权限；核对它的权限，或换一个文件夹"),
)


def _nearest_option(typed: str, context: Any) -> str:
    options = [name for parameter in context.command.get_params(context) for name in parameter.opts] if context else []
    known = [name for name in options if name.startswith("--")]
    if len(typed.lstrip("-")) == 1:
        return next((name for name in known if name.startswith(f"--{typed.lstrip('-')}")), "")
    return nearest(typed, known)


__all__ = ["Abort", "Command", "Errors", "Group", "examples", "in_chinese", "speak_chinese"]
