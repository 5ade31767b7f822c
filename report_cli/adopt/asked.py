"""What people have to decide of an adopted report: questions, in `adopt.yaml`, and what their answers change."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Literal

from msgspec import Struct, field

from report_cli.adopt import labels
from report_cli.adopt.binding import Binding, Fact
from report_cli.adopt.found import Mention
from report_cli.adopt.sections import identifier
from report_cli.facts import numbers
from report_cli.facts.ledger import Ledger
from report_cli.facts.quantity import Quantity, chinese
from report_cli.files.yaml import quoted

FILE = "adopt.yaml"
QuestionType = Literal["same", "formula", "parts", "number", "name"]
_FIGURES_FOR_ONE = 6
"""How many figures there are for each question."""


class Question(Struct, kw_only=True):
    type: QuestionType
    fact: str
    message: str
    text: str = ""
    formula: str = ""
    inputs: list[str] = field(default_factory=list)
    number: int = 0
    answer: str = ""
    year: int = 0
    kind: str = ""


def questions(binding: Binding, year: int, kind: str) -> list[Question]:
    """The surest and weightiest first, not more than one for six figures."""
    facts = [fact for fact in binding.facts.values() if fact.at]
    every = [*_rates(binding, facts), *_parts(binding, facts), *_same(binding, facts), *_names(binding, facts)]
    every += _numbers(binding, {fact.group for fact in facts})
    asked = every[: binding.bound // _FIGURES_FOR_ONE]
    for number, question in enumerate(asked, 1):
        question.number, question.year, question.kind = number, year, kind
    return asked


def _quantity(fact: Fact) -> Quantity | None:
    if fact.kind not in ("count", "amount", "rate"):
        return None
    read = numbers.read(fact.values[0], fact.unit, fact.kind)
    return read if isinstance(read, Quantity) else None


def _text(binding: Binding, fact: Fact) -> str:
    return binding.texts[fact.at[0][0]].text


def _rates(binding: Binding, facts: Sequence[Fact]) -> Iterator[Question]:
    """A rate that one and only one pair of counts gives, as printed."""
    known = [(fact, quantity) for fact in facts if (quantity := _quantity(fact)) is not None]
    for fact, rate in known:
        if fact.kind != "rate" or rate.is_approximate or rate.number in (0, 1) or _is_change(fact):
            continue
        near = {text for text, _ in fact.at}
        counts = [
            (other, quantity)
            for other, quantity in known
            if other.kind != "rate" and other.is_plan == fact.is_plan and not quantity.is_approximate
        ]
        scopes = (
            [one for one in counts if near & {text for text, _ in one[0].at}],
            [one for one in counts if one[0].group == fact.group],
        )
        for scope in scopes:
            pairs = [
                (part, whole)
                for part, a in scope
                for whole, b in scope
                if part is not whole and part.unit == whole.unit and 0 < a.number < b.number and _gives(a, b, rate)
            ]
            if len(pairs) > 1:
                break
            if pairs:
                part, whole = pairs[0]
                message = (
                    f"{fact.label}{fact.text}正好是{part.label}{part.text}÷{whole.label}{whole.text}；由它们算出吗？"
                )
                formula = f"{_named(part, fact)} / {_named(whole, fact)}"
                yield Question(
                    type="formula", fact=fact.id, formula=formula, inputs=[part.id, whole.id],
                    text=_text(binding, fact), message=message,
                )  # fmt: skip
                break


def _is_change(fact: Fact) -> bool:
    return any(word in fact.label for word in ("增长", "下降", "提高", "增加", "减少", "上升", "增减", "增幅"))


def _named(fact: Fact, beside: Fact) -> str:
    return fact.name if fact.group == beside.group else fact.id


def _gives(part: Quantity, whole: Quantity, rate: Quantity) -> bool:
    exact = part.number / whole.number
    one = Fraction(1, 100 * 10**rate.digits)
    return rate.number == ((exact / one + Fraction(1, 2)) // 1) * one


def _parts(binding: Binding, facts: Sequence[Fact]) -> Iterator[Question]:
    """Counts that follow a total in its sentence and add up to it."""
    for total in facts:
        whole = _quantity(total)
        if total.kind != "count" or whole is None or whole.is_approximate or not total.at:
            continue
        text, at = total.at[0]
        behind = sorted(
            ((place[1], other) for other in facts for place in other.at if place[0] == text and place[1] > at),
            key=lambda one: one[0],
        )
        parts, added = list[Fact](), Fraction(0)
        for _, other in behind:
            quantity = _quantity(other)
            if other.kind != "count" or other.unit != total.unit or quantity is None or quantity.is_approximate:
                if other.kind == "rate":
                    continue
                break
            parts, added = [*parts, other], added + quantity.number
            if added == whole.number and len(parts) > 1:
                said = "＋".join(f"{part.label}{part.text}" for part in parts)
                yield Question(
                    type="parts", fact=total.id, inputs=[part.id for part in parts], text=_text(binding, total),
                    message=f"{said}正好是{total.label}{total.text}；它们是它的全部分项吗？",
                )  # fmt: skip
                break
            if added >= whole.number:
                break


def _is_within(short: str, long: str) -> bool:
    """Whether a longer label has the words of a shorter one: 收到委员提案 has 收到提案."""
    rest = iter(long)
    return len(short) > 1 and (short in long or (len(short) > 3 and all(sign in rest for sign in short)))


def _same(binding: Binding, facts: Sequence[Fact]) -> Iterator[Question]:
    """Figures of the same value and unit whose labels are the same, or hold one another."""
    for at, one in enumerate(facts):
        for other in facts[at + 1 :]:
            alike = (one.kind, one.values, one.unit, one.is_plan) == (
                other.kind,
                other.values,
                other.unit,
                other.is_plan,
            )
            labels = sorted((one.label.partition("（")[0], other.label.partition("（")[0]), key=len)
            if alike and one.kind in ("count", "amount", "rate") and _is_within(*labels):
                message = f"{other.label}{other.text}（{other.id}）和{one.label}{one.text}（{one.id}）是同一个数吗？"
                yield Question(type="same", fact=other.id, inputs=[one.id], text=_text(binding, other), message=message)


def _names(binding: Binding, facts: Sequence[Fact]) -> Iterator[Question]:
    for fact in facts:
        if fact.is_weak and fact.kind in ("count", "amount", "rate"):
            message = f"“{fact.text}”是什么数？写出名称，如 收到提案"
            yield Question(type="name", fact=fact.id, text=_text(binding, fact), message=message)


def disagreement(question: Question, ledger: Ledger) -> str:
    """What is wrong with an open question, in words: its figures no longer agree. Empty where they do."""
    known = [ledger.get(id) for id in (question.fact, *question.inputs)]
    said = [fact.quantity for fact in known if fact is not None and fact.quantity is not None]
    if len(said) < len(known) or any(each.is_approximate for each in said):
        return ""
    result, *inputs = said
    if question.type == "formula" and len(inputs) == 2 and inputs[1].number:
        agrees = _gives(inputs[0], inputs[1], result)
    elif question.type == "parts":
        agrees = sum(each.number for each in inputs) == result.number
    else:
        return ""
    named = "、".join(f"{fact.label}{fact.text}" for fact in known if fact is not None)
    return "" if agrees else named


def _numbers(binding: Binding, groups: set[str]) -> Iterator[Question]:
    """Numerals in words that a template could print as they stand, in groups that the catalogue has."""
    taken = {fact.id for fact in binding.facts.values()}
    for number, one in binding.words:
        text = binding.texts[number]
        said = text.text[one.start : one.end]
        wanted = "两" if one.number == 2 else chinese(one.number)
        mention = Mention(
            start=one.start, end=one.end, text=said, kind="count", values=(str(one.number),), unit=one.unit
        )
        name = identifier(labels.label(text.text, [mention], 0))
        id = f"{text.group}.{name}"
        if (
            said == f"{wanted}{one.unit}"
            and one.number
            and one.unit
            and name
            and text.group in groups
            and id not in taken
        ):
            taken.add(id)
            near = text.text[max(one.start - 8, 0) : one.end + 8]
            yield Question(type="number", fact=id, text=text.text, message=f"“{said}”（…{near}…）是每年要填的数吗？")


# adopt.yaml ----------------------------------------------------------------------------------------------------------

_HEAD = """\
# 读旧报告时拿不准的，一条一条请人定。answer后面写 是 或 否，问名称的写名称，问数的写数；
# 写好后运行 report adopt（不用再写文件）。全不答，也可以照样生成报告。
"""


def as_yaml(asked: Sequence[Question]) -> str:
    rows = ["\n".join(_entry(question)) for question in asked]
    return _HEAD + ("\n\n".join(rows) + "\n" if rows else "[]\n")


def _entry(question: Question) -> Iterator[str]:
    yield f"- number: {question.number}"
    for key in ("type", "fact", "formula", "inputs", "text", "message"):
        value = getattr(question, key)
        if key == "inputs":
            yield f"  inputs: [{', '.join(map(quoted, value))}]"
        else:
            yield f"  {key}: {quoted(value) if value else ''}".rstrip()
    yield f"  year: {question.year}"
    yield f"  kind: {quoted(question.kind)}"
    yield f"  answer: {quoted(question.answer) if question.answer else ''}".rstrip()
