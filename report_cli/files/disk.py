"""Files on disk: read, and written whole or not at all. What the disk refuses is CannotRun.

A run over a thousand workspaces reads tens of thousands of files, so reading goes by plain calls of the system: pathlib
takes twice the time.
"""

import errno
import os
import stat
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache, lru_cache
from itertools import repeat
from pathlib import Path
from types import EllipsisType

from report_cli.model import CannotRun, reason

CAN_SYNC = hasattr(os, "sync")
"""Whether the system can bring all files to the disk at once (`sync`). Where not, each is flushed as it is written."""
MAX_FILE = 256 * 1024 * 1024
# The endings of what `replace` puts beside a file: content that waits to take its place; what may be its old content.
_NEW, _OLD = ".tmp", ".old"
_ABSENT = (FileNotFoundError, NotADirectoryError)
_CURES = {
    **dict.fromkeys((errno.EISDIR, errno.EEXIST, errno.ENOTDIR, errno.ELOOP), "把它移走或改名，再运行一次"),
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT, errno.EFBIG), "腾出磁盘空间，再运行一次"),
}
# Names that Windows takes for devices, whatever ending they have.
_RESERVED = {"CON", "PRN", "AUX", "NUL", *(f"{port}{number}" for port in ("COM", "LPT") for number in range(1, 10))}


def read_if_there(path: Path | str, status: os.stat_result | None = None) -> bytes | None:
    """A file's content; None if there is none. `status`: what the system says of it, where that was asked already.

    Raises CannotRun, also where there is a folder, a pipe or something huge in its place.
    """
    with refused("读不了文件", path), suppress(*_ABSENT):
        if why := _why_not_read(status or os.stat(path)):
            raise CannotRun(f"读不了文件 {Path(path).as_posix()}：{why}")
        with open(path, "rb", buffering=0) as file:
            return file.readall()
    return None


def own_status(path: Path | str) -> os.stat_result | None:
    """What the system says of what lies there itself, be it a link; None where nothing does. Raises CannotRun."""
    with refused("读不了文件", path), suppress(*_ABSENT):
        return os.lstat(path)
    return None


def _why_not_read(status: os.stat_result) -> str:
    """Why a file is not to be read; empty if it is."""
    if stat.S_ISDIR(status.st_mode):
        return "它是文件夹，不是普通文件；把它移走或改名，再运行一次"
    # A pipe would be waited for, a device read without end.
    if not stat.S_ISREG(status.st_mode):
        return "不是普通文件，是管道或设备；把它移走或改名，再运行一次"
    return "文件太大，超过256 MiB；核对是否放错了文件" if status.st_size > MAX_FILE else ""


def save(
    path: Path,
    data: bytes,
    within: Path,
    *,
    seen: bytes | EllipsisType | None = ...,
    is_durable: bool = True,
    mode: int | None = None,
) -> None:
    """Write one file as `replace` does; first make its folder and clear away what killed runs were writing beside it.

    `seen`: None if there was no such file; without it, whatever is there now is replaced.
    """
    make_folder(path.parent, within)
    remove(unfinished_beside([path]))
    replace({path: data}, within, seen=None if seen is ... else {path: seen}, is_durable=is_durable, mode=mode)


def replace(
    contents: Mapping[Path, bytes],
    within: Path,
    *,
    seen: Mapping[Path, bytes | None] | None = None,
    is_durable: bool = True,
    mode: int | None = None,
) -> None:
    """Write several files: all beside their places first, then each is renamed into its place.

    Raises CannotRun; what was replaced before stays so. `within`: a folder around them all, below which nothing may be
    a link. `seen`: what each path held when the caller read it (None: nothing); a file that has changed since is not
    replaced. `is_durable`: all is on the disk when this returns. `mode`: of each file; without it, that of the old one.
    """
    folders = list(dict.fromkeys(path.parent for path in contents))
    for path, around in (*zip(folders, repeat(within)), *((path, path.parent) for path in contents)):
        refuse_links(path, around)
    waiting: list[_Temporary] = []
    try:
        for path, data in contents.items():
            with refused("写不了", path):
                waiting.append(temporary := _Temporary(path))
                refuse_links(path, within)  # a folder may have been exchanged for a link before it was opened
                temporary.write(data, _mode(path) if mode is None else mode, is_durable=is_durable)
        for temporary in waiting:
            with refused("换不了", temporary.target, "文件若在Word或WPS里打开着，先关上"):
                temporary.refuse_touched()
                _put(temporary, ... if seen is None else seen[temporary.target])
    except BaseException:
        for temporary in waiting:
            temporary.remove()
        raise
    if is_durable:
        for folder in folders:
            _sync_folder(folder)


class _Temporary:
    """A file beside the one that it is to replace: ours only while what stands there is the very file that we made."""

    def __init__(self, target: Path) -> None:
        self.target, self.path = target, _beside(target, _NEW)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)  # fails if anything is there
        self.descriptor = os.open(self.path, flags, 0o666)
        self.identity = _identity(os.fstat(self.descriptor))

    def write(self, data: bytes, mode: int | None, *, is_durable: bool) -> None:
        with open(self.descriptor, "wb") as file:
            file.write(data)
            file.flush()
            if is_durable:
                os.fsync(self.descriptor)
        if mode is not None:
            with suppress(OSError):
                os.chmod(self.path, mode)

    @property
    def is_ours(self) -> bool:
        with suppress(OSError):
            return _identity(os.lstat(self.path)) == self.identity
        return False

    def refuse_touched(self) -> None:
        if not self.is_ours:
            raise CannotRun(f"没有换 {self.target.as_posix()}：有人动了写到一半的文件 {self.path.name}；再运行一次")

    def rename(self, path: Path) -> None:
        os.rename(self.path, path)
        self.path = path

    def remove(self) -> None:
        if self.is_ours:
            remove([self.path])


def _identity(status: os.stat_result) -> tuple[int, int, int]:
    # The type too: a link made after a file was deleted may get the number (inode) of that file.
    return status.st_dev, status.st_ino, stat.S_IFMT(status.st_mode)


def refuse_links(path: Path, within: Path) -> None:
    """Raise CannotRun where what is written would land elsewhere: through a link below `within`, or outside it."""
    part = path
    while part != within:
        if part.name == ".." or part == part.parent:
            raise CannotRun(f"不写 {path.as_posix()}：它在 {within.as_posix()} 外面；核对这个文件名的来历")
        if is_link(part):
            link = "它" if part == path else f"{part.as_posix()} "
            where = f"是链接，指向{os.readlink(part)}"
            raise CannotRun(f"不写 {path.as_posix()}：{link}{where}；删去这个链接，再运行一次")
        part = part.parent


def refuse_open_in_office(paths: Iterable[Path]) -> None:
    """Raise CannotRun where Word, WPS or LibreOffice has a file open: saving it there would undo what is written."""
    listed = cache(names)
    for path in paths:
        # Of a long name Word's owner file lacks the first two characters, of a shorter one the first, or none.
        owners = [f"~${path.name[cut:]}" for cut in range(3)] + [f".~lock.{path.name}#"]
        beside = listed(path.parent)
        if owner := next((owner for owner in owners if owner in beside), None):
            cure = f"先关上，再运行一次；确已关上的，删去旁边的{owner}"
            raise CannotRun(f"没有换 {path.as_posix()}：它正在Word、WPS或LibreOffice里打开着；{cure}")


def _mode(path: Path) -> int | None:
    with suppress(OSError):
        return stat.S_IMODE(os.lstat(path).st_mode)
    return None


def _put(new: _Temporary, seen: bytes | EllipsisType | None) -> None:
    if isinstance(seen, EllipsisType):
        os.replace(new.path, new.target)
    else:
        _replace_unchanged(new, seen)


def _replace_unchanged(new: _Temporary, seen: bytes | None) -> None:
    """Rename a file into place, unless the place holds something else than what was seen. Raises CannotRun.

    Where the system can let two files change places, the old one is read only once it is aside, so that no edit is lost
    between reading and renaming.
    """
    path = new.target
    if seen is None:
        _put_new(new.path, path)
        return
    # Renamed before the exchange: if we are killed right after it, the old file, perhaps with somebody's edit, has this
    # name, and must not be deleted as something that we were writing.
    aside = _beside(path, _OLD)
    new.rename(aside)
    if not _exchange(aside, path):
        if read_if_there(path) != seen:
            raise _changed(path)
        os.replace(aside, path)
        return
    # The old file is aside now: if somebody changed it at the last moment, or it cannot be read, it goes back.
    is_unchanged = False
    try:
        is_unchanged = not is_link(aside) and read_if_there(aside) == seen
    finally:
        is_back = is_unchanged or _exchange(aside, path)
    if not is_back:
        raise CannotRun(f"{path.as_posix()} 在写入的时候有人改了，改的那份现在是 {aside.as_posix()}；下次生成会备份它")
    if not is_unchanged:
        raise _changed(path)
    remove([aside])


def _put_new(beside: Path, path: Path) -> None:
    """Rename a file to where none is."""
    try:
        os.link(beside, path)  # unlike a rename, it fails if anything is there
    except FileExistsError:
        raise _changed(path) from None
    except OSError:  # a disk without hard links
        if os.path.lexists(path):
            raise _changed(path) from None
        os.replace(beside, path)
    else:
        remove([beside])


def _changed(path: Path) -> CannotRun:
    return CannotRun(f"没有换 {path.as_posix()}：就在写入的时候有人改了它；再运行一次")


def _exchange(one: Path, other: Path) -> bool:
    """Let two files change places in one step; False where the system or the disk cannot."""
    call = _exchange_call()
    return call is not None and call(os.fsencode(one), os.fsencode(other)) == 0


@cache
def _exchange_call() -> Callable[[bytes, bytes], int] | None:
    """The system's own call for it, which returns 0 when it is done; None where there is none."""
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
def refused(what: str, path: Path | str, cure: str = "") -> Iterator[None]:
    """Turn an OSError into CannotRun, with the reason and the cure."""
    try:
        yield
    except OSError as error:
        cure = cure or _CURES.get(error.errno or 0, "核对磁盘空间和文件夹的权限")
        raise CannotRun(f"{what} {Path(path).as_posix()[:200]}：{reason(error)}；{cure}") from error


def _beside(path: Path, ending: str) -> Path:
    """A hidden file beside another, this process's own: `.name.process.ending`."""
    return path.with_name(f".{path.name}.{os.getpid()}{ending}")


def writer(name: str) -> int:
    """The number of the process that was writing a file of this name beside another; 0 where none was."""
    kept, process, ending = ("", "", *name.rsplit(".", 2))[-3:]
    return int(process) if kept[1:] and kept[0] == "." and f".{ending}" == _NEW and process.isdecimal() else 0


def unfinished_beside(paths: Collection[Path]) -> list[Path]:
    """What killed runs were writing beside files. Nobody's work is in it."""
    return _left_beside(paths, _NEW)


def replaced_beside(paths: Collection[Path]) -> list[Path]:
    """What runs that were killed at the moment of replacing have left beside files: somebody's edit may be in it."""
    return _left_beside(paths, _OLD)


def _left_beside(paths: Collection[Path], ending: str) -> list[Path]:
    """What any process has left beside files, named as `_beside` does."""
    listed = {folder: names(folder) for folder in dict.fromkeys(path.parent for path in paths)}
    return [
        path.parent / name
        for path in paths
        for name in listed[path.parent]
        if name.endswith(ending) and name.rsplit(".", 2)[0] == f".{path.name}"
    ]


def names(folder: Path | str) -> list[str]:
    """The names in a folder; none where there is no such folder. Raises CannotRun."""
    with refused("读不了文件夹", folder), suppress(*_ABSENT):
        return os.listdir(folder)
    return []


def is_there(path: Path) -> bool:
    """Whether something is there, even a link that leads nowhere. Raises CannotRun."""
    return own_status(path) is not None


def is_link(path: Path | str) -> bool:
    return os.path.islink(path)


def leads_out(path: str, root: Path) -> bool:
    """Whether a link leads from a path below a folder to something outside it."""
    has_link = os.path.islink(path) or is_below_link(path, root)
    return has_link and not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(root))


def is_below_link(path: str, root: Path) -> bool:
    """Whether a folder between a path and the folder that it is in is a link."""
    return _is_link_within(os.path.dirname(path), str(root))


@lru_cache(maxsize=4096)
def _is_link_within(folder: str, root: str) -> bool:
    """Whether a folder, or one between it and the root, is a link. Remembered: a run reads many files of a folder."""
    return len(folder) > len(root) and (os.path.islink(folder) or _is_link_within(os.path.dirname(folder), root))


def unportable(name: str) -> str:
    """Why Windows cannot have a file of this name; empty if it can."""
    stem = name.partition(".")[0].rstrip(" ").upper()
    if stem in _RESERVED:
        return f"{stem}在Windows上是设备的名字"
    if signs := "".join(sign for sign in r'\:*?"<>|' if sign in name):
        return f"Windows的文件名里不能有{signs}"
    return "Windows的文件名不能以点或空格结尾" if name.endswith((".", " ")) else ""


def remove(paths: Iterable[Path]) -> None:
    """Remove files; one that cannot be removed stays."""
    for path in paths:
        with suppress(OSError):
            path.unlink()


def make_folder(folder: Path, within: Path) -> None:
    refuse_links(folder, within)
    with refused("建不了文件夹", folder):
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


def sync() -> None:
    """Bring all that was written to the disk, where the system can do so at once."""
    if CAN_SYNC:
        os.sync()
