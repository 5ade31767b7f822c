"""Word files as they come back: edited, saved by other programs, without what bound them, or no Word files at all."""

import re
import subprocess
import zipfile
from collections.abc import Callable, Iterator, Mapping
from io import BytesIO
from pathlib import Path

from lxml import etree

from report_cli.docx import bookmarks
from report_cli.files import archive

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DOCUMENT = "word/document.xml"


def zipped(parts: Mapping[str, bytes]) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return target.getvalue()


def reworked(data: bytes, change: Callable[[etree._Element], object]) -> bytes:
    """A Word file whose body is changed in place."""
    parts = archive.read(data) or {}
    root = etree.fromstring(parts[DOCUMENT])
    change(root)
    return zipped({**parts, DOCUMENT: etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)})


def paragraphs(root: etree._Element) -> list[etree._Element]:
    return list(root.iter(f"{W}p"))


def run(text: str) -> etree._Element:
    made = etree.Element(f"{W}r")
    piece = etree.SubElement(made, f"{W}t")
    piece.text = text
    piece.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return made


def text_of(element: etree._Element) -> str:
    return "".join(element.itertext(f"{W}t"))


def row_moved(root: etree._Element) -> None:
    rows = list(root.iter(f"{W}tr"))
    rows[4].addnext(rows[3])


def figure_runs(root: etree._Element) -> Iterator[etree._Element]:
    """The run inside each of our bookmarks, in reading order."""
    for start in root.iter(f"{W}bookmarkStart"):
        if bookmarks.read(start.get(f"{W}name", "")):
            following = start.getnext()
            assert following is not None
            yield following


def write_over(root: etree._Element, number: int, text: str, *, tracked: bool = False) -> None:
    """Another text in a figure's place (none: it is deleted); with tracked changes the old one stays, struck out."""
    old = list(figure_runs(root))[number]
    if not tracked:
        piece = old.find(f"{W}t")
        assert piece is not None
        piece.text = text
        return
    struck, added = etree.Element(f"{W}del"), etree.Element(f"{W}ins")
    old.addprevious(struck)
    struck.append(old)
    for piece in old.iter(f"{W}t"):
        piece.tag = f"{W}delText"
    if text:
        struck.addnext(added)
        added.append(run(text))
    for place, change in enumerate((struck, added)):
        change.set(f"{W}id", str(9000 + 2 * number + place))
        change.set(f"{W}author", "某")


def without_bookmarks(root: etree._Element) -> None:
    for mark in [*root.iter(f"{W}bookmarkStart", f"{W}bookmarkEnd")]:
        parent = mark.getparent()
        assert parent is not None
        parent.remove(mark)


def split_at_every_character(root: etree._Element) -> None:
    for old in list(root.iter(f"{W}r")):
        text = text_of(old)
        for character in text[1:][::-1]:
            old.addnext(run(character))
        for piece in old.iter(f"{W}t"):
            piece.text = text[:1]


def without_seal(data: bytes) -> bytes:
    parts = archive.read(data) or {}
    parts.pop("docProps/custom.xml")
    relations = re.sub(rb'<Relationship [^>]*custom-properties"[^>]*/>', b"", parts["_rels/.rels"])
    types = re.sub(rb'<Override PartName="/docProps/custom.xml"[^>]*/>', b"", parts["[Content_Types].xml"])
    return zipped({**parts, "_rels/.rels": relations, "[Content_Types].xml": types})


def saved_by_office(file: Path, folder: Path) -> dict[str, bytes]:
    """A Word file opened and saved by LibreOffice: as DOCX, and by way of ODT and DOC back to DOCX."""

    def convert(form: str, target: str, *files: Path) -> None:
        profile = f"-env:UserInstallation=file://{folder}/profile"
        command = [
            "soffice",
            profile,
            "--headless",
            "--convert-to",
            form,
            "--outdir",
            str(folder / target),
            *map(str, files),
        ]
        subprocess.run(command, check=True, capture_output=True, timeout=120)

    convert("docx", "docx", file)
    convert("odt", "odt", file)
    convert("doc", "doc", file)
    by_odt, by_doc = folder / "by_odt.odt", folder / "by_doc.doc"
    (folder / "odt" / f"{file.stem}.odt").rename(by_odt)
    (folder / "doc" / f"{file.stem}.doc").rename(by_doc)
    convert("docx", "back", by_odt, by_doc)
    return {
        "docx": (folder / "docx" / file.name).read_bytes(),
        "odt": (folder / "back/by_odt.docx").read_bytes(),
        "doc": (folder / "back/by_doc.docx").read_bytes(),
    }
