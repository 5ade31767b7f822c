"""修改意见汇总表: several edited drafts of one report, paragraph by paragraph, who has what."""

from collections.abc import Iterator, Sequence
from pathlib import PurePath
from typing import Any

from msgspec import Struct

from report_cli.audit.compact import without_blanks
from report_cli.audit.findings import Audit, Kind


class Version(Struct, frozen=True):
    """What one draft has in a paragraph's place; empty where it was taken out.

    `findings`: what the audit says there.
    """

    file: str
    text: str
    findings: tuple[Kind, ...] = ()


class EditedParagraph(Struct, frozen=True):
    """A paragraph as built (from 1; `is_added`: what was added after it) and the drafts that have it otherwise."""

    paragraph: int
    built: str
    versions: tuple[Version, ...]
    is_added: bool = False


def edited_paragraphs(audits: Sequence[Audit]) -> Iterator[EditedParagraph]:
    """The paragraphs that at least one draft edited. The drafts are of one report."""
    named = list(zip(short_names(audits), audits, strict=True))
    for number, built in enumerate(("", *audits[0].baseline.paragraphs)):
        if number:
            edited = [
                Version(name, audit.texts[number - 1], tuple(_findings(audit, number)))
                for name, audit in named
                if without_blanks(audit.texts[number - 1]) != without_blanks(built)
            ]
            if edited:
                yield EditedParagraph(number, built, tuple(edited))
        added = [(name, text) for name, audit in named for after, text in audit.added if after == number]
        versions = tuple(Version(name, text) for name, text in added if without_blanks(text))
        if versions:
            yield EditedParagraph(number, "", versions, is_added=True)


def short_names(audits: Sequence[Audit]) -> list[str]:
    """The files' names, or, where two are the same, their whole paths."""
    names = [PurePath(audit.file).name for audit in audits]
    return [audit.file if names.count(name) > 1 else name for audit, name in zip(audits, names, strict=True)]


def _findings(audit: Audit, paragraph: int) -> Iterator[Kind]:
    for each in audit.discrepancies:
        is_here = each.figures and audit.figure(each.figures[0]).paragraph == paragraph
        if is_here and each.kind in ("changed", "removed", "moved", "stale"):
            yield each.kind


def as_json(audits: Sequence[Audit]) -> dict[str, Any]:
    return {
        "version": 1,
        "year": audits[0].baseline.year,
        "kind": audits[0].baseline.kind,
        "drafts": [audit.file for audit in audits],
        "paragraphs": [_entry(paragraph) for paragraph in edited_paragraphs(audits)],
    }


def _entry(edited: EditedParagraph) -> dict[str, Any]:
    return {
        "paragraph": edited.paragraph,
        "added": edited.is_added,
        "built": None if edited.is_added else edited.built,
        "drafts": [
            {"file": version.file, "text": version.text or None, "findings": list(version.findings)}
            for version in edited.versions
        ],
    }
