"""Finds facts that a year states and no report prints, for want of another fact beside them.

A fact that no template names serves another purpose. One that gives way to another (`else`) is right too, and so is one
whose note says what it is for.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice, product

from jinja2 import nodes
from msgspec import Struct, field
from msgspec.structs import replace

from report_cli.compose import atoms, edits_file
from report_cli.compose.rendering import ENVIRONMENT, Library, is_template_name
from report_cli.compose.source import decoded, split
from report_cli.document import FIGURE, Document, Paragraph, Run, text_of
from report_cli.facts import lacking
from report_cli.facts.fact import Fact, Items, Rows
from report_cli.facts.ledger import Ledger
from report_cli.model import EDITS_SUFFIX, TEMPLATE_SUFFIX, Finding, Place
from report_cli.sentences import CLAUSE_MARKS
from report_cli.text import excerpt

_ID = re.compile(r"(([a-z_][\w]*\.[a-z_][\w]*)(?:\[[0-9]+\])?)", re.IGNORECASE)
_INCLUDED = r"[\"']([^\"'\n]+\.md\.j2)[\"']"


_Choice = tuple[str, ...]
"""Labels of facts of which one has to be filled in."""


_FOR = "（算"
"""Behind the label of what a computed fact waits for: what it is for."""
_MOST_CHOICES = 100
_FEW = 3
"""A clause of more characters than these says something by itself."""
_EITHER_END = 24
"""So many characters of long words are quoted from either end."""
_ELSE = "不印就删去这一行；有意留着，写成 {value: …, note: 为什么留着}"


class Condition(Struct, frozen=True):
    """What a tag asks; it has to hold for what stands within (`body`), or to fail (`else`)."""

    test: nodes.Node
    must_hold: bool
    body: tuple[nodes.Node, ...] = ()


class PrintedWhere(Struct, frozen=True):
    """Where a template prints a fact, and within which conditions.

    `is_term`: only if the text uses it. `is_moved`: as a change, of which nothing is said where there is none.
    `heading`: that of the part which it stands in, if that goes with all that is below it.
    """

    fact: str
    place: Place
    conditions: tuple[Condition, ...]
    is_term: bool
    is_moved: bool = False
    heading: str = ""


def unprinted(ledger: Ledger, documents: Sequence[Document], library: Library) -> Iterator[Finding]:
    """Warnings about values that nothing prints, hints about those that only stand in a table.

    `documents`: all the reports of the year.
    """
    in_text, in_tables = _printed(documents)
    waiting = [fact for whole in ledger.facts.values() if _is_stated(whole) for fact in _things(whole)]
    said = "".join(document.properties.author + document.properties.subject for document in documents)
    waiting = [fact for fact in waiting if not _is_in(in_text, fact) and fact.text not in said]
    kinds = [document.kind for document in documents]
    if not waiting or not _are_named(waiting, kinds, library, ledger.year):
        return
    reader, mentions = _Reader(ledger, library), defaultdict[str, list[PrintedWhere]](list)
    reader.headings.update(_headings(documents))
    taken_out = [*_taken_out(kinds, ledger, library)]
    for kind in kinds:
        for mention in reader.template(f"{kind}{TEMPLATE_SUFFIX}"):
            mentions[mention.fact].append(mention)
    for fact in waiting:
        edit = next((edit for edit, ids in taken_out if fact.id in ids), None)
        is_in_table = _is_in(in_tables, fact)
        if edit is not None and not is_in_table:
            yield _of_edit(fact, edit)
        else:
            yield from _finding(reader, fact, mentions[_whole(fact.id)], is_in_table=is_in_table)


def _taken_out(kinds: Iterable[str], ledger: Ledger, library: Library) -> Iterator[tuple[edits_file.Edit, set[str]]]:
    """The edits that took figures away, with the facts, lists and items that these are of."""
    for kind in kinds:
        if found := library(f"{kind}{EDITS_SUFFIX}", ledger.year):
            for edit in edits_file.read(found[1], found[0], ledger.catalogue.allow)[0]:
                if gone := _figures(edit.was) - (
                    _figures(edit.now) if edit.now or not edit.side else _figures(edit.was)
                ):
                    yield edit, gone


def _figures(texts: Iterable[str]) -> set[str]:
    """The ids of the figures in the words of an edit, with those of the items and lists that they are of."""
    found = set[str]()
    for said in (match["said"] for text in texts for match in edits_file.EXPRESSION.finditer(text)):
        if id := _ID.match(said):
            found |= {id[1], id[2]}
    return found


def _of_edit(fact: Fact, edit: edits_file.Edit) -> Finding:
    by = f"（照{edit.by}）" if edit.by else ""
    message = f"{fact.named}填了，印它的话在改动文件里删改掉了{by}，哪一篇稿件里都没有印"
    cure = f"数据也不要，就把这一行和 {edit.place.file} 第{edit.place.line}行那一条一起删去；还要印，只删去那一条"
    cure += "" if isinstance(fact.value, Items) else "；都留着，写成 {value: …, note: 为什么留着}"
    return Finding("F217", fact.place, message, cure, fact.id, "warning")


def _finding(reader: "_Reader", fact: Fact, mentions: list[PrintedWhere], *, is_in_table: bool) -> Iterator[Finding]:
    lacking = [[reader.lacking(condition) for condition in mention.conditions] for mention in mentions]
    is_blocked = [any(each) for each in lacking]
    if not mentions or any(None in each for each in lacking) or (is_in_table and not all(is_blocked)):
        return
    is_nothing = fact.quantity is not None and not fact.quantity.printed_number
    if is_nothing and any(each.is_moved and not waits for each, waits in zip(mentions, is_blocked, strict=True)):
        return  # 增加3批 for 增加3批、0人次
    first = is_blocked.index(True) if True in is_blocked else 0
    lost = reader.lost(mentions[first], is_blocked[first])
    at = f"{mentions[first].place.file}第{mentions[first].place.line}行"
    if mentions[first].is_term:
        cure = f"正文里没有用到{_quoted(fact.text.partition('，')[0])}；核对写法，不用就删去这一行"
    elif wanted := _spoken(lacking[first]):
        cure = f"它和{wanted}一起印（{at}），把{_plain(wanted)}也填上；没有的不填0，它还要印，就改模板这一行；{_ELSE}"
    else:
        cure = f"印它的那一部分（{at}）没有别的内容，就不印；填上别的内容；{_ELSE}"
    if is_in_table:
        message = f"{fact.named}填了，只印在表里，正文里没有印"
        yield Finding("F217", fact.place, message, cure, fact.id, "hint")
    else:
        message = f"{fact.named}填了，哪一篇稿件里都没有印{lost}"
        yield Finding("F217", fact.place, message, cure, fact.id, "warning")


def _ends(text: str) -> str:
    return text if len(text) <= 2 * _EITHER_END else f"{text[:_EITHER_END]}…{text[-_EITHER_END:]}"


def _quoted(text: str) -> str:
    return excerpt(text) if text.startswith(("“", "《")) else f"“{excerpt(text)}”"


# What is stated, and what is printed ----------------------------------------------------------------------------------


def _is_stated(fact: Fact) -> bool:
    is_given = bool(fact.indicator.group) and not fact.is_derived and fact.value is not None and not fact.note
    return is_given and fact.indicator.is_printed and not isinstance(fact.value, Rows)


def _things(fact: Fact) -> Iterable[Fact]:
    """The fact, or the items that it is of, but for those that are not whole yet."""
    if not isinstance(fact.value, Items):
        return [fact]
    return [
        Fact(id=f"{fact.id}[{number}]", indicator=fact.indicator, value=Items((item,)), place=item[0].place)
        for number, item in enumerate(fact.value.items, 1)
        if all(part.value is not None for part in item)
    ]


def _whole(id: str) -> str:
    return id.partition("[")[0]


def _printed(documents: Iterable[Document]) -> tuple[set[str], set[str]]:
    """The ids of what stands in the text, and in tables."""
    in_text, in_tables = set[str](), set[str]()
    for document in documents:
        for block in document.blocks:
            if isinstance(block, Paragraph):
                in_text.update(_ids(block.all_runs))
            else:
                in_text.update(_ids(block.caption))
                in_tables.update(_ids(run for row in block.rows for cell in row for run in cell))
    return in_text, in_tables


def _ids(runs: Iterable[Run]) -> Iterator[str]:
    for run in runs:
        yield run.fact
        if run.note:
            yield from _ids(run.note)


def _is_in(ids: set[str], fact: Fact) -> bool:
    """Whether a fact is among those that are printed, or its list, or any of its parts."""
    return fact.id in ids or not ids.isdisjoint([_whole(fact.id), *(part.id for part in fact.parts())])


# What templates say ---------------------------------------------------------------------------------------------------


def _are_named(facts: Iterable[Fact], kinds: Iterable[str], library: Library, year: int) -> bool:
    """Whether any template names one of the facts: a quick look, as parsing takes time."""
    wanted, seen, texts = [f"{kind}{TEMPLATE_SUFFIX}" for kind in kinds], set[str](), []
    while wanted:
        if (name := wanted.pop()) not in seen and (found := library(name, year)):
            texts.append(decoded(found[1], found[0])[0])
            wanted += re.findall(_INCLUDED, texts[-1])
        seen.add(name)
    text = "\n".join(texts)
    return any(_whole(fact.id) in text or f'["{fact.indicator.name}"]' in text for fact in facts)


def _headings(documents: Iterable[Document]) -> Iterator[str]:
    """What the headings say, also those that a paragraph begins with."""
    blocks = (block for document in documents for block in document.blocks)
    paragraphs = (block for block in blocks if isinstance(block, Paragraph) and (block.level or block.lead))
    return (text_of(block.lead or block.runs) for block in paragraphs)


class _Reader(Struct, frozen=True):
    """`headings`: those that are printed."""

    ledger: Ledger
    library: Library
    headings: set[str] = field(default_factory=set)

    def template(self, name: str, within: tuple[Condition, ...] = ()) -> Iterator[PrintedWhere]:
        if is_template_name(name) and (found := self.library(name, self.ledger.year)):
            file, data = found
            text = decoded(data, file)[0]
            source = text if within or "/" in name else split(text, file)[0].source
            for node in ENVIRONMENT.parse(source, file, file).body:
                yield from self.mentions(node, file, within)

    def mentions(
        self, node: nodes.Node, file: str, within: tuple[Condition, ...], is_term: bool = False
    ) -> Iterator[PrintedWhere]:
        match node:
            case nodes.If():
                yield from self.branches(node, file, within)
            case nodes.CondExpr():
                yield from self.mentions(node.expr1, file, (*within, Condition(node.test, must_hold=True)), is_term)
                if node.expr2 is not None:
                    yield from self.mentions(
                        node.expr2, file, (*within, Condition(node.test, must_hold=False)), is_term
                    )
            case nodes.Include():
                for name in node.find_all(nodes.Const):
                    yield from self.template(str(name.value), within)
            case nodes.Filter(name="moved"):
                for child in node.iter_child_nodes():
                    yield from (replace(each, is_moved=True) for each in self.mentions(child, file, within, is_term))
            case nodes.CallBlock(
                call=nodes.Call(node=nodes.Name(name="part"), args=[nodes.Const(value=str(title)), *_])
            ):
                inner = (each for child in node.body for each in self.mentions(child, file, within, is_term))
                yield from (replace(each, heading=each.heading or title) for each in inner)
            case _ if id := self.id(node):
                yield PrintedWhere(id, Place(file, node.lineno), within, is_term)
            case _:
                is_term = is_term or (isinstance(node, nodes.Call) and getattr(node.node, "name", "") == "explanations")
                for child in node.iter_child_nodes():
                    yield from self.mentions(child, file, within, is_term)

    def branches(self, node: nodes.If, file: str, within: tuple[Condition, ...]) -> Iterator[PrintedWhere]:
        for branch in (node, *node.elif_):
            for child in branch.body:
                yield from self.mentions(child, file, (*within, Condition(branch.test, True, (*branch.body,))))
            within = (*within, Condition(branch.test, must_hold=False))
        for child in node.else_:
            yield from self.mentions(child, file, within)

    def lost(self, mention: PrintedWhere, is_blocked: bool) -> str:
        """What goes with a fact that is not printed: words that say no figure, and the heading above."""
        outer = next((each for each in mention.conditions if is_blocked and self.lacking(each)), None)
        words = "".join(self.words(outer.body)) if outer else ""
        clauses = re.split(f"[{CLAUSE_MARKS}]", words.replace("\n", ""))
        is_told = any(FIGURE not in each and len(each) > _FEW for each in clauses)
        said = re.sub(f"{FIGURE}([^{FIGURE}]*){FIGURE}", r"\1", words)
        lost = [f"这些话也不印：“{_ends(said)}”"] if is_told else []
        lost += [f"标题“{mention.heading}”也不印"] if mention.heading and not self.is_headed(mention.heading) else []
        return "".join(f"；{each}" for each in lost)

    def is_headed(self, heading: str) -> bool:
        return any(each.endswith(heading) for each in self.headings)

    def words(self, body: Iterable[nodes.Node]) -> Iterator[str]:
        """What stands within a condition, figures between two signs for one: as printed, … for what is not known."""
        for node in body:
            match node:
                case nodes.TemplateData():
                    yield "".join(atoms.unmarked(node.data).split())
                case nodes.Output() | nodes.CallBlock() | nodes.If():
                    yield from self.words(node.nodes if isinstance(node, nodes.Output) else node.body)
                case _:
                    ids = [id for each in (node, *node.find_all(nodes.Expr)) if (id := self.id(each))]
                    fact = self.ledger.facts.get(ids[0]) if ids else None
                    yield f"{FIGURE}{fact.text if fact and fact.value is not None else '…'}{FIGURE}"

    def id(self, node: nodes.Node) -> str:
        """The fact that an expression names: group.name, or group["name"]."""
        match node:
            case (
                nodes.Getattr(node=nodes.Name(name=group), attr=name)
                | nodes.Getitem(node=nodes.Name(name=group), arg=nodes.Const(value=name))
            ):
                indicator = self.ledger.catalogue.get(f"{group}.{name}")
                return indicator.id if indicator is not None else ""
        return ""

    def holds(self, test: nodes.Node) -> bool | None:
        """Whether a test holds; None where that hangs on more than on what is filled in."""
        match test:
            case nodes.Not():
                holds = self.holds(test.node)
                return None if holds is None else not holds
            case nodes.And() | nodes.Or():
                sides, decisive = (self.holds(test.left), self.holds(test.right)), isinstance(test, nodes.Or)
                return decisive if decisive in sides else None if None in sides else not decisive
            case nodes.Test(name="known"):
                return self.holds(test.node)
        id = self.id(test)
        fact = self.ledger.facts.get(id)
        is_there = fact is not None and (fact.value is not None or (fact.is_empty and self.ledger.is_draft))
        return is_there if id else None

    def lacking(self, condition: Condition) -> tuple[_Choice, ...] | None:
        """What has to be filled in for a condition; None where that is not all, or what is filled goes before."""
        holds = self.holds(condition.test)
        if holds is None or (holds and not condition.must_hold):
            return None
        return () if holds == condition.must_hold else self.lacks(condition.test)

    def lacks(self, test: nodes.Node) -> tuple[_Choice, ...] | None:
        """What would make a test hold that does not."""
        match test:
            case nodes.And() | nodes.Or():
                sides = [self.lacks(side) for side in (test.left, test.right) if not self.holds(side)]
                if None in sides:
                    return None
                wanted = [side or () for side in sides]
                if isinstance(test, nodes.And):
                    return tuple(choice for side in wanted for choice in side)
                return tuple(tuple(dict.fromkeys(chain(*each))) for each in islice(product(*wanted), _MOST_CHOICES))
            case nodes.Test(name="known"):
                return self.lacks(test.node)
        indicator = self.ledger.catalogue.get(self.id(test))
        if indicator is None:
            return None
        if indicator.formula is None:
            return ((indicator.label,),)
        # What can be computed is not asked for, but what it is computed from.
        waits = [
            (f"{when}{one.label}{_FOR}{of.label}要它）",) for one, of, when in lacking.inputs(self.ledger, indicator)
        ]
        return tuple(dict.fromkeys(waits)) or ((indicator.label,),)


def _spoken(lacking: Iterable[tuple[_Choice, ...] | None]) -> str:
    """What is to be filled in, each choice once, and none that follows from a narrower one."""
    choices = dict[frozenset[str], dict[str, str]]()
    for choice in (choice for each in lacking for choice in each or () if choice):
        labels = {_plain(label): label for label in choice}
        same = choices.setdefault(frozenset(labels), labels)
        same |= {label: label for label in choice if label in labels}  # wanted by itself, which needs no reason
    narrow = [labels for wanted, labels in choices.items() if not any(other < wanted for other in choices)]
    return "、".join("或".join(labels.values()) for labels in narrow)


def _plain(wanted: str) -> str:
    return re.sub(f"{_FOR}.*?要它）", "", wanted)
