"""Reads `data/indicators.yaml`: first each indicator by itself, then how they relate to each other."""

import keyword
import re
from collections.abc import Collection, Iterator
from functools import cache, lru_cache
from typing import Any, cast

from msgspec.structs import replace

from report_cli.facts.fact import (
    DEFAULTS,
    YEAR_FILE_KEYS,
    YEARS,
    Breakdown,
    Catalogue,
    Group,
    Indicator,
    IndicatorKind,
    Tally,
    full_id,
)
from report_cli.facts.formula import names
from report_cli.facts.quantity import size
from report_cli.facts.relations import DECLARED_KINDS, Relations
from report_cli.facts.table_keys import TableKeys
from report_cli.files import in_years
from report_cli.files.reader import Reader
from report_cli.files.yaml import Mapping, Node, Scalar, Sequence, parse
from report_cli.model import Finding, Place
from report_cli.text import one_line

UNBOUND = "尚未绑定"
"""Why words are allowed for the time being: they hold figures that no fact stands behind yet."""

_JINJA_WORDS = set(keyword.kwlist) | set(
    """
    and or not if elif else endif for endfor in is set endset block endblock extends include import from as with
    without context macro endmacro call endcall filter endfilter raw endraw do continue break autoescape recursive
    ignore missing true false none True False None loop self super caller varargs kwargs namespace table sentence
    """.split()
)
_RESERVED_GROUPS = {*YEAR_FILE_KEYS, *YEARS, "previous", "allow", "attachment", "footnote", "figures_table"}

UNITS_OF_MEASURE = set(
    "米 公里 千米 里 厘米 毫米 平方米 平米 ㎡ 平方公里 平方千米 亩 公顷 立方米 克 公斤 千克 斤 吨 升 毫升 "
    "小时 学时 度 千瓦 兆瓦 千瓦时 兆瓦时 摄氏度 倍".split()
)
UNITS_OF_MONEY = ("元", "万元", "亿元", "美元", "万美元", "亿美元")
"""Units whose numbers may have fractions: without a kind, they make an amount."""


def may_be_fraction(unit: str) -> bool:
    """Whether a unit counts what has fractions, such as 吨, 万吨 and 万元."""
    return unit in UNITS_OF_MONEY or (unit[1:] if unit[:1] in tuple("万亿") else unit) in UNITS_OF_MEASURE


_SIGNS_OF_SHARES: dict[str, tuple[IndicatorKind, str]] = {
    **dict.fromkeys(("%", "％"), ("rate", "去掉unit，写kind: rate")),
    **dict.fromkeys(
        ("个百分点", "百分点"), ("points", "去掉unit，写formula，由两个比率相减；没有那两个比率的，写kind: points")
    ),
    **dict.fromkeys(("‰", "成", "百分比", "百分数"), ("rate", "去掉unit，写kind: rate，数写成百分数")),
}
"""Signs that people write as units, though they are none: the kind that they mean, and the cure."""

_INDICATOR_KEYS = [
    *"label unit kind formula digits zeros required period years print definition owner parts of fields".split(),
    *"file dates continues".split(),
]
_FIELD_KEYS = "label unit kind formula digits definition required print column key values private".split()
_TEXTS = ("label", "unit", "formula", "definition", "owner", "of")
_GROUP_KEYS = ("label", "answered_by", "indicators", "rules")
_CHOICES = {
    "digits": (tuple("0123456"), "106", "digits（小数位数）应是0到6的整数", "写成digits: 1"),
    "required": (("true", "false"), "103", "required应是true或false", "必填写true，否则去掉这一项"),
    "period": (
        ("year", "moment"),
        "110",
        "period不能写“{}”",
        "某一时点的数（如委员人数）写moment，全年的数不写",
    ),
    "zeros": (("true", "false"), "103", "zeros应是true或false", "末尾的零也印（32.30%）写true，否则去掉这一项"),
    "print": (("true", "false"), "103", "print应是true或false", "只供核对、不印的写false，否则去掉这一项"),
    **{
        name: (("true", "false"), "103", f"{name}应是true或false", f"要{what}写true，否则去掉这一项")
        for name, what in (("key", "不许重复"), ("private", "不公开"), ("continues", "接着上一行"))
    },
}
"""Keys that take one of a few words: the words, the code, what is wrong with another, the cure."""
_UNCHOSEN = dict.fromkeys(_CHOICES, "")
_WITHOUT_UNIT = ("rate", "points", "date", "text", "list", "items")

_SIGNS_OF_NUMBERS = frozenset("0123456789０１２３４５６７８９一二三四五六七八九〇零两十百千廿卅几数半万亿兆")
_SIGNS_OF_MARKERS = frozenset("近约逾超余多左右以上下将接不至最大之有还好第和或")
_SIGNS_OF_MARKS = frozenset("（）()【】[]“”‘’「」\"'，。、；：,;:.-—–/\\*?？无没")
_SUSPECT = _SIGNS_OF_NUMBERS | _SIGNS_OF_MARKERS | _SIGNS_OF_MARKS


@cache
def _around_units() -> list[tuple[re.Pattern[str], str, str]]:
    """What people write around a unit: its form (with the unit in it, or nothing of it), its name, what to do."""
    ones, kilo = "一二三四五六七八九〇零十百廿卅\\d.", "千(?![瓦克米伏卡赫兆帕])"
    forms = (
        ("^(?:[-—–/\\\\*?？]+|无|没有)$", "符号", ""),
        ("^单位[:：] *|[，。、；：,;:.]+$", "标点", ""),
        ("^[“‘「\"'（(【\\[](.*)[”’」\"'）)】\\]]$", "括号或引号", ""),
        (
            "^(?:将近|接近|大约|不足|不到|不少于|超过|至少|最多|[近约逾超余多])(?=.)|(?<=.)(?:左右|以[上下内]|上下|有余|之多)$",
            "概数标记",
            "，概数标记写在数上",
        ),
        (f"^第?(?:好几|上(?=[百千万])|[几数半])?(?:[{ones}]|两(?=.)|{kilo})+", "数目", "，数按这个单位换算"),
        ("[余多](?=.)(?<=^[万亿].)", "概数标记", "，概数标记写在数上"),
        ("[、，,；;和或](?=.).*$", "不止一个单位", "，另一个单位另立一项"),
        ("^(?:好几|[几数半])(?=.)|^(?:[万亿兆]+|半)$", "数目", "，数按这个单位换算"),
    )
    return [(re.compile(form), name, more) for form, name, more in forms]


def odd_unit(unit: str) -> tuple[str, str, str] | None:
    """What stands in a unit that is none of it, the unit without it (empty if nothing is left), and what to do else."""
    if _SUSPECT.isdisjoint(unit):
        return None
    for form, name, more in _around_units():
        if match := form.search(unit):
            rest = match[1] if match.re.groups else unit[: match.start()] + unit[match.end() :]
            inner = odd_unit(rest.strip())
            return name, inner[1] if inner else rest.strip(), more
    return None


def read(data: bytes, file: str) -> tuple[Catalogue, list[Finding]]:
    """Read `data/indicators.yaml`. The usable part of a faulty catalogue is returned, so that more mistakes are found.

    Many workspaces share one catalogue, so results are cached.
    """
    catalogue, findings = _read(data, file)
    return catalogue, list(findings)


@lru_cache(maxsize=8)
def _read(data: bytes, file: str) -> tuple[Catalogue, list[Finding]]:
    node, findings = parse(data, file, "C")
    return _CatalogueReader(findings).catalogue(node, file), findings


class _CatalogueReader(Reader):
    """Reads each group and indicator by itself. `nodes` keeps what each indicator says, for the relations."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__("C", findings)
        self.groups: dict[str, Group] = {}
        self.indicators: dict[str, Indicator] = {}
        self.nodes: dict[str, dict[str, Node]] = {}
        self.unbound: list[tuple[str, Place]] = []

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
        terms = [term for rule in rules for term in rule.comparison.terms]
        formulas = [i.formula for group in groups.values() for i in group.indicators if i.formula is not None]
        asked = (name for name in names(*terms, *formulas) if isinstance(name, Tally))
        tallies = tuple({tally.id: replace(tally, previous=False) for tally in asked}.values())
        allow = self.allow(top.get("allow"))
        return Catalogue(file, groups, rules, allow, tuple(self.unbound), tuple(relations.derived), tallies)

    def is_name(self, key: Scalar, reserved: Collection[str], what: str) -> bool:
        is_taken = key.text in reserved or key.text in _JINJA_WORDS
        if not is_taken and key.text.isidentifier() and not key.text.startswith("_"):
            return True
        cure = "用字母、汉字、数字和下划线，不以数字或下划线开头，中间没有空格"
        used, cure = ("另有用处，", "换一个名称") if is_taken else ("", cure)
        self.find("104", key.place, f"“{key.text}”{used}不能作{what}", cure)
        return False

    def group(self, key: Scalar, given: dict[str, Node]) -> Group:
        label, answered_by = (self.text(given, name) for name in ("label", "answered_by"))
        cure = "每行写一个指标，如 received: {label: 收到提案, unit: 件}"
        listed = self.named(given.get("indicators"), "indicators", cure)
        indicators = {
            name.text: self.indicator(key.text, name, definition)
            for name, definition in listed
            if self.is_name(name, DEFAULTS, "指标名")
        }
        self.indicators |= {indicator.id: indicator for indicator in indicators.values()}
        if not label:
            cure = f"加一行 label: …，如 {key.text}: {{label: 提案工作, indicators: …}}"
            self.find("102", key.place, f"组“{key.text}”没有label（中文名称）", cure)
        return Group(key.text, label or key.text, indicators, full_id(key.text, answered_by))

    def indicator(self, group: str, key: Scalar, node: Node, keys: Collection[str] = _INDICATOR_KEYS) -> Indicator:
        id = f"{group}.{key.text}"
        mapping = self.mapping(node, f"指标“{key.text}”", f"写成 {key.text}: {{label: 名称, unit: 件}}")
        given = self.nodes[id] = self.entries(mapping, keys, f"指标“{key.text}”")
        text = {name: self.text(given, name) if name in given else "" for name in _TEXTS}
        label = self.label(text["label"], key, id) if mapping else key.text
        unit, kind = "" if text["unit"] in _SIGNS_OF_SHARES else text["unit"], self.kind(given, text["unit"], id)
        chosen = _UNCHOSEN | {name: self.choice(given[name], *_CHOICES[name]) for name in given if name in _CHOICES}
        fields = tuple(self.fields(id, given.get("fields"), is_printed=chosen["print"] != "false"))
        indicator = Indicator(
            id=id,
            group=group,
            name=key.text,
            label=label,
            place=key.place,
            kind=kind,
            unit=unit,
            factor=size(unit),
            formula_text=text["formula"],
            digits=int(chosen["digits"] or 1),
            is_rounded="digits" in given,
            keeps_zeros=chosen["zeros"] == "true",
            required=chosen["required"] == "true",
            may_be_empty=chosen["required"] == "false",
            is_moment=chosen["period"] == "moment",
            in_years=in_years.read(self.texts(given.get("years"), "years"), self),
            definition=text["definition"],
            owner=text["owner"],
            whole=full_id(group, text["of"]),
            fields=fields,
            table=TableKeys(self).table(id, given, fields),
            **self.cells(given, chosen, label),
        )
        self.check_itself(indicator, given)
        return self.parted(indicator, given.get("parts"))

    def parted(self, indicator: Indicator, parts: Node | None) -> Indicator:
        """An indicator with its breakdowns."""
        return replace(indicator, breakdowns=tuple(self.breakdowns(indicator, parts))) if parts else indicator

    def label(self, said: str, key: Scalar, id: str) -> str:
        """The label of an indicator; its name where it has none, which is found."""
        if not said:
            self.find("102", key.place, f"指标“{key.text}”没有label（中文名称）", "加上label，如 label: 收到提案", id)
        return said or key.text

    def cells(self, given: dict[str, Node], chosen: dict[str, str], label: str) -> dict[str, Any]:
        """What is said of the cells of a field. What is private is never printed."""
        is_private = chosen["private"] == "true"
        return {
            "column": self.text(given, "column") or label,
            "values": tuple(one_line(item.text) for item in self.texts(given.get("values"), "values")),
            "is_key": chosen["key"] == "true",
            "is_private": is_private,
            "is_printed": chosen["print"] != "false" and not is_private,
        }

    def check_itself(self, indicator: Indicator, given: dict[str, Node]) -> None:
        if indicator.kind == "items" and not indicator.fields:
            message, cure = f"{indicator.named}是items，但没有fields", "加上fields，如 fields: {title: {label: 题目}}"
            self.find("107", indicator.place, message, cure, indicator.id)
        if odd := odd_unit(indicator.unit):
            what, unit, more = odd
            message = f"{indicator.named}的单位“{indicator.unit}”里有{what}：填5，会印成“5{indicator.unit}”"
            whole = (
                f"单位写数的是什么（件、人次、元……），“{indicator.unit}”写在数里"
                if what == "数目"
                else "没有单位就去掉unit"
            )
            self.find("111", given["unit"].place, message, f"单位只写“{unit}”{more}" if unit else whole, indicator.id)
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
        if declared or "fields" in given:
            return cast(IndicatorKind, declared or "items")
        of_unit: IndicatorKind = "amount" if may_be_fraction(unit) else "count"
        return of_unit if unit else "text"

    def fields(self, id: str, node: Node | None, *, is_printed: bool) -> Iterator[Indicator]:
        """The fields of some items. Those of items that are not printed are not printed either."""
        for key, value in self.named(node, "fields", "写成 fields: {title: {label: 题目}}"):
            if self.is_name(key, (), "字段名"):
                field = self.indicator(id, key, value, _FIELD_KEYS)
                if field.kind in ("list", "items"):
                    self.find("107", key.place, f"字段“{key.text}”不能是{field.kind}", "字段用文字、数或日期")
                yield field if is_printed else replace(field, is_printed=False)

    def breakdowns(self, indicator: Indicator, node: Node) -> Iterator[Breakdown]:
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
                self.unbound += [(word, given["word"].place)] if because == UNBOUND else []
            elif mapping:
                self.find("102", mapping.place, "这一项缺word（字样）或because（理由）", cure)
        return tuple(words)


def _is_empty(node: Node) -> bool:
    if isinstance(node, Scalar):
        return not node.text.strip()
    return not (node.items if isinstance(node, Sequence) else node.entries)
