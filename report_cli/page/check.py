"""Compares the page of a whole draft with its layout: sheets and page numbers here, the text in `check_text`."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from lxml import etree
from msgspec import Struct
from msgspec.structs import replace

from report_cli.docx import cascade, read
from report_cli.docx.cascade import given
from report_cli.docx.package import W
from report_cli.layout import fonts
from report_cli.layout.layout import NOTHING, Layout, Measure, Page, length, points
from report_cli.page import check_text, flaws, roles
from report_cli.page.effective import Document, Paragraph, Section, StyledRun
from report_cli.page.flaws import GRID, NUMBER, PAGE, TABLE, Compared, Flaw, PageFinding, wrong_if
from report_cli.page.looks import CharacterFormat
from report_cli.page.roles import Identity, Named

OFFICIAL = tuple(
    tuple(length(side).twips for side in margins) for margins in (("37mm", "35mm"), ("34.58mm", "32.58mm"))
)
"""The top and bottom margins of GB/T 9704 and GB/T 33476.2; their side margins are the same."""

# Twips by which a sheet or margin may differ: a quarter of a millimetre.
_NEAR = 15
_GRIDS = {"none": "无", "lines": "每行{}"}
_HORIZONTAL = ("lrTb", "lrTbV", "lr", "tb")
_PICTURES = [W + name for name in ("drawing", "pict", "object")]


class PageCheck(Struct, frozen=True):
    """What is wrong with the page of a document. `layout`: the one that it comes nearest to.

    `named`: what its paragraphs are.
    """

    document: Document
    layout: Layout
    findings: tuple[PageFinding, ...]
    named: Sequence[Named]

    @property
    def unchecked(self) -> list[Paragraph]:
        """The paragraphs of which nobody can tell what they are, and those in text boxes."""
        unknown = [one.paragraph for one in self.named if one.role not in self.layout.styles]
        return unknown + [each for each in self.document.paragraphs if each.part == "box" and each.text.strip()]


def check(document: Document, as_good: Sequence[Layout], known: Mapping[int, Identity]) -> PageCheck:
    """Check a draft. `as_good`: layouts any of which will do, the preferred one first."""
    named = roles.name(document, known)
    candidates = [other for layout in as_good for other in _alternatives(layout)]
    checked = ((layout, tuple(flaws.grouped(_flaws(document, layout, named)))) for layout in candidates)
    layout, findings = min(checked, key=lambda one: len(one[1]))
    return PageCheck(document, layout, findings, named)


def _flaws(document: Document, layout: Layout, named: Sequence[Named]) -> Iterator[Flaw]:
    yield from _sheets(document, layout)
    yield from check_text.hidden(document)
    for one in named:
        if one.role in layout.styles:
            yield from check_text.check(document, layout, one)


def _alternatives(layout: Layout) -> list[Layout]:
    """The layout; if its margins are official, also the layout with the other official margins."""
    page = layout.page
    if (page.top, page.bottom) not in OFFICIAL:
        return [layout]
    others = (replace(page, top=top, bottom=bottom) for top, bottom in OFFICIAL if top != page.top)
    return [layout, *(replace(layout, page=other) for other in others)]


def _sheets(document: Document, layout: Layout) -> Iterator[Flaw]:
    yield from flaws.of_page("页面", [wrong_if(document.mirrored, PAGE, "“对称页边距”", "打开", "关闭")])
    is_one = len(document.sections) == 1
    for number, section in enumerate(document.sections, 1):
        subject = "页面" if is_one else f"第{number}节"
        is_lying = lies(document, number - 1)
        page = layout.page.turned if is_lying else layout.page
        compared = [*_paper(section, page, is_lying), *_strange(section), _grid(section, layout)]
        yield from flaws.of_page(subject, compared)
        yield from _numbers(document, section, layout, "页码" if is_one else f"{subject}页码")
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
    said = section.said
    columns = cascade.number(said, "cols", "num") or 1
    has_border = any(layer.find(f"{W}pgBorders/*") is not None for layer in said)
    is_upright = (cascade.value(said, "textDirection") or "lrTb") not in _HORIZONTAL
    return [
        wrong_if(columns > 1, PAGE, "分栏", f"{columns}栏", "不分栏"),
        wrong_if(has_border, PAGE, "边框", "有", "没有"),
        wrong_if(cascade.value(said, "lnNumType", "countBy"), PAGE, "行号", "有", "没有"),
        wrong_if(is_upright, PAGE, "文字方向", "竖排", "横排"),
        wrong_if((cascade.value(said, "vAlign") or "top") != "top", PAGE, "垂直对齐", "不是顶端对齐", "顶端对齐"),
    ]


def _grid(section: Section, layout: Layout) -> Compared:
    grids = ((section.grid, section.pitch), ("lines" if layout.grid else "none", layout.grid))
    found, wanted = (_GRIDS.get(kind, "按字（每行{}）").format(points(pitch)) for kind, pitch in grids)
    return Compared(GRID, "文档网格", found, wanted)


def tables(body: etree._Element) -> list[etree._Element]:
    """The tables of the text, also in content controls; not those within other tables or text boxes."""
    tables = (
        each for each in body.iter(W + "tbl") if next(each.iterancestors(W + "tbl", W + "txbxContent"), None) is None
    )
    return [table for table in tables if cells(table)]


def cells(table: etree._Element) -> list[list[etree._Element]]:
    """The cells of a table by rows; rows without any are left out."""
    rows = ([cell for cell in row.iter(W + "tc") if next(cell.iterancestors(W + "tr")) is row] for row in _rows(table))
    return [row for row in rows if row]


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    return (row for row in table.iter(W + "tr") if next(row.iterancestors(W + "tbl")) is table)


def has_widths(table: etree._Element) -> bool:
    widths = {column.get(W + "w", "0") for column in table.iterfind(f"{W}tblGrid/{W}gridCol")}
    return bool(widths) and not {"0", ""} & widths


def _table(table: etree._Element) -> list[Compared]:
    is_repeated = cascade.is_on(given(next(_rows(table)).find(W + "trPr")), "tblHeader")
    return [
        wrong_if(not has_widths(table), TABLE, "列宽", "没有写明（WPS里会挤成一团）", "每列写明"),
        wrong_if(not is_repeated, TABLE, "表头", "不重复", "在各页重复（标题行）"),
    ]


# Page numbers -------------------------------------------------------------------------------------------------------

_NEAR_FOOT = length("1mm").twips
_SIDES = {"default": ("单页", "right"), "even": ("双页", "left")}
# By whether the layout has dashes round the number.
_WRITTEN = {True: re.compile(r"\s*—\s+\d+\s+—\s*"), False: re.compile(r"\s*\d+\s*")}
_SWITCH = re.compile(r"\\(?!\*\s*(?:MERGEFORMAT|Arabic\b))[^\\]+", re.IGNORECASE)
_COMPLETE = re.compile(r"begin (PAGE )+separate text end\b")
_PAGE = re.compile(r"\bPAGE\b")
_COUNTS = (["PAGE"], ["NUMPAGES"], ["SECTIONPAGES"])
_ROUND_A_NUMBER = re.compile(r"\b(Page|of)\b|[\s\d第页共/|·.,，—–―－‐-]", re.IGNORECASE)
# What counts as no words even without a number: dashes that were left.
_ALONE = re.compile("[\\s—–―－‐-]+")
_MIXED = "页码所在的一段里还有别的字，--fix不动它；双击页脚，把页码另放一段，照版式改"
_ON_FIRST = "页眉、页脚里有字，去掉“首页不同”首页上就会少字、多字，--fix不动它；双击首页的页脚，插入页码"


def _numbers(document: Document, section: Section, layout: Layout, subject: str) -> Iterator[Flaw]:
    """Whether a section has its page numbers where the layout has them: at the outer side of every page."""
    yield from flaws.of_page(subject, _counted(document, section))
    sides = {side: list(_on_side(document, section, layout, side)) for side in _SIDES}
    for side, compared in sides.items():
        numbers = _with_number(section.footers.get(side, ()))
        reason = _MIXED if any(is_mixed(number.element) for number in numbers) else ""
        for one in compared:
            is_on_both = all(one in others for others in sides.values())
            where = subject if is_on_both else f"{_SIDES[side][0]}{subject}"
            yield from flaws.of_page(where, [replace(one, cure=reason, by_hand=bool(reason))])


def _counted(document: Document, section: Section) -> list[Compared]:
    """On which pages there are numbers, in which figures, and from where on they are counted."""
    reason = _ON_FIRST if lacks_first(section) and has_words(section) else ""
    wanted = "有页码" if reason else "有页码（去掉“首页不同”）"
    first = wrong_if(lacks_first(section), NUMBER, "首页", "没有页码", wanted)
    form = cascade.value(section.said, "pgNumType", "fmt") or "decimal"
    start = cascade.number(section.said, "pgNumType", "start")
    is_first = section is document.sections[0]
    is_wrong = start not in (None, 1 if is_first else None)
    return [
        wrong_if(not document.even_and_odd, NUMBER, "单页、双页", "不分", "分开（奇偶页不同）"),
        replace(first, cure=reason, by_hand=bool(reason)),
        wrong_if(form != "decimal", NUMBER, "数字", f"不是阿拉伯数字（{form}）", "阿拉伯数字"),
        wrong_if(is_wrong, NUMBER, "起始页码", str(start), "1" if is_first else "接着上一节编"),
    ]


def lacks_first(section: Section) -> bool:
    """Whether the first page has a footer of its own, without a number."""
    return section.title_page and not _with_number(section.footers.get("first", ()))


def height_below(section: Section) -> int:
    """The height of what stands below the numbers, if it is the same on odd and even pages; else 0."""
    heights = {_below(section.footers.get(side, ())) for side in _SIDES}
    return heights.pop() if len(heights) == 1 else 0


def _below(footer: Sequence[Paragraph]) -> int:
    """The height of what stands below the first number."""
    numbers = [number for number, paragraph in enumerate(footer, 1) if "PAGE" in paragraph.fields]
    return sum(paragraph.line_height for paragraph in footer[numbers[0] :]) if numbers else 0


def _with_number(footer: Sequence[Paragraph]) -> list[Paragraph]:
    return [paragraph for paragraph in footer if "PAGE" in paragraph.fields]


def _on_side(document: Document, section: Section, layout: Layout, side: str) -> Iterator[Compared]:
    footer = section.footers.get(side, ())
    numbers = _with_number(footer)
    if side == "even" and not document.even_and_odd:
        return
    if not numbers:
        yield Compared(NUMBER, "", "没有", "有")
    elif not section.is_turned:
        yield from _field(numbers[0], has_dashes=layout.has_dashes)
        yield from _placed(numbers[0], _SIDES[side][1], layout)
        wanted = check_text.format_of(layout.styles["page_number"])
        runs = (run for run in numbers[0].runs if run.text.strip())
        yield from dict.fromkeys(one for run in runs for one in _look(run, wanted))
        distance = section.bottom - section.footer - _below(footer) - numbers[0].line_height // 2
        if not numbers[0].frame and abs(distance - layout.below_text) > _NEAR_FOOT:
            found, expected = (f"版心下{flaws.length_text(max(twips, 0))}" for twips in (distance, layout.below_text))
            yield Compared(NUMBER, "一字线在" if layout.has_dashes else "在", found, expected)


def _field(paragraph: Paragraph, *, has_dashes: bool) -> list[Compared]:
    switches = "、".join(sorted({switch.strip() for run in paragraph.runs for switch in _SWITCH.findall(run.field)}))
    text, is_right = f"“{paragraph.text.strip()}”", _WRITTEN[has_dashes].fullmatch(paragraph.text)
    return [
        wrong_if(paragraph.frame, NUMBER, "", "在文本框（图文框）里", "页脚里的一段"),
        wrong_if(not is_complete(paragraph.element), NUMBER, "域", "不完整（WPS里会不显示）", "五部分齐全、各占一处"),
        wrong_if(switches, NUMBER, "数字", f"另有格式（{switches}）", "阿拉伯数字"),
        wrong_if(not is_right, NUMBER, "写作", text, "“— 1 —”" if has_dashes else "“1”"),
    ]


def _placed(paragraph: Paragraph, align: str, layout: Layout) -> Iterator[Compared]:
    form = paragraph.format
    yield Compared(NUMBER, "对齐", flaws.align_text(form.align), flaws.align_text(align))
    yield wrong_if(form.has_border, NUMBER, "边框", "有", "没有")
    what = "左缩进连首行缩进" if form.first_line.twips else "左缩进"
    left = Measure(form.left.twips + form.first_line.twips) if form.first_line.twips else form.left
    for side, name, found in (("left", what, left), ("right", "右缩进", form.right)):
        wanted = layout.from_edge if side == align else NOTHING
        yield Compared(NUMBER, name, *flaws.measure_texts(found, wanted, "字"))


def _look(run: StyledRun, wanted: CharacterFormat) -> Iterator[Compared]:
    look = run.characters
    is_chinese = run.text.strip() == "—" and look.hint == "eastAsia"
    font, right = (look.east_asia, wanted.east_asia) if is_chinese else (look.ascii, wanted.ascii)
    yield Compared(NUMBER, "字体", right if fonts.is_same(font, right) else font or "（没有写明）", right)
    found, expected = _texts(look), _texts(wanted)
    yield from (Compared(NUMBER, what, text, expected[what]) for what, text in found.items())
    yield from (replace(mark, code=NUMBER, names="") for mark in check_text.marks(run))


def _texts(look: CharacterFormat) -> dict[str, str]:
    return {
        "字号": flaws.size_text(look.size),
        "字的位置": flaws.position_text(look.position),
        "加粗": flaws.switch_text(look.bold),
        "倾斜": flaws.switch_text(look.italic),
        "下划线": flaws.switch_text(look.underline),
        "字的颜色": flaws.color_text(look.color),
    }


def is_complete(paragraph: etree._Element) -> bool:
    """Whether the field has its beginning, instruction, separator, result and end, each in a run of its own."""
    pieces = ""
    for run in paragraph.iter(W + "r"):
        marks = [str(mark.get(W + "fldCharType", "PAGE")) for mark in run.iter(W + "fldChar", W + "instrText")]
        if len(marks) > 1:
            return False
        is_text = not marks and "".join(run.itertext(W + "t")).strip()
        pieces += "text " if is_text else "".join(f"{mark} " for mark in marks)
    return _COMPLETE.match(pieces, max(pieces.find("begin"), 0)) is not None


# A house's own words beside the number: its name, 内部资料, a level of secrecy, a picture -----------------------------


def words(element: etree._Element) -> str:
    """What a part of a header or footer says beside the page's number; pictures count as words."""
    runs = [run for line in read.lines(element) for run in line.runs if run.field.split()[:1] not in _COUNTS]
    text = "".join([*element.itertext(W + "delText"), *(run.text for run in runs)])
    text = (_ROUND_A_NUMBER if has_number(element) else _ALONE).sub("", text)
    pictures = (picture for picture in element.iter(*_PICTURES) if not "".join(picture.itertext(W + "t")))
    return text + "〔图〕" * sum(not has_number(picture) for picture in pictures)


def has_number(element: etree._Element) -> bool:
    simple = (field.get(W + "instr", "") for field in element.iter(W + "fldSimple"))
    return _PAGE.search("".join([*element.itertext(W + "instrText"), *simple])) is not None


def is_mixed(paragraph: etree._Element) -> bool:
    """Whether the paragraph, or the table around it, holds number and words: only its author can part the two."""
    top = [paragraph, *paragraph.iterancestors()][:-1][-1]
    return has_number(top) and bool(words(top))


def has_words(section: Section) -> bool:
    parts = chain(section.headers.values(), section.footers.values())
    return any(words(paragraph.element) for paragraph in chain.from_iterable(parts))
