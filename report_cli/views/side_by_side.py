"""修改意见汇总表: several edited drafts of one report, paragraph by paragraph, who has what.

As Markdown, as a document, and for programs.
"""

import re
from collections.abc import Container, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from pathlib import PurePath
from typing import Any

from msgspec import Struct

from report_cli.audit.compare import Audit
from report_cli.audit.findings import KINDS, NEW, Kind
from report_cli.audit.match import blocks
from report_cli.audit.texts import without_blanks
from report_cli.document import Document, Paragraph, Properties, Role, Run, Runs, Table
from report_cli.views import tables, whereabouts
from report_cli.views.marks import by, marked

Notes = Sequence[Sequence[tuple[int, str, str]]]
"""What else is told of each draft: the paragraph (from 1; 0: none), where that is in words, and what."""
_HEAD = ("段落", "原稿", "稿件", "改为", "数字")
_SHARES = (9, 35, 12, 35, 9)
_ADDED, _GONE, _BESIDE = "（新增）", "（删去）", "旁边改了字"
_PLACES = "段落是各份稿件自己的段号，删去的是原稿的段号。"


class _Version(Struct, frozen=True):
    """What one draft has in a paragraph's place; empty where it was taken out. `kinds`: of what is found there.

    `place`: where in that draft, in words. `is_beside`: words right beside a figure were edited. `by`: who edited it
    and when, as far as tracked changes tell.
    """

    file: str
    text: str
    place: str
    kinds: tuple[Kind, ...] = ()
    is_beside: bool = False
    by: str = ""


class _EditedParagraph(Struct, frozen=True):
    """A paragraph as built (from 1; `is_added`: what was added after it) and the drafts that have it otherwise."""

    number: int
    built: str
    versions: list[_Version]
    is_added: bool = False


def _edited_paragraphs(audits: Sequence[Audit]) -> Iterator[_EditedParagraph]:
    """The paragraphs that at least one draft edited. The drafts are of one report."""
    named = list(zip(_short_names(audits), audits, strict=True))
    for number, built in enumerate(("", *audits[0].baseline.paragraphs)):
        edited = [
            _Version(
                name,
                audit.location.texts[number - 1],
                _place(audit, number),
                tuple(_kinds(audit, number)),
                _is_beside(audit, number),
                _who(audit, number),
            )
            for name, audit in named
            if number and without_blanks(audit.location.texts[number - 1]) != without_blanks(built)
        ]
        if edited:
            yield _EditedParagraph(number, built, edited)
        added = [
            _Version(
                name,
                text,
                whereabouts.paragraph(audit, line + 1),
                tuple(_kinds_of_new(audit, {line})),
                _is_beside(audit, text=text),
                _who(audit, number, text),
            )
            for name, audit in named
            for after, line, text in audit.location.added
            if after == number and without_blanks(text)
        ]
        if added:
            yield _EditedParagraph(number, "", added, is_added=True)


def _place(audit: Audit, number: int) -> str:
    """Where a paragraph as built (from 1) stands in a draft; where it stood, if it does no more."""
    line = audit.location.line_of.get(number - 1)
    is_gone = line is None or not without_blanks(audit.location.texts[number - 1])
    return whereabouts.paragraph(audit, number if is_gone or line is None else line + 1, is_built=is_gone)


def _kinds(audit: Audit, paragraph: int) -> Iterator[Kind]:
    """Of what is found in a paragraph (from 1) as built."""
    for each in audit.discrepancies:
        if each.kind not in NEW and each.figures and audit.figure(each.figures[0]).paragraph == paragraph:
            yield each.kind
    groups = (group for group in audit.location.groups if paragraph - 1 in group.built)
    yield from _kinds_of_new(audit, {line for group in groups for line in group.read})


def _kinds_of_new(audit: Audit, lines: Container[int]) -> Iterator[Kind]:
    """Of what was written in addition in some lines."""
    yield from (each.kind for each in audit.discrepancies if each.kind in NEW and each.paragraph - 1 in lines)


def _is_beside(audit: Audit, paragraph: int = 0, text: str = "") -> bool:
    """Whether words beside a figure were edited in a paragraph as built, or stand in a text that was added."""
    found = (each for each in audit.prose if each.beside)
    return any(each.after == text if text else each.built and each.built[0] == paragraph - 1 for each in found)


def _who(audit: Audit, paragraph: int, text: str = "") -> str:
    """Who edited a paragraph (from 1) as built, or added a text."""
    if text:
        own = [each for each in audit.prose if each.after == text]
    else:
        own = [each for each in audit.prose if each.built and each.built[0] == paragraph - 1]
    return "".join(dict.fromkeys(map(by, own)))


class _Remark(Struct, frozen=True):
    """`number`: of the paragraph as built (from 1) behind which it is told."""

    number: int
    file: str
    place: str
    text: str


def _all_remarks(audits: Sequence[Audit], notes: Notes) -> Iterator[_Remark]:
    for name, audit, more in zip(_short_names(audits), audits, notes or [()] * len(audits), strict=True):
        built = {line + 1: group.built[-1] + 1 for group in audit.location.groups if group.built for line in group.read}
        end = len(audit.baseline.paragraphs) + 1
        for number, place, text in (*_remarks(audit), *more):
            stood = max((line for line in built if line <= number), default=0)
            yield _Remark(number if place.startswith("原稿") else built.get(stood, end), name, place, text)


def _remarks(audit: Audit) -> Iterator[tuple[int, str, str]]:
    """What no paragraph's text shows: what moved, was joined or parted, stands in margins; and the editing marks."""
    for change in audit.prose:
        is_built = change.change == "removed"
        place = whereabouts.paragraph(audit, change.paragraph, is_built=is_built)
        parts = (change.before.count("\n"), change.after.count("\n"))
        if change.is_margin:
            yield 0, "页眉页脚", f"加了文字{by(change)}：{change.after}"
        elif change.change == "moved" and change.built:
            yield change.paragraph, place, f"文字移了位置，原在原稿第{change.built[0] + 1}段{by(change)}"
        elif parts[0] != parts[1] and without_blanks(change.before) == without_blanks(change.after):
            said = f"{'并成了' if parts[0] > parts[1] else '分成了'}{parts[1] + 1}段{by(change)}"
            yield change.paragraph, place, said
    for mark in audit.manuscript.marks:
        if mark.kind != "pending":
            yield mark.line, whereabouts.paragraph(audit, mark.line) if mark.line else "文中", marked(mark)


def _short_names(audits: Sequence[Audit]) -> list[str]:
    """The files' names, or, where two are the same, their whole paths."""
    names = [PurePath(audit.file).name for audit in audits]
    return [audit.file if names.count(name) > 1 else name for audit, name in zip(audits, names, strict=True)]


def as_json(audits: Sequence[Audit], notes: Notes = ()) -> dict[str, Any]:
    return {
        "version": 1,
        "year": audits[0].baseline.year,
        "kind": audits[0].baseline.kind,
        "drafts": [audit.file for audit in audits],
        "paragraphs": [
            {
                "paragraph": edited.number,
                "added": edited.is_added,
                "built": None if edited.is_added else edited.built,
                "drafts": list(map(_version, edited.versions)),
            }
            for edited in _edited_paragraphs(audits)
        ],
        "remarks": [
            {"file": each.file, "place": each.place, "text": each.text} for each in _all_remarks(audits, notes)
        ],
    }


def _version(version: _Version) -> dict[str, Any]:
    return {
        "file": version.file,
        "text": version.text or None,
        "findings": list(version.kinds),
        "beside": version.is_beside,
        "by": version.by.strip("（）") or None,
    }


def as_markdown(audits: Sequence[Audit], notes: Notes = ()) -> str:
    rows = [(row.place, row.built, row.files, row.text, row.kinds) for row in _rows(audits, notes)]
    return f"# {_title(audits)}\n\n稿件：{_names(audits)}。{_PLACES}\n\n{tables.as_markdown(_HEAD, rows)}"


def as_document(audits: Sequence[Audit], notes: Notes = ()) -> Document:
    """On sheets that lie on their side; what each draft has otherwise is bold."""
    rows: list[tuple[Runs, ...]] = []
    before = (0, "")
    for row in _rows(audits, notes):
        built = "（同上）" if row.built and before == (row.number, row.built) else row.built
        text = _compared(row.was, row.text) if row.text != _GONE else (Run(_GONE, strong=True),)
        rows.append((*map(_cell, (row.place, built, row.files)), text, _cell(row.kinds)))
        before = (row.number, row.built)
    title = Paragraph(Role.TITLE, (Run(_title(audits)),), landscape=True)
    said = _PLACES if rows else "没有改动。"
    intro = Paragraph(Role.BODY, (Run(f"稿件：{_names(audits)}。{said}"),), landscape=True)
    listed = (Table((tuple(map(_cell, _HEAD)), *rows), landscape=True, shares=_SHARES),) if rows else ()
    of = audits[0].baseline
    return Document(f"{of.kind}.opinions", of.year, (title, intro, *listed), Properties(_title(audits)))


def _title(audits: Sequence[Audit]) -> str:
    return f"{audits[0].baseline.year}年{audits[0].baseline.label}修改意见汇总表"


def _names(audits: Sequence[Audit]) -> str:
    return "、".join(_short_names(audits))


class _Row(Struct, frozen=True):
    """A row of the table. `number`: of the paragraph as built; `was`: what the text is laid against."""

    number: int
    place: str
    built: str
    files: str
    text: str
    kinds: str
    was: str


def _rows(audits: Sequence[Audit], notes: Notes) -> Iterator[_Row]:
    """Each version of each paragraph, once for all drafts that have it; then what else is to be said of it."""
    remarks = sorted(_all_remarks(audits, notes), key=lambda each: each.number)
    told = 0
    for edited in _edited_paragraphs(audits):
        while told < len(remarks) and remarks[told].number < edited.number:
            yield _of_remark(remarks[told])
            told += 1
        alike = dict[str, list[_Version]]()
        for version in edited.versions:
            alike.setdefault(without_blanks(version.text), []).append(version)
        yield from (_of_versions(edited, versions) for versions in alike.values())
    yield from map(_of_remark, remarks[told:])


def _of_remark(each: _Remark) -> _Row:
    return _Row(each.number, each.place, "", each.file, each.text, "", each.text)


def _of_versions(edited: _EditedParagraph, versions: Sequence[_Version]) -> _Row:
    first = versions[0]
    kinds = dict.fromkeys(KINDS[kind] for each in versions for kind in each.kinds)
    beside = [_BESIDE] * any(each.is_beside for each in versions)
    elsewhere = [f"；{each.file}{each.place}" for each in versions if each.place != first.place]
    return _Row(
        number=edited.number,
        place="".join([first.place, *elsewhere]),
        built=_ADDED if edited.is_added else edited.built,
        files="、".join(each.file + each.by for each in versions),
        text=first.text or _GONE,
        kinds="、".join([*kinds, *beside]),
        was=edited.built,
    )


def _cell(text: str) -> Runs:
    return (Run(text),) if text else ()


def _compared(built: str, text: str) -> Runs:
    """A text, in bold what it does not have in common with the one as built; a number is bold as a whole."""
    is_new, at, gone = [True] * len(text), 0, 0
    numbers = [match.span() for match in re.finditer("[0-9０-９.,％%]+", text)]
    for old, start, length in [*blocks(built, text), (len(built), len(text), 0)]:
        is_new[start : start + length] = [False] * length
        is_cut = any(character.isdigit() for character in built[gone:old])
        changed = {*range(at, start)} | ({start - 1, start} if is_cut else set())
        for first, last in numbers:
            if not changed.isdisjoint(range(first, last)):
                is_new[first:last] = [True] * (last - first)
        at, gone = start + length, old + length
    groups = groupby(zip(is_new, text, strict=True), key=itemgetter(0))
    return tuple(Run("".join(character for _, character in group), strong=strong) for strong, group in groups)
