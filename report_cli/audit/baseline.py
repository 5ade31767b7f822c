"""What a draft is audited against: the report as it was built, each figure with what the data say of it now."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from functools import cached_property
from typing import Self

from msgspec import Struct, field
from msgspec.structs import replace

from report_cli.audit import rows, thresholds
from report_cli.audit.texts import KeptWhole, Span, clause_end, is_number, normalized, without_blanks
from report_cli.compose import values, wording
from report_cli.document import appearances, binding
from report_cli.drafts.figures import FiguresFile
from report_cli.facts.fact import Fact, Names
from report_cli.facts.formula import PREVIOUS
from report_cli.facts.ledger import Ledger
from report_cli.model import Place
from report_cli.questions.figures import FigureEntry
from report_cli.text import shared


class BuiltFigure(Struct, frozen=True, gc=False):
    """A figure as built. `paragraph` counts from 1, `offset` from 0; `now` is what the data say today, or None.

    `length`: how much of the baseline's paragraph it takes, whose text may be younger than the draft's. `previous`:
    what last year's report would say in its place. `is_gone`: the data have no such fact any more, and `place` is where
    it stood; `renamed`: what it may be called now. `bound`: how Word names it, where its item has another number now.
    """

    fact: str
    form: str
    text: str
    paragraph: int
    offset: int
    length: int
    appearance: int
    label: str
    now: str | None
    place: Place | None
    previous: str = ""
    is_gone: bool = False
    renamed: str = ""
    bound: str = ""

    @classmethod
    def of(cls, entry: FigureEntry, length: int, appearance: int) -> Self:
        """One of which only the figures file is known."""
        return cls(
            fact=entry.fact,
            form=entry.form,
            text=normalized(entry.text),
            paragraph=entry.paragraph,
            offset=entry.offset,
            length=length,
            appearance=appearance,
            label=entry.label or entry.fact,
            now=None,
            place=entry.place.place if entry.place else None,
        )

    @classmethod
    def standing(cls, fact: Fact, form: str, text: str, span: Span) -> Self:
        """One of a text as it is composed today; `span`: where a draft has its place."""
        return cls(
            fact=fact.id,
            form=form,
            text=text,
            paragraph=span.line + 1,
            offset=span.start,
            length=len(text),
            appearance=1,
            label=fact.label,
            now=text,
            place=fact.place,
        )

    @property
    def binding(self) -> str:
        return self.bound or binding(self.fact, self.form)

    @property
    def is_number(self) -> bool:
        return is_number(self.text)

    @property
    def expected(self) -> str:
        return self.text if self.now is None else self.now


class Baseline(Struct, frozen=True, dict=True):
    """A report of one kind and year as it was built, and the words that matter when reading it.

    `fixed`: words with numerals that count nothing. `label`: what people call the kind (工作报告). `origin`: where it
    was found (see `origin`), `digest` which build it is, and `remark` what is to be known of that. `sealed`: where the
    draft was built at another time than this text, what its seal says was in it, by binding. `lists_now`: the lists of
    names as the data have them now, by id. `is_of_people`: only what people changed is told, though data and templates
    say it by now.
    """

    year: int
    kind: str
    paragraphs: tuple[str, ...]
    figures: tuple[BuiltFigure, ...]
    units: tuple[str, ...] = ()
    fixed: tuple[str, ...] = ()
    label: str = ""
    origin: str = ""
    digest: str = ""
    remark: str = ""
    is_of_people: bool = False
    sealed: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    lists_now: Mapping[str, Names] = field(default_factory=dict)

    @property
    def as_built(self) -> Self:
        """The same, as if the data still said what was built: only what people changed differs from it."""
        figures = tuple(replace(figure, now=figure.text) for figure in self.figures)
        return replace(self, figures=figures, is_of_people=True)

    @cached_property
    def figure_texts(self) -> tuple[str, ...]:
        """The figures' texts without blanks."""
        return tuple(without_blanks(figure.text) for figure in self.figures)

    @cached_property
    def distinct_texts(self) -> frozenset[str]:
        return frozenset(self.figure_texts)

    @cached_property
    def expected_texts(self) -> tuple[str, ...]:
        """What should stand there: what was built; where the data have changed since, what they say."""
        return tuple(
            text if figure.now is None or figure.now == figure.text else without_blanks(figure.now)
            for figure, text in zip(self.figures, self.figure_texts, strict=True)
        )

    @cached_property
    def words(self) -> KeptWhole:
        return KeptWhole.of(self.figure_texts, self.units)

    def span(self, number: int) -> Span:
        figure = self.figures[number]
        return Span(figure.paragraph - 1, figure.offset, figure.offset + figure.length)

    @cached_property
    def by_paragraph(self) -> dict[int, list[int]]:
        found = defaultdict(list)
        for number, figure in enumerate(self.figures):
            found[figure.paragraph - 1].append(number)
        return found

    @cached_property
    def by_fact(self) -> dict[str, list[int]]:
        found = defaultdict(list)
        for number, figure in enumerate(self.figures):
            found[figure.fact].append(number)
        return found

    @cached_property
    def by_start(self) -> dict[tuple[int, int], list[int]]:
        """The figures that begin at a place of a paragraph."""
        found = defaultdict(list)
        for number, figure in enumerate(self.figures):
            found[figure.paragraph - 1, figure.offset].append(number)
        return found

    @cached_property
    def printed_lists(self) -> list[tuple[int, ...]]:
        """Each list of names that was printed: the figures that stand one after the other."""
        groups: list[list[int]] = []
        for number, figure in enumerate(self.figures):
            if figure.fact.endswith("]") and not figure.form:
                if groups and self._follows(groups[-1][-1], number):
                    groups[-1].append(number)
                else:
                    groups.append([number])
        return list(map(tuple, groups))

    def list_of(self, number: int) -> str:
        """The id of the list that a figure is an item of."""
        return self.figures[number].fact.rpartition("[")[0]

    def is_whole(self, numbers: Sequence[int]) -> bool:
        """Whether the figures are a list's names from the first on, and not one that was chosen of them."""
        return all(self.figures[number].fact.endswith(f"[{at}]") for at, number in enumerate(numbers, 1))

    @property
    def whole_lists(self) -> Iterator[tuple[int, ...]]:
        """Each list that was printed whole, whatever stood between its items: 、, 二是, or each in its paragraph."""
        numbers = list[int]()
        for number, figure in enumerate(self.figures):
            is_next = bool(numbers) and self.list_of(numbers[0]) == self.list_of(number) and not figure.form
            if is_next and figure.fact.endswith(f"[{len(numbers) + 1}]"):
                numbers.append(number)
                continue
            if len(numbers) > 1:
                yield tuple(numbers)
            numbers = [number] if figure.fact.endswith("[1]") and not figure.form else []
        if len(numbers) > 1:
            yield tuple(numbers)

    def _follows(self, one: int, other: int) -> bool:
        ours, theirs = self.span(one), self.span(other)
        between = self.paragraphs[ours.line][ours.end : theirs.start]
        is_next = other == one + 1 and ours.line == theirs.line and between in ("", "、")
        return is_next and self.list_of(one) == self.list_of(other)

    def around(self, number: int) -> tuple[str, str]:
        span = self.span(number)
        return self.paragraphs[span.line][: span.start], self.paragraphs[span.line][span.end :]

    def leads_to(self, number: int, clause: str) -> bool:
        """Whether the words of a clause before a number lead to a figure: they hold its label, or end as its own do."""
        own = clause_end(self.around(number)[0])
        common = shared(clause[::-1], own[::-1])
        label = self.figures[number].label
        return label in clause or common >= min(thresholds.LEADING_WORDS, max(len(own), thresholds.LABEL))

    def is_telling(self, number: int) -> bool:
        return self.is_distinctive(self.figures[number])

    def is_distinctive(self, figure: BuiltFigure) -> bool:
        """Whether saying this once more is worth a word: a number always is, a name unless it is an everyday word."""
        if figure.is_number:
            return True
        if sum(text.count(figure.text) for text in self.paragraphs) >= thresholds.EVERYDAY:
            return False
        is_of_many = "[" in figure.fact
        return any(mark in figure.text for mark in "“《") or len(figure.text) >= (
            thresholds.LONG_NAME if is_of_many else thresholds.NAME
        )


def make(
    content: FiguresFile,
    ledger: Ledger,
    texts: Mapping[str, tuple[int, str]],
    *,
    label: str = "",
    is_own: bool = True,
    read: Iterable[str] = (),
) -> Baseline:
    """From a figures file's content, or a document's just composed; `texts` are those that the draft's seal holds.

    `is_own`: the content is that of the draft's own build. `read`: the draft's lines.
    """
    counted = appearances((entry.fact, entry.form) for entry in content.figures)
    counts = [each for indicator in ledger.catalogue.indicators for each in (indicator, *indicator.fields)]
    facts = dict(_facts(ledger))
    known = {entry.fact for entry in content.figures}
    new = {id: fact for id, fact in facts.items() if id not in known}
    said = ((entry.fact, texts.get(entry.binding, (0, entry.text))[1]) for entry in content.figures if not entry.form)
    stands = rows.moved(said, ledger, read)
    figures = (_figure(entry, next(counted), texts, ledger, new, stands) for entry in content.figures)
    units = {each.unit for each in counts if each.unit}
    lists = {id: fact.value for id, fact in facts.items() if isinstance(fact.value, Names)}
    made = Baseline(
        content.year,
        content.kind,
        paragraphs=tuple(map(normalized, content.paragraphs)),
        figures=tuple(figures),
        units=tuple(sorted(units)),
        fixed=wording.fixed_words(ledger.catalogue),
        label=label,
        sealed={} if is_own else texts,
        lists_now=lists,
    )
    return _with_items(made)


def _with_items(made: Baseline) -> Baseline:
    """Items of lists are known by their names, not by their numbers: a list that was printed may have others by now."""
    figures = list(made.figures)
    for numbers in made.whole_lists:
        if names := made.lists_now.get(made.list_of(numbers[0])):
            items, was = [normalized(item.text) for item in names.items], [made.figure_texts[n] for n in numbers]
            bare = list(map(without_blanks, items))
            at_of = {name: at for at, name in reversed([*enumerate(bare)])}
            stands = dict(matched(was, bare)) | {at: at_of[name] for at, name in enumerate(was) if name in at_of}
            for at, number in enumerate(numbers):
                now = items[stands[at]] if at in stands else None
                figures[number] = replace(figures[number], now=now, is_gone=now is None)
    return replace(made, figures=tuple(figures))


def matched(was: Sequence[str], now: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Which name of a list has become which: the same, or the one that stands in its place (both by their numbers)."""
    for what, a, b, c, d in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        yield from zip(range(a, b), range(c, d), strict=what == "equal")


def _figure(
    entry: FigureEntry,
    appearance: int,
    texts: Mapping[str, tuple[int, str]],
    ledger: Ledger,
    new: Mapping[str, Fact],
    stands: Mapping[str, str],
) -> BuiltFigure:
    id = stands.get(entry.fact, entry.fact)
    fact, now = ledger.get(id), values.printed(ledger, id, entry.form)
    previous = ledger.last_year(id) if not entry.form else None
    _, text = texts.get(entry.binding, (0, entry.text))
    figure = replace(
        BuiltFigure.of(replace(entry, fact=id, text=text), len(entry.text), appearance),
        now=None if now is None else normalized(now),
        previous=previous.text if previous else "",
    )
    if id != entry.fact:
        figure = replace(figure, bound=entry.binding)
    if fact is not None:
        return replace(figure, label=fact.label, place=fact.place)
    return replace(figure, is_gone=True, renamed=_renamed(entry, new))


def _facts(ledger: Ledger) -> Iterator[tuple[str, Fact]]:
    """All facts, their items and fields, and last year's, by their ids."""
    for prefix, of in ((PREVIOUS, ledger.previous), ("", ledger)):
        for fact in of.facts.values() if of else ():
            yield from ((prefix + each.id, each) for each in (fact, *fact.parts()))


def _renamed(entry: FigureEntry, new: Mapping[str, Fact]) -> str:
    """What a fact that is gone may be called now.

    By its label, else by its name in another group, else by what it says: wherever one alone fits.
    """
    prefix = PREVIOUS if entry.fact.startswith(PREVIOUS) else ""
    name = entry.fact.removeprefix(prefix).partition(".")[2]
    ours = {id: fact for id, fact in new.items() if id.startswith(PREVIOUS) == bool(prefix)}
    of_name = [id for id in ours if id.removeprefix(prefix).partition(".")[2] == name]
    of_label = [id for id, fact in ours.items() if entry.label and fact.label == entry.label]
    of_text = [id for id, fact in ours.items() if fact.text == entry.text]
    both = [id for id in of_label if id in of_name or id in of_text]
    found = next((ids[0] for ids in (both, of_label, of_name, of_text) if len(ids) == 1), "")
    return f"{ours[found].label}（{found}）" if found else ""
