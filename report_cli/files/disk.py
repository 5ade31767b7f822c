"""Files on disk: read, locked, and written whole or not at all. What the disk refuses is CannotRun, with reason and cure."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import sys
from collections.abc import Iterable, Iterator, Mapping
from itertools import takewhile
from pathlib import Path
from typing import TextIO

from report_cli.model import CannotRun, reason

MAX_BYTES = 8 * 1024 * 1024
"""No file of a workspace is larger."""


def read(path: Path) -> bytes | None:
    """A file's content; None where there is nothing. (A file in a folder's place is told where the folder is to be made.)"""
    try:
        mode = path.stat().st_mode
        if not stat.S_ISREG(mode):
            what = "它是文件夹，不是普通文件" if stat.S_ISDIR(mode) else "不是普通文件，是管道或设备"
            raise CannotRun(f"读不了 {path.as_posix()}：{what}；把它移走或改名，再运行一次")
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise CannotRun(f"读不了 {path.as_posix()}：{reason(error)}；{_cure(error)}") from error


def save(path: Path, data: bytes) -> None:
    """Write one file, whole or not at all."""
    _make_folder(path.parent)
    remove(left_beside([path]))
    made = _beside(path)
    try:
        _write(made, path, data)
        _move(made, path)
    except BaseException:
        remove([made])
        raise


def replace(contents: Mapping[Path, bytes]) -> None:
    """Write files that may be there: first all beside their places, then each takes its place, in its mode. (A link stays one.)"""
    waiting = [(data, path, _beside(path)) for path, data in ((_real(path), data) for path, data in contents.items())]
    try:
        for data, path, made in waiting:
            _write(made, path, data)
            with contextlib.suppress(OSError):
                made.chmod(stat.S_IMODE(path.stat().st_mode))
        for _, path, made in waiting:
            _move(made, path)
    except BaseException:
        remove(made for _, _, made in waiting)
        raise


def _real(path: Path) -> Path:
    """Where a file lies: a link to a file is written through, one that leads nowhere is none and is replaced."""
    return Path(os.path.realpath(path)) if path.is_symlink() and path.is_file() else path


def _beside(path: Path) -> Path:
    return path.with_name(f".{path.name}.{os.getpid()}.tmp")


def left_beside(paths: Iterable[Path]) -> list[Path]:
    """What a run that was killed was writing beside files."""
    left: list[Path] = []
    listed: dict[Path, list[str]] = {}
    for path in map(_real, paths):
        folder = path.parent
        if folder not in listed:
            listed[folder] = [name for name in names(folder) if name.endswith(".tmp")]
        left += [folder / name for name in listed[folder] if name.rsplit(".", 2)[0] == f".{path.name}"]
    return left


def names(folder: Path) -> list[str]:
    """The names in a folder; none where it cannot be read."""
    try:
        return os.listdir(folder)  # noqa: PTH208  # asked for each workspace among thousands
    except OSError:
        return []


def unportable(name: str) -> str:
    """Why Windows can have no file of this name; empty where it can."""
    stem = name.partition(".")[0].rstrip(" ").upper()
    if stem in _RESERVED:
        return f"{stem}在Windows上是设备的名字"
    if signs := "".join(sign for sign in r'\:*?"<>|' if sign in name):
        return f"Windows的文件名里不能有{signs}"
    return "Windows的文件名不能以点或空格结尾" if name.endswith((".", " ")) else ""


_RESERVED = {"CON", "PRN", "AUX", "NUL", *(f"{port}{number}" for port in ("COM", "LPT") for number in range(1, 10))}
"""What Windows takes for a device, whatever stands after a dot."""


def _write(made: Path, path: Path, data: bytes) -> None:
    try:
        made.write_bytes(data)
    except OSError as error:
        raise CannotRun(f"写不了 {path.as_posix()}：{reason(error)}；{_cure(error)}") from error


def _move(made: Path, path: Path) -> None:
    try:
        made.replace(path)
    except OSError as error:
        raise CannotRun(f"换不了 {path.as_posix()}：{reason(error)}；文件若在Word或WPS里打开着，先关上") from error


def remove(paths: Iterable[Path]) -> None:
    """Take files away, those that can be."""
    for path in paths:
        with contextlib.suppress(OSError):
            path.unlink()


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CannotRun(f"建不了文件夹 {folder.as_posix()}：{reason(error)}；{_cure(error)}") from error


def _cure(error: OSError) -> str:
    match error.errno:
        case errno.EISDIR | errno.EEXIST | errno.ENOTDIR | errno.ELOOP:
            return "把它移走或改名，再运行一次"
        case errno.ENOSPC | errno.EDQUOT | errno.EFBIG:
            return "腾出磁盘空间，再运行一次"
        case _:
            return "核对磁盘空间和文件夹的权限"


@contextlib.contextmanager
def made_folders(wanted: list[Path]) -> Iterator[list[Path]]:
    """Makes the folders that are missing; those that stay empty, because something failed, are taken away again."""
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
            with contextlib.suppress(OSError):
                folder.rmdir()
        raise


@contextlib.contextmanager
def locked_folders(folders: list[Path]) -> Iterator[None]:
    """Hold folders that are written to: with --output several workspaces may share one. (Windows locks no folders.)"""
    with contextlib.ExitStack() as stack:
        for folder in sorted(folders) if sys.platform != "win32" else ():
            try:
                descriptor = os.open(folder, os.O_RDONLY)
            except OSError as error:
                raise CannotRun(f"读不了文件夹 {folder.as_posix()}：{reason(error)}") from error
            stack.callback(os.close, descriptor)
            lock(descriptor)
        yield


def lock_file(path: Path) -> TextIO:
    """A file to be locked. (The system lets go of a lock when a process ends.)"""
    _make_folder(path.parent)
    try:
        if path.exists() and not path.is_file():
            raise CannotRun(f"写不了 {path.as_posix()}：不是普通文件；把它移走或改名，再运行一次")
        return path.open("w")
    except OSError as error:
        raise CannotRun(f"写不了 {path.as_posix()}：{reason(error)}；{_cure(error)}") from error


def is_forbidden(error: CannotRun) -> bool:
    """Whether it says that we may not write there."""
    return isinstance(error.__cause__, OSError) and error.__cause__.errno in (errno.EACCES, errno.EPERM, errno.EROFS)


def lock(descriptor: int) -> None:
    """Wait until nobody else holds it, then hold it."""
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(descriptor, msvcrt.LK_LOCK, 1)
    else:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX)
