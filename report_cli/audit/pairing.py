"""Which paragraphs of an edited text are which of the text as built: by content, wherever they have gone.

Equal ones first, in order and then out of order; then those that share most of their words, so that a paragraph that
was split or joined to its neighbour finds its own; last, whatever stands alone in the same gap on both sides.
"""

from bisect import bisect
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import accumulate, pairwise
from math import log

from msgspec import Struct

from report_cli.audit import thresholds
from report_cli.audit.match import blocks
from report_cli.audit.texts import bigrams


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
    pairing = _Pairing(built, read)
    pairing.pair_equal_elsewhere()
    left = pairing.left
    if left[0] and len(left[1]) > thresholds.SCRAPS * (len(left[0]) + 1) and not are_whole:
        # Lines cut anywhere, as on a printed page: only the text as a whole can tell whose they are.
        return [*pairing.groups, Group(tuple(left[0]), tuple(left[1]))]
    pairing.groups += _Alike(pairing, left, hints() if all(left) else {}).groups()
    pairing.groups += list(pairing.in_same_gap())
    gone, added = pairing.left
    return [*pairing.groups, *(Group((number,), ()) for number in gone), *(Group((), (number,)) for number in added)]


class _Pairing:
    """The groups as far as they are known. Sides are numbered: 0 as built, 1 as read."""

    def __init__(self, built: Sequence[str], read: Sequence[str]) -> None:
        self.texts = built, read
        # Empty ones are compared too: a cell that was emptied holds its place among others that say the same.
        same = [(b + n, r + n) for b, r, length in blocks(built, read) for n in range(length) if built[b + n]]
        self.groups = [Group((b,), (r,)) for b, r in same]
        self.in_order = [b for b, _ in same], [r for _, r in same]

    @property
    def left(self) -> tuple[list[int], list[int]]:
        """The paragraphs of each side that have text and are in no group yet."""
        built, read = self.texts
        known = {b for group in self.groups for b in group.built}, {r for group in self.groups for r in group.read}
        return (
            [number for number, text in enumerate(built) if text and number not in known[0]],
            [number for number, text in enumerate(read) if text and number not in known[1]],
        )

    def gap(self, side: int, number: int) -> int:
        """Between which of the paragraphs that are equal and in order a paragraph stands."""
        return bisect(self.in_order[side], number)

    def are_in_same_gap(self, link: Link) -> bool:
        return self.gap(0, link[0]) == self.gap(1, link[1])

    def pair_equal_elsewhere(self) -> None:
        built, read = self.texts
        waiting: dict[str, list[int]] = defaultdict(list)
        left, added = self.left
        for r in reversed(added):
            waiting[read[r]].append(r)
        self.groups += [Group((b,), (waiting[built[b]].pop(),), is_moved=True) for b in left if waiting.get(built[b])]

    def in_same_gap(self) -> Iterator[Group]:
        """What stands in the same gap on both sides: equally many one for one, if possible; else those most alike."""
        gaps: dict[int, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
        for side, numbers in enumerate(self.left):
            for number in numbers:
                gaps[self.gap(side, number)][side].append(number)
        built, read = self.texts
        for ours, theirs in gaps.values():
            if len(ours) == len(theirs):
                yield from (Group((b,), (r,)) for b, r in zip(ours, theirs, strict=True) if _may_be(built[b], read[r]))
                continue
            for b in ours:
                r = next(
                    (r for r in theirs[: thresholds.CANDIDATES] if _is_alike(built[b], read[r], thresholds.MOST_ALIKE)),
                    None,
                )
                if r is not None:
                    yield Group((b,), (r,))
                    theirs.remove(r)


class _Alike:
    """Links between the paragraphs that are left, by the words that they share, rare ones counting more."""

    def __init__(self, pairing: _Pairing, left: tuple[list[int], list[int]], hints: Mapping[Link, int]) -> None:
        self.pairing, self.left = pairing, left
        built, read = (
            {n: bigrams(pairing.texts[side][n].ljust(2)) for n in numbers} for side, numbers in enumerate(left)
        )
        self.grams = built, read
        holders: dict[str, list[int]] = defaultdict(list)
        for b, grams in built.items():
            for gram in grams:
                holders[gram].append(b)
        unknown = log(1 + max(len(built), 1))
        weights = {
            gram: log(1 + len(built) / len(held)) if len(held) <= thresholds.COMMON_PAIR else 0.0
            for gram, held in holders.items()
        }
        self.shared: dict[Link, float] = defaultdict(float)
        for r, grams in read.items():
            for gram in grams:
                for b in holders[gram] if weights.get(gram) else ():
                    self.shared[b, r] += weights[gram]
        whole = [{n: sum(weights.get(g, unknown) for g in grams) for n, grams in of.items()} for of in (built, read)]
        for (b, r), count in hints.items():
            if b in built and r in read:
                self.shared[b, r] += count * thresholds.BOOKMARK_WEIGHT * unknown
                whole[0][b] += count * thresholds.BOOKMARK_WEIGHT * unknown
                whole[1][r] += count * thresholds.BOOKMARK_WEIGHT * unknown
        self.shares = [
            {link: score / whole[side][link[side]] for link, score in self.shared.items()} for side in (0, 1)
        ]
        """How much of each is in the other, by side."""

    def groups(self) -> list[Group]:
        best_read, best_built = self.best(0), self.best(1)
        links = {(b, r) for b, r in best_read.items() if best_built[r] == b and self.are_alike((b, r))}
        taken = {r for _, r in links}
        links |= {
            (b, r)
            for r, b in best_built.items()
            # A short text reworded in its place only seems to be in a longer one, which has a partner of its own.
            if best_read[b] != r
            and best_read[b] in taken
            and self.are_alike((b, r))
            and self.pairing.are_in_same_gap((b, r))
        }
        known = {b for b, _ in links}
        links |= {
            (b, r)
            for b, r in best_read.items()
            if self.shares[0][b, r] >= thresholds.PARAGRAPH_CONTAINED and b not in known
        }
        links |= {(b, r) for r, b in best_built.items() if self.shares[1][b, r] >= thresholds.PARAGRAPH_CONTAINED}
        return self.joined(self.side_by_side(self.without_copies(links)))

    def without_copies(self, links: set[Link]) -> set[Link]:
        """Parts of one paragraph have each their own of its words; what only says again what another says is a copy."""
        partners: dict[int, list[int]] = defaultdict(list)
        for b, r in sorted(links, key=lambda link: (-self.shared[link], link)):
            known = self.grams[1][r] & self.grams[0][b]
            others = (self.grams[1][other] for other in partners[b])
            if not partners[b] or len(known.difference(*others)) >= thresholds.COPY * len(known):
                partners[b].append(r)
        return {(b, r) for b, several in partners.items() for r in several}

    def are_alike(self, link: Link) -> bool:
        return min(self.shares[0][link], self.shares[1][link]) >= thresholds.PARAGRAPHS_ALIKE

    def best(self, side: int) -> dict[int, int]:
        """For each paragraph of one side the one of the other that it shares most with."""
        best: dict[int, tuple[float, int]] = {}
        for link, score in self.shared.items():
            nearness = thresholds.SAME_GAP if self.pairing.are_in_same_gap(link) else 1.0
            # Of several that share as much, the one that is made of it most.
            closeness = 1 + self.shares[1 - side][link]
            key = link[side]
            best[key] = max(best.get(key, (0.0, -1)), (score * nearness * closeness, link[1 - side]))
        return {key: other for key, (_, other) in best.items()}

    def side_by_side(self, links: set[Link]) -> set[Link]:
        """Parts of one paragraph stand side by side: of several partners only those stay that do."""
        for side in (0, 1):
            partners: dict[int, list[Link]] = defaultdict(list)
            for link in sorted(links):
                partners[link[side]].append(link)
            links = {link for several in partners.values() for link in self.neighbours(several, 1 - side)}
        return links

    def neighbours(self, links: Sequence[Link], side: int) -> list[Link]:
        """The run of neighbours on one side (one may be missing between two) that shares most."""
        runs = [[links[0]]]
        for before, link in pairwise(links):
            if bisect(self.left[side], link[side]) - bisect(self.left[side], before[side]) > 2:
                runs.append([])
            runs[-1].append(link)
        return max(runs, key=lambda run: sum(self.shared[link] for link in run))

    def joined(self, links: set[Link]) -> list[Group]:
        """Links that share a paragraph make one group; what stands alone between two of a group belongs to it."""
        owner: dict[tuple[int, int], int] = {}
        members: dict[int, tuple[set[int], set[int]]] = {}
        for number, link in enumerate(sorted(links)):
            both = {link[0]}, {link[1]}
            for other in {owner[end] for end in enumerate(link) if end in owner}:
                for mine, theirs in zip(both, members.pop(other), strict=True):
                    mine.update(theirs)
            members[number] = both
            owner |= {(side, one): number for side in (0, 1) for one in both[side]}
        return [Group(self.filled(0, built, owner), self.filled(1, read, owner)) for built, read in members.values()]

    def filled(self, side: int, numbers: set[int], owner: Mapping[tuple[int, int], int]) -> tuple[int, ...]:
        first, last = min(numbers), max(numbers)
        between = {number for number in self.left[side] if first < number < last and (side, number) not in owner}
        return tuple(sorted(numbers | between))


def last_read_before(groups: Sequence[Group], count: int) -> list[int]:
    """For each of so many paragraphs as built, the last one read of those before it; -1 where there is none."""
    last = {built: max(group.read) for group in groups if group.read and not group.is_moved for built in group.built}
    return list(accumulate((last.get(number, -1) for number in range(count)), max, initial=-1))


def _may_be(ours: str, theirs: str) -> bool:
    """Whether two texts in the same place are at all alike, or no more than a few words."""
    return max(len(ours), len(theirs)) <= thresholds.FEW_WORDS or _is_alike(ours, theirs, thresholds.SAME_PLACE_ALIKE)


def _is_alike(ours: str, theirs: str, share: float) -> bool:
    matcher = SequenceMatcher(None, ours, theirs, autojunk=False)
    return matcher.real_quick_ratio() >= share and matcher.quick_ratio() >= share and matcher.ratio() >= share
