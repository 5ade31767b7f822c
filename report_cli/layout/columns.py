"""How wide the columns of a table are: no number is broken in its cell, nor a short word (培训解读, 2022年).

A table too wide for that is set in smaller type, and on a sheet turned sideways if numbers need it. One that is too
wide even so is a finding.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import pairwise

from msgspec.structs import replace

from report_cli.document import Block, Document, Table, text_of
from report_cli.layout.layout import Layout, widest
from report_cli.model import Finding, Place
from report_cli.text import excerpt, is_chinese

SMALL = 18
"""Half-points of a table in small type: 小五."""
MARGINS, TIGHT = 216, 114
"""What is left free at both sides of a cell's text, together, in twips; `xml/styles.xml` says it, as Word does."""

_NUMBER = r"[-+−－＋–±]?\d[\d.,]*(?:[/:]\d[\d.,]*)*[%％‰]?"
# Widths in twelfths of a Chinese character; digits take less than seven, those of free fonts too; % takes a whole one.
_CHINESE, _OTHER = 12, 7
_SHORT = 4 * _CHINESE
_LONG = 10 * _CHINESE


def fitted(document: Document, layout: Layout) -> Document:
    """The document, its wide tables in small type or on turned sheets."""
    blocks, annex = (tuple(_fitted(block, layout) for block in part) for part in (document.blocks, document.annex))
    is_same = (blocks, annex) == (document.blocks, document.annex)
    return document if is_same else replace(document, blocks=blocks, annex=annex)


def _fitted(block: Block, layout: Layout) -> Block:
    if not isinstance(block, Table) or block.shares or block.is_small:
        return block
    is_small = layout.styles["table_body"].em > SMALL * 10
    table = block
    for is_turned in dict.fromkeys((block.landscape, True)):
        for is_smaller, with_words in ((False, True), (is_small, True), (is_small, False)):
            table = replace(block, landscape=is_turned, is_small=is_smaller)
            if sum(_least(table, layout, with_words=with_words)) <= _room(table, layout):
                return table
    return table


def findings(document: Document, layout: Layout) -> Iterator[Finding]:
    """The tables of a fitted document in which numbers are still broken."""
    for table in document.body:
        if not isinstance(table, Table) or table.shares or sum(_least(table, layout)) <= _room(table, layout):
            continue
        rows = _texts(table)
        called = text_of(table.caption) or "、".join(rows[0][:2]) + "……"
        longest = max(
            (number for row in rows for text in row for number in re.findall(_NUMBER, text)), key=len, default=""
        )
        broken = f"，“{excerpt(longest)}”这样的数可能断成两行" if len(longest) > 1 else ""
        message = f"表“{excerpt(called)}”有{len(rows[0])}列，缩小字号、横排以后还是排不下{broken}"
        cure = "分成两张表，少排几列，或换大一些的单位（万元、亿元），让数短一些"
        yield Finding("P301", table.origin or Place(""), message, cure, severity="warning")


def widths(table: Table, layout: Layout) -> list[int]:
    """Widths that fill the type area: each column holds its longest text on one line, while there is room.

    The longest columns share the rest; none is narrower than its longest number.
    """
    room, least = _room(table, layout), _least(table, layout, with_words=True)
    if sum(least) > room:
        least = _least(table, layout)
    em, margins = _measures(table, layout)
    wanted = [max(widest(text, em) for text in column) + margins for column in zip(*_texts(table), strict=True)]
    share = partial(_divided, shares=table.shares or wanted)
    if not table.shares and sum(wanted) > room:
        share = partial(_filled, wanted=wanted)
    fixed: dict[int, int] = {}
    while True:
        shared = share(room, fixed=fixed)
        narrow = {column: width for column, width in enumerate(least) if shared[column] < width}
        if not narrow or sum(least) > room:
            return shared
        fixed |= narrow


def left(table: Table) -> Iterator[list[bool]]:
    """Of each row, which cells are set to the left: those of columns with sentences, which look torn if centred."""
    columns = zip(*_texts(table)[1:], strict=True)
    are_long = [bool(table.shares) or any(map(is_long, column)) for column in columns]
    for number, row in enumerate(table.rows):
        is_whole = number > 0 and len(row) == len(are_long)
        yield are_long if is_whole else [number > 0 and bool(table.shares)] * len(row)


def is_long(text: str) -> bool:
    """Whether a cell's text is more of a sentence than a label."""
    return _units(text) > _LONG


def _filled(room: int, wanted: Sequence[int], fixed: Mapping[int, int]) -> list[int]:
    """The widths of columns of which some are fixed; the others get what they want, the longest what is left."""
    found = dict(fixed)
    for column in sorted(range(len(wanted)), key=wanted.__getitem__):
        if column not in fixed:
            found[column] = min(wanted[column], (room - sum(found.values())) // (len(wanted) - len(found)))
    return [found[column] for column in range(len(wanted))]


def _divided(room: int, shares: Sequence[int], fixed: Mapping[int, int]) -> list[int]:
    """The widths of columns of which some are fixed; the others share what is left in these proportions."""
    free = [share * (column not in fixed) for column, share in enumerate(shares)]
    left, total = room - sum(fixed.values()), sum(free)
    edges = [left * sum(free[:number]) // total for number in range(len(free) + 1)]
    return [fixed.get(column, right - before) for column, (before, right) in enumerate(pairwise(edges))]


def _least(table: Table, layout: Layout, *, with_words: bool = False) -> list[int]:
    """The width of each column in which no number is broken; `with_words`: nor any short text."""
    em, margins = _measures(table, layout)
    units = []
    for column in zip(*_texts(table), strict=True):
        pieces = [piece for text in column for piece in re.findall(_NUMBER, text)]
        pieces += [text for text in column if with_words and _units(text) <= _SHORT]
        units.append(max(map(_units, pieces), default=0))
    return [-(-unit * em // _CHINESE) + margins for unit in units]


def _units(piece: str) -> int:
    return sum(_CHINESE if is_chinese(character) or character == "%" else _OTHER for character in piece)


def _texts(table: Table) -> list[list[str]]:
    """The texts of all rows but merged ones, which need no column's width."""
    rows = (row for row in table.rows if len(row) == len(table.rows[0]))
    return [[text_of(cell) for cell in row] for row in rows]


def _measures(table: Table, layout: Layout) -> tuple[int, int]:
    """The width of a Chinese character, and what is free beside the text of a cell."""
    is_small = table.is_small or table.shares
    return (SMALL * 10, TIGHT) if is_small else (layout.styles["table_body"].em, MARGINS)


def _room(table: Table, layout: Layout) -> int:
    page = layout.page
    return page.turned.text_width if table.landscape else page.text_width
