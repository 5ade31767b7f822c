"""One number of a draft that no fact stands behind: what the data could say of it, and what is told of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import cached_property

from msgspec import Struct

from report_cli.audit.findings import Discrepancy
from report_cli.facts import numbers
from report_cli.facts.fact import Fact, Indicator
from report_cli.facts.quantity import Quantity
from report_cli.inward import new_lines, row_advice
from report_cli.inward.draft import Draft
from report_cli.inward.lines_to_add import Line
from report_cli.inward.on_last_year import Form
from report_cli.inward.proposed import as_compared
from report_cli.inward.said_numbers import Said
from report_cli.inward.subjects import TOTAL
from report_cli.inward.ways import Known, Way
from report_cli.model import Place

_SIGNS = re.compile(r"[,:#{}\[\]\"']")
_SUM = re.compile("(?:[两二三四五六七八九十几][者项类]|以上|上述)?(?:总共|一共|共计|合计|总计|累计|共)")
_REST = re.compile("余|余下|剩下?|还有|尚有|另外?|相?差(?:了|距)?")
BY_NUMBER = "；写明号就照这样写"
BY_HAND = "；都加好，再运行一次，这句话就能带回"


class Advice(Struct, frozen=True):
    """What to do about a new number. `lines`: those that tell the data of it, `known`: what they would know then.

    Only with `can_be_written` they are all that there is to do; else people have to choose, or to look something up.
    """

    named: str
    message: str
    lines: tuple[Line, ...] = ()
    known: Known | None = None
    can_be_written: bool = False
    is_doubtful: bool = False


class NewNumber:
    """`name`: gives it one in a group. `fresh`: what is told of the other new numbers that it may follow from."""

    def __init__(
        self, draft: Draft, found: Discrepancy, said: Said, name: Callable[[str, str], str], fresh: Sequence[Advice]
    ) -> None:
        self.draft, self.found, self.said, self.fresh = draft, found, said, fresh
        self.text, self.span = found.found or "", found.at[0]
        self.label, self.group = draft.label(self.span), new_lines.group_near(draft, self.span)
        self._name = name

    @property
    def operands(self) -> list[Known]:
        return [each.known for each in self.fresh if each.known]

    @cached_property
    def name(self) -> str:
        return self._name(self.group, self.label)

    @property
    def id(self) -> str:
        return f"{self.group}.{self.name}"

    @property
    def known(self) -> Known | None:
        """The number as the data would know it."""
        kind, unit = self.said.kind, self.said.unit
        place = Place(self.draft.ledger.file)
        indicator = Indicator(
            id=self.id, group=self.group, name=self.name, label=self.label, place=place, kind=kind or "date", unit=unit
        )
        return self.known_as(indicator)

    def known_as(self, indicator: Indicator) -> Known | None:
        """The same, were it the value of an indicator; None of what is no quantity."""
        kind, place = self.said.kind, Place(self.draft.ledger.file)
        value = numbers.read(self.said.value, self.said.unit, kind) if kind else None
        if not isinstance(value, Quantity):
            return None
        return Known(Fact(id=indicator.id, indicator=indicator, value=value, place=place), value, self.span.start)

    @property
    def own(self) -> str:
        """How to tell the data of it as a number of its own."""
        return f"{self._both}；两行前面空的格都和组里别的行一样{BY_HAND}，以后跟着数据变{self.row}"

    @property
    def plain(self) -> str:
        """The same, where nothing speaks against it."""
        return f"{self._both}{BY_NUMBER}，以后跟着数据变{self.row}"

    @property
    def standing_still(self) -> str:
        """The same, of one that seems to follow from others, nobody can tell which."""
        return f"{self._both}{BY_NUMBER}，别的数改了，它不会跟着变，要自己改{self.row}"

    @property
    def _both(self) -> str:
        return "；".join(line.text for line in self.lines)

    @property
    def row(self) -> str:
        return row_advice.grown(self.draft, self.group)

    @property
    def lines(self) -> tuple[Line, ...]:
        said = new_lines.of_catalogue(self.group, self.name, (("label", self.label), *self.said.keys))
        return said, new_lines.of_year(self.draft, self.group, self.name, self.said.value)

    @property
    def unnamed(self) -> str:
        """What to do about one that the words beside it give no name that could stand in a table."""
        why = self.draft.computable.untold(self.span, self.text)
        untold = f"，也算不出：{why}" if why else ""
        example = "67条，占82条的81.7%" if "占" in why else "67条，比上年60条增加7条"
        both = f"；或把两个数都写进这句话（如“{example}”），就由它们算" if why else ""
        return (
            f"数据里没有这个数{untold}。要收进来，先要有名称，数字前面的“{self.label}”不成名称："
            f"在稿件里把数字前面的字写成它的名称（如“走访商户31家”的“走访商户”），再运行一次{both}"
        )

    def first(self, ids: Collection[str]) -> list[Advice]:
        """What is told of the other new numbers that some ids are of."""
        return [each for each in self.fresh if each.known and each.known.fact.id in ids]

    def _gone_on(self, ids: Iterable[str]) -> str:
        """Which of some numbers the data have otherwise than built: what follows from them is another by now."""
        said, baseline = self.draft.computable.subjects.said, self.draft.audit.baseline
        facts = [fact for id in ids if said(id) and (fact := self.draft.fact(id))]
        built = {each.id: {baseline.figures[n].text for n in baseline.by_fact[each.id]} for each in facts}
        others = [
            each
            for each in facts
            if said(each.id) in built[each.id] and as_compared(each.text) != as_compared(said(each.id))
        ]
        now = "、".join(f"{each.label}现在是{each.text}" for each in others)
        return f"；{now}，稿件里还是原来的，照现在的算" if now else ""

    def share(self, part: str, whole: str) -> None:
        """Call it what it is of what: 占 says nothing in a table. A share comes home by the names of its parts."""
        part, whole = part.removeprefix("占"), TOTAL.sub("", whole.removeprefix("占"))
        if part and not _SIGNS.search(part + whole):
            self.label = f"{part}占{whole}的比例" if len(whole) > 1 and part not in whole else f"{part}占比"

    def made_of(self, way: Way) -> None:
        """Call a sum, or what is left, by what it is of: 共, 余 and 相差 say nothing in a table."""
        labels, label = [each.label for each in way.of], self.label
        if " + " in way.formula and _SUM.fullmatch(label):
            label = f"{'、'.join(labels)}合计"
        elif way.formula == "{} - {}" and (_REST.fullmatch(label) or label[0] in "比较"):
            label = f"{labels[0]}减{labels[1]}"
        if not _SIGNS.search(label):
            self.label = label

    def mean(self, whole: str) -> None:
        """Call it what it is a mean of: 场均 says nothing in a table."""
        if whole not in self.label and not _SIGNS.search(whole):
            self.label = f"{whole}{self.label}"

    def times(self, of: str, form: Form) -> None:
        """Call it what it compares with last year."""
        if not _SIGNS.search(of):
            self.label = f"{of}{'是上年的' if form == 'times' else '比上年多的'}倍数"

    def computed(
        self,
        formula: str,
        of: Collection[str],
        labels: str,
        base: Sequence[Line] = (),
        digits: int = 1,
        *,
        is_of_two: bool = False,
    ) -> Advice:
        """That it follows from others, of these ids; first come the lines of those of them that are new themselves.

        `base`: lines of last year's file that come first too. `is_of_two`: they are of two units.
        """
        first, known = self.first({*of}), self.known
        assert known is not None, "it was computed as a quantity"
        # Numbers of one unit make a rate by themselves.
        is_alone = self.said.what == "kind: rate" and not is_of_two
        what = () if is_alone else self.said.keys
        exact = (("digits", str(digits)),) if digits != 1 else ()
        keys = (("label", self.label), *what, ("formula", formula), *exact)
        line = new_lines.of_catalogue(self.group, self.name, keys)
        before = dict.fromkeys(line for each in first for line in each.lines)
        lines = (*before, *base, line)
        by = BY_NUMBER if all(each.to for each in lines) else BY_HAND
        by = f"{self._gone_on(of)}{by}"
        if not first and not base:
            message = f"数据没有这个数，但由{labels}算得出，不要写死：{line.text}，数据里不用写{by}，以后跟着变"
            return Advice(self.id, message, lines, known, can_be_written=True)
        is_doubtful = any(each.is_doubtful for each in first)
        need = "；".join((*first_lines(first, base), *(each.text for each in base)))
        message = (
            f"这个数由{labels}算得出，不要写死。先加{need}；再加公式：{line.text}；公式的数，数据里不用写{by}，"
            f"以后跟着变{self.row}"
        )
        return Advice(self.id, message, lines, known, can_be_written=by.endswith(BY_NUMBER), is_doubtful=is_doubtful)


def first_lines(first: Sequence[Advice], base: Sequence[Line] = ()) -> list[str]:
    """The other new numbers, named: what is told of each has their lines.

    Where people have to write a line of `base` themselves, all lines are theirs: last year's file must not name what
    the catalogue does not have, and the lines of a number could be written only with a sentence that waits for it.
    """
    if not first or all(line.to for line in base):
        return [f"{_named(first)}（{'各' * (len(first) > 1)}有一条，行写在那里，写的时候一起写）"] if first else []
    return [f"{_named(first)}：{'；'.join(dict.fromkeys(line.text for each in first for line in each.lines))}"]


def _named(first: Sequence[Advice]) -> str:
    return "、".join(f"{each.known.fact.label}{each.known.said.text}" for each in first if each.known)
