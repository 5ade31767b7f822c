"""Plain texts and Markdown as passages, each character with its column in the file. Code in Markdown is not judged."""

import re
from collections.abc import Iterator

from msgspec import Struct

from report_cli.text import paragraphs
from report_cli.words.text import HIDDEN, Passage, Text, guessed

_HEADING = re.compile(r"(#{1,6})\s+")
_MARKUP = re.compile(r"\*\*|__|^\s*(?:[-*+>]\s+)+|<[^<>]*>")
_CODE = re.compile("`[^`]*`")
_FENCE = re.compile(r"\s*(?:```|~~~)")


class Source(Struct, frozen=True):
    """A text, and for each passage where its characters stand in the file: line and column (from 1)."""

    text: Text
    places: tuple[tuple[tuple[int, int], ...], ...]


def read(text: str, *, is_markdown: bool) -> Source:
    made = _of_markdown(text.split("\n")) if is_markdown else _of_text(text.split("\n"))
    found = [(passage, places) for passage, places in made if passage.text.strip()]
    return Source(Text(tuple(passage for passage, _ in found)), tuple(places for _, places in found))


_Placed = tuple[Passage, tuple[tuple[int, int], ...]]


def _of_text(lines: list[str]) -> Iterator[_Placed]:
    for each in paragraphs(lines):
        places = tuple((at + 1, column) for at in each for column in range(1, len(lines[at].rstrip()) + 1))
        yield guessed("".join(lines[at].rstrip() for at in each)), places


def _of_markdown(lines: list[str]) -> Iterator[_Placed]:
    is_code = False
    for number, line in enumerate(lines, 1):
        if _FENCE.match(line):
            is_code = not is_code
        if not is_code:
            passage, columns = _markdown(line)
            yield passage, tuple((number, column) for column in columns)


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
