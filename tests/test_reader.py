"""What a Word file says, as it is read: XML in, text out."""

import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from report_cli.docx import read
from report_cli.docx.manuscript import Manuscript
from report_cli.docx.package import WORD
from report_cli.files import archive
from report_cli.page import effective

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
NAMES = f'xmlns:w="{WORD}" xmlns:r="{OFFICE}" xmlns:a="{DRAWING}/main" xmlns:v="urn:schemas-microsoft-com:vml"'
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
BY = 'w:author="张三" w:date="2023-02-01T09:00:00Z"'
WHO = ("张三", "2023-02-01T09:00:00Z")


def word(body: str, **parts: str) -> Manuscript:
    """A file with this body and these other parts (comments, styles, header …), as it is read."""
    return read.read(packed(body, parts))


def original(body: str) -> Manuscript:
    return read.read(packed(body, {}), is_original=True)


def packed(body: str, parts: Mapping[str, str]) -> bytes:
    texts = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": related({"officeDocument": "word/document.xml"}),
        "word/_rels/document.xml.rels": related({kind: f"{kind}.xml" for kind in parts}),
        "word/document.xml": f"<w:document {NAMES}><w:body>{body}</w:body></w:document>",
        **{f"word/{kind}.xml": f"<w:{kind} {NAMES}>{text}</w:{kind}>" for kind, text in parts.items()},
    }
    return archive.write({name: text.encode() for name, text in texts.items()})


def related(targets: Mapping[str, str]) -> str:
    listed = (f'<Relationship Id="{kind}" Type="{OFFICE}/{kind}" Target="{to}"/>' for kind, to in targets.items())
    return f'<Relationships xmlns="{RELATIONS}">{"".join(listed)}</Relationships>'


def p(*contents: str, properties: str = "") -> str:
    """A paragraph; what is no XML becomes a run."""
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(map(run, contents))}</w:p>"


def run(content: str, properties: str = "") -> str:
    if content.startswith("<"):
        return content
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{content}</w:t></w:r>"


def deleted(text: str, kind: str = "del") -> str:
    return f"<w:{kind} {BY}><w:r><w:delText>{text}</w:delText></w:r></w:{kind}>"


def inserted(text: str, kind: str = "ins") -> str:
    return f"<w:{kind} {BY}>{run(text)}</w:{kind}>"


def mark(change: str) -> str:
    """The properties of a paragraph whose mark was inserted or deleted."""
    return f"<w:rPr><w:{change} {BY}/></w:rPr>"


def row(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(f'<w:tc>{cell}</w:tc>' for cell in cells)}</w:tr>"


def field(instruction: str, *results: str) -> str:
    marks = {kind: f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")}
    said = f"<w:r><w:instrText>{instruction}</w:instrText></w:r>"
    return f"{marks['begin']}{said}{marks['separate']}{''.join(map(run, results))}{marks['end']}"


NOTED = '<w:r><w:footnoteReference w:id="1"/></w:r>'


def texts(manuscript: Manuscript) -> list[str]:
    return [line.text for line in manuscript.lines]


def traces(manuscript: Manuscript) -> list[tuple[str, int, str]]:
    return [(trace.kind, trace.line, trace.text) for trace in manuscript.traces]


def reported(manuscript: Manuscript) -> list[tuple[str, int, str]]:
    return [(mark.kind, mark.line, mark.text) for mark in manuscript.marks]


def on_page(manuscript: Manuscript) -> dict[int, str]:
    """The body's paragraphs as the audit of the page numbers them."""
    return {found.number: found.text for found in effective.read(manuscript).paragraphs if found.part == "body"}


# Paragraphs are counted as the file stands


STRUCK_MARK = p("甲", properties=mark("del")) + p("乙") + p("丙")
STRUCK_PARAGRAPH = p(deleted("甲"), properties=mark("del")) + p("乙")
STRUCK_ROW = (
    p("前")
    + f"<w:tbl>{row(p('丙'), p('丁'))}{row(p(deleted('甲')), p(deleted('乙')), properties=f'<w:del {BY}/>')}</w:tbl>"
    + p("后")
)
MOVED = p(deleted("甲", "moveFrom"), properties=mark("moveFrom")) + p("乙") + p(inserted("甲", "moveTo"))
PARTED = p("甲", properties=mark("ins")) + p("乙")


def test_a_struck_paragraph_mark_still_ends_its_paragraph() -> None:
    found = word(STRUCK_MARK)
    assert texts(found) == ["甲", "乙", "丙"]
    assert reported(found) == [("tracked", 1, "删“（分段）”")]


def test_a_struck_paragraph_keeps_its_number() -> None:
    found = word(STRUCK_PARAGRAPH)
    assert texts(found) == ["", "乙"]
    assert reported(found) == [("tracked", 1, "删“甲（分段）”")]


def test_the_cells_of_a_struck_row_count() -> None:
    found = word(STRUCK_ROW)
    assert texts(found) == ["前", "丙", "丁", "", "", "后"]
    cells = [line.cell for line in found.lines if line.cell]
    assert [(cell.row, cell.column) for cell in cells] == [(1, 1), (1, 2), (2, 1), (2, 2)]
    assert reported(found) == [("tracked", 4, "删一行“甲乙”")]


def test_a_struck_row_has_no_text_even_if_only_the_row_is_marked() -> None:
    struck_out = row(p("甲"), p("乙"), properties=f"<w:del {BY}/>")
    assert texts(word(f"<w:tbl>{struck_out}</w:tbl>{p('后')}")) == ["", "", "后"]


@pytest.mark.parametrize("body", [STRUCK_MARK, STRUCK_PARAGRAPH, STRUCK_ROW, MOVED, PARTED])
def test_the_page_and_the_original_count_the_same_paragraphs(body: str) -> None:
    found = word(body)
    assert list(on_page(found).items()) == list(enumerate(texts(found), 1))
    assert len(texts(original(body))) == len(texts(found))


def test_libreoffice_changes_no_number_when_it_saves(tmp_path: Path) -> None:
    bodies = [STRUCK_MARK, STRUCK_PARAGRAPH, STRUCK_ROW, MOVED, PARTED]
    for number, body in enumerate(bodies):
        (tmp_path / f"{number}.docx").write_bytes(packed(body, {}))
    office = [
        "soffice",
        f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
        "--headless",
        "--convert-to",
        "docx",
    ]
    files = [str(tmp_path / f"{number}.docx") for number in range(len(bodies))]
    subprocess.run([*office, "--outdir", str(tmp_path / "saved"), *files], check=True, capture_output=True, timeout=120)
    for number, body in enumerate(bodies):
        saved = read.read((tmp_path / f"saved/{number}.docx").read_bytes())
        assert (texts(saved), traces(saved)) == (texts(word(body)), traces(word(body)))


def test_the_original_is_the_text_with_its_changes_refused() -> None:
    assert texts(original(STRUCK_ROW)) == ["前", "丙", "丁", "甲", "乙", "后"]
    assert texts(original(p("收到", deleted("265件"), inserted("268件")))) == ["收到265件"]
    assert texts(original(PARTED)) == ["甲", "乙"]


def test_empty_paragraphs_and_cells_count_and_text_boxes_do_not() -> None:
    box = (
        "<w:r><w:pict><v:shape><v:textbox><w:txbxContent>"
        + p("框")
        + "</w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
    )
    found = word(p() + p("甲", box) + f"<w:tbl>{row(p(), p('乙'))}</w:tbl>" + p("丙"))
    assert [(line.part, line.text) for line in found.lines] == [
        *[("body", text) for text in ("", "甲", "", "乙", "丙")],
        ("box", "框"),
    ]
    assert list(on_page(found).items()) == list(enumerate(["", "甲", "", "乙", "丙"], 1))


def test_a_table_in_a_cell_is_a_table_of_its_own_that_knows_the_outer_cell() -> None:
    inner = f"<w:tbl>{row(p('内'), properties='<w:tblHeader/>')}</w:tbl>"
    one, two, three = word(f"<w:tbl>{row(p('甲'), inner + p('乙'))}</w:tbl>").lines
    assert one.cell
    assert two.cell
    assert (two.cell.table, two.cell.row, two.cell.column, two.cell.is_head) == (2, 1, 1, True)
    assert two.outer_cell == three.cell
    assert (one.cell.table, one.cell.column) == (1, 1)


def test_notes_headers_and_footers_come_after_the_body() -> None:
    rule = p("<w:r><w:separator/></w:r>")
    notes = f'<w:footnote w:type="separator">{rule}</w:footnote><w:footnote w:id="1">{p("注")}</w:footnote>'
    found = word(p("文", NOTED), footnotes=notes, header=p("内部资料"), footer=p(field("PAGE", "1")))
    assert [(line.part, line.text) for line in found.lines] == [
        ("body", "文"),
        ("note", "注"),
        ("header", "内部资料"),
        ("footer", ""),
    ]


# What editing left


def test_tracked_changes_have_their_author_and_date() -> None:
    found = word(p("收到", deleted("265件"), inserted("268件")))
    assert texts(found) == ["收到268件"]
    assert traces(found) == [("deleted", 1, "265件"), ("inserted", 1, "268件")]
    assert {(trace.author, trace.date) for trace in found.traces} == {WHO}
    assert reported(found) == [("tracked", 1, "删“265件”，加“268件”")]
    assert {(mark.author, mark.date) for mark in found.marks} == {WHO}


def test_a_moved_paragraph_leaves_one_place_and_comes_to_another() -> None:
    found = word(MOVED)
    assert texts(found) == ["", "乙", "甲"]
    assert traces(found) == [("moved_away", 1, "甲"), ("moved_away", 1, "¶"), ("moved_here", 3, "甲")]


def test_changed_formats_are_told() -> None:
    look = f"<w:b/><w:rPrChange {BY}><w:rPr/></w:rPrChange>"
    found = word(p(run("甲", look), properties=f"<w:pPrChange {BY}><w:pPr/></w:pPrChange>"))
    assert reported(found) == [("tracked", 1, "（格式）甲（段落格式）")]
    assert {(trace.author, trace.date) for trace in found.traces} == {WHO}


def test_tracked_changes_of_two_people_are_two_marks() -> None:
    found = word(p("收到", deleted("265件"), inserted("268件").replace("张三", "李四")))
    assert [(mark.author, mark.text) for mark in found.marks] == [("张三", "删“265件”"), ("李四", "加“268件”")]


def test_a_new_row_is_told() -> None:
    found = word(p("前") + f"<w:tbl>{row(p('甲'), properties=f'<w:ins {BY}/>')}</w:tbl>")
    assert texts(found) == ["前", "甲"]
    assert traces(found) == [("row_inserted", 2, "甲")]
    assert reported(found) == [("tracked", 2, "加一行“甲”")]


def test_a_changed_table_or_section_is_told_at_its_first_or_last_line() -> None:
    change = f"<w:tcPr><w:tcPrChange {BY}/></w:tcPr>"
    section = f"<w:sectPr><w:sectPrChange {BY}/></w:sectPr>"
    found = word(p("前") + f"<w:tbl>{row(change + p('甲'))}</w:tbl>" + section)
    assert traces(found) == [("layout", 2, ""), ("layout", 2, "")]
    assert reported(found) == [("tracked", 2, "（版面）")]


def test_a_comment_has_its_author_date_and_paragraph() -> None:
    said = f'<w:comment w:id="7" {BY}>{p("数字再核")}</w:comment>'
    found = word(p("甲") + p("乙", '<w:r><w:commentReference w:id="7"/></w:r>'), comments=said)
    assert traces(found) == [("comment", 2, "数字再核")]
    assert (found.traces[0].author, found.traces[0].date) == WHO


STYLES = "".join(
    f'<w:style w:type="{kind}" w:styleId="{name}"><w:rPr>{look}</w:rPr></w:style>'
    for kind, name, look in [
        ("character", "Hidden", "<w:vanish/>"),
        ("character", "Struck", "<w:strike/>"),
        ("paragraph", "Twice", "<w:dstrike/>"),
        ("paragraph", "Gone", "<w:vanish/>"),
        ("paragraph", "Small", '<w:sz w:val="2"/>'),
        ("character", "Pale", '<w:color w:val="F2F2F2"/>'),
    ]
)


@pytest.mark.parametrize(
    ("body", "text", "told"),
    [
        (p("收到", run("265件", "<w:vanish/>")), "收到", "hidden"),
        (p("收到", run("265件", '<w:rStyle w:val="Hidden"/>')), "收到", "hidden"),
        (p("265件", properties='<w:pStyle w:val="Gone"/>'), "", "hidden"),
        (p("收到", run("265件", '<w:rStyle w:val="Hidden"/><w:vanish w:val="0"/>')), "收到265件", ""),
        (p("收到", run("265件", "<w:strike/>")), "收到265件", "struck"),
        (p("收到", run("265件", '<w:rStyle w:val="Struck"/>')), "收到265件", "struck"),
        (p("265件", properties='<w:pStyle w:val="Twice"/>'), "265件", "struck_twice"),
        (p("收到", run("265件", "<w:webHidden/>")), "收到265件", "hidden_on_web"),
        (p("收到", run("265件", '<w:color w:val="FFFFFF"/>')), "收到265件", "white"),
        (p("收到", run("265件", '<w:color w:val="FFFFFF"/><w:shd w:fill="000000"/>')), "收到265件", "highlight"),
        (p("收到", run("265件", "<w:specVanish/>")), "收到", "hidden"),
        (p("收到", run("265件", '<w:sz w:val="8"/>')), "收到265件", "tiny"),
        (p("265件", properties='<w:pStyle w:val="Small"/>'), "265件", "tiny"),
        (p(run("265件", '<w:sz w:val="32"/>'), properties='<w:pStyle w:val="Small"/>'), "265件", ""),
        (p("收到", run("265件", '<w:w w:val="1"/>')), "收到265件", "narrow"),
        (p("收到", run("265件", '<w:w w:val="90"/>')), "收到265件", ""),
        (p("收到", run("265件", '<w:spacing w:val="-320"/>')), "收到265件", "squeezed"),
        (p("收到", run("265件", '<w:spacing w:val="-10"/>')), "收到265件", ""),
        (p("收到", run("265件", '<w:position w:val="60"/>')), "收到265件", "lifted"),
        (p("收到", run("265件", '<w:position w:val="-2"/>')), "收到265件", ""),
        (p("收到", run("265件", '<w:vertAlign w:val="superscript"/>')), "收到265件", "raised"),
        (p("收到", run("265件", '<w:vertAlign w:val="baseline"/>')), "收到265件", ""),
        (p("收到", run("265件", '<w:rStyle w:val="Pale"/>')), "收到265件", "white"),
        (p("收到", run("265件", '<w:color w:val="FAFAFA"/>')), "收到265件", "white"),
        (p("收到", run("265件", '<w:color w:val="C00000"/>')), "收到265件", ""),
        (p("收到", run("265件", '<w:rStyle w:val="Pale"/><w:color w:val="000000"/>')), "收到265件", ""),
        (p(run("265件", '<w:color w:val="FFFF00"/><w:highlight w:val="yellow"/>')), "265件", "highlight white"),
        (p(run("265件", '<w:color w:val="D9D9D9"/>'), properties='<w:shd w:fill="D9D9D9"/>'), "265件", "white"),
        (p(run("265件", '<w:color w:val="FFFFFF"/>'), properties='<w:shd w:fill="C00000"/>'), "265件", ""),
        (p("265件", properties='<w:spacing w:line="20" w:lineRule="exact"/>'), "265件", "tiny"),
        (p("265件", properties='<w:spacing w:line="20" w:lineRule="auto"/>'), "265件", ""),
    ],
)
def test_hidden_and_struck_text_is_known_by_the_format_that_holds_in_the_end(body: str, text: str, told: str) -> None:
    found = word(body, styles=STYLES)
    assert texts(found) == [text]
    assert traces(found) == [(each, 1, "265件") for each in told.split()]
    hidden = dict.fromkeys(("hidden_on_web", "white", "tiny", "narrow", "squeezed"), "hidden")
    kinds = {**hidden, "struck_twice": "struck", "lifted": "raised"}
    assert reported(found) == [(kinds.get(each, each), 1, "265件") for each in told.split()]


def raised(text: str) -> str:
    return run(text, '<w:vertAlign w:val="superscript"/>')


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (p("收到26", raised("5"), "件"), "5"),
        (p("收到", raised("2"), "65件"), "2"),
        (p("收到265件", raised("1"), "。"), ""),
        (p("收到265件", raised("[12]"), "。"), ""),
        (p("收到265件", raised("[128]"), "。"), ""),
        (p("265", raised("[1]")), ""),
        (p("2", raised("[6"), "5件"), "[6"),
        (p("开展“三联”活动", raised("①"), "。"), ""),
        (p("面积30m", raised("2"), "。"), ""),
        (p("收到265件", raised("注")), ""),
        (p("收到", raised("265")), "265"),
    ],
)
def test_a_raised_figure_is_told_and_a_footnotes_mark_is_not(body: str, told: str) -> None:
    assert traces(word(body)) == ([("raised", 1, told)] if told else [])


NUMBERING = "".join(
    f'<w:abstractNum w:abstractNumId="{n}"><w:lvl w:ilvl="0"><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/>'
    f'</w:lvl></w:abstractNum><w:num w:numId="{n}"><w:abstractNumId w:val="{n}"/></w:num>'
    for n, form, text in ((1, "decimal", "%1."), (2, "none", ""), (3, "bullet", "-"))
)


@pytest.mark.parametrize(
    ("text", "number", "told"),
    [
        ("265件提案", 1, "%1."),
        ("收到265件提案", 1, "%1."),
        ("收到提案", 1, ""),
        ("265件提案", 2, ""),
        ("265件提案", 0, ""),
        ("265件提案", 3, "-"),
        ("收到265件提案", 3, ""),
    ],
)
def test_a_number_of_words_own_before_figures_is_told(text: str, number: int, told: str) -> None:
    asked = f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr>'
    found = word(p(text, properties=asked), numbering=NUMBERING)
    assert reported(found) == ([("numbering", 1, told)] if told else [])


def test_a_row_of_no_height_is_told() -> None:
    flat = '<w:trHeight w:val="10" w:hRule="exact"/>'
    assert reported(word(p("前") + f"<w:tbl>{row(p('265件'), properties=flat)}</w:tbl>")) == [("hidden", 2, "265件")]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (f'<w:drawing><pic:pic xmlns:pic="{DRAWING}/picture"/></w:drawing>', "picture"),
        ("<w:pict><v:shape><v:imagedata/></v:shape></w:pict>", "picture"),
        (f'<w:drawing><c:chart xmlns:c="{DRAWING}/chart" r:id="r1"/></w:drawing>', "chart"),
        (f'<w:drawing><d:relIds xmlns:d="{DRAWING}/diagram"/></w:drawing>', "diagram"),
        ("<w:object><v:shape><v:imagedata/></v:shape></w:object>", "object"),
        ('<w:sym w:font="Wingdings" w:char="F0FC"/>', "symbol"),
    ],
)
def test_what_holds_text_that_is_not_read_is_told(content: str, kind: str) -> None:
    found = word(p("甲") + p(f"<w:r>{content}</w:r>"))
    assert traces(found) == reported(found) == [(kind, 2, "")]
    assert texts(found) == ["甲", ""]


def test_a_file_put_in_when_the_text_opens_is_told() -> None:
    found = word(p("甲") + '<w:altChunk r:id="r1"/>')
    assert traces(found) == reported(found) == [("file", 1, "")]


@pytest.mark.parametrize(
    ("instruction", "changes"),
    [(r' DATE \@ "yyyy年M月d日" ', True), ("=200+56", True), (' HYPERLINK "a" ', False), (" QUOTE 甲 ", True)],
)
def test_a_field_whose_text_changes_by_itself_is_told(instruction: str, changes: bool) -> None:
    found = word(p("甲", field(instruction, "256", "件")))
    assert texts(found) == ["甲256件"]
    assert found.lines[0].fields == [(instruction.strip(), "256件")]
    assert traces(found) == reported(found) == ([("field", 1, "256件")] if changes else [])


def test_page_numbers_and_tables_of_contents_are_no_text() -> None:
    found = word(p(field("TOC", "目录")) + p('<w:fldSimple w:instr=" PAGE ">' + run("3") + "</w:fldSimple>", "页"))
    assert texts(found) == ["", "页"]
    assert traces(found) == []
    assert on_page(found) == {1: "目录", 2: "3页"}
