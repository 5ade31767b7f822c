"""A heading that says how something moved is held against the change below it (W109)."""

from functools import cache

import pytest

from report_cli import compose
from report_cli.facts import catalogue_file, ledger, yearfile
from running import one_template

CATALOGUE = """format: 1
p:
  label: 提案
  indicators:
    received: {label: 收到提案, unit: 件}
    talks: {label: 协商活动, unit: 次}
    more: {label: 收到提案比上年增加, unit: 件, kind: amount}
    rate: {label: 立案率, kind: rate}
    points: {label: 立案率比上年提高, kind: points}
"""
YEAR = "year: 2022\np: {received: 195, talks: 16, more: -8, rate: 84.6%, points: 1.6个百分点}\n"
BEFORE = "year: 2021\np: {received: 203, talks: 16, rate: 83.0%}\n"
FELL = "全年共收到提案{{ p.received }}，比上年{{ p.more|moved('增加', '减少') }}。"
CHANGED = "全年共收到提案{{ p.received }}，比上年{{ p.received.change }}。"
RATE = "立案率{{ p.rate }}，比上年{{ p.points|moved('提高', '下降') }}。"
TALKS = "协商活动{{ p.talks }}，比上年{{ p.talks.change }}。"


@cache
def resolved() -> ledger.Ledger:
    made, _ = catalogue_file.read(CATALOGUE.encode(), "data/indicators.yaml")
    last = ledger.resolve(made, yearfile.read(BEFORE.encode(), "data/2021.yaml", 2021, made)[0])[0]
    return ledger.resolve(made, yearfile.read(YEAR.encode(), "data/2022.yaml", 2022, made)[0], last)[0]


def told(heading: str, *texts: str, level: int = 2) -> list[str]:
    below = "\n\n".join(texts)
    template = f'{{% call part("{heading}", {level}) %}}\n{below}\n{{% endcall %}}\n'
    _, found = compose.compose("note", resolved(), one_template(template))
    return [each.message for each in found if each.code == "W109"]


@pytest.mark.parametrize(
    ("heading", "texts"),
    [
        ("提案数量稳步增加。", [FELL]),
        ("提案数量稳步增加", [FELL]),
        ("提案数量稳步增加", [CHANGED]),
        ("提案持续增长", ["工作有新进展。", FELL]),
        ("收到提案稳步上升", [FELL]),
        ("提案总数再创新高", [FELL]),
        ("立案率大幅下降", [RATE]),
        ("提案数量增长、立案率提高", [FELL, RATE]),
        ("协商活动持续增加", [TALKS]),
    ],
)
def test_a_heading_that_says_another_direction_is_told(heading: str, texts: list[str]) -> None:
    (message,) = told(heading, *texts, level=3 if heading.endswith("。") else 2)
    assert f"标题“{heading}”" in message


@pytest.mark.parametrize(
    ("heading", "texts"),
    [
        ("提案数量有所减少", [FELL]),
        ("立案率稳步提高", [RATE]),
        ("提案质量稳步提升", [FELL]),
        ("提案工作提质增效", [FELL]),
        ("委员数量稳步增加", [FELL]),
        ("办复率稳步提高", [FELL, RATE]),
        ("提案稳步增加", [RATE]),
        ("提案数量稳步增加", ["收到提案{{ p.received }}。"]),
        ("深入开展协商活动", [TALKS]),
    ],
)
def test_a_heading_that_fits_or_speaks_of_another_thing_is_silent(heading: str, texts: list[str]) -> None:
    assert told(heading, *texts) == []


def test_a_change_below_the_next_heading_is_not_of_this_one() -> None:
    inner = f'{{% call part("其他", 3) %}}\n{FELL}\n{{% endcall %}}'
    assert told("提案数量稳步增加", "工作有新进展。", inner) == []
