"""A draft that is plain text or Markdown, as lines: what people typed, without the marks of Markdown.

Empty lines part paragraphs and are none themselves.
"""

import re

from report_cli.docx.manuscript import Line, Manuscript, pending
from report_cli.model import CannotRun

MAX_TEXT = 16 * 1024 * 1024
_RULE = re.compile(r"\|?(?:\s*:?-{3,}:?\s*\|)+\s*(?::?-{3,}:?)?")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_HEADING = re.compile(r"#{1,6}\s+")
_BULLET = re.compile(r"[-+*]\s+")
# An asterisk or a bar that an escape has not made plain.
_EMPHASIS = re.compile(r"(?<!\\)\*{1,3}")
# Where a footnote hangs, and where its text begins.
_NOTE = re.compile(r"(?<!\\)\[\^\d+\](?::\s)?")
_BAR = re.compile(r"(?<!\\)\|")


def read(data: bytes, *, markdown: bool) -> Manuscript:
    """The lines of a text. Raises CannotRun where the data is none."""
    texts = [line for line in decoded(data).splitlines() if line.strip()]
    if markdown:
        texts = [text for line in texts for text in _without_markup(line.strip())]
    lines = tuple(map(Line, texts))
    return Manuscript(lines, tuple(pending(lines)))


def decoded(data: bytes) -> str:
    """Text as editors save it: UTF-8, UTF-16 with its mark, else GB18030, as Windows' older editors do."""
    if len(data) > MAX_TEXT:
        raise CannotRun("文件太大，不像一份稿子；核对文件")
    encodings = ["utf-16"] if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise CannotRun("不是文本文件；核对的稿子用DOCX、MD或TXT")


def _without_markup(line: str) -> list[str]:
    if _RULE.fullmatch(line):
        return []
    if line.startswith("|") and line.endswith("|"):
        return [_plain(cell.strip()) for cell in _BAR.split(line)[1:-1]]
    return [_plain(_BULLET.sub("", _HEADING.sub("", line, count=1), count=1))]


def _plain(text: str) -> str:
    return _ESCAPED.sub(r"\1", _EMPHASIS.sub("", _NOTE.sub("", text)))
