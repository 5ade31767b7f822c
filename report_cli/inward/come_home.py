"""What of a draft has come home: words and numbers that the report says today as the draft does."""

from __future__ import annotations

from msgspec.structs import replace

from report_cli.audit.compare import Audit, is_same
from report_cli.audit.findings import NEW, Discrepancy
from report_cli.inward import whole_paragraphs
from report_cli.inward.draft import Draft
from report_cli.inward.standing import without_verb
from report_cli.inward.template_text import DraftLines
from report_cli.inward.word_changes import Changes


def without_taken(draft: Draft) -> Audit:
    """The audit without the edits of words that the report says today, as they were taken home, and their numbers.

    A new number at which the data say another value by now has that beside it.
    """
    audit = draft.audit
    if draft.today is None:
        return audit
    changes = Changes(DraftLines(draft), draft.today)
    discrepancies = (_beside_today(each, draft) for each in audit.discrepancies)
    return replace(
        audit,
        prose=tuple(change for change in audit.prose if not changes.is_taken(change)),
        discrepancies=tuple(filter(None, discrepancies)),
    )


def _beside_today(found: Discrepancy, draft: Draft) -> Discrepancy | None:
    """A finding about a new number, with what today's report says there; None where that is the same."""
    known = draft.stands(found.at[0]) if found.at and found.kind in NEW else None
    if known is None:
        return found
    printed = without_verb(known.printed)
    return None if is_same(found.found or "", printed) else replace(found, kind="unbound", expected=printed, figures=())


def is_home(draft: Draft) -> bool:
    """Whether the report says today what a draft says, but for what template and data changed since."""
    if draft.today is None:
        return False
    changes = Changes(DraftLines(draft), draft.today)
    return whole_paragraphs.says(changes)
