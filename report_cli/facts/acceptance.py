"""What people accept though it does not hold: `accept` at a value makes its findings one warning that is kept."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from report_cli.facts.fact import Fact
from report_cli.model import Finding

ACCEPTABLE = ("F203", "F204", "F205", "F206", "F211", "F212")


def settled(findings: Iterable[Finding], facts: Iterable[Fact], *, is_complete: bool) -> Iterator[Finding]:
    """The findings, those that are accepted as one warning a value; and each `accept` that accepts nothing.

    `is_complete`: all figures are in, so that what is not found now will not be.
    """
    accepting = {part.place: part for fact in facts for part in (fact, *fact.parts()) if part.accept}
    found = defaultdict(list)
    for finding in findings:
        if finding.code in ACCEPTABLE and finding.place in accepting:
            found[finding.place].append(finding)
        else:
            yield finding
    for place, fact in accepting.items():
        if place in found:
            yield from _accepted(fact, found[place])
        elif is_complete:
            message = f"{fact.named}写了accept（{fact.accept}），但这里没有对不上的"
            yield Finding("F210", place, message, "核对它该写在哪个数上；已经对上了，就去掉accept", fact.id, "warning")


def _accepted(fact: Fact, findings: list[Finding]) -> Iterator[Finding]:
    """One warning for what does not add up; nothing where it was only asked whether a figure is last year's."""
    wrong = [finding for finding in findings if finding.is_error]
    if wrong:
        message = f"{'；'.join(finding.message for finding in wrong)}；已说明：{fact.accept}"
        cure = "不改就留着；改好了，去掉accept"
        yield replace(wrong[0], message=message, cure=cure, severity="warning", is_accepted=True)
