"""What an edit leaves behind that took words away: an attachment without content."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from report_cli.document import Block, Document, Paragraph, Role


def without(document: Document) -> Document:
    """The document without leftovers; what stays is numbered anew."""
    blocks = _without_empty_attachments(document.blocks)
    return document if blocks == document.blocks else replace(document, blocks=blocks)


# Attachments ----------------------------------------------------------------------------------------------------------


def _without_empty_attachments(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """An attachment that has only its label and title left goes, and so does its entry in their list."""
    text, *attachments = _parted(blocks)
    empty = [block for part in attachments if _is_empty(part) for block in part]
    titles = [_words(block) for block in empty if _has_role(block, Role.ATTACHMENT_TITLE)]
    if not empty:
        return tuple(blocks)
    left = [*text, *(block for part in attachments if not _is_empty(part) for block in part)]
    return tuple(
        _numbered([block for block in left if not _has_role(block, Role.ATTACHMENT) or _words(block) not in titles])
    )


def _parted(blocks: Sequence[Block]) -> list[list[Block]]:
    """The text before the attachments, then each of them from its label on."""
    parts = [list(blocks[:1])]
    for block in blocks[1:]:
        if _has_role(block, Role.ATTACHMENT_LABEL):
            parts.append([])
        parts[-1].append(block)
    return parts


def _is_empty(attachment: Sequence[Block]) -> bool:
    """Whether nothing stands below its label and title; an edit may have taken the title."""
    head = (Role.ATTACHMENT_LABEL, Role.ATTACHMENT_TITLE)
    rest = [block for block in attachment if not any(_has_role(block, role) for role in head)]
    return all(isinstance(block, Paragraph) and not _words(block) for block in rest)


def _numbered(blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks with the attachments numbered anew, in their list and in their labels; a single one has no number."""
    names = [_words(block) for block in blocks if _has_role(block, Role.ATTACHMENT)]
    numbers = {name: f"{number}" if len(names) > 1 else "" for number, name in enumerate(names, 1)}
    titles = iter([_words(block) for block in blocks if _has_role(block, Role.ATTACHMENT_TITLE)])
    for block in blocks:
        if isinstance(block, Paragraph) and block.role is Role.ATTACHMENT:
            yield replace(block, number=_number_in_list(numbers[_words(block)]))
        elif isinstance(block, Paragraph) and block.role is Role.ATTACHMENT_LABEL:
            number = numbers.get(next(titles, ""), block.number.removeprefix("附件"))
            yield replace(block, number=f"附件{number}")
        else:
            yield block


def _number_in_list(number: str) -> str:
    """What stands before the name of an attachment in their list: 附件： before the first, a number if there are more.

    >>> _number_in_list(""), _number_in_list("1"), _number_in_list("2")
    ('附件：', '附件：1.', '2.')
    """
    opening = "附件：" if number in ("", "1") else ""
    return f"{opening}{number}." if number else opening


# The words of a block -------------------------------------------------------------------------------------------------


def _has_role(block: Block, role: Role) -> bool:
    return isinstance(block, Paragraph) and block.role is role


def _words(block: Block) -> str:
    return "".join(run.text for run in block.all_runs).strip() if isinstance(block, Paragraph) else ""
