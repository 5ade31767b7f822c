"""Reads `data/indicators.yaml`: first each indicator by itself, then how they relate to each other."""

import keyword
from collections.abc import Collection, Iterator
from functools import lru_cache
from typing import cast

from msgspec.structs import replace

from report_cli.facts.catalogue import (
    DEFAULTS,
    YEAR_FILE_KEYS,
    Breakdown,
    Catalogue,
    Group,
    Indicator,
    IndicatorKind,
    full_id,
)
from report_cli.facts.quantity import size
from report_cli.facts.relations import DECLARED_KINDS, Relations
from report_cli.files.reader import Reader
from report_cli.files.yaml import Mapping, Node, Scalar, Sequence, parse
from report_cli.model import Finding

_JINJA_WORDS = set(keyword.kwlist) | set(
    """
    and or not if elif else endif for endfor in is set endset block endblock extends include import from as with
    without context macro endmacro call endcall filter endfilter raw endraw do continue break autoescape recursive
    ignore missing true false none True False None loop self super caller varargs kwargs namespace table sentence
    """.split()
)
_RESERVED_GROUPS = {*YEAR_FILE_KEYS, "next_year", "previous", "allow", "attachment", "footnote", "figures_table"}

UNITS_OF_MEASURE = set(
    "米 公里 千米 平方米 平方公里 亩 公顷 立方米 克 公斤 千克 吨 升 小时 学时 度 千瓦时 摄氏度 倍".split()
)
UNITS_OF_MONEY = ("元", "万元", "亿元", "美元", "万美元", "亿美元")
"""Units whose numbers may have fractions: without a kind, they make an amount."""

_SIGNS_OF_SHARES: dict[str, tuple[IndicatorKind, str]] = {
    **dict.fromkeys(("%", "％"), ("rate", "去掉unit，写kind: rate")),
    **dict.fromkeys(("个百分点", "百分点"), ("points", "去掉unit，写formula，由两个比率相减")),
}
"""Signs that people write as units, though they are none: the kind that they mean, and the cure."""

_INDICATOR_KEYS = "label unit kind formula digits required period definition owner parts of fields".split()
_FIELD_KEYS = "label unit kind digits definition required".split()
_GROUP_KEYS = ("label", "answered_by", "indicators", "rules")
_WITHOUT_UNIT = ("rate", "date", "text", "list", "items")


def read(data: bytes, file: str) -> tuple[Catalogue, list[Finding]]:
    """Read `data/indicators.yaml`. The usable part of a faulty catalogue is returned, so that more mistakes are found.

    Many workspaces share one catalogue, so results are cached.
    """
    catalogue, findings = _read(data, file)
    return catalogue, list(findings)


@lru_cache(maxsize=8)
def _read(data: bytes, file: str) -> tuple[Catalogue, list[Finding]]:
    node, findings = parse(data, file, "C")
    reader = _CatalogueReader(findings)
    return reader.catalogue(node, file), findings


class _CatalogueReader(Reader):
    """Reads each group and indicator by itself. `nodes` keeps what each indicator says, for the relations."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__("C", findings)
        self.groups: dict[str, Group] = {}
        self.indicators: dict[str, Indicator] = {}
        self.nodes: dict[str, dict[str, Node]] = {}

    def catalogue(self, node: Node | None, file: str) -> Catalogue:
        top = self.mapping(node, "指标目录", "顶层写“组名:”，下面写label和indicators")
        if top is None:
            return Catalogue(file, is_read=False)
        read: dict[str, dict[str, Node]] = {}
        for key, value in top.entries:
            if key.text == "format":
                self.version(value, "137")
            elif key.text != "allow" and self.is_name(key, _RESERVED_GROUPS, "组名"):
                mapping = self.mapping(value, f"组“{key.text}”", "写label和indicators")
                if mapping:
                    read[key.text] = self.entries(mapping, _GROUP_KEYS, f"组“{key.text}”")
                    self.groups[key.text] = self.group(key, read[key.text])
        relations = Relations(self.indicators, self.nodes, self.findings)
        relations.complete()
        groups = {
            name: replace(group, by_name={i.name: self.indicators[i.id] for i in group.indicators})
            for name, group in self.groups.items()
        }
        for name, group in groups.items():
            if group.answered_by:
                relations.check_answer(group, read[name]["answered_by"].place)
        rules = tuple(rule for name in groups for rule in relations.rules(name, read[name].get("rules")))
        return Catalogue(file, groups, rules, self.allow(top.get("allow")), tuple(relations.derived))

    def is_name(self, key: Scalar, reserved: Collection[str], what: str) -> bool:
        if key.text in reserved or key.text in _JINJA_WORDS:
            self.find("104", key.place, f"“{key.text}”另有用处，不能作{what}", "换一个名称")
        elif not key.text.isidentifier() or key.text.startswith("_"):
            cure = "用字母、汉字、数字和下划线，不以数字或下划线开头，中间没有空格"
            self.find("104", key.place, f"“{key.text}”不能作{what}", cure)
        else:
            return True
        return False

    def group(self, key: Scalar, given: dict[str, Node]) -> Group:
        label, answered_by = (self.text(given, name) for name in ("label", "answered_by"))
        indicators = {each.name: each for each in self.group_indicators(key.text, given.get("indicators"))}
        if not label:
            cure = f"加一行 label: …，如 {key.text}: {{label: 提案工作, indicators: …}}"
            self.find("102", key.place, f"组“{key.text}”没有label（中文名称）", cure)
        return Group(key.text, label or key.text, indicators, key.place, full_id(key.text, answered_by))

    def group_indicators(self, group: str, node: Node | None) -> Iterator[Indicator]:
        mapping = self.mapping(node, "indicators", "每行写一个指标，如 received: {label: 收到提案, unit: 件}")
        for key, definition in mapping.entries if mapping else ():
            if self.is_name(key, DEFAULTS, "指标名"):
                made = self.indicator(group, key, definition)
                self.indicators[made.id] = made
                yield made

    def indicator(self, group: str, key: Scalar, node: Node, keys: Collection[str] = _INDICATOR_KEYS) -> Indicator:
        id = f"{group}.{key.text}"
        mapping = self.mapping(node, f"指标“{key.text}”", f"写成 {key.text}: {{label: 名称, unit: 件}}")
        given = self.nodes[id] = self.entries(mapping, keys, f"指标“{key.text}”")
        text = {name: self.text(given, name) for name in ("label", "unit", "formula", "definition", "owner", "of")}
        if mapping and not text["label"]:
            self.find("102", key.place, f"指标“{key.text}”没有label（中文名称）", "加上label，如 label: 收到提案", id)
        unit = "" if text["unit"] in _SIGNS_OF_SHARES else text["unit"]
        indicator = Indicator(
            id=id,
            group=group,
            name=key.text,
            label=text["label"] or key.text,
            place=key.place,
            kind=self.kind(given, text["unit"], id),
            unit=unit,
            factor=size(unit),
            formula_text=text["formula"],
            digits=self.digits(given.get("digits")),
            is_rounded="digits" in given,
            required=self.is_required(given.get("required")),
            is_moment=self.period(given.get("period")) == "moment",
            definition=text["definition"],
            owner=text["owner"],
            whole=full_id(group, text["of"]),
            fields=tuple(self.fields(id, given.get("fields"))),
        )
        self.check_itself(indicator, given)
        return replace(indicator, breakdowns=tuple(self.breakdowns(indicator, given.get("parts"))))

    def check_itself(self, indicator: Indicator, given: dict[str, Node]) -> None:
        if indicator.kind == "items" and not indicator.fields:
            message, cure = f"{indicator.named}是items，但没有fields", "加上fields，如 fields: {title: {label: 题目}}"
            self.find("107", indicator.place, message, cure, indicator.id)
        if indicator.required and "formula" in given:
            message, cure = f"{indicator.named}由公式算出，不必填", "去掉required；要人来填的，去掉formula"
            self.find("109", given["required"].place, message, cure, indicator.id)

    def kind(self, given: dict[str, Node], unit: str, id: str) -> IndicatorKind:
        declared = self.text(given, "kind")
        if declared and declared not in DECLARED_KINDS:
            near = self.nearest(declared, DECLARED_KINDS)
            cure = f"是不是{near}？" if near else f"可用：{'、'.join(DECLARED_KINDS)}"
            self.find("105", given["kind"].place, f"不认识kind“{declared}”", cure, id)
            declared = ""
        if unit and declared in _WITHOUT_UNIT:
            self.find("108", given["unit"].place, f"kind是{declared}的指标没有单位", "去掉unit，或改kind", id)
        elif unit in _SIGNS_OF_SHARES:
            meant, cure = _SIGNS_OF_SHARES[unit]
            self.find("108", given["unit"].place, f"“{unit}”不是单位", cure, id)
            return meant
        if declared:
            return cast(IndicatorKind, declared)
        if "fields" in given:
            return "items"
        if unit:
            return "amount" if unit in UNITS_OF_MEASURE or unit in UNITS_OF_MONEY else "count"
        return "text"

    def digits(self, node: Node | None) -> int:
        known, message = tuple("0123456"), "digits（小数位数）应是0到6的整数"
        return int(self.choice(node, known, "106", message, "写成digits: 1") or 1)

    def period(self, node: Node | None) -> str:
        message, cure = "period不能写“{}”", "某一时点的数（如委员人数）写moment，全年的数不写"
        return self.choice(node, ("year", "moment"), "110", message, cure)

    def is_required(self, node: Node | None) -> bool:
        cure = "必填写true，否则去掉这一项"
        return self.choice(node, ("true", "false"), "103", "required应是true或false", cure) == "true"

    def fields(self, id: str, node: Node | None) -> Iterator[Indicator]:
        mapping = self.mapping(node, "fields", "写成 fields: {title: {label: 题目}}")
        for key, value in mapping.entries if mapping else ():
            if self.is_name(key, (), "字段名"):
                field = self.indicator(id, key, value, _FIELD_KEYS)
                if field.kind in ("list", "items"):
                    self.find("107", key.place, f"字段“{key.text}”不能是{field.kind}", "字段用文字、数或日期")
                yield field

    def breakdowns(self, indicator: Indicator, node: Node | None) -> Iterator[Breakdown]:
        if node is None:
            return
        named = [(key.text, value) for key, value in node.entries] if isinstance(node, Mapping) else []
        for name, value in named or [("", node)]:
            if _is_empty(value):
                cure = "列出各个分项，如 parts: [by_members, by_parties]；没有就去掉parts"
                self.find("205", value.place, f"{indicator.named}的parts里没有写分项", cure)
                continue
            parts = [item.text.strip() for item in self.texts(value, "parts")]
            if any(parts):
                yield Breakdown(name, tuple(full_id(indicator.group, part) for part in parts if part), value.place)

    def allow(self, node: Node | None) -> tuple[str, ...]:
        cure = "写成“- {word: 5G, because: 专名}”"
        if node is not None and not isinstance(node, Sequence):
            self.find("118", node.place, "allow应是列表", f"每项{cure}")
        words = []
        for item in node.items if isinstance(node, Sequence) else ():
            mapping = self.mapping(item, "allow的每一项", cure)
            given = self.entries(mapping, ("word", "because"), "allow的每一项")
            word, because = (self.text(given, name) for name in ("word", "because"))
            if word and because:
                words.append(word)
            elif mapping:
                self.find("102", mapping.place, "这一项缺word（字样）或because（理由）", cure)
        return tuple(words)


def _is_empty(node: Node) -> bool:
    if isinstance(node, Scalar):
        return not node.text.strip()
    return not (node.items if isinstance(node, Sequence) else node.entries)
