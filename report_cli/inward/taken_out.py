"""What a draft has no more of what is laid out by the program: rows of tables, whole tables, annexes.

None of it can be carried, as it is the data that say what rows and annexes there are. Each is one thing to be told,
with what to take out of the data; its cells and lines are nothing besides.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher

from msgspec import Struct
from msgspec.structs import replace

from report_cli.audit.changes import ProseChange
from report_cli.audit.texts import Span, without_blanks
from report_cli.document import Role
from report_cli.facts.formula import PREVIOUS
from report_cli.inward import table_rows
from report_cli.inward.draft import Draft
from report_cli.model import Place

_GONE = 0.8
"""Of so much of an annex's text nothing stands any more: it is gone, whatever cells alike were taken for its own."""
_NUMBERED = (Role.ATTACHMENT, Role.ATTACHMENT_LABEL)


Lines = tuple[int, ...]


class TakenOut(Struct, frozen=True):
    """Paragraphs as built (from 0) that are gone together. `name`: what they are called, `words`: what they said.

    `read`: where they stand now, if they have only been moved. `is_taken`: the data have them no more.
    """

    name: str
    words: str
    built: Lines
    at: tuple[int, int]
    message: str
    template: Place | None
    read: Lines = ()
    is_taken: bool = False

    @property
    def marked(self) -> str:
        if self.read:
            return f"{self.name}{self.words}"
        return f"{self.name}〔{self.words}→〕" if self.words else f"〔{self.name}→〕"

    @property
    def spans(self) -> list[Span]:
        return [Span(line, 0, 0) for line in self.read]


def taken_out(draft: Draft) -> list[TakenOut]:
    """All of it, in the order of the report."""
    if draft.today is None or draft.audit.baseline.kind != draft.kind:
        return []
    annexes = [*_annexes(draft)]
    told = {line for each in annexes for line in each.built}
    rows = [each for each in _rows(draft) if told.isdisjoint(each.built)]
    return sorted([*annexes, *rows], key=lambda each: each.built)


def without(draft: Draft, gone: Sequence[TakenOut]) -> Draft:
    """The draft with what else is told of it: nothing of those lines, nor of the numbers of annexes that follow."""
    lines, audit = {line for each in gone for line in each.built}, draft.audit
    if not lines:
        return draft
    is_renumbered = any(each.name.startswith("附件") for each in gone)
    prose = (each for each in audit.prose if not _is_of(draft, each, lines, is_renumbered=is_renumbered))
    told = (each for each in audit.discrepancies if each.kind != "removed" or each.paragraph - 1 not in lines)
    return replace(draft, audit=replace(audit, prose=tuple(prose), discrepancies=tuple(told)))


def _is_of(draft: Draft, change: ProseChange, lines: set[int], *, is_renumbered: bool) -> bool:
    if change.built is None or (change.after and change.change == "added"):
        return False
    first, count = change.built[0], (change.before or " ").count("\n") + 1
    stood = _stood(draft, change, first, count)
    if lines.issuperset(stood):
        return True
    return is_renumbered and all(_role(draft, line) in _NUMBERED for line in stood)


def _stood(draft: Draft, change: ProseChange, first: int, count: int) -> list[int]:
    """The paragraphs as built of some words; of what was removed, where they stood and not where they would."""
    wanted = [without_blanks(text) for text in change.before.split("\n")]
    paragraphs = draft.audit.baseline.paragraphs
    near = (first, *range(first + 1, len(paragraphs)))
    for at in near:
        if [without_blanks(text) for text in paragraphs[at : at + count]] == wanted:
            return [*range(at, at + count)]
    return [*range(first, first + count)]


def _role(draft: Draft, built: int) -> Role | None:
    today = draft.today_line(built)
    paragraph = draft.today.lines[today].paragraph if draft.today and today is not None else None
    return paragraph.role if paragraph else None


def _read_of(draft: Draft) -> dict[int, list[int]]:
    """The lines of the draft that each paragraph as built has become."""
    groups = draft.audit.location.groups
    return {built: list(group.read) for group in groups for built in group.built if group.read}


def _position(draft: Draft, built: int, read_of: dict[int, list[int]]) -> tuple[int, int]:
    before = (read_of[line][-1] for line in range(built, -1, -1) if line in read_of)
    return next(before, 0), 0


# Annexes --------------------------------------------------------------------------------------------------------------


def _annexes(draft: Draft) -> Iterator[TakenOut]:
    paragraphs, read_of = draft.audit.baseline.paragraphs, _read_of(draft)
    titles = {without_blanks(paragraphs[line]): line for line in range(len(paragraphs)) if _is_listed(draft, line)}
    for lines in _lines_of_annexes(draft):
        said = [line for line in lines[1:] if paragraphs[line].strip()]
        sizes = [len(without_blanks(paragraphs[line])) for line in said]
        gone = sum(size for line, size in zip(said, sizes, strict=True) if line not in read_of)
        if not said or gone < _GONE * sum(sizes):
            continue
        title = without_blanks(paragraphs[said[0]])
        listed = [line for text, line in titles.items() if text.endswith(title) and line not in read_of]
        template = draft.audit.sources.template((said[0], 0))
        yield TakenOut(
            f"附件“{title}”整个",
            "",
            (*listed, *lines),
            _position(draft, lines[0], read_of),
            f"附件由程序排，带不回：{_where(draft, said, '这个附件')}；目录和序号跟着变",
            template,
        )


def _is_listed(draft: Draft, line: int) -> bool:
    return _role(draft, line) is Role.ATTACHMENT


def _lines_of_annexes(draft: Draft) -> Iterator[list[int]]:
    """The paragraphs as built of each annex, its label the first of them."""
    assert draft.today is not None, "the report can be composed"
    built_of = {
        today: n for n in range(len(draft.audit.baseline.paragraphs)) if (today := draft.today_line(n)) is not None
    }
    found = list[list[int]]()
    for number, line in enumerate(draft.today.lines):
        if line.note >= 0:
            break
        if line.paragraph and line.paragraph.role is Role.ATTACHMENT_LABEL:
            found.append([])
        if found and number in built_of:
            found[-1].append(built_of[number])
    return (each for each in found if len(each) > 1)


# Rows -----------------------------------------------------------------------------------------------------------------


def _rows(draft: Draft) -> Iterator[TakenOut]:
    """The rows, or whole tables, of which no cell stands any more, but such as other rows have too; and those moved."""
    audit, read_of = draft.audit, _read_of(draft)
    for table in audit.sources.rows():
        rows = [row for row in table if any(audit.baseline.paragraphs[line].strip() for line in row)]
        stands = _standing(draft, rows, read_of)
        if not stands and rows:
            yield _as_row(draft, "整张表格", tuple(line for row in rows for line in row), read_of)
            continue
        yield from (_as_row(draft, "表格的一行", row, read_of) for row in rows if row not in stands)
        order = [stands[row] for row in rows if row in stands]
        matcher = SequenceMatcher(None, order, sorted(order), autojunk=False)
        kept = {order[block.a + at] for block in matcher.get_matching_blocks() for at in range(block.size)}
        yield from (_as_moved(draft, row, read_of) for row in rows if row in stands and stands[row] not in kept)


def _standing(draft: Draft, rows: Iterable[Lines], read_of: dict[int, list[int]]) -> dict[Lines, tuple[int, int]]:
    """The rows that stand in a row of the draft, and in which: half of their cells do, and no row has more there."""
    lines = draft.audit.location.lines
    claims = dict[tuple[int, int], list[tuple[int, Lines]]]()
    for row in rows:
        read = (lines[at].outer_cell for line in row for at in read_of.get(line, ()))
        # A text has no cells.
        counts = Counter((cell.table, cell.row) if cell else (0, row[0]) for cell in read)
        said = sum(bool(draft.audit.baseline.paragraphs[line].strip()) for line in row)
        for place, count in counts.items():
            if 2 * count >= said:
                claims.setdefault(place, []).append((count, row))
    return {max(each)[1]: place for place, each in claims.items()}


def _as_row(draft: Draft, name: str, row: Lines, read_of: dict[int, list[int]]) -> TakenOut:
    words = _words(draft, row)
    said = " | ".join(words) if name == "表格的一行" else words[0]
    message = f"表格由程序排，带不回：{_where(draft, row, '这一行' if name == '表格的一行' else '这张表')}"
    template = draft.audit.sources.template((row[0], 0))
    at, is_taken = _position(draft, row[0], read_of), table_rows.are_gone(draft, _facts(draft, row))
    return TakenOut(name, said, row, at, message, template, is_taken=is_taken)


def _as_moved(draft: Draft, row: Lines, read_of: dict[int, list[int]]) -> TakenOut:
    gone = _as_row(draft, "表格的一行", row, read_of)
    items = {item for item in map(table_rows.item_of, _facts(draft, row)) if item}
    where = table_rows.to_move(draft, _facts(draft, row)) if items else "要换位置，改模板里的这张表"
    read = tuple(at for line in row for at in read_of.get(line, ()))
    name, message = "表格的一行：", f"表格由程序排，带不回：{where}"
    return replace(gone, name=name, read=read, at=(min(read), 0), message=message)


def _words(draft: Draft, built: Iterable[int]) -> list[str]:
    return [text for line in built if (text := draft.audit.baseline.paragraphs[line].strip())]


def _facts(draft: Draft, built: Iterable[int]) -> list[str]:
    """The facts that are printed in some lines."""
    baseline = draft.audit.baseline
    return [baseline.figures[number].fact for line in built for number in baseline.by_paragraph.get(line, ())]


def _where(draft: Draft, built: Sequence[int], what: str) -> str:
    """What to take out, so that a row, a table or an annex is gone: the items that are printed there, else words."""
    facts = _facts(draft, built)
    of_items = [each for each in facts if table_rows.item_of(each)]
    if of_items and 2 * len(of_items) >= len(facts):
        return table_rows.to_take_out(draft, of_items)
    alone = {each.removeprefix(PREVIOUS) for each in facts}
    fact = draft.fact(next(iter(alone))) if len(alone) == 1 else None
    if fact is None:
        return f"不要{what}，改模板里的这一处；里面的数别处也不用，再在数据里删去"
    return f"只是这里不要{what}，改模板里的这张表；哪里都不印它，在指标目录的{fact.named}里加print: false"
