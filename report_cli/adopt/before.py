"""What a workspace says of other years, for a year that is new to it: its indicators, and what its report prints.

A figure of the new year that is said in the same words, or has the label and the unit of an indicator of its section,
is that indicator's.
"""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import accumulate, chain, repeat
from pathlib import Path

from msgspec.structs import replace

from report_cli import compose
from report_cli.adopt import spelt, written
from report_cli.adopt.binding import Base, Binding
from report_cli.adopt.bound import Fact, Printed
from report_cli.adopt.found import Found
from report_cli.adopt.known import Existing, put
from report_cli.adopt.sections import Text, found_in, of_cell
from report_cli.document import Document, Table, with_gaps
from report_cli.facts.fact import Indicator
from report_cli.facts.load import Loader
from report_cli.files.editing import ValueChange, edited
from report_cli.files.quoting import Written
from report_cli.files.workspace import CATALOGUE, Workspace
from report_cli.files.yaml import Mapping as Group
from report_cli.files.yaml import parse
from report_cli.model import TEMPLATE_SUFFIX


def base(there: Mapping[str, bytes], kind: str, year: int) -> Base | None:
    """The nearest year's report of a kind, else what other kinds print of this year; None without a catalogue."""
    if CATALOGUE not in there:
        return None
    catalogue = Existing.of(there, year).catalogue
    if catalogue is None:
        return None
    facts = {indicator.id: _fact(indicator) for indicator in catalogue.indicators}
    made = Binding(texts=[], groups={id: group.label for id, group in catalogue.groups.items()}, facts=facts)
    is_other = f"templates/{kind}{TEMPLATE_SUFFIX}" not in there
    documents = _others(there, year) if is_other else _nearest(there, kind, year)
    of_year = documents[0].year if documents else year
    found = list[list[Found]]()
    for document in documents:
        notes = repeat("")  # footnotes stand behind the body
        for (_, runs), cell in zip(document.lines, chain(_cells(document), notes), strict=False):
            text, number = Text("".join(run.text for run in runs), 0, "", cell=cell), len(made.texts)
            made.texts.append(text)
            found.append(found_in(text, of_year))
            at = dict(zip(accumulate((len(run.text) for run in runs), initial=0), runs, strict=False))
            in_words = {start for start, run in at.items() if run.form == "chinese"}
            found[number] = [spelt.as_figure(text.text, one) if one.start in in_words else one for one in found[number]]
            # A list is where its first name is.
            ids = {start: run.fact.partition("[")[0] for start, run in at.items()}
            made.printed[number] = [
                Printed(one.start, one.end, fact=ids[one.start], key=(number, position))
                for position, one in enumerate(found[number])
                if ids.get(one.start) in facts
            ]
    return Base(made, found, of_year, is_other)


def _cells(document: Document) -> Iterator[str]:
    """What each line of the body is about that stands in a table, as for a new report's; else empty."""
    for block in with_gaps(document.body):
        if not isinstance(block, Table):
            yield ""
            continue
        yield from [""] if block.caption else []
        rows = [["".join(run.text for run in cell) for cell in row] for row in block.rows]
        for number, row in enumerate(rows):
            yield from (of_cell(rows[0], row, number, column, document.year)[0] for column in range(len(row)))


def with_values(data: bytes, file: str, name: str, binding: Binding) -> str:
    """A year file with what a report says: in the groups that are there, and its other groups behind them."""
    node, _ = parse(data, file)
    there = {key.text: value for key, value in node.entries} if isinstance(node, Group) else {}
    changes, new = list[ValueChange](), dict[str, Fact]()
    for fact in binding.facts.values():
        group = there.get(fact.group)
        if group is None:
            new[fact.id] = fact
        elif fact.at and not fact.is_stated:
            is_new = not isinstance(group, Group) or group.get(fact.name) is None
            value = fact.values if fact.kind == "list" else fact.values[0]
            said: dict[str, Written] = {"value": value, "source": written.source_of(name, fact)}
            said |= {"accept": written.REFUTED} if fact.is_refuted else {}
            changes.append(ValueChange((fact.group, fact.name), said, is_new=is_new))
    text = edited(data, changes, file).decode()
    more = list(written.values(name, replace(binding, facts=new)))
    return "\n".join([text.rstrip("\n") + "\n", *more]) if more else text


def _fact(indicator: Indicator) -> Fact:
    """An indicator as a fact that has no value yet; without a label, where no figure of a report can be it."""
    group, name, kind = indicator.group, indicator.name, indicator.kind
    if kind not in ("count", "amount", "rate", "points", "date", "text", "list") or not indicator.is_printed:
        return Fact(group=group, name=name, label="", kind="text", values=(), text="", is_known=True)
    unit = indicator.unit if kind in ("count", "amount") else ""
    return Fact(
        group=group, name=name, label=indicator.label, kind=kind, values=(), text="", unit=unit, is_known=True,
        is_derived=indicator.formula is not None,
    )  # fmt: skip


def _nearest(there: Mapping[str, bytes], kind: str, year: int) -> list[Document]:
    """The report of a kind of the nearest year that has one."""
    with tempfile.TemporaryDirectory() as folder:
        put(there, Path(folder))
        workspace = Workspace(Path(folder))
        years: Sequence[int] = sorted(workspace.years(), key=lambda other: abs(other - year))
        return next(filter(None, (_composed(workspace, [kind], other) for other in years)), [])


def _others(there: Mapping[str, bytes], year: int) -> list[Document]:
    """What the other kinds print of the year that is adopted: what is said so again is the same facts."""
    with tempfile.TemporaryDirectory() as folder:
        put(there, Path(folder))
        workspace = Workspace(Path(folder))
        return _composed(workspace, workspace.kinds(), year) if year in workspace.years() else []


def _composed(workspace: Workspace, kinds: Sequence[str], year: int) -> list[Document]:
    loader, library = Loader(workspace), cache(workspace.template)
    if not loader.is_composed(year):
        return []
    ledger = loader.year(year).ledger
    made = (compose.compose(kind, ledger, library)[0] for kind in compose.kinds(kinds, library, year))
    return [document for document in made if document is not None]
