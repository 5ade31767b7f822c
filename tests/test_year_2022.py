"""The year 2022 of this repository: what its drafts must say, where, and what they must never say."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from msgspec.structs import replace

from report_cli.compose import compose
from report_cli.compose.source import stray_digits
from report_cli.document import Document, Paragraph, Role
from report_cli.facts import ledger
from report_cli.facts.fact import Catalogue, Fact, Names
from report_cli.facts.load import Loader
from report_cli.facts.yearfile import YearFile
from report_cli.files.workspace import Workspace
from report_cli.model import Finding
from report_cli.text import join
from running import ROOT, built, change, contents, paragraphs, report, stats, year_2022

PLACE = Workspace(ROOT)
PRESS = ("press_release", "press_brief", "press_feature")
KINDS = ("work_report", *PRESS)
NOT_IN_THE_REPORT = {
    "committee.full_name": "the report's title has the name of the committee of this term",
    "press.byline": "signs an article",
    "press.pictures_by": "signs the pictures of an article",
    "press.meeting": "stands in the articles' headlines",
    "press.feature_headline[1]": "stands in the feature's headline",
    "press.feature_headline[2]": "stands in the feature's headline",
    "meeting.short_name": "the report gives the full name",
    "meeting.session": "stands in the articles' leads",
}
"""Names of which the report need not hold every one, and why."""


@cache
def facts() -> tuple[Catalogue, YearFile]:
    loader = Loader(PLACE)
    given, findings = loader.year_file(2022)
    assert [*loader.catalogue_findings, *findings] == []
    return loader.catalogue, given


def composed(kind: str, given: YearFile) -> tuple[Document | None, list[Finding]]:
    made, findings = ledger.resolve(facts()[0], given)
    document, found = compose(kind, made, PLACE.template)
    return document, [*findings, *found]


@cache
def draft(kind: str) -> Document:
    document, findings = composed(kind, facts()[1])
    assert document is not None
    assert findings == []
    return document


@cache
def text(kind: str) -> str:
    return "\n".join(number + "".join(run.text for run in runs) for number, runs in draft(kind).lines)


def sections(document: Document) -> Iterator[tuple[str, Paragraph]]:
    """The paragraphs, each with the numbers of the headings above it: 一、（二）."""
    numbers = {1: "", 2: ""}
    for block in document.blocks:
        assert isinstance(block, Paragraph)
        if block.role is Role.HEADING:
            numbers |= {block.level: block.number, **({2: ""} if block.level == 1 else {})}
        yield numbers[1] + numbers[2], block


# The figures -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fact", "said", "section"),
    [
        ("committee.members", "286名", "一、（二）"),
        ("party_building.studies", "12次", "一、（一）"),
        ("party_building.lectures", "5次", "一、（一）"),
        ("party_building.trainings", "4场次", "一、（一）"),
        ("plenary.suggestions", "近300条", "一、（二）"),
        ("consultation.sector_consultations", "21次", "一、（二）"),
        ("proposals.received", "265件", "一、（二）"),
        ("proposals.filed", "224件", "一、（二）"),
        ("proposals.filing_rate", "84.5%", "一、（二）"),
        ("proposals.answer_rate", "100%", "一、（二）"),
        ("service.inspections", "5次", "一、（三）"),
        ("enterprises.by_leaders", "15家", "一、（三）"),
        ("enterprises.by_committees", "21家", "一、（三）"),
        ("enterprises.meetings", "16场", "一、（三）"),
        ("enterprises.suggestions", "82条", "一、（三）"),
        ("meeting.date", "2023年2月21日", ""),
    ],
)
def test_each_figure_stands_once_in_the_report_in_its_part(fact: str, said: str, section: str) -> None:
    places = [
        (where, run.text) for where, block in sections(draft("work_report")) for run in block.runs if run.fact == fact
    ]
    assert places == [(section, said)]


@pytest.mark.parametrize(
    ("subject", "said"),
    [
        ("委员", "286名"),
        ("集中学习", "12次"),
        ("班子成员宣讲", "5次"),
        ("专家为委员", "4场次"),
        ("社情民意", "近300条"),
        ("对口协商", "21次"),
        ("委员提案", "265件"),
        ("立案", "224件"),
        ("立案率", "84.5%"),
        ("办复率", "100%"),
        ("监督", "5次"),
        ("班子成员", "15家"),
        ("委员企业", "21家"),
        ("座谈会", "16场"),
        ("意见建议", "82条"),
        ("（", "2023年2月21日"),
    ],
)
def test_each_figure_stands_in_the_clause_about_it(subject: str, said: str) -> None:
    clauses = re.split("[，；。\n]", text("work_report"))
    assert [clause for clause in clauses if said in clause and subject in clause], said


def test_the_report_has_five_parts_of_review_and_four_of_plan() -> None:
    numbers = [where for where, block in sections(draft("work_report")) if block.role is Role.HEADING]
    assert numbers == ["一、", *(f"一、（{n}）" for n in "一二三四五"), "二、", *(f"二、（{n}）" for n in "一二三四")]


@pytest.mark.parametrize("kind", PRESS)
def test_an_article_has_the_three_figures_above_its_headline(kind: str) -> None:
    kicker, title, *_ = draft(kind).blocks
    assert isinstance(kicker, Paragraph)
    assert isinstance(title, Paragraph)
    assert (kicker.role, title.role) == (Role.KICKER, Role.TITLE)
    assert [run.text for run in kicker.runs if run.fact] == ["265件", "224件", "100%"]


@pytest.mark.parametrize("kind", PRESS)
def test_an_article_gives_the_day_without_its_year(kind: str) -> None:
    assert "2月21日" in text(kind)
    assert "2023年2月21日" not in text(kind)


@pytest.mark.parametrize(("kind", "most"), [("press_brief", 600), ("press_release", 1000), ("press_feature", 2500)])
def test_an_article_is_as_long_as_its_kind_may_be_and_cites_the_report_once(kind: str, most: int) -> None:
    assert len("".join(text(kind).split())) <= most
    assert text(kind).count("报告指出") == 1
    assert "以下简称" not in text(kind)


def test_the_report_is_of_usual_length_and_names_its_subject_once_a_part() -> None:
    said = text("work_report")
    assert 2000 <= len("".join(said.split())) <= 3000
    for part in re.split(r"\n（.）|\n二、", said)[1:]:
        assert len(re.findall("(?<!原)区政协", part)) <= 1, part


def test_no_part_of_the_release_names_the_body_more_than_twice() -> None:
    parts = re.split(r"\n(?=.{4}：)", text("press_release"))[1:]
    assert len(parts) > 2
    for part in parts:
        assert len(re.findall("(?<!原)区政协", part)) <= 2, part


def headings(kind: str) -> list[str]:
    return [block.text for _, block in sections(draft(kind)) if block.role is Role.HEADING]


def test_the_headings_of_the_release_are_of_one_pattern() -> None:
    """What a part is about, and in nearly equal length who did what; no rate, and no lead whose field is not told."""
    told = [heading.split("：") for heading in headings("press_release")]
    assert [subject for subject, _ in told] == "协商议政 服务大局 凝聚共识 自身建设 工作安排".split()
    for _, news in told:
        assert 9 <= len(news) <= 16
        assert "率" not in news


def test_the_headings_of_the_feature_are_questions_of_one_length() -> None:
    assert headings("press_feature") == [
        f"怎样{asked}" for asked in "加强政协党建 跟进中心工作 开展协商议政 凝聚各界共识 提升履职能力".split()
    ]


@pytest.mark.parametrize(
    ("kind", "pattern", "roles"),
    [
        ("work_report", "协商为{role}，", "龙头 重点 特色 抓手 目标"),
        ("press_release", "协商为{role}，", "龙头 重点 特色 抓手 目标"),
        ("press_feature", "[\n；]{role}是[^，。：]*协商[：，]", "龙头 重点 特色 抓手 目标"),
    ],
)
def test_each_form_of_consultation_is_told_with_what_it_is_for(kind: str, pattern: str, roles: str) -> None:
    places = [[match.start() for match in re.finditer(pattern.format(role=each), text(kind))] for each in roles.split()]
    assert [len(found) for found in places] == [1] * len(places)
    assert places == sorted(places)


@pytest.mark.parametrize("kind", KINDS)
def test_bodies_are_named_in_full_where_a_text_first_names_them(kind: str) -> None:
    said = text(kind)
    assert said.index("中共中原区委") < re.search("(?<!中共中原)区委(?!员)", said).start()  # type: ignore[union-attr]
    assert "专委会" not in said.partition("专门委员会")[0]


@pytest.mark.parametrize("kind", PRESS)
def test_the_sentence_on_who_reported_names_the_body_once(kind: str) -> None:
    [sentence] = re.findall("[^。？\n]*刘守斌[^。]*。", text(kind))
    assert "中原区政协主席刘守斌代表常委会" in sentence
    assert "十届二次会议" in sentence
    assert sentence.count("政协") == 1


def test_the_lead_of_the_brief_tells_what_its_headline_tells_and_nothing_repeats_it() -> None:
    lead = next(block.text for _, block in sections(draft("press_brief")) if block.role is Role.BODY)
    assert "报告工作，提出2023年实施协商质量、提案质量“双提升工程”。" in lead
    assert "办复率100%。\n区政协2023年将深入宣传贯彻中共二十大精神，探索" in text("press_brief")
    assert text("press_brief").count("“双提升工程”") == 2  # in the headline and in the lead


def test_a_purpose_stands_in_a_sentence_with_what_it_is_the_purpose_of() -> None:
    tried = "探索重点提案协商“回头看”制度和民主监督视察协商方式，更好发挥协商式监督的优势和作用；"
    for kind in ("work_report", "press_feature"):
        assert f"；{tried}增加委员活动发言的频次与比重；" in text(kind)
    for kind in PRESS:
        assert "“双胜利”，层层行动" not in text(kind)
    assert "对口协商21次。协助中共中原区委制订出台" in text("press_brief")


def test_the_headline_of_the_release_stands_in_its_body() -> None:
    title = next(block.text for _, block in sections(draft("press_release")) if block.role is Role.TITLE)
    assert text("press_release").endswith(f"；{title.replace('　', '，')}。")


def test_what_the_next_year_brings_stands_in_sentences_that_promise_it() -> None:
    for first, last in (
        ("，区政协将以习近平新时代", "领导下履行职责"),
        ("，区政协将锚定区委", "履职着力点和服务关键点"),
        ("，区政协将实施协商质量", "基层协商品牌"),
        ("，区政协将深入推进“书香政协”", "编撰工作"),
        ("，区政协将发挥政协常委", "“智慧政协”管理效能"),
    ):
        assert re.search(f"2023年{first}[^。]*{last}。", text("press_feature"))


def test_the_lead_of_the_feature_is_its_own_and_holds_its_figures() -> None:
    lead = next(block.text for _, block in sections(draft("press_feature")) if block.role is Role.BODY)
    assert "回顾2022年工作，提出2023年工作安排。" in lead
    assert lead.endswith("收到委员提案265件，其中立案224件，办复率100%。")
    assert "回顾2022年" not in text("press_brief")


def test_the_feature_sets_the_year_to_come_beside_the_year_gone_in_every_part() -> None:
    lead, *parts = re.split("\n怎样", text("press_feature"))
    assert [part for part in parts if "2023年" not in part] == []
    assert lead.endswith("为中原区高质量发展贡献更多智慧和力量。")


def test_the_feature_tells_what_it_found_in_sentences_of_its_own() -> None:
    """Names and set pairs are the report's; of the sentences between two full stops less than a third are."""
    said, reported = ([*re.split("[。？\n]", text(kind))] for kind in ("press_feature", "work_report"))
    sentences = [each for each in said if len(each) > 20]
    assert len([each for each in sentences if each in reported]) * 3 < len(sentences)
    assert text("press_feature").count("\n2023年，区政协将") == 5


@pytest.mark.parametrize("kind", PRESS)
def test_no_sentence_of_an_article_is_too_long_to_be_read_out(kind: str) -> None:
    assert [each for each in re.split("[。？\n]", text(kind)) if len(each) > 150] == []


def test_the_feature_asks_in_its_headings_alone_and_turns_no_sentence_round() -> None:
    said = text("press_feature")
    assert "？" not in said
    assert said.count("怎样") == 5
    assert not re.search("(?:紧盯|着眼)的[是有]|这样做|为什么|是[^，。]{2,8}提出的", said)


@pytest.mark.parametrize("kind", ["work_report", "press_release", "press_feature"])
def test_the_studies_are_not_said_to_be_all_on_one_theme(kind: str) -> None:
    said = text(kind)
    told = "(?:精神。|“双胜利”。)先后通过党组会、主席会、常委会等集中学习12次[。；]"
    assert re.search(f"推动学习贯彻中共二十大{told}|推动学习贯彻中共二十大精神，[^。]*{told}", said)
    if "宣讲" in said:
        assert "集中学习12次；邀请专家为委员培训解读4场次；班子成员宣讲5次。" in said


@pytest.mark.parametrize("kind", PRESS)
def test_a_campaign_is_consolidated_only_where_it_was_named(kind: str) -> None:
    assert "巩固“能力作风建设年”" not in text(kind)
    assert ("“能力作风建设年”" in text(kind)) == (kind == "press_feature")
    report_text = text("work_report")
    assert report_text.index("深入开展“能力作风建设年”") < report_text.index("巩固“能力作风建设年”")


@pytest.mark.parametrize(
    ("aim", "kinds"),
    [
        ("；为使党的政策主张成为各界的共识和行动，主动做好团结各界", ("work_report",)),
        ("。为使党的政策主张成为各界的共识和行动，主动做好团结各界", ("press_feature",)),
        ("碰撞思想，以增强对党的创新理论", ("work_report", "press_feature")),
        ("\n为激发政协街道工委召集人", ("work_report",)),
        ("，以激发政协街道工委召集人", ("press_feature",)),
        ("面对面协商，以发挥政协人才智力优势", ("work_report", "press_feature")),
    ],
)
def test_what_was_aimed_at_is_printed_as_an_aim(aim: str, kinds: tuple[str, ...]) -> None:
    assert [kind for kind in KINDS if aim in text(kind)] == list(kinds)


def test_what_the_source_says_together_stays_together() -> None:
    said = text("work_report")
    assert "完善中规范、创新中提升" in said
    assert "及时研究安排系统内党建工作，与其他业务工作同谋划、同部署、同督促" in said
    assert "发挥“讲政治、勤学习、善履职、讲团结、守纪律”五个表率作用，是对区十届政协常委的更高要求。" in said
    assert "增加委员活动发言的频次与比重；指导街道、社区等" in said
    for kind in KINDS:
        assert text(kind).count("履行职责") <= (kind in ("work_report", "press_feature"))


def test_inspections_follow_what_the_committee_does_and_not_what_its_leaders_do() -> None:
    followed = "履职就跟进到哪里。\n聚焦应急管理体系.*，开展委员视察性监督5次。\n疫情防控的紧要关头，班子成员"
    assert re.search(followed, text("work_report"))


@pytest.mark.parametrize("kind", ["work_report", "press_release", "press_feature"])
def test_inspections_are_counted_behind_what_they_were_about(kind: str) -> None:
    assert re.search("聚焦应急管理体系.*疫情防控等全区重点工作，开展委员视察性监督5次。", text(kind))


@pytest.mark.parametrize("kind", PRESS)
def test_an_article_says_whose_leaders_visited_enterprises(kind: str) -> None:
    assert re.search("(?<!中原)区政协班子成员分批走访联系企业15家；", text(kind))


@pytest.mark.parametrize(
    ("kind", "most"), [("work_report", 9), ("press_release", 7), ("press_brief", 5), ("press_feature", 15)]
)
def test_no_text_names_the_body_more_often_than_it_needs(kind: str, most: int) -> None:
    assert len(re.findall("(?<!原)区政协", text(kind))) <= most
    assert "了" not in text(kind)


@pytest.mark.parametrize("kind", KINDS)
def test_work_is_followed_where_that_of_committee_and_government_goes(kind: str) -> None:
    """In an article the report is named as what says so."""
    followed = "区委、区政府工作推进到哪里，政协履职就跟进到哪里。"
    whole = kind in ("work_report", "press_feature")
    named = "\n" if kind == "work_report" else "\n报告介绍，"
    assert f"{named}{'区政协围绕区委、区政府中心工作，' if whole else ''}{followed}" in text(kind)


def test_all_that_the_release_promises_stands_in_one_sentence() -> None:
    [promised] = re.findall("报告提出，2023年将([^。]*)。$", text("press_release"))
    assert len(promised.split("；")) == 4


def test_the_headings_of_one_level_are_alike_in_their_halves() -> None:
    """In the review each has six and eleven characters, in the plan nine and eleven."""
    headings = [block.text for where, block in sections(draft("work_report")) if block.level == 2]
    halves = [tuple(len(half) for half in heading.partition("）")[2].split("，")) for heading in headings]
    assert halves == [(6, 11)] * 5 + [(9, 11)] * 4


def test_figures_only_for_checking_are_only_in_stats() -> None:
    known = {id: fact["text"] for id, fact in stats(ROOT, 2022).items()}
    assert (known["enterprises.visited"], known["proposals.not_filed"]) == ("36家", "41件")
    for kind in KINDS:
        assert "36家" not in text(kind)
        assert "41件" not in text(kind)


def test_counts_that_overlap_are_not_added_up() -> None:
    for kind in KINDS:
        assert not re.search(r"565|21次协商|办复224|全部提案|37次", text(kind))


# The names ---------------------------------------------------------------------------------------------------------


def names() -> Iterator[Fact]:
    """Every text of the year, those in lists and items too."""
    for fact in facts()[1].facts.values():
        for part in list(fact.parts()) or [fact]:
            if isinstance(part.value, str):
                yield part


@pytest.mark.parametrize("fact", [pytest.param(fact, id=fact.id) for fact in names()])
def test_every_name_of_the_facts_is_in_the_report_to_the_letter(fact: Fact) -> None:
    if fact.id not in NOT_IN_THE_REPORT:
        assert fact.text in text("work_report")
    if fact.id not in ("press.pictures_by", "committee.full_name"):
        assert any(fact.text in text(kind) for kind in KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_an_open_list_ends_in_its_deng_and_a_closed_one_has_none(kind: str) -> None:
    printed = "".join(run.fact for _, runs in draft(kind).lines for run in runs)
    lists = [(fact.value, fact.id) for fact in facts()[1].facts.values() if isinstance(fact.value, Names)]
    whole = {join([item.text for item in names.items]): names.is_open for names, id in lists if f"{id}[" in printed}
    said = {joined: is_open for joined, is_open in whole.items() if joined in text(kind)}
    assert said
    assert {joined: f"{joined}等" in text(kind) for joined in said} == said


# The binding -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_every_numeral_in_the_text_belongs_to_a_fact(kind: str) -> None:
    for _, runs in draft(kind).lines:
        for run in runs:
            assert run.fact or not list(stray_digits(run.text, facts()[0].allow)), run.text


@pytest.mark.parametrize("kind", KINDS)
def test_a_changed_figure_of_the_data_changes_every_draft(kind: str, tmp_path: Path) -> None:
    place = year_2022(tmp_path)
    change(place / "data/2022.yaml", "received: 265", "received: 311")
    change(place / "data/2022.yaml", "filed: 224", "filed: 222")
    built(place, "2022")
    folder = place / "drafts/2022"
    docx = "\n".join(paragraphs(folder / f"{kind}.docx"))
    markdown = (folder / f"{kind}.md").read_text(encoding="utf-8")
    # The digests and offsets of the figures file are no text: they may hold any number.
    figures = re.sub(r'"[0-9a-f]{64}"|"offset":\d+', "", (folder / f"{kind}.figures.json").read_text(encoding="utf-8"))
    for said in (docx, markdown, figures):
        assert "311件" in said
        assert "222件" in said
        assert ("71.4%" in said) == (kind == "work_report")
        assert not re.search(r"265|224|84\.5", said)


# Half the facts ----------------------------------------------------------------------------------------------------


def without(id: str) -> YearFile:
    given = facts()[1]
    return replace(given, facts={known: fact for known, fact in given.facts.items() if known != id})


def removable() -> list[str]:
    return [id for id, fact in facts()[1].facts.items() if not fact.indicator.required]


def assert_reads_well(given: YearFile) -> None:
    """No error, no finding, and no marks left over from a clause that is gone."""
    for kind in KINDS:
        document, findings = composed(kind, given)
        assert findings == []
        assert document is not None
        for number, runs in document.lines:
            line = number + "".join(run.text for run in runs)
            assert not re.search(
                r"[，、；：。][，、；：。]|[（《“][，、；：。]|（）|《》|“”|^[，、；。]|[，、；]$|  ", line
            ), line


@pytest.mark.parametrize("id", removable())
def test_the_texts_read_well_without_any_one_fact(id: str) -> None:
    assert_reads_well(without(id))


@pytest.mark.parametrize("group", [name for name in facts()[0].groups if name != "committee"])
def test_the_texts_read_well_without_any_one_group(group: str) -> None:
    given = facts()[1]
    left = replace(given, facts={id: fact for id, fact in given.facts.items() if not id.startswith(f"{group}.")})
    assert_reads_well(left)


def test_the_required_facts_alone_make_a_report() -> None:
    given = facts()[1]
    left = replace(given, facts={id: fact for id, fact in given.facts.items() if id not in removable()})
    assert_reads_well(left)


LISTS = [id for id, fact in facts()[1].facts.items() if isinstance(fact.value, Names)]


@pytest.mark.parametrize("count", [1, 3, 5])
@pytest.mark.parametrize("is_open", [True, False], ids=["open", "closed"])
def test_lists_of_one_three_and_five_read_well(count: int, is_open: bool) -> None:
    given = dict(facts()[1].facts)
    for id in LISTS:
        value = given[id].value
        assert isinstance(value, Names)
        items = (value.items * 5)[:count]
        given[id] = replace(given[id], value=Names(items, is_open))
    assert_reads_well(replace(facts()[1], facts=given))


@pytest.mark.parametrize(
    ("points", "news"),
    [
        (("experience", "shortcomings"), "总结体会并正视存在不足"),
        (("experience",), "总结体会坚持有益的做法"),
        (("shortcomings",), "正视不足明确改进的方向"),
        ((), ""),
    ],
)
def test_experience_and_shortcomings_stand_below_a_heading_of_their_own(points: tuple[str, ...], news: str) -> None:
    given, indicators = facts()[1], {each.id: each for each in facts()[0].groups["review"].indicators}
    examples = given.facts["own_strength.examples"]
    more = {id: replace(examples, id=id, indicator=indicators[id]) for id in (f"review.{point}" for point in points)}
    document, findings = composed("work_report", replace(given, facts=given.facts | more))
    assert document is not None
    assert findings == []
    headings = [
        block.text for where, block in sections(document) if where == "一、（六）" and block.role is Role.HEADING
    ]
    assert headings == ([f"（六）回顾一年履职，{news}"] if points else [])
    assert not news or len(news) == 11
    said = [block.text for where, block in sections(document) if where == "一、（六）"][1:]
    assert [line.partition("：")[0][-2:] for line in said] == [
        {"experience": "会到", "shortcomings": "不足"}[p] for p in points
    ]


# What a reporter fills in ------------------------------------------------------------------------------------------

SLOTS = {
    "quotation": ("协商在一线", "“协商在一线。”刘守斌在报告中说。"),
    "voice": ("建议提上去，很快有回音", "“建议提上去，很快有回音。”教育界委员林知远说。"),
    "caption": ("委员在社区协商议事", "图片说明：委员在社区协商议事"),
}


def filled(*slots: str) -> YearFile:
    given = facts()[1]
    byline = given.facts["press.byline"]
    said = {f"press.{slot}": SLOTS[slot][0] for slot in slots}
    if "voice" in slots:
        said["press.voice_of"] = "教育界委员林知远"
    indicators = {indicator.id: indicator for indicator in facts()[0].groups["press"].indicators}
    return replace(
        given,
        facts=given.facts | {id: replace(byline, id=id, indicator=indicators[id], value=v) for id, v in said.items()},
    )


@pytest.mark.parametrize("kind", PRESS)
def test_the_slots_of_an_article_are_printed_where_they_are_filled_and_nowhere_else(kind: str) -> None:
    for slots in ((), *((slot,) for slot in SLOTS), tuple(SLOTS)):
        document, findings = composed(kind, filled(*slots))
        assert document is not None
        assert findings == []
        lines = ["".join(run.text for run in runs) for _, runs in document.lines]
        assert [line for line in lines if line in {said for _, said in SLOTS.values()}] == [SLOTS[s][1] for s in slots]


@pytest.mark.parametrize("kind", PRESS)
def test_a_byline_stands_below_the_headline_and_names_who_took_a_picture(kind: str) -> None:
    for given, signed in (
        (facts()[1], ["记者 鲁燕 通讯员 杨丽娜/文"]),
        (filled("caption"), ["记者 鲁燕 通讯员 杨丽娜/文 刘赛/图"]),
        (without("press.byline"), []),
    ):
        document, _ = composed(kind, given)
        assert document is not None
        blocks = [block for block in document.blocks if isinstance(block, Paragraph)]
        assert [block.text for block in blocks if block.role is Role.BYLINE] == signed
        below = [after.role for block, after in pairwise(blocks) if block.role is Role.BYLINE]
        assert below == [Role.BODY] * len(signed)


@pytest.mark.parametrize("kind", KINDS)
def test_what_the_source_says_only_of_the_year_to_come_is_not_said_of_the_year_gone(kind: str) -> None:
    """That the body works under the district committee's lead is a promise of the plan."""
    review = text(kind).partition("2023年工作安排")[0] if kind == "work_report" else text(kind)
    assert len(re.findall("区委(?:的)?领导下", review)) == (kind == "press_feature")


# The files ---------------------------------------------------------------------------------------------------------


def test_a_build_makes_the_committed_drafts(tmp_path: Path) -> None:
    place = year_2022(tmp_path)
    built(place, "2022")
    made, committed = contents(place / "drafts"), contents(ROOT / "drafts")
    assert [name for name in made | committed if made.get(name) != committed.get(name)] == []


def test_a_build_writes_three_files_a_kind_and_nothing_else(tmp_path: Path) -> None:
    place = year_2022(tmp_path)
    built(place, "2022")
    endings = (".docx", ".figures.json", ".md")
    assert sorted(contents(place / "drafts")) == sorted(f"2022/{kind}{ending}" for kind in KINDS for ending in endings)


def test_the_data_of_2022_have_no_finding() -> None:
    result = report(ROOT, "check", "--strict")
    assert (result.status, result.out) == (0, "")
