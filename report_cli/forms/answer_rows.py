"""Reads the rows of a returned form: of which indicator each is, and what is answered for it."""

from __future__ import annotations

from collections.abc import Iterator

from report_cli.forms import form
from report_cli.forms.answers import SHARED, Answer
from report_cli.forms.meanings import Meanings
from report_cli.forms.returned_sheet import Heads, ReturnedSheet
from report_cli.sheets.sheet import Cell

_ELSEWHERE = ("填在工作表“", "填在下面的“")


class AnswerRows:
    """The rows of a sheet that stand below its heads. `shown`: what each showed, by the ids in the hidden column."""

    def __init__(self, sheet: ReturnedSheet, heads: Heads, meanings: Meanings, file: str) -> None:
        self.sheet, self.heads, self.meanings, self.file = sheet, heads, meanings, file
        self.numbers = [row for row in sheet.rows if row > heads.row]
        self.shown = {sheet.text(row, heads.id): sheet.text(row, heads.id + 1) for row in self.numbers if heads.id}

    def answers(self) -> Iterator[Answer]:
        return filter(None, map(self._answer, self.numbers))

    def _answer(self, row: int) -> Answer | None:
        """What a row says; None where it has no id and nothing stands beside its label."""
        heads, sheet = self.heads, self.sheet
        unit, source, note = (
            sheet.text(row, heads.column(name)).strip() for name in (form.UNIT, form.SOURCE, form.NOTE)
        )
        label, group = (sheet.merged_text(row, heads.column(name)).strip() for name in (form.LABEL, form.GROUP))
        value, hidden_id = sheet.cell(row, heads.value), sheet.text(row, heads.id).strip()
        if not hidden_id and not (label and (source or note or _is_filled(value))):
            return None
        id = self.meanings.id_meant(hidden_id, group, label, self.shown)
        return Answer(
            at=sheet.spot(self.file, row, heads.value),
            label=label,
            value=value,
            fact=id or None,
            group=group,
            unit=unit,
            source=source,
            note=note,
            shown=self._shown(id),
            is_hidden=row in sheet.sheet.hidden,
            problem=self._shared(row),
        )

    def _shown(self, id: str) -> str | None:
        sealed = self.meanings.sealed.rows
        return sealed[id][2] if id in sealed else self.shown.get(id) if id else None

    def _shared(self, row: int) -> str:
        """Why a cell that is merged with those of other rows belongs to none of them; empty where it is not."""
        rows = range(row, self.sheet.sheet.merged.next_row(row, self.heads.value))
        texts = (self.sheet.text(each, self.heads.column(form.LABEL)).strip() for each in rows)
        labels = [label for label in texts if label]
        return SHARED.format(label=labels[0]) if len(labels) > 1 else ""

    def remarks(self) -> Iterator[str]:
        """The answer cells of several rows that were merged."""
        for top, left, bottom, right in self.sheet.sheet.merged.ranges:
            if self.heads.row < top < bottom and left <= self.heads.value <= right:
                first, last = (self.sheet.address(row, self.heads.value) for row in (top, bottom))
                yield f"{first}到{last}合并成了一格，只当作第一行的；分开写"


def says_more(answer: Answer) -> bool:
    """Whether somebody wrote into the row of items, though these have a sheet of their own."""
    return bool(answer.value.text.strip()) and not answer.value.text.startswith(_ELSEWHERE)


def _is_filled(cell: Cell) -> bool:
    return bool(cell.text.strip()) or cell.is_computed or cell.kind != "text"
