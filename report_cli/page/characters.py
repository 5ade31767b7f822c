"""How the characters of a Word file look, by all that is said of them in different places."""

from collections.abc import Iterator, Sequence
from itertools import chain

from lxml import etree
from msgspec import Struct

from report_cli.docx.cascade import Cascade, Layers, Styles, color, given, number, toggled, value
from report_cli.docx.package import W

_TOGGLES = ("strike", "dstrike", "outline", "shadow", "emboss", "imprint", "caps", "smallCaps", "vanish")
_CHOICES = ("em", "highlight", "bdr")
MARKS = (*_TOGGLES, *_CHOICES)
"""What may be on characters beside bold, italic, underline, colour and shade, by Word's names."""


class CharacterFormat(Struct, frozen=True):
    """How characters look. `spacing` is between them; colours are RRGGBB or empty.

    `theme`: the scripts whose font the theme names. `position`: how far they are raised, in half-points.
    `marks`: what else is on, of MARKS, and superscript or subscript.
    """

    east_asia: str
    ascii: str
    h_ansi: str
    cs: str
    hint: str
    theme: frozenset[str]
    size: int
    spacing: int
    bold: bool
    italic: bool
    underline: bool
    color: str
    shade: str
    superscript: bool
    scale: int
    """Width of the characters in percent of their own."""
    position: int = 0
    marks: frozenset[str] = frozenset()


def of(cascade: Cascade, styles: Styles, properties: etree._Element | None) -> CharacterFormat:
    """The look of a run that says these properties itself, in a paragraph of these styles."""
    kinds, own = cascade.of_run(styles, properties), given(properties)
    layers = [*chain.from_iterable(kinds), *own]
    scripts = {script: cascade.font(layers, script) for script in ("eastAsia", "ascii", "hAnsi", "cs")}
    return CharacterFormat(
        east_asia=scripts["eastAsia"][0],
        ascii=scripts["ascii"][0],
        h_ansi=scripts["hAnsi"][0],
        cs=scripts["cs"][0],
        hint=value(layers, "rFonts", "hint") or "",
        theme=frozenset(script for script, (_, is_theme) in scripts.items() if is_theme),
        size=number(layers, "sz") or 20,
        spacing=number(layers, "spacing") or 0,
        bold=toggled("b", kinds, own),
        italic=toggled("i", kinds, own),
        underline=(value(layers, "u") or "none") != "none",
        color=color(value(layers, "color")),
        shade=color(value(layers, "shd", "fill")),
        superscript=value(layers, "vertAlign") == "superscript",
        scale=number(layers, "w") or 100,
        position=number(layers, "position") or 0,
        marks=frozenset(_marks(kinds, own, layers)),
    )


def _marks(kinds: Sequence[Layers], own: Layers, layers: Layers) -> Iterator[str]:
    said = {child.tag for layer in layers for child in layer}
    yield from (name for name in _TOGGLES if W + name in said and toggled(name, kinds, own))
    yield from (name for name in _CHOICES if (value(layers, name) or "none") not in ("none", "nil"))
    raised = value(layers, "vertAlign")
    if raised in ("superscript", "subscript"):
        yield raised
