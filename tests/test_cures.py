"""What a message proposes is followed here by the machine: then the finding is gone, and the text is right."""

import json
import re
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from report_cli.facts import numbers
from report_cli.facts.quantity import Kind, Quantity
from report_cli.model import Finding
from running import change, report
from test_starter import EXAMPLE, STARTER

NUMBERS = "265 84.5 0.985 1 0.5 1,265 2.83万 3.5亿 ２６５ 16O 三百 八成五 300+ 300几 300-400 3千 012".split()
UNITS = ["", *"件 条 % ％ ‰ 个百分点 件件 万元 元 余 多件 预计 、 ? 成 倍 件（含并案）".split(), " 件"]
WANTED: list[tuple[str, Kind]] = [
    ("件", "count"),
    ("", "count"),
    ("万人次", "count"),
    ("万元", "amount"),
    ("", "rate"),
    ("", "points"),
]
_NUMBER = re.compile(r"(?:写成|半角：)(?:\{value: )?([^；，。、（,{]*?\d[^；，。、（,]*?)(?=或|[；，。、（,}]|$)")


@pytest.mark.parametrize(("unit", "kind"), WANTED)
def test_a_number_that_a_cure_proposes_is_one_that_is_read(unit: str, kind: Kind) -> None:
    typed = ["".join(parts) for parts in product(("", "近", "共"), NUMBERS, UNITS)]
    found = {text: numbers.read(text, unit, kind) for text in typed}
    cures = [(text, each.cure) for text, each in found.items() if isinstance(each, Finding)]
    proposed = [(text, number) for text, cure in cures for number in _NUMBER.findall(cure)]
    assert len(proposed) > len(NUMBERS)
    assert [pair for pair in proposed if not isinstance(numbers.read(pair[1], unit, kind), Quantity)] == []


def test_of_two_meanings_the_likely_one_comes_first_and_no_count_is_made_of_a_rate() -> None:
    cures = {text: numbers.read(text, "", "rate").cure for text in ("0.985", "1")}  # type: ignore[union-attr]
    assert cures == {"0.985": "写成98.5%；若确是0.985%，就写成0.985%", "1": "写成100%；若确是1%，就写成1%"}
    for text in ("84.5%", "84.5个百分点", "1,265％"):
        found = numbers.read(text, "件", "count")
        assert isinstance(found, Finding)
        assert found.cure == "这里填多少件，不填比率；比率由工具算"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A workspace that init makes, filled with everything."""
    assert report(tmp_path, "init", "w", "--ids", "en", "--year", "2022").status == 0
    (tmp_path / "w/data/2022.yaml").write_text(EXAMPLE, "utf-8")
    return tmp_path / "w"


def found_in(place: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(report(place, "check", "2022", "--format", "json").out)
    return found


DATA, CLOSING, UNITY = "data/2022.yaml", "templates/sections/closing.md.j2", "templates/sections/unity.md.j2"
TALKS = "{% if unity.talks %}走访座谈{{ unity.talks }}"
BY_DATA = [
    # What is changed, from what to what; the codes; where it is told, and what is to be written there.
    ("theme: 坚持团结", "theme: 一是: 坚持团结", "F018", "一是：坚持团结"),
    (
        "meaning: 设在",
        "meaning: 指: 设在",
        "F017",
        "{term: “有事来商量”平台, meaning: 指：设在街道和社区、由委员召集的协商平台}",
    ),
    ("meaning: 设在", "meaning: 指: 一是: 设在", "F017", "指：一是：设在街道"),
    (
        "平台, meaning",
        "平台 meaning",
        "F017",
        "{term: “有事来商量”平台, meaning: 设在街道和社区、由委员召集的协商平台}",
    ),
    (
        "members: 268",
        "members: {value: 268 source: 台账 owner: 办公室}",
        "F017",
        "{value: 268, source: 台账, owner: 办公室}",
    ),
    ("[必须坚持党的领导", "[一是必须坚持党的领导", "W110", "必须坚持党的领导"),
    ("goal: 围绕", "goal: 区政协将围绕", "W110", ""),
    ("goal: 围绕", "goal: 我们将围绕", "W110", "围绕区委确定的目标任务，把协商、监督、凝聚共识的工作做深做实"),
    ("协商的成果，要看群众得到了什么", "“协商的成果，要看群众得到了什么。”", "W110", "协商的成果，要看群众得到了什么"),
    ("[中共东溪区委, 区人大常委会, 区政府", "[区政府, 区人大常委会, 中共东溪区委", "W214", "区人大常委会、区政府"),
    ("theme: 各项工作", "theme: 今年各项工作", "W219", "一年来"),
]


@pytest.mark.parametrize(("old", "new", "code", "meant"), BY_DATA, ids=[f"{row[2]} {row[1]}" for row in BY_DATA])
def test_what_data_bring_in_is_told_at_their_line_with_words_that_mend_it(
    place: Path, old: str, new: str, code: str, meant: str
) -> None:
    change(place / DATA, old, new)
    found = [each for each in found_in(place) if each["code"] == code]
    assert {each["file"] for each in found} <= {DATA}
    assert bool(found) == bool(meant)
    for each in found[:1]:
        line = (place / DATA).read_text("utf-8").splitlines()[int(each["line"]) - 1]
        assert new.partition(":")[2].strip()[:4] in line
        assert meant.partition("、")[0][:12] in (each["hint"] + each["message"])


def test_a_missing_end_is_told_where_its_block_begins_one_too_many_where_it_stands(place: Path) -> None:
    lines = (place / UNITY).read_text("utf-8").splitlines()
    begins = next(at for at, line in enumerate(lines, 1) if line.startswith(TALKS))
    change(place / UNITY, f"{TALKS}{{% endif %}}", TALKS)
    [found] = [each for each in found_in(place) if each["code"] == "T104"]
    assert (found["line"], found["message"]) == (begins, "“{% if … %}”没有收尾")
    assert found["hint"] == "在 {% endcall %} 前面、它管到的地方之后写 {% endif %}"
    change(place / UNITY, TALKS, f"{TALKS}{{% endif %}}{{% endif %}}")
    [found] = [each for each in found_in(place) if each["code"] == "T104"]
    assert (found["line"], found["message"]) == (begins, "前面没有和“{% endif %}”配对的“{% if … %}”")
    change(place / UNITY, f"{TALKS}{{% endif %}}{{% endif %}}", f"{TALKS}{{% endif %}}")
    assert found_in(place) == []


def test_the_word_to_be_allowed_is_given_as_a_line_that_the_catalogue_takes(place: Path) -> None:
    change(place / DATA, "多项建议转化", "46条建议转化")
    [found] = found_in(place)
    line = re.search(r"在指标目录末尾加一行 (.*)$", found["hint"])
    assert line
    catalogue = place / "data/indicators.yaml"
    catalogue.write_text(f"{catalogue.read_text('utf-8').rstrip()}\n{line[1]}\n", "utf-8")
    assert found_in(place) == []
    change(place / DATA, "46条建议转化", "46条建议和7件提案转化")
    [found] = found_in(place)
    assert "在指标目录末尾的allow:下面加一行 - {word: 7件, because: 名称}" in found["hint"]


def test_numbers_that_people_say_or_that_explain_a_term_are_left(place: Path) -> None:
    change(place / DATA, "says: 建议提上去，很快就", "says: 建议提上去，两个月就")
    change(place / DATA, "meaning: 主席会议成员", "meaning: 分五个环节，主席会议成员")
    change(place / DATA, "quotation: 协商", "quotation: 三次协商")
    assert found_in(place) == []
    change(place / DATA, "result: 已建立提案", "result: 组织读书交流18场次，已建立提案")
    [found] = found_in(place)
    assert (found["code"], found["severity"]) == ("W203", "hint")
    assert "“18场次”和读书交流（unity.readings）同数" in found["message"]
    assert (STARTER / "data/example.yaml").read_text("utf-8") == EXAMPLE
