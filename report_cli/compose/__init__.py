"""From a ledger and a template to a document in which every figure knows its fact."""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache, lru_cache

from msgspec.structs import replace

from report_cli.compose import (
    annexed,
    arithmetic,
    beside,
    headlines,
    listed,
    memory,
    misleading,
    source,
    speech,
    template_cache,
    totals,
    wholes,
    wording,
)
from report_cli.compose.blocks import Filler
from report_cli.compose.memory import Memory
from report_cli.compose.rendering import Library, Rendered, render
from report_cli.compose.source import TemplateText
from report_cli.compose.speech import Words
from report_cli.compose.template_cache import Look
from report_cli.document import Block, Document, Paragraph, Properties, Role
from report_cli.facts.fact import Catalogue
from report_cli.facts.ledger import Ledger
from report_cli.files.digests import of_bytes
from report_cli.model import EDITS_SUFFIX, NOWHERE, TEMPLATE_SUFFIX, CannotRun, Finding, Place

__all__ = ["Library", "check", "compose", "kinds", "label", "unprinted"]

# What is looked for in a composed text. A finding whose place is not known stands at the template.
CHECKS: tuple[Callable[[Document, Ledger, Memory], Iterable[Finding]], ...]
CHECKS = (
    wording.punctuation,
    wording.unbound,
    wording.zeros,
    beside.check,
    wholes.check,
    totals.check,
    headlines.check,
    arithmetic.check,
    misleading.check,
    listed.check,
    annexed.check,
)


def check(kind: str, catalogue: Catalogue, library: Library, year: int) -> list[Finding]:
    """What is wrong with the templates of a report kind, whatever the year's facts are."""
    return _read(kind, catalogue, library, year)[1]


def compose(
    kind: str, ledger: Ledger, library: Library, words: Words | None = None
) -> tuple[Document | None, list[Finding]]:
    """Compose a report of one kind; None where there is an error. Raises CannotRun where there is no such template.

    `words`: by which the text is judged too.
    """
    document, findings, is_whole = _composed(kind, ledger, library, words)
    is_fit = is_whole and not any(finding.is_error for finding in findings)
    return (document if is_fit else None), findings


def with_errors(kind: str, ledger: Ledger, library: Library) -> Document | None:
    """A report as far as it can be composed, to be looked at though something is wrong with it; never to be written."""
    return _composed(kind, ledger, library, None)[0]


def _composed(
    kind: str, ledger: Ledger, library: Library, words: Words | None
) -> tuple[Document | None, list[Finding], bool]:
    library = cache(library)
    template, findings = _read(kind, ledger.catalogue, library, ledger.year)
    if template is None or not ledger.is_read or any(finding.is_error for finding in findings):
        return None, findings, False
    rendered, unsaid = render(template, ledger, library)
    findings += unsaid
    if rendered is None:
        return None, findings, False
    blocks, properties, filler = _blocks(template, rendered)
    faults = filler.findings
    document = Document(kind, ledger.year, blocks, properties, template.label or kind, layout=template.layout)
    document, unfit = _edited(document, ledger, library, filler.unused)
    faults += unfit
    known = memory.of(kind, template.source, _signature(ledger.catalogue))
    faults += dict.fromkeys(finding for look in CHECKS for finding in look(document, ledger, known))
    faults += dict.fromkeys(speech.check(document, ledger, known, words, faults)) if words else ()
    known.keep()
    findings += [finding.at(Place(template.file)) if finding.place == NOWHERE else finding for finding in faults]
    return document, findings, rendered.is_whole


def unprinted(
    ledger: Ledger, documents: Sequence[Document | None], library: Library, found: Iterable[Finding]
) -> list[Finding]:
    """What the year states and none of its reports prints.

    Nothing where one of them could not be composed, or where the data have an error (among what was `found`).
    """
    made = [document for document in documents if document is not None]
    if not made or len(made) < len(documents) or any(finding.is_error for finding in found):
        return []
    from report_cli.compose import conditions  # imported here: it reads the templates once more

    return list(conditions.unprinted(ledger, made, cache(library)))


def _edited(
    document: Document, ledger: Ledger, library: Library, unused: Sequence[Paragraph]
) -> tuple[Document, list[Finding]]:
    """The document with what people changed in its words that year; what explains a term that it uses then comes back.

    `unused`: the explanations of terms that it does not use before.
    """
    found = library(f"{document.kind}{EDITS_SUFFIX}", ledger.year)
    if found is None:
        return document, []
    from report_cli.compose import edits, edits_file, leftovers, raised  # few years have any

    given, findings = edits_file.read(found[1], found[0], ledger.catalogue.allow)
    if any(finding.is_error for finding in findings):
        return document, findings
    given = edits_file.folded(given)
    applied = edits.apply(document, given, ledger)
    known = tuple((edit.place, edit.by, edit.whose if edit.steps else ()) for edit in given)
    document, told = raised.replaced(leftovers.without(applied.document), given, unused)
    return replace(document, edits=known), [*findings, *applied.findings, *told]


def kinds(known: Iterable[str], library: Library, year: int) -> list[str]:
    """Those of the report kinds that are of a year: each that does not say that it is of others."""
    return [kind for kind in known if _head(kind, library, year).years.has(year)]


def label(kind: str, library: Library, year: int) -> str:
    """What people call a report kind; the kind itself where its template does not say."""
    return _head(kind, library, year).label or kind


def _head(kind: str, library: Library, year: int) -> TemplateText:
    file, data = library(kind + TEMPLATE_SUFFIX, year) or ("", b"")
    return source.split(source.decoded(data, file)[0], file)[0]


def _blocks(template: TemplateText, rendered: Rendered) -> tuple[tuple[Block, ...], Properties, Filler]:
    filler = Filler(rendered.printer, template.is_numbered)
    printed = [
        paragraph
        for key, line, text in rendered.head
        if key in source.PRINTED
        for paragraph in filler.head(Role(key), text, Place(template.file, line))
    ]
    named = [paragraph for paragraph in printed if paragraph.role is Role.ATTACHMENT]
    blocks = (*(paragraph for paragraph in printed if paragraph not in named), *filler.body(rendered.body, named))
    title = "".join(block.text for block in blocks if isinstance(block, Paragraph) and block.role is Role.TITLE)
    strings = {key: rendered.printer.plain(text).strip() for key, _, text in rendered.head}
    properties = Properties(re.sub(r"\s", "", title), strings.get("subject", ""), strings.get("author", ""))
    return blocks, properties, filler


def _read(kind: str, catalogue: Catalogue, library: Library, year: int) -> tuple[TemplateText | None, list[Finding]]:
    found = library(kind + TEMPLATE_SUFFIX, year)
    if found is None:
        raise CannotRun(f"没有模板 templates/{kind}{TEMPLATE_SUFFIX}")
    file, data = found
    text, unfit = source.decoded(data, file)
    if unfit is not None:
        return None, [unfit]
    template, findings = source.split(text, file)
    return template, [*findings, *_checked(template, text, catalogue, library, year)]


def _checked(template: TemplateText, text: str, catalogue: Catalogue, library: Library, year: int) -> list[Finding]:
    """All findings of a template, and of what it includes. `text` is the file as written."""

    def check(look: Look) -> list[Finding]:
        from report_cli.compose import lint  # of most templates it is known that nothing is wrong with them

        return lint.findings(template, text, catalogue, look)

    key = (template.file, text, _signature(catalogue))
    return template_cache.checked(key, lambda name: library(name, year), check)


@lru_cache(maxsize=16)
def _signature(catalogue: Catalogue) -> str:
    """The digest of all of a catalogue that templates are checked against."""
    groups = [(group.name, group.label) for group in catalogue.groups.values()]
    said = [
        [(i.id, i.label, i.kind, i.is_printed) for i in (indicator, *indicator.fields)]
        for indicator in catalogue.indicators
    ]
    return of_bytes(repr((groups, said, catalogue.allow, catalogue.is_read)).encode(errors="surrogatepass"))
