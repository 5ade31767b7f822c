"""The automatic numbers: of headings 一、 （一） 1., of attachments 附件：1. in their list and 附件1 above each."""

import re
from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from report_cli.document import Block, Paragraph, Role
from report_cli.facts.quantity import chinese

HEADING = r"[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|[0-9]+[.．](?![0-9])"
# What people make of a number, too.
_HEADING = rf"{HEADING}|[(（][一二三四五六七八九十]+[)）]|[一二三四五六七八九十]+[，,.．]|[0-9]+、"
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
