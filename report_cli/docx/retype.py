"""Replaces stretches of text in a Word file, so that every other byte of its parts stays as it is.

A part is not written anew from its tree: the bytes that hold a stretch are found in it and replaced. As tracked changes
the old text stays, struck out, beside the new one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any
from xml.parsers import expat

from msgspec import Struct

from report_cli.docx import parts
from report_cli.docx.fields import GENERATED
from report_cli.docx.manuscript import Line
from report_cli.docx.package import Package, W, child
from report_cli.model import CannotRun

AUTHOR = "数据更新"
"""The author of the tracked changes."""
_CHARACTER = re.compile(r"&[^;]+;|\r\n|.", re.DOTALL)
_TAG = re.compile(rb"""<[^>"']*(?:"[^"]*"[^>"']*|'[^']*'[^>"']*)*>""")
_SIGNS = {W + name for name in ("tab", "ptab", "cr", "br", "noBreakHyphen", "softHyphen")}
_MAX_ID = 2**31 - 1
_DATE = r"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.[0-9]+)?Z?"


class Retyped(Struct, frozen=True):
    """The text that is to replace the characters of a line from `start` to before `end`."""

    line: Line
    start: int
    end: int
    text: str


class _Piece(Struct, frozen=True):
    """A `w:t` of a line, or a sign (a tab, a line break), and the stretch of the text that it holds."""

    element: Any
    start: int
    end: int


_Edit = tuple[int, int, bytes]
"""A stretch of a part's bytes (start, end), and the bytes that replace it."""


def can_retype(line: Line, start: int, end: int) -> bool:
    """Whether a stretch is plain text that the file holds only once."""
    found = _pieces(line)
    if (
        line.element is None
        or found is None
        or any(each.tag.endswith("}Fallback") for each in line.element.iterancestors())
    ):
        return False
    twice = any(each.tag.endswith("}AlternateContent") for each in line.element.iterancestors())
    touched = _touched(found, start, end)
    return not twice and bool(touched) and all(each.element.tag == W + "t" for each in touched)


def retype(package: Package, changes: Sequence[Retyped], *, is_tracked: bool, saved: str) -> dict[str, bytes]:
    """The changed parts. Each change must be possible (see `can_retype`).

    `saved`: the date of tracked changes where the file itself names none.
    """
    files, edits = dict[str, _File](), dict[str, list[_Edit]]()
    ids, date = _free_ids(package), _date(package) or saved
    for change in changes:
        name = package.name_of(change.line.element)
        file = files.setdefault(name, _opened(package, name))
        made = _tracked(file, change, ids, date) if is_tracked else _plain(file, change)
        edits.setdefault(name, []).extend(made)
    return {name: _edited(package.parts[name], each) for name, each in edits.items()}


def _opened(package: Package, name: str) -> _File:
    try:
        package.parts[name].decode()
    except UnicodeDecodeError as error:
        raise CannotRun("文件里的文字不是UTF-8的；在Word或WPS里另存为DOCX，再更新那一份") from error
    return _File(package.parts[name], package.xml(name))


def _edited(data: bytes, edits: Sequence[_Edit]) -> bytes:
    for start, end, new in sorted(edits, key=lambda edit: edit[:2], reverse=True):
        data = data[:start] + new + data[end:]
    return data


# Where the characters of a line stand ---------------------------------------------------------------------------------


def _pieces(line: Line) -> list[_Piece] | None:
    """The pieces that a line's text is made of; None where they do not add up to it."""
    found, at = [], 0
    for run in line.runs:
        if run.is_hidden or GENERATED.match(run.field):
            continue
        for element in run.element:
            length = len(element.text or "") if element.tag == W + "t" else int(element.tag in _SIGNS)
            if length and element.get(W + "type") in (None, "textWrapping"):
                found.append(_Piece(element, at, at + length))
                at += length
    said = "".join(each.element.text if each.element.tag == W + "t" else "\0" for each in found)
    is_so = len(said) == len(line.text) and all(a in ("\0", b) for a, b in zip(said, line.text, strict=True))
    return found if is_so else None


def _touched(pieces: Sequence[_Piece], start: int, end: int) -> list[_Piece]:
    """The pieces that a stretch lies in; for an empty one, the piece of the character before it."""
    if start == end:
        before = [each for each in pieces if each.start < start <= each.end]
        return before or [each for each in pieces if each.start == start][:1]
    return [each for each in pieces if each.start < end and start < each.end]


class _File(Struct, frozen=True, dict=True):
    """A part as bytes and as a tree, with the same elements in the same order."""

    data: bytes
    root: Any

    @cached_property
    def spots(self) -> dict[Any, tuple[int, int]]:
        """Where the opening and the closing tag of each element begin."""
        starts, open_ones, ends = list[int](), list[int](), dict[int, int]()
        parser = expat.ParserCreate()

        def begin(name: str, attributes: object) -> None:
            open_ones.append(len(starts))
            starts.append(parser.CurrentByteIndex)

        def close(name: str) -> None:
            ends[open_ones.pop()] = parser.CurrentByteIndex

        parser.StartElementHandler, parser.EndElementHandler = begin, close
        parser.Parse(self.data, True)
        return {each: (starts[at], ends[at]) for at, each in enumerate(self.root.iter("*"))}

    def tag_end(self, at: int) -> int:
        """The end of the tag that begins at a place."""
        match = _TAG.match(self.data, at)
        assert match is not None, "a tag begins there"
        return match.end()

    def inside(self, element: Any) -> tuple[int, int]:
        start, end = self.spots[element]
        return self.tag_end(start), max(end, self.tag_end(start))

    def whole(self, element: Any) -> tuple[int, int]:
        start, end = self.spots[element]
        return start, self.tag_end(end)

    def characters(self, element: Any) -> list[str]:
        """The characters of a `w:t` as the file writes them."""
        start, end = self.inside(element)
        return _CHARACTER.findall(self.data[start:end].decode())

    def at(self, element: Any, character: int) -> int:
        """Where a character of a `w:t` stands."""
        return self.inside(element)[0] + len("".join(self.characters(element)[:character]).encode())


# The edits -----------------------------------------------------------------------------------------------------------


def _plain(file: _File, change: Retyped) -> Iterator[_Edit]:
    """Replace only the characters that differ, so that the others keep the look of their runs."""
    old, new, start = change.line.text[change.start : change.end], change.text, change.start
    while old and new and old[0] == new[0]:
        old, new, start = old[1:], new[1:], start + 1
    while old and new and old[-1] == new[-1]:
        old, new = old[:-1], new[:-1]
    end = start + len(old)
    for piece in _touched(_pieces(change.line) or (), start, end):
        first, last = max(start - piece.start, 0), min(end, piece.end) - piece.start
        yield file.at(piece.element, first), file.at(piece.element, last), parts.text(new).encode()
        new = ""


def _tracked(file: _File, change: Retyped, ids: Iterator[int], date: str) -> Iterator[_Edit]:
    touched = _touched(_pieces(change.line) or (), change.start, change.end)
    for piece in touched:
        run = next(piece.element.iterancestors(W + "r"))
        prefix = f"{run.prefix}:" if run.prefix else ""
        own = _own_looks(file, run)

        def signed(name: str, text: str, tag: str, prefix: str = prefix, own: str = own) -> str:
            said = f'<{prefix}{tag} xml:space="preserve">{text}</{prefix}{tag}>'
            marks = f'{prefix}id="{next(ids)}" {prefix}author="{AUTHOR}" {prefix}date="{date}"'
            return f"<{prefix}{name} {marks}><{prefix}r>{own}{said}</{prefix}r></{prefix}{name}>"

        written = file.characters(piece.element)
        first, last = max(change.start - piece.start, 0), min(change.end, piece.end) - piece.start
        gone = "".join(written[first:last])
        made = signed("del", gone, "delText") if gone else ""
        made += signed("ins", parts.text(change.text), "t") if piece is touched[-1] and change.text else ""
        start, before = _cut(file, piece.element, run, first, prefix)
        end, after = _cut(file, piece.element, run, last, prefix, own)
        yield start, end, f"{before}{made}{after}".encode()
        yield from _preserved(file, piece.element, written[:first])


def _cut(file: _File, text: Any, run: Any, at: int, prefix: str, own: str | None = None) -> tuple[int, str]:
    """Where to cut a run at a character, and the tags that end it there, or (with `own`) begin it again."""
    is_begin = own is None
    beside = text.getprevious() if is_begin else text.getnext()
    is_edge = at == (0 if is_begin else len(file.characters(text)))
    is_alone = beside is None or (is_begin and beside.tag == W + "rPr")
    if is_edge and is_alone:
        return file.whole(run)[not is_begin], ""
    if is_edge:
        return file.whole(text)[not is_begin], f"</{prefix}r>" if is_begin else f"<{prefix}r>{own}"
    again = f'<{prefix}r>{own}<{prefix}t xml:space="preserve">'
    return file.at(text, at), f"</{prefix}t></{prefix}r>" if is_begin else again


def _own_looks(file: _File, run: Any) -> str:
    """The `w:rPr` of a run, without a tracked change of its look, which may stand only once."""
    own = child(run, W + "rPr")
    if own is None:
        return ""
    start, end = file.whole(own)
    change = child(own, W + "rPrChange")
    cut = file.whole(change) if change is not None else (end, end)
    return (file.data[start : cut[0]] + file.data[cut[1] : end]).decode()


def _preserved(file: _File, text: Any, before: Sequence[str]) -> Iterator[_Edit]:
    """Word drops the blank at the end of a `w:t` that does not say `preserve`."""
    if before and before[-1].isspace() and text.get("{http://www.w3.org/XML/1998/namespace}space") != "preserve":
        end = file.inside(text)[0] - 1
        yield end, end, b' xml:space="preserve"'


def _free_ids(package: Package) -> Iterator[int]:
    """Unused ids: bookmarks, insertions and deletions draw on the same numbers."""
    used = set[int]()
    for name in package.parts:
        if name.endswith(".xml") and name.startswith(package.folder):
            texts = (each.get(W + "id", "") for each in package.xml(name).iter("*"))
            used |= {int(text) for text in texts if text.isascii() and text.isdigit()}
    first = max(used, default=0) + 1
    return (number for number in range(first if first + 10**6 < _MAX_ID else 1, _MAX_ID) if number not in used)


def _date(package: Package) -> str:
    """When the file was last saved, else the newest date in it: the same draft is renewed to the same bytes.

    Empty where it names none.
    """
    properties = package.parts.get("docProps/core.xml", b"").decode(errors="replace")
    saved, created = (
        re.findall(rf"<dcterms:{name}\b[^>]*>\s*{_DATE}\s*<", properties) for name in ("modified", "created")
    )
    names = [name for name in package.parts if name.endswith(".xml") and name.startswith(package.folder)]
    marked = (each.get(W + "date", "") for name in names for each in package.xml(name).iter("*"))
    dates = saved or [*created, *(match[1] for text in marked if (match := re.fullmatch(_DATE, text)))]
    return f"{max(dates)}Z" if dates else ""
