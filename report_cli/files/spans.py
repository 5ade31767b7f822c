"""Where each value of a YAML text stands, from its first character to behind its last."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import yaml
from msgspec import Struct

LINE_END = re.compile(r"\r\n|\r|\n")
BYTE_ORDER_MARK = "\ufeff"
Edit = tuple[int, int, str]
"""What stands between two places of a text, and what is to stand there."""


class ValueSpan(Struct, frozen=True):
    """A value, and the characters of the text that it takes: quotation marks and brackets too, comments not.

    `style`: that of a scalar (empty: plain), or `block` or `flow`. `keys` and `values`: of a mapping; a sequence has
    values only. `entries`: where each entry of a collection begins and ends, its dash or key counted.
    """

    start: int
    end: int
    style: str = ""
    keys: tuple[str, ...] = ()
    values: tuple[ValueSpan, ...] = ()
    entries: tuple[tuple[int, int], ...] = ()

    @property
    def is_flow(self) -> bool:
        return self.style == "flow"

    @property
    def is_block_text(self) -> bool:
        return self.style in ("|", ">")

    def inside(self, step: str | int) -> ValueSpan:
        """What stands under a key, or the item of a number (from 1)."""
        return self.values[self.keys.index(step) if isinstance(step, str) else step - 1]


class Edits:
    """Edits of a text, of which no two overlap."""

    def __init__(self) -> None:
        self.edits: list[Edit] = []  # in the order of the text

    def add(self, edit: Edit) -> bool:
        """Whether it has room between the others. Of two for one place, the later one stands before the other."""
        start, end, _ = edit
        at = bisect_left(self.edits, (start, end))
        before, after = self.edits[at - 1 : at], self.edits[at : at + 1]
        is_free = all(one[1] <= start for one in before) and all(one[0] >= end for one in after)
        if is_free:
            self.edits.insert(at, edit)
        return is_free

    def made(self, text: str) -> str:
        parts, done = list[str](), 0
        for start, end, new in self.edits:
            parts += text[done:start], new
            done = end
        return "".join([*parts, text[done:]])


@lru_cache(maxsize=4)
def read(text: str) -> ValueSpan:
    """The spots of a text that YAML can read and that has neither aliases nor tags."""
    return _Reading(text).spot()


class _Reading:
    def __init__(self, text: str) -> None:
        self.text = text
        bare = text.removeprefix(BYTE_ORDER_MARK)
        first = len(text) - len(bare)
        self.starts = [first, *(first + match.end() for match in LINE_END.finditer(bare))]
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        # The marks count lines and columns; only line ends of one character are counted alike by every loader.
        self.events: Iterator[Any] = iter(yaml.parse(LINE_END.sub("\n", bare), Loader=loader))
        while not isinstance(next(self.events), yaml.DocumentStartEvent):
            pass

    def offset(self, mark: Any) -> int:
        return min(self.starts[mark.line] + mark.column, len(self.text)) if mark.line < len(self.starts) else -1

    def spot(self) -> ValueSpan:
        return self.node(next(self.events))

    def node(self, event: Any) -> ValueSpan:
        start = self.offset(event.start_mark)
        if isinstance(event, yaml.MappingStartEvent):
            return self.collection(event, start, is_mapping=True)
        if isinstance(event, yaml.SequenceStartEvent):
            return self.collection(event, start, is_mapping=False)
        end = self.offset(event.end_mark)
        if event.style in ("|", ">"):
            # The mark stands behind the line ends that follow.
            end = start + len(self.text[start:end].rstrip())
        return ValueSpan(start, end, event.style or "")

    def collection(self, begun: Any, start: int, *, is_mapping: bool) -> ValueSpan:
        keys, values, entries = [], [], []
        event = next(self.events)
        while not isinstance(event, yaml.CollectionEndEvent):
            first = self.node(event)
            if is_mapping:
                keys.append(getattr(event, "value", ""))
            values.append(self.node(next(self.events)) if is_mapping else first)
            begins = first.start if is_mapping or begun.flow_style else self.text.rfind("-", 0, first.start)
            entries.append((begins, values[-1].end))
            event = next(self.events)
        end = self.offset(event.end_mark) if begun.flow_style else values[-1].end
        style = "flow" if begun.flow_style else "block"
        return ValueSpan(start, end, style, tuple(keys), tuple(values), tuple(entries))


# Lines ----------------------------------------------------------------------------------------------------------------


def indent_of(text: str, at: int) -> str:
    """The blanks that the line begins with in which a character stands."""
    line = text[line_start(text, at) :]
    return line[: len(line) - len(line.lstrip(" "))]


def line_start(text: str, at: int) -> int:
    return max(text.rfind("\n", 0, at), text.rfind("\r", 0, at)) + 1


def line_end(text: str, at: int) -> int:
    """Behind the end of the line in which a character stands."""
    found = LINE_END.search(text, at)
    return found.end() if found else len(text)


def ends_line(text: str, at: int) -> bool:
    return text.endswith(("\n", "\r"), 0, at)


def line_break(text: str, at: int) -> str:
    """How the line before a place ends; where none does, the first of the text."""
    for mark in ("\r\n", "\n", "\r"):
        if text.endswith(mark, 0, at):
            return mark
    found = LINE_END.search(text)
    return found.group() if found else "\n"
