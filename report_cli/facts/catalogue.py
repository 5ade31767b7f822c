"""The catalogue: what can be stated of a year, in which unit, by which formula, and what must hold."""

from __future__ import annotations

import keyword
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from typing import Literal, cast

from report_cli.facts import formula
from report_cli.facts.reading import Reader
from report_cli.facts.source import Mapping, Node, Scalar, Sequence, parse
from report_cli.model import Finding, Place
from report_cli.text import nearest

IndicatorKind = Literal["count", "amount", "rate", "points", "date", "text", "list", "items"]

DEFAULTS = ("source", "owner", "as_of", "state")
"""What a group of the year file may set for all its facts: no names of indicators."""

YEAR_FILE_KEYS = ("format", "year", "status", "source")
_JINJA_WORDS = set(keyword.kwlist) | set(
    """
    and or not if elif else endif for endfor in is set endset block endblock extends include import from as with
    without context macro endmacro call endcall filter endfilter raw endraw do continue break autoescape recursive
    ignore missing true false none True False None loop self super caller varargs kwargs namespace table sentence
    """.split()
)
_RESERVED_GROUPS = {*YEAR_FILE_KEYS, "next_year", "previous", "allow", "attachment", "footnote", "figures_table"}

# Units of measure, whose numbers may have fractions; money by any scale as well.
_MEASURES = set("米 公里 千米 平方米 平方公里 亩 公顷 立方米 克 公斤 千克 吨 升 小时 学时 度 千瓦时 摄氏度".split())
_MONEY = ("元", "万元", "亿元", "美元", "万美元", "亿美元")

_INDICATOR_KEYS = ("label", "unit", "kind", "formula", "digits", "required", "definition", "owner", "parts", "of", "fields")
_FIELD_KEYS = ("label", "unit", "kind", "digits", "definition", "required")
_DECLARED_KINDS = ("count", "amount", "rate", "date", "text", "list", "items")
NUMERIC = ("count", "amount", "rate", "points")


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A complete breakdown of a total: its parts add up to it. `name` tells several of one total apart."""

    name: str
    parts: tuple[str, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Indicator:
    """What can be stated of a year. `whole`: the id of the indicator that this one is a part of."""

    id: str
    group: str
    name: str
    label: str
    place: Place
    kind: IndicatorKind = "text"
    unit: str = ""
    formula: formula.Expression | None = None
    formula_text: str = ""
    digits: int = 1
    required: bool = False
    definition: str = ""
    owner: str = ""
    breakdowns: tuple[Breakdown, ...] = ()
    whole: str = ""
    fields: tuple[Indicator, ...] = ()

    @property
    def is_numeric(self) -> bool:
        return self.kind in NUMERIC

    def field_named(self, name: str) -> Indicator | None:
        return next((field for field in self.fields if field.name == name), None)


@dataclass(frozen=True, slots=True)
class Rule:
    """What must hold of the facts of one year, and why."""

    text: str
    comparison: formula.Comparison
    because: str
    place: Place


@dataclass(frozen=True, slots=True)
class Group:
    """Indicators that belong together. `answered_by`: the id of the items in which the next year answers for what this group announces."""

    name: str
    label: str
    indicators: tuple[Indicator, ...]
    place: Place
    answered_by: str = ""

    def get(self, name: str) -> Indicator | None:
        return next((indicator for indicator in self.indicators if indicator.name == name), None)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """`is_read`: the file could be read to its end; else what it does not know may only be unread."""

    file: str
    groups: dict[str, Group] = field(default_factory=dict)
    rules: tuple[Rule, ...] = ()
    allow: tuple[str, ...] = ()
    is_read: bool = True

    def get(self, id: str) -> Indicator | None:
        group, _, name = id.partition(".")
        return self.groups[group].get(name) if group in self.groups else None

    @property
    def indicators(self) -> list[Indicator]:
        return [indicator for group in self.groups.values() for indicator in group.indicators]


def read(data: bytes, file: str) -> tuple[Catalogue, list[Finding]]:
    """Read `data/indicators.yaml`. What can be used of a faulty catalogue is used, to find more."""
    node, findings = parse(data, file, "C")
    reader = _CatalogueReader()
    reader.findings = findings
    catalogue = reader.catalogue(node, file)
    return catalogue, reader.findings


class _CatalogueReader(Reader):
    def __init__(self) -> None:
        super().__init__("C")
        self.formulas: dict[str, Scalar] = {}
        self.indicators: dict[str, Indicator] = {}
        self.in_progress: list[str] = []
        self.answers: list[tuple[Place, str, str, str]] = []
        self.unclear: set[str] = set()
        self.nodes: dict[str, dict[str, Node]] = {}

    def catalogue(self, node: Node | None, file: str) -> Catalogue:
        top = self.mapping(node, "指标目录", "顶层写“组名:”，下面写label和indicators")
        if top is None:
            return Catalogue(file, is_read=False)
        groups, rules = {}, []
        for key, value in top.entries:
            if key.text == "format":
                self.format(value)
            elif key.text != "allow" and self.is_name(key, _RESERVED_GROUPS, "组名"):
                mapping = self.mapping(value, f"组“{key.text}”", "写label和indicators")
                if mapping:
                    groups[key.text] = self.group(key, mapping)
                    rules.append((key.text, mapping.get("rules")))
        for id in list(self.indicators):
            self.complete(id)
        self.check_parts()
        self.check_answers()
        finished = {
            name: replace(group, indicators=tuple(self.indicators[i.id] for i in group.indicators)) for name, group in groups.items()
        }
        return Catalogue(
            file, finished, tuple(rule for group, node in rules for rule in self.rules(group, node)), self.allow(top.get("allow"))
        )

    def format(self, node: Node) -> None:
        if not isinstance(node, Scalar) or node.text != "1":
            self.find("137", node.place, "这种格式版本不认识，现在只有1", "写成format: 1，或升级本工具")

    def is_name(self, key: Scalar, reserved: Collection[str], what: str) -> bool:
        if key.text in reserved or key.text in _JINJA_WORDS:
            self.find("104", key.place, f"“{key.text}”另有用处，不能作{what}", "换一个名称")
        elif not key.text.isidentifier():
            self.find("104", key.place, f"“{key.text}”不能作{what}", "用字母、汉字、数字和下划线，不以数字开头，中间没有空格")
        else:
            return True
        return False

    def group(self, key: Scalar, mapping: Mapping) -> Group:
        label, indicators = "", []
        for name, value in self.known(mapping, ("label", "answered_by", "indicators", "rules"), f"组“{key.text}”"):
            if name.text == "label":
                label = self.text(value, "label") or ""
            elif name.text == "indicators":
                inner = self.mapping(value, "indicators", "每行写一个指标，如 received: {label: 收到提案, unit: 件}")
                for indicator_key, definition in inner.entries if inner else ():
                    if self.is_name(indicator_key, DEFAULTS, "指标名"):
                        indicators.append(self.indicator(key.text, indicator_key, definition))
        if not label:
            self.find(
                "102",
                key.place,
                f"组“{key.text}”没有label（中文名称）",
                f"加一行 label: …，如 {key.text}: {{label: 提案工作, indicators: …}}",
            )
        answered_by = mapping.get("answered_by")
        named = self.text(answered_by, "answered_by") or ""
        if answered_by is not None and named:
            self.answers.append((answered_by.place, label or key.text, key.text, self.full_id(key.text, named)))
        return Group(key.text, label or key.text, tuple(indicators), key.place, self.full_id(key.text, named))

    def indicator(self, group: str, key: Scalar, node: Node, known: tuple[str, ...] = _INDICATOR_KEYS) -> Indicator:
        id = f"{group}.{key.text}"
        mapping = self.mapping(node, f"指标“{key.text}”", f"写成 {key.text}: {{label: 名称, unit: 件}}")
        given: dict[str, Node] = {k.text: v for k, v in self.known(mapping, known, f"指标“{key.text}”")} if mapping else {}
        text = {name: self.text(given.get(name), name) or "" for name in ("label", "unit", "kind", "definition", "owner", "of")}
        if mapping and not text["label"]:
            self.find("102", key.place, f"指标“{key.text}”没有label（中文名称）", "加上label，如 label: 收到提案", id)
        expression = given.get("formula")
        if isinstance(expression, Scalar):
            self.formulas[id] = expression
        elif expression is not None:
            self.text(expression, "formula")
        made = Indicator(
            id=id,
            group=group,
            name=key.text,
            label=text["label"] or key.text,
            place=key.place,
            kind=self.kind(text["kind"], given, text["unit"], id),
            unit=text["unit"],
            formula_text=self.formulas[id].text.strip() if id in self.formulas else "",
            digits=self.digits(given.get("digits")),
            required=self.flag(given.get("required")),
            definition=text["definition"],
            owner=text["owner"],
            breakdowns=self.breakdowns(group, given.get("parts")),
            whole=self.full_id(group, text["of"]),
            fields=self.fields(id, given.get("fields")),
        )
        if made.kind == "items" and not made.fields:
            self.find("107", key.place, f"{made.label}（{id}）是items，但没有fields", "加上fields，如 fields: {title: {label: 题目}}", id)
        self.indicators[id], self.nodes[id] = made, given
        return made

    def kind(self, declared: str, given: dict[str, Node], unit: str, id: str) -> IndicatorKind:
        if declared and declared not in _DECLARED_KINDS:
            near = nearest(declared, _DECLARED_KINDS)
            self.find(
                "105",
                given["kind"].place,
                f"不认识kind“{declared}”",
                f"是不是{near}？" if near else f"可用：{'、'.join(_DECLARED_KINDS)}",
                id,
            )
        elif declared:
            if unit and declared in ("rate", "date", "text", "list", "items"):
                self.find("108", given["unit"].place, f"kind是{declared}的指标没有单位", "去掉unit，或改kind", id)
            return cast(IndicatorKind, declared)
        if "fields" in given:
            return "items"
        if unit:
            return "amount" if unit in _MEASURES or unit in _MONEY else "count"
        return "text"

    def digits(self, node: Node | None) -> int:
        if node is None:
            return 1
        if isinstance(node, Scalar) and node.text in "0123456" and len(node.text) == 1:
            return int(node.text)
        self.find("106", node.place, "digits（小数位数）应是0到6的整数", "写成digits: 1")
        return 1

    def flag(self, node: Node | None) -> bool:
        if node is not None and (not isinstance(node, Scalar) or node.text not in ("true", "false")):
            self.find("103", node.place, "required应是true或false", "必填写true，否则去掉这一项")
        return isinstance(node, Scalar) and node.text == "true"

    def fields(self, id: str, node: Node | None) -> tuple[Indicator, ...]:
        mapping = self.mapping(node, "fields", "写成 fields: {title: {label: 题目}}")
        made = []
        for key, value in mapping.entries if mapping else ():
            if self.is_name(key, (), "字段名"):
                made.append(self.indicator(id, key, value, _FIELD_KEYS))
                self.indicators.pop(f"{id}.{key.text}")
                if made[-1].kind in ("list", "items"):
                    self.find("107", key.place, f"字段“{key.text}”不能是{made[-1].kind}", "字段用文字、数或日期")
        return tuple(made)

    def breakdowns(self, group: str, node: Node | None) -> tuple[Breakdown, ...]:
        if node is None:
            return ()
        entries = [(key.text, value) for key, value in node.entries] if isinstance(node, Mapping) else [("", node)]
        return tuple(
            Breakdown(name, tuple(self.full_id(group, item.text) for item in self.texts(value, "parts")), value.place)
            for name, value in entries
        )

    @staticmethod
    def full_id(group: str, name: str) -> str:
        return name if "." in name or not name else f"{group}.{name}"

    def complete(self, id: str) -> formula.Dimension | None:
        """Read an indicator's formula, those that it names first; its dimension, or None where it has none."""
        indicator = self.indicators[id]
        source = self.formulas.pop(id, None)
        if source is not None:
            self.in_progress.append(id)
            try:
                expression = formula.read_formula(source.text, self.resolver(indicator.group, id))
                self.indicators[id] = self.with_formula(indicator, expression)
            except formula.Unreadable as error:
                self.unreadable(error, source, id)
                self.unclear.add(id)
            self.in_progress.pop()
        if id in self.unclear:
            self.indicators[id] = replace(self.indicators[id], formula=None, formula_text="")
            return formula.UNKNOWN
        indicator = self.indicators[id]
        if indicator.formula is not None:
            return indicator.formula.dimension
        if indicator.kind in ("rate", "points"):
            return formula.RATE if indicator.kind == "rate" else formula.POINTS
        return formula.measure(indicator.unit) if indicator.is_numeric else None

    def with_formula(self, indicator: Indicator, expression: formula.Expression) -> Indicator:
        dimension = expression.dimension
        if dimension == formula.UNKNOWN:
            self.unclear.add(indicator.id)
            return indicator
        inputs = [self.indicators[name.id] for name in formula.names(expression)]
        if dimension.kind in ("rate", "points"):
            kind: IndicatorKind = "rate" if dimension == formula.RATE else "points"
        else:
            kind = "count" if formula.is_whole(expression) and all(i.kind == "count" for i in inputs) else "amount"
        unit = "" if dimension.kind != "measure" else str(dimension)
        possible = {unit, dimension.over[0]} if len(dimension.over) == 1 else {unit}
        if indicator.unit and indicator.unit not in possible:
            self.find(
                "307",
                self.nodes[indicator.id]["unit"].place,
                f"{indicator.label}（{indicator.id}）的单位写的是“{indicator.unit}”，公式算出的是“{dimension}”",
                "改单位或改公式",
                indicator.id,
            )
        if dimension.kind == "measure" and indicator.kind in ("rate", "date", "list", "items"):
            self.find(
                "307",
                self.nodes[indicator.id]["kind"].place,
                f"{indicator.label}（{indicator.id}）写的是kind: {indicator.kind}，公式算出的是“{dimension}”",
                "去掉kind或改公式",
                indicator.id,
            )
        if indicator.kind == "amount" and kind == "count":
            kind = "amount"
        return replace(indicator, kind=kind, unit=indicator.unit or unit, formula=expression)

    def resolver(self, group: str, owner: str = "") -> formula.Resolve:
        def resolve(name: str, previous: bool, column: int) -> formula.Name:
            id = self.full_id(group, name)
            if id not in self.indicators:
                raise formula.Unreadable(column, f"没有指标“{name}”", self.meant(name, group), "C303")
            if id in self.in_progress and not previous:
                circle = [self.indicators[step] for step in self.in_progress[self.in_progress.index(id) :]]
                said = " → ".join([*(f"{step.label}（{step.id}）" for step in circle), circle[0].label])
                raise formula.Unreadable(column, f"公式绕成了圈：{said}", "其中一个去掉公式，直接填数", "C304")
            dimension = self.complete(id) if id not in self.in_progress else formula.NUMBER
            if dimension is None:
                indicator = self.indicators[id]
                raise formula.Unreadable(column, f"{indicator.label}（{id}）不是数，不能计算", "公式只用有单位的数和比率", "C305")
            return formula.Name(id, previous, column, dimension)

        return resolve

    def unreadable(self, error: formula.Unreadable, source: Scalar, id: str = "") -> None:
        column = source.place.column + error.column + (not source.plain)
        self.find(error.code[1:], replace(source.place, column=column), error.message, error.cure, id)

    def meant(self, name: str, group: str) -> str:
        """A cure for an indicator's name that is none: by its label, in its own group, in another."""
        labels = {indicator.label: id for id, indicator in self.indicators.items()}
        own = [id.partition(".")[2] for id in self.indicators if id.startswith(f"{group}.")]
        elsewhere = next((id for id in self.indicators if id.endswith(f".{name}")), "")
        id = labels.get(name) or (nearest(name, self.indicators) if "." in name else elsewhere or self.full_id(group, nearest(name, own)))
        if not id:
            return "核对指标名"
        return f"是不是“{id.removeprefix(f'{group}.')}”（{self.indicators[id].label}）？"

    def check_parts(self) -> None:
        for indicator in list(self.indicators.values()):
            node = self.nodes[indicator.id].get("parts")
            for list_of_parts in [value for _, value in node.entries] if isinstance(node, Mapping) else [node]:
                for part in list_of_parts.items if isinstance(list_of_parts, Sequence) else [list_of_parts]:
                    self.check_part(indicator, part, "parts")
            self.check_part(indicator, self.nodes[indicator.id].get("of"), "of")

    def check_part(self, indicator: Indicator, node: Node | None, key: str) -> None:
        """Whether the indicator that `node` names can be a part of this one, or its whole."""
        if not isinstance(node, Scalar) or not node.text.strip():
            return
        said, other = f"{indicator.label}（{indicator.id}）", self.full_id(indicator.group, node.text.strip())
        known = self.indicators.get(other)
        if known is None:
            self.find(
                "201", node.place, f"{said}的{key}里没有指标“{node.text}”", self.meant(node.text.strip(), indicator.group), indicator.id
            )
        elif other == indicator.id:
            self.find("203", node.place, f"{said}不能是它自己的一部分", "核对指标名", indicator.id)
        elif known.unit != indicator.unit or not known.is_numeric or not indicator.is_numeric:
            cure = "部分和整体的单位要相同，核对指标名和单位"
            self.find("202", node.place, f"{known.label}（{other}）和{said}单位不同，不能是部分和整体", cure, indicator.id)

    def check_answers(self) -> None:
        for place, label, name, id in self.answers:
            known = self.indicators.get(id)
            if known is None or known.kind != "items":
                items = [indicator.id for indicator in self.indicators.values() if indicator.kind == "items"]
                near = nearest(id, items)
                message = f"{label}（{name}）的answered_by应是一个kind: items的指标，现在是“{id}”"
                self.find("204", place, message, f"是不是“{near}”？" if near else "加一个有fields的指标，把它的全名写在这里")

    def rules(self, group: str, node: Node | None) -> list[Rule]:
        if node is not None and not isinstance(node, Sequence):
            self.find("118", node.place, "rules应是列表", "每条写成“- {require: filed <= received, because: 理由}”")
        made = []
        for item in node.items if isinstance(node, Sequence) else ():
            mapping = self.mapping(item, "规则", "写成“- {require: filed <= received, because: 理由}”")
            given = {key.text: value for key, value in self.known(mapping, ("require", "because"), "规则")} if mapping else {}
            source, because = given.get("require"), self.text(given.get("because"), "because")
            if mapping and not (isinstance(source, Scalar) and because):
                self.find(
                    "102", mapping.place, "规则缺require（要求）或because（理由）", "写成“- {require: filed <= received, because: 理由}”"
                )
            elif isinstance(source, Scalar) and because:
                try:
                    made.append(Rule(source.text.strip(), formula.read_rule(source.text, self.resolver(group)), because, source.place))
                except formula.Unreadable as error:
                    self.unreadable(error, source)
        return made

    def allow(self, node: Node | None) -> tuple[str, ...]:
        if node is not None and not isinstance(node, Sequence):
            self.find("118", node.place, "allow应是列表", "每项写成“- {word: 5G, because: 专名}”")
        words = []
        for item in node.items if isinstance(node, Sequence) else ():
            mapping = self.mapping(item, "allow的每一项", "写成“- {word: 5G, because: 专名}”")
            given = {key.text: value for key, value in self.known(mapping, ("word", "because"), "allow的每一项")} if mapping else {}
            word = self.text(given.get("word"), "word")
            if mapping and not (word and self.text(given.get("because"), "because")):
                self.find("102", mapping.place, "这一项缺word（字样）或because（理由）", "写成“- {word: 5G, because: 专名}”")
            elif word:
                words.append(word)
        return tuple(words)
