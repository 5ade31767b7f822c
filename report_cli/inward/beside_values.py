"""What is said beside a value that a draft wishes: of what the year file has with it, and of its other places."""

from __future__ import annotations

import re
from itertools import groupby
from operator import itemgetter

from report_cli.audit.baseline import BuiltFigure
from report_cli.audit.compare import is_same
from report_cli.facts.fact import GROUP, Fact
from report_cli.facts.formula import PREVIOUS
from report_cli.files import editing
from report_cli.inward import quotes, review_table
from report_cli.inward.draft import Draft
from report_cli.inward.proposed import path_of
from report_cli.text import excerpt

_PLAIN = ("", "number", "grouped", "chinese", "short")
"""The forms that print a value itself, and not how it changed."""


def said_of_it(draft: Draft, id: str, fact: Fact) -> str:
    """What else the year file says of the value that goes, and may hold no more. What it says of all is not told."""
    file = draft.file(id)
    source = editing.written(draft.contents[file], (*path_of(id.removeprefix(PREVIOUS)), "source"), file)
    texts = (("source", source), ("note", fact.note), ("accept", fact.accept))
    said = [f"{key}“{excerpt(text)}”" for key, text in texts if text]
    return f"那一行的{'、'.join(said)}说的是原来的值，看看还对不对" if said else ""


def shared_source(draft: Draft, id: str) -> str:
    """The source that the year file says of more than the value that goes: of its group, or of all."""
    fact = draft.fact(re.sub(r"\[.*", "", id))
    if fact is None or not fact.source or not fact.source_of:
        return ""
    of = f"{fact.indicator.group}组" if fact.source_of == GROUP else "最前面"
    return f"{draft.file(id)} {of}的source“{excerpt(fact.source)}”"


def follows(draft: Draft, figure: BuiltFigure, found: str) -> str:
    """What the draft says of the same fact in other places, which does or does not change with it."""
    return "；".join(filter(None, (_still_said(draft, figure), _quoted_otherwise(draft, figure, found))))


def _still_said(draft: Draft, figure: BuiltFigure) -> str:
    """Where the draft still says what was built of a fact, with its unit or without: that will be another with it."""
    found, figures = draft.audit.location.found, draft.audit.baseline.figures
    ours = [n for n in draft.audit.baseline.by_fact[figure.fact] if figures[n].form in _PLAIN]
    left = {found[n].span.line: figures[n].text for n in ours if n in found and is_same(found[n].text, figures[n].text)}
    told = [each for number in ours for each in draft.repeated.get(number, ())]
    left |= {each.at[0].line: figure.text for each in told if each.at and not draft.is_doubtful(each)}
    table = review_table.read(draft.audit)
    in_table = next((f"{review_table.NAMED}还是{left[line]}" for line in sorted(left) if line in table), "")
    in_text = groupby(sorted((line, text) for line, text in left.items() if line not in table), key=itemgetter(1))
    said = [f"{'、'.join(f'第{line + 1}段' for line, _ in lines)}还是{text}" for text, lines in in_text]
    where = "，".join(filter(None, (*said, in_table)))
    return f"{where}，写进去以后也跟着变" if where else ""


def _quoted_otherwise(draft: Draft, figure: BuiltFigure, found: str) -> str:
    """Where the words of a fact have other quotation marks than they got here, and do not change with it."""
    found_at = draft.audit.location.found
    ours = {found_at[n].span.line for n in draft.audit.baseline.by_fact[figure.fact] if n in found_at}
    return quotes.elsewhere(draft, figure.text, found, ours)
