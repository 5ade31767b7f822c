"""An audited draft as one page for a browser: the whole text, each figure marked by its state, the findings beside it.

The page needs nothing but itself: no script, no picture, no file of another place. States differ in colour and in the
sign that a figure bears; where a figure comes from stands in a box that opens under the pointer or the keyboard's
focus, and in a table below the text, which is what paper shows.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from html import escape
from itertools import groupby

from msgspec import Struct

from report_cli.audit.findings import KINDS, Audit, Discrepancy, Kind, Span, TextChange
from report_cli.docx.manuscript import Line
from report_cli.drafts import review
from report_cli.facts.ledger import Ledger
from report_cli.model import Place
from report_cli.questions import trace
from report_cli.text import invisible
from report_cli.views import audit as view
from report_cli.views.style import STYLE

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
"""A line of no more characters that ends without a mark is a heading; before the first other one, a line of the head."""
_ENDS = "。！？；：，"
_TABLE_HEAD = ("序号", "数字", "指标", "在第几段", "状态", "位置", "来源", "责任单位")


def page(audit: Audit, ledger: Ledger, where: Callable[[Place], Place], *, final: bool) -> str:
    """The page, the same for the same draft and data. `where`: a place of the workspace as the reader sees it."""
    made = _Page(audit, ledger, where)
    title, summary = made.text(audit.file), made.text(view.summary(audit, final=final).removeprefix(audit.file))
    body = "\n".join(
        [
            f"<header><h1>数字核对：{title}</h1><p>{summary}</p>{_legend(audit)}</header>",
            f'<div class="columns"><main>{made.draft()}</main><aside>{made.findings()}</aside></div>',
            f'<section id="sources"><h2>每个数字的出处</h2>{made.sources()}</section>',
        ]
    )
    head = (
        '<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>数字核对：{title}</title><style>{STYLE}</style>"
    )
    return f'<!DOCTYPE html>\n<html lang="zh-CN"><head>{head}</head>\n<body>\n{body}\n</body></html>\n'


def _legend(audit: Audit) -> str:
    counts = Counter(difference.kind for difference in audit.discrepancies)
    states = [f'<li><span class="figure agrees">265件</span> 一致 {len(audit.agreeing)}处</li>']
    for kind, sign in SIGNS.items():
        states.append(f'<li><span class="figure {kind}"><b>{sign}</b>265件</span> {KINDS[kind]} {counts[kind]}处</li>')
    prose = "<li><ins>加的字</ins> <del>删的字</del> 文字改动，不影响数字</li>"
    marks = f'<li><span class="mark">修订</span> 修订、批注等痕迹 {len(audit.manuscript.marks)}处</li>'
    return f'<ul class="legend" aria-label="图例">{"".join(states)}{prose}{marks}</ul>'


class _Span(Struct, frozen=True):
    """A figure's place in a line: in which state it is, which figure (-1: none), which finding it is about (-1: none)."""

    start: int
    end: int
    kind: Kind | None
    figure: int = -1
    finding: int = -1


class _Page:
    """One draft's page; what stands where is worked out once, when it is first asked for."""

    def __init__(self, audit: Audit, ledger: Ledger, where: Callable[[Place], Place]) -> None:
        self.audit, self.ledger, self.where = audit, ledger, where

    def text(self, text: str) -> str:
        """A text as the page may hold it; what nobody can see, and could turn the page's order, as a sign."""
        if invisible(text) is not None:
            text = "".join("\ufffd" if invisible(character) == 0 else character for character in text)
        return escape(text)

    # The draft

    def draft(self) -> str:
        lines = self.audit.manuscript.lines
        shown = [self.gone_after(-1)]
        for table, group in groupby(
            enumerate(lines), lambda each: each[1].outer_cell.table if each[1].outer_cell else 0
        ):
            numbered = list(group)
            if table:
                shown.append(f'<div class="wide"><table class="draft">{"".join(self.rows(numbered))}</table></div>')
                shown += [self.gone_after(number) for number, _ in numbered]
            else:
                for number, line in numbered:
                    shown += [self.paragraph(number, line), self.gone_after(number)]
        return "\n".join(part for part in shown if part)

    def rows(self, lines: Sequence[tuple[int, Line]]) -> Iterator[str]:
        for _, row in groupby(lines, lambda each: each[1].outer_cell and each[1].outer_cell.row):
            cells = (
                "".join(self.paragraph(number, line) for number, line in cell)
                for _, cell in groupby(row, lambda each: each[1].outer_cell and each[1].outer_cell.column)
            )
            yield f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"

    def paragraph(self, number: int, line: Line) -> str:
        marks = "".join(self.marks(number))
        is_empty = (
            not line.text.strip() if line.part in ("body", "box", "note") else not any(map(str.isalnum, line.text))
        )
        if is_empty and not marks:
            return f'<p id="p{number + 1}" class="empty"></p>'
        part = f'<span class="mark">{_PARTS[line.part]}</span>' if line.part in _PARTS else ""
        count = f'<a class="count" href="#p{number + 1}" title="第{number + 1}段">{number + 1}</a>'
        styles = " ".join(
            ["line", self.role(number, line), *(["moved-here"] if number in self.audit.moved_lines else [])]
        ).strip()
        return (
            f'<p id="p{number + 1}" class="{styles}">{count}{part}{"".join(self.pieces(number, line.text))}{marks}</p>'
        )

    def role(self, number: int, line: Line) -> str:
        """How a line looks: the file's styles are not read, so by what it says."""
        if line.part != "body" or line.cell or len(line.text) > _HEAD:
            return ""
        if line.text.rstrip()[-1:] in _ENDS:
            return "salutation" if number == self.head_end else ""
        return "head" if number < self.head_end else "heading"

    @cached_property
    def head_end(self) -> int:
        """The line (from 0) at which the text itself begins."""
        texts = [line.text.rstrip() for line in self.audit.manuscript.lines]
        return next(
            (number for number, text in enumerate(texts) if len(text) > _HEAD or (text and text[-1] in _ENDS)), 0
        )

    def marks(self, number: int) -> Iterator[str]:
        for mark in self.audit.manuscript.marks:
            if mark.line == number + 1:
                yield f' <span class="mark">{view.MARKS[mark.kind]}{"：" if mark.text else ""}{self.text(mark.text)}</span>'

    def pieces(self, number: int, text: str) -> Iterator[str]:
        """A line's text, cut where figures and new words begin and end, with what was taken away in its place."""
        spans = {span.start: span for span in self.spans[number]}
        gone = self.gone[number]
        fresh = self.fresh[number]
        at = 0
        while at <= len(text):
            yield from gone.get(at, ())
            if at in spans:
                span = spans[at]
                yield self.figure(text[span.start : span.end], span)
                for inner in range(span.start + 1, span.end):
                    yield from gone.get(inner, ())
                at = span.end
                continue
            end = next(
                (
                    place
                    for place in range(at + 1, len(text))
                    if place in spans or place in gone or (place in fresh) != (at in fresh)
                ),
                len(text),
            )
            if at < len(text):
                yield f"<ins>{self.text(text[at:end])}</ins>" if at in fresh else self.text(text[at:end])
            if at == end:
                break
            at = end

    # Where what stands

    @cached_property
    def spans(self) -> dict[int, list[_Span]]:
        """The figures of each line, those that overlap another left out: findings come first."""
        wanted = [
            (place.line, self.span_of(difference, number, order)) for number, difference, order, place in self.places()
        ]
        wanted += [
            (at.line, _Span(at.start, at.end, None, number))
            for number in self.audit.agreeing
            if (at := self.audit.spans[number])
        ]
        made: dict[int, list[_Span]] = defaultdict(list)
        for line, span in wanted:
            if span.end > span.start and not any(
                span.start < other.end and other.start < span.end for other in made[line]
            ):
                made[line].append(span)
        return made

    def places(self) -> Iterator[tuple[int, Discrepancy, int, Span]]:
        for number, difference in enumerate(self.audit.discrepancies):
            for order, place in enumerate(difference.at):
                yield number, difference, order, place

    def span_of(self, difference: Discrepancy, finding: int, order: int) -> _Span:
        place = difference.at[order]
        figure = difference.figures[min(order, len(difference.figures) - 1)] if difference.figures else -1
        return _Span(place.start, place.end, difference.kind, figure, finding)

    @cached_property
    def fresh(self) -> dict[int, set[int]]:
        """The characters of each line that are new words."""
        made: dict[int, set[int]] = defaultdict(set)
        for edit in self.audit.text_changes:
            for at in edit.at:
                made[at.line] |= set(range(at.start, at.end))
        return made

    @cached_property
    def gone(self) -> dict[int, dict[int, list[str]]]:
        """What was taken away, by line and place there."""
        made: dict[int, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
        for edit in self.audit.text_changes:
            if not edit.is_whole and edit.at:
                made[edit.at[0].line][edit.at[0].start] += self.taken_away(edit)
        return made

    def gone_after(self, line: int) -> str:
        """The paragraphs that stood after a line and have gone."""
        gone = [
            "".join(self.taken_away(edit))
            for edit in self.audit.text_changes
            if edit.is_whole and edit.at and edit.at[0].line == line
        ]
        return "\n".join(f'<p class="line gone">{text}</p>' for text in gone if text)

    def taken_away(self, edit: TextChange) -> list[str]:
        """The pieces of an edit that the draft no longer has there; prose in one piece."""
        shown: list[str] = []
        pieces = [
            (text, self.removed.get(figure, -1)) for text, figure in edit.built if not self.stands_in(figure, edit)
        ]
        for finding, group in groupby(pieces, lambda each: each[1]):
            text = "".join(text for text, _ in group)
            if finding >= 0:
                figure = self.audit.discrepancies[finding].figures[0]
                shown.append(self.figure(text, _Span(0, 0, "removed", figure, finding)))
            elif text:
                shown.append(f"<del>{self.text(text)}</del>")
        return shown

    def stands_in(self, figure: int, edit: TextChange) -> bool:
        """Whether a figure has its place in the words that an edit put in."""
        found = self.audit.spans[figure] if figure >= 0 else None
        return found is not None and any(at.line == found.line and at.start <= found.start < at.end for at in edit.at)

    @cached_property
    def removed(self) -> dict[int, int]:
        """The figures that were removed, each with the number of its finding."""
        found = enumerate(self.audit.discrepancies)
        return {
            figure: number
            for number, difference in found
            if difference.kind == "removed"
            for figure in difference.figures
        }

    # Figures and findings

    def figure(self, text: str, span: _Span) -> str:
        sign = ""
        if span.kind:
            sign = f'<a class="sign" href="#f{span.finding + 1}" title="{KINDS[span.kind]}">{SIGNS[span.kind]}</a>'
        anchor = self.anchor(span)
        words = f"<del>{self.text(text)}</del>" if span.kind == "removed" else self.text(text)
        right = self.right(span, text)
        row = f'<sup class="row">{self.row_of[span.figure]}</sup>' if span.figure >= 0 else ""
        box = f'<span class="source" role="tooltip" id="{anchor}s">{self.source(span)}</span>'
        opening = (
            f'<span class="figure {span.kind or "agrees"}" id="{anchor}" tabindex="0" aria-describedby="{anchor}s">'
        )
        return f"{opening}{sign}{words}{row}{right}{box}</span>"

    def anchor(self, span: _Span) -> str:
        """The figure's id on the page; that of the first place of a finding is the finding's."""
        if span.finding < 0:
            return f"a{span.figure + 1}"
        first = self.audit.discrepancies[span.finding].at[:1]
        is_first = span.kind == "removed" or not first or first[0].start == span.start
        return f"d{span.finding + 1}" if is_first else f"d{span.finding + 1}-{span.figure + 1}"

    def right(self, span: _Span, text: str) -> str:
        """What should stand there, beside what does."""
        difference = self.audit.discrepancies[span.finding] if span.finding >= 0 else None
        if difference is None or difference.expected is None or span.kind not in ("changed", "stale", "contradictory"):
            return ""
        return f'<span class="right">应为{self.text(difference.expected)}</span>' if difference.expected != text else ""

    def source(self, span: _Span) -> str:
        """What the box says: what is wrong, the figure's label, value, place, source and owner."""
        said = view.said(self.audit, self.audit.discrepancies[span.finding]) if span.finding >= 0 else ""
        rows = [f"<strong>{self.text(said)}</strong>"] if said else []
        if span.figure >= 0:
            label, _, now, place, source, owner = self.facts(span.figure)
            named = {"数据": now, "位置": place, "来源": source, "责任单位": owner}
            rows += [self.text(label), *(f"{name}：{self.text(value)}" for name, value in named.items() if value)]
        return "<br>".join(rows)

    def facts(self, number: int) -> tuple[str, str, str, str, str, str]:
        """Of a figure: label, text as built, what the data say now, place, source, owner."""
        figure = self.audit.figure(number)
        fact = self.ledger.get(figure.fact)
        place = str(self.where(figure.place)) if figure.place else ""
        if fact is None:
            return figure.label, figure.text, figure.now or "", place, "", ""
        computed = trace.calculation(self.ledger, fact)
        source = f"{computed.words}＝{computed.values}" if computed else fact.source
        return (
            f"{figure.label}（{figure.fact}）",
            figure.text,
            figure.now or "",
            place,
            source,
            "、".join(review.owners(self.ledger, fact)),
        )

    def findings(self) -> str:
        found = "".join(self.finding(number, difference) for number, difference in enumerate(self.audit.discrepancies))
        marks = "".join(self.mark(mark.line, view.MARKS[mark.kind], mark.text) for mark in self.audit.manuscript.marks)
        listed = f"<ol>{found}</ol>" if found else "<p>没有问题。</p>"
        return f"<h2>问题</h2>{listed}" + (f"<h2>修订、批注等痕迹</h2><ul>{marks}</ul>" if marks else "")

    def finding(self, number: int, difference: Discrepancy) -> str:
        target = f"d{number + 1}" if number in self.shown else f"p{difference.paragraph}"
        built = "原稿" if difference.kind == "removed" else ""
        place = (
            f'<span class="quiet">数据在 {self.text(str(self.where(difference.place)))}</span>'
            if difference.place
            else ""
        )
        said = self.text(view.said(self.audit, difference))
        link = f'<a href="#{target}">{built}第{difference.paragraph}段</a>'
        return f'<li id="f{number + 1}" class="{difference.kind}"><b>{SIGNS[difference.kind]}</b> {link}：{said}{place}</li>'

    @cached_property
    def shown(self) -> set[int]:
        """The findings that have a place in the text."""
        first = {(at.line, at.start): number for number, difference, order, at in self.places() if order == 0}
        stand = {span.finding for line, spans in self.spans.items() for span in spans if (line, span.start) in first}
        return stand | {
            self.removed[figure]
            for edit in self.audit.text_changes
            for _, figure in edit.built
            if figure in self.removed
        }

    def mark(self, line: int, name: str, text: str) -> str:
        place = f'<a href="#p{line}">第{line}段</a>' if line else "文中"
        return f"<li>{place}：{name}{'，' if text else ''}{self.text(text)}</li>"

    def sources(self) -> str:
        """What is said in one form of one fact, however often, is a row; the numbers stand beside the figures on paper."""
        head = "".join(f"<th>{name}</th>" for name in _TABLE_HEAD)
        rows = "".join(self.row(row, numbers) for row, numbers in enumerate(self.by_binding.values(), 1))
        return f'<div class="wide"><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'

    @cached_property
    def by_binding(self) -> dict[str, list[int]]:
        made: dict[str, list[int]] = defaultdict(list)
        for number, figure in enumerate(self.audit.baseline.figures):
            made[figure.binding].append(number)
        return made

    @cached_property
    def row_of(self) -> dict[int, int]:
        return {number: row for row, numbers in enumerate(self.by_binding.values(), 1) for number in numbers}

    def row(self, row: int, numbers: Sequence[int]) -> str:
        label, text, now, place, source, owner = self.facts(numbers[0])
        kinds = [KINDS[d.kind] for number in numbers for d in self.audit.discrepancies if number in d.figures]
        states = [
            *(f"{kind}{count}处" for kind, count in Counter(kinds).items()),
            *([f"数据现在是{now}"] if now and now != text else []),
        ]
        cells = [str(row), self.text(text), self.text(label), "、".join(dict.fromkeys(map(self.paragraph_of, numbers)))]
        cells += [self.text(cell) for cell in ("，".join(states) or "一致", place, source, owner)]
        return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"

    def paragraph_of(self, number: int) -> str:
        found = self.audit.spans[number]
        return (
            f'<a href="#p{found.line + 1}">{found.line + 1}</a>'
            if found
            else f"原稿{self.audit.figure(number).paragraph}"
        )
