"""Renewed drafts as lines for people and as JSON for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from report_cli.audit.renewal import LeftAlone
from report_cli.tasks.renew import Renewed
from report_cli.text import quoted
from report_cli.views import outdated, whereabouts
from report_cli.views.screen import Stretch, Where


def lines(done: Sequence[Renewed], where: Where) -> Iterator[list[Stretch]]:
    for each in done:
        for one in each.renewed:
            yield [
                (f"{each.file} {whereabouts.found(each.audit, one.at.line + 1)}：", "head"),
                (f"{one.label}（{one.fact}）{one.before} → {one.after}", ""),
            ]
        for left in each.left:
            place = whereabouts.found(each.audit, left.paragraph)
            yield [(f"{each.file} {place}：", "head"), (_left(left), "warn")]
        for other in each.outdated:
            yield from outdated.lines(each.audit, other, where)
        said = f"更新{len(each.renewed)}处" if each.renewed else "没有要更新的"
        left_alone = len(each.left) + sum(one.is_wrong for one in each.outdated)
        said += f"，{left_alone}处没有动，要自己改" if left_alone else ""
        said = "；".join([said, *outdated.counted(each.audit, each.outdated)])
        yield [(f"已写 {each.output.as_posix()}：{said}", "warn" if each.left or each.outdated else "good")]


def _left(left: LeftAlone) -> str:
    new = f"数据现在是{quoted(left.new)}" if left.new is not None else "数据里没有它"
    return f"{left.label}（{left.fact}）没有动，还是{quoted(left.found)}，{new}：{left.message}"


def as_json(done: Sequence[Renewed], where: Where) -> dict[str, Any]:
    """The contract of `renew`."""
    return {"version": 1, "files": [_file(each, where) for each in done]}


def _file(each: Renewed, where: Where) -> dict[str, Any]:
    renewed = [
        {"fact": one.fact, "from": one.before, "to": one.after, "paragraph": one.at.line + 1} for one in each.renewed
    ]
    names = ("fact", "found", "new", "paragraph", "message")
    left = [{name: getattr(one, name) for name in names} for one in each.left]
    left += [
        {
            "fact": next((id for id, _, _ in one.facts), None),
            "found": one.before,
            "new": one.after or None,
            "paragraph": one.line + 1,
            "message": outdated.said(one),
        }
        for one in each.outdated
        if one.is_wrong
    ]
    others = [outdated.as_json(one, where) for one in each.outdated if not one.is_wrong]
    files = {"file": each.file, "output": each.output.as_posix()}
    return {**files, "renewed": renewed, "left": left, "outdated": others}
