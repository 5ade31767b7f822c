"""What people answered in `adopt.yaml`, put into catalogue, year files and templates."""

import re
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import get_args

from msgspec.structs import replace

from report_cli import numerals
from report_cli.adopt.asked import FILE, Question, QuestionType
from report_cli.adopt.made_one import Merging, with_row
from report_cli.adopt.sections import PLAN
from report_cli.facts.catalogue_file import UNBOUND
from report_cli.facts.formula import PREVIOUS
from report_cli.files.workspace import CATALOGUE
from report_cli.files.yaml import quoted
from report_cli.model import TEMPLATE_SUFFIX, CannotRun

NAMES = re.compile(rf"(?<![\w.])((?:{re.escape(PREVIOUS)})?)((?!\d)\w+(?:\.\w+)?)")
"""The facts that a formula names, of this year or of the one before it."""
_FEW = 3
"""So many shares of one question show how all of them are printed."""
YES, NO = "是", "否"
_TYPES = get_args(QuestionType)


def after_no(given: Sequence[Question]) -> list[Question]:
    """What is asked now instead of questions that were answered by 否: the next formula that would give the figure."""
    return [instead(one) for one in given if one.answer == NO and one.otherwise]


def instead(question: Question) -> Question:
    """The next that is asked where a question is not, or its answer was 否."""
    first, *rest = question.otherwise
    return replace(first, otherwise=rest, text=question.text, year=question.year, kind=question.kind)


def applied(questions: Sequence[Question], files: Mapping[str, str]) -> dict[str, str]:
    """The files that the answers change. Raises CannotRun for an answer that cannot be put in."""
    now, merging = dict(files), Merging()
    for question in questions:
        if not _is_merging(question):
            now = merging.done(now)
        if question.type not in _TYPES or not question.year:
            raise CannotRun(f"{FILE} 第{question.number}题的type、year改得认不出了；照原来的改回去，或删去这一题")
        if question.type in ("formula", "parts", "number") and (data := _year(question)) not in now:
            cure = "year改过的改回去，文件挪走的放回来，或删去这一题"
            raise CannotRun(f"{FILE} 第{question.number}题的数在{data}里，没有这个文件；{cure}")
        if question.type != "name" and question.answer not in (YES, NO):
            raise CannotRun(f"{FILE} 第{question.number}题的answer写的是“{question.answer}”：写 {YES} 或 {NO}")
        if question.answer == NO:
            now[CATALOGUE] = _kept(question, now[CATALOGUE]) if question.type == "number" else now[CATALOGUE]
        elif _is_merging(question):
            merging.merge(question, now)
        elif question.type == "number":
            now = _bound(question, now)
        elif question.type == "name":
            if question.answer == YES:
                raise CannotRun(f"{FILE} 第{question.number}题问的是名称，answer写的是“{YES}”：写出名称，不改就空着")
            if other := _of_label(question, now[CATALOGUE]):
                said = f"{FILE} 第{question.number}题答的“{question.answer}”已经是{other}的名称"
                raise CannotRun(f"{said}，一组里两项不同名；换一个")
            label = f"label: {quoted(question.answer)}"
            now[CATALOGUE] = _in_line(question, now[CATALOGUE], r"label: (?:'[^']*'|[^,}]*)", label)
        elif question.type in ("formula", "parts"):
            digits = _digits(question, now)
            for fact, formula in question.formulas:
                now = _derived(replace(question, fact=fact, formula=formula), now, digits)
    return {name: text for name, text in merging.done(now).items() if text != files[name]}


def _is_merging(question: Question) -> bool:
    return question.type == "same" and question.answer == YES and bool(question.inputs)


def without_twins(questions: Sequence[Question], catalogue: str) -> tuple[list[Question], list[Question]]:
    """The answers but for names that a fact of the same group and unit has, and what is asked instead.

    What was not recognised as last year's is named so: then it is asked whether they are one.
    """
    kept, twins, named = list[Question](), list[Question](), dict[str, str]()
    for question in questions:
        is_name = question.type == "name" and question.answer not in (YES, NO)
        other = _of_label(question, catalogue, named) if is_name else None
        if other is None or _unit_of(catalogue, other) != _unit_of(catalogue, question.fact):
            kept.append(question)
            named |= {question.fact: question.answer} if is_name else {}
            continue
        said = f"“{question.answer}”已经是{other}的名称：{question.fact}和它是同一项吗？是，就并成一项"
        message = f"{said}；不是，写否，在指标目录里给它另起名称"
        twins.append(replace(question, type="same", inputs=[other], answer="", message=message))
    return kept, twins


def _of_label(question: Question, catalogue: str, named: Mapping[str, str] = MappingProxyType({})) -> str | None:
    """The other fact of its group that has the label which a fact is to get, or has been given it (`named`)."""
    group = question.fact.partition(".")[0]
    part = re.search(rf"(?m)^{re.escape(group)}:.*\n(?:[ \t].*(?:\n|\Z))*", catalogue)
    rows = re.finditer(r"(?m)^    (\w+): \{label: (?:'([^']*)'|([^,}]*))", part[0] if part else "")
    labels = {f"{group}.{row[1]}": row[2] or row[3] for row in rows} | dict(named)
    alike = (id for id, label in labels.items() if label == question.answer and id.partition(".")[0] == group)
    return next((id for id in alike if id != question.fact), None)


def _unit_of(catalogue: str, id: str) -> str:
    return _unit(catalogue[slice(*span)]) if (span := line_of(catalogue, id)) else ""


def _unit(row: str) -> str:
    match = re.search(r"unit: ([^,}\s]+)", row)
    return match[1] if match else ""


def _year(question: Question) -> str:
    return f"data/{question.year}.yaml"


def in_order(questions: Sequence[Question]) -> list[Question]:
    """Questions with their answers, those that make two facts one first: what else is asked then is of the one left."""
    merged = {one.fact: one.inputs[0] for one in questions if one.type == "same" and one.answer == YES and one.inputs}
    left = {fact: _last(fact, merged) for fact in merged}
    for question in questions:
        if question.type == "same" and question.answer == YES:
            question.inputs = [left.get(each, each) for each in question.inputs]
        else:
            _rename(question, left)
    ordered = sorted(questions, key=lambda question: question.type != "same")
    return [one for one in ordered if one.type != "same" or one.answer or one.fact not in one.inputs]


def _last(fact: str, merged: Mapping[str, str]) -> str:
    """The fact that is left of one that is the same as another, which may be the same as a third."""
    seen = {fact}
    while (fact := merged.get(fact, "")) in merged and fact not in seen:
        seen.add(fact)
    return fact


def _rename(question: Question, merged: Mapping[str, str]) -> None:
    """Let a question be of the facts that are left: its formula says a fact of its group by the name alone."""
    group, fact = question.fact.partition(".")[0], merged.get(question.fact, question.fact)

    def named(match: re.Match[str]) -> str:
        full = match[2] if "." in match[2] else f"{group}.{match[2]}"
        return f"{match[1]}{beside(merged.get(full, full), fact)}"

    question.formula = NAMES.sub(named, question.formula)
    for at, (id, formula) in enumerate(question.also):
        one = Question(type="formula", fact=id, message="", formula=formula)
        _rename(one, merged)
        question.also[at] = one.fact, one.formula
    question.fact, question.inputs = fact, [merged.get(each, each) for each in question.inputs]
    instead = [replace(each, also=[*each.also]) for each in question.otherwise]
    for each in instead:
        _rename(each, merged)
    question.otherwise = [each for each in instead if each.formulas != question.formulas]


def _digits(question: Question, files: Mapping[str, str]) -> Mapping[str, str]:
    """How the results of a question's formulas are printed, as the catalogue says it: with the digits that they have.

    A column of shares is printed alike: with their last zeros where all have as many digits. So is a share alone, in a
    report that leaves none out: what was 98.5% will be 99.0%.
    """
    values = {id: _value(files, replace(question, fact=id)) for id, _ in question.formulas}
    decimals = {id: re.sub(r"^[^.]*\.?|\D+$", "", value) for id, value in values.items()}
    shares = [decimals[id] for id, value in values.items() if value.endswith("%") and value not in ("100%", "0%")]
    most = max(map(len, shares), default=0) if len(shares) >= _FEW else 0
    is_alike, made = len(shares) >= _FEW and {most} == set(map(len, shares)), dict[str, str]()
    for id, formula in question.formulas:
        is_share = values[id].endswith("%")
        digits = max(len(decimals[id]), most) if is_share else len(decimals[id])
        has_zero = decimals[id].endswith("0") or (is_share and digits > 0 and (is_alike or _has_zeros(question, files)))
        is_whole = not digits and (is_alike if is_share else _is_mean(formula, files[CATALOGUE], id))
        made[id] = f", digits: {digits}" * (digits > 1 or has_zero or is_whole) + ", zeros: true" * has_zero
    return made


def _has_zeros(question: Question, files: Mapping[str, str]) -> bool:
    """Whether a year's report prints the last zeros of its rates: one has such a zero, or none is without digits.

    What is planned is round anyway.
    """
    if ", zeros: true" in files[CATALOGUE]:
        return True
    groups = re.split(r"(?m)^(?=\S)", files.get(_year(question), ""))
    done = "".join(group for group in groups if not _PLANS.search(group.partition("\n")[0]))
    rates = [value for value in _RATES.findall(done) if value not in ("0", "100")]
    return any(re.search(r"\.\d*0$", value) for value in rates) or all("." in value for value in rates)


_RATES = re.compile(r"value: -?(\d+(?:\.\d+)?)%[,}]")
_PLANS = re.compile(f"安排:|{PLAN.pattern}")


def _is_mean(formula: str, catalogue: str, id: str) -> bool:
    """Whether a formula says how many there are for each: 人均结案419件."""
    unit = _unit_of(catalogue, id)
    return " / " in formula and " - " not in formula and unit not in ("", "倍")


def _derived(question: Question, files: dict[str, str], digits: Mapping[str, str]) -> dict[str, str]:
    """A fact that follows from others: the catalogue says how, the year that was asked about no longer states it."""
    span = line_of(files[CATALOGUE], question.fact)
    row = files[CATALOGUE][slice(*span)] if span else ""
    if question.type == "formula" and " formula:" in row and _is_other_sum(question.formula, row):
        question = replace(question, type="parts", inputs=question.formula.split(" + "))  # held against the first
    parts = ", ".join(beside(one, question.fact) for one in question.inputs)
    kind = ", kind: amount" if _is_each(question, files[CATALOGUE]) else ""
    said = f"formula: {question.formula}{digits[question.fact]}{kind}"
    added, now = said if question.type == "formula" else f"parts: [{parts}]", dict(files)
    if f" {question.type}:" in row:
        # Of two questions that were of two facts, which are one now, the first holds; a total has several breakdowns.
        if question.type == "parts" and f"[{parts}]" not in row:
            now[CATALOGUE] = _in_line(question, now[CATALOGUE], _PARTS, lambda old: _with_parts(old[1], parts))
        return now
    now[CATALOGUE] = _in_line(question, now[CATALOGUE], r"\}[ \t]*(?=#|$)", f", {added}}}")
    if question.type == "formula" and not _is_for_later(question, now):
        year = _year(question)
        now[year] = without(now[year], question.fact)
    return now


def _is_other_sum(formula: str, row: str) -> bool:
    """Whether a formula adds up what the one in a row of the catalogue does not."""
    there = re.search("formula: ([^,}]*)", row)
    return re.fullmatch(r"[\w.]+(?: \+ [\w.]+)+", formula) is not None and there is not None and there[1] != formula


def _is_for_later(question: Question, files: Mapping[str, str]) -> bool:
    """Whether a formula needs what the year before has not stated, so that this year goes on stating its result."""
    group, before = question.fact.partition(".")[0], files.get(f"data/{question.year - 1}.yaml", "")
    names = re.findall(rf"{re.escape(PREVIOUS)}(\w+(?:\.\w+)?)", question.formula)
    ids = [name if "." in name else f"{group}.{name}" for name in names]
    return any(not before or not (stated(before, id) or _is_derived(files[CATALOGUE], id)) for id in ids)


def _is_derived(catalogue: str, id: str) -> bool:
    return " formula:" in catalogue[slice(*span)] if (span := line_of(catalogue, id)) else False


_PARTS = r"parts: (\[[^\]]*\]|\{[^}]*\})"


def _with_parts(old: str, parts: str) -> str:
    """Breakdowns with one more."""
    named = old if old.startswith("{") else f"{{分法一: {old}}}"
    number = "一二三四五六七八九十"[min(named.count(": ["), 9)]
    return f"parts: {named[:-1]}, 分法{number}: [{parts}]}}"


def _is_each(question: Question, catalogue: str) -> bool:
    """Whether a formula divides like units and gives so many of them, which the catalogue has to say: 每个街道3个."""
    rows = [catalogue[slice(*span)] for id in (question.fact, *question.inputs) if (span := line_of(catalogue, id))]
    units = {_unit(row) for row in rows}
    is_quotient = question.type == "formula" and re.fullmatch(r"[\w.]+ / [\w.]+", question.formula) is not None
    return is_quotient and len(units) == 1 and "" not in units and "kind:" not in rows[0]


def _value(files: Mapping[str, str], question: Question) -> str:
    """What the year file says of the fact that a question is about."""
    text = files.get(_year(question), "")
    span = line_of(text, question.fact)
    match = re.search(r"value: ([^,}]*)", text[slice(*span)]) if span else None
    return match[1].strip() if match else ""


def beside(id: str, other: str) -> str:
    return id.partition(".")[2] if id.partition(".")[0] == other.partition(".")[0] else id


def line_of(text: str, id: str) -> tuple[int, int] | None:
    """Where the line of an indicator or a value stands, in the part of its group."""
    group, _, name = id.partition(".")
    part = re.search(rf"(?m)^{re.escape(group)}:.*\n(?:(?:[ \t].*|#.*|[ \t]*)(?:\n|\Z))*", text)
    line = (
        re.compile(rf"(?m)^[ \t]+{re.escape(name)}:.*(?:\n|\Z)").search(text, part.start(), part.end())
        if part
        else None
    )
    return line.span() if line else None


def _in_line(question: Question, text: str, pattern: str, new: str | Callable[[re.Match[str]], str]) -> str:
    span = line_of(text, question.fact)
    line = text[span[0] : span[1]].rstrip("\n") if span else ""
    changed = re.sub(pattern, (lambda _: new) if isinstance(new, str) else new, line, count=1)
    if span is None or changed == line:
        raise CannotRun(
            f"{FILE} 第{question.number}题要改{CATALOGUE}里的{question.fact}，那一行找不到了；自己改，再删去这一题"
        )
    return text[: span[0]] + changed + "\n" + text[span[1] :]


def without(text: str, id: str) -> str:
    """A text without the line of an indicator or a value, and without its group where that was all of it."""
    span = line_of(text, id)
    if span is None:
        return text
    rest = text[: span[0]] + text[span[1] :]
    group = re.escape(id.partition(".")[0])
    return re.sub(rf"(?m)^{group}:.*\n(?:  label:.*\n  indicators:.*\n)?(?=\n|\S|\Z)\n?", "", rest, count=1)


def stated(text: str, id: str) -> str:
    """What a year file says of a fact, on its line; empty where the value is still to come, or there is no line."""
    span = line_of(text, id)
    said = text[slice(*span)].partition(":")[2].strip() if span else ""
    return "" if said.startswith("#") else said


def _bound(question: Question, files: dict[str, str]) -> dict[str, str]:
    """A numeral in words made a fact: catalogue, year file and template have it, and it is allowed no more."""
    said = re.search("“([^”]+)”", question.message)
    numeral = next(iter(numerals.find(said[1])), None) if said else None
    value = numerals.value(numeral.number) if numeral else None
    group, _, name = question.fact.partition(".")
    now, year, texts = dict(files), _year(question), [question.text, *(text for _, text in question.also)]
    lost = CannotRun(f"{FILE} 第{question.number}题的话在模板里找不到，或有几处；自己改，再删去这一题")
    if said is None or numeral is None or value is None:
        raise lost
    for text in texts:
        where = _only(text, said[1], now)
        if where is None:
            raise lost
        file, at = where
        printed = f"{{{{ {question.fact}|chinese }}}}{numeral.text.removeprefix(numeral.number)}"
        now[file] = _conditional(now[file][:at] + printed + now[file][at + len(numeral.text) :], at, question.fact)
    unit = f", unit: {numeral.unit}" if numeral.unit else ""
    now[CATALOGUE] = with_row(now[CATALOGUE], group, f"    {name}: {{label: {name}{unit}}}")
    now[year] = with_row(now[year], group, f"  {name}: {{value: {value}}}")
    left = _allowed(said[1]).sub(lambda row: "" if any(row[1] in text for text in texts) else row[0], now[CATALOGUE])
    now[CATALOGUE] = re.sub(r"(?m)^allow:[ \t]*\n(?=\S|\s*\Z)", "", left)
    return now


def _conditional(template: str, at: int, fact: str) -> str:
    """A template whose sentence round a character stands only where a fact is known too, as its other facts have it."""
    first = template.rfind("\n", 0, at) + 1
    last = template.find("\n", at) if "\n" in template[at:] else len(template)
    line, opened = template[first:last], list[re.Match[str]]()
    for tag in re.finditer(r"\{%-?\s*(?:if\s+(.*?)|endif)\s*-?%\}", line[: at - first]):
        opened = [*opened, tag] if tag[1] else opened[:-1]
    if opened:
        said, end = opened[-1][1], first + opened[-1].end(1)
        known = f"({said})" if re.search(r"\bor\b|\belse\b", said) else said
        is_there = fact in said.split(" and ")
        return template if is_there else f"{template[: end - len(said)]}{known} and {fact}{template[end:]}"
    if re.match(r"\s*\{%-?\s*(?:set|call)\b", line):
        return template  # the head of a table stands as it is, and what leads up to others
    start = first + len(line) - len(line.lstrip())
    return f"{template[:start]}{{% if {fact} %}}{template[start:last]}{{% endif %}}{template[last:]}"


def _allowed(numeral: str) -> re.Pattern[str]:
    """The rows that allow words with a numeral for the time being."""
    return re.compile(rf"(?m)^  - \{{word: '?([^,]*{re.escape(numeral)}[^,]*?)'?, because: {UNBOUND}\}}\n")


def _kept(question: Question, catalogue: str) -> str:
    """A catalogue in which a numeral is no figure for good."""
    said = re.search("“([^”]+)”", question.message)
    because = f"because: {UNBOUND}", "because: 固定的说法"
    return _allowed(said[1]).sub(lambda row: row[0].replace(*because), catalogue) if said else catalogue


def _only(text: str, said: str, files: Mapping[str, str]) -> tuple[str, int] | None:
    """The one place where the templates have some words of a text: the file, and from which character."""
    start = text.find(said)
    for width in (8, 6, 4, 3, 2, 1, 0):
        first = max(start - width, 0)
        near = text[first : start + len(said) + width]
        found = [
            (name, match.start() + start - first)
            for name, content in files.items()
            if name.endswith(TEMPLATE_SUFFIX)
            for match in re.finditer(re.escape(near), content)
        ]
        if len(found) == 1 and start >= 0:
            return found[0]
    return None
