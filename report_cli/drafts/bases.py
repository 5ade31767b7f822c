"""Keeps what was built, by digest, so that an older draft is compared with its own build.

`.report/built/` holds the figures file of each build that wrote a draft, under the digest in the draft's seal. Only so
many are kept: the oldest go first, but never one whose draft is still in `drafts/`.
"""

import contextlib
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from report_cli.docx import seal
from report_cli.drafts import figures
from report_cli.drafts.figures import FiguresFile
from report_cli.files import disk, own_json
from report_cli.model import FIGURES_SUFFIX, CannotRun

FOLDER = own_json.BUILT
MAX_FILES = 200
MAX_BYTES = 50 * 1024 * 1024
_NAMED = re.compile(r"([0-9a-f]{64})\.json")
_DIGEST = rb'"digest":"([0-9a-f]{64})"'


def keep(root: Path, made: Mapping[str, bytes]) -> None:
    """Keep figures files by their digests. Where the disk refuses, nothing is kept: the draft itself matters more."""
    with contextlib.suppress(CannotRun, OSError):
        is_more = False
        for digest, data in made.items():
            path = _path(root, digest)
            if path.is_file() and path.stat().st_size == len(data):
                os.utime(path)
            else:
                disk.make_folder(path.parent, root)
                disk.refuse_links(path, root)
                # A new one in one go, without a temporary file: what is left half written is known by its digest.
                if path.exists():
                    disk.save(path, data, root, is_durable=False)
                else:
                    path.write_bytes(data)
                is_more = True
        if is_more:
            _thin_out(root, {*made})


def read(root: Path, digest: str) -> FiguresFile | None:
    """What was built under a digest; None where it is not kept, or is damaged."""
    path = _path(root, digest)
    file = figures.at(path) if _NAMED.fullmatch(path.name) else None
    return file if file and file.digest == digest else None


def all_of(root: Path, year: int, kind: str) -> Iterator[FiguresFile]:
    """All that is kept of one report, the newest first."""
    for digest in reversed([*kept(root)]):
        file = read(root, digest)
        if file and (file.year, file.kind) == (year, kind):
            yield file


def kept(root: Path) -> dict[str, os.stat_result]:
    """The digests of all that is kept, the oldest first."""
    with contextlib.suppress(OSError), os.scandir(root / FOLDER) as entries:
        found = [(match[1], entry.stat()) for entry in entries if (match := _NAMED.fullmatch(entry.name))]
        return dict(sorted(found, key=lambda each: (each[1].st_mtime_ns, each[0])))
    return {}


def forget(root: Path, digests: set[str]) -> None:
    disk.remove(_path(root, digest) for digest in digests - in_drafts(root))


def in_drafts(root: Path) -> set[str]:
    """The digests of what the drafts of a workspace were built from."""
    found = set[str]()
    for path in root.glob("drafts/*/*"):
        with contextlib.suppress(CannotRun):
            data = disk.read_if_there(path) or b"" if path.name.endswith((FIGURES_SUFFIX, ".docx")) else b""
            if path.suffix == ".docx":
                found.add((seal.read(data) or {}).get("report.data", ""))
            elif match := re.search(_DIGEST, data):
                found.add(match[1].decode())
    return found


def _thin_out(root: Path, new: set[str]) -> None:
    files = kept(root)
    count, size = len(files), sum(status.st_size for status in files.values())
    if count <= MAX_FILES and size <= MAX_BYTES:
        return
    needed = in_drafts(root) | new
    for digest, status in files.items():
        if digest not in needed and (count > MAX_FILES or size > MAX_BYTES):
            disk.remove([_path(root, digest)])
            count, size = count - 1, size - status.st_size


def _path(root: Path, digest: str) -> Path:
    return root / FOLDER / f"{digest}.json"
