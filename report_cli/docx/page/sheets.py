"""Sheets beside their layout: paper, margins, grid, page numbers, and the tables that stand on them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lxml import etree
from msgspec.structs import replace

from report_cli.docx import cascade
from report_cli.docx.cascade import W
from report_cli.docx.effective import Document, Letters, Paragraph, Section
from report_cli.docx.layout import Layout, Page
from report_cli.docx.measure import NOTHING, Measure, length
from report_cli.docx.page import fault, letters
from report_cli.docx.page.fault import Fault, at
from report_cli.docx.page.paragraphs import is_alike

OFFICIAL = tuple(tuple(length(side).twips for side in margins) for margins in (("37mm", "35mm"), ("34.58mm", "32.58mm")))
"""The margins above and below of GB/T 9704 and GB/T 33476.2; those at the sides are the same."""

_NEAR = 15
"""Twips that a sheet or margin may differ: a quarter of a millimetre."""
_NEAR_FOOT = length("1mm").twips
_SIDES = {"default": ("单页", "right"), "even": ("双页", "left")}
Said = tuple[str, str, str]
"""What is wrong, how it is, how it should be."""

_DASHED = re.compile(r"\s*—\s*\d+\s*—\s*")


def alternatives(layout: Layout) -> list[Layout]:
    """The layout, and with official margins the same with the other official ones, which are as good."""
    page = layout.page
    others = [replace(layout, page=replace(page, top=top, bottom=bottom)) for top, bottom in OFFICIAL if top != page.top]
    return [layout, *others] if (page.top, page.bottom) in OFFICIAL else [layout]


def check(document: Document, layout: Layout) -> Iterator[Fault]:
    """What is wrong with the sheets of a document and what is the same on each of them."""
    for number, section in enumerate(document.sections, 1):
        subject = f"第{number}节" if len(document.sections) > 1 else "页面"
        page = layout.page.turned if section.is_turned else layout.page
        yield from _paper(section, page, subject)
        yield from _grid(section, layout, subject)
        yield from _numbers(document, section, layout, "页码" if len(document.sections) == 1 else f"{subject}页码")
    yield from _tables(document)


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
            yield at(fault.PAGE, subject, what, fault.length_text(found), fault.length_text(wanted))


def _grid(section: Section, layout: Layout, subject: str) -> Iterator[Fault]:
    found = _grid_text(section.grid, section.pitch)
    wanted = _grid_text("lines" if layout.grid else "none", layout.grid)
    if found != wanted:
        yield at(fault.GRID, subject, "文档网格", found, wanted)


def _grid_text(kind: str, pitch: int) -> str:
    line = f"每行{fault.line_text(pitch, 'exact').removeprefix('固定值')}"
    return {"none": "无", "lines": line}.get(kind, f"按字（{line}）")


# Page numbers ------------------------------------------------------------------------------------------------------


def _numbers(document: Document, section: Section, layout: Layout, subject: str) -> Iterator[Fault]:
    """A number at the outer side of every page."""
    if not document.even_and_odd:
        yield at(fault.NUMBER, subject, "单页、双页", "不分", "分开（奇偶页不同）")
    if section.title_page and not _with_number(section.footers.get("first", ())):
        yield at(fault.NUMBER, subject, "首页", "没有页码", "有页码（去掉“首页不同”）")
    form = cascade.value([section.element], "pgNumType", "fmt") if section.element is not None else None
    if form not in (None, "decimal"):
        yield at(fault.NUMBER, subject, "数字", f"不是阿拉伯数字（{form}）", "阿拉伯数字")
    sides = {pages: list(_on_side(document, section, layout, side)) for side, (pages, _) in _SIDES.items()}
    for pages, faults in sides.items():
        for what, found, wanted in faults:
            is_on_both = all((what, found, wanted) in others for others in sides.values())
            yield at(fault.NUMBER, subject if is_on_both else f"{pages}{subject}", what, found, wanted)


def _on_side(document: Document, section: Section, layout: Layout, side: str) -> Iterator[Said]:
    """What is wrong with the number of odd or of even pages."""
    footer = section.footers.get(side, ())
    found = _with_number(footer)
    if side == "even" and not document.even_and_odd:
        return
    if not found:
        yield "", "没有", "有"
    elif not section.is_turned:
        yield from _number(found[0], _SIDES[side][1], layout)
        yield from _height(section, footer, found[0], layout)


def _with_number(footer: Sequence[Paragraph]) -> list[Paragraph]:
    return [paragraph for paragraph in footer if "PAGE" in paragraph.fields]


def _number(paragraph: Paragraph, align: str, layout: Layout) -> Iterator[Said]:
    form = paragraph.format
    if paragraph.frame:
        yield "", "在文本框（图文框）里", "页脚里的一段"
    if not is_complete(paragraph.element):
        yield "域", "不完整（WPS里会不显示）", "五部分齐全、各占一处"
    if not _DASHED.fullmatch(paragraph.text):
        yield "写作", f"“{paragraph.text.strip()}”", "“— 1 —”"
    if form.align != align:
        yield "对齐", fault.align_text(form.align), fault.align_text(align)
    for side, what, found in (("left", "左缩进", form.left), ("right", "右缩进", form.right)):
        wanted = layout.from_edge if side == align else NOTHING
        if not is_alike(Measure(found.twips + (form.first_line.twips if side == "left" else 0), found.hundredths), wanted):
            yield what, fault.measure_text(found, "字"), fault.measure_text(wanted, "字")
    yield from _letters(paragraph, letters.of_role(layout, "page_number"))


def _letters(paragraph: Paragraph, wanted: Letters) -> Iterator[Said]:
    listed: dict[tuple[str, str], str] = {}
    for run in paragraph.runs:
        found = run.letters
        if run.text.strip():
            is_chinese = run.text.strip() == "—" and found.hint == "eastAsia"
            font, right = (found.east_asia, wanted.east_asia) if is_chinese else (found.ascii, wanted.ascii)
            listed |= {("字体", font or "（没有写明）"): right, ("字号", fault.size_text(found.size)): fault.size_text(wanted.size)}
            listed["加粗", fault.switch_text(found.bold)] = fault.switch_text(wanted.bold)
            listed["字的颜色", fault.color_text(found.color.replace("000000", ""))] = fault.color_text(wanted.color)
    for (what, is_so), should in listed.items():
        if is_so.lower() != should.lower():
            yield what, is_so, should


def is_complete(paragraph: etree._Element) -> bool:
    """Whether the field has its beginning, instruction, separator, result and end, each in a run of its own."""
    seen: list[str] = []
    for run in paragraph.iter(W + "r"):
        pieces = [
            str(piece.get(W + "fldCharType")) if piece.tag == W + "fldChar" else "PAGE"
            for piece in run.iter(W + "fldChar", W + "instrText")
        ]
        if len(pieces) > 1:
            return False
        texts = ["text"] if "".join(run.itertext(W + "t")).strip() else []
        seen += pieces or texts
    if "begin" not in seen:
        return False
    start = seen.index("begin")
    field = [piece for number, piece in enumerate(seen[start:]) if not (piece == "PAGE" and seen[start + number - 1] == "PAGE")]
    return field[:5] == ["begin", "PAGE", "separate", "text", "end"]


def _height(section: Section, footer: Sequence[Paragraph], number: Paragraph, layout: Layout) -> Iterator[Said]:
    """How far below the type area the dashes stand: halfway up their line. Word measures a footer from the sheet's edge."""
    if number.frame:
        return
    below = sum(_line(paragraph) for paragraph in footer[list(footer).index(number) + 1 :])
    distance = section.bottom - section.footer - below - _line(number) // 2
    if abs(distance - layout.below_text) > _NEAR_FOOT:
        words = [f"版心下{fault.length_text(max(twips, 0))}" for twips in (distance, layout.below_text)]
        yield "一字线在", words[0], words[1]


def _line(paragraph: Paragraph) -> int:
    form = paragraph.format
    return form.line if form.line_rule == "exact" else paragraph.letters.size * 13 * form.line // 240


# Tables ------------------------------------------------------------------------------------------------------------


def _tables(document: Document) -> Iterator[Fault]:
    for number, table in enumerate(document.body.iterchildren(W + "tbl"), 1):
        subject = f"第{number}个表"
        widths = [column.get(W + "w", "0") for column in table.iterfind(f"{W}tblGrid/{W}gridCol")]
        if not widths or any(width in ("0", "") for width in widths):
            yield at(fault.TABLE, subject, "列宽", "没有写明（WPS里会挤成一团）", "每列写明")
        rows = table.findall(W + "tr")
        if rows and not _is_head(rows[0]):
            yield at(fault.TABLE, subject, "表头", "不重复", "在各页重复（标题行）")


def _is_head(row: etree._Element) -> bool:
    properties = row.find(W + "trPr")
    return properties is not None and cascade.is_on([properties], "tblHeader")
