"""What hides text from the eye, or makes a number look like another, once all styles are resolved.

Type too small to read, letters without width, text in the colour of its background, lines without height; figures
raised above their line; numbers that Word itself puts before a paragraph.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Literal

from lxml import etree
from msgspec import Struct

from report_cli.docx import cascade
from report_cli.docx.cascade import Cascade, Layers, Numbering, Styles
from report_cli.docx.manuscript import Line, Trace
from report_cli.docx.package import W, child

Effect = Literal["tiny", "narrow", "squeezed", "lifted", "raised"]

_TINY = 8  # half-points
_USUAL = 20  # half-points: what Word takes where nothing says a size
_NARROW = 10  # percent of a letter's width
_LOW = 80  # twips: a line, or a row of a table, of this height shows nothing
_CONTRAST = 0x30
_HIGHLIGHTS = {
    "black": "000000", "blue": "0000FF", "cyan": "00FFFF", "green": "00FF00", "magenta": "FF00FF", "red": "FF0000",
    "yellow": "FFFF00", "white": "FFFFFF", "darkBlue": "000080", "darkCyan": "008080", "darkGreen": "008000",
    "darkMagenta": "800080", "darkRed": "800000", "darkYellow": "808000", "darkGray": "808080", "lightGray": "C0C0C0",
}  # fmt: skip
_SWITCHES = ("webHidden", "strike", "dstrike")
# The properties by which a run itself says how it is seen.
_ASKED = {
    W + name
    for name in (*_SWITCHES, *"vanish specVanish rStyle color sz w position spacing vertAlign shd highlight".split())
}


class Sight(Struct, frozen=True):
    """How a run is seen. `effects`: what holds of it; `ink`, `ground`: its colour and its own ground's, if any."""

    is_hidden: bool
    effects: frozenset[str]
    ink: str
    ground: str


class Eye:
    """Sees the runs of a file. Most look like others: each look is worked out once."""

    def __init__(self, known: Cascade) -> None:
        self._cascade = known
        self._seen: dict[object, Sight] = {}

    def run(self, styles: Styles, properties: etree._Element | None) -> Sight:
        own = cascade.given(properties)
        asked = [(said.tag, *said.attrib.items()) for layer in own for said in layer if said.tag in _ASKED]
        known = (styles, *asked)
        if known not in self._seen:
            kinds = self._cascade.of_run(styles, properties)
            layers = [*chain.from_iterable(kinds), *own]
            switches = [name for name in _SWITCHES if cascade.toggled(name, kinds, own)]
            is_hidden = self._cascade.is_hidden(styles, properties)
            ink = cascade.color(cascade.value(layers, "color"))
            self._seen[known] = Sight(is_hidden, frozenset([*switches, *_effects(layers)]), ink, _ground(layers))
        return self._seen[known]


def _effects(layers: Layers) -> Iterator[Effect]:
    """What a run's properties, from the lowest to the highest, do to it."""
    size = _USUAL if (said := cascade.number(layers, "sz")) is None else said
    if size <= _TINY:
        yield "tiny"
    if (width := cascade.number(layers, "w")) is not None and width <= _NARROW:
        yield "narrow"
    # In twips; half a letter's width or more taken away lays one over the other.
    if (cascade.number(layers, "spacing") or 0) <= -5 * size:
        yield "squeezed"
    if 2 * abs(cascade.number(layers, "position") or 0) > size:
        yield "lifted"
    if cascade.value(layers, "vertAlign") in ("superscript", "subscript"):
        yield "raised"


def _ground(layers: Layers) -> str:
    """The colour that a run itself stands on; empty where it says none."""
    highlight = _HIGHLIGHTS.get(cascade.value(layers, "highlight") or "", "")
    return highlight or fill(layers)


def fill(layers: Layers) -> str:
    """The colour of a shading; empty where there is none."""
    is_solid = cascade.value(layers, "shd") == "solid"
    return cascade.color(cascade.value(layers, "shd", "color" if is_solid else "fill"))


def are_alike(one: str, other: str) -> bool:
    """Whether two colours can hardly be told apart."""
    try:
        pairs = list(zip(bytes.fromhex(one), bytes.fromhex(other), strict=True))
    except ValueError:
        return False
    return max((abs(ours - theirs) for ours, theirs in pairs), default=0xFF) < _CONTRAST


def _is_flat(layers: Layers) -> bool:
    """Whether a paragraph's lines have no height."""
    height = cascade.number(layers, "spacing", "line")
    return cascade.value(layers, "spacing", "lineRule") == "exact" and height is not None and height <= _LOW


def is_flat_row(properties: etree._Element | None) -> bool:
    layers = cascade.given(properties)
    height = cascade.number(layers, "trHeight")
    return cascade.value(layers, "trHeight", "hRule") == "exact" and height is not None and height <= _LOW


def of_lines(lines: Sequence[Line], raised: Sequence[Sequence[tuple[int, int]]], known: Cascade) -> Iterator[Trace]:
    """What is known of a line only when its text is: raised figures, numbers of Word's own, lines of no height.

    `raised`: what of each line stands above or below it.
    """
    shaped: dict[Styles, bool] = {}
    for number, (line, spans) in enumerate(zip(lines, raised, strict=True), 1):
        for text in _raised_numbers(line.text, spans):
            yield Trace("raised", number, text)
        own = None if line.element is None else child(line.element, W + "pPr")
        if line.styles not in shaped:
            shaped[line.styles] = _says_shape(known.of_paragraph(line.styles, None))
        if line.text.strip() and (shaped[line.styles] or _says_shape(cascade.given(own))):
            layers = known.of_paragraph(line.styles, own)
            if form := _automatic_number(known.numbering(layers, line.styles[1]), line.text):
                yield Trace("numbered", number, form)
            if _is_flat(layers):
                yield Trace("tiny", number, line.text)


def _says_shape(layers: Layers) -> bool:
    return any(layer.find(W + name) is not None for layer in layers for name in ("numPr", "spacing"))


def _automatic_number(numbering: Numbering | None, text: str) -> str:
    """The form of the number that Word puts before a paragraph (`%1.`), where it may be read with the text's own."""
    if numbering is None or numbering.form == "none" or not numbering.text.strip():
        return ""
    # A bullet is no number, but before digits it may be a minus.
    seen = text[:1] if numbering.form == "bullet" else text
    return numbering.text if any(map(str.isdigit, seen)) else ""


_NOTE_MARK = re.compile(r"[\[（(〔［【]?[0-9０-９*＊]{1,2}[\]）)〕］】]?|[①-⑳㉑-㉟㊱-㊿]")


def _raised_numbers(text: str, spans: Sequence[tuple[int, int]]) -> Iterator[str]:
    """What is raised or lowered in a line, from a character to before another, and is part of a number.

    No mark of a footnote, no square of ㎡ (m²).
    """
    for start, end in spans:
        inside = text[start:end]
        if not any(map(str.isdigit, inside)):
            continue
        is_inner = text[start - 1 : start].isdigit() or text[end : end + 1].isdigit()
        if is_inner or not _NOTE_MARK.fullmatch(inside.strip()):
            yield inside
