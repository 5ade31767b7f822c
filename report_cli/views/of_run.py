"""What became of proposals in a run that wrote or chose some, and what is told beside them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from report_cli.inward.proposed import WRITABLE, ProposedChange
from report_cli.tasks.incoming import Incoming
from report_cli.views.screen import Stretch


def word(each: ProposedChange, incoming: Incoming) -> Stretch | None:
    """What became of one that was written or chosen; of one that was not chosen and could have been."""
    if each.number in incoming.written:
        return "已写", "good"
    if incoming.chosen is not None and each.number in incoming.chosen:
        return "选了", "good"
    if follows(each, incoming):
        return ("跟着变了" if incoming.written else "跟着变"), "good"
    return ("没有选", "quiet") if is_passed(each, incoming) else None


def follows(each: ProposedChange, incoming: Incoming) -> bool:
    """Whether a figure that others give becomes what the draft says once those are written, and is not so yet."""
    return each.state == "taken" and not each.words and each.fact in incoming.following


def is_passed(each: ProposedChange, incoming: Incoming) -> bool:
    """Whether one could be written, and was not chosen, or another was in its place: no open question of this run."""
    if each.state not in WRITABLE or each.number in (*incoming.written, *incoming.looked):
        return False
    if incoming.chosen is not None:
        return each.number not in incoming.chosen
    return any(other.number in incoming.written for other in incoming.rivals.of(each))


def choice(each: ProposedChange, incoming: Incoming) -> str:
    """How a conflict is decided: where the data say one of the wishes by now, it may stay at that."""
    wanted = {*incoming.written, *(incoming.chosen or ())}
    rivals = [other for other in incoming.rivals.of(each) if other is not each]
    if not wanted.isdisjoint(other.number for other in (each, *rivals)):
        return ""
    is_settled = any(other.state == "taken" and not other.kind for other in rivals)
    # Of a draft's one wish, beside what the data or the text say by now.
    is_settled |= any(source.line for source in each.sources) and not rivals
    # What another draft wanted in its place is said by now.
    is_settled |= bool(each.kind) and all(other.state == "taken" for other in rivals)
    how = f"用{incoming.option}写明它的号"
    return f"；不改就不用管，要改成这一条，{how}" if is_settled else f"；要哪一条，{how}"


Derived = Mapping[tuple[str, int | None], Sequence[ProposedChange]]


def derived(proposals: Iterable[ProposedChange]) -> Derived:
    """The figures that follow from others and stand otherwise in a draft, by the paragraphs of drafts they are in."""
    found = defaultdict[tuple[str, int | None], list[ProposedChange]](list)
    for each in proposals:
        if each.type == "figure" and each.state == "derived" and each.before:
            for place in dict.fromkeys((source.file, source.paragraph) for source in each.sources):
                found[place].append(each)
    return found


def not_with_it(each: ProposedChange, derived: Derived) -> Iterator[list[Stretch]]:
    """Of words that were written: the figures among them that the draft has otherwise and that follow from others."""
    if each.type != "prose" or each.state not in (*WRITABLE, "taken"):
        return
    places = {(source.file, source.paragraph) for source in each.sources}
    beside = {other.number: other for place in places for other in derived.get(place, ())}
    for number, other in sorted(beside.items()):
        yield [(f"    写的只是字：{other.label}仍是{other.before}，不是{other.after}，见第{number}条", "warn")]
