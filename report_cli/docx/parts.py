"""The parts of a DOCX but its main one, each as XML text; sections and footnotes, which a part and the text share.

Fonts are named outright, all four of them each time: theme fonts beat named ones, and a font that is set for
Latin letters only leaves “ ” — … to chance.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from msgspec.structs import replace

from report_cli.document import Properties
from report_cli.layout.layout import CHARACTER_STYLES, PARAGRAPH_STYLES, CharacterStyle, Layout, Measure, Style

TABLE_STYLE = "TableGrid"
NOTE_MARK = "FootnoteReference"

NOTES = "footnotes.xml"
"""The part that holds the texts of the footnotes."""
NOTE_LOOK = f'<w:rPr><w:rStyle w:val="{NOTE_MARK}"/></w:rPr>'
# The lines above the footnotes of a page, which `footnotes` writes.
_NOTE_RULES = '<w:footnotePr><w:footnote w:id="-1"/><w:footnote w:id="0"/></w:footnotePr>'

DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_CONTENT = "application/vnd.openxmlformats-officedocument"
# By what parts are to the file; the others are WordprocessingML, each called as it is.
_CONTENT_TYPES = {
    "officeDocument": f"{_CONTENT}.wordprocessingml.document.main+xml",
    "theme": f"{_CONTENT}.theme+xml",
    "metadata/core-properties": "application/vnd.openxmlformats-package.core-properties+xml",
    "extended-properties": f"{_CONTENT}.extended-properties+xml",
    "custom-properties": f"{_CONTENT}.custom-properties+xml",
}

# What XML 1.0 cannot hold at all; half a surrogate pair cannot be encoded either.
_UNWRITABLE = "[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]"

# Word's own sets for Chinese, which a set of ours replaces.
NOT_LAST = "$([{£¥·‘“〈《「『【〔〖〝﹙﹛﹝＄（．［｛￡￥"
NOT_FIRST = "!%),.:;>?]}¢¨°·ˇˉ―‖’”…‰′″›℃∶、。〃〉》」』】〕〗〞︶︺︾﹀﹄﹚﹜﹞！＂％＇），．：；？］｀｜｝～￠"


def text(words: str) -> str:
    """Words as XML text or attribute value."""
    if not words.replace("\u3000", "").isprintable():
        words = re.sub(_UNWRITABLE, "\ufffd", words)
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def part(root: str, content: str) -> str:
    """A part whose root element (named without prefix) is WordprocessingML."""
    return f'{DECLARATION}<w:{root} xmlns:w="{_WORD}" xmlns:r="{_OFFICE}/relationships">{content}</w:{root}>'


def filled(file: str, **values: object) -> str:
    """XML that is the same in all drafts but for a few values: `xml/FILE`, without its comments and line breaks."""
    return _source(file).format_map(values)


@cache
def _source(file: str) -> str:
    xml = (Path(__file__).with_name("xml") / file).read_text(encoding="utf-8")
    lines = re.sub("<!--.*?-->", "", xml, flags=re.DOTALL).split("\n")
    return "".join(line.strip() for line in lines)


def styles(layout: Layout) -> str:
    ours = [_paragraph_style(name, layout) for name in PARAGRAPH_STYLES]
    ours += [_character_style(name, layout) for name in CHARACTER_STYLES]
    body = layout.text
    content = filled(
        "styles.xml",
        not_bold=_run_properties(replace(body, bold=None)),
        snap=_snap(body, layout),
        spacing=_spacing(body),
        align=body.align,
        joined=int(layout.joins_lone_lines),
        characters=_run_properties(body),
        styles="".join(ours),
        border=layout.border,
    )
    return part("styles", content)


def settings(layout: Layout, has_notes: bool = False) -> str:
    kept = text(NOT_FIRST + layout.keep_with_number)
    notes = _NOTE_RULES if has_notes else ""
    return part("settings", filled("settings.xml", not_last=text(NOT_LAST), not_first=kept, notes=notes))


def theme(layout: Layout) -> str:
    return DECLARATION + filled("theme.xml", name=text(layout.label), font=text(layout.text.font or ""))


def font_table(layout: Layout) -> str:
    used = layout.character_styles
    latin = {style.latin for style in used} - {style.font for style in used}
    fonts = []
    for font in layout.fonts:
        others = f'<w:altName w:val="{text(",".join(font.alternatives))}"/>' if font.alternatives else ""
        charset = "00" if font.name in latin else "86"
        fonts.append(
            f'<w:font w:name="{text(font.name)}">{others}<w:charset w:val="{charset}"/>'
            '<w:family w:val="auto"/><w:pitch w:val="default"/></w:font>'
        )
    return part("fonts", "".join(fonts))


def measure(name: str, measure: Measure, unit: str = "Chars") -> str:
    """A length as Word wants it: in hundredths of a character or line where it was said so, and in twips."""
    relative = f'w:{name}{unit}="{measure.hundredths}" ' if measure.hundredths else ""
    return f'{relative}w:{name}="{measure.twips}"'


def indent(left: int, hanging: int) -> str:
    """An indent in twips in place of the style's, whose characters must be set to nothing to be overruled."""
    return f'<w:ind w:leftChars="0" w:left="{left}" w:hangingChars="0" w:hanging="{hanging}"/>'


def spacing_after(after: Measure) -> str:
    """Space below a paragraph; what its style says of spacing else stays."""
    return f"<w:spacing {measure('after', after, unit='Lines')}/>"


def content_types(kinds: Mapping[str, str]) -> str:
    """`kinds`: by the names of the parts what they are to the file, as `relationships` has it."""
    types = {name: _CONTENT_TYPES.get(kind, f"{_CONTENT}.wordprocessingml.{kind}+xml") for name, kind in kinds.items()}
    listed = "".join(f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in types.items())
    return (
        f'{DECLARATION}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{listed}</Types>'
    )


def relationships(kinds: Mapping[str, str]) -> str:
    """`kinds`: by their targets what the parts are to the file; ids are rId1, rId2 … in that order."""
    listed = "".join(
        f'<Relationship Id="rId{number}" '
        f'Type="{_PACKAGE if kind.startswith("metadata/") else _OFFICE}/relationships/{kind}" Target="{target}"/>'
        for number, (target, kind) in enumerate(kinds.items(), 1)
    )
    return f'{DECLARATION}<Relationships xmlns="{_PACKAGE}/relationships">{listed}</Relationships>'


def core_properties(properties: Properties) -> str:
    """What the file says of itself. No times: the same facts must give the same bytes."""
    named = {"dc:title": properties.title, "dc:subject": properties.subject, "dc:creator": properties.author}
    listed = "".join(f"<{name}>{text(value)}</{name}>" for name, value in named.items() if value)
    core = f'xmlns:cp="{_PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    return f"{DECLARATION}<cp:coreProperties {core}>{listed}<dc:language>zh-CN</dc:language></cp:coreProperties>"


# Sections and their page numbers. A wide table stands across the sheet, its head at the binding on odd pages and at the
# cut on even ones; the page number keeps its place on the paper (GB/T 9704, 7.4, 7.5), which is then the side of the
# page as one reads it.

# The footers, as the sections refer to them: of odd and of even pages, and of such pages that lie on their side.
FOOTERS = {"footer1.xml": ("right", False), "footer2.xml": ("left", False)}
TURNED_FOOTERS = {"footer3.xml": ("right", True), "footer4.xml": ("left", True)}
ALL_FOOTERS = FOOTERS | TURNED_FOOTERS


def footer(layout: Layout, side: str, is_turned: bool, style: str = PARAGRAPH_STYLES["page_number"][0]) -> str:
    """The page number on one side of the sheet, left or right. `style`: the id of its paragraph's."""
    before, after = (filled("dash.xml", text=dash) if layout.has_dashes else "" for dash in ("— ", " —"))
    indent = measure(side, layout.from_edge)
    number = filled("page_number.xml", style=style, indent=indent, side=side, before=before, after=after)
    if is_turned:
        page, line = layout.page.turned, _number_line(layout)
        place = {"left": page.left - layout.below_text - line // 2, "top": page.top, "height": page.text_height}
        number = filled("beside.xml", number=number, style=style, line=line, **place)
    return part("ftr", number)


def section(layout: Layout, odd: str, even: str, *, is_turned: bool = False) -> str:
    """The section's properties; `odd` and `even` are the relationships of the two footers."""
    page = layout.page.turned if is_turned else layout.page
    # The dashes stand halfway up their line. Word measures a footer from the sheet's edge to the line's lower side.
    distance = page.bottom // 2 if is_turned else page.bottom - layout.below_text - _number_line(layout) // 2
    orient = ' w:orient="landscape"' if is_turned else ""
    grid = f'<w:docGrid w:type="lines" w:linePitch="{layout.grid}"/>' if layout.grid else ""
    return (
        f'<w:sectPr><w:footerReference w:type="default" r:id="{odd}"/><w:footerReference w:type="even" r:id="{even}"/>'
        f'<w:pgSz w:w="{page.width}" w:h="{page.height}"{orient}/>'
        f'<w:pgMar w:top="{page.top}" w:right="{page.right}" w:bottom="{page.bottom}" w:left="{page.left}" '
        f'w:header="{page.top // 2}" w:footer="{distance}" w:gutter="0"/>{grid}</w:sectPr>'
    )


def _number_line(layout: Layout) -> int:
    number = layout.styles["page_number"]
    return number.line or number.em


def footnotes(notes: Sequence[str]) -> str:
    style = PARAGRAPH_STYLES["footnote"][0]
    listed = (
        f'<w:footnote w:id="{number}"><w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>'
        f"<w:r>{NOTE_LOOK}<w:footnoteRef/></w:r>{runs}</w:p></w:footnote>"
        for number, runs in enumerate(notes, 1)
    )
    return part("footnotes", filled("footnotes.xml", notes="".join(listed)))


APPLICATION_PROPERTIES = (
    f'{DECLARATION}<Properties xmlns="{_OFFICE}/extended-properties"><Application>report</Application></Properties>'
)


def _paragraph_style(name: str, layout: Layout) -> str:
    style = layout.styles[name]
    # After a heading, what one types next is body text.
    after = f'<w:next w:val="{PARAGRAPH_STYLES["body"][0]}"/>' if name.startswith(("heading", "salutation")) else ""
    # An attachment begins on a page of its own (GB/T 9704, 7.3.7).
    rules = ("<w:keepNext/>" if style.keep_with_next else "") + (
        "<w:pageBreakBefore/>" if name == "attachment_label" else ""
    )
    # Attachments are one list: the line above it is not repeated between them.
    listed = "<w:contextualSpacing/>" if name == "attachments" else ""
    level = f'<w:outlineLvl w:val="{int(name[-1]) - 1}"/>' if name.startswith("heading") else ""
    return _style(
        "paragraph",
        PARAGRAPH_STYLES[name],
        f'<w:basedOn w:val="Normal"/>{after}<w:qFormat/><w:pPr>{rules}{_snap(style, layout)}{_spacing(style)}'
        f"<w:ind {measure('left', style.left)} {measure('firstLine', style.first_line)}/>"
        f'{listed}<w:jc w:val="{style.align}"/>{level}</w:pPr><w:rPr>{_run_properties(style)}</w:rPr>',
    )


def _character_style(name: str, layout: Layout) -> str:
    look = _run_properties(layout.within_text(name))
    return _style("character", CHARACTER_STYLES[name], f"<w:qFormat/><w:rPr>{look}</w:rPr>")


def _style(kind: str, names: tuple[str, str, str], content: str) -> str:
    identifier, shown, _ = names
    custom = "" if shown.isascii() else ' w:customStyle="1"'
    named = f'w:type="{kind}"{custom} w:styleId="{identifier}"><w:name w:val="{shown}"/>'
    return f"<w:style {named}{content}</w:style>"


def _snap(style: Style, layout: Layout) -> str:
    """Lines of another height than the grid's must not snap to it: a title's would take two of them."""
    return f'<w:snapToGrid w:val="{int(style.line == layout.grid)}"/>'


def _spacing(style: Style) -> str:
    line = f'w:line="{style.line}" w:lineRule="exact"' if style.line else 'w:line="240" w:lineRule="auto"'
    return f"<w:spacing {measure('before', style.before, 'Lines')} {measure('after', style.after, 'Lines')} {line}/>"


def _run_properties(style: CharacterStyle) -> str:
    """In the order of the schema."""
    font, latin = text(style.font or ""), text(style.latin or style.font or "")
    fonts = f'<w:rFonts w:ascii="{latin}" w:hAnsi="{latin}" w:eastAsia="{font}" w:cs="{latin}"/>'
    said = {
        fonts: style.font,
        f'<w:b w:val="{int(style.bold or 0)}"/>': style.bold is not None,
        f'<w:color w:val="{style.color}"/>': style.color,
        f'<w:spacing w:val="{style.spacing}"/>': style.spacing is not None,
        f'<w:sz w:val="{style.size}"/><w:szCs w:val="{style.size}"/>': style.size is not None,
        # Not w:highlight: Word heeds it in a run only, never in a style.
        f'<w:shd w:val="clear" w:color="auto" w:fill="{style.shade}"/>': style.shade,
    }
    return "".join(xml for xml, is_said in said.items() if is_said)
