"""The raised numbers of terms that are explained, once words were edited: each stands behind its term again.

They follow the first uses in the text as it is printed then, and the explanations stand in that order, as where the
template says the same. An explanation whose term is gone from the text keeps its number and its place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec.structs import replace

from report_cli.compose import glossary
from report_cli.compose.edits_file import Edit
from report_cli.document import Block, Document, Paragraph, Role, Run
from report_cli.model import Finding
from report_cli.text import quoted

ADRIFT = "E208"
"""The code of what is said where the word is gone that a footnote, or the number of a term, stood behind."""


def replaced(document: Document, edits: Sequence[Edit], unused: Sequence[Paragraph]) -> tuple[Document, list[Finding]]:
    """The document with each number behind the first use of its term; those whose term is gone from the text are told.

    `edits`: those that were applied to it; `unused`: the explanations of terms that it did not use before.
    """
    back = _back(document, unused)
    document = _with(document, back) if back else document
    numbers, text = _numbers(document.blocks), _text(document)
    left = [_unprinted(each, edits) for each in back if glossary.term_of(each) not in numbers]
    used = glossary.used(text, numbers)
    gone = [(term, number) for term, number in numbers.items() if term not in used]
    renamed = [_renamed(*each, edits) for each in _otherwise(document.blocks[: len(text)], numbers) if each[0] in used]
    # The numbers of those that are used, handed out anew.
    now = {**numbers, **dict(zip(used, sorted(map(numbers.__getitem__, used)), strict=True))}
    blocks = _in_order([*glossary.marked_as(text, now), *document.blocks[len(text) :]], now)
    document = document if blocks == document.blocks else replace(document, blocks=blocks)
    return document, [*left, *(_told(*each, edits) for each in gone), *renamed]


def _with(document: Document, back: Sequence[Paragraph]) -> Document:
    """The document with explanations that come back behind the others, where it has some."""
    every = enumerate(document.blocks)
    places = [at for at, block in every if isinstance(block, Paragraph) and block.explains_a_term]
    if not places:
        return document
    end = places[-1] + 1
    numbered = (replace(each, number=f"{number}.") for number, each in enumerate(back, end))
    return replace(document, blocks=(*document.blocks[:end], *numbered, *document.blocks[end:]))


def _in_order(blocks: Sequence[Block], numbers: Mapping[str, int]) -> tuple[Block, ...]:
    """The blocks, the explanations in the text, and in each attachment, with their numbers and in that order."""
    ordered, part, found = list(blocks), 0, dict[int, list[tuple[int, Paragraph]]]()
    for at, block in enumerate(blocks):
        part += _is_label(block)
        if isinstance(block, Paragraph) and block.explains_a_term and (known := numbers.get(glossary.term_of(block))):
            found.setdefault(part, []).append((at, replace(block, number=f"{known}.")))
    for each in found.values():
        explained = sorted((block for _, block in each), key=lambda block: numbers[glossary.term_of(block)])
        for (at, _), block in zip(each, explained, strict=True):
            ordered[at] = block
    return tuple(ordered)


def _back(document: Document, unused: Sequence[Paragraph]) -> list[Paragraph]:
    """Those of the unused explanations whose terms the text uses by now."""
    text = _text(document) if unused else []
    return [each for each in unused if glossary.used(text, [glossary.term_of(each)])]


def _text(document: Document) -> list[Block]:
    return [*map(_bare, document.blocks[: _end(document.blocks)])]


def _end(blocks: Sequence[Block]) -> int:
    """Where the attachments begin."""
    return next((at for at, block in enumerate(blocks) if _is_label(block)), len(blocks))


def _numbers(blocks: Sequence[Block]) -> dict[str, int]:
    """The terms that are explained, and the number of each explanation: without gaps, where some were taken out."""
    explained = [block for block in blocks if isinstance(block, Paragraph) and block.explains_a_term]
    numbers = {glossary.term_of(block): block.number.removesuffix(".") for block in explained}
    known = sorted((int(number), term) for term, number in numbers.items() if number.isdecimal())
    return {term: number for number, (_, term) in enumerate(known, 1)}


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


def _otherwise(text: Sequence[Block], numbers: Mapping[str, int]) -> Iterator[tuple[str, str]]:
    """The terms that are worded otherwise where their numbers stood, and the words there, which are much like them."""
    terms = {glossary.mark(number): term for term, number in numbers.items()}
    for block in text:
        runs = block.runs if isinstance(block, Paragraph) else ()
        for at, run in enumerate(runs):
            term = terms.get(run.text, "") if run.superscript else ""
            before, after = _said(runs[:at]), _said(runs[at:])
            if not term or term in before.rpartition("。")[2] + after.partition("。")[0]:
                continue
            words = before[-len(term) - 1 :].strip("“”’》）")
            alike = sum(each in words for each in term if each.isalpha())
            if 2 * alike > len(term.strip("“”’》）")):
                yield term, words


def _said(runs: Sequence[Run]) -> str:
    return "".join(run.text for run in runs if not run.superscript)


def _renamed(term: str, words: str, edits: Sequence[Edit]) -> Finding:
    """That a term is called otherwise at its number, which goes to where the text still has the term."""
    took = (each for each in reversed(edits) if _says(each.was, term) and not _says(each.now, term))
    message = f"标着序号的{quoted(term)}在正文里改成了“…{words}”，序号改标在还写{quoted(term)}的地方"
    cure = "改了名，别处和附件里也改成一样；没有改名，改回去，一字不差"
    return Finding(ADRIFT, next(took, edits[-1]).place, message, cure, severity="warning")


def _says(texts: Sequence[str], term: str) -> bool:
    return "".join(term.split()) in "".join("".join(texts).split())
