"""Checks the words beside a date: a day is a certain one (约2月21日), and has its day of the week (（星期五）)."""

import re
from collections.abc import Iterator
from datetime import date

from report_cli.compose.figure import ProseFigure
from report_cli.model import Finding

_DAYS = "一二三四五六日"
_NO_MARKER = "相预节制合履签特邀公条契依违解简缔守续婚爽失赴立集限最附邻走靠贴亲新远拉就"
# Compiled where a text has a sign of theirs at its end, or its beginning: that takes longer than a report's texts.
_NEARLY = f"(?<![{_NO_MARKER}])(?:大?约|大概|将?近|接近|临近|差不多)[在于]?$"
_NEAR_DAY = "[（(]?(?:左右|前后|上下)(?:[）)]|(?=[，。；、召举开闭报到完进]|$))|[多余](?=[，。；、召举开闭]|$)"
_NEARLY_ENDS, _NEAR_DAY_BEGINS = tuple("约概近多在于"), tuple("（(左前上多余")


def wrong(at: ProseFigure) -> Iterator[Finding]:
    if isinstance(at.fact.value, date):
        yield from _about_a_day(at)
        yield from _on_another_day(at, at.fact.value)


def _about_a_day(at: ProseFigure) -> Iterator[Finding]:
    """A day is a certain one: 约2月21日, 2月21日左右 is another claim."""
    before = re.search(_NEARLY, at.before) if at.before.endswith(_NEARLY_ENDS) else None
    after = re.match(_NEAR_DAY, at.after) if at.after.startswith(_NEAR_DAY_BEGINS) else None
    for word, is_before in ((before, True), (after, False)):
        if word:
            said = word[0].strip("（(）)")
            message = f"{at.named}是{at.run.text}，模板印成{at.shown}：写“{said}”就成了大概的日子"
            cure = f"去掉“{said}”；日子没有定，就把这个日期留空，定了再填"
            yield at.found("W108", message, cure, is_before=is_before)


def _on_another_day(at: ProseFigure, on: date) -> Iterator[Finding]:
    """A date's day of the week: 2月21日（星期五）."""
    if not at.after.startswith(("（", "(", "星", "周", "礼")):
        return
    day = re.match(f"[（(]?(?P<said>(?:星期|周|礼拜)(?P<day>[{_DAYS}天]))(?!年)", at.after)
    if day and at.run.text.endswith("日"):
        real, number = _DAYS[on.weekday()], _DAYS.find(day["day"].replace("天", "日"))
        if number != on.weekday():
            message = f"{at.fact.label}（{at.run.fact}）是{at.run.text}，这一天是星期{real}，模板写的是“{day['said']}”"
            yield at.found("W111", message, f"改为星期{real}；日期错了，就改{at.fact.place}")
