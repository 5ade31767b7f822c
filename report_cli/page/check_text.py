"""Paragraphs and their characters beside their layout: alignment, indents, spacing, breaks; fonts, sizes, looks."""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

from msgspec.structs import replace

from report_cli.docx.package import W
from report_cli.layout import fonts
from report_cli.layout.columns import SMALL
from report_cli.layout.layout import CHARACTER_STYLES, NOTHING, CharacterStyle, Layout, Measure, Style, points
from report_cli.page import flaws
from report_cli.page.effective import Document, Paragraph, StyledRun
from report_cli.page.flaws import BREAKING, INDENT, LOOK, SIZE, Compared, Flaw, wrong_if
from report_cli.page.looks import MARKS, CharacterFormat
from report_cli.page.roles import Named
from report_cli.text import excerpt

BLANKS = " \t\u00a0\u2002\u2003\u3000"
_LABEL = "附件："
# The rules for lines of every layout: a line is to hold its 28 characters.
_SWITCHES = {
    "kinsoku": ("避头尾（标点不排在行首）", True),
    "overflowPunct": ("标点溢出边界", True),
    "wordWrap": ("单词不从中间断开", True),
    "autoSpaceDE": ("中文与西文之间的自动间距", False),
    "autoSpaceDN": ("中文与数字之间的自动间距", False),
}
# What LibreOffice does not write back.
_DROPPED = ("overflowPunct", "autoSpaceDE", "autoSpaceDN")


def check(document: Document, layout: Layout, named: Named) -> Iterator[Flaw]:
    paragraph, style = named.paragraph, layout.styles[named.role]
    compared = [
        *_spacing(layout, named, style),
        *_indents(named, style),
        *_strange(named),
        *_breaking(document, layout, named),
    ]
    for one in compared:
        if one.found != one.expected:
            is_direct = bool(paragraph.direct & set(one.names.split()))
            yield flaws.of_paragraph(named, one, paragraph.style_name, is_direct=is_direct)
    yield from _characters(document, layout, named)


def _spacing(layout: Layout, named: Named, style: Style) -> Iterator[Compared]:
    form = named.paragraph.format
    line = flaws.line_text(style.line or 240, "exact" if style.line else "auto")
    yield Compared(flaws.SPACING, "行距", flaws.line_text(form.line, form.line_rule), line, "spacing")
    after = layout.after_head if named.is_last else style.after
    spaces = {"before": ("段前", form.before, style.before), "after": ("段后", form.after, after)}
    for side, (what, length, wanted) in spaces.items():
        found, expected = flaws.measure_texts(length, wanted, "行")
        yield Compared(flaws.SPACING, what, "自动" if side in form.automatic else found, expected, "spacing")


def _indents(named: Named, style: Style) -> Iterator[Compared]:
    form = named.paragraph.format
    yield Compared(INDENT, "对齐", flaws.align_text(form.align), flaws.align_text(named.align or style.align), "jc")
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


def _breaking(document: Document, layout: Layout, named: Named) -> Iterator[Compared]:
    """Rules for lines and pages; whether lines snap to the grid, where there is one."""
    paragraph, role, style = named.paragraph, named.role, layout.styles[named.role]
    form, section = paragraph.format, document.sections[min(paragraph.section, len(document.sections) - 1)]
    level = int(role[-1]) - 1 if role.startswith("heading") else None
    is_apart = style.keep_with_next and not form.keep_next and role != "table_head"
    goes_on = role == "attachment_label" and not (form.page_break_before or _begins_page(paragraph))
    dropped = _DROPPED if b"LibreOffice" in document.package.parts.get("docProps/app.xml", b"") else ()
    outline = flaws.outline_text(form.outline)
    yield Compared(flaws.OUTLINE, "大纲级别", outline, flaws.outline_text(level), "outlineLvl")
    for name, (what, wanted) in _SWITCHES.items():
        if name not in dropped:
            yield _switch(BREAKING, what, form.switches[name], wanted, name)
    if role == "body":
        is_joined = form.switches["widowControl"]
        yield _switch(BREAKING, "孤行控制", is_joined, layout.joins_lone_lines, "widowControl")
    yield wrong_if(is_apart, BREAKING, "与下段同页", "没有设", "设上", "keepNext")
    yield wrong_if(goes_on, BREAKING, "另面编排（段前分页）", "没有设", "设上", "pageBreakBefore")
    if section.grid != "none" and layout.grid and paragraph.part == "body":
        yield _switch(flaws.GRID, "对齐到网格", form.snap_to_grid, style.line == layout.grid, "snapToGrid")


def _switch(code: str, what: str, is_on: bool, is_right: bool, name: str) -> Compared:
    return Compared(code, what, flaws.switch_text(is_on), flaws.switch_text(is_right), name)


def _begins_page(paragraph: Paragraph) -> bool:
    """Whether a page break or the end of a section comes before it."""
    before = paragraph.element.getprevious()
    if before is None or before.find(f"{W}pPr/{W}sectPr") is not None:
        return True
    return any(
        found.get(W + "type") == "page" for around in (before, paragraph.element) for found in around.iter(W + "br")
    )


# Characters ---------------------------------------------------------------------------------------------------------

BY_STYLE = {style.lower(): name for name, (_, style, _) in CHARACTER_STYLES.items()}
_LATIN = re.compile("[!-~]")
# Marks that Latin and Chinese fonts both have; the hint says which font is used.
_BOTH = re.compile("[\u00a1-\u2e7f]")
_CHINESE = re.compile("[\u2e80-\ud7ff\uf900-\uffee\U00020000-\U0003ffff]")

_PROPERTIES: tuple[tuple[str, str, Callable[[CharacterFormat], str], str], ...] = (
    (SIZE, "字号", lambda look: flaws.size_text(look.size), "sz"),
    (SIZE, "字距", lambda look: points(look.spacing), "spacing"),
    (SIZE, "字的位置", lambda look: flaws.position_text(look.position), "position"),
    (SIZE, "字符缩放", lambda look: f"{look.scale}%", "w"),
    (LOOK, "", lambda look: "倾斜" if look.italic else "不倾斜", "i"),
    (LOOK, "", lambda look: "加下划线" if look.underline else "不加下划线", "u"),
    (LOOK, "字的颜色", lambda look: flaws.color_text(look.color), "color"),
    # Web pages leave white behind characters; nobody sees it.
    (LOOK, "底色", lambda look: "无" if look.shade in ("", "FFFFFF") else look.shade, "shd"),
)
_LETTERS = re.compile("[A-Za-z]")
_LONGEST_RAISED = 6
_HIDDEN = Compared(
    LOOK,
    "",
    "印不出来",
    "印得出来，或者删去",
    cure="这些字要不要由人定，--fix不动它：选中这一段，在“字体”里去掉“隐藏”，或者删去",
    by_hand=True,
)


def hidden(document: Document) -> Iterator[Flaw]:
    """Text that is in the file but not on paper."""
    for paragraph in document.paragraphs:
        if paragraph.part == "body" and paragraph.hidden.strip():
            text = excerpt(paragraph.hidden, flaws.BEGINNING)
            yield Flaw(compared=_HIDDEN, subject="隐藏文字", paragraph=paragraph.number, text=text)


def may_be_raised(text: str) -> bool:
    """Whether characters may be superscript or subscript: a note's mark, the 2 of m2."""
    return not _CHINESE.search(text) and len(text.strip()) <= _LONGEST_RAISED


def marks(run: StyledRun) -> Iterator[Compared]:
    for mark in sorted(run.characters.marks):
        is_raised = mark in ("superscript", "subscript")
        is_unseen = mark in ("caps", "smallCaps") and not _LETTERS.search(run.text)
        if not is_unseen and not (is_raised and may_be_raised(run.text)):
            what = MARKS[mark]
            yield Compared(LOOK, "", f"用了{what}", f"不用{what}", "vertAlign" if is_raised else mark)


def _characters(document: Document, layout: Layout, named: Named) -> Iterator[Flaw]:
    offset = 0
    for run in named.paragraph.runs:
        if run.text.strip() and not run.field:
            for compared in _compared(named, run, _expected(document, layout, named, run, offset)):
                if compared.found != compared.expected:
                    yield _flaw(document, named, run, compared)
        offset += len(run.text)


def _expected(document: Document, layout: Layout, named: Named, run: StyledRun, offset: int) -> CharacterFormat:
    """How a run should look. `offset`: where it begins in its paragraph, from 0."""
    around = layout.styles[named.role]
    around = replace(around, size=SMALL) if named.is_small else around
    kind = BY_STYLE.get(document.cascade.style_name(run.style).lower(), "")
    if kind not in ("emphasis", "pending"):
        kind = f"lead_{named.level}" if offset < named.lead else ""
    return format_of(layout.within_text(kind).within(around) if kind else around)


def format_of(style: CharacterStyle) -> CharacterFormat:
    latin = style.latin or style.font or ""
    return CharacterFormat(
        east_asia=style.font or "",
        ascii=latin,
        h_ansi=latin,
        size=style.size or 20,
        spacing=style.spacing or 0,
        bold=bool(style.bold),
        color=style.color or "",
        shade=style.shade or "",
    )


def _compared(named: Named, run: StyledRun, expected: CharacterFormat) -> Iterator[Compared]:
    found = run.characters
    yield from _fonts(run, expected)
    yield from _properties(found, expected)
    yield from marks(run)
    if not (found.bold and _may_be_bold(named, run)):
        is_bold, wanted = ("加粗" if look.bold else "不加粗" for look in (found, expected))
        yield Compared(LOOK, "", is_bold, wanted, "b")


@lru_cache(maxsize=1024)
def _properties(found: CharacterFormat, expected: CharacterFormat) -> tuple[Compared, ...]:
    """What differs of two looks that is told property by property: most runs of a file look alike."""
    compared = (Compared(code, what, text(found), text(expected), name) for code, what, text, name in _PROPERTIES)
    return tuple(each for each in compared if each.found != each.expected)


def _may_be_bold(named: Named, run: StyledRun) -> bool:
    """Whether bold may be meant: it is so in the text as built, or only some words of the paragraph are bold."""
    if named.strong is not None:
        return any(run.text.strip() in text for text in named.strong)
    is_all_bold = all(other.characters.bold for other in named.paragraph.runs if other.text.strip())
    return not is_all_bold or named.paragraph.cell is not None


def _fonts(run: StyledRun, expected: CharacterFormat) -> Iterator[Compared]:
    """The fonts of the scripts that occur in the run."""
    is_both, is_by_hint = _BOTH.search(run.text) is not None, run.characters.hint == "eastAsia"
    scripts = (
        ("中文字体", "eastAsia", "east_asia", _CHINESE.search(run.text) or (is_both and is_by_hint)),
        ("字母、数字的字体", "ascii", "ascii", _LATIN.search(run.text)),
        ("引号等标点的字体", "hAnsi", "h_ansi", is_both and not is_by_hint),
    )
    for what, script, attribute, is_there in scripts:
        found, wanted = getattr(run.characters, attribute), getattr(expected, attribute)
        if is_there and script in run.characters.theme:
            yield Compared(flaws.THEME, what, f"由主题决定（现为{found or '空'}）", f"直接写明{wanted}", "rFonts")
        elif is_there and not fonts.is_same(found, wanted):
            yield Compared(flaws.FONT, what, found or "（没有写明）", wanted, "rFonts")


def _flaw(document: Document, named: Named, run: StyledRun, compared: Compared) -> Flaw:
    layers = document.cascade.of_character_style(run.element.find(W + "rPr"))
    is_by_run = any(layer.find(W + compared.names) is not None for layer in layers)
    style = document.cascade.style_name(run.style) if is_by_run else named.paragraph.style_name
    text = run.text if compared.names in run.direct else ""
    return flaws.of_paragraph(named, compared, style, is_direct=bool(text), text=text)
