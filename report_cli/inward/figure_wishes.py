"""What a draft wishes of figures: a value for the year file, or why there is none to be told from it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from report_cli.audit.baseline import BuiltFigure
from report_cli.audit.compare import is_same
from report_cli.audit.findings import Discrepancy
from report_cli.audit.lists import NameList
from report_cli.audit.texts import Span, bigrams, without_blanks
from report_cli.compose import values
from report_cli.facts.fact import Fact, Names
from report_cli.facts.formula import PREVIOUS
from report_cli.files.editing import ValueChange
from report_cli.inward import beside_values, own_paragraphs, reading_back, table_rows, taken_out
from report_cli.inward.draft import Draft
from report_cli.inward.list_changes import OPEN_END, ItemChange, item_changes
from report_cli.inward.points import Points
from report_cli.inward.proposed import SINCE, WRITABLE, ProposedChange, Source, as_compared, marked, path_of
from report_cli.inward.standing import Standing
from report_cli.model import Place
from report_cli.text import quoted

FOLLOWS = "照要写的数算出的就是它"
_GONE = "说它的话已经删去了，这份报告里不再印；要改数据，就选这一条"
_OF_ANOTHER = "表格的行动过，看不出这一格是哪一条的；在数据里核对后自己改"


def wishes(draft: Draft) -> Iterator[ProposedChange]:
    """One for each figure that people changed. What they did to the words round them is told by `prose`."""
    for each in _wishes(draft):
        wish = replace(each, shared=beside_values.shared_source(draft, each.fact)) if each.edits else each
        yield replace(wish, state="conflict", message=_GONE) if _is_of_what_is_gone(draft, wish) else wish


def _is_of_what_is_gone(draft: Draft, wish: ProposedChange) -> bool:
    """Whether a value can be written that the report prints nowhere any more: the words round it were deleted."""
    items = wish.fact.partition("[")[0]
    return wish.state == "ready" and all(map(draft.is_unprinted, (wish.fact, items, f"{items}[1]")))


def _wishes(draft: Draft) -> Iterator[ProposedChange]:
    told, apart = set[int](), set[int]()
    paragraphs = own_paragraphs.changed(draft)
    for own in paragraphs:
        told |= own.figures
        yield from own_paragraphs.wishes(draft, own)
    draft = own_paragraphs.without(draft, paragraphs)
    for each in draft.audit.lists:
        if told.issuperset(each.figures):
            continue
        if each.read is not None:
            told |= set(each.figures)
            yield from _of_list(draft, each, each.read)
        else:
            apart |= set(each.figures)
    for points in draft.points:
        told |= set(points.names.figures)
        yield from _of_points(draft, points)
    for number, span in draft.filled.items():
        text, figure = draft.says(span), draft.audit.figure(number)
        yield _of_figure(draft, figure, span, text, draft.source(span, figure.text, text))
    for span, known in draft.standing.items():
        yield from _of_standing(draft, span, known)
    turned = _in_moved_rows(draft)
    for found in draft.audit.discrepancies:
        is_words = apart.issuperset(found.figures) and _is_told_as_words(draft, found)
        if draft.is_filled(found) or draft.is_stated(found) or is_words:
            continue
        # What is said of a list's item in another place is not told with the list.
        if not told.issuperset(found.figures) or not found.figures or found.kind == "contradictory":
            yield from _of_finding(draft, found, turned)


def _is_told_as_words(draft: Draft, found: Discrepancy) -> bool:
    """Whether a name of a list whose names stand apart now is told with the sentence that they stand in."""
    return bool(found.figures) and all(map(draft.is_in_edited_sentence, found.at or ())) and bool(found.at)


def _is_told_as_gone(draft: Draft, found: Discrepancy) -> bool:
    """Whether a caption, a group's name or a unit is gone and told as words that are, or as a row."""
    gone = (each.before for each in draft.audit.prose if each.change == "removed")
    return not found.at and any((found.expected or "").strip() in text for text in gone)


def _of_finding(draft: Draft, found: Discrepancy, turned: set[int]) -> Iterator[ProposedChange]:
    """`turned`: the lines of rows that were moved."""
    match found.kind:
        case "changed" if found.label:
            yield from () if draft.is_worded(found) or _is_told_as_gone(draft, found) else [_of_label(draft, found)]
        case "changed":
            figure, source = draft.audit.figure(found.figures[0]), draft.source_of(found)
            if found.at[0].line in draft.strays:
                if not any(found.at[0].line in row.lines for row in table_rows.added(draft)):
                    yield _unclear(draft, figure, found.at[0], source, _OF_ANOTHER)
                return
            wish = _of_figure(draft, figure, found.at[0], found.found or "", source)
            other = _other_row(draft, found.figures[0]) if wish.state in WRITABLE else ""
            why = f"{other}，看不出{found.found}说的还是不是这一项；核对后自己改"
            yield replace(wish, state="unclear", edits=(), message=why, aside="") if other else wish
        case "moved":
            is_of_row = not turned.isdisjoint(at.line for at in found.at)
            yield from _of_moved_row(draft, found) if is_of_row else _of_moved(draft, found)
        case "contradictory" if not draft.audit.figure(found.figures[0]).is_number:
            figure = draft.audit.figure(found.figures[0])
            why = f"“{found.found}”和别处的{figure.label}“{found.expected}”不一致，看不出说的是不是它；核对后自己改"
            said = draft.source(found.at[0], found.found or "", found.found or "")
            yield _unclear(draft, figure, found.at[0], said, why)


def _other_row(draft: Draft, number: int) -> str:
    """What the row of a figure is called by now, if no two characters of its name are left."""
    names = (each for each in draft.audit.discrepancies if each.label == "所在的行" and number in each.figures)
    for each in names:
        was, now = each.expected or "", each.found or ""
        if now and not bigrams(was) & bigrams(now):
            return f"{each.label}“{was}”改成了“{now}”"
    return ""


def _of_label(draft: Draft, found: Discrepancy) -> ProposedChange:
    figure = draft.audit.figure(found.figures[0])
    fact = draft.fact(figure.fact)
    what = f"“{found.expected}”改成了“{found.found}”" if found.found else f"“{found.expected}”删去了"
    what = what if found.expected else f"原来没有，加了“{found.found}”"
    why = f"{found.label}{what}；名称和单位在指标目录和模板里改，不在数据里改"
    at = found.at[0] if found.at else Span(found.paragraph - 1, 0, 0)
    wish = _unclear(draft, figure, at, draft.source_of(found), why)
    return replace(wish, place=fact.indicator.place if fact else None, before=found.expected, after=found.found)


def _in_moved_rows(draft: Draft) -> set[int]:
    """The lines of rows that were moved, which is told: their cells only stand elsewhere."""
    moved = (at.line for each in draft.audit.discrepancies if each.kind == "moved" for at in each.at)
    if not any(draft.audit.location.lines[line].outer_cell for line in moved):
        return set()
    return {line for each in taken_out.taken_out(draft) for line in each.read}


def _of_moved_row(draft: Draft, found: Discrepancy) -> Iterator[ProposedChange]:
    """What of such cells is not told with the row: those that say something else than was built."""
    figures = [*map(draft.audit.figure, found.figures)]
    built = {without_blanks(each.text) for each in figures}
    for figure, at in zip(figures, found.at, strict=False):
        line = draft.audit.location.lines[at.line].text
        if without_blanks(line) not in built:
            whole = Span(at.line, 0, len(line))
            yield _unclear(draft, figure, whole, draft.source(whole, figure.text, line), _OF_ANOTHER)


def _of_moved(draft: Draft, found: Discrepancy) -> Iterator[ProposedChange]:
    """Two figures that changed places: each is wished the other's value. More than two are no values to be told.

    Nor are paragraphs that are a figure each: they may have been moved.
    """
    are_values = len(found.figures) == 2 and len(found.at) == 2 and not draft.are_paragraphs(found)
    figures = [*map(draft.audit.figure, found.figures)]
    for number, (figure, span) in enumerate(zip(figures, found.at, strict=False)):
        if are_values:
            # Either where this one is now, or where it stood: there the other is.
            at = found.at[1 - number] if draft.says(span) == figure.text else span
            text = draft.says(at)
            yield _of_figure(draft, figure, at, text, draft.source(at, figure.text, text))
        else:
            why = "换了位置，看不出是数要改还是话要改；核对后自己改"
            yield _unclear(draft, figure, span, draft.source(span, figure.text, figure.text), why)


def _of_standing(draft: Draft, span: Span, known: Standing) -> Iterator[ProposedChange]:
    """A number of a sentence that came home, at which the data say another value by now.

    It is no wish where it is the value that the sentence came home with, or was built with later.
    """
    found, fact = draft.line(span)[span.start : span.end], draft.fact(known.fact)
    if not known.is_new or fact is None or is_same(found, known.printed) or fact.indicator.kind == "text":
        return
    said = values.printed(draft.ledger, known.fact, known.form) or ""
    lead, _, tail = known.printed.partition(said)
    figure = BuiltFigure.standing(fact, known.form, said, span)
    source = draft.source(span, known.printed, found)
    wish = _of_figure(draft, figure, span, found.removeprefix(lead).removesuffix(tail), source)
    if known.was_said(found, draft.earlier()):
        raw = draft.raw(known.fact) or fact.text
        why = f"这句话带回过，稿件里是{found}；数据后来改成了{known.printed}，照数据"
        yield replace(wish, state="taken", before=raw, after=raw, edits=(), message=why)
    elif wish.state == "ready":
        own = Source(file=fact.place.file, text=wish.before or "", line=fact.place.line or None)
        why = f"这句话文中已经有了，数据里现在是{known.printed}，稿件里是{found}"
        yield replace(wish, state="conflict", sources=(*wish.sources, own), message=why)
    else:
        yield wish


def _of_figure(draft: Draft, figure: BuiltFigure, span: Span, found: str, source: Source) -> ProposedChange:
    """`found`: what stands in a figure's place."""
    wish = _unclear(draft, figure, span, source, "")
    fact = draft.fact(figure.fact)
    if fact is None:
        renamed = f"，可能改名为{figure.renamed}" if figure.renamed else ""
        return replace(wish, message=f"数据里已经没有{figure.fact}这一项{renamed}")
    if "." not in figure.fact.removeprefix(PREVIOUS):
        return replace(wish, message=_of_year(draft, figure, found))
    printed = values.printed(draft.ledger, figure.fact, figure.form)
    is_taken = printed is not None and (as_compared(printed) == as_compared(found) or is_same(found, printed))
    if not is_taken and reading_back.says(fact, found):
        if draft.is_said_today(span, found):
            return replace(wish, state="taken", before=figure.text, after=figure.text)
        return replace(wish, before=figure.text, message=_only_words(draft, figure, fact, found))
    if why := reading_back.why_computed(draft.ledger, figure.fact, figure.form):
        computed = replace(wish, state="derived", before=figure.text, after=found, message=why)
        return replace(computed, state="taken", message=FOLLOWS) if is_taken else computed
    if is_taken:
        return replace(wish, state="taken", before=draft.raw(figure.fact), after=draft.raw(figure.fact))
    raw = draft.raw(figure.fact)
    if why := _why_unbounded(draft, figure, fact, span):
        return replace(wish, before=raw, message=why)
    value = reading_back.value(fact, figure.form, found, raw or "")
    if value.why_not:
        return replace(wish, before=raw, after=found, message=value.why_not)
    edit = ValueChange(wish_path(figure.fact), value.text, is_new=not fact.place.line)
    said, aside = beside_values.said_of_it(draft, figure.fact, fact), beside_values.follows(draft, figure, found)
    wish = replace(wish, state="ready", before=raw, after=value.text, edits=(edit,), message=said, aside=aside)
    is_as_built = printed is not None and without_blanks(printed) == without_blanks(figure.text)
    return wish if is_as_built else _clashing(wish, fact.place, f"{raw or '空的'}")


def _why_unbounded(draft: Draft, figure: BuiltFigure, fact: Fact, span: Span) -> str:
    """Why it cannot be told which words of the draft are a name; empty where it can."""
    if figure.fact.endswith("]"):  # one of a list that still stands is told with its list
        return "这几个名称现在不是用、隔开的一串，看不出这一项从哪里到哪里；核对后自己改"
    if fact.indicator.kind == "text" and draft.is_edited_beside(span):
        return "名称旁边的字也改了，看不出名称从哪里到哪里；核对后自己改"
    return ""


def _of_year(draft: Draft, figure: BuiltFigure, found: str) -> str:
    """Why a draft that says another year asks for nothing of the data, and what to do."""
    where = _in_template(draft, figure)
    return f"年份由数据的文件名定，不从稿件里改；这里就是要写“{found}”，自己改模板里这一句{where}"


def _in_template(draft: Draft, figure: BuiltFigure) -> str:
    line = draft.audit.sources.template((figure.paragraph - 1, 0))
    return f"（{line}）" if line else ""


def _only_words(draft: Draft, figure: BuiltFigure, fact: Fact, found: str) -> str:
    """Why a draft that says a figure's number with other words asks for nothing of the data, and what to do."""
    where = _in_template(draft, figure)
    said = f"数没有改：数据里就是{fact.text}，稿件里写成“{found}”，改的是说增、说减的字，不写进数据"
    return f"{said}；几项合用一个词、一增一减的，模板里这一句{where}用moved写，各说各的（见模板参考），再运行一次"


def wish_path(fact: str) -> tuple[str | int, ...]:
    return path_of(fact.removeprefix(PREVIOUS))


def _clashing(wish: ProposedChange, place: Place, raw: str) -> ProposedChange:
    """A wish, where the year file has meanwhile another value than was built."""
    own = Source(file=place.file, text=raw, line=place.line or None)
    why = f"{SINCE}{raw}"
    return replace(wish, state="conflict", sources=(*wish.sources, own), message=why)


def _unclear(draft: Draft, figure: BuiltFigure, span: Span, source: Source, why: str) -> ProposedChange:
    text = draft.says(span)
    return ProposedChange(
        type="figure",
        state="unclear",
        year=draft.year,
        kind=draft.kind,
        key=("figure", draft.file(figure.fact), figure.fact.removeprefix(PREVIOUS)),
        position=(span.line, span.start),
        sources=(source,),
        before=figure.text,
        after=text,
        message=why,
        place=figure.place,
        file=draft.file(figure.fact),
        fact=figure.fact,
        label=figure.label,
        form=figure.form,
        printed=as_compared(text),
    )


# Lists ----------------------------------------------------------------------------------------------------------------


def _of_list(draft: Draft, found: NameList, read: Span) -> Iterator[ProposedChange]:
    fact = draft.fact(found.fact)
    if fact is None or not isinstance(fact.value, Names):
        return
    path = wish_path(found.fact)
    if found.items != found.was:
        now = [item.text for item in fact.value.items]
        built = {name: draft.audit.figure(n) for name, n in zip(found.was, found.figures, strict=False)}
        for change in item_changes(path, found.was, found.items, now):
            wish, figure = _of_item(draft, found, read, change), built.get(change.before or "")
            yield replace(wish, aside=_said_elsewhere(draft, wish, figure)) if figure else wish
    if found.is_open != found.was_open:
        last = len(fact.value.items) + 1
        at = (*path, last)
        is_done = fact.value.is_open == found.is_open
        edit = ValueChange(at, "等", is_new=True) if found.is_open else ValueChange(at, None)
        before, after = (None, "等") if found.is_open else ("等", None)
        item = ItemChange(last, before, after, OPEN_END, () if is_done else (edit,), is_done=is_done)
        behind = re.match("[^，。；、！？：]*", draft.line(read)[read.end :])
        assert behind is not None, "it may be empty"
        yield replace(_of_item(draft, found, read, item), printed="" if found.is_open else without_blanks(behind[0]))


def _said_elsewhere(draft: Draft, wish: ProposedChange, figure: BuiltFigure) -> str:
    """Where else the draft says a name that is to be another."""
    return beside_values.follows(draft, figure, wish.after or "") if wish.state == "ready" else ""


def _of_points(draft: Draft, found: Points) -> Iterator[ProposedChange]:
    """Points are told with their sentence, of which only what is new is marked."""
    for wish in _of_list(draft, found.names, found.read):
        own, *others = wish.sources
        built = own.text.replace(draft.says(found.read), draft.built(found.names.built))
        yield replace(wish, sources=(replace(own, marked=marked(built, own.text)), *others))


def _of_item(draft: Draft, found: NameList, read: Span, change: ItemChange) -> ProposedChange:
    fact = draft.fact(found.fact)
    assert fact is not None, "the list is known"
    item = draft.fact(f"{found.fact}[{change.number}]") if change.number else None
    text = draft.line(read)[read.start : read.end]
    wish = ProposedChange(
        type="figure",
        state=change.state,
        year=draft.year,
        kind=draft.kind,
        key=("item", draft.file(found.fact), found.fact.removeprefix(PREVIOUS), change.about),
        position=(read.line, read.start),
        sources=(draft.source(read, draft.built(found.built), text),),
        before=change.before,
        after=change.after,
        place=item.place if item else fact.place,
        file=draft.file(found.fact),
        edits=change.edits,
        fact=f"{found.fact}[{change.number}]" if change.number else found.fact,
        label=fact.label,
    )
    if change.state == "ready" and change.before is None and _was_built(draft, found, change.after or ""):
        return replace(wish, state="taken", edits=(), message="这一项带回过，数据后来改了或删了，照数据")
    if change.copy and change.state != "taken":
        assert isinstance(fact.value, Names), "it is a list"
        return _as_copy(wish, change, [item.text for item in fact.value.items])
    return _clashing(wish, fact.place, fact.text) if change.state == "conflict" else wish


def _as_copy(wish: ProposedChange, change: ItemChange, names: Sequence[str]) -> ProposedChange:
    """A name that a draft has twice: that whose place it took goes, if somebody says so. `names`: all of the list."""
    name = quoted(change.copy)
    if not change.edits:
        why = f"名单里已经有{name}，稿件里又写了一遍；只要一个，就在稿件里删去一个"
        return replace(wish, state="unclear", message=why)
    old, left = quoted(change.before or ""), "、".join(each for each in names if without_blanks(each) != change.about)
    why = (
        f"{old}改成了{name}，名单里就有两个{name}，像是要删去{old}：是删去，就选这一条，名单成为{quoted(left)}；"
        "不是，在稿件里改成要的名称，再运行一次"
    )
    return replace(wish, state="conflict", message=why)


def _was_built(draft: Draft, found: NameList, item: str) -> bool:
    """Whether an item stood in its list since the draft was built, beside one that stands there still."""
    names = "|".join(map(re.escape, filter(None, map(without_blanks, found.was))))
    # Behind a name of the list, and whole: 北坊 is not 北坊街.
    pattern = re.compile(f"(?:{names})、?{re.escape(without_blanks(item))}(?=[、，。；“《等和]|$)")
    return bool(names) and any(pattern.search(without_blanks(text)) for text in draft.earlier())
