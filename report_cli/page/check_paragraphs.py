"""Paragraphs beside their layout: alignment, indents, spacing, outline level, rules for lines and pages."""

import re
from collections.abc import Iterator

from msgspec.structs import replace

from report_cli.docx.package import W
from report_cli.layout.layout import Layout, Style
from report_cli.layout.measure import NOTHING, Measure
from report_cli.page import flaws
from report_cli.page.effective import Document, Paragraph
from report_cli.page.flaws import BREAKING, GRID, INDENT, LOOK, OUTLINE, SPACING, Compared, Flaw, wrong_if
from report_cli.page.roles import Named

BLANKS = " \t\u00a0\u2002\u2003\u3000"
_LABEL = "附件："
_SWITCHES = {
    "kinsoku": ("避头尾（标点不排在行首）", True),
    "overflowPunct": ("标点溢出边界", True),
    "wordWrap": ("单词不从中间断开", True),
    "autoSpaceDE": ("中文与西文之间的自动间距", False),
    "autoSpaceDN": ("中文与数字之间的自动间距", False),
    "widowControl": ("孤行控制", False),
}
"""The rules for lines of every layout: a line is to hold its 28 characters, a page its 22 lines."""
_DROPPED = ("overflowPunct", "autoSpaceDE", "autoSpaceDN")
"""What LibreOffice does not write back."""


def check(document: Document, layout: Layout, named: Named) -> Iterator[Flaw]:
    """What is wrong with one paragraph, its characters apart."""
    paragraph, style = named.paragraph, layout.styles[named.role]
    compared = [
        *_spacing(layout, named, style),
        *_indents(named, style),
        *_strange(named),
        *_breaking(document, named, style),
        *_grid(document, layout, named),
    ]
    for one in compared:
        if one.found != one.expected:
            is_direct = bool(paragraph.direct & set(one.names.split()))
            yield flaws.of_paragraph(named, one, paragraph.style_name, is_direct=is_direct)


def _spacing(layout: Layout, named: Named, style: Style) -> Iterator[Compared]:
    form = named.paragraph.format
    line = flaws.line_text(style.line or 240, "exact" if style.line else "auto")
    yield Compared(SPACING, "行距", flaws.line_text(form.line, form.line_rule), line, "spacing")
    after = layout.after_head if named.is_last else style.after
    spaces = {"before": ("段前", form.before, style.before), "after": ("段后", form.after, after)}
    for side, (what, length, wanted) in spaces.items():
        found, expected = flaws.measure_texts(length, wanted, "行")
        yield Compared(SPACING, what, "自动" if side in form.automatic else found, expected, "spacing")


def _indents(named: Named, style: Style) -> Iterator[Compared]:
    form = named.paragraph.format
    align = "left" if named.is_small and named.role == "table_body" else style.align
    yield Compared(INDENT, "对齐", flaws.align_text(form.align), flaws.align_text(align), "jc")
    indents = [("首行缩进", form.first_line, style.first_line), ("左缩进", form.left, style.left)]
    if named.role == "attachments":
        # A second line hangs below the first character of the name: only the start of the first line is fixed.
        begins = Measure(form.left.twips + form.first_line.twips)
        indents = [("左缩进", begins, Measure(attachment_start(named.paragraph.text, style)))]
    for what, found, wanted in (*indents, ("右缩进", form.right, NOTHING)):
        yield Compared(INDENT, what, *flaws.measure_texts(found, wanted, "字"), "ind numPr")


def attachment_start(text: str, style: Style) -> int:
    """Where the line of an attachment begins: further numbers stand below the first, which follows the label."""
    return style.left.twips + (style.width(_LABEL) if re.match(r"\s*\d", text) else 0)


def _strange(named: Named) -> list[Compared]:
    """What no layout has."""
    paragraph, form, blanks = named.paragraph, named.paragraph.format, leading(named)
    is_framed = paragraph.frame and paragraph.part == "body"
    breaks = form.page_break_before and named.role == "body"
    counts = {"空格": len(blanks) - blanks.count("\t"), "制表符": blanks.count("\t")}
    counted = "、".join(f"{count}个{what}" for what, count in counts.items() if count)
    at_beginning = wrong_if(blanks, INDENT, "段首", f"有{counted}", "没有，只用缩进")
    return [
        wrong_if(form.has_border, LOOK, "段落边框", "有", "没有", "pBdr"),
        wrong_if(form.shade not in ("", "FFFFFF"), LOOK, "段落底色", form.shade, "无", "shd"),
        wrong_if(is_framed, INDENT, "", "在图文框里", "不用图文框", "framePr"),
        wrong_if(breaks, BREAKING, "段前分页", "设了", "不设", "pageBreakBefore"),
        replace(at_beginning, cure="删去段首的空格、制表符，在“段落”里设缩进"),
    ]


def leading(named: Named) -> str:
    """The blanks before a paragraph's words; in cells and notes they do no harm."""
    text = named.paragraph.text
    if named.role.startswith("table_") or named.paragraph.part != "body":
        return ""
    return text[: len(text) - len(text.lstrip(BLANKS))]


def _breaking(document: Document, named: Named, style: Style) -> list[Compared]:
    form, role = named.paragraph.format, named.role
    level = int(role[-1]) - 1 if role.startswith("heading") else None
    outline = flaws.outline_text(form.outline)
    dropped = _DROPPED if b"LibreOffice" in document.package.parts.get("docProps/app.xml", b"") else ()
    switches = [
        Compared(BREAKING, what, flaws.switch_text(form.switches[name]), flaws.switch_text(wanted), name)
        for name, (what, wanted) in _SWITCHES.items()
        if name not in dropped
    ]
    is_apart = style.keep_with_next and not form.keep_next and role != "table_head"
    goes_on = role == "attachment_label" and not (form.page_break_before or _begins_page(named.paragraph))
    return [
        Compared(OUTLINE, "大纲级别", outline, flaws.outline_text(level), "outlineLvl"),
        *switches,
        wrong_if(is_apart, BREAKING, "与下段同页", "没有设", "设上", "keepNext"),
        wrong_if(goes_on, BREAKING, "另面编排（段前分页）", "没有设", "设上", "pageBreakBefore"),
    ]


def _grid(document: Document, layout: Layout, named: Named) -> Iterator[Compared]:
    section = document.sections[min(named.paragraph.section, len(document.sections) - 1)]
    is_snapped = layout.styles[named.role].line == layout.grid
    if section.grid != "none" and layout.grid and named.paragraph.part == "body":
        found = flaws.switch_text(named.paragraph.format.snap_to_grid)
        yield Compared(GRID, "对齐到网格", found, flaws.switch_text(is_snapped), "snapToGrid")


def _begins_page(paragraph: Paragraph) -> bool:
    """Whether a page break or the end of a section comes before it."""
    before = paragraph.element.getprevious()
    if before is None or before.find(f"{W}pPr/{W}sectPr") is not None:
        return True
    breaks = [*before.iter(W + "br"), *paragraph.element.iter(W + "br")]
    return any(found.get(W + "type") == "page" for found in breaks)
