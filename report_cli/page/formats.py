"""How a paragraph of a Word file looks in the end, by all that is said of it in its different places."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from report_cli.docx import cascade
from report_cli.docx.cascade import Layers, Numbering
from report_cli.docx.package import W
from report_cli.layout.measure import Measure

SWITCHES = ("kinsoku", "overflowPunct", "autoSpaceDE", "autoSpaceDN", "widowControl", "adjustRightInd", "wordWrap")
"""Rules for the breaking and filling of lines, all on where a file says nothing of them."""

LINE = 240
"""A line of single spacing, as `w:line` counts, and a line in `w:beforeLines` where the page has no grid."""


class Format(Struct, frozen=True):
    """How a paragraph looks. `line` is in twips under exact and atLeast, in 240ths of a line under auto.

    `first_line` is negative where the first line hangs out. Where a measure has hundredths (of a character, of a line),
    its twips are worked out from them. `outline` counts from 0; None is body text.
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
    """The look by all that is said of a paragraph. In twips: how wide its characters are, how high the lines of its grid."""
    outline = cascade.number(layers, "outlineLvl")
    return Format(
        {"start": "left", "end": "right"}.get(found := cascade.value(layers, "jc") or "left", found),
        cascade.number(layers, "spacing", "line") or LINE,
        cascade.value(layers, "spacing", "lineRule") or "auto",
        cascade.measure(layers, "spacing", "before", "Lines", line),
        cascade.measure(layers, "spacing", "after", "Lines", line),
        cascade.first_line(layers, character),
        cascade.measure(layers, "ind", "left", "Chars", character, "start"),
        cascade.measure(layers, "ind", "right", "Chars", character, "end"),
        outline if outline is not None and outline < 9 else None,
        numbering,
        cascade.is_on(layers, "snapToGrid", True),
        cascade.is_on(layers, "keepNext"),
        cascade.is_on(layers, "pageBreakBefore"),
        {name: cascade.is_on(layers, name, default=True) for name in SWITCHES},
        frozenset(
            side
            for side in ("before", "after")
            if cascade.is_yes(cascade.value(layers, "spacing", f"{side}Autospacing"))
        ),
        _has_border(layers),
        cascade.color(cascade.value(layers, "shd", "fill")),
        any(layer.find(W + "framePr") is not None for layer in layers),
    )


def _has_border(layers: Layers) -> bool:
    """Of the highest place that says anything of borders: whether there is one."""
    said = next((found for layer in reversed(layers) if (found := layer.find(W + "pBdr")) is not None), None)
    return said is not None and any(side.get(W + "val", "none") not in ("none", "nil") for side in said)
