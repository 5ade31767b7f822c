"""Numerals in words that stand in a phrase which the catalogue allows, with another number: 连续两年下降, 连续三年下降.

The report says such a number without a fact behind it, so that the new one is as little a figure: its words come home.
"""

from __future__ import annotations

import re
from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace

from report_cli import numerals
from report_cli.audit.findings import Discrepancy
from report_cli.files.workspace import CATALOGUE
from report_cli.inward import new_numbers
from report_cli.inward.draft import Draft
from report_cli.inward.lines_to_add import Line
from report_cli.inward.new_number import BY_NUMBER
from report_cli.inward.proposed import ProposedChange

_NUMBER = "[一二三四五六七八九十百两]+"


class Phrase(Struct, frozen=True):
    """What a draft says (`word`) in the way of a word that is allowed."""

    word: str
    like: str


def of(draft: Draft, found: Discrepancy) -> Phrase | None:
    """The phrase that a new number in words stands in; None of another number."""
    span, line = found.at[0], draft.line(found.at[0])
    for like, pattern in _patterns(draft.ledger.catalogue.allow):
        for match in pattern.finditer(line):
            if match.start() <= span.start and span.end <= match.end():
                return Phrase(match.group(), like)
    return None


@lru_cache(16)
def _patterns(allow: tuple[str, ...]) -> list[tuple[str, re.Pattern[str]]]:
    """The words with one numeral in words among those allowed, each with what it is with any other number."""
    made = list[tuple[str, re.Pattern[str]]]()
    for word in allow:
        found = [each for each in numerals.find(word) if not each.is_digits and re.fullmatch(_NUMBER, each.number)]
        if len(found) == 1 and len(word) > len(found[0].text):
            before, rest = word[: found[0].start], word[found[0].start + len(found[0].number) :]
            made.append((word, re.compile(f"{re.escape(before)}{_NUMBER}{re.escape(rest)}")))
    return made


def wish(draft: Draft, found: Discrepancy, phrase: Phrase) -> ProposedChange:
    """The proposal for such a number: the word that the catalogue has to allow too, so that its sentence comes home."""
    said = (("word", phrase.word), ("because", "照稿件的说法"))
    line = Line(CATALOGUE, ("allow",), f"{CATALOGUE} 的allow", said)
    why = f"原来的“{phrase.like}”也没有和数据绑定，是字句：{line.text}"
    made = new_numbers.proposed(draft, found, f"+{phrase.word}", f"{why}{BY_NUMBER}", (line,))
    return replace(made, label=phrase.word)
