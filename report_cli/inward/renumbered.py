"""Automatic numbers that people changed, and that would be printed otherwise: they are the program's, not carried."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from report_cli.audit.sources import Sources
from report_cli.compose import numbering
from report_cli.document import Document
from report_cli.inward.carried import Uncarried
from report_cli.inward.draft import Draft
from report_cli.inward.proposed import as_compared
from report_cli.inward.weighing import Weighed

_WHAT = "由程序排的序号"


def uncarried(drafts: Sequence[Draft], made: Weighed) -> Iterator[Uncarried]:
    for draft in drafts:
        document = made.documents.get((draft.year, draft.kind), draft.document)
        if document is not None and draft.today is not None:
            yield from _of(draft, document)


def _of(draft: Draft, document: Document) -> Iterator[Uncarried]:
    built = draft.audit.baseline.paragraphs
    line_of = Sources(built, lambda: document).line_of
    groups = (each for each in draft.audit.location.groups if len(each.built) == len(each.read) == 1)
    for was, read in ((each.built[0], each.read[0]) for each in groups):
        today, text = draft.today_line(was), draft.audit.location.lines[read].text
        like = draft.today.lines[today].paragraph if draft.today and today is not None else None
        if not like or not like.number:
            continue
        stood, typed = (as_compared(numbering.number_of(each, like)) for each in (built[was], text))
        new = as_compared(document.lines[line_of[was]][0]) if was in line_of else stood
        if typed not in (stood, new):
            yield Uncarried(file=draft.audit.file, paragraph=read + 1, what=_WHAT, text=text)
