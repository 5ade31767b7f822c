"""What templates may say beside facts: filters, tests, and macros for sentences, lists, tables, attachments and notes.

A macro gives text: where it makes more than prose, noncharacters stand round it, which the blocks read and drop.
"""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from itertools import count
from typing import Any

from report_cli.compose import atoms, numbering
from report_cli.compose.values import CatalogueText, FactView, GroupView, ItemView, Printer, Unsayable
from report_cli.facts.estimate import Estimate
from report_cli.facts.fact import Names
from report_cli.facts.quantity import chinese
from report_cli.model import Place
from report_cli.sentences import ITEM_MARKS, is_whole

_MARKS = rf"(?:{atoms.MARK.pattern})+"
_LAST_MARKS = rf"{_MARKS}\s*$"
_FIRST_MARKS = rf"^\s*(?:{_MARKS})?"


def _of_facts(name: str, apply: Callable[..., Any]) -> Callable[..., Any]:
    def applied(view: object, *args: object, **kwargs: object) -> object:
        if not isinstance(view, FactView):
            raise Unsayable(f"{name}只用于数据项", f"去掉{name}")
        return apply(view, *args, **kwargs)

    return applied


def _end(view: FactView, name: str, index: int) -> FactView | ItemView:
    if view.fact.indicator.kind not in ("list", "items"):
        raise Unsayable(f"{view.named}不是列表，不能用{name}", f"去掉{name}")
    if not (things := list(view)):
        raise Unsayable(f"{view.named}是空的，没有{name}", "用 {% if %} 围住这一处")
    return things[index]


def _is_moved(view: FactView, direction: int) -> bool:
    change = view.change()
    return change is not None and change.direction == direction


def _is_full(view: FactView) -> bool:
    rate = view.fact.quantity
    return rate is not None and rate.kind == "rate" and rate.estimate == Estimate.exact(1)


def _signed(view: FactView) -> FactView:
    if view.form not in ("change", "growth"):
        raise Unsayable(f"signed只用于增减和增幅，{view.named}不是", f"写成 {{{{ {view.id}.change|signed }}}}")
    return view.in_form(f"signed_{view.form}")


def _with_word(view: FactView, *given: object, between: object = "") -> str:
    """What rose or fell, with the word that says so: 增加13件, 减少7件, 持平; of several, 增加3批、减少21人次.

    `given`: the words for more and for less, and further facts that may share the word. No word is said of what is
    not known. Several with 分别 or 和 are each of a thing of its own: of these 持平 is said too.
    """
    up, down, *_ = (*given, None, None)
    if not (isinstance(up, str) and isinstance(down, str)):
        raise Unsayable("moved里先写说增、说减的两个词", '写成 {{ 组.增减|moved("增加", "减少") }}')
    began = re.match(_EACH, up)
    head, gap = began[0] if began and down.startswith(began[0]) else "", _said(between, "moved")
    words = up.removeprefix(head), down.removeprefix(head)
    said = [_directed(each, *words) for each in (view, *given[2:])]
    if {word for word, _ in said} == {_LEVEL} and (len(said) > 1 or not head):
        return f"{'都' if head else ''}{head[2:].replace('比', '与').replace('较', '与')}{view.in_form('level')}"
    if head or gap.strip("、"):
        return _each(head, said, gap)
    told, last = "", None
    for word, shown in said:
        if word != _LEVEL:
            if told:
                told += gap if word == last else "、"
            told += f"{shown}" if word == last else f"{word}{shown}"
            last = word
    return told


_LEVEL = "持平"
_EACH = "分别(?:[比较与](?:上年|去年|上一年)(?:同期)?)?"


def _directed(view: object, up: str, down: str) -> tuple[str, object]:
    """The word for how something moved, and what is printed behind it."""
    if not isinstance(view, FactView) or view.form or not view.fact.indicator.is_numeric:
        raise Unsayable("moved只用于数", '写成 {{ 组.增减|moved("增加", "减少") }}')
    number = view.fact.quantity
    if number is None:
        return "", view
    if not number.printed_number:
        return _LEVEL, view.in_form("level")
    return (down, view.in_form("fall")) if number.number < 0 else (up, view)


def _each(head: str, said: Sequence[tuple[str, object]], gap: str) -> str:
    """Changes of several things: with one word where all moved one way, else each with its own."""
    same = {word for word, _ in said}
    if len(same) == 1 and _LEVEL not in same:
        *rest, last = (str(shown) for _, shown in said)
        return f"{head}{same.pop()}{'、'.join(rest)}{gap if rest else ''}{last}"
    return head + "、".join(f"{'' if word == _LEVEL else word}{shown}" for word, shown in said)


# A date without its year; a number or a list's length in Chinese; a number with commas; a short name spaced; a change
# as +25; a negative number without its sign; with its word; names joined; length; the ends.
_FILTERS: dict[str, Callable[..., object]] = {
    **{form: partial(FactView.in_form, form=form) for form in ("short", "chinese", "grouped", "spaced")},
    "signed": _signed,
    "fall": partial(FactView.in_form, form="fall"),
    "moved": _with_word,
    "join": FactView.joined,
    "length": len,
    "first": partial(_end, name="first", index=0),
    "last": partial(_end, name="last", index=-1),
}
# Known (no placeholder); an approximate number; a list that ends in 等; a rate of 100%; more, less, equal to last year.
_TESTS: dict[str, Callable[[FactView], bool]] = {
    "known": lambda view: view.fact.value is not None,
    "approximate": lambda view: getattr(view.fact.quantity, "is_approximate", False),
    "open": lambda view: isinstance(view.fact.value, Names) and view.fact.value.is_open,
    "full": _is_full,
    "rising": partial(_is_moved, direction=1),
    "falling": partial(_is_moved, direction=-1),
    "level": partial(_is_moved, direction=0),
}
FILTERS = {name: _of_facts(name, apply) for name, apply in _FILTERS.items()}
TESTS = {name: _of_facts(name, test) for name, test in _TESTS.items()}


def sentence(between: object = "，", *, caller: Callable[[], str]) -> str:
    """Its lines are clauses: joined by a comma, closed by a full stop; nothing where none is left."""
    joined = ""
    for clause in _lines(caller()):
        gap = "" if not joined or joined.endswith(tuple(ITEM_MARKS)) else between
        joined += _said(gap, "sentence") + clause.strip()
    if not joined:
        return ""
    return joined if is_whole(joined) else joined.rstrip("，；：、") + "。"


def clause(before: object = "", *, caller: Callable[[], str]) -> str:
    """Its lines are the items of one clause, joined by 、 behind the words before them; nothing where none is left."""
    items = [line.strip().rstrip("、") for line in _lines(caller())]
    return _said(before, "clause") * bool(items) + "、".join(items)


def enumerate(printer: Printer, things: Sequence[object], place: Place, *, caller: Callable[[], str]) -> str:
    """Its lines are points: 一是…；二是…。 One alone has no number.

    `things`: what stands on both sides of their count, in front of them: 采取三条措施：.
    """
    points = [line.strip().rstrip("。；，、") for line in _lines(caller())]
    if len(points) < 2:
        return "".join(f"{point}。" for point in points)
    numbered = [
        re.sub(_FIRST_MARKS, lambda marks: f"{marks.group()}{chinese(number)}是", point)  # noqa: B023  # called at once
        for number, point in zip(count(1), points, strict=False)
    ]
    told = [_said(words, "enumerate") for words in (*things, "", "")[:2]]
    lead = ("两" if len(points) == 2 else chinese(len(points))).join(told) + "：" if any(told) else ""
    # Points of several sentences are parted by full stops.
    return lead + ("。" if any("。" in printer.plain(point) for point in points) else "；").join(numbered) + "。"


def numbered(printer: Printer, things: Sequence[object], place: Place, *, caller: Callable[[], str]) -> str:
    """Its lines are the items of a list, each a paragraph of its own: 1.… 2.…

    `things`: how they are numbered, where not so: 、, （）, 一、, （一）.
    """
    style = _said(things[0], "numbered") if things else "."
    if not re.fullmatch(numbering.STYLE, style):
        raise Unsayable(
            "numbered里写的不是序号的样子", '1. 不用写；别的写成 numbered("（）")，也可以是、，一、，（一）'
        )
    made = ""
    for number, line in zip(count(1), _lines(caller()), strict=False):
        marks = re.match(_FIRST_MARKS, line)
        at = marks.end() if marks else 0
        item = atoms.item(numbering.of_item(number, style), line[at:].strip())
        made += f"\n\n{line[:at].strip()}{item}\n\n"
    return made


def subject(who: object) -> str:
    """A sentence's subject: said where it is another than the one before it in the same part, below one heading."""
    return f"{atoms.SUBJECT}{said}{atoms.SUBJECT}" if (said := _said(who, "subject")) else ""


def part(printer: Printer, things: Sequence[object], place: Place, *, caller: Callable[[], str]) -> str:
    """A part of the text below its heading; nothing without content. `things`: the heading, its level (2: （一）)."""
    heading, level = (*things, 2)[:2] if things else ("", 0)
    if level not in (1, 2, 3):
        raise Unsayable("part里要写标题，级别写1、2或3", '写成 {% call part("标题") %}，一级标题写 part("标题", 1)')
    text, mark = caller(), atoms.mark(place.file, place.line)
    heading = f"{mark}{'#' * (level + 1)} {_said(heading, 'part')}"
    return f"\n\n{heading}\n\n{text}\n\n" if atoms.unmarked(text).strip() else ""


def lead(printer: Printer, things: Sequence[object], place: Place, *, caller: Callable[[], str]) -> str:
    """A sentence that leads up to what comes after it; nothing without that. `things`: the sentence."""
    text, mark = caller(), atoms.mark(place.file, place.line)
    said = _said(things[0], "lead") if things else ""
    if not said:
        raise Unsayable("lead里要写引出下文的那一句", '写成 {% call lead("提案工作稳步推进。") %}')
    return f"{mark}{said}\n{text}" if atoms.unmarked(text).strip() else ""


def explanations(printer: Printer, things: Sequence[object], place: Place) -> str:
    """What each of some terms means, of those that the text uses: its first field is the term, its second says it."""
    terms = things[0] if len(things) == 1 else None
    if not isinstance(terms, FactView) or terms.fact.indicator.kind != "items":
        raise Unsayable("explanations里要写一个条目类的指标", "写成 {{ explanations(glossary.terms) }}")
    fields = [field.name for field in terms.fact.indicator.fields][:2]
    lines = ("".join(f"{atoms.TERM}{term.attribute(name)}" for name in fields) for term in terms)
    return "".join(f"\n\n{atoms.mark(place.file, place.line)}{line}\n\n" for line in lines)


def table(caption: object = "", landscape: bool = False, *, caller: Callable[[], str]) -> str:
    """Its lines are rows of cells parted by |, the head first; nothing without rows. `landscape`: turned sideways."""
    rows = _lines(caller())
    first = f"{atoms.TABLE_OPEN}{atoms.TURNED if landscape else ''}{_said(caption, 'table')}"
    return "\n\n" + "\n".join([first, *rows, atoms.TABLE_CLOSE]) + "\n\n" if len(rows) > 1 else ""


def attachment(name: object, landscape: bool = False, *, caller: Callable[[], str]) -> str:
    """An attachment of that name, on pages of its own; nothing where it has no content."""
    text, name = caller(), _said(name, "attachment")
    if not atoms.unmarked(text).strip():
        return ""
    return f"\n\n{atoms.ATTACHMENT_OPEN}{atoms.TURNED if landscape else ''}{name}\n{text}\n{atoms.ATTACHMENT_CLOSE}\n\n"


def footnote(text: object = "", *, caller: Callable[[], str] | None = None) -> str:
    """A footnote that hangs on what stands before it: its text is given, or stands between `call` and `endcall`."""
    note = "".join(line.strip() for line in (caller() if caller else _said(text, "footnote")).split("\n"))
    return f"{atoms.NOTE_OPEN}{note}{atoms.NOTE_CLOSE}" if atoms.unmarked(note).strip() else ""


def _said(thing: object, macro: str) -> str:
    """What a macro was given, as text. Raises Unsayable for what is neither text nor a fact."""
    if isinstance(thing, (str, FactView, CatalogueText)):
        return str(thing)
    raise Unsayable(f"{macro}里要写文字或数据项", f'如 {macro}("文字")，一组名称要逐项写')


@lru_cache(maxsize=1024)
def _lines(text: str) -> tuple[str, ...]:
    """The lines that hold anything, without the marks of what came out empty at their ends.

    Remembered, for the next report has the same lines, with facts as atoms in them.
    """
    lines = [line for line in text.replace(atoms.BREAK, "").split("\n") if atoms.unmarked(line).strip()]
    return tuple([_without_last_marks(line) for line in lines])


def _without_last_marks(line: str) -> str:
    return re.sub(_LAST_MARKS, "", line) if line.rstrip().endswith(atoms.MARK_CLOSE) else line


def figures_table(printer: Printer, groups: Sequence[object], place: Place) -> str:
    """All numbers that are known, or still to come in a draft, of some groups (without any: of all), as catalogued.

    Last year's columns are there only if anything of last year is known. `place`: the line of the template.
    """
    year = printer.fact(printer.ledger.facts["year"].indicator)
    wanted = [group for group in groups if isinstance(group, GroupView)]
    if len(wanted) < len(groups):
        cure = "写成 {{ figures_table(proposals) }}，或 {{ figures_table() }}（所有的组）"
        raise Unsayable("figures_table里要写组", cure)
    wanted = wanted or [GroupView(printer, group) for group in printer.ledger.catalogue.groups.values()]
    by_group = [(group, [view for view in group if view.fact.indicator.is_numeric]) for group in wanted]
    has_previous = any(view.previous().fact.value is not None for _, views in by_group for view in views)
    rows = [f"指标|单位|{year.previous()}|{year}|增减|增长" if has_previous else f"指标|单位|{year}"]
    for group, views in by_group:
        if len(wanted) > 1 and views:
            rows.append(f"{atoms.MERGED}{CatalogueText(printer, group.group.label)}")
        for view in views:
            # A rate has its unit in the number (84.5%), so that it reads the same in every form.
            unit = "" if view.fact.indicator.kind == "rate" else view.attribute("unit")
            cells = [view.attribute("label"), unit, view.in_form("number")]
            if has_previous:
                cells.insert(2, view.previous().in_form("number") or "—")
                cells += [view.in_form(f"signed_{form}") or "—" for form in ("change", "growth")]
            rows.append("|".join(map(str, cells)))
    return table(caller=lambda: "\n".join(atoms.mark(place.file, place.line) + row for row in rows))
