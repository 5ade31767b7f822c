"""What templates call beside facts: sentences of clauses, tables, attachments, footnotes.

A macro gives text: where it makes more than prose, noncharacters stand round it, which the blocks read and drop.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from report_cli.compose.atoms import (
    ATTACHMENT_CLOSE,
    ATTACHMENT_OPEN,
    BREAK,
    MARK,
    NOTE_CLOSE,
    NOTE_OPEN,
    TABLE_CLOSE,
    TABLE_OPEN,
    TURNED,
    unmarked,
)

_LAST_MARKS = re.compile(rf"(?:{MARK.pattern})+\s*$")
"""Of what came out empty at the end of a line."""

Caller = Callable[[], str]


def sentence(between: str = "，", *, caller: Caller) -> str:
    """Its lines are clauses: joined by a comma, closed by a full stop; nothing where none is left."""
    joined = ""
    for clause in _lines(caller()):
        gap = "" if not joined or joined.endswith(("，", "；", "：", "、", "。", "！", "？")) else between
        joined += gap + clause.strip()
    if not joined:
        return ""
    return joined if joined.endswith(("。", "！", "？", "。”", "！”")) else joined.rstrip("，；：、") + "。"


def table(caption: object = "", landscape: bool = False, *, caller: Caller) -> str:
    """Its lines are rows, the first one the head; cells are parted by |. `landscape`: on a sheet that lies on its side."""
    return table_of(_lines(caller()), caption, landscape)


def table_of(rows: list[str], caption: object = "", landscape: bool = False) -> str:
    """A table of such rows; nothing where there is but the head."""
    first = f"{TABLE_OPEN}{TURNED if landscape else ''}{caption}"
    return "\n\n" + "\n".join([first, *rows, TABLE_CLOSE]) + "\n\n" if len(rows) > 1 else ""


def attachment(name: object, landscape: bool = False, *, caller: Caller) -> str:
    """An attachment of that name, on pages of its own; nothing where it has no content."""
    text = caller()
    if not unmarked(text).strip():
        return ""
    return f"\n\n{ATTACHMENT_OPEN}{TURNED if landscape else ''}{name}\n{text}\n{ATTACHMENT_CLOSE}\n\n"


def footnote(text: object = "", *, caller: Caller | None = None) -> str:
    """A footnote that hangs on what stands before it: its text is given, or stands between `call` and `endcall`."""
    said = "".join(line.strip() for line in (caller() if caller else str(text)).split("\n"))
    return f"{NOTE_OPEN}{said}{NOTE_CLOSE}" if unmarked(said).strip() else ""


def _lines(text: str) -> list[str]:
    return [_LAST_MARKS.sub("", line) for line in text.replace(BREAK, "").split("\n") if unmarked(line).strip()]
