"""Whether proposed changes can be written: each is tried in memory, and what follows from them is computed.

A value that would be printed otherwise than the draft has it is not written. A figure that follows from others and
agrees once they are written is taken by that.
"""

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from report_cli import compose
from report_cli.audit.texts import without_blanks
from report_cli.compose import values
from report_cli.facts.fact import Names
from report_cli.facts.ledger import Ledger
from report_cli.facts.load import Loader
from report_cli.files import editing
from report_cli.files.workspace import Workspace
from report_cli.inward.figure_wishes import FOLLOWS
from report_cli.inward.proposed import ProposedChange, as_compared
from report_cli.model import CannotRun, Finding


class Weighed(Struct, frozen=True, kw_only=True):
    """`contents`: the files as they would be once those that are ready are written, by name.

    `findings`: the errors that the data would have then and do not have now, and why a report could not be composed.
    """

    proposals: list[ProposedChange]
    contents: dict[str, bytes]
    findings: list[Finding]


def weighed(proposals: Sequence[ProposedChange], workspace: Workspace, contents: Mapping[str, bytes]) -> Weighed:
    """`contents`: the files as they are."""
    tried = [_tried(each, contents) for each in proposals]
    made = applied([each for each in tried if each.state == "ready"], contents)
    ledgers = _ledgers(tried, workspace, made)
    checked = [_checked(each, ledgers[each.year]) for each in tried]
    if checked != tried:
        # What follows from the others may follow no more.
        return weighed(checked, workspace, contents)
    return settled(checked, [each for each in checked if each.state == "ready"], workspace, contents)


def settled(
    proposals: Sequence[ProposedChange],
    chosen: Sequence[ProposedChange],
    workspace: Workspace,
    contents: Mapping[str, bytes],
) -> Weighed:
    """What follows, if those chosen are written and no other."""
    made = applied(chosen, contents)
    ledgers = _ledgers(proposals, workspace, made)
    known = {each.year: Loader(workspace).year(each.year).findings for each in proposals}
    findings = []
    for year, before in known.items():
        old = {(each.code, each.fact) for each in before if each.is_error}
        after = Loader(workspace, made).year(year).findings
        findings += [each for each in after if each.is_error and (each.code, each.fact) not in old]
    kinds = {(each.year, each.kind) for each in chosen}
    findings += [each for year, kind in sorted(kinds) for each in _unsayable(kind, ledgers[year], workspace)]
    followed = [_followed(each, ledgers[each.year]) for each in proposals]
    return Weighed(proposals=followed, contents=made, findings=findings)


def _unsayable(kind: str, ledger: Ledger, workspace: Workspace) -> list[Finding]:
    """Why a report cannot be composed of the data any more."""
    document, findings = compose.compose(kind, ledger, workspace.template)
    return [] if document is not None else [each for each in findings if each.is_error]


def applied(proposals: Iterable[ProposedChange], contents: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files that change, as they will be. Raises CannotRun where one cannot be changed so."""
    edits: dict[str, list[editing.Change]] = {}
    for each in proposals:
        edits.setdefault(each.file, []).extend(each.edits)
    return {file: editing.edited(contents[file], changes, file) for file, changes in edits.items() if changes}


def _tried(wish: ProposedChange, contents: Mapping[str, bytes]) -> ProposedChange:
    if wish.state == "ready":
        try:
            applied([wish], contents)
        except CannotRun as error:
            return replace(wish, state="unclear", message=str(error), edits=())
    return wish


def _ledgers(
    proposals: Sequence[ProposedChange], workspace: Workspace, contents: Mapping[str, bytes]
) -> dict[int, Ledger]:
    loader = Loader(workspace, contents)
    return {year: loader.year(year).ledger for year in {each.year for each in proposals}}


def _checked(wish: ProposedChange, ledger: Ledger) -> ProposedChange:
    """A wish that is ready, if the data would say then what the draft says."""
    if wish.state != "ready" or wish.type != "figure":
        return wish
    if wish.key[0] == "item":
        fact = ledger.get(wish.fact.partition("[")[0])
        is_meant = fact is not None and isinstance(fact.value, Names) and _lists(fact.value, wish)
        would = fact.text if fact else ""
    else:
        would = values.printed(ledger, wish.fact, wish.form) or ""
        is_meant = as_compared(would) == wish.printed
    if is_meant:
        return wish
    why = f"写进去以后会印成“{would}”，和稿子不一样；自己改" if would else f"“{wish.after}”写进去以后读不懂；自己改"
    return replace(wish, state="unclear", message=why, edits=())


def _lists(names: Names, wish: ProposedChange) -> bool:
    texts = {without_blanks(item.text) for item in names.items}
    texts |= {"等"} if names.is_open else set()
    if "[" not in wish.fact:
        return "、".join(item.text for item in names.items) == wish.after
    return (wish.after is None or without_blanks(wish.after) in texts) and (
        wish.before is None or wish.before == wish.after or without_blanks(wish.before) not in texts
    )


def _followed(wish: ProposedChange, ledger: Ledger) -> ProposedChange:
    """A figure that is computed, taken where it is computed as the draft has it."""
    if wish.state != "derived":
        return wish
    would = as_compared(values.printed(ledger, wish.fact, wish.form) or "")
    return replace(wish, state="taken", message=FOLLOWS) if would == wish.printed else wish
