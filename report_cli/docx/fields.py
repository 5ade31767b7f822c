"""The fields of a Word file: what of them shows, what of that changes by itself, and what stands in no text."""

import re
from collections.abc import Iterable
from typing import Literal

from msgspec import Struct

from report_cli.docx.manuscript import Line, Trace

GENERATED = re.compile(r"\s*(?:TOC|PAGE|NUMPAGES|SECTIONPAGES|PAGEREF|INDEX|SECTION)\b")
"""Fields whose text is none of the author's: page numbers, tables of contents."""
# Fields whose text stays as it is.
_STEADY = re.compile(r"\s*(?:HYPERLINK|NOTEREF|FORMTEXT|FORMCHECKBOX|ADDIN|CREATEDATE)\b|\s*$", re.IGNORECASE)
# Fields that Word draws by their instruction: their signs are no text of the file.
_DRAWN = re.compile(r"\s*(?:EQ|SYMBOL|MACROBUTTON|GOTOBUTTON|FORMDROPDOWN|\w*BARCODE)\b", re.IGNORECASE)
_NUMBERED = re.compile(r"\s*(?:AUTONUM\w*|LISTNUM)\b", re.IGNORECASE)
# Fields that show nothing: entries of an index, steps of a mail merge.
_SILENT = re.compile(r"\s*(?:XE|TC|TA|RD|SET|ASK|PRIVATE|ADVANCE|NEXT|NEXTIF|SKIPIF)\b", re.IGNORECASE)


_Found = tuple[Literal["field", "drawn", "numbered"], str]


class _Field(Struct):
    """`is_shown`: its result has begun; `before`: so much had been shown when it began."""

    instruction: str
    is_shown: bool
    before: int


class Fields:
    """The fields that are open where one reads, the outermost first.

    What stands in one before its result (the result of another that its instruction asks for) does not show.
    """

    def __init__(self) -> None:
        self._open: list[_Field] = []
        # So many began in an earlier paragraph; so many of this one have not come to their result.
        self._outside = self._waiting = self._shown = 0

    def in_new_paragraph(self) -> None:
        self._outside, self._waiting = len(self._open), 0

    def begin(self, instruction: str | None = None) -> None:
        """`instruction`: of a field that says it at once, and whose result begins here."""
        self._open.append(_Field(instruction or "", instruction is not None, self._shown))
        self._waiting += instruction is None

    def say(self, instruction: str) -> None:
        if self._open:
            self._open[-1].instruction += instruction

    def separate(self) -> None:
        if self._open and not self._open[-1].is_shown:
            self._open[-1].is_shown = True
            self._waiting -= len(self._open) > self._outside

    def mark(self, kind: str | None) -> _Found | None:
        """A `fldChar`; at the end of a field, what is found of it."""
        if kind == "begin":
            self.begin()
        elif kind == "separate":
            self.separate()
        return self.end() if kind == "end" else None

    def end(self) -> _Found | None:
        """Close the innermost. What it shows that is no text of the file, or will be by and by; and its instruction.

        One that stands in the instruction of another shows nothing.
        """
        if not self._open:
            return None
        self.separate()
        field = self._open.pop()
        self._outside = min(self._outside, len(self._open))
        instruction = field.instruction.strip()
        if self._waiting > 0:
            return None
        if _DRAWN.match(instruction):
            return "drawn", instruction
        if _NUMBERED.match(instruction):
            return "numbered", instruction
        is_empty = self._shown == field.before
        return ("field", instruction) if is_empty and _may_change(instruction) else None

    def shows(self, text: str) -> bool:
        """Whether a text that stands here shows at all. It is counted as shown then."""
        if self._waiting <= 0:
            self._shown += len(text)
        return self._waiting <= 0

    @property
    def is_generated(self) -> bool:
        return any(GENERATED.match(field.instruction) for field in self._open)

    @property
    def instruction(self) -> str:
        """That of the innermost field which began in this paragraph; empty where there is none."""
        return self._open[-1].instruction.strip() if len(self._open) > self._outside else ""


def _may_change(instruction: str) -> bool:
    return not any(kind.match(instruction) for kind in (_STEADY, GENERATED, _SILENT, _DRAWN, _NUMBERED))


def changing(lines: Iterable[Line]) -> list[Trace]:
    """The fields whose text may change when the file is opened or printed."""
    fields = ((number, *field) for number, line in enumerate(lines, 1) for field in line.fields)
    return [Trace("field", number, text) for number, instruction, text in fields if _may_change(instruction)]
