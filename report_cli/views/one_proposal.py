"""One proposed change as people read it: what is changed in which words, what is written where, and whose it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from report_cli.inward.proposed import ProposedChange, Source, State, marked
from report_cli.model import SEVERITIES, Finding
from report_cli.views.marks import CHANGES
from report_cli.views.screen import Stretch, Where
from report_cli.views.shortened import AROUND, shortened

_STATES: dict[State, Stretch] = {
    "ready": ("可以写", "good"),
    "conflict": ("有冲突", "warn"),
    "derived": ("由别的数算出", "warn"),
    "new": ("新的数", "warn"),
    "unclear": ("带不回", "warn"),
    "taken": ("已经有了", "quiet"),
}
ROW: Stretch = ("要写明号", "warn")
"""What can be added to the data, or taken out of them, where it is named."""
_EMPTY = "（还没填）"
_WORDS = 8
"""Of so many characters only those are marked that changed."""


def of_one(
    each: ProposedChange,
    where: Where,
    word: Stretch | None = None,
    message: str | None = None,
    *,
    is_headed: bool = False,
) -> Iterator[list[Stretch]]:
    """`word`: what is said in place of its state. `message`: what is said in place of its own.

    `is_headed`: the heading of its part says its state.
    """
    said, style = word or (ROW if part_of_open(each) == "row" else state(each.state, of_cells=not each.kind))
    sources = "；".join(_source(source) for source in each.sources)
    is_all = each.state == "taken" and not each.kind and not word  # of a hundred cells, most may be there already
    named = [(f"【{said}】", style)] * (not is_headed)
    yield [(f"{each.number}. ", "head"), *named, (f"{said_of(each)}{f'，{sources}' * is_all}", "")]
    if is_all:
        return
    template = f"，模板在 {where(each.place)}" if each.type == "prose" and each.place else ""
    written = "" if is_headed and each.state == "new" else _from_to(each, where, is_following=word is not None)
    beside = "；".join(filter(None, (written, *_beside(each))))
    yield [(f"    {beside}；" if beside else "    ", ""), (f"{sources}{template}", "quiet")]
    if told := each.message if message is None else message:
        yield [(f"    {told}", "quiet" if each.state == "taken" else "warn")]
    if each.aside and each.state != "taken":
        yield [(f"    {each.aside}", "warn")]


def of_settled(each: ProposedChange, where: Where) -> Iterator[list[Stretch]]:
    """A figure that the data have changed since the draft was built: it may stay at that."""
    now = next(source.text for source in each.sources if source.line)
    ours = "；".join(_source(source) for source in each.sources if not source.line)
    place = f"，{where(each.place)}" if each.place else ""
    said = f"{each.label}（{each.fact}）稿件里{each.after or '删去了'}，现在是{now}{place}；{ours}"
    yield [(f"{each.number}. ", "head"), ("【有冲突】", "warn"), (said, "")]


def part_of_open(each: ProposedChange) -> str:
    """Which part of the list one stands in of which nothing has become yet."""
    if each.state in ("new", "unclear"):
        return ("new" if each.state == "new" else "row") if each.can_be_added else "to_do"
    return each.state


def state(of: State, *, of_cells: bool) -> Stretch:
    return ("待核对", "warn") if of_cells and of == "unclear" else _STATES[of]


def in_order() -> Iterable[State]:
    """The states in the order in which they are summed up."""
    return _STATES


def of_words(findings: Iterable[Finding], which: str = "", *, is_written: bool = False) -> Iterator[list[Stretch]]:
    """What a build would say of the words of a proposal, and the cure."""
    when = "" if is_written else "写进去以后"
    for each in findings:
        what = "生成不了" if each.is_error else "生成时会提醒"
        said = f"    {which}{when}{what}：{SEVERITIES[each.severity]} {each.code} {each.message}；{each.cure}"
        yield [(said.removesuffix("；"), "warn")]


def said_of(each: ProposedChange, around: int = AROUND) -> str:
    """The sentence or cell with what is changed marked in it."""
    source = each.sources[0]
    if each.type == "figure":
        text = source.marked or source.text
        return shortened(_narrowed(each, text), around) if each.kind else text
    words = source.marked or f"{each.before or ''}→{each.after or ''}"
    change = "" if each.change != "moved" and "〔" in words else f"{CHANGES[each.change]}：" if each.change else ""
    return f"{change}{shortened(words, around)}"


def _narrowed(each: ProposedChange, text: str) -> str:
    """A figure's sentence in which no more is marked than what is another: one name of a list, some words of many."""
    match = re.search("〔([^〔〕]*)→([^〔〕]*)〕", text)
    if match is None:
        return text
    was, now = match.groups()
    before, after = each.before or "", each.after or ""
    is_item = each.fact.endswith("]") and before != was
    if is_item and before and was.count(before) == 1:
        said = was.replace(before, _change(before, after))
    elif is_item and after and not before and now.count(after) == 1:
        said = now.replace(after, f"〔→{after}〕")
    else:
        said = _change(was, now)
    return f"{text[: match.start()]}{said}{text[match.end() :]}"


def _change(was: str, now: str) -> str:
    """Words that became others, as far as they did; a number is shown whole."""
    is_long = min(len(was), len(now)) >= _WORDS and not re.search("[0-9]", was + now)
    return marked(was, now) if is_long else f"〔{was}→{now}〕"


def _from_to(each: ProposedChange, where: Where, *, is_following: bool = False) -> str:
    if each.type == "prose":
        return ""
    place = f"，{where(each.place)}" if each.place else ""
    if each.state == "new":
        return f"{each.label}：{each.after}"
    if not each.fact:
        return ""
    # What was changed in long words is marked in them.
    is_marked = each.kind and len(each.before or _EMPTY) >= _WORDS and not re.search("[0-9]", each.before or "")
    is_marked = is_marked and bool(each.after) and "〔" in each.sources[0].marked
    is_there = (each.state == "taken" and not is_following) or each.before == each.after
    said = "" if is_marked and not is_there and not each.is_removal else change_of(each, is_there=is_there)
    return f"{each.label}（{each.fact}）{said}{place}"


def change_of(each: ProposedChange, *, is_there: bool = False) -> str:
    """What becomes of a value. `is_there`: the data say so already."""
    before, after = each.before or _EMPTY, each.after or "（没有）"
    if each.is_removal:
        return f"{before} → 今年没有，删去这一行"
    if is_there:
        return f"现在是{each.after}" if each.after else f"{before}已经没有了"
    if each.kind and each.fact.endswith("]") and not (each.before and each.after):
        return f"加{each.after}" if each.after else f"删去{each.before}"
    return f"{before} → {after}"


def _beside(each: ProposedChange) -> Iterator[str]:
    """What is to stand beside a value."""
    if each.source:
        yield f"出处：{each.source}"
    if each.note:
        yield f"备注：{each.note}"


def _source(source: Source) -> str:
    return f"{source.file}:{source.line}" if source.line else " ".join(filter(None, (source.file, source.at)))
