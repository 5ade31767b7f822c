"""What was read: the names of files and folders, each with a digest of what was found there, or that nothing was.

A name is relative to the workspace, with `/`; after `package:` it is that of a starter file of the program. The name of
a folder ends in `/`, and its digest is that of the names in it.
"""

import os
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from report_cli import __version__
from report_cli.files import disk
from report_cli.model import CannotRun

ABSENT = ""
UNSTEADY = "changed while it was read"
PACKAGE = "package:"


class Inputs:
    """The names asked for so far, and the digests of what was found."""

    def __init__(self) -> None:
        self.digests: dict[str, str] = {}

    def file(self, name: str, data: bytes | None) -> None:
        """`data`: the content; None where there is no such file."""
        self._note(name, ABSENT if data is None else of_bytes(data))

    def folder(self, name: str, names: Iterable[str]) -> None:
        self._note(f"{name}/", of_names(names))

    def _note(self, name: str, digest: str) -> None:
        if self.digests.setdefault(name, digest) != digest:
            self.digests[name] = UNSTEADY


@cache
def starter() -> Path:
    """The folder of the starter files: in the package, or (in an editable install) the checkout itself."""
    package = Path(__file__).parent.parent
    inside = package / "starter"
    return inside if inside.is_dir() else package.parent


def path_of(name: str, root: Path) -> str:
    """Where a file or folder lies, with `/`. A text, as `Path` takes ten times as long to be made."""
    is_packages = name.startswith(PACKAGE)
    return f"{starter().as_posix()}/{name.removeprefix(PACKAGE)}" if is_packages else f"{root.as_posix()}/{name}"


def name_in(root: Path, path: Path) -> str:
    """The name of a path: relative to the workspace, in full where it lies elsewhere."""
    # As text: pathlib takes ten times as long.
    return str(path).removeprefix(os.path.join(root, "")).replace(os.sep, "/")  # noqa: PTH118


def of_bytes(data: bytes) -> str:
    # Imported here: it takes longer to load than a whole year to be read.
    from hashlib import sha256

    return sha256(data).hexdigest()


def of_names(names: Iterable[str]) -> str:
    return of_bytes("\n".join(sorted(names)).encode(errors="surrogateescape"))


def now(name: str, root: Path) -> str | None:
    """The digest of what has that name now; None if it cannot be read."""
    path = path_of(name, root)
    if not name.startswith(PACKAGE) and disk.leads_out(path, root):
        return None
    try:
        if name.endswith("/"):
            return of_names(disk.names(path))
        data = disk.read_if_there(path)
    except CannotRun:
        return None
    if data is None:
        return None if disk.is_link(path) else ABSENT
    return of_bytes(data)


@cache
def of_program() -> str:
    """The digest of all modules, the XML that they fill in and the Python that runs them.

    The version alone does not distinguish two states of a checkout.
    """
    pieces = [f"{__version__}\n{sys.version}\n".encode()]
    root = Path(__file__).parent.parent
    for folder, folders, names in os.walk(root):
        folders.sort()
        for name in sorted(name for name in names if name.endswith((".py", ".xml"))):
            source = Path(folder, name).read_bytes()
            pieces += [f"{folder[len(str(root)) :]}/{name}\n{len(source)}\n".encode(), source]
    return of_bytes(b"".join(pieces))
