"""The layout put into a draft that python-docx has opened: its styles, sheets, page numbers and heads of tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any

from msgspec import Struct

from report_cli.docx import cascade, pages, parts
from report_cli.docx.package import W
from report_cli.layout.layout import Layout
from report_cli.page import check_characters, check_numbers, check_sheets, fault, repair_footers
from report_cli.page.characters import MARKS
from report_cli.page.effective import Document
from report_cli.page.fault import Fault

Styles = Mapping[str, str]
"""The id that each of our styles has in the draft, by our own id."""

_LOOKS = ("rFonts", "i", "iCs", "u", "color", "spacing", "w", "sz", "szCs", "shd", "kern", "position", "vertAlign")
LOOKS = {W + name for name in (*_LOOKS, *MARKS) if name != "vanish"}
"""What a run's properties say of its looks, bold apart; what is hidden stays so, for it may be none of the text."""
_STRANGE = ("pgBorders", "lnNumType", "cols", "vAlign", "textDirection")
"""What no layout says of a section; columns are one where nothing is said."""

_REFERENCES = ("basedOn", "next", "link")


def put_styles(draft: Any, layout: Layout) -> Styles:
    """Give the draft the layout's styles, in place of its own of the same names; what a list numbers stays numbered."""
    theirs = draft.styles.element
    ours = _parsed(parts.styles(layout))
    named = _ids(theirs)
    defaults = theirs.find(W + "docDefaults")
    if defaults is not None:
        theirs.remove(defaults)
    theirs.insert(0, deepcopy(ours.find(W + "docDefaults")))
    for style in ours.iterfind(W + "style"):
        if style.get(W + "type") != "table":
            _put_style(theirs, deepcopy(style), named)
    return named


def put_fonts(draft: Any, layout: Layout) -> None:
    """The layout's fonts, with those to take where they are not installed."""
    for relation in draft.part.rels.values():
        if not relation.is_external and relation.reltype.endswith("/fontTable"):
            relation.target_part._blob = parts.font_table(layout).encode()


def put_plain(draft: Any) -> None:
    """What LibreOffice writes otherwise than the schema has it: what is on in a table's row, a list that is none."""
    body = draft.element.body
    for switch in body.iter(W + "tblHeader", W + "cantSplit"):
        if switch.get(W + "val") == "true":
            del switch.attrib[W + "val"]
    for none in [asked for asked in body.iter(W + "numPr") if asked.find(f"{W}numId[@{W}val='0']") is not None]:
        none.getparent().remove(none)


def known_styles(draft: Any) -> Styles:
    """Where the draft has our styles already."""
    return _ids(draft.styles.element)


def _ids(theirs: Any) -> dict[str, str]:
    wanted = dict((*parts.PARAGRAPH_STYLES.values(), *parts.CHARACTER_STYLES.values()))
    wanted |= {"Normal": "Normal", parts.NOTE_MARK: "footnote reference"}
    taken = {style.get(W + "styleId"): _name(style) for style in theirs.iterfind(W + "style")}
    by_name = {name.lower(): identifier for identifier, name in reversed(taken.items())} | {
        name: identifier for identifier, name in taken.items()
    }
    found = {}
    for identifier, shown in wanted.items():
        same = by_name.get(shown) or by_name.get(shown.lower())
        found[identifier] = same or (identifier if identifier not in taken else f"{identifier}Layout")
    return found


def _name(style: Any) -> str:
    name = style.find(W + "name")
    return str(name.get(W + "val", "")) if name is not None else ""


def _put_style(theirs: Any, style: Any, named: Styles) -> None:
    identifier = named[style.get(W + "styleId")]
    style.set(W + "styleId", identifier)
    for name in _REFERENCES:
        for reference in style.findall(W + name):
            reference.set(W + "val", named[reference.get(W + "val")])
    old = next((other for other in theirs.iterfind(W + "style") if other.get(W + "styleId") == identifier), None)
    if old is None:
        theirs.append(style)
        return
    numbered = old.find(f"{W}pPr/{W}numPr")
    if numbered is not None:
        style.get_or_add_pPr()._insert_numPr(deepcopy(numbered))
    theirs.replace(old, style)


def put_notes(draft: Any, styles: Styles) -> None:
    """Give the notes their style, and take from them what was set on them directly."""
    for relation in draft.part.rels.values():
        if not relation.is_external and relation.reltype.endswith(("/footnotes", "/endnotes")):
            part = relation.target_part
            part._blob = _plain_notes(part.blob, styles[parts.PARAGRAPH_STYLES["footnote"][0]])


def _plain_notes(blob: bytes, style: str) -> bytes:
    from docx.oxml import parse_xml
    from lxml import etree

    root: Any = parse_xml(blob)
    for note in root:
        if note.get(W + "type") in (None, "normal"):
            for paragraph in note.iterfind(W + "p"):
                properties = paragraph.get_or_add_pPr()
                for child in list(properties):
                    properties.remove(child)
                properties.style = style
            for looks in note.iter(W + "rPr"):
                put_plain_letters(looks, "".join(looks.getparent().itertext(W + "t")))
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def put_plain_letters(properties: Any, text: str) -> None:
    """Take from a run's properties what they say of its looks; the mark of a note stays raised."""
    for child in list(properties):
        if child.tag in LOOKS and not (child.tag == W + "vertAlign" and check_characters.may_be_raised(text)):
            properties.remove(child)


# Sheets ------------------------------------------------------------------------------------------------------------


def put_sheets(draft: Any, read: Document, layout: Layout, faults: Sequence[Fault], styles: Styles) -> None:
    """What of the page as a whole is wrong, put right, but for what is kept as it is."""
    for reference in list(draft.element.body.iter(W + "headerReference", W + "footerReference")):
        if reference.rId not in draft.part.rels:
            reference.getparent().remove(reference)
    wrong = {found.code for found in faults if not (found.paragraphs or found.is_kept)}
    lying = [check_sheets.lies(read, number) for number in range(len(read.sections))]
    for end, section, is_turned in zip(repair_footers.section_ends(draft), read.sections, lying, strict=True):
        if wrong & {fault.PAGE, fault.GRID, fault.NUMBER}:
            _put_section(
                end, layout, is_turned=is_turned, below=0 if is_turned else check_numbers.height_below(section)
            )
        if fault.NUMBER in wrong:
            if check_numbers.lacks_first(section) and not repair_footers.has_words(section):
                end.titlePg_val = None
            for form in end.findall(W + "pgNumType"):
                end.remove(form)
    if fault.PAGE in wrong:
        for mirror in draft.settings.element.findall(W + "mirrorMargins"):
            draft.settings.element.remove(mirror)
    if fault.NUMBER in wrong:
        repair_footers.put_numbers(draft, layout, styles, lying)
    if fault.TABLE in wrong:
        for table in check_sheets.tables(draft.element.body):
            _put_table(table, layout.page.text_width)


def _put_section(section: Any, layout: Layout, *, is_turned: bool, below: int) -> None:
    """`below`: the height of what stands below the page number, for which it is to be lower."""
    made = _parsed(parts.part("body", pages.section(layout, "", "", is_turned=is_turned)))[0]
    header = section.find(W + "pgMar")
    kept = header.get(W + "header") if header is not None else None
    size, margins = section.get_or_add_pgSz(), section.get_or_add_pgMar()
    for old, new in ((size, made.find(W + "pgSz")), (margins, made.find(W + "pgMar"))):
        old.attrib.clear()
        old.attrib.update(new.attrib)
    if kept is not None:
        margins.set(W + "header", kept)
    margins.set(W + "footer", str(max(int(margins.get(W + "footer")) - below, 0)))
    for name in ("docGrid", *_STRANGE):
        for old in section.findall(W + name):
            section.remove(old)
    new = made.find(W + "docGrid")
    if new is not None:
        section.insert_element_before(new, "w:printerSettings", "w:sectPrChange")


def _put_table(table: Any, text_width: int) -> None:
    """Its first row stands again on each page; its columns are as wide as cells say, the others share what is left of the page."""
    properties = next(table.iter(W + "tr")).get_or_add_trPr()
    for old in properties.findall(W + "tblHeader"):
        properties.remove(old)
    properties.append(_parsed(parts.part("trPr", "<w:tblHeader/>"))[0])
    grid = table.find(W + "tblGrid")
    columns = grid.findall(W + "gridCol") if grid is not None else []
    if columns and all(column.get(W + "w", "0") not in ("0", "") for column in columns):
        return
    if grid is not None:
        table.remove(grid)
    if table.find(W + "tblPr") is None:
        table.insert(0, _parsed(parts.part("tbl", "<w:tblPr/>"))[0])
    widths = _widths([[_Cell.of(cell) for cell in row] for row in check_sheets.cells(table)], text_width)
    table.find(W + "tblPr").addnext(
        _parsed(parts.part("tblGrid", "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)))
    )


class _Cell(Struct, frozen=True):
    """How many columns a cell takes, and how wide it says that it is (0: not told in twips)."""

    span: int
    width: int

    @staticmethod
    def of(cell: Any) -> _Cell:
        properties = cell.findall(W + "tcPr")
        is_told = cascade.value(properties, "tcW", "type") in (None, "dxa")
        width = cascade.number(properties, "tcW", "w") if is_told else None
        return _Cell(max(cascade.number(properties, "gridSpan") or 1, 1), max(width or 0, 0))


def _widths(rows: list[list[_Cell]], text_width: int) -> list[int]:
    """How wide the columns of a table are: as the cells say that take one alone; the others share what is left."""
    told: dict[int, int] = {}
    count = 0
    for row in rows:
        at = 0
        for cell in row:
            if cell.span == 1 and cell.width:
                told.setdefault(at, cell.width)
            at += cell.span
        count = max(count, at)
    rest = max(text_width - sum(told.values()), 0) // max(count - len(told), 1)
    return [told.get(column) or rest or text_width // count for column in range(count)]


def _parsed(xml: str) -> Any:
    from docx.oxml import parse_xml

    return parse_xml(xml.encode())
