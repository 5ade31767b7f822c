"""Years of which not all is filled in yet: their reports can only be made with gaps."""

from report_cli.compose import compose, kinds
from report_cli.facts.load import Loader
from report_cli.files.workspace import Workspace


def has_gaps(workspace: Workspace, loader: Loader, year: int) -> bool:
    """Whether a report of a year can only be made as `build --draft` makes it."""
    loaded = loader.year(year)
    is_missing = any(finding.code == "F201" for finding in loaded.findings)
    is_missing |= any(fact.is_empty for fact in loaded.ledger.facts.values())
    if not is_missing or loaded.ledger.is_draft or not loaded.ledger.is_composed:
        return False
    library, draft = workspace.template, loader.year(year, draft=True).ledger
    return any(
        compose(kind, loaded.ledger, library)[0] is None and compose(kind, draft, library)[0] is not None
        for kind in kinds(workspace.kinds(), library, year)
    )
