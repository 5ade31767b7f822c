"""Numerals in words (召开三次会议) that are figures: another year has them otherwise, or people said that they are."""

import re
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from report_cli.adopt.bare import LEAST, bare
from report_cli.adopt.bound import Key, Printed
from report_cli.adopt.found import Found, Mention, Spoken
from report_cli.adopt.sections import Text, found_in, texts
from report_cli.adopt.source import Report
from report_cli.facts.quantity import chinese
from report_cli.sentences import CLAUSE_MARKS


class Said(Struct, frozen=True):
    """A year's report, and what is found in it."""

    texts: Sequence[Text]
    found: Sequence[Sequence[Found]]
    year: int

    def parts(self, *, are_clauses: bool) -> Iterator[tuple[str, list[Key]]]:
        """What its sentences, or its clauses, say without their figures, and which those are, in words or not."""
        for number, (text, found) in enumerate(zip(self.texts, self.found, strict=True)):
            ends = [match.end() for match in re.finditer(f"[{CLAUSE_MARKS}]", text.text)] if are_clauses else []
            for words, keys in bare(text, number, found, self.year, is_spoken=True, ends=ends):
                yield words.rstrip(CLAUSE_MARKS), keys


def answered(now: Said, before: Said, printed: Mapping[int, Sequence[Printed]]) -> Iterator[Key]:
    """The numerals in words of a report where another year's prints a fact in words, in the same sentence or clause."""
    known = {one.key for listed in printed.values() for one in listed if one.key and _is_spelt(before, one.key)}
    for are_clauses in (True, False) if known else ():
        there = dict(before.parts(are_clauses=are_clauses))
        for words, keys in now.parts(are_clauses=are_clauses):
            same = zip(keys, there.get(words, ()), strict=False) if len(words) >= LEAST else ()
            yield from (key for key, other in same if other in known)


def _is_spelt(said: Said, key: Key) -> bool:
    one = said.found[key[0]][key[1]]
    return isinstance(one, Mention) and one.form == "|chinese"


def differing(reports: Sequence[tuple[Report, int]]) -> list[set[Key]]:
    """The numerals in words of each report that another year has otherwise in the same sentence: 两场, 三场."""
    every: dict[str, list[dict[int, list[Key]]]] = {}
    read = [[(text, found_in(text, year)) for text in texts(report, year)[0]] for report, year in reports]
    for at, ((_, year), listed) in enumerate(zip(reports, read, strict=True)):
        for number, (text, found) in enumerate(listed):
            for said, keys in bare(text, number, found, year, is_spoken=True):
                listed_so = every.setdefault(said, [])
                place = next((one for one in listed_so if at not in one), None)
                listed_so.append({at: keys}) if place is None else place.update({at: keys})
    made: list[set[Key]] = [set() for _ in reports]
    for sentence in (one for listed in every.values() for one in listed if len(one) > 1):
        for same in zip(*sentence.values(), strict=True):
            found = [read[at][number][1][place] for at, (number, place) in zip(sentence, same, strict=True)]
            words = [each for each in found if isinstance(each, Spoken) and each.number and each.unit]
            if len(words) == len(found) and len({each.number for each in words}) > 1:
                for at, key in zip(sentence, same, strict=True):
                    made[at].add(key)
    return made


def as_figure(text: str, words: Found) -> Found:
    """A numeral in words as a figure, its unit left to the prose; as it was where it would be printed otherwise."""
    if not isinstance(words, Spoken) or not words.number:
        return words
    said = text[words.start : words.end - len(words.unit)]
    if said != ("两" if words.number == 2 else chinese(words.number)):
        return words
    value = str(words.number)
    return Mention(
        start=words.start, end=words.start + len(said), text=said, kind="count", values=(value,), unit=words.unit,
        form="|chinese",
    )  # fmt: skip
