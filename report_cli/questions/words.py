"""Finds the line of a template that says some words of a draft."""

import unicodedata
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from msgspec import Struct

from report_cli.document import Document, Run, place_at, text_of
from report_cli.model import Place
from report_cli.sentences import statement_around, statements

_QUOTES = str.maketrans("“”‘’", "\"\"''")
_FEWEST, _LIKENESS = 8, 0.7
"""With so many characters words may be known by their likeness: people paste what has been edited since."""


class Saying(Struct, frozen=True):
    """Words where they stand: paragraph (from 1), the sentences around them, and which characters of these they are.

    `place`: the template's line. `facts`: the ids of what is printed among them. `edited_by`: in whose drafts people
    changed the sentence.
    """

    document: Document
    paragraph: int
    sentence: str
    at: slice
    place: Place | None
    facts: tuple[str, ...]
    edited_by: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        return self.sentence[self.at]

    @property
    def marked(self) -> str:
        return f"{self.sentence[: self.at.start]}【{self.words}】{self.sentence[self.at.stop :]}".strip()


def sayings(words: str, documents: Sequence[Document]) -> list[Saying]:
    """Every place that says these words; blanks, and how wide or curved a mark is, do not count."""
    wanted, _ = plain(words)
    return [found for document in documents for found in _in(document, wanted)] if wanted else []


def nearest(words: str, documents: Sequence[Document]) -> list[Saying]:
    """The places of the sentence that has most of some words, if any has many of them."""
    wanted, _ = plain(words)
    texts = [plain(text)[0] for each in documents for text in each.texts]
    known = dict.fromkeys(text[start:end] for text in texts for start, end in statements(text))
    alike = {sentence: _likeness(wanted, sentence) for sentence in known}
    best = max(alike, key=lambda sentence: alike[sentence], default="")
    return sayings(best, documents) if len(wanted) >= _FEWEST and alike.get(best, 0) >= _LIKENESS else []


def _likeness(words: str, sentence: str) -> float:
    """Which share of some words stands in a sentence, in order, at least two characters together."""
    blocks = SequenceMatcher(None, words, sentence, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks if block.size > 1) / len(words)


def _in(document: Document, wanted: str) -> Iterator[Saying]:
    for paragraph, (number, runs) in enumerate(document.lines, 1):
        text = number + text_of(runs)
        searched, places = plain(text)
        found = searched.find(wanted)
        while found >= 0:
            start, end = places[found], places[found + len(wanted) - 1] + 1
            first, last = statement_around(text, start, end)
            place = place_at(runs, max(start - len(number), 0))
            facts = tuple(_facts(runs, start - len(number), end - len(number)))
            by = document.edited_by(runs, first - len(number), last - len(number))
            yield Saying(document, paragraph, text[first:last], slice(start - first, end - first), place, facts, by)
            found = searched.find(wanted, found + len(wanted))


def _facts(runs: Sequence[Run], start: int, end: int) -> Iterator[str]:
    at = 0
    for run in runs:
        if run.fact and at < end and start < at + len(run.text):
            yield run.fact
        at += len(run.text)


def plain(text: str) -> tuple[str, list[int]]:
    """A text as it is searched, and for each of its characters where it stood."""
    pairs = [(piece, at) for at, character in enumerate(text) for piece in unicodedata.normalize("NFKC", character)]
    kept = [(piece, at) for piece, at in pairs if not piece.isspace()]
    return "".join(piece for piece, _ in kept).translate(_QUOTES), [at for _, at in kept]
