"""`report take`: what people changed in drafts, proposed for the data, and written where that is wished."""

import sys
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from msgspec import Struct

from report_cli.audit.returned import Auditor
from report_cli.cli import coming, options, workspaces
from report_cli.files.workspace import CATALOGUE, Workspace
from report_cli.inward.proposed import ProposedChange
from report_cli.inward.rivals import Rivals
from report_cli.model import CannotRun
from report_cli.tasks import added_numbers, choice
from report_cli.tasks import take as task
from report_cli.tasks.take import Taking
from report_cli.text import ranges
from report_cli.views import proposals as view
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
        raise typer.Exit(coming.undo(workspace, task.RUN, drafts, write=write, ask=ask, only=only, skip=skip))
    of_kind = choice.kind(workspace, kind) if kind else None
    read = partial(_read, year, of_kind, _paths(drafts, ask=ask, write=write), is_original=original)
    taking = read(workspace)
    coming.remark(taking)
    numbers = coming.numbers(only), coming.numbers(skip)
    asked = _asked(taking) if ask else None
    wanted = asked.wanted if asked is not None else task.chosen(taking, *numbers, to_write=write)
    added = added_numbers.added(taking, wanted, read)
    done = coming.decided(
        added.taking, added.wanted, is_written=write or bool(wanted and asked), is_chosen=bool(only or skip)
    )
    done = added.as_shown(done)
    if asked is None or wanted or form == "json":
        coming.show(done, form, asked.shown if asked else ())
    for refusal in added.refusals:
        screen.say(refusal)
    if asked is None and form != "json" and not done.chosen:
        options = [*_elsewhere(workspace.root), *["--original"] * original]
        options += [f"--year {year}"] * bool(year) + [f"--kind {kind}"] * bool(kind)
        screen.say(_next(done, options, read))
    raise typer.Exit(1 if done.undecided else 0)


def _read(
    year: int | None,
    kind: str | None,
    paths: list[Path],
    workspace: Workspace,
    named: Mapping[task.Spot, str] | None = None,
    *,
    is_original: bool,
) -> Taking:
    return task.take(Auditor(workspace, year, kind), paths, named, is_original=is_original)


def _elsewhere(root: Path) -> list[str]:
    """The option that names the workspace, where the current folder does not tell it."""
    return [] if Path.cwd().is_relative_to(root) else [f"--workspace {screen.relative('', root)}"]


def _next(taking: Taking, options: list[str], read: added_numbers.Again) -> str:
    """The commands that write at once what needs no more than to be looked at; empty where there is none.

    What only a draft whose own build is not known says may be what changed since: it is never among these.
    """
    lost = {draft.audit.file for draft in taking.drafts if draft.is_of_another_build}
    left = [each for each in taking.proposals if each.number not in taking.written]
    sure = [each for each in left if not each.files <= lost]
    rivals, plain = Rivals(left), [each for each in sure if each.can_be_added and not each.is_doubtful]
    new = [each for each in plain if not any(rivals.of(each))]
    files = [f'"{each.audit.file}"' if " " in each.audit.file else each.audit.file for each in taking.drafts]
    command, said = " ".join(["report take", *files, *options, "--write --only"]), list[str]()
    if lost and not taking.written and (ready := [each for each in sure if each.state == "ready"]):
        numbers = ranges(each.number for each in ready)
        said += [f"{'、'.join(sorted(lost))} 看不出底稿，里面的一条一条看过，写明号才写；别的稿件可以写的，都要就运行"]
        said += [f"{command} {','.join(numbers)}"]
    return "\n".join((*said, *_of_new(taking, new, command, read)))


def _of_new(taking: Taking, new: list[ProposedChange], command: str, read: added_numbers.Again) -> Iterator[str]:
    """The command that writes new numbers; it was tried, and those that cannot be written are told apart."""
    refused = added_numbers.refused(taking, new, read)
    for number, why in refused.items():
        yield f"第{number}条是新的数，不能照上面列的写：{why}"
    if numbers := ranges(each.number for each in new if each.number not in refused):
        yield f"第{'、'.join(numbers)}条是新的数，没有写：名称、单位、公式都照上面列的，就运行"
        yield f"{command} {','.join(numbers)}"
        yield f"连句子一起写进去；名称以后可以在{CATALOGUE}里改（label），句子不会断"


def _paths(drafts: list[Path] | None, *, ask: bool, write: bool) -> list[Path]:
    """The drafts, each once. Raises CannotRun where there are none, or nobody can be asked."""
    if write and ask:
        raise CannotRun("--ask问完就写，不和--write一起用")
    if not drafts:
        raise CannotRun("没有写明哪一份稿件，如 report take 送审稿.docx")
    if ask and not (sys.stdin and sys.stdin.isatty() and sys.stdout.isatty()):
        raise CannotRun("--ask要在终端里一条一条地问；这里不是终端，用--only写明要哪几条，再加--write")
    return list(dict.fromkeys(drafts))


_SAID = {"要": "要 是 y yes", "不要": "不要 否 n no", "都要": "都要 全部 a all", "退出": "退出 q quit"}
_ANSWERS = {word: answer for answer, words in _SAID.items() for word in words.split()}
_LEGEND = """\
    要（y）    写这一条；同一处别的写法就不再问
    不要（n）  不写这一条；稿件里还是那样写着，下次还会问
    都要（a）  这一条和后面没有冲突的都写（新的数不算），不再问
    退出（q）  什么也不写，前面答了要的也不写
    答是、否、全部也行"""


class _Asked(Struct, frozen=True):
    """Those that were answered yes, and the numbers of all that were asked about or need not be."""

    wanted: list[ProposedChange]
    shown: set[int]


def _asked(taking: Taking) -> _Asked | None:
    """What was answered; nothing is wanted where somebody left before the end. None where there is nothing to ask."""
    wanted, where = list[ProposedChange](), screen.where(taking.workspace.root)
    left = [each for each in taking.proposals if each.can_be_written or each.can_be_added]
    count, shown = len(left), {each.number for each in left}
    if not left:
        return None
    while left:
        each = left.pop(0)
        screen.styled(view.of_one(each, where))
        screen.styled(view.of_words(taking.spoken.get(each.number, ())))
        answer = _answer(f"第{each.number}条，要问的第{count - len(left)}个，共{count}个")
        if answer == "退出":
            screen.say("退出了，什么也没有写")
            return _Asked([], shown)
        if answer != "不要":
            wanted.append(each)
        if answer == "都要":
            wanted += [other for other in left if other.state == "ready" and not any(map(other.meets, wanted))]
            break
        left = [other for other in left if not any(map(other.meets, wanted))]
    if not wanted:
        screen.say("一条也没有要，什么也没有写")
    return _Asked(wanted, shown)


def _answer(which: str) -> str:
    """What was typed; what each answer does where it is none."""
    while True:
        try:
            typed = input(f"{which}：要（y）、不要（n）、其余都要（a）、退出不写（q）、说明（?）：").strip().lower()
        except EOFError:
            return "退出"
        if typed in _ANSWERS:
            return _ANSWERS[typed]
        screen.say(_LEGEND)
