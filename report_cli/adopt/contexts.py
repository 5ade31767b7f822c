"""The words beside a figure, and what was said before it in its sentence."""

import re
from collections.abc import Sequence

from msgspec import Struct

from report_cli.adopt import clauses, phrases
from report_cli.adopt.found import Fixed, Found, Mention, Spoken

_BRACKETS = re.compile(r"[（(][^（）()]*[）)]$|[（(][^（）()]{1,6}[）)]")
_PASSED = "\0"
"""Stands for each character of what a label passes over."""


class Context(Struct, frozen=True):
    """The words beside a figure, as far as the next mark or figure on either side; `earlier`: the clause before.

    `is_closed`: whether a mark ends the words behind it; `is_listed`: whether it follows another figure at once (、).
    `goes_on`: whether it stands in one list with the figure before it: 改造老旧小区4个、楼房27栋.
    """

    before: str
    after: str
    earlier: str
    is_closed: bool = True
    is_listed: bool = False
    goes_on: bool = False


def _near(text: str, one: Found, left: int) -> tuple[str, bool]:
    """The words before a figure that are its own, of what is listed in its clause; whether the clause begins there."""
    near = text[left : one.start]
    if isinstance(one, Mention) and one.text[0] == "《":
        near = near.rpartition("》、")[2]
    for passed in (_BRACKETS, phrases.LISTED_NAMES):
        near = passed.sub(lambda match: _PASSED * len(match.group()), near)
    marks = [match.end() for match in phrases.MARK.finditer(near)]
    if left and isinstance(one, Mention) and one.unit and re.fullmatch("[\u4e00-\u9fff]{2,10}[和及与]", near):
        return ("", False) if not phrases.verbs().search(near) else (near, False)
    if left and not marks:  # in one clause with another figure, that has the words before 、 and the noun behind it
        near = near if phrases.verbs().search(near.rpartition("、")[0]) else near.rpartition("、")[2]
        verb = phrases.verbs().search(near, 2) if near == text[left : one.start] else None
        near = near[verb.start() :] if verb and verb.start() < 8 else near
    return (near[marks[-1] :], True) if marks else (near, False)


def _without_lists(after: str) -> str:
    """Words behind a figure without what only gives examples: 企业参加展会 of 企业参加广交会、进博会等展会."""
    if not re.match("[^、]+、.*等(?![级次奖]|$)", after):
        return after
    verb = phrases.verbs().search(after)
    at = verb.start() if verb else 0
    return f"{after[:at]}{clauses.without_lists(after[at:])}"


def context(text: str, found: Sequence[Found], at: int) -> Context:
    one = found[at]
    said = [each for each in found if not _is_within(text, each)]
    left = max((each.end for each in said if each.end <= one.start), default=0)
    right = min((each.start for each in said if each.start >= one.end), default=len(text))
    near, begins = _near(text, one, left)
    earlier = text[: one.start - len(near)] if begins or not left else ""
    before = near.replace(_PASSED, "")
    sentence = re.split(phrases.SENTENCE_END, earlier.rstrip("，、：（ "))[-1]
    said_before = [clause for clause in phrases.MARK.split(sentence) if clause]
    behind = phrases.IN_BRACKETS.sub("", text[one.end : right])
    end = phrases.MARK.search(behind)
    is_closed = end is not None or right == len(text)
    after = behind[: end.start()] if end else behind
    after = re.sub(
        "^及?以[上下]的?|^的(?=企业|单位|用户)|^(?:工作日|[微毫]克(?:/立方米)?|之久)$|^地(?=政协|工商联|法院)|(?:全年|今年)(?=.)",
        "",
        after,
    )
    after = after if end else _without_lists(after)
    # What stands behind 、 is of another figure, where one follows.
    after = re.sub("、", "", after) if is_closed and after[:1] != "、" else after.partition("、")[0]
    return Context(
        before,
        after,
        said_before[-1] if said_before else "",
        is_closed=is_closed or "、" in behind,
        is_listed=text[left : one.start] in ("、", "和", "及"),
        goes_on=re.fullmatch("[^，。；：]*、[^，。；：]*", text[left : one.start]) is not None and bool(left),
    )


def _is_within(text: str, each: Found) -> bool:
    """Whether words go on over what was found: names, and numerals in words that limit or begin a noun.

    过百万元的村, 五年以上有期徒刑, 发放两项补贴.
    """
    if not isinstance(each, Spoken):
        return isinstance(each, Fixed) or each.is_name
    is_limit = "过" in text[max(each.start - 1, 0) : each.start + 1] or text.startswith(("以上", "以下"), each.end)
    verb = [*phrases.verbs().finditer(text, max(each.start - 4, 0), each.start)][-1:]
    noun = re.match(r"[^\W\d]{2,6}(?=\d)", text[each.end :])
    is_noun = noun is not None and not phrases.verbs().search(noun.group())
    return is_limit or (bool(verb) and verb[0].end() == each.start and is_noun)


Named = tuple[str, Mention]
"""A figure, and its label."""


class Said(Struct, frozen=True):
    """The figures before one in its sentence: the `last` count, what a change is one of, the last of its kind.

    `counts`: all of them.
    """

    last: Named | None = None
    subject: Named | None = None
    like: Named | None = None
    counts: tuple[Named, ...] = ()


def said_before(before: Sequence[Named], one: Mention) -> Said:
    """What was said in a sentence before one of its figures."""
    counts = [each for each in before if each[1].kind != "rate"]
    rates = [each for each in before if each[1].kind == "rate"]
    same = [each for each in counts if each[1].unit == one.unit] if one.kind in ("count", "amount") else rates
    of = same if one.kind != "rate" else before
    last, subject, like = (each[-1] if each else None for each in (counts, of or before, same or before))
    return Said(last, subject, like, tuple(counts))
