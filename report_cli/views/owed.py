"""Who owes what of a year: to be sent to each owner, or as one table for spreadsheets and programs."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from report_cli.facts.ledger import Ledger
from report_cli.questions import owed
from report_cli.questions.owed import Debt
from report_cli.views import screen, tables


def show(ledger: Ledger, debts: Iterable[Debt], root: Path, form: str, owner: str | None = None) -> None:
    """`owner`: the only one asked after."""
    rows = [[*row[:-1], screen.relative(row[-1], root)] for row in owed.table(debts)]
    match form:
        case "json":
            screen.json_result([dict(zip(owed.KEYS, row, strict=True)) for row in rows])
        case "csv":
            screen.result(tables.as_csv([owed.HEAD, *rows]))
        case _:
            _show_by_owner(ledger.year, owner, rows, is_markdown=form == "md")


def _show_by_owner(year: int, owner: str | None, rows: Sequence[tables.Row], *, is_markdown: bool) -> None:
    """A title, and a table for each owner; without the ids, which say nothing to them."""
    title = f"{year}年的数据，尚缺{len(rows)}项" if rows else f"{f'{owner}，' if owner else ''}{year}年的数据都齐了"
    screen.result(f"# {title}" if is_markdown else title)
    head, *told = ([*row[:3], *row[4:]] for row in (owed.HEAD, *rows))
    for name, debts in tables.by_first(told).items():
        heading = f"{name}（{len(debts)}项）"
        if is_markdown:
            screen.result(f"\n## {heading}\n\n{tables.as_markdown(head[1:], debts)}")
        else:
            screen.result("")
            screen.short_table(heading, head[1:], debts)
