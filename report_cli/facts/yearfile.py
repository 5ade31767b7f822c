"""A year file: the facts of one year as given, each read as its indicator in the catalogue says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import cast

from msgspec import Struct, field
from msgspec.structs import replace

from report_cli.facts import numbers, quantity
from report_cli.facts.catalogue import DEFAULTS, YEAR_FILE_KEYS, Catalogue, Group, Indicator
from report_cli.facts.quantity import Quantity
from report_cli.files.reader import Reader
from report_cli.files.yaml import Mapping, Node, Scalar, Sequence, parse
from report_cli.model import Finding, Place
from report_cli.text import excerpt, one_line

COLLECTING = "征集中"
FOR_COMPARISON = "仅供比较"
STATES = ("预计", "已核", "推算")
MISREAD = "读不懂"
"""The problem of a fact whose value is no value of its kind, which a finding has told."""


class Names(Struct, frozen=True):
    """A list of names, each a fact of its own. An open one names some of more, and ends in 等."""

    items: tuple[Fact, ...]
    is_open: bool = False


class Items(Struct, frozen=True):
    """A list of things, each with its fields as facts."""

    items: tuple[tuple[Fact, ...], ...]


_GUESSED = ("F007", "F008", "F014")
"""Findings of values that YAML does not take as written: what is read in their stead nobody wrote."""

Value = Quantity | date | str | Names | Items


class Fact(Struct, frozen=True):
    """What is stated of a year, or follows from what is stated. No value: it is not yet known, or not computable.

    `id` is `group.name`, an item's `group.name[1]`, a field's `group.name[1].field`. `inputs` are the ids of the
    facts that a formula names, last year's with `previous.` in front. `problem` says why there is no value.
    """

    id: str
    indicator: Indicator
    value: Value | None
    place: Place
    source: str = ""
    owner: str = ""
    as_of: str = ""
    state: str = ""
    note: str = ""
    is_derived: bool = False
    is_empty: bool = False
    inputs: tuple[str, ...] = ()
    problem: str = ""

    @property
    def label(self) -> str:
        return self.indicator.label

    @property
    def quantity(self) -> Quantity | None:
        return self.value if isinstance(self.value, Quantity) else None

    @property
    def text(self) -> str:
        """As printed in full; empty where there is no value."""
        return said(self.value)

    def parts(self) -> Iterator[Fact]:
        """The facts within it: the names of a list, the fields of its items."""
        if isinstance(self.value, Names):
            yield from self.value.items
        elif isinstance(self.value, Items):
            for item in self.value.items:
                yield from item


def said(value: Value | None) -> str:
    """How a value is said in a report."""
    if isinstance(value, Quantity):
        return value.text
    if isinstance(value, date):
        return f"{value.year}年{value.month}月{value.day}日"
    if isinstance(value, Names):
        return join([item.text for item in value.items]) + ("等" if value.is_open else "")
    if isinstance(value, Items):
        return "；".join("，".join(fact.text for fact in item if fact.value is not None) for item in value.items)
    return value or ""


def as_json(value: Value | None) -> int | float | str | list[object] | None:
    """A value for programs: a number (a rate as a fraction of one), a date in ISO form, a text, an array."""
    if isinstance(value, Quantity):
        return int(value.number) if value.number.denominator == 1 else float(value.number)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Names):
        return [item.text for item in value.items]
    if isinstance(value, Items):
        return [{fact.indicator.name: as_json(fact.value) for fact in item} for item in value.items]
    return value


def join(texts: list[str]) -> str:
    return "".join(separator(texts[index - 1], text) + text if index else text for index, text in enumerate(texts))


def separator(left: str, right: str) -> str:
    """What stands between two names of a list: 、, but nothing between names in 《》 or “” side by side (GB/T 15834, 4.5.3.5)."""
    return "" if left.endswith(("》", "”")) and right.startswith(("《", "“")) else "、"


class YearFile(Struct, frozen=True):
    """What a year file states. `facts` in the order of the catalogue; an indicator that is not there is absent.

    `is_read`: the file could be read to its end; else what it lacks may only be unread.
    """

    year: int
    file: str
    status: str = ""
    source: str = ""
    facts: dict[str, Fact] = field(default_factory=dict)
    year_place: Place = field(default_factory=lambda: Place(""))
    owners: dict[str, str] = field(default_factory=dict)
    """Who answers for a group, where the group says so."""
    is_read: bool = True


def read(data: bytes, file: str, year: int, catalogue: Catalogue) -> tuple[YearFile, list[Finding]]:
    """Read the file of a year; `file` is named after it."""
    node, findings = parse(data, file)
    reader = _YearReader(catalogue, file)
    reader.findings = findings
    reader.guessed = frozenset(finding.place for finding in findings if finding.code in _GUESSED)
    return reader.year_file(node, year), reader.findings


class _Meta(Struct, frozen=True):
    """What is said about a value, or about all values of a group."""

    source: str = ""
    owner: str = ""
    as_of: str = ""
    state: str = ""
    note: str = ""


class _YearReader(Reader):
    def __init__(self, catalogue: Catalogue, file: str) -> None:
        super().__init__("F")
        self.catalogue, self.file = catalogue, file
        self.guessed: frozenset[Place] = frozenset()
        self.facts: dict[str, Fact] = {}
        self.owners: dict[str, str] = {}

    def year_file(self, node: Node | None, year: int) -> YearFile:
        top = self.mapping(node, "年度数据", "顶层写year: 年份，下面每组一段，如 proposals:")
        if top is None:
            return YearFile(year, self.file, year_place=Place(self.file), is_read=False)
        status, source = self.status(top.get("status")), self.text(top.get("source"), "source") or ""
        self.version(top.get("format"), "137")
        place = self.year_place(top, year)
        for key, value in top.entries:
            group = self.catalogue.groups.get(key.text)
            if group is not None:
                self.group(group, value, source)
            elif key.text not in YEAR_FILE_KEYS and self.catalogue.is_read:
                self.unknown_group(key)
        order = [indicator.id for indicator in self.catalogue.indicators]
        return YearFile(
            year,
            self.file,
            status,
            source,
            {id: self.facts[id] for id in order if id in self.facts},
            place,
            self.owners,
        )

    def unknown_group(self, key: Scalar) -> None:
        groups = self.catalogue.groups
        labels = {group.label: name for name, group in groups.items()}
        near = labels.get(key.text) or self.nearest(key.text, [*groups, *YEAR_FILE_KEYS])
        label = f"（{groups[near].label}）" if near in groups else ""
        self.find(
            "131",
            key.place,
            f"指标目录里没有组“{excerpt(key.text)}”",
            f"是不是“{near}”{label}？" if near else "核对组名，或在指标目录里加这一组",
        )

    def status(self, node: Node | None) -> str:
        status = self.text(node, "status") or ""
        if node is not None and status not in (COLLECTING, FOR_COMPARISON):
            self.find(
                "133",
                node.place,
                f"status不能写“{excerpt(status)}”",
                f"数据未齐写{COLLECTING}，只作上年对照写{FOR_COMPARISON}，已齐就去掉这一行",
            )
        return status

    def year_place(self, top: Mapping, year: int) -> Place:
        node = top.get("year")
        if node is None:
            self.find("134", Place(self.file), "没有写year（年份）", f"在最前面加一行 year: {year}")
            return Place(self.file)
        if not isinstance(node, Scalar) or node.text not in (str(year), f"{year}年"):
            said = excerpt(node.text) if isinstance(node, Scalar) else "…"
            self.find("135", node.place, f"year写的是{said}，文件名却是{year}", f"写成year: {year}，或改文件名")
        return node.place

    def group(self, group: Group, node: Node, source: str) -> None:
        if isinstance(node, Scalar) and node.is_empty:
            return
        mapping = self.mapping(node, f"{group.label}（{group.name}）", "下面每行写一项，如 received: 265，冒号后空一格")
        if mapping is None:
            return
        given = {name: value for name in DEFAULTS if (value := mapping.get(name))}
        defaults = self.meta(given, _Meta(source))
        if defaults.owner:
            self.owners[group.name] = defaults.owner
        for key, value in mapping.entries:
            indicator = group.get(key.text)
            if indicator is not None:
                self.facts[indicator.id] = self.fact(indicator, indicator.id, key.place, value, defaults)
            elif key.text not in DEFAULTS:
                self.unknown_indicator(group, key)

    def unknown_indicator(self, group: Group, key: Scalar) -> None:
        names = {indicator.name: indicator.label for indicator in group.indicators}
        labels = {label: name for name, label in names.items()}
        near = labels.get(key.text) or self.nearest(key.text, names)
        elsewhere = [i.id for i in self.catalogue.indicators if i.name == key.text]
        if ":" in key.text:
            cure = f"冒号后缺一个空格？写成“{key.text.replace(':', ': ', 1)}”"
        elif elsewhere and not labels.get(key.text):
            cure = f"它在别的组里：{elsewhere[0]}"
        else:
            cure = f"是不是“{near}”（{names[near]}）？" if near else "核对名称，或在指标目录里加这个指标"
        self.find("132", key.place, f"{group.label}（{group.name}）里没有指标“{excerpt(key.text)}”", cure)

    def meta(self, given: dict[str, Node], defaults: _Meta) -> _Meta:
        texts = {name: self.meta_text(name, node) for name, node in given.items()}
        return replace(defaults, **{name: text for name, text in texts.items() if text})

    def meta_text(self, name: str, node: Node) -> str:
        """A source, an owner, a date, a state or a note; each is a text."""
        text = self.text(node, name) or ""
        if name == "state" and text and text not in STATES:
            self.find("136", node.place, f"state不能写“{excerpt(text)}”", f"可用：{'、'.join(STATES)}")
        if name == "as_of" and re.match(r"\d{4}[-年]", text):
            date = numbers.read_date(text)
            if isinstance(date, Finding) and date.code == "F116":
                self.findings.append(date.at(node.place))
        return text

    def fact(self, indicator: Indicator, id: str, key: Place, node: Node, defaults: _Meta) -> Fact:
        """One fact from its short or its long form. Its place is the value's; the key's where it is empty."""
        meta = replace(defaults, owner=defaults.owner or indicator.owner)
        is_misread = False
        if isinstance(node, Mapping) and (indicator.kind != "items" or node.get("value")):
            given = self.entries(node, ("value", *DEFAULTS, "note"), f"{indicator.label}（{id}）")
            is_misread = "value" not in given and bool(node.entries)
            if is_misread:
                self.find(
                    "119",
                    node.place,
                    f"{indicator.label}（{id}）写成了一组“名称: 值”，但没有value",
                    "写成 {value: 15, source: 出处}",
                    id,
                )
            node = given.pop("value", None) or Scalar("", key)
            meta = self.meta(given, meta)
        is_misread = is_misread or node.place in self.guessed
        is_empty = not is_misread and isinstance(node, Scalar) and (node.is_empty or not node.text.strip())
        value = None if is_empty or is_misread else self.value(indicator, id, node, defaults)
        place = key if is_empty else node.place
        problem = "未填" if is_empty else "" if value is not None else MISREAD
        return Fact(
            id,
            indicator,
            value,
            place,
            meta.source,
            meta.owner,
            meta.as_of,
            meta.state,
            meta.note,
            is_empty=is_empty,
            problem=problem,
        )

    def value(self, indicator: Indicator, id: str, node: Node, defaults: _Meta) -> Value | None:
        if indicator.kind in ("list", "items"):
            return (
                self.names(indicator, id, node, defaults)
                if indicator.kind == "list"
                else self.items(indicator, id, node, defaults)
            )
        if not isinstance(node, Scalar):
            what = {"date": "日期", "text": "一段文字"}.get(indicator.kind, "一个数")
            self.find(
                "118",
                node.place,
                f"{indicator.label}（{id}）应是{what}，现在是列表或一组值",
                "只写一个值；要并列几项，在指标目录里写kind: list",
                id,
            )
            return None
        text = node.text.strip()
        if indicator.kind == "text":
            return one_line(text)
        if indicator.kind == "date":
            value: date | Quantity | Finding = numbers.read_date(text)
        else:
            value = numbers.read(text, indicator.unit, cast(quantity.Kind, indicator.kind))
        if isinstance(value, Finding):
            self.find(value.code[1:], node.place, f"{indicator.label}（{id}）：{value.message}", value.cure, id)
            return None
        return value

    def names(self, indicator: Indicator, id: str, node: Node, defaults: _Meta) -> Names | None:
        if not isinstance(node, Sequence):
            self.find(
                "121",
                node.place,
                f"{indicator.label}（{id}）应是列表",
                "写成 [甲, 乙]，只有一项也写成 [甲]；未全列的，最后一项写等",
                id,
            )
            return None
        nodes = list(node.items)
        is_open = bool(nodes) and isinstance(nodes[-1], Scalar) and nodes[-1].text == "等"
        nodes = nodes[:-1] if is_open else nodes
        if not nodes:
            self.find(
                "122", node.place, f"{indicator.label}（{id}）的列表是空的", "没有就去掉这一行，还不知道就把值留空", id
            )
            return None
        single = replace(indicator, kind="text", formula=None, breakdowns=(), fields=())
        items = [
            self.fact(single, f"{id}[{number}]", item.place, item, defaults) for number, item in enumerate(nodes, 1)
        ]
        for item, item_node in zip(items, nodes, strict=True):
            self.check_name(indicator, item, item_node, alone=len(nodes) == 1)
        return Names(tuple(items), is_open) if all(item.value is not None for item in items) else None

    def check_name(self, indicator: Indicator, item: Fact, node: Node, alone: bool) -> None:
        if item.is_empty:
            self.find("122", item.place, f"{indicator.label}（{item.id}）是空的", "删去这一项，或补上名称", item.id)
        elif item.text == "等":
            self.find("123", item.place, f"{indicator.label}（{item.id}）的“等”不在最后", "“等”写在列表末尾", item.id)
        elif alone and isinstance(node, Scalar) and node.plain and re.search("[、，]", _outside_marks(item.text)):
            shown = re.sub("[、，]", ", ", item.text)
            self.find(
                "117",
                item.place,
                f"{indicator.label}（{item.id}）只有一项“{excerpt(item.text)}”，里面有“、”或“，”",
                f"分开写成 [{excerpt(shown)}]；确是一项就加半角引号",
                item.id,
            )

    def items(self, indicator: Indicator, id: str, node: Node, defaults: _Meta) -> Items | None:
        sample = ", ".join(f"{field.name}: …" for field in indicator.fields)
        if not isinstance(node, Sequence) or not node.items:
            self.find(
                "121", node.place, f"{indicator.label}（{id}）应是列表，每项一组字段", f"每项写成“- {{{sample}}}”", id
            )
            return None
        made = []
        for number, item in enumerate(node.items, 1):
            mapping = self.mapping(
                item, f"{indicator.label}（{id}[{number}]）", f"写成“- {{{sample}}}”，冒号用半角，后面空一格"
            )
            if mapping:
                made.append(tuple(self.fields(indicator, f"{id}[{number}]", mapping, defaults)))
        return Items(tuple(made)) if len(made) == len(node.items) else None

    def fields(self, indicator: Indicator, id: str, mapping: Mapping, defaults: _Meta) -> Iterator[Fact]:
        names = [field.name for field in indicator.fields]
        for key, value in self.known(mapping, names, f"{indicator.label}（{id}）"):
            field = indicator.field_named(key.text)
            assert field is not None, "known() lets through only the fields' names"
            yield self.fact(field, f"{id}.{key.text}", key.place, value, defaults)
        for field in indicator.fields:
            if field.required and mapping.get(field.name) is None:
                self.find(
                    "201",
                    mapping.place,
                    f"{indicator.label}（{id}）缺{field.label}（{field.name}）",
                    f"补上“{field.name}: …”",
                    f"{id}.{field.name}",
                )


def _outside_marks(text: str) -> str:
    """The text without what stands in 《》, “ ” and brackets."""
    return re.sub(r"《[^》]*》|“[^”]*”|（[^）]*）", "", text)
