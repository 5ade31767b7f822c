"""What a user sees: findings, tables and messages, as plain text, in colour on a terminal, or for programs.

Results go to standard output, messages to standard error. What is piped is plain text of ours, nothing folded or cut.
"""

from __future__ import annotations

import io
import os
import shutil
import stat
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO, TypeVar

from report_cli.model import Finding, Place, Severity
from report_cli.text import breaks, excerpt, fold, invisible, width
from report_cli.views.progress import Meter

if TYPE_CHECKING:
    from report_cli.facts.ledger import Ledger
    from report_cli.questions.owed import Debt

FINDING_FORMATS = ("text", "json", "github")
TABLE_FORMATS = ("table", "json", "csv", "md")
SEVERITIES: dict[Severity, str] = {"error": "错误", "warning": "警告", "hint": "提示"}
_OF_GITHUB = {"error": "error", "warning": "warning", "hint": "notice"}
_WINDOW = 200
"""Cells of a source line that a finding quotes; on a terminal, what it has."""
Thing = TypeVar("Thing")


def prepare() -> None:
    """Piped text is UTF-8 with plain line ends on every system; a terminal shows ? for what it cannot.

    What is written to a stream that is closed (`>&-`) goes nowhere.
    """
    if sys.stdout is None:
        sys.stdout = _nowhere()
    if sys.stderr is None:
        sys.stderr = _nowhere()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            if stream.isatty():
                stream.reconfigure(errors="replace")
            else:
                stream.reconfigure(encoding="utf-8", errors="replace", newline="\n")


def _nowhere() -> TextIO:
    return open(os.devnull, "w", encoding="utf-8", errors="replace")  # noqa: PTH123  # as long as the program


class ReaderGone(Exception):
    """Nobody reads any more what is written, as after `report stats | head`."""


def say(text: str) -> None:
    """A message for the person at the screen."""
    _write(_folded(text, sys.stderr), sys.stderr)


def result(text: str) -> None:
    _write(text, sys.stdout)


def page(text: str) -> None:
    """A result that is prose: on a terminal its lines are folded between words, in what they stand in."""
    _write(_folded(text, sys.stdout), sys.stdout)


def columns(stream: TextIO | None = None) -> int:
    """How wide a terminal is; 0 where nobody looks at one, so that nothing is folded or cut."""
    return shutil.get_terminal_size().columns if (stream or sys.stdout).isatty() else 0


def _folded(text: str, stream: TextIO) -> str:
    cells = columns(stream)
    return "\n".join(fold(line, cells, _hanging(line, cells)) for line in text.split("\n")) if cells else text


def _hanging(line: str, cells: int) -> int:
    """Where the second part of a line stands: a little further in than the first."""
    return min(len(line) - len(line.lstrip()) + 2, cells // 2)


def progress(things: Sequence[Thing]) -> Iterator[Thing]:
    """Go through things that may take a while: on a terminal a line says how many are done."""
    return progress_of(things, len(things))


def progress_of(things: Iterable[Thing], total: int) -> Iterator[Thing]:
    """The same, of so many things."""
    if not sys.stderr.isatty():
        yield from things
        return
    meter = Meter(total)
    for thing in things:
        yield thing
        meter.step()
    meter.clear()


def _write(text: str, stream: TextIO) -> None:
    # The framework would end the run with status 1 where it sees a BrokenPipeError.
    try:
        if stream is sys.stderr:
            # So that both come in order where they go to the same place.
            sys.stdout.flush()
        print(text, file=stream)
    except BrokenPipeError as error:
        raise ReaderGone from error


def relative(file: str | Path, root: Path) -> str:
    """A file of the workspace as seen from the current folder, with `/`."""
    path = root / file
    try:
        return Path(os.path.relpath(path)).as_posix()
    except ValueError:  # another drive of Windows
        return path.as_posix()


_COLOURS = {
    "wrong": "red strike",
    "right": "bold green",
    "head": "bold",
    "quiet": "dim",
    "good": "green",
    "warn": "yellow",
}


def stretches(lines: Iterable[Sequence[tuple[str, str]]]) -> None:
    """Lines of stretches of text, each with what it is: in colour on a terminal, else plain."""
    if not _is_coloured():
        for line in lines:
            page(_harmless("".join(text for text, _ in line)))
        return
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False, markup=False, emoji=False)
    for line in lines:
        text = Text.assemble(*((_harmless(text), _COLOURS.get(style, "")) for text, style in line))
        indent = _hanging(text.plain, console.width)
        places = [0, *breaks(text.plain, console.width, indent), len(text)]
        for start, end in pairwise(places):
            console.print(Text(" " * indent if start else "").append_text(text[start:end]), soft_wrap=True)


def _is_coloured() -> bool:
    return sys.stdout.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"


def findings(found: Sequence[Finding], root: Path, form: str, stream: TextIO) -> None:
    """Show findings in one of the formats; text quotes the source line, a caret under the place."""
    if form == "json":
        _write(as_json(entries(found, root)), stream)
        return
    lines = _Lines(root)
    for finding in found:
        _write(_annotation(finding, root) if form == "github" else _as_text(finding, root, lines, stream), stream)


def entries(found: Sequence[Finding], root: Path) -> list[dict[str, Any]]:
    """Findings for programs."""
    return [_as_json(finding, root) for finding in found]


def heads(found: Sequence[Finding], root: Path) -> None:
    """Findings in a line each."""
    for finding in found:
        page(_head(finding, root))


def summary(found: Sequence[Finding]) -> str:
    numbers = Counter(finding.severity for finding in found)
    counted = [f"{numbers[severity]}个{word}" for severity, word in SEVERITIES.items() if severity in numbers]
    return f"共{'，'.join(counted)}" if counted else "没有问题"


def _as_json(finding: Finding, root: Path) -> dict[str, Any]:
    return {
        "code": finding.code,
        "severity": finding.severity,
        "file": relative(finding.place.file, root),
        "line": finding.place.line or None,
        "column": finding.place.column or None,
        "message": finding.message,
        "hint": finding.cure or None,
        "fact": finding.fact or None,
    }


def _annotation(finding: Finding, root: Path) -> str:
    """A workflow command of GitHub, which shows the finding at its line."""

    def escaped(text: str, more: str = "") -> str:
        for character in "%\r\n" + more:
            text = text.replace(character, f"%{ord(character):02X}")
        return text

    place = {
        "file": relative(finding.place.file, root),
        "line": finding.place.line,
        "col": finding.place.column,
        "title": finding.code,
    }
    properties = ",".join(f"{name}={escaped(str(value), ':,')}" for name, value in place.items() if value)
    return f"::{_OF_GITHUB[finding.severity]} {properties}::{escaped(f'{finding.message}；{finding.cure}' if finding.cure else finding.message)}"


class _Lines:
    """The lines of the files that findings speak of."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.files: dict[str, list[str]] = {}

    def get(self, place: Place) -> str | None:
        if place.file not in self.files:
            try:
                text = (self.root / place.file).read_bytes().decode("utf-8-sig")
                self.files[place.file] = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
            except (OSError, UnicodeDecodeError):
                self.files[place.file] = []
        lines = self.files[place.file]
        return lines[place.line - 1] if 0 < place.line <= len(lines) else None


def _head(finding: Finding, root: Path) -> str:
    where = Place(relative(finding.place.file, root), finding.place.line, finding.place.column)
    return _harmless(f"{where}: {SEVERITIES[finding.severity]} {finding.code}: {finding.message}")


def _as_text(finding: Finding, root: Path, lines: _Lines, stream: TextIO) -> str:
    place = finding.place
    shown = [_folded(_head(finding, root), stream)]
    line = lines.get(place)
    if line is not None and line.strip():
        shown += _quoted(line, place.column, columns(stream))
    if finding.cure:
        shown.append(_folded(_harmless(f"    怎样改：{finding.cure}"), stream))
    return "\n".join(shown)


def _harmless(text: str) -> str:
    """Characters that nobody sees, and that may move a terminal's cursor, as a mark."""
    return (
        text
        if invisible(text) is None
        else "".join("\ufffd" if invisible(character) == 0 else character for character in text)
    )


def _quoted(line: str, column: int, cells: int) -> list[str]:
    """The line, cut around the place where it is long, and a caret that stands right under wide characters."""
    at = max(column - 1, 0)
    text = _harmless(line.replace("\t", " "))
    start, end = _window(text, at, cells - len("    ……") if cells else _WINDOW)
    front, back = "…" if start else "", "…" if end < len(text) else ""
    shown = [f"    {front}{text[start:end]}{back}"]
    if column:
        shown.append("    " + " " * width(front + text[start:at]) + "^")
    return shown


def _window(text: str, at: int, cells: int) -> tuple[int, int]:
    """The part of a line around a place that takes no more than so many cells."""
    if width(text) <= cells:
        return 0, len(text)
    start = at
    while start > 0 and width(text[start - 1 : at]) <= cells // 2:
        start -= 1
    end = start
    while end < len(text) and width(text[start : end + 1]) <= cells:
        end += 1
    return start, end


def stats_table(ledger: Ledger, root: Path, form: str) -> str | None:
    """The figures of a year in one of the formats; None where they have been shown on the terminal already."""
    from report_cli.questions import stats

    if form == "json":
        content = stats.as_json(ledger)
        for fact in content["facts"]:
            fact["file"] = relative(fact["file"], root)
        return as_json(content)
    head, cells = stats.table(ledger)
    if form == "csv":
        return _csv([head, *cells])
    if form == "md":
        return _markdown(head, cells)
    bars = [_bar(row.share) for row in stats.figures(ledger)]
    title = f"{ledger.year}年主要数据（{relative(ledger.file, root)}）"
    if _is_coloured():
        _on_terminal(title, head, cells, bars)
        return None
    return _plain(title, head, cells, bars)


def table(title: str, head: Sequence[str], cells: Sequence[Sequence[str]], form: str) -> str:
    """Rows by their first column's groups, in one of the formats but JSON; on a screen what is empty throughout is left out."""
    if form == "csv":
        return _csv([head, *cells])
    if form == "md":
        return _markdown(head, cells)
    by_group: dict[str, list[list[str]]] = {}
    for row in cells:
        by_group.setdefault(row[0], []).append(list(row[1:]))
    return "\n\n".join([title, *(f"{group}\n{_fitted(head[1:], rows)}" for group, rows in by_group.items())])


def owed_table(ledger: Ledger, found: Sequence[Debt], root: Path, form: str) -> str:
    """Who owes what of a year: for the screen and to be sent by owner, for programs and spreadsheets as one table."""
    from report_cli.questions import owed

    rows = [[*row[:-1], relative(row[-1], root)] for row in owed.table(found)]
    if form == "json":
        return as_json([dict(zip(owed.KEYS, row, strict=True)) for row in rows])
    if form == "csv":
        return _csv([owed.HEAD, *rows])
    by_owner: dict[str, list[list[str]]] = {}
    for row in rows:
        by_owner.setdefault(row[0], []).append([*row[1:3], *row[4:]])
    head = [*owed.HEAD[1:3], *owed.HEAD[4:]]
    title = f"{ledger.year}年的数据，还欠{len(rows)}项" if rows else f"{ledger.year}年的数据都齐了"
    if form == "md":
        parts = [f"## {owner}（{len(cells)}项）\n\n{_markdown(head, cells)}" for owner, cells in by_owner.items()]
        return "\n\n".join([f"# {title}", *parts])
    parts = [f"{owner}（{len(cells)}项）\n{_fitted(head, cells)}" for owner, cells in by_owner.items()]
    return "\n\n".join([title, *parts])


def _fitted(head: Sequence[str], cells: Sequence[Sequence[str]]) -> str:
    """Columns that fit the terminal as well as their texts can be cut."""
    shown = _columns(head, cells)
    for most in range(15, 4, -1):
        if not columns() or max(map(width, shown.split("\n"))) <= columns():
            break
        shown = _columns(head, cells, most)
    return shown


def _columns(head: Sequence[str], cells: Sequence[Sequence[str]], most: int = 16) -> str:
    """Columns under their heads, aligned by the width of Chinese characters; those that are empty throughout left out, long texts cut."""
    shown = [[excerpt(cell, most) for cell in line[:-1]] + [line[-1]] for line in cells]
    filled = [column for column in zip(head, *shown, strict=True) if any(column[1:])]
    widths = [max(width(cell) for cell in column) for column in filled]
    lines = zip(*filled, strict=True)
    return "\n".join(
        ("  " + "  ".join(c + " " * (w - width(c)) for c, w in zip(line, widths, strict=True))).rstrip()
        for line in lines
    )


def as_json(content: object) -> str:
    import json

    return json.dumps(content, ensure_ascii=False, indent=1)


def _csv(rows: Iterable[Sequence[str]]) -> str:
    import csv

    stream = io.StringIO()
    if _is_empty_file(sys.stdout):
        stream.write(_BYTE_ORDER_MARK)
    csv.writer(stream, lineterminator="\n").writerows(rows)
    return stream.getvalue().rstrip("\n")


_BYTE_ORDER_MARK = "\ufeff"
"""Without it Excel on a Chinese Windows takes a file for GBK. Programs, which mostly read from a pipe, would take it for text."""


def _is_empty_file(stream: TextIO) -> bool:
    """Whether what is printed now is the beginning of a file."""
    try:
        stream.flush()
        found = os.fstat(stream.fileno())
    except (OSError, ValueError):
        return False
    return stat.S_ISREG(found.st_mode) and not found.st_size


def _markdown(head: Sequence[str], cells: Iterable[Sequence[str]]) -> str:
    rows = [head, ["---"] * len(head), *cells]
    return "\n".join(f"| {' | '.join(cell.replace('|', '｜') for cell in row)} |" for row in rows)


def _bar(share: float | None, cells: int = 10) -> str:
    if share is None:
        return ""
    # A rate below 100% never looks full, one above 0 never empty.
    filled = min(max(round(share * cells), 1), cells - 1) if 0 < share < 1 else round(share * cells)
    return "█" * filled + "░" * (cells - filled)


def _grouped(cells: Sequence[Sequence[str]], head: Callable[[str], None], row: Callable[[int], None]) -> None:
    group = ""
    for index, line in enumerate(cells):
        if line[0] != group:
            group = line[0]
            head(group)
        row(index)


def _plain(title: str, head: Sequence[str], cells: Sequence[Sequence[str]], bars: Sequence[str]) -> str:
    """Columns aligned by the width of Chinese characters; numbers to the right."""
    upright = (
        [list(column) for column in zip(*([head[1:]] + [line[1:] for line in cells]), strict=True)] if cells else []
    )
    widths = [max(width(cell) for cell in column) for column in upright]
    shown = [title, ""]

    def line(texts: Sequence[str], bar: str = "") -> str:
        padded = [texts[0] + " " * (widths[0] - width(texts[0]))]
        padded += [" " * (widths[i] - width(text)) + text for i, text in enumerate(texts[1:-1], 1)]
        front = "  ".join(["  " + "  ".join(padded), bar or " " * 10, ""])
        return (
            fold((front + texts[-1]).rstrip(), columns(), width(front)) if columns() else (front + texts[-1]).rstrip()
        )

    if cells:
        shown.append(line(head[1:]))
    _grouped(cells, shown.append, lambda index: shown.append(line(cells[index][1:], bars[index])))
    return "\n".join(shown)


def _on_terminal(title: str, head: Sequence[str], cells: Sequence[Sequence[str]], bars: Sequence[str]) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(highlight=False, markup=False, emoji=False)
    table = Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column(head[1], overflow="fold")
    for name in head[2:-1]:
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("")
    table.add_column(head[-1], style="dim", overflow="fold")
    others = [max(map(width, column)) for column in zip(head, *cells, strict=True)][1:-1]
    # What is left beside the names, two cells in, the figures and a bar of ten, each parted from the next by three.
    room = max(console.width - 2 - (2 + sum(others) + 10) - 3 * (len(others) + 1), 16)

    def row(index: int) -> None:
        texts = cells[index][1:]
        missing = texts[1] in ("未填", "算不出")
        table.add_row(
            f"  {texts[0]}",
            Text(texts[1], "yellow" if missing else "bold"),
            *texts[2:-1],
            Text(bars[index], "green"),
            fold(texts[-1], room),
        )

    _grouped(cells, lambda group: table.add_row(Text(group, "cyan")), row)
    console.print(table)
