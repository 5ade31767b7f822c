"""Four committees that do not exist, in `workspaces/`: between them, all that data, catalogue and templates can say.

To learn what the program does, read a workspace's files beside its drafts in `expected/`, then what is tested here.
"""

from pathlib import Path
from typing import Any

import pytest

from running import WORKSPACES, built, change, committee, contents, paragraphs, report, stats

COMMITTEES = ("donghu", "nanling", "xihe")
EXPECTED = sorted(path for name in COMMITTEES for path in (WORKSPACES / name).glob("expected/*/*.md"))


@pytest.fixture(scope="module")
def drafts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The drafts of all committees: `NAME/YEAR/KIND.docx` and so on."""
    folder = tmp_path_factory.mktemp("drafts")
    for name in COMMITTEES:
        built(committee(name, folder / "workspaces"), "--all", "--output", str(folder / name))
    return folder


@pytest.mark.parametrize("expected", EXPECTED, ids=lambda path: str(path.relative_to(WORKSPACES)))
def test_a_committee_gets_the_text_that_is_expected(expected: Path, drafts: Path) -> None:
    made = drafts / expected.relative_to(WORKSPACES).as_posix().replace("/expected/", "/")
    assert made.read_text(encoding="utf-8") == expected.read_text(encoding="utf-8")


def test_every_draft_made_is_one_expected(drafts: Path) -> None:
    made = {path.relative_to(drafts).as_posix() for path in drafts.glob("*/*/*.md")}
    assert made == {path.relative_to(WORKSPACES).as_posix().replace("/expected/", "/") for path in EXPECTED}


@pytest.mark.parametrize("name", ["beihu", "donghu", "nanling", "xihe"])
def test_no_committee_has_an_error(name: str, tmp_path: Path) -> None:
    result = report(committee(name, tmp_path), "check")
    assert result.status == 0, result.out
    assert "F21" not in result.out, "what equals last year's is confirmed"


# What a person would look for in the drafts ------------------------------------------------------------------------


def text(drafts: Path, draft: str) -> str:
    """A draft's text as Word has it, a paragraph a line."""
    return "\n".join(paragraphs((drafts / draft).with_suffix(".docx")))


@pytest.mark.parametrize(
    "words",
    [
        "收到提案312件，立案280件，立案率89.7%",  # 280 ÷ 312, worked out
        "办复率为100%",  # stated, as nobody told how many were answered
        "老旧小区改造、停车难、社区养老等问题",  # a list that ends in 等
    ],
)
def test_without_any_head_a_brief_is_made(words: str, drafts: Path) -> None:
    assert words in text(drafts, "donghu/2024/brief")


@pytest.mark.parametrize(
    "words",
    [
        "近30件次",
        "约40场",
        "不足10场",
        "不到20个社区",
        "逾400家次",
        "超2000人次",
        "超过180名",
        "300余件",
        "30多场",
        "40件左右",
        "40场以上",
        "40天以下",
        "45天以内",
        "2.8万余人次",
    ],
)
def test_an_approximate_number_keeps_its_marker_and_its_unit_in_order(words: str, drafts: Path) -> None:
    assert words in text(drafts, "nanling/2024/工作报告")


@pytest.mark.parametrize(
    "words",
    [
        "2.83万人次",
        "3.5亿元",
        "126.5万元",
        "2500条",  # no mark between the thousands
        "办理率99.96%",  # 2499 ÷ 2500 is not 100%
        "平均每场152.5人次",
    ],
)
def test_large_and_fractional_numbers_stand_as_the_trade_writes_them(words: str, drafts: Path) -> None:
    assert words in text(drafts, "nanling/2024/工作报告")


@pytest.mark.parametrize(
    "words",
    [
        "收到提案362件，其中委员提案298件、集体提案64件；按时间分，会议期间提交331件、闭会期间提交31件",
        "立案提案全部办复",  # a rate of 100% in words
        "“县域5G网络建设”“古村落保护”“城乡供水一体化”等，",  # nothing stands between “…” and “…”
        "《南岭县协商议事规则》《关于做好“好商量”平台建设的意见》",
        "建议案两件：《关于推进县域医共体建设的建议案》提出建议12条，9月12日报送县委；",  # items with fields
        "分四期培训委员",  # a number in Chinese
        "没有委员无故缺席全会",  # a known 0
        "共读《乡土中国》一书",  # a list of one
        "办好民生提案，用好“好商量”平台，管好委员队伍",
        "委员中的医务人员为山区群众开通了5G远程会诊",  # the year's own section
    ],
)
def test_facts_in_chinese_names_become_prose(words: str, drafts: Path) -> None:
    assert words in text(drafts, "nanling/2024/工作报告")


def test_the_head_stands_above_the_text_without_its_empty_lines(drafts: Path) -> None:
    lines = text(drafts, "nanling/2024/工作报告").split("\n")
    assert lines[:8] == [
        "政协南岭县第九届委员会",
        "常务委员会",
        "工作报告",
        "——在政协南岭县第九届委员会第四次会议上",
        "（2025年1月16日）",
        "县政协主席　林知远",
        "各位委员：",
        "现在，我代表常务委员会报告工作，请予审议。",
    ]
    assert lines[-2:] == ["附件：1.提案办理情况表", "2.建议案目录"]


def test_headings_are_numbered_and_one_with_a_full_stop_runs_into_its_paragraph(drafts: Path) -> None:
    lines = text(drafts, "nanling/2024/工作报告").split("\n")
    assert [line for line in lines if line[1:2] == "、" or line.startswith("（") or line[1:2] == "."] == [
        "（2025年1月16日）",
        "一、2024年工作回顾",
        "（一）提案工作",
        "（二）协商议政",
        "（三）社情民意。全年报送社情民意信息2500条，办理2499条，办理率99.96%，得到领导批示近30件次。",
        "（四）服务发展",
        "1.服务企业",
        "2.服务群众",
        "（五）委员队伍",
        "二、2025年工作打算",
        "2.建议案目录",
    ]


def test_a_table_has_its_cells_one_after_the_other(drafts: Path) -> None:
    lines = text(drafts, "nanling/2024/工作报告").split("\n")
    start = lines.index("提案构成")
    assert lines[start + 1 : start + 13] == [
        *("分类", "数量（件）", "占收到提案"),
        *("委员提案", "298", "82.3%"),
        *("集体提案", "64", "17.7%"),
        *("合计", "362", ""),
    ]


@pytest.mark.parametrize(
    "words",
    [
        "收到提案265件，比上年增加25件，增长10.4%",
        "立案率84.53%，比上年提高1.2个百分点",  # 84.53 − 83.33, as printed
        "满意率为92.5%（上年91.25%），提高1.25个百分点",
        "重点提案16件，与上年持平",
        "提案办理协商会18场，比上年减少3场，下降14.3%",
        "联名提案有6件（上年无）。",  # from 0: nothing to divide by
        "逾期未答复的提案有0件，比上年减少4件，下降100%",
        "48.25天，比上年减少4.25天",
        "信息400余条，采用118条",  # 400余 and 近400: how many more is not certain, so nothing is said
    ],
)
def test_a_change_on_last_year_is_said_in_words(words: str, drafts: Path) -> None:
    assert words in text(drafts, "xihe/2023/summary")


@pytest.mark.parametrize(
    "words", ["收到提案【待补：收到提案】；立案【待补：立案提案】。", "报送社情民意信息【待补：报送信息】。"]
)
def test_each_missing_figure_has_a_placeholder_while_data_come_in(words: str, drafts: Path) -> None:
    assert words in text(drafts, "xihe/2024/summary")


def test_the_build_says_how_many_placeholders_are_left(tmp_path: Path) -> None:
    assert "还有3处【待补】" in built(committee("xihe", tmp_path), "2024").err


def test_a_year_only_for_comparison_is_never_composed(tmp_path: Path) -> None:
    place = committee("xihe", tmp_path)
    built(place, "--all")
    assert sorted(path.name for path in (place / "drafts").iterdir()) == ["2023", "2024"]
    refused = report(place, "build", "2022")
    assert (refused.status, "仅供比较" in refused.err) == (2, True)


def test_a_year_without_status_must_be_complete_except_for_a_draft(tmp_path: Path) -> None:
    place = committee("donghu", tmp_path)
    change(place / "data/2024.yaml", "filed: 280", "filed:")
    refused = report(place, "build", "2024")
    assert refused.status == 1
    assert "立案提案（proposals.filed）未填，印不出来" in refused.err
    assert not (place / "drafts").exists()
    built(place, "2024", "--draft")
    lines = "\n".join(paragraphs(place / "drafts/2024/brief.docx"))
    # What follows from an empty figure is as empty.
    assert "收到提案312件，立案【待补：立案提案】，立案率【待补：立案率】" in lines


def test_two_breakdowns_of_one_total_must_each_add_up(tmp_path: Path) -> None:
    place = committee("nanling", tmp_path)
    change(place / "data/2024.yaml", "闭会期间: 31", "闭会期间: 32")
    result = report(place, "check")
    assert result.status == 1
    assert "错误 F204: 收到提案（提案.收到）362件，按时间，各部分合计363件，不等于总数" in result.out
    assert "按提案者" not in result.out


def test_an_approximate_breakdown_fails_only_if_no_values_fit(tmp_path: Path) -> None:
    place = committee("nanling", tmp_path)
    change(place / "data/2024.yaml", "专题协商: 不足10", "专题协商: 不足18")
    assert report(place, "check").status == 0  # 约40 is 32 to 48; 0 to 18 and more than 30 may be 48
    change(place / "data/2024.yaml", "专题协商: 不足18", "专题协商: 逾18")
    assert "F204" in report(place, "check").out


def test_another_layout_of_the_workspace_changes_the_page_and_no_word(tmp_path: Path) -> None:
    place = committee("donghu", tmp_path)
    layouts = place / "templates/layouts"
    layouts.mkdir()
    printed = (Path(__file__).parent.parent / "templates/layouts/printed.yaml").read_text(encoding="utf-8")
    (layouts / "wide.yaml").write_text(printed.replace("line: 28.95磅", "line: 33磅"), encoding="utf-8")
    built(place, "2024")
    before = contents(place / "drafts/2024")
    built(place, "2024", "--layout", "wide")
    after = contents(place / "drafts/2024")
    assert before["brief.md"] == after["brief.md"]
    assert before["brief.docx"] != after["brief.docx"]


# What `stats` says of each value -----------------------------------------------------------------------------------

VALUES: dict[tuple[str, int], dict[str, tuple[Any, str | None]]] = {
    ("donghu", 2024): {
        "committee.name": ("东湖区政协", "东湖区政协"),
        "committee.members": (218, "218名"),
        "proposals.received": (312, "312件"),
        "proposals.filed": (280, "280件"),
        "proposals.filing_rate": (280 / 312, "89.7%"),
        "proposals.answer_rate": (1, "100%"),
        "opinions.submitted": (300, "近300条"),
        "opinions.adopted": (86, "86条"),
        "opinions.topics": (["老旧小区改造", "停车难", "社区养老"], "老旧小区改造、停车难、社区养老等"),
    },
    ("nanling", 2024): {
        "本会.全称": ("中国人民政治协商会议南岭县委员会", "中国人民政治协商会议南岭县委员会"),
        "本会.简称": ("县政协", "县政协"),
        "本会.题名行": (["政协南岭县第九届委员会", "常务委员会"], "政协南岭县第九届委员会、常务委员会"),
        "本会.委员": (196, "196名"),
        "本会.界别": (24, "24个"),
        "会议.名称": ("政协南岭县第九届委员会第四次会议", "政协南岭县第九届委员会第四次会议"),
        "会议.日期": ("2025-01-16", "2025年1月16日"),
        "会议.报告人": ("林知远", "林知远"),
        "会议.职务": ("县政协主席", "县政协主席"),
        "会议.列席单位": (None, None),
        "提案.收到": (362, "362件"),
        "提案.委员提案": (298, "298件"),
        "提案.集体提案": (64, "64件"),
        "提案.会议期间": (331, "331件"),
        "提案.闭会期间": (31, "31件"),
        "提案.立案": (318, "318件"),
        "提案.并案": (12, "12件"),
        "提案.办复": (318, "318件"),
        "提案.重点": (40, "40件左右"),
        "提案.线索": (300, "300余件"),
        "提案.立案率": (318 / 362, "87.8%"),
        "提案.办复率": (1, "100%"),
        "提案.委员占比": (298 / 362, "82.3%"),
        "提案.集体占比": (64 / 362, "17.7%"),
        "提案.未立案": (44, "44件"),
        "协商.活动": (40, "约40场"),
        "协商.专题协商": (10, "不足10场"),
        "协商.对口协商": (30, "30多场"),
        "协商.议题": (
            ["“县域5G网络建设”", "“古村落保护”", "“城乡供水一体化”"],
            "“县域5G网络建设”“古村落保护”“城乡供水一体化”等",
        ),
        "协商.文件": (
            ["《南岭县协商议事规则》", "《关于做好“好商量”平台建设的意见》"],
            "《南岭县协商议事规则》《关于做好“好商量”平台建设的意见》",
        ),
        "协商.建议案": (
            [
                {"题目": "《关于推进县域医共体建设的建议案》", "建议": 12, "报送": "2024-09-12"},
                {"题目": "《关于保护古村落的建议案》", "建议": 9, "报送": "2024-10-08"},
            ],
            "《关于推进县域医共体建设的建议案》，12条，2024年9月12日；《关于保护古村落的建议案》，9条，2024年10月8日",
        ),
        "民意.报送": (2500, "2500条"),
        "民意.办理": (2499, "2499条"),
        "民意.办理率": (0.9996, "99.96%"),
        "民意.批示": (30, "近30件次"),
        "服务.走访": (400, "逾400家次"),
        "服务.难题": (50, "50个以上"),
        "服务.投资": (350_000_000, "3.5亿元"),
        "服务.捐助": (126.5, "126.5万元"),
        "服务.农技": (12, "12场"),
        "服务.农技参加": (1830, "1830人次"),
        "服务.每场参加": (152.5, "152.5人次"),
        "服务.群众": (28_000, "2.8万余人次"),
        "服务.义诊": (28_300, "2.83万人次"),
        "队伍.参加": (2000, "超2000人次"),
        "队伍.培训": (4, "4期"),
        "队伍.参训": (180, "超过180名"),
        "队伍.缺勤": (0, "0名"),
        "队伍.社区": (20, "不到20个"),
        "队伍.读书": (20, "20场"),
        "队伍.书目": (["《乡土中国》"], "《乡土中国》"),
        "队伍.提速": (45, "45天以内"),
        "明年.重点提案": (40, "40件左右"),
        "明年.协商": (40, "40场以上"),
        "明年.天数": (40, "40天以下"),
        "明年.重点工作": (
            ["办好民生提案", "用好“好商量”平台", "管好委员队伍"],
            "办好民生提案、用好“好商量”平台、管好委员队伍",
        ),
        "附件.名称": (["提案办理情况表", "建议案目录"], "提案办理情况表、建议案目录"),
    },
    ("xihe", 2023): {
        "committee.name": ("西河区政协", "西河区政协"),
        "proposals.received": (265, "265件"),
        "proposals.filed": (224, "224件"),
        "proposals.filing_rate": (224 / 265, "84.53%"),
        "proposals.surveyed": (200, "200份"),
        "proposals.satisfied": (185, "185份"),
        "proposals.satisfied_rate": (0.925, "92.5%"),
        "proposals.satisfied_gap": (0.0125, "1.25个百分点"),
        "proposals.more": (25, "25件"),
        "proposals.growth_rate": (25 / 240, "10.42%"),
        "proposals.two_years": (505, "505件"),
        "proposals.per_meeting": (224 / 18, "12.44件"),
        "proposals.meetings": (18, "18场"),
        "proposals.key": (16, "16件"),
        "proposals.joint": (6, "6件"),
        "proposals.overdue": (0, "0件"),
        "proposals.average": (48.25, "48.25天"),
        "opinions.submitted": (400, "400余条"),
        "opinions.adopted": (118, "118条"),
        "opinions.adoption_rate": (0.295, "近29.5%"),
    },
    ("xihe", 2024): {
        "committee.name": ("西河区政协", "西河区政协"),
        "proposals.received": (None, None),
        "proposals.filed": (None, None),
        "proposals.filing_rate": (None, None),
        "proposals.surveyed": (180, "180份"),
        "proposals.satisfied": (171, "171份"),
        "proposals.satisfied_rate": (0.95, "95%"),
        "proposals.satisfied_gap": (0.025, "2.5个百分点"),
        "proposals.more": (None, None),
        "proposals.growth_rate": (None, None),
        "proposals.two_years": (None, None),
        "proposals.per_meeting": (None, None),
        "proposals.meetings": (18, "18场"),
        "proposals.key": (20, "20件"),
        "opinions.submitted": (None, None),
        "opinions.adoption_rate": (None, None),
    },
}


@pytest.mark.parametrize(("name", "year"), VALUES)
def test_stats_gives_each_value_raw_and_as_printed(name: str, year: int, tmp_path: Path) -> None:
    facts = stats(committee(name, tmp_path), year)
    assert {id: (fact["value"], fact["text"]) for id, fact in facts.items()} == VALUES[name, year]


def test_stats_gives_the_source_and_state_of_a_fact(tmp_path: Path) -> None:
    facts = stats(committee("nanling", tmp_path), 2024)
    answered = facts["提案.办复"]
    assert (answered["file"], answered["line"], answered["column"]) == ("data/2024.yaml", 31, 15)
    assert (answered["source"], answered["state"]) == ("县政府督查室", "推算")  # its own, before the group's
    assert (facts["提案.立案"]["source"], facts["提案.立案"]["state"]) == ("提案管理系统", "已核")  # the group's
    assert (facts["民意.报送"]["source"], facts["民意.报送"]["state"]) == ("各专委会台账", None)  # the file's
    assert facts["提案.线索"]["approximate"] == "余"
    assert facts["会议.列席单位"]["problem"] == "未填"


def test_stats_tells_last_years_value_and_the_change(tmp_path: Path) -> None:
    facts = stats(committee("xihe", tmp_path), 2023)
    assert facts["proposals.received"]["previous"] == {"value": 240, "text": "240件"}
    assert {id.partition(".")[2]: fact["change"] for id, fact in facts.items() if fact["change"]} == {
        "received": {"value": 25, "text": "增加25件", "relative": "增长10.4%"},
        "filed": {"value": 24, "text": "增加24件", "relative": "增长12%"},
        "filing_rate": {"value": 0.012, "text": "提高1.2个百分点", "relative": None},
        "surveyed": {"value": 40, "text": "增加40份", "relative": "增长25%"},
        "satisfied": {"value": 39, "text": "增加39份", "relative": "增长26.7%"},
        "satisfied_rate": {"value": 0.0125, "text": "提高1.25个百分点", "relative": None},
        "per_meeting": {"value": pytest.approx(224 / 18 - 200 / 21), "text": "增加2.92件", "relative": "增长30.67%"},
        "meetings": {"value": -3, "text": "减少3场", "relative": "下降14.3%"},
        "key": {"value": 0, "text": "持平", "relative": None},
        "joint": {"value": 6, "text": "增加6件", "relative": None},
        "overdue": {"value": -4, "text": "减少4件", "relative": "下降100%"},
        "average": {"value": -4.25, "text": "减少4.25天", "relative": "下降8.1%"},
        "adopted": {"value": -2, "text": "减少2条", "relative": "下降1.7%"},
        "adoption_rate": {"value": pytest.approx(-0.005), "text": "下降超0.5个百分点", "relative": None},
    }


def test_stats_says_why_a_value_is_not_known(tmp_path: Path) -> None:
    facts = stats(committee("xihe", tmp_path), 2024)
    assert facts["proposals.received"]["problem"] == "未填"
    assert facts["proposals.more"]["problem"] == "收到提案未填"
    assert facts["opinions.adoption_rate"]["problem"] == "没有采用信息"
    first = stats(committee("xihe", tmp_path / "first"), 2022)
    assert first["proposals.two_years"]["problem"] == "没有2021年的数据"
