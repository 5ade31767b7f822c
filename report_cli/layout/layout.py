"""A layout (版式): page, fonts and styles of one use, read from `templates/layouts/NAME.yaml`.

All lengths here are in twips (a twentieth of a point), type sizes in half-points, as Word counts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import PurePosixPath
from typing import TypeVar

from msgspec import Struct

from report_cli.files.yaml import Node
from report_cli.layout import extends
from report_cli.layout.entries import Entries
from report_cli.layout.measure import NOTHING, Em, Measure, Unreadable, length, size
from report_cli.model import Finding, Place
from report_cli.text import is_chinese, nearest

STYLES = (
    *("title", "subtitle", "date", "speaker", "byline", "salutation", "heading_1", "heading_2", "heading_3"),
    *("body", "attachments", "table_caption", "table_head", "table_body", "page_number"),
)
# Styles that a layout need not have, and the ones that they are like where it has not.
LIKE = {"stage": "date", "attachment_label": "salutation", "attachment_title": "title", "footnote": "table_body"}
CHARACTERS = ("lead_1", "lead_2", "lead_3", "emphasis", "pending")
ALIGNMENTS = {"两端对齐": "both", "左对齐": "left", "居中": "center", "右对齐": "right"}
PAPERS = {"A4": (length("210mm").twips, length("297mm").twips), "A3": (length("297mm").twips, length("420mm").twips)}
GRIDS = {"同行距": None, "无": 0}
# Were there more characters that may not begin a line, lines would often be short.
MAX_KEPT = 30

_LETTERS = ("font", "latin", "size", "spacing", "bold", "color", "shade")
_PARAGRAPH = ("line", "align", "first_line", "left", "before", "after", "keep_with_next")

T = TypeVar("T")


class Page(Struct, frozen=True):
    """The sheet and its margins, in twips. `grid` is the height of a line of its grid: 0 for none, None for the text's."""

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
    def turned(self) -> Page:
        """The same sheet on its side, its left edge on top: each margin stays at its edge of the paper.

        A table across the sheet has its head at the binding on odd pages, at the cut on even ones (GB/T 9704, 7.4).
        """
        return Page(self.height, self.width, self.left, self.top, self.right, self.bottom, self.grid)


class Font(Struct, frozen=True):
    """A font by name, and the names to try where it is not installed."""

    name: str
    alternatives: tuple[str, ...] = ()


class Letters(Struct, frozen=True):
    """How characters look; what is None is as in the paragraph around them.

    `latin` is the font of letters and digits; without it they stand in `font` too. Colours are RRGGBB.
    """

    font: str | None = None
    latin: str | None = None
    size: int | None = None
    spacing: int | None = None
    bold: bool | None = None
    color: str | None = None
    shade: str | None = None

    def width(self, text: str) -> int:
        """Width of a text in twips: Latin letters and digits are half as wide as Chinese characters."""
        halves = sum(2 if is_chinese(character) else 1 for character in text)
        return halves * (self.size or 0) * 5 + len(text) * (self.spacing or 0)


class Style(Struct, frozen=True):
    """How paragraphs look. `line` is their exact line height, or 0 for single spacing."""

    letters: Letters = Letters()
    line: int = 0
    align: str = "both"
    first_line: Measure = NOTHING
    left: Measure = NOTHING
    before: Measure = NOTHING
    after: Measure = NOTHING
    keep_with_next: bool = False


class Layout(Struct, frozen=True, eq=False):
    """All that a document's look is made of.

    `name` is its file's. `styles` has every name of STYLES and LIKE, `characters` every name of CHARACTERS.
    `after_head` is the space between the head of the document and its text; `border` a table's lines, in eighths of
    a point; `below_text` how far below the type area the dashes of the page number stand; `from_edge` how far in
    from its side.
    """

    name: str
    label: str
    page: Page
    fonts: tuple[Font, ...]
    text: Style
    keep_with_number: str
    styles: Mapping[str, Style]
    characters: Mapping[str, Letters]
    after_head: Measure
    border: int
    below_text: int
    from_edge: Measure

    @property
    def grid(self) -> int:
        """The height of the grid's lines; 0 where there is none."""
        return self.text.line if self.page.grid is None else self.page.grid


def read(data: bytes, file: str, shelf: extends.Shelf | None = None) -> tuple[Layout | None, list[Finding]]:
    """Read a layout file; what it extends comes from the shelf. The layout is None where there are findings."""
    steps, findings = extends.steps(data, file, shelf or extends.Bare())
    layout = None
    for step, node in steps:
        # What is wrong with a layout below is said of its own file, once, not of those that extend it.
        layout, found = _read(node, step)
        if found:
            return None, [*findings, *found]
    return (None if findings else layout), findings


@lru_cache(maxsize=16)
def _read(node: Node, file: str) -> tuple[Layout, list[Finding]]:
    findings: list[Finding] = []
    keys = ("label", "page", "fonts", "text", "styles", "characters", "head", "table", "page_number")
    root = Entries("", node, findings, ("format", extends.KEY, *keys), keys)
    root.value("format", _one_of({"1": 1}), 1)
    layout = _layout(root, PurePosixPath(file).stem)
    return layout, findings or list(_misfits(layout, file))


def _layout(root: Entries, name: str) -> Layout:
    fonts = _fonts(root)
    section = root.section("text", (*_LETTERS, *_PARAGRAPH, "keep_with_number"), ("font", "size", "line"))
    text = _style(section, Style(), fonts)
    styles = _styles(root.section("styles", (*STYLES, *LIKE), STYLES), text, fonts)
    characters = root.section("characters", CHARACTERS, CHARACTERS)
    number = root.section("page_number", ("below_text", "from_edge"), ("below_text", "from_edge"))
    return Layout(
        name=name,
        label=root.value("label", str, ""),
        page=_page(root),
        fonts=fonts,
        text=text,
        keep_with_number=section.value("keep_with_number", _kept, ""),
        styles=styles,
        characters={name: _letters(characters.section(name, _LETTERS), Letters(), fonts) for name in CHARACTERS},
        after_head=root.section("head", ("after",), ("after",)).value(
            "after", _length(_em(text.letters, text.line)), NOTHING
        ),
        border=root.section("table", ("border",), ("border",)).value("border", _border, 0),
        below_text=number.value("below_text", _length(), NOTHING).twips,
        from_edge=number.value("from_edge", _length(_em(styles["page_number"].letters, text.line)), NOTHING),
    )


def _page(root: Entries) -> Page:
    section = root.section("page", ("size", "margins", "grid"), ("size", "margins"))
    width, height = section.value("size", _one_of(PAPERS), PAPERS["A4"])
    sides = ("top", "right", "bottom", "left")
    margins = section.section("margins", sides, sides)
    top, right, bottom, left = (margins.value(side, _length(), NOTHING).twips for side in sides)
    return Page(width, height, top, right, bottom, left, section.value("grid", _grid, None))


def _fonts(root: Entries) -> tuple[Font, ...]:
    section = root.section("fonts")
    return tuple(Font(name, section.section(name, ("alternatives",)).texts("alternatives")) for name in section.entries)


def _styles(section: Entries, text: Style, fonts: Sequence[Font]) -> dict[str, Style]:
    """The styles by name; one that need not be there is like another, in all that it does not say itself."""
    known = (*_LETTERS, *_PARAGRAPH)
    found = {name: _style(section.section(name, known), text, fonts) for name in STYLES}
    for name, model in LIKE.items():
        found[name] = _style(section.section(name, known), text, fonts) if name in section.entries else found[model]
    return found


def _style(section: Entries, base: Style, fonts: Sequence[Font]) -> Style:
    """How paragraphs look; what the section does not say is as in `base`."""
    letters = _letters(section, base.letters, fonts)
    line = section.value("line", _line, base.line)
    em = _em(letters, base.line or line)
    return Style(
        letters,
        line,
        section.value("align", _one_of(ALIGNMENTS), base.align),
        section.value("first_line", _length(em), base.first_line),
        section.value("left", _length(em), base.left),
        section.value("before", _length(em), base.before),
        section.value("after", _length(em), base.after),
        section.value("keep_with_next", _flag, base.keep_with_next),
    )


def _letters(section: Entries, base: Letters, fonts: Sequence[Font]) -> Letters:
    declared = _declared({font.name for font in fonts})
    return Letters(
        section.value("font", declared, base.font),
        section.value("latin", declared, base.latin),
        section.value("size", size, base.size),
        section.value("spacing", _spacing, base.spacing),
        section.value("bold", _flag, base.bold),
        section.value("color", _color, base.color),
        section.value("shade", _color, base.shade),
    )


def _em(letters: Letters, line: int) -> Em:
    """What 字 and 行 mean beside such letters; a line of single spacing is about 1.3 times as high as they."""
    return Em(_character(letters), line or _character(letters) * 13 // 10)


def _character(letters: Letters) -> int:
    """Width of a Chinese character, in twips."""
    return (letters.size or 0) * 10


def _declared(fonts: Collection[str]) -> Callable[[str], str]:
    def choose(text: str) -> str:
        if text not in fonts:
            guess = nearest(text, fonts)
            raise Unreadable("fonts里没有这种字体" + (f"，是不是“{guess}”" if guess else ""))
        return text

    return choose


def _length(em: Em | None = None) -> Callable[[str], Measure]:
    def measure(text: str) -> Measure:
        measured = length(text, em)
        if not 0 <= measured.twips <= PAPERS["A3"][1]:
            raise Unreadable("不能小于0，也不能大过纸张")
        return measured

    return measure


def _line(text: str) -> int:
    return 0 if text == "单倍" else _within(text, "1磅", "200磅", "行距应为1磅到200磅，或写“单倍”")


def _grid(text: str) -> int | None:
    if text in GRIDS:
        return GRIDS[text]
    return _within(text, "1磅", "200磅", "文档网格应为每行1磅到200磅，或写“同行距”“无”")


def _spacing(text: str) -> int:
    return _within(text, "-20磅", "20磅", "字距应为-20磅到20磅")


def _border(text: str) -> int:
    return _within(text, "0.25磅", "6磅", "表格线应为0.25磅到6磅") * 8 // 20


def _within(text: str, least: str, most: str, expected: str) -> int:
    """A length in twips between two others."""
    twips = length(text).twips
    if not length(least).twips <= twips <= length(most).twips:
        raise Unreadable(expected)
    return twips


def _flag(text: str) -> bool:
    return _one_of({"true": True, "false": False})(text)


def _color(text: str) -> str:
    if not re.fullmatch(r"[0-9A-Fa-f]{6}", text):
        raise Unreadable("应为六位的颜色代码，如 C00000（深红）")
    return text.upper()


def _kept(text: str) -> str:
    if len(text) > MAX_KEPT:
        raise Unreadable(f"最多{MAX_KEPT}个字，现有{len(text)}个")
    return text


def _one_of(choices: Mapping[str, T]) -> Callable[[str], T]:
    def choose(text: str) -> T:
        if text not in choices:
            raise Unreadable("只能是" + "、".join(choices))
        return choices[text]

    return choose


def _misfits(layout: Layout, file: str) -> Iterator[Finding]:
    """What may not be all together, though each may be alone."""
    page, character = layout.page, _character(layout.text.letters)
    if page.text_width < 2 * character or page.height - page.top - page.bottom < max(layout.text.line, character):
        yield Finding("L106", Place(file), "页边距留给版心的地方排不下一行字", "核对“page.margins”")
    number = layout.styles["page_number"]
    if layout.below_text + max(number.line, _character(number.letters)) > page.bottom:
        yield Finding("L106", Place(file), "页码排到了纸外", "核对“page_number.below_text”和下边距")
