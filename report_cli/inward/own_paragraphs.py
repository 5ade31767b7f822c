"""Lists whose items are paragraphs of their own, numbered or not: one that is gone, or one that is new among them.

Both are the list's in the data, as with a list within a sentence: the year file has one item less, or one more.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from report_cli.audit.changes import ProseChange
from report_cli.audit.texts import without_blanks
from report_cli.compose import numbering
from report_cli.facts.fact import Fact, Names
from report_cli.inward.draft import Draft
from report_cli.inward.list_changes import ItemChange, item_changes
from report_cli.inward.proposed import ProposedChange, Source, marked, path_of

_NUMBER = re.compile(rf"\s*(?:{numbering.ITEM})\s*")


class Listed(Struct, frozen=True):
    """A list as it was built: by line, its items. `is_numbered`: each has a number before it."""

    fact: Fact
    items: dict[int, str]
    is_numbered: bool


class Item(Struct, frozen=True):
    """One item less, or one more, and what becomes of it. `built`: its line as built; `read`: that of the draft."""

    fact: Fact
    change: ItemChange
    built: tuple[int, ...] = ()
    read: tuple[int, ...] = ()

    def told(self, draft: Draft) -> ProseChange:
        """What is told of its line as of words."""
        found = _gone(draft, self.built[0]) if self.built else _new(draft, self.read[0])
        assert found is not None, "it is told of"
        return found


def changed(draft: Draft) -> list[Item]:
    """All of them, in the order of the report. Where items changed places too, nothing: that is told as words."""
    return [item for each in _lists(draft) for item in _of_list(draft, each)]


def without(draft: Draft, items: Sequence[Item]) -> Draft:
    """The draft without what its audit tells of those lines."""
    if not items:
        return draft
    told, gone = [each.told(draft) for each in items], {line for each in items for line in each.built}
    prose = tuple(each for each in draft.audit.prose if each not in told)
    kept = tuple(each for each in draft.audit.discrepancies if each.kind != "removed" or each.paragraph - 1 not in gone)
    return replace(draft, audit=replace(draft.audit, prose=prose, discrepancies=kept))


def wish(draft: Draft, item: Item) -> ProposedChange:
    change, fact, told = item.change, item.fact, item.told(draft)
    number = f"{fact.id}[{change.number}]" if change.number else fact.id
    place = draft.fact(number) or fact
    return ProposedChange(
        type="figure",
        state="taken" if change.is_done else "ready" if change.edits and not change.is_clash else "conflict",
        year=draft.year,
        kind=draft.kind,
        key=("item", draft.file(fact.id), fact.id, change.about),
        position=told.at,
        sources=(
            Source(
                file=draft.audit.file,
                paragraph=told.paragraph,
                text=told.after or told.before,
                marked=marked(told.before, told.after),
            ),
        ),
        before=change.before,
        after=change.after,
        place=place.place,
        file=draft.file(fact.id),
        edits=change.edits,
        fact=number,
        label=fact.label,
        message=f"生成以后数据也改了，现在是{fact.text}" if change.is_clash else "",
    )


# The lists ------------------------------------------------------------------------------------------------------------


def _lists(draft: Draft) -> Iterator[Listed]:
    """The lists of which the report as built has each item in one paragraph that says nothing else."""
    baseline, found = draft.audit.baseline, dict[str, dict[int, str]]()
    for number, figure in enumerate(baseline.figures):
        name, bracket, _ = figure.fact.partition("[")
        if bracket and figure.fact.endswith("]") and not figure.form:
            found.setdefault(name, {})[_line_of(draft, number)] = figure.text
    for name, items in found.items():
        fact = draft.fact(name)
        count = sum(figure.fact.partition("[")[0] == name for figure in baseline.figures)
        if fact is None or not isinstance(fact.value, Names) or -1 in items or count != len(items):
            continue
        yield Listed(fact, items, all(_NUMBER.match(baseline.paragraphs[line]) for line in items))


def _line_of(draft: Draft, number: int) -> int:
    """The paragraph as built that a figure is all of, but for its number; -1 where it is not."""
    span, baseline = draft.audit.baseline.span(number), draft.audit.baseline
    text, is_cell = baseline.paragraphs[span.line], span.line in draft.audit.sources.cells
    before = text[: span.start]
    is_whole = (not before or _NUMBER.fullmatch(before)) and not text[span.end :].strip()
    return span.line if is_whole and not is_cell else -1


def _of_list(draft: Draft, listed: Listed) -> Iterator[Item]:
    read_of = {group.built[0]: group.read[0] for group in draft.audit.location.groups if group.built and group.read}
    standing = [line for line in listed.items if line in read_of]
    if not standing or sorted(standing, key=lambda line: read_of[line]) != standing:
        return
    gone = [line for line in listed.items if line not in read_of and _gone(draft, line)]
    if any(line not in read_of and line not in gone for line in listed.items):
        return
    built_of = {read_of[line]: line for line in standing}
    items = {read: listed.items[line] for read, line in built_of.items()}
    new = {read: _bare(draft.audit.location.lines[read].text) for read in _among(draft, listed, built_of)}
    now = [text for _, text in sorted({**items, **new}.items())]
    said = {without_blanks(text): read for read, text in new.items()}
    lines = {without_blanks(listed.items[line]): line for line in gone}
    assert isinstance(listed.fact.value, Names), "it is a list"
    there = [item.text for item in listed.fact.value.items]
    changes = [*item_changes(path_of(listed.fact.id), list(listed.items.values()), now, there)]
    if all(without_blanks(one.before or one.after or "") in (lines if one.before else said) for one in changes):
        yield from _told(changes, listed.fact, lines, said)


def _told(changes: Iterable[ItemChange], fact: Fact, gone: dict[str, int], new: dict[str, int]) -> Iterator[Item]:
    for change in changes:
        if change.before is not None:
            yield Item(fact, change, built=(gone[without_blanks(change.before)],))
        if change.after is not None:
            yield Item(fact, change, read=(new[without_blanks(change.after)],))


def _among(draft: Draft, listed: Listed, known: dict[int, int]) -> Iterator[int]:
    """The new lines of the draft that are items: between two of the list, or behind one with a number as those have."""
    lines, last = draft.audit.location.lines, max(known)
    at = min(known) + 1
    while at < len(lines):
        is_new = _new(draft, at) is not None and not draft.unbound.get(at)
        is_item = bool(_NUMBER.match(lines[at].text)) == listed.is_numbered and (listed.is_numbered or at < last)
        if is_new and is_item:
            yield at
        elif at > last:
            return
        at += 1


def _bare(text: str) -> str:
    number = _NUMBER.match(text)
    return text[number.end() if number else 0 :].strip()


def _gone(draft: Draft, line: int) -> ProseChange | None:
    """What is told of a paragraph as built that is gone."""
    text = draft.audit.baseline.paragraphs[line]
    removed = (each for each in draft.audit.prose if each.change == "removed" and each.built == (line, 0))
    return next((each for each in removed if without_blanks(each.before) == without_blanks(text)), None)


def _new(draft: Draft, line: int) -> ProseChange | None:
    """What is told of a paragraph of the draft that is new."""
    text = draft.audit.location.lines[line].text
    added = (each for each in draft.audit.prose if each.change == "added" and each.at[0] == line)
    return next((each for each in added if without_blanks(each.after) == without_blanks(text)), None)
