"""Whether proposed changes can be written: each is tried in memory, and what follows from them is computed.

A value that would be printed otherwise than the draft has it is not written. A figure that follows from others and
agrees once they are written is taken by that.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property, partial
from pathlib import PurePath

from msgspec import Struct
from msgspec.structs import replace

from report_cli import compose
from report_cli.audit.texts import without_blanks
from report_cli.compose import Library, edits_file, gaps, values
from report_cli.compose.raised import ADRIFT
from report_cli.compose.speech import Words
from report_cli.compose.template_cache import TemplateFile
from report_cli.document import Document
from report_cli.facts import moved
from report_cli.facts.fact import Names
from report_cli.facts.ledger import Ledger
from report_cli.facts.load import Loaded, Loader
from report_cli.files import editing
from report_cli.files.workspace import Workspace
from report_cli.inward import edits_made, explained, half_written, open_ends, printed_then, reading_back, unfitting
from report_cli.inward.brought import brought, what
from report_cli.inward.edits_made import EditsMade
from report_cli.inward.figure_wishes import FOLLOWS
from report_cli.inward.proposed import ProposedChange, as_compared
from report_cli.inward.typed import in_cells
from report_cli.model import CannotRun, Finding, Place

_OTHERWISE = "照改了的数算出是"
_EMPTIED = "几处一起写，这个名单就一项也没有了；留下一项，或在稿件里把整句删去"


class Followed(Struct, frozen=True):
    """A figure that is computed, and becomes another once what was chosen is written."""

    fact: str
    label: str
    before: str
    after: str


class Weighed(Struct, frozen=True, kw_only=True):
    """`contents`: the files as they would be once those that are ready are written, by name.

    `spoken`: what a build would then say of the words, by the number of the proposal that brings them in, 0 where they
    stand elsewhere.

    `findings`: the errors that the data would have then and do not have now, and why a report could not be composed.
    `follows`: the figures that become others by those that are written.
    """

    proposals: list[ProposedChange]
    contents: dict[str, bytes]
    findings: list[Finding]
    follows: list[Followed]
    spoken: dict[int, list[Finding]]
    documents: half_written.Documents
    """The reports as they would be, of those whose words or figures change."""
    is_cut_short: bool = False
    """Whether there were too many to try which of them brings each of `spoken` in."""


class _Now:
    """The workspace as it is: what is asked of it several times is made once."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.loader, self.has_gaps = Loader(workspace), cache(self._has_gaps)
        self.year = cache(partial(self.read, self.loader))
        self.composed = cache(self._composed)
        self._made: dict[tuple[object, ...], EditsMade] = {}

    def read(self, loader: Loader, year: int) -> Loaded:
        """A year with other contents perhaps; with gaps, if its reports have some now."""
        return loader.with_gaps(year) if self.has_gaps(year) else loader.year(year)

    def _has_gaps(self, year: int) -> bool:
        return gaps.has_gaps(self.workspace, self.loader, year)

    @cached_property
    def words(self) -> Words:
        return Words.of(self.workspace)

    def is_said(self, year: int, kind: str, finding: Finding) -> bool:
        """Whether a build says something today, with whatever numbers."""
        return _without_numbers(finding) in self.composed(year, kind)[1]

    def _composed(self, year: int, kind: str) -> tuple[Document | None, set[tuple[str, Place, str]]]:
        """A report as it is, and what a build says of it."""
        document, found = compose.compose(kind, self.year(year).ledger, self.workspace.template, self.words)
        return document, {*map(_without_numbers, found)}

    def made(self, year: int, kind: str, proposals: Sequence[ProposedChange]) -> EditsMade:
        """The edits that proposals make, on the report as it is."""
        key = (year, kind, *(each.number for each in proposals))
        if key not in self._made:
            ledger = self.year(year).ledger
            document, _ = compose.compose(kind, ledger, self.workspace.template)
            assert document is not None, "words are only carried where the report can be composed"
            changes = [(each.words, _files(each)) for each in proposals if each.words]
            self._made[key] = edits_made.made(document, ledger, changes)
        return self._made[key]


def weighed(proposals: Sequence[ProposedChange], workspace: Workspace, contents: Mapping[str, bytes]) -> Weighed:
    """`contents`: the files as they are."""
    return _weighed(proposals, _Now(workspace), contents)


def _weighed(proposals: Sequence[ProposedChange], now: _Now, contents: Mapping[str, bytes]) -> Weighed:
    tried = _tried(proposals, contents)
    made = applied([each for each in tried if each.state == "ready" and not each.words], contents)
    ledgers = _ledgers(tried, now, made)
    checked = _written([_checked(each, ledgers[each.year]) for each in tried], now)
    templates = library(now.workspace, made)
    checked = open_ends.checked(checked, ledgers, lambda year, kind: compose.compose(kind, ledgers[year], templates)[0])
    if checked != tried:
        # What follows from the others may follow no more.
        return _weighed(checked, now, contents)
    result = _consequences(checked, [each for each in checked if each.state == "ready"], now, contents)
    if stopping := _stopping(result.spoken):
        return _weighed([_stopped(each, stopping.get(each.number)) for each in checked], now, contents)
    return result


def _stopping(spoken: Mapping[int, Iterable[Finding]]) -> dict[int, Finding]:
    """The proposals with which no report could be made, and why."""
    return {number: each for number, said in spoken.items() if number for each in said if each.is_error}


def _stopped(wish: ProposedChange, why: Finding | None) -> ProposedChange:
    if why is None:
        return wish
    told = f"写进去以后生成不了：错误 {why.code} {why.message}"
    message = "；".join(filter(None, (told, why.cure, "照这样改好了，再运行一次")))
    return replace(wish, state="unclear", message=message, edits=(), words=None)


def consequences(
    proposals: Sequence[ProposedChange],
    chosen: Sequence[ProposedChange],
    workspace: Workspace,
    contents: Mapping[str, bytes],
) -> Weighed:
    """What follows, if those chosen are written and no other."""
    return _consequences(proposals, chosen, _Now(workspace), contents)


def _consequences(
    proposals: Sequence[ProposedChange], chosen: Sequence[ProposedChange], now: _Now, contents: Mapping[str, bytes]
) -> Weighed:
    made = applied(chosen, contents)
    loader = Loader(now.workspace, made)
    edited = _edited(chosen, now, contents)
    made |= edited.contents
    findings, follows, ledgers = _of_data({each.year for each in proposals}, now, loader)
    documents = dict[tuple[int, str], Document | None]()
    spoken, is_cut_short = dict[int, list[Finding]](), False
    kinds = {(each.year, each.kind) for each in chosen if each.kind}
    for year, kind in sorted(kinds):
        document, said = _composed(chosen, year, kind, ledgers[year], now, made)
        documents[year, kind] = document
        found = brought(said, chosen, edited.lines, partial(_said_with, year, kind, now, contents))
        is_cut_short |= found.is_cut_short
        for each, number in zip(said, found.by, strict=True):
            # A value that the template cannot print is right all the same: that is told of the data.
            if _is_of_words(each) or (number and each.code.startswith("E")):
                spoken.setdefault(number, []).append(each)
            else:
                findings.append(each)
        follows += dict.fromkeys(_counted(now.year(year).ledger, document))
    followed = half_written.told([_followed(each, ledgers[each.year], now) for each in proposals], documents)
    return Weighed(
        proposals=printed_then.told(followed, chosen, ledgers, now.workspace, {**contents, **made}),
        contents=made,
        findings=findings,
        follows=follows,
        spoken=spoken,
        documents=documents,
        is_cut_short=is_cut_short,
    )


def _of_data(
    years: Iterable[int], now: _Now, loader: Loader
) -> tuple[list[Finding], list[Followed], dict[int, Ledger]]:
    """The errors that the data of some years would have and do not have now, what follows, and what they would say."""
    findings, follows, ledgers = list[Finding](), list[Followed](), dict[int, Ledger]()
    for year in sorted(years):
        before, after = now.year(year), now.read(loader, year)
        old = {(each.code, each.fact) for each in before.findings if each.is_error}
        findings += [each for each in after.findings if each.is_error and (each.code, each.fact) not in old]
        follows += _following(before.ledger, after.ledger)
        ledgers[year] = after.ledger
    return findings, follows, ledgers


def _composed(
    chosen: Sequence[ProposedChange], year: int, kind: str, ledger: Ledger, now: _Now, contents: Mapping[str, bytes]
) -> tuple[Document | None, list[Finding]]:
    """A report as it would be, and what a build would say of its words that it does not say today, or why it stops."""
    document, found = compose.compose(kind, ledger, library(now.workspace, contents), now.words)
    is_new = [_is_of_words(each) and not now.is_said(year, kind, each) for each in found]
    said = [each for each, new in zip(found, is_new, strict=True) if new or (not document and each.is_error)]
    gone = {line for each in chosen if (each.year, each.kind) == (year, kind) for line in each.gone}
    return document, [*said, *explained.lost(now.composed(year, kind)[0], document, ledger, gone)]


def _is_of_words(finding: Finding) -> bool:
    """Whether a build would say it of the report's words, and be made: also that a footnote's or a term's is gone."""
    return finding.code.startswith("W") or finding.code in (ADRIFT, explained.LOST)


def _said_with(
    year: int, kind: str, now: _Now, contents: Mapping[str, bytes], chosen: Sequence[ProposedChange]
) -> set[str]:
    """What a build would say if these were written and no other."""
    try:
        made = applied(chosen, contents)
        made |= _edited(chosen, now, contents).contents
    except CannotRun:  # some can only be written together
        return set()
    ledger = now.read(Loader(now.workspace, made), year).ledger
    return {what(each) for each in _composed(chosen, year, kind, ledger, now, made)[1]}


def _without_numbers(finding: Finding) -> tuple[str, Place, str]:
    return finding.code, finding.place, re.sub("[0-9.]+", "0", finding.message)


def _following(before: Ledger, after: Ledger) -> Iterator[Followed]:
    """What is computed, may be printed, and says something else."""
    for id, fact in after.facts.items():
        was = before.get(id)
        if fact.is_derived and fact.indicator.is_printed and was is not None and was.text != fact.text:
            yield Followed(id, fact.indicator.label, was.text, fact.text)


def library(workspace: Workspace, contents: Mapping[str, bytes]) -> Library:
    """The templates of a workspace, the edits of its reports being others."""

    def find(name: str, year: int) -> TemplateFile:
        file = f"templates/{year}/{name}"
        return (file, contents[file]) if file in contents else workspace.template(name, year)

    return find


def _counted(before: Ledger, document: Document | None) -> Iterator[Followed]:
    """How many names a list has, where the report says so (三级), and it has others."""
    for run in document.printed if document else ():
        fact = before.get(run.fact)
        if fact is not None and run.form and isinstance(fact.value, Names):
            was = values.printed(before, run.fact, run.form)
            if was is not None and was != run.text:
                yield Followed(run.fact, f"{fact.label}的项数", was, run.text)


class _Edited(Struct, frozen=True):
    """The files of edits as they will be, and which proposal each of the new edits is for."""

    contents: dict[str, bytes]
    lines: dict[Place, int]


def _edited(chosen: Iterable[ProposedChange], now: _Now, contents: Mapping[str, bytes]) -> _Edited:
    """Raises CannotRun where a change of words cannot be written."""
    found, wanted, lines = dict[str, bytes](), [each for each in chosen if each.words], dict[Place, int]()
    for (year, kind), ours in _by_report(wanted).items():
        made = now.made(year, kind, ours)
        if made.failed:
            number, why = next(iter(made.failed.items()))
            raise CannotRun(f"第{ours[number].number}条不能写：{why}")
        file, allow = edits_file.path(year, kind), now.year(year).ledger.catalogue.allow
        found[file] = edits_file.with_more(contents.get(file), made.edits, file, allow)
        edits, _ = edits_file.read(found[file], file, allow)
        lines |= {
            edit.place: ours[of].number for edit, of in zip(edits[len(edits) - len(made.of) :], made.of, strict=True)
        }
    return _Edited(found, lines)


def _by_report(proposals: Iterable[ProposedChange]) -> dict[tuple[int, str], list[ProposedChange]]:
    found: dict[tuple[int, str], list[ProposedChange]] = {}
    for each in proposals:
        found.setdefault((each.year, each.kind), []).append(each)
    return found


def _files(wish: ProposedChange) -> str:
    """Whose drafts a wish is from."""
    return "、".join(dict.fromkeys(PurePath(each.file).name for each in wish.sources if each.line is None))


def _written(proposals: Sequence[ProposedChange], now: _Now) -> list[ProposedChange]:
    """The proposals; changes of words that cannot be written are unclear, or in conflict with those of other drafts."""
    others = dict[int, ProposedChange]()
    ready = [each for each in proposals if each.words and each.state == "ready"]
    for (year, kind), ours in _by_report(ready).items():
        if failed := now.made(year, kind, ours).failed:
            others |= unfitting.told(failed, ours, partial(_do_fit, now, year, kind))
    return [others.get(each.number, each) for each in proposals]


def _do_fit(now: _Now, year: int, kind: str, proposals: Sequence[ProposedChange]) -> bool:
    return not now.made(year, kind, proposals).failed


def applied(proposals: Iterable[ProposedChange], contents: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files that change, as they will be. Raises CannotRun where one cannot be changed so."""
    edits: dict[str, list[editing.ValueChange | editing.Beside]] = {}
    for each in proposals:
        if each.changes:
            edits.setdefault(each.file, []).extend(each.changes)
    return {file: editing.edited(contents[file], changes, file) for file, changes in edits.items() if changes}


def _tried(wishes: Sequence[ProposedChange], contents: Mapping[str, bytes]) -> list[ProposedChange]:
    """The wishes; those that cannot be written into the files as they are, are unclear. Tried together first."""
    try:
        applied([each for each in wishes if each.state == "ready"], contents)
    except CannotRun as error:
        if len(wishes) == 1:
            return [replace(wishes[0], state="unclear", message=str(error), edits=())]
        half = len(wishes) // 2
        return [*_tried(wishes[:half], contents), *_tried(wishes[half:], contents)]
    return [*wishes]


def _ledgers(proposals: Sequence[ProposedChange], now: _Now, contents: Mapping[str, bytes]) -> dict[int, Ledger]:
    loader = Loader(now.workspace, contents)
    return {year: now.read(loader, year).ledger for year in {each.year for each in proposals}}


def _checked(wish: ProposedChange, ledger: Ledger) -> ProposedChange:
    """A wish that is ready, if the data would say then what the draft says."""
    if wish.state != "ready" or wish.type != "figure":
        return wish
    if wish.key[0] == "item":
        fact = ledger.get(wish.fact.partition("[")[0])
        is_meant = fact is not None and isinstance(fact.value, Names) and _lists(fact.value, wish)
        would = fact.text if fact else ""
    else:
        would, fact = _said(ledger, wish), ledger.get(wish.fact)
        signed = moved.signed(wish.printed, fact.label) if fact else wish.printed
        is_turned = fact is not None and signed != wish.printed and as_compared(fact.text) == signed
        is_meant = is_turned or as_compared(would) == wish.printed
    if is_meant:
        return wish
    why = f"写进去以后会印成“{would}”，和稿件不一样；自己改"
    if not would:
        why = _EMPTIED if wish.after is None else f"“{wish.after}”写进去以后读不懂；自己改"
    why = why if wish.kind else "写进去以后读出来的和表里不一样；自己改"
    return replace(wish, state="unclear", message=why, edits=())


def _said(ledger: Ledger, wish: ProposedChange) -> str:
    """What a fact says as its source would have it: a draft in its form, a table as in a cell."""
    if not wish.kind:
        return in_cells(ledger.get(wish.fact))
    return values.printed(ledger, wish.fact, wish.form) or ""


def _lists(names: Names, wish: ProposedChange) -> bool:
    texts = {without_blanks(item.text) for item in names.items}
    texts |= {"等"} if names.is_open else set()
    if "[" not in wish.fact:
        return _is_in_order([item.text for item in names.items], wish)
    return (wish.after is None or without_blanks(wish.after) in texts) and (
        wish.before is None or wish.before == wish.after or without_blanks(wish.before) not in texts
    )


def _is_in_order(names: Sequence[str], wish: ProposedChange) -> bool:
    """Whether a list is in the order that is wished: others may have put names in or out where it stays as it was."""
    put = {each.to for each in wish.edits}
    kept = "、".join(name for name in (wish.after or "").split("、") if name in names or name in put)
    return "、".join(names) == wish.after or kept == "、".join(name for name in names if name in (wish.after or ""))


def _followed(wish: ProposedChange, ledger: Ledger, now: _Now) -> ProposedChange:
    """A figure that is computed, taken where it is computed as the draft has it; else with what it becomes."""
    if wish.state != "derived":
        return wish
    would = _said(ledger, wish)
    if as_compared(would) == wish.printed:
        return replace(wish, state="taken", message=FOLLOWS)
    if wish.kind and would and would != _said(now.year(wish.year).ledger, wish):
        return replace(wish, message=f"{_OTHERWISE}{would}，稿件里是{wish.after}；核对改的数和这个数，哪个错改哪个")
    if wish.message.startswith(_OTHERWISE):  # as it was told when more was to be written
        return replace(wish, message=reading_back.why_computed(ledger, wish.fact, wish.form))
    return wish
