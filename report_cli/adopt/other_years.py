"""The other years of a workspace that a kind of report is adopted into: they build as they did before."""

import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from report_cli import compose
from report_cli.adopt.bound import Fact
from report_cli.adopt.known import Existing, put
from report_cli.facts.load import Loader
from report_cli.files.workspace import Workspace
from report_cli.model import TEMPLATE_SUFFIX

_YEAR = re.compile(r"data/([1-9]\d{3})\.yaml")
_OWN = re.compile(r"templates/([1-9]\d{3})/")


def kept(there: Mapping[str, bytes], replaced: Iterable[str], kind: str, adopted: Iterable[int]) -> dict[str, bytes]:
    """The files that other years keep of a kind: their own, and copies of the shared ones that are `replaced`.

    What an office has reported stays as it was, although a later year's report says it otherwise.
    """
    names, adopted = list(replaced), set(adopted)
    others = set(years_of(there)) - adopted
    own = {name: there[name] for name in names if (match := _OWN.match(name)) and int(match[1]) not in adopted}
    shared = [name for name in names if not _OWN.match(name) and name.endswith(TEMPLATE_SUFFIX)]
    copies = (
        (name.replace("templates/", f"templates/{year}/", 1), there[name])
        for year in (_composed(there, kind, others) if shared else ())
        for name in shared
    )
    return {**dict(copies), **own}


def limited(
    template: str,
    kind: str,
    facts: Sequence[Fact],
    adopted: Sequence[int],
    files: Mapping[str, bytes],
    *,
    is_more: bool,
) -> str:
    """A kind's template; with a `years:` in its head if some years of the workspace lack facts that it prints.

    `files`: the workspace that it is written to. `is_more`: this has other kinds already; then the head names the
    adopted years even if there are no others.
    """
    years = sorted({*years_of(files), *adopted})
    own = {year for year in years if f"templates/{year}/{kind}{TEMPLATE_SUFFIX}" in files}
    served = [
        year
        for year in years
        if year in adopted or (year not in own and (_has_all(files, year, facts) or _is_begun(files, year, adopted)))
    ]
    if {*served, *own} == set(years) and not (is_more and set(served) == set(adopted)):
        return template
    names = "、".join(said([year in served or year in own for year in years], years, set(own) - set(served)))
    return template.replace("\n", f"\n# 别的年份没有它的数据，不生成；也要的，在这里加上。\nyears: {names}\n", 1)


def said(are_served: Sequence[bool], years: Sequence[int], unsaid: Iterable[int]) -> Iterator[str]:
    """The years that a template (or an indicator) serves, in words: 2019, 2021起.

    A run that reaches the newest is open. `unsaid`: years with a template of their own, which need no mention.
    """
    runs = [list(run) for _, run in groupby(zip(are_served, years, strict=True), key=itemgetter(0))]
    for run in runs:
        named = [year for is_served, year in run if is_served and year not in unsaid]
        yield from (f"{named[0]}起",) if named and run is runs[-1] else map(str, named)


def years_of(files: Iterable[str]) -> list[int]:
    return [int(match[1]) for name in files if (match := _YEAR.fullmatch(name))]


def _has_all(files: Mapping[str, bytes], year: int, facts: Sequence[Fact]) -> bool:
    ledger = Existing.of(files, year).ledger
    known = [fact for each in facts if ledger and (fact := ledger.get(each.id)) and fact.value is not None]
    return bool(facts) and len(known) == len(facts)


def _is_begun(files: Mapping[str, bytes], year: int, adopted: Sequence[int]) -> bool:
    """Whether a later year's figures are still coming in: it is to have what the year before had."""
    ledger = Existing.of(files, year).ledger if year > max(adopted) else None
    return ledger is not None and ledger.is_draft


def _composed(there: Mapping[str, bytes], kind: str, years: Iterable[int]) -> list[int]:
    """The years of which a workspace has this report."""
    with tempfile.TemporaryDirectory() as folder:
        put(there, Path(folder))
        workspace = Workspace(Path(folder))
        loader = Loader(workspace)
        return [year for year in years if loader.is_composed(year) and compose.kinds([kind], workspace.template, year)]
