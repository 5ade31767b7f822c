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
ALL_FOOTERS = FOOTERS | TURNED_FOOTERS


STYLE, _ = parts.PARAGRAPH_STYLES["page_number"]


def footer(layout: Layout, side: str, is_turned: bool, style: str = STYLE) -> str:
    """The page number on one side of the sheet, left or right. `style`: the id of its paragraph's."""
    indent = parts.measure(side, layout.from_edge)
    number = parts.filled("page_number.xml", style=style, indent=indent, side=side)
    if is_turned:
        page, line = layout.page.turned, _line(layout)
        left = page.left - layout.below_text - line // 2
        place = {"left": left, "top": page.top, "line": line, "height": page.text_height}
        number = parts.filled("beside.xml", number=number, style=style, **place)
    return parts.part("ftr", number)


def section(layout: Layout, odd: str, even: str, *, is_turned: bool = False) -> str:
    """The section's properties; `odd` and `even` are the relationships of the two footers."""
    page = layout.page.turned if is_turned else layout.page
    # The dashes stand halfway up their line. Word measures a footer from the sheet's edge to the line's lower side.
    distance = page.bottom // 2 if is_turned else page.bottom - layout.below_text - _line(layout) // 2
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
    return number.line or number.em
