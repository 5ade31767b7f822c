"""What stands in headers and footers: the page's number, and a house's own words beside it.

A house's name may stand there, 内部资料, a level of secrecy, a picture. A paragraph that holds some beside the number is
`mixed`: nobody but its author can say how the two are to be parted.
"""

from __future__ import annotations

import re

from lxml import etree

from report_cli.docx import read
from report_cli.docx.package import W
from report_cli.page.effective import Section

_PAGE = re.compile(r"\bPAGE\b")
_COUNTS = (["PAGE"], ["NUMPAGES"], ["SECTIONPAGES"])
_ROUND_A_NUMBER = re.compile(r"\b(Page|of)\b|[\s\d第页共/|·.,，—–―－‐-]", re.IGNORECASE)
_ALONE = re.compile("[\\s—–―－‐-]+")
"""What is no word where there is no number either: dashes that were left."""
_PICTURES = (W + "drawing", W + "pict", W + "object")


def words(element: etree._Element) -> str:
    """What a part of a header or footer says beside the page's number; pictures count as words."""
    runs = [run for line in read.lines(element) for run in line.runs if run.field.split()[:1] not in _COUNTS]
    said = "".join([*element.itertext(W + "delText"), *(run.text for run in runs)])
    said = (_ROUND_A_NUMBER if has_number(element) else _ALONE).sub("", said)
    pictures = (picture for picture in element.iter(*_PICTURES) if not "".join(picture.itertext(W + "t")))
    return said + "〔图〕" * sum(not has_number(picture) for picture in pictures)


def has_number(element: etree._Element) -> bool:
    simple = (field.get(W + "instr", "") for field in element.iter(W + "fldSimple"))
    return _PAGE.search("".join([*element.itertext(W + "instrText"), *simple])) is not None


def is_mixed(paragraph: etree._Element) -> bool:
    """Whether the paragraph, or the table that it stands in, holds the number and words."""
    top = [paragraph, *paragraph.iterancestors()][:-1][-1]
    return has_number(top) and bool(words(top))


def has_words(section: Section) -> bool:
    """Whether any header or footer of a section says anything."""
    parts = [*section.headers.values(), *section.footers.values()]
    return any(words(paragraph.element) for part in parts for paragraph in part)
