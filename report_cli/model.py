"""What all stages share: places in files, findings, and the error that ends a run."""

from __future__ import annotations

import errno
from collections.abc import Iterable
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

Severity = Literal["error", "warning", "hint"]
"""An error fails the run, a warning does so under `--strict`, a hint never."""
SEVERITIES: dict[Severity, str] = {"error": "错误", "warning": "警告", "hint": "提示"}

TEMPLATE_SUFFIX = ".md.j2"
"""The ending of a report kind's template: `work_report.md.j2` is the kind `work_report`."""
FIGURES_SUFFIX = ".figures.json"
"""The ending of the file beside the drafts of a kind that says what was printed where."""
EDITS_SUFFIX = ".edits.yaml"
"""The ending of what people changed in one year's report of a kind: `templates/2022/work_report.edits.yaml`."""


class Place(Struct, frozen=True, order=True, gc=False):
    """A position in a text file or a spreadsheet.

    `file` is relative to the workspace, with `/` (absolute where the file lies outside it). `line` and
    `column` count from 1, in characters; 0 means that it is not known, or that the whole file is meant.
    In a spreadsheet, which has a `sheet`, they are the row and the column of a cell.
    """

    file: str
    line: int = 0
    column: int = 0
    sheet: str = ""

    @property
    def cell(self) -> str:
        """The address of a cell: B2, or the row alone where the column is not known."""
        return f"{letters(self.column)}{self.line or ''}" if self.sheet else ""

    def __str__(self) -> str:
        if self.sheet:
            return f"{self.file}:{self.sheet}{'!' * bool(self.cell)}{self.cell}"
        return ":".join([self.file, *(str(number) for number in (self.line, self.column) if number)])


def letters(column: int) -> str:
    """The name of a spreadsheet's column, counted from 1.

    >>> letters(1), letters(28)
    ('A', 'AB')
    """
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


class Finding(Struct, frozen=True):
    """Something that is wrong, where, and how to mend it.

    `code` is a letter and three digits: F facts, C catalogue, T templates, L layouts, W wording, P page,
    V verify, E edits. `message` says what is wrong and what was expected; `cure` says how to mend it.
    `is_accepted`: people said why it stands.
    """

    code: str
    place: Place
    message: str
    cure: str = ""
    fact: str = ""
    severity: Severity = "error"
    is_accepted: bool = False

    @property
    def is_error(self) -> bool:
        return self.severity == "error"

    def fails(self, strict: bool) -> bool:
        """Whether the run ends with exit status 1 because of it."""
        return self.is_error or (strict and self.severity == "warning" and not self.is_accepted)

    def at(self, place: Place, *, fact: str = "", family: str = "") -> Finding:
        """The finding with its place, and with the letter of its code (`family`) if that depends on the file."""
        return replace(self, code=family + self.code, place=place, fact=fact or self.fact)


NOWHERE = Place("")


def unplaced(code: str, message: str, cure: str = "") -> Finding:
    """A finding whose place its maker does not know; the caller adds it with `at`."""
    return Finding(code, NOWHERE, message, cure)


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """The findings sorted by place, without duplicates."""
    return sorted(dict.fromkeys(findings), key=lambda finding: (finding.place, finding.code))


class CannotRun(Exception):
    """The run cannot go on at all (no workspace, no such year, an unreadable file): exit status 2.

    The text is shown to the user as it stands.
    """


def reason(error: OSError) -> str:
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
