"""Changes of a report's words written as edits, each of which says enough of the text to be found in one place only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from report_cli.compose.edits import LISTED, Work
from report_cli.compose.edits_file import Edit
from report_cli.compose.lines import Line, Signs
from report_cli.compose.merging import BREAK, merged
from report_cli.compose.passages import Passages
from report_cli.compose.raised import ADRIFT
from report_cli.document import Document, Role
from report_cli.facts.ledger import Ledger
from report_cli.inward.today import Stretch, WordChange
from report_cli.sentences import sentences
from report_cli.text import excerpt, in_unicode, quoted, shared

_ELSEWHERE = "同一处还有别的改动，合不到一起；自己改"


_OTHERS = "写进去以后，没有改的{}也会跟着变；照稿件自己改模板"
_SHOWN = 30


class EditsMade(Struct, frozen=True):
    """`edits`: in the order in which they are to be applied. `failed`: why a change (by its number) cannot be made.

    `of`: of each edit the number of its change. `lines`: the text's lines then: the number that each had (None: it is
    new), and its signs.
    """

    edits: list[Edit]
    of: list[int]
    failed: dict[int, str]
    lines: list[tuple[int | None, str]]


def made(
    document: Document, ledger: Ledger, changes: Sequence[tuple[WordChange, str]], signs: Signs | None = None
) -> EditsMade:
    """The edits for some changes and whose drafts they are from; applied to the document one after the other.

    `signs`: those of the text with which the lines are to be compared.
    """
    work = _Writing(document, ledger, signs)
    edits, of, failed = list[Edit](), list[int](), dict[int, str]()
    placed = _where_they_stay([change for change, _ in changes])
    for number in _in_turn(placed):
        change, by = placed[number], changes[number][1]
        try:
            edits += [replace(each, by=in_unicode(by)) for each in work.edits(change)]
            of += [number] * (len(edits) - len(of))
        except _Lost as why:
            failed[number] = str(why)
    numbers = {id(line): number for number, line in enumerate(work.lines)}
    return EditsMade(edits, of, failed, [(numbers.get(id(line)), line.signs) for line in work.text.lines])


def _where_they_stay(changes: Sequence[WordChange]) -> list[WordChange]:
    """The changes; those that stand behind others, however many these are, with the goal of the first of all."""
    moves = [each.was for each in changes if each.side and each.was]
    known = dict[int, WordChange]()
    for change in changes:
        at, chain = change, [change]
        while at.behind is not None and id(at.behind) not in known:
            at = at.behind
            chain.append(at)
        for each in reversed(chain):
            if each.behind is None:
                known[id(each)] = _where_it_stays(each, moves)
            else:
                behind = known[id(each.behind)]
                known[id(each)] = each if behind is each.behind else each.put_behind(behind, each.side)
    return [known[id(each)] for each in changes]


def _where_it_stays(change: WordChange, moves: Sequence[Stretch]) -> WordChange:
    """A section that is to stand below words which others move elsewhere, above the next heading if that stays."""
    if change.above is None or change.beside is None:
        return change
    others = [was for was in moves if was != change.was]
    goes, stays = (any(was.holds(at) for was in others) for at in (change.beside, change.above))
    return replace(change, side="above", beside=change.above) if goes and not stays else change


def _in_turn(changes: Sequence[WordChange]) -> list[int]:
    """The numbers of changes in the order in which they are to be applied.

    New and moved words come first, as they say beside which words they stand, which may be changed themselves. Of
    several that stand behind the same words the last comes first: what comes later is put between.
    """
    first, chains = dict[tuple[str, Stretch | None], int](), _chains(changes)
    moves = [each for each in changes if each.side and each.was]

    def turn(number: int) -> tuple[int, ...]:
        change = changes[number]
        head, length = chains[id(change.behind)]
        head = number if head is None else head
        group, is_before = first.setdefault(change.goal, head), change.goal[0] in ("before", "above")
        return _depth(change, moves), group, head if is_before else -head, length, number

    placed = sorted((number for number, change in enumerate(changes) if change.side), key=turn)
    others = [number for number, change in enumerate(changes) if not change.side]
    return [*placed, *sorted(others, key=lambda number: (_of_lines(changes[number]), not changes[number].now))]


def _chains(changes: Sequence[WordChange]) -> dict[int, tuple[int | None, int]]:
    """Of each change behind which others stand, by identity: how many it is the last of, and the first one's number.

    Only those that are among these changes count.
    """
    known = {change: number for number, change in reversed([*enumerate(changes)])}
    found: dict[int, tuple[int | None, int]] = {id(None): (None, 0)}
    for change in changes:
        at, chain = change.behind, list[WordChange]()
        while at is not None and id(at) not in found:
            chain.append(at)
            at = at.behind
        for each in reversed(chain):
            (head, length), number = found[id(each.behind)], known.get(each)
            found[id(each)] = (number if head is None else head, length + (number is not None))
    return found


def _depth(change: WordChange, moves: Sequence[WordChange]) -> int:
    """Paragraphs that move take along what is put into them: they go first. A sentence that moves goes alone, and last.

    How many paragraphs go before new or moved words, less one where these stand beside a sentence that moves.
    """
    (_, beside), moves = change.goal, [each for each in moves if each is not change]
    inside = [each for each in (change.was, beside) if each]
    before = [each.was for each in moves if each.was and each.gone]
    depth = sum(was != change.was and any(was.holds(each) for each in inside) for was in before)
    is_left = any(each.was and not each.gone and beside and each.was.meets(beside) for each in moves)
    return depth - is_left


def _of_lines(change: WordChange) -> int:
    """Whether lines are joined, or parted (2): that comes last, since the others are told by the lines that there were.

    Of a line that is both, the words that part are known again.
    """
    was = change.was
    more = len(change.now) - (was.last - was.first + 1) if was and change.now else 0
    return 0 if not more else 2 if more > 0 else 1


class _Lost(Exception):
    """Why there is no edit, in words."""


def _role(line: Line) -> tuple[Role, int] | None:
    """What a line is in the report: of which role, and a heading of which level."""
    return (line.paragraph.role, line.paragraph.level) if line.paragraph else None


def _is_body(line: Line) -> bool:
    return _role(line) in (None, (Role.BODY, 0))


class _Writing:
    def __init__(self, document: Document, ledger: Ledger, signs: Signs | None) -> None:
        self.text = Passages(document, ledger, signs)
        self.work = Work(self.text)
        self.lines, self.whole = [*self.text.lines], self.text.whole()
        self.signs_of = [line.signs for line in self.lines]
        self.done: dict[WordChange, Edit] = {}

    def edits(self, change: WordChange) -> list[Edit]:
        """The edit for a change, applied; none where others have made it already."""
        made = self._placed(change) if change.side else self._exchanged(change)
        if made is None:
            return []
        self.work.findings.clear()
        self.text.mark()
        self.work.apply(made)
        # That a footnote's word is gone is told by whoever composes the text then.
        refused = [each for each in self.work.findings if each.code != ADRIFT]
        if self.done and any(each.code == "E203" and LISTED not in each.message for each in refused):
            return []
        if not refused and (other := self._other(change)):
            self.text.back()
            raise _Lost(_OTHERS.format(quoted(excerpt(self.text.spelt(other.signs), _SHOWN))))
        if refused:
            found = refused[0]
            raise _Lost(f"{found.message}；先运行report check" if found.code == "E206" else found.message)
        self.done[change] = made
        return [made]

    def _other(self, change: WordChange) -> Line | None:
        """A line that an edit took along though its change is not of it, or that is a heading and was none, or was one.

        New words stand in a line that was there, or in one of their own; words that moved may have gone to another.
        """
        own = self.lines[change.was.first : change.was.last + 1] if change.was else []
        wanted = [part for part in self._signs(change.was).split(BREAK) if part] if change.was else []
        is_put_in, touched = change.side in ("after", "before"), self.text.touched()
        gone = [was for line, was in touched if self.text.row(line) is None]
        for line, was in touched:
            is_own = any(line is each for each in own) or any(part in was.signs for part in wanted)
            if self.text.row(line) is None:
                is_kept = is_own
            else:
                is_kept = _role(line) == _role(was) and (is_own or is_put_in or line.runs == was.runs)
            if not is_kept:
                return was
        if any(text.startswith("#") for text in change.now):
            return None
        roles = [_role(was) for was in gone]
        new = (line for line in self.text.put_in() if not _is_body(line))
        return next((line for line in new if _role(line) not in roles), None)

    def _exchanged(self, change: WordChange) -> Edit | None:
        assert change.was is not None, "what is changed was there"
        at = self._standing(change.was)
        if at is not None:
            return self._written(*at, change.now)
        if not change.parts:
            raise _Lost(_ELSEWHERE)
        if was_moved := self._moved(change.was):
            return self._written(*was_moved, change.now)
        if len(change.now) > 1 or change.was.first != change.was.last:
            return self._lines_brought_together(change.was, change.now)
        return self._brought_together(change.was, change.now[0])

    def _moved(self, was: Stretch) -> tuple[int, int] | None:
        """Where words stand that were moved out of their line, or with it, if they stand in one place only."""
        wanted = self._signs(was)
        places = self.text.places_of(wanted)
        return (places[0], places[0] + len(wanted)) if len(places) == 1 == self.whole.count(wanted) else None

    def _lines_brought_together(self, was: Stretch, now: Sequence[str]) -> Edit:
        """Lines parted or joined in which others have changed something already, where the two do not touch."""
        text, lines = self.text, self.lines[was.first : was.last + 1]
        if not self._are_together(lines):
            raise _Lost(_ELSEWHERE)
        first, last = self.signs_of[was.first], self.signs_of[was.last]
        base = BREAK.join(self.signs_of[was.first : was.last + 1])
        head, tail = first[: was.start], last[was.end :]
        ours = f"{head}{BREAK.join(map(text.of_text, now))}{tail}"
        theirs = BREAK.join(line.signs for line in lines)
        written = [*head, *text.pieces_written(now), *tail]
        as_written = [piece for line in lines for piece in (BREAK, *text.line_written(line))][1:]
        both = merged(base, ours, theirs, written, as_written)
        if both is None:
            raise _Lost(_ELSEWHERE)
        begin = text.begin(lines[0])
        return self._written(begin, begin + len(theirs), tuple("".join(both).split(BREAK)))

    def _brought_together(self, was: Stretch, now: str) -> Edit | None:
        """The change of words that another has changed already, where the two do not touch."""
        line, base, text = self.lines[was.first], self.signs_of[was.first], self.text
        ours = f"{base[: was.start]}{text.of_text(now)}{base[was.end :]}"
        written = [*base[: was.start], *text.pieces_written([now]), *base[was.end :]]
        both = merged(base, ours, line.signs, written, text.line_written(line))
        if both is None or text.row(line) is None:
            raise _Lost(_ELSEWHERE)
        signs = text.of_text("".join(both))
        if signs == line.signs:
            return None
        same = shared(signs, line.signs)
        left = shared(signs[same:][::-1], line.signs[same:][::-1])
        bounds = {0, len(line.signs), *(at for part in sentences(line.signs) for at in part)}
        first, last = max(at for at in bounds if at <= same), min(at for at in bounds if at >= len(line.signs) - left)
        begin = text.begin(line)
        new = "".join(both[first : len(both) - len(line.signs) + last]).strip()
        return self._written(begin + first, begin + last, (new,))

    def _written(self, start: int, end: int, new: tuple[str, ...]) -> Edit:
        """The edit by which other words come in the place of a part of the text."""
        first, last = self._widened(start, end)
        was = self.text.written(first, last)
        if (first, last) == (start, end):
            return Edit(was=tuple(was), now=new)
        before, after = self.text.written(first, start), self.text.written(end, last)
        if not new and before[-1] == "" and after[0] == "" and self._are_whole(start, end):
            now = [*before[:-1], *after[1:]]
        else:
            now = BREAK.join([*before[:-1], before[-1] + BREAK.join(new) + after[0], *after[1:]]).split(BREAK)
        # As the file is read: empty texts alone are none.
        return Edit(was=tuple(was), now=tuple(now) if any(now) else ())

    def _are_whole(self, start: int, end: int) -> bool:
        """Whether a part of the text is whole paragraphs."""
        (first, at), (last, to) = self.text.position(start), self.text.position(end)
        lines = self.text.lines[first : last + 1]
        return at == 0 and to == len(lines[-1].signs) and all(line.paragraph for line in lines)

    def _placed(self, change: WordChange) -> Edit:
        was = tuple(self._unique(change.was)) if change.was else ()
        at: WordChange = change
        while at.behind is not None and at.behind not in self.done:
            at = at.behind
        if at.behind is not None:
            beside = self._last_of(self.done[at.behind])
        else:
            assert at.beside is not None, "it stands beside something"
            way = -1 if at.side in ("after", "below") else 1
            beside = self.text.written(*self._widened(*self._now(at.beside), way=way))
        return Edit(was=was, now=change.now, side=at.side, beside=tuple(beside))

    def _last_of(self, made: Edit) -> list[str]:
        """The last paragraph that an edit put in, or moved, with so much before it that it stands in one place only."""
        last = [*(made.now or made.was)][-1]
        marks, _, rest = last.partition(" ")
        last = rest if marks and not marks.strip("#-") else last
        signs = self.work.signs([last])
        found = self.text.places_of(signs)
        if len(found) < 2:
            return [last]
        return self.text.written(*self._widened(found[0], found[0] + len(signs), way=-1))

    def _unique(self, stretch: Stretch) -> list[str]:
        start, end = self._now(stretch)
        if len(self.text.places_of(self.text.whole()[start:end])) > 1:
            raise _Lost("要移的话在文中有几处，自己移")
        return self.text.written(start, end)

    def _now(self, stretch: Stretch) -> tuple[int, int]:
        """Where a part of the text as it was stands now."""
        at = self._standing(stretch) or self._moved(stretch)
        if at is None:
            raise _Lost(_ELSEWHERE)
        return at

    def _standing(self, stretch: Stretch) -> tuple[int, int] | None:
        """Where a part of the text as it was stands now; None where it is another by now."""
        lines = self.lines[stretch.first : stretch.last + 1]
        if not self._are_together(lines):
            return None
        wanted, begin = self._signs(stretch), self.text.begin(lines[0])
        place = self._near(lines[0], self.signs_of[stretch.first], wanted.split(BREAK)[0], stretch.start)
        if place is None or not self.text.whole().startswith(wanted, begin + place):
            return None
        return begin + place, begin + place + len(wanted)

    def _are_together(self, lines: Sequence[Line]) -> bool:
        """Whether lines are all there still, and no other between them."""
        rows = [row for line in lines if (row := self.text.row(line)) is not None]
        return len(rows) == len(lines) and max(rows) - min(rows) == len(lines) - 1

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
        whole, is_before = self.text.whole(), way <= 0
        while start == end or whole.find(whole[start:end]) != whole.rfind(whole[start:end]):
            wider = self._wider(start, end, is_before=is_before)
            if wider == (start, end):
                wider = self._wider(start, end, is_before=not is_before) if not way else wider
            if wider == (start, end):
                raise _Lost("这样的话在文中有几处，看不出是哪一处；自己改")
            start, end = wider
            is_before = is_before if way else not is_before
        return start, end

    def _wider(self, start: int, end: int, *, is_before: bool) -> tuple[int, int]:
        """A part of the text up to where the sentence, or line, before it begins, or the one behind it ends."""
        row, at = self.text.position(start if is_before else end)
        lines = self.text.lines
        if is_before and not at:
            return (start - 1 if row else start), end
        if is_before:
            return start - at + max(bound for bound in _bounds(lines[row]) if bound < at), end
        if at == len(lines[row].signs):
            return start, (end + 1 if row + 1 < len(lines) else end)
        return start, end - at + min(bound for bound in _bounds(lines[row]) if bound > at)


def _bounds(line: Line) -> Iterator[int]:
    """Where the sentences of a line begin and end, and itself."""
    return (at for part in sentences(line.signs) for at in part)
