"""Files on disk: read, locked, written whole or not at all; our own in JSON. What the disk refuses is CannotRun.

A run over a thousand workspaces reads tens of thousands of files, so reading goes by plain calls of the system: pathlib
takes twice the time.
"""

import errno
import os
import stat
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from functools import cache, lru_cache
from pathlib import Path
from typing import IO, TypeVar

import msgspec

from report_cli.model import CannotRun, reason

SYNCS = hasattr(os, "sync")
"""Whether the system can bring all files to the disk at once (`sync`). Where not, each is flushed as it is written."""
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


def save(path: Path, data: bytes, within: Path, *, is_durable: bool = True) -> None:
    """Write one file, whole or not at all. Nothing below the folder `within` may be a link."""
    make_folder(path.parent, within)
    remove(left_beside([path]))
    replace({path: data}, within, is_durable=is_durable)


def replace(
    contents: Mapping[Path, bytes],
    within: Path,
    *,
    seen: Mapping[Path, bytes | None] | None = None,
    is_durable: bool = True,
) -> None:
    """Write several files: first as temporary files, then each is renamed into place and keeps the mode of the old one.

    Nothing below `within`, a folder around them all, may be a link. `seen`: what each path held when the caller read
    it; a file that has changed since is not replaced. `is_durable`: all is on the disk when this returns. Raises
    CannotRun.
    """
    waiting = [(path, _beside(path), data) for path, data in contents.items()]
    for path in contents:
        refuse_links(path, within)
    try:
        for path, beside, data in waiting:
            with _refused("写不了", path):
                _write(beside, data, _mode(path), is_durable=is_durable)
        for path, beside, _ in waiting:
            with _refused("换不了", path, "文件若在Word或WPS里打开着，先关上"):
                if seen is None:
                    os.replace(beside, path)
                else:
                    _replace_unchanged(beside, path, seen[path])
    except BaseException:
        remove(beside for _, beside, data in waiting if _holds(beside, data))
        raise
    if is_durable:
        for folder in dict.fromkeys(path.parent for path in contents):
            _sync_folder(folder)


def refuse_links(path: Path, within: Path) -> None:
    """Raise CannotRun where a part of the path below `within` is a link: what is written would land elsewhere."""
    for part in (path, *path.parents):
        if part == within:
            return
        if is_link(part):
            link = "它" if part == path else f"{part.as_posix()} "
            where = f"是链接，指向{os.readlink(part)}"
            raise CannotRun(f"不写 {path.as_posix()}：{link}{where}；删去这个链接，再运行一次")


def refuse_open(paths: Iterable[Path]) -> None:
    """Raise CannotRun where Word, WPS or LibreOffice has a file open: saving it there would undo what is written."""
    for path in paths:
        # Of a long name Word's owner file lacks the first two characters, of a shorter one the first, or none.
        owners = [f"~${path.name[cut:]}" for cut in range(3)] + [f".~lock.{path.name}#"]
        if owner := next((owner for owner in owners if owner in names(path.parent)), None):
            cure = f"先关上，再运行一次；确已关上的，删去旁边的{owner}"
            raise CannotRun(f"没有换 {path.as_posix()}：它正在Word、WPS或LibreOffice里打开着；{cure}")


def _mode(path: Path) -> int | None:
    with suppress(OSError):
        return stat.S_IMODE(os.lstat(path).st_mode)
    return None


def _write(path: Path, data: bytes, mode: int | None, *, is_durable: bool) -> None:
    """Create a file; fail if it exists."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
    with open(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        if is_durable:
            os.fsync(descriptor)
    if mode is not None:
        with suppress(OSError):
            os.chmod(path, mode)


def _holds(path: Path, data: bytes) -> bool:
    """Whether a temporary file holds what we wrote to it, or began to write."""
    with suppress(OSError):
        return data.startswith(path.read_bytes())
    return False


def _replace_unchanged(beside: Path, path: Path, seen: bytes | None) -> None:
    """Rename a file into place, unless the place holds something else than what was seen. Raises CannotRun."""
    if seen is None:
        _put_new(beside, path)
        return
    if not _exchange(beside, path):
        if path.read_bytes() != seen:
            raise _changed(path)
        os.replace(beside, path)
        return
    # The old file is beside now: if somebody changed it until the last moment, it goes back.
    is_unchanged = False
    try:
        is_unchanged = beside.read_bytes() == seen
    finally:
        if not is_unchanged:
            _exchange(beside, path)
    if not is_unchanged:
        raise _changed(path)
    beside.unlink()


def _put_new(beside: Path, path: Path) -> None:
    """Rename a file to where none is."""
    try:
        os.link(beside, path)
    except FileExistsError:
        raise _changed(path) from None
    except OSError:  # a disk without hard links
        if path.exists():
            raise _changed(path) from None
        os.replace(beside, path)
    else:
        beside.unlink()


def _changed(path: Path) -> CannotRun:
    return CannotRun(f"没有换 {path.as_posix()}：就在写入的时候有人改了它；再运行一次")


def _exchange(one: Path, other: Path) -> bool:
    """Let two files change places in one step; False where the system or the disk cannot."""
    swap = _swap()
    return swap is not None and swap(os.fsencode(one), os.fsencode(other)) == 0


@cache
def _swap() -> Callable[[bytes, bytes], int] | None:
    if sys.platform == "win32":
        return None
    from ctypes import CDLL

    library = CDLL(None)
    if hasattr(library, "renameat2"):
        here, exchange = -100, 2  # AT_FDCWD, RENAME_EXCHANGE: see rename(2) of Linux
        return lambda one, other: int(library.renameat2(here, one, here, other, exchange))
    if hasattr(library, "renamex_np"):
        return lambda one, other: int(library.renamex_np(one, other, 2))  # RENAME_SWAP: see rename(2) of macOS
    return None


def _sync_folder(folder: Path) -> None:
    """Flush a folder, so that what was renamed in it survives a power cut. (Windows does so by itself.)"""
    if sys.platform != "win32":
        with suppress(OSError):
            descriptor = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)


@contextmanager
def _refused(what: str, path: Path | str, cure: str = "") -> Iterator[None]:
    """Turn an OSError into CannotRun, with the reason and the cure."""
    try:
        yield
    except OSError as error:
        cure = cure or _CURES.get(error.errno or 0, "核对磁盘空间和文件夹的权限")
        raise CannotRun(f"{what} {Path(path).as_posix()[:200]}：{reason(error)}；{cure}") from error


def _beside(path: Path) -> Path:
    return path.with_name(f".{path.name}.{os.getpid()}.tmp")


def left_beside(paths: Collection[Path]) -> list[Path]:
    """The temporary files that killed runs have left beside files."""
    listed = {folder: names(folder) for folder in dict.fromkeys(path.parent for path in paths)}
    return [
        path.parent / name
        for path in paths
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


def leads_out(path: str, root: Path) -> bool:
    """Whether a link leads from a path below a folder to something outside it."""
    has_link = os.path.islink(path) or _is_below_link(os.path.dirname(path), str(root))
    return has_link and not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(root))


@lru_cache(maxsize=4096)
def _is_below_link(folder: str, root: str) -> bool:
    """Whether a folder, or one between it and the root, is a link. Remembered: a run reads many files of a folder."""
    return len(folder) > len(root) and (os.path.islink(folder) or _is_below_link(os.path.dirname(folder), root))


def unportable(name: str) -> str:
    """Why Windows cannot have a file of this name; empty if it can."""
    stem = name.partition(".")[0].rstrip(" ").upper()
    if stem in _RESERVED:
        return f"{stem}在Windows上是设备的名字"
    if signs := "".join(sign for sign in r'\:*?"<>|' if sign in name):
        return f"Windows的文件名里不能有{signs}"
    return "Windows的文件名不能以点或空格结尾" if name.endswith((".", " ")) else ""


def remove(paths: Iterable[Path]) -> None:
    for path in paths:
        with suppress(OSError):
            path.unlink()


def make_folder(folder: Path, within: Path) -> None:
    refuse_links(folder, within)
    with _refused("建不了文件夹", folder):
        folder.mkdir(parents=True, exist_ok=True)


@contextmanager
def made_folders(wanted: list[Path], within: Path) -> Iterator[list[Path]]:
    """Make missing folders; if the work in them fails, remove those that stayed empty."""
    folders = list(dict.fromkeys(wanted))
    missing = {above for folder in folders for above in (folder, *folder.parents) if not above.exists()}
    try:
        for folder in folders:
            make_folder(folder, within)
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
        if sys.platform != "win32":
            for folder in sorted(folders):
                with _refused("读不了文件夹", folder):
                    descriptor = os.open(folder, os.O_RDONLY)
                stack.callback(os.close, descriptor)
                lock(descriptor)
        yield


def lock_file(path: Path, within: Path) -> IO[bytes]:
    """Open a file for locking. (The system releases the lock when the process ends.)"""
    make_folder(path.parent, within)
    refuse_links(path, within)
    if path.exists() and not path.is_file():
        raise CannotRun(f"写不了 {path.as_posix()}：不是普通文件；把它移走或改名，再运行一次")
    with _refused("写不了", path):
        return path.open("ab")


def sync() -> None:
    """Bring all that was written to the disk, where the system can do so at once."""
    if SYNCS:
        os.sync()


def is_forbidden(error: CannotRun) -> bool:
    return isinstance(error.__cause__, OSError) and error.__cause__.errno in (errno.EACCES, errno.EPERM, errno.EROFS)


def lock(descriptor: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(descriptor, msvcrt.LK_LOCK, 1)
    else:
        import fcntl

        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        except OSError as error:
            # Some network shares know no locks: there nobody can be kept waiting.
            if error.errno not in (errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.ENOLCK, errno.EINVAL):
                raise


def decoder(of: type[Record]) -> Callable[[bytes], Record | None]:
    """What decodes JSON into records of a type, and gives None for what is damaged or another type's."""
    decode = msgspec.json.Decoder(of).decode

    def decoded(data: bytes) -> Record | None:
        try:
            return decode(data)
        except (msgspec.MsgspecError, ValueError, RecursionError):
            return None

    return decoded
