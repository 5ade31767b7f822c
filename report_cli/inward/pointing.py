"""Numbers that only point back to one that stands before them in the paragraph: 收集意见82条。这82条意见…, 占82条的."""

from __future__ import annotations

from report_cli.audit.texts import Span, without_blanks
from report_cli.compose.expressions import expression
from report_cli.inward import counted
from report_cli.inward.computable import Printed
from report_cli.inward.subjects import Subjects


def points_back(line: str, span: Span) -> bool:
    return counted.points_back(counted.led(line[: span.start]))


def printed(subjects: Subjects, span: Span) -> Printed | None:
    """How a template prints the number that one points back to."""
    of = fact(subjects, span, is_new=True)
    return Printed(span, expression(of, ""), "") if of else None


def fact(subjects: Subjects, span: Span, *, is_new: bool = False) -> str:
    """The one fact that says in the line before a number what that says; empty where there is none, or it tells more.

    `is_new`: numbers that are new in the draft and facts by now may be it too.
    """
    line = subjects.line(span)
    if not points_back(line, span):
        return ""
    said = without_blanks(line[span.start : span.end])
    near = (subjects.within if is_new else subjects.placed)(span.line, 0, span.start)
    of = {each.fact.id for each in near if without_blanks(line[each.at :]).startswith(said)}
    return of.pop() if len(of) == 1 else ""
