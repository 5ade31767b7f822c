"""Digests of what is read, and of this program, by which a later run knows whether anything has changed."""

import os
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from report_cli import __version__


def of_bytes(data: bytes) -> str:
    # Imported here: it takes longer to load than a whole year to be read.
    from hashlib import sha256

    return sha256(data).hexdigest()


def of_names(names: Iterable[str]) -> str:
    return of_bytes("\n".join(sorted(names)).encode(errors="surrogateescape"))


@cache
def of_program() -> str:
    """What tells one state of this program from another: all modules, the XML and lists of words, and Python itself.

    The version alone does not distinguish two states of a checkout. Of each file its size and its times are taken, as
    git does: to read three hundred files would take longer than to compose a report. The time of the last change of
    its entry (ctime) can be set by nobody.
    """
    root = str(Path(__file__).parent.parent)
    states = sorted(_states(root))
    return of_bytes(f"{__version__}\n{sys.version}\n{root}\n{states}".encode(errors="surrogateescape"))


def _states(folder: str) -> Iterator[tuple[str, int, int, int]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith((".py", ".xml", ".txt")):
                state = entry.stat()
                yield entry.path, state.st_size, state.st_mtime_ns, state.st_ctime_ns
            elif "." not in entry.name and entry.name != "__pycache__":
                yield from _states(entry.path)
