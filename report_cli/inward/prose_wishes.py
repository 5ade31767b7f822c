"""What a draft wishes of words: sentences as they were and are, each figure as the template would print it.

A sentence in which only figures are others is no wish of words. A number that no fact stands behind is one wish with
its sentence: the data first have to know it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from report_cli.audit.changes import ProseChange
from report_cli.audit.compare import is_same
from report_cli.audit.findings import NEW, Discrepancy
from report_cli.audit.texts import Span, without_blanks
from report_cli.compose import edits_file, values
from report_cli.inward import (
    allowed_phrases,
    item_lines,
    lost,
    new_numbers,
    own_paragraphs,
    quotes,
    table_rows,
    taken_away,
    taken_for,
    taken_out,
    typed_digits,
    whole_paragraphs,
    wishes_of_words,
)
from report_cli.inward.draft import Draft
from report_cli.inward.new_numbers import NewNames
from report_cli.inward.places import Unclear
from report_cli.inward.proposed import ProposedChange, Source, as_compared, marked
from report_cli.inward.sentence_too import changed_too
from report_cli.inward.taken_out import TakenOut
from report_cli.inward.template_text import ByLine, DraftLines, by_line, inside, located
from report_cli.inward.word_changes import Changes, Clash, Taken
from report_cli.model import Place
from report_cli.sentences import sentences
from report_cli.text import parting

_CARRIED = ("changed", "moved", "repeated", "stale")
"""What became of a figure where the words round it can be carried all the same."""
_HALF_A_NAME = "名称和旁边的字都改了，看不出名称从哪里到哪里；先在数据里改名称，再把这句收回来"
_PRINTED = re.compile(r"\{\{ ([\w.]+)")
"""A fact that words print."""
_LISTED = "名词解释照正文里第一次用到的先后排，移了带不回；正文里的先后改了，再生成就跟着变"
_IN_MARGIN = "页眉页脚里的字不带回去，要用就改版式或模板"


def wishes(draft: Draft, names: NewNames | None = None) -> Iterator[ProposedChange]:
    """The new numbers with their sentences, then the other words that were edited.

    `names`: those that the run has proposed for new numbers.
    """
    names = names or NewNames()
    rows, gone = table_rows.added(draft), taken_out.taken_out(draft)
    draft = taken_out.without(table_rows.without(draft, rows), gone)
    own = own_paragraphs.changed(draft)
    draft = own_paragraphs.without(draft, own)
    told, new = _told(draft)
    said = DraftLines(draft)
    numbers = [_of_number(draft, each, names) for each in told if each.kind == "unbound"]
    typed = _typed(draft, said, told, new, names)
    numbers += [typed_digits.wish(draft, each) for each in typed]
    of_numbers = [*typed, *(each for each in told if each.kind in ("unbound", "contradictory"))]
    absorbed = by_line(each.at[0] for each in of_numbers if each.at)
    changes = Changes(said, draft.today) if draft.today else None
    edited = [*_edited(draft, said, changes, absorbed)]
    yield from _in_their_sentences(draft, sorted(numbers, key=lambda each: each.position), edited)
    found = [(wish, spans) for wish, spans in edited if wish.is_move or not any(inside(spans, absorbed))]
    found += [(wishes_of_words.of_row(draft, row), row.spans) for row in rows]
    found += [(wishes_of_words.of_gone(draft, each), each.spans) for each in gone]
    # The table of a review copy is no part of the text.
    is_review = draft.audit.baseline.kind != draft.kind
    if changes is not None and draft.document is not None and not is_review:
        apart, wish = _apart(draft, [*told, *typed], found, gone, own), wishes_of_words.blank(draft)
        if found:
            found = whole_paragraphs.checked(found, changes, draft.document, apart, wish)
        found += whole_paragraphs.of_figures(found, changes, apart, wish)
    first = by_line(each.at[0] for each in new)
    yield from (taken_away.with_lines(_at_its_first(wish, spans, first), draft.today) for wish, spans in found)
    words = [wish.words for wish, _ in found if wish.words]
    yield from lost.lost(draft, said, [each.was for each in words if each.was and not each.now])


def _told(draft: Draft) -> tuple[list[Discrepancy], list[Discrepancy]]:
    """What is to be told of a draft's figures, and its numbers that are new, whether or not the data know them now."""
    left = [each for each in draft.audit.discrepancies if not draft.is_filled(each)]
    # What a paragraph says that stands twice is not new.
    copies = {change.at[0] for change in draft.audit.prose if _twice(draft, change)}
    left = [each for each in left if each.kind not in NEW or not each.at or each.at[0].line not in copies]
    new = [_as_new(draft, each, is_doubtful=draft.is_by_chance(each)) for each in left]
    left = [each for each in left if not draft.is_stated(each)]
    told = [_as_new(draft, each, is_doubtful=draft.is_doubtful(each)) for each in left]
    return told, [each for each in new if each.kind == "unbound" and each.at]


def _of_number(draft: Draft, found: Discrepancy, names: NewNames) -> ProposedChange:
    phrase = allowed_phrases.of(draft, found) if found.at else None
    return allowed_phrases.wish(draft, found, phrase) if phrase else new_numbers.of_number(draft, found, names)


def _typed(
    draft: Draft, said: DraftLines, told: Sequence[Discrepancy], new: Sequence[Discrepancy], names: NewNames
) -> list[Discrepancy]:
    """New words with digits that count nothing, which the catalogue does not allow; noted with the `new` numbers."""
    typed = typed_digits.found(draft, said, told)
    names.note([*new, *typed_digits.asked(draft, typed)])
    return [each for each in typed if not typed_digits.is_allowed(draft, each)]


def _as_new(draft: Draft, found: Discrepancy, *, is_doubtful: bool) -> Discrepancy:
    """A finding; a number that is another than the words before it lead to is as new as one that nothing leads to."""
    if is_doubtful:
        at = draft.without_verb(found.at[0])
        text = draft.line(at)[at.start : at.end]
        return replace(found, kind="unbound", figures=(), at=(at,), found=text, expected=None)
    is_other = found.kind == "contradictory" and draft.audit.figure(found.figures[0]).is_number
    return replace(found, kind="unbound", expected=None) if is_other else found


def _at_its_first(wish: ProposedChange, spans: Sequence[Span], new: ByLine) -> ProposedChange:
    """A wish of words at the place of the first new number in them: there it stood before the data knew that one.

    Words that only move have no such number: they are a wish beside that of the number's sentence.
    """
    at = min(((each.line, each.start) for each in inside(spans, new)), default=None)
    return replace(wish, position=at) if at and not wish.is_move else wish


def _apart(
    draft: Draft,
    told: Sequence[Discrepancy],
    found: whole_paragraphs.Found,
    gone: Sequence[TakenOut],
    own: Sequence[own_paragraphs.OwnList],
) -> whole_paragraphs.Apart:
    """Where something is that cannot be carried, or is told as a list or table, so that the text stays as it is."""
    moved = [each for each in told if each.kind == "moved" and draft.are_paragraphs(each)]
    left = [each for each in told if each.kind not in _CARRIED or each.label]
    stays = [(wish, spans) for wish, spans in found if wish.state in ("unclear", "conflict")]
    left_out = {wish.position for wish, spans in stays if not spans or wish.change == "moved"}
    at = {wish.position for wish, _ in stays}
    stays += [(wish, spans) for wish, spans in found if wish.words and wish.words.is_rebased]
    read = {span.line for _, spans in stays for span in spans}
    read |= {at.line for each in (*left, *moved) for at in each.at}
    read |= {line for change in draft.audit.prose for line in _twice(draft, change)}
    built = {draft.audit.baseline.span(number).line for each in moved for number in each.figures}
    built |= {change.built[0] for change in draft.audit.prose if change.built and change.at in left_out}
    built |= {line for change in draft.audit.prose if change.at in at for line in _lines_joined(draft, change)}
    turned, stood = taken_out.in_turned_tables(draft, told, gone)
    built.update(stood, *(each.built for each in gone), *(each.built for each in own))
    return whole_paragraphs.Apart(read.union(turned, *(each.read for each in own)), built)


def _lines_joined(draft: Draft, change: ProseChange) -> set[int]:
    """The lines as built of words of several lines; those of one line stand by themselves."""
    lines = {span.line for span in located(change.before, DraftLines(draft).built_lines, change.built)}
    return lines if len(lines) > 1 else set()


# Sentences ------------------------------------------------------------------------------------------------------------


def _edited(
    draft: Draft, said: DraftLines, changes: Changes | None, absorbed: ByLine
) -> Iterator[tuple[ProposedChange, list[Span]]]:
    """Each edit of the words, and where its new words stand. What has an `absorbed` number in it is told with that."""
    names = _names(draft)
    paragraphs = (part for change in _as_paragraphs(draft) for part in _by_sentence(change, said.read_lines))
    for change in (*paragraphs, *_worded(draft)):
        before = located(change.before, said.built_lines, change.built)
        after = located(change.after, said.read_lines, change.at)
        texts = "\n".join(said.built(before)), "\n".join(said.read(after))
        texts = (texts[0], texts[0]) if change.is_whole else texts
        is_same = _bare(texts[0]) == _bare(texts[1]) or (changes is not None and changes.is_of_numbers(before, after))
        if change.change == "changed" and is_same:
            continue
        is_told = not change.is_whole and any(inside(after, absorbed))
        wish = _of_words(draft, change, texts, None if is_told else changes)
        has_half = not change.is_whole and any(draft.is_edited_beside(each) for each in inside(after, names))
        yield (replace(wish, state="unclear", words=None, message=_HALF_A_NAME) if has_half else wish), after


def _in_their_sentences(
    draft: Draft, numbers: Sequence[ProposedChange], edited: Sequence[tuple[ProposedChange, list[Span]]]
) -> Iterator[ProposedChange]:
    """New numbers, each with the sentence, as built, that it was put into.

    The first of a sentence says which other numbers of it are taken for what the data know: its words are not told yet.
    """
    told, of_line = set[tuple[Span, ...]](), defaultdict[int, list[tuple[ProposedChange, list[Span]]]](list)
    for each in edited:
        for line in {span.line for span in each[1]} if not each[0].is_move else ():
            of_line[line].append(each)
    for number in numbers:
        line, at = number.position
        found = (
            each
            for each in of_line.get(line, ())
            if any(span.line == line and span.start <= at < span.end for span in each[1])
        )
        wish, spans = next(found, (None, []))
        known = ""
        if tuple(spans) not in told:  # once for all its numbers
            too = changed_too(wish, (each.after or "" for each in numbers if each.position[0] == line))
            known = "；".join(filter(None, (*taken_for.known(draft, spans), too)))
        told.add(tuple(spans))
        yield replace(number, stood=(wish.before if wish else None) or "", aside=known)


def _bare(text: str) -> list[str]:
    """Paragraphs without what is no edit in them."""
    return [without_blanks(line) for line in text.split("\n")]


def _names(draft: Draft) -> ByLine:
    """The names that are others: of one among edited words it may not be sure where it begins and ends.

    It is where the data say by now what stands there.
    """
    changed = (each for each in draft.audit.discrepancies if each.kind == "changed" and each.figures and each.at)
    return by_line(each.at[0] for each in changed if not (_is_number(draft, each) or _is_known(draft, each)))


def _is_number(draft: Draft, found: Discrepancy) -> bool:
    return draft.audit.figure(found.figures[0]).is_number


def _is_known(draft: Draft, found: Discrepancy) -> bool:
    """Whether the data say for a figure what the draft has in its place."""
    figure = draft.audit.figure(found.figures[0])
    return is_same(found.found or "", values.printed(draft.ledger, figure.fact, figure.form) or "")


def _as_paragraphs(draft: Draft) -> Iterator[ProseChange]:
    """The edits of words; where paragraphs were parted or joined, as a whole and not sentence by sentence."""
    built, lines = draft.audit.baseline.paragraphs, [line.text for line in draft.audit.location.lines]
    parted = (each for each in draft.audit.location.groups if len(each.built) != len(each.read))
    wholes = {(_of(built, each.built), _of(lines, each.read)): each for each in parted if each.built and each.read}
    found = [wholes[key] for each in draft.audit.prose if (key := (each.before, each.after)) in wholes]
    covered = {n for group in found for n in group.built}, {n for group in found for n in group.read}
    for change in draft.audit.prose:
        is_within = (change.built is not None and change.built[0] in covered[0]) or change.at[0] in covered[1]
        if not is_within or (change.before, change.after) in wholes:
            yield change


def _of(texts: Sequence[str], numbers: Sequence[int]) -> str:
    """Some of several texts as they stand in an edit of the words."""
    return "\n".join(texts[number] for number in numbers)


def _by_sentence(change: ProseChange, lines: Sequence[str]) -> Iterator[ProseChange]:
    """New sentences in a paragraph one by one: another draft may have only some of them, and each comes home once."""
    spans = located(change.after, lines, change.at) if change.change == "added" else []
    if len(spans) != 1 or change.after == lines[spans[0].line].strip():
        yield change
        return
    for start, end in sentences(change.after):
        yield replace(change, after=change.after[start:end], at=(spans[0].line, spans[0].start + start))


def _worded(draft: Draft) -> Iterator[ProseChange]:
    """Heads and captions of tables that are the template's own words, changed."""
    for found in draft.audit.discrepancies:
        built = draft.stood(found)
        if built is not None and draft.is_worded(found):
            template, line = draft.audit.sources.template((built, 0)), found.at[0].line
            texts = draft.audit.baseline.paragraphs[built], draft.audit.location.lines[line].text
            at, stood = (line, 0), (built, 0)
            yield ProseChange(change="changed", before=texts[0], after=texts[1], at=at, built=stood, template=template)


def _of_words(draft: Draft, change: ProseChange, texts: tuple[str, str], changes: Changes | None) -> ProposedChange:
    said = change.before if change.is_whole else change.after or change.before
    # The number of a term is the program's own: it goes with its word.
    changed = marked(
        *(draft.raised.sub("", text) for text in (change.before, said if change.is_whole else change.after))
    )
    source = Source(file=draft.audit.file, paragraph=change.paragraph, text=said, marked=changed)
    before, after = (text or None for text in texts)
    wish = replace(
        wishes_of_words.blank(draft),
        key=("prose", str(draft.year), draft.kind, before or f"+{change.template}{after}"),
        position=change.at,
        sources=(source,),
        before=before,
        after=after,
        message=_IN_MARGIN if change.is_margin else wishes_of_words.NOT_COMPOSED,
        place=change.template,
        change=change.change,
        aside=quotes.elsewhere(draft, change.before, change.after, [change.at[0]]),
    )
    if twice := _twice(draft, change):
        again = f"第{twice[1] + 1}段和第{twice[0] + 1}段一字不差，写了两遍；只要一遍，就在稿件里删去一段"
        return replace(wish, message=again)
    return wish if changes is None or change.is_margin else _carried(draft, wish, change, changes)


def _twice(draft: Draft, change: ProseChange) -> tuple[int, ...]:
    """Of a paragraph of the report that stands in the draft once more beside itself: which two lines they are."""
    lines, at = draft.audit.location.lines, change.at[0]
    said = without_blanks(change.after)
    is_whole = change.change == "added" and said == without_blanks(lines[at].text) and not lines[at].cell
    if not is_whole:
        return ()
    beside = [n for n in (at - 1, at + 1) if 0 <= n < len(lines) and without_blanks(lines[n].text) == said]
    of_report = {line for group in draft.audit.location.groups if group.built for line in group.read} if beside else ()
    beside = [n for n in beside if n in of_report]
    return tuple(sorted((at, beside[-1]))) if beside else ()


def _carried(draft: Draft, wish: ProposedChange, change: ProseChange, changes: Changes) -> ProposedChange:
    """A wish of words with what it changes in today's text."""
    try:
        words = changes.of(change)
    except Taken:
        return replace(wish, state="taken", message="")
    except Unclear as why:
        return replace(wish, message=str(why))
    except Clash as clash:
        place = wish.place or Place(wish.file)
        own = Source(file=place.file, text=clash.now, line=place.line or None)
        how = f"这句话照{clash.by}的改动改过" if clash.by else "生成以后这句话也改了"
        said = clash.why or f"{how}，现在是“{parting(change.before, clash.now)[1]}”"
        if (at := clash.change.was) and not clash.by and as_compared(change.before) == as_compared(clash.now):
            said = _of_data(draft, wish.before or "", changes.today.written(at)) or said
        return replace(wish, state="conflict", sources=(*wish.sources, own), message=said, words=clash.change)
    if words.is_move and words.was and changes.today.are_of_terms(words.was):
        return replace(wish, message=_LISTED)
    wrong = [message for text in words.now for message in edits_file.wrong_words(text, draft.ledger.catalogue.allow)]
    if (wrong or any(text[:1].isdecimal() for text in words.now)) and (term := _as_term(draft, wish, change)):
        return term
    if wrong:
        return replace(wish, message=f"{wrong[0]}，认不出是哪一项；先写进数据，再自己改")
    read = located(change.after, changes.said.read_lines, change.at)
    return replace(wish, state="ready", message="；".join(taken_for.known(draft, read)), words=words)


def _of_data(draft: Draft, before: str, now: Sequence[str]) -> str:
    """What to do where a sentence reads as it was built, some of its words being printed from the data by now."""
    known, printed = _PRINTED.findall(before), _PRINTED.findall("".join(now))
    facts = filter(None, (draft.fact(id) for id in dict.fromkeys(printed) if id not in known))
    named = "、".join(f"{fact.named}，{fact.place}" for fact in facts)
    way = "要改，就在那里改；选这一条，就成了写死的字，以后不跟着数据变"
    return f"这句话里的字没有变，有的现在出自数据（{named}）：{way}" if named else ""


def _as_term(draft: Draft, wish: ProposedChange, change: ProseChange) -> ProposedChange | None:
    """What to do about a new line below those that explain terms: they are printed from the data."""
    today = draft.today_of.get(change.at[0] - 1) if change.change == "added" else None
    paragraph = draft.today.lines[today].paragraph if draft.today and today is not None else None
    facts = [run.fact for run in paragraph.runs if run.fact] if paragraph and paragraph.explains_a_term else []
    fact = draft.fact(facts[0].partition("[")[0]) if facts else None
    if fact is None:
        return None
    above = (group.built for group in draft.audit.location.groups if change.at[0] - 1 in group.read)
    lines = item_lines.of_item(draft, {line: change.after for built in above for line in built})
    where = f"在数据的{fact.indicator.named}里加一条（{fact.place}）"
    message = f"名词解释和序号由程序排{'' if lines else '，带不回'}：{where}，正文里用到这个名词，再生成就印出来"
    message += f"；写明号就加 {lines[0].entry}" if lines else ""
    return replace(wish, message=message, lines=lines)
