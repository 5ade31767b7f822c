"""What is shown: results go to standard output, messages to standard error.

What is piped is plain text of ours, nothing folded or cut. On a terminal, and only there, rich draws it.
"""

import io
import os
import shutil
import sys
import time
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from functools import cache, partial
from operator import length_hint
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TextIO, TypeVar

from msgspec.structs import replace

from report_cli.model import NOWHERE, Place
from report_cli.text import breaks, excerpt, fold, visible, width

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions
    from rich.measure import Measurement
    from rich.text import Text

Style = Literal["", "wrong", "right", "head", "group", "quiet", "good", "warn"]
Stretch = tuple[str, Style]
"""A piece of a line, and what it is."""
Where = Callable[[Place], Place]
"""A place of the workspace as seen from the current folder."""
Thing = TypeVar("Thing")

_STYLES: dict[Style, str] = {
    "": "",
    "wrong": "red strike",
    "right": "bold green",
    "head": "bold",
    "group": "cyan",
    "quiet": "dim",
    "good": "green",
    "warn": "yellow",
}
_LONGEST = 16
"""So many characters of a text are shown in a table that no terminal fits into its width."""
_OFTEN, _SELDOM = 0.1, 10.0
"""After so many seconds it is told again how far a run is: in one line that renews itself, in plain lines."""


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
    if text:
        write(folded(_harmless(text), sys.stderr), sys.stderr)


def _harmless(text: str) -> str:
    """A text without signs that a terminal obeys: a file's name may hold them, and turn lines about or paint them."""
    return visible(text, "�").replace("\r", "�")


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
        print(_harmless(text) if stream.isatty() else text, file=stream)
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
    return min(len(line) - len(line.lstrip()) + 2, cells // 2)


def styled(lines: Iterable[Sequence[Stretch]]) -> None:
    """Write lines as a result: in colour and folded on a terminal, else plain."""
    for line in lines:
        if columns():
            _terminal(sys.stdout).print(_Folded(line))
        else:
            result(_plain(line).rstrip())


def _stretch(cell: str | Stretch) -> Stretch:
    return (cell, "") if isinstance(cell, str) else cell


def table(rows: Iterable[Sequence[str | Stretch]], right: Container[int] = ()) -> None:
    """Write rows as a result, in columns; those in `right` end under each other and are the last to be narrowed.

    A row of one cell is the head of those below it, which then stand two cells further in.
    """
    lines = [[*map(_stretch, row)] for row in rows]
    indent = 2 * any(len(line) == 1 for line in lines)
    if not columns():
        from report_cli.views import tables

        result("\n".join(tables.aligned([[_plain([cell]) for cell in line] for line in lines], right, indent)))
        return
    from rich.table import Table

    grid = Table.grid(padding=(0, 2))
    for column in range(max(map(len, lines), default=0)):
        grid.add_column(justify="right" if column in right else "left", no_wrap=column in right)
    for line in lines:
        cells = [_Folded([cell]) for cell in line]
        if len(line) > 1:
            cells[0] = _Folded([(" " * indent, ""), line[0]])
        grid.add_row(*cells)
    _terminal(sys.stdout).print(grid)


def short_table(title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Write a table without the columns that are empty throughout.

    Where no terminal fits it into its width, texts are cut, but for those of the last column.
    """
    short = rows if columns() else [[*map(_cut, row[:-1]), row[-1]] for row in rows]
    filled = [column for column in zip(head, *short, strict=True) if any(column[1:])]
    table([[title], *zip(*filled, strict=True)])


def _cut(text: str) -> str:
    return excerpt(text, _LONGEST)


class _Folded:
    """What rich folds as `fold` does: by itself it begins lines with 。 and parts numbers from their units."""

    def __init__(self, stretches: Sequence[Stretch]) -> None:
        self.stretches = stretches

    def __rich_console__(self, console: "Console", options: "ConsoleOptions") -> "Iterator[Text]":
        from rich.text import Text

        text = Text.assemble(*((visible(text, "\ufffd"), _STYLES[style]) for text, style in self.stretches))
        indent = _indent(text.plain, options.max_width)
        for number, part in enumerate(text.divide(breaks(text.plain, options.max_width, indent))):
            part.rstrip()
            yield Text(" " * indent).append_text(part) if number else part

    def __rich_measure__(self, console: "Console", options: "ConsoleOptions") -> "Measurement":
        from rich.measure import Measurement

        return Measurement(1, width(_plain(self.stretches)))


def _plain(stretches: Sequence[Stretch]) -> str:
    return visible("".join(text for text, _ in stretches), "\ufffd")


def _terminal(stream: TextIO) -> "Console":
    from rich.console import Console

    colours: Literal["auto"] | None = None if "NO_COLOR" in os.environ else "auto"
    return Console(file=stream, color_system=colours, highlight=False, markup=False, emoji=False)


class Progress:
    """How far a long run is: one line that renews itself; on a terminal that cannot, a plain line now and then."""

    def __init__(self, total: int) -> None:
        self.total, self.done = total, 0
        self.terminal = _terminal(sys.stderr) if sys.stderr.isatty() and os.environ.get("TERM") != "dumb" else None
        self.started = self.said = time.monotonic()

    def step(self) -> None:
        self.done += 1
        now = time.monotonic()
        if now - self.said < (_OFTEN if self.terminal else _SELDOM) or self.done >= self.total:
            return
        self.said = now
        left = self.seconds / self.done * (self.total - self.done)
        text = f"已完成{self.done}/{self.total}，每秒{self.rate}，还要{duration(left)}"
        if self.terminal:
            self.clear()
            self.terminal.print(text, end="")
        else:
            print(text, file=sys.stderr, flush=True)

    def clear(self) -> None:
        if self.terminal:
            from rich.control import Control
            from rich.segment import ControlType

            self.terminal.control(Control(ControlType.CARRIAGE_RETURN, (ControlType.ERASE_IN_LINE, 0)))

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.started

    @property
    def rate(self) -> str:
        """How many a second: 85个, 0.4个."""
        rate = self.done / max(self.seconds, 1e-6)
        return f"{rate:.0f}个" if rate >= 10 else f"{rate:.1f}个"


def duration(seconds: float) -> str:
    """34秒, 2分05秒, 1小时07分."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole}秒"
    return f"{whole // 60}分{whole % 60:02}秒" if whole < 3600 else f"{whole // 3600}小时{whole % 3600 // 60:02}分"


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
    seen = cache(partial(relative, root=root))
    return lambda place: replace(place, file=seen(place.file))


def position(place: Place | None) -> dict[str, Any]:
    """A place for programs: null where it is not known. One in a spreadsheet has `sheet` and `cell` too."""
    found = place or NOWHERE
    if found.sheet:
        return {"file": found.file, "line": None, "column": None, "sheet": found.sheet, "cell": found.cell or None}
    return {"file": found.file or None, "line": found.line or None, "column": found.column or None}
