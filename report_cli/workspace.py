"""The files of a workspace: where they lie, and what is read when it lacks one."""

from __future__ import annotations

import errno
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from report_cli.document import TEMPLATE_SUFFIX
from report_cli.facts import catalogue, ledger, yearfile
from report_cli.facts.catalogue import Catalogue
from report_cli.facts.ledger import Ledger
from report_cli.facts.source import MAX_BYTES
from report_cli.facts.yearfile import FOR_COMPARISON, YearFile
from report_cli.model import CannotRun, Finding
from report_cli.text import nearest

CATALOGUE = "data/indicators.yaml"


@dataclass(frozen=True, slots=True)
class Workspace:
    """A folder with `data/` and `templates/`. Names of files are relative to it, with `/`."""

    root: Path

    def years(self) -> list[int]:
        """The years that have a file, in order."""
        names = (path.name for path in self._listed("data"))
        return sorted(int(match[1]) for name in names if (match := re.fullmatch(r"([0-9]{4})\.yaml", name)))

    def kinds(self) -> list[str]:
        """The report kinds: `templates/*.md.j2` whose name does not begin with `_`; the package's where there is none."""
        for base in (self.root, starter()):
            names = sorted(path.name for path in _entries(base / "templates") if path.name.endswith(TEMPLATE_SUFFIX))
            kinds = [name.removesuffix(TEMPLATE_SUFFIX) for name in names if not name.startswith("_")]
            if kinds:
                return kinds
        return []

    def _listed(self, folder: str) -> Iterator[Path]:
        return _entries(self.root / folder)

    def catalogue(self) -> tuple[Catalogue, list[Finding]]:
        return catalogue.read(self.read(CATALOGUE), CATALOGUE)

    def year_file(self, year: int, of: Catalogue) -> tuple[YearFile, list[Finding]]:
        """Raises CannotRun where there is no such year."""
        file = f"data/{year}.yaml"
        if not (self.root / file).is_file():
            years = [str(known) for known in self.years()]
            near = nearest(str(year), years)
            known = f"已有的年份：{'、'.join(years)}" if years else "data文件夹里还没有年度数据"
            raise CannotRun(f"没有{year}年的数据（{file}）{f'，是不是{near}？' if near else ''}；{known}")
        return yearfile.read(self.read(file), file, year, of)

    def ledger(self, year: int, of: Catalogue, draft: bool | None = None) -> tuple[Ledger, list[Finding]]:
        """The year resolved, beside last year where that has a file; of last year's findings only the errors.

        `draft`: whether facts may still be missing; None: as the file's status says.
        """
        given, findings = self.year_file(year, of)
        previous: Ledger | None = None
        if (self.root / f"data/{year - 1}.yaml").is_file():
            before, read = self.year_file(year - 1, of)
            previous, resolved = ledger.resolve(of, before)
            findings = [*(finding for finding in (*read, *resolved) if finding.is_error), *findings]
        made, resolved = ledger.resolve(of, given, previous, draft)
        return made, [*findings, *resolved]

    def is_composed(self, year: int, of: Catalogue) -> bool:
        """Whether reports are made of the year: not where its file is only for comparison."""
        return self.year_file(year, of)[0].status != FOR_COMPARISON

    def template(self, name: str, year: int) -> tuple[str, bytes] | None:
        """A template by name: one of the year's own first, then the workspace's, then the package's."""
        return self._first(f"templates/{year}/{name}", f"templates/{name}")

    def layouts(self) -> list[str]:
        """The workspace's own layouts, and those that it has from the package."""
        folders = (self.root / "templates/layouts", starter() / "templates/layouts")
        return sorted({path.stem for folder in folders for path in _entries(folder) if path.suffix == ".yaml"})

    def layout(self, name: str, below: str = "") -> tuple[str, bytes] | None:
        """A layout by name. `below` is the file that extends it: one of the same name means the package's."""
        file = f"templates/layouts/{name}.yaml"
        path = starter() / file
        if file == below and path.is_file() and not path.samefile(self.root / file):
            return path.as_posix(), _read(path)
        return self._first(file)

    def _first(self, *files: str) -> tuple[str, bytes] | None:
        for file in files:
            if (self.root / file).is_file():
                return file, self.read(file)
        file = files[-1]
        path = starter() / file
        return (path.as_posix(), _read(path)) if path.is_file() else None

    def read(self, file: str) -> bytes:
        return _read(self.root / file)


def _entries(folder: Path) -> Iterator[Path]:
    return folder.iterdir() if folder.is_dir() else iter(())


def _read(path: Path) -> bytes:
    """At most a little more than what any reader accepts."""
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise CannotRun(f"读不了文件 {path.as_posix()}：{reason(error)}") from error


def reason(error: OSError) -> str:
    """Why a file cannot be read or written, in Chinese where the system's words would be English."""
    known = {
        errno.EACCES: "没有权限，或正被其他程序占用",
        errno.EPERM: "没有权限，或正被其他程序占用",
        errno.ENOENT: "文件不存在",
        errno.EISDIR: "它是文件夹",
        errno.ENOTDIR: "上一级不是文件夹",
        errno.EEXIST: "同名的文件占了文件夹的位置",
        errno.ENOSPC: "磁盘满了",
        errno.EDQUOT: "磁盘配额用完了",
        errno.EFBIG: "文件太大",
        errno.EROFS: "磁盘是只读的",
        errno.ENAMETOOLONG: "文件名太长",
        errno.ELOOP: "符号链接绕成了圈",
    }
    return known.get(error.errno or 0) or error.strerror or "原因不明"


def find(start: Path) -> Workspace:
    """The nearest folder upward that has a catalogue. Raises CannotRun."""
    for folder in (start, *start.parents):
        if (folder / CATALOGUE).is_file():
            return Workspace(folder)
    raise CannotRun(f"{start.as_posix()} 和它上面的文件夹都不是工作区（工作区里有 {CATALOGUE}）；进入工作区再运行，或用--workspace指明")


def starter() -> Path:
    """The starter files: those in the package, else (in an editable install) those of the checkout."""
    package = Path(__file__).parent
    inside = package / "starter"
    return inside if inside.is_dir() else package.parent
