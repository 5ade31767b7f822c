"""What becomes of the items of a list: exchanged, one more, one less, another order, 等 at its end or not.

Items are known by their names, not by their numbers: the year file's list may have others by now.
"""

from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import accumulate
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from report_cli.audit.texts import without_blanks
from report_cli.files.editing import Path, ValueChange

OPEN_END = "等"
"""What a change is about that only opens or closes a list at its end."""


class ItemChange(Struct, frozen=True):
    """`number`: of the item, from 1, as it is in the year file now (of a new one, as it will be).

    `about`: what it is told by, so that two drafts that want the same item are known. `is_clash`: the year file has
    meanwhile something else there. `is_done`: it says so already. `number` 0: the list as a whole.
    """

    number: int
    before: str | None
    after: str | None
    about: str
    edits: tuple[ValueChange, ...] = ()
    is_clash: bool = False
    is_done: bool = False
    copy: str = ""
    """The name that stands in the place of one that goes, or once more, though the list has it already."""

    @property
    def state(self) -> Literal["taken", "ready", "conflict"]:
        """Whether it can be written, has been, or the year file has something else by now."""
        if self.is_done:
            return "taken"
        return "ready" if self.edits and not self.is_clash else "conflict"


def item_changes(path: Path, was: Sequence[str], items: Sequence[str], now: Sequence[str]) -> Iterator[ItemChange]:
    """`was`: as built; `items`: as the draft has them; `now`: as the year file has them."""
    ours, theirs = ([without_blanks(name) for name in names] for names in (was, items))
    if ours == theirs:
        return
    current = [without_blanks(name) for name in now]
    if (copies := _copies(ours, theirs)) and len({*current}) == len(current):
        yield from _without_copies(path, was, items, now, copies)
        return
    opcodes = [each for each in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes() if each[0] != "equal"]
    gone = [name for _, a, b, _, _ in opcodes for name in ours[a:b]]
    new = [name for _, _, _, a, b in opcodes for name in theirs[a:b]]
    if {*gone} & {*new} or any(len(set(names)) < len(names) for names in (ours, theirs, current)):
        yield _as_a_whole(path, was, items, now)
        return
    exchanged = {c + n: a + n for _, a, b, c, d in opcodes for n in range(min(b - a, d - c))}
    stands_for = [ours[exchanged[at]] if at in exchanged else name for at, name in enumerate(theirs)]
    numbers = {name: number for number, name in enumerate(current, 1)}
    # Behind which of the year file's names each item stands.
    behind = list(accumulate(stands_for, lambda last, name: numbers.get(name, last), initial=0))
    for _, a, b, c, d in opcodes:
        pairs = min(b - a, d - c)
        for old, name in zip(was[a : a + pairs], items[c : c + pairs], strict=True):
            yield _exchanged(path, old, name, numbers)
        for old in was[a + pairs : b]:
            yield _less(path, old, numbers)
        for at in range(c + pairs, d):
            yield _more(path, items[at], numbers, behind[at])


def _copies(ours: Sequence[str], theirs: Sequence[str]) -> dict[int, int]:
    """Of each name that a draft has once more, where (from 0), the number of the one whose place it took, or -1.

    >>> _copies(["东街", "西巷", "南里"], ["东街", "东街", "南里"]), _copies(["东街", "西巷"], ["东街", "西巷", "东街"])
    ({1: 1}, {2: -1})
    """
    if len(set(ours)) < len(ours):
        return {}
    codes = SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes()
    if len(ours) == len(theirs):
        # Each was written over the one in its place.
        codes = [("equal" if ours[n] == theirs[n] else "replace", n, n + 1, n, n + 1) for n in range(len(ours))]
    same = {at for name, _, _, c, d in codes if name == "equal" for at in range(c, d)}
    places = {c + n: a + n for name, a, b, c, d in codes if name == "replace" for n in range(min(b - a, d - c))}
    copies = dict[int, int]()
    for name in ours:
        at = [number for number, each in enumerate(theirs) if each == name]
        kept = next((number for number in at if number in same), at[0] if at else -1)
        copies |= {number: places.get(number, -1) for number in at if number != kept}
    return copies


def _without_copies(
    path: Path, was: Sequence[str], items: Sequence[str], now: Sequence[str], copies: Mapping[int, int]
) -> Iterator[ItemChange]:
    """The changes of a list in which a name stands once more: what stood in its place goes."""
    numbers, places = {without_blanks(name): number for number, name in enumerate(now, 1)}, {*copies.values()}
    for at, place in copies.items():
        if place >= 0:
            yield replace(_less(path, was[place], numbers), copy=items[at])
    rest = [name for place, name in enumerate(was) if place not in places]
    yield from item_changes(path, rest, [name for at, name in enumerate(items) if at not in copies], now)
    for at in (at for at, place in copies.items() if place < 0):
        yield ItemChange(0, None, items[at], f"+{without_blanks(items[at])}", copy=items[at])


def do_clash(ours: Sequence[ValueChange], theirs: Sequence[ValueChange]) -> bool:
    """Whether changes of one list that two drafts want cannot both be made.

    Both put the same name in, or one has the names in another order where the other changes one of them.
    """
    new = ({without_blanks(each.to) for each in edits if isinstance(each.to, str)} for edits in (ours, theirs))
    wide = ((many, each) for many, few in ((ours, theirs), (theirs, ours)) if len(many) > 1 for each in few)
    return bool(set.intersection(*new)) or any(_is_among(many, each) for many, each in wide)


def _is_among(many: Sequence[ValueChange], one: ValueChange) -> bool:
    """Whether a change of one name touches those of several; a new one stands before the one with its number."""
    numbers = [int(each.path[-1]) for each in many]
    return min(numbers) <= int(one.path[-1]) <= max(numbers) + one.is_new


def _exchanged(path: Path, old: str, new: str, current: Mapping[str, int]) -> ItemChange:
    about = without_blanks(old)
    if without_blanks(new) in current:
        return ItemChange(current[without_blanks(new)], old, new, about, is_done=about not in current)
    if about not in current:
        return ItemChange(0, old, new, about, is_clash=True)
    number = current[about]
    return ItemChange(number, old, new, about, (ValueChange((*path, number), new),))


def _less(path: Path, old: str, current: Mapping[str, int]) -> ItemChange:
    about = without_blanks(old)
    if about not in current:
        return ItemChange(0, old, None, about, is_done=True)
    number = current[about]
    return ItemChange(number, old, None, about, (ValueChange((*path, number), None),))


def _more(path: Path, new: str, current: Mapping[str, int], after: int) -> ItemChange:
    about = f"+{without_blanks(new)}"
    if about[1:] in current:
        return ItemChange(current[about[1:]], None, new, about, is_done=True)
    return ItemChange(after + 1, None, new, about, (ValueChange((*path, after + 1), new, is_new=True),))


def _as_a_whole(path: Path, was: Sequence[str], items: Sequence[str], now: Sequence[str]) -> ItemChange:
    before, after = "、".join(now), "、".join(items)
    built, read, current = ([*map(without_blanks, names)] for names in (was, items, now))
    if _is_in_order(built, read, current):
        return ItemChange(0, before, after, "", is_done=True)
    is_clash = built != current
    edits = [
        ValueChange((*path, n), new) for n, (old, new) in enumerate(zip(now, items, strict=False), 1) if old != new
    ]
    edits += [ValueChange((*path, number), None) for number in range(len(items) + 1, len(now) + 1)]
    edits += [ValueChange((*path, len(now) + 1), name, is_new=True) for name in items[len(now) :]]
    return ItemChange(0, before, after, "", tuple(edits), is_clash=is_clash)


def _is_in_order(was: Sequence[str], items: Sequence[str], now: Sequence[str]) -> bool:
    """Whether the year file has the names in the order of a draft, though somebody gave some of them another name.

    Or put some more in, or took some out: where both were done, nobody can tell whose place a new name has.
    """
    changes = [each for each in SequenceMatcher(None, items, now, autojunk=False).get_opcodes() if each[0] != "equal"]
    gone = {name for _, a, b, _, _ in changes for name in items[a:b]}
    new = {name for _, _, _, c, d in changes for name in now[c:d]}
    kinds = {name for name, *_ in changes if name != "replace"}
    is_one_by_one = all(b - a == d - c for name, a, b, c, d in changes if name == "replace") and len(kinds) < 2
    return is_one_by_one and gone <= {*was} and new.isdisjoint({*was, *items}) and gone.isdisjoint(now)
