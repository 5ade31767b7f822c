"""Which figures changed between two states of a report, from what to what and why; apart from them, how much prose did."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any, Literal

from msgspec import Struct, field

from report_cli.facts.formula import PREVIOUS
from report_cli.model import Place
from report_cli.questions.figures import NOTHING, Content

Why = Literal["value", "formula", "inputs", "template", "text"]
"""A value given, a formula, the figures that a formula names; the template; or only the text is known to differ."""

_MASK = "\ufffc"


class Known(Struct, frozen=True):
    """What a side says of a fact. `formula`: in words, where it is computed; `inputs`: the ids of what it is computed from."""

    label: str
    text: str
    value: Any = None
    place: Place | None = None
    is_derived: bool = False
    formula: str = ""
    inputs: tuple[str, ...] = ()


class Side(Struct, frozen=True):
    """A state of reports. `contents`: what they print, by kind; `templates`: digests of those read, by file."""

    name: str
    contents: Mapping[str, Content] = field(default_factory=dict)
    facts: Mapping[str, Known] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    templates: Mapping[str, str] = field(default_factory=dict)

    def printed(self) -> Iterator[tuple[str, str, str, str, int]]:
        """Every figure said: fact, form, text, kind, paragraph."""
        for kind, content in self.contents.items():
            for figure in content.figures:
                yield figure.fact, figure.form, figure.text, kind, figure.paragraph


class Change(Struct, frozen=True):
    """A figure that is another than it was. None: it was not there, or is no more. `form`: what of the fact is said.

    `causes`: the facts that it changed with. `printed`: kinds and paragraphs that say it afterwards (before, where it is gone).
    """

    fact: str
    form: str
    label: str
    before: str | None
    after: str | None
    why: Why
    because: str
    causes: tuple[str, ...] = ()
    place: Place | None = None
    printed: tuple[tuple[str, int], ...] = ()
    values: tuple[Any, Any] = (None, None)


class Reworded(Struct, frozen=True):
    """A paragraph, or a sentence of it, that is worded otherwise than before; empty where there was or is none."""

    kind: str
    paragraph: int
    before: str
    after: str


class Comparison(Struct, frozen=True):
    before: Side
    after: Side
    changes: tuple[Change, ...]
    prose: tuple[Reworded, ...]

    @property
    def is_new(self) -> bool:
        """There was nothing before that could be compared."""
        return not self.before.facts and bool(self.after.facts)

    @property
    def is_empty(self) -> bool:
        return not self.changes and not self.prose

    def kind(self, kind: str) -> str:
        return self.after.labels.get(kind) or self.before.labels.get(kind) or kind


def compare(before: Side, after: Side) -> Comparison:
    """What changed, facts in the catalogue's order, then what is said otherwise although its fact is the same."""
    found = _Comparer(before, after)
    changes = [*found.facts(), *found.sayings()]
    kinds = list(dict.fromkeys([*before.contents, *after.contents]))
    prose = [
        each
        for kind in kinds
        for each in _reworded(kind, before.contents.get(kind, NOTHING), after.contents.get(kind, NOTHING))
    ]
    return Comparison(before, after, tuple(changes), tuple(prose))


class _Comparer:
    def __init__(self, before: Side, after: Side) -> None:
        self.before, self.after = before, after
        self.changed = [id for id in _merged(before.facts, after.facts) if _text(before, id) != _text(after, id)]
        self.templates = [name for name in _merged(before.templates, after.templates) if _differ(before, after, name)]

    def facts(self) -> Iterator[Change]:
        for id in self.changed:
            was, now = self.before.facts.get(id), self.after.facts.get(id)
            known = now or was
            assert known is not None, "it was found in one of them"
            why, because, causes = self.reason(id)
            values = (was.value if was else None, now.value if now else None)
            before, after = (side.text if side and side.text else None for side in (was, now))
            yield Change(
                id, "", known.label, before, after, why, because, causes, known.place, self.printed(id), values
            )

    def reason(self, id: str) -> tuple[Why, str, tuple[str, ...]]:
        was, now = self.before.facts.get(id), self.after.facts.get(id)
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
        if causes:
            said = "，".join(f"{self.label(cause)}{self.step(cause)}" for cause in causes)
            return "inputs", f"由{now.formula}算出，其中{said}" if now.formula else f"算出的，其中{said}", causes
        return "formula" if was is None else "inputs", f"由{now.formula}算出" if now.formula else "算出的", ()

    def causes(self, id: str, seen: set[str]) -> Iterator[str]:
        """What a computed fact changed with: the facts given, or the formulas, at the bottom of it."""
        seen.add(id)
        inputs = [name for side in (self.before, self.after) if (known := side.facts.get(id)) for name in known.inputs]
        for name in dict.fromkeys(inputs):
            if name not in self.changed or name in seen:
                continue
            deeper = list(self.causes(name, seen)) if self.is_derived(name) else []
            yield from deeper or [name]

    def is_derived(self, id: str) -> bool:
        known = self.after.facts.get(id) or self.before.facts.get(id)
        return known is not None and known.is_derived

    def label(self, id: str) -> str:
        known = self.after.facts.get(id) or self.before.facts.get(id)
        return known.label if known else id

    def step(self, id: str) -> str:
        return f"{_text(self.before, id) or '（没有）'}→{_text(self.after, id) or '（没有）'}"

    def printed(self, id: str) -> tuple[tuple[str, int], ...]:
        for side in (self.after, self.before):
            found = [
                (kind, paragraph)
                for fact, _, _, kind, paragraph in side.printed()
                if fact == id or fact.startswith(f"{id}[")
            ]
            if found:
                return tuple(dict.fromkeys(found))
        return ()

    def sayings(self) -> Iterator[Change]:
        """Figures that are said in other words, or more or less often, although their facts are the same."""
        before, after = (_said(side) for side in (self.before, self.after))
        for key in _merged(before, after):
            fact, form = key
            was, now = before.get(key, {}), after.get(key, {})
            if fact.partition("[")[0] in self.changed or fact in self.changed or _counts(was) == _counts(now):
                continue
            yield self.saying(fact, form, was, now)

    def saying(self, fact: str, form: str, was: _Texts, now: _Texts) -> Change:
        old, new = ("、".join(texts) or None for texts in (was, now))
        causes = tuple(name for name in (PREVIOUS + fact,) if name in self.changed) if form else ()
        if causes:
            why: Why = "inputs"
            because = f"上年的数改了：{self.step(causes[0])}"
        else:
            why, because = "template", self.by_template(sum(map(len, was.values())), sum(map(len, now.values())))
        places = [place for texts in (now or was).values() for place in texts]
        return Change(fact, form, self.label(fact), old, new, why, because, causes, None, tuple(dict.fromkeys(places)))

    def by_template(self, was: int, now: int) -> str:
        how = (
            "新印了"
            if not was
            else "不再印了"
            if not now
            else f"原来印{was}处，现在印{now}处"
            if was != now
            else "换了说法"
        )
        named = f"{'、'.join(self.templates[:3])}{'等' if len(self.templates) > 3 else ''}"
        return f"{how}（模板改了：{named}）" if self.templates else how


_Texts = Mapping[str, Sequence[tuple[str, int]]]


def _said(side: Side) -> dict[tuple[str, str], dict[str, list[tuple[str, int]]]]:
    """By fact and form: the texts in which it is said, each with the kinds and paragraphs."""
    found: dict[tuple[str, str], dict[str, list[tuple[str, int]]]] = {}
    for fact, form, text, kind, paragraph in side.printed():
        found.setdefault((fact, form), {}).setdefault(text, []).append((kind, paragraph))
    return found


def _counts(texts: _Texts) -> dict[tuple[str, str], int]:
    return Counter((text, kind) for text, places in texts.items() for kind, _ in places)


def _merged(before: Mapping[Any, Any], after: Mapping[Any, Any]) -> list[Any]:
    """The keys of both, in the order of the later one."""
    return list(dict.fromkeys([*after, *before]))


def _text(side: Side, id: str) -> str:
    known = side.facts.get(id)
    return known.text if known else ""


def _differ(before: Side, after: Side, name: str) -> bool:
    return before.templates.get(name, "") != after.templates.get(name, "")


def _reworded(kind: str, before: Content, after: Content) -> Iterator[Reworded]:
    old, new = before.paragraphs, after.paragraphs
    matcher = SequenceMatcher(None, _masked(before), _masked(after), autojunk=False)
    for tag, b1, b2, a1, a2 in matcher.get_opcodes():
        if tag != "equal":
            for step in range(max(b2 - b1, a2 - a1)):
                was = old[b1 + step] if b1 + step < b2 else ""
                now = new[a1 + step] if a1 + step < a2 else ""
                yield Reworded(kind, (a1 if now else b1) + step + 1, was, now)


def _masked(content: Content) -> list[str]:
    """The paragraphs with one mark for every figure, so that only their prose is left."""
    made = list(content.paragraphs)
    for figure in sorted(content.figures, key=lambda figure: (figure.paragraph, -figure.offset)):
        number, start = figure.paragraph - 1, figure.offset
        made[number] = made[number][:start] + _MASK + made[number][start + len(figure.text) :]
    return made
