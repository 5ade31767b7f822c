"""`report verify --layout`: the page of drafts beside a layout, and copies of them put right."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from report_cli.cli import options
from report_cli.model import CannotRun, in_order
from report_cli.views.findings import show_findings

if TYPE_CHECKING:
    from report_cli.audit.page import PageAudit
    from report_cli.audit.returned import ReturnedDraft
    from report_cli.document import Document
    from report_cli.files.workspace import Workspace
    from report_cli.layout.layout import Layout


def layouts(place: Workspace, name: str, drafts: Sequence[Path], *, fix: bool) -> list[Layout]:
    """The layout of a name, and those that are as good. Raises CannotRun where it has mistakes, or a copy would replace a file."""
    from report_cli.audit import page as page_audit

    for path in drafts:
        page_audit.refuse_text(path)
    found, findings = page_audit.layouts(place, options.choice(name, place.layouts(), "版式"))
    show_findings(in_order(findings), place.root)
    if not found:
        raise CannotRun(f"版式{name}有错误，没有核对版面；先改好")
    targets = [page_audit.target(path) for path in drafts if fix]
    for path in targets:
        if path.exists():
            raise CannotRun(f"{path.as_posix()} 已经有了，没有动它，这次什么也没有写；先把它移开或改名")
    return found


def check(draft: ReturnedDraft, built: Document | None, as_good: list[Layout], *, fix: bool) -> PageAudit:
    """The page of a draft; with `fix` a copy of it is made."""
    from report_cli.audit import page as page_audit

    return (page_audit.mend if fix else page_audit.check)(draft, as_good, built)


def save(pages: Sequence[PageAudit]) -> None:
    """Write the copies, once all are made."""
    from report_cli.files import disk

    for page in pages:
        if page.copy is not None:
            disk.save(page.copy, page.data)


def show(pages: Sequence[PageAudit]) -> None:
    if pages:
        from report_cli.views import page as view

        view.show(pages)
