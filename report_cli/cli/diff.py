"""`report diff`: which figures changed between two drafts, or between two states of a year."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from report_cli.cli import options
from report_cli.model import CannotRun, Finding, Place, in_order
from report_cli.views import screen

if TYPE_CHECKING:
    from report_cli.files.workspace import Workspace
    from report_cli.questions.diff import Comparison, Side

FORMATS = ("text", "json", "md")


def diff(
    context: typer.Context,
    compared: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="比较什么…",
            help="两份稿件，两个figures.json，“版本:年份”，或一个年份；不写就是所有年份。",
            show_default=False,
        ),
    ] = None,
    before: Annotated[
        str | None,
        typer.Option("--from", metavar="版本", help="和git的哪个版本比，如main、HEAD~1。", show_default=False),
    ] = None,
    after: Annotated[
        str | None, typer.Option("--to", metavar="版本", help="比到哪个版本，默认现在的文件。", show_default=False)
    ] = None,
    form: Annotated[
        str, typer.Option("--format", metavar="格式", help="text、json、md（贴到合并请求里）。", show_default=False)
    ] = "text",
    workspace: options.WorkspaceFolder = None,
    version: options.Version = False,
) -> None:
    """比较两份稿件或两个版本：哪些数变了，由多少变为多少，为什么。

    例如：
    report diff 甲.docx 乙.docx          两份稿件
    report diff 2022 --from HEAD         这次改数据，变了哪些数
    report diff --from main --format md  贴到合并请求里
    """
    options.choice(form, FORMATS, "格式")
    named = compared or []
    if before is not None:
        raise typer.Exit(_Shown(form, options.workspace(context, workspace)).years(named, before, after))
    if after is not None or len(named) != 2:
        raise CannotRun("写明比较什么：report diff 甲 乙，或 report diff 2022 --from 版本")
    raise typer.Exit(_Shown(form, _around(context, workspace)).pair(named[0], named[1]))


def _around(context: typer.Context, workspace: Path | None) -> Workspace | None:
    """The workspace that is meant; two files can be compared without one."""
    if workspace is not None or context.obj is not None:
        return options.workspace(context, workspace)
    with contextlib.suppress(CannotRun):
        return options.workspace(context, None)
    return None


class _Shown:
    """Compares and shows; each way gives the exit status: 1 where errors kept something from being compared."""

    def __init__(self, form: str, place: Workspace | None) -> None:
        self.form, self.place = form, place
        self.findings: list[Finding] = []
        self.is_hindered = False

    def years(self, named: list[str], before: str, after: str | None) -> int:
        """A year, or all, at a revision and at another or now."""
        assert self.place is not None, "revisions are those of a workspace"
        if len(named) > 1:
            raise CannotRun("写了--from，就只写一个年份，或不写")
        with self.at(before) as was, self.at(after) as now:
            years = [options.year(named[0])] if named else sorted({*was.years(), *now.years()})
            found = [(year, self.compared(was, now, year, before, after)) for year in years]
        if not named:
            found = [(year, comparison) for year, comparison in found if not comparison.is_empty]
        self.show(
            [(year, f"{year}年，{before} → {after or '现在'}", comparison) for year, comparison in found], before, after
        )
        return 1 if self.is_hindered else 0

    def compared(self, was: Workspace, now: Workspace, year: int, before: str, after: str | None) -> Comparison:
        from report_cli.questions import diff as figure_diff

        if year not in {*was.years(), *now.years()}:
            raise CannotRun(f"两个版本里都没有{year}年的数据（data/{year}.yaml）")
        return figure_diff.compare(self.side(was, year, before, is_old=True), self.side(now, year, after or "现在"))

    def side(self, place: Workspace, year: int, name: str, *, is_old: bool = False) -> Side:
        from report_cli.tasks import sides as figure_sides

        side, findings = figure_sides.of_year(place, year, name)
        if any(finding.is_error for finding in findings):
            self.is_hindered = True
            screen.say(f"{name}的{year}年有错误，只比较了读得懂的数；见report check {year}")
        if not is_old:
            self.findings += findings
        return side

    @contextlib.contextmanager
    def at(self, revision: str | None) -> Iterator[Workspace]:
        from report_cli.tasks import sides as figure_sides

        assert self.place is not None, "revisions are those of a workspace"
        if revision is None:
            yield self.place
        else:
            with figure_sides.at_revision(self.place, revision) as place:
                yield place

    def pair(self, first: str, second: str) -> int:
        from report_cli.questions import diff as figure_diff
        from report_cli.tasks import sides as figure_sides

        known: dict[str, tuple[str, str]] = {}
        for path in self.place.root.glob("drafts/*/*.figures.json") if self.place else ():
            known |= figure_sides.bindings(path)
        for name in (first, second):
            if not _is_revision(name):
                known |= figure_sides.bindings(Path(name))
        sides = [self.named(name, known) for name in (first, second)]
        files = [side for name, side in zip((first, second), sides, strict=True) if not _is_revision(name)]
        if len(files) == 1:
            sides = [side if side in files else figure_sides.printed_only(side, files[0].contents) for side in sides]
        self.show([(None, f"{first} → {second}", figure_diff.compare(*sides))], first, second)
        return 1 if self.is_hindered else 0

    def named(self, name: str, known: dict[str, tuple[str, str]]) -> Side:
        """A file, or a year at a revision (HEAD~1:2022)."""
        from report_cli.tasks import sides as figure_sides

        match = _is_revision(name)
        if match is None:
            return figure_sides.of_file(Path(name), self.place, known)
        if self.place is None:
            raise CannotRun("这里不是工作区，不能和git的版本比较；用--workspace指明")
        with self.at(match[1]) as place:
            if int(match[2]) not in place.years():
                raise CannotRun(f"版本“{match[1]}”里没有{match[2]}年的数据")
            return self.side(place, int(match[2]), name)

    def show(self, found: list[tuple[int | None, str, Comparison]], before: str, after: str | None) -> None:
        from report_cli.views import diff as view

        if self.form == "json":
            entries = [view.as_json(year, comparison, self.where) for year, _, comparison in found]
            screen.json_result(entries[0] if len(entries) == 1 else entries)
            return
        nothing = f"{before} → {after or '现在'}：数没有变化"
        if self.form == "text":
            screen.result(
                "\n\n".join(view.as_text(title, comparison, self.where) for _, title, comparison in found) or nothing
            )
            return
        parts = [view.as_markdown(title, comparison, self.where) for _, title, comparison in found] or [f"## {nothing}"]
        if self.place is not None:
            parts.append(view.findings_as_markdown(in_order(self.findings), self.where))
        screen.result("\n\n".join(parts))

    def where(self, place: Place) -> Place:
        return screen.where(self.place.root)(place) if self.place else place


def _is_revision(name: str) -> re.Match[str] | None:
    return None if Path(name).exists() else re.fullmatch(r"([^-].*):([0-9]{4})", name)
