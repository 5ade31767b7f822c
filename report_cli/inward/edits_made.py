"""Changes of a report's words written as edits, each of which says enough of the text to be found in one place only."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from report_cli.compose.edits import Work
from report_cli.compose.edits_file import Edit
from report_cli.compose.passages import BREAK, Line, Passages, sentences
from report_cli.document import Document
from report_cli.facts.ledger import Ledger
from report_cli.inward.today import Stretch, WordChange


class Made(Struct, frozen=True):
    """`edits`: in the order in which they are to be applied. `failed`: why a change (by its number) cannot be made.

    `lines`: the text's lines then: the number that each had (None: it is new), and its signs.
    """

    edits: list[Edit]
    failed: dict[int, str]
    lines: list[tuple[int | None, str]]


def made(document: Document, ledger: Ledger, changes: Sequence[tuple[WordChange, str]]) -> Made:
    """The edits for some changes and whose drafts they are from; applied to the document one after the other.

    New and moved words come first, as they say beside which words they stand, which may be changed themselves.
    """
    work = _Writing(document, ledger)
    edits, failed = list[Edit](), dict[int, str]()
    for number in sorted(range(len(changes)), key=lambda number: _phase(changes[number][0])):
        change, by = changes[number]
        try:
            edits.append(replace(work.edit(change), by=by))
        except _Lost as why:
            failed[number] = str(why)
    numbers = {id(line): number for number, line in enumerate(work.lines)}
    return Made(edits, failed, [(numbers.get(id(line)), line.signs) for line in work.text.lines])


def _phase(change: WordChange) -> int:
    return 0 if change.side else 1 if change.now else 2


class _Lost(Exception):
    """Why there is no edit, in words."""


class _Writing:
    def __init__(self, document: Document, ledger: Ledger) -> None:
        self.text = Passages(document, ledger)
        self.work = Work(self.text)
        self.lines, self.whole = [*self.text.lines], self.text.whole()
        self.signs_of = [line.signs for line in self.lines]
        self.done: dict[int, Edit] = {}

    def edit(self, change: WordChange) -> Edit:
        """The edit for a change, applied."""
        made = self._placed(change) if change.side else self._exchanged(change)
        self.work.findings.clear()
        self.work.apply(made)
        if self.work.findings:
            raise _Lost(self.work.findings[0].message)
        self.done[id(change)] = made
        return made

    def _exchanged(self, change: WordChange) -> Edit:
        assert change.was is not None, "what is changed was there"
        start, end = self._now(change.was)
        first, last = self._widened(start, end)
        was = self.text.written(first, last)
        if (first, last) == (start, end):
            return Edit(was=tuple(was), now=change.now)
        before, after = self.text.written(first, start), self.text.written(end, last)
        if not change.now and before[-1] == "" and after[0] == "" and self._are_whole(start, end):
            now = [*before[:-1], *after[1:]]
        else:
            now = BREAK.join([*before[:-1], before[-1] + BREAK.join(change.now) + after[0], *after[1:]]).split(BREAK)
        return Edit(was=tuple(was), now=tuple(now))

    def _are_whole(self, start: int, end: int) -> bool:
        """Whether a part of the text is whole paragraphs."""
        (first, at), (last, to) = self.text.position(start), self.text.position(end)
        lines = self.text.lines[first : last + 1]
        return at == 0 and to == len(lines[-1].signs) and all(line.paragraph for line in lines)

    def _placed(self, change: WordChange) -> Edit:
        was = tuple(self._unique(change.was)) if change.was else ()
        if change.behind is not None:
            known = self.done.get(id(change.behind))
            if known is None:
                behind = change.behind
                return self._placed(replace(change, beside=behind.beside, behind=behind.behind, side=behind.side))
            beside = list(known.now or known.was)[-1:]
            marks, _, rest = beside[0].partition(" ")
            beside = [rest] if marks and not marks.strip("#") else beside
            found = self.text.found(self.work.signs(beside))
            if len(found) > 1:
                beside = self.text.written(*self._widened(found[0], found[0] + len(self.work.signs(beside)), way=-1))
        else:
            assert change.beside is not None, "it stands beside something"
            is_after = change.side in ("after", "below")
            beside = self.text.written(*self._widened(*self._now(change.beside), way=-1 if is_after else 1))
        return Edit(was=was, now=change.now, side=change.side, beside=tuple(beside))

    def _unique(self, stretch: Stretch) -> list[str]:
        start, end = self._now(stretch)
        if len(self.text.found(self.text.whole()[start:end])) > 1:
            raise _Lost("要移的话在文中有几处，自己移")
        return self.text.written(start, end)

    def _now(self, stretch: Stretch) -> tuple[int, int]:
        """Where a part of the text as it was stands now."""
        lines = self.lines[stretch.first : stretch.last + 1]
        numbers = [number for number, line in enumerate(self.text.lines) if any(line is each for each in lines)]
        if len(numbers) < len(lines) or numbers[-1] - numbers[0] != len(lines) - 1:
            raise _Lost("同一处还有别的改动，合不到一起；自己改")
        first = lines[0]
        wanted = self._signs(stretch)
        begin = sum(len(line.signs) + 1 for line in self.text.lines[: numbers[0]])
        whole = self.text.whole()
        place = self._near(first, self.signs_of[stretch.first], wanted.split(BREAK)[0], stretch.start)
        if place is None or not whole.startswith(wanted, begin + place):
            raise _Lost("同一处还有别的改动，合不到一起；自己改")
        return begin + place, begin + place + len(wanted)

    def _signs(self, stretch: Stretch) -> str:
        lines = self.signs_of[stretch.first : stretch.last + 1]
        if len(lines) == 1:
            return lines[0][stretch.start : stretch.end]
        return BREAK.join([lines[0][stretch.start :], *lines[1:-1], lines[-1][: stretch.end]])

    @staticmethod
    def _near(line: Line, before: str, wanted: str, start: int) -> int | None:
        """Where in a line words stand that stood at `start` of it; of several, the one as far from either end."""
        places = [at for at in range(len(line.signs) + 1) if line.signs.startswith(wanted, at)]
        left = len(before) - start
        return min(places, key=lambda at: min(abs(at - start), abs(len(line.signs) - at - left)), default=None)

    def _widened(self, start: int, end: int, way: int = 0) -> tuple[int, int]:
        """A part of the text with so many sentences round it that it stands in one place only.

        `way`: -1: only before it, 1: only behind it.
        """
        whole, bounds = self.text.whole(), self._bounds()
        is_before = way <= 0
        while start == end or whole.find(whole[start:end]) != whole.rfind(whole[start:end]):
            wider = self._wider(start, end, bounds, is_before=is_before)
            if wider == (start, end):
                wider = self._wider(start, end, bounds, is_before=not is_before) if not way else wider
            if wider == (start, end):
                raise _Lost("这样的话在文中有几处，看不出是哪一处；自己改")
            start, end = wider
            is_before = is_before if way else not is_before
        return start, end

    @staticmethod
    def _wider(start: int, end: int, bounds: Sequence[int], *, is_before: bool) -> tuple[int, int]:
        if is_before:
            return max((at for at in bounds if at < start), default=start), end
        return start, min((at for at in bounds if at > end), default=end)

    def _bounds(self) -> list[int]:
        """Where sentences and lines begin and end."""
        found, at = list[int](), 0
        for line in self.text.lines:
            found += [at + each for part in sentences(line.signs) for each in part]
            at += len(line.signs) + 1
        return sorted({*found})
