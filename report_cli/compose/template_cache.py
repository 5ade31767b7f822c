"""What was found out about templates, kept between runs: their compiled code, and that nothing is wrong with them.

Parsing, checking and compiling a year's templates takes half of a run. The results lie in the user's own cache folder,
as Python's and pip's do, never in a workspace: code from there would run for whoever opens a folder that somebody sent.
A file's name is a digest of everything that its content follows from, the state of this program included, so nothing is
ever out of date. A file that does not fit the digest at its head is deleted, not loaded.
"""

import contextlib
import json
import marshal
import os
import stat
import sys
from collections.abc import Callable
from functools import cache, lru_cache
from hashlib import sha256
from importlib.util import MAGIC_NUMBER
from itertools import count
from pathlib import Path

import jinja2
from jinja2.bccache import Bucket, bc_magic

from report_cli.files import disk
from report_cli.files.digests import of_program
from report_cli.model import CannotRun, Finding

TemplateFile = tuple[str, bytes] | None  # a template's file and its bytes; None where there is none
MAX_FILES = 2000
MAX_SIZE = 16 << 20  # bytes of one file; a larger one is not ours
_DIGEST = sha256().digest_size
_SELDOM = 50
"""So many files are stored between two looks at how many there are."""
_stored = count()


class CompiledTemplates(jinja2.BytecodeCache):
    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        return filename or name  # as it is: a name may hold what UTF-8 cannot encode

    def get_source_checksum(self, source: str) -> str:
        return sha256(source.encode(errors="surrogatepass")).hexdigest()

    def load_bytecode(self, bucket: Bucket) -> None:
        if data := load("code", bucket.key, bucket.checksum):
            # Not by its own method, which reads piece by piece: the name says already what the code was made for.
            bucket.code = marshal.loads(data)

    def dump_bytecode(self, bucket: Bucket) -> None:
        store(marshal.dumps(bucket.code), "code", bucket.key, bucket.checksum)


Look = Callable[[str], TemplateFile]


def checked(key: tuple[str, ...], look: Look, check: Callable[[Look], list[Finding]]) -> list[Finding]:
    """What a check finds, done once as long as all templates that it looks up stay the same.

    `key`: all else that it depends on. Only that nothing is wrong is kept between runs.
    """
    known = _known(*key)
    for looked_up, findings in known:
        if all(_digest(look(name)) == digest for name, digest in looked_up.items()):
            return findings
    looked_up = {}

    def noted(name: str) -> TemplateFile:
        looked_up[name] = _digest(found := look(name))
        return found

    findings = check(noted)
    known[:] = [(looked_up, findings)]
    if not findings:
        store(json.dumps(looked_up).encode(), "clean", *key)
    return findings


@lru_cache(maxsize=256)
def _known(*key: str) -> list[tuple[dict[str, str], list[Finding]]]:
    """The last result, if any: the digests of what was looked up, and the findings."""
    data = load("clean", *key)
    return [(json.loads(data), [])] if data else []


@lru_cache(maxsize=256)
def _digest(found: TemplateFile) -> str:
    return f"{found[0]}\n{sha256(found[1]).hexdigest()}" if found else ""


@cache
def _folder() -> Path | None:
    """The user's cache folder; None where there is none, or where others may write in it."""
    home = Path(os.environ.get("LOCALAPPDATA" if sys.platform == "win32" else "XDG_CACHE_HOME", ""))
    try:
        folder = (home if home.is_absolute() else Path.home() / ".cache") / "report-cli"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        is_safe = folder.is_absolute() and stat.S_ISDIR(folder.lstat().st_mode) and _is_own(folder.lstat())
        return folder if is_safe else None
    except (OSError, RuntimeError):
        return None


def _is_own(status: os.stat_result) -> bool:
    return sys.platform == "win32" or (status.st_uid == os.getuid() and not status.st_mode & 0o022)


def _name(*key: str) -> str:
    """The digest of a key, and of what else the results depend on: Python, Jinja and this program."""
    parts = (f"{bc_magic!r}{MAGIC_NUMBER!r}{jinja2.__version__}", of_program(), *key)
    return sha256("\0".join(parts).encode(errors="surrogatepass")).hexdigest()


def _seal(name: str, data: bytes) -> bytes:
    return sha256(name.encode() + data).digest()


_READING = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
"""How a file is opened: a link is not followed, a pipe not waited for."""


def load(*key: str) -> bytes | None:
    """What is kept under a key; None where nothing is, or where it is damaged: then it is deleted."""
    folder, name = _folder(), _name(*key)
    if folder is None:
        return None
    with contextlib.suppress(OSError):
        file = os.open(f"{folder}/{name}", _READING)
        try:
            status = os.fstat(file)
            is_ours = stat.S_ISREG(status.st_mode) and _is_own(status) and status.st_size <= MAX_SIZE
            content = os.read(file, status.st_size + 1) if is_ours else b""
        finally:
            os.close(file)
        if content[:_DIGEST] == _seal(name, content[_DIGEST:]):
            return content[_DIGEST:]
    with contextlib.suppress(OSError):
        (folder / name).unlink()
    return None


def store(data: bytes, *key: str) -> None:
    """Keep something, whole, for the user alone. When there are too many files, the older half goes."""
    folder, name = _folder(), _name(*key)
    if folder is None:
        return
    with contextlib.suppress(OSError, CannotRun):
        disk.save(folder / name, _seal(name, data) + data, folder, is_durable=False, mode=0o600)
        if next(_stored) % _SELDOM == 0:
            _thin_out(folder)


def _thin_out(folder: Path) -> None:
    files = [entry for entry in os.scandir(folder) if entry.is_file(follow_symlinks=False)]
    if len(files) > MAX_FILES:
        for entry in sorted(files, key=lambda entry: entry.stat().st_mtime)[: MAX_FILES // 2]:
            os.unlink(entry.path)  # noqa: PTH108
