"""What a template may say of a fact and what that prints; what it may not say, and how to mend it."""

from functools import cache

import pytest

from report_cli import compose
from report_cli.drafts import markdown
from report_cli.facts import catalogue_file, ledger, yearfile
from report_cli.facts.ledger import Ledger
from report_cli.model import Finding
from running import one_template

CATALOGUE = """
g:
  label: 提案
  indicators:
    received: {label: 收到, unit: 件}
    filed: {label: 立案, unit: 件}
    rate: {label: 立案率, formula: filed / received}
    money: {label: 投入, kind: amount, unit: 万元}
    yuan: {label: 支出, kind: amount, unit: 元}
    many: {label: 意见, unit: 条}
    two: {label: 级数, unit: 级}
    gone: {label: 停办, unit: 件}
    fresh: {label: 新办, unit: 件}
    hidden: {label: 核对数, unit: 件, print: false}
    day: {label: 日期, kind: date}
    end: {label: 闭会, kind: date}
    who: {label: 主席, kind: text}
    long: {label: 副主席, kind: text}
    names: {label: 名单, kind: list}
    open: {label: 界别, kind: list}
    later: {label: 后补, kind: list}
    more: {label: 后补条目, fields: {title: {label: 题目}, m: {label: 数, unit: 件}}}
    share: {label: 停办比, formula: gone / received}
    items: {label: 条目, fields: {title: {label: 题目}, m: {label: 数, unit: 件}}}
    up: {label: 批次增减, unit: 批, kind: amount}
    down: {label: 人次增减, unit: 人次, kind: amount}
    even: {label: 件数增减, unit: 件, kind: amount}
    less: {label: 提案增减, unit: 件, kind: amount}
    unsure: {label: 户数增减, unit: 户, kind: amount}
"""
LAST = """year: 2021
g: {received: 250, filed: 200, money: 10, many: 近300, gone: 4, who: 王五}
"""
YEAR = """year: 2022
g:
  received: 265
  filed: 265
  money: 12.5
  yuan: 125000
  many: 近300
  two: 2
  fresh: 3
  hidden: 9
  day: 2022-09-12
  end: 2022-09-15
  who: 方远
  long: 欧阳明
  names: [民盟, 民建, 九三学社]
  open: [工会, 妇联, 等]
  later:
  more:
  items: [{title: 甲事, m: 5}, {title: 乙事, m: 0}]
  up: 3
  down: -21
  even: 0
  less: -7
  unsure:
"""


@cache
def resolved(is_draft: bool = False) -> Ledger:
    made, found = catalogue_file.read(CATALOGUE.encode(), "data/indicators.yaml")
    last, year = (
        yearfile.read(text.encode(), f"data/{number}.yaml", number, made)
        for number, text in ((2021, LAST), (2022, f"status: 征集中\n{YEAR}" if is_draft else YEAR))
    )
    assert not [*found, *last[1], *year[1]]
    return ledger.resolve(made, year[0], ledger.resolve(made, last[0])[0])[0]


def composed(template: str, is_draft: bool = False) -> tuple[str, list[Finding]]:
    document, findings = compose.compose("note", resolved(is_draft), one_template(template))
    return (markdown.write(document).strip() if document else ""), findings


SAID = {
    # Forms.
    "{{ g.received }}": "265件",
    "{{ g.received.number }}": "265",
    "{{ g.received.unit }}{{ g.received.label }}": "件收到",
    "{{ g.received.previous }}": "250件",
    "{{ g.received.previous.number }}": "250",
    "{{ g.received.change }}": "增加15件",
    "{{ g.received.growth }}": "增长6%",
    "{{ g.received.change|signed }}": r"\+15",
    "{{ g.received.growth|signed }}": r"\+6%",
    "{{ g.rate }}": "100%",
    "{{ g.rate.change }}": "提高20个百分点",
    "{{ g.two|chinese }}": "两",
    "{{ g.received|chinese }}": "二百六十五",
    "{{ g.received|grouped }}": "265件",
    "{{ g.names|chinese }}": "三",
    "{{ g.items|chinese }}": "两",
    "{{ g.day }}": "2022年9月12日",
    "{{ g.day|short }}": "9月12日",
    "{{ g.who|spaced }}": "方\u3000远",
    "{{ g.long|spaced }}": "欧阳明",
    "{{ g.names }}": "民盟、民建、九三学社",
    "{{ g.names|join('，') }}": "民盟，民建，九三学社",
    "{{ g.open }}": "工会、妇联等",
    "{{ g.down|fall }}": "21人次",
    "比上年{{ g.up|moved('增加', '减少') }}": "比上年增加3批",
    "比上年{{ g.down|moved('增加', '减少') }}": "比上年减少21人次",
    "比上年{{ g.up|moved('增加', '减少', g.down) }}": "比上年增加3批、减少21人次",
    "比上年{{ g.down|moved('增加', '减少', g.less) }}": "比上年减少21人次7件",
    "比上年{{ g.down|moved('增加', '减少', g.less, between='、') }}": "比上年减少21人次、7件",
    "比上年{{ g.up|moved('分别增加', '分别减少', g.up, between='和') }}": "比上年分别增加3批和3批",
    "比上年{{ g.down|moved('分别增加', '分别减少', g.less, between='和') }}": "比上年分别减少21人次和7件",
    "{{ g.down|moved('分别比上年增加', '分别比上年减少', g.less, between='、') }}": "分别比上年减少21人次、7件",
    "比上年{{ g.down|moved('分别增加', '分别减少', g.up, between='和') }}": "比上年分别减少21人次、增加3批",
    "比上年{{ g.down|moved('分别增加', '分别减少', g.less, g.less, between='和') }}": "比上年分别减少21人次、7件和7件",
    "比上年{{ g.up|moved('增加', '减少', g.down, between='和') }}": "比上年增加3批、减少21人次",
    "比上年{{ g.up|moved('分别增加', '分别减少', g.even, between='和') }}": "比上年分别增加3批、持平",
    "比上年{{ g.even|moved('分别增加', '分别减少', g.even, between='和') }}": "比上年都持平",
    "{{ g.even|moved('分别比上年增加', '分别比上年减少', g.even, between='和') }}": "都与上年持平",
    "比上年{{ g.even|moved('增加', '减少') }}": "比上年持平",
    "比上年{{ g.even|moved('增加', '减少', g.down) }}": "比上年减少21人次",
    # Truth and comparison.
    "{% if g.gone %}有{% else %}无{% endif %}": "无",
    "{% if g.two %}有{% else %}无{% endif %}": "有",
    "{% if g.received.change %}有{% else %}无{% endif %}": "有",
    "{% if g.fresh.change %}有{% else %}无{% endif %}": "无",
    "{% if g.many.growth %}有{% else %}无{% endif %}": "无",
    "{% if g.received == g.filed %}同{% else %}不同{% endif %}": "同",
    "{% if g.received > g.received.previous %}多{% else %}不多{% endif %}": "多",
    "{% if g.received < 265 %}少{% else %}不少{% endif %}": "不少",
    "{% if g.received <= 265 %}至多{% else %}多{% endif %}": "至多",
    "{% if g.received >= 265 %}至少{% else %}少{% endif %}": "至少",
    "{% if g.received > 265 %}多{% else %}不多{% endif %}": "不多",
    "{% if g.received < 250 %}少{% else %}不少{% endif %}": "不少",
    "{% if g.received > 300 %}多{% else %}不多{% endif %}": "不多",
    "{% if g.received <= 250 %}至多{% else %}多{% endif %}": "多",
    "{% if g.received >= 300 %}至少{% else %}少{% endif %}": "少",
    "{% if g.many < 300 %}少{% else %}说不定{% endif %}": "少",
    "{% if g.many > 290 %}多{% else %}说不定{% endif %}": "说不定",
    "{% if g.money == g.yuan %}同{% else %}不同{% endif %}": "同",
    "{% if g.gone == 4 %}同{% else %}不同{% endif %}": "不同",
    "{% if g.who == '方远' %}同{% else %}不同{% endif %}": "同",
    "{% if g.day < g.end %}先{% else %}后{% endif %}": "先",
    "{% if g.received.unit == '件' %}件{% else %}别的{% endif %}": "件",
    "{% if g.received.unit == g.money.unit %}同{% else %}不同{% endif %}": "不同",
    "{% if g.who.unit %}有{% else %}没有{% endif %}": "没有",
    # Loops.
    "有{% for each in g.names %}{{ each }}和{% endfor %}别的": "有民盟和民建和九三学社和别的",
    "有{% for each in g.items %}{{ each.title }}{{ each.m }}、{% endfor %}别的": "有甲事5件、乙事0件、别的",
    "{% if g.names|length == 3 %}三{% else %}别的{% endif %}": "三",
    "{% if g.items|length > 1 %}几{% else %}一{% endif %}": "几",
    "{% if g.later|length %}有{% else %}没有{% endif %}": "没有",
}


@pytest.mark.parametrize("template", SAID)
def test_a_template_says_of_a_fact(template: str) -> None:
    assert composed(template) == (SAID[template], [])


UNSAID = [
    (
        "{{ g.gone }}",
        "T203",
        "停办（g.gone）没有数据，印不出来",
        "填上数据，或在模板里用 {% if g.gone %}…{% endif %} 围住这一处",
    ),
    (
        "{{ g.fresh.previous }}",
        "T203",
        "上年的新办（previous.g.fresh）没有数据，印不出来",
        "填上上年的数据，或在模板里用 {% if g.fresh.previous %}…{% endif %} 围住这一处",
    ),
    (
        "{{ g.share }}",
        "T203",
        "停办比（g.share）算不出（没有停办），印不出来",
        "填上算它要用的数，或在模板里用 {% if g.share %}…{% endif %} 围住这一处",
    ),
    (
        "{{ g.later }}",
        "T203",
        "后补（g.later）未填，印不出来",
        "在data/2022.yaml:17:3填上；还没有数就加--draft，或在年度数据里写status: 征集中",
    ),
    (
        "{{ g.fresh.change }}",
        "T203",
        "新办（g.fresh）没有可说的增减",
        "用 {% if g.fresh.change %}…{% endif %} 围住这一处",
    ),
    (
        "{{ g.fresh.growth|signed }}",
        "T203",
        "新办（g.fresh）没有可说的增减",
        "用 {% if g.fresh.growth %}…{% endif %} 围住这一处",
    ),
    (
        "{{ g.up|fall }}",
        "T203",
        "批次增减（g.up）3批没有减少，不能用fall",
        '写成 |moved("增加", "减少")，由数据说增还是减',
    ),
    (
        "{{ g.up|moved('增加') }}",
        "T204",
        "moved里先写说增、说减的两个词",
        '写成 {{ 组.增减|moved("增加", "减少") }}',
    ),
    ("{{ g.who.change }}", "T203", "主席（g.who）没有可说的增减", "用 {% if g.who.change %}…{% endif %} 围住这一处"),
    (
        "{{ g.hidden }}",
        "T207",
        "核对数（g.hidden）只供核对（print: false），不能印",
        "这里不印它，换一个可以印的；确实要印，去掉指标目录里它的print: false",
    ),
    ("{{ g.items }}", "T203", "条目（g.items）是一组条目，不能整个印", "用 {% for %} 逐项写"),
    ("{{ g.received|short }}", "T203", "收到（g.received）不是日期，不能用short", "去掉short"),
    ("{{ g.who|chinese }}", "T203", "主席（g.who）不是数，也不是列表，不能用chinese", "去掉chinese"),
    ("{{ g.many|chinese }}", "T203", "意见（g.many）近300条不能写成汉字数目", "去掉chinese"),
    ("{{ g.money|chinese }}", "T203", "投入（g.money）12.5万元不能写成汉字数目", "去掉chinese"),
    ("{{ g.received|spaced }}", "T203", "收到（g.received）不是一个名称，不能用spaced", "去掉spaced"),
    ("{{ g.who.number }}", "T203", "主席（g.who）不是数，没有number", "直接印它"),
    ("{{ g.received|join('，') }}", "T204", "收到（g.received）不是列表，不能用join", "去掉join"),
    ("{{ g.received|length }}", "T204", "收到（g.received）不是列表，没有长度", "去掉length"),
    ("{{ g.names|length }}", "T204", "“3”不能印，它不出自数据", "数字写进年度数据，模板里用指标名"),
]
UNLIKE = ("g.received == '方远'", "g.who > '方'", "g.day == '2022'", "g.who < g.long", "g.received == g.day")


@pytest.mark.parametrize(("template", "code", "message", "cure"), UNSAID, ids=[row[0] for row in UNSAID])
def test_what_a_fact_cannot_say_is_mended_as_the_cure_says(template: str, code: str, message: str, cure: str) -> None:
    text, findings = composed(template)
    assert (text, [(each.code, each.message, each.cure) for each in findings]) == ("", [(code, message, cure)])


@pytest.mark.parametrize("condition", UNLIKE)
def test_only_what_is_alike_is_compared(condition: str) -> None:
    [finding] = composed(f"{{% if {condition} %}}同{{% endif %}}")[1]
    assert (finding.code, finding.message.endswith("不能这样比较")) == ("T204", True)
    assert finding.cure == "数只和数比，日期只和日期比，文字只看是否相同；数写成265，不加引号"


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("{{ g.later }}", "【待补：后补】"),
        ("比上年{{ g.unsure|moved('增加', '减少') }}", "比上年【待补：户数增减】"),
        ("比上年{{ g.down|moved('增加', '减少', g.unsure) }}", "比上年减少21人次、【待补：户数增减】"),
        ("{{ g.up|moved('分别增加', '分别减少', g.unsure, between='和') }}", "分别增加3批、【待补：户数增减】"),
        ("有{% for each in g.later %}{{ each }}{% endfor %}", "有【待补：后补】"),
        ("{{ g.later|join('，') }}", "【待补：后补】"),
        ("有{% for each in g.more %}{{ each.title }}{{ each.m }}{% endfor %}", "有【待补：题目】【待补：数】"),
        ("{% if g.later %}有{% else %}无{% endif %}", "有"),
        ("{% if g.later|length == 1 %}一{% endif %}", "一"),
        ("{{ g.received }}", "265件"),
        ("{% if g.gone %}有{% else %}无{% endif %}", "无"),
    ],
)
def test_a_draft_shows_what_is_still_to_come(template: str, said: str) -> None:
    assert composed(template, is_draft=True)[0].replace("**", "") == said
