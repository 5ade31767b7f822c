"""What another report of the year says too: several figures of one sentence that a section has under the same names."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from report_cli.adopt import clauses
from report_cli.adopt.bound import Fact, Key
from report_cli.adopt.found import Found, Mention
from report_cli.adopt.sections import Text
from report_cli.sentences import statement_around

_AROUND = 12
"""So many characters before a figure, most of them words, tell it from others of its value."""
_FEWEST = 2
"""So many figures of a sentence that agree in name, unit and number tell that it is the same sentence."""


def said_together(
    texts: Sequence[Text], found: Sequence[Sequence[Found]], labels: Sequence[Sequence[str]], known: Sequence[Fact]
) -> Iterator[tuple[Key, str]]:
    """The facts that such figures are. One alone may be another's: 办复率100%, 开展活动6次."""
    by_name = defaultdict[tuple[object, ...], list[Fact]](list)
    for fact in known:
        if fact.is_known and fact.values:
            by_name[_name(fact.label, fact.unit), fact.kind, fact.values].append(fact)
    for number, text in enumerate(texts):
        alike = defaultdict[tuple[int, str], list[tuple[Key, str]]](list)
        for at, one in enumerate(found[number]):
            if not isinstance(one, Mention) or one.is_name or text.is_plan or text.cell:
                continue
            start, _ = statement_around(text.text, one.start, one.end)
            unit = one.unit if one.kind in ("count", "amount") else ""
            for fact in by_name.get((_name(labels[number][at], unit), one.kind, one.values), ()):
                alike[start, fact.group].append(((number, at), fact.id))
        for same in alike.values():
            if len({key for key, _ in same}) >= _FEWEST:
                yield from same


def _name(label: str, unit: str) -> str:
    """A label without what its unit tells: 编报信息 of 编报信息期数."""
    tail = clauses.quantity(unit) if unit else ""
    return label.removesuffix(tail) or label


def words_around(text: str, start: int, end: int) -> str:
    """A figure with the words by which it is known elsewhere; empty where they are few. Several names tell enough."""
    if text[start] == "“" and text.count("“", start, end) > 1:
        return text[start:end]
    before, behind = text[max(start - _AROUND, 0) : start], 0 if text.endswith("次会议", start, end) else 2
    return before + text[start : end + behind] if len(re.findall(r"[^\W\d]", before)) >= _AROUND - 4 else ""
