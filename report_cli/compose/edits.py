"""What people changed in the words of one report of one year, applied to the composed text.

An edit says what was and what is now, each figure as the template prints it: `收到提案{{ proposals.received }}`. It is
applied where the text still says what was. Where the template or the data have changed the sentence since, the two
changes are merged if they do not touch; else it is an error with both texts, and nothing is dropped in silence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import groupby

from msgspec import Struct
from msgspec.structs import replace

from report_cli.compose import values
from report_cli.compose.merging import merged
from report_cli.document import Block, Document, Paragraph, Role, Run, Table, place_at
from report_cli.facts.fact import Names, separator
from report_cli.facts.formula import PREVIOUS
from report_cli.facts.ledger import Ledger
from report_cli.model import Finding, Place
from report_cli.text import excerpt

_PIECE = re.compile(r"\{\{\s*(?P<said>[^{}]*?)\s*\}\}|.", re.DOTALL)
_SAID = re.compile(r"(?P<id>[^|\s]+?)(?P<attribute>\.(?:number|change|growth))?(?P<filters>(?:\|\w+)*)")
_ALIKE = 0.6
"""A sentence that has so much of what was is the same, changed since."""


class Edit(Struct, frozen=True, kw_only=True):
    """`was` and `now`: the words, empty where there were or are none. `after`: what new or moved words follow.

    `place`: where the edit stands. `by`: whose draft it is from.
    """

    place: Place
    was: str = ""
    now: str = ""
    after: str = ""
    by: str = ""

    @property
    def is_move(self) -> bool:
        return bool(self.was and self.after)


class Piece(Struct, frozen=True):
    """A character, or a figure as the template prints it, and the runs that print it."""

    said: str
    runs: tuple[Run, ...]


def expression(fact: str, form: str) -> str:
    """How a template prints a fact in a form.

    >>> expression("previous.proposals.received", ""), expression("proposals.received", "signed_change")
    ('{{ proposals.received.previous }}', '{{ proposals.received.change|signed }}')
    """
    name = f"{fact.removeprefix(PREVIOUS)}{'.previous' if fact.startswith(PREVIOUS) else ''}"
    is_signed, form = form.startswith("signed_"), form.removeprefix("signed_")
    said = f"{'.' if form in values.ATTRIBUTES else '|'}{form}" if form else ""
    return f"{{{{ {name}{said}{'|signed' * is_signed} }}}}"


def apply(document: Document, edits: Sequence[Edit], ledger: Ledger) -> tuple[Document, list[Finding]]:
    """The document with the edits, one after the other; a finding for each that is not simply applied."""
    work = _Work(list(document.blocks), ledger, [])
    for edit in edits:
        work.apply(edit)
    return replace(document, blocks=tuple(work.blocks)), work.findings


class _Work(Struct):
    """`findings`: E201 nothing like it is there, E202 it is there twice, E203 it is said already, E204 merged,

    E205 the two changes touch, E206 a figure that nobody knows.
    """

    blocks: list[Block]
    ledger: Ledger
    findings: list[Finding]

    def find(self, edit: Edit, code: str, message: str, cure: str, *, is_warning: bool = False) -> None:
        self.findings.append(Finding(code, edit.place, message, cure, "", "warning" if is_warning else "error"))

    def apply(self, edit: Edit) -> None:
        wanted = edit.was or edit.after
        found = self.places(wanted)
        if edit.now and not edit.is_move and self.places(edit.now) and not (edit.was and found):
            self.find(edit, "E203", f"“{excerpt(edit.now)}”模板已经这样说", "这一条可以删去", is_warning=True)
        elif len(found) > 1:
            self.find(
                edit, "E202", f"“{excerpt(wanted)}”有{len(found)}处，看不出改的是哪一处", "多写几个字，写到分得清"
            )
        elif found and edit.is_move:
            self.move(edit, *found[0])
        elif found and not edit.was:
            self.insert(edit, found[0][0])
        elif found:
            block, cell, start = found[0]
            self.put(edit, block, cell, (start, start + len(pieces_of(edit.was))))
        else:
            self.merge(edit)

    # Where words stand

    def lines(self) -> Iterator[tuple[int, tuple[int, int], list[Piece]]]:
        """Every text: the number of its block, its cell (-1: none, or a table's caption), and its pieces."""
        for number, block in enumerate(self.blocks):
            if isinstance(block, Paragraph):
                yield number, (-1, -1), self.pieces(block.all_runs)
            else:
                yield number, (-1, 0), self.pieces(block.caption)
                for row, cells in enumerate(block.rows):
                    for column, cell in enumerate(cells):
                        yield number, (row, column), self.pieces(cell)

    def places(self, text: str) -> list[tuple[int, tuple[int, int], int]]:
        """Where a text stands: block, cell, and the number of its first piece."""
        wanted = pieces_of(text)
        found = []
        for number, cell, pieces in self.lines():
            said = [piece.said for piece in pieces]
            last = len(said) - len(wanted)
            found += [(number, cell, at) for at in range(last + 1) if wanted and said[at : at + len(wanted)] == wanted]
        return found

    def pieces(self, runs: Sequence[Run]) -> list[Piece]:
        found, at = list[Piece](), 0
        while at < len(runs):
            run = runs[at]
            end = at + 1
            if not run.fact:
                places = (place_at([run], number) for number in range(len(run.text)))
                found += [
                    Piece(character, (replace(run, text=character, origin=place, turns=()),))
                    for character, place in zip(run.text, places, strict=True)
                ]
            elif run.fact.endswith("]") and not run.form and (end := self.list_end(runs, at)) > at:
                found.append(Piece(expression(run.fact.rpartition("[")[0], ""), tuple(runs[at:end])))
            else:
                end = at + 1
                found.append(Piece(expression(run.fact, run.form), (run,)))
            at = end
        return self.with_open_ends(found)

    def list_end(self, runs: Sequence[Run], start: int) -> int:
        """Behind the last item of a list that is printed as a whole from here; the place itself where it is not."""
        name, fact = runs[start].fact.rpartition("[")[0], self.ledger.get(runs[start].fact.rpartition("[")[0])
        if fact is None or not isinstance(fact.value, Names):
            return start
        wanted = [f"{name}[{number}]" for number in range(1, len(fact.value.items) + 1)]
        end, items = start, list[str]()
        while end < len(runs) and len(items) < len(wanted) and (runs[end].fact or runs[end].text == "、"):
            items += [runs[end].fact] if runs[end].fact else []
            end += 1
        return end if items == wanted else start

    def with_open_ends(self, pieces: list[Piece]) -> list[Piece]:
        """The 等 behind an open list is the list's own."""
        made = list[Piece]()
        for piece in pieces:
            if made and piece.said == "等" and self.is_open(made[-1].said):
                made[-1] = Piece(made[-1].said, (*made[-1].runs, *piece.runs))
            else:
                made.append(piece)
        return made

    def is_open(self, said: str) -> bool:
        match = _PIECE.fullmatch(said)
        fact = self.ledger.get(match["said"]) if match and match["said"] else None
        return fact is not None and isinstance(fact.value, Names) and fact.value.is_open

    # What becomes of them

    def put(self, edit: Edit, number: int, cell: tuple[int, int], part: tuple[int, int]) -> None:
        """Other words in the place of some pieces of a text."""
        block = self.blocks[number]
        lead = block.lead if isinstance(block, Paragraph) else ()
        runs = _runs(block, cell)
        pieces = self.pieces(runs)
        before, old, after = pieces[: part[0]], pieces[part[0] : part[1]], pieces[part[1] :]
        new = self.made(edit, old or before[-1:])
        if new is None:
            return
        texts = tuple(_joined([run for piece in (*before, *new, *after) for run in piece.runs]))
        if not texts and cell == (-1, -1):
            del self.blocks[number]
        elif isinstance(block, Paragraph):
            # Where the run-in heading was touched, its text goes on in the paragraph.
            is_apart = bool(lead) and part[0] >= len(self.pieces(lead))
            rest = tuple(
                _joined([run for piece in (*before, *new, *after)[len(self.pieces(lead)) :] for run in piece.runs])
            )
            self.blocks[number] = (
                replace(block, lead=lead, runs=rest) if is_apart else replace(block, lead=(), runs=texts)
            )
        else:
            self.blocks[number] = _with_cell(block, cell, texts)

    def made(self, edit: Edit, old: Sequence[Piece]) -> list[Piece] | None:
        """The pieces of the new words; what stood there before keeps its runs. None where a figure is not known."""
        known = {piece.said: piece.runs for piece in old if piece.said.startswith("{{")}
        look = next((run for piece in old for run in piece.runs if not run.fact), Run(""))
        made = list[Piece]()
        for said in pieces_of(edit.now):
            runs = known.get(said) or (self.figure(said, edit.place) if said.startswith("{{") else None)
            if runs is None and said.startswith("{{"):
                self.find(edit, "E206", f"{said} 印不出来，数据里没有它", "照模板的写法写，如 {{ proposals.received }}")
                return None
            made.append(Piece(said, runs or (replace(look, text=said, origin=edit.place, turns=(), note=()),)))
        return made

    def figure(self, said: str, place: Place) -> tuple[Run, ...] | None:
        """The runs of a figure that the template prints so; None where there is none."""
        match = _SAID.fullmatch(said.strip("{} "))
        if match is None:
            return None
        id, form = match["id"], (match["attribute"] or "")[1:]
        id = PREVIOUS + id.removesuffix(".previous") if id.endswith(".previous") else id
        for word in filter(None, match["filters"].split("|")):
            form = f"signed_{form}" if word == "signed" else word
        fact = self.ledger.get(id)
        if fact is not None and isinstance(fact.value, Names) and not form:
            return tuple(_list_runs(fact.value, place))
        text = values.printed(self.ledger, id, form)
        return (
            None if text is None else (Run(text, fact=id, form=form, origin=place, pending=text.startswith("【待补")),)
        )

    def insert(self, edit: Edit, number: int) -> None:
        new = self.made(edit, ())
        if new is not None:
            runs = tuple(_joined([run for piece in new for run in piece.runs]))
            self.blocks.insert(number + 1, Paragraph(Role.BODY, runs, origin=edit.place))

    def move(self, edit: Edit, number: int, cell: tuple[int, int], start: int) -> None:
        """A paragraph that stands behind another now."""
        goal = self.places(edit.after)
        if (
            cell != (-1, -1)
            or len(goal) != 1
            or len(self.pieces(_runs(self.blocks[number], cell))) != len(pieces_of(edit.was))
        ):
            self.find(edit, "E201", f"“{excerpt(edit.was)}”要移到“{excerpt(edit.after)}”后面，没有这一段", "核对这两段")
            return
        block = self.blocks.pop(number)
        to = goal[0][0]
        self.blocks.insert(to + (to < number), block)

    def merge(self, edit: Edit) -> None:
        """An edit of a sentence that has changed since."""
        near = self.nearest(edit.was or edit.after)
        if near is None or not edit.was:
            self.find(
                edit, "E201", f"没有“{excerpt(edit.was or edit.after)}”这句话，也没有像它的", "核对这一条；不要了就删去"
            )
            return
        number, cell, (start, end), said = near
        text = "".join(said)
        both = merged(pieces_of(edit.was), pieces_of(edit.now), said)
        if both is None:
            message = (
                f"“{excerpt(edit.was, 60)}”后来成了“{excerpt(text, 60)}”，和改成的“{excerpt(edit.now, 60)}”改在同一处"
            )
            self.find(edit, "E205", message, "照现在的写法重写这一条：was写现在的句子，now写要的")
            return
        message = f"“{excerpt(edit.was)}”后来成了“{excerpt(text)}”，两处改动不相碰，已合起来"
        self.find(edit, "E204", message, "把was改成现在的句子，就不再提醒", is_warning=True)
        self.put(replace(edit, now="".join(both)), number, cell, (start, end))

    def nearest(self, text: str) -> tuple[int, tuple[int, int], tuple[int, int], list[str]] | None:
        """The sentence most like a text: block, cell, its pieces from and to; None where none is like it."""
        wanted, best, found = pieces_of(text), _ALIKE, None
        matcher = SequenceMatcher(None, autojunk=False)
        matcher.set_seq2(wanted)
        for number, cell, pieces in self.lines():
            for start, end in _sentences([piece.said for piece in pieces]):
                said = [piece.said for piece in pieces[start:end]]
                matcher.set_seq1(said)
                if matcher.quick_ratio() > best and (ratio := matcher.ratio()) > best:
                    best, found = ratio, (number, cell, (start, end), said)
        return found


def pieces_of(text: str) -> list[str]:
    """A text in pieces: characters, and figures as the template prints them.

    >>> pieces_of("收到{{proposals.received}}。")
    ['收', '到', '{{ proposals.received }}', '。']
    """
    return [f"{{{{ {m['said']} }}}}" if m["said"] is not None else m.group() for m in _PIECE.finditer(text)]


def _sentences(said: Sequence[str]) -> Iterator[tuple[int, int]]:
    start = 0
    for at, piece in enumerate(said, 1):
        if piece in "。！？" or at == len(said):
            yield start, at
            start = at


def _list_runs(names: Names, place: Place) -> Iterator[Run]:
    before = ""
    for item in names.items:
        if before and (between := separator(before, item.text)):
            yield Run(between, origin=place)
        yield Run(item.text, fact=item.id, origin=place)
        before = item.text
    if names.is_open:
        yield Run("等", origin=place)


def _runs(block: Block, cell: tuple[int, int]) -> tuple[Run, ...]:
    if isinstance(block, Paragraph):
        return block.all_runs
    return block.caption if cell[0] < 0 else block.rows[cell[0]][cell[1]]


def _with_cell(table: Table, cell: tuple[int, int], runs: tuple[Run, ...]) -> Table:
    if cell[0] < 0:
        return replace(table, caption=runs)
    rows = [list(row) for row in table.rows]
    rows[cell[0]][cell[1]] = runs
    return replace(table, rows=tuple(map(tuple, rows)))


def _joined(runs: Sequence[Run]) -> Iterator[Run]:
    """The runs, those of prose that look alike and come from one line as one."""
    for is_prose, group in groupby(runs, key=lambda run: replace(run, text="") if not (run.fact or run.note) else None):
        if is_prose is None:
            yield from group
        else:
            yield replace(is_prose, text="".join(run.text for run in group))
