"""Figures whose sentence was rewritten so that no number of theirs stands in it any more: words tell of them.

The audit says of each what stands in its place now. Where that is words, one number for several facts, or the number
of another thing, it is no value: the sentence would be printed as neither the draft nor the template has it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from fractions import Fraction

from msgspec.structs import replace

from report_cli import numerals
from report_cli.audit.compare import Audit
from report_cli.audit.findings import Discrepancy
from report_cli.audit.texts import Span, clause_end, number_parts, without_blanks
from report_cli.inward.other_things import as_another, by_chance, without_bound

_TOTAL = re.compile("共|合计|总计|总共|累计")
_NUMERALS = "零〇一二三四五六七八九十百千万亿两几数"


def as_words(audit: Audit) -> Audit:
    """The audit, with such figures as gone, and one number for several facts, or of another thing, as a new one."""
    audit = replace(audit, discrepancies=tuple(map(without_bound, audit.discrepancies)))
    changed = [each for each in audit.discrepancies if each.kind == "changed" and not each.label and each.at]
    numbers = [each for each in changed if audit.figure(each.figures[0]).is_number]
    of_line, gone_of = _by_line(numbers), _gone_by_line(audit)
    shared = [each for each in numbers if any(_is_same_number(each, other) for other in of_line[each.at[0].line])]
    shared += [more for each in numbers if each not in shared for more in _merged(audit, each, gone_of)]
    left = [each for each in numbers if each not in shared]
    others = [(each, other) for each in left if (other := as_another(audit, each))]
    others += by_chance(audit)
    apart = [*shared, *(each for each, _ in others)]
    apart += [each for each in left if each not in apart and _is_now_words(audit, each)]
    if not apart:
        return audit
    gone = {number for each in apart for number in each.figures}
    location = copy(audit.location)
    location.found = {number: each for number, each in location.found.items() if number not in gone}
    told = [each for each in audit.discrepancies if each.kind != "removed" or gone.isdisjoint(each.figures)]
    kept = [replace(each, kind="removed", found=None, at=()) for each in apart]
    kept += [each for each in told if each not in apart]
    spans = tuple(None if number in gone else span for number, span in enumerate(audit.spans))
    return replace(
        audit, location=location, spans=spans, discrepancies=(*kept, *_new(shared), *(other for _, other in others))
    )


def _is_same_number(one: Discrepancy, other: Discrepancy) -> bool:
    """Whether two facts would have their value from one number of the draft."""
    return one.fact != other.fact and _overlap(one.at[0], other.at[0])


def _by_line(found: Iterable[Discrepancy]) -> dict[int, list[Discrepancy]]:
    lines = defaultdict[int, list[Discrepancy]](list)
    for each in found:
        lines[each.at[0].line].append(each)
    return lines


def _gone_by_line(audit: Audit) -> dict[int, list[Discrepancy]]:
    """The figures that are gone, by their lines as built."""
    lines = defaultdict[int, list[Discrepancy]](list)
    for each in audit.discrepancies:
        if each.kind == "removed" and not each.label:
            lines[audit.baseline.span(each.figures[0]).line].append(each)
    return lines


def _merged(audit: Audit, found: Discrepancy, gone: Mapping[int, Sequence[Discrepancy]]) -> Iterator[Discrepancy]:
    """A number that others of its sentence have come into, which are gone from it: itself, and they in its place."""
    figure, line = audit.figure(found.figures[0]), audit.baseline.span(found.figures[0]).line
    unit = number_parts(figure.text)[2]
    beside = [each for each in gone.get(line, ()) if number_parts(audit.figure(each.figures[0]).text)[2] == unit]
    text, span = audit.location.lines[found.at[0].line].text, found.at[0]
    is_total = _TOTAL.search(clause_end(text[: span.start])) is not None
    if unit and beside and (is_total or _number(found.found or "") == _sum(audit, [found, *beside])):
        yield found
        yield from (replace(each, at=found.at, found=found.found, text=found.text) for each in beside)


def _sum(audit: Audit, parts: Iterable[Discrepancy]) -> Fraction | None:
    numbers = [_number(audit.figure(each.figures[0]).text) for each in parts]
    return None if None in numbers else sum(filter(None, numbers), Fraction())


def _number(text: str) -> Fraction | None:
    digits = number_parts(text)[1]
    return Fraction(digits) if re.fullmatch(r"[0-9]+(?:\.[0-9]+)?", digits) else None


def _is_now_words(audit: Audit, found: Discrepancy) -> bool:
    """Whether words stand where a number stood, in a sentence whose words are others too."""
    text, unit = without_blanks(found.found or ""), number_parts(audit.figure(found.figures[0]).text)[2]
    # 若干家 and ×× are a number that is not known yet.
    is_gap = bool(unit and text.endswith(unit)) or not any("\u4e00" <= sign <= "\u9fff" for sign in text)
    is_number = bool(number_parts(text)[1]) or text[:1] in _NUMERALS or any(True for _ in numerals.find(text))
    return not is_gap and not is_number and _is_in_edited(audit, found.at[0])


def _is_in_edited(audit: Audit, span: Span) -> bool:
    line = audit.location.lines[span.line].text
    said = line[span.start : span.end]
    edited = (each for each in audit.prose if each.change == "changed" and each.at[0] == span.line)
    return any(said in each.after and each.after in line for each in edited)


def _new(shared: list[Discrepancy]) -> Iterator[Discrepancy]:
    """The numbers that several facts would have, each once, with the figures that it is for."""
    told = set[int]()
    for each in shared:
        if told.isdisjoint(each.figures):
            of = [number for other in shared if _overlap(each.at[0], other.at[0]) for number in other.figures]
            told |= {*of}
            yield replace(each, kind="unbound", fact=None, expected=None, figures=tuple(of), place=None)


def _overlap(one: Span, other: Span) -> bool:
    return one.line == other.line and one.start < other.end and other.start < one.end
