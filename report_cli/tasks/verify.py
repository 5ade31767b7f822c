"""Verifying drafts that came back: the figures of each, and its page where a layout is named. Nothing is shown here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from report_cli.audit import returned
from report_cli.audit.compare import Audit
from report_cli.audit.findings import NEW
from report_cli.audit.origin import ReturnedDraft
from report_cli.audit.outdated import Outdated, outdated
from report_cli.audit.returned import Auditor
from report_cli.files import disk
from report_cli.files.workspace import VOCABULARY, Workspace
from report_cli.model import CannotRun, Finding
from report_cli.tasks import choice, words
from report_cli.tasks.words import Told
from report_cli.words.vocabulary import Vocabulary

if TYPE_CHECKING:
    from report_cli.audit.page import PageAudit
    from report_cli.document import Document
    from report_cli.layout.layout import Layout


class Verified(Struct, frozen=True, kw_only=True):
    """What was found in each draft. A draft without an audit is unknown: only its page was looked at.

    `remarks`: why that is, and which build a draft was laid against where its own is lost. `pages`: none if no layout
    was named. `words`: what is wrong with the words of each draft and was not built so. `outdated`: what the report
    would say by now otherwise than each draft was built.
    """

    auditor: Auditor
    drafts: list[Path]
    audits: list[Audit | None]
    pages: list[PageAudit]
    remarks: list[str]
    words: list[list[Told]]
    outdated: list[list[Outdated]]

    @property
    def known(self) -> list[Audit]:
        return [audit for audit in self.audits if audit is not None]

    @property
    def by_report(self) -> list[list[Audit]]:
        """Drafts of one report together, which can be laid side by side."""
        reports: dict[tuple[int, str], list[Audit]] = {}
        for audit in self.known:
            reports.setdefault((audit.baseline.year, audit.baseline.kind), []).append(audit)
        return list(reports.values())

    def is_clean(self, *, final: bool) -> bool:
        """Whether nothing is wrong; in a final draft no editing mark is left either, nor words changed at a figure."""
        is_open = final and any(
            audit.manuscript.marks or any(change.bars_final for change in audit.prose) for audit in self.known
        )
        wrong = any(audit.discrepancies for audit in self.known) or any(page.findings for page in self.pages)
        wrong = wrong or any(each.finding.is_error for told in self.words for each in told)
        wrong = wrong or any(each.is_wrong for told in self.outdated for each in told)
        return not (is_open or wrong)


def layouts(
    workspace: Workspace, name: str, drafts: Sequence[Path], *, fix: bool
) -> tuple[list[Layout], list[Finding]]:
    """The layout of a name and those that are as good; none where it has mistakes, which are the findings.

    Raises CannotRun where a draft has no page, or its mended copy would replace a file.
    """
    from report_cli.audit import page

    for draft in drafts:
        page.refuse_text(draft)
    as_good, findings = page.layouts(workspace, choice.layout(workspace, name))
    copies = [page.target(draft) for draft in drafts if fix and as_good]
    disk.remove(disk.unfinished_beside(copies))  # of a run that was killed at its very end
    for copy in copies:
        if copy.exists():
            raise CannotRun(f"{copy.as_posix()} 已经有了，没有动它，这次什么也没有写；先把它移开或改名")
    return as_good, findings


def verify(
    auditor: Auditor,
    drafts: list[Path],
    as_good: list[Layout],
    *,
    fix: bool = False,
    may_lack: bool = False,
    progress: Callable[[list[Path]], Iterable[Path]] = iter,
) -> Verified:
    """Audit drafts; with `fix` copies whose page is mended are written, once all are made.

    `may_lack`: a draft of which nothing is known is only looked at; else that raises CannotRun.
    """
    audits, pages, told, others = [], [], [], list[list[Outdated]]()
    is_bare = may_lack and not auditor.workspace.kinds()
    known_words, remarks = _vocabulary(auditor.workspace, is_bare)
    for path in progress(drafts):
        draft = returned.read_draft(path)
        audit, remark = (None, "") if is_bare else _audited_if_known(auditor, draft, may_lack=may_lack)
        audits.append(audit)
        remarks += [f"{remark}\n{path.as_posix()} 只核对了版面，没有核对数字"] * bool(remark)
        known = audits[-1].baseline if audits[-1] else None
        remarks += [known.remark] if known and known.remark else []
        told.append(words.new_in(draft, audits[-1], known_words))
        others.append(outdated(audits[-1], auditor.ledger(audits[-1].baseline.year)) if audits[-1] else [])
        if as_good:
            built = auditor.document(known.year, known.kind) if known else None
            pages.append(_page(draft, as_good, built, fix=fix))
    _save(pages)
    return Verified(
        auditor=auditor, drafts=drafts, audits=audits, pages=pages, remarks=remarks, words=told, outdated=others
    )


def _audited_if_known(auditor: Auditor, draft: ReturnedDraft, *, may_lack: bool) -> tuple[Audit | None, str]:
    """The audit of a draft; None, and why there is none, where nothing is known of it and that is allowed."""
    try:
        return _audited(auditor, draft), ""
    except CannotRun as error:
        if not may_lack:
            raise
        return None, str(error)


def _vocabulary(workspace: Workspace, is_bare: bool) -> tuple[Vocabulary, list[str]]:
    """The words that drafts are held against, and what to say of them."""
    if is_bare:
        return words.vocabulary(None)[0], ["当前文件夹不在工作区里：只核对版面，不核对数字"]
    known, broken = words.vocabulary(workspace)
    return known, [f"{VOCABULARY}有问题，用语没有全照它来看；先运行 report check"] * bool(broken)


def _page(draft: ReturnedDraft, as_good: list[Layout], built: Document | None, *, fix: bool) -> PageAudit:
    from report_cli.audit import page

    return page.check(draft, as_good, built, fix=fix)


def _audited(auditor: Auditor, returned_draft: ReturnedDraft) -> Audit:
    """The audit of a draft. Words that were taken home since are no edits any more, and their numbers are known."""
    audit = auditor.audit(returned_draft)
    if not (audit.prose or any(each.kind in NEW for each in audit.discrepancies)):
        return audit
    from report_cli.inward import come_home
    from report_cli.inward.draft import Draft

    return come_home.without_taken(Draft(audit, auditor.ledger(audit.baseline.year), {}))


def _save(pages: Sequence[PageAudit]) -> None:
    """Write the copies whose page was mended."""
    for each in pages:
        if each.copy is not None:
            disk.save(each.copy, each.data, each.copy.parent, seen=None)
