"""Which paragraphs of an edited text (as read) are which of the text as built: by content, wherever they have gone.

Equal ones are paired first, those in order and then those out of order; next the ones that share most of their words,
where several of one side may go with one of the other, as when a paragraph was split or joined to its neighbour; last,
what is still unpaired in the same gap of both sides, a gap being what lies between two pairs that are equal in order.
"""

from bisect import bisect
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import accumulate, pairwise
from math import log

from msgspec import Struct
from msgspec.structs import replace

from report_cli.audit import thresholds
from report_cli.audit.match import of_lines
from report_cli.audit.texts import bigrams


class Group(Struct, frozen=True, gc=False):
    """Paragraphs as built and as read that belong together, by number from 0. Either side may have several, or none."""

    built: tuple[int, ...]
    read: tuple[int, ...]
    is_moved: bool = False


Link = tuple[int, int]
"""The numbers of a paragraph as built and of one as read."""

_Paragraph = tuple[int, int]
"""A side, and the number of a paragraph on it."""

Hints = Callable[[], Mapping[Link, int]]
"""Finds out, when it is needed: how many figures of a paragraph as built are bound by bookmarks in one as read."""


def pair(built: Sequence[str], read: Sequence[str], hints: Hints = dict, *, are_whole: bool = False) -> list[Group]:
    """Every paragraph that has text, in groups; the texts are without blanks.

    `hints`: none (`dict()`) unless given. `are_whole`: what was read are paragraphs, however many, and not the lines of
    a page.
    """
    pairing = _Pairing(built, read)
    pairing.groups += pairing.equal_elsewhere()
    unpaired = pairing.unpaired()
    gone, added = unpaired
    if gone and len(added) > thresholds.SCRAPS * (len(gone) + 1) and not are_whole:
        # Lines cut anywhere, as on a printed page: only the text as a whole can tell whose they are.
        return [*pairing.groups, Group(tuple(gone), tuple(added))]
    pairing.groups += _Alike(pairing, unpaired, hints() if gone and added else {}).groups()
    pairing.groups += list(pairing.in_same_gap())
    gone, added = pairing.unpaired()
    return [*pairing.groups, *(Group((number,), ()) for number in gone), *(Group((), (number,)) for number in added)]


class _Pairing:
    """The groups found so far, at first the paragraphs equal in order. Sides are numbered: 0 as built, 1 as read."""

    def __init__(self, built: Sequence[str], read: Sequence[str]) -> None:
        self.texts = built, read
        # Empty ones are compared too: a cell that was emptied holds its place among others that say the same.
        same = [(b + n, r + n) for b, r, length in of_lines(built, read) for n in range(length) if built[b + n]]
        self.groups = [Group((b,), (r,)) for b, r in same]
        self.in_order = [b for b, _ in same], [r for _, r in same]

    def unpaired(self) -> tuple[list[int], list[int]]:
        """The paragraphs of each side that have text and are in no group yet."""
        built, read = self.texts
        built_paired = {b for group in self.groups for b in group.built}
        read_paired = {r for group in self.groups for r in group.read}
        return (
            [b for b, text in enumerate(built) if text and b not in built_paired],
            [r for r, text in enumerate(read) if text and r not in read_paired],
        )

    def gap(self, side: int, number: int) -> int:
        """The gap that a paragraph stands in: how many of those equal in order are before it."""
        return bisect(self.in_order[side], number)

    def are_in_same_gap(self, link: Link) -> bool:
        return self.gap(0, link[0]) == self.gap(1, link[1])

    def equal_elsewhere(self) -> list[Group]:
        """The unpaired ones that are equal, though out of order: each as built with the first as read that is free."""
        built, read = self.texts
        gone, added = self.unpaired()
        free: dict[str, list[int]] = defaultdict(list)
        for r in reversed(added):  # the first is popped first
            free[read[r]].append(r)
        return [Group((b,), (free[built[b]].pop(),), is_moved=True) for b in gone if free.get(built[b])]

    def in_same_gap(self) -> Iterator[Group]:
        """What is unpaired in the same gap of both sides: one by one, where each has as many; else those most alike."""
        gaps: dict[int, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
        for side, numbers in enumerate(self.unpaired()):
            for number in numbers:
                gaps[self.gap(side, number)][side].append(number)
        built, read = self.texts
        for gone, added in gaps.values():
            if len(gone) == len(added):
                pairs = zip(gone, added, strict=True)
                yield from (Group((b,), (r,)) for b, r in pairs if _may_be_reworded(built[b], read[r]))
                continue
            for b in gone:
                first = added[: thresholds.CANDIDATES]
                r = next((r for r in first if _is_alike(built[b], read[r], thresholds.MOST_ALIKE)), None)
                if r is not None:
                    yield Group((b,), (r,))
                    added.remove(r)


class _Alike:
    """Links between unpaired paragraphs, by the words that they share, rare ones counting more.

    Two characters side by side count as a word (`bigrams`).
    """

    def __init__(self, pairing: _Pairing, unpaired: tuple[list[int], list[int]], hints: Mapping[Link, int]) -> None:
        self.pairing, self.unpaired = pairing, unpaired
        built, read = (
            # Filled up to two characters: a text of one has a word too.
            {number: bigrams(pairing.texts[side][number].ljust(2)) for number in numbers}
            for side, numbers in enumerate(unpaired)
        )
        self.words = built, read
        holders = _holders(built)
        telling = {word: held for word, held in holders.items() if len(held) <= thresholds.COMMON_WORD}
        weights = dict.fromkeys(holders, 0.0)
        weights |= {word: log(1 + len(built) / len(held)) for word, held in telling.items()}
        new = log(1 + max(len(built), 1))  # the weight of a word that no paragraph as built has

        def weight(words: set[str]) -> float:
            return sum(weights.get(word, new) for word in words)

        whole = [{number: weight(words) for number, words in side.items()} for side in self.words]
        self.shared: dict[Link, float] = defaultdict(float)
        """The weight of the words, and of the bookmarks, that both have."""
        for r, words in read.items():
            for word in words:
                for b in telling.get(word, ()):
                    self.shared[b, r] += weights[word]
        for (b, r), count in hints.items():
            if b in built and r in read:
                of_bookmarks = count * thresholds.BOOKMARK_WEIGHT * new
                self.shared[b, r] += of_bookmarks
                whole[0][b] += of_bookmarks
                whole[1][r] += of_bookmarks
        self.shares = [
            {link: score / whole[side][link[side]] for link, score in self.shared.items()} for side in (0, 1)
        ]
        """By side: how much of the paragraph of that side is in the other."""

    def groups(self) -> list[Group]:
        best_read, best_built = self.best(0), self.best(1)
        # Each shares most with the other.
        links = {(b, r) for b, r in best_read.items() if best_built[r] == b and self.are_alike((b, r))}
        # `b` shares more with another, but that is paired: a short text reworded in its place may seem to be part of a
        # longer one, which has a partner of its own.
        read_paired = {r for _, r in links}
        links |= {
            (b, r)
            for r, b in best_built.items()
            if best_read[b] != r and best_read[b] in read_paired
            if self.are_alike((b, r)) and self.pairing.are_in_same_gap((b, r))
        }
        # Most of the one is in the other: paragraphs that were joined, then parts of one that was split.
        built_paired = {b for b, _ in links}
        links |= {(b, r) for b, r in best_read.items() if b not in built_paired and self.is_contained(0, (b, r))}
        links |= {(b, r) for r, b in best_built.items() if self.is_contained(1, (b, r))}
        return self.joined(self.side_by_side(self.without_copies(links)))

    def is_contained(self, side: int, link: Link) -> bool:
        """Whether most of the paragraph of a side is in the other."""
        return self.shares[side][link] >= thresholds.PARAGRAPH_CONTAINED

    def without_copies(self, links: set[Link]) -> set[Link]:
        """Of the parts of a paragraph as built, each must have words of it that no better one has, or it is a copy."""
        partners: dict[int, list[int]] = defaultdict(list)
        for b, r in sorted(links, key=lambda link: (-self.shared[link], link)):
            common = self.words[1][r] & self.words[0][b]
            others = (self.words[1][other] for other in partners[b])
            if not partners[b] or len(common.difference(*others)) >= thresholds.COPY * len(common):
                partners[b].append(r)
        return {(b, r) for b, several in partners.items() for r in several}

    def are_alike(self, link: Link) -> bool:
        return min(self.shares[0][link], self.shares[1][link]) >= thresholds.PARAGRAPHS_ALIKE

    def best(self, side: int) -> dict[int, int]:
        """For each paragraph of one side the one of the other that it shares most with, likelier in the same gap."""
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
        """The run of neighbours on one side (one may be missing between two) that shares most; `links` in its order."""
        runs = [[links[0]]]
        for before, link in pairwise(links):
            if bisect(self.unpaired[side], link[side]) - bisect(self.unpaired[side], before[side]) > 2:
                runs.append([])
            runs[-1].append(link)
        return max(runs, key=lambda run: sum(self.shared[link] for link in run))

    def joined(self, links: set[Link]) -> list[Group]:
        """Links that share a paragraph make one group; what is unpaired between two of a group belongs to it."""
        group_of: dict[_Paragraph, int] = {}
        members: dict[int, tuple[set[int], set[int]]] = {}
        for number, (b, r) in enumerate(sorted(links)):
            built, read = {b}, {r}
            for other in {group_of[end] for end in ((0, b), (1, r)) if end in group_of}:
                other_built, other_read = members.pop(other)
                built |= other_built
                read |= other_read
            members[number] = built, read
            group_of |= dict.fromkeys([(0, b) for b in built] + [(1, r) for r in read], number)
        return [Group(self.filled(0, b, group_of), self.filled(1, r, group_of)) for b, r in members.values()]

    def filled(self, side: int, numbers: set[int], grouped: Collection[_Paragraph]) -> tuple[int, ...]:
        first, last = min(numbers), max(numbers)
        between = {number for number in self.unpaired[side] if first < number < last and (side, number) not in grouped}
        return tuple(sorted(numbers | between))


def moved_too(
    groups: Sequence[Group], is_kept: Callable[[Group], bool], may_move: Callable[[Group], bool]
) -> list[Group]:
    """The groups; a paragraph that was edited and stands elsewhere than it did is moved, as those are that are equal.

    `is_kept`: whether its paragraph is as it was built.
    """
    ones = sorted(
        (each for each in groups if len(each.built) == len(each.read) == 1 and not each.is_moved),
        key=lambda each: each.built,
    )
    kept = [each for each in ones if is_kept(each)]
    edited = [each for each in ones if may_move(each) and not is_kept(each)]
    sides = [each.built for each in kept], [each.read for each in kept]
    gaps: dict[int, list[Group]] = defaultdict(list)
    gone = set[Group]()
    for each in edited:
        before = bisect(sides[0], each.built)
        if before == bisect(sides[1], each.read):
            gaps[before].append(each)
        else:
            gone.add(each)
    for several in gaps.values():
        in_place = [each.read for each in several]
        matcher = SequenceMatcher(None, in_place, sorted(in_place), autojunk=False)
        stay = {block.a + n for block in matcher.get_matching_blocks() for n in range(block.size)}
        gone |= {each for number, each in enumerate(several) if number not in stay}
    return [replace(each, is_moved=True) if each in gone else each for each in groups]


def last_read_before(groups: Sequence[Group], count: int) -> list[int]:
    """For each of `count` paragraphs as built, and for their end, the last one read of those before it; -1 for none."""
    last = {built: max(group.read) for group in groups if group.read and not group.is_moved for built in group.built}
    return list(accumulate((last.get(number, -1) for number in range(count)), max, initial=-1))


def _holders(words: Mapping[int, set[str]]) -> dict[str, list[int]]:
    """The paragraphs that have each word, from the words of each paragraph."""
    holders: dict[str, list[int]] = defaultdict(list)
    for number, of_one in words.items():
        for word in of_one:
            holders[word].append(number)
    return holders


def _may_be_reworded(built: str, read: str) -> bool:
    """Whether two texts in the same place may be one: they are at all alike, or no more than a few words."""
    return max(len(built), len(read)) <= thresholds.FEW_WORDS or _is_alike(built, read, thresholds.SAME_PLACE_ALIKE)


def _is_alike(built: str, read: str, share: float) -> bool:
    matcher = SequenceMatcher(None, built, read, autojunk=False)
    # The first two are quicker, and never less than the last.
    return matcher.real_quick_ratio() >= share and matcher.quick_ratio() >= share and matcher.ratio() >= share
