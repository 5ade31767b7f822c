"""The figures of a year as a table: aligned, with a bar for each rate and colours on a terminal."""

from collections.abc import Sequence
from pathlib import Path

from report_cli.facts.ledger import Ledger
from report_cli.questions import stats
from report_cli.views import screen, tables

_BAR, _WIDE = 10, 100
"""The cells of a bar, and of a terminal that has room for bars."""


def show(ledger: Ledger, root: Path, form: str) -> None:
    head, rows = stats.table(ledger)
    match form:
        case "json":
            content = stats.as_json(ledger)
            for fact in content["facts"]:
                fact["file"] = screen.relative(fact["file"], root)
            screen.json_result(content)
        case "csv":
            screen.result(tables.as_csv([head, *rows]))
        case "md":
            screen.result(tables.as_markdown(head, rows))
        case _:
            title = f"{ledger.year}年主要数据（{screen.relative(ledger.file, root)}）"
            _show_table(title, head, rows, [_bar(row.share) for row in stats.figures(ledger)])


def _show_table(title: str, head: tables.Row, rows: Sequence[tables.Row], bars: Sequence[str]) -> None:
    """Figures end in one column. A narrow terminal has no bars, so that the notes keep their room."""
    has_bars = not 0 < screen.columns() < _WIDE

    def line(row: tables.Row, bar: str, style: screen.Style) -> list[screen.Stretch]:
        _, name, value, *others, note = row
        drawn: list[screen.Stretch] = [(bar, "good")] if has_bars else []
        return [(name, ""), (value, style), *((text, "") for text in others), *drawn, (note, "quiet")]

    lines: list[list[screen.Stretch]] = [line(head, " " * _BAR, "head")] if rows else []
    group = ""
    for row, bar in zip(rows, bars, strict=True):
        if row[0] != group:
            group = row[0]
            lines.append([(group, "group")])
        lines.append(line(row, bar, "warn" if row[2] in ("未填", "算不出") else "head"))
    screen.styled([[(title, "head")], []])
    screen.table(lines, right=range(1, len(head) - 2))


def _bar(share: float | None) -> str:
    """A rate drawn: below 100% it never looks full, above 0 never empty."""
    if share is None:
        return " " * _BAR
    filled = round(share * _BAR)
    if 0 < share < 1:
        filled = min(max(filled, 1), _BAR - 1)
    return "█" * filled + "░" * (_BAR - filled)
