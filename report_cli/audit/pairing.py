"""Which paragraphs of an edited text are which of the text as built: by content, wherever they have gone.

Equal ones first, in order and then out of order; then those that share most of their words, so that a paragraph that
was parted or joined to its neighbour finds its own; last, whatever stands alone in the same gap on both sides.
"""

from __future__ import annotations

from bisect import bisect
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import pairwise
from math import log

from msgspec import Struct

from report_cli.audit.match import blocks

_GRAM = 2
_COMMON = 40
"""A word that more paragraphs than this have tells nothing of any of them."""
_ALIKE, _CONTAINED = 0.25, 0.6
_SHORT = 16
_SCRAPS = 3
_HINT = 3.0
"""How many words a bookmark counts for that stands in both."""


class Group(Struct, frozen=True, gc=False):
    """Paragraphs as built, and as read, that belong together; numbers from 0. Either side may have several, or none."""

    built: tuple[int, ...]
    read: tuple[int, ...]
    is_moved: bool = False


Link = tuple[int, int]
"""A paragraph as built and one as read."""

Hints = Callable[[], Mapping[Link, int]]
"""Tells, for a paragraph as built and one as read: how many figures of the one are bound by bookmarks in the other."""


def pair(built: Sequence[str], read: Sequence[str], hints: Hints = dict, *, are_whole: bool = False) -> list[Group]:
    """Every paragraph that has text, in groups; the texts are without blanks.

    `are_whole`: what was read are paragraphs, however many, and not the lines of a page.
    """
    ours = [number for number, text in enumerate(built) if text]
    theirs = [number for number, text in enumerate(read) if text]
    # Empty ones too: a cell that was emptied holds its place among others that say the same.
    same = [(i + n, j + n) for i, j, length in blocks(built, read) for n in range(length) if built[i + n]]
    groups = [Group((b,), (r,)) for b, r in same]
    left = _without(ours, [b for b, _ in same])
    found = _without(theirs, [r for _, r in same])
    moved = _equal_elsewhere(built, read, left, found)
    groups += [Group((b,), (r,), is_moved=True) for b, r in moved]
    left, found = _without(left, [b for b, _ in moved]), _without(found, [r for _, r in moved])
    if left and len(found) > _SCRAPS * len(left) + _SCRAPS and not are_whole:
        # Lines cut anywhere, as on a printed page: what is whose only the text as a whole can tell.
        return [*groups, Group(tuple(left), tuple(found))]
    alike = _Alike(built, read, left, found, hints() if left and found else {}, _Gaps(same))
    groups += alike.groups()
    left = _without(left, [b for group in groups for b in group.built])
    found = _without(found, [r for group in groups for r in group.read])
    rest = list(_in_gaps(built, read, left, found, _Gaps(same)))
    groups += rest
    groups += [Group((b,), ()) for b in _without(left, [b for group in rest for b in group.built])]
    groups += [Group((), (r,)) for r in _without(found, [r for group in rest for r in group.read])]
    return groups


def _without(numbers: Sequence[int], taken: Iterable[int]) -> list[int]:
    gone = set(taken)
    return [number for number in numbers if number not in gone]


def _equal_elsewhere(
    built: Sequence[str], read: Sequence[str], left: Sequence[int], found: Sequence[int]
) -> list[tuple[int, int]]:
    waiting: dict[str, list[int]] = defaultdict(list)
    for r in reversed(found):
        waiting[read[r]].append(r)
    return [(b, waiting[built[b]].pop()) for b in left if waiting.get(built[b])]


class _Gaps:
    """Where the paragraphs stand between those that are the same on both sides and in order."""

    def __init__(self, same: Sequence[tuple[int, int]]) -> None:
        self.built = [b for b, _ in same]
        self.read = [r for _, r in same]

    def of_built(self, number: int) -> int:
        return bisect(self.built, number)

    def of_read(self, number: int) -> int:
        return bisect(self.read, number)


class _Alike:
    """Links between paragraphs by the words that they share, rare ones counting more."""

    def __init__(
        self,
        built: Sequence[str],
        read: Sequence[str],
        left: Sequence[int],
        found: Sequence[int],
        hints: Mapping[Link, int],
        gaps: _Gaps,
    ) -> None:
        self.left, self.found, self.gaps = left, found, gaps
        ours, theirs = (
            {number: _grams(texts[number]) for number in numbers} for texts, numbers in ((built, left), (read, found))
        )
        held: dict[str, list[int]] = defaultdict(list)
        for b, grams in ours.items():
            for gram in grams:
                held[gram].append(b)
        total = max(len(left), 1)
        weights = {gram: log(1 + total / len(numbers)) for gram, numbers in held.items()}
        unknown = log(1 + total)
        self.shared: dict[tuple[int, int], float] = defaultdict(float)
        for r, grams in theirs.items():
            for gram in grams:
                for b in held[gram] if len(held.get(gram, ())) <= _COMMON else ():
                    self.shared[b, r] += weights[gram]
        whole_ours = {b: sum(weights[g] for g in grams if len(held[g]) <= _COMMON) or 1.0 for b, grams in ours.items()}
        whole_theirs = {
            r: sum(weights.get(g, unknown) for g in grams if len(held.get(g, ())) <= _COMMON) or 1.0
            for r, grams in theirs.items()
        }
        for (b, r), count in hints.items():
            if b in whole_ours and r in whole_theirs:
                self.shared[b, r] += count * _HINT * unknown
                whole_ours[b] += count * _HINT * unknown
                whole_theirs[r] += count * _HINT * unknown
        # How much of each is in the other; where two do as well, the one in the same place.
        self.of_ours = {(b, r): score / whole_ours[b] for (b, r), score in self.shared.items()}
        self.of_theirs = {(b, r): score / whole_theirs[r] for (b, r), score in self.shared.items()}

    def groups(self) -> list[Group]:
        best_read, best_built = self._best(0), self._best(1)
        links = {(b, r) for b, r in best_read.items() if best_built.get(r) == b and self._are_alike(b, r)}
        links |= {(b, r) for r, b in best_built.items() if self._has_lost_to_a_longer_one(b, r, best_read, links)}
        ours = {b for b, _ in links}
        links |= {(b, r) for b, r in best_read.items() if self.of_ours[b, r] >= _CONTAINED and b not in ours}
        links |= {(b, r) for r, b in best_built.items() if self.of_theirs[b, r] >= _CONTAINED}
        return self._joined(self._beside(links))

    def _are_alike(self, b: int, r: int) -> bool:
        return min(self.of_ours[b, r], self.of_theirs[b, r]) >= _ALIKE

    def _has_lost_to_a_longer_one(
        self, b: int, r: int, best_read: Mapping[int, int], links: Iterable[tuple[int, int]]
    ) -> bool:
        """Whether a short text that was reworded in its place only seems to be in another, which has a partner of its own."""
        is_in_place = self.gaps.of_built(b) == self.gaps.of_read(r)
        return (
            is_in_place
            and best_read[b] != r
            and self._are_alike(b, r)
            and any(best_read[b] == read for _, read in links)
        )

    def _best(self, side: int) -> dict[int, int]:
        """For each paragraph of one side the one of the other that it shares most with."""
        best: dict[int, tuple[float, int]] = {}
        for (b, r), score in self.shared.items():
            key, other = (b, r) if side == 0 else (r, b)
            nearness = 1.15 if self.gaps.of_built(b) == self.gaps.of_read(r) else 1.0
            # Of several that share as much, the one that is made of it most.
            closeness = self.of_theirs[b, r] if side == 0 else self.of_ours[b, r]
            best[key] = max(best.get(key, (0.0, -1)), (score * nearness * (1 + closeness), other))
        return {key: other for key, (_, other) in best.items()}

    def _beside(self, links: set[tuple[int, int]]) -> set[tuple[int, int]]:
        """Parts of one paragraph stand side by side: of several partners only those stay that do."""
        for side in (0, 1):
            numbers = self.found if side == 0 else self.left
            places = {number: place for place, number in enumerate(numbers)}
            partners: dict[int, list[int]] = defaultdict(list)
            for link in links:
                partners[link[side]].append(link[1 - side])
            for key, others in partners.items():
                if len(others) > 1:
                    kept = self._run(key, sorted(others), places, side)
                    links = {link for link in links if link[side] != key or link[1 - side] in kept}
        return links

    def _run(self, key: int, others: Sequence[int], places: Mapping[int, int], side: int) -> set[int]:
        """The run of neighbours (one may be missing between two) that shares most with `key`."""
        runs: list[list[int]] = [[others[0]]]
        for before, number in pairwise(others):
            if places[number] - places[before] > 2:
                runs.append([])
            runs[-1].append(number)
        return set(
            max(runs, key=lambda run: sum(self.shared[(key, other) if side == 0 else (other, key)] for other in run))
        )

    def _joined(self, links: Iterable[tuple[int, int]]) -> list[Group]:
        """Links that share a paragraph make one group; what stands alone between two of a group belongs to it."""
        owner: dict[tuple[int, int], int] = {}
        members: dict[int, tuple[set[int], set[int]]] = {}
        for number, (b, r) in enumerate(sorted(links)):
            ids = {owner[key] for key in ((0, b), (1, r)) if key in owner}
            ours, theirs = {b}, {r}
            for id in ids:
                ours |= members[id][0]
                theirs |= members.pop(id)[1]
            members[number] = ours, theirs
            owner |= {(0, one): number for one in ours} | {(1, one): number for one in theirs}
        groups = []
        for ours, theirs in members.values():
            between_ours = (
                {n for n in self.left if min(ours) < n < max(ours) and (0, n) not in owner} if len(ours) > 1 else set()
            )
            between_theirs = (
                {n for n in self.found if min(theirs) < n < max(theirs) and (1, n) not in owner}
                if len(theirs) > 1
                else set()
            )
            groups.append(Group(tuple(sorted(ours | between_ours)), tuple(sorted(theirs | between_theirs))))
        return groups


def _grams(text: str) -> set[str]:
    padded = text if len(text) >= _GRAM else f"{text} "
    return {padded[place : place + _GRAM] for place in range(len(padded) - _GRAM + 1)}


def _in_gaps(
    built: Sequence[str], read: Sequence[str], left: Sequence[int], found: Sequence[int], gaps: _Gaps
) -> Iterable[Group]:
    """What stands in the same gap on both sides, one for one, if it is at all alike or no more than a few words."""
    ours, theirs = defaultdict(list), defaultdict(list)
    for b in left:
        ours[gaps.of_built(b)].append(b)
    for r in found:
        theirs[gaps.of_read(r)].append(r)
    for gap, numbers in ours.items():
        others = theirs[gap]
        if len(numbers) == len(others):
            yield from (Group((b,), (r,)) for b, r in zip(numbers, others, strict=True) if _may_be(built[b], read[r]))
        else:
            yield from _most_alike(built, read, numbers, others)


def _may_be(ours: str, theirs: str) -> bool:
    return max(len(ours), len(theirs)) <= _SHORT or _is_alike(ours, theirs, 0.3)


def _is_alike(ours: str, theirs: str, share: float) -> bool:
    matcher = SequenceMatcher(None, ours, theirs, autojunk=False)
    return matcher.real_quick_ratio() >= share and matcher.quick_ratio() >= share and matcher.ratio() >= share


def _most_alike(
    built: Sequence[str], read: Sequence[str], left: Sequence[int], found: Sequence[int]
) -> Iterable[Group]:
    free = list(found)
    for b in left:
        for r in free[:8]:
            if _is_alike(built[b], read[r], 0.5):
                yield Group((b,), (r,))
                free.remove(r)
                break
