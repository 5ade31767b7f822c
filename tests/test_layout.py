"""Layouts: what a file says becomes twips and half-points; what it says wrong becomes findings."""

import doctest
from pathlib import Path

import pytest

from report_cli.layout import layout, reading
from report_cli.layout.layout import Layout

PRINTED = (Path(__file__).parent.parent / "templates/layouts/printed.yaml").read_text(encoding="utf-8")


def read(text: str) -> Layout:
    found, findings = reading.parse(text.encode(), "templates/layouts/printed.yaml")
    assert findings == []
    assert found is not None
    return found


def complaint(old: str, new: str) -> tuple[str, int, str]:
    """Code, line and words of the one finding where `old` is written as `new` in the printed layout."""
    assert old in PRINTED
    found, findings = reading.parse(PRINTED.replace(old, new, 1).encode(), "printed.yaml")
    assert found is None
    assert len(findings) == 1, findings
    assert findings[0].cure
    return findings[0].code, findings[0].place.line, findings[0].message + findings[0].cure


def line_of(text: str) -> int:
    return PRINTED[: PRINTED.index(text)].count("\n") + 1


def test_the_examples_of_measures_hold() -> None:
    assert doctest.testmod(layout).failed == 0


def test_the_printed_layout_is_that_of_the_standard() -> None:
    printed = read(PRINTED)
    page = printed.page
    assert (page.width, page.height) == (11906, 16838)
    assert (page.top, page.bottom, page.right) == (2098, 1984, 1474)
    assert page.left == 1588
    assert (printed.text.line, printed.text.spacing, printed.text.size) == (579, -5, 32)
    assert printed.styles["title"].size == 44
    assert printed.styles["page_number"].size == 28
    assert printed.styles["body"].first_line == layout.Measure(640, 200)


def test_a_style_that_says_nothing_is_as_the_text() -> None:
    printed = read(PRINTED.replace("salutation: {align: 左对齐}", "salutation:"))
    assert printed.styles["salutation"] == printed.text


def test_characters_and_lines_are_those_of_the_style() -> None:
    wide = read(
        PRINTED.replace("body: {first_line: 2字}", "body: {size: 小二, line: 33磅, first_line: 2字, before: 0.5行}")
    )
    assert wide.styles["body"].first_line == layout.Measure(720, 200)
    assert wide.styles["body"].before == layout.Measure(290, 50)


def test_letters_and_digits_may_have_a_font_of_their_own() -> None:
    text = PRINTED.replace("fonts:\n", "fonts:\n  Times New Roman:\n").replace(
        "  size: 三号\n", "  size: 三号\n  latin: Times New Roman\n"
    )
    assert read(text).styles["body"].latin == "Times New Roman"


@pytest.mark.parametrize(
    ("old", "new", "code", "words"),
    [
        ("margins:", "margin:", "L102", "是不是“margins”"),
        ("body: {first_line", "body: {firstline", "L102", "是不是“first_line”"),
        ("  emphasis: {font: 楷体_GB2312}\n", "", "L103", "“characters”缺“emphasis”"),
        ("label: 印发稿\n", "", "L103", "版式文件缺“label”"),
        (
            "margins: {top: 37mm, right: 26mm, bottom: 35mm, left: 28.01mm}",
            "margins: 37mm",
            "L101",
            "“page.margins”应为一组“名称: 值”",
        ),
        ("top: 37mm", "top: [37mm]", "L104", "“page.margins.top”应为一个值"),
        ("alternatives: [SimSun]", "alternatives: SimSun", "L104", "“fonts.宋体.alternatives”应为一个列表"),
        ("top: 37mm", "top: 37", "L105", "应为长度，如 28mm"),
        ("top: 37mm", "top: 37in", "L105", "应为长度，如 28mm"),
        ("top: 37mm", "top: 2字", "L105", "应为长度，如 28mm"),
        ("top: 37mm", "top: -37mm", "L105", "不能小于0"),
        ("size: 二号", "size: 2号", "L105", "应为字号，如 三号"),
        ("size: 二号", "size: 15.3磅", "L105", "应为字号，如 三号"),
        ("size: A4", "size: B5", "L105", "只能是A4、A3"),
        ("align: 左对齐", "align: 靠左", "L105", "只能是两端对齐、左对齐、居中、右对齐"),
        ("line: 28.95磅", "line: 0磅", "L105", "行距应为1磅到200磅"),
        ("bold: true,", "bold: 是,", "L105", "只能是true、false"),
        ("color: C00000", "color: 红", "L105", "应为六位的颜色代码"),
        ("body: {first_line", "body: {font: 仿宋GB2312, first_line", "L105", "是不是“仿宋_GB2312”"),
        ("keep_with_number: 年", "keep_with_number: " + "件" * 30 + "年", "L105", "最多30个字"),
        ("format: 1", "format: 2", "L105", "只能是1"),
    ],
)
def test_a_mistake_is_one_finding_with_its_place_and_cure(old: str, new: str, code: str, words: str) -> None:
    found, line, said = complaint(old, new)
    assert found == code
    assert words in said
    if code != "L103":
        assert line == line_of(old)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("left: 28.01mm", "left: 180mm", "排不下一行字"),
        ("top: 37mm", "top: 260mm", "排不下一行字"),
        ("below_text: 7mm", "below_text: 33mm", "页码排到了纸外"),
    ],
)
def test_values_that_cannot_be_together_are_a_finding(old: str, new: str, words: str) -> None:
    assert words in complaint(old, new)[2]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "印发稿",
        "- 甲\n",
        "format: 1\n",
        "page:\n  margins:\n    - 1\n",
        "styles: {title: 1, body: [1]}\n",
        "a: [\n",
    ],
)
def test_a_file_that_is_no_layout_is_findings_and_no_crash(text: str) -> None:
    found, findings = reading.parse(text.encode(), "printed.yaml")
    assert found is None
    assert findings
    assert all(finding.code.startswith("L") for finding in findings)
