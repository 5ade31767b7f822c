"""Templates are checked before they are rendered, in the branches not taken too.

Names are followed from the groups of the catalogue through loops, variables and included templates: are they known, and
can be done with them what is asked?
"""

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import count, islice

import jinja2
from jinja2 import nodes
from msgspec import Struct
from msgspec.structs import replace

from report_cli.compose.language import FILTERS, TESTS
from report_cli.compose.limits import MAX_FINDINGS, MAX_INCLUDES
from report_cli.compose.rendering import ENVIRONMENT, MACROS, PLACED, compiled, is_template_name
from report_cli.compose.source import TemplateText, check_prose, decoded, stray_digits, syntax_finding
from report_cli.compose.template_cache import Look
from report_cli.compose.values import ATTRIBUTES, not_printed
from report_cli.facts.fact import YEARS, Catalogue, Group, Indicator
from report_cli.model import Finding, Place
from report_cli.text import invisible, nearest


class Item(Struct, frozen=True):
    indicator: Indicator


class Form(Struct, frozen=True):
    """A fact's change, label and the like: no dot follows it. `of`: the fact, where that is what it says."""

    of: Indicator | None = None


# What an expression stands for; None where it is not known, or does not matter.
Meaning = Group | Indicator | Item | Form | None
Scope = dict[str, Meaning]

_ARITHMETIC = (nodes.Add, nodes.Sub, nodes.Mul, nodes.Div, nodes.FloorDiv, nodes.Mod, nodes.Pow, nodes.Neg, nodes.Pos)


def findings(template: TemplateText, text: str, catalogue: Catalogue, look: Look) -> list[Finding]:
    """All findings of one report kind and of what it includes. `text` is the file as written."""
    checker = _Checker(catalogue, template.file, text, look, (template.file,), [], count(1))
    names = dict.fromkeys((*YEARS, *MACROS, *PLACED))
    checker.template(template.source, {**names, **catalogue.groups})
    return list(dict.fromkeys(checker.findings))


class _Checker(Struct):
    """Checks a template and what it includes. `text`: the file as written. `open_files`: it, and what includes it."""

    catalogue: Catalogue
    file: str
    text: str
    look: Look
    open_files: tuple[str, ...]
    findings: list[Finding]
    includes: Iterator[int]
    """Counts what has been included so far, in one another too."""

    def find(self, code: str, node: nodes.Node, message: str, cure: str, word: str = "") -> None:
        """Note what is wrong at a word of the node's line, or at least at the last part of a dotted one."""
        if code in ("T201", "T202") and not self.catalogue.is_read:
            return  # the name may stand where the catalogue could not be read
        # Some of Jinja's own tags do not say where they stand, only their parts do.
        number = next((part.lineno for part in (node, *node.find_all(nodes.Node)) if part.lineno), 1)
        line = "".join(self.text.split("\n")[number - 1 : number])
        column = (line.find(word) if word in line else line.find(word.rpartition(".")[2])) + 1 if word else 0
        self.findings.append(Finding(code, Place(self.file, number, column), message, cure))

    def template(self, source: str, scope: Scope) -> None:
        self.findings += islice(check_prose(source, self.file, self.catalogue.allow), MAX_FINDINGS)
        try:
            self.visit_all(ENVIRONMENT.parse(source, self.file, self.file).body, scope)
            if not self.findings:
                compiled(source, self.file)
        except jinja2.TemplateSyntaxError as error:
            self.findings.append(syntax_finding(error, self.file, source))
        except (SyntaxError, RecursionError, MemoryError, ValueError):
            # Jinja takes what Python cannot: tags nested too deep, a name given twice, numbers of thousands of digits.
            cure = "少套几层，或拆成几个模板；宏的参数不重名"
            self.findings.append(Finding("T104", Place(self.file), "标签套得太深，或写得太复杂，不能执行", cure))

    def visit(self, node: nodes.Node, scope: Scope, is_printed: bool = False) -> Meaning:
        """Check a tag or an expression, and tell what it stands for."""
        match node:
            case nodes.Name():
                return self.name(node, scope)
            case nodes.Getattr():
                return self.attribute(node, self.visit(node.node, scope), node.attr)
            case nodes.Getitem():
                return self.item(node, self.visit(node.node, scope))
            case nodes.Filter():
                return self.filter(node, scope)
            case nodes.Const():
                self.constant(node, is_printed)
            case nodes.Output():
                self.output(node, scope)
            case nodes.For():
                self.loop(node, scope)
            case nodes.Assign():
                self.assign(node.target, self.visit(node.node, scope, is_printed=True), scope)
            case nodes.AssignBlock():
                self.visit_all(node.body, scope)
                self.assign(node.target, None, scope)
            case nodes.With():
                self.with_block(node, dict(scope))
            case nodes.Macro() | nodes.CallBlock():
                self.macro(node, scope)
            case nodes.Include():
                self.include(node, scope)
            case nodes.If() | nodes.Expr() | nodes.Helper():
                return self.expression(node, scope, is_printed)
            case _:
                self.find("T105", node, "这种标签不能用", "可用的标签：if、for、set、with、include、call、macro")
        return None

    def visit_all(self, parts: Iterable[nodes.Node | None], scope: Scope, is_printed: bool = False) -> list[Meaning]:
        return [self.visit(node, scope, is_printed) for node in parts if node is not None]

    def output(self, node: nodes.Output, scope: Scope) -> None:
        for printed, meaning in zip(node.nodes, self.visit_all(node.nodes, scope, is_printed=True), strict=True):
            if fact := _kept_back([meaning]):
                line = self.text.split("\n")[printed.lineno - 1]
                said = re.search(rf"\{{\{{[^}}]*?\b{re.escape(fact.name)}\b", line)
                column = said.end() - len(fact.name) + 1 if said else 0
                self.findings.append(not_printed(fact).at(Place(self.file, printed.lineno, column)))

    def expression(self, node: nodes.Node, scope: Scope, is_printed: bool) -> Meaning:
        if isinstance(node, _ARITHMETIC):
            self.find("T110", node, "模板里不能计算", "在指标目录里加一个指标，写明formula，模板里印它")
        elif isinstance(node, nodes.Test):
            self.unknown_word(node, TESTS, "测试")
        elif isinstance(node, nodes.CondExpr):
            self.visit(node.test, scope)
            return _kept_back(self.visit_all([node.expr1, node.expr2], scope, is_printed))
        is_compared = isinstance(node, (nodes.Compare, nodes.Test))
        meanings = self.visit_all(node.iter_child_nodes(), scope, is_printed and not is_compared)
        return _kept_back(meanings) if isinstance(node, nodes.Concat) else None

    def loop(self, node: nodes.For, scope: Scope) -> None:
        over = self.visit(node.iter, scope)
        each: Meaning = None
        if isinstance(over, Indicator):
            each = Item(over) if over.kind == "items" else over
            if over.kind not in ("list", "items"):
                message = f"{over.named}不是列表，不能逐项写"
                self.find("T107", node, message, "去掉 {% for %}，直接印它", over.name)
        inner = scope | {"loop": None}
        self.assign(node.target, each, inner)
        self.visit_all([node.test, *node.body, *node.else_], inner)

    def assign(self, target: nodes.Node, meaning: Meaning, scope: Scope) -> None:
        if isinstance(target, nodes.Name):
            scope[target.name] = meaning
        for name in target.find_all(nodes.Name):
            scope.setdefault(name.name, None)

    def with_block(self, node: nodes.With, scope: Scope) -> None:
        for target, value in zip(node.targets, node.values, strict=True):
            self.assign(target, self.visit(value, scope), scope)
        self.visit_all(node.body, scope)

    def macro(self, node: nodes.Macro | nodes.CallBlock, scope: Scope) -> None:
        if isinstance(node, nodes.CallBlock):
            self.visit(node.call, scope)
            self.attachment(node.call)
        else:
            scope[node.name] = None
        self.visit_all(node.body, {**scope, **dict.fromkeys([argument.name for argument in node.args]), "caller": None})

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
        text, unfit = decoded(data, file)
        if next(self.includes) > MAX_INCLUDES:
            cure = "模板不要成倍地互相引入；去掉重复的include"
            self.find("T206", node, f"引入的模板超过了{MAX_INCLUDES}个", cure, name)
        elif file in self.open_files:
            self.find("T109", node, f"模板{file}又引入了它自己", "去掉其中一处include", name)
        elif unfit is not None:
            self.findings.append(unfit)
        elif not text.strip():
            cure = "写入这一部分的文字；有意不写，就写一行注释，如 {# 今年没有这一部分 #}"
            self.findings.append(Finding("T004", Place(file), "文件是空的，引入它的地方什么也不会有", cure))
        else:
            inner = replace(self, file=file, text=text, open_files=(*self.open_files, file))
            inner.template(text, dict(scope))

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
        elif digits := next(stray_digits(value, self.catalogue.allow), None):
            self.find("T106", node, f"要印的文字里有数字“{digits.group()}”", cure, digits.group())

    def name(self, node: nodes.Name, scope: Scope) -> Meaning:
        if node.name not in scope:
            labels = {name: group.label for name, group in self.catalogue.groups.items()}
            guess = _guess(node.name, {name: labels.get(name, "") for name in scope})
            cure = f"{guess or '组名见指标目录；'}新的一组，先写进{self.catalogue.file}"
            self.find("T201", node, f"没有“{node.name}”", cure, node.name)
        return scope.get(node.name)

    def item(self, node: nodes.Getitem, of: Meaning) -> Meaning:
        """`group["name"]` is another way to write `group.name`; there is no counting into a list."""
        if isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str):
            return self.attribute(node, of, node.arg.value)
        self.find("T112", node, "不能用方括号取第几项", "用 {% for %} 逐项写，或用first、last", "[")
        return None

    def attribute(self, node: nodes.Expr, of: Meaning, name: str) -> Meaning:
        members: Mapping[str, Meaning] = {}
        new = ""
        match of:
            case Group():
                members = of.by_name
                message, cure = f"{of.named}里没有指标“{name}”", "核对指标名；"
                new = f"新的一项，先写进{self.catalogue.file}的{of.name}下"
            case Item(indicator):
                members = {field.name: field for field in indicator.fields}
                message, cure = f"{indicator.named}没有字段“{name}”", f"字段有：{'、'.join(members)}"
            case Indicator():
                members = dict.fromkeys(ATTRIBUTES, Form(of)) | {"previous": of, "label": Form(), "unit": Form()}
                message, cure = f"{of.named}没有“{name}”这种说法", f"可用：{'、'.join(members)}"
            case Form():
                message, cure = f"这里不能再接“.{name}”", f"去掉“.{name}”"
            case None:
                return None
        if name not in members:
            group = of.name if isinstance(of, Group) else ""
            # The attributes of a fact have no labels.
            labels = {key: getattr(member, "label", "") if member is not of else "" for key, member in members.items()}
            self.find("T202", node, message, (_guess(name, labels, group) or cure) + new, f"{group}.{name}")
        return members.get(name)

    def filter(self, node: nodes.Filter, scope: Scope) -> Meaning:
        self.unknown_word(node, FILTERS, "过滤器")
        of = self.visit(node.node, scope) if node.node else None
        arguments = (*node.args, *(keyword.value for keyword in node.kwargs))
        self.visit_all(arguments, scope, is_printed=node.name in ("join", "moved"))
        if not isinstance(of, Indicator) or node.name not in FILTERS or node.name == "length":
            return None
        if node.name in ("join", "spaced", "fall", "moved"):
            return Form(of)
        return Item(of) if node.name in ("first", "last") and of.kind == "items" else of

    def unknown_word(self, node: nodes.Filter | nodes.Test, known: Iterable[str], what: str) -> None:
        if node.name not in known:
            cure = _OTHER_WORDS.get(what, {}).get(node.name.casefold(), "") or _near(node.name, known)
            self.find("T111", node, f"没有{what}“{node.name}”", cure or f"可用：{'、'.join(known)}", node.name)


_AS_PRINTED = "去掉这个过滤器：数怎么印由数据和指标目录定（小数位数写digits）"
_IF_KNOWN = "写成 {% if 组.指标 %}…{% else %}…{% endif %}"
_OTHER_WORDS = {
    "过滤器": {
        **dict.fromkeys(
            "round int float abs format percent number string upper lower sum max min".split(), _AS_PRINTED
        ),
        **{name: f"它写在点号后面，写成 .{name}" for name in ATTRIBUTES},
        **{name: f"它是测试，写成 {{% if 组.指标 is {name} %}}" for name in TESTS},
        **dict.fromkeys("sort reverse unique list 排序 倒序".split(), "去掉这个过滤器：各项照数据里的次序印"),
        **dict.fromkeys("百分比 百分数 四舍五入 取整 整数 小数".split(), _AS_PRINTED),
        **dict.fromkeys("default d e escape safe".split(), f"去掉这个过滤器；没有数据时另写一句，就{_IF_KNOWN}"),
        **dict.fromkeys("date strftime 日期 短日期 简写 月日".split(), "日期不带年份，写成 |short；带年份，去掉过滤器"),
        **dict.fromkeys("中文 汉字 大写 大写数字 cn zh hanzi".split(), "数写成汉字，写成 |chinese"),
        **dict.fromkeys("count size len 个数 项数 长度".split(), "列表有几项，写成 |length"),
        **dict.fromkeys("连接 合并 列出".split(), "列表各项连起来，写成 |join"),
        **dict.fromkeys("第一 第一项 最后 最后一项".split(), "写成 |first 或 |last"),
    },
    "测试": {
        **{name: f"它是过滤器，写成 |{name}" for name in FILTERS},
        **dict.fromkeys("defined true 有 已填 有数 已知".split(), "有没有数据，写成 is known"),
        **dict.fromkeys(
            "none null undefined empty missing false 空 没有 未填 无".split(), "没有数据，写成 is not known"
        ),
        **dict.fromkeys(
            "up greater gt more increasing increased 增长 增加 上升 提高".split(), "比上年多，写成 is rising"
        ),
        **dict.fromkeys("down less lt fewer decreasing decreased 下降 减少 降低".split(), "比上年少，写成 is falling"),
        **dict.fromkeys("equal eq same unchanged flat 持平 相同 一样".split(), "和上年一样，写成 is level"),
        **dict.fromkeys("approx about rough 概数 约数".split(), "是概数，写成 is approximate"),
        **dict.fromkeys("complete all 全部 完整 齐全".split(), "全部（100%），写成 is full"),
    },
}
"""What people write for a filter or a test that has another name here, or none, and the cure."""


def _near(name: str, known: Iterable[str]) -> str:
    near = nearest(name, known, 0.7)
    return f"是不是“{near}”？" if near else ""


def _kept_back(meanings: Iterable[Meaning]) -> Indicator | None:
    """The first indicator among what expressions stand for that is not to be printed."""
    said = (meaning.of if isinstance(meaning, Form) else meaning for meaning in meanings)
    return next((each for each in said if isinstance(each, Indicator) and not each.is_printed), None)


def _guess(name: str, labels: Mapping[str, str], group: str = "") -> str:
    """The cure of a mistyped name: the known name that is like it, or whose label was written in its place."""
    near = {label: known for known, label in labels.items() if label}.get(name) or nearest(name, labels)
    label = f"（{labels[near]}）" if near and labels[near] else ""
    return f"是不是“{group}{'.' if group else ''}{near}”{label}？" if near else ""
