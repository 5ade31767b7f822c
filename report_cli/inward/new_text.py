"""A report as it would be, once all that is ready is written: whether it says what a draft says.

Sentences are held against each other. What others, the data or the template change in one, or by its place, is no
difference; neither is a figure that the draft has as it is today and that only follows what others change.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import pairwise

from msgspec import Struct

from report_cli import numerals
from report_cli.audit.texts import bigrams
from report_cli.audit.thresholds import PARAGRAPHS_ALIKE
from report_cli.compose import numbering, values
from report_cli.compose.merging import BREAK, merged
from report_cli.document import Document, Paragraph, Run
from report_cli.facts.ledger import Ledger
from report_cli.inward.proposed import as_compared
from report_cli.inward.raised_marks import RAISED
from report_cli.sentences import has_end, sentences

_NUMBER = re.compile(numbering.HEADING)
_IN_WORDS = re.compile("[一二两三四五六七八九十百千]+")
_LONGEST = 2000
"""So long is no sentence but for a list of hundreds of names, and merging it takes time by the square."""
Spot = tuple[int, int]
"""Where a sentence stands: its line, and the how manieth it is there."""


class NewText:
    """`ledger`: the data as they are. `built`: the paragraphs of the report as it was built.

    `figures`: what they may say in a draft, by fact and form: as they were built, and as people typed new ones.
    """

    def __init__(
        self,
        document: Document,
        ledger: Ledger,
        built: Sequence[str],
        figures: Mapping[tuple[str, str], Collection[str]],
    ) -> None:
        self.document, self.ledger, self.built, self.figures = document, ledger, built, figures
        self.lines = [number + "".join(run.text for run in runs) for number, runs in document.lines]

    @cached_property
    def compared(self) -> list[str]:
        """The lines, as texts are compared."""
        return [as_compared(line) for line in self.lines]

    @cached_property
    def counts(self) -> Counter[str]:
        """How often each line stands."""
        return Counter(self.compared)

    @cached_property
    def whole(self) -> str:
        return "".join(bare([text]) for text in self.lines)

    @cached_property
    def spots(self) -> Mapping[str, Sequence[Spot]]:
        """Where each of its sentences stands."""
        return _spots(enumerate(self.lines))

    @cached_property
    def new(self) -> list[str]:
        """Its sentences that the report as built has not."""
        built = "".join(bare([text]) for text in self.built)
        return [said for said in self.spots if said not in built]

    @cached_property
    def following(self) -> list[int]:
        """The lines with a figure that says something else than it does today."""
        return [n for n, (_, runs) in enumerate(self.document.lines) if any(map(self._is_other, runs))]

    def _is_other(self, run: Run) -> bool:
        return bool(run.fact) and any(text != run.text for text in self._others(run))

    def as_left(self, line: int, typed: str) -> str:
        """A line, its figures as a draft has them where they only follow what others change."""
        number, runs = self.document.lines[line]
        return number + "".join(self._of_run(run, typed) for run in runs)

    def _of_run(self, run: Run, typed: str) -> str:
        if not run.fact or as_compared(run.text) in typed:
            return run.text
        return next((text for text in self._others(run) if as_compared(text) in typed), run.text)

    def _others(self, run: Run) -> Iterator[str]:
        """What a figure says today, and in the draft."""
        now = values.printed(self.ledger, run.fact, run.form)
        yield from filter(None, (now, *self.figures.get((run.fact, run.form), ())))


class Passage(Struct, frozen=True, dict=True):
    """Some lines of a draft, beside those that they were."""

    new: NewText
    was: Sequence[str]
    typed: Sequence[str]

    @cached_property
    def stood(self) -> dict[str, Spot]:
        """The sentences that were, and where."""
        return {said: spots[0] for said, spots in _spots(enumerate(self.was)).items()}

    @cached_property
    def said(self) -> dict[str, Spot]:
        """The sentences that the draft has, and where."""
        return {said: spots[0] for said, spots in _spots(enumerate(self.typed)).items()}

    @cached_property
    def _left(self) -> Mapping[str, Sequence[Spot]]:
        """Where the new text's sentences stand whose figures follow others, these being as the draft has them."""
        typed = as_compared("".join(self.typed))
        return _spots((line, self.new.as_left(line, typed)) for line in self.new.following)

    def spots(self, said: str) -> Sequence[Spot]:
        """Where the new text says a sentence of the draft: as it is, or others have changed more of it."""
        return self.new.spots.get(said) or self._left.get(said) or self._among_others(said)

    def _among_others(self, typed: str) -> Sequence[Spot]:
        if len(typed) > _LONGEST:
            return ()
        known = {**dict.fromkeys(self.new.new, self.new.spots), **dict.fromkeys(self._left, self._left)}
        changed = [new for new in known if new not in self.stood]
        pairs = ((was, new) for was in self.stood for new in changed if are_alike(was, new))
        return next((known[new][new] for was, new in pairs if is_within(was, typed, new)), ())

    def says_each(self) -> bool:
        """Whether each sentence stands once, in the order and the lines that the draft wants.

        What others took out of them, or put into another line or place, is no difference.
        """
        lost = [each for each in self.stood if each not in self.said]
        if any(each in self.new.spots for each in lost):
            return False
        kept = [each for each in self.said if each not in self.stood or each in self.new.spots or each in self._left]
        stands = {each: self.spots(each) for each in kept}
        if any(len(spots) != 1 for spots in stands.values()):
            return False
        bases = {each: self._base(each, lost) for each in kept}
        return all(
            self._is_so(*(self.said[each] for each in pair), *(stands[each][0] for each in pair))
            or self._was_so(*pair, bases)
            for pair in pairwise(kept)
        )

    def _base(self, said: str, lost: Sequence[str]) -> str:
        """Of which sentence, that is no longer there, one was made; itself where it was there."""
        alike = (each for each in lost if are_alike(each, said))
        return (
            said if said in self.stood else max(alike, key=lambda each: len(bigrams(each) & bigrams(said)), default="")
        )

    @staticmethod
    def _is_so(first: Spot, second: Spot, one: Spot, other: Spot) -> bool:
        """Whether two sentences stand as they do in the draft: in that order, in one line or in two."""
        return one < other and (one[0] == other[0]) == (first[0] == second[0])

    def _was_so(self, first: str, second: str, bases: Mapping[str, str]) -> bool:
        """Whether two sentences stand to each other in the draft as they did: others have put them otherwise."""
        one, other = (self.stood.get(bases[each]) for each in (first, second))
        return one is not None and other is not None and self._is_so(self.said[first], self.said[second], one, other)


def _spots(lines: Iterator[tuple[int, str]]) -> dict[str, list[Spot]]:
    found = defaultdict[str, list[Spot]](list)
    for number, text in lines:
        for at, said in enumerate(split(text)):
            found[said].append((number, at))
    return found


def is_within(was: str, typed: str, new: str) -> bool:
    """Whether a new text has what was changed from `was` to `typed`."""
    both = merged(was, typed, new)
    return both is not None and "".join(both) == new


def are_alike(was: str, new: str) -> bool:
    """Whether a sentence may be what several changes have made of another."""
    return len(bigrams(was) & bigrams(new)) > PARAGRAPHS_ALIKE * len(bigrams(was))


def split(text: str) -> list[str]:
    """The sentences of a line, bare."""
    return [bare([text[start:end]]) for start, end in sentences(text)]


def bare(texts: Sequence[str], like: Paragraph | None = None) -> str:
    """Lines without what is no edit in them, and without the numbers that the program sets; 三个 is 3个."""
    whole = BREAK.join(filter(None, (as_compared(_unnumbered(text, like)) for text in texts)))
    whole = _IN_WORDS.sub(lambda found: str(numerals.value(found[0].replace("两", "二")) or found[0]), whole)
    # Programs break a title otherwise.
    return whole if has_end(whole) else whole.replace(BREAK, "")


def _unnumbered(text: str, like: Paragraph | None) -> str:
    text = RAISED.sub("", text).lstrip()
    match = _NUMBER.match(text)
    return text[len(numbering.number_of(text, like)) or (match.end() if match else 0) :]
