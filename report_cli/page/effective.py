"""A Word file as it looks: its sections, and each paragraph with the formatting that holds for it in the end.

Lengths are in twips, type sizes in half-points. What stands in the file `docx.read` has told; here everything is
resolved that says how it looks: document defaults, table styles, styles that are based on others, numbering, theme
fonts, character styles, direct formatting. `direct` names what a paragraph or run says itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lxml import etree
from msgspec import Struct

from report_cli.docx import cascade, manuscript
from report_cli.docx.cascade import Cascade, Layers, Styles, given
from report_cli.docx.manuscript import Cell, Line, Manuscript, Part
from report_cli.docx.package import Package, W
from report_cli.page import characters, formats
from report_cli.page.characters import CharacterFormat
from report_cli.page.formats import Format

_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_LENGTHS = {
    **{side: ("pgMar", side, 1440) for side in ("top", "right", "bottom", "left")},
    **{side: ("pgMar", side, 720) for side in ("header", "footer")},
    "gutter": ("pgMar", "gutter", 0),
    "width": ("pgSz", "w", 12240),
    "height": ("pgSz", "h", 15840),
}
"""The lengths of a section: which property says it, and what holds where none does."""


class StyledRun(Struct, frozen=True):
    """A stretch of text that shows. `field` is the instruction that makes the text, if any (`PAGE`)."""

    text: str
    characters: CharacterFormat
    style: str
    direct: frozenset[str]
    element: etree._Element
    field: str = ""


class Paragraph(Struct, frozen=True, kw_only=True):
    """One paragraph: a line of the manuscript, its `number` there, and how it looks. `section` is counted from 0.

    `text` is what shows, numbers of pages included; `hidden`, text in it that does not. `mark` is how the paragraph's end
    looks, and so one without text. `frame`: it stands in a frame or text box.
    """

    line: Line
    number: int
    section: int
    text: str
    format: Format
    runs: tuple[StyledRun, ...]
    mark: CharacterFormat
    style: str
    style_name: str
    direct: frozenset[str]
    frame: bool
    hidden: str

    @property
    def part(self) -> Part:
        return self.line.part

    @property
    def cell(self) -> Cell | None:
        return self.line.cell

    @property
    def element(self) -> etree._Element:
        return self.line.element

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of the fields in it: PAGE, NUMPAGES …"""
        return tuple(dict.fromkeys(run.field.split()[0] for run in self.runs if run.field.split()))

    @property
    def characters(self) -> CharacterFormat:
        """How most of its characters look."""
        if not self.runs:
            return self.mark
        counted: dict[CharacterFormat, int] = {}
        for run in self.runs:
            counted[run.characters] = counted.get(run.characters, 0) + len(run.text.strip())
        return max(counted, key=counted.__getitem__)


class Section(Struct, frozen=True, kw_only=True):
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


def read(text: Manuscript) -> Document:
    """How a Word file looks. Raises CannotRun where it is damaged."""
    assert text.package is not None, "only a Word file has looks"
    assert text.cascade is not None, "only a Word file has looks"
    return _Reader(text, text.package, text.cascade).document()


_Look = tuple[CharacterFormat, str, frozenset[str]]
"""How a run looks, its style, and what it says itself."""


def shown(line: Line, cascade: Cascade) -> list[manuscript.Run]:
    """The runs that show, or would but for the paragraph's style, which is a fault of the page."""
    is_hidden = "vanish" in cascade.effects(line.styles, None)
    return [run for run in line.runs if is_hidden or not run.is_hidden]


class _Reader:
    """One file that is being read."""

    def __init__(self, text: Manuscript, package: Package, styles: Cascade) -> None:
        self.package, self.cascade = package, styles
        self.body = package.xml(package.main).find(W + "body")
        self.ends = [*self.body.iterfind(f".//{W}pPr/{W}sectPr"), self.body.find(W + "sectPr")]
        self.lines = [(number, line) for number, line in enumerate(text.lines, 1) if line.element is not None]
        # What was worked out already: most paragraphs and runs look like others, and there may be ten thousand.
        self.looks: dict[tuple[Styles, bytes], _Look] = {}
        self.formats: dict[tuple[Styles, bytes, int, int], Format] = {}

    def document(self) -> Document:
        sections: list[Section] = []
        for number, end in enumerate(self.ends):
            sections.append(self._section(end, number, sections[-1] if sections else None))
        settings = [*self.package.linked("settings")][:1]
        return Document(
            sections=tuple(sections),
            paragraphs=tuple(self._of_body()),
            notes=tuple(self._paragraph(number, line, 0) for number, line in self.lines if line.part == "note"),
            even_and_odd=cascade.is_on(settings, "evenAndOddHeaders"),
            mirrored=cascade.is_on(settings, "mirrorMargins"),
            kept=cascade.value(settings, "noLineBreaksBefore") or "",
            body=self.body,
            cascade=self.cascade,
            package=self.package,
        )

    def _section(self, end: etree._Element | None, number: int, before: Section | None) -> Section:
        layers = given(end)
        lengths = {name: cascade.number(layers, *where[:2]) for name, where in _LENGTHS.items()}
        grid, pitch = _grid(layers)
        return Section(
            **{name: _LENGTHS[name][2] if found is None else abs(found) for name, found in lengths.items()},
            grid=grid,
            pitch=pitch,
            char_space=cascade.number(layers, "docGrid", "charSpace") or 0,
            title_page=cascade.is_on(layers, "titlePg"),
            headers={**(before.headers if before else {}), **self._margins(layers, "header", number)},
            footers={**(before.footers if before else {}), **self._margins(layers, "footer", number)},
            element=end,
        )

    def _margins(self, layers: Layers, kind: str, section: int) -> dict[str, tuple[Paragraph, ...]]:
        """The headers or footers that a section names, by the pages that they stand on."""
        parts = self.package.related(self.package.main)
        references = (reference for end in layers for reference in end.iterfind(f"{W}{kind}Reference"))
        named = {reference.get(W + "type", "default"): parts.get(reference.get(_RELATION)) for reference in references}
        return {pages: self._of_part(part, section) for pages, part in named.items() if part in self.package.parts}

    def _of_part(self, name: str, section: int) -> tuple[Paragraph, ...]:
        """The paragraphs of a header or footer as they stand on the page, those of text boxes where these stand."""
        order = {element: number for number, element in enumerate(self.package.xml(name).iter())}
        lines = sorted((order[line.element], number, line) for number, line in self.lines if line.element in order)
        return tuple(self._paragraph(number, line, section) for _, number, line in lines)

    def _of_body(self) -> Iterator[Paragraph]:
        section, sections = 0, {}
        for number, line in self.lines:
            if line.part == "body":
                sections[line.element] = section
                yield self._paragraph(number, line, section)
                section += line.element.find(f"{W}pPr/{W}sectPr") is not None
            elif line.part == "box":
                around = (sections[outer] for outer in line.element.iterancestors() if outer in sections)
                yield self._paragraph(number, line, next(around, 0))

    def _paragraph(self, number: int, line: Line, section: int) -> Paragraph:
        properties = line.element.find(W + "pPr")
        mark, _, _ = self._look(line.styles, properties.find(W + "rPr") if properties is not None else None)
        seen = shown(line, self.cascade)
        runs = tuple([self._run(run, line.styles) for run in seen])
        size = next((run.characters for run in runs if run.text.strip()), mark).size
        format = self._format(line.styles, properties, size, section)
        return Paragraph(
            line=line,
            number=number,
            section=section,
            text="".join([run.text for run in runs]),
            format=format,
            runs=runs,
            mark=mark,
            style=line.styles[1],
            style_name=self.cascade.style_name(line.styles[1]),
            direct=_names(properties),
            hidden="".join([run.text for run in line.runs if run.is_hidden]) if len(seen) < len(line.runs) else "",
            frame=format.is_framed or next(line.element.iterancestors(W + "txbxContent"), None) is not None,
        )

    def _format(self, styles: Styles, properties: etree._Element | None, size: int, section: int) -> Format:
        known = (styles, _source(properties), size, section)
        if known not in self.formats:
            layers = self.cascade.of_paragraph(styles, properties)
            grid, pitch = _grid(given(self.ends[min(section, len(self.ends) - 1)]))
            line = pitch if grid != "none" else formats.LINE
            self.formats[known] = formats.of(layers, self.cascade.numbering(layers, styles[1]), size * 10, line)
        return self.formats[known]

    def _run(self, run: manuscript.Run, styles: Styles) -> StyledRun:
        letters, style, direct = self._look(styles, run.element.find(W + "rPr"))
        return StyledRun(run.text, letters, style, direct, run.element, run.field)

    def _look(self, styles: Styles, properties: etree._Element | None) -> _Look:
        known = (styles, _source(properties))
        if known not in self.looks:
            letters = characters.of(self.cascade, styles, properties)
            self.looks[known] = (letters, cascade.value(given(properties), "rStyle") or "", _names(properties))
        return self.looks[known]


def _grid(layers: Layers) -> tuple[str, int]:
    """The kind of grid of a section, and the height of its lines."""
    kind = cascade.value(layers, "docGrid", "type") or "none"
    pitch = cascade.number(layers, "docGrid", "linePitch")
    return ("none" if kind == "default" or not pitch else kind), pitch or formats.LINE


def _source(properties: etree._Element | None) -> bytes:
    return b"" if properties is None else bytes(etree.tostring(properties, with_tail=False))


def _names(properties: etree._Element | None) -> frozenset[str]:
    return frozenset(etree.QName(child).localname for child in properties) if properties is not None else frozenset()
