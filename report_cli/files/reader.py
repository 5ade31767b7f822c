"""Reads nodes as what is expected there: everything else becomes a finding, and reading goes on."""

import re
from collections.abc import Collection, Iterable, Iterator

from report_cli.files import mistakes
from report_cli.files.yaml import Mapping, Node, Scalar, Sequence
from report_cli.model import Finding, Place
from report_cli.text import excerpt, nearest, one_line

MAX_GUESSES = 50
"""How many mistyped words of a file are compared with the known ones: it takes time, and more mean a wrong file."""


IN_CHINESE = {
    chinese: key
    for key, words in {
        "value": "值 数值 数 数据 数字 数量",
        "source": "来源 出处 数据来源",
        "owner": "责任部门 责任人 负责人 填报人 填报部门 责任单位",
        "as_of": "截至 截止 截至日期 截止日期 截至时间 截止时间",
        "state": "状态 核对 核实",
        "note": "说明 备注 注 注释",
        "accept": "原因 理由",
        "year": "年 年份 年度",
        "format": "格式 版本",
        "label": "名称 名字 中文名 标题",
        "unit": "单位 计量单位",
        "kind": "类型 种类 类别",
        "formula": "公式 算式 计算",
        "digits": "小数位数 位数 小数位",
        "required": "必填",
        "definition": "定义 口径 解释",
        "parts": "分项 其中",
        "of": "属于 所属",
        "fields": "字段",
        "indicators": "指标",
        "rules": "规则",
        "status": "状态 进度",
    }.items()
    for chinese in words.split()
}
"""Keys of ours as people write them in Chinese; 状态 of a year is `status`, of a value `state`."""


def in_english(word: str, known: Collection[str]) -> str:
    """The known key that somebody wrote in Chinese; empty if it is none of them."""
    key = IN_CHINESE.get(word.strip(), "")
    other = "state" if key == "status" else key
    return next((name for name in (key, other) if name in known), "")


_MENDED, _VALUES = frozenset("023 025".split()), range(101, 130)
"""Findings of values that were read on as they may be meant, and of values: of those lines nothing more is told."""


class Reader:
    """Collects the findings of one file, beside those that parsing gave. `family` is the letter of their codes."""

    def __init__(self, family: str, findings: list[Finding]) -> None:
        self.family, self.findings = family, findings
        self.guesses = 0
        self.mended = {finding.place.line for finding in findings if finding.code[1:] in _MENDED}

    def find(self, number: str, place: Place, message: str, cure: str, fact: str = "") -> None:
        if place.line in self.mended and int(number) in _VALUES:
            return
        self.findings.append(Finding(self.family + number, place, message, cure, fact))

    def nearest(self, word: str, known: Iterable[str]) -> str:
        """The known word most like a mistyped one; empty if there is none, or if too many words are mistyped."""
        self.guesses += 1
        return nearest(word, known) if self.guesses <= MAX_GUESSES else ""

    def mapping(self, node: Node | None, what: str, cure: str) -> Mapping | None:
        if isinstance(node, Mapping):
            return node
        if node is not None:
            self.find("118", node.place, f"{what}应是一组“名称: 值”，现在是{_seen(node)}", cure)
        return None

    def named(self, node: Node | None, what: str, cure: str) -> tuple[tuple[Scalar, Node], ...]:
        mapping = self.mapping(node, what, cure)
        return mapping.entries if mapping else ()

    def text(self, given: dict[str, Node], key: str) -> str:
        """The text under a key, on one line and stripped; empty if there is none."""
        node = given.get(key)
        if isinstance(node, Scalar):
            self.check_whole(node)
            return one_line(node.text)
        if node is not None:
            self.find("118", node.place, f"{key}应是一段文字，现在是{_seen(node)}", "写成一段文字")
        return ""

    def check_whole(self, node: Scalar) -> bool:
        """Whether all of a text is read: not where YAML takes the rest of it for a comment."""
        if (lost := mistakes.cut_off(node.text, node.comment)) is not None:
            self.findings.append(lost.at(node.place, family=self.family))
        return lost is None

    def choice(self, node: Node | None, known: Collection[str], number: str, message: str, cure: str) -> str:
        """A word that must be one of the known ones; empty if it is missing or another. `message` may name it: {}."""
        word = one_line(node.text) if isinstance(node, Scalar) else ""
        if node is None or word in known:
            return word
        self.find(number, node.place, message.format(excerpt(word)), cure)
        return ""

    def texts(self, node: Node | None, what: str) -> list[Scalar]:
        if isinstance(node, Scalar):
            self.check_whole(node)
            return [node]
        if not isinstance(node, Sequence):
            if node is not None:
                self.find("118", node.place, f"{what}应是列表，现在是{_seen(node)}", "写成 [甲, 乙]")
            return []
        for item in node.items:
            if isinstance(item, Scalar):
                self.check_whole(item)
            else:
                self.find("118", item.place, f"{what}的每一项应是文字，现在是{_seen(item)}", "写成 [甲, 乙]")
        return [item for item in node.items if isinstance(item, Scalar)]

    def known(self, mapping: Mapping, names: Collection[str], what: str) -> Iterator[tuple[Scalar, Node]]:
        """The entries whose key is one of `names`; the others are findings, with the nearest name."""
        before: tuple[Scalar, Node] | None = None
        for key, value in mapping.entries:
            if key.text in names:
                before = key, value
                yield key, value
            elif before and (parted := _parted(*before, key, value)):
                self.find("130", key.place, f"{what}里{parted[0]}", parted[1])
            else:
                meant = in_english(key.text, names)
                near = meant or self.nearest(key.text, names)
                guess = (
                    f"写成 {meant}: {value.text if isinstance(value, Scalar) else '…'}"
                    if meant
                    else f"是不是“{near}”？"
                )
                cure = guess if near else f"可用的有：{'、'.join(names)}"
                self.find("130", key.place, f"{what}没有“{excerpt(key.text)}”这一项", cure)

    def entries(self, mapping: Mapping | None, names: Collection[str], what: str) -> dict[str, Node]:
        return {key.text: value for key, value in self.known(mapping, names, what)} if mapping else {}

    def version(self, node: Node | None, number: str) -> None:
        self.choice(node, ("1",), number, "这种格式版本不认识，现在只有1", "写成format: 1，或升级本工具")


def _parted(name: Scalar, text: Node, key: Scalar, value: Node) -> tuple[str, str] | None:
    """`{value: 265, note: 比上年多, 因为合并}`: the rest of a text after its comma, read as a name without a value."""
    is_rest = isinstance(value, Scalar) and value.is_missing
    if not is_rest or not isinstance(text, Scalar) or not text.plain or text.is_empty:
        return None
    if re.fullmatch(r"\d{3}\D*", key.text) and text.text[-1:].isdigit():
        return f"{name.text}的数里有分节的逗号", f"数不分节，写成{name.text}: {text.text}{key.text}"
    whole = f"{name.text}: '{excerpt(f'{text.text}, {key.text}', 40)}'"
    message = f"{name.text}的值在半角逗号处断开了，“{excerpt(key.text)}”成了另一项"
    return message, f"给整个值加引号：{whole}；或把逗号改成全角的"


def _seen(node: Node) -> str:
    if isinstance(node, Scalar):
        return "空的" if node.is_empty else f"“{excerpt(node.text)}”"
    return "列表" if isinstance(node, Sequence) else "一组“名称: 值”"
