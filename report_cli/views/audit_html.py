"""An audited draft for a browser: the whole text, each figure marked by its state, the findings beside it.

The file needs nothing but itself: no script, no picture, no other file. States differ in colour and in the sign that a
figure bears; where a figure comes from stands in a box that opens under the pointer or the keyboard's focus, and in a
table below the text, which is what paper shows. The markup is in `audit.html.j2`, the looks in `audit.css`.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import groupby, pairwise
from pathlib import Path
from typing import Literal

from jinja2 import Environment, FileSystemLoader
from msgspec import Struct
from msgspec.structs import replace

from report_cli.audit.compare import Audit
from report_cli.audit.findings import KINDS, Kind, TextChange
from report_cli.audit.texts import Span
from report_cli.docx.manuscript import Mark
from report_cli.drafts import review
from report_cli.facts.ledger import Ledger
from report_cli.questions import trace
from report_cli.sentences import CLAUSE_MARKS
from report_cli.text import visible
from report_cli.views import audit as view
from report_cli.views import marks, whereabouts
from report_cli.views.screen import Where

SIGNS: dict[Kind, str] = {
    "changed": "改",
    "removed": "删",
    "moved": "移",
    "repeated": "重",
    "unbound": "疑",
    "contradictory": "异",
    "stale": "旧",
}
"""What a figure bears, one character for a state. One that agrees bears none."""
_PARTS = {"box": "文本框", "note": "脚注", "header": "页眉", "footer": "页脚"}
_HEAD = 40
"""A line of at most so many characters without a mark at its end is a heading, or a line of the head."""
_FOLDER = Path(__file__).parent


def html(audit: Audit, ledger: Ledger, where: Where, summary: str, notes: Sequence[tuple[int, str, str]]) -> str:
    """The whole file; the same draft and data give the same. `notes`: see `audit.notes`."""
    environment = Environment(
        loader=FileSystemLoader(_FOLDER), autoescape=True, trim_blocks=True, lstrip_blocks=True, finalize=_shown
    )
    return environment.get_template("audit.html.j2").render(
        page=_Page(audit, ledger, where),
        audit=audit,
        summary=summary.removeprefix(audit.file),
        notes=notes,
        edited=view.edited,
        style=(_FOLDER / "audit.css").read_text(encoding="utf-8"),
        kinds=KINDS,
        signs=SIGNS,
        parts=_PARTS,
        marked=marks.marked,
        said=view.said,
        placed=view.placed,
        placed_at=whereabouts.paragraph,
    )


def _shown(value: object) -> object:
    """A sign in place of what nobody can see, which could turn the order of the text."""
    return value if hasattr(value, "__html__") else visible(str(value), "\ufffd")


class _Piece(Struct, frozen=True, kw_only=True):
    """A stretch of text: a figure, new words (`ins`), what was taken away (`del`), or words as built.

    `figure` and `finding`: their numbers, -1 for none. `is_first`: the first place of the finding.
    """

    text: str = ""
    tag: Literal["", "ins", "del", "figure"] = ""
    state: Kind | None = None
    figure: int = -1
    finding: int = -1
    is_first: bool = True


class _Page:
    """What the template asks for; what stands where is worked out once, when it is first needed."""

    def __init__(self, audit: Audit, ledger: Ledger, where: Where) -> None:
        self.audit, self.ledger, self.where = audit, ledger, where
        self.lines = audit.manuscript.lines
        self.counts = Counter(finding.kind for finding in audit.discrepancies)

    # The draft, line by line

    def blocks(self) -> Iterator[tuple[int, list[list[list[int]]]]]:
        """The tables, and what stands between them (number 0), each as rows of cells of lines."""
        outer = [line.outer_cell for line in self.lines]
        cells = [(cell.table, cell.row, cell.column) if cell else (0, 0, 0) for cell in outer]
        for table, numbers in groupby(range(len(cells)), lambda number: cells[number][0]):
            rows = groupby(numbers, lambda number: cells[number][1])
            yield table, [[list(cell) for _, cell in groupby(row, lambda number: cells[number][2])] for _, row in rows]

    @cached_property
    def marks_of(self) -> dict[int, list[Mark]]:
        marks = defaultdict(list)
        for mark in self.audit.manuscript.marks:
            marks[mark.line - 1].append(mark)
        return marks

    def is_empty(self, number: int) -> bool:
        line = self.lines[number]
        return not line.text.strip() if line.part in ("body", "box", "note") else not any(map(str.isalnum, line.text))

    def classes(self, number: int) -> str:
        moved = "moved-here" if number in self.audit.location.moved_lines else ""
        return " ".join(filter(None, ("line", self.role(number), moved)))

    def role(self, number: int) -> str:
        """How a line looks: the file's styles are not read, so by what it says."""
        line = self.lines[number]
        if line.part != "body" or line.cell or len(line.text) > _HEAD:
            return ""
        if line.text.rstrip()[-1:] in CLAUSE_MARKS:
            return "salutation" if number == self.head_end else ""
        return "head" if number < self.head_end else "heading"

    @cached_property
    def head_end(self) -> int:
        """The line (from 0) at which the text itself begins."""
        texts = (line.text.rstrip() for line in self.lines)
        return next((n for n, text in enumerate(texts) if len(text) > _HEAD or (text and text[-1] in CLAUSE_MARKS)), 0)

    def pieces(self, number: int) -> Iterator[_Piece]:
        """A line, cut where figures and new words begin and end, with what was taken away in its place."""
        text, gone, end = self.lines[number].text, self.gone[number], 0
        for piece, characters in groupby(self.labels[number]):
            start, end = end, end + len(list(characters))
            inner = sorted(at for at in gone if start < at < end)
            cuts = [start, end] if piece.tag == "figure" else [start, *inner, end]
            for first, last in pairwise(cuts):
                yield from gone.get(first, ())
                yield replace(piece, text=text[first:last])
            if piece.tag == "figure":
                yield from (taken for at in inner for taken in gone[at])
        yield from gone.get(end, ())

    @cached_property
    def labels(self) -> list[list[_Piece]]:
        """What each character of each line is part of.

        Of two overlapping figures the first counts; findings come first.
        """
        labels = [[_Piece()] * len(line.text) for line in self.lines]
        for span in (span for change in self.audit.location.text_changes for span in change.at if span.line >= 0):
            labels[span.line][span.start : span.end] = [_Piece(tag="ins")] * (span.end - span.start)
        for span, figure in self.figures():
            if all(piece.tag != "figure" for piece in labels[span.line][span.start : span.end]):
                labels[span.line][span.start : span.end] = [figure] * (span.end - span.start)
        return labels

    def figures(self) -> Iterator[tuple[Span, _Piece]]:
        for finding, discrepancy in enumerate(self.audit.discrepancies):
            for order, span in enumerate(discrepancy.at):
                figure = discrepancy.figures[min(order, len(discrepancy.figures) - 1)] if discrepancy.figures else -1
                yield (
                    span,
                    _Piece(tag="figure", state=discrepancy.kind, figure=figure, finding=finding, is_first=order == 0),
                )
        spans = ((figure, self.audit.spans[figure]) for figure in self.audit.agreeing)
        yield from ((span, _Piece(tag="figure", figure=figure)) for figure, span in spans if span)

    @cached_property
    def gone(self) -> dict[int, dict[int, list[_Piece]]]:
        gone: dict[int, dict[int, list[_Piece]]] = defaultdict(lambda: defaultdict(list))
        for change in self.audit.location.text_changes:
            if change.at and not change.is_whole:
                gone[change.at[0].line][change.at[0].start] += self.taken_away(change)
        return gone

    def gone_after(self, number: int) -> list[list[_Piece]]:
        """The paragraphs that stood after a line and have gone."""
        changes = [change for change in self.audit.location.text_changes if change.is_whole and change.at]
        gone = [self.taken_away(change) for change in changes if change.at[0].line == number]
        return [pieces for pieces in gone if pieces]

    def taken_away(self, change: TextChange) -> list[_Piece]:
        """What was built and is no longer there: figures, and the prose between them in one piece."""
        built = [
            (text, self.removed.get(figure, -1)) for text, figure in change.built if not self.stays(figure, change)
        ]
        pieces = []
        for finding, group in groupby(built, lambda each: each[1]):
            text = "".join(text for text, _ in group)
            if finding >= 0:
                figure = self.audit.discrepancies[finding].figures[0]
                pieces.append(_Piece(text=text, tag="figure", state="removed", figure=figure, finding=finding))
            elif text:
                pieces.append(_Piece(text=text, tag="del"))
        return pieces

    def stays(self, figure: int, change: TextChange) -> bool:
        span = self.audit.spans[figure] if figure >= 0 else None
        return span is not None and any(at.line == span.line and at.start <= span.start < at.end for at in change.at)

    @cached_property
    def removed(self) -> dict[int, int]:
        findings = [(number, found) for number, found in enumerate(self.audit.discrepancies) if found.kind == "removed"]
        return {figure: number for number, found in findings for figure in found.figures}

    # Figures and findings

    def anchor(self, piece: _Piece) -> str:
        if piece.finding < 0:
            return f"a{piece.figure + 1}"
        return f"d{piece.finding + 1}" if piece.is_first else f"d{piece.finding + 1}-{piece.figure + 1}"

    def target(self, finding: int) -> str:
        """The id of what a finding is about: a figure, or else its paragraph."""
        return f"d{finding + 1}" if finding in self.shown else f"p{self.audit.discrepancies[finding].paragraph}"

    @cached_property
    def shown(self) -> set[int]:
        """The findings that have a place in the text."""
        standing = {piece.finding for line in self.labels for piece in line if piece.tag == "figure" and piece.is_first}
        built = (figure for change in self.audit.location.text_changes for _, figure in change.built)
        return standing | {self.removed[figure] for figure in built if figure in self.removed}

    def right(self, piece: _Piece) -> str:
        expected = self.audit.discrepancies[piece.finding].expected or "" if piece.finding >= 0 else ""
        is_other = piece.state in ("changed", "stale", "contradictory") and expected != piece.text
        return expected if is_other else ""

    def source(self, figure: int) -> list[str]:
        """The lines of a figure's box: label, value, place, source and owner, as far as they are known."""
        facts = self.facts(figure) if figure >= 0 else {}
        named = {"数据": "now", "位置": "place", "来源": "source", "责任单位": "owner"}
        lines = [f"{name}：{facts[key]}" for name, key in named.items() if facts.get(key)]
        return [facts["label"], *lines] if facts else []

    def facts(self, number: int) -> dict[str, str]:
        """What is known of a figure: its text as built and as the data say it now, and where it comes from."""
        figure = self.audit.figure(number)
        place = str(self.where(figure.place)) if figure.place else ""
        facts = {"label": figure.label, "text": figure.text, "now": figure.now or "", "place": place}
        if fact := self.ledger.get(figure.fact):
            computed = trace.calculation(self.ledger, fact)
            facts["label"] = f"{figure.label}（{figure.fact}）"
            facts["source"] = f"{computed.words}＝{computed.values}" if computed else fact.source
            facts["owner"] = "、".join(review.owners(self.ledger, fact))
        return facts

    # The table of sources: what is said in one form of one fact, however often, is a row

    @cached_property
    def by_binding(self) -> dict[str, list[int]]:
        numbers: dict[str, list[int]] = defaultdict(list)
        for number, figure in enumerate(self.audit.baseline.figures):
            numbers[figure.binding].append(number)
        return numbers

    def sources(self) -> dict[str, list[list[int]]]:
        """The rows of the tables of sources: numbers and whatever is wrong, then names and words that agree."""
        parts: tuple[list[list[int]], list[list[int]]] = ([], [])
        for numbers in self.by_binding.values():
            is_quiet = not self.audit.figure(numbers[0]).is_number and self.state(numbers) == "一致"
            parts[is_quiet].append(numbers)
        return dict(zip(("每个数字的出处", "名称和文字的出处"), parts, strict=True))

    @cached_property
    def row_of(self) -> dict[int, int]:
        return {number: row for row, numbers in enumerate(self.by_binding.values(), 1) for number in numbers}

    def paragraphs_of(self, numbers: Iterable[int]) -> dict[tuple[int, str], None]:
        """Where figures stand: the number of the paragraph, or 0 and the words for what is no longer there."""
        spans = [(number, self.audit.spans[number]) for number in numbers]
        return dict.fromkeys(
            (span.line + 1, "") if span else (0, f"原稿{self.audit.figure(number).paragraph}") for number, span in spans
        )

    def state(self, numbers: Sequence[int]) -> str:
        """What became of all places of a figure."""
        kinds = Counter(
            KINDS[found.kind] for number in numbers for found in self.audit.discrepancies if number in found.figures
        )
        states = [f"{kind}{count}处" for kind, count in kinds.items()]
        figure = self.audit.figure(numbers[0])
        if figure.now and figure.now != figure.text:
            states.append(f"数据现在是{figure.now}")
        return "，".join(states) or "一致"
