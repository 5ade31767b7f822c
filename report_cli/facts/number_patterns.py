"""What `numbers` reads, as patterns for the schema that editors check year files against."""

import re

from report_cli.facts.quantity import AFTER, BEFORE, MAX_DIGITS, WITHIN, Kind, printed_unit

_WHOLE, _POINT = "(?:0|[1-9][0-9]*)", r"\.[0-9]"


def pattern(unit: str, kind: Kind) -> str:
    """What `read` accepts, as a regular expression that editors understand too (ECMA-262)."""
    is_scaled = kind in ("count", "amount") and not unit.startswith(("万", "亿"))
    number = _WHOLE if kind == "count" else f"{_WHOLE}(?:{_POINT}+)?{'[万亿]?' if is_scaled else ''}"
    if kind == "count" and is_scaled:
        # As many digits as leave a whole number: 2.8345万 is one, 2.83456万 is not.
        number = f"(?:{_WHOLE}(?:{_POINT}{{1,4}}0*)?万|{_WHOLE}(?:{_POINT}{{1,8}}0*)?亿|{_WHOLE})"
    expected = re.escape(printed_unit(unit, kind))
    unit_pattern = rf"\s?{expected}" if kind in ("rate", "points") else rf"\s?(?:{expected})?"
    before, within, after = ("|".join(markers) for markers in (BEFORE, WITHIN, AFTER))
    plain = number if kind == "count" else f"-?{number}"
    some = rf"(?!0(?:\.0+)?(?![0-9.])){number}"  # no marker stands beside a zero
    forms = (
        f"{plain}{unit_pattern}|(?:{before}){some}{unit_pattern}|{some}(?:{within}){unit_pattern}"
        f"|{some}{unit_pattern}(?:{after})"
    )
    return rf"^(?!.*[0-9.]{{{MAX_DIGITS + 1}}})(?:{forms})$"
