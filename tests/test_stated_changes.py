"""A change on last year that is stated is held against the figures of both years, wherever a text prints it (W109)."""

from functools import cache

import pytest

from report_cli import compose
from report_cli.facts import catalogue_file, ledger, yearfile
from running import one_template

CATALOGUE = """format: 1
g:
  label: 提案
  indicators:
    received: {label: 收到提案, unit: 件}
    filed: {label: 立案提案, unit: 件}
    groups: {label: 接待来访, unit: 批}
    people: {label: 接待来访人次, unit: 人次}
    groups_more: {label: 接待来访比上年增减, unit: 批, kind: amount}
    people_more: {label: 接待来访人次比上年增减, unit: 人次, kind: amount}
    others_more: {label: 外出考察人次比上年增减, unit: 人次, kind: amount}
release:
  label: 新闻稿
  indicators:
    more: {label: 立案数比上年增加, unit: 件, kind: amount}
    less: {label: 立案总数比上年减少, unit: 件}
    visits_more: {label: 走访数比上年增加, unit: 件, kind: amount}
"""
LAST = "year: 2021\ng: {received: 251, filed: 209, groups: 23, people: 268}\n"
YEAR = """year: 2022
g: {received: 260, filed: 202, groups: 21, people: 280, groups_more: -2, people_more: -21, others_more: -3}
release: {more: 7, less: 7, visits_more: 7}
"""
SAID = {
    '立案{{ g.filed }}。立案数比上年{{ release.more|moved("增加", "减少") }}。': "实际是减，前面不能写“增加”",
    "立案{{ g.filed }}。立案数比上年减少{{ release.less }}。": "",
    "收到{{ g.received }}，立案{{ g.filed }}，立案数比上年增加{{ release.more }}。": "实际是减，前面不能写“增加”",
    '立案{{ g.filed }}，走访数比上年{{ release.visits_more|moved("增加", "减少") }}。': "",
    '比上年{{ g.groups_more|moved("增加", "减少") }}。': "",
    '比上年{{ g.groups_more|moved("增加", "减少", g.people_more) }}。': "实际是增，前面不能写“减少”",
    '比上年{{ g.groups_more|moved("增加", "减少", g.others_more) }}。': "",
}


@cache
def resolved() -> ledger.Ledger:
    made, _ = catalogue_file.read(CATALOGUE.encode(), "data/indicators.yaml")
    last, year = (yearfile.read(text.encode(), "data/y.yaml", at, made)[0] for text, at in ((LAST, 2021), (YEAR, 2022)))
    return ledger.resolve(made, year, ledger.resolve(made, last)[0])[0]


@pytest.mark.parametrize("template", SAID)
def test_what_both_years_say_otherwise_is_told(template: str) -> None:
    _, found = compose.compose("note", resolved(), one_template(template))
    told = [each.message for each in found if each.code == "W109"]
    assert (len(told), SAID[template] in "".join(told)) == (bool(SAID[template]), True), told
