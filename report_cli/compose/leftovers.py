"""What nothing hangs on any more where an edit took words away: an attachment without content, a mark of a term."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from report_cli.compose import glossary
from report_cli.document import Block, Document, Paragraph, Role


def without(document: Document) -> Document:
    """The document without them; what stays is numbered anew."""
    blocks = _without_marks(_without_attachments(document.blocks))
    return document if blocks == document.blocks else replace(document, blocks=blocks)


def _without_attachments(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """An attachment that has only its label and name left goes, and so does its entry in their list."""
    parts, empty = list[list[Block]](), list[str]()
    for block in blocks:
        if not parts or _has_role(block, Role.ATTACHMENT_LABEL):
            parts.append([])
        parts[-1].append(block)
    kept = list(parts[:1])
    for part in parts[1:]:
        if any(not isinstance(block, Paragraph) or _words(block) for block in part[2:]):
            kept.append(part)
        else:
            empty += map(_words, part[1:2])
    if not empty:
        return tuple(blocks)
    left = [block for part in kept for block in part]
    return tuple(
        _numbered([each for each in left if not _has_role(each, Role.ATTACHMENT) or _words(each) not in empty])
    )


def _numbered(blocks: Sequence[Block]) -> Iterator[Block]:
    """One attachment alone has no number."""
    names = [_words(block) for block in blocks if _has_role(block, Role.ATTACHMENT)]
    numbers = {name: f"{number}" if len(names) > 1 else "" for number, name in enumerate(names, 1)}
    titles = iter([_words(block) for block in blocks if _has_role(block, Role.ATTACHMENT_TITLE)])
    for block in blocks:
        if isinstance(block, Paragraph) and block.role is Role.ATTACHMENT:
            number = numbers[_words(block)]
            yield replace(block, number=f"{'附件：' * (number in ('', '1'))}{number}{'.' * bool(number)}")
        elif isinstance(block, Paragraph) and block.role is Role.ATTACHMENT_LABEL:
            yield replace(block, number=f"附件{numbers.get(next(titles, ''), block.number.removeprefix('附件'))}")
        else:
            yield block


def _without_marks(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """A raised number whose explanation is gone goes too."""
    explained = [block.number for block in blocks if isinstance(block, Paragraph) and block.explains_a_term]
    runs = (run for block in blocks if isinstance(block, Paragraph) for run in block.runs if run.superscript)
    marks = dict.fromkeys(run.text for run in runs if glossary.number_of(run.text))
    gone = [mark for mark in marks if f"{glossary.number_of(mark)}." not in explained]
    if not gone:
        return tuple(blocks)
    left = [mark for mark in marks if mark not in gone]
    now = {mark: glossary.mark(number) for number, mark in enumerate(left, 1)}
    numbers = {f"{glossary.number_of(mark)}.": f"{number}." for number, mark in enumerate(left, 1)}
    return tuple(_marked(block, now, gone, numbers) for block in blocks)


def _marked(block: Block, now: dict[str, str], gone: Sequence[str], numbers: dict[str, str]) -> Block:
    if not isinstance(block, Paragraph):
        return block
    number = numbers.get(block.number, block.number) if block.explains_a_term else block.number
    runs = tuple(
        replace(run, text=now.get(run.text, run.text)) if run.superscript else run
        for run in block.runs
        if not run.superscript or run.text not in gone
    )
    return replace(block, runs=runs, number=number)


def _has_role(block: Block, role: Role) -> bool:
    return isinstance(block, Paragraph) and block.role is role


def _words(block: Block) -> str:
    return "".join(run.text for run in block.all_runs).strip() if isinstance(block, Paragraph) else ""
