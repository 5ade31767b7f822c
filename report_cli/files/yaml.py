"""YAML text to nodes that know their place; what YAML refuses is said in words of ours.

A file may hold several mistakes that YAML cannot read past. Each is mended in a copy, only to read on and find
the next one, so that a person sees all of them in one run.
"""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections.abc import Iterator
from typing import Any

import yaml
from msgspec import Struct, field
from msgspec.structs import replace

from report_cli.files.disk import MAX_BYTES
from report_cli.files.mistakes import (
    Mistake,
    blank_in_front,
    block_of_nothing,
    colon_in,
    in_line,
    invisible_in,
    is_comma_before_key,
    levelled,
    unreadable,
)
from report_cli.model import Finding, Place
from report_cli.text import shared, unfold

MAX_DEPTH = 32
MAX_MISTAKES = 50


class Scalar(Struct, frozen=True):
    """A text as written. `plain`: it stands without quotation marks, so an empty one is no value at all."""

    text: str
    place: Place
    plain: bool = True

    @property
    def is_empty(self) -> bool:
        return self.plain and self.text in ("", "~", "null")


class Sequence(Struct, frozen=True):
    items: tuple[Node, ...]
    place: Place


class Mapping(Struct, frozen=True):
    """Keys in the order of the file, each once."""

    entries: tuple[tuple[Scalar, Node], ...]
    place: Place

    def get(self, key: str) -> Node | None:
        return next((value for name, value in self.entries if name.text == key), None)


Node = Scalar | Sequence | Mapping


def parse(data: bytes, file: str, family: str = "F", first_line: int = 1) -> tuple[Node | None, list[Finding]]:
    """Read one YAML document of `file`, which begins at line `first_line` of it.

    `family` is the letter of the findings' codes. The node is None where nothing can be read; where there is
    one beside findings, it is good for finding more, never for building.
    """
    text, mistake = _decode(data)
    if mistake:
        return None, [Finding(family + mistake.code, Place(file), mistake.message, mistake.cure)]
    findings: dict[int, Finding] = {}
    lines = text.split("\n")
    written = text.split("\n")
    while True:
        reading = _Reading(file, family, first_line - 1, written, lines)
        node, error = reading.read()
        mistakes = _mistakes(lines, reading.suspects, error)
        for number, mistake in mistakes.items():
            place = Place(file, number + first_line, mistake.column)
            findings.setdefault(
                number + first_line, Finding(family + mistake.code, place, mistake.message, mistake.cure)
            )
        mended = {number: mistake.mended for number, mistake in mistakes.items() if mistake.mended is not None}
        if not mended or len(findings) > MAX_MISTAKES:
            found = [f for f in reading.findings if f.place.line not in findings]
            return (None if error else node), sorted([*findings.values(), *found], key=lambda f: f.place)
        for number, line in mended.items():
            lines[number] = line


def _decode(data: bytes) -> tuple[str, Mistake | None]:
    if len(data) > MAX_BYTES:
        return "", Mistake("005", 0, "文件超过8 MiB，不像一年的数据", "核对是否放错了文件")
    mistake = unreadable(data)
    if mistake:
        return "", mistake
    text = data.removeprefix(BOM_UTF8).decode().replace("\r\n", "\n").replace("\r", "\n")
    if not re.search(r"^[ \t]*[^#\s]", text, re.MULTILINE):
        return "", Mistake("004", 0, "文件是空的", "写入内容，或从备份里找回来；年度数据可以用report new新建")
    return text, None


def _mistakes(lines: list[str], suspects: list[range], error: yaml.YAMLError | None) -> dict[int, Mistake]:
    """The mistakes in the lines that look wrong, by line (from 0); what YAML says only where we find none."""
    found: dict[int, Mistake] = {}
    if invisible_in("\n".join(lines)):
        found = {number: mistake for number, line in enumerate(lines) if (mistake := invisible_in(line))}
    for suspect in suspects:
        for number in suspect:
            if number < len(lines) and number not in found and (mistake := in_line(lines[number], sure=False)):
                found[number] = mistake
    if not isinstance(error, yaml.MarkedYAMLError) or found:
        return levelled(found, lines)
    stop = error.problem_mark.line if error.problem_mark else 0
    start = error.context_mark.line if error.context_mark else stop
    # The mistake usually stands where YAML says, or on the line before: look there first, then further back.
    for number in [stop, *range(stop - 1, max(start, stop - 200) - 1, -1), stop - 1]:
        if 0 <= number < len(lines) and (mistake := in_line(lines[number], sure=True)):
            return levelled({number: mistake}, lines)
    return dict([_in_our_words(lines, error)])


_WORDS = [
    ("tab character", "012", "缩进用了制表符（Tab键）", "缩进用半角空格"),
    ("quoted scalar", "016", "引号没有成对", "补上缺的引号，引号用半角"),
    ("flow sequence", "017", "方括号没有成对，或项与项之间缺半角逗号", "写成 [甲, 乙]"),
    (
        "flow mapping",
        "017",
        "花括号没有成对，或项与项之间缺半角逗号",
        "写成 {名称: 值, 名称: 值}，如 {value: 15, source: 出处}",
    ),
    ("mapping values", "018", "一行里有两个“: ”，分不清哪里是值", "值里的冒号改用全角“：”，或给整个值加引号"),
    ("block sequence entries", "019", "列表的“- ”不能和名称写在同一行", "另起一行写“- ”，或写成 [甲, 乙]"),
    ("block mapping", "019", "这一行的缩进和上面的对不齐", "同一组的名称左边对齐，用半角空格缩进"),
    ("block collection", "019", "这一行的缩进和上面的对不齐", "列表的“- ”左边对齐，名称和列表不能混在一层"),
    ("simple key", "018", "这一行不是“名称: 值”", "写成“名称: 值”，冒号用半角，后面空一格"),
    ("alias", "007", "不能用“*”引用别处的值", "把值直接写在这里；若“*”是文字的一部分，给整个值加引号"),
    ("anchor", "007", "不能用“&”给值起名", "去掉“&”和名字；若“&”是文字的一部分，给整个值加引号"),
    ("tag", "008", "不能用“!”标记类型", "去掉“!”和后面的词；若“!”是文字的一部分，给整个值加引号"),
    ("block scalar", "014", "“|”和“>”后面不能接文字", "给整个值加半角引号"),
    ("document start", "019", "这一行比前面的少缩进", "顶层的名称都顶格写，前面不留空格"),
    ("unexpected ':'", "018", "这里的冒号不对", "冒号后面空一格；文字里的冒号用全角“：”"),
    ("node content", "021", "这里缺一个值，或多了标点", "补上值；标点若是文字的一部分，给整个值加半角引号"),
    ("start any token", "021", "这个符号不能放在这里", "符号若是文字的一部分，给整个值加半角引号"),
    ("mapping keys", "021", "这个符号不能放在这里", "符号若是文字的一部分，给整个值加半角引号"),
    ("directive", "021", "一行不能以“%”开头", "去掉这一行；若“%”是文字的一部分，给整个值加引号"),
]


def _in_our_words(lines: list[str], error: yaml.MarkedYAMLError) -> tuple[int, Mistake]:
    said = f"{error.context or ''} {error.problem or ''}"
    if "mapping values" in said and error.problem_mark and (found := _one_colon(lines, error.problem_mark.line)):
        return found
    for words, code, message, cure in _WORDS:  # noqa: B007 (used after the loop)
        if words in said:
            # An opening mark without its closing one is mended where it opens; a line that is no name, where it begins.
            begins = code in ("007", "008", "016", "017") or words in ("simple key", "directive", "block scalar")
            mark = error.context_mark if begins and error.context_mark else error.problem_mark
            break
    else:
        code, message, cure, mark = (
            "021",
            "这里的写法读不懂",
            "对照上下几行，看名称、冒号、缩进和引号",
            error.problem_mark,
        )
    number = min(mark.line, len(lines) - 1) if mark else 0
    while number and not lines[number].strip():
        number -= 1
    column = mark.column + 1 if mark and mark.line == number else len(lines[number].rstrip()) + 1
    return number, Mistake(code, column, message, cure)


def _one_colon(lines: list[str], stop: int) -> tuple[int, Mistake] | None:
    """Why a line with one colon is refused: it stands too far in, or what stands before it is no name with a value."""
    if stop >= len(lines) or len(re.findall(r":(?:\s|$)", lines[stop])) != 1:
        return None
    before = next((number for number in range(stop - 1, -1, -1) if lines[number].strip()), stop)
    if _indent(lines[before]) < _indent(lines[stop]):
        message, cure = "这一行比上一行多缩进了", "同一组的名称左边对齐，用半角空格缩进"
        return stop, Mistake("019", _indent(lines[stop]) + 1, message, cure)
    return before, Mistake(
        "018", _indent(lines[before]) + 1, "这一行不是“名称: 值”", "写成“名称: 值”，冒号用半角，后面空一格"
    )


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


class _Reading(Struct):
    """One pass over the parser's events. `lines` are those `written`, mended as far as they had to be."""

    file: str
    family: str
    offset: int
    written: list[str]
    lines: list[str]
    findings: list[Finding] = field(default_factory=list)
    suspects: list[range] = field(default_factory=list)
    events: Iterator[yaml.Event] = field(default_factory=lambda: iter(()))
    anchors: dict[str, Scalar] = field(default_factory=dict)

    def read(self) -> tuple[Node | None, yaml.YAMLError | None]:
        self.events = iter(yaml.parse("\n".join(self.lines), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)))
        node: Node | None = None
        try:
            for event in self.events:
                if isinstance(event, yaml.DocumentStartEvent):
                    if node is not None:
                        self.find("020", event, "一个文件里有两份数据（“---”之后又有一份）", "合成一份，或分成两个文件")
                        break
                    node = self.node(next(self.events), 0)
        except _TooDeep:
            node = None
        except yaml.YAMLError as error:
            return node, error
        return node, None

    def node(self, event: yaml.Event, depth: int) -> Node:
        if depth > MAX_DEPTH:
            self.find("006", event, f"层次超过{MAX_DEPTH}层", "三四层就够了，核对括号和缩进")
            raise _TooDeep
        if isinstance(event, yaml.ScalarEvent) and event.anchor is None and event.tag is None:
            return self.scalar(event)  # as nearly all are
        place = self.place(event)
        if isinstance(event, yaml.AliasEvent):
            self.find("007", event, "不能用“*”引用别处的值", "把值直接写在这里；若“*”是文字的一部分，给整个值加引号")
            # What it stands for serves to read on. (Only scalars do: lists of aliases could grow without end.)
            return replace(self.anchors.get(event.anchor or "", Scalar("", place)), place=place)
        if not isinstance(event, (yaml.ScalarEvent, yaml.SequenceStartEvent, yaml.MappingStartEvent)):
            raise AssertionError(f"no node begins with {event}")
        if event.anchor is not None:
            self.find("007", event, "不能用“&”给值起名", "去掉“&”和名字；若“&”是文字的一部分，给整个值加引号")
        if event.tag is not None:
            self.find("008", event, "不能用“!”标记类型", "去掉“!”和后面的词；若“!”是文字的一部分，给整个值加引号")
        if isinstance(event, yaml.ScalarEvent):
            scalar = self.scalar(event)
            if event.anchor is not None:
                self.anchors[event.anchor] = scalar
            return scalar
        if isinstance(event, yaml.SequenceStartEvent):
            return Sequence(tuple(self.items(yaml.SequenceEndEvent, depth)), place)
        return Mapping(tuple(self.entries(depth)), place)

    def scalar(self, event: yaml.ScalarEvent) -> Scalar:
        first, column = _position(event.start_mark)
        last, _ = _position(event.end_mark)
        plain = not event.style
        text = event.value
        if plain:
            # A scalar at the beginning of its line, or one that runs on, may be a name whose colon went wrong.
            leads = first < len(self.lines) and not self.lines[first][:column].strip()
            joins = "，" in text and is_comma_before_key(text)
            if leads or joins or last > first:
                self.suspects.append(range(first if leads or joins else first + 1, last + 1))
        if event.style in ("|", ">") and not text and (mistake := block_of_nothing(self.lines[first][column:])):
            self.find(mistake.code, event, mistake.message, mistake.cure)
            text = mistake.mended or ""
        if last > first and event.style != "|":
            text = unfold(text)
        if event.style == '"' and invisible_in(text):
            self.find("022", event, "引号里的转义写出了看不见的字符", "删去这个转义")
        return Scalar(text, self.place_at(first, column), plain)

    def items(self, end: type[yaml.Event], depth: int) -> Iterator[Node]:
        for event in self.events:
            if isinstance(event, end):
                return
            yield self.node(event, depth + 1)

    def entries(self, depth: int) -> Iterator[tuple[Scalar, Node]]:
        seen: dict[str, Place] = {}
        for event in self.events:
            if isinstance(event, yaml.MappingEndEvent):
                return
            key = self.node(event, depth + 1)
            found = len(self.findings)
            value = self.node(next(self.events), depth + 1)
            if isinstance(key, Scalar) and key.plain and isinstance(value, Scalar) and value.is_empty:
                key, value = self.parted(key, value)
            if not isinstance(key, Scalar):
                self.find("018", event, "名称不能是列表或一组值", "写成“名称: 值”")
                self.suspects.append(range(key.place.line - 1 - self.offset, key.place.line - self.offset))
            elif key.plain and key.text == "<<":
                del self.findings[found:]
                self.find("007", event, "不能用“<<”把别处的一组值并进来", "把要用的几行直接写在这里")
            elif key.text in seen:
                first = seen[key.text].line
                self.find(
                    "009", event, f"“{key.text}”在同一组里出现两次，上一次在第{first}行", "两处只留一处，先核对哪个数对"
                )
            else:
                seen[key.text] = key.place
                if mistake := blank_in_front(key.text):
                    self.find(mistake.code, event, mistake.message, mistake.cure)
                yield key, value

    def parted(self, key: Scalar, value: Scalar) -> tuple[Scalar, Scalar]:
        """`{value：15}` and `{value:15}`, which YAML takes for names without a value, as they were meant."""
        mistake = colon_in(key.text)
        if mistake is None or mistake.mended is None:
            return key, value
        name, _, text = mistake.mended.partition(": ")
        column = key.place.column - 1 + mistake.column
        self.findings.append(
            Finding(self.family + mistake.code, replace(key.place, column=column), mistake.message, mistake.cure)
        )
        return replace(key, text=name), Scalar(text, replace(key.place, column=column + 1))

    def place(self, event: yaml.Event) -> Place:
        return self.place_at(*_position(event.start_mark))

    def place_at(self, line: int, column: int) -> Place:
        """The place in the file as written of a line and column (from 0) of the mended text."""
        if line < len(self.lines) and self.lines[line] != self.written[line]:
            column = _as_written(column, self.lines[line], self.written[line])
        return Place(self.file, line + 1 + self.offset, column + 1)

    def find(self, code: str, event: yaml.Event, message: str, cure: str) -> None:
        self.findings.append(Finding(self.family + code, self.place(event), message, cure))


def _position(mark: yaml.Mark | Any) -> tuple[int, int]:
    """Line and column, from 0. (Typed loosely: the C parser has a class of marks of its own.)"""
    return mark.line, mark.column


def _as_written(column: int, mended: str, written: str) -> int:
    """Where a column of a mended line stands in the line as written: what was mended lies between two parts alike."""
    alike = shared(mended, written)
    if column <= alike:
        return column  # a value of which the first character was taken out begins with that
    longer = len(mended) - len(written)
    return min(max(column - longer, alike), len(written))


class _TooDeep(Exception):
    pass
