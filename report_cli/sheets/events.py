"""Reads the XML of spreadsheets as events, so that a large sheet is never a tree in memory."""

from collections.abc import Callable, Mapping
from xml.parsers import expat

from report_cli.sheets.sheet import DAMAGED, TOO_LARGE, Unreadable

Attributes = Mapping[str, str]
MAX_TAGS = 24_000_000
"""Opening and closing tags: a hundred thousand rows of eleven cells have seven million."""


def local(name: str) -> str:
    """A name without its namespace prefix, which each writer chooses for itself."""
    return name.rpartition(":")[2]


def read(
    content: bytes,
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None] = lambda name: None,
    text: Callable[[str], None] = lambda piece: None,
) -> None:
    """Call `start`, `end` and `text` as elements begin, end and hold text; by their local names.

    Raises Unreadable where the XML is damaged, too large, or declares a document type.
    """
    if content.count(b"<") > MAX_TAGS:
        raise TOO_LARGE
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    # Not by `local`: one call more for each of millions of tags is felt.
    parser.StartElementHandler = lambda name, attributes: start(name.rpartition(":")[2], attributes)
    parser.EndElementHandler = lambda name: end(name.rpartition(":")[2])
    parser.CharacterDataHandler = text
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, ValueError) as error:
        raise DAMAGED from error


def attribute(attributes: Attributes, name: str) -> str:
    """The value of an attribute, whatever its prefix; empty if it is missing."""
    return next((value for key, value in attributes.items() if local(key) == name), "")


def _refuse(*said: object) -> None:
    raise Unreadable("文件里有表格不该有的定义（DOCTYPE），可能不安全，没有读", "核对文件的来历")
