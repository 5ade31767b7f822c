"""A sentence in its pieces, and how a template says it: each piece in the condition that its figures are known."""

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from msgspec import Struct, field

from report_cli.adopt.notes import any_of
from report_cli.adopt.pieces import called
from report_cli.sentences import Offsets


class Piece(Struct, kw_only=True):
    """A part of a sentence that is printed or not, from a character to before another.

    `gap`: the mark before it. `below`: what needs it. `items`: it is a list, and its words only lead up to these.
    """

    start: int
    end: int
    gap: str = ""
    items: list["Piece"] = field(default_factory=list)
    below: list["Piece"] = field(default_factory=list)


class Parted(Struct, frozen=True):
    """A sentence without its full stop: where it starts, and the pieces that can each be its first or its last.

    What stands before the first of these leads up to all of them. `lead`: where points begin (一是…；二是…), with
    their numbers; -1 for clauses.
    """

    start: int
    pieces: list[Piece]
    lead: int = -1


class Sayer(Struct, frozen=True):
    """How parts of a text are written. `hang`: tells the notes that hang on a part by which facts it stands."""

    say: Callable[[int, int], str]
    facts: Callable[[int, int], list[str]]
    hang: Callable[[Sequence[str], int, int], object]

    def lines(self, parted: Parted) -> Iterator[tuple[str, Offsets]]:
        """A sentence, which stands while one of its pieces does, as lines of a template."""
        first, *rest = parted.pieces
        if not rest and not first.items:
            yield from self.of_piece(first, parted.start, "。")
            return
        lead = self.say(parted.start, first.start).lstrip()
        if lead:
            self.hang(any_of([*self.needs(parted)]), parted.start, first.start)
            yield from ((line, (parted.start, first.start)) for line, _ in called("lead", lead, []))
        yield "{% call sentence() %}", (0, 0)
        for piece, following in pairwise([*parted.pieces, None]):
            assert piece is not None
            closing = "；" if following is not None and following.gap == "；" else ""
            yield from self.of_piece(piece, piece.start, closing)
            # A line of nothing but tags leaves no end of a line behind it.
            yield from [("", (0, 0))] if following and (piece.items or any(each.items for each in piece.below)) else []
        yield "{% endcall %}", (0, 0)
        if lead:
            yield "{% endcall %}", (0, 0)

    def needs(self, parted: Parted) -> Iterator[tuple[str, ...]]:
        """By which facts each piece of a sentence stands."""
        return (self.condition(piece) for piece in parted.pieces)

    def paths(self, parted: Parted) -> Iterator[tuple[list[str], Offsets]]:
        """Each part of a sentence that says a figure, and the facts by which it is printed."""
        waiting = [(piece, list[str]()) for piece in parted.pieces]
        while waiting:
            piece, above = waiting.pop(0)
            needed = [*above, *self.condition(piece)]
            if not piece.items:
                yield needed, (piece.start, piece.end)
            waiting += [(each, above) for each in piece.items] + [(each, needed) for each in piece.below]

    def condition(self, piece: Piece) -> tuple[str, ...]:
        if piece.items:
            return any_of([self.condition(item) for item in piece.items])
        return tuple(self.facts(piece.start, piece.end))

    def of_piece(self, piece: Piece, start: int, closing: str) -> Iterator[tuple[str, Offsets]]:
        return ((line, (start, piece.end)) for line in self.said(piece, (), start, "", closing).split("\n"))

    def said(self, piece: Piece, above: Sequence[str], start: int, gap: str, closing: str = "") -> str:
        """A piece and what needs it, in its condition. `above`: the facts by which those stand that it needs."""
        own = self.condition(piece)
        needed = [*dict.fromkeys([*above, *own])]
        self.hang(needed, start, piece.end)
        text = gap + self.say(start, piece.end)
        if piece.items:
            items = "\n".join(self.said(item, above, item.start, "") for item in piece.items)
            text = f'{{% call clause("{text}") %}}\n{items}\n{{% endcall %}}'
        text += "".join(self.said(each, needed, each.start, each.gap) for each in piece.below) + closing
        is_bare = piece.items and not (piece.below or closing)
        return text if is_bare or not own else f"{{% if {' and '.join(own)} %}}{text}{{% endif %}}"
