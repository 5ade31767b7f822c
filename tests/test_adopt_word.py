"""What a Word file has beside its words: kept in the workspace that is made of it, or told to be left out."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.enum.text import WD_BREAK
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Pt, RGBColor

from report_cli.adopt import source
from reports import numbered
from running import change, report

Paragraph = Any
"""A paragraph of python-docx."""

W = nsdecls("w")


def run(paragraph: Paragraph, text: str, look: str) -> None:
    """Add some words that look so: the properties of a run."""
    made = paragraph.add_run(text)
    made._r.get_or_add_rPr().append(parse_xml(look.replace("/>", f" {W}/>", 1)))


def told(folder: Path, make: Callable[[Paragraph], object]) -> list[str]:
    """What is said to be left out of a report whose third paragraph is made so."""
    made = docx.Document()
    for text in ("区政协工作报告", "全年收到提案265件，立案224件，走访企业36家。"):
        made.add_paragraph(text)
    make(made.add_paragraph("召开协商会"))
    made.save(str(folder / "旧.docx"))
    return [*source.read(folder / "旧.docx").left_out]


LOOKS = {
    '<w:vertAlign w:val="superscript"/>': "上标的字：第3段“专题”，照正文印",
    '<w:vertAlign w:val="subscript"/>': "下标的字：第3段“专题”，照正文印",
    '<w:u w:val="single"/>': "有下划线的字：第3段“专题”，照正文印",
    "<w:strike/>": "有删除线的字：第3段“专题”，照正文印",
    '<w:color w:val="FF0000"/>': "另用颜色的字：第3段“专题”，照正文印",
    '<w:highlight w:val="yellow"/>': "突出显示的字：第3段“专题”，照正文印",
    '<w:shd w:val="clear" w:fill="FFFF00"/>': "有底纹的字：第3段“专题”，照正文印",
    "<w:i/>": "斜体的字：第3段“专题”，照正文印",
    "<w:b/>": "段落中间加粗的字：第3段“专题”，照正文印",
    '<w:em w:val="dot"/>': "有着重号的字：第3段“专题”，照正文印",
    '<w:rFonts w:eastAsia="楷体"/>': "段落中间另用字体的字：第3段“专题”，照正文印",
    '<w:sz w:val="60"/>': "段落中间另用字号的字：第3段“专题”，照正文印",
    '<w:color w:val="FFFFFF"/>': "原稿里看不见的文字：第3段“专题”，照正文印出来，核对",
    "<w:vanish/>": "看不见的文字（第3段）：专题",
    '<w:color w:val="auto"/>': "",
    '<w:kern w:val="2"/>': "",
}


@pytest.mark.parametrize("look", LOOKS)
def test_words_that_look_otherwise_are_told(look: str, tmp_path: Path) -> None:
    def make(paragraph: Paragraph) -> None:
        run(paragraph, "专题", look)
        paragraph.add_run("12次，形成建议书报区委、区政府。")

    assert told(tmp_path, make) == [LOOKS[look]] * bool(LOOKS[look])


def field(paragraph: Paragraph, instruction: str, shown: str) -> None:
    mark = '<w:fldChar w:fldCharType="{}"/>'
    texts = f"<w:instrText>{instruction}</w:instrText>", mark.format("separate"), f"<w:t>{shown}</w:t>"
    for inner in (mark.format("begin"), *texts, mark.format("end")):
        paragraph._p.append(parse_xml(f"<w:r {W}>{inner}</w:r>"))


def after(paragraph: Paragraph, text: str) -> Paragraph:
    return paragraph._parent.add_paragraph(text)


def on_new_page(paragraph: Paragraph, text: str) -> None:
    paragraph.add_run("12次。").add_break(WD_BREAK.PAGE)
    after(paragraph, text)


def table(paragraph: Paragraph, rows: int, columns: int) -> Any:
    made = paragraph.part.document.add_table(rows, columns)
    for number, cell in enumerate((cell for row in made.rows for cell in row.cells), 1):
        cell.text = f"走访{number}家"
    return made


def tracked(name: str, text: str) -> str:
    inner = f"<w:r><w:{'delText' if name == 'del' else 't'}>{text}</w:{'delText' if name == 'del' else 't'}></w:r>"
    return f'<w:{name} {W} w:id="9" w:author="王" w:date="2022-01-01T00:00:00Z">{inner}</w:{name}>'


PARTS: dict[str, tuple[Callable[[Paragraph], object], list[str]]] = {
    "a table of contents": (lambda one: field(one, 'TOC \\o "1-3"', "一、提案工作 1"), ["目录（第3段起）"]),
    "a field": (
        lambda one: field(one, "DATE", "2022年3月1日"),
        ["自动更新的域：第3段“2022年3月1日”，成了不变的字"],
    ),
    "a link": (lambda one: field(one, 'HYPERLINK "http://a.b"', "网站"), ["超链接：第3段“网站”，只留文字"]),
    "a comment": (
        lambda one: one.part.document.add_comment(one.runs[0], "请核对", author="李", initials="L"),
        ["批注（第3段，李）：请核对"],
    ),
    "an insertion": (
        lambda one: one._p.append(parse_xml(tracked("ins", "两次"))),
        ["修订：第3段“加两次”，收的是接受以后的字句"],
    ),
    "a deletion": (
        lambda one: one._p.append(parse_xml(tracked("del", "两次"))),
        ["修订：第3段“删两次”，收的是接受以后的字句"],
    ),
    "a new page": (lambda one: on_new_page(one, "走访企业。"), ["另起一页：第4段“走访企业。”，接着排"]),
    "the page of an annex": (lambda one: on_new_page(one, "附件1"), []),
    "a line break": (lambda one: one.add_run("\n12次。"), ["段落里的换行：第3段“召开协商会 12次。”，接着排"]),
    "a bullet": (
        lambda one: setattr(one, "style", "List Bullet"),
        ["项目符号：第3段“召开协商会”，不印"],
    ),
    "merged cells": (
        lambda one: (made := table(one, 3, 2)).cell(1, 0).merge(made.cell(2, 0)),
        [
            "表格（第6段）：格子里有几段，成了一段一段的正文，字都在",
            "合并的单元格（第4段起的表格）：拆成一格一格，字都在",
        ],
    ),
    "a table of one row": (
        lambda one: table(one, 1, 2),
        ["表格（第4段）：只有一行或一列，成了一段一段的正文，字都在"],
    ),
    "a table": (lambda one: table(one, 2, 2), []),
}


@pytest.mark.parametrize("part", PARTS)
def test_what_a_template_cannot_have_is_told_and_nothing_else(part: str, tmp_path: Path) -> None:
    make, expected = PARTS[part]
    assert sorted(told(tmp_path, make)) == sorted(expected)


def test_a_heading_style_on_a_table_of_contents_is_read(tmp_path: Path) -> None:
    made = docx.Document()
    for text in ("区政协工作报告", "目录"):
        made.add_paragraph(text)
    field(made.add_paragraph(style="Heading 1"), 'TOC \\o "1-3"', "一、提案工作 1")
    made.add_paragraph("收到提案265件。")
    made.save(str(tmp_path / "旧.docx"))
    result = report(tmp_path, "adopt", "旧.docx", "--year", "2022")
    assert result.status == 0, result.err
    assert "没有收进来：目录（第3段起）" in result.out


def adopted(folder: Path, made: "docx.document.Document") -> list[str]:
    """What the workspace of a report prints."""
    made.save(str(folder / "旧.docx"))
    assert report(folder, "adopt", "旧.docx", "--year", "2022", "--into", "新").status in (0, 1)
    built = report(folder / "新", "build", "2022", "--to", "md")
    assert built.status == 0, built.out + built.err
    text = (folder / "新/drafts/2022/work_report.md").read_text("utf-8")
    return [line for line in text.replace("\\", "").split("\n") if line]


def test_lists_are_numbered_as_word_numbers_them(tmp_path: Path) -> None:
    made = docx.Document()
    numbered(made)
    again = '<w:num {} w:numId="{}"><w:abstractNumId w:val="77"/>{}</w:num>'
    override = '<w:lvlOverride w:ilvl="2"><w:startOverride w:val="{}"/></w:lvlOverride>'
    for id, start in ((78, 1), (79, 5)):
        made.part.numbering_part.element.append(parse_xml(again.format(W, id, override.format(start))))
    made.add_paragraph("区政协工作报告")
    made.add_paragraph("全年收到提案265件，立案224件，走访企业36家，培训委员230人次。")
    for text, level, list_ in (
        ("开展调研12次。", 2, 77), ("开展视察13次。", 2, 77), ("有两项重要的工作。", 0, 0),
        ("举办讲座14次。", 2, 78), ("举办论坛15次。", 2, 78), ("还有一项重要的工作。", 0, 0),
        ("举办书画展16次。", 2, 79), ("举办读书会9次。", 2, 77),
    ):  # fmt: skip
        paragraph = made.add_paragraph(text)
        number = f'<w:numPr {W}><w:ilvl w:val="{level}"/><w:numId w:val="{list_}"/></w:numPr>'
        if list_:
            paragraph._p.get_or_add_pPr().append(parse_xml(number))
    assert [line[:4] for line in adopted(tmp_path, made)[2:]] == [
        "1.开展", "2.开展", "有两项重", "1.举办", "2.举办", "还有一项", "5.举办", "6.举办",
    ]  # fmt: skip


def test_titles_that_word_numbers_are_no_headings(tmp_path: Path) -> None:
    made = docx.Document()
    numbered(made)
    made.add_paragraph("区法院工作报告")
    made.add_paragraph("一、典型案例")
    for text in ("《甲公司破产案》", "《乙某盗窃案》"):
        number = parse_xml(f'<w:numPr {W}><w:ilvl w:val="2"/><w:numId w:val="77"/></w:numPr>')
        made.add_paragraph(text)._p.get_or_add_pPr().append(number)
    made.add_paragraph("全年审结案件265件。")
    assert adopted(tmp_path, made)[2:4] == ["1.《甲公司破产案》", "2.《乙某盗窃案》"]
    assert "W104" not in report(tmp_path / "新", "check", "2022").out


def test_a_report_whose_layout_cannot_be_read_is_built_in_the_usual_one(tmp_path: Path) -> None:
    made = docx.Document()
    for text in ("区政协工作报告", "收到提案265件。"):
        made.add_paragraph(text)
    assert any("收到提案265件。" in line for line in adopted(tmp_path, made))


def test_a_raised_digit_is_no_part_of_the_figure_beside_it(tmp_path: Path) -> None:
    made = docx.Document()
    made.add_paragraph("区政协工作报告")
    paragraph = made.add_paragraph("开展“三联”活动")
    raised = '<w:vertAlign w:val="superscript"/>'
    run(paragraph, "1", raised)
    paragraph.add_run("12次，举办双月座谈")
    run(paragraph, "[2]", raised)
    paragraph.add_run("6次，新增绿地3000m")
    run(paragraph, "2", raised)
    paragraph.add_run("，走访委员9人①。")
    assert adopted(tmp_path, made)[1] == "开展“三联”活动¹12次，举办双月座谈[2]6次，新增绿地3000m²，走访委员9人①。"
    data = (tmp_path / "新/data/2022.yaml").read_text("utf-8")
    assert re.findall(r"(?m)^  (\w+): \{value: (\w+)", data)[:2] == [("开展三联活动", "12"), ("举办双月座谈", "6")]
    assert re.findall(r"value: (\w+)", data) == ["12", "6", "3000", "9"]


def test_a_raised_mark_behind_a_sentence_is_of_that_sentence(tmp_path: Path) -> None:
    made = docx.Document()
    made.add_paragraph("区政协工作报告")
    for parts in (
        ("全年收到提案265件。", "①", "召开协商会12次。", "②", "走访企业36家。"),
        ("抓好三件事：①培训委员9人次。②视察14次。",),
        ("", "①", "含会中提案240件。"),
        ("", "②", "含专题协商会。"),
    ):
        paragraph = made.add_paragraph(parts[0])
        for mark, text in zip(parts[1::2], parts[2::2], strict=True):
            run(paragraph, mark, '<w:vertAlign w:val="superscript"/>')
            paragraph.add_run(text)
    assert adopted(tmp_path, made)[1] == "全年收到提案265件。①召开协商会12次。②走访企业36家。"
    change(tmp_path / "新/data/2022.yaml", "  召开协商会:", "  # 召开协商会:")
    assert report(tmp_path / "新", "build", "2022", "--to", "md").status == 0
    text = (tmp_path / "新/drafts/2022/work_report.md").read_text("utf-8").replace("\\", "")
    assert [line for line in text.split("\n") if line][1:] == [
        "全年收到提案265件。①走访企业36家。",
        "抓好三件事：①培训委员9人次。②视察14次。",
        "①含会中提案240件。",
    ]


def test_titles_that_an_annex_lists_are_no_headings_and_leave_those_their_look(tmp_path: Path) -> None:
    made = docx.Document()
    made.add_paragraph("区政协工作小结").runs[0].font.size = Pt(22)
    for heading, text in (
        ("一、主要工作", ""),
        ("1.助推工业强县", "走访企业36家。"),
        ("2.助推乡村振兴", "走访村9个。"),
    ):
        run = made.add_paragraph().add_run(heading)
        run.bold, run.font.color.rgb = heading[0] != "一", RGBColor(0x1F, 0x4E, 0x79)
        made.add_paragraph(text) if text else None
    made.add_paragraph("附件2　优秀提案名单")
    for number, what in enumerate("一二三四五", 1):
        made.add_paragraph(f"{number}.《关于第{what}件事的提案》")
    made.save(str(tmp_path / "旧.docx"))
    assert report(tmp_path, "adopt", "旧.docx", "--year", "2022", "--into", "新").status in (0, 1)
    assert "W104" not in report(tmp_path / "新", "check", "2022").out
    layout = (tmp_path / "新/templates/layouts/work_report.yaml").read_text("utf-8")
    assert re.search(r"heading_3: \{.*color: 1F4E79", layout), layout
    year = tmp_path / "新/data/2022.yaml"
    year.write_text(re.sub(r"(?m)^  提案题目三: .*\n", "", year.read_text("utf-8")), "utf-8")
    assert "W258" not in report(tmp_path / "新", "check", "2022").out


def test_notes_below_the_text_and_its_day_are_of_no_section(tmp_path: Path) -> None:
    text = "工作小结\n一、主要工作\n开展“双评议”①，评出优秀提案10件。\n二、工作打算\n走访企业40家。\n"
    (tmp_path / "旧.txt").write_text(f"{text}2022年12月25日\n①“双评议”：指双向评议，共评议提案276件。\n", "utf-8")
    assert report(tmp_path, "adopt", "旧.txt", "--year", "2022", "--into", "新").status in (0, 1)
    catalogue = (tmp_path / "新/data/indicators.yaml").read_text("utf-8")
    assert re.search("(?m)^落款:\n  label: 落款\n  indicators:\n    落款日期:", catalogue), catalogue
    assert re.search("(?m)^注释:\n  label: 注释\n  indicators:\n    评议提案:", catalogue), catalogue
