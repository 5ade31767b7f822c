"""A report adopted into a workspace of several years: the other years build as before, and the next one has it too."""

import json
import re
from pathlib import Path

import pytest

from reports import said
from running import Result, change, report

YEARS = {
    2021: "区政协提案工作小结\n2021年，共收到提案240件，经审查立案210件。\n召开办理协商会11次。\n",
    2022: "区政协提案工作小结\n2022年，共收到提案265件，经审查立案224件。\n召开办理协商会12次。\n",
}
BRIEF = "工作简讯\n2022年，新办癸事22次，走访企业36家。\n"


@pytest.fixture
def two_years(tmp_path: Path) -> Path:
    """A workspace with a report of 2021 and 2022, built."""
    for year, text in YEARS.items():
        (tmp_path / f"{year}.txt").write_text(text, "utf-8")
    adopted = report(tmp_path, "adopt", "2021.txt", "2022.txt", "--year", "2021,2022", "--into", "区政协")
    assert adopted.status in (0, 1), adopted.err
    assert report(tmp_path / "区政协", "build", "--all").status == 0
    return tmp_path / "区政协"


def adopted(workspace: Path, text: str, *more: str) -> Result:
    (workspace.parent / "旧.txt").write_text(text, "utf-8")
    return report(workspace, "adopt", "../旧.txt", *more)


def with_brief(workspace: Path, year: int = 2022) -> Path:
    result = adopted(workspace, BRIEF.replace("2022", str(year)), "--year", str(year), "--kind", "brief")
    assert result.status == 0, result.err
    return workspace


@pytest.mark.parametrize(
    "command",
    [
        ["build", "2021"],
        ["build", "2021", "--check"],
        ["build", "2021", "--strict"],
        ["check"],
        ["check", "2021", "--strict"],
        ["stats", "2021"],
        ["trace", "2021"],
        ["verify", "drafts/2021/work_report.docx"],
        ["take", "drafts/2021/work_report.docx"],
        ["form", "2021", "--to", "docx"],
        ["build", "--all", "--each", ".."],
        ["build", "--all", "--kind", "brief"],
    ],
    ids=" ".join,
)
def test_a_year_without_its_facts_is_as_before(command: list[str], two_years: Path) -> None:
    before = drafts(two_years, 2021)
    result = report(with_brief(two_years), *command)
    assert result.status == 0, result.out + result.err
    assert not re.search("错误|警告|brief.*2021", result.out + result.err)
    assert drafts(two_years, 2021) == before


def drafts(workspace: Path, year: int) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (workspace / f"drafts/{year}").iterdir()}


def test_a_kind_that_is_named_for_a_year_that_it_is_not_of_is_told(two_years: Path) -> None:
    with_brief(two_years)
    for years in (["2021"], ["2021", "2022"]):
        result = report(two_years, "build", *years, "--kind", "brief")
        assert (result.status, result.out) == (2, "")
        assert "brief不是2021年的报告，不生成：templates/brief.md.j2开头的years" in result.err


def test_the_next_year_has_the_kind_too(two_years: Path) -> None:
    with_brief(two_years)
    assert "years: 2022起\n" in (two_years / "templates/brief.md.j2").read_text("utf-8")
    assert report(two_years, "new", "2023").status == 0
    data = two_years / "data/2023.yaml"
    data.write_text(re.sub(r"(?m)^(  新办癸事:).*", r"\1 31", data.read_text("utf-8")), "utf-8")
    assert report(two_years, "build", "2023", "--to", "md").status == 0
    assert "2023年，新办癸事31次，走访企业【**待补" in (two_years / "drafts/2023/brief.md").read_text("utf-8")


def test_a_year_whose_figures_are_still_coming_in_has_the_kind_too(two_years: Path) -> None:
    assert report(two_years, "new", "2023").status == 0
    with_brief(two_years)
    assert "years: 2022起\n" in (two_years / "templates/brief.md.j2").read_text("utf-8")
    assert report(two_years, "build", "--all", "--to", "md").status == 0


def test_a_new_year_says_which_kind_it_does_not_have(two_years: Path) -> None:
    with_brief(two_years)
    assert "brief" not in report(two_years, "new", "2023").err
    (two_years / "data/2023.yaml").unlink()
    change(two_years / "templates/brief.md.j2", "years: 2022起", "years: 2022")
    assert "brief这种报告2023年没有：templates/brief.md.j2开头的years" in report(two_years, "new", "2023").err


def test_a_kind_of_an_earlier_year_is_that_years_alone(two_years: Path) -> None:
    with_brief(two_years, 2021)
    assert "years: 2021\n" in (two_years / "templates/brief.md.j2").read_text("utf-8")
    assert report(two_years, "build", "--all", "--to", "md").status == 0
    assert (two_years / "drafts/2021/brief.md").exists()
    assert not (two_years / "drafts/2022/brief.md").exists()


def test_a_kind_of_which_each_year_has_the_facts_is_every_years(two_years: Path) -> None:
    result = adopted(two_years, "工作简讯\n2022年收到提案265件。\n", "--year", "2022", "--kind", "brief")
    assert result.status == 0, result.err
    assert "years:" not in (two_years / "templates/brief.md.j2").read_text("utf-8")
    assert report(two_years, "build", "2021", "--to", "md").status == 0
    assert "2021年收到提案240件。" in (two_years / "drafts/2021/brief.md").read_text("utf-8")


def test_another_year_keeps_the_text_of_a_kind_that_is_replaced(two_years: Path) -> None:
    before = drafts(two_years, 2021)
    result = adopted(two_years, "区政协提案工作小结\n2022年，新走访甲村5次。\n", "--year", "2022", "--force")
    assert result.status == 0, result.err
    built = report(two_years, "build", "--all")
    assert built.status == 0, built.err
    assert drafts(two_years, 2021) == before
    assert "新走访甲村5次" in (two_years / "drafts/2022/work_report.md").read_text("utf-8")
    assert json.loads(report(two_years, "check", "--format", "json").out) == []


def test_a_year_of_which_nothing_is_made_is_told(two_years: Path) -> None:
    change(two_years / "templates/work_report.md.j2", "---\nlabel", "---\nyears: 2022\nlabel")
    result = report(two_years, "build", "2021")
    assert result.status == 2
    assert "工作小结（work_report）不是2021年的报告" in result.err
    assert report(two_years, "build", "--all", "--force").status == 0
    assert report(two_years, "check").status == 0


SECTIONS = """\
区政协常委会工作报告
一、提案工作
{}年，收到提案{}件，经审查立案{}件。
召开协商会{}次，走访委员{}人次{}。
二、自身建设
举办培训班{}期。
"""
MEASURED = {2022: (265, 224, 12, 36, "", 3), 2023: (251, 231, 14, 41, "，慰问困难委员8人", 4)}


@pytest.mark.parametrize("is_begun", [False, True])
def test_a_later_year_is_bound_to_the_indicators_that_are_there(is_begun: bool, tmp_path: Path) -> None:
    for year, measured in MEASURED.items():
        if is_begun and year > min(MEASURED):
            assert report(tmp_path / "区政协", "new", str(year)).status == 0
        (tmp_path / f"{year}.txt").write_text(SECTIONS.format(year, *measured), "utf-8")
        result = report(tmp_path, "adopt", f"{year}.txt", "--year", str(year), "--into", "区政协", "--force")
        assert result.status in (0, 1), result.err
    catalogue = (tmp_path / "区政协/data/indicators.yaml").read_text("utf-8")
    assert re.findall("(?m)^  label: (.*)$", catalogue) == ["提案工作", "自身建设"]
    assert re.findall(r"(?m)^    (\w+): \{label", catalogue) == [
        "收到提案", "立案提案", "召开协商会", "走访委员", "慰问困难委员", "举办培训班",
    ]  # fmt: skip
    stated = (tmp_path / "区政协/data/2023.yaml").read_text("utf-8")
    assert re.findall("(?m)^  .*value: ([0-9]+)", stated) == ["251", "231", "14", "41", "8", "4"]
    for year in MEASURED:
        assert report(tmp_path / "区政协", "build", str(year), "--to", "md").status == 0
        assert said(tmp_path / f"区政协/drafts/{year}/work_report.md") == said(tmp_path / f"{year}.txt")
    assert "增加2次" in report(tmp_path / "区政协", "stats", "2023").out


def test_a_new_kind_of_a_new_year_is_bound_to_the_indicators_that_are_there(two_years: Path) -> None:
    brief = "区政协提案工作简讯\n2023年，共收到提案251件，走访企业36家。\n"
    result = adopted(two_years, brief, "--year", "2023", "--kind", "brief")
    assert result.status in (0, 1), result.err
    catalogue = (two_years / "data/indicators.yaml").read_text("utf-8")
    assert catalogue.count("label: 收到提案") == 1, catalogue
    assert report(two_years, "build", "2023", "--kind", "brief", "--to", "md").status == 0
    assert said(two_years / "drafts/2023/brief.md") == brief.splitlines()


SAID = "区政协提案工作小结\n{}年，收到提案251件。\n认真{}提案工作，学习贯彻党的{}全会精神，落实区委{}次全会要求。\n"
WORDS = {
    2021: ("布署", "十九届六中", "十三届一"),
    2022: ("部暑", "二十届一中", "十三届四"),
    2023: ("贯策", "二十届二中", "十三届七"),
}


def of_year(folder: Path, year: int) -> str:
    (folder / f"{year}.txt").write_text(SAID.format(year, *WORDS[year]), "utf-8")
    return f"{year}.txt"


@pytest.mark.parametrize("order", [[(2021,), (2022,)], [(2022, 2021)], [(2022, 2023), (2021,)]], ids=str)
def test_each_adopted_year_builds_at_once_whatever_its_words(order: list[tuple[int, ...]], tmp_path: Path) -> None:
    for years in order:
        files = [of_year(tmp_path, year) for year in years]
        wanted = ",".join(map(str, years))
        result = report(tmp_path, "adopt", *files, "--year", wanted, "--into", "区政协", "--force")
        assert result.status in (0, 1), result.err
    for year in (year for years in order for year in years):
        assert report(tmp_path / "区政协", "build", str(year), "--to", "md").status == 0
        checked = json.loads(report(tmp_path / "区政协", "check", str(year), "--format", "json").out)
        assert [one["message"] for one in checked if one["code"].startswith("W2") and one["code"] != "W204"] == []
        assert said(tmp_path / f"区政协/drafts/{year}/work_report.md") == said(tmp_path / f"{year}.txt")


@pytest.mark.parametrize(
    "words",
    [
        "format: 1\n",
        "format: 1\nallow:  # 放过\n- {rule: W220, text: 布暑, because: 甲}\nnames: [{full: 甲县政协机关}]",
        "format: 1\r\nallow:\r\n    # 放过的\r\n    - {rule: W220, text: 布暑, because: 甲}\r\n",
        "format: 1\nallow: []\nnames: []\n",
    ],
)
def test_a_report_added_builds_at_once_whatever_its_words(words: str, two_years: Path) -> None:
    file = two_years / "data/words.yaml"
    file.write_bytes(words.encode())
    result = adopted(two_years, f"{BRIEF}认真布署下一步工作。\n", "--year", "2022", "--kind", "brief")
    assert result.status in (0, 1), result.err
    assert report(two_years, "build", "2022", "--to", "md").status == 0
    kept = file.read_bytes().decode()
    assert "{rule: W220, text: 布署, because: 原稿如此}" in kept
    assert all(line in kept.splitlines() for line in words.splitlines() if line != "allow: []")


def test_data_that_are_wrong_are_told_before_a_report_is_read(two_years: Path) -> None:
    change(two_years / "data/2022.yaml", "value: 265", "value: 26五")
    result = adopted(two_years, BRIEF, "--year", "2022", "--kind", "brief")
    assert result.status == 2
    assert "这个工作区的数据有错，先改好（report check）：data/2022.yaml:" in result.err


def test_figures_of_a_new_kind_that_may_be_those_of_the_first_are_asked(two_years: Path) -> None:
    brief = "区政协提案工作简讯\n2022年，共征集并收到提案265件，新办癸事22次，走访企业36家，印发己刊7期，接待14人。\n"
    result = adopted(two_years, brief, "--year", "2022", "--kind", "brief", "--format", "json")
    [question] = [one for one in json.loads(result.out)["questions"] if one["type"] == "same"]
    assert question["inputs"] == ["正文.收到提案"]
    change(two_years / "adopt.yaml", "  answer:", "  answer: 是")
    assert report(two_years, "adopt").status in (0, 1)
    assert "收到提案{{ 正文.收到提案 }}" in (two_years / "templates/brief.md.j2").read_text("utf-8")


REPORT = """区政协常委会工作报告
一、提案工作
共收到提案265件，重点督办提案18件，征集社情民意信息438条，被市政协采用46条，办复率100%。
二、文史工作
文史专委会征集史料92篇。开展活动6次。召开会议12次。走访企业36家。
"""
SAID_OTHERWISE = {
    "265件提案从委员手中递到承办单位": "提案工作.收到提案",
    "46条信息被市政协采纳": "提案工作.被市政协采用",
    "18件重点提案由主席督办": "提案工作.重点督办提案",
    "委员走访36家企业": "文史工作.走访企业",
    "书画院召开会议12次": "文史工作.召开会议",
    "书画院里召开会议12次": "文史工作.召开会议",
    "书画院开展活动6次": "文史工作.开展活动",
    "培训班的满意率100%": "",
    "征集书画92篇": "文史工作.文史专委会征集史料",
    "视察工地12次": "",
}


@pytest.mark.parametrize("sentence", SAID_OTHERWISE)
def test_a_press_release_that_says_it_otherwise_is_asked_and_not_bound(sentence: str, tmp_path: Path) -> None:
    (tmp_path / "旧.txt").write_text(REPORT, "utf-8")
    assert report(tmp_path, "adopt", "旧.txt", "--year", "2022", "--into", "新").status in (0, 1)
    more = "，新办甲事7件，乙事8件，丙事9件，丁事51件，戊事53件，己事57件，庚事59件"
    press = f"区政协一年回眸\n{sentence}{more}。\n"
    (tmp_path / "新闻.txt").write_text(press, "utf-8")
    result = report(tmp_path / "新", "adopt", "../新闻.txt", "--year", "2022", "--kind", "press", "--format", "json")
    template = (tmp_path / "新/templates/press.md.j2").read_text("utf-8")
    assert "提案工作." not in template
    assert "文史工作." not in template
    made = json.loads(result.out)
    asked = [one["inputs"][0] for one in made["questions"] if one["type"] == "same"]
    told = asked + [about.rpartition("（")[2].rstrip("）") for about in [*made["later"], *made["alike"]]]
    assert told == [SAID_OTHERWISE[sentence]] * bool(SAID_OTHERWISE[sentence])


def test_the_same_words_and_a_telling_figure_are_the_same_fact(tmp_path: Path) -> None:
    (tmp_path / "旧.txt").write_text(REPORT, "utf-8")
    assert report(tmp_path, "adopt", "旧.txt", "--year", "2022", "--into", "新").status in (0, 1)
    (tmp_path / "新闻.txt").write_text("区政协一年回眸\n2022年，共收到提案265件，被市政协采用46条。\n", "utf-8")
    assert report(tmp_path / "新", "adopt", "../新闻.txt", "--year", "2022", "--kind", "press").status in (0, 1)
    template = (tmp_path / "新/templates/press.md.j2").read_text("utf-8")
    assert "{{ 提案工作.收到提案 }}" in template


@pytest.mark.parametrize(
    ("sentence", "said_"),
    [
        ("3月2日，区政协全会听取了报告", "{{ 正文.开会日期|short }}"),  # the day that is known, of the next year
        ("3月5日，区政协大会开幕", "{{ 正文.大会开幕日期 }}"),
        ("3月5日，组织委员视察", "{{ 正文.组织委员视察日期|short }}"),
    ],
)
def test_a_day_is_of_the_year_that_it_is_known_in(sentence: str, said_: str, tmp_path: Path) -> None:
    (tmp_path / "旧.txt").write_text("区政协工作小结\n2023年3月2日，开会。\n收到提案265件。\n", "utf-8")
    assert report(tmp_path, "adopt", "旧.txt", "--year", "2022", "--into", "新").status in (0, 1)
    (tmp_path / "讯.txt").write_text(f"简讯\n{sentence}，收到提案265件。\n", "utf-8")
    result = report(tmp_path / "新", "adopt", "../讯.txt", "--year", "2022", "--kind", "brief")
    assert result.status in (0, 1), result.err
    assert said_ in (tmp_path / "新/templates/brief.md.j2").read_text("utf-8")


def test_a_year_that_is_begun_asks_for_what_a_new_kind_has(two_years: Path) -> None:
    assert report(two_years, "new", "2023").status == 0
    before = (two_years / "data/2023.yaml").read_text("utf-8")
    with_brief(two_years)
    text = (two_years / "data/2023.yaml").read_text("utf-8")
    assert set(before.split("\n")) <= set(text.split("\n"))
    assert re.findall(r"(?m)^  (\w+): +# \w；上年(\d+)", text)[-2:] == [("新办癸事", "22"), ("走访企业", "36")]
    report(two_years, "build", "2023", "--kind", "brief", "--to", "md")
    assert "待补：走访企业" in (two_years / "drafts/2023/brief.md").read_text("utf-8")


def test_what_the_year_file_has_with_another_value_is_told(two_years: Path) -> None:
    brief = "区政协提案工作简讯\n2022年，共收到提案267件，走访企业36家。\n"
    result = adopted(two_years, brief, "--year", "2022", "--kind", "brief")
    assert "收到提案：报告里是267件（第2段，记作正文.收到提案二），data/2022.yaml里是265件" in result.out + result.err
    assert "value: 265" in (two_years / "data/2022.yaml").read_text("utf-8")


def test_a_heading_with_a_number_that_is_let_pass_is_let_pass_each_year(tmp_path: Path) -> None:
    text = "走访企业36家，召开座谈会12场，提出建议46条。"
    heads = "## 一、做好界别协商\n\n共办理提案156件。\n\n## 二、做好156件提案办理工作\n\n"
    (tmp_path / "旧.md").write_text(f"# 县政协工作总结\n\n{heads}{text}\n\n## 三、开展视察\n\n共计9次。\n", "utf-8")
    assert report(tmp_path, "adopt", "旧.md", "--year", "2024", "--into", "新").status < 2
    assert "rule: W257, text: 做好156件提案办理工作," in (tmp_path / "新/data/words.yaml").read_text("utf-8")
    year = tmp_path / "新/data/2024.yaml"
    for now in ("156", "158"):
        year.write_text(year.read_text("utf-8").replace("value: 156", f"value: {now}"), "utf-8")
        assert "没有问题" in report(tmp_path / "新", "check", "2024").err


def test_headings_of_annexes_may_begin_alike(tmp_path: Path) -> None:
    heads = "# 附件1　2024年提案分类情况\n\n提案156件。\n\n# 附件2　2024年优秀提案名单\n\n优秀提案10件。\n"
    (tmp_path / "旧.md").write_text(f"# 县政协工作总结\n\n走访企业36家，召开座谈会12场。\n\n{heads}", "utf-8")
    assert report(tmp_path, "adopt", "旧.md", "--year", "2024", "--into", "新").status < 2
    assert "W257" not in (tmp_path / "新/data/words.yaml").read_text("utf-8")
    assert "没有问题" in report(tmp_path / "新", "check", "2024").err


def test_figures_that_agree_as_a_sentence_are_those_and_one_alone_is_asked(tmp_path: Path) -> None:
    body = "在政协青溪县第十一届委员会第四次会议"
    old = (
        f"工作报告\n——{body}上\n一、民主监督\n开展监督5项，发现问题73个，推动整改69个。\n二、履职为民\n走访企业36家。\n"
    )
    (tmp_path / "旧.txt").write_text(old, "utf-8")
    new = f"简讯\n{body}开幕。\n围绕营商环境，发现问题73个，推动整改69个。走访企业36家。\n"
    (tmp_path / "讯.txt").write_text(new, "utf-8")
    assert report(tmp_path, "adopt", "旧.txt", "--year", "2022", "--into", "新").status in (0, 1)
    result = report(tmp_path / "新", "adopt", "../讯.txt", "--year", "2022", "--kind", "brief")
    assert result.status in (0, 1), result.err
    catalogue = (tmp_path / "新/data/indicators.yaml").read_text("utf-8")
    assert [catalogue.count(f"label: {label}") for label in ("发现问题", "推动整改", "会议届次")] == [1, 1, 1]
    assert catalogue.count("label: 走访企业") == 2
    assert "走访企业36家" in result.out
    assert "发现问题73个" not in result.out


EDITED = """\
edits:
  - was: '召开办理协商会'
    now: '认真召开办理协商会'
    by: 甲.docx
  - was: '，经审查立案{{ 正文.立案提案 }}'
    now: '，立案{{ 正文.立案提案 }}'
    by: 乙.docx
"""


@pytest.fixture
def edited(two_years: Path) -> Path:
    """Its newest year has words of its own, and is built with them."""
    file = two_years / "templates/2022/work_report.edits.yaml"
    file.parent.mkdir(exist_ok=True)
    file.write_text(EDITED, "utf-8")
    built = report(two_years, "build", "2022", "--to", "md")
    assert built.status == 0, built.err
    assert "265件，立案224件。\n\n认真召开" in (two_years / "drafts/2022/work_report.md").read_text("utf-8")
    return two_years


FINAL = YEARS[2022].replace("召开办理", "认真召开办理").replace("2022年，", "")


def test_the_edits_of_a_year_go_with_its_final_report_and_are_told(edited: Path) -> None:
    result = adopted(edited, FINAL, "--year", "2022", "--kind", "work_report", "--force")
    assert result.status in (0, 1), result.err
    [backup] = (edited / ".report/backup").glob("2022-work_report.edits-*.yaml")
    told = "templates/2022/work_report.edits.yaml 里改过的字2条，报告里有1条；现在以报告为准"
    assert f"{told}，原来的这个文件收在 .report/backup/{backup.name}\n" in result.out
    assert "改过的字，报告里不是这样，核对：“，经审查立案…”改成“，立案…”（乙.docx）\n" in result.out
    assert result.out.count("报告里不是这样") == 1
    built = report(edited, "build", "2022", "--to", "md")
    assert (built.status, "不见了" in built.out + built.err) == (0, False), built.err
    assert said(edited / "drafts/2022/work_report.md") == said(edited.parent / "旧.txt")


def test_edits_that_cannot_be_read_do_not_go(edited: Path) -> None:
    file = edited / "templates/2022/work_report.edits.yaml"
    file.write_text(file.read_text("utf-8") + "  - was: '没有收尾\n", "utf-8")
    before = file.read_bytes()
    result = adopted(edited, FINAL, "--year", "2022", "--kind", "work_report", "--force")
    assert (result.status, file.read_bytes()) == (2, before)
    assert "看不全2022年改过的字，没有收；先改好" in result.err
