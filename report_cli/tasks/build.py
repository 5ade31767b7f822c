"""Builds one workspace, or reuses the record of an earlier build.

Most imports stand where they are needed: a build that reuses a record needs few of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from msgspec import Struct, field
from msgspec.structs import replace

from report_cli.drafts.record import Build, Record, Wanted
from report_cli.files import disk
from report_cli.files.workspace import Inputs, Workspace, name_in
from report_cli.model import Finding
from report_cli.tasks import choice

if TYPE_CHECKING:
    from report_cli.audit.hand_edits import HandEdit
    from report_cli.drafts.files import Draft, Replaced, State
    from report_cli.tasks.make import Composed, Progress

# Failed: there are errors. Refused: people edited or locked drafts, so nothing was written. Written: at least one
# draft was. Unchanged: all were as they should be. A mere check ends as current or behind.
Ending = Literal["failed", "refused", "written", "unchanged", "current", "behind"]


class Mode(Struct, frozen=True):
    """How to build. `check`: only compare the drafts. `force`: replace edited ones. `strict`: warnings count as errors.

    `is_durable`: each file is brought to the disk as it is written.
    """

    check: bool = False
    force: bool = False
    strict: bool = False
    is_durable: bool = True


class Outcome(Struct, frozen=True, kw_only=True):
    """How a build ended. `findings`: all, by place; `gaps`: those of them that the drafts show themselves.

    `is_check`: drafts were only compared. `has_errors`: so nothing was written. `states`: the state in which each draft
    was found. `backups`: of drafts, by their paths. `refused`: the edited and locked drafts because of which nothing
    was written, and what people changed in each. `advice`: what to do next, in words. `orphans`: drafts of kinds whose
    template is gone. `is_recalled`: nothing was made, the record of an earlier build was up to date.
    `are_edits_taken`: edited drafts were replaced, since what people changed in them is in the data.
    """

    findings: tuple[Finding, ...]
    gaps: tuple[Finding, ...] = ()
    is_check: bool = False
    has_errors: bool = False
    states: Mapping[Path, State] = field(default_factory=dict)
    backups: Mapping[Path, Path] = field(default_factory=dict)
    refused: Mapping[Path, list[HandEdit]] = field(default_factory=dict)
    advice: str = ""
    orphans: tuple[Path, ...] = ()
    is_recalled: bool = False
    are_edits_taken: bool = False

    @property
    def ending(self) -> Ending:
        if self.has_errors:
            return "failed"
        if self.refused:
            return "refused"
        are_current = set(self.states.values()) <= {"current"}
        if self.is_check:
            return "current" if are_current and not self.orphans else "behind"
        return "unchanged" if are_current else "written"

    @property
    def is_clean(self) -> bool:
        return self.ending in ("written", "unchanged", "current")


def build(workspace: Workspace, wanted: Wanted, mode: Mode, progress: Progress = iter) -> Outcome:
    """Make and write the drafts wanted, unless all are current. Raises CannotRun where nothing can be built at all.

    `progress`: goes through the years, and may show how far it is; `iter` shows nothing.
    """
    if wanted.wants_pdf and not mode.check:
        from report_cli.drafts import pdf

        pdf.find()  # fail early where LibreOffice is missing
    wanted = with_ids(workspace, wanted)
    outcome = recalled(workspace, wanted, mode)
    if outcome is None:
        outcome = _compose_and_write(workspace, wanted, mode, progress)
        outcome = outcome if outcome.has_errors else _with_stale_pdfs(outcome)
    return outcome


def recalled(workspace: Workspace, wanted: Wanted, mode: Mode) -> Outcome | None:
    """The outcome by the record of an earlier build; None where there is none, or where something has changed since.

    `wanted`: with ids.
    """
    last = None if wanted.wants_pdf else Record(workspace.root).find(wanted.key)
    if last is None or any(finding.fails(mode.strict) for finding in last.findings):
        return None
    return _with_stale_pdfs(_from_record(last, workspace.root, mode))


def with_ids(workspace: Workspace, wanted: Wanted) -> Wanted:
    """What is wanted, with ids for the labels of kinds and of a layout that somebody may have typed."""
    if wanted.kinds is not None and (known := workspace.kinds()):
        wanted = replace(wanted, kinds=",".join(choice.kinds(workspace, wanted.kinds, known)))
    if wanted.layout != Wanted().layout:
        wanted = replace(wanted, layout=choice.layout(workspace, wanted.layout))
    return wanted


def _from_record(last: Build, root: Path, mode: Mode) -> Outcome:
    # The record knows folders too: their names end in /.
    states: dict[Path, State] = {root / name: "current" for name in last.drafts if not name.endswith("/")}
    return Outcome(
        findings=last.findings,
        gaps=last.gaps,
        is_check=mode.check,
        states=states,
        advice=last.advice,
        orphans=tuple(root / name for name in last.orphans),
        is_recalled=True,
    )


def _compose_and_write(workspace: Workspace, wanted: Wanted, mode: Mode, progress: Progress) -> Outcome:
    from report_cli.drafts import files
    from report_cli.tasks import make

    inputs, record = Inputs(), Record(workspace.root, wanted.output, is_durable=mode.is_durable)
    composed = make.compose(replace(workspace, inputs=inputs), wanted, progress)
    advice = make.advice_on_lost_templates(record.lost(inputs.digests), inputs.digests)
    outcome = Outcome(findings=composed.findings, gaps=composed.gaps, is_check=mode.check, advice=advice)
    if any(finding.fails(mode.strict) for finding in outcome.findings):
        return replace(outcome, has_errors=True)
    drafts = make.drafts(composed.reports, wanted, workspace)
    if wanted.wants_pdf:
        drafts, warnings = _with_pdfs(drafts, composed, record, mode)
        outcome = replace(outcome, findings=(*outcome.findings, *warnings))
        if any(finding.fails(mode.strict) for finding in warnings):
            return replace(outcome, has_errors=True)
    if wanted.kinds is None and wanted.output is None:  # an output folder may hold other workspaces' drafts
        from report_cli.drafts import orphans

        kinds, folders = {draft.kind for draft in drafts}, {draft.path.parent for draft in drafts}
        outcome = replace(outcome, orphans=orphans.files(folders, kinds))
    if mode.check:
        return replace(outcome, states=files.look(drafts, record))
    finished = replace(outcome, advice=_lines(outcome.advice, composed.next_step))
    entry = None if wanted.wants_pdf else _entry(finished, workspace.root, wanted, inputs)
    done = files.replace(drafts, record, force=mode.force, build=entry)
    are_edits_taken = bool(done.refused) and _are_edits_taken(workspace, done)
    if are_edits_taken:
        done = files.replace(drafts, record, force=True, build=entry)
    if done.refused:
        # What comes next is not the next step of a report, but to look at what people changed.
        return replace(outcome, states=done.states, refused=_refused_edits(drafts, done))
    return replace(finished, states=done.states, backups=done.backups, are_edits_taken=are_edits_taken)


def _with_pdfs(
    drafts: list[Draft], composed: Composed, record: Record, mode: Mode
) -> tuple[list[Draft], list[Finding]]:
    """The drafts, the PDFs among them printed, and warnings about fonts in these that the layout does not name."""
    from report_cli.drafts import files, pdf

    layout_files = {report.document.kind: report.layout_file for report in composed.reports}
    layouts = {report.layout_file: report.layout for report in composed.reports}
    pdfs: dict[str, list[Draft]] = {}  # by the file of their layout
    for draft in drafts:
        if draft.format == "pdf":
            pdfs.setdefault(layout_files[draft.kind], []).append(draft)
    pdfs = {file: pdf.with_missing_fonts(some, layouts[file]) for file, some in pdfs.items()}
    drafts = _exchanged(drafts, pdfs.values())
    if mode.check or files.is_refused(files.look(drafts, record), mode.force):
        return drafts, []  # nothing will be written, so nothing is printed
    pdfs = {file: pdf.complete(some, record, layouts[file]) for file, some in pdfs.items()}
    warnings = [warning for file, some in pdfs.items() for warning in pdf.findings(some, layouts[file], file)]
    return _exchanged(drafts, pdfs.values()), warnings


def _exchanged(drafts: list[Draft], others: Iterable[list[Draft]]) -> list[Draft]:
    """The drafts, with those of the same paths among the others in their places."""
    by_path = {draft.path: draft for some in others for draft in some}
    return [by_path.get(draft.path, draft) for draft in drafts]


def _entry(outcome: Outcome, root: Path, wanted: Wanted, inputs: Inputs) -> Build:
    """What the record is to keep of a build. Its drafts come to it when they are written."""
    return Build(
        key=wanted.key,
        inputs=inputs.digests,
        findings=outcome.findings,
        gaps=outcome.gaps,
        advice=outcome.advice,
        orphans=tuple(name_in(root, path) for path in outcome.orphans),
    )


def _are_edits_taken(workspace: Workspace, done: Replaced) -> bool:
    """Whether all that people changed in the refused drafts, but for formats, is in the data, so that none is lost."""
    from report_cli.tasks import take

    return all(done.states[path] == "edited" and take.is_taken(workspace, path) for path in done.refused)


def _refused_edits(drafts: list[Draft], done: Replaced) -> dict[Path, list[HandEdit]]:
    """The drafts because of which nothing was written, and what people changed in each: nothing in a locked one."""
    from report_cli.audit import hand_edits

    refused = [draft for draft in drafts if draft.path in done.refused]
    return {draft.path: hand_edits.edits(draft) if done.states[draft.path] == "edited" else [] for draft in refused}


def _with_stale_pdfs(outcome: Outcome) -> Outcome:
    """The outcome, saying which PDFs are older than the Word drafts beside them. They are built only on request."""
    folders = {path.parent for path in outcome.states}
    if not any(name.endswith(".pdf") for folder in folders for name in disk.names(folder)):
        return outcome
    from report_cli.drafts import pdf

    stale = [path for path in pdf.old(outcome.states) if path not in outcome.states]
    if outcome.is_check:
        return replace(outcome, states={**outcome.states, **dict.fromkeys(stale, "stale")})
    said = [f"{path.name} 还是旧的；重新生成：report build {path.parent.name} --to pdf" for path in stale]
    return replace(outcome, advice=_lines(outcome.advice, *said))


def _lines(*texts: str) -> str:
    return "\n".join(filter(None, texts))
