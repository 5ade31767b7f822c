"""What the catalogue of a workspace computes is not stated by the years that are adopted into it."""

import re
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import reduce
from pathlib import Path

from report_cli.adopt.answers import stated, without
from report_cli.adopt.binding import Binding
from report_cli.adopt.bound import Fact as Bound
from report_cli.adopt.known import put
from report_cli.facts.fact import Fact
from report_cli.facts.ledger import Ledger
from report_cli.facts.load import Loaded, Loader
from report_cli.files.workspace import Workspace
from report_cli.model import Finding


def texts(files: Mapping[str, bytes], year: int) -> dict[str, str]:
    """What each fact of a year is printed as, by its id."""
    return {fact.id: fact.text for fact in _ledger(files, year).facts.values()}


def without_stated(files: Mapping[str, bytes], year: int, ids: Iterable[str]) -> str:
    """A year file without the values of some facts where nothing is printed otherwise by their formulas."""
    name = f"data/{year}.yaml"
    said, before, listed = files[name].decode(), texts(files, year), [*dict.fromkeys(ids)]
    # Most often all of them go; one by one, each is tried with a year that is read anew.
    for those in ([listed] if len(listed) > 1 else []) + [[id] for id in listed]:
        shorter = reduce(without, those, said)
        if shorter != said and texts({**files, name: shorter.encode()}, year) == before:
            said = shorter
    return said


def read_ones(text: str, ids: Iterable[str]) -> list[str]:
    """The facts whose values stand in a year file as they were read of a report, with nothing that people added."""
    return [id for id in ids if re.fullmatch(r"\{value: [^,{}]+, source: [^{},]+ 第[^{},]*段\}", stated(text, id))]


def differing(files: Mapping[str, bytes], binding: Binding, year: int) -> Iterator[str]:
    """Figures of a report that others of it refute, or that are called as a computed fact of their group is: both."""
    yield from _refuted(files, binding, year)
    facts = [fact for fact in binding.facts.values() if fact.at and not fact.is_known and "（" in fact.label]
    derived = defaultdict[tuple[str, str], list[Fact]](list)
    for other in _ledger(files, year).facts.values() if facts else ():
        if other.is_derived and other.value is not None:
            derived[other.indicator.group, other.label].append(other)
    for fact in facts:
        label = fact.label.partition("（")[0]
        for other in (each for each in derived[fact.group, label] if each.text != fact.text):
            if fact.kind != "text" and (other.indicator.kind == "rate") is not (fact.kind == "rate"):
                continue  # 减少35人，下降38%
            said = f"{label}：报告里是{fact.text}（{_places(fact)}，记作{fact.id}）"
            yield f"{said}，照公式算是{other.text}（{other.id}）"


def _refuted(files: Mapping[str, bytes], binding: Binding, year: int) -> Iterator[str]:
    """Those that are not as computed of the others; what is wrong by another alone is not told again."""
    facts = {fact.id: fact for fact in binding.facts.values() if fact.is_refuted and fact.at}
    if not facts:
        return
    name = f"data/{year}.yaml"
    ledger = _ledger({**files, name: reduce(without, facts, files[name].decode()).encode()}, year)
    told = {one.fact: one.message for one in _findings(files, year) if one.is_accepted}
    for id, fact in facts.items():
        computed = ledger.get(id)
        if computed is None or computed.value is None:
            said = told.get(id, "").partition("；已说明")[0]
            yield f"{_places(fact)}：{said or f'{fact.label}{fact.text}，和别的数不符'}"
        elif computed.text != fact.text:
            yield f"{fact.label}：报告里是{fact.text}（{_places(fact)}），照公式算是{computed.text}（{id}）"


def _places(fact: Bound) -> str:
    return "、".join(f"第{number}段" for number in fact.numbers)


def _ledger(files: Mapping[str, bytes], year: int) -> Ledger:
    return _loaded(files, year).ledger


def _findings(files: Mapping[str, bytes], year: int) -> list[Finding]:
    return _loaded(files, year).findings


def _loaded(files: Mapping[str, bytes], year: int) -> Loaded:
    with tempfile.TemporaryDirectory() as folder:
        put({name: data for name, data in files.items() if name.startswith("data/")}, Path(folder))
        return Loader(Workspace(Path(folder))).year(year)
