"""The filters and tests of templates."""

from collections.abc import Callable
from functools import partial

from report_cli.compose.values import FactView, ItemView, Unsayable
from report_cli.facts.estimate import Estimate, NotComputable
from report_cli.facts.fact import Names


def _fact(view: object, name: str) -> FactView:
    if isinstance(view, FactView):
        return view
    raise Unsayable(f"{name}只用于数据项", f"去掉{name}")


def _end(view: object, name: str, index: int) -> FactView | ItemView:
    listed = _fact(view, name)
    if listed.fact.indicator.kind not in ("list", "items"):
        raise Unsayable(f"{listed.named}不是列表，不能用{name}", f"去掉{name}")
    if not list(listed):
        raise Unsayable(f"{listed.named}是空的，没有{name}", "用 {% if %} 围住这一处")
    return list(listed)[index]


# A date without its year; a number or a list's length in Chinese; a short name spaced; names joined; length; the ends.
FILTERS: dict[str, Callable[..., object]] = {
    "short": lambda view: _fact(view, "short").in_form("short"),
    "chinese": lambda view: _fact(view, "chinese").in_form("chinese"),
    "spaced": lambda view: _fact(view, "spaced").in_form("spaced"),
    "join": lambda view, between="": _fact(view, "join").joined(between),
    "length": lambda view: len(_fact(view, "length")),
    "first": partial(_end, name="first", index=0),
    "last": partial(_end, name="last", index=-1),
}


def _is_moved(view: object, name: str, direction: int) -> bool:
    fact = _fact(view, name)
    try:
        return fact.printer.ledger.change(fact.id).direction == direction
    except NotComputable:
        return False


def _is_full(view: object) -> bool:
    rate = _fact(view, "full").fact.quantity
    return rate is not None and rate.kind == "rate" and rate.estimate == Estimate.exact(1)


# Known (no placeholder); an approximate number; a list that ends in 等; a rate of 100%; more, less, equal to last year.
TESTS: dict[str, Callable[..., bool]] = {
    "known": lambda view: _fact(view, "known").fact.value is not None,
    "approximate": lambda view: getattr(_fact(view, "approximate").fact.quantity, "is_approximate", False),
    "open": lambda view: isinstance(names := _fact(view, "open").fact.value, Names) and names.is_open,
    "full": _is_full,
    "rising": partial(_is_moved, name="rising", direction=1),
    "falling": partial(_is_moved, name="falling", direction=-1),
    "level": partial(_is_moved, name="level", direction=0),
}
