"""A draft whose page is put right, its words, bookmarks and seal untouched.

The layout's styles take the place of the draft's of the same name; a paragraph that is still wrong gets its style, and
loses what was set on it directly. Margins, grid, page numbers and table heads are the layout's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from typing import Any

from report_cli.docx import archive, read
from report_cli.docx.manuscript import Manuscript
from report_cli.layout.layout import Layout
from report_cli.model import CannotRun
from report_cli.page import check, effective, fault, naming, repair_styles, repair_text
from report_cli.page.check import Page
from report_cli.page.naming import Named, Told

_ROUNDS = 3
"""A paragraph that its style alone does not put right is set directly, in the last one."""

Tell = Callable[[effective.Document], Mapping[int, Told]]
"""Says which paragraphs of a draft are known, from the text as built."""


def repair(data: bytes, audited: Audited) -> tuple[bytes, Page]:
    """The draft put right, and what is still wrong. Raises CannotRun where the file cannot be changed."""
    for number in range(_ROUNDS):
        if all(found.is_kept for found in audited.page.faults):
            break
        data = _changed(data, audited, is_first=number == 0, is_last=number == _ROUNDS - 1)
        audited = Audited(read.read(data), [audited.page.layout], audited.tell)
    return data, audited.page


class Audited:
    """A draft as read, and what is wrong with it."""

    def __init__(self, manuscript: Manuscript, as_good: Sequence[Layout], tell: Tell) -> None:
        self.tell, self.document = tell, effective.read(manuscript)
        self.told = tell(self.document)
        self.page = check.audit(self.document, as_good, self.told)


def _changed(data: bytes, audited: Audited, *, is_first: bool, is_last: bool) -> bytes:
    draft, page = _opened(data), audited.page
    named = naming.name(audited.document, audited.told)
    styles = repair_styles.put_styles(draft, page.layout) if is_first else repair_styles.known_styles(draft)
    repair_styles.put_fonts(draft, page.layout)
    repair_styles.put_plain(draft)
    repair_styles.put_sheets(draft, audited.document, page.layout, page.faults, styles)
    elements = repair_text.elements(draft)
    writer = repair_text.Writer(audited.document, page.layout, styles, is_direct=is_last)
    for each in _to_change(
        named, {number for found in page.faults if not found.is_kept for number in found.paragraphs}
    ):
        writer.put(elements[each.paragraph.number], each)
    if any(found.subject == fault.subject("footnote") for found in page.faults):
        repair_styles.put_notes(draft, styles)
    return _saved(draft)


def _to_change(named: Sequence[Named], wrong: set[int]) -> list[Named]:
    return [each for each in named if each.paragraph.part == "body" and each.paragraph.number in wrong]


def _opened(data: bytes) -> Any:
    import docx

    try:
        return docx.Document(BytesIO(data))
    except (ValueError, KeyError) as error:
        raise CannotRun("这份文件能看、不能改（可能是带宏的或ISO严格格式的）；在Word里另存为DOCX再修") from error


def _saved(draft: Any) -> bytes:
    """The same bytes for the same draft: python-docx stamps the time into the zip."""
    target = BytesIO()
    draft.save(target)
    found = archive.read(target.getvalue())
    assert found is not None, "what python-docx has saved is a zip"
    return archive.write(found)
