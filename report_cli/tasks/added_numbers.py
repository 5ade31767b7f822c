"""New numbers that people named: the data are told of them, and their sentences come home in the same run.

It is as if the lines that are listed had been typed before it: the drafts are taken once more, with these lines.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from report_cli.compose import values
from report_cli.document import Document
from report_cli.facts.load import Loader
from report_cli.files.instead import NOTHING, Instead
from report_cli.files.workspace import CATALOGUE, Workspace
from report_cli.inward import printed_then
from report_cli.inward.lines_to_add import Line, with_lines
from report_cli.inward.proposed import ProposedChange, as_compared
from report_cli.inward.untold import untold
from report_cli.inward.weighing import consequences
from report_cli.model import CannotRun, Finding
from report_cli.sentences import CLAUSE_MARKS
from report_cli.tasks import incoming
from report_cli.tasks.take import Spot, Taking
from report_cli.text import ranges

MANY = 300
"""More new numbers than these are not tried at once: for that the drafts are taken once more."""

Again = Callable[[Workspace, Mapping[Spot, str]], Taking]


class Added(Struct, frozen=True):
    """`taking`: the drafts as they are taken once the data know the numbers. `wanted`: what is to be written then.

    `sentences`: the numbers that each of those proposals brings home with its words, by its number. `left`: the
    numbers that cannot be written though they are wanted, with why.
    """

    taking: Taking
    wanted: list[ProposedChange]
    sentences: Mapping[int, list[int]] = {}
    left: Mapping[int, str] = {}

    @property
    def refusals(self) -> list[str]:
        return [_refusal(number, why) for number, why in self.left.items()]

    def as_shown(self, done: Taking) -> Taking:
        """What was done, with the new numbers as they were listed in place of their sentences."""
        if not done.shown:
            return done
        numbers = {each.number for each in done.shown}
        others = [each for each in done.proposals if each.number not in {*numbers, *self.sentences}]
        told = [_told(each, done.shown) if done.files else each for each in done.shown]
        told = [_with_present(each, done) for each in told]
        spoken = {self.sentences.get(number, [number])[0]: said for number, said in done.spoken.items()}
        return replace(
            done,
            proposals=sorted((*others, *told), key=lambda each: each.number),
            spoken=spoken,
            written=self._with_new(done.written, numbers) if done.files else (),
            chosen=None if done.chosen is None else self._with_new(done.chosen, numbers),
        )

    def _with_new(self, done: Iterable[int], numbers: Collection[int]) -> tuple[int, ...]:
        return tuple(sorted({*numbers, *done}.difference(self.sentences.keys() - numbers)))


def added(taking: Taking, wanted: list[ProposedChange], again: Again, *, to_look: bool = False) -> Added:
    """What is to be written where new numbers are wanted: those that cannot be told to the data stay behind, alone.

    `again`: takes the same drafts into a workspace, where new numbers are certain facts. Raises CannotRun where
    nothing of what is wanted can be written, but `to_look`.
    """
    made = _added(taking, wanted, again)
    if not to_look and made.left and not made.wanted and not made.taking.shown:
        raise CannotRun("\n".join(made.refusals))
    return made


def refused(taking: Taking, wanted: list[ProposedChange], again: Again) -> Mapping[int, str]:
    """Which new numbers of those wanted could not be written now, with why: no command is told that does not work."""
    if wanted and taking.written:
        numbers, taking = {each.number for each in wanted}, again(replace(taking.workspace, instead=NOTHING), {})
        wanted = [each for each in taking.proposals if each.number in numbers and each.can_be_added]
    return _added(taking, wanted, again).left


def _added(taking: Taking, wanted: list[ProposedChange], again: Again) -> Added:
    named, left = [each for each in wanted if each.can_be_added], dict[int, str]()
    others = [each for each in wanted if not each.can_be_added]
    while named:
        made, behind = _tried(taking, named, others, again)
        if made is not None:
            return replace(made, left=left)
        left |= behind
        named = [each for each in named if each.number not in behind]
    return Added(taking, others, left=left)


def _refusal(number: int, why: str) -> str:
    return f"第{number}条不能写：{why}"


def _tried(
    taking: Taking, named: Sequence[ProposedChange], others: Sequence[ProposedChange], again: Again
) -> tuple[Added | None, dict[int, str]]:
    """What is to be written once the data know new numbers; else those that cannot be, with why."""
    if wrong := _wrong(taking, named):
        alone = {each.number: why for each in named if len(named) > 1 and (why := _wrong(taking, [each]))}
        return None, alone or dict.fromkeys((each.number for each in named), wrong)
    lines = [line for each in named for line in each.lines]
    shown = [*_with(named, lines, taking.proposals)]
    numbers, rows = ([each for each in shown if (each.state == "new") is is_new] for is_new in (True, False))
    workspace = replace(taking.workspace, instead=_instead(taking, lines))
    try:
        made = again(workspace, {spot: each.key[2] for each in numbers for spot in _spots(each)})
    except CannotRun as error:
        return None, dict.fromkeys((each.number for each in named), str(error))
    known = {*map(_place, taking.proposals)}
    words = [each for each in made.proposals if each.type == "prose" and _place(each) not in known]
    brought = {each.number: found for each in words if (found := _in(each, numbers))}
    home = {each.number: brought[each.number] for each in words if each.number in brought and _is_home(each)}
    behind = _left(numbers, made, brought, home, others) | _rows_left(rows, made, known, brought)
    behind = dict(_alone(numbers, made, home)) | behind
    if behind:
        return None, _named_of(behind, named, shown)
    # What the data print otherwise than the draft by now is told of the number: it is no further wish of a sentence.
    proposals = [each for each in made.proposals if each.state != "unclear" or _place(each) in known]
    made = replace(made, proposals=proposals)
    rest = [each.number for each in others]
    chosen = incoming.chosen(made, incoming.Named(only=[*home, *rest])) if home or rest else []
    if behind := _unsaid(made, chosen, shown, [each for each in taking.proposals if each.number not in rest]):
        return None, _named_of(behind, named, shown)
    remarks = [each for each in made.remarks if each not in taking.remarks]
    return Added(replace(made, shown=shown, remarks=remarks), chosen, home), {}


def _is_home(words: ProposedChange) -> bool:
    return words.words is not None or words.state == "taken"


def _left(
    numbers: Sequence[ProposedChange],
    made: Taking,
    brought: Mapping[int, list[int]],
    home: Mapping[int, list[int]],
    others: Sequence[ProposedChange],
) -> dict[int, str]:
    """The numbers that the data were told of and that are none of theirs, or whose sentences stay behind, with why.

    `brought`: the proposals with their numbers, `home`: those of them that can be written, beside `others`.
    """
    spots, rest = {spot: each.number for each in numbers for spot in _spots(each)}, {each.number for each in others}
    is_home, left = {number for found in home.values() for number in found}, dict[int, str]()
    rivals = [each for each in made.proposals if each.number in rest and (each.can_be_written or each.state == "taken")]
    if lost := rest.difference(each.number for each in rivals):
        return dict.fromkeys(spots.values(), f"和第{min(lost)}条一起写，那一条就写不了；先写那一条")
    for each in made.proposals:
        found = {spots[spot] for spot in _spots(each) if spot in spots} if each.state == "new" else set[int]()
        found |= {*brought.get(each.number, ())}.difference(is_home)
        left |= dict.fromkeys(found, f"数据里加了这几行，这句话还是带不回：{each.message}")
        if each.number in home and (rival := next(filter(each.meets, rivals), None)):
            left |= dict.fromkeys(home[each.number], f"它的那句话和第{rival.number}条要改同一处，只能要一条")
    return left


def _alone(numbers: Sequence[ProposedChange], made: Taking, home: Mapping[int, list[int]]) -> Iterator[tuple[int, str]]:
    """The numbers that no words bring home, with why: others in their sentences that the data do not know yet."""
    is_home = {number for found in home.values() for number in found}
    for number in (each for each in numbers if each.number not in is_home):
        beside = [each for each in made.proposals if each.state == "new" and _is_beside(each, number)]
        undecided = [each for each in beside if not each.can_be_added]
        said = "、".join(f"第{each.number}条" for each in undecided or beside)
        all_of_it = ranges(sorted({each.number for each in (number, *beside, *numbers) if _is_beside(each, number)}))
        together = f"这句话里的{said}也是新的数，看过，要写就一起写：--add {','.join(all_of_it)}"
        why = together if said else "这句话带不回；自己改"
        why = f"这句话里的{said}还没有定，句子带不回；先照那里说的办，再运行一次" if undecided else why
        yield number.number, why


def _unsaid(
    made: Taking, chosen: Sequence[ProposedChange], shown: Sequence[ProposedChange], told: Iterable[ProposedChange]
) -> dict[int, str]:
    """All that would be written, held against the drafts: nothing that is lost is called written, whatever it is.

    The numbers shown of which a draft says something that the report would not, nor any of those `told`, with why.
    """
    numbers = {each.number for each in shown}
    told = [replace(each, state="unclear") for each in told if each.number not in numbers and each.is_open]
    told += [replace(each, state="ready") for each in chosen]
    weighed = consequences(made.proposals, chosen, made.workspace, made.contents)
    lines = [text for document in weighed.documents.values() if document for text in _lines(document)]
    whole, found = _but_for_figures("".join(lines)), dict[int, str]()
    for each in untold(made.drafts, replace(weighed, proposals=told), made.uncarried):
        # What others put between, and figures that the data give otherwise by now, are told of the number.
        clauses = re.split(f"[{CLAUSE_MARKS}]", each.after or "")
        if each.change == "moved" or not all(_but_for_figures(clause) in whole for clause in clauses):
            [source] = each.sources
            there = [number.number for number in shown if (source.file, source.paragraph) in _paragraphs(number)]
            found |= dict.fromkeys(there or numbers, f"照这样写，{each.message}")
    return found


def _lines(document: Document) -> Iterator[str]:
    return ("".join(run.text for run in runs) for _, runs in document.lines)


def _but_for_figures(text: str) -> str:
    return re.sub("[0-9.]+", "0", as_compared(text))


def _paragraphs(number: ProposedChange) -> set[tuple[str, int | None]]:
    return {(file, paragraph) for file, paragraph, _ in _places(number)}


def _rows_left(
    rows: Sequence[ProposedChange], made: Taking, known: Collection[object], brought: Collection[int]
) -> dict[int, str]:
    """The rows that the data were told of and that the draft still has more or otherwise, with why."""
    left = [each for each in made.proposals if each.is_open and each.number not in brought] if rows else []
    still = {_place(each): each for each in left}
    strange = next((each for each in left if _place(each) not in known), None)
    found = {each.number: still.get(_place(each), strange) for each in rows}
    return {number: f"照这样加了，还和稿件不同：{each.message}" for number, each in found.items() if each}


def _named_of(
    left: Mapping[int, str], named: Sequence[ProposedChange], numbers: Sequence[ProposedChange]
) -> dict[int, str]:
    """Those that were named of which some are left, or whose lines they are."""
    lines = {line.key: left[each.number] for each in numbers if each.number in left for line in each.lines}
    why = {each.number: next((lines[line.key] for line in each.lines if line.key in lines), "") for each in named}
    return {number: said for number, said in why.items() if said} or dict.fromkeys(why, next(iter(left.values())))


def _spots(number: ProposedChange) -> Iterator[Spot]:
    """Where a new number stands in each draft that says it."""
    for source in number.sources:
        yield source.file, (source.paragraph or 0) - 1, number.position[-1]


def _instead(taking: Taking, lines: Sequence[Line]) -> Instead:
    """The files that get lines."""
    contents = {**taking.contents, CATALOGUE: taking.workspace.read(CATALOGUE)}
    after = with_lines(contents, lines)
    return Instead(after, {file: contents.get(file) for file in after})


def _with(
    named: Sequence[ProposedChange], lines: Collection[Line], proposals: Iterable[ProposedChange]
) -> Iterator[ProposedChange]:
    """Those that were named, and others of their sentences that the same lines tell of: a share's part and whole."""
    numbers, told = {each.number for each in named}, {line.key for line in lines}
    places = {place for each in named for place in _places(each)}
    for each in proposals:
        is_told = each.can_be_added and {line.key for line in each.lines} <= told
        if each.number in numbers or (is_told and not places.isdisjoint(_places(each))):
            yield each


def _is_beside(one: ProposedChange, other: ProposedChange) -> bool:
    """Whether two new numbers stand in one sentence."""
    return not _places(one).isdisjoint(_places(other))


def _places(number: ProposedChange) -> set[tuple[str, int | None, str]]:
    return {(each.file, each.paragraph, each.text) for each in number.sources}


def _in(words: ProposedChange, numbers: Sequence[ProposedChange]) -> list[int]:
    """The new numbers in the sentence that words say."""
    return [each.number for each in numbers if _holds(words, each)]


def _place(each: ProposedChange) -> tuple[str, bool, tuple[int, ...]]:
    """Where it stands, and whether it only moves: a paragraph that moves may begin with a sentence that is new."""
    return each.type, each.is_move, each.position


def _holds(words: ProposedChange, number: ProposedChange) -> bool:
    return any(
        ours.file == theirs.file and (theirs.text in ours.text or ours.text in theirs.text)
        for ours in words.sources
        for theirs in number.sources
    )


def _wrong(taking: Taking, named: Sequence[ProposedChange]) -> str:
    """What would be wrong with the data that know new numbers; empty where nothing is."""
    try:
        instead = _instead(taking, [line for each in named for line in each.lines])
    except CannotRun as error:
        return f"{error}；先自己加"
    years = sorted({each.year for each in named})
    known = {(each.code, each.fact) for each in _errors(taking.workspace, years)}
    found = _errors(replace(taking.workspace, instead=instead), years)
    wrong = next((each for each in found if (each.code, each.fact) not in known), None)
    return f"加了这几行，数据会有错误 {wrong.code} {wrong.message}；先自己加，改好" if wrong else ""


def _errors(workspace: Workspace, years: Iterable[int]) -> list[Finding]:
    loader = Loader(workspace)
    return [each for year in years for each in loader.year(year).findings if each.is_error]


def _with_present(number: ProposedChange, done: Taking) -> ProposedChange:
    """A new number with what the data give in its place, where that is another by now."""
    ledger, id = Loader(done.workspace, done.outcome).year(number.year).ledger, number.key[2]
    id, _, form = (id, "", "") if ledger.get(id) else id.rpartition(".")
    fact = ledger.get(id)
    printed = values.printed(ledger, id, form) if fact and (form or fact.is_derived) else None
    if not printed or as_compared(printed).endswith(as_compared(number.after or "")):
        return number
    return replace(number, message=f"{number.message}；照数据印成“{printed}”，稿件里是“{number.after}”")


def _told(number: ProposedChange, shown: Sequence[ProposedChange]) -> ProposedChange:
    """A new number whose lines were written, with what these say."""
    with_others = {line.key for each in shown if each is not number for line in each.lines}
    own = [line for line in number.lines if line.key not in with_others]
    said = "；".join(line.done for line in own or number.lines)
    said = re.sub("（还没有[^）]*）", "", said)
    return replace(printed_then.without(number), message=said.replace("核对后再写", "核对"))
