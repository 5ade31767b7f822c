"""A template and a ledger to text with atoms and marks in it. Jinja is closed in.

Nothing goes into a template or comes out of it but facts, our own macros, filters and tests.
"""

import re
import sys
from collections.abc import Callable, Iterator
from functools import lru_cache, partial
from types import FrameType
from typing import Any

import jinja2
from jinja2 import nodes
from jinja2.runtime import Context, LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment
from msgspec import Struct

from report_cli.compose import atoms, language, limits
from report_cli.compose.atoms import BREAK, PART, mark, unmarked
from report_cli.compose.source import TemplateText, decoded, stray_digits, with_line_ends
from report_cli.compose.template_cache import CompiledTemplates, TemplateFile
from report_cli.compose.values import CatalogueText, FactView, GroupView, ItemView, Printer, Unsayable
from report_cli.facts import formula
from report_cli.facts.fact import FOR_COMPARISON, YEARS
from report_cli.facts.ledger import Ledger
from report_cli.model import NOWHERE, TEMPLATE_SUFFIX, Finding, Place

# A template's name and the year → its file, as findings name it, and its bytes; None where there is none.
Library = Callable[[str, int], TemplateFile]
MACROS = {
    macro.__name__: macro
    for macro in (
        language.sentence,
        language.clause,
        language.subject,
        language.table,
        language.attachment,
        language.footnote,
    )
}
# Macros that also need the facts and the line of the template.
PLACED: dict[str, Callable[..., str]] = {
    macro.__name__: macro
    for macro in (
        language.enumerate,
        language.numbered,
        language.part,
        language.lead,
        language.figures_table,
        language.explanations,
    )
}
_ALLOW = "__allow"  # the variable that holds the words with digits that are no figures


class Rendered(Struct, frozen=True):
    """The strings of the head (key, line, text) and the body. `is_whole`: nothing in it is missing (F201)."""

    head: tuple[tuple[str, int, str], ...]
    body: str
    printer: Printer
    is_whole: bool


def render(template: TemplateText, ledger: Ledger, library: Library) -> tuple[Rendered | None, list[Finding]]:
    findings: list[Finding] = []
    ENVIRONMENT.loader, ENVIRONMENT.budget = _Loader(library, ledger.year), limits.Budget()
    printer = Printer(ledger, lambda finding: findings.append(finding.at(_running_at())), ENVIRONMENT.budget.figure)
    text = None
    try:
        text = _without_repeated_subjects(_text(template, printer))
    except Unsayable as error:
        findings.append(error.finding.at(_raised_at(error, template.file)))
    except (jinja2.TemplateError, TypeError, ValueError, AttributeError, RecursionError) as error:
        endless = "宏不能调用自己；去掉这一处"
        cure = endless if isinstance(error, RecursionError) else "对照模板的写法，把这一处写得简单些"
        findings.append(Finding("T205", _raised_at(error, template.file), "这里写得不对，不能执行", cure))
    unsaid = [finding for finding in findings if not _is_missing(ledger, finding.fact)]
    if text is None:
        return None, unsaid
    _, *strings, body = text.split(PART)
    head = tuple((key, line, string) for (key, line), string in zip(template.strings, strings, strict=True))
    return Rendered(head, body, printer, len(unsaid) == len(findings)), unsaid


def _text(template: TemplateText, printer: Printer) -> str:
    ledger = printer.ledger
    names: dict[str, object] = {name: GroupView(printer, group) for name, group in ledger.catalogue.groups.items()}
    names |= {name: printer.fact(ledger.facts[name].indicator) for name in YEARS}
    names[_ALLOW] = ledger.catalogue.allow
    names |= {name: partial(_placed, macro, printer) for name, macro in PLACED.items()}
    return compiled(template.source, template.file).render(names)


# A subject, and where another part of the text begins.
_SUBJECT = (
    rf"(?m){atoms.SUBJECT}([^{atoms.SUBJECT}]*){atoms.SUBJECT}"
    rf"|{PART}|{atoms.ATTACHMENT_OPEN}|{atoms.ATTACHMENT_CLOSE}|^[ \t]*(?:{atoms.MARK.pattern})*[ \t]*#{{1,4}}[ \t]"
)


def _without_repeated_subjects(text: str) -> str:
    """A text in which each subject stands only where it is another than the one before it in the same part."""
    last = ""

    def told(found: re.Match[str]) -> str:
        nonlocal last
        before, last = last, unmarked(found[1] or "")
        return found.group() if found[1] is None else found[1] * (last != before)

    return re.sub(_SUBJECT, told, text) if atoms.SUBJECT in text else text


def _placed(macro: Callable[..., str], printer: Printer, *things: object, **caller: object) -> str:
    return macro(printer, things, _running_at(), **caller)


class _Loader(jinja2.BaseLoader):
    def __init__(self, library: Library, year: int) -> None:
        self.library, self.year = library, year

    def load(self, environment: jinja2.Environment, name: str, globals: Any = None) -> jinja2.Template:
        found = self.library(name, self.year) if is_template_name(name) else None
        if found is None:
            raise jinja2.TemplateNotFound(name)
        file, data = found
        return compiled(decoded(data, file)[0], file)


def is_template_name(name: str) -> bool:
    """Whether a name leads to a template within `templates/` and nowhere else on the machine; on Windows too."""
    is_plain = name.endswith(TEMPLATE_SUFFIX) and name.isprintable() and not set(name) & set('\\:<>"|?*')
    return is_plain and not {"", ".", ".."} & set(name.split("/"))


def _is_missing(ledger: Ledger, id: str) -> bool:
    """Whether a fact is required and absent, or follows from such a one: that has its finding (F201) already."""
    indicator = ledger.catalogue.get(id)
    if indicator is None or ledger.status == FOR_COMPARISON:
        return False
    fact = ledger.facts.get(id)
    if indicator.formula is not None and (fact is None or fact.value is None):
        return any(_is_missing(ledger, name.id) for name in formula.names(indicator.formula) if not name.previous)
    return fact is None and indicator.required


def _running_at() -> Place:
    """The line of the template that is being rendered."""
    frame: FrameType | None = sys._getframe()
    while frame is not None:
        template = frame.f_globals.get("__jinja_template__")
        if isinstance(template, jinja2.Template):
            return Place(template.filename or "", template.get_corresponding_lineno(frame.f_lineno))
        frame = frame.f_back
    return NOWHERE


def _raised_at(error: Exception, file: str) -> Place:
    """The innermost line of a template in an error's traceback, into which Jinja has put the templates' lines."""
    from traceback import walk_tb  # imported here: only a mistake needs it

    lines = [(frame.f_code.co_filename, line) for frame, line in walk_tb(error.__traceback__)]
    return [Place(file), *(Place(name, line) for name, line in lines if name.endswith(".j2"))][-1]


@lru_cache(maxsize=128)
def compiled(source: str, file: str) -> jinja2.Template:
    """A template ready to render. Raises SyntaxError, RecursionError and the like, where Python cannot compile it."""
    return jinja2.FunctionLoader(lambda name: (source, file, None)).load(ENVIRONMENT, file, ENVIRONMENT.globals)


class Environment(ImmutableSandboxedEnvironment):
    """No built-in filters, tests or globals, no arithmetic."""

    intercepted_binops = frozenset(["+", "-", "*", "/", "//", "%", "**"])
    intercepted_unops = frozenset(["-", "+"])
    code_generator_class = limits.CountingCode
    joined = staticmethod(limits.joined)

    def __init__(self) -> None:
        self.budget = limits.Budget()
        super().__init__(
            bytecode_cache=CompiledTemplates(),
            cache_size=0,
            # A tree serves both the check and the code: Jinja's optimizer would write into it.
            optimized=False,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            undefined=_Undefined,
            finalize=_finalize,
        )
        self.filters, self.tests, self.globals = dict(language.FILTERS), dict(language.TESTS), dict(MACROS)

    def getattr(self, obj: Any, attribute: str) -> Any:
        # A name is looked up among the indicators first: `items` and `keys` are possible ones.
        if isinstance(obj, (GroupView, ItemView, FactView)):
            return obj.attribute(attribute)
        if isinstance(obj, LoopContext) and not attribute.startswith("_") and hasattr(obj, attribute):
            return getattr(obj, attribute)
        cure = "点号后面只能是指标名、字段名，或数据项的说法（number、change、previous…）"
        raise Unsayable(f"这里没有“.{attribute}”可用", cure)

    def getitem(self, obj: Any, argument: Any) -> Any:
        if isinstance(argument, str):
            return self.getattr(obj, argument)
        raise Unsayable("不能用方括号取第几项", "用 {% for %} 逐项写，或用first、last")

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        raise Unsayable("模板里不能计算", "在指标目录里加一个指标，写明formula，模板里印它")

    def call_unop(self, context: Context, operator: str, arg: Any) -> Any:
        return self.call_binop(context, operator, arg, arg)

    def is_safe_callable(self, obj: Any) -> bool:
        return callable(obj) and not isinstance(obj, type)

    def preprocess(self, source: str, name: str | None = None, filename: str | None = None) -> str:
        return with_line_ends(super().preprocess(source, name, filename))

    @lru_cache(maxsize=64)  # noqa: B019  # there is one environment, and it lasts as long as the program
    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        """The tree, not to be changed, with marks in it: each line of prose begins with its file and line."""
        tree = super()._parse(source, name, filename)
        for output in tree.find_all(nodes.Output):
            output.nodes = list(_with_marks(output.nodes, filename or ""))
        return tree


def _with_marks(printed: list[nodes.Expr], file: str) -> Iterator[nodes.Expr]:
    """What is printed, with a mark where another line begins, or may have been left.

    A macro's text has marks of its own, and must stay empty if it is.
    """
    marked = 0  # the line that the last mark names, as long as it holds
    for node in printed:
        if isinstance(node, nodes.TemplateData):
            lines = node.data.split("\n")
            for number, line in enumerate(lines, node.lineno):
                front, part, rest = line.rpartition(PART)
                marked = 0 if part else marked
                if number != marked and rest.strip(f" \t{BREAK}"):
                    lines[number - node.lineno] = f"{front}{part}{mark(file, number)}{rest}"
                    marked = number
            node.data = "\n".join(lines)
        elif not isinstance(node, nodes.Call) and node.lineno != marked:
            yield nodes.TemplateData(mark(file, node.lineno), lineno=node.lineno)
            marked = node.lineno
        yield node
        if not isinstance(node, nodes.TemplateData) and not _is_attribute(node):
            marked = 0


def _is_attribute(node: nodes.Expr) -> bool:
    """Whether it prints a fact or a word of the catalogue; all else may be a text with marks in it."""
    return isinstance(node, nodes.Getattr) and isinstance(node.node, nodes.Name) and node.node.name != "loop"


class _Undefined(jinja2.Undefined):
    """A name that has no value: found before rendering, unless a branch left a variable unset."""

    def _fail_with_undefined_error(self, *args: Any, **kwargs: Any) -> Any:
        raise Unsayable(f"“{self._undefined_name}”在这里没有值", "先用 {% set %} 给它值，或核对名称")

    __str__ = __iter__ = __len__ = __bool__ = __call__ = __lt__ = __gt__ = __le__ = __ge__ = __eq__ = (
        _fail_with_undefined_error
    )
    __hash__ = None  # type: ignore[assignment]  # as whatever compares by failing


@jinja2.pass_context
def _finalize(context: Context, value: object) -> str:
    """What `{{ }}` prints: facts as atoms, text without digits of its own."""
    match value:
        case FactView() | CatalogueText() | jinja2.Undefined():
            return str(value)
        case str():
            ENVIRONMENT.budget.print(len(value))
            for digits in stray_digits(unmarked(value), context[_ALLOW]):
                message = f"印出的文字里有数字“{digits.group()}”，它不出自数据"
                raise Unsayable(message, "数字写进年度数据，模板里用指标名")
            return value
        case bool():
            raise Unsayable("比较的结果不能印", "用 {% if %} 写：成立时印什么，不成立时印什么")
        case int() | float():
            raise Unsayable(f"“{value}”不能印，它不出自数据", "数字写进年度数据，模板里用指标名")
    raise Unsayable("这里没有可印的内容", "印一个数据项，如 {{ proposals.received }}；一组数据要逐项写")


ENVIRONMENT = Environment()  # only its loader and budget change, from one rendering to the next
