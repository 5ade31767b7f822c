"""What the look of a paragraph of a Word file says of its words: run-in headings, bold openings, raised digits."""

from collections.abc import Iterator, Mapping

from report_cli.docx.fields import GENERATED
from report_cli.page import roles
from report_cli.page.effective import Paragraph, StyledRun
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


_RAISED, _LOWERED = (str.maketrans("0123456789", signs) for signs in ("⁰¹²³⁴⁵⁶⁷⁸⁹", "₀₁₂₃₄₅₆₇₈₉"))


def text(paragraph: Paragraph) -> str:
    """A paragraph's text, its raised and lowered digits as the signs for them: 3000m², not 3000m2, or 活动¹12次."""
    runs = [run for run in paragraph.runs if not GENERATED.match(run.field)]
    if "".join(run.text for run in runs) != paragraph.line.text:
        return paragraph.line.text
    return "".join(run.text.translate(_signs(run)) if run.text.strip().isdecimal() else run.text for run in runs)


def _signs(run: StyledRun) -> Mapping[int, int]:
    marks = run.characters.marks
    return _RAISED if "superscript" in marks else _LOWERED if "subscript" in marks else {}


def raised(paragraph: Paragraph) -> Iterator[int]:
    """The characters of the text that begin a stretch above the line."""
    at, before = 0, False
    for run in paragraph.runs:
        is_raised = "superscript" in run.characters.marks
        yield from [at] if is_raised and not before else ()
        at, before = at + len(run.text), is_raised
