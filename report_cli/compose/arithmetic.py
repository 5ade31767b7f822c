"""Figures of one sentence that cannot all be right: 196件，比上年增加42件、增长6.9%; 由30家增至45家，增加16家.

What a report says of last year no file may know, but its own figures tell it. Each stands for all that rounds to it as
written, and where the words leave open of which figure they speak, one that fits is enough.
"""

import contextlib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction

from msgspec import Struct
from msgspec.structs import replace

from report_cli.compose import said_changes
from report_cli.compose.memory import Memory
from report_cli.compose.said_changes import Share, Told
from report_cli.document import FIGURE, Document, Run
from report_cli.facts import moved
from report_cli.facts.catalogue_file import UNITS_OF_MEASURE
from report_cli.facts.estimate import Estimate, NotComputable, is_refuted
from report_cli.facts.fact import Fact
from report_cli.facts.identity import CONFIRMED
from report_cli.facts.ledger import Ledger
from report_cli.facts.quantity import Quantity, base, derived, is_money, magnitude, size
from report_cli.model import Finding

CODE = "W115"
POINTS = "points"
_FORMS = ("", "number", "grouped", "fall")
"""The forms that print the number of the fact itself."""


class Number(Struct, frozen=True):
    """A figure of a line; `size`: how many of the base units of its kind one is."""

    fact: Fact
    quantity: Quantity
    size: Fraction

    @property
    def kind(self) -> str:
        """What it can be compared with."""
        return self.quantity.kind if self.quantity.kind in ("rate", POINTS) else base(self.quantity.unit)[0]

    @property
    def step(self) -> Fraction:
        """How finely it is written; of things that are counted, as of all counts, 0: none of them is half a thing."""
        step, (of, size_) = self.quantity.step, base(self.quantity.unit)
        is_counted = self.quantity.kind == "amount" and size_ == 1 and of not in UNITS_OF_MEASURE and not is_money(of)
        return Fraction(0) if is_counted and step == 1 else step

    @property
    def exact(self) -> Estimate:
        return Estimate.exact(self.quantity.number * self.size)

    def span(self, *, is_loose: bool = False, beside: Fraction = Fraction(0)) -> Estimate:
        """All that it stands for, in base units.

        `is_loose`: the zeros at the end of a count may be rounded too. `beside`: the step of what it is compared with,
        which it shares (1万 beside 1.2万 is 1.0万).
        """
        number, step = self.quantity.number, min(self.step, beside) or self.step
        if is_loose and not step and number:
            zeros = len(str(number)) - len(str(number).rstrip("0"))
            step = Fraction(10**zeros if zeros > 1 else 0)
        return Estimate(number, number - step / 2, number + step / 2, high_open=bool(step)).times(self.size)

    @property
    def shown(self) -> str:
        return moved.spoken(self.fact.text, self.fact.label)


Signed = tuple[Number, int]
"""A figure that says how far two are apart, and -1 where it fell."""


class Story(Struct, frozen=True):
    """What is said of one thing: what it is, what it was (or what tells that: `by`), what they are apart.

    `more`: by how many it is more, where that tells what it was.
    """

    now: Number
    by: Number
    span: Estimate
    earlier: Estimate
    changes: Sequence[Signed]
    is_loose: bool
    more: Estimate | None = None

    @property
    def figures(self) -> list[Number]:
        return [self.now, self.by, *(one for one, _ in self.changes)]


Line = Sequence[Number | None]
"""The figures of a line; None for one that is no number, or none that is known exactly."""


def check(document: Document, ledger: Ledger, memory: Memory) -> Iterator[Finding]:
    return (found for found in _found_in(document, ledger, memory) if not _is_held_by_formula(found.fact, ledger))


def _is_held_by_formula(id: str, ledger: Ledger) -> bool:
    """Whether a stated figure has been held against its own formula already (F206)."""
    fact = ledger.get(id)
    inputs = () if fact is None else fact.inputs
    return bool(inputs) and all((each := ledger.get(key)) is not None and each.quantity for key in inputs)


def _found_in(document: Document, ledger: Ledger, memory: Memory) -> Iterator[Finding]:
    lines = [(runs, prose) for (_, runs), prose in zip(document.lines, document.prose, strict=True) if FIGURE in prose]
    every = dict[int, Line]()

    def line_of(at: int) -> Line:
        if at not in every:
            every[at] = [_number(run, ledger) for run in lines[at][0] if run.fact or run.superscript]
        return every[at]

    for at, (_, prose) in enumerate(lines):
        for told in memory.find("told", prose, said_changes.told, Told):
            yield from _moved(line_of(at), told, ledger)
        for share in memory.find("shares", prose, said_changes.shares, Share):
            yield from _shared(line_of(at), share, lambda: map(line_of, range(len(lines))))


def _number(run: Run, ledger: Ledger) -> Number | None:
    fact = ledger.get(run.fact) if run.fact and not run.pending and run.form in _FORMS else None
    number = fact.quantity if fact else None
    if fact is None or number is None or number.is_approximate:
        return None
    if number.possible is not None:  # computed: a reader has it as it is printed
        if not number.possible.is_exact:
            return None
        number = replace(number, estimate=Estimate.exact(number.printed_number), possible=None)
    return Number(fact, magnitude(number) if run.form == "fall" else number, size(number.unit))


def _moved(line: Line, told: Told, ledger: Ledger) -> Iterator[Finding]:
    now, was = line[told.now], line[told.was] if told.was >= 0 else None
    changes = [(one, change.sign) for change in told.changes if (one := line[change.figure]) is not None]
    if now is None or (told.was >= 0 and was is None) or len(changes) < len(told.changes):
        return
    others = {told.was, *(change.figure for change in told.changes)}
    before = line[: max(told.now, *others) + 1]  # what is said behind all of it is not meant
    may_be = [each for at, each in enumerate(before) if each and each.kind == now.kind and at not in others]
    meant = may_be if told.is_open else [now]
    stories = [story for each in meant if (story := _story(each, was, changes))]
    wrong = {story.now.fact.id: next(_wrong(story, told.factor), None) for story in stories}
    said = wrong.get(now.fact.id)
    if said and all(wrong.values()) and not any(_is_told_by_both_years(one.fact, ledger) for one, _ in changes):
        yield said


def _is_told_by_both_years(fact: Fact, ledger: Ledger) -> bool:
    """Whether last year's data tell what a change is, so that it is held against them."""
    of = moved.base_in(ledger.catalogue, fact)
    return bool(of) and moved.told(fact, of, ledger.change) is not None


def _story(now: Number, was: Number | None, changes: Sequence[Signed]) -> Story | None:
    """What is said of one thing; None where what it was is neither said nor told by a change."""
    listed = [now, *([was] if was else []), *(one for one, _ in changes)]
    is_loose = any(one.step and one.kind == now.kind for one in listed)
    if was is not None:
        steps = (was.step, now.step) if was.size == now.size else (Fraction(0), Fraction(0))
        span, earlier = (one.span(is_loose=is_loose, beside=step) for one, step in zip((now, was), steps, strict=True))
        return Story(now, was, span, earlier, changes, is_loose) if was.kind == now.kind else None
    span = now.span(is_loose=is_loose)
    by = next((pair for pair in changes if pair[0].kind == now.kind), None)
    if by is None:
        return None
    more = _signed(by[0].span(is_loose=is_loose), by[1])
    return Story(now, by[0], span, span - more, [pair for pair in changes if pair is not by], is_loose, more)


def _wrong(story: Story, factor: int) -> Iterator[Finding]:
    """What of the figures cannot be right."""
    by = f"{story.by.shown}，{story.now.shown}"
    if story.more is not None:
        was = replace(story.now.quantity, estimate=Estimate.exact(story.earlier.number / story.now.size))
        by = f"{story.now.shown}，{story.by.shown}，那么上年是{was.text}"
    if factor and is_refuted(story.span, "=", story.earlier.times(factor)):
        yield from _found(story.figures, story.now, f"{by}，{'不是持平' if factor == 1 else f'不是{factor}倍'}")
    for one, sign in story.changes:
        with contextlib.suppress(NotComputable):
            apart = _apart(one, story)
            if apart and is_refuted(apart, "=", _signed(one.span(is_loose=story.is_loose), sign)):
                stated = _said(one, Estimate.exact(sign * one.quantity.number * one.size))
                yield from _found(story.figures, one, f"{by}，算出来是{_said(one, apart)}，写的是{stated}")


def _apart(one: Number, story: Story) -> Estimate | None:
    """What a change of that kind has to be; None where it is of another kind."""
    if one.kind == (POINTS if story.now.kind == "rate" else story.now.kind):
        return story.span - story.earlier
    if one.kind in ("rate", "倍") and story.now.kind not in ("rate", POINTS):
        grown = _growth(story.span, story.more) if story.more is not None else None
        return grown or story.span / story.earlier - Estimate.exact(1)
    return None


def _growth(span: Estimate, by: Estimate) -> Estimate:
    """What a figure has grown by, where only what it is and by how many it is more are written.

    The figure before follows from these two, and is not as uncertain as if it were a third.
    """
    ends = [(now, more) for now in (span.low, span.high) for more in (by.low, by.high)]
    if any(now == more for now, more in ends):
        raise NotComputable("")
    grown = [more / (now - more) for now, more in ends]
    return Estimate(by.number / (span.number - by.number), min(grown), max(grown))


def _signed(span: Estimate, sign: int) -> Estimate:
    return span if sign > 0 else -span


def _said(one: Number, apart: Estimate) -> str:
    """A change as people say it: 增加42件, 增长27.3%, 提高3个百分点."""
    number, kind = one.quantity, one.quantity.kind
    said = magnitude(derived(Estimate.exact(apart.number / one.size), number.unit, kind, max(number.digits, 1)))
    words = ("增长", "下降") if one.kind in ("rate", "倍") else ("提高", "下降") if kind == POINTS else ("增加", "减少")
    return f"{words[apart.number < 0]}{said.text}" if apart.number else "持平"


def _shared(line: Line, share: Share, every: Callable[[], Iterable[Line]]) -> Iterator[Finding]:
    """A part, and the rate that nothing in the report is the whole for."""
    whole, part, rate = line[share.whole], line[share.part], line[share.rate]
    if whole is None or part is None or rate is None or rate.kind != "rate" or whole.kind != part.kind:
        return
    size_of = {one: one.quantity.number * one.size for one in (part, whole)}
    if not size_of[part] > 0 or not size_of[whole] > 0:
        return
    is_more = size_of[part] > size_of[whole]
    if is_more and not re.search(_WHOLE, whole.fact.label):
        return  # a part of something else
    if not is_more and not is_refuted(part.span() / whole.span(), "=", rate.span()):
        return
    counts = (each for line in every() for each in line if each and each.kind == part.kind and each.quantity.number > 0)
    if all(is_refuted(part.span() / each.span(), "=", rate.span()) for each in counts if each is not part):
        fits = derived(part.exact / whole.exact, "", "rate", max(rate.quantity.digits, 1))
        by = "多于" if is_more else ""
        message = f"{part.shown}，{by}{whole.shown}，算出来是{fits.text}，写的是{rate.shown}"
        yield from _found([part, whole], rate, message)


_WHOLE = "立案|收到|受理|接收|交办|承办|应"
"""What the whole is called of which something was answered: 立案224件，办复226件，办复率99.4%."""


def _found(given: Sequence[Number], wrong: Number, message: str) -> Iterator[Finding]:
    """A finding at what people can put right; none where somebody has said that it stands so."""
    stated = [one.fact for one in (wrong, *given) if not one.fact.is_derived]
    if stated and not any(fact.accept or fact.state == CONFIRMED for fact in stated):
        fact = stated[0]
        value = fact.quantity.bare if fact.quantity else fact.text
        cure = f"核对这几个数，改错的那一个；没有错，写成 {{value: {value}, state: {CONFIRMED}}}"
        yield Finding(CODE, fact.place, message, cure, fact.id, "warning")
