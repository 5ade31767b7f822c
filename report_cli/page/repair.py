"""A draft whose page is put right, its words, bookmarks and seal untouched.

The layout's styles take the place of the draft's of the same name; a paragraph that is still wrong gets its style, and
loses what was set on it directly. Margins, grid, page numbers and table heads are the layout's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Any

from report_cli.docx import archive, read
from report_cli.model import CannotRun
from report_cli.page import check, effective, flaws, repair_styles, repair_text
from report_cli.page.check import PageCheck
from report_cli.page.effective import Document
from report_cli.page.naming import Identity

_ROUNDS = 3
"""A paragraph that its style alone does not put right is set directly, in the last one."""

Identify = Callable[[Document], Mapping[int, Identity]]
"""Says which paragraphs of a draft are known, from the text as built."""


def repair(data: bytes, page: PageCheck, identify: Identify) -> tuple[bytes, PageCheck]:
    """The draft put right, and what is still wrong. Raises CannotRun where the file cannot be changed."""
    for number in range(_ROUNDS):
        if all(finding.flaw.is_kept for finding in page.findings):
            break
        data = _changed(data, page, is_first=number == 0, is_last=number == _ROUNDS - 1)
        document = effective.read(read.read(data))
        page = check.check(document, [page.layout], identify(document))
    return data, page


def _changed(data: bytes, page: PageCheck, *, is_first: bool, is_last: bool) -> bytes:
    draft, layout = _opened(data), page.layout
    wrong = [finding for finding in page.findings if not finding.flaw.is_kept]
    styles = repair_styles.put_styles(draft, layout) if is_first else repair_styles.known_styles(draft)
    repair_styles.put_fonts(draft, layout)
    repair_styles.put_plain(draft)
    repair_styles.put_sheets(draft, page.document, layout, wrong, styles)
    elements = repair_text.elements(draft)
    writer = repair_text.Writer(page.document, layout, styles, is_direct=is_last)
    numbers = {number for finding in wrong for number in finding.paragraphs}
    for named in page.named:
        if named.paragraph.part == "body" and named.paragraph.number in numbers:
            writer.put(elements[named.paragraph.number], named)
    if any(finding.flaw.subject == flaws.subject("footnote") for finding in wrong):
        repair_styles.put_notes(draft, styles)
    return _saved(draft)


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
    saved = archive.read(target.getvalue())
    assert saved is not None, "what python-docx has saved is a zip"
    return archive.write(saved)
