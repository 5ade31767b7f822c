"""Lists of names in a draft: where each stands now, and which items it has now.

A list is told as a whole: only where the rest of it still stands has it lost an item, and a name that is new among its
items is one more. Where its names stand apart, among other words, it is prose.
"""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import cycle, pairwise

from msgspec import Struct, field
from msgspec.structs import replace

from report_cli.audit.baseline import matched
from report_cli.audit.locate import Location, Occurrence
from report_cli.audit.texts import BLANK, Span, blanks, stripped, without_blanks
from report_cli.numerals.signs import ARABIC, ONES
from report_cli.sentences import TYPED_MARKS, Offsets
from report_cli.text import separator

OPEN = re.compile(f"[{BLANK}]*+等(?![{BLANK}]*[级待候于同价额效])")
_MARK_BEHIND, _BLANK = re.compile(f"[{BLANK}]*+、"), re.compile(f"[{BLANK}]")
_NEXT_NAME = re.compile(f"[{BLANK}]*+(?=[“《])")
OPENING, _CLOSING = "“《（(【〔", "”》）)】〕"
_PROSE = re.compile(rf"[{TYPED_MARKS}\n]|…")
_LONGER = 4
"""So much longer than all that there were a name may be."""
_JOINED = re.compile("[和及与]|以及")


class NameList(Struct, frozen=True):
    """A list as it was printed once: the figures that are its items, and where it stood and stands now.

    `fact`: its id. `was` and `items`: its names as built and as they are now; `built` and `read`: the stretches that
    they take, with the 等 behind them where the list itself has it. `is_open`, `was_open`: whether it has; `is_parted`:
    in a paragraph of its own. `read` None: its names stand apart now, or are gone. `places`: of each of its figures
    that is still an item, which stretch; and of the number behind it that says how many they are. `is_one`: one item,
    and other words than 、 between it and the next (二是): a 、 stands within it.
    """

    fact: str
    figures: tuple[int, ...]
    was: tuple[str, ...]
    built: Span
    was_open: bool
    items: tuple[str, ...] = ()
    read: Span | None = None
    is_open: bool = False
    is_parted: bool = False
    is_one: bool = False
    places: Mapping[int, Span] = field(default_factory=dict)


class _Draft:
    """What is asked of a line of the draft for each list in it: looked up once, as a line may have thousands."""

    def __init__(self, location: Location) -> None:
        self.location = location
        texts, found = location.baseline.figure_texts, location.found
        # One that still stands in its own place is there and here: nothing changed places.
        names = {text for n, text in enumerate(texts) if n not in found or found[n].text != text}
        self.strangers = defaultdict[int, list[tuple[str, Span]]](list)
        for piece in location.new:
            if piece.text in names:
                self.strangers[piece.span.line].append((piece.text, piece.span))
        # A blank beside new names goes with them.
        self.fresh = cache(lambda line: location.fresh.get(line, set()) | blanks(location.lines[line].text))

    def others(self, built: NameList, line: int) -> list[Span]:
        """Where the names of other figures stand that are new there: they have changed places with one of the list."""
        own = {*map(without_blanks, built.was)} if line in self.strangers else ()
        return [span for text, span in self.strangers.get(line, ()) if text not in own]


def lists(location: Location) -> Iterator[NameList]:
    """The lists of a report."""
    baseline, draft = location.baseline, _Draft(location)
    apart = {number for each in baseline.whole_lists for number in each}
    for numbers in baseline.printed_lists:
        fact, first, last = baseline.list_of(numbers[0]), baseline.span(numbers[0]), baseline.span(numbers[-1])
        names = baseline.lists_now.get(fact)
        is_told = names is not None and names.is_open and OPEN.match(baseline.paragraphs[first.line], last.end)
        as_built = NameList(
            fact=fact,
            figures=numbers,
            was=tuple(baseline.figures[number].text for number in numbers),
            built=Span(first.line, first.start, last.end + bool(is_told)),
            was_open=bool(is_told),
            is_one=len(numbers) == 1 and numbers[0] in apart,
        )
        yield _as_read(as_built, draft)


def _as_read(built: NameList, draft: _Draft) -> NameList:
    """The list as it stands in the draft, where it still stands."""
    location = draft.location
    group = location.group_of.get(built.figures[0], -1)
    if group >= 0 and group not in location.alignments:
        line = location.groups[group].read[0]
        return replace(built, items=built.was, read=replace(built.built, line=line), is_open=built.was_open)
    found = {number: location.found[number] for number in built.figures if number in location.found}
    lines = list({span.line for each in found.values() for span in each.spans})
    if len(lines) != 1:
        return built
    line, last = lines[0], max(found.values(), key=lambda each: each.span)
    text = location.lines[line].text
    first = min(each.span.start for each in found.values())
    start, end = _stretch(built, text, first, last, draft.fresh(line))
    counted = _count_behind(built, location, Span(line, last.span.end, end))
    end = min([end, *(at.start for at in counted.values())])
    within = {number: (each.span.start - start, each.span.end - start) for number, each in found.items()}
    places = [(0, end - start)] if built.is_one else _places(with_quotes(text[start:end]), list(within.values()))
    items = tuple(stripped(with_quotes(text[start:end])[slice(*place)]) for place in places)
    if not all(items) or _PROSE.search(_bare(text[start:end])):
        return built
    others = [(at.start - start, at.end - start) for at in draft.others(built, line)]
    if _are_exchanged(places, list(within.values()), others):
        return built
    stands = _standing(built, items, places, within)
    if not items or (items != built.was and any(_no_names(built, items, stands))):
        return built
    opened = _opened(built, location, Span(line, start, end))
    is_parted = built.was_open and not stripped(text[end:]) and _begins_open(location, group, line + 1)
    spans = {number: Span(line, start + places[at][0], start + places[at][1]) for number, at in stands.items()}
    read, is_open = Span(line, start, opened.end() if opened else end), is_parted or opened is not None
    return replace(built, items=items, read=read, is_open=is_open, is_parted=is_parted, places=spans | counted)


def _stretch(built: NameList, text: str, first: int, last: Occurrence, fresh: set[int]) -> tuple[int, int]:
    """From where to where a line says the names, with those that are new before and behind the ones that are known."""
    is_other = last.text not in map(without_blanks, built.was)
    if built.is_one:
        return first, _end_of_one(text, last.span.end, fresh, is_other=is_other)
    end = _more_behind(text, last.span.end, fresh, is_other=is_other, is_open=built.was_open)
    return _more_before(text, first, fresh), end


def _opened(built: NameList, location: Location, read: Span) -> re.Match[str] | None:
    """The 等 behind a list as it is read; one of the template's own stays prose."""
    behind = OPEN.match(location.baseline.paragraphs[built.built.line], built.built.end)
    is_own = built.was_open or behind is None
    return OPEN.match(location.lines[read.line].text, read.end) if is_own else None


def _are_exchanged(places: Sequence[Offsets], known: Sequence[Offsets], others: Sequence[Offsets]) -> bool:
    """Whether a name of another figure stands in the place of an item, or beside one that was built (`known`)."""
    own = {*_holders(places, known)}
    holders = zip(others, _holders(places, others), strict=True)
    return any(at in own or places[at] == other for other, at in holders if at >= 0)


def _count_behind(built: NameList, location: Location, new: Span) -> dict[int, Span]:
    """How many the names are, as the words right behind the list say (三级), where new names stand before that now."""
    baseline = location.baseline
    near = baseline.by_start.get((built.built.line, built.built.end), ())
    counts = (number for number in near if baseline.figures[number].fact == built.fact)
    if (number := next(counts, None)) is None:
        return {}
    behind = baseline.paragraphs[built.built.line][baseline.span(number).end :][:1]
    count = re.compile(f"[{ONES}十百{ARABIC}]+(?={re.escape(behind)})")
    found = count.search(location.lines[new.line].text, new.start, new.end + 1) if behind else None
    return {number: Span(new.line, found.start(), found.end())} if found else {}


def _begins_open(location: Location, group: int, line: int) -> bool:
    """Whether a line begins with the 等 of the list at the end of the one before it: the paragraph was broken there."""
    return line in location.groups[group].read and OPEN.match(location.lines[line].text) is not None


def _standing(
    built: NameList, items: Sequence[str], places: Sequence[Offsets], within: Mapping[int, Offsets]
) -> dict[int, int]:
    """Which item each figure is now: the one that it stands in, else the one that it was exchanged for."""
    holders = zip(within, _holders(places, within.values()), strict=True)
    stands = {number: at for number, at in holders if at >= 0}
    taken = {*stands.values()}
    return {number: at for number, at in _exchanged(built, items).items() if at not in taken} | stands


def _places(text: str, known: Sequence[Offsets]) -> list[Offsets]:
    """Where the names of a list stand. `known`: those that were built, each of which is one of them or in one."""
    parts = list(parted(text))
    within = {*_holders(parts, known)}
    if -1 not in within and len(within) == len(known):
        return parts
    # A mark is missing that parts two names.
    are_apart = all(without_blanks(text[one[1] : other[0]]) in ("", "、") for one, other in pairwise(known))
    return list(known) if are_apart else []


def _holders(places: Sequence[Offsets], stretches: Iterable[Offsets]) -> Iterator[int]:
    """In which of some places, of which no two overlap, each of some stretches lies; -1 for in none."""
    order = sorted(range(len(places)), key=places.__getitem__)
    starts = [places[at][0] for at in order]
    for start, end in stretches:
        at = order[index - 1] if (index := bisect_right(starts, start)) else -1
        yield at if at >= 0 and end <= places[at][1] else -1


def _exchanged(built: NameList, items: Sequence[str]) -> dict[int, int]:
    """The figures that are other names now, or the same, by the order of both lists: and which item each is."""
    names = list(map(without_blanks, built.was)), list(map(without_blanks, items))
    return {built.figures[one]: other for one, other in matched(*names)}


def _no_names(built: NameList, items: Sequence[str], stands: Mapping[int, int]) -> Iterator[bool]:
    """Of each item whether it is none of the list's names: two with 和 between them, or a clause."""
    was = dict(zip(built.figures, built.was, strict=True))
    stood = {at: was[number] for number, at in stands.items()}
    names, longest = {*built.was}, max(map(len, built.was)) + _LONGER
    for at, item in enumerate(items):
        bare = _bare(item)
        halves = {half for each in _JOINED.finditer(bare) for half in (bare[: each.start()], bare[each.end() :])}
        is_more = len(_JOINED.findall(bare)) > (len(_JOINED.findall(_bare(stood[at]))) if at in stood else 0)
        is_long = at not in stood and len(bare) > longest
        yield item not in names and (is_long or is_more or not halves.isdisjoint(names))


def _more_behind(text: str, end: int, fresh: set[int], *, is_other: bool, is_open: bool) -> int:
    """Where a list ends with the new names that follow its last known one.

    `is_other`: that is another name by now, which may be longer than the one that was built. `is_open`: so it may be
    where the list's own 等 still stands behind it.
    """
    longer = end
    while longer in fresh and (text[longer].isalnum() or not stripped(text[longer])) and not OPEN.match(text, longer):
        longer += 1
    if is_other or (is_open and OPEN.match(text, longer)):
        end = longer
    stop = _behind_mark(text, end, fresh)
    while stop in fresh and not _PROSE.match(text, stop):
        stop = _behind_mark(text, stop + 1, fresh)
    new = re.sub(f"等?[{BLANK}]*$", "", text[end:stop])
    first = stripped(new)
    is_more = first.startswith("、") or (text[end - 1 : end] in ("”", "》") and first.startswith(("“", "《")))
    return end + len(new) if is_more and without_blanks(new).strip("、") else end


def _end_of_one(text: str, end: int, fresh: set[int], *, is_other: bool) -> int:
    """Where an item that stands by itself ends with the new words at its end, 、 among them."""
    if is_other or text.startswith("、", end):
        while end in fresh and not _PROSE.match(text, end):
            end += 1
    return end


def _more_before(text: str, start: int, fresh: set[int]) -> int:
    """Where a list begins with the new names before its first known one."""
    stop = _before_mark(text, start, fresh)
    while stop - 1 in fresh and not _PROSE.match(text, stop - 1):
        stop = _before_mark(text, stop - 1, fresh)
    new = re.sub(f"^[{BLANK}]+", "", text[stop:start])
    last = stripped(new)
    is_more = last.endswith("、") or (text[start : start + 1] in ("“", "《") and last.endswith(("”", "》")))
    return start - len(new) if is_more and without_blanks(new).strip("、") else start


def with_quotes(text: str, like: str = "") -> str:
    """A text with the quotation marks of Chinese, where a program has put others in their place.

    >>> with_quotes('"文化产业"发展', "“文化产业发展”")
    '“文化产业”发展'
    """
    if '"' not in text or '"' in like:
        return text
    marks = cycle("“”")
    return re.sub('"', lambda _: next(marks), text)


def joined(names: Sequence[str]) -> str:
    """The names of a list as a template prints them."""
    separators = [separator(*pair) for pair in pairwise(names)]
    return "".join(f"{before}{name}" for before, name in zip(["", *separators], names, strict=True))


def parted(text: str) -> Iterator[Offsets]:
    """Where the names of a list as printed stand: 、 stands between them, nothing between 》《 and ”“.

    >>> [text[start:end] for text in ["“甲、乙”“丙”、丁（戊、己）"] for start, end in parted(text)]
    ['“甲、乙”', '“丙”', '丁（戊、己）']
    """
    depth, start = 0, 0
    for at, one in enumerate(text):
        depth += (one in OPENING) - (one in _CLOSING)
        if depth <= 0 and one == "、":
            yield start, at
            start = at + 1
        elif depth <= 0 and one in "”》" and (begins := _NEXT_NAME.match(text, at + 1)):
            yield start, at + 1
            start = begins.end()
    yield start, len(text)


def _bare(text: str) -> str:
    """A text without what stands between marks."""
    return re.sub("“[^”]*”|《[^》]*》|（[^）]*）", "", text)


def _behind_mark(text: str, at: int, fresh: set[int]) -> int:
    """Behind the mark that stands at a place, where something new follows it; it may be one that stood there."""
    mark = _MARK_BEHIND.match(text, at)
    return mark.end() if mark and mark.end() in fresh else at


def _before_mark(text: str, at: int, fresh: set[int]) -> int:
    mark = at - 1
    while mark >= 0 and _BLANK.match(text, mark):
        mark -= 1
    return mark if mark >= 0 and text[mark] == "、" and mark - 1 in fresh else at
