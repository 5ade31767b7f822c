"""The figures file of a draft: its paragraphs as built, and for each figure its fact, value, text, place and position.

An edited draft is audited against it; it also tells whether the Markdown beside it was edited since it was built.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from report_cli.document import Document, Figure
from report_cli.facts import yearfile
from report_cli.facts.ledger import Ledger

VERSION = 1
_json = msgspec.json.Encoder().encode


Content = Mapping[str, list[Any]]
"""All that a document says, and where each figure comes from: `paragraphs` and `figures`."""


def write(document: Document, content: Content, built: Mapping[str, str]) -> bytes:
    """The file as bytes, a paragraph or figure a line. `built`: the digests of the drafts beside it, by file name."""
    head = {
        "version": VERSION,
        "year": document.year,
        "kind": document.kind,
        "digest": digest(content),
        "built": dict(sorted(built.items())),
    }
    lines = [b'"%b":%b' % (key.encode(), _json(value)) for key, value in head.items()]
    lines += [b'"%b":[\n%b\n]' % (key.encode(), b",\n".join(map(_json, values))) for key, values in content.items()]
    return b"{\n" + b",\n".join(lines) + b"\n}\n"


def digest(content: Content) -> str:
    return hashlib.sha256(_json(content)).hexdigest()


def read(data: bytes) -> dict[str, Any]:
    """The content of a figures file; empty where it is none."""
    try:
        content = json.loads(data)
    except (ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) and content.get("version") == VERSION else {}


def content(document: Document, ledger: Ledger) -> Content:
    paragraphs = [number + "".join(run.text for run in runs) for number, runs in document.lines]
    # Many a fact is said a dozen times.
    facts = {id: _fact(id, ledger) for id in {figure.run.fact for figure in document.figures}}
    return {"paragraphs": paragraphs, "figures": [_figure(figure, *facts[figure.run.fact]) for figure in document.figures]}


def _figure(figure: Figure, value: object, source: str | None, place: object) -> dict[str, Any]:
    run = figure.run
    return {
        "fact": run.fact,
        "form": run.form,
        "value": value,
        "text": run.text,
        "paragraph": figure.paragraph,
        "offset": figure.offset,
        "source": source,
        "place": place,
    }


def _fact(id: str, ledger: Ledger) -> tuple[object, str | None, object]:
    """A fact's value, source and place."""
    fact = ledger.printed(id)
    if fact is None:
        return None, None, None
    place = {"file": fact.place.file, "line": fact.place.line or None, "column": fact.place.column or None}
    return yearfile.as_json(fact.value), fact.source or None, place


def paragraphs(data: bytes) -> Iterator[str]:
    found = read(data).get("paragraphs")
    yield from (text for text in (found if isinstance(found, list) else []) if isinstance(text, str))
