"""Compares the page of a whole draft with its layout."""

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from report_cli.layout.layout import Layout
from report_cli.page import check_characters, check_paragraphs, check_sheets, flaws, roles
from report_cli.page.effective import Document
from report_cli.page.flaws import Flaw, PageFinding
from report_cli.page.roles import Identity, Named


class PageCheck(Struct, frozen=True):
    """What is wrong with the page of a document. `layout`: the one that it comes nearest to.

    `named`: what its paragraphs are.
    """

    document: Document
    layout: Layout
    findings: tuple[PageFinding, ...]
    named: Sequence[Named]


def check(document: Document, as_good: Sequence[Layout], known: Mapping[int, Identity]) -> PageCheck:
    """Check a draft. `as_good`: layouts any of which will do, the preferred one first."""
    named = roles.name(document, known)
    candidates = [other for layout in as_good for other in check_sheets.alternatives(layout)]
    checked = [(layout, tuple(flaws.grouped(_flaws(document, layout, named)))) for layout in candidates]
    layout, findings = min(checked, key=lambda one: len(one[1]))
    return PageCheck(document, layout, findings, named)


def _flaws(document: Document, layout: Layout, named: Sequence[Named]) -> Iterator[Flaw]:
    yield from check_sheets.check(document, layout)
    yield from check_characters.hidden(document)
    for one in named:
        if one.role in layout.styles:
            yield from check_paragraphs.check(document, layout, one)
            yield from check_characters.check(document, layout, one)
