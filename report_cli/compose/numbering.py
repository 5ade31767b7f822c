"""The automatic numbers: of headings 一、 （一） 1., of attachments 附件：1. in their list and 附件1 above each."""

import re
from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from report_cli.document import Block, Paragraph, Role
from report_cli.facts.quantity import chinese

HEADING = r"[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|[0-9]+[.．](?![0-9])"
ITEM = rf"{HEADING}|[(（][0-9]+[)）]|[0-9]+、"
"""Of the items of a list, too."""
# What people make of a number, too.
_HEADING = rf"{HEADING}|[(（](?:[一二三四五六七八九十]+|[0-9]+)[)）]|[一二三四五六七八九十]+[，,.．]|[0-9]+、"
_OF_ATTACHMENTS = {
    Role.ATTACHMENT: r"附件[：:](?:[0-9]+[.．、](?![0-9]))?|[0-9]+[.．、](?![0-9])",
    Role.ATTACHMENT_LABEL: r"附件[0-9一二三四五六七八九十]*[：:]?",
}


def number_of(text: str, like: Paragraph | None) -> str:
    """The automatic number that a text begins with, or what people made of it; empty where `like` has none.

    >>> number_of("附件：2.名单", Paragraph(Role.ATTACHMENT, (), number="附件：1."))
    '附件：2.'
    """
    if like is None or not like.number:
        return ""
    # Programs and people put blanks anywhere, some of which nobody can see.
    places = [at for at, character in enumerate(text) if character.isprintable() and character != " "]
    bare = "".join(text[at] for at in places)
    match = re.match(_OF_ATTACHMENTS.get(like.role, _HEADING), bare)
    end = max(len(like.number) if bare.startswith(like.number) else 0, match.end() if match else 0)
    return text[: places[end - 1] + 1] if end else ""


def following(counters: list[int], level: int) -> str:
    """The next number of a level (1 to 3), and the counters counted on."""
    number = counters[level - 1] + 1
    counters[level - 1 :] = [number] + [0] * (3 - level)
    return (f"{chinese(number)}、", f"（{chinese(number)}）", f"{number}.")[level - 1]


STYLE = "([（(])?(一?)((?(1)[）)]|[.．、]))"
"""How the items of a list are numbered, without the number: ".", "（）", "一、"."""


def of_item(number: int, style: str) -> str:
    """The number of an item of a list.

    >>> of_item(3, "."), of_item(12, "（一）")
    ('3.', '（十二）')
    """
    match = re.fullmatch(STYLE, style)
    opening, is_chinese, end = match.groups("") if match else ("", "", ".")
    return f"{opening}{chinese(number) if is_chinese else number}{end}"


def next_to(beside: Paragraph | None) -> str:
    """The number of a new item, in the manner of the one beside it; which number it is `renumbered` tells."""
    return of_item(2, style_of(beside.number) if beside and is_item(beside) else ".")


def style_of(number: str) -> str:
    """How a number is written, without it.

    >>> style_of("3."), style_of("（十二）")
    ('.', '（一）')
    """
    return re.sub("[一二三四五六七八九十]+", "一", re.sub("[0-9]+", "", number))


def renumbered(blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks, headings and items of lists numbered anew where they were numbered; each attachment begins at one."""
    blocks = list(blocks)
    is_numbered = any(_is_heading(block) and block.number for block in blocks if isinstance(block, Paragraph))
    counters, items = [0, 0, 0], 0
    for block in blocks:
        if isinstance(block, Paragraph) and block.role is Role.ATTACHMENT_LABEL:
            counters = [0, 0, 0]
        if isinstance(block, Paragraph) and is_numbered and _is_heading(block):
            yield replace(block, number=following(counters, block.level))
        elif isinstance(block, Paragraph) and is_item(block):
            style = style_of(block.number)
            items = 1 if block.number == of_item(1, style) else items + 1  # another list may follow right behind
            yield replace(block, number=of_item(items, style))
            continue
        else:
            yield block
        items = 0


def is_item(block: Block) -> bool:
    """Whether it is an item of a list, a paragraph of its own."""
    return isinstance(block, Paragraph) and block.role is Role.BODY and bool(block.number) and not block.level


def _is_heading(block: Paragraph) -> bool:
    """Whether it is a heading, or begins with one; what explains a term only looks like it."""
    return bool(block.level) and not block.explains_a_term
