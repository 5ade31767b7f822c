"""How lines become paragraphs where a figure stands at a line's end: what is printed decides, not the template."""

import json
import re
from pathlib import Path

import pytest

from report_cli.files import archive
from report_cli.text import paragraphs
from running import ROOT, built, report, year_2022

DRAFT = ROOT / "drafts/2022/work_report.md"

CATALOGUE = """
office:
  label: 办公室
  indicators:
    program: {label: 软件, kind: text}
    motto: {label: 作法, kind: text}
    letters: {label: 来信, unit: 封}
    wifi: {label: Wi-Fi, unit: 个}
"""
DATA = "year: 2024\nsource: 台账\noffice: {program: WPS, motto: 开门办会。, letters: 12封, wifi: 3个}\n"


def write(place: Path, template: str) -> None:
    for name, text in {
        "data/indicators.yaml": CATALOGUE,
        "data/2024.yaml": DATA,
        "templates/work_report.md.j2": template,
    }.items():
        (place / name).parent.mkdir(exist_ok=True)
        (place / name).write_text(text, encoding="utf-8")


def printed(place: Path, template: str) -> str:
    write(place, template)
    built(place, "2024", "--to", "md")
    return (place / "drafts/2024/work_report.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("使用\n{{ office.program }}\n办公。\n", "使用WPS办公。\n"),
        ("使用Office\n{{ office.program }}办公。\n", "使用Office WPS办公。\n"),
        ("使用{{ office.program }}\nOffice办公。\n", "使用WPS Office办公。\n"),
        ("使用{{ office.program }}\n{{ office.program }}办公。\n", "使用WPS WPS办公。\n"),
        ("收到{{ office.letters }}\nEmail来信。\n", "收到12封Email来信。\n"),
        ("用Email收到\n{{ office.letters }}。\n", "用Email收到12封。\n"),
        ("用Email\n{{ office.letters }}。\n", "用Email 12封。\n"),
        ("新增\n{{ office.wifi.label }}\n{{ office.wifi }}。\n", "新增Wi-Fi 3个。\n"),
        ("新增{{ office.letters.label }}{{ office.letters }}。\n", "新增来信12封。\n"),
        ("新增**{{ office.letters.label }}**{{ office.letters }}。\n", "新增**来信**12封。\n"),
    ],
)
def test_a_space_stands_between_two_lines_only_where_two_latin_words_meet(
    tmp_path: Path, template: str, text: str
) -> None:
    assert printed(tmp_path, template) == text


def test_a_heading_whose_last_figure_ends_in_a_stop_runs_into_its_paragraph(tmp_path: Path) -> None:
    assert (
        printed(tmp_path, "## 坚持{{ office.motto }}\n\n收到{{ office.letters }}。\n")
        == "**一、坚持开门办会**。收到12封。\n"
    )
    assert (
        printed(tmp_path, "## 坚持{{ office.program }}\n\n收到{{ office.letters }}。\n")
        == "## 一、坚持WPS\n\n收到12封。\n"
    )


def test_a_word_of_the_catalogue_is_prose_like_what_stands_beside_it(tmp_path: Path) -> None:
    """Office would else underline it for itself, and a search for 收到来信 find nothing."""
    printed(tmp_path, "收到{{ office.letters.label }}共{{ office.letters }}。\n")
    built(tmp_path, "2024")
    figures = json.loads((tmp_path / "drafts/2024/work_report.figures.json").read_text(encoding="utf-8"))["figures"]
    assert [figure["text"] for figure in figures] == ["12封"]
    document = (archive.read((tmp_path / "drafts/2024/work_report.docx").read_bytes()) or {})[
        "word/document.xml"
    ].decode()
    assert ">收到来信共</w:t>" in document


def test_one_fact_said_in_other_words_is_printed_as_it_is_said_each_time(tmp_path: Path) -> None:
    assert (
        printed(tmp_path, "收到{{ office.letters }}、{{ office.letters.number }}、{{ office.letters | chinese }}。\n")
        == "收到12封、12、十二。\n"
    )


def told(place: Path, template: str) -> list[tuple[str, str]]:
    """What a build says of such a template: line and code."""
    write(place, template)
    result = report(place, "build", "2024", "--to", "md")
    return re.findall(
        r"^templates/work_report\.md\.j2:(\d+)(?::\d+)?: \S+ (\w+):", result.out + result.err, re.MULTILINE
    )


@pytest.mark.parametrize(
    ("template", "findings"),
    [
        ("文。\n甲，，乙\n三次会议。\n", [("2", "W101"), ("3", "W202")]),
        (
            "{% set v %}\n甲{{ office.letters }}\n乙{% endset %}\n前{{ v }}后，，三次会议。\n",
            [("4", "W101"), ("4", "W202")],
        ),
        ('{% set v %}\n甲\n{% endset %}\n前{{ v ~ "丙" }}后三次会议。\n', [("4", "W202")]),
        ("{% set v %}\n甲\n{% endset %}\n前{{ v if office.wifi else v }}后三次会议。\n", [("4", "W202")]),
        ("---\nattachments: ['{{ office.program }}', '{{ office.program }}三次会议']\n---\n文。\n", [("2", "W202")]),
        (
            "{% macro m(t) %}甲{{ t }}，{% endmacro %}\n{{ m(office.letters) }}。\n\n{{ m(office.letters) }}。\n",
            [("2", "W101"), ("4", "W101")],
        ),
        ("文。\n\n## 甲**乙。\n", [("3", "T302"), ("3", "T305")]),
        ("甲{{ office.wifi }}和{{ office.letters }}，乙\n{{ office.letters }}三次会议。\n", [("2", "W202")]),
    ],
    ids=[
        "lines",
        "variable",
        "variable and more",
        "choice",
        "second string of the head",
        "same paragraph twice",
        "lone heading",
        "behind figures",
    ],
)
def test_a_finding_stands_at_the_line_that_people_have_to_mend(
    tmp_path: Path, template: str, findings: list[tuple[str, str]]
) -> None:
    assert told(tmp_path, template) == findings


# Lines that a program has broken --------------------------------------------------------------------------------------


def broken(texts: list[str], at: int, indent: str = "") -> list[str]:
    """Texts as a program writes them whose lines are `at` characters long at most."""
    return [(indent + text)[start : start + at] for text in texts for start in range(0, len(indent + text), at)]


def rejoined(lines: list[str]) -> list[str]:
    return ["".join(lines[at] for at in each) for each in paragraphs(lines)]


@pytest.mark.parametrize("at", [20, 37, 40])
def test_lines_broken_at_one_width_are_the_paragraphs_that_they_were(at: int) -> None:
    written = [text for text in DRAFT.read_text("utf-8").splitlines() if text]
    assert rejoined(broken(written, at, "　　")) == ["　　" + text for text in written]
    # Without an indent, a sentence that ends where its line is full may be the end of its paragraph.
    found = rejoined(broken(written, at))
    assert "".join(found) == "".join(written)
    assert len(written) <= len(found) <= len(written) + 4


def test_lines_of_other_lengths_stay_paragraphs_of_their_own() -> None:
    texts = [line for line in DRAFT.read_text("utf-8").splitlines() if line]
    assert rejoined(texts) == texts
    alike = ["一、" + "甲" * 30, "二、" + "乙" * 30, "三、" + "丙" * 30]
    assert rejoined(alike) == alike
    assert rejoined([]) == []


def test_a_draft_that_was_broken_into_lines_is_no_other_text(tmp_path: Path) -> None:
    place = year_2022(tmp_path, drafts=True)
    texts = [re.sub("^#+ ", "", line) for line in DRAFT.read_text("utf-8").splitlines() if line]
    (place / "送审稿.txt").write_text("\n".join(broken(texts, 40, "　　")), "utf-8")
    args = ("送审稿.txt", "--year", "2022", "--kind", "work_report")
    result = report(place, "verify", *args)
    assert (result.status, result.out.count("\n")) == (0, 1), result.out
    assert "全部相符" in result.out
    assert report(place, "words", "送审稿.txt").out == ""
