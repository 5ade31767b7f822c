"""Years whose figures are still coming in, when a report is adopted: what it has that is new is asked there too."""

import re
from collections.abc import Mapping

from report_cli.adopt.known import Existing
from report_cli.files.workspace import CATALOGUE
from report_cli.tasks import scaffold

_YEAR = re.compile(r"data/([1-9]\d{3})\.yaml")
_ITEM = re.compile(r"  (\w+):.*")


def with_gaps(there: Mapping[str, bytes], now: Mapping[str, bytes], newest: int) -> dict[str, bytes]:
    """The year files that have new items to fill in, as `report new` would have written them.

    `there`: the workspace before; `now`: with the report of `newest` in it. Without them such a year's report would
    leave out what prints them, and nobody would be told.
    """
    old = Existing.of(there, newest).catalogue if CATALOGUE in there else None
    made = dict[str, bytes]()
    for name in sorted(there):
        year = int(match[1]) if (match := _YEAR.fullmatch(name)) else 0
        if old is None or year <= newest:
            continue
        begun = Existing.of(now, year)
        if begun.ledger is None or begun.catalogue is None or not begun.ledger.is_draft:
            continue
        known = {indicator.id for indicator in old.indicators}
        new = {indicator.id for indicator in begun.catalogue.indicators} - known
        text = _added(now[name].decode(), scaffold.year_file(begun.catalogue, year, begun.ledger.previous), new)
        made |= {name: text.encode()} if text.encode() != now[name] else {}
    return made


def _added(text: str, asked: str, wanted: set[str]) -> str:
    """A year file with the wanted items that a new year's file asks for, at the ends of their groups."""
    for block in re.split(r"\n\n(?=\w)", asked):
        head, *items = block.rstrip("\n").split("\n")
        group = head.partition(":")[0]
        rows = [row for row in items if (match := _ITEM.match(row)) and f"{group}.{match[1]}" in wanted]
        own = re.search(rf"(?m)^{re.escape(group)}:.*\n(?:[ \t]+\S.*(?:\n|\Z))*", text)
        if rows and own:
            before = text[: own.end()] if text[: own.end()].endswith("\n") else f"{text}\n"
            text = before + "".join(f"{row}\n" for row in rows) + text[own.end() :]
        elif rows:
            text = "\n".join([text.rstrip("\n"), "", head, *rows, ""])
    return text
