"""Which figures changed between two states of a report, from what to what and why; and how much prose did."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any, Literal

from msgspec import Struct, field

from report_cli import numerals
from report_cli.document import FIGURE
from report_cli.facts.formula import PREVIOUS
from report_cli.model import Place
from report_cli.numerals import spelling
from report_cli.questions.figures import NOTHING, Content

Why = Literal["value", "formula", "inputs", "template", "draft"]
"""A value given, a formula, the figures that a formula names; the template; or somebody edited a draft."""

_ALIKE = 0.5


class FactState(Struct, frozen=True):
    """What a side says of a fact.

    `formula`: in words, where it is computed; `inputs`: the ids of what it is computed from.
    """

    label: str
    text: str
    value: Any = None
    place: Place | None = None
    is_derived: bool = False
    formula: str = ""
    inputs: tuple[str, ...] = ()


class Relabelling(Struct, frozen=True):
    """A label, head or unit of a table that people changed, told by one of its figures; None: there was, or is, none.

    `what`: which of them, in words. `paragraph`: where it stands, from 1.
    """

    kind: str
    fact: str
    what: str
    paragraph: int
    before: str | None
    after: str | None


class Side(Struct, frozen=True):
    """A state of reports. `contents`: what they print, by kind; `templates`: digests of those read, by file.

    `built`: of a draft that people edited, how often each fact and form of it was said when it was built, and in which
    words; `relabelled`: what was changed of its tables; `unread`: what it has that was not compared, by its kind.
    """

    name: str
    contents: Mapping[str, Content] = field(default_factory=dict)
    facts: Mapping[str, FactState] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    templates: Mapping[str, str] = field(default_factory=dict)
    built: Mapping[tuple[str, str], tuple[int, str]] = field(default_factory=dict)
    relabelled: tuple[Relabelling, ...] = ()
    unread: Mapping[str, int] = field(default_factory=dict)

    def text(self, id: str) -> str:
        """A fact's text; empty where there is none."""
        return self.facts[id].text if id in self.facts else ""

    def printed(self) -> dict[tuple[str, str], dict[str, list[KindParagraph]]]:
        """By fact and form: the texts in which it is printed, each with its spots."""
        found: dict[tuple[str, str], dict[str, list[KindParagraph]]] = {}
        for kind, content in self.contents.items():
            for figure in content.figures:
                texts = found.setdefault((figure.fact, figure.form), {})
                texts.setdefault(figure.text, []).append((kind, figure.paragraph))
        return found

    def spots(self, id: str) -> list[KindParagraph]:
        figures = ((kind, figure) for kind, content in self.contents.items() for figure in content.figures)
        return [(kind, f.paragraph) for kind, f in figures if f.fact == id or f.fact.startswith(f"{id}[")]


KindParagraph = tuple[str, int]
"""A report kind, and the paragraph of it (from 1)."""


class FigureChange(Struct, frozen=True, kw_only=True):
    """A figure that is another than it was. None: it was not there, or is no more. `form`: what of the fact is said.

    `causes`: the facts that it changed with. `is_same`: only its signs are others. `printed`: where it is printed
    afterwards (before, where it is gone).
    """

    fact: str
    form: str = ""
    label: str
    before: str | None
    after: str | None
    why: Why
    because: str
    causes: tuple[str, ...] = ()
    is_same: bool = False
    place: Place | None = None
    printed: tuple[KindParagraph, ...] = ()
    values: tuple[Any, Any] = (None, None)


class Rewording(Struct, frozen=True):
    """A paragraph, or a sentence of it, that is worded otherwise than before; empty where there was or is none.

    `numbers`: those in it that no fact stands behind and that came or went.
    """

    kind: str
    paragraph: int
    before: str
    after: str
    numbers: tuple[str, ...] = ()


class Differences(Struct, frozen=True):
    before: Side
    after: Side
    changes: tuple[FigureChange, ...]
    prose: tuple[Rewording, ...]

    @property
    def is_new(self) -> bool:
        return not self.before.facts and bool(self.after.facts)

    @property
    def is_empty(self) -> bool:
        return not self.changes and not self.prose

    def kind(self, kind: str) -> str:
        return self.after.labels.get(kind) or self.before.labels.get(kind) or kind


def compare(before: Side, after: Side) -> Differences:
    """What changed, facts in the catalogue's order, then what is said otherwise although its fact is the same."""
    comparer = _Comparer(before, after)
    prose: list[Rewording] = []
    for kind in dict.fromkeys([*before.contents, *after.contents]):
        old, new = (_passages(side.contents.get(kind, NOTHING)) for side in (before, after))
        prose += rewordings(kind, old, new)
    relabelled = list(comparer.relabelled())
    told = {spot for change in relabelled for spot in change.printed}
    other = tuple(each for each in prose if (each.kind, each.paragraph) not in told)
    return Differences(before, after, (*comparer.facts(), *comparer.sayings(), *relabelled), other)


class _Comparer:
    def __init__(self, before: Side, after: Side) -> None:
        self.before, self.after = before, after
        self.known = {**before.facts, **after.facts}
        self.changed = [id for id in _merged(before.facts, after.facts) if before.text(id) != after.text(id)]
        self.templates = [
            name
            for name in _merged(before.templates, after.templates)
            if before.templates.get(name) != after.templates.get(name)
        ]

        self.printed = before.printed(), after.printed()
        found = ((key, self.edited(*key)) for key in _merged(*self.printed))
        self.edits = {key: each for key, each in found if each}

    def facts(self) -> Iterator[FigureChange]:
        for id in self.changed:
            if (id, "") in self.edits:
                yield self.edits[id, ""]
                continue
            was, now = self.before.facts.get(id), self.after.facts.get(id)
            why, because, causes = self.reason(id, was, now)
            places = (state.place for state in (now, was) if state)
            yield FigureChange(
                fact=id,
                label=self.known[id].label,
                before=self.before.text(id) or None,
                after=self.after.text(id) or None,
                why=why,
                because=because,
                causes=causes,
                place=next(filter(None, places), None),
                printed=tuple(dict.fromkeys(self.after.spots(id) or self.before.spots(id))),
                values=(was.value if was else None, now.value if now else None),
            )

    def reason(self, id: str, was: FactState | None, now: FactState | None) -> tuple[Why, str, tuple[str, ...]]:
        if now is None or not now.is_derived:
            if was is None or (not was.text and now is not None):
                return "value", "新填的", ()
            if now is None or not now.text:
                return "value", "不再填了" if not was.is_derived else "指标目录里不再有它", ()
            is_table = now.place is not None and bool(now.place.file) and not now.place.file.endswith(".yaml")
            changed = "表里的行变了" if is_table else "填的数改了"
            return "value", "原来是算出的，现在填了数" if was.is_derived else changed, ()
        if was is not None and not was.is_derived and was.text:
            return "formula", f"原来是填的，现在由公式算出：{now.formula}", ()
        if was is not None and was.formula != now.formula:
            return "formula", f"公式由{was.formula}改为{now.formula}", ()
        causes = tuple(dict.fromkeys(self.causes(id, set())))
        by = f"由{now.formula}算出" if now.formula else "算出的"
        if causes:
            steps = "，".join(f"{self.label(cause)}{self.step(cause)}" for cause in causes)
            return "inputs", f"{by}，其中{steps}", causes
        return "formula" if was is None else "inputs", by, ()

    def edited(self, fact: str, form: str) -> FigureChange | None:
        """What people changed of a figure in a draft, wherever it is said; None where they did not."""
        was, now = (printed.get((fact, form), {}) for printed in self.printed)
        lost, gained = _without(was, now), _without(now, was)
        for side, ours, others in ((self.after, now, was), (self.before, was, now)):
            times, built = side.built.get((fact, form), (0, ""))
            is_edited = times and (set(ours) != {built} or sum(map(len, ours.values())) != times)
            if is_edited and (lost or gained):
                is_same = len(lost) == len(gained) == 1 and spelling.is_same(*lost, *gained)
                how = "换了写法，还是同一个数" if is_same else "改的" if ours else "删了"
                because = f"稿件里{how}，" + ("数据没有变" if set(others) == {built} else f"建稿时是{built}")
                return FigureChange(
                    fact=fact,
                    form=form,
                    label=self.label(fact),
                    before="、".join(lost) or None,
                    after="、".join(gained) or None,
                    why="draft",
                    because=because,
                    is_same=is_same,
                    place=self.known[fact].place if fact in self.known else None,
                    printed=tuple(dict.fromkeys(spot for spots in (gained or lost).values() for spot in spots)),
                )
        return None

    def relabelled(self) -> Iterator[FigureChange]:
        """What was changed of tables in one of the drafts only."""
        for each in (*self.after.relabelled, *self.before.relabelled):
            is_later = each in self.after.relabelled
            if is_later and each in self.before.relabelled:
                continue
            yield FigureChange(
                fact=each.fact,
                label=self.label(each.fact) + each.what,
                before=each.before if is_later else each.after,
                after=each.after if is_later else each.before,
                why="draft",
                because="稿件里改的，数据没有变",
                printed=((each.kind, each.paragraph),),
            )

    def causes(self, id: str, seen: set[str]) -> Iterator[str]:
        """What a computed fact changed with: the facts given, or the formulas, at the bottom of it."""
        seen.add(id)
        states = [side.facts[id] for side in (self.before, self.after) if id in side.facts]
        for name in dict.fromkeys(name for state in states for name in state.inputs):
            if name in self.changed and name not in seen:
                deeper = list(self.causes(name, seen)) if self.known[name].is_derived else []
                yield from deeper or [name]

    def label(self, id: str) -> str:
        return self.known[id].label if id in self.known else id

    def step(self, id: str) -> str:
        return f"{self.before.text(id) or '（没有）'}→{self.after.text(id) or '（没有）'}"

    def sayings(self) -> Iterator[FigureChange]:
        """Figures that are said in other words, or more or less often, although their facts are the same."""
        yield from (each for (fact, form), each in self.edits.items() if form or fact not in self.changed)
        before, after = self.printed
        for fact, form in _merged(before, after):
            was, now = before.get((fact, form), {}), after.get((fact, form), {})
            is_told = {fact, fact.partition("[")[0]} & set(self.changed) or (fact, form) in self.edits
            if not is_told and _counts(was) != _counts(now):
                yield self.saying(fact, form, was, now)

    def saying(self, fact: str, form: str, was: _Texts, now: _Texts) -> FigureChange:
        last_year = PREVIOUS + fact
        times = [sum(map(len, texts.values())) for texts in (was, now)]
        why: Why = "template"
        because, causes = self.by_template(*times), tuple[str, ...]()
        if bool(form) and last_year in self.changed:
            why, because, causes = "inputs", f"上年的数改了：{self.step(last_year)}", (last_year,)
        return FigureChange(
            fact=fact,
            form=form,
            label=self.label(fact),
            before="、".join(was) or None,
            after="、".join(now) or None,
            why=why,
            because=because,
            causes=causes,
            printed=tuple(dict.fromkeys(spot for spots in (now or was).values() for spot in spots)),
        )

    def by_template(self, was: int, now: int) -> str:
        how = f"原来印{was}处，现在印{now}处" if was != now else "换了说法"
        how = how if was and now else "新印了" if now else "不再印了"
        named = f"{'、'.join(self.templates[:3])}{'等' if len(self.templates) > 3 else ''}"
        return f"{how}（模板改了：{named}）" if named else how


_Texts = Mapping[str, Sequence[KindParagraph]]


def _counts(texts: _Texts) -> dict[tuple[str, str], int]:
    return Counter((text, kind) for text, spots in texts.items() for kind, _ in spots)


def _without(texts: _Texts, others: _Texts) -> dict[str, list[KindParagraph]]:
    """The texts said more often on one side than on the other, with the places where they are said there alone."""
    more = {text: spots for text, spots in texts.items() if len(spots) > len(others.get(text, ()))}
    alone = {text: [spot for spot in spots if spot not in others.get(text, ())] for text, spots in more.items()}
    return {text: spots or list(more[text]) for text, spots in alone.items()}


def _merged(before: Mapping[Any, Any], after: Mapping[Any, Any]) -> list[Any]:
    """The keys of both, in the order of the later one."""
    return list({**after, **before})


# Prose


class Excerpt(Struct, frozen=True):
    """A paragraph (from 1) or a sentence of it. `key`: what of it is compared."""

    paragraph: int
    text: str
    key: str


def rewordings(kind: str, before: Sequence[Excerpt], after: Sequence[Excerpt]) -> Iterator[Rewording]:
    """The passages that changed between two states of a text, each beside the one that it takes the place of."""
    old, new = ([passage.key for passage in passages] for passages in (before, after))
    for tag, b1, b2, a1, a2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        for was, now in _partners(before[b1:b2], after[a1:a2]) if tag != "equal" else ():
            yield Rewording(kind, (now if now.text else was).paragraph, was.text, now.text, _numbers(was.key, now.key))


def _partners(before: Sequence[Excerpt], after: Sequence[Excerpt]) -> Iterator[tuple[Excerpt, Excerpt]]:
    """Equally many are one for one; else each has the first that is like it, in order, or none."""
    if len(before) == len(after):
        yield from zip(before, after, strict=True)
        return
    left = list(after)
    for was in before:
        at = next((at for at, now in enumerate(left) if _are_alike(was.key, now.key)), -1)
        yield from ((_NONE, now) for now in left[: max(at, 0)])
        yield was, left[at] if at >= 0 else _NONE
        left = left[at + 1 :]
    yield from ((_NONE, now) for now in left)


def _are_alike(one: str, other: str) -> bool:
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.real_quick_ratio() > _ALIKE and matcher.quick_ratio() > _ALIKE and matcher.ratio() > _ALIKE


def _numbers(before: str, after: str) -> tuple[str, ...]:
    """The numbers that one of two texts has more often than the other."""
    was, now = (
        Counter(found.text for found in numerals.find(text) if "、" not in found.text) for text in (before, after)
    )
    return tuple(((now - was) + (was - now)).elements())


_NONE = Excerpt(0, "", "")


def _passages(content: Content) -> list[Excerpt]:
    """The paragraphs, to be compared with one mark for every figure, so that only their prose counts."""
    masked = list(content.paragraphs)
    for figure in sorted(content.figures, key=lambda figure: (figure.paragraph, -figure.offset)):
        number, start = figure.paragraph - 1, figure.offset
        masked[number] = masked[number][:start] + FIGURE + masked[number][start + len(figure.text) :]
    pairs = zip(content.paragraphs, masked, strict=True)
    return [Excerpt(number, text, key) for number, (text, key) in enumerate(pairs, 1)]
