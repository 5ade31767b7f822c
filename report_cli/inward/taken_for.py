"""What new numbers are taken for, as the data know such a value, or compute it, where people could not tell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from report_cli.audit.baseline import BuiltFigure
from report_cli.audit.texts import Span
from report_cli.inward.computable import Printed
from report_cli.inward.draft import Draft
from report_cli.inward.template_text import is_within


def known(draft: Draft, spans: Sequence[Span]) -> Iterator[str]:
    """What new numbers in some words are taken for, each in a sentence."""
    yield from (_as_alike(draft, *each) for each in sorted(draft.taken.items()) if is_within(each[0], spans))
    computed = (each for each in draft.stated.values() if each.told and is_within(each.span, spans))
    yield from (_as_computed(draft, each) for each in computed)


def _as_computed(draft: Draft, printed: Printed) -> str:
    return f"“{draft.line(printed.span)[printed.span.start : printed.span.end]}”是{printed.told}，以后跟着数据变"


def _as_alike(draft: Draft, span: Span, figure: BuiltFigure) -> str:
    return (
        f"“{figure.text}”和{figure.label}（{figure.fact}）一样，当作它，以后跟着它变；"
        f"不是它，就先在数据里另加一项，标签写成“{draft.label(span)}”，再运行一次"
    )
