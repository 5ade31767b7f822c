"""Proposed changes as lines for people and as JSON for programs."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Generator, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from pathlib import PurePath
from typing import Any

from report_cli.facts.formula import PREVIOUS
from report_cli.inward.carried import Comment, Uncarried
from report_cli.inward.figure_wishes import FOLLOWS
from report_cli.inward.new_number import BY_NUMBER
from report_cli.inward.proposed import WRITABLE, ProposedChange, Source
from report_cli.inward.rivals import Rivals
from report_cli.inward.row_advice import ROW, ROW_AND_GROUP
from report_cli.model import Finding, Place
from report_cli.tasks.incoming import Incoming
from report_cli.text import excerpt, quoted, ranges
from report_cli.views import one_proposal
from report_cli.views.findings import entry
from report_cli.views.one_proposal import of_one, of_words
from report_cli.views.screen import Stretch, Where, position

_DONE, _BY_HAND = "不用管的{}条", "要自己改的{}条，照每条说的改"
_PARTS = {
    "taken": _DONE,
    "跟着变": _DONE,
    "跟着变了": _DONE,
    "已写": "已写的{}条",
    "选了": "选了的{}条",
    "没有选": "没有选的{}条",
    "ready": "可以写的{}条",
    "conflict": "有冲突的{}条，要哪几条，用{}写明",
    "settled": "数据后来又改过的{}条，不改就不用管；要改成稿件的，用{}写明",
    "new": "新的数{}条，看名称、单位、数、公式，要哪几条，用{}写明，就照列的写进指标目录和年度数据，以后跟着数据变",
    "row": "数据里要加、要删的{}条，看照不照这样改，要哪几条，用{}写明",
    "to_do": _BY_HAND,
    "unclear": _BY_HAND,
    "derived": _BY_HAND,
}
"""The parts of a list, in their order, by what became of a proposal or by its state."""
_FEW = 9
"""So many proposals are looked over at once."""
_STRUCK = "删除线"
_PLACES = 3
"""So many places of a mere format are named."""


def lines(incoming: Incoming, where: Where, asked: Collection[int] = ()) -> Iterator[list[Stretch]]:
    """`asked`: the numbers of those that were shown already, one by one."""
    derived, is_written = _derived(incoming.proposals), bool(incoming.written)
    for part, found in groupby(_in_parts(incoming, asked), key=itemgetter(0)):
        proposals = [each for _, each in found]
        if part:
            proposals = yield from _headed(part, proposals, incoming)
        for each in proposals:
            if each.number not in asked:
                yield from _in_list(each, incoming, where, is_parted=bool(part))
                yield from _not_with_it(each, derived)
            # One of a conflict that was asked about was not tried before it was answered yes.
            if each.number not in asked or (each.state == "conflict" and each.number in incoming.written):
                which = f"第{each.number}条" * (each.number in asked)
                yield from of_words(incoming.spoken.get(each.number, ()), which, is_written=is_written)
    # What no single one brings in is not told as if the last one did.
    yield from (
        [(said.lstrip(), style)] for [(said, style)] in of_words(incoming.spoken.get(0, ()), is_written=is_written)
    )
    yield from _beside(incoming)
    yield from _once(incoming, where)
    yield [(_summary(incoming), "good" if not incoming.undecided else "warn")]


def _headed(
    part: str, proposals: Sequence[ProposedChange], incoming: Incoming
) -> Generator[list[Stretch], None, list[ProposedChange]]:
    """The heading of a part, with the numbers of those of which there is no more to say; the others."""
    plain = [each for each in proposals if _is_plain(each, incoming)]
    numbers = f"第{'、'.join(ranges(sorted(each.number for each in plain)))}条" if plain else ""
    yield [(f"{part.format(len(proposals), incoming.option)}：{numbers}", "group")]
    return [each for each in proposals if each not in plain]


def _is_plain(each: ProposedChange, incoming: Incoming) -> bool:
    """Whether one of many is told by its number alone: nobody has to decide about it, or has chosen others."""
    if each.number in incoming.written or each.number in (incoming.chosen or ()):
        return False
    if _is_passed(each, incoming):
        return each.state == "ready" or bool(incoming.rivals.of(each))
    return each.state == "taken" and each.message in ("", FOLLOWS) and not each.words


def _in_list(each: ProposedChange, incoming: Incoming, where: Where, *, is_parted: bool) -> Iterator[list[Stretch]]:
    """One of them; what is said of many alike is said with the heading of their part, or at the end."""
    word, message = _word(each, incoming), each.message
    if _part(each, incoming) == "settled" and is_parted:
        yield from one_proposal.of_settled(each, where)
        return
    if each.state == "conflict" and word is None:
        message = (_against(each, incoming) if is_parted else "") or f"{message}{_choice(each, incoming)}"
    if each.state == "new" and each.can_be_added and is_parted:
        message = _briefly(message)
    is_headed = is_parted and _part(each, incoming) in ("ready", "conflict", "new", "已写", "选了")
    yield from of_one(each, where, word, message, is_headed=is_headed)


_HEADED = re.compile(
    f"{BY_NUMBER}(?:，以后跟着(?:数据)?变)?|^数据里没有这个数。要收进来：|；公式的数，数据里不用写|，数据里不用写"
)
_LINES = re.compile(r"[\w./]+ 的([^；]+?)组（indicators下）加一行 ([^；]+)(?:；[\w./]+ 的\1组加一行 )?", re.ASCII)


def _briefly(message: str) -> str:
    """The lines that a new number brings, without what the heading says of all of them."""
    message = _HEADED.sub("", message.removesuffix(ROW_AND_GROUP).removesuffix(ROW))
    return _LINES.sub(lambda found: f"{found[1]}组加 {found[2]}{'，' * found[0].endswith(' ')}", message)


def _against(each: ProposedChange, incoming: Incoming) -> str:
    """With which others one is in conflict that are listed beside it; empty where the data are among them."""
    others = [other for other in incoming.rivals.of(each) if other is not each]
    if not others or any(other.state == "taken" for other in others) or any(source.line for source in each.sources):
        return ""
    said = [f"第{other.number}条（{'、'.join(sorted(other.files))}）" for other in others]
    return f"和{'、'.join(said)}要的不一样"


def _beside(incoming: Incoming) -> Iterator[list[Stretch]]:
    """What drafts have beside their text, and what follows from what is written."""
    if incoming.is_cut_short and 0 in incoming.spoken:
        when = "" if incoming.written else "写进去以后，"
        said = "改动多，没有一条一条试到底，这些提醒有的查不出是哪一条带来的"
        yield [(f"{said}；{when}report check 会说在哪一行", "warn")]
    for comment in incoming.comments:
        by = "，".join(filter(None, (comment.author, comment.date[:10])))
        yield [(f"{comment.file} 第{comment.paragraph}段批注（{by}）：{comment.text}", "quiet")]
    of_kind = defaultdict[tuple[str, str], list[Uncarried]](list)
    for one in incoming.uncarried:
        of_kind[one.file, one.what].append(one)
    for (file, what), found in of_kind.items():
        yield [(f"{file}：{_uncarried(what, found)}", "quiet")]
    said = "写进去以后跟着变" if not incoming.written else "跟着变了"
    for follower in incoming.follows:
        change = f"{follower.before or '（没有）'} → {follower.after}"
        yield [(f"{said}：{follower.label}（{follower.fact}） {change}", "warn")]


def _once(incoming: Incoming, where: Where) -> Iterator[list[Stretch]]:
    """What holds for many of them, said once."""
    left = [each for each in incoming.proposals if each.number not in incoming.written]
    files = dict.fromkeys(each.file for each in left if each.words and each.state in WRITABLE)
    if files and not incoming.written:
        yield [(f"改的字句写到 {'、'.join(where(Place(file)).file for file in files)}", "")]
    new = [each for each in left if each.can_be_added]
    if len(incoming.proposals) > _FEW and (
        rows := [each for each in new if each.message.endswith((ROW, ROW_AND_GROUP))]
    ):
        groups = [each for each in rows if each.message.endswith(ROW_AND_GROUP)]
        more = f"；{_numbered(groups)}的组名另占一行" if groups else ""
        yield [(f"写了{_numbered(rows)}，列出各组的数的那张表也各多一行{more}", "")]
    yield from _shared_sources(incoming)
    numbers = {each.number for each in incoming.proposals}
    if gaps := sorted({*range(1, max(numbers, default=0) + 1)} - numbers):
        yield [(f"第{'、'.join(ranges(gaps))}条空着：以前列过，现在没有了，或并进了前面的一条", "quiet")]


def _numbered(proposals: Iterable[ProposedChange]) -> str:
    return f"第{'、'.join(ranges(each.number for each in proposals))}条"


def _in_parts(incoming: Incoming, asked: Collection[int]) -> list[tuple[str, ProposedChange]]:
    """The proposals with the heading of their part: first what asks for nothing, last what people do themselves.

    A few are read in the order of their draft, the rows of a table in the order of the table, without a heading.
    """
    found = [(_PARTS[_part(each, incoming)], each) for each in incoming.proposals]
    is_short = len(found) <= _FEW or not any(each.kind for each in incoming.proposals)
    if asked or is_short:
        return [("", each) for _, each in found]
    order, rivals = [*_PARTS.values()], _rivals(incoming.proposals)
    return sorted(found, key=lambda each: (order.index(each[0]), rivals.get(each[1].number, each[1].number)))


def _part(each: ProposedChange, incoming: Incoming) -> str:
    """Which part of the list a proposal stands in, by what became of it or its state."""
    if word := _word(each, incoming):
        return word[0]
    is_of_data = each.type == "figure" and any(source.line for source in each.sources)
    if each.state == "conflict" and is_of_data and not any(other is not each for other in incoming.rivals.of(each)):
        return "settled"
    return one_proposal.part_of_open(each)


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


def _shared_sources(incoming: Incoming) -> Iterator[list[Stretch]]:
    """The sources that would be said of values that come from drafts, each once."""
    shared = defaultdict[str, list[ProposedChange]](list)
    for each in incoming.proposals:
        is_open = each.state in WRITABLE or each.can_be_added
        if each.shared and (each.number in incoming.written or (is_open and not incoming.written)):
            shared[each.shared].append(each)
    for where, found in shared.items():
        numbers = "、".join(ranges(sorted({each.number for each in found})))
        example = next(filter(None, map(_with_source, found)), "")
        said = f"{where}说的是原来的值，也会算作第{numbers}条的出处；不是出自那里的，写进去以后在那一行另写"
        yield [(f"{said}{example}", "warn")]


def _with_source(each: ProposedChange) -> str:
    """The line that says a value with a source of its own."""
    name, file = each.fact.removeprefix(PREVIOUS).partition(".")[2], PurePath(each.sources[0].file).name
    is_plain = bool(each.type == "figure" and each.fact and re.fullmatch(r"[\w.%-]+", f"{name}{each.after}"))
    return f"，如 {name}: {{value: {each.after}, source: {file}}}" if is_plain else ""


Derived = Mapping[tuple[str, int | None], Sequence[ProposedChange]]


def _derived(proposals: Iterable[ProposedChange]) -> Derived:
    """The figures that follow from others and stand otherwise in a draft, by the paragraphs of drafts they are in."""
    found = defaultdict[tuple[str, int | None], list[ProposedChange]](list)
    for each in proposals:
        if each.type == "figure" and each.state == "derived" and each.before:
            for place in dict.fromkeys((source.file, source.paragraph) for source in each.sources):
                found[place].append(each)
    return found


def _not_with_it(each: ProposedChange, derived: Derived) -> Iterator[list[Stretch]]:
    """Of words that were written: the figures among them that the draft has otherwise and that follow from others."""
    if each.type != "prose" or each.state not in (*WRITABLE, "taken"):
        return
    places = {(source.file, source.paragraph) for source in each.sources}
    beside = {other.number: other for place in places for other in derived.get(place, ())}
    for number, other in sorted(beside.items()):
        yield [(f"    写的只是字：{other.label}仍是{other.before}，不是{other.after}，见第{number}条", "warn")]


def _uncarried(what: str, found: Sequence[Uncarried]) -> str:
    """What is not carried, where it stands and which words it is about: a word struck out is one to be decided on."""
    places = [f"第{each.paragraph}段{quoted(excerpt(each.text)) if each.text.strip() else ''}" for each in found]
    most = len(places) if found[0].is_content else _PLACES
    where = "、".join(places[:most]) + "等" * (len(places) > most)
    note = "；字还在稿件里，要删，就在稿件里删去" if what == _STRUCK else ""
    return f"{what}{len(found)}处，不会带回（{where}）{note}"


def _word(each: ProposedChange, incoming: Incoming) -> Stretch | None:
    """What became of one that was written or chosen; of one that was not chosen and could have been."""
    if each.number in incoming.written:
        return "已写", "good"
    if incoming.chosen is not None and each.number in incoming.chosen:
        return "选了", "good"
    if _follows(each, incoming):
        return ("跟着变了" if incoming.written else "跟着变"), "good"
    return ("没有选", "quiet") if _is_passed(each, incoming) else None


def _follows(each: ProposedChange, incoming: Incoming) -> bool:
    """Whether a figure that others give becomes what the draft says once those are written, and is not so yet."""
    return each.state == "taken" and not each.words and each.fact in incoming.following


def _is_passed(each: ProposedChange, incoming: Incoming) -> bool:
    """Whether one could be written, and was not chosen, or another was in its place: no open question of this run."""
    if each.state not in WRITABLE or each.number in incoming.written:
        return False
    if incoming.chosen is not None:
        return each.number not in incoming.chosen
    return any(other.number in incoming.written for other in incoming.rivals.of(each))


def _choice(each: ProposedChange, incoming: Incoming) -> str:
    """How a conflict is decided: where the data say one of the wishes by now, it may stay at that."""
    wanted = {*incoming.written, *(incoming.chosen or ())}
    rivals = [other for other in incoming.rivals.of(each) if other is not each]
    if not wanted.isdisjoint(other.number for other in (each, *rivals)):
        return ""
    is_settled = any(other.state == "taken" and not other.kind for other in rivals)
    # Of a draft's one wish, beside what the data or the text say by now.
    is_settled |= any(source.line for source in each.sources) and not rivals
    how = f"用{incoming.option}写明它的号"
    return f"；不改就不用管，要改成这一条，{how}" if is_settled else f"；要哪一条，{how}"


def _summary(incoming: Incoming) -> str:
    left = [each for each in incoming.proposals if each.number not in incoming.written]
    passed = [each for each in left if _is_passed(each, incoming)]
    chosen = incoming.chosen or ()
    following = [each for each in left if _follows(each, incoming)]
    told = {*chosen, *(each.number for each in (*passed, *following))}
    rows = {each.number for each in left if one_proposal.part_of_open(each) == "row" and each.number not in told}
    states = Counter(each.state for each in left if each.number not in {*told, *rows})
    parts = [f"已写{len(incoming.written)}条"] if incoming.written else []
    if chosen:
        parts += [f"选了{len(chosen)}条"]
    parts += [f"没有选{len(passed)}条"] if passed else []
    parts += [f"跟着变{'了' * bool(incoming.written)}{len(following)}条"] if following else []
    of_cells = all(not each.kind for each in incoming.proposals)
    parts += [
        f"{one_proposal.state(state, of_cells=of_cells)[0]}{states[state]}条"
        for state in one_proposal.in_order()
        if states[state]
    ]
    parts += [f"{one_proposal.ROW[0]}{len(rows)}条"] if rows else []
    parts += [f"没有读{len(incoming.refused)}份"] if incoming.refused else []
    parts += [f"批注{len(incoming.comments)}条"] if incoming.comments else []
    return f"建议{len(incoming.proposals)}条" + (f"：{'，'.join(parts)}" if parts else "，没有要改的")


def as_json(incoming: Incoming, where: Where) -> dict[str, Any]:
    """The contract of what comes in."""
    refused = [{"file": each.file, "message": each.why} for each in incoming.refused]
    return {
        "version": 1,
        "year": incoming.year,
        "kind": incoming.kind,
        "written": bool(incoming.written),
        "undecided": incoming.undecided,
        "proposals": [
            {**_entry(each, where), **_words_of(incoming.spoken.get(each.number, ()))} for each in incoming.proposals
        ],
        "comments": list(map(_of_comment, incoming.comments)),
        "uncarried": list(map(_of_uncarried, incoming.uncarried)),
        **({"refused": refused} if incoming.run == "collect" else {}),
    }


def _words_of(findings: Iterable[Finding]) -> dict[str, Any]:
    """What a build would say of the words; no key where it says nothing."""
    keys = ("code", "severity", "message", "hint")
    said = [{key: entry(each)[key] for key in keys} for each in findings]
    return {"words": said} if said else {}


def _of_comment(each: Comment) -> dict[str, Any]:
    signed = {"author": each.author or None, "date": each.date or None}
    return {"file": each.file, **signed, "paragraph": each.paragraph or None, "text": each.text}


def _of_uncarried(each: Uncarried) -> dict[str, Any]:
    return {"file": each.file, "paragraph": each.paragraph or None, "what": each.what}


def _entry(each: ProposedChange, where: Where) -> dict[str, Any]:
    place = where(each.place) if each.place else None
    head = {"number": each.number, "type": each.type, "state": each.state, "year": each.year, "kind": each.kind or None}
    tail = {"sources": [_of_source(source, where) for source in each.sources], "message": each.message or None}
    if each.type == "figure":
        ours = {"fact": each.fact or None, "from": each.before, "to": each.after}
        beside = {"change": each.change, "source": each.source or None, "note": each.note or None}
        beside = {} if each.kind else beside
        return {**head, **ours, **beside, "place": position(place) if place else None, **tail}
    template = {"file": place.file, "line": place.line or None} if place else None
    words = {"change": each.change, "before": each.before, "after": each.after}
    return {**head, **words, "template": template, **tail}


def _of_source(source: Source, where: Where) -> dict[str, Any]:
    if source.line is not None:
        return {"file": where(Place(source.file)).file, "paragraph": None, "line": source.line, "text": source.text}
    if source.cell:
        return {"file": source.file, "sheet": source.sheet or None, "cell": source.cell, "text": source.text}
    return {"file": source.file, "paragraph": source.paragraph, "text": source.text}
