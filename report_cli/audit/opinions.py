"""修改意见汇总表: several edited drafts of one report, paragraph by paragraph, who has what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import PurePath
from typing import Any

from msgspec import Struct

from report_cli.audit.result import Audit, Kind
from report_cli.audit.stream import folded


class Opinion(Struct, frozen=True):
    """What one draft has in a paragraph's place; empty where it was taken out. `findings`: what the audit says there."""

    file: str
    text: str
    findings: tuple[Kind, ...] = ()


class Row(Struct, frozen=True):
    """A paragraph as built (from 1; `is_added`: what was added after it) and the drafts that have it otherwise."""

    paragraph: int
    built: str
    opinions: tuple[Opinion, ...]
    is_added: bool = False


def rows(audits: Sequence[Audit]) -> Iterator[Row]:
    """The paragraphs that at least one draft edited. The drafts are of one report."""
    paragraphs = audits[0].baseline.paragraphs
    names = short_names(audits)
    for number in range(len(paragraphs) + 1):
        if number:
            edited = tuple(
                Opinion(name, audit.texts[number - 1], tuple(_findings(audit, number)))
                for audit, name in zip(audits, names, strict=True)
                if folded(audit.texts[number - 1]) != folded(paragraphs[number - 1])
            )
            if edited:
                yield Row(number, paragraphs[number - 1], edited)
        added = tuple(
            Opinion(name, text)
            for audit, name in zip(audits, names, strict=True)
            for after, text in audit.added
            if after == number and folded(text)
        )
        if added:
            yield Row(number, "", added, is_added=True)


def short_names(audits: Sequence[Audit]) -> list[str]:
    """The files' names, or, where two are the same, their whole paths."""
    names = [PurePath(audit.file).name for audit in audits]
    return [audit.file if names.count(name) > 1 else name for audit, name in zip(audits, names, strict=True)]


def _findings(audit: Audit, paragraph: int) -> Iterator[Kind]:
    for difference in audit.differences:
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
                    {"file": o.file, "text": o.text or None, "findings": list(o.findings)} for o in row.opinions
                ],
            }
            for row in rows(audits)
        ],
    }
