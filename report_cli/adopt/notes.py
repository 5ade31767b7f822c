"""Typed marks of notes, and the notes: ① behind a word, and “①…” below the text. One does not stand without the other.

Word's own footnotes hang on the text anyway.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct, field

from report_cli.adopt.found import MARK
from report_cli.adopt.source import Paragraph
from report_cli.sentences import sentences

_LEAD = r"\s*(?:[（(]?(?:注释?|说明|附注)[：:]?\s*)?"
"""What may stand before the first note of a paragraph."""
HEAD = re.compile(
    r"(?:附件\s*\d*[：:]?|[一二三四五六七八九十]+、)?(?:有关|相关)?名词(?:解释|注释|说明)|注释?[：:]?|附注[：:]?"
)
"""What stands above a list of notes, which may be numbered 1. there."""
_BEHIND = re.compile(r"[\w”’》）)％%]$")
"""What a mark in the text stands behind; behind other marks it numbers the items of a list: 两件事：①…；②…"""

Place = tuple[int, int]
"""The number of a text, and a character of it."""


class Note(Struct, eq=False):
    """A note: its text, and from which character of it to before which. `shown`: the facts by which its marks stand."""

    text: int
    start: int
    end: int
    shown: list[tuple[str, ...]] = field(default_factory=list)

    @property
    def needs(self) -> tuple[str, ...]:
        """What must hold, beside its own facts, that a mark of it is printed."""
        return any_of(self.shown)


def any_of(places: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """The condition that something is printed in one of some places, each of which needs some facts."""
    every = list(dict.fromkeys(places))
    if len(every) < 2 or not all(every):
        return every[0] if every and all(every) else ()
    return (f"({' or '.join(' and '.join(facts) for facts in every)})",)


class Notes(Struct, frozen=True):
    """The notes, by where a mark of theirs begins in the text, and `sizes`, how long it is."""

    by_mark: Mapping[Place, Note]
    sizes: Mapping[Place, int]

    def of(self, text: int, at: int) -> Note | None:
        """The note that a character of a text is in."""
        return next((one for one in self.by_mark.values() if one.text == text and one.start <= at < one.end), None)

    def marks(self, text: int, start: int, end: int) -> Iterator[Note]:
        """The notes whose marks stand between two characters of a text."""
        yield from (note for (number, at), note in self.by_mark.items() if number == text and start <= at < end)

    def end(self, text: int, stop: int) -> int:
        """Where a sentence has ended: with the mark right behind it, if there is one."""
        return stop + self.sizes.get((text, stop), 0)


def of(texts: Sequence[tuple[int, Paragraph]]) -> Notes:
    """Each note, below the marks of it. `texts`: all of a report, with their numbers.

    A mark that comes again below its note is another's: some begin anew on each page.
    """
    by_mark, sizes = dict[Place, Note](), dict[Place, int]()
    waiting, is_list = dict[str, list[Place]](), False
    for number, paragraph in texts:
        is_list = bool(HEAD.fullmatch(paragraph.text)) or (is_list and paragraph.role != "heading")
        notes = {note.start: (sign, note) for sign, note in _notes(number, paragraph, is_list=is_list)}
        for sign, note in notes.values():
            by_mark |= dict.fromkeys(waiting.pop(sign, ()), note)
        for match in re.finditer(MARK, paragraph.text):
            if match.start() not in notes and _is_hanging(paragraph, match):
                waiting.setdefault(match.group(), []).append((number, match.start()))
                sizes[number, match.start()] = len(match.group())
    return Notes(by_mark, {place: size for place, size in sizes.items() if place in by_mark})


def _is_hanging(paragraph: Paragraph, match: re.Match[str]) -> bool:
    before = paragraph.text[: match.start()]
    return bool(_BEHIND.search(before)) or (bool(before) and match.start() in paragraph.raised)


def _notes(number: int, paragraph: Paragraph, *, is_list: bool) -> Iterator[tuple[str, Note]]:
    """The notes that a paragraph is, each with its mark: one, or 注：①…；②…"""
    text = paragraph.text
    if is_list and (match := re.match(r"(\d{1,2})[.．、](?!\d)", text)) and 0 < int(match[1]) <= 20:
        yield chr(0x2460 + int(match[1]) - 1), Note(number, 0, len(text))
        return
    first = re.match(f"{_LEAD}({MARK})", text)
    if first is None or paragraph.notes:
        return
    begun = [end for _, end in sentences(text)] + [match.end() for match in re.finditer("；", text)]
    marks = [first.span(1), *(match.span() for match in re.finditer(MARK, text) if match.start() in begun)]
    starts = [0, *(start for start, _ in marks[1:]), len(text)]
    for (start, end), begin, stop in zip(marks, starts, starts[1:], strict=False):
        yield text[start:end], Note(number, begin, stop)
