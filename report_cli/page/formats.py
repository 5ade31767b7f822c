"""How a paragraph of a Word file looks, by all that is said of it in different places."""

from collections.abc import Mapping

from msgspec import Struct

from report_cli.docx import cascade
from report_cli.docx.cascade import Layers, Numbering
from report_cli.docx.package import W, is_yes
from report_cli.layout.measure import Measure

SWITCHES = ("kinsoku", "overflowPunct", "autoSpaceDE", "autoSpaceDN", "widowControl", "adjustRightInd", "wordWrap")
"""Rules for the breaking and filling of lines, all on where a file says nothing of them."""

LINE = 240
"""A line of single spacing, as `w:line` counts; also a line of `w:beforeLines` on a page without grid."""


class Format(Struct, frozen=True):
    """How a paragraph looks. `line` is in twips under exact and atLeast, in 240ths of a line under auto.

    `first_line` is negative where the first line hangs out. Where a measure has hundredths (of a
    character, of a line), its twips follow from them. `outline` counts from 0; None is body text.
    """

    align: str
    line: int
    line_rule: str
    before: Measure
    after: Measure
    first_line: Measure
    left: Measure
    right: Measure
    outline: int | None
    numbering: Numbering | None
    snap_to_grid: bool
    keep_next: bool
    page_break_before: bool
    switches: Mapping[str, bool]
    """Whether each of SWITCHES is on."""
    automatic: frozenset[str]
    """The spaces (before, after) that Word chooses itself, as for pages of the web."""
    has_border: bool
    shade: str
    is_framed: bool


def of(layers: Layers, numbering: Numbering | None, character: int, line: int) -> Format:
    """`layers`: all that is said of the paragraph. `character`: its width; `line`: its grid's; in twips."""
    align = cascade.value(layers, "jc") or "left"
    level = cascade.number(layers, "outlineLvl")
    outline = level if level is not None and level < 9 else None
    automatic = {side: cascade.value(layers, "spacing", f"{side}Autospacing") for side in ("before", "after")}
    frames = [frame for layer in layers for frame in layer.iterfind(W + "framePr")]
    return Format(
        align={"start": "left", "end": "right"}.get(align, align),
        line=cascade.number(layers, "spacing", "line") or LINE,
        line_rule=cascade.value(layers, "spacing", "lineRule") or "auto",
        before=_length(layers, "spacing", ("before",), "Lines", line),
        after=_length(layers, "spacing", ("after",), "Lines", line),
        first_line=_first_line(layers, character),
        left=_length(layers, "ind", ("left", "start"), "Chars", character),
        right=_length(layers, "ind", ("right", "end"), "Chars", character),
        outline=outline,
        numbering=numbering,
        snap_to_grid=cascade.is_on(layers, "snapToGrid", True),
        keep_next=cascade.is_on(layers, "keepNext"),
        page_break_before=cascade.is_on(layers, "pageBreakBefore"),
        switches={name: cascade.is_on(layers, name, default=True) for name in SWITCHES},
        automatic=frozenset(side for side, is_so in automatic.items() if is_yes(is_so)),
        has_border=_has_border(layers),
        shade=cascade.color(cascade.value(layers, "shd", "fill")),
        is_framed=bool(frames),
    )


def _length(layers: Layers, name: str, sides: tuple[str, ...], unit: str, whole: int) -> Measure:
    """A length. What is said in characters or lines (of `whole` twips) beats twips in any place."""
    hundredths = next(filter(None, (cascade.number(layers, name, side + unit) for side in sides)), 0)
    if hundredths:
        return Measure(round(hundredths * whole / 100), hundredths)
    return Measure(_highest(layers, name, sides)[1])


def _first_line(layers: Layers, character: int) -> Measure:
    """The first line's indent, negative where it hangs out."""
    which, hundredths = _highest(layers, "ind", ("firstLineChars", "hangingChars"))
    if hundredths:
        hundredths = -hundredths if which == "hangingChars" else hundredths
        return Measure(round(hundredths * character / 100), hundredths)
    which, twips = _highest(layers, "ind", ("firstLine", "hanging"))
    return Measure(-twips if which == "hanging" else twips)


def _highest(layers: Layers, name: str, attributes: tuple[str, ...]) -> tuple[str, int]:
    """Of attributes that exclude each other, the one said in the highest place, and its number."""
    for layer in reversed(layers):
        for attribute in reversed(attributes):
            said = cascade.number([layer], name, attribute)
            if said is not None:
                return attribute, said
    return "", 0


def _has_border(layers: Layers) -> bool:
    """Of the highest place that says anything of borders: whether there is one."""
    borders = [border for layer in layers for border in layer.iterfind(W + "pBdr")]
    return any(side.get(W + "val", "none") not in ("none", "nil") for border in borders[-1:] for side in border)
