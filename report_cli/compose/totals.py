"""Whether the rows of a table add up to its row 合计: one that is not printed, for want of a figure, may be in it."""

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from report_cli.compose.memory import Memory
from report_cli.document import Document, Paragraph, Role, Run, Runs, Table
from report_cli.facts.ledger import Ledger
from report_cli.facts.quantity import Quantity, size
from report_cli.model import NOWHERE, Finding

_TOTAL = re.compile("(?:合|总|共)计|总数")
_PART = re.compile("其中|小计|[合总共]计|总数|^[#＃]")


def check(document: Document, ledger: Ledger, _memory: Memory) -> Iterator[Finding]:
    for table in (block for block in document.blocks if isinstance(block, Table)):
        names = [_text(cells[0]) for cells in table.rows]
        if len(names) > 3 and _TOTAL.fullmatch(names[-1]) and not any(map(_PART.search, names[1:-1])):
            for column in range(1, len(table.rows[0])):
                yield from _of_column(table, column, ledger)


def _text(cell: Runs) -> str:
    return Paragraph(Role.BODY, cell).text.strip()


def _of_column(table: Table, column: int, ledger: Ledger) -> Iterator[Finding]:
    """A column of counts, each known exactly; what is only partly filled in is not added up."""
    runs = [_figure(cells[column]) if len(cells) > column else None for cells in table.rows[1:]]
    known = [number for run in runs if run and (number := _number(run, ledger)) is not None]
    if len(known) < len(runs) or len({number.unit for number in known}) > 1:
        return
    *parts, total = (number.number * size(number.unit) for number in known)
    if (summed := sum(parts, Fraction(0))) != total and runs[-1]:
        head = _text(table.rows[0][column])
        message = (
            f"表格“{head}”一列，上面{len(parts)}行加起来是{_said(summed, known[-1])}，"
            f"“{_text(table.rows[-1][0])}”一行印的是{runs[-1].text}，差{_said(abs(total - summed), known[-1])}"
        )
        cure = "核对各行；有一行因为缺数没有印的，补上它的数"
        yield Finding("W113", runs[-1].origin or NOWHERE, message, cure, runs[-1].fact, "warning")


def _figure(cell: Sequence[Run]) -> Run | None:
    return cell[0] if len(cell) == 1 and cell[0].fact and not cell[0].pending else None


def _number(run: Run, ledger: Ledger) -> Quantity | None:
    fact = ledger.get(run.fact)
    number = fact.quantity if fact and run.form in ("", "number", "grouped") else None
    return number if number and number.kind in ("count", "amount") and not number.is_approximate else None


def _said(number: Fraction, like: Quantity) -> str:
    shown = number / size(like.unit)
    return str(shown.numerator) if shown.denominator == 1 else f"{float(shown):g}"
