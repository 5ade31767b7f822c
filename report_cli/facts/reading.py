"""Reading nodes for what is expected there: each surprise becomes a finding, and reading goes on."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from report_cli.facts.source import Mapping, Node, Scalar, Sequence
from report_cli.model import Finding, Place, Severity
from report_cli.text import excerpt, nearest


class Reader:
    """Collects the findings of one file. `family` is the letter of their codes."""

    def __init__(self, family: str) -> None:
        self.family = family
        self.findings: list[Finding] = []

    def find(self, number: str, place: Place, message: str, cure: str, fact: str = "", severity: Severity = "error") -> None:
        self.findings.append(Finding(self.family + number, place, message, cure, fact, severity))

    def mapping(self, node: Node | None, what: str, cure: str) -> Mapping | None:
        if isinstance(node, Mapping):
            return node
        if node is not None:
            self.find("118", node.place, f"{what}应是一组“名称: 值”，现在是{_seen(node)}", cure)
        return None

    def text(self, node: Node | None, what: str) -> str | None:
        """A text on one line, without blanks at its ends; None where there is none."""
        if isinstance(node, Scalar):
            return node.text.strip()
        if node is not None:
            self.find("118", node.place, f"{what}应是一段文字，现在是{_seen(node)}", "写成一段文字")
        return None

    def texts(self, node: Node | None, what: str) -> list[Scalar]:
        """A list of texts, or a single one."""
        if isinstance(node, Scalar):
            return [node]
        if not isinstance(node, Sequence):
            if node is not None:
                self.find("118", node.place, f"{what}应是列表，现在是{_seen(node)}", "写成 [甲, 乙]")
            return []
        for item in node.items:
            if not isinstance(item, Scalar):
                self.find("118", item.place, f"{what}的每一项应是文字，现在是{_seen(item)}", "写成 [甲, 乙]")
        return [item for item in node.items if isinstance(item, Scalar)]

    def known(self, mapping: Mapping, names: Collection[str], what: str) -> Iterator[tuple[Scalar, Node]]:
        """The entries whose key is one of `names`; the others are findings, with the nearest name."""
        for key, value in mapping.entries:
            if key.text in names:
                yield key, value
            else:
                near = nearest(key.text, names)
                cure = f"是不是“{near}”？" if near else f"可用的有：{'、'.join(names)}"
                self.find("130", key.place, f"{what}没有“{excerpt(key.text)}”这一项", cure)


def _seen(node: Node) -> str:
    if isinstance(node, Scalar):
        return "空的" if node.is_empty else f"“{excerpt(node.text)}”"
    return "列表" if isinstance(node, Sequence) else "一组“名称: 值”"
