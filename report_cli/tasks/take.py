"""Taking home what people changed in drafts: proposed changes from one draft or several."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import TypeVar

from msgspec import Struct, field
from msgspec.structs import replace

from report_cli import compose
from report_cli.audit.compare import Audit
from report_cli.audit.origin import ReturnedDraft, of_text
from report_cli.audit.returned import Auditor, read_draft
from report_cli.audit.texts import normalized
from report_cli.drafts import bases, figures
from report_cli.drafts.record import Record
from report_cli.facts.ledger import Ledger
from report_cli.files.digests import of_bytes
from report_cli.files.workspace import Workspace
from report_cli.inward import carried, come_home, figure_wishes, other_reports, prose_wishes, renumbered
from report_cli.inward.carried import Comment, Uncarried
from report_cli.inward.draft import Draft
from report_cli.inward.merging import merged, numbered_behind
from report_cli.inward.new_numbers import NewNames
from report_cli.inward.proposed import ProposedChange
from report_cli.inward.rewritten import as_words
from report_cli.inward.untold import untold as untold_of
from report_cli.inward.weighing import Weighed, weighed
from report_cli.model import EDITS_SUFFIX, CannotRun
from report_cli.tasks import incoming
from report_cli.tasks.incoming import Incoming, Named, obstacles

RUN = "take"
Thing = TypeVar("Thing")
Spot = tuple[str, int, int]
"""Where a number stands: the draft, the line, the character."""
_OWN = ("kept", "committed", "history")


class Taking(Incoming, frozen=True, kw_only=True):
    """What drafts propose. `is_sure`: whether each draft was laid against its own build."""

    is_sure: bool = True
    drafts: tuple[Draft, ...] = ()

    @cached_property
    def lost(self) -> set[str]:
        """The drafts whose own build is lost or not known: what changed since looks like their edits, reversed."""
        return {draft.audit.file for draft in self.drafts if draft.is_of_another_build}

    @cached_property
    def labels(self) -> Mapping[str, str]:
        catalogues = [draft.ledger.catalogue for draft in self.drafts]
        groups = {group.name: group.label for each in catalogues for group in each.groups.values()}
        return groups | {one.id: one.label for each in catalogues for one in each.indicators}

    @cached_property
    def held(self) -> list[ProposedChange]:
        """What only such drafts say: it could be written, and is only where it is named."""
        wanted = (each for each in self.proposals if each.state == "ready" or each.can_be_added)
        return [each for each in wanted if each.files <= self.lost]


class _Reading(Struct):
    """Drafts as they are read, one after the other: what each wishes, and what else is to be said of it.

    `named`: the facts that new numbers are to be, where the data were told of them.
    """

    auditor: Auditor
    named: Mapping[Spot, str]
    is_original: bool
    wishes: list[ProposedChange] = []
    comments: list[Comment] = []
    uncarried: list[Uncarried] = []
    drafts: list[Draft] = []
    contents: dict[str, bytes] = {}
    read: list[tuple[ReturnedDraft, Audit]] = []
    names: NewNames = field(default_factory=NewNames)

    def add(self, path: Path) -> None:
        returned = read_draft(path, is_original=self.is_original)
        audit = self.auditor.audit(returned, of_people=True)
        self.contents |= _files(self.auditor.workspace, audit.baseline.year, audit.baseline.kind)
        draft, number = _draft(self.auditor, audit, self.contents, self.named), len(self.drafts)
        self.drafts.append(draft)
        self.read.append((returned, audit))
        self.wishes += [replace(each, position=(number, *each.position)) for each in _wishes(draft, self.names)]
        document = self.auditor.document(draft.year, audit.baseline.kind)
        self.comments += carried.comments(audit.file, returned.manuscript)
        self.uncarried += carried.uncarried(audit, returned.manuscript, document)

    @property
    def digest(self) -> str:
        """What a run is known by: the digests of its drafts, and how their tracked changes were read."""
        digests = (of_bytes(returned.data) for returned, _ in self.read)
        return of_bytes(" ".join([*digests, "original" * self.is_original]).encode())


def take(
    auditor: Auditor, paths: Iterable[Path], named: Mapping[Spot, str] | None = None, *, is_original: bool = False
) -> Taking:
    """What drafts propose. Raises CannotRun where one of them is not known.

    `named`: the facts that new numbers are to be, where the data were told of them.
    """
    reading = _Reading(auditor, named or {}, is_original)
    for path in paths:
        reading.add(path)
    drafts, numbers = reading.drafts, Record(auditor.workspace.root).numbers(digest := reading.digest)
    made = weighed(merged(reading.wishes, numbers, reading.names.places.values()), auditor.workspace, reading.contents)
    untold = numbered_behind(made.proposals, [*untold_of(drafts, made, reading.uncarried)], numbers)
    return Taking(
        run=RUN,
        workspace=auditor.workspace,
        proposals=[*made.proposals, *untold],
        contents=reading.contents,
        year=_only({draft.year for draft in drafts}),
        kind=_only({draft.kind for draft in drafts}),
        comments=reading.comments,
        uncarried=[*reading.uncarried, *renumbered.uncarried(drafts, made)],
        findings=made.findings,
        follows=made.follows,
        outcome=made.contents,
        spoken=made.spoken,
        is_cut_short=made.is_cut_short,
        is_sure=all(draft.audit.baseline.origin in _OWN for draft in drafts),
        digest=digest,
        bases=_laid(reading.read),
        drafts=tuple(drafts),
        remarks=_remarks(reading, made),
        elsewhere=[*other_reports.told(made.proposals, partial(_kinds, auditor.workspace), auditor.document)],
    )


def _kinds(workspace: Workspace, year: int) -> Sequence[str]:
    return compose.kinds(workspace.kinds(), workspace.template, year)


def _remarks(reading: _Reading, made: Weighed) -> list[str]:
    remarks = filter(None, (draft.audit.baseline.remark for draft in reading.drafts))
    ledgers = _with_last_years(reading.auditor)
    return [*remarks, *obstacles(made, reading.auditor.workspace, reading.contents, ledgers)]


def _draft(auditor: Auditor, audit: Audit, contents: Mapping[str, bytes], named: Mapping[Spot, str]) -> Draft:
    earlier = partial(_earlier, auditor.workspace, audit)
    ours = {(line, start): id for (file, line, start), id in named.items() if file == audit.file}
    return Draft(as_words(audit), auditor.ledger(audit.baseline.year), contents, earlier, ours)


def _laid(read: Sequence[tuple[ReturnedDraft, Audit]]) -> dict[str, str]:
    """Which build each draft without a seal was laid against."""
    unsealed = ((returned, audit) for returned, audit in read if not returned.sealed.get("report.data"))
    return {of_text(returned): audit.baseline.digest for returned, audit in unsealed}


def _only(of: set[Thing]) -> Thing | None:
    """The one that there is; None where there are several."""
    return next(iter(of)) if len(of) == 1 else None


def _wishes(draft: Draft, names: NewNames) -> list[ProposedChange]:
    found = [*figure_wishes.wishes(draft), *prose_wishes.wishes(draft, names)]
    return sorted(found, key=lambda each: (each.position, each.type == "figure"))


def _files(workspace: Workspace, year: int, kind: str) -> dict[str, bytes]:
    """What may be written: the year's file and last year's, and the edits of the report."""
    edits = workspace.template(f"{kind.partition('.')[0]}{EDITS_SUFFIX}", year)
    return dict(filter(None, (*map(workspace.year_file, (year, year - 1)), edits)))


def _earlier(workspace: Workspace, audit: Audit) -> Iterator[str]:
    """Sentences that came home, and the paragraphs of what was built, the newest first: since the draft was."""
    yield from Record(workspace.root).taken()
    for content in bases.all_of(workspace.root, audit.baseline.year, audit.baseline.kind):
        if tuple(map(normalized, content.paragraphs)) == audit.baseline.paragraphs:
            return
        yield from content.paragraphs


def _with_last_years(auditor: Auditor) -> Iterator[Ledger]:
    for ledger in auditor.ledgers.values():
        yield from filter(None, (ledger, ledger.previous))


def is_taken(workspace: Workspace, draft: Path) -> bool:
    """Whether all that people changed in a draft is in data and edits by now; formats, which cannot be, do not count.

    A review copy never is: who signed in its table is in no data.
    """
    try:
        taking = take(Auditor(workspace), [draft])
    except CannotRun:
        return False
    if any(figures.REVIEW in each.audit.baseline.kind for each in taking.drafts):
        return False
    is_left = taking.undecided or taking.comments or any(each.is_content for each in taking.uncarried)
    # Whatever was made of it, nothing goes that a new build would not say.
    return taking.is_sure and not is_left and all(map(come_home.is_home, taking.drafts))


def chosen(taking: Taking, named: Named, *, to_write: bool = False, to_look: bool = False) -> list[ProposedChange]:
    """Those to be written: all that are ready, or those named. Raises CannotRun for a number that cannot be.

    `to_look`: those that cannot be written are no error, but are not among them.

    What only a draft says whose own build is lost or not known has to be named.
    """
    held = {each.number for each in taking.held}
    wanted = incoming.chosen(taking, named, held, to_look=to_look)
    if to_write and taking.lost and not (wanted or named.only or named.add):
        raise CannotRun(
            f"没有写：{'、'.join(sorted(taking.lost))} 的底稿找不到了，或看不出是哪一份，"
            "数据和模板后来的变化会被当成稿件的改动，反着写回去。"
            "先不加--write看一遍，再用--only写明要写的号，或者用--ask一条一条地问"
        )
    return wanted
