"""A document as DOCX: body text as escaped XML, one run of Word for each run of the document.

A run's text is exactly what is printed, and every bound run is a run of its own, with a bookmark round it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import groupby, takewhile

from msgspec import Struct

from report_cli.document import (
    ATTACHMENT,
    HEADING,
    Block,
    Document,
    Figure,
    Paragraph,
    Role,
    Run,
    Runs,
    Table,
    binding,
    with_gaps,
)
from report_cli.docx import bookmarks, parts, seal, title
from report_cli.layout import columns
from report_cli.layout.layout import CHARACTER_STYLES, PARAGRAPH_STYLES, Layout

_HEAD = frozenset((Role.KICKER, Role.TITLE, Role.STAGE, Role.SUBTITLE, Role.DATE, Role.SPEAKER, Role.BYLINE))
_CENTRED = _HEAD | {Role.ATTACHMENT_TITLE}
_BELOW_TEXT = frozenset((Role.ATTACHMENT, Role.ATTACHMENT_LABEL))

_LABEL = "附件："
# Characters of a last paragraph that is kept together: six lines. A longer one would leave a page too empty.
_ENDING = 168
_DIGITS = "0123456789"
# A table in small type has less space beside the words than Word's own.
_TIGHT = '<w:tblCellMar><w:left w:w="57" w:type="dxa"/><w:right w:w="57" w:type="dxa"/></w:tblCellMar>'

_SMALLEST = '<w:spacing w:line="20" w:lineRule="exact"/><w:rPr><w:sz w:val="2"/></w:rPr>'
# What the parts are to the text.
_LINKED = {
    "styles.xml": "styles",
    "settings.xml": "settings",
    "fontTable.xml": "fontTable",
    "theme/theme1.xml": "theme",
}


def write(document: Document, layout: Layout, sealed: Mapping[str, str]) -> bytes:
    """The file, the same bytes for the same arguments; `sealed` is what its custom properties say of it."""
    footers = parts.FOOTERS | (parts.TURNED_FOOTERS if any(block.landscape for block in document.body) else {})
    linked = _LINKED | dict.fromkeys(footers, "footer") | ({parts.NOTES: "footnotes"} if document.notes else {})
    writer = _Writer(layout, enumerate(figure for figure in document.figures if figure.run.text))
    # Block by block: each long text beside the whole one is memory that the system has to find anew.
    body = [block.encode() for block in writer.body(document, list(linked))]
    texts = {
        **_constant(layout, bool(document.notes), tuple(footers)),
        "docProps/core.xml": parts.core_properties(document.properties).encode(),
        "docProps/app.xml": parts.APPLICATION_PROPERTIES.encode(),
    }
    if writer.notes:
        texts[f"word/{parts.NOTES}"] = parts.footnotes([writer.runs(note) for note in writer.notes]).encode()
    return seal.file(body, linked, texts, sealed)


@lru_cache(maxsize=16)
def _constant(layout: Layout, has_notes: bool, footers: tuple[str, ...]) -> Mapping[str, bytes]:
    """The parts that are the same in every document of a layout."""
    texts = {
        "word/styles.xml": parts.styles(layout),
        "word/settings.xml": parts.settings(layout, has_notes),
        "word/fontTable.xml": parts.font_table(layout),
        "word/theme/theme1.xml": parts.theme(layout),
        **{f"word/{name}": parts.footer(layout, *parts.ALL_FOOTERS[name]) for name in footers},
    }
    return {name: text.encode() for name, text in texts.items()}


class _Writer(Struct, frozen=True):
    """Writes the text of one document. The footnotes that it meets are written after the body.

    `figures`: those that have a text, in reading order, numbered from 0.
    """

    layout: Layout
    figures: Iterator[tuple[int, Figure]]
    notes: list[tuple[Run, ...]] = []

    def body(self, document: Document, linked: Sequence[str]) -> Iterator[str]:
        """The body's content, section after section: a sheet that lies on its side has one of its own."""
        sheets = [
            (is_turned, list(blocks)) for is_turned, blocks in groupby(document.body, lambda block: block.landscape)
        ]
        special = self._special(document)
        for number, (is_turned, blocks) in enumerate(sheets or [(False, [])], 1):
            footers = parts.TURNED_FOOTERS if is_turned else parts.FOOTERS
            odd, even = (f"rId{linked.index(name) + 1}" for name in footers)
            section = parts.section(self.layout, odd, even, is_turned=is_turned)
            # A section's properties stand in its last paragraph, the last section's at the end of the body.
            yield from self._blocks(blocks, special, "" if number >= len(sheets) else section)
        yield section

    def _special(self, document: Document) -> Iterator[str]:
        """What each block of the body has beside its style.

        Below the head stands a space, whichever lines the head has. The text's last paragraph, if it is no long one,
        stands on one page whole: the last page of a report does not hold a mere line of its ending.
        """
        roles = [block.role if isinstance(block, Paragraph) else None for block in document.blocks]
        head = len(list(takewhile(lambda role: role in _HEAD, roles)))
        text = len(list(takewhile(lambda role: role not in _BELOW_TEXT, roles)))
        special = {}
        last = document.blocks[text - 1] if text else None
        if isinstance(last, Paragraph) and last.role is Role.BODY and len(last.text) <= _ENDING:
            special[text] = "<w:keepLines/>"
        special[head] = parts.spacing_after(self.layout.after_head)
        return (special.get(number, "") for number, _ in enumerate(document.body, 1))

    def _blocks(self, blocks: Sequence[Block], special: Iterator[str], section: str) -> Iterator[str]:
        items = list(with_gaps(blocks))
        for number, block in enumerate(items, 1):
            ending = section if number == len(items) else ""
            properties = "" if block is None else next(special)
            if isinstance(block, Table):
                yield self._table(block)
            elif block is None:
                # Below a table that ends a section or the text, it takes no room.
                yield f"<w:p><w:pPr>{_SMALLEST}{ending}</w:pPr></w:p>" if number == len(items) else "<w:p/>"
            else:
                yield self._paragraph(block, properties, ending)

    def _paragraph(self, paragraph: Paragraph, properties: str, section: str) -> str:
        lead = f"lead_{paragraph.level}" if paragraph.lead else ""
        begins = self.runs([Run(paragraph.number), *paragraph.lead], lead) if paragraph.number or lead else ""
        runs = begins + self.runs(self._broken(paragraph))
        if paragraph.role is HEADING:
            return _lines(f"heading_{paragraph.level}", runs, section)
        if paragraph.role is ATTACHMENT:
            properties += self._attachment_indent(paragraph.number)
        return _lines(paragraph.role, runs, properties + section)

    def _broken(self, paragraph: Paragraph) -> Sequence[Run]:
        """The runs, those of a centred line with line breaks where it is too long for the page."""
        if paragraph.role not in _CENTRED:
            return paragraph.runs
        style = self.layout.styles[paragraph.role]
        page = self.layout.page.turned if paragraph.landscape else self.layout.page
        return title.broken(paragraph.runs, style.em, page.text_width - style.left.twips)

    def _attachment_indent(self, number: str) -> str:
        """Where a name begins, so that its further lines stand below its first (GB/T 9704, 7.3.4).

        The second number stands below the first, which comes after the label.
        """
        style = self.layout.styles["attachments"]
        label = 0 if number.startswith(_LABEL) else style.width(_LABEL)
        hanging = style.width(number)
        return parts.indent(style.left.twips + label + hanging, hanging)

    def runs(self, runs: Iterable[Run], style: str = "", size: int = 0) -> str:
        """`style`: the character style of the text, if any; `size`: its own size in half-points."""
        return "".join([self._run(run, style, size) for run in runs if run.text or run.note])

    def _run(self, run: Run, style: str, size: int) -> str:
        if run.note:
            self.notes.append(run.note)
            # Word counts notes by itself; the id ties the mark to its note.
            return f'<w:r>{parts.NOTE_LOOK}<w:footnoteReference w:id="{len(self.notes)}"/></w:r>'
        style = "pending" if run.pending else "emphasis" if run.emphasis else style
        if not run.fact:
            return _run_of(run.text, style, False, run.strong, size, run.superscript)
        words = run.text.lstrip(_DIGITS)
        if digits := run.text[: len(run.text) - len(words)]:
            begins, ends = _around(words, style, run.strong, size, run.superscript)
        else:
            begins, ends = "", _run_of(words, style, True, run.strong, size, run.superscript)
        # Both come in reading order.
        number, figure = next(self.figures)
        mark = bookmarks.name(binding(run.fact, run.form), figure.appearance)
        return (
            f'<w:bookmarkStart w:id="{number}" w:name="{mark}"/>{begins}{digits}{ends}<w:bookmarkEnd w:id="{number}"/>'
        )

    def _table(self, table: Table) -> str:
        widths, is_small = columns.widths(table, self.layout), table.is_small or bool(table.shares)
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        properties = (
            f'<w:tblPr><w:tblStyle w:val="{parts.TABLE_STYLE}"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
            f'<w:jc w:val="center"/><w:tblLayout w:type="fixed"/>{_TIGHT if is_small else ""}</w:tblPr>'
        )
        caption = _lines("table_caption", self.runs(table.caption)) if table.caption else ""
        rows = "".join(
            self._row(row, widths, are_left, is_head=not number, is_small=is_small)
            for number, (row, are_left) in enumerate(zip(table.rows, columns.left(table), strict=True))
        )
        return f"{caption}<w:tbl>{properties}<w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"

    def _row(
        self, row: Sequence[Runs], widths: Sequence[int], are_left: Sequence[bool], *, is_head: bool, is_small: bool
    ) -> str:
        """A row is never parted by a page; the head stands again on each page."""
        style = "table_head" if is_head else "table_body"
        is_merged = len(row) < len(widths)
        span = f'<w:gridSpan w:val="{len(widths)}"/>' if is_merged else ""
        widths = [sum(widths)] if is_merged else widths
        cells = "".join(
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}<w:vAlign w:val="center"/></w:tcPr>'
            f"{_lines(style, self.runs(cell, size=columns.SMALL if is_small else 0), _LEFT * is_left)}</w:tc>"
            for cell, width, is_left in zip(row, widths, are_left, strict=True)
        )
        return f"<w:tr><w:trPr><w:cantSplit/>{'<w:tblHeader/>' if is_head else ''}</w:trPr>{cells}</w:tr>"


_LEFT = '<w:jc w:val="left"/>'


def _lines(style: str, runs: str, properties: str = "") -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{PARAGRAPH_STYLES[style][0]}"/>{properties}</w:pPr>{runs}</w:p>'


@lru_cache(maxsize=8192)
def _run_of(text: str, style: str, is_bound: bool, is_strong: bool, size: int, is_raised: bool) -> str:
    """Kept, as reports of one template say much the same."""
    # Where Latin and Chinese fonts both have a mark (“ ” ‘ ’ — …), Word takes the Latin one unless told.
    # Compared: to compile a pattern of so wide a range takes longer than all of a report's runs.
    has_marks = any("\u00a1" <= character <= "\u2e7f" for character in set(text))
    lines = [f'<w:t xml:space="preserve">{parts.text(line)}</w:t>' if line else "" for line in text.split(title.BREAK)]
    return f"<w:r>{_look(style, has_marks, is_bound, is_strong, size, is_raised)}{'<w:br/>'.join(lines)}</w:r>"


@lru_cache(maxsize=1024)
def _around(words: str, style: str, is_strong: bool, size: int, is_raised: bool) -> tuple[str, str]:
    """What stands before and behind the digits that a figure begins with; `words`: all that it says after them.

    Kept by the words, as many figures have the same: so little stays near the processor, all figures would not.
    """
    before, _, behind = _run_of(_DIGITS + words, style, True, is_strong, size, is_raised).partition(_DIGITS)
    return before, behind


@cache
def _look(style: str, has_marks: bool, is_bound: bool, is_strong: bool, size: int, is_raised: bool) -> str:
    said = {
        f'<w:rStyle w:val="{CHARACTER_STYLES[style][0] if style else ""}"/>': style,
        '<w:rFonts w:hint="eastAsia"/>': has_marks,
        "<w:b/>": is_strong,
        "<w:noProof/>": is_bound,
        f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>': size,
        '<w:vertAlign w:val="superscript"/>': is_raised,
    }
    properties = "".join([xml for xml, is_said in said.items() if is_said])
    return f"<w:rPr>{properties}</w:rPr>" if properties else ""
