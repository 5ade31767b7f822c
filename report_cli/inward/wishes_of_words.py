"""Wishes of words: as each begins, and those of rows, columns, tables and attachments as wholes."""

from __future__ import annotations

from msgspec.structs import replace

from report_cli.compose import edits_file
from report_cli.inward.draft import Draft
from report_cli.inward.proposed import ProposedChange, Source
from report_cli.inward.table_rows import Added
from report_cli.inward.taken_out import TakenOut

NOT_COMPOSED = "现在的数据或模板有错误，生成不了这份报告；先运行report check，改好再把字句收回来"


def blank(draft: Draft) -> ProposedChange:
    """A wish of words before it is told of which."""
    return ProposedChange(
        type="prose",
        state="unclear",
        year=draft.year,
        kind=draft.kind,
        key=("prose", str(draft.year), draft.kind),
        position=(0, 0),
        sources=(Source(file=draft.audit.file, text=""),),
        file=edits_file.path(draft.year, draft.kind),
    )


def of_row(draft: Draft, row: Added) -> ProposedChange:
    """The wish for a row, a column or a table more."""
    said, at = row.words(draft.audit), row.lines[0]
    wish = replace(
        blank(draft),
        key=("prose", str(draft.year), draft.kind, f"+{row.template}{said}"),
        position=(at, 0),
        sources=(Source(file=draft.audit.file, paragraph=at + 1, text=said, marked=row.marked(draft.audit)),),
        after=said,
        place=row.template,
        change="added",
    )
    if row.is_taken:
        return replace(wish, state="taken")
    return replace(wish, message=row.message, lines=row.to_add) if draft.today else replace(wish, message=NOT_COMPOSED)


def of_gone(draft: Draft, gone: TakenOut) -> ProposedChange:
    """The wish for a row, a table or an attachment less, or in another place."""
    said = gone.words or gone.name
    wish = replace(
        blank(draft),
        state="taken" if gone.is_taken else "unclear",
        key=("prose", str(draft.year), draft.kind, f"{gone.name}{gone.built[0]}{said}"),
        position=gone.at,
        sources=(Source(file=draft.audit.file, paragraph=gone.at[0] + 1, text=said, marked=gone.marked),),
        before=said,
        message=gone.message,
        place=gone.template,
        lines=gone.to_take,
        is_doubtful=bool(gone.to_take),
    )
    if gone.read:
        return replace(wish, change="moved", after=said)
    lines = () if gone.is_taken else map(draft.today_line, gone.built)
    return replace(wish, change="removed", gone=tuple(filter(None, lines)))
