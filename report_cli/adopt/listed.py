"""The lists of annexes: names, titles, things that were done, each in a paragraph of its own, numbered or not."""

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct, field

from report_cli import numerals
from report_cli.adopt import notes
from report_cli.adopt.found import Found, Mention
from report_cli.adopt.pieces import ANNEX, level, numbered
from report_cli.adopt.sections import Text, short
from report_cli.adopt.source import Paragraph, Report, Table, lines
from report_cli.sentences import CLAUSE_MARKS

_NUMBER = re.compile(r"([（(])?(\d{1,3}|[一二三四五六七八九十百]+)((?(1)[）)]|[.．、]))(?!\d)\s*")
_CALLED = re.compile("(?:名单|名录|目录|清单|一览表?)$")
_LONGEST, _LONGEST_TITLE, _SHORT = 60, 40, 20
"""Of a name; of a title; of a name that has no number."""
_LEAST = 3
"""So many paragraphs without numbers make a list."""
_BETWEEN_MARKS = re.compile("“[^”]*”|《[^》]*》|（[^）]*）|[(][^)]*[)]")


class Listing(Struct, frozen=True):
    """`texts`: the numbers of its items' texts. `cuts`: how long the number is that each begins with.

    `style`: how these are written (`numbering.STYLE`), empty where there are none. `title`: what the list is called.
    """

    texts: tuple[int, ...]
    cuts: tuple[int, ...]
    style: str
    title: str


class _Run(Struct):
    """The items of a list as they come."""

    title: str = ""
    style: str = ""
    items: list[tuple[int, int]] = field(default_factory=list)

    def taken(self) -> Iterator[Listing]:
        """The list that they are, if they are one."""
        if len(self.items) >= (2 if self.style else _LEAST):
            texts, cuts = zip(*self.items, strict=True)
            yield Listing(texts, cuts, self.style, self.title)
        self.items, self.style = [], ""


def of(report: Report) -> Iterator[Listing]:
    """The lists in annexes, and those below what is called 名单, 目录, 清单, in their order."""
    run, number, is_annex, is_title = _Run(), 0, False, False
    explained = notes.of([*numbered(report.blocks)])
    for block in report.blocks:
        size = sum(1 + len(each.notes) for each in lines([block]))
        if isinstance(block, Table) or not block.text.strip() or explained.of(number, 0):
            yield from run.taken()
        elif ANNEX.fullmatch(block.text.strip()):
            yield from run.taken()
            is_annex, is_title, run.title = True, True, ""
        elif 0 < level(block) < 3:
            yield from run.taken()
            is_annex, is_title, run.title = bool(_CALLED.search(block.text)), False, short(block.text)
        elif is_annex:
            if not _goes_on(run, block, number):
                yield from run.taken()
                is_item = not is_title and _goes_on(run, block, number)
                run.title = run.title if is_item or not _is_title(block) else short(block.text)
            is_title = False
        number += size
    yield from run.taken()


def _is_title(block: Paragraph) -> bool:
    return len(block.text) <= _LONGEST_TITLE and block.text[-1] not in "。；，、" and block.text[0] not in "（("


def _goes_on(run: _Run, block: Paragraph, number: int) -> bool:
    """Take a paragraph as the next item of a list, if it is one."""
    if block.notes or block.strong or block.lead:
        return False
    match = _NUMBER.match(block.text)
    if match is None or not block.text[match.end() :].strip():
        is_name = bool(_CALLED.search(run.title)) and not run.style and len(block.text) <= _SHORT
        is_name = is_name and match is None and not set(block.text) & set(f"{CLAUSE_MARKS}（(")
        run.items += [(number, 0)] if is_name else []
        return is_name
    is_chinese = not match[2].isdecimal()
    style = f"{match[1] or ''}{'一' * is_chinese}{match[3]}"
    value = numerals.value(match[2]) if is_chinese else int(match[2])
    if value != len(run.items) + 1 or (run.items and run.style != style):
        return False
    run.style = style
    run.items.append((number, match.end()))
    return True


def names(listing: Listing, texts: Sequence[Text], found: Sequence[Sequence[Found]]) -> Mention | None:
    """The names that the items of a list are, each once; None where one says more, or says figures."""
    items = [texts[number].text[cut:].strip() for number, cut in zip(listing.texts, listing.cuts, strict=True)]
    are_names = all(
        _is_name(item, cut, found[number]) for item, number, cut in zip(items, listing.texts, listing.cuts, strict=True)
    )
    if not are_names or len(set(items)) < len(items):
        return None
    first = texts[listing.texts[0]].text
    return Mention(start=0, end=len(first), text="、".join(items), kind="list", values=tuple(items))


def _is_name(item: str, cut: int, found: Sequence[Found]) -> bool:
    """Whether an item is a name, perhaps with what stands in brackets behind it, and says no figure."""
    bare = _BETWEEN_MARKS.sub("", item)
    is_short = len(item) <= _LONGEST and not set(bare) & set("，；。：！？…,;:!?")
    return is_short and all(isinstance(one, Mention) and one.is_name for one in found if one.start >= cut)
