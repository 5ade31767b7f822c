"""What a draft says otherwise than its report would once all that is ready is written, and no proposal tells.

The last look: however a draft was read, each of its lines that people changed is held against the new text. A change is
there where the line as built, with it, is no other than the new line: what others, the data or the template changed
beside it is no difference.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, partial
from itertools import accumulate

from msgspec import Struct

from report_cli.audit.pairing import Group
from report_cli.audit.sources import Sources
from report_cli.audit.texts import bigrams
from report_cli.compose.edits_file import path
from report_cli.compose.lines import Position
from report_cli.compose.merging import merged
from report_cli.document import Document, Paragraph, place_at
from report_cli.inward import review_table
from report_cli.inward.carried import Uncarried
from report_cli.inward.draft import Draft
from report_cli.inward.new_text import NewText, Passage, are_alike, bare, is_within
from report_cli.inward.proposed import ChangeKind, ProposedChange, Source, as_compared, marked
from report_cli.inward.today import Stretch
from report_cli.inward.told_of import Told, tells
from report_cli.inward.weighing import Weighed
from report_cli.model import Place
from report_cli.sentences import sentences
from report_cli.text import excerpt, parting, shared


def untold(drafts: Sequence[Draft], made: Weighed, uncarried: Sequence[Uncarried]) -> Iterator[ProposedChange]:
    """`uncarried`: what is told of the drafts beside the proposals."""
    for number, draft in enumerate(drafts):
        # What a review copy was composed as has its table, which is no part of the text.
        as_it_is = draft.document if draft.audit.baseline.kind == draft.kind else None
        document = made.documents.get((draft.year, draft.kind), as_it_is)
        if document is not None:  # why a report cannot be composed is told
            others = [other for other in drafts if other is not draft and _key(other) == _key(draft)]
            look = _Look(draft, document, others, made.proposals, uncarried)
            yield from (_proposed(each, draft, number) for each in look.differences())


def _key(draft: Draft) -> tuple[int, str, Sequence[str]]:
    """What drafts of one build have in common."""
    return draft.year, draft.kind, draft.audit.baseline.paragraphs


class _Difference(Struct, frozen=True):
    """`line`: of the draft. `new`: what would be printed there; empty where that is not known. `cure`: what to do.

    `said`: what is told instead of both texts.
    """

    line: int
    typed: str
    new: str
    place: Place | None
    cure: str
    said: str = ""

    @property
    def change(self) -> ChangeKind:
        """What it is told as."""
        if self.said:
            return "moved"
        return "changed" if self.new else "added"


class _Look:
    """One draft beside its report as it would be. `others`: further drafts of the same build."""

    def __init__(
        self,
        draft: Draft,
        document: Document,
        others: Sequence[Draft],
        proposals: Sequence[ProposedChange],
        uncarried: Sequence[Uncarried],
    ) -> None:
        self.draft, self.document, self.others = draft, document, others
        self.proposals = [each for each in proposals if draft.audit.file in each.files]
        self.told = Told(draft, proposals)
        self.new = NewText(document, draft.ledger, draft.audit.baseline.paragraphs, self.told.figures)
        self.lines = self.new.lines
        self.marked = {each.paragraph - 1 for each in uncarried if each.file == draft.audit.file}

    def differences(self) -> Iterator[_Difference]:
        lines, built = self.draft.audit.location.lines, self.draft.audit.baseline.paragraphs
        for group in self.draft.audit.location.groups:
            read = [n for n in group.read if lines[n].part in ("body", "note") and not lines[n].is_margin]
            typed, was = [lines[n].text for n in read], [built[n] for n in group.built]
            is_edited = bool(read) and typed != was and [*map(as_compared, typed)] != [*map(as_compared, was)]
            is_edited = is_edited and self._is_of_text(group)
            if is_edited and self.marked.isdisjoint(read) and not all(map(self._has, typed)):
                yield from self._of_lines(read, group)
        yield from self._out_of_order()
        yield from self._without_notes()

    def _is_of_text(self, group: Group) -> bool:
        """Whether lines are the report's own: the table of a review copy is no part of it."""
        is_review = self.draft.audit.baseline.kind != self.draft.kind
        return not is_review or (bool(group.built) and all(n in self._line_of for n in group.built))

    def _out_of_order(self) -> Iterator[_Difference]:
        """The lines that people moved and that stand elsewhere in the new text, which nothing tells."""
        lines, built = self.draft.audit.location.lines, self.draft.audit.baseline.paragraphs
        compared = zip(lines, self._compared, strict=True)
        texts = [text if line.part == "body" and not line.cell else "" for line, text in compared]
        places = [_only([*map(as_compared, built)]), _only(self.new.compared)]
        known = [n for n, text in enumerate(texts) if text and all(text in each for each in places)]
        known = [n for n in known if self._typed[texts[n]] == 1]
        stood, stands = ([each[texts[n]] for n in known] for each in places)
        for at in _out_of_step(stood) & _out_of_step(stands):
            read = known[at]
            is_told = texts[read] in self.told.moved
            if not is_told and not any(tells(text, texts[read]) for text in self.told.texts([read])):
                said = f"这一段“{excerpt(lines[read].text)}”移了位置，照这些改动生成出来不在那里"
                yield _Difference(read, lines[read].text, "", None, "照稿件自己移", said)

    def _without_notes(self) -> Iterator[_Difference]:
        """The footnotes that the draft has as they were, and the new text has no longer: they went with the old words.

        What template and data have no longer, or another draft has not, is told otherwise.
        """
        today = self.draft.today
        for group in self.draft.audit.location.groups if today else ():
            line = self.draft.today_line(group.built[0]) if group.built else None
            if not today or line is None or today.lines[line].note < 0 or self._stands(group):
                continue
            host = today.host(Stretch(line, 0, line, 0))
            if host and self._is_read(host[0]) and self._have_all(group):
                yield self._lost_note(group, host)

    def _stands(self, group: Group) -> bool:
        """Whether the new text has the lines of a group, as they are or as others have changed them."""
        texts = [self.draft.audit.location.lines[n].text for n in group.read]
        if all(map(self._has, texts)) or all(n in self._line_of for n in group.built):
            return True
        return all(any(are_alike(bare([text]), new) for new in self.new.new) for text in texts)

    def _have_all(self, group: Group) -> bool:
        """Whether this draft, and every other, has the lines of a group as they were built."""
        lines, built = self.draft.audit.location.lines, self.draft.audit.baseline.paragraphs
        said = {as_compared(built[n]) for n in group.built}
        others = ({as_compared(line.text) for line in other.audit.location.lines} for other in self.others)
        return said == {as_compared(lines[n].text) for n in group.read} and all(map(said.issubset, others))

    def _is_read(self, line: int) -> bool:
        """Whether a draft has a line of today's text still."""
        groups = (group for group in self.draft.audit.location.groups if group.read)
        return any(self.draft.today_line(n) == line for group in groups for n in group.built)

    def _lost_note(self, group: Group, host: Position) -> _Difference:
        took = next((each.number for each in self.proposals if _takes_away(each, host)), 0)
        line, place = group.read[0], self.draft.audit.sources.template((group.built[0], 0))
        at = f"（{place}）" if place else ""
        skip = f"脚注跟着第{took}条删去的字没有了：第{took}条和写上这些字的那一条都不写（--skip），" if took else ""
        return _Difference(line, self.draft.audit.location.lines[line].text, "", place, f"{skip}照稿件自己改模板{at}")

    def _has(self, text: str) -> bool:
        """Whether a line of the draft stands in the new text, as often as in the draft."""
        bare = as_compared(text)
        return self.new.counts[bare] >= self._typed[bare]

    @cached_property
    def _compared(self) -> list[str]:
        """The lines of the draft, as texts are compared."""
        return [as_compared(line.text) for line in self.draft.audit.location.lines]

    @cached_property
    def _typed(self) -> Counter[str]:
        return Counter(self._compared)

    @cached_property
    def _line_of(self) -> Mapping[int, int]:
        paragraphs = self.draft.audit.baseline.paragraphs
        listed = review_table.listed(self.draft.audit)
        built = ["" if n in listed else text for n, text in enumerate(paragraphs)]
        return Sources(built, lambda: self.document).line_of

    def _of_lines(self, read: Sequence[int], group: Group) -> Iterator[_Difference]:
        lines, built = self.draft.audit.location.lines, self.draft.audit.baseline.paragraphs
        at = sorted({self._line_of[n] for n in group.built if n in self._line_of})
        typed, was = [lines[n].text for n in read], [built[n] for n in group.built]
        passage, bare_of = Passage(self.new, was, typed), partial(bare, like=self._like(group))
        said, stood = [self.new.as_left(n, as_compared("".join(typed))) for n in at], bare_of(was)
        told, whole = [*self.told.texts(read)], bare_of(said) if said else self.new.whole
        if (said and is_within(stood, bare_of(typed), bare_of(said))) or (not told and passage.says_each()):
            return
        if said and self._are_others(group, stood, read):
            return
        parts = [text[a:b] for text in typed for a, b in sentences(text)]
        left = [part for part in parts if bare_of([part]) not in stood and bare_of([part]) not in whole]
        left = [part for part in left if not any(tells(text, bare_of([part])) for text in told)]
        left = [part for part in left if not passage.spots(bare_of([part]))]
        if left or (said and not told and not self.told.is_gone(stood, bare_of(typed))):
            number = next(n for n, text in zip(read, typed, strict=True) if not left or left[0] in text)
            yield self._difference(number, at)

    def _like(self, group: Group) -> Paragraph | None:
        """What a paragraph is today: its automatic number is the program's."""
        today = self.draft.today_line(group.built[0]) if group.built else None
        return self.draft.today.lines[today].paragraph if self.draft.today and today is not None else None

    def _are_others(self, group: Group, was: str, read: Sequence[int]) -> bool:
        """Whether template, data or another draft have other words at the same place: that is told as a conflict.

        Names that several drafts put into one list come to stand in an order of their own.
        """
        sources, like = self.draft.audit.sources, self._like(group)
        now = [sources.texts[sources.line_of[n]] for n in group.built if n in sources.line_of]
        theirs = [bare(now, like), *(self._others(each, group) for each in self.others)]
        typed = bare([self.draft.audit.location.lines[n].text for n in read], like)
        are_names = not self.told.of_lists.isdisjoint(read)
        return any(text != was and (are_names or merged(was, typed, text) is None) for text in theirs)

    def _others(self, other: Draft, group: Group) -> str:
        """What another draft says in the same place."""
        location, groups_of = other.audit.location, self._groups_of[other.audit.file]
        groups = sorted({number for n in group.built for number in groups_of.get(n, ())})
        read = [n for number in groups for n in location.groups[number].read]
        return bare([location.lines[n].text for n in read], like=self._like(group))

    @cached_property
    def _groups_of(self) -> Mapping[str, Mapping[int, Sequence[int]]]:
        """By another draft and paragraph as built: in which of that draft's groups this stands."""
        found = dict[str, Mapping[int, Sequence[int]]]()
        for other in self.others:
            of_built = found[other.audit.file] = defaultdict[int, list[int]](list)
            for number, group in enumerate(other.audit.location.groups):
                for built in group.built:
                    of_built[built].append(number)
        return found

    def _difference(self, line: int, at: Sequence[int]) -> _Difference:
        typed = self.draft.audit.location.lines[line].text
        new = max((self.lines[n] for n in at), key=lambda text: len(bigrams(text) & bigrams(typed)), default="")
        if not new:
            return _Difference(line, typed, "", None, "照稿件自己改")
        number, runs = self.document.lines[self.lines.index(new)]
        begin = max(min(shared(typed, new), len(new) - 1) - len(number), 0)
        place, ends = place_at(runs, begin), accumulate(len(run.text) for run in runs)
        run = next((run for run, end in zip(runs, ends, strict=True) if begin < end), None)
        # A sign beside a figure is the template's.
        is_of_data = run is not None and run.fact and as_compared(run.text) not in as_compared(typed)
        known = self.draft.fact(run.fact.partition("[")[0]) if run and is_of_data else None
        if known:
            return _Difference(line, typed, new, known.place, f"照稿件自己改数据里的{known.named}（{known.place}）")
        return _Difference(line, typed, new, place, f"照稿件自己改模板里这一句（{place}）" if place else "照稿件自己改")


def _takes_away(wish: ProposedChange, host: Position) -> bool:
    """Whether a wish takes out the words that a footnote is of."""
    was = wish.words.was if wish.words and wish.state == "ready" and wish.words.is_removal else None
    return was is not None and (was.first, was.start) <= host < (was.last, was.end)


def _only(texts: Sequence[str]) -> dict[str, int]:
    """Where each text stands that stands once."""
    times = Counter(texts)
    return {text: at for at, text in enumerate(texts) if times[text] == 1}


def _out_of_step(numbers: Sequence[int]) -> set[int]:
    """Which of some numbers are to be left out so that the others rise; as few as can be."""
    ends, best, before = list[int](), list[int](), dict[int, int]()
    for at, number in enumerate(numbers):
        size = bisect_left(ends, number)
        ends[size : size + 1], best[size : size + 1] = [number], [at]
        before[at] = best[size - 1] if size else -1
    kept, at = set[int](), best[-1] if best else -1
    while at >= 0:
        kept.add(at)
        at = before[at]
    return {*range(len(numbers))} - kept


def _proposed(each: _Difference, draft: Draft, number: int) -> ProposedChange:
    typed, new = parting(each.typed, each.new) if each.new else (each.typed, "")
    printed = f"照这些改动生成出来是“{new}”" if each.new else "照这些改动生成出来没有这些字"
    told = each.said or f"稿件是“{typed}”，{printed}"
    said = Source(file=draft.audit.file, paragraph=each.line + 1, text=each.typed, marked=marked(each.new, each.typed))
    return ProposedChange(
        type="prose",
        state="unclear",
        change=each.change,
        year=draft.year,
        kind=draft.kind,
        key=("untold", str(draft.year), draft.kind, str(each.line)),
        position=(number, each.line, 0),
        sources=(said,),
        before=each.new or (each.typed if each.said else None),
        after=each.typed,
        message=f"还有不同：{told}；{each.cure}",
        place=each.place,
        file=path(draft.year, draft.kind),
    )
