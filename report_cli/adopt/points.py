"""Points: of a sentence (一是…；二是…；三是…。), or paragraphs that were numbered by hand (1.…).

Each stands by its own figures; what is left of them is numbered.
"""

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from itertools import takewhile

from report_cli.adopt.bound import Printed
from report_cli.adopt.listed import Listing
from report_cli.adopt.parted import Parted, Piece, Sayer
from report_cli.adopt.parting import Reader
from report_cli.adopt.pieces import called
from report_cli.adopt.source import Block, Paragraph
from report_cli.facts.quantity import chinese
from report_cli.sentences import Offsets, refers_back

_NUMBER = re.compile("[一二三四五六七八九十]{1,2}是")
_TYPED = re.compile(r"([（(])?(\d{1,2})((?(1)[）)]|[.．、]))(?!\d)\s*(?=\S)")
_COUNTED = re.compile("[一二两三四五六七八九十几\\d](?:个|条|点|项|种|大|方面)")
"""What a lead says of how many points there are, which is another number where one is missing."""
_OF_ANOTHER = re.compile("[其该此这]|[上前]述|以上|前者|后者|两者|对此|同比|[比较](?:上年|去年)|占")
"""How a point begins that is of the one before it."""


def points(text: str, start: int, end: int, printed: Sequence[Printed]) -> Parted | None:
    """The points of a sentence, behind what leads up to them; None where it counts none that stand alone."""
    lead = re.match("(?:[^：，；。]*：)?(?=一是)", text[start:end])
    own = [one for one in printed if start <= one.start < end]
    if lead is None or text[end - 1] != "。" or _COUNTED.search(lead[0]):
        return None
    begins = [*_begins(Reader(text, own), start + lead.end(), end - 1)]
    made = [
        Piece(start=at + len(number), end=stop)
        for (at, number), stop in zip(begins, [*(at - 1 for at, _ in begins[1:]), end - 1], strict=True)
    ]
    are_counted = [number for _, number in begins] == [f"{chinese(at)}是" for at in range(1, len(begins) + 1)]
    is_led_by_figures = any(one.start < start + lead.end() for one in own)
    are_plain = all(_stands(text[piece.start : piece.end]) for piece in made)
    if len(made) < 2 or not are_counted or is_led_by_figures or not are_plain or not any(one.fact for one in own):
        return None
    return Parted(start, made, lead=start + lead.end())


def lines(sayer: Sayer, parted: Parted) -> Iterator[tuple[str, Offsets]]:
    """Points as lines of a template."""
    if lead := sayer.say(parted.start, parted.lead).lstrip():
        yield from ((line, (parted.start, parted.lead)) for line, _ in called("lead", lead, []))
    yield "{% call enumerate() %}", (0, 0)
    for piece in parted.pieces:
        yield from sayer.of_piece(piece, piece.start, "")
    yield from [("{% endcall %}", (0, 0))] * (2 if lead else 1)


def typed(
    blocks: Sequence[Block], first: int, printed: Mapping[int, Sequence[Printed]], others: Container[int]
) -> Listing | None:
    """The paragraphs with typed numbers that some blocks begin with, from 1 on, if figures stand in any of them.

    `first`: the number of the first one's text; `others`: the texts that are no such paragraphs.
    """
    begun = next((_TYPED.match(one.text) for one in blocks[:1] if isinstance(one, Paragraph)), None)
    if begun is None or begun[2] != "1":
        return None

    def is_next(place: tuple[int, Block]) -> bool:
        at, block = place
        if not isinstance(block, Paragraph) or block.level or block.notes or block.strong or block.lead:
            return False
        match = _TYPED.match(block.text)
        return (
            match is not None and match.group(1, 2, 3) == (begun[1], str(at + 1), begun[3]) and first + at not in others
        )

    items = [block for _, block in takewhile(is_next, enumerate(blocks)) if isinstance(block, Paragraph)]
    texts = tuple(range(first, first + len(items)))
    cuts = tuple(match.end() for one in items if (match := _TYPED.match(one.text)))
    is_bound = any(one.fact for number in texts for one in printed.get(number, ()))
    return Listing(texts, cuts, f"{begun[1] or ''}{begun[3]}", "") if len(items) > 1 and is_bound else None


def _begins(reader: Reader, start: int, end: int) -> Iterator[tuple[int, str]]:
    """Where points begin, and their numbers: behind a semicolon of the sentence, as a point may have one of its own."""
    for at in [start, *(at + 1 for at in reader.cuts(start, end, "；"))]:
        if number := _NUMBER.match(reader.text, at):
            yield at, number[0]


def _stands(said: str) -> bool:
    """Whether a point is none of another, and has no points of its own."""
    return not (_OF_ANOTHER.match(said) or refers_back(said) or re.search(f"[，：、。]{_NUMBER.pattern}|。", said))
