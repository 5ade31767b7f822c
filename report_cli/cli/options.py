"""Options of the commands: how one is declared and completed, and those that several share."""

# Annotations are not put off here: typer would read every option from its text, twice, at each start.
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from report_cli import __version__
from report_cli.cli import workspaces
from report_cli.model import CannotRun
from report_cli.tasks.choice import choice
from report_cli.views import findings

if TYPE_CHECKING:
    from report_cli.facts.ledger import Ledger
    from report_cli.files.workspace import Workspace

Completion = Callable[..., Any] | None


def argument(metavar: str, help: str, completion: Completion = None, **more: Any) -> Any:
    return typer.Argument(metavar=metavar, help=help, show_default=False, autocompletion=completion, **more)


def option(name: str, metavar: str, help: str, completion: Completion = None, **more: Any) -> Any:
    return typer.Option(name, metavar=metavar, help=help, show_default=False, autocompletion=completion, **more)


def flag(name: str, help: str) -> Any:
    return typer.Option(name, help=help)


def form(help: str, words: Sequence[str], what: str = "格式") -> Any:
    """The option `--format` with the words that it knows."""
    return option("--format", "格式", help, lambda: list(words), parser=lambda text: choice(text, words, what))


def year(text: str) -> int:
    match = re.fullmatch(r"([0-9]{4})年?", unicodedata.normalize("NFKC", text).strip())
    if match is None:
        meant = f"20{text}" if re.fullmatch(r"\d\d", text) else ""
        raise CannotRun(f"“{text}”不是年份，写成四位数，{'就是' if meant else '如'}{meant or '2022'}")
    return int(match[1])


# What the shell completes ---------------------------------------------------------------------------------------------


def _workspace(context: typer.Context) -> "Workspace | None":
    """The workspace of the line typed so far; None where there is none to complete from."""
    try:
        return workspaces.of(context)
    except CannotRun:
        return None


def _several(words: Callable[["Workspace"], Iterable[str]]) -> Completion:
    """A completion of a workspace's words, or of several with commas between them."""

    def complete(context: typer.Context, incomplete: str) -> list[str]:
        typed = incomplete[: max(incomplete.rfind(","), incomplete.rfind("，")) + 1]
        workspace = _workspace(context)
        return [typed + word for word in words(workspace) if word not in re.split("[,，]", typed)] if workspace else []

    return complete


known_kinds = _several(lambda workspace: workspace.kinds())
known_formats = _several(lambda _: ("docx", "md", "pdf"))
known_layouts = _several(lambda workspace: workspace.layouts())


def known_years(context: typer.Context) -> list[str]:
    workspace = _workspace(context)
    return [str(year) for year in workspace.years() if year not in _years_typed(context)] if workspace else []


def known_owners(context: typer.Context) -> list[str]:
    from report_cli.questions import owed

    return list(dict.fromkeys(owner for ledger in _ledgers(context) for owner in owed.owners(ledger)))


def known_facts(context: typer.Context) -> list[tuple[str, str]]:
    facts = (fact for ledger in _ledgers(context) for fact in ledger.facts.values() if fact.indicator.group)
    return list({fact.id: fact.label for fact in facts}.items())


def known_codes(context: typer.Context) -> list[tuple[str, str]]:
    from report_cli import rules

    typed = context.params.get("codes") or ()
    return [(code, explanation.title) for code, explanation in rules.by_code().items() if code not in typed]


def _years_typed(context: typer.Context) -> Sequence[int]:
    return context.params.get("years") or [context.params.get("year") or 0]


def _ledgers(context: typer.Context) -> "Iterator[Ledger]":
    """Those of the years typed; of every year where none is."""
    from report_cli.facts.load import Loader

    if workspace := _workspace(context):
        loader = Loader(workspace)
        typed = _years_typed(context)
        for year in [year for year in workspace.years() if year in typed] or workspace.years():
            yield loader.year(year, draft=True).ledger


# What several commands share ------------------------------------------------------------------------------------------


def years(help: str, metavar: str = "年份…") -> Any:
    return argument(metavar, help, known_years, parser=year)


DraftYear = Annotated[int | None, option("--year", "年份", "稿件自己看不出年份时写明，如2022。", parser=year)]
DraftKind = Annotated[str | None, option("--kind", "类型", "稿件自己看不出类型时写明。", known_kinds)]
TextFormat = Annotated[str, form("text或json。", ("text", "json"))]
FindingFormat = Annotated[str, form("问题的显示格式：text、json、github。", findings.FORMATS, "问题的格式")]
Each = Annotated[Path | None, option("--each", "文件夹", "这个文件夹下的每一个工作区；一个不成，不影响其他的。")]
Shard = Annotated[str | None, option("--shard", "第几份/份数", "只做--each的一份，如2/5；各台机器各做一份。")]
Jobs = Annotated[int | None, option("--jobs", "个数", "--each同时用几个进程，默认有几个核用几个。", min=1)]
Kinds = Annotated[str | None, option("--kind", "类型", "只生成这些报告类型，用逗号隔开。", known_kinds)]
_LAYOUT = "Word稿的版式。不写，照模板的文件头；那里也没有，用printed。"
Layout = Annotated[str, typer.Option("--layout", metavar="版式", help=_LAYOUT, autocompletion=known_layouts)]
Draft = Annotated[bool, flag("--draft", "数据未齐也生成，缺的地方印【待补：…】。")]
Strict = Annotated[bool, flag("--strict", "警告也算错误。")]


def _choose(context: typer.Context, folder: Path | None) -> None:
    if folder is not None:
        context.obj = folder


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"report {__version__}")
        raise typer.Exit


def everywhere(
    year: Annotated[
        str | None, option("--year", "年份", "年份也可以写成选项。", known_years, expose_value=False)
    ] = None,
    workspace: Annotated[
        Path | None,
        option("--workspace", "文件夹", "工作区；默认从当前文件夹往上找。", callback=_choose, expose_value=False),
    ] = None,
    version: Annotated[
        bool,
        typer.Option("--version", help="显示版本号。", callback=_show_version, is_eager=True, expose_value=False),
    ] = False,
) -> None:
    """The options of every command, before it and after it; `--year` of those whose first argument is a year.

    The folder is kept as the context's object.
    """
