"""What people changed in a draft comes home: proposed for the data, written where that is wished, and put back."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from msgspec.structs import replace

import reworked
from report_cli.audit.texts import without_blanks
from report_cli.inward.proposed import marked
from report_cli.inward.weighing import weighed
from report_cli.views import one_proposal
from reworked import W, paragraphs, text_of
from running import Result, built, change, contents, report, texts
from taking import Report, Texts, laid

YEAR = "data/2022.yaml"
DRAFT = "drafts/2022/brief.docx"
EDITS = "templates/2022/brief.edits.yaml"


@pytest.fixture(scope="module")
def made(laid_2022: Path) -> Path:
    return laid_2022


@pytest.fixture(scope="module")
def brief(made: Path) -> Report:
    return Report(made, 2022, "brief")


# In memory: which change of the text is which proposal ----------------------------------------------------------------

CASES = """
提案265件 > 提案268件                    | ready proposals.received 265 > 268
提案265件 > 提案近268件                  | ready proposals.received 265 > 近268
提案265件 > 提案２６８件                 | ready proposals.received 265 > 268
案265件 > 案268件; 案265件 > 案268件     | ready proposals.received 265 > 268
案265件 > 案268件; 案265件 > 案270件     | conflict proposals.received 265 > 268; conflict proposals.received 265 > 270
案265件 > 案2.65万件                     | ready proposals.received 265 > 2.65万
立案224件 > 立案225件                    | ready proposals.filed 224件 > 225件
立案224件 > 立案224件左右                | ready proposals.filed 224件 > 224件左右
100% > 99.6%                             | ready proposals.answered 100% > 99.6%
3月5日 > 3月16日                         | ready proposals.day 2022-03-05 > 2022-03-16
3月5日 > 2月30日                         | unclear proposals.day 2022-03-05 > 2月30日
四类 > 十二类                            | ready proposals.kinds 4 > 12
四类 > 两类                              | ready proposals.kinds 4 > 2
2.83万人次 > 2.84万人次                  | ready visits.people 2.83万 > 2.84万
12.50万元 > 13万元                       | ready visits.money 12.50 > 13
近300封 > 300余封                        | ready visits.letters 近300 > 300余
十届一次会议 > 十届二次会议              | ready proposals.session 十届一次会议 > 十届二次会议
西巷 > 西大街                            | ready visits.places[2] 西巷 > 西大街
西巷、 >                                 | ready visits.places[2] 西巷 > None
、南里 >                                 | ready visits.places[3] 南里 > None
南里 > 南里、北坊、中关                  | ready visits.places[4] None > 北坊; ready visits.places[4] None > 中关
东街 > 北坊、东街                        | ready visits.places[1] None > 北坊
西巷、南里 > 西大街、南里、北坊          | ready visits.places[2] 西巷 > 西大街; ready visits.places[4] None > 北坊
东街、西巷、南里 > 东街和西大街          | unclear changed {G} > {H}
西巷 > 西巷大街                          | ready visits.places[2] 西巷 > 西巷大街
西巷 > 西服务平台                        | ready visits.places[2] 西巷 > 西服务平台
东街 > 东工程建设行动                    | ready visits.places[1] 东街 > 东工程建设行动
南里 > 南服务平台                        | ready visits.places[3] 南里 > 南服务平台
西巷 > 乙                                | ready visits.places[2] 西巷 > 乙
养老体系》等 > 养老体系》类等            | ready visits.topics[2] 《构建多元养老体系》 > 《构建多元养老体系》类
西巷、南里 > 南里、北坊                  | ready visits.places[2] 西巷 > None; ready visits.places[4] None > 北坊
东街、西巷 > 北坊、东街                  | ready visits.places[1] None > 北坊; ready visits.places[2] 西巷 > None
西巷、南里 > 北坊、西巷                  | ready visits.places[2] None > 北坊; ready visits.places[3] 南里 > None
东街、西巷、南里 > 西巷、南里、北坊、关上 | {R}; ready visits.places[4] None > 北坊; ready visits.places[4] None > 关上
“文化产业发展”《构建多元养老体系》 > 《构建多元养老体系》《新政》 | {S}; ready visits.topics[3] None > 《新政》
东街、西巷、南里 > 东街、东街、南里      | conflict visits.places[2] 西巷 > None
东街、西巷、南里 > 西巷、西巷、南里      | conflict visits.places[1] 东街 > None
东街、西巷、南里 > 东街、南里、南里      | conflict visits.places[2] 西巷 > None
东街、西巷、南里 > 东街、东街、北坊      | conflict visits.places[2] 西巷 > None; ready visits.places[3] 南里 > 北坊
南里 > 南里、东街                        | unclear visits.places None > 东街
南里 > 南里、清河政协机关                | ready visits.places[4] None > 清河政协机关
西巷、 > 西巷、北坊、                    | ready visits.places[3] None > 北坊
东街、西巷、南里 > 南里、东街            | ready visits.places 东街、西巷、南里 > 南里、东街
东街、西巷、南里 > 西巷、东街、南里、北坊 | ready visits.places 东街、西巷、南里 > 西巷、东街、南里、北坊
东街、西巷 > 前坊、西大街、北坊          | {T}; ready visits.places[3] None > 北坊
东街、西巷 > 西巷、东街                  | ready visits.places 东街、西巷、南里 > 西巷、东街、南里
十届一次会议 > 十届 二次会议             | ready proposals.session 十届一次会议 > 十届二次会议
十届一次会议 > 十届二次会议上            | unclear proposals.session 十届一次会议 > 十届二次会议; {L}
南里 > 南里、并且走访了企业和群众        | ready changed {G} > {M}
南里 > 北大街、后坊等                    | ready visits.places[3] 南里 > 北大街; ready visits.places[4] None > 后坊; {P}
东街、西巷 > 前坊、西巷                  | ready visits.places[1] 东街 > 前坊
西巷、南里 > 西大街                      | ready visits.places[2] 西巷 > 西大街; ready visits.places[3] 南里 > None
南里 > 南里大街                          | ready changed {G} > {O}
南里 > 南里等                            | ready visits.places[4] None > 等
《构建多元养老体系》等 > 《构建多元养老体系》             | ready visits.topics[3] 等 > None
《构建多元养老体系》等 > 《构建多元养老体系》《新政》等   | ready visits.topics[3] None > 《新政》
“文化产业发展” > "文化产业升级"          | ready visits.topics[1] “文化产业发展” > “文化产业升级”
上年240件 > 上年241件                    | ready previous.proposals.received 240 > 241
甲办法 > 丙办法                          | ready visits.papers[1].title 《甲办法》 > 《丙办法》
12页 > 13页                              | ready visits.papers[1].pages 12 > 13
12页 >                                   | unclear visits.papers[1].pages 12 > None
84.5% > 85%                              | derived proposals.rate 84.5% > 85%
增加25件 > 增加30件                      | derived proposals.received 增加25件 > 增加30件
265件 > 265个                            | unclear proposals.received 265 > 265个
265件 > 1,268件                          | unclear proposals.received 265 > 1,268件
提案265件 > 提案268                      | unclear proposals.received 265 > 268
帮助， > 帮助，走访企业15家，            | new None None > 15家
名称 > 题名                              | ready changed 名称 > 题名
案265件，上年240件 > 案240件，上年265件   | ready proposals.received 265 > 240; ready {F} 240 > 265
共同进步 > 一起进步                      | ready changed 大家互相帮助，共同进步。 > 大家互相帮助，一起进步。
案265件，上年 > 案268件，去年            | ready proposals.received 265 > 268; ready changed {A}上年{C} > {A}去年{C}
，筹资12.50万元 >                        | ready changed 走访{D}，筹资{{ visits.money }}，{E} > 走访{D}，{E}
""".strip().splitlines()
"""Changes of the text, each of its first place that is still as built | what is proposed: state, fact, from, to."""

SHORT = {
    "{T}": "ready visits.places[1] 东街 > 前坊; ready visits.places[2] 西巷 > 西大街",
    "{L}": "unclear changed {A}{J} > {K}{J}",
    "{M}": "走访{D}，筹资{{ visits.money }}，来信{{ visits.letters }}，到过{{ visits.places }}、并且走访了企业和群众。",
    "{P}": "ready visits.places[4] None > 等",
    "{S}": "ready visits.topics[1] “文化产业发展” > None",
    "{R}": "ready visits.places[1] 东街 > None",
    "{O}": "走访{D}，筹资{{ visits.money }}，来信{{ visits.letters }}，到过{{ visits.places }}大街。",
    "{G}": "走访{D}，筹资{{ visits.money }}，{E}",
    "{H}": "走访{D}，筹资{{ visits.money }}，来信{{ visits.letters }}，到过{I}。",
    "{I}": "{{ visits.places[1] }}和西大街",
    "{K}": "{{ office.name }}在{{ proposals.session }}上期间收到提案{{ proposals.received }}，",
    "{J}": "上年{C}",
    "{A}": "{{ office.name }}在{{ proposals.session }}期间收到提案{{ proposals.received }}，",
    "{C}": "{{ proposals.received.previous }}，{{ proposals.received.change }}。",
    "{D}": "{{ visits.people }}",
    "{E}": "来信{{ visits.letters }}，到过{{ visits.places }}。",
    "{F}": "previous.proposals.received",
}


def edited(texts: Texts, changes: str) -> Texts:
    edited = list(texts)
    for pair in changes.split(";"):
        old, _, new = (part.strip() for part in pair.partition(">"))
        at = next(number for number, text in enumerate(edited) if old in text and edited[number] == texts[number])
        edited[at] = edited[at].replace(old, new, 1)
    return tuple(edited)


COUNTED = """
南里三个 > 南里、北坊四个  | ready visits.places[4] None > 北坊; taken visits.places 三 > 四
东街、西 > 北坊、东街、西  | ready visits.places[1] None > 北坊
西巷、南里三个 > 南里两个  | ready visits.places[2] 西巷 > None; taken visits.places 三 > 两
南里三个 > 南里、北坊十个  | ready visits.places[4] None > 北坊; derived visits.places 三 > 十
三个街道 > 五个街道        | derived visits.places 三 > 五
三个街道 > 3个街道         | -
""".strip().splitlines()
"""Changes of a list of three with their number behind it, and what is proposed."""


@pytest.mark.parametrize("case", COUNTED)
def test_the_number_behind_a_list_follows_from_its_names(case: str, tmp_path: Path) -> None:
    place = laid(tmp_path)
    change(
        place / "templates/brief.md.j2",
        "{{ visits.places }}。",
        "{{ visits.places }}{{ visits.places|chinese }}个街道。",
    )
    of = Report(place, 2022, "brief")
    changed, _, expected = (part.strip() for part in case.partition("|"))
    found = of.taken(edited(of.baseline.paragraphs, changed)).proposals
    assert "; ".join(f"{p.state} {p.fact} {p.before} > {p.after}" for p in found) == expected.replace("-", "")


WRITTEN = """
提案265件 > 提案２６８件
四类 > 十二类
南里 > 南里、并且走访了企业和群众
南里 > 南里大街
西巷、南里 > 西大街、南里、北坊
东街、西巷 > 西巷、东街
《构建多元养老体系》等 > 《构建多元养老体系》
，筹资12.50万元 >
案265件，上年 > 案268件，去年
""".strip().splitlines()


@pytest.mark.parametrize("case", WRITTEN)
def test_what_was_written_is_there_already(case: str, tmp_path: Path) -> None:
    of = Report(laid(tmp_path), 2022, "brief")
    typed = edited(of.baseline.paragraphs, case)
    for file, data in of.taken(typed).contents.items():
        (tmp_path / file).parent.mkdir(exist_ok=True)
        (tmp_path / file).write_bytes(data)
    again = Report(tmp_path, 2022, "brief", of).taken(typed).proposals
    assert {each.state for each in again} == {"taken"}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.partition("|")[0].strip())
def test_a_change_of_the_text_is_a_proposal(case: str, brief: Report) -> None:
    changes, _, expected = (part.strip() for part in case.partition("|"))
    for short, text in SHORT.items():
        expected = expected.replace(short, text)
    typed = edited(brief.baseline.paragraphs, changes)
    taken = brief.taken(typed)
    proposed = [f"{p.state} {p.change or p.fact or None} {p.before} > {p.after}" for p in taken.proposals]
    assert proposed == expected.split("; ")
    # What follows by formula is another text then.
    if {p.state for p in taken.proposals} == {"ready"} and not re.search("案|上年", changes):
        assert [*map(without_blanks, brief.after(taken))] == [*map(without_blanks, typed)]


def test_a_paragraph_that_was_broken_before_deng_leaves_the_list_open(brief: Report) -> None:
    name = "《构建多元养老体系》"
    typed = [
        part for text in brief.baseline.paragraphs for part in text.replace(f"{name}等", f"{name}\n等").split("\n")
    ]
    taken = brief.taken(tuple(typed))
    assert [(each.type, each.state) for each in taken.proposals] == [("prose", "ready")]
    assert list(brief.after(taken)) == typed


def test_the_same_wish_of_two_drafts_is_one_with_both_sources(brief: Report) -> None:
    texts = edited(brief.baseline.paragraphs, "100% > 99.6%")
    [one] = brief.taken(texts, texts).proposals
    assert (one.state, [source.file for source in one.sources]) == ("ready", ["0.docx", "1.docx"])


def test_a_name_written_over_another_is_told_as_gone_and_written_only_if_chosen(place: Path) -> None:
    draft(place, ("东街、西巷、南里", "东街、东街、南里"))
    status, out = take(place, "稿.docx")
    [wish] = out["proposals"]
    told = "“西巷”改成了“东街”，名单里就有两个“东街”，像是要删去“西巷”：是删去，就选这一条，名单成为“东街、南里”"
    assert (status, wish["state"], wish["from"], wish["to"]) == (1, "conflict", "西巷", None)
    assert wish["message"].startswith(told)
    before = contents(place)["data/2022.yaml"]
    take(place, "稿.docx", "--write")
    assert contents(place)["data/2022.yaml"] == before
    take(place, "稿.docx", "--write", "--only", "1")
    assert "[东街, 南里]" in contents(place)["data/2022.yaml"].decode()
    assert take(place, "稿.docx")[0] == 0


def test_a_value_is_proposed_as_the_year_file_writes_values(tmp_path: Path) -> None:
    place = laid(tmp_path)
    change(place / YEAR, "2022-03-05", "2022年3月5日")
    change(place / YEAR, "received:  265", "received:  1265")
    change(place / "templates/brief.md.j2", "提案{{ proposals.received }}，", "提案{{ proposals.received|grouped }}，")
    of = Report(place, 2022, "brief")
    texts = tuple(text.replace("1,265件", "1,268件", 1).replace("3月5日", "3月16日") for text in of.baseline.paragraphs)
    assert [(each.before, each.after) for each in of.taken(texts).proposals if each.state == "ready"] == [
        ("1265", "1268"),
        ("2022年3月5日", "2022年3月16日"),
    ]


def test_an_item_exchanged_in_one_draft_and_struck_in_another_is_a_conflict(brief: Report) -> None:
    changes = ("西巷 > 西大街", "西巷、 > ")
    proposals = brief.taken(*(edited(brief.baseline.paragraphs, each) for each in changes)).proposals
    assert [each.state for each in proposals] == ["conflict", "conflict"]
    assert "删去" in proposals[0].message


def test_two_drafts_that_each_add_a_name_are_no_conflict(brief: Report) -> None:
    changes = ("南里 > 南里、北坊", "南里 > 南里、中关")
    taken = brief.taken(*(edited(brief.baseline.paragraphs, each) for each in changes))
    assert [each.state for each in taken.proposals] == ["ready", "ready"]
    assert "东街、西巷、南里、北坊、中关" in "".join(brief.after(taken))


LISTS = {
    # what two drafts make of 东街、西巷、南里 | the list then, where both can be written
    "one name less, one more": "东街、南里 > 东街、西巷、南里、北坊 | 东街、南里、北坊",
    "one name less each": "东街、南里 > 东街、西巷 | 东街",
    "the first two change places, the third is struck": "西巷、东街、南里 > 东街、西巷 | 西巷、东街",
    "the first two change places, one more": "西巷、东街、南里 > 东街、西巷、南里、北坊 | 西巷、东街、南里、北坊",
    "the first two change places, the third is another": "西巷、东街、南里 > 东街、西巷、北坊 | 西巷、东街、北坊",
    "another order, one name less": "南里、东街、西巷 > 东街、南里",
    "one name less, another order": "西巷、南里 > 西巷、东街、南里",
    "another order, one more at the end": "南里、东街、西巷 > 东街、西巷、南里、北坊",
    "another order, one exchanged": "南里、东街、西巷 > 东街、北坊、南里",
    "two other orders": "南里、东街、西巷 > 西巷、东街、南里",
    "fewer in another order, one less": "东街、西巷 > 南里、东街",
    "the same name for two others": "北坊、西巷、南里 > 东街、北坊、南里",
    "the same name in two places": "北坊、东街、西巷、南里 > 东街、西巷、南里、北坊",
}


@pytest.mark.parametrize("case", LISTS)
def test_two_drafts_that_change_one_list(case: str, brief: Report) -> None:
    drafts, _, then = LISTS[case].partition(" | ")
    texts = [edited(brief.baseline.paragraphs, f"东街、西巷、南里 > {names}") for names in drafts.split(" > ")]
    taken = brief.taken(*texts)
    assert {each.state for each in taken.proposals} == {"ready" if then else "conflict"}
    assert f"到过{then or '东街、西巷、南里'}。" in "".join(brief.after(taken))
    for number, wish in enumerate(taken.proposals):
        if wish.state == "conflict":
            alone = [replace(each, state="ready" if each is wish else "unclear") for each in taken.proposals]
            made = weighed(alone, brief.workspace, brief.contents)
            assert f"到过{drafts.split(' > ')[number]}。" in "".join(brief.after(made))


def test_rival_changes_of_a_list_are_told_as_their_drafts_have_them(brief: Report) -> None:
    changes = ("东街、西巷、南里 > 东街、南里", "东街、西巷、南里 > 南里、西巷、东街")
    messages = {
        each.message for each in brief.taken(*(edited(brief.baseline.paragraphs, c) for c in changes)).proposals
    }
    assert messages == {
        "同一处要的不一样：第1条要把“西巷”删去（0.docx）；第2条要“南里、西巷、东街”（1.docx）",
    }


def test_rival_words_are_told_as_the_drafts_print_them(brief: Report) -> None:
    changes = ("，来信近300封 > ，收到来信近300封", "，来信近300封 > ，接到来信近300封")
    wishes = brief.taken(*(edited(brief.baseline.paragraphs, each) for each in changes)).proposals
    assert [each.state for each in wishes] == ["conflict", "conflict"]
    assert "要“走访2.83万人次，筹资12.50万元，收到来信近300封，到过东街、西巷、南里。”" in wishes[0].message
    assert "{{" not in "".join(each.message for each in wishes)


@pytest.mark.parametrize("number", [2, 5])
def test_a_paragraph_that_stands_twice_is_said_to(number: int, brief: Report) -> None:
    texts = brief.baseline.paragraphs
    [wish] = brief.taken((*texts[:number], texts[number - 1], *texts[number:])).proposals
    assert wish.state == "unclear"
    assert wish.message.startswith(f"第{number + 1}段和第{number}段一字不差，写了两遍")


def test_the_mark_of_a_word_that_is_explained_is_no_new_number(brief: Report) -> None:
    assert [each.state for each in brief.wishes(edited(brief.baseline.paragraphs, "大家 > 大家①"))] != ["new"]
    [wish] = brief.wishes(edited(brief.baseline.paragraphs, "大家互相帮助 > 会员②互相帮助"))
    assert wish.state == "ready"
    assert "new" in [each.state for each in brief.wishes(edited(brief.baseline.paragraphs, "大家 > 5名会员"))]


def test_words_that_the_template_changed_meanwhile_are_told_as_they_are_printed(place: Path) -> None:
    draft(place, ("，来信近300封", "，收到来信近300封"))
    change(place / "templates/brief.md.j2", "，来信{{", "，接到来信{{")
    [wish] = take(place, "稿.docx")[1]["proposals"]
    assert wish["state"] == "conflict"
    assert "现在是“走访2.83万人次，筹资12.50万元，接到来信近300封，到过东街、西巷、南里。”" in wish["message"]


def test_a_name_put_in_behind_one_that_was_exchanged_stands_behind_it(brief: Report) -> None:
    taken = brief.taken(edited(brief.baseline.paragraphs, "西巷、南里 > 西大街、后坊、南里"))
    assert "东街、西大街、后坊、南里" in "".join(brief.after(taken))


def test_a_rate_that_agrees_once_the_others_are_written_is_taken(brief: Report) -> None:
    texts = edited(brief.baseline.paragraphs, "立案224件，立案率84.5% > 立案225件，立案率84.9%")
    assert [(p.fact, p.state) for p in brief.taken(texts).proposals] == [
        ("proposals.filed", "ready"),
        ("proposals.rate", "taken"),
    ]


def test_what_the_report_could_not_be_built_with_is_said(brief: Report) -> None:
    taken = brief.taken(edited(brief.baseline.paragraphs, "提案265件 > 提案近268件"))
    assert [(each.code, each.fact) for each in taken.findings] == [("T203", "proposals.received")]


def test_a_placeholder_that_was_filled_in_is_a_value(made: Path, tmp_path: Path) -> None:
    place = shutil.copytree(made, tmp_path / "place")
    change(place / YEAR, "source: 台账\n", "source: 台账\nstatus: 征集中\n")
    change(place / YEAR, "received:  265 ", "received: ")
    waiting = Report(place, 2022, "brief")
    texts = edited(waiting.baseline.paragraphs, "【待补：收到提案】 > 268件")
    [one] = [each for each in waiting.taken(texts).proposals if each.state == "ready"]
    assert (one.fact, one.before, one.after) == ("proposals.received", None, "268")


ALONE = """---
label: 简报
---
各组情况如下。

{{ proposals.received }}

{{ proposals.filed }}

{{ visits.people }}

{{ visits.letters }}

大家互相帮助。
"""
FIGURES = "265件 224件 2.83万人次 近300封"


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("268件 224件 2.83万人次 近300封", "ready proposals.received"),
        ("265件 共有224件 2.83万人次 近300封", "ready changed"),
        ("265件 2.83万人次 近300封", "unclear proposals.filed"),
        ("224件 265件 2.83万人次 近300封", "unclear proposals.filed; unclear proposals.received"),
        ("225件 265件 2.83万人次 近300封", "ready proposals.filed; unclear added"),
        ("224件 2.83万人次 近300封 265件", "unclear added"),
        ("265件、224件 2.83万人次 近300封", "ready changed"),
        (
            "224件 265件 2.83万人次 近300封，很好。",
            "unclear proposals.filed; unclear proposals.received; ready changed",
        ),
    ],
)
def test_paragraphs_that_are_a_figure_each_are_never_taken_for_another(
    now: str, expected: str, made: Path, tmp_path: Path
) -> None:
    place = shutil.copytree(made, tmp_path / "place")
    (place / "templates/brief.md.j2").write_text(ALONE, encoding="utf-8")
    of = Report(place, 2022, "brief")
    first, *before, last = of.baseline.paragraphs
    assert before == FIGURES.split()
    taken = of.taken((first, *now.split(), last))
    assert "; ".join(f"{each.state} {each.change or each.fact}" for each in taken.proposals) == expected
    if "unclear" not in expected:
        assert of.after(taken) == (first, *now.split(), last)


# Every figure of every report -----------------------------------------------------------------------------------------


def numbers(of: Report) -> Iterator[tuple[str, Texts]]:
    """Each number of a report with another last digit, wherever it stands."""
    figures = of.baseline.figures
    for fact, form in dict.fromkeys((figure.fact, figure.form) for figure in figures):
        texts = list(of.baseline.paragraphs)
        for figure in reversed(figures):
            digit = re.search(r"[0-9](?=[^0-9]*$)", figure.text)
            if (figure.fact, figure.form) == (fact, form) and digit:
                text, at = texts[figure.paragraph - 1], figure.offset + digit.start()
                texts[figure.paragraph - 1] = f"{text[:at]}{(int(text[at]) + 1) % 10}{text[at + 1 :]}"
        if tuple(texts) != of.baseline.paragraphs:
            yield fact, tuple(texts)


def test_every_number_is_proposed_for_its_own_fact_or_follows_from_others(brief: Report) -> None:
    seen = 0
    for fact, typed in numbers(brief):
        proposals = brief.taken(typed).proposals
        assert {each.fact for each in proposals} == {fact}
        assert {each.state for each in proposals} <= {"ready", "derived"}
        seen += 1
    assert seen > 8


# On the command line --------------------------------------------------------------------------------------------------


def draft(place: Path, *changes: tuple[str, str], name: str = "稿.docx", of: str = DRAFT) -> Path:
    """A copy of a draft, with other words in it, whatever runs they stand in."""

    def retyped(root: etree._Element) -> None:
        for old, new in changes:
            paragraph = next(each for each in paragraphs(root) if old in text_of(each))
            pieces = list(paragraph.iter(f"{W}t"))
            start = text_of(paragraph).index(old)
            at = 0
            for piece in pieces:
                text = piece.text or ""
                begin, end = max(start - at, 0), min(start + len(old) - at, len(text))
                if begin < end:
                    piece.text = text[:begin] + new * (start >= at) + text[end:]
                at += len(text)

    (place / name).write_bytes(reworked.reworked((place / of).read_bytes(), retyped))
    return place / name


def take(place: Path, *arguments: str) -> tuple[int, dict[str, Any]]:
    result = report(place, "take", *arguments, "--format", "json")
    return result.status, json.loads(result.out)


def states(content: dict[str, Any]) -> list[str]:
    return [each["state"] for each in content["proposals"]]


def test_without_write_nothing_is_written(place: Path) -> None:
    draft(place, ("265件", "268件"), ("100%", "99%"))
    before = contents(place)
    result = report(place, "take", "稿.docx")
    assert (result.status, contents(place)) == (1, before)
    assert "1. 【可以写】清河政协在十届一次会议期间收到提案〔265件→268件〕，上年240件，增加25件。" in result.out
    assert f"收到提案（proposals.received）265 → 268，{YEAR}:6:14" in result.out
    assert "建议2条：可以写2条" in result.out


MANY = """
265件 268件; 224件 225件; 100% 99%; 3月5日 3月16日; 四类 五类; 2.83万 2.84万; 近300 300余; 西巷 西大街; 12页 13页
84.5% 85%; 各组按时 各组走访商户31家，各组按时; 12.50万元 12.50亿元
"""


def test_many_are_listed_in_parts_what_is_to_be_decided_first(place: Path) -> None:
    edits = [(old, new) for old, new in (each.split() for each in MANY.replace("\n", ";").split(";") if each.strip())]
    draft(place, *edits, name="甲.docx")
    draft(place, ("265件", "269件"), name="乙.docx")
    shown = report(place, "take", "甲.docx", "乙.docx").out
    heads = [
        (line[:-1], shown.split(line)[1].split("\n")[1]) for line in re.findall(r"^\D.*条.*：$", shown, re.MULTILINE)
    ]
    assert [head for head, _ in heads] == [
        "有冲突的2条，要哪几条，用--add写明",
        "要自己改的2条，照每条说的改，改好再运行一次",
        "新的数1条，看名称、数、公式，要哪几条，用--add写明，就加进指标目录和年度数据，以后跟着数据变",
        "可以写的8条",
    ]
    numbers = list(map(int, re.findall(r"^(\d+)\. ", shown, re.MULTILINE)))
    assert (sorted(numbers), numbers == sorted(numbers)) == (list(range(1, 14)), False)
    first, second = re.findall(r"^(\d+)\. ", shown.split("有冲突的2条")[1].split("要自己改的2条")[0], re.MULTILINE)
    assert f"（收到提案，第6行；甲 第2段；第5段还是265件，也跟着变；不能和第{second}条一起要）" in shown
    assert numbers.index(int(second)) == numbers.index(int(first)) + 1
    content = take(place, "甲.docx", "乙.docx")[1]["proposals"]
    assert [each["number"] for each in content] == sorted(numbers)


def test_only_the_bytes_of_the_values_change_and_undo_puts_them_back(place: Path) -> None:
    draft(place, ("265件", "268件"), ("西巷、", ""), ("上年240件", "上年241件"), ("共同进步", "一起进步"))
    before = {name: (place / name).read_text("utf-8") for name in (YEAR, "data/2021.yaml")}
    status, content = take(place, "稿.docx", "--write")
    assert (status, content["written"], content["undecided"]) == (0, True, 0)
    assert (place / YEAR).read_text("utf-8") == before[YEAR].replace("  265 ", "  268 ").replace("西巷, ", "")
    assert (place / "data/2021.yaml").read_text("utf-8") == before["data/2021.yaml"].replace("240", "241")
    assert "now: '大家互相帮助，一起进步。'\n    by: '稿.docx'\n" in (place / EDITS).read_text("utf-8")
    kept = {path.read_text("utf-8") for path in (place / ".report/backup").iterdir()}
    assert kept == set(before.values())
    result = report(place, "take", "--undo")
    assert (result.status, result.err) == (0, f"已退回上一次写入的改动：{YEAR}、data/2021.yaml、{EDITS}\n")
    assert {name: (place / name).read_text("utf-8") for name in before} == before
    assert not (place / EDITS).exists()
    assert report(place, "take", "--undo").status == 2


def test_runs_are_undone_one_after_the_other(place: Path) -> None:
    draft(place, ("265件", "268件"), ("100%", "99%"), ("共同进步", "一起进步"))
    states = [(place / YEAR).read_bytes()]
    for number in "12":
        assert take(place, "稿.docx", "--write", "--only", number)[0] == 1
        states.append((place / YEAR).read_bytes())
    for state, is_more in ((states[1], True), (states[0], False)):
        result = report(place, "take", "--undo")
        assert (result.status, (place / YEAR).read_bytes()) == (0, state)
        assert (result.err.splitlines()[-1] == "report take --undo") == is_more
    result = report(place, "take", "--undo")
    assert (result.status, "写的都退回了" in result.err) == (2, True)


def test_what_was_not_wanted_is_told_with_how_to_settle_it(place: Path) -> None:
    draft(place, ("265件", "268件"), ("100%", "99%"))
    result = report(place, "take", "稿.docx", "--write", "--skip", "2")
    assert "第2条没有写，稿件里还是那样写着，下次还会列出；不要的，在稿件里改回原样" in result.err
    draft(place, ("265件", "268件"))
    assert report(place, "take", "稿.docx").status == 0


def test_a_conflict_that_is_asked_about_names_no_option(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    draft(place, ("共同进步", "一起进步"), name="甲.docx")
    draft(place, ("共同进步", "携手进步"), name="乙.docx")
    draft(place, ("各组", "各小组"), name="丙.docx")
    told = "要哪一条，用--add写明它的号"
    assert report(place, "take", "甲.docx", "乙.docx").out.count(told) == 2
    written = report(place, "take", "甲.docx", "乙.docx", "丙.docx", "--write").err
    assert f"第1、2条有冲突，没有写；{told}，再写一次" in written
    monkeypatch.setattr("builtins.input", lambda _: "y")
    monkeypatch.setattr("sys.stdin", type("Terminal", (), {"isatty": lambda self: True})())
    result = report(place, "take", "甲.docx", "乙.docx", "--ask", terminal="utf-8")
    assert (told in result.out, "携手" in (place / EDITS).read_text("utf-8")) == (False, False)
    assert "建议2条：已写1条，没有选1条" in result.out


def test_a_run_that_wrote_ends_with_the_line_that_undoes_it(place: Path) -> None:
    draft(place, ("265件", "268件"))
    result = report(place, "take", "稿.docx", "--write")
    assert result.status == 0
    assert result.err.splitlines()[-1] == "report take --undo"
    assert "已写" in result.out


def test_the_same_draft_taken_twice_proposes_nothing(place: Path) -> None:
    draft(place, ("265件", "268件"), ("南里", "南里、北坊"), ("东街", "东大街"), ("共同", "一起"))
    take(place, "稿.docx", "--write")
    status, content = take(place, "稿.docx")
    assert (status, content["undecided"], set(states(content))) == (0, 0, {"taken"})


@pytest.mark.parametrize("case", [each for each in LISTS if LISTS[each].count(" | ")])
def test_two_drafts_of_one_list_taken_twice_propose_nothing(case: str, place: Path) -> None:
    drafts, _, then = LISTS[case].partition(" | ")
    names = drafts.split(" > ")
    for name, made in zip(("甲.docx", "乙.docx"), names, strict=True):
        draft(place, ("到过东街、西巷、南里", f"到过{made}"), name=name)
    assert take(place, "甲.docx", "乙.docx", "--write")[0] == 0
    status, content = take(place, "甲.docx", "乙.docx")
    assert (status, {*states(content)}) == (0, {"taken"}), then


def test_a_name_that_stands_elsewhere_too_says_so_before(place: Path) -> None:
    change(place / "templates/brief.md.j2", "各组按时", "{{ visits.places }}各组按时")
    built(place, "2022")
    draft(place, ("到过东街、西巷、南里", "到过东街、西巷、北坊"))
    shown = report(place, "take", "稿.docx").out
    assert re.search(r"第\d+段还是南里，写进去以后也跟着变", shown), shown


def test_nothing_is_undone_where_a_file_has_changed_since(place: Path) -> None:
    draft(place, ("265件", "268件"))
    take(place, "稿.docx", "--write")
    change(place / YEAR, "source: 台账", "source: 台账二")
    before = (place / YEAR).read_bytes()
    result = report(place, "take", "--undo")
    assert (result.status, (place / YEAR).read_bytes()) == (1, before)
    assert YEAR in result.err


def test_data_that_changed_meanwhile_are_a_conflict_and_their_place_a_source(place: Path) -> None:
    draft(place, ("265件", "268件"))
    change(place / YEAR, "265 ", "266 ")
    status, content = take(place, "稿.docx", "--write")
    [one] = content["proposals"]
    assert (status, one["state"], one["from"], one["to"]) == (1, "conflict", "266", "268")
    assert one["sources"][1] == {"file": YEAR, "paragraph": None, "line": 6, "text": "266"}
    assert take(place, "稿.docx", "--only", "1", "--write")[0] == 0
    assert "received:  268 " in (place / YEAR).read_text("utf-8")


def test_only_and_skip_choose_by_number(place: Path) -> None:
    draft(place, ("265件", "268件"), ("100%", "99%"), ("四类", "五类"))
    status, content = take(place, "稿.docx", "--skip", "2", "--write")
    assert (status, content["undecided"]) == (1, 1)
    assert [each["number"] for each in content["proposals"]] == [1, 2, 3]
    text = (place / YEAR).read_text("utf-8")
    assert ("268" in text, "100%" in text, "kinds:     5" in text) == (True, True, True)


_MANY = (
    ("案265件，上年240件", "案268件，上年241件"),
    ("增加25件", "增加27件"),
    ("3月5日", "3月16日"),
    ("84.5%", "85%"),
    ("100%", "99%"),
    ("西巷、南里", "西大街、南里、北坊"),
    ("文化产业发展”", "文化产业升级”"),
    ("全年收到提案265件", "全年收到提案270件"),
    ("甲办法", "丙办法"),
    ("共同进步", "一起进步"),
)


@pytest.mark.parametrize("only", ["1,2", "2", "4", "6", "7", "8", "9", "10", "11", "12", "2,6,7,12", "8,10"])
def test_after_part_was_written_the_rest_keeps_its_numbers(place: Path, only: str) -> None:
    draft(place, *_MANY)
    before = take(place, "稿.docx")[1]["proposals"]
    take(place, "稿.docx", "--only", only, "--write")
    after = take(place, "稿.docx")[1]["proposals"]
    wished = [[(each["number"], each.get("to", each.get("after"))) for each in listed] for listed in (before, after)]
    assert wished[0] == wished[1]
    taken = {each["number"] for each in after if each["state"] == "taken"} - {3}  # it follows from 1 and 2
    assert taken == {int(number) for number in only.split(",")}


_FIRMS = ("  letters:", "  firms: {label: 走访企业, unit: 家}\n    letters:"), ("  letters:", "  firms: 15\n  letters:")
_TALKS = ("  letters:", "  talks: {label: 座谈, unit: 场}\n    letters:"), ("  letters:", "  talks: 3\n  letters:")


@pytest.mark.parametrize("told", [[_FIRMS], [_TALKS], [_FIRMS, _TALKS]])
def test_lines_added_for_new_numbers_leave_the_others_their_numbers(told: list[Any], place: Path) -> None:
    draft(place, ("西巷", "西大街"), ("帮助，", "帮助，走访企业15家，座谈3场，"), ("100%", "99%"))
    draft(place, ("帮助，", "帮助，走访企业15家，座谈3场，"), ("名称", "题名"), name="乙.docx")
    before = {each["number"]: each for each in take(place, "稿.docx", "乙.docx")[1]["proposals"]}
    new = [number for number, each in before.items() if each["state"] == "new"]
    for catalogue, year in told:
        change(place / "data/indicators.yaml", *catalogue)
        change(place / YEAR, *year)
    after = {each["number"]: each for each in take(place, "稿.docx", "乙.docx")[1]["proposals"]}
    assert after.keys() - {*new} == before.keys() - {*new}
    for number in before.keys() - {*new}:
        assert {**after[number], "place": None} == {**before[number], "place": None}
    left, gone = reversed(new) if told == [_FIRMS] else new
    assert (left in after, gone in after) == (True, False)
    refused = report(place, "take", "稿.docx", "乙.docx", "--only", str(gone), "--write")
    assert (refused.status, f"第{gone}条已经没有了" in refused.err) == (2, True)


@pytest.mark.parametrize("only", ["1", "2"])
def test_two_figures_that_changed_places_keep_their_numbers(place: Path, only: str) -> None:
    draft(place, ("案265件，上年240件", "案240件，上年265件"))
    before = take(place, "稿.docx")[1]["proposals"]
    take(place, "稿.docx", "--only", only, "--write")
    after = take(place, "稿.docx")[1]["proposals"]
    assert [(each["number"], each["fact"]) for each in after] == [(each["number"], each["fact"]) for each in before]
    assert [each["number"] for each in after if each["state"] == "taken"] == [int(only)]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--only", "9"], "没有第9条建议"),
        (["--only", "x"], "不是建议的号"),
        (["--skip", "7-4"], "前面的号比后面的大，写成4-7"),
        (["--only", "1,3"], "要改同一处，只能要一条"),
        (["--only", "2"], "第2条不能写"),
        (["--undo"], "不要再写稿件"),
        (["--ask", "--only", "1"], "--ask问完就写"),
    ],
)
def test_what_cannot_be_chosen_is_refused_and_nothing_written(place: Path, arguments: list[str], said: str) -> None:
    draft(place, ("265件", "268件"), ("84.5%", "85%"))
    draft(place, ("265件", "270件"), name="乙.docx")
    before = contents(place)
    result = report(place, "take", "稿.docx", "乙.docx", *arguments, "--write")
    assert (result.status, result.out) == (2, "")
    assert said in result.err
    assert contents(place) == before


@pytest.mark.parametrize(("only", "chosen"), [("1", "1"), ("2", ""), ("1,2", "1"), ("1,3", "1"), ("1,5", "")])
def test_what_cannot_be_written_is_seen_whole_where_nothing_is(place: Path, only: str, chosen: str) -> None:
    draft(place, ("265件", "268件"), ("84.5%", "85%"), ("各组按时", "各组走访商户31家、老人9人，各组按时"))
    draft(place, ("265件", "270件"), name="乙.docx")
    before = contents(place)
    result = report(place, "take", "稿.docx", "乙.docx", "--only", only)
    assert (result.status, contents(place), "错误" in result.err) == (1, before, False), result.err
    assert "【由别的数算出】" in result.out
    assert result.err.startswith(f"选了第{chosen}条，还没有写" * bool(chosen)), result.err
    assert ("选了" in result.err, "report take" in result.err) == (bool(chosen), False)


def test_a_rate_whose_numbers_change_says_what_it_will_be(place: Path) -> None:
    draft(place, ("265件", "268件"), ("84.5%", "85%"), ("共同进步", "一起进步"))
    says = "照改了的数算出是83.6%，稿件里是85%；", "要改就改这些数"
    runs = [[], ["--write", "--only", "3"], ["--write"], []]
    shown = [report(place, "take", "稿.docx", *options).out for options in runs]
    assert [[said in out for said in says] for out in shown] == [[True, False], [False, True]] * 2


def test_asking_needs_a_terminal(place: Path) -> None:
    draft(place, ("265件", "268件"))
    result = report(place, "take", "稿.docx", "--ask")
    assert (result.status, result.out) == (2, "")
    assert "这里不是终端" in result.err


@pytest.mark.parametrize("option", ["--write", "--ask", "--only=1", "--skip=1"])
def test_undo_is_not_asked_for_together_with_another_choice(place: Path, option: str) -> None:
    draft(place, ("265件", "268件"))
    take(place, "稿.docx", "--write")
    before = contents(place)
    result = report(place, "take", "--undo", option)
    assert (result.status, result.out, contents(place)) == (2, "", before)
    assert f"不和{option.partition('=')[0]}一起用" in result.err


def test_what_was_chosen_is_shown_before_it_is_written(place: Path) -> None:
    draft(place, ("265件", "268件"), ("100%", "99%"), ("四类", "五类"))
    result = report(place, "take", "稿.docx", "--only", "3,1")
    assert re.findall(r"^(\d)\. 【(.*?)】", result.out, re.MULTILINE) == [("1", "选了"), ("2", "没有选"), ("3", "选了")]
    assert "选了第1、3条，还没有写；写进去：再加--write" in result.err
    assert "一条也没有选" in report(place, "take", "稿.docx", "--skip", "1,2,3").err


def test_the_change_is_shown_as_it_stands_in_both_texts(place: Path) -> None:
    draft(place, ("文化产业发展”", "文化产业升级”"))
    shown = report(place, "take", "稿.docx").out
    assert "围绕“文化产业〔发展→升级〕”《构建多元养老体系》等议政，" in shown
    assert "议题（visits.topics[1]），data/2022.yaml:18:7；稿.docx" in shown


SHOWN = {
    "a name exchanged": ("西巷、", "西大街、", "…来信近300封，到过东街、〔西巷→西大街〕、南里。"),
    "a name more": ("南里。", "南里、北坊。", "…到过东街、西巷、南里、〔→北坊〕。"),
    "a name less": ("西巷、", "", "…来信近300封，到过东街、〔西巷→〕、南里。"),
    "a number": ("立案224件", "立案226件", "3月5日开会，立案〔224件→226件〕，立案率84.5%，办复率100%，分为四类。"),
    "a word": ("大家互相", "大家都互相", "大家〔→都〕互相帮助，共同进步。"),
}


@pytest.mark.parametrize("case", SHOWN)
def test_what_is_another_is_shown_with_the_words_round_it(case: str, brief: Report) -> None:
    old, new, said = SHOWN[case]
    made = brief.taken(tuple(text.replace(old, new) for text in brief.baseline.paragraphs)).proposals
    first = next(one_proposal.of_one(made[0], lambda place: place, is_headed=True))
    assert "".join(text for text, _ in first) == f"{made[0].number}. {said}"


@pytest.mark.parametrize(
    ("old", "new", "fact", "said"),
    [
        ("到过东街、西巷、南里", "到过", "visits.places", "到过〔东街、西巷、南里→〕。"),
        ("立案224件", "立案", "proposals.filed", "立案〔224件→〕，"),
        ("期间收到提案265件", "期间收到提案", "proposals.received", "收到提案〔265件→〕，"),
    ],
)
def test_what_was_deleted_alone_is_one_wish_and_marked(old: str, new: str, fact: str, said: str, brief: Report) -> None:
    texts = brief.baseline.paragraphs
    found = brief.taken(tuple(text.replace(old, new) for text in texts)).proposals
    assert [each.fact for each in found] == [fact]
    assert all(said in each.sources[0].marked and "说它的话也跟着没有" in each.message for each in found)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("收到265件，其中立案", "收到265件，比上年增加25件，其中立案", "收到265件〔→，比上年增加25件〕，其中立案"),
        ("收到265件，比上年增加25件，其中立案", "收到265件，其中立案", "收到265件〔，比上年增加25件→〕，其中立案"),
        ("收到265件。", "收到268件。", "收到〔265→268〕件。"),
        ("认真办理。", "认真答复、办理。", "认真〔→答复、〕办理。"),
    ],
)
def test_a_clause_more_or_less_is_marked_from_the_mark_before_it(before: str, after: str, said: str) -> None:
    assert marked(before, after) == said


def unwritable(place: Path, how: str) -> None:
    match how:
        case "只读":
            (place / YEAR).chmod(0o444)
        case "打开着":
            (place / "data/~$2022.yaml").write_bytes(b"")
        case "链接":
            (place / YEAR).rename(place / "data/true.yaml")
            (place / YEAR).symlink_to("true.yaml")


@pytest.mark.parametrize("how", ["只读", "打开着", "链接"])
def test_a_file_that_cannot_be_written_is_named_before_anything_is(place: Path, how: str) -> None:
    draft(place, ("265件", "268件"), ("上年240件", "上年241件"))
    unwritable(place, how)
    before = contents(place)
    assert how in report(place, "take", "稿.docx").err
    result = report(place, "take", "稿.docx", "--write")
    assert (result.status, contents(place)) == (2, before)
    assert how in result.err
    assert "2022" in result.err


def test_a_year_for_comparison_is_named(place: Path) -> None:
    draft(place, ("上年240件", "上年241件"))
    result = report(place, "take", "稿.docx")
    assert "data/2021.yaml 是只供比较的一年" in result.err


def test_tracked_changes_are_accepted_or_with_original_refused(place: Path) -> None:
    data = reworked.reworked(
        (place / DRAFT).read_bytes(), lambda root: reworked.write_over(root, 2, "268件", tracked=True)
    )
    (place / "稿.docx").write_bytes(data)
    assert [each["to"] for each in take(place, "稿.docx")[1]["proposals"]] == ["268"]
    assert take(place, "稿.docx", "--original") == (0, {**take(place, "稿.docx", "--original")[1], "proposals": []})


def test_untouched_drafts_of_every_format_propose_nothing(place: Path) -> None:
    built(place, "2022", "--review")
    shutil.copy(place / "drafts/2022/brief.md", place / "稿.md")
    for name in (DRAFT, "drafts/2022/brief.md", "drafts/2022/brief.review.docx", "稿.md"):
        status, content = take(place, name, "--year", "2022", "--kind", "brief")
        assert (name, status, content["proposals"], content["uncarried"]) == (name, 0, [], [])


def test_a_value_corrected_in_the_table_of_a_review_copy_is_the_figures_wish(place: Path) -> None:
    built(place, "2022", "--review")
    name = "drafts/2022/brief.review.docx"

    def corrected(root: etree._Element) -> None:
        cell = next(each for each in paragraphs(root) if text_of(each) == "265件")
        next(cell.iter(f"{W}t")).text = "268件"

    (place / "核对.docx").write_bytes(reworked.reworked((place / name).read_bytes(), corrected))
    [one] = take(place, "核对.docx")[1]["proposals"]
    assert (one["fact"], one["state"], one["to"], one["kind"]) == ("proposals.received", "ready", "268", "brief")


def test_the_table_of_a_review_copy_is_named_and_its_marks_are_nobodys(place: Path) -> None:
    built(place, "2022", "--review")
    shutil.copy(place / "drafts/2022/brief.review.docx", place / "核对.docx")
    change(place / YEAR, "一次会议", "二次会议")
    draft(place, ("立案224件", "立案226件"), of="核对.docx", name="核对.docx")
    first = next(line for line in report(place, "take", "核对.docx").out.splitlines() if "还是" in line)
    assert first == "    附：数据核对表还是224件，写进去以后也跟着变"
    assert "不会带回" not in report(place, "take", "核对.docx").out


def test_drafts_of_two_kinds_are_one_list(place: Path) -> None:
    (place / "templates/memo.md.j2").write_text(
        "---\nlabel: 便条\n---\n# 便条\n\n来信{{ visits.letters }}。\n", "utf-8"
    )
    built(place, "2022")
    draft(place, ("265件", "268件"))
    draft(place, ("近300封", "近400封"), name="便.docx", of="drafts/2022/memo.docx")
    _, content = take(place, "稿.docx", "便.docx")
    assert (content["year"], content["kind"]) == (2022, None)
    assert [(each["number"], each["kind"], each["to"]) for each in content["proposals"]] == [
        (1, "brief", "268"),
        (2, "memo", "近400"),
    ]


def test_the_json_has_the_documented_form(place: Path) -> None:
    draft(place, ("265件", "268件"), ("共同", "一起"))
    _, content = take(place, "稿.docx")
    assert [*content] == ["version", "year", "kind", "written", "undecided", "proposals", "comments", "uncarried"]
    figure, prose = content["proposals"]
    assert figure == {
        "number": 1,
        "type": "figure",
        "state": "ready",
        "year": 2022,
        "kind": "brief",
        "fact": "proposals.received",
        "from": "265",
        "to": "268",
        "place": {"file": YEAR, "line": 6, "column": 14},
        "sources": [
            {
                "file": "稿.docx",
                "paragraph": 2,
                "text": "清河政协在十届一次会议期间收到提案268件，上年240件，增加25件。",
            }
        ],
        "message": None,
    }
    assert {key: prose[key] for key in ("type", "change", "before", "after", "template")} == {
        "type": "prose",
        "change": "changed",
        "before": "大家互相帮助，共同进步。",
        "after": "大家互相帮助，一起进步。",
        "template": {"file": "templates/brief.md.j2", "line": 23},
    }


def test_a_lost_base_is_said(place: Path) -> None:
    draft(place, ("265件", "268件"))
    change(place / "templates/brief.md.j2", "按时完成", "都已完成")
    built(place, "2022")
    shutil.rmtree(place / ".report/built")
    result: Result = report(place, "take", "稿.docx")
    assert "稿.docx：它的底稿找不到了" in result.err


def test_pictures_boxes_and_formats_are_counted_and_change_no_status(place: Path) -> None:
    def bold(root: etree._Element) -> None:
        run = next(each for each in root.iter(f"{W}r") if "各组按时" in text_of(each))
        run.insert(0, etree.fromstring(f'<w:rPr xmlns:w="{W[1:-1]}"><w:b/></w:rPr>'))

    (place / "稿.docx").write_bytes(reworked.reworked((place / DRAFT).read_bytes(), bold))
    status, content = take(place, "稿.docx")
    assert (status, content["proposals"]) == (0, [])
    assert content["uncarried"] == [{"file": "稿.docx", "paragraph": 13, "what": "格式（加粗）"}]
    assert "稿.docx：格式（加粗）1处，不会带回（第13段）\n" in report(place, "take", "稿.docx").out


def test_a_whole_paragraph_made_bold_is_counted(place: Path) -> None:
    def bold(root: etree._Element) -> None:
        paragraph = next(each for each in root.iter(f"{W}p") if "265件" in text_of(each))
        runs = [*paragraph.iter(f"{W}r")]
        assert len(runs) > 1
        for run in runs:
            run.insert(0, etree.fromstring(f'<w:rPr xmlns:w="{W[1:-1]}"><w:b/></w:rPr>'))

    (place / "稿.docx").write_bytes(reworked.reworked((place / DRAFT).read_bytes(), bold))
    _, content = take(place, "稿.docx")
    assert content["uncarried"] == [{"file": "稿.docx", "paragraph": 2, "what": "格式（加粗）"}]


def test_words_struck_out_are_told_with_their_place(place: Path) -> None:
    def struck(root: etree._Element) -> None:
        run = next(each for each in root.iter(f"{W}r") if "各组按时" in text_of(each))
        run.insert(0, etree.fromstring(f'<w:rPr xmlns:w="{W[1:-1]}"><w:strike/></w:rPr>'))

    (place / "稿.docx").write_bytes(reworked.reworked((place / DRAFT).read_bytes(), struck))
    said = (
        "删除线1处，不会带回（第13段“各组按时完成任务。大家互相帮助，共同进步。”）；字还在稿件里，要删，就在稿件里删去"
    )
    assert said in report(place, "take", "稿.docx").out


# Drafts that lie where the build writes -------------------------------------------------------------------------------


def test_a_draft_whose_changes_are_all_taken_is_replaced_and_backed_up(place: Path) -> None:
    edited = draft(place, ("265件", "268件"), ("共同", "一起"), name=DRAFT).read_bytes()
    refused = report(place, "build", "2022")
    assert (refused.status, (place / DRAFT).read_bytes()) == (1, edited)
    assert "report take" in refused.err
    assert take(place, DRAFT, "--write")[0] == 0
    result = report(place, "build", "2022")
    assert result.status == 0
    assert "改过的都已在数据和改动里" in result.err
    assert edited in {path.read_bytes() for path in (place / ".report/backup").iterdir()}
    assert take(place, DRAFT) == (0, {**take(place, DRAFT)[1], "proposals": []})


@pytest.mark.parametrize("change", [("84.5%", "85%"), ("265件", "265个")])
def test_a_draft_with_changes_left_is_still_refused(place: Path, change: tuple[str, str]) -> None:
    edited = draft(place, ("100%", "99%"), change, name=DRAFT).read_bytes()
    assert take(place, DRAFT, "--write")[0] == 1
    assert report(place, "build", "2022").status == 1
    assert (place / DRAFT).read_bytes() == edited


# One after the other --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answers", "status", "written"),
    [
        (["y", "n", "y"], 1, ["268", "13页"]),
        (["不要", "都要"], 1, ["99%", "13页"]),
        (["啊", "?", "要", "q"], 1, []),
        (["y"], 1, []),
        (["a"], 0, ["268", "99%", "13页"]),
    ],
)
def test_asked_one_after_the_other_what_was_answered_yes_is_written(
    place: Path, monkeypatch: pytest.MonkeyPatch, answers: list[str], status: int, written: list[str]
) -> None:
    given = iter(answers)

    def answer(prompt: str) -> str:
        assert "不要" in prompt
        try:
            return next(given)
        except StopIteration:
            raise EOFError from None

    monkeypatch.setattr("builtins.input", answer)
    monkeypatch.setattr("sys.stdin", type("Terminal", (), {"isatty": lambda self: True})())
    draft(place, ("265件", "268件"), ("100%", "99%"), ("12页", "13页"))
    result = report(place, "take", "稿.docx", "--ask", terminal="utf-8")
    assert result.status == status, result.err
    assert ("什么也没有写" in result.err) == (not written)
    assert result.out.count("【可以写】") <= 3
    assert result.err.count("要（y）    写这一条") == 2 * ("?" in answers)
    assert ("建议3条" in result.out) == bool(written)
    text = (place / YEAR).read_text("utf-8")
    said = [word for word, value in (("268", "268 "), ("99%", "99%"), ("13页", "pages: 13")) if value in text]
    assert said == written


# However the year file is written, wherever the draft comes from ------------------------------------------------------


def test_line_ends_and_byte_order_mark_of_the_year_file_stay(place: Path) -> None:
    before = b"\xef\xbb\xbf" + (place / YEAR).read_bytes().replace(b"\n", b"\r\n").rstrip(b"\r\n")
    (place / YEAR).write_bytes(before)
    draft(place, ("265件", "268件"), ("南里", "南里、北坊"), ("12.50万元", "13万元"))
    assert take(place, "稿.docx", "--write")[0] == 0
    after = before.replace(b"265 ", b"268 ").replace("南里]".encode(), "南里, 北坊]".encode()).replace(b"12.50", b"13")
    assert (place / YEAR).read_bytes() == after


def test_a_markdown_and_a_text_draft_propose_what_the_word_draft_does(place: Path) -> None:
    changes = (("265件", "268件"), ("西巷", "西大街"), ("上年240件", "上年241件"))
    draft(place, *changes)
    text = (place / "drafts/2022/brief.md").read_text("utf-8")
    for old, new in changes:
        text = text.replace(old, new, 1)
    (place / "稿.md").write_text(text, "utf-8")
    (place / "稿.txt").write_text("\n".join(texts((place / "稿.docx").read_bytes())), "utf-8")
    wanted = [(each["fact"], each["to"]) for each in take(place, "稿.docx")[1]["proposals"]]
    for name in ("稿.md", "稿.txt"):
        _, content = take(place, name, "--year", "2022", "--kind", "brief")
        assert [(each["fact"], each["to"]) for each in content["proposals"]] == wanted


def test_without_bookmarks_or_seal_the_proposals_are_the_same(place: Path) -> None:
    draft(place, ("265件", "268件"), ("西巷、", ""), ("12页", "13页"))
    wanted = take(place, "稿.docx")[1]["proposals"]
    bare = reworked.reworked((place / "稿.docx").read_bytes(), reworked.without_bookmarks)
    (place / "稿.docx").write_bytes(bare)
    assert take(place, "稿.docx")[1]["proposals"] == wanted


def test_a_new_number_comes_home_with_its_sentence_once_a_fact_says_it(place: Path) -> None:
    draft(place, ("共同进步", "共同进步，走访企业15家"))
    [new] = take(place, "稿.docx")[1]["proposals"]
    line, value = re.findall("加一行 ([^；]+)；", new["message"])
    assert new["state"] == "new"
    change(place / "data/indicators.yaml", "    kinds: {", f"    {line}\n    kinds: {{")
    change(place / YEAR, "  kinds: ", f"  {value}\n  kinds: ")
    [wish] = take(place, "稿.docx", "--write")[1]["proposals"]
    assert (wish["state"], wish["after"]) == ("ready", "大家互相帮助，共同进步，走访企业{{ proposals.new_1 }}。")
    change(place / YEAR, "new_1: 15", "new_1: 16")
    built(place, "2022")
    assert texts((place / DRAFT).read_bytes())[-1].endswith("走访企业16家。")


@pytest.mark.parametrize("other", ["走访企业16家", "走访商户15家", "走访企业15人"])
def test_a_number_that_a_fact_says_otherwise_stays_new(other: str, place: Path) -> None:
    change(place / "data/indicators.yaml", "    kinds: {", "    firms: {label: 走访企业, unit: 家}\n    kinds: {")
    change(place / YEAR, "  kinds: ", "  firms: 15\n  kinds: ")
    draft(place, ("共同进步", f"共同进步，{other}"))
    assert states(take(place, "稿.docx")[1]) == ["new"]


def test_a_note_beside_a_value_is_pointed_to(place: Path) -> None:
    change(place / YEAR, "day:       2022-03-05", "day:       {value: 2022-03-05, note: 星期六}")
    draft(place, ("3月5日", "3月16日"), ("100%", "99%"))
    told = "那一行的note“星期六”说的是原来的值，看看还对不对"
    assert [each["message"] for each in take(place, "稿.docx")[1]["proposals"]] == [told, None]
    assert take(place, "稿.docx", "--write")[0] == 0
    assert told not in report(place, "take", "稿.docx").out


def test_a_source_said_beside_a_value_is_pointed_to_as_a_note_is(place: Path) -> None:
    change(place / YEAR, "answered:  100%", "answered:  {value: 100%, source: 督查室, note: 年底}")
    draft(place, ("100%", "99%"), ("3月5日", "3月16日"))
    told = "那一行的source“督查室”、note“年底”说的是原来的值，看看还对不对"
    assert [each["message"] for each in take(place, "稿.docx")[1]["proposals"]] == [None, told]


def test_a_source_of_a_group_or_of_all_is_told_once_for_its_values(place: Path) -> None:
    change(place / YEAR, "visits:\n", "visits:\n  source: 走访台账\n")
    change(place / YEAR, "answered:  100%", "answered:  {value: 100%, source: 督查室}")
    draft(place, ("265", "268"), ("100%", "99%"), ("2.83万", "2.84万"), ("近300", "300余"))
    told = [
        (
            "data/2022.yaml 最前面的source“台账”说的是原来的值，也会算作第1条的出处；不是出自那里的，"
            "写进去以后在那一行另写，如 received: {value: 268, source: 稿.docx}"
        ),
        (
            "data/2022.yaml visits组的source“走访台账”说的是原来的值，也会算作第3、4条的出处；不是出自那里的，"
            "写进去以后在那一行另写，如 people: {value: 2.84万, source: 稿.docx}"
        ),
    ]
    for once in (report(place, "take", "稿.docx"), report(place, "take", "稿.docx", "--write")):
        assert [line for line in once.out.splitlines() if "算作" in line] == told
    assert "来源：台账（整个文件的，这一项没有另写）" in report(place, "trace", "2022", "proposals.received").out
    change(place / YEAR, "received:  268", "received:  {value: 268, source: 稿.docx}")
    assert "来源：稿.docx\n" in report(place, "trace", "2022", "proposals.received").out
    assert "算作" not in report(place, "take", "稿.docx").out


@pytest.mark.parametrize("other", ["各组及时完成任务。", ""])
def test_what_is_left_of_a_conflict_says_whose_draft_changed_the_words(other: str, place: Path) -> None:
    draft(place, ("各组按时", "各组如期"), name="甲.docx")
    draft(place, ("各组按时完成任务。", other), name="乙.docx")
    assert take(place, "甲.docx", "乙.docx", "--write", "--only", "1")[0] == 1
    left = take(place, "甲.docx", "乙.docx")[1]["proposals"][1]
    assert (left["state"], left["message"]) == ("conflict", "这句话照甲.docx的改动改过，现在是“各组如期完成任务。”")


def test_an_item_that_is_another_by_now_is_stale_once_though_its_list_has_more(place: Path) -> None:
    template, printed = place / "templates/brief.md.j2", "{{ visits.places|first }}路，{{ visits.places|last }}路，"
    change(template, "各组按时", f"{printed}各组按时")
    built(place, "2022")
    draft(place)
    change(place / YEAR, "东街", "东大街")
    found = json.loads(report(place, "verify", "稿.docx", "--format", "json").out)["findings"]
    assert [(each["kind"], each["fact"], each["paragraph"]) for each in found] == [
        ("stale", "visits.places[1]", 4),
        ("stale", "visits.places[1]", 13),
    ]


def test_from_another_folder_files_are_named_as_seen_from_there(place: Path) -> None:
    draft(place, ("265件", "268件"))
    result = report(place / "data", "take", "../稿.docx")
    assert "265 → 268，2022.yaml:6:14" in result.out
    assert "../稿.docx 第2段" in result.out


def test_a_draft_of_an_older_build_asks_nothing_of_what_changed_since(place: Path) -> None:
    draft(place, ("100%", "99%"))
    change(place / YEAR, "265 ", "300 ")
    change(place / YEAR, "西巷", "西大街")
    change(place / "templates/brief.md.j2", "按时完成", "都已完成")
    built(place, "2022")
    status, content = take(place, "稿.docx", "--write")
    assert (status, [(each["fact"], each["to"]) for each in content["proposals"]]) == (
        0,
        [("proposals.answered", "99%")],
    )


def test_an_item_is_found_by_its_name_where_the_list_has_others_by_now(place: Path) -> None:
    draft(place, ("西巷", "西大街"), ("、南里", ""))
    change(place / YEAR, "[东街, 西巷, 南里]", "[前街, 东街, 西巷, 南里]")
    assert take(place, "稿.docx", "--write")[0] == 0
    assert "[前街, 东街, 西大街]" in (place / YEAR).read_text("utf-8")


def test_words_beside_a_name_that_is_another_come_home_once_the_data_have_it(place: Path) -> None:
    draft(place, ("在十届一次会议期间收到", "于十届二次会议收到"), name="甲.docx")
    assert {each["state"] for each in take(place, "甲.docx")[1]["proposals"]} == {"unclear"}
    change(place / YEAR, "十届一次会议", "十届二次会议")
    assert take(place, "甲.docx", "--write")[0] == 0
    built(place, "2022")
    assert "于十届二次会议收到提案265件" in (place / "drafts/2022/brief.md").read_text("utf-8")


def test_an_item_that_is_gone_from_the_data_is_a_conflict(place: Path) -> None:
    draft(place, ("西巷", "西大街"))
    change(place / YEAR, "西巷, ", "")
    status, content = take(place, "稿.docx", "--write")
    assert (status, states(content)) == (1, ["conflict"])


def test_a_year_file_with_a_mistake_is_not_written(place: Path) -> None:
    draft(place, ("265件", "268件"))
    change(place / YEAR, "  kinds:     4", "  kinds：     4")
    before = (place / YEAR).read_bytes()
    assert take(place, "稿.docx", "--write")[0] == 1
    assert (place / YEAR).read_bytes() == before


def test_a_draft_whose_build_is_not_known_is_refused_though_it_proposes_nothing(place: Path) -> None:
    draft(place, ("265件", "268件"), name=DRAFT)
    take(place, DRAFT, "--write")
    shutil.rmtree(place / ".report")
    (place / "drafts/2022/brief.figures.json").unlink()
    edited = (place / DRAFT).read_bytes()
    assert report(place, "build", "2022").status == 1
    assert (place / DRAFT).read_bytes() == edited


def test_a_figure_that_is_computed_and_becomes_another_is_told(place: Path) -> None:
    draft(place, ("265件", "268件"))
    shown = report(place, "take", "稿.docx").out
    assert "写进去以后跟着变：立案率（proposals.rate） 84.5% → 83.6%" in shown
    assert "跟着变了：立案率（proposals.rate） 84.5% → 83.6%" in report(place, "take", "稿.docx", "--write").out
    assert "跟着变" not in report(place, "take", "稿.docx").out


def test_how_many_names_a_list_has_is_told_where_the_report_says_so(place: Path) -> None:
    change(place / "templates/brief.md.j2", "到过{{", "到过{{ visits.places|chinese }}条街：{{")
    built(place, "2022")
    draft(place, ("西巷、", ""))
    assert "写进去以后跟着变：街道的项数（visits.places） 三 → 两" in report(place, "take", "稿.docx").out
