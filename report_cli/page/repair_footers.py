"""Footers of a draft that python-docx has opened: the page's number put right, every word kept where it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any

from report_cli.docx import pages
from report_cli.docx.package import W
from report_cli.layout.layout import Layout
from report_cli.page.margins import has_number, words

_BLOCKS = {W + name for name in ("p", "tbl", "sdt")}
_SIDES = {"default": "right", "even": "left"}


def put_numbers(draft: Any, layout: Layout, style: str, lying: Sequence[bool]) -> None:
    """The layout's numbers in the footers of all sections. `lying`: which of them lie on their side."""
    from docx.oxml import parse_xml

    ends = section_ends(draft)
    if not draft.settings.odd_and_even_pages_header_footer:
        _part_odd_and_even(ends)
        draft.settings.odd_and_even_pages_header_footer = True
    for number, is_turned in enumerate(lying):
        is_other = number == 0 or is_turned != lying[number - 1]
        roots = {side: _own(draft, ends[: number + 1], side, is_needed=is_other) for side in _SIDES}
        contents = {
            side: parse_xml(pages.footer(layout, align, is_turned, style).encode()) for side, align in _SIDES.items()
        }
        _put({side: (root, contents[side]) for side, root in roots.items() if root is not None})


def section_ends(draft: Any) -> list[Any]:
    """The properties of each section, as `effective` counts them."""
    body = draft.element.body
    return [*body.iterfind(f".//{W}pPr/{W}sectPr"), body.get_or_add_sectPr()]


def _part_odd_and_even(ends: Sequence[Any]) -> None:
    """Even pages get what stands on all pages so far; what was meant for them and did not show stays out."""
    for end in ends:
        for kind in ("header", "footer"):
            for hidden in _references(end, kind, "even"):
                end.remove(hidden)
            for shown in _references(end, kind, "default"):
                also = deepcopy(shown)
                also.set(W + "type", "even")
                shown.addnext(also)


def _own(draft: Any, ends: Sequence[Any], side: str, *, is_needed: bool) -> Any | None:
    """The root of the footer of the last of some sections, which no other refers to.

    None where it is that of the section before and may be.
    """
    named = [reference for end in ends for reference in _references(end, "footer", side)]
    own = _references(ends[-1], "footer", side)[:1]
    if not own and not is_needed:
        return None
    related = draft.part.related_parts
    everywhere = [other.rId for other in draft.element.body.iter(W + "footerReference")]
    if own and everywhere.count(own[0].rId) == 1:
        return related[own[0].rId].element
    made, identifier = draft.part.add_footer_part()
    source = (own or named[-1:])[:1]
    _fill(made, related[source[0].rId] if source else None)
    if own:
        own[0].rId = identifier
    else:
        reference = ends[-1]._add_footerReference()
        reference.set(W + "type", side)
        reference.rId = identifier
    return made.element


def _references(end: Any, kind: str, side: str) -> list[Any]:
    references = end.findall(f"{W}{kind}Reference")
    return [reference for reference in references if reference.get(W + "type", "default") == side]


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
