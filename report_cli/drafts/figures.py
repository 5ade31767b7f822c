"""The figures file of a draft: its paragraphs as built, and for each figure its fact, value, text, place and position.

An edited draft is audited against it; it also tells whether the Markdown beside it was edited since it was built.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
from msgspec import Struct, field

from report_cli.document import Document, Figure
from report_cli.facts import yearfile
from report_cli.facts.ledger import Ledger

VERSION = 1
_json = msgspec.json.Encoder().encode


Content = Mapping[str, list[Any]]
"""All that a document says, and where each figure comes from: `paragraphs` and `figures`."""


class Beside(Struct, frozen=True):
    """The digests of the drafts beside a figures file, by file name.

    `older`: of those that were built last of other paragraphs than the file has, when only another format was built since.
    """

    built: Mapping[str, str] = field(default_factory=dict)
    older: Mapping[str, str] = field(default_factory=dict)

    @property
    def all(self) -> Mapping[str, str]:
        return {**self.older, **self.built}


def write(document: Document, content: Content, beside: Beside | None = None) -> bytes:
    """The file as bytes, a paragraph or figure a line."""
    beside = beside or Beside()
    head = {
        "version": VERSION,
        "year": document.year,
        "kind": document.kind,
        "digest": digest(content),
        "built": dict(sorted(beside.built.items())),
        **({"older": dict(sorted(beside.older.items()))} if beside.older else {}),
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


def beside(known: Mapping[str, Any]) -> Beside:
    """What a figures file that was read says of the drafts beside it; nothing where it is damaged."""
    built, older = (known.get(name) for name in ("built", "older"))
    return Beside(
        *(
            {name: str(value) for name, value in each.items()} if isinstance(each, dict) else {}
            for each in (built, older)
        )
    )


def content(document: Document, ledger: Ledger) -> Content:
    paragraphs = [number + "".join(run.text for run in runs) for number, runs in document.lines]
    # Many a fact is said a dozen times.
    facts = {id: _fact(id, ledger) for id in {figure.run.fact for figure in document.figures}}
    return {
        "paragraphs": paragraphs,
        "figures": [_figure(figure, *facts[figure.run.fact]) for figure in document.figures],
    }


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


def paragraphs(known: Mapping[str, Any]) -> Iterator[str]:
    """Those of a figures file that was read."""
    found = known.get("paragraphs")
    yield from (text for text in (found if isinstance(found, list) else []) if isinstance(text, str))
