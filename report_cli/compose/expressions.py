"""What the expressions of a template name: groups, indicators, fields, attributes, filters and tests, all of them known?"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from jinja2 import nodes
from msgspec import Struct, field

from report_cli.compose.filters import FILTERS, TESTS
from report_cli.compose.source import stray_digits
from report_cli.compose.values import ATTRIBUTES
from report_cli.facts.catalogue import Catalogue, Group, Indicator
from report_cli.model import Finding, Place
from report_cli.text import invisible, nearest


class Item(Struct, frozen=True):
    """One thing of an indicator of kind items."""

    indicator: Indicator


class Form(Struct, frozen=True):
    """A fact's change, label and the like, after which no dot follows."""


Meaning = Group | Indicator | Item | Form | None
"""What an expression stands for; None where it is not known, or does not matter."""

Scope = dict[str, Meaning]

_ARITHMETIC = (nodes.Add, nodes.Sub, nodes.Mul, nodes.Div, nodes.FloorDiv, nodes.Mod, nodes.Pow, nodes.Neg, nodes.Pos)


class Expressions(Struct):
    """Checks the expressions of one template file. `text` is the file as written."""

    catalogue: Catalogue
    file: str
    text: str
    findings: list[Finding] = field(default_factory=list)

    def find(self, code: str, node: nodes.Node, message: str, cure: str, word: str = "") -> None:
        """Note what is wrong at a word of the node's line, or at least at the last part of a dotted one."""
        if code in ("T201", "T202") and not self.catalogue.is_read:
            return  # the name may stand where the catalogue could not be read
        lines = self.text.split("\n")
        column = 0
        if word and 0 < node.lineno <= len(lines):
            line = lines[node.lineno - 1]
            column = (line.find(word) if word in line else line.find(word.rpartition(".")[2])) + 1
        self.findings.append(Finding(code, Place(self.file, node.lineno, column), message, cure))

    def meaning(self, node: nodes.Node | None, scope: Scope, is_printed: bool = False) -> Meaning:
        """Check an expression, and tell what it stands for."""
        match node:
            case nodes.Name():
                return self.name(node, scope)
            case nodes.Getattr():
                return self.attribute(node, self.meaning(node.node, scope), node.attr)
            case nodes.Getitem():
                return self.item(node, self.meaning(node.node, scope))
            case nodes.Filter():
                return self.filter(node, scope)
            case nodes.Const():
                self.constant(node, is_printed)
            case nodes.Compare() | nodes.Test():
                # What is compared is not printed.
                if isinstance(node, nodes.Test):
                    self.unknown_word(node, node.name, TESTS, "测试")
                self.children(node, scope, False)
            case nodes.CondExpr():
                self.meaning(node.test, scope)
                self.meaning(node.expr1, scope, is_printed)
                self.meaning(node.expr2, scope, is_printed)
            case nodes.TemplateData() | None:
                pass
            case _:
                if isinstance(node, _ARITHMETIC):
                    self.find("T110", node, "模板里不能计算", "在指标目录里加一个指标，写明formula，模板里印它")
                self.children(node, scope, is_printed)
        return None

    def children(self, node: nodes.Node, scope: Scope, is_printed: bool) -> None:
        for child in node.iter_child_nodes():
            self.meaning(child, scope, is_printed)

    def constant(self, node: nodes.Const, is_printed: bool) -> None:
        value = node.value
        if isinstance(value, str) and (invisible(value) is not None or "\n" in value):
            self.find("T022", node, "引号里的转义写出了看不见的字符或换行", "直接写要印的字")
        elif isinstance(value, float) and math.isinf(value):
            self.find("T104", node, "数太大", "核对这个数")
        if not is_printed or value is None or isinstance(value, bool):
            return
        cure = "数字写进年度数据，这里用指标名"
        if not isinstance(value, str):
            self.find("T106", node, f"要印的是数字“{value}”，它不出自数据", cure, str(value))
        elif digits := stray_digits(value, self.catalogue.allow):
            self.find("T106", node, f"要印的文字里有数字“{digits.group()}”", cure, digits.group())

    def name(self, node: nodes.Name, scope: Scope) -> Meaning:
        if node.name not in scope:
            labels = {name: group.label for name, group in self.catalogue.groups.items()}
            names = {name: labels.get(name, "") for name in scope}
            self.find("T201", node, f"没有“{node.name}”", _guess(node.name, names) or "组名见指标目录", node.name)
        return scope.get(node.name)

    def attribute(self, node: nodes.Expr, of: Meaning, name: str) -> Meaning:
        """What comes after a dot."""
        meaning: Meaning = None
        match of:
            case None:
                return None
            case Group():
                meaning = of.get(name)
            case Item():
                meaning = of.indicator.field_named(name)
            case Indicator() if name in ATTRIBUTES:
                meaning = of if name == "previous" else Form()
        if meaning is None:
            message, cure = _unknown_attribute(of, name)
            self.find("T202", node, message, cure, f"{of.name if isinstance(of, Group) else ''}.{name}")
        return meaning

    def item(self, node: nodes.Getitem, of: Meaning) -> Meaning:
        """`group["name"]` is another way to write `group.name`; there is no counting into a list."""
        if isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str):
            return self.attribute(node, of, node.arg.value)
        self.find("T112", node, "不能用方括号取第几项", "用 {% for %} 逐项写，或用first、last", "[")
        return None

    def filter(self, node: nodes.Filter, scope: Scope) -> Meaning:
        self.unknown_word(node, node.name, FILTERS, "过滤器")
        of = self.meaning(node.node, scope)
        for argument in (*node.args, *(keyword.value for keyword in node.kwargs)):
            self.meaning(argument, scope, is_printed=node.name == "join")
        if not isinstance(of, Indicator) or node.name not in ("first", "last", "short", "chinese"):
            return None
        return Item(of) if node.name in ("first", "last") and of.kind == "items" else of

    def unknown_word(self, node: nodes.Node, name: str, known: Iterable[str], what: str) -> None:
        if name not in known:
            cure = _guess(name, dict.fromkeys(known, "")) or f"可用：{'、'.join(known)}"
            self.find("T111", node, f"没有{what}“{name}”", cure, name)


def _unknown_attribute(of: Group | Indicator | Item | Form, name: str) -> tuple[str, str]:
    """Message and cure."""
    match of:
        case Group():
            guess = _guess(name, {indicator.name: indicator.label for indicator in of.indicators}, f"{of.name}.")
            cure = guess or "核对指标名，或在指标目录里加这个指标"
            return f"{of.label}（{of.name}）里没有指标“{name}”", cure
        case Item(indicator):
            labels = {field.name: field.label for field in indicator.fields}
            cure = _guess(name, labels) or f"字段有：{'、'.join(labels)}"
            return f"{indicator.label}（{indicator.id}）没有字段“{name}”", cure
        case Indicator():
            cure = _guess(name, dict.fromkeys(ATTRIBUTES, "")) or f"可用：{'、'.join(ATTRIBUTES)}"
            return f"{of.label}（{of.id}）没有“{name}”这种说法", cure
        case Form():
            return f"这里不能再接“.{name}”", f"去掉“.{name}”"


def _guess(name: str, labels: Mapping[str, str], prefix: str = "") -> str:
    """The cure of a mistyped name: the known name (with its label) that is like it, or whose label was written for it."""
    near = {label: known for known, label in labels.items() if label}.get(name) or nearest(name, labels)
    label = f"（{labels[near]}）" if near and labels[near] else ""
    return f"是不是“{prefix}{near}”{label}？" if near else ""
