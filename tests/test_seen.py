"""What of a Word file its readers see: text that shows, text that does not, and what is named because nobody reads it.

Each row is what stands in a paragraph, or a table, then the text that is read of it and the marks that are told.
"""

import pytest

from report_cli.docx.package import WORD
from test_reader import BY, NOTED, field, p, reported, row, run, texts, word

DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
MICROSOFT = "http://schemas.microsoft.com/office"
NAMES = (
    f'xmlns:wp="{DRAWING}/wordprocessingDrawing" xmlns:pic="{DRAWING}/picture" xmlns:a="{DRAWING}/main" '
    f'xmlns:wps="{MICROSOFT}/word/2010/wordprocessingShape" xmlns:w14="{MICROSOFT}/word/2010/wordml" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    f'xmlns:w="{WORD}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)


def within(content: str) -> str:
    """A paragraph that holds this between two words."""
    return p("收到", f'<w:smartTag {NAMES} w:element="x">{content}</w:smartTag>', "提案")


def look(text: str, properties: str) -> str:
    return run(text, properties)


def drawn(content: str, *, properties: str = "") -> str:
    return f"<w:r><w:drawing><wp:anchor>{properties}<a:graphic>{content}</a:graphic></wp:anchor></w:drawing></w:r>"


def of_vml(content: str) -> str:
    return f"<w:r><w:pict>{content}</w:pict></w:r>"


def maths(content: str) -> str:
    return f"<m:oMath>{content}</m:oMath>"


def sign(text: str) -> str:
    return f"<m:r><m:t>{text}</m:t></m:r>"


def bare(instruction: str) -> str:
    """A field that has no result of its own."""
    ends = [f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "end")]
    return f"{ends[0]}<w:r><w:instrText>{instruction}</w:instrText></w:r>{ends[1]}"


def nested(instruction: str, inner: str, result: str) -> str:
    whole = field(instruction, result)
    return whole.replace("</w:instrText></w:r>", f"</w:instrText></w:r>{inner}", 1)


def ruby(above: str, below: str) -> str:
    return f"<w:r><w:ruby><w:rt>{run(above)}</w:rt><w:rubyBase>{run(below)}</w:rubyBase></w:ruby></w:r>"


def letters(fill: str, text: str = "265") -> str:
    return look(text, f"<w14:textFill>{fill}</w14:textFill>")


def solid(color: str) -> str:
    return f"<w14:solidFill>{color}</w14:solidFill>"


def control(properties: str) -> str:
    return f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{run('265')}</w:sdtContent></w:sdt>"


def either(needed: str, first: str, other: str) -> str:
    """Two renderings of one thing, the first for programs that know what is needed."""
    choice = f'<mc:Choice xmlns:z="urn:z" Requires="{needed}">{run(first)}</mc:Choice>'
    return f"<mc:AlternateContent>{choice}<mc:Fallback>{run(other)}</mc:Fallback></mc:AlternateContent>"


def box_of_vml(before: str) -> str:
    box = f"<v:textbox><w:txbxContent>{p('附注')}</w:txbxContent></v:textbox>"
    return of_vml(f"{before}{box}</v:rect>")


SHAPE = '<wps:wsp><wps:spPr><a:prstGeom prst="rect"/></wps:spPr></wps:wsp>'
BOX = f"<wps:wsp><wps:txbx><w:txbxContent>{p('附注')}</w:txbxContent></wps:txbx></wps:wsp>"
REMARK = '<w:r><w:commentReference w:id="7"/></w:r>'
NOT_SEEN: dict[str, tuple[str, str, list[tuple[str, str]]]] = {
    # pictures
    "a picture as the ground of a shape of old": (
        of_vml('<v:rect><v:fill r:id="rId9" type="frame"/></v:rect>'),
        "",
        [("picture", "")],
    ),
    "a picture as the ground of a shape": (drawn("<wps:wsp><a:blipFill/></wps:wsp>"), "", [("picture", "")]),
    "pictures in a group": (drawn("<a:wgp><pic:pic/><pic:pic/></a:wgp>"), "", [("picture", ""), ("picture", "")]),
    "a picture in a text box": (
        drawn(BOX.replace("<w:t>附注</w:t>", "<w:drawing><pic:pic/></w:drawing>")),
        "",
        [("picture", "")],
    ),
    # shapes, which may cover what they lie on
    "a shape without a word": (drawn(SHAPE), "", [("shape", "")]),
    "a shape of old": (of_vml('<v:rect fillcolor="white"/>'), "", [("shape", "")]),
    "a line of old": (of_vml("<v:line/>"), "", [("shape", "")]),
    "handwriting": (drawn('<w14:contentPart r:id="rId9"/>'), "", [("shape", "")]),
    "a model": (drawn("<a:model3d/>"), "", [("shape", "")]),
    "an empty text box": (drawn(BOX.replace("附注", "")), "", [("shape", "")]),
    "lettering": (of_vml('<v:shape><v:textpath string="送审稿"/></v:shape>'), "", [("lettering", "送审稿")]),
    "a control in a drawing": (of_vml('<w:control r:id="rId9"/>'), "", [("object", "")]),
    "a text box that is hidden": (
        drawn(BOX, properties='<wp:docPr id="1" name="a" hidden="1"/>'),
        "",
        [("hidden", "附注")],
    ),
    "a shape that is hidden": (box_of_vml('<v:rect style="visibility: hidden">'), "", [("hidden", "附注")]),
    # formulas
    "a fraction": (
        maths(f"<m:f><m:num>{sign('26')}</m:num><m:den>{sign('5')}</m:den></m:f>"),
        "",
        [("formula", "26 5")],
    ),
    "a power": (
        maths(f"<m:sSup><m:e>{sign('2')}</m:e><m:sup>{sign('65')}</m:sup></m:sSup>"),
        "",
        [("formula", "2 65")],
    ),
    "an index": (
        maths(f"<m:sSub><m:e>{sign('2')}</m:e><m:sub>{sign('65')}</m:sub></m:sSub>"),
        "",
        [("formula", "2 65")],
    ),
    "a root": (maths(f"<m:rad><m:deg/><m:e>{sign('265')}</m:e></m:rad>"), "", [("formula", "265")]),
    "a formula with a bar": (maths(sign("2") + f"<m:bar><m:e>{sign('65')}</m:e></m:bar>"), "", [("formula", "2 65")]),
    # fields
    "a fraction drawn by a field": (bare(r"EQ \f(26,5)"), "", [("drawn", r"EQ \f(26,5)")]),
    "a digit in a circle": (bare(r"eq \o\ac(○,1)"), "", [("drawn", r"eq \o\ac(○,1)")]),
    "a sign drawn by a field": (bare('SYMBOL 50 \\f "Arial"'), "", [("drawn", 'SYMBOL 50 \\f "Arial"')]),
    "a button with words": (bare("MACROBUTTON a 提案266件"), "", [("drawn", "MACROBUTTON a 提案266件")]),
    "a list to choose from": (bare("FORMDROPDOWN"), "", [("drawn", "FORMDROPDOWN")]),
    "a number of Word's own": (bare("AUTONUM"), "", [("numbering", "AUTONUM")]),
    "a number of a list": (bare("LISTNUM"), "", [("numbering", "LISTNUM")]),
    "a date still to be put in": (bare(r'DATE \@ "yyyy"'), "", [("field", r'DATE \@ "yyyy"')]),
    "this year": ("<w:r><w:yearLong/></w:r>", "", [("field", "yearLong")]),
    "words that are put in again": (field('QUOTE "266"', "265"), "265", [("field", "265")]),
    "a field in the question of another": (nested(" IF 1 = ", field("=1", "1"), "265"), "265", [("field", "265")]),
    "words before a field's result": (nested(" REF a ", run("266"), "265"), "265", [("field", "265")]),
    "a control that is bound to data": (control('<w:dataBinding w:xpath="/a"/>'), "265", [("field", "265")]),
    # letters that do not show, or show as others
    "letters without a filling": (letters("<w14:noFill/>"), "265", [("hidden", "265")]),
    "letters that one looks through": (
        letters(solid('<w14:srgbClr w14:val="0"><w14:alpha w14:val="95000"/></w14:srgbClr>')),
        "265",
        [("hidden", "265")],
    ),
    "letters filled with white": (letters(solid('<w14:srgbClr w14:val="FFFFFF"/>')), "265", [("hidden", "265")]),
    "letters in the colour of the paper": (
        look("265", '<w:color w:val="auto" w:themeColor="background1"/>'),
        "265",
        [("hidden", "265")],
    ),
    "letters in pictographs": (
        look("265", '<w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/>'),
        "265",
        [("symbol", "265")],
    ),
    "other pictographs": (look("265", '<w:rFonts w:ascii="Webdings"/>'), "265", [("symbol", "265")]),
    "digits from right to left": (f'<w:bdo w:val="rtl">{run("265")}</w:bdo>', "265", [("turned", "265")]),
    "a sign that turns digits": (run("\u202e562\u202c"), "\u202e562\u202c", [("turned", "\u202e562\u202c")]),
    "digits on two lines": (run("2") + look("65", '<w:eastAsianLayout w:combine="1"/>'), "265", [("raised", "65")]),
    "a number above another": (ruby("266", "265"), "265", [("raised", "266")]),
    "words above a number": (ruby("收到", "265"), "265", [("raised", "收到")]),
    # what editing left
    "a note that was taken out": (f"<w:del {BY}>{NOTED}</w:del>", "", [("tracked", "删“（脚注）”")]),
    "a picture that was put in": (
        f"<w:ins {BY}><w:r><w:drawing><pic:pic/></w:drawing></w:r></w:ins>",
        "",
        [("tracked", "加“（不是文字的）”"), ("picture", "")],
    ),
    "a page break that was put in": (
        f'<w:ins {BY}><w:r><w:br w:type="page"/></w:r></w:ins>',
        "",
        [("tracked", "加“（不是文字的）”")],
    ),
    "a comment on what was taken out": (
        f"<w:del {BY}><w:r><w:delText>旧</w:delText></w:r>{REMARK}</w:del>",
        "",
        [("tracked", "删“旧”"), ("comment", "")],
    ),
    "a comment on what is hidden": (
        REMARK.replace("<w:r>", "<w:r><w:rPr><w:vanish/></w:rPr>"),
        "",
        [("comment", ""), ("hidden", "")],
    ),
    # for other programs
    "what Word does not know": (either("z", "二百", "265"), "265", []),
}

SEEN: dict[str, tuple[str, str]] = {
    "a text box": (drawn(BOX), ""),
    "a formula that is a row of signs": (maths(sign("26") + sign("5")), "265"),
    "a rule across the page": (of_vml('<v:rect o:hr="t"/>'), ""),
    "the definition of a shape": (of_vml('<v:shapetype id="a"/>'), ""),
    "a shape filled with a colour": (box_of_vml('<v:rect><v:fill color2="red"/>'), ""),
    "a text box that is not hidden": (drawn(BOX, properties='<wp:docPr id="1" name="a" hidden="0"/>'), ""),
    "a link": (field('HYPERLINK "a"', "265"), "265"),
    "a field for typing": (field("FORMTEXT", "265"), "265"),
    "a page number": (field("PAGE", "3"), ""),
    "a page number still to be put in": (bare("PAGE"), ""),
    "an entry of an index": (bare('XE "提案"'), ""),
    "an entry of a table of contents": (bare('TC "提案"'), ""),
    "a reference of a bibliography": (field("ADDIN ZOTERO_ITEM", "265"), "265"),
    "a field without an instruction": (bare(""), ""),
    "a control for typing": (control("<w:text/>"), "265"),
    "a control that repeats": (control("<w:repeatingSection/>"), "265"),
    "black letters": (letters(solid('<w14:srgbClr w14:val="000000"/>')), "265"),
    "letters a little clear": (
        letters(solid('<w14:srgbClr w14:val="0"><w14:alpha w14:val="20000"/></w14:srgbClr>')),
        "265",
    ),
    "hollow letters": (look("265", "<w14:textFill><w14:noFill/></w14:textFill><w14:textOutline/>"), "265"),
    "letters in the colour of the text": (look("265", '<w:color w:val="000000" w:themeColor="text1"/>'), "265"),
    "letters in the grey of the paper": (
        look("265", '<w:color w:val="7F7F7F" w:themeColor="background1" w:themeShade="7F"/>'),
        "265",
    ),
    "embossed letters": (look("265", "<w:emboss/>"), "265"),
    "letters in another font": (look("265", '<w:rFonts w:ascii="Symbol" w:hAnsi="Times New Roman"/>'), "265"),
    "a box to tick in pictographs": (look("☑", '<w:rFonts w:ascii="Wingdings"/>'), "☑"),
    "a stretch from left to right": (f'<w:bdo w:val="ltr">{run("265")}</w:bdo>', "265"),
    "a pronunciation": (ruby("wěi", "委"), "委"),
    "a pronunciation in Zhuyin": (ruby("ㄨㄟˇ", "委"), "委"),
    "half of a line for each of two words": (look("二人", '<w:eastAsianLayout w:combine="1"/>'), "二人"),
    "a change round nothing": (f'<w:ins {BY}><w:bookmarkStart w:id="9" w:name="a"/></w:ins>', ""),
    "what Word knows": (either("wps", "265", "二百"), "265"),
}


@pytest.mark.parametrize("name", NOT_SEEN)
def test_what_shows_otherwise_than_it_is_read_is_named(name: str) -> None:
    content, text, marks = NOT_SEEN[name]
    found = word(within(content))
    assert texts(found)[0] == f"收到{text}提案"
    assert sorted((kind, said) for kind, _, said in reported(found)) == sorted(marks)


@pytest.mark.parametrize("name", SEEN)
def test_what_shows_as_it_is_read_is_not_named(name: str) -> None:
    content, text = SEEN[name]
    found = word(within(content))
    assert (texts(found)[0], reported(found)) == (f"收到{text}提案", [])


def test_a_picture_behind_the_pages_is_named() -> None:
    behind = f'<w:background {NAMES}><v:background><v:fill r:id="rId9" type="frame"/></v:background></w:background>'
    whole = word(p("甲"))
    assert reported(whole) == []
    assert reported(word(f"</w:body>{behind}<w:body>{p('甲')}")) == [("picture", 0, "")]


# Notes

NOTES = f'<w:footnote w:id="1">{p("其中并案12件")}</w:footnote>'


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        (NOTED, "其中并案12件"),
        ("", ""),
        (f"<w:del {BY}>{NOTED}</w:del>", ""),
        (f"<w:moveFrom {BY}>{NOTED}</w:moveFrom>", ""),
        ('<w:r><w:rPr><w:vanish/></w:rPr><w:footnoteReference w:id="1"/></w:r>', ""),
        (NOTED.replace("footnote", "endnote"), ""),
        (f"<w:ins {BY}>{NOTED}</w:ins>", "其中并案12件"),
        ('<w:r><w:footnoteReference w:id="1" w:customMarkFollows="1"/><w:t>*</w:t></w:r>', "其中并案12件"),
    ],
)
def test_a_note_shows_where_it_is_referred_to(reference: str, expected: str) -> None:
    assert texts(word(p("收到提案265件", reference), footnotes=NOTES))[1:] == [expected]


def test_words_between_text_and_notes_are_read() -> None:
    notes = f'<w:footnote w:type="continuationNotice" w:id="2">{p("续注见下页")}</w:footnote>'
    assert texts(word(p("甲"), footnotes=notes)) == ["甲", "续注见下页"]
    assert texts(word(p("甲"), footnotes=notes.replace("续注见下页", ""))) == ["甲"]


# Paragraphs and cells


@pytest.mark.parametrize(
    ("properties", "is_seen"),
    [
        ('<w:ind w:left="-20000"/>', False),
        ('<w:ind w:left="20000"/>', False),
        ('<w:ind w:start="20000"/>', False),
        ('<w:framePr w:x="-9000" w:y="1"/>', False),
        ('<w:framePr w:x="1" w:y="30000"/>', False),
        ('<w:ind w:left="640" w:firstLine="640"/>', True),
        ('<w:ind w:left="-200"/>', True),
        ('<w:ind w:leftChars="-50" w:left="-160"/>', True),
        ('<w:framePr w:x="1000" w:y="8000"/>', True),
        ("<w:bidi/>", True),
    ],
)
def test_a_paragraph_beside_the_sheet_does_not_show(properties: str, is_seen: bool) -> None:
    found = reported(word(p("收到提案265件", properties=properties)))
    assert found == ([] if is_seen else [("hidden", 1, "收到提案265件")])


def cell(text: str, properties: str = "") -> str:
    return f"<w:tcPr>{properties}</w:tcPr>{p(text)}" if text else f"<w:tcPr>{properties}</w:tcPr>{p()}"


@pytest.mark.parametrize(
    ("upper", "lower", "expected", "marks"),
    [
        (cell("265件", '<w:vMerge w:val="restart"/>'), cell("224件", "<w:vMerge/>"), "", [("hidden", 3, "224件")]),
        (cell("甲"), cell("224件", '<w:hMerge w:val="continue"/>'), "", [("hidden", 3, "224件")]),
        (cell("甲"), cell("224件", f"<w:cellDel {BY}/>"), "", [("tracked", 3, "删一格“224件”")]),
        (cell("甲"), cell("224件", f"<w:cellIns {BY}/>"), "224件", [("tracked", 3, "加一格“224件”")]),
        (cell("265件", '<w:vMerge w:val="restart"/>'), cell("", "<w:vMerge/>"), "", []),
        (cell("265件"), cell("224件", '<w:vMerge w:val="restart"/>'), "224件", []),
        (cell("265件"), cell("224件", '<w:gridSpan w:val="2"/>'), "224件", []),
        (cell("265件"), cell("224件", '<w:shd w:fill="000000"/>'), "224件", []),
    ],
)
def test_a_cell_shows_unless_it_is_merged_away_or_taken_out(
    upper: str, lower: str, expected: str, marks: list[tuple[str, int, str]]
) -> None:
    found = word(f"<w:tbl>{row(p('项目'), upper)}{row(lower)}</w:tbl>")
    assert (texts(found)[2], reported(found)) == (expected, marks)


def test_a_section_whose_page_was_changed_is_a_tracked_change() -> None:
    changed = f"<w:sectPr><w:sectPrChange {BY}><w:sectPr/></w:sectPrChange></w:sectPr>"
    assert reported(word(p("甲", properties=changed))) == [("tracked", 1, "（版面）")]
