"""Files on disk: read, locked, written whole or not at all; our own in JSON. What the disk refuses is CannotRun.

A run over a thousand workspaces reads and writes tens of thousands of files, so each is read and written by plain calls
of the system: pathlib takes twice the time.
"""

import errno
import os
import stat
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from itertools import takewhile
from pathlib import Path
from typing import TextIO, TypeVar

import msgspec

from report_cli.model import CannotRun, reason

MAX_FILE = 256 * 1024 * 1024
Record = TypeVar("Record")
_ABSENT = (FileNotFoundError, NotADirectoryError)
_CURES = {
    **dict.fromkeys((errno.EISDIR, errno.EEXIST, errno.ENOTDIR, errno.ELOOP), "把它移走或改名，再运行一次"),
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT, errno.EFBIG), "腾出磁盘空间，再运行一次"),
}
# What Windows takes for a device, whatever stands after a dot.
_RESERVED = {"CON", "PRN", "AUX", "NUL", *(f"{port}{number}" for port in ("COM", "LPT") for number in range(1, 10))}


def read(path: Path) -> bytes:
    """The content of a file that others may have made. Raises CannotRun."""
    data = read_if_there(path)
    if data is None:
        raise CannotRun(f"读不了文件 {path.as_posix()}：文件不存在")
    return data


def read_if_there(path: Path | str) -> bytes | None:
    """The same; None if there is no such file."""
    with _refused("读不了文件", path), suppress(*_ABSENT):
        if why := _unreadable(os.stat(path)):
            raise CannotRun(f"读不了文件 {Path(path).as_posix()}：{why}")
        with open(path, "rb", buffering=0) as file:
            return file.readall()
    return None


def _unreadable(status: os.stat_result) -> str:
    if stat.S_ISDIR(status.st_mode):
        return "它是文件夹，不是普通文件；把它移走或改名，再运行一次"
    # A pipe would be waited for, a device read without end.
    if not stat.S_ISREG(status.st_mode):
        return "不是普通文件，是管道或设备；把它移走或改名，再运行一次"
    return "文件太大，超过256 MiB；核对是否放错了文件" if status.st_size > MAX_FILE else ""


def save(path: Path, data: bytes) -> None:
    """Write one file, whole or not at all."""
    _make_folder(path.parent)
    remove(left_beside([path]))
    replace({path: data})


def replace(contents: Mapping[Path, bytes]) -> None:
    """Write files: first all of them beside their places, then each takes its place. Modes and links are kept."""
    waiting = [(path, _beside(path), data) for path, data in ((_real(path), data) for path, data in contents.items())]
    try:
        for path, beside, data in waiting:
            with _refused("写不了", path), open(beside, "wb") as file:
                file.write(data)
            with suppress(OSError):
                os.chmod(beside, stat.S_IMODE(os.stat(path).st_mode))
        for path, beside, _ in waiting:
            with _refused("换不了", path, "文件若在Word或WPS里打开着，先关上"):
                os.replace(beside, path)
    except BaseException:
        remove(beside for _, beside, _ in waiting)
        raise


@contextmanager
def _refused(what: str, path: Path | str, cure: str = "") -> Iterator[None]:
    """What the disk refuses within becomes CannotRun, with the reason and the cure."""
    try:
        yield
    except OSError as error:
        cure = cure or _CURES.get(error.errno or 0, "核对磁盘空间和文件夹的权限")
        raise CannotRun(f"{what} {Path(path).as_posix()[:200]}：{reason(error)}；{cure}") from error


def _real(path: Path) -> Path:
    """The file to write: a link to a file is followed; one that leads nowhere is replaced."""
    return Path(os.path.realpath(path)) if os.path.islink(path) and path.is_file() else path


def _beside(path: Path) -> Path:
    return path.with_name(f".{path.name}.{os.getpid()}.tmp")


def left_beside(paths: Iterable[Path]) -> list[Path]:
    """What killed runs have left beside files."""
    real = [_real(path) for path in paths]
    listed = {folder: names(folder) for folder in dict.fromkeys(path.parent for path in real)}
    return [
        path.parent / name
        for path in real
        for name in listed[path.parent]
        if name.endswith(".tmp") and name.rsplit(".", 2)[0] == f".{path.name}"
    ]


def names(folder: Path | str) -> list[str]:
    """The names in a folder; none where there is no such folder. Raises CannotRun."""
    with _refused("读不了文件夹", folder), suppress(*_ABSENT):
        return os.listdir(folder)
    return []


def is_there(path: Path) -> bool:
    """Whether something is there, even a link that leads nowhere. Raises CannotRun."""
    with _refused("读不了文件", path), suppress(*_ABSENT):
        path.lstat()
        return True
    return False


def is_link(path: Path | str) -> bool:
    return os.path.islink(path)


def unportable(name: str) -> str:
    """Why Windows cannot have a file of this name; empty if it can."""
    stem = name.partition(".")[0].rstrip(" ").upper()
    if stem in _RESERVED:
        return f"{stem}在Windows上是设备的名字"
    if signs := "".join(sign for sign in r'\:*?"<>|' if sign in name):
        return f"Windows的文件名里不能有{signs}"
    return "Windows的文件名不能以点或空格结尾" if name.endswith((".", " ")) else ""


def remove(paths: Iterable[Path]) -> None:
    """Remove files, as far as that is possible."""
    for path in paths:
        with suppress(OSError):
            path.unlink()


def _make_folder(folder: Path) -> None:
    with _refused("建不了文件夹", folder):
        folder.mkdir(parents=True, exist_ok=True)


@contextmanager
def made_folders(wanted: list[Path]) -> Iterator[list[Path]]:
    """Make missing folders; if the work in them fails, remove those that stayed empty."""
    folders = list(dict.fromkeys(wanted))
    missing = {
        above for folder in folders for above in takewhile(lambda above: not above.exists(), (folder, *folder.parents))
    }
    try:
        for folder in folders:
            _make_folder(folder)
        yield folders
    except BaseException:
        for folder in sorted(missing, reverse=True):
            with suppress(OSError):
                folder.rmdir()
        raise


@contextmanager
def locked_folders(folders: list[Path]) -> Iterator[None]:
    """Lock folders that are written to: with --output, workspaces may share one. (Windows cannot lock folders.)"""
    with ExitStack() as stack:
        for folder in sorted(folders) if sys.platform != "win32" else ():
            with _refused("读不了文件夹", folder):
                descriptor = os.open(folder, os.O_RDONLY)
            stack.callback(os.close, descriptor)
            lock(descriptor)
        yield


def lock_file(path: Path) -> TextIO:
    """Open a file for locking. (The system releases the lock when the process ends.)"""
    _make_folder(path.parent)
    if path.exists() and not path.is_file():
        raise CannotRun(f"写不了 {path.as_posix()}：不是普通文件；把它移走或改名，再运行一次")
    with _refused("写不了", path):
        return path.open("w")


def is_forbidden(error: CannotRun) -> bool:
    """Whether the error says that we may not write there."""
    return isinstance(error.__cause__, OSError) and error.__cause__.errno in (errno.EACCES, errno.EPERM, errno.EROFS)


def lock(descriptor: int) -> None:
    """Take the lock, waiting for whoever holds it."""
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(descriptor, msvcrt.LK_LOCK, 1)
    else:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX)


def decoder(of: type[Record]) -> Callable[[bytes], Record | None]:
    """What decodes JSON into records of a type, and gives None for what is damaged or another type's."""
    decode = msgspec.json.Decoder(of).decode

    def decoded(data: bytes) -> Record | None:
        try:
            return decode(data)
        except (msgspec.MsgspecError, ValueError, RecursionError):
            return None

    return decoded
