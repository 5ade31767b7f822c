"""What of the data the words before a new number lead to, found by these words: a draft may have thousands of both."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator
from functools import cached_property

from report_cli.facts.fact import Fact, Indicator
from report_cli.facts.ledger import Ledger
from report_cli.inward.counted import bare
from report_cli.inward.said_numbers import called
from report_cli.sentences import CLAUSE_MARKS

_TELLING = 2
"""So many characters of words before a number make them a label, whatever stands before these."""

_TOLD = 4
"""So many characters behind a number tell what it counts."""

_REACH = 200
"""No more of a line before a number is looked at."""
_CLAUSE = re.compile(f"[{CLAUSE_MARKS}0-9]")


class LedTo:
    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    def facts(self, words: str, label: str, like: str) -> list[Fact]:
        """The facts that a number may be. `label`: as the words would make one; `like`: another that it may be."""
        ends = {words[-size:] for size in self._sizes if size >= _TELLING}
        found = [*self._called.get(label, ()), *(each for end in ends for each in self._labelled[end])]
        found += [fact] if (fact := self.ledger.facts.get(like)) and _may_be(fact) else []
        return [*{each.id: each for each in found}.values()]

    @cached_property
    def _sizes(self) -> set[int]:
        return {len(each) for each in self._labelled}

    @cached_property
    def _labelled(self) -> defaultdict[str, list[Fact]]:
        found = defaultdict[str, list[Fact]](list)
        for each in filter(_may_be, self.ledger.facts.values()):
            found[each.label].append(each)
        return found

    @cached_property
    def _called(self) -> defaultdict[str, list[Fact]]:
        found = defaultdict[str, list[Fact]](list)
        for each in filter(_may_be, self.ledger.facts.values()):
            for name in {each.label, called(each.indicator)}:
                found[name].append(each)
        return found

    def is_known(self, label: str) -> bool:
        """Whether a number is called so."""
        return label in self._called

    def behind(self, words: str) -> str:
        """The label of what the words behind a number say is done, as far as the catalogue has it: 2人 入选人才项目."""
        sizes = sorted((size for size in self._said_behind if size <= len(words)), reverse=True)
        found = (self._said_behind[size].get(words[:size]) for size in sizes)
        return next(filter(None, found), "")

    @cached_property
    def _said_behind(self) -> defaultdict[int, dict[str, str]]:
        """The labels of what is counted, by how many characters and which a number would stand before.

        入选案例库的案例 is said as 5个 案例入选案例库 too.
        """
        found = defaultdict[int, dict[str, str]](dict)
        for each in self._every:
            deed, _, thing = each.label.rpartition("的")
            for said in {bare(each.label), bare(thing + deed)} if each.is_numeric and each.is_printed else ():
                if len(said) >= _TOLD:
                    found[len(said)].setdefault(said, each.label)
        return found

    def labelled(self, label: str, before: str) -> str:
        """A label as the catalogue has it, without the quotes in it or the names before 等; itself where it has none.

        `before`: the line up to the number, 参加广交会、进博会等展会 of 参加展会.
        """
        if known := self._unquoted.get(bare(label), "") if label != bare(label) else "":
            return known
        done, is_listed, kind = _CLAUSE.split(before[-_REACH:])[-1].rpartition("等")
        ending = self._unquoted if is_listed and len(kind) >= _TELLING and label.endswith(f"等{kind}") else ()
        found = [each for each in ending if each.endswith(kind) and _is_said(each.removesuffix(kind), done)]
        return self._unquoted[found[0]] if len(found) == 1 else label

    @cached_property
    def _unquoted(self) -> dict[str, str]:
        """The labels of what is counted, by what they are without quotes."""
        return {bare(each.label): each.label for each in self._every if each.is_numeric and each.is_printed}

    @cached_property
    def kept_back(self) -> list[Fact]:
        """Numbers that are there to be checked, and to be printed nowhere."""
        facts = (each for each in self.ledger.facts.values() if each.quantity and each.indicator.group)
        return [each for each in facts if not (each.indicator.is_printed or each.indicator.is_private)]

    def indicators(self, what: str, label: str, like: Collection[str]) -> list[Indicator]:
        """Those that count what a number does and whose labels have all characters of its own, and some others."""
        of = self._counting[what]
        named = sorted((of[each] for each in {*label}), key=len)
        found = set[int].intersection(*named) if named else set[int]()
        found |= {self._at[id] for id in like if id in self._at}
        return [self._every[at] for at in sorted(found)]

    def shortened(self, what: str, label: str, before: str) -> list[Indicator]:
        """Those of whose labels a sentence says the rest before: 立案268件 is of 立案提案 behind 收到提案312件."""
        found = self.indicators(what, label, []) if len(label) >= _TELLING else []
        cut = [(each, each.label.removeprefix(label), each.label.removesuffix(label)) for each in found]
        return [each for each, *rests in cut if any(_is_said(r, before) for r in rests if r != each.label)]

    @cached_property
    def _every(self) -> list[Indicator]:
        return self.ledger.catalogue.indicators

    @cached_property
    def _at(self) -> dict[str, int]:
        return {each.id: at for at, each in enumerate(self._every)}

    @cached_property
    def _counting(self) -> defaultdict[str, defaultdict[str, set[int]]]:
        """What each character stands in the labels of, by what these count."""
        found = defaultdict[str, defaultdict[str, set[int]]](lambda: defaultdict(set))
        for at, each in enumerate(self._every):
            for what in {*_whats(each)} if each.is_printed else ():
                for character in {*each.label}:
                    found[what][character].add(at)
        return found


def _is_said(deed: str, words: str) -> bool:
    return len(deed) >= _TELLING and deed in words


def _may_be(fact: Fact) -> bool:
    return (fact.indicator.is_numeric or fact.indicator.kind == "date") and fact.indicator.is_printed


def _whats(indicator: Indicator) -> Iterator[str]:
    """How the catalogue may say what an indicator counts."""
    unit, kind = f"unit: {indicator.unit}", f"kind: {indicator.kind}"
    yield from (unit, f"{unit}, {kind}", kind)
