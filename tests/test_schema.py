"""The JSON Schema of the year file: editors accept what `report check` accepts, and see most of what it refuses.

The schema uses a dozen words of draft-07, so a validator of a few lines stands in for a library's.
"""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from report_cli.facts import catalogue_file, number_patterns, quantity
from report_cli.facts import numbers as written
from report_cli.facts.fact import Catalogue
from report_cli.facts.quantity import Quantity
from report_cli.tasks.schema import schema
from running import ROOT, WORKSPACES, committee, report

CASES = Path(__file__).parent / "cases"


class Core(yaml.SafeLoader):
    """YAML as editors read it (1.2): 2022-02-21 and 100% are texts, 265 is a number."""


Core.yaml_implicit_resolvers = {}
Core.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"(?:~|null|)$"), ["~", "n", ""])
Core.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"(?:true|false)$"), ["t", "f"])
Core.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"[-+]?[0-9]+$"), list("-+0123456789"))
Core.add_implicit_resolver("tag:yaml.org,2002:float", re.compile(r"[-+]?[0-9]+\.[0-9]+$"), list("-+0123456789"))

_TYPES: dict[str, type | tuple[type, ...]] = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "null": type(None),
}


def mistakes(value: Any, by: dict[str, Any], whole: dict[str, Any], at: str = "") -> list[str]:
    """Where a value breaks a schema (a part of the `whole`), as paths; a choice (`anyOf`) counts as one place."""
    if "$ref" in by:
        return mistakes(value, whole["definitions"][by["$ref"].removeprefix("#/definitions/")], whole, at)
    known = {"$schema", "title", "description", "definitions", "type", "properties", "required", "additionalProperties"}
    assert by.keys() <= known | {"const", "enum", "anyOf", "pattern", "minimum", "maximum", "items", "minItems"}, (
        by.keys()
    )
    names = by.get("type", [])
    types = [_TYPES[name] for name in ([names] if isinstance(names, str) else names)]
    if types and not any(isinstance(value, kind) and (kind is bool or not isinstance(value, bool)) for kind in types):
        return [at]
    wrong = [
        "const" in by and value != by["const"],
        "enum" in by and value not in by["enum"],
        "anyOf" in by and all(mistakes(value, choice, whole) for choice in by.get("anyOf", [])),
        isinstance(value, str) and re.search(by.get("pattern", ""), value) is None,
        isinstance(value, int | float) and not by.get("minimum", value) <= value <= by.get("maximum", value),
        isinstance(value, list) and len(value) < by.get("minItems", 0),
        isinstance(value, dict) and not set(by.get("required", [])) <= value.keys(),
    ]
    found = [at] if any(wrong) else []
    if isinstance(value, dict) and "properties" in by:
        assert by["additionalProperties"] is False
        found += [f"{at}/{name}" for name in value if name not in by["properties"]]
        inside = [(name, inner, by["properties"].get(name, {})) for name, inner in value.items()]
    else:
        items = value if isinstance(value, list) else []
        inside = [(str(number), inner, by.get("items", {})) for number, inner in enumerate(items)]
    return found + [path for name, inner, schema in inside for path in mistakes(inner, schema, whole, f"{at}/{name}")]


def read(file: Path) -> Catalogue:
    found, findings = catalogue_file.read(file.read_bytes(), file.name)
    assert not findings
    return found


def refused(text: str, of: Path = CASES / "base/data/indicators.yaml") -> list[str]:
    """The groups and names in which an editor would underline something."""
    made = schema(read(of))
    content = yaml.load(text, Core)
    found = set()
    for path in mistakes(content, made, made):
        found.add(path)
        # A group is an object or empty; look into it to name what is wrong there.
        group = made["properties"].get(path.strip("/"))
        if group and isinstance(content.get(path.strip("/")), dict):
            found.discard(path)
            found |= set(mistakes(content[path.strip("/")], group["anyOf"][0], made, path))
    return sorted(found)


YEARS = [ROOT / "data/2022.yaml", *sorted(WORKSPACES.glob("*/data/[0-9]*.yaml"))]


@pytest.mark.parametrize("file", YEARS, ids=lambda file: f"{file.parent.parent.name}-{file.stem}")
def test_every_year_file_in_use_is_accepted(file: Path) -> None:
    assert refused(file.read_text(encoding="utf-8"), file.parent / "indicators.yaml") == []


@pytest.mark.parametrize("case", sorted((CASES / "year").glob("good*.yaml")), ids=lambda case: case.stem)
def test_every_good_case_is_accepted(case: Path) -> None:
    assert refused(case.read_bytes().decode("utf-8-sig")) == []


def facts(lines: str) -> str:
    return "year: 2022\n" + lines


@pytest.mark.parametrize(
    ("lines", "path"),
    [
        ("proposals: {recieved: 265}", "/proposals/recieved"),  # a misspelt name
        ("proposal: {received: 265}", "/proposal"),
        ("proposals: {received: -3}", "/proposals/received"),
        ("proposals: {received: 2.5}", "/proposals/received"),
        ("proposals: {received: 265场}", "/proposals/received"),
        ("proposals: {received: 约40左右}", "/proposals/received"),
        ("proposals: {received: 3千余}", "/proposals/received"),
        ("proposals: {received: 12:30}", "/proposals/received"),
        ("proposals: {received: 二百六十五}", "/proposals/received"),
        ("proposals: {received: [1, 2]}", "/proposals/received"),
        ("proposals: {received: {source: 台账}}", "/proposals/received"),  # the long form without its value
        ("proposals: {received: {value: 15, sauce: 台账}}", "/proposals/received"),
        ("proposals: {received: {value: 15, state: 大概}}", "/proposals/received"),
        ("proposals: {answer_rate: 84.5}", "/proposals/answer_rate"),
        ("proposals: {answer_rate: 5万%}", "/proposals/answer_rate"),
        ("proposals: {filing_gap: 1.2}", "/proposals/filing_gap"),
        ("proposals: {received: 近0}", "/proposals/received"),
        ("proposals: {received: 265.0件}", "/proposals/received"),
        ("meeting: {date: 二月二十一日}", "/meeting/date"),
        ("consultation: {topics: 老旧小区改造}", "/consultation/topics"),
        ("consultation: {topics: []}", "/consultation/topics"),
        ("consultation: {surveys: [{title: 快递进村, places: 8}]}", "/consultation/surveys"),
        ("consultation: {surveys: [{sites: 8}]}", "/consultation/surveys"),  # a required field
        ("status: 收集中", "/status"),
        ("format: 2", "/format"),
    ],
)
def test_a_mistake_is_reported_at_its_own_path(lines: str, path: str) -> None:
    assert refused(facts(lines)) == [path]


def test_a_file_without_its_year_is_refused() -> None:
    assert refused("status: 征集中") == [""]


@pytest.mark.parametrize(
    "lines",
    [
        "proposals: {received: , filed: {value: , owner: 提案委}}",
        "proposals:",
        "proposals: {owner: 提案委, state: 预计, as_of: 2022-11-30, received: {value: 近300, state: 已核, note: 台账}}",
        "consultation: {topics: [{value: 老旧小区改造, source: 台账}, 等]}",
        "consultation: {surveys: [{title: 快递进村, sites: {value: 8, note: 另有}}]}",
        "meeting: {date: 2023年2月21日, name: 2022}",
    ],
)
def test_empty_values_long_forms_and_group_defaults_are_accepted(lines: str) -> None:
    assert refused(facts(lines)) == []


@pytest.mark.parametrize(
    ("unit", "kind"),
    [
        ("件", "count"), ("件(次)", "count"), ("万人", "count"), ("", "count"),
        ("万元", "amount"), ("米", "amount"), ("", "amount"), ("", "rate"), ("", "points"),
    ],
)  # fmt: skip
def test_the_pattern_of_a_number_accepts_what_is_read_as_one(unit: str, kind: quantity.Kind) -> None:
    numbers = "0 0.0 -0 265 265.0 2.5 0.05 2.83万 2.8345000万 2.83456万 3.5亿 0万".split()
    numbers += "010 1_000 1,000 -3 -2.5 12:30 ２６５ 3千".split()
    numbers += ["9" * 18, "9" * 19]
    signs = [unit, "%", "个百分点", "百分点", " 个百分点"]
    texts = {
        f"{before}{number}{after}"
        for number in numbers
        for before in ("", *"近约逾超", "不足", "超过")
        for sign in signs
        for after in ("", "余", "左右", sign, f"余{sign}", f"{sign}余", f"{sign}左右", f"{sign}以内", f" {sign}以上")
    }
    pattern = re.compile(number_patterns.pattern(unit, kind))
    is_read = {text: isinstance(written.read(text, unit, kind), Quantity) for text in texts if text == text.strip()}
    assert {text for text, found in is_read.items() if found != (pattern.search(text) is not None)} == set()
    assert any(is_read.values())


def test_editors_get_labels_units_and_definitions() -> None:
    made = schema(read(ROOT / "data/indicators.yaml"))
    proposals = made["properties"]["proposals"]
    assert proposals["title"] == "提案工作"
    received = proposals["anyOf"][0]["properties"]["received"]
    assert received["title"] == "收到委员提案"
    assert received["description"] == "单位：件；所属会议期间的委员提案，不含集体提案"
    assert "不必填，由工具计算：立案÷收到委员提案" in proposals["anyOf"][0]["properties"]["filing_rate"]["description"]
    short_name = made["properties"]["committee"]["anyOf"][0]["properties"]["short_name"]
    assert short_name["description"].startswith("必填")


def test_the_command_shows_the_schema_of_the_workspace(tmp_path: Path) -> None:
    place = committee("nanling", tmp_path)
    shown = report(place, "schema")
    assert (shown.status, shown.err) == (0, "")
    made = json.loads(shown.out)
    assert made["$schema"] == "http://json-schema.org/draft-07/schema#"
    assert made["properties"]["提案"]["title"]


def test_a_faulty_catalogue_has_no_schema(tmp_path: Path) -> None:
    place = committee("donghu", tmp_path)
    (place / "data/indicators.yaml").write_text("提案: 5\n", encoding="utf-8")
    shown = report(place, "schema")
    assert (shown.status, shown.out) == (2, "")
    assert "report check" in shown.err
