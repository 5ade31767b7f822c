"""Files that somebody names on the command line, and folders named in their place."""

from collections import Counter
from pathlib import Path

from report_cli.files import disk
from report_cli.model import CannotRun


def read(path: Path) -> bytes:
    """What is in a file. Raises CannotRun, also where there is a folder, a pipe or something huge."""
    refuse_folder(path)
    data = disk.read_if_there(path)
    if data is None:
        raise CannotRun(f"读不了文件 {path.as_posix()}：文件不存在")
    return data


def refuse_folder(path: Path) -> None:
    if path.is_dir():
        raise CannotRun(f"{path.as_posix()} 是文件夹；{_files_in(path)}")


def _files_in(folder: Path) -> str:
    """What to name instead of a folder: a file in it, of the kind that it has most of."""
    names = [name for name in sorted(disk.names(folder)) if not name.startswith((".", "~$"))]
    files = [folder / name for name in names if (folder / name).is_file()]
    if not files:
        return "里面没有文件，核对写的名称"
    [(kind, count)] = Counter(path.suffix for path in files).most_common(1)
    first = next(path for path in files if path.suffix == kind)
    together = f"，几份一起写成 {folder.as_posix()}/*{kind}" if count > 1 else ""
    return f"写明里面的文件，如 {first.as_posix()}{together}"
