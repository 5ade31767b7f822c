"""What a renewed draft counts as built from: its own build's text with the new figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from msgspec import Struct
from msgspec.structs import replace

from report_cli.document import binding
from report_cli.drafts import figures
from report_cli.drafts.figures import FiguresFile
from report_cli.facts.ledger import Ledger
from report_cli.questions.figures import Content, FigureEntry, described


class NewText(Struct, frozen=True):
    """A figure, or a list (`names`) with the 等 behind it, that has another text now.

    `figures`: by their numbers in the file; `fact`: the figure's, or the list's.
    """

    fact: str
    figures: tuple[int, ...]
    before: str
    text: str
    names: tuple[str, ...] = ()


def content(built: FiguresFile, new: Sequence[NewText], ledger: Ledger) -> FiguresFile:
    """A figures file with other texts in the place of its figures."""
    of = {each.figures[0]: each for each in new}
    skipped = {number for each in new for number in each.figures[1:]}
    paragraphs, entries = list(built.paragraphs), list[FigureEntry]()
    numbered = [(number, figure) for number, figure in enumerate(built.figures) if number not in skipped]
    for paragraph, group in groupby(numbered, key=lambda each: each[1].paragraph):
        text, at = "", 0
        for number, figure in group:
            text += built.paragraphs[paragraph - 1][at : figure.offset]
            each = of.get(number)
            last = built.figures[each.figures[-1]] if each else figure
            at = last.offset + len(last.text) + bool(each and each.names and each.before.endswith("等"))
            entries += _entries(figure, each, ledger, len(text))
            text += each.text if each else figure.text
        paragraphs[paragraph - 1] = text + built.paragraphs[paragraph - 1][at:]
    return figures.of_content(Content(paragraphs=tuple(paragraphs), figures=tuple(entries)), built.year, built.kind)


def _entries(figure: FigureEntry, new: NewText | None, ledger: Ledger, offset: int) -> Iterator[FigureEntry]:
    if new is None:
        yield replace(figure, offset=offset)
    elif not new.names:
        yield replace(figure, text=new.text, offset=offset, **described(figure.fact, ledger))
    else:
        at = 0
        for number, name in enumerate(new.names, 1):
            at = new.text.index(name, at)
            id = f"{new.fact}[{number}]"
            yield replace(figure, fact=id, text=name, offset=offset + at, **described(id, ledger))
            at += len(name)


def texts(
    sealed: Mapping[str, tuple[int, str]], built: FiguresFile, new: Sequence[NewText]
) -> dict[str, tuple[int, str]]:
    """The seal's texts of figures, the new ones among them."""
    said = dict(sealed)
    for each in new:
        if not each.names:
            key = built.figures[each.figures[0]].binding
            said[key] = (said.get(key, (1, ""))[0], each.text)
            continue
        times = max(said.get(binding(f"{each.fact}[1]", ""), (1, ""))[0], 1)
        for number, name in enumerate(each.names, 1):
            key = binding(f"{each.fact}[{number}]", "")
            said[key] = (said.get(key, (times, ""))[0], name)
        for number in range(len(each.names) + 1, len(each.figures) + 1):
            said.pop(binding(f"{each.fact}[{number}]", ""), None)
    return said
