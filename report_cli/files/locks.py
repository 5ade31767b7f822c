"""Locks on files and folders: one build of a workspace, one writer in a folder at a time. A dead process holds none."""

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO

from report_cli.files import disk
from report_cli.model import CannotRun


@contextmanager
def folders(paths: list[Path]) -> Iterator[None]:
    """Lock folders that are written to: with --output, workspaces may share one. (Windows cannot lock folders.)"""
    with ExitStack() as stack:
        if sys.platform != "win32":
            for folder in sorted(paths):
                with disk.refused("读不了文件夹", folder):
                    descriptor = os.open(folder, os.O_RDONLY)
                stack.callback(os.close, descriptor)
                lock(descriptor)
        yield


def file(path: Path, within: Path) -> IO[bytes]:
    """Open a file for locking. (The system releases the lock when the process ends.)"""
    disk.make_folder(path.parent, within)
    disk.refuse_links(path, within)
    if path.exists() and not path.is_file():
        raise CannotRun(f"写不了 {path.as_posix()}：不是普通文件；把它移走或改名，再运行一次")
    with disk.refused("写不了", path):
        # Not through a link that has come since, nor waiting for a pipe.
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
        return os.fdopen(os.open(path, flags, 0o666), "ab")


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


def is_forbidden(error: CannotRun) -> bool:
    """Whether what the disk refused is a matter of rights."""
    return isinstance(error.__cause__, OSError) and error.__cause__.errno in (errno.EACCES, errno.EPERM, errno.EROFS)
