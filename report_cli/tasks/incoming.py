"""What came in as proposed changes, wherever from: choosing among them, writing, undoing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from report_cli.drafts.record import Record
from report_cli.facts.fact import FOR_COMPARISON
from report_cli.facts.ledger import Ledger
from report_cli.files import journal
from report_cli.files.journal import Entry
from report_cli.files.workspace import Workspace
from report_cli.inward.carried import Comment, Uncarried
from report_cli.inward.merging import identities
from report_cli.inward.other_reports import Elsewhere
from report_cli.inward.proposed import ProposedChange
from report_cli.inward.rivals import Rivals
from report_cli.inward.weighing import Followed, Weighed, consequences
from report_cli.model import CannotRun, Finding


class Refused(Struct, frozen=True):
    """A file of which nothing is read, and why."""

    file: str
    why: str


class Incoming(Struct, frozen=True, kw_only=True, dict=True):
    """What sources propose. `contents`: the year files as they were read, by name. `year`, `kind`: None for several.

    `findings`: the errors that the data would have if all that is ready, or what was chosen, were written; `follows`:
    the figures that would be others by it. `remarks`: what else to know. `run`: the command that reads them.
    """

    run: str
    workspace: Workspace
    proposals: list[ProposedChange]
    contents: dict[str, bytes]
    year: int | None
    kind: str | None = None
    comments: list[Comment] = []
    uncarried: list[Uncarried] = []
    findings: list[Finding]
    follows: list[Followed]
    outcome: dict[str, bytes] = {}
    """The files as they would be, or are, once that is written, by name."""
    spoken: dict[int, list[Finding]] = {}
    """What a build would then say of the words, by the number of the proposal that brings them in; 0: elsewhere."""
    is_cut_short: bool = False
    """Whether there were too many proposals to try which of them brings each of these in."""
    remarks: list[str]
    digest: str = ""
    """The digest of the drafts that were read, whose proposals keep their numbers; empty for tables and forms."""
    shown: Sequence[ProposedChange] = ()
    """New numbers as they were shown, where the data are told of them and their sentences stand in their place."""
    bases: dict[str, str] = {}
    """The digests of the builds that drafts without a seal were laid against, by the digest of their text."""
    elsewhere: list[Elsewhere] = []
    """Where the values stand in the year's other reports."""
    refused: list[Refused] = []
    written: tuple[int, ...] = ()
    """The numbers of those that this run wrote; `files`: where it wrote."""
    files: tuple[str, ...] = ()
    is_named: bool = False
    """Whether some were named by their numbers: who did so has seen the list."""
    chosen: tuple[int, ...] | None = None
    """The numbers of those that would be written, where they were chosen and are not written yet."""
    looked: tuple[int, ...] = ()
    """The numbers of others that were named to be seen whole, where nothing is written."""

    @cached_property
    def rivals(self) -> Rivals:
        return Rivals(self.proposals)

    @cached_property
    def held(self) -> list[ProposedChange]:
        """What could be written, and is only where it is named."""
        return []

    @cached_property
    def held_back(self) -> set[int]:
        return {each.number for each in self.held}

    @cached_property
    def labels(self) -> Mapping[str, str]:
        """What the data call their facts and groups, by id."""
        return {}

    @property
    def option(self) -> str:
        """The option that names what is not written by itself."""
        return "--add" if self.run == "take" else "--only"

    @cached_property
    def following(self) -> set[str]:
        """The facts that become others by what is written."""
        return {each.fact for each in self.follows}

    @property
    def undecided(self) -> int:
        return sum(each.is_open and each.number not in self.written for each in self.proposals)


def obstacles(made: Weighed, workspace: Workspace, contents: dict[str, bytes], ledgers: Iterable[Ledger]) -> list[str]:
    """Files that could not be written, and those that are there for comparison only: said before anything is."""
    entries = _entries(made.contents, workspace, contents)
    statuses = {ledger.file: ledger.status for ledger in ledgers}
    compared = [each.name for each in entries if statuses.get(each.name) == FOR_COMPARISON]
    said = [f"{file} 是只供比较的一年（status: {FOR_COMPARISON}），有数要写在那里" for file in compared]
    return [*journal.obstacles(workspace.root, entries), *said]


def _entries(outcome: Mapping[str, bytes], workspace: Workspace, contents: Mapping[str, bytes]) -> list[Entry]:
    """The files that change, as they are on disk and as they will be."""
    instead = workspace.instead
    before, after = {**contents, **instead.before}, {**instead.after, **outcome}
    return [Entry(file, before.get(file), data) for file, data in after.items()]


class Named(Struct, frozen=True):
    """Proposals named by number: these and no others, these beside all that are ready, all but these."""

    only: Sequence[int] = ()
    add: Sequence[int] = ()
    skip: Sequence[int] = ()

    def __bool__(self) -> bool:
        return bool(self.only or self.add or self.skip)

    def is_of(self, number: int) -> bool:
        """Whether it may be looked at."""
        return number not in self.skip and (not self.only or number in self.only)


def chosen(
    incoming: Incoming, named: Named, held: Collection[int] = (), *, to_look: bool = False
) -> list[ProposedChange]:
    """Those to be written: all that are ready, or those named. Raises CannotRun for a number that cannot be.

    `held`: the numbers of ready ones that are written only where they are named. `to_look`: those that cannot be
    written, alone or beside another, are no error: they are not among them.
    """
    if named.only and named.add:
        raise CannotRun("--only只写写明的几条，--add是可以写的都写、再加写明的几条：不一起用，留一个")
    by_number = {each.number: each for each in incoming.proposals}
    for number in (*named.only, *named.add, *named.skip):
        if number not in by_number:
            gone = number < max(by_number, default=0)
            why = "第{}条已经没有了，写过了或并进了别的一条；不加--write再看一遍" if gone else "没有第{}条建议；共{}条"
            raise CannotRun(why.format(number, len(by_number)))
    ready = [] if named.only else [each.number for each in _ready(incoming.proposals) if each.number not in held]
    numbers = dict.fromkeys((*named.only, *ready, *named.add))
    wanted = [by_number[number] for number in numbers if number not in named.skip]
    rivals, before = Rivals(wanted), set[int]()
    if to_look:
        apart = (each for each in wanted if all(other is each for other in rivals.of(each)))
        return [each for each in apart if each.can_be_named and each.state != "taken"]
    for each in wanted:
        if not each.can_be_named:
            raise CannotRun(f"第{each.number}条不能写：{each.message}")
        if rival := next((other for other in rivals.of(each) if other.number in before), None):
            raise CannotRun(f"第{rival.number}条和第{each.number}条要改同一处，只能要一条")
        before.add(each.number)
    return [each for each in wanted if each.state != "taken"]


def _ready(proposals: Sequence[ProposedChange]) -> list[ProposedChange]:
    return [each for each in proposals if each.state == "ready"]


Source = TypeVar("Source", bound=Incoming)


def choose(incoming: Source, wanted: Sequence[ProposedChange]) -> Source:
    """Those wanted noted as chosen, with what would follow if they were written and no other."""
    made = _foreseen(incoming, wanted)
    return replace(made, proposals=incoming.proposals, chosen=tuple(each.number for each in wanted))


def _foreseen(incoming: Source, wanted: Sequence[ProposedChange]) -> Source:
    """With what follows if those wanted are written and no other: of all that are ready that is known."""
    if wanted == _ready(incoming.proposals):
        return incoming
    made = consequences(incoming.proposals, wanted, incoming.workspace, incoming.contents)
    return replace(
        incoming,
        proposals=made.proposals,
        findings=made.findings,
        follows=made.follows,
        outcome=made.contents,
        spoken=made.spoken,
        is_cut_short=made.is_cut_short,
    )


def write(incoming: Source, wanted: Sequence[ProposedChange]) -> Source:
    """Write those wanted, all or nothing. Raises CannotRun; then nothing was written."""
    result = _foreseen(incoming, wanted)
    if not (entries := _entries(result.outcome, incoming.workspace, incoming.contents)):
        return result
    root = incoming.workspace.root
    record = Record(root)
    record.exchange(incoming.run, entries)
    with_figures = (each for each in wanted if each.words and "{{" in (each.after or ""))
    sentences = (source.text for each in with_figures for source in each.sources if not source.line)
    known = {**_numbers(incoming.shown), **_numbers(incoming.proposals)} if incoming.digest else None
    record.note_taken(sentences, incoming.digest, known, incoming.bases)
    files = tuple(entry.name for entry in entries)
    return replace(result, written=tuple(each.number for each in wanted), files=files)


def _numbers(proposals: Sequence[ProposedChange]) -> dict[str, int]:
    """The numbers of proposals, by what they are known by when the same drafts are read again."""
    return dict(zip(identities(proposals), (each.number for each in proposals), strict=True))


class Undone(Struct, frozen=True):
    """`changed`: files that have changed since, because of which nothing was put back.

    `more`: whether there is another run before it that can be undone now.
    """

    files: list[str]
    changed: list[str]
    more: bool


def undo(workspace: Workspace, run: str) -> Undone:
    """Put back what was written last. Raises CannotRun where there is nothing to be put back."""
    last = journal.last(workspace.root)
    changed = journal.undo(workspace.root, run)
    if changed is None or last is None:
        why = f"这里最后写入的是report {last.run}" if last else f"report {run}没有写过，或写的都退回了"
        raise CannotRun(f"没有可以退回的：{why}；写入前的文件在 .report/backup/")
    if not changed:
        made_new = {each.name: each.after for each in last.entries if each.before is None and each.after}
        Record(workspace.root).note_removed(made_new)
    before = journal.last(workspace.root)
    return Undone([each.name for each in last.entries], changed, more=before is not None and before.run == run)
