"""What people changed in a draft, and apart from that what a new build would."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from report_cli import disk, figures
from report_cli.drafts import Draft
from report_cli.model import CannotRun


class Edit(Struct, frozen=True):
    """A place where a draft is another text: as built and as it is now (empty: none there).

    `is_ours`: data or templates have changed since, and a new build would change it; else people have.
    """

    place: str
    built: str
    found: str
    is_ours: bool = False


def edits(draft: Draft) -> list[Edit]:
    """What people changed in the text of a draft, then what a new build would. (Where only its format was changed: nothing.)"""
    if draft.format == "pdf":
        return []
    try:
        theirs = _parts(draft, disk.read(draft.path) or b"")
    except (CannotRun, ValueError):
        what = "Word文档" if draft.format == "docx" else "文本文件"
        return [Edit("整个文件", what, f"打不开（不是{what}、已损坏或加了密码），看不出改了什么")]
    ours = _parts(draft, draft.data)
    last = [text for text in figures.paragraphs(disk.read(draft.path.with_name(f"{draft.kind}.figures.json")) or b"") if text.strip()]
    if not last:
        return _changes([text for _, text in ours], theirs)
    return [*_changes(last, theirs), *(replace(edit, is_ours=True) for edit in _changes(last, ours))]


def _parts(draft: Draft, data: bytes) -> list[tuple[str, str]]:
    """Where each paragraph of a draft's text stands in it, and what it says."""
    if draft.format == "docx":
        from report_cli.docx import read

        return [(f"第{number}段", text) for number, text in enumerate(read.paragraphs(data), 1) if text.strip()]
    from report_cli.audit import plain

    lines = enumerate(plain.decoded(data).splitlines(), 1)
    return [(f"第{number}行", part.text) for number, line in lines for part in plain.read(line.encode(), markdown=True).lines if part.text]


def _changes(built: list[str], found: list[tuple[str, str]]) -> list[Edit]:
    """Blanks and where a title is broken count for nothing: programs add and drop them."""
    from difflib import SequenceMatcher

    before, after = ["".join(text.split()) for text in built], ["".join(text.split()) for _, text in found]
    changes = []
    for tag, b1, b2, f1, f2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        b, f = _in_step(before[b1:b2], after[f1:f2])
        for step in range(max(b2 - b1 - b, f2 - f1 - f)):
            ours, theirs = b1 + b + step, f1 + f + step
            place = found[min(theirs, len(found) - 1)][0] if found else "全文"
            changes.append(Edit(place, built[ours] if ours < b2 else "", found[theirs][1] if theirs < f2 else ""))
    return changes


def _in_step(before: list[str], after: list[str]) -> tuple[int, int]:
    """How many of each, from the first, say the same, only parted otherwise."""
    ends = {"".join(before[:number]): number for number in range(1, len(before) + 1)}
    for number in range(len(after), 0, -1):
        if (same := ends.get("".join(after[:number]))) is not None:
            return same, number
    return 0, 0
