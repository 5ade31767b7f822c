"""The raised numbers of terms that are explained, once words were edited: each stands behind its term again.

The explanations keep their numbers and their order: they are paragraphs, and people have them as they stand. Only where
one comes back, as the edited text uses its term, all are numbered by the first use.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from report_cli.compose import glossary
from report_cli.compose.edits_file import Edit
from report_cli.document import Block, Document, Paragraph, Role
from report_cli.model import Finding
from report_cli.text import quoted

ADRIFT = "E208"
"""The code of what is said where the word is gone that a footnote, or the number of a term, stood behind."""


def replaced(document: Document, edits: Sequence[Edit], unused: Sequence[Paragraph]) -> tuple[Document, list[Finding]]:
    """The document with each number behind the first use of its term; those whose term is gone from the text are told.

    `edits`: those that were applied to it; `unused`: the explanations of terms that it did not use before.
    """
    document = _with_back(document, unused) if unused else document
    blocks, numbers = document.blocks, _numbers(document.blocks)
    left = [_unprinted(each, edits) for each in _back(document, unused) if glossary.term_of(each) not in numbers]
    if not numbers:
        return document, left
    end = _end(blocks)
    text, used = glossary.marked_as(map(_bare, blocks[:end]), numbers)
    if text != list(blocks[:end]):
        document = replace(document, blocks=(*text, *blocks[end:]))
    gone = [(term, number) for term, number in numbers.items() if term not in used]
    return document, [*left, *(_told(*each, edits) for each in gone)]


def _with_back(document: Document, unused: Sequence[Paragraph]) -> Document:
    """The document with those of the unused explanations whose terms it uses, where it has others."""
    back, text = _back(document, unused), _text(document)
    places = [at for at, block in enumerate(document.blocks) if _explains(block)]
    if not back or not places:
        return document
    known = [block for block in document.blocks if isinstance(block, Paragraph) and _explains(block)]
    order = glossary.used(text, map(glossary.term_of, [*known, *back]))
    every = sorted([*known, *back], key=lambda each: order.get(glossary.term_of(each), len(order) + 1))
    numbered = (replace(each, number=f"{number}.") for number, each in enumerate(every, 1))
    rest = [block for block in document.blocks[places[0] :] if not _explains(block)]
    return replace(document, blocks=(*document.blocks[: places[0]], *numbered, *rest))


def _back(document: Document, unused: Sequence[Paragraph]) -> list[Paragraph]:
    """Those of the unused explanations whose terms the text uses by now."""
    text = _text(document) if unused else []
    return [each for each in unused if glossary.used(text, [glossary.term_of(each)])]


def _text(document: Document) -> list[Block]:
    return [*map(_bare, document.blocks[: _end(document.blocks)])]


def _explains(block: Block) -> bool:
    return isinstance(block, Paragraph) and block.explains_a_term


def _end(blocks: Sequence[Block]) -> int:
    """Where the attachments begin."""
    return next((at for at, block in enumerate(blocks) if _is_label(block)), len(blocks))


def _numbers(blocks: Sequence[Block]) -> dict[str, int]:
    """The terms that are explained, and the number of each explanation."""
    explained = [block for block in blocks if isinstance(block, Paragraph) and block.explains_a_term]
    numbers = {"".join(run.text for run in block.lead): block.number.removesuffix(".") for block in explained}
    return {term: int(number) for term, number in numbers.items() if number.isdecimal()}


def _is_label(block: Block) -> bool:
    return isinstance(block, Paragraph) and block.role is Role.ATTACHMENT_LABEL


def _bare(block: Block) -> Block:
    """A block without the numbers of terms."""
    if not isinstance(block, Paragraph) or not any(run.superscript for run in block.runs):
        return block
    return replace(
        block, runs=tuple(run for run in block.runs if not (run.superscript and glossary.number_of(run.text)))
    )


def _told(term: str, number: int, edits: Sequence[Edit]) -> Finding:
    """That a term is gone, at the edit that took it away, as far as that can be told."""
    took = (each for each in reversed(edits) if _says(each.was, term) and not _says(each.now, term))
    edit = next(took, edits[-1])
    message = f"名词解释第{number}条解释{quoted(term)}，改后的正文里没有它了，{glossary.mark(number)}没有地方标"
    cure = "不用解释了，在附件里也删去这一条；还要解释，在正文里写上这个词，一字不差"
    return Finding(ADRIFT, edit.place, message, cure, severity="warning")


def _unprinted(explanation: Paragraph, edits: Sequence[Edit]) -> Finding:
    """That a term came in by an edit, while the report has no place for explanations."""
    term = glossary.term_of(explanation)
    edit = next((each for each in reversed(edits) if _says(each.now, term)), edits[-1])
    message = f"改后的正文里用到{quoted(term)}，名词解释这个附件没有排出来，它的解释和序号都印不出"
    cure = "附件照模板的正文排：在模板的这句话里写上这个词，一字不差"
    return Finding(ADRIFT, edit.place, message, cure, severity="warning")


def _says(texts: Sequence[str], term: str) -> bool:
    return "".join(term.split()) in "".join("".join(texts).split())
