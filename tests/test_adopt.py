"""A finished report becomes a workspace that builds it again: paragraph by paragraph, its figures bound."""

import json
import re
import shutil
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from dying import killed
from report_cli.audit.texts import without_blanks
from report_cli.docx import read
from report_cli.facts import catalogue_file
from report_cli.facts.load import load
from report_cli.files.editing import ValueChange, edited
from report_cli.files.workspace import CATALOGUE, Workspace
from reports import CASES, numbered, said, through_libreoffice, without_carriers, word
from running import ROOT, WORKSPACES, change, contents, report

DRAFT = "drafts/2022/work_report.md"


def adopted(folder: Path, file: Path | str, *more: str, year: int = 2022) -> Any:
    """What `report adopt` says of a file, written to the folder `新`; it may have questions, and no more."""
    result = report(folder, "adopt", str(file), "--year", str(year), "--into", "新", "--format", "json", *more)
    assert result.status in (0, 1), result.err
    made = json.loads(result.out)
    assert result.status == bool(made["questions"])
    return made


def built(workspace: Path, kind: str = "work_report", year: int = 2022, to: str = "md") -> Path:
    checked = report(workspace, "check", str(year))
    assert checked.status == 0, checked.out + checked.err
    made = report(workspace, "build", str(year), "--kind", kind, "--to", to)
    assert made.status == 0, made.out + made.err
    return workspace / f"drafts/{year}/{kind}.{to}"


def texts(path: Path) -> list[str]:
    """What a text says, but for where title lines break."""
    return said(path)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_a_plain_text_is_built_again_to_the_letter(case: Path, tmp_path: Path) -> None:
    adopted(tmp_path, case)
    assert texts(built(tmp_path / "新")) == texts(case)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_nearly_all_figures_are_bound(case: Path, tmp_path: Path) -> None:
    figures = adopted(tmp_path, case)["figures"]
    assert figures["left"] <= max(figures["bound"] * 0.02, 2)  # numerals in words are counted too


@pytest.mark.parametrize("is_automatic", [False, True], ids=["typed", "automatic"])
@pytest.mark.parametrize("case", [case for case in CASES if case.suffix == ".md"], ids=lambda case: case.stem)
def test_a_word_file_is_built_again_to_the_letter(case: Path, is_automatic: bool, tmp_path: Path) -> None:
    markdown = case.read_text(encoding="utf-8")
    if is_automatic:
        markdown = re.sub(r"(?m)^(#{2,3}) (?:[一二三四五六七]、|（[一二三四五六七]）)", r"\1 ", markdown)
    old = tmp_path / "旧.docx"
    old.write_bytes(word(markdown, automatic=is_automatic))
    before = old.read_bytes()
    adopted(tmp_path, old)
    made = texts(built(tmp_path / "新", to="docx"))
    if is_automatic:
        made = [re.sub(r"^(?:[一二三四五六七]、|（[一二三四五六七]）)", "", text) for text in made]
    assert made == texts(old)
    assert old.read_bytes() == before


OURS = [
    (ROOT, "drafts/2022/work_report.docx", 2022),
    (ROOT, "drafts/2022/press_feature.docx", 2022),
    *((WORKSPACES / name, "", year) for name, year in (("beihu", 2024), ("nanling", 2024), ("donghu", 2024))),
]


@pytest.mark.parametrize(("workspace", "file", "year"), OURS, ids=lambda each: Path(str(each)).stem)
def test_a_report_of_ours_without_carriers_is_built_again(
    workspace: Path, file: str, year: int, tmp_path: Path
) -> None:
    data = (workspace / file).read_bytes() if file else drafted(workspace, year, tmp_path)
    old = tmp_path / "旧.docx"
    old.write_bytes(without_carriers(data))
    adopted(tmp_path, old, year=year)
    assert texts(built(tmp_path / "新", year=year, to="docx")) == texts(old)


def drafted(workspace: Path, year: int, folder: Path) -> bytes:
    copy = folder / "那里"
    shutil.copytree(workspace, copy)
    assert report(copy, "build", str(year), "--to", "docx").status == 0
    return next((copy / f"drafts/{year}").glob("*.docx")).read_bytes()


@pytest.mark.office
@pytest.mark.parametrize("name", ["松岭区政协.md", "临泽县人民法院.md"])
def test_a_file_saved_by_libreoffice_is_built_again(name: str, tmp_path: Path) -> None:
    case = next(case for case in CASES if case.name == name)
    typed = tmp_path / "旧.docx"
    typed.write_bytes(word(case.read_text(encoding="utf-8")))
    old = through_libreoffice(typed, tmp_path)
    adopted(tmp_path, old)
    assert texts(built(tmp_path / "新", to="docx")) == texts(typed)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_a_changed_figure_changes_where_it_stands_and_nowhere_else(case: Path, tmp_path: Path) -> None:
    adopted(tmp_path, case)
    workspace = tmp_path / "新"
    before = _without_rates(built(workspace).read_text(encoding="utf-8"))
    ledger = load(Workspace(workspace), 2022).ledger
    counts = [fact for fact in ledger.facts.values() if "." in fact.id and fact.indicator.kind == "count"]
    file = workspace / "data/2022.yaml"
    old = file.read_bytes()
    for fact in counts[:: max(len(counts) // 6, 1)]:
        group, _, name = fact.id.partition(".")
        number = re.match(r"\d+", fact.text)
        is_bare = fact.text not in before  # in a table whose head has the unit
        if number is None or is_bare or fact.text[number.end() : number.end() + 1] in (".", "万"):
            continue
        changed = f"{int(number.group()) + 1}{fact.text[number.end() :]}"
        value = changed.removesuffix(fact.indicator.unit)
        file.write_bytes(edited(old, [ValueChange((group, name, "value"), value)], file.name))
        after = _without_rates(built(workspace).read_text(encoding="utf-8"))
        assert after != before
        assert len(after) - len(before) in range(30)
        assert after.replace(changed, fact.text).count(fact.text) >= before.count(fact.text) > after.count(fact.text)
        file.write_bytes(old)


def _without_rates(text: str) -> str:
    """A draft without the rates, which may be computed."""
    return re.sub(r"[\d.]+%", "%", without_blanks(text))


def test_labels_are_the_verb_and_object_before_the_figure(tmp_path: Path) -> None:
    old = tmp_path / "旧.txt"
    old.write_text("工作小结\n全年收到提案265件，立案224件，立案率84.5%；召开座谈会12场，走访了36家企业。\n", "utf-8")
    adopted(tmp_path, old)
    catalogue, _ = catalogue_file.read((tmp_path / "新" / CATALOGUE).read_bytes(), CATALOGUE)
    labels = [(each.label, each.unit, each.kind) for each in catalogue.indicators]
    assert labels == [
        ("收到提案", "件", "count"),
        ("立案提案", "件", "count"),
        ("立案率", "", "rate"),
        ("召开座谈会", "场", "count"),
        ("走访企业", "家", "count"),
    ]


LABELS = [
    ("收案数比上年增加312件，增长3.75%。", ["收案数比上年增加", "收案数增长"]),
    ("委员满意率98.6%，比上年提高1.4个百分点。", ["委员满意率", "委员满意率比上年提高"]),
    ("上年收到提案221件，今年比上年增加15件。", ["上年收到提案", "收到提案比上年增加"]),
    (
        "收到提案186件，办复率100%。比上年的170件增加16件，增长9.4%。",
        ["收到提案", "办复率", "上年收到提案", "收到提案增加", "收到提案增长"],
    ),
    ("2021年收到提案221件。", ["上年收到提案"]),
    ("今年是新中国成立75周年，隆重庆祝人民政协成立75周年。", ["新中国成立周年", "人民政协成立周年"]),
    ("组织委员深入14个乡镇、71个村（社区）。", ["组织委员深入乡镇", "组织委员深入村"]),
    ("收到社情民意信息438条，编报169期。", ["收到社情民意信息", "编报社情民意信息期数"]),
    ("在厦门大学举办履职能力提升班1期。", ["举办履职能力提升班"]),
    ("赴浙江、江苏、广东等地开展招商活动9次。", ["开展招商活动"]),
    (
        "围绕“培育产业集群”“发展新质生产力”等2个议题召开专题议政性常委会会议。",
        ["议题", "召开专题议政性常委会会议的议题"],
    ),
    ("6个专委会分别与乡镇结对，精简文件12%。", ["专委会", "精简文件比例"]),
    ("专委会牵头开展活动75次，平均每个专委会12.5次。", ["专委会牵头开展活动", "平均每个专委会活动"]),
    (
        "适用率91.5%，采纳率97.3%，同比分别上升3.2个百分点和1.8个百分点。",
        ["适用率", "采纳率", "适用率同比上升", "采纳率同比上升"],
    ),
    ("接待考察团15批、230人次。", ["接待考察团", "接待考察团人次"]),
    ("开展界别协商8次、对口协商11次。", ["开展界别协商", "对口协商"]),
    ("社会民生方面97件，占46.6%。", ["社会民生方面", "社会民生方面占比"]),
    ("建成代表联络站（点）143个。", ["建成代表联络站"]),
    ("截至12月底，提案办结。", ["截至日期"]),
    ("提出意见建议73条，其中41条被有关部门吸收采纳。", ["提出意见建议", "被有关部门吸收采纳"]),
    ("修订《委员履职考核办法》等制度4项。", ["修订办法", "修订制度"]),
    ("进驻法院、税务、教育等14个部门，参与化解物业、噪声等纠纷112件。", ["进驻部门", "参与化解纠纷"]),
    ("为1,300余名消费者追回预付款215.4万元。", ["追回预付款的消费者", "追回预付款"]),
    ("对231名委员实行量化考核。", ["实行量化考核的委员"]),
    ("群众平均跑腿次数由2.3次降至1.1次。", ["原群众平均跑腿次数", "群众平均跑腿次数"]),
    (
        "入驻率由年初71%升到83%，提高12个百分点。",
        ["年初入驻率", "入驻率", "入驻率提高"],
    ),
    (
        "全市有会员8426户，较年初的7958户净增468户，增长5.9%。",
        ["全市有会员", "年初全市有会员", "全市有会员净增", "全市有会员增长"],
    ),
    (
        "开展宣讲318场，覆盖妇女2.6万人次，场次比上年的276场增加42场。",
        ["开展宣讲", "覆盖妇女", "上年开展宣讲", "开展宣讲增加"],
    ),
    ("民生支出占财政支出79.3%，比上年提高1.1个百分点。", ["民生支出占财政支出", "民生支出占财政支出比上年提高"]),
    ("问题解决率59.1%，上年为52.7%，提高6.4个百分点。", ["问题解决率", "上年问题解决率", "问题解决率提高"]),
    ("票决民生实事63件，完成60件。", ["票决民生实事", "完成民生实事"]),
    ("提出批评性意见35条，其余5条正在办理。", ["提出批评性意见", "其余意见"]),
    ("举办读书班2期，每期3—5天，每人补助300元。", ["举办读书班", "每期天数", "每人补助金额"]),
    ("培训委员215人次，比上年多38人次。", ["培训委员", "培训委员比上年多"]),
    ("收录文章63篇，计32万字。", ["收录文章", "收录文章字数"]),
    ("编报《社情民意信息》187期。", ["编报书刊名称", "编报社情民意信息"]),
    ("办好《关于发展智慧养老的提案》，出台《养老服务条例（试行）》。", ["办好提案", "出台文件名称"]),
    (
        "被全国政协采用3条、省政协采用21条、市政协采用46条，合计70条。",
        [*"被全国政协采用 省政协采用 市政协采用 政协采用合计".split()],
    ),
    ("查摆问题27个，整改到位26个，余下1个列入计划。", ["查摆问题", "整改到位", "余下问题"]),
    ("三届四次会议以来，收到提案214件，214件提案凝聚着委员的心血。", ["上次会议届次", "收到提案", "提案"]),
    ("紧扣区委六届十一次全会部署，623条来稿承载着群众的期盼。", ["区委全会届次", "来稿"]),
    ("临时救助74人次，支出18.3万元。", ["临时救助", "临时救助支出"]),
    ("资助女童264名，人均2,000元，总额52.8万元。", ["资助女童", "资助女童人均金额", "资助女童总额"]),
    ("工会经费收入612.4万元，支出587.9万元。", ["工会经费收入", "工会经费支出"]),
    ("审查村规民约96份。", ["审查村规民约"]),
    ("完成税收2.87亿元，为年度目标2.75亿元的104.4%。", ["完成税收", "年度目标", "完成年度目标的比例"]),
    ("相关单位均在15个工作日内反馈了整改情况。", ["反馈整改情况时限"]),
    ("联系委员每人不少于10名。", ["联系委员每人不少于"]),
    ("就业5,230人，完成年度任务5,000人的104.6%。", ["就业", "年度任务", "完成年度任务的比例"]),
    ("2022年代表建议办理满意，2020年代建项目3个。", ["代建项目年份", "2020年代建项目"]),
    ("改造1990年代建成的小区5个。", ["改造日期", "建成的小区"]),
    ("新增CT4台，5G工厂6家。", ["新增CT", "5G工厂"]),
    ("每个补助8,000—12,000元。", ["每个补助金额"]),
    ("销售农产品780余万元。", ["销售农产品"]),
    ("6月18日，水库除险工程通过验收。", ["水库除险工程通过验收日期"]),
    ("就优化营商环境、农村人居环境整治、食品安全3个议题开展专项监督。", ["开展专项监督的议题"]),
    ("就城市更新、河湖治理组织专题询问2次。", ["组织专题询问"]),
    ("组织委员对13个乡镇、28个县直部门开展民主评议。", ["开展民主评议的乡镇", "开展民主评议的县直部门"]),
    (
        "对上年度提出的32条监督意见开展“回头看”，其中29条已经落实。",
        ["上年度提出的监督意见", "落实监督意见"],
    ),
    (
        "形成调研报告9篇，《关于甲产业的建议》等3篇得到县委主要领导批示。",
        ["形成调研报告", "调研报告题目", "得到县委主要领导批示"],
    ),
    ("《关于甲产业的建议》等4篇调研报告受到市委主要领导肯定。", ["调研报告题目", "受到市委主要领导肯定的调研报告"]),
    ("报送意见建议91条，其中23条得到县委、县政府主要领导批示。", ["报送意见建议", "得到县委县政府主要领导批示"]),
    ("与安徽、江西等地7个县（市、区）政协开展交流。", ["开展交流的县政协"]),
    ("县政协组织各类协商活动29次。", ["组织各类协商活动"]),
    ("全市已建成委员工作室30个。", ["建成委员工作室"]),
    (
        "接待来访23批268人次，比上年增加5批61人次。",
        ["接待来访", "接待来访人次", "接待来访比上年增加", "接待来访人次比上年增加"],
    ),
]


@pytest.mark.parametrize(("sentence", "labels"), LABELS, ids=[sentence for sentence, _ in LABELS])
def test_a_label_says_what_the_figure_is_of(sentence: str, labels: list[str], tmp_path: Path) -> None:
    old = tmp_path / "旧.txt"
    old.write_text(f"工作小结\n{sentence}\n", "utf-8")
    adopted(tmp_path, old)
    catalogue, _ = catalogue_file.read((tmp_path / "新" / CATALOGUE).read_bytes(), CATALOGUE)
    assert [each.label for each in catalogue.indicators] == labels


EARLIER = {
    "2023": "下年",
    "2022": "2021",
    "下年": "2022",
    "236件": "221件",
    "208件": "190件",
    "开展集中学习": "组织集中学习",
}


def test_two_years_share_what_they_say_alike(tmp_path: Path) -> None:
    case = next(case for case in CASES if case.stem == "松岭区政协")
    text = case.read_text("utf-8")
    for word_, other in EARLIER.items():
        text = text.replace(word_, other)
    (tmp_path / "前.md").write_text(text, "utf-8")
    result = report(tmp_path, "adopt", "前.md", str(case), "--year", "2021,2022", "--into", "新")
    assert result.status == 1, result.err
    for year, old in ((2021, tmp_path / "前.md"), (2022, case)):
        assert texts(built(tmp_path / "新", year=year)) == texts(old)
    own = sorted(path.name for path in (tmp_path / "新/templates/2021").rglob("*.*"))
    assert own == ["work_report.edits.yaml"]
    edits = (tmp_path / "新/templates/2021/work_report.edits.yaml").read_text("utf-8")
    assert edits.count("  - was:") + edits.count("  - below:") == 1
    assert "'组织集中学习{{" in edits
    assert "收到提案: {value: 221," in (tmp_path / "新/data/2021.yaml").read_text("utf-8")
    assert (tmp_path / "新" / CATALOGUE).read_text("utf-8").count("\n    收到提案:") == 1


def test_a_third_year_with_gaps_has_no_empty_clause(tmp_path: Path) -> None:
    case = next(case for case in CASES if case.stem == "松岭区政协")
    adopted(tmp_path, case)
    workspace = tmp_path / "新"
    assert report(workspace, "new", "2023").status == 0
    lines = (workspace / "data/2022.yaml").read_text("utf-8").replace("year: 2022", "year: 2023").split("\n")
    kept = [line for line in lines if not re.match("  (?:收到提案|集中学习|反映社情民意信息|开展活动|会议日期):", line)]
    (workspace / "data/2023.yaml").write_text("\n".join(kept).replace("value: 2", "value: 3"), "utf-8")
    made = report(workspace, "build", "2023", "--to", "md")
    assert made.status == 0, made.out + made.err
    text = (workspace / "drafts/2023/work_report.md").read_text("utf-8")
    assert not re.search("，，|，。|、。|（）|None|236件|2022年", text)


SAYABLE = {
    "转移群众1,286户": ("count", "1286", "|grouped }}"),
    "满意率98.6%，比上年提高2.1个百分点": ("points", "2.1个百分点", '|moved("提高", "下降") }}'),
    "受理来信189件，比上年减少15件": ("amount", "-15", '|moved("增加", "减少") }}'),
    "采纳率97.3%，同比下降了1.8个百分点": ("points", "-1.8个百分点", '|moved("上升了", "下降了") }}'),
    "受理来信189件，比上年少15件": ("amount", "-15", '|moved("多", "少") }}'),
    "报送信息近300条": ("count", "近300", "}}"),
    "参加2.8万余人次": ("count", "2.8万余", "}}"),
    "总投资1.2亿元": ("amount", "1.2", "}}"),
    "结案率32.30%": ("rate", "32.30%", "}}"),
    "6月18日开工": ("date", "2022-06-18", "|short }}"),
    "新增4至6家": ("text", "4至6家", "}}"),
    "居全区第2位": ("text", "第2位", "}}"),
    "《甲》、《乙》等获奖": ("list", "[《甲》, 《乙》, 等]", '|join("、") }}'),
}


@pytest.mark.parametrize("sentence", SAYABLE)
def test_a_figure_is_stated_as_a_person_would(sentence: str, tmp_path: Path) -> None:
    kind, value, end = SAYABLE[sentence]
    old = tmp_path / "旧.txt"
    old.write_text(f"工作小结\n{sentence}。\n", "utf-8")
    adopted(tmp_path, old)
    assert texts(built(tmp_path / "新")) == texts(old)
    catalogue, _ = catalogue_file.read((tmp_path / "新" / CATALOGUE).read_bytes(), CATALOGUE)
    last = catalogue.indicators[-1]
    assert last.kind == kind
    assert f"  {last.name}: {{value: {value}, source: 旧.txt 第2段}}" in (tmp_path / "新/data/2022.yaml").read_text(
        "utf-8"
    )
    said = end if end.startswith("|") else " }}"
    assert f"{{{{ {last.id}{said}" in (tmp_path / "新/templates/work_report.md.j2").read_text("utf-8")


ODD = {
    "braces": "收到{{ 提案 }}265件，{% if x %}甲。\n立案224件。",
    "marks": "*重点*提案12件，a<b>c，`代码`，[链](x)，\\甲。\n# 号开头265件。",
    "list": "- 第一项12件\n1. 第二项13件\n2. 第三项14件\n> 引用30条",
    "signs": "№5，①甲，Ⅲ级，½，２６５件，100％，3.5‰，-5℃，0371-12345678。",
    "headings": "一、总体情况。收到提案265件。\n三、跳号\n立案224件。\n（二）倒着\n办复224件。",
    "empty sentence": "。\n，265件。\n！！！",
}


@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
def test_what_a_template_cannot_hold_is_a_fact_of_its_own(text: str, tmp_path: Path) -> None:
    old = tmp_path / "旧.txt"
    old.write_text(f"工作小结\n{text}\n", "utf-8")
    adopted(tmp_path, old)
    assert texts(built(tmp_path / "新", to="docx")) == texts(old)


def test_headings_numbered_by_word_and_by_hand_and_an_annex_come_out_as_they_were(tmp_path: Path) -> None:
    old = tmp_path / "旧.docx"
    made = docx.Document()
    numbered(made)
    made.add_paragraph("某区政协2022年工作总结").alignment = WD_ALIGN_PARAGRAPH.CENTER
    for text, level, is_automatic in (("主要工作", 1, True), ("（一）提案工作", 2, False), ("下步打算", 1, True)):
        heading = made.add_paragraph(text, style=f"Heading {level}")
        if is_automatic:
            number = f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level - 1}"/><w:numId w:val="77"/></w:numPr>'
            heading._p.get_or_add_pPr().append(parse_xml(number))
        made.add_paragraph(f"{text}里收到来信265件，办结224件。")
    table = made.add_table(2, 2)
    for cell, text in zip(
        (cell for row in table.rows for cell in row.cells), "项目 内容 提案 收到265件".split(), strict=True
    ):
        cell.text = text
    table.cell(1, 1).add_paragraph("立案224件")
    for text in ("附件1", "提案情况表", "委员提案200件。"):
        made.add_paragraph(text)
    made.save(str(old))
    left_out = adopted(tmp_path, old)["left_out"]
    assert left_out == ["表格（第11段）：格子里有几段，成了一段一段的正文，字都在"]
    draft = built(tmp_path / "新", to="docx")
    assert texts(draft) == [
        re.sub("^(?=主要工作$)", "一、", re.sub("^(?=下步打算$)", "二、", text)) for text in texts(old)
    ]
    [page] = [block for block in read.read(draft.read_bytes()).lines if block.text == "附件1"]
    assert page.styles[-1] == "AttachmentLabel"


def test_what_only_looks_like_a_figure_is_allowed_as_a_name(tmp_path: Path) -> None:
    old = tmp_path / "旧.txt"
    old.write_text("工作小结\n建成5G基站3座，12345热线接通，推行“1+3+N”机制，PM2.5下降3微克。\n", "utf-8")
    adopted(tmp_path, old)
    text = (tmp_path / "新" / CATALOGUE).read_text("utf-8")
    for name in ("5G", "12345", "“1+3+N”", "PM2.5"):
        assert re.search(rf"word: '?.*{re.escape(name)}.*because: 专名", text), name


ORDINALS = {
    "注：1.会员企业按国民经济行业分类统计。2.“上年”为年初底数。": [],
    "附注：1、“企业”含个体户；2、“委员”含特邀委员。": [],
    "说明：（1）走访企业36家；（2）不含民办机构，3)含分部。": ["36"],
    "（备注：1. 走访企业36家；\u30002. 含分部。）": ["36"],
    "注1：会员按年底统计。注2：企业含个体户。": [],
    "做法：第1，抓学习，培训4期；第2，抓落实。": ["4"],
    "主要做法：1．抓学习，培训4期，2．抓落实，督办15件。": ["4", "15"],
    "注：①口径同上；②口径同前，一、按法人；二、按在地；A.甲；B.乙。": [],
    "投入：3.5万元；人均：2.5万元；比分：3、5、7班参加。": ["3.5", "2.5", "3", "5", "7"],
    "票数：3；无效票：2。计划：12项；完成：（12）项。": ["3", "2", "12", "12"],
}


@pytest.mark.parametrize("sentence", ORDINALS)
def test_a_number_that_only_counts_points_is_no_figure(sentence: str, tmp_path: Path) -> None:
    old = tmp_path / "旧.txt"
    old.write_text(f"工作小结\n走访情况如下。\n{sentence}\n", "utf-8")
    adopted(tmp_path, old)
    assert texts(built(tmp_path / "新")) == texts(old)
    data = (tmp_path / "新/data/2022.yaml").read_text("utf-8")
    assert re.findall("value: ([^,]+)", data) == ORDINALS[sentence]


def test_the_blank_behind_a_typed_number_is_said_to_be_left_out(tmp_path: Path) -> None:
    old = tmp_path / "旧.txt"
    old.write_text("工作小结\n收到提案265件。\n1. 议大事。召开丁会13场。\n2.谋实事。走访戊户9户，占3.5 %。\n", "utf-8")
    made = adopted(tmp_path, old)
    assert made["left_out"] == ["编号后面的空格（第3段）：“1. 议大事。召开丁…”印成“1.议大事。召开丁…”"]


def test_a_numeral_in_words_stays_and_check_warns_of_it(tmp_path: Path) -> None:
    old = tmp_path / "旧.txt"
    old.write_text("工作小结\n全年召开三次会议，收到提案265件。\n", "utf-8")
    assert adopted(tmp_path, old)["figures"]["left"] == 1
    checked = report(tmp_path / "新", "check", "2022")
    assert checked.status == 0
    assert "C113" in checked.out + checked.err


def test_figures_of_review_and_plan_are_never_one_fact(tmp_path: Path) -> None:
    old = tmp_path / "旧.md"
    old.write_text(
        "# 工作报告\n\n## 一、主要工作\n\n举办委员讲堂36期。\n\n## 二、今后工作安排\n\n举办委员讲堂36期。\n", "utf-8"
    )
    adopted(tmp_path, old)
    assert (tmp_path / "新/data/2022.yaml").read_text("utf-8").count("举办委员讲堂:") == 2


RATE = "工作小结\n全年办理甲项40件，其中办结乙项30件，占75%。召开丁会13场，走访戊户9户，编印己刊7期。\n"


def test_an_answered_formula_is_in_the_catalogue_and_the_text_stays(tmp_path: Path) -> None:
    old = tmp_path / "旧.txt"
    old.write_text(RATE, "utf-8")
    [question] = adopted(tmp_path, old)["questions"]
    assert question["type"] == "formula"
    workspace = tmp_path / "新"
    before = built(workspace).read_text("utf-8")
    file = workspace / "adopt.yaml"
    file.write_text(re.sub("answer:", "answer: 是", file.read_text("utf-8")), "utf-8")
    assert report(workspace, "adopt").status == 0
    assert f"formula: {question['formula']}" in (workspace / CATALOGUE).read_text("utf-8")
    assert built(workspace).read_text("utf-8") == before
    data = workspace / "data/2022.yaml"
    data.write_text(data.read_text("utf-8").replace("value: 30,", "value: 20,"), "utf-8")
    assert "20件，占50%" in built(workspace).read_text("utf-8")


def test_an_open_formula_whose_figures_no_longer_agree_is_a_warning(tmp_path: Path) -> None:
    old = tmp_path / "旧.txt"
    old.write_text(RATE, "utf-8")
    adopted(tmp_path, old)
    assert "F216" not in report(tmp_path / "新", "check", "2022").out
    data = tmp_path / "新/data/2022.yaml"
    data.write_text(data.read_text("utf-8").replace("value: 30,", "value: 20,"), "utf-8")
    checked = report(tmp_path / "新", "check", "2022")
    assert checked.status == 0
    assert "adopt.yaml:3: 警告 F216: 第1题的数对不上了" in checked.out + checked.err


SAME = "# 工作小结\n\n## 一、概况\n\n收到提案265件。\n\n召开丁会13场，走访戊户9户，编印己刊7期，发出庚函25份。\n\n"
SAME += "## 二、提案\n\n共收到委员提案265件。\n"


def test_one_of_two_figures_that_may_be_the_same_changed_is_a_warning(tmp_path: Path) -> None:
    old, data = tmp_path / "旧.md", tmp_path / "新/data/2022.yaml"
    old.write_text(SAME, "utf-8")
    adopted(tmp_path, old)
    assert "F216" not in report(tmp_path / "新", "check", "2022").out
    before = data.read_text("utf-8")
    data.write_text(before.replace("value: 265,", "value: 264,", 1), "utf-8")
    checked = report(tmp_path / "新", "check", "2022")
    assert checked.status == 0
    said_so = "第1题：两处说的像是同一个数，现在一处是收到委员提案265件（提案.收到委员提案），一处是收到提案264件"
    assert said_so in checked.out + checked.err
    data.write_text(before.replace("value: 265,", "value: 264,"), "utf-8")
    assert "F216" not in report(tmp_path / "新", "check", "2022").out


def test_a_build_too_warns_of_figures_that_no_longer_agree(tmp_path: Path) -> None:
    old, data = tmp_path / "旧.md", tmp_path / "新/data/2022.yaml"
    old.write_text(SAME, "utf-8")
    adopted(tmp_path, old)
    assert "F216" not in report(tmp_path / "新", "build", "2022", "--to", "md").err
    data.write_text(data.read_text("utf-8").replace("value: 265,", "value: 264,", 1), "utf-8")
    for _ in range(2):  # the second time by its record
        made = report(tmp_path / "新", "build", "2022", "--to", "md")
        assert made.status == 0
        assert "F216" in made.out + made.err
    answered(tmp_path / "新", "否")
    made = report(tmp_path / "新", "build", "2022", "--to", "md")
    assert "F216" not in made.out + made.err


def test_a_formula_keeps_the_digits_of_its_rate(tmp_path: Path) -> None:
    old = tmp_path / "旧.txt"
    text = "工作小结\n受理案件8642件，审结8315件，结案率96.22%。召开丁会13场，走访戊户9户，编印己刊7期。\n"
    old.write_text(text, "utf-8")
    adopted(tmp_path, old)
    file = tmp_path / "新/adopt.yaml"
    file.write_text(file.read_text("utf-8").replace("answer:", "answer: 是"), "utf-8")
    assert report(tmp_path / "新", "adopt").status == 0
    assert "结案率" not in (tmp_path / "新/data/2022.yaml").read_text("utf-8")
    assert texts(built(tmp_path / "新")) == texts(old)


@pytest.mark.parametrize(
    ("said", "then"), [("", "99.0%"), ("培训率75%，", "99%"), ("培训率75%，参训率80.0%，", "99.0%")]
)
def test_a_rate_has_as_many_digits_next_year(said: str, then: str, tmp_path: Path) -> None:
    old = tmp_path / "旧.txt"
    text = f"工作小结\n受理案件200件，办结197件，办结率98.5%。{said}召开丁会13场，走访戊户9户，编印己刊7期。\n"
    old.write_text(text, "utf-8")
    adopted(tmp_path, old)
    if "answer:" in (tmp_path / "新/adopt.yaml").read_text("utf-8"):
        answered(tmp_path / "新", "是")
    data = tmp_path / "新/data/2022.yaml"
    data.write_text(data.read_text("utf-8").replace("value: 197,", "value: 198,"), "utf-8")
    assert f"办结率{then}" in built(tmp_path / "新").read_text("utf-8")


@pytest.mark.office
def test_a_doc_of_old_word_is_built_again(tmp_path: Path) -> None:
    case = next(case for case in CASES if case.stem == "石门县人大常委会")
    typed = tmp_path / "旧.docx"
    typed.write_bytes(word(case.read_text("utf-8")))
    adopted(tmp_path, through_libreoffice(typed, tmp_path, "doc"))
    assert texts(built(tmp_path / "新", to="docx")) == texts(typed)


FILLER = "召开丁会13场，走访戊户9户，编印己刊7期，发出庚函25份，办理辛事8件，接待壬客14人，新办癸事22次。"
FORMULAS = {
    "上年收到提案240件。今年收到提案265件，增长10.4%。": "收到提案 / 上年收到提案 - 1",
    "收到来信189件，上年204件，下降7.4%。": "收到来信 / 上年收到来信 - 1",
    "覆盖率由88.4%提高到95.7%，提高7.3个百分点。": "覆盖率 - 原覆盖率",
    "提出意见35条，已整改30条，其余5条正在办理。": "提出意见 - 整改意见",
    "收到提案332件，立案289件，立案率87.0%。": "立案提案 / 收到提案",
    "集体提案68件，其中党派提案41件，占60.3%。": "党派提案 / 集体提案",
    "建成工作室24个，覆盖街道8个，平均每个街道3个。": "建成工作室 / 覆盖街道",
    "审结案件15912件，有法官42名，人均结案378.9件。": "审结案件 / 法官",
    "分红46.8万元，惠及社员52户，户均分得9000元。": "分红 / 惠及社员",
    "完成税收2.87亿元，目标2.75亿元，完成率104.4%。": "完成税收 / 目标",
    "有心理教师92名，原有57名，新增35名。": "心理教师 - 心理教师原",
    "债务限额42.3亿元，余额39.8亿元，尚有空间2.5亿元。": "债务限额 - 余额",
    "收到提案231件；经审查，立案198件。未立案的33件转有关部门参考。": "收到提案 - 立案提案",
    "开展对口协商10次、界别协商7次、办理协商7次，共提出建议108条，平均每次协商提出建议4.5条。": (
        "提出建议 / (开展对口协商 + 界别协商 + 办理协商)"
    ),
    "专委会开展活动75次，平均每个专委会12.5次。6个专委会分别结对。": "专委会开展活动 / 结对的专委会",
    "开展协商活动29场次。召开专题协商会5次。开展对口协商10次、界别协商14次。": (
        "召开专题协商会 + 开展对口协商 + 界别协商"
    ),
    "上年受理为768件。今年受理刑事712件，办结刑事700件，受理数下降7.3%。": "受理刑事 / 上年受理 - 1",
}


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_that_gives_a_figure_is_proposed_and_prints_it_so(text: str, tmp_path: Path) -> None:
    old = tmp_path / "旧.txt"
    old.write_text(f"工作小结\n{text}{FILLER}\n", "utf-8")
    asked = adopted(tmp_path, old)["questions"]
    told = re.findall(r"formula: ([^,}]+)", (tmp_path / "新" / CATALOGUE).read_text("utf-8"))
    assert FORMULAS[text] in [*told, *(one["formula"] for one in asked)], asked
    assert "F216" not in report(tmp_path / "新", "check", "2022").out
    file = tmp_path / "新/adopt.yaml"
    file.write_text(file.read_text("utf-8").replace("answer:", "answer: 是"), "utf-8")
    result = report(tmp_path / "新", "adopt")
    assert result.status in (0, 1), result.err
    assert f"formula: {FORMULAS[text]}" in (tmp_path / "新" / CATALOGUE).read_text("utf-8")
    assert texts(built(tmp_path / "新")) == texts(old)


def test_a_change_that_last_years_file_gives_is_proposed(tmp_path: Path) -> None:
    for year, count, more in ((2021, 240, ""), (2022, 265, "，比上年增长10.4%")):
        (tmp_path / f"{year}.txt").write_text(f"工作小结\n收到提案{count}件{more}。\n{FILLER}\n", "utf-8")
    result = report(
        tmp_path, "adopt", "2021.txt", "2022.txt", "--year", "2021,2022", "--into", "新", "--format", "json"
    )
    [question] = json.loads(result.out)["questions"]
    assert question["formula"] == "收到提案 / previous.收到提案 - 1"
    answered(tmp_path / "新", "是")
    assert texts(built(tmp_path / "新")) == texts(tmp_path / "2022.txt")


def test_no_formula_is_proposed_that_would_print_the_figure_otherwise(tmp_path: Path) -> None:
    old = tmp_path / "旧.txt"
    old.write_text(f"工作小结\n粉丝由3.8万增至5.1万，净涨1.3万。{FILLER}\n", "utf-8")
    assert adopted(tmp_path, old)["questions"] == []


@pytest.mark.parametrize("parts", ["其中委员提案154件、集体提案32件。", "按提案者分：\n委员提案154件；集体提案32件。"])
def test_parts_are_asked_for_in_the_next_paragraph_too(parts: str, tmp_path: Path) -> None:
    old = tmp_path / "旧.txt"
    old.write_text(f"工作小结\n收到提案186件。{parts}\n{FILLER}\n", "utf-8")
    [question] = adopted(tmp_path, old)["questions"]
    assert (question["type"], question["inputs"]) == ("parts", ["正文.委员提案", "正文.集体提案"])


def test_a_sum_is_asked_for_though_its_digits_stand_elsewhere_too(tmp_path: Path) -> None:
    old = tmp_path / "旧.txt"
    said = "全年收到信息623条。被全国政协采用3条、省政协采用21条、市政协采用46条，合计70条。"
    old.write_text(f"工作小结\n{said}{FILLER}\n", "utf-8")
    [question] = adopted(tmp_path, old)["questions"]
    assert question["type"] == "formula"
    assert "3条＋省政协采用21条＋市政协采用46条算出" in question["message"]


def test_what_is_asked_as_a_rest_is_not_asked_as_parts_again(tmp_path: Path) -> None:
    old = tmp_path / "旧.txt"
    old.write_text(f"工作小结\n提出意见35条，已整改30条，其余5条正在办理。{FILLER}{FILLER}\n", "utf-8")
    assert [one["type"] for one in adopted(tmp_path, old)["questions"]] == ["formula"]


@pytest.mark.parametrize(
    "text",
    [
        "拍摄视频24集，新培育宣讲员12名，每月上线2集。",
        "审结行政案件187件，判决败诉21件。\n审结知识产权案件208件。",
        "接待群众6次，走访3次，慰问增加3次。",
        "开展文化活动29场次。举办文化讲座15次、文化展览14次。",
        "收到提案231件，立案198件，办复190件。未办理的41件。",
        "办理提案20件，走访委员4名。平均每次走访5名。",
        "".join(f"这个月共办理{n}件，比计划多。\n" for n in (21, 32, 43, 96)),
    ],
)
def test_what_is_so_by_chance_is_not_asked(text: str, tmp_path: Path) -> None:
    old = tmp_path / "旧.txt"
    old.write_text(f"工作小结\n{text}\n{FILLER}\n", "utf-8")
    assert [one["message"] for one in adopted(tmp_path, old)["questions"] if one["type"] != "same"] == []


def test_what_is_asked_of_a_fact_is_of_the_one_that_it_is_the_same_as(tmp_path: Path) -> None:
    old = tmp_path / "旧.md"
    first, second = "收到各方面提案332件。", "收到提案332件，立案289件，立案率87.0%。"
    old.write_text(f"# 工作小结\n\n## 一、概况\n\n{first}{FILLER}{FILLER}\n\n## 二、提案\n\n{second}\n", "utf-8")
    asked = adopted(tmp_path, old)["questions"]
    assert [one["type"] for one in asked] == ["same", "formula"]
    answered(tmp_path / "新", "是")
    assert "formula: 立案提案 / 概况.收到各方面提案, digits: 1, zeros: true" in (
        (tmp_path / "新" / CATALOGUE).read_text("utf-8")
    )
    assert texts(built(tmp_path / "新")) == texts(old)


def test_an_answer_by_which_a_year_would_read_otherwise_is_refused(tmp_path: Path) -> None:
    old = tmp_path / "旧.txt"
    old.write_text(RATE, "utf-8")
    adopted(tmp_path, old)
    workspace = tmp_path / "新"
    data = workspace / "data/2022.yaml"
    data.write_text(data.read_text("utf-8").replace("value: 30,", "value: 31,"), "utf-8")
    file = workspace / "adopt.yaml"
    file.write_text(file.read_text("utf-8").replace("answer:", "answer: 是"), "utf-8")
    before = (workspace / CATALOGUE).read_bytes()
    result = report(workspace, "adopt")
    assert result.status == 2
    assert "第1题" in result.err
    assert "会印成" in result.err
    assert (workspace / CATALOGUE).read_bytes() == before


TABLED = """提案工作小结
全年收到提案238件，立案196件，立案率82.4%。走访企业36家，召开座谈会12场，提出建议46条，被采纳31条，占67.4%。
总计达到7个。接待来访23批268人次，征集论文15篇。
组织视察17次，开展调研19次，编印简报33期，建成书屋21个，走访社区27个，慰问老人43名，捐款52万元，帮扶学生61名。
举办讲座14场，培训委员85人次，报送信息92条，刊发稿件105篇，接待群众77人次，化解矛盾64起，联系商会16家，出版文集2册。
选派监督员41名，参加活动37次，评选先进25名，新增委员4名，调整委员3名，结对共建18个，领办项目24个，引进企业11家。

| 单位 | 承办提案（件） | 列入计划（件） |
| --- | --- | --- |
| 甲局 | 138 | 28 |
| 乙局 | 58 | 9 |
| 合计 | 196 | 37 |
"""


@pytest.fixture
def begun(tmp_path: Path) -> Path:
    """A workspace with questions of every type but numerals, and a year that is begun and not filled in."""
    (tmp_path / "旧.md").write_text(TABLED, "utf-8")
    adopted(tmp_path, tmp_path / "旧.md")
    assert report(tmp_path / "新", "new", "2023").status == 0
    return tmp_path / "新"


def given(workspace: Path, answers: dict[str, str]) -> None:
    """Answer the questions of some types, `same`, `name`."""
    file, type_ = workspace / "adopt.yaml", ""
    lines = file.read_text("utf-8").split("\n")
    for at, line in enumerate(lines):
        type_ = line.removeprefix("  type: ") if line.startswith("  type: ") else type_
        lines[at] = f"  answer: {answers[type_]}" if line == "  answer:" and type_ in answers else line
    file.write_text("\n".join(lines), "utf-8")


def test_answers_are_taken_though_the_next_year_calls_its_gaps_otherwise(begun: Path) -> None:
    given(begun, {"same": "是", "formula": "是", "parts": "是", "name": "交流县区"})
    result = report(begun, "adopt")
    assert result.status == 0, result.out + result.err
    catalogue = (begun / CATALOGUE).read_text("utf-8")
    assert "{label: 交流县区, unit: 个}" in catalogue
    assert "合计承办提案" not in catalogue
    assert "合计承办提案" not in (begun / "data/2023.yaml").read_text("utf-8")
    assert texts(built(begun)) == texts(begun.parent / "旧.md")


def test_what_was_filled_in_of_the_one_is_the_others_where_two_become_one(begun: Path) -> None:
    year = begun / "data/2023.yaml"
    year.write_text(re.sub(r"(?m)^  合计承办提案:.*$", "  合计承办提案: 209", year.read_text("utf-8")), "utf-8")
    given(begun, {"same": "是"})
    assert report(begun, "adopt").status == 1
    assert re.search(r"(?m)^  立案提案: 209$", year.read_text("utf-8"))
    assert report(begun, "build", "2023", "--to", "md").status == 0
    assert "立案209件" in (begun / "drafts/2023/work_report.md").read_text("utf-8")


def test_two_that_were_filled_in_otherwise_do_not_become_one(begun: Path) -> None:
    year, before = begun / "data/2023.yaml", contents(begun / "templates")
    text = re.sub(r"(?m)^  合计承办提案:.*$", "  合计承办提案: 209", year.read_text("utf-8"))
    year.write_text(re.sub(r"(?m)^  立案提案:.*$", "  立案提案: 210", text), "utf-8")
    given(begun, {"same": "是"})
    result = report(begun, "adopt")
    assert result.status == 2
    assert "2023年的209会印成210" in result.err
    assert contents(begun / "templates") == before


def test_all_answers_that_are_wrong_are_told_at_once(begun: Path) -> None:
    given(begun, {"same": "对", "formula": "好", "name": "交流县区"})
    before = contents(begun)
    result = report(begun, "adopt")
    assert result.status == 2
    assert "写的是“好”：写 是 或 否" in result.err
    assert "写的是“对”：写 是 或 否" in result.err
    numbers = [int(number) for number in re.findall("第([0-9]+)题", result.err)]
    assert numbers == sorted(numbers)
    assert "这5处改了，或先空着，再运行；答了的一题也还没有收" in result.err
    assert contents(begun) == before


def test_yes_is_no_name(begun: Path) -> None:
    given(begun, {"name": "是"})
    before = contents(begun)
    result = report(begun, "adopt")
    assert (result.status, "问的是名称，answer写的是“是”：写出名称，不改就空着" in result.err) == (2, True)
    assert contents(begun) == before


def test_a_name_that_another_has_is_asked_about_not_written_twice(begun: Path) -> None:
    catalogue = begun / CATALOGUE
    own = re.search(r"(?m)^    (达\w*): \{label: [^,]*, unit: 个\}\n", catalogue.read_text("utf-8"))
    assert own is not None
    change(catalogue, own[0], f"{own[0]}    去年的: {{label: 交流县区, unit: 个}}\n")
    change(begun / "data/2023.yaml", f"  {own[1]}:", f"  去年的: 9\n  {own[1]}:")
    given(begun, {"name": "交流县区"})
    result = report(begun, "adopt")
    assert result.status == 1, result.err
    assert f"“交流县区”已经是正文.去年的的名称：正文.{own[1]}和它是同一项吗？是，就并成一项" in result.out
    assert "C112" not in report(begun, "check", "2023").out
    given(begun, {"same": "是"})
    assert report(begun, "adopt").status in (0, 1)
    assert f"    {own[1]}:" not in catalogue.read_text("utf-8")
    assert texts(built(begun)) == texts(begun.parent / "旧.md")
    assert re.search(r"(?m)^  去年的: 9$", (begun / "data/2023.yaml").read_text("utf-8"))


def test_a_name_that_another_has_in_another_unit_is_refused(begun: Path) -> None:
    given(begun, {"name": "征集论文"})
    before = contents(begun)
    result = report(begun, "adopt")
    assert result.status == 2
    assert "“征集论文”已经是正文.征集论文的名称，一组里两项不同名；换一个" in result.err
    assert contents(begun) == before


def test_what_the_catalogue_computes_is_not_stated_again_by_the_next_year(begun: Path, tmp_path: Path) -> None:
    """What it would give otherwise is told, and kept as it stands; a total answered to be another figure is known."""
    (begun / "data/2023.yaml").unlink()
    given(begun, {"same": "是", "formula": "是", "parts": "是", "name": "交流县区"})
    assert report(begun, "adopt").status == 0
    later = TABLED.replace("238件", "251件").replace("196件", "209件").replace("| 58 |", "| 71 |").replace("196", "209")
    later = later.replace("82.4%", "83.3%").replace("46条", "50条").replace("67.4%", "63%").replace("62%", "62.0%")
    (tmp_path / "新旧.md").write_text(later, "utf-8")
    result = report(begun, "adopt", str(tmp_path / "新旧.md"), "--year", "2023", "--force")
    assert result.status in (0, 1), result.err
    year = (begun / "data/2023.yaml").read_text("utf-8")
    assert not re.search("立案率|合计承办提案", year)
    assert "是同一个数吗" not in result.out
    said = "和已有的数据不同，核对：被采纳占比：报告里是63%（第2段），照公式算是62.0%（正文.被采纳占比）"
    assert said in result.out
    assert "被采纳占比: {value: 63%, source: 新旧.md 第2段, accept: 报告里就是这样}" in year
    assert texts(built(begun, year=2023)) == texts(tmp_path / "新旧.md")
    (begun / "data/2023.yaml").write_text(year.replace("value: 251", "value: 261"), "utf-8")
    assert report(begun, "build", "2023", "--to", "md").status == 0
    assert "立案率80.1%" in (begun / "drafts/2023/work_report.md").read_text("utf-8")


LISTED = "就优化营商环境、食品安全2个议题开展专项监督。与安徽、江西等地7个县（市、区）政协开展交流。走访企业36家。"
LISTED_LATER = [
    (
        "就校园食品安全、河湖治理、养老服务3个议题开展专项监督。与湖南等地9个县（市、区）政协开展交流。走访企业40家。",
        [],
    ),
    (
        "就城市更新、河湖治理3个议题提出协商建议。与湖南等地9家企业开展交流。走访企业40家。",
        ["提出协商建议的议题", "开展交流的企业"],
    ),
]


@pytest.mark.parametrize(("later", "new"), LISTED_LATER, ids=["other names", "other things"])
def test_an_item_is_known_where_only_the_names_before_it_differ(later: str, new: list[str], tmp_path: Path) -> None:
    (tmp_path / "旧.txt").write_text(f"工作小结\n{LISTED}\n", "utf-8")
    adopted(tmp_path, tmp_path / "旧.txt")
    catalogue = tmp_path / "新" / CATALOGUE
    for label, name in (("开展专项监督的议题", "监督议题"), ("开展交流的县政协", "交流县区")):
        change(catalogue, f"label: {label}", f"label: {name}")
    before = catalogue.read_text("utf-8")
    (tmp_path / "后.txt").write_text(f"工作小结\n{later}\n", "utf-8")
    result = report(tmp_path / "新", "adopt", "../后.txt", "--year", "2023", "--force")
    assert result.status in (0, 1), result.err
    added = set(catalogue.read_text("utf-8").split("\n")) - set(before.split("\n"))
    assert [re.sub(".*label: ([^,}]*).*", r"\1", line) for line in sorted(added, reverse=True)] == new
    assert texts(built(tmp_path / "新", year=2023)) == texts(tmp_path / "后.txt")


def test_a_cell_of_one_unit_is_not_asked_to_be_a_figure_of_all(tmp_path: Path) -> None:
    rows = "| 甲局 | 29 | 28 |\n| 乙局 | 167 | 9 |\n| 合计 | 196 | 37 |"
    text = TABLED.replace("立案率82.4%。", "立案率82.4%。委员提案167件，集体提案29件。")
    text = re.sub(r"\| 甲局 .*\n.*\n.*合计.*", rows, text)
    (tmp_path / "旧.md").write_text(text, "utf-8")
    asked = [one["message"] for one in adopted(tmp_path, tmp_path / "旧.md")["questions"] if one["type"] == "same"]
    assert asked == ["合计承办提案196件（正文.合计承办提案）和立案提案196件（正文.立案提案）是同一个数吗？"]


PRESS = """新闻稿
记者从县政协十一届四次会议上获悉，共收到提案238件。编印简报33期。
全县共报送的社情民意信息92条，接待群众来访77人次，推动化解矛盾64起。
"""


def test_a_second_report_tells_what_may_be_the_same_and_only_what_contradicts(tmp_path: Path) -> None:
    (tmp_path / "旧.md").write_text(f"县政协第四次会议工作报告\n{TABLED}完成三次全会任务。\n", "utf-8")
    adopted(tmp_path, tmp_path / "旧.md")
    (tmp_path / "新闻.md").write_text(PRESS, "utf-8")
    made = report(tmp_path / "新", "adopt", str(tmp_path / "新闻.md"), "--year", "2022", "--kind", "press")
    assert made.status == 1, made.err
    assert "和已有的数据不同" not in made.out
    alike = re.findall("(?m)^(?:像是同一个数，|还有[0-9]+题)没有问：.*$", made.out)
    asked = re.findall(r"(?m)^\d+\. .*是同一个数吗？$", made.out)
    assert all(any(said in line for line in (*asked, *alike)) for said in ("33期", "92条", "77人次", "64起")), made.out
    shown = [said for said in ("33期", "92条", "77人次", "64起") if any(said in line for line in asked)]
    assert shown == ["33期"]
    assert not any(said in line for said in shown for line in alike)
    assert all(line.endswith(("；是，就让模板印同一项", "，接着问")) for line in alike)


def test_an_answer_no_closes_the_question_and_changes_nothing(tmp_path: Path) -> None:
    old = tmp_path / "旧.txt"
    old.write_text(RATE, "utf-8")
    adopted(tmp_path, old)
    workspace = tmp_path / "新"
    before = (workspace / CATALOGUE).read_bytes()
    file = workspace / "adopt.yaml"
    file.write_text(file.read_text("utf-8").replace("answer:", "answer: 否"), "utf-8")
    assert report(workspace, "adopt").status == 0
    assert (workspace / CATALOGUE).read_bytes() == before


def test_answered_parts_stand_in_the_catalogue(tmp_path: Path) -> None:
    old = tmp_path / "旧.txt"
    old.write_text(
        "工作小结\n收到提案265件，其中委员提案200件、集体提案65件。召开丁会13场，走访戊户9户，编印己刊7期。\n", "utf-8"
    )
    [question] = adopted(tmp_path, old)["questions"]
    assert (question["type"], question["fact"]) == ("parts", "正文.收到提案")
    answered(tmp_path / "新", "是")
    assert "parts: [委员提案, 集体提案]" in (tmp_path / "新" / CATALOGUE).read_text("utf-8")
    assert texts(built(tmp_path / "新")) == texts(old)


def test_two_facts_answered_to_be_the_same_become_one(tmp_path: Path) -> None:
    old = tmp_path / "旧.md"
    text = "收到提案265件。\n\n召开丁会13场，走访戊户9户，编印己刊7期，发出庚函25份。"
    old.write_text(f"# 工作小结\n\n## 一、概况\n\n{text}\n\n## 二、提案\n\n共收到委员提案265件。\n", "utf-8")
    [question] = adopted(tmp_path, old)["questions"]
    assert question["type"] == "same"
    answered(tmp_path / "新", "是")
    assert (tmp_path / "新/data/2022.yaml").read_text("utf-8").count("value: 265,") == 1
    assert texts(built(tmp_path / "新")) == texts(old)


def test_a_numeral_in_words_answered_to_be_a_figure_is_bound(tmp_path: Path) -> None:
    old = tmp_path / "旧.txt"
    text = "召开三次会议，走访戊户9户，编印己刊7期，发出庚函25份，办理辛事8件，接待壬客14人，参加癸会6次。"
    old.write_text(f"工作小结\n{text}\n", "utf-8")
    [question] = adopted(tmp_path, old)["questions"]
    assert question["type"] == "number"
    answered(tmp_path / "新", "是")
    assert "尚未绑定}" not in (tmp_path / "新" / CATALOGUE).read_text("utf-8")
    assert "value: 3}" in (tmp_path / "新/data/2022.yaml").read_text("utf-8")
    assert texts(built(tmp_path / "新")) == texts(old)


def at_next_year(workspace: Path, group: str, row: str) -> str:
    """What the year after says that states nothing but one row, in Markdown."""
    (workspace / "data/2023.yaml").write_text(f"year: 2023\n{group}:\n  {row}\n", "utf-8")
    return built(workspace, year=2023).read_text("utf-8")


NUMERALS = {
    "in a sentence of figures": "接待壬客14人，召开三次会议，参加癸会6次。",
    "the first figure of its sentence": "召开三次会议，大家畅所欲言。接待壬客14人，参加癸会6次。",
    "in the second sentence": "接待壬客14人。利用周末开展义诊两场，服务居民500人次，参加癸会6次。",
}


@pytest.mark.parametrize("text", NUMERALS.values(), ids=NUMERALS)
def test_next_year_a_sentence_whose_numeral_is_not_stated_is_left_out(text: str, tmp_path: Path) -> None:
    old, said_of_others = tmp_path / "旧.txt", "走访戊户9户，编印己刊7期，发出庚函25份，办理辛事8件。"
    old.write_text(f"工作小结\n{text}{said_of_others}\n", "utf-8")
    [question] = adopted(tmp_path, old)["questions"]
    assert question["type"] == "number"
    workspace = tmp_path / "新"
    answered(workspace, "是")
    assert texts(built(workspace)) == texts(old)
    group, _, name = question["fact"].partition(".")
    rows = (workspace / "data/2022.yaml").read_text("utf-8").partition(f"{group}:\n")[2].splitlines()
    others = "\n".join(row for row in rows if row.startswith("  ") and not row.startswith(f"  {name}:"))
    others = re.sub(r"value: (\d+)", lambda value: f"value: {int(value[1]) + 1}", others)
    made = at_next_year(workspace, group, others.strip())
    assert "走访戊户10户" in made
    assert "会议" not in made
    assert "义诊" not in made


def test_a_numeral_in_words_answered_to_be_none_is_allowed_for_good(tmp_path: Path) -> None:
    old = tmp_path / "旧.txt"
    text = "召开三次会议，走访戊户9户，编印己刊7期，发出庚函25份，办理辛事8件，接待壬客14人，参加癸会6次。"
    old.write_text(f"工作小结\n{text}\n", "utf-8")
    adopted(tmp_path, old)
    answered(tmp_path / "新", "否")
    assert report(tmp_path / "新", "check", "2022").out == ""
    assert "三次会议, because: 固定的说法}" in (tmp_path / "新" / CATALOGUE).read_text("utf-8")


def test_a_figure_that_was_asked_for_gets_its_name(tmp_path: Path) -> None:
    old = tmp_path / "旧.txt"
    old.write_text("工作小结\n36。召开丁会13场，走访戊户9户，编印己刊7期，发出庚函25份，办理辛事8件。\n", "utf-8")
    [question] = adopted(tmp_path, old)["questions"]
    assert question["type"] == "name"
    answered(tmp_path / "新", "收到来信")
    assert "label: 收到来信" in (tmp_path / "新" / CATALOGUE).read_text("utf-8")
    assert texts(built(tmp_path / "新")) == texts(old)


def answered(workspace: Path, answer: str) -> None:
    file = workspace / "adopt.yaml"
    file.write_text(file.read_text("utf-8").replace("answer:", f"answer: {answer}"), "utf-8")
    result = report(workspace, "adopt")
    assert result.status == 0, result.err


def test_what_is_no_answer_is_refused_by_its_number(tmp_path: Path) -> None:
    old = tmp_path / "旧.txt"
    old.write_text(RATE, "utf-8")
    adopted(tmp_path, old)
    file = tmp_path / "新/adopt.yaml"
    file.write_text(file.read_text("utf-8").replace("answer:", "answer: 也许"), "utf-8")
    result = report(tmp_path / "新", "adopt")
    assert result.status == 2
    assert "第1题" in result.err
    assert "也许" in result.err


def test_a_second_kind_is_bound_to_the_facts_that_are_there(tmp_path: Path) -> None:
    old, brief = tmp_path / "旧.txt", tmp_path / "简.txt"
    old.write_text(RATE.replace("甲项40", "甲项240").replace("75%", "12.5%"), "utf-8")
    brief.write_text("工作简讯\n今年办理甲项240件，新办癸事22次。\n", "utf-8")
    adopted(tmp_path, old)
    before = built(tmp_path / "新").read_text("utf-8")
    adopted(tmp_path, brief, "--kind", "brief")
    assert texts(built(tmp_path / "新", "brief")) == texts(brief)
    assert built(tmp_path / "新").read_text("utf-8") == before
    assert (tmp_path / "新/data/2022.yaml").read_text("utf-8").count("value: 240,") == 1


def test_another_kind_leaves_the_open_questions_of_the_first(tmp_path: Path) -> None:
    old, brief = tmp_path / "旧.txt", tmp_path / "简.txt"
    old.write_text(RATE, "utf-8")
    brief.write_text("工作简讯\n新办癸事22次。\n", "utf-8")
    [question] = adopted(tmp_path, old)["questions"]
    again = adopted(tmp_path, brief, "--kind", "brief")["questions"]
    assert [(one["type"], one["fact"]) for one in again] == [(question["type"], question["fact"])]


def test_the_final_file_of_its_own_workspace_keeps_its_facts(tmp_path: Path) -> None:
    workspace = tmp_path / "那里"
    for name in ("data", "templates"):
        shutil.copytree(ROOT / name, workspace / name)
    edits = workspace / "templates/2022/work_report.edits.yaml"
    edits.write_text("format: 1\nedits:\n  - {was: 加强交流交融, now: 促进交流交融, by: 甲.docx}\n", "utf-8")
    assert report(workspace, "build", "2022", "--kind", "work_report").status == 0
    final = Path(shutil.copy(workspace / "drafts/2022/work_report.docx", tmp_path / "定稿.docx"))
    data = (workspace / "data/2022.yaml").read_bytes()
    result = report(workspace, "adopt", str(final), "--kind", "work_report", "--force")
    assert result.status in (0, 1), result.err
    assert (workspace / "data/2022.yaml").read_bytes() == data
    asked = (workspace / "adopt.yaml").read_text("utf-8")
    assert not re.search("type: (?:formula|parts|same)", asked), "the catalogue has said what follows from what"
    assert not edits.exists()
    made = "".join(path.read_text("utf-8") for path in (workspace / "templates").rglob("*.j2"))
    assert "立案{{ proposals.filed }}{% if proposals.filing_rate %}，立案率{{ proposals.filing_rate }}" in made
    again = report(workspace, "build", "2022", "--kind", "work_report", "--output", str(tmp_path)).err
    assert said(tmp_path / "2022/work_report.docx") == said(final), again


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_another_year_without_its_facts_still_builds(case: Path, tmp_path: Path) -> None:
    adopted(tmp_path, case)
    (tmp_path / "新/data/2024.yaml").write_text("year: 2024\n", "utf-8")
    result = report(tmp_path / "新", "build", "2024", "--to", "md")
    assert result.status == 0, result.out + result.err


def test_the_year_may_be_that_of_the_open_questions(tmp_path: Path) -> None:
    old = tmp_path / "旧.txt"
    old.write_text(RATE, "utf-8")
    adopted(tmp_path, old)
    assert report(tmp_path, "adopt", "旧.txt", "--into", "新", "--force").status == 1
    assert texts(built(tmp_path / "新")) == texts(old)


def test_a_kind_that_is_there_is_replaced_only_by_force(tmp_path: Path) -> None:
    old = tmp_path / "旧.txt"
    old.write_text(RATE, "utf-8")
    adopted(tmp_path, old)
    refused = report(tmp_path, "adopt", "旧.txt", "--year", "2022", "--into", "新")
    assert refused.status == 2
    assert "--force" in refused.err
    adopted(tmp_path, old, "--force")
    assert texts(built(tmp_path / "新")) == texts(old)


# What is damaged meanwhile -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("file", ["data/indicators.yaml", "data/2022.yaml", "templates/work_report.md.j2"])
def test_a_file_that_is_no_utf_8_is_named_and_nothing_is_written(file: str, tmp_path: Path) -> None:
    old = tmp_path / "旧.txt"
    old.write_text(RATE, "utf-8")
    adopted(tmp_path, old)
    (tmp_path / "新" / file).write_bytes((tmp_path / "新" / file).read_bytes() + "区政协".encode("gbk"))
    before = contents(tmp_path / "新")
    for command in (["adopt"], ["adopt", "../旧.txt", "--year", "2021", "--kind", "简报"]):
        result = report(tmp_path / "新", *command)
        assert result.status == 2
        assert f"错误：{file}：第" in result.err
        assert "残缺的字" in result.err
    assert contents(tmp_path / "新") == before


@pytest.mark.parametrize(
    ("file", "was", "now", "said"),
    [
        ("data/2022.yaml", "第2段}", "第2段", "花括号没有成对"),
        ("data/indicators.yaml", "    办理甲项", "\t办理甲项", "缩进用了制表符"),
        ("templates/work_report.md.j2", "}}", "", "没有收尾"),
    ],
)
def test_an_answer_waits_until_the_workspace_can_be_read(
    file: str, was: str, now: str, said: str, tmp_path: Path
) -> None:
    old = tmp_path / "旧.txt"
    old.write_text(RATE, "utf-8")
    adopted(tmp_path, old)
    change(tmp_path / "新/adopt.yaml", "answer:", "answer: 是")
    path = tmp_path / "新" / file
    path.write_text(path.read_text("utf-8").replace(was, now, 1), "utf-8")
    before = contents(tmp_path / "新")
    result = report(tmp_path / "新", "adopt")
    assert result.status == 2
    assert "2022年的work_report现在生成不了" in result.err
    assert said in result.err
    assert "先运行 report check" in result.err
    assert contents(tmp_path / "新") == before


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        ("year: 2022", "year: 2023", "第1题的数在data/2023.yaml里，没有这个文件；year改过的改回去"),
        ("year: 2022", f"year: {'9' * 5000}", "第1题的type、year改得认不出了"),
        ("type: formula", "type: 公式", "第1题的type、year改得认不出了"),
        ("number: 1", f"number: {'9' * 5000}", "第0题的answer写的是“好”"),
        ("- number: 1", "number: 1\n  more:", "不是一题一题的清单；照原来的样子改回去，或删去它"),
    ],
)
def test_questions_that_somebody_altered_are_refused_in_one_word(was: str, now: str, said: str, tmp_path: Path) -> None:
    old = tmp_path / "旧.txt"
    old.write_text(RATE, "utf-8")
    adopted(tmp_path, old)
    file = tmp_path / "新/adopt.yaml"
    change(file, "answer:", "answer: 好" if "number: 9" in now else "answer: 是")
    change(file, was, now)
    if "more" in now:
        file.write_text("number: 1\n", "utf-8")
    before = contents(tmp_path / "新")
    result = report(tmp_path / "新", "adopt")
    assert (result.status, said in result.err) == (2, True), result.err
    assert contents(tmp_path / "新") == before


@pytest.mark.posix
@pytest.mark.parametrize("name", ["adopt.yaml", "data/2022.yaml", "data"])
def test_what_links_lead_to_is_neither_asked_nor_adopted(name: str, tmp_path: Path) -> None:
    old = tmp_path / "旧.txt"
    old.write_text(RATE, "utf-8")
    adopted(tmp_path, old)
    change(tmp_path / "新/adopt.yaml", "answer:", "answer: 是")
    place = tmp_path / "新" / name
    place.rename(tmp_path / "外")
    place.symlink_to(tmp_path / "外")
    before = contents(tmp_path)
    result = report(tmp_path / "新", "adopt")
    assert result.status == 2
    assert "链接把它引到了工作区外面" in result.err or "是链接，指向" in result.err
    assert contents(tmp_path) == before


@pytest.mark.posix
def test_a_run_killed_anywhere_is_finished_by_the_next(tmp_path: Path) -> None:
    old = tmp_path / "旧.txt"
    old.write_text(RATE, "utf-8")
    adopted(tmp_path, old)
    whole = {name: data for name, data in contents(tmp_path / "新").items() if not name.startswith(".report/")}
    steps = 0
    for step in range(40, 4000, 7):
        shutil.rmtree(tmp_path / "新", ignore_errors=True)
        if not killed(step, lambda: report(tmp_path, "adopt", "旧.txt", "--year", "2022", "--into", "新")):
            break
        steps += (tmp_path / "新").exists()
        if not (tmp_path / "新" / CATALOGUE).exists():
            adopted(tmp_path, old)
        assert whole.items() <= contents(tmp_path / "新").items()
    assert steps > 2


def test_a_folder_that_holds_something_else_is_no_new_workspace(tmp_path: Path) -> None:
    old = tmp_path / "旧.txt"
    old.write_text(RATE, "utf-8")
    (tmp_path / "新").mkdir()
    (tmp_path / "新/adopt.yaml").write_text("我的", "utf-8")
    result = report(tmp_path, "adopt", "旧.txt", "--year", "2022", "--into", "新")
    assert result.status == 2
    assert "新 已经有内容，又不是工作区" in result.err
    assert contents(tmp_path / "新") == {"adopt.yaml": "我的".encode()}
