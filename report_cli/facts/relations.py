"""What the indicators of a catalogue have to do with each other: formulas, parts, answers, rules. Read when all are known."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from msgspec import Struct
from msgspec.structs import replace

from report_cli.facts import formula
from report_cli.facts.catalogue import Group, Indicator, IndicatorKind, Rule, full_id
from report_cli.files.reader import MAX_GUESSES, Reader
from report_cli.files.yaml import Mapping, Node, Scalar, Sequence
from report_cli.model import Finding, Place

DECLARED_KINDS = ("count", "amount", "rate", "date", "text", "list", "items")
"""What a catalogue may write as a kind."""

_MAX_CIRCLE = 8
"""How many steps of a circle a finding names."""


class Answers(Struct, frozen=True):
    """The `answered_by` of a group, with the id that it names."""

    place: Place
    group: Group


class Relations(Reader):
    """What the indicators have to do with each other: formulas, parts, answers, rules. Read when all are known.

    `derived`: the ids of those with formulas, each after those that it follows from.
    """

    def __init__(
        self, indicators: dict[str, Indicator], nodes: dict[str, dict[str, Node]], findings: list[Finding]
    ) -> None:
        super().__init__("C")
        self.indicators, self.nodes, self.findings = indicators, nodes, findings
        self.formulas = {id: node for id in indicators if isinstance(node := nodes[id].get("formula"), Scalar)}
        self.in_progress: dict[str, None] = {}
        self.unclear: set[str] = set()
        self.derived: list[str] = []

    def complete(self, answers: Collection[Answers]) -> None:
        for id in list(self.formulas):
            if id in self.formulas:
                self.follow(id)
        self.check_parts()
        for answer in answers:
            self.check_answer(answer)

    def follow(self, first: str) -> None:
        """Read an indicator's formula, after those that it names: a chain of them may be deeper than Python's stack."""
        inputs = {first: self.inputs(first)}
        self.in_progress[first] = None
        while inputs:
            id = next(reversed(inputs))
            unread = next((name for name in inputs[id] if name in self.formulas and name not in self.in_progress), None)
            if unread is None:
                self.read_formula(id)
                del self.in_progress[id], inputs[id]
            else:
                self.in_progress[unread] = None
                inputs[unread] = self.inputs(unread)

    def inputs(self, id: str) -> Iterator[str]:
        group = self.indicators[id].group
        return (full_id(group, name) for name in formula.mentioned(self.formulas[id].text))

    def read_formula(self, id: str) -> None:
        source, indicator = self.formulas.pop(id), self.indicators[id]
        try:
            expression = formula.read_formula(source.text, self.resolver(indicator.group))
        except formula.Malformed as error:
            self.malformed(error, source, id)
            expression = None
        if expression is None or expression.dimension == formula.UNKNOWN:
            self.unclear.add(id)
            self.indicators[id] = replace(indicator, formula_text="")
        else:
            self.indicators[id] = self.with_formula(indicator, expression)
            self.derived.append(id)

    def dimension(self, id: str) -> formula.Dimension | None:
        """What an indicator is measured in, its formula read; None where it is no number."""
        indicator = self.indicators[id]
        if id in self.unclear:
            return formula.UNKNOWN
        if indicator.formula is not None:
            return indicator.formula.dimension
        if indicator.kind in ("rate", "points"):
            return formula.RATE if indicator.kind == "rate" else formula.POINTS
        return formula.measure(indicator.unit) if indicator.is_numeric else None

    def with_formula(self, indicator: Indicator, expression: formula.Expression) -> Indicator:
        dimension = expression.dimension
        kind = self.computed_kind(expression)
        unit = "" if dimension.kind != "measure" else str(dimension)
        possible = {unit, dimension.over[0]} if len(dimension.over) == 1 else {unit}
        if indicator.unit and indicator.unit not in possible:
            self.contradicted(
                indicator, "unit", f"的单位写的是“{indicator.unit}”，公式算出的是“{dimension}”", "改单位或改公式"
            )
        declared = self.nodes[indicator.id].get("kind")
        if isinstance(declared, Scalar) and not _agrees(declared.text.strip(), kind):
            is_fraction = declared.text.strip() == "count" and kind == "amount"
            found = "不一定是整数" if is_fraction else f"是“{dimension}”"
            self.contradicted(
                indicator, "kind", f"写的是kind: {declared.text.strip()}，公式算出的{found}", "去掉kind或改公式"
            )
        elif "fields" in self.nodes[indicator.id]:
            self.contradicted(indicator, "fields", "有fields，是条目，不能再有公式", "fields和formula只留一个")
        if indicator.kind == "amount" and kind == "count":
            kind = "amount"
        return replace(indicator, kind=kind, unit=indicator.unit or unit, formula=expression)

    def computed_kind(self, expression: formula.Expression) -> IndicatorKind:
        if expression.dimension.kind in ("rate", "points"):
            return "rate" if expression.dimension == formula.RATE else "points"
        inputs = (self.indicators[name.id] for name in formula.names(expression))
        return (
            "count"
            if formula.is_whole(expression) and all(indicator.kind == "count" for indicator in inputs)
            else "amount"
        )

    def contradicted(self, indicator: Indicator, key: str, message: str, cure: str) -> None:
        said = f"{indicator.label}（{indicator.id}）"
        self.find("307", self.nodes[indicator.id][key].place, said + message, cure, indicator.id)

    def resolver(self, group: str) -> formula.Resolve:
        def resolve(name: str, previous: bool, column: int) -> formula.Name:
            id = full_id(group, name)
            if id not in self.indicators:
                raise formula.Malformed(column, f"没有指标“{name}”", self.meant(name, group), "C303")
            if id in self.in_progress and not previous:
                raise formula.Malformed(
                    column, f"公式绕成了圈：{self.circle(id)}", "其中一个去掉公式，直接填数", "C304"
                )
            dimension = self.dimension(id) if id not in self.in_progress else formula.NUMBER
            if dimension is None:
                indicator = self.indicators[id]
                raise formula.Malformed(
                    column, f"{indicator.label}（{id}）不是数，不能计算", "公式只用有单位的数和比率", "C305"
                )
            return formula.Name(id, previous, dimension, self.indicators[id].label)

        return resolve

    def circle(self, id: str) -> str:
        steps = list(self.in_progress)
        steps = steps[steps.index(id) :]
        said = [f"{self.indicators[step].label}（{step}）" for step in steps]
        if len(said) > _MAX_CIRCLE:
            said[_MAX_CIRCLE:] = ["…"]
        return " → ".join([*said, self.indicators[id].label])

    def malformed(self, error: formula.Malformed, source: Scalar, id: str = "") -> None:
        column = source.place.column + error.column + (not source.plain)
        self.find(error.code[1:], replace(source.place, column=column), error.message, error.cure, id)

    def meant(self, name: str, group: str) -> str:
        """A cure for an indicator's name that is none: by its label, in its own group, in another."""
        if self.guesses >= MAX_GUESSES:
            return "核对指标名"
        labels = {indicator.label: id for id, indicator in self.indicators.items()}
        own = [id.partition(".")[2] for id in self.indicators if id.startswith(f"{group}.")]
        elsewhere = next((id for id in self.indicators if id.endswith(f".{name}")), "")
        id = labels.get(name) or (
            self.nearest(name, self.indicators) if "." in name else elsewhere or full_id(group, self.nearest(name, own))
        )
        if not id:
            return "核对指标名"
        return f"是不是“{id.removeprefix(f'{group}.')}”（{self.indicators[id].label}）？"

    def check_parts(self) -> None:
        for indicator in list(self.indicators.values()):
            node = self.nodes[indicator.id].get("parts")
            for listed in [value for _, value in node.entries] if isinstance(node, Mapping) else [node]:
                self.check_breakdown(indicator, listed.items if isinstance(listed, Sequence) else [listed])
            self.check_part(indicator, self.nodes[indicator.id].get("of"), "of")

    def check_breakdown(self, indicator: Indicator, parts: Collection[Node | None]) -> None:
        seen: set[str] = set()
        for part in parts:
            self.check_part(indicator, part, "parts")
            if isinstance(part, Scalar) and (id := full_id(indicator.group, part.text.strip())):
                if id in seen:
                    message = f"{indicator.label}（{indicator.id}）的parts里“{part.text}”写了两次"
                    self.find("203", part.place, message, "只留一个，或改成另一个分项", indicator.id)
                seen.add(id)

    def check_part(self, indicator: Indicator, node: Node | None, key: str) -> None:
        """Whether the indicator that `node` names can be a part of this one, or its whole."""
        if not isinstance(node, Scalar) or not node.text.strip():
            return
        said, other = f"{indicator.label}（{indicator.id}）", full_id(indicator.group, node.text.strip())
        known = self.indicators.get(other)
        if known is None:
            cure = self.meant(node.text.strip(), indicator.group)
            self.find("201", node.place, f"{said}的{key}里没有指标“{node.text}”", cure, indicator.id)
        elif other == indicator.id:
            self.find("203", node.place, f"{said}不能是它自己的一部分", "核对指标名", indicator.id)
        elif known.unit != indicator.unit or not known.is_numeric or not indicator.is_numeric:
            cure = "部分和整体的单位要相同，核对指标名和单位"
            self.find(
                "202", node.place, f"{known.label}（{other}）和{said}单位不同，不能是部分和整体", cure, indicator.id
            )

    def check_answer(self, answer: Answers) -> None:
        group = answer.group
        known = self.indicators.get(group.answered_by)
        if known is None or known.kind != "items":
            near = self.nearest(
                group.answered_by, [indicator.id for indicator in self.indicators.values() if indicator.kind == "items"]
            )
            message = (
                f"{group.label}（{group.name}）的answered_by应是一个kind: items的指标，现在是“{group.answered_by}”"
            )
            self.find(
                "204",
                answer.place,
                message,
                f"是不是“{near}”？" if near else "加一个有fields的指标，把它的全名写在这里",
            )

    def rules(self, group: str, node: Node | None) -> Iterator[Rule]:
        if node is not None and not isinstance(node, Sequence):
            self.find("118", node.place, "rules应是列表", "每条写成“- {require: filed <= received, because: 理由}”")
        for item in node.items if isinstance(node, Sequence) else ():
            mapping = self.mapping(item, "规则", "写成“- {require: filed <= received, because: 理由}”")
            given = self.entries(mapping, ("require", "because"), "规则")
            source, because = given.get("require"), self.text(given.get("because"), "because")
            if mapping and not (isinstance(source, Scalar) and because):
                cure = "写成“- {require: filed <= received, because: 理由}”"
                self.find("102", mapping.place, "规则缺require（要求）或because（理由）", cure)
            elif isinstance(source, Scalar) and because:
                try:
                    comparison = formula.read_rule(source.text, self.resolver(group))
                except formula.Malformed as error:
                    self.malformed(error, source)
                else:
                    yield Rule(source.text.strip(), comparison, because, source.place)


def _agrees(declared: str, computed: IndicatorKind) -> bool:
    """Whether a declared kind goes with what a formula gives; one that nobody knows is found elsewhere."""
    return declared in (computed, "") or declared not in DECLARED_KINDS or (declared, computed) == ("amount", "count")
