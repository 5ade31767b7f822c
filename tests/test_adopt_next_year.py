"""The year after one that was adopted: what is missing takes its heading along, and words follow the data."""

import re
import shutil
from pathlib import Path

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH

from report_cli.adopt import source
from running import change, report

OLD = """# 区政协工作报告
## 一、2022年工作回顾
### （一）提案工作提质增效
县政协共收到提案265件，比上年增加25件，增长10.4%；立案224件。
### （二）庆祝活动隆重热烈
举办书画展3场。
### （三）自身建设扎实有力
文史工作有声有色。征集史料92篇。编辑专刊4期。
以人民为中心开展工作。
2022年主要履职情况见下表。[^1]

| 项目 | 2021年 | 2022年 | 增减 |
| --- | --- | --- | --- |
| 走访企业（家） | 30 | 36 | 6 |
| 培训委员（人次） | 205 | 230 | 25 |

## 二、2023年工作安排
举办委员讲堂6期。

[^1]: 表中2021年数据以统计台账为准，统计截至2022年11月30日。
"""
EARLIER = OLD.replace("2023年工作", "甲").replace("2022年", "乙").replace("2021年", "2020年")
EARLIER = EARLIER.replace("乙", "2021年").replace("甲", "2022年工作").replace("265件", "240件").replace("25件", "20件")
EARLIER = EARLIER.replace("10.4%", "9.1%").replace("224件", "210件").replace("| 30 | 36 |", "| 24 | 30 |")


@pytest.fixture(scope="module")
def two_years(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("两年")
    (folder / "前.md").write_text(EARLIER, "utf-8")
    (folder / "旧.md").write_text(OLD, "utf-8")
    result = report(folder, "adopt", "前.md", "旧.md", "--year", "2021,2022", "--into", "新")
    assert result.status == 1, result.err
    return folder / "新"


@pytest.fixture
def begun(two_years: Path, tmp_path: Path) -> Path:
    """The workspace with a third year, in which nothing is filled in yet."""
    workspace = tmp_path / "新"
    shutil.copytree(two_years, workspace)
    assert report(workspace, "new", "2023").status == 0
    return workspace


def filled(workspace: Path, values: dict[str, str], gone: tuple[str, ...] = ()) -> str:
    """What the third year's report says with these values, where some lines were taken out."""
    file = workspace / "data/2023.yaml"
    lines = file.read_text("utf-8").split("\n")
    kept = [line for line in lines if not line.startswith(tuple(f"  {name}:" for name in gone))]
    text = "\n".join(kept)
    for name, value in values.items():
        text = re.sub(rf"(?m)^  {name}:.*$", f"  {name}: {value}", text)
    file.write_text(text, "utf-8")
    made = report(workspace, "build", "2023", "--to", "md")
    assert made.status == 0, made.out + made.err
    return (workspace / "drafts/2023/work_report.md").read_text("utf-8")


def answered(workspace: Path) -> None:
    file = workspace / "adopt.yaml"
    file.write_text(re.sub(r"(?m)^  answer:$", "  answer: 是", file.read_text("utf-8")), "utf-8")
    result = report(workspace, "adopt")
    assert result.status == 0, result.out + result.err


GONE = {
    "a heading": ("举办书画展", "（二）庆祝活动", "### （二）自身建设扎实有力"),
    "a lead": ("征集史料 编辑专刊", "文史工作有声有色", "以人民为中心"),
    "a table and what leads up to it": ("走访企业 上年走访企业 培训委员 上年培训委员", "见下表", "以人民为中心"),
    "the last part": ("举办委员讲堂", "工作安排", "以人民为中心"),
}


@pytest.mark.parametrize("case", GONE)
def test_nothing_stands_bare_where_all_below_it_is_gone(case: str, begun: Path) -> None:
    names, bare, standing = GONE[case]
    said = filled(begun, {}, tuple(names.split()))
    assert bare not in said
    assert standing in said


def test_what_leads_up_to_others_stands_while_one_of_them_does(begun: Path) -> None:
    said = filled(begun, {"编辑专刊": "5"}, ("征集史料", "走访企业", "上年走访企业"))
    assert "文史工作有声有色。编辑专刊5期。" in said
    assert "| 项目 | 2022年 | 2023年 | 增减 |" in said
    assert "培训委员" in said


def test_a_missing_footnote_leaves_what_it_hangs_on(begun: Path) -> None:
    said = filled(begun, {}, ("上年截至日期", "截至日期"))
    assert "2023年主要履职情况见下表。\n" in said
    assert "统计台账" not in said


EVENTS = "2022年走访企业36家。\n\n1月18日，召开执委会第三次会议。\n\n3月22日，举办招聘会。\n\n12月5日，商会成立。"


@pytest.mark.parametrize(
    ("events", "value"),
    [
        (EVENTS, "2022-01-18"),
        (EVENTS.replace("1月18日，召开执委会第三次会议。\n\n3月", "3月"), ""),
        (
            f"{EVENTS.replace('1月18日，召开执委会第三次会议。', '走访。')}\n\n1月18日，召开执委会第三次会议。",
            "1月18日",
        ),
        ("1月18日，执委会第三次会议听取报告。\n\n走访企业36家。", "1月18日"),
    ],
    ids=["first of the events", "without it", "after those of December", "no list of events"],
)
def test_the_day_of_a_session_among_the_years_events_is_a_date(events: str, value: str, tmp_path: Path) -> None:
    (tmp_path / "旧.md").write_text(f"# 工作总结\n{events}\n", "utf-8")
    assert report(tmp_path, "adopt", "旧.md", "--year", "2022", "--into", "新").status in (0, 1)
    data = (tmp_path / "新/data/2022.yaml").read_text("utf-8")
    said = re.findall("日期: {value: ([^,]+),", data)
    assert [each for each in said if "18" in each] == ([value] if value else [])
    if value == "2022-01-18":
        assert report(tmp_path / "新", "new", "2023").status == 0
        year = tmp_path / "新/data/2023.yaml"
        filled = re.sub("(执委会会议日期):.*", r"\1: 2023-01-15", year.read_text("utf-8"))
        year.write_text(re.sub("(会议届次):.*", r"\1: 第六次会议", filled), "utf-8")
        made = report(tmp_path / "新", "build", "2023", "--draft", "--to", "md")
        assert made.status == 0, made.out + made.err
        assert "1月15日，召开执委会第六次会议。" in (tmp_path / "新/drafts/2023/work_report.md").read_text("utf-8")


@pytest.mark.parametrize(
    ("received", "said"),
    [
        ("300", "收到提案300件，比上年增加35件，增长13.2%；"),
        ("250", "收到提案250件，比上年减少15件，下降5.7%；"),
        ("265", "收到提案265件，比上年持平；"),
    ],
)
def test_words_of_an_answered_change_follow_the_data(received: str, said: str, begun: Path) -> None:
    for year, text in ((2021, EARLIER), (2022, OLD)):
        assert report(begun, "build", str(year), "--to", "md").status == 0
        sentence = re.search("县政协.*", text)
        assert sentence
        assert sentence[0] in (begun / f"drafts/{year}/work_report.md").read_text("utf-8")
    answered(begun)
    assert said in filled(begun, {"收到提案": received, "立案": "200"})


STATED = {
    "the right way": ("300", "35", "13.2%", "比上年增加35件，增长13.2%", ""),
    "a fall": ("250", "-15", "-5.7%", "比上年减少15件，下降5.7%", ""),
    "no change": ("265", "0", "0%", "比上年持平；", ""),
    "the wrong way": ("250", "15", "5.7%", "比上年增加15件，增长5.7%", "警告 W109: .*实际是减，前面不能写“增加”"),
    "another amount": ("300", "15", "13.2%", "比上年增加15件，增长13.2%", "警告 W109: .*按两年的数是35件"),
    "against each other": ("250", "15", "-5.7%", "", "错误 W109: .*实际是减，前面不能写“增加”"),
}


@pytest.mark.parametrize("case", STATED)
def test_a_stated_change_is_held_against_both_years_figures(case: str, begun: Path) -> None:
    received, change_, growth, said, wrong = STATED[case]
    values = {"收到提案": received, "收到提案比上年增加": change_, "收到提案增长": growth, "立案": "200"}
    if said:
        assert said in filled(begun, values)
    else:
        with pytest.raises(AssertionError, match="W109"):
            filled(begun, values)
    found = report(begun, "check", "2023").out
    assert re.search(wrong, found) if wrong else "W109" not in found
    for place, value in re.findall(r"怎样改：在data/2023.yaml:(\d+):\d+写成([^；]+)", found):
        file = begun / "data/2023.yaml"
        lines = file.read_text("utf-8").split("\n")
        lines[int(place) - 1] = re.sub(r":.*", f": {value}", lines[int(place) - 1])
        file.write_text("\n".join(lines), "utf-8")
    assert "W109" not in report(begun, "check", "2023").out


def test_a_change_that_was_turned_in_the_draft_comes_home_as_its_sign(begun: Path) -> None:
    filled(begun, {"收到提案": "250", "收到提案比上年增加": "15", "收到提案增长": "5.7%", "立案": "200"})
    change(begun / "drafts/2023/work_report.md", "比上年增加15件，增长5.7%", "比上年减少15件，下降5.7%")
    assert "2条" in report(begun, "take", "drafts/2023/work_report.md", "--write").out
    assert re.search("(?m)^  收到提案比上年增加: -15", (begun / "data/2023.yaml").read_text("utf-8"))
    assert "比上年减少15件，下降5.7%" in filled(begun, {})
    assert "W109" not in report(begun, "check", "2023").out


def test_a_change_that_is_not_filled_in_says_what_it_is_by_both_years(begun: Path) -> None:
    filled(begun, {"收到提案": "250"})
    found = report(begun, "check", "2023").out
    assert "收到提案比上年增加）未填，按两年的数是-15\n" in found
    assert "收到提案增长）未填，按两年的数是-5.7%\n" in found


def test_a_change_that_cannot_be_compared_is_noted_and_no_more_told(begun: Path) -> None:
    values = {"收到提案": "300", "收到提案比上年增加": "{value: 15, note: 口径有调整}", "收到提案增长": "13.2%"}
    assert "比上年增加15件" in filled(begun, values)
    assert "W109" not in report(begun, "check", "2023").out


def test_no_direction_is_said_of_what_is_not_known(begun: Path) -> None:
    assert "收到提案300件，比上年【**待补：收到提案比上年增加**】，**【待补：收到提案增长】**；" in filled(
        begun, {"收到提案": "300", "立案": "200"}
    )
    assert "比上年" not in filled(begun, {}, ("收到提案比上年增加",))


def test_what_a_table_says_rose_or_fell_may_be_negative(begun: Path) -> None:
    assert "| 走访企业（家） | 36 | 30 | -6 |" in filled(
        begun, {"走访企业": "30", "上年走访企业": "36", "走访企业增减": "-6"}
    )


def test_a_change_that_allows_no_negative_number_is_told_how_to_have_one(begun: Path) -> None:
    catalogue = begun / "data/indicators.yaml"
    change(catalogue, "label: 收到提案比上年增加, unit: 件, kind: amount", "label: 收到提案比上年增加, unit: 件")
    [template] = [path for path in (begun / "templates").rglob("*.j2") if "比上年增加|moved" in path.read_text("utf-8")]
    [(printed, id)] = re.findall(r"(\{\{ (\S+收到提案比上年增加)\|moved.*?\}\})", template.read_text("utf-8"))
    change(template, printed, f"增加{{{{ {id} }}}}")
    change(begun / "data/2023.yaml", "  收到提案比上年增加:", "  收到提案比上年增加: -15")
    found = report(begun, "check", "2023").out
    assert "加上 kind: amount，模板里的" in found
    [(was, now)] = re.findall("模板里的“(增加{{ .*? }})”写成 (.*?)，由数据说", found)
    change(template, was, now)
    change(catalogue, "label: 收到提案比上年增加, unit: 件", "label: 收到提案比上年增加, unit: 件, kind: amount")
    assert "比上年减少15件" in filled(begun, {"收到提案": "250", "收到提案增长": "-5.7%"})


def test_an_edit_waits_while_its_sentence_is_not_printed(begun: Path) -> None:
    edited_exhibition(begun)
    assert "举办大型书画展5场。" in filled(begun, {})
    assert "书画展" not in filled(begun, {}, ("举办书画展",))
    assert "警告 E207: 举办书画展没有数" in report(begun, "check", "2023").out


def test_an_edit_whose_value_is_still_to_come_is_no_error_of_its_own(begun: Path) -> None:
    edited_exhibition(begun)
    change(begun / "data/2023.yaml", "  举办书画展: 5", "  举办书画展:")
    told = report(begun, "build", "2023", "--final").err
    assert "F202: 举办书画展" in told
    assert "警告 E207: 举办书画展没有数" in told
    assert "E201" not in told


def edited_exhibition(begun: Path) -> None:
    """Edit the words of a sentence of the third year, whose value is there."""
    filled(begun, {"举办书画展": "5"})
    (begun / "templates/2023").mkdir()
    was, now = "举办书画展{{ 提案工作提质增效.举办书画展 }}。", "举办大型书画展{{ 提案工作提质增效.举办书画展 }}。"
    group = re.search(r"(?m)^(\w+):.*\n(?:  .*\n)*?  举办书画展:", (begun / "data/2023.yaml").read_text("utf-8"))
    assert group
    edits = f"edits:\n  - was: '{was}'\n    now: '{now}'\n    by: 甲.docx\n".replace("提案工作提质增效", group[1])
    (begun / "templates/2023/work_report.edits.yaml").write_text(edits, "utf-8")


def test_what_formulas_give_is_not_stated_by_the_other_years_that_were_read(two_years: Path, tmp_path: Path) -> None:
    workspace = tmp_path / "新"
    shutil.copytree(two_years, workspace)
    file, noted = workspace / "data/2021.yaml", "  培训委员增减: {value: 25, note: 与统计台账核过}"
    text = file.read_text("utf-8")
    assert "  走访企业增减: {value: 6, source:" in text
    file.write_text(re.sub("(?m)^  培训委员增减: .*$", noted, text), "utf-8")
    answered(workspace)
    text = file.read_text("utf-8")
    assert "走访企业增减" not in text
    assert noted in text  # what people added to stays
    assert report(workspace, "build", "2021", "--to", "md").status == 0
    assert "| 走访企业（家） | 24 | 30 | 6 |" in (workspace / "drafts/2021/work_report.md").read_text("utf-8")


def test_a_question_of_a_cell_shows_its_row(two_years: Path) -> None:
    assert "text: 走访企业（家） | 30 | 36 | 6\n" in (two_years / "adopt.yaml").read_text("utf-8")


def test_a_new_year_says_what_last_year_was_where_last_year_is_asked(begun: Path) -> None:
    text = (begun / "data/2023.yaml").read_text("utf-8")
    assert re.search(r"(?m)^  上年走访企业: +# 家；2022年是36家$", text)
    assert re.search(r"(?m)^  走访企业: +# 家；上年36家$", text)
    assert re.search(r"(?m)^  收到提案比上年增加: +# 件；上年25件；减少填负数$", text)


def test_what_only_an_earlier_years_report_prints_is_named_and_not_asked(tmp_path: Path) -> None:
    for year, more in ((2021, "成立支部5个。"), (2022, "新建场馆2处。")):
        text = f"工作小结\n{year}年，收到提案26{year % 10}件，立案22{year % 10}件。{more}\n以人民为中心。\n"
        (tmp_path / f"{year}.txt").write_text(text, "utf-8")
    result = report(tmp_path, "adopt", "2021.txt", "2022.txt", "--year", "2021,2022", "--into", "新")
    assert result.status in (0, 1), result.err
    assert report(tmp_path / "新", "new", "2023").status == 0
    text = (tmp_path / "新/data/2023.yaml").read_text("utf-8")
    assert "  # 只有2021年的报告印、没有列在上面的：成立支部" in text
    assert re.findall(r"(?m)^  (\w+):", text) == ["收到提案", "立案提案", "新建场馆"]
    assert "成立支部" not in report(tmp_path / "新", "check", "2023").out


# Run-in headings that a Word file tells by their look ----------------------------------------------------------------


@pytest.fixture
def leads(tmp_path: Path) -> Path:
    """A Word report whose paragraphs begin with numbered sentences in bold type."""
    made = docx.Document()
    made.add_paragraph("区政协工作报告").alignment = WD_ALIGN_PARAGRAPH.CENTER
    made.add_paragraph("一、2022年工作回顾")
    made.add_paragraph("（一）坚持党的领导")
    for lead, rest in (
        ("1.理论学习走深走实。", "召开学习会18次，举办委员讲堂6期，参学委员达820人次。"),
        ("2.庆祝活动隆重热烈。", "举办座谈会1场、书画摄影展2场，收到作品368件。"),
        ("3.中心工作积极作为。", "联系重点项目21个，协调解决问题52个，帮助实施产业项目16个。"),
    ):
        paragraph = made.add_paragraph()
        paragraph.add_run(lead).bold = True
        paragraph.add_run(rest)
    made.save(str(tmp_path / "旧.docx"))
    assert report(tmp_path, "adopt", "旧.docx", "--year", "2022", "--into", "新").status in (0, 1)
    return tmp_path / "新"


def test_a_lead_in_bold_type_is_bold_again(leads: Path) -> None:
    assert report(leads, "build", "2022").status == 0
    lines = [block for block in source.read(leads / "drafts/2022/work_report.docx").blocks if block.lead]  # type: ignore[union-attr]
    assert [block.text[: block.lead] for block in lines if isinstance(block, source.Paragraph)] == [
        "1.理论学习走深走实。", "2.庆祝活动隆重热烈。", "3.中心工作积极作为。",
    ]  # fmt: skip


def test_the_numbers_of_leads_have_no_gap_where_one_is_gone(leads: Path) -> None:
    for name in ("举办座谈会", "书画摄影展", "收到作品"):
        change(leads / "data/2022.yaml", f"  {name}:", f"  # {name}:")
    assert report(leads, "build", "2022", "--to", "md").status == 0
    said = (leads / "drafts/2022/work_report.md").read_text("utf-8")
    assert re.findall(r"\*\*(.*?)\*\*", said) == ["1.理论学习走深走实", "2.中心工作积极作为"]


def test_a_first_sentence_in_bold_is_bold_again_and_bold_words_amid_others_are_told(tmp_path: Path) -> None:
    made = docx.Document()
    made.add_paragraph("区政协工作报告").alignment = WD_ALIGN_PARAGRAPH.CENTER
    made.add_paragraph("一、2022年工作回顾")
    paragraph = made.add_paragraph()
    paragraph.add_run("提案工作提质增效。").bold = True
    paragraph.add_run("收到提案265件，立案")
    paragraph.add_run("224件").bold = True
    paragraph.add_run("，一年来的工作得到肯定。")
    made.save(str(tmp_path / "旧.docx"))
    result = report(tmp_path, "adopt", "旧.docx", "--year", "2022", "--into", "新")
    assert "没有收进来：段落中间加粗的字：第3段“224件”，照正文印" in result.out + result.err
    assert report(tmp_path / "新", "build", "2022").status == 0
    read = source.read(tmp_path / "新/drafts/2022/work_report.docx")
    strong = [block.text[: block.strong] for block in read.blocks if isinstance(block, source.Paragraph)]
    assert "提案工作提质增效。" in strong
    for name in ("收到提案", "立案提案"):
        change(tmp_path / "新/data/2022.yaml", f"  {name}:", f"  # {name}:")
    assert report(tmp_path / "新", "build", "2022", "--to", "md").status == 0
    assert "提质增效" not in (tmp_path / "新/drafts/2022/work_report.md").read_text("utf-8")


@pytest.mark.parametrize(
    ("sentence", "gone", "stands"),
    [
        ("走访率不高，仅35%。这些问题，要下大力气解决。", "走访率", False),
        ("走访企业36家。培训委员9人次。上述情况，已经向区委报告。", "走访企业", True),
        ("走访企业36家。培训委员9人次。对此，已经向区委报告。", "走访企业 培训委员", False),
        ("工作还有不足。走访企业36家。这些不足，要认真解决。", "走访企业", True),
    ],
)
def test_what_refers_back_stands_while_anything_before_it_does(
    sentence: str, gone: str, stands: bool, tmp_path: Path
) -> None:
    (tmp_path / "旧.txt").write_text(f"区政协工作小结\n{sentence}\n以人民为中心。\n", "utf-8")
    assert report(tmp_path, "adopt", "旧.txt", "--year", "2022", "--into", "新").status in (0, 1)
    workspace, last = tmp_path / "新", re.split("(?<=。)", sentence)[-2]
    assert report(workspace, "build", "2022", "--to", "md").status == 0
    for name in gone.split():
        change(workspace / "data/2022.yaml", f"  {name}", f"  # {name}")
    told = report(workspace, "check", "2022").out
    assert report(workspace, "build", "2022", "--to", "md").status == 0
    assert (last in (workspace / "drafts/2022/work_report.md").read_text("utf-8")) is stands
    assert (f"“{last}”" in told) is not stands


NOTED = """# 区政协工作报告
收到提案265件①，立案224件。开展“三联”活动②12次，走访企业36家。
举办双月座谈③6次。以人民为中心。
情况见下表。

| 项目 | 2022年 |
| --- | --- |
| 走访委员④（人次） | 31 |
| 视察（次） | 9 |

注：表中数据截至11月30日。
①含会中提案240件。统计口径同上年。
②“三联”活动：主席会议成员联系委员的活动。
③双月座谈：由主席会议成员召集的座谈会。
④走访委员：含登门走访。
"""
WITH_NOTES = {
    "the sentence of a mark": ("开展三联活动 走访企业", "三联", "收到提案265件①，立案224件。"),
    "the note of a mark": ("含会中提案", "① 口径", "收到提案265件，立案224件。"),
    "the row of a mark": ("走访委员", "④", "注：表中数据截至"),
    "the table of a note": ("走访委员 视察", "④ 注： 见下表", "③双月座谈："),
}


@pytest.mark.parametrize("case", WITH_NOTES)
def test_a_note_and_its_mark_go_together(case: str, tmp_path: Path) -> None:
    gone, absent, standing = WITH_NOTES[case]
    (tmp_path / "旧.md").write_text(NOTED, "utf-8")
    assert report(tmp_path, "adopt", "旧.md", "--year", "2022", "--into", "新").status in (0, 1)
    workspace = tmp_path / "新"
    file = workspace / "data/2022.yaml"
    said = "\n".join(
        line for line in file.read_text("utf-8").split("\n") if line.strip().split(":")[0] not in gone.split()
    )
    file.write_text(said, "utf-8")
    made = report(workspace, "build", "2022", "--to", "md")
    assert made.status == 0, made.out + made.err
    text = (workspace / "drafts/2022/work_report.md").read_text("utf-8")
    assert [each for each in absent.split() if each in text] == []
    assert standing in text
    assert "以人民为中心。" in text


@pytest.mark.parametrize("mark", ["①", "[1]", "¹"])
@pytest.mark.parametrize("place_of_it", ["开展“双评议”{}，评出优秀提案10件。", "| 双评议{}的提案（件） | 10 |"])
def test_a_note_with_a_figure_leaves_those_beside_its_mark_bound(mark: str, place_of_it: str, tmp_path: Path) -> None:
    said = place_of_it.format(mark)
    said = f"| 项目 | 数量 |\n| --- | --- |\n{said}\n" if said.startswith("|") else f"督办重点提案12件。{said}"
    note = f"{mark}“双评议”：指双向评议，共评议提案276件。"
    (tmp_path / "旧.md").write_text(f"# 区政协工作报告\n{said}\n\n以人民为中心。\n\n{note}\n", "utf-8")
    made = report(tmp_path, "adopt", "旧.md", "--year", "2022", "--into", "新")
    assert "没有绑定" not in made.out + made.err
    workspace = tmp_path / "新"
    assert "原文" not in (workspace / "data/2022.yaml").read_text("utf-8")
    change(workspace / "data/2022.yaml", "  评议提案:", "  # 评议提案:")
    assert report(workspace, "build", "2022", "--to", "md").status == 0
    text = (workspace / "drafts/2022/work_report.md").read_text("utf-8")
    assert mark not in text
    assert "双评议" in text
    assert "10" in text


def test_marks_that_do_not_follow_each_other_any_more_are_told(tmp_path: Path) -> None:
    (tmp_path / "旧.md").write_text(NOTED, "utf-8")
    assert report(tmp_path, "adopt", "旧.md", "--year", "2022", "--into", "新").status in (0, 1)
    assert "W258" not in report(tmp_path / "新", "check", "2022").out
    change(tmp_path / "新/data/2022.yaml", "  开展三联活动:", "  # 开展三联活动:")
    assert "W258: “③”应是“②”" in report(tmp_path / "新", "check", "2022").out
    # The marks stand right beside figures, and make no others of them.
    renumbered(tmp_path / "新", "③", "②")


def test_points_that_were_numbered_by_hand_are_numbered_as_they_are_left(tmp_path: Path) -> None:
    items = "1.收到提案265件。\n2.走访企业36家。\n3.加强宣传。\n4.加强学习。培训委员230人次，发放手册3100册。\n"
    (tmp_path / "旧.txt").write_text(f"区政协工作小结\n全年的工作都已经完成，有以下几项。\n{items}", "utf-8")
    assert report(tmp_path, "adopt", "旧.txt", "--year", "2022", "--into", "新").status in (0, 1)
    for name, wanted in (
        ("", items),
        ("走访企业", "1.收到提案265件。\n2.加强宣传。\n3.加强学习。培训委员230人次，发放手册3100册。\n"),
        ("培训委员", "1.收到提案265件。\n2.加强宣传。\n"),
    ):
        change(tmp_path / "新/data/2022.yaml", f"  {name}:", f"  # {name}:") if name else None
        assert "W258" not in report(tmp_path / "新", "check", "2022").out
        assert report(tmp_path / "新", "build", "2022", "--to", "md").status == 0
        text = (tmp_path / "新/drafts/2022/work_report.md").read_text("utf-8")
        assert text.partition("1.")[2].replace("\n\n", "\n") == wanted.partition("1.")[2]


def test_titles_that_were_numbered_by_hand_are_numbered_as_they_are_left(tmp_path: Path) -> None:
    text = "区政协工作小结\n三、优秀提案\n1.《加快产业发展》\n2.《完善农村供水》\n3.《办好社区食堂》\n"
    (tmp_path / "旧.txt").write_text(text, "utf-8")
    assert report(tmp_path, "adopt", "旧.txt", "--year", "2022", "--into", "新").status in (0, 1)
    file = tmp_path / "新/data/2022.yaml"
    file.write_text(re.sub("(?m)^.*完善农村供水.*\n", "", file.read_text("utf-8")), "utf-8")
    assert report(tmp_path / "新", "build", "2022", "--to", "md").status == 0
    text = (tmp_path / "新/drafts/2022/work_report.md").read_text("utf-8")
    assert re.findall("(?m)^[0-9].*", text) == ["1.《加快产业发展》", "2.《办好社区食堂》"]


def renumbered(place: Path, *numbers: str) -> None:
    """What is told of typed numbers and marks is done in Word, as told, and comes home."""
    assert report(place, "build", "2022").status == 0
    file = docx.Document(str(place / "drafts/2022/work_report.docx"))
    for old, new in zip(numbers[::2], numbers[1::2], strict=True):
        for run in (run for each in file.paragraphs for run in each.runs):
            run.text = run.text.replace(old, new)
    file.save(str(place / "稿.docx"))
    taken = report(place, "take", "稿.docx", "--write").out
    assert ("已写" in taken, "【新的数】" in taken, "【由别的数算出】" in taken) == (True, False, False)
    assert report(place, "build", "2022").status == 0
    text = (place / "drafts/2022/work_report.md").read_text("utf-8")
    assert [new in text for new in numbers[1::2]] == [True] * (len(numbers) // 2)
    assert f"应是“{numbers[1][:1]}”" not in report(place, "check", "2022").out


LEADERLESS = {
    "points": ("一是机构仅4家。二是就业率占57.4%。三是专职委员15名。", "value: 4,", "W268: “二是”前面缺“一是”"),
    "duties": ("一要办好提案36件。二要走访委员15名。", "value: 36,", "W268: “二要”前面缺“一要”"),
    "ordinals": ("第一，办好提案36件。第二，走访委员15名。", "value: 36,", "W268: “第二”前面缺“第一”"),
    "words": ("首先，办好提案36件。其次，走访委员15名。", "value: 36,", "W268: “其次”前面缺“首先”"),
}


@pytest.mark.parametrize("case", LEADERLESS)
def test_a_list_that_lost_an_item_is_told_where_its_numbers_are_typed(case: str, tmp_path: Path) -> None:
    text, gone, told = LEADERLESS[case]
    (tmp_path / "旧.txt").write_text(f"区残联工作小结\n全年的工作都已经完成，下面报告。\n{text}\n", "utf-8")
    assert report(tmp_path, "adopt", "旧.txt", "--year", "2022", "--into", "新").status in (0, 1)
    before = report(tmp_path / "新", "check", "2022").out
    assert "W258" not in before
    assert "W268" not in before
    file = tmp_path / "新/data/2022.yaml"
    rows = file.read_text("utf-8").split("\n")
    kept = [row for row in rows if gone not in row]
    assert len(kept) < len(rows), rows
    file.write_text("\n".join(kept), "utf-8")
    assert told in report(tmp_path / "新", "check", "2022").out


def test_what_stands_above_notes_goes_with_the_last_of_them(tmp_path: Path) -> None:
    noted = "工作小结\n备案审查文件①9件，做到有件必备。\n谨此报告。\n注释：\n①文件中，主动审查25件。\n"
    (tmp_path / "旧.txt").write_text(noted, "utf-8")
    assert report(tmp_path, "adopt", "旧.txt", "--year", "2022", "--into", "新").status in (0, 1)
    for name, is_printed in (("", True), ("主动审查", False)):
        file = tmp_path / "新/data/2022.yaml"
        file.write_text(re.sub(rf"(?m)^  {name or '-'}:.*\n", "", file.read_text("utf-8")), "utf-8")
        assert report(tmp_path / "新", "build", "2022", "--to", "md").status == 0
        assert ("注释：" in (tmp_path / "新/drafts/2022/work_report.md").read_text("utf-8")) == is_printed


def test_explanations_numbered_in_a_list_go_with_their_marks(tmp_path: Path) -> None:
    text = (
        NOTED.split("情况见", maxsplit=1)[0]
        + "## 一、名词解释\n1.提案：含会中提案240件。\n2.三联：联系委员。\n3.座谈：协商会。\n"
    )
    (tmp_path / "旧.md").write_text(text, "utf-8")
    assert report(tmp_path, "adopt", "旧.md", "--year", "2022", "--into", "新").status in (0, 1)
    for name in ("开展三联活动", "走访企业"):
        change(tmp_path / "新/data/2022.yaml", f"  {name}:", f"  # {name}:")
    assert report(tmp_path / "新", "build", "2022", "--to", "md").status == 0
    built = (tmp_path / "新/drafts/2022/work_report.md").read_text("utf-8")
    assert [line for line in built.split("\n") if re.match("[0-9]", line)] == [
        "1.提案：含会中提案240件。",
        "3.座谈：协商会。",
    ]


@pytest.mark.parametrize(
    "text",
    ["抓好两件事：①走访企业36家；②培训委员9人次。\n①开展调研12次。\n", "①走访企业36家。\n②开展调研12次。\n"],
)
def test_numbers_of_a_list_are_no_marks_of_notes(text: str, tmp_path: Path) -> None:
    (tmp_path / "旧.md").write_text(f"# 区政协工作报告\n{text}", "utf-8")
    assert report(tmp_path, "adopt", "旧.md", "--year", "2022", "--into", "新").status in (0, 1)
    template = (tmp_path / "新/templates/work_report.md.j2").read_text("utf-8")
    assert "%}①开展调研{{ 正文.开展调研 }}。{% endif %}" in template or "%}①走访企业{{ 正文.走访企业 }}。{%" in template
    assert "{% if 正文.开展调研 %}" in template


LEVEL = """工作小结
立案154件，与上年持平。满意率98.2%，与去年基本持平；开展视察12次，同上年一样。召开座谈会15场、同比持平。
"""


def test_what_was_as_last_year_rises_and_falls_with_the_data_the_year_after(tmp_path: Path) -> None:
    (tmp_path / "旧.txt").write_text(LEVEL, "utf-8")
    assert report(tmp_path, "adopt", "旧.txt", "--year", "2022", "--into", "新").status == 0
    workspace = tmp_path / "新"
    assert report(workspace, "build", "2022", "--to", "md").status == 0
    assert LEVEL.splitlines()[1] in (workspace / "drafts/2022/work_report.md").read_text("utf-8")
    begun = report(workspace, "new", "2023").out
    assert "2022年的话" not in begun
    values = {"立案": "160", "满意率": "98.2%", "开展视察": "9", "召开座谈会": ""}
    assert (
        "立案160件，比上年增加6件。满意率98.2%，与去年持平；开展视察9次，比上年减少3次。召开座谈会【**待补：召开座谈会**】。"
    ) in filled(workspace, values)


FORESTED = """工作小结
全县完成植树造林3.8万亩、油茶新造1.1万亩，森林覆盖率稳定在72.4%，与上年持平。其中栎树林0.3万亩。
"""


@pytest.mark.parametrize("now", ["72.7%", "72.1%", "72.4%"])
def test_the_next_years_final_draft_is_taken_in_with_what_it_says_of_both_years(now: str, tmp_path: Path) -> None:
    (tmp_path / "旧.txt").write_text(FORESTED, "utf-8")
    report(tmp_path, "adopt", "旧.txt", "--year", "2022", "--into", "新")
    workspace = tmp_path / "新"
    report(workspace, "new", "2023")
    said = filled(workspace, {"全县完成植树造林": "4万", "油茶新造": "1.2万", "森林覆盖率": now, "栎树林": "0.4万"})
    report(workspace, "build", "2023", "--to", "docx")
    (workspace / "drafts/2023/work_report.docx").rename(workspace / "定稿.docx")
    taken = report(workspace, "adopt", "定稿.docx", "--year", "2023", "--force")
    assert taken.status in (0, 1), taken.err
    for year, text in (("2022", FORESTED.splitlines()[1]), ("2023", said.splitlines()[-1])):
        report(workspace, "build", year, "--to", "md")
        assert text in (workspace / f"drafts/{year}/work_report.md").read_text("utf-8")


NAMED = """工作小结
指导电子商务、家居建材2个商会完成换届，新成立低空经济商会1个；周启明、罗婉清2人获评“全省优秀建设者”。
3月15日，组织58名企业家赴延安开展主题教育。运动员许沐阳获田径锦标赛银牌2枚。清理欠款21笔、金额1850万元，比上年分别减少5笔、310万元。
9月8日，低空经济商会成立，首批会员31家。走访戊户9户，编印己刊7期，发出庚函25份，办理辛事8件，接待壬客14人，参加癸会6次。
"""
OTHERS_NAMED = """工作小结
指导汽车配件、石桥镇、南岭3个商会完成换届，新成立银发经济、跨境电商商会2个；方景行、罗婉清、秦牧之3人获评“全省优秀建设者”。
3月20日，组织62名企业家赴井冈山开展主题教育。运动员顾远征获田径锦标赛银牌1枚。清理欠款24笔、金额1720万元，比上年增加3笔、减少130万元。
9月18日，银发经济商会成立，首批会员27家。走访戊户10户，编印己刊8期，发出庚函26份，办理辛事9件，接待壬客15人，参加癸会7次。
"""


def test_the_same_place_with_other_names_is_the_same_indicator(tmp_path: Path) -> None:
    (tmp_path / "旧.txt").write_text(NAMED, "utf-8")
    report(tmp_path, "adopt", "旧.txt", "--year", "2022", "--into", "新")
    workspace = tmp_path / "新"
    catalogue = (workspace / "data/indicators.yaml").read_text("utf-8")
    (workspace / "新.txt").write_text(OTHERS_NAMED, "utf-8")
    taken = report(workspace, "adopt", "新.txt", "--year", "2023", "--force")
    assert taken.status in (0, 1), taken.err
    assert (workspace / "data/indicators.yaml").read_text("utf-8") == catalogue
    for year, text in (("2022", NAMED), ("2023", OTHERS_NAMED)):
        report(workspace, "build", year, "--to", "md")
        made = (workspace / f"drafts/{year}/work_report.md").read_text("utf-8")
        assert all(line in made for line in text.splitlines())


@pytest.mark.parametrize("now", ["制造业、建筑业3个", "制造业、建筑业、批发业3个", "制造业1个"])
def test_a_number_behind_other_names_comes_home_without_them(now: str, tmp_path: Path) -> None:
    (tmp_path / "旧.txt").write_text(NAMED, "utf-8")
    report(tmp_path, "adopt", "旧.txt", "--year", "2022", "--into", "新")
    report(tmp_path / "新", "build", "2022", "--to", "md")
    draft = tmp_path / "新/drafts/2022/work_report.md"
    change(draft, "电子商务、家居建材2个商会", f"{now}商会")
    assert report(tmp_path / "新", "take", str(draft), "--write").status == 0
    report(tmp_path / "新", "build", "2022", "--to", "md")
    assert f"指导{now}商会完成换届，新成立" in draft.read_text("utf-8")
    assert f"完成换届的商会: {{value: {now[-2]}," in (tmp_path / "新/data/2022.yaml").read_text("utf-8")


SESSION = """工作小结
走访戊户9户，编印己刊7期，发出庚函25份，较好地完成了县十七届人大三次会议确定的任务。办理辛事8件，接待壬客14人，参加癸会6次。
"""


def test_a_numeral_answered_to_be_a_figure_is_one_in_the_next_report(tmp_path: Path) -> None:
    (tmp_path / "旧.txt").write_text(SESSION, "utf-8")
    assert "“三次”（" in report(tmp_path, "adopt", "旧.txt", "--year", "2022", "--into", "新").out
    workspace = tmp_path / "新"
    answered(workspace)
    later = SESSION.replace("三次", "四次").replace("7期", "8期，慰问子户12户")
    (workspace / "新.txt").write_text(later, "utf-8")
    taken = report(workspace, "adopt", "新.txt", "--year", "2023", "--force")
    assert "没有绑定" not in taken.err
    [name] = re.findall(r"(?m)^  (\S+): \{value: 3\}", (workspace / "data/2022.yaml").read_text("utf-8"))
    assert f"  {name}: {{value: 4, " in (workspace / "data/2023.yaml").read_text("utf-8")
    for year, text in (("2022", SESSION), ("2023", later)):
        report(workspace, "build", year, "--to", "md")
        assert text.splitlines()[1] in (workspace / f"drafts/{year}/work_report.md").read_text("utf-8")


def test_where_the_next_year_has_begun_it_is_to_be_filled_in(tmp_path: Path) -> None:
    (tmp_path / "旧.md").write_text(
        "# 县政协工作总结\n\n走访企业36家，召开座谈会12场（见附件1，如图3所示）。\n", "utf-8"
    )
    first = report(tmp_path, "adopt", "旧.md", "--year", "2024", "--into", "新")
    assert first.err.endswith("report new 2025 开始下一年\n")
    assert [row for row in (tmp_path / "新/data/2024.yaml").read_text("utf-8").split("\n") if "value" in row][2:] == []
    report(tmp_path / "新", "new", "2025")
    (tmp_path / "新闻.md").write_text("# 县政协走访企业\n\n报送信息92条。\n", "utf-8")
    press = report(tmp_path / "新", "adopt", "../新闻.md", "--year", "2024", "--kind", "press")
    assert press.err.endswith("report check 2025 --owed 看2025年还要填哪几项\n")
    assert "改名" not in report(tmp_path / "新", "new", "2025").err


# What is typed | what the catalogue has that it may be, with the line that is told | words that are to stand before it.
TYPED = """
编报社情民意信息150期 | 编报社情民意信息期数: 150 |
收集信息400条 | 收集社情民意信息: 400 | 收集社情民意信息
"""


@pytest.mark.parametrize("case", TYPED.strip().splitlines())
def test_a_number_whose_line_was_left_out_this_year_is_told_by_that_line(case: str, tmp_path: Path) -> None:
    said, line, words = (each.strip() for each in case.split("|"))
    (tmp_path / "旧.txt").write_text(f"工作小结\n{_ONCE}", "utf-8")
    workspace = tmp_path / "新"
    assert report(tmp_path, "adopt", "旧.txt", "--year", "2024", "--into", "新").status in (0, 1)
    year = workspace / "data/2025.yaml"
    year.write_text("format: 1\nyear: 2025\n正文:\n  组织视察: 8\n  参加委员: 150\n", "utf-8")
    assert report(workspace, "build", "2025", "--to", "md").status == 0
    draft = workspace / "drafts/2025/work_report.md"
    draft.write_text(draft.read_text("utf-8").replace("150人次。", f"150人次。全年{said}，走访老人80户。"), "utf-8")
    told = report(workspace, "take", "drafts/2025/work_report.md").out
    assert f"正文组{'写' if words else '加'}一行 {line}" in told
    assert "加一行 走访老人: {label: 走访老人, unit: 户}" in told  # named as the others of the workspace are
    assert (f"写成“{words}”" in told) == bool(words)
    year.write_text(f"{year.read_text('utf-8')}  {line}\n  走访老人: 80\n", "utf-8")
    catalogue = workspace / "data/indicators.yaml"
    catalogue.write_text(
        f"{catalogue.read_text('utf-8').rstrip()}\n    走访老人: {{label: 走访老人, unit: 户}}\n", "utf-8"
    )
    draft.write_text(draft.read_text("utf-8").replace(said, words + said[-4:] if words else said), "utf-8")
    result = report(workspace, "take", "drafts/2025/work_report.md", "--write")
    assert "新的数" not in result.out, result.out


_ONCE = "全年收集社情民意信息386条，编报142期。\n组织视察9次，参加委员186人次。\n"


ANNEXES = """# 县政协工作报告

## 一、工作回顾

收到提案312件。

附件1

2024年提案分类情况表

| 类别 | 件数（件） |
| --- | --- |
| 经济建设 | 96 |
| 城乡建设 | 71 |

附件2：

优秀承办单位

表扬单位23个。
"""


@pytest.mark.parametrize(
    ("gone", "absent", "standing"),
    [
        ("经济建设 城乡建设", "附件1 情况表", "附件2："),
        ("表扬单位", "附件2 优秀承办单位", "附件1"),
        ("经济建设", "经济建设", "2024年提案分类情况表"),
    ],
)
def test_an_annex_of_which_all_is_gone_has_no_title_either(
    gone: str, absent: str, standing: str, tmp_path: Path
) -> None:
    (tmp_path / "旧.md").write_text(ANNEXES, "utf-8")
    assert report(tmp_path, "adopt", "旧.md", "--year", "2024", "--into", "新").status in (0, 1)
    for name in gone.split():
        change(tmp_path / "新/data/2024.yaml", f"  {name}:", f"  # {name}:")
    assert report(tmp_path / "新", "build", "2024", "--to", "md").status == 0
    said = (tmp_path / "新/drafts/2024/work_report.md").read_text("utf-8")
    assert [each for each in absent.split() if each in said] == []
    assert standing in said


def test_a_numeral_in_words_that_nothing_binds_comes_home_as_words(tmp_path: Path) -> None:
    (tmp_path / "旧.txt").write_text(f"工作小结\n{_ONCE}万人起诉率连续两年下降，明年抓好五项工作。\n", "utf-8")
    workspace = tmp_path / "新"
    assert report(tmp_path, "adopt", "旧.txt", "--year", "2024", "--into", "新").status in (0, 1)
    assert report(workspace, "build", "2024", "--to", "md").status == 0
    draft = workspace / "drafts/2024/work_report.md"
    typed = draft.read_text("utf-8").replace("连续两年", "连续三年").replace("五项", "四项")
    draft.write_text(typed, "utf-8")
    told = report(workspace, "take", "drafts/2024/work_report.md").out
    assert "原来的“连续两年下降”也没有和数据绑定，是字句" in told
    assert "label" not in told
    assert report(workspace, "take", "drafts/2024/work_report.md", "--write", "--add", "1,2").status == 0
    assert report(workspace, "build", "2024", "--to", "md").status == 0
    assert draft.read_text("utf-8") == typed


POINTED = """# 区工商联工作总结
2022年，走访企业36家。

| 项目 | 2022年 | 说明 |
| --- | --- | --- |
| 走访企业（家） | 36 | 1.含个体户；2.含外地企业 |

注：1.会员企业按国民经济行业分类统计。2.“上年”为2021年底数。
"""


def test_a_numbered_note_below_a_table_keeps_its_numbers_in_the_next_year(tmp_path: Path) -> None:
    (tmp_path / "旧.md").write_text(POINTED, "utf-8")
    assert report(tmp_path, "adopt", "旧.md", "--year", "2022", "--into", "新").status in (0, 1)
    workspace = tmp_path / "新"
    assert report(workspace, "new", "2023").status == 0
    made = report(workspace, "build", "2023", "--draft", "--to", "md")
    assert made.status == 0, made.out + made.err
    said = (workspace / "drafts/2023/work_report.md").read_text("utf-8")
    assert "1.含个体户；2.含外地企业" in said
    assert "注：1.会员企业按国民经济行业分类统计。2.“上年”为2022年底数。" in said


def test_a_title_with_a_typed_number_goes_with_the_text_below_it(tmp_path: Path) -> None:
    text = "区政协工作小结\n一、协商工作\n1.围绕产业协商。\n走访企业36家。\n2.围绕乡村建言。\n收集意见346条。\n"
    (tmp_path / "旧.txt").write_text(text, "utf-8")
    assert report(tmp_path, "adopt", "旧.txt", "--year", "2022", "--into", "新").status in (0, 1)
    for name, wanted in (
        ("", ["1.围绕产业协商。", "走访企业36家。", "2.围绕乡村建言。", "收集意见346条。"]),
        ("收集意见", ["1.围绕产业协商。", "走访企业36家。"]),
        ("走访企业", []),
    ):
        change(tmp_path / "新/data/2022.yaml", f"  {name}:", f"  # {name}:") if name else None
        report(tmp_path / "新", "build", "2022", "--to", "md")
        built = (tmp_path / "新/drafts/2022/work_report.md").read_text("utf-8")
        assert [line for line in built.split("\n") if line and line[0] not in "#-<"][-4:] == wanted, built
