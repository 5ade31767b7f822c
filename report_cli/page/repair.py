"""Repairs the page of a draft; its words, bookmarks and seal stay untouched.

The layout's styles replace those of the same name. A paragraph that is still wrong gets its style and loses what was
set on it directly. Margins, grid, page numbers and table heads become the layout's.
"""

from collections.abc import Callable, Iterator, Mapping
from io import BytesIO
from typing import Any

from report_cli.docx import archive, cascade, parts, read
from report_cli.docx.package import W
from report_cli.files.disk import MAX_FILE
from report_cli.layout.layout import Layout
from report_cli.layout.summary import STYLES
from report_cli.model import CannotRun
from report_cli.page import check, effective, repair_sheets, repair_text
from report_cli.page.check import PageCheck
from report_cli.page.effective import Document
from report_cli.page.repair_sheets import parsed
from report_cli.page.repair_text import Styles
from report_cli.page.roles import Identity

_ROUNDS = 3
"""In the last one, what styles alone do not repair is set on the paragraphs."""
_REFERENCES = [W + name for name in ("basedOn", "next", "link")]

Identify = Callable[[Document], Mapping[int, Identity]]
"""What the paragraphs of a draft are, by number, as far as the text as built tells."""


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
    _put_plain(draft.element.body)
    repair_sheets.put_sheets(draft, page, styles[parts.PARAGRAPH_STYLES["page_number"][0]])
    writer = repair_text.Writer(page.document.cascade, layout, styles, is_direct=is_last)
    elements = {number: line.element for number, line in enumerate(read.lines(draft.element.body), 1)}
    numbers = {number for finding in wrong for number in finding.paragraphs}
    for named in page.named:
        if named.paragraph.part == "body" and named.paragraph.number in numbers:
            writer.put(elements[named.paragraph.number], named)
    if any(finding.flaw.subject == STYLES["footnote"] for finding in wrong):
        _put_notes(draft, writer)
    return _saved(draft)


def _opened(data: bytes) -> Any:
    """The draft, opened by python-docx, which is given only what we have unpacked within bounds."""
    import docx

    found = archive.read(data, most=MAX_FILE)
    if found is None:
        raise CannotRun("打不开：文件损坏，或解开后大得不正常；换一份完好的")
    try:
        return docx.Document(BytesIO(archive.write(found)))
    except (ValueError, KeyError, SyntaxError) as error:
        raise CannotRun("这份文件能看、不能改（可能是带宏的或ISO严格格式的）；在Word里另存为DOCX再修") from error


def _saved(draft: Any) -> bytes:
    """The same bytes for the same draft: python-docx stamps the time into the zip."""
    target = BytesIO()
    draft.save(target)
    saved = archive.read(target.getvalue(), most=2 * MAX_FILE)
    assert saved is not None, "what python-docx has saved is a zip"
    return archive.write(saved)


def _linked(draft: Any, *kinds: str) -> Iterator[Any]:
    """The parts of these kinds that the text refers to."""
    for relation in draft.part.rels.values():
        if not relation.is_external and relation.reltype.endswith(kinds):
            yield relation.target_part


def _put_styles(draft: Any, layout: Layout, named: Styles) -> None:
    """Replace the draft's styles by the layout's of the same names."""
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
    wanted = dict((*parts.PARAGRAPH_STYLES.values(), *parts.CHARACTER_STYLES.values()))
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


def _put_plain(body: Any) -> None:
    """Mend what LibreOffice writes against the schema: switches in table rows, lists that are none."""
    for switch in body.iter(W + "tblHeader", W + "cantSplit"):
        if switch.get(W + "val") == "true":
            del switch.attrib[W + "val"]
    for none in body.findall(f".//{W}numPr/{W}numId[@{W}val='0']/.."):
        none.getparent().remove(none)


def _put_notes(draft: Any, writer: repair_text.Writer) -> None:
    from lxml import etree

    for part in _linked(draft, "/footnotes", "/endnotes"):
        root = parsed(part.blob.decode())
        for note in root:
            if note.get(W + "type") in (None, "normal"):
                writer.put_note(note)
        part._blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
