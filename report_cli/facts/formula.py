"""Formulas and rules of the catalogue: a small language of names, numbers, + - * / and comparisons.

Names stand for indicators of the same group, or are full ids; `previous.` before either means last year's. Every
formula has a dimension, worked out when it is read: unlike units do not add up or compare.
"""

from __future__ import annotations

import operator
import re
from collections import Counter
from collections.abc import Callable, Iterator
from fractions import Fraction

from msgspec import Struct

from report_cli.facts.calls import FUNCTIONS, call, without_calls
from report_cli.facts.estimate import Estimate, bounded, rounded
from report_cli.facts.quantity import Kind, Quantity, base, parted, size
from report_cli.model import unplaced

MAX_LENGTH = 500


class Malformed(Exception):
    """A formula that cannot be read: what is wrong, and at which column (from 0)."""

    def __init__(self, column: int, code: str, message: str, cure: str) -> None:
        super().__init__(message)
        self.column, self.finding = column, unplaced(code, message, cure)


class Dimension(Struct, frozen=True):
    """What a value is measured in: units over units (条/场), each the base of its kind (元 for 万元).

    `kind` distinguishes values without a unit.

    A "number" is written in the formula itself and fits every dimension; "unknown" comes from a formula that cannot
    be read.
    """

    over: tuple[str, ...] = ()
    under: tuple[str, ...] = ()
    kind: str = "measure"  # measure, rate, points, number, date, unknown

    def __str__(self) -> str:
        if self.kind != "measure":
            return {"rate": "比率", "points": "个百分点", "number": "纯数", "date": "日期", "unknown": "不明"}[
                self.kind
            ]
        over = "·".join(self.over) or "1"
        return f"{over}/{'·'.join(self.under)}" if self.under else over


RATE = Dimension(kind="rate")
POINTS = Dimension(kind="points")
NUMBER = Dimension(kind="number")
DATE = Dimension(kind="date")
UNKNOWN = Dimension(kind="unknown")
ROWS = Dimension(("行",))
"""How many rows there are, of whatever they are."""


def measure(unit: str) -> Dimension:
    over, under = (tuple(sorted(base(part)[0] for part in parts)) for parts in parted(unit))
    return Dimension(over, under)


PREVIOUS = "previous."
"""The prefix of the ids of last year's facts."""


class Name(Struct, frozen=True):
    """An indicator, of this year or of last year; `label` is what people call it.

    `unit`: its own; one is `factor` of what its dimension counts in (0: as the unit of its value has it).
    """

    id: str
    previous: bool
    dimension: Dimension
    label: str
    unit: str = ""
    factor: Fraction = Fraction(1)

    @property
    def key(self) -> str:
        return PREVIOUS * self.previous + self.id


class Number(Struct, frozen=True):
    """A number as the formula writes it. The 0 that stands left of a negative has no `text`."""

    value: Fraction
    text: str
    dimension: Dimension = NUMBER


class Operation(Struct, frozen=True):
    """+ - * / of two operands, or the negative of one (`left` is then 0)."""

    sign: str
    left: Expression
    right: Expression
    dimension: Dimension


Expression = Name | Number | Operation


class Comparison(Struct, frozen=True):
    """A chain: `terms[0] signs[0] terms[1] …`."""

    terms: tuple[Expression, ...]
    signs: tuple[str, ...]


Resolve = Callable[[str, bool, int], Name]
"""Finds the indicator for a name as written, whether last year's is meant, and its column; raises Malformed.

A function over rows comes as a name, brackets and all."""


def mentioned(text: str) -> Iterator[str]:
    """The names in a formula, even one that cannot be read, without `previous.`."""
    tokens = _TOKEN.finditer(without_calls(text[:MAX_LENGTH]))
    return (match["name"].removeprefix(PREVIOUS) for match in tokens if match["name"])


def read_formula(text: str, resolve: Resolve) -> Expression:
    reader = _Reader(text, resolve)
    expression = reader.sum()
    reader.expect("end", "这里多了内容")
    return expression


def read_rule(text: str, resolve: Resolve) -> Comparison:
    reader = _Reader(text, resolve)
    terms, signs = [reader.sum()], list[str]()
    while reader.kind == "compare":
        column = reader.column
        signs.append(reader.take())
        terms.append(reader.sum())
        _alike(terms[-2].dimension, terms[-1].dimension, column, "比较")
    reader.expect("end", "这里多了内容")
    if not signs:
        raise Malformed(len(text), "C306", "规则里没有比较", "写成“甲 <= 乙”这样的比较")
    return Comparison(tuple(terms), tuple(signs))


def names(*expressions: Expression) -> Iterator[Name]:
    """The names of expressions, from left to right."""
    for expression in expressions:
        match expression:
            case Name():
                yield expression
            case Operation():
                yield from names(expression.left, expression.right)


def divisors(expression: Expression) -> Iterator[Expression]:
    """What a formula divides by, the innermost first."""
    if isinstance(expression, Operation):
        yield from divisors(expression.left)
        yield from divisors(expression.right)
        if expression.sign == "/":
            yield expression.right


def evaluate(
    expression: Expression, values: Callable[[Name], Quantity], digits: int = 1, *, as_written: bool = False
) -> Estimate:
    """The value, exact or an interval, in the base units of its dimension (a rate as a fraction of one).

    `digits`: how many digits a rate computed here keeps before it is subtracted from another one. `as_written`: all
    that the value may be, each figure standing for what rounds to it.
    Raises NotComputable, also where `values` does.
    """
    if isinstance(expression, Name):
        value = values(expression)
        factor = expression.factor or size(value.unit)
        return (value.span if as_written else value.estimate).times(factor)
    if isinstance(expression, Number):
        return Estimate.exact(expression.value)
    left = evaluate(expression.left, values, digits, as_written=as_written)
    right = evaluate(expression.right, values, digits, as_written=as_written)
    if expression.sign == "-" and expression.dimension == POINTS:
        # Readers subtract the printed rates; what is stated may also be the difference of the unrounded ones.
        printed = [left, right]
        for index, side in enumerate((expression.left, expression.right)):
            if printed[index].is_exact and side.dimension == RATE:
                number = rounded(printed[index].number * 100, digits) / 100
                printed[index] = Estimate.exact(values(side).printed_number if isinstance(side, Name) else number)
        difference = printed[0] - printed[1]
        return difference.joined(left - right) if as_written else difference
    return bounded(_OPERATIONS[expression.sign](left, right))


_OPERATIONS: dict[str, Callable[[Estimate, Estimate], Estimate]]
_OPERATIONS = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv}


def kind(expression: Expression) -> Kind:
    """The kind of its value, if every name in it is a count or a rate."""
    if expression.dimension in (RATE, POINTS):
        return "rate" if expression.dimension == RATE else "points"
    return "count" if is_whole(expression) else "amount"


def is_whole(expression: Expression) -> bool:
    """Whether counts stay whole in it: it only adds, subtracts and multiplies by whole numbers."""
    if isinstance(expression, Operation):
        return expression.sign != "/" and is_whole(expression.left) and is_whole(expression.right)
    return isinstance(expression, Name) or expression.value.denominator == 1


def is_sum(expression: Expression) -> bool:
    """Whether it only adds, subtracts and takes whole multiples of names, so that it has no more digits than they."""
    match expression:
        case Number():
            return expression.value == 0
        case Operation(sign="*", left=left, right=right):
            is_multiple = any(isinstance(side, Number) and side.value.denominator == 1 for side in (left, right))
            return is_multiple and (is_sum(left) or is_sum(right))
        case Operation():
            return expression.sign in "+-" and is_sum(expression.left) and is_sum(expression.right)
    return True


def natural_unit(expression: Expression) -> str:
    """The unit of a formula, that of its names where they agree: 万元 of a sum in 万元, 元 of one in 万元 and 亿元."""
    dimension = expression.dimension
    if dimension.kind != "measure":
        return ""
    own: dict[str, str] = {}
    for name in names(expression):
        for part in (part for parts in parted(name.unit) for part in parts):
            kind = base(part)[0]
            own[kind] = part if own.get(kind, part) == part else kind
    over, under = (tuple(own.get(part, part) for part in parts) for parts in (dimension.over, dimension.under))
    return str(Dimension(over, under))


def label(name: Name) -> str:
    return ("上年" if name.previous else "") + name.label


def spoken(expression: Expression, say: Callable[[Name], str] = label) -> str:
    """The formula as people read it: 立案÷收到委员提案. `say` words each name."""
    if not isinstance(expression, Operation):
        return say(expression) if isinstance(expression, Name) else expression.text
    left, right = (spoken(side, say) for side in (expression.left, expression.right))
    if _is_addition(expression.left) and expression.sign in "*/":
        left = f"（{left}）"
    is_divisor = expression.sign == "/" and isinstance(expression.right, Operation)
    if is_divisor or (_is_addition(expression.right) and expression.sign in "*/-"):
        right = f"（{right}）"
    return f"{left}{ {'+': '＋', '-': '－', '*': '×', '/': '÷'}[expression.sign] }{right}"


def _is_addition(expression: Expression) -> bool:
    return isinstance(expression, Operation) and expression.sign in "+-"


_TOKEN = re.compile(
    r"\s*(?:(?P<number>[0-9]+(?:\.[0-9]+)?%?)|(?P<name>[^\W\d]\w*(?:\.[^\W\d]\w*)*)|(?P<end>$)|(?P<other>[<>!=]=|.))"
)
# Not in the pattern: a set of Chinese signs takes longer to compile than all formulas to read.
_KINDS = {
    sign: kind
    for kind, signs in {
        "compare": "<= >= != == < > = ≤ ≥ ≠ ＝ ＜ ＞",
        "sign": "- + * / × ÷ − ＋ － ＊ ／",
        "open": "( （",
        "close": ") ）",
    }.items()
    for sign in signs.split()
}
_SIGNS = dict(zip("×÷−＋－＊／＝＜＞", "*/-+-*/=<>", strict=True)) | {"≤": "<=", "≥": ">=", "≠": "!=", "==": "="}
_MAX_DEPTH = 50


class _Reader:
    """Recursive descent over the tokens of one formula."""

    def __init__(self, text: str, resolve: Resolve) -> None:
        if len(text) > MAX_LENGTH:
            raise Malformed(0, "C301", f"公式超过{MAX_LENGTH}个字", "拆成几个指标")
        self.text, self.resolve = text, resolve
        self.end = 0
        self.next()

    def next(self) -> None:
        match = _TOKEN.match(self.text, self.end)
        assert match is not None, "the pattern matches at every position"
        group, self.end = match.lastgroup or "", match.end()
        self.token, self.column = match[group], match.start(group)
        self.kind = _KINDS.get(self.token, group)
        self.word = _SIGNS.get(self.token, self.token)

    def take(self) -> str:
        word = self.word
        self.next()
        return word

    def sum(self, depth: int = 0) -> Expression:
        left = self.product(depth)
        while self.kind == "sign" and self.word in "+-":
            column, sign = self.column, self.take()
            right = self.product(depth)
            left = Operation(sign, left, right, _sum_dimension(sign, left.dimension, right.dimension, column))
        return left

    def product(self, depth: int) -> Expression:
        left = self.operand(depth)
        while self.kind == "sign" and self.word in "*/":
            column, sign = self.column, self.take()
            right = self.operand(depth)
            if sign == "/" and isinstance(right, Number) and right.value == 0:
                raise Malformed(column, "C301", "除数写成了0", "核对公式")
            if DATE in (left.dimension, right.dimension):
                raise _no_date(column)
            left = Operation(sign, left, right, _product_dimension(sign, left.dimension, right.dimension))
        return left

    def operand(self, depth: int) -> Expression:
        column, kind, word = self.column, self.kind, self.word
        if kind not in ("number", "name", "open") and word != "-":
            raise self.unexpected("这里应是指标名或数")
        if kind not in ("number", "name") and depth == _MAX_DEPTH:
            raise Malformed(column, "C301", "括号套得太深", "拆成几个指标")
        self.next()
        if kind == "number":
            return Number(Fraction(word[:-1]) / 100, word, RATE) if word.endswith("%") else Number(Fraction(word), word)
        if kind == "name" and word in FUNCTIONS and (inside := call(self.text, column + len(word))):
            self.end = column + len(word + inside)
            self.next()
            return self.resolve(word + inside, False, column)
        if kind == "name":
            return self.resolve(word.removeprefix(PREVIOUS), word.startswith(PREVIOUS), column)
        if kind == "open":
            inner = self.sum(depth + 1)
            self.expect("close", "这里应是“)”")
            return inner
        operand = self.operand(depth + 1)
        if operand.dimension == DATE:
            raise _no_date(column)
        return Operation("-", Number(Fraction(0), ""), operand, operand.dimension)

    def expect(self, kind: str, message: str) -> None:
        if self.kind != kind:
            raise self.unexpected(message)
        self.next()

    def unexpected(self, message: str) -> Malformed:
        found = f"现在是“{self.token}”" if self.token else "公式却到此为止"
        cure = "公式只用指标名、数、+ - * / 和括号，规则另用 <= >= < > ="
        return Malformed(self.column, "C301", f"公式读不懂：{message}，{found}", cure)


def _no_date(column: int) -> Malformed:
    return Malformed(column, "C305", "日期不能计算", "日期只单独写，如 max(台账.日期)")


def _alike(left: Dimension, right: Dimension, column: int, what: str) -> None:
    if DATE in (left, right):
        raise _no_date(column)
    if ROWS in (left, right) and all(len(each.over) == 1 and not each.under for each in (left, right)):
        return
    if left != right and not {NUMBER, UNKNOWN} & {left, right} and {left, right} != {RATE, POINTS}:
        message = f"单位不同，不能{what}：左边是{left}，右边是{right}"
        raise Malformed(column, "C302", message, "核对指标；单位相同的才能加减、比较")


def _sum_dimension(sign: str, left: Dimension, right: Dimension, column: int) -> Dimension:
    """The difference of two rates is in points; a rate plus points is a rate."""
    _alike(left, right, column, "相加" if sign == "+" else "相减")
    if (sign, left, right) == ("-", POINTS, RATE):
        raise Malformed(column, "C302", "个百分点不能减去比率", "比率减去个百分点得比率，倒过来没有意义：两边对调")
    if {left, right} == {RATE, POINTS}:
        return RATE
    if sign == "-" and left == RATE and right == RATE:
        return POINTS
    return right if left in (NUMBER, UNKNOWN, ROWS) else left


def _product_dimension(sign: str, left: Dimension, right: Dimension) -> Dimension:
    if UNKNOWN in (left, right):
        return UNKNOWN
    if right == NUMBER:
        return left
    if left == NUMBER and sign == "*":
        return right
    over, under = Counter(left.over), Counter(left.under)
    (over if sign == "*" else under).update(right.over)
    (under if sign == "*" else over).update(right.under)
    over, under = over - under, under - over
    if not over and not under:
        return RATE
    return Dimension(tuple(sorted(over.elements())), tuple(sorted(under.elements())))
