"""New sentences of a draft that today's report has already: what stands there where the draft says a number.

Such a sentence came home before, or somebody wrote it into the template. It is known by its words: its figures may say
other values by now, and be other facts than a number of the same value elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from msgspec import Struct
from msgspec.structs import replace

from report_cli.audit.compare import Audit
from report_cli.audit.findings import NEW
from report_cli.audit.texts import Span, is_number, without_blanks
from report_cli.compose.lines import FIRST_SIGN
from report_cli.inward.today import Stretch, Today
from report_cli.numerals.signs import ARABIC
from report_cli.sentences import CLAUSE_MARKS, sentences

_FIGURE, _HERE = "\ufdd0", "\ufdd1"
"""What stands for a figure in the words of a sentence that was composed, and of one that was read."""
_CLAUSE = re.compile(f"[^{CLAUSE_MARKS}]+")
_VERBS = "增加|减少|提高|下降|增长"  # of two characters each
"""What may be printed before a number that tells a change, as one with it."""
_TELLING = 4
"""A clause of so many characters, figures aside, is known again."""
_LONGEST_UNIT = 16
"""What stands behind a number's digits is no longer than this where a template printed it."""


class Standing(Struct, frozen=True, kw_only=True):
    """What today's report has in the place of a figure or number of a draft.

    `said`: how the template prints it, `printed` what it prints; `fact` and `form` are empty where it is words.
    `words`: those of the sentence, parted where figures stand, of which this is number `at` (from 0). `is_new`: it is
    no figure of the report as built, which would tell what became of it.
    """

    said: str
    printed: str
    fact: str = ""
    form: str = ""
    words: tuple[str, ...] = ()
    at: int = 0
    is_new: bool = False

    def was_said(self, found: str, texts: Iterable[str]) -> bool:
        """Whether one of some earlier texts has the sentence with the same in this place."""
        wanted = without_blanks(found)
        compact = (without_blanks(text) for text in texts)
        whole = (text[start:end] for text in compact for start, end in sentences(text))
        parts = (part for text in whole for part in (text, *_CLAUSE.findall(text)))
        return any(_between(self.words, part)[self.at : self.at + 1] == [wanted] for part in parts)


class _Token(Struct, frozen=True):
    """A figure, or a new number, in a line of the draft. `is_open`: it is new, or what was built is no fact any more.

    `fact`: that of the report as built, if it has one.
    """

    span: Span
    text: str
    is_open: bool
    fact: str = ""


class _Read(Struct, frozen=True):
    """A line of the draft: its characters without blanks, with a sign for each token."""

    signs: str
    tokens: Sequence[_Token]

    def within(self, part: tuple[int, int]) -> Sequence[_Token]:
        return self.tokens[self.signs.count(_HERE, 0, part[0]) : self.signs.count(_HERE, 0, part[1])]


def standing(audit: Audit, today: Today) -> dict[Span, Standing]:
    """Of each figure and number in a sentence that is new in the draft, but not in today's text: what stands there."""
    found = dict[Span, Standing]()
    lines = {line: [*group] for line, group in groupby(_tokens(audit, today), key=lambda token: token.span.line)}
    wanted = {line: tokens for line, tokens in lines.items() if any(token.is_open for token in tokens)}
    text, texts = _Text(audit, today) if wanted else None, [each.text for each in audit.location.lines]
    for line, tokens in wanted.items():
        read = _laid(texts[line], line, tokens)
        for part in sentences(read.signs) if text else ():
            inside = read.within(part)
            if text and any(token.is_open for token in inside):
                is_twice = line > 0 and texts[line - 1] == texts[line]
                stands = text.found(read.signs[slice(*part)], inside) or (_as_before(found, inside) if is_twice else {})
                found |= stands or text.clauses(read, part)
    return found


def _as_before(found: Mapping[Span, Standing], tokens: Sequence[_Token]) -> dict[Span, Standing]:
    """What stands in the place of the same tokens of the paragraph before, which says the same and came home once."""
    before = {token.span: replace(token.span, line=token.span.line - 1) for token in tokens}
    return {span: found[other] for span, other in before.items() if other in found}


def _tokens(audit: Audit, today: Today) -> Iterator[_Token]:
    """The figures and new numbers of the draft, in order."""
    new = {each.at[0]: each for each in audit.discrepancies if each.kind in NEW and each.at}
    found = {each.span: number for number, each in audit.location.found.items() if len(each.spans) == 1}
    of_line = {line: [*group] for line, group in groupby(sorted(new), key=lambda span: span.line)}
    known = {
        span: number
        for span, number in found.items()
        if not any(_meets(span, other) for other in of_line.get(span.line, ()))
    }
    for span in sorted({*new, *known}):
        told = new.get(span)
        line = audit.location.lines[span.line].text
        text, before = line[span.start : span.end], line[max(span.start - 2, 0) : span.start]
        # That a number contradicts a figure does not make it that one.
        is_known = told is None or told.kind == "repeated"
        fact = audit.figure(told.figures[0] if told else known[span]).fact if is_known else ""
        is_open = told is not None or today.text.ledger.get(fact) is None
        # 增加25件 may be printed as one.
        verb = before if told and re.fullmatch(_VERBS, before) else ""
        yield _Token(Span(span.line, span.start - len(verb), span.end), verb + text, is_open, fact)


def without_verb(printed: str) -> str:
    """The number in a change as it is printed.

    >>> without_verb("增加25件")
    '25件'
    """
    return re.sub(f"^(?:{_VERBS})(?=[0-9])", "", printed)


def _meets(one: Span, other: Span) -> bool:
    return one.line == other.line and one.start < other.end and other.start < one.end


def _laid(text: str, line: int, tokens: Sequence[_Token]) -> _Read:
    """A line with a sign for each token; names that are listed one after the other are one, the 等 behind them too."""
    made, signs, at = list[_Token](), "", 0
    for token in tokens:
        between, is_name = without_blanks(text[at : token.span.start]), not is_number(token.text)
        at = token.span.end + (is_name and text.startswith("等", token.span.end))
        first, is_open = token, token.is_open
        if made and between in ("", "、") and is_name and not is_number(made[-1].text):
            first = made.pop()
            is_open |= first.is_open
        else:
            signs += between + _HERE
        start = first.span.start
        made.append(_Token(Span(line, start, at), text[start:at], is_open, first.fact))
    return _Read(signs + without_blanks(text[at:]), made)


class _Text:
    """Today's sentences that the report as built has not: those that a new sentence of the draft may be."""

    def __init__(self, audit: Audit, today: Today) -> None:
        self.today = today
        built, lines = dict[int, list[str]](), [_built(audit, n) for n in range(len(audit.baseline.paragraphs))]
        for number, signs in enumerate(lines):
            line = audit.sources.line_of.get(number)
            if line is not None and (at := today.number_of.get(line)) is not None:
                built.setdefault(at, []).extend(_without_lists(signs[slice(*part)]) for part in sentences(signs))
        self.left = [*self._left(built)]
        self.built_clauses = {clause for signs in lines for clause in _CLAUSE.findall(signs)}

    def _left(self, built: Mapping[int, list[str]]) -> Iterator[tuple[Stretch, str]]:
        for number, line in enumerate(self.today.lines):
            known = [*built.get(number, ())]
            for start, end in sentences(line.signs):
                signs = "".join(_FIGURE if sign >= FIRST_SIGN else sign for sign in line.signs[start:end])
                if _without_lists(signs) in known:
                    known.remove(_without_lists(signs))
                else:
                    yield Stretch(number, start, number, end), signs

    def found(self, signs: str, tokens: Sequence[_Token]) -> dict[Span, Standing]:
        """What stands in a sentence of today's in the place of tokens; that sentence is no other's then.

        Figures alone, as a cell has them, are no words to be known by.
        """
        if not re.search(r"\w", signs):
            return {}
        pattern = _pattern(signs, tokens)
        for number, (stretch, text) in enumerate(self.left):
            if match := pattern.fullmatch(text):
                del self.left[number]
                return self._all_standing(signs, tokens, stretch, match)
        return {}

    def clauses(self, read: _Read, part: tuple[int, int]) -> dict[Span, Standing]:
        """The same of clauses, where a sentence has become another since; only where all that say so print the same."""
        found = dict[Span, Standing]()
        for clause in _CLAUSE.finditer(read.signs, *part):
            signs, tokens = clause[0], read.within(clause.span())
            is_telling = len(signs.replace(_HERE, "")) >= _TELLING and any(token.is_open for token in tokens)
            places = self._clauses(_pattern(signs, tokens)) if is_telling else ()
            stands = [self._all_standing(signs, tokens, *place) for place in places]
            if len({tuple(each.said for each in of.values()) for of in stands}) == 1:
                found |= stands[0]
        return found

    def _clauses(self, pattern: re.Pattern[str]) -> Iterator[tuple[Stretch, re.Match[str]]]:
        for stretch, text in self.left:
            for clause in _CLAUSE.finditer(text):
                match = pattern.fullmatch(text, *clause.span())
                if match and clause[0] not in self.built_clauses:
                    yield stretch, match

    def _all_standing(
        self, signs: str, tokens: Sequence[_Token], stretch: Stretch, match: re.Match[str]
    ) -> dict[Span, Standing]:
        words, found = tuple(signs.split(_HERE)), dict[Span, Standing]()
        for number, token in enumerate(tokens):
            each = self._standing(stretch, match.span(number + 1), token)
            found[token.span] = replace(each, words=words, at=number)
        return found

    def _standing(self, stretch: Stretch, part: tuple[int, int], token: _Token) -> Standing:
        line, ledger = self.today.lines[stretch.first], self.today.text.ledger
        first, last = stretch.start + part[0], stretch.start + part[1]
        pieces = self.today.text.pieces(line)[first:last]
        facts = [(run.fact, run.form) for piece in pieces for run in piece.runs if run.fact]
        fact, form = facts[0] if len(facts) == 1 else ("", "")
        said, printed = self.today.text.spelt(line.signs[first:last]), "".join(piece.text for piece in pieces)
        is_new = not token.fact or (token.fact != fact and ledger.get(token.fact) is not None)
        return Standing(said=said, printed=printed, fact=fact, form=form, is_new=is_new)


def _built(audit: Audit, number: int) -> str:
    """A paragraph as it was built, with a sign for each figure."""
    text, signs, at = audit.baseline.paragraphs[number], "", 0
    for span in sorted(map(audit.baseline.span, audit.baseline.by_paragraph.get(number, ()))):
        signs += without_blanks(text[at : span.start]) + _FIGURE
        at = span.end
    return signs + without_blanks(text[at:])


def _without_lists(signs: str) -> str:
    """Words with one sign for the names of a list, whether it was printed as a whole or name by name."""
    return re.sub(f"{_FIGURE}(?:、?{_FIGURE})*等?", _FIGURE, signs)


def _between(words: Sequence[str], text: str) -> list[str]:
    """What a text says between some words; nothing where it is not these words.

    >>> _between(("开展调研", "，写出报告", "。"), "开展调研9次，写出报告3篇。")
    ['9次', '3篇']
    """
    first, *middle = words
    at, found = len(first), list[str]()
    if not text.startswith(first):
        return []
    for number, word in enumerate(middle, 1):
        end = len(text) - len(word) if number == len(middle) else text.find(word, at)
        if end < at or not text.startswith(word, end):
            return []
        found.append(text[at:end])
        at = end + len(word)
    return found


def _pattern(signs: str, tokens: Sequence[_Token]) -> re.Pattern[str]:
    """A pattern for words as today's text may have them, with a group for each token."""
    words = signs.split(_HERE)
    parts = (re.escape(word) + _as(token.text) for word, token in zip(words, tokens, strict=False))
    return re.compile("".join((*parts, re.escape(words[-1]))))


def _as(text: str) -> str:
    """A pattern for what today's text may have in the place of a number or of names: figures, or the same words."""
    text = without_blanks(text)
    if not is_number(text):
        return f"({_FIGURE}(?:、?{_FIGURE})*等?|{re.escape(text)})"
    digits = [match.start() for match in re.finditer(f"[{ARABIC}]", text)]
    lead, tail = (text[: digits[0]], text[digits[-1] + 1 :]) if digits else ("", text[1:])
    if len(tail) > _LONGEST_UNIT:
        return f"({re.escape(text)})"
    # The template may print only the number, and have marker or unit in its words.
    after = "|".join(re.escape(tail[at:]) for at in range(len(tail) + 1))
    return f"((?:{re.escape(lead)})?{_FIGURE}(?:{after})|{re.escape(text)})"
