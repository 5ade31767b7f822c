"""What a report says of last year is computed from both years once that was answered, whichever way it went."""

import re
from pathlib import Path

import docx
import pytest

from report_cli.adopt import answers
from report_cli.adopt.asked import Question
from running import change, report

MORE = "".join(f"{month}月{day}日召开会议。" for month in range(1, 13) for day in (4, 17)) + "以人民为中心。"
"""Figures enough that all questions are asked."""
CASES = sorted((Path(__file__).parent / "cases/changes").glob("*.txt"))


def adopted(folder: Path, texts: list[str], *, at_once: bool) -> Path:
    """A workspace of two years' reports, with every question answered."""
    names = [f"{year}.txt" for year in (2023, 2024)]
    for name, text in zip(names, texts, strict=True):
        (folder / name).write_text(f"工作小结\n{text}\n{MORE}\n", "utf-8")
    runs = [[names, "2023,2024"]] if at_once else [[[name], name[:4]] for name in names]
    for number, (files, years) in enumerate(runs):
        result = report(folder, "adopt", *files, "--year", str(years), "--into", "新", *["--force"] * number)
        assert result.status in (0, 1), result.err
    file = folder / "新/adopt.yaml"
    file.write_text(re.sub(r"(?m)^  answer:$", "  answer: 是", file.read_text("utf-8")), "utf-8")
    answered = report(folder / "新", "adopt")
    assert answered.status == 0, answered.err
    return folder / "新"


def built(workspace: Path, year: int) -> str:
    made = report(workspace, "build", str(year), "--to", "md")
    assert made.status == 0, made.out + made.err
    return (workspace / f"drafts/{year}/work_report.md").read_text("utf-8")


@pytest.mark.parametrize("at_once", [True, False], ids=["at once", "one after the other"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_every_change_of_a_sentence_follows_the_data(case: Path, at_once: bool, tmp_path: Path) -> None:
    was, now, values, said = case.read_text("utf-8").split("---\n")
    texts = [text.strip() for text in (was, now)]
    workspace = adopted(tmp_path, texts, at_once=at_once)
    for year, text in zip((2023, 2024), texts, strict=True):
        assert text in built(workspace, year)
    file = workspace / "data/2024.yaml"
    data = file.read_text("utf-8")
    assert not re.search("(?m)^  .*(?:比上年|同比|增长)", data)
    for label, value in re.findall(r"(.+): (.+)", values):
        data, count = re.subn(rf"(?m)^(  {label}: {{value: )[^,]*", rf"\g<1>{value}", data)
        assert count == 1, (label, data)
    file.write_text(data, "utf-8")
    assert said.strip() in built(workspace, 2024)
    assert texts[0] in built(workspace, 2023)


def test_all_changes_of_a_sentence_are_one_question(tmp_path: Path) -> None:
    texts = ["立案提案196件，比上年增加14件，增长7.7%。", "立案提案209件，比上年增加13件，增长6.6%。"]
    for year, text in zip((2023, 2024), texts, strict=True):
        (tmp_path / f"{year}.txt").write_text(f"工作小结\n{text}\n{MORE}\n", "utf-8")
    result = report(tmp_path, "adopt", "2023.txt", "2024.txt", "--year", "2023,2024", "--into", "新")
    [asked] = re.findall(".*以后由它们算吗.*", result.out)
    assert "增加13件正好由" in asked
    assert "增长6.6%正好由" in asked
    file = tmp_path / "新/adopt.yaml"
    file.write_text(file.read_text("utf-8").replace("  answer:\n", "  answer: 否\n"), "utf-8")
    assert report(tmp_path / "新", "adopt").status == 0
    assert "formula" not in (tmp_path / "新/data/indicators.yaml").read_text("utf-8")


def test_a_total_that_is_told_by_two_views_has_both_breakdowns(tmp_path: Path) -> None:
    text = (
        "立案209件。其中，委员提案180件，集体提案29件。从内容看，经济建设方面82件，占39.2%；社会事业方面73件，占34.9%；"
        "生态文明方面34件，占16.3%；其他方面20件，占9.6%。"
    )
    (tmp_path / "旧.txt").write_text(f"工作小结\n{text}\n{MORE}\n{MORE}\n", "utf-8")
    asked = report(tmp_path, "adopt", "旧.txt", "--year", "2022", "--into", "新").out
    assert "委员提案180件＋集体提案29件正好是立案209件" in asked
    assert "经济建设方面82件＋社会事业方面73件＋生态文明方面34件＋其他方面20件正好是立案209件" in asked
    file = tmp_path / "新/adopt.yaml"
    file.write_text(file.read_text("utf-8").replace("  answer:\n", "  answer: 是\n"), "utf-8")
    assert report(tmp_path / "新", "adopt").status == 0
    data = tmp_path / "新/data/2022.yaml"
    before = data.read_text("utf-8")
    for part, breakdown in (("集体提案", "分法一"), ("生态文明方面", "分法二")):
        data.write_text(re.sub(rf"(  {part}: {{value: )\d+", r"\g<1>40", before), "utf-8")
        found = report(tmp_path / "新", "check", "2022").out
        assert f"错误 F204: 立案（正文.立案）209件，{breakdown}" in found


def test_a_change_that_was_renamed_is_known_where_it_goes_the_other_way(tmp_path: Path) -> None:
    texts = ["接待来访23批268人次，比上年增加5批61人次。", "接待来访21批247人次，比上年减少2批21人次。"]
    for number, (year, text) in enumerate(zip((2023, 2024), texts, strict=True)):
        (tmp_path / f"{year}.txt").write_text(f"工作小结\n{text}\n{MORE}\n", "utf-8")
        more = ["--force"] * number
        assert report(tmp_path, "adopt", f"{year}.txt", "--year", str(year), "--into", "新", *more).status in (0, 1)
        catalogue = tmp_path / "新/data/indicators.yaml"
        catalogue.write_text(
            catalogue.read_text("utf-8").replace("label: 接待来访比上年增加", "label: 来访批次增减"), "utf-8"
        )
    assert catalogue.read_text("utf-8").count("unit: 批") == 2
    assert "  接待来访比上年增加: {value: -2," in (tmp_path / "新/data/2024.yaml").read_text("utf-8")


OLD_MANNER = {
    "data/indicators.yaml": """format: 1
正文:
  label: 正文
  indicators:
    收到提案: {label: 收到提案, unit: 件}
    收到提案比上年增加: {label: 收到提案比上年增加, unit: 件}
    走访企业: {label: 走访企业, unit: 家}
    走访企业比上年减少: {label: 走访企业比上年减少, unit: 家}
    满意率: {label: 满意率, kind: rate}
    满意率比上年下降: {label: 满意率比上年下降, kind: points}
""",
    "data/2022.yaml": "format: 1\nyear: 2022\n正文: {收到提案: 265, 收到提案比上年增加: 25, 走访企业: 36, "
    "走访企业比上年减少: 4, 满意率: 98.3%, 满意率比上年下降: 0.8个百分点}\n",
    "templates/work_report.md.j2": """---
label: 工作小结
title: 区政协提案工作小结
---
收到提案{{ 正文.收到提案 }}，比上年增加{{ 正文.收到提案比上年增加 }}。
走访企业{{ 正文.走访企业 }}，比上年减少{{ 正文.走访企业比上年减少 }}。
满意率{{ 正文.满意率 }}，比上年下降{{ 正文.满意率比上年下降 }}。
""",
}


@pytest.fixture
def old_manner(tmp_path: Path) -> Path:
    """A workspace whose changes are plain counts, each with its word in the template."""
    for name, text in OLD_MANNER.items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("text", "values"),
    [
        (
            "收到提案250件，比上年减少15件。走访企业40家，比上年增加4家。满意率98.5%，比上年上升0.2个百分点。",
            "-15 4 0.2个百分点",
        ),
        (
            "收到提案270件，比上年增加5件。走访企业30家，比上年减少6家。满意率98.1%，比上年下降0.2个百分点。",
            "5 -6 -0.2个百分点",
        ),
    ],
)
def test_a_change_stated_plain_is_not_mixed_with_one_that_has_a_sign(text: str, values: str, old_manner: Path) -> None:
    (old_manner / "旧.txt").write_text(f"区政协提案工作小结\n{text}\n", "utf-8")
    result = report(old_manner, "adopt", "旧.txt", "--year", "2023", "--force")
    assert result.status in (0, 1), result.err
    checked = report(old_manner, "check").out
    assert not re.search("警告|错误", checked), checked
    assert report(old_manner, "build", "--all", "--to", "md").status == 0
    assert text in (old_manner / "drafts/2023/work_report.md").read_text("utf-8").replace("\n", "")
    assert "比上年减少4家" in (old_manner / "drafts/2022/work_report.md").read_text("utf-8")
    stated = dict(re.findall(r"  (\w+比上年\w+): \{value: (\S+),", (old_manner / "data/2023.yaml").read_text("utf-8")))
    assert sorted(stated.values()) == sorted(values.split())
    assert not any(name.endswith(("减少", "下降")) for name in stated)


def test_what_to_do_with_a_plain_change_of_a_new_year_is_told_at_once(old_manner: Path) -> None:
    values = OLD_MANNER["data/2022.yaml"].replace("2022", "2023").replace("265", "250").replace("25,", "15,")
    (old_manner / "data/2023.yaml").write_text(values.replace("98.3%", "98.5%").replace("0.8个", "0.2个"), "utf-8")
    found = report(old_manner, "check", "2023").out
    assert (
        '写成-15；模板里的“增加{{ 正文.收到提案比上年增加 }}”写成 {{ 正文.收到提案比上年增加|moved("增加", "减少") }}'
        in found
    )
    assert "写成-0.2个百分点；模板里的“下降{{ 正文.满意率比上年下降 }}”写成" in found


TOLD = "2022年，收到提案265件，比上年的240件增加25件、增长10.4%，立案224件。"


@pytest.fixture
def computed(tmp_path: Path) -> Path:
    """A workspace whose changes are computed, with its draft."""
    (tmp_path / "旧.txt").write_text(f"工作小结\n{TOLD}\n{MORE}\n", "utf-8")
    report(tmp_path, "adopt", "旧.txt", "--year", "2022", "--into", "新")
    file = tmp_path / "新/adopt.yaml"
    file.write_text(file.read_text("utf-8").replace("  answer:\n", "  answer: 是\n"), "utf-8")
    assert report(tmp_path / "新", "adopt").status == 0
    assert TOLD in built(tmp_path / "新", 2022)
    return tmp_path / "新"


def taken(workspace: Path, *changes: tuple[str, str], write: bool = False) -> str:
    """What `take` says of the draft with some words exchanged by hand."""
    text = (workspace / "drafts/2022/work_report.md").read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    (workspace / "稿.md").write_text(text, "utf-8")
    return report(workspace, "take", "稿.md", *["--write"] * write).out


def test_a_computed_figure_changed_by_hand_is_told_with_the_numbers_that_give_it(computed: Path) -> None:
    said = taken(computed, ("增加25件", "增加24件"), write=True)
    assert "【由别的数算出】" in said
    assert re.search(
        r"由收到提案（\S+）265件〔data/2022.yaml:\d+:\d+〕、上年收到提案（\S+）240件〔data/2022.yaml:\d+", said
    )
    assert "已写" not in said
    assert "已经有了" not in said


def test_a_computed_figure_is_not_there_before_what_gives_it_was_written(computed: Path) -> None:
    changes = ("265件", "264件"), ("增加25件", "增加24件")
    said = taken(computed, *changes)
    assert re.search(r"【跟着变】.*〔25件→24件〕.*\n    收到提案增加（\S+）25件 → 24件，", said)
    assert "建议2条：跟着变1条，可以写1条" in said
    assert "【跟着变了】" in taken(computed, *changes, write=True)
    assert "建议2条：已经有了2条" in report(computed, "take", "稿.md").out


def test_words_that_were_written_say_that_the_computed_figure_among_them_was_not(computed: Path) -> None:
    said = taken(computed, ("增加25件", "净增24件"), write=True)
    assert "写的只是字：收到提案增加仍是25件，不是24件，见第2条" in said
    assert "净增25件" in built(computed, 2022)


def test_a_word_that_was_put_before_a_figure_is_no_value_to_be_written(tmp_path: Path) -> None:
    for name, text in {
        "data/indicators.yaml": "g:\n  label: 培训\n  indicators:\n"
        "    a: {label: 课堂比上年增加, unit: 期, kind: amount}\n    b: {label: 学员比上年增加, unit: 人次}\n",
        "data/2022.yaml": "year: 2022\ng: {a: -6, b: 200余}\n",
        "templates/brief.md.j2": '---\nlabel: 简报\n---\n比上年{{ g.a|moved("增加", "减少") }}，{{ g.b }}。\n',
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    assert report(tmp_path, "build", "2022").status == 0
    draft = docx.Document(str(tmp_path / "drafts/2022/brief.docx"))
    [run] = [run for paragraph in draft.paragraphs for run in paragraph.runs if run.text == "200余人次"]
    run.text = "增加200余人次"
    draft.save(str(tmp_path / "稿.docx"))
    before = (tmp_path / "data/2022.yaml").read_bytes()
    said = report(tmp_path, "take", "稿.docx", "--write").out
    assert "【已写】" not in said
    assert "数没有改：数据里就是200余人次，稿件里写成“增加200余人次”" in said
    assert "模板里这一句（templates/brief.md.j2:4）" in said
    assert (tmp_path / "data/2022.yaml").read_bytes() == before
    change(tmp_path / "templates/brief.md.j2", "，{{ g.b }}", '，{{ g.b|moved("增加", "减少") }}')
    assert "建议1条：已经有了1条" in report(tmp_path, "take", "稿.docx").out


def test_a_group_keeps_its_head_as_long_as_a_row_stands_in_it() -> None:
    files = {
        "data/indicators.yaml": "format: 1\n",
        "data/2022.yaml": "year: 2022\ng:\n  a: 1\n\n  b: 2\nh:\n  c: # 待补\n",
    }
    one = Question(type="same", fact="g.a", inputs=["h.c"], message="", answer="是", year=2022)
    assert answers.applied([one], files) == {"data/2022.yaml": "year: 2022\ng:\n\n  b: 2\nh:\n  c: 1\n"}
