"""Reads layout files: values in the trade's words become a layout in Word's units, wrong ones become findings.

A layout may give only what differs from another: `extends: NAME`. Both files make one tree of nodes, each of which
keeps its place, so that a finding, or `report layout show`, names the file with the value.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import lru_cache, partial
from pathlib import PurePosixPath
from typing import Any, Protocol, TypeVar

from msgspec.structs import replace

from report_cli.files import yaml
from report_cli.layout.layout import (
    ALIGNMENTS,
    CHARACTER_STYLES,
    LIKE,
    NOTHING,
    PAPERS,
    STYLES,
    CharacterStyle,
    Font,
    Layout,
    Measure,
    Page,
    Style,
    Units,
    WrongValue,
    length,
    size,
)
from report_cli.model import Finding, Place
from report_cli.text import excerpt, nearest

KEY = "extends"
GRIDS = {"同行距": None, "无": 0}
SWITCHES = {"true": True, "false": False}
MOST_WITH_NUMBER = 30
"""With more characters that may not begin a line, many lines would be short."""

_MISSING = "对照自带的版式 printed.yaml 补上；只写与它不同之处，就加一行 extends: printed"
_SECTIONS = ("label", "page", "fonts", "text", "styles", "characters", "head", "table", "page_number")
_SIDES = ("top", "right", "bottom", "left")
_CHARACTERS, _STYLE = CharacterStyle.__struct_fields__, Style.__struct_fields__

T = TypeVar("T")
Readers = Mapping[str, Callable[[str], Any]]
"""By key, what turns a text into a value or raises WrongValue."""

Step = tuple[str, yaml.Node]
"""A file of those that make up a layout, and its nodes laid over those of the files below it."""


class Shelf(Protocol):
    def layouts(self) -> list[str]:
        """The names that there are."""

    def layout(self, name: str, below: str = "") -> tuple[str, bytes] | None:
        """The file of a name, as findings name it, and its bytes.

        `below` is the file that extends it; it is never found itself.
        """


def parse(data: bytes, file: str, shelf: Shelf | None = None) -> tuple[Layout | None, list[Finding]]:
    """Read a layout file; what it extends comes from the shelf. The layout is None where there are findings."""
    files, findings = steps(data, file, shelf)
    layout = None
    for step, node in files:
        # A mistake in an extended layout is a finding of its own file, not of those that extend it.
        layout, wrong = _of_nodes(node, step)
        if wrong:
            return None, [*findings, *wrong]
    return (None if findings else layout), findings


class _Entries:
    """One mapping of the file, its nodes by key. `name` is its path in the file: styles.title.

    Mistakes are noted, and reading goes on without the value.
    """

    def __init__(
        self,
        name: str,
        node: yaml.Node | None,
        findings: list[Finding],
        known: Collection[str] | None = None,
        required: Iterable[str] = (),
    ) -> None:
        """`known`: None for any key. A missing `node` was noted by the section around it."""
        self.name, self.findings = name, findings
        self.title = f"“{name}”" if name else "版式文件"
        self.nodes: dict[str, yaml.Node] = {}
        if node is None:
            return
        if not isinstance(node, yaml.Mapping) and not (isinstance(node, yaml.Scalar) and node.is_empty):
            self._note("L101", node.place, f"{self.title}应为一组“名称: 值”", "名称和值写在下一行，缩进两格")
            return
        entries = node.entries if isinstance(node, yaml.Mapping) else ()
        meant = {self._take(key, value, known) for key, value in entries}
        for key in required:
            if key not in meant:
                self._note("L103", node.place, f"{self.title}缺“{key}”", _MISSING)

    def _take(self, key: yaml.Scalar, value: yaml.Node, known: Collection[str] | None) -> str:
        """Take a known entry. The name of the entry; for an unknown one, the name that is probably meant."""
        if known is None or key.text in known:
            self.nodes[key.text] = value
            return key.text
        guess = nearest(key.text, known)
        cure = f"是不是“{guess}”？" if guess else f"可以写的有{'、'.join(known)}"
        self._note("L102", key.place, f"{self.title}里没有“{excerpt(key.text)}”这一项", cure)
        return guess

    def section(self, key: str, known: Collection[str] | None = None, required: Iterable[str] = ()) -> _Entries:
        return _Entries(self._path(key), self.nodes.get(key), self.findings, known, required)

    def all_values(self, key: str, readers: Readers) -> dict[str, Any]:
        """The values of a section; its keys are those of the readers, all required."""
        return self.section(key, readers, readers).values(readers)

    def values(self, readers: Readers) -> dict[str, Any]:
        values = {}
        for key in (key for key in readers if key in self.nodes):
            node = self.nodes[key]
            if not isinstance(node, yaml.Scalar) or not node.text.strip():
                self._note("L104", node.place, f"“{self._path(key)}”应为一个值", "写成“名称: 值”")
                continue
            try:
                values[key] = readers[key](node.text.strip())
            except WrongValue as unreadable:
                message = f"“{self._path(key)}”写作“{excerpt(node.text)}”：{unreadable}"
                self._note("L105", node.place, message, "照上面说的写法改")
        return values

    def texts(self, key: str) -> tuple[str, ...]:
        node = self.nodes.get(key)
        items = node.items if isinstance(node, yaml.Sequence) else ()
        texts = tuple(item.text for item in items if isinstance(item, yaml.Scalar) and item.text)
        if node is not None and (not texts or len(texts) < len(items)):
            self._note("L104", node.place, f"“{self._path(key)}”应为一个列表", "写成 [甲, 乙]")
        return texts

    def _path(self, key: str) -> str:
        return f"{self.name}.{key}" if self.name else key

    def _note(self, code: str, place: Place, message: str, cure: str) -> None:
        self.findings.append(Finding(code, place, message, cure))


@lru_cache(maxsize=16)
def _of_nodes(node: yaml.Node, file: str) -> tuple[Layout, list[Finding]]:
    findings: list[Finding] = []
    root = _Entries("", node, findings, ("format", KEY, *_SECTIONS), _SECTIONS)
    root.values({"format": partial(_one_of, {"1": 1})})
    layout = _layout(root, PurePosixPath(file).stem)
    return layout, findings or list(_misfits(layout, file))


def _layout(root: _Entries, name: str) -> Layout:
    fonts = root.section("fonts")
    section = root.section("text", (*_STYLE, "keep_with_number", "widow_control"), ("font", "size", "line"))
    text = _style(section, Style(), fonts.nodes)
    styles = _styles(root.section("styles", (*STYLES, *LIKE), STYLES), text, fonts.nodes)
    characters = root.section("characters", CHARACTER_STYLES, CHARACTER_STYLES)
    from_edge = partial(_length, units=_units(styles["page_number"], text.line))
    readers: Readers = {"below_text": _length, "from_edge": from_edge, "dashes": partial(_one_of, SWITCHES)}
    lone = section.values({"widow_control": partial(_one_of, SWITCHES)})
    number = root.section("page_number", readers, ("below_text", "from_edge")).values(readers)
    after = root.all_values("head", {"after": partial(_length, units=_units(text, text.line))})
    return Layout(
        name=name,
        label=root.values({"label": str}).get("label", ""),
        page=_page(root),
        fonts=tuple(Font(one, fonts.section(one, ("alternatives",)).texts("alternatives")) for one in fonts.nodes),
        text=text,
        keep_with_number=section.values({"keep_with_number": _few}).get("keep_with_number", ""),
        styles=styles,
        characters={
            name: CharacterStyle(**characters.section(name, _CHARACTERS).values(_character_readers(fonts.nodes)))
            for name in CHARACTER_STYLES
        },
        after_head=after.get("after", NOTHING),
        border=root.all_values("table", {"border": _border}).get("border", 0),
        below_text=number.get("below_text", NOTHING).twips,
        from_edge=number.get("from_edge", NOTHING),
        has_dashes=number.get("dashes", True),
        joins_lone_lines=lone.get("widow_control", False),
    )


def _page(root: _Entries) -> Page:
    section = root.section("page", ("size", "margins", "grid"), ("size", "margins"))
    values = section.values(
        {
            "size": partial(_one_of, PAPERS),
            "grid": partial(_line, GRIDS, "文档网格应为每行1磅到200磅，或写“同行距”“无”"),
        }
    )
    margins = section.all_values("margins", dict.fromkeys(_SIDES, _length))
    width, height = values.pop("size", PAPERS["A4"])
    return Page(width=width, height=height, **{side: margins.get(side, NOTHING).twips for side in _SIDES}, **values)


def _styles(section: _Entries, text: Style, fonts: Collection[str]) -> dict[str, Style]:
    """The styles by name. A missing one that is optional is the same as its model in LIKE."""
    names = (*STYLES, *(name for name in LIKE if name in section.nodes))
    styles = {name: _style(section.section(name, _STYLE), text, fonts) for name in names}
    return {name: styles[model] for name, model in LIKE.items()} | styles


def _style(section: _Entries, base: Style, fonts: Collection[str]) -> Style:
    """A style, with `base` for what the section does not say."""
    line = partial(_line, {"单倍": 0}, "行距应为1磅到200磅，或写“单倍”")
    style = replace(base, **section.values({**_character_readers(fonts), "line": line}))
    measure = partial(_length, units=_units(style, base.line or style.line))
    readers: Readers = {
        **dict.fromkeys(("first_line", "left", "before", "after"), measure),
        "align": partial(_one_of, ALIGNMENTS),
        "keep_with_next": partial(_one_of, SWITCHES),
    }
    return replace(style, **section.values(readers))


def _character_readers(fonts: Collection[str]) -> Readers:
    return {
        "font": partial(_declared, fonts),
        "latin": partial(_declared, fonts),
        "size": size,
        "spacing": partial(_within, "-20磅", "20磅", "字距应为-20磅到20磅"),
        "bold": partial(_one_of, SWITCHES),
        "color": _color,
        "shade": _color,
    }


def _units(style: CharacterStyle, line: int) -> Units:
    """What 字 and 行 mean in a style. A line of single spacing is about 1.3 times the height of its characters."""
    return {"字": style.em, "行": line or style.em * 13 // 10}


def _declared(fonts: Collection[str], text: str) -> str:
    if text not in fonts:
        guess = nearest(text, fonts)
        raise WrongValue("fonts里没有这种字体" + (f"，是不是“{guess}”" if guess else ""))
    return text


def _length(text: str, units: Units | None = None) -> Measure:
    measured = length(text, units)
    return _right(measured, 0 <= measured.twips <= PAPERS["A3"][1], "不能小于0，也不能大过纸张")


def _right(value: T, is_right: object, expected: str) -> T:
    if not is_right:
        raise WrongValue(expected)
    return value


@lru_cache(maxsize=256)
def _within(least: str, most: str, expected: str, text: str) -> int:
    twips = length(text).twips
    return _right(twips, length(least).twips <= twips <= length(most).twips, expected)


def _line(choices: Mapping[str, T], expected: str, text: str) -> T | int:
    return choices[text] if text in choices else _within("1磅", "200磅", expected, text)


def _border(text: str) -> int:
    return _within("0.25磅", "6磅", "表格线应为0.25磅到6磅", text) * 8 // 20


def _color(text: str) -> str:
    return _right(text.upper(), re.fullmatch(r"[0-9A-Fa-f]{6}", text), "应为六位的颜色代码，如 C00000（深红）")


def _few(text: str) -> str:
    return _right(text, len(text) <= MOST_WITH_NUMBER, f"最多{MOST_WITH_NUMBER}个字，现有{len(text)}个")


def _one_of(choices: Mapping[str, T], text: str) -> T:
    if text not in choices:
        raise WrongValue("只能是" + "、".join(choices))
    return choices[text]


def _misfits(layout: Layout, file: str) -> Iterator[Finding]:
    """Values that are right each, but not together."""
    page, em = layout.page, layout.text.em
    if page.text_width < 2 * em or page.text_height < max(layout.text.line, em):
        yield Finding("L106", Place(file), "页边距留给版心的地方排不下一行字", "核对“page.margins”")
    number = layout.styles["page_number"]
    if layout.below_text + max(number.line, number.em) > page.bottom:
        yield Finding("L106", Place(file), "页码排到了纸外", "核对“page_number.below_text”和下边距")


# Layouts that extend others -------------------------------------------------------------------------------------------


def steps(data: bytes, file: str, shelf: Shelf | None, above: tuple[str, ...] = ()) -> tuple[list[Step], list[Finding]]:
    """The files that make up a layout, the lowest first; none if one is missing.

    `above`: the files that led here, each extending the next.
    """
    node, findings = _parsed(data, file, "L")
    named = node.get(KEY) if isinstance(node, yaml.Mapping) else None
    if node is None or named is None:
        return [] if node is None else [(file, node)], findings
    chain = (*above, file)
    base = _base(named, shelf, chain)
    below, faults = ([], [base]) if isinstance(base, Finding) else steps(base[1], base[0], shelf, chain)
    return [*below, (file, over(below[-1][1], node))] if below else [], [*findings, *faults]


_parsed = lru_cache(maxsize=16)(yaml.parse)


def _base(named: yaml.Node, shelf: Shelf | None, chain: tuple[str, ...]) -> tuple[str, bytes] | Finding:
    """The file that a layout extends, and its bytes."""
    if not isinstance(named, yaml.Scalar) or not named.text.strip():
        return Finding("L104", named.place, "“extends”应为一个版式的名称", "写成 extends: printed")
    name, known = named.text.strip(), shelf.layouts() if shelf else []
    base = shelf.layout(name, chain[-1]) if shelf and name in known else None
    if base is not None and base[0] not in chain:
        return base
    if name in known:
        closing = base[0] if base else chain[-1]
        circle = " → ".join([*chain[chain.index(closing) :], closing])
        return Finding("L108", named.place, f"版式互相沿用，绕成了圈：{circle}", "其中一个去掉extends，把各项写全")
    guess = nearest(name, known)
    cure = f"是不是“{guess}”？" if guess else f"现有的版式：{'、'.join(known)}" if known else "把各项写全，去掉extends"
    return Finding("L107", named.place, f"没有版式“{excerpt(name)}”可以沿用", cure)


def over(base: yaml.Node, node: yaml.Node) -> yaml.Node:
    """`node` laid over `base`: two mappings are merged, and the upper value wins unless it is empty.

    A merged mapping has the place of the lower one, where a key that neither has is missing.
    """
    if isinstance(node, yaml.Scalar) and node.is_empty:
        return base
    if not isinstance(node, yaml.Mapping) or not isinstance(base, yaml.Mapping):
        return node
    entries = {key.text: (key, value) for key, value in base.entries if key.text != KEY}
    for key, value in node.entries:
        below = entries.get(key.text)
        entries[key.text] = (below[0], over(below[1], value)) if below else (key, value)
    return yaml.Mapping(tuple(entries.values()), base.place)
