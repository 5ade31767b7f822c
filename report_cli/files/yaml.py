"""Parses YAML into nodes that know their places; what YAML refuses is explained in Chinese.

A file may hold several mistakes that YAML cannot read past. Each is mended in a copy, only to go on and find the next
one, so that people see all of them in one run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from typing import Any

import yaml
from msgspec import Struct
from msgspec.structs import replace

from report_cli.files import mistakes
from report_cli.files.mistakes import Mistake
from report_cli.model import Finding, Place, unplaced
from report_cli.text import excerpt, of_utf8, shared, unfold

MAX_DEPTH = 32
MAX_MISTAKES = 50
MAX_NODES = 200_000
MAX_WORDS = 30_000  # values of a vocabulary: each of its words is looked for in each sentence
MAX_EDITS = 20_000  # values of a file of edits, which are some 3,000: each is looked for in the whole text
_MOST = {"W": (MAX_WORDS, "一份用语表"), "E": (MAX_EDITS, "一种报告的改动")}
AFTER = 2000
MAX_PASSES = 200
MAX_READ = 32 << 20  # characters of a file in all passes together

_USUAL = re.compile(r" *[^\W\d]\w*:(?:\s|$)")
_ENTRY = r"\s*(?:- +)?[^\W\d]\w*:(?:\s|$)"  # how a line begins that states something


class Scalar(Struct, frozen=True):
    """A text as written. `plain`: without quotation marks, so that an empty one is no value at all.

    `comment`: what follows it as a comment although it does not look like one. `is_missing`: there is not even a colon
    before it, as after 乙 in `{note: 甲, 乙}`.
    """

    text: str
    place: Place
    plain: bool = True
    comment: str = ""
    is_missing: bool = False

    @property
    def is_empty(self) -> bool:
        return self.plain and self.text in ("", "~", "null")


class Sequence(Struct, frozen=True):
    """A list. `is_block`: each item stands on a line of its own, after `- `."""

    items: tuple[Node, ...]
    place: Place
    is_block: bool = False


class Mapping(Struct, frozen=True, cache_hash=True):
    """Keys in the order of the file, each once. The hash is kept: by it a layout is known that has been read before."""

    entries: tuple[tuple[Scalar, Node], ...]
    place: Place

    def get(self, key: str) -> Node | None:
        return next((value for name, value in self.entries if name.text == key), None)


Node = Scalar | Sequence | Mapping


def parse(data: bytes, file: str, family: str = "F", first_line: int = 1) -> tuple[Node | None, list[Finding]]:
    """Read one YAML document of `file`, which begins at line `first_line` of it.

    `family` is the letter of the findings' codes. The node is None if nothing can be read. A node that comes with
    findings is only for finding more mistakes, never for building.
    """
    if problem := mistakes.unreadable(data):
        return None, [problem.at(Place(file), family=family)]
    text = of_utf8(data)
    findings: dict[int, Finding] = {}
    written = text.split("\n")
    lines = written
    if unmerged := mistakes.conflicts(lines):
        places = {Place(file, first_line + number, 1): finding for number, finding in unmerged.items()}
        return None, [finding.at(place, family=family) for place, finding in places.items()]
    passes, (most, _) = 0, _MOST.get(family, (MAX_NODES, ""))
    while True:
        passes += 1
        is_last = passes >= MAX_PASSES or passes * len(text) > MAX_READ
        this_pass = _Pass(file, family, first_line - 1, written, lines, most=most)
        node, error = this_pass.read()
        found = _mistakes(lines, this_pass.suspects, error)
        for number, mistake in found.items():
            place = Place(file, number + first_line, mistake.column)
            findings.setdefault(place.line, mistake.finding.at(place, family=family))
        mended = {number: mistake.mended for number, mistake in found.items() if mistake.mended is not None}
        if not mended or is_last or len(findings) > MAX_MISTAKES:
            others = [finding for finding in this_pass.findings if finding.place.line not in findings]
            in_order = sorted([*findings.values(), *others], key=lambda finding: finding.place)
            return (None if error else node), in_order
        lines = [mended.get(number, line) for number, line in enumerate(lines)]


_PLAIN_WORDS = r"(?!null$)[0-9A-Za-z\u4e00-\u9fff]+(?:[ .、][0-9A-Za-z\u4e00-\u9fff]+)*"
"""What is read as it is written, for sure: most names and values, as 旧.docx 第3段."""


def quoted(text: str) -> str:
    """A text as a value between braces: plain where it is read as it is meant, else in quotation marks."""
    return text if re.fullmatch(_PLAIN_WORDS, text) or _is_plain(text) else "'" + text.replace("'", "''") + "'"


def _is_plain(text: str) -> bool:
    node, findings = parse(f"- {{name: {text}, more: }}".encode(), "")
    item = node.items[0] if isinstance(node, Sequence) and len(node.items) == 1 else None
    value = item.get("name") if isinstance(item, Mapping) and len(item.entries) == 2 else None
    return not findings and isinstance(value, Scalar) and value.text == text and value.plain and not value.is_empty


def _mistakes(lines: list[str], suspects: list[range], error: yaml.YAMLError | None) -> dict[int, Mistake]:
    """The mistakes in suspect lines, by line (from 0); or else the one that YAML reports."""
    searched = enumerate(lines) if mistakes.invisible_in("\n".join(lines)) else ()
    found = {number: mistake for number, line in searched if (mistake := mistakes.invisible_in(line))}
    for number in dict.fromkeys(chain.from_iterable(suspects)):  # a line may have a suspect value at each comma
        if number >= len(lines) or number in found or _is_usual(lines[number]):
            continue
        if mistake := mistakes.in_line(lines[number], sure=False):
            found[number] = mistake
    if not isinstance(error, yaml.MarkedYAMLError) or found:
        return mistakes.levelled(found, lines)
    stop = min(error.problem_mark.line if error.problem_mark else 0, len(lines) - 1)
    if (unclosed := _open_quote(lines, stop)) is not None:
        return mistakes.levelled(dict([unclosed]), lines)
    start = error.context_mark.line if error.context_mark else stop
    # The mistake is usually on the line that YAML names, or just before it: look there first, then further back.
    for number in [stop, *range(stop - 1, max(start, stop - 200) - 1, -1), stop - 1]:
        if 0 <= number < len(lines) and (mistake := mistakes.in_line(lines[number], sure=True)):
            return mistakes.levelled({number: mistake}, lines)
    return dict([_in_our_words(lines, error)])


def _is_usual(line: str) -> bool:
    """Whether a line begins with a name and its colon and holds no mistake for sure, as most do."""
    has_signs = "{" in line and ("，" in line or "{{" in line)
    return not has_signs and _USUAL.match(line) is not None


def _open_quote(lines: list[str], stop: int) -> tuple[int, Mistake] | None:
    from report_cli.files import refusals  # imported here: only a text that YAML refuses needs it

    found = refusals.open_quote(lines, stop)
    return None if found is None else (found[0], Mistake(*found[1:]))


def _in_our_words(lines: list[str], error: yaml.MarkedYAMLError) -> tuple[int, Mistake]:
    # Imported here: only a text that YAML refuses needs it.
    from report_cli.files import brackets, closings, refusals

    said = f"{error.context or ''} {error.problem or ''}"
    if "mapping values" in said and error.problem_mark and (mistake := _one_colon(lines, error.problem_mark.line)):
        return mistake
    words, finding = next((words, finding) for words, finding in refusals.REFUSALS.items() if words in said)
    mark = (error.context_mark if words in refusals.BEGINS else None) or error.problem_mark
    number = min(mark.line, len(lines) - 1) if mark else 0
    while number and not lines[number].strip():
        number -= 1
    column = mark.column + 1 if mark and mark.line == number else len(lines[number].rstrip()) + 1
    ends_in_comma = words in ("block mapping", "block collection") and lines[number].startswith(",", column - 1)
    if ends_in_comma and (comma := closings.with_comma(lines[number])):
        return number, Mistake(*comma)
    if words == "block sequence entries" and re.search(r":\s+-\s*(?:#.*)?$", lines[number]):
        finding = refusals.DASH
    elif words == "block sequence entries" and (listed := re.search(r":\s+- +(\S.*)", lines[number])):
        text = excerpt(listed[1].rstrip(), 40)
        finding = replace(finding, cure=f"去掉“- ”，写成 {text}；是并列的几项，写成 [{text}, …]")
    elif words == "simple key":
        finding = refusals.no_entry(lines, number)
    elif words in ("flow sequence", "flow mapping") and (whole := brackets.closed(lines[number][column - 1 :])):
        given = re.sub(r"\s+#.*", "", lines[number][column - 1 :]).rstrip()
        in_braces = refusals.in_braces(given) if given == whole else None
        finding = in_braces or (replace(finding, cure=f"写成 {whole}") if given != whole else finding)
    elif value := re.match(r"\s*(?:- +)*[^\W\d]\w*:\s+(?P<text>[^\"'\[{#].{0,200})$", lines[number]):
        finding = replace(finding, cure=refusals.said_of(finding, value["text"].rstrip()))
    return number, Mistake(column, finding)


def _one_colon(lines: list[str], stop: int) -> tuple[int, Mistake] | None:
    """Why a line with a single colon is refused: it is indented too far, or the line before it is no entry."""
    if stop >= len(lines) or len(re.findall(r":(?:\s|$)", lines[stop])) != 1:
        return None
    before = next((number for number in range(stop - 1, -1, -1) if lines[number].strip()), stop)
    above, own = (len(lines[number]) - len(lines[number].lstrip()) for number in (before, stop))
    if above < own:
        finding = unplaced(
            "019", "这一行比上一行多缩进了", "同一组的名称左边对齐，用半角空格缩进；或上面少了组名那一行"
        )
        return stop, Mistake(own + 1, finding)
    from report_cli.files import refusals  # imported here: only a text that YAML refuses needs it

    return before, Mistake(above + 1, refusals.no_entry(lines, before))


class _Pass(Struct):
    """One pass over the parser's events. `lines` are those `written`, once mistakes are mended others."""

    file: str
    family: str
    offset: int
    written: list[str]
    lines: list[str]
    findings: list[Finding] = []
    suspects: list[range] = []
    events: Iterator[yaml.Event] = iter(())
    anchors: dict[str, Scalar] = {}
    nodes: int = 0
    most: int = MAX_NODES

    def read(self) -> tuple[Node | None, yaml.YAMLError | None]:
        node: Node | None = None
        try:
            parser = getattr(yaml, "CSafeLoader", yaml.SafeLoader)("\n".join(self.lines))
            self.events = iter(parser.get_event, None)
            for event in self.events:
                if isinstance(event, yaml.DocumentStartEvent):
                    if node is not None:
                        message = "一个文件里有两份数据（“---”之后又有一份）"
                        self.find(event, unplaced("020", message, "合成一份，或分成两个文件"))
                        break
                    node = self.node(next(self.events), 0)
        except yaml.YAMLError as error:
            return node, error
        return node, None

    def node(self, event: yaml.Event, depth: int) -> Node:
        self.nodes += 1
        is_within = self.nodes <= self.most and depth <= MAX_DEPTH
        if is_within and isinstance(event, yaml.ScalarEvent) and event.anchor is None and event.tag is None:
            return self.scalar(event)  # as most
        if self.nodes > self.most:
            _, like = _MOST.get(self.family, (MAX_NODES, "一年的数据"))
            self.find(event, unplaced("005", f"文件里的值超过{self.most}个，不像{like}", "核对是否放错了文件"))
            raise yaml.YAMLError
        if depth > MAX_DEPTH:
            self.find(event, unplaced("006", f"层次超过{MAX_DEPTH}层", "三四层就够了，核对括号和缩进"))
            raise yaml.YAMLError
        if isinstance(event, yaml.AliasEvent):
            self.find(event, mistakes.ALIAS)
            # Its target is used to read on. (Only scalars: lists of aliases could grow without end.)
            place = self.place(event)
            return replace(self.anchors.get(event.anchor or "", Scalar("", place)), place=place)
        assert isinstance(event, (yaml.ScalarEvent, yaml.CollectionStartEvent)), f"no node begins with {event}"
        if event.anchor is not None:
            self.find(event, mistakes.ANCHOR)
        if event.tag is not None:
            self.find(event, mistakes.TAG)
        if isinstance(event, yaml.SequenceStartEvent):
            items = tuple([self.node(item, depth + 1) for item in self.collection()])
            return Sequence(items, self.place(event), not event.flow_style)
        if isinstance(event, yaml.MappingStartEvent):
            return Mapping(tuple(self.entries(depth + 1)), self.place(event))
        assert isinstance(event, yaml.ScalarEvent), "no other collection begins"
        scalar = self.scalar(event)
        if event.anchor is not None:
            self.anchors[event.anchor] = scalar
        return scalar

    def collection(self) -> Iterator[yaml.Event]:
        for event in self.events:
            if isinstance(event, yaml.CollectionEndEvent):
                rest = self.after(event)
                if "#" in rest and (lost := self.lost_after(event, rest)) is not None:
                    self.find(event, lost)
                return
            yield event

    def lost_after(self, event: yaml.Event, rest: str) -> Finding | None:
        """What YAML takes for a comment right after a bracket."""
        end: Any = event.end_mark
        text = self.lines[end.line][: end.column]
        return mistakes.after_brackets(text, rest) if text.endswith(("]", "}")) else None

    def scalar(self, event: yaml.ScalarEvent) -> Scalar:
        start: Any = event.start_mark
        end: Any = event.end_mark
        number, column = start.line, start.column
        if event.style or end.line > number or number >= len(self.lines):
            return self.marked_or_long(event)
        # A plain text on one line, as most. One that begins its line may be a name with a wrong colon.
        text, line = event.value, self.lines[number]
        leads = column < AFTER and not line[:column].strip()
        if leads or ("，" in text and mistakes.is_comma_before_key(text)):
            self.suspects.append(range(number, number + 1))
        scalar = Scalar(text, self.place_of(number, column))
        rest = line[end.column : end.column + AFTER]
        return self.with_comment(scalar, rest) if "#" in rest else scalar

    def marked_or_long(self, event: yaml.ScalarEvent) -> Scalar:
        """A text in quotation marks, in a block, or over several lines."""
        start: Any = event.start_mark
        end: Any = event.end_mark
        text, plain, is_long = event.value, not event.style, end.line > start.line
        if plain and is_long:
            # A line of it may be a name with a wrong colon.
            leads = start.column < AFTER and not self.lines[start.line][: start.column].strip()
            is_suspect = leads or ("，" in text and mistakes.is_comma_before_key(text))
            self.suspects.append(range(start.line if is_suspect else start.line + 1, end.line + 1))
        is_bare_head = event.style in ("|", ">") and not text
        if is_bare_head and (mistake := mistakes.block_of_nothing(self.lines[start.line][start.column :])):
            self.find(event, mistake.finding)
            text = mistake.mended or ""
        if is_long and event.style != "|":
            text = unfold(text)
        if is_long and event.style in ("'", '"'):
            self.swallowed(event, start.line, end.line)
        if event.style == '"' and mistakes.invisible_in(text):
            self.find(event, unplaced("022", "引号里的转义写出了看不见的字符", "删去这个转义"))
        scalar, rest = Scalar(text, self.place(event), plain), self.after(event)
        if event.style in ("'", '"') and not is_long:
            raw = self.lines[end.line][start.column : end.column]
            if (lost := mistakes.in_quotes(raw, rest)) is not None:
                self.find(event, lost)
        return self.with_comment(scalar, rest) if plain and "#" in rest else scalar

    def with_comment(self, scalar: Scalar, rest: str) -> Scalar:
        """A plain text with what follows it as a comment although it does not look like one."""
        if not scalar.text and (broken := mistakes.spreadsheet_error(rest)):
            place = replace(scalar.place, column=scalar.place.column + rest.index("#"))
            return replace(scalar, text=broken, place=place)
        return replace(scalar, comment=mistakes.glued(rest, is_empty=not scalar.text))

    def swallowed(self, event: yaml.ScalarEvent, first: int, last: int) -> None:
        """Find lines that look like entries and have become part of a quoted text."""
        if any(re.match(_ENTRY, line) for line in self.lines[first + 1 : last + 1]):
            message = f"引号到第{last + 1 + self.offset}行才关上，中间的几行都成了它的文字"
            self.find(event, unplaced("016", message, "在这一行末尾补上引号；后面多出的一个删去"))

    def after(self, event: yaml.Event) -> str:
        """What stands right after an event on its last line: of a line of megabytes not all, at each value of it."""
        end: Any = event.end_mark
        return self.lines[end.line][end.column : end.column + AFTER] if end.line < len(self.lines) else ""

    def entries(self, depth: int) -> Iterator[tuple[Scalar, Node]]:
        lines_of_keys: dict[str, int] = {}
        for event in self.collection():
            key = self.node(event, depth)
            known = len(self.findings)
            value = self.node(next(self.events), depth)
            if isinstance(value, Scalar) and value.is_empty and isinstance(key, Scalar) and key.plain:
                is_missing = not self.after(event).lstrip().startswith(":")
                key, value = self.parted(key, replace(value, is_missing=is_missing))
            if not isinstance(key, Scalar):
                self.find(event, unplaced("018", "名称不能是列表或一组值", "写成“名称: 值”"))
                self.suspects.append(range(key.place.line - 1 - self.offset, key.place.line - self.offset))
            elif key.plain and key.text == "<<":
                del self.findings[known:]
                self.find(event, unplaced("007", "不能用“<<”把别处的一组值并进来", "把要用的几行直接写在这里"))
            elif first := lines_of_keys.get(key.text):
                message = f"“{key.text}”在同一组里出现两次，上一次在第{first}行"
                self.find(event, unplaced("009", message, "两处只留一处，先核对哪个数对"))
            else:
                lines_of_keys[key.text] = key.place.line
                if not key.text.isidentifier() and (blank := mistakes.blank_in_front(key.text)):
                    self.find(event, blank)
                yield key, value

    def parted(self, key: Scalar, value: Scalar) -> tuple[Scalar, Scalar]:
        """Split `{value：15}` and `{value:15}`, which YAML takes for names without a value."""
        mistake = mistakes.wrong_colon(key.text, sure=True)
        if mistake is None or mistake.mended is None:
            return key, value
        name, _, text = mistake.mended.partition(": ")
        place = replace(key.place, column=key.place.column - 1 + mistake.column)
        self.findings.append(mistake.finding.at(place, family=self.family))
        return replace(key, text=name), Scalar(text, replace(place, column=place.column + 1))

    def find(self, event: yaml.Event, finding: Finding) -> None:
        self.findings.append(finding.at(self.place(event), family=self.family))

    def place(self, event: yaml.Event) -> Place:
        """Where an event begins in the file as written."""
        start: Any = event.start_mark
        return self.place_of(start.line, start.column)

    def place_of(self, line: int, column: int) -> Place:
        if self.lines is self.written:
            return Place(self.file, line + 1 + self.offset, column + 1)
        if line < len(self.lines) and self.lines[line] != self.written[line]:
            mended, written = self.lines[line], self.written[line]
            alike = shared(mended, written)
            # The two differ only in the middle; a value that lost its first character begins where they do.
            if column > alike:
                column = min(max(column - (len(mended) - len(written)), alike), len(written))
        return Place(self.file, line + 1 + self.offset, column + 1)
