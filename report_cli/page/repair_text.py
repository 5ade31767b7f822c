"""Repairs paragraphs of a draft opened by python-docx: their style, and the looks of their runs. No word is changed."""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any

from msgspec.structs import replace

from report_cli.docx import parts, read
from report_cli.docx.cascade import Cascade
from report_cli.docx.manuscript import Run
from report_cli.docx.package import W
from report_cli.layout.layout import Layout, Style
from report_cli.page import check_characters
from report_cli.page.characters import MARKS
from report_cli.page.check_paragraphs import attachment_start, leading
from report_cli.page.effective import shown
from report_cli.page.repair_sheets import element
from report_cli.page.roles import SMALL, Named

Styles = Mapping[str, str]
"""The id that each of our styles has in the draft, by our own id."""

_LOOKS = ("rFonts", "i", "iCs", "u", "color", "spacing", "w", "sz", "szCs", "shd", "kern", "position", "vertAlign")
LOOKS = {W + name for name in (*_LOOKS, *MARKS) if name != "vanish"}
"""Properties of a run's looks, bold apart. Hidden text stays hidden: it may not belong to the report."""
_KEPT = {W + name for name in ("keepLines", "numPr", "sectPr", "rPr", "tabs", "pageBreakBefore", "pPrChange")}
_BOLD = {W + "b", W + "bCs"}
_OF_NOTES = ("footnote reference", "endnote reference")


class Writer:
    """Repairs paragraphs. `is_direct`: also sets the style's indents on the paragraph, where a list overrules them."""

    def __init__(self, cascade: Cascade, layout: Layout, styles: Styles, *, is_direct: bool) -> None:
        self.cascade, self.layout, self.styles, self.is_direct = cascade, layout, styles, is_direct

    def put(self, paragraph: Any, named: Named) -> None:
        blanks = len(leading(named))
        strip(self._runs(paragraph), blanks)
        named = replace(named, lead=max(named.lead - blanks, 0))
        properties = paragraph.get_or_add_pPr()
        kept = _KEPT - {W + "pageBreakBefore"} if named.role == "body" else _KEPT
        properties[:] = [child for child in properties if child.tag in kept]
        properties.style = self.styles[parts.PARAGRAPH_STYLES[named.role][0]]
        self._own(properties, named, self.layout.styles[named.role])
        if named.lead:
            split(self._runs(paragraph), named.lead)
        offset = 0
        for run in self._runs(paragraph):
            self._put_run(run, named, is_lead=offset < named.lead)
            offset += len(run.text)

    def put_note(self, note: Any) -> None:
        """Give the paragraphs of a note their style, and drop what was set directly."""
        for paragraph in note.iterfind(W + "p"):
            properties = paragraph.get_or_add_pPr()
            del properties[:]
            properties.style = self.styles[parts.PARAGRAPH_STYLES["footnote"][0]]
        for looks in note.iter(W + "rPr"):
            _put_plain(looks, "".join(looks.getparent().itertext(W + "t")))

    def _runs(self, paragraph: Any) -> list[Run]:
        """The visible runs."""
        return shown(read.lines(paragraph, self.cascade)[0], self.cascade)

    def _own(self, properties: Any, named: Named, style: Style) -> None:
        """Set what a paragraph has beside its style, as in a draft as built."""
        if named.is_last:
            after = parts.spacing_after(self.layout.after_head)
            properties.get_or_add_spacing().attrib.update(element(after).attrib)
        if named.is_small and named.role == "table_body":
            properties.get_or_add_jc().set(W + "val", "left")
        if named.role == "attachments":
            text = named.paragraph.text.lstrip()
            number = text[: len(text) - len(text.lstrip("附件：:0123456789.．"))]
            hanging = style.width(number)
            indent = parts.indent(attachment_start(text, style) + hanging, hanging)
            properties.get_or_add_ind().attrib.update(element(indent).attrib)
        elif self.is_direct and properties.find(W + "numPr") is not None:
            indent = f"<w:ind {parts.measure('left', style.left)} {parts.measure('firstLine', style.first_line)}/>"
            properties.get_or_add_ind().attrib.update(element(indent).attrib)

    def _put_run(self, visible: Run, named: Named, *, is_lead: bool) -> None:
        run = visible.element
        properties = run.get_or_add_rPr()
        name = self.cascade.style_name(run.style or "").lower()
        kind = check_characters.BY_STYLE.get(name, "")
        hint = properties.rFonts.get(W + "hint") if properties.rFonts is not None else None
        _put_plain(properties, visible.text)
        if not _is_meant(visible.text.strip(), named):
            properties[:] = [child for child in properties if child.tag not in _BOLD]
        if hint:
            properties.get_or_add_rFonts().set(W + "hint", hint)
        if is_lead and kind not in ("emphasis", "pending"):
            run.style = self.styles[parts.CHARACTER_STYLES[f"lead_{named.level}"][0]]
        elif name not in _OF_NOTES and (not kind or (kind.startswith("lead") and self.is_direct)):
            run.style = None
        if named.is_small:
            properties.get_or_add_sz().set(W + "val", str(SMALL))


def _put_plain(properties: Any, text: str) -> None:
    """Drop the looks from a run's properties; a note's mark stays raised."""
    looks = LOOKS - {W + "vertAlign"} if check_characters.may_be_raised(text) else LOOKS
    properties[:] = [child for child in properties if child.tag not in looks]


def _is_meant(text: str, named: Named) -> bool:
    """Whether words are bold on purpose."""
    if named.strong is not None:
        return any(text in strong for strong in named.strong)
    return text != named.paragraph.text.strip()


def strip(runs: Sequence[Run], count: int) -> None:
    """Remove so many blanks from the beginning: characters of text, tabs."""
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
    """Split the run with the character `at` (from 0) before it, if the run is a single text."""
    offset = 0
    for run in runs:
        length = len(run.text)
        if offset < at < offset + length:
            pieces = run.element.findall(W + "t")
            if len(pieces) == 1 and len(pieces[0].text or "") == length:
                rest = deepcopy(run.element)
                _write(pieces[0], run.text[: at - offset])
                _write(rest.find(W + "t"), run.text[at - offset :])
                run.element.addnext(rest)
            return
        offset += length


def _write(piece: Any, text: str) -> None:
    piece.text = text
    piece.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
