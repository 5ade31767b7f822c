"""What the words of a report say to be part of another figure: 引进人才42人，其中博士27人. It is never more."""

import re
from collections.abc import Iterator, Mapping, Sequence

from report_cli.adopt import answers
from report_cli.adopt.alike import CHANGES, EARLIER
from report_cli.adopt.binding import Binding
from report_cli.adopt.bound import Fact
from report_cli.facts import numbers
from report_cli.facts.quantity import Quantity

_AMONG = re.compile(r"[^。；：\d]{0,12}[，、（]其中[，:：]?[^，。；、\d]{0,16}")
"""The words between a figure and the first one that is a part of it."""
_NEXT = re.compile(r"[^，。；、\d]{0,4}、[^，。；、\d]{1,16}")
"""The words between a part and the next one."""
_BOTH = 2


def of(bindings: Sequence[Binding]) -> Iterator[tuple[str, str]]:
    """New facts that are parts of others, each with its whole, in all years that are read; the newest comes first."""
    newest = bindings[0]
    for part, whole in (pair for text in newest.printed for pair in _said(newest, text)):
        is_new = not part.is_known and part is not whole
        if is_new and _are_alike(part, whole) and all(_is_within(each.facts, part.id, whole.id) for each in bindings):
            yield part.id, whole.id


def _said(binding: Binding, text: int) -> Iterator[tuple[Fact, Fact]]:
    """Parts, each with the last figure before 其中 that is no rate and no change."""
    said, end, whole, is_among = binding.texts[text].text, 0, None, False
    for one in sorted((each for each in binding.printed[text] if each.key), key=lambda each: each.start):
        words, fact = said[end : one.start], binding.facts.get(one.fact)
        end = one.end
        whole = None if re.search("[。；]", words) else whole
        is_among = whole is not None and (bool(_AMONG.fullmatch(words)) or (is_among and bool(_NEXT.fullmatch(words))))
        if fact and whole and is_among:
            yield fact, whole
        elif fact and fact.kind not in ("rate", "points") and not CHANGES.search(fact.label):
            whole = fact


def _are_alike(part: Fact, whole: Fact) -> bool:
    """Whether two facts are counted in the same way, and neither is a change or of another year."""
    is_other = CHANGES.search(part.label) or EARLIER.search(part.label) or EARLIER.search(whole.label)
    measures = [(each.kind, each.unit, each.is_plan) for each in (part, whole)]
    return part.kind in ("count", "amount") and part.unit != "" and measures[0] == measures[1] and not is_other


def _is_within(facts: Mapping[str, Fact], part: str, whole: str) -> bool:
    """Whether a year's figures do not refute it; those of another year may be missing."""
    found = [fact for id in (part, whole) if (fact := facts.get(id)) and fact.values]
    read = [numbers.read(fact.values[0], fact.unit, "amount" if fact.kind == "amount" else "count") for fact in found]
    known = [each for each in read if isinstance(each, Quantity) and not each.is_approximate]
    return len(known) == len(found) and (len(known) < _BOTH or known[0].number <= known[1].number)


def written(catalogue: str, pairs: Iterator[tuple[str, str]]) -> str:
    """A catalogue that says of parts what they are part `of`."""
    for part, whole in pairs:
        span = answers.line_of(catalogue, part)
        row = catalogue[slice(*span)] if span else ""
        if span and " of:" not in row:
            row = re.sub(r"\}[ \t]*(?=#|$)", f", of: {answers.beside(whole, part)}}}", row.rstrip("\n"), count=1)
            catalogue = f"{catalogue[: span[0]]}{row}\n{catalogue[span[1] :]}"
    return catalogue
