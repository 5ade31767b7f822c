"""What was really read: files and folders by name, each with a digest of what was found there, or that nothing was.

A name is relative to the workspace, with `/`; one that begins with `package:` is a starter file of the program. A
folder's name ends in `/`, and its digest is that of the names in it.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from pathlib import Path

ABSENT = ""
UNSTEADY = "changed while it was read"
PACKAGE = "package:"


class Inputs:
    """The names that were asked for up to now, and what they gave."""

    def __init__(self) -> None:
        self.digests: dict[str, str] = {}

    def file(self, name: str, data: bytes | None) -> None:
        """`data`: the content; None where there is no such file."""
        self._note(name, ABSENT if data is None else of_bytes(data))

    def folder(self, name: str, names: Iterable[str]) -> None:
        """`names`: what was found in it."""
        self._note(f"{name}/", of_names(names))

    def _note(self, name: str, digest: str) -> None:
        if self.digests.setdefault(name, digest) != digest:
            self.digests[name] = UNSTEADY


def name_in(root: Path, path: Path) -> str:
    """The name of a path: relative to the workspace, in full where it lies elsewhere."""
    # By the text: pathlib takes ten times as long to say the same.
    folder, name = os.path.join(root, ""), str(path)  # noqa: PTH118
    inside = name.removeprefix(folder)
    return inside.replace(os.sep, "/")


def of_bytes(data: bytes) -> str:
    # Imported here: it takes longer to load than a whole year to be read.
    from hashlib import sha256

    return sha256(data).hexdigest()


def of_names(names: Iterable[str]) -> str:
    return of_bytes("\n".join(sorted(names)).encode(errors="surrogateescape"))


def of_folder(path: str | Path) -> str | None:
    """The digest of the names in a folder, one that is not there as if it were empty; None where it cannot be read."""
    try:
        return of_names(os.listdir(path))  # noqa: PTH208  # asked thousands of times in one run
    except (FileNotFoundError, NotADirectoryError):
        return of_names(())
    except OSError:
        return None


def now(name: str, root: Path, package: Path) -> str | None:
    """The digest of what lies under a name now; None where it cannot be read."""
    base, _, rest = ("", "", name) if not name.startswith(PACKAGE) else name.partition(":")
    path = os.path.join(package if base else root, rest)  # noqa: PTH118
    if name.endswith("/"):
        return of_folder(path)
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):  # noqa: PTH116
            return None
        with open(path, "rb") as file:  # noqa: PTH123
            return of_bytes(file.read())
    except (FileNotFoundError, NotADirectoryError):
        return None if os.path.islink(path) else ABSENT  # noqa: PTH114
    except OSError:
        return None
