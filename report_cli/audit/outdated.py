"""What the report would say by now otherwise than it was built, where a draft still says what was built.

Figures that are others are for `compare`. Here are the words beside them that depend on data too (全部办复 becomes
已办复140件), and facts that came into the data since, of which the draft says nothing.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import groupby

from msgspec import Struct
from msgspec.structs import replace

from report_cli.audit.baseline import Baseline
from report_cli.audit.compare import Audit
from report_cli.audit.texts import Span, bigrams, without_blanks
from report_cli.compose import numbering
from report_cli.document import Document, Paragraph, Run, place_at, text_of, with_gaps
from report_cli.facts.ledger import Ledger
from report_cli.model import Place
from report_cli.sentences import TYPED_MARKS

_ENDS = frozenset(TYPED_MARKS)
_EDGES = f"{TYPED_MARKS}、（）() "
_ORDINAL = re.compile("^[一二三四五六七八九十]+是")
_RAISED = re.compile(r"[\u2460-\u2473\u3251-\u325f\u32b1-\u32bf]")
_HEADING = re.compile(numbering.HEADING)
_FIRST_SIGN = 0x100000
_LAID_OUT = re.compile("（[^（）]*稿）|附件[0-9]*")
"""What no template says: the stage of a draft, and what stands above an attachment."""
_TELLING = 4


class Outdated(Struct, frozen=True, kw_only=True):
    """Words of a draft that the report would not say by now, or what it would say more.

    `facts`: the ids of those that are `missing` in the draft, with their labels and what is printed of them; else of
    those that are said beside the words now. `before`: what the draft says, empty where there is only more; `after`:
    what it would say. `line`: of the draft, from 0 (-1: before all); `is_below`: it would be a paragraph of its own
    below it. `figures`: those (by number) that stood in the words. `is_of_data`: facts have changed there, and not only
    words. `template`: the line that would say it; `place`: where the data state the first of the facts.
    """

    facts: tuple[tuple[str, str, str], ...]
    before: str
    after: str
    line: int
    is_missing: bool = False
    is_below: bool = False
    is_of_data: bool = False
    figures: tuple[int, ...] = ()
    template: Place | None = None
    place: Place | None = None

    @property
    def is_wrong(self) -> bool:
        """Whether the draft says what the data deny by now."""
        return self.is_of_data and not self.is_missing


class _Piece(Struct, frozen=True, gc=False):
    """A character, or a figure; a list as a whole is one. `number`: of the figure as built; `at`: where in its line."""

    sign: str
    text: str
    fact: str = ""
    number: int = -1
    at: int = 0


class _Clause(Struct, frozen=True, gc=False):
    """A clause of a line, its marks with it. `key`: what is compared."""

    line: int
    pieces: tuple[_Piece, ...]
    key: str

    @property
    def facts(self) -> list[str]:
        return [piece.fact for piece in self.pieces if piece.fact]


_Part = tuple[str, str, str, int, int]
"""A stretch of a line: its text, the fact and form that it prints (none: prose), the figure's number; where it is."""


def outdated(audit: Audit, ledger: Ledger) -> list[Outdated]:
    """In the order of the text. None of a review copy, nor where the report cannot be composed."""
    document = audit.sources.document
    if document is None or "." in audit.baseline.kind:
        return []
    return [*_Comparison(audit, ledger, document).told()]


def has_edits_of_others(audit: Audit) -> bool:
    """Whether the report says by now what people wrote in drafts, and this draft does not: none of that is outdated."""
    document = audit.sources.document
    if document is None or "." in audit.baseline.kind:
        return False
    said = without_blanks("\n".join(line.text for line in audit.location.lines))
    written = (runs for _, runs in document.lines if document.edited_by(runs))
    return any(without_blanks(text_of(runs)) not in said for runs in written)


class _Comparison:
    def __init__(self, audit: Audit, ledger: Ledger, document: Document) -> None:
        self.audit, self.ledger, self.document = audit, ledger, document
        self.signs: dict[tuple[str, str], str] = {}
        self.paragraphs = [*_paragraphs(document)]
        line_of = audit.sources.line_of
        self.built_of = {line: built for built, line in line_of.items()}
        self.built = [
            clause
            for number in range(len(audit.baseline.paragraphs))
            for clause in self.clauses(number, _built_parts(audit.baseline, number, self.like(line_of.get(number))))
        ]
        self.today = [
            clause
            for number, (_, runs) in enumerate(document.lines)
            for clause in self.clauses(number, _today_parts(runs))
        ]
        self.known = {_base(figure.fact, figure.form) for figure in audit.baseline.figures}
        self.said = without_blanks("\n".join(line.text for line in audit.location.lines))
        built = Counter(map(without_blanks, audit.baseline.paragraphs))
        self.added = Counter(without_blanks(line.text) for line in audit.location.lines) - built

    def like(self, line: int | None) -> Paragraph | None:
        return self.paragraphs[line] if line is not None and line < len(self.paragraphs) else None

    def clauses(self, line: int, parts: Iterable[_Part]) -> Iterator[_Clause]:
        found, last = list[_Piece](), 0
        pieces = self.pieces(parts)
        for at, piece in enumerate(pieces, 1):
            if at == len(pieces) or (piece.sign in _ENDS and not piece.fact):
                found, last = pieces[last:at], at
                yield _Clause(line, tuple(found), self.key(found))

    def pieces(self, parts: Iterable[_Part]) -> list[_Piece]:
        made = list[_Piece]()
        for text, fact, form, number, at in parts:
            base = _base(fact, form)
            is_item, tail = base != fact, made[-2:]
            if is_item and tail and tail[-1].fact == base:
                made[-1] = _joined(tail[-1], text)
            elif is_item and len(tail) == 2 and tail[1].text == "、" and tail[0].fact == base:
                made[-2:] = [_joined(tail[0], f"、{text}")]
            elif fact:
                sign = self.signs.setdefault((base, form), chr(_FIRST_SIGN + len(self.signs)))
                made.append(_Piece(sign, text, base, number, at))
            else:
                is_open = text.startswith("等") and bool(made) and made[-1].sign >= chr(_FIRST_SIGN)
                made += [_joined(made.pop(), "等")] if is_open else []
                made += _prose(text[is_open:], at + is_open)
        return made

    def key(self, pieces: Sequence[_Piece]) -> str:
        """The signs of a clause without its marks, the ordinal of a point and the subject, which others decide on."""
        text = _ORDINAL.sub("", "".join(piece.sign for piece in pieces).strip(_EDGES))
        first = next((piece for piece in pieces if piece.fact), None)
        fact = self.ledger.get(first.fact) if first else None
        is_subject = first is not None and fact is not None and fact.indicator.kind == "text"
        return text.removeprefix(first.sign) if is_subject and first and len(text) > 1 else text

    # What is another by now

    def told(self) -> Iterator[Outdated]:
        sides = [clause.key for clause in self.built], [clause.key for clause in self.today]
        if sides[0] == sides[1]:
            return
        codes = SequenceMatcher(None, *sides, autojunk=False).get_opcodes()
        changed = [(self.built[a:b], self.today[c:d]) for name, a, b, c, d in codes if name != "equal"]
        moved = Counter(each.key for was, _ in changed for each in was)
        moved &= Counter(each.key for _, now in changed for each in now)
        found, missing = list[Outdated](), set[str]()
        for was, now in changed:
            kept = ([each for each in side if each.key and not moved[each.key]] for side in (was, now))
            found += self.in_one_place(*kept)
        for each in dict.fromkeys(found):
            new = tuple(fact for fact in each.facts if not each.is_missing or fact[0] not in missing)
            missing |= {fact for fact, _, _ in new} if each.is_missing else set()
            if new or not each.is_missing:
                yield replace(each, facts=new)

    def in_one_place(self, was: Sequence[_Clause], now: Sequence[_Clause]) -> Iterator[Outdated]:
        """What is another in clauses that follow one another; the label and the unit in a fact's row are no news."""
        found = [each for pair in self.by_lines(was, now) if (each := self.judged(*pair))]
        is_more, are_lost = any(each.is_missing for each in found), bool(self.lost(was, now))
        for each in found:
            is_beside = (is_more and not each.before) or (are_lost and not each.after)
            if each.is_missing or each.facts or not is_beside:
                yield each

    @staticmethod
    def lost(was: Sequence[_Clause], now: Sequence[_Clause]) -> set[str]:
        """The facts that are printed there no more."""
        return {fact for each in was for fact in each.facts} - {fact for each in now for fact in each.facts}

    def by_lines(
        self, was: Sequence[_Clause], now: Sequence[_Clause]
    ) -> Iterator[tuple[Sequence[_Clause], Sequence[_Clause]]]:
        """What was and what is said in each line."""
        old = {line: [*group] for line, group in groupby(was, key=lambda clause: clause.line)}
        for line, group in groupby(now, key=lambda clause: clause.line):
            yield old.pop(self.built_of.get(line, -1), []), [*group]
        yield from ((clauses, []) for clauses in old.values())

    def judged(self, was: Sequence[_Clause], now: Sequence[_Clause]) -> Outdated | None:
        after = _text(now)
        facts = [[fact for clause in side for fact in clause.facts] for side in (was, now)]
        new = [fact for fact in facts[1] if fact not in self.known]
        signs = ["".join(clause.key for clause in side) for side in (was, now)]
        is_laid_out = _LAID_OUT.fullmatch("".join(piece.text for clause in was for piece in clause.pieces))
        if self.is_said(now) or self.is_peoples(now) or is_laid_out:
            return None
        is_more = bool(new) and _is_within(signs[0], signs[1])
        is_less = bool(self.lost(was, now)) and _is_within(signs[1], signs[0])
        if not is_more and (self.is_gone(was) or is_less):
            # People took it away, or a fact is gone: the audit tells that.
            return None
        line, is_below = self.place(was, now)
        named = tuple(self.named(fact, now) for fact in dict.fromkeys(new if is_more else facts[1]))
        first = self.ledger.get(named[0][0]) if named else None
        numbers = tuple(piece.number for clause in was for piece in clause.pieces if piece.number >= 0)
        return Outdated(
            facts=named,
            before="" if is_more else self.stands(was),
            after=after,
            line=line,
            is_missing=is_more,
            is_below=is_below,
            is_of_data=is_more or _printed(was) != _printed(now) or self.is_stale(was),
            figures=numbers,
            template=self.template(now),
            place=first.place if first else None,
        )

    def named(self, id: str, now: Sequence[_Clause]) -> tuple[str, str, str]:
        fact = self.ledger.get(id)
        said = next(piece.text for clause in now for piece in clause.pieces if piece.fact == id)
        return id, fact.label if fact else id, said

    def is_said(self, now: Sequence[_Clause]) -> bool:
        """Whether the draft says it all by now: somewhere, or if it is short in a line of its own."""
        texts = [without_blanks(_text([clause])) for clause in now]
        return bool(now) and all((len(text) >= _TELLING and text in self.said) or text in self.added for text in texts)

    def is_gone(self, was: Sequence[_Clause]) -> bool:
        """Whether the draft has hardly anything left of what was built."""
        if not was:
            return False
        line, words = self.audit.location.line_of.get(was[0].line), bigrams(without_blanks(_text(was)))
        left = bigrams(without_blanks(self.said_at(line))) if line is not None else set[str]()
        return 2 * len(words & left) < len(words)

    def is_peoples(self, now: Sequence[_Clause]) -> bool:
        """Whether it is what people wrote in a draft, and was taken home since."""
        return any(
            self.document.edited_by(self.document.lines[clause.line][1], clause.pieces[0].at, clause.pieces[-1].at + 1)
            for clause in now
        )

    def is_stale(self, was: Sequence[_Clause]) -> bool:
        """Whether the data say another value by now in the paragraph of some words."""
        baseline, lines = self.audit.baseline, {clause.line for clause in was}
        numbers = (number for line in lines for number in baseline.by_paragraph.get(line, ()))
        return any(baseline.figure_texts[each] != baseline.expected_texts[each] for each in numbers)

    def stands(self, was: Sequence[_Clause]) -> str:
        """What the draft says where some words were built: people may have put others there."""
        if not was:
            return ""
        first, last = was[0].pieces[0], was[-1].pieces[-1]
        said = self.audit.location.said(Span(was[0].line, first.at, last.at + len(last.text)))
        return _trimmed(_RAISED.sub("", said)) or _text(was)

    def place(self, was: Sequence[_Clause], now: Sequence[_Clause]) -> tuple[int, bool]:
        """The line of the draft, and whether it would stand below it."""
        line_of, built = self.audit.location.line_of, was[0].line if was else self.built_of.get(now[0].line)
        if built is not None and built in line_of:
            return line_of[built], False
        before = range((now[0].line if now else was[0].line) - 1, -1, -1)
        known = (self.built_of.get(line) if now else line for line in before)
        return next((line_of[line] for line in known if line in line_of and self.said_at(line_of[line])), -1), True

    def said_at(self, line: int) -> str:
        return self.audit.location.lines[line].text

    def template(self, now: Sequence[_Clause]) -> Place | None:
        return place_at(self.document.lines[now[0].line][1], now[0].pieces[0].at) if now else None


def _paragraphs(document: Document) -> Iterator[Paragraph | None]:
    """What each line of a document is, footnotes left out: a paragraph, else None."""
    for block in with_gaps(document.body):
        if block is None or isinstance(block, Paragraph):
            yield block
        else:
            yield from [None] * (bool(block.caption) + sum(map(len, block.rows)))


def _built_parts(baseline: Baseline, line: int, like: Paragraph | None) -> Iterator[_Part]:
    text, at = baseline.paragraphs[line], 0
    numbers = baseline.by_paragraph.get(line, [])
    match = None if like else _HEADING.match(text)
    at = len(numbering.number_of(text, like)) if like else match.end() if match else 0
    for number in sorted(numbers, key=lambda each: baseline.figures[each].offset):
        figure, span = baseline.figures[number], baseline.span(number)
        yield text[at : span.start], "", "", -1, at
        yield text[span.start : span.end], figure.fact, figure.form, number, span.start
        at = max(span.end, at)
    yield text[at:], "", "", -1, at


def _today_parts(runs: Iterable[Run]) -> Iterator[_Part]:
    at = 0
    for run in runs:
        yield "" if run.superscript else run.text, run.fact, run.form, -1, at
        at += len(run.text)


def _base(fact: str, form: str) -> str:
    """The list of which a figure is a name, else its fact."""
    return fact.rpartition("[")[0] if fact.endswith("]") and not form else fact


def _prose(text: str, at: int) -> Iterator[_Piece]:
    for number, character in enumerate(text, at):
        if (bare := without_blanks(character)) and not _RAISED.match(bare):
            yield _Piece(bare, character, at=number)


def _joined(piece: _Piece, more: str) -> _Piece:
    return _Piece(piece.sign, piece.text + more, piece.fact, piece.number, piece.at)


def _text(clauses: Iterable[_Clause]) -> str:
    return _trimmed("".join(piece.text for clause in clauses for piece in clause.pieces))


def _trimmed(text: str) -> str:
    return text.strip(_EDGES.replace("）", ""))


def _printed(clauses: Iterable[_Clause]) -> list[tuple[str, bool]]:
    """The facts that are printed, and whether 等 stands behind them."""
    return sorted((piece.fact, piece.text.endswith("等")) for each in clauses for piece in each.pieces if piece.fact)


def _is_within(part: str, whole: str) -> bool:
    """Whether one text is the other with something more in it.

    >>> _is_within("采用提案", "采用了很多提案"), _is_within("全部办复", "已办复")
    (True, False)
    """
    characters = iter(whole)
    return all(character in characters for character in part)
