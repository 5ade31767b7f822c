"""The table of a review copy: it says the sentences of the text above it again, and is no part of it."""

from __future__ import annotations

from collections.abc import Sequence

from report_cli.audit.compare import Audit
from report_cli.drafts.figures import REVIEW

NAMED = "附：数据核对表"


def listed(audit: Audit) -> range:
    """The paragraphs as built from that table on; none of a draft that is no review copy."""
    return _from_head(audit, audit.baseline.paragraphs)


def read(audit: Audit) -> range:
    """The lines of the draft from that table on."""
    return _from_head(audit, [line.text for line in audit.location.lines])


def _from_head(audit: Audit, texts: Sequence[str]) -> range:
    if REVIEW not in audit.baseline.kind:
        return range(0)
    from report_cli.drafts import review

    first = (n for n in range(len(texts)) if tuple(texts[n : n + 2]) == review.HEAD[:2])
    return range(next(first, len(texts)), len(texts))
