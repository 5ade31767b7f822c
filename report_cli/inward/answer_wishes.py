"""What a returned form, or a department's own table, wishes of the data: a value for each filled cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher

from msgspec import Struct
from msgspec.structs import replace

from report_cli.facts.fact import Fact, Indicator, Items, Names
from report_cli.facts.ledger import Ledger
from report_cli.files import editing
from report_cli.files.editing import ValueChange
from report_cli.files.quoting import Written
from report_cli.forms.answers import Answer, CellPlace, ItemsAnswer, ReturnedForm
from report_cli.forms.matching import Labels, Unmatched
from report_cli.forms.shown import as_shown
from report_cli.inward import reading_back, typed
from report_cli.inward.proposed import ProposedChange, Source, as_compared, path_of
from report_cli.inward.typed import CellContext, Typed
from report_cli.model import Place
from report_cli.sheets.sheet import Cell


class Desk(Struct, frozen=True):
    """A year as its data say it now. `contents`: the year files by their names."""

    ledger: Ledger
    contents: Mapping[str, bytes]
    labels: Labels

    def raw(self, id: str) -> str:
        """What the year file says for a fact; of several things, as they are shown in cells."""
        fact = self.ledger.get(id)
        written = editing.written(self.contents[self.ledger.file], path_of(id), self.ledger.file)
        return written or typed.in_cells(fact)

    def is_input(self, indicator: Indicator) -> bool:
        """Whether something is computed from it."""
        return any(indicator.id in fact.inputs for fact in self.ledger.facts.values())


def wishes(form: ReturnedForm, desk: Desk) -> Iterator[ProposedChange]:
    for number, answer in enumerate(form.answers):
        if typed.is_blank(answer.value) and not answer.problem:
            continue
        found = desk.labels.match(answer)
        if isinstance(found, Unmatched) or answer.problem:
            yield _unclear(answer, found, desk, number)
        elif (wished := _of_answer(answer, found, desk, number)) is not None:
            yield wished
    for number, each in enumerate(form.items, len(form.answers)):
        if (wished := _of_items(each, desk, number)) is not None:
            yield wished


def _wish(at: CellPlace, label: str, desk: Desk, number: int, source: Source) -> ProposedChange:
    """One that is not clear."""
    return ProposedChange(
        type="figure",
        state="unclear",
        year=desk.ledger.year,
        kind="",
        key=("cell", at.file, at.sheet, at.cell),
        position=(number, 0),
        sources=(source,),
        file=desk.ledger.file,
        label=label,
    )


def _unclear(answer: Answer, found: Indicator | Unmatched, desk: Desk, number: int) -> ProposedChange:
    """Of a row of which it is not known what it is of, or what it says."""
    wish = _wish(answer.at, _label(answer), desk, number, _source(answer))
    wish = wish if isinstance(found, Unmatched) else _of_fact(wish, found, desk)
    why = answer.problem or (found.why if isinstance(found, Unmatched) else "")
    wish = replace(wish, after=answer.value.text.strip() or None, message=_hidden(answer, why))
    return _beside(answer, None, wish)


def _label(answer: Answer) -> str:
    return answer.label or "（没有名称）"


def _source(answer: Answer) -> Source:
    at = answer.at
    return Source(file=at.file, sheet=at.sheet, cell=at.cell, text=f"{_label(answer)}：{answer.value.text.strip()}")


def _hidden(answer: Answer, why: str = "") -> str:
    return "；".join(filter(None, (why, "这一行在表里是隐藏的" if answer.is_hidden else "")))


def _of_fact(wish: ProposedChange, indicator: Indicator, desk: Desk) -> ProposedChange:
    fact = desk.ledger.get(indicator.id)
    return replace(
        wish,
        key=("figure", desk.ledger.file, indicator.id),
        fact=indicator.id,
        label=indicator.label,
        place=fact.place if fact else Place(desk.ledger.file),
        before=desk.raw(indicator.id) or None,
    )


def _of_answer(answer: Answer, indicator: Indicator, desk: Desk, number: int) -> ProposedChange | None:
    """What a cell wishes; None where it is as the form showed it, and nothing new is beside it."""
    fact, raw = desk.ledger.get(indicator.id), desk.raw(indicator.id)
    wish = _of_fact(_wish(answer.at, _label(answer), desk, number, _source(answer)), indicator, desk)
    wish = replace(wish, after=answer.value.text.strip())
    if indicator.table is not None:
        return replace(wish, state="derived", message=f"它的行在表里（{indicator.table.file}），在那里改")
    before = desk.ledger.last_year(indicator.id)
    known = CellContext(year=desk.ledger.year, raw=raw, before=before, unit=answer.unit)
    if answer.shown is not None and _same(answer.shown, answer.value.text):
        return _of_sources(answer, fact, wish)
    found = typed.read(indicator, answer.value, known)
    if indicator.formula is not None:
        return _of_computed(replace(wish, printed=as_compared(found.shown)), desk)
    if answer.shown is not None and found.value is not None and _same(answer.shown, found.shown):
        return _of_sources(answer, fact, wish)
    return _beside(answer, fact, _weighed(wish, found, indicator, desk, answer))


def _same(one: str, other: str) -> bool:
    return as_compared(one) == as_compared(other)


def _of_computed(wish: ProposedChange, desk: Desk) -> ProposedChange:
    fact = desk.ledger.get(wish.fact)
    why = reading_back.why_computed(desk.ledger, wish.fact, "") or "它由别的数算出；要改就改那些数"
    if fact is not None and wish.printed == as_compared(as_shown(fact)):
        return replace(wish, state="taken", before=fact.text, after=fact.text)
    return replace(wish, state="derived", before=fact.text if fact else None, message=why)


def _weighed(
    wish: ProposedChange, found: Typed, indicator: Indicator, desk: Desk, answer: Answer | ItemsAnswer
) -> ProposedChange:
    """A wish with what its cell was read as, beside what the data say and what the form showed."""
    fact = desk.ledger.get(indicator.id)
    hidden = _hidden(answer) if isinstance(answer, Answer) else ""
    if found.why_not:
        return replace(wish, message="；".join(filter(None, (found.why_not, hidden))))
    if found.is_none:
        wish = replace(wish, change="removed", after=None)
        if indicator.required:
            return replace(wish, message="写的是没有这一项，但它每年都要有；核对这一格，改了再收")
        if desk.is_input(indicator):
            return replace(wish, message="写的是没有这一项，但别的数要由它算出；核对这一格，确实没有就写0")
        if fact is None:
            return replace(wish, state="taken", message="文件里本来没有这一行")
        wish = replace(wish, edits=(ValueChange(path_of(indicator.id), None),))
    else:
        wish = replace(wish, after=found.text, printed=as_compared(found.shown))
        if fact is not None and fact.value is not None and _same(typed.in_cells(fact), found.shown):
            return replace(wish, state="taken", after=wish.before)
        wish = replace(wish, edits=_edits(indicator, fact, found))
    was = _was(answer, indicator)
    if _same(was or "", _now(fact, wish)):
        absent = f"文件里没有这一行，加在“{desk.ledger.catalogue.groups[indicator.group].label}”的末尾"
        state = f"数据里标着“{fact.state}”，写了数以后还标着；核实了，自己去掉" if fact and fact.state else ""
        said = filter(None, (absent if fact is None else "", found.remark, state, hidden))
        return replace(wish, state="ready", message="；".join(said))
    own = Source(file=desk.ledger.file, text=wish.before or "", line=(fact.place.line if fact else 0) or None)
    since = "填报表发出以后数据也改了" if was is not None else "数据里已有别的值，这份表没有封签，看不出哪个新"
    why = (f"{since}，现在是{wish.before or '（还没填）'}", found.remark)
    return replace(wish, state="conflict", sources=(*wish.sources, own), message="；".join(filter(None, why)))


def _now(fact: Fact | None, wish: ProposedChange) -> str:
    """What the data say now; of a value that could not be read, what is written."""
    return typed.in_cells(fact) if fact is not None and fact.value is not None else wish.before or ""


def _was(answer: Answer | ItemsAnswer, indicator: Indicator) -> str | None:
    """What the form showed; None where there is no seal."""
    if isinstance(answer, ItemsAnswer):
        return None if answer.shown is None else typed.lines_shown(indicator, answer.shown)
    return answer.shown


def _of_sources(answer: Answer, fact: Fact | None, wish: ProposedChange) -> ProposedChange | None:
    """A value left as it was: only what is said beside it may be new."""
    now = typed.in_cells(fact)
    wish = _beside(answer, fact, replace(wish, state="ready", after=wish.before, printed=as_compared(now)))
    if wish.changes and not _same(answer.shown or "", now):
        why = f"填报表发出以后数改成了{wish.before or '（还没填）'}，出处、备注说的是原来的数；核对后自己改"
        return replace(wish, state="unclear", message=why)
    return wish if wish.changes else None


def _beside(answer: Answer | ItemsAnswer, fact: Fact | None, wish: ProposedChange) -> ProposedChange:
    """With what 出处 and 备注 say, where the data do not say so yet."""
    source, note = (typed.one_line(text) for text in (answer.source, answer.note))
    if wish.state not in ("ready", "conflict", "taken"):
        return replace(wish, source=source, note=note)  # whoever looks into it needs them most
    source = "" if fact is not None and _same(source, fact.source) else source
    note = "" if fact is not None and _same(note, fact.note) else note
    wish = replace(wish, source=source, note=note)
    if wish.state == "taken" and wish.changes and not wish.is_removal:
        return replace(wish, state="ready")
    return wish


# Values ---------------------------------------------------------------------------------------------------------------


def _edits(indicator: Indicator, fact: Fact | None, found: Typed) -> tuple[ValueChange, ...]:
    path = path_of(indicator.id)
    assert found.value is not None, "there is a value"
    if fact is None:
        return (ValueChange(path, found.value, is_new=True),)
    if isinstance(fact.value, Names) and isinstance(found.value, tuple):
        now = [*(item.text for item in fact.value.items), *["等"] * fact.value.is_open]
        return tuple(_of_entries(path, now, list(found.value)))
    if isinstance(fact.value, Items) and isinstance(found.value, tuple):
        return tuple(_of_lines(path, fact.value, found.value))
    return (ValueChange(path, found.value),)


def _of_entries(path: editing.Path, now: Sequence[Written], wanted: Sequence[Written]) -> Iterator[ValueChange]:
    """What turns one list into another, with as few items exchanged, taken out and put in as can be."""
    ours, theirs = list(map(str, now)), list(map(str, wanted))
    for tag, a, b, c, d in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        pairs = min(b - a, d - c)
        yield from (ValueChange((*path, a + n + 1), wanted[c + n]) for n in range(pairs))
        yield from (ValueChange((*path, at + 1), None) for at in range(a + pairs, b))
        yield from (ValueChange((*path, b + 1), wanted[at], is_new=True) for at in range(c + pairs, d))


def _of_lines(path: editing.Path, items: Items, wanted: Sequence[Written]) -> Iterator[ValueChange]:
    """What turns items into others: of one that is there, the fields that are others."""
    now: list[Written] = [dict(typed.asked(item)) for item in items.items]
    for change in _of_entries(path, now, wanted):
        number = change.path[-1]
        own = now[number - 1] if isinstance(number, int) and not change.is_new else None
        if isinstance(own, dict) and isinstance(change.to, dict):
            for name, value in change.to.items():
                if value != own.get(name):
                    yield ValueChange((*change.path, name), value, is_new=name not in own)
            yield from (ValueChange((*change.path, name), None) for name in own if name not in change.to)
        else:
            yield change


# Items ----------------------------------------------------------------------------------------------------------------


def _of_items(answer: ItemsAnswer, desk: Desk, number: int) -> ProposedChange | None:
    """What the sheet of some items wishes; None where it is as the form had it, or empty."""
    indicator = desk.labels.catalogue.get(answer.fact)
    if indicator is None or not answer.rows:
        return None
    lines = [{name: cell.text.strip() for name, cell in row.items()} for row in answer.rows]
    said, at = typed.lines_shown(indicator, lines), answer.at
    source = Source(file=at.file, sheet=at.sheet, cell=at.cell, text=f"{indicator.label}：{said}")
    wish = _of_fact(_wish(at, indicator.label, desk, number, source), indicator, desk)
    wish = replace(wish, before=typed.in_cells(desk.ledger.get(indicator.id)) or None, after=said)
    if answer.shown is not None and _same(typed.lines_shown(indicator, answer.shown), said):
        return None
    wish = _weighed(wish, _read_lines(indicator, answer, desk), indicator, desk, answer)
    return _beside(answer, desk.ledger.get(indicator.id), wish)


def _read_lines(indicator: Indicator, answer: ItemsAnswer, desk: Desk) -> Typed:
    lines = list[dict[str, Typed]]()
    for row, cell in zip(answer.rows, answer.cells or [""] * len(answer.rows), strict=True):
        own = _read_line(indicator, row, desk)
        if wrong := next(((name, found) for name, found in own.items() if found.why_not), None):
            field = indicator.field_named(wrong[0])
            return Typed(why_not=f"{cell}这一行的{field.label if field else wrong[0]}：{wrong[1].why_not}")
        lines.append({name: found for name, found in own.items() if not found.is_none})
    lines = list(filter(None, lines))
    if not lines:
        return Typed()
    shown = typed.lines_shown(indicator, [{name: each.shown for name, each in line.items()} for line in lines])
    return Typed(value=tuple({name: found.value or "" for name, found in line.items()} for line in lines), shown=shown)


def _read_line(indicator: Indicator, row: Mapping[str, Cell], desk: Desk) -> dict[str, Typed]:
    known = CellContext(year=desk.ledger.year)
    fields = {field.name: field for field in indicator.fields}
    return {
        name: typed.read(fields[name], cell, known)
        for name, cell in row.items()
        if name in fields and not typed.is_blank(cell)
    }
