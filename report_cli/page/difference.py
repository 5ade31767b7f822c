"""A layout file that is being written: what differs from the layout that it extends, in the trade's units, with comments."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from math import ceil

from report_cli.files.yaml import Mapping, Node, Scalar
from report_cli.layout import extends, layout
from report_cli.layout.extends import Shelf
from report_cli.layout.layout import Layout, Letters, Style
from report_cli.layout.measure import SIZES, Em, Measure, length, size
from report_cli.model import CannotRun
from report_cli.page.effective import Paragraph, Section
from report_cli.text import width

_BASE = "printed"
_ALIGNMENTS = {value: name for name, value in layout.ALIGNMENTS.items()}
_SIZES = {size(name): name for name in reversed(SIZES)}
_ALTERNATIVES = {
    "仿宋": "仿宋_GB2312, FangSong",
    "楷体": "楷体_GB2312, KaiTi",
    "方正仿宋_GBK": "仿宋_GB2312, 仿宋",
    "方正楷体_GBK": "楷体_GB2312, 楷体",
    "方正黑体_GBK": "黑体, SimHei",
    "方正小标宋_GBK": "方正小标宋简体, 小标宋, 宋体",
    "华文中宋": "STZhongsong, 宋体",
}
_PLAIN = re.compile(r"-?[\w.（）]([\w.+（） -]*[\w.（）])?")
_COMMENTS = 40
_ORDER = ("page", "fonts", "text", "styles", "characters", "head", "table", "page_number")
# How high a line of single spacing is, in heights of its letters: about, in the usual Chinese fonts.
_NATURAL = 13


def millimetres(twips: float) -> str:
    """A length that is read as just so many twips again.

    >>> millimetres(2098), millimetres(1588)
    ('37mm', '28.01mm')
    """
    for digits in range(3):
        text = f"{twips * 254 / 14400:.{digits}f}mm"
        if length(text).twips == round(twips):
            return text
    return text


def points(twips: float) -> str:
    """The same in points.

    >>> points(579), points(-5), points(560)
    ('28.95磅', '-0.25磅', '28磅')
    """
    return f"{twips / 20:.2f}".rstrip("0").rstrip(".") + "磅"


def fixed_line(paragraph: Paragraph, section: Section) -> tuple[int, bool]:
    """The height of a paragraph's lines, 0 for single spacing; and whether that is a guess, as it depends on the font."""
    form = paragraph.format
    natural = paragraph.letters.size * _NATURAL
    if form.line_rule == "exact":
        return form.line, False
    if form.line_rule == "atLeast":
        return max(form.line, natural), natural > form.line
    if section.grid in ("lines", "linesAndChars") and form.snap_to_grid:
        return ceil(natural / section.pitch) * section.pitch * form.line // 240, form.line != 240
    return (0, False) if form.line == 240 else (natural * form.line // 240, True)


class Difference:
    """What is said so far, by path from the top of the file."""

    def __init__(self, label: str, base: bytes, shelf: Shelf) -> None:
        self.label, self.shelf = label, shelf
        steps, _ = extends.steps(base, "", shelf)
        self.node: Node | None = steps[-1][1] if steps else None
        self.values: dict[tuple[str, ...], str] = {}
        self.fonts: dict[str, None] = {}

    def value(self, path: tuple[str, ...], text: str, was: str | None = None) -> None:
        """Say a value, unless it is as it was."""
        if text != was:
            self.values[path] = text

    def text(self, style: Style) -> None:
        """The body's look, in which all other styles are like it; its indents are its own."""
        base = self.so_far()
        self._letters(("text",), style.letters, base.text.letters)
        self._paragraph(("text",), style, base.text)

    def style(self, name: str, style: Style, base: Layout) -> None:
        was = base.styles[name]
        path = ("styles", name)
        self._letters(path, style.letters, was.letters)
        self._paragraph(path, style, was)
        em = Em((style.letters.size or was.letters.size or 0) * 10, base.text.line or 1)
        self._indent((*path, "first_line"), style.first_line, was.first_line, em)
        self._indent((*path, "left"), style.left, was.left, em)
        self.space((*path, "before"), style.before.twips, was.before, base)
        self.space((*path, "after"), style.after.twips, was.after, base)
        if name.startswith("heading") and style.keep_with_next != was.keep_with_next:
            self.values[*path, "keep_with_next"] = _switch(style.keep_with_next)

    def letters(self, name: str, font: str, bold: bool, was: Letters, text: Style) -> None:
        """Letters within a paragraph: in what they differ from it."""
        if font and font != (was.font or text.letters.font):
            self._font(("characters", name, "font"), font)
        if bold != bool(text.letters.bold if was.bold is None else was.bold):
            self.values["characters", name, "bold"] = _switch(bold)

    def _letters(self, path: tuple[str, ...], letters: Letters, was: Letters) -> None:
        if letters.font and letters.font != was.font:
            self._font((*path, "font"), letters.font)
        latin = letters.latin or letters.font
        if latin and latin != (was.latin or letters.font):
            self._font((*path, "latin"), latin)
        if letters.size is not None and letters.size != was.size:
            self.values[*path, "size"] = _SIZES.get(letters.size, f"{letters.size / 2:g}磅")
        if (letters.spacing or 0) != (was.spacing or 0):
            self.values[*path, "spacing"] = points(letters.spacing or 0)
        if bool(letters.bold) != bool(was.bold):
            self.values[*path, "bold"] = _switch(bool(letters.bold))
        if letters.color and letters.color != was.color:
            self.values[*path, "color"] = letters.color

    def _paragraph(self, path: tuple[str, ...], style: Style, was: Style) -> None:
        if style.line != was.line:
            self.values[*path, "line"] = points(style.line) if style.line else "单倍"
        if style.align != was.align:
            self.values[*path, "align"] = _ALIGNMENTS[style.align]

    def _font(self, path: tuple[str, ...], name: str) -> None:
        self.fonts[name] = None
        self.values[path] = name

    def _indent(self, path: tuple[str, ...], indent: Measure, was: Measure, em: Em) -> None:
        if abs(indent.twips - was.twips) > 2:
            self.values[path] = _in_units(indent.twips, em, "字")

    def space(self, path: tuple[str, ...], twips: int, was: Measure, base: Layout) -> None:
        if abs(twips - was.twips) > 2:
            self.values[path] = _in_units(twips, Em(1, base.text.line or 1), "行")

    def below_text(self, twips: int, base: Layout) -> None:
        if abs(twips - base.below_text) > 6:
            self.values["page_number", "below_text"] = millimetres(max(twips, 0))

    def from_edge(self, indent: Measure, character: int, base: Layout) -> None:
        self._indent(("page_number", "from_edge"), indent, base.from_edge, Em(character, 1))

    def so_far(self) -> Layout:
        """The layout that the file makes as it stands. Raises CannotRun."""
        made, findings = layout.read(self.file().encode(), "", self.shelf)
        if made is None:
            # Margins that leave no page, for one.
            raise CannotRun(f"读出的版式排不了版：{'；'.join(finding.message for finding in findings)}；换一份文件")
        return made

    def file(self) -> str:
        """The file: a key a line; a style a line."""
        lines = [f"extends: {_BASE}", "format: 1", f"label: {_quoted(self.label)}"]
        for key in _ORDER:
            inner = list(self._section(key))
            lines += ["", f"{key}:", *inner] if inner else []
        return "\n".join(lines) + "\n"

    def _section(self, key: str) -> Iterator[str]:
        if key == "fonts":
            listed = self.node.get("fonts") if isinstance(self.node, Mapping) else None
            known = {name.text for name, _ in listed.entries} if isinstance(listed, Mapping) else set()
            for name in self.fonts:
                if name not in known:
                    others = _ALTERNATIVES.get(name)
                    yield f"  {_quoted(name)}:" + (f" {{alternatives: [{others}]}}" if others else "")
            return
        grouped: dict[str, dict[tuple[str, ...], str]] = {}
        for path, text in self.values.items():
            if path[0] == key:
                grouped.setdefault(path[1], {})[path] = text
        for name, values in grouped.items():
            said = ", ".join(f"{path[2]}: {_quoted(text)}" for path, text in values.items() if len(path) > 2)
            was = "、".join(found for path in values if (found := self._was(path)))
            line = f"  {name}: " + (f"{{{said}}}" if said else _quoted(values[key, name]))
            yield f"{line}{' ' * max(2, _COMMENTS - width(line))}# 印发稿：{was}" if was else line

    def _was(self, path: tuple[str, ...]) -> str:
        """The same value in the layout below, in its own words; for a style that says none, the text's."""
        node: Node | None = self.node
        for name in path:
            node = node.get(name) if isinstance(node, Mapping) else None
        if isinstance(node, Scalar) and node.text:
            return node.text
        return (
            self._was(("text", path[-1]))
            if path[0] == "styles" and path[-1] in ("font", "size", "line", "align", "spacing")
            else ""
        )


def _in_units(twips: int, em: Em, unit: str) -> str:
    """In characters or lines, halves too, where it comes out even; else as it is measured."""
    text = f"{round(twips * 2 / (em.character if unit == '字' else em.line)) / 2:g}{unit}"
    if abs(length(text, em).twips - twips) <= 2:
        return text
    return millimetres(twips) if unit == "字" else points(twips)


def _switch(is_on: bool) -> str:
    return "true" if is_on else "false"


def _quoted(text: str) -> str:
    """A text as YAML reads it."""
    return text if _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)
