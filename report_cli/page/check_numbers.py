"""Page numbers beside their layout: at the outer side of every page, between dashes, at their height."""

import re
from collections.abc import Iterator, Sequence

from lxml import etree
from msgspec.structs import replace

from report_cli.docx import cascade, read
from report_cli.docx.cascade import given
from report_cli.docx.package import W
from report_cli.layout import fonts
from report_cli.layout.layout import Layout
from report_cli.layout.measure import NOTHING, Measure, length
from report_cli.page import check_characters, flaws
from report_cli.page.characters import CharacterFormat
from report_cli.page.effective import Document, Paragraph, Section, StyledRun
from report_cli.page.flaws import NUMBER, Compared, Flaw, wrong_if

_NEAR_FOOT = length("1mm").twips
_SIDES = {"default": ("单页", "right"), "even": ("双页", "left")}
_DASHED = re.compile(r"\s*—\s+\d+\s+—\s*")
_SWITCH = re.compile(r"\\(?!\*\s*(?:MERGEFORMAT|Arabic\b))[^\\]+", re.IGNORECASE)
_COMPLETE = re.compile(r"begin (PAGE )+separate text end\b")
_PAGE = re.compile(r"\bPAGE\b")
_COUNTS = (["PAGE"], ["NUMPAGES"], ["SECTIONPAGES"])
_ROUND_A_NUMBER = re.compile(r"\b(Page|of)\b|[\s\d第页共/|·.,，—–―－‐-]", re.IGNORECASE)
_ALONE = re.compile("[\\s—–―－‐-]+")
"""What counts as no words even without a number: dashes that were left."""
_PICTURES = (W + "drawing", W + "pict", W + "object")
_MIXED = "页码所在的一段里还有别的字，--fix不动它；双击页脚，把页码另放一段，照版式改"
_ON_FIRST = "页眉、页脚里有字，去掉“首页不同”首页上就会少字、多字，--fix不动它；双击首页的页脚，插入页码"


def check(document: Document, section: Section, layout: Layout, subject: str) -> Iterator[Flaw]:
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
    form = cascade.value(given(section.element), "pgNumType", "fmt") or "decimal"
    start = cascade.number(given(section.element), "pgNumType", "start")
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
    """The height of what stands below the numbers, if it is the same on odd and even pages; else 0.

    A footer is measured from the sheet's edge.
    """
    heights = {_below(section.footers.get(side, ())) for side in _SIDES}
    return heights.pop() if len(heights) == 1 else 0


def _below(footer: Sequence[Paragraph]) -> int:
    """The height of what stands below the first number."""
    numbers = [number for number, paragraph in enumerate(footer, 1) if "PAGE" in paragraph.fields]
    return sum(paragraph.line_height for paragraph in footer[numbers[0] :]) if numbers else 0


def _with_number(footer: Sequence[Paragraph]) -> list[Paragraph]:
    return [paragraph for paragraph in footer if "PAGE" in paragraph.fields]


def _on_side(document: Document, section: Section, layout: Layout, side: str) -> Iterator[Compared]:
    """The numbers of odd or of even pages."""
    footer = section.footers.get(side, ())
    numbers = _with_number(footer)
    if side == "even" and not document.even_and_odd:
        return
    if not numbers:
        yield Compared(NUMBER, "", "没有", "有")
    elif not section.is_turned:
        yield from _field(numbers[0])
        yield from _placed(numbers[0], _SIDES[side][1], layout)
        wanted = check_characters.format_of(layout.styles["page_number"])
        runs = (run for run in numbers[0].runs if run.text.strip())
        yield from dict.fromkeys(one for run in runs for one in _look(run, wanted))
        distance = section.bottom - section.footer - _below(footer) - numbers[0].line_height // 2
        if not numbers[0].frame and abs(distance - layout.below_text) > _NEAR_FOOT:
            found, expected = (f"版心下{flaws.length_text(max(twips, 0))}" for twips in (distance, layout.below_text))
            yield Compared(NUMBER, "一字线在", found, expected)


def _field(paragraph: Paragraph) -> list[Compared]:
    """What makes the number, and the dashes beside it."""
    switches = "、".join(sorted({switch.strip() for run in paragraph.runs for switch in _SWITCH.findall(run.field)}))
    text, is_dashed = f"“{paragraph.text.strip()}”", _DASHED.fullmatch(paragraph.text)
    return [
        wrong_if(paragraph.frame, NUMBER, "", "在文本框（图文框）里", "页脚里的一段"),
        wrong_if(not is_complete(paragraph.element), NUMBER, "域", "不完整（WPS里会不显示）", "五部分齐全、各占一处"),
        wrong_if(switches, NUMBER, "数字", f"另有格式（{switches}）", "阿拉伯数字"),
        wrong_if(not is_dashed, NUMBER, "写作", text, "“— 1 —”"),
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
    yield from (replace(mark, code=NUMBER, names="") for mark in check_characters.marks(run))


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
    seen: list[str] = []
    for run in paragraph.iter(W + "r"):
        pieces = [str(piece.get(W + "fldCharType", "PAGE")) for piece in run.iter(W + "fldChar", W + "instrText")]
        if len(pieces) > 1:
            return False
        seen += pieces or (["text"] if "".join(run.itertext(W + "t")).strip() else [])
    pieces_in_order = " ".join(seen)
    return _COMPLETE.match(pieces_in_order, max(pieces_in_order.find("begin"), 0)) is not None


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
    """Whether the paragraph, or the table around it, holds both the number and words.

    Only the author can say how to separate the two.
    """
    top = [paragraph, *paragraph.iterancestors()][:-1][-1]
    return has_number(top) and bool(words(top))


def has_words(section: Section) -> bool:
    """Whether any header or footer of a section says anything."""
    parts = [*section.headers.values(), *section.footers.values()]
    return any(words(paragraph.element) for part in parts for paragraph in part)
