"""The seal of a form: whose it is, and what each of its cells showed when it was made. On a hidden sheet of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct, field

from report_cli.forms.form import Form

SHEET = "封签"
MARK = "report-form"
_VERSION = "1"
VISIBLE = "{committee}填报单位：{owner}　　年度：{year}年"
"""What a form says of itself where people see it; it is read too, where the hidden sheet is lost."""


class Sealed(Struct, frozen=True):
    """What a seal says. `rows`: the label, group and text shown of each indicator, by its id.

    `tables`: the fields of each indicator of items, by its id: their labels by their names; `lines`: what was shown.
    """

    committee: str = ""
    owner: str = ""
    year: int | None = None
    digest: str = ""
    rows: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    tables: dict[str, dict[str, str]] = field(default_factory=dict)
    lines: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    sheets: dict[str, str] = field(default_factory=dict)


def visible(form: Form) -> str:
    committee = f"委员会：{form.committee}　　" if form.committee else ""
    return VISIBLE.format(committee=committee, owner=form.owner, year=form.year)


def head(form: Form) -> list[str]:
    return [MARK, _VERSION, form.committee, form.owner, str(form.year), form.digest]


def lines(form: Form, sheets: dict[str, str]) -> Iterator[list[str]]:
    """The lines of the hidden sheet. `sheets`: the names of the sheets of items, by their ids."""
    yield head(form)
    for asked in form.rows:
        yield ["row", asked.id, asked.label, asked.group, asked.shown]
    for table in form.tables:
        id = table.asked.id
        yield ["table", id, sheets[id]]
        for column in table.fields:
            yield ["field", id, column.name, column.label]
        for line in table.lines:
            yield ["line", id, *line]


def read(lines: Sequence[Sequence[str]]) -> Sealed | None:
    """What the lines say; None where they are no seal. What is damaged is left out."""
    if not lines or not (found := read_head(lines[0])):
        return None
    for kind, id, *rest in (line for line in lines[1:] if len(line) > 1):
        cells = [*rest, "", "", ""]
        if kind == "row":
            found.rows[id] = (cells[0], cells[1], cells[2])
        elif kind == "table":
            found.sheets[id], found.tables[id], found.lines[id] = cells[0], {}, []
        elif kind == "field" and id in found.tables:
            found.tables[id][cells[0]] = cells[1]
        elif kind == "line" and id in found.lines:
            names = found.tables[id]
            texts = [*rest, *[""] * len(names)]
            found.lines[id].append(dict(zip(names, texts, strict=False)))
    return found


def read_head(cells: Sequence[str]) -> Sealed | None:
    if len(cells) < 6 or cells[0] != MARK or not (cells[4].isascii() and cells[4].isdigit()):
        return None
    return Sealed(committee=cells[2], owner=cells[3], year=int(cells[4][:4]), digest=cells[5])
