"""What a year still owes: what is not filled in and by whom, what is not certain, what bars its final text."""

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from report_cli.document import Block, Document, Paragraph, Run
from report_cli.facts.fact import Fact, Items
from report_cli.facts.ledger import Ledger
from report_cli.model import Finding, Place
from report_cli.text import excerpt

NOBODY = "未明确责任部门"
PRELIMINARY, INFERRED = "预计", "推算"
UNFILLED = "未填"
_GAP = "待补"
_UNSETTLED = ("F202", "W279")
"""Findings that a final text must not have: what is not filled in, and remarks of reviewers that stand in it."""


class Debt(Struct, frozen=True):
    """Something that somebody owes. `what`: 未填, 预计 or 推算 (both to be confirmed)."""

    owner: str
    group: str
    label: str
    fact: Fact
    what: str
    previous: str


def debts(ledger: Ledger) -> list[Debt]:
    """All that is owed, by owner in the order of the catalogue; what belongs to nobody last.

    The ledger is one of a draft, in which a required fact that the file lacks stands as not filled.
    """
    found = [debt for fact in ledger.facts.values() if not fact.is_derived for debt in _of(fact, ledger)]
    owners = list(dict.fromkeys(debt.owner for debt in found))
    return sorted(found, key=lambda debt: (not debt.owner, owners.index(debt.owner)))


def _of(fact: Fact, ledger: Ledger) -> Iterator[Debt]:
    for part in (fact, *fact.parts()):
        what = UNFILLED if part.is_empty else part.state if part.state in (PRELIMINARY, INFERRED) else ""
        if what and (part is fact or what == UNFILLED or part.state != fact.state):
            before = ledger.last_year(part.id) if part is fact else None
            group = ledger.catalogue.groups[fact.indicator.group].label
            yield Debt(part.owner, group, _label(part, fact), part, what, before.text if before else "")


def _label(part: Fact, whole: Fact) -> str:
    """What people call it; a field of an item after what the item says first."""
    items = whole.value.items if isinstance(whole.value, Items) else ()
    item = next((item for item in items if part in item), ())
    named = next((field.text for field in item if field is not part and field.value is not None), "")
    return f"{named}：{part.label}" if named else part.label


def owners(ledger: Ledger) -> list[str]:
    by_facts = [part.owner for fact in ledger.facts.values() for part in (fact, *fact.parts())]
    by_catalogue = [indicator.owner for indicator in ledger.catalogue.indicators]
    return sorted({owner for owner in (*by_facts, *by_catalogue) if owner})


def gaps(findings: Iterable[Finding], ledgers: Iterable[Ledger]) -> list[Finding]:
    """The findings that only say what the drafts show already: that a fact is not filled in yet."""
    files = {ledger.file for ledger in ledgers if ledger.is_draft}
    return [f for f in findings if f.code in ("F201", "F202") and not f.is_error and f.place.file in files]


def of_owner(findings: Iterable[Finding], ledger: Ledger, owner: str) -> list[Finding]:
    """Of all findings those that say what one owner has not filled in."""
    unfilled = [finding for finding in findings if finding.code in ("F201", "F202")]
    facts = [ledger.get(finding.fact) or ledger.get(finding.fact.partition("[")[0]) for finding in unfilled]
    return [finding for finding, fact in zip(unfilled, facts, strict=True) if owner == (fact.owner if fact else "")]


KEYS = ("owner", "group", "label", "id", "unit", "owed", "value", "previous", "place")
HEAD = ("谁", "组", "指标", "名称", "单位", "缺什么", "现在的数", "上年", "位置")


def table(found: Iterable[Debt]) -> list[list[str]]:
    """The cells under HEAD; the place last, as the data name it."""
    return [
        [
            debt.owner or NOBODY,
            debt.group,
            debt.label,
            debt.fact.id,
            debt.fact.indicator.unit,
            debt.what if debt.what == UNFILLED else f"{debt.what}，待核实",
            debt.fact.text,
            debt.previous,
            str(Place(debt.fact.place.file, debt.fact.place.line)),
        ]
        for debt in found
    ]


def unsettled(findings: Sequence[Finding], ledger: Ledger) -> list[Finding]:
    """The findings of a year whose text is to be final: what is empty or preliminary is an error there.

    (What is not filled in is named once, in the data, not again wherever a template prints it.)
    """
    empty = {each.fact for each in findings if (fact := ledger.get(each.fact)) and fact.is_empty}
    found = [replace(each, severity="error") if each.code in _UNSETTLED else each for each in findings]
    found = [each for each in found if each.code != "T203" or each.fact not in empty]
    for fact in ledger.facts.values():
        for part in (fact, *fact.parts()):
            if part.state == PRELIMINARY and part.value is not None and (part is fact or fact.state != PRELIMINARY):
                cure = "核实后改成确数，把state改为已核，或去掉state"
                found.append(Finding("F208", part.place, f"{part.named}{part.text}还是预计数，不能定稿", cure, part.id))
    return found


def unfit(document: Document, ledger: Ledger) -> Iterator[Finding]:
    """What keeps a text from being final: inferred figures that it prints, and gaps that somebody typed.

    (A fact that is not filled in cannot be printed at all but in a draft.)
    """
    label = document.label or document.kind
    for id in dict.fromkeys(run.fact for run in document.printed):
        fact = ledger.get(id)
        if fact is not None and fact.state == INFERRED:
            message = f"{fact.named}{fact.text}是推算的，{label}里印了它，不能定稿"
            yield Finding("F209", fact.place, message, "向填报的人核实，把state改为已核；或在模板里不印它", id)
    for block in document.blocks:
        for run in _runs(block):
            if _GAP in run.text:
                fact = ledger.get(run.fact)
                place = fact.place if fact else block.origin or Place(ledger.file)
                message = f"{label}里还有“{_GAP}”：“{excerpt(run.text)}”，不能定稿"
                yield Finding("W105", place, message, "补上内容，或删去这几个字", run.fact)


def _runs(block: Block) -> tuple[Run, ...]:
    if isinstance(block, Paragraph):
        return block.all_runs
    return (*block.caption, *(run for row in block.rows for cell in row for run in cell))
