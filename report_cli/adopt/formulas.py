"""Which figures of a report may follow from others: rates, changes, rests and totals, tried on the figures as printed.

What comes out is only proposed. The nearest figures are looked at first: those of the paragraph or the row of a table,
then those of the section; a formula is proposed where one and only one of its kind gives the figure.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from msgspec import Struct

from report_cli.adopt.binding import Binding, Fact
from report_cli.facts import numbers
from report_cli.facts.estimate import NotComputable
from report_cli.facts.formula import POINTS, PREVIOUS, RATE, Malformed, Name, evaluate, measure, read_formula
from report_cli.facts.ledger import Ledger
from report_cli.facts.quantity import Quantity, base, size

_CHANGES = re.compile(
    "增长|下降|提高|增加|减少|上升|增减|增幅|降低|压减|净增|净涨|缩短|回落|比.{1,4}[多少高低]|低于|高于"
)
_FALLS = re.compile("下降|减少|降低|压减|回落|缩短|比.{1,4}[少低]|低于")
_EARLIER = re.compile("^(?:上年|年初|原)")
_RESTS = re.compile("其余|余下|剩余|^未|^没有|尚|仍|空间|结余|节余|提前|净增|新增|延期|延至|推进")
_EACH = re.compile("均|^每|平均")
_EACH_TIME = re.compile("每[天日周月季年]|[日月年季]均")
_REACHED = re.compile("完成|达成|达标|目标")
_SMALL = 3
"""The differences of smaller figures are chance too often."""
_FEW = 100
_SUMS = re.compile("合计|总计|共计|小计|总数")


class Numbered(Struct, frozen=True):
    """A fact with its number. `places`: the paragraphs and rows that it stands in; `at`: its first place in them."""

    fact: Fact
    quantity: Quantity
    places: frozenset[int]
    at: tuple[int, int]


class Formula(Struct, frozen=True):
    """What gives a figure: in words of the catalogue, and the facts (by their ids) in it."""

    text: str
    said: str
    inputs: tuple[str, ...]


def known(binding: Binding, facts: Sequence[Fact]) -> list[Numbered]:
    """The facts that can be reckoned with, in the order of the text."""
    made = list[Numbered]()
    for fact in facts:
        if fact.kind in ("count", "amount", "rate", "points"):
            read = numbers.read(fact.values[0], fact.unit, fact.kind)
            if isinstance(read, Quantity) and not read.is_approximate:
                places = frozenset(binding.texts[text].row or text for text, _ in fact.at)
                made.append(Numbered(fact, read, places, fact.at[0]))
    return sorted(made, key=lambda one: one.at)


def gives(value: Fraction, stated: Quantity) -> bool:
    """Whether a value is printed as stated: rounded half up at its digits."""
    step = stated.step or Fraction(1)
    return stated.number == (value / step + Fraction(1, 2)) // 1 * step


def of(binding: Binding, one: Numbered, every: Sequence[Numbered], previous: Mapping[str, Quantity]) -> Formula | None:
    """The formula for a figure. `previous`: last year's figures, by their ids."""
    if one.quantity.number == 0 or (one.fact.kind == "rate" and one.quantity.number == 1):
        return None
    others = [each for each in every if each is not one and each.fact.is_plan == one.fact.is_plan]
    near = [each for each in others if each.places & one.places]
    wide = [each for each in others if each.fact.group == one.fact.group]
    if _CHANGES.search(one.fact.label):
        return _change(one, near) or _on_last_year(one, near, previous) or _difference(binding, one, near)
    if one.fact.kind == "rate":
        return _share(one, near) or _share(one, [each for each in wide if each not in near] + near, is_wide=True)
    if _EACH.search(one.fact.label) and not _EACH_TIME.search(one.fact.label):
        return _quotient(one, [each for each in near if _in_one_sentence(binding, one, each)])
    if not _RESTS.search(one.fact.label):
        return None
    return _rest(one, near) or _difference(binding, one, near)


def still_gives(text: str, id: str, stated: Quantity, ledger: Ledger) -> bool:
    """Whether a formula of the group of `id` gives a figure as it is stated now; true where that cannot be told."""
    group = id.partition(".")[0]

    def resolve(name: str, is_previous: bool, column: int) -> Name:
        full = name if "." in name else f"{group}.{name}"
        fact = ledger.get(f"{PREVIOUS * is_previous}{full}")
        if fact is None or fact.quantity is None:
            raise NotComputable(name)
        kind = {"rate": RATE, "points": POINTS}.get(fact.indicator.kind)
        unit, factor = fact.indicator.unit, fact.indicator.factor
        return Name(full, is_previous, kind or measure(unit), fact.label, unit, factor)

    def value(name: Name) -> Quantity:
        fact = ledger.get(name.key)
        if fact is None or fact.quantity is None:
            raise NotComputable(name.id)
        return fact.quantity

    try:
        unit = size(stated.unit) if stated.kind in ("count", "amount") else 1
        return gives(evaluate(read_formula(text, resolve), value, stated.digits).number / unit, stated)
    except (NotComputable, Malformed):
        return True


def _only(found: Sequence[Formula]) -> Formula | None:
    return found[0] if len(found) == 1 else None


def _nearest(one: Numbered, pairs: Sequence[tuple[Numbered, Numbered]]) -> tuple[Numbered, Numbered] | None:
    """The pair of those before a figure that is nearest; None where they differ in their values."""
    values = {(left.quantity.number, left.fact.unit, right.quantity.number, right.fact.unit) for left, right in pairs}
    before = [pair for pair in pairs if max(pair[0].at, pair[1].at) < one.at] or pairs
    return max(before, key=lambda pair: (pair[0].at, pair[1].at)) if len(values) == 1 else None


def _share(rate: Numbered, scope: Sequence[Numbered], *, is_wide: bool = False) -> Formula | None:
    counts = [each for each in scope if each.fact.kind != "rate" and each.fact.kind != "points"]
    if "占" in rate.fact.label:  # of the count right before it, or of the one that is called so
        before = [each for each in counts if each.at < rate.at and each.at[0] == rate.at[0]]
        named = [each for each in before if are_alike(each.fact.label, rate.fact.label.partition("占")[0])]
        parts = [*named, *(each for each in before[-1:] if each not in named)]
    else:
        parts = [each for each in counts if not is_wide or are_alike(each.fact.label, rate.fact.label)]
    pairs = [
        (part, whole)
        for part in parts
        for whole in counts
        if part is not whole
        and part.fact.unit == whole.fact.unit
        and (0 < part.quantity.number < whole.quantity.number or _REACHED.search(rate.fact.label))
        and whole.quantity.number > 0
        and gives(part.quantity.number / whole.quantity.number, rate.quantity)
    ]
    nearest = _nearest(rate, pairs)
    return _said(rate, "/", *nearest) if nearest else None


def _quotient(one: Numbered, near: Sequence[Numbered]) -> Formula | None:
    """What each has of a count: 工作室24个，8个街道，平均每个街道3个; 审结5912件，法官42名，人均378.9件."""
    counts = [each for each in near if each.fact.kind in ("count", "amount") and each.quantity.number > 1]
    pairs = [
        (all_, each)
        for all_ in counts
        for each in counts
        if all_ is not each
        and base(all_.fact.unit)[0] == base(one.fact.unit)[0]
        and _gives_each(_measured(all_) / _measured(each) / size(one.fact.unit), one.quantity)
    ]
    nearest = _nearest(one, pairs)
    return _said(one, "/", *nearest) if nearest else None


def _gives_each(value: Fraction, stated: Quantity) -> bool:
    """Whether a quotient is what is stated: a low whole number only where nothing is left over."""
    is_low = stated.number.denominator == 1 and stated.number < _FEW
    return value == stated.number if is_low else gives(value, stated)


def _measured(one: Numbered) -> Fraction:
    return one.quantity.number * size(one.fact.unit)


def are_alike(label: str, other: str) -> bool:
    """Whether two labels have two signs in a row in common."""
    return any(label[at : at + 2] in other for at in range(len(label) - 1))


def _said(one: Numbered, sign: str, left: Numbered, right: Numbered) -> Formula:
    spoken = {"/": "÷", "-": "－"}[sign]
    text = f"{_named(left, one)} {sign} {_named(right, one)}"
    return Formula(text, f"{_shown(left)}{spoken}{_shown(right)}", (left.fact.id, right.fact.id))


def _shown(one: Numbered) -> str:
    return f"{one.fact.label}{one.fact.text}"


def _named(one: Numbered, beside: Numbered) -> str:
    return one.fact.name if one.fact.group == beside.fact.group else one.fact.id


def _change(one: Numbered, near: Sequence[Numbered]) -> Formula | None:
    """A change from an earlier value that the paragraph says: 上年591条, 由71%升到83%."""
    falls = _FALLS.search(one.fact.label) is not None
    found = list[Formula]()
    for before in (each for each in near if _EARLIER.search(each.fact.label)):
        for now in near:
            if now is before or (now.fact.kind, now.fact.unit) != (before.fact.kind, before.fact.unit):
                continue
            is_near = abs(near.index(now) - near.index(before)) <= 2 or _is_of(before.fact.label, now.fact.label)
            if now.at > one.at or not is_near or _CHANGES.fullmatch(now.fact.label):
                continue
            found += _changed(one, now, before, falls=falls)
    return _only(found)


def _is_of(earlier: str, label: str) -> bool:
    """Whether an earlier value is of what another label says: 上年受理 of 受理各类案件."""
    of = _EARLIER.sub("", earlier)
    return len(of) > 1 and of in label


def _changed(one: Numbered, now: Numbered, before: Numbered, *, falls: bool) -> Iterator[Formula]:
    a, b = now.quantity.number, before.quantity.number
    inputs = (now.fact.id, before.fact.id)
    new, old, said = _named(now, one), _named(before, one), f"{_shown(now)}和{_shown(before)}"
    if one.fact.kind == "rate" and now.fact.kind != "rate" and b:
        if gives(1 - a / b if falls else a / b - 1, one.quantity):
            yield Formula(f"1 - {new} / {old}" if falls else f"{new} / {old} - 1", said, inputs)
        return
    is_alike = (one.fact.kind == "points") == (now.fact.kind == "rate") and one.fact.unit == now.fact.unit
    if is_alike and one.quantity.number == (b - a if falls else a - b):
        yield Formula(f"{old} - {new}" if falls else f"{new} - {old}", said, inputs)


def _on_last_year(one: Numbered, near: Sequence[Numbered], previous: Mapping[str, Quantity]) -> Formula | None:
    """A change from the value that last year's file has."""
    falls, found = _FALLS.search(one.fact.label) is not None, list[Formula]()
    for now in (each for each in near if each.fact.id in previous and each.at < one.at):
        fact = Fact(
            group=now.fact.group, name=now.fact.name, label=f"上年{now.fact.label}", kind=now.fact.kind, values=(),
            text=previous[now.fact.id].text, unit=now.fact.unit,
        )  # fmt: skip
        before = Numbered(fact, previous[now.fact.id], now.places, now.at)
        for formula in _changed(one, now, before, falls=falls):
            name = _named(now, one)
            text = re.sub(rf"{re.escape(name)}(?!.*{re.escape(name)})", f"{PREVIOUS}{name}", formula.text)
            if falls:
                text = re.sub(rf"{re.escape(name)}", f"{PREVIOUS}{name}", formula.text, count=1)
            found.append(Formula(text, formula.said, (now.fact.id,)))
    return _only(found)


def _rest(one: Numbered, near: Sequence[Numbered]) -> Formula | None:
    """What is left of the count before the last: 提出35条，已整改30条，其余5条."""
    before = [
        each for each in near if each.at < one.at and each.fact.kind == "count" and each.fact.unit == one.fact.unit
    ]
    if len(before) < 2 or before[-2].quantity.number - before[-1].quantity.number != one.quantity.number:
        return None
    return _said(one, "-", before[-2], before[-1])


def _difference(binding: Binding, one: Numbered, near: Sequence[Numbered]) -> Formula | None:
    """What two figures of the sentence are apart: 由57名增加到92名，净增35名; 限额42亿元，余额40亿元，尚有2亿元."""
    is_of_rates = one.fact.kind == "points"
    kind = "rate" if is_of_rates else one.fact.kind
    alike = [
        each
        for each in near
        if (each.fact.kind, each.fact.unit) == (kind, one.fact.unit)
        and abs(each.quantity.number) * (100 if is_of_rates else 1) > _SMALL
        and _in_one_sentence(binding, one, each)
    ]
    pairs = [
        (left, right)
        for left in alike
        for right in alike
        if left.quantity.number - right.quantity.number == one.quantity.number
    ]
    nearest = _nearest(one, pairs)
    return _said(one, "-", *nearest) if nearest else None


# Totals --------------------------------------------------------------------------------------------------------------


def parts(binding: Binding, every: Sequence[Numbered]) -> Iterator[tuple[Numbered, list[Numbered]]]:
    """Totals, and the counts that add up to each: behind it in its paragraph or the next ones, or before it."""
    told = set[str]()
    for total in (each for each in every if each.fact.kind in ("count", "amount")):
        alike = [each for each in every if _is_addable(each, total)]
        if total not in alike or total.fact.id in told:
            continue
        if found := _of_cells(binding, total, alike) or _in_order(binding, total, alike, every):
            told |= {total.fact.id, *(each.fact.id for each in found)}
            yield total, found


def _is_addable(one: Numbered, total: Numbered) -> bool:
    fact, other = one.fact, total.fact
    is_alike = (fact.kind, fact.unit, fact.is_plan, fact.group) == (other.kind, other.unit, other.is_plan, other.group)
    return is_alike and not _CHANGES.search(fact.label) and not _EARLIER.search(fact.label)


def _add_up(total: Numbered, parts: Sequence[Numbered]) -> bool:
    return len(parts) > 1 and sum(each.quantity.number for each in parts) == total.quantity.number


def _in_order(
    binding: Binding, total: Numbered, alike: Sequence[Numbered], every: Sequence[Numbered]
) -> list[Numbered] | None:
    """The counts that follow a total at once or begin a paragraph soon after, or that a sum ends; none in between."""
    counts = [each for each in every if each.fact.kind in ("count", "amount") and not _CHANGES.search(each.fact.label)]
    place = counts.index(total)
    before = counts[:place][::-1] if _SUMS.search(total.fact.label) else []
    runs = [_run(binding, before, alike), *(_run(binding, counts[at:], alike) for at in _starts(counts, place))]
    for run in runs:
        for end in range(2, len(run) + 1):
            if _add_up(total, run[:end]):
                return sorted(run[:end], key=lambda one: one.at)
    firsts = [
        each for at, each in enumerate(counts) if at and each.at[0] != counts[at - 1].at[0] and each.at > total.at
    ]
    rows = [each for number, each in enumerate(firsts) if each in alike and each.at[0] - firsts[0].at[0] == number]
    return next((rows[:end] for end in range(3, len(rows) + 1) if _add_up(total, rows[:end])), None)


def _starts(counts: Sequence[Numbered], place: int) -> list[int]:
    """Where parts may begin: right behind the total, and where the paragraphs after it do."""
    behind = range(place + 1, len(counts))
    near = (at for at in behind if counts[at].at[0] - counts[place].at[0] < 3)
    return [at for at in near if at == place + 1 or counts[at].at[0] != counts[at - 1].at[0]]


def _run(binding: Binding, counts: Sequence[Numbered], alike: Sequence[Numbered]) -> list[Numbered]:
    """The first of some counts that stand in one sentence and are alike."""
    run = list[Numbered]()
    for each in counts:
        if each not in alike or (run and not _in_one_sentence(binding, run[-1], each)):
            break
        run.append(each)
    return run


def _in_one_sentence(binding: Binding, one: Numbered, other: Numbered) -> bool:
    if one.at[0] != other.at[0]:
        return False
    start, end = sorted(_start(binding, each) for each in (one, other))
    return "。" not in binding.texts[one.at[0]].text[start:end]


def _start(binding: Binding, one: Numbered) -> int:
    """At which character of its text a fact is printed first."""
    return next(each.start for each in binding.printed[one.at[0]] if each.key == one.at)


def _of_cells(binding: Binding, total: Numbered, alike: Sequence[Numbered]) -> list[Numbered] | None:
    """The cells of the column that the row 合计 adds up."""
    if not binding.texts[total.at[0]].row or not (head := _SUMS.match(total.fact.label)):
        return None
    column = total.fact.label[head.end() :]
    cells = [each for each in alike if each.fact.label.endswith(column) and binding.texts[each.at[0]].row]
    cells = [each for each in cells if each is not total]
    return cells if _add_up(total, cells) else None
