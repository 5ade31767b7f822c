"""The template of an adopted report, as a person would have written it: sections as files, one sentence a line.

A sentence stands in the condition that its facts are known; a heading, a lead and the head of a table, that anything
below them is printed.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain, pairwise, takewhile

from msgspec import Struct, field

from report_cli.adopt import notes, parting, pieces, points
from report_cli.adopt.binding import Binding
from report_cli.adopt.bound import Printed
from report_cli.adopt.listed import Listing
from report_cli.adopt.notes import Note
from report_cli.adopt.parted import Parted, Sayer
from report_cli.adopt.pieces import Line, TextPart
from report_cli.adopt.sentences_before import SentencesBefore
from report_cli.adopt.source import HEAD, Block, Paragraph, Report, Table
from report_cli.facts.catalogue_file import UNBOUND
from report_cli.files.yaml import quoted
from report_cli.model import TEMPLATE_SUFFIX
from report_cli.sentences import ITEM_MARKS, refers_back, sentences

_Texts = Iterable[int]
_OWN_NUMBER = re.compile(r"(\d{1,2}[.)])\s+")


class Written(Struct, kw_only=True):
    """The files by their names. `at`: the texts that a template's line holds. `allowed`: words, and why each stands.

    `parted`: the texts that have sentences whose clauses stand without each other.
    """

    files: dict[str, str] = field(default_factory=dict)
    at: dict[tuple[str, int], list[TextPart]] = field(default_factory=dict)
    allowed: dict[str, str] = field(default_factory=dict)
    parted: set[int] = field(default_factory=set)


class Kind(Struct, frozen=True):
    """A report kind to be written: its name, what people call it, its layout (empty for the usual one)."""

    name: str
    label: str
    layout: str = ""


class TemplateWriter:
    """`flat`: tables that are written as paragraphs, by the number of their first text; `plain`: headings that are.

    `joined`: the texts each of whose sentences stands or goes as one.
    """

    def __init__(
        self, report: Report, binding: Binding, kind: Kind, flat: _Texts = (), plain: _Texts = (), joined: _Texts = ()
    ) -> None:
        self.report, self.binding, self.kind = report, binding, kind
        self.flat, self.plain, self.joined = set(flat), set(plain), set(joined)
        self.notes = notes.of(every := [*pieces.numbered(report.blocks)])
        self.noted = {number: one for number, one in every if self.notes.of(number, 0)}
        self.as_notes = [*self.noted.values()]  # whose numbers are those of marks, and so are no headings'
        self.written, self.items, self.next = Written(), set[int](), 0

    def write(self) -> Written:
        blocks = list(self.report.blocks)
        head = pieces.head(blocks)
        below = blocks[len(head) :]
        items = {number for one in self.binding.lists.values() for number in one.texts} | self.noted.keys()
        others = [one for number, one in pieces.numbered(self.report.blocks) if number in items]
        counted = [block for block in below if block not in others]
        automatic = None if self.has_whole_heading() else pieces.automatic(counted)
        if automatic is None and not self.has_whole_heading():
            automatic = pieces.automatic([block for block in counted if not pieces.is_item(block)])
        lines_ = self.head(head, is_numbered=automatic is not None)
        parts = list(pieces.parts(below, self.next, [text.group for text in self.binding.texts], self.binding.groups))
        for (name, label, part), (_, _, following) in pairwise([*parts, ("", "", [])]):
            is_whole = not (following and pieces.level(following[0]) > pieces.level(part[0]))
            own = self.section(part, automatic, is_whole=is_whole)
            if not name:
                lines_ += own
                continue
            file = f"sections/{self.kind.name}_{name}{TEMPLATE_SUFFIX}"
            lines_ += [(f'{{% include "{file}" %}}', []), pieces.BLANK]
            self.put(f"templates/{file}", [(f"{{# {label} #}}", []), *own])
        self.put(f"templates/{self.kind.name}{TEMPLATE_SUFFIX}", lines_)
        return self.written

    def has_whole_heading(self) -> bool:
        every = pieces.numbered(self.report.blocks)
        return any(paragraph.role == "heading" and number in self.binding.whole for number, paragraph in every)

    def put(self, file: str, made: Sequence[Line]) -> None:
        made = pieces.trimmed(made)
        self.written.files[file] = "\n".join(line for line, _ in made) + "\n"
        for number, (_, texts) in enumerate(made, 1):
            if texts:
                self.written.at[file, number] = texts

    def head(self, head: Sequence[Paragraph], *, is_numbered: bool) -> list[Line]:
        made: list[Line] = [("---", []), (f"label: {quoted(self.kind.label)}", [])]
        before = ""
        for paragraph in head:
            number = self.take(paragraph)
            if paragraph.role != before:
                made.append((f"{paragraph.role}: |", []))
            before = paragraph.role
            said = "".join(line for line, _ in self.sentences(paragraph, number, 0, len(paragraph.text)))
            made.append((f"  {said}", [(number, 0, len(paragraph.text))]))
        made += [] if is_numbered else [("numbering: none", [])]
        made += [(f"layout: {self.kind.layout}", [])] if self.kind.layout else []
        return [*made, ("---", [])]

    def take(self, paragraph: Paragraph) -> int:
        number, self.next = self.next, self.next + 1 + len(paragraph.notes)
        return number

    def section(
        self, blocks: Sequence[Block], automatic: Mapping[int, int] | None, *, is_whole: bool = True
    ) -> list[Line]:
        """Blocks in their order, what is below a heading with it. `is_whole`: nothing below the first is elsewhere."""
        made, rest = list[Line](), list(blocks)
        while rest:
            block, *rest = rest
            if isinstance(block, Table):
                written, rest = self.with_notes([*self.table(block)], rest)
                made += written
                continue
            if (listing := self.list_of([block, *rest])) is not None:
                size = len(listing.texts) - 1
                made += self.listed(listing, [block, *rest[:size]])
                rest = rest[size:]
                continue
            number, cut = self.take(block), (automatic or {}).get(block.number, 0)
            if block.role == "heading" and number not in self.plain:
                size = next((at for at, each in enumerate(rest) if 0 < pieces.level(each) <= block.level), len(rest))
                heading, body = self.heading(block, number, cut, len(block.text)), self.section(rest[:size], automatic)
                made += (
                    pieces.headed(heading, block.level, body) if is_whole or made else [heading, pieces.BLANK, *body]
                )
                rest = rest[size:]
            elif self.is_run_in(block, number, automatic):
                heading = self.heading(block, number, cut, block.lead)
                body = list(self.sentences(block, number, block.lead, len(block.text)))
                made += pieces.headed(heading, block.level, [*body, pieces.BLANK])
            elif pieces.ANNEX.fullmatch(block.text) and number not in self.binding.whole:
                label, (own, rest) = self.part(block, number, 0, len(block.text)), pieces.annex(rest)
                made += pieces.annexed((label, [(number, 0, len(label))]), self.section(own, automatic))
            else:
                written, rest = self.paragraph(block, number, rest, automatic)
                made += written
        return made

    def paragraph(
        self, block: Paragraph, number: int, rest: list[Block], automatic: Mapping[int, int] | None
    ) -> tuple[list[Line], list[Block]]:
        """A paragraph with the notes, the table or the text that it leads up to; and the blocks that remain."""
        said, below = [*self.sentences(block, number, 0, len(block.text))], list[Line]()
        if rest and rest[0] in self.as_notes and notes.HEAD.fullmatch(block.text):
            own = [*takewhile(lambda each: each in self.as_notes, rest)]
            below, rest = [pieces.BLANK, *pieces.trimmed(self.section(own, automatic))], rest[len(own) :]
        elif rest and isinstance(table := rest[0], Table) and pieces.SEE_TABLE.search(block.text):
            written, rest = self.with_notes([*self.table(table)], rest[1:])
            below = [pieces.BLANK, *pieces.trimmed(written)]
        elif size := pieces.below_title(block, rest):
            below, rest = [pieces.BLANK, *pieces.trimmed(self.section(rest[:size], automatic))], rest[size:]
        return [*pieces.led(said, below), pieces.BLANK], rest

    def list_of(self, blocks: Sequence[Block]) -> Listing | None:
        """The list that some blocks begin with; that its numbers were typed is tried, as clauses are."""
        others = self.joined | self.noted.keys() | self.binding.whole.keys() | self.binding.lists.keys()
        found = points.typed(blocks, self.next, self.binding.printed, others)
        self.items.update(found.texts if found else ())
        return self.binding.lists.get(self.next) or found

    def listed(self, listing: Listing, items: Sequence[Block]) -> list[Line]:
        """A list of which each item is a paragraph: the items of one fact, or what each says."""
        paragraphs = [(self.take(each), each) for each in items if isinstance(each, Paragraph)]
        if fact := self.binding.names.get(listing.texts[0]):
            every = [(number, 0, len(each.text)) for number, each in paragraphs]
            return pieces.numbered_lines(listing.style, pieces.each_of(fact, every, is_parted=not listing.style))
        self.written.parted |= self.items & {*listing.texts}
        said = [
            [*self.sentences(each, number, cut, len(each.text))]
            for (number, each), cut in zip(paragraphs, listing.cuts, strict=True)
        ]
        rows = chain.from_iterable([pieces.as_item(row), pieces.BLANK] for row in said)
        return pieces.numbered_lines(listing.style, [*rows][:-1])

    def with_notes(self, table: list[Line], rest: list[Block]) -> tuple[list[Line], list[Block]]:
        """A table with what is said of it below it, which stands only with the table; and the blocks that remain."""
        made, needs = [*table, pieces.BLANK], pieces.needs_of(table)
        while rest and isinstance(block := rest[0], Paragraph) and pieces.OF_TABLE.match(block.text) and needs:
            made += [*self.sentences(block, self.take(block), 0, len(block.text), needs), pieces.BLANK]
            rest = rest[1:]
        return made, rest

    def heading(self, block: Paragraph, number: int, start: int, end: int) -> Line:
        """A heading, as it stands without its marks."""
        if number in self.binding.whole:
            text, facts = self.all_of(number), [self.binding.whole[number]]
        else:
            text, facts = self.part(block, number, start, end).strip(), self.facts(number, start, end)
        marked = f"{'#' * (block.level + 1)} {text}"
        return pieces.conditional(marked, self.hung(facts, number, start, end)), [(number, start, end)]

    def all_of(self, number: int) -> str:
        return f"{{{{ {self.binding.whole[number]} }}}}"

    def is_run_in(self, block: Paragraph, number: int, automatic: Mapping[int, int] | None) -> bool:
        """Whether a paragraph begins with a heading that a template can have: with an automatic number or as typed."""
        is_numbered = block.level == 3 if automatic is None else block.number in automatic
        is_whole = number not in self.binding.whole
        cut = any(one.start < block.lead < one.end for one in self.binding.printed.get(number, ()))
        return bool(block.lead) and is_numbered and is_whole and not cut and block not in self.as_notes

    def sentences(
        self, paragraph: Paragraph, number: int, start: int, end: int, needs: Sequence[str] = ()
    ) -> Iterator[Line]:
        """The sentences between two characters, each in a condition: its facts are known, and what else it needs."""
        if number in self.binding.whole:
            facts, note = [self.binding.whole[number]], self.notes.of(number, start)
            needed = self.hung([*needs, *(note.needs if note else ()), *facts], number, start, end)
            yield pieces.conditional(self.all_of(number), needed), [(number, start, end)]
            return
        before = SentencesBefore(self.binding.facts)
        for first, last in self.parted(paragraph.text, number, start, end):
            clauses = None if needs else self.clauses(paragraph, number, first, last)
            if clauses is not None:
                self.written.parted.add(number)
                sayer = self.sayer(paragraph, number)
                made = points.lines(sayer, clauses) if clauses.lead >= 0 else sayer.lines(clauses)
                yield from ((line, [(number, *at)] if at[1] else []) for line, at in made)
                figures = ((needed, self.facts(number, *at)) for needed, at in sayer.paths(clauses))
                before.add_clauses(figures, sayer.needs(clauses))
                continue
            said, note = paragraph.text[first:last].strip(), self.notes.of(number, first)
            own = self.facts(number, first, last)
            facts = [*before.whole(said, own), *own]
            needed = [*before.so_far(said), *needs, *(self.of_note(note) if note else ()), *facts]
            before.add(said, (facts, own), needed)
            text = self.part(paragraph, number, first, last).strip()
            text = f"**{text}**" if last <= paragraph.strong else text
            yield pieces.conditional(text, self.hung(needed, number, first, last)), [(number, first, last)]

    def clauses(self, paragraph: Paragraph, number: int, start: int, end: int) -> Parted | None:
        """The clauses of a sentence, where some can stand without others; a note or 这些问题 stands as one."""
        said = paragraph.text[start:end].strip()
        is_plain = not (self.notes.of(number, start) or refers_back(said)) and paragraph.role not in HEAD
        if not is_plain or start < paragraph.strong or number in self.joined | self.items:
            return None
        of = (self.binding.texts[number].text, start, end, self.binding.printed.get(number, ()))
        return points.points(*of) or parting.parted(*of)

    def sayer(self, paragraph: Paragraph, number: int) -> Sayer:
        return Sayer(
            lambda start, end: self.part(paragraph, number, start, end),
            partial(self.facts, number),
            lambda needed, start, end: self.hung(needed, number, start, end),
        )

    def of_note(self, note: Note) -> Sequence[str]:
        """What a sentence of a note needs: that its mark stands, and that it begins as it does."""
        text = self.binding.texts[note.text].text
        if note.text in self.binding.whole:
            return [*note.needs, self.binding.whole[note.text]]
        first, last = next(self.parted(text, note.text, note.start, note.end))
        return [*note.needs, *self.facts(note.text, first, last)]

    def hung(self, facts: Sequence[str], number: int, start: int, end: int) -> Sequence[str]:
        """The facts that a part of a text needs, each once, which the notes need that hang on it."""
        needed = list(dict.fromkeys(facts))
        for note in self.notes.marks(number, start, end):
            note.shown.append(tuple(needed))
        return needed

    def parted(self, text: str, number: int, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The sentences between two characters, each with the mark of a note behind it."""
        at, printed = start, self.binding.printed.get(number, ())
        for _, part in sentences(text[start:end]):
            stop = self.notes.end(number, start + part)
            if not any(one.start < stop < one.end for one in printed) and at < stop < end:
                yield at, stop
                at = stop
        if at < end:
            yield at, end

    def facts(self, number: int, start: int, end: int) -> list[str]:
        inside = (one for one in self.binding.printed.get(number, ()) if start <= one.start < end)
        return list(dict.fromkeys(one.fact for one in inside if one.fact))

    def part(self, paragraph: Paragraph, number: int, start: int, end: int) -> str:
        """The words between two characters, figures as their facts, footnotes where they hang."""
        text, made, at = paragraph.text, "", start
        notes = {note.offset: number + 1 + position for position, note in enumerate(paragraph.notes)}
        stops: list[tuple[int, int, str]] = [
            (one.start, one.end, self.marked(number, one, text, (start, end)))
            for one in self.binding.printed.get(number, ())
            if start <= one.start and one.end <= end
        ]
        stops += [(offset, offset, self.note(note)) for offset, note in notes.items() if start < offset <= end]
        for first, last, said in sorted(stops, key=lambda stop: stop[:2]):
            if first >= at:
                made += text[at:first] + said
                at = last
        made = (made + text[at:end]).replace("\n", "")
        return _OWN_NUMBER.sub(r"\1", made, count=1) if re.match(r"\d", made) else made

    def marked(self, number: int, one: Printed, text: str, reach: tuple[int, int]) -> str:
        """What is said, which stands only with its note if it is the mark of one."""
        note = self.notes.by_mark.get((number, one.start))
        whole = self.binding.whole.get(note.text) if note else None
        needs = [whole] if whole else [*self.of_note(note)][len(note.needs) :] if note else []
        # In a condition of its own no words are beside it that it could be allowed with.
        bounds = (one.start, one.end) if needs else pieces.bounds(self.binding.printed.get(number, ()), one, *reach)
        return pieces.conditional(self.said(text, one, bounds), needs)

    def said(self, text: str, one: Printed, bounds: tuple[int, int]) -> str:
        if one.says:
            return one.says
        word = text[one.start : one.end]
        if one.allowed == UNBOUND or len(word) < 3:
            # Enough of the words beside it that the digits alone are not allowed anywhere.
            left, right = max(bounds[0], one.start - 2), min(bounds[1], one.end + 2)
            before = re.sub(rf"^.*[{ITEM_MARKS}]|^\s+", "", text[left : one.start])
            word = before + word + pieces.behind(text[one.end : right])
        self.written.allowed.setdefault(word.strip(), one.allowed)
        return text[one.start : one.end]

    def note(self, number: int) -> str:
        """A footnote, in the condition that its own facts are known: what it hangs on stands without it."""
        text = self.binding.texts[number].text
        if number in self.binding.whole:
            inner, facts = self.all_of(number), [self.binding.whole[number]]
        else:
            inner = self.part(Paragraph(text=text, number=0), number, 0, len(text))
            facts = self.facts(number, 0, len(text))
        return pieces.conditional(f"{{% call footnote() %}}{inner}{{% endcall %}}", facts)

    def table(self, table: Table) -> Iterator[Line]:
        first, caption = self.next, ""
        if table.caption:
            number = self.take(table.caption)
            caption = self.part(table.caption, number, 0, len(table.caption.text))
            if first in self.flat or number in self.binding.whole or re.search(r'["\\]|%}', caption):
                yield from self.sentences(table.caption, number, 0, len(table.caption.text))
                yield "", []
                caption = ""
        if first in self.flat:
            for cell in (cell for row in table.rows for cell in row):
                number = self.take(cell)
                if cell.text:
                    yield from self.sentences(cell, number, 0, len(cell.text))
                    yield "", []
            return
        (head, stretches, facts), *rows = [self.row(row) for row in table.rows]
        facts = [*(self.facts(first, 0, len(table.caption.text)) if table.caption and caption else ()), *facts]
        # A table without its head or its caption is none.
        yield from [(f"{{% if {' and '.join(facts)} %}}", [])] if facts else ()
        said = f'"{caption}"' if caption else ""
        if "{{" in caption:
            of_caption = [(first, 0, len(table.caption.text if table.caption else ""))]
            yield f"{{% set caption %}}{caption}{{% endset %}}", of_caption
            said = "caption"
        yield f"{{% call table({said}) %}}", [(first, 0, 0)]
        yield head, stretches
        yield from ((pieces.conditional(row, of_row), stretches) for row, stretches, of_row in rows)
        yield "{% endcall %}", []
        yield from [("{% endif %}", [])] if facts else ()

    def row(self, row: Sequence[Paragraph]) -> tuple[str, list[TextPart], list[str]]:
        """A row of a table, the cells that it holds, and their facts."""
        cells, stretches, facts = list[str](), list[TextPart](), list[str]()
        for cell in row:
            number = self.take(cell)
            stretches.append((number, 0, len(cell.text)))
            if number in self.binding.whole:
                cells.append(self.all_of(number))
            else:
                cells.append(self.part(cell, number, 0, len(cell.text)).strip())
                facts += self.facts(number, 0, len(cell.text))
        needed = list(dict.fromkeys(facts))
        for stretch in stretches:
            self.hung(needed, *stretch)
        return " | ".join(cells), stretches, needed
