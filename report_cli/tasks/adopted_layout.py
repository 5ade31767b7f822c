"""The layout of a report that is adopted, and what of its looks was not taken in."""

from collections.abc import Iterator, Sequence

from report_cli.adopt.source import Report
from report_cli.files.workspace import Workspace
from report_cli.model import CannotRun

_NAME = 8
"""Names of kinds of paragraphs are shorter: 一级标题, 附件说明."""


def of(report: Report, kind: str, workspace: Workspace) -> tuple[str, list[str]]:
    """The layout of a Word file, empty where it has none that can be read; and what of it was not taken in."""
    if report.manuscript is None or report.manuscript.package is None:
        return "", []
    from report_cli.page import effective, house

    try:
        text, unread = house.read(effective.read(report.manuscript), kind, workspace)
    except CannotRun as why:
        return "", [f"{why}，照印发稿"]
    head = f"# 从“{report.name}”读出的版式，只写与印发稿不同的项；每项后面是印发稿的。\n"
    return head + text, [*_together(unread)]


def _together(unread: Sequence[str]) -> Iterator[str]:
    """What was not read of a layout, what is said alike of several kinds of paragraphs once; nothing that there is not.

    >>> [*_together(["题名的行距是1.15倍", "正文段落的行距是1.15倍", "没有找到日期，照印发稿"])]
    ['题名、正文段落的行距是1.15倍']
    """
    from report_cli.page.house import NO_NUMBER

    same: dict[str, list[str]] = {}
    for said in unread:
        what, mark, rest = said.partition("的")
        if not said.startswith("没有找到"):
            same.setdefault(mark + rest if len(what) < _NAME and "“" not in said else said, []).append(what)
    for rest, named in same.items():
        if rest == NO_NUMBER:
            yield "原稿没有页码，生成的稿件照印发稿印页码"
            continue
        yield "、".join(named) + rest if rest.startswith("的") else rest
