"""What `report adopt` asks of shares, totals and parts, what waits, and what is not asked: no answer would be taken."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from report_cli.adopt import made_one
from report_cli.adopt.asked import Question
from report_cli.files.workspace import CATALOGUE
from running import report

TABLE = """2024年，立案提案175件，分类见下表。

| 类别 | 件数（件） | 占比 |
| --- | --- | --- |
| 经济建设 | 52 | 29.7% |
| 城乡建设 | 38 | 21.7% |
| 社会民生 | 61 | 34.9% |
| 生态文明 | 24 | 13.7% |
| 合计 | 175 | 100% |
"""
SHARES = """全年收到提案203件，比上年增加17件。经审查，立案175件。委员提案156件，占89.1%；集体提案19件，占10.9%。
走访企业36家，召开座谈会12场，提出建议46条，报送信息92条，接待群众77人次，化解矛盾64起，捐款捐物33万元。
"""


def adopted(folder: Path, text: str, *more: str, year: int = 2024) -> dict[str, Any]:
    (folder / "旧.md").write_text(f"县政协工作总结\n\n{text}", "utf-8")
    options = ("--year", str(year), "--format", "json", *more)
    made = report(folder, "adopt", "旧.md", "--into", "新", *options)
    assert made.status in (0, 1), made.err
    return dict(json.loads(made.out))


def answered(workspace: Path) -> str:
    """Answer all that is asked by 是; what the next run says."""
    file = workspace / "adopt.yaml"
    file.write_text(re.sub("(?m)^  answer:$", "  answer: 是", file.read_text("utf-8")), "utf-8")
    made = report(workspace, "adopt")
    assert made.status in (0, 1), made.err
    return made.out


def changed(workspace: Path, was: str, now: str) -> None:
    file = workspace / "data/2024.yaml"
    assert was in file.read_text("utf-8")
    file.write_text(file.read_text("utf-8").replace(was, now), "utf-8")


def test_one_row_of_a_table_changes_its_share_the_total_and_the_text(tmp_path: Path) -> None:
    made = adopted(tmp_path, TABLE)
    assert len(made["questions"]) <= made["figures"]["bound"] / 6
    assert made["later"] == ["合计件数175件"]
    assert "合计件数175件正好由" in answered(tmp_path / "新")  # what waited is asked now
    assert "没有问" not in answered(tmp_path / "新")
    changed(tmp_path / "新", "经济建设件数: {value: 52", "经济建设件数: {value: 53")
    assert report(tmp_path / "新", "build", "2024", "--to", "md").status == 0
    text = next((tmp_path / "新/drafts/2024").glob("*.md")).read_text("utf-8")
    assert "立案提案176件" in text
    assert "| 经济建设 | 53 | 30.1% |" in text
    assert "| 合计 | 176 | 100% |" in text


def test_what_waits_to_be_asked_is_watched_too(tmp_path: Path) -> None:
    adopted(tmp_path, TABLE)
    changed(tmp_path / "新", "经济建设件数: {value: 52", "经济建设件数: {value: 53")
    said = report(tmp_path / "新", "check", "2024").out
    assert "第2题的数对不上了" in said
    assert "第3题的数对不上了" in said
    assert "这一题还没有问" in said


def test_shares_of_one_whole_are_one_question(tmp_path: Path) -> None:
    asked = [one["message"] for one in adopted(tmp_path, SHARES)["questions"]]
    assert [one for one in asked if "占比" in one] == [
        "委员提案占比89.1%正好由委员提案156件÷经审查立案175件算出，集体提案占比10.9%正好由集体提案19件÷经审查立案175件算出；以后由它们算吗？"
    ]


def test_shares_that_add_up_to_their_whole_are_asked_to_be_all_its_parts(tmp_path: Path) -> None:
    text = SHARES.replace("经审查，立案175件。", "经审查，立案175件，并案16件，转为社情民意信息12件。")
    made = adopted(tmp_path, text)
    asked = " ".join([*(one["message"] for one in made["questions"]), *made["later"]])
    assert "经审查立案175件＋并案16件＋转为社情民意信息12件正好是收到提案203件" in asked
    assert "委员提案156件＋集体提案19件正好是经审查立案175件" in asked
    answered(tmp_path / "新")
    answered(tmp_path / "新")  # what waited
    changed(tmp_path / "新", "委员提案: {value: 156", "委员提案: {value: 159")
    said = report(tmp_path / "新", "check", "2024").out
    assert "F204" in said
    assert "各部分合计178件，不等于总数" in said


ELSEWHERE = """# 残联工作总结

## 一、就业工作

新增残疾人就业312人，其中按比例就业86人、集中就业47人、灵活就业及其他形式就业179人。培训{}312人。

## 二、存在的问题

就业层次不高，灵活就业占新增就业的{}。走访企业36家，召开座谈会12场，提出建议46条，报送信息92条，接待群众77人次。
"""


@pytest.mark.parametrize(
    ("rate", "asked"),
    [("57.4%", "新增就业57.4%正好由灵活就业及其他形式就业179人÷新增残疾人就业312人算出"), ("67.4%", "")],
)
def test_a_share_that_names_both_is_asked_wherever_they_stand(rate: str, asked: str, tmp_path: Path) -> None:
    made = adopted(tmp_path, ELSEWHERE.format("残疾人", rate))
    said = " ".join([*(one["message"] for one in made["questions"]), *made["later"]])
    assert asked in said
    assert ("灵活就业占" in said) is bool(asked)


def test_a_change_of_a_rate_that_is_computed_is_asked(tmp_path: Path) -> None:
    text = "收到提案{}件，立案{}件，立案率{}%，比上年提高{}个百分点。走访企业36家，召开座谈会12场，提出建议46条。\n"
    adopted(tmp_path, text.format(186, 158, "84.9", "0.7"), "--kind", "work_report", year=2023)
    assert "formula: 立案提案 / 收到提案" in (tmp_path / "新/data/indicators.yaml").read_text("utf-8")
    made = adopted(tmp_path, text.format(203, 175, "86.2", "1.3"), "--kind", "work_report", "--force")
    assert any("提高1.3个百分点正好由" in one["message"] for one in made["questions"])


def test_the_same_words_in_another_report_of_the_year_are_the_same_facts(tmp_path: Path) -> None:
    listed = "就水资源保护、青年人才引进、乡村旅游发展、托育服务4个议题"
    names = "就“县域商业体系建设”“银发经济”“数字乡村”3个议题"
    adopted(tmp_path, f"我们{listed}召开专题协商会。\n\n还{names}开展调研。\n")
    (tmp_path / "新闻.md").write_text(f"政协新闻\n\n据了解，政协{listed}提出意见。\n\n政协{names}协商。\n", "utf-8")
    made = report(tmp_path / "新", "adopt", "../新闻.md", "--year", "2024", "--kind", "press")
    assert made.status in (0, 1), made.err
    changed(tmp_path / "新", "value: 4,", "value: 5,")
    changed(tmp_path / "新", "value: 3,", "value: 2,")
    assert report(tmp_path / "新", "build", "2024", "--to", "md").status == 0
    text = (tmp_path / "新/drafts/2024/press.md").read_text("utf-8")
    assert "托育服务5个议题" in text
    assert "“数字乡村”2个议题" in text


def test_another_number_in_the_same_words_stays_a_fact_of_its_own(tmp_path: Path) -> None:
    adopted(tmp_path, "我们就水资源保护、青年人才引进、乡村旅游发展、托育服务4个议题召开专题协商会。\n")
    press = "政协新闻\n\n据了解，政协就水资源保护、青年人才引进、乡村旅游发展、托育服务5个议题提出意见。\n"
    (tmp_path / "新闻.md").write_text(press, "utf-8")
    report(tmp_path / "新", "adopt", "../新闻.md", "--year", "2024", "--kind", "press")
    changed(tmp_path / "新", "value: 4,", "value: 6,")
    assert report(tmp_path / "新", "build", "2024", "--to", "md").status == 0
    assert "托育服务5个议题" in (tmp_path / "新/drafts/2024/press.md").read_text("utf-8")


def test_what_another_year_would_print_otherwise_is_not_asked(tmp_path: Path) -> None:
    same = "走访企业36家，召开座谈会12场，提出建议46条，报送信息92条，接待群众77人次，化解矛盾64起。"
    (tmp_path / "一.md").write_text(f"县政协工作总结\n\n{same}提出意见53条，被采纳31条。\n", "utf-8")
    last = f"县政协工作总结\n\n{same}提出意见53条，被采纳45条，采纳率84.9%。\n"
    (tmp_path / "二.md").write_text(last, "utf-8")
    made = report(tmp_path, "adopt", "一.md", "二.md", "--year", "2023,2024", "--into", "新")
    assert made.status in (0, 1), made.err
    assert "采纳率84.9%" not in made.out
    answered(tmp_path / "新")


TWO_COUNTS = """2024年，县政协高度重视提案工作，共走访单位36家，召开座谈会12场，提出建议46条，报送信息92条。

| 类别 | 件数（件） | 占比 | 办复（件） | 上年件数（件） |
| --- | --- | --- | --- | --- |
| 经济建设 | 52 | 29.7% | 52 | 44 |
| 城乡建设 | 38 | 21.7% | 38 | 37 |
| 社会民生 | 61 | 34.9% | 61 | 51 |
| 生态文明 | 24 | 13.7% | 24 | 26 |
| 合计 | 175 | 100% | 175 | 158 |

接待群众77人次，化解矛盾64起，捐款捐物33万元，编印刊物18期，协商活动29场次，调研报告14篇，新增学位720个。
"""


def said_of(workspace: Path, answers: dict[str, str]) -> str:
    """Answer what has some words in its message by 是 or 否; what the next run says."""
    file = workspace / "adopt.yaml"
    entries = re.split("(?m)^(?=- number)", file.read_text("utf-8"))
    for at, entry in enumerate(entries):
        for words, answer in answers.items():
            if words in entry.partition("  message: ")[2].partition("\n")[0]:
                entries[at] = re.sub("(?m)^  answer:$", f"  answer: {answer}", entry)
    file.write_text("".join(entries), "utf-8")
    made = report(workspace, "adopt")
    assert made.status in (0, 1), made.err
    return made.out


def test_a_share_of_a_table_is_of_the_first_count_and_after_no_of_the_next(tmp_path: Path) -> None:
    made = adopted(tmp_path, TWO_COUNTS)
    asked = [one["message"] for one in made["questions"]] + made["later"]
    assert any(one.startswith("经济建设占比29.7%正好由经济建设件数52件÷合计件数175件算出") for one in asked)
    assert not any("办复52件÷" in one for one in asked)
    next_ = said_of(tmp_path / "新", {"经济建设占比": "否"})
    assert "经济建设占比29.7%正好由经济建设办复52件÷合计办复175件算出" in next_
    assert "占比" not in said_of(tmp_path / "新", {"经济建设占比": "否"})


def test_each_column_of_a_table_is_asked_for_its_total(tmp_path: Path) -> None:
    made = adopted(tmp_path, TWO_COUNTS)
    asked = " ".join([*(one["message"] for one in made["questions"]), *made["later"]])
    assert all(f"合计{column}" in asked for column in ("件数175件", "办复175件", "上年件数158件"))


def test_a_share_is_of_the_count_that_its_head_names(tmp_path: Path) -> None:
    made = adopted(tmp_path, TWO_COUNTS.replace("| 占比 |", "| 办复占比 |"))
    asked = " ".join([*(one["message"] for one in made["questions"]), *made["later"]])
    assert "经济建设办复占比29.7%正好由经济建设办复52件÷合计办复175件算出" in asked


def test_what_a_sentence_adds_up_is_asked_with_its_parts(tmp_path: Path) -> None:
    text = """2024年，拆除违法建设81处、7万平方米。其中，东城40处、3万平方米，西城24处、2.4万平方米，高新17处、\
1.6万平方米。
承办较多的有住建局26件、交通局21件、农业局19件、教育局15件，4家单位共办理81件。\
走访企业36家，召开座谈会12场，接待群众77人次。
"""
    adopted(tmp_path, text)
    asked = (tmp_path / "新/adopt.yaml").read_text("utf-8") + answered(tmp_path / "新")
    for total in ("拆除违法建设81处", "7万平方米", "81件"):
        assert re.search(f"正好是[^；]*{re.escape(total)}；它们是它的全部分项吗", asked), asked


def test_a_session_that_two_sentences_name_is_one_number(tmp_path: Path) -> None:
    text = """全年圆满完成县十七届人大三次会议确定的任务。走访企业36家，召开座谈会12场。

县十七届人大三次会议以来，收到代表建议84件。报送信息92条，接待群众77人次，化解矛盾64起，捐款33万元。
"""
    made = adopted(tmp_path, text)
    [question] = [one["message"] for one in made["questions"] if one["type"] == "number"]
    assert question.count("十七届人大三次会议") == 2
    answered(tmp_path / "新")
    changed(tmp_path / "新", "县十七届人大会议次数: {value: 3", "县十七届人大会议次数: {value: 4")
    assert report(tmp_path / "新", "build", "2024", "--to", "md").status == 0
    text = next((tmp_path / "新/drafts/2024").glob("*.md")).read_text("utf-8")
    assert text.count("县十七届人大四次会议") == 2


def test_a_change_is_of_what_it_names_and_not_of_another_that_gives_it_by_chance(tmp_path: Path) -> None:
    text = "建成老年助餐点{}个。改造老旧小区{}个，比上年增加{}个。走访企业36家，召开座谈会12场，提出建议46条。\n"
    adopted(tmp_path, text.format(28, 15, 1), "--kind", "work_report", year=2023)
    made = adopted(tmp_path, text.format(31, 17, 3), "--kind", "work_report", "--force")
    assert not any("老年助餐点31个和" in one["message"] for one in made["questions"])
    assert "按两年的数是2个" in report(tmp_path / "新", "check", "2024").out


@pytest.mark.parametrize(
    ("said", "parts"),
    [
        ("引进人才42人，其中博士27人、海外专家8人，举办讲座6场。", "博士 海外专家"),
        ("立案268件，立案率85.9%，其中集体提案47件。", "集体提案"),
        ("收到议案184件，比上年增加13件、增长7.6%，其中会议期间161件。", "会议期间"),
        ("组织会议20场（其中线上4场），收到建议12条。", "线上会议"),
        ("开展活动36次，参加300人次，其中5次在基层。", ""),
        ("收到咨询265件，比上年增加9件，其中集体咨询增加2件。", ""),
        ("引进人才42人。其中博士27人。", ""),
        ("走访企业36家，走访商户12家。", ""),
    ],
)
def test_what_is_among_others_is_never_more_than_they_are(said: str, parts: str, tmp_path: Path) -> None:
    adopted(tmp_path, f"2024年，工作有序。{said}")
    rows = (tmp_path / "新/data/indicators.yaml").read_text("utf-8")
    assert re.findall(r"(?m)^    (\S+): .*, of: ", rows) == parts.split()


def test_a_part_that_becomes_more_than_its_whole_is_told(tmp_path: Path) -> None:
    adopted(tmp_path, "引进人才42人，其中博士27人、海外专家8人。\n另引进团队3个。")
    changed(tmp_path / "新", "博士: {value: 27", "博士: {value: 47")
    assert "F205: 博士（正文.博士）47人，多于它所属的引进人才42人" in report(tmp_path / "新", "check", "2024").out


def test_a_part_is_of_the_fact_that_its_whole_was_made_one_with() -> None:
    catalogue = "a:\n  indicators:\n    x: {label: x}\n    y: {label: y, of: x}\nb:\n  indicators:\n    z: {label: z}\n"
    merging = made_one.Merging()
    merging.merge(Question(type="same", fact="a.x", inputs=["b.z"], message="", answer="是"), {CATALOGUE: catalogue})
    assert "    y: {label: y, of: b.z}\n" in merging.done({CATALOGUE: catalogue})[CATALOGUE]


def test_the_money_that_a_table_adds_up_is_asked_to_be_that_of_the_text(tmp_path: Path) -> None:
    table = "| 产业 | 经费收缴（万元） |\n| --- | --- |\n| 机械 | 1842 |\n| 其他 | 1004 |\n| 合计 | 2846 |\n"
    prose = "全县现有会员863人，收缴工会经费2846万元，拨付基层1992.2万元。走访企业36家，召开座谈会12场。"
    adopted(tmp_path, f"2024年，工作有序。{prose}\n\n{table}")
    for _ in range(3):
        answered(tmp_path / "新")
    changed(tmp_path / "新", "机械: {value: 1842", "机械: {value: 1942")
    assert report(tmp_path / "新", "build", "2024", "--to", "md").status == 0
    text = next((tmp_path / "新/drafts/2024").glob("*.md")).read_text("utf-8")
    assert "收缴工会经费2946万元" in text
    assert "| 合计 | 2946 |" in text


@pytest.mark.parametrize("is_answered", [True, False], ids=["answered", "open"])
def test_a_total_that_the_text_rounds_is_held_against_it(is_answered: bool, tmp_path: Path) -> None:
    table = (
        "| 产业 | 工会（家） | 会员（人） |\n| --- | --- | --- |\n| 机械 | 612 | 62200 |\n| 其他 | 674 | 61812 |\n"
        "| 合计 | 1286 | 124012 |\n"
    )
    prose = "全年工作有序，会员12.4万人，拨付基层1992.2万元。走访企业36家，召开座谈会12场，办实事93件，慰问512人次。"
    made = adopted(tmp_path, f"2024年，{prose}走访商户15家，培训骨干77名，举办讲座8期，选树典型6个。\n\n{table}")
    assert "合计会员124012人像是会员12.4万人" in str([*made["later"], *made["questions"]])
    for _ in range(3 * is_answered):
        answered(tmp_path / "新")
    file = tmp_path / "新/data/2024.yaml"
    for now, is_told in (("62211", False), ("72200", True)):
        text = re.sub("机械会员: {value: [0-9]+", f"机械会员: {{value: {now}", file.read_text("utf-8"))
        total = int(now) + 61812
        file.write_text(re.sub("合计会员: {value: [0-9]+", f"合计会员: {{value: {total}", text), "utf-8")
        out = report(tmp_path / "新", "check", "2024").out
        assert (f"会员12.4万人、合计会员{total}人" in out or "会员）12.4万人，各部分合计" in out) is is_told, out
