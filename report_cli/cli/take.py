"""`report take`: what people changed in drafts, proposed for the data, and written where that is wished."""

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer
from msgspec import Struct
from msgspec.structs import replace

from report_cli.audit.returned import Auditor
from report_cli.cli import asking, coming, options, workspaces
from report_cli.files.workspace import CATALOGUE, Workspace
from report_cli.inward.proposed import ProposedChange
from report_cli.inward.rivals import Rivals
from report_cli.model import CannotRun
from report_cli.tasks import added_numbers, choice
from report_cli.tasks import take as task
from report_cli.tasks.incoming import Named
from report_cli.tasks.take import Taking
from report_cli.text import ranges
from report_cli.views import screen

_Drafts = Annotated[list[Path] | None, options.argument("稿件…", "改过的稿件：DOCX，也可以是MD、TXT；几份一起也可以。")]
_Ask = Annotated[bool, options.flag("--ask", "一条一条地问，最后写要的那些。")]
_Original = Annotated[bool, options.flag("--original", "修订当作没有接受；不写这个，当作都接受了。")]


def take(
    context: typer.Context,
    drafts: _Drafts = None,
    write: coming.Write = False,
    ask: _Ask = False,
    only: coming.Only = None,
    add: coming.Add = None,
    skip: coming.Skip = None,
    original: _Original = False,
    undo: coming.Undo = False,
    year: options.DraftYear = None,
    kind: options.DraftKind = None,
    form: options.TextFormat = "text",
) -> None:
    """把改过的稿件带回来：数写进年度数据，字句写进这一年的改动文件；先列出来，看过再写。

    改动文件是templates/年份/报告类型.edits.yaml，以后生成照着改。还有没有定的，退出状态是1；没有了，是0。

    例如：
    report take 送审稿.docx             改了哪些
    report take 送审稿.docx --write     写进去，先备份
    report take 甲.docx 乙.docx         几份一起
    report take 送审稿.docx --original  修订当作没有接受
    """
    workspace = workspaces.of(context)
    if undo:
        raise typer.Exit(coming.undo(workspace, task.RUN, drafts, write=write, ask=ask, only=only, add=add, skip=skip))
    named = Named(*map(coming.numbers, (only, add, skip)))
    run = _Run(workspace, _paths(drafts, ask=ask, write=write), original, year, kind)
    taking = run.read()
    coming.remark(taking)
    done = _answered(run, taking, form, named) if ask else None
    done = done or _by_number(run, taking, form, named, is_written=write)
    raise typer.Exit(1 if done.undecided else 0)


class _Run(Struct, frozen=True):
    """Which drafts are read, and how."""

    workspace: Workspace
    paths: list[Path]
    is_original: bool
    year: int | None
    kind: str | None

    def read(self, workspace: Workspace | None = None, named: Mapping[task.Spot, str] | None = None) -> Taking:
        """The drafts as they are taken, into another workspace too, where new numbers are certain facts."""
        of_kind = choice.kind(self.workspace, self.kind) if self.kind else None
        auditor = Auditor(workspace or self.workspace, self.year, of_kind)
        return task.take(auditor, self.paths, named, is_original=self.is_original)

    def command(self, taking: Taking) -> str:
        """What is typed to read them so."""
        files = [f'"{each.audit.file}"' if " " in each.audit.file else each.audit.file for each in taking.drafts]
        options = [*_elsewhere(self.workspace.root), *["--original"] * self.is_original]
        options += [f"--year {self.year}"] * bool(self.year) + [f"--kind {self.kind}"] * bool(self.kind)
        return " ".join(["report take", *files, *options])


def _answered(run: _Run, taking: Taking, form: str, named: Named) -> Taking | None:
    """What was answered yes written. None where there is nothing to ask."""
    if named.add:
        raise CannotRun("--ask问到的答要就写，新的数、有冲突的也是；不和--add一起用")
    if (asked := asking.asked(taking, named)) is None:
        return None
    added = added_numbers.added(taking, asked.wanted, run.read)
    done = added.as_shown(coming.decided(added.taking, added.wanted, is_written=bool(asked.wanted), is_chosen=False))
    if asked.wanted or form == "json":
        coming.show(done, form, asked.shown)
    _say(added.refusals)
    coming.say_written(done)
    return done


def _by_number(run: _Run, taking: Taking, form: str, named: Named, *, is_written: bool) -> Taking:
    """What is ready, or was named, written or noted as chosen; then what to run next."""
    to_look = bool(named.only) and not is_written
    named, behind = _without_unwritable(taking, named)
    wanted = task.chosen(taking, named, to_write=is_written, to_look=to_look)
    added = added_numbers.added(taking, wanted, run.read, to_look=to_look)
    done = coming.decided(added.taking, added.wanted, is_written=is_written, is_chosen=bool(named))
    done = added.as_shown(done)
    if to_look:
        done = replace(done, looked=tuple(set(named.only).difference(named.skip, done.chosen or ())))
    coming.show(done, form)
    _say([*behind, *added.refusals])
    if form != "json" and not (done.chosen or done.looked):
        _say(_next(done, run))
    coming.say_written(done)
    return done


def _without_unwritable(taking: Taking, named: Named) -> tuple[Named, list[str]]:
    """Those named to be added that can be written at all; the others stay behind alone, with why.

    Where none can, all stay: that is told as an error.
    """
    of = {each.number: each for each in taking.proposals if each.number in named.add}
    behind = {number: each for number, each in of.items() if not each.can_be_named}
    if len(behind) == len(of):
        return named, []
    left = [number for number in named.add if number not in behind]
    return replace(named, add=left), [f"第{number}条没有写，不能写：{each.message}" for number, each in behind.items()]


def _say(lines: Iterable[str]) -> None:
    for line in lines:
        screen.say(line)


def _elsewhere(root: Path) -> list[str]:
    """The option that names the workspace, where the current folder does not tell it."""
    return [] if Path.cwd().is_relative_to(root) else [f"--workspace {screen.relative('', root)}"]


def _next(taking: Taking, run: _Run) -> Iterator[str]:
    """What has to be looked at one by one, and the one command that writes all else; none where --write alone does.

    What only a draft whose own build is not known says may be what changed since: it has a command of its own.
    """
    left = [each for each in taking.proposals if each.number not in taking.written]
    held = [each for each in taking.held if each.number not in taking.written]
    ready = [each for each in left if each.state == "ready" and not each.files <= taking.lost]
    is_first = not taking.written and taking.chosen is None
    new = _plain(left, taking.lost)
    if len(new) > added_numbers.MANY:
        how = f"分几次用--add写明，一次不超过{added_numbers.MANY}条"
        yield f"新的数有{len(new)}条，太多，没有先试写得成写不成，也没有写：{how}"
        new = []
    refused = added_numbers.refused(taking, [*ready * is_first, *new], run.read)
    for why in dict.fromkeys(refused.values()):
        numbers = sorted(number for number, said in refused.items() if said == why)
        yield f"第{'、'.join(ranges(numbers))}条不能照上面列的写：{why}"
    new = [each for each in new if each.number not in refused]
    command = f"{run.command(taking)} --write"
    # What this run left of the ready ones is not wanted.
    option = "--only" if new and ready and not is_first else "--add"
    if new:
        yield from _with_new(new, f"{command} {option}", "，可以写的也一起写" * (bool(ready) and is_first))
    elif held and ready and is_first:
        yield from ("别的可以写的，都要就运行", command)
    if held:
        yield from _of_lost(held, new, f"{command} {option}")


def _with_new(new: Sequence[ProposedChange], command: str, how: str) -> Iterator[str]:
    """How new numbers, and lines more, are written."""
    numbers = [each for each in new if each.state == "new"]
    what = "、".join(["新的数"] * bool(numbers) + ["加的行"] * (len(numbers) < len(new)))
    as_listed = f"{'名称、单位、公式' if numbers else ''}都照上面列的"
    yield f"{coming.numbered(new)}是{what}，没有写：{as_listed}，就运行{how}"
    yield f"{command} {_named(new)}"
    if numbers:
        yield f"连句子一起写进去；名称以后可以在{CATALOGUE}里改（label），句子不会断"


def _of_lost(held: Sequence[ProposedChange], new: Sequence[ProposedChange], command: str) -> Iterator[str]:
    """What only drafts whose own build is not known say, and the command that writes it too."""
    lost = "、".join(sorted({file for each in held for file in each.files}))
    yield f"{coming.numbered(held)}只有 {lost} 说，看不出底稿：一条一条看过，也都要，就{'改' * bool(new)}运行"
    yield f"{command} {_named([*new, *held])}"


def _named(proposals: Iterable[ProposedChange]) -> str:
    return ",".join(ranges(sorted(each.number for each in proposals)))


def _plain(left: list[ProposedChange], lost: set[str]) -> list[ProposedChange]:
    """The new numbers that nothing speaks against."""
    rivals, sure = Rivals(left), [each for each in left if each.can_be_added and not each.is_doubtful]
    return [each for each in sure if not each.files <= lost and not any(rivals.of(each))]


def _paths(drafts: list[Path] | None, *, ask: bool, write: bool) -> list[Path]:
    """The drafts, each once. Raises CannotRun where there are none, or nobody can be asked."""
    if write and ask:
        raise CannotRun("--ask问完就写，不和--write一起用")
    if not drafts:
        raise CannotRun("没有写明哪一份稿件，如 report take 送审稿.docx")
    if ask and not (sys.stdin and sys.stdin.isatty() and sys.stdout.isatty()):
        raise CannotRun("--ask要在终端里一条一条地问；这里不是终端，用--only写明要哪几条，再加--write")
    return list(dict.fromkeys(drafts))
