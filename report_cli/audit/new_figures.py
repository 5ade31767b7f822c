"""Numbers and names that are new in a draft: said once more, said otherwise than elsewhere, or out of nowhere."""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import count, groupby

from report_cli import numerals
from report_cli.audit import thresholds
from report_cli.audit.findings import Discrepancy, Kind
from report_cli.audit.locate import Location, New
from report_cli.audit.texts import CompactText, Span, clause_end, number_parts, without_blanks
from report_cli.compose import wording
from report_cli.sentences import STATEMENT_MARKS
from report_cli.text import shared

_ENUMERATOR = re.compile("[0-9０-９]{1,2}")
_BEGINS_BEHIND = STATEMENT_MARKS + "!?;：:\n"
_OF_ANOTHER = re.compile(
    "(?:增加|增长|增多|净增|上升|提高|提升|多|减少|下降|降低|少)了?(?:近|超过?|约|逾|达)?$|上一?年|去年|同期|平均|人均|户均|占|未|尚|其余|余下|剩|还有|另"
)
"""In the clause before a number: by them it is not what a label there says, but a change, a part, a rest or a mean."""
_OPEN, _CLOSE, _POINTS = "（(", "）)", ".．、）)"


def new_figures(location: Location, new: Sequence[New]) -> list[Discrepancy]:
    """`new`: the pieces of new text that are accounted for by no figure."""
    if not new and not any(location.fresh.values()):
        return []
    location.note_taken()
    found = _NewFigures(location)
    exact = [piece for piece in new if piece.text in found.known]
    names = [*found.misspelt(exact), *found.repeated(exact)]
    lines = [(line, fresh) for line, fresh in sorted(location.fresh.items()) if fresh]
    return [*names, *(number for line, fresh in lines for number in found.numbers_in(line, fresh))]


class _NewFigures:
    def __init__(self, location: Location) -> None:
        self.location, self.baseline = location, location.baseline
        figures, texts = self.baseline.figures, self.baseline.figure_texts
        self.same = defaultdict[str, list[int]](list)
        for number, text in enumerate(texts):
            self.same[text].append(number)
        # Of those that say the same the first.
        self.known = {text: numbers[0] for text, numbers in self.same.items()}
        names = [(text, n) for text, n in self.known.items() if len(text) > 1 and not figures[n].is_number]
        # The longest first: a name may stand in another.
        self.names = sorted(names, key=lambda each: (-len(each[0]), each[1]))
        self.halves = defaultdict[int, dict[str, list[tuple[int, int]]]](lambda: defaultdict(list))
        """By their lengths, the halves of all names: of which name each is, and where in it it begins."""
        for rank, (name, _) in enumerate(self.names):
            middle = len(name) // 2
            for begins, half in ((0, name[:middle]), (middle, name[middle:])):
                self.halves[len(half)][half].append((rank, begins))
        self.sizes = defaultdict[str, set[int]](set)
        """By their first characters, how long the halves are."""
        for size, halves in self.halves.items():
            for half in halves:
                self.sizes[half[0]].add(size)
        self.before = [clause_end(self.baseline.around(number)[0]) for number in range(len(figures))]
        """The words of its clause that lead to each figure."""
        units = [number_parts(texts[n])[2] if figure.is_number else "" for n, figure in enumerate(figures)]
        backwards = range(len(figures) - 1, -1, -1)
        # The first that has the same words before it: no other that has is nearer.
        firsts = {(units[number], self.before[number]): number for number in backwards}
        self.by_words = defaultdict[tuple[str, str], set[int]](set)
        """By their units and the end of the words that lead to them."""
        for (unit, words), number in firsts.items():
            self.by_words[unit, words[-thresholds.LABEL :]].add(number)
        self.by_label = defaultdict[str, dict[str, int]](dict)
        for number in backwards:
            self.by_label[units[number]][figures[number].label] = number

    def is_taken(self, span: Span) -> bool:
        return not self.location.taken[span.line].isdisjoint(span.characters)

    def discrepancy(self, kind: Kind, span: Span, text: str, number: int) -> Discrepancy:
        self.location.taken[span.line].update(span.characters)
        return self.location.discrepancy(kind, [number], [span], text)

    # Names

    def repeated(self, exact: Sequence[New]) -> Iterator[Discrepancy]:
        """Names that are said once more. (Numbers are looked at with all others.)"""
        for piece in exact:
            number = self.known[piece.text]
            figure = self.baseline.figures[number]
            if not figure.is_number and self.baseline.is_distinctive(figure) and not self.is_taken(piece.span):
                yield self.discrepancy("repeated", piece.span, piece.text, number)

    def misspelt(self, exact: Sequence[New]) -> Iterator[Discrepancy]:
        """Names in new text that are a known one but for a character."""
        pieces = defaultdict[int, list[Span]](list)
        for piece in exact:
            pieces[piece.span.line].append(piece.span)
        for line, fresh in self.location.fresh.items():
            if not self.location.lines[line].is_margin:
                yield from self.misspelt_in(line, fresh - self.location.taken[line], pieces.get(line, ()))

    def misspelt_in(self, line: int, fresh: set[int], pieces: Sequence[Span]) -> Iterator[Discrepancy]:
        laid = CompactText.of({line: self.location.lines[line].text})
        new = [number for number, (_, at) in enumerate(laid.positions) if at in fresh]
        for run in _runs(new):
            for rank, places in self.alike(laid.text, run):
                name, number = self.names[rank]
                at = next((at for at in places if self.is_variant(laid.text, at, rank)), None)
                if at is not None:
                    span = laid.spans(at, at + len(name))[0]
                    if not self.is_taken(span) and not _is_within(span, pieces):
                        yield self.discrepancy("contradictory", span, laid.text[at : at + len(name)], number)

    def alike(self, text: str, run: tuple[int, int]) -> Iterator[tuple[int, list[int]]]:
        """The names of which a half stands in new text, by rank, with the places where each would begin there."""
        found = defaultdict[int, list[tuple[int, int]]](list)
        start, end = run
        for at in range(start, end):
            for size in self.sizes.get(text[at], ()):
                for rank, begins in self.halves[size].get(text[at : at + size], ()):
                    if start <= at - begins <= end - len(self.names[rank][0]):
                        found[rank].append((begins, at - begins))
        for rank in sorted(found):
            yield rank, [at for _, at in sorted(found[rank])]

    def is_variant(self, text: str, at: int, rank: int) -> bool:
        """Whether a name stands there with one character wrong: a long one, or one that its own words lead to."""
        name, number = self.names[rank]
        if _unlike(text[at : at + len(name)], name) != 1:
            return False
        before = self.before[number][-thresholds.LEADING_WORDS :]
        is_led_to = len(before) == thresholds.LEADING_WORDS and text.endswith(before, 0, at)
        is_long = len(name) >= thresholds.LONG_NAME
        return is_led_to or (is_long and self.baseline.is_distinctive(self.baseline.figures[number]))

    # Numbers

    def numbers_in(self, line: int, fresh: set[int]) -> Iterator[Discrepancy]:
        text, is_margin = self.location.lines[line].text, self.location.lines[line].is_margin
        tokens = [token for token in self.baseline.words.tokens(text) if token.is_number]
        ends = [token.end for token in tokens]
        last, found, begin = -1, 0, self.location.begin(line)
        for numeral in wording.find(text, self.baseline.fixed):
            start, end = numeral.start, numeral.end
            at = bisect_right(ends, start)
            if at < len(tokens) and tokens[at].start < end:
                start, end = min(start, tokens[at].start), max(end, tokens[at].end)
            if start < begin < end:
                start = begin
            is_article = text[start] == "一" and text[start + 1 : end] == numerals.unit_at(text, start + 1)
            is_page = is_margin and "页" in without_blanks(text[end - 1 : end + 2])[:2]
            if start < last or is_article or is_page or is_enumerator(text, start, end) or _is_mark(text[start:end]):
                continue
            span = Span(line, start, end)
            if fresh.isdisjoint(span.characters) or self.is_taken(span):
                continue
            last, found = end, found + 1
            if found > thresholds.NEW_NUMBERS:
                rest = Span(line, start, len(text))
                yield self.location.discrepancy("unbound", [], [rest], text[start:])
                return
            yield self.number(text[start:end], span)

    def number(self, text: str, span: Span) -> Discrepancy:
        plain = without_blanks(text)
        if same := self.same.get(plain):
            best = max(same, key=lambda number: (self.nearness(number, span), self.stands_before(number, span)))
            return self.discrepancy("repeated", span, text, best)
        if spoken := [number for number in self.about(text, span) if self.nearness(number, span) > 0]:
            return self.discrepancy("contradictory", span, text, max(spoken, key=lambda n: self.nearness(n, span)))
        return self.location.discrepancy("unbound", [], [span], text)

    def stands_before(self, number: int, span: Span) -> int:
        """How far on in its line a figure stands before a place; 0 elsewhere."""
        where = self.location.found.get(number)
        is_there = where is not None and where.span.line == span.line and where.span.start < span.start
        return where.span.start + 1 if where and is_there else 0

    def about(self, text: str, span: Span) -> list[int]:
        """Figures that a new number may count the same as: of its unit, after like words or with their label near."""
        _, digits, unit = number_parts(without_blanks(text))
        if not digits or not unit:
            return []
        clause = clause_end(self.location.around(span)[0])
        end = clause[-thresholds.LABEL :]
        found = {*self.by_words.get((unit, end), ())}
        found |= {n for label, n in self.by_label.get(unit, {}).items() if label in clause}
        is_another = _OF_ANOTHER.search(clause) is not None
        return sorted(n for n in found if not is_another or _OF_ANOTHER.search(self.before[n]))

    def nearness(self, number: int, span: Span) -> int:
        """How many of the words that lead to a figure lead to this place too; a label nearby counts as well."""
        clause, label = clause_end(self.location.around(span)[0]), self.baseline.figures[number].label
        common = shared(self.before[number][::-1], clause[::-1])
        is_told = common >= thresholds.LEADING_WORDS or (
            common >= thresholds.LABEL and common == len(self.before[number])
        )
        is_labelled = len(label) >= thresholds.LABEL and label in clause[-thresholds.LABEL_NEAR - len(label) :]
        return max(common if is_told else 0, len(label) if is_labelled else 0)


def is_enumerator(text: str, start: int, end: int) -> bool:
    """Whether a number only counts headings or clauses: 1. 2、 (3) at the beginning of one."""
    before = text[:start].rstrip()
    points = _CLOSE if before.endswith(tuple(_OPEN)) else _POINTS
    begins = (before.rstrip(_OPEN)[-1:] or "\n") in _BEGINS_BEHIND
    return begins and text.startswith(tuple(points), end) and _ENUMERATOR.fullmatch(text, start, end) is not None


def _is_mark(text: str) -> bool:
    """Whether a number is the mark of a word that is explained, also before a unit: 活动②, 有事来商量②人人参加."""
    return 0x2460 <= ord(text[0]) <= 0x2473 or 0x3251 <= ord(text[0]) <= 0x32BF


def _is_within(span: Span, others: Sequence[Span]) -> bool:
    """Whether a stretch lies, in part at least, in a known word that is as long or longer."""
    size = span.end - span.start
    return any(o.start < span.end and span.start < o.end and o.end - o.start >= size for o in others)


def _runs(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    order = count()
    for _, run in groupby(numbers, key=lambda number: number - next(order)):
        neighbours = list(run)
        yield neighbours[0], neighbours[-1] + 1


def _unlike(one: str, other: str) -> int:
    return sum(a != b for a, b in zip(one, other, strict=True))
