"""A whole draft beside its layout: everything that is wrong with its page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from report_cli.layout.layout import Layout
from report_cli.page import check_characters, check_paragraphs, check_sheets, fault, naming
from report_cli.page.effective import Document
from report_cli.page.fault import Fault
from report_cli.page.naming import Told


class Page(Struct, frozen=True):
    """What was found, beside the layout that the draft comes nearest to of those that are as good."""

    layout: Layout
    faults: tuple[Fault, ...]


def audit(document: Document, as_good: Sequence[Layout], told: Mapping[int, Told]) -> Page:
    """Audit a draft. `as_good`: layouts of which any will do, the preferred one first."""
    named = naming.name(document, told)
    candidates = [other for layout in as_good for other in check_sheets.alternatives(layout)]
    pages = [Page(layout, tuple(fault.grouped(_faults(document, layout, named)))) for layout in candidates]
    return min(pages, key=lambda page: len(page.faults))


def _faults(document: Document, layout: Layout, named: Sequence[naming.Named]) -> list[Fault]:
    found = [*check_sheets.check(document, layout), *check_characters.hidden(document)]
    for each in named:
        if each.told.role in layout.styles:
            found += check_paragraphs.check(document, layout, each)
            found += check_characters.check(document, layout, each)
    return found
