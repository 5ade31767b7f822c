"""Which of several proposed changes brings in what a build would say: they are tried by halves, not without end."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import count

from msgspec import Struct

from report_cli.inward.proposed import ProposedChange
from report_cli.model import Finding, Place

_TRIED = 3_000
"""Proposals that are tried at most, those of all trials together, to learn which of them brings a warning in."""


def what(finding: Finding) -> str:
    """What is said, wherever the lines have moved to."""
    return f"{finding.code} {re.sub('[0-9.]+', '0', finding.message)}"


class Brought(Struct, frozen=True):
    """Of each finding the number of the proposal that brings it in: 0 where none alone does, or none was found.

    `is_cut_short`: whether one was not found because no more were tried.
    """

    by: list[int]
    is_cut_short: bool


def brought(
    said: Sequence[Finding],
    chosen: Sequence[ProposedChange],
    lines: Mapping[Place, int],
    ask: Callable[[Sequence[ProposedChange]], set[str]],
) -> Brought:
    of_fact = {each.fact: each.number for each in reversed(chosen) if each.fact}
    known = [lines.get(each.place) or of_fact.get(each.fact, 0) for each in said]
    rest = [each for each, number in zip(said, known, strict=True) if not number]
    # With an error none of them is written: each is searched for. What else is said of hundreds stands by itself.
    # Fewer trials than lead from all down to one would tell nothing.
    trials = _TRIED // max(len(chosen), 1)
    left = count(len(chosen) * 2, -1), count(trials if 2**trials >= len(chosen) else 0, -1)
    wrong = {what(each) for each in rest if each.is_error}
    warned = {what(each) for each in rest if not each.is_error}
    searched = _bringers(wrong, chosen, ask, left[0]) | _bringers(warned, chosen, ask, left[1])
    by = [number or searched.get(what(each), 0) for each, number in zip(said, known, strict=True)]
    return Brought(by, not all(by) and min(map(next, left)) < 0)


def _bringers(
    wanted: set[str],
    among: Sequence[ProposedChange],
    ask: Callable[[Sequence[ProposedChange]], set[str]],
    left: Iterator[int],
) -> dict[str, int]:
    """Which of several proposals brings in what is said: each half is tried by itself, as long as it says it.

    `left`: how many more may be tried.
    """
    if wanted and len(among) == 1:
        return dict.fromkeys(wanted, among[0].number)
    found, middle = dict[str, int](), len(among) // 2
    for half in (among[:middle], among[middle:]):
        rest = wanted - found.keys()
        if rest and next(left) > 0 and (there := rest & ask(half)):
            found |= _bringers(there, half, ask, left)
    return found
