"""What a department is asked: a row for each figure that it answers for, and tables of items."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256

from msgspec import Struct

from report_cli.facts.fact import Catalogue, Fact, Indicator, IndicatorKind, Items
from report_cli.facts.ledger import Ledger
from report_cli.forms import lists
from report_cli.forms.shown import as_shown
from report_cli.questions.owed import INFERRED, NOBODY, PRELIMINARY

SHEET = "填报"
_COMMITTEE, _CALLED = "committee.name", ("委员会简称", "委员会名称", "委员会全称")
"""What names the committee, where the data have it: the fact of this id, or one with such a label."""
_BLANK_ROWS = 8
HOW_TO_FILL = (
    "只填浅黄色的格。数照实际写，如265、近300、2.83万、84.5%，不必写单位；一格里有几项的，用“、”隔开，写明一句一行的，一句一行；"
    "今年没有这件事的填“无”，还不知道的空着。出处写所依据的台账、文件。请不要改指标的名称，不要删去隐藏的内容。"
)
SIGNED = "填报人：　　　　　　　　　　审核人：　　　　　　　　　　联系电话：　　　　　　　　　　填报日期："
_ASKED: Mapping[IndicatorKind, str] = {
    "rate": "百分数，如84.5%",
    "points": "百分点，如2.1",
    "date": "日期，写全年月日",
    "list": "几项填在一格里，用“、”隔开",
}
_SENTENCES = "一句写一行（Alt加回车换行），句末不加句号"
_ADVICE: Mapping[IndicatorKind, str] = {
    "count": "填数，如265、近300、300余、2.83万；单位不必写。",
    "amount": "填数，如2.8、350、约1200；单位不必写。",
    "rate": "填百分数，如84.5%。",
    "points": "填百分点，如2.1。",
    "date": "填日期，年、月、日写全，如2023年2月21日。",
    "list": "几项填在一格里，用“、”隔开；没有列全的，最后写“、等”。",
}


class Asked(Struct, frozen=True):
    """A row: an indicator, what it was last year, what the year file says. `shown`: the text of the cell to fill in.

    `definition`: what counts, and what is to be typed. `advice`: the same at length, shown beside the cell.
    """

    id: str
    group: str
    label: str
    unit: str
    definition: str
    kind: IndicatorKind
    previous: str = ""
    shown: str = ""
    advice: str = ""


class Field(Struct, frozen=True):
    """A column of a table of items. `values`: all that it may say, if the catalogue says so."""

    name: str
    label: str
    kind: IndicatorKind
    advice: str = ""
    values: tuple[str, ...] = ()


class Table(Struct, frozen=True):
    """The sheet of an indicator of items: what they say now, a line each, with blank lines to go on."""

    asked: Asked
    fields: tuple[Field, ...]
    lines: tuple[tuple[str, ...], ...]

    @property
    def size(self) -> int:
        return len(self.lines) + _BLANK_ROWS


class Form(Struct, frozen=True):
    """All that one department is asked. `digest`: of the catalogue's groups and ids."""

    committee: str
    owner: str
    year: int
    digest: str
    rows: tuple[Asked, ...]
    tables: tuple[Table, ...]

    @property
    def title(self) -> str:
        return f"{self.committee}{self.year}年工作数据填报表"


def digest(catalogue: Catalogue) -> str:
    """What a catalogue is known by: its groups and ids, in any order."""
    return sha256("\n".join(sorted(indicator.id for indicator in catalogue.indicators)).encode()).hexdigest()[:16]


def committee_of(ledger: Ledger, folder: str) -> str:
    """What a ledger's committee is called; where the data do not say it, as `folder` is, the workspace's."""
    indicators = ledger.catalogue.indicators
    ids = [_COMMITTEE, *(each.id for label in _CALLED for each in indicators if each.label == label)]
    return next((fact.text for id in ids if (fact := ledger.get(id)) and isinstance(fact.value, str)), folder)


def forms(ledger: Ledger, owners: Mapping[str, str]) -> list[Form]:
    """A form for each department, in the order of the catalogue; what nobody answers for comes last.

    `owners`: those of the groups, as the year file says them. A committee that the data do not name has no name here.
    """
    stated = (each for each in ledger.catalogue.indicators if each.formula is None and each.table is None)
    asked = [each for each in stated if each.in_years.has(ledger.year) or each.id in ledger.facts]
    of: dict[str, list[Indicator]] = {}
    for indicator in asked:
        of.setdefault(_owner(indicator, ledger, owners), []).append(indicator)
    committee = committee_of(ledger, "")
    return [_form(ledger, committee, owner, of[owner]) for owner in sorted(of, key=lambda owner: owner == NOBODY)]


def _form(ledger: Ledger, committee: str, owner: str, indicators: Sequence[Indicator]) -> Form:
    return Form(
        committee=committee,
        owner=owner,
        year=ledger.year,
        digest=digest(ledger.catalogue),
        rows=tuple(_asked(indicator, ledger) for indicator in indicators),
        tables=tuple(_table(each, ledger) for each in indicators if each.kind == "items" and _open_fields(each)),
    )


def _owner(indicator: Indicator, ledger: Ledger, owners: Mapping[str, str]) -> str:
    fact = ledger.get(indicator.id)
    if fact is None:
        return indicator.owner or owners.get(indicator.group, "") or NOBODY
    of_parts = {part.owner for part in fact.parts()}
    return fact.owner or (of_parts.pop() if len(of_parts) == 1 else "") or NOBODY


def _open_fields(indicator: Indicator) -> list[Indicator]:
    return [field for field in indicator.fields if field.formula is None]


def _asked(indicator: Indicator, ledger: Ledger) -> Asked:
    fact, before = ledger.get(indicator.id), ledger.last_year(indicator.id)
    unsure = fact.state if fact and fact.value is not None and fact.state in (PRELIMINARY, INFERRED) else ""
    are_sentences = lists.are_sentences(indicator)
    notes = [indicator.definition, _SENTENCES if are_sentences else _ASKED.get(indicator.kind, "")]
    notes += [f"现在填的是{unsure}的数，请核实"] if unsure else []
    notes += ["必填"] if indicator.required else ["可以空着"] if indicator.may_be_empty else []
    return Asked(
        id=indicator.id,
        group=ledger.catalogue.groups[indicator.group].label,
        label=indicator.label,
        unit={"rate": "%", "points": "个百分点"}.get(indicator.kind, indicator.unit),
        definition="；".join(filter(None, notes)),
        kind=indicator.kind,
        previous=_known(before),
        shown=as_shown(fact),
        advice=f"{_SENTENCES}。" if are_sentences else _ADVICE.get(indicator.kind, ""),
    )


def _table(indicator: Indicator, ledger: Ledger) -> Table:
    fields, fact = _open_fields(indicator), ledger.get(indicator.id)
    items = fact.value.items if fact is not None and isinstance(fact.value, Items) else ()
    columns = tuple(Field(each.name, each.label, each.kind, _advice(each), each.values) for each in fields)
    return Table(_asked(indicator, ledger), columns, tuple(_line(item, fields) for item in items))


def _line(item: Sequence[Fact], fields: Sequence[Indicator]) -> tuple[str, ...]:
    said = {part.indicator.name: as_shown(part) for part in item}
    return tuple(said.get(field.name, "") for field in fields)


def how_to_fill(table: Table) -> str:
    """What is said above a table of items."""
    told = [f"{field.label}{field.advice.rstrip('。')}" for field in table.fields if field.advice]
    said = [table.asked.definition, "一项写一行，不够就往下接着写", "今年没有的，第一格填“无”"]
    return "。".join(["；".join(filter(None, said)), *told, ""])


def _advice(field: Indicator) -> str:
    """What is to be typed into a column."""
    unit = f"（{field.unit}）" if field.unit else ""
    advice = f"只填{'、'.join(field.values)}。" if field.values else _ADVICE.get(field.kind, "")
    return f"{unit}{advice}"


def _known(fact: Fact | None) -> str:
    """Last year's value; of items, how many there were."""
    return f"{len(fact.value.items)}项" if fact and isinstance(fact.value, Items) else as_shown(fact)


GROUP, LABEL, UNIT, DEFINITION, SOURCE, NOTE = "组", "指标", "单位", "口径", "出处", "备注"


def heads(year: int) -> list[str]:
    """The heads of a form's columns."""
    return [GROUP, LABEL, UNIT, DEFINITION, f"{year - 1}年", f"{year}年", SOURCE, NOTE]
