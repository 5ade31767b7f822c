"""The figures file of a report: its paragraphs and figures as built, and the drafts built with them.

An edited draft is audited against it. It also tells whether the Markdown beside it was edited since it was built.
"""

import contextlib
import hashlib
from collections.abc import Mapping
from pathlib import Path

import msgspec
from msgspec import field

from report_cli.document import Document
from report_cli.facts.ledger import Ledger
from report_cli.files import disk
from report_cli.model import CannotRun
from report_cli.questions.figures import Content, content

VERSION = 1
SUFFIX = ".figures.json"
_json = msgspec.json.Encoder()


class FiguresFile(Content, frozen=True, kw_only=True):
    """The file. `digest`: of paragraphs and figures. `built`: the digests of the drafts beside it, by file name.

    `older`: of drafts with other paragraphs, which were built before only another format was built again.
    """

    version: int = VERSION
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
    """The file of a document, with no drafts beside it yet."""
    made = content(document, ledger)
    digest = hashlib.sha256(_json.encode(made)).hexdigest()
    return FiguresFile(
        paragraphs=made.paragraphs, figures=made.figures, year=document.year, kind=document.kind, digest=digest
    )


def write(file: FiguresFile) -> bytes:
    """The file as bytes, a paragraph or figure a line."""
    head = {"version": file.version, "year": file.year, "kind": file.kind, "digest": file.digest}
    beside = {"built": file.built, "older": file.older} if file.older else {"built": file.built}
    listed = {name: dict(sorted(digests.items())) for name, digests in beside.items()}
    lines = [b'"%b":%b' % (name.encode(), _json.encode(value)) for name, value in {**head, **listed}.items()]
    for name, entries in (("paragraphs", file.paragraphs), ("figures", file.figures)):
        # In JSON a line end in a text is written as \\n.
        listed_entries = _json.encode_lines(entries)[:-1].replace(b"\n", b",\n")
        lines.append(b'"%b":[\n%b\n]' % (name.encode(), listed_entries))
    return b"{\n" + b",\n".join(lines) + b"\n}\n"


def read(data: bytes) -> FiguresFile | None:
    """None where the data are no figures file, or are damaged."""
    file = _decoded(data)
    return file if file and file.version == VERSION and file.is_sound() else None


_decoded = disk.decoder(FiguresFile)


def at(path: Path) -> FiguresFile | None:
    """The file at a path; None where there is none that can be read."""
    with contextlib.suppress(CannotRun):
        return read(disk.read_if_there(path) or b"")
    return None


def beside(draft: Path, kind: str) -> FiguresFile | None:
    """The file of a kind in the folder of a draft."""
    return at(draft.with_name(f"{kind}{SUFFIX}"))
