"""What an adopted Word file looks like is its kind's layout; what of it is not taken in is said."""

import json
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Pt

from running import report

BODY = "一年来，我们收到提案265件，立案224件，召开座谈会12次，走访企业36家，各项工作有新的进展。"


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A report with a bold title, a date below it that is smaller, and no page number."""
    made = docx.Document()
    for text, size, is_bold in (("区政协工作小结", 22, True), ("（征求意见稿）", 16, False)):
        paragraph = made.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        typed(paragraph, text, "黑体", size).bold = is_bold
    for _ in range(3):
        paragraph = made.add_paragraph()
        paragraph.paragraph_format.line_spacing = Pt(30)
        typed(paragraph, BODY, "仿宋", 16)
    made.save(str(tmp_path / "旧.docx"))
    return tmp_path / "旧.docx"


def typed(paragraph: Any, text: str, font: str, size: int) -> Any:
    run = paragraph.add_run(text)
    run.font.size = Pt(size)
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
    return run.font


def test_what_the_file_says_is_in_the_layout_and_the_rest_is_said(old: Path, tmp_path: Path) -> None:
    result = report(tmp_path, "adopt", "旧.docx", "--year", "2022", "--into", "新", "--format", "json")
    layout = (tmp_path / "新/templates/layouts/work_report.yaml").read_text("utf-8")
    assert "line: 30磅" in layout
    title = next(line for line in layout.split("\n") if line.startswith("  title:"))
    assert "bold: true" in title
    assert "font: 黑体" in title
    said = json.loads(result.out)["layout"]
    assert "原稿没有页码，生成的稿件照印发稿印页码" in said
    assert not [each for each in said if "没有找到" in each], "what the file does not have is nothing left out"


def test_what_is_alike_of_several_kinds_is_said_once(old: Path, tmp_path: Path) -> None:
    said = report(tmp_path, "adopt", "旧.docx", "--year", "2022", "--into", "新").out
    lines = [line for line in said.split("\n") if line.startswith("版式没有照收：")]
    assert len(lines) <= 5
    assert len({line.partition("的")[2] or line for line in lines}) == len(lines)
