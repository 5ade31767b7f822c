"""What `trace` found, as text for people and as JSON for programs."""

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import groupby
from typing import Any

from report_cli.document import Document
from report_cli.facts.fact import Fact, json_value
from report_cli.facts.ledger import Ledger
from report_cli.questions.rows import Counted
from report_cli.questions.trace import FORMS, Appearance, Calculation, Lineage, Requirement, Step, Usage, marked
from report_cli.questions.words import Saying, plain
from report_cli.text import excerpt, padded, width
from report_cli.views import screen, tables
from report_cli.views.screen import Where, position

_WIDE = 100
"""The cells of a terminal that has room for ids."""
_MOST_ROWS = 10
"""So many rows behind a figure are shown."""
_VERDICTS = {True: "成立", False: "不成立", None: "缺数据，判断不了"}


def show(ledger: Ledger, traces: Sequence[Lineage], where: Where, form: str) -> None:
    if form == "json":
        screen.json_result(as_json(ledger, traces, where))
    else:
        screen.prose("\n\n".join(as_text(trace, where) for trace in traces))


def show_survey(ledger: Ledger, rows: Sequence[Usage], documents: Sequence[Document], where: Where, form: str) -> None:
    """How often each fact is printed, group by group, and at the end those that nothing prints.

    Ids are left out, as labels do, where a terminal has no room for them.
    """
    if form == "json":
        screen.json_result(survey_as_json(ledger, rows, documents, where))
        return
    names = "、".join(document.label for document in documents) or "没有稿件"
    screen.result(f"{ledger.year}年的数据印出的次数（{names}）\n")
    lines: list[list[str]] = []
    has_ids = not 0 < screen.columns() < _WIDE
    for group, of_group in groupby(rows, lambda row: row.group):
        lines.append([group or "年份"])
        for row in (part for whole in of_group for part in (whole, *whole.parts)):
            counts = [padded(str(row.printed[each.kind]), width(each.label), right=True) for each in documents]
            text = "" if row.parts else _short(row.fact)
            lines.append([_label(row.fact), text, "  ".join(counts), *([row.fact.id] if has_ids else [])])
    screen.table(lines)
    unprinted = [f"{row.fact.label}（{row.fact.id}）" for row in rows if not row.is_printed]
    screen.prose(f"\n没有印出的：{'、'.join(unprinted) or '没有'}")


# For people -----------------------------------------------------------------------------------------------------------


def as_text(trace: Lineage, where: Where) -> str:
    """A heading, then what is known, each kind of it under its own name; what is not known is left out."""
    fact = trace.fact
    before = f"，上年{trace.previous.text}" if trace.previous else ""
    lines = [f"{fact.label}（{fact.id}）：{fact.text or fact.problem or '未填'}{before}"]
    lines += [f"  {name}：{value}" for name, value in _properties(fact, where) if value]
    if trace.calculation:
        lines += ["  算法：", *_calculated(fact.label, fact, trace.calculation, where)]
    for each_counted in trace.counted:
        lines += _counted(each_counted, where)
    lines += ["  规则："] * bool(trace.conditions)
    for each in trace.conditions:
        verdict = f"{_VERDICTS[each.holds]}；{each.because}（{where(each.place)}）"
        lines.append(f"    {each.words}（{each.values}）：{verdict}")
    if trace.users:
        lines.append(f"  由它算出：{'、'.join(f'{other.label}{other.text}（{other.id}）' for other in trace.users)}")
    return "\n".join([*lines, *_printed(trace.appearances, where)])


def _properties(fact: Fact, where: Where) -> list[tuple[str, str]]:
    stated = ("算出", f"公式在{where(fact.indicator.place)}") if fact.is_derived else ("位置", str(where(fact.place)))
    return [
        stated,
        ("口径", fact.indicator.definition),
        ("来源", f"{fact.source}{_shared(fact)}" if fact.source else ""),
        ("责任单位", fact.owner),
        ("截至", fact.as_of),
        ("状态", fact.state),
        ("说明", fact.note),
        ("对不上的原因", fact.accept),
        ("各项", "，".join(f"{part.text}（{part.id}，{where(part.place)}）" for part in fact.parts())),
    ]


def _shared(fact: Fact) -> str:
    """That a source is said of more than this fact: a value of its own may come from elsewhere."""
    return f"（{fact.source_of}的，这一项没有另写）" if fact.source_of else ""


def _calculated(label: str, fact: Fact, calculation: Calculation, where: Where, indent: str = "    ") -> Iterator[str]:
    """A formula and its values, and below it those of its inputs, further in."""
    sign = "＝" if fact.quantity is not None and not fact.quantity.is_approximate else "≈"
    result = f"{sign}{fact.text}" if fact.text else f"，{fact.problem}"
    yield f"{indent}{label}＝{calculation.words}＝{calculation.values}{result}"
    for step in calculation.inputs:
        yield from _step(step, where, indent + "  ")


def _step(step: Step, where: Where, indent: str) -> Iterator[str]:
    if step.fact is None:
        yield f"{indent}{step.label}（{step.name}）：没有数据"
    elif step.calculation is not None:
        yield from _calculated(step.label, step.fact, step.calculation, where, indent)
    else:
        source = f"，{step.fact.source}" if step.fact.source else ""
        yield f"{indent}{step.label}（{step.name}）：{step.fact.text or '未填'}，{where(step.fact.place)}{source}"


def _counted(counted: Counted, where: Where) -> Iterator[str]:
    """The rows behind a figure, the first of them in full."""
    more = "；前几行如下，全部的用--rows csv" if len(counted.chosen) > _MOST_ROWS else ""
    yield f"  {counted.label}，是这{len(counted.chosen)}行{more}："
    for row in counted.chosen[:_MOST_ROWS]:
        said = "，".join(filter(None, counted.texts(row)))
        yield f"    {where(counted.rows.at(row))}：{excerpt(said, 60)}"


def show_rows(traces: Sequence[Lineage], where: Where) -> None:
    """The rows behind figures as CSV: where each stands, and what it says but for what is private.

    Where there are several questions, the first column says to which one a row belongs.
    """
    asked = {each.id: each for trace in traces for each in trace.counted}
    labels = list(dict.fromkeys(label for each in asked.values() for label in each.labels))
    head = [*["数的是"] * (len(asked) > 1), "位置", *labels]
    rows = [head]
    for each in asked.values():
        for row in each.chosen:
            said = dict(zip(each.labels, each.texts(row), strict=True))
            at = [*[each.label] * (len(asked) > 1), str(where(each.rows.at(row)))]
            rows.append([*at, *(said.get(label, "") for label in labels)])
    screen.result(tables.as_csv(rows))


def _printed(appearances: Sequence[Appearance], where: Where) -> Iterator[str]:
    if not appearances:
        yield "  没有印在哪一篇里"
    for kind, of_kind in groupby(appearances, lambda appearance: appearance.kind):
        for number, (_, sentence) in enumerate(groupby(of_kind, lambda appearance: appearance.where)):
            found = list(sentence)
            if not number:
                yield f"  印在{found[0].label}（{kind}）："
            forms = dict.fromkeys(FORMS[form] for each in found if (form := each.figure.run.form) in FORMS)
            form = f"，{'、'.join(forms)}" if forms else ""
            template = f"，模板{where(place)}" if (place := found[0].place) else ""
            yield f"    第{found[0].figure.paragraph}段{form}{template}{_edited(found[0].edited_by)}"
            yield f"      {marked(found)}"


def show_words(ledger: Ledger, asked: str, said: Sequence[Saying], where: Where, form: str) -> None:
    """Where some words stand, or those most like them, and the template's line of each."""
    if form == "json":
        found = [{**_saying(each), **position(each.place and where(each.place))} for each in said]
        screen.json_result({"version": 1, "year": ledger.year, "facts": [], "words": found})
        return
    is_same = plain(asked)[0] == plain(said[0].words)[0]
    lines = [f"“{excerpt(asked)}”{'印在' if is_same else '没有印；最像的一句印在'}："]
    for each in said:
        template = f"，模板{where(each.place)}" if each.place else ""
        lines += [
            f"  {each.document.label}（{each.document.kind}）第{each.paragraph}段{template}{_edited(each.edited_by)}",
            f"    {each.marked}",
        ]
        facts = [fact for id in dict.fromkeys(each.facts) if (fact := ledger.get(id))]
        lines += [f"    其中的数据：{'、'.join(f'{fact.text}是{fact.named}' for fact in facts)}"] if facts else []
    screen.prose("\n".join(lines))


def _edited(by: Sequence[str]) -> str:
    return f"，这句的字改过（{'、'.join(filter(None, by)) or '没有写是谁的稿'}）" if by else ""


def _label(fact: Fact) -> str:
    """An item's and a field's with its number, further in: 议题[1]."""
    _, bracket, rest = fact.id.partition("[")
    return f"  {fact.label}[{rest.partition(']')[0]}]" if bracket else fact.label


def _short(fact: Fact, cells: int = 24) -> str:
    text = fact.text or fact.problem or "未填"
    if width(text) <= cells:
        return text
    while width(text) > cells - 1:
        text = text[:-1]
    return text + "…"


# For programs: null where something is not known ----------------------------------------------------------------------


def as_json(ledger: Ledger, traces: Sequence[Lineage], where: Where) -> dict[str, Any]:
    return {"version": 1, "year": ledger.year, "facts": [_trace(trace, where) for trace in traces]}


def survey_as_json(
    ledger: Ledger, rows: Sequence[Usage], documents: Sequence[Document], where: Where
) -> dict[str, Any]:
    kinds = [{"kind": document.kind, "label": document.label} for document in documents]
    facts = [{**_usage(row, where), "items": [_usage(part, where) for part in row.parts]} for row in rows]
    unprinted = [row.fact.id for row in rows if not row.is_printed]
    return {"version": 1, "year": ledger.year, "kinds": kinds, "facts": facts, "unprinted": unprinted}


def _usage(row: Usage, where: Where) -> dict[str, Any]:
    return {**_fact(row.fact, where), "group": row.fact.indicator.group or None, "printed": row.printed}


def _trace(trace: Lineage, where: Where) -> dict[str, Any]:
    fact, indicator, previous = trace.fact, trace.fact.indicator, trace.previous
    parts = [{"name": each.name or None, "parts": list(each.parts)} for each in indicator.breakdowns]
    return {
        **_fact(fact, where),
        "group": indicator.group or None,
        "definition": indicator.definition or None,
        "value": json_value(fact.value),
        "unit": indicator.unit or None,
        "approximate": (fact.quantity and fact.quantity.marker) or None,
        "owner": fact.owner or None,
        "as_of": fact.as_of or None,
        "state": fact.state or None,
        "note": fact.note or None,
        "accept": fact.accept or None,
        "problem": fact.problem or None,
        "previous": previous and {"value": json_value(previous.value), **_fact(previous, where)},
        "items": [_fact(part, where) for part in fact.parts()],
        "parts": parts,
        "of": indicator.whole or None,
        "calculation": trace.calculation and _calculation(trace.calculation, where),
        "rows": list(map(partial(_chosen, where), trace.counted)),
        "rules": list(map(partial(_rule, where), trace.conditions)),
        "used_by": [other.id for other in trace.users],
        "printed": list(map(partial(_appearance, where), trace.appearances)),
    }


def _chosen(where: Where, counted: Counted) -> dict[str, Any]:
    rows = [position(where(counted.rows.at(row))) for row in counted.chosen]
    return {"asked": counted.id, "label": counted.label, "rows": rows}


def _rule(where: Where, condition: Requirement) -> dict[str, Any]:
    return {
        "words": condition.words,
        "values": condition.values,
        "because": condition.because,
        "holds": condition.holds,
        **position(where(condition.place)),
    }


def _fact(fact: Fact, where: Where) -> dict[str, Any]:
    return {
        "id": fact.id,
        "label": fact.label,
        "text": fact.text or None,
        "derived": fact.is_derived,
        "source": fact.source or None,
        **position(where(fact.place)),
    }


def _calculation(calculation: Calculation, where: Where) -> dict[str, Any]:
    inputs = [
        {
            "name": step.name,
            "label": step.label,
            "fact": step.fact and _fact(step.fact, where),
            "calculation": step.calculation and _calculation(step.calculation, where),
        }
        for step in calculation.inputs
    ]
    return {"formula": calculation.text, "words": calculation.words, "values": calculation.values, "inputs": inputs}


def _saying(each: Saying) -> dict[str, Any]:
    return {
        "kind": each.document.kind,
        "text": each.words,
        "paragraph": each.paragraph,
        "sentence": each.sentence,
        "sentence_offset": each.at.start,
        "facts": list(each.facts),
        "edited_by": list(each.edited_by),
    }


def _appearance(where: Where, found: Appearance) -> dict[str, Any]:
    """Offsets are the figure's, from 0, in its paragraph and in its sentence; the place is the template's."""
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
        "edited_by": list(found.edited_by),
        **position(found.place and where(found.place)),
    }
