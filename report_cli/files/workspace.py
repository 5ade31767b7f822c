"""The files of a workspace: where they are, which starter file stands in for one that it lacks, what was read of them.

The name of a file is relative to the workspace, with `/`; after `package:` it is that of a starter file of the program.
The name of a folder ends in `/` where what was read is noted, and its digest is that of the names in it.
"""

import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path

from msgspec import Struct

from report_cli.files import disk, lookalikes
from report_cli.files.digests import of_bytes, of_names
from report_cli.files.instead import NOTHING, Instead
from report_cli.model import EDITS_SUFFIX, TEMPLATE_SUFFIX, CannotRun, Finding, Place, reason
from report_cli.text import nearest

CATALOGUE = "data/indicators.yaml"
QUESTIONS = "adopt.yaml"
VOCABULARY = "data/words.yaml"
_YEAR = r"([1-9][0-9]{3})\.yaml"
ABSENT = ""
UNSTEADY = "changed while it was read"
PACKAGE = "package:"
LAYOUTS = "templates/layouts"


class Inputs:
    """The names asked for so far, and the digests of what was found. A folder is looked at once."""

    def __init__(self) -> None:
        self.digests: dict[str, str] = {}
        self.listed: dict[str, list[str]] = {}

    def file(self, name: str, data: bytes | None) -> None:
        """`data`: the content; None where there is no such file."""
        self._note(name, ABSENT if data is None else of_bytes(data))

    def folder(self, name: str, look: Callable[[], list[str]]) -> list[str]:
        """The names in a folder: those that `look` finds, or found before."""
        if name not in self.listed:
            self.listed[name] = names = look()
            self._note(f"{name}/", of_names(names))
        return self.listed[name]

    def _note(self, name: str, digest: str) -> None:
        if self.digests.setdefault(name, digest) != digest:
            self.digests[name] = UNSTEADY


@cache
def starter() -> Path:
    """The folder of the starter files: in the package, or (in an editable install) in the checkout."""
    package = Path(__file__).parent.parent
    inside = package / "starter"
    return inside if inside.is_dir() else package.parent / "starter"


@cache
def starter_layouts() -> Path:
    """The folder of their layouts: in a checkout they are those of the repository's own workspace."""
    inside = starter() / LAYOUTS
    return inside if inside.is_dir() else starter().parent / LAYOUTS


def path_of(name: str, root: Path) -> str:
    """Where a file or folder lies, with `/`. A text, as `Path` takes ten times as long to be made."""
    if not name.startswith(PACKAGE):
        return f"{root.as_posix()}/{name}"
    inside = name.removeprefix(PACKAGE)
    folder = starter_layouts().parent.parent if inside.startswith(LAYOUTS) else starter()
    return f"{folder.as_posix()}/{inside}"


def _path(name: str, root: Path) -> str:
    """Where a file or folder lies. Raises CannotRun where links lead out of the workspace."""
    path = path_of(name, root)
    if not name.startswith(PACKAGE) and disk.leads_out(path, root):
        raise CannotRun(f"不读 {path}：链接把它引到了工作区外面；要用的文件，把它本身放进工作区")
    return path


def _content(name: str, root: Path) -> bytes | None:
    """What a file holds; None where there is no such file. Raises CannotRun where a link leads out, or nowhere."""
    if name.startswith(PACKAGE):
        return _own_content(name)
    path = path_of(name, root)
    status = disk.own_status(path)
    is_link = status is not None and stat.S_ISLNK(status.st_mode)
    if not is_link and not disk.is_below_link(path, root):
        return disk.read_if_there(path, status) if status is not None else None
    data = disk.read_if_there(_path(name, root))
    if data is None and is_link:
        raise CannotRun(f"读不了文件 {Path(path).as_posix()}：它是链接，指向的文件不存在")
    return data


@cache
def _own_content(name: str) -> bytes | None:
    """That of a file of the program: a run reads each once, as it does its modules."""
    return disk.read_if_there(path_of(name, starter()))


def name_in(root: Path, path: Path) -> str:
    """The name of a path: relative to the workspace, in full where it lies elsewhere."""
    # As text: pathlib takes ten times as long.
    return str(path).removeprefix(os.path.join(root, "")).replace(os.sep, "/")  # noqa: PTH118


class Workspace(Struct, frozen=True):
    """A folder with `data/` and `templates/`. Names of files are relative to it, with `/`.

    `inputs`, where given, notes all that is looked for. `instead`: what is read in place of what is on disk.
    """

    root: Path
    inputs: Inputs | None = None
    instead: Instead = NOTHING

    def years(self) -> list[int]:
        return sorted(int(match[1]) for name in self._names("data") if (match := re.fullmatch(_YEAR, name)))

    def strays(self) -> list[Finding]:
        """Warnings about files that are not read, though they look like a year's, the catalogue's or a template's."""
        names = (name for name in sorted(self._names("data")) if f"data/{name}" not in (CATALOGUE, VOCABULARY))
        strays = [found for name in names if not re.fullmatch(_YEAR, name) and (found := lookalikes.stray(name))]
        strays += self.misnamed("templates")
        strays += self._unused_edits()
        templates, layouts = self._templates(), self._layouts()
        known = {*layouts, *self._layouts(PACKAGE)}
        strays += lookalikes.copies(templates, templates, lookalikes.TEMPLATE, "一种报告")
        return [*strays, *lookalikes.copies(layouts, known, lookalikes.LAYOUT, "一种版式")]

    def misnamed(self, folder: str, wanted: Iterable[str] = ()) -> list[Finding]:
        """Warnings about files in a folder of templates that are none, though their names are like a template's.

        `wanted`: templates that others include, there or not.
        """
        names = self._names(folder)
        known = {name.removesuffix(TEMPLATE_SUFFIX) for name in (*names, *wanted) if name.endswith(TEMPLATE_SUFFIX)}
        others = [
            name for name in sorted(names) if not name.endswith(TEMPLATE_SUFFIX) and not name.startswith(("~", "."))
        ]
        return [lookalikes.template(folder, name, known) for name in others if lookalikes.is_like(name, known)]

    def _unused_edits(self) -> Iterator[Finding]:
        """Warnings about edits of a report kind that there is not, or that are of no year."""
        kinds, cure = self._templates(), "要用，就移到那一年的文件夹，如templates/2022/；不用，就移出templates文件夹"
        folders = ["templates", *(f"templates/{year}" for year in self.years())]
        for folder in folders:
            for name in sorted(name for name in self._names(folder) if name.endswith(EDITS_SUFFIX)):
                kind, near = name.removesuffix(EDITS_SUFFIX), nearest(name.removesuffix(EDITS_SUFFIX), kinds)
                if folder == "templates":
                    message = f"{folder}/{name} 不会用到：改动是一年的，放在那一年的文件夹里"
                elif kind not in kinds:
                    message = f"{folder}/{name} 不会用到：没有{kind}这种报告"
                    cure = f"{f'是不是{near}？改成{near}{EDITS_SUFFIX}；' if near else ''}不用，就移出这个文件夹"
                else:
                    continue
                yield Finding("E104", Place(f"{folder}/{name}"), message, cure, severity="warning")

    def sections(self, years: Iterable[int] = ()) -> list[str]:
        """The files of sections: the workspace's, and those of single years."""
        folders = ["templates/sections", *(f"templates/{year}/sections" for year in years)]
        return [f"{folder}/{name}" for folder in folders for name in sorted(self._names(folder))]

    def unportable(self) -> list[Finding]:
        """Warnings: report kinds whose files another system cannot have, or takes for those of another kind."""
        kinds = self.kinds()
        same = {kind.casefold(): kind for kind in reversed(kinds)}
        cure = "换一个名称；已经生成的稿件也要删去，再生成"
        return [
            Finding("T114", Place(f"templates/{kind}{TEMPLATE_SUFFIX}"), why, cure, severity="warning")
            for kind in kinds
            if (why := disk.unportable(kind) or _differs_in_case(kind, same[kind.casefold()]))
        ]

    def kinds(self) -> list[str]:
        """The report kinds: the workspace's `templates/*.md.j2` whose name does not begin with `_` (or is hidden).

        Copies of templates and what Word leaves beside an open file are none.
        """
        templates = self._templates()
        return [name for name in templates if not lookalikes.is_copy(name, templates)]

    def _templates(self) -> list[str]:
        files = (name for name in self._names("templates") if name.endswith(TEMPLATE_SUFFIX) and name.isprintable())
        return sorted(name.removesuffix(TEMPLATE_SUFFIX) for name in files if not name.startswith(("_", ".")))

    def year_file(self, year: int) -> tuple[str, bytes] | None:
        """A year's file: its name and content; None where there is no such year."""
        return self._first(f"data/{year}.yaml")

    def tables(self, year: int) -> list[str]:
        """The files beside a year's: those in its folder, but for what is hidden or left by an open one."""
        names = sorted(self._names(f"data/{year}"))
        return [f"data/{year}/{name}" for name in names if not name.startswith((".", "~"))]

    def no_such_year(self, year: int) -> CannotRun:
        years = [str(known) for known in self.years()]
        near = nearest(str(year), years)
        known = f"已有的年份：{'、'.join(years)}" if years else "data文件夹里还没有年度数据"
        strays = ((lookalikes.year(each.place.file.partition("data/")[2]), each.message) for each in self.strays())
        meant = [message for of, message in strays if of == str(year)]
        said = "；".join([known, *meant])
        return CannotRun(f"没有{year}年的数据（data/{year}.yaml）{f'，是不是{near}？' if near else '；'}{said}")

    def vocabulary(self) -> tuple[str, bytes] | None:
        """The workspace's words, or the package's."""
        return self._first(VOCABULARY, PACKAGE + VOCABULARY)

    def template(self, name: str, year: int) -> tuple[str, bytes] | None:
        """A template by name: one of the year's own first, then the workspace's, then the package's.

        The edits of a report kind are those of the year alone.
        """
        file = f"templates/{name}"
        if name.endswith(EDITS_SUFFIX):
            return self._first(f"templates/{year}/{name}")
        return self._first(f"templates/{year}/{name}", file, PACKAGE + file)

    def layouts(self) -> list[str]:
        """The layouts of the workspace and the package; copies are none."""
        names = sorted({*self._layouts(), *self._layouts(PACKAGE)})
        return [name for name in names if not lookalikes.is_copy(name, names)]

    def _layouts(self, of: str = "") -> list[str]:
        files = (name for name in self._names(f"{of}templates/layouts") if name.endswith(".yaml"))
        return sorted(name.removesuffix(".yaml") for name in files if not name.startswith("."))

    def layout(self, name: str, below: str = "") -> tuple[str, bytes] | None:
        """A layout by name. `below` is the file that extends it: one of the same name means the package's."""
        file = f"templates/layouts/{name}.yaml"
        if file == below:
            package = Path(path_of(PACKAGE + file, self.root))
            if package.is_file() and not package.samefile(self.root / file):
                return self._first(PACKAGE + file)
        return self._first(file, PACKAGE + file)

    def read(self, name: str) -> bytes:
        """Raises CannotRun where there is no such file."""
        if (data := self._read(name)) is None:
            raise CannotRun(f"读不了文件 {(self.root / name).as_posix()}：文件不存在")
        return data

    def questions(self) -> bytes | None:
        """What an adopted report asks; None where nothing is asked."""
        return self._read(QUESTIONS)

    def _first(self, *names: str) -> tuple[str, bytes] | None:
        """The first of some files that exists, and its content. A file of the package is named by its path."""
        for name in names:
            if (data := self._read(name)) is not None:
                return Path(path_of(name, self.root)).as_posix() if name.startswith(PACKAGE) else name, data
        return None

    def _read(self, name: str) -> bytes | None:
        data = self.instead.after[name] if name in self.instead.after else _content(name, self.root)
        if self.inputs is not None:
            self.inputs.file(name, data)
        return data

    def _names(self, folder: str) -> list[str]:
        """The names in a folder, of all that is there: what is no file is refused when it is read."""

        def look() -> list[str]:
            return disk.names(_path(folder, self.root))

        names = look() if self.inputs is None else self.inputs.folder(folder, look)
        return self.instead.with_names(folder, names)


def _differs_in_case(kind: str, other: str) -> str:
    if kind == other:
        return ""
    return f"{kind}和{other}只差大小写，在Windows、macOS上是同一个文件，生成的稿件会互相覆盖"


def full(path: Path) -> Path:
    """The absolute path, with links followed. Raises CannotRun if they go in a circle."""
    try:
        return path.resolve()
    except RuntimeError as error:  # what Python before 3.13 raises for links in a circle
        raise CannotRun(f"{path.as_posix()}：符号链接绕成了圈") from error
    except OSError as error:
        raise CannotRun(f"{path.as_posix()[:200]}：{reason(error)}") from error


def find(start: Path) -> Workspace:
    """The nearest folder, from `start` upward, that has a catalogue. Raises CannotRun."""
    for folder in (start, *start.parents):
        if disk.is_there(folder / CATALOGUE):
            return Workspace(folder)
    like = next((name for name in disk.names(start / "data") if re.fullmatch(lookalikes.LIKE_A_CATALOGUE, name)), "")
    other = f"；{start.name}/data里有{like}，若是指标目录，改名为indicators.yaml" if like else ""
    raise CannotRun(
        f"{start.as_posix()} 和它上面的文件夹都不是工作区（工作区里有 {CATALOGUE}）；"
        f"进入工作区再运行，或用--workspace指明{other}"
    )


# Digests of what is read ----------------------------------------------------------------------------------------------


def digest_now(name: str, root: Path) -> str | None:
    """The digest of what has that name now; None if it cannot be read."""
    try:
        if name.endswith("/"):
            return of_names(disk.names(_path(name, root)))
        data = _content(name, root)
    except CannotRun:
        return None
    return ABSENT if data is None else of_bytes(data)
