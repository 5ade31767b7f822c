"""Changes of words that those of other drafts keep from being written: each is in conflict with these.

By themselves they could be written; only together there is no text that says both.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

from msgspec.structs import replace

from report_cli.inward.proposed import ProposedChange
from report_cli.inward.today import WordChange


def told(
    failed: Mapping[int, str],
    ours: Sequence[ProposedChange],
    do_fit: Callable[[Sequence[ProposedChange]], bool],
) -> dict[int, ProposedChange]:
    """The changes that cannot be written and those that they are in conflict with, by their numbers.

    `failed`: why one of `ours` (by its place among them) cannot be written with the others.
    """
    found, against = dict[int, ProposedChange](), defaultdict[int, list[ProposedChange]](list)
    for at, why in failed.items():
        wish = ours[at]
        others = [each for each in ours if each.files.isdisjoint(wish.files) and _are_near(each, wish)]
        if not others or not do_fit([wish]):
            found[wish.number] = replace(wish, state="unclear", message=why, words=None)
            continue
        rivals = [other for other in others if not do_fit([each for each in ours if each in (wish, other)])]
        for rival in rivals or others:
            against[wish.number].append(rival)
            against[rival.number].append(wish)
    return found | {each.number: _in_conflict(each, against[each.number]) for each in ours if each.number in against}


def _in_conflict(wish: ProposedChange, rivals: Sequence[ProposedChange]) -> ProposedChange:
    numbers = {each.number: each for each in rivals}
    said = "、".join(f"第{number}条（{'、'.join(sorted(each.files))}）" for number, each in sorted(numbers.items()))
    return replace(wish, state="conflict", message=f"和{said}合不到一起，看看要哪样", against=tuple(sorted(numbers)))


def _are_near(one: ProposedChange, other: ProposedChange) -> bool:
    """Whether two changes are about a line that both are about."""
    if one.words is None or other.words is None or (one.year, one.kind) != (other.year, other.kind):
        return False
    return not _lines(one.words).isdisjoint(_lines(other.words))


def _lines(words: WordChange) -> set[int]:
    stretches = [each for each in (words.was, words.goal[1]) if each is not None]
    return {line for each in stretches for line in range(each.first, each.last + 1)}
