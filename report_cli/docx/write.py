"""A document as DOCX: body text as escaped XML, one run of Word for each run of the document.

A run's text is exactly what is printed, and every bound run is a run of its own, with a bookmark round it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import groupby, pairwise, takewhile

from msgspec import Struct, field

from report_cli.document import Block, Cell, Document, Paragraph, Role, Run, Table, with_gaps
from report_cli.docx import archive, notes, pages, parts, seal, title
from report_cli.docx.bookmarks import Bookmarks
from report_cli.layout.layout import Layout
from report_cli.layout.measure import widest

_HEAD = (Role.TITLE, Role.STAGE, Role.SUBTITLE, Role.DATE, Role.SPEAKER, Role.BYLINE)

_LABEL = "附件："
_ENDING = 168
"""Characters of a last paragraph that is kept together: six lines. A longer one would leave too much of a page empty."""
# A table of many columns: 小五 in half-points, and less space beside the words than Word's own.
_SMALL = 18
_TIGHT = '<w:tblCellMar><w:left w:w="57" w:type="dxa"/><w:right w:w="57" w:type="dxa"/></w:tblCellMar>'

# The main parts: what each is to the document, and its content type.
_DOCUMENT = "word/document.xml"
_LINKED = {
    "styles.xml": ("styles", "wordprocessingml.styles"),
    "settings.xml": ("settings", "wordprocessingml.settings"),
    "fontTable.xml": ("fontTable", "wordprocessingml.fontTable"),
    "theme/theme1.xml": ("theme", "theme"),
}
_FOOTER = ("footer", "wordprocessingml.footer")
_FOOTNOTES = ("footnotes", "wordprocessingml.footnotes")
_PROPERTIES = {
    "docProps/core.xml": ("metadata/core-properties", "core-properties"),
    "docProps/app.xml": ("extended-properties", "extended-properties"),
    seal.PART: ("custom-properties", "custom-properties"),
}


def write(document: Document, layout: Layout, sealed: Mapping[str, str]) -> bytes:
    """The file, the same bytes for the same arguments; `sealed` is what its custom properties say of it."""
    written = _Written(Bookmarks(enumerate(figure for figure in document.figures if figure.run.text)))
    footers = pages.FOOTERS | (pages.TURNED_FOOTERS if any(block.landscape for block in document.body) else {})
    has_notes = bool(document.notes)
    parts_of_text = _LINKED | dict.fromkeys(footers, _FOOTER) | ({notes.PART: _FOOTNOTES} if has_notes else {})
    linked = {target: kind for target, (kind, _) in parts_of_text.items()}
    packaged = {_DOCUMENT: "officeDocument"} | {name: kind for name, (kind, _) in _PROPERTIES.items()}
    types = {_DOCUMENT: "wordprocessingml.document.main"}
    types |= {f"word/{target}": kind for target, (_, kind) in parts_of_text.items()}
    types |= {name: kind for name, (_, kind) in _PROPERTIES.items()}
    texts: dict[str, str | bytes] = {
        "[Content_Types].xml": parts.content_types(types),
        "_rels/.rels": parts.relationships(packaged),
        _DOCUMENT: parts.part(
            "document", f"<w:body>{''.join(_body(document, layout, written, list(linked)))}</w:body>"
        ),
        "word/_rels/document.xml.rels": parts.relationships(linked),
        **_constant(layout, has_notes, tuple(footers)),
        "docProps/core.xml": parts.core_properties(document.properties),
        "docProps/app.xml": parts.application_properties(),
    }
    if has_notes:
        texts[f"word/{notes.PART}"] = notes.footnotes([_runs(note, written) for note in written.notes])
    encoded = {name: content if isinstance(content, bytes) else content.encode() for name, content in texts.items()}
    return archive.write({**encoded, seal.PART: seal.write(sealed, encoded).encode()})


@lru_cache(maxsize=16)
def _constant(layout: Layout, has_notes: bool, footers: tuple[str, ...]) -> dict[str, bytes]:
    """The parts that are the same in every document of a layout."""
    known = pages.FOOTERS | pages.TURNED_FOOTERS
    made = {
        "word/styles.xml": parts.styles(layout),
        "word/settings.xml": parts.settings(layout, has_notes),
        "word/fontTable.xml": parts.font_table(layout),
        "word/theme/theme1.xml": parts.theme(layout),
        **{f"word/{name}": pages.footer(layout, *known[name]) for name in footers},
    }
    return {name: content.encode() for name, content in made.items()}


class _Written(Struct, frozen=True):
    """What has been put into one text so far. Footnotes are written after it, as they stand in its order of reading."""

    bookmarks: Bookmarks
    notes: list[tuple[Run, ...]] = field(default_factory=list)


def _body(document: Document, layout: Layout, written: _Written, linked: Sequence[str]) -> Iterator[str]:
    """The body's content, section after section: a sheet that lies on its side has one of its own."""
    sheets = [(is_turned, list(blocks)) for is_turned, blocks in groupby(document.body, lambda block: block.landscape)]
    special = _special(document, layout)
    for number, (is_turned, blocks) in enumerate(sheets or [(False, [])], 1):
        odd, even = (f"rId{linked.index(name) + 1}" for name in (pages.TURNED_FOOTERS if is_turned else pages.FOOTERS))
        section = pages.section(layout, odd, even, is_turned=is_turned)
        # A section's properties stand in its last paragraph, the last section's at the end of the body.
        yield from _blocks(blocks, layout, written, special, "" if number >= len(sheets) else section)
    yield section


def _special(document: Document, layout: Layout) -> Iterator[str]:
    """What each block of the body has beside its style.

    Below the head stands a space, whichever lines the head has. The text's last paragraph, if it is no long one, stands
    on one page whole: the last page of a report does not hold a mere line of its ending.
    """
    head, text = (sum(1 for _ in takewhile(is_of, document.blocks)) for is_of in (_is_head, _is_text))
    for number, block in enumerate(document.body, 1):
        if number == head:
            yield parts.spacing_after(layout.after_head)
        elif number == text and isinstance(block, Paragraph) and block.role is Role.BODY and len(block.text) <= _ENDING:
            yield "<w:keepLines/>"
        else:
            yield ""


def _blocks(
    blocks: Sequence[Block], layout: Layout, written: _Written, special: Iterator[str], section: str
) -> Iterator[str]:
    """A section's paragraphs and tables."""
    items = list(with_gaps(blocks))
    for number, block in enumerate(items, 1):
        ending = section if number == len(items) else ""
        properties = "" if block is None else next(special)
        if isinstance(block, Table):
            yield _table(block, layout, written)
        elif block is None:
            yield parts.smallest_paragraph(ending) if number == len(items) else "<w:p/>"
        else:
            yield _paragraph(block, layout, written, properties, ending)


def _is_head(block: Block) -> bool:
    return isinstance(block, Paragraph) and block.role in _HEAD


def _is_text(block: Block) -> bool:
    return not (isinstance(block, Paragraph) and block.role in (Role.ATTACHMENT, Role.ATTACHMENT_LABEL))


def _paragraph(paragraph: Paragraph, layout: Layout, written: _Written, properties: str, section: str) -> str:
    lead = f"lead_{paragraph.level}" if paragraph.lead else ""
    number = [Run(paragraph.number)] if paragraph.number else []
    runs = _runs([*number, *paragraph.lead], written, lead) + _runs(_broken(paragraph, layout), written)
    if paragraph.role is Role.HEADING:
        return _lines(f"heading_{paragraph.level}", runs, section)
    if paragraph.role is Role.ATTACHMENT:
        properties += _attachment_indent(paragraph.number, layout)
    return _lines(paragraph.role.value, runs, properties + section)


def _broken(paragraph: Paragraph, layout: Layout) -> Sequence[Run]:
    """The runs, those of a centred line with line breaks where it is too long for the page."""
    if paragraph.role not in (*_HEAD, Role.ATTACHMENT_TITLE):
        return paragraph.runs
    style, page = layout.styles[paragraph.role.value], layout.page.turned if paragraph.landscape else layout.page
    return title.broken(paragraph.runs, style.characters.em, page.text_width - style.left.twips)


def _lines(style: str, runs: str, properties: str = "") -> str:
    identifier, _ = parts.PARAGRAPH_STYLES[style]
    return f'<w:p><w:pPr><w:pStyle w:val="{identifier}"/>{properties}</w:pPr>{runs}</w:p>'


def _attachment_indent(number: str, layout: Layout) -> str:
    """Where a name begins, so that its further lines stand below its first (GB/T 9704, 7.3.4).

    The second number stands below the first, which comes after the label.
    """
    style = layout.styles["attachments"]
    label = 0 if number.startswith(_LABEL) else style.characters.width(_LABEL)
    hanging = style.characters.width(number)
    return parts.indent(style.left.twips + label + hanging, hanging)


def _runs(runs: Iterable[Run], written: _Written, style: str = "", size: int = 0) -> str:
    """`style`: the character style of the text, if any; `size`: its own size in half-points."""
    return "".join([_run(run, written, style, size) for run in runs if run.text or run.note])


def _run(run: Run, written: _Written, style: str, size: int) -> str:
    if run.note:
        # The text of a footnote is written after the body's.
        written.notes.append(run.note)
        return notes.reference(len(written.notes))
    style = "pending" if run.pending else "emphasis" if run.emphasis else style
    if run.fact:
        return written.bookmarks.around(run, _run_of(run.text, style, True, run.strong, size, run.superscript))
    return _run_of(run.text, style, False, run.strong, size, run.superscript)


@lru_cache(maxsize=8192)
def _run_of(text: str, style: str, is_bound: bool, is_strong: bool, size: int, is_raised: bool) -> str:
    """Kept, as reports of one template say much the same."""
    properties = "".join(
        [
            f'<w:rStyle w:val="{parts.CHARACTER_STYLES[style][0]}"/>' if style else "",
            '<w:rFonts w:hint="eastAsia"/>' if _is_ambiguous(text) else "",
            "<w:b/>" if is_strong else "",
            "<w:noProof/>" if is_bound else "",
            f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>' if size else "",
            '<w:vertAlign w:val="superscript"/>' if is_raised else "",
        ]
    )
    properties = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    lines = (f'<w:t xml:space="preserve">{parts.text(line)}</w:t>' if line else "" for line in text.split(title.BREAK))
    return f"<w:r>{properties}{'<w:br/>'.join(lines)}</w:r>"


def _is_ambiguous(text: str) -> bool:
    """Whether it has “ ” ‘ ’ — … or other marks that Latin and Chinese fonts both have: unless told, Word takes the Latin font."""
    # Compared: to compile a pattern of so wide a range takes longer than all of a report's runs.
    return any("\u00a1" <= character <= "\u2e7f" for character in set(text))


def _table(table: Table, layout: Layout, written: _Written) -> str:
    page = layout.page.turned if table.landscape else layout.page
    widths = _divided(page.text_width, table.shares) if table.shares else _columns(table.rows, page.text_width, layout)
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    properties = (
        f'<w:tblPr><w:tblStyle w:val="{parts.TABLE_STYLE}"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblLayout w:type="fixed"/>{_TIGHT if table.shares else ""}</w:tblPr>'
    )
    caption = _lines("table_caption", _runs(table.caption, written)) if table.caption else ""
    rows = "".join(
        _row(row, widths, written, is_head=number == 0, is_small=bool(table.shares))
        for number, row in enumerate(table.rows)
    )
    return f"{caption}<w:tbl>{properties}<w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"


def _row(row: Sequence[Cell], widths: Sequence[int], written: _Written, *, is_head: bool, is_small: bool) -> str:
    """A row is never parted by a page; the head stands again on each page."""
    style = "table_head" if is_head else "table_body"
    align = '<w:jc w:val="left"/>' if is_small and not is_head else ""
    texts = [_lines(style, _runs(cell, written, size=_SMALL if is_small else 0), align) for cell in row]
    cells = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>{text}</w:tc>'
        for text, width in zip(texts, widths, strict=True)
    )
    return f"<w:tr><w:trPr><w:cantSplit/>{'<w:tblHeader/>' if is_head else ''}</w:trPr>{cells}</w:tr>"


def _columns(rows: Sequence[Sequence[Cell]], total: int, layout: Layout) -> list[int]:
    """Widths that fill `total`: every column holds its longest text on one line, while there is room; the longest share the rest."""
    character = layout.styles["table_body"].characters.em
    texts = [["".join(run.text for run in cell) for cell in column] for column in zip(*rows, strict=True)]
    wanted = [max(widest(text, character) for text in column) + parts.CELL_MARGINS for column in texts]
    if sum(wanted) <= total:
        return _divided(total, wanted)
    widths = [0] * len(wanted)
    for done, column in enumerate(sorted(range(len(wanted)), key=wanted.__getitem__)):
        widths[column] = min(wanted[column], (total - sum(widths)) // (len(wanted) - done))
    return widths


def _divided(total: int, shares: Sequence[int]) -> list[int]:
    """Widths that fill `total` in these proportions."""
    edges = [total * sum(shares[:number]) // sum(shares) for number in range(len(shares) + 1)]
    return [right - left for left, right in pairwise(edges)]
