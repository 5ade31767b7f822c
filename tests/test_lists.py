"""What templates say in lists and of lists: points, a subject said once, terms explained, the table of figures."""

import re

import pytest

from report_cli import compose
from report_cli.drafts import markdown
from report_cli.facts import catalogue_file, ledger, yearfile
from running import one_template

CATALOGUE = """
c: {label: 委员会, indicators: {name: {label: 简称}, other: {label: 另一个}}}
p:
  label: 提案工作
  indicators:
    received: {label: 收到提案, unit: 件}
    filed: {label: 立案, unit: 件}
    rate: {label: 立案率, formula: filed / received}
    key: {label: 重点提案, unit: 件}
    lacking: {label: 没有的, unit: 件}
    checked: {label: 核对数, unit: 件, print: false}
    points: {label: 条目, kind: list}
  rules: []
o: {label: 社情民意, indicators: {sent: {label: 报送, unit: 条}, gone: {label: 停办, unit: 条}}}
t: {label: 名词, indicators: {terms: {label: 名词, fields: {term: {label: 名词}, means: {label: 解释}}}}}
"""
LAST = "year: 2021\nstatus: 仅供比较\np: {received: 240, filed: 224}\no: {sent: 300, gone: 5}\n"
YEAR = """year: 2022
c: {name: 区政协, other: 市政协}
p: {received: 265, filed: 224, key: 近30, checked: 9, points: [甲事, 乙事做好了。再做一遍事, 丙事]}
o: {sent: 287}
t:
  terms:
    - {term: “三联”, means: 常联系}
    - {term: “三联”活动, means: 常联系的活动。}
    - {term: 双月谈, means: 隔月谈}
    - {term: 没提到, means: 无}
"""


def composed(template: str) -> tuple[str, list[str]]:
    """The text in Markdown, and the codes of what is wrong."""
    made, found = catalogue_file.read(CATALOGUE.encode(), "data/indicators.yaml")
    years = [yearfile.read(text.encode(), "y", year, made) for year, text in ((2021, LAST), (2022, YEAR))]
    assert not [*found, *years[0][1], *years[1][1]]
    last, _ = ledger.resolve(made, years[0][0])
    year, _ = ledger.resolve(made, years[1][0], last)
    document, findings = compose.compose("a", year, one_template(template))
    return markdown.write(document) if document else "", [finding.code for finding in findings]


def said(template: str) -> str:
    text, codes = composed(template)
    assert not codes
    return text.rstrip("\n")


def points(*lines: str, call: str = "enumerate()") -> str:
    return f"{{% call {call} %}}\n" + "\n\n".join(lines) + "\n{% endcall %}"


@pytest.mark.parametrize(
    ("lines", "printed"),
    [
        (["抓质量", "抓办理"], "一是抓质量；二是抓办理。"),
        (["抓质量。", "抓办理；", "抓反馈，"], "一是抓质量；二是抓办理；三是抓反馈。"),
        (["抓质量", "{% if p.lacking %}{{ p.lacking }}{% endif %}", "抓反馈"], "一是抓质量；二是抓反馈。"),
        (["立案{{ p.filed }}"], "立案224件。"),
        (["{% if p.lacking %}{{ p.lacking }}{% endif %}"], ""),
        (["抓质量。多调研", "抓办理"], "一是抓质量。多调研。二是抓办理。"),
        (["{% for each in p.points %}\n{{ each }}\n{% endfor %}"], "一是甲事。二是乙事做好了。再做一遍事。三是丙事。"),
    ],
)
def test_points_are_numbered_as_many_as_there_are(lines: list[str], printed: str) -> None:
    assert said(points(*lines)) == printed


EACH = "{% for each in p.points %}\n{{ each }}\n{% endfor %}"


@pytest.mark.parametrize(
    ("style", "printed"),
    [
        ("", "1.甲事|2.乙事做好了。再做一遍事|3.丙事|4.立案224件"),
        ('"（）"', "（1）甲事|（2）乙事做好了。再做一遍事|（3）丙事|（4）立案224件"),
        ('"、"', "1、甲事|2、乙事做好了。再做一遍事|3、丙事|4、立案224件"),
        ('"（一）"', "（一）甲事|（二）乙事做好了。再做一遍事|（三）丙事|（四）立案224件"),
    ],
)
def test_the_paragraphs_of_a_list_are_numbered_as_many_as_there_are(style: str, printed: str) -> None:
    lines = (EACH, "{% if p.lacking %}{{ p.lacking }}{% endif %}", "立案{{ p.filed }}")
    assert said(points(*lines, call=f"numbered({style})")).split("\n\n") == printed.split("|")


@pytest.mark.parametrize("style", ['"甲"', '"（"', "p.points"])
def test_a_number_that_looks_like_none_is_refused(style: str) -> None:
    assert composed(points(EACH, call=f"numbered({style})"))[1] == ["T204"]


def test_a_list_without_items_prints_no_paragraph() -> None:
    assert said("正文。\n\n" + points("{% if p.lacking %}{{ p.lacking }}{% endif %}", call="numbered()")) == "正文。"


@pytest.mark.parametrize(
    ("number", "printed"),
    [(3, "采取三条措施：一是"), (2, "采取两条措施：一是"), (11, "采取十一条措施：一是"), (1, "第甲")],
)
def test_their_count_stands_in_front_and_is_no_numeral_without_a_fact(number: int, printed: str) -> None:
    lines = [f"第{name}" for name in "甲乙丙丁戊己庚辛壬癸子"[:number]]
    assert said(points(*lines, call='enumerate("采取", "条措施")')).startswith(printed)


def test_a_count_in_prose_that_is_not_that_of_its_points_is_a_warning() -> None:
    assert composed("采取三条措施：一是抓质量；二是抓办理。")[1] == ["W202"]
    assert composed("采取两条措施：一是抓质量；二是抓办理。")[1] == []
    assert composed("采取三条措施：抓质量；抓办理；抓反馈。")[1] == ["W202"]


@pytest.mark.parametrize(
    ("template", "printed"),
    [
        ("{{ subject(c.name) }}甲。{{ subject(c.name) }}乙。", "区政协甲。乙。"),
        ("{{ subject(c.name) }}甲。\n\n{{ subject(c.name) }}乙。", "区政协甲。\n\n乙。"),
        (
            "{{ subject(c.name) }}甲。{{ subject(c.other) }}乙。{{ subject(c.name) }}丙。",
            "区政协甲。市政协乙。区政协丙。",
        ),
        ("{{ c.name }}甲。{{ subject(c.name) }}乙。", "区政协甲。区政协乙。"),
        ("{% if p.lacking %}{{ subject(c.name) }}甲。{% endif %}{{ subject(c.name) }}乙。", "区政协乙。"),
        (
            "## 子\n\n{{ subject(c.name) }}甲。\n\n### 丑\n\n{{ subject(c.name) }}乙。",
            "## 一、子\n\n区政协甲。\n\n### （一）丑\n\n区政协乙。",
        ),
        ("{% set who = c.name %}{{ subject(who) }}甲。{{ subject(who) }}乙。", "区政协甲。乙。"),
        ('{{ subject("委员") }}甲，{{ subject("委员") }}乙。', "委员甲，乙。"),
    ],
)
def test_a_subject_is_said_once_in_a_part_until_another_is(template: str, printed: str) -> None:
    assert said(template) == printed


def test_a_term_is_numbered_where_it_first_stands_and_explained_in_that_order() -> None:
    text = said(
        "## 双月谈\n\n办双月谈和“三联”活动，再办双月谈。“三联”很好。\n\n"
        '{% call attachment("名词解释") %}{{ explanations(t.terms) }}{% endcall %}'
    )
    assert "办双月谈①和“三联”活动②，再办双月谈。“三联”③很好。" in text
    assert re.findall(r"\*\*(.*?)\*\*：(.*)", text) == [
        ("1.双月谈", "隔月谈。"),
        ("2.“三联”活动", "常联系的活动。"),
        ("3.“三联”", "常联系。"),
    ]


@pytest.mark.parametrize(
    ("template", "printed"),
    [
        ("双月谈{{ p.filed }}。", "双月谈①224件。"),
        ("“三联”{{ p.filed }}。", "“三联”①224件。"),
        ("做双月谈", "做双月谈①"),
        ("{{ p.filed }}双月谈{{ p.filed }}。", "224件双月谈①224件。"),
        ("**双月谈**办好。", "**双月谈**①办好。"),
        ("**办双月谈**{{ p.filed }}，再办双月谈。", "**办双月谈**①224件，再办双月谈。"),
        ("双月谈{{ p.filed }}、“三联”{{ p.filed }}。", "双月谈①224件、“三联”②224件。"),
        ("双月谈{{ footnote('说明') }}。", "双月谈①[^1]。"),
        (
            "{% call enumerate() %}双月谈\n\n办“三联”活动{{ p.filed }}{% endcall %}",
            "一是双月谈①；二是办“三联”活动②224件。",
        ),
        ("### 谈。\n\n双月谈{{ p.filed }}。", "**（一）谈**。双月谈①224件。"),
    ],
)
def test_its_number_stands_once_whatever_follows(template: str, printed: str) -> None:
    text = said(f'{template}\n\n{{% call attachment("名词解释") %}}{{{{ explanations(t.terms) }}}}{{% endcall %}}')
    assert text.split("\n")[0] == printed


def test_where_no_term_is_used_there_is_no_page_of_explanations() -> None:
    assert said('没有。\n\n{% call attachment("名词解释") %}{{ explanations(t.terms) }}{% endcall %}') == "没有。"


def test_the_table_of_figures_has_the_years_as_heads_and_changes_with_signs() -> None:
    assert said("{{ figures_table(p, o) }}").split("\n") == [
        "| 指标 | 单位 | 2021年 | 2022年 | 增减 | 增长 |",
        "| --- | --- | --- | --- | --- | --- |",
        "| 提案工作 |",
        "| 收到提案 | 件 | 240 | 265 | +25 | +10.4% |",
        "| 立案 | 件 | 224 | 224 | 持平 | — |",
        "| 立案率 |  | 93.3% | 84.5% | -8.8个百分点 | — |",
        "| 重点提案 | 件 | — | 近30 | — | — |",
        "| 社情民意 |",
        "| 报送 | 条 | 300 | 287 | -13 | -4.3% |",
    ]


@pytest.mark.parametrize(
    "template",
    ["{{ p.filed|signed }}", "{{ explanations(p.points) }}", "{{ explanations() }}", "{{ p.filed.growth|signed }}"],
)
def test_what_is_not_meant_for_it_is_refused(template: str) -> None:
    assert set(composed(template)[1]) <= {"T203", "T204"} != set()
