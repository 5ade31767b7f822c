"""Numbers of a draft that no fact stands behind: which lines would tell the data of them.

A sentence with such a number is one wish with it: the data first have to know the number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import count

from msgspec import Struct
from msgspec.structs import replace

from report_cli.audit.baseline import BuiltFigure
from report_cli.audit.findings import Discrepancy
from report_cli.audit.texts import Span, bigrams
from report_cli.facts.fact import DEFAULTS, Indicator
from report_cli.inward import counted, kept_back, lacking, last_year_advice, new_lines, pointing
from report_cli.inward.draft import Draft, is_common
from report_cli.inward.lines_to_add import Line
from report_cli.inward.new_number import Advice, NewNumber
from report_cli.inward.on_last_year import Told
from report_cli.inward.proposed import ProposedChange
from report_cli.inward.said_numbers import Said, as_said, called, unreadable, ways
from report_cli.inward.ways import FEW, TIMES, Way
from report_cli.sentences import sentence_around
from report_cli.text import identifier

_TELLING = 4
"""So many characters before a number tell that a longer label is of it."""


class _Given(Struct, frozen=True):
    name: str
    label: str
    what: str
    value: str
    file: str


class NewNames:
    """The names that one run proposes for new indicators: two of a group never get the same.

    `places`: where the drafts of the run, in turn, have numbers that the reports as built have not, whether or not the
    data know them by now; what several drafts say in the same way is here once.
    """

    def __init__(self) -> None:
        self._given: dict[str, list[_Given]] = {}
        self._turn = -1
        self.places: dict[tuple[str, int, str | None], tuple[int, int, int]] = {}
        self._advice: dict[tuple[str, Span], Advice] = {}

    def advice(self, draft: Draft, found: Discrepancy) -> Advice:
        """What to do about a number; each is asked for once."""
        key = (f"{draft.kind}/{draft.year}/{draft.audit.file}", found.at[0])
        if key not in self._advice:
            self._advice[key] = _how_to_add(draft, found, self)
        return self._advice[key]

    def note(self, found: Iterable[Discrepancy]) -> None:
        """Note the new numbers of the next draft."""
        self._turn += 1
        for each in found:
            span = each.at[0]
            self.places.setdefault((each.text, span.start, each.found), (self._turn, span.line, span.start))

    def name(self, draft: Draft, said: Said, group: str, label: str) -> str:
        """The name of a number; the same number, and what another draft says in its place, have the same."""
        given, file = self._given.setdefault(group, []), draft.audit.file
        for each in given:
            is_same = (each.label, each.what) == (label, said.what)
            if is_same and (each.value == said.value or each.file != file):
                return each.name
        groups = draft.ledger.catalogue.groups
        named = {*(groups[group].by_name if group in groups else ())}
        taken = {*named, *(each.name for each in given), *DEFAULTS}
        # Where ids are Chinese, a new one is as it is called.
        is_chinese = not all(map(str.isascii, named or groups))
        name = next(each for each in _names(identifier(label) if is_chinese else "") if each not in taken)
        given.append(_Given(name, label, said.what, said.value, file))
        return name


def _names(own: str) -> Iterator[str]:
    """The names that a number may have, the best first. `own`: what it is called; empty where ids are not Chinese."""
    if own:
        yield own
        yield from (f"{own}{number}" for number in count(2))
    yield from (f"new_{number}" for number in count(1))


def of_number(draft: Draft, found: Discrepancy, names: NewNames) -> ProposedChange:
    advice = names.advice(draft, found)
    lines = advice.lines if advice.can_be_written else ()
    ledgers = [each for each in (draft.ledger, draft.ledger.previous) if each]
    sources = (new_lines.shared_source(ledger, line) for line in lines for ledger in ledgers)
    wish = proposed(draft, found, advice.named, advice.message, lines)
    label = advice.known.fact.label if advice.known else wish.label
    return replace(wish, label=label, is_doubtful=advice.is_doubtful, shared=next(filter(None, sources), ""))


def proposed(
    draft: Draft, found: Discrepancy, named: str, message: str, lines: tuple[Line, ...] = ()
) -> ProposedChange:
    """The proposal for a new number. `named`: what it would be called; two that are called the same are the same."""
    span, text = found.at[0], found.found or ""
    source = draft.source_of(found)
    return ProposedChange(
        type="figure",
        state="new",
        year=draft.year,
        kind=draft.kind,
        key=("new", str(draft.year), named, source.text, str(span.start)),
        position=(span.line, span.start),
        sources=(source,),
        after=text,
        message=message,
        label=draft.label(span),
        printed=text,
        lines=lines,
    )


def _how_to_add(draft: Draft, found: Discrepancy, names: NewNames) -> Advice:
    """Which indicator it would be, and the lines for catalogue and year file, ready to be pasted."""
    text, span = found.found or "", found.at[0]
    if of := _pointed_at(draft, found):
        return names.advice(draft, of)
    said = _as_catalogued(draft, found) or as_said(text, draft.year)
    if said is None:
        return Advice(text, unreadable(text))
    fresh = [] if _alike(draft, span) else _new_beside(draft, found, said, names)
    new = NewNumber(draft, found, said, partial(names.name, draft, said), fresh)
    told = draft.computable.on_last_year.told(span, text, new.operands)
    if told and told.form in last_year_advice.FORMULAS:
        new.times(told.of.fact.label, told.form)
    advice = _advice(new, told)
    is_own = advice.named == new.id and advice.known is not None
    return Advice(new.id, new.unnamed) if is_own and not counted.is_name(new.label) else advice


def _pointed_at(draft: Draft, found: Discrepancy) -> Discrepancy | None:
    """The new number before it in its paragraph that one points back to: 解决问题67个。这67个问题…."""
    span = found.at[0]
    if not pointing.points_back(draft.line(span), span):
        return None
    same = (each for each in draft.unbound[span.line] if each.found == found.found)
    return next((each for each in same if each.at[0].start < span.start), None)


def _advice(new: NewNumber, told: Told | None) -> Advice:
    draft, span = new.draft, new.span
    others, is_alike = _in_sentence(draft, span), _alike(draft, span) is not None
    if derived := _derived(new):
        return lacking.of_formula(new, derived[0]) or Advice(new.id, _plain(new, derived, new.own))
    if advice := lacking.of_rest(new):
        return advice
    if kept := kept_back.advice(new):
        return kept
    wrong = last_year_advice.wrong(new, told, others) if told else ""
    if told and not wrong and (advice := last_year_advice.advice(new, told, others)):
        return advice
    of = [draft.audit.figure(number).fact for number in new.found.figures]
    merged, like = (of, []) if len(of) > 1 else ([], of)
    like = [each for each in like if is_alike or not _is_beside(new, each)]
    if not is_alike and (advice := _by_formula(new, merged)):
        return advice
    if not wrong and not is_alike and (other := draft.computable.otherwise(span, new.text, new.operands)):
        wrong = _wrong_by(other, new.text)
    if wrong:
        return Advice(new.id, f"{wrong}；不是一回事，或就要这样写，就另加：{new.own}")
    return _asked(new, like) if is_alike or _indicators(new, like) else _of_its_own(new)


def _alike(draft: Draft, span: Span) -> BuiltFigure | None:
    """The figure of its value that a number may be; none where many things count so, and its words name another."""
    figure, label = draft.alike.get(span), draft.label(span)
    is_other = figure is not None and is_common(figure) and counted.is_name(label)
    return None if is_other and figure and not bigrams(label) & bigrams(figure.label) else figure


def _as_catalogued(draft: Draft, found: Discrepancy) -> Said | None:
    """A number in the unit that the catalogue has what it is called in."""
    label = draft.label(found.at[0])
    every = ((said, draft.led_to.indicators(said.what, label, [])) for said in ways(found.found or ""))
    known = (said for said, of in every if any(label in (each.label, called(each)) for each in of))
    return next(known, None)


def _by_formula(new: NewNumber, merged: Sequence[str]) -> Advice | None:
    """What is told of a number that others give; None of one that none do. `merged`: the facts it has come for."""
    way = new.draft.computable.formula(new.span, new.text, merged, new.operands)
    if way is None:
        return None
    _call(new, way)
    if derived := _derived(new):
        return lacking.of_formula(new, derived[0]) or Advice(new.id, _plain(new, derived, new.own))
    ids = [each.id for each in way.of]
    if kept := kept_back.advice(new, ids, way.formula):
        return kept
    formula = way.formula.format(*(id.removeprefix(f"{new.group}.") for id in ids))
    is_of_two = len({each.unit for each in way.of}) > 1
    return new.computed(formula, ids, _labels(way), digits=way.digits, is_of_two=is_of_two)


def _of_its_own(new: NewNumber) -> Advice:
    why = new.draft.computable.untold(new.span, new.text)
    untold = f"，也算不出：{why}" if why else ""
    message = f"数据里没有这个数{untold}。要收进来：{new.standing_still if why else new.plain}"
    return Advice(new.id, message, new.lines, new.known, can_be_written=True, is_doubtful=bool(why))


def _call(new: NewNumber, way: Way) -> None:
    """Call a number that follows from others so that people know it among others."""
    if new.draft.computable.is_known_as_share(new.span, new.text, way):
        new.share(*(each.label for each in way.of))
    elif new.draft.computable.is_mean(new.span) and way.formula.startswith("{} / "):
        new.mean(way.of[0].label)
    else:
        new.made_of(way)


def _new_beside(draft: Draft, found: Discrepancy, said: Said, names: NewNames) -> list[Advice]:
    """What the data would know of the other new numbers of a sentence that one may follow from.

    A share follows from any. Another one from those before it, and from those behind it that follow from none.
    """
    span, computable = found.at[0], draft.computable
    if not computable.may_follow(span, found.found or ""):
        return []
    others = [each for each in _unbound(draft, span) if each.at[0] != span]
    nearest = sorted(others, key=lambda each: abs(each.at[0].start - span.start))[: 2 * FEW]
    advised, is_share = list[Advice](), _is_ratio(said)
    for each in sorted(nearest, key=lambda each: each.at[0].start):
        at, text = each.at[0], each.found or ""
        other, is_sure = (
            as_said(text, draft.year),
            is_share or at.start < span.start or not computable.may_follow(at, text),
        )
        is_operand = other is not None and other.kind in ("count", "amount") and not _is_ratio(other)
        if is_operand and is_sure and not draft.is_stated(each):
            advised.append(names.advice(draft, each))
    return [each for each in advised if each.known]


def _is_ratio(said: Said) -> bool:
    return said.kind == "rate" or said.unit == TIMES


def _unbound(draft: Draft, span: Span) -> list[Discrepancy]:
    """The new numbers of its sentence."""
    start, end = sentence_around(draft.line(span), span.start, span.end)
    return [each for each in draft.unbound[span.line] if start <= each.at[0].start < end]


def _in_sentence(draft: Draft, span: Span) -> list[tuple[Span, str]]:
    return [(each.at[0], each.found or "") for each in _unbound(draft, span)]


def _wrong_by(way: Way, text: str) -> str:
    return (
        f"由{_labels(way)}算出来是“{way.printed}”，稿件里是“{text}”：核对；"
        f"在稿件里写成“{way.printed}”，再运行一次，就列出公式，以后跟着变"
    )


def _derived(new: NewNumber) -> list[str]:
    """What the catalogue has of its label that is computed."""
    return [each.id for each in _indicators(new, []) if each.formula is not None]


def _labels(way: Way) -> str:
    return "、".join(dict.fromkeys(each.label for each in way.of)) + way.told


def _plain(new: NewNumber, like: Sequence[str], own: str) -> str:
    """What is told of a number that seems to be what the data know. `own`: how it is added, if it is not."""
    if figure := _alike(new.draft, new.span):
        same = f"{figure.label}（{figure.fact}）也是{figure.text}，看不出说的是不是它。"
        as_it_is = (
            f"是它，就在稿件里把数字前面的字写成“{figure.label}”{_or_renamed(new, figure)}，再运行一次，这句话就能带回"
        )
        return f"{same}{as_it_is}。不是它，就另加：{own}"
    known = _indicators(new, like)
    apart = f"就另加：{own}"
    if known[0].label == new.label:
        apart = f"就在稿件里把数字旁边的字写得和“{new.label}”不一样，再运行一次"
    return f"{_otherwise(new, known[0])}。不是一回事，{apart}"


def _or_renamed(new: NewNumber, figure: BuiltFigure) -> str:
    """How to keep the draft's words of a number that stands nowhere under its own name any more: it has another."""
    audit, fact = new.draft.audit, new.draft.fact(figure.fact)
    number = audit.baseline.figures.index(figure)
    if fact is None or audit.spans[number] is not None:
        return ""
    return f"（要照稿件的叫法，就把指标目录里它的label改成“{new.label}”，{fact.indicator.place}）"


def _asked(new: NewNumber, like: Sequence[str]) -> Advice:
    """What is told of a number that may be what the data know: no more than its value tells so, or its words do.

    A smaller one of more words behind 其中 is a part of it: 信息员45名，其中女信息员18名.
    """
    if _alike(new.draft, new.span):
        message = _plain(new, like, new.plain)
        return Advice(new.id, message, new.lines, new.known, can_be_written=True, is_doubtful=True)
    known = _indicators(new, like)[0]
    if _is_part(new, known):
        message = f"数据里没有这个数，只有{known.named}。要收进来：{new.plain}"
        return Advice(new.id, message, new.lines, new.known, can_be_written=True)
    if new.label in (known.label, called(known)) and known.formula is None and lacking.is_unsaid(new, known):
        return lacking.of_indicator(new, known)
    if new.label not in (known.label, called(known)):
        # Other words make it another thing, perhaps: people say so.
        message = f"{_is_perhaps(new, known)}。不是一回事，就另加：{new.plain}"
        return Advice(new.id, message, new.lines, new.known, can_be_written=True, is_doubtful=True)
    return Advice(new.id, _plain(new, like, new.own))


def _is_beside(new: NewNumber, fact: str) -> bool:
    """Whether its sentence says another number for a fact, so that it is none: 解决67条，占收集意见82条的81.7%."""
    line, at = new.draft.line(new.span), new.span
    begin, end = sentence_around(line, at.start, at.end)
    subjects, label = new.draft.computable.subjects, new.label
    beside = (each.fact for each in subjects.within(at.line, begin, end) if each.at != at.start)
    return any(each.id == fact and label not in (each.label, called(each.indicator)) for each in beside)


def _is_part(new: NewNumber, whole: Indicator) -> bool:
    part, fact = new.known, new.draft.fact(whole.id)
    if part is None or fact is None or fact.quantity is None or part.said.number >= fact.quantity.number:
        return False
    return new.draft.computable.subjects.sentence(new.span).endswith(f"其中{new.label}") and (
        new.label.endswith(whole.label)
    )


def _indicators(new: NewNumber, like: Sequence[str]) -> list[Indicator]:
    """What the catalogue has that a number may be: of its label; else the one that says more, and nothing this year."""
    every = new.draft.led_to.indicators(new.said.what, new.label, like)
    own = [each for each in every if new.label in (each.label, called(each))]
    same = [*own, *(each for each in every if each.id in like and each not in own)]
    told = [each for each in every if _says_more(each.label, new.label)]
    idle = [each for each in told if (fact := new.draft.fact(each.id)) is None or not fact.text]
    return same or (idle if len(idle) == 1 else [])


def _says_more(label: str, words: str) -> bool:
    """Whether a label has all the words before a number in their order: 编报收集到的信息 of 编报信息."""
    return len(words) >= _TELLING and re.search(".*".join(map(re.escape, words)), label) is not None


def _is_perhaps(new: NewNumber, known: Indicator) -> str:
    """What the data have that is called otherwise, and may be what the number is."""
    fact = new.draft.fact(known.id)
    if fact is None or fact.is_derived:
        return _otherwise(new, known)
    return (
        f"看一看是不是{known.named}：数据里是{fact.text}（{fact.place}）。是它，就把数据改成{new.said.value}，"
        f"或把稿件里改成{fact.text}，再运行一次，这句话就能带回"
    )


def _otherwise(new: NewNumber, indicator: Indicator) -> str:
    """What the data say where the indicator of the number's label has another value, or none yet."""
    draft, text, said = new.draft, new.text, new.said
    fact, ours = draft.fact(indicator.id), f"{indicator.group}组写一行 {indicator.name}: {said.value}"
    if fact is None or not fact.text:
        is_called = new.label in (indicator.label, called(indicator))
        ours += "" if is_called else f"，在稿件里把数字前面的字写成“{indicator.label}”"
        return f"指标目录里有{indicator.named}，{draft.ledger.file} 里还没有：在{ours}，再运行一次，这句话就能带回"
    if fact.is_derived:
        return f"{fact.named}由别的数算出，现在是{fact.text}，稿件里是{text}：稿件里改成{fact.text}，这句话就能带回"
    return (
        f"{fact.named}在数据里是{fact.text}（{fact.place}），稿件里是{text}：稿件对，就把数据改成{said.value}；"
        f"数据对，就把稿件里改成{fact.text}；再运行一次，这句话就能带回"
    )
