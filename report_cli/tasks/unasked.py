"""Indicators that a new year is not asked for: only other years' own words print them."""

import re
from collections.abc import Iterator, Mapping

from report_cli.facts import formula
from report_cli.facts.fact import Catalogue
from report_cli.files import disk
from report_cli.files.workspace import Workspace
from report_cli.model import EDITS_SUFFIX, TEMPLATE_SUFFIX

_OWN = re.compile(r"templates/([1-9]\d{3})/")
_NAME = re.compile(r"(?<![\w.])[^\W\d]\w*\.[^\W\d]\w*")


def of(workspace: Workspace, catalogue: Catalogue, year: int) -> Mapping[str, int]:
    """Such indicators by their ids, each with the last year whose report prints it; none that a formula needs."""
    own, shared = dict[str, int](), set[str]()
    for name, text in sorted(_texts(workspace)):
        said, match = set(_NAME.findall(text)), _OWN.match(name)
        if match and int(match[1]) != year:
            own |= dict.fromkeys(said, int(match[1]))
        else:
            shared |= said
    formulas = [each.formula for each in catalogue.indicators if each.formula is not None]
    shared |= {name.id for name in formula.names(*formulas)}
    return {each.id: own[each.id] for each in catalogue.indicators if each.id in own and each.id not in shared}


def _texts(workspace: Workspace) -> Iterator[tuple[str, str]]:
    """The templates and edits of a workspace, by their names."""
    for path in (workspace.root / "templates").rglob("*"):
        if path.name.endswith((TEMPLATE_SUFFIX, EDITS_SUFFIX)) and (data := disk.read_if_there(path)) is not None:
            yield path.relative_to(workspace.root).as_posix(), data.decode(errors="replace")
