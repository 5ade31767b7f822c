"""What people typed where the template would print a figure."""

from __future__ import annotations

import re

from report_cli.inward.proposed import ProposedChange

_EXPRESSION = re.compile(r"\{\{ .+? \}\}")


def figures(wish: ProposedChange) -> dict[str, str]:
    """What the draft says in the place of each figure of words that are changed, by what the template would say there.

    Only of figures that the words have not today. The words between two figures part them; where there are none, or
    the draft has others, nothing is known.
    """
    after, text = wish.after or "", wish.sources[0].text
    known, expressions = _EXPRESSION.findall(wish.before or ""), _EXPRESSION.findall(after)
    between = _EXPRESSION.split(after)
    end = text.find(between[0]) + len(between[0])
    if not expressions or end < len(between[0]) or not all(between[1:-1]):
        return {}
    typed = dict[str, str]()
    for expression, words in zip(expressions, between[1:], strict=True):
        at = text.find(words, end) if words else len(text)
        if at < 0:
            return {}
        typed[expression], end = text[end:at], at + len(words)
    return {expression: said for expression, said in typed.items() if expression not in known}
