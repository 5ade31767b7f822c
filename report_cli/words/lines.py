"""Plain texts and Markdown as passages, each character with its column in the file. Code in Markdown is not judged."""

import re

from msgspec import Struct

from report_cli.words.text import HIDDEN, Passage, Text, guessed

_HEADING = re.compile(r"(#{1,6})\s+")
_MARKUP = re.compile(r"\*\*|__|^\s*(?:[-*+>]\s+)+|<[^<>]*>")
_CODE = re.compile("`[^`]*`")
_FENCE = re.compile(r"\s*(?:```|~~~)")


class Source(Struct, frozen=True):
    """A text, and for each passage the line of the file and the columns of its characters (from 1)."""

    text: Text
    lines: tuple[int, ...]
    columns: tuple[tuple[int, ...], ...]


def read(text: str, *, is_markdown: bool) -> Source:
    passages, lines, columns = list[Passage](), list[int](), list[tuple[int, ...]]()
    is_code = False
    for number, line in enumerate(text.split("\n"), 1):
        if is_markdown and _FENCE.match(line):
            is_code = not is_code
        if is_code:
            continue
        passage, places = _markdown(line) if is_markdown else (guessed(line), tuple(range(1, len(line) + 1)))
        if passage.text.strip():
            passages.append(passage)
            lines.append(number)
            columns.append(places)
    return Source(Text(tuple(passages)), tuple(lines), tuple(columns))


def _markdown(line: str) -> tuple[Passage, tuple[int, ...]]:
    line = _CODE.sub(lambda code: HIDDEN * len(code[0]), line)
    heading = _HEADING.match(line)
    gone = {at for match in _MARKUP.finditer(line) for at in range(*match.span())}
    kept = [at for at in range(heading.end() if heading else 0, len(line)) if at not in gone]
    text, places = "".join([line[at] for at in kept]), tuple(at + 1 for at in kept)
    if heading:
        level = len(heading[1]) - 1
        return Passage(text, "heading" if level else "title", level), places
    if line.lstrip().startswith("|"):
        return Passage(text, "other"), places
    return guessed(text), places
