"""Which figures of a report may follow from others: rates, changes, rests and totals, tried on the figures as printed.

What comes out is only proposed. The nearest figures are looked at first: those of the paragraph or the row of a table,
then those of the section; a formula is proposed where one and only one of its kind gives the figure.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from msgspec.structs import replace

from report_cli.adopt import columns, sums
from report_cli.adopt.alike import CHANGES, EARLIER, are_alike, is_within
from report_cli.adopt.binding import Binding
from report_cli.adopt.bound import Fact
from report_cli.adopt.reckoning import (
    Formula,
    Numbered,
    are_of_one_unit,
    gives,
    in_one_sentence,
    measured,
    named,
    said,
    shown,
)
from report_cli.facts import moved
from report_cli.facts.estimate import NotComputable
from report_cli.facts.formula import POINTS, PREVIOUS, RATE, Malformed, Name, evaluate, measure, read_formula
from report_cli.facts.ledger import Ledger
from report_cli.facts.quantity import Quantity, base, size

_FALLS = re.compile("下降|减少|降低|压减|回落|缩短|比.{1,4}[少低]|低于")
_RESTS = re.compile("其余|余下|剩余|^未|^没有|尚|仍|空间|结余|节余|提前|净增|新增|延期|延至|推进")
_EACH = re.compile("均|^每|平均")
_EACH_TIME = re.compile("每[天日周月季年]|[日月年季]均")
_REACHED = re.compile("完成|达成|达标|目标")
_SMALL = 3
"""The differences of smaller figures are chance too often."""
_FEW = 100


class Nearby:
    """The figures of a report, found by the paragraphs and rows that they stand in and by their section."""

    def __init__(self, binding: Binding, every: Sequence[Numbered]) -> None:
        self.binding, self.sections, self.columns = binding, sums.Sections(every), columns.Columns(every)
        self.every = every
        self._places = defaultdict[object, list[Numbered]](list)
        for one in every:
            for place in (*one.places, (one.fact.group, one.fact.is_plan)):
                self._places[place].append(one)

    def near(self, one: Numbered) -> list[Numbered]:
        """The other figures of its paragraphs and rows, in the order of the text."""
        found = {each.fact.id: each for place in one.places for each in self._around(place, one)}
        return sorted((each for each in found.values() if each is not one), key=lambda each: each.at)

    def wide(self, one: Numbered) -> list[Numbered]:
        """The other figures of its section."""
        return [each for each in self._around((one.fact.group, one.fact.is_plan), one) if each is not one]

    def _around(self, place: object, one: Numbered) -> list[Numbered]:
        """So many before and behind a figure: a square of all figures of a long report is not looked at."""
        listed = self._places[place]
        at = bisect_left(listed, one.at, key=lambda each: each.at)
        around = listed[max(at - _FEW, 0) : at + _FEW]
        return [each for each in around if each.fact.is_plan == one.fact.is_plan]


def of(one: Numbered, nearby: Nearby, previous: Mapping[str, Quantity]) -> Formula | None:
    """The formula for a figure. `previous`: last year's figures, by their ids."""
    if one.quantity.number == 0 or (one.fact.kind == "rate" and one.quantity.number == 1):
        return None
    binding, near = nearby.binding, nearby.near(one)
    if is_change(one):
        return _change(one, near) or on_last_year(one, near, previous) or _difference(binding, one, near)
    if one.fact.kind == "rate":
        rest = [each for each in nearby.wide(one) if each not in near]
        wide = _share(one, near) or _of_column(one, near, rest, nearby) or _share(one, [*rest, *near], is_wide=True)
        return wide or _named_share(one, nearby.every)
    if _EACH.search(one.fact.label) and not _EACH_TIME.search(one.fact.label):
        said = [each for each in near if in_one_sentence(binding, one, each)]
        return _quotient(one, said) or _of_several(binding, one, said) or _quotient(one, near, said)
    if not _RESTS.search(one.fact.label):
        return nearby.sections.of(one) if one.fact.kind == "count" else None
    return _rest(one, near) or _difference(binding, one, near) or _undone(one, near)


def is_change(one: Numbered) -> bool:
    """Whether it says how much more or less there was, or how many times as much: 增加13件, 是上年的1.2倍."""
    return CHANGES.search(one.fact.label) is not None or one.fact.unit == "倍"


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


def nearest(one: Numbered, pairs: Sequence[tuple[Numbered, Numbered]]) -> tuple[Numbered, Numbered] | None:
    """The pair of those before a figure that is nearest; None where they differ in their values."""
    values = {(left.quantity.number, left.fact.unit, right.quantity.number, right.fact.unit) for left, right in pairs}
    before = [pair for pair in pairs if max(pair[0].at, pair[1].at) < one.at] or pairs
    return max(before, key=lambda pair: (pair[0].at, pair[1].at)) if len(values) == 1 else None


def share_of(one: Numbered, formula: Formula) -> tuple[object, str] | None:
    """The place and the whole of a share, which all shares have in common that one question is about.

    委员提案156件，占89.1%；集体提案19件，占10.9% in a paragraph; the column 占比 of a table.
    """
    if one.fact.kind != "rate" or len(formula.inputs) != 2 or is_change(one):
        return None
    if columns.is_cell(one):
        return one.fact.group, formula.inputs[1]
    return (one.at[0], formula.inputs[1]) if "占" in one.fact.label else None


def column_of_changes(one: Numbered) -> tuple[object, str] | None:
    """The column of a table that a change stands in, which one question is about: 增长, of each row."""
    change = CHANGES.search(one.fact.label) if columns.is_cell(one) else None
    return (one.fact.group, f"{one.fact.kind} {one.fact.label[change.start() :]}") if change else None


def _of_column(rate: Numbered, row: Sequence[Numbered], rest: Sequence[Numbered], nearby: Nearby) -> Formula | None:
    """A cell that says what share its row has in the total of a column, or in what the section says of all."""
    if not columns.is_cell(rate) or sums.SUMS.match(rate.fact.label):
        return None
    if found := [said(rate, "/", *pair) for pair in nearby.columns.of(rate)]:
        return replace(found[0], others=tuple(found[1:]))
    if columns.SHARES.split(rate.fact.label)[0] == rate.fact.label:
        return None
    parts, others = ([each for each in listed if each.fact.kind == "count"] for listed in (row, rest))
    in_prose = [(part, whole) for part in parts for whole in others if not columns.is_cell(whole)]
    both = nearest(rate, [pair for pair in in_prose if columns.is_share(*pair, rate)])
    return said(rate, "/", *both) if both else None


def _share(rate: Numbered, scope: Sequence[Numbered], *, is_wide: bool = False) -> Formula | None:
    counts = [each for each in scope if each.fact.kind != "rate" and each.fact.kind != "points"]
    if "占" in rate.fact.label:  # of the one that is called so, else of one called alike or right before it
        before = [each for each in counts if each.at < rate.at and each.at[0] == rate.at[0]]
        name = rate.fact.label.partition("占")[0]
        own = [(part, whole) for part in before for whole in counts if part.fact.label == name]
        if both := nearest(rate, [pair for pair in own if columns.is_share(*pair, rate)]):
            return said(rate, "/", *both)
        named = [each for each in before if are_alike(each.fact.label, name)]
        parts = [*named, *(each for each in before[-1:] if each not in named)]
    else:
        parts = [each for each in counts if not is_wide or are_alike(each.fact.label, rate.fact.label)]
    pairs = [
        (part, whole)
        for part in parts
        for whole in counts
        if part is not whole
        and are_of_one_unit(part, whole)
        and (0 < part.quantity.number < whole.quantity.number or _REACHED.search(rate.fact.label))
        and whole.quantity.number > 0
        and gives(part.quantity.number / whole.quantity.number, rate.quantity)
    ]
    both = nearest(rate, pairs)
    return said(rate, "/", *both) if both else None


def _named_share(rate: Numbered, every: Sequence[Numbered]) -> Formula | None:
    """A share whose label says of what and in what, wherever these are: 灵活就业占新增就业."""
    part, _, whole = rate.fact.label.partition("占")
    whole = re.sub("^(?:全部|所有|全[县市区旗州省])|(?:总[数量额]|比[例重])$", "", whole)
    if len(part) < 2 or len(whole) < 2:
        return None
    counts = [
        each for each in every if each.fact.kind in ("count", "amount") and each.fact.is_plan == rate.fact.is_plan
    ]
    wholes = [each for each in counts if is_within(whole, each.fact.label) and each.quantity.number > 0]
    pairs = [
        (one, each)
        for one in counts
        if is_within(part, one.fact.label)
        for each in wholes
        if one is not each and columns.is_share(one, each, rate)
    ]
    both = nearest(rate, pairs)
    return said(rate, "/", *both) if both else None


def _quotient(one: Numbered, near: Sequence[Numbered], of: Sequence[Numbered] = ()) -> Formula | None:
    """What each has of a count: 工作室24个，8个街道，平均每个街道3个; 审结5912件，法官42名，人均378.9件.

    `of`: the counts of its sentence, where those that they are shared among may stand in another of the paragraph:
    by their unit, as the average names it (每个), and only where there is a fraction.
    """
    counts = [each for each in near if each.fact.kind in ("count", "amount") and each.quantity.number > 1]
    unit = re.search("每(.)", one.fact.label)
    if of and (unit is None or one.quantity.number.denominator == 1):
        return None
    pairs = [
        (all_, each)
        for all_ in (of or counts)
        for each in counts
        if all_ is not each
        and not (of and unit and each.fact.unit != unit[1])
        and base(all_.fact.unit)[0] == base(one.fact.unit)[0]
        and _gives_each(measured(all_) / measured(each) / size(one.fact.unit), one.quantity)
    ]
    both = nearest(one, pairs)
    return said(one, "/", *both) if both else None


def _of_several(binding: Binding, one: Numbered, near: Sequence[Numbered]) -> Formula | None:
    """What each has, where those that share it are listed: 对口协商10次、界别协商7次，共提出建议68条，平均每次4条."""
    unit = re.search("每(.)", one.fact.label)
    counts = [each for each in near if each.fact.kind == "count" and unit and each.fact.unit == unit[1]]
    wholes = [each for each in near if each not in counts and base(each.fact.unit)[0] == base(one.fact.unit)[0]]
    total = sum((each.quantity.number for each in counts), Fraction(0))
    given = [each for each in wholes if each is not one and total and gives(measured(each) / total, one.quantity)]
    if len(counts) < 2 or len(given) != 1:
        return None
    text = f"{named(given[0], one)} / ({' + '.join(named(each, one) for each in counts)})"
    said = f"{shown(given[0])}÷（{'＋'.join(map(shown, counts))}）"
    return Formula(text, said, (given[0].fact.id, *(each.fact.id for each in counts)))


def _undone(one: Numbered, near: Sequence[Numbered]) -> Formula | None:
    """What is left of a count by what was done: 收到231件，立案198件。未立案33件."""
    done = re.sub("^(?:尚|还|仍)?(?:未|没有)(?:予|能|被)?", "", one.fact.label)
    if done == one.fact.label or len(done) < 2:
        return None
    counts = [each for each in near if (each.fact.kind, each.fact.unit) == ("count", one.fact.unit)]
    pairs = [
        (whole, part)
        for part in counts
        for whole in counts
        if done[:2] in part.fact.label
        and done[:2] not in whole.fact.label
        and whole.quantity.number - part.quantity.number == one.quantity.number
    ]
    both = nearest(one, pairs)
    return said(one, "-", *both) if both else None


def _gives_each(value: Fraction, stated: Quantity) -> bool:
    """Whether a quotient is what is stated: a low whole number only where nothing is left over."""
    is_low = stated.number.denominator == 1 and stated.number < _FEW
    return value == stated.number if is_low else gives(value, stated)


def _change(one: Numbered, near: Sequence[Numbered]) -> Formula | None:
    """A change from an earlier value that the paragraph says: 上年591条, 由71%升到83%."""
    found = list[Formula]()
    for before in (each for each in near if is_earlier(each)):
        for now in near:
            if now is before or (now.fact.kind, now.fact.unit) != (before.fact.kind, before.fact.unit):
                continue
            is_near = abs(near.index(now) - near.index(before)) <= 2 or _is_of(before.fact.label, now.fact.label)
            is_near = is_near and (not columns.is_cell(before) or _is_then(before, now))
            if now.at > one.at or not is_near or CHANGES.fullmatch(now.fact.label):
                continue
            found += changed(one, now, before)
    return _only(found)


def is_earlier(one: Numbered) -> bool:
    """Whether a figure is an earlier value: 上年591条; of a cell its column says so, behind the name of its row."""
    return EARLIER.search(one.fact.label) is not None or (columns.is_cell(one) and "上年" in one.fact.label)


def _is_then(before: Numbered, now: Numbered) -> bool:
    """Whether a cell is last year's of another one of its row: 城关法庭上年结案 of 城关法庭结案."""
    return before.fact.label.replace("上年", "", 1) == now.fact.label or EARLIER.search(before.fact.label) is not None


def _is_fall(one: Numbered) -> bool:
    """Whether what is stated is by how much it fell; what is negative says so itself."""
    return _FALLS.search(one.fact.label) is not None and one.quantity.number > 0


def _is_of(earlier: str, label: str) -> bool:
    """Whether an earlier value is of what another label says: 上年受理 of 受理各类案件."""
    of = EARLIER.sub("", earlier)
    return len(of) > 1 and of in label


def changed(one: Numbered, now: Numbered, before: Numbered) -> Iterator[Formula]:
    """The formula of a change from an earlier value, where they give it."""
    falls = _is_fall(one)
    a, b = now.quantity.number, before.quantity.number
    inputs = (now.fact.id, before.fact.id)
    new, old, said = named(now, one), named(before, one), f"{shown(now)}和{shown(before)}"
    if one.fact.kind == "rate" and now.fact.kind != "rate" and b:
        if gives(1 - a / b if falls else a / b - 1, one.quantity):
            yield Formula(f"1 - {new} / {old}" if falls else f"{new} / {old} - 1", said, inputs)
        return
    if one.fact.unit == "倍":
        is_more = CHANGES.search(one.fact.label) is not None
        if now.fact.unit not in ("", "倍") and b and _gives_each(a / b - is_more, one.quantity):
            yield Formula(f"{new} / {old}{' - 1' * is_more}", said, inputs)
        return
    is_alike = (one.fact.kind == "points") == (now.fact.kind == "rate") and one.fact.unit == now.fact.unit
    if is_alike and one.quantity.number == (b - a if falls else a - b):
        yield Formula(f"{old} - {new}" if falls else f"{new} - {old}", said, inputs)


def on_last_year(one: Numbered, near: Sequence[Numbered], previous: Mapping[str, Quantity]) -> Formula | None:
    """A change from the value that last year's file has: of what its label says, else of the only one that gives it."""
    falls, found = _is_fall(one), list[Formula]()
    of = moved.base_of(one.fact.label)
    before = [each for each in near if each.at < one.at]
    meant = [each for each in before if each.fact.label == of] or before  # another gives it by chance
    for now in (each for each in meant if each.fact.id in previous):
        fact = Fact(
            group=now.fact.group, name=now.fact.name, label=f"上年{now.fact.label}", kind=now.fact.kind, values=(),
            text=previous[now.fact.id].text, unit=now.fact.unit,
        )  # fmt: skip
        then = Numbered(fact, previous[now.fact.id], now.places, now.at)
        for formula in changed(one, now, then):
            name = named(now, one)
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
    return said(one, "-", before[-2], before[-1])


def _difference(binding: Binding, one: Numbered, near: Sequence[Numbered]) -> Formula | None:
    """What two figures of the sentence are apart: 由57名增加到92名，净增35名; 限额42亿元，余额40亿元，尚有2亿元."""
    is_of_rates = one.fact.kind == "points"
    kind = "rate" if is_of_rates else one.fact.kind
    alike = [
        each
        for each in near
        if (each.fact.kind, each.fact.unit) == (kind, one.fact.unit)
        and abs(each.quantity.number) * (100 if is_of_rates else 1) > _SMALL
        and in_one_sentence(binding, one, each)
    ]
    pairs = [
        (left, right)
        for left in alike
        for right in alike
        if left.quantity.number - right.quantity.number == one.quantity.number
    ]
    both = nearest(one, pairs)
    return said(one, "-", *both) if both else None
