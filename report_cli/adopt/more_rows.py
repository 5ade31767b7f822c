"""A table, or a list of parts, that has a row more or a row less than the year before: its totals and shares follow.

A total that the catalogue adds up is that of the new row too, where the figures of the report say so; each year adds
what it has (`years` of an indicator). What a column computes in its other rows, it computes in the new one.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import chain, combinations

from msgspec import Struct, field
from msgspec.structs import replace

from report_cli.adopt import answers, other_years, sums
from report_cli.adopt.alike import CHANGES, EARLIER
from report_cli.adopt.answers import NAMES, beside, line_of
from report_cli.adopt.asked import Question
from report_cli.adopt.binding import Binding
from report_cli.adopt.bound import Fact
from report_cli.adopt.formulas import still_gives
from report_cli.adopt.known import Existing
from report_cli.facts import formula, numbers
from report_cli.facts.fact import COLLECTING, Catalogue, Indicator
from report_cli.facts.ledger import Ledger
from report_cli.facts.quantity import Quantity
from report_cli.files.workspace import CATALOGUE
from report_cli.sentences import statement_around

_MOST = 6
"""Of so many new figures beside the parts of a total some may be parts; of more, all or none."""
_SUM = re.compile(r"[^\s+*/()-]+(?: \+ [^\s+*/()-]+)+")
_YEARS = re.compile(r", years: (?:\[[^\]]*\]|[^,}]*)")


class _Total(Struct, frozen=True):
    """A total and its parts as the catalogue has them (`listed`, in its words), and what the report adds and lacks.

    `beside`: the new cells of a column that its total does not add.
    """

    indicator: Indicator
    listed: str
    more: list[Fact]
    less: list[Indicator]
    beside: list[Fact]
    is_table: bool

    @property
    def joined(self) -> str:
        sign = " + " if self.listed == self.indicator.formula_text else ", "
        return sign.join([self.listed, *(beside(one.id, self.indicator.id) for one in self.more)])


class Grown(Struct):
    """A catalogue whose totals have the rows of a year's report too, and what was done, in words."""

    catalogue: str
    said: list[str] = field(default_factory=list)


def grown(text: str, known: Catalogue, binding: Binding, files: Mapping[str, bytes], year: int) -> Grown:
    """`text`: the catalogue with what is new in the report; `known`: as it was before. `files`: the workspace."""
    totals = [*_totals(known, binding, year)]
    for one in totals:
        text = _exchanged(text, one.indicator.id, one.listed, one.joined)
    more = {fact.id: True for one in totals for fact in one.more}
    more |= dict.fromkeys(_back(known, binding, year), True)
    less = {indicator.id: False for one in totals for indicator in one.less}
    for id, is_there in {**less, **more}.items():
        if years := _years(id, known, files, year, is_there=is_there):
            text = _in_years(text, id, years)
    return Grown(text, [*_said(totals, binding, year)])


def _back(known: Catalogue, binding: Binding, year: int) -> Iterator[str]:
    """The facts that the catalogue says other years have alone, and the report has again."""
    limited = (one.id for one in known.indicators if one.in_years.is_limited and not one.in_years.has(year))
    yield from (id for id in limited if (fact := binding.facts.get(id)) is not None and fact.at)


def _totals(known: Catalogue, binding: Binding, year: int) -> Iterator[_Total]:
    for indicator in known.indicators:
        total = binding.facts.get(indicator.id)
        if total is None or not total.at or (number := _number(total)) is None:
            continue
        sum_ = _addends(indicator.formula) if indicator.formula is not None else []
        lists = [(indicator.formula_text, sum_)] if len(sum_) > 1 else []
        group = indicator.id
        lists += [(", ".join(beside(id, group) for id in each.parts), [*each.parts]) for each in indicator.breakdowns]
        for listed, ids in lists:
            if found := _changed(known, binding, year, total, number, ids):
                yield _Total(indicator, listed, *found)


def _addends(expression: formula.Expression) -> list[str]:
    """The facts of this year that a formula adds up; none where it does anything else."""
    if isinstance(expression, formula.Name):
        return [] if expression.previous else [expression.id]
    if not isinstance(expression, formula.Operation) or expression.sign != "+":
        return []
    left, right = _addends(expression.left), _addends(expression.right)
    return [*left, *right] if left and right else []


def _changed(
    known: Catalogue, binding: Binding, year: int, total: Fact, number: Fraction, ids: Sequence[str]
) -> tuple[list[Fact], list[Indicator], list[Fact], bool] | None:
    """What a total has more and less than its parts in the catalogue, what not, and whether they are cells."""
    there = [fact for id in ids if (fact := binding.facts.get(id)) is not None and fact.values]
    instead = {old: new for new, old in binding.instead.items()}  # where the workspace states it otherwise
    if not there or (total.is_stated and any(fact.id in instead for fact in there)):
        return None
    values = [_number(binding.facts[instead.get(fact.id, fact.id)]) for fact in there]
    absent = [known.get(id) for id in ids if id not in {fact.id for fact in there}]
    less = [one for one in absent if one is not None and one.in_years.has(year)]
    missing = number - sum((value for value in values if value is not None), Fraction(0))
    column = _column(binding, there)
    new = _of_column(binding, column, total) if column else _of_sentence(binding, there, total)
    more = _adding_up(new, missing)
    if more is None and (column or _is_one_list(binding, [*there, *new])):
        more = new or None  # whatever the total says: that is told
    apart = [fact for fact in new if column and fact not in (more or ())]
    return None if None in values or more is None or not (more or less or apart) else (more, less, apart, column != 0)


def _is_one_list(binding: Binding, parts: Sequence[Fact]) -> bool:
    """Whether some facts of one sentence are listed one after the other: A 3件、B 4件."""
    keys = {fact.at[0] for fact in parts if fact.at}
    printed = [one for text in {text for text, _ in keys} for one in binding.printed.get(text, ())]
    places = sorted(one.start for one in printed if one.key in keys)
    ends = sorted(one.end for one in printed if one.key in keys)
    text = binding.texts[parts[0].at[0][0]].text if parts and parts[0].at else ""
    between = [text[end:start] for end, start in zip(ends, places[1:], strict=False)]
    return len(places) == len(parts) and all(re.match("[、，；和]", each) for each in between)


def _number(fact: Fact) -> Fraction | None:
    if fact.kind not in ("count", "amount") or not fact.values:
        return None
    read = numbers.read(fact.values[0], fact.unit, fact.kind)
    return read.number if isinstance(read, Quantity) and not read.is_approximate else None


def _column(binding: Binding, parts: Sequence[Fact]) -> int:
    """The column of a table that most of some facts stand in; 0 where they stand in prose."""
    columns = Counter(column for fact in parts for column in {binding.texts[text].column for text, _ in fact.at})
    column, count = columns.most_common(1)[0] if columns else (0, 0)
    return column if 2 * count >= len(parts) else 0


def _of_column(binding: Binding, column: int, total: Fact) -> list[Fact]:
    """The new facts of a column, but for those of rows that add up others."""
    return [
        fact
        for fact in _new(binding, total)
        if any(binding.texts[text].column == column for text, _ in fact.at) and not sums.SUMS.match(fact.label)
    ]


def _of_sentence(binding: Binding, parts: Sequence[Fact], total: Fact) -> list[Fact]:
    """The new facts of the sentences in which parts of a total stand."""
    said = {_sentence(binding, fact) for fact in parts if fact.at}
    new = (fact for fact in _new(binding, total) if _sentence(binding, fact) in said)
    return [fact for fact in new if not (CHANGES.search(fact.label) or EARLIER.search(fact.label))]


def _sentence(binding: Binding, fact: Fact) -> tuple[int, int]:
    text, key = fact.at[0][0], fact.at[0]
    at = next((one.start for one in binding.printed.get(text, ()) if one.key == key), 0)
    return text, statement_around(binding.texts[text].text, at, at)[0]


def _new(binding: Binding, total: Fact) -> Iterator[Fact]:
    for fact in binding.facts.values():
        is_new = not fact.is_known and fact.id not in binding.instead
        if is_new and fact.at and (fact.kind, fact.unit) == (total.kind, total.unit):
            yield fact


def _adding_up(new: Sequence[Fact], missing: Fraction) -> list[Fact] | None:
    """The new facts that a total has more: all of them, else the only ones that make up for what is missing."""
    values = [_number(fact) for fact in new]
    if None in values:
        return None
    numbered = [(fact, value) for fact, value in zip(new, values, strict=True) if value is not None]
    if sum((value for _, value in numbered), Fraction(0)) == missing:
        return [*new]
    some = (each for size in range(len(new) if len(new) <= _MOST else 1) for each in combinations(numbered, size))
    found = [each for each in some if sum((value for _, value in each), Fraction(0)) == missing]
    return [fact for fact, _ in found[0]] if len(found) == 1 else None


def _row(text: str, id: str) -> str:
    return text[slice(*span)].rstrip("\n") if (span := line_of(text, id)) else ""


def _exchanged(text: str, id: str, was: str, now: str) -> str:
    """A catalogue with other words in the row of an indicator."""
    if (span := line_of(text, id)) is None:
        return text
    return text[: span[0]] + text[slice(*span)].replace(was, now, 1) + text[span[1] :]


def _years(id: str, known: Catalogue, files: Mapping[str, bytes], year: int, *, is_there: bool) -> str:
    """The years that have a fact, as the catalogue says them: those that state it; what is begun goes on as before."""
    years, has, one = sorted({*other_years.years_of(files), year}), list[bool](), known.get(id)
    is_derived = one is not None and one.formula is not None
    for each in years:
        text = files.get(f"data/{each}.yaml", b"").decode()
        is_begun = each > year and re.search(rf"(?m)^status: *{COLLECTING}", text) is not None
        is_stated = line_of(text, id) is not None or (is_derived and one is not None and one.in_years.has(each))
        has.append(is_there if each == year else is_stated or (is_begun and has[-1]))
    return "" if all(has) else "、".join(other_years.said(has, years, ()))


def applied(given: Sequence[Question], files: Mapping[str, str]) -> dict[str, str]:
    """The files that answers change, each year without what it lacks of the sums. Raises CannotRun."""
    changed = answers.applied(given, files)
    agreed = [one for one in given if one.type in ("formula", "parts") and one.answer == answers.YES]
    if CATALOGUE in changed and agreed:
        as_stated = {name: text.encode() for name, text in {**files, CATALOGUE: changed[CATALOGUE]}.items()}
        ids = [id for one in agreed for id, _ in one.formulas]
        changed[CATALOGUE] = in_each_year(as_stated, ids, max(one.year for one in agreed))
    return changed


def in_each_year(files: Mapping[str, bytes], ids: Sequence[str], year: int) -> str:
    """The catalogue with what some years lack of new sums (`ids`), where what they have adds up to what they state.

    `year`: of the report that the sums were read of.
    """
    text, lacking = files[CATALOGUE].decode(), dict[str, None]()
    years = other_years.years_of(files)
    for other in years if len(years) > 1 else ():
        known = Existing.of(files, other)
        for one in filter(None, map(known.catalogue.get, ids)) if known.catalogue and known.ledger else ():
            addends = _addends(one.formula) if one.formula is not None else [*chain(*(b.parts for b in one.breakdowns))]
            facts = {id: known.ledger.get(id) for id in (one.id, *addends)} if known.ledger else {}
            numbers_ = {id: fact.quantity.number for id, fact in facts.items() if fact and fact.quantity}
            there = [numbers_[id] for id in addends if id in numbers_]
            if there and numbers_.get(one.id) == sum(there):
                lacking |= dict.fromkeys(id for id in addends if facts[id] is None)
    for id in lacking:
        is_there = line_of(files.get(f"data/{year}.yaml", b"").decode(), id) is not None
        if said := _years(id, Catalogue(CATALOGUE), files, year, is_there=is_there):
            text = _in_years(text, id, said)
    return text


def _in_years(text: str, id: str, years: str) -> str:
    """A catalogue that says of which years an indicator is."""
    row = _row(text, id)
    return _exchanged(text, id, row, re.sub(r"\}(?=[^}]*$)", f", years: {years}}}", _YEARS.sub("", row)))


def _said(totals: Sequence[_Total], binding: Binding, year: int) -> Iterator[str]:
    told = defaultdict[tuple[str, str], list[str]](list)
    for one in totals:
        for facts, ending in ((one.more, "从这一年起算上它"), (one.beside, "没有算上它")):
            for fact in facts:
                told[_named(binding, fact, is_cell=one.is_table), ending].append(one.indicator.label)
    for (what, ending), of in told.items():
        yield f"{year}年{what}，{'、'.join(dict.fromkeys(of))}{ending}"
    if less := [one for one in totals if one.less]:
        gone = dict.fromkeys(each.label for one in less for each in one.less)
        ending = f"这一年不算它{'们' * (len(gone) > 1)}"
        yield f"{year}年没有{'、'.join(gone)}，{'、'.join(one.indicator.label for one in less)}{ending}"


def _named(binding: Binding, fact: Fact, *, is_cell: bool) -> str:
    """What there is more: a row by its first cell, else the figure."""
    row = binding.texts[fact.at[0][0]].row
    name = next((text.text for text in binding.texts if is_cell and row and text.row == row and text.text), "")
    return f"表里多了“{name}”一行" if name else f"多了{fact.label}{fact.text}"


def in_other_years(questions: Sequence[Question], others: Sequence[tuple[int, Binding]]) -> Iterator[Question]:
    """Questions whose sums have the rows, too, that only another report read with it has (`others`, with its year)."""
    for one in questions:
        asked_ = one
        is_sum = one.type == "parts" or (one.type == "formula" and not one.also and _SUM.fullmatch(one.formula))
        for year, binding in others if is_sum else ():
            if more := _in_other_year(binding, asked_):
                said = "、".join(f"{fact.label}{fact.text}" for fact in more)
                names = [beside(fact.id, one.fact) for fact in more]
                asked_ = replace(
                    asked_,
                    inputs=[*asked_.inputs, *(fact.id for fact in more)],
                    formula=asked_.formula and " + ".join([asked_.formula, *names]),
                    message=asked_.message.replace("；", f"（{year}年还有{said}）；", 1),
                )
        yield asked_


def _in_other_year(binding: Binding, one: Question) -> list[Fact] | None:
    """What a report has that a total adds up there beside the parts of a question."""
    total = binding.facts.get(one.fact)
    there = [fact for id in one.inputs if (fact := binding.facts.get(id)) is not None and fact.values and fact.at]
    values = [_number(fact) for fact in there]
    if total is None or not total.at or not there or None in values or (number := _number(total)) is None:
        return None
    column = _column(binding, there)
    new = _of_column(binding, column, total) if column else _of_sentence(binding, there, total)
    return _adding_up(new, number - sum((value for value in values if value is not None), Fraction(0)))


# What a column computes


def computed(text: str, known: Catalogue, binding: Binding, ledger: Ledger) -> Iterator[tuple[str, str]]:
    """The new cells whose column is computed in the other rows of the table, with their rows in the catalogue.

    `ledger`: the year of the report as it states its figures.
    """
    grid = defaultdict[int, dict[int, str]](dict)
    for number, one in enumerate(binding.texts):
        ids = {each.fact for each in binding.printed.get(number, ()) if each.fact}
        if one.row and len(ids) == 1:
            grid[one.row][one.column] = ids.pop()
    for row, cells in grid.items():
        for column, id in cells.items():
            fact = binding.facts.get(id)
            if fact is None or fact.is_known or sums.SUMS.match(fact.label):
                continue
            others = [(grid[other], grid[other][column]) for other in grid if other != row and column in grid[other]]
            stated = ledger.get(id)
            if stated is not None and stated.quantity and (made := _like_others(known, cells, id, others)):
                said, tail = made
                if still_gives(said, id, stated.quantity, ledger):
                    yield id, re.sub(r"\}(?=[^}]*$)", f", formula: {said}{tail}}}", _row(text, id))


def with_rows(text: str, rows: Mapping[str, str]) -> str:
    """A catalogue with other rows for some of its indicators."""
    for id, row in rows.items():
        text = _exchanged(text, id, _row(text, id), row)
    return text


def _like_others(
    known: Catalogue, cells: Mapping[int, str], id: str, others: Sequence[tuple[Mapping[int, str], str]]
) -> tuple[str, str] | None:
    """The formula that most rows of a column have, as a row of some cells has it; and how its result is printed."""
    made = Counter[tuple[str, str]]()
    for row, other in others:
        if (indicator := known.get(other)) is not None and indicator.formula_text:
            tail = f", digits: {indicator.digits}" * indicator.is_rounded + ", zeros: true" * indicator.keeps_zeros
            made[_in_row(indicator, row, cells, id), tail] += 1
    made = Counter({each: count for each, count in made.items() if each[0]})
    (said, tail), count = made.most_common(1)[0] if made else (("", ""), 0)
    return (said, tail) if 2 * count >= len(others) - 1 > 0 else None


def _in_row(indicator: Indicator, row: Mapping[int, str], cells: Mapping[int, str], id: str) -> str:
    """The formula of a cell as another row says it, of its own cells; empty where it is of no cell of its row."""
    columns, used = {fact: column for column, fact in row.items()}, set[int]()

    def named(match: re.Match[str]) -> str:
        full = match[2] if "." in match[2] else f"{indicator.group}.{match[2]}"
        used.update({columns[full]} if full in columns else ())
        return f"{match[1]}{beside(cells.get(columns.get(full, 0), full), id)}"

    said = NAMES.sub(named, indicator.formula_text)
    return said if used and used <= cells.keys() else ""
