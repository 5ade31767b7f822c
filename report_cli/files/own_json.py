"""Records that we keep in JSON, read back."""

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TypeVar

import msgspec

from report_cli.files import disk
from report_cli.model import CannotRun

FOLDER = ".report"
"""Where a workspace keeps them."""
BACKUPS, BUILT = f"{FOLDER}/backup", f"{FOLDER}/built"
"""Old content of files that were replaced; the figures files of what was built."""
JOURNAL = f"{FOLDER}/journal.json"
"""What a run is writing, until all of it is written."""
TAKEN = f"{FOLDER}/taken.json"
"""What came home, written by the run that wrote it into the data, under the lock of the journal."""
MAX_RECORD = 32 * 1024 * 1024
"""Of a record's JSON, which takes many times its size in memory; the largest that we write has some 5 MiB."""

Record = TypeVar("Record")


def unfinished(root: Path) -> list[Path]:
    """What killed runs were writing here, also where nothing of that name is written again: a backup."""
    writers = dict[Path, int]()
    for folder in (FOLDER, BACKUPS, BUILT):
        with suppress(CannotRun):
            found = () if disk.is_link(root / folder) else disk.names(root / folder)
            writers |= {root / folder / name: disk.writer(name) for name in found}
    left = [path for path, process in writers.items() if process and not _is_at_work(process)]
    return [path for path in left if path.is_file() and not disk.is_link(path)]


def _is_at_work(process: int) -> bool:
    """Whether another process has this number now. (Windows cannot be asked without harm.)"""
    if process == os.getpid() or sys.platform == "win32":
        return False
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:  # somebody else's
        pass
    return True


def decoder(of: type[Record]) -> Callable[[bytes], Record | None]:
    """A function that decodes JSON into records of a type; what is damaged or of another type becomes None."""
    made = cache(lambda: msgspec.json.Decoder(of))  # where it is needed: to look through a type takes a while

    def decoded(data: bytes) -> Record | None:
        if len(data) > MAX_RECORD:
            return None
        try:
            return made().decode(data)
        except (msgspec.MsgspecError, ValueError, RecursionError):
            return None

    return decoded
