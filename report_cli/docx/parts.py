"""The parts of a DOCX that depend on the layout alone, and its properties: each as XML text.

Fonts are named outright, all four of them each time: theme fonts beat named ones, and a font that is set for
Latin letters only leaves “ ” — … to chance.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from msgspec.structs import replace

from report_cli.document import Properties
from report_cli.layout.layout import CharacterStyle, Layout, Style
from report_cli.layout.measure import Measure

# Styles by their name in the layout: the id that paragraphs refer to, and the name. Those that Word has built in
# keep their English names (Word shows 标题 1); ours are Chinese.
PARAGRAPH_STYLES = {
    "title": ("Title", "Title"),
    "subtitle": ("Subtitle", "Subtitle"),
    "date": ("Date", "Date"),
    "stage": ("Stage", "稿次"),
    "speaker": ("Speaker", "报告人"),
    "byline": ("Byline", "署名"),
    "salutation": ("Salutation", "Salutation"),
    "heading_1": ("Heading1", "heading 1"),
    "heading_2": ("Heading2", "heading 2"),
    "heading_3": ("Heading3", "heading 3"),
    "body": ("BodyText", "Body Text"),
    "attachments": ("Attachments", "附件说明"),
    "attachment_label": ("AttachmentLabel", "附件标识"),
    "attachment_title": ("AttachmentTitle", "附件标题"),
    "table_caption": ("Caption", "caption"),
    "table_head": ("TableHead", "表头"),
    "table_body": ("TableBody", "表格文字"),
    "footnote": ("FootnoteText", "footnote text"),
    "page_number": ("Footer", "footer"),
}
CHARACTER_STYLES = {
    "lead_1": ("Lead1", "段首标题1"),
    "lead_2": ("Lead2", "段首标题2"),
    "lead_3": ("Lead3", "段首标题3"),
    "emphasis": ("Emphasis", "Emphasis"),
    "pending": ("Pending", "待补"),
}
TABLE_STYLE = "TableGrid"
CELL_MARGINS = 216
"""What Word leaves free at both sides of a cell's text, together, in twips."""
NOTE_MARK = "FootnoteReference"

# The lines above the footnotes of a page, which notes.footnotes writes.
_NOTE_RULES = '<w:footnotePr><w:footnote w:id="-1"/><w:footnote w:id="0"/></w:footnotePr>'

DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
_CONTENT = "application/vnd.openxmlformats-officedocument"

# Word's own, so that its colour picker offers the usual ones; in the order of the schema.
_THEME_COLORS = {"dk1": "000000", "lt1": "FFFFFF", "dk2": "44546A", "lt2": "E7E6E6"}
_THEME_COLORS |= {
    f"accent{n}": color for n, color in enumerate(("4472C4", "ED7D31", "A5A5A5", "FFC000", "5B9BD5", "70AD47"), 1)
}
_THEME_COLORS |= {"hlink": "0563C1", "folHlink": "954F72"}

# What XML 1.0 cannot hold at all; half a surrogate pair cannot be encoded either.
_UNWRITABLE = "[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]"

# Word's own sets for Chinese, which a set of ours replaces.
NOT_LAST = "$([{£¥·‘“〈《「『【〔〖〝﹙﹛﹝＄（．［｛￡￥"
NOT_FIRST = "!%),.:;>?]}¢¨°·ˇˉ―‖’”…‰′″›℃∶、。〃〉》」』】〕〗〞︶︺︾﹀﹄﹚﹜﹞！＂％＇），．：；？］｀｜｝～￠"


def text(words: str) -> str:
    """Words as XML text or attribute value."""
    if not words.isprintable():
        words = re.sub(_UNWRITABLE, "\ufffd", words)
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def part(root: str, content: str) -> str:
    """A part whose root element (named without prefix) is WordprocessingML."""
    return f'{DECLARATION}<w:{root} xmlns:w="{_WORD}" xmlns:r="{_OFFICE}/relationships">{content}</w:{root}>'


def styles(layout: Layout) -> str:
    # The Latin language must not be Chinese: LibreOffice then breaks lines inside a number, 20|23年.
    # Bold by default would make everything bold, whatever the styles say.
    everywhere = (
        _letters(replace(layout.text.characters, bold=None))
        + '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/>'
    )
    defaults = f"<w:docDefaults><w:rPrDefault><w:rPr>{everywhere}</w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>"
    paragraphs = [_paragraph_style(name, layout) for name in PARAGRAPH_STYLES]
    characters = [_character_style(name, layout) for name in CHARACTER_STYLES]
    return part(
        "styles",
        "".join([defaults, _normal(layout), *paragraphs, *characters, _NOTE_MARK_STYLE, _table_styles(layout)]),
    )


def settings(layout: Layout, has_notes: bool = False) -> str:
    kept = text(layout.keep_with_number)
    return part(
        "settings",
        '<w:zoom w:percent="100"/>'
        "<w:evenAndOddHeaders/>"
        # A compressed mark would let a 29th character into the line.
        '<w:characterSpacingControl w:val="doNotCompress"/>'
        f'<w:noLineBreaksAfter w:lang="zh-CN" w:val="{text(NOT_LAST)}"/>'
        f'<w:noLineBreaksBefore w:lang="zh-CN" w:val="{text(NOT_FIRST)}{kept}"/>'
        + (_NOTE_RULES if has_notes else "")
        + '<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
        '<w:decimalSymbol w:val="."/><w:listSeparator w:val=","/>',
    )


def font_table(layout: Layout) -> str:
    used = layout.character_styles
    latin = {style.latin for style in used} - {style.font for style in used}
    return part(
        "fonts",
        "".join(
            f'<w:font w:name="{text(font.name)}">'
            + (f'<w:altName w:val="{text(",".join(font.alternatives))}"/>' if font.alternatives else "")
            + f'<w:charset w:val="{"00" if font.name in latin else "86"}"/><w:family w:val="auto"/><w:pitch w:val="default"/></w:font>'
            for font in layout.fonts
        ),
    )


def measure(name: str, measure: Measure, unit: str = "Chars") -> str:
    """A length as Word wants it: in hundredths of a character or line where it was said so, and in twips."""
    relative = f'w:{name}{unit}="{measure.hundredths}" ' if measure.hundredths else ""
    return f'{relative}w:{name}="{measure.twips}"'


def indent(left: int, hanging: int) -> str:
    """An indent in twips in place of the style's, whose characters must be set to nothing to be overruled."""
    return f'<w:ind w:leftChars="0" w:left="{left}" w:hangingChars="0" w:hanging="{hanging}"/>'


def smallest_paragraph(section: str) -> str:
    """An empty paragraph that takes no room, below a table that ends a section or the text."""
    return f'<w:p><w:pPr><w:spacing w:line="20" w:lineRule="exact"/><w:rPr><w:sz w:val="2"/></w:rPr>{section}</w:pPr></w:p>'


def spacing_after(after: Measure) -> str:
    """Space below a paragraph; what its style says of spacing else stays."""
    return f"<w:spacing {measure('after', after, unit='Lines')}/>"


def theme(layout: Layout) -> str:
    """A theme that nothing refers to: some checkers demand that there is one. Its fonts are the text's all the same."""
    name, font = text(layout.label), text(layout.text.characters.font or "")
    colors = "".join(f'<a:{key}><a:srgbClr val="{value}"/></a:{key}>' for key, value in _THEME_COLORS.items())
    fonts = f'<a:latin typeface="{font}"/><a:ea typeface="{font}"/><a:cs typeface=""/>'
    fill = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
    line, effect = f"<a:ln>{fill}</a:ln>", "<a:effectStyle><a:effectLst/></a:effectStyle>"
    return (
        f'{DECLARATION}<a:theme xmlns:a="{_DRAWING}" name="{name}"><a:themeElements><a:clrScheme name="{name}">{colors}</a:clrScheme>'
        f'<a:fontScheme name="{name}"><a:majorFont>{fonts}</a:majorFont><a:minorFont>{fonts}</a:minorFont></a:fontScheme>'
        f'<a:fmtScheme name="{name}"><a:fillStyleLst>{fill * 3}</a:fillStyleLst><a:lnStyleLst>{line * 3}</a:lnStyleLst>'
        f"<a:effectStyleLst>{effect * 3}</a:effectStyleLst><a:bgFillStyleLst>{fill * 3}</a:bgFillStyleLst></a:fmtScheme>"
        "</a:themeElements></a:theme>"
    )


def content_types(overrides: Mapping[str, str]) -> str:
    """`overrides`: part name to content type, without the common beginning of the latter."""
    listed = "".join(
        f'<Override PartName="/{name}" ContentType="{_content_type(kind)}"/>' for name, kind in overrides.items()
    )
    return (
        f'{DECLARATION}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{listed}</Types>'
    )


def relationships(targets: Mapping[str, str]) -> str:
    """`targets`: target to type; ids are rId1, rId2 … in that order."""
    numbered = enumerate(targets.items(), 1)
    listed = "".join(
        f'<Relationship Id="rId{number}" Type="{_relation(kind)}" Target="{target}"/>'
        for number, (target, kind) in numbered
    )
    return f'{DECLARATION}<Relationships xmlns="{_PACKAGE}/relationships">{listed}</Relationships>'


def core_properties(properties: Properties) -> str:
    """What the file says of itself. No times: the same facts must give the same bytes."""
    named = {"dc:title": properties.title, "dc:subject": properties.subject, "dc:creator": properties.author}
    listed = "".join(f"<{name}>{text(value)}</{name}>" for name, value in named.items() if value)
    return (
        f'{DECLARATION}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"{listed}<dc:language>zh-CN</dc:language></cp:coreProperties>"
    )


def application_properties() -> str:
    return (
        f'{DECLARATION}<Properties xmlns="{_OFFICE}/extended-properties"><Application>report</Application></Properties>'
    )


def _content_type(kind: str) -> str:
    return (
        f"application/vnd.openxmlformats-package.{kind}+xml" if kind == "core-properties" else f"{_CONTENT}.{kind}+xml"
    )


def _relation(kind: str) -> str:
    return f"{_PACKAGE if kind.startswith('metadata/') else _OFFICE}/relationships/{kind}"


def _normal(layout: Layout) -> str:
    """The style that all others rest on: what holds for every paragraph."""
    everywhere = (
        # A page is to hold its 22 lines, so single lines are left where they fall.
        '<w:widowControl w:val="0"/><w:kinsoku/><w:overflowPunct/>'
        # Word puts a quarter of a character between Chinese and digits, which upsets the 28 characters of a line.
        '<w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/><w:adjustRightInd w:val="0"/>'
    )
    properties = f'<w:pPr>{everywhere}{_snap(layout.text, layout)}{_spacing(layout.text)}<w:jc w:val="{layout.text.align}"/></w:pPr>'
    return (
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/>'
        f"{properties}<w:rPr>{_letters(layout.text.characters)}</w:rPr></w:style>"
    )


def _paragraph_style(name: str, layout: Layout) -> str:
    style = layout.styles[name]
    identifier, shown = PARAGRAPH_STYLES[name]
    level = f'<w:outlineLvl w:val="{int(name[-1]) - 1}"/>' if name.startswith("heading") else ""
    return (
        f'<w:style w:type="paragraph"{_custom(shown)} w:styleId="{identifier}"><w:name w:val="{shown}"/><w:basedOn w:val="Normal"/>'
        f"{_next(name)}<w:qFormat/><w:pPr>{_page_rules(name, style)}{_snap(style, layout)}{_spacing(style)}"
        f"<w:ind {measure('left', style.left)} {measure('firstLine', style.first_line)}/>"
        # Attachments are one list: the line above it is not repeated between them.
        f'{"<w:contextualSpacing/>" if name == "attachments" else ""}<w:jc w:val="{style.align}"/>{level}</w:pPr>'
        f"<w:rPr>{_letters(style.characters)}</w:rPr></w:style>"
    )


def _character_style(name: str, layout: Layout) -> str:
    identifier, shown = CHARACTER_STYLES[name]
    letters = layout.characters[name]
    if letters.bold == layout.text.characters.bold:
        # Bold in a character style and in the paragraph's is not bold (ECMA-376 Part 1, 17.7.3).
        letters = replace(letters, bold=None)
    return (
        f'<w:style w:type="character"{_custom(shown)} w:styleId="{identifier}"><w:name w:val="{shown}"/><w:qFormat/>'
        f"<w:rPr>{_letters(letters)}</w:rPr></w:style>"
    )


_NOTE_MARK_STYLE = (
    f'<w:style w:type="character" w:styleId="{NOTE_MARK}"><w:name w:val="footnote reference"/><w:qFormat/>'
    '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>'
)


def _table_styles(layout: Layout) -> str:
    """A table's lines and the space inside its cells."""
    sides = "".join(
        f'<w:{side} w:val="single" w:sz="{layout.border}" w:space="0" w:color="auto"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    margins = "".join(f'<w:{side} w:w="{CELL_MARGINS // 2}" w:type="dxa"/>' for side in ("left", "right"))
    margins = f"<w:tblCellMar>{margins}</w:tblCellMar>"
    return (
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
        f'<w:tblPr><w:tblInd w:w="0" w:type="dxa"/>{margins}</w:tblPr></w:style>'
        f'<w:style w:type="table" w:styleId="{TABLE_STYLE}"><w:name w:val="Table Grid"/><w:basedOn w:val="TableNormal"/>'
        f"<w:tblPr><w:tblBorders>{sides}</w:tblBorders></w:tblPr></w:style>"
    )


def _custom(shown: str) -> str:
    return "" if shown.isascii() else ' w:customStyle="1"'


def _next(name: str) -> str:
    """After a heading, what one types next is body text."""
    return f'<w:next w:val="{PARAGRAPH_STYLES["body"][0]}"/>' if name.startswith(("heading", "salutation")) else ""


def _page_rules(name: str, style: Style) -> str:
    """An attachment begins on a page of its own (GB/T 9704, 7.3.7)."""
    return ("<w:keepNext/>" if style.keep_with_next else "") + (
        "<w:pageBreakBefore/>" if name == "attachment_label" else ""
    )


def _snap(style: Style, layout: Layout) -> str:
    """Lines of another height than the grid's must not snap to it: a title's would take two of them."""
    return f'<w:snapToGrid w:val="{int(style.line == layout.grid)}"/>'


def _spacing(style: Style) -> str:
    line = f'w:line="{style.line}" w:lineRule="exact"' if style.line else 'w:line="240" w:lineRule="auto"'
    return f"<w:spacing {measure('before', style.before, 'Lines')} {measure('after', style.after, 'Lines')} {line}/>"


def _letters(letters: CharacterStyle) -> str:
    """Run properties, in the order of the schema."""
    found = []
    if letters.font:
        font, latin = text(letters.font), text(letters.latin or letters.font)
        found.append(f'<w:rFonts w:ascii="{latin}" w:hAnsi="{latin}" w:eastAsia="{font}" w:cs="{latin}"/>')
    if letters.bold is not None:
        found.append(f'<w:b w:val="{int(letters.bold)}"/>')
    if letters.color:
        found.append(f'<w:color w:val="{letters.color}"/>')
    if letters.spacing is not None:
        found.append(f'<w:spacing w:val="{letters.spacing}"/>')
    if letters.size is not None:
        found.append(f'<w:sz w:val="{letters.size}"/><w:szCs w:val="{letters.size}"/>')
    if letters.shade:
        # Not w:highlight: Word heeds it in a run only, never in a style.
        found.append(f'<w:shd w:val="clear" w:color="auto" w:fill="{letters.shade}"/>')
    return "".join(found)
