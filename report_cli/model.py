"""What every stage speaks of: a place in a file, and a finding at a place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A position in a text file.

    `file` is relative to the workspace, with `/` (absolute where the file lies outside it). `line` and
    `column` count from 1, in characters; 0 means that it is not known, or that the whole file is meant.
    """

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return ":".join([self.file, *(str(number) for number in (self.line, self.column) if number)])


@dataclass(frozen=True, slots=True)
class Finding:
    """Where something that must hold does not: for the person who has to mend it.

    `code` is a letter and three digits: F facts, C catalogue, T templates, L layouts, W wording, P page,
    V verify. `message` says what is wrong and what was expected; `cure` says how to mend it.
    """

    code: str
    place: Place
    message: str
    cure: str = ""
    fact: str = ""
    severity: Severity = "error"

    @property
    def is_error(self) -> bool:
        return self.severity == "error"


class CannotRun(Exception):
    """The run cannot go on at all (no workspace, no such year, an unreadable file): exit status 2.

    The text is shown to the user as it stands.
    """
