"""A document as DOCX: body text as escaped XML, one run of Word for each run of the document.

A run's text is exactly what is printed, and every bound run is a run of its own, so that a bookmark can be put
round it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise, takewhile

from report_cli.document import Block, Cell, Document, Paragraph, Role, Run, Table
from report_cli.docx import archive, parts, seal
from report_cli.docx.layout import Layout, Letters
from report_cli.text import is_chinese

_HEAD = (Role.TITLE, Role.SUBTITLE, Role.DATE, Role.SPEAKER, Role.BYLINE)

# “ ” ‘ ’ — … and other marks that Latin and Chinese fonts both have: unless told, Word takes the Latin font.
_AMBIGUOUS = re.compile("[\u00a1-\u2e7f]")
_LABEL = "附件："
# The length of a column's longest text counts, but only between these, so that no column starves.
_NARROWEST, _WIDEST = 4, 24

# The main parts: what each is to the document, and its content type.
_DOCUMENT = "word/document.xml"
_LINKED = {
    "styles.xml": ("styles", "wordprocessingml.styles"),
    "settings.xml": ("settings", "wordprocessingml.settings"),
    "fontTable.xml": ("fontTable", "wordprocessingml.fontTable"),
    "theme/theme1.xml": ("theme", "theme"),
    "footer1.xml": ("footer", "wordprocessingml.footer"),
    "footer2.xml": ("footer", "wordprocessingml.footer"),
}
_PROPERTIES = {
    "docProps/core.xml": ("metadata/core-properties", "core-properties"),
    "docProps/app.xml": ("extended-properties", "extended-properties"),
    seal.PART: ("custom-properties", "custom-properties"),
}


def write(document: Document, layout: Layout, sealed: Mapping[str, str]) -> bytes:
    """The file, the same bytes for the same arguments; `sealed` is what its custom properties say of it."""
    linked = {target: kind for target, (kind, _) in _LINKED.items()}
    packaged = {_DOCUMENT: "officeDocument"} | {name: kind for name, (kind, _) in _PROPERTIES.items()}
    types = {_DOCUMENT: "wordprocessingml.document.main"}
    types |= {f"word/{target}": kind for target, (_, kind) in _LINKED.items()}
    types |= {name: kind for name, (_, kind) in _PROPERTIES.items()}
    texts = {
        "[Content_Types].xml": parts.content_types(types),
        "_rels/.rels": parts.relationships(packaged),
        _DOCUMENT: _document(document, layout),
        "word/_rels/document.xml.rels": parts.relationships(linked),
        "word/styles.xml": parts.styles(layout),
        "word/settings.xml": parts.settings(layout),
        "word/fontTable.xml": parts.font_table(layout),
        "word/theme/theme1.xml": parts.theme(layout),
        "word/footer1.xml": parts.footer(layout, "right"),
        "word/footer2.xml": parts.footer(layout, "left"),
        "docProps/core.xml": parts.core_properties(document.properties),
        "docProps/app.xml": parts.application_properties(),
    }
    encoded = {name: content.encode() for name, content in texts.items()}
    return archive.write({**encoded, seal.PART: seal.write(sealed, encoded).encode()})


def _document(document: Document, layout: Layout) -> str:
    footers = [f"rId{number}" for number, (kind, _) in enumerate(_LINKED.values(), 1) if kind == "footer"]
    body = "".join(_blocks(document.blocks, layout))
    return parts.part("document", f"<w:body>{body}{parts.section(layout, *footers)}</w:body>")


def _blocks(blocks: Sequence[Block], layout: Layout) -> Iterator[str]:
    """The body's paragraphs and tables. Below the head stands a space, whichever lines the head has."""
    head = list(takewhile(_is_head, blocks))
    for number, (before, block) in enumerate(pairwise([None, *blocks]), 1):
        if isinstance(block, Table):
            # Word makes one table of two that touch.
            yield "<w:p/>" if isinstance(before, Table) and not block.caption else ""
            yield _table(block, layout)
        elif block:
            yield _paragraph(block, layout, parts.spacing_after(layout.after_head) if number == len(head) else "")


def _is_head(block: Block) -> bool:
    return isinstance(block, Paragraph) and block.role in _HEAD


def _paragraph(paragraph: Paragraph, layout: Layout, properties: str) -> str:
    lead = f"lead_{paragraph.level}" if paragraph.lead else ""
    number = [Run(paragraph.number)] if paragraph.number else []
    runs = _runs([*number, *paragraph.lead], lead) + _runs(paragraph.runs)
    if paragraph.role is Role.HEADING:
        return _lines(f"heading_{paragraph.level}", runs)
    if paragraph.role is Role.ATTACHMENT:
        properties += _attachment_indent(paragraph.number, layout)
    return _lines(paragraph.role.value, runs, properties)


def _lines(style: str, runs: str, properties: str = "") -> str:
    identifier, _ = parts.PARAGRAPH_STYLES[style]
    return f'<w:p><w:pPr><w:pStyle w:val="{identifier}"/>{properties}</w:pPr>{runs}</w:p>'


def _attachment_indent(number: str, layout: Layout) -> str:
    """Where a name begins, so that its further lines stand below its first (GB/T 9704, 7.3.4).

    The second number stands below the first, which comes after the label.
    """
    style = layout.styles["attachments"]
    label = 0 if number.startswith(_LABEL) else _width(_LABEL, style.letters)
    hanging = _width(number, style.letters)
    return parts.indent(style.left.twips + label + hanging, hanging)


def _width(text: str, letters: Letters) -> int:
    """Width of a text in twips: Latin letters and digits are half as wide as Chinese characters."""
    halves = sum(2 if is_chinese(character) else 1 for character in text)
    return halves * (letters.size or 0) * 5 + len(text) * (letters.spacing or 0)


def _runs(runs: Iterable[Run], style: str = "") -> str:
    return "".join(_run(run, style) for run in runs if run.text)


def _run(run: Run, style: str) -> str:
    """One run; `style` is the character style of the text around it, if any."""
    style = "pending" if run.pending else "emphasis" if run.emphasis else style
    properties = "".join(
        [
            f'<w:rStyle w:val="{parts.CHARACTER_STYLES[style][0]}"/>' if style else "",
            '<w:rFonts w:hint="eastAsia"/>' if _AMBIGUOUS.search(run.text) else "",
            "<w:b/>" if run.strong else "",
            "<w:noProof/>" if run.fact else "",
        ]
    )
    properties = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{properties}<w:t xml:space="preserve">{parts.text(run.text)}</w:t></w:r>'


def _table(table: Table, layout: Layout) -> str:
    widths = _columns(table.rows, layout.page.text_width)
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    properties = (
        f'<w:tblPr><w:tblStyle w:val="{parts.TABLE_STYLE}"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        '<w:tblLayout w:type="fixed"/></w:tblPr>'
    )
    caption = _lines("table_caption", _runs(table.caption)) if table.caption else ""
    rows = "".join(_row(row, widths, is_head=number == 0) for number, row in enumerate(table.rows))
    return f"{caption}<w:tbl>{properties}<w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"


def _row(row: Sequence[Cell], widths: Sequence[int], *, is_head: bool) -> str:
    """A row is never parted by a page; the head stands again on each page."""
    style = "table_head" if is_head else "table_body"
    cells = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>{_lines(style, _runs(cell))}</w:tc>'
        for cell, width in zip(row, widths, strict=True)
    )
    return f"<w:tr><w:trPr><w:cantSplit/>{'<w:tblHeader/>' if is_head else ''}</w:trPr>{cells}</w:tr>"


def _columns(rows: Sequence[Sequence[Cell]], total: int) -> list[int]:
    """Widths that fill `total`, in proportion to the longest text of each column, within reason."""
    longest = [max(sum(len(run.text) for run in cell) for cell in column) for column in zip(*rows, strict=True)]
    shares = [min(max(length, _NARROWEST), _WIDEST) for length in longest]
    edges = [total * sum(shares[:number]) // sum(shares) for number in range(len(shares) + 1)]
    return [right - left for left, right in pairwise(edges)]
