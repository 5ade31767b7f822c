"""One proposed change as people read it: what is changed in which words, what is written where, and whose it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from report_cli.inward.proposed import ProposedChange, Source, State, marked
from report_cli.model import SEVERITIES, Finding
from report_cli.sentences import CLAUSE_MARKS, ITEM_MARKS
from report_cli.views.marks import CHANGES
from report_cli.views.screen import Stretch, Where

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
_AROUND = 18
"""So many characters of the words before and behind a change are shown, from the clause that they are in."""
_IN_MARKS = "\0"
_WORDS = 8
"""Of so many characters only those are marked that changed."""
_MOVED = 36
"""So many characters of words that only move."""


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
    yield [(f"{each.number}. ", "head"), *named, (f"{_said(each)}{f'，{sources}' * is_all}", "")]
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


def _said(each: ProposedChange) -> str:
    source = each.sources[0]
    if each.type == "figure":
        text = source.marked or source.text
        return _shortened(_narrowed(each, text)) if each.kind else text
    words = source.marked or f"{each.before or ''}→{each.after or ''}"
    change = "" if each.change != "moved" and "〔" in words else f"{CHANGES[each.change]}：" if each.change else ""
    return f"{change}{_shortened(words)}"


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


def _shortened(text: str) -> str:
    """Words with what is changed in them, and so much round it that people know the place."""
    first, *parts = re.split("(〔.*?〕)", text)
    if not parts:
        return text if len(text) <= 2 * _MOVED else f"{text[:_MOVED]}…{text[-_MOVED // 2 :]}"
    made = _before(first)
    for part in parts[:-1]:
        is_mark = part.startswith("〔")
        made += part if is_mark or len(part) <= 3 * _AROUND else f"{_behind(part)}{_before(part).removeprefix('…')}"
    return made + _behind(parts[-1])


def _before(text: str) -> str:
    """The words before a change, from a clause on that is near it."""
    if len(text) <= _AROUND * 3 // 2:
        return text
    masked, start = _masked(text), len(text) - _AROUND
    while start and masked[start - 1] == masked[start] == _IN_MARKS:
        start -= 1
    clause = re.search(f"(?<=[{CLAUSE_MARKS}／])[^{CLAUSE_MARKS}／]", masked[start:])
    return f"…{text[start + (clause.start() if clause else 0) :]}"


def _behind(text: str) -> str:
    """The words behind a change, up to the end of a clause that is near it."""
    if len(text) <= _AROUND * 3 // 2:
        return text
    masked, end = _masked(text), _AROUND
    while end < len(text) and masked[end - 1] == masked[end] == _IN_MARKS:
        end += 1
    ends = [match.end() for match in re.finditer(f"[{ITEM_MARKS}／]", masked[:end])]
    cut = ends[-1] if ends and ends[-1] >= _AROUND // 2 else end
    return f"{text[:cut]}…" if cut < len(text) else text


def _masked(text: str) -> str:
    """A text, what stands in marks being no place to cut it."""
    return re.sub("【[^【】]*】|“[^“”]*”|《[^《》]*》", lambda found: _IN_MARKS * len(found[0]), text)


def _from_to(each: ProposedChange, where: Where, *, is_following: bool = False) -> str:
    if each.type == "prose":
        return ""
    place = f"，{where(each.place)}" if each.place else ""
    if each.state == "new":
        return f"{each.label}：{each.after}"
    if not each.fact:
        return ""
    named = f"{each.label}（{each.fact}）"
    if each.is_removal:
        return f"{named}{each.before or _EMPTY} → 今年没有，删去这一行{place}"
    if (each.state == "taken" and not is_following) or each.before == each.after:
        return f"{named}{f'现在是{each.after}' if each.after else f'{each.before or _EMPTY}已经没有了'}{place}"
    if each.kind and each.fact.endswith("]") and not (each.before and each.after):
        return f"{named}{f'加{each.after}' if each.after else f'删去{each.before}'}{place}"
    before, after = each.before or _EMPTY, each.after or "（没有）"
    # What was changed in long words is marked in them.
    is_marked = (
        each.kind and len(before) >= _WORDS and not re.search("[0-9]", before) and "〔" in each.sources[0].marked
    )
    return f"{named}{'' if is_marked else f'{before} → {after}'}{place}"


def _beside(each: ProposedChange) -> Iterator[str]:
    """What is to stand beside a value."""
    if each.source:
        yield f"出处：{each.source}"
    if each.note:
        yield f"备注：{each.note}"


def _source(source: Source) -> str:
    return f"{source.file}:{source.line}" if source.line else " ".join(filter(None, (source.file, source.at)))
