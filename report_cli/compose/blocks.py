"""Reads rendered text as blocks. Each figure is a run of its own; adjacent prose of the same emphasis is one run.

Templates are written in a small subset of Markdown. `#` to `####` are the title, 一、, （一） and 1.; a heading that
ends in 。 runs into its paragraph; blank lines separate paragraphs; `**` and `*` emphasise; a table comes from the
block macro. All else is refused. Indentation means nothing.

The reports of one template share their prose and differ in their figures. So a text is first read as an outline, in
which figures are still atoms (`atoms`), and that is remembered; then `Filler` puts in what is printed for each atom.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import takewhile

from msgspec import Struct, field
from msgspec.structs import replace

from report_cli.compose import atoms, glossary, numbering
from report_cli.compose.limits import MAX_ASTERISKS
from report_cli.compose.source import unsupported
from report_cli.compose.values import Printer
from report_cli.document import BODY, Block, Paragraph, Role, Run, Runs, Table
from report_cli.model import NOWHERE, Finding, Place
from report_cli.text import excerpt, is_chinese

# Each alternative begins with a single character: that makes the search ten times as fast.
_PIECE = re.compile(
    rf"({atoms.NOTE.pattern}|{atoms.MARK_OPEN}[^{atoms.MARK_CLOSE}]*{atoms.MARK_CLOSE}|{atoms.ATOM.pattern}|\*+)"
)
# How people number headings by hand.
_BY_HAND = "[一二三四五六七八九十]+"
_OWN_NUMBER = rf"{_BY_HAND}[、．.：:\u3000 ]|[（(]{_BY_HAND}[）)]|第{_BY_HAND}(?:部分|[章节篇])?(?=[ \u3000、：，])"
_NUMBERS_BEGIN = tuple("一二三四五六七八九十（(第")
_HEADING = re.compile(r"#{1,4}\s")
_INDENT = re.compile(rf"^((?:{atoms.MARK.pattern})+)\s+")
# At the beginning of a text, at its end: indexed by 0 and -1, as the characters there are.
_ATOM_AT = (re.compile(f"^{atoms.ATOM.pattern}"), re.compile(f"{atoms.ATOM.pattern}$"))
_ATTACHMENT = f"(?s){atoms.ATTACHMENT_OPEN}({atoms.TURNED}?)([^\n]*)\n(.*?){atoms.ATTACHMENT_CLOSE}"

_LABEL = cache(lambda: re.compile(r"附[件表]\s*[\d一二三四五六七八九十]*\s*[：:]?"))  # few texts need it
_LONGEST_TITLE = 40

# A finding, and the text that it quotes where its message has {}: still with its atoms, as the print is not known yet.
Fault = tuple[Finding, str]


def _with_pages(blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks; a paragraph that says 附件 and no more begins the page of one, the next is its title."""
    is_title = False
    for block in blocks:
        text = ""
        if isinstance(block, Paragraph) and block.role is BODY and not block.level:
            text = block.text.strip() if is_title or _begins_like_a_label(block.runs) else ""
        is_label = text.startswith("附") and _LABEL().fullmatch(text) is not None
        if is_label:
            yield replace(block, role=Role.ATTACHMENT_LABEL)
        elif text and is_title and len(text) < _LONGEST_TITLE and text[-1] not in "。；：，":
            yield replace(block, role=Role.ATTACHMENT_TITLE)
        else:
            yield block
        is_title = is_label


def _begins_like_a_label(runs: Runs) -> bool:
    first = runs[0].text.lstrip() if runs else ""
    return not first or first.startswith("附")


@lru_cache(maxsize=16)
def _outline(text: str, *, is_numbered: bool) -> tuple[tuple[tuple[Block, tuple[int, ...]], ...], tuple[Fault, ...]]:
    """The blocks of a text, their headings numbered from one, each with its gaps; and what is wrong with them."""
    reader = _Reader(is_numbered)
    blocks = reader.with_run_in_headings(reader.blocks(text))
    outlined = tuple([(block, _gaps(block.runs) if isinstance(block, Paragraph) else ()) for block in blocks])
    return outlined, tuple(reader.faults)


def _gaps(runs: Sequence[Run]) -> tuple[int, ...]:
    """Which runs of an outline are to be filled."""
    return tuple([at for at, run in enumerate(runs) if run.note or atoms.OPEN in run.text])


@lru_cache(maxsize=1024)
def _runs_of(lines: tuple[str, ...], place: Place | None = None) -> tuple[Runs, tuple[Fault, ...]]:
    """The runs of a paragraph of such lines. `place`: where they come from, unless they have marks of their own."""
    whole = _joined(lines)
    runs: list[Run] = []
    faults: tuple[Fault, ...] = ()
    at = origin = atoms.place_of(whole) or place  # the line that we are in, and the first
    strong = emphasis = False
    for piece in filter(None, _PIECE.split(whole)):
        match piece[0]:
            case atoms.MARK_OPEN:
                at = atoms.place_of(piece)
            case "*":
                # `*` toggles emphasis, `**` strong, `***` both.
                strong ^= len(piece) > 1
                emphasis ^= len(piece) % 2 == 1
            case atoms.NOTE_OPEN:
                note, wrong = _runs_of((piece[1:-1],), at)
                runs.append(Run("", note=note, origin=at))
                faults += wrong
            case _:
                _append(runs, Run(piece, strong=strong, emphasis=emphasis, origin=at))
    if strong or emphasis:
        cure = "写成 **文字**，在同一段里收尾"
        faults += ((Finding("T302", origin or NOWHERE, "着重号“*”没有成对：{}", cure), whole),)
    if whole.count("*") > MAX_ASTERISKS:
        message, cure = f"一段里着重号“*”超过了{MAX_ASTERISKS}个：{{}}", "只着重少数几处"
        faults += ((Finding("T206", origin or NOWHERE, message, cure), whole),)
    return tuple(runs), faults


def _joined(lines: Iterable[str]) -> str:
    whole = before = ""
    # Indentation stands after the mark that a line begins with.
    for line in [_INDENT.sub(r"\1", line.strip()) for line in lines]:
        whole += _gap(before, line) + line
        before = line
    return whole


def _append(runs: list[Run], run: Run) -> None:
    """Add a run. Prose, to which the catalogue's words belong, is merged with the prose before; no figure is.

    A run's `turns` say at which characters it goes on in another line of the templates.
    """
    if not runs or not _can_merge(runs[-1], run):
        runs.append(run)
        return
    last = runs[-1]
    last_origin = last.turns[-1][1] if last.turns else last.origin
    is_same = run.origin is None or run.origin == last_origin
    turns = last.turns if is_same else (*last.turns, (len(last.text), run.origin))
    runs[-1] = replace(last, text=last.text + run.text, turns=turns)


def _can_merge(last: Run, run: Run) -> bool:
    looks_alike = last.strong == run.strong and last.emphasis == run.emphasis
    return looks_alike and not (last.note or atoms.is_figure(last.text) or atoms.is_figure(run.text))


class _Reader(Struct):
    """Reads one text. `counters`: how many headings of each level (1 to 3) there are so far, below the one above."""

    is_numbered: bool
    counters: list[int] = field(default_factory=lambda: [0, 0, 0])
    faults: list[Fault] = field(default_factory=list)

    def fault(self, code: str, place: Place | None, message: str, cure: str, quoted: str = "") -> None:
        self.faults.append((Finding(code, place or NOWHERE, message, cure), quoted))

    def with_run_in_headings(self, blocks: Iterator[Block]) -> Iterator[Block]:
        """Merge each heading that ends in 。 into the paragraph after it (a run-in heading)."""
        lead: Paragraph | None = None
        for block in (*blocks, None):
            is_body = isinstance(block, Paragraph) and block.role is Role.BODY
            if lead is not None and not is_body:
                message = "标题{}以句号结尾，后面却没有接排的段落"
                self.fault("T305", lead.origin, message, "去掉句号，或在后面写一段", lead.text)
                lead = None
            if isinstance(block, Paragraph) and block.role is Role.HEADING and _ends_in_stop(block.runs):
                lead = block
            elif lead is not None and isinstance(block, Paragraph):
                yield replace(block, level=lead.level, number=lead.number, lead=lead.runs, origin=lead.origin)
                lead = None
            elif block is not None:
                yield block

    def blocks(self, text: str) -> Iterator[Block]:
        lines: list[str] = []  # of the paragraph that we are in
        # A tag may have dropped the line end before a break.
        source = iter(text.replace(atoms.BREAK, f"\n{atoms.BREAK}\n").split("\n"))
        for line in source:
            bare = atoms.unmarked(line).strip()
            is_heading = bare.startswith("#") and _HEADING.match(bare)
            is_table, is_own = bare.startswith(atoms.TABLE_OPEN), bare.startswith((atoms.TERM, atoms.ITEM))
            if lines and (atoms.BREAK in line or is_heading or is_table or is_own):
                yield self.paragraph(lines)
                lines = []
            if is_own:
                yield self.item(line) if bare[0] == atoms.ITEM else self.explanation(line)
            elif is_table:
                yield from self.table(line, source)  # takes its lines from the source
            elif is_heading:
                yield self.heading(line)
            elif bare:
                # Templates are checked before rendering: this is only for what they compose.
                if wrong := unsupported(bare):
                    _, message, cure = wrong
                    self.fault("T301", atoms.place_of(line), f"{message}：{{}}", cure, bare)
                lines.append(line)
        if lines:
            yield self.paragraph(lines)

    def runs(self, *lines: str, place: Place | None = None) -> Runs:
        runs, faults = _runs_of(lines, place)
        self.faults += faults
        return runs

    def paragraph(self, lines: Sequence[str]) -> Paragraph:
        return Paragraph(Role.BODY, self.runs(*lines), origin=atoms.place_of("".join(lines)))

    def item(self, line: str) -> Paragraph:
        place, (number, text) = atoms.place_of(line), atoms.number_and_item(line)
        return Paragraph(Role.BODY, self.runs(text, place=place), number=number, origin=place)

    def explanation(self, line: str) -> Paragraph:
        """A term, and what explains it. TERM stands for its number, which `glossary` knows later."""
        place, (_, term, meaning) = atoms.place_of(line), line.split(atoms.TERM)
        runs = self.runs(f"：{meaning}", place=place)
        end = () if _ends_in_stop(runs) else (Run("。", origin=place),)
        lead = self.runs(term, place=place)
        return Paragraph(Role.BODY, (*runs, *end), level=3, number=atoms.TERM, lead=lead, origin=place)

    def heading(self, line: str) -> Paragraph:
        marks, rest = atoms.unmarked(line).split(maxsplit=1)
        origin, level = atoms.place_of(line), len(marks) - 1
        runs, number = self.runs(rest, place=origin), self.number(level)
        bare = rest.lstrip("*")
        if number and bare.startswith(_NUMBERS_BEGIN) and (own := re.match(_OWN_NUMBER, bare)):
            written = own[0].strip()
            message = f"标题里自己写了“{written}”，自动编号后印成“{number}{written}”"
            cure = f"去掉标题里的“{written}”；要自己编号，就在文件头写numbering: none"
            self.fault("T307", origin, message, cure)
        return Paragraph(Role.HEADING if level else Role.TITLE, runs, level, number, origin=origin)

    def number(self, level: int) -> str:
        """The next automatic number of a level: 一、 （一） 1.; none for the title."""
        if not (self.is_numbered and level):
            return ""
        return numbering.following(self.counters, level)

    def table(self, first: str, source: Iterator[str]) -> Iterator[Table]:
        """The table whose caption is on its first line; none if it has no rows below its head, or rows out of line."""
        opening = atoms.unmarked(first).strip().removeprefix(atoms.TABLE_OPEN)
        is_turned, caption = opening.startswith(atoms.TURNED), opening.removeprefix(atoms.TURNED)
        rows, places, is_even = list[tuple[Runs, ...]](), list[Place | None](), True
        for line in takewhile(lambda line: atoms.unmarked(line).strip() != atoms.TABLE_CLOSE, source):
            if not (bare := atoms.unmarked(line).strip()):
                continue
            # A | at both ends is a frame; one at the end alone stands before an empty cell.
            is_framed = len(bare) > 1 and bare.startswith("|") and bare.endswith("|")
            places.append(atoms.place_of(line))
            cells = (bare[1:-1] if is_framed else bare).removeprefix(atoms.MERGED).split("|")
            rows.append(tuple([self.runs(cell, place=places[-1]) for cell in cells]))
            if len(cells) != len(rows[0]) and not bare.startswith(atoms.MERGED):
                is_even = False
                message = f"表格这一行有{len(cells)}格，表头有{len(rows[0])}格"
                self.fault("T306", places[-1], message, "各格用“|”隔开，格数一致")
        if len(rows) > 1 and is_even:
            title = self.runs(caption, place=atoms.place_of(first))
            yield Table(tuple(rows), title, landscape=is_turned, origin=places[0])


def _ends_in_stop(runs: Sequence[Run]) -> bool:
    last = next((run.text for run in reversed(runs) if not run.note), "")
    atom = _ATOM_AT[-1].search(last)
    return bool(atoms.traits(atom.group()) & atoms.STOP_LAST) if atom else last.endswith("。")


def _gap(before: str, line: str) -> str:
    """What joins two lines of a paragraph: a space only where two Latin words would run together."""
    if not before:
        return ""
    left, right = (atoms.NOTE.sub("", atoms.unmarked(part)) for part in (before, line))
    return " " if _is_latin(left.rstrip("*"), -1) and _is_latin(right.lstrip("*"), 0) else ""


def _is_latin(text: str, end: int) -> bool:
    """Whether a text has a Latin character at its beginning (0) or its end (-1)."""
    if atom := _ATOM_AT[end].search(text):
        return bool(atoms.traits(atom.group()) & (atoms.LATIN_FIRST, atoms.LATIN_LAST)[end])
    return bool(text) and not is_chinese(text[end])


class Filler(Struct):
    """The blocks of one rendered template: outlines filled with its figures, and what is wrong with it (`findings`)."""

    printer: Printer
    is_numbered: bool
    findings: list[Finding] = field(default_factory=list)
    unused: list[Paragraph] = field(default_factory=list)
    """The explanations of terms that the text does not use."""

    def head(self, role: Role, text: str, place: Place) -> Iterator[Paragraph]:
        """The lines of a string of the head, each a paragraph; empty ones are dropped."""
        for line in text.split("\n"):
            if atoms.unmarked(line).strip():
                yield Paragraph(role, self.line(line), origin=atoms.place_of(line) or place)

    def body(self, text: str, named: Iterable[Paragraph]) -> Iterator[Block]:
        """The text, the list of attachments and their pages. `named`: the attachments that the head names.

        The pages have the list's labels and numbers (GB/T 9704, 7.3.4 and 7.3.7).
        """
        found = re.findall(_ATTACHMENT, text) if atoms.ATTACHMENT_OPEN in text else []
        text = re.sub(_ATTACHMENT, atoms.BREAK, text) if found else text
        body = list(_with_pages(self.blocks(text)))
        body, pages, self.unused = glossary.marked(body, [list(self.blocks(content)) for _, _, content in found])
        yield from body
        # In the order and the words of the head; attachments that only the text has follow.
        of_head = {title.text: title for title in named}
        listed, contents = dict(of_head), dict[str, tuple[list[Block], bool]]()
        for (turned, name, _), content in zip(found, pages, strict=True):
            title = Paragraph(Role.ATTACHMENT, self.line(name))
            if content:
                contents[title.text] = content, bool(turned)
                if title.text not in of_head:
                    listed[title.text] = title
        # One alone has no number.
        numbers = [""] if len(listed) == 1 else [f"{number}" for number in range(1, len(listed) + 1)]
        for number, title in zip(numbers, listed.values(), strict=True):
            label = "附件：" if number in ("", "1") else ""
            yield replace(title, number=f"{label}{number}." if number else label)
        for number, (name, title) in zip(numbers, listed.items(), strict=True):
            if name in contents:
                yield from self.pages(f"附件{number}", title, *contents[name])

    def pages(self, label: str, title: Paragraph, content: Sequence[Block], is_turned: bool) -> Iterator[Block]:
        yield Paragraph(Role.ATTACHMENT_LABEL, (), number=label, landscape=is_turned)
        yield Paragraph(Role.ATTACHMENT_TITLE, title.runs, landscape=is_turned, origin=title.origin)
        for block in content:
            yield replace(block, landscape=is_turned or block.landscape)

    def blocks(self, text: str) -> Iterator[Block]:
        blocks, faults = _outline(text, is_numbered=self.is_numbered)
        self.find(faults)
        for block, gaps in blocks:
            if isinstance(block, Table):
                rows = tuple([tuple(map(self.filled, row)) for row in block.rows])
                yield replace(block, rows=rows, caption=self.filled(block.caption))
            elif block.lead:
                yield replace(block, runs=self.filled(block.runs, gaps), lead=self.filled(block.lead))
            else:
                yield replace(block, runs=self.filled(block.runs, gaps)) if gaps else block

    def line(self, text: str) -> Runs:
        runs, faults = _runs_of((text,))
        self.find(faults)
        return self.filled(runs)

    def filled(self, runs: Runs, gaps: Sequence[int] | None = None) -> Runs:
        """Runs of an outline with what is printed in its gaps; `gaps`: where these are known."""
        made = list(runs)
        for at in _gaps(runs) if gaps is None else gaps:
            made[at] = self.run(made[at])
        return tuple(made)

    def run(self, run: Run) -> Run:
        if run.note:
            return replace(run, note=self.filled(run.note))
        atom = self.printer.atoms.get(run.text)
        if atom is not None and atom.fact:
            return Run(atom.text, atom.fact, atom.form, run.strong, run.emphasis, atom.is_pending, origin=run.origin)
        plain = self.printer.plain
        turns = tuple([(len(plain(run.text[:start])), place) for start, place in run.turns])
        return replace(run, text=plain(run.text), turns=turns)

    def find(self, faults: Iterable[Fault]) -> None:
        """Take faults down as findings, what they quote as it is printed."""
        for finding, quoted in faults:
            words = f"“{excerpt(self.printer.plain(quoted))}”" if quoted else ""
            self.findings.append(replace(finding, message=finding.message.replace("{}", words)))
