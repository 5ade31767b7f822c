"""Paragraphs beside their layout: alignment, indents, spacing, outline level, rules for lines and pages."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec.structs import replace

from report_cli.docx.package import W
from report_cli.layout.layout import Layout, Style
from report_cli.layout.measure import NOTHING, Measure
from report_cli.page import fault
from report_cli.page.effective import Document, Paragraph
from report_cli.page.fault import Fault
from report_cli.page.formats import Format
from report_cli.page.naming import Named

_NEAR = 12
"""Twips that two lengths may differ: a fifth of a millimetre."""
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
"""How the rules for lines stand in every layout: a line is to hold its 28 characters, a page its 22 lines."""
_DROPPED = ("overflowPunct", "autoSpaceDE", "autoSpaceDN")
"""What LibreOffice does not write back."""


def check(document: Document, layout: Layout, named: Named) -> Iterator[Fault]:
    """What is wrong with one paragraph, its letters apart."""
    paragraph, told = named.paragraph, named.told
    style, form = layout.styles[told.role], paragraph.format
    made = _Maker(document, named)
    if (form.line_rule, form.line) != (("exact", style.line) if style.line else ("auto", 240)):
        expected = fault.line_text(style.line or 240, "exact" if style.line else "auto")
        yield made.fault(fault.SPACING, "行距", fault.line_text(form.line, form.line_rule), expected, "spacing")
    yield from _spaces(layout, named, style, made)
    align = "left" if told.is_small and told.role == "table_body" else style.align
    if form.align != align:
        yield made.fault(fault.INDENT, "对齐", fault.align_text(form.align), fault.align_text(align), "jc")
    yield from _indents(style, form, made)
    yield from _strange(named, made)
    level = int(told.role[-1]) - 1 if told.role.startswith("heading") else None
    if form.outline != level:
        yield made.fault(
            fault.OUTLINE, "大纲级别", fault.outline_text(form.outline), fault.outline_text(level), "outlineLvl"
        )
    yield from _breaking(document, layout, named, made)


class _Maker:
    """Makes the faults of one paragraph."""

    def __init__(self, document: Document, named: Named) -> None:
        self.named, self.style = named, named.paragraph.style_name

    def fault(self, code: str, what: str, found: str, expected: str, *properties: str) -> Fault:
        paragraph = self.named.paragraph
        return Fault(
            code,
            fault.subject(self.named.told.role),
            what,
            found,
            expected,
            (paragraph.number,) if paragraph.part == "body" else (),
            fault.beginning(paragraph.text),
            self.style,
            bool(paragraph.direct & set(properties)),
        )


def _spaces(layout: Layout, named: Named, style: Style, made: _Maker) -> Iterator[Fault]:
    form = named.paragraph.format
    after = layout.after_head if named.is_last else style.after
    for side, what, found, expected in (
        ("before", "段前", form.before, style.before),
        ("after", "段后", form.after, after),
    ):
        if side in form.automatic:
            yield made.fault(fault.SPACING, what, "自动", fault.measure_text(expected, "行"), "spacing")
        elif not is_alike(found, expected):
            yield made.fault(
                fault.SPACING, what, fault.measure_text(found, "行"), fault.measure_text(expected, "行"), "spacing"
            )


def _indents(style: Style, form: Format, made: _Maker) -> Iterator[Fault]:
    told = made.named.told
    indents = [
        ("首行缩进", form.first_line, style.first_line),
        ("左缩进", form.left, style.left),
        ("右缩进", form.right, NOTHING),
    ]
    if told.role == "attachments":
        # A name that goes on in a second line hangs below its first character: only where the first begins is fixed.
        begins = Measure(form.left.twips + form.first_line.twips)
        expected = attachment_start(made.named.paragraph.text, style)
        indents[:2] = [("左缩进", begins, Measure(expected))]
    for what, found, wanted in indents:
        if not is_alike(found, wanted):
            yield made.fault(
                fault.INDENT, what, fault.measure_text(found, "字"), fault.measure_text(wanted, "字"), "ind", "numPr"
            )


def _strange(named: Named, made: _Maker) -> Iterator[Fault]:
    """What no layout has."""
    paragraph, form = named.paragraph, named.paragraph.format
    if form.has_border:
        yield made.fault(fault.LOOK, "段落边框", "有", "没有", "pBdr")
    if form.shade not in ("", "FFFFFF"):
        yield made.fault(fault.LOOK, "段落底色", form.shade, "无", "shd")
    if paragraph.frame and paragraph.part == "body":
        yield made.fault(fault.INDENT, "", "在图文框里", "不用图文框", "framePr")
    if form.page_break_before and named.told.role == "body":
        yield made.fault(fault.BREAKING, "段前分页", "设了", "不设", "pageBreakBefore")
    blanks = leading(named)
    if blanks:
        counted = {"空格": len(blanks) - blanks.count("\t"), "制表符": blanks.count("\t")}
        found = "、".join(f"{count}个{what}" for what, count in counted.items() if count)
        yield replace(
            made.fault(fault.INDENT, "段首", f"有{found}", "没有，只用缩进"),
            remedy="删去段首的空格、制表符，在“段落”里设缩进",
        )


def leading(named: Named) -> str:
    """The blanks in front of a paragraph's words; in cells and notes they are left."""
    if named.told.role.startswith("table_") or named.paragraph.part != "body":
        return ""
    return named.paragraph.text[: len(named.paragraph.text) - len(named.paragraph.text.lstrip(BLANKS))]


def attachment_start(text: str, style: Style) -> int:
    """Where the line of an attachment begins: a second number stands below the first, which comes after the label."""
    return style.left.twips + (style.characters.width(_LABEL) if re.match(r"\s*\d", text) else 0)


def is_alike(found: Measure, expected: Measure) -> bool:
    """The same as it was said, or as it comes out."""
    return (
        found == expected
        or bool(found.hundredths and found.hundredths == expected.hundredths)
        or _is_near(found, expected)
    )


def _is_near(found: Measure, expected: Measure) -> bool:
    return abs(found.twips - expected.twips) <= _NEAR


def _breaking(document: Document, layout: Layout, named: Named, made: _Maker) -> Iterator[Fault]:
    paragraph, told = named.paragraph, named.told
    style, form = layout.styles[told.role], paragraph.format
    is_office = is_by_libreoffice(document)
    for name, (what, wanted) in _SWITCHES.items():
        if form.switches[name] != wanted and not (is_office and name in _DROPPED):
            yield made.fault(fault.BREAKING, what, fault.switch_text(not wanted), fault.switch_text(wanted), name)
    if style.keep_with_next and not form.keep_next and told.role != "table_head":
        yield made.fault(fault.BREAKING, "与下段同页", "没有设", "设上", "keepNext")
    if told.role == "attachment_label" and not form.page_break_before and not _begins_page(paragraph):
        yield made.fault(fault.BREAKING, "另面编排（段前分页）", "没有设", "设上", "pageBreakBefore")
    has_grid = document.sections[min(paragraph.section, len(document.sections) - 1)].grid != "none"
    is_snapped = style.line == layout.grid
    if has_grid and layout.grid and form.snap_to_grid != is_snapped and paragraph.part == "body":
        yield made.fault(
            fault.GRID, "对齐到网格", fault.switch_text(not is_snapped), fault.switch_text(is_snapped), "snapToGrid"
        )


def is_by_libreoffice(document: Document) -> bool:
    return b"LibreOffice" in document.package.parts.get("docProps/app.xml", b"")


def _begins_page(paragraph: Paragraph) -> bool:
    """A page break or the end of a section stands before it."""
    before = paragraph.element.getprevious()
    if before is None or before.find(f"{W}pPr/{W}sectPr") is not None:
        return True
    breaks = [*before.iter(W + "br"), *paragraph.element.iter(W + "br")]
    return any(found.get(W + "type") == "page" for found in breaks)
