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
from report_cli.docx.manuscript import Line, Trace, TraceKind
from report_cli.docx.package import Properties, W, child, is_on, is_shaded

Effect = Literal["tiny", "narrow", "squeezed", "lifted", "raised", "clear", "pictographs"]

_TINY = 8  # half-points
_USUAL = 20  # half-points: what Word takes where nothing says a size
_NARROW = 10  # percent of a letter's width
_LOW = 80  # twips: a line, or a row of a table, of this height shows nothing
_CONTRAST = 0x30
_OFF_PAGE = (-3_000, 15_000)  # twips: an indent beyond these leaves the sheet
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
"""Before a name: that of an effect of Word 2010."""
_CLEAR = 90_000  # thousandths of a percent of transparency
_PICTOGRAPHS = re.compile("wingdings|webdings|dingbats|marlett", re.IGNORECASE)
_PAPER = ("background1", "light1", "bg1", "lt1")  # the names of a theme's colour of the paper
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
} | {f"{W}rFonts", f"{W}eastAsianLayout", f"{W14}textFill", f"{W14}textOutline"}


# The effects that are noted of a text; what is raised is noted only where it is part of a number.
_LOOKS: dict[str, TraceKind] = {
    "webHidden": "hidden_on_web",
    "strike": "struck",
    "dstrike": "struck_twice",
    "tiny": "tiny",
    "narrow": "narrow",
    "squeezed": "squeezed",
    "lifted": "lifted",
    "clear": "white",
    "pictographs": "symbol",
}
PAPER = "FFFFFF"


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
        asked = [
            etree.tostring(said) if said.tag.startswith(W14) else (said.tag, *said.attrib.items())
            for layer in own
            for said in layer
            if said.tag in _ASKED
        ]
        known = (styles, *asked)
        if known not in self._seen:
            kinds = self._cascade.of_run(styles, properties)
            layers = [*chain.from_iterable(kinds), *own]
            switches = [name for name in _SWITCHES if cascade.toggled(name, kinds, own)]
            is_hidden = self._cascade.is_hidden(styles, properties)
            font, _ = self._cascade.font(layers, "ascii")
            effects = [*switches, *_effects(layers), *(["pictographs"] if _PICTOGRAPHS.search(font) else [])]
            self._seen[known] = Sight(is_hidden, frozenset(effects), _ink(layers), _ground(layers))
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
    if cascade.value(layers, "vertAlign") in ("superscript", "subscript") or _is_on_two_lines(layers):
        yield "raised"
    if is_clear(layers):
        yield "clear"


def _is_on_two_lines(layers: Layers) -> bool:
    return (cascade.value(layers, "eastAsianLayout", "combine") or "0") not in ("0", "false", "off")


def _highest(layers: Layers, name: str) -> etree._Element | None:
    """The effect of Word 2010 that the highest place asks for."""
    return next((each for layer in reversed(layers) for each in layer.iterchildren(W14 + name)), None)


def is_clear(layers: Layers) -> bool:
    """Whether letters are filled with nothing, or as good as nothing, and have no outline either."""
    filled, outline = _highest(layers, "textFill"), _highest(layers, "textOutline")
    if filled is None or (outline is not None and outline.find(W14 + "noFill") is None):
        return False
    said = (alpha.get(W14 + "val", "") for alpha in filled.iter(W14 + "alpha"))
    return filled.find(W14 + "noFill") is not None or any(a.isdigit() and int(a) >= _CLEAR for a in said)


def _ink(layers: Layers) -> str:
    """The colour of letters; that of the paper where the theme's is asked for. Empty where none is said."""
    filled = _highest(layers, "textFill")
    solid = filled.find(f"{W14}solidFill/*") if filled is not None else None
    if solid is not None and not len(solid):
        said = solid.get(W14 + "val", "")
        return PAPER if said in _PAPER else said.upper()
    for layer in reversed(layers):
        if (own := layer.find(W + "color")) is not None:
            is_paper = own.get(W + "themeColor") in _PAPER and not own.get(W + "themeShade")
            return PAPER if is_paper else cascade.color(own.get(W + "val"))
    return ""


def _ground(layers: Layers) -> str:
    """The colour that a run itself stands on; empty where it says none."""
    highlight = _HIGHLIGHTS.get(cascade.value(layers, "highlight") or "", "")
    return highlight or fill(layers)


def fill(layers: Layers) -> str:
    """The colour of a shading; empty where there is none."""
    is_solid = cascade.value(layers, "shd") == "solid"
    return cascade.color(cascade.value(layers, "shd", "color" if is_solid else "fill"))


def of_run(sight: Sight, own: Properties, shown: str) -> Iterator[tuple[TraceKind, str, etree._Element | None]]:
    """What is to be noted of a run that shows a text: how it is marked and seen, and by whom its format was changed."""
    if is_on(own.get(W + "highlight")) or is_shaded(own.get(W + "shd")):
        yield "highlight", shown, None
    if (change := own.get(W + "rPrChange")) is not None:
        yield "format", f"（格式）{shown}", change
    for effect in sorted(sight.effects):
        is_written = effect != "pictographs" or any(sign.isascii() and sign.isalnum() for sign in shown)
        if effect in _LOOKS and is_written:
            yield _LOOKS[effect], shown, None


def ground(paragraph: etree._Element, styles: Styles, known: Cascade) -> str:
    """The colour that a paragraph stands on: its shading's, its cell's, or the paper's."""
    own = fill(known.of_paragraph(styles, child(paragraph, W + "pPr")))
    cells = (child(cell, W + "tcPr") for cell in paragraph.iterancestors(W + "tc"))
    return own or next(filter(None, (fill(cascade.given(cell)) for cell in cells)), PAPER)


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


def _is_off_page(layers: Layers) -> bool:
    """Whether a paragraph begins beside the sheet, by its indent or as a frame."""
    low, high = _OFF_PAGE
    left = next(filter(None, (cascade.number(layers, "ind", side) for side in ("left", "start"))), 0)
    places = (left, *(cascade.number(layers, "framePr", axis) or 0 for axis in "xy"))
    return not all(low < place < high for place in places)


def is_merged_away(cell: Properties) -> bool:
    """Whether a cell goes on with the one above it, or before it: what is written in it does not show."""
    merged = (cell.get(W + name) for name in ("vMerge", "hMerge"))
    return any(each is not None and each.get(W + "val", "continue") == "continue" for each in merged)


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
            if _is_flat(layers) or _is_off_page(layers):
                yield Trace("tiny", number, line.text)


def _says_shape(layers: Layers) -> bool:
    return any(layer.find(W + name) is not None for layer in layers for name in ("numPr", "spacing", "ind", "framePr"))


def _automatic_number(numbering: Numbering | None, text: str) -> str:
    """The form of the number that Word puts before a paragraph (`%1.`), where it may be read with the text's own."""
    if numbering is None or numbering.form == "none" or not numbering.text.strip():
        return ""
    # A bullet is no number, but before digits it may be a minus.
    seen = text[:1] if numbering.form == "bullet" else text
    return numbering.text if any(map(str.isdigit, seen)) else ""


_BRACKETED = re.compile(r"[\[［〔【][0-9０-９]{1,4}[\]］〕】]")
_NOTE_MARK = re.compile(r"[\[（(〔［【]?[0-9０-９*＊]{1,2}[\]）)〕］】]?|[①-⑳㉑-㉟㊱-㊿]")


def _raised_numbers(text: str, spans: Sequence[tuple[int, int]]) -> Iterator[str]:
    """What is raised or lowered in a line, from a character to before another, and is part of a number.

    No mark of a footnote, no number of a review copy, no square of ㎡ (m²).
    """
    for start, end in spans:
        inside = text[start:end]
        if not any(map(str.isdigit, inside)) or _BRACKETED.fullmatch(inside.strip()):
            continue
        is_inner = text[start - 1 : start].isdigit() or text[end : end + 1].isdigit()
        if is_inner or not _NOTE_MARK.fullmatch(inside.strip()):
            yield inside
