"""Sections and their page numbers: sheets that stand, and sheets that lie on their side.

A wide table stands across the sheet, its head at the binding on odd pages and at the cut on even ones; the page
number keeps its place on the paper (GB/T 9704, 7.4, 7.5), which is then the side of the page as one reads it.
"""

from __future__ import annotations

from report_cli.docx import parts
from report_cli.layout.layout import Layout

# The footers, as the sections refer to them: of odd and of even pages, and of such pages that lie on their side.
FOOTERS = {"footer1.xml": ("right", False), "footer2.xml": ("left", False)}
TURNED_FOOTERS = {"footer3.xml": ("right", True), "footer4.xml": ("left", True)}


def footer(layout: Layout, side: str, is_turned: bool) -> str:
    """The page number on one side of the sheet, left or right: — 1 — with a dash on each side (GB/T 9704, 7.5).

    The field is written out in full, its result included: WPS shows nothing of a shorter one.
    """
    indent = parts.measure(side, layout.from_edge)
    field = "".join(
        f"<w:r>{content}</w:r>"
        for content in (
            '<w:fldChar w:fldCharType="begin"/>',
            '<w:instrText xml:space="preserve"> PAGE </w:instrText>',
            '<w:fldChar w:fldCharType="separate"/>',
            "<w:t>1</w:t>",
            '<w:fldChar w:fldCharType="end"/>',
        )
    )
    dashes = [
        f'<w:r><w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr><w:t xml:space="preserve">{dash}</w:t></w:r>'
        for dash in ("— ", " —")
    ]
    style, _ = parts.PARAGRAPH_STYLES["page_number"]
    properties = f'<w:pPr><w:pStyle w:val="{style}"/><w:ind {indent}/><w:jc w:val="{side}"/></w:pPr>'
    number = f"<w:p>{properties}{dashes[0]}{field}{dashes[1]}</w:p>"
    return parts.part("ftr", _beside(number, layout) if is_turned else number)


def _beside(paragraph: str, layout: Layout) -> str:
    """A paragraph at the left side of a page that lies, read from its top to its bottom: a table of one cell, placed freely.

    It reaches from the upper to the lower end of the type area, as a footer does from left to right.
    """
    page, line = layout.page.turned, _line(layout)
    left = page.left - layout.below_text - line // 2
    height = page.height - page.top - page.bottom
    style, _ = parts.PARAGRAPH_STYLES["page_number"]
    margins = "".join(f'<w:{side} w:w="0" w:type="dxa"/>' for side in ("top", "left", "bottom", "right"))
    return (
        f'<w:tbl><w:tblPr><w:tblpPr w:vertAnchor="page" w:horzAnchor="page" w:tblpX="{left}" w:tblpY="{page.top}"/>'
        f'<w:tblW w:w="{line}" w:type="dxa"/><w:tblLayout w:type="fixed"/><w:tblCellMar>{margins}</w:tblCellMar></w:tblPr>'
        f'<w:tblGrid><w:gridCol w:w="{line}"/></w:tblGrid><w:tr><w:trPr><w:trHeight w:val="{height}" w:hRule="exact"/></w:trPr>'
        f'<w:tc><w:tcPr><w:tcW w:w="{line}" w:type="dxa"/><w:textDirection w:val="tbRl"/></w:tcPr>{paragraph}</w:tc></w:tr></w:tbl>'
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr></w:p>'
    )


def section(layout: Layout, odd: str, even: str, *, is_turned: bool = False) -> str:
    """The section's properties; `odd` and `even` are the relationships of the two footers."""
    page = layout.page.turned if is_turned else layout.page
    # The dashes stand halfway up their line. Word measures a footer from the sheet's edge to the line's lower side.
    distance = layout.page.bottom - layout.below_text - _line(layout) // 2
    distance = page.bottom // 2 if is_turned else distance
    orient = ' w:orient="landscape"' if is_turned else ""
    grid = f'<w:docGrid w:type="lines" w:linePitch="{layout.grid}"/>' if layout.grid else ""
    return (
        f'<w:sectPr><w:footerReference w:type="default" r:id="{odd}"/><w:footerReference w:type="even" r:id="{even}"/>'
        f'<w:pgSz w:w="{page.width}" w:h="{page.height}"{orient}/>'
        f'<w:pgMar w:top="{page.top}" w:right="{page.right}" w:bottom="{page.bottom}" w:left="{page.left}" '
        f'w:header="{page.top // 2}" w:footer="{distance}" w:gutter="0"/>{grid}</w:sectPr>'
    )


def _line(layout: Layout) -> int:
    """Height of the page number's line."""
    number = layout.styles["page_number"]
    return number.line or number.characters.em
