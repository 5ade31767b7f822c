"""Applies to a composed text what people changed in the words of that report of that year.

An edit has the old words and the new ones, each figure as the template prints it: `收到提案{{ proposals.received }}`.
Where the text still says the old words, the new ones take their place. Where the template has changed the sentence
since, both changes are merged if they do not touch; if they do, that is an error which quotes both. No edit is dropped
in silence.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from report_cli.compose import edits_file
from report_cli.compose.edits_file import EXPRESSION, SHOWN, Edit
from report_cli.compose.lines import Line
from report_cli.compose.merging import BREAK, merged, outlined, same_ends
from report_cli.compose.nearest import begun, nearest
from report_cli.compose.passages import MARKS, Passages, Piece, Unit
from report_cli.compose.raised import ADRIFT
from report_cli.document import Document
from report_cli.facts.ledger import Ledger
from report_cli.model import Finding, Place
from report_cli.text import excerpt

LISTED = "名词解释照正文里第一次用到的先后排，移它不起作用"


class Applied(Struct, frozen=True):
    document: Document
    findings: list[Finding]


def apply(document: Document, edits: Sequence[Edit], ledger: Ledger) -> Applied:
    """Apply edits, one after the other. There is a finding for each that could not simply be applied."""
    work = Work(Passages(document, ledger))
    for edit in edits:
        work.apply(edit)
    return Applied(work.text.document(), work.findings)


class _Unplaceable(Exception):
    """Why an edit cannot be applied: a finding."""

    def __init__(self, code: str, message: str, cure: str) -> None:
        super().__init__(message)
        self.code, self.message, self.cure = code, message, cure


class Work:
    """Applies edits to a text, and collects the findings.

    E201: the text has nothing like the old words. E202: it has them several times. E203: it says the new ones already.
    E204: merged with a later change. E205: a later change touches this one. E206: a figure cannot be printed.
    E207: the old words are not printed, for want of a figure. E208: a footnote's word has gone.
    """

    def __init__(self, text: Passages) -> None:
        self.text = text
        self.findings: list[Finding] = []

    def warn(self, edit: Edit, code: str, message: str, cure: str) -> None:
        self.findings.append(Finding(code, edit.place, message, cure, severity="warning"))

    def apply(self, edit: Edit) -> None:
        edit = edits_file.without_marks(edit)
        try:
            if edit.side:
                self.put_beside(edit)
            else:
                self.exchange(edit)
        except _Unplaceable as why:
            self.findings.append(Finding(why.code, edit.place, why.message, why.cure))
        except KeyError as unknown:
            message = f"{{{{ {unknown.args[0]} }}}} 印不出来：数据里没有它，或今年没有这个数"
            cure = "照模板的写法写，如 {{ proposals.received }}；数据里没有的数，先写进数据"
            self.findings.append(Finding("E206", edit.place, message, cure))
        self.tell_adrift(edit)

    def tell_adrift(self, edit: Edit) -> None:
        """Tell of the footnotes of which an edit took the word away."""
        for run in self.text.adrift:
            said = excerpt("".join(each.text for each in run.note), SHOWN)
            message = f"脚注“{said}”原来跟着的词改没了，现在跟在改后的字后面，看看还对不对"
            self.warn(edit, ADRIFT, message, "还要这条脚注，在now里留着它跟的词；不要了，在模板里删去脚注")
        self.text.adrift = []

    # Where words stand

    def signs(self, texts: Sequence[str]) -> str:
        return BREAK.join(map(self.text.of_text, texts))

    def said(self, edit: Edit) -> None:
        self.warn(edit, "E203", f"{edit.said}，文中已经是这样", "这一条可以删去")

    def tell_listed(self, edit: Edit, lines: Sequence[Line]) -> bool:
        """Tell that explanations of terms do not move, where an edit moves such; whether it does."""
        is_listed = any(line.paragraph.explains_a_term for line in lines if line.paragraph)
        if is_listed:
            cure = f"只改字，就去掉这一条的{edit.side}" if edit.now and edit.side else "这一条可以删去"
            self.warn(edit, "E203", f"{edit.said}：{LISTED}", cure)
        return is_listed

    def lines(self, start: int, end: int) -> Sequence[Line]:
        return self.text.lines[self.text.position(start)[0] : self.text.position(end)[0] + 1]

    def standing(self, was: str, now: str) -> list[int]:
        """Where the old words stand, but for places where they are part of the new ones already."""
        places = self.text.places_of(was) if now else begun(self.text, was)
        covered = [(at, at + len(now)) for at in self.text.places_of(now)] if len(now) > len(was) and was in now else []
        return [at for at in places if not any(first <= at and at + len(was) <= end for first, end in covered)]

    def only(self, places: Sequence[int], texts: Sequence[str]) -> int:
        if len(places) > 1:
            message = f"“{edits_file.shown(texts)}”在文中有{len(places)}处，看不出是哪一处"
            raise _Unplaceable("E202", message, "连前后的字一起写，写到全文只有一处")
        return places[0]

    # Other words in their place

    def exchange(self, edit: Edit) -> None:
        was, now = self.signs(edit.was), self.signs(edit.now)
        if was == now:
            return self.said(edit)
        found = self.standing(was, now)
        if found:
            at = self.only(found, edit.was)
            if len(edit.was) > 1 and sorted(map(self.text.of_text, edit.now)) == sorted(
                map(self.text.of_text, edit.was)
            ):
                self.tell_listed(edit, self.lines(at, at + len(was)))
            return self.put(edit, at, at + len(was))
        if (now and self.text.places_of(now)) or (not now and nearest(self.text, was) is None):
            return self.said(edit)
        try:
            return self.merge(edit)
        except _Unplaceable:
            if not (absent := self.absent(edit)):
                raise
            message = f"{'、'.join(absent)}没有数，“{edits_file.shown(edit.was)}”这一句不印，这一条先不起作用"
            return self.warn(edit, "E207", message, "填上数，照旧起作用；今年确实没有这件事，这一条也可以删去")

    def absent(self, edit: Edit) -> list[str]:
        """The figures of the old words that this year has no values for, by their labels."""
        said = (match["said"].partition("|")[0] for text in edit.was for match in EXPRESSION.finditer(text))
        ledger = self.text.ledger
        known = (ledger.catalogue.get(id) for id in said if (fact := ledger.get(id)) is None or fact.value is None)
        return list(dict.fromkeys(indicator.label for indicator in known if indicator is not None))

    def put(self, edit: Edit, start: int, end: int) -> None:
        signs = self.whole[start:end]
        if not edit.now and (inner := signs.strip(BREAK)):
            # The ends of lines round words that go say where these stand; they stay.
            start += signs.index(inner)
            end = start + len(inner)
        elif edit.now and self._put_between(edit, start, signs.split(BREAK)):
            return None
        (first, at), (last, to) = self.text.position(start), self.text.position(end)
        lines = self.text.lines[first : last + 1]
        is_whole = at == 0 and to == len(lines[-1].signs)
        are_paragraphs = all(line.paragraph for line in lines)
        if not edit.now and is_whole and are_paragraphs:
            return self.text.remove(first, last + 1)
        new = [[*self.text.units(text)] for text in edit.now]
        if not new and len(lines) == 1:
            new = [[]]
        if len(new) == len(lines):
            parts = [_part(line, lines, at, to) for line in lines]
            # All are woven before any is put: a figure that cannot be printed leaves the text as it was.
            woven = [self._woven(*each, edit.place) for each in zip(lines, parts, new, strict=True)]
            for line, pieces in zip(lines, woven, strict=True):
                if pieces is not None:
                    self.text.put(line, pieces)
            return None
        if not are_paragraphs:
            message = f"{edit.said}：表格的格、脚注不能增减"
            raise _Unplaceable("E201", message, "只改格里的字；要增减，改模板的表格")
        return self._put_paragraphs(edit, (first, at), (last, to))

    def _put_between(self, edit: Edit, start: int, was: Sequence[str]) -> bool:
        """Take out, or put in, lines between others that an edit names, and leaves these as they are.

        Whether that is all that the edit does.
        """
        text = self.text
        first, last = same_ends(was, [*map(text.of_text, edit.now)])
        old, new = was[first : len(was) - last], edit.now[first : len(edit.now) - last]
        if not (first or last) or len(old) == len(new):
            return False
        begin = start + sum(len(line) + 1 for line in was[:first])
        if old and new:
            self.put(replace(edit, now=new), begin, begin + len(BREAK.join(old)))
            return True
        (row, at), (to, end) = text.position(start), text.position(start + len(BREAK.join(was)))
        lines = text.lines[row : to + 1]
        are_apart = (first or at == 0) and (last or end == len(lines[-1].signs))
        if not are_apart or not all(line.paragraph for line in lines[first : len(lines) - last] or lines):
            return False
        text.remove(row + first, row + first + len(old))
        text.insert(row + first, [text.paragraph(each, edit.place, lines[max(first - 1, 0)]) for each in new])
        return True

    def _woven(self, line: Line, part: slice, new: Sequence[Unit], place: Place) -> list[Piece] | None:
        """The pieces of a line with new words in the place of a part; None where nothing changes."""
        if line.signs[part] == "".join(unit.sign for unit in new):
            return None
        pieces = self.text.pieces(line)
        old = pieces[part]
        look = old or [piece.bare for piece in pieces[max(part.start - 1, 0) : part.start]]
        woven = self.text.woven(look, new, place) if new else []
        kept = pieces[: part.start]
        riders = [run for piece in old for run in piece.riders] if not new else []
        if riders and kept:
            kept[-1] = replace(kept[-1], runs=(*kept[-1].runs, *riders))
        return [*kept, *woven, *pieces[len(pieces) if part.stop is None else part.stop :]]

    def _put_paragraphs(self, edit: Edit, start: tuple[int, int], end: tuple[int, int]) -> None:
        """Replace paragraphs by a different number of them."""
        text, (first, at), (last, to) = self.text, start, end
        lines = text.lines[first : last + 1]
        pieces = [text.pieces(line) for line in lines]
        head, tail = pieces[0][:at], pieces[-1][to:]
        old = [piece for each, line in zip(pieces, lines, strict=True) for piece in each[_part(line, lines, at, to)]]
        made = [text.paragraph(new, edit.place, lines[0]) for new in edit.now or ("",)]
        words = [[*text.units(MARKS.sub("", new, count=1))] for new in edit.now]
        woven = iter(text.woven(old, [unit for units in words for unit in units], edit.place))
        for line, units in zip(made, words, strict=False):
            text.put(line, [next(woven) for _ in units])
        keep = lines if len(lines) <= len(made) else lines[: len(made)]
        for line, old_line in zip(made, keep, strict=False):
            line.paragraph = replace(old_line.paragraph, lead=(), runs=line.runs) if old_line.paragraph else None
        text.put(made[0], [*head, *text.pieces(made[0])])
        text.put(made[-1], [*text.pieces(made[-1]), *tail])
        text.remove(first, last + 1)
        text.insert(first, made)

    # New words, and those that moved

    def put_beside(self, edit: Edit) -> None:
        beside, now = self.signs(edit.beside), self.signs(edit.now or edit.was)
        if self._is_beside(edit, beside, now):
            return self.said(edit)
        found = begun(self.text, beside) if edit.side == "before" else self.text.places_of(beside)
        if not found and not edit.was and self.text.places_of(now):
            return self.said(edit)
        goal = self._goal(edit, beside, found)
        if not edit.was:
            return self._insert(edit, goal)
        was = self.signs(edit.was)
        places = self.text.places_of(was) if edit.now else begun(self.text, was)
        start, end = (at := self.only(places, edit.was), at + len(was)) if places else self._near(edit, was)
        return self._move(edit, (start, end), goal)

    def _is_beside(self, edit: Edit, beside: str, now: str) -> bool:
        """Whether the words stand where they are to stand already."""
        between = BREAK if edit.side in ("below", "above") else ""
        both = f"{beside}{between}{now}" if edit.side in ("after", "below") else f"{now}{between}{beside}"
        return bool(self.text.places_of(both))

    def _goal(self, edit: Edit, beside: str, found: Sequence[int]) -> tuple[int, int]:
        """The stretch of the words that the new ones go beside."""
        if found:
            return (at := self.only(found, edit.beside)), at + len(beside)
        near = self._near(edit, beside)
        text = self.text.whole()[slice(*near)]
        message = f"“{edits_file.shown(edit.beside)}”后来成了“{self.became(beside, text)}”，照旧放在它旁边"
        self.warn(edit, "E204", message, f"把{edit.side}改成现在的句子，就不再提醒")
        return near

    def _near(self, edit: Edit, signs: str) -> tuple[int, int]:
        near = nearest(self.text, signs)
        if near is None:
            message = (
                f"文中没有“{edits_file.shown(edit.was or edit.beside)}”，也没有像它的句子；{edit.said}，没有地方放"
            )
            raise _Unplaceable("E201", message, "照现在的文字改这一条；不要了，就删去它")
        return near

    def _insert(self, edit: Edit, goal: tuple[int, int], lines: Sequence[Line] = ()) -> None:
        text = self.text
        if edit.side in ("after", "before"):
            line, at = text.position(goal[1] if edit.side == "after" else goal[0])
            units = [*text.units("".join(edit.now))]
            pieces = text.pieces(text.lines[line])
            look = pieces[max(at - 1, 0) : max(at, 1)]
            woven = text.woven([], units, edit.place)
            if look and look[0].is_lead and at < sum(each.is_lead for each in pieces):
                woven = [replace(piece, is_lead=True) for piece in woven]
            text.put(text.lines[line], [*pieces[:at], *woven, *pieces[at:]])
            return
        at = self._row(goal[1], 1) if edit.side == "below" else self._row(goal[0], 0)
        near = text.lines[at - 1] if edit.side == "below" else text.lines[at]
        text.insert(at, lines or [text.paragraph(new, edit.place, near) for new in edit.now])

    def _row(self, at: int, behind: int) -> int:
        """The line before which a new paragraph goes. Tables are not split; footnotes have no room for one."""
        lines, row = self.text.lines, self.text.position(at)[0]
        cell = lines[row].cell
        if lines[row].note >= 0:
            raise _Unplaceable("E201", "脚注旁边不能另起一段", "放到正文的段落下面")
        if cell is None:
            return row + behind
        rows = [number for number, line in enumerate(lines) if line.cell and line.cell[0] == cell[0]]
        return rows[-1] + 1 if behind else rows[0]

    def _move(self, edit: Edit, part: tuple[int, int], goal: tuple[int, int]) -> None:
        text, (start, end) = self.text, part
        if start < goal[1] and goal[0] < end:
            raise _Unplaceable("E201", f"{edit.said}：要移的字里就有它旁边的字", "写移到哪里时，写别的句子")
        (first, at), (last, to) = text.position(start), text.position(end)
        lines = text.lines[first : last + 1]
        are_whole = at == 0 and to == len(lines[-1].signs) and all(line.paragraph for line in lines)
        if are_whole and self.tell_listed(edit, lines):
            return self._put_words(edit, lines)
        if edit.side in ("below", "above") and are_whole and len(edit.now) in (0, len(lines)):
            self._put_words(edit, lines)
            before = len(text.whole()) if goal[0] > start else 0
            text.remove(first, last + 1)
            shift = before - len(text.whole()) if before else 0
            return self._insert(edit, (goal[0] - shift, goal[1] - shift), lines)
        if len(lines) > 1:
            raise _Unplaceable("E201", f"{edit.said}：只移整段，或一段里的一句", "分成两条：一条删，一条加")
        return self._move_words(edit, (start, end), goal)

    def _put_words(self, edit: Edit, lines: Sequence[Line]) -> None:
        for line, new in zip(lines, edit.now, strict=False):
            pieces = self._woven(line, slice(0, None), [*self.text.units(new)], edit.place)
            if pieces is not None:
                self.text.put(line, pieces)

    def _move_words(self, edit: Edit, part: tuple[int, int], goal: tuple[int, int]) -> None:
        """Move words within their paragraph, to another, or to a new one of their own."""
        text, (start, end) = self.text, part
        number, at = text.position(start)
        line = text.lines[number]
        pieces, to = text.pieces(line), at + end - start
        moved = [replace(piece, is_lead=False) for piece in pieces[at:to]]
        if edit.now:
            moved = text.woven(moved, [*text.units("".join(edit.now))], edit.place)
        # The later of the two places first, so that the other still holds.
        text.put(line, [*pieces[:at], *pieces[to:]])
        shift = end - start if goal[0] >= end else 0
        if not line.signs and line.paragraph:
            text.remove(number, number + 1)
            shift += bool(shift)
        goal = goal[0] - shift, goal[1] - shift
        if edit.side in ("below", "above"):
            new = text.paragraph("", edit.place, line)
            text.put(new, moved)
            return self._insert(edit, goal, [new])
        row, where = text.position(goal[1] if edit.side == "after" else goal[0])
        into = text.pieces(text.lines[row])
        return text.put(text.lines[row], [*into[:where], *moved, *into[where:]])

    # What has changed since

    def merge(self, edit: Edit) -> None:
        """Apply an edit to a sentence that has changed since, unless the two changes touch."""
        if len(edit.was) == len(edit.now) > 1:
            return self._merge_each(edit)
        was, now = self.signs(edit.was), self.signs(edit.now)
        start, end = self._near(edit, was)
        theirs = self.text.whole()[start:end]
        both = merged(was, now, theirs, self.text.pieces_written(edit.now))
        message = f"“{edits_file.shown(edit.was)}”后来成了“{self.became(was, theirs)}”，"
        if both is None or (len(edit.was) != len(edit.now) and edit.now):
            message += f"和要改成的“{self.became(was, now)}”" if now else f"和要删去“{edits_file.shown(edit.was)}”"
            cure = "照现在的句子重写这一条：was写现在的句子，now写要的；不要了，就删去这一条"
            raise _Unplaceable("E205", f"{message}改在同一处", cure)
        message += "和这里的改动不在一处，已合起来"
        self.warn(edit, "E204", message, "把was改成现在的句子，now改成要的句子，就不再提醒")
        self.put(replace(edit, now=tuple(map(self.text.spelt, "".join(both).split(BREAK)))), start, end)
        return None

    def _merge_each(self, edit: Edit) -> None:
        """An edit of several paragraphs that left as many of them: each is applied on its own."""
        for was, now in zip(edit.was, edit.now, strict=True):
            if self.signs([was]) != self.signs([now]):
                self.exchange(replace(edit, was=(was,), now=(now,) if now else ()))

    @property
    def whole(self) -> str:
        return self.text.whole()

    def became(self, was: str, now: str) -> str:
        """What words became: short ones as they are, of long ones what is other in them."""
        is_long = max(len(self.text.spelt(each)) for each in (was, now)) > SHOWN
        return " ".join(self.text.spelt(outlined(was, now)).split()) if is_long else self.shown(now)

    def shown(self, signs: str) -> str:
        return excerpt(self.text.spelt(signs), SHOWN)


def _part(line: Line, lines: Sequence[Line], at: int, to: int) -> slice:
    """What counts of a line, if the first of some lines counts from `at`, the last up to `to`."""
    return slice(at if line is lines[0] else 0, to if line is lines[-1] else None)
