"""Which counts of an adopted report add up to another: the parts of a total, proposed where they stand as such."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from report_cli.adopt import phrases
from report_cli.adopt.binding import Binding
from report_cli.adopt.reckoning import CHANGES, EARLIER, Formula, Numbered, in_one_sentence, named, shown
from report_cli.facts.quantity import base

_SUMS = re.compile("合计|总计|共计|小计|总数")
_NEAR = 100
"""The parts of a total are among so many counts before it or behind it."""


def of_named(one: Numbered, others: Sequence[Numbered]) -> Formula | None:
    """The counts of one section that share a word with a count, where all of them add up to it.

    开展协商议政活动26场次: 专题协商4次, 对口协商9次, 界别协商6次, 提案办理协商7次.
    """
    found = list[Formula]()
    counts = [each for each in others if each.fact.kind == "count" and not CHANGES.search(each.fact.label)]
    label = re.sub(phrases.verbs(), "，", one.fact.label)
    for word in dict.fromkeys(label[at : at + 2] for at in range(len(label) - 1) if "，" not in label[at : at + 2]):
        same = [each for each in counts if word in each.fact.label and base(each.fact.unit) == base(one.fact.unit)]
        for group in dict.fromkeys(each.fact.group for each in same):
            parts = [each for each in same if each.fact.group == group]
            if len(parts) > 2 and sum(each.quantity.number for each in parts) == one.quantity.number:
                text = " + ".join(named(each, one) for each in parts)
                found.append(Formula(text, "＋".join(map(shown, parts)), tuple(each.fact.id for each in parts)))
    return found[0] if len({formula.inputs for formula in found}) == 1 else None


def parts(binding: Binding, every: Sequence[Numbered]) -> Iterator[tuple[Numbered, list[Numbered]]]:
    """Totals, and the counts that add up to each: behind it in its paragraph or the next ones, or before it."""
    told, kinds = set[str](), defaultdict[tuple[object, ...], list[Numbered]](list)
    counts = [each for each in every if each.fact.kind in ("count", "amount") and not CHANGES.search(each.fact.label)]
    for each in counts:
        kinds[_kind(each)] += [] if EARLIER.search(each.fact.label) else [each]
    for place, total in enumerate(counts):
        if total.fact.id in told or EARLIER.search(total.fact.label):
            continue
        first = max(place - _NEAR, 0)
        near = counts[first : place + _NEAR]
        if found := _of_cells(binding, total, kinds[_kind(total)]) or _in_order(binding, near, place - first):
            told |= {total.fact.id, *(each.fact.id for each in found)}
            yield total, found


def _kind(one: Numbered) -> tuple[object, ...]:
    """What counts that may be added have in common."""
    return one.fact.kind, one.fact.unit, one.fact.is_plan, one.fact.group


def _is_addable(one: Numbered, total: Numbered) -> bool:
    return _kind(one) == _kind(total) and not EARLIER.search(one.fact.label)


def _add_up(total: Numbered, parts: Sequence[Numbered]) -> bool:
    return len(parts) > 1 and sum(each.quantity.number for each in parts) == total.quantity.number


def _in_order(binding: Binding, counts: Sequence[Numbered], place: int) -> list[Numbered] | None:
    """The counts that follow a total at once or begin a paragraph soon after, or that a sum ends; none in between."""
    total = counts[place]
    before = counts[:place][::-1] if _SUMS.search(total.fact.label) else []
    runs = [_run(binding, before, total), *(_run(binding, counts[at:], total) for at in _starts(counts, place))]
    for run in runs:
        for end in range(2, len(run) + 1):
            if _add_up(total, run[:end]):
                return sorted(run[:end], key=lambda one: one.at)
    firsts = [
        each for at, each in enumerate(counts) if at and each.at[0] != counts[at - 1].at[0] and each.at > total.at
    ]
    rows = [
        each
        for number, each in enumerate(firsts)
        if each.at[0] - firsts[0].at[0] == number and _is_addable(each, total)
    ]
    return next((rows[:end] for end in range(3, len(rows) + 1) if _add_up(total, rows[:end])), None)


def _starts(counts: Sequence[Numbered], place: int) -> list[int]:
    """Where parts may begin: right behind the total, and where the paragraphs after it do."""
    behind = range(place + 1, len(counts))
    near = (at for at in behind if counts[at].at[0] - counts[place].at[0] < 3)
    return [at for at in near if at == place + 1 or counts[at].at[0] != counts[at - 1].at[0]]


def _run(binding: Binding, counts: Sequence[Numbered], total: Numbered) -> list[Numbered]:
    """The first of some counts that stand in one sentence and may be parts of a total."""
    run = list[Numbered]()
    for each in counts:
        if not _is_addable(each, total) or (run and not in_one_sentence(binding, run[-1], each)):
            break
        run.append(each)
    return run


def _of_cells(binding: Binding, total: Numbered, alike: Sequence[Numbered]) -> list[Numbered] | None:
    """The cells of the column that the row 合计 adds up."""
    if not binding.texts[total.at[0]].row or not (head := _SUMS.match(total.fact.label)):
        return None
    column = total.fact.label[head.end() :]
    cells = [each for each in alike if each.fact.label.endswith(column) and binding.texts[each.at[0]].row]
    cells = [each for each in cells if each is not total]
    return cells if _add_up(total, cells) else None
