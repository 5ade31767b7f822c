"""修改意见汇总表: several edited drafts of one report, paragraph by paragraph, who has what.

As Markdown, as a document, and for programs.
"""

from collections.abc import Container, Iterator, Sequence
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

_HEAD = ("段落", "原稿", "稿件", "改为", "数字")
_SHARES = (9, 35, 12, 35, 9)
_ADDED, _GONE, _BESIDE = "（新增）", "（删去）", "旁边改了字"


class _Version(Struct, frozen=True):
    """What one draft has in a paragraph's place; empty where it was taken out. `kinds`: of what is found there.

    `is_beside`: words right beside a figure were edited. `by`: who edited it and when, as far as tracked changes tell.
    """

    file: str
    text: str
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
                name, text, tuple(_kinds_of_new(audit, {line})), _is_beside(audit, text=text), _who(audit, number, text)
            )
            for name, audit in named
            for after, line, text in audit.location.added
            if after == number and without_blanks(text)
        ]
        if added:
            yield _EditedParagraph(number, "", added, is_added=True)


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


def _all_remarks(audits: Sequence[Audit]) -> Iterator[tuple[str, str, str]]:
    for name, audit in zip(_short_names(audits), audits, strict=True):
        yield from ((name, place, text) for place, text in _remarks(audit))


def _remarks(audit: Audit) -> Iterator[tuple[str, str]]:
    """What no paragraph's text shows: what moved, was joined or parted, stands in margins; and the editing marks."""
    for change in audit.prose:
        is_built = change.change == "removed"
        place = whereabouts.paragraph(audit, change.paragraph, is_built=is_built)
        parts = (change.before.count("\n"), change.after.count("\n"))
        if change.is_margin:
            yield "页眉页脚", f"加了文字{by(change)}：{change.after}"
        elif change.change == "moved" and change.built:
            yield place, f"文字移了位置，原在第{change.built[0] + 1}段{by(change)}"
        elif parts[0] != parts[1] and without_blanks(change.before) == without_blanks(change.after):
            yield place, f"{'并成了' if parts[0] > parts[1] else '分成了'}{parts[1] + 1}段{by(change)}"
    for mark in audit.manuscript.marks:
        if mark.kind != "pending":
            yield whereabouts.paragraph(audit, mark.line) if mark.line else "文中", marked(mark)


def _short_names(audits: Sequence[Audit]) -> list[str]:
    """The files' names, or, where two are the same, their whole paths."""
    names = [PurePath(audit.file).name for audit in audits]
    return [audit.file if names.count(name) > 1 else name for audit, name in zip(audits, names, strict=True)]


def as_json(audits: Sequence[Audit]) -> dict[str, Any]:
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
                "drafts": [
                    {
                        "file": version.file,
                        "text": version.text or None,
                        "findings": list(version.kinds),
                        "beside": version.is_beside,
                        "by": version.by.strip("（）") or None,
                    }
                    for version in edited.versions
                ],
            }
            for edited in _edited_paragraphs(audits)
        ],
        "remarks": [{"file": name, "place": place, "text": text} for name, place, text in _all_remarks(audits)],
    }


def as_markdown(audits: Sequence[Audit]) -> str:
    rows = [
        (place, _ADDED if edited.is_added else edited.built, version.file + version.by, version.text or _GONE, kinds)
        for edited, version, place, kinds in _rows(audits)
    ]
    rows += [(place, "", name, text, "") for name, place, text in _all_remarks(audits)]
    return f"# {_title(audits)}\n\n稿件：{_names(audits)}\n\n{tables.as_markdown(_HEAD, rows)}"


def as_document(audits: Sequence[Audit]) -> Document:
    """On sheets that lie on their side; what each draft has otherwise is bold."""
    rows: list[tuple[Runs, ...]] = []
    before = ""
    for edited, version, place, kinds in _rows(audits):
        built = _ADDED if edited.is_added else "（同上）" if place == before else edited.built
        opinion = _compared(edited.built, version.text) if version.text else (Run(_GONE, strong=True),)
        rows.append((_cell(place), _cell(built), _cell(version.file + version.by), opinion, _cell(kinds)))
        before = place
    rows += [(_cell(place), (), _cell(name), _cell(text), ()) for name, place, text in _all_remarks(audits)]
    title = Paragraph(Role.TITLE, (Run(_title(audits)),), landscape=True)
    intro = Paragraph(Role.BODY, (Run(f"稿件：{_names(audits)}。" + ("" if rows else "没有改动。")),), landscape=True)
    listed = (Table((tuple(map(_cell, _HEAD)), *rows), landscape=True, shares=_SHARES),) if rows else ()
    of = audits[0].baseline
    return Document(f"{of.kind}.opinions", of.year, (title, intro, *listed), Properties(_title(audits)))


def _title(audits: Sequence[Audit]) -> str:
    return f"{audits[0].baseline.year}年{audits[0].baseline.label}修改意见汇总表"


def _names(audits: Sequence[Audit]) -> str:
    return "、".join(_short_names(audits))


def _rows(audits: Sequence[Audit]) -> Iterator[tuple[_EditedParagraph, _Version, str, str]]:
    """Each draft's version of each paragraph, with the place and the kinds of findings in words."""
    for edited in _edited_paragraphs(audits):
        for version in edited.versions:
            words = dict.fromkeys(KINDS[kind] for kind in version.kinds)
            kinds = "、".join([*words, *([_BESIDE] if version.is_beside else [])])
            place = whereabouts.built(audits[0], edited.number) if edited.number else "正文前"
            yield edited, version, f"{place}{'后' if edited.is_added and edited.number else ''}", kinds


def _cell(text: str) -> Runs:
    return (Run(text),) if text else ()


def _compared(built: str, text: str) -> Runs:
    """A text, in bold what it does not have in common with the one as built."""
    runs, at = [], 0
    for _, start, length in [*blocks(built, text), (len(built), len(text), 0)]:
        runs += [Run(text[at:start], strong=True), Run(text[start : start + length])]
        at = start + length
    return tuple(run for run in runs if run.text)
