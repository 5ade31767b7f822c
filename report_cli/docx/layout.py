"""A layout (版式): page, fonts and styles of one use, read from `templates/layouts/NAME.yaml`.

All lengths here are in twips (a twentieth of a point), type sizes in half-points, as Word counts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from report_cli.docx.measure import NOTHING, Em, Measure, Unreadable, length, size
from report_cli.facts import source
from report_cli.model import Finding, Place
from report_cli.text import excerpt, nearest

STYLES = (
    *("title", "subtitle", "date", "speaker", "byline", "salutation", "heading_1", "heading_2", "heading_3"),
    *("body", "attachments", "table_caption", "table_head", "table_body", "page_number"),
)
CHARACTERS = ("lead_1", "lead_2", "lead_3", "emphasis", "pending")
ALIGNMENTS = {"两端对齐": "both", "左对齐": "left", "居中": "center", "右对齐": "right"}
PAPERS = {"A4": (length("210mm").twips, length("297mm").twips), "A3": (length("297mm").twips, length("420mm").twips)}
# Were there more characters that may not begin a line, lines would often be short.
MAX_KEPT = 30

_LETTERS = ("font", "latin", "size", "spacing", "bold", "color", "shade")
_PARAGRAPH = ("line", "align", "first_line", "left", "before", "after", "keep_with_next")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page:
    """The sheet and its margins, in twips."""

    width: int
    height: int
    top: int
    right: int
    bottom: int
    left: int

    @property
    def text_width(self) -> int:
        """Width of the type area (版心)."""
        return self.width - self.left - self.right


@dataclass(frozen=True, slots=True)
class Font:
    """A font by name, and the names to try where it is not installed."""

    name: str
    alternatives: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Letters:
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


@dataclass(frozen=True, slots=True)
class Style:
    """How paragraphs look. `line` is their exact line height, or 0 for single spacing."""

    letters: Letters = Letters()
    line: int = 0
    align: str = "both"
    first_line: Measure = NOTHING
    left: Measure = NOTHING
    before: Measure = NOTHING
    after: Measure = NOTHING
    keep_with_next: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """All that a document's look is made of.

    `styles` has every name of STYLES, `characters` every name of CHARACTERS. `after_head` is the space between
    the head of the document and its text; `border` a table's lines, in eighths of a point; `below_text` how far
    below the type area the dashes of the page number stand; `from_edge` how far in from its side.
    """

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


def read(data: bytes, file: str) -> tuple[Layout | None, list[Finding]]:
    """Read a layout file. The layout is None where there are findings."""
    node, findings = source.parse(data, file, "L")
    if node is None:
        return None, findings
    keys = ("label", "page", "fonts", "text", "styles", "characters", "head", "table", "page_number")
    root = _Section("", node, findings, ("format", *keys), keys)
    root.value("format", _one_of({"1": 1}), 1)
    layout = _layout(root)
    if not findings:
        findings += _misfits(layout, file)
    return (None if findings else layout), findings


def _layout(root: _Section) -> Layout:
    fonts = _fonts(root)
    section = root.section("text", (*_LETTERS, *_PARAGRAPH, "keep_with_number"), ("font", "size", "line"))
    text = _style(section, Style(), fonts)
    styles = root.section("styles", STYLES, STYLES)
    read_styles = {name: _style(styles.section(name, (*_LETTERS, *_PARAGRAPH)), text, fonts) for name in STYLES}
    characters = root.section("characters", CHARACTERS, CHARACTERS)
    number = root.section("page_number", ("below_text", "from_edge"), ("below_text", "from_edge"))
    return Layout(
        label=root.value("label", str, ""),
        page=_page(root),
        fonts=fonts,
        text=text,
        keep_with_number=section.value("keep_with_number", _kept, ""),
        styles=read_styles,
        characters={name: _letters(characters.section(name, _LETTERS), Letters(), fonts) for name in CHARACTERS},
        after_head=root.section("head", ("after",), ("after",)).value("after", _length(_em(text.letters, text.line)), NOTHING),
        border=root.section("table", ("border",), ("border",)).value("border", _border, 0),
        below_text=number.value("below_text", _length(), NOTHING).twips,
        from_edge=number.value("from_edge", _length(_em(read_styles["page_number"].letters, text.line)), NOTHING),
    )


def _page(root: _Section) -> Page:
    section = root.section("page", ("size", "margins"), ("size", "margins"))
    width, height = section.value("size", _one_of(PAPERS), PAPERS["A4"])
    sides = ("top", "right", "bottom", "left")
    margins = section.section("margins", sides, sides)
    top, right, bottom, left = (margins.value(side, _length(), NOTHING).twips for side in sides)
    return Page(width, height, top, right, bottom, left)


def _fonts(root: _Section) -> tuple[Font, ...]:
    section = root.section("fonts")
    return tuple(Font(name, section.section(name, ("alternatives",)).texts("alternatives")) for name in section.entries)


def _style(section: _Section, base: Style, fonts: Sequence[Font]) -> Style:
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


def _letters(section: _Section, base: Letters, fonts: Sequence[Font]) -> Letters:
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


class _Section:
    """A mapping of the file, read key by key. What is wrong is noted, and reading goes on with a stand-in."""

    def __init__(
        self,
        name: str,
        node: source.Node | None,
        findings: list[Finding],
        known: Collection[str] | None = None,
        required: Iterable[str] = (),
    ) -> None:
        """`known` None: any key is good. A `node` that is missing was noted by the section around it."""
        self.name = name
        self.findings = findings
        self.entries: dict[str, source.Node] = {}
        if node is None:
            return
        misspelt: set[str] = set()
        if isinstance(node, source.Mapping):
            misspelt = self._take(node, known)
        elif not (isinstance(node, source.Scalar) and node.is_empty):
            self._find("L101", node.place, f"{self._title}应为一组“名称: 值”", "名称和值写在下一行，缩进两格")
            return
        for key in required:
            if key not in self.entries and key not in misspelt:
                self._find("L103", node.place, f"{self._title}缺“{key}”", "对照自带的版式 printed.yaml 补上")

    def _take(self, node: source.Mapping, known: Collection[str] | None) -> set[str]:
        """Take the entries that are known; the names that the others most likely mean."""
        misspelt = set()
        for key, value in node.entries:
            if known is None or key.text in known:
                self.entries[key.text] = value
                continue
            guess = nearest(key.text, known)
            misspelt.add(guess)
            cure = f"是不是“{guess}”？" if guess else f"可以写的有{'、'.join(known)}"
            self._find("L102", key.place, f"{self._title}里没有“{excerpt(key.text)}”这一项", cure)
        return misspelt

    def section(self, key: str, known: Collection[str] | None = None, required: Iterable[str] = ()) -> _Section:
        return _Section(self._path(key), self.entries.get(key), self.findings, known, required)

    def value(self, key: str, read_text: Callable[[str], T], default: T) -> T:
        """The value of a key as `read_text` reads it; the default where it is missing or unreadable."""
        node = self.entries.get(key)
        if node is None:
            return default
        if not isinstance(node, source.Scalar) or not node.text.strip():
            self._find("L104", node.place, f"“{self._path(key)}”应为一个值", "写成“名称: 值”")
            return default
        try:
            return read_text(node.text.strip())
        except Unreadable as unreadable:
            self._find("L105", node.place, f"“{self._path(key)}”写作“{excerpt(node.text)}”：{unreadable}", "改正这个值")
            return default

    def texts(self, key: str) -> tuple[str, ...]:
        node = self.entries.get(key)
        items = node.items if isinstance(node, source.Sequence) else ()
        texts = tuple(item.text for item in items if isinstance(item, source.Scalar) and item.text)
        if node is not None and (not texts or len(texts) < len(items)):
            self._find("L104", node.place, f"“{self._path(key)}”应为一个列表", "写成 [甲, 乙]")
        return texts

    @property
    def _title(self) -> str:
        return f"“{self.name}”" if self.name else "版式文件"

    def _path(self, key: str) -> str:
        return f"{self.name}.{key}" if self.name else key

    def _find(self, code: str, place: Place, message: str, cure: str) -> None:
        self.findings.append(Finding(code, place, message, cure))


def _misfits(layout: Layout, file: str) -> Iterator[Finding]:
    """What may not be all together, though each may be alone."""
    page, character = layout.page, _character(layout.text.letters)
    if page.text_width < 2 * character or page.height - page.top - page.bottom < max(layout.text.line, character):
        yield Finding("L106", Place(file), "页边距留给版心的地方排不下一行字", "核对“page.margins”")
    number = layout.styles["page_number"]
    if layout.below_text + max(number.line, _character(number.letters)) > page.bottom:
        yield Finding("L106", Place(file), "页码排到了纸外", "核对“page_number.below_text”和下边距")
