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


def write(document: Document, ledger: Ledger, built: Mapping[str, str]) -> bytes:
    """The file as bytes, a paragraph or figure a line. `built`: the digests of the drafts beside it, by file name."""
    content = _content(document, ledger)
    head = {
        "version": VERSION,
        "year": document.year,
        "kind": document.kind,
        "digest": _digest(content),
        "built": dict(sorted(built.items())),
    }
    lines = [f" {_json(key)}: {_json(value)}" for key, value in head.items()]
    lines += [f" {_json(key)}: [\n{_lines(values)}\n ]" for key, values in content.items()]
    return ("{\n" + ",\n".join(lines) + "\n}\n").encode()


def digest(document: Document, ledger: Ledger) -> str:
    """Of all that the document says and of where each figure comes from."""
    return _digest(_content(document, ledger))


def read(data: bytes) -> dict[str, Any]:
    """The content of a figures file; empty where it is none."""
    try:
        content = json.loads(data)
    except (ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) and content.get("version") == VERSION else {}


def _content(document: Document, ledger: Ledger) -> dict[str, list[Any]]:
    paragraphs = [number + "".join(run.text for run in runs) for number, runs in document.lines]
    return {"paragraphs": paragraphs, "figures": [_figure(figure, ledger) for figure in document.figures]}


def _figure(figure: Figure, ledger: Ledger) -> dict[str, Any]:
    run = figure.run
    fact = ledger.printed(run.fact)
    entry: dict[str, Any] = {"fact": run.fact, "form": run.form, "value": None, "text": run.text}
    entry |= {"paragraph": figure.paragraph, "offset": figure.offset, "source": None, "place": None}
    if fact is not None:
        entry["value"] = yearfile.as_json(fact.value)
        entry["source"] = fact.source or None
        entry["place"] = {"file": fact.place.file, "line": fact.place.line or None, "column": fact.place.column or None}
    return entry


def _digest(content: object) -> str:
    return hashlib.sha256(msgspec.json.encode(content)).hexdigest()


def _lines(values: list[Any]) -> str:
    return ",\n".join(f"  {_json(value)}" for value in values)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def paragraphs(data: bytes) -> Iterator[str]:
    found = read(data).get("paragraphs")
    yield from (text for text in (found if isinstance(found, list) else []) if isinstance(text, str))
