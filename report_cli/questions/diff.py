"""Which figures changed between two states of a report, from what to what and why; and how much prose did."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Any, Literal

from msgspec import Struct, field

from report_cli.facts.formula import PREVIOUS
from report_cli.model import Place
from report_cli.questions.figures import NOTHING, Content

Why = Literal["value", "formula", "inputs", "template", "draft"]
"""A value given, a formula, the figures that a formula names; the template; or somebody edited a draft."""

_MASK = "\ufffc"


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


class Side(Struct, frozen=True):
    """A state of reports. `contents`: what they print, by kind; `templates`: digests of those read, by file.

    `built`: of a draft that people edited, what each fact and form of it said when it was built.
    """

    name: str
    contents: Mapping[str, Content] = field(default_factory=dict)
    facts: Mapping[str, FactState] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    templates: Mapping[str, str] = field(default_factory=dict)
    built: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def text(self, id: str) -> str:
        """A fact's text; empty where there is none."""
        return self.facts[id].text if id in self.facts else ""

    def printed(self) -> dict[tuple[str, str], dict[str, list[Spot]]]:
        """By fact and form: the texts in which it is printed, each with its spots."""
        found: dict[tuple[str, str], dict[str, list[Spot]]] = {}
        for kind, content in self.contents.items():
            for figure in content.figures:
                texts = found.setdefault((figure.fact, figure.form), {})
                texts.setdefault(figure.text, []).append((kind, figure.paragraph))
        return found

    def spots(self, id: str) -> list[Spot]:
        figures = ((kind, figure) for kind, content in self.contents.items() for figure in content.figures)
        return [(kind, f.paragraph) for kind, f in figures if f.fact == id or f.fact.startswith(f"{id}[")]


Spot = tuple[str, int]
"""A report kind, and the paragraph of it (from 1)."""


class FigureChange(Struct, frozen=True, kw_only=True):
    """A figure that is another than it was. None: it was not there, or is no more. `form`: what of the fact is said.

    `causes`: the facts that it changed with. `printed`: where it is printed afterwards (before, where it is gone).
    """

    fact: str
    form: str = ""
    label: str
    before: str | None
    after: str | None
    why: Why
    because: str
    causes: tuple[str, ...] = ()
    place: Place | None = None
    printed: tuple[Spot, ...] = ()
    values: tuple[Any, Any] = (None, None)


class Rewording(Struct, frozen=True):
    """A paragraph, or a sentence of it, that is worded otherwise than before; empty where there was or is none."""

    kind: str
    paragraph: int
    before: str
    after: str


class Comparison(Struct, frozen=True):
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


def compare(before: Side, after: Side) -> Comparison:
    """What changed, facts in the catalogue's order, then what is said otherwise although its fact is the same."""
    comparer = _Comparer(before, after)
    prose: list[Rewording] = []
    for kind in dict.fromkeys([*before.contents, *after.contents]):
        old, new = (_passages(side.contents.get(kind, NOTHING)) for side in (before, after))
        prose += rewordings(kind, old, new)
    return Comparison(before, after, (*comparer.facts(), *comparer.sayings()), tuple(prose))


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

    def facts(self) -> Iterator[FigureChange]:
        for id in self.changed:
            was, now = self.before.facts.get(id), self.after.facts.get(id)
            why, because, causes = self.reason(id, was, now)
            yield FigureChange(
                fact=id,
                label=self.known[id].label,
                before=self.before.text(id) or None,
                after=self.after.text(id) or None,
                why=why,
                because=because,
                causes=causes,
                place=next((state.place for state in (now, was) if state and state.place), None),
                printed=tuple(dict.fromkeys(self.after.spots(id) or self.before.spots(id))),
                values=(was.value if was else None, now.value if now else None),
            )

    def reason(self, id: str, was: FactState | None, now: FactState | None) -> tuple[Why, str, tuple[str, ...]]:
        if edited := self.edited(id, "", (was.text if was else "", now.text if now else "")):
            return "draft", edited, ()
        if now is None or not now.is_derived:
            if was is None or (not was.text and now is not None):
                return "value", "新填的", ()
            if now is None or not now.text:
                return "value", "不再填了" if not was.is_derived else "指标目录里不再有它", ()
            return "value", "原来是算出的，现在填了数" if was.is_derived else "填的数改了", ()
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

    def edited(self, fact: str, form: str, texts: tuple[str, str]) -> str:
        """That people changed a figure in a draft, in words; empty where they did not."""
        for side, text, other in ((self.after, *texts[::-1]), (self.before, *texts)):
            built = side.built.get((fact, form))
            if built is not None and built != text:
                how = "稿件里改的" if text else "稿件里删了"
                return f"{how}，数据没有变" if built == other else f"{how}，建稿时是{built}"
        return ""

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
        before, after = self.before.printed(), self.after.printed()
        for fact, form in _merged(before, after):
            was, now = before.get((fact, form), {}), after.get((fact, form), {})
            is_told = fact in self.changed or fact.partition("[")[0] in self.changed
            if not is_told and _counts(was) != _counts(now):
                yield self.saying(fact, form, was, now)

    def saying(self, fact: str, form: str, was: _Texts, now: _Texts) -> FigureChange:
        last_year = PREVIOUS + fact
        is_of_change = bool(form) and last_year in self.changed
        times = [sum(map(len, texts.values())) for texts in (was, now)]
        edited = self.edited(fact, form, ("、".join(was), "、".join(now)))
        because = f"上年的数改了：{self.step(last_year)}" if is_of_change else self.by_template(*times)
        return FigureChange(
            fact=fact,
            form=form,
            label=self.label(fact),
            before="、".join(was) or None,
            after="、".join(now) or None,
            why="draft" if edited else "inputs" if is_of_change else "template",
            because=edited or because,
            causes=(last_year,) if is_of_change else (),
            printed=tuple(dict.fromkeys(spot for spots in (now or was).values() for spot in spots)),
        )

    def by_template(self, was: int, now: int) -> str:
        how = f"原来印{was}处，现在印{now}处" if was != now else "换了说法"
        how = how if was and now else "新印了" if now else "不再印了"
        named = f"{'、'.join(self.templates[:3])}{'等' if len(self.templates) > 3 else ''}"
        return f"{how}（模板改了：{named}）" if named else how


_Texts = Mapping[str, Sequence[Spot]]


def _counts(texts: _Texts) -> dict[tuple[str, str], int]:
    return Counter((text, kind) for text, spots in texts.items() for kind, _ in spots)


def _merged(before: Mapping[Any, Any], after: Mapping[Any, Any]) -> list[Any]:
    """The keys of both, in the order of the later one."""
    return list({**after, **before})


# Prose


class Passage(Struct, frozen=True):
    """A paragraph (from 1) or a sentence of it. `key`: what of it is compared."""

    paragraph: int
    text: str
    key: str


def rewordings(kind: str, before: Sequence[Passage], after: Sequence[Passage]) -> Iterator[Rewording]:
    """The passages that changed between two states of a text, each beside the one that it takes the place of."""
    old, new = ([passage.key for passage in passages] for passages in (before, after))
    for tag, b1, b2, a1, a2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        for was, now in zip_longest(before[b1:b2], after[a1:a2], fillvalue=_NONE) if tag != "equal" else ():
            yield Rewording(kind, (now if now.text else was).paragraph, was.text, now.text)


_NONE = Passage(0, "", "")


def _passages(content: Content) -> list[Passage]:
    """The paragraphs, to be compared with one mark for every figure, so that only their prose counts."""
    masked = list(content.paragraphs)
    for figure in sorted(content.figures, key=lambda figure: (figure.paragraph, -figure.offset)):
        number, start = figure.paragraph - 1, figure.offset
        masked[number] = masked[number][:start] + _MASK + masked[number][start + len(figure.text) :]
    pairs = zip(content.paragraphs, masked, strict=True)
    return [Passage(number, text, key) for number, (text, key) in enumerate(pairs, 1)]
