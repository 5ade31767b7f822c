"""A zip of parts, as DOCX, XLSX and ODS are: written the same on any machine, read without trusting it.

Parts are stored, never deflated: zlib and zlib-ng deflate to different bytes.
"""

import struct
import zlib
from collections.abc import Callable, Mapping

MAX_PART = 64 * 1024 * 1024
MAX_PARTS = 4096

BEFORE_2007 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""What Office's own files begin with that are no zips: those of before 2007, and encrypted ones."""
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")

# Version 2.0, a name in UTF-8, stored, 0:00 on 1 January 1980 (the earliest moment that a zip can name).
_ALL_ALIKE = (20, 0x0800, 0, 0, 0x0021)
# No comment, the first disk, no attributes of either kind.
_NO_MORE = (0, 0, 0, 0)


def write(parts: Mapping[str, bytes]) -> bytes:
    """The parts as a zip, in their order."""
    files, directory, start = list[bytes](), list[bytes](), 0
    for name, content in parts.items():
        encoded, size = name.encode(), len(content)
        facts = (*_ALL_ALIKE, zlib.crc32(content), size, size, len(encoded), 0)
        head = struct.pack("<4s5H3L2H", b"PK\x03\x04", *facts) + encoded
        files += head, content
        directory.append(struct.pack("<4s6H3L5H2L", b"PK\x01\x02", _ALL_ALIKE[0], *facts, *_NO_MORE, start) + encoded)
        start += len(head) + size
    listed = b"".join(directory)
    count = (0, 0, len(parts), len(parts))
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", *count, len(listed), start, 0)
    return b"".join((*files, listed, end))


def read(
    data: bytes, is_wanted: Callable[[str], bool] = lambda name: True, *, most: int = MAX_PART
) -> dict[str, bytes] | None:
    """The parts wanted of a zip, by name.

    None where it is no zip, is damaged, or would unpack to more than `most` bytes.
    """
    # Imported here: building writes only, and zipfile costs as much to import as a report to write.
    from io import BytesIO
    from lzma import LZMAError
    from zipfile import BadZipFile, ZipFile

    try:
        with ZipFile(BytesIO(data)) as archive:
            listed = archive.infolist()
            entries = [entry for entry in listed if is_wanted(entry.filename)]
            if len(listed) > MAX_PARTS or sum(entry.file_size for entry in entries) > most:
                return None
            parts = {}
            for entry in entries:
                with archive.open(entry) as part:
                    # A bounded read: the size that the zip states may be a lie.
                    parts[entry.filename] = part.read(entry.file_size + 1)
    except (BadZipFile, zlib.error, LZMAError, OSError, EOFError, ValueError, RuntimeError, struct.error):
        return None
    return parts if len(parts) == len(entries) else None


def is_encrypted(data: bytes) -> bool:
    """Whether it is a zip that Office has encrypted."""
    return data.startswith(BEFORE_2007) and _ENCRYPTED in data
