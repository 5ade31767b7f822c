"""XLS files made sector by sector: what would take all memory is refused, and what is only rare is not."""

import struct
from collections.abc import Sequence
from contextlib import nullcontext

import pytest

from report_cli.sheets.compound import refuse_unbounded
from report_cli.sheets.sheet import Unreadable

END, FREE, TABLE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
STREAM, ROOT = 2, 5
FOLDERS, TABLES, SMALLS, MORES = 40, 44, 64, 72
"""Where the head says how many sectors the folder, the table, that of small sectors and its further sectors take."""
LEAST = 4096
"""Shorter streams stand in small sectors, 64 bytes each."""
CELL, SEVERAL, SHEET, TEXTS, ROWS = 0x203, 0xBD, 0x85, 0xFC, 0x200
LAST_ROW, LAST_COLUMN = 65_535, 255


def words(*numbers: int, of: int = 128) -> bytes:
    """A sector of so many words, the rest of which says that nothing is there."""
    return struct.pack(f"<{of}I", *numbers, *[FREE] * (of - len(numbers)))


def entry(name: str, kind: int, first: int, size: int) -> bytes:
    told = name.encode("utf-16-le", "surrogatepass")
    return told.ljust(64, b"\0") + struct.pack("<HB49x3I", len(told) + 2, kind, first, size, 0)


def file(
    book: bytes,
    *,
    shift: int = 9,
    more: Sequence[bytes] = (),
    tables: tuple[int, int] = (END, 0),
    beside: bytes = b"",
    name: str = "Workbook",
) -> bytes:
    """An XLS with a stream of cells, whose small sectors stand backwards.

    `more`: further sectors; `tables`: which of them has tables, and how many have.
    """
    size = 1 << shift
    is_small = len(book) < LEAST
    count, smalls = -(-len(book) // size), -(-len(book) // 64)
    chain = [*range(4, 3 + count), END]
    entries = [
        entry("Root Entry", ROOT, 3 if is_small else END, len(book) * is_small),
        entry(name, STREAM, smalls - 1 if is_small else 3, len(book)),
        *([beside] if beside else []),
    ]
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<5H6x", 0x3E, 3, 0xFFFE, shift, 6)
    head += struct.pack("<9I", 0, 1, 1, 0, LEAST, 2, 1, *tables) + words(0, of=109)
    of = size // 4
    sectors = [
        words(TABLE, END, END, *chain, of=of),
        b"".join(entries).ljust(size, b"\0"),
        words(END, *range(smalls - 1), of=of),
        (backwards(book) if is_small else book).ljust(count * size, b"\0"),
    ]
    return head.ljust(size, b"\0") + b"".join([*sectors, *more])


def backwards(book: bytes) -> bytes:
    return b"".join(book[at : at + 64].ljust(64, b"\0") for at in range(0, len(book), 64)[::-1])


def record(kind: int, body: bytes = b"") -> bytes:
    return struct.pack("<2H", kind, len(body)) + body


def sheet(*records: bytes, names: int = 1) -> bytes:
    """A stream of cells: so many names of one sheet, and that sheet."""
    start = 8 + names * 12 + 4
    listed = record(SHEET, struct.pack("<2I", start, 0)) * names
    begun, ended = record(0x809, b"\0\6\5\0"), record(0x0A)
    return begun + listed + ended + begun + b"".join(records) + ended


def sheets(*bodies: bytes) -> bytes:
    """A stream of cells of several sheets."""
    ended, starts = record(0x0A), [12 * len(bodies) + 4]
    for body in bodies:
        starts.append(starts[-1] + len(body) + 4)
    listed = b"".join(record(SHEET, struct.pack("<2I", start, 0)) for start in starts[:-1])
    return listed + ended + b"".join(body + ended for body in bodies)


def cell(kind: int, row: int, column: int, rest: bytes = bytes(10)) -> bytes:
    return record(kind, struct.pack("<2H", row, column) + rest)


def rows(count: int, first_column: int = 0) -> bytes:
    return record(ROWS, struct.pack("<2I3H", 0, count, first_column, 5, 0))


CELLS = (0x06, 0xD6, 0xFD, 0x203, 0x204, 0x205, 0x27E)
LAWFUL = {
    "cells": sheet(*(cell(kind, LAST_ROW, 3) for kind in CELLS)),
    "a number that ends in ones": sheet(cell(CELL, 100, 1, b"\xff" * 10)),
    "formats alone as far as a sheet goes": sheet(cell(CELL, 0, 0), cell(0x201, LAST_ROW, LAST_COLUMN)),
    "several cells side by side": sheet(cell(SEVERAL, 9, 0, bytes(12) + b"\5\0")),
    "as many rows as a sheet has": sheet(rows(LAST_ROW + 1, first_column=1)),
    "the rows in a record of an old kind": sheet(record(ROWS, struct.pack("<2HIH", 0, 9, 0x7FFFFFFF, 0))),
    "as many texts as there is room for": sheet(record(TEXTS, struct.pack("<2I", 1, 30))),
    "ten names for one sheet": sheet(*[cell(CELL, 1, 1)] * 20, names=10),
    "no record that ends it": sheet(cell(CELL, 1, 1))[:-4],
    "texts behind their number": sheet(record(TEXTS, struct.pack("<2I", 1, 1) + b"\2\0\0ab")),
    "as many cells as are read": sheet(cell(CELL, 39_999, 99)),
    "as many cells side by side as are read": sheet(cell(SEVERAL, 39_999, 0, bytes(12) + b"\x63\0")),
    "a long sheet and a broad one": sheets(cell(CELL, LAST_ROW, 1), cell(CELL, 1, LAST_COLUMN)),
    "a long stream": sheet(*[cell(CELL, 1, 1)] * 400),
}
FAR = {
    **{
        f"cells in two corners, {kind:#x}": sheet(cell(kind, 0, 0), cell(kind, LAST_ROW, LAST_COLUMN)) for kind in CELLS
    },
    "in a sheet that is hidden": sheet(cell(CELL, 0, 0), cell(CELL, LAST_ROW, LAST_COLUMN)).replace(
        b"\x18\0\0\0\0\0\0\0", b"\x18\0\0\0\1\0\0\0"
    ),
    "the last of several cells side by side": sheet(cell(SEVERAL, LAST_ROW, 0, bytes(12) + b"\xff\0")),
    "the first of several cells side by side": sheet(cell(SEVERAL, LAST_ROW, LAST_COLUMN, bytes(14))),
    "one column more than is read": sheet(cell(CELL, 39_999, 100)),
    "one row more than is read": sheet(cell(CELL, 40_000, 99)),
    "behind many others": sheet(*[cell(CELL, 1, 1)] * 20, cell(CELL, LAST_ROW, LAST_COLUMN)),
    "in a stream just too long for small sectors": sheet(cell(CELL, LAST_ROW, LAST_COLUMN)).ljust(LEAST, b"\0"),
}
ENDLESS = {
    "one row too many": sheet(rows(LAST_ROW + 2)),
    "one text more than bytes": sheet(record(TEXTS, struct.pack("<2I", 1, 65))),
    "a thousand sheets that overlap": b"".join(record(SHEET, struct.pack("<2I", 12 * n, 0)) for n in range(1, 200)),
}


@pytest.mark.parametrize("case", LAWFUL)
def test_what_is_only_rare_is_read(case: str) -> None:
    refuse_unbounded(file(LAWFUL[case]))
    refuse_unbounded(file(LAWFUL[case], shift=12))


@pytest.mark.parametrize(
    ("case", "said"), [*((each, "大得不正常") for each in FAR), *((each, "损坏") for each in ENDLESS)]
)
def test_cells_that_would_take_all_memory_are_refused(case: str, said: str) -> None:
    with pytest.raises(Unreadable, match=said):
        refuse_unbounded(file((FAR | ENDLESS)[case]))


def test_the_cells_of_an_old_book_are_looked_at_too() -> None:
    with pytest.raises(Unreadable, match="大得不正常"):
        refuse_unbounded(file(FAR["in a sheet that is hidden"], name="Book"))


BOOK = LAWFUL["cells"]


def test_a_table_of_sectors_may_go_on_in_a_sector_of_its_own() -> None:
    refuse_unbounded(file(BOOK, more=[words(*[FREE] * 127, END)], tables=(4, 1)))
    with pytest.raises(Unreadable, match="损坏"):
        refuse_unbounded(file(BOOK, more=[words(*[FREE] * 127, 4)], tables=(4, 1)))


def test_the_table_may_be_listed_there_alone() -> None:
    data = bytearray(file(BOOK, more=[words(0, *[FREE] * 126, END)], tables=(4, 1)))
    struct.pack_into("<I", data, 76, FREE)
    refuse_unbounded(bytes(data))


def test_a_chain_of_sectors_that_comes_back_to_itself_is_refused() -> None:
    data = bytearray(file(BOOK))
    struct.pack_into("<I", data, 512 + 4 * 3, 3)  # of what the small sectors stand in
    with pytest.raises(Unreadable, match="损坏"):
        refuse_unbounded(bytes(data))


@pytest.mark.parametrize(
    ("beside", "is_refused"),
    [
        (entry("\ud800", STREAM, 0, 64), False),
        (entry("别的", STREAM, 0, 1 << 30), True),
        (entry("别的", STREAM, END, 1 << 30), True),
        # What a folder within says of its size is not looked at.
        (entry("文件夹", 1, 0, 1 << 30), False),
        (entry("别的", STREAM, 9999, 64), True),
        (entry("没有内容的", STREAM, 9999, 0), False),
        (entry("", 0, 0, 0) + entry("末一个", STREAM, 0, 1 << 30), True),
    ],
)
def test_what_stands_beside_the_cells_must_end_too(beside: bytes, is_refused: bool) -> None:
    data = file(BOOK, beside=beside)
    if is_refused:
        with pytest.raises(Unreadable, match="损坏"):
            refuse_unbounded(data)
    else:
        refuse_unbounded(data)


@pytest.mark.parametrize("at", [FOLDERS, TABLES, SMALLS, MORES])
def test_a_head_that_counts_more_sectors_than_the_file_has_is_refused(at: int) -> None:
    """Room for them all would be made before the first is read."""
    data = bytearray(file(BOOK))
    struct.pack_into("<I", data, at, 1_000_000)
    with pytest.raises(Unreadable, match="损坏"):
        refuse_unbounded(bytes(data))


@pytest.mark.parametrize("shift", [0, 8, 10, 0xFFFF])
def test_sectors_of_a_size_that_no_program_writes_are_refused(shift: int) -> None:
    data = bytearray(file(BOOK))
    struct.pack_into("<H", data, 30, shift)
    with pytest.raises(Unreadable, match="损坏"):
        refuse_unbounded(bytes(data))


def test_a_file_cut_off_where_a_sector_ends_is_refused() -> None:
    with pytest.raises(Unreadable, match="损坏"):
        refuse_unbounded(file(BOOK)[:-512])


@pytest.mark.parametrize(("number", "is_refused"), [(FREE, False), (0xFFFFFFFA, False), (0xFFFFFFF9, True)])
def test_the_tables_of_sectors_end_with_a_number_that_no_sector_has(number: int, is_refused: bool) -> None:
    with pytest.raises(Unreadable, match="损坏") if is_refused else nullcontext():
        refuse_unbounded(file(BOOK, tables=(number, 0)))
