"""New numbers among many: each in a line, what the data would call it and by which formula; their sentence once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec.structs import replace

from report_cli.facts.formula import PREVIOUS
from report_cli.inward.lines_to_add import Line
from report_cli.inward.new_number import BY_HAND, BY_NUMBER
from report_cli.inward.proposed import ProposedChange
from report_cli.inward.row_advice import ROW, ROW_AND_GROUP
from report_cli.views.screen import Stretch

_OF_ALL = re.compile(
    f"{BY_NUMBER}(?:，以后跟着(?:数据)?变)?|{ROW_AND_GROUP}|{ROW}|数据里没有这个数(?:，(?=也算不出)|。要收进来：)|。要收进来：(?=；)|数据没有这个数，但|这个数(?=由)|"
    "由[^；：。]*算得出，不要写死[：。]|先加[^；]*（各?有一条，行写在那里，写的时候一起写）|；?再加公式：|"
    "[；，](?:公式的数，)?数据里不用写"
)
"""What is said of every new number, or is shown as what it is called."""
_BY_HAND = re.compile(
    f"{BY_HAND}(?:，以后跟着(?:数据)?变)?|{ROW_AND_GROUP}|{ROW}|；公式的数，数据里不用写|；再运行一次，这句话就能带回|"
    "；两行前面空的格都和组里别的行一样"
)
_SIGNS = {"/": "÷", "*": "×", "+": "＋", "-": "－"}


def own_line(number: ProposedChange) -> Line | None:
    """The line that says what a new number is; None of one that the catalogue has, or that is no number of its own."""
    group, _, name = number.key[2].partition(".")
    return next((line for line in number.lines if line.path == (group, "indicators", name) and line.keys), None)


def named(number: ProposedChange, labels: Mapping[str, str]) -> str:
    """What a new number is called, what it is, and what it is made of."""
    line = own_line(number)
    keys = dict(line.keys) if line else {}
    said = f"{keys.get('label') or labels.get(number.key[2]) or number.label} {number.after}"
    formula = keys.get("formula", "")
    return f"{said} = {_in_words(formula, number.key[2].partition('.')[0], labels)}" if formula else said


def _in_words(formula: str, group: str, labels: Mapping[str, str]) -> str:
    """A formula with what the data call its facts: 采纳率 = 被部门采纳÷提出建议."""

    def word(found: re.Match[str]) -> str:
        id = found[0].removeprefix(PREVIOUS)
        label = labels.get(f"{group}.{id}") or labels.get(id)
        return f"{'上年' * (id != found[0])}{label}" if label else found[0]

    words = re.sub(r"[^\W\d][\w.]*", word, formula)
    return re.sub(" ([-+/*]) ", lambda sign: _SIGNS[sign[1]], words)


def new_labels(proposals: Iterable[ProposedChange]) -> dict[str, str]:
    """What new numbers are called, by id."""
    own = ((each, own_line(each)) for each in proposals if each.state == "new")
    return {each.key[2]: dict(line.keys).get("label", "") for each, line in own if line}


def rest_of(number: ProposedChange) -> str:
    """What is told of a new number beside its lines, which are shown as what it is called."""
    line, message = own_line(number), number.message
    if not line:
        return message
    group, name = line.path[0], line.path[-1]
    told = [each for each in number.lines if each is line or (each.path == (group, name) and not each.gone)]
    for each in told:
        message = message.replace(each.text, "").replace(each.done, "")
    return re.sub("^[；，。]+|[；，]+$", "", re.sub("[；，]{2,}", "；", _OF_ALL.sub("", message)))


def by_hand(each: ProposedChange) -> ProposedChange:
    """One that people tell the data of themselves, without what is told of all such."""
    return replace(each, message=_BY_HAND.sub("", each.message))


def in_sentence(numbers: Sequence[ProposedChange]) -> str:
    """The sentence of some new numbers, with each marked in it."""
    text, spans = numbers[0].sources[0].text, list[tuple[int, int]]()
    for each in numbers:
        start, end = (each.sources[0].marked.find(sign) for sign in "〔〕")
        is_plain = 0 <= start < end and each.sources[0].marked[start + 1 : end] == text[start : end - 1]
        if is_plain:
            spans.append((start, end - 1))
    for start, end in sorted(spans, reverse=True):
        text = f"{text[:start]}〔{text[start:end]}〕{text[end:]}"
    return text if spans else numbers[0].sources[0].marked or text


def told(number: ProposedChange, labels: Mapping[str, str]) -> Iterator[list[Stretch]]:
    """One of them, below its sentence."""
    yield [(f"{number.number}. ", "head"), (named(number, labels), "")]
    for said in filter(None, (rest_of(number), number.aside)):
        yield [(f"    {said}", "warn")]
