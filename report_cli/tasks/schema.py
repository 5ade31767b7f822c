"""The year file as a JSON Schema (draft-07), for editors that complete and check YAML as it is typed.

It is as strict as `yearfile.read` wherever a schema can be. What needs the whole year (rules, parts, formulas) is left
to `report check`. Editors read YAML's numbers as numbers, so a count may be a number, or a text as reports have it.
"""

from typing import Any

from report_cli.facts import formula, number_patterns
from report_cli.facts.braces import STATES
from report_cli.facts.fact import COLLECTING, DEFAULTS, FOR_COMPARISON, Catalogue, Group, Indicator

Schema = dict[str, Any]

_DATE = r"^(?:[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}|[0-9]{4}年[0-9]{1,2}月[0-9]{1,2}日)$"
_NULL: Schema = {"type": "null"}
_TEXT: Schema = {"type": ["string", "number", "boolean"]}
# What every fact may have: written once and referred to.
_META: dict[str, Schema] = {
    "source": {**_TEXT, "title": "出处", "description": "这个数从哪里来，如台账、文件名"},
    "owner": {**_TEXT, "title": "谁负责", "description": "报这个数的部门或人；report check --owner 按它列出尚缺的数"},
    "as_of": {**_TEXT, "title": "截至", "description": "数据截至哪一天，如2022-11-30"},
    "state": {
        "enum": [*STATES, None],
        "title": "状态",
        "description": "预计：还会变；已核：核实过；推算：由别的数推出，不印进报告",
    },
    "note": {**_TEXT, "title": "说明", "description": "给填报和核对的人看，不印进报告"},
    "accept": {**_TEXT, "title": "为什么对不上", "description": "原始材料就对不上的，写明原因：问题变成警告，不拦生成"},
}


def schema(catalogue: Catalogue) -> Schema:
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "年度数据",
        "description": "一年一个文件，如data/2022.yaml。指标的名称、单位和口径出自指标目录。",
        **_object(_top() | {group.name: _group(group) for group in catalogue.groups.values()}, "year"),
        "definitions": _META,
    }


def _meta(*names: str) -> dict[str, Schema]:
    return {name: {"$ref": f"#/definitions/{name}"} for name in names}


def _top() -> dict[str, Schema]:
    return {
        "format": {"const": 1, "title": "格式版本", "description": "现在只有1，可以不写"},
        "year": {
            "title": "年份",
            "description": "报告的年份，与文件名相同",
            "anyOf": [
                {"type": "integer", "minimum": 1000, "maximum": 9999},
                {"type": "string", "pattern": "^[0-9]{4}年?$"},
            ],
        },
        "status": {
            "enum": [COLLECTING, FOR_COMPARISON],
            "title": "状态",
            "description": f"{COLLECTING}：数据未齐，缺的地方印【待补】；{FOR_COMPARISON}：只作上年对照，不出报告；"
            "数据已齐就去掉这一行",
        },
        "source": {**_TEXT, "title": "出处", "description": "下面各项没有另写出处的，都用这个"},
    }


def _group(group: Group) -> Schema:
    facts = {indicator.name: _fact(indicator) for indicator in group.indicators if indicator.table is None}
    return {"title": group.label, "anyOf": [_object(_meta(*DEFAULTS) | facts), _NULL]}


def _object(properties: dict[str, Schema], *required: str) -> Schema:
    made: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
    return made | ({"required": list(required)} if required else {})


def _fact(indicator: Indicator) -> Schema:
    """What may stand after an indicator's or a field's name: nothing yet, the value, or the long form with `value`."""
    value = _value(indicator)
    required = () if indicator.formula else ("value",)
    long = _object({"value": {"title": "值", "anyOf": [value, _NULL]}, **_meta(*_META)}, *required)
    said = {"title": indicator.label, "description": _description(indicator)}
    return {name: text for name, text in said.items() if text} | {"anyOf": [value, long, _NULL]}


def _description(indicator: Indicator) -> str:
    computed = f"不必填，由工具计算：{formula.spoken(indicator.formula)}" if indicator.formula else ""
    notes = {
        "必填": indicator.required,
        "可以空着": indicator.may_be_empty,
        f"单位：{indicator.unit}": indicator.unit,
        indicator.definition: indicator.definition,
        computed: computed,
        f"由{indicator.owner}负责": indicator.owner,
        "只供核对，不印进文稿": not indicator.is_printed,
    }
    return "；".join(note for note, is_said in notes.items() if is_said)


def _value(indicator: Indicator) -> Schema:
    if indicator.kind == "items":
        required = [field.name for field in indicator.fields if field.required]
        item = _object({field.name: _fact(field) for field in indicator.fields if field.formula is None}, *required)
        return {"type": "array", "minItems": 1, "items": item}
    if indicator.kind == "list":
        long = _object({"value": _TEXT, **_meta(*_META)}, "value")
        return {"type": "array", "minItems": 1, "items": {"anyOf": [_TEXT, long]}}
    if indicator.kind == "date":
        return {"type": "string", "pattern": _DATE}
    if indicator.kind == "text":
        return _TEXT
    said = {"type": "string", "pattern": number_patterns.pattern(indicator.unit, indicator.kind)}
    if indicator.kind == "count":
        return {"anyOf": [{"type": "integer", "minimum": 0}, said]}
    return said if indicator.kind in ("rate", "points") else {"anyOf": [{"type": "number"}, said]}
