"""The automatic numbers of headings: 一、 （一） 1."""

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from report_cli.document import Block, Paragraph, Role
from report_cli.facts.quantity import chinese


def following(counters: list[int], level: int) -> str:
    """The next number of a level (1 to 3), and the counters counted on."""
    number = counters[level - 1] + 1
    counters[level - 1 :] = [number] + [0] * (3 - level)
    return (f"{chinese(number)}、", f"（{chinese(number)}）", f"{number}.")[level - 1]


def renumbered(blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks, their headings numbered anew where they were numbered; each attachment begins at one."""
    blocks = list(blocks)
    is_numbered = any(_is_heading(block) and block.number for block in blocks if isinstance(block, Paragraph))
    counters = [0, 0, 0]
    for block in blocks:
        if isinstance(block, Paragraph) and block.role is Role.ATTACHMENT_LABEL:
            counters = [0, 0, 0]
        if isinstance(block, Paragraph) and is_numbered and _is_heading(block):
            yield replace(block, number=following(counters, block.level))
        else:
            yield block


def _is_heading(block: Paragraph) -> bool:
    """Whether it is a heading, or begins with one; what explains a term only looks like it."""
    return bool(block.level) and not block.explains_a_term
