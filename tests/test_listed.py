"""Things named one by one are as many as is said behind them (W114)."""

from functools import cache

import pytest

from report_cli import compose
from report_cli.facts import catalogue_file, ledger, yearfile
from running import one_template

CATALOGUE = """format: 1
g:
  label: 协商
  indicators:
    n: {label: 议题, unit: 个}
    items: {label: 工作, unit: 项}
    books: {label: 书目, unit: 种}
    talks: {label: 场次, unit: 场}
    views: {label: 意见, unit: 条}
    people: {label: 最美委员, unit: 名}
    names: {label: 题目, kind: list}
    open: {label: 题目之一, kind: list}
allow: [{word: 附件1, because: 编号}, {word: 附件2, because: 编号}]
"""
YEAR = """year: 2022
g:
  {n: 4, items: 4, books: 4, talks: 4, views: 4, people: 4, names: [“水利”, “人才、科技”, “乡村”],
   open: [“水利”, “人才”, 等]}
"""


@cache
def resolved() -> ledger.Ledger:
    made, _ = catalogue_file.read(CATALOGUE.encode(), "data/indicators.yaml")
    return ledger.resolve(made, yearfile.read(YEAR.encode(), "data/2022.yaml", 2022, made)[0])[0]


def told(text: str) -> list[str]:
    _, found = compose.compose("note", resolved(), one_template(f"{text}\n"))
    return [each.message for each in found if each.code == "W114"]


@pytest.mark.parametrize(
    "text",
    [
        "拟就{{ g.names }}{{ g.n }}议题开展协商。",
        "拟就“水利”“人才”“乡村”{{ g.n }}议题开展协商。",
        "拟就“水利”、“人才”和“乡村”{{ g.n }}议题开展协商。",
        "就供水、养老、托育{{ g.n }}议题召开会议。",
        "围绕供水、养老、托育{{ g.n.number }}个议题召开会议。",
        "抓好“送文化”“送法律”共{{ g.items }}。",
        "推荐《甲》《乙》《丙》{{ g.books }}书目。",
        "从思想、组织、作风{{ g.n }}方面改进。",
        "就甲、乙、丙、丁、戊{{ g.n }}议题召开会议。",
        "围绕优化营商环境、河长制落实、食品安全开展专项民主监督{{ g.items }}。",
        "陈立新、周桂芳、吴海涛{{ g.people }}委员被评为“最美政协委员”。",
        "年内，陈立新、周桂芳、吴海涛、何建军和苏玉梅{{ g.people }}委员受到表彰。",
        "组织农业农村局、教育局、水利局{{ g.n }}部门现场办理。",
        "对农业农村局、教育局、水利局{{ g.n }}部门的预算执行开展审查。",
        "对澜江、白石河、丹溪{{ g.n }}主要河流开展巡查。",
        "法制委、财经委、农业委、社会委、代表工委{{ g.n }}委员会全年召开会议。",
        "改造白鹭湖公园、槐荫公园、南山公园{{ g.n }}公园。",
        "深入城关镇、石笋镇{{ g.n }}乡镇调研。",
        "指导汽车配件、石桥镇{{ g.n }}商会完成换届。",
        "新成立银发经济、跨境电商商会{{ g.n }}。",
        "支持电子商务、家居建材和餐饮住宿{{ g.n.number }}个行业商会换届。",
        "指导电子商务商会、家居建材商会{{ g.n }}商会完成换届。",
    ],
)
def test_another_count_than_the_names_in_front_of_it_is_told(text: str) -> None:
    (message,) = told(text)
    assert "是4" in message


ANNEX = (
    "\n\n附件1\n\n优秀提案\n\n{% call numbered() %}\n{% for each in g.names %}\n{{ each }}\n{% endfor %}\n{% endcall %}"
)


@pytest.mark.parametrize(
    "text", ["评选{{ g.books }}（见附件1）。", "评选{{ g.n }}（名单见附件1），表彰{{ g.people }}。"]
)
def test_an_annex_that_lists_another_count_than_the_text_is_told(text: str) -> None:
    (message,) = told(text + ANNEX)
    assert "附件1列出来的是3项" in message


@pytest.mark.parametrize(
    "text",
    [
        "评选{{ g.n }}，表彰{{ g.people }}。",
        "评选优秀提案（见附件1），表彰{{ g.people }}。",
        "评选{{ g.n }}（见附件2）。",
        "评选{{ g.names|chinese }}个（见附件1）。",
    ],
)
def test_an_annex_of_other_things_is_silent(text: str) -> None:
    assert told(text + ANNEX) == []


@pytest.mark.parametrize(
    "text",
    [
        "拟就{{ g.open }}{{ g.n }}议题开展协商。",
        "就供水、养老、托育等{{ g.n }}议题召开会议。",
        "就供水、养老、托育和其他{{ g.n }}议题召开会议。",
        "就甲、乙、丙、丁{{ g.n }}议题召开会议。",
        "就供水、养老、教育和卫生{{ g.n }}议题召开会议。",
        "就甲、乙两地{{ g.n }}议题召开会议。",
        "就县委、县政府确定的{{ g.n }}议题召开会议。",
        "围绕供水、养老深入开展{{ g.n }}专题调研。",
        "聚焦经济、民生领域{{ g.n }}议题。",
        "举办“书香政协”“委员讲堂”{{ g.talks }}。",
        "举办“书香政协”“委员讲堂”活动，完成{{ g.items }}。",
        "就“水利、交通”“人才”“乡村”“养老”{{ g.n }}议题开展协商。",
        "就“水利”{{ g.n }}议题开展协商。",
        "向县委、县政府提出意见{{ g.views }}。",
        "全年{{ g.n }}议题。",
        "围绕优化营商环境、河长制落实、食品安全、老旧小区改造开展专项民主监督{{ g.items }}。",
        "围绕优化营商环境、河长制落实等开展专项民主监督{{ g.items }}。",
        "围绕优化营商环境、河长制落实、食品安全开展协商{{ g.talks }}。",
        "陈立新、周桂芳、吴海涛和何建军{{ g.people }}委员被评为“最美政协委员”。",
        "陈立新、周桂芳等{{ g.people }}委员被评为“最美政协委员”。",
        "主席会议、常委会{{ g.people }}成员参加。",
        "组织农业农村局、教育局、水利局和交通局{{ g.n }}部门现场办理。",
        "组织农业农村局、教育局等{{ g.n }}部门现场办理。",
        "组织市监、教育局、水利局{{ g.n }}部门现场办理。",
        "在城关镇、石笋镇建立{{ g.n }}联系点。",
        "城关镇、石笋镇{{ g.n }}村镇干部参加。",
        "向县委、县政府报送{{ g.n }}部门的意见。",
        "指导电子商务、家居建材、餐饮住宿、石桥镇{{ g.n }}商会完成换届。",
        "共有行业商会、街镇商会{{ g.n }}。",
        "开展走访、指导{{ g.n }}商会换届。",
        "走访企业、商会{{ g.n }}。",
        "指导电子商务、家居建材等{{ g.n }}商会完成换届。",
        "举办讲座、沙龙{{ g.talks }}，{{ g.people }}商会会长参加。",
    ],
)
def test_what_is_counted_right_or_is_another_thing_is_silent(text: str) -> None:
    assert told(text) == []
