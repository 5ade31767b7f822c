"""Looks through an XLS before calamine reads it, which believes whatever such a file says of its own size.

The file is a small file system: streams of sectors, each sector naming the next in a table. A chain that comes back to
itself, or two cells at the far corners of a sheet, would take all memory there is, and the process with it.
"""

import struct
from collections.abc import Iterator

from report_cli.sheets.sheet import DAMAGED, MAX_CELLS, TOO_LARGE

_END, _FREE = 0xFFFFFFFE, 0xFFFFFFFF
_STREAM, _ROOT = 2, 5
_BOOKS = ("Workbook", "Book")
_EOF, _SHEET, _STRINGS, _DIMENSIONS, _SEVERAL = 0x0A, 0x85, 0xFC, 0x200, 0xBD
_CELLS = (0x06, 0xD6, 0xFD, 0x203, 0x204, 0x205, 0x27E, _SEVERAL)
"""Records that begin with a row and a column; those of formats alone, which reach farther, are not read."""
_MAX_ROWS = 65_536


def refuse_unbounded(data: bytes) -> None:
    """Raises Unreadable for a file whose chains of sectors do not end, or whose cells would not fit into memory."""
    try:
        for stream in _File(data).books():
            _refuse_far_cells(stream)
    except (struct.error, IndexError, ValueError) as error:
        raise DAMAGED from error


class _File:
    """Raises ValueError, IndexError or struct.error where the file is not as it should be."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        (shift,) = struct.unpack_from("<H", data, 30)
        self.size = {9: 512, 12: 4096}[shift] if shift in (9, 12) else 0
        if not self.size:
            raise ValueError(shift)
        self.most = len(data) // self.size + 1
        folders, tables, first, _, self.least, small, smalls, more, mores = struct.unpack_from("<9I", data, 40)
        if max(folders, tables, smalls, mores) > self.most:
            raise ValueError(self.most)
        self.table = self.words([id for id in self.tables(more) if id != _FREE])
        self.small_table = self.words(self.chain(small, self.table))
        self.entries = [*self.listed(self.joined(self.chain(first, self.table)))]

    def sector(self, number: int) -> bytes:
        start = (number + 1) * self.size
        if start >= len(self.data):
            raise IndexError(number)
        return self.data[start : start + self.size]

    def joined(self, numbers: list[int]) -> bytes:
        return b"".join(map(self.sector, numbers))

    def words(self, numbers: list[int]) -> tuple[int, ...]:
        data = self.joined(numbers)
        return struct.unpack_from(f"<{len(data) // 4}I", data)

    def tables(self, number: int) -> Iterator[int]:
        """The sectors of the table: 109 in the header, more in sectors whose last word names the next."""
        yield from struct.unpack_from("<109I", self.data, 76)
        seen = set[int]()
        while number < _END - 4:
            if number in seen:
                raise ValueError(number)
            seen.add(number)
            *listed, number = self.words([number])
            yield from listed

    def chain(self, number: int, table: tuple[int, ...]) -> list[int]:
        found = dict[int, None]()
        while number not in (_END, _FREE):
            if number in found:
                raise ValueError(number)
            found[number], number = None, table[number]
        return [*found]

    def listed(self, folder: bytes) -> Iterator[tuple[str, int, int, int]]:
        """The name, kind, first sector and size of what the file holds."""
        for at in range(0, len(folder) - 127, 128):
            length, kind = struct.unpack_from("<HB", folder, at + 64)
            first, size = struct.unpack_from("<2I", folder, at + 116)
            if size > len(self.data) and kind in (_STREAM, _ROOT):
                raise ValueError(size)
            yield folder[at : at + min(length, 64) - 2].decode("utf-16-le", "replace"), kind, first, size

    def books(self) -> Iterator[bytes]:
        """The streams of cells. Every other stream must end too: whatever is there may be read."""
        roots = [first for _, kind, first, _ in self.entries if kind == _ROOT]
        root = self.joined(self.chain(roots[0], self.table))
        for name, kind, first, size in self.entries:
            if kind != _STREAM or not size:
                continue
            is_small = size < self.least
            numbers = self.chain(first, self.small_table if is_small else self.table)
            if name in _BOOKS:
                pieces = (root[64 * number : 64 * number + 64] for number in numbers)
                yield (b"".join(pieces) if is_small else self.joined(numbers))[:size]


def _refuse_far_cells(stream: bytes) -> None:
    """The first records say where those of each sheet begin; each part of the stream is looked through once."""
    starts, seen, left = [0], set[int](), 2 * len(stream)
    while starts:
        if (start := starts.pop()) in seen:
            continue
        seen.add(start)
        rows = columns = 0
        for kind, body in _records(stream, start):
            left -= 4 + len(body)
            if kind == _SHEET:
                starts.append(int.from_bytes(body[:4], "little"))
            elif kind in _CELLS:
                row, column = struct.unpack_from("<2H", body)
                if kind == _SEVERAL:
                    column = max(column, int.from_bytes(body[-2:], "little"))
                rows, columns = max(rows, row + 1), max(columns, column + 1)
            if left < 0 or _is_boundless(kind, body, len(stream)):
                raise DAMAGED
            if rows * columns > MAX_CELLS:
                raise TOO_LARGE


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    kind = 0
    while at + 4 <= len(stream) and kind != _EOF:
        kind, size = struct.unpack_from("<2H", stream, at)
        yield kind, stream[at + 4 : at + 4 + size]
        at += 4 + size


def _is_boundless(kind: int, body: bytes, size: int) -> bool:
    """Whether a record promises more texts than the stream can hold, or more rows than a sheet."""
    if kind == _STRINGS:
        return int.from_bytes(body[4:8], "little") > size
    return kind == _DIMENSIONS and len(body) > 10 and int.from_bytes(body[4:8], "little") > _MAX_ROWS
