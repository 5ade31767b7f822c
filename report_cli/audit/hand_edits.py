"""What people changed in a draft, and apart from that what a new build would."""

from bisect import bisect
from collections.abc import Sequence
from itertools import accumulate
from operator import itemgetter
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from report_cli.audit import pairing
from report_cli.audit.returned import decoded, without_markup
from report_cli.audit.texts import without_blanks
from report_cli.docx import read, seal
from report_cli.drafts import figures
from report_cli.drafts.files import Draft
from report_cli.files import disk
from report_cli.model import CannotRun
from report_cli.text import shared

By = Literal["people", "data", "either"]
"""Data: they or the templates have changed since, and a new build would change the draft.

Either: it is not known which of the two.
"""


class HandEdit(Struct, frozen=True):
    """A place where a draft is another text: as built and as it is now (empty: none there).

    `by`: who made it so. Where that may be either, `built` is what a new build would say.
    """

    place: str
    built: str
    found: str
    by: By = "people"


Part = tuple[str, str]
"""Where a paragraph stands in a file, in words, and what it says."""


def edits(draft: Draft) -> list[HandEdit]:
    """What people changed in the text of a draft, then what a new build would.

    (Where only its format was changed: nothing.)
    """
    if draft.format == "pdf":
        return []
    data = disk.read_if_there(draft.path) or b""
    try:
        now = _parts(draft, data)
    except CannotRun:
        what = "Word文档" if draft.format == "docx" else "文本文件"
        return [HandEdit("整个文件", what, f"打不开（不是{what}、已损坏或加了密码），看不出改了什么")]
    new = _parts(draft, draft.data)
    new_texts = [text for _, text in new]
    built = _as_built(draft, data, new_texts)
    if built is None:
        return [replace(edit, by="either") for edit in _changes(new_texts, now)]
    said = "".join(map(without_blanks, new_texts))
    people = (edit for edit in _changes(built, now) if not _is_said(edit, said))
    return [*people, *(replace(edit, by="data") for edit in _changes(built, new))]


def _is_said(edit: HandEdit, new: str) -> bool:
    """Whether a new build says what people wrote, and no more what was built: it was taken home since."""
    built, found = without_blanks(edit.built), without_blanks(edit.found)
    return found in new and bool(found or built) and (not built or built in found or built not in new)


def _as_built(draft: Draft, data: bytes, new: list[str]) -> list[str] | None:
    """What a draft said when it was built; None where it is not known.

    The figures file has the paragraphs of the last build alone, which may have made another format only; a Word file
    may come from elsewhere, and its seal tells of which build it is.
    """
    known = figures.beside(draft.path, draft.kind)
    last = [text for text in known.paragraphs if text.strip()] if known else None
    if draft.format == "docx" and (sealed := _sealed(data)):
        return new if sealed == _sealed(draft.data) else last if known and sealed == known.digest else None
    if known is None:
        return None
    name = draft.path.name
    return new if known.drafts.get(name) == draft.digest else last if name in known.built else None


def _sealed(docx: bytes) -> str:
    """The digest of what a Word draft was built of, by its seal; empty where it has none."""
    return (seal.read(docx) or {}).get("report.data", "")


def _parts(draft: Draft, data: bytes) -> list[Part]:
    if draft.format == "docx":
        numbered = enumerate(read.read(data).lines, 1)
        return [(f"第{number}段", line.text) for number, line in numbered if line.is_composed and line.text.strip()]
    return [
        (f"第{number}行", text)
        for number, line in enumerate(decoded(data).splitlines(), 1)
        for text in without_markup(line.strip())
        if text
    ]


def _changes(built: Sequence[str], found: Sequence[Part]) -> list[HandEdit]:
    """In the order of the file as it is now; what was deleted, where it stood.

    Blanks count for nothing, nor where a paragraph is split (programs break a title otherwise) or where it stands.
    """
    before, after = [without_blanks(text) for text in built], [without_blanks(text) for _, text in found]
    groups = pairing.pair(before, after, are_whole=True)
    last = pairing.last_read_before(groups, len(built))
    changes = []
    for group in groups:
        was, now = [before[number] for number in group.built], [after[number] for number in group.read]
        if "".join(was) != "".join(now):
            at = group.read[_first_changed(was, now)] if now else last[group.built[0]] + 1
            texts = "".join(built[number] for number in group.built), "".join(found[number][1] for number in group.read)
            place = found[min(at, len(found) - 1)][0] if found else "全文"
            changes.append(((at, bool(now), group.built), HandEdit(place, *texts)))
    return [edit for _, edit in sorted(changes, key=itemgetter(0))]


def _first_changed(was: Sequence[str], now: Sequence[str]) -> int:
    """The paragraph of those that are there now in which the text is no more as it was."""
    same = shared("".join(was), "".join(now))
    return min(bisect(list(accumulate(map(len, now))), same), len(now) - 1)
