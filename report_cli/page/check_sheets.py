"""Sheets beside their layout: paper, margins, grid, page numbers, tables."""

from collections.abc import Iterator

from lxml import etree
from msgspec.structs import replace

from report_cli.docx import cascade
from report_cli.docx.cascade import given
from report_cli.docx.package import W
from report_cli.layout.layout import Layout, Page
from report_cli.layout.measure import length
from report_cli.page import check_numbers, flaws
from report_cli.page.effective import Document, Section
from report_cli.page.flaws import GRID, PAGE, TABLE, Compared, Flaw, wrong_if

OFFICIAL = tuple(
    tuple(length(side).twips for side in margins) for margins in (("37mm", "35mm"), ("34.58mm", "32.58mm"))
)
"""The top and bottom margins of GB/T 9704 and GB/T 33476.2; their side margins are the same."""

_NEAR = 15
"""Twips by which a sheet or margin may differ: a quarter of a millimetre."""
_HORIZONTAL = ("lrTb", "lrTbV", "lr", "tb")
_PICTURES = [W + name for name in ("drawing", "pict", "object")]


def alternatives(layout: Layout) -> list[Layout]:
    """The layout; if its margins are official, also the layout with the other official margins."""
    page = layout.page
    if (page.top, page.bottom) not in OFFICIAL:
        return [layout]
    others = (margins for margins in OFFICIAL if margins[0] != page.top)
    return [layout, *(replace(layout, page=replace(page, top=top, bottom=bottom)) for top, bottom in others)]


def check(document: Document, layout: Layout) -> Iterator[Flaw]:
    """What is wrong with the sheets of a document and with its tables."""
    yield from flaws.of_page("页面", [wrong_if(document.mirrored, PAGE, "“对称页边距”", "打开", "关闭")])
    is_one = len(document.sections) == 1
    for number, section in enumerate(document.sections, 1):
        subject = "页面" if is_one else f"第{number}节"
        is_lying = lies(document, number - 1)
        page = layout.page.turned if is_lying else layout.page
        compared = [*_paper(section, page, is_lying), *_strange(section), _grid(section, layout)]
        yield from flaws.of_page(subject, compared)
        yield from check_numbers.check(document, section, layout, "页码" if is_one else f"{subject}页码")
    for number, table in enumerate(tables(document.body), 1):
        yield from flaws.of_page(f"第{number}个表", _table(table))


def lies(document: Document, number: int) -> bool:
    """Whether a section (from 0) lies on its side for a reason: it is mostly a table, or has a picture."""
    if not document.sections[number].is_turned:
        return False
    here = [paragraph for paragraph in document.paragraphs if (paragraph.section, paragraph.part) == (number, "body")]
    in_cells = sum(len(paragraph.text) for paragraph in here if paragraph.cell is not None)
    has_picture = any(next(paragraph.element.iter(*_PICTURES), None) is not None for paragraph in here)
    return has_picture or 2 * in_cells >= sum(len(paragraph.text) for paragraph in here)


def _paper(section: Section, page: Page, is_lying: bool) -> list[Compared]:
    if section.is_turned and not is_lying:
        return [Compared(PAGE, "方向", "横向", "纵向（只有宽的表格才横排）")]
    sides = {
        "纸张宽": (section.width, page.width),
        "纸张高": (section.height, page.height),
        "上边距": (section.top, page.top),
        "下边距": (section.bottom, page.bottom),
        "左边距": (section.left + section.gutter, page.left),
        "右边距": (section.right, page.right),
    }
    return [
        wrong_if(abs(found - wanted) > _NEAR, PAGE, what, flaws.length_text(found), flaws.length_text(wanted))
        for what, (found, wanted) in sides.items()
    ]


def _strange(section: Section) -> list[Compared]:
    """What no layout has."""
    properties = given(section.element)
    columns = cascade.number(properties, "cols", "num") or 1
    has_border = any(layer.find(f"{W}pgBorders/*") is not None for layer in properties)
    is_upright = (cascade.value(properties, "textDirection") or "lrTb") not in _HORIZONTAL
    is_not_at_top = (cascade.value(properties, "vAlign") or "top") != "top"
    return [
        wrong_if(columns > 1, PAGE, "分栏", f"{columns}栏", "不分栏"),
        wrong_if(has_border, PAGE, "边框", "有", "没有"),
        wrong_if(cascade.value(properties, "lnNumType", "countBy"), PAGE, "行号", "有", "没有"),
        wrong_if(is_upright, PAGE, "文字方向", "竖排", "横排"),
        wrong_if(is_not_at_top, PAGE, "垂直对齐", "不是顶端对齐", "顶端对齐"),
    ]


def _grid(section: Section, layout: Layout) -> Compared:
    wanted = _grid_text("lines" if layout.grid else "none", layout.grid)
    return Compared(GRID, "文档网格", _grid_text(section.grid, section.pitch), wanted)


def _grid_text(kind: str, pitch: int) -> str:
    line = f"每行{flaws.line_text(pitch, 'exact').removeprefix('固定值')}"
    return {"none": "无", "lines": line}.get(kind, f"按字（{line}）")


def tables(body: etree._Element) -> list[etree._Element]:
    """The tables of the text, also in content controls; not those within other tables or text boxes."""
    outside = (W + "tbl", W + "txbxContent")
    return [
        table for table in body.iter(W + "tbl") if next(table.iterancestors(*outside), None) is None and cells(table)
    ]


def cells(table: etree._Element) -> list[list[etree._Element]]:
    """The cells of a table by rows; rows without any are left out."""
    rows = ([cell for cell in row.iter(W + "tc") if next(cell.iterancestors(W + "tr")) is row] for row in _rows(table))
    return [row for row in rows if row]


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    return (row for row in table.iter(W + "tr") if next(row.iterancestors(W + "tbl")) is table)


def has_widths(table: etree._Element) -> bool:
    """Whether a table says how wide its columns are."""
    widths = {column.get(W + "w", "0") for column in table.iterfind(f"{W}tblGrid/{W}gridCol")}
    return bool(widths) and not {"0", ""} & widths


def _table(table: etree._Element) -> list[Compared]:
    is_repeated = cascade.is_on(given(next(_rows(table)).find(W + "trPr")), "tblHeader")
    return [
        wrong_if(not has_widths(table), TABLE, "列宽", "没有写明（WPS里会挤成一团）", "每列写明"),
        wrong_if(not is_repeated, TABLE, "表头", "不重复", "在各页重复（标题行）"),
    ]
