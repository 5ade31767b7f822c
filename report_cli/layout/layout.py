"""A layout (版式): page, fonts and styles of one use, as `templates/layouts/NAME.yaml` has them.

All lengths here are in twips (a twentieth of a point), type sizes in half-points, as Word counts.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct
from msgspec.structs import replace

from report_cli.layout.measure import NOTHING, Measure, length
from report_cli.text import is_chinese

STYLES = (
    *("title", "subtitle", "date", "speaker", "byline", "salutation", "heading_1", "heading_2", "heading_3"),
    *("body", "attachments", "table_caption", "table_head", "table_body", "page_number"),
)
# Optional styles, and the ones that stand in for them.
LIKE = {"stage": "date", "attachment_label": "salutation", "attachment_title": "title", "footnote": "table_body"}
CHARACTERS = ("lead_1", "lead_2", "lead_3", "emphasis", "pending")
ALIGNMENTS = {"两端对齐": "both", "左对齐": "left", "居中": "center", "右对齐": "right"}
PAPERS = {"A4": (length("210mm").twips, length("297mm").twips), "A3": (length("297mm").twips, length("420mm").twips)}


class Page(Struct, frozen=True, kw_only=True):
    """The sheet and its margins. `grid` is the height of a line of its grid: 0 for none, None for the text's."""

    width: int
    height: int
    top: int
    right: int
    bottom: int
    left: int
    grid: int | None = None

    @property
    def text_width(self) -> int:
        """Width of the type area (版心)."""
        return self.width - self.left - self.right

    @property
    def text_height(self) -> int:
        return self.height - self.top - self.bottom

    @property
    def turned(self) -> Page:
        """The same sheet on its side, its left edge on top: each margin stays at its edge of the paper.

        A table across the sheet has its head at the binding on odd pages, at the cut on even ones (GB/T 9704, 7.4).
        """
        return Page(
            width=self.height,
            height=self.width,
            top=self.left,
            right=self.top,
            bottom=self.right,
            left=self.bottom,
            grid=self.grid,
        )


class Font(Struct, frozen=True):
    """A font by name, and the names to try where it is not installed."""

    name: str
    alternatives: tuple[str, ...] = ()


class CharacterStyle(Struct, frozen=True, kw_only=True):
    """How characters look; None: as in the paragraph around them.

    `latin` is the font of letters and digits, if not `font`. Colours are RRGGBB.
    """

    font: str | None = None
    latin: str | None = None
    size: int | None = None
    spacing: int | None = None
    bold: bool | None = None
    color: str | None = None
    shade: str | None = None

    def within(self, around: Style) -> Style:
        """The style around these characters, with theirs laid over it."""
        own = {name: value for name in self.__struct_fields__ if (value := getattr(self, name)) is not None}
        return replace(around, **{**({"latin": self.font} if self.font else {}), **own})

    @property
    def em(self) -> int:
        """Width of a Chinese character, in twips."""
        return (self.size or 0) * 10

    def width(self, text: str) -> int:
        """Width of a text in twips: Latin letters and digits are half as wide as Chinese characters."""
        halves = sum(2 if is_chinese(character) else 1 for character in text)
        return halves * self.em // 2 + len(text) * (self.spacing or 0)


class Style(CharacterStyle, frozen=True, kw_only=True):
    """How paragraphs look, and the characters in them. `line` is the exact line height, or 0 for single spacing."""

    line: int = 0
    align: str = "both"
    first_line: Measure = NOTHING
    left: Measure = NOTHING
    before: Measure = NOTHING
    after: Measure = NOTHING
    keep_with_next: bool = False


class Layout(Struct, frozen=True, kw_only=True, eq=False):
    """All that a document's look is made of.

    `name` is its file's. `styles` has every name of STYLES and LIKE, `characters` every name of CHARACTERS.
    `after_head` is the space between the head of the document and its text; `border` a table's lines, in eighths of
    a point; `below_text` how far below the type area the dashes of the page number stand; `from_edge` how far in
    from its side.
    """

    name: str
    label: str
    page: Page
    fonts: tuple[Font, ...]
    text: Style
    keep_with_number: str
    styles: Mapping[str, Style]
    characters: Mapping[str, CharacterStyle]
    after_head: Measure
    border: int
    below_text: int
    from_edge: Measure

    @property
    def grid(self) -> int:
        """The height of the grid's lines; 0 where there is none."""
        return self.text.line if self.page.grid is None else self.page.grid

    def within_text(self, name: str) -> CharacterStyle:
        """One of `characters` as Word needs it: bold within bold is not bold.

        (ECMA-376 Part 1, 17.7.3.)
        """
        style = self.characters[name]
        return replace(style, bold=None) if style.bold == self.text.bold else style

    @property
    def character_styles(self) -> list[CharacterStyle]:
        """The looks of all characters in it."""
        return [*self.characters.values(), self.text, *self.styles.values()]
