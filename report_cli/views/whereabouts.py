"""Where in a draft something stands, in words: a paragraph by its number; a cell by its table, row and column too."""

from report_cli.audit.compare import Audit
from report_cli.docx.manuscript import Cell
from report_cli.text import quoted

_LONGEST = 16


def paragraph(audit: Audit, number: int, *, is_built: bool = False) -> str:
    """A paragraph of the draft, or of the text as built (from 1): 第36段（表1“收到提案”行“本年”栏）."""
    if is_built:
        return f"原稿{built(audit, number)}"
    lines = audit.manuscript.lines
    cell = lines[number - 1].cell if 0 < number <= len(lines) else None
    return f"第{number}段{f'（{_named(audit, cell)}）' if cell else ''}"


def found(audit: Audit, number: int) -> str:
    """A paragraph of the draft (from 1) by what a person can look for: 第36段（“收到提案265件…”）."""
    lines = audit.manuscript.lines
    line = lines[number - 1] if 0 < number <= len(lines) else None
    return paragraph(audit, number) + (
        f"（“{_short(line.text)}”）" if line and not line.cell and line.text.strip() else ""
    )


def built(audit: Audit, number: int) -> str:
    """A paragraph of the text as built (from 1)."""
    is_near_table = any(line.cell for line in audit.manuscript.lines)
    stood = audit.sources.cells.get(number - 1) if is_near_table else None
    if stood is None:
        return f"第{number}段"
    at, texts = stood.row.index(number - 1), audit.baseline.paragraphs
    return f"第{number}段（表{stood.table}{_in_words(texts[stood.row[0]], at, texts[stood.head[at]])}）"


def _named(audit: Audit, cell: Cell) -> str:
    def text(row: int, column: int) -> str:
        return "".join(
            line.text
            for line in audit.manuscript.lines
            if line.cell and (line.cell.table, line.cell.row, line.cell.column) == (cell.table, row, column)
        )

    label, head = text(cell.row, 1), text(1, cell.column)
    return (
        f"表{cell.table}{_in_words(label, cell.column - 1, head) if cell.row > 1 else '表头' + _in_words('', 0, head)}"
    )


def _in_words(label: str, column: int, head: str) -> str:
    """The row by its label, which is its first cell, and the column by its head."""
    row = f"{quoted(_short(label))}行" if label.strip() else ""
    return row + (f"{quoted(_short(head))}栏" if head.strip() else f"第{column + 1}栏")


def _short(text: str) -> str:
    plain = "".join(text.split())
    return plain if len(plain) <= _LONGEST else f"{plain[:_LONGEST]}…"
