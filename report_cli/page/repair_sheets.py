"""Repairs the sheets of a draft opened by python-docx: margins, grid, page numbers, tables. No word is lost."""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from itertools import accumulate
from typing import Any

from report_cli.docx import cascade, parts
from report_cli.docx.cascade import given
from report_cli.docx.package import W
from report_cli.layout.layout import Layout
from report_cli.page import check, flaws
from report_cli.page.check import PageCheck, has_number, words

# Properties of a section that no layout has. (Without `cols` there is one column.)
_STRANGE = ("pgBorders", "lnNumType", "cols", "vAlign", "textDirection")
_BLOCKS = {W + name for name in ("p", "tbl", "sdt")}
_SIDES = {"default": "right", "even": "left"}


def element(xml: str) -> Any:
    """An element of WordprocessingML, as python-docx knows it."""
    return parsed(parts.part("body", xml))[0]


def parsed(xml: str) -> Any:
    from docx.oxml import parse_xml

    return parse_xml(xml.encode())


def put_sheets(draft: Any, page: PageCheck, footer_style: str) -> None:
    """Repair the page as a whole. `footer_style`: the id of the page number's style."""
    document, layout = page.document, page.layout
    for reference in list(draft.element.body.iter(W + "headerReference", W + "footerReference")):
        if reference.rId not in draft.part.rels:
            reference.getparent().remove(reference)
    codes = {found.finding.code for found in page.findings if not (found.paragraphs or found.by_hand)}
    lying = [check.lies(document, number) for number in range(len(document.sections))]
    for end, section, is_turned in zip(_section_ends(draft), document.sections, lying, strict=True):
        if codes & {flaws.PAGE, flaws.GRID, flaws.NUMBER}:
            below = 0 if is_turned else check.height_below(section)
            _put_section(end, layout, is_turned=is_turned, below=below)
        if flaws.NUMBER in codes:
            if check.lacks_first(section) and not check.has_words(section):
                end.titlePg_val = None
            _remove(end, "pgNumType")
    if flaws.PAGE in codes:
        _remove(draft.settings.element, "mirrorMargins")
    if flaws.NUMBER in codes:
        _put_numbers(draft, layout, footer_style, lying)
    if flaws.TABLE in codes:
        for table in check.tables(draft.element.body):
            _put_table(table, layout.page.text_width)


def _remove(parent: Any, *names: str) -> None:
    for child in list(parent.iterchildren(*(W + name for name in names))):
        parent.remove(child)


def _put_section(section: Any, layout: Layout, *, is_turned: bool, below: int) -> None:
    """`below`: the height of what stands below the page number; the footer is lowered by it."""
    made = element(parts.section(layout, "", "", is_turned=is_turned))
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
    """Repeat its first row on each page; give its columns the widths of their cells, or a share of the rest."""
    head = next(table.iter(W + "tr")).get_or_add_trPr()
    _remove(head, "tblHeader")
    head.append(element("<w:tblHeader/>"))
    if check.has_widths(table):
        return
    _remove(table, "tblGrid")
    if table.find(W + "tblPr") is None:
        table.insert(0, element("<w:tblPr/>"))
    widths = _widths([[_cell(cell) for cell in row] for row in check.cells(table)], text_width)
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    table.find(W + "tblPr").addnext(element(f"<w:tblGrid>{grid}</w:tblGrid>"))


def _cell(cell: Any) -> tuple[int, int]:
    """How many columns a cell spans, and its width in twips (0: not given)."""
    properties = given(cell.find(W + "tcPr"))
    is_in_twips = cascade.value(properties, "tcW", "type") in (None, "dxa")
    width = cascade.number(properties, "tcW", "w") if is_in_twips else None
    return max(cascade.number(properties, "gridSpan") or 1, 1), max(width or 0, 0)


def _widths(rows: Sequence[Sequence[tuple[int, int]]], text_width: int) -> list[int]:
    """The widths of a table's columns: those of cells that span one column; the others share what is left."""
    known: dict[int, int] = {}
    for row in rows:
        starts = accumulate((span for span, _ in row), initial=0)
        known = {
            column: width for column, (span, width) in zip(starts, row, strict=False) if span == 1 and width
        } | known
    count = max(sum(span for span, _ in row) for row in rows)
    rest = max(text_width - sum(known.values()), 0) // max(count - len(known), 1)
    return [known.get(column) or rest or text_width // count for column in range(count)]


# Footers -------------------------------------------------------------------------------------------------------------


def _put_numbers(draft: Any, layout: Layout, style: str, lying: Sequence[bool]) -> None:
    """Put the layout's page numbers into the footers. `lying`: for each section whether it lies on its side."""
    ends = _section_ends(draft)
    if not draft.settings.odd_and_even_pages_header_footer:
        _part_odd_and_even(ends)
        draft.settings.odd_and_even_pages_header_footer = True
    for number, is_turned in enumerate(lying):
        is_other = number == 0 or is_turned != lying[number - 1]
        roots = {side: _own(draft, ends[: number + 1], side, is_needed=is_other) for side in _SIDES}
        contents = {side: parsed(parts.footer(layout, align, is_turned, style)) for side, align in _SIDES.items()}
        _put({side: (root, contents[side]) for side, root in roots.items() if root is not None})


def _section_ends(draft: Any) -> list[Any]:
    """The properties of each section, as `effective` counts them."""
    body = draft.element.body
    return [*body.iterfind(f".//{W}pPr/{W}sectPr"), body.get_or_add_sectPr()]


def _part_odd_and_even(ends: Sequence[Any]) -> None:
    """Give even pages what all pages have had; headers and footers for even pages that did not show are dropped."""
    for end in ends:
        for kind in ("header", "footer"):
            for hidden in _references(end, kind, "even"):
                end.remove(hidden)
            for reference in _references(end, kind, "default"):
                also = deepcopy(reference)
                also.set(W + "type", "even")
                reference.addnext(also)


def _own(draft: Any, ends: Sequence[Any], side: str, *, is_needed: bool) -> Any | None:
    """The root of a footer that only the last of these sections uses; made if need be.

    None if the section may go on with the footer of the one before.
    """
    own = _references(ends[-1], "footer", side)[:1]
    if not own and not is_needed:
        return None
    related, everywhere = draft.part.related_parts, draft.element.body.iter(W + "footerReference")
    if own and [other.rId for other in everywhere].count(own[0].rId) == 1:
        return related[own[0].rId].element
    before = own or [reference for end in ends for reference in _references(end, "footer", side)]
    made, identifier = draft.part.add_footer_part()
    made.element[:] = []
    if before:
        _copy(related[before[-1].rId], made)
    reference = own[0] if own else ends[-1]._add_footerReference()
    reference.set(W + "type", side)
    reference.rId = identifier
    return made.element


def _references(end: Any, kind: str, side: str) -> list[Any]:
    references = end.findall(f"{W}{kind}Reference")
    return [reference for reference in references if reference.get(W + "type", "default") == side]


def _copy(old: Any, made: Any) -> None:
    """Copy the content of a part into another, with its pictures."""
    made.element[:] = deepcopy(old.element)
    for relation in old.rels.values():
        target = relation.target_ref if relation.is_external else relation.target_part
        made.rels.add_relationship(relation.reltype, target, relation.rId, relation.is_external)


def _put(sides: Mapping[str, tuple[Any, Any]]) -> None:
    """Put each number where the old one was, so that words above it stay above.

    If different words come below on odd and even pages, put it last, so that both stand at one height.
    """
    starts = {side: _cleared(root) for side, (root, _) in sides.items()}
    below = {tuple(map(words, root[starts[side] :])) for side, (root, _) in sides.items()}
    for side, (root, content) in sides.items():
        if not any(has_number(child) for child in root):
            start = starts[side] if len(below) == 1 else len(root)
            root[start:start] = list(content)


def _cleared(root: Any) -> int:
    """Remove old numbers and empty paragraphs; the index of the first number, else the end."""
    first = None
    for child in list(root):
        if child.tag in _BLOCKS and not words(child):
            if first is None and has_number(child):
                first = root.index(child)
            root.remove(child)
    return len(root) if first is None else first
