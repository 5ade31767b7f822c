"""A review copy without its markers ([43] behind a figure, [改] behind a paragraph): they are nothing to an audit.

People type beside them, before or behind, as they do in a draft that has none.
"""

import re
from bisect import bisect_left
from itertools import accumulate

from msgspec.structs import replace

from report_cli.document import Block, Document, Paragraph, Run, Runs
from report_cli.docx.manuscript import Line, Manuscript
from report_cli.drafts.figures import FiguresFile

MARKER = re.compile(r"\[(?:[0-9]+|改)\]")


def manuscript(read: Manuscript) -> Manuscript:
    return replace(read, lines=tuple(map(_line, read.lines)))


def content(built: FiguresFile) -> FiguresFile:
    """What a copy was built with; each figure stands where it does in the text without markers."""
    places = list(map(_Places, built.paragraphs))
    figures = (replace(each, offset=places[each.paragraph - 1][each.offset]) for each in built.figures)
    return replace(built, paragraphs=tuple(map(_text, built.paragraphs)), figures=tuple(figures))


def document(composed: Document) -> Document:
    blocks, annex = (tuple(map(_block, each)) for each in (composed.blocks, composed.annex))
    return replace(composed, blocks=blocks, annex=annex)


def _text(text: str) -> str:
    return MARKER.sub("", text) if "[" in text else text


class _Places:
    """Where the characters of a text stand once its markers are gone."""

    def __init__(self, text: str) -> None:
        spans = [match.span() for match in MARKER.finditer(text)]
        self.starts = [start for start, _ in spans]
        self.gone = [0, *accumulate(end - start for start, end in spans)]

    def __getitem__(self, at: int) -> int:
        return at - self.gone[bisect_left(self.starts, at)]


def _line(line: Line) -> Line:
    text = _text(line.text)
    if text == line.text:
        return line
    places = _Places(line.text)
    marks = [replace(each, start=places[each.start], end=places[each.end]) for each in line.bookmarks]
    return replace(line, text=text, bookmarks=tuple(marks))


def _block(block: Block) -> Block:
    if isinstance(block, Paragraph):
        return replace(block, lead=_runs(block.lead), runs=_runs(block.runs))
    rows = tuple(tuple(map(_runs, row)) for row in block.rows)
    return replace(block, caption=_runs(block.caption), rows=rows)


def _runs(runs: Runs) -> Runs:
    return tuple(replace(run, note=_runs(run.note)) if run.note else run for run in runs if not _is_marker(run))


def _is_marker(run: Run) -> bool:
    return run.superscript and MARKER.fullmatch(run.text) is not None
