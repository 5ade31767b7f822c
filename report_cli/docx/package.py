"""A Word file from anywhere, opened without trusting it: its parts as XML, within bounds of size.

Raises CannotRun with a message for the person who gave the file.
"""

import posixpath
from collections.abc import Iterator, Mapping

from lxml import etree

from report_cli.files import archive
from report_cli.model import CannotRun

MAX_XML = 32 * 1024 * 1024
MAX_TAGS = 400_000
"""A text of 200 pages has 50,000, saved by Word four times as many; each costs memory."""
MAX_PARAGRAPHS = 20_000
"""Cells count too. Two hundred pages of nothing but lines have 5,000."""

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
W = f"{{{WORD}}}"
"""Before a name: that of Word's own element."""

# Word can also save the same in the namespaces of ISO's strict form.
_STRICT = {
    b"http://purl.oclc.org/ooxml/wordprocessingml/main": WORD.encode(),
    b"http://purl.oclc.org/ooxml/officeDocument/relationships": OFFICE.encode(),
}
SAVE_AS_DOCX = "在Word或WPS里另存为DOCX"
ENCRYPTED = "文件加了密码；在Word或WPS里去掉密码，再保存"
DAMAGED = "打不开：文件损坏，或解开后大得不正常；换一份完好的"
# What other files begin with.
_OTHER_KINDS = {
    archive.BEFORE_2007: f"这是旧式的DOC（或WPS）文件；{SAVE_AS_DOCX}",
    b"{\\rtf": f"这是RTF文件；{SAVE_AS_DOCX}",
    b"%PDF": "这是PDF文件；核对用DOCX，或把文字存成TXT",
}
_NO_DOCX = f"不是Word文件（DOCX）；核对文件，或{SAVE_AS_DOCX}"
_DOCTYPE = "文件里有Word文件不该有的定义（DOCTYPE），可能不安全，没有读；核对文件的来历"


class Package:
    """The parts of one file. Each is parsed when it is first asked for, and then kept."""

    def __init__(self, data: bytes) -> None:
        if not data.startswith(b"PK"):
            if archive.is_encrypted(data):
                raise CannotRun(ENCRYPTED)
            begins = data[:1024].lstrip()
            raise CannotRun(next((said for mark, said in _OTHER_KINDS.items() if begins.startswith(mark)), _NO_DOCX))
        parts = archive.read(data, lambda name: name.endswith((".xml", ".rels")) or name == "mimetype")
        if parts is None:
            raise CannotRun(DAMAGED)
        if b"opendocument" in parts.get("mimetype", b""):
            raise CannotRun(f"这是ODT文件；{SAVE_AS_DOCX}")
        self.parts = parts
        self._roots: dict[str, etree._Element] = {}
        self.main = next((name for _, kind, name in self._relations("") if kind == "officeDocument"), "")
        if self.main not in parts:
            raise CannotRun(_NO_DOCX)
        self._of_main = self._relations(self.main)

    def xml(self, name: str) -> etree._Element:
        if name not in self._roots:
            self._roots[name] = _parsed(self.parts[name])
        return self._roots[name]

    @property
    def folder(self) -> str:
        """Where the main part and those that belong to it lie."""
        return self.main.rpartition("/")[0]

    def name_of(self, element: etree._Element) -> str:
        """The part that an element stands in."""
        root = element.getroottree().getroot()
        return next(name for name, each in self._roots.items() if each is root)

    def linked(self, kind: str) -> Iterator[etree._Element]:
        """The roots of the parts that the main part refers to as a kind: header, footnotes, comments …"""
        # Each once, however often it is named: a small file may name one a million times.
        names = dict.fromkeys(name for _, said, name in self._of_main if said == kind)
        return (self.xml(name) for name in names if name in self.parts)

    @property
    def related(self) -> dict[str, str]:
        """Names of all parts that the main part refers to, by the ids that it gives them."""
        return {identifier: name for identifier, _, name in self._of_main}

    def _relations(self, source: str) -> list[tuple[str, str, str]]:
        """The id, kind and part of each relation of `source` to a part of this file."""
        folder, name = posixpath.split(source)
        relations, found = posixpath.join(folder, "_rels", f"{name}.rels"), []
        for relation in self.xml(relations) if relations in self.parts else ():
            if relation.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, relation.get("Target", ""))).lstrip("/")
                kind = relation.get("Type", "").rpartition("/relationships/")[2]
                found.append((relation.get("Id", ""), kind, target))
        return found


def _parsed(content: bytes) -> etree._Element:
    # OOXML has no document types; by their entities a small file grows, or reads files of the machine.
    if len(content) > MAX_XML or content.count(b"<") > MAX_TAGS:
        raise CannotRun("文件里的内容大得不正常，没有读；核对文件")
    if b"<!DOCTYPE" in content:
        raise CannotRun(_DOCTYPE)
    for strict, usual in _STRICT.items():
        content = content.replace(strict, usual)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise CannotRun("文件损坏，读不出文字；换一份完好的") from error
    # In another encoding the word above is not seen.
    if root.getroottree().docinfo.doctype:
        raise CannotRun(_DOCTYPE)
    check_length(sum(1 for _ in root.iter(W + "p")))
    return root


def check_length(count: int) -> None:
    """Raises CannotRun where a draft has so many paragraphs that it is none."""
    if count > MAX_PARAGRAPHS:
        message = f"有{count}段（表格里一格算一段），不像一份稿子，没有读；最多读{MAX_PARAGRAPHS}段"
        raise CannotRun(f"{message}；核对文件，删去多余的空段")


# Questions asked of so many elements that lxml's own `find` would take too long ---------------------------------------

Properties = Mapping[str, etree._Element]
"""What a run, paragraph or row says itself, by tags."""

_OFF = ("0", "false", "off", "none")
_NO_SHADE = ("auto", "ffffff", "none", "")


def child(element: etree._Element, tag: str) -> etree._Element | None:
    for each in element:
        if each.tag == tag:
            return each
    return None


def children(element: etree._Element | None) -> Properties:
    """The first child of each tag."""
    return {each.tag: each for each in reversed(element)} if element is not None and len(element) else {}


def name_of(element: etree._Element) -> str:
    return str(element.tag.rpartition("}")[2])


def plain(element: etree._Element) -> str:
    """All words in it, struck out ones too."""
    return "".join([piece.text or "" for piece in element.iter(W + "t", W + "delText")])


def is_yes(text: str | None) -> bool:
    return text is not None and text.lower() not in _OFF


def is_on(switch: etree._Element | None) -> bool:
    return switch is not None and is_yes(switch.get(W + "val", "1"))


def is_shaded(shade: etree._Element | None) -> bool:
    return shade is not None and shade.get(W + "fill", "").lower() not in _NO_SHADE
