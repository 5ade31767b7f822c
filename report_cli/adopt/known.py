"""What a workspace that is adopted into knows: its facts, and which of them a file of its own prints where."""

import re
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from msgspec import Struct

from report_cli.adopt.bound import Fact, Printed
from report_cli.adopt.sections import Text
from report_cli.adopt.source import Bound
from report_cli.compose import values as forms
from report_cli.compose.expressions import expression
from report_cli.document import binding
from report_cli.facts.fact import YEARS, Catalogue, Names
from report_cli.facts.formula import PREVIOUS
from report_cli.facts.ledger import Ledger
from report_cli.facts.load import Loader
from report_cli.files.workspace import CATALOGUE, Workspace
from report_cli.model import Finding

Printing = tuple[str, str]
"""A fact's id, and the form that it is printed in."""


class Existing(Struct, frozen=True, dict=True):
    """`ledger`: of the year, where the workspace has it. `errors`: in the data and the catalogue."""

    catalogue: Catalogue | None = None
    ledger: Ledger | None = None
    errors: tuple[Finding, ...] = ()

    @classmethod
    def of(cls, files: Mapping[str, bytes], year: int) -> "Existing":
        """What the files of a workspace say, by their names; without a catalogue there is none."""
        if CATALOGUE not in files:
            return cls()
        with tempfile.TemporaryDirectory() as folder:
            put(files, Path(folder))
            workspace = Workspace(Path(folder))
            loader = Loader(workspace)
            loaded = loader.year(year) if year in workspace.years() else None
            findings = loaded.findings if loaded else loader.catalogue_findings
            errors = tuple(finding for finding in findings if finding.is_error)
            return cls(loader.catalogue, loaded.ledger if loaded else None, errors)

    @property
    def groups(self) -> set[str]:
        return set(self.catalogue.groups) if self.catalogue else set()

    def facts(self) -> Iterator[Fact]:
        """The facts that a figure of a report may be, as one of a new report would be."""
        for fact in self.ledger.facts.values() if self.ledger else ():
            kind, group, name = fact.indicator.kind, fact.indicator.group, fact.indicator.name
            if fact.value is None or not fact.indicator.is_printed or not group or "." not in fact.id:
                continue
            if kind in ("count", "amount", "rate", "points", "date", "text", "list"):
                value = fact.quantity.bare if fact.quantity else str(fact.value)
                values = _names(fact.value) if isinstance(fact.value, Names) else (value,)
                yield Fact(
                    group=group, name=name, label=fact.label, kind=kind, values=values, text=fact.text,
                    unit=fact.indicator.unit, is_known=True, is_derived=fact.is_derived, is_stated=True,
                )  # fmt: skip

    def printings(self) -> dict[str, Printing]:
        """What each binding of a file's bookmarks prints."""
        if self.ledger is None:
            return {}
        ids = [id for fact in self.ledger.facts.values() for id in (fact.id, *(part.id for part in fact.parts()))]
        every = [each for id in ids for each in (id, f"{PREVIOUS}{id}")]
        return {binding(id, form): (id, form) for id in every for form in forms.FORMS}

    def printed(self, text: Text, bounds: tuple[Bound, ...], printings: Mapping[str, Printing]) -> Iterator[Printed]:
        """Where a text prints facts as they are now; the names of a list as the whole list."""
        if self.ledger is None:
            return
        known = [(one, *printings[one.key]) for one in bounds if one.key in printings]
        at = 0
        while at < len(known):
            one, id, form = known[at]
            at += 1
            if not id.endswith("]"):
                if text.text[one.start : one.end] == forms.printed(self.ledger, id, form):
                    said = expression(id, form)
                    yield Printed(one.start, one.end, said, "" if id in YEARS else said.strip("{} ").partition("|")[0])
                continue
            name = id.rpartition("[")[0]
            fact = self.ledger.get(name)
            if fact is None or not isinstance(fact.value, Names):
                continue
            items = [item.id for item in fact.value.items]
            if [each for _, each, _ in known[at - 1 : at - 1 + len(items)]] == items:
                at += len(items) - 1
                end = known[at - 1][0].end
                end += fact.value.is_open and text.text.startswith("等", end)
                if text.text[one.start : end] == fact.text:
                    yield Printed(one.start, end, expression(name, ""), name)


def _names(names: Names) -> tuple[str, ...]:
    """A list as a report's is found: its names, and 等 where it is open."""
    return tuple(item.text for item in names.items) + (("等",) if names.is_open else ())


def put(files: Mapping[str, bytes], folder: Path) -> None:
    """Write files into a folder of ours, by their names."""
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def only_of(files: Mapping[str, bytes], kind: str) -> set[str]:
    """The templates that only one report kind uses, itself among them, its layout and its edits."""
    templates = {name: data.decode(errors="replace") for name, data in files.items() if name.endswith(".md.j2")}

    def short(name: str) -> str:
        return re.sub(r"^templates/(?:\d{4}/)?", "", name)

    def reached(start: list[str]) -> set[str]:
        wanted, seen = start, set[str]()
        while wanted:
            name = wanted.pop()
            if name not in seen:
                seen.add(name)
                texts = (text for file, text in templates.items() if short(file) == name)
                wanted += [each for text in texts for each in re.findall(r"[\"']([^\"'\n]+\.md\.j2)[\"']", text)]
        return seen

    kinds = [short(name) for name in templates if re.fullmatch(r"templates/[^/_][^/]*\.md\.j2", name)]
    others = reached([name for name in kinds if name != f"{kind}.md.j2"])
    own = reached([f"{kind}.md.j2"]) - others
    gone = {name for name in templates if short(name) in own}
    return gone | {name for name in files if re.fullmatch(rf"templates/\d{{4}}/{re.escape(kind)}\.edits\.yaml", name)}
