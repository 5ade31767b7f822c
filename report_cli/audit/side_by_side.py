"""修改意见汇总表: several edited drafts of one report, paragraph by paragraph, who has what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import PurePath
from typing import Any

from msgspec import Struct

from report_cli.audit.compact import without_blanks
from report_cli.audit.findings import Audit, Kind


class Version(Struct, frozen=True):
    """What one draft has in a paragraph's place; empty where it was taken out. `findings`: what the audit says there."""

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
    paragraphs = audits[0].baseline.paragraphs
    names = short_names(audits)
    for number in range(len(paragraphs) + 1):
        if number:
            edited = tuple(
                Version(name, audit.texts[number - 1], tuple(_findings(audit, number)))
                for audit, name in zip(audits, names, strict=True)
                if without_blanks(audit.texts[number - 1]) != without_blanks(paragraphs[number - 1])
            )
            if edited:
                yield EditedParagraph(number, paragraphs[number - 1], edited)
        added = tuple(
            Version(name, text)
            for audit, name in zip(audits, names, strict=True)
            for after, text in audit.added
            if after == number and without_blanks(text)
        )
        if added:
            yield EditedParagraph(number, "", added, is_added=True)


def short_names(audits: Sequence[Audit]) -> list[str]:
    """The files' names, or, where two are the same, their whole paths."""
    names = [PurePath(audit.file).name for audit in audits]
    return [audit.file if names.count(name) > 1 else name for audit, name in zip(audits, names, strict=True)]


def _findings(audit: Audit, paragraph: int) -> Iterator[Kind]:
    for difference in audit.discrepancies:
        figures = [audit.figure(number) for number in difference.figures]
        if (
            figures
            and figures[0].paragraph == paragraph
            and difference.kind in ("changed", "removed", "moved", "stale")
        ):
            yield difference.kind


def as_json(audits: Sequence[Audit]) -> dict[str, Any]:
    first = audits[0]
    return {
        "version": 1,
        "year": first.baseline.year,
        "kind": first.baseline.kind,
        "drafts": [audit.file for audit in audits],
        "paragraphs": [
            {
                "paragraph": row.paragraph,
                "added": row.is_added,
                "built": None if row.is_added else row.built,
                "drafts": [
                    {"file": o.file, "text": o.text or None, "findings": list(o.findings)} for o in row.versions
                ],
            }
            for row in edited_paragraphs(audits)
        ],
    }
