"""What was found out about templates, kept from one run to the next: their compiled code, and that nothing is wrong in them.

A template of a year's report is 30,000 characters of tags: to parse, check and compile it takes half of a run. What is
kept lies in the user's own cache folder, as Python's and pip's does, never in a workspace: code from there would run for
whoever opened a folder that somebody sent. Every name is a digest of all that the answer follows from, the program's own
source too, so nothing is ever out of date; what is lost or damaged is found out anew.
"""

from __future__ import annotations

import contextlib
import json
import marshal
import os
import sys
from collections.abc import Callable
from functools import cache
from hashlib import sha256
from importlib.util import MAGIC_NUMBER
from pathlib import Path
from types import CodeType

import jinja2
from jinja2.bccache import bc_magic

from report_cli.files import program

MAX_FILES = 2000
Found = tuple[str, bytes] | None
"""A template's file and its bytes; None where there is none."""


def code(source: str, file: str, compile: Callable[[], CodeType]) -> CodeType:
    """The code of a template, compiled where it is not kept yet."""
    path = _path("code", file, source)
    try:
        kept = marshal.loads(path.read_bytes()) if path else None
    except (OSError, EOFError, ValueError, TypeError):
        kept = None
    if isinstance(kept, CodeType):
        return kept
    made = compile()
    _keep(path, marshal.dumps(made))
    return made


def is_clean(of: tuple[str, ...], look: Callable[[str], Found]) -> bool:
    """Whether nothing was found wrong in a template, and what it looked up then is still the same."""
    path = _path("clean", *of)
    try:
        kept = json.loads(path.read_bytes()) if path else None
        return kept is not None and all(_as_kept(look(name)) == found for name, found in kept.items())
    except (OSError, ValueError, AttributeError):
        return False


def keep_clean(of: tuple[str, ...], looked_up: dict[str, Found]) -> None:
    """Note that nothing is wrong; with all that was looked up to find that out."""
    found = {name: _as_kept(found) for name, found in looked_up.items()}
    _keep(_path("clean", *of), json.dumps(found).encode(errors="surrogatepass"))


def _as_kept(found: Found) -> list[str] | None:
    return [found[0], sha256(found[1]).hexdigest()] if found else None


def _path(*of: str) -> Path | None:
    folder = _folder()
    return folder / sha256("\0".join((_program(), *of)).encode(errors="surrogatepass")).hexdigest() if folder else None


@cache
def _program() -> str:
    """What makes the answers."""
    return sha256(bc_magic + MAGIC_NUMBER + f"{jinja2.__version__}\n{program.digest()}".encode()).hexdigest()


@cache
def _folder() -> Path | None:
    """The user's cache folder; None where nobody has one, or others may write in it."""
    home = os.environ.get("LOCALAPPDATA" if sys.platform == "win32" else "XDG_CACHE_HOME")
    try:
        folder = (Path(home) if home else Path.home() / ".cache") / "report-cli"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        is_own = sys.platform == "win32" or (folder.stat().st_uid == os.getuid() and not folder.stat().st_mode & 0o022)
    except (OSError, RuntimeError):
        return None
    return folder if is_own else None


def _keep(path: Path | None, data: bytes) -> None:
    """Written beside and moved, so that no other run reads a half. When there are too many, the oldest half goes."""
    if path is None:
        return
    with contextlib.suppress(OSError):
        beside = path.with_name(f"{path.name}.{os.getpid()}")
        beside.write_bytes(data)
        beside.replace(path)
        others = [entry for entry in os.scandir(path.parent) if entry.is_file()]
        if len(others) > MAX_FILES:
            for entry in sorted(others, key=lambda entry: entry.stat().st_mtime)[: MAX_FILES // 2]:
                os.unlink(entry.path)  # noqa: PTH108
