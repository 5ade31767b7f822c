"""What `trace` found, as text for people and as JSON for programs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import Any

from report_cli.document import Document
from report_cli.facts.fact import Fact, json_value
from report_cli.facts.ledger import Ledger
from report_cli.model import Place
from report_cli.questions.trace import FORMS, Appearance, Calculation, Condition, Step, Trace, Usage, marked
from report_cli.text import width

Where = Callable[[Place], Place]
"""A place of the workspace as seen from the current folder."""


def as_text(trace: Trace, where: Where) -> str:
    """A heading, then what is known, each kind of it under its own name; what is not known is left out."""
    fact = trace.fact
    before = f"，上年{trace.previous.text}" if trace.previous else ""
    shown = [f"{fact.label}（{fact.id}）：{fact.text or fact.problem or '未填'}{before}"]
    shown += [f"  {name}：{value}" for name, value in _told(trace, where) if value]
    if trace.calculation:
        shown += ["  算法：", *_unfolded(fact.label, fact, trace.calculation, where)]
    if trace.conditions:
        shown += ["  规则：", *(f"    {_condition(condition, where)}" for condition in trace.conditions)]
    if trace.users:
        shown.append(f"  由它算出：{'、'.join(f'{other.label}{other.text}（{other.id}）' for other in trace.users)}")
    return "\n".join([*shown, *_printed(trace.appearances, where)])


def _told(trace: Trace, where: Where) -> Iterator[tuple[str, str]]:
    fact = trace.fact
    yield (
        "算出" if fact.is_derived else "位置",
        f"公式在{where(fact.place)}" if fact.is_derived else str(where(fact.place)),
    )
    yield "口径", fact.indicator.definition
    yield "来源", fact.source
    yield "责任单位", fact.owner
    yield "截至", fact.as_of
    yield "状态", fact.state
    yield "说明", fact.note
    yield "各项", "，".join(f"{part.text}（{part.id}，{where(part.place)}）" for part in fact.parts())


def _unfolded(label: str, fact: Fact, calculation: Calculation, where: Where, indent: str = "    ") -> Iterator[str]:
    sign = "＝" if fact.quantity is not None and not fact.quantity.is_approximate else "≈"
    yield f"{indent}{label}＝{calculation.words}＝{calculation.values}{f'{sign}{fact.text}' if fact.text else f'，{fact.problem}'}"
    for step in calculation.inputs:
        yield from _step(step, where, indent + "  ")


def _step(step: Step, where: Where, indent: str) -> Iterator[str]:
    if step.fact is not None and step.calculation is not None:
        yield from _unfolded(step.label, step.fact, step.calculation, where, indent)
    elif step.fact is None:
        yield f"{indent}{step.label}（{step.name}）：没有数据"
    else:
        source = f"，{step.fact.source}" if step.fact.source else ""
        yield f"{indent}{step.label}（{step.name}）：{step.fact.text or '未填'}，{where(step.fact.place)}{source}"


def _condition(condition: Condition, where: Where) -> str:
    verdict = {True: "成立", False: "不成立", None: "缺数，判断不了"}[condition.holds]
    return f"{condition.words}（{condition.values}）：{verdict}；{condition.because}（{where(condition.place)}）"


def _printed(appearances: Sequence[Appearance], where: Where) -> Iterator[str]:
    if not appearances:
        yield "  没有印在哪一篇里"
    kind = ""
    for _, group in groupby(appearances, lambda found: found.where):
        same = list(group)
        found = same[0]
        if found.kind != kind:
            kind = found.kind
            yield f"  印在{found.label}（{kind}）："
        form = "、".join(dict.fromkeys(FORMS[each.figure.run.form] for each in same if each.figure.run.form in FORMS))
        template = f"，模板{where(found.place)}" if found.place else ""
        yield f"    第{found.figure.paragraph}段{f'，{form}' if form else ''}{template}"
        yield f"      {marked(same)}"


def survey_as_text(ledger: Ledger, rows: Sequence[Usage], documents: Sequence[Document], cells: int = 0) -> str:
    """How often each fact is printed, group by group, and at the end those that nothing prints.

    Ids are left out, as labels do, where they would make lines wider than so many cells.
    """
    listed = [row for row in rows for row in (row, *row.parts)]
    labels = [f"    {row.fact.label}{_number(row)}" if _number(row) else f"  {row.fact.label}" for row in listed]
    texts = ["" if row.parts else _short(row.fact) for row in listed]
    wide = max(map(width, labels), default=0), max(map(width, texts), default=0)
    shown = [
        f"{ledger.year}年的数据印出的次数（{'、'.join(document.label for document in documents) or '没有稿件'}）",
        "",
    ]
    ids = max((width(row.fact.id) for row in listed), default=0)
    taken = sum(wide) + sum(2 + width(document.label) for document in documents) + ids + 4
    is_narrow = 0 < cells < taken
    group = None
    for row, label, text in zip(listed, labels, texts, strict=True):
        if row.group != group:
            group = row.group
            shown.append(group or "年份")
        counts = "  ".join(f"{row.printed[document.kind]:>{width(document.label)}}" for document in documents)
        shown.append(
            f"{_padded(label, wide[0])}  {_padded(text, wide[1])}  {counts}  {'' if is_narrow else row.fact.id}".rstrip()
        )
    unprinted = [row.fact for row in rows if not row.is_printed]
    shown += ["", f"没有印出的：{'、'.join(f'{fact.label}（{fact.id}）' for fact in unprinted) or '没有'}"]
    return "\n".join(shown)


def _number(row: Usage) -> str:
    """An item's number, a field's number: [1]."""
    _, bracket, rest = row.fact.id.partition("[")
    return f"[{rest.partition(']')[0]}]" if bracket else ""


def _short(fact: Fact, cells: int = 24) -> str:
    """A fact's text, cut to so many cells of a terminal."""
    text = fact.text or fact.problem or "未填"
    if width(text) <= cells:
        return text
    while width(text) > cells - 1:
        text = text[:-1]
    return text + "…"


def _padded(text: str, cells: int) -> str:
    return text + " " * (cells - width(text))


def as_json(ledger: Ledger, traces: Sequence[Trace], where: Where) -> dict[str, Any]:
    return {"version": 1, "year": ledger.year, "facts": [_trace(trace, where) for trace in traces]}


def _trace(trace: Trace, where: Where) -> dict[str, Any]:
    fact = trace.fact
    return {
        **_fact(fact, where),
        "group": fact.indicator.group or None,
        "definition": fact.indicator.definition or None,
        "value": json_value(fact.value),
        "unit": fact.indicator.unit or None,
        "approximate": (fact.quantity.marker or None) if fact.quantity else None,
        "owner": fact.owner or None,
        "as_of": fact.as_of or None,
        "state": fact.state or None,
        "note": fact.note or None,
        "problem": fact.problem or None,
        "previous": {"value": json_value(trace.previous.value), **_fact(trace.previous, where)}
        if trace.previous
        else None,
        "items": [_fact(part, where) for part in fact.parts()],
        "parts": [
            {"name": breakdown.name or None, "parts": list(breakdown.parts)} for breakdown in fact.indicator.breakdowns
        ],
        "of": fact.indicator.whole or None,
        "calculation": _calculation(trace.calculation, where),
        "rules": [_rule(condition, where) for condition in trace.conditions],
        "used_by": [other.id for other in trace.users],
        "printed": [_appearance(found, where) for found in trace.appearances],
    }


def _fact(fact: Fact, where: Where) -> dict[str, Any]:
    return {
        "id": fact.id,
        "label": fact.label,
        "text": fact.text or None,
        "derived": fact.is_derived,
        "source": fact.source or None,
        **_place(fact.place, where),
    }


def _place(place: Place | None, where: Where) -> dict[str, Any]:
    at = where(place) if place else None
    return {
        "file": at.file if at else None,
        "line": (at.line or None) if at else None,
        "column": (at.column or None) if at else None,
    }


def _calculation(calculation: Calculation | None, where: Where) -> dict[str, Any] | None:
    if calculation is None:
        return None
    inputs = [
        {
            "name": step.name,
            "label": step.label,
            "fact": _fact(step.fact, where) if step.fact else None,
            "calculation": _calculation(step.calculation, where),
        }
        for step in calculation.inputs
    ]
    return {"formula": calculation.text, "words": calculation.words, "values": calculation.values, "inputs": inputs}


def _rule(condition: Condition, where: Where) -> dict[str, Any]:
    said = {
        "words": condition.words,
        "values": condition.values,
        "because": condition.because,
        "holds": condition.holds,
    }
    return {**said, **_place(condition.place, where)}


def _appearance(found: Appearance, where: Where) -> dict[str, Any]:
    """`offset` is the figure's in its paragraph, `sentence_offset` in its sentence, from 0; the place is the template's."""
    run = found.figure.run
    return {
        "kind": found.kind,
        "fact": run.fact,
        "form": run.form,
        "text": run.text,
        "paragraph": found.figure.paragraph,
        "offset": found.figure.offset,
        "sentence": found.sentence,
        "sentence_offset": found.at,
        **_place(found.place, where),
    }


def survey_as_json(
    ledger: Ledger, rows: Sequence[Usage], documents: Sequence[Document], where: Where
) -> dict[str, Any]:
    return {
        "version": 1,
        "year": ledger.year,
        "kinds": [{"kind": document.kind, "label": document.label} for document in documents],
        "facts": [{**_row(row, where), "items": [_row(part, where) for part in row.parts]} for row in rows],
        "unprinted": [row.fact.id for row in rows if not row.is_printed],
    }


def _row(row: Usage, where: Where) -> dict[str, Any]:
    return {**_fact(row.fact, where), "group": row.fact.indicator.group or None, "printed": row.printed}
