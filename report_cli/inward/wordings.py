"""Sentences of a report as it was built, and what is said in their place today: the same, other words, or nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from report_cli.audit.texts import bigrams
from report_cli.audit.thresholds import SAME_PLACE_ALIKE, SAME_SENTENCE
from report_cli.compose.merging import BREAK
from report_cli.sentences import sentences


class Wordings:
    """The sentences of two texts, given by their signs. `exchanged`: what edits say that sentences have become."""

    def __init__(self, built: str, today: str, exchanged: Mapping[str, str]) -> None:
        self.texts, self.exchanged = (built, today), exchanged
        self.built, self.today = Counter(sentences_of(built)), Counter(sentences_of(today))
        left = self.built - self.today, self.today - self.built
        self.gone, self.new = ({text: bigrams(text) for text in each} for each in left)

    def of(self, sentence: str, line: str) -> str:
        """How today's text words a sentence; empty where it does not say it.

        What is most like it is another sentence's wording where it is more like that. `line`: what is said today in the
        paragraph in which it stood: there less has to be the same.
        """
        if sentence not in self.built:
            built, today = self.texts
            return sentence if today.count(sentence) >= built.count(sentence) else ""
        if sentence not in self.gone:
            return sentence
        if (known := self._exchanged(sentence)) in self.new:
            return known
        near, pairs = {*sentences_of(line)}, self.gone[sentence]
        alike = {new: _share(pairs, others) for new, others in self.new.items()}
        like = [new for new in alike if alike[new] >= (SAME_PLACE_ALIKE if new in near else SAME_SENTENCE)]
        own = [new for new in like if alike[new] >= max(_share(each, self.new[new]) for each in self.gone.values())]
        return max(own, key=lambda new: alike[new], default="")

    def _exchanged(self, sentence: str) -> str:
        """What edits, one after the other, have made of a sentence."""
        seen = set[str]()
        while sentence in self.exchanged and sentence not in seen:
            seen.add(sentence)
            sentence = self.exchanged[sentence]
        return sentence


def sentences_of(text: str) -> list[str]:
    """The sentences of a text of several lines."""
    return [line[start:end] for line in text.split(BREAK) if line for start, end in sentences(line)]


def most_like(signs: str, wanted: str) -> tuple[int, int]:
    """From where to where the sentences of a line stand that are most like some words."""
    from difflib import SequenceMatcher

    parts, count = sentences(signs), len(sentences(wanted))
    matcher, best = SequenceMatcher(None, autojunk=False), (-1.0, 0, len(signs))
    matcher.set_seq2(wanted)
    for size in {count - 1, count, count + 1} - {0}:
        for first in range(len(parts) - size + 1):
            start, end = parts[first][0], parts[first + size - 1][1]
            matcher.set_seq1(signs[start:end])
            best = max(best, (matcher.ratio(), start, end))
    return best[1:]


def _share(one: set[str], other: set[str]) -> float:
    """How much of the shorter of two texts the other has, by their pairs of characters."""
    return len(one & other) / (min(len(one), len(other)) or 1)
