"""Formulas that the words of a report state themselves, so that nobody is asked: 问题118个，已整改112个，整改率94.9%.

The figures stand side by side in one sentence, counted one by one, and the words between them say how one follows: the
share by its deed (整改率) or of what (占全部环卫车辆312台的15.4%), the change by what it was (上年受理204件).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from report_cli.adopt import reckoning
from report_cli.adopt.alike import EARLIER
from report_cli.adopt.asked import Question
from report_cli.adopt.binding import Binding
from report_cli.adopt.reckoning import Numbered, in_one_sentence
from report_cli.facts import moved

_BY_DEED = re.compile(r"[，、]?[^，。；：、\d]{0,4}?(?P<deed>[^\W\d]{2})率(?:为|达到?|是)?")
_SHARE = re.compile(r"，?[仅只]?占[^，。；：、\d]{0,12}")
_OF_IT = re.compile(r"[^，。；：、\d]{0,10}的")
_BECAME = re.compile("[\u4e00-\u9fff]{1,2}[到至为]")
_APART = re.compile("[。；]")
_NOTE = "照原文的话认定；不是，删去formula，年度数据里填数"


def of(binding: Binding, questions: Sequence[Question]) -> list[Question]:
    """Those of the questions whose answer the words of the report give; not of facts that may be others."""
    facts = [fact for fact in binding.facts.values() if fact.at]
    every = {one.fact.id: one for one in reckoning.known(binding, facts)}
    doubtful = {id for one in questions if one.type != "formula" for id in (one.fact, *one.inputs)}
    told = [one for one in questions if one.type == "formula" and not one.otherwise]
    return [one for one in told if doubtful.isdisjoint(_ids(one)) and all(_told(binding, every, one))]


def _ids(question: Question) -> set[str]:
    return {question.fact, *question.inputs, *(id for id, _ in question.also)}


def _told(binding: Binding, every: Mapping[str, Numbered], question: Question) -> Iterator[bool]:
    """Of each formula of a question whether the words say it."""
    for id, text in question.formulas:
        names = [name if "." in name else f"{id.partition('.')[0]}.{name}" for name in reckoning.NAMES.findall(text)]
        one, inputs = every.get(id), [each for each in map(every.get, names) if each]
        if one is None or len(inputs) != 2 or not all(in_one_sentence(binding, one, each) for each in inputs):
            yield False
        elif re.fullmatch(r"[\w.]+ / [\w.]+", text):
            yield one.fact.kind == "rate" and all(map(_is_counted, inputs)) and _is_share(binding, one, *inputs)
        else:
            yield (one.fact.kind != "rate" or all(map(_is_counted, inputs))) and _is_change(one, inputs)


def _is_counted(one: Numbered) -> bool:
    """Whether a figure is known to the last one, so that what follows from it is too."""
    return one.fact.kind == "count" and not re.search("[万亿千百]", one.fact.text)


def _is_share(binding: Binding, rate: Numbered, part: Numbered, whole: Numbered) -> bool:
    text = binding.texts[rate.at[0]].text
    printed = sorted((each for each in binding.printed[rate.at[0]] if each.key), key=lambda each: each.start)
    place = next(number for number, each in enumerate(printed) if each.key == rate.at)
    near = printed[max(place - 2, 0) : place + 1]
    before, *others = [text[one.end : other.start] for one, other in pairwise(near)] or [""]
    behind = others[0] if others else ""
    order = [each.fact for each in near[:-1]]
    if order == [part.fact.id, whole.fact.id]:
        return _SHARE.fullmatch(before) is not None and _OF_IT.fullmatch(behind) is not None
    said = _BY_DEED.fullmatch(behind)
    is_apart = _APART.search(before) is not None
    return order == [whole.fact.id, part.fact.id] and said is not None and said["deed"] in before and not is_apart


def _is_change(one: Numbered, inputs: Sequence[Numbered]) -> bool:
    """Whether a change is of the very figure that stands beside what it was: 受理189件，上年204件，下降7.4%."""
    then = next((each for each in inputs if EARLIER.search(each.fact.label)), None)
    now = next((each for each in inputs if each is not then), None)
    of = moved.base_of(one.fact.label)
    if then is None or now is None or EARLIER.sub("", then.fact.label) != of:
        return False
    more = now.fact.label.removeprefix(of)
    return now.fact.label.startswith(of) and (not more or _BECAME.fullmatch(more) is not None)


def noted(catalogue: str, questions: Sequence[Question]) -> str:
    """A catalogue whose rows say that their formulas were read out of the report."""
    for group, _, name in (id.partition(".") for one in questions for id, _ in one.formulas):
        row = rf"(?m)(^{re.escape(group)}:.*\n(?:[ \t].*\n)*?[ \t]+{re.escape(name)}: \{{.*\}})[ \t]*$"
        catalogue = re.sub(row, rf"\g<1>  # {_NOTE}", catalogue, count=1)
    return catalogue
