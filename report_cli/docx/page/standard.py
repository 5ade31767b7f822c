"""The layout put into a draft that python-docx has opened: its styles, sheets, page numbers and heads of tables."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any

from report_cli.docx import cascade, pages, parts
from report_cli.docx.cascade import W
from report_cli.docx.layout import Layout
from report_cli.docx.page import fault
from report_cli.docx.page.fault import Fault

Styles = Mapping[str, str]
"""The id that each of our styles has in the draft, by our own id."""

LOOKS = {W + name for name in ("rFonts", "i", "iCs", "u", "color", "spacing", "w", "sz", "szCs", "shd", "kern", "position")}
"""What a run's properties say of its looks, bold apart."""

_REFERENCES = ("basedOn", "next", "link")
_FOLLOWERS = {"docGrid": (W + "printerSettings", W + "sectPrChange")}


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
                for child in [child for child in looks if child.tag in LOOKS]:
                    looks.remove(child)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


# Sheets ------------------------------------------------------------------------------------------------------------


def put_sheets(draft: Any, layout: Layout, faults: Sequence[Fault], styles: Styles) -> None:
    """What of the page as a whole is wrong, put right."""
    draft.element.body.get_or_add_sectPr()
    for reference in list(draft.element.body.iter(W + "headerReference", W + "footerReference")):
        if reference.rId not in draft.part.rels:
            reference.getparent().remove(reference)
    wrong = {found.code for found in faults if not found.paragraphs}
    for number, section in enumerate(draft.sections):
        is_turned = (section.page_width or 0) > (section.page_height or 0)
        if wrong & {fault.PAGE, fault.GRID, fault.NUMBER}:
            _put_section(section._sectPr, layout, is_turned=is_turned)
        if fault.NUMBER in wrong:
            section.different_first_page_header_footer = False
            form = section._sectPr.find(W + "pgNumType")
            if form is not None:
                form.attrib.pop(W + "fmt", None)
            _put_numbers(section, layout, styles, is_turned=is_turned, is_own=number == 0 or is_turned)
    if fault.NUMBER in wrong:
        draft.settings.odd_and_even_pages_header_footer = True
    if fault.TABLE in wrong:
        for table in draft.element.body.iterchildren(W + "tbl"):
            _put_table(table, layout.page.text_width)


def _put_section(section: Any, layout: Layout, *, is_turned: bool) -> None:
    made = _parsed(parts.part("body", pages.section(layout, "", "", is_turned=is_turned)))[0]
    header = section.find(W + "pgMar")
    kept = header.get(W + "header") if header is not None else None
    size, margins = section.get_or_add_pgSz(), section.get_or_add_pgMar()
    for old, new in ((size, made.find(W + "pgSz")), (margins, made.find(W + "pgMar"))):
        old.attrib.clear()
        old.attrib.update(new.attrib)
    if kept is not None:
        margins.set(W + "header", kept)
    grid = section.find(W + "docGrid")
    if grid is not None:
        section.remove(grid)
    new = made.find(W + "docGrid")
    if new is not None:
        section.insert_element_before(new, *(name.replace(W, "w:") for name in _FOLLOWERS["docGrid"]))


def _put_numbers(section: Any, layout: Layout, styles: Styles, *, is_turned: bool, is_own: bool) -> None:
    for side, footer in (("right", section.footer), ("left", section.even_page_footer)):
        if footer.is_linked_to_previous and not is_own:
            continue
        footer.is_linked_to_previous = False
        root = footer._element
        for child in list(root):
            if _is_number(child):
                root.remove(child)
        content = _parsed(_own_ids(pages.footer(layout, side, is_turned), styles))
        for place, child in enumerate(list(content)):
            root.insert(place, child)


def _is_number(element: Any) -> bool:
    """A page number, or a paragraph without words."""
    instructions = "".join(element.itertext(W + "instrText")) + "".join(
        field.get(W + "instr", "") for field in element.iter(W + "fldSimple")
    )
    words = "".join(element.itertext(W + "t")).strip()
    return "PAGE" in instructions or not words


def _own_ids(xml: str, styles: Styles) -> str:
    return re.sub(r'(<w:pStyle w:val=")(\w+)"', lambda match: f'{match[1]}{styles.get(match[2], match[2])}"', xml)


def _put_table(table: Any, text_width: int) -> None:
    """Its first row stands again on each page; its columns are as wide as the cells of the first row, or share the page."""
    row = table.find(W + "tr")
    if row is None:
        return
    properties = row.get_or_add_trPr()
    for old in properties.findall(W + "tblHeader"):
        properties.remove(old)
    properties.append(_parsed(parts.part("trPr", "<w:tblHeader/>"))[0])
    cells = row.findall(W + "tc")
    widths = [cascade.number(cell.findall(W + "tcPr"), "tcW", "w") or text_width // len(cells) for cell in cells]
    grid = table.find(W + "tblGrid")
    columns = grid.findall(W + "gridCol") if grid is not None else []
    if columns and all(column.get(W + "w", "0") not in ("0", "") for column in columns):
        return
    made = _parsed(parts.part("tblGrid", "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)))
    if grid is None:
        table.find(W + "tblPr").addnext(made)
    else:
        table.replace(grid, made)


def _parsed(xml: str) -> Any:
    from docx.oxml import parse_xml

    return parse_xml(xml.encode())
