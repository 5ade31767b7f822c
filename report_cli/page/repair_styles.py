"""The layout put into a draft that python-docx has opened: its styles, sheets, page numbers and heads of tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from report_cli.docx import cascade, pages, parts
from report_cli.docx.cascade import given
from report_cli.docx.package import W
from report_cli.layout.layout import Layout
from report_cli.page import check_characters, check_numbers, check_sheets, flaws, margins, repair_footers
from report_cli.page.characters import MARKS
from report_cli.page.effective import Document
from report_cli.page.flaws import PageFinding

Styles = Mapping[str, str]
"""The id that each of our styles has in the draft, by our own id."""

_LOOKS = ("rFonts", "i", "iCs", "u", "color", "spacing", "w", "sz", "szCs", "shd", "kern", "position", "vertAlign")
LOOKS = {W + name for name in (*_LOOKS, *MARKS) if name != "vanish"}
"""What a run's properties say of its looks, bold apart; what is hidden stays so, for it may be none of the text."""
_STRANGE = ("pgBorders", "lnNumType", "cols", "vAlign", "textDirection")
"""What no layout says of a section; columns are one where nothing is said."""

_REFERENCES = [W + name for name in ("basedOn", "next", "link")]


def element(xml: str) -> Any:
    """An element of WordprocessingML, as python-docx knows it."""
    return _parsed(parts.part("body", xml))[0]


def _parsed(xml: str) -> Any:
    from docx.oxml import parse_xml

    return parse_xml(xml.encode())


def put_styles(draft: Any, layout: Layout) -> Styles:
    """Give the draft the layout's styles, in place of its own of the same names; what a list numbers stays numbered."""
    theirs, ours = draft.styles.element, _parsed(parts.styles(layout))
    named = known_styles(draft)
    for defaults in theirs.findall(W + "docDefaults"):
        theirs.remove(defaults)
    theirs.insert(0, ours.find(W + "docDefaults"))
    for style in ours.findall(W + "style"):
        if style.get(W + "type") != "table":
            _put_style(theirs, style, named)
    return named


def known_styles(draft: Any) -> Styles:
    """Where the draft has our styles already, by their names; where not, ids that it has not."""
    wanted = dict((*parts.PARAGRAPH_STYLES.values(), *parts.CHARACTER_STYLES.values()))
    wanted |= {"Normal": "Normal", parts.NOTE_MARK: "footnote reference"}
    styles = draft.styles.element.iterfind(W + "style")
    taken = {style.get(W + "styleId"): cascade.value([style], "name") or "" for style in styles}
    by_name = {name.lower(): identifier for identifier, name in reversed(taken.items())}
    by_name |= {name: identifier for identifier, name in taken.items()}
    free = {identifier: f"{identifier}Layout" if identifier in taken else identifier for identifier in wanted}
    return {
        identifier: by_name.get(name) or by_name.get(name.lower()) or free[identifier]
        for identifier, name in wanted.items()
    }


def _put_style(theirs: Any, style: Any, named: Styles) -> None:
    identifier = named[style.get(W + "styleId")]
    style.set(W + "styleId", identifier)
    for reference in style.iterchildren(*_REFERENCES):
        reference.set(W + "val", named[reference.get(W + "val")])
    old = next((other for other in theirs.iterfind(W + "style") if other.get(W + "styleId") == identifier), None)
    if old is None:
        theirs.append(style)
        return
    numbered = old.find(f"{W}pPr/{W}numPr")
    if numbered is not None:
        properties = style.get_or_add_pPr()
        properties.replace(properties.get_or_add_numPr(), numbered)
    theirs.replace(old, style)


def put_fonts(draft: Any, layout: Layout) -> None:
    """The layout's fonts, with those to take where they are not installed."""
    for part in _linked(draft, "/fontTable"):
        part._blob = parts.font_table(layout).encode()


def _linked(draft: Any, *kinds: str) -> Iterator[Any]:
    """The parts that the text refers to as of these kinds."""
    for relation in draft.part.rels.values():
        if not relation.is_external and relation.reltype.endswith(kinds):
            yield relation.target_part


def put_plain(draft: Any) -> None:
    """What LibreOffice writes otherwise than the schema has it: what is on in a table's row, a list that is none."""
    body = draft.element.body
    for switch in body.iter(W + "tblHeader", W + "cantSplit"):
        if switch.get(W + "val") == "true":
            del switch.attrib[W + "val"]
    for none in [asked for asked in body.iter(W + "numPr") if asked.find(f"{W}numId[@{W}val='0']") is not None]:
        none.getparent().remove(none)


def put_notes(draft: Any, styles: Styles) -> None:
    """Give the notes their style, and take from them what was set on them directly."""
    from lxml import etree

    for part in _linked(draft, "/footnotes", "/endnotes"):
        root = _parsed(part.blob.decode())
        for note in root:
            if note.get(W + "type") in (None, "normal"):
                _put_note(note, styles[parts.PARAGRAPH_STYLES["footnote"][0]])
        part._blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _put_note(note: Any, style: str) -> None:
    for paragraph in note.iterfind(W + "p"):
        properties = paragraph.get_or_add_pPr()
        for child in list(properties):
            properties.remove(child)
        properties.style = style
    for looks in note.iter(W + "rPr"):
        put_plain_letters(looks, "".join(looks.getparent().itertext(W + "t")))


def put_plain_letters(properties: Any, text: str) -> None:
    """Take from a run's properties what they say of its looks; the mark of a note stays raised."""
    for child in list(properties):
        if child.tag in LOOKS and not (child.tag == W + "vertAlign" and check_characters.may_be_raised(text)):
            properties.remove(child)


# Sheets ------------------------------------------------------------------------------------------------------------


def put_sheets(draft: Any, document: Document, layout: Layout, wrong: Sequence[PageFinding], styles: Styles) -> None:
    """Put right what is wrong of the page as a whole."""
    for reference in list(draft.element.body.iter(W + "headerReference", W + "footerReference")):
        if reference.rId not in draft.part.rels:
            reference.getparent().remove(reference)
    codes = {finding.flaw.code for finding in wrong if not finding.paragraphs}
    lying = [check_sheets.lies(document, number) for number in range(len(document.sections))]
    for end, section, is_turned in zip(repair_footers.section_ends(draft), document.sections, lying, strict=True):
        if codes & {flaws.PAGE, flaws.GRID, flaws.NUMBER}:
            below = 0 if is_turned else check_numbers.height_below(section)
            _put_section(end, layout, is_turned=is_turned, below=below)
        if flaws.NUMBER in codes:
            if check_numbers.lacks_first(section) and not margins.has_words(section):
                end.titlePg_val = None
            _remove(end, "pgNumType")
    if flaws.PAGE in codes:
        _remove(draft.settings.element, "mirrorMargins")
    if flaws.NUMBER in codes:
        repair_footers.put_numbers(draft, layout, styles[pages.STYLE], lying)
    if flaws.TABLE in codes:
        for table in check_sheets.tables(draft.element.body):
            _put_table(table, layout.page.text_width)


def _remove(parent: Any, *names: str) -> None:
    for child in list(parent.iterchildren(*(W + name for name in names))):
        parent.remove(child)


def _put_section(section: Any, layout: Layout, *, is_turned: bool, below: int) -> None:
    """`below`: the height of what stands below the page number, for which it is to be lower."""
    made = element(pages.section(layout, "", "", is_turned=is_turned))
    margins = section.get_or_add_pgMar()
    header = margins.get(W + "header")
    for old, new in ((section.get_or_add_pgSz(), made.find(W + "pgSz")), (margins, made.find(W + "pgMar"))):
        old.attrib.clear()
        old.attrib.update(new.attrib)
    if header is not None:
        margins.set(W + "header", header)
    margins.set(W + "footer", str(max(int(margins.get(W + "footer")) - below, 0)))
    _remove(section, "docGrid", *_STRANGE)
    grid = made.find(W + "docGrid")
    if grid is not None:
        section.insert_element_before(grid, "w:printerSettings", "w:sectPrChange")


def _put_table(table: Any, text_width: int) -> None:
    """Its first row stands again on each page; its columns are as wide as cells say, the others share the rest."""
    head = next(table.iter(W + "tr")).get_or_add_trPr()
    _remove(head, "tblHeader")
    head.append(element("<w:tblHeader/>"))
    columns = [column.get(W + "w", "0") for column in table.iterfind(f"{W}tblGrid/{W}gridCol")]
    if columns and not {"0", ""} & set(columns):
        return
    _remove(table, "tblGrid")
    if table.find(W + "tblPr") is None:
        table.insert(0, element("<w:tblPr/>"))
    widths = _widths([[_cell(cell) for cell in row] for row in check_sheets.cells(table)], text_width)
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    table.find(W + "tblPr").addnext(element(f"<w:tblGrid>{grid}</w:tblGrid>"))


def _cell(cell: Any) -> tuple[int, int]:
    """How many columns a cell takes, and how wide it says that it is (0: not told in twips)."""
    properties = given(cell.find(W + "tcPr"))
    is_in_twips = cascade.value(properties, "tcW", "type") in (None, "dxa")
    width = cascade.number(properties, "tcW", "w") if is_in_twips else None
    return max(cascade.number(properties, "gridSpan") or 1, 1), max(width or 0, 0)


def _widths(rows: Sequence[Sequence[tuple[int, int]]], text_width: int) -> list[int]:
    """How wide the columns of a table are: as the cells say that take one alone; the others share what is left."""
    known: dict[int, int] = {}
    count = 0
    for row in rows:
        column = 0
        for span, width in row:
            if span == 1 and width:
                known.setdefault(column, width)
            column += span
        count = max(count, column)
    rest = max(text_width - sum(known.values()), 0) // max(count - len(known), 1)
    return [known.get(column) or rest or text_width // count for column in range(count)]
