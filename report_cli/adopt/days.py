"""Of which year a day is that a report says without its year: of that which it reports, or of the next one."""

import re
from collections.abc import Sequence

from report_cli.adopt.found import Mention
from report_cli.adopt.sections import Text

_SESSION = re.compile("[次届]会议|全会|大会|两会|开幕|闭幕")
_DAY = re.compile(r"\s*(\d{1,2})月(\d{1,2})日")


def may_be_of_next_year(texts: Sequence[Text], number: int, one: Mention) -> bool:
    """Whether a day may be of the next year, as the sessions at its beginning are that hear reports."""
    if one.kind != "date" or one.form != "|short" or int(one.values[0][5:7]) > 3:
        return False
    text = texts[number].text
    start = max(text.rfind(mark, 0, one.start) for mark in "。！？；") + 1
    is_session = _SESSION.search(re.split("[。！？；]", text[start:])[0]) is not None
    return is_session and not (one.start == start == 0 and _is_in_order(texts, number))


def _is_in_order(texts: Sequence[Text], number: int) -> bool:
    """Whether a paragraph is a line of a year's events (大事记), whose days follow each other from its first on."""
    before, own, after = (_day(texts, number + each) for each in (-1, 0, 1))
    return own is not None and (own >= before if before else after is not None and own <= after)


def _day(texts: Sequence[Text], number: int) -> tuple[int, int] | None:
    """Month and day that a paragraph begins with."""
    match = _DAY.match(texts[number].text) if 0 <= number < len(texts) and not texts[number].row else None
    return (int(match[1]), int(match[2])) if match else None
