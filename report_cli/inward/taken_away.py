"""What one draft takes out while another changes it, or adds to it: a conflict, though the two are told otherwise.

That two want the same words changed is seen where wishes are merged. A figure changed in a sentence that is to go, or
a sentence put into a paragraph that is to go, would come home by itself, and stand alone.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from report_cli.compose import glossary
from report_cli.compose.expressions import of_expression
from report_cli.compose.lines import Position
from report_cli.inward.figure_wishes import FOLLOWS
from report_cli.inward.proposed import WRITABLE, ProposedChange, Source
from report_cli.inward.today import Today, WordChange
from report_cli.sentences import sentences
from report_cli.text import excerpt, quoted

_PRINTED = re.compile(r"\{\{ .+? \}\}")
_LONGEST = 30
"""So many characters of what is added are said where it is named."""


def with_lines(wish: ProposedChange, today: Today | None) -> ProposedChange:
    """A wish of words with the whole lines of today's text that go with it, and the numbers of terms in the text."""
    words = wish.words
    if today is None or words is None or words.was is None or words.now or words.side:
        return wish
    gone = today.whole_lines(words.was)
    paragraphs = filter(None, (today.lines[number].paragraph for number in gone))
    numbers = [each.number.removesuffix(".") for each in paragraphs if each.explains_a_term]
    marks = "、".join(glossary.mark(int(number)) for number in numbers if number.isdecimal())
    told = f"正文里的{marks}也跟着没有，后面的名词重新编号" if marks else ""
    message = "；".join(filter(None, (wish.message, told)))
    host = today.host(words.was) if gone else None
    return replace(wish, gone=gone, headings=today.are_headings(gone), host=host, message=message)


def beside_changes(wishes: Sequence[ProposedChange]) -> list[ProposedChange]:
    """The wishes; what takes something out, and what others do there, are in conflict.

    A section of a draft that goes with its heading goes as a whole, or not at all, though others take some of it out.
    """
    removals = [each for each in wishes if each.change == "removed" and each.type == "prose" and each.is_open]
    rivals, whole = dict[int, list[ProposedChange]](), dict[int, ProposedChange]()
    for removal, file in ((each, file) for each in removals for file in sorted(each.files)):
        ours = [each for each in removals if file in each.files]
        near = {line: line in each.headings for each in ours for line in each.gone}
        section = _section(removal, ours, near)
        if removal.state == "conflict":
            for each in section:
                whole.setdefault(each.number, removal)
        others = (each for each in wishes if _is_wanted(each) and removal.files.isdisjoint(each.files))
        for other in others:
            if other.meets(removal) or _is_in(other, removal, near):
                # That two change the same words is told by each of them.
                told = [each for each in section if not other.meets(each)]
                for each in told:
                    rivals.setdefault(each.number, []).append(other)
                rivals.setdefault(other.number, []).extend(told)
    for cut, figure in _cut_out(wishes):
        rivals.setdefault(cut.number, []).append(figure)
        if figure.is_open:
            rivals.setdefault(figure.number, []).append(cut)
    found = [_in_conflict(each, rivals.get(each.number, ())) for each in wishes]
    found = [_with_its_section(each, whole[each.number]) if each.number in whole else each for each in found]
    return _with_notes(found)


def _cut_out(wishes: Sequence[ProposedChange]) -> Iterator[tuple[ProposedChange, ProposedChange]]:
    """Changes of words that leave out a figure, each with another draft's change of that figure there.

    One that came home already is still in the way of them.
    """
    figures = defaultdict[str, list[ProposedChange]](list)
    for each in wishes:
        is_home = each.state == "taken" and each.message != FOLLOWS
        if each.type == "figure" and each.fact and (is_home or _is_wanted(each)):
            figures[_base(each.fact)].append(each)
    for cut in wishes:
        for figure in (each for fact in sorted(_left_out(cut)) for each in figures[fact]):
            if figure.files.isdisjoint(cut.files) and _is_said_in(figure, cut):
                yield cut, figure


def _left_out(wish: ProposedChange) -> set[str]:
    """The facts that changed words print less often."""
    if wish.change != "changed" or not _is_wanted(wish):
        return set()
    was, now = (Counter(_PRINTED.findall(text or "")) for text in (wish.before, wish.after))
    return {_base(of_expression(each)[0]) for each in was - now}


def _base(fact: str) -> str:
    """The list of a name, else the fact."""
    return fact.partition("[")[0] if fact.endswith("]") else fact


def _is_said_in(figure: ProposedChange, cut: ProposedChange) -> bool:
    """Whether a draft has a new figure nowhere but in words that are changed."""
    was = cut.words.was if cut.words else None
    ours = [source for source in figure.sources if not source.line]
    return was is not None and all(each.today in range(was.first, was.last + 1) for each in ours)


def _with_notes(wishes: Sequence[ProposedChange]) -> list[ProposedChange]:
    """The wishes; a footnote that goes with the words that it is of goes if they do, and they if it can."""
    found = {each.number: each for each in wishes}
    for note in (each for each in wishes if each.host is not None and each.is_open):
        hosts = (each for each in wishes if note.files <= each.files and each.type == "prose" and each is not note)
        host = next((each for each in hosts if note.host is not None and _takes_out(each, note.host)), None)
        if host is None:
            continue
        for one, other in ((note, host), (host, note)):
            if one.state == "ready" and other.state not in ("ready", "taken"):
                what = "它所在的那一处" if one is note else "这一处的脚注"
                said = f"第{other.number}条是{what}，还没有定，要写一起写"
                found[one.number] = replace(one, state="conflict", message=said)
    return [*found.values()]


def _takes_out(wish: ProposedChange, host: Position) -> bool:
    """Whether a wish takes out, or makes others of, the words that a footnote is of."""
    words = wish.words
    if wish.change not in ("removed", "changed"):
        return False
    if words is None or words.was is None:
        return host[0] in wish.gone or any(each.today == host[0] for each in wish.sources)
    return (words.was.first, words.was.start) <= host < (words.was.last, words.was.end)


def _with_its_section(wish: ProposedChange, other: ProposedChange) -> ProposedChange:
    """A removal that is ready, beside another of its section that is in conflict with what came home already."""
    if wish.state != "ready":
        return wish
    return replace(wish, state="conflict", message=f"和第{other.number}条是同一节，要删一起删")


def _section(removal: ProposedChange, ours: Sequence[ProposedChange], near: dict[int, bool]) -> list[ProposedChange]:
    """A removal, with `ours` that take the rest of its section out, where the heading is among them.

    `near`: all lines that go with `ours`, and whether each is a heading.
    """
    first = min(removal.gone, default=-1)
    while near.get(first) is False and first - 1 in near:
        first -= 1
    if not near.get(first):
        return [removal]
    last = first + 1
    while near.get(last) is False:
        last += 1
    return [each for each in ours if {*range(first, last)} & {*each.gone}]


def _is_wanted(wish: ProposedChange) -> bool:
    """Whether a wish can come home, at once or when the data know its number."""
    return wish.state in (*WRITABLE, "new")


def _is_in(wish: ProposedChange, removal: ProposedChange, near: dict[int, bool]) -> bool:
    """Whether a wish is about what a removal takes out. `near`: all that goes there."""
    if wish.type == "prose":
        return wish.words is not None and _is_put_in(wish.words, removal, near)
    if wish.state == "new":
        return all(each.today in removal.gone for each in wish.sources)
    if wish.key[0] not in ("figure", "item"):
        return False
    text = _as_built(removal.sources[0])
    whole = {_bare(text[start:end].strip("／")) for start, end in sentences(text)}
    ours = [source for source in wish.sources if not source.line]
    # The same figure in a cell or in another sentence may change, whatever becomes of this one.
    return all(each.today in removal.gone or _bare(_as_built(each)) in whole for each in ours)


def _is_put_in(words: WordChange, removal: ProposedChange, near: dict[int, bool]) -> bool:
    """Whether words come between those that go, behind the last of them in their line, or change them.

    Paragraphs that move go with what is taken out if all of them do, and otherwise only lose some.
    """
    if words.is_move and words.gone and near.keys() >= {*words.gone}:
        return not {*words.gone}.isdisjoint(removal.gone)
    if words.was is not None and not removal.words and removal.gone:
        return {*range(words.was.first, words.was.last + 1)} <= {*removal.gone}
    side, beside = words.goal
    if not side or beside is None:
        return False
    if side in ("after", "before"):
        was = removal.words.was if removal.words else None
        return beside.last in removal.gone or (was is not None and was.first <= beside.last and was.meets(beside))
    if beside.last not in removal.gone:
        return False
    return (beside.last + 1 in near or _has_heading(beside.last, near)) if side == "below" else beside.last - 1 in near


def _has_heading(line: int, near: dict[int, bool]) -> bool:
    """Whether the heading above a line goes with it."""
    while line in near:
        if near[line]:
            return True
        line -= 1
    return False


def _as_built(source: Source) -> str:
    """The words of a sentence as they were before a change."""
    return re.sub("〔(.*?)→.*?〕", r"\1", source.marked)


def _bare(text: str) -> str:
    """A sentence whatever its numbers are: a draft that changes several tells each among the others as it has them."""
    return re.sub("[0-9.]+", "0", text)


def _in_conflict(wish: ProposedChange, rivals: Sequence[ProposedChange]) -> ProposedChange:
    others = [*{each.number: each for each in rivals}.values()]
    if not others:
        return wish
    state = "conflict" if wish.state in WRITABLE else wish.state
    message = "；".join(filter(None, (wish.message, *_told(wish, others))))
    return replace(wish, state=state, message=message, against=tuple(each.number for each in others))


def _told(wish: ProposedChange, others: Sequence[ProposedChange]) -> Iterator[str]:
    """What the others want there, those of the same drafts together that want the same."""
    told = dict[tuple[str, str], list[int]]()
    for each in others:
        is_cut = each.type == "prose" and wish.type == "figure" and bool(_left_out(each))
        is_removal = each.change == "removed" and each.type == "prose"
        what = "要删去这个数" if is_cut else _takes(each) if is_removal else _does(each, wish)
        told.setdefault((what, "、".join(sorted(each.files))), []).append(each.number)
    for (what, files), numbers in told.items():
        several = what.replace("这一段", "这几段") if len(numbers) > 1 else what
        yield f"{'、'.join(f'第{number}条' for number in numbers)}（{files}）{several}"


def _takes(removal: ProposedChange) -> str:
    if not removal.words:
        return f"要删去{_as_built(removal.sources[0])}"
    return "要删去这一段" if removal.gone else "要删去这一句"


def _does(wish: ProposedChange, removal: ProposedChange) -> str:
    where = "其中" if not removal.words else "这一处" if removal.gone else "这一句"
    if wish.type == "prose" and wish.words and wish.words.side:
        said = quoted(excerpt(wish.sources[0].text, _LONGEST))
        return f"要把{said}移到这里" if wish.words.was else f"要在这里加{said}"
    if wish.state == "new" and not wish.stood:
        return f"要在这里加{quoted(excerpt(wish.sources[0].text, _LONGEST))}"
    return f"改了{where}的{'字' if wish.type == 'prose' else '名称' if wish.key[0] == 'item' else '数'}"
