"""`report build`: check, compose, write."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from report_cli import screen
from report_cli.cli import completion, options
from report_cli.document import STAGES
from report_cli.model import CannotRun, Finding
from report_cli.text import width

if TYPE_CHECKING:
    from report_cli.docx.layout import Layout
    from report_cli.drafts import Draft, Report, State
    from report_cli.workspace import Workspace


def build(
    context: typer.Context,
    years: Annotated[
        list[str] | None,
        typer.Argument(metavar="年份…", help="要生成的年份，如2022。", show_default=False, autocompletion=completion.years),
    ] = None,
    kind: Annotated[
        str | None,
        typer.Option(
            "--kind", metavar="类型", help="只生成这些报告类型，用逗号隔开。", show_default=False, autocompletion=completion.kinds
        ),
    ] = None,
    to: Annotated[
        str | None,
        typer.Option(
            "--to", metavar="格式", help="只生成这些格式：docx、md，用逗号隔开。", show_default=False, autocompletion=completion.formats
        ),
    ] = None,
    layout: Annotated[str, typer.Option("--layout", metavar="版式", help="Word稿的版式。", autocompletion=completion.layouts)] = "printed",
    stage: Annotated[
        str | None,
        typer.Option(
            "--stage",
            metavar="稿次",
            help="题名下标明稿次：征求意见稿、讨论稿、送审稿、审议稿；印发稿不标。",
            show_default=False,
            autocompletion=lambda: list(STAGES),
        ),
    ] = None,
    output: Annotated[Path | None, typer.Option("--output", metavar="文件夹", help="稿件写到“文件夹/年份”下。", show_default=False)] = None,
    draft: Annotated[bool, typer.Option("--draft", help="数据未齐也生成，缺的地方印【待补：…】。")] = False,
    final: Annotated[bool, typer.Option("--final", help="定稿：有未填、预计、推算的数或【待补】就不生成。")] = False,
    check: Annotated[bool, typer.Option("--check", help="只看稿件是不是最新，什么也不写。")] = False,
    every: Annotated[bool, typer.Option("--all", help="生成所有年份。")] = False,
    force: Annotated[bool, typer.Option("--force", help="替换手工改过的稿件，先备份到.report/backup。")] = False,
    review: Annotated[bool, typer.Option("--review", help="另出核对稿：每个数编号，后附数据核对表，供核对签字。")] = False,
    owner: Annotated[
        str | None,
        typer.Option(
            "--owner", metavar="部门", help="核对稿只列这个部门的数，另存一份。", show_default=False, autocompletion=completion.owners
        ),
    ] = None,
    strict: options.Strict = False,
    form: options.FindingFormat = "text",
    workspace: options.WorkspaceFolder = None,
    version: options.Version = False,
) -> None:
    """检查数据，生成一年的各种报告稿（Word和Markdown），写到drafts/年份/。

    例如：report build 2022；只要Word稿：report build 2022 --to docx；连同核对稿：report build 2022 --review
    """
    options.choice(form, screen.FINDING_FORMATS, "问题的格式")
    if owner and not review:
        raise CannotRun("--owner只用于核对稿，和--review一起写")
    if draft and final:
        raise CannotRun("--draft和--final只能写一个：数据未齐用--draft，定稿用--final")
    place = options.workspace(context, workspace)
    wanted = _Wanted(
        place,
        _years(place, years or [], every),
        options.choices(kind, place.kinds(), "报告类型"),
        options.choices(to, ("docx", "md"), "稿件格式"),
        options.choice(layout, place.layouts(), "版式"),
        _stage(stage),
        draft or (False if final else None),
        final,
    )
    from report_cli import drafts, owed

    reports, findings = wanted.compose()
    failed = options.failed(findings, strict)
    gaps = owed.gaps(findings, [report.ledger for report in reports])
    shown = [finding for finding in findings if failed or form != "text" or finding not in gaps]
    screen.findings(shown, place.root, form, sys.stderr if form == "text" else sys.stdout)
    if failed:
        screen.say(f"{screen.summary(findings)}；没有生成任何稿件")
        raise typer.Exit(1)
    folder = output.resolve() if output else place.root / "drafts"
    made = [made for report in reports for made in drafts.make(report, wanted.formats, folder / str(report.document.year))]
    if review:
        made += _review_copies(reports, folder, owner or "")
    memory = drafts.Memory(place.root)
    result = screen.say if form != "text" else screen.result
    if check:
        is_current = _show_states(drafts.look(made, memory), place.root, result)
        raise typer.Exit(0 if is_current else 1)
    outcome = drafts.replace(made, memory, force=force)
    if outcome.is_refused:
        _show_refused([file for file in made if file.path in outcome.edited], place.root)
        raise typer.Exit(1)
    for path, backup in outcome.backups.items():
        screen.say(f"{screen.relative(path, place.root)} 手工改过，已备份到 {screen.relative(backup, place.root)}")
    for file in made:
        if file.format != "figures":
            done = "没有变化" if outcome.states[file.path] == "current" else "已生成"
            result(f"{done} {screen.relative(file.path, place.root)}")
    _show_what_is_left(reports, len(gaps), final)


def _review_copies(reports: list[Report], folder: Path, owner: str) -> list[Draft]:
    from report_cli import review

    if owner:
        review.check_owner(owner, [report.ledger for report in reports])
    return [review.make(report, folder / str(report.document.year), owner) for report in reports]


def _show_what_is_left(reports: list[Report], unfilled: int, final: bool) -> None:
    """What the drafts still lack; where they lack nothing, how they become final."""
    from report_cli.facts.yearfile import COLLECTING

    pending = sum(len(report.document.pending) for report in reports)
    ledgers = {report.ledger.year: report.ledger for report in reports}
    drafts = [str(year) for year, ledger in ledgers.items() if ledger.is_draft]
    collecting = [ledger.file for ledger in ledgers.values() if ledger.status == COLLECTING]
    if pending or unfilled:
        screen.say(f"这是未定稿：还有{pending}处【待补】，{unfilled}项未填；谁还欠什么：report check {' '.join(drafts)} --owed")
    elif drafts and not final:
        screen.say(f"没有【待补】了；核实后定稿：report build {' '.join(drafts)} --final")
    elif collecting:
        screen.say(f"这是定稿；{'、'.join(collecting)}里的status: {COLLECTING}可以去掉，去掉后再生成一次")


def _stage(text: str | None) -> str:
    """The stage, with or without its brackets; empty where none is given."""
    if text is None:
        return ""
    stage = text.strip("（）()")
    if stage == "印发稿":
        raise CannotRun("印发稿不标稿次；去掉--stage")
    return options.choice(stage, STAGES, "稿次")


def _years(place: Workspace, years: list[str], every: bool) -> list[int]:
    if every and years:
        raise CannotRun("写了年份就不要再写--all")
    if not every and not years:
        raise CannotRun("没有写年份；写成 report build 2022，或用 --all 生成所有年份")
    catalogue, _ = place.catalogue()
    if every:
        found = [year for year in place.years() if place.is_composed(year, catalogue)]
        if not found:
            raise CannotRun("data文件夹里没有可生成报告的年度数据")
        return found
    wanted = list(dict.fromkeys(options.year(text) for text in years))
    for year in wanted:
        if not place.is_composed(year, catalogue):
            raise CannotRun(f"{year}年的数据仅供比较（status: 仅供比较），不生成报告；要生成就去掉这一行")
    return wanted


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What is to be built."""

    place: Workspace
    years: list[int]
    kinds: tuple[str, ...]
    formats: tuple[str, ...]
    layout: str
    stage: str
    draft: bool | None
    final: bool

    def compose(self) -> tuple[list[Report], list[Finding]]:
        """All reports, and all findings of data, catalogue, templates and layout."""
        from report_cli import compose, drafts, owed

        catalogue, findings = self.place.catalogue()
        layout, read = self._read_layout()
        findings += read
        reports = []
        for year in self.years:
            ledger, found = self.place.ledger(year, catalogue, self.draft)
            for kind in self.kinds:
                document, unsaid = compose.compose(kind, ledger, self.place.template)
                found += unsaid
                if document is not None and self.final:
                    found += owed.unfit(document, ledger)
                if document is not None and layout is not None:
                    reports.append(drafts.Report(document.at_stage(self.stage) if self.stage else document, ledger, layout, self.stage))
            findings += owed.unsettled(found, ledger) if self.final else found
        return reports, options.sorted_findings(findings)

    def _read_layout(self) -> tuple[Layout | None, list[Finding]]:
        from report_cli.docx import layout as layouts

        found = self.place.layout(self.layout)
        assert found is not None, "only layouts that exist are let through"
        file, data = found
        return layouts.read(data, file, self.place)


def _show_states(states: Mapping[Path, State], root: Path, result: Callable[[str], None]) -> bool:
    said = {"new": "还没有生成", "stale": "不是最新", "edited": "手工改过，和数据生成的不同"}
    behind = {path: said[state] for path, state in states.items() if state != "current"}
    for path, words in behind.items():
        result(f"{screen.relative(path, root)} {words}")
    screen.say("稿件都是最新的" if not behind else f"{len(behind)}个文件不是最新；重新生成：report build 年份")
    return not behind


def _show_refused(edited: list[Draft], root: Path) -> None:
    from report_cli import drafts

    for draft in edited:
        screen.say(f"{screen.relative(draft.path, root)} 生成后有人改过，没有覆盖，这次什么也没有写")
        changes = drafts.edits(draft)
        for change in changes[:5]:
            screen.say(f"    {change.place} 生成的：{change.built or '（没有这一处）'}")
            screen.say(f"    {' ' * width(change.place)} 现在的：{change.found or '（删去了）'}")
        if len(changes) > 5:
            screen.say(f"    ……共{len(changes)}处不同")
        if not changes:
            screen.say("    文字没有变：改的是格式，或只是重新保存过")
    screen.say("    怎样办：把要保留的改动写进数据或模板，再用 --force 重新生成（改过的稿件先备份到.report/backup）")
