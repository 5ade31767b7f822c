"""The figures that a document prints: each with its fact, value and source, and where it stands in the text."""

from typing import Any

from msgspec import Struct

from report_cli.document import Document, binding
from report_cli.facts.fact import json_value
from report_cli.facts.ledger import Ledger
from report_cli.model import Place


class PlaceEntry(Struct, frozen=True, gc=False):
    """A place as JSON has it. Line and column count from 1; None if not known."""

    file: str
    line: int | None = None
    column: int | None = None

    @property
    def place(self) -> Place:
        return Place(self.file, self.line or 0, self.column or 0)


class FigureEntry(Struct, frozen=True, kw_only=True, gc=False):
    """One figure: its paragraph (from 1), its offset in that (in characters, from 0), its text, and the fact behind it.

    `label`, `value`, `source` and `place` are the fact's; None if they are not known.
    """

    fact: str
    label: str | None = None
    form: str
    value: Any = None
    text: str
    paragraph: int
    offset: int
    source: str | None = None
    place: PlaceEntry | None = None

    @property
    def binding(self) -> str:
        return binding(self.fact, self.form)


class Content(Struct, frozen=True, kw_only=True):
    paragraphs: tuple[str, ...]
    figures: tuple[FigureEntry, ...]

    def is_sound(self) -> bool:
        return all(
            0 < figure.paragraph <= len(self.paragraphs)
            and figure.offset >= 0
            and self.paragraphs[figure.paragraph - 1].startswith(figure.text, figure.offset)
            for figure in self.figures
        )


NOTHING = Content(paragraphs=(), figures=())


def content(document: Document, ledger: Ledger) -> Content:
    # Many a fact is said a dozen times.
    facts = {id: described(id, ledger) for id in {run.fact for run in document.printed}}
    paragraphs = tuple(document.texts)
    figures = tuple(
        [
            FigureEntry(
                fact=figure.run.fact,
                form=figure.run.form,
                text=figure.run.text,
                paragraph=figure.paragraph,
                offset=figure.offset,
                **facts[figure.run.fact],
            )
            for figure in document.figures
        ]
    )
    return Content(paragraphs=paragraphs, figures=figures)


def described(id: str, ledger: Ledger) -> dict[str, Any]:
    """What is said of a fact beside its text: label, value, source and place."""
    fact = ledger.get(id)
    if fact is None:
        return {}
    place = PlaceEntry(fact.place.file, fact.place.line or None, fact.place.column or None)
    return {"label": fact.label, "value": json_value(fact.value), "source": fact.source or None, "place": place}
