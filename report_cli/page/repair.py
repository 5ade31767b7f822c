"""Repairs the page of a draft; its words, bookmarks and seal stay untouched.

The layout's styles replace those of the same name. A paragraph that is still wrong gets its style and loses what was
set on it directly. Margins, grid, page numbers and table heads become the layout's.
"""

from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from io import BytesIO
from typing import Any

from lxml import etree
from msgspec.structs import replace

from report_cli.docx import cascade, parts, read
from report_cli.docx.cascade import Cascade
from report_cli.docx.manuscript import Run
from report_cli.docx.package import DAMAGED, W
from report_cli.docx.visibility import W14
from report_cli.files import archive
from report_cli.files.disk import MAX_FILE
from report_cli.layout.columns import SMALL
from report_cli.layout.layout import CHARACTER_STYLES, LABELS, PARAGRAPH_STYLES, Layout, Style
from report_cli.model import CannotRun
from report_cli.page import check, check_text, effective
from report_cli.page.check import PageCheck
from report_cli.page.check_text import attachment_start, leading
from report_cli.page.effective import Document, shown
from report_cli.page.looks import MARKS
from report_cli.page.repair_sheets import element, parsed, put_sheets
from report_cli.page.roles import Identity, Named

# In the last one, what styles alone do not repair is set on the paragraphs.
_ROUNDS = 3
_REFERENCES = [W + name for name in ("basedOn", "next", "link")]

Identify = Callable[[Document], Mapping[int, Identity]]
"""What the paragraphs of a draft are, by number, as far as the text as built tells."""


Styles = Mapping[str, str]
"""The id that each of our styles has in the draft, by our own id."""

_LOOKS = ("rFonts", "i", "iCs", "u", "color", "spacing", "w", "sz", "szCs", "shd", "kern", "position", "vertAlign")
LOOKS = {W + name for name in (*_LOOKS, *MARKS) if name != "vanish"} | {f"{W14}textFill"}
"""Properties of a run's looks, bold apart. Hidden text stays hidden: it may not belong to the report."""
_KEPT = {W + name for name in ("keepLines", "numPr", "sectPr", "rPr", "tabs", "pageBreakBefore", "pPrChange")}
_BOLD = {W + "b", W + "bCs"}
_OF_NOTES = ("footnote reference", "endnote reference")


def repair(data: bytes, page: PageCheck, identify: Identify) -> tuple[bytes, PageCheck]:
    """The repaired draft, and what is still wrong. Raises CannotRun if the file cannot be changed."""
    for number in range(_ROUNDS):
        if all(finding.by_hand for finding in page.findings):
            break
        data = _changed(data, page, is_first=number == 0, is_last=number == _ROUNDS - 1)
        document = effective.read(read.read(data))
        page = check.check(document, [page.layout], identify(document))
    return data, page


def _changed(data: bytes, page: PageCheck, *, is_first: bool, is_last: bool) -> bytes:
    draft, layout = _opened(data), page.layout
    wrong = [finding for finding in page.findings if not finding.by_hand]
    styles = _ids(draft)
    if is_first:
        _put_styles(draft, layout, styles)
    for part in _linked(draft, "/fontTable"):
        part._blob = parts.font_table(layout).encode()
    _put_switches(draft.element.body)
    put_sheets(draft, page, styles[PARAGRAPH_STYLES["page_number"][0]])
    writer = Writer(page.document.cascade, layout, styles, is_direct=is_last)
    elements = {number: line.element for number, line in enumerate(read.lines(draft.element.body), 1)}
    numbers = {number for finding in wrong for number in finding.paragraphs}
    for named in page.named:
        if named.paragraph.part == "body" and named.paragraph.number in numbers:
            writer.put(elements[named.paragraph.number], named)
    if any(finding.flaw.subject == LABELS["footnote"] for finding in wrong):
        _put_notes(draft, writer)
    return _saved(draft)


def _opened(data: bytes) -> Any:
    """The draft, opened by python-docx, which is given only what we have unpacked within bounds."""
    import docx

    found = archive.read(data, most=MAX_FILE)
    if found is None:
        raise CannotRun(DAMAGED)
    try:
        draft = docx.Document(BytesIO(archive.write(found)))
        # Parts that hold what their names do not say are met here, not when half of the file is changed.
        # (Not the core properties: python-docx adds new ones beside those of LibreOffice, under the same name.)
        _ = draft.settings.odd_and_even_pages_header_footer, list(draft.styles)
        return draft
    except (ValueError, KeyError, SyntaxError, AttributeError) as error:
        raise CannotRun("这份文件能看、不能改（可能是带宏的或ISO严格格式的）；在Word里另存为DOCX再修") from error


def _saved(draft: Any) -> bytes:
    """The same bytes for the same draft: python-docx stamps the time into the zip."""
    target = BytesIO()
    draft.save(target)
    saved = archive.read(target.getvalue(), most=2 * MAX_FILE)
    assert saved is not None, "what python-docx has saved is a zip"
    return archive.write(saved)


def _linked(draft: Any, *kinds: str) -> list[Any]:
    """The parts of these kinds that the text refers to."""
    ours = (each for each in draft.part.rels.values() if not each.is_external and each.reltype.endswith(kinds))
    return [each.target_part for each in ours]


def _put_styles(draft: Any, layout: Layout, named: Styles) -> None:
    theirs, ours = draft.styles.element, parsed(parts.styles(layout))
    for defaults in theirs.findall(W + "docDefaults"):
        theirs.remove(defaults)
    theirs.insert(0, ours.find(W + "docDefaults"))
    for style in ours.findall(W + "style"):
        if style.get(W + "type") != "table":
            style.set(W + "styleId", named[style.get(W + "styleId")])
            for reference in style.iterchildren(*_REFERENCES):
                reference.set(W + "val", named[reference.get(W + "val")])
            _put_style(theirs, style)


def _put_style(theirs: Any, style: Any) -> None:
    """A style that is numbered by a list stays so."""
    same = (old for old in theirs.iterfind(W + "style") if old.get(W + "styleId") == style.get(W + "styleId"))
    old = next(same, None)
    if old is None:
        theirs.append(style)
        return
    numbered = old.find(f"{W}pPr/{W}numPr")
    if numbered is not None:
        properties = style.get_or_add_pPr()
        properties.replace(properties.get_or_add_numPr(), numbered)
    theirs.replace(old, style)


def _ids(draft: Any) -> Styles:
    """The ids of our styles in the draft, where it has styles of their names; else ids that are free."""
    ours = (*PARAGRAPH_STYLES.values(), *CHARACTER_STYLES.values())
    wanted = {identifier: shown for identifier, shown, _ in ours}
    wanted |= {"Normal": "Normal", parts.NOTE_MARK: "footnote reference"}
    styles = draft.styles.element.iterfind(W + "style")
    taken = {style.get(W + "styleId"): cascade.value([style], "name") or "" for style in styles}
    by_name = {name.lower(): identifier for identifier, name in reversed(taken.items())}
    by_name |= {name: identifier for identifier, name in taken.items()}
    free = {identifier: f"{identifier}Layout" if identifier in taken else identifier for identifier in wanted}
    return {
        identifier: by_name.get(name) or by_name.get(name.lower()) or free[identifier]
        for identifier, name in wanted.items()
    }


def _put_switches(body: Any) -> None:
    """Mend what LibreOffice writes against the schema: switches in table rows, lists that are none."""
    for switch in body.iter(W + "tblHeader", W + "cantSplit"):
        if switch.get(W + "val") == "true":
            del switch.attrib[W + "val"]
    for none in body.findall(f".//{W}numPr/{W}numId[@{W}val='0']/.."):
        none.getparent().remove(none)


# Text ---------------------------------------------------------------------------------------------------------------


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
        properties.style = self.styles[PARAGRAPH_STYLES[named.role][0]]
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
            properties.style = self.styles[PARAGRAPH_STYLES["footnote"][0]]
        for looks in note.iter(W + "rPr"):
            _put_plain(looks, "".join(looks.getparent().itertext(W + "t")))

    def _runs(self, paragraph: Any) -> list[Run]:
        return shown(read.lines(paragraph, self.cascade)[0], self.cascade)

    def _own(self, properties: Any, named: Named, style: Style) -> None:
        """Set what a paragraph has beside its style, as in a draft as built."""
        if named.is_last:
            after = parts.spacing_after(self.layout.after_head)
            properties.get_or_add_spacing().attrib.update(element(after).attrib)
        if named.align:
            properties.get_or_add_jc().set(W + "val", named.align)
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
        kind = check_text.BY_STYLE.get(name, "")
        hint = properties.rFonts.get(W + "hint") if properties.rFonts is not None else None
        _put_plain(properties, visible.text)
        words, strong = visible.text.strip(), named.strong
        is_meant = words != named.paragraph.text.strip() if strong is None else any(words in each for each in strong)
        if not is_meant:
            properties[:] = [child for child in properties if child.tag not in _BOLD]
        if hint:
            properties.get_or_add_rFonts().set(W + "hint", hint)
        if is_lead and kind not in ("emphasis", "pending"):
            run.style = self.styles[CHARACTER_STYLES[f"lead_{named.level}"][0]]
        elif name not in _OF_NOTES and (not kind or (kind.startswith("lead") and self.is_direct)):
            run.style = None
        if named.is_small:
            properties.get_or_add_sz().set(W + "val", str(SMALL))


def _put_notes(draft: Any, writer: Writer) -> None:
    for part in _linked(draft, "/footnotes", "/endnotes"):
        root = parsed(part.blob.decode())
        for note in root:
            if note.get(W + "type") in (None, "normal"):
                writer.put_note(note)
        part._blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _put_plain(properties: Any, text: str) -> None:
    """Drop the looks from a run's properties; a note's mark stays raised."""
    looks = LOOKS - {W + "vertAlign"} if check_text.may_be_raised(text) else LOOKS
    properties[:] = [child for child in properties if child.tag not in looks]


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
