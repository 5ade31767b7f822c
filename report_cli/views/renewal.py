"""Renewed drafts as lines for people and as JSON for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from report_cli.audit.renewal import LeftAlone
from report_cli.tasks.renew import Renewed
from report_cli.views.screen import Stretch


def lines(done: Sequence[Renewed]) -> Iterator[list[Stretch]]:
    for each in done:
        for one in each.renewed:
            yield [
                (f"{each.file} 第{one.at.line + 1}段：", "head"),
                (f"{one.label}（{one.fact}）{one.before} → {one.after}", ""),
            ]
        for left in each.left:
            yield [(f"{each.file} 第{left.paragraph}段：", "head"), (_left(left), "warn")]
        said = f"更新{len(each.renewed)}处" if each.renewed else "没有要更新的"
        said += f"，{len(each.left)}处没有动" if each.left else ""
        yield [(f"已写 {each.output.as_posix()}：{said}", "warn" if each.left else "good")]


def _left(left: LeftAlone) -> str:
    new = f"数据现在是“{left.new}”" if left.new is not None else "数据里没有它"
    return f"{left.label}（{left.fact}）没有动，还是“{left.found}”，{new}：{left.message}"


def as_json(done: Sequence[Renewed]) -> dict[str, Any]:
    """The contract of `renew`."""
    return {"version": 1, "files": [_file(each) for each in done]}


def _file(each: Renewed) -> dict[str, Any]:
    renewed = [
        {"fact": one.fact, "from": one.before, "to": one.after, "paragraph": one.at.line + 1} for one in each.renewed
    ]
    names = ("fact", "found", "new", "paragraph", "message")
    left = [{name: getattr(one, name) for name in names} for one in each.left]
    return {"file": each.file, "output": each.output.as_posix(), "renewed": renewed, "left": left}
