"""Parts that do not add up to their total as printed, where rounding alone would let them pass: 180, 156.5 of 426.5.

Whole numbers beside ones with decimals are written to the last of these, too: of 180 the zero is left out.
"""

from collections.abc import Container, Iterator, Mapping, Sequence
from fractions import Fraction

from report_cli.facts import agreement
from report_cli.facts.estimate import Estimate
from report_cli.facts.fact import Fact
from report_cli.facts.quantity import derived
from report_cli.model import Finding

_CURE = "几个数本来就是四舍五入来的，在总数那一行写accept，如 accept: 四舍五入"


def apart(facts: Mapping[str, Fact], told: Container[str]) -> Iterator[Finding]:
    """Warnings at totals. `told`: the facts of which something was found already."""
    for total in (fact for fact in facts.values() if fact.indicator.breakdowns and not fact.is_derived):
        for breakdown in total.indicator.breakdowns if total.id not in told else ():
            parts = [fact for id in breakdown.parts if (fact := facts.get(id)) is not None and fact.quantity]
            missing = _missing(total, parts) if len(parts) == len(breakdown.parts) else Fraction(0)
            if missing and total.quantity:
                number = total.quantity.number
                summed = derived(Estimate.exact(number + missing), total.quantity.unit, total.quantity.kind, 2)
                message = f"{total.named}{total.text}，各部分合计{summed}，照印出来的数不相等"
                cure = f"核对：{agreement.summands(parts)}；{_CURE}"
                yield Finding("F204", total.place, message, cure, total.id, "warning")


def _missing(total: Fact, parts: Sequence[Fact]) -> Fraction:
    """What the parts are more than their total, if they are written as it is, in its unit, one at least as finely."""
    whole, written = total.quantity, [part.quantity for part in parts if part.quantity]
    if whole is None or not parts or any(each.is_approximate for each in (whole, *written)):
        return Fraction(0)
    forms = {(each.unit, each.scale) for each in (whole, *written)}
    steps = [each.step for each in written]
    if len(forms) > 1 or not min(steps) <= whole.step < max(steps):
        return Fraction(0)
    gap = sum((each.number for each in written), -whole.number)
    return gap if abs(gap) * 2 >= whole.step else Fraction(0)
