"""Paragraphs of a draft that python-docx has opened, put right: their style, and the looks of their runs; no word is changed."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from typing import Any

from msgspec.structs import replace

from report_cli.docx import parts, read
from report_cli.docx.manuscript import Run
from report_cli.docx.package import W
from report_cli.layout.layout import Layout, Style
from report_cli.page import check_characters
from report_cli.page.check_paragraphs import attachment_start, leading
from report_cli.page.effective import Document, shown
from report_cli.page.naming import SMALL, Named
from report_cli.page.repair_styles import Styles, put_plain_letters

_KEPT = {W + name for name in ("keepLines", "numPr", "sectPr", "rPr", "tabs", "pageBreakBefore", "pPrChange")}
_BOLD = {W + "b", W + "bCs"}
_OF_NOTES = ("footnote reference", "endnote reference")


def elements(draft: Any) -> dict[int, Any]:
    """The paragraphs of the body by their numbers, as the draft was read."""
    return {number: line.element for number, line in enumerate(read.lines(draft.element.body), 1)}


class Writer:
    """Puts paragraphs right. `is_direct`: also sets on the paragraph itself what its style says, where a list says otherwise."""

    def __init__(self, read: Document, layout: Layout, styles: Styles, *, is_direct: bool) -> None:
        self.read, self.layout, self.styles, self.is_direct = read, layout, styles, is_direct

    def put(self, element: Any, named: Named) -> None:
        blanks = leading(named)
        strip(self._runs(element), len(blanks))
        told = replace(named.told, lead=max(named.told.lead - len(blanks), 0))
        named = replace(named, told=told)
        style = self.layout.styles[told.role]
        properties = element.get_or_add_pPr()
        for child in list(properties):
            if child.tag not in _KEPT or (child.tag == W + "pageBreakBefore" and told.role == "body"):
                properties.remove(child)
        properties.style = self.styles[parts.PARAGRAPH_STYLES[told.role][0]]
        self._own(element, properties, named, style)
        if self.is_direct:
            self._direct(properties, style)
        if told.lead:
            split(self._runs(element), told.lead)
        offset = 0
        for run in self._runs(element):
            self._letters(run, named, offset)
            offset += len(run.text)

    def _runs(self, paragraph: Any) -> list[Run]:
        """The runs that show."""
        return shown(read.lines(paragraph, self.read.cascade)[0], self.read.cascade)

    def _own(self, element: Any, properties: Any, named: Named, style: Style) -> None:
        """What a paragraph has beside its style, as the program writes it."""
        if named.is_last:
            self._set(properties, parts.spacing_after(self.layout.after_head))
        if named.told.is_small and named.told.role == "table_body":
            self._set(properties, '<w:jc w:val="left"/>')
        if named.told.role == "attachments":
            text = named.paragraph.text.lstrip()
            number = text[: len(text) - len(text.lstrip("附件：:0123456789.．"))]
            start = attachment_start(text, style)
            hanging = style.characters.width(number)
            self._set(properties, parts.indent(start + hanging, hanging))

    def _direct(self, properties: Any, style: Style) -> None:
        if properties.find(W + "numPr") is not None and properties.find(W + "ind") is None:
            self._set(
                properties,
                f"<w:ind {parts.measure('left', style.left)} {parts.measure('firstLine', style.first_line)}/>",
            )

    def _set(self, properties: Any, xml: str) -> None:
        [made] = _parsed(parts.part("pPr", xml))
        insert = {"spacing": properties._insert_spacing, "ind": properties._insert_ind, "jc": properties._insert_jc}
        insert[made.tag.removeprefix(W)](made)

    def _letters(self, shown: Run, named: Named, offset: int) -> None:
        told, run = named.told, shown.element
        properties = run.get_or_add_rPr()
        name = self.read.cascade.style_name(run.style or "").lower()
        kind = check_characters.BY_STYLE.get(name, "")
        hint = properties.rFonts.get(W + "hint") if properties.rFonts is not None else None
        put_plain_letters(properties, shown.text)
        for child in list(properties):
            if child.tag in _BOLD and not self._is_meant(shown.text.strip(), named):
                properties.remove(child)
        if hint:
            properties.get_or_add_rFonts().set(W + "hint", hint)
        if offset < told.lead and kind not in ("emphasis", "pending"):
            run.style = self.styles[parts.CHARACTER_STYLES[f"lead_{told.level}"][0]]
        elif name not in _OF_NOTES and (not kind or (kind.startswith("lead") and self.is_direct)):
            run.style = None
        if told.is_small:
            properties.sz_val = None
            properties._insert_sz(_parsed(parts.part("rPr", f'<w:sz w:val="{SMALL}"/>'))[0])

    def _is_meant(self, text: str, named: Named) -> bool:
        strong = named.told.strong
        if strong is not None:
            return any(text in found for found in strong)
        return text != named.paragraph.text.strip()


def strip(runs: Sequence[Run], count: int) -> None:
    """Take so many characters away from the beginning, which are blanks: pieces of text, tabs."""
    for run in runs:
        for piece in list(run.element):
            if piece.tag == W + "t":
                text = piece.text or ""
                _write(piece, text[count:])
                count -= min(len(text), count)
            elif count and piece.tag in (W + "tab", W + "ptab"):
                run.element.remove(piece)
                count -= 1
            if not count:
                return


def split(runs: Sequence[Run], at: int) -> None:
    """Part the run in which the character `at` stands (from 0), where it is one text: what stands before is a run, the rest another."""
    offset = 0
    for run in runs:
        length = len(run.text)
        if offset < at < offset + length:
            pieces = run.element.findall(W + "t")
            if len(pieces) == 1 and len(pieces[0].text or "") == length:
                rest = deepcopy(run.element)
                whole = pieces[0].text
                _write(pieces[0], whole[: at - offset])
                _write(rest.find(W + "t"), whole[at - offset :])
                run.element.addnext(rest)
            return
        offset += length


def _write(piece: Any, text: str) -> None:
    piece.text = text
    piece.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


def _parsed(xml: str) -> Any:
    from docx.oxml import parse_xml

    return parse_xml(xml.encode())
