"""Sheets beside their layout: paper, margins, grid, page numbers, and the tables that stand on them."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree
from msgspec.structs import replace

from report_cli.docx import cascade
from report_cli.docx.package import W
from report_cli.layout.layout import Layout, Page
from report_cli.layout.measure import length
from report_cli.page import check_numbers, fault
from report_cli.page.effective import Document, Section
from report_cli.page.fault import Fault, at

OFFICIAL = tuple(
    tuple(length(side).twips for side in margins) for margins in (("37mm", "35mm"), ("34.58mm", "32.58mm"))
)
"""The margins above and below of GB/T 9704 and GB/T 33476.2; those at the sides are the same."""

_NEAR = 15
"""Twips that a sheet or margin may differ: a quarter of a millimetre."""


def alternatives(layout: Layout) -> list[Layout]:
    """The layout, and with official margins the same with the other official ones, which are as good."""
    page = layout.page
    others = [
        replace(layout, page=replace(page, top=top, bottom=bottom)) for top, bottom in OFFICIAL if top != page.top
    ]
    return [layout, *others] if (page.top, page.bottom) in OFFICIAL else [layout]


def check(document: Document, layout: Layout) -> Iterator[Fault]:
    """What is wrong with the sheets of a document and what is the same on each of them."""
    if document.mirrored:
        yield at(fault.PAGE, "页面", ("“对称页边距”", "打开", "关闭"))
    for number, section in enumerate(document.sections, 1):
        subject = f"第{number}节" if len(document.sections) > 1 else "页面"
        is_lying = lies(document, number - 1)
        if section.is_turned and not is_lying:
            yield at(fault.PAGE, subject, ("方向", "横向", "纵向（只有宽的表格才横排）"))
        else:
            yield from _paper(section, layout.page.turned if is_lying else layout.page, subject)
        yield from _strange(section, subject)
        yield from _grid(section, layout, subject)
        yield from check_numbers.check(
            document, section, layout, "页码" if len(document.sections) == 1 else f"{subject}页码"
        )
    yield from _tables(document)


def lies(document: Document, number: int) -> bool:
    """Whether a section rightly lies on its side (its number from 0): it does, and holds a table or picture more than text."""
    if not document.sections[number].is_turned:
        return False
    found = [paragraph for paragraph in document.paragraphs if paragraph.section == number and paragraph.part == "body"]
    in_cells = sum(len(paragraph.text) for paragraph in found if paragraph.cell is not None)
    has_picture = any(
        paragraph.element.find(f".//{W}{name}") is not None
        for paragraph in found
        for name in ("drawing", "pict", "object")
    )
    return has_picture or 2 * in_cells >= sum(len(paragraph.text) for paragraph in found)


def _strange(section: Section, subject: str) -> Iterator[Fault]:
    """What no layout has."""
    said = [] if section.element is None else [section.element]
    columns = cascade.number(said, "cols", "num") or 1
    found = [
        ("分栏", f"{columns}栏" if columns > 1 else "", "不分栏"),
        ("边框", "有" if any(len(end.findall(f"{W}pgBorders/*")) for end in said) else "", "没有"),
        ("行号", "有" if cascade.value(said, "lnNumType", "countBy") else "", "没有"),
        (
            "文字方向",
            "竖排" if (cascade.value(said, "textDirection") or "lrTb") not in ("lrTb", "lrTbV", "lr", "tb") else "",
            "横排",
        ),
        ("垂直对齐", "不是顶端对齐" if (cascade.value(said, "vAlign") or "top") != "top" else "", "顶端对齐"),
    ]
    yield from (at(fault.PAGE, subject, each) for each in found if each[1])


def _paper(section: Section, page: Page, subject: str) -> Iterator[Fault]:
    sides = {
        "纸张宽": (section.width, page.width),
        "纸张高": (section.height, page.height),
        "上边距": (section.top, page.top),
        "下边距": (section.bottom, page.bottom),
        "左边距": (section.left + section.gutter, page.left),
        "右边距": (section.right, page.right),
    }
    for what, (found, wanted) in sides.items():
        if abs(found - wanted) > _NEAR:
            yield at(fault.PAGE, subject, (what, fault.length_text(found), fault.length_text(wanted)))


def _grid(section: Section, layout: Layout, subject: str) -> Iterator[Fault]:
    found = _grid_text(section.grid, section.pitch)
    wanted = _grid_text("lines" if layout.grid else "none", layout.grid)
    if found != wanted:
        yield at(fault.GRID, subject, ("文档网格", found, wanted))


def _grid_text(kind: str, pitch: int) -> str:
    line = f"每行{fault.line_text(pitch, 'exact').removeprefix('固定值')}"
    return {"none": "无", "lines": line}.get(kind, f"按字（{line}）")


def tables(body: etree._Element) -> list[etree._Element]:
    """The tables of the text, those in content controls too; not those within other tables or text boxes."""
    outside = (W + "tbl", W + "txbxContent")
    return [
        found for found in body.iter(W + "tbl") if next(found.iterancestors(*outside), None) is None and cells(found)
    ]


def cells(table: etree._Element) -> list[list[etree._Element]]:
    """The cells of a table by rows; rows without any are left out."""
    rows = ([cell for cell in row.iter(W + "tc") if next(cell.iterancestors(W + "tr")) is row] for row in _rows(table))
    return [row for row in rows if row]


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    return (row for row in table.iter(W + "tr") if next(row.iterancestors(W + "tbl")) is table)


def _tables(document: Document) -> Iterator[Fault]:
    for number, table in enumerate(tables(document.body), 1):
        subject = f"第{number}个表"
        widths = [column.get(W + "w", "0") for column in table.iterfind(f"{W}tblGrid/{W}gridCol")]
        if not widths or any(width in ("0", "") for width in widths):
            yield at(fault.TABLE, subject, ("列宽", "没有写明（WPS里会挤成一团）", "每列写明"))
        if not _is_head(next(_rows(table))):
            yield at(fault.TABLE, subject, ("表头", "不重复", "在各页重复（标题行）"))


def _is_head(row: etree._Element) -> bool:
    properties = row.find(W + "trPr")
    return properties is not None and cascade.is_on([properties], "tblHeader")
