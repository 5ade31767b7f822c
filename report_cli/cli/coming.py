"""What the commands share that propose changes: which to write, how they are shown, undoing."""

# Annotations are not put off here: typer would read every option from its text, twice, at each start.
import re
from collections.abc import Collection, Iterable, Sequence
from typing import Annotated, TypeVar

from msgspec.structs import replace

from report_cli.cli import options
from report_cli.files.workspace import Workspace
from report_cli.inward.proposed import ProposedChange
from report_cli.model import CannotRun
from report_cli.tasks import incoming
from report_cli.tasks.incoming import Incoming
from report_cli.text import ranges
from report_cli.views import proposals as view
from report_cli.views import screen
from report_cli.views.findings import show_failures

Coming = TypeVar("Coming", bound=Incoming)
_FILES = {"take": "稿件", "collect": "文件"}
_WHERE = {"take": "稿件", "collect": "表"}

Write = Annotated[bool, options.flag("--write", "写进去；不写这个，只列出建议。")]
Only = Annotated[str | None, options.option("--only", "号,…", "只写这几条，如1,4或4-7；有冲突的也这样选。")]
Skip = Annotated[str | None, options.option("--skip", "号,…", "这几条不写，如3或1-3,9。")]
Add = Annotated[
    str | None,
    options.option("--add", "号,…", "可以写的都写，另外还写这几条，如5,7：新的数，有冲突里要的，要写明号的。"),
]
Undo = Annotated[bool, options.flag("--undo", "退回上一次写入。")]


_MOST = 10_000
"""How many proposals a range names at most."""


def numbers(text: str | None) -> list[int]:
    """The numbers of proposals, single ones and ranges: 1,4-7."""
    if text is None:
        return []
    parts = [part.strip() for part in re.split("[,，、]", text) if part.strip()]
    return [number for part in parts or [text] for number in _range(part)]


def _range(part: str) -> range:
    match = re.fullmatch(r"(\d{1,9})(?:\s*(?:[-－‐‑–—―~～至到]|——|--)\s*(\d{1,9}))?", part)
    if match is None:
        raise CannotRun(f"“{part}”不是建议的号，写成1、1,4或4-7")
    first, last = (int(number) for number in (match[1], match[2] or match[1]))
    if last < first:
        raise CannotRun(f"“{part}”前面的号比后面的大，写成{last}-{first}")
    if last - first > _MOST:
        raise CannotRun(f"“{part}”太多了，没有这么多条建议")
    return range(first, last + 1)


def remark(coming: Incoming) -> None:
    """Say what else is to be known, and of which files nothing was read."""
    for said in coming.remarks:
        screen.say(said)
    for each in coming.refused:
        screen.say(f"没有读 {each.file}：{each.why}")


def decided(coming: Coming, wanted: Sequence[ProposedChange], *, is_written: bool, is_chosen: bool) -> Coming:
    """Those wanted written, or noted as chosen."""
    if is_written and (wanted or coming.workspace.instead.after or not is_chosen):
        return replace(incoming.write(coming, wanted), is_named=is_chosen)
    return incoming.choose(coming, wanted) if is_chosen else coming


def show(coming: Incoming, form: str, asked: Collection[int] = ()) -> None:
    root = coming.workspace.root
    where = screen.where(root)
    if form == "json":
        screen.json_result(view.as_json(coming, where))
    else:
        screen.styled(view.lines(coming, where, asked))
    if coming.findings:
        screen.say("写进去以后，数据会有这些问题：" if not coming.written else "写进去以后，数据有这些问题：")
        show_failures(coming.findings, root, contents=coming.outcome)
    if coming.chosen or (coming.chosen is not None and not coming.looked):
        numbers = "、".join(ranges(sorted(coming.chosen)))
        screen.say(f"选了第{numbers}条，还没有写；写进去：再加--write" if numbers else "一条也没有选")


def numbered(proposals: Iterable[ProposedChange]) -> str:
    return f"第{'、'.join(ranges(each.number for each in proposals))}条"


def say_written(coming: Incoming) -> None:
    """What was written and what was not, what comes next, and at last how to undo it."""
    if not coming.written:
        return
    written = [each for each in coming.proposals if each.number in coming.written]
    left = [each for each in coming.proposals if each.can_be_written and each not in written]
    rivals = [each for each in left if each.state == "conflict" and not any(map(each.meets, written))]
    if rivals:
        screen.say(f"{numbered(rivals)}有冲突，没有写；要哪一条，用{coming.option}写明它的号，再写一次")
    if others := [each for each in left if each not in rivals and each.number not in coming.held_back]:
        where = _WHERE[coming.run]
        screen.say(f"{numbered(others)}没有写，{where}里还是那样写着，下次还会列出；不要的，在{where}里改回原样")
    year = f" {coming.year}" if coming.year else ""
    build = f"照着生成，运行 report build{year}；" * (coming.run == "take")
    said = f"已写 {'、'.join(coming.files)}，原来的在 .report/backup/；{build}要退回：\nreport {coming.run} --undo"
    screen.say(said)


def undo(workspace: Workspace, run: str, files: object, **others: object) -> int:
    """Put back what a run wrote last. Raises CannotRun for what cannot be used together with --undo."""
    if files:
        raise CannotRun(f"--undo退回上一次写入，不要再写{_FILES[run]}")
    if named := [f"--{name}" for name, value in others.items() if value]:
        raise CannotRun(f"--undo退回上一次写入，不和{'、'.join(named)}一起用；什么也没有做")
    undone = incoming.undo(workspace, run)
    if undone.changed:
        screen.say(f"没有退回：{'、'.join(undone.changed)} 后来又改过；原来的在 .report/backup/，自己核对")
        return 1
    screen.say(f"已退回上一次写入的改动：{'、'.join(undone.files)}")
    if undone.more:
        screen.say(f"再前面的一次写入也要退回：\nreport {run} --undo")
    return 0
