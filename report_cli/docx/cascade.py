"""The places in a Word file that specify a paragraph or run, from the weakest to the strongest.

Document defaults, table style, the styles from the base upward, the numbering, then what is set
directly. Each place is a `pPr` or `rPr` element; where several specify the same, the last one wins.
"""

from collections.abc import Mapping, Sequence
from typing import Literal

from lxml import etree
from msgspec import Struct

from report_cli.docx.package import Package, W, is_yes

_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
# Styles that are based on one another further than this go in a circle.
_DEEPEST = 20
Layers = Sequence[etree._Element]
Styles = tuple[str, str]
"""The ids of the styles of a paragraph's table and of its own; empty where there is none."""


def value(layers: Layers, name: str, attribute: str = "val") -> str | None:
    """An attribute of the property `name`, as the highest place says it that says it."""
    for layer in reversed(layers):
        for element in layer.iterchildren(W + name):
            if (text := element.get(W + attribute)) is not None:
                return str(text)
    return None


def number(layers: Layers, name: str, attribute: str = "val") -> int | None:
    """The same as a whole number; LibreOffice writes fractions now and then."""
    said = value(layers, name, attribute)
    try:
        return None if said is None else round(float(said))
    except (ValueError, OverflowError):
        return None


def is_on(layers: Layers, name: str, default: bool = False) -> bool:
    """Whether a switch is on, as the highest place says it."""
    said = (element for layer in reversed(layers) for element in layer.iterchildren(W + name))
    return next((is_yes(element.get(W + "val", "1")) for element in said), default)


def toggled(name: str, kinds: Sequence[Layers], own: Layers) -> bool:
    """Whether a switch like bold is on (ECMA-376 Part 1, 17.7.3).

    On by default, it stays on; on in two kinds of style, it is off; set directly, it is as set.
    """
    defaults, *styled = kinds
    on = is_on(defaults, name) or sum(is_on(layers, name) for layers in styled) % 2 == 1
    return is_on(own, name, on)


def color(text: str | None) -> str:
    return "" if text in (None, "auto", "none") else str(text).upper()


def given(properties: etree._Element | None) -> list[etree._Element]:
    """Properties as layers: none where there are none."""
    return [] if properties is None else [properties]


class Numbering(Struct, frozen=True):
    """The automatic number of a paragraph: form of number, text (`%1、`).

    `shared`: the list that it counts on in, with others of the same definition; `level` of it, from 1. The first number
    there is `start`; it is so once more where a list of its `own` begins that `restarts`.
    """

    form: str
    text: str
    shared: str = ""
    level: int = 1
    start: int = 1
    own: str = ""
    restarts: bool = False


class Cascade:
    """All places but the paragraphs themselves in which a file says how it looks; none without a file."""

    def __init__(self, package: Package | None = None) -> None:
        kinds = ("styles", "numbering", "theme")
        empty = etree.Element("none")
        styles, lists, theme = (next(package.linked(kind), empty) if package else empty for kind in kinds)
        self._styles = {name: style for style in styles.iter(W + "style") if (name := style.get(W + "styleId"))}
        self._defaults = {kind: styles.findall(f"{W}docDefaults/{W}{kind}Default/{W}{kind}") for kind in ("pPr", "rPr")}
        self._usual = {
            style.get(W + "type", ""): identifier
            for identifier, style in self._styles.items()
            if is_yes(style.get(W + "default", "0"))
        }
        shared = {each.get(W + "abstractNumId"): each.findall(W + "lvl") for each in lists.iterfind(W + "abstractNum")}
        # The levels of each list, those of its own before those that it shares.
        self._levels = {
            each.get(W + "numId", ""): [
                *each.iterfind(f"{W}lvlOverride/{W}lvl"),
                *shared.get(value([each], "abstractNumId"), []),
            ]
            for each in lists.iterfind(W + "num")
        }
        self._lists = {each.get(W + "numId", ""): each for each in lists.iterfind(W + "num")}
        self._theme = _theme_fonts(theme)
        # What was worked out already: most of a text looks like other text of it.
        self._of_runs: dict[Styles, list[Layers]] = {}

    def style_name(self, identifier: str) -> str:
        """A style's name as stored: `heading 1`, `正文缩进`."""
        return value(given(self._styles.get(identifier)), "name") or ""

    def style(self, kind: Literal["paragraph", "table"], properties: etree._Element | None) -> str:
        """The id of a paragraph's or a table's style: named, or the usual one."""
        named = value(given(properties), "pStyle" if kind == "paragraph" else "tblStyle") or ""
        return named if named in self._styles else self._usual.get(kind, "")

    def of_table(self, table: etree._Element) -> Layers:
        own = table.find(W + "tblPr")
        return [*self._of_style(self.style("table", own), "tblPr"), *given(own)]

    def of_paragraph(self, styles: Styles, properties: etree._Element | None) -> Layers:
        """All `pPr` that hold for a paragraph; a numbering's right below the place that asks for it."""
        layers = [*self._defaults["pPr"], *self._of_style(styles[0], "pPr")]
        places = [(style.get(W + "styleId", ""), style.find(W + "pPr")) for style in self._bases(styles[1])]
        for style, place in [*places, ("", properties)]:
            if place is None:
                continue
            level = self._level([*layers, place], style) if place.find(W + "numPr") is not None else None
            layers += [*(level.findall(W + "pPr") if level is not None else ()), place]
        return layers

    def of_run(self, styles: Styles, properties: etree._Element | None) -> list[Layers]:
        """All `rPr` below a run's own, by kind: defaults, table style, paragraph style, character style."""
        if styles not in self._of_runs:
            self._of_runs[styles] = [self._defaults["rPr"], *(self._of_style(style, "rPr") for style in styles)]
        return [*self._of_runs[styles], self.of_character_style(properties)]

    def of_character_style(self, properties: etree._Element | None) -> Layers:
        return self._of_style(value(given(properties), "rStyle") or "", "rPr")

    def is_hidden(self, styles: Styles, properties: etree._Element | None) -> bool:
        kinds, own = self.of_run(styles, properties), given(properties)
        return any(toggled(name, kinds, own) for name in ("vanish", "specVanish"))

    def _bases(self, identifier: str | None) -> list[etree._Element]:
        """A style and those that it is based on, the lowest first."""
        styles: list[etree._Element] = []
        while identifier in self._styles and len(styles) < _DEEPEST:
            styles.append(self._styles[identifier])
            identifier = value(styles[-1:], "basedOn")
        return styles[::-1]

    def _of_style(self, identifier: str, kind: str) -> list[etree._Element]:
        return [properties for style in self._bases(identifier) for properties in style.iterfind(W + kind)]

    def numbering(self, layers: Layers, style: str) -> Numbering | None:
        """The automatic number of a paragraph with such properties; None where it has none."""
        level = self._level(layers, style)
        if level is None:
            return None
        own, depth = _asked(layers, "numId") or "", level.get(W + "ilvl", "0")
        overrides = [one for one in self._lists[own].iterfind(W + "lvlOverride") if one.get(W + "ilvl") == depth]
        again = number(overrides, "startOverride")
        return Numbering(
            form=value([level], "numFmt") or "",
            text=value([level], "lvlText") or "",
            shared=value([self._lists[own]], "abstractNumId") or "",
            level=int(depth) + 1,
            start=next((said for said in (again, number([level], "start")) if said is not None), 1),
            own=own,
            restarts=again is not None,
        )

    def _level(self, layers: Layers, style: str) -> etree._Element | None:
        """The level that the highest place asks for; a style asks by its name, or for the first level."""
        depth = _asked(layers, "ilvl")
        levels = self._levels.get(_asked(layers, "numId") or "", [])
        named = [level for level in levels if value([level], "pStyle") == style] if depth is None else []
        return next((level for level in named or levels if named or level.get(W + "ilvl") == (depth or "0")), None)

    def font(self, layers: Layers, script: str) -> tuple[str, bool]:
        """The font of a script (ascii, hAnsi, eastAsia, cs) by name, and whether the theme names it.

        Of one place that says both, the theme's font holds.
        """
        theme = "cstheme" if script == "cs" else f"{script}Theme"
        for layer in reversed(layers):
            for fonts in layer.iterfind(W + "rFonts"):
                named = self._theme.get(fonts.get(W + theme, ""))
                if named:
                    return named, True
                if fonts.get(W + script):
                    return str(fonts.get(W + script)), False
        return "", False


def _asked(layers: Layers, name: str) -> str | None:
    """What the places ask for of a list: its id, the level in it."""
    return value([asked for layer in layers for asked in layer.iterfind(W + "numPr")], name)


def _theme_fonts(theme: etree._Element) -> Mapping[str, str]:
    """The fonts of a theme by the names that `rFonts` gives them: minorEastAsia, majorHAnsi …"""
    named: dict[str, str] = {}
    for kind in ("major", "minor"):
        faces = {
            child.get("script", etree.QName(child).localname): child.get("typeface", "")
            for child in theme.iterfind(f".//{_DRAWING}{kind}Font/*")
        }
        latin, chinese = faces.get("latin", ""), faces.get("ea") or faces.get("Hans", "")
        of_scripts = {"Ascii": latin, "HAnsi": latin, "EastAsia": chinese, "Bidi": faces.get("cs", "")}
        named |= {kind + script: face for script, face in of_scripts.items()}
    return named
