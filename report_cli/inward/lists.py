"""Lists of names in a draft: where each stands now, and which items it has now.

A list is told as a whole: only where the rest of it still stands has it lost an item, and a name that is new among its
items is one more. Where its names stand apart, among other words, it is prose.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import cycle, pairwise

from msgspec import Struct
from msgspec.structs import replace

from report_cli.audit.baseline import Baseline
from report_cli.audit.locate import Location
from report_cli.audit.texts import Offsets, Span, without_blanks

_OPEN = re.compile("等(?![级待候于同价额效])")
_OPENING, _CLOSING = "“《（(【〔", "”》）)】〕"
_PROSE = re.compile(r"[，。；：！？,;:!?\n]|…")
_LONGER = 4
"""So much longer than all that there were a name may be."""
_JOINED = re.compile("[和及与]|以及")


class List(Struct, frozen=True):
    """A list as it was printed once: the figures that are its items, and where it stood and stands now.

    `fact`: its id. `was` and `items`: its names as built and as they are now; `built` and `read`: the stretches that
    they take, with the 等 behind them where the list itself has it. `is_open`, `was_open`: whether it has. `read` None:
    its names stand apart now, or are gone.
    """

    fact: str
    figures: tuple[int, ...]
    was: tuple[str, ...]
    built: Span
    was_open: bool
    items: tuple[str, ...] = ()
    read: Span | None = None
    is_open: bool = False


def lists(location: Location, open_lists: Collection[str]) -> Iterator[List]:
    """The lists of a report. `open_lists`: the ids of those whose data end in 等."""
    baseline = location.baseline
    for fact, numbers in _printed(baseline):
        first, last = baseline.span(numbers[0]), baseline.span(numbers[-1])
        was_open = fact in open_lists and _OPEN.match(baseline.paragraphs[first.line], last.end) is not None
        as_built = List(
            fact=fact,
            figures=tuple(numbers),
            was=tuple(baseline.figures[number].text for number in numbers),
            built=Span(first.line, first.start, last.end + was_open),
            was_open=was_open,
        )
        yield _as_read(as_built, location)


def _printed(baseline: Baseline) -> Iterator[tuple[str, list[int]]]:
    """Each list that was printed: its id, and the figures that stand one after the other."""
    group: list[int] = []
    for number, figure in enumerate(baseline.figures):
        if group and not _follows(baseline, group[-1], number):
            yield baseline.figures[group[0]].fact.rpartition("[")[0], group
            group = []
        if figure.fact.endswith("]") and not figure.form:
            group.append(number)
    if group:
        yield baseline.figures[group[0]].fact.rpartition("[")[0], group


def _follows(baseline: Baseline, one: int, other: int) -> bool:
    before, after = baseline.figures[one], baseline.figures[other]
    is_same = before.fact.rpartition("[")[0] == after.fact.rpartition("[")[0] and after.fact.endswith("]")
    ours, theirs = baseline.span(one), baseline.span(other)
    between = baseline.paragraphs[ours.line][ours.end : theirs.start]
    return is_same and ours.line == theirs.line and between in ("", "、") and not after.form


def _as_read(built: List, location: Location) -> List:
    """The list as it stands in the draft, where it still stands."""
    found = [location.found[number] for number in built.figures if number in location.found]
    lines = {span.line for each in found for span in each.spans}
    if len(lines) != 1:
        return built
    [line] = lines
    text, fresh = location.lines[line].text, location.fresh.get(line, set())
    start, last = min(each.span.start for each in found), max(found, key=lambda each: each.span)
    is_other = last.text not in map(without_blanks, built.was)
    start, end = _more_before(text, start, fresh), _more_behind(text, last.span.end, fresh, is_other=is_other)
    items = _names(with_quotes(text[start:end]), [(each.span.start - start, each.span.end - start) for each in found])
    has_prose = _PROSE.search(_bare(text[start:end])) is not None
    is_told = items == built.was or not any(_is_no_name(item, built.was) for item in items)
    if not items or not all(items) or has_prose or not is_told:
        return built
    # A 等 of the template's own stays prose.
    behind = location.baseline.paragraphs[built.built.line][built.built.end :]
    is_open = _OPEN.match(text, end) is not None and (built.was_open or _OPEN.match(behind) is None)
    return replace(built, items=items, read=Span(line, start, end + is_open), is_open=is_open)


def _names(text: str, known: Sequence[Offsets]) -> tuple[str, ...]:
    """The names of a list. `known`: where those stand that were built, each of which is one of them or in one."""
    parts = list(parted(text))
    within = [[part for part in parts if part[0] <= start and end <= part[1]] for start, end in known]
    if all(within) and len({part for [part] in within}) == len(known):
        return tuple(text[start:end].strip() for start, end in parts)
    # A mark is missing that parts two names.
    are_apart = all(text[one[1] : other[0]] in ("", "、") for one, other in pairwise(known))
    return tuple(text[start:end] for start, end in known) if are_apart else ()


def _is_no_name(item: str, was: Sequence[str]) -> bool:
    """Whether a piece between two 、 is none of the list's names: two with 和 between them, or a clause."""
    is_long = len(_bare(item)) > max(map(len, was)) + _LONGER
    return item not in was and (is_long or _JOINED.search(_bare(item)) is not None)


def _more_behind(text: str, end: int, fresh: set[int], *, is_other: bool) -> int:
    """Where a list ends with the new names that follow its last known one.

    `is_other`: that is another name by now, which may be longer than the one that was built.
    """
    while is_other and end in fresh and text[end].isalnum() and not _OPEN.match(text, end):
        end += 1
    # The mark before a new name may be the one that stood there.
    stop = end + (text.startswith("、", end) and end + 1 in fresh)
    while stop in fresh and not _PROSE.match(text, stop):
        stop += 1
    new = text[end:stop]
    if opened := re.search("等$", new):
        new = new[: opened.start()]
    is_more = new.startswith("、") or (text[end - 1 : end] in ("”", "》") and new.startswith(("“", "《")))
    return end + len(new) if is_more and new.strip("、 ") else end


def _more_before(text: str, start: int, fresh: set[int]) -> int:
    """Where a list begins with the new names before its first known one."""
    stop = start - (text.endswith("、", 0, start) and start - 2 in fresh)
    while stop - 1 in fresh and not _PROSE.match(text, stop - 1):
        stop -= 1
    new = text[stop:start]
    is_more = new.endswith("、") or (text[start : start + 1] in ("“", "《") and new.endswith(("”", "》")))
    return stop if is_more and new.strip("、 ") else start


def with_quotes(text: str, like: str = "") -> str:
    """A text with the quotation marks of Chinese, where a program has put others in their place.

    >>> with_quotes('"文化产业"发展', "“文化产业发展”")
    '“文化产业”发展'
    """
    if '"' not in text or '"' in like:
        return text
    marks = cycle("“”")
    return re.sub('"', lambda _: next(marks), text)


def parted(text: str) -> Iterator[Offsets]:
    """Where the names of a list as printed stand: 、 stands between them, nothing between 》《 and ”“.

    >>> [text[start:end] for text in ["“甲、乙”“丙”、丁（戊、己）"] for start, end in parted(text)]
    ['“甲、乙”', '“丙”', '丁（戊、己）']
    """
    depth, start = 0, 0
    for at, (one, other) in enumerate(pairwise(f"{text}、")):
        depth += (one in _OPENING) - (one in _CLOSING)
        if depth <= 0 and one == "、":
            yield start, at
            start = at + 1
        elif depth <= 0 and one in "”》" and other in "“《":
            yield start, at + 1
            start = at + 1
    yield start, len(text)


def _bare(text: str) -> str:
    """A text without what stands between marks."""
    return re.sub("“[^”]*”|《[^》]*》|（[^）]*）", "", text)
