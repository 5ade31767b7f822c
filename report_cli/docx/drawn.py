"""What Word shows that stands nowhere as plain text: pictures, shapes, formulas, lettering, today's date."""

from collections.abc import Callable

from lxml import etree

from report_cli.docx.manuscript import TraceKind, Unread
from report_cli.docx.package import OFFICE, W, is_yes, name_of, plain

UNREAD: dict[str, Unread] = {
    "pic": "picture",
    "blipFill": "picture",
    "imagedata": "picture",
    "chart": "chart",
    "relIds": "diagram",
    "object": "object",
    "control": "object",
    "altChunk": "file",
    "subDoc": "file",
    "sym": "symbol",
}
"""By the local names of their elements: what may hold text that is not read."""
TURNED = "\u202e"
"""From this character on a text runs from right to left, whatever it is."""

_VML = "{urn:schemas-microsoft-com:vml}"
_OFFICE_VML = "{urn:schemas-microsoft-com:office:office}"
_MATHS = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
# What a formula holds that is read as it stands, one sign after the other.
_IN_A_ROW = {_MATHS + "r", _MATHS + "oMath", _MATHS + "ctrlPr", W + "r", W + "ins", W + "del"}
_KNOWN = ("http://schemas.microsoft.com/", "http://schemas.openxmlformats.org/")
_TODAY = [f"{part}{form}" for part in ("day", "month", "year") for form in ("Short", "Long")]


def named(element: etree._Element) -> tuple[TraceKind, str] | None:
    """What one of NAMED makes of the text in it; None where it does nothing."""
    return NAMED.get(str(element.tag), NAMED.get(name_of(element), _nothing))(element)


def _nothing(_: etree._Element) -> None:
    return None


def _of_today(element: etree._Element) -> tuple[TraceKind, str]:
    """Name what Word puts in whenever the text is shown: the day, the month, the year."""
    return "field", name_of(element)


def _bound(control: etree._Element) -> tuple[TraceKind, str] | None:
    """Name a content control that takes its text from data elsewhere in the file."""
    is_bound = next(control.iterfind(f"{W}sdtPr/{{*}}dataBinding"), None) is not None
    return ("field", plain(control)) if is_bound else None


def _turned(stretch: etree._Element) -> tuple[TraceKind, str] | None:
    """Name a stretch that runs from right to left: its digits stand the wrong way round."""
    return ("turned", plain(stretch)) if stretch.get(W + "val") == "rtl" and plain(stretch) else None


def _lettering(path: etree._Element) -> tuple[TraceKind, str]:
    return "lettering", path.get("string", "")


def _filled(fill: etree._Element) -> tuple[TraceKind, str] | None:
    """Name the ground of a shape, or of the page, where it is a picture."""
    names = (f"{{{OFFICE}}}id", _OFFICE_VML + "relid")
    return ("picture", "") if any(fill.get(name) is not None for name in names) else None


NAMED: dict[str, Callable[[etree._Element], tuple[TraceKind, str] | None]] = {
    "sdt": _bound,
    "bdo": _turned,
    "textpath": _lettering,
    _VML + "fill": _filled,
    **dict.fromkeys(_TODAY, _of_today),
}
"""By the names of their elements: what is noted of a text that is read all the same."""


def is_known_to_word(rendering: etree._Element) -> bool:
    """Whether Word shows this rendering of a thing, or passes on to the next, since it does not know what is needed."""
    needed = rendering.get("Requires", "").split()
    return all(str(rendering.nsmap.get(prefix)).startswith(_KNOWN) for prefix in needed)


def is_round_paragraphs(element: etree._Element) -> bool:
    """Whether whole paragraphs stand in it, as they do in some content controls."""
    return element.tag == W + "sdt" and next(element.iterancestors(W + "p"), None) is None


def is_hidden(drawing: etree._Element) -> bool:
    """Whether a drawing is there and not shown."""
    shown = (each.get("style", "").replace(" ", "") for each in drawing if str(each.tag).startswith(_VML))
    is_off = any(is_yes(each.get("hidden")) for each in drawing.iter("{*}docPr"))
    return is_off or any("visibility:hidden" in style for style in shown)


def is_mere_form(drawing: etree._Element) -> bool:
    """Whether a drawing shows nothing but a form, without a word or a picture in it.

    A mere definition is none, and a rule across the page no more than that.
    """
    others = (each for each in drawing.iter(W + "drawing", W + "pict") if each is not drawing)
    has_words = any(piece.text for piece in drawing.iter("{*}t"))
    shapes = [each for each in drawing if name_of(each) != "shapetype"]
    if has_words or next(others, None) is not None:
        return False
    return not all(is_yes(each.get(_OFFICE_VML + "hr")) for each in shapes)


def is_in_a_row(formula: etree._Element) -> bool:
    """Whether a formula is read as it stands: no fraction, power, root or table."""
    return all(each.tag in _IN_A_ROW for each in formula)


def signs(formula: etree._Element) -> str:
    """The signs of a formula, its parts apart: 26 5 of a fraction."""
    return " ".join("".join(run.itertext("{*}t")) for run in formula.iter(_MATHS + "r"))


def read_above(word: etree._Element) -> str:
    """What stands above a word (`ruby`), if it says more than how the word is pronounced."""
    above = "".join(plain(each) for each in word.iterfind(W + "rt"))
    return above if any(sign.isdigit() or "一" <= sign <= "鿿" for sign in above) else ""
