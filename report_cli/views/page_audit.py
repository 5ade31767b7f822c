"""How the pages of drafts look, beside a layout: as lines for people and as JSON for programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from report_cli.text import visible
from report_cli.views import screen
from report_cli.views.findings import entry
from report_cli.views.marks import MARKS

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
        for number, text in page.unchecked:
            why = f"第{number}段“{text}”认不出是哪一种，没有核对" if number else f"文本框里的“{text}”没有核对"
            screen.prose(visible(f"{page.file}: {why}"))
        screen.result(f"{page.file}（版式“{page.layout.label}”）：{_sum(page)}{_unread(page)}")


def _unread(page: PageAudit) -> str:
    """What is drawn on the page, of which nothing was looked at."""
    counted = Counter(kind for kind, _ in page.unread)
    return f"；{'、'.join(f'{MARKS[kind]}{count}处' for kind, count in counted.items())}没有核对" if counted else ""


def _sum(page: PageAudit) -> str:
    left, unchecked = len(page.findings), len(page.unchecked)
    right = f"核对过的段落版面没有问题，没有核对的{unchecked}段要自己看" if unchecked else "版面没有问题"
    right = f"核对过的{right}" if page.unread and not unchecked else right
    if page.copy is not None:
        written = f"改了{len(page.mended)}处，文字没有动，写在 {page.copy.as_posix()}；"
        return written + (f"版面问题还有{left}处，--fix没有改，照提示自己改" if left else right)
    if not left:
        return right
    return f"版面问题{left}处" + ("，--fix都改不了，没有另写；照提示自己改" if page.is_fixed else "")


def as_json(page: PageAudit) -> dict[str, Any]:
    return {
        "layout": page.layout.name,
        "findings": list(map(_of_finding, page.findings)),
        "fixed": list(map(_of_finding, page.mended)),
        "copy": page.copy and page.copy.as_posix(),
        "unchecked": [{"paragraph": number or None, "text": text} for number, text in page.unchecked],
        "unread": [{"kind": kind, "paragraph": paragraph} for kind, paragraph in page.unread],
    }


def _of_finding(found: PageFinding) -> dict[str, Any]:
    return {
        **entry(found.finding),
        "paragraphs": list(found.paragraphs),
        "text": found.flaw.text or None,
        "what": f"{found.flaw.subject}{found.flaw.compared.what}",
        "found": found.flaw.compared.found,
        "expected": found.flaw.compared.expected,
    }
