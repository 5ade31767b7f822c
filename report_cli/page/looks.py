"""The effective formats of paragraphs and characters, from all the places that specify them."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from lxml import etree
from msgspec import Struct

from report_cli.docx.cascade import Cascade, Layers, Numbering, Styles, color, given, is_on, number, toggled, value
from report_cli.docx.package import W, is_yes
from report_cli.docx.visibility import is_clear
from report_cli.layout.layout import Measure

SWITCHES = ("kinsoku", "overflowPunct", "autoSpaceDE", "autoSpaceDN", "widowControl", "wordWrap")
"""Rules for the breaking and filling of lines, all on where a file says nothing of them."""
LINE = 240
"""A line of single spacing, as `w:line` counts; also a line of `w:beforeLines` on a page without grid."""

MARKS = {
    "strike": "删除线",
    "dstrike": "双删除线",
    "outline": "空心字",
    "shadow": "阴影",
    "emboss": "阳文",
    "imprint": "阴文",
    "caps": "全部大写",
    "smallCaps": "小型大写",
    "vanish": "隐藏文字",
    "em": "着重号",
    "highlight": "突出显示",
    "bdr": "文字边框",
    "textFill": "看不见的文字填充",
    "superscript": "上标",
    "subscript": "下标",
}
"""What may be on characters beside bold, italic, underline, colour and shade, by Word's names."""
_CHOICES, _RAISED = ("em", "highlight", "bdr"), ("superscript", "subscript")
_TOGGLES = MARKS.keys() - {*_CHOICES, *_RAISED, "textFill"}


class Format(Struct, frozen=True):
    """How a paragraph looks. `line` is in twips under exact and atLeast, in 240ths of a line under auto.

    `first_line` is negative where the first line hangs out. Where a measure has hundredths (of a character, of a
    line), its twips follow from them. `outline` counts from 0; None is body text. `switches`: whether each of SWITCHES
    is on. `automatic`: the spaces (before, after) that Word chooses itself, as for pages of the web.
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
    automatic: frozenset[str]
    has_border: bool
    shade: str
    is_framed: bool


def paragraph_format(layers: Layers, numbering: Numbering | None, character: int, line: int) -> Format:
    """`layers`: all that is said of the paragraph. `character`: its width; `line`: its grid's; in twips."""
    align = value(layers, "jc") or "left"
    level = number(layers, "outlineLvl")
    borders = [border for layer in layers for border in layer.iterfind(W + "pBdr")]
    kinds = [side.get(W + "val", "none") for sides in borders[-1:] for side in sides]
    outline = level if level is not None and level < 9 else None
    automatic = [side for side in ("before", "after") if is_yes(value(layers, "spacing", f"{side}Autospacing"))]
    return Format(
        align={"start": "left", "end": "right"}.get(align, align),
        line=number(layers, "spacing", "line") or LINE,
        line_rule=value(layers, "spacing", "lineRule") or "auto",
        before=_length(layers, "spacing", ("before",), "Lines", line),
        after=_length(layers, "spacing", ("after",), "Lines", line),
        first_line=_first_line(layers, character),
        left=_length(layers, "ind", ("left", "start"), "Chars", character),
        right=_length(layers, "ind", ("right", "end"), "Chars", character),
        outline=outline,
        numbering=numbering,
        snap_to_grid=is_on(layers, "snapToGrid", True),
        keep_next=is_on(layers, "keepNext"),
        page_break_before=is_on(layers, "pageBreakBefore"),
        switches={name: is_on(layers, name, default=True) for name in SWITCHES},
        automatic=frozenset(automatic),
        has_border=not {"none", "nil"}.issuperset(kinds),
        shade=color(value(layers, "shd", "fill")),
        is_framed=any(layer.find(W + "framePr") is not None for layer in layers),
    )


def _length(layers: Layers, name: str, sides: tuple[str, ...], unit: str, whole: int) -> Measure:
    """A length. What is said in characters or lines (of `whole` twips) beats twips in any place."""
    hundredths = next(filter(None, (number(layers, name, side + unit) for side in sides)), 0)
    if hundredths:
        return Measure(round(hundredths * whole / 100), hundredths)
    return Measure(_highest(layers, name, sides)[1])


def _first_line(layers: Layers, character: int) -> Measure:
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
            said = number([layer], name, attribute)
            if said is not None:
                return attribute, said
    return "", 0


class CharacterFormat(Struct, frozen=True, kw_only=True):
    """How characters look. `spacing` is between them; colours are RRGGBB or empty.

    `theme`: the scripts whose font the theme names. `position`: how far they are raised, in half-points. `scale`:
    their width in percent of their own. `marks`: what else is on, of MARKS.
    """

    east_asia: str
    ascii: str
    h_ansi: str
    hint: str = ""
    theme: frozenset[str] = frozenset()
    size: int
    spacing: int
    bold: bool
    italic: bool = False
    underline: bool = False
    color: str
    shade: str
    scale: int = 100
    position: int = 0
    marks: frozenset[str] = frozenset()


def character_format(styles: Cascade, of: Styles, properties: etree._Element | None) -> CharacterFormat:
    """The look of a run that says these properties itself, in a paragraph of these styles."""
    kinds, own = styles.of_run(of, properties), given(properties)
    layers = [*chain.from_iterable(kinds), *own]
    scripts = {script: styles.font(layers, script) for script in ("eastAsia", "ascii", "hAnsi", "cs")}
    return CharacterFormat(
        east_asia=scripts["eastAsia"][0],
        ascii=scripts["ascii"][0],
        h_ansi=scripts["hAnsi"][0],
        hint=value(layers, "rFonts", "hint") or "",
        theme=frozenset(script for script, (_, is_theme) in scripts.items() if is_theme),
        size=number(layers, "sz") or 20,
        spacing=number(layers, "spacing") or 0,
        bold=toggled("b", kinds, own),
        italic=toggled("i", kinds, own),
        underline=(value(layers, "u") or "none") != "none",
        color=color(value(layers, "color")),
        shade=color(value(layers, "shd", "fill")),
        scale=number(layers, "w") or 100,
        position=number(layers, "position") or 0,
        marks=frozenset(_marks(kinds, own, layers)),
    )


def _marks(kinds: Sequence[Layers], own: Layers, layers: Layers) -> Iterator[str]:
    said = {child.tag for layer in layers for child in layer}
    yield from (name for name in _TOGGLES if W + name in said and toggled(name, kinds, own))
    yield from (name for name in _CHOICES if (value(layers, name) or "none") not in ("none", "nil"))
    yield from ["textFill"] if is_clear(layers) else ()
    yield from (name for name in _RAISED if value(layers, "vertAlign") == name)
