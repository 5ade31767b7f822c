"""What a build is asked for."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct


class Wanted(Struct, frozen=True):
    """Which drafts to build. No years: every year; no kinds or formats: all that there are.

    `output`: the folder that the years' folders are written to. `draft`: None where the data say it themselves.
    """

    years: tuple[int, ...] = ()
    kinds: str | None = None
    formats: str | None = None
    layout: str = "printed"
    stage: str = ""
    output: Path | None = None
    draft: bool | None = None
    final: bool = False
    review: bool = False
    owner: str = ""

    @property
    def is_printed(self) -> bool:
        """PDFs are wanted. Which fonts the machine has is no input that a record could name."""
        return "pdf" in (self.formats or "")


class Way(Struct, frozen=True):
    """How to build them. `check`: only look how the drafts are. `force`: replace edited ones. `strict`: warnings are errors."""

    check: bool = False
    force: bool = False
    strict: bool = False
