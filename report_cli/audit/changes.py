"""What was edited in the words of a draft, sentence by sentence: was, is, beside which figures, and by whom.

A figure that only says another number is no edit of the words.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from report_cli.audit import thresholds
from report_cli.audit.align import Alignment, Gap
from report_cli.audit.locate import Location
from report_cli.audit.pairing import Group, last_read_before, pair
from report_cli.audit.sources import Position, Sources
from report_cli.audit.texts import CompactText, bigrams, without_blanks
from report_cli.docx.manuscript import Trace
from report_cli.model import Place
from report_cli.sentences import TYPED_MARKS, Offsets, clause_around, has_end, sentences

ChangeKind = Literal["changed", "added", "removed", "moved"]
_MANY = 10_000  # so many pairs of sentences are not compared each with each
_PUT_IN, _TAKEN_OUT = ("inserted", "moved_here"), ("deleted", "moved_away")


class ProseChange(Struct, frozen=True, kw_only=True):
    """Words that were edited, as whole sentences; `before` or `after` is empty where there were or are none.

    `at`: where they stand now, or would. `built`: where they stood, or after which character they come; None before
    all. `beside`: the figures (by number) in whose clause words were edited, or which moved with them. `respelt`: the
    figures that are the same, but in other signs. `is_margin`: they stand in a header or footer. `author`, `date`: of
    the tracked change, empty where it is none. `template`: the line that says what was changed, or after which
    something was put in.
    """

    change: ChangeKind
    before: str
    after: str
    at: Position
    built: Position | None
    beside: tuple[int, ...] = ()
    respelt: tuple[int, ...] = ()
    is_margin: bool = False
    author: str = ""
    date: str = ""
    template: Place | None = None
    is_whole: bool = False
    """Whether whole paragraphs moved; what was edited in them is told by itself, too."""

    @property
    def bars_final(self) -> bool:
        """Whether somebody has to look before this is final: words beside figures, what moved, what is in a margin."""
        return bool(self.beside) or self.change == "moved" or self.is_margin

    @property
    def paragraph(self) -> int:
        """From 1: as read; of what was removed as built."""
        return (self.built if self.change == "removed" and self.built else self.at)[0] + 1


def prose_changes(location: Location, traces: Sequence[Trace], sources: Sources) -> tuple[ProseChange, ...]:
    """All of them, in the order of the draft."""

    def is_said(change: ProseChange) -> bool:
        """Whether the templates say it by now."""
        is_there = bool(change.built and change.after) and not location.baseline.is_of_people
        return is_there and sources.says((change.built or (0, 0))[0], location.lines[change.at[0]].text)

    edited = [change for change in _Edits(location).all() if not is_said(change)]
    found = [*_matched(edited), *_moved(location), *_in_margins(location)]
    in_order = sorted(found, key=lambda change: (change.is_margin, change.at))
    return tuple(_signed(replace(change, template=sources.template(change.built)), traces) for change in in_order)


# Sentences -----------------------------------------------------------------------------------------------------------


class _Edits:
    """What was edited in each group of paragraphs."""

    def __init__(self, location: Location) -> None:
        self.location = location
        self.built, self.read = location.baseline.paragraphs, [line.text for line in location.lines]
        turned = [Group(group.read, group.built, group.is_moved) for group in location.groups]
        self.last_read = last_read_before(location.groups, len(self.built))
        self.last_built = last_read_before(turned, len(self.read))

    def all(self) -> Iterator[ProseChange]:
        for number, alignment in self.location.alignments.items():
            group = self.location.groups[number]
            yield from self.sentences(group, alignment)
            before = "\n".join(self.built[n] for n in group.built)
            after = "\n".join(self.read[n] for n in group.read)
            # Programs break a title otherwise, and a page into lines.
            is_page = len(group.read) > thresholds.SCRAPS * (len(group.built) + 1)
            is_title = not has_end(before + after)
            if before and after and len(group.built) != len(group.read) and not (is_page or is_title):
                at, built = (group.read[0], 0), (group.built[0], 0)
                yield ProseChange(change="changed", before=before, after=after, at=at, built=built)

    def sentences(self, group: Group, alignment: Alignment) -> Iterator[ProseChange]:
        gaps = list(reversed(alignment.gaps))
        for start, end in pairwise(_common_ends(alignment)):
            edits, prose = list[Gap](), list[Gap]()
            while gaps and gaps[-1].built_end <= end[0] and gaps[-1].read_end <= end[1]:
                gap = gaps.pop()
                is_prose = alignment.is_prose(gap)
                prose += [gap] if is_prose else []
                edits += [gap] if is_prose or alignment.respelt(gap) else []
            beside = {each for gap in prose for each in _beside(alignment, gap)}
            for built, read in _parts(alignment, (start[0], end[0]), (start[1], end[1])) if edits else ():
                before, after = _said(alignment.built, built, self.built), _said(alignment.read, read, self.read)
                inside = {*_inside(alignment.figures, built), *_inside(alignment.found, read)}
                telling = [number for number in beside & inside if self.location.baseline.is_telling(number)]
                respelt = [number for gap in edits for number in alignment.respelt(gap)]
                yield ProseChange(
                    change=_kind(before, after),
                    before=before,
                    after=after,
                    at=_position(alignment.read, max(read[0], edits[0].read_at)) or (self.last_read[group.built[0]], 0),
                    built=self.stood(group, alignment, edits[0], built),
                    beside=tuple(sorted(telling)),
                    respelt=tuple(number for number in respelt if number in inside),
                )

    def stood(self, group: Group, alignment: Alignment, gap: Gap, built: Offsets) -> Position | None:
        """Where words stood that were taken out; after which character those come that were put in."""
        if group.built:
            at = max(gap.built_at, built[0])
            return _position(alignment.built, at - (at > 0 and not (gap.built and built[0] < built[1])))
        last = self.last_built[group.read[0]]
        return (last, max(len(self.built[last]) - 1, 0)) if last >= 0 else None


def _kind(before: str, after: str) -> ChangeKind:
    if not before:
        return "added"
    return "changed" if after else "removed"


def _common_ends(alignment: Alignment) -> list[tuple[int, int]]:
    """The ends of sentences that both texts have in the same place."""
    ours, theirs = _sentence_ends(alignment.built), set(_sentence_ends(alignment.read))
    ends = {(0, 0), (len(alignment.built.text), len(alignment.read.text))}
    for (start, end), (there, _) in alignment.equal:
        shift = there - start
        same = ours[bisect_left(ours, start) : bisect_right(ours, end)]
        ends |= {(at, at + shift) for at in same if at + shift in theirs}
    return sorted(ends)


def _sentence_ends(text: CompactText) -> list[int]:
    """Where sentences end; the end of a line is one."""
    lines = {at for at, (one, other) in enumerate(pairwise(text.positions), 1) if one[0] != other[0]}
    return sorted(lines | {0} | {end for _, end in sentences(text.text)})


def _parts(alignment: Alignment, built: Offsets, read: Offsets) -> list[tuple[Offsets, Offsets]]:
    """Of a stretch of several sentences, edited: which has become which, where they can be known again."""
    sides = alignment.built.text, alignment.read.text
    ours, theirs = (
        list(pairwise(at for at in _sentence_ends(text) if part[0] <= at <= part[1]))
        for text, part in ((alignment.built, built), (alignment.read, read))
    )
    pairs, left = [], list(theirs)
    for one in ours if len(ours) * len(theirs) < _MANY else ():
        other = next((other for other in left if _is_same(sides[0][slice(*one)], sides[1][slice(*other)])), None)
        if other:
            pairs.append((one, other))
            left = [each for each in left if each > other]
    if len(ours) == len(theirs) == 1 or not pairs:
        return [(built, read)]
    known = {one for one, _ in pairs}, {other for _, other in pairs}
    gone = [one for one in ours if one not in known[0]]
    new = [other for other in theirs if other not in known[1]]
    kept = [bigrams("".join(text[slice(*each)] for each in side)) for text, side in zip(sides, known, strict=True)]
    if any(_is_in(sides[0][slice(*one)], kept[1]) for one in gone) or any(
        _is_in(sides[1][slice(*other)], kept[0]) for other in new
    ):
        # Sentences that were joined or parted.
        return [(built, read)]
    changed = [(one, other) for one, other in pairs if _prose(alignment, one, other)]
    return [
        *changed,
        *((one, (read[0], read[0])) for one in gone),
        *(((built[0], built[0]), other) for other in new),
    ]


def _prose(alignment: Alignment, built: Offsets, read: Offsets) -> bool:
    """Whether two sentences differ in more than their figures."""
    sides = ((alignment.built.text, built, alignment.figures), (alignment.read.text, read, alignment.found))
    rests = []
    for text, part, figures in sides:
        taken = {at for number in _inside(figures, part) for at in range(*figures[number])}
        rests.append("".join(text[at] for at in range(*part) if at not in taken))
    return rests[0] != rests[1]


def _inside(figures: Mapping[int, Offsets], part: Offsets) -> list[int]:
    return [number for number, (start, end) in figures.items() if part[0] <= start and end <= part[1]]


def _said(text: CompactText, part: Offsets, lines: Sequence[str]) -> str:
    """What a stretch says, its blanks in it."""
    return "\n".join(lines[span.line][span.start : span.end] for span in text.spans(*part))


def _position(text: CompactText, at: int) -> Position | None:
    """Where a character stands, or would after the last; None in an empty text."""
    if at < len(text.positions):
        return text.positions[at]
    return (text.positions[-1][0], text.positions[-1][1] + 1) if text.positions else None


def _beside(alignment: Alignment, gap: Gap) -> Iterator[int]:
    """The figures in the clauses where words of a gap were taken out or put in."""
    sides = (
        (alignment.built.text, gap.built_at, gap.built_end, alignment.figures),
        (alignment.read.text, gap.read_at, gap.read_end, alignment.found),
    )
    for text, start, end, figures in sides:
        words = text[start:end].strip(TYPED_MARKS) if figures else ""
        if words:
            at = text.index(words, start)
            yield from _inside(figures, clause_around(text, at, at + len(words)))


# What moved ----------------------------------------------------------------------------------------------------------


def _matched(found: Sequence[ProseChange]) -> Iterator[ProseChange]:
    """The changes, what was taken out in one place and put in in another being one that moved."""
    gone = [change for change in found if change.change == "removed"]
    new = [change for change in found if change.change == "added"]
    changed = [change for change in found if change.change == "changed"]
    here, there = list(gone), list(new)
    is_many = len(changed) * (len(gone) + len(new)) > _MANY
    for change in changed:
        pairs = [(change.before, each.after) for each in there] + [(each.before, change.after) for each in here]
        is_replaced = not _is_same(change.before, change.after)
        if is_replaced and not is_many and any(_is_same(*pair) for pair in pairs):
            # Another sentence stands in the place of one that moved.
            gone.append(replace(change, change="removed", after=""))
            new.append(replace(change, change="added", before=""))
        else:
            yield change
    texts = [without_blanks(change.before) for change in gone], [without_blanks(change.after) for change in new]
    for group in pair(*texts):
        ours, theirs = [gone[n] for n in group.built], [new[n] for n in group.read]
        if len(ours) == len(theirs) == 1 and _is_same(texts[0][group.built[0]], texts[1][group.read[0]]):
            beside = tuple(sorted({*ours[0].beside, *theirs[0].beside}))
            yield replace(theirs[0], change="moved", before=ours[0].before, built=ours[0].built, beside=beside)
        else:
            yield from (*ours, *theirs)


def _is_same(one: str, other: str) -> bool:
    """Whether a text is another, edited perhaps."""
    ours, theirs = bigrams(one), bigrams(other)
    return one == other or len(ours & theirs) >= thresholds.KNOWN_AGAIN * max(len(ours), len(theirs), 1)


def _is_in(text: str, pairs: set[str]) -> bool:
    ours = bigrams(text.rstrip("。！？!?"))
    return len(ours & pairs) >= thresholds.PARAGRAPH_CONTAINED * len(ours)


def _moved(location: Location) -> Iterator[ProseChange]:
    """Paragraphs that stand elsewhere; those that moved together are one change."""
    figures, texts = location.baseline.by_paragraph, location.baseline.paragraphs
    blocks: list[list[tuple[int, int]]] = []
    for built, read in sorted((group.built[0], group.read[0]) for group in location.groups if group.is_moved):
        if blocks and blocks[-1][-1] == (built - 1, read - 1):
            blocks[-1].append((built, read))
        else:
            blocks.append([(built, read)])
    for block in blocks:
        inside = [figure for built, _ in block for figure in figures.get(built, ())]
        # A figure alone in its cell that changed places is no edit of the words.
        if "".join(texts[built] for built, _ in block) != "".join(location.baseline.figures[n].text for n in inside):
            before = "\n".join(texts[built] for built, _ in block)
            after = "\n".join(location.lines[read].text for _, read in block)
            at, stood = (block[0][1], 0), (block[0][0], 0)
            yield ProseChange(
                change="moved", before=before, after=after, at=at, built=stood, beside=tuple(inside), is_whole=True
            )


def _in_margins(location: Location) -> Iterator[ProseChange]:
    """What stands in headers and footers beside the numbers of pages: nothing of it was built."""
    for number, line in enumerate(location.lines):
        if line.is_margin and any(map(str.isalnum, line.text)):
            yield ProseChange(change="added", before="", after=line.text, at=(number, 0), built=None, is_margin=True)


# By whom -------------------------------------------------------------------------------------------------------------


def _signed(change: ProseChange, traces: Iterable[Trace]) -> ProseChange:
    """A change with who made it and when, as far as tracked changes tell."""
    before, after = without_blanks(change.before), without_blanks(change.after)
    ours = [trace for trace in traces if _is_of(trace, change, before, after)]
    authors = dict.fromkeys(trace.author for trace in ours if trace.author)
    return replace(change, author="、".join(authors), date=max((trace.date for trace in ours), default=""))


def _is_of(trace: Trace, change: ProseChange, before: str, after: str) -> bool:
    text = without_blanks(trace.text)
    if not text or text == "¶" or trace.kind not in (*_PUT_IN, *_TAKEN_OUT):
        return False
    old, new = (before, after) if trace.kind in _TAKEN_OUT else (after, before)
    is_here = change.change in ("removed", "moved") or trace.line - 1 == change.at[0]
    return is_here and (old.count(text) > new.count(text) or (change.change == "moved" and text in old))
