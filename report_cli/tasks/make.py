"""The drafts that a build is to write: composed and made in memory."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from functools import cache

from msgspec import Struct

from report_cli import compose as composing
from report_cli.compose.speech import Words, once
from report_cli.document import Document
from report_cli.drafts import files
from report_cli.drafts.files import Draft, Report
from report_cli.drafts.record import Wanted
from report_cli.facts.fact import COLLECTING
from report_cli.facts.ledger import Ledger
from report_cli.facts.load import Loader
from report_cli.files.workspace import PACKAGE, Workspace
from report_cli.layout import columns
from report_cli.model import TEMPLATE_SUFFIX, CannotRun, Finding, in_order
from report_cli.questions import owed
from report_cli.tasks import choice, left_out, open_questions
from report_cli.tasks.layouts import Layouts, UsedLayout

# Passes the years on one by one, and may show how far the work is.
Progress = Callable[[list[int]], Iterable[int]]


class Composed(Struct, frozen=True, kw_only=True):
    """The reports asked for, and everything that is wrong. `gaps`: the findings that the drafts show themselves."""

    reports: list[Report]
    findings: tuple[Finding, ...]
    gaps: tuple[Finding, ...]

    @property
    def next_step(self) -> str:
        """What the drafts still lack or, if nothing, how they become final."""
        pending = sum(run.pending for report in self.reports for run in report.document.printed)
        ledgers = {report.ledger.year: report.ledger for report in self.reports}
        drafts = " ".join(str(year) for year, ledger in ledgers.items() if ledger.is_draft)
        if pending or self.gaps:
            gaps = f"还有{pending}处【待补】，{len(self.gaps)}项未填"
            return f"这是未定稿：{gaps}；各部门尚缺什么：report check {drafts} --owed"
        if drafts:
            return f"没有【待补】了；核实后定稿：report build {drafts} --final"
        if collecting := [ledger.file for ledger in ledgers.values() if ledger.status == COLLECTING]:
            return f"这是定稿；{'、'.join(collecting)}里的status: {COLLECTING}可以去掉，去掉后再生成一次"
        unfilled = {year: sum(each.what == owed.UNFILLED for each in owed.debts(of)) for year, of in ledgers.items()}
        lacking = " ".join(str(year) for year, count in unfilled.items() if count)
        count = sum(unfilled.values())
        return f"还有{count}项未填，稿件里没有说它们；是哪些：report check {lacking} --owed" if count else ""


def compose(workspace: Workspace, wanted: Wanted, progress: Progress = iter) -> Composed:
    """All reports. Raises CannotRun if there is nothing to compose, or no such year, kind or layout."""
    loader = Loader(workspace)
    words = Words.of(workspace)
    findings = [*loader.catalogue_findings, *workspace.strays(), *workspace.unportable(), *words.findings]
    years = _years(loader, wanted)
    kinds = choice.kinds(workspace, wanted.kinds, _kinds(workspace))
    layouts = Layouts(workspace, wanted.layout)
    reports, library = [], cache(workspace.template)
    by_year = _kinds_by_year(years, kinds, wanted, library)
    for year in progress(years):
        loaded = loader.year(year, draft=wanted.draft)
        ledger, found, documents = loaded.ledger, loaded.findings, []
        for kind in by_year[year]:
            document, unsaid = composing.compose(kind, ledger, library, words)
            documents.append(document)
            found += unsaid
            if document is not None and wanted.final:
                found += owed.unfit(document, ledger)
            if document is not None:
                found += _of_last_year(workspace, document, ledger, library, words)
                report = _laid_out(document, ledger, layouts.of(document), wanted.stage)
                reports += [report] if report else []
                found += columns.findings(report.document, report.layout) if report else []
        if len(kinds) == len(workspace.kinds()):
            found += composing.unprinted(ledger, documents, library, loaded.findings)
        by_kind = dict(zip(by_year[year], documents, strict=True))
        found += left_out.findings(workspace, ledger, by_kind, loaded.findings)
        findings += owed.unsettled(found, ledger) if wanted.final else found
        with suppress(CannotRun):  # questions that cannot be read are told by check and adopt
            findings += open_questions.findings(workspace, ledger)
    ordered = tuple(in_order(once([*findings, *layouts.findings, *layouts.unknown])))
    gaps = tuple(owed.gaps(ordered, [report.ledger for report in reports]))
    return Composed(reports=reports, findings=ordered, gaps=gaps)


def _of_last_year(
    workspace: Workspace, document: Document, ledger: Ledger, library: composing.Library, words: Words
) -> list[Finding]:
    """What the report says in last year's words; nothing where last year's data are not there, or only to compare."""
    if ledger.previous is None or not ledger.previous.is_composed:
        return []
    from report_cli.tasks import last_year

    return last_year.findings(workspace, document, ledger, library, words)


def _laid_out(document: Document, ledger: Ledger, used: UsedLayout, stage: str) -> Report | None:
    """The report on its layout's page; None where the layout has mistakes."""
    if used.layout is None:
        return None
    staged = document.at_stage(stage) if stage else document
    return Report(columns.fitted(staged, used.layout), ledger, used.layout, stage, used.file)


def _years(loader: Loader, wanted: Wanted) -> list[int]:
    if not wanted.years:
        years = [year for year in loader.workspace.years() if loader.is_composed(year)]
        if not years:
            raise CannotRun("data文件夹里没有可生成报告的年度数据")
        return years
    for year in wanted.years:
        if not loader.is_composed(year):
            raise CannotRun(f"{year}年的数据仅供比较（status: 仅供比较），不生成报告；要生成就去掉这一行")
    return list(wanted.years)


def _kinds(workspace: Workspace) -> list[str]:
    kinds = workspace.kinds()
    if not kinds:
        from report_cli.drafts import orphans

        nothing = "templates文件夹里还没有报告模板（如work_report.md.j2）；要一套现成的：report init 文件夹"
        raise CannotRun(orphans.advice(workspace) or nothing)
    return kinds


def _kinds_by_year(
    years: Sequence[int], kinds: Sequence[str], wanted: Wanted, library: composing.Library
) -> dict[int, list[str]]:
    """The kinds of each year. Raises CannotRun where none is left, or a year and a kind that is not of it are named."""
    by_year = {year: composing.kinds(kinds, library, year) for year in years}
    others = [(year, kind) for year in years for kind in kinds if kind not in by_year[year]]
    # Of years that are named each must have a report; of kinds that are named too, each year every one.
    lacking = [each for each in others if wanted.years and (wanted.kinds or not by_year[each[0]])]
    if lacking or (others and not any(by_year.values())):
        year, kind = (lacking or others)[0]
        label, file = composing.label(kind, library, year), (library(f"{kind}{TEMPLATE_SUFFIX}", year) or ("",))[0]
        named = f"{label}（{kind}）" if label != kind else kind
        cure = "这一年也要，就在years里加上"
        raise CannotRun(f"{named}不是{year}年的报告，不生成：{file}开头的years写明了是哪几年的；{cure}")
    return by_year


def drafts(reports: list[Report], wanted: Wanted, workspace: Workspace) -> list[Draft]:
    """The reports as drafts. Raises CannotRun if a format or an owner is unknown."""
    formats = files.USUAL if wanted.formats is None else choice.choices(wanted.formats, files.FORMATS, "稿件格式")
    folder = wanted.output or workspace.root / "drafts"
    placed = [(report, folder / str(report.document.year)) for report in reports]
    made = [draft for report, folder in placed for draft in files.make(report, formats, folder)]
    if wanted.review:
        from report_cli.drafts import review

        if wanted.owner:
            review.check_owner(wanted.owner, [report.ledger for report in reports])
        made += [review.make(report, folder, wanted.owner) for report, folder in placed]
    return made


def advice_on_lost_templates(lost: Iterable[str], inputs: Mapping[str, str]) -> str:
    """What was read in place of templates that are gone: the drafts change by it, and nothing else would tell."""
    lines = []
    for name in lost:
        general = re.sub("^templates/[0-9]{4}/", "templates/", name)
        used = next((other for other in (general, PACKAGE + general) if inputs.get(other)), "")
        instead = f"这次用的是{'程序自带的' if used.startswith(PACKAGE) else used}" if used else "这次没有它"
        lines.append(f"{name} 不见了，{instead}；要用原来的，把它找回来再生成")
    return "\n".join(lines)
