"""Reads a year file: the facts stated about one year, each as its indicator in the catalogue says."""

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from report_cli.facts import braces, dates, moved, numbers, pasted_names
from report_cli.facts.fact import (
    COLLECTING,
    DEFAULTS,
    FILE,
    FOR_COMPARISON,
    GROUP,
    YEAR_FILE_KEYS,
    Catalogue,
    Fact,
    Group,
    Indicator,
    Items,
    Names,
    Table,
    Value,
)
from report_cli.files import mistakes, pasted_lists
from report_cli.files.reader import Reader
from report_cli.files.yaml import Mapping, Node, Scalar, Sequence, parse
from report_cli.model import Finding, Place, unplaced
from report_cli.text import excerpt, one_line

if TYPE_CHECKING:
    from report_cli.facts.unknown_keys import UnknownKeys

MISREAD = "读不懂"
"""The problem of a fact whose value could not be read as its kind; it has a finding."""

_WHAT = {"date": "日期", "text": "一段文字"}
_EMPTY = "没有就去掉这一行，还不知道就把值留空"
_GUESSED = ("F007", "F008", "F014")
"""Findings of values that YAML does not take as written, so that a guess is read in their place."""


class YearFile(Struct, frozen=True, kw_only=True):
    """What a year file states. `facts` are in the order of the catalogue, without the indicators that it leaves out.

    `owners`: who answers for a group, if the group says so. `is_read`: the file was read to its end; if not, a fact
    that is missing may only be unread.
    """

    year: int
    file: str
    year_place: Place
    status: str = ""
    facts: dict[str, Fact] = field(default_factory=dict)
    owners: dict[str, str] = field(default_factory=dict)
    is_read: bool = True


def read(data: bytes, file: str, year: int, catalogue: Catalogue) -> tuple[YearFile, list[Finding]]:
    node, findings = _parsed(data, file)
    reader = _YearReader(catalogue, file, year, [*findings])
    return reader.year_file(node), reader.findings


@lru_cache(maxsize=2)
def _parsed(data: bytes, file: str) -> tuple[Node | None, tuple[Finding, ...]]:
    """Remembered: whoever tries words or a catalogue reads the same year again and again."""
    node, findings = parse(data, file)
    return node, tuple(findings)


class _YearReader(Reader):
    def __init__(self, catalogue: Catalogue, file: str, year: int, findings: list[Finding]) -> None:
        super().__init__("F", findings)
        self.catalogue, self.file, self.year = catalogue, file, year
        self.guessed = {finding.place for finding in findings if finding.code in _GUESSED}
        self.facts: dict[str, Fact] = {}
        self.owners: dict[str, str] = {}
        self.given: dict[str, Node] = {}
        self.is_whole = True

    def year_file(self, node: Node | None) -> YearFile:
        top = self.mapping(node, "年度数据", "顶层写year: 年份，下面每组一段，如 proposals:")
        if top is None:
            return YearFile(year=self.year, file=self.file, year_place=Place(self.file), is_read=False)
        given = self.given = {key.text: value for key, value in top.entries}
        source = self.text(given, "source")
        self.version(given.get("format"), "137")
        for key, value in top.entries:
            if group := self.catalogue.groups.get(key.text):
                self.group(group, value, source)
            elif key.text not in YEAR_FILE_KEYS and self.catalogue.is_read:
                self.unknown().group(key)
        order = [indicator.id for indicator in self.catalogue.indicators if indicator.id in self.facts]
        return YearFile(
            year=self.year,
            file=self.file,
            year_place=self.year_place(given.get("year")),
            status=self.status(given.get("status")),
            facts={id: self.facts[id] for id in order},
            owners=self.owners,
            is_read=self.is_whole,
        )

    def status(self, node: Node | None) -> str:
        cure = f"数据未齐写{COLLECTING}，只作上年对照写{FOR_COMPARISON}，已齐就去掉这一行"
        return self.choice(node, (COLLECTING, FOR_COMPARISON), "133", "status不能写“{}”", cure)

    def year_place(self, node: Node | None) -> Place:
        if node is None:
            self.find("134", Place(self.file), "没有写year（年份）", f"在最前面加一行 year: {self.year}")
            return Place(self.file)
        if not isinstance(node, Scalar) or node.text not in (str(self.year), f"{self.year}年"):
            stated = excerpt(node.text) if isinstance(node, Scalar) else "…"
            message = f"year写的是{stated}，文件名却是{self.year}"
            self.find("135", node.place, message, f"写成year: {self.year}，或改文件名")
        return node.place

    def group(self, group: Group, node: Node, source: str) -> None:
        if isinstance(node, Scalar) and node.is_empty:
            return
        said = excerpt(node.text, 20) if isinstance(node, Scalar) else "…"
        first = next((indicator.name for indicator in group.indicators), "名称")
        mapping = self.mapping(node, group.named, f"下面另起一行、缩进两格，写是哪一项，如 {first}: {said}")
        if mapping is None:
            return
        given = {name: value for name in DEFAULTS if (value := mapping.get(name))}
        defaults = {"source": source} | self.meta(given)
        shared = GROUP if given.get("source") else FILE
        if "owner" in defaults:
            self.owners[group.name] = defaults["owner"]
        unknown: list[tuple[Scalar, Node]] = []
        for key, value in mapping.entries:
            if indicator := group.get(key.text):
                if indicator.table is not None:
                    self.in_table(indicator, indicator.table, key)
                    continue
                blank = Fact(id=indicator.id, indicator=indicator, place=key.place, source_of=shared)
                fact = self.fact(replace(blank, **defaults), value)
                if not (fact.is_empty and indicator.may_be_empty):
                    self.facts[indicator.id] = fact
            elif key.text not in DEFAULTS:
                unknown.append((key, value))
        if unknown and not self.has_lost_group([key for key, _ in unknown]):
            for key, value in unknown:
                self.unknown().indicator(group, key, value)

    def unknown(self) -> "UnknownKeys":
        from report_cli.facts.unknown_keys import UnknownKeys  # imported here: hardly a file has any

        return UnknownKeys(self, self.catalogue)

    def has_lost_group(self, keys: list[Scalar]) -> bool:
        """Whether the line of a group is lost, which is found; all that stands below it is then unread."""
        is_lost = self.unknown().lost_group(keys, self.given)
        self.is_whole &= not is_lost
        return is_lost

    def in_table(self, indicator: Indicator, table: Table, key: Scalar) -> None:
        message = f"{indicator.named}的行在表里（data/{self.year}/{table.file}），这里不写"
        cure = "去掉这几行，并到表里；没有表，就在指标目录里去掉file"
        self.find("309", key.place, message, cure, indicator.id)

    def meta(self, given: dict[str, Node]) -> dict[str, str]:
        """What is said of a value, or of all values of a group: source, owner, date, state, note, reason to accept."""
        texts = {name: self.text(given, name) for name in given}
        if (state := texts.get("state")) and state not in braces.STATES:
            cure = f"可用：{'、'.join(braces.STATES)}"
            self.find("136", given["state"].place, f"state不能写“{excerpt(state)}”", cure)
        as_of = texts.get("as_of", "")
        problem = dates.read(as_of) if as_of[:4].isdecimal() and as_of[4:5] in ("-", "年") else None
        if isinstance(problem, Finding) and problem.code == "F116":
            self.findings.append(problem.at(given["as_of"].place))
        return {name: text for name, text in texts.items() if text}

    def fact(self, blank: Fact, node: Node) -> Fact:
        """Read a fact in its short or long form. Its place is that of the value or, if that is empty, of the key.

        `blank`: the fact without its value, at the place of its key, with what its group says of all.
        """
        said: dict[str, str] = {}
        is_misread = False
        is_list = blank.indicator.kind == "list" and isinstance(node, Mapping) and braces.holds_names(node)
        if isinstance(node, Mapping) and not is_list and (blank.indicator.kind != "items" or node.get("value")):
            given, is_misread = self.in_braces(blank, node)
            node = given.pop("value", None) or Scalar("", blank.place)
            said = self.meta(given)
        is_misread = is_misread or node.place in self.guessed
        is_empty = not is_misread and isinstance(node, Scalar) and (node.is_empty or not node.text.strip())
        if is_empty and isinstance(node, Scalar) and not self.check_whole(node):
            is_misread, is_empty = True, False
        value = None if is_empty or is_misread else self.value(blank, node)
        place, problem = node.place, MISREAD if value is None else ""
        if is_empty:
            place, problem = blank.place, "未填"
        return replace(
            blank,
            value=value,
            place=place,
            is_empty=is_empty,
            problem=problem,
            source_of="" if "source" in said else blank.source_of,
            **{"owner": blank.owner or blank.indicator.owner} | said,
        )

    def in_braces(self, blank: Fact, node: Mapping) -> tuple[dict[str, Node], bool]:
        """What braces say of a value, and whether they lack it."""
        meant, text = braces.long_form(node), braces.with_colon(node) if blank.indicator.kind == "text" else ""
        given = {} if meant or text else self.entries(node, braces.LONG_FORM, blank.named)
        # What is computed needs no value, but may be accepted.
        is_accepted = blank.indicator.formula is not None and "accept" in given
        is_misread = "value" not in given and bool(node.entries) and not is_accepted
        if is_misread:
            keys = ", ".join(f"{key}: …" for key in ("value", *given))
            cure = f"写成 {{{meant}}}" if meant else f"把值写在value里：{{{keys}}}"
            cure = f"冒号是文字的，就用全角的，写成{excerpt(text, 40)}" if text else cure
            self.wrong(blank, "119", node, "写成了一组“名称: 值”，但没有value", cure)
        return given, is_misread

    def wrong(self, fact: Fact, number: str, node: Node, message: str, cure: str) -> None:
        self.find(number, node.place, fact.named + message, cure, fact.id)

    def value(self, blank: Fact, node: Node) -> Value | None:
        kind = blank.indicator.kind
        if found := pasted_names.too_many(node, self.year):
            self.wrong(blank, found.code[1:], node, found.message, found.cure)
            return None
        if kind == "list":
            return self.names(blank, node)
        if kind == "items":
            return self.items(blank, node)
        if not isinstance(node, Scalar):
            if kind == "text" and (titles := braces.titles(node)):
                return titles
            message = f"应是{_WHAT.get(kind, '一个数')}，现在是列表或一组值"
            self.wrong(blank, "118", node, message, braces.single(node, is_text=kind == "text"))
            return None
        text = node.text.strip()
        if (broken := mistakes.excel_error(text)) is not None:
            self.wrong(blank, broken.code[1:], node, f"：{broken.message}", broken.cure)
            return None
        if kind == "text":
            is_item = blank.id.endswith("]")
            is_name = is_item or blank.label.endswith(pasted_names.OF_NAMES)
            if found := pasted_names.odd_in_name(one_line(text), is_item=is_item, is_name=is_name):
                self.warn(blank, node, found)
            return one_line(text) if self.check_whole(node) else None
        if kind == "date":
            value: Value | Finding = dates.read(text, self.year)
        else:
            value = numbers.read(text, blank.indicator.unit, kind)
        if isinstance(value, Finding):
            self.wrong(blank, value.code[1:], node, f"：{value.message}", moved.cure(value, blank.label, blank.id))
            return None
        return value

    def names(self, blank: Fact, node: Node) -> Names | None:
        if not isinstance(node, Sequence):
            meant, said = excerpt(pasted_lists.as_list(braces.said_in(node)), 60), braces.said_in(node).strip()
            cure = f"写成 {meant}，只有一项也要方括号；未全列的，最后一项写等"
            cure = _EMPTY if said in pasted_names.NOTHING else cure
            self.wrong(blank, "121", node, "应是列表", cure)
            return None
        is_open = bool(node.items) and isinstance(node.items[-1], Scalar) and node.items[-1].text == "等"
        nodes = node.items[: len(node.items) - is_open]
        if not nodes:
            self.wrong(blank, "122", node, "里只有“等”，没有名称" if is_open else "的列表是空的", _EMPTY)
            return None
        single = replace(blank.indicator, kind="text", formula=None, breakdowns=(), fields=())
        items = [
            self.fact(replace(blank, id=f"{blank.id}[{number}]", indicator=single, place=item.place), item)
            for number, item in enumerate(nodes, 1)
        ]
        odd = {finding.place for finding in self.findings if finding.code == "F126"}
        for item, name in zip(nodes, items, strict=True):
            if item.place not in odd:
                self.check_name(item, name, is_alone=len(nodes) == 1 and not is_open, is_line=node.is_block)
        self.check_twice(blank, [((name.text,), item) for item, name in zip(nodes, items, strict=True)])
        return Names(tuple(items), is_open) if all(item.value is not None for item in items) else None

    def check_name(self, node: Node, name: Fact, *, is_alone: bool, is_line: bool) -> None:
        plain = isinstance(node, Scalar) and node.plain
        if name.is_empty:
            self.wrong(name, "122", node, "是空的", "删去这一项，或补上名称")
        elif name.text == "等":
            self.wrong(name, "123", node, "的“等”不在最后", "“等”写在列表末尾")
        elif plain and name.text in pasted_names.NOTHING:
            self.wrong(name, "122", node, f"写的是“{name.text}”，不是名称", "没有就去掉它，还不知道就把整个值留空")
        elif plain and (several := pasted_lists.several(name.text)):
            message = f"“{excerpt(name.text)}”里有“{several.mark}”，" if several.mark else f"“{excerpt(name.text)}”"
            apart = f"用半角逗号分开：{excerpt(', '.join(several.meant), 60)}"
            if is_line:
                apart = f"一行一项：{excerpt('，'.join(f'- {each}' for each in several.meant), 60)}"
            elif is_alone and several.mark:
                apart = f"写成 [{excerpt(', '.join(several.meant), 60)}]"
            cure = f"是几项，{apart}；确是一项就加半角引号：'{excerpt(name.text, 40)}'"
            if several.is_sure or (is_alone and several.mark):
                self.wrong(name, "117", node, f"：{message}写成了一项", cure)
            else:
                self.warn(name, node, unplaced("F117", f"{message}是一项还是几项？", cure))
        elif found := pasted_names.open_ended(name.text):
            self.warn(name, node, found)

    def check_twice(self, blank: Fact, listed: list[tuple[tuple[str, ...], Node]]) -> None:
        """Warn of an item that says the same as one before it. `listed`: what each item says.

        One with a field that is still to be filled in is no copy yet, as in a list of promises to be answered.
        """
        seen = set[tuple[str, ...]]()
        for said, node in listed:
            if said in seen and all(said):
                message = f"{blank.named}里“{excerpt('，'.join(filter(None, said)))}”写了两次"
                cure = "只留一个，或改成另一个；确是两个，写得能分清"
                self.findings.append(Finding("F128", node.place, message, cure, blank.id, "warning"))
            seen.add(said)

    def warn(self, fact: Fact, node: Node, found: Finding) -> None:
        message = f"{fact.named}：{found.message}"
        self.findings.append(replace(found, place=node.place, message=message, fact=fact.id, severity="warning"))

    def items(self, blank: Fact, node: Node) -> Items | None:
        sample = ", ".join(f"{field.name}: …" for field in blank.indicator.fields)
        if not isinstance(node, Sequence) or not node.items:
            self.wrong(blank, "121", node, "应是列表，每项一组字段", f"每项写成“- {{{sample}}}”")
            return None
        items: list[tuple[Fact, ...]] = []
        for number, item_node in enumerate(node.items, 1):
            item = replace(blank, id=f"{blank.id}[{number}]")
            mapping = self.mapping(item_node, item.named, f"写成“- {{{sample}}}”，冒号用半角，后面空一格")
            if mapping:
                items.append(tuple(self.fields(item, mapping)))
        if len(items) < len(node.items):
            return None
        self.check_keys(items)
        said = (tuple(fact.text for fact in item) for item in items)
        self.check_twice(blank, list(zip(said, node.items, strict=True)))
        return Items(tuple(items))

    def fields(self, item: Fact, mapping: Mapping) -> Iterator[Fact]:
        fields = {field.name: field for field in item.indicator.fields if field.formula is None}
        for key, value in self.known(mapping, fields, item.named):
            field = replace(item, id=f"{item.id}.{key.text}", indicator=fields[key.text], place=key.place)
            found = self.fact(field, value)
            self.check_listed(found, value)
            if not (found.is_empty and found.indicator.may_be_empty):
                yield found
        for name, indicator in fields.items():
            if indicator.required and mapping.get(name) is None:
                message = f"{item.named}缺{indicator.label}（{name}）"
                self.find("201", mapping.place, message, f"补上“{name}: …”", f"{item.id}.{name}")

    def check_listed(self, field: Fact, node: Node) -> None:
        """Find a text that is not among all that its field may say."""
        values = field.indicator.values
        if values and field.text and field.text not in values:
            cure = f"可用的值：{excerpt('、'.join(values), 80)}"
            self.wrong(field, "304", node, f"“{excerpt(field.text)}”不在列出的值里", cure)

    def check_keys(self, items: list[tuple[Fact, ...]]) -> None:
        """Find items that cannot be told apart by their keys."""
        seen = set[str]()
        for key in (fact for item in items for fact in item if fact.indicator.is_key and fact.text):
            if key.text in seen:
                message, cure = f"{key.named}“{excerpt(key.text)}”重复，会数两次", "删去重复的一项，或改正编号"
                self.find("305", key.place, message, cure, key.id)
            seen.add(key.text)
