"""What a Word file says of a paragraph or run in different places, from the lowest to the highest.

Document defaults, table style, the styles from the base upward, the numbering, then what is set directly. Each place is
a `pPr` or `rPr` element; of what several say, the last holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lxml import etree
from msgspec import Struct

from report_cli.docx.package import Package, W
from report_cli.layout.measure import Measure

_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_OFF = ("0", "false", "off", "none")
_DEEPEST = 20
"""Styles that rest on one another further than this go in a circle."""

Layers = Sequence[etree._Element]


def value(layers: Layers, name: str, attribute: str = "val") -> str | None:
    """An attribute of the property `name`, as the highest place says it that says it."""
    for layer in reversed(layers):
        for element in layer.iterchildren(W + name):
            found = element.get(W + attribute)
            if found is not None:
                return str(found)
    return None


def number(layers: Layers, name: str, attribute: str = "val") -> int | None:
    """The same as a whole number; LibreOffice writes fractions now and then."""
    found = value(layers, name, attribute)
    try:
        return None if found is None else round(float(found))
    except (ValueError, OverflowError):
        return None


def is_on(layers: Layers, name: str, default: bool = False) -> bool:
    """Whether a switch is on, as the highest place says it."""
    for layer in reversed(layers):
        for element in layer.iterchildren(W + name):
            return is_yes(element.get(W + "val", "1"))
    return default


def is_yes(text: str | None) -> bool:
    """Whether the value of a switch is that it is on."""
    return text is not None and text.lower() not in _OFF


def measure(layers: Layers, name: str, side: str, unit: str, whole: int, also: str = "") -> Measure:
    """A length; said in characters or lines (of `whole` twips), that holds, wherever the twips are said."""
    hundredths = number(layers, name, side + unit) or (number(layers, name, also + unit) if also else 0) or 0
    if hundredths:
        return Measure(round(hundredths * whole / 100), hundredths)
    return Measure(_one_of(layers, name, (side, also) if also else (side,))[1])


def first_line(layers: Layers, character: int) -> Measure:
    """The first line's indent, negative where it hangs out."""
    which, hundredths = _one_of(layers, "ind", ("firstLineChars", "hangingChars"))
    if hundredths:
        hundredths = -hundredths if which == "hangingChars" else hundredths
        return Measure(round(hundredths * character / 100), hundredths)
    which, twips = _one_of(layers, "ind", ("firstLine", "hanging"))
    return Measure(-twips if which == "hanging" else twips)


def _one_of(layers: Layers, name: str, attributes: tuple[str, ...]) -> tuple[str, int]:
    """Of attributes that exclude each other, the one that the highest place says, and its number."""
    for layer in reversed(layers):
        for attribute in reversed(attributes):
            found = number([layer], name, attribute)
            if found is not None:
                return attribute, found
    return "", 0


def toggled(name: str, kinds: list[Layers], own: list[etree._Element]) -> bool:
    """A switch like bold: on by default, it stays on; on in two kinds of style, it is off; set directly, it is as set.

    (ECMA-376 Part 1, 17.7.3.)
    """
    defaults, *styled = kinds
    on = is_on(defaults, name) or sum(is_on(layers, name) for layers in styled) % 2 == 1
    return is_on(own, name, on)


def color(text: str | None) -> str:
    return "" if text in (None, "auto", "none") else str(text).upper()


class Numbering(Struct, frozen=True):
    """The automatic number of a paragraph: its list and level (from 0), form of number, and text (`%1、`)."""

    list: str
    level: int
    form: str
    text: str


class Cascade:
    """All the places in which one file says how it looks, but for the paragraphs themselves."""

    def __init__(self, package: Package) -> None:
        styles = next(package.linked("styles"), None)
        self._styles = (
            {} if styles is None else {style.get(W + "styleId", ""): style for style in styles.iter(W + "style")}
        )
        self._defaults = {
            kind: [] if styles is None else styles.findall(f"{W}docDefaults/{W}{kind}Default/{W}{kind}")
            for kind in ("pPr", "rPr")
        }
        self._usual = {
            style.get(W + "type", ""): identifier
            for identifier, style in self._styles.items()
            if style.get(W + "default", "0").lower() not in _OFF
        }
        self._lists = next(package.linked("numbering"), None)
        self._theme = _theme_fonts(next(package.linked("theme"), None))

    def style_name(self, identifier: str) -> str:
        """A style's name as stored: `heading 1`, `正文缩进`."""
        style = self._styles.get(identifier)
        found = style.find(W + "name") if style is not None else None
        return str(found.get(W + "val", "")) if found is not None else ""

    def paragraph_style(self, properties: etree._Element | None) -> str:
        """The id of a paragraph's style: named, or the usual one."""
        named = value([properties], "pStyle") if properties is not None else None
        return named if named is not None and named in self._styles else self._usual.get("paragraph", "")

    def _chain(self, identifier: str | None) -> list[tuple[str, etree._Element]]:
        """A style and those that it is based on, the lowest first."""
        found: list[tuple[str, etree._Element]] = []
        while identifier in self._styles and len(found) < _DEEPEST:
            assert identifier is not None, "None is no style's id"
            style = self._styles[identifier]
            found.append((identifier, style))
            base = style.find(W + "basedOn")
            identifier = base.get(W + "val") if base is not None else None
        return found[::-1]

    def table_style(self, table: etree._Element | None) -> str | None:
        """The id of a table's style."""
        if table is None:
            return None
        properties = table.find(W + "tblPr")
        named = value([properties], "tblStyle") if properties is not None else None
        return named if named in self._styles else self._usual.get("table")

    def of_table(self, table: etree._Element) -> list[etree._Element]:
        """All `tblPr` that hold for a table."""
        own = table.find(W + "tblPr")
        return [*self._of_styles(self.table_style(table), "tblPr"), *([own] if own is not None else [])]

    def of_paragraph(self, properties: etree._Element | None, table: etree._Element | None) -> list[etree._Element]:
        """All `pPr` that hold for a paragraph. A numbering's stands right below the place that asks for the numbering."""
        layers = [*self._defaults["pPr"], *self._of_styles(self.table_style(table), "pPr")]
        own = [("", properties)] if properties is not None else []
        said = [(name, style.find(W + "pPr")) for name, style in self._chain(self.paragraph_style(properties))]
        for name, place in [*said, *own]:
            if place is None:
                continue
            asked = place.find(W + "numPr") is not None
            level = self._level([*layers, place], name) if asked else None
            indents = level.find(W + "pPr") if level is not None else None
            layers += [place] if indents is None else [indents, place]
        return layers

    def of_letters(
        self, properties: etree._Element | None, table: etree._Element | None
    ) -> tuple[list[Layers], Layers]:
        """All `rPr` below a paragraph's runs, by kind: defaults, table style, paragraph style; and all of them in one row."""
        kinds: list[Layers] = [
            self._defaults["rPr"],
            self._of_styles(self.table_style(table), "rPr"),
            self._of_styles(self.paragraph_style(properties), "rPr"),
        ]
        return kinds, [layer for kind in kinds for layer in kind]

    def of_character_style(self, properties: etree._Element | None) -> Layers:
        named = value([properties], "rStyle") if properties is not None else None
        return self._of_styles(named, "rPr")

    def _of_styles(self, identifier: str | None, kind: str) -> list[etree._Element]:
        found = (style.find(W + kind) for _, style in self._chain(identifier))
        return [properties for properties in found if properties is not None]

    def numbering(self, layers: Layers, style: str) -> Numbering | None:
        """The automatic number of a paragraph with such properties; None where it has none."""
        level = self._level(layers, style)
        if level is None:
            return None
        form, text = (value([level], name) or "" for name in ("numFmt", "lvlText"))
        return Numbering(_asked(layers, "numId") or "", int(level.get(W + "ilvl", "0")), form, text)

    def _level(self, layers: Layers, style: str) -> etree._Element | None:
        """The level of the list that the highest place asks for; a style asks by its name, or for the first level."""
        depth = _asked(layers, "ilvl")
        levels = list(self._levels(_asked(layers, "numId")))
        named = [level for level in levels if value([level], "pStyle") == style] if depth is None else []
        return next((level for level in named or levels if named or level.get(W + "ilvl") == (depth or "0")), None)

    def _levels(self, name: str | None) -> Iterator[etree._Element]:
        for instance in self._lists.iterfind(W + "num") if self._lists is not None else ():
            if instance.get(W + "numId") != name:
                continue
            yield from instance.iterfind(f"{W}lvlOverride/{W}lvl")
            abstract = value([instance], "abstractNumId")
            assert self._lists is not None, "the instance stands in it"
            for found in self._lists.iterfind(W + "abstractNum"):
                if found.get(W + "abstractNumId") == abstract:
                    yield from found.iterfind(W + "lvl")

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
    return value([found for layer in layers for found in layer.iterfind(W + "numPr")], name)


def _theme_fonts(theme: etree._Element | None) -> dict[str, str]:
    """The fonts of a theme by the names that `rFonts` gives them: minorEastAsia, majorHAnsi …"""
    found: dict[str, str] = {}
    for kind in ("major", "minor"):
        fonts = theme.find(f".//{_DRAWING}{kind}Font") if theme is not None else None
        if fonts is None:
            continue
        named = {str(child.get("script")): child.get("typeface", "") for child in fonts.iterfind(_DRAWING + "font")}
        latin, chinese, complex_script = (
            child.get("typeface", "") if (child := fonts.find(_DRAWING + name)) is not None else ""
            for name in ("latin", "ea", "cs")
        )
        found |= {f"{kind}Ascii": latin, f"{kind}HAnsi": latin, f"{kind}Bidi": complex_script}
        found[f"{kind}EastAsia"] = chinese or named.get("Hans", "")
    return found
