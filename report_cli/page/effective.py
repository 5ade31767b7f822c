"""A Word file as it looks: its sections, and each paragraph with the formatting that holds for it in the end.

Lengths are in twips, type sizes in half-points. Everything is resolved: document defaults, table styles, styles that
are based on others, numbering, theme fonts, character styles, direct formatting. Tracked changes are read as if
accepted, hidden text is left out. `direct` names what a paragraph or run says itself, `element` is its XML.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from lxml import etree
from msgspec import Struct

from report_cli.docx import cascade
from report_cli.docx.cascade import Cascade, Layers
from report_cli.docx.package import Package, W
from report_cli.page import characters, elements, formats
from report_cli.page.cells import Cell, Cells
from report_cli.page.characters import Letters, is_hidden
from report_cli.page.formats import Format

Place = Literal["body", "box", "header", "footer", "note"]
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


class Run(Struct, frozen=True):
    """A stretch of text. `field` is the instruction that makes the text, if any (`PAGE`)."""

    text: str
    letters: Letters
    style: str
    direct: frozenset[str]
    element: etree._Element
    field: str = ""


class Paragraph(Struct, frozen=True):
    """One paragraph. `number` counts those of the body from 1, table cells included (0: in a text box); `section` from 0.

    `mark` is how its end looks, and so a paragraph without text. `frame`: it stands in a frame or text box. `hidden`: text
    of it that says itself that it does not show; `text` is without.
    """

    text: str
    format: Format
    runs: tuple[Run, ...]
    mark: Letters
    style: str
    style_name: str
    direct: frozenset[str]
    section: int
    place: Place
    number: int
    element: etree._Element
    cell: Cell | None = None
    frame: bool = False
    hidden: str = ""

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of the fields in it: PAGE, NUMPAGES …"""
        return tuple(dict.fromkeys(run.field.split()[0] for run in self.runs if run.field.split()))

    @property
    def letters(self) -> Letters:
        """How most of its characters look."""
        if not self.runs:
            return self.mark
        counted: dict[Letters, int] = {}
        for run in self.runs:
            counted[run.letters] = counted.get(run.letters, 0) + len(run.text.strip())
        return max(counted, key=counted.__getitem__)


class Section(Struct, frozen=True):
    """A stretch of pages of one make. `grid` is none, lines, linesAndChars or snapToChars; `pitch` its line's height.

    `footers` and `headers` are by the pages that they stand on: default (odd ones), even, first. Those that a section
    does not name are the ones of the section before it.
    """

    width: int
    height: int
    top: int
    right: int
    bottom: int
    left: int
    header: int
    footer: int
    gutter: int
    grid: str
    pitch: int
    char_space: int
    title_page: bool
    headers: Mapping[str, tuple[Paragraph, ...]]
    footers: Mapping[str, tuple[Paragraph, ...]]
    element: etree._Element | None

    @property
    def is_turned(self) -> bool:
        """On its side."""
        return self.width > self.height


class Document(Struct, frozen=True):
    """A whole file. `mirrored`: the margins of even pages are those of odd ones in a mirror.

    `kept`: what may not begin a line, where the file says so itself. `package`: its parts.
    """

    sections: tuple[Section, ...]
    paragraphs: tuple[Paragraph, ...]
    notes: tuple[Paragraph, ...]
    even_and_odd: bool
    mirrored: bool
    kept: str
    body: etree._Element
    cascade: Cascade
    package: Package


def read(package: Package) -> Document:
    """Everything that a file says of its look. Raises CannotRun where it is damaged."""
    return _Reader(package).document()


_Styles = tuple[str | None, str]
"""The ids of the styles of a paragraph's table and of its own."""


class _Reader:
    """One file that is being read."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.cascade = Cascade(package)
        self.main = package.xml(package.main)
        self.grids: list[tuple[str, int]] = []
        # What was worked out already: most paragraphs and runs look like others, and there may be ten thousand.
        self.kinds: dict[_Styles, tuple[list[Layers], Layers]] = {}
        self.letters: dict[tuple[_Styles, bytes], Letters] = {}
        self.formats: dict[tuple[_Styles, bytes, int, int], Format] = {}

    def document(self) -> Document:
        body = self.main.find(W + "body")
        body = self.main if body is None else body
        ends = list(_ends(body))
        self.grids = [_grid(end) for end in ends]
        sections: list[Section] = []
        for number, end in enumerate(ends):
            sections.append(self._section(end, number, sections[-1] if sections else None))
        settings = next(self.package.linked("settings"), None)
        notes = [
            found
            for kind in ("footnotes", "endnotes")
            for root in self.package.linked(kind)
            for found in self._paragraphs(root, "note", 0)
        ]
        return Document(
            sections=tuple(sections),
            paragraphs=tuple(self._paragraphs(body, "body")),
            notes=tuple(notes),
            even_and_odd=settings is not None and cascade.is_on([settings], "evenAndOddHeaders"),
            mirrored=settings is not None and cascade.is_on([settings], "mirrorMargins"),
            kept=(cascade.value([settings], "noLineBreaksBefore") or "") if settings is not None else "",
            body=body,
            cascade=self.cascade,
            package=self.package,
        )

    def _section(self, end: etree._Element | None, number: int, before: Section | None) -> Section:
        layers = [] if end is None else [end]

        def length(name: str, attribute: str, default: int) -> int:
            found = cascade.number(layers, name, attribute)
            return default if found is None else abs(found)

        grid, pitch = self.grids[number]
        top, right, bottom, left = (length("pgMar", side, 1440) for side in ("top", "right", "bottom", "left"))
        return Section(
            length("pgSz", "w", 12240),
            length("pgSz", "h", 15840),
            *(top, right, bottom, left),
            length("pgMar", "header", 720),
            length("pgMar", "footer", 720),
            length("pgMar", "gutter", 0),
            grid,
            pitch,
            cascade.number(layers, "docGrid", "charSpace") or 0,
            cascade.is_on(layers, "titlePg"),
            self._margins(end, "header", number, before.headers if before else {}),
            self._margins(end, "footer", number, before.footers if before else {}),
            end,
        )

    def _margins(
        self,
        end: etree._Element | None,
        kind: Literal["header", "footer"],
        section: int,
        before: Mapping[str, tuple[Paragraph, ...]],
    ) -> dict[str, tuple[Paragraph, ...]]:
        """The headers or footers of a section by the pages that they stand on."""
        found = dict(before)
        for reference in end.iterfind(f"{W}{kind}Reference") if end is not None else ():
            part = self.package.related(self.package.main).get(reference.get(_RELATION, ""))
            if part in self.package.parts:
                assert part is not None, "what is among the parts has a name"
                found[reference.get(W + "type", "default")] = tuple(
                    self._paragraphs(self.package.xml(part), kind, section)
                )
        return found

    def _paragraphs(self, root: etree._Element, place: Place, section: int | None = None) -> Iterator[Paragraph]:
        """The paragraphs below an element in its order. `section` None: their sections are counted."""
        counted = number = 0
        cells = Cells()
        for element in elements.elements(root, W + "p"):
            is_boxed = next(element.iterancestors(W + "txbxContent"), None) is not None
            found: Place = "box" if is_boxed and place == "body" else place
            number += found != "box"
            at = 0 if found == "box" else number
            yield self._paragraph(element, found, counted if section is None else section, at, cells.of(element))
            counted += element.find(f"{W}pPr/{W}sectPr") is not None

    def _paragraph(
        self, element: etree._Element, place: Place, section: int, number: int, cell: Cell | None
    ) -> Paragraph:
        properties = element.find(W + "pPr")
        table = next(element.iterancestors(W + "tbl"), None)
        style = self.cascade.paragraph_style(properties)
        styles = (self.cascade.table_style(table), style)
        if styles not in self.kinds:
            self.kinds[styles] = self.cascade.of_letters(properties, table)
        mark = self._letters(styles, properties.find(W + "rPr") if properties is not None else None)
        runs = tuple(self._runs(element, styles))
        first = next((run.letters for run in runs if run.text.strip()), mark)
        known = (styles, _source(properties), first.size, section)
        if known not in self.formats:
            self.formats[known] = self._format(
                self.cascade.of_paragraph(properties, table), style, first.size * 10, section
            )
        form = self.formats[known]
        return Paragraph(
            "".join(run.text for run in runs),
            form,
            runs,
            mark,
            style,
            self.cascade.style_name(style),
            _names(properties),
            section,
            place,
            number,
            element,
            cell,
            form.is_framed or next(element.iterancestors(W + "txbxContent"), None) is not None,
            "".join(
                elements.text(run)
                for run in elements.elements(element, W + "r", elements.NOT_OF_A_PARAGRAPH)
                if is_hidden(run)
            ),
        )

    def _format(self, layers: Layers, style: str, character: int, section: int) -> Format:
        grid, pitch = self.grids[min(section, len(self.grids) - 1)]
        return formats.of(
            layers, self.cascade.numbering(layers, style), character, pitch if grid != "none" else formats.LINE
        )

    def _runs(self, paragraph: etree._Element, styles: _Styles) -> Iterator[Run]:
        fields: list[str] = []
        for element in elements.elements(paragraph, W + "r", elements.NOT_OF_A_PARAGRAPH):
            properties = element.find(W + "rPr")
            elements.follow(element, fields)
            text = elements.text(element)
            if not text or is_hidden(element):
                continue
            simple = next(element.iterancestors(W + "fldSimple"), None)
            instruction = str(simple.get(W + "instr", "")) if simple is not None else fields[-1] if fields else ""
            style = (cascade.value([properties], "rStyle") if properties is not None else None) or ""
            yield Run(text, self._letters(styles, properties), style, _names(properties), element, instruction.strip())

    def _letters(self, styles: _Styles, properties: etree._Element | None) -> Letters:
        known = (styles, _source(properties))
        if known not in self.letters:
            self.letters[known] = characters.of(self.cascade, *self.kinds[styles], properties)
        return self.letters[known]


def _ends(body: etree._Element) -> Iterator[etree._Element | None]:
    """The properties of each section; None where the file says nothing of its last one."""
    yield from body.iterfind(f".//{W}pPr/{W}sectPr")
    yield body.find(W + "sectPr")


def _grid(end: etree._Element | None) -> tuple[str, int]:
    """The kind of grid of a section, and the height of its lines."""
    kind = (cascade.value([end], "docGrid", "type") or "none") if end is not None else "none"
    pitch = cascade.number([end], "docGrid", "linePitch") if end is not None else None
    return ("none" if kind == "default" or not pitch else kind), pitch or formats.LINE


def _source(properties: etree._Element | None) -> bytes:
    return b"" if properties is None else bytes(etree.tostring(properties, with_tail=False))


def _names(properties: etree._Element | None) -> frozenset[str]:
    return frozenset(etree.QName(child).localname for child in properties) if properties is not None else frozenset()
