"""What a build is asked for."""

from pathlib import Path

from msgspec import Struct


class Wanted(Struct, frozen=True):
    """Which drafts to build. No years: every year; no kinds or formats: all that there are.

    `output`: the folder that the years' folders are written to. `draft`: None if the data decide it.
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
        """Whether PDFs are wanted. They depend on the fonts of the machine, which no record of a build can name."""
        return "pdf" in (self.formats or "")


class Way(Struct, frozen=True):
    """How to build. `check`: only compare the drafts. `force`: replace edited ones. `strict`: warnings are errors."""

    check: bool = False
    force: bool = False
    strict: bool = False
    is_durable: bool = True
    """Whether each file that is written outlasts a power cut at once."""
