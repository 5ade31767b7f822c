"""The flaws of a page, in typesetters' words: what is there, what should be, in which paragraphs."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from report_cli.layout.layout import ALIGNMENTS, LABELS, PAPERS, Measure, millimetres, points, size_name
from report_cli.model import Finding, unplaced
from report_cli.page.roles import Named
from report_cli.text import excerpt

PAGE = "P101"
GRID = "P102"
SPACING = "P103"
INDENT = "P104"
FONT = "P105"
SIZE = "P106"
LOOK = "P107"
NUMBER = "P108"
OUTLINE = "P109"
BREAKING = "P110"
THEME = "P111"
TABLE = "P112"

_CURES = {
    PAGE: "在“页面设置”里改",
    GRID: "在“页面设置—文档网格”里改",
    NUMBER: "双击页脚，在里面改；也可以用 --fix 换成版式的页码",
    TABLE: "在“表格属性”里改",
}
_ALIGNMENTS = {value: name for name, value in ALIGNMENTS.items()} | {"distribute": "分散对齐"}
_LISTED = 5
BEGINNING = 16
"""Characters of a paragraph that are quoted."""


class Compared(Struct, frozen=True):
    """A property of the draft beside the layout; it is wrong if `found` and `expected` differ.

    `names`: the properties of Word that set it. `cure`: how to mend it, if its place or code does not tell.
    `by_hand`: --fix leaves it to people, and the cure says why.
    """

    code: str
    what: str
    found: str
    expected: str
    names: str = ""
    cure: str = ""
    by_hand: bool = False


class Flaw(Struct, frozen=True, kw_only=True):
    """What is wrong with a `subject` (正文段落, 页码, 第1节).

    `paragraph` is its number in the body, from 1; 0 for the page, or a part outside the body. `text` is its beginning.
    `is_direct`: the property is set on the paragraph or the characters themselves, not by the style `style`.
    """

    compared: Compared
    subject: str
    paragraph: int = 0
    text: str = ""
    style: str = ""
    is_direct: bool = False


class PageFinding(Struct, frozen=True):
    """A flaw of one or more paragraphs, or of the page (none): the first one, and what to say about all.

    `change`: what was done, if it was mended.
    """

    finding: Finding
    flaw: Flaw
    paragraphs: tuple[int, ...]
    change: str

    @property
    def by_hand(self) -> bool:
        return self.flaw.compared.by_hand


def wrong_if(is_wrong: object, code: str, what: str, found: str, expected: str, names: str = "") -> Compared:
    """A property that is as `expected` unless it is wrong."""
    return Compared(code, what, found if is_wrong else expected, expected, names)


def of_page(subject: str, compared: Iterable[Compared]) -> Iterator[Flaw]:
    return (Flaw(compared=one, subject=subject) for one in compared if one.found != one.expected)


def of_paragraph(named: Named, compared: Compared, style: str, *, is_direct: bool, text: str = "") -> Flaw:
    """A flaw of a paragraph. `text`: the part of it that is meant, if not the whole."""
    paragraph = named.paragraph
    return Flaw(
        compared=compared,
        subject=LABELS.get(named.role, named.role),
        paragraph=paragraph.number if paragraph.part == "body" else 0,
        text=excerpt(text or paragraph.text, BEGINNING),
        style=style,
        is_direct=is_direct,
    )


def grouped(flaws: Iterable[Flaw]) -> list[PageFinding]:
    """One finding for like flaws of several paragraphs; the page first, then in the order of the text."""
    alike: dict[Flaw, list[Flaw]] = defaultdict(list)
    for flaw in flaws:
        alike[replace(flaw, paragraph=0, text="")].append(flaw)
    return sorted(map(_finding, alike.values()), key=lambda one: (one.paragraphs[:1], one.finding.code))


def _finding(alike: Sequence[Flaw]) -> PageFinding:
    flaw, one = alike[0], alike[0].compared
    paragraphs = tuple(dict.fromkeys(flaw.paragraph for flaw in alike if flaw.paragraph))
    more = f"……等{len(paragraphs)}" if len(paragraphs) > _LISTED else ""
    numbers = f"第{'、'.join(map(str, paragraphs[:_LISTED]))}{more}段" if paragraphs else ""
    where = numbers + (f"“{flaw.text}”" if flaw.text else "")
    message = f"{f'{where}（{flaw.subject}）：' if where else flaw.subject}{one.what}{one.found}"
    finding = unplaced(one.code, f"{message}，应为{one.expected}", one.cure or _cure(flaw))
    return PageFinding(finding, flaw, paragraphs, f"{message} → {one.expected}")


def _cure(flaw: Flaw) -> str:
    expected = flaw.compared.expected
    if flaw.is_direct:
        return f"是直接设置的格式：选中后清除格式，或改成{expected}"
    return f"改样式“{flaw.style}”，改成{expected}" if flaw.style else _CURES.get(flaw.compared.code, "")


# Values in words ---------------------------------------------------------------------------------------------------


def size_text(half_points: int) -> str:
    """A type size: 三号（16磅）."""
    name, measured = size_name(half_points), f"{half_points / 2:g}磅"
    return name if name == measured else f"{name}（{measured}）"


def position_text(half_points: int) -> str:
    return f"{'提升' if half_points > 0 else '降低'}{abs(half_points) / 2:g}磅" if half_points else "标准"


def line_text(line: int, rule: str) -> str:
    if rule == "auto":
        return "单倍" if line == 240 else f"{line / 240:g}倍"
    return f"{'最小值' if rule == 'atLeast' else '固定值'}{points(line)}"


def measure_texts(found: Measure, expected: Measure, unit: str) -> tuple[str, str]:
    """Two lengths, in characters or lines if they are set so; the same text if they come out alike."""
    wanted = _measure_text(expected, unit)
    return wanted if found.is_like(expected) else _measure_text(found, unit), wanted


def _measure_text(measure: Measure, unit: str) -> str:
    if not measure.twips:
        return "0"
    return f"{measure.hundredths / 100:g}{unit}" if measure.hundredths else points(measure.twips)


def align_text(align: str) -> str:
    return _ALIGNMENTS.get(align, align)


def length_text(twips: int) -> str:
    return millimetres(twips) if twips <= PAPERS["A3"][1] else f"{twips // 57}mm"


def switch_text(is_on: bool) -> str:
    return "打开" if is_on else "关闭"


def outline_text(outline: int | None) -> str:
    return "正文文本" if outline is None else f"{outline + 1}级"


def color_text(color: str) -> str:
    return "自动（黑色）" if color in ("", "000000") else f"#{color}"
