"""What is told of a new number that tells of last year: that it is computed, and what the data lack for it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from report_cli.audit.texts import Span
from report_cli.facts.fact import Fact
from report_cli.facts.formula import PREVIOUS
from report_cli.inward import new_lines
from report_cli.inward.lines_to_add import Line
from report_cli.inward.new_number import BY_NUMBER, Advice, NewNumber, first_lines
from report_cli.inward.on_last_year import Told

FORMULAS = {"times": "{0} / previous.{0}", "more": "({0} - previous.{0}) / previous.{0}"}


def advice(new: NewNumber, told: Told, others: Sequence[tuple[Span, str]]) -> Advice | None:
    """What to do about it; None where it tells it wrongly. `others`: all new numbers of its sentence."""
    of, lacks = told.of.fact, [*_lacking(new, told.of.fact)] if not told.printed else []
    if told.printed and not told.is_that:
        return None
    if told.form in FORMULAS:
        name = of.id.removeprefix(f"{new.group}.")
        base = [_line(new, told, each, others) for each in lacks]
        made = new.computed(FORMULAS[told.form].format(name), [of.id], f"{of.label}和上年的{of.label}", base)
        digits = f"；稿件里的“{new.text}”也要写成“{new.said.value}{new.said.unit}”这样的数字"
        return made if re.search("[0-9]", new.text) else replace(made, message=f"{made.message}{digits}")
    if told.is_that:
        return Advice(f"{of.id}.{told.form}", _of_last_year(told, new.text))
    first, last = new.first({of.id}), [_line(new, told, each, others) for each in lacks]
    how = "；再在".join((*(f"先加{each}" for each in first_lines(first, last)), *(each.text for each in last)))
    what = f"上年的{of.named}" if told.form == "" else f"{of.named}和上年比"
    lines = (*dict.fromkeys(line for each in first for line in each.lines), *last)
    is_all = told.is_sure and all(each.to for each in last)
    by = BY_NUMBER if is_all else f"{'；都加好' * bool(first)}，再运行一次"
    so = f"{new.text}说的是{what}，上年的数还没有，不用另加一个数：{how}{by}，以后由数据算"
    apart = "" if told.is_sure else f"；不是和上年比，就另加：{new.own}"
    is_doubtful = any(each.is_doubtful for each in first)
    return Advice(f"{of.id}.{told.form}", f"{so}{apart}", lines, can_be_written=is_all, is_doubtful=is_doubtful)


def wrong(new: NewNumber, told: Told, others: Sequence[tuple[Span, str]]) -> str:
    """What is told of a number that is another than the data, or the numbers beside it, give; empty of a right one."""
    value = "" if told.printed else _value(new, told, told.of.fact, others)
    beside = new.draft.computable.on_last_year.beside(told, new.span, new.text, value) if value else told
    if not beside.printed or beside.is_that:
        return ""
    what, previous = told.of.fact.named, new.draft.ledger.last_year(told.of.fact.id)
    if told.form == "":
        place = f"（{previous.place}）" if previous else ""
        return f"上年的{what}在数据里是{beside.printed}{place}，稿件里是{told.typed}：核对后改一边"
    so = f"算出来是“{beside.printed}”，稿件里是“{beside.typed}”"
    if previous and not value:
        return f"{what}和上年比，上年的数（{previous.place}）是{previous.text}，{so}：核对后改一边"
    as_told = f"照这句话里上年的{value}，" if value else ""
    return f"{what}和上年比，{as_told}{so}：核对后改稿件"


def _of_last_year(told: Told, text: str) -> str:
    if told.form == "":
        what = f"{text}是上年的{told.of.fact.named}，数据里有，不用另加一个数"
    else:
        what = f"{text}是{told.of.fact.named}和上年比出来的，数据能算，不用另加一个数（写死了，以后不会跟着变）"
    return f"{what}：在稿件里写成“{told.printed}”，再运行一次，这句话就能带回，以后跟着数据变"


def _lacking(new: NewNumber, fact: Fact) -> Iterator[Fact]:
    """The facts without last year's value that a fact, or what it follows from, needs."""
    if not fact.is_derived:
        if new.draft.ledger.last_year(fact.id) is None:
            yield fact
        return
    for id in fact.inputs:
        if not id.startswith(PREVIOUS) and (each := new.draft.ledger.get(id)):
            yield from _lacking(new, each)


def _value(new: NewNumber, told: Told, of: Fact, others: Sequence[tuple[Span, str]]) -> str:
    """Last year's value, as the sentence tells it."""
    if of.id != told.of.fact.id:
        return ""
    return new.draft.computable.on_last_year.last_year(told.of, others, new.operands)


def _line(new: NewNumber, told: Told, of: Fact, others: Sequence[tuple[Span, str]]) -> Line:
    """The line that says last year's value."""
    value, how = _value(new, told, of, others), "写" if told.form == "" else "倒推"
    note = f"（照稿件{how}的，核对后再写）" if value else "上年的数（稿件里看不出是多少，查了再写）"
    return new_lines.of_last_year(new.draft, of.indicator, value, note)
