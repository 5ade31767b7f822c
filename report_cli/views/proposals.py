"""Proposed changes as lines for people and as JSON for programs."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import PurePath
from typing import Any

from report_cli.facts.formula import PREVIOUS
from report_cli.inward.carried import Comment, Uncarried
from report_cli.inward.proposed import WRITABLE, ProposedChange, Source
from report_cli.inward.row_advice import ROW, ROW_AND_GROUP
from report_cli.model import Finding, Place
from report_cli.tasks.incoming import Incoming
from report_cli.text import excerpt, quoted, ranges
from report_cli.views import brief, long_list, of_run, one_proposal
from report_cli.views.findings import entry
from report_cli.views.one_proposal import of_one, of_words
from report_cli.views.screen import Stretch, Where, position

_STRUCK = "删除线"
_PLACES = 3
"""So many places of a mere format are named."""


def lines(incoming: Incoming, where: Where, asked: Collection[int] = ()) -> Iterator[list[Stretch]]:
    """`asked`: the numbers of those that were shown already, one by one."""
    is_long = not asked and long_list.is_long(incoming)
    yield from long_list.lines(incoming, where) if is_long else _one_by_one(incoming, where, asked)
    # What no single one brings in is not told as if the last one did.
    of_none = of_words(incoming.spoken.get(0, ()), is_written=bool(incoming.written))
    yield from ([(said.lstrip(), style)] for [(said, style)] in of_none)
    yield from _beside(incoming, is_long=is_long)
    yield from _once(incoming, where, is_long=is_long)
    yield [(_summary(incoming), "good" if not incoming.undecided else "warn")]


def _one_by_one(incoming: Incoming, where: Where, asked: Collection[int]) -> Iterator[list[Stretch]]:
    """A few, in the order of their draft; of those that were asked about only what was not known then."""
    derived, is_written = of_run.derived(incoming.proposals), bool(incoming.written)
    for each in incoming.proposals:
        if each.number not in asked:
            word, message = of_run.word(each, incoming), each.message
            if each.state == "conflict" and word is None:
                message = f"{message}{of_run.choice(each, incoming)}"
            yield from of_one(each, where, word, message)
            yield from of_run.not_with_it(each, derived)
        # One of a conflict that was asked about was not tried before it was answered yes.
        if each.number not in asked or (each.state == "conflict" and each.number in incoming.written):
            which = f"第{each.number}条" * (each.number in asked)
            yield from of_words(incoming.spoken.get(each.number, ()), which, is_written=is_written)


def _beside(incoming: Incoming, *, is_long: bool) -> Iterator[list[Stretch]]:
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
    changes = [(each, f"{each.before or '（没有）'} → {each.after}") for each in incoming.follows]
    if is_long and changes:
        yield [(f"{said}：{'，'.join(f'{each.label} {change}' for each, change in changes)}", "warn")]
        return
    for each, change in changes:
        yield [(f"{said}：{each.label}（{each.fact}） {change}", "warn")]


def _once(incoming: Incoming, where: Where, *, is_long: bool) -> Iterator[list[Stretch]]:
    """What holds for many of them, said once."""
    left = [each for each in incoming.proposals if each.number not in incoming.written]
    files = dict.fromkeys(each.file for each in left if each.words and each.state in WRITABLE)
    if files and not incoming.written:
        yield [(f"改的字句写到 {'、'.join(where(Place(file)).file for file in files)}", "")]
    if is_long and incoming.chosen is None:
        main = brief.main_file(incoming.proposals)
        of = f"只写第几行的，是 {where(Place(main)).file} 的；" * bool(main)
        yield [(f"{of}要看哪一条的整句，不写--write，加上 --only 和它的号", "quiet")]
    new = [each for each in left if each.can_be_added]
    if is_long and (rows := [each for each in new if each.message.endswith((ROW, ROW_AND_GROUP))]):
        groups = [each for each in rows if each.message.endswith(ROW_AND_GROUP)]
        more = f"；{_numbered(groups)}的组名另占一行" if groups else ""
        yield [(f"写了{_numbered(rows)}，列出各组的数的那张表也各多一行{more}", "")]
    yield from _shared_sources(incoming, is_long=is_long)
    yield from _elsewhere(incoming)
    numbers = {each.number for each in incoming.proposals}
    if gaps := sorted({*range(1, max(numbers, default=0) + 1)} - numbers):
        yield [(f"第{'、'.join(ranges(gaps))}条没有：号空着，不是漏了", "quiet")]


def _numbered(proposals: Iterable[ProposedChange]) -> str:
    return f"第{'、'.join(ranges(each.number for each in proposals))}条"


def _shared_sources(incoming: Incoming, *, is_long: bool) -> Iterator[list[Stretch]]:
    """The sources that would be said of values that come from drafts, each once."""
    shared = defaultdict[str, list[ProposedChange]](list)
    for each in incoming.proposals:
        is_open = each.state in WRITABLE or each.can_be_added
        if each.shared and (each.number in incoming.written or (is_open and not incoming.written)):
            shared[each.shared].append(each)
    for where, found in shared.items():
        which = "写在那里、自己没有出处的值" if is_long else _numbered(found)
        example = next(filter(None, map(_with_source, found)), "")
        said = f"{where}说的是原来的值，也会算作{which}的出处；不是出自那里的，写进去以后在那一行另写"
        yield [(f"{said}{example}", "warn")]


def _elsewhere(incoming: Incoming) -> Iterator[list[Stretch]]:
    """The other reports of the year whose text becomes another too, those of the same proposals together."""
    wanted = incoming.written or {each.number for each in incoming.proposals if each.state in WRITABLE}
    reports = defaultdict[str, list[str]](list)
    for each in incoming.elsewhere:
        of, titles = ([*ranges(n for n in numbers if n in wanted)] for numbers in (each.numbers, each.titles))
        if of:
            title = f"，第{'、'.join(titles)}条的在标题里" if titles else ""
            reports[f"第{'、'.join(of)}条{title}"].append(each.report)
    for said, names in reports.items():
        which = f"{'、'.join(names)}里也跟着变"
        yield [(f"{which}了：{said}" if incoming.written else f"写进去以后，{which}：{said}", "warn")]


def _with_source(each: ProposedChange) -> str:
    """The line that says a value with a source of its own."""
    name, file = each.fact.removeprefix(PREVIOUS).partition(".")[2], PurePath(each.sources[0].file).name
    is_plain = bool(each.type == "figure" and each.fact and re.fullmatch(r"[\w.%-]+", f"{name}{each.after}"))
    return f"，如 {name}: {{value: {each.after}, source: {file}}}" if is_plain else ""


def _uncarried(what: str, found: Sequence[Uncarried]) -> str:
    """What is not carried, where it stands and which words it is about: a word struck out is one to be decided on."""
    places = [f"第{each.paragraph}段{quoted(excerpt(each.text)) if each.text.strip() else ''}" for each in found]
    most = len(places) if found[0].is_content else _PLACES
    where = "、".join(places[:most]) + "等" * (len(places) > most)
    note = "；字还在稿件里，要删，就在稿件里删去" if what == _STRUCK else ""
    return f"{what}{len(found)}处，不会带回（{where}）{note}"


def _summary(incoming: Incoming) -> str:
    left = [each for each in incoming.proposals if each.number not in incoming.written]
    passed = [each for each in left if of_run.is_passed(each, incoming)]
    chosen = incoming.chosen or ()
    following = [each for each in left if of_run.follows(each, incoming)]
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
