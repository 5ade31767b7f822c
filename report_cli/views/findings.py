"""Findings as text with the line they are about, as JSON, and as annotations of GitHub."""

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, partial
from pathlib import Path
from typing import Any, TextIO

from msgspec.structs import replace

from report_cli.model import SEVERITIES, Finding, in_order
from report_cli.text import fitting, of_utf8, visible, width
from report_cli.views import screen

FORMATS = ("text", "json", "github")
_OF_GITHUB = {"error": "error", "warning": "warning", "hint": "notice"}
_IN_TEXT = "%\r\n"
_IN_PROPERTY = _IN_TEXT + ":,"
"""What GitHub would misread, in the text of an annotation and in its properties."""
_WINDOW = 200
"""How many cells of a source line are quoted where no terminal sets the limit."""
_NEAR = 4
"""So many characters on either side for each cell are enough, for few combine with another."""


def show_findings(
    findings: Sequence[Finding],
    root: Path,
    form: str = "text",
    stream: TextIO | None = None,
    contents: Mapping[str, bytes] | None = None,
) -> None:
    """Write findings to a stream; None: standard error. `contents`: files that are not written yet, by name."""
    stream = stream or sys.stderr
    if form == "json":
        screen.write(screen.json_text(entries(findings, root)), stream)
        return
    read, where = cache(partial(_lines, root, contents or {})), screen.where(root)
    for finding in _summed(findings) if form == "text" else findings:
        seen = replace(finding, place=where(finding.place))
        if form == "github":
            screen.write(_annotation(seen), stream)
        else:
            # A line of a table may hold what is nobody's business.
            file = "" if finding.place.sheet or finding.place.file.lower().endswith(".csv") else finding.place.file
            [line] = read(file)[finding.place.line - 1 : finding.place.line] or [""]
            screen.write(_as_text(seen, line, stream), stream)


_MANY = 5
_SUMMED = {"F211": ("，和上年", "处和上年一字不差"), "C113": ("里的数还没有", "处文字里的数还没有和数据绑定")}
"""Warnings of which many of a file are told as one: where what is each one's own ends, and what is said of all."""
_ALL = "每一项怎样改：report rule {}；一项一项看：加 --format github"


def _summed(findings: Sequence[Finding]) -> Iterator[Finding]:
    """The findings; of one file more than so many that say the same as one, at the first."""
    same: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        same.setdefault((finding.code, finding.place.file), []).append(finding)
    for finding in findings:
        alike = same[finding.code, finding.place.file]
        if finding.code not in _SUMMED or len(alike) <= _MANY:
            yield finding
        elif finding is alike[0]:
            mark, said = _SUMMED[finding.code]
            each = ((one.message.partition(mark)[0], f"（第{one.place.line}行）") for one in alike)
            listed = "、".join(own if own.endswith("）") else own + at for own, at in each)
            message = f"{len(alike)}{said}：{listed}"
            yield replace(finding, message=message, cure=f"{finding.cure}。{_ALL.format(finding.code)}")


def show_heads(findings: Iterable[Finding], root: Path) -> None:
    where = screen.where(root)
    for finding in findings:
        screen.prose(_head(replace(finding, place=where(finding.place))))


def show_failures(
    findings: Iterable[Finding], root: Path, *, strict: bool = False, contents: Mapping[str, bytes] | None = None
) -> int:
    """Write what fails the run to standard error; the exit status."""
    failures = [finding for finding in in_order(findings) if finding.fails(strict)]
    show_findings(failures, root, contents=contents)
    return 1 if failures else 0


def summary(findings: Iterable[Finding]) -> str:
    numbers = Counter(finding.severity for finding in findings)
    counted = [f"{numbers[severity]}个{word}" for severity, word in SEVERITIES.items() if severity in numbers]
    return f"共{'，'.join(counted)}" if counted else "没有问题"


def entries(findings: Iterable[Finding], root: Path) -> list[dict[str, Any]]:
    where = screen.where(root)
    return [entry(replace(finding, place=where(finding.place))) for finding in findings]


def entry(finding: Finding) -> dict[str, Any]:
    return {
        "code": finding.code,
        "severity": finding.severity,
        **screen.position(finding.place),
        "message": finding.message,
        "hint": finding.cure or None,
        "fact": finding.fact or None,
    }


def _annotation(finding: Finding) -> str:
    def escaped(text: object, characters: str) -> str:
        return str(text).translate({ord(character): f"%{ord(character):02X}" for character in characters})

    place = finding.place
    line, column = (0, 0) if place.sheet else (place.line, place.column)
    named = {"file": place.file, "line": line, "col": column, "title": f"{finding.code} {place.cell}".strip()}
    properties = [f"{name}={escaped(value, _IN_PROPERTY)}" for name, value in named.items() if value]
    text = f"{finding.message}；{finding.cure}" if finding.cure else finding.message
    return f"::{_OF_GITHUB[finding.severity]} {','.join(properties)}::{escaped(text, _IN_TEXT)}"


def _lines(root: Path, contents: Mapping[str, bytes], file: str) -> list[str]:
    try:
        data = contents.get(file)
        text = of_utf8((root / file).read_bytes() if data is None else data)
    except (OSError, UnicodeDecodeError):
        return []
    return text.split("\n")


def _head(finding: Finding) -> str:
    return visible(f"{finding.place}: {SEVERITIES[finding.severity]} {finding.code}: {finding.message}", "\ufffd")


def _as_text(finding: Finding, line: str, stream: TextIO) -> str:
    shown = [screen.folded(_head(finding), stream)]
    if line and not line.isspace():
        shown += _quoted(line, finding.place.column, screen.columns(stream))
    if finding.cure:
        shown.append(screen.folded(visible(f"    怎样改：{finding.cure}", "\ufffd"), stream))
    return "\n".join(shown)


def _quoted(line: str, column: int, cells: int) -> list[str]:
    """The line, cut around the column where it is long, and a caret that stands right under wide characters."""
    room = cells - len("    ……") if cells else _WINDOW
    # A line may be megabytes long and have a finding at each of its values: only what is near is looked at.
    first = max(column - 1 - _NEAR * room, 0)
    at = max(column - 1, 0) - first
    text = visible(line[first : first + at + _NEAR * room].replace("\t", " "), "\ufffd")
    start, end = _window(text, at, room)
    front, back = "…" if first + start else "", "…" if first + end < len(line) else ""
    caret = [f"    {' ' * width(front + text[start:at])}^"] if column else []
    return [f"    {front}{text[start:end]}{back}", *caret]


def _window(text: str, at: int, cells: int) -> tuple[int, int]:
    """The part of a line around a character that takes no more than so many cells."""
    if fitting(text, cells) == len(text):
        return 0, len(text)
    before = text[:at]
    start = len(before) - fitting(before[::-1], cells // 2)
    return start, start + fitting(text[start:], cells)
