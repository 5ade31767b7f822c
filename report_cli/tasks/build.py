"""A build of one workspace: checked, composed, made and written, or found to be unchanged. Nothing is shown here."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from report_cli.drafts import record as records
from report_cli.drafts.record import Build, Record
from report_cli.files.inputs import PACKAGE, Inputs, name_in
from report_cli.files.workspace import Workspace, starter
from report_cli.model import CannotRun, Finding, in_order
from report_cli.tasks.choice import choice, choices

if TYPE_CHECKING:
    from report_cli.audit.hand_edits import HandEdit
    from report_cli.drafts import files
    from report_cli.drafts.files import Draft, Report, State
    from report_cli.facts.load import Loader
    from report_cli.layout.layout import Layout


class Wanted(Struct, frozen=True):
    """What is to be built, as it was asked for. No years: every year; no kinds or formats: all that there are.

    `output`: the folder that the years' folders are written to. `draft`: None where the data say it themselves.
    """

    years: tuple[int, ...] = ()
    kinds: str | None = None
    formats: str | None = None
    layout: str = "printed"
    stage: str = ""
    output: Path | None = None
    draft: bool | None = None
    final: bool = False
    review: bool = False
    owner: str = ""

    @property
    def is_printed(self) -> bool:
        """PDFs are wanted. What fonts the machine has is no input that a record could speak of."""
        return "pdf" in (self.formats or "")


Going = Callable[[list[int]], Iterable[int]]


class Way(Struct, frozen=True):
    """How it is to be built. `check`: only look how the drafts are. `force`: replace edited ones. `strict`: warnings stop it."""

    check: bool = False
    force: bool = False
    strict: bool = False


class Outcome(Struct, frozen=True):
    """How a build ended. `findings`: all, by place; `gaps`: those among them that the drafts show themselves.

    `states`: how each draft was found. `refused`: the drafts that people have edited or locked, for which nothing was
    written, and their edits. `left`: what is still to be done, in words. `orphans`: what was built of kinds that have no
    template any more. `is_unchanged`: nothing had to be made.
    """

    findings: tuple[Finding, ...]
    gaps: tuple[Finding, ...] = ()
    is_failed: bool = False
    states: Mapping[Path, State] = field(default_factory=dict)
    backups: Mapping[Path, Path] = field(default_factory=dict)
    refused: Mapping[Path, list[HandEdit]] = field(default_factory=dict)
    left: str = ""
    orphans: tuple[Path, ...] = ()
    is_unchanged: bool = False

    @property
    def is_current(self) -> bool:
        """Every draft was found as it should be, and there is none that nothing keeps up to date."""
        return not self.is_failed and set(self.states.values()) <= {"current"} and not self.orphans


def build(place: Workspace, wanted: Wanted, way: Way, going: Going = iter) -> Outcome:
    """Raises CannotRun. `going` is gone through year by year, so that it can say how far the build is."""
    return _with_old_pdfs(_build(place, wanted, way, going), way)


def _build(place: Workspace, wanted: Wanted, way: Way, going: Going) -> Outcome:
    if wanted.is_printed and not way.check:
        from report_cli.drafts import pdf

        pdf.find()
    record, key = Record(place.root, wanted.output), records.key(wanted, starter())
    last = None if wanted.is_printed else record.find(key, starter())
    if last is not None and not any(finding.fails(way.strict) for finding in last.findings):
        states: dict[Path, State] = {place.root / name: "current" for name in last.drafts if not name.endswith("/")}
        orphans = tuple(place.root / name for name in last.orphans)
        return Outcome(last.findings, last.gaps, states=states, left=last.left, orphans=orphans, is_unchanged=True)
    reading = Inputs()
    composed = _Composer(replace(place, inputs=reading), wanted).compose(going)
    if any(finding.fails(way.strict) for finding in composed.findings):
        return Outcome(composed.findings, composed.gaps, is_failed=True)
    from report_cli.drafts import files

    made = _drafts(composed.reports, wanted, place)
    if wanted.is_printed:
        composed, made = _printed(composed, made, place, wanted, way, record)
        if any(finding.fails(way.strict) for finding in composed.findings):
            return Outcome(composed.findings, composed.gaps, is_failed=True)
    instead = "\n".join(_instead(record, reading))
    # Elsewhere other workspaces may have their drafts.
    orphans = _orphans(made) if wanted.kinds is None and wanted.output is None else ()
    if way.check:
        states = files.look(made, record)
        return Outcome(composed.findings, composed.gaps, states=states, left=instead, orphans=orphans)
    left = "\n".join(filter(None, [instead, _left(composed.reports, len(composed.gaps), wanted.final)]))
    build = Build(
        key=key,
        inputs=reading.digests,
        findings=composed.findings,
        gaps=composed.gaps,
        left=left,
        orphans=tuple(name_in(place.root, path) for path in orphans),
    )
    done = files.replace(made, record, force=way.force, build=None if wanted.is_printed else build)
    refused = _refused(made, done)
    return Outcome(
        composed.findings,
        composed.gaps,
        is_failed=bool(refused),
        states=done.states,
        backups=done.backups,
        refused=refused,
        left=instead if refused else left,
        orphans=orphans,
    )


def rehearse(place: Workspace, wanted: Wanted) -> None:
    """Make the drafts and let them go: what a process imports and compiles once, it then has."""
    with contextlib.suppress(CannotRun):
        composed = _Composer(place, wanted).compose(iter)
        _drafts(composed.reports, wanted, place)


class _Composed(Struct, frozen=True):
    reports: list[Report]
    findings: tuple[Finding, ...]
    gaps: tuple[Finding, ...]


class _Composer(Struct, frozen=True):
    place: Workspace
    wanted: Wanted

    def compose(self, going: Going) -> _Composed:
        """All reports, and all findings of data, catalogue, templates and layout."""
        from report_cli import compose
        from report_cli.drafts import files, orphans
        from report_cli.facts.load import Loader
        from report_cli.questions import owed

        wanted, place = self.wanted, self.place
        loader = Loader(place)
        findings = [*loader.catalogue_findings, *place.strays(), *place.unportable()]
        years = self.years(loader)
        there_are = place.kinds()
        if not there_are:
            lost = orphans.told(place)
            raise CannotRun(
                lost or "templates文件夹里还没有报告模板（如work_report.md.j2）；要一套现成的：report init 文件夹"
            )
        kinds = choices(wanted.kinds, there_are, "报告类型")
        layout, read = self.layout()
        findings += read
        reports = []
        library = cache(place.template)
        for year in going(years):
            loaded = loader.year(year, draft=wanted.draft)
            ledger, found = loaded.ledger, loaded.findings
            for kind in kinds:
                document, unsaid = compose.compose(kind, ledger, library)
                found += unsaid
                if document is not None and wanted.final:
                    found += owed.unfit(document, ledger)
                if document is not None and layout is not None:
                    document = document.at_stage(wanted.stage) if wanted.stage else document
                    reports.append(files.Report(document, ledger, layout, wanted.stage))
            findings += owed.unsettled(found, ledger) if wanted.final else found
        by_place = in_order(findings)
        gaps = owed.gaps(by_place, [report.ledger for report in reports])
        return _Composed(reports, tuple(by_place), tuple(gaps))

    def years(self, loader: Loader) -> list[int]:
        if not self.wanted.years:
            found = [year for year in self.place.years() if loader.is_composed(year)]
            if not found:
                raise CannotRun("data文件夹里没有可生成报告的年度数据")
            return found
        for year in self.wanted.years:
            if not loader.is_composed(year):
                raise CannotRun(f"{year}年的数据仅供比较（status: 仅供比较），不生成报告；要生成就去掉这一行")
        return list(self.wanted.years)

    def layout(self) -> tuple[Layout | None, list[Finding]]:
        from report_cli.layout import reading

        found = self.place.layout(choice(self.wanted.layout, self.place.layouts(), "版式"))
        assert found is not None, "only layouts that exist are let through"
        file, data = found
        return reading.parse(data, file, self.place)


def _drafts(reports: list[Report], wanted: Wanted, place: Workspace) -> list[Draft]:
    from report_cli.drafts import files

    formats = files.USUAL if wanted.formats is None else choices(wanted.formats, files.FORMATS, "稿件格式")
    folder = wanted.output or place.root / "drafts"
    made = [draft for report in reports for draft in files.make(report, formats, folder / str(report.document.year))]
    if wanted.review:
        from report_cli.drafts import review

        if wanted.owner:
            review.check_owner(wanted.owner, [report.ledger for report in reports])
        made += [review.make(report, folder / str(report.document.year), wanted.owner) for report in reports]
    return made


def _printed(
    composed: _Composed, made: list[Draft], place: Workspace, wanted: Wanted, way: Way, record: Record
) -> tuple[_Composed, list[Draft]]:
    """The drafts with the PDFs that are to be written, and a warning where those have other fonts than the layout names."""
    from report_cli.drafts import files, pdf_drafts

    if not composed.reports:
        return composed, made
    layout = composed.reports[0].layout
    made = pdf_drafts.told(made, layout)
    if way.check or files.is_refused(files.look(made, record), way.force):
        return composed, made
    made = pdf_drafts.complete(made, record, layout)
    found = place.layout(wanted.layout)
    warnings = pdf_drafts.findings(made, layout, found[0] if found else wanted.layout)
    return replace(composed, findings=(*composed.findings, *warnings)), made


def _instead(record: Record, reading: Inputs) -> Iterator[str]:
    """What was read in the place of templates that are gone since the last build: that changes the drafts, and nothing else tells of it."""
    for name in record.lost(reading.digests):
        general = re.sub("^templates/[0-9]{4}/", "templates/", name)
        used = next((other for other in (general, PACKAGE + general) if reading.digests.get(other)), "")
        instead = f"这次用的是{'程序自带的' if used.startswith(PACKAGE) else used}" if used else "这次没有它"
        yield f"{name} 不见了，{instead}；要用原来的，把它找回来再生成"


def _orphans(made: list[Draft]) -> tuple[Path, ...]:
    from report_cli.drafts import orphans

    return orphans.files({draft.path.parent for draft in made}, {draft.kind for draft in made})


def _with_old_pdfs(outcome: Outcome, way: Way) -> Outcome:
    """PDFs that stand beside the Word files are not made unasked; where they are out of date, that is said."""
    if outcome.is_failed or not any(
        path.with_suffix(".pdf").exists() for path in outcome.states if path.suffix == ".docx"
    ):
        return outcome
    from report_cli.drafts import pdf_drafts

    old = [path for path in pdf_drafts.old(outcome.states) if path not in outcome.states]
    if way.check:
        return replace(outcome, states={**outcome.states, **dict.fromkeys(old, "stale")})
    said = [f"{path.name} 还是旧的；重新生成：report build {path.parent.name} --to pdf" for path in old]
    return replace(outcome, left="\n".join(text for text in (outcome.left, *said) if text))


def _refused(made: list[Draft], done: files.Outcome) -> dict[Path, list[HandEdit]]:
    """The drafts for which nothing was written, and what people changed in them."""
    kept = [draft for draft in made if draft.path in done.kept and done.is_refused]
    return {draft.path: _edits(draft) if done.states[draft.path] == "edited" else [] for draft in kept}


def _edits(draft: Draft) -> list[HandEdit]:
    # Imported here: only a refusal needs it.
    from report_cli.audit import hand_edits

    return hand_edits.edits(draft)


def _left(reports: list[Report], unfilled: int, final: bool) -> str:
    """What the drafts still lack; where they lack nothing, how they become final."""
    from report_cli.facts.yearfile import COLLECTING

    pending = sum(len(report.document.pending) for report in reports)
    ledgers = {report.ledger.year: report.ledger for report in reports}
    files = [str(year) for year, ledger in ledgers.items() if ledger.is_draft]
    collecting = [ledger.file for ledger in ledgers.values() if ledger.status == COLLECTING]
    if pending or unfilled:
        return (
            f"这是未定稿：还有{pending}处【待补】，{unfilled}项未填；谁还欠什么：report check {' '.join(files)} --owed"
        )
    if files and not final:
        return f"没有【待补】了；核实后定稿：report build {' '.join(files)} --final"
    if collecting:
        return f"这是定稿；{'、'.join(collecting)}里的status: {COLLECTING}可以去掉，去掉后再生成一次"
    return ""
