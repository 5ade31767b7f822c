"""Many proposals in parts: first what somebody has to decide, then what is ready, at last what asks for nothing."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Sequence
from itertools import groupby

from msgspec.structs import replace

from report_cli.inward.figure_wishes import FOLLOWS
from report_cli.inward.proposed import ProposedChange
from report_cli.inward.rivals import Rivals
from report_cli.tasks.incoming import Incoming
from report_cli.text import ranges
from report_cli.views import brief, brief_numbers, of_run, one_proposal
from report_cli.views.brief import Among
from report_cli.views.screen import Stretch, Where
from report_cli.views.shortened import shortened

FEW = 9
"""So many proposals are looked over at once."""
_DONE, _BY_HAND = "不用管的{}条", "要自己改的{}条，照每条说的改，改好再运行一次"
_PARTS = {
    "已写": "已写的{}条",
    "选了": "选了的{}条",
    "看": "只看不写的{}条",
    "conflict": "有冲突的{}条，要哪几条，用{}写明",
    "settled": "数据后来又改过的{}条，不改就不用管；要改成稿件的，用{}写明",
    "to_do": _BY_HAND,
    "unclear": _BY_HAND,
    "derived": _BY_HAND,
    "new": "新的数{}条，看名称、数、公式，要哪几条，用{}写明，就加进指标目录和年度数据，以后跟着数据变",
    "row": "数据里要加、要删的{}条，看照不照这样改，要哪几条，用{}写明",
    "held": "只有 {2} 说的{0}条，看不出底稿，可能是数据、模板后来变了：一条一条看过，要的用{1}写明",
    "ready": "可以写的{}条",
    "没有选": "没有选的{}条",
    "taken": _DONE,
    "跟着变": _DONE,
    "跟着变了": _DONE,
}
"""The parts of a list, in their order, by what became of a proposal or by its state."""
_BY_DRAFT = ("held", "ready")


def is_long(incoming: Incoming) -> bool:
    """The rows of a table are read in the order of the table, however many they are."""
    return len(incoming.proposals) > FEW and any(each.kind for each in incoming.proposals)


def lines(incoming: Incoming, where: Where) -> Iterator[list[Stretch]]:
    proposals = incoming.proposals
    labels = {**incoming.labels, **brief_numbers.new_labels(proposals)}
    among = Among(brief.main_file(proposals), where, brief.called(proposals), labels)
    derived, told = of_run.derived(proposals), dict[str, int]()
    for said, found in groupby(_in_parts(incoming), key=lambda each: _PARTS[each[0]]):
        of_part = [*found]
        shown = yield from _headed(said, [each for _, each in of_part], incoming, among)
        for head, group in groupby(shown, key=lambda each: _head(of_part[0][0], each)):
            together = [*group]
            yield from _group_head(of_part[0][0], head, together, among)
            for each in together:
                yield from _but_once(each, _one(of_part[0][0], each, incoming, among), told)
                yield from of_run.not_with_it(each, derived)


def _in_parts(incoming: Incoming) -> list[tuple[str, ProposedChange]]:
    """The proposals with the part that they stand in; those of one draft, or one conflict, follow each other."""
    order = {said: number for number, said in enumerate(dict.fromkeys(_PARTS.values()))}
    files = {file: number for number, file in enumerate(dict.fromkeys(_file(each) for each in incoming.proposals))}
    rivals = _rivals(incoming.proposals)

    def rank(found: tuple[str, ProposedChange]) -> tuple[int, ...]:
        part, each = found
        of_file = files[_file(each)] if part in _BY_DRAFT else 0
        return order[_PARTS[part]], of_file, rivals.get(each.number, each.number)

    return sorted(((_part(each, incoming), each) for each in incoming.proposals), key=rank)


def _part(each: ProposedChange, incoming: Incoming) -> str:
    """Which part of the list a proposal stands in, by what became of it or its state."""
    if each.number in incoming.looked:
        return "看"
    if word := of_run.word(each, incoming):
        return word[0]
    is_of_data = each.type == "figure" and any(source.line for source in each.sources)
    if each.state == "conflict" and is_of_data and not any(other is not each for other in incoming.rivals.of(each)):
        return "settled"
    part = one_proposal.part_of_open(each)
    return "held" if part == "ready" and each.number in incoming.held_back else part


def _rivals(proposals: Iterable[ProposedChange]) -> dict[int, int]:
    """Of each that is in conflict, the first number of all that are in it with each other: they follow each other."""
    among = [each for each in proposals if each.state == "conflict"]
    before, rivals = {each.number: each.number for each in among}, Rivals(among)

    def first(number: int) -> int:
        while before[number] != number:
            before[number] = number = before[before[number]]
        return number

    for each in among:
        for other in rivals.of(each):
            least, more = sorted((first(each.number), first(other.number)))
            before[more] = least
    return {number: first(number) for number in before}


def _headed(
    said: str, proposals: Sequence[ProposedChange], incoming: Incoming, among: Among
) -> Generator[list[Stretch], None, list[ProposedChange]]:
    """The heading of a part, with the numbers of those of which there is no more to say; the others."""
    plain = [each for each in proposals if _is_plain(each, incoming, among)]
    numbers = f"第{'、'.join(ranges(sorted(each.number for each in plain)))}条" if plain else ""
    lost = "、".join(sorted({file for each in proposals for file in each.files}))
    yield [(f"{said.format(len(proposals), incoming.option, lost)}：{numbers}", "group")]
    return [each for each in proposals if each not in plain]


def _is_plain(each: ProposedChange, incoming: Incoming, among: Among) -> bool:
    """Whether one of many is told by its number alone: nobody has to decide about it, or has chosen others.

    What was written is, where its number was known and there is no more to say.
    """
    if each.number in incoming.written:
        return incoming.is_named and len([*_one("已写", each, incoming, among)]) == 1
    if each.number in (*(incoming.chosen or ()), *incoming.looked):
        return False
    if incoming.chosen is not None:
        return True
    if of_run.is_passed(each, incoming):
        return each.state == "ready" or bool(incoming.rivals.of(each))
    return each.state == "taken" and each.message in ("", FOLLOWS) and not each.words


def _file(each: ProposedChange) -> str:
    return next((source.file for source in each.sources if not source.line), each.sources[0].file)


def _head(part: str, each: ProposedChange) -> tuple[object, ...]:
    """What those have in common above which it is said once: the draft, or the sentence of new numbers."""
    if part in _BY_DRAFT:
        return (_file(each),)
    of_one = each.state == "new" and len(each.sources) == 1
    source = each.sources[0]
    return (source.file, source.paragraph, source.text) if of_one else (each.number,)


def _group_head(
    part: str, head: tuple[object, ...], together: Sequence[ProposedChange], among: Among
) -> Iterator[list[Stretch]]:
    if part in _BY_DRAFT:
        yield [(f"  {head[0]}", "head")]
    elif part == "new":
        said = shortened(brief_numbers.in_sentence(together), brief.AROUND)
        by = "；".join(brief.sources(together[0], among))
        group = among.labels.get(together[0].key[2].partition(".")[0], "")
        yield [(f"  {by}：{said}", "quiet"), (f"（加在{group}）" * bool(group), "quiet")]


def _one(part: str, each: ProposedChange, incoming: Incoming, among: Among) -> Iterator[list[Stretch]]:
    """One of them; what is said of many alike is said with the heading of their part, or at the end."""
    spoken = incoming.spoken.get(each.number, ())
    if part == "已写":
        yield from brief.of_written(each, among, spoken)
        return
    match part:
        case "ready" | "held":
            yield from brief.of_change(each, among, _file(each))
        case "conflict":
            yield from _of_conflict(each, incoming, among)
        case "settled":
            yield brief.of_settled(each, among)
        case "new":
            yield from brief_numbers.told(each, among.labels)
        case "to_do" | "unclear" | "derived":
            state = one_proposal.state(each.state, of_cells=False)
            yield from brief.of_change(brief_numbers.by_hand(each), among, state=state)
        case _:
            yield from one_proposal.of_one(each, among.where, of_run.word(each, incoming))
    yield from one_proposal.of_words(map(brief.without_place, spoken), is_written=bool(incoming.written))


def _but_once(each: ProposedChange, shown: Iterable[list[Stretch]], told: dict[str, int]) -> Iterator[list[Stretch]]:
    """What is shown of one; what was told of one before, `told` by what it says, is not said whole again."""
    for line in shown:
        text = "".join(said for said, _ in line)
        first = told.setdefault(text, each.number) if text.startswith(" ") else each.number
        yield line if first == each.number else [(f"    同第{first}条", "quiet")]


def _of_conflict(each: ProposedChange, incoming: Incoming, among: Among) -> Iterator[list[Stretch]]:
    """One of those that are in conflict: with which others, where they stand beside it, else what is told of it."""
    others = [other for other in incoming.rivals.of(each) if other is not each]
    is_among_them = others and not any(other.state == "taken" for other in others)
    if is_among_them and not any(source.line for source in each.sources):
        against = "、".join(f"第{other.number}条" for other in others)
        yield from brief.of_change(each, among, said=f"不能和{against}一起要", is_told=False)
    else:
        said = replace(each, message=f"{each.message}{of_run.choice(each, incoming)}")
        yield from brief.of_change(said, among)
