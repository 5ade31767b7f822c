"""How the characters of a Word file look in the end, by all that is said of them in their different places."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree
from msgspec import Struct

from report_cli.docx import cascade
from report_cli.docx.cascade import Cascade, Layers
from report_cli.docx.package import W

_TOGGLES = ("strike", "dstrike", "outline", "shadow", "emboss", "imprint", "caps", "smallCaps", "vanish")
_CHOICES = ("em", "highlight", "bdr")
MARKS = (*_TOGGLES, *_CHOICES)
"""What may be put on characters beside bold, italic, underline, colour and shade, by Word's names."""


class Letters(Struct, frozen=True):
    """How characters look. `spacing` is between them; colours are RRGGBB or empty. `theme`: the scripts whose font the theme names.

    `position` is how far they are raised, in half-points. `marks`: what else is on, of MARKS, and superscript or subscript.
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


def of(styles: Cascade, kinds: list[Layers], below: Layers, properties: etree._Element | None) -> Letters:
    """The look of a run that says these properties itself.

    `kinds` and `below`: what lies below it, by kind and in one row, as `Cascade.of_letters` gives them.
    """
    styled = styles.of_character_style(properties)
    own = [properties] if properties is not None else []
    layers = [*below, *styled, *own]
    scripts = {script: styles.font(layers, script) for script in ("eastAsia", "ascii", "hAnsi", "cs")}
    return Letters(
        east_asia=scripts["eastAsia"][0],
        ascii=scripts["ascii"][0],
        h_ansi=scripts["hAnsi"][0],
        cs=scripts["cs"][0],
        hint=cascade.value(layers, "rFonts", "hint") or "",
        theme=frozenset(script for script, (_, is_theme) in scripts.items() if is_theme),
        size=cascade.number(layers, "sz") or 20,
        spacing=cascade.number(layers, "spacing") or 0,
        bold=cascade.toggled("b", [*kinds, styled], own),
        italic=cascade.toggled("i", [*kinds, styled], own),
        underline=(cascade.value(layers, "u") or "none") != "none",
        color=cascade.color(cascade.value(layers, "color")),
        shade=cascade.color(cascade.value(layers, "shd", "fill")),
        superscript=cascade.value(layers, "vertAlign") == "superscript",
        scale=cascade.number(layers, "w") or 100,
        position=cascade.number(layers, "position") or 0,
        marks=frozenset(_marks([*kinds, styled], own, layers)),
    )


def _marks(kinds: list[Layers], own: list[etree._Element], layers: Layers) -> Iterator[str]:
    said = {child.tag for layer in layers for child in layer}
    yield from (name for name in _TOGGLES if W + name in said and cascade.toggled(name, kinds, own))
    yield from (name for name in _CHOICES if (cascade.value(layers, name) or "none") not in ("none", "nil"))
    raised = cascade.value(layers, "vertAlign")
    if raised in ("superscript", "subscript"):
        yield raised


def is_hidden(run: etree._Element) -> bool:
    """Whether a run itself says that it does not show."""
    properties = run.find(W + "rPr")
    return properties is not None and cascade.is_on([properties], "vanish")
