"""The bookmarks that bind figures: a hidden one round each, which Word, WPS and LibreOffice keep when they save.

Its name begins with `_`, so that Word lists it nowhere; it leaves no trace on the page. It says which fact it is, in
which form, and which of its appearances.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count

from msgspec import Struct, field

from report_cli.document import Run, binding

_NAME = re.compile(r"_r([0-9a-f]{10})_([0-9]{1,6})")


class Bookmarks(Struct, frozen=True):
    """Those put into one text so far."""

    said: dict[str, int] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=count)

    def around(self, run: Run, xml: str) -> str:
        """The XML of a run that says a fact, bound. Runs are to come in reading order."""
        number = next(self.numbers)
        key = binding(run.fact, run.form)
        self.said[key] = appearance = self.said.get(key, 0) + 1
        return (
            f'<w:bookmarkStart w:id="{number}" w:name="{name(key, appearance)}"/>{xml}<w:bookmarkEnd w:id="{number}"/>'
        )


def name(key: str, appearance: int) -> str:
    """The name for the appearance (from 1) of what `document.binding` calls `key`."""
    return f"_r{key}_{appearance}"


def read(name: str) -> tuple[str, int] | None:
    """The binding and its appearance that a bookmark's name stands for; None where it is not one of ours."""
    match = _NAME.fullmatch(name)
    return (match[1], int(match[2])) if match else None
