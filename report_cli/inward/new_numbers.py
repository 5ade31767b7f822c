"""Numbers of a draft that no fact stands behind: which lines would tell the data of them.

A sentence with such a number is one wish with it: the data first have to know the number.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from report_cli import numerals
from report_cli.audit.findings import Discrepancy
from report_cli.audit.texts import Span
from report_cli.facts import numbers, quantity
from report_cli.facts.fact import Fact, Indicator
from report_cli.facts.formula import PREVIOUS
from report_cli.facts.ledger import Ledger
from report_cli.facts.quantity import Quantity
from report_cli.files.workspace import CATALOGUE
from report_cli.inward import row_advice
from report_cli.inward.computable import Changed, follows
from report_cli.inward.draft import LABEL, Draft
from report_cli.inward.proposed import ProposedChange, as_compared
from report_cli.inward.ways import FEW, Known
from report_cli.model import Place
from report_cli.sentences import sentence_around
from report_cli.text import excerpt

_BEHIND = re.compile(f"[^0-9]*[0-9.]+[万亿]?[余多]?([^0-9]*?)(?:{'|'.join(quantity.AFTER)})?")
"""What stands behind a number, but for the words that say how exact it is: its unit."""
_TENTHS = "成"
_DAY = re.compile("(?:([0-9]{4})年)?([0-9]{1,2})月([0-9]{1,2})日")


_LABELLED = "；标签写成数字前面的那几个字"
_ENDING = f"；两行都加好，再运行一次，这句话就能带回，以后跟着数据变{_LABELLED}"


class _Said(Struct, frozen=True):
    """A number as the data would say it: the value, and what the catalogue says of it."""

    value: str
    kind: quantity.Kind | None = None
    """None of a date."""
    unit: str = ""

    @property
    def what(self) -> str:
        said = [f"unit: {self.unit}"] if self.unit else []
        is_plain = self.unit and self.kind == "count"
        return ", ".join([*said, *([] if is_plain else [f"kind: {self.kind or 'date'}"])])


class _Advice(Struct, frozen=True):
    """What to do about a new number. `lines`: those that tell the data of it, `known`: what they would know then."""

    named: str
    message: str
    lines: str = ""
    known: Known | None = None


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
        self._advice: dict[tuple[str, Span], _Advice] = {}

    def advice(self, draft: Draft, found: Discrepancy) -> _Advice:
        """What to do about a number; each is asked for once."""
        key = (f"{draft.kind}/{draft.year}/{draft.audit.file}", found.at[0])
        if key not in self._advice:
            self._advice[key] = _how_to_add(draft, found, found.found or "", self)
        return self._advice[key]

    def note(self, found: Iterable[Discrepancy]) -> None:
        """Note the new numbers of the next draft."""
        self._turn += 1
        for each in found:
            span = each.at[0]
            self.places.setdefault((each.text, span.start, each.found), (self._turn, span.line, span.start))

    def name(self, draft: Draft, group: str, label: str, said: _Said) -> str:
        """The name of a number; the same number, and what another draft says in its place, have the same."""
        given, file = self._given.setdefault(group, []), draft.audit.file
        for each in given:
            is_same = (each.label, each.what) == (label, said.what)
            if is_same and (each.value == said.value or each.file != file):
                return each.name
        groups = draft.ledger.catalogue.groups
        taken = {*(groups[group].by_name if group in groups else ()), *(each.name for each in given)}
        name = next(name for number in range(1, len(taken) + 2) if (name := f"new_{number}") not in taken)
        given.append(_Given(name, label, said.what, said.value, file))
        return name


def of_number(draft: Draft, found: Discrepancy, names: NewNames) -> ProposedChange:
    advice = names.advice(draft, found)
    return proposed(draft, found, advice.named, advice.message)


def proposed(draft: Draft, found: Discrepancy, named: str, message: str) -> ProposedChange:
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
    )


def _how_to_add(draft: Draft, found: Discrepancy, text: str, names: NewNames) -> _Advice:
    """Which indicator it would be, and the lines for catalogue and year file, ready to be pasted."""
    said, span = _as_said(text, draft.year), found.at[0]
    if said is None:
        return _Advice(text, _unreadable(text))
    changed = draft.computable.change(span, text)
    if changed and changed.is_that:
        return _Advice(f"{changed.fact.id}.{changed.form}", _of_change(changed, text))
    if not changed and (missing := draft.computable.missing(span, text)):
        return _Advice(f"{missing[0].id}.change", _of_missing(draft, text, *missing))
    label, group = excerpt(draft.label(span), LABEL), _group_near(draft, span)
    name = names.name(draft, group, label, said)
    of = [draft.audit.figure(number).fact for number in found.figures]
    merged, like = (of, []) if len(of) > 1 else ([], of)
    fresh = [] if span in draft.alike else _new_beside(draft, found, said, names)
    operands = [each.known for each in fresh if each.known]
    if computed := None if span in draft.alike else draft.computable.formula(span, text, group, merged, operands):
        return _computed(draft, _known(draft, span, group, name, label, said), said, fresh, computed)
    lines = _lines(draft, group, f"{name}: {{label: {label}, {said.what}}}", f"{name}: {said.value}")
    known = (
        None
        if changed or span in draft.alike or _indicators(draft, like, label, said)
        else (_known(draft, span, group, name, label, said))
    )
    message = _plain(draft, found, said, changed, like, f"{lines}{_ENDING}{row_advice.grown(draft, group)}")
    return _Advice(f"{group}.{name}", message, lines, known)


def _new_beside(draft: Draft, found: Discrepancy, said: _Said, names: NewNames) -> list[_Advice]:
    """What the data would know of the other new numbers of a sentence that one may follow from.

    A share follows from any. Another one from those before it, and from those behind it that follow from none.
    """
    span, line = found.at[0], draft.line(found.at[0])
    start, end = sentence_around(line, span.start, span.end)
    if said.kind != "rate" and not follows(line[start : span.start]):
        return []
    others = [each for each in draft.unbound[span.line] if start <= each.at[0].start < end and each.at[0] != span]
    nearest = sorted(others, key=lambda each: abs(each.at[0].start - span.start))[: 2 * FEW]
    advised = list[_Advice]()
    for each in sorted(nearest, key=lambda each: each.at[0].start):
        at, other = each.at[0], _as_said(each.found or "", draft.year)
        is_sure = said.kind == "rate" or at.start < span.start or not follows(line[start : at.start])
        if other and other.kind in ("count", "amount") and is_sure and not draft.is_stated(each):
            advised.append(names.advice(draft, each))
    return [each for each in advised if each.known]


def _known(draft: Draft, span: Span, group: str, name: str, label: str, said: _Said) -> Known | None:
    """A new number as the data would know it."""
    value = numbers.read(said.value, said.unit, said.kind) if said.kind else None
    if not isinstance(value, Quantity) or not said.kind:
        return None
    place, id = Place(draft.ledger.file), f"{group}.{name}"
    indicator = Indicator(id=id, group=group, name=name, label=label, place=place, kind=said.kind, unit=said.unit)
    return Known(Fact(id=id, indicator=indicator, value=value, place=place), value, span.start)


def _computed(
    draft: Draft, known: Known | None, said: _Said, fresh: Sequence[_Advice], computed: tuple[str, list[Indicator]]
) -> _Advice:
    """A number that follows from others; first come the lines of those of them that are new themselves."""
    formula, of = computed
    assert known is not None, "it was computed as a quantity"
    indicator = known.fact.indicator
    ids = {each.id for each in of}
    first = [each for each in fresh if each.known and each.known.fact.id in ids]
    labels = "、".join(dict.fromkeys(each.label for each in of))
    digits = f", {said.what}" if said.what != "kind: rate" else ""
    line = f"{indicator.name}: {{label: {indicator.label}{digits}, formula: {formula}}}"
    line = f"{CATALOGUE} 的{indicator.group}组（indicators下）加一行 {line}"
    if not first:
        message = (
            f"数据没有这个数，但由{labels}算得出，不要写死：{line}，数据里不用写；"
            f"加好再运行一次，这句话就能带回，以后跟着变{_LABELLED}"
        )
        return _Advice(indicator.id, message, line, known)
    news = [each.known for each in first if each.known]
    told = "、".join(f"{each.fact.label}{each.said.text}" for each in news)
    lines = "；".join(dict.fromkeys(f"{each.lines}" for each in first))
    message = (
        f"这个数由{labels}算得出，不要写死。先加{told}（它那一条也列着，只加一次）：{lines}；"
        f"再加公式：{line}；公式的数，数据里不用写；都加好，再运行一次，这句话就能带回，以后跟着变"
        f"{_LABELLED}{row_advice.grown(draft, indicator.group)}"
    )
    return _Advice(indicator.id, message, f"{lines}；{line}", known)


def _plain(
    draft: Draft, found: Discrepancy, said: _Said, changed: Changed | None, like: Sequence[str], lines: str
) -> str:
    """What is told of a number that follows from no others."""
    span, text = found.at[0], found.found or ""
    if changed:
        said_wrongly = (
            f"{changed.fact.named}和上年比，算出来是“{changed.printed}”，稿件里是“{changed.typed}”：核对后改稿件"
        )
        return f"{said_wrongly}；不是一回事，就另加：{lines}"
    if figure := draft.alike.get(span):
        same = f"{figure.label}（{figure.fact}）也是{figure.text}，看不出说的是不是它。"
        as_it_is = f"是它，就在稿件里把数字前面的字写成“{figure.label}”，再运行一次，这句话就能带回"
        return f"{same}{as_it_is}。不是它，就另加：{lines}"
    label = excerpt(draft.label(span), LABEL)
    known = _indicators(draft, like, label, said)
    if not known:
        return f"数据里没有这个数。要收进来：{lines}"
    apart = f"就另加：{lines}"
    if known[0].label == label:
        apart = f"就在稿件里把数字前面的字写得和“{label}”不一样，再运行一次"
    return f"{_otherwise(draft, known[0], text, said)}。不是一回事，{apart}"


def _indicators(draft: Draft, like: Sequence[str], label: str, said: _Said) -> list[Indicator]:
    """What the catalogue has that a number may be."""
    return [each for each in draft.ledger.catalogue.indicators if each.id in like or _is_that(each, label, said)]


def _lines(draft: Draft, group: str, indicator: str, value: str) -> str:
    return (
        f"{CATALOGUE} 的{group}组（indicators下）加一行 {indicator}；"
        f"{_group_of(draft.ledger, group)}加一行 {value}；"
        "两行前面空的格都和组里别的行一样"
    )


def _group_of(ledger: Ledger, group: str) -> str:
    """Where a year file has a group, or is to get it."""
    places = (each.place.file for each in ledger.facts.values() if each.indicator.group == group and each.value)
    return f"{ledger.file} 的{group}组{'' if ledger.file in places else f'（还没有，先顶格写一行 {group}:）'}"


def _of_change(changed: Changed, text: str) -> str:
    return (
        f"{text}是{changed.fact.named}和上年比出来的，数据能算，不用另加一个数（写死了，以后不会跟着变）："
        f"在稿件里写成“{changed.printed}”，再运行一次，这句话就能带回，以后跟着数据变"
    )


def _of_missing(draft: Draft, text: str, fact: Fact, value: str) -> str:
    group, previous = fact.indicator.group, draft.ledger.previous
    assert previous is not None, "it was looked into"
    return (
        f"{text}说的是{fact.named}和上年比，上年的数还没有，不用另加一个数：{_group_of(previous, group)}"
        f"加一行 {fact.indicator.name}: {value}（照稿件倒推的，核对后再写），再运行一次，以后由数据算"
    )


def _is_that(indicator: Indicator, label: str, said: _Said) -> bool:
    """Whether an indicator has the label of a number, and counts what it does."""
    whats = {f"unit: {indicator.unit}", f"unit: {indicator.unit}, kind: {indicator.kind}", f"kind: {indicator.kind}"}
    return indicator.label == label and indicator.is_printed and said.what in whats


def _otherwise(draft: Draft, indicator: Indicator, text: str, said: _Said) -> str:
    """What the data say where the indicator of the number's label has another value, or none yet."""
    fact, ours = draft.fact(indicator.id), f"{indicator.group}组写一行 {indicator.name}: {said.value}"
    if fact is None or not fact.text:
        return f"指标目录里有{indicator.named}，{draft.ledger.file} 里还没有：在{ours}，再运行一次，这句话就能带回"
    if fact.is_derived:
        return f"{fact.named}由别的数算出，现在是{fact.text}，稿件里是{text}：稿件里改成{fact.text}，这句话就能带回"
    return (
        f"{fact.named}在数据里是{fact.text}（{fact.place}），稿件里是{text}：稿件对，就把数据改成{said.value}；"
        f"数据对，就把稿件里改成{fact.text}；再运行一次，这句话就能带回"
    )


def _as_said(text: str, year: int) -> _Said | None:
    """A number as the data would say it; None where it cannot be told, as of a range."""
    text = "".join(unicodedata.normalize("NFKC", text).split())
    if day := _DAY.fullmatch(text):
        return _Said(f"{day[1] or year}-{int(day[2]):02}-{int(day[3]):02}")
    numeral = next(iter(numerals.find(text)), None)
    if numeral and not numeral.is_digits and numeral.unit and text == f"{numeral.number}{numeral.unit}":
        counted = _counted(numeral.number)
        # Tenths are no unit.
        return _Said(counted, "count", numeral.unit) if counted and numeral.unit != _TENTHS else None
    return next(_in_digits(text), None)


def _counted(number: str) -> str:
    """What a whole number in words is in digits; empty of any other."""
    counted = numerals.value("二" if number == "两" else number)
    return str(counted) if counted is not None and counted.denominator == 1 else ""


def _unreadable(text: str) -> str:
    """What to do about a number that the data cannot say as it stands: in digits they may."""
    numeral = next(iter(numerals.find(text)), None)
    in_words = numeral.number if numeral and not numeral.is_digits else ""
    counted = _counted(in_words) if in_words else ""
    is_share = bool(counted) and text == f"{in_words}{_TENTHS}"
    digits = f"{counted}0%" if is_share else text.replace(in_words, counted, 1) if counted else ""
    if digits and any(_in_digits(digits)):
        return f"数据里没有这个数，汉字写的“{text}”也不能照样写进数据：在稿件里写成“{digits}”，再运行一次"
    return f"数据里没有这个数，“{text}”也读不成一个带单位的数；核对后自己写进数据和模板"


def _in_digits(text: str) -> Iterator[_Said]:
    """The ways to say a number so that it is printed as it was read."""
    behind = _BEHIND.fullmatch(text)
    unit = behind[1] if behind else ""
    kinds: list[tuple[str, quantity.Kind]] = [("%", "rate"), ("个百分点", "points")]
    kinds += [(unit, "count"), (unit, "amount"), (f"万{unit}", "amount"), (f"亿{unit}", "amount")] if unit else []
    for name, kind in kinds:
        read = numbers.read(text, name if kind in ("count", "amount") else "", kind)
        if isinstance(read, Quantity) and as_compared(read.text) == as_compared(text):
            yield _Said(read.bare, kind, name if kind in ("count", "amount") else "")


def _group_near(draft: Draft, span: Span) -> str:
    """The group of the figures that stand near a place, in its own paragraph, else under the same heading."""
    groups = draft.ledger.catalogue.groups
    ids = (draft.audit.figure(number).fact.removeprefix(PREVIOUS).partition(".")[0] for number in _near(draft, span))
    return next((id for id in ids if id in groups), next(iter(groups), ""))


def _near(draft: Draft, span: Span) -> list[int]:
    """The figures of a draft, those first that a place most likely belongs to.

    In the same paragraph the nearest number; then the nearest under the same heading, before rather than behind; then
    the heading's own; then the names under it; then any.
    """
    audit, headings = draft.audit, draft.headings
    first = max((line for line in headings if line <= span.line), default=0)
    last = min((line for line in headings if line > span.line), default=len(audit.location.lines))

    def far(number: int) -> tuple[int, ...]:
        at, is_name = audit.location.found[number].span, not audit.figure(number).is_number
        if at.line == span.line and not is_name:
            return 0, abs(at.start - span.start)
        where = 4 if not first <= at.line < last else 2 if at.line in headings else 3 if is_name else 1
        return where, abs(at.line - span.line), at.line > span.line

    return sorted(audit.location.found, key=far)
