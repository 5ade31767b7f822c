"""What a build came from, so that the next one of the same need not be made where nothing has changed.

The record of a build holds digests of all that it read and of the drafts that it gave. It counts only while every one
of them is found again on disk: an input that changed, a draft that is gone or was edited, another version of the
program – and the build is made anew. A record that is lost or damaged only costs time.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Iterable, Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from msgspec import Struct

from report_cli.files import inputs, program
from report_cli.model import Finding, Place

FILE = ".report/builds.json"
MAX_RECORDS = 8
_LIBRARIES = ("jinja2-", "lxml-", "markupsafe-", "msgspec-", "python_docx-", "pyyaml-")


class Record(Struct, frozen=True):
    """A build that went well: `findings` are its warnings, `gaps` those of them that its drafts show, `left` what was said at its end."""

    inputs: Mapping[str, str]
    drafts: Mapping[str, str]
    findings: tuple[Finding, ...] = ()
    gaps: tuple[Finding, ...] = ()
    left: str = ""
    orphans: tuple[str, ...] = ()


def key(wanted: object, package: Path) -> str:
    """What a record is found by: the request, as it prints itself, and the program that makes the drafts."""
    return sha256(f"{wanted!r}\n{package}\n{_libraries()}\n{program.digest()}".encode()).hexdigest()


@cache
def _libraries() -> str:
    """The versions of what the drafts are made with, by the names of their folders: asking for them takes longer than a build."""
    found = []
    for folder in sys.path:
        with contextlib.suppress(OSError):
            found += [
                name
                for name in os.listdir(folder or ".")  # noqa: PTH208  # Path takes too long for each start
                if name.endswith(".dist-info") and name.lower().startswith(_LIBRARIES)
            ]
    return " ".join(sorted(found))


def find(root: Path, package: Path, key: str) -> Record | None:
    """The record of a build, if all that it speaks of is on disk just as it says."""
    kept = _kept(root).get(key)
    try:
        record = _read(kept) if kept is not None else None
    except (AttributeError, KeyError, TypeError, ValueError):
        return None
    if record is None:
        return None
    named = {**record.inputs, **record.drafts}
    return record if all(inputs.now(name, root, package) == digest for name, digest in named.items()) else None


def lost(root: Path, found: Mapping[str, str]) -> list[str]:
    """The templates and layouts that a build looked for in vain, `found` being its inputs, and the one before it read."""
    before: dict[str, str] = {}
    for kept in _kept(root).values():
        if isinstance(kept, dict) and isinstance(kept.get("inputs"), dict):
            before |= kept["inputs"]
    gone = (name for name, digest in found.items() if digest == inputs.ABSENT and name.startswith("templates/"))
    return sorted(name for name in gone if before.get(name, inputs.ABSENT) != inputs.ABSENT)


def drafts(files: Iterable[tuple[Path, bytes]], root: Path) -> dict[str, str]:
    """The digests of drafts as they are, and of their folders."""
    found = {}
    for path, data in files:
        found[inputs.name_in(root, path)] = inputs.of_bytes(data)
        folder = f"{inputs.name_in(root, path.parent)}/"
        if folder not in found:
            found[folder] = inputs.of_folder(path.parent) or inputs.UNSTEADY
    return found


def keep(root: Path, key: str, record: Record) -> None:
    """Note a build. Where that cannot be done, the next one takes its time."""
    kept = _kept(root)
    kept.pop(key, None)
    kept[key] = {
        "inputs": dict(record.inputs),
        "drafts": dict(record.drafts),
        "findings": [_entry(finding, finding in record.gaps) for finding in record.findings],
        "left": record.left,
        "orphans": list(record.orphans),
    }
    newest = dict(list(kept.items())[-MAX_RECORDS:])
    file = root / FILE
    # Written in place: a half of it is no JSON, and so forgotten.
    with contextlib.suppress(OSError):
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(json.dumps(newest, ensure_ascii=False).encode(errors="surrogateescape"))


def _kept(root: Path) -> dict[str, Any]:
    try:
        kept = json.loads((root / FILE).read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return kept if isinstance(kept, dict) else {}


def _entry(finding: Finding, is_gap: bool) -> list[object]:
    place = finding.place
    return [
        finding.code,
        place.file,
        place.line,
        place.column,
        finding.message,
        finding.cure,
        finding.fact,
        finding.severity,
        is_gap,
    ]


def _read(kept: Any) -> Record:
    findings, gaps = [], []
    for code, file, line, column, message, cure, fact, severity, is_gap in kept["findings"]:
        findings.append(Finding(code, Place(file, line, column), message, cure, fact, severity))
        if is_gap:
            gaps.append(findings[-1])
    record = Record(kept["inputs"], kept["drafts"], tuple(findings), tuple(gaps), kept["left"], tuple(kept["orphans"]))
    texts = [
        *record.inputs,
        *record.inputs.values(),
        *record.drafts,
        *record.drafts.values(),
        record.left,
        *record.orphans,
    ]
    if not record.inputs or not record.drafts or not all(isinstance(text, str) for text in texts):
        raise ValueError("a record without inputs or drafts says nothing")
    return record
