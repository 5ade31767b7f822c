"""Figures of one value and unit that may be the same one: 收到提案265件, 265件提案; what a table says and the text."""

import re
from collections.abc import Iterator, Mapping, Sequence

from report_cli.adopt import phrases, sums
from report_cli.adopt.alike import CHANGES, are_alike, is_within
from report_cli.adopt.binding import Binding
from report_cli.adopt.bound import Fact
from report_cli.facts import moved

_NEAR = 100
"""Among so many figures of one value before it a figure's like is looked for."""
_BY_CHANCE, _FEWEST = 3, 2
"""Figures of no more digits are often alike by chance; one digit tells nothing."""
_TELLING = 4
"""So many characters of a label that stand above a table tell that it is of that."""


class _Rows:
    """What the rows of the tables are called, by their numbers, and what is said right above each table."""

    def __init__(self, binding: Binding) -> None:
        self._binding, self._names, self._captions = binding, dict[int, str](), dict[int, str]()
        above = ""
        for text in binding.texts:
            above = above if text.row else text.text
            self._names.setdefault(text.row, text.text)
            self._captions.setdefault(text.row, above)

    def of(self, fact: Fact) -> set[int]:
        return {self._binding.texts[text].row for text, _ in fact.at} - {0}

    def are_one(self, one: Fact, other: Fact) -> bool:
        """Whether two figures may be one, as far as tables tell: a cell of one unit's row is no figure of all of them.

        Nor are two cells of one row. What has many digits, and is called alike, is hardly another by chance.
        """
        rows, labels = self.of(one) | self.of(other), (one.label, other.label)
        if self.of(one) & self.of(other):
            return False
        is_rare = _digits(one) > _BY_CHANCE and one.kind != "rate" and are_alike(*labels)
        names = map(self._names.__getitem__, rows)
        is_named = all(re.match(phrases.SUMS, name) or all(are_alike(name, each) for each in labels) for name in names)
        return is_rare or is_named

    def is_titled(self, fact: Fact, label: str) -> bool:
        """Whether the words above its table say what a label does: 办理代表建议, 代表建议办理情况表."""
        above = "".join(self._captions[row] for row in self.of(fact))
        return any(label[at : at + _TELLING] in above for at in range(len(label) - _TELLING + 1))


def pairs(binding: Binding, facts: Sequence[Fact]) -> Iterator[tuple[Fact, Fact, int]]:
    """The figures that may be the same, each once with its likest, and how weighty it is to ask of them."""
    alike, rows = dict[tuple[object, ...], list[Fact]](), _Rows(binding)
    called = {(fact.group, fact.label): fact for fact in facts}
    for fact in facts:
        if fact.kind in ("count", "amount", "rate"):
            # Money is an amount in prose and, where no cell has decimals, a count in a table.
            kind = "amount" if fact.unit.endswith("元") else fact.kind
            alike.setdefault((kind, fact.values, fact.unit, fact.is_plan), []).append(fact)
    for same in alike.values():
        for at, other in enumerate(same):
            if other.is_known:  # the workspace has told it from the others
                continue
            near = [one for one in same[max(at - _NEAR, 0) : at] if rows.are_one(one, other)]
            sure = max(near, key=lambda one: _likeness(one, other), default=other)
            weight = _likeness(sure, other) if sure is not other else 0
            weight = weight or 2 * any(_is_total(rows, sure := one, other) for one in near)
            weight = weight or 2 * any(_moved_alike(called, sure := one, other) for one in near)
            if weight or (sure is not other and _sums_up(rows, sure, other)):
                yield sure, other, weight


def _digits(fact: Fact) -> int:
    return len(re.sub(r"\D", "", fact.values[0]))


def _sums_up(rows: _Rows, one: Fact, other: Fact) -> bool:
    """Whether the other may be what a table says again of the text: their labels have words in common."""
    return bool(rows.of(other)) and len(one.values[0]) > 1 and are_alike(one.label, other.label)


def _is_total(rows: _Rows, one: Fact, other: Fact) -> bool:
    """Whether one of two figures is the sum of a column, and says again what the other says in prose.

    It says what its section does (立案175件, 合计175), or its column or its table is called so.
    """
    total, prose = (one, other) if rows.of(one) else (other, one)
    column = sums.SUMS.sub("", total.label, count=1)
    if column == total.label or rows.of(prose) or _digits(one) < _FEWEST or one.kind == "rate":
        return False
    is_called = len(column) > 1 and all(sign in prose.label for sign in column)
    return one.group == other.group or (one.unit != "" and (is_called or rows.is_titled(total, prose.label)))


def _moved_alike(called: Mapping[tuple[str, str], Fact], one: Fact, other: Fact) -> bool:
    """Whether two changes are of facts that are alike too: 协商26场次，比上年增加7场次 here and there.

    `called`: the facts, by their groups and labels.
    """
    bases = [moved.base_of(each.label) for each in (one, other)]
    of, of_other = (called.get((each.group, base)) for each, base in zip((one, other), bases, strict=True))
    if of is None or of_other is None:  # 培训人次比上年下降3.5%, of which nothing else is said there
        is_rare = len(re.sub(r"\D", "", one.values[0])) > 1 and one.group != other.group
        return (of or of_other) is not None and is_rare and all(bases) and are_alike(*bases)
    if of is of_other:
        return False
    is_telling = len(re.sub(r"\D", "", of.values[0])) > 1
    return is_telling and (of.kind, of.values, of.unit) == (of_other.kind, of_other.values, of_other.unit)


def _likeness(one: Fact, other: Fact) -> int:
    """How likely it is that two facts of one value are the same: by their labels, and by how rare the value is."""
    label, long = sorted((one.label.partition("（")[0], other.label.partition("（")[0]), key=len)
    if any(label.startswith(when) != long.startswith(when) for when in ("上年", "年初", "原")):
        return 0
    value = re.sub(r"\D", "", one.values[0])
    is_whole = re.fullmatch(r"100(?:\.0+)?%", one.values[0]) is not None
    if is_whole and one.group != other.group and label != long:  # 办结率、满意率均为100%, of other things
        return 0
    if is_within(label, long) and not _is_whose(label, long):
        return 5 if len(value) > 1 else 2
    if is_whole or one.unit == "周年" or _is_whose(label, long) or CHANGES.search(label) or CHANGES.search(long):
        return 0
    is_near, is_of_another = are_alike(label, long), one.is_known and not other.is_known
    if is_near and len(value) > (1 if is_of_another else 2):  # another report says in other words what it counts
        return 2
    return 2 if len(value) > 3 else 0


def _is_whose(label: str, long: str) -> bool:
    """Whether one label says whose the things are that the other counts: 乡镇 of 乡镇综合文化站."""
    whose, rest = re.fullmatch(phrases.OWNERS, label), long.partition(label)[2]
    return whose is not None and bool(rest) and not phrases.verbs().match(rest)
