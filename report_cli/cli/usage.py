"""Help pages and complaints about how a command was typed, in Chinese.

The framework has English only: its pages are written here anew, its messages looked up in a table.
"""

import inspect
import re
import shutil
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import Any

import typer
import typer.core
import typer.main

from report_cli.cli import options
from report_cli.text import fold, nearest, padded, unfold, width
from report_cli.views import screen

_EXAMPLES = "\n\n例如：\n"
"""In a command's docstring: below it examples, one a line, and two spaces after the command what it is for."""
_YEARS = ("year", "years", "compared")
"""The first argument of commands where a year may also be written as an option."""
_REMARKS = ((r"\[default: (.*)\]", r"[默认：\1]"), (r"\[required\]", "[必填]"), (r"\[x>=(\d+)\]", r"[至少\1]"))
"""What the framework adds to the help of an option."""


class _Speaking:
    """A command or a group whose help is in Chinese and ends in its examples."""

    def get_help(self, ctx: Any) -> str:
        cells = max(min(shutil.get_terminal_size().columns, 80) - 2, 50)
        usage = f"用法：{ctx.command_path} "
        text = _help(self).partition(_EXAMPLES)[0].split("\n\n")
        page = [fold(unfold(usage + self.pieces(ctx)), cells, width(usage)), ""]
        page += ["\n\n".join(fold(f"  {unfold(' '.join(part.split()))}", cells, 2) for part in text)]
        for heading, rows in self.sections(ctx):
            page += ["", f"{heading}：", *_definitions(rows, cells)]
        if shown := examples(self):
            page += ["", "例如：", *_definitions(shown, cells, most=cells)]
        return "\n".join(page)

    def pieces(self, ctx: Any) -> str:
        """What stands in the usage line after the command's name."""
        return "[选项] 命令…"

    def sections(self, ctx: Any) -> Iterator[tuple[str, list[tuple[str, str]]]]:
        parameters = self.get_params(ctx)  # type: ignore[attr-defined]
        for kind, heading in (("argument", "参数"), ("option", "选项")):
            if found := [_record(each, ctx) for each in parameters if each.param_type_name == kind]:
                yield heading, found

    def get_help_option(self, ctx: Any) -> Any:
        option = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.help = "显示这份说明。"
        return option

    def parse_args(self, ctx: Any, args: list[str]) -> Any:
        try:
            return super().parse_args(ctx, args)  # type: ignore[misc]
        except typer.TyperException as error:
            # The parser does not always say which command it was at.
            error.ctx = getattr(error, "ctx", None) or ctx  # type: ignore[attr-defined]
            raise


class Command(_Speaking, typer.core.TyperCommand):
    everywhere: tuple[str, ...] = ("workspace", "version")

    def __init__(self, name: str | None, *, params: Sequence[Any] = (), **more: Any) -> None:
        self.takes_years = bool(params) and params[0].name in _YEARS
        others = everywhere(self.everywhere)
        super().__init__(name, params=[*params, *everywhere(("year",) * self.takes_years), *others], **more)

    def parse_args(self, ctx: Any, args: list[str]) -> Any:
        return super().parse_args(ctx, _years_first(args) if self.takes_years else args)

    def pieces(self, ctx: Any) -> str:
        # What is no option must be written; only what may be left out stands in brackets.
        return re.sub("[{}]", "", " ".join(self.collect_usage_pieces(ctx)).replace("[OPTIONS]", "[选项]"))


def _years_first(args: Sequence[str]) -> list[str]:
    """`--year 2022` as the argument that it stands for, before all others; 2022,2023 as two of them."""
    years, others, words = list[str](), list[str](), deque(args)
    while words:
        name, equals, year = words.popleft().partition("=")
        if name != "--year" or not (equals or (words and not words[0].startswith("-"))):
            others.append(name + equals + year)
        else:
            years += (year if equals else words.popleft()).replace("，", ",").split(",")
    return [*years, *others]


class FreeCommand(Command):
    everywhere = ("version",)


class Group(_Speaking, typer.core.TyperGroup):
    """A group of commands whose help is in Chinese. Without a command it shows this help."""

    def sections(self, ctx: Any) -> Iterator[tuple[str, list[tuple[str, str]]]]:
        yield from super().sections(ctx)
        yield "命令", [(name, self.summary(ctx, name)) for name in self.list_commands(ctx)]

    def summary(self, ctx: Any, name: str) -> str:
        return _help(self.get_command(ctx, name)).partition("\n")[0]

    def parse_args(self, ctx: Any, args: list[str]) -> Any:
        if not args and not ctx.resilient_parsing:
            screen.say(self.get_help(ctx))
            raise typer.Exit(2)
        return super().parse_args(ctx, args)


def group(cls: type[Group], name: str, help: str) -> typer.Typer:
    """A group for commands: of the framework's own pages, colours and completion it has none."""
    return typer.Typer(
        name=name, cls=cls, help=help, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False
    )


def command(name: str, function: Callable[..., None], cls: type[Command] = Command) -> Any:
    app = group(Group, name, "")
    app.command(name, cls=cls)(function)
    return typer.main.get_command(app)


def everywhere(names: Sequence[str]) -> list[Any]:
    return [option for option in _options_of_every_command() if option.name in names]


@cache
def _options_of_every_command() -> list[Any]:
    app = group(Group, "", "")
    app.command()(options.everywhere)
    return typer.main.get_command(app).params


def examples(command: object) -> list[tuple[str, str]]:
    lines = _help(command).partition(_EXAMPLES)[2].splitlines()
    return [(command.rstrip(), what.strip()) for command, _, what in (line.strip().partition("  ") for line in lines)]


def _help(command: object) -> str:
    return inspect.cleandoc(getattr(command, "help", None) or "")


def _record(parameter: Any, ctx: Any) -> tuple[str, str]:
    name, meaning = parameter.get_help_record(ctx)
    for pattern, words in _REMARKS:
        meaning = re.sub(pattern, words, meaning)
    return name, meaning


def _definitions(rows: Sequence[tuple[str, str]], cells: int, most: int = 30) -> Iterator[str]:
    """Two columns: names, and beside them what they mean, folded into so many cells."""
    column = min(max(width(name) for name, _ in rows), most) + 2
    for name, meaning in rows:
        below = "\n" + " " * (column + 2)
        first = padded(name, column) if width(name) + 2 <= column else name + below
        lines = fold(unfold(" ".join(meaning.split())), max(cells - column - 2, 10)).split("\n")
        yield f"  {first if meaning else name}{below.join(lines)}"


# Complaints -----------------------------------------------------------------------------------------------------------


def complaint(error: typer.TyperException) -> str:
    """What was typed wrong, what was meant by it, and where help is."""
    context = getattr(error, "ctx", None)
    shown = examples(context.command) if context is not None and isinstance(context.command, Command) else []
    like = f"例如：{shown[0][0]}\n" if shown else ""
    path = context.command_path if context is not None else "report"
    return f"错误：{_in_chinese(error, context)}\n{like}用法见：{path} --help"


def _in_chinese(error: typer.TyperException, context: Any) -> str:
    message = error.format_message()
    if match := re.match(r"No such option: (\S+)", message):
        near = _nearest_option(match[1], context)
        return f"没有选项{match[1]}{f'，是不是{near}？' if near else ''}"
    if match := re.match(r"No such command ['\"]([^'\"]*)['\"]", message):
        commands = context.command.list_commands(context)
        near = nearest(match[1], commands)
        return f"没有命令{match[1]}{f'，是不是{near}？' if near else '；'}可用：{'、'.join(commands)}"
    if message.startswith("Missing ") and (parameter := getattr(error, "param", None)):
        name = parameter.opts[0] if parameter.opts[0].startswith("-") else "参数"
        return f"缺{name}{f'（{parameter.metavar}）' if parameter.metavar else ''}"
    for pattern, words in _COMPLAINTS:
        if match := re.match(pattern, message):
            return words.format(*match.groups())
    return f"写法不对（{message}）"


_VALUE = r"Invalid value for ['\"]?([^'\"]*)['\"]?: "
"""Whose value it is."""
_COMPLAINTS = (
    (r"Got unexpected extra arguments?(?:\(s\))? \((.*)\)", "多写了：{0}"),
    (r"Option ['\"]?(\S+?)['\"]? requires (?:an argument|\d+ arguments)", "选项{0}后面缺内容"),
    (r"Option ['\"]?(\S+?)['\"]? does not take a value", "选项{0}后面不能有内容"),
    (r"Missing command\.", "没有写命令"),
    (rf"{_VALUE}['\"]?(.*?)['\"]? is not a valid int(?:eger| range)", "{0}后面要写整数，“{1}”不是"),
    (rf"{_VALUE}(.*?) is not in the range .*>=(\d+)", "{0}后面至少写{2}，“{1}”不行"),
    (
        rf"{_VALUE}\S+ ['\"](.*)['\"] is not readable\.",
        "读不了 {1}：没有权限；核对它的权限，或先拷到自己的文件夹里",
    ),
)


def _nearest_option(typed: str, context: Any) -> str:
    options = [name for parameter in context.command.get_params(context) for name in parameter.opts] if context else []
    known = [name for name in options if name.startswith("--")]
    if len(typed.lstrip("-")) == 1:
        return next((name for name in known if name.startswith(f"--{typed.lstrip('-')}")), "")
    return nearest(typed, known)
