"""What each edit of a small report is said to be: in memory, so that there can be many of them."""

from collections.abc import Iterable
from functools import cache

import pytest
from msgspec.structs import replace

from confusion import audited
from report_cli import compose
from report_cli.audit import baseline as baselines
from report_cli.audit.baseline import Baseline
from report_cli.audit.compare import audit
from report_cli.audit.findings import Discrepancy
from report_cli.document import Document
from report_cli.docx import bookmarks
from report_cli.docx.manuscript import Bookmark, Line, Manuscript, Trace
from report_cli.drafts import figures
from report_cli.facts import catalogue_file, ledger, yearfile
from report_cli.facts.ledger import Ledger
from running import one_template

CATALOGUE = """
g:
  label: 提案
  indicators:
    received: {label: 收到提案, unit: 件}
    filed: {label: 立案, unit: 件}
    answered: {label: 办复, unit: 件}
    rate: {label: 办复率, formula: answered / filed}
    visits: {label: 走访企业, unit: 家}
    talks: {label: 协商, unit: 次}
    people: {label: 参加的委员, unit: 名}
    day: {label: 会议日期, kind: date}
    meeting: {label: 会议, kind: text}
    speaker: {label: 报告人, kind: text}
    topics: {label: 议题, kind: list}
    trips: {label: 视察次数, unit: 趟}
    chats: {label: 谈心次数, unit: 趟}
"""
YEAR = """year: 2022
g:
  received: 265
  filed: 224
  answered: 210
  visits: 48
  talks: 12
  people: 近300
  day: 2023-02-21
  meeting: 政协青芦县第三届委员会第二次会议
  speaker: 方远山
  topics: [老街改造, 养老服务, 等]
  trips: 31
  chats: 17
"""
TEMPLATE = """{{ g.meeting }}于{{ g.day }}召开，{{ g.speaker }}作了报告。

全年共收到提案{{ g.received }}，经审查立案{{ g.filed }}，已办复{{ g.answered }}，办复率{{ g.rate }}。

组织委员走访企业{{ g.visits }}，开展协商{{ g.talks }}，参加的委员{{ g.people }}。围绕{{ g.topics }}建言。

此外，到基层看了{{ g.trips }}，座谈{{ g.chats }}。
"""


# Names that are like each other, that stand in each other, that are said by two facts.
NAMES = """
g:
  label: 活动
  indicators:
    hall: {label: 展览的地方, kind: text}
    wing: {label: 闭幕的地方, kind: text}
    house: {label: 演出的地方, kind: text}
"""
NAMES_OF_YEAR = "year: 2022\ng: {hall: 县文化馆东侧展厅, wing: 县文化馆西侧展厅, house: 青芦县文化馆东侧展厅}"
NAMES_TEMPLATE = "展览在{{ g.hall }}开幕，在{{ g.wing }}闭幕。\n\n演出在{{ g.house }}。\n\n大家都很满意。\n"


@cache
def composed(catalogue: str, year: str, template: str) -> tuple[Document, Ledger]:
    made, found = catalogue_file.read(catalogue.encode(), "data/indicators.yaml")
    given, unread = yearfile.read(year.encode(), "data/2022.yaml", 2022, made)
    of, more = ledger.resolve(made, given)
    document, unsaid = compose.compose("note", of, one_template(template))
    assert document, [*found, *unread, *more, *unsaid]
    return document, of


@cache
def small(catalogue: str = CATALOGUE, year: str = YEAR, template: str = TEMPLATE) -> Baseline:
    document, of = composed(catalogue, year, template)
    return baselines.make(figures.make(document, of), of, {})


def found(old: str, new: str, of: Baseline | None = None) -> list[str]:
    """What is said of the report with some words of it exchanged: kind, fact and the text that was found."""
    of = of or small()
    text = "\n".join(of.paragraphs)
    assert text.count(old) == 1, old
    return told(text.replace(old, new).split("\n"), of)


def told(lines: list[str], of: Baseline) -> list[str]:
    return kinds(audited(lines, of).discrepancies)


def kinds(said: Iterable[Discrepancy]) -> list[str]:
    return [" ".join(filter(None, (each.kind, (each.fact or "").removeprefix("g."), each.found))) for each in said]


EDITS = [
    # A figure.
    ("265件", "256件", ["changed received 256件"]),
    ("265件", "", ["removed received"]),
    ("265件", "265件（含并案2件）", ["unbound 2件"]),
    ("265件", "近265件", ["changed received 近265件"]),
    ("265件", "265件左右", ["changed received 265件左右"]),
    ("265件", "265条", ["changed received 265条"]),
    ("265件", "二百五十六件", ["changed received 二百五十六件"]),
    ("265件", "2 65件", ["changed received 2 65件"]),
    ("265件", "265万件", ["changed received 265万件"]),
    ("265件", "-265件", ["changed received -265件"]),
    ("265件", "第265件", ["changed received 第265件"]),
    ("265件", "265余件", ["changed received 265余件"]),
    ("265件", "224件", ["changed received 224件"]),
    ("265件，经审查立案224件", "224件，经审查立案265件", ["moved received 224件"]),
    ("立案224件", "立案265件", ["changed filed 265件"]),
    ("近300名", "300名", ["changed people 300名"]),
    ("近300名", "300余名", ["changed people 300余名"]),
    ("近300名", "约300名", ["changed people 约300名"]),
    ("93.8%", "93.75%", ["changed rate 93.75%"]),
    ("93.8%", "93.8个百分点", ["changed rate 93.8个百分点"]),
    ("2023年2月21日", "2023年2月22日", ["changed day 2023年2月22日"]),
    ("2023年2月21日", "2月21日", ["changed day 2月21日"]),
    ("方远山", "方远", ["changed speaker 方远"]),
    ("方远山", "方元山", ["changed speaker 方元山"]),
    ("方远山", "李四", ["changed speaker 李四"]),
    ("第三届委员会第二次会议", "第三届委员会第三次会议", ["changed meeting 政协青芦县第三届委员会第三次会议"]),
    ("老街改造、养老服务等", "老街改造、养老服务", ["changed topics[2] 养老服务"]),
    ("老街改造、养老服务等", "养老服务、老街改造等", ["moved topics[1] 养老服务"]),
    ("老街改造、养老服务等", "老街改造、托育服务等", ["changed topics[2] 托育服务"]),
    ("老街改造、养老服务等", "老街改造等", ["removed topics[2]"]),
    # Something new.
    ("建言。", "建言。收到提案256件。", ["contradictory received 256件"]),
    ("建言。", "建言。收到提案265件。", ["repeated received 265件"]),
    ("建言。", "建言。经审查立案222件。", ["contradictory filed 222件"]),
    ("建言。", "建言。协商15次。", ["contradictory talks 15次"]),
    ("建言。", "建言。开会9次。", ["unbound 9次"]),
    ("建言。", "建言。（1）开会9次。", ["unbound 9次"]),
    ("建言。", "建言。123、开会。", ["unbound 123"]),
    ("建言。", "建言。由方远山主持。", ["repeated speaker 方远山"]),
    ("建言。", "建言。政协青芦县第三届委员会第二次会议开得好。", ["repeated meeting 政协青芦县第三届委员会第二次会议"]),
    (
        "建言。",
        "建言。政协青芦县第三届委员会第五次会议开得好。",
        ["contradictory meeting 政协青芦县第三届委员会第五次会议"],
    ),
    (
        "建言。",
        "建言。政协青卢县第三届委员会第二次会议开得好。",
        ["contradictory meeting 政协青卢县第三届委员会第二次会议"],
    ),
    ("建言。", "建言。惠及群众千余人。", ["unbound 千余人"]),
    ("建言。", "建言。办复率95%。", ["contradictory rate 95%"]),
    ("建言。", "建言。2023年2月21日开会。", ["repeated day 2023年2月21日"]),
    ("建言。", "建言。2023年3月21日开会。", ["unbound 2023年3月21日"]),
    (
        "建言。",
        "建言。走访企业50家，协商12次，又走访企业48家。",
        ["contradictory visits 50家", "repeated talks 12次", "repeated visits 48家"],
    ),
    ("建言。", "建言。参加的委员300名。", ["contradictory people 300名"]),
    ("建言。", "建言。参加的委员近300名。", ["repeated people 近300名"]),
    ("建言。", "建言。收到提案和来信256件。", ["contradictory received 256件"]),
    ("建言。", "建言。提案256条。", ["unbound 256条"]),
    # Words round a figure, and several at once.
    ("，已办复210件", "", ["removed answered"]),
    ("组织委员走访企业48家，", "", ["removed visits"]),
    ("走访企业48家，开展协商12次", "走访企业12家，开展协商48次", ["moved visits 12家"]),
    ("走访企业48家", "走访企业48个", ["changed visits 48个"]),
    ("走访企业48家", "走访企业48家次", ["changed visits 48家次"]),
    ("走访企业48家", "走访企业不足48家", ["changed visits 不足48家"]),
    ("组织委员走访企业48家", "几乎50家企业由委员走访", ["removed visits", "unbound 几乎50家"]),
    ("走访企业48家", "走访企业四十九家", ["changed visits 四十九家"]),
    ("开展协商12次", "开展协商12次12次", ["repeated talks 12次"]),
    ("开展协商12次", "开展协商12次，协商12次", ["repeated talks 12次"]),
    ("开展协商12次", "开展协商一打次", ["changed talks 一打次"]),
    ("开展协商12次", "开展协商3次", ["changed talks 3次"]),
    ("开展协商12次", "开展协商12次（其中视察3次）", ["unbound 3次"]),
    ("经审查立案224件，已办复210件，", "", ["removed filed", "removed answered"]),
    (
        "全年共收到提案265件，经审查立案224件，",
        "全年共收到提案300件，经审查立案250件，",
        ["changed received 300件", "changed filed 250件"],
    ),
    ("210件，办复率93.8%", "210。3.8%", ["changed answered 210", "changed rate 3.8%"]),
    ("已办复210件", "已办一是10件", ["changed answered 一是10件"]),
    ("养老服务", "托幼一体化", ["changed topics[2] 托幼一体化"]),
    ("县第三届委员会第二次会议", "", ["changed meeting 政协青芦"]),
    # Like words lead to it: four, or all of them.
    ("建言。", "建言。到基层看了9趟。", ["contradictory trips 9趟"]),
    ("建言。", "建言。基层看了9趟。", ["contradictory trips 9趟"]),
    ("建言。", "建言。也层看了9趟。", ["unbound 9趟"]),
    ("建言。", "建言。座谈9趟。", ["contradictory chats 9趟"]),
    ("建言。", "建言。谈9趟。", ["unbound 9趟"]),
    ("建言。", "建言。谈心次数9趟。", ["contradictory chats 9趟"]),
    ("建言。", "建言。谈心次数9次。", ["unbound 9次"]),
]
SAME = [
    ("265件", "二百六十五件"),
    ("265件", "２６５件"),
    ("265件", "265 件"),
    ("2023年2月21日", "二〇二三年二月二十一日"),
    ("方远山", "方远山主席"),
    ("老街改造、养老服务等", "老街改造、养老服务、托育等"),
    ("建言。", "建言。1.开会。"),
    ("建言。", "建言。（1）开会。"),
    ("建言。", "建言。12、开会。"),
    ("建言。", "建言：1.开会；2.座谈。"),
    ("建言。", "建言。一是开会。"),
    ("建言。", "建言。一次会议。"),
    ("建言。", "建言。一个会议。"),
    ("，已办复210件，办复率93.8%", "，办复率93.8%，已办复210件"),
    ("组织委员走访企业48家，开展协商12次", "组织委员开展协商12次，走访企业48家"),
    ("走访企业48家", "走访48家企业"),
    ("走访企业48家", "走访企业，48家"),
    ("走访企业48家", "走访企业四十八家"),
    ("全年共收到", "全年共收到（不含并案）"),
    ("建言。", "建言。青芦县第三届委员会第二次会议开得好。"),
    ("建言。", "建言。方元山作了报告。"),
    ("建言。", "建言。召开，方元山作了报告。"),
    ("开展协商12次", "12次"),
    ("全年共收到提案265件，经审查立案224件，", "经审查立案224件，全年共收到提案265件，"),
    ("经审查立案224件，已办复210件", "经审查立案已办复224件、210件"),
]


@pytest.mark.parametrize(("old", "new", "said"), EDITS, ids=[row[1] for row in EDITS])
def test_an_edit_is_said_to_be(old: str, new: str, said: list[str]) -> None:
    assert found(old, new) == said


@pytest.mark.parametrize(("old", "new"), SAME, ids=[row[1] for row in SAME])
def test_what_leaves_every_figure_as_it_was_is_no_finding(old: str, new: str) -> None:
    assert found(old, new) == []


@pytest.mark.parametrize(
    ("new", "said"),
    [
        ("县文化馆西侧展厅不错。", ["repeated wing 县文化馆西侧展厅"]),
        ("县文化馆南侧展厅不错。", ["contradictory hall 县文化馆南侧展厅"]),
        ("青芦县文化馆南侧展厅不错。", ["contradictory house 青芦县文化馆南侧展厅"]),
    ],
)
def test_a_new_name_is_held_against_the_one_that_is_most_like_it(new: str, said: list[str]) -> None:
    assert found("满意。", f"满意。{new}", small(NAMES, NAMES_OF_YEAR, NAMES_TEMPLATE)) == said


# Figures in words, what they count behind them; and words before a figure that make it another one.
IN_WORDS = """
g:
  label: 工作
  indicators: {drives: {label: 活动, unit: 项}, trips: {label: 视察次数, unit: 趟}, towns: {label: 乡镇, unit: 个}}
"""
WORDS_OF_YEAR = "year: 2022\ng: {drives: 5, trips: 31, towns: 12}"
WORDS_TEMPLATE = "开展了{{ g.drives|chinese }}大活动，看了不少于{{ g.trips }}，到过{{ g.towns|chinese }}个乡镇。"


@pytest.mark.parametrize(
    ("old", "new", "said", "words"),
    [
        ("五大", "六大", ["changed drives 六"], []),
        ("五大", "5大", [], ["5"]),
        # 十五大 would be a name, were it not a figure that stood there; 统一 is no part of one.
        ("五大", "十五大", ["changed drives 十五"], []),
        ("五大", "共二十五大", ["changed drives 二十五"], ["共"]),
        ("五大", "统一五大", [], ["统一"]),
        ("十二个", "十三个", ["changed towns 十三"], []),
        ("十二个乡镇", "十三四个乡镇", ["changed towns 十三四"], []),
        ("不少于31趟", "31趟", ["changed trips 31趟"], []),
        ("不少于31趟", "超过31趟", ["changed trips 超过31趟"], []),
        ("不少于31趟", "不少于32趟", ["changed trips 32趟"], []),
        ("看了不少于31趟", "去看31趟", ["changed trips 31趟"], ["去看"]),
    ],
)
def test_figures_in_words_and_with_words_before_them(old: str, new: str, said: list[str], words: list[str]) -> None:
    of = small(IN_WORDS, WORDS_OF_YEAR, WORDS_TEMPLATE)
    assert found(old, new, of) == said
    text = "\n".join(of.paragraphs).replace(old, new)
    assert [each.after for each in audited(text.split("\n"), of).prose] == ([text] if words else [])


def test_what_was_expected_has_the_words_that_are_gone_and_what_the_data_say_now() -> None:
    of = small(IN_WORDS, WORDS_OF_YEAR, WORDS_TEMPLATE)
    [lost] = audited([of.paragraphs[0].replace("不少于", "")], of).discrepancies
    assert (lost.kind, lost.expected) == ("changed", "不少于31趟")
    now = {"48家": "50家", "12次": "13次"}
    newer = replace(small(), figures=tuple(replace(each, now=now.get(each.text, each.now)) for each in small().figures))
    text = "\n".join(newer.paragraphs).replace("48家", "49家")
    said = [(each.kind, each.expected) for each in audited(text.split("\n"), newer).discrepancies]
    assert said == [("changed", "50家"), ("stale", "13次")]


def test_a_clause_that_was_moved_takes_its_figure_along() -> None:
    clause = "，方远山作了报告"
    assert told([FIRST.replace(clause, ""), SECOND, THIRD, f"{FOURTH[:-1]}{clause}。"], small()) == []


def test_of_paragraphs_that_were_joined_each_has_its_part() -> None:
    assert audited([FIRST + SECOND, THIRD, FOURTH], small()).location.texts == (FIRST, SECOND, THIRD, FOURTH)


def test_of_two_facts_of_one_name_the_first_is_said_once_more() -> None:
    of = small(NAMES, NAMES_OF_YEAR.replace("青芦县文化馆东侧", "三楼").replace("西", "东"), NAMES_TEMPLATE)
    assert found("满意。", "满意。县文化馆东侧展厅不错。", of) == ["repeated hall 县文化馆东侧展厅"]


def test_paragraphs_cut_into_lines_anywhere_are_as_they_were_built() -> None:
    for width in range(4, 40):
        lines = [text[at : at + width] for text in small().paragraphs for at in range(0, len(text), width)]
        assert told(lines, small()) == [], width


def test_a_number_cut_by_the_end_of_a_line_is_whole_where_lines_are_no_paragraphs() -> None:
    of = small(template=f"{TEMPLATE}\n大家都很满意。\n\n工作还要继续。\n")
    assert told("\n".join(of.paragraphs).replace("265件", "26\n5件").split("\n"), of) == []


def test_all_edits_of_a_paragraph_at_once_are_each_found() -> None:
    edits = {"265件": "300件", "224件": "250件", "210件": "240件", "93.8%": "96%"}
    text = "\n".join(small().paragraphs)
    for old, new in edits.items():
        text = text.replace(old, new)
    assert [each.found for each in audited(text.split("\n"), small()).discrepancies] == [*edits.values()]


BEFORE = """
    不下 不下于 不低于 不出 不到 不及 不多于 不大于 不小于 不少于 不止 不满 不超 不超过 不足 不足 不高于
    临近 估摸 估摸着 估计 低于 充其量 几乎 几近 多于 多说 大于
    大体 大概 大约 大约摸 大致 将近 小于 少于 少说 差不多 接近 最低 最多 最少 最高 未到 未及 未满 未足 未达
    直逼 突破 第 约 约摸 约等于 约莫 至多 至少 负 起码 超
    超乎 超出 超越 超过 趋近 达不到 近 近乎 近于 逼近 逾 零下 顶多 预估 预计 高于
    上 过 满 破 减 减去 减少 减少了 扣 扣除 下降 下降了 降低 降低了 降 跌 亏 欠 差 缺 少 多 增 增加 增加了
    增长 增长了 加 加上 上升 上升了 升 涨 提高 提高了
    净增 净减 靠 奔 # No. ▲ △ − + ＋ 大约有 超过了 （约） (近)
"""
"""Words and signs that make the number behind them another one."""
BEHIND = """
    左右 上下浮动 上下 以上 以下 以内 之内 之外 左近 光景 前后 朝上 往上 不等 有余 有零 出头 开外 冒头 挂零
    还多 还少 打底 封顶 起步 为限 强弱 大关 不到 不足 不止
    未满 未到 余 多 强 弱 许 还不到 /年 ／次 （大约） （约） （近） （余） （多） （左右） （以上）
    （含预计） （估计） （人次） （次） (-) （+） 成以上 半 起 内
    外 ℃ % ‰ ▲
"""
PLAIN_BEFORE = """
    最近 附近 走近 靠近 新近 相近 预约 节约 合约 签约 集约 公约 赶超 反超 高超 肩负 担负 背负 抱负 胜负 ——
    …… ： ，
"""
"""What only looks like them."""
PLAIN_BEHIND = "左右两岸 上下联动 以下级 等 ， 。 ； ： （其中） 的 ——"


def test_a_marker_beside_a_number_makes_it_another_one() -> None:
    assert [
        each for each in BEFORE.split() if found("265件", f"{each}265件") != [f"changed received {each}265件"]
    ] == []
    assert [
        each for each in BEHIND.split() if found("265件", f"265件{each}") != [f"changed received 265件{each}"]
    ] == []


def test_what_only_looks_like_a_marker_leaves_the_number_as_it_is() -> None:
    assert [each for each in PLAIN_BEFORE.split() if found("265件", f"{each}265件")] == []
    assert [each for each in PLAIN_BEHIND.split() if found("265件", f"265件{each}")] == []


def prose(lines: list[str]) -> list[tuple[str, str, str, bool]]:
    """What is said of the words: what was done, as built, as read, and whether somebody has to look."""
    return [(each.change, each.before, each.after, each.bars_final) for each in audited(lines, small()).prose]


FIRST, SECOND, THIRD, FOURTH = (
    "政协青芦县第三届委员会第二次会议于2023年2月21日召开，方远山作了报告。",
    "全年共收到提案265件，经审查立案224件，已办复210件，办复率93.8%。",
    "组织委员走访企业48家，开展协商12次，参加的委员近300名。围绕老街改造、养老服务等建言。",
    "此外，到基层看了31趟，座谈17趟。",
)
VISITS, TOPICS = "组织委员走访企业48家，开展协商12次，参加的委员近300名。", "围绕老街改造、养老服务等建言。"
# Each sentence that was edited: beside a figure somebody has to look.
PROSE = [
    (FIRST, "召开", "隆重召开", True),
    (FIRST, "，方远山作了报告", "", True),
    (VISITS, "组织委员", "", True),
    (TOPICS, "围绕", "就", False),
    (SECOND, "265件", "265件（含并案）", True),
    (SECOND, "265件", "二百六十五件", False),
    (VISITS, "走访企业48家，开展协商12次", "开展协商12次，走访企业48家", True),
]


@pytest.mark.parametrize(("sentence", "old", "new", "bars"), PROSE, ids=[f"{row[1]}-{row[2]}" for row in PROSE])
def test_an_edited_sentence_is_shown_whole(sentence: str, old: str, new: str, bars: bool) -> None:
    after = sentence.replace(old, new)
    lines = [line.replace(sentence, after) for line in small().paragraphs]
    assert prose(lines) == [("changed", sentence, after, bars)]


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([SECOND, FIRST, THIRD, FOURTH], [("moved", SECOND, SECOND, True)]),
        ([THIRD, FOURTH, FIRST, SECOND], [("moved", f"{THIRD}\n{FOURTH}", f"{THIRD}\n{FOURTH}", True)]),
        ([FOURTH, THIRD, FIRST, SECOND], [("moved", FOURTH, FOURTH, True), ("moved", THIRD, THIRD, True)]),
        ([FIRST, THIRD, FOURTH], [("removed", SECOND, "", True)]),
        (
            [FIRST, SECOND, "新的一段话，说的是别的事。", THIRD, FOURTH],
            [("added", "", "新的一段话，说的是别的事。", False)],
        ),
        ([FIRST, SECOND, VISITS, f"{FOURTH}{TOPICS}"], [("moved", TOPICS, TOPICS, True)]),
        ([FIRST, SECOND, f"{THIRD}会议圆满结束。", FOURTH], [("added", "", "会议圆满结束。", False)]),
        ([FIRST + SECOND, THIRD, FOURTH], [("changed", f"{FIRST}\n{SECOND}", FIRST + SECOND, False)]),
        (
            [FIRST, SECOND[:12], SECOND[12:], THIRD, FOURTH],
            [("changed", SECOND, f"{SECOND[:12]}\n{SECOND[12:]}", False)],
        ),
        ([FIRST, SECOND, THIRD, FOURTH], []),
        # Sentences that were joined, parted, or had another put before them.
        (
            [FIRST, SECOND, THIRD.replace("名。围", "名，围"), FOURTH],
            [("changed", THIRD, THIRD.replace("名。围", "名，围"), False)],
        ),
        (
            [FIRST, SECOND, THIRD.replace("委员近", "。委员近"), FOURTH],
            [("changed", VISITS, VISITS.replace("委员近", "。委员近"), False)],
        ),
        (
            [FIRST, SECOND, THIRD.replace("组织委员走访", "县里工作有起色。走访"), FOURTH],
            [("added", "", "县里工作有起色。", False), ("changed", VISITS, VISITS.replace("组织委员", ""), True)],
        ),
        (
            [FIRST, SECOND, THIRD.replace("48家，开", "48家以后工作有了新的起色。"), FOURTH],
            [
                ("added", "", "组织委员走访企业48家以后工作有了新的起色。", True),
                ("changed", VISITS, "展协商12次，参加的委员近300名。", True),
            ],
        ),
    ],
)
def test_whole_paragraphs_that_were_edited(lines: list[str], said: list[tuple[str, str, str, bool]]) -> None:
    assert prose(lines) == said


def test_after_so_many_new_numbers_the_rest_is_one_finding() -> None:
    numbers = [f"{number}天" for number in range(1001, 1206)]
    said = found("建言。", f"建言。看了{'、'.join(numbers)}。")
    assert said == [*(f"unbound {each}" for each in numbers[:200]), f"unbound {'、'.join(numbers[200:])}。"]


def test_the_number_of_a_page_in_a_margin_is_no_new_number() -> None:
    for text, said in {"第3页": [], "共12页": [], "12 页": [], "限12日": ["12日"]}.items():
        lines = (Line(text, part="header"), *map(Line, small().paragraphs))
        assert [each.found for each in audit("draft", Manuscript(lines), small()).discrepancies] == said


@pytest.mark.parametrize("is_bound", [True, False])
@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("", "", []),
        ("265件", "256件", ["changed received 256件"]),
        ("，已办复210件", "", ["removed answered"]),
        ("31趟", "３１趟", []),
        ("，办复率93.8%", "，办复率93.8%，收到提案265件", ["repeated received 265件"]),
    ],
)
def test_a_draft_of_other_templates_is_told_only_of_what_it_had(
    is_bound: bool, old: str, new: str, said: list[str]
) -> None:
    text = "\n".join(small().paragraphs).replace("，座谈17趟", "").replace(old, new)
    sealed = {each.binding: (1, each.text) for each in small().figures if each.fact != "g.chats"}
    lines = []
    for number, line in enumerate(text.split("\n"), 1):
        inside = [each for each in small().figures if each.paragraph == number and each.fact != "g.chats"]
        texts = [(each, each.text.replace(old, new) if old else each.text) for each in inside]
        marks = [
            Bookmark(bookmarks.name(each.binding, 1), line.index(its), line.index(its) + len(its))
            for each, its in texts
            if its in line
        ]
        lines.append(Line(line, tuple(marks) if is_bound else ()))
    found = audit("draft", Manuscript(tuple(lines)), replace(small(), sealed=sealed)).discrepancies
    assert kinds(found) == said


def test_who_made_a_change_is_everybody_whose_marks_are_in_it() -> None:
    after = FOURTH.replace("此外", "随后").replace("座谈", "又座谈")
    traces = (
        Trace("deleted", 4, "此外", "张三", "2023-02-01"),
        Trace("inserted", 4, "随后", "李四", "2023-02-02"),
        Trace("inserted", 4, "又", "张三", "2023-02-03"),
        Trace("inserted", 4, "也", "王五", "2023-02-04"),
    )
    lines = tuple(map(Line, [FIRST, SECOND, THIRD, after]))
    [change] = audit("draft", Manuscript(lines, traces), small()).prose
    assert (change.author, change.date) == ("张三、李四", "2023-02-03")
    moved = (Trace("moved_away", 4, FOURTH, "张三", ""), Trace("moved_here", 1, FOURTH, "李四", ""))
    [change] = audit("draft", Manuscript(tuple(map(Line, [FOURTH, FIRST, SECOND, THIRD])), moved), small()).prose
    assert (change.change, change.author) == ("moved", "张三、李四")


def test_words_that_templates_say_by_now_are_no_change_and_others_have_their_line() -> None:
    today, _ = composed(CATALOGUE, YEAR, TEMPLATE.replace("组织委员", "发动委员"))
    taken = THIRD.replace("组织委员", "发动委员")
    for lines, said in (
        ([FIRST, SECOND, taken, FOURTH], []),
        ([FIRST, SECOND.replace("全年", "一年"), taken, FOURTH], [("changed", 3)]),
        ([FIRST, SECOND, THIRD.replace("组织委员", "动员委员"), FOURTH], [("changed", 5)]),
        ([FIRST, "新的一段话，说的是别的事。", SECOND, taken, FOURTH], [("added", 1)]),
        ([FIRST, SECOND, taken, "新的一段话，说的是别的事。", FOURTH], [("added", 5)]),
    ):
        found = audit("draft", Manuscript(tuple(map(Line, lines))), small(), lambda: today).prose
        assert [(each.change, each.template and each.template.line) for each in found] == said


@pytest.mark.parametrize(
    ("old", "new", "before"),
    [
        ("会后", "会上", "会后座谈。"),
        ("工作", "事业", "工作还要继续。”"),
        ("大家", "各方", "演出在青芦县文化馆东侧展厅，主任说：“大家都很满意。"),
    ],
)
def test_a_closing_quotation_mark_belongs_to_the_sentence_before_it(old: str, new: str, before: str) -> None:
    template = NAMES_TEMPLATE.replace("。\n\n大家都很满意。", "，主任说：“大家都很满意。工作还要继续。”会后座谈。")
    of = small(NAMES, NAMES_OF_YEAR, template)
    [change] = audited("\n".join(of.paragraphs).replace(old, new).split("\n"), of).prose
    assert (change.before, change.after) == (before, before.replace(old, new))
