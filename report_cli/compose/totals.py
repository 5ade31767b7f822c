"""Whether the rows of a table add up to its row 合计: one that is not printed, for want of a figure, may be in it."""

from collections.abc import Iterator, Sequence

from report_cli.compose.memory import Memory
from report_cli.document import Document, Paragraph, Role, Run, Runs, Table
from report_cli.facts.agreement import sum_of
from report_cli.facts.estimate import Estimate, is_refuted
from report_cli.facts.fact import Fact
from report_cli.facts.ledger import Ledger
from report_cli.facts.quantity import derived
from report_cli.model import NOWHERE, Finding

_TOTAL = ("合计", "总计", "共计", "总数")
_PARTS = (*_TOTAL, "其中", "小计")


def check(document: Document, ledger: Ledger, _memory: Memory) -> Iterator[Finding]:
    for table in (block for block in document.blocks if isinstance(block, Table)):
        names = [_text(cells[0]) for cells in table.rows]
        if len(names) > 3 and names[-1] in _TOTAL and not any(map(_is_part, names[1:-1])):
            for column in range(1, len(table.rows[0])):
                yield from _of_column(table, column, ledger)


def _is_part(name: str) -> bool:
    return name.startswith(("#", "＃")) or any(word in name for word in _PARTS)


def _text(cell: Runs) -> str:
    return Paragraph(Role.BODY, cell).text.strip()


def _of_column(table: Table, column: int, ledger: Ledger) -> Iterator[Finding]:
    """A column of counts, each known exactly; what is only partly filled in is not added up."""
    runs = [_figure(cells[column]) if len(cells) > column else None for cells in table.rows[1:]]
    known = [fact for run in runs if run and (fact := _counted(run, ledger)) is not None]
    if len(known) < len(runs) or len({fact.indicator.unit for fact in known}) > 1:
        return
    *parts, total = known
    if (last := runs[-1]) and total.quantity and is_refuted(sum_of(parts, total), "=", total.quantity.span):
        head, name = _text(table.rows[0][column]), _text(table.rows[-1][0])
        summed = sum_of(parts, total, as_written=False)
        gap = Estimate.exact(abs(total.quantity.number - summed.number))
        message = (
            f"表格“{head}”一列，上面{len(parts)}行加起来是{_said(summed, known)}，"
            f"“{name}”一行印的是{last.text}，差{_said(gap, known)}"
        )
        cure = "核对各行；有一行因为缺数没有印的，补上它的数"
        yield Finding("W113", last.origin or NOWHERE, message, cure, last.fact, "warning")


def _figure(cell: Sequence[Run]) -> Run | None:
    return cell[0] if len(cell) == 1 and cell[0].fact and not cell[0].pending else None


def _counted(run: Run, ledger: Ledger) -> Fact | None:
    fact = ledger.get(run.fact)
    number = fact.quantity if fact and run.form in ("", "number", "grouped") else None
    return fact if number and number.kind in ("count", "amount") and not number.is_approximate else None


def _said(amount: Estimate, known: Sequence[Fact]) -> str:
    """A sum as its column prints numbers, without their unit."""
    like = [fact.quantity for fact in known if fact.quantity]
    said = derived(amount, like[0].unit, like[0].kind, max(each.digits for each in like))
    return said.in_scale_of(like).bare
