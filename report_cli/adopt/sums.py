"""Which counts of an adopted report add up to another: the parts of a total, proposed where they stand as such."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import accumulate

from report_cli.adopt import phrases
from report_cli.adopt.alike import CHANGES, EARLIER
from report_cli.adopt.binding import Binding
from report_cli.adopt.reckoning import Formula, Numbered, in_one_sentence, named, shown, start
from report_cli.facts.estimate import is_refuted
from report_cli.facts.quantity import base
from report_cli.sentences import statement_around

SUMS = re.compile("合计|总计|共计|小计|总数")
_SAID_SUM = re.compile(r"(?<!公)共(?![建享青同产])[^，。；、：\d]{0,8}$")
_NEAR = 100
"""The parts of a total are among so many counts before it or behind it."""
_TOLD = 3
"""A rounded figure of so many digits is hardly another one by chance."""


class Sections:
    """The counts of each section that share a word, and what they add up to.

    开展协商议政活动26场次: 专题协商4次, 对口协商9次, 界别协商6次, 提案办理协商7次.
    """

    def __init__(self, every: Sequence[Numbered]) -> None:
        self._parts = defaultdict[tuple[object, ...], list[Numbered]](list)
        for one in every:
            if one.fact.kind == "count" and not CHANGES.search(one.fact.label):
                for word in _words(_bare(one)):
                    self._parts[word, *_measure(one), one.fact.group].append(one)
        self._sums = {key: _sum(parts) for key, parts in self._parts.items()}
        self._sections = defaultdict[tuple[object, ...], list[tuple[object, ...]]](list)
        for key, total in self._sums.items():
            self._sections[*key[:-1], total].append(key)

    def of(self, one: Numbered) -> Formula | None:
        """The counts of one section that share a word with a count, where all of them, and no others, add up to it."""
        found = list[Formula]()
        label = re.sub(phrases.verbs(), "，", _bare(one))
        for word in (word for word in _words(label) if "，" not in word):
            shared = word, *_measure(one)
            own = *shared, one.fact.group
            keys = [key for key in self._sections.get((*shared, one.quantity.number), ()) if key != own]
            keys += [own] if self._sums.get(own) == 2 * one.quantity.number else []
            for parts in ([each for each in self._parts[key] if each is not one] for key in keys):
                if len(parts) > 2 and _are_told_apart(one, parts):
                    text = " + ".join(named(each, one) for each in parts)
                    found.append(Formula(text, "＋".join(map(shown, parts)), tuple(each.fact.id for each in parts)))
        return found[0] if len({formula.inputs for formula in found}) == 1 else None


def of_named(every: Sequence[Numbered]) -> Iterator[tuple[Numbered, list[Numbered]]]:
    """Totals, and the counts of one other section that add up to each and are called as it is, each of its own.

    审议意见47条; in an annex 关于预算执行的审议意见14条, 关于环境状况的审议意见9条….
    """
    counts = [one for one in every if one.fact.kind == "count" and not CHANGES.search(one.fact.label)]
    whole, named = {_bare(one) for one in counts}, defaultdict[tuple[object, ...], list[Numbered]](list)
    for one in counts:
        for tail in {_bare(one)[at:] for at in range(1, len(_bare(one)) - 2)} & whole:
            named[tail, *_measure(one), one.fact.group].append(one)
    of = defaultdict[tuple[object, ...], list[list[Numbered]]](list)
    for key, parts in named.items():
        if len(parts) > 1:
            of[*key[:-1], _sum(parts)].append(parts)
    for one in counts:
        found = of[_bare(one), *_measure(one), one.quantity.number]
        if len(found) == 1 and found[0][0].fact.group != one.fact.group and _are_told_apart(one, found[0]):
            yield one, found[0]


def _bare(one: Numbered) -> str:
    """A label without the number by which facts called the same are told apart: 办理（二）."""
    return one.fact.label.partition("（")[0]


def _words(label: str) -> Iterable[str]:
    return dict.fromkeys(label[at : at + 2] for at in range(len(label) - 1))


def _measure(one: Numbered) -> tuple[object, ...]:
    return base(one.fact.unit), one.fact.is_plan


def _sum(parts: Iterable[Numbered]) -> Fraction:
    return sum((each.quantity.number for each in parts), Fraction(0))


def _are_told_apart(total: Numbered, parts: Sequence[Numbered]) -> bool:
    """Whether each part has a name of its own: counts that are all called 办理 are parts of nothing by their names."""
    return len({_bare(each) for each in (total, *parts)}) == len(parts) + 1


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
            yield from ((total, other) for other in _also(binding, near[place - first :], found))


def _kind(one: Numbered) -> tuple[object, ...]:
    """What counts that may be added have in common."""
    return one.fact.kind, one.fact.unit, one.fact.is_plan, one.fact.group


def _is_addable(one: Numbered, total: Numbered) -> bool:
    return _kind(one) == _kind(total) and not EARLIER.search(one.fact.label)


def add_up(total: Numbered, parts: Sequence[Numbered]) -> bool:
    return len(parts) > 1 and sum(each.quantity.number for each in parts) == total.quantity.number


def _in_order(binding: Binding, counts: Sequence[Numbered], place: int) -> list[Numbered] | None:
    """The counts that follow a total at once or begin a paragraph soon after, or that a sum ends; none in between."""
    total = counts[place]
    before = counts[:place][::-1] if SUMS.search(total.fact.label) or _is_said_sum(binding, total) else []
    starts = _starts(counts, place)
    runs = [_run(binding, before, total), *(_run(binding, counts[at:], total) for at in starts)]
    # Counts of two kinds may take turns: 其中，东城区412处、12.6万平方米，西城区365处、10.8万平方米.
    alike = [_run(binding, [each for each in before if _is_addable(each, total)], total)]
    alike += [_run(binding, [each for each in counts[place + 1 :] if _is_addable(each, total)], total)]
    for run in runs + [run for run in alike if run and _is_said_part(binding, run[0], total)]:
        parts = _adding_up(total, run, least=2)
        if parts and _are_told(binding, parts, total):
            return sorted(parts, key=lambda one: one.at)
    firsts = [
        each for at, each in enumerate(counts) if at and each.at[0] != counts[at - 1].at[0] and each.at > total.at
    ]
    rows = [
        each
        for number, each in enumerate(firsts)
        if each.at[0] - firsts[0].at[0] == number and _is_addable(each, total)
    ]
    return _adding_up(total, rows, least=3)


def _adding_up(total: Numbered, counts: Sequence[Numbered], least: int) -> list[Numbered] | None:
    """The first of some counts that a total is the sum of, so many at least."""
    sums = enumerate(accumulate(each.quantity.number for each in counts), 1)
    end = next((end for end, made in sums if end >= least and made == total.quantity.number), 0)
    return [*counts[:end]] or None


def _is_said_sum(binding: Binding, one: Numbered) -> bool:
    """Whether a count's own words say that it is a sum: 4家单位共办理81件."""
    return _SAID_SUM.search(binding.texts[one.at[0]].text, 0, start(binding, one)) is not None


def _is_said_part(binding: Binding, one: Numbered, total: Numbered) -> bool:
    """Whether a count stands in the sentence of a total that is before it, or behind 其中 in its text."""
    if one.at < total.at:
        return in_one_sentence(binding, one, total)
    text = binding.texts[one.at[0]].text
    return one.at[0] == total.at[0] and "其中" in text[start(binding, total) : start(binding, one)]


def _are_told(binding: Binding, parts: Sequence[Numbered], total: Numbered) -> bool:
    """Whether words tell that two counts of another paragraph are parts: by chance two often add up."""
    text, last = binding.texts[parts[0].at[0]].text, start(binding, parts[-1])
    begin, _ = statement_around(text, start(binding, parts[0]), last)
    is_near = total.at[0] == parts[0].at[0] or binding.texts[total.at[0]].row == binding.texts[parts[0].at[0]].row != 0
    is_led = binding.texts[parts[0].at[0] - 1].text.endswith(("：", ":"))  # 按提案者分：
    return len(parts) > 2 or is_near or is_led or _TELLING.search(text, begin, last) is not None


_TELLING = re.compile("其中|包括|包含|含|合计|共计")


def _also(binding: Binding, counts: Sequence[Numbered], found: Sequence[Numbered]) -> Iterator[list[Numbered]]:
    """The parts of a total (the first of the counts) by another view, behind those that were found: 从内容看，….

    They are all counts of one sentence of its paragraph, and not a few: by chance two often add up.
    """
    total, last = counts[0], max(found[-1].at, counts[0].at)
    behind = [each for each in counts if last < each.at and each.at[0] == total.at[0]]
    while behind:
        size = next(
            (at for at, each in enumerate(behind) if not in_one_sentence(binding, behind[0], each)), len(behind)
        )
        if size > 2 and all(_is_addable(each, total) for each in behind[:size]) and add_up(total, behind[:size]):
            yield behind[:size]
        behind = behind[size:]


def rounded(binding: Binding, every: Sequence[Numbered]) -> Iterator[tuple[Numbered, Numbered]]:
    """Figures of a text that round what a table adds up and calls alike: 会员12.4万人, 合计 of 会员 124000."""
    totals = [one for one in every if binding.texts[one.at[0]].row and SUMS.match(one.fact.label)]
    for one in every:
        if not one.quantity.scale or not _measure(one)[0] or binding.texts[one.at[0]].row:
            continue
        alike = [each for each in totals if SUMS.sub("", each.fact.label, count=1) == one.fact.label]
        said = [each for each in alike if _measure(each) == _measure(one) and not each.quantity.scale]
        if len(said) == 1 and _rounds(one, said[0]):
            yield one, said[0]


def _rounds(one: Numbered, exact: Numbered) -> bool:
    is_told = len(re.sub(r"\D", "", one.fact.values[0])) >= _TOLD
    return is_told and not is_refuted(one.quantity.span, "=", exact.quantity.span)


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
    if not binding.texts[total.at[0]].row or not (head := SUMS.match(total.fact.label)):
        return None
    column = total.fact.label[head.end() :]
    rows, own = dict[int, Numbered](), binding.texts[total.at[0]].row
    for each in (each for each in alike if each.fact.label.endswith(column)):
        row = binding.texts[each.at[0]].row
        if row not in (0, own):  # of 件数 and 上年件数 the shorter one is called 件数
            rows[row] = min(rows.get(row, each), each, key=lambda one: len(one.fact.label))
    cells = [*rows.values()]
    return cells if add_up(total, cells) else None
