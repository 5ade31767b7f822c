"""Words that say how much a figure rose or fell, held against what it is and the figures of both years."""

import contextlib
import re
from collections.abc import Iterable
from fractions import Fraction

from msgspec import Struct

from report_cli.compose.figure import ProseFigure
from report_cli.compose.sides import Word
from report_cli.compose.values import CHANGES
from report_cli.document import Run
from report_cli.facts import moved
from report_cli.facts.estimate import NotComputable
from report_cli.facts.fact import Fact
from report_cli.facts.formula import PREVIOUS, Operation
from report_cli.facts.ledger import Ledger
from report_cli.facts.quantity import Quantity, magnitude
from report_cli.model import Finding


def directed(at: ProseFigure, said: Word, ledger: Ledger) -> Finding | None:
    """增长 and 下降 before a figure fit what it says of the direction itself, and do not say it again."""
    is_up, word = said.what == "up", said.word
    if at.is_change:
        direction = {"增": 1, "提": 1, "+": 1, "减": -1, "下": -1, "-": -1}.get(at.run.text[0], 0)
        message = f"模板印成{at.shown}：{at.named}的.{at.run.form}自己会说“{at.run.text}”，前面又写了“{word}”"
        is_error = direction != (1 if is_up else -1)
        return at.found("W109", message, f"去掉“{word}”，增还是减由数据来说", is_before=True, is_error=is_error)
    number = at.quantity.number if at.quantity else 0
    if number < 0 and not said.noun and at.run.form != "fall":
        cure = _by_data(at, word)
        return at.not_that("W109", f"负数，前面不能写“{word}”", cure, is_before=True)
    base = computed_base(at.fact)
    return _stated(at, word, ledger, is_up=is_up) if not base else _computed(at, said, base, ledger)


def _computed(at: ProseFigure, said: Word, base: str, ledger: Ledger) -> Finding | None:
    """A change that a formula gives, and the word before it."""
    is_up = said.what == "up"
    with contextlib.suppress(NotComputable):
        if (real := ledger.change(base).direction) != (1 if is_up else -1):
            cure = _by_data(at, said.word)
            return at.not_that("W109", f"{_REALLY[real]}，前面不能写“{said.word}”", cure, is_before=True)
    return None


_REALLY = {1: "实际是增", -1: "实际是减", 0: "实际持平"}


def _stated(at: ProseFigure, word: str, ledger: Ledger, *, is_up: bool) -> Finding | None:
    """A change that is stated, and what the figures of both years say, or another change of the sentence.

    What is stated can be put right in the draft, for that year alone, so it is a warning, unless the sentence says the
    opposite of itself: 增加7件，下降3.3%.
    """
    beside = [(fact, run) for run in at.runs if run is not at.run and (fact := ledger.get(run.fact))]
    base = _stated_base(at.fact, ledger, [fact for fact, _ in beside])
    now = moved.told(at.fact, base, ledger.change) if base and not at.fact.note else None
    contrary = next((fact for fact, _ in beside if _are_contrary(at.fact, fact)), None)
    if now is None:
        why = f"{contrary.named}是{contrary.quantity}，一个说增，一个说减" if contrary else ""
        return at.not_that("W109", why, "核对两个数，改说反的那一个", is_before=True) if contrary else None
    real = (now.number > 0) - (now.number < 0)
    is_turned = real != (1 if is_up else -1)
    if not (is_turned or _is_other(at.fact, now)):
        return None
    is_told = contrary is not None or any(
        base in (computed_base(fact), fact.id * (run.form in CHANGES)) for fact, run in beside
    )
    why = f"{_REALLY[real]}，前面不能写“{word}”" if is_turned else f"按两年的数是{magnitude(now)}"
    cure = _mended(at, now, word, is_turned=is_turned)
    return at.not_that("W109", why, cure, is_before=True, is_error=is_turned and is_told)


def behind_another(at: ProseFigure, ledger: Ledger) -> Finding | None:
    """A change that shares the word of the one right before it: 减少2批21人次."""
    place = next(number for number, run in enumerate(at.runs) if run is at.run)
    first = ledger.get(at.runs[place - 1].fact) if place else None
    if first is None or not (moved.base_of(first.label) and moved.base_of(at.fact.label)):
        return None
    is_fall = at.run.form == "fall" or moved.is_fall(at.fact.label)
    return _stated(at, "减少" if is_fall else "增加", ledger, is_up=not is_fall)


def computed_base(fact: Fact) -> str:
    """The id of the fact whose change on last year a fact computes; empty if it computes none."""
    expression = fact.indicator.formula
    while isinstance(expression, Operation) and expression.sign in "/*":
        expression = expression.left
    if not isinstance(expression, Operation) or expression.sign != "-":
        return ""
    return next((id for id in fact.inputs if PREVIOUS + id in fact.inputs), "")


def _stated_base(fact: Fact, ledger: Ledger, near: Iterable[Fact]) -> str:
    """The id of the fact that a stated one says the change of by its label: 收到提案比上年增加. Empty for none.

    `near`: the facts that are printed beside it, where one may have a longer name: 立案提案 of 立案数比上年增加.
    """
    if base := moved.base_in(ledger.catalogue, fact):
        return base
    short = re.sub("总?数$", "", moved.base_of(fact.label)) if not fact.is_derived else ""
    same = {each.id for each in near if short and _is_called(each, short, fact)}
    return next(iter(same)) if len(same) == 1 else ""


def _is_called(base: Fact, short: str, fact: Fact) -> bool:
    kind, unit = base.indicator.kind, base.indicator.unit
    is_alike = {"points": kind == "rate", "rate": kind in ("count", "amount")}.get(
        fact.indicator.kind, kind in ("count", "amount") and unit == fact.indicator.unit
    )
    return is_alike and short in base.label and not moved.base_of(base.label)


def _is_other(fact: Fact, now: Quantity) -> bool:
    """Whether a fact states another change, whichever way; 6.6% is 6.58%."""
    stated = fact.quantity
    if stated is None or stated.is_approximate:
        return False
    return abs(abs(stated.number) - abs(now.number)) > (stated.step or Fraction(1)) / 2


def _are_contrary(one: Fact, other: Fact) -> bool:
    """Whether two that are stated say of one thing that it rose and that it fell."""
    of, is_stated = {moved.base_of(each.label) for each in (one, other)}, not (one.is_derived or other.is_derived)
    return is_stated and len(of) == 1 and "" not in of and _rise(one) * _rise(other) < 0


def _rise(fact: Fact) -> Fraction:
    """By how much a fact says that something rose; 0 where it states no number."""
    number = fact.quantity.number if fact.quantity else Fraction(0)
    return -number if moved.is_fall(fact.label) else number


def _mended(at: ProseFigure, now: Quantity, word: str, *, is_turned: bool) -> str:
    """The cure for a stated change that the figures of both years contradict; `is_turned`: in its direction."""
    fact = at.fact
    cure = f"在{fact.place}写成{moved.stated(now, fact.label)}"
    if is_turned and fact.indicator.kind == "count":
        cure = f"在指标目录里它那一行加上 kind: amount，{cure}；{_by_data(at, word)}"
    elif is_turned and now.number and moved.opposite(word, fact.indicator.kind):
        cure += f"；{_by_data(at, word)}（已经写着moved的不用改）"
    return f"{cure}；不能这样比的，写成 {{value: …, note: 为什么}}"


def _by_data(at: ProseFigure, word: str) -> str:
    """The cure for a word that the data contradict, so that the words of another year stay as they are."""
    other, called = moved.opposite(word, at.fact.indicator.kind), at.fact.id
    if not other:
        return "写成 {{ 指标.change }} 或 {{ 指标.growth }}，由数据说增还是减"
    if several := _several(at):
        words = "两个词照模板里原来的" if several.runs[0].form == "fall" else "别的年份的字不变"
        now = several.by_data(other)
        return f"合用“{several.head}{word}”的几项，模板里连这个词一起写成 {now}，由数据说增还是减，{words}"
    now = f'{{{{ {called}|moved("{word}", "{other}") }}}}'
    return f"模板里的“{word}{{{{ {called} }}}}”写成 {now}，由数据说增还是减，别的年份的字不变"


_NEAR = 40
"""So many runs on both sides of a figure may belong to those that share a word with it."""


class _Several(Struct, frozen=True):
    """Figures that share the word before the first of them, each of its own thing: 分别增长5.0%、2.8%和1.2%.

    `between`: what stands before the last.
    """

    head: str
    word: str
    runs: list[Run]
    between: str

    def by_data(self, other: str) -> str:
        """How a template prints them with the word for each. `other`: the word for the other way."""
        first, *others = self.runs
        # The first word is that of a positive number; where the first is printed as a fall, the template says both.
        words = (other, self.word) if first.form == "fall" else (self.word, other)
        given = [*(f'"{self.head}{each}"' for each in words), *(each.fact for each in others)]
        return f'{{{{ {first.fact}|moved({", ".join(given)}, between="{self.between}") }}}}'


def _several(at: ProseFigure) -> _Several | None:
    """The figures that share a word with one."""
    parts, prose = list[tuple[str, Run]](), ""
    for run in at.runs[max(at.index - _NEAR, 0) : at.index + _NEAR]:
        parts += [(prose, run)] if run.fact else []
        prose = "" if run.fact else prose + run.text
    first = last = next(number for number, (_, run) in enumerate(parts) if run is at.run)
    while first and parts[first][0] in moved.TOGETHER:
        first -= 1
    while last + 1 < len(parts) and parts[last + 1][0] in moved.TOGETHER:
        last += 1
    said = moved.word_before().search(parts[first][0])
    if said is None or first == last:
        return None
    return _Several(said["head"] or "", said["word"], [run for _, run in parts[first : last + 1]], parts[last][0])


def with_others(at: ProseFigure, ledger: Ledger) -> Finding | None:
    """A change that shares the word of others before it, and went the other way: 分别增长5.0%和-2.8%.

    Where only its label says which way it went, it is a warning.
    """
    said = _several(at)
    way = _way(at, ledger) if said else 0
    if said is None or not way or way == (1 if said.word in moved.FALL_OF else -1):
        return None
    why = f"和前面的数合用“{said.word}”，它{_REALLY[way]}"
    is_sure = at.fact.is_derived or at.run.text.startswith("-") or "fall" in (at.run.form, said.runs[0].form)
    return at.not_that("W109", why, _by_data(at, said.word), is_before=True, is_error=is_sure)


def _way(at: ProseFigure, ledger: Ledger) -> int:
    """Which way a figure says that something went: 1, -1; 0 where it does not say it."""
    number = at.quantity.number if at.quantity else 0
    if number < 0 or at.run.form == "fall":
        return -1
    if base := computed_base(at.fact):
        with contextlib.suppress(NotComputable):
            return ledger.change(base).direction
    if not (number and moved.base_of(at.fact.label)):
        return 0
    return -1 if moved.is_fall(at.fact.label) else 1
