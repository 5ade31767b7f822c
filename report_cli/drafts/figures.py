"""The figures file of a report: its paragraphs and figures as built, and the drafts built with them.

An edited draft is audited against it. It also tells whether the Markdown beside it was edited since it was built.
"""

import contextlib
import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import msgspec
from msgspec import field

from report_cli.document import Document
from report_cli.facts.ledger import Ledger
from report_cli.files import disk, own_json
from report_cli.model import FIGURES_SUFFIX, CannotRun
from report_cli.questions.figures import Content, content

REVIEW = ".review"
"""What a review copy's kind is called after the report's own."""
_json = msgspec.json.Encoder()


class FiguresFile(Content, frozen=True, kw_only=True):
    """The file. `digest`: of paragraphs and figures, without their places in files.

    `built`: the digests of the drafts beside it, by file name.

    `older`: of drafts with other paragraphs, which were built before only another format was built again.
    """

    version: Literal[1] = 1
    year: int
    kind: str
    digest: str
    built: Mapping[str, str] = field(default_factory=dict)
    older: Mapping[str, str] = field(default_factory=dict)

    @property
    def drafts(self) -> Mapping[str, str]:
        """The digests of all drafts beside it, each as last built."""
        return {**self.older, **self.built}


def make(document: Document, ledger: Ledger) -> FiguresFile:
    return of_content(content(document, ledger), document.year, document.kind)


def of_content(made: Content, year: int, kind: str) -> FiguresFile:
    # A line put in above shifts all places of a year file, and is no other text.
    said = [(f.fact, f.form, f.value, f.text, f.paragraph, f.offset, f.source) for f in made.figures]
    digest = hashlib.sha256(_json.encode((made.paragraphs, said))).hexdigest()
    return FiguresFile(paragraphs=made.paragraphs, figures=made.figures, year=year, kind=kind, digest=digest)


def write(file: FiguresFile) -> bytes:
    """The file as bytes, a paragraph or figure a line."""
    head: dict[str, Any] = {"version": file.version, "year": file.year, "kind": file.kind, "digest": file.digest}
    head["built"] = dict(sorted(file.built.items()))
    head |= {"older": dict(sorted(file.older.items()))} if file.older else {}
    lines = [b'"%b":%b' % (name.encode(), _json.encode(value)) for name, value in head.items()]
    for name, entries in (("paragraphs", file.paragraphs), ("figures", file.figures)):
        # In JSON a line end in a text is written as \\n.
        lines.append(b'"%b":[\n%b\n]' % (name.encode(), _json.encode_lines(entries)[:-1].replace(b"\n", b",\n")))
    return b"{\n" + b",\n".join(lines) + b"\n}\n"


def read(data: bytes) -> FiguresFile | None:
    """None where the data are no figures file, or are damaged."""
    file = _decoded(data)
    return file if file and file.is_sound() else None


_decoded = own_json.decoder(FiguresFile)


def at(path: Path) -> FiguresFile | None:
    with contextlib.suppress(CannotRun):
        return read(disk.read_if_there(path) or b"")
    return None


def beside(draft: Path, kind: str) -> FiguresFile | None:
    return at(draft.with_name(f"{kind}{FIGURES_SUFFIX}"))
