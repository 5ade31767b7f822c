"""A DOCX that people have edited, back to text."""

from __future__ import annotations

from collections.abc import Mapping
from posixpath import normpath

from docx.oxml import parse_xml
from docx.oxml.ns import nsmap
from lxml.etree import XMLSyntaxError, XPath

from report_cli.docx import archive

_MAIN = XPath("/*/*[substring-after(@Type, '/relationships/') = 'officeDocument']/@Target")
_BODY = XPath("/w:document/w:body", namespaces=nsmap)
# Text boxes lie outside the flow of the text; what a tracked change took away is gone.
_PARAGRAPHS = XPath(".//w:p[not(ancestor::w:txbxContent)]", namespaces=nsmap)
_RUNS = XPath(".//w:r[not(ancestor::w:txbxContent) and not(ancestor::w:moveFrom)]", namespaces=nsmap)


def paragraphs(data: bytes) -> list[str]:
    """The texts of all paragraphs in the body's order, those in table cells too; tracked changes count as accepted.

    Raises ValueError where the data is no DOCX that can be read.
    """
    parts = archive.read(data)
    if parts is None:
        raise ValueError("no DOCX: no zip, a damaged one, or far too large")
    try:
        root = parse_xml(parts[_main_part(parts)])
    except (KeyError, XMLSyntaxError) as error:
        raise ValueError(f"no DOCX: a part is missing or damaged ({error})") from error
    bodies = _BODY(root)
    if not bodies:
        raise ValueError("no DOCX: the main part has no body")
    return ["".join(run.text for run in _RUNS(paragraph)) for paragraph in _PARAGRAPHS(bodies[0])]


def _main_part(parts: Mapping[str, bytes]) -> str:
    """The name of the part that holds the text: word/document.xml as a rule, but Office may call it otherwise."""
    targets = _MAIN(parse_xml(parts["_rels/.rels"]))
    return normpath(str(targets[0])).lstrip("/") if targets else ""
