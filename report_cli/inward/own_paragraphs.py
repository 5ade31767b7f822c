"""Lists whose items are paragraphs of their own, numbered or not: one exchanged, one less, one more, another order.

They are the list's in the data, as with a list within a sentence, and no words. Which lines of the draft are the items
is told by what stands before and behind the list: what seems to have become of a single item may be another's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from report_cli.audit.texts import without_blanks
from report_cli.compose import numbering
from report_cli.facts.fact import Fact, Names
from report_cli.inward.draft import Draft
from report_cli.inward.list_changes import ItemChange, item_changes
from report_cli.inward.proposed import SINCE, ProposedChange, Source, marked, path_of

_NUMBER = re.compile(rf"\s*(?:{numbering.ITEM})\s*")
_NO_NAME = re.compile(rf".*[。；：！？]|附[件表录]|{_NUMBER.pattern}")
"""What a name of a list without numbers does not hold, or begin with."""
_LONGER = 3
"""So many times as long as the longest of a list without numbers a new name may be."""


class OwnList(Struct, frozen=True):
    """A list that is another in the draft. `built`, `read`: its items by their lines, as built and in the draft."""

    fact: Fact
    figures: frozenset[int]
    built: dict[int, str]
    read: dict[int, str]

    def changes(self) -> Iterator[ItemChange]:
        assert isinstance(self.fact.value, Names), "it is a list"
        now = [item.text for item in self.fact.value.items]
        return item_changes(path_of(self.fact.id), [*self.built.values()], [*self.read.values()], now)


def changed(draft: Draft) -> list[OwnList]:
    """All that are not as they were built, where it is plain which lines are their items."""
    found = [_as_read(draft, each) for each in _lists(draft)]
    return [each for each in found if each is not None and [*_bare(each.read)] != [*_bare(each.built)]]


def without(draft: Draft, lists: Sequence[OwnList]) -> Draft:
    """The draft without what its audit tells of their lines."""
    if not lists:
        return draft
    built, read = {line for each in lists for line in each.built}, {line for each in lists for line in each.read}
    figures = {number for each in lists for number in each.figures}
    prose = tuple(
        each
        for each in draft.audit.prose
        if not (each.built is not None and each.before and each.built[0] in built) and each.at[0] not in read
    )
    discrepancies = tuple(
        each
        for each in draft.audit.discrepancies
        if not figures.intersection(each.figures) and not any(at.line in read for at in each.at)
    )
    return replace(draft, audit=replace(draft.audit, prose=prose, discrepancies=discrepancies))


def wishes(draft: Draft, own: OwnList) -> Iterator[ProposedChange]:
    return (_wish(draft, own, change) for change in own.changes())


def _wish(draft: Draft, own: OwnList, change: ItemChange) -> ProposedChange:
    id, fact = (f"{own.fact.id}[{change.number}]" if change.number else own.fact.id), own.fact
    before, after = _line(own.built, change.before), _line(own.read, change.after)
    texts = (
        draft.audit.baseline.paragraphs[before] if before is not None else change.before or "",
        draft.audit.location.lines[after].text if after is not None else change.after or "",
    )
    line = next(each for each in (after, before, min(own.read)) if each is not None)
    if change.before and change.after:  # one for another: the number says nothing
        texts = texts[0][len(_number(texts[0])) :], texts[1][len(_number(texts[1])) :]
    place = draft.fact(id) or fact
    return ProposedChange(
        type="figure",
        state=change.state,
        year=draft.year,
        kind=draft.kind,
        key=("item", draft.file(fact.id), fact.id, change.about),
        position=(line, 0),
        sources=(Source(file=draft.audit.file, paragraph=line + 1, text=texts[1] or texts[0], marked=marked(*texts)),),
        before=change.before,
        after=change.after,
        place=place.place,
        file=draft.file(fact.id),
        edits=change.edits,
        fact=id,
        label=fact.label,
        message=f"{SINCE}{fact.text}" if change.state == "conflict" else "",
    )


def _line(items: dict[int, str], name: str | None) -> int | None:
    return next((line for line, text in items.items() if name and without_blanks(text) == without_blanks(name)), None)


def _bare(items: dict[int, str]) -> Iterator[str]:
    return map(without_blanks, items.values())


def _number(text: str) -> str:
    match = _NUMBER.match(text)
    return match.group() if match else ""


# Where they stand -----------------------------------------------------------------------------------------------------


def _lists(draft: Draft) -> Iterator[OwnList]:
    """The lists of which the report as built has each item in one paragraph that says nothing else."""
    baseline, found = draft.audit.baseline, dict[str, list[int]]()
    for number, figure in enumerate(baseline.figures):
        if figure.fact.endswith("]") and not figure.form:
            found.setdefault(baseline.list_of(number), []).append(number)
    for name, figures in found.items():
        fact, lines = draft.fact(name), [_line_of(draft, number) for number in figures]
        is_whole = -1 not in lines and lines == [*range(lines[0], lines[0] + len(lines))]
        if fact is not None and isinstance(fact.value, Names) and is_whole:
            built = {line: baseline.figures[number].text for line, number in zip(lines, figures, strict=True)}
            yield OwnList(fact, frozenset(figures), built, {})


def _line_of(draft: Draft, number: int) -> int:
    """The paragraph as built that a figure is all of, but for its number; -1 where it is not."""
    span, baseline = draft.audit.baseline.span(number), draft.audit.baseline
    text = baseline.paragraphs[span.line]
    is_whole = _number(text[: span.start]) == text[: span.start] and not text[span.end :].strip()
    return span.line if is_whole and span.line not in draft.audit.sources.cells else -1


def _as_read(draft: Draft, own: OwnList) -> OwnList | None:
    """The list with its items in the draft; None where it is not plain which these are."""
    lines, groups = draft.audit.location.lines, draft.audit.location.groups
    first, last = min(own.built), max(own.built)
    still = [group for group in groups if group.built and group.read and not group.is_moved]
    before = max((group.read[-1] for group in still if group.built[-1] < first), default=-1)
    behind = min((group.read[0] for group in still if group.built[0] > last), default=len(lines))
    body = [at for at in range(before + 1, behind) if lines[at].part == "body" and lines[at].text.strip()]
    elsewhere = {
        line for group in groups if group.built and not own.built.keys() & {*group.built} for line in group.read
    }
    styles = {numbering.style_of(_number(draft.audit.baseline.paragraphs[line]).strip()) for line in own.built}
    if styles != {""}:
        numbered = [at for at in body if numbering.style_of(_number(lines[at].text).strip()) in styles]
        body = [at for at in body if numbered and numbered[0] <= at <= numbered[-1]]
        is_plain = body == numbered
    else:
        longest = _LONGER * max(map(len, own.built.values()))
        is_plain = all(len(lines[at].text) <= longest and not _NO_NAME.match(lines[at].text) for at in body)
    read = {at: lines[at].text[len(_number(lines[at].text)) :].strip() for at in body}
    is_there = bool({*_bare(read)} & {*_bare(own.built)})
    is_text = any(lines[at].is_margin or lines[at].cell or at in elsewhere for at in body)
    return replace(own, read=read) if is_plain and is_there and not is_text else None
