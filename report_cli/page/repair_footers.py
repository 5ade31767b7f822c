"""Headers and footers of a draft that python-docx has opened: the page's number put right, every word kept where it stands.

A house's own words may stand there: its name, 内部资料, a level of secrecy, a picture. A paragraph that holds some beside
the number is `mixed`: it is left as it is, for nobody but its author can say how the two are to be parted.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any

from lxml import etree

from report_cli.docx import pages, read
from report_cli.docx.package import W
from report_cli.layout.layout import Layout
from report_cli.page import effective

_PAGE = re.compile(r"\bPAGE\b")
_COUNTS = (["PAGE"], ["NUMPAGES"], ["SECTIONPAGES"])
_ROUND_A_NUMBER = re.compile(r"\b(Page|of)\b|[\s\d第页共/|·.,，—–―－‐-]", re.IGNORECASE)
_ALONE = re.compile("[\\s—–―－‐-]+")
"""What is no word where there is no number either: dashes that were left."""
_PICTURES = (W + "drawing", W + "pict", W + "object")
_BLOCKS = {W + name for name in ("p", "tbl", "sdt")}
_SIDES = {"default": "right", "even": "left"}


def words(element: etree._Element) -> str:
    """What a part of a header or footer says beside the page's number; pictures count as words."""
    runs = [run for line in read.lines(element) for run in line.runs if run.field.split()[:1] not in _COUNTS]
    said = "".join([*element.itertext(W + "delText"), *(run.text for run in runs)])
    said = (_ROUND_A_NUMBER if has_number(element) else _ALONE).sub("", said)
    pictures = (
        picture
        for picture in element.iter(*_PICTURES)
        if not (has_number(picture) or "".join(picture.itertext(W + "t")))
    )
    return said + "".join("〔图〕" for _ in pictures)


def has_number(element: etree._Element) -> bool:
    instructions = [
        *element.itertext(W + "instrText"),
        *(field.get(W + "instr", "") for field in element.iter(W + "fldSimple")),
    ]
    return _PAGE.search("".join(instructions)) is not None


def is_mixed(paragraph: etree._Element) -> bool:
    """Whether the paragraph, or the table that it stands in, holds the number and words."""
    top = paragraph
    for above in paragraph.iterancestors():
        if above.getparent() is not None:
            top = above
    return has_number(top) and bool(words(top))


def has_words(section: effective.Section) -> bool:
    """Whether any header or footer of a section says anything."""
    return any(
        words(one.element) for parts in (section.headers, section.footers) for part in parts.values() for one in part
    )


def put_numbers(draft: Any, layout: Layout, styles: Mapping[str, str], lying: Sequence[bool]) -> None:
    """The layout's numbers in the footers of all sections. `lying`: which of them lie on their side."""
    footers = _Footers(draft)
    if not draft.settings.odd_and_even_pages_header_footer:
        footers.part_odd_and_even()
        draft.settings.odd_and_even_pages_header_footer = True
    for number, is_turned in enumerate(lying):
        is_other = number == 0 or is_turned != lying[number - 1]
        roots = {side: footers.own(number, side, is_needed=is_other) for side in _SIDES}
        contents = {side: _own_ids(pages.footer(layout, align, is_turned), styles) for side, align in _SIDES.items()}
        _put({side: (root, _parsed(contents[side])) for side, root in roots.items() if root is not None})


class _Footers:
    """The parts that hold a draft's footers."""

    def __init__(self, draft: Any) -> None:
        self.draft = draft
        self.ends = section_ends(draft)

    def part_odd_and_even(self) -> None:
        """Even pages get what stands on all pages so far; what was meant for them and did not show stays out."""
        for end in self.ends:
            for kind in ("header", "footer"):
                for hidden in _references(end, kind, "even"):
                    end.remove(hidden)
                for shown in _references(end, kind, "default"):
                    also = deepcopy(shown)
                    also.set(W + "type", "even")
                    shown.addnext(also)

    def own(self, number: int, side: str, *, is_needed: bool) -> Any | None:
        """The root of a section's footer, which no other refers to; None where it is that of the section before and may be."""
        end, parts = self.ends[number], self.draft.part
        reference = next(iter(_references(end, "footer", side)), None)
        if reference is None and not is_needed:
            return None
        if reference is not None and self._is_only(reference):
            return parts.related_parts[reference.rId].element
        source = reference if reference is not None else self._inherited(number, side)
        made, identifier = parts.add_footer_part()
        old = parts.related_parts[source.rId] if source is not None else None
        _fill(made, old)
        if reference is None:
            reference = end._add_footerReference()
            reference.set(W + "type", side)
        reference.rId = identifier
        return made.element

    def _is_only(self, reference: Any) -> bool:
        everywhere = self.draft.element.body.iter(reference.tag)
        return [other.rId for other in everywhere].count(reference.rId) == 1

    def _inherited(self, number: int, side: str) -> Any | None:
        before = (reference for end in self.ends[:number][::-1] for reference in _references(end, "footer", side))
        return next(before, None)


def section_ends(draft: Any) -> list[Any]:
    """The properties of each section, as `effective` counts them."""
    body = draft.element.body
    return [*body.iterfind(f".//{W}pPr/{W}sectPr"), body.get_or_add_sectPr()]


def _references(end: Any, kind: str, side: str) -> list[Any]:
    return [found for found in end.findall(f"{W}{kind}Reference") if found.get(W + "type", "default") == side]


def _fill(made: Any, old: Any | None) -> None:
    """Make a new part hold what an old one does, its pictures included."""
    for child in list(made.element):
        made.element.remove(child)
    if old is None:
        return
    made.element.extend(deepcopy(child) for child in old.element)
    for relation in old.rels.values():
        target = relation.target_ref if relation.is_external else relation.target_part
        made.rels.add_relationship(relation.reltype, target, relation.rId, relation.is_external)


def _put(sides: Mapping[str, tuple[Any, Any]]) -> None:
    """Put each number where the old one stood, so that words above it stay above it; last where that raises one side only."""
    places = {side: _cleared(root) for side, (root, _) in sides.items()}
    below = {tuple(map(words, root[places[side] :])) for side, (root, _) in sides.items()}
    for side, (root, content) in sides.items():
        if not any(has_number(child) for child in root):
            place = places[side] if len(below) == 1 else len(root)
            root[place:place] = list(content)


def _cleared(root: Any) -> int:
    """Take the old numbers and the empty paragraphs out; the place where the first number stood, else the end."""
    place = None
    for child in list(root):
        if child.tag in _BLOCKS and not words(child):
            if place is None and has_number(child):
                place = root.index(child)
            root.remove(child)
    return len(root) if place is None else place


def _own_ids(xml: str, styles: Mapping[str, str]) -> str:
    return re.sub(r'(<w:pStyle w:val=")(\w+)"', lambda match: f'{match[1]}{styles.get(match[2], match[2])}"', xml)


def _parsed(xml: str) -> Any:
    from docx.oxml import parse_xml

    return parse_xml(xml.encode())
