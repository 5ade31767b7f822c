"""What a cell shows of its number: a number format makes 84.5% of 0.845, and a date of 44572."""

import re
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

from msgspec import Struct

from report_cli.sheets.sheet import Kind

GENERAL = "General"
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|[_*].|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<digits>[0#?][0#?,]*(?:\.[0#?]*)?,*|\.[0#?]+)|(?P<other>.)",
    re.DOTALL,
)
_BUILT_IN = {
    0: GENERAL,
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    **dict.fromkeys((14, 15, 16, 17, 22, *range(27, 32), 36, *range(50, 59)), "yyyy-m-d"),
    **dict.fromkeys((18, 19, 20, 21, *range(32, 36), 45, 46, 47), "h:mm"),
    37: "#,##0",
    38: "#,##0",
    39: "#,##0.00",
    40: "#,##0.00",
    49: "@",
}
"""The formats that a file names only by number, those of dates as far as it matters here."""
_CURRENCY = "¥￥"
"""Signs before an amount of money, which are not shown: the unit is the field's."""


def built_in(number: int) -> str:
    return _BUILT_IN.get(number, GENERAL)


class _Form(Struct, frozen=True):
    """A number format taken apart. `most`, `least`: how many decimals; `scale`: a factor."""

    before: str
    after: str
    most: int
    least: int
    scale: Decimal


@cache
def _kind(code: str) -> str:
    """What a format shows: `date`, `time`, `number`, or `general` (the value as it is)."""
    first = code.split(";", maxsplit=1)[0]
    bare = "".join(match["other"] or match["digits"] or "" for match in _TOKEN.finditer(first)).lower()
    is_elapsed = re.search(r"\[[hms]+\]", code, re.IGNORECASE) is not None
    if bare in ("general", "@", "") and not is_elapsed:
        return "general"
    signs = set(bare)
    if signs & {"y", "d", "e", "g"} and not signs & {"0", "#"}:
        return "date"
    if is_elapsed or signs & {"h", "s"}:
        return "time"
    # A month alone (mmm) is a date; beside digits m means nothing.
    return "date" if "m" in signs and not signs & {"0", "#", "?"} else "number"


@cache
def _form(section: str) -> _Form | None:
    """How one section of a format shows numbers; None if unsupported (fractions, powers of ten)."""
    before = after = ""
    scale, digits = Decimal(1), ""
    for match in _TOKEN.finditer(section):
        if match["digits"]:
            if digits:
                return None
            digits = match["digits"]
            continue
        if match["other"] == "%":
            scale *= 100
        if (match["other"] or "") in ("/", "E", "e") and digits:
            return None
        literal = match["quoted"] or match["escaped"] or match["other"] or ""
        literal = "" if literal in _CURRENCY or literal in "()-+ " else literal
        before, after = (before, after + literal) if digits else (before + literal, after)
    scale /= 1000 ** (len(digits) - len(digits.rstrip(",")))
    places = digits.rstrip(",").partition(".")[2]
    return _Form(before, after, len(places), places.count("0"), scale) if digits else None


def shown(number: float, code: str, first_day: date) -> tuple[str, Kind]:
    """What a cell shows of a number, and as what kind. `first_day`: the date whose number is 0."""
    kind = _kind(code)
    if kind == "date" and 1 <= number < 2_958_466:
        day, seconds = first_day + timedelta(days=int(number)), round(number % 1 * 86400)
        time = f" {seconds // 3600:02}:{seconds // 60 % 60:02}" if 0 < seconds < 86400 else ""
        return f"{day}{time}", "date"
    if kind == "time" and 0 <= number < 1:
        minutes = round(number * 1440)
        return f"{minutes // 60:02}:{minutes % 60:02}", "text"
    value = Decimal(f"{number:.15g}")
    sections = code.split(";") if '"' not in code else re.findall(r'(?:"[^"]*"|[^;])+', code)
    form = None
    if kind == "number" and "[>" not in code and "[<" not in code and "[=" not in code:
        form = _form(sections[1] if value < 0 and len(sections) > 1 else sections[0])
    if form is None:
        return _plain(value), "number"
    rounded = abs(value * form.scale).quantize(Decimal(1).scaleb(-form.most), ROUND_HALF_UP)
    whole, _, places = f"{rounded:f}".partition(".")
    places = places[: form.least] + places[form.least :].rstrip("0")
    sign = "-" if value < 0 and rounded else ""
    return f"{form.before}{sign}{whole}{'.' * bool(places)}{places}{form.after}", "number"


def _plain(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
