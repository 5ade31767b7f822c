"""The format that holds in the end, where several places say something: as Word takes it."""

import pytest

from report_cli.docx import read
from report_cli.docx.package import WORD
from report_cli.files import archive
from report_cli.page import effective
from report_cli.page.effective import Document, Paragraph

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
THEME = (
    '<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:themeElements><a:fontScheme><a:minorFont>'
    '<a:latin typeface="Calibri"/><a:ea typeface=""/><a:font script="Hans" typeface="宋体"/>'
    "</a:minorFont></a:fontScheme></a:themeElements></a:theme>"
)
LISTS = (
    '<w:abstractNum w:abstractNumId="7"><w:lvl w:ilvl="0"><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/>'
    '<w:pPr><w:ind w:left="420" w:hanging="420"/></w:pPr></w:lvl></w:abstractNum>'
    '<w:num w:numId="3"><w:abstractNumId w:val="7"/></w:num>'
)


def document(body: str, styles: str = "", settings: str = "") -> Document:
    texts = {"document": f"<w:body>{body}</w:body>", "styles": styles, "numbering": LISTS, "settings": settings}
    parts = {
        f"word/{name}.xml": f'<w:{name} xmlns:w="{WORD}" xmlns:r="{OFFICE}">{text}</w:{name}>'
        for name, text in texts.items()
    }
    parts["word/theme/theme1.xml"] = THEME
    kinds = {
        "styles.xml": "styles",
        "numbering.xml": "numbering",
        "settings.xml": "settings",
        "theme/theme1.xml": "theme",
    }
    parts["word/_rels/document.xml.rels"] = relations(kinds)
    parts["_rels/.rels"] = relations({"word/document.xml": "officeDocument"})
    return effective.read(read.read(archive.write({name: text.encode() for name, text in parts.items()})))


def relations(kinds: dict[str, str]) -> str:
    listed = "".join(
        f'<Relationship Id="r{n}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for n, (target, kind) in enumerate(kinds.items())
    )
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{listed}</Relationships>'
    )


def paragraph(properties: str = "", letters: str = "", styles: str = "") -> Paragraph:
    [found] = document(
        f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:rPr>{letters}</w:rPr><w:t>国</w:t></w:r></w:p>", styles
    ).paragraphs
    return found


def style(name: str, paragraph: str = "", letters: str = "", base: str = "", kind: str = "paragraph") -> str:
    based = f'<w:basedOn w:val="{base}"/>' if base else ""
    properties = f"<w:pPr>{paragraph}</w:pPr><w:rPr>{letters}</w:rPr>"
    return f'<w:style w:type="{kind}" w:styleId="{name}">{based}{properties}</w:style>'


def test_a_style_inherits_from_its_base() -> None:
    styles = style("A", '<w:jc w:val="center"/>', '<w:sz w:val="44"/>') + style(
        "B", '<w:spacing w:line="560" w:lineRule="exact"/>', base="A"
    )
    found = paragraph('<w:pStyle w:val="B"/><w:spacing w:before="120"/>', styles=styles)
    assert (found.format.align, found.characters.size) == ("center", 44)
    assert (found.format.line, found.format.line_rule, found.format.before.twips) == (560, "exact", 120)


def test_styles_based_on_each_other_in_a_circle_end() -> None:
    assert (
        paragraph(
            '<w:pStyle w:val="A"/>', styles=style("A", base="B") + style("B", letters='<w:sz w:val="30"/>', base="A")
        ).characters.size
        == 30
    )


def test_the_theme_font_beats_the_named_one_and_a_higher_place_beats_both() -> None:
    both = '<w:rFonts w:eastAsia="黑体" w:eastAsiaTheme="minorEastAsia" w:asciiTheme="minorHAnsi"/>'
    found = paragraph(letters=both).characters
    assert (found.east_asia, found.ascii, found.theme) == ("宋体", "Calibri", frozenset({"eastAsia", "ascii"}))
    above = paragraph('<w:pStyle w:val="A"/>', '<w:rFonts w:eastAsia="黑体"/>', style("A", letters=both)).characters
    assert (above.east_asia, above.theme) == ("黑体", frozenset({"ascii"}))


@pytest.mark.parametrize(
    ("in_paragraph", "in_character", "on_run", "is_bold"),
    [
        ("<w:b/>", "", "", True),
        ("<w:b/>", "<w:b/>", "", False),
        ("<w:b/>", "<w:b/>", "<w:b/>", True),
        ("<w:b/>", "", '<w:b w:val="0"/>', False),
        ("", "<w:b/>", "", True),
        ("", '<w:b w:val="off"/>', "", False),
    ],
)
def test_bold_in_two_kinds_of_style_is_not_bold(
    in_paragraph: str, in_character: str, on_run: str, is_bold: bool
) -> None:
    styles = style("A", letters=in_paragraph) + style("C", letters=in_character, kind="character")
    assert paragraph('<w:pStyle w:val="A"/>', f'<w:rStyle w:val="C"/>{on_run}', styles).characters.bold is is_bold


def test_an_indent_in_characters_beats_twips_anywhere() -> None:
    styles = style("A", '<w:ind w:firstLineChars="200" w:firstLine="640"/>')
    inherited = paragraph(
        '<w:pStyle w:val="A"/><w:ind w:firstLine="0"/>', '<w:sz w:val="36"/>', styles
    ).format.first_line
    assert (inherited.twips, inherited.hundredths) == (720, 200)
    removed = paragraph(
        '<w:pStyle w:val="A"/><w:ind w:firstLineChars="0" w:firstLine="0"/>', styles=styles
    ).format.first_line
    assert (removed.twips, removed.hundredths) == (0, 0)
    assert (
        paragraph(
            '<w:pStyle w:val="A"/><w:ind w:hangingChars="100" w:hanging="1"/>', styles=styles
        ).format.first_line.hundredths
        == -100
    )


def test_a_list_indents_its_paragraphs_unless_they_have_indents() -> None:
    asked = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="3"/></w:numPr>'
    found = paragraph(asked, styles=style("A")).format
    assert (found.left.twips, found.first_line.twips) == (420, -420)
    assert found.numbering is not None
    assert (found.numbering.text, found.numbering.form) == ("%1、", "chineseCounting")
    assert paragraph(f'{asked}<w:ind w:left="0" w:firstLine="640"/>').format.first_line.twips == 640
    none = paragraph('<w:pStyle w:val="A"/><w:numPr><w:numId w:val="0"/></w:numPr>', styles=style("A", asked)).format
    assert none.numbering is None


def test_deleted_and_hidden_text_is_left_out() -> None:
    runs = "<w:r><w:t>甲</w:t></w:r><w:del><w:r><w:delText>乙</w:delText></w:r></w:del>"
    runs += "<w:ins><w:r><w:t>丙</w:t></w:r></w:ins>"
    hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>丁</w:t></w:r>"
    assert document(f"<w:p>{runs}{hidden}</w:p>").paragraphs[0].text == "甲丙"


def test_paragraphs_belong_to_the_section_that_ends_after_them() -> None:
    sheet = '<w:pgMar w:top="2098" w:left="1588"/><w:docGrid w:type="lines" w:linePitch="579"/>'
    first = f"<w:p><w:pPr><w:sectPr>{sheet}</w:sectPr></w:pPr></w:p>"
    found = document(f"{first}<w:p/><w:sectPr/>", settings="<w:evenAndOddHeaders/>")
    assert [(section.top, section.grid, section.pitch) for section in found.sections] == [
        (2098, "lines", 579),
        (1440, "none", 240),
    ]
    assert [one.section for one in found.paragraphs] == [0, 1]
    assert found.even_and_odd


def test_a_paragraph_knows_its_fields() -> None:
    page = '<w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
    assert document(f"<w:p><w:r><w:t>— </w:t></w:r>{page}</w:p>").paragraphs[0].fields == ("PAGE",)


def test_cells_are_numbered_and_head_rows_known() -> None:
    cell = "<w:tc><w:p><w:r><w:t>甲</w:t></w:r></w:p></w:tc>"
    rows = f"<w:tr><w:trPr><w:tblHeader/></w:trPr>{cell}{cell}</w:tr><w:tr>{cell}{cell}</w:tr>"
    found = [one.cell for one in document(f"<w:tbl>{rows}</w:tbl><w:p/>").paragraphs]
    assert [(c.table, c.row, c.column, c.is_head) for c in found if c] == [
        (1, 1, 1, True),
        (1, 1, 2, True),
        (1, 2, 1, False),
        (1, 2, 2, False),
    ]
    assert found[-1] is None
