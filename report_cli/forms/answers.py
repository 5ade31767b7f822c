"""What came back from a department: the cells of a form, or of a table of its own, as they are shown."""

from __future__ import annotations

from msgspec import Struct

from report_cli.sheets.sheet import Cell

SHARED = "“{label}”的格和别的行合并了，看不出是哪一项的数；取消合并，每一行都填上"
"""The problem of an answer whose cell is merged with those of other rows."""


class CellPlace(Struct, frozen=True):
    """Where an answer stands. `cell`: `E5`; of a Word table `表1第5行第3格`. `sheet`: empty where the file has none."""

    file: str
    sheet: str
    cell: str


class Answer(Struct, frozen=True, kw_only=True):
    """What one row says of one indicator. `fact`: its id where the row carries one, else it is known by its label.

    `group`: the label of the group that it stands under, empty where none is written. `unit`: as written beside it.
    `value`: what the answer cell shows, and what kind of thing that is. `source`, `note`: the texts of 出处 and 备注.
    `shown`: what the cell showed when the form was made (`shown.as_shown`), by its seal; None where there is no seal.
    `problem`: why it cannot be told what the cell says, in words.
    """

    at: CellPlace
    label: str
    value: Cell
    fact: str | None = None
    group: str = ""
    unit: str = ""
    source: str = ""
    note: str = ""
    shown: str | None = None
    is_hidden: bool = False
    problem: str = ""


class ItemsAnswer(Struct, frozen=True, kw_only=True):
    """The sheet of some items. `rows`: those in which something stands, in order, by the names of the fields.

    `at`: the head of the sheet; `cells`: the address of each row's first cell. `shown`: the rows as the form had them,
    without what was empty; None where there is no seal. `source`, `note`: what stands beside them on the first sheet.
    """

    at: CellPlace
    fact: str
    rows: tuple[dict[str, Cell], ...]
    cells: tuple[str, ...] = ()
    shown: tuple[dict[str, str], ...] | None = None
    source: str = ""
    note: str = ""


class ReturnedForm(Struct, frozen=True, kw_only=True):
    """A file that came back. `refusal`: why nothing of it is read, in words; empty where it is.

    `committee`, `department`, `year`, `digest` (of the catalogue): by its seal; empty and None where it has none.
    `remarks`: what else people should know of it, such as formulas that were last worked out when it was saved.
    """

    file: str
    committee: str = ""
    department: str = ""
    year: int | None = None
    digest: str = ""
    answers: tuple[Answer, ...] = ()
    items: tuple[ItemsAnswer, ...] = ()
    remarks: tuple[str, ...] = ()
    refusal: str = ""
