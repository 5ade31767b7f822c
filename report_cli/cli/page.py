"""`report verify --layout`: the page of drafts beside a layout, and copies of them put right."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from report_cli.cli import options
from report_cli.model import CannotRun, in_order
from report_cli.text import visible
from report_cli.views import screen
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


def show(found: Sequence[PageAudit]) -> None:
    """What is wrong, what was put right, and a line that sums up; files are named as they were given."""
    for page in found:
        for fault in page.mended:
            screen.prose(visible(f"{page.file}: 已改 {fault.code}: {fault.change}"))
        for fault in page.faults:
            screen.prose(visible(f"{page.file}: 错误 {fault.code}: {fault.message}"))
            screen.prose(visible(f"    怎样改：{fault.cure}"))
        screen.result(f"{page.file}（版式“{page.layout.label}”）：{_sum(page)}")


def _sum(page: PageAudit) -> str:
    left = len(page.faults)
    if page.copy is not None:
        written = f"改了{len(page.mended)}处，文字没有动，写在 {page.copy.as_posix()}；"
        return written + (f"版面问题还有{left}处，--fix没有改，照提示自己改" if left else "版面没有问题")
    if not left:
        return "版面没有问题"
    return f"版面问题{left}处" + ("，--fix都改不了，没有另写；照提示自己改" if page.is_fixed else "")
