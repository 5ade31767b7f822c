"""Questions that formulas ask of rows: `count(proposals.list where 提案人类别 = 集体)`, as people write them.

After `where`: a field, by name or label, with = != < <= > >=, `in (甲, 乙)` or `is empty`, joined by and, or, not.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from functools import cache

from report_cli.facts import dates, formula, numbers
from report_cli.facts.fact import Condition, Indicator, Joined, Not, Tally, Test, full_id
from report_cli.facts.formula import PREVIOUS, Dimension, Malformed
from report_cli.facts.quantity import Quantity, base, parted
from report_cli.model import Finding
from report_cli.text import excerpt, nearest

_CALL = re.compile(
    r"(?P<function>[a-z]+)\s*[(（]\s*(?P<path>[^\W\d]\w*(?:\.[^\W\d]\w*)*)?\s*"
    r"(?:(?P<where>\bwhere\b)(?P<rest>.*)|(?P<odd>.*))[)）]$",
    re.DOTALL,
)
_HOW = "写成 count(组.清单)，或 sum(组.清单.字段 where 字段 = 值)"


@cache
def _token() -> re.Pattern[str]:
    return re.compile(
        r"\s*(?:(?P<quoted>\"[^\"]*\"|“[^”]*”|'[^']*')|(?P<sign><=|>=|!=|==|[<>=≤≥≠＝＜＞])|(?P<open>[(（])|(?P<close>[)）])"
        r"|(?P<comma>[,，、])|(?P<word>[^\s()（）,，、<>=!≤≥≠＝＜＞\"“”']+)|(?P<end>$)|(?P<other>.))"
    )


_SIGNS = {"≤": "<=", "≥": ">=", "≠": "!=", "==": "=", "＝": "=", "＜": "<", "＞": ">"}
_KEYWORDS = ("and", "or", "not", "in", "is", "where")
_MAX_DEPTH = 50


def read(text: str, column: int, group: str, indicators: Mapping[str, Indicator], unit: str) -> Tally:
    """Read a call that begins at a column of its formula. `unit`: that of the indicator which has the formula.

    Raises Malformed.
    """
    match = _CALL.match(text)
    if match is None or match["odd"] or not match["path"]:
        odd = match["odd"].strip() if match and match["odd"] else ""
        wrong = (
            f"这里多了“{excerpt(odd)}”，条件前面写where" if odd and match and match["path"] else "括号里应是一组条目"
        )
        raise Malformed(column, "C402", f"{text[: text.find('(')] if '(' in text else text}{wrong}", _HOW)
    function, path = match["function"], match["path"]
    is_previous = path.startswith(PREVIOUS)
    items, field = _asked(function, path.removeprefix(PREVIOUS), column + match.start("path"), group, indicators)
    where = None
    if match["where"]:
        where = _Reader(match["rest"], items, column + match.start("rest")).condition()
    over = parted(unit)[0]
    counted = base(over[0])[0] if len(over) == 1 else "行"
    own = field.unit if field is not None and function != "distinct" else counted
    asked = f"{function}({items.id}{f'.{field.name}' if field else ''}{f' where {_written(where)}' if where else ''})"
    return Tally(
        asked,
        is_previous,
        _dimension(function, field, counted),
        _spoken(function, items, field, where),
        own,
        # A field is counted in its own unit (万元), rows one by one.
        field.factor if field is not None and function != "distinct" else Fraction(1),
        function=function,
        items=items.id,
        field=field,
        where=where,
    )


def _asked(
    function: str, path: str, column: int, group: str, indicators: Mapping[str, Indicator]
) -> tuple[Indicator, Indicator | None]:
    """The items and the field that a path names; `count` has no field. Raises Malformed."""
    id, _, name = path.rpartition(".")
    whole, of = indicators.get(full_id(group, path)), indicators.get(full_id(group, id))
    items = of if of is not None and of.kind == "items" and id else whole
    if items is None or items.kind != "items":
        known = [each.id for each in indicators.values() if each.kind == "items"]
        near = nearest(path, known)
        what = f"{items.named}不是一组条目，没有行可数" if items else f"没有条目“{path}”"
        cure = f"是不是{near}？" if near else f"可用的条目：{'、'.join(known) or '还没有；先加一个kind: items的指标'}"
        raise Malformed(column, "C402", what, cure)
    if items is whole:
        if function == "count":
            return items, None
        raise Malformed(column, "C402", f"{function}没有写是哪个字段", f"写成 {function}({path}.{_some_field(items)})")
    if function == "count":
        cure = f"数行写 count({id})，数不同的{name}写 distinct({path})"
        raise Malformed(column, "C402", "count数的是行，不写字段", cure)
    return items, _fitting(function, field_of(items, name, column + len(id) + 1), column)


def _some_field(items: Indicator) -> str:
    return next(
        (field.name for field in items.fields if field.is_numeric), items.fields[0].name if items.fields else "字段"
    )


def _fitting(function: str, field: Indicator, column: int) -> Indicator:
    """The field, if the function can be used on it. Raises Malformed."""
    is_ordered = field.is_numeric or field.kind == "date"
    if function in ("min", "max") and field.is_private:
        raise Malformed(
            column, "C402", f"{field.label}是不公开的，{function}会把它印出来", "只用count、sum、distinct、average"
        )
    if (function in ("min", "max") and not is_ordered) or (function in ("sum", "average") and not field.is_numeric):
        what = {"date": "日期", "text": "文字"}.get(field.kind, field.kind)
        cure = "数有几个不同的用distinct；是数，就给字段加上unit"
        raise Malformed(column, "C402", f"{field.label}是{what}，不能用{function}", cure)
    if function == "sum" and field.kind in ("rate", "points"):
        raise Malformed(column, "C402", f"{field.label}是比率，加起来没有意义", "用average，或把分子、分母分别相加再除")
    return field


def field_of(items: Indicator, name: str, column: int) -> Indicator:
    """A field by its name or its label. Raises Malformed."""
    named = [field for field in items.fields if field.name == name] or [f for f in items.fields if f.label == name]
    if len(named) == 1:
        return named[0]
    if named:
        raise Malformed(column, "C402", f"{items.named}有几个字段叫“{name}”", "写字段的id")
    words = {word: field for field in items.fields for word in (field.name, field.label)}
    near = nearest(name, words)
    guess = f"是不是{near}？" if near else f"可用的字段：{'、'.join(field.label for field in items.fields)}"
    raise Malformed(column, "C402", f"{items.named}没有字段“{excerpt(name)}”", guess)


def _dimension(function: str, field: Indicator | None, counted: str) -> Dimension:
    if field is None or function == "distinct":
        return formula.measure(counted)
    if field.kind == "date":
        return formula.DATE
    if field.kind in ("rate", "points"):
        return formula.RATE if field.kind == "rate" else formula.POINTS
    return formula.measure(field.unit)


# In words, and in canonical form --------------------------------------------------------------------------------------

_OF = {"sum": "合计", "distinct": "（不重复）", "average": "平均"}
_ENDS = {"min": ("最小", "最早"), "max": ("最大", "最晚")}
_VERBS = {"=": "为", "!=": "不为", "<": "小于", "<=": "不大于", ">": "大于", ">=": "不小于", "in": "为"}
_VERBS_OF_DATES = {"<": "早于", "<=": "不晚于", ">": "晚于", ">=": "不早于"}


def _spoken(function: str, items: Indicator, field: Indicator | None, where: Condition | None) -> str:
    rows = f"{items.label}{f'中{say(where)}' if where else ''}的"
    if field is None:
        return f"{rows}条数"
    if function in _ENDS:
        return f"{rows}{_ENDS[function][field.kind == 'date']}{field.label}"
    return f"{rows}{field.label}{_OF[function]}"


def say(condition: Condition, *, is_part: bool = False) -> str:
    """A condition as people say it: 类别为集体且人数大于3人."""
    match condition:
        case Test(field=field, sign="empty"):
            return f"{field.label}为空"
        case Test(field=field, sign=sign, constants=constants):
            verb = _VERBS_OF_DATES.get(sign, _VERBS[sign]) if field.kind == "date" else _VERBS[sign]
            return f"{field.label}{verb}{'或'.join(map(_constant, constants))}"
        case Not(of=Test(field=field, sign="empty")):
            return f"{field.label}不为空"
        case Not(of=of):
            return f"非（{say(of)}）"
    joined = {"and": "且", "or": "或"}[condition.sign].join(say(part, is_part=True) for part in condition.parts)
    return f"（{joined}）" if is_part else joined


def _constant(value: Quantity | date | str) -> str:
    return value if isinstance(value, str) else str(value)


def _written(condition: Condition) -> str:
    """A condition in its canonical form, so that the same question has the same id."""
    match condition:
        case Test(field=field, sign="empty"):
            return f"{field.name} is empty"
        case Test(field=field, sign="in", constants=constants):
            return f"{field.name} in ({', '.join(map(_constant, constants))})"
        case Test(field=field, sign=sign, constants=constants):
            return f"{field.name} {sign} {_constant(constants[0])}"
        case Not(of=of):
            return f"not ({_written(of)})"
    return f" {condition.sign} ".join(
        f"({_written(part)})" if isinstance(part, Joined) else _written(part) for part in condition.parts
    )


# Read -----------------------------------------------------------------------------------------------------------------


class _Reader:
    """Recursive descent over the tokens of one condition, which begins at a column of the formula."""

    def __init__(self, text: str, items: Indicator, column: int) -> None:
        self.text, self.items, self.start = text, items, column
        self.end = 0
        self.next()

    def next(self) -> None:
        match = _token().match(self.text, self.end)
        assert match is not None, "the pattern matches at every position"
        self.kind, self.end = match.lastgroup or "", match.end()
        self.token, self.column = match[self.kind], self.start + match.start(self.kind)

    def condition(self) -> Condition:
        found = self.joined("or", 0)
        if self.kind != "end":
            raise self.unexpected("这里多了内容；值里有空格、括号的，加引号")
        return found

    def joined(self, sign: str, depth: int) -> Condition:
        """Conditions joined by `or`, each of which may be several joined by `and`."""

        def part() -> Condition:
            return self.joined("and", depth) if sign == "or" else self.single(depth)

        parts = [part()]
        while self.is_word(sign):
            self.next()
            parts.append(part())
        return Joined(sign, tuple(parts)) if len(parts) > 1 else parts[0]

    def single(self, depth: int) -> Condition:
        if depth == _MAX_DEPTH:
            raise Malformed(self.column, "C403", "括号套得太深", "拆成几个指标")
        if self.is_word("not"):
            self.next()
            return Not(self.single(depth + 1))
        if self.kind == "open":
            self.next()
            found = self.joined("or", depth + 1)
            self.expect("close", "这里应是“)”")
            return found
        return self.test()

    def test(self) -> Condition:
        if self.kind != "word" or self.token in _KEYWORDS:
            raise self.unexpected("这里应是字段")
        field = field_of(self.items, self.token, self.column)
        self.next()
        if self.is_word("is"):
            self.next()
            if not self.is_word("empty"):
                raise self.unexpected("is后面只能写empty；不空写 not 字段 is empty")
            self.next()
            return Test(field, "empty")
        if self.is_word("in"):
            self.next()
            return Test(field, "in", self.listed(field))
        if self.kind != "sign":
            raise self.unexpected("字段后面应是比较，如 = 值")
        sign, column = _SIGNS.get(self.token, self.token), self.column
        self.next()
        constant = self.constant(field)
        if isinstance(constant, str) and sign not in ("=", "!="):
            cure = "用 =、!= 或 in；是数或日期，给字段加上unit或kind: date"
            raise Malformed(column, "C403", f"{field.label}是文字，不分大小", cure)
        return Test(field, sign, (constant,))

    def listed(self, field: Indicator) -> tuple[Quantity | date | str, ...]:
        self.expect("open", "in后面应是“(”")
        found = [self.constant(field)]
        while self.kind == "comma":
            self.next()
            found.append(self.constant(field))
        self.expect("close", "这里应是“,”或“)”")
        return tuple(found)

    def constant(self, field: Indicator) -> Quantity | date | str:
        if self.kind not in ("word", "quoted"):
            raise self.unexpected("这里应是一个值")
        is_quoted, column = self.kind == "quoted", self.column
        text = self.token[1:-1].strip() if is_quoted else self.token
        self.next()
        found = _read(text, field)
        if isinstance(found, Finding):
            raise Malformed(column, "C403", f"{field.label}不能和“{excerpt(text)}”比较：{found.message}", _cure(found))
        if isinstance(found, str) and not is_quoted and not field.values:
            other = next((each for each in self.items.fields if text in (each.name, each.label)), None)
            if other is not None:
                cure = f"确是这个值，就加引号：“{text}”"
                raise Malformed(column, "C403", f"“{text}”是字段；比较的右边只写值，不写字段", cure)
        if isinstance(found, str) and field.values and found not in field.values:
            near = nearest(found, field.values)
            cure = f"是不是“{near}”？" if near else f"可用的值：{'、'.join(field.values)}"
            raise Malformed(column, "C403", f"{field.label}没有“{excerpt(found)}”这个值", cure)
        return found

    def is_word(self, word: str) -> bool:
        return self.kind == "word" and self.token == word

    def expect(self, kind: str, message: str) -> None:
        if self.kind != kind:
            raise self.unexpected(message)
        self.next()

    def unexpected(self, message: str) -> Malformed:
        found = f"现在是“{excerpt(self.token)}”" if self.token else "条件却到此为止"
        cure = "条件只用 字段 = 值（或 != < <= > >= in、is empty），用and、or、not和括号连接"
        return Malformed(self.column, "C403", f"where后面的条件读不懂：{message}，{found}", cure)


def _cure(found: Finding) -> str:
    return found.cure.partition("；还不知道")[0]


def _read(text: str, field: Indicator) -> Quantity | date | str | Finding:
    if field.kind == "date":
        return dates.read(text)
    if field.kind not in ("count", "amount", "rate", "points"):
        return text
    found = numbers.read(text, field.unit, field.kind)
    if isinstance(found, Quantity) and found.is_approximate:
        return Finding("C403", field.place, "条件里的数要是确数", "写一个确数")
    return found
