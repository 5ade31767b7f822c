"""Questions asked of so many elements of a Word file that lxml's own `find` would take too long."""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

from report_cli.docx.package import W

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
    """The name of its tag, without the namespace."""
    return str(element.tag.rpartition("}")[2])


def plain(element: etree._Element) -> str:
    """All words in it, struck out ones too."""
    return "".join([piece.text or "" for piece in element.iter(W + "t", W + "delText")])


def is_yes(text: str | None) -> bool:
    """Whether the value of a switch is that it is on."""
    return text is not None and text.lower() not in _OFF


def is_on(switch: etree._Element | None) -> bool:
    return switch is not None and is_yes(switch.get(W + "val", "1"))


def is_shaded(shade: etree._Element | None) -> bool:
    return shade is not None and shade.get(W + "fill", "").lower() not in _NO_SHADE
