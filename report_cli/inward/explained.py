"""Explanations of terms that would be printed no more, as the text names the terms otherwise."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from report_cli.compose import glossary
from report_cli.document import Document, Paragraph
from report_cli.facts.ledger import Ledger
from report_cli.model import Finding
from report_cli.text import quoted

LOST = "F217"
"""What `check` says of it, as of all that is filled in and printed nowhere."""


def lost(before: Document | None, after: Document | None, ledger: Ledger, gone: Collection[int]) -> Iterator[Finding]:
    """What is told of the explanations that a report has today, and would not have.

    `gone`: the lines of today's text (from 0) that people took out: an explanation among them is missed by nobody.
    """
    if before is None or after is None:
        return
    taken = {run.fact for number, (_, line) in enumerate(before.lines) if number in gone for run in line}
    kept = taken | {fact for each in _explanations(after) for fact in _facts(each)}
    for each in _explanations(before):
        ids = _facts(each)
        fact = ledger.get(ids[0]) if kept.isdisjoint(ids) and ids else None
        if fact and not glossary.used(after.blocks, [term := fact.text]):
            message = f"名词解释的{quoted(term)}，正文里没有这个词，这一条印不出来"
            cure = (
                f"正文改了说法，就在数据里把它（{fact.place}）也改成一样，一字不差；"
                "还要解释原来的词，在正文里写上；不解释了，在数据里删去这一条"
            )
            yield Finding(LOST, fact.place, message, cure, fact.id, "warning")


def _explanations(document: Document) -> Iterator[Paragraph]:
    for block in document.blocks:
        if isinstance(block, Paragraph) and block.explains_a_term:
            yield block


def _facts(explanation: Paragraph) -> list[str]:
    return [run.fact for run in (*explanation.lead, *explanation.runs) if run.fact]
