"""The terminal and the streams: results go to standard output, messages to standard error.

What is piped is plain text of ours, nothing folded or cut.
"""

import io
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby, pairwise
from operator import length_hint
from pathlib import Path
from typing import Any, Literal, TextIO, TypeVar

from msgspec.structs import replace

from report_cli.model import NOWHERE, Place
from report_cli.text import breaks, fold, visible
from report_cli.views.progress import Progress

Style = Literal["", "wrong", "right", "head", "group", "quiet", "good", "warn"]
Stretch = tuple[str, Style]
"""A piece of a line, and what it is."""
Where = Callable[[Place], Place]
"""A place of the workspace as seen from the current folder."""
Thing = TypeVar("Thing")

_STYLES: dict[Style, dict[str, Any]] = {
    "": {"reset": False},
    "wrong": {"fg": "red", "strikethrough": True},
    "right": {"fg": "green", "bold": True},
    "head": {"bold": True},
    "group": {"fg": "cyan"},
    "quiet": {"dim": True},
    "good": {"fg": "green"},
    "warn": {"fg": "yellow"},
}


class ReaderGone(Exception):
    """Nobody reads what is written any more, as after `report stats | head`."""


def prepare() -> None:
    """Piped text is UTF-8 with plain line ends on every system; a terminal shows ? for what it cannot.

    What is written to a stream that is closed (`>&-`) goes nowhere.
    """
    sys.stdout = sys.stdout or _nowhere()
    sys.stderr = sys.stderr or _nowhere()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            if stream.isatty():
                stream.reconfigure(errors="replace")
            else:
                stream.reconfigure(encoding="utf-8", errors="replace", newline="\n")


def _nowhere() -> TextIO:
    return open(os.devnull, "w", encoding="utf-8", errors="replace")  # noqa: PTH123  # as long as the program


def say(text: str) -> None:
    """Write a message, if there is one, for the person at the screen."""
    if text:
        write(folded(text, sys.stderr), sys.stderr)


def result(text: str) -> None:
    write(text, sys.stdout)


def json_result(content: object) -> None:
    result(json_text(content))


def prose(text: str) -> None:
    """Write a result to be read: on a terminal its lines are folded between words."""
    write(folded(text, sys.stdout), sys.stdout)


def write(text: str, stream: TextIO) -> None:
    # The framework would end the run with status 1 if it saw a BrokenPipeError.
    try:
        if stream is sys.stderr:
            # Both may go to the same place: keep their order.
            sys.stdout.flush()
        print(text, file=stream)
    except BrokenPipeError as error:
        raise ReaderGone from error


def json_text(content: object) -> str:
    import json

    return json.dumps(content, ensure_ascii=False, indent=1)


def columns(stream: TextIO | None = None) -> int:
    """The width of the terminal; 0 where nobody looks at one, so that nothing is folded or cut."""
    return shutil.get_terminal_size().columns if (stream or sys.stdout).isatty() else 0


def folded(text: str, stream: TextIO) -> str:
    """A text as the stream shows it: folded on a terminal, as it stands anywhere else."""
    cells = columns(stream)
    return "\n".join(fold(line, cells, _indent(line, cells)) for line in text.split("\n")) if cells else text


def _indent(line: str, cells: int) -> int:
    """How far the second part of a folded line stands in: a little further than the first."""
    return min(len(line) - len(line.lstrip()) + 2, cells // 2)


def styled(lines: Iterable[Sequence[Stretch]], indent: int | None = None) -> None:
    """Write lines as a result: in colour on a terminal, else plain.

    `indent`: how far the rest of a folded line stands in; None: a little further than the line itself.
    """
    cells = columns()
    for line in lines:
        text = visible("".join(text for text, _ in line), "\ufffd").rstrip()
        hanging = _indent(text, cells) if indent is None else indent
        if not _is_coloured():
            result(fold(text, cells, hanging) if cells else text)
            continue
        # On Windows this makes the terminal understand colours first.
        from typer import echo

        styles = [style for text, style in line for _ in text]
        for start, end in pairwise([0, *breaks(text, cells, hanging), len(text)]):
            echo(" " * hanging * bool(start) + _coloured(text[start:end], styles[start:end]), sys.stdout, color=True)


def _is_coloured() -> bool:
    return sys.stdout.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"


def _coloured(text: str, styles: Sequence[Style]) -> str:
    """A text with the codes of the terminal, given the style of each character."""
    from typer import style

    pieces = groupby(zip(text, styles, strict=True), key=lambda each: each[1])
    return "".join(style("".join(character for character, _ in piece), **_STYLES[name]) for name, piece in pieces)


def progress(things: Iterable[Thing], total: int = 0) -> Iterator[Thing]:
    """Go through things that may take a while: on a terminal a line says how many are done.

    `total`: how many there are, if they cannot be counted beforehand.
    """
    if not sys.stderr.isatty():
        yield from things
        return
    line = Progress(length_hint(things, total))
    for thing in things:
        yield thing
        line.step()
    line.clear()


def relative(file: str | Path, root: Path) -> str:
    """A file of the workspace as seen from the current folder, with `/`."""
    path = root / file
    try:
        return Path(os.path.relpath(path)).as_posix()
    except ValueError:  # another drive of Windows
        return path.as_posix()


def where(root: Path) -> Where:
    """How places of a workspace are written."""
    return lambda place: replace(place, file=relative(place.file, root))


def position(place: Place | None) -> dict[str, Any]:
    """A place for programs: null where it is not known."""
    found = place or NOWHERE
    return {"file": found.file or None, "line": found.line or None, "column": found.column or None}
