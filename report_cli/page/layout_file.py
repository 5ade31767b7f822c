"""A layout file that is being written: only what differs from the layout that it extends, in the trade's units."""

import json
import re
from collections import defaultdict
from collections.abc import Iterator

from report_cli.files.yaml import Mapping, Node, Scalar
from report_cli.layout import reading
from report_cli.layout.layout import ALIGNMENTS, USUAL, Measure, Style, length, millimetres, points, size_name
from report_cli.layout.reading import Shelf
from report_cli.model import CannotRun
from report_cli.text import width

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
# Texts that YAML reads as they are, without quotation marks.
_PLAIN = re.compile(r"-?[\w.（）]([\w.+（） -]*[\w.（）])?")
# The column of the comments.
_COMMENTS = 40
_ORDER = ("page", "fonts", "text", "styles", "characters", "head", "table", "page_number")
# Twips that lengths may differ.
_NEAR = 2
_LONGEST = 22 * 1440
"""The longest indent or space that Word takes, 22 inches, in twips."""

Path = tuple[str, ...]
"""Where in the file a value stands: ("styles", "title", "size")."""


class LayoutFile:
    """The values so far. Raises CannotRun where the layout that it extends has mistakes itself."""

    def __init__(self, label: str, shelf: Shelf) -> None:
        self.label, self.shelf = label, shelf
        self.values: dict[Path, str] = {}
        self.fonts: dict[str, None] = {}
        file, data = shelf.layout(USUAL) or ("", b"")
        steps, _ = reading.steps(data, file, shelf)
        base, _ = reading.parse(data, file, shelf)
        if base is None:
            raise CannotRun(f"版式{USUAL}有错，先改正：report layout show {USUAL}")
        self.node, self.base = steps[-1][1], base

    def put(self, path: Path, text: str, base: str = "") -> None:
        if text != base:
            self.values[path] = text

    def put_length(self, path: Path, twips: int, base: Measure, em: int = 0) -> None:
        """Put a length in characters of `em` twips, else in lines, if it is a multiple of a half; else as measured.

        One that Word itself does not take is damage, and stays as it is in what the file is compared with.
        """
        if abs(twips - base.twips) <= _NEAR or abs(twips) > _LONGEST:
            return
        unit, whole = ("字", em) if em else ("行", self.base.text.line or 1)
        text = f"{round(twips * 2 / whole) / 2:g}{unit}"
        if abs(length(text, {unit: whole}).twips - twips) > _NEAR:
            text = millimetres(twips) if em else points(twips)
        self.values[path] = text

    def put_style(self, path: Path, style: Style, base: Style) -> None:
        """Put what differs of a style; of the body text and of characters only the look, not indents and spaces."""
        fonts = {"font": (style.font, base.font), "latin": (style.latin or style.font, base.latin or style.font)}
        for key, (name, of_base) in fonts.items():
            if name and name != of_base:
                self.fonts[name] = None
                self.values[*path, key] = name
        texts = _texts(base)
        for key, text in _texts(style).items():
            self.put((*path, key), text or texts[key], texts[key])
        if path[0] == "styles":
            ems = {"first_line": style.em or base.em, "left": style.em or base.em, "before": 0, "after": 0}
            for key, em in ems.items():
                self.put_length((*path, key), getattr(style, key).twips, getattr(base, key), em)
            if path[1].startswith("heading"):
                self.put((*path, "keep_with_next"), _switch(style.keep_with_next), _switch(base.keep_with_next))

    def rebase(self) -> None:
        """Compare what comes with what the file says so far. Raises CannotRun where that makes no layout."""
        made, findings = reading.parse(self.text().encode(), "", self.shelf)
        if made is None:
            # Margins that leave no page, for one.
            raise CannotRun(f"读出的版式排不了版：{'；'.join(finding.message for finding in findings)}；换一份文件")
        self.base = made

    def text(self) -> str:
        lines = [f"extends: {USUAL}", "format: 1", f"label: {_quoted(self.label)}"]
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
        grouped: dict[str, dict[Path, str]] = defaultdict(dict)
        for path, text in self.values.items():
            if path[0] == key:
                grouped[path[1]][path] = text
        for name, values in grouped.items():
            inner = ", ".join(f"{path[2]}: {_quoted(text)}" for path, text in values.items() if len(path) > 2)
            comment = "、".join(filter(None, map(self._in_base, values)))
            line = f"  {name}: " + (f"{{{inner}}}" if inner else _quoted(values[key, name]))
            yield f"{line}{' ' * max(2, _COMMENTS - width(line))}# 印发稿：{comment}" if comment else line

    def _in_base(self, path: Path) -> str:
        """The same value in the official layout, in its own words; for a style that has none, the text's."""
        node = self._node(path)
        if isinstance(node, Scalar) and node.text:
            return node.text
        is_text_s = path[0] == "styles" and path[-1] in ("font", "size", "line", "align", "spacing")
        return self._in_base(("text", path[-1])) if is_text_s else ""

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
