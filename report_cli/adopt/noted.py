"""Figures that a note says again of the sentence where its mark hangs: 备案审查规范性文件29件①; ①29件文件中，….

A note speaks of that sentence and of nothing else, so a figure of one value, unit and noun there is the same one.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from report_cli.adopt import notes, pieces
from report_cli.adopt.alike import CHANGES, is_within
from report_cli.adopt.bound import Key
from report_cli.adopt.found import Found, Mention
from report_cli.adopt.notes import Place
from report_cli.adopt.sections import Text
from report_cli.adopt.source import Block
from report_cli.sentences import statement_around

_OF_WHEN = re.compile(r"上年|年初|原|\d{4}年")
_NOUN = re.compile("[\u4e00-\u9fff]{2}")
_HEAD = 2
"""So many characters at its end say of a label what it counts."""


def said_again(
    blocks: Iterable[Block], texts: Sequence[Text], found: Sequence[Sequence[Found]], labels: Sequence[Sequence[str]]
) -> Iterator[tuple[Key, Key]]:
    """The figures of notes, each with the one figure above that it says again."""
    for (number, at), (note, start, end) in _notes([*blocks]):
        first, last = statement_around(texts[number].text, max(at - 1, 0), at)
        above = [(number, place) for place, one in enumerate(found[number]) if first <= one.start < min(last, at)]
        for place, one in enumerate(found[note]):
            key = note, place
            is_own = start <= one.start < end
            same = [other for other in above if is_own and _is_same(texts, found, labels, other, key)]
            if len(same) == 1:
                yield key, same[0]


def _notes(blocks: Sequence[Block]) -> Iterator[tuple[Place, tuple[int, int, int]]]:
    """The places where notes hang, typed ones and Word's own, each with the text of its note and its part of that."""
    numbered = [*pieces.numbered(blocks)]
    for place, note in notes.of(numbered).by_mark.items():
        yield place, (note.text, note.start, note.end)
    for number, paragraph in numbered:
        for behind, own in enumerate(paragraph.notes, number + 1):
            yield (number, own.offset), (behind, 0, len(own.text))


def _things(texts: Sequence[Text], key: Key, one: Mention) -> str:
    """The noun right behind a figure begins so: 与8家银行建立机制, 已有8家银行加入."""
    near = texts[key[0]].text[one.end :][: _HEAD + 1]
    return near[:_HEAD] if one.unit and _NOUN.match(near) else ""


def _is_same(
    texts: Sequence[Text], found: Sequence[Sequence[Found]], labels: Sequence[Sequence[str]], key: Key, other: Key
) -> bool:
    one, again = found[key[0]][key[1]], found[other[0]][other[1]]
    if not isinstance(one, Mention) or not isinstance(again, Mention) or one.kind not in ("count", "amount", "rate"):
        return False
    says = [(each.kind, each.values, each.unit, each.text) for each in (one, again)]
    short, long = sorted((labels[text][at].replace("的", "") for text, at in (key, other)), key=len)
    is_noun = len(short) >= _HEAD and long.endswith(short[-_HEAD:]) and is_within(short, long)
    is_noun = is_noun or _things(texts, key, one) == _things(texts, other, again) != ""
    if says[0] != says[1] or one.values[0] == "100%" or not is_noun or CHANGES.search(long):
        return False
    return bool(_OF_WHEN.match(short)) is bool(_OF_WHEN.match(long))
