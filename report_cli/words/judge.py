"""Judges a text: each sentence by itself, once, and then what only the whole text tells."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import cache, lru_cache

from msgspec import Struct
from msgspec.structs import replace

from report_cli.model import Severity
from report_cli.words import cures, names, sentence, whole
from report_cli.words.rule import Pattern, Rule, by_code, rules
from report_cli.words.text import HIDDEN, Text, hide, hide_quotations
from report_cli.words.vocabulary import Allowed, Vocabulary

_BEGINS = 3
"""So many characters of what is allowed are looked for in a text first."""
_AROUND = 8  # characters on either side of what is quoted


class Hit(Struct, frozen=True):
    """What a rule found: from character `start` (from 0) to before `end` of a sentence, a passage.

    `why`: the vocabulary's reason, in brackets.
    """

    code: str
    start: int
    end: int
    found: str
    right: str = ""
    why: str = ""
    message: str = ""

    @property
    def rule(self) -> Rule:
        return by_code()[self.code]

    @property
    def severity(self) -> Severity:
        return self.rule.severity

    def shifted(self, by: int) -> "Hit":
        return replace(self, start=self.start + by, end=self.end + by)


Find = Callable[[str, str, Callable[[str], tuple[Hit, ...]]], tuple[Hit, ...]]
"""Gives what was found in a sentence, by the text's situations and the sentence; or looks for it."""


class Judge:
    """Judges texts by all rules and one vocabulary. A sentence is judged once."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.known = names.KnownNames(vocabulary)
        self.memory: dict[tuple[str, str], tuple[Hit, ...]] = {}

    def judge(self, text: Text) -> list[tuple[int, Hit]]:
        """What is found, each with the number of its passage (from 0), but for what is allowed."""
        allowing = Allowing(self.vocabulary.allow)
        return [(number, hit) for number, hit in self.found(text) if not allowing.of(text.passages[number].text, hit)]

    def found(self, text: Text, find: Find | None = None) -> tuple[tuple[int, Hit], ...]:
        """The same, what is allowed too. `find`: where it is remembered what was found in a sentence."""
        return tuple(_apart([*self._sentences(text, find or self._find), *self._whole(text)]))

    def _find(self, situations: str, text: str, look: Callable[[str], tuple[Hit, ...]]) -> tuple[Hit, ...]:
        key = situations, text
        if key not in self.memory:
            self.memory[key] = look(text)
        return self.memory[key]

    def _whole(self, text: Text) -> Iterator[tuple[int, Hit]]:
        for rule in rules():
            if rule.check in whole.CHECKS and rule.holds("", text.situations):
                for spot in whole.CHECKS[rule.check](text, self.vocabulary):
                    said = text.passages[spot.passage].text[spot.start : spot.end]
                    yield spot.passage, Hit(rule.code, spot.start, spot.end, said, spot.right, message=spot.message)

    def _sentences(self, text: Text, find: Find) -> Iterator[tuple[int, Hit]]:
        situations = "".join(sorted(text.situations))

        def look(said: str) -> tuple[Hit, ...]:
            formulas = self.known.formulas(said)
            return tuple(
                hit
                for hit in self._judged(said, text.situations)
                if not any(start <= hit.start and hit.end <= end for start, end in formulas)
            )

        for number, passage in enumerate(text.passages):
            for start, said in passage.sentences:
                for hit in find(situations, said, look):
                    yield number, hit.shifted(start)

    def _judged(self, text: str, situations: frozenset[str]) -> Iterator[Hit]:
        yield from (Hit(*spot) for spot in self.known.misspelt(text))
        bare = hide(text)
        yield from (Hit(*spot) for spot in self.known.unwanted(text, bare))
        judged = {"all": text, "titles": hide_quotations(text), "": bare}
        for start, wrong, right, code in _pairs_in(judged["titles"]):
            if judged[by_code()[code].scope].startswith(wrong, start):
                yield Hit(code, start, start + len(wrong), wrong, right)
        for trigger, rule, pattern in _triggers():
            if trigger in text and rule.holds(text, situations):
                yield from _matches(rule.code, pattern, judged[rule.scope], text)
        for rule, check in _with_checks():
            if rule.holds(text, situations):
                yield from (
                    Hit(rule.code, start, end, text[start:end], right)
                    for start, end, right in check(judged[rule.scope], rule)
                )


class Allowing:
    """The words that are allowed, by their rules and by how the longest of them without a digit begins.

    A text may have 0 for a number of the data, which is another one each year; what is allowed was copied from print.
    `met`: those that have let something stand so far.
    """

    def __init__(self, allow: Iterable[Allowed]) -> None:
        self.met = set[Allowed]()
        self.allow = [*allow]
        self._begins = defaultdict[str, dict[str, list[int]]](lambda: defaultdict(list))
        for turn, each in enumerate(self.allow):
            words = max(_parts(each.text)[::2], key=len)
            self._begins[each.rule][words[:_BEGINS]].append(turn)
        self._of = lru_cache(maxsize=64)(self._found)  # thousands of lines may be alike but for their numbers

    def of(self, text: str, hit: Hit) -> tuple[Allowed, ...]:
        """What of the words a hit lies in, or holds. `text`: the passage."""
        return self._of(hit.code, text, hit.start, max(hit.end, hit.start + 1))

    def _found(self, code: str, text: str, first: int, last: int) -> tuple[Allowed, ...]:
        begins = self._begins.get(code, {})
        there = {text[at : at + size] for size in {*map(len, begins)} for at in range(len(text) - size + 1)}
        turns = sorted(turn for each in there & begins.keys() for turn in begins[each])
        found = tuple(each for each in map(self.allow.__getitem__, turns) if _meets(each, text, first, last))
        self.met.update(found)
        return found


def _meets(allowed: Allowed, text: str, first: int, last: int) -> bool:
    spans = (match.span() for match in _allowing(allowed.text).finditer(text))
    return any(start < last and first < end for start, end in spans)


def _parts(words: str) -> list[str]:
    """Some words parted at their numbers, which are every second of the parts."""
    return re.split(r"(\d+(?:\.\d+)?)", words)


@cache
def _allowing(words: str) -> re.Pattern[str]:
    parts = _parts(words)
    return re.compile(
        "".join(f"(?:{re.escape(each)}|0)" if at % 2 else re.escape(each) for at, each in enumerate(parts))
    )


def is_of_template(hit: Hit) -> bool:
    """Whether a fault is the template's, whatever the data say: how sentences and headings follow one another."""
    return hit.rule.check in ("heading_numbers", "same_openings", "said_twice", "worn_verbs")


@lru_cache(maxsize=8)
def of(vocabulary: Vocabulary) -> Judge:
    return Judge(vocabulary)


def message(hit: Hit, text: str) -> str:
    """What is wrong, with the words around it. `text`: the passage."""
    said = (hit.message or hit.rule.message).format(found=hit.found, right=hit.right, why=hit.why)
    around = text[max(hit.start - _AROUND, 0) : hit.end + _AROUND]
    return said if hit.message.endswith("。") else f"{said}：“…{around}…”"


def cure(hit: Hit) -> str:
    return cures.of(hit.code, hit.found) or hit.rule.cure.format(found=hit.found, right=hit.right)


def _apart(found: Iterable[tuple[int, Hit]]) -> list[tuple[int, Hit]]:
    """In the order of the text; of those that touch one another the most severe, then the longest."""
    order = {"error": 0, "warning": 1, "hint": 2}
    taken: dict[int, set[int]] = {}
    kept = []
    for number, hit in sorted(
        dict.fromkeys(found), key=lambda pair: (order[pair[1].severity], pair[1].start - pair[1].end)
    ):
        places, own = taken.setdefault(number, set()), range(hit.start, hit.end)
        if places.isdisjoint(own):
            places.update(own)
            kept.append((number, hit))
    return sorted(kept, key=lambda pair: (pair[0], pair[1].start, pair[1].code))


# What the files of rules hold, by what it takes to look for it --------------------------------------------------------


@cache
def _pairs() -> dict[str, list[tuple[str, str, str]]]:
    """Wrong words, with the right ones and the rule, by their first two characters."""
    found: dict[str, list[tuple[str, str, str]]] = {}
    for rule in rules():
        for wrong, right in rule.words:
            found.setdefault(wrong[:2], []).append((wrong, right, rule.code))
    return found


def _pairs_in(text: str) -> Iterator[tuple[int, str, str, str]]:
    pairs = _pairs()
    for start in range(len(text) - 1):
        for wrong, right, code in pairs.get(text[start : start + 2], ()):
            if text.startswith(wrong, start):
                yield start, wrong, right, code


@cache
def _triggers() -> tuple[tuple[str, Rule, Pattern], ...]:
    """Each trigger with its pattern: where several stand, it is tried again, and `_apart` takes one hit of each."""
    return tuple((trigger, rule, pattern) for rule in rules() for pattern in rule.finds for trigger in pattern.triggers)


@cache
def _with_checks() -> tuple[tuple[Rule, sentence.Check], ...]:
    return tuple((rule, sentence.CHECKS[rule.check]) for rule in rules() if rule.check in sentence.CHECKS)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _matches(code: str, pattern: Pattern, said: str, text: str) -> Iterator[Hit]:
    for match in _compiled(pattern.pattern).finditer(said):
        found = text[match.start() : match.end()]
        right = match.expand(pattern.right) if pattern.right else ""
        if HIDDEN not in found or HIDDEN in said[match.start() : match.end()]:
            yield Hit(code, match.start(), match.end(), found, right.replace(HIDDEN, "…"))
