"""`report init`, `report new` and `report schema`: a workspace, the file of a year, and what editors know of it."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from report_cli.cli import options, workspaces
from report_cli.facts.ledger import Ledger
from report_cli.facts.load import Loader
from report_cli.files import disk
from report_cli.files.workspace import CATALOGUE, Workspace
from report_cli.model import TEMPLATE_SUFFIX, CannotRun
from report_cli.tasks import scaffold
from report_cli.tasks.choice import choice
from report_cli.views import screen

if TYPE_CHECKING:
    from report_cli.questions.announced import Promise

_Folder = Annotated[Path, options.argument("文件夹", "新建的文件夹，或一个空的文件夹。")]
_FirstYear = Annotated[
    int | None, options.option("--year", "年份", "先写哪一年的报告；默认今年，1至3月默认上年。", parser=options.year)
]
_Ids = Annotated[str, typer.Option("--ids", metavar="文字", help="指标的名称用中文（zh）还是英文（en）。")]
_NewYear = Annotated[int, options.argument("年份", "新的一年，如2023。", parser=options.year)]


def init(folder: _Folder, year: _FirstYear = None, ids: _Ids = "zh") -> None:
    """新建一个工作区：指标目录、一年的空数据、模板、使用说明。

    例如：
    report init 工作报告             指标的名称用中文
    report init 工作报告 --ids en    指标的名称用英文
    report init 工作报告 --year 2023
    """
    wanted = year or scaffold.reported_year(datetime.now().astimezone())
    choice(ids, scaffold.IDS, "文字")
    files = scaffold.workspace_files(wanted, ids)
    disk.remove(disk.unfinished_beside([folder / CATALOGUE]))  # of a run that was killed at its very end
    if folder.exists() and (not folder.is_dir() or not scaffold.is_unfinished(files, folder)):
        raise CannotRun(f"{folder.as_posix()} 已经有内容；换一个新的或空的文件夹")
    scaffold.write(files, folder)
    screen.result(f"已新建工作区 {folder.as_posix()}")
    name = f'"{folder.as_posix()}"' if " " in folder.as_posix() else folder.as_posix()
    next_step = f"在 data/{wanted}.yaml 里填数据，运行 report build {wanted}"
    screen.say(f"接下来：cd {name}，{next_step}；每一步见其中的 使用说明.md")


def new(context: typer.Context, year: _NewYear) -> None:
    """新建一年的数据文件：每个指标一行等着填，旁边是上年数据。

    上年报告里的打算列出来，等着答复落实的情况。

    例如：
    report new 2023                       data/2023.yaml
    report new 2023 --workspace 工作报告  在别的文件夹里的工作区
    """
    workspace = workspaces.of(context)
    file = f"data/{year}.yaml"
    disk.remove(disk.unfinished_beside([workspace.root / file]))
    if (workspace.root / file).exists():
        there = f"{screen.relative(file, workspace.root)} 已经有了，没有动它"
        raise CannotRun(f"{there}；接着填：report check {year} --owed 列出还要填哪几项")
    loader = _faultless(workspace)
    known = workspace.years()
    previous, promises = _of_last_year(loader, year - 1) if year - 1 in known else (None, None)
    from report_cli.tasks import unasked

    left = unasked.of(workspace, loader.catalogue, year)
    text = scaffold.year_file(loader.catalogue, year, previous, promises, unasked=left)
    scaffold.write({file: text}, workspace.root)
    screen.result(f"已新建 {screen.relative(file, workspace.root)}")
    _tell_lost_kinds(workspace, year)
    _tell_old_words(workspace, year)
    _tell_neighbours(known, year)
    checks = f"随时可以 report check {year} 查错，report build {year} 出稿，report check {year} --owed 看各部门尚缺什么"
    screen.say(f"接下来：填数据；{checks}")


def _of_last_year(loader: Loader, year: int) -> "tuple[Ledger, dict[str, list[Promise]]]":
    """The data of last year and what its reports announced; says what of that could not be read."""
    loaded = loader.year(year)
    if any(finding.is_error for finding in loaded.findings):
        screen.say(f"{year}年的数据有错（见 report check {year}），读不懂的上年数据没有写进来")
    promises, is_whole = scaffold.promises(loader, year)
    if not is_whole:
        screen.say(f"{year}年有的稿件生成不了（见 report check {year}），其中的工作安排没有写进来")
    return loaded.ledger, promises


def _tell_neighbours(known: Sequence[int], year: int) -> None:
    """Say what follows where the new year is not the one after the last that there is."""
    if known and year < known[-1]:
        used = f"，{year + 1}年的上年数据就从这一份里取" if year + 1 in known else ""
        screen.say(f"已经有{known[-1]}年的数据，{year}年在它前面{used}；写错了年份，就删去这一份")
    if known and year - 1 not in known:
        screen.say(f"没有{year - 1}年的数据，所以旁边没有上年数据")


def _tell_lost_kinds(workspace: Workspace, year: int) -> None:
    """Say which reports of last year the new one does not have, as their templates say."""
    from report_cli import compose  # it needs templates, which `schema` does not

    known = workspace.kinds()
    own = compose.kinds(known, workspace.template, year)
    for kind in compose.kinds(known, workspace.template, year - 1) if year - 1 in workspace.years() else ():
        if kind not in own:
            file = f"templates/{kind}{TEMPLATE_SUFFIX}"
            screen.say(f"{kind}这种报告{year}年没有：{file}开头的years写明了是哪几年的；{year}年也要，就在那里加上")


def _tell_old_words(workspace: Workspace, year: int) -> None:
    """Say what the templates would print again that was true of last year alone."""
    from report_cli.tasks import last_year  # it composes, which `schema` need not

    old = last_year.of_new_year(workspace, year)
    if old:
        screen.say(f"模板里有{len(old)}处像是{year - 1}年的话，不随数据变：")
    for finding in old:
        screen.say(f"  {screen.where(workspace.root)(finding.place)}：{finding.message}")
    if old:
        screen.say(f"怎样改、今年还这样说的怎样写明，见 report check {year}；在那以前它一直提醒")


def schema(context: typer.Context) -> None:
    """显示年度数据的JSON Schema（draft-07），编辑器靠它提示。

    例如：
    report schema > .vscode/year.schema.json  改过指标目录以后，让VS Code跟着变
    report schema --workspace 工作报告        另一个工作区的
    """
    catalogue = _faultless(workspaces.of(context)).catalogue
    screen.result(scaffold.schema_text(catalogue).rstrip("\n"))


def _faultless(workspace: Workspace) -> Loader:
    """Raises CannotRun where the catalogue has errors."""
    loader = Loader(workspace)
    if errors := sum(finding.is_error for finding in loader.catalogue_findings):
        raise CannotRun(f"指标目录有{errors}个错误，先改好：report check")
    return loader
