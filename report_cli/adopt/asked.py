"""What people have to decide of an adopted report: questions, in `adopt.yaml`, and what their answers change."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import reduce
from itertools import chain
from typing import Literal

from msgspec import Struct, field
from msgspec.structs import replace

from report_cli import numerals
from report_cli.adopt import coming, formulas, labels, reckoning, same, sums
from report_cli.adopt.binding import Binding
from report_cli.adopt.bound import Fact
from report_cli.adopt.elsewhere import Elsewhere
from report_cli.adopt.found import Mention, Spoken
from report_cli.adopt.reckoning import Formula, Numbered
from report_cli.facts import moved
from report_cli.facts.catalogue_file import odd_unit
from report_cli.facts.estimate import Estimate, is_refuted
from report_cli.facts.formula import MAX_LENGTH
from report_cli.facts.ledger import Ledger
from report_cli.facts.quantity import Quantity, chinese
from report_cli.files.workspace import QUESTIONS
from report_cli.model import Finding, Place
from report_cli.sentences import statements
from report_cli.text import identifier

FILE = QUESTIONS
QuestionType = Literal["same", "formula", "parts", "number", "name"]
FIGURES_FOR_ONE = 6
"""How many figures there are for each question."""
_FIRST = 10


class Question(Struct, kw_only=True):
    """Something to be decided of a fact; see `questions` for what.

    `fact`, `inputs`: ids. `also`: what else is decided with it, facts and their formulas. `text`: the sentence that it
    stands in. `weight`: the heavier ones are asked first. `otherwise`: what is asked instead, one by one, after a 否.
    """

    type: QuestionType
    fact: str
    message: str
    text: str = ""
    formula: str = ""
    inputs: list[str] = field(default_factory=list)
    also: list[tuple[str, str]] = field(default_factory=list)
    otherwise: list["Question"] = field(default_factory=list)
    number: int = 0
    answer: str = ""
    year: int = 0
    kind: str = ""
    weight: int = 0

    @property
    def about(self) -> str:
        """What it is about, in short."""
        said = self.message.removesuffix("是同一个数吗？").partition("；")[0]
        return said.partition("正好由")[0] if self.type == "formula" else said

    @property
    def is_telling(self) -> bool:
        """Whether it is asked later where there are too many now: its figures would contradict each other unnoticed."""
        return self.type in ("formula", "parts") or (self.type == "same" and self.weight > 1)

    @property
    def formulas(self) -> list[tuple[str, str]]:
        """The facts that follow, and how."""
        return [(self.fact, self.formula), *self.also]


def questions(binding: Binding, year: int, kind: str, previous: Mapping[str, Quantity]) -> list[Question]:
    """What people may have to decide: the surest and weightiest first.

    Whether a fact follows by a `formula`, is the sum of others (`parts`), is the `same` as another; what its `name` is;
    whether a numeral in words (`number`) is a figure. Of facts that the workspace had before, its catalogue says so.
    `previous`: last year's figures, by their ids.
    """
    facts = [fact for fact in binding.facts.values() if fact.at]
    every = reckoning.known(binding, facts)
    derived = list(_formulas(binding, every, previous))
    said = [{one.fact, *one.inputs} for one in derived]
    parts = [one for one in _parts(binding, every) if {one.fact, *one.inputs} not in said]
    said += [{one.fact, *one.inputs} for one in parts]
    parts += [one for one in _of_shares(binding, every, derived) if {one.fact, *one.inputs} not in said]
    stated = [fact for fact in binding.facts.values() if fact.at or (fact.is_stated and fact.values)]
    parts += [_of_rounded(binding, *each) for each in sums.rounded(binding, every) if not each[0].fact.is_known]
    later = list(_coming(binding, every, previous, derived, year))
    found = [*derived, *later, *parts, *_same(binding, stated)]
    found += [*_names(binding, facts), *_numbers(binding, {fact.group for fact in facts})]
    reckoned = {id for one in (*derived, *parts) for id in (one.fact, *one.inputs)}
    # What formulas say of a fact that is another one is asked of the one that is left, and so after these.
    found.sort(key=lambda one: -one.weight - _FIRST * (one.type == "same" and one.is_telling and one.fact in reckoned))
    for question in found:
        question.year, question.kind = year, kind
    return found


def now_and_later(found: Sequence[Question], figures: int) -> tuple[list[Question], list[Question]]:
    """The questions to be asked, not more than one for six figures, and those that wait until they are answered."""
    at_once = figures // FIGURES_FOR_ONE
    return [*found[:at_once]], [one for one in found[at_once:] if one.is_telling]


def unasked(binding: Binding, asked: Sequence[Question]) -> Iterator[str]:
    """Figures that may be the same as ones of the workspace's other reports, for which there was no question left."""
    known = {(one.fact, *one.inputs) for one in asked if one.type == "same"}
    stated = [fact for fact in binding.facts.values() if fact.at or (fact.is_stated and fact.values)]
    for one in _same(binding, stated):
        is_of_another = binding.facts[one.inputs[0]].is_stated and not binding.facts[one.inputs[0]].at
        if is_of_another and (one.fact, *one.inputs) not in known:
            yield one.message.removesuffix("是同一个数吗？")


def _text(binding: Binding, fact: Fact) -> str:
    """The sentence that a fact stands in first; of a cell its row."""
    first = binding.texts[fact.at[0][0]]
    if first.row:
        return " | ".join(each.text for each in binding.texts if each.row == first.row)
    text = first.text
    said = (text[start:end] for start, end in statements(text))
    return next((each for each in said if fact.text.lstrip("-") in each), text).strip()


def _formulas(binding: Binding, every: Sequence[Numbered], previous: Mapping[str, Quantity]) -> Iterator[Question]:
    nearby, changes = formulas.Nearby(binding, every), dict[tuple[object, str], Question]()
    other = Elsewhere(nearby)
    for one, formula in ((one, _formula(one, nearby, other, previous)) for one in every):
        if formula is None:
            continue
        fact, text = one.fact, _text(binding, one.fact)
        places = list[tuple[object, str]]()
        # All changes of one value that a sentence tells are decided together: 增加13件，增长6.6%. So are shares.
        if formulas.is_change(one):
            places += [(text, each) for each in (formula.inputs[0], binding.word_of(fact.at[0]) or fact.id)]
            places += [column] if (column := formulas.column_of_changes(one)) else []
        elif share := formulas.share_of(one, formula):
            places.append(share)
        question = _of_formula(fact, formula, text)
        if first := next(filter(None, map(changes.get, places)), None):
            _join(first, question)
            continue
        changes |= dict.fromkeys(places, question)
        yield question


def _of_formula(fact: Fact, formula: Formula, text: str) -> Question:
    said = f"{moved.spoken(fact.text, fact.label)}正好由{formula.said}算出"
    return Question(
        type="formula", fact=fact.id, formula=formula.text, inputs=[*formula.inputs], text=text, weight=4,
        message=f"{said}；以后由它们算吗？", otherwise=[_of_formula(fact, each, text) for each in formula.others],
    )  # fmt: skip


def _join(first: Question, more: Question) -> None:
    """Let one question be about what another is about too; what is asked instead is joined by its whole."""
    first.also += more.formulas
    first.inputs += [each for each in more.inputs if each not in first.inputs]
    first.message = first.message.replace("；", f"，{more.message.partition('；')[0]}；")
    for each in more.otherwise:
        if alike := next((one for one in first.otherwise if one.inputs[1] == each.inputs[1]), None):
            _join(alike, each)
        else:
            first.otherwise.append(each)


def _formula(
    one: Numbered, nearby: formulas.Nearby, other: Elsewhere, previous: Mapping[str, Quantity]
) -> Formula | None:
    """The formula to be asked about; of what another year had already, one that this year is the first to show."""
    if not one.fact.is_known:
        if one.fact.is_derived:
            return None
        return formulas.of(one, nearby, previous) or other.of(one)
    is_first = formulas.is_change(one) and not (one.fact.is_derived or one.fact.is_stated)
    return formulas.on_last_year(one, nearby.near(one), previous) if is_first else None


def _parts(binding: Binding, every: Sequence[Numbered]) -> Iterator[Question]:
    found = [*sums.parts(binding, every), *sums.of_named(every)]
    return (_of_parts(binding, *each) for each in found if not each[0].fact.is_known)


def _of_parts(binding: Binding, total: Numbered, parts: Sequence[Numbered]) -> Question:
    """Whether figures are all the parts of a total; of a column, or an annex, which add up, whether it follows."""
    columns = {binding.texts[one.at[0]].column for one in (total, *parts)}
    is_elsewhere = all(part.fact.group != total.fact.group for part in parts)
    text = " + ".join(reckoning.named(part, total) for part in parts)
    is_sayable = not total.quantity.scale and len(text) <= MAX_LENGTH
    if is_sayable and (is_elsewhere or (len(columns) == 1 and columns != {0})):
        formula = Formula(text, "＋".join(map(reckoning.shown, parts)), tuple(part.fact.id for part in parts))
        return _of_formula(total.fact, formula, _text(binding, total.fact))
    said = "＋".join(f"{part.fact.label}{part.fact.text}" for part in parts)
    return Question(
        type="parts", fact=total.fact.id, inputs=[part.fact.id for part in parts], text=_text(binding, total.fact),
        message=f"{said}正好是{total.fact.label}{total.fact.text}；它们是它的全部分项吗？", weight=3,
    )  # fmt: skip


def _of_rounded(binding: Binding, one: Numbered, total: Numbered) -> Question:
    """Whether a figure rounds a total: each is printed as it is, and they are held against each other."""
    said = f"{total.fact.label}{total.fact.text}像是{one.fact.label}{one.fact.text}；是同一个数，以后核对两处吗？"
    text = _text(binding, one.fact)
    return Question(type="parts", fact=one.fact.id, inputs=[total.fact.id], text=text, message=said, weight=3)


def _coming(
    binding: Binding,
    every: Sequence[Numbered],
    previous: Mapping[str, Quantity],
    derived: Sequence[Question],
    year: int,
) -> Iterator[Question]:
    """Whether what changed on last year is computed from the next year on: of all in one, and after a 否 of each."""
    told = {id for one in derived for id, _ in one.formulas}
    by_text = dict[str, list[tuple[Fact, Formula]]]()
    for fact, formula in coming.formulas(binding, every, previous):
        if fact.id not in told:
            by_text.setdefault(_text(binding, fact), []).append((fact, formula))
    each = [_of_coming(listed, text, year) for text, listed in by_text.items()]
    if len(each) > 1:
        yield replace(_of_coming([*chain(*by_text.values())], next(iter(by_text)), year), otherwise=each)
    else:
        yield from each


def _of_coming(found: Sequence[tuple[Fact, Formula]], text: str, year: int) -> Question:
    (fact, formula), *more = found
    said = "、".join(each.said for _, each in found)
    return Question(
        type="formula", fact=fact.id, formula=formula.text, also=[(each.id, by.text) for each, by in more], text=text,
        inputs=[*dict.fromkeys(id for _, each in found for id in each.inputs)], weight=4,
        message=f"{said}，照原文；{year + 1}年起由两年的数算吗？",
    )  # fmt: skip


def _of_shares(binding: Binding, every: Sequence[Numbered], derived: Sequence[Question]) -> Iterator[Question]:
    """Whether those are all parts of a whole whose shares are asked of, and that add up to it."""
    numbered = {one.fact.id: one for one in every}
    for question in derived:
        shares = [re.fullmatch(r"[\w.]+ / ([\w.]+)", text) for _, text in question.formulas]
        whole = next((numbered.get(id) for id in question.inputs[1:2]), None)
        if whole is None or whole.fact.is_known or len({share and share[1] for share in shares}) > 1:
            continue
        parts = [numbered[id] for id in question.inputs if id != whole.fact.id]
        if len(parts) == len(shares) and sums.add_up(whole, parts):
            yield _of_parts(binding, whole, parts)


def _same(binding: Binding, facts: Sequence[Fact]) -> Iterator[Question]:
    for one, other, weight in same.pairs(binding, facts):
        message = f"{other.label}{other.text}（{other.id}）和{one.label}{one.text}（{one.id}）是同一个数吗？"
        said = _text(binding, other)
        yield Question(type="same", fact=other.id, inputs=[one.id], text=said, message=message, weight=weight)


def _names(binding: Binding, facts: Sequence[Fact]) -> Iterator[Question]:
    for fact in facts:
        if fact.is_weak and fact.kind in ("count", "amount", "rate"):
            message = f"“{fact.text}”是什么数？写出名称，如 收到提案"
            yield Question(type="name", fact=fact.id, text=_text(binding, fact), message=message, weight=2)


def disagreement(question: Question, ledger: Ledger) -> Finding | None:
    """What is wrong with an open question: its figures no longer agree. None where they do."""
    others = [id for id, _ in question.also]
    known = [fact for fact in map(ledger.get, (question.fact, *others, *question.inputs)) if fact is not None]
    said = [fact.quantity for fact in known if fact.quantity is not None]
    if len(said) < len(question.inputs) + len(others) + 1 or any(each.is_approximate for each in said):
        return None
    result, *inputs = said
    named = "的数对不上了：" + "、".join(f"{fact.label}{fact.text}" for fact in known)
    cure = "核对是不是只改了其中一个；要由别的数算出，answer写是，再运行report adopt"
    if question.type == "formula":
        stated = [
            (fact, fact.quantity, text) for id, text in question.formulas if (fact := ledger.get(id)) and fact.quantity
        ]
        agrees = all(formulas.still_gives(text, fact.id, number, ledger) for fact, number, text in stated)
    elif question.type == "parts":
        summed = reduce(Estimate.__add__, (each.span if result.scale else each.estimate for each in inputs))
        agrees = not is_refuted(summed, "=", result.span if result.scale else result.estimate)
    else:
        agrees = question.type != "same" or all(each.number == result.number for each in inputs)
        places = "，一处是".join(f"{fact.label}{fact.text}（{fact.id}）" for fact in known)
        named = f"：两处说的像是同一个数，现在一处是{places}"
        cure = "核对是不是只改了其中一个；是同一个数，改成一样，answer写是，不是，写否，再运行report adopt"
    message = f"第{question.number}题{named}"
    return None if agrees else Finding("F216", Place(FILE), message, cure, question.fact, "warning")


def _numbers(binding: Binding, groups: set[str]) -> Iterator[Question]:
    """Numerals in words that a template could print as they stand, in groups that the catalogue has."""
    taken, sessions = {fact.id for fact in binding.facts.values()}, dict[str, Question]()
    for number, one in binding.words:
        text = binding.texts[number]
        said = text.text[one.start : one.end]
        session = _SESSION.search(text.text, 0, one.start) if text.text.startswith("会议", one.end) else None
        label = f"{session[0]}会议次数" if session else labels.label(text.text, [_counted(said, one)], 0)
        name = identifier(label)
        id = f"{text.group}.{name}"
        is_plain = said == f"{'两' if one.number == 2 else chinese(one.number)}{one.unit}"
        is_sayable = is_plain and one.number and one.unit not in ("", "成") and not odd_unit(one.unit)
        is_vague = re.match("以[上下内]|左右|多|余", text.text[one.end :]) or one.unit.startswith("个半")
        if not is_sayable or is_vague or text.text[: one.start].endswith(tuple(numerals.BEFORE)):
            continue
        near = text.text[max(one.start - 8, 0) : one.end + 8]
        first = sessions.get(f"{label}{said}")
        if first is not None and text.text not in (first.text, *(said for _, said in first.also)):
            first.also.append((first.fact, text.text))  # one session that two sentences name is one number
            first.message = first.message.replace("…）", f"…；…{near}…）", 1)
        elif first is None and name and text.group in groups and id not in taken:
            taken.add(id)
            first = Question(type="number", fact=id, text=text.text, message=f"“{said}”（…{near}…）是每年要填的数吗？")
            sessions |= {f"{label}{said}": first} if session else {}
            yield first


_SESSION = re.compile("[县区市省州旗]?[一二三四五六七八九十]+届(?:人大|政协)?$")


def _counted(said: str, one: Spoken) -> Mention:
    return Mention(start=one.start, end=one.end, text=said, kind="count", values=(str(one.number),), unit=one.unit)
