"""Attachments, the table of figures, footnotes and stages, from templates to Markdown and DOCX."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from lxml import etree

from report_cli.docx import read
from report_cli.files import archive
from running import built, change, committee, contents, report

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
TEMPLATE = "templates/work_report.md.j2"


@pytest.fixture(scope="module")
def beihu(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A committee whose report has all of these, built."""
    place = committee("beihu", tmp_path_factory.mktemp("beihu"))
    built(place, "2024", "--layout", "house", "--stage", "送审稿")
    return place / "drafts/2024"


def body(folder: Path) -> etree._Element:
    return etree.fromstring((archive.read((folder / "work_report.docx").read_bytes()) or {})["word/document.xml"])


def composed(place: Path, template: str) -> str:
    """The Markdown of the committee's report for a template of no head."""
    (place / TEMPLATE).write_text(template, encoding="utf-8")
    built(place, "2024", "--to", "md")
    return (place / "drafts/2024/work_report.md").read_text(encoding="utf-8")


def complaint(place: Path, template: str) -> str:
    (place / TEMPLATE).write_text(template, encoding="utf-8")
    result = report(place, "build", "2024")
    assert result.status == 1
    return result.err


# Attachments


def test_a_single_attachment_has_no_number(tmp_path: Path) -> None:
    text = composed(committee("beihu", tmp_path), '正文。\n{% call attachment("名单") %}\n方远\n{% endcall %}\n')
    assert text == "正文。\n\n附件：名单\n\n附件\n\n## 名单\n\n方远\n"


def test_an_attachment_that_the_head_names_has_its_place_there(tmp_path: Path) -> None:
    head = "---\nattachments: [甲, 乙, 丙]\n---\n"
    text = composed(committee("beihu", tmp_path), head + '正文。\n{% call attachment("乙") %}\n内容。\n{% endcall %}\n')
    assert text == "正文。\n\n附件：1.甲\n\n2.乙\n\n3.丙\n\n附件2\n\n## 乙\n\n内容。\n"


def test_an_attachment_without_content_is_not_there(tmp_path: Path) -> None:
    text = composed(
        committee("beihu", tmp_path),
        '正文。\n{% call attachment("名单") %}\n{% if plan %}无{% endif %}\n{% endcall %}\n'.replace(
            "plan", "opinions.meetings is full"
        ),
    )
    assert text == "正文。\n"


def test_an_attachment_whose_title_an_edit_took_is_not_empty(tmp_path: Path) -> None:
    place = committee("beihu", tmp_path)
    (place / "templates/2024").mkdir(exist_ok=True)
    edit = "edits:\n  - was: ['名单', '方远']\n    now: ['', '方远']\n"
    (place / "templates/2024/work_report.edits.yaml").write_text(edit, encoding="utf-8")
    text = composed(place, '正文。\n{% call attachment("名单") %}\n方远\n{% endcall %}\n')
    assert text.endswith("方远\n")


def test_headings_of_an_attachment_are_numbered_from_one(tmp_path: Path) -> None:
    text = composed(
        committee("beihu", tmp_path),
        '## 甲\n\n文。\n{% call attachment("名单") %}\n## 乙\n\n文。\n{% endcall %}\n## 丙\n\n文。\n',
    )
    assert [line for line in text.split("\n") if line.startswith("##")] == [
        "## 一、甲",
        "## 二、丙",
        "## 名单",
        "## 一、乙",
    ]


def test_an_attachment_begins_a_new_page_and_can_be_turned_sideways(beihu: Path) -> None:
    text = body(beihu)
    sections = [section.find(f"{W}pgSz") for section in text.iter(f"{W}sectPr")]
    assert [size.get(f"{W}orient") for size in sections if size is not None] == [None, "landscape"]
    styles = etree.fromstring((archive.read((beihu / "work_report.docx").read_bytes()) or {})["word/styles.xml"])
    [label] = [style for style in styles if style.get(f"{W}styleId") == "AttachmentLabel"]
    assert label.find(f"{W}pPr/{W}pageBreakBefore") is not None


# The table of figures


def test_a_figure_of_the_table_is_bound_as_in_prose(beihu: Path) -> None:
    figures = json.loads((beihu / "work_report.figures.json").read_text(encoding="utf-8"))["figures"]
    found = {(figure["fact"], figure["form"], figure["text"]) for figure in figures}
    assert {
        ("proposals.received", "number", "265"),
        ("previous.proposals.received", "number", "240"),
        ("previous.year", "", "2023年"),
        ("proposals.received", "signed_change", "+25"),
        ("proposals.received", "signed_growth", "+10.4%"),
        ("proposals.filing_rate", "signed_change", "-0.9个百分点"),
    } <= found


def test_without_last_year_the_table_has_no_columns_for_it(tmp_path: Path) -> None:
    place = committee("beihu", tmp_path)
    (place / "data/2023.yaml").unlink()
    text = composed(place, "{{ figures_table(opinions) }}")
    assert text.split("\n")[:3] == ["| 指标 | 单位 | 2024年 |", "| --- | --- | --- |", "| 报送信息 | 条 | 近300 |"]


def test_the_table_names_its_groups_only_if_there_are_several(tmp_path: Path) -> None:
    place = committee("beihu", tmp_path)
    assert "| 社情民意 |" not in composed(place, "{{ figures_table(opinions) }}")
    every = composed(place, "{{ figures_table() }}")
    assert [line for line in every.split("\n") if line.count("|") == 2] == ["| 提案工作 |", "| 社情民意 |"]


def test_a_groups_name_is_one_cell_across_the_table(beihu: Path) -> None:
    spans = [(cell.find(f"{W}tcPr/{W}gridSpan"), "".join(cell.itertext())) for cell in body(beihu).iter(f"{W}tc")]
    assert [(span.get(f"{W}val"), text) for span, text in spans if span is not None] == [
        ("6", "提案工作"),
        ("6", "社情民意"),
    ]
    for name in ("work_report.docx", "work_report.md"):
        assert "全部相符" in report(beihu.parent.parent, "verify", str(beihu / name)).out


def test_the_table_of_a_draft_marks_what_is_still_to_come(tmp_path: Path) -> None:
    place = committee("beihu", tmp_path)
    change(place / "data/2024.yaml", "filed: 224", "filed:")
    (place / TEMPLATE).write_text("{{ figures_table(proposals) }}", encoding="utf-8")
    built(place, "2024", "--to", "md", "--draft")
    text = (place / "drafts/2024/work_report.md").read_text(encoding="utf-8")
    assert "| 立案提案 | 件 | 205 | **【待补：立案提案】** | — | — |" in text


def test_a_table_of_anything_but_groups_is_refused(tmp_path: Path) -> None:
    assert "figures_table里要写组" in complaint(committee("beihu", tmp_path), "{{ figures_table(proposals.received) }}")


# Footnotes


def test_footnotes_are_those_of_word_and_their_figures_are_bound(beihu: Path) -> None:
    parts = archive.read((beihu / "work_report.docx").read_bytes()) or {}
    notes = etree.fromstring(parts["word/footnotes.xml"])
    assert ["".join(note.itertext(f"{W}t")) for note in notes if note.get(f"{W}type") is None] == [
        "其中并案12件，按并案后的件数立案。",
        "答复函逐件附有提案者的意见。",
    ]
    assert len(list(notes.iter(f"{W}bookmarkStart"))) == 1
    marks = [mark.get(f"{W}id") for mark in body(beihu).iter(f"{W}footnoteReference")]
    assert marks == ["1", "2"]
    names = [mark.get(f"{W}id") for root in (body(beihu), notes) for mark in root.iter(f"{W}bookmarkStart")]
    assert len(names) == len(set(names))


def test_the_draft_is_read_back_line_by_line_as_built(beihu: Path) -> None:
    built_lines = json.loads((beihu / "work_report.figures.json").read_text(encoding="utf-8"))["paragraphs"]
    lines = [
        line.text
        for line in read.read((beihu / "work_report.docx").read_bytes()).lines
        if line.part in ("body", "note")
    ]
    assert [line.replace("\n", "") for line in lines] == built_lines


def test_a_report_without_footnotes_has_no_part_for_them(tmp_path: Path) -> None:
    place = committee("donghu", tmp_path)
    built(place, "2024")
    assert "word/footnotes.xml" not in (archive.read(contents(place / "drafts/2024")["brief.docx"]) or {})


def test_a_footnote_may_stand_in_a_heading_and_in_a_cell(tmp_path: Path) -> None:
    rows = '项目|数\n收到{{ footnote("乙") }}|{{ proposals.received }}'
    template = f'## 提案{{{{ footnote("甲") }}}}\n\n{{% call table() %}}\n{rows}\n{{% endcall %}}\n'
    text = composed(committee("beihu", tmp_path), template)
    assert "## 一、提案[^1]" in text
    assert "| 收到[^2] | 265件 |" in text
    assert text.endswith("[^1]: 甲\n\n[^2]: 乙\n")


def test_a_digit_in_a_footnote_is_no_fact(tmp_path: Path) -> None:
    assert "“3”" in complaint(committee("beihu", tmp_path), '文{{ footnote("另有3件") }}。')


# The head


def test_the_stage_stands_below_the_title_and_in_the_seal(beihu: Path) -> None:
    text = (beihu / "work_report.md").read_text(encoding="utf-8").split("\n")
    assert text[2] == "（送审稿）"
    properties = (archive.read((beihu / "work_report.docx").read_bytes()) or {})["docProps/custom.xml"].decode()
    assert "送审稿" in properties
    assert ">house<" in properties


@pytest.mark.parametrize("stage", ["征求意见稿", "讨论稿", "审议稿", "（送审稿）"])
def test_the_customary_stages_are_known(stage: str, tmp_path: Path) -> None:
    place = committee("donghu", tmp_path)
    built(place, "2024", "--to", "md", "--stage", stage)
    assert f"（{stage.strip('（）')}）" in (place / "drafts/2024/brief.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("stage", "words"),
    [("送审", "是不是送审稿？"), ("印发稿", "印发稿不标稿次"), ("终稿", "可用：征求意见稿、讨论稿、送审稿、审议稿")],
)
def test_other_stages_are_refused(stage: str, words: str, tmp_path: Path) -> None:
    result = report(committee("donghu", tmp_path), "build", "2024", "--stage", stage)
    assert result.status == 2
    assert words in result.err


@pytest.mark.parametrize(("name", "shown"), [("方远", "方　远"), ("欧阳远方", "欧阳远方"), ("方远志", "方远志")])
def test_a_speaker_of_two_characters_who_stands_alone_is_spaced(name: str, shown: str, tmp_path: Path) -> None:
    place = committee("beihu", tmp_path)
    change(place / "data/2024.yaml", "speaker: 方远", f"speaker: {name}")
    assert composed(place, '---\nspeaker: "{{ meeting.speaker|spaced }}"\n---\n正文。\n') == f"{shown}\n\n正文。\n"


def test_a_title_broken_into_lines_is_no_edit(tmp_path: Path) -> None:
    place = committee("beihu", tmp_path)
    built(place, "2024")
    assert report(place, "build", "2024", "--check").status == 0
    assert len(list(body(place / "drafts/2024").iter(f"{W}br"))) == 2  # of title and subtitle
    draft = place / "drafts/2024/work_report.docx"
    parts = archive.read(draft.read_bytes()) or {}
    edited = parts["word/document.xml"].replace("近300条".encode(), "近310条".encode())
    draft.write_bytes(archive.write({**parts, "word/document.xml": edited}))
    refused = report(place, "build", "2024")
    assert (refused.status, refused.err.count("生成的：")) == (1, 1), refused.err
    assert "近310条" in refused.err


# What Office says


@pytest.mark.parametrize("name", ["printed", "printed-gbt33476", "reading", "house"])
def test_office_would_find_nothing_to_mend(name: str, tmp_path: Path) -> None:
    place = committee("beihu", tmp_path)
    built(place, "2024", "--layout", name, "--stage", "讨论稿")
    command = [sys.executable, "-m", "openxml_audit", "-m", "0", str(place / "drafts/2024/work_report.docx")]
    audit = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (audit.returncode, "no findings" in audit.stdout) == (0, True), audit.stdout


def test_the_last_paragraph_before_the_attachments_stays_on_one_page(beihu: Path) -> None:
    kept = [paragraph for paragraph in body(beihu).iter(f"{W}p") if paragraph.find(f"{W}pPr/{W}keepLines") is not None]
    after = next(kept[0].itersiblings(f"{W}p"))
    assert (len(kept), after.find(f"{W}pPr/{W}pStyle").get(f"{W}val")) == (1, "Attachments")
