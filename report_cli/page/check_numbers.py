"""Page numbers beside their layout: at the outer side of every page, between dashes, at their height."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lxml import etree

from report_cli.docx import cascade
from report_cli.docx.package import W
from report_cli.layout import font_names
from report_cli.layout.layout import Layout
from report_cli.layout.measure import NOTHING, Measure, length
from report_cli.page import check_characters, fault, repair_footers
from report_cli.page.characters import CharacterFormat
from report_cli.page.check_paragraphs import is_alike
from report_cli.page.effective import Document, Paragraph, Section, StyledRun
from report_cli.page.fault import Fault, Said, at

_NEAR_FOOT = length("1mm").twips
_SIDES = {"default": ("单页", "right"), "even": ("双页", "left")}
_DASHED = re.compile(r"\s*—\s+\d+\s+—\s*")
_SWITCH = re.compile(r"\\(?!\*\s*(?:MERGEFORMAT|Arabic\b))[^\\]+", re.IGNORECASE)
_MIXED = "页码所在的一段里还有别的字，--fix不动它；双击页脚，把页码另放一段，照版式改"
_ON_FIRST = "页眉、页脚里有字，去掉“首页不同”首页上就会少字、多字，--fix不动它；双击首页的页脚，插入页码"


def check(document: Document, section: Section, layout: Layout, subject: str) -> Iterator[Fault]:
    """A number at the outer side of every page."""
    if not document.even_and_odd:
        yield at(fault.NUMBER, subject, ("单页、双页", "不分", "分开（奇偶页不同）"))
    if lacks_first(section):
        kept = _ON_FIRST if repair_footers.has_words(section) else ""
        yield at(fault.NUMBER, subject, ("首页", "没有页码", "有页码" if kept else "有页码（去掉“首页不同”）"), kept)
    form = cascade.value([section.element], "pgNumType", "fmt") if section.element is not None else None
    if form not in (None, "decimal"):
        yield at(fault.NUMBER, subject, ("数字", f"不是阿拉伯数字（{form}）", "阿拉伯数字"))
    start = cascade.number([section.element], "pgNumType", "start") if section.element is not None else None
    is_first = section is document.sections[0]
    if start not in (None, 1 if is_first else None):
        yield at(fault.NUMBER, subject, ("起始页码", str(start), "1" if is_first else "接着上一节编"))
    sides = {side: list(_on_side(document, section, layout, side)) for side in _SIDES}
    for side, faults in sides.items():
        kept = (
            _MIXED
            if any(repair_footers.is_mixed(one.element) for one in _with_number(section.footers.get(side, ())))
            else ""
        )
        for said in faults:
            is_on_both = all(said in others for others in sides.values())
            yield at(fault.NUMBER, subject if is_on_both else f"{_SIDES[side][0]}{subject}", said, kept)


def lacks_first(section: Section) -> bool:
    """Whether the first page is made otherwise, and has no number."""
    return section.title_page and not _with_number(section.footers.get("first", ()))


def height_below(section: Section) -> int:
    """How much stands below the numbers, where that is the same on both sides: a footer is measured from the sheet's edge."""
    found = set()
    for side in _SIDES:
        footer = section.footers.get(side, ())
        numbered = [place for place, paragraph in enumerate(footer) if "PAGE" in paragraph.fields]
        found.add(sum(map(_line, footer[numbered[0] + 1 :])) if numbered else 0)
    return found.pop() if len(found) == 1 else 0


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
    switches = {found.strip() for run in paragraph.runs for found in _SWITCH.findall(run.field)}
    if switches:
        yield "数字", f"另有格式（{'、'.join(sorted(switches))}）", "阿拉伯数字"
    if not _DASHED.fullmatch(paragraph.text):
        yield "写作", f"“{paragraph.text.strip()}”", "“— 1 —”"
    if form.align != align:
        yield "对齐", fault.align_text(form.align), fault.align_text(align)
    if form.has_border:
        yield "边框", "有", "没有"
    left = ("左缩进", form.left)
    if form.first_line.twips:
        left = ("左缩进连首行缩进", Measure(form.left.twips + form.first_line.twips))
    for side, (what, found) in (("left", left), ("right", ("右缩进", form.right))):
        wanted = layout.from_edge if side == align else NOTHING
        if not is_alike(found, wanted):
            yield what, fault.measure_text(found, "字"), fault.measure_text(wanted, "字")
    yield from _letters(paragraph, check_characters.of_role(layout, "page_number"))


def _letters(paragraph: Paragraph, wanted: CharacterFormat) -> Iterator[Said]:
    said = (each for run in paragraph.runs if run.text.strip() for each in _of_run(run, wanted))
    for what, is_so, should in dict.fromkeys(said):
        if not (font_names.is_same(is_so, should) if what == "字体" else is_so == should):
            yield what, is_so, should


def _of_run(run: StyledRun, wanted: CharacterFormat) -> Iterator[Said]:
    found = run.characters
    is_chinese = run.text.strip() == "—" and found.hint == "eastAsia"
    font, right = (found.east_asia, wanted.east_asia) if is_chinese else (found.ascii, wanted.ascii)
    yield "字体", font or "（没有写明）", right
    yield "字号", fault.size_text(found.size), fault.size_text(wanted.size)
    yield "字的位置", check_characters.position_text(found.position), check_characters.position_text(0)
    for what, is_on, should in (
        ("加粗", found.bold, wanted.bold),
        ("倾斜", found.italic, wanted.italic),
        ("下划线", found.underline, wanted.underline),
    ):
        yield what, fault.switch_text(is_on), fault.switch_text(should)
    yield "字的颜色", fault.color_text(found.color.replace("000000", "")), fault.color_text(wanted.color)
    yield from (("", f"用了{mark}", f"不用{mark}") for mark, _ in check_characters.marks(run))


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
    field = [
        piece
        for number, piece in enumerate(seen[start:])
        if not (piece == "PAGE" and seen[start + number - 1] == "PAGE")
    ]
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
    return form.line if form.line_rule == "exact" else paragraph.characters.size * 13 * form.line // 240
