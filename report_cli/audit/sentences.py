"""The sentence and the clause that a stretch of a text stands in."""

import re

SENTENCE_END = "。！？!?\n"
# Quotation marks are part of a clause.
_MARK = re.compile(r"[\W_](?<![“”《》])")


def sentence(text: str, start: int, end: int) -> str:
    """The sentence, or the sentences, that a stretch of a text stands in.

    >>> sentence("收到265件。立案224件。", 10, 14)
    '立案224件。'
    """
    first = max(text.rfind(mark, 0, start) for mark in SENTENCE_END) + 1
    ends = [at + 1 for mark in SENTENCE_END if (at := text.find(mark, end)) >= 0]
    return text[first : min(ends, default=len(text))].strip()


def clause_end(text: str) -> str:
    """The words that a text ends with, back to the nearest mark.

    >>> clause_end("收到提案265件，在“万人助万企”活动中走访")
    '在“万人助万企”活动中走访'
    """
    return _MARK.split(text)[-1]
