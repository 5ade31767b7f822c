"""What a template says is checked before it is rendered, in the branches not taken too.

Names are followed from the groups of the catalogue through loops, variables and included templates; digits, and what
is no part of our Markdown, are looked for in the prose with the tags blanked out.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

import jinja2
from jinja2 import nodes
from msgspec import Struct, field

from report_cli.compose import head, outline, template_cache
from report_cli.compose.atoms import PART
from report_cli.compose.prose import (
    FIGURES_TABLE,
    MACROS,
    Library,
    compiled,
    is_template_name,
    parsed,
    stray_digits,
    syntax_finding,
)
from report_cli.compose.tags import TAG, without_tags
from report_cli.compose.words import ATTRIBUTES, FILTERS, TESTS
from report_cli.facts.catalogue import Catalogue, Group, Indicator
from report_cli.model import Finding, Place
from report_cli.text import excerpt, invisible, nearest


class Item(Struct, frozen=True):
    """One thing of an indicator of kind items."""

    indicator: Indicator


class Loop(Struct, frozen=True):
    pass


class Said(Struct, frozen=True):
    """What a fact says in one form, after which no dot follows: its change, its label."""


Meaning = Group | Indicator | Item | Loop | Said | None
"""What an expression stands for; None where it is not known, or does not matter."""

Scope = dict[str, Meaning]

MAX_CHECKED = 256
_GLOBALS = (*MACROS, FIGURES_TABLE)
_BRACES = r"[{｛][{｛%％#\s]*[^{}｛｝\n]*(?:[}｝] *)*[}｝]|[{｛]+[%％#]?|[%％#]?[}｝]+"
"""A tag whose braces are mistyped, or a brace left over. Those that begin as tags do are Jinja's to complain of."""
_RAW = re.compile(r"\{%[-+]?\s*raw\b")
_ARITHMETIC = (nodes.Add, nodes.Sub, nodes.Mul, nodes.Div, nodes.FloorDiv, nodes.Mod, nodes.Pow, nodes.Neg, nodes.Pos)


_checked: dict[tuple[str, ...], tuple[dict[str, template_cache.TemplateFile], list[Finding]]] = {}
"""What was found, and what had been looked up for that, by all else that it follows from."""


def check(template: head.TemplateText, text: str, catalogue: Catalogue, library: Library, year: int) -> list[Finding]:
    """All findings of one report kind and of what it includes. `text` is the file as written.

    What was found before holds as long as every template that was looked up for it is the same.
    """
    of = (template.file, text, _signature(catalogue))
    looked_up, found = _checked.get(of, ({}, None))
    if found is None or any(library(name, year) != before for name, before in looked_up.items()):
        looked_up, found = _found(of, template, catalogue, library, year)
        if len(_checked) >= MAX_CHECKED:
            _checked.clear()
        _checked[of] = looked_up, found
    return found


def _found(
    of: tuple[str, ...], template: head.TemplateText, catalogue: Catalogue, library: Library, year: int
) -> tuple[dict[str, template_cache.TemplateFile], list[Finding]]:
    """What is wrong with a template, and what had to be looked up to say so."""
    looked_up: dict[str, template_cache.TemplateFile] = {}

    def look(name: str, year: int) -> template_cache.TemplateFile:
        return looked_up.setdefault(name, library(name, year))

    if template_cache.is_clean(of, lambda name: look(name, year)):
        return looked_up, []
    looked_up.clear()
    found = _findings(template, of[1], catalogue, look, year)
    if not found:
        template_cache.keep_clean(of, looked_up)
    return looked_up, found


@lru_cache(maxsize=16)
def _signature(catalogue: Catalogue) -> str:
    """All of a catalogue that templates are checked against."""
    groups = [
        (
            group.name,
            group.label,
            [(i.id, i.label, i.kind, [(f.id, f.label, f.kind) for f in i.fields]) for i in group.indicators],
        )
        for group in catalogue.groups.values()
    ]
    return repr((groups, catalogue.allow, catalogue.is_read))


def _findings(
    template: head.TemplateText, text: str, catalogue: Catalogue, library: Library, year: int
) -> list[Finding]:
    checker = _Checker(catalogue, library, year)
    scope: Scope = dict(catalogue.groups)
    scope |= dict.fromkeys(("year", "next_year", *_GLOBALS))
    checker.template(template.source, text, template.file, scope)
    return list(dict.fromkeys(checker.findings))


class _Checker(Struct):
    catalogue: Catalogue
    templates: Library
    year: int
    findings: list[Finding] = field(default_factory=list)
    open_files: list[str] = field(default_factory=list)
    text: str = ""

    @property
    def file(self) -> str:
        return self.open_files[-1]

    def find(self, code: str, node: nodes.Node, message: str, cure: str, word: str = "") -> None:
        if code in ("T201", "T202") and not self.catalogue.is_read:
            return  # the name may stand where the catalogue could not be read
        self.findings.append(Finding(code, self.place(node.lineno, word), message, cure))

    def place(self, line: int, word: str) -> Place:
        """Where a word stands in a line, or at least the last part of a dotted one."""
        lines = self.text.split("\n")
        if not word or not 0 < line <= len(lines):
            return Place(self.file, line)
        found = lines[line - 1].find(word)
        return Place(self.file, line, (found if found >= 0 else lines[line - 1].find(word.rpartition(".")[2])) + 1)

    def template(self, source: str, text: str, file: str, scope: Scope) -> None:
        outer, self.text = self.text, text
        self.open_files.append(file)
        self.prose(source)
        try:
            self.visit_all(parsed(source, file).body, scope)
            if not self.findings:
                compiled(source, file)
        except jinja2.TemplateSyntaxError as error:
            self.findings.append(syntax_finding(error, file, source))
        except (SyntaxError, RecursionError, MemoryError, ValueError):
            # Jinja takes what Python cannot: tags nested too deep, a name given twice, numbers of thousands of digits.
            cure = "少套几层，或拆成几个模板；宏的参数不重名"
            self.findings.append(Finding("T104", Place(file), "标签套得太深，或写得太复杂，不能执行", cure))
        self.open_files.pop()
        self.text = outer

    def prose(self, source: str) -> None:
        """Digits, braces and foreign Markdown in the prose. `source` stands at the same lines and columns as the file."""
        bare = without_tags(source)
        self.braces(source, bare)
        refused: set[Place] = set()
        for number, line in enumerate(bare.split("\n"), 1):
            text = line.rpartition(PART)[2].rjust(len(line))
            if wrong := outline.refused(text):
                place = Place(self.file, number, wrong[0] + 1 - line.count(PART))
                refused.add(place)
                self.findings.append(Finding("T301", place, wrong[1], wrong[2]))
        for place, digits in self.digits(bare):
            if place not in refused:
                message = f"模板的文字里有数字“{digits}”"
                cure = "数字写进年度数据，这里用 {{ 组.指标 }}；专名里的数字列入指标目录的allow"
                self.findings.append(Finding("T106", place, message, cure))

    def braces(self, source: str, bare: str) -> None:
        """Tags that Jinja would print as they stand."""
        for tag in TAG.finditer(source):
            if _RAW.match(tag.group()):
                message = "不能用 {% raw %}：它里面的标签不执行，会照原样印进稿件"
                self.findings.append(
                    Finding("T303", self.at(source, tag.start()), message, "去掉 {% raw %} 和 {% endraw %}")
                )
        for braces in re.finditer(_BRACES, bare):
            if braces.group().startswith(("{{", "{%", "{#")):
                continue
            message = f"花括号写得不对，会照原样印进稿件：“{excerpt(braces.group())}”"
            cure = "写成 {{ 组.指标 }} 或 {% if 组.指标 %}：括号和百分号用半角，中间不留空格；多余的括号删去"
            self.findings.append(Finding("T303", self.at(bare, braces.start()), message, cure))

    def digits(self, bare: str) -> Iterator[tuple[Place, str]]:
        """The digits of the prose, each with its place."""
        start = 0
        while found := stray_digits(bare[start:], self.catalogue.allow):
            yield self.at(bare, start + found.start()), found.group()
            start += found.end()

    def at(self, text: str, offset: int) -> Place:
        line_start = text.rfind("\n", 0, offset) + 1
        return Place(
            self.file, text.count("\n", 0, offset) + 1, offset - line_start + 1 - text.count(PART, line_start, offset)
        )

    def visit_all(self, body: list[nodes.Node], scope: Scope) -> None:
        for node in body:
            self.visit(node, scope)

    def visit(self, node: nodes.Node, scope: Scope) -> None:
        match node:
            case nodes.Output():
                for child in node.nodes:
                    self.meaning(child, scope, is_printed=True)
            case nodes.If():
                self.meaning(node.test, scope)
                self.visit_all([*node.body, *node.elif_, *node.else_], scope)
            case nodes.For():
                self.loop(node, scope)
            case nodes.Assign():
                self.assign(node.target, self.meaning(node.node, scope, is_printed=True), scope)
            case nodes.AssignBlock():
                self.visit_all(node.body, scope)
                self.assign(node.target, None, scope)
            case nodes.Macro() | nodes.CallBlock():
                self.macro(node, scope)
            case nodes.Include():
                self.include(node, scope)
            case nodes.With():
                inner = dict(scope)
                for target, value in zip(node.targets, node.values, strict=True):
                    self.assign(target, self.meaning(value, scope), inner)
                self.visit_all(node.body, inner)
            case _:
                self.find("T105", node, "这种标签不能用", "可用的标签：if、for、set、with、include、call、macro")

    def loop(self, node: nodes.For, scope: Scope) -> None:
        over = self.meaning(node.iter, scope)
        each: Meaning = None
        if isinstance(over, Indicator):
            each = Item(over) if over.kind == "items" else over
            if over.kind not in ("list", "items"):
                self.find(
                    "T107",
                    node,
                    f"{over.label}（{over.id}）不是列表，不能逐项写",
                    "去掉 {% for %}，直接印它",
                    over.name,
                )
        inner = scope | {"loop": Loop()}
        self.assign(node.target, each, inner)
        if node.test is not None:
            self.meaning(node.test, inner)
        self.visit_all([*node.body, *node.else_], inner)

    def assign(self, target: nodes.Node, meaning: Meaning, scope: Scope) -> None:
        if isinstance(target, nodes.Name):
            scope[target.name] = meaning
        for name in target.find_all(nodes.Name):
            scope.setdefault(name.name, None)

    def macro(self, node: nodes.Macro | nodes.CallBlock, scope: Scope) -> None:
        if isinstance(node, nodes.CallBlock):
            self.meaning(node.call, scope)
            self.attachment(node.call)
        inner = scope | {argument.name: None for argument in node.args} | {"caller": None}
        if isinstance(node, nodes.Macro):
            scope[node.name] = None
            inner[node.name] = None
        self.visit_all(node.body, inner)

    def attachment(self, call: nodes.Call) -> None:
        """It has a name, which stands in the list of attachments."""
        if not isinstance(call.node, nodes.Name) or call.node.name != "attachment":
            return
        said = [*call.args[:1], *(keyword.value for keyword in call.kwargs if keyword.key == "name")]
        is_blank = any(isinstance(name, nodes.Const) and not str(name.value or "").strip() for name in said)
        if is_blank or not (said or call.dyn_args or call.dyn_kwargs):
            self.find(
                "T113", call, "附件没有名称", '名称写在引号里：{% call attachment("提案办理情况表") %}', "attachment"
            )

    def include(self, node: nodes.Include, scope: Scope) -> None:
        names = node.template.items if isinstance(node.template, (nodes.List, nodes.Tuple)) else [node.template]
        if not all(isinstance(name, nodes.Const) and isinstance(name.value, str) for name in names):
            self.find("T108", node, "include的模板名要直接写明", '写成 {% include "sections/名称.md.j2" %}')
            return
        for name in (name.value for name in names if isinstance(name, nodes.Const)):
            if not is_template_name(name):
                self.find(
                    "T108", node, f"“{name}”不是模板的名称", "写templates文件夹里的名称，如sections/名称.md.j2", name
                )
                return
            found = self.templates(name, self.year)
            if found is None:
                continue
            file, data = found
            text, unfit = head.read(data, file)
            if file in self.open_files:
                self.find("T109", node, f"模板{file}又引入了它自己", "去掉其中一处include", name)
            elif unfit is not None:
                self.findings.append(unfit)
            elif not text.strip():
                cure = "写入这一部分的文字；有意不写，就写一行注释，如 {# 今年没有这一部分 #}"
                self.findings.append(Finding("T004", Place(file), "文件是空的，引入它的地方什么也不会有", cure))
            else:
                self.template(text, text, file, dict(scope))
            return
        if not node.ignore_missing:
            name = names[0].value if isinstance(names[0], nodes.Const) else ""
            self.find("T108", node, f"没有模板“{name}”", "核对文件名；它应在templates文件夹里", name)

    def meaning(self, node: nodes.Node | None, scope: Scope, is_printed: bool = False) -> Meaning:
        """Check an expression, and tell what it stands for."""
        match node:
            case nodes.Name():
                return self.name(node, scope)
            case nodes.Getattr():
                return self.attribute(node, scope)
            case nodes.Getitem():
                return self.item(node, scope)
            case nodes.Const():
                self.constant(node, is_printed)
            case nodes.Compare():
                # What is compared is not printed.
                for child in node.iter_child_nodes():
                    self.meaning(child, scope)
            case nodes.Operand():
                self.meaning(node.expr, scope)
            case nodes.Filter():
                return self.filter(node, scope)
            case nodes.Test():
                self.known_word(node, node.name, TESTS, "测试")
                self.children(node, scope, False)
            case nodes.CondExpr():
                self.meaning(node.test, scope)
                self.meaning(node.expr1, scope, is_printed)
                self.meaning(node.expr2, scope, is_printed)
            case nodes.TemplateData() | None:
                pass
            case nodes.Expr() | nodes.Helper():
                if isinstance(node, _ARITHMETIC):
                    self.find("T110", node, "模板里不能计算", "在指标目录里加一个指标，写明formula，模板里印它")
                self.children(node, scope, is_printed)
        return None

    def children(self, node: nodes.Node, scope: Scope, is_printed: bool) -> None:
        for child in node.iter_child_nodes():
            self.meaning(child, scope, is_printed)

    def constant(self, node: nodes.Const, is_printed: bool) -> None:
        if isinstance(node.value, str) and (invisible(node.value) is not None or "\n" in node.value):
            self.find("T022", node, "引号里的转义写出了看不见的字符或换行", "直接写要印的字")
        elif isinstance(node.value, float) and math.isinf(node.value):
            self.find("T104", node, "数太大", "核对这个数")
        if not is_printed:
            return
        if isinstance(node.value, str):
            digits = stray_digits(node.value, self.catalogue.allow)
            if digits:
                self.find(
                    "T106",
                    node,
                    f"要印的文字里有数字“{digits.group()}”",
                    "数字写进年度数据，这里用指标名",
                    digits.group(),
                )
        elif node.value is not None and not isinstance(node.value, bool):
            self.find(
                "T106",
                node,
                f"要印的是数字“{node.value}”，它不出自数据",
                "数字写进年度数据，这里用指标名",
                str(node.value),
            )

    def name(self, node: nodes.Name, scope: Scope) -> Meaning:
        if node.name in scope:
            return scope[node.name]
        groups = self.catalogue.groups
        near = {group.label: name for name, group in groups.items()}.get(node.name) or nearest(node.name, [*scope])
        label = f"（{groups[near].label}）" if near in groups else ""
        self.find(
            "T201", node, f"没有“{node.name}”", f"是不是“{near}”{label}？" if near else "组名见指标目录", node.name
        )
        return None

    def attribute(self, node: nodes.Getattr, scope: Scope) -> Meaning:
        of = self.meaning(node.node, scope)
        if isinstance(of, Group):
            indicator = of.get(node.attr)
            if indicator is None:
                names = {i.name: i.label for i in of.indicators}
                near = {label: name for name, label in names.items()}.get(node.attr) or nearest(node.attr, names)
                cure = (
                    f"是不是“{of.name}.{near}”（{names[near]}）？" if near else "核对指标名，或在指标目录里加这个指标"
                )
                self.find(
                    "T202", node, f"{of.label}（{of.name}）里没有指标“{node.attr}”", cure, f"{of.name}.{node.attr}"
                )
            return indicator
        if isinstance(of, Item):
            made = of.indicator.field_named(node.attr)
            if made is None:
                names = {f.name: f.label for f in of.indicator.fields}
                near = nearest(node.attr, names)
                cure = f"是不是“{near}”（{names[near]}）？" if near else f"字段有：{'、'.join(names)}"
                self.find(
                    "T202",
                    node,
                    f"{of.indicator.label}（{of.indicator.id}）没有字段“{node.attr}”",
                    cure,
                    f".{node.attr}",
                )
            return made
        if isinstance(of, Indicator):
            if node.attr not in ATTRIBUTES:
                near = nearest(node.attr, ATTRIBUTES)
                cure = f"是不是“{near}”？" if near else f"可用：{'、'.join(ATTRIBUTES)}"
                self.find("T202", node, f"{of.label}（{of.id}）没有“{node.attr}”这种说法", cure, f".{node.attr}")
            return of if node.attr == "previous" else Said()
        if isinstance(of, Said):
            self.find("T202", node, f"这里不能再接“.{node.attr}”", f"去掉“.{node.attr}”", f".{node.attr}")
        return None

    def item(self, node: nodes.Getitem, scope: Scope) -> Meaning:
        """`group["name"]` is another way to write `group.name`; there is no counting into a list."""
        if isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str):
            return self.attribute(nodes.Getattr(node.node, node.arg.value, "load", lineno=node.lineno), scope)
        self.meaning(node.node, scope)
        self.find("T112", node, "不能用方括号取第几项", "用 {% for %} 逐项写，或用first、last", "[")
        return None

    def filter(self, node: nodes.Filter, scope: Scope) -> Meaning:
        self.known_word(node, node.name, FILTERS, "过滤器")
        of = self.meaning(node.node, scope)
        for argument in [*node.args, *(keyword.value for keyword in node.kwargs)]:
            self.meaning(argument, scope, is_printed=node.name == "join")
        if node.name in ("first", "last") and isinstance(of, Indicator) and of.kind == "items":
            return Item(of)
        return of if isinstance(of, Indicator) and node.name in ("first", "last", "short", "chinese") else None

    def known_word(self, node: nodes.Node, name: str, known: Iterable[str], what: str) -> None:
        names = list(known)
        if name not in names:
            near = nearest(name, names)
            self.find(
                "T111", node, f"没有{what}“{name}”", f"是不是“{near}”？" if near else f"可用：{'、'.join(names)}", name
            )
