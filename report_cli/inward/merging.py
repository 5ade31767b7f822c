"""Merges the wishes of several sources into one list: equal ones become one, rival ones at one place a conflict."""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import count, groupby, islice

from msgspec.structs import replace

from report_cli.inward import half_written, taken_away
from report_cli.inward.between import are_apart
from report_cli.inward.proposed import SINCE, WRITABLE, ProposedChange, Source, path_of
from report_cli.inward.rivals import Rivals
from report_cli.text import quoted


def merged(
    wishes: Iterable[ProposedChange],
    numbers: Mapping[str, int] | None = None,
    places: Iterable[tuple[int, ...]] = (),
) -> list[ProposedChange]:
    """The merged wishes, numbered from 1 in the order of their sources.

    `numbers`: those that some were shown with before, by what they are known by; they keep them. `places`: where the
    sources have numbers that were, or are, proposed by themselves: each keeps a number, so that the others keep theirs.
    """
    alike: dict[tuple[object, ...], ProposedChange] = {}
    for wish in wishes:
        same = (wish.key, wish.before, wish.after, wish.state, wish.message, _where_to(wish))
        known = alike.get(same)
        alike[same] = wish if known is None else _as_one(known, wish)
    found = _numbered([*alike.values()], numbers or {}, {*places})
    numbers_of = _new_numbers(found)
    added = [each for each in found if each.change == "added" and each.words]
    found = [
        _beside_same_number(each, numbers_of[each.key[:3]], added) if each.state == "new" else _if_twice(each)
        for each in found
    ]
    found = half_written.apart(taken_away.beside_changes(_beside_others(found)))
    new = [each for each in found if each.state == "new" and each.stood]
    words = [each for each in found if each.type == "prose" and each.before and each.is_open] if new else []
    found = [_in_one_sentence(each, new, words) for each in found] if words else found
    return _beside_other_numbers(_as_others_want(found))


def _as_others_want(wishes: Sequence[ProposedChange]) -> list[ProposedChange]:
    """The wishes; where the data say by now what another draft wants, it is told whose that is."""
    wanted = {(each.year, each.fact, each.after): each for each in wishes if each.state == "taken" and each.fact}

    def told(wish: ProposedChange) -> ProposedChange:
        if wish.state != "conflict" or not wish.message.startswith(SINCE):
            return wish
        now = wish.message.removeprefix(SINCE)
        other = wanted.get((wish.year, wish.fact, now))
        said = f"数据现在是{now}，就是第{other.number}条（{_files(other)}）要的" if other else wish.message
        return replace(wish, message=said)

    return [*map(told, wishes)]


def numbered_behind(
    found: Sequence[ProposedChange], more: Sequence[ProposedChange], numbers: Mapping[str, int]
) -> list[ProposedChange]:
    """Further wishes with the numbers behind those that were found, or those that they were shown with before."""
    names = [*identities((*found, *more))][len(found) :]
    free = count(max((*numbers.values(), *(each.number for each in found)), default=0) + 1)
    return [replace(each, number=numbers.get(name) or next(free)) for each, name in zip(more, names, strict=True)]


def _beside_others(wishes: Sequence[ProposedChange]) -> list[ProposedChange]:
    """The wishes; those that want the same place otherwise are in conflict."""
    wanted = sorted((each for each in wishes if _is_wanted(each)), key=lambda each: each.key)
    rivals = {key: list(group) for key, group in groupby(wanted, key=lambda each: each.key)}
    words = [each for each in wanted if each.words]
    items = [each for each in wanted if each.key[0] == "item"]
    of_words, of_items = Rivals(words), Rivals(items)
    of_others = {each.number: _rivals(each, of_words if each.words else of_items) for each in (*words, *items)}
    return [_beside_rivals(each, of_others.get(each.number) or rivals.get(each.key, [])) for each in wishes]


def _numbered(
    wishes: Sequence[ProposedChange], known: Mapping[str, int], places: Collection[tuple[int, ...]]
) -> list[ProposedChange]:
    free = count(max(known.values(), default=0) + 1)
    spare = sorted({*places}.difference(each.position for each in wishes))
    turns = [number + bisect_left(spare, each.position) for number, each in enumerate(wishes, 1)]
    names = [*identities(wishes)]
    numbers = [known.get(name) or next(free) for name in names] if known else turns
    found = [replace(each, number=number) for each, number in zip(wishes, numbers, strict=True)]
    return sorted(found, key=lambda each: each.number)


def identities(wishes: Iterable[ProposedChange]) -> Iterator[str]:
    """What each is known by, whatever else was written meanwhile: where it stands in which draft, and of what."""
    turns = Counter[str]()
    for each in wishes:
        # Once the data know a new number, its sentence stands in its place.
        what = "prose" if each.state == "new" else "moved" if each.is_move else each.type
        # An item that is gone from its list has no number in it any more.
        of = " ".join(each.key[2:]) if each.key[0] == "item" else each.fact
        place = " ".join(map(str, (what, of, *each.position)))
        turns[place] += 1
        yield f"{place} {turns[place]}"


def _in_one_sentence(
    wish: ProposedChange, new: Sequence[ProposedChange], words: Sequence[ProposedChange]
) -> ProposedChange:
    """A new number, or other words, with those of other drafts in the same sentence: a new number meets no words."""
    if wish.state == "new":
        same = [each for each in words if _is_beside(each, wish, wish.stood, each)]
        said = "、".join(f"第{each.number}条（{_files(each)}）" for each in same)
        return replace(wish, message=f"{wish.message}；{said}也改了这一句，看看要哪样") if said else wish
    if wish.type != "prose" or not wish.before or not wish.is_open:
        return wish
    beside = [each for each in new if _is_beside(each, wish, each.stood, wish)]
    said = "、".join(f"第{each.number}条（{_files(each)}）的“{each.after}”" for each in beside)
    aside = f"这一句里还有{said}，是新的数，看看要哪样" if said else ""
    return replace(wish, aside="；".join(filter(None, (wish.aside, aside))))


def _beside_other_numbers(wishes: Sequence[ProposedChange]) -> list[ProposedChange]:
    """The wishes; new numbers that two drafts put into one sentence name each other: people look whether both fit."""
    of_sentence = defaultdict[str, list[ProposedChange]](list)
    for each in wishes:
        if each.state == "new" and each.stood:
            of_sentence[each.stood].append(each)
    shared = {stood: each for stood, each in of_sentence.items() if len({frozenset(one.files) for one in each}) > 1}
    return [_beside_those(each, shared.get(each.stood, []) if each.state == "new" else []) for each in wishes]


def _beside_those(wish: ProposedChange, others: Sequence[ProposedChange]) -> ProposedChange:
    apart = [each for each in others if each.files.isdisjoint(wish.files)]
    # Of a draft that says this number otherwise, or as well, that is told.
    told = {file for each in apart if each.key[:3] == wish.key[:3] for file in each.files}
    same = [each for each in apart if not each.files <= told and not are_apart(wish, each, wish.stood)]
    if not same:
        return wish
    said = "、".join(f"第{each.number}条（{_files(each)}）" for each in same)
    return replace(wish, message=f"{wish.message}；{said}也往这一句里加了数，看看要哪样", is_doubtful=True)


def _is_beside(other: ProposedChange, wish: ProposedChange, stood: str, words: ProposedChange) -> bool:
    """Whether another draft's wish is in the same sentence, and in the same place of it. `words`: the one of words."""
    return _files(other) != _files(wish) and _is_in(stood, words) and not are_apart(wish, other, stood)


def _is_in(stood: str, wish: ProposedChange) -> bool:
    """Whether a sentence as built is among the words that a wish changes, or holds them."""
    return bool(stood) and (stood in (wish.before or "") or (wish.before or "") in stood)


def _new_numbers(found: Iterable[ProposedChange]) -> Mapping[tuple[str, ...], list[ProposedChange]]:
    """The new numbers by what they are called."""
    numbers = defaultdict[tuple[str, ...], list[ProposedChange]](list)
    for each in found:
        if each.state == "new":
            numbers[each.key[:3]].append(each)
    return numbers


_MOST = 20
"""So many others are named beside a number that is said again and again."""


def _beside_same_number(
    wish: ProposedChange, alike: Sequence[ProposedChange], added: Sequence[ProposedChange]
) -> ProposedChange:
    """A new number, with where the same is said once more, or is another in another draft: the data know it once."""
    others = [*islice((each for each in alike if each.after != wish.after), _MOST)]
    same = islice((each for each in alike if each.after == wish.after and each is not wish), _MOST)
    again = "、".join(f"第{each.number}条" for each in same)
    said = [f"第{each.number}条同一个数写的是{each.after}（{_files(each)}），只要一个" for each in others]
    said += [
        f"第{each.number}条（{_files(each)}）加的是同一句，只是数不一样，只要一句"
        for each in added
        if _is_same_but_number(each, wish)
    ]
    said += [f"和{again}是同一个数，只加一次"] if again else []
    return replace(wish, message="；".join((wish.message, *said)))


def _is_same_but_number(wish: ProposedChange, new: ProposedChange) -> bool:
    """Whether another draft adds the sentence of a new number, which the data know with another value."""
    if not wish.files.isdisjoint(new.files):
        return False
    one, other = (re.sub("[0-9.]+", "0", each.sources[0].text) for each in (wish, new))
    return one == other


def _if_twice(wish: ProposedChange) -> ProposedChange:
    """A sentence that is new, and stands in one draft twice at one place: it comes home once."""
    files = Counter(each.file for each in wish.sources)
    twice = [file for file, count in files.items() if count > 1]
    if wish.type != "prose" or wish.change != "added" or not twice:
        return wish
    places = "、".join(f"第{each.paragraph}段" for each in wish.sources if each.file == twice[0])
    said = f"{twice[0]} 的{places}一字不差，只收一处"
    return replace(wish, message="；".join(filter(None, (wish.message, said))))


def _rivals(wish: ProposedChange, others: Rivals) -> list[ProposedChange]:
    """A change of words, or of a list, with those of other drafts that want the same changed.

    Of a list, with those of its own draft too: names that are printed each by itself may have become the same one.
    """
    is_item, files = wish.key[0] == "item", _files(wish)
    found = [each for each in others.of(wish) if each is not wish and (is_item or _files(each) != files)]
    return sorted([wish, *found], key=lambda each: each.number)


def _is_wanted(wish: ProposedChange) -> bool:
    """Whether a wish can have rivals. A cell that says what the data say already does: it contradicts other cells."""
    return wish.state in WRITABLE or (wish.state == "taken" and not wish.kind)


def _as_one(known: ProposedChange, wish: ProposedChange) -> ProposedChange:
    """Two equal wishes as one, with the sources of both; new words stand behind those that either has before them."""
    source, note = (_both(*texts) for texts in ((known.source, wish.source), (known.note, wish.note)))
    words = wish.words if wish.words and wish.words.behind else known.words
    return replace(known, sources=_joined(known.sources, wish.sources), source=source, note=note, words=words)


def _both(one: str, other: str) -> str:
    return "；".join(dict.fromkeys(filter(None, (one, other))))


def _joined(ours: Sequence[Source], theirs: Sequence[Source]) -> tuple[Source, ...]:
    """The sources of both, each once."""
    return tuple(dict.fromkeys((*ours, *theirs)))


def _beside_rivals(wish: ProposedChange, rivals: Sequence[ProposedChange]) -> ProposedChange:
    """A wish among those for the same place: where they differ, it is in conflict with them."""
    if wish.state not in WRITABLE or len({(each.before, each.after, _where_to(each)) for each in rivals}) < 2:
        return wish
    said = [f"第{each.number}条{_wanted(each)}（{_files(each)}）" for each in rivals]
    said += [f"数据里现在{_now(each)}，就是第{each.number}条" for each in rivals if each.state == "taken"][:1]
    return replace(wish, state="conflict", message=f"同一处要的不一样：{'；'.join(said)}")


def _where_to(wish: ProposedChange) -> tuple[object, ...]:
    """Where in its list a name is to stand, where words go that move: two drafts may want the same in two places."""
    if wish.words and wish.words.was and wish.words.side:
        return wish.words.goal
    return wish.edits if wish.key[0] == "item" else ()


def _wanted(wish: ProposedChange) -> str:
    """What a wish wants, as its draft says it."""
    if wish.key[0] == "item" and wish.key[-1]:
        if wish.before is None:
            return f"要加{quoted(wish.after or '')}，作第{path_of(wish.fact)[-1]}项"
        return f"要把{quoted(wish.before)}{f'换成{quoted(wish.after)}' if wish.after else '删去'}"
    said = wish.sources[0].text.replace("\n", "／") if wish.type == "prose" else wish.after
    if wish.words and wish.words.was and wish.words.side:
        more = f"，改成{quoted(said or '')}" if wish.words.now else ""
        return f"要移到{wish.sources[0].at}{more}"
    return "删去" if wish.after is None else f"要{quoted(said or '')}"


def _now(wish: ProposedChange) -> str:
    """What the data say that say what is wished."""
    return "没有这一项" if wish.after is None else f"是{wish.after}"


def _files(wish: ProposedChange) -> str:
    said = (f"{source.file} {source.at}" if source.cell else source.file for source in wish.sources if not source.line)
    return "、".join(dict.fromkeys(said))
