"""A layout file that is being written: what differs from the layout that it extends, in the trade's units."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from report_cli.files.yaml import Mapping, Node, Scalar
from report_cli.layout import extends, reading
from report_cli.layout.extends import Shelf
from report_cli.layout.layout import ALIGNMENTS, Style
from report_cli.layout.measure import Measure, Units, length, millimetres, points, size_name
from report_cli.model import CannotRun
from report_cli.text import width

BASE = "printed"
_ALIGNMENTS = {value: name for name, value in ALIGNMENTS.items()}
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
_NEAR = 2
"""Twips that lengths may differ."""

Path = tuple[str, ...]
"""Where in the file a value stands: ("styles", "title", "size")."""


class Difference:
    """What is said so far. Raises CannotRun where the layout that it extends has mistakes itself."""

    def __init__(self, label: str, shelf: Shelf) -> None:
        self.label, self.shelf = label, shelf
        self.values: dict[Path, str] = {}
        self.fonts: dict[str, None] = {}
        file = shelf.layout(BASE)
        assert file is not None, "the official layout comes with the program"
        steps, _ = extends.steps(file[1], file[0], shelf)
        base, _ = reading.parse(file[1], file[0], shelf)
        if base is None:
            raise CannotRun(f"版式{BASE}有错，先改正：report layout show {BASE}")
        self.node, self.base = steps[-1][1], base

    def say(self, path: Path, text: str, was: str = "") -> None:
        """Say a value, unless it is as it was."""
        if text != was:
            self.values[path] = text

    def measure(self, path: Path, twips: int, was: Measure, em: int = 0) -> None:
        """Say a length in characters of `em` twips, else in lines, halves too, if it comes out even; else as measured."""
        if abs(twips - was.twips) <= _NEAR:
            return
        whole = em or self.base.text.line or 1
        text = f"{round(twips * 2 / whole) / 2:g}{'字' if em else '行'}"
        if abs(length(text, Units(whole, whole)).twips - twips) > _NEAR:
            text = millimetres(twips) if em else points(twips)
        self.values[path] = text

    def style(self, path: Path, style: Style, was: Style) -> None:
        """Say in what a style differs; of the text, and of characters within it, not how it stands on the page."""
        fonts = {"font": (style.font, was.font), "latin": (style.latin or style.font, was.latin or style.font)}
        for key, (name, old) in fonts.items():
            if name and name != old:
                self.fonts[name] = None
                self.values[*path, key] = name
        before = _texts(was)
        for key, text in _texts(style).items():
            self.say((*path, key), text or before[key], before[key])
        if path[0] == "styles":
            em = style.em or was.em
            self.measure((*path, "first_line"), style.first_line.twips, was.first_line, em)
            self.measure((*path, "left"), style.left.twips, was.left, em)
            self.measure((*path, "before"), style.before.twips, was.before)
            self.measure((*path, "after"), style.after.twips, was.after)
            if path[1].startswith("heading"):
                self.say((*path, "keep_with_next"), _switch(style.keep_with_next), _switch(was.keep_with_next))

    def follow(self) -> None:
        """Compare with what has been said so far from now on. Raises CannotRun where it makes no layout."""
        made, findings = reading.parse(self.file().encode(), "", self.shelf)
        if made is None:
            # Margins that leave no page, for one.
            raise CannotRun(f"读出的版式排不了版：{'；'.join(finding.message for finding in findings)}；换一份文件")
        self.base = made

    def file(self) -> str:
        """The file: a key a line; a style a line."""
        lines = [f"extends: {BASE}", "format: 1", f"label: {_quoted(self.label)}"]
        for key in _ORDER:
            inner = list(self._fonts() if key == "fonts" else self._section(key))
            lines += ["", f"{key}:", *inner] if inner else []
        return "\n".join(lines) + "\n"

    def _fonts(self) -> Iterator[str]:
        known = self._node(("fonts",))
        for name in self.fonts:
            if not isinstance(known, Mapping) or known.get(name) is None:
                others = _ALTERNATIVES.get(name)
                yield f"  {_quoted(name)}:" + (f" {{alternatives: [{others}]}}" if others else "")

    def _section(self, key: str) -> Iterator[str]:
        grouped: dict[str, dict[Path, str]] = {}
        for path, text in self.values.items():
            if path[0] == key:
                grouped.setdefault(path[1], {})[path] = text
        for name, values in grouped.items():
            said = ", ".join(f"{path[2]}: {_quoted(text)}" for path, text in values.items() if len(path) > 2)
            was = "、".join(text for path in values if (text := self._was(path)))
            line = f"  {name}: " + (f"{{{said}}}" if said else _quoted(values[key, name]))
            yield f"{line}{' ' * max(2, _COMMENTS - width(line))}# 印发稿：{was}" if was else line

    def _was(self, path: Path) -> str:
        """The same value in the layout below, in its own words; for a style that says none, the text's."""
        node = self._node(path)
        if isinstance(node, Scalar) and node.text:
            return node.text
        is_text_s = path[0] == "styles" and path[-1] in ("font", "size", "line", "align", "spacing")
        return self._was(("text", path[-1])) if is_text_s else ""

    def _node(self, path: Path) -> Node | None:
        node: Node | None = self.node
        for name in path:
            node = node.get(name) if isinstance(node, Mapping) else None
        return node


def _texts(style: Style) -> dict[str, str]:
    return {
        "size": size_name(style.size or 0),
        "spacing": points(style.spacing or 0),
        "bold": _switch(style.bold),
        "color": style.color or "",
        "line": points(style.line) if style.line else "单倍",
        "align": _ALIGNMENTS[style.align],
    }


def _switch(is_on: bool | None) -> str:
    return "true" if is_on else "false"


def _quoted(text: str) -> str:
    """A text as YAML reads it."""
    return text if _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)
