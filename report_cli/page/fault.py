"""What is wrong with a page: which paragraphs, what is there, what should be; in the trade's words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from report_cli.layout import layout
from report_cli.layout.measure import Measure, millimetres, points, size_name
from report_cli.layout.summary import STYLES
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

_ALIGNMENTS = {value: name for name, value in layout.ALIGNMENTS.items()} | {"distribute": "分散对齐"}
_LISTED = 5


Said = tuple[str, str, str]
"""What is wrong, how it is, how it should be."""


class Fault(Struct, frozen=True):
    """`what` is wrong of `subject` (正文段落, 页码, 第1节): it is as `found` and should be as `expected`.

    `paragraphs` are numbers in the body, from 1; none where the page or a part outside the body is meant. `text` is
    the first one's beginning. `is_direct`: set on the paragraph or the characters themselves, not by a style (`style`).
    `remedy`: how to mend it, where that is not told by those two. `is_kept`: --fix leaves it to people, and the remedy says why.
    """

    code: str
    subject: str
    what: str
    found: str
    expected: str
    paragraphs: tuple[int, ...] = ()
    text: str = ""
    style: str = ""
    is_direct: bool = False
    remedy: str = ""
    is_kept: bool = False

    @property
    def message(self) -> str:
        return f"{self._where}{self.what}{self.found}，应为{self.expected}"

    @property
    def change(self) -> str:
        """What was done about it, where it was mended."""
        return f"{self._where}{self.what}{self.found} → {self.expected}"

    @property
    def _where(self) -> str:
        where = _numbers(self.paragraphs) + (f"“{self.text}”" if self.text else "")
        return f"{where}（{self.subject}）：" if where else self.subject

    @property
    def cure(self) -> str:
        if self.remedy:
            return self.remedy
        if not self.style and not self.is_direct:
            return _CURES.get(self.code, "")
        if self.is_direct:
            return f"是直接设置的格式：选中后清除格式，或改成{self.expected}"
        return f"改样式“{self.style}”，改成{self.expected}"


_CURES = {
    PAGE: "在“页面设置”里改",
    GRID: "在“页面设置—文档网格”里改",
    NUMBER: "双击页脚，在里面改；也可以用 --fix 换成版式的页码",
    TABLE: "在“表格属性”里改",
}


def at(code: str, subject: str, said: Said, kept: str = "") -> Fault:
    """A fault of the page as a whole. `kept`: why --fix leaves it, and how to mend it."""
    return Fault(code, subject, *said, remedy=kept, is_kept=bool(kept))


def grouped(faults: Iterable[Fault]) -> list[Fault]:
    """Those of many paragraphs that are alike as one; the page first, then in the order of the text."""
    found: dict[Fault, list[Fault]] = {}
    for fault in faults:
        found.setdefault(replace(fault, paragraphs=(), text=""), []).append(fault)
    made = [_together(alike) for alike in found.values()]
    return sorted(made, key=lambda fault: (fault.paragraphs[:1], fault.code))


def _together(alike: Sequence[Fault]) -> Fault:
    numbers = tuple(dict.fromkeys(number for fault in alike for number in fault.paragraphs))
    return replace(alike[0], paragraphs=numbers)


def _numbers(paragraphs: Sequence[int]) -> str:
    if not paragraphs:
        return ""
    listed = "、".join(map(str, paragraphs[:_LISTED]))
    return f"第{listed}{f'……等{len(paragraphs)}' if len(paragraphs) > _LISTED else ''}段"


# Values in words ---------------------------------------------------------------------------------------------------


def subject(role: str) -> str:
    return STYLES.get(role, role)


def beginning(text: str) -> str:
    return excerpt(text, 16)


def size_text(half_points: int) -> str:
    """A type size: 三号（16磅）."""
    name, measured = size_name(half_points), f"{half_points / 2:g}磅"
    return name if name == measured else f"{name}（{measured}）"


def line_text(line: int, rule: str) -> str:
    """The distance of lines."""
    if rule == "auto":
        return "单倍" if line == 240 else f"{line / 240:g}倍"
    return f"{'最小值' if rule == 'atLeast' else '固定值'}{points(line)}"


def measure_text(measure: Measure, unit: str) -> str:
    """A length in characters or lines where it was said so."""
    if not measure.twips:
        return "0"
    return f"{measure.hundredths / 100:g}{unit}" if measure.hundredths else points(measure.twips)


def align_text(align: str) -> str:
    return _ALIGNMENTS.get(align, align)


def length_text(twips: int) -> str:
    return millimetres(twips) if twips <= layout.PAPERS["A3"][1] else f"{twips // 57}mm"


def switch_text(is_on: bool) -> str:
    return "打开" if is_on else "关闭"


def outline_text(outline: int | None) -> str:
    return "正文文本" if outline is None else f"{outline + 1}级"


def color_text(color: str) -> str:
    return f"#{color}" if color else "自动（黑色）"
