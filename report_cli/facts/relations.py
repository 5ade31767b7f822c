"""How the indicators of a catalogue relate: formulas, parts, answers, rules. Read once all indicators are known."""

from collections.abc import Iterator
from fractions import Fraction
from functools import partial
from itertools import dropwhile
from typing import cast

from msgspec.structs import replace

from report_cli.facts import formula, quantity
from report_cli.facts.fact import Group, Indicator, IndicatorKind, Rule, Tally, full_id
from report_cli.files.reader import MAX_GUESSES, Reader
from report_cli.files.yaml import Mapping, Node, Scalar, Sequence
from report_cli.model import Finding, Place

DECLARED_KINDS = ("count", "amount", "rate", "points", "date", "text", "list", "items")
"""What a catalogue may write as a kind."""

_MAX_CIRCLE = 8
"""How many steps of a circle a finding names."""
_RULE = "写成“- {require: filed <= received, because: 理由}”"


class Relations(Reader):
    """Completes the indicators in place. `derived`: the ids of those with formulas, each after its inputs."""

    def __init__(
        self, indicators: dict[str, Indicator], nodes: dict[str, dict[str, Node]], findings: list[Finding]
    ) -> None:
        super().__init__("C", findings)
        self.indicators, self.nodes = indicators, nodes
        self.formulas = {id: node for id in indicators if isinstance(node := nodes[id].get("formula"), Scalar)}
        self.in_progress: dict[str, None] = {}
        self.unclear: set[str] = set()
        self.derived: list[str] = []

    def complete(self) -> None:
        for indicator in list(self.indicators.values()):
            if any(field.formula_text for field in indicator.fields):
                self.indicators[indicator.id] = replace(indicator, fields=tuple(self.computed_fields(indicator)))
        for id in list(self.formulas):
            if id in self.formulas:
                self.follow(id)
        for indicator in list(self.indicators.values()):
            self.check_parts(indicator)

    # Formulas

    def follow(self, first: str) -> None:
        """Read an indicator's formula after those of its inputs.

        (A chain of them may be deeper than Python's stack.)
        """
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

    def computed_fields(self, items: Indicator) -> Iterator[Indicator]:
        """The fields of items, those with formulas completed: they follow from fields of the same row."""
        for given in items.fields:
            field, node = given, self.nodes[given.id].get("formula")
            if isinstance(node, Scalar):
                try:
                    expression = formula.read_formula(node.text, _within_row(items, field))
                    names = {name.id for name in formula.names(expression)}
                    # What follows from something private would tell it.
                    if any(other.is_private for other in items.fields if other.id in names):
                        field = replace(field, is_private=True, is_printed=False)
                    yield self.with_formula(field, expression)
                except formula.Malformed as error:
                    self.malformed(error, node, field.id)
            else:
                yield field

    def read_formula(self, id: str) -> None:
        source, indicator = self.formulas.pop(id), self.indicators[id]
        try:
            expression = formula.read_formula(source.text, self.resolver(indicator.group, indicator.unit))
            is_clear = expression.dimension != formula.UNKNOWN
        except formula.Malformed as error:
            self.malformed(error, source, id)
            is_clear = False
        if is_clear:
            self.indicators[id] = self.with_formula(indicator, expression)
            self.derived.append(id)
        else:
            self.unclear.add(id)
            self.indicators[id] = replace(indicator, formula_text="")

    def malformed(self, error: formula.Malformed, source: Scalar, id: str = "") -> None:
        column = source.place.column + error.column + (not source.plain)
        self.findings.append(error.finding.at(replace(source.place, column=column), fact=id))

    def dimension(self, id: str) -> formula.Dimension | None:
        """What an indicator is measured in, once its formula is read; None if it is no number."""
        indicator = self.indicators[id]
        if id in self.unclear:
            return formula.UNKNOWN
        if indicator.unit in quantity.OF_RATIOS or (indicator.formula is not None and self.is_each(indicator)):
            return formula.measure(indicator.unit)
        if indicator.formula is not None:
            return indicator.formula.dimension if indicator.is_numeric else None
        if indicator.kind in ("rate", "points"):
            return formula.RATE if indicator.kind == "rate" else formula.POINTS
        return formula.measure(indicator.unit) if indicator.is_numeric else None

    def with_formula(self, indicator: Indicator, expression: formula.Expression) -> Indicator:
        if self.is_share(indicator, expression):
            expression = replace(expression, dimension=formula.RATE)
        natural = formula.natural_unit(expression)
        unit, kind = indicator.unit or natural, cast(IndicatorKind, formula.kind(expression))
        if any(self.kind_of(name) != "count" for name in formula.names(expression)) and kind == "count":
            kind = "amount"
        if expression.dimension == formula.DATE:
            unit, kind = "", "date"
        if (unit in quantity.OF_RATIOS or self.is_each(indicator)) and expression.dimension == formula.RATE:
            kind = "amount"
        elif indicator.unit and not _is_unit_of(indicator.unit, expression.dimension):
            message = f"的单位写的是“{indicator.unit}”，公式算出的是“{natural or expression.dimension}”"
            self.contradicted(indicator, "unit", message, "改单位或改公式")
        elif "行" in (*expression.dimension.over, *expression.dimension.under) and not indicator.unit:
            message = f"{indicator.named}由数行得出，没有写unit（单位）"
            cure = "加上unit，如 unit: 件；和别的数相除的，先给数行的另写一个指标，再用它算"
            self.find("308", self.nodes[indicator.id]["formula"].place, message, cure, indicator.id)
        elif expression.dimension.under and not indicator.unit:
            over, _, under = natural.partition("/")
            message = f"{indicator.named}由单位不同的数相除，没有写unit（单位）；不写，印出来是“…{natural}”"
            cure = f"加上unit，如 unit: {over}（每一{under}多少{over}）"
            self.find("308", self.nodes[indicator.id]["formula"].place, message, cure, indicator.id)
        self.check_declared(indicator, kind, natural or str(expression.dimension))
        if indicator.kind == "amount" and kind == "count":
            kind = "amount"
        # Where it does not say per what (万元 of 万元/亩), as the formula has it.
        whole = unit if "/" in unit else f"{unit}/{natural.partition('/')[2]}"
        return replace(indicator, kind=kind, unit=unit, factor=quantity.size(whole), formula=expression)

    def is_share(self, indicator: Indicator, expression: formula.Expression) -> bool:
        """Whether a quotient of two counts of unlike things is said to be a rate: 问题67个，占意见82条的81.7%."""
        node = self.nodes[indicator.id].get("kind")
        if not isinstance(node, Scalar) or node.text.strip() != "rate" or indicator.unit:
            return False
        match expression:
            case formula.Operation(sign="/", left=formula.Name() as part, right=formula.Name() as whole):
                return part.dimension.kind == "measure" and {self.kind_of(part), self.kind_of(whole)} == {"count"}
        return False

    def is_each(self, indicator: Indicator) -> bool:
        """Whether a quotient of like units is said to be an amount of them: 24个工作室，8个街道，每个街道3个."""
        node = self.nodes[indicator.id].get("kind")
        return bool(indicator.unit) and isinstance(node, Scalar) and node.text.strip() == "amount"

    def kind_of(self, name: formula.Name) -> IndicatorKind:
        if isinstance(name, Tally):
            return name.kind
        items, _, field = name.id.rpartition(".")
        indicator = self.indicators.get(name.id) or self.indicators[items].field_named(field)
        assert indicator is not None, "the resolver has found it"
        return indicator.kind

    def check_declared(self, indicator: Indicator, kind: IndicatorKind, computed: str) -> None:
        node = self.nodes[indicator.id].get("kind")
        declared = node.text.strip() if isinstance(node, Scalar) else ""
        # An unknown kind has its own finding; an amount may well be a whole number.
        if declared in DECLARED_KINDS and declared != kind and (declared, kind) != ("amount", "count"):
            what = "不一定是整数" if (declared, kind) == ("count", "amount") else f"是“{computed}”"
            message = f"写的是kind: {declared}，公式算出的{what}"
            self.contradicted(indicator, "kind", message, "去掉kind或改公式")
        elif "fields" in self.nodes[indicator.id]:
            self.contradicted(indicator, "fields", "有fields，是条目，不能再有公式", "fields和formula只留一个")

    def contradicted(self, indicator: Indicator, key: str, message: str, cure: str) -> None:
        self.find("307", self.nodes[indicator.id][key].place, indicator.named + message, cure, indicator.id)

    def resolver(self, group: str, unit: str = "") -> formula.Resolve:
        """Finds what a formula of a group names; `unit` is that of the formula's indicator."""

        def resolve(name: str, previous: bool, column: int) -> formula.Name:
            if "(" in name or "（" in name:
                from report_cli.facts import tally

                return tally.read(name, column, group, self.indicators, unit)
            id, malformed = full_id(group, name), partial(formula.Malformed, column)
            if id not in self.indicators:
                raise malformed("C303", f"没有指标“{name}”", self.meant(name, group))
            is_circle = id in self.in_progress
            if is_circle and not previous:
                raise malformed("C304", f"公式绕成了圈：{self.circle(id)}", "其中一个去掉公式，直接填数据")
            indicator, dimension = self.indicators[id], formula.NUMBER if is_circle else self.dimension(id)
            if dimension is None:
                raise malformed("C305", f"{indicator.named}不是数，不能计算", "公式只用有单位的数和比率")
            factor = Fraction(0) if is_circle and not indicator.unit else indicator.factor
            return formula.Name(id, previous, dimension, indicator.label, indicator.unit, factor)

        return resolve

    def circle(self, id: str) -> str:
        steps = list(dropwhile(lambda step: step != id, self.in_progress))
        named = [self.indicators[step].named for step in steps[:_MAX_CIRCLE]]
        more = ["…"] if len(steps) > _MAX_CIRCLE else []
        return " → ".join([*named, *more, self.indicators[id].label])

    def meant(self, name: str, group: str) -> str:
        """The cure for an unknown name: the indicator with that label, or a similar name in this group or another."""
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

    # Parts and answers

    def check_parts(self, indicator: Indicator) -> None:
        node = self.nodes[indicator.id].get("parts")
        for listed in [value for _, value in node.entries] if isinstance(node, Mapping) else [node]:
            parts = listed.items if isinstance(listed, Sequence) else [listed]
            seen = set[str]()
            for part in (part for part in parts if isinstance(part, Scalar) and part.text.strip()):
                self.check_part(indicator, part, "parts")
                id = full_id(indicator.group, part.text.strip())
                if id in seen:
                    message = f"{indicator.named}的parts里“{part.text}”写了两次"
                    self.find("203", part.place, message, "只留一个，或改成另一个分项", indicator.id)
                seen.add(id)
        whole = self.nodes[indicator.id].get("of")
        if isinstance(whole, Scalar) and whole.text.strip():
            self.check_part(indicator, whole, "of")

    def check_part(self, indicator: Indicator, node: Scalar, key: str) -> None:
        """Check that the indicator named by `node` can be a part of this one, or its whole."""
        other = self.indicators.get(full_id(indicator.group, node.text.strip()))
        if other is None:
            cure = self.meant(node.text.strip(), indicator.group)
            self.find("201", node.place, f"{indicator.named}的{key}里没有指标“{node.text}”", cure, indicator.id)
        elif other.id == indicator.id:
            self.find("203", node.place, f"{indicator.named}不能是它自己的一部分", "核对指标名", indicator.id)
        elif (
            self.dimension(other.id) != self.dimension(indicator.id) or not other.is_numeric or not indicator.is_numeric
        ):
            message = f"{other.named}和{indicator.named}单位不同，不能是部分和整体"
            self.find("202", node.place, message, "部分和整体的单位要相同，核对指标名和单位", indicator.id)

    def check_answer(self, group: Group, place: Place) -> None:
        items = [indicator.id for indicator in self.indicators.values() if indicator.kind == "items"]
        if group.answered_by not in items:
            near = self.nearest(group.answered_by, items)
            message = f"{group.named}的answered_by应是一个kind: items的指标，现在是“{group.answered_by}”"
            cure = f"是不是“{near}”？" if near else "加一个有fields的指标，把它的全名写在这里"
            self.find("204", place, message, cure)

    # Rules

    def rules(self, group: str, node: Node | None) -> Iterator[Rule]:
        if node is not None and not isinstance(node, Sequence):
            self.find("118", node.place, "rules应是列表", f"每条{_RULE}")
        for item in node.items if isinstance(node, Sequence) else ():
            mapping = self.mapping(item, "规则", _RULE)
            given = self.entries(mapping, ("require", "because"), "规则")
            source, because = given.get("require"), self.text(given, "because")
            if isinstance(source, Scalar) and because:
                try:
                    comparison = formula.read_rule(source.text, self.resolver(group))
                except formula.Malformed as error:
                    self.malformed(error, source)
                else:
                    yield Rule(comparison, because, source.place)
            elif mapping:
                self.find("102", mapping.place, "规则缺require（要求）或because（理由）", _RULE)


def _within_row(items: Indicator, own: Indicator) -> formula.Resolve:
    """Finds the fields that a field's formula names, by name or label."""

    def resolve(name: str, previous: bool, column: int) -> formula.Name:
        from report_cli.facts import tally

        field = tally.field_of(items, name, column)
        before = items.fields[: items.fields.index(own)]
        if previous or field is own or (field.formula_text and field not in before):
            cure = "只用同一行里填的字段，或写在它前面的公式字段"
            raise formula.Malformed(column, "C304", f"{own.label}不能由“{name}”算出", cure)
        if not field.is_numeric:
            raise formula.Malformed(column, "C305", f"{field.label}不是数，不能计算", "公式只用有单位的字段和比率")
        of = formula.measure(field.unit)
        dimension = {"rate": formula.RATE, "points": formula.POINTS}.get(field.kind, of)
        return formula.Name(field.id, False, dimension, field.label, field.unit, field.factor)

    return resolve


def _is_unit_of(unit: str, dimension: formula.Dimension) -> bool:
    """Whether a unit is one of a dimension: 万元/件, or 万元 alone, of what is counted in 元/件."""
    own = formula.measure(unit)
    return dimension.kind == "measure" and own.over == dimension.over and own.under in (dimension.under, ())
