"""The page of drafts beside a layout, in text and for programs: what is wrong, and what was put right."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from report_cli.text import visible
from report_cli.views import screen
from report_cli.views.findings import entry

if TYPE_CHECKING:
    from report_cli.audit.page import PageAudit
    from report_cli.page.flaws import PageFinding


def show(pages: Iterable[PageAudit]) -> None:
    """What is wrong, what was put right, and a line that sums up; files are named as they were given."""
    for page in pages:
        for mended in page.mended:
            screen.prose(visible(f"{page.file}: 已改 {mended.finding.code}: {mended.change}"))
        for finding in (found.finding for found in page.findings):
            screen.prose(visible(f"{page.file}: 错误 {finding.code}: {finding.message}"))
            screen.prose(visible(f"    怎样改：{finding.cure}"))
        screen.result(f"{page.file}（版式“{page.layout.label}”）：{_sum(page)}")


def _sum(page: PageAudit) -> str:
    left = len(page.findings)
    if page.copy is not None:
        written = f"改了{len(page.mended)}处，文字没有动，写在 {page.copy.as_posix()}；"
        return written + (f"版面问题还有{left}处，--fix没有改，照提示自己改" if left else "版面没有问题")
    if not left:
        return "版面没有问题"
    return f"版面问题{left}处" + ("，--fix都改不了，没有另写；照提示自己改" if page.is_fixed else "")


def as_json(page: PageAudit) -> dict[str, Any]:
    return {
        "layout": page.layout.name,
        "findings": [_entry(finding) for finding in page.findings],
        "fixed": [_entry(finding) for finding in page.mended],
        "copy": page.copy and page.copy.as_posix(),
    }


def _entry(page_finding: PageFinding) -> dict[str, Any]:
    flaw, compared = page_finding.flaw, page_finding.flaw.compared
    return {
        **entry(page_finding.finding),
        "paragraphs": list(page_finding.paragraphs),
        "text": flaw.text or None,
        "what": f"{flaw.subject}{compared.what}",
        "found": compared.found,
        "expected": compared.expected,
    }
