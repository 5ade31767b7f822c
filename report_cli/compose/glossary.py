"""Explains terms: the first use of each gets a raised number; the explanations follow in that order.

An explanation that no text needs is left out.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from msgspec.structs import replace

from report_cli.compose import atoms
from report_cli.document import Block, Paragraph, Role, Run

# ① to ㊿
_NUMBERS = "".join(map(chr, (*range(0x2460, 0x2474), *range(0x3251, 0x3260), *range(0x32B1, 0x32C0))))
_CLOSING = "”’》）"


def mark(number: int) -> str:
    """What stands raised behind a term.

    >>> mark(2), mark(51), number_of("②"), number_of("[51]"), number_of("二")
    ('②', '[51]', 2, 51, 0)
    """
    return _NUMBERS[number - 1] if number <= len(_NUMBERS) else f"[{number}]"


def number_of(text: str) -> int:
    """The number that a mark is; 0 of what is none."""
    if text in tuple(_NUMBERS):
        return _NUMBERS.index(text) + 1
    match = re.fullmatch(r"\[([0-9]+)\]", text)
    return int(match[1]) if match else 0


def is_explanation(block: Block) -> bool:
    return isinstance(block, Paragraph) and block.number == atoms.TERM


def marked(
    text: Sequence[Block], pages: Iterable[Sequence[Block]]
) -> tuple[list[Block], list[list[Block]], list[Paragraph]]:
    """The text with its terms numbered, and the pages of the attachments; explanations in either stand in order.

    The last are the explanations of terms that the text does not use: they stand in neither.
    """
    pages = list(pages)
    blocks = [block for blocks in (text, *pages) for block in blocks]
    every = [block for block in blocks if isinstance(block, Paragraph) and is_explanation(block)]
    terms = {term_of(block) for block in every} - {""}
    if not terms:
        return list(text), [list(blocks) for blocks in pages], []
    pattern, numbers = _pattern(terms), dict[str, int]()
    numbered = [_numbered(block, pattern, numbers) for block in text]
    unused = [block for block in every if term_of(block) not in numbers]
    return _in_order(numbered, numbers), [_in_order(blocks, numbers) for blocks in pages], unused


def term_of(explanation: Paragraph) -> str:
    return _said(explanation.lead)


def used(text: Iterable[Block], terms: Iterable[str]) -> dict[str, int]:
    """Which of some terms a text uses, each with its number by the first use."""
    pattern, found = _pattern(terms), dict[str, int]()
    for block in text:
        _numbered(block, pattern, found)
    return found


def marked_as(text: Iterable[Block], numbers: Mapping[str, int]) -> list[Block]:
    """A text without marks with those of some terms, each with its number."""
    pattern, used = _pattern(numbers), dict[str, int]()
    return [_numbered(block, pattern, used, numbers) for block in text]


def _pattern(terms: Iterable[str]) -> re.Pattern[str]:
    """Any of some terms; where one begins with another, the longer. Of no terms it matches nothing."""
    known = sorted(filter(None, terms), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, known)) or "(?!)")


def _said(runs: Iterable[Run]) -> str:
    return "".join(run.text for run in runs)


def _numbered(
    block: Block, pattern: re.Pattern[str], numbers: dict[str, int], known: Mapping[str, int] | None = None
) -> Block:
    """A paragraph with a number behind each term that stands there for the first time: the next, or the `known` one."""
    if not isinstance(block, Paragraph) or block.role is not Role.BODY:
        return block
    if is_explanation(block) or block.explains_a_term:
        return block
    text, ends = _said(block.runs), dict[int, str]()
    for term in pattern.finditer(text):
        if term.group() not in numbers:
            number = known[term.group()] if known else len(numbers) + 1
            numbers[term.group()] = number
            end = term.end() + (text[term.end() : term.end() + 1] in tuple(_CLOSING))
            ends[end] = mark(number)
    return replace(block, runs=tuple(_with(block.runs, ends))) if ends else block


def _with(runs: Iterable[Run], ends: dict[int, str]) -> Iterator[Run]:
    """The runs with numbers behind the characters where terms end; a figure is never parted."""
    start = 0
    for run in runs:
        end, parts = start + len(run.text), [at for at in ends if start < at <= start + len(run.text)]
        if run.fact or not parts:
            yield run
            yield from (Run(ends[at], superscript=True, origin=run.origin) for at in parts)
        else:
            # A term may end where the run does.
            for left, right in pairwise(dict.fromkeys((start, *parts, end))):
                yield _part(run, left - start, right - start)
                yield from (Run(ends[right], superscript=True, origin=run.origin),) if right in parts else ()
        start = end


def _part(run: Run, start: int, end: int) -> Run:
    """The part of some prose between two of its characters, with the places that it came from."""
    turns = tuple((max(at - start, 0), place) for at, place in run.turns if at < end)
    before = [turn for turn in turns if turn[0] == 0]
    origin = before[-1][1] if before else run.origin
    return replace(run, text=run.text[start:end], origin=origin, turns=tuple(turn for turn in turns if turn[0]))


def _in_order(blocks: Iterable[Block], numbers: dict[str, int]) -> list[Block]:
    """The blocks, the explanations among them numbered and in order where the first stands."""
    ordered, found = list[Block](), list[tuple[int, Paragraph]]()
    first = 0
    for block in blocks:
        if not isinstance(block, Paragraph) or not is_explanation(block):
            ordered.append(block)
        elif number := numbers.get(term_of(block)):
            first = first if found else len(ordered)
            found.append((number, block))
    ordered[first:first] = [replace(block, number=f"{number}.") for number, block in sorted(found, key=lambda x: x[0])]
    return ordered
