"""What the look of a paragraph of a Word file says of its words: run-in headings, openings and words in bold type."""

from report_cli.page import roles
from report_cli.page.roles import Named


def by_look(named: Named) -> int:
    """The length of a run-in heading of the third level: a sentence that looks otherwise than the text behind it."""
    lead = roles.leading(named.paragraph) if named.role == "body" and named.level == 3 else 0
    text = named.paragraph.text[:lead]
    return lead if text.count("。") == 1 and text.endswith("。") else 0


def strong(named: Named) -> int:
    """How many characters a body paragraph begins with in bold type, that is otherwise plain: whole sentences."""
    runs = named.paragraph.runs
    is_strong = named.role == "body" and bool(runs) and runs[0].characters.bold and not runs[-1].characters.bold
    return roles.leading(named.paragraph) if is_strong else 0


def bold(named: Named) -> tuple[str, ...]:
    """The words in bold type behind what a body paragraph begins with, where it is otherwise plain."""
    runs = named.paragraph.runs if named.role == "body" else ()
    if all(run.characters.bold for run in runs):
        return ()
    lead, at, found = max(named.lead, roles.leading(named.paragraph)), 0, list[str]()
    for run in runs:
        found += [run.text.strip()] if run.characters.bold and at >= lead and run.text.strip() else []
        at += len(run.text)
    return tuple(found)
