"""Catalogue, year file and template of an adopted report, as a person would have written them."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct, field

from report_cli.adopt.binding import Binding, Fact, Printed
from report_cli.adopt.source import HEAD, Block, Paragraph, Report, Table, lines
from report_cli.compose import numbering
from report_cli.facts.catalogue_file import UNBOUND
from report_cli.files.yaml import quoted
from report_cli.model import TEMPLATE_SUFFIX
from report_cli.sentences import ITEM_MARKS, sentences

_OWN_NUMBER = re.compile(r"(\d{1,2}[.)])\s+")


TextPart = tuple[int, int, int]
"""A part of a text: the text's number, and from which character of it to before which."""


_Line = tuple[str, list[TextPart]]


class Written(Struct, kw_only=True):
    """The files by their names. `at`: the texts that a template's line holds. `allowed`: words, and why each stands."""

    files: dict[str, str] = field(default_factory=dict)
    at: dict[tuple[str, int], list[TextPart]] = field(default_factory=dict)
    allowed: dict[str, str] = field(default_factory=dict)


class Kind(Struct, frozen=True):
    """A report kind to be written: its name, what people call it, its layout (empty for the usual one)."""

    name: str
    label: str
    layout: str = ""


# The template --------------------------------------------------------------------------------------------------------


class TemplateWriter:
    """`flat`: tables that are written as paragraphs, by the number of their first text; `plain`: headings that are."""

    def __init__(
        self, report: Report, binding: Binding, kind: Kind, flat: Iterable[int] = (), plain: Iterable[int] = ()
    ) -> None:
        self.report, self.binding, self.kind, self.flat = report, binding, kind, set(flat)
        self.plain = set(plain)
        self.written = Written()
        self.next = 0

    def write(self) -> Written:
        blocks = list(self.report.blocks)
        head = _head(blocks)
        automatic = None if self.has_whole_heading() else _automatic(blocks[len(head) :])
        lines_ = self.head(head, is_numbered=automatic is not None)
        parts = list(self.parts(blocks[len(head) :]))
        for name, label, part in parts:
            file = f"sections/{self.kind.name}_{name}{TEMPLATE_SUFFIX}" if name else ""
            own = lines_ if not name else [(f"{{# {label} #}}", [])]
            for block in part:
                own += [*self.block(block, automatic or {}), ("", [])]
            if name:
                lines_ += [(f'{{% include "{file}" %}}', []), ("", [])]
                self.put(f"templates/{file}", own)
        self.put(f"templates/{self.kind.name}{TEMPLATE_SUFFIX}", lines_)
        return self.written

    def has_whole_heading(self) -> bool:
        number = 0
        for paragraph in lines(self.report.blocks):
            if paragraph.role == "heading" and number in self.binding.whole:
                return True
            number += 1 + len(paragraph.notes)
        return False

    def put(self, file: str, made: Sequence[_Line]) -> None:
        while made and not made[-1][0]:
            made = made[:-1]
        self.written.files[file] = "\n".join(line for line, _ in made) + "\n"
        for number, (_, texts) in enumerate(made, 1):
            if texts:
                self.written.at[file, number] = texts

    def head(self, head: Sequence[Paragraph], *, is_numbered: bool) -> list[_Line]:
        made: list[_Line] = [("---", []), (f"label: {quoted(self.kind.label)}", [])]
        before = ""
        for paragraph in head:
            number = self.take(paragraph)
            if paragraph.role != before:
                made.append((f"{paragraph.role}: |", []))
            before = paragraph.role
            said = "".join(line for line, _ in self.sentences(paragraph, number, 0, len(paragraph.text)))
            made.append((f"  {said}", [(number, 0, len(paragraph.text))]))
        made += [] if is_numbered else [("numbering: none", [])]
        made += [(f"layout: {self.kind.layout}", [])] if self.kind.layout else []
        return [*made, ("---", [])]

    def parts(self, blocks: Sequence[Block]) -> Iterator[tuple[str, str, list[Block]]]:
        """The text in parts, each a file of its own: name (empty for what stays), heading, blocks."""
        deepest = 2 if any(isinstance(block, Paragraph) and block.level == 2 for block in blocks) else 1
        part, name, label, used = list[Block](), "", "", set[str]()
        number = self.next
        for block in blocks:
            if isinstance(block, Paragraph) and block.level and block.level <= deepest:
                if part:
                    yield name, label, part
                group = self.binding.texts[number].group
                name = "" if block.level < deepest else _unused(group, used)
                label, part = self.binding.groups.get(group, group), []
                used.add(name)
            part.append(block)
            number += sum(1 + len(each.notes) for each in lines([block]))
        if part:
            yield name, label, part

    def take(self, paragraph: Paragraph) -> int:
        number, self.next = self.next, self.next + 1 + len(paragraph.notes)
        return number

    def block(self, block: Block, automatic: Mapping[int, int]) -> Iterator[_Line]:
        if isinstance(block, Table):
            yield from self.table(block)
            return
        number, cut = self.take(block), automatic.get(block.number, 0)
        marks = "#" * (block.level + 1)
        if block.role == "heading" and number not in self.plain:
            yield self.heading(block, number, marks, cut, len(block.text))
        elif block.lead and automatic and number not in self.binding.whole and self.is_clean(number, block.lead):
            yield self.heading(block, number, marks, cut, block.lead)
            yield "", []
            yield from self.sentences(block, number, block.lead, len(block.text))
        else:
            yield from self.sentences(block, number, 0, len(block.text))

    def heading(self, block: Paragraph, number: int, marks: str, start: int, end: int) -> _Line:
        if number in self.binding.whole:
            text, facts = self.all_of(number), [self.binding.whole[number]]
        else:
            text, facts = self.part(block, number, start, end).strip(), self.facts(number, start, end)
        return self.conditional(f"{marks} {text}", facts), [(number, start, end)]

    def all_of(self, number: int) -> str:
        return f"{{{{ {self.binding.whole[number]} }}}}"

    def is_clean(self, number: int, at: int) -> bool:
        return not any(one.start < at < one.end for one in self.binding.printed.get(number, ()))

    def sentences(self, paragraph: Paragraph, number: int, start: int, end: int) -> Iterator[_Line]:
        """The sentences between two characters, each in a condition: all its facts are known."""
        if number in self.binding.whole:
            yield self.conditional(self.all_of(number), [self.binding.whole[number]]), [(number, start, end)]
            return
        for first, last in _sentences(paragraph.text, start, end, self.binding.printed.get(number, ())):
            text = self.part(paragraph, number, first, last).strip()
            facts = [*self.facts(number, first, last), *self.facts_of_notes(paragraph, number, first, last)]
            yield self.conditional(text, list(dict.fromkeys(facts))), [(number, first, last)]

    def facts(self, number: int, start: int, end: int) -> list[str]:
        inside = (one for one in self.binding.printed.get(number, ()) if start <= one.start < end)
        return list(dict.fromkeys(one.fact for one in inside if one.fact))

    def facts_of_notes(self, paragraph: Paragraph, number: int, start: int, end: int) -> Iterator[str]:
        for at, note in enumerate(paragraph.notes, number + 1):
            if start < note.offset <= end:
                yield from (self.binding.whole[at],) if at in self.binding.whole else self.facts(at, 0, len(note.text))

    def conditional(self, text: str, facts: Sequence[str]) -> str:
        return f"{{% if {' and '.join(facts)} %}}{text}{{% endif %}}" if facts else text

    def part(self, paragraph: Paragraph, number: int, start: int, end: int) -> str:
        """The words between two characters, figures as their facts, footnotes where they hang."""
        text, made, at = paragraph.text, "", start
        notes = {note.offset: number + 1 + position for position, note in enumerate(paragraph.notes)}
        stops: list[tuple[int, int, str]] = [
            (one.start, one.end, self.said(text, one, self.bounds(number, one, start, end)))
            for one in self.binding.printed.get(number, ())
            if start <= one.start and one.end <= end
        ]
        stops += [(offset, offset, self.note(note)) for offset, note in notes.items() if start < offset <= end]
        for first, last, said in sorted(stops, key=lambda stop: stop[:2]):
            if first >= at:
                made += text[at:first] + said
                at = last
        made += text[at:end]
        return (
            _OWN_NUMBER.sub(r"\1", made.replace("\n", ""), count=1) if re.match(r"\d", made) else made.replace("\n", "")
        )

    def bounds(self, number: int, one: Printed, start: int, end: int) -> tuple[int, int]:
        """How far the prose round a stretch goes: to another that is printed, half-way to one that is allowed."""
        others = [each for each in self.binding.printed.get(number, ()) if each is not one]
        before = [(each.end, one.start - each.end, each) for each in others if each.end <= one.start]
        behind = [(each.start, each.start - one.end, each) for each in others if each.start >= one.end]
        left = max([start, *(at + (0 if each.says else gap // 2) for at, gap, each in before)])
        right = min([end, *(at - (0 if each.says else gap - gap // 2) for at, gap, each in behind)])
        return left, right

    def said(self, text: str, one: Printed, bounds: tuple[int, int]) -> str:
        if one.says:
            return one.says
        word = text[one.start : one.end]
        if one.allowed == UNBOUND or len(word) < 3:
            # Enough of the words beside it that the digits alone are not allowed anywhere.
            left, right = max(bounds[0], one.start - 2), min(bounds[1], one.end + 2)
            before = re.sub(rf"^.*[{ITEM_MARKS}]|^\s+", "", text[left : one.start])
            word = before + word + _behind(text[one.end : right])
        self.written.allowed.setdefault(word.strip(), one.allowed)
        return text[one.start : one.end]

    def note(self, number: int) -> str:
        text = self.binding.texts[number].text
        if number in self.binding.whole:
            inner = self.all_of(number)
        else:
            inner = self.part(Paragraph(text=text, number=0), number, 0, len(text))
        return f"{{% call footnote() %}}{inner}{{% endcall %}}"

    def table(self, table: Table) -> Iterator[_Line]:
        first, caption = self.next, ""
        if table.caption:
            number = self.take(table.caption)
            caption = self.part(table.caption, number, 0, len(table.caption.text))
            if first in self.flat or number in self.binding.whole or re.search(r'["\\]|%}', caption):
                yield from self.sentences(table.caption, number, 0, len(table.caption.text))
                yield "", []
                caption = ""
        if first in self.flat:
            for cell in (cell for row in table.rows for cell in row):
                number = self.take(cell)
                if cell.text:
                    yield from self.sentences(cell, number, 0, len(cell.text))
                    yield "", []
            return
        said = f'"{caption}"' if caption else ""
        if "{{" in caption:
            yield (
                f"{{% set caption %}}{caption}{{% endset %}}",
                [(first, 0, len(table.caption.text if table.caption else ""))],
            )
            said = "caption"
        yield f"{{% call table({said}) %}}", [(first, 0, 0)]
        for row in table.rows:
            yield self.row(row)
        yield "{% endcall %}", []

    def row(self, row: Sequence[Paragraph]) -> tuple[str, list[TextPart]]:
        cells, stretches, facts = list[str](), list[TextPart](), list[str]()
        for cell in row:
            number = self.take(cell)
            stretches.append((number, 0, len(cell.text)))
            if number in self.binding.whole:
                cells.append(self.all_of(number))
                continue
            cells.append(self.part(cell, number, 0, len(cell.text)).strip())
            facts += self.facts(number, 0, len(cell.text))
        return self.conditional(" | ".join(cells), list(dict.fromkeys(facts))), stretches


def _behind(text: str) -> str:
    return re.split(rf"[{ITEM_MARKS}\s]", text)[0]


def _unused(name: str, used: set[str]) -> str:
    number, free = 1, name
    while free in used:
        number += 1
        free = f"{name}{number}"
    return free


def _sentences(text: str, start: int, end: int, printed: Sequence[Printed]) -> Iterator[tuple[int, int]]:
    at = start
    for _, part in sentences(text[start:end]):
        stop = start + part
        if not any(one.start < stop < one.end for one in printed) and stop < end:
            yield at, stop
            at = stop
    if at < end:
        yield at, end


def _head(blocks: Sequence[Block]) -> list[Paragraph]:
    """What stands above the text: each of the head's names once, its lines together."""
    head, used = list[Paragraph](), list[str]()
    for block in blocks:
        if not isinstance(block, Paragraph) or block.role not in HEAD or block.notes:
            break
        if used and block.role != used[-1] and block.role in used:
            break
        used.append(block.role)
        head.append(block)
        if block.role == "salutation":
            break
    return head if "title" in used else []


def _automatic(blocks: Sequence[Block]) -> dict[int, int] | None:
    """How long each heading's number is, by paragraph, where automatic numbering prints all of them; else None."""
    counters, cuts = [0, 0, 0], dict[int, int]()
    for block in blocks:
        if not isinstance(block, Paragraph) or not block.level:
            continue
        number = numbering.following(counters, block.level)
        if not block.text.startswith(number):
            return None
        cuts[block.number] = len(number)
    return cuts


# Catalogue and year file ---------------------------------------------------------------------------------------------

_CATALOGUE = """\
# 指标目录：由“{name}”读出。label是中文名称，不合本单位的叫法就改；单位、口径、责任部门都可以补。
# allow里因“{unbound}”列着的，是还没有和数据绑定的数：写成指标，模板里用它，再从这里删去。
format: 1
"""


def catalogue(name: str, binding: Binding, allowed: Mapping[str, str]) -> str:
    made = [_CATALOGUE.format(name=name, unbound=UNBOUND), *groups(binding)]
    return "\n".join(made) + "\n".join(["", *allow(allowed)]) + "\n" * bool(allowed)


def groups(binding: Binding) -> Iterator[str]:
    """The groups that are new, with the facts that are."""
    for group, facts in _new(binding).items():
        if not any(fact.is_known for fact in binding.facts.values() if fact.group == group):
            label = quoted(binding.groups[group])
            yield "\n".join([f"{group}:", f"  label: {label}", "  indicators:", *map(_indicator, facts)]) + "\n"


def _new(binding: Binding) -> dict[str, list[Fact]]:
    """The facts whose indicators are new, by group."""
    new: dict[str, list[Fact]] = {}
    for fact in binding.facts.values():
        if not fact.is_known:
            new.setdefault(fact.group, []).append(fact)
    return {group: new[group] for group in binding.groups if group in new}


def extended(catalogue: str, binding: Binding, allowed: Mapping[str, str]) -> str:
    """A catalogue with what is new: indicators at the end of their groups, groups, words allowed."""
    for group, facts in _new(binding).items():
        own = re.search(rf"(?m)^{re.escape(group)}:.*\n(?:[ \t].*\n)*", catalogue)
        if own is not None:
            rows = "".join(f"{_indicator(fact)}\n" for fact in facts)
            catalogue = catalogue[: own.end()] + rows + catalogue[own.end() :]
    new = [text for text in groups(binding) if f"\n{text.partition(':')[0]}:" not in catalogue]
    fresh = {word: because for word, because in allowed.items() if f"word: {quoted(word)}," not in catalogue}
    rows = "".join(f"{row}\n" for row in allow(fresh, is_headed=False))
    more = "\n".join(["", *new]) if new else ""
    match = re.search(r"(?m)^allow:[ \t]*(?:#.*)?\n", catalogue)
    if match is None:
        return catalogue.rstrip("\n") + "\n" + more + (f"\nallow:\n{rows}" if rows else "")
    before = catalogue[: match.start()].rstrip("\n") + "\n" + more
    return f"{before}\n{match.group()}{rows}{catalogue[match.end() :]}"


def allow(allowed: Mapping[str, str], *, is_headed: bool = True) -> list[str]:
    lines_ = [f"  - {{word: {quoted(word)}, because: {because}}}" for word, because in allowed.items()]
    return ["allow:", *lines_] if lines_ and is_headed else lines_


def _indicator(fact: Fact) -> str:
    said = {"label": quoted(fact.label)}
    if fact.unit:
        said["unit"] = fact.unit
    if fact.kind in ("rate", "points", "date", "list", "amount") or (fact.kind == "count" and not fact.unit):
        said["kind"] = fact.kind
    return f"    {fact.name}: {{{', '.join(f'{key}: {value}' for key, value in said.items())}}}"


def year_file(year: int, name: str, binding: Binding) -> str:
    head = f"# {year}年的数据，由“{name}”读出；source是那份文件的第几段。\nformat: 1\nyear: {year}\n"
    return "\n".join([head, *values(name, binding)])


def values(name: str, binding: Binding) -> Iterator[str]:
    for group, label in binding.groups.items():
        facts = [fact for fact in binding.facts.values() if fact.group == group and fact.at and not fact.is_stated]
        if facts:
            note = "" if label == group else f"  # {label}"
            yield "\n".join([f"{group}:{note}", *(_value(name, fact) for fact in facts)]) + "\n"


def _value(name: str, fact: Fact) -> str:
    said = [quoted(value) for value in fact.values]
    value = f"[{', '.join(said)}]" if fact.kind == "list" else said[0]
    return f"  {fact.name}: {{value: {value}, source: {quoted(source_of(name, fact))}}}"


def source_of(name: str, fact: Fact) -> str:
    return f"{name} {'、'.join(f'第{number}段' for number in fact.numbers)}"
