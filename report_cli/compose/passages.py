"""A composed text in which words can be found and replaced: lines of pieces, with one sign for each piece.

A piece is a character, or a whole figure. Blanks, footnotes and raised numbers belong to the piece before them. The
signs are what is searched: a figure has a sign of its own, whatever it prints, and all quotation marks have the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from report_cli.compose import numbering, riders, values
from report_cli.compose.edits_file import EXPRESSION
from report_cli.compose.expressions import expression
from report_cli.compose.lines import FIRST_SIGN, Line, Lines, Signs
from report_cli.compose.merging import BREAK, opcodes
from report_cli.compose.stretches import characters, joined
from report_cli.document import Block, Document, Paragraph, Role, Run, Table, place_at
from report_cli.facts.fact import Names
from report_cli.facts.formula import PREVIOUS
from report_cli.facts.ledger import Ledger
from report_cli.model import Place
from report_cli.text import separator

_SAID = re.compile(r"(?P<id>[^|\s]+?)(?P<attribute>\.(?:number|change|growth))?(?P<filters>(?:\|\w+)*)")
_UNIT = re.compile(rf"\s*({EXPRESSION.pattern}|\S)(\s*)")
_ALIKE = str.maketrans({**dict.fromkeys("“”„‟″＂", '"'), **dict.fromkeys("‘’‚‛′＇", "'")})
MARKS = re.compile(r"(#{1,4}|-)\s+")  # what a new heading, or a new item of a list, begins with
_HEADS = (Role.KICKER, Role.TITLE, Role.STAGE, Role.SUBTITLE, Role.DATE, Role.SPEAKER, Role.BYLINE, Role.SALUTATION)


class Piece(Struct, frozen=True, gc=False):
    """A piece of the text. `runs`: what prints it and goes with it. `is_lead`: in a run-in heading."""

    sign: str
    runs: tuple[Run, ...]
    is_lead: bool = False

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs if not run.superscript)

    @property
    def riders(self) -> tuple[Run, ...]:
        return tuple(run for run in self.runs if run.note or run.superscript)

    @property
    def bare(self) -> Piece:
        """It without what only rides on it."""
        rest = tuple(run for run in self.runs if not (run.note or run.superscript))
        return self if len(rest) == len(self.runs) else replace(self, runs=rest)


class Unit(Struct, frozen=True, gc=False):
    """A piece of new words. `said`: if it is a figure, what stands between its braces."""

    sign: str
    text: str
    said: str

    @property
    def written(self) -> str:
        return f"{{{{ {self.said} }}}}{self.text}" if self.said else self.text


class Passages(Lines):
    """The lines of a document. They can be changed; `document` gives what comes of it."""

    def __init__(self, document: Document, ledger: Ledger, signs: Signs | None = None) -> None:
        """`signs`: those of another text, with whose lines these are to be compared."""
        super().__init__()
        self.made_of, self.ledger, self.signs = document, ledger, signs or Signs()
        self.tables: list[Table] = []
        self.notes: dict[int, Line] = {}
        self.numbers_changed = False
        self.adrift: list[Run] = []
        """Footnotes whose word has gone."""
        self.lines = [*self._lines(document)]
        found = [run for line in self.lines for run in line.runs if run.note]
        self.note_runs = found  # so that they keep their identity
        for number, run in enumerate(found):
            self.notes[id(run)] = line = Line(run.note, self.of_runs(run.note), note=number)
            self.lines.append(line)

    def _lines(self, document: Document) -> Iterator[Line]:
        for block in document.blocks:
            if isinstance(block, Paragraph):
                yield Line(block.all_runs, self.of_runs(block.all_runs), paragraph=block)
                continue
            number = len(self.tables)
            self.tables.append(block)
            if block.caption:
                yield Line(block.caption, self.of_runs(block.caption), cell=(number, -1, 0))
            for row, cells in enumerate(block.rows):
                for column, cell in enumerate(cells):
                    yield Line(cell, self.of_runs(cell), cell=(number, row, column))

    # Signs

    def of_text(self, text: str) -> str:
        """The signs of words in which figures stand as the template prints them."""
        signs = EXPRESSION.sub(lambda match: self.signs.of(f"{{{{ {match['said']} }}}}"), text)
        return "".join(signs.split()).translate(_ALIKE)

    def units(self, text: str) -> Iterator[Unit]:
        for match in _UNIT.finditer(text):
            if match["said"] is None:
                yield Unit(match[1].translate(_ALIKE), match[1] + match[3], "")
            else:
                yield Unit(self.signs.of(f"{{{{ {match['said']} }}}}"), match[3], match["said"])

    def of_runs(self, runs: Sequence[Run]) -> str:
        signs = list[str]()
        for said, group in self._grouped(runs):
            text = "".join(run.text for run in group if not run.superscript)
            signs.append(self.signs.of(said) if said else "".join(text.split()))
        return "".join(signs).translate(_ALIKE)

    def _grouped(self, runs: Sequence[Run]) -> Iterator[tuple[str, tuple[Run, ...]]]:
        """The runs in groups: a figure's, with how the template prints it; any other run by itself.

        A list that is printed as a whole is one figure.
        """
        at, rest = 0, list(runs)
        while at < len(rest):
            run, end = rest[at], at + 1
            said = expression(run.fact, run.form) if run.fact else ""
            if run.fact.endswith("]") and not run.form and (last := self._list_end(rest, at)) > at:
                end, said = last, expression(run.fact.rpartition("[")[0], "")
                if self._is_open(run.fact):
                    # The 等 behind an open list is the list's own.
                    rest[end : end + 1] = [
                        replace(rest[end], text="等", turns=()),
                        replace(rest[end], text=rest[end].text[1:], origin=place_at([rest[end]], 1), turns=()),
                    ]
                    end += 1
            yield said, tuple(rest[at:end])
            at = end

    def _names(self, item: str) -> Names | None:
        fact = self.ledger.get(item.rpartition("[")[0])
        return fact.value if fact is not None and isinstance(fact.value, Names) else None

    def _is_open(self, item: str) -> bool:
        return (names := self._names(item)) is not None and names.is_open

    def _list_end(self, runs: Sequence[Run], start: int) -> int:
        """Where a list ends that is printed as a whole from `start` on; `start` itself where none is.

        Without its 等 an open list is not printed as a whole.
        """
        name, names = runs[start].fact.rpartition("[")[0], self._names(runs[start].fact)
        if names is None:
            return start
        end, items, count = start, list[str](), len(names.items)
        while end < len(runs) and len(items) < count and (runs[end].fact or runs[end].text == "、"):
            items += [runs[end].fact] if runs[end].fact else []
            end += 1
        if self._is_open(runs[start].fact) and not any(run.text.startswith("等") for run in runs[end : end + 1]):
            return start
        is_whole = len(items) == count and items == [f"{name}[{number}]" for number in range(1, count + 1)]
        return end if is_whole else start

    def pieces_written(self, texts: Sequence[str]) -> list[str]:
        """The pieces of some words as an edit writes them, one for each sign."""
        paragraphs = ([unit.written for unit in self.units(text)] for text in texts)
        return [piece for number, each in enumerate(paragraphs) for piece in (*[BREAK] * (number > 0), *each)]

    def spelt(self, signs: str) -> str:
        """Signs as an edit writes them."""
        return "".join([self.signs.said(sign) or sign for sign in signs])

    def written(self, start: int, end: int) -> list[str]:
        """A part of the whole text as an edit writes it, line by line."""
        (first, at), (last, to) = self.position(start), self.position(end)
        texts = list[str]()
        for number in range(first, last + 1):
            part = self.line_written(self.lines[number])[at if number == first else 0 : to if number == last else None]
            texts.append("".join(part).strip())
        return texts

    def line_written(self, line: Line) -> list[str]:
        """The pieces of a line as an edit writes them."""
        return [self.signs.said(piece.sign) or piece.text for piece in self.pieces(line)]

    # Changing

    def pieces(self, line: Line) -> list[Piece]:
        lead = len(line.paragraph.lead) if line.paragraph else 0
        if not lead:
            return self._pieces(line.runs)
        leading = [replace(piece, is_lead=True) for piece in self._pieces(line.runs[:lead])]
        return leading + self._pieces(line.runs[lead:])

    def _pieces(self, runs: Sequence[Run]) -> list[Piece]:
        made, before = list[Piece](), list[Run]()
        for said, group in self._grouped(runs):
            if said:
                made.append(Piece(self.signs.of(said), (*before, *group)))
                before = []
                continue
            for part in characters(group[0]):
                if part.text.strip() and not part.superscript:
                    made.append(Piece(part.text.translate(_ALIKE), (*before, part)))
                    before = []
                elif made:
                    made[-1] = replace(made[-1], runs=(*made[-1].runs, part))
                else:
                    before.append(part)
        return made

    def put(self, line: Line, pieces: Sequence[Piece]) -> None:
        """Give a line these pieces in the place of its own."""
        self.changing([line])
        runs = tuple(joined([run for piece in pieces for run in piece.runs]))
        line.signs, line.is_changed = "".join(piece.sign for piece in pieces), True
        if line.paragraph is not None:
            leading = [run for piece in pieces if piece.is_lead for run in piece.runs]
            is_apart = bool(line.paragraph.lead) and 0 < sum(each.is_lead for each in pieces) < len(pieces)
            lead = tuple(joined(leading)) if is_apart else ()
            rest = tuple(joined([run for each in pieces if not each.is_lead for run in each.runs])) if lead else runs
            line.paragraph = replace(line.paragraph, lead=lead, runs=rest)
            runs = line.paragraph.all_runs
        line.runs = runs

    def woven(self, old: Sequence[Piece], new: Sequence[Unit], place: Place) -> list[Piece]:
        """Pieces for new words; old ones that say the same are kept. Raises KeyError for an unknown figure.

        Footnotes, and numbers of terms, stay behind the words that they are of.
        """
        known = {piece.sign: piece for piece in old if piece.sign >= FIRST_SIGN}
        look = next((run for piece in old for run in piece.runs if not run.fact), Run(""))
        signs, made = ("".join(piece.sign for piece in old), "".join(unit.sign for unit in new)), list[Piece]()
        codes = opcodes(*signs)
        for name, a, b, c, d in codes:
            if name == "equal":
                made += [piece.bare for piece in old[a:b]]
                continue
            lead = _leading(old[a:b] or old[max(a - 1, 0) : a + 1], new[c:d])
            made += [
                Piece(unit.sign, self._printed(unit, known, look, place), at < lead) for at, unit in enumerate(new[c:d])
            ]
        for number, piece in enumerate(old):
            if made and piece.riders:
                stand = riders.standing(number, *signs, codes, is_figure=piece.sign >= FIRST_SIGN)
                made[stand.at] = replace(made[stand.at], runs=(*made[stand.at].runs, *piece.riders))
                self.adrift += [] if stand.is_sure else [run for run in piece.riders if run.note]
        return made

    def _printed(self, unit: Unit, known: dict[str, Piece], look: Run, place: Place) -> tuple[Run, ...]:
        if not unit.said:
            return (Run(unit.text, strong=look.strong, emphasis=look.emphasis, origin=place),)
        if unit.sign in known:
            return known[unit.sign].bare.runs
        runs = self.figure(unit.said, place)
        if runs is None:
            raise KeyError(unit.said)
        return (*runs, Run(unit.text, origin=place)) if unit.text else runs

    def figure(self, said: str, place: Place) -> tuple[Run, ...] | None:
        """The runs of a figure, by what stands between its braces; None if there is no such figure."""
        match = _SAID.fullmatch(said)
        if match is None:
            return None
        id, form = match["id"], (match["attribute"] or "")[1:]
        id = PREVIOUS + id.removesuffix(".previous") if id.endswith(".previous") else id
        for word in filter(None, match["filters"].split("|")):
            form = f"signed_{form}" if word == "signed" else word
        fact = self.ledger.get(id)
        if fact is None or not fact.indicator.is_printed:
            return None
        if isinstance(fact.value, Names) and not form:
            return tuple(_list_runs(fact.value, place))
        text = values.printed(self.ledger, id, form)
        is_pending = text is not None and text.startswith("【待补")
        return None if text is None else (Run(text, fact=id, form=form, origin=place, pending=is_pending),)

    def paragraph(self, text: str, place: Place, beside: Line) -> Line:
        """A new paragraph; a heading if it begins with #, what comes behind its full stop is text; an item if with -.

        Raises KeyError for an unknown figure.
        """
        marks = MARKS.match(text)
        is_item, level = text.startswith("-") and marks is not None, len(marks[1]) - 1 if marks else 0
        role = _role(beside) if marks is None or is_item else Role.HEADING if level else Role.TITLE
        pieces = self.woven([], [*self.units(text[marks.end() :] if marks else text)], place)
        lead = "".join(piece.sign for piece in pieces).find("。") + 1 if role is Role.HEADING else 0
        if 0 < lead < len(pieces):
            pieces = [replace(piece, is_lead=at < lead) for at, piece in enumerate(pieces)]
            line = Line((), "", paragraph=Paragraph(Role.BODY, (), level, lead=(Run(""),), origin=place))
        else:
            number = numbering.next_to(beside.paragraph) if is_item else ""
            line = Line((), "", paragraph=Paragraph(role, (), level, number, origin=place))
        self.put(line, pieces)
        self.numbers_changed |= line.is_numbered
        return line

    def remove(self, first: int, end: int) -> None:
        self.numbers_changed |= any(line.is_numbered for line in self.lines[first:end])
        self.changing(self.lines[first:end])
        self.moving()
        del self.lines[first:end]

    def insert(self, at: int, lines: Sequence[Line]) -> None:
        self.numbers_changed |= any(line.is_numbered for line in lines)
        self.moving()
        self.lines[at:at] = lines

    # The document that comes of it

    def document(self) -> Document:
        cells = {line.cell: line.runs for line in self.lines if line.cell and line.is_changed}
        blocks, last = list[Block](), -1
        for line in self.lines:
            if line.paragraph is not None:
                blocks.append(self._with_notes(line.paragraph) if self.note_runs else line.paragraph)
            elif line.cell is not None and line.cell[0] != last:
                last = line.cell[0]
                blocks.append(self._table(last, cells))
        if self.numbers_changed:
            blocks = [*numbering.renumbered(blocks)]
        return replace(self.made_of, blocks=tuple(blocks))

    def _with_notes(self, paragraph: Paragraph) -> Paragraph:
        return replace(paragraph, lead=self._noted(paragraph.lead), runs=self._noted(paragraph.runs))

    def _noted(self, runs: Sequence[Run]) -> tuple[Run, ...]:
        return tuple(replace(run, note=self.notes[id(run)].runs) if run.note else run for run in runs)

    def _table(self, number: int, cells: dict[tuple[int, int, int], tuple[Run, ...]]) -> Table:
        table = self.tables[number]
        rows = tuple(
            tuple(self._noted(cells.get((number, row, column), cell)) for column, cell in enumerate(each))
            for row, each in enumerate(table.rows)
        )
        return replace(table, rows=rows, caption=self._noted(cells.get((number, -1, 0), table.caption)))


def _leading(old: Sequence[Piece], new: Sequence[Unit]) -> int:
    """How many of some new pieces are of the run-in heading that old ones at their place are of: its sentence."""
    if all(piece.is_lead for piece in old):
        return len(new) if old else 0
    return "".join(unit.sign for unit in new).find("。") + 1 if old[0].is_lead else 0


def _role(beside: Line) -> Role:
    role = beside.paragraph.role if beside.paragraph else Role.BODY
    return role if role in _HEADS and role is not Role.TITLE else Role.BODY


def _list_runs(names: Names, place: Place) -> Iterator[Run]:
    before = ""
    for item in names.items:
        if before and (between := separator(before, item.text)):
            yield Run(between, origin=place)
        yield Run(item.text, fact=item.id, origin=place)
        before = item.text
    if names.is_open:
        yield Run("等", origin=place)
