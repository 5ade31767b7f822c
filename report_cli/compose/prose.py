"""Jinja, closed in: templates found, compiled and rendered to text with atoms in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from types import TracebackType
from typing import Any

import jinja2
from jinja2 import nodes
from jinja2.runtime import LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment
from msgspec import Struct

from report_cli.compose import head, macros
from report_cli.compose.atoms import ATOM, BREAK, PART, Atoms, mark, unmarked
from report_cli.compose.figures_table import figures_table
from report_cli.compose.numerals import DIGIT
from report_cli.compose.tags import TAG, with_line_ends
from report_cli.compose.template_cache import CompiledTemplates, TemplateFile
from report_cli.compose.words import FILTERS, TESTS, FactView, GroupView, ItemView, Telling, Unsayable, Words
from report_cli.facts import formula
from report_cli.facts.ledger import Ledger
from report_cli.facts.yearfile import FOR_COMPARISON
from report_cli.model import TEMPLATE_SUFFIX, Finding, Place

Library = Callable[[str, int], TemplateFile]
"""A template's name and the year → its file, as findings name it, and its bytes; None where there is none."""

_LOOP = (
    "first",
    "last",
    "length",
    "index",
    "index0",
    "revindex",
    "revindex0",
    "previtem",
    "nextitem",
    "depth",
    "cycle",
    "changed",
)


MACROS: dict[str, Callable[..., str]] = {
    "sentence": macros.sentence,
    "table": macros.table,
    "attachment": macros.attachment,
    "footnote": macros.footnote,
}
FIGURES_TABLE = "figures_table"


def stray_digits(text: str, allow: tuple[str, ...]) -> re.Match[str] | None:
    """The first digits of a text outside its atoms and the words allowed; positions are the text's own."""

    def blank(match: re.Match[str]) -> str:
        return " " * len(match.group())

    text = ATOM.sub(blank, text)
    for word in allow:
        text = text.replace(word, " " * len(word))
    return DIGIT.search(text)


class Environment(ImmutableSandboxedEnvironment):
    """Nothing in, nothing out but the telling's views: no built-in filters, tests or globals, no arithmetic."""

    intercepted_binops = frozenset(["+", "-", "*", "/", "//", "%", "**"])
    intercepted_unops = frozenset(["-", "+"])

    def __init__(self) -> None:
        super().__init__(
            cache_size=0,
            bytecode_cache=CompiledTemplates(),
            # A tree serves both the check and the code: Jinja's optimizer would write into it.
            optimized=False,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            undefined=_Undefined,
            finalize=_finalize,
        )
        self.filters, self.tests = dict(FILTERS), dict(TESTS)
        self.globals = dict(MACROS)

    def getattr(self, obj: Any, attribute: str) -> Any:
        # A name is looked up among the indicators first: `items` and `keys` are possible ones.
        if isinstance(obj, (GroupView, ItemView, FactView)):
            return obj.attribute(attribute)
        if isinstance(obj, LoopContext) and attribute in _LOOP:
            return getattr(obj, attribute)
        raise Unsayable(
            f"这里没有“.{attribute}”可用", "点号后面只能是指标名、字段名，或数据项的说法（number、change、previous…）"
        )

    def getitem(self, obj: Any, argument: Any) -> Any:
        if isinstance(argument, str):
            return self.getattr(obj, argument)
        raise Unsayable("不能用方括号取第几项", "用 {% for %} 逐项写，或用first、last")

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        raise Unsayable("模板里不能计算", "在指标目录里加一个指标，写明formula，模板里印它")

    def call_unop(self, context: Any, operator: str, arg: Any) -> Any:
        raise Unsayable("模板里不能计算", "在指标目录里加一个指标，写明formula，模板里印它")

    def is_safe_callable(self, obj: Any) -> bool:
        return callable(obj) and not isinstance(obj, type)

    def preprocess(self, source: str, name: str | None = None, filename: str | None = None) -> str:
        return with_line_ends(super().preprocess(source, name, filename))

    @lru_cache(maxsize=64)  # noqa: B019  # there is one environment, and it lasts as long as the program
    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        """Every line of prose gets a mark of its file and line, which the blocks read and drop; what is printed before it, too."""
        tree = super()._parse(source, name, filename)
        for output in tree.find_all(nodes.Output):
            output.nodes = list(_with_marks(output.nodes, filename or ""))
        return tree


def _with_marks(printed: list[nodes.Expr], file: str) -> Iterator[nodes.Expr]:
    """Prose marked by lines, once each, and a mark before a fact where no prose of its line stands before it.

    What a macro gives has marks of its own, and none where it is empty: empty it must stay.
    """
    marked_line = 0
    for node in printed:
        if isinstance(node, nodes.TemplateData):
            first, last = node.lineno, node.lineno + node.data.count("\n")
            end = node.data.rpartition("\n")[2]
            is_prose = bool(end.rpartition(PART)[2].strip(f" \t{BREAK}"))
            is_begun = marked_line == first
            node.data = _marked(node.data, file, first, is_begun=is_begun)
            # A string of the head is a text of its own, and has none of the marks before it.
            marked_line = last if is_prose or (is_begun and first == last and PART not in end) else 0
        elif isinstance(node, nodes.Call):
            marked_line = 0
        else:
            if node.lineno != marked_line:
                yield nodes.TemplateData(mark(file, node.lineno), lineno=node.lineno)
            # Whatever is no fact may hold a text with marks of other lines.
            marked_line = node.lineno if isinstance(node, (nodes.Getattr, nodes.Filter)) else 0
        yield node


def _marked(text: str, file: str, first: int, *, is_begun: bool) -> str:
    """`is_begun`: the first line has its mark already."""
    made = []
    for number, line in enumerate(text.split("\n"), first):
        front, part, rest = line.rpartition(PART)
        is_unmarked = rest.strip(f" \t{BREAK}") and (number > first or part or not is_begun)
        made.append(f"{front}{part}{mark(file, number)}{rest}" if is_unmarked else line)
    return "\n".join(made)


class _Undefined(jinja2.Undefined):
    """A name that nothing has: found before rendering, unless a branch left a variable unset."""

    def _fail_with_undefined_error(self, *args: Any, **kwargs: Any) -> Any:
        raise Unsayable(f"“{self._undefined_name}”在这里没有值", "先用 {% set %} 给它值，或核对名称")

    __str__ = __iter__ = __len__ = __bool__ = __call__ = __lt__ = __gt__ = __le__ = __ge__ = __eq__ = (
        _fail_with_undefined_error
    )
    __hash__ = None  # type: ignore[assignment]  # as whatever compares by failing


@jinja2.pass_context
def _finalize(context: jinja2.runtime.Context, value: object) -> str:
    """What `{{ }}` prints: facts as atoms, text without digits of its own."""
    if isinstance(value, (FactView, Words)):
        return str(value)
    if isinstance(value, jinja2.Undefined):
        return str(value)
    if isinstance(value, str):
        digits = stray_digits(unmarked(value), context["__allow"])
        if digits:
            raise Unsayable(f"印出的文字里有数字“{digits.group()}”，它不出自数据", "数字写进年度数据，模板里用指标名")
        return value
    if isinstance(value, bool):
        raise Unsayable("比较的结果不能印", "用 {% if %} 写：成立时印什么，不成立时印什么")
    if isinstance(value, (int, float)):
        raise Unsayable(f"“{value}”不能印，它不出自数据", "数字写进年度数据，模板里用指标名")
    raise Unsayable("这里没有可印的内容", "印一个数据项，如 {{ proposals.received }}；一组数据要逐项写")


class _Loader(jinja2.BaseLoader):
    """Templates of a year, each made once for all workspaces that hold the same text."""

    def __init__(self, library: Library, year: int) -> None:
        self.templates, self.year = library, year

    def load(self, environment: jinja2.Environment, name: str, globals: Any = None) -> jinja2.Template:
        found = self.templates(name, self.year) if is_template_name(name) else None
        if found is None:
            raise jinja2.TemplateNotFound(name)
        file, data = found
        text, _ = head.read(data, file)
        return compiled(text, file)


def is_template_name(name: str) -> bool:
    """Whether a name leads to a template within `templates/`, and to nothing else on the machine; on Windows too."""
    parts = name.split("/")
    return (
        name.endswith(TEMPLATE_SUFFIX)
        and name.isprintable()
        and not {"", ".", ".."} & set(parts)
        and not set(name) & set('\\:<>"|?*')
    )


def parsed(source: str, file: str) -> nodes.Template:
    """The tree of a template, not to be changed. Raises jinja2.TemplateSyntaxError."""
    return _environment().parse(source, file, file)


@lru_cache(maxsize=128)
def compiled(source: str, file: str) -> jinja2.Template:
    """A template ready to render. Raises what Python says of code that it cannot take (SyntaxError, RecursionError …)."""
    environment = _environment()
    loader = jinja2.FunctionLoader(lambda name: (source, file, None))
    return loader.load(environment, file, environment.globals)


@cache
def _environment() -> Environment:
    """The one that renders; only its loader changes, from one rendering to the next."""
    return Environment()


class Rendered(Struct, frozen=True):
    """The strings of the head (key, line, text) and the body: text with atoms and marks.

    `is_whole`: nothing is missing in it of which the ledger's findings speak already.
    """

    head: tuple[tuple[str, int, str], ...]
    body: str
    atoms: Atoms
    is_whole: bool = True


def render(template: head.TemplateText, ledger: Ledger, library: Library) -> tuple[Rendered | None, list[Finding]]:
    """Render a template that has been checked."""
    findings: list[Finding] = []
    atoms = Atoms()
    missing: set[str] = set()

    def unsaid(reason: Unsayable, fact: str) -> None:
        if _is_missing(ledger, fact):
            missing.add(fact)
        else:
            findings.append(Finding("T203", _running_at(template.file), reason.message, reason.cure, fact))

    telling = Telling(ledger, atoms, unsaid)
    names: dict[str, object] = {name: telling.group(group) for name, group in ledger.catalogue.groups.items()}
    names |= {name: telling.year(name) for name in ("year", "next_year")}
    names["__allow"] = ledger.catalogue.allow
    names[FIGURES_TABLE] = lambda *groups: figures_table(telling, groups, lambda: _running_at(template.file))
    _environment().loader = _Loader(library, ledger.year)
    try:
        text = compiled(template.source, template.file).render(names)
    except Unsayable as error:
        place = _raised_at(error.__traceback__, template.file)
        return None, [*findings, Finding("T204", place, error.message, error.cure)]
    except (jinja2.TemplateError, TypeError, ValueError, AttributeError, RecursionError) as error:
        place = _raised_at(error.__traceback__, template.file)
        cure = (
            "宏不能调用自己；去掉这一处" if isinstance(error, RecursionError) else "对照模板的写法，把这一处写得简单些"
        )
        return None, [*findings, Finding("T205", place, "这里写得不对，不能执行", cure)]
    parts = text.split(PART)
    strings = zip(template.strings, parts[1:-1], strict=True)
    return Rendered(tuple((key, line, text) for (key, line), text in strings), parts[-1], atoms, not missing), findings


def _is_missing(ledger: Ledger, id: str) -> bool:
    """Whether a fact is required and not there, or follows from such a one: that has its finding (F201), whose cure helps."""
    indicator = ledger.catalogue.get(id)
    if indicator is None or ledger.status == FOR_COMPARISON:
        return False
    fact = ledger.facts.get(id)
    if indicator.formula is not None and (fact is None or fact.value is None):
        return any(_is_missing(ledger, name.id) for name in formula.names(indicator.formula) if not name.previous)
    return fact is None and indicator.required


def _running_at(file: str) -> Place:
    """The line of the template that is being rendered."""
    import sys

    frame = sys._getframe(1)
    while frame is not None:
        template = frame.f_globals.get("__jinja_template__")
        if isinstance(template, jinja2.Template):
            return Place(template.filename or file, template.get_corresponding_lineno(frame.f_lineno))
        if frame.f_back is None:
            break
        frame = frame.f_back
    return Place(file)


def _raised_at(traceback: TracebackType | None, file: str) -> Place:
    """The innermost line of a template in a traceback (Jinja has put the templates' lines into it)."""
    place = Place(file)
    while traceback is not None:
        name = traceback.tb_frame.f_code.co_filename
        if name.endswith(".j2"):
            place = Place(name, traceback.tb_lineno)
        traceback = traceback.tb_next
    return place


def syntax_finding(error: jinja2.TemplateSyntaxError, file: str, source: str) -> Finding:
    """Jinja's complaint in our words. It blames what comes after a tag that is not closed, so that is looked for first."""
    if unclosed := _unclosed(source):
        opening, line = unclosed
        if opening == "{#":
            return Finding("T104", Place(file, line), "注释没有收尾，补 #}", "在注释的末尾写 #}")
        closing = {"{{": "}}", "{%": "%}"}[opening]
        return Finding(
            "T104",
            Place(file, line),
            f"“{opening}”没有收尾，补 {closing}",
            f"在这个标签的末尾写 {closing}，两个字符都用半角",
        )
    said = error.message or ""
    tag = re.search(r"unknown tag '(\w+)'", said)
    line = error.lineno
    if "end of template" in said or ("was looking for" in said and "end of" in said):
        open_tag, line = _left_open(error.source or "") or ("if", line)
        message, cure = f"“{{% {open_tag} … %}}”没有收尾", f"在它管到的地方之后写 {{% end{open_tag} %}}"
    elif tag:
        message, cure = (
            f"没有“{{% {tag[1]} %}}”这种标签",
            "可用的标签：if、for、set、with、include、call、macro；核对是否多了一个收尾",
        )
    elif "unexpected char" in said:
        character = re.search(r"unexpected char '(.*?)'", said)
        message, cure = f"标签里有认不出的字符 {character[1] if character else ''}", "标签里的引号、括号、竖线都用半角"
    else:
        message, cure = "标签写得不对", "写成 {{ 组.指标 }} 或 {% if 组.指标 %}…{% endif %}，核对括号和点号"
    return Finding("T104", Place(file, line), message, cure)


_OPENING = re.compile(r"\{[{%#]")
_STRING = re.compile(r"\"[^\"\n]*\"|'[^'\n]*'")


def _unclosed(source: str) -> tuple[str, int] | None:
    """The first tag or comment that is not closed before another begins, or the text ends, and its line."""
    at = 0
    while (opening := _OPENING.search(source, at)) is not None:
        sign, line = opening.group(), source.count("\n", 0, opening.start()) + 1
        closed = TAG.match(source, opening.start())
        if closed is None or (sign != "{#" and _OPENING.search(_STRING.sub("", closed.group()[2:]))):
            return sign, line
        at = closed.end()
    return None


_BLOCK = re.compile(
    r"\{#.*?#\}|\{%[-+]?\s*(?P<end>end)?(?P<tag>if|for|call|macro|set|with|filter)\b(?P<rest>.*?)%\}", re.DOTALL
)


def _left_open(source: str) -> tuple[str, int] | None:
    """The innermost tag that is not closed, and its line."""
    opened: list[tuple[str, int]] = []
    for match in _BLOCK.finditer(source):
        tag = match["tag"]
        if match["end"] and opened and opened[-1][0] == tag:
            opened.pop()
        elif tag and not match["end"] and not (tag == "set" and "=" in match["rest"]):
            opened.append((tag, source.count("\n", 0, match.start()) + 1))
    return opened[-1] if opened else None
