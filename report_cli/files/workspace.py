"""The files of a workspace: where they are, and which starter file stands in for one that it lacks."""

from __future__ import annotations

import os
import re
import stat
from functools import cache
from pathlib import Path

from msgspec import Struct

from report_cli.files.disk import MAX_BYTES, unportable
from report_cli.files.inputs import PACKAGE, Inputs
from report_cli.model import TEMPLATE_SUFFIX, CannotRun, Finding, Place, reason
from report_cli.text import nearest

CATALOGUE = "data/indicators.yaml"
_YEAR = re.compile(r"([1-9][0-9]{3})\.yaml")
_LIKE_A_YEAR = re.compile(r"(?![.~])(?=.*[0-9]).+\.ya?ml(\.txt)?", re.IGNORECASE)


class Workspace(Struct, frozen=True):
    """A folder with `data/` and `templates/`. Names of files are relative to it, with `/`.

    `inputs`, where given, notes all that is looked for.
    """

    root: Path
    inputs: Inputs | None = None

    def years(self) -> list[int]:
        """The years that have a file, in order."""
        names = self._listed("data")
        return sorted(int(match[1]) for name in names if (match := _YEAR.fullmatch(name)))

    def strays(self) -> list[Finding]:
        """Warnings: what lies in `data/` under a name like a year's, and is not read."""
        return [_stray(name) for name in self._strays()]

    def unportable(self) -> list[Finding]:
        """Warnings: report kinds whose files another system cannot have, or takes for those of another kind."""
        kinds = self.kinds()
        same = {kind.casefold(): kind for kind in reversed(kinds)}
        return [
            Finding("T114", Place(f"templates/{kind}{TEMPLATE_SUFFIX}"), why, _OTHER_NAME, severity="warning")
            for kind in kinds
            if (why := unportable(kind) or _differs_in_case(kind, same[kind.casefold()]))
        ]

    def _strays(self) -> list[str]:
        return sorted(
            name for name in self._listed("data") if _LIKE_A_YEAR.fullmatch(name) and not _YEAR.fullmatch(name)
        )

    def kinds(self) -> list[str]:
        """The report kinds: the workspace's `templates/*.md.j2` whose name does not begin with `_` (or is hidden)."""
        names = sorted(name for name in self._listed("templates") if name.endswith(TEMPLATE_SUFFIX))
        return [
            name.removesuffix(TEMPLATE_SUFFIX)
            for name in names
            if not name.startswith(("_", ".")) and name.isprintable()
        ]

    def _listed(self, folder: str, is_package: bool = False) -> list[str]:
        """The names in a folder of the workspace, or of the package: what is no file is not passed over, but refused where it is read."""
        names = _names((starter() if is_package else self.root) / folder)
        if self.inputs is not None:
            self.inputs.folder(PACKAGE * is_package + folder, names)
        return names

    def _has(self, file: str) -> bool:
        """Whether there is such a file in the workspace, or something in its place."""
        found = is_there(self.root / file)
        if not found and self.inputs is not None:
            self.inputs.file(file, None)
        return found

    def year_file(self, year: int) -> tuple[str, bytes] | None:
        """A year's file: its name and content; None where there is no such year."""
        file = f"data/{year}.yaml"
        return (file, self.read(file)) if self._has(file) else None

    def no_such_year(self, year: int) -> CannotRun:
        """That a year has no file, and which years have one."""
        years = [str(known) for known in self.years()]
        near = nearest(str(year), years)
        known = f"已有的年份：{'、'.join(years)}" if years else "data文件夹里还没有年度数据"
        stray = "".join(f"；{_stray(name).message}" for name in self._strays() if _meant(name) == str(year))
        return CannotRun(f"没有{year}年的数据（data/{year}.yaml）{f'，是不是{near}？' if near else '；'}{known}{stray}")

    def template(self, name: str, year: int) -> tuple[str, bytes] | None:
        """A template by name: one of the year's own first, then the workspace's, then the package's."""
        return self._first(f"templates/{year}/{name}", f"templates/{name}")

    def layouts(self) -> list[str]:
        """The workspace's own layouts, and those that it has from the package."""
        names = [*self._listed("templates/layouts"), *self._listed("templates/layouts", is_package=True)]
        return sorted(
            {name.removesuffix(".yaml") for name in names if name.endswith(".yaml") and not name.startswith(".")}
        )

    def layout(self, name: str, below: str = "") -> tuple[str, bytes] | None:
        """A layout by name. `below` is the file that extends it: one of the same name means the package's."""
        file = f"templates/layouts/{name}.yaml"
        path = starter() / file
        if file == below and path.is_file() and not path.samefile(self.root / file):
            return path.as_posix(), self._read_package(file)
        return self._first(file)

    def _first(self, *files: str) -> tuple[str, bytes] | None:
        for file in files:
            data = _read_if_there(self.root / file)
            if data is not None:
                return file, self._noted(file, data)
            if self.inputs is not None:
                self.inputs.file(file, None)
        path = starter() / files[-1]
        return (path.as_posix(), self._read_package(files[-1])) if path.is_file() else None

    def read(self, file: str) -> bytes:
        return self._noted(file, _read(self.root / file))

    def _read_package(self, file: str) -> bytes:
        return self._noted(PACKAGE + file, _read(starter() / file))

    def _noted(self, name: str, data: bytes) -> bytes:
        if self.inputs is not None:
            self.inputs.file(name, data)
        return data


_OTHER_NAME = "换一个名称；已经生成的稿件也要删去，再生成"


def _differs_in_case(kind: str, other: str) -> str:
    if kind == other:
        return ""
    return f"{kind}和{other}只差大小写，在Windows、macOS上是同一个文件，生成的稿件会互相覆盖"


def _stray(name: str) -> Finding:
    year = _meant(name) or "2022"
    message = f"data/{name} 不会用到：年度数据的文件名是年份，如{year}.yaml"
    cure = f"里面的数要用，就改名为{year}.yaml（已经有的，并到那一份里）；不用，就移出data文件夹"
    return Finding("F140", Place(f"data/{name}"), message, cure, severity="warning")


def _meant(name: str) -> str:
    """The year that a name seems to speak of; empty where it speaks of none."""
    if match := re.search(r"(?<![0-9])[1-9][0-9]{3}(?![0-9])", name):
        return match.group()
    match = re.match(r"[0-9]{2}(?![0-9])", name)
    return f"20{match.group()}" if match else ""


def _names(folder: Path) -> list[str]:
    """The names in a folder; none where there is no such folder."""
    try:
        return os.listdir(folder) if folder.is_dir() else []  # noqa: PTH208  # asked for each workspace among thousands
    except OSError as error:
        raise CannotRun(f"读不了文件夹 {folder.as_posix()}：{reason(error)}") from error


def is_there(path: Path) -> bool:
    """Whether something is there, if only a link that leads nowhere. Raises CannotRun."""
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as error:
        raise _unreadable(path, reason(error)) from error
    return True


def _read(path: Path) -> bytes:
    """At most a little more than what any reader accepts."""
    try:
        return _content(path)
    except OSError as error:
        raise _unreadable(path, reason(error)) from error


def _read_if_there(path: Path) -> bytes | None:
    """The same; None where there is no such file. A folder is none, unless it has a file's name."""
    try:
        return _content(path)
    except (FileNotFoundError, NotADirectoryError) as error:
        if path.is_symlink():
            raise _unreadable(path, "它是链接，指向的文件不存在") from error
        return None
    except OSError as error:
        if path.is_dir() and not path.suffix:
            return None
        raise _unreadable(path, reason(error)) from error


def _content(path: Path) -> bytes:
    status = path.stat()
    mode = status.st_mode
    if stat.S_ISDIR(mode) and path.suffix:
        raise _unreadable(path, "它是文件夹，不是普通文件；把它移走或改名")
    if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
        # A pipe would be waited for, a device read without end.
        raise _unreadable(path, "不是普通文件，是管道或设备；换成文件")
    with path.open("rb") as file:
        # Told a size, Python sets aside as much: what is small is read to its end.
        return file.read(MAX_BYTES + 1 if status.st_size > MAX_BYTES else -1)


def _unreadable(path: Path, why: str) -> CannotRun:
    return CannotRun(f"读不了文件 {path.as_posix()[:200]}：{why}")


def full(path: Path) -> Path:
    """The path in full, links followed. Raises CannotRun where they lead nowhere."""
    try:
        return path.resolve()
    except RuntimeError as error:  # what Python before 3.13 raises for links in a circle
        raise CannotRun(f"{path.as_posix()}：符号链接绕成了圈") from error
    except OSError as error:
        raise CannotRun(f"{path.as_posix()[:200]}：{reason(error)}") from error


def find(start: Path) -> Workspace:
    """The nearest folder upward that has a catalogue. Raises CannotRun."""
    for folder in (start, *start.parents):
        if is_there(folder / CATALOGUE):
            return Workspace(folder)
    raise CannotRun(
        f"{start.as_posix()} 和它上面的文件夹都不是工作区（工作区里有 {CATALOGUE}）；进入工作区再运行，或用--workspace指明"
    )


@cache
def starter() -> Path:
    """The starter files: those in the package, else (in an editable install) those of the checkout."""
    package = Path(__file__).parent.parent
    inside = package / "starter"
    return inside if inside.is_dir() else package.parent
