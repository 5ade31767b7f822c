"""Looks whether the changes of words that a draft proposes make the draft's text of today's; else whole paragraphs do.

Sentences are told one by one as far as that leads to the draft. Where it does not (a sentence that is all names changed
places, say), the paragraphs there are one change, from what they say today to what they say in the draft.
"""

from __future__ import annotations

import contextlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from report_cli.audit import match
from report_cli.audit.texts import Span, without_blanks
from report_cli.compose import edits_file
from report_cli.document import Document
from report_cli.inward import edits_made
from report_cli.inward.places import Unclear
from report_cli.inward.proposed import ChangeKind, ProposedChange, marked
from report_cli.inward.today import Stretch, WordChange
from report_cli.inward.word_changes import Changes
from report_cli.inward.wordings import sentences_of
from report_cli.sentences import has_end

Found = list[tuple[ProposedChange, list[Span]]]
"""Changes of words, and where their new words stand in the draft."""

Numbered = tuple[int | None, str]
"""A line of a text, its number (None: it is new) and its signs."""
Read = tuple[int, str]


_WITH_OTHERS = "这一段和别处的改动连在一起，看不出怎样改；照稿件自己改"
_ONLY_FIGURES = "这里一段就是一个数，看不出是段换了位置，还是数改了；照稿件自己改"


class Apart(Struct, frozen=True):
    """The lines of the draft, and of the text as built, in which something is that cannot be carried.

    The text stays there as it is.
    """

    read: set[int]
    built: set[int]


class Region(Struct, frozen=True):
    """Lines of today's text (by number), and those of the draft that are to stand there.

    `built`: the first of them as built. `is_with_others`: the draft has sentences there that others moved or took out,
    or have put in too.
    """

    today: list[int]
    read: list[int]
    built: int | None
    is_with_others: bool = False


def checked(found: Found, changes: Changes, document: Document, apart: Apart, like: ProposedChange) -> Found:
    """`like`: a wish of words of this draft, before it is told of which."""
    ready = [each for each, _ in found if each.state == "ready" and each.words]
    words, signs = [(each.words, "") for each in ready if each.words], changes.today.text.signs
    made = edits_made.made(document, changes.said.draft.ledger, words, signs)
    failed = {ready[number].key for number in made.failed}
    # A paragraph that stands elsewhere by now, as another draft had it, is not put in again.
    stand = {span.line for wish, spans in found if (wish.state, wish.change) == ("taken", "added") for span in spans}
    regions = [each for each in _regions(made.lines, changes, apart) if each.today or not stand.issuperset(each.read)]
    if not regions and not failed:
        return found
    replaced = [
        each
        for each in found
        if each[0].state == "ready" and (each[0].key in failed or any(_touches(*each, region) for region in regions))
    ]
    if not regions:
        all_regions = _regions(_lines(changes), changes, apart)
        regions = [each for each in all_regions if any(_touches(*one, each) for one in replaced)]
    untold = [each for each in replaced if not any(_touches(*each, region) for region in regions)]
    kept = [each for each in found if each not in replaced]
    alone = [(replace(wish, state="unclear", message=_WITH_OTHERS, words=None), spans) for wish, spans in untold]
    return [*kept, *alone, *(_as_paragraphs(region, changes, like) for region in regions)]


def of_figures(found: Found, changes: Changes, apart: Apart, like: ProposedChange) -> Found:
    """Paragraphs of figures alone that stand otherwise, and of names that are gone, that no other change tells."""
    told = {span.line for _, spans in found for span in spans}
    gone = {line for wish, _ in found if wish.state == "ready" for line in _lines_out(wish)}
    regions = _regions(_lines(changes), changes, replace(apart, read=apart.read | told))
    figures = (each for each in regions if _are_figures(each, changes) and not gone.issuperset(each.today or [-1]))
    return [_as_paragraphs(each, changes, like) for each in figures if each.read or _are_names(each, changes)]


def _lines_out(wish: ProposedChange) -> range:
    """The lines of today's text that a wish takes out."""
    was = wish.words.was if wish.words and not wish.words.now else None
    return range(was.first, was.last + 1) if was else range(0)


def _are_names(region: Region, changes: Changes) -> bool:
    """Whether today's paragraphs are names, or whole lists of them: gone, they are known by what they say.

    A paragraph that is some items of a list alone, as each of them may have one, is told with the list.
    """
    baseline = changes.said.draft.audit.baseline
    stood = [built for built in changes.line_of if changes.today_line(built) in region.today]
    figures = [[baseline.figures[number] for number in baseline.by_paragraph.get(built, ())] for built in stood]
    lines = [changes.today.lines[number] for number in region.today]
    said = "".join(changes.today.text.spelt(line.signs) for line in lines)
    are_items = "[" in said and any(all("[" in figure.fact for figure in each) for each in figures)
    is_number = any(figure.is_number for each in figures for figure in each)
    return not is_number and not are_items and all(line.paragraph for line in lines)


def _are_figures(region: Region, changes: Changes) -> bool:
    """Whether paragraphs say nothing but figures, on both sides: which of them is which, nothing tells."""
    sides = (
        [changes.today.lines[number].signs for number in region.today],
        [changes.signs([changes.read_line(number)]) for number in region.read],
    )
    return not re.search(r"\w", "".join(text for side in sides for text in side))


def says(changes: Changes) -> bool:
    """Whether today's text is the draft's, wherever nothing else has changed it."""
    return next(_regions(_lines(changes), changes, Apart(set(), set())), None) is None


def _lines(changes: Changes) -> list[Numbered]:
    return [(number, line.signs) for number, line in enumerate(changes.today.lines)]


def _regions(lines: Sequence[Numbered], changes: Changes, apart: Apart) -> Iterator[Region]:
    """Where the text would be another than the draft's, though nothing else has changed it since.

    Sentences that the report had, and that no other region gives away, are no wish of the draft: others moved them, or
    took them out. With words of the draft's own they are not put in again, nor is what has come home.
    """
    found = [*_all_regions(lines, changes, apart)]
    if not found:
        return
    text, built = (Counter(sentences_of(signs)) for signs in (changes.today.whole, changes.built_signs))
    draft = Counter(_said(changes.body, changes))
    known = {said for said, count in (text | built).items() if draft[said] <= count}
    known -= {
        said for each in found for number in each.today for said in sentences_of(changes.today.lines[number].signs)
    }
    stood = {said for said in known if said in built or draft[said] <= text[said]}
    for each in found:
        read = [*_said(each.read, changes)]
        if each.today or not stood.issuperset(read):
            yield replace(each, is_with_others=not known.isdisjoint(read))


def _said(read: Iterable[int], changes: Changes) -> Iterator[str]:
    """The sentences of lines of the draft."""
    for number in read:
        yield from sentences_of(changes.signs([changes.read_line(number)]))


def _all_regions(lines: Sequence[Numbered], changes: Changes, apart: Apart) -> Iterator[Region]:
    built_of = {number: built for built in changes.line_of if (number := changes.today_line(built)) is not None}
    for ours, theirs in _differing(lines, changes):
        today, draft = [number for number, _ in ours if number is not None], [number for number, _ in theirs]
        is_as_built = all(
            number in built_of and changes.line_signs(built_of[number]) == changes.today.lines[number].signs
            for number in today
        )
        texts = ["".join(signs for _, signs in part) for part in (ours, theirs)]
        # Programs break a title otherwise.
        is_title = texts[0] == texts[1] and not has_end(texts[0])
        is_apart = apart.read.intersection(draft) or apart.built.intersection(map(built_of.get, today))
        is_twice = not today and all(_is_twice(changes, number) for number in draft)
        if (today or draft) and is_as_built and not (is_title or is_apart or is_twice):
            yield Region(today, draft, built_of[today[0]] if today else None)


def _is_twice(changes: Changes, read: int) -> bool:
    """Whether a line of the draft says what the one before it says: it comes home once."""
    lines = changes.said.read_lines
    return read > 0 and without_blanks(lines[read]) == without_blanks(lines[read - 1])


def _differing(lines: Sequence[Numbered], changes: Changes) -> Iterator[tuple[Sequence[Numbered], Sequence[Read]]]:
    """The lines that a text would have and those of the draft, where they differ.

    What another change took away or moved is not to come back: it is no wish of the draft that left it as it was.
    """
    location, elsewhere = changes.said.draft.audit.location, changes.elsewhere
    parts = [[n for n, line in enumerate(location.lines) if line.part == part] for part in ("body", "note")]
    read = {number: changes.signs([changes.read_line(number)]) for part in parts for number in part}
    moved = Counter(line for line in elsewhere.values() if line is not None)
    # What came home already stands where it was put, though what it was put beside may have moved.
    new = ((number, changes.put_in.get(signs)) for number, signs in read.items() if number not in changes.built_of)
    stand = {number: line for number, line in new if line is not None}
    known = {*moved, *stand.values()}
    ours = [each for each in lines if each[1] and each[0] not in known]
    theirs = [each for each in read.items() if each[1] and each[0] not in elsewhere and each[0] not in stand]
    found = match.gaps([signs for _, signs in ours], [signs for _, signs in theirs])
    yield from ((ours[a:b], theirs[c:d]) for (a, c), (b, d) in found)
    would = {number: signs for number, signs in lines if number is not None}
    for number, line in elsewhere.items():
        # Where it stands today, it is to say what it says in the draft.
        if line is not None and moved[line] == 1 and would.get(line, read[number]) != read[number]:
            yield [(line, would[line])], [(number, read[number])]


def _touches(wish: ProposedChange, spans: Sequence[Span], region: Region) -> bool:
    was = wish.words.was if wish.words else None
    lines = range(was.first, was.last + 1) if was else ()
    return bool({*lines} & {*region.today}) or bool({span.line for span in spans} & {*region.read})


def _words(region: Region, changes: Changes, now: tuple[str, ...]) -> tuple[str, WordChange | None]:
    """What stands in a region today, and the change of it; None where that cannot be told."""
    today, lines, body = changes.today, region.today, set(changes.body)
    if lines and lines[-1] - lines[0] == len(lines) - 1:
        was = Stretch(lines[0], 0, lines[-1], len(today.lines[lines[-1]].signs))
        return "\n".join(today.written(was)), changes.parted(WordChange(was=was, now=now))
    if lines or not body.issuperset(region.read):
        return "", None
    with contextlib.suppress(Unclear):
        return "", changes.paragraph(WordChange(now=now), region.read[0], region.read[-1])
    return "", None


def _change(before: str, after: str) -> ChangeKind:
    if before and after:
        return "changed"
    return "added" if after else "removed"


def _as_paragraphs(region: Region, changes: Changes, like: ProposedChange) -> tuple[ProposedChange, list[Span]]:
    """What is to become of the paragraphs of a region, as one change."""
    said = changes.said
    now = tuple(changes.read_line(number, is_new=not region.today) for number in region.read)
    spans = [Span(number, 0, len(said.read_lines[number])) for number in region.read]
    before, words = _words(region, changes, now)
    allow = said.draft.ledger.catalogue.allow
    are_figures = _are_figures(region, changes) and bool(region.read)
    is_open = are_figures or region.is_with_others or any(edits_file.wrong_words(text, allow) for text in now)
    words = None if is_open else words
    first = spans[0].line if spans else region.today[0]
    stood = [built for built in changes.line_of if changes.today_line(built) in region.today]
    was, typed = "\n".join(said.built_lines[n] for n in stood), "\n".join(said.read_lines[n] for n in region.read)
    source = replace(like.sources[0], paragraph=first + 1, text=typed, marked=marked(was, typed))
    after, why_not = "\n".join(now), _ONLY_FIGURES if are_figures else _WITH_OTHERS
    place = None if region.built is None else said.draft.audit.sources.template((region.built, 0))
    wish = replace(
        like,
        state="ready" if words else "unclear",
        key=("prose", str(like.year), like.kind, before or f"+{after}"),
        position=(first, 0),
        sources=(source,),
        before=before or None,
        after=after or None,
        message="" if words else why_not,
        place=place,
        words=words,
        change=_change(before, after),
    )
    return wish, spans
