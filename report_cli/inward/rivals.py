"""Which of many proposals want the same place changed: those that may are found by the place, then asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator

from report_cli.inward.proposed import ProposedChange
from report_cli.inward.today import WordChange


class Rivals:
    """Proposals by what they are about."""

    def __init__(self, among: Iterable[ProposedChange]) -> None:
        self.among = [*among]
        self._at = defaultdict[Hashable, list[int]](list)
        for turn, each in enumerate(self.among):
            for place in {*_places(each)}:
                self._at[place].append(turn)

    def of(self, wish: ProposedChange) -> Iterator[ProposedChange]:
        """Those that meet a wish, in their order; itself too, where it is among them."""
        turns = {turn for place in _asked(wish) for turn in self._at.get(place, ())}
        return (each for turn in sorted(turns) if (each := self.among[turn]).meets(wish))


def _places(wish: ProposedChange) -> Iterator[Hashable]:
    """What others that meet a wish may ask for."""
    yield from _shared(wish)
    yield "number", wish.number
    yield from (("against", number) for number in wish.against)
    if wish.words:
        yield from ((wish.year, wish.kind, what, line) for what, line in _lines(wish.words))


def _asked(wish: ProposedChange) -> Iterator[Hashable]:
    yield from _shared(wish)
    yield "against", wish.number
    yield from (("number", number) for number in wish.against)
    if wish.words:
        other = {"joined": "parted", "parted": "joined"}
        yield from ((wish.year, wish.kind, other.get(what, what), line) for what, line in _lines(wish.words))


def _shared(wish: ProposedChange) -> Iterator[Hashable]:
    """What two that meet may have in common."""
    yield "key", wish.key
    yield from (("line", line.file, line.path) for line in wish.lines if len(line.path) > 1)
    if wish.key[0] == "item":
        yield "list", wish.key[:3]


def _lines(words: WordChange) -> Iterator[tuple[str, int]]:
    """The lines of today's text that a change is about: which it changes, joins with the next, or puts apart."""
    if words.was:
        yield from (("changed", line) for line in range(words.was.first, words.was.last + 1))
    yield from (("joined", each) for line in words.joined for each in (line, line + 1))
    yield from (("parted", line) for line in words.gone)
    side, beside = words.goal
    if beside and side in ("below", "above"):
        yield "parted", beside.last if side == "below" else beside.first - 1
