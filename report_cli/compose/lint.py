"""Templates are checked before they are rendered, in the branches not taken too.

What is printed, compared and looped over is followed from the groups of the catalogue through loops, variables and
included templates.
"""

from __future__ import annotations

from functools import lru_cache

import jinja2
from jinja2 import nodes
from msgspec.structs import replace

from report_cli.compose import head, prose, template_cache
from report_cli.compose.expressions import Expressions, Item, Meaning, Scope
from report_cli.compose.rendering import FIGURES_TABLE, MACROS, Library, compiled, environment, is_template_name
from report_cli.compose.source import syntax_finding
from report_cli.compose.template_cache import Look
from report_cli.facts.catalogue import Catalogue, Indicator
from report_cli.model import Finding, Place


def check(template: head.TemplateText, text: str, catalogue: Catalogue, library: Library, year: int) -> list[Finding]:
    """All findings of one report kind and of what it includes. `text` is the file as written."""

    def findings(look: Look) -> list[Finding]:
        checker = _Checker(catalogue, template.file, text, look=look)
        names = dict.fromkeys(("year", "next_year", *MACROS, FIGURES_TABLE))
        checker.template(template.source, {**catalogue.groups, **names})
        return list(dict.fromkeys(checker.findings))

    key = (template.file, text, _signature(catalogue))
    return template_cache.checked(key, lambda name: library(name, year), findings)


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


class _Checker(Expressions, kw_only=True):
    """Checks a template and what it includes. `open_files`: those that include this one."""

    look: Look
    open_files: tuple[str, ...] = ()

    def template(self, source: str, scope: Scope) -> None:
        self.findings += prose.check(source, self.file, self.catalogue.allow)
        try:
            self.visit_all(environment().parse(source, self.file, self.file).body, scope)
            if not self.findings:
                compiled(source, self.file)
        except jinja2.TemplateSyntaxError as error:
            self.findings.append(syntax_finding(error, self.file, source))
        except (SyntaxError, RecursionError, MemoryError, ValueError):
            # Jinja takes what Python cannot: tags nested too deep, a name given twice, numbers of thousands of digits.
            cure = "少套几层，或拆成几个模板；宏的参数不重名"
            self.findings.append(Finding("T104", Place(self.file), "标签套得太深，或写得太复杂，不能执行", cure))

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
            case nodes.Macro():
                scope[node.name] = None
                self.macro(node, scope)
            case nodes.CallBlock():
                self.meaning(node.call, scope)
                self.attachment(node.call)
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
                message = f"{over.label}（{over.id}）不是列表，不能逐项写"
                self.find("T107", node, message, "去掉 {% for %}，直接印它", over.name)
        inner = scope | {"loop": None}
        self.assign(node.target, each, inner)
        self.meaning(node.test, inner)
        self.visit_all([*node.body, *node.else_], inner)

    def assign(self, target: nodes.Node, meaning: Meaning, scope: Scope) -> None:
        if isinstance(target, nodes.Name):
            scope[target.name] = meaning
        for name in target.find_all(nodes.Name):
            scope.setdefault(name.name, None)

    def macro(self, node: nodes.Macro | nodes.CallBlock, scope: Scope) -> None:
        self.visit_all(node.body, scope | {argument.name: None for argument in node.args} | {"caller": None})

    def attachment(self, call: nodes.Call) -> None:
        """It needs a name, which stands in the list of attachments."""
        if not isinstance(call.node, nodes.Name) or call.node.name != "attachment":
            return
        names = [*call.args[:1], *(keyword.value for keyword in call.kwargs if keyword.key == "name")]
        is_blank = any(isinstance(name, nodes.Const) and not str(name.value or "").strip() for name in names)
        if is_blank or not (names or call.dyn_args or call.dyn_kwargs):
            cure = '名称写在引号里：{% call attachment("提案办理情况表") %}'
            self.find("T113", call, "附件没有名称", cure, "attachment")

    def include(self, node: nodes.Include, scope: Scope) -> None:
        items = node.template.items if isinstance(node.template, (nodes.List, nodes.Tuple)) else [node.template]
        names = [item.value for item in items if isinstance(item, nodes.Const) and isinstance(item.value, str)]
        if len(names) < len(items):
            self.find("T108", node, "include的模板名要直接写明", '写成 {% include "sections/名称.md.j2" %}')
            return
        for name in names:
            if not is_template_name(name):
                cure = "写templates文件夹里的名称，如sections/名称.md.j2"
                self.find("T108", node, f"“{name}”不是模板的名称", cure, name)
                return
            if (found := self.look(name)) is not None:
                self.included(node, name, *found, scope)
                return
        if not node.ignore_missing:
            name = names[0] if names else ""
            self.find("T108", node, f"没有模板“{name}”", "核对文件名；它应在templates文件夹里", name)

    def included(self, node: nodes.Include, name: str, file: str, data: bytes, scope: Scope) -> None:
        text, unfit = head.decoded(data, file)
        open_files = (*self.open_files, self.file)
        if file in open_files:
            self.find("T109", node, f"模板{file}又引入了它自己", "去掉其中一处include", name)
        elif unfit is not None:
            self.findings.append(unfit)
        elif not text.strip():
            cure = "写入这一部分的文字；有意不写，就写一行注释，如 {# 今年没有这一部分 #}"
            self.findings.append(Finding("T004", Place(file), "文件是空的，引入它的地方什么也不会有", cure))
        else:
            replace(self, file=file, text=text, open_files=open_files).template(text, dict(scope))
