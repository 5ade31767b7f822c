"""The seal: custom document properties that say what a draft was built from, and whether it is still as built.

Word and LibreOffice keep custom properties when they save, but write every other part anew: the digest over
those parts then no longer fits.
"""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from hashlib import sha256

from report_cli.document import Figure, binding
from report_cli.docx import parts
from report_cli.files import archive

PART = "docProps/custom.xml"
DIGEST = "report.digest"
DATA = "report.data"
"""The digest of what was built, by which it is kept."""
FIGURES = "report.figures."
MAX_VALUE = 250
"""Office cuts the value of a property at 255 characters."""

_DOCUMENT = "word/document.xml"
_PROPERTY_PARTS = {
    "docProps/core.xml": "metadata/core-properties",
    "docProps/app.xml": "extended-properties",
    PART: "custom-properties",
}
_PROPERTIES = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
_TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
# The format that Office demands for properties of users' own.
_FORMAT = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
_NUMBERED = r"report\.figures\.[0-9]{1,6}"
# A bar parts the entries, and a program may take blanks off a value's ends.
_ESCAPED = re.compile(r"[\\|\s]")
_MARK = r"\\([0-9a-f]{1,5});"


def file(
    body: Iterable[bytes], linked: Mapping[str, str], others: Mapping[str, bytes], sealed: Mapping[str, str]
) -> bytes:
    """A sealed Word file: its text in blocks, and the `others`. `linked`: what each of these is to the text, in order.

    The same bytes for the same arguments. `sealed` is what the custom properties say of the file.
    """
    types, of_file, of_text = _joints(tuple(linked.items()))
    begins, _, ends = parts.part("document", "<w:body>|</w:body>").encode().partition(b"|")
    made = {
        "[Content_Types].xml": types,
        "_rels/.rels": of_file,
        _DOCUMENT: b"".join((begins, *body, ends)),
        "word/_rels/document.xml.rels": of_text,
        **others,
    }
    return archive.write({**made, PART: write(sealed, made).encode()})


@lru_cache(maxsize=16)
def _joints(linked: tuple[tuple[str, str], ...]) -> tuple[bytes, bytes, bytes]:
    """The parts that hold the others together: types, what the file consists of, what belongs to its text."""
    main = {_DOCUMENT: "officeDocument"}
    kinds = main | {f"word/{name}": kind for name, kind in linked} | _PROPERTY_PARTS
    of_file, of_text = parts.relationships(main | _PROPERTY_PARTS), parts.relationships(dict(linked))
    return parts.content_types(kinds).encode(), of_file.encode(), of_text.encode()


def write(seal: Mapping[str, str], others: Mapping[str, bytes]) -> str:
    """The part that seals `others`, all the other parts of the file, with what `seal` says of them."""
    # Office numbers properties from 2.
    listed = "".join(
        f'<property fmtid="{_FORMAT}" pid="{number}" name="{parts.text(name)}">'
        f"<vt:lpwstr>{parts.text(value)}</vt:lpwstr></property>"
        for number, (name, value) in enumerate({**seal, DIGEST: digest(others)}.items(), 2)
    )
    return f'{parts.DECLARATION}<Properties xmlns="{_PROPERTIES}" xmlns:vt="{_TYPES}">{listed}</Properties>'


def figures(figures: Iterable[Figure]) -> dict[str, str]:
    """Properties that hold, for each fact and form, how often the document says it and in which words.

    The k-th appearance of a fact thus has its text here, for every k up to that number.
    """
    last = {binding(each.run.fact, each.run.form): (each.appearance, each.run.text) for each in figures}
    return listing(last)


def listing(texts: Mapping[str, tuple[int, str]]) -> dict[str, str]:
    """The properties that `texts` reads: by binding, the number of appearances and their text."""
    listed = "".join(f"{key}*{times}={_escaped(text)}|" for key, (times, text) in texts.items())
    # In pieces that Office holds whole. (It counts UTF-16: a rare character is two.)
    size = MAX_VALUE if max(listed, default="") <= "\uffff" else MAX_VALUE // 2
    starts = range(0, len(listed), size)
    return {f"{FIGURES}{number}": listed[start : start + size] for number, start in enumerate(starts, 1)}


def _escaped(text: str) -> str:
    return text if text.isalnum() else _ESCAPED.sub(lambda found: f"\\{ord(found[0]):x};", text)


def texts(properties: Mapping[str, str]) -> dict[str, tuple[int, str]]:
    """What `figures` put into a seal: by binding, the number of appearances and their text.

    What is damaged is left out.
    """
    numbered = sorted(
        (int(name.removeprefix(FIGURES)), value) for name, value in properties.items() if re.fullmatch(_NUMBERED, name)
    )
    entries = re.finditer(r"([0-9a-f]{10})\*([0-9]{1,9})=([^|]*)\|", "".join(value for _, value in numbered))
    return {entry[1]: (int(entry[2]), re.sub(_MARK, lambda mark: chr(int(mark[1], 16)), entry[3])) for entry in entries}


def resealed(part: bytes, data: str, texts: Mapping[str, tuple[int, str]]) -> bytes:
    """The seal's part with another base (empty: the same) and other texts of figures.

    Its digest stays: the file counts as edited, as it did, and is never taken for one that was built.
    """
    from xml.etree import ElementTree

    ElementTree.register_namespace("", _PROPERTIES)
    ElementTree.register_namespace("vt", _TYPES)
    root = ElementTree.fromstring(part)
    for each in list(root):
        name = each.get("name", "")
        if re.fullmatch(_NUMBERED, name):
            root.remove(each)
        elif name == DATA and data:
            each.find(f"{{{_TYPES}}}lpwstr").text = data  # type: ignore[union-attr]  # it was read there
    last = max((int(each.get("pid", "1")) for each in root), default=1)
    for number, (name, value) in enumerate(listing(texts).items(), last + 1):
        named = {"fmtid": _FORMAT, "pid": str(number), "name": name}
        ElementTree.SubElement(
            ElementTree.SubElement(root, f"{{{_PROPERTIES}}}property", named), f"{{{_TYPES}}}lpwstr"
        ).text = value
    return parts.DECLARATION.encode() + ElementTree.tostring(root, encoding="unicode").encode()


def digest(others: Mapping[str, bytes]) -> str:
    """SHA-256 over names and contents in any order; each goes behind its length, so that none passes for another."""
    total = sha256()
    for name in sorted(others):
        for piece in (name.encode(), others[name]):
            total.update(len(piece).to_bytes(8, "big"))
            total.update(piece)
    return total.hexdigest()


def read(data: bytes) -> dict[str, str] | None:
    """All text properties of a DOCX's custom properties; None where it is no zip or has none.

    Beside the digest: `report.year`, `report.kind`, `report.data` (the digest of figures.json), `report.figures.1` …
    """
    return properties(archive.read(data) or {})


def is_untouched(data: bytes) -> bool:
    """Whether a DOCX is as it was built: not edited, not even opened and saved."""
    others = archive.read(data) or {}
    seal = properties(others)
    others.pop(PART, None)
    return seal is not None and seal.get(DIGEST) == digest(others)


def properties(files: Mapping[str, bytes]) -> dict[str, str] | None:
    """What `read` says, of a file whose parts are at hand."""
    # Imported here: only a reader needs it.
    from xml.etree import ElementTree

    content = files.get(PART, b"")
    # OOXML forbids document types, and entities are how a small file grows large.
    if not content or b"<!DOCTYPE" in content:
        return None
    try:
        root = ElementTree.fromstring(content)
    except (ElementTree.ParseError, ValueError, LookupError):
        return None
    texts = {
        name: value.text or ""
        for element in root.iter(f"{{{_PROPERTIES}}}property")
        if (name := element.get("name")) and (value := element.find(f"{{{_TYPES}}}lpwstr")) is not None
    }
    return texts or None
