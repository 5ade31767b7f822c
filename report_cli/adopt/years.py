"""An earlier year's report told by the newest one's template: what differs in words is that year's own edits.

The shared template is composed with the earlier year's facts, and laid against the earlier report sentence by sentence.
"""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import pairwise

from msgspec import Struct

from report_cli.compose import edits_file
from report_cli.compose.lines import Line
from report_cli.compose.passages import Passages, Unit
from report_cli.document import Document, Role
from report_cli.facts.ledger import Ledger
from report_cli.inward import edits_made
from report_cli.inward.today import Stretch, WordChange
from report_cli.sentences import sentences

_ALIKE = 0.4
"""Paragraphs that have so much in common are one paragraph, changed."""


class _Wanted(Struct, frozen=True):
    """A line as it is to be, figures as a template prints them; `marks`: what a template begins a heading with."""

    units: list[Unit]
    signs: str
    marks: str = ""

    def written(self, start: int, end: int) -> str:
        return "".join(unit.written for unit in self.units[start:end]).strip()

    @property
    def whole(self) -> str:
        return f"{self.marks}{self.written(0, len(self.units))}"


def edits(shared: Document, own: Document, ledger: Ledger, name: str, file: str) -> str | None:
    """The content of `file` with the edits that make a year's own text of the shared one; None where edits cannot.

    Empty where there is nothing to change. `name`: the report's.
    """
    text = Passages(shared, ledger)
    changes = list(_changes(text.lines, list(_wanted(text, own, ledger))))
    made = edits_made.made(shared, ledger, [(change, name) for change in changes])
    if made.failed:
        return None
    return edits_file.with_more(None, made.edits, file, ledger.catalogue.allow).decode() if made.edits else ""


def _wanted(text: Passages, own: Document, ledger: Ledger) -> Iterator[_Wanted]:
    mine = Passages(own, ledger)
    at = 0
    for line in mine.lines:
        [written] = mine.written(at, at + len(line.signs))
        at += len(line.signs) + 1
        units = list(text.units(written))
        is_heading = line.paragraph and (line.paragraph.role is Role.HEADING or line.paragraph.lead)
        level = line.paragraph.level if line.paragraph and is_heading else 0
        yield _Wanted(units, "".join(unit.sign for unit in units), f"{'#' * (level + 1)} " if level else "")


def _changes(lines: Sequence[Line], wanted: Sequence[_Wanted]) -> Iterator[WordChange]:
    """What is to be changed, paragraph by paragraph; new ones stand below the one before."""
    pairs = [(-1, -1), *_pairs(lines, wanted), (len(lines), len(wanted))]
    for (line, want), (next_line, next_want) in pairwise(pairs):
        if line >= 0 and lines[line].signs != wanted[want].signs:
            yield from _in_line(line, lines[line], wanted[want])
        gone, new = range(line + 1, next_line), wanted[want + 1 : next_want]
        yield from (WordChange(was=_whole(lines, number)) for number in gone)
        if new:
            now = tuple(each.whole for each in new)
            beside = _whole(lines, max(line, 0))
            yield WordChange(now=now, side="below" if line >= 0 else "above", beside=beside)


def _whole(lines: Sequence[Line], number: int) -> Stretch:
    return Stretch(number, 0, number, len(lines[number].signs))


def _pairs(lines: Sequence[Line], wanted: Sequence[_Wanted]) -> Iterator[tuple[int, int]]:
    """Which lines are which, in their order."""
    signs, wants = [line.signs for line in lines], [each.signs for each in wanted]
    for name, a, b, c, d in SequenceMatcher(None, signs, wants, autojunk=False).get_opcodes():
        if name == "equal":
            yield from zip(range(a, b), range(c, d), strict=True)
        elif name == "replace":
            yield from ((a + one, c + other) for one, other in _alike(signs[a:b], wants[c:d]))


def _alike(olds: Sequence[str], news: Sequence[str]) -> list[tuple[int, int]]:
    """The pairs of lines that have the most in common, in their order."""
    likeness = [[SequenceMatcher(None, old, new, autojunk=False).ratio() for new in news] for old in olds]
    best = [[0.0] * (len(news) + 1) for _ in range(len(olds) + 1)]
    for one in reversed(range(len(olds))):
        for other in reversed(range(len(news))):
            own = likeness[one][other]
            paired = own + best[one + 1][other + 1] if own >= _ALIKE else 0.0
            best[one][other] = max(best[one + 1][other], best[one][other + 1], paired)
    pairs, one, other = list[tuple[int, int]](), 0, 0
    while one < len(olds) and other < len(news):
        if best[one][other] == best[one + 1][other]:
            one += 1
        elif best[one][other] == best[one][other + 1]:
            other += 1
        else:
            pairs.append((one, other))
            one, other = one + 1, other + 1
    return pairs


def _in_line(number: int, line: Line, want: _Wanted) -> Iterator[WordChange]:
    """What is to be changed in a paragraph, in whole sentences."""
    old, new = sentences(line.signs), sentences(want.signs)
    olds, news = ([signs[slice(*part)] for part in parts] for signs, parts in ((line.signs, old), (want.signs, new)))
    for name, a, b, c, d in SequenceMatcher(None, olds, news, autojunk=False).get_opcodes():
        now = (want.written(new[c][0], new[d - 1][1]),) if c < d else ()
        if name == "equal":
            continue
        if a < b:
            yield WordChange(was=Stretch(number, old[a][0], number, old[b - 1][1]), now=now)
        else:
            is_first = a == 0
            start, end = old[a] if is_first else old[a - 1]
            beside = Stretch(number, start, number, end)
            yield WordChange(now=now, side="before" if is_first else "after", beside=beside)
