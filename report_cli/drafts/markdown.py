"""A document as Markdown (GitHub's): the same text, to be read and compared line by line.

CommonMark judges a `**` by its neighbours: one after punctuation and before a letter closes nothing, so that
`**突出政治引领。**深入` prints its asterisks. Emphasis is therefore drawn in until its ends may stand where they do:
`**突出政治引领**。深入`.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import count, groupby, pairwise
from unicodedata import category

from report_cli.document import ATTACHMENT_TITLE, HEADING, Block, Document, Paragraph, Role, Run, Table

_MARKUP = r"[\\`*_\[\]~#$|]|<(?=[A-Za-z/!?])|&(?=#?\w+;)"
# Most of Chinese prose has none of these: no markup, no white space, no address. Nor does it begin as a list does.
_NOT_PLAIN = re.compile(r"[\\`*_\[\]~#$|<&.:\s]")
_LIST_BEGINS = tuple("-+=>0123456789")
# One of these is in all that it finds, and is looked for much faster.
_SIGN = re.compile(r"[\\`*_\[\]~#$|<&]")
# What makes a list, a quote or an underline of a line that begins with it; a heading begins with markup anyway.
_LINE_START = re.compile(r"^(?:(?=[-+=>])|(\d{1,9})(?=[.)](?: |$)))")
# What GitHub makes a link of.
_ADDRESS = r"(?i)(?<=www)(?=\.)|(?<=http|ttps)(?=://)|(?<=ftp)(?=://)"
# Stands for a footnote's mark until all of them are counted; no text holds it.
_NOTE = "\ufdd7"
_SPACE = re.compile(r"[ \t\r\n\f\v]+")

_PAIRS = dict(zip("（【《〈“‘「『〔(", "）】》〉”’」』〕)", strict=True))

_NONE, _STRONG, _EMPHASIS = 0, 1, 2
# A stretch of text and its marks: _STRONG, _EMPHASIS, or both.
_Piece = tuple[str, int]


def write(document: Document) -> str:
    """The whole text, each block on a line of its own (a table: each row), with an empty line between two blocks."""
    blocks: list[str] = []
    for role, group in groupby(document.blocks, lambda block: block.role if isinstance(block, Paragraph) else None):
        if role is Role.TITLE:
            # A page breaks a title at the sense, Markdown does not.
            blocks.append("# " + _inline(run for line in group if isinstance(line, Paragraph) for run in line.runs))
        else:
            blocks += map(_block, group)
    text = "\n\n".join(filter(None, blocks))
    if document.notes:
        numbers = count(1)
        notes = [f"[^{number}]: {_inline(note)}" for number, note in enumerate(document.notes, 1)]
        text = "\n\n".join([re.sub(_NOTE, lambda _: f"[^{next(numbers)}]", text), *notes])
    text += "\n"  # in its place: a long text is not copied
    return text


def _block(block: Block) -> str:
    if isinstance(block, Table):
        head, *rows = ["| " + " | ".join(map(_inline, row)) + " |" for row in block.rows]
        caption = [_inline(block.caption), ""] if block.caption else []
        return "\n".join([*caption, head, "|" + " --- |" * len(block.rows[0]), *rows])
    if block.role is HEADING:
        return f"{'#' * (block.level + 1)} {_inline([Run(block.number), *block.runs])}"
    if block.role is ATTACHMENT_TITLE:
        return f"## {_inline(block.runs)}"
    if not block.lead and all(map(_is_plain, block.runs)) and _has_no_markup(block.number):
        text = block.text
        if not text.startswith(_LIST_BEGINS):
            return text
    # A run-in heading is as bold as one on a line of its own, its number too.
    lead = [Run(block.number), *block.lead] if block.lead else []
    pieces = [(text, marks | _STRONG) for text, marks in map(_piece, lead)] or [(block.number, _NONE)]
    return _LINE_START.sub(r"\1\\", _marked([*pieces, *_pieces(block.runs)]))


def _is_plain(run: Run) -> bool:
    if run.strong or run.emphasis or run.pending or run.note:
        return False
    # Of the figures, which all differ, none is kept.
    return (run.fact and run.text.isalnum()) or _has_no_markup(run.text)


@lru_cache(maxsize=8192)
def _has_no_markup(text: str) -> bool:
    """Kept, as reports of one template say much the same."""
    return _NOT_PLAIN.search(text) is None


def _inline(runs: Iterable[Run]) -> str:
    return _marked(_pieces(runs))


def _pieces(runs: Iterable[Run]) -> Iterator[_Piece]:
    """The pieces of runs. Of placeholders side by side each has marks of its own, within its brackets."""
    for is_pending, group in groupby(filter(_is_printed, runs), lambda run: run.pending):
        same = list(group)
        for text, marks in map(_piece, same):
            if is_pending and len(same) > 1 and _PAIRS.get(text[0]) == text[-1]:
                yield from ((text[0], _NONE), (text[1:-1], marks), (text[-1], _NONE))
            else:
                yield text, marks


def _is_printed(run: Run) -> bool:
    return bool(run.text or run.note)


def _piece(run: Run) -> _Piece:
    strong = _STRONG if run.strong or run.pending else _NONE
    return _NOTE if run.note else run.text, strong | _EMPHASIS if run.emphasis else strong


def _marked(pieces: Iterable[_Piece]) -> str:
    pieces = list(pieces)
    if not any(marks for _, marks in pieces):
        return _escaped(_SPACE.sub(" ", "".join(text for text, _ in pieces))).strip(" ")
    pieces = _joined(pieces)
    # Marks are drawn in until each begins and ends where CommonMark allows it.
    while drawn := next(_drawn_in(pieces), None):
        pieces = _joined(drawn)
    written = []
    for (_, before), (text, marks) in pairwise(_within_ends(_simplified(pieces))):
        closed, opened = _turn(before, marks)
        written += [_delimiter(closed), _delimiter(opened), _escaped(text)]
    return "".join(written).strip(" ")


def _delimiter(marks: int) -> str:
    """Bold has two asterisks, emphasis one, both have three: opening and closing look the same."""
    return "**" * bool(marks & _STRONG) + "*" * bool(marks & _EMPHASIS)


def _escaped(text: str) -> str:
    if _SIGN.search(text):
        text = re.sub(_MARKUP, r"\\\g<0>", text)
    return re.sub(_ADDRESS, r"\\", text) if "://" in text or "www." in text.lower() else text


def _joined(pieces: Iterable[_Piece]) -> list[_Piece]:
    """Neighbours of equal marks as one; of several spaces or line ends, one space."""
    groups = groupby((piece for piece in pieces if piece[0]), lambda piece: piece[1])
    return [(_SPACE.sub(" ", "".join(text for text, _ in group)), marks) for marks, group in groups]


def _simplified(pieces: list[_Piece]) -> list[_Piece]:
    """Give up emphasis inside bold where it is not alone there, or goes on outside.

    `***甲*乙*丙***` and the like are no text that CommonMark could read back: which asterisks belong together?
    """
    stretches = [[], *(list(group) for _, group in groupby(pieces, lambda piece: piece[1] & _STRONG)), []]
    simple: list[_Piece] = []
    for before, stretch, after in zip(stretches, stretches[1:], stretches[2:], strict=False):
        inside = [marks for _, marks in stretch if marks & _EMPHASIS]
        beside = [marks for _, marks in before[-1:] + after[:1] if marks & _EMPHASIS]
        gives_up = stretch[0][1] & _STRONG and (len(inside) > 1 or (inside and beside))
        simple += [(text, _STRONG) for text, _ in stretch] if gives_up else stretch
    return _joined(simple)


def _drawn_in(pieces: list[_Piece]) -> Iterator[list[_Piece]]:
    """The pieces with less under a mark, for each mark that may not begin or end where it does."""
    for place, (before, after) in enumerate(pairwise(_within_ends(pieces))):
        closed, opened = _turn(before[1], after[1])
        if closed and not _fits(before[0][-1:], after[0][:1]):
            yield [*pieces[: place - 1], *_parted(before, -1, closed), *pieces[place:]]
        if opened and not _fits(after[0][:1], before[0][-1:]):
            yield [*pieces[:place], *_parted(after, 1, opened), *pieces[place + 1 :]]


def _parted(piece: _Piece, cut: int, lost: int) -> list[_Piece]:
    """A piece whose first (`cut` 1) or last (-1) character loses marks. A bracket takes its partner with it."""
    text, marks = piece
    less = marks & ~lost
    if _PAIRS.get(text[0]) == text[-1]:
        return [(text[0], less), (text[1:-1], marks), (text[-1], less)]
    return [(text[:cut], less if cut > 0 else marks), (text[cut:], marks if cut > 0 else less)]


def _within_ends(pieces: list[_Piece]) -> list[_Piece]:
    return [("", _NONE), *pieces, ("", _NONE)]


def _turn(before: int, after: int) -> tuple[int, int]:
    """The marks that close and that open between two pieces.

    Emphasis stands inside bold. So where bold begins or ends, emphasis that goes on is closed and opened again.
    """
    again = before & after & _EMPHASIS
    return before & ~after | again, after & ~before | again


def _fits(inside: str, outside: str) -> bool:
    """Whether a mark may stand between the last character inside it and the first outside (CommonMark, 6.2).

    Versions differ on symbols, such as ＋ or ℃: punctuation or not? Whatever a version thinks, the mark must hold.
    """
    # An end of the line is as good as white space.
    within, beyond = (category(character or " ") for character in (inside, outside))
    if within[0] not in "PS" or beyond == "Zs":
        return within != "Zs"
    return beyond[0] == "P" or (outside.isascii() and not outside.isalnum())
