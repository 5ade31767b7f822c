"""A layout (版式): page, fonts and styles of one use, as `templates/layouts/NAME.yaml` has them.

All lengths here are in twips (a twentieth of a point, which is a 72nd of an inch), type sizes in half-points, as Word
counts; below are what the trade writes for them, in text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from functools import cache, lru_cache
from itertools import pairwise
from math import floor

from msgspec import Struct
from msgspec.structs import replace

from report_cli.text import is_chinese

# The names of type sizes (字号), in points.
SIZES = {
    "初号": "42",
    "小初": "36",
    "一号": "26",
    "小一": "24",
    "二号": "22",
    "小二": "18",
    "三号": "16",
    "小三": "15",
    "四号": "14",
    "小四": "12",
    "五号": "10.5",
    "小五": "9",
    "六号": "7.5",
    "小六": "6.5",
    "七号": "5.5",
    "八号": "5",
}
_TWIPS = {"mm": Fraction(14400, 254), "cm": Fraction(144000, 254), "磅": Fraction(20)}
_NEAR = 12
_NUMBER = re.compile(r"(-?\d{1,4}(?:\.\d{1,3})?)\s*(\D+)")

# Styles by their names in a layout: the id that paragraphs refer to, Word's name, what the trade calls it. Those that
# Word has built in keep their English names (Word shows 标题 1); ours are Chinese.
PARAGRAPH_STYLES = {
    "kicker": ("Kicker", "引题", "引题"),
    "title": ("Title", "Title", "题名"),
    "subtitle": ("Subtitle", "Subtitle", "副题"),
    "date": ("Date", "Date", "日期"),
    "stage": ("Stage", "稿次", "稿次"),
    "speaker": ("Speaker", "报告人", "报告人"),
    "byline": ("Byline", "署名", "署名"),
    "salutation": ("Salutation", "Salutation", "称谓"),
    "heading_1": ("Heading1", "heading 1", "一级标题"),
    "heading_2": ("Heading2", "heading 2", "二级标题"),
    "heading_3": ("Heading3", "heading 3", "三级标题"),
    "body": ("BodyText", "Body Text", "正文段落"),
    "attachments": ("Attachments", "附件说明", "附件说明"),
    "attachment_label": ("AttachmentLabel", "附件标识", "附件标识"),
    "attachment_title": ("AttachmentTitle", "附件标题", "附件标题"),
    "table_caption": ("Caption", "caption", "表题"),
    "table_head": ("TableHead", "表头", "表头"),
    "table_body": ("TableBody", "表格文字", "表格文字"),
    "footnote": ("FootnoteText", "footnote text", "脚注"),
    "page_number": ("Footer", "footer", "页码"),
}
CHARACTER_STYLES = {
    "lead_1": ("Lead1", "段首标题1", "一级段首标题"),
    "lead_2": ("Lead2", "段首标题2", "二级段首标题"),
    "lead_3": ("Lead3", "段首标题3", "三级段首标题"),
    "emphasis": ("Emphasis", "Emphasis", "着重"),
    "pending": ("Pending", "待补", "待补"),
}
# Optional styles, and the ones that stand in for them.
LIKE = {"kicker": "subtitle", "stage": "date", "footnote": "table_body"}
LIKE |= {"attachment_label": "salutation", "attachment_title": "title"}
STYLES = tuple(name for name in PARAGRAPH_STYLES if name not in LIKE)
LABELS = {name: label for name, (_, _, label) in (PARAGRAPH_STYLES | CHARACTER_STYLES).items()}
ALIGNMENTS = {"两端对齐": "both", "左对齐": "left", "居中": "center", "右对齐": "right"}


class Measure(Struct, frozen=True):
    """A length in twips; if it is set in characters or lines, also in hundredths of one.

    Word prefers the hundredths: an indent of two characters stays one when the size is changed.
    """

    twips: int = 0
    hundredths: int = 0

    def is_like(self, other: Measure) -> bool:
        """Whether both have the same hundredths, or differ by less than a fifth of a millimetre."""
        is_same = self.hundredths != 0 and self.hundredths == other.hundredths
        return is_same or abs(self.twips - other.twips) <= _NEAR


NOTHING = Measure()


Units = Mapping[str, int]
"""What 字 and 行 mean in a style, in twips: a character's width, a line's height."""


class WrongValue(ValueError):
    """A text is no such value. The message says what was expected."""


def length(text: str, units: Units | None = None) -> Measure:
    """A length; in 字 or 行 only where `units` has them.

    >>> length("37mm")
    Measure(twips=2098, hundredths=0)
    >>> length("2字", {"字": 320, "行": 579})
    Measure(twips=640, hundredths=200)
    """
    number, unit = _split(text)
    if unit in _TWIPS:
        return Measure(_nearest(number * _TWIPS[unit]))
    if units and unit in units:
        return Measure(_nearest(number * units[unit]), _nearest(number * 100))
    raise WrongValue("应为长度，如 28mm、16磅" + ("、2字、1行" if units else ""))


@lru_cache(maxsize=256)
def size(text: str) -> int:
    """A type size in half-points, as Word counts: 三号 is 32.

    >>> size("小四"), size("16磅"), size("10.5磅")
    (24, 32, 21)
    """
    name = text.strip()
    number, unit = (Fraction(SIZES[name]), "磅") if name in SIZES else _split(text)
    doubled = number * 2
    if unit != "磅" or doubled.denominator != 1 or not 2 <= doubled <= 400:
        raise WrongValue("应为字号，如 三号、小四、16磅（1磅到200磅，可带半磅）")
    return int(doubled)


def size_name(half_points: int) -> str:
    """The trade's name of a type size, else the size in points.

    >>> size_name(24), size_name(17)
    ('小四', '8.5磅')
    """
    return _names().get(half_points, f"{half_points / 2:g}磅")


@cache
def _names() -> dict[int, str]:
    return {size(name): name for name in reversed(SIZES)}


def millimetres(twips: float) -> str:
    """A length as text that is read as the same twips again.

    >>> millimetres(2098), millimetres(1588)
    ('37mm', '28.01mm')
    """
    for digits in range(3):
        number = f"{twips * 254 / 14400:.{digits}f}"
        if _nearest(Fraction(number) * _TWIPS["mm"]) == round(twips):
            break
    return f"{number}mm"


def points(twips: float) -> str:
    """A length in points.

    >>> points(579), points(-5), points(560)
    ('28.95磅', '-0.25磅', '28磅')
    """
    return f"{twips / 20:.2f}".rstrip("0").rstrip(".") + "磅"


def widest(text: str, character: int) -> int:
    """The greatest width that a text may have, if a Chinese character is `character` wide; in twips.

    Digits of a substitute font take two thirds of a character; LibreOffice puts a quarter between them and Chinese.
    """
    kinds = [is_chinese(letter) for letter in text]
    gaps = sum(before != after for before, after in pairwise(kinds))
    return character * (sum(12 if kind else 8 for kind in kinds) + 3 * gaps) // 12


@lru_cache(maxsize=256)
def _split(text: str) -> tuple[Fraction, str]:
    match = _NUMBER.fullmatch(text.strip())
    return (Fraction(match[1]), match[2].strip()) if match else (Fraction(0), "")


def _nearest(number: Fraction) -> int:
    """The nearest whole number; a half goes up."""
    return floor(number + Fraction(1, 2))


USUAL = "printed"
"""The name of the layout of texts that name no other."""
PAPERS = {"A4": (length("210mm").twips, length("297mm").twips), "A3": (length("297mm").twips, length("420mm").twips)}


class Page(Struct, frozen=True, kw_only=True):
    """The sheet and its margins. `grid` is the height of a line of its grid: 0 for none, None for the text's."""

    width: int
    height: int
    top: int
    right: int
    bottom: int
    left: int
    grid: int | None = None

    @property
    def text_width(self) -> int:
        """Width of the type area (版心)."""
        return self.width - self.left - self.right

    @property
    def text_height(self) -> int:
        return self.height - self.top - self.bottom

    @property
    def turned(self) -> Page:
        """The same sheet on its side, its left edge on top: each margin stays at its edge of the paper.

        A table across the sheet has its head at the binding on odd pages, at the cut on even ones (GB/T 9704, 7.4).
        """
        return Page(
            width=self.height,
            height=self.width,
            top=self.left,
            right=self.top,
            bottom=self.right,
            left=self.bottom,
            grid=self.grid,
        )


class Font(Struct, frozen=True):
    """A font by name, and the names to try where it is not installed."""

    name: str
    alternatives: tuple[str, ...] = ()


class CharacterStyle(Struct, frozen=True, kw_only=True):
    """How characters look; None: as in the paragraph around them.

    `latin` is the font of letters and digits, if not `font`. Colours are RRGGBB.
    """

    font: str | None = None
    latin: str | None = None
    size: int | None = None
    spacing: int | None = None
    bold: bool | None = None
    color: str | None = None
    shade: str | None = None

    def within(self, around: Style) -> Style:
        """The style around these characters, with theirs laid over it."""
        own = {name: value for name in self.__struct_fields__ if (value := getattr(self, name)) is not None}
        return replace(around, **{**({"latin": self.font} if self.font else {}), **own})

    @property
    def em(self) -> int:
        """Width of a Chinese character, in twips."""
        return (self.size or 0) * 10

    def width(self, text: str) -> int:
        """Width of a text in twips: Latin letters and digits are half as wide as Chinese characters."""
        halves = sum(2 if is_chinese(character) else 1 for character in text)
        return halves * self.em // 2 + len(text) * (self.spacing or 0)


class Style(CharacterStyle, frozen=True, kw_only=True):
    """How paragraphs look, and the characters in them. `line` is the exact line height, or 0 for single spacing."""

    line: int = 0
    align: str = "both"
    first_line: Measure = NOTHING
    left: Measure = NOTHING
    before: Measure = NOTHING
    after: Measure = NOTHING
    keep_with_next: bool = False


class Layout(Struct, frozen=True, kw_only=True, eq=False):
    """All that a document's look is made of.

    `name` is its file's. `styles` has every name of PARAGRAPH_STYLES, `characters` every name of CHARACTER_STYLES.
    `after_head` is the space between the head of the document and its text; `border` a table's lines, in eighths of
    a point; `below_text` how far below the type area the page number stands, measured to the middle of its line, where
    its dashes are if it has any (`has_dashes`); `from_edge` how far in from its side.
    `joins_lone_lines`: no page ends or begins with a single line of a paragraph (孤行控制).
    """

    name: str
    label: str
    page: Page
    fonts: tuple[Font, ...]
    text: Style
    keep_with_number: str
    styles: Mapping[str, Style]
    characters: Mapping[str, CharacterStyle]
    after_head: Measure
    border: int
    below_text: int
    from_edge: Measure
    has_dashes: bool = True
    joins_lone_lines: bool = False

    @property
    def grid(self) -> int:
        """The height of the grid's lines; 0 where there is none."""
        return self.text.line if self.page.grid is None else self.page.grid

    def within_text(self, name: str) -> CharacterStyle:
        """One of `characters` as Word needs it: bold within bold is not bold.

        (ECMA-376 Part 1, 17.7.3.)
        """
        style = self.characters[name]
        return replace(style, bold=None) if style.bold == self.text.bold else style

    @property
    def character_styles(self) -> list[CharacterStyle]:
        return [*self.characters.values(), self.text, *self.styles.values()]
