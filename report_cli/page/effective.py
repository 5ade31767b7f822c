"""A Word file as it looks: its sections, and its paragraphs with their effective formats.

`docx.read` says what stands in the file. Here everything that says how it looks is resolved: document defaults, table
styles, paragraph styles with their bases, numbering, theme fonts, character styles, direct formatting. Lengths
are in twips, type sizes in half-points. `direct` names what a paragraph or run says itself.
"""

from collections.abc import Iterator, Mapping

from lxml import etree
from msgspec import Struct

from report_cli.docx import cascade, manuscript
from report_cli.docx.cascade import Cascade, Layers, Styles, given
from report_cli.docx.manuscript import Cell, Line, Manuscript, Part
from report_cli.docx.package import OFFICE, Package, W
from report_cli.page.looks import LINE, CharacterFormat, Format, character_format, paragraph_format

_RELATION = f"{{{OFFICE}}}id"
# The lengths of a section: which property says it, and what holds where none does.
_LENGTHS = {
    **{side: ("pgMar", side, 1440) for side in ("top", "right", "bottom", "left")},
    "footer": ("pgMar", "footer", 720),
    "gutter": ("pgMar", "gutter", 0),
    "width": ("pgSz", "w", 12240),
    "height": ("pgSz", "h", 15840),
}


class StyledRun(manuscript.Run, frozen=True, kw_only=True):
    """A run and how it looks. `style`: the id of its own."""

    characters: CharacterFormat
    style: str
    direct: frozenset[str]


class Paragraph(Struct, frozen=True, kw_only=True):
    """A line of the manuscript, its `number` there, and how it looks. `section` is counted from 0.

    `text` is what shows, page numbers too; `hidden`, what does not. `mark` is how the paragraph's end
    looks, and so a paragraph without text. `frame`: it stands in a frame or text box.
    """

    line: Line
    number: int
    section: int
    text: str
    format: Format
    runs: tuple[StyledRun, ...]
    mark: CharacterFormat
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
    def line_height(self) -> int:
        """In twips, on a page without grid; single spacing is about as high as in the usual Chinese fonts."""
        form, natural = self.format, self.characters.size * 13
        height = {"exact": form.line, "atLeast": max(form.line, natural)}
        return height.get(form.line_rule, natural * form.line // LINE)

    @property
    def characters(self) -> CharacterFormat:
        """How most of its characters look."""
        counted = dict.fromkeys((run.characters for run in self.runs), 0)
        for run in self.runs:
            counted[run.characters] += len(run.text.strip())
        return max(counted, key=counted.__getitem__, default=self.mark)


class Section(Struct, frozen=True, kw_only=True):
    """Pages of one make. `grid`: none, lines, linesAndChars, snapToChars; `pitch`: its line's height.

    `footers` and `headers` are by the pages that they stand on: default (odd ones), even, first. Those
    that a section does not name are the ones of the section before it. `said`: its properties in the file.
    """

    width: int
    height: int
    top: int
    right: int
    bottom: int
    left: int
    footer: int
    gutter: int
    grid: str
    pitch: int
    title_page: bool
    headers: Mapping[str, tuple[Paragraph, ...]]
    footers: Mapping[str, tuple[Paragraph, ...]]
    said: Layers

    @property
    def is_turned(self) -> bool:
        return self.width > self.height


class Document(Struct, frozen=True, kw_only=True):
    """A whole file. `mirrored`: the margins of even pages are those of odd ones in a mirror.

    `not_first`: what may not begin a line, where the file says so itself.
    """

    sections: tuple[Section, ...]
    paragraphs: tuple[Paragraph, ...]
    notes: tuple[Paragraph, ...]
    even_and_odd: bool
    mirrored: bool
    not_first: str
    body: etree._Element
    cascade: Cascade
    package: Package


def read(text: Manuscript) -> Document:
    """How a Word file looks. Raises CannotRun where it is damaged."""
    assert text.package is not None, "only a Word file has looks"
    assert text.cascade is not None, "only a Word file has looks"
    return _Reader(text, text.package, text.cascade).document()


def shown(line: Line, cascade: Cascade) -> list[manuscript.Run]:
    """The runs that show, or would but for the paragraph's style: a style that hides is a page's fault."""
    is_hidden = cascade.is_hidden(line.styles, None)
    return [run for run in line.runs if is_hidden or not run.is_hidden]


class _Reader:
    def __init__(self, text: Manuscript, package: Package, styles: Cascade) -> None:
        self.package, self.cascade = package, styles
        self.lines = [(number, line) for number, line in enumerate(text.lines, 1) if line.element is not None]
        self.margins = [(number, line) for number, line in self.lines if line.part in ("header", "footer")]
        self.parts = package.related
        self.body = package.xml(package.main).find(W + "body")
        self.ends = [*self.body.iterfind(f".//{W}pPr/{W}sectPr"), self.body.find(W + "sectPr")]
        self.headers: dict[str, tuple[Paragraph, ...]] = {}
        self.footers: dict[str, tuple[Paragraph, ...]] = {}
        # What was worked out already: most paragraphs and runs look like others.
        self.runs: dict[tuple[Styles, bytes], tuple[CharacterFormat, str, frozenset[str]]] = {}
        self.formats: dict[tuple[Styles, bytes, int, int], Format] = {}

    def document(self) -> Document:
        settings = [*self.package.linked("settings")][:1]
        return Document(
            sections=tuple(self._section(number, given(end)) for number, end in enumerate(self.ends)),
            paragraphs=tuple(self._of_body()),
            notes=tuple(self._paragraph(number, line, 0) for number, line in self.lines if line.part == "note"),
            even_and_odd=cascade.is_on(settings, "evenAndOddHeaders"),
            mirrored=cascade.is_on(settings, "mirrorMargins"),
            not_first=cascade.value(settings, "noLineBreaksBefore") or "",
            body=self.body,
            cascade=self.cascade,
            package=self.package,
        )

    def _section(self, number: int, end: Layers) -> Section:
        self.headers = {**self.headers, **self._margins(number, end, "header")}
        self.footers = {**self.footers, **self._margins(number, end, "footer")}
        grid, pitch = _grid(end)
        return Section(
            **{name: _length(end, *where) for name, where in _LENGTHS.items()},
            grid=grid,
            pitch=pitch,
            title_page=cascade.is_on(end, "titlePg"),
            headers=self.headers,
            footers=self.footers,
            said=end,
        )

    def _margins(self, section: int, end: Layers, kind: str) -> dict[str, tuple[Paragraph, ...]]:
        """The headers or footers that a section names, by the pages that they stand on."""
        references = [reference for layer in end for reference in layer.iterfind(f"{W}{kind}Reference")]
        named = {each.get(W + "type", "default"): self.parts.get(each.get(_RELATION, ""), "") for each in references}
        return {pages: self._of_part(part, section) for pages, part in named.items() if part in self.package.parts}

    def _of_part(self, name: str, section: int) -> tuple[Paragraph, ...]:
        """The paragraphs of a header or footer in the order of the page: text boxes stand amid the others."""
        order = {element: number for number, element in enumerate(self.package.xml(name).iter())}
        lines = sorted((order[line.element], number, line) for number, line in self.margins if line.element in order)
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
        own = line.element.find(W + "pPr")
        mark, _, _ = self._run_format(line.styles, None if own is None else own.find(W + "rPr"))
        visible = shown(line, self.cascade)
        hidden = [run.text for run in line.runs if run.is_hidden and len(visible) < len(line.runs)]
        runs = tuple([self._styled(run, line.styles) for run in visible])
        size = next((run.characters for run in runs if run.text.strip()), mark).size
        form = self._format(line.styles, own, size, section)
        return Paragraph(
            line=line,
            number=number,
            section=section,
            text="".join([run.text for run in runs]),
            format=form,
            runs=runs,
            mark=mark,
            style_name=self.cascade.style_name(line.styles[1]),
            direct=_names(own),
            frame=form.is_framed or next(line.element.iterancestors(W + "txbxContent"), None) is not None,
            hidden="".join(hidden),
        )

    def _format(self, styles: Styles, own: etree._Element | None, size: int, section: int) -> Format:
        known = (styles, _source(own), size, section)
        if known not in self.formats:
            layers = self.cascade.of_paragraph(styles, own)
            grid, pitch = _grid(given(self.ends[min(section, len(self.ends) - 1)]))
            line = LINE if grid == "none" else pitch
            self.formats[known] = paragraph_format(layers, self.cascade.numbering(layers, styles[1]), size * 10, line)
        return self.formats[known]

    def _styled(self, run: manuscript.Run, styles: Styles) -> StyledRun:
        looks, style, direct = self._run_format(styles, run.element.find(W + "rPr"))
        return StyledRun(run.text, run.element, run.field, run.is_hidden, characters=looks, style=style, direct=direct)

    def _run_format(self, styles: Styles, own: etree._Element | None) -> tuple[CharacterFormat, str, frozenset[str]]:
        known = (styles, _source(own))
        if known not in self.runs:
            style = cascade.value(given(own), "rStyle") or ""
            self.runs[known] = (character_format(self.cascade, styles, own), style, _names(own))
        return self.runs[known]


def _length(end: Layers, name: str, attribute: str, default: int) -> int:
    twips = cascade.number(end, name, attribute)
    return default if twips is None else abs(twips)


def _grid(layers: Layers) -> tuple[str, int]:
    """The kind of grid of a section, and the height of its lines."""
    kind = cascade.value(layers, "docGrid", "type") or "none"
    pitch = cascade.number(layers, "docGrid", "linePitch")
    return ("none" if kind == "default" or not pitch else kind), pitch or LINE


def _source(properties: etree._Element | None) -> bytes:
    return b"" if properties is None else bytes(etree.tostring(properties, with_tail=False))


def _names(properties: etree._Element | None) -> frozenset[str]:
    return frozenset(etree.QName(child).localname for child in properties) if properties is not None else frozenset()
