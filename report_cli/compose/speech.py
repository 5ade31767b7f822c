"""Judges the words of a composed text; each finding stands at the line of the template, or of the data.

The text is judged as printed, but with 0 for each number, so that the prose of every year is the same. Names and other
texts from the data are judged with the sentence that they stand in.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from functools import cache, cached_property, lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from report_cli.compose.memory import Memory
from report_cli.document import FIGURE, Document, Paragraph, Role, Run, place_at
from report_cli.facts.fact import Names
from report_cli.facts.ledger import Ledger
from report_cli.files.digests import of_bytes
from report_cli.files.workspace import VOCABULARY, Workspace
from report_cli.model import NOWHERE, Finding, Place
from report_cli.words import vocabulary
from report_cli.words.vocabulary import Name, Vocabulary

if TYPE_CHECKING:
    from report_cli.words.judge import Allowing, Find, Hit

_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_ROLES = {Role.TITLE: "title", Role.HEADING: "heading", Role.BODY: "body"}
_HEAD_LINES, _HEAD = 12, 600
"""In so many lines, so many characters of them, a text says who speaks, and when."""
_DATES_AND_NUMBERS = re.compile(r"(\d*\d{4}年\d{1,2}月\d{1,2}日)|\d+(?:\.\d+)?")
_TITLE = re.compile("《[^《》]{3,}》")
_BODIES = ("委员会", "会议", "全会", "领导小组")
_ORGANS = tuple("政协 政府 区委 县委 市委 州委 旗委 盟委 省委 自治区党委".split())
_OFFICES = tuple("主席 书记 主任 秘书长 部长 局长 区长 市长 县长 省长 会长".split())


def _is_han(text: str) -> bool:
    """Whether all characters are Chinese. Compared: a pattern of so wide a range takes longer to compile."""
    return all("\u4e00" <= sign <= "\u9fff" for sign in text)


def _is_body(text: str) -> bool:
    """Whether a text is the name of a body or a meeting: four characters and 委员会 or the like, or a place's 政协."""
    is_organ = text.endswith(_ORGANS) and len(text) > 4
    return _is_han(text) and (is_organ or any(text[4:].endswith(word) for word in _BODIES))


class Words(Struct, dict=True):
    """By what the texts of a workspace are judged."""

    vocabulary: Vocabulary
    findings: list[Finding]
    digest: str

    @classmethod
    def of(cls, workspace: Workspace) -> Words:
        """The workspace's own vocabulary; where it has none the starter's formulas and terms."""
        file, data = workspace.vocabulary() or ("", b"format: 1\n")
        read, findings = vocabulary.read(data, file, is_own=file == VOCABULARY)
        if not read.is_own:
            read, findings = Vocabulary(formulas=read.formulas, terms=read.terms), []
        return cls(read, findings, of_bytes(data) + "own" * read.is_own)

    @cached_property
    def allowing(self) -> Allowing:
        from report_cli.words import judge

        return judge.Allowing(self.vocabulary.allow)

    @cached_property
    def by_names(self) -> dict[tuple[Name, ...], Vocabulary]:
        return {}

    def with_names(self, names: Iterable[Name]) -> Vocabulary:
        """The vocabulary, the names of the facts added."""
        key = tuple(names)
        if key not in self.by_names:
            self.by_names[key] = replace(self.vocabulary, names=(*self.vocabulary.names, *key))
        return self.by_names[key]

    def idle(self) -> list[Finding]:
        """Warnings: what is allowed, and was met nowhere so far."""
        return [vocabulary.idle(each) for each in self.vocabulary.allow if each not in self.allowing.met]


@lru_cache(maxsize=2)
def names_of(ledger: Ledger) -> tuple[Name, ...]:
    """The documents, bodies, meetings and persons (with their offices) that the facts name."""
    groups: dict[str, list[str]] = {}
    for id, fact in ledger.facts.items():
        parts = list(fact.parts()) if isinstance(fact.value, Names) else [fact]
        groups.setdefault(id.partition(".")[0], []).extend(
            part.value for part in parts if isinstance(part.value, str) and part.value
        )
    found: dict[str, None] = {}
    for texts in groups.values():
        for text in texts:
            found.update(dict.fromkeys(_TITLE.findall(text)))
            found.update(dict.fromkeys([text] if _is_body(text) else []))
        persons = [text for text in texts if 1 < len(text) < 5 and _is_han(text)]
        offices = [text for text in texts if text.endswith(_OFFICES) and len(text) < 15 and _is_han(text)]
        found.update((office + person, None) for office in offices for person in persons if office != person)
    return tuple(map(Name, found))


def check(
    document: Document, ledger: Ledger, memory: Memory, words: Words, others: Iterable[Finding]
) -> Iterator[Finding]:
    """What is wrong with a text. Where nothing was, and it says the same again, it is not judged again.

    `others`: what was found in it before, and is not said again.
    """
    names = names_of(ledger)
    lines = list(_lines(document))
    key = f"words {words.digest} {of_bytes(repr(names).encode())}"
    # The head as printed: there stand the dates by which a text is known. Its other numbers say nothing.
    head = "\n".join(number + "".join([run.text for run in runs]) for _, _, number, runs, _ in lines[:_HEAD_LINES])
    dated = _DATES_AND_NUMBERS.sub(lambda found: found[1] or "0", head[:_HEAD])
    text = "\n".join([str(document.year), dated, *(f"{role}{level}\0{text}" for role, level, _, _, text in lines)])

    def find(situations: str, said: str, look: Callable[[str], tuple[Hit, ...]]) -> tuple[Hit, ...]:
        return memory.find(f"{key} {situations}", said, look)

    def look(text: str) -> tuple[tuple[int, Hit], ...]:
        return _judged(lines, head[:_HEAD], document.year, words.with_names(names), find)

    told = {(finding.code, finding.place.file, finding.place.line) for finding in others}
    printed = cache(lambda number: _Printed(lines[number]))
    for number, hit in memory.find(key, of_bytes(text.encode()), look):
        for finding, last in _told(document, printed(number), hit, ledger, words):
            places = {(place.file, place.line) for place in (finding.place, last)}
            is_told = any((code, *place) in told for code in hit.rule.covered.split() for place in places)
            if finding.fact or not is_told:  # what is told of the data too, `once` leaves out
                yield finding


def once(findings: Iterable[Finding]) -> list[Finding]:
    """The findings without those of words that say again what is told of the same value, or of another report kind.

    A mark that the data bring along is then as grave as the rule says.
    """
    listed = list(dict.fromkeys(findings))
    if not any(finding.code == "W101" or _is_of_words(finding) for finding in listed):
        return listed
    from report_cli.words.rule import by_code

    told = {(finding.code, finding.place) for finding in listed}
    unread = {(each.place.file, each.place.line) for each in listed if each.code.startswith("F0") and each.is_error}
    covering = [rule.code for rule in by_code().values() if "W101" in rule.covers]
    said, kept, grave = set[tuple[str, object, str, str]](), [], set[tuple[str, Place]]()
    for finding in listed:
        rule = by_code().get(finding.code) if _is_of_words(finding) else None
        covered = rule.covered.split() if rule else ["F126", *covering] if finding.code == "W101" else []
        key = finding.code, finding.place, finding.message.partition("：“…")[0], finding.cure
        again = {(code, finding.place) for code in covered} & told
        grave |= again if finding.is_error else set()
        is_misread = rule is not None and (finding.place.file, finding.place.line) in unread
        if not again and not is_misread and (rule is None or key not in said):
            said.add(key)
            kept.append(finding)
    return [
        replace(each, severity="error") if each.code in _OF_MARKS and (each.code, each.place) in grave else each
        for each in kept
    ]


_OF_MARKS = ("W101", "W110", "F126")
_CLASHING = "，、；：。！？…“”‘’《》（）"


def _is_of_words(finding: Finding) -> bool:
    return finding.code[:2] == "W2" and finding.code not in ("W201", "W202", "W203", "W204")


Line = tuple[str, int, str, tuple[Run, ...], str]
"""Role, level, automatic number, runs, and the text to be judged."""


def _lines(document: Document) -> Iterator[Line]:
    for block in document.body:
        if isinstance(block, Paragraph):
            runs = block.all_runs
            yield _ROLES.get(block.role, "other"), block.level, block.number, runs, block.number + _said(runs)
        else:
            for cell in (block.caption, *(cell for row in block.rows for cell in row)):
                yield "other", 0, "", cell, _said(cell)
    for note in document.notes:
        yield "body", 0, "", note, _said(note)


def _said(runs: Iterable[Run]) -> str:
    return "".join([_normal(run) if run.fact or run.pending or run.superscript else run.text for run in runs])


def _normal(run: Run) -> str:
    if run.pending or run.superscript:
        return FIGURE
    return _NUMBER.sub("0", run.text) if run.fact else run.text


def _judged(lines: list[Line], head: str, year: int, vocabulary: Vocabulary, find: Find) -> tuple[tuple[int, Hit], ...]:
    """What was found in which line; what is allowed too."""
    from report_cli.words import judge
    from report_cli.words.text import Passage, Text

    situations = Text((Passage(head),), year).situations
    passages = tuple(Passage(said, role, level) for role, level, _, _, said in lines)  # type: ignore[arg-type]
    return judge.of(vocabulary).found(Text(passages, year, situations), find)


class _Printed:
    """A line as it is printed. Made once for all that is found in it: a list may have thousands of names."""

    def __init__(self, line: Line) -> None:
        _, _, self.prefix, self.runs, self.judged = line
        self.text = self.prefix + "".join([run.text for run in self.runs])
        self.starts = [0, *accumulate(len(run.text) for run in self.runs)]
        self.places = [*_places(self.prefix, self.prefix, 0)]
        for run in self.runs:
            self.places += _places(run.text, _normal(run), self.places[-1][1] if self.places else 0)

    def around(self, start: int, end: int) -> tuple[tuple[Run, ...], int]:
        """The runs that a stretch stands in, and where the first of them begins."""
        first = max(bisect_right(self.starts, start, hi=len(self.runs)) - 1, 0)
        return self.runs[first : bisect_left(self.starts, max(end, start + 1, 1))], self.starts[first]


def _told(
    document: Document, line: _Printed, hit: Hit, ledger: Ledger, words: Words
) -> Iterator[tuple[Finding, Place]]:
    """The finding of a hit, and where its last character stands. What people wrote into a draft stops no build."""
    from report_cli.words import judge

    if words.allowing.of(line.judged, hit):
        return
    first = line.places[hit.start][0] if hit.start < len(line.places) else len(line.text)
    last_of = line.places[hit.end - 1][1]
    seen = _as_printed(replace(hit, start=first, end=max(last_of, first)), line.text)
    severity = "warning" if hit.severity == "error" and not words.vocabulary.is_own else hit.severity
    start, end = seen.start - len(line.prefix), seen.end - len(line.prefix)
    runs, at = line.around(start, end)
    stated = None if judge.is_of_template(hit) else _stated(runs, at, start, end)
    if stated is None and seen.found and not seen.found.strip(_CLASHING):
        stated = _bringing(runs, at, start, end)
    fact = ledger.get(stated.fact) if stated else None
    if stated and fact:
        inside = replace(seen, start=start - stated.start, end=end - stated.start)
        message, place = judge.message(inside, stated.text), fact.place
    else:
        message, place = judge.message(seen, line.text), place_at(runs, max(start - at, 0)) or NOWHERE
        if editors := document.edited_by(runs, start - at, end - at):
            severity = "warning" if severity == "error" else severity
            message += f"（{'、'.join(filter(None, editors)) or '改动文件'}改的）"
    last = place_at(runs, max(end - 1 - at, 0)) or place
    yield Finding(hit.code, place, message, judge.cure(seen), fact.id if fact else "", severity), last


def _places(text: str, said: str, at: int) -> Iterator[tuple[int, int]]:
    """Where each character that is judged begins and ends, as printed from `at` on: a 0 is a whole number there."""
    if said == text:
        yield from ((at + index, at + index + 1) for index in range(len(text)))
    elif _NUMBER.sub("0", text) != said:
        yield from [(at, at + len(text))] * len(said)
    else:
        end = 0
        for number in (*_NUMBER.finditer(text), None):
            stop = number.start() if number else len(text)
            yield from ((at + index, at + index + 1) for index in range(end, stop))
            if number:
                yield at + stop, at + number.end()
                end = number.end()


def _as_printed(hit: Hit, printed: str) -> Hit:
    """What was found with its numbers as they are printed, not 0; what to write instead too."""
    found = printed[hit.start : hit.end]
    numbers = iter(_NUMBER.findall(found))
    right = _NUMBER.sub(lambda zero: next(numbers, zero[0]), hit.right) if found != hit.found else hit.right
    return replace(hit, found=found, right=right)


class _Stated(Struct, frozen=True):
    """What the data say of a line: the text from character `start` of it, and the fact that it is, or begins with."""

    fact: str
    start: int
    text: str


def _bringing(runs: Iterable[Run], at: int, start: int, end: int) -> _Stated | None:
    """The fact that ends or begins with one of some marks. `at`: where the runs begin."""
    for run in runs:
        if run.fact and at < end and at + len(run.text) > start:
            return _Stated(run.fact, at, run.text)
        at += len(run.text)
    return None


def _stated(runs: Iterable[Run], at: int, start: int, end: int) -> _Stated | None:
    """The fact, or the items of a list that stand side by side, that a stretch lies in; None where prose is in it.

    `at`: where the runs begin.
    """
    found = list[tuple[int, Run]]()
    for run in runs:
        if at < max(end, start + 1) and start < at + len(run.text):
            found.append((at, run))
        at += len(run.text)
    if not found or not found[0][1].fact or not found[-1][1].fact:
        return None
    lists = {run.fact.partition("[")[0] for _, run in found if run.fact}
    is_prose = any(run.text.strip(_BETWEEN) for _, run in found if not run.fact)
    text = "".join(run.text for _, run in found)
    return None if is_prose or len(lists) > 1 else _Stated(found[0][1].fact, found[0][0], text)


_BETWEEN = "、和与及"
"""What stands between the items of a list."""
