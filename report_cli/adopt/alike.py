"""Whether two labels may be of one thing, as far as their words tell."""

import re

CHANGES = re.compile(
    "增长|下降|提高|增加|减少|上升|增减|增幅|降低|压减|净增|净涨|缩短|回落|比.{1,4}[多少高低]|[低高]于(?=.)|高出"
)
EARLIER = re.compile("^(?:上年|年初|原)")


def are_alike(label: str, other: str) -> bool:
    """Whether two labels have two signs in a row in common."""
    return any(label[at : at + 2] in other for at in range(len(label) - 1))


def is_within(short: str, long: str) -> bool:
    """Whether a longer label has the words of a shorter one: 收到委员提案 has 收到提案."""
    rest = iter(long)
    return len(short) > 1 and (short in long or (len(short) > 3 and all(sign in rest for sign in short)))
