"""The figures of a report made facts: two that are the same by value, unit and label are one, in one part of the text.

What comes out is what each text of the report becomes in a template (`Printed`), and the facts with their values.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from report_cli.adopt import again, days, directions, labels, listed, noted, phrases, respectively, spelt
from report_cli.adopt.bare import bare, clauses_of, once
from report_cli.adopt.bound import PLANNED, Bound, Fact, Key, Printed
from report_cli.adopt.contexts import Named, said_before
from report_cli.adopt.directions import Direction
from report_cli.adopt.found import MARK, Fixed, Found, Mention, MentionKind, Spoken
from report_cli.adopt.listed import Listing
from report_cli.adopt.sections import Text, found_in, texts
from report_cli.adopt.source import Report
from report_cli.facts.catalogue_file import UNBOUND
from report_cli.sentences import statement_around
from report_cli.text import identifier

AS_TEXT, AS_PROSE = 1, 2
"""How far a figure is bound: as a number or date, else (1) as a text, else (2) not at all."""

_COMMON, _TELLING, _LONG = 20, 4, 7
"""Lower counts with shorter labels are too common to be the same fact in two sections. A long one tells much."""


class Binding(Struct, kw_only=True):
    """`groups`: their labels by their ids. `printed`: by text. `whole`: the texts that are printed as one fact.

    `lists`: of which each item is one paragraph, by their first texts; `names`: those that are one fact, which one.
    `instead`: new facts that are said in the words of others, which the workspace states otherwise.
    """

    texts: list[Text]
    groups: dict[str, str]
    facts: dict[str, Fact] = field(default_factory=dict)
    printed: dict[int, list[Printed]] = field(default_factory=dict)
    whole: dict[int, str] = field(default_factory=dict)
    lists: dict[int, Listing] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)
    instead: dict[str, str] = field(default_factory=dict)
    words: list[tuple[int, Spoken]] = field(default_factory=list)
    bound: int = 0
    left: list[tuple[int, str]] = field(default_factory=list)

    def word_of(self, key: Key) -> str:
        """The fact whose word says how another moved too, as 减少2批 of 21人次 behind it; empty where none does."""
        listed = self.printed.get(key[0], [])
        one = next((each for each in listed if each.key == key), None)
        return next((each.fact for each in listed if one and each.start < one.start < each.end), "")

    @property
    def printed_facts(self) -> Iterator[Fact]:
        return (fact for fact in self.facts.values() if fact.at)


class Base(Struct, frozen=True):
    """Another year's report of the kind, bound: what is said in the same words is the same facts.

    `is_other`: other kinds' of the year, which may say 开展活动6次 of something else.
    """

    binding: Binding
    found: list[list[Found]]
    year: int
    is_other: bool = False

    @property
    def said(self) -> spelt.Said:
        return spelt.Said(self.binding.texts, self.found, self.year)


class Binder:
    """Binds the texts of a report of a year. `known`: facts in use; `base`: another year's report of the kind."""

    def __init__(
        self,
        report: Report,
        year: int,
        known: Sequence[Fact] = (),
        taken: Iterable[str] = (),
        base: Base | None = None,
        spoken: Iterable[Key] = (),
    ) -> None:
        self.year, self.known, self.untitled = year, known, report.untitled
        self.texts, self.groups = texts(report, year, taken, base.binding.groups if base else None)
        self.groups |= {id: label for id, label in base.binding.groups.items() if id not in self.groups} if base else {}
        self.found = [found_in(text, year) for text in self.texts]
        answered = spelt.answered(self.said, base.said, base.binding.printed) if base else ()
        for number, at in (*spoken, *answered):
            self.found[number][at] = spelt.as_figure(self.texts[number].text, self.found[number][at])
        self.moves = dict[Key, Direction]()
        """The figures that are changes, by their texts and where they begin there."""
        self.labels = [list(self.labels_of(number)) for number in range(len(self.texts))]
        self.noted = dict(noted.said_again(report.blocks, self.texts, self.found, self.labels))
        together = dict(again.said_together(self.texts, self.found, self.labels, known))
        self.meant = together | (dict(_meant(self, base)) if base else {})
        self.weak = self.meant.keys() - (
            together | dict(_said_again(self, base)) if base and base.is_other else self.meant
        )
        """Those that are another kind's by a sentence alone."""
        self.units = {(fact.group, fact.label): fact.unit for fact in known}
        self.lists = [*listed.of(report)]
        self.listed = {number for one in self.lists for number in one.texts}
        self.bound = Bound(())
        self.own: dict[int, list[Printed]] = {}
        """What texts of the workspace's own file print, as its bookmarks say."""

    @property
    def said(self) -> spelt.Said:
        return spelt.Said(self.texts, self.found, self.year)

    def bind(self, levels: Mapping[Key, int], whole: Collection[int] = (), unlisted: Collection[int] = ()) -> Binding:
        """`unlisted`: the first texts of what looks like a list, and is none."""
        made = Binding(texts=self.texts, groups=self.groups)
        self.bound = Bound(replace(fact, at=[], numbers=[]) for fact in self.known)
        made.facts = self.bound.facts
        lists = (one for one in self.lists if one.texts[0] not in unlisted and not {*one.texts} & {*whole})
        made.lists = {one.texts[0]: one for one in lists}
        names = ((one, listed.names(one, self.texts, self.found)) for one in made.lists.values())
        named = {number: (one, mention) for one, mention in names if mention for number in one.texts}
        for number, text in enumerate(self.texts):
            if number in named:
                made.bound += sum(isinstance(one, Mention) and one.text[0] == "《" for one in self.found[number])
                if number in made.lists:
                    (listing, mention), group = named[number], self.groups[text.group]
                    made.names[number] = self.fact(made, number, -1, mention, listing.title or f"{group}名单").id
            elif number in whole:
                fact = self.fact(made, number, -1, _whole(text.text), "原文")
                made.whole[number] = fact.id
                made.left += [(number, one.text) for one in self.found[number] if isinstance(one, Mention)]
            else:
                made.printed[number] = sorted(self.of_text(made, number, levels), key=lambda one: one.start)
        return made

    def labels_of(self, number: int) -> Iterator[str]:
        """What each thing that was found in a text counts; empty where it counts nothing."""
        text, found = self.texts[number], self.found[number]
        before, last = list[Named](), ""  # the figures of the sentence, and what a change or an earlier value is not
        for at, one in enumerate(found):
            if not isinstance(one, Mention):
                yield ""
                continue
            told = [name for name, _ in before]
            label = labels.label(text.text, found, at, said_before(before, one))
            label = respectively.label(text.text, found, at, before) or label
            label = text.cell or self.of_its_year(number, at, label)
            if direction := self.direction(number, at, label):
                is_own = not at or direction.start > found[at - 1].start or direction.says(label)
                label = label if is_own else labels.of_same_word(last, before, one)
                self.moves[number, one.start] = direction
            last = label
            yield label if text.cell else labels.signed(label, told)
            if one.kind in ("count", "amount", "rate") and labels.goes_on(label, before):
                before.append((label, one))
            if text.text.startswith("。", one.end):
                # 比上年的170件增加16件 goes on with what the sentence before was about.
                before = before[:1] if phrases.GOES_ON.match(text.text, one.end) else []

    def direction(self, number: int, at: int, label: str) -> Direction | None:
        """How a figure of a text moved: by the word before it, or before the one that it stands right behind."""
        text, found = self.texts[number], self.found[number]
        one, before = found[at], found[at - 1]
        if text.is_plan or text.is_head or text.cell or not isinstance(one, Mention):
            return None
        said = self.moves.get((number, before.start)) if at else None
        is_too = said is not None and directions.goes_on(text.text, before, one, said)
        return said if is_too else directions.before(text.text, found, at, label)

    def of_text(self, made: Binding, number: int, levels: Mapping[Key, int]) -> Iterator[Printed]:
        words = {start: direction for (text, start), direction in self.moves.items() if text == number}
        printed, text = sorted(self.as_found(made, number, levels), key=lambda one: one.start), self.texts[number]
        printed = list(directions.with_words(text.text, printed, words, made.facts)) if words else printed
        is_prose = not (text.is_plan or text.is_head or text.cell)
        return directions.with_level(text.text, printed, made.facts, self.year) if is_prose else iter(printed)

    def as_found(self, made: Binding, number: int, levels: Mapping[Key, int]) -> Iterator[Printed]:
        own = self.own.get(number, [])
        made.bound += len(own)
        yield from own
        for at, (one, label) in enumerate(zip(self.found[number], self.labels[number], strict=True)):
            key = number, at
            if any(each.start < one.end and one.start < each.end for each in own):
                continue
            if isinstance(one, Mention):
                yield self.of_mention(made, key, one, levels.get(key, 0), label)
                continue
            made.words += [(number, one)] if isinstance(one, Spoken) else []
            yield Printed(one.start, one.end, allowed=one.because if isinstance(one, Fixed) else UNBOUND, key=key)

    def of_mention(self, made: Binding, key: Key, one: Mention, level: int, label: str) -> Printed:
        if level >= AS_PROSE:
            made.left.append((key[0], one.text))
            return Printed(one.start, one.end, allowed=UNBOUND, key=key)
        made.bound += one.text[0] != "“"
        if one.kind == "year" and level == 0 and (said := self.of_year(one)):
            return Printed(one.start, one.end, f"{{{{ {said} }}}}", key=key)
        return self.printed(made, key, one, AS_TEXT if one.kind == "year" else level, label)

    def of_its_year(self, number: int, at: int, label: str) -> str:
        """A label that says which year the figure is of, where the sentence names another than the report's."""
        text, found = self.texts[number], self.found[number]
        before = text.text[: found[at].start]
        sentence, _ = statement_around(text.text, len(before), len(before))
        years = [
            one.values[0]
            for one in found[:at]
            if isinstance(one, Mention) and one.kind == "year" and one.start >= sentence
        ]
        is_dated = re.match(r"\d{4}年\d", text.text[found[at].start :])
        if is_dated or text.is_plan or text.is_head or not years or int(years[-1]) in (self.year, self.year + 1):
            return label
        return (
            label
            if label.startswith("上年")
            else f"{'上年' if int(years[-1]) == self.year - 1 else f'{years[-1]}年'}{label}"
        )

    def of_year(self, one: Mention) -> str:
        """How a template says a year: the report's, the next or the last; empty where it is another."""
        said = {self.year: "year", self.year + 1: "next_year", self.year - 1: "last_year"}
        return said.get(int(one.values[0][:4]), "") if one.text == f"{one.values[0]}年" else ""

    def printed(self, made: Binding, key: Key, one: Mention, level: int, label: str) -> Printed:
        text, form = self.texts[key[0]], one.form
        if days.may_be_of_next_year(self.texts, key[0], one):
            if day := self.day(one):
                day.at.append(key)
                return Printed(one.start, one.end, f"{{{{ {day.id}{form} }}}}", day.id, key=key)
            level = max(level, AS_TEXT)
        if level == AS_TEXT:
            one, form = _whole(one.text, one.start, one.end), ""
        elif one.kind == "count" and one.text == text.text and (unit := self.unit_of_cell(one, text, label)):
            one, form = replace(one, text=f"{one.text}{unit}", unit=unit, form=""), ".number"
        elif direction := self.moves.get((key[0], one.start)):
            one, label = direction.signed(one), direction.label(label)
        fact = self.fact(made, *key, one, label)
        return Printed(one.start, one.end, f"{{{{ {fact.id}{form} }}}}", fact.id, key=key)

    def unit_of_cell(self, one: Mention, text: Text, label: str) -> str:
        """What the numbers of a cell are counted in: as the catalogue says of what is called so, else as the table."""
        return self.units.get((text.group, label), text.unit) if text.unit and not one.unit else ""

    def day(self, one: Mention) -> Fact | None:
        """The one date that is known of this month and day, in whichever year."""
        same = self.bound.days(one.values[0][4:])
        return same[0] if len(same) == 1 else None

    def fact(self, made: Binding, number: int, at: int, one: Mention, label: str) -> Fact:
        """The fact that a figure is: one that is there, or a new one."""
        text = self.texts[number]
        clean = re.sub(rf"{MARK}|(?<![A-Za-z]\d)\W|\W(?!\d)", "", label)
        is_weak = len(clean) < 2
        whose = clean or self.groups[text.group] * (one.kind in ("text", "list"))
        label = f"{whose}{_DEFAULTS.get(one.kind, '数')}" if is_weak else clean
        if text.is_head and one.kind == "date":
            label, is_weak = "会议日期", False
        key = number, at
        known = self.of_other_year(made, key, one, label) or next(self.of_value(key, one, label, is_weak), None)
        known = known or self.of_note(made, key)
        if known is not None:
            known.at.append(key)
            known.numbers += [text.number] if text.number not in known.numbers else []
            return known
        if one.kind == "count" and label.endswith("增减"):  # what fell is negative
            one = replace(one, kind="amount")
        label = self.bound.label(text.group, label, is_plan=text.is_plan)
        name = self.bound.name(text.group, identifier(label) or "数")
        unit = one.unit if one.kind in ("count", "amount") else ""
        fact = Fact(
            group=text.group, name=name, label=label, kind=one.kind if one.kind != "year" else "text",
            values=one.values, text=one.text, unit=unit, is_plan=text.is_plan, is_weak=is_weak,
            at=[key], numbers=[text.number],
        )  # fmt: skip
        self.bound.add(fact)
        said = made.facts.get(self.meant.get(key, ""))
        if said is not None and said.is_stated and (said.kind, said.unit) == (fact.kind, unit):
            made.instead[fact.id] = said.id
        return fact

    def of_value(self, key: Key, one: Mention, label: str, is_weak: bool) -> Iterator[Fact]:
        """The facts that say the same number under the same name, or under that of a change that went the other way."""
        text, called = self.texts[key[0]], [label]
        called += directions.alike(label) if (key[0], one.start) in self.moves else ()
        ones = [one, replace(one, kind="amount")] if one.kind == "count" else [one]
        for each, name in ((each, name) for name in called for each in ones):
            same = (fact for fact in self.bound.saying(each, name) if fact.kind == one.kind or fact.is_known)
            yield from (fact for fact in same if self.is_same(fact, each, name, text, is_weak))

    def of_other_year(self, made: Binding, key: Key, one: Mention, label: str) -> Fact | None:
        """The fact that another year's report says in these words, or that has this label in this part of it."""
        text = self.texts[key[0]]
        is_meant = key not in self.weak or _is_telling(one, label)
        meant = made.facts.get(self.meant.get(key, "")) if is_meant else None
        is_move = (key[0], one.start) in self.moves
        is_of_list = one.is_name and key[0] in self.listed
        meant = None if is_of_list else meant  # the names of a list are others every year, and are told by their order
        called = [label, *(directions.alike(label) if is_move else ()), *([PLANNED + label] if text.is_plan else [])]
        named = [fact for each in called for fact in self.bound.named(text.group, each)]
        named += self.bound.numbered(text.group, label) if is_of_list else []
        for fact in filter(None, (meant, *named)):
            is_signed = label.endswith("增减") or (is_move and not one.values[0].startswith("-"))
            is_signed = is_signed and {fact.kind, one.kind} <= {"count", "amount"}
            is_alike = fact.unit == (one.unit if one.kind in ("count", "amount") else "")
            # A whole number may be one of those that an amount has: 人均结案393件, of an indicator that is computed.
            is_alike = is_alike and (fact.kind == one.kind or is_signed or (fact.kind, one.kind) == ("amount", "count"))
            is_alike = is_alike and (not is_move or directions.can_state(fact, one))
            if is_alike and fact.values in ((), one.values):
                is_new, fact.values, fact.text, fact.is_plan = not fact.values, one.values, one.text, text.is_plan
                if is_new:
                    self.bound.has_values(fact)
                return fact
        return None

    def of_note(self, made: Binding, key: Key) -> Fact | None:
        """The fact that a figure of a note says again, where that is printed as one."""
        above = self.noted.get(key)
        printed = made.printed.get(above[0], []) if above else []
        return made.facts.get(next((one.fact for one in printed if one.key == above), ""))

    def is_same(self, fact: Fact, one: Mention, label: str, text: Text, is_weak: bool) -> bool:
        same_value = (fact.kind, fact.values, fact.unit) == (one.kind, one.values, one.unit)
        if not same_value or (fact.is_plan != text.is_plan and not fact.is_known) or one.text[0] == "“":
            return False
        if one.text[0] == "《" or (one.kind == "date" and one.form == ""):
            return True
        if is_weak or fact.is_weak or fact.label != label:
            return False
        is_section = fact.group == text.group
        if fact.is_known:  # of another report, which may say 开展活动6次 of something else
            return (is_section and self.groups.get(text.group) != self.untitled) or _is_telling(one, label)
        is_common = len(label) < _TELLING and one.values[0].isdigit() and int(one.values[0]) < _COMMON
        return is_section or not is_common


def _is_telling(one: Mention, label: str) -> bool:
    """Whether a figure is hardly another of this label: 收到提案265件, but not 开展活动6次, 办复率100%."""
    digits = len(re.sub(r"\D", "", one.values[0]))
    return digits > (2 if len(label) < _LONG else 1) and one.values[0] not in ("100%", "100")


def _meant(binder: Binder, base: Base) -> Iterator[tuple[Key, str]]:
    """The facts of another year's report that the figures are, by sentences that differ in their figures only."""
    yield from _said_again(binder, base)
    yield from _meant_loosely(binder, base)  # what is said in the very same words tells more, and comes later
    known: dict[str, list[list[str]]] = {}
    for number, text in enumerate(base.binding.texts):
        facts = {one.key: one.fact for one in base.binding.printed.get(number, ())}
        for said, keys in bare(text, number, base.found[number], base.year):
            known.setdefault(said, []).append([facts.get(key, "") for key in keys])
    for number, text in enumerate(binder.texts):
        for said, keys in bare(text, number, binder.found[number], binder.year):
            if there := known.get(said):
                # The last one serves all that follow.
                yield from zip(keys, there.pop(0) if len(there) > 1 else there[0], strict=True)


def _said_again(binder: Binder, base: Base) -> Iterator[tuple[Key, str]]:
    """The facts of figures that another report of the same year has in the same words: 就养老服务、托育服务2个议题."""
    known: dict[str, set[str]] = {}
    for number, text in enumerate(base.binding.texts if base.year == binder.year else ()):
        for one in base.binding.printed.get(number, ()):
            known.setdefault(again.words_around(text.text, one.start, one.end), set()).add(one.fact)
    for number, text in enumerate(binder.texts if known else ()):
        for at, each in enumerate(binder.found[number]):
            words = again.words_around(text.text, each.start, each.end)
            if words and len(facts := known.get(words, set[str]())) == 1:
                yield (number, at), next(iter(facts))


def _meant_loosely(binder: Binder, base: Base) -> Iterator[tuple[Key, str]]:
    """The same by clauses that are said once in each report, but for the names that they list."""
    known, new = (
        once(said for number, text in enumerate(listed) for said in clauses_of(text, number, found[number], year))
        for listed, found, year in (
            (base.binding.texts, base.found, base.year),
            (binder.texts, binder.found, binder.year),
        )
    )
    facts = {one.key: one.fact for printed in base.binding.printed.values() for one in printed}
    for said, keys in new.items():
        yield from ((key, facts.get(other, "")) for key, other in zip(keys, known.get(said, ()), strict=False))


_DEFAULTS: dict[MentionKind, str] = {"date": "日期", "text": "名称", "list": "名称", "rate": "比率", "year": "年份"}


def _whole(text: str, start: int = 0, end: int = 0) -> Mention:
    return Mention(start=start, end=end or len(text), text=text, kind="text", values=(text,))
