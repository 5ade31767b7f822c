"""The framework's own words in Chinese: help pages and complaints about how a command was typed.

This reaches into typer's inner parts (its version is held below 0.29): nothing else gives its words another language.
"""

from __future__ import annotations

import re
from typing import Any

import typer.core
from typer import Abort
from typer._click import core, exceptions, formatting

from report_cli.text import nearest, width

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


class Command(typer.core.TyperCommand):
    """A command whose help speaks Chinese."""

    def format_usage(self, ctx: Any, formatter: formatting.HelpFormatter) -> None:
        formatter.write_usage(ctx.command_path, " ".join(self.collect_usage_pieces(ctx)).replace("[OPTIONS]", "[选项]"), prefix="用法：")

    def get_help_option(self, ctx: Any) -> Any:
        return _with_chinese_help(super().get_help_option(ctx))


class Group(typer.core.TyperGroup):
    """A group of commands whose help speaks Chinese."""

    def format_usage(self, ctx: Any, formatter: formatting.HelpFormatter) -> None:
        formatter.write_usage(ctx.command_path, "[选项] 命令 …", prefix="用法：")

    def get_help_option(self, ctx: Any) -> Any:
        return _with_chinese_help(super().get_help_option(ctx))


def _with_chinese_help(option: Any) -> Any:
    if option is not None:
        option.help = "显示这份说明。"
    return option


class _Formatter(formatting.HelpFormatter):
    def write_heading(self, heading: str) -> None:
        self.write(f"{heading}：\n")


def _cells(x: str) -> int:
    return width(x)


def speak_chinese() -> None:
    typer.core._ = _translated  # type: ignore[attr-defined]
    # Columns of help pages stand one under the other where Chinese characters are two cells wide.
    formatting.term_len = _cells  # type: ignore[attr-defined]
    core.Context.formatter_class = _Formatter


def in_chinese(error: Errors) -> str:
    """What was typed wrong, what is meant by it, and where help is."""
    if isinstance(error, exceptions.NoArgsIsHelpError):
        return error.format_message()
    context = getattr(error, "ctx", None)
    path = context.command_path if context is not None else "report"
    return f"错误：{_complaint(error, context)}\n用法见：{path} --help"


def _complaint(error: Errors, context: Any) -> str:
    if isinstance(error, exceptions.NoSuchOption):
        near = nearest(error.option_name, [name for parameter in context.command.params for name in parameter.opts] if context else [])
        return f"没有选项{error.option_name}{f'，是不是{near}？' if near else ''}"
    if isinstance(error, exceptions.MissingParameter):
        parameter = error.param
        name = parameter.opts[0] if parameter is not None and parameter.opts[0].startswith("-") else "参数"
        return f"缺{name}{f'（{parameter.metavar}）' if parameter is not None and getattr(parameter, 'metavar', None) else ''}"
    said = error.format_message()
    if match := re.match(r"No such command ['\"]([^'\"]*)['\"]", said):
        commands = list(getattr(context.command, "commands", {})) if context else []
        near = nearest(match[1], commands)
        return f"没有命令{match[1]}{f'，是不是{near}？' if near else ''}；可用：{'、'.join(commands)}"
    if match := re.match(r"Got unexpected extra arguments?(?:\(s\))? \((.*)\)", said):
        return f"多写了：{match[1]}"
    if match := re.match(r"Option ['\"]?(\S+?)['\"]? requires (?:an argument|\d+ arguments)", said):
        return f"选项{match[1]}后面缺内容"
    if match := re.match(r"Option ['\"]?(\S+?)['\"]? does not take a value", said):
        return f"选项{match[1]}后面不能有内容"
    if said == "Missing command.":
        return "没有写命令"
    return f"写法不对（{said}）"


__all__ = ["Abort", "Command", "Errors", "Group", "in_chinese", "speak_chinese"]
