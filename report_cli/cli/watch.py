"""`report watch`: rebuilds on save, and says which sentences changed."""

import contextlib
import sys
import time
from collections.abc import Sequence
from typing import Annotated

import typer

from report_cli.cli import options, workspaces
from report_cli.drafts.record import Wanted
from report_cli.model import CannotRun
from report_cli.questions.diff import Rewording
from report_cli.tasks.watch import Watch
from report_cli.text import width
from report_cli.views import outcome, screen

_MOST = 12
"""So many sentences that changed are shown."""

_Years = Annotated[list[int], options.years("哪一年，如2022。")]
_Formats = Annotated[
    str | None, options.option("--to", "格式", "只生成这些格式：docx、md，用逗号隔开。", options.known_formats)
]


def watch(
    context: typer.Context,
    years: _Years,
    kind: options.Kinds = None,
    to: _Formats = None,
    layout: options.Layout = "",
    draft: options.Draft = False,
) -> None:
    """守着数据和模板，一保存就重新生成，说出哪几句变了；按Ctrl+C停下。

    例如：
    report watch 2022            边填数据边看稿件
    report watch 2022 --to md    只要Markdown，更快
    """
    wanted = Wanted(tuple(dict.fromkeys(years)), kind, to, layout, draft=draft or None)
    watched = Watch(workspaces.of(context), wanted)
    saves = watched.saves()
    with contextlib.suppress(KeyboardInterrupt):
        _build(watched, is_first=True)
        watched.rehearse()
        for _ in saves:
            _build(watched)
    screen.say("不再守着了")


def _build(watched: Watch, *, is_first: bool = False) -> None:
    """Build and tell. Whatever is wrong, the next save is waited for."""
    began = time.monotonic()
    try:
        done, changed = watched.build()
    except CannotRun as error:
        screen.say(f"错误：{error}")
        return
    if done.ending == "unchanged" and not done.findings and not is_first:
        return
    if not is_first:
        screen.say(f"—— {time.strftime('%H:%M:%S')}")
    outcome.show_watched(done, watched.workspace.root)
    if done.ending == "written":
        _show_changed(changed)
        screen.say(f"用时{time.monotonic() - began:.2f}秒")
    sys.stdout.flush()
    if is_first:
        folders = "、".join(screen.relative(name, watched.workspace.root) for name in ("data", "templates"))
        screen.say(f"守着 {folders}；按Ctrl+C停下")


def _show_changed(changed: Sequence[Rewording]) -> None:
    for each in changed[:_MOST]:
        where = f"{each.kind}第{each.paragraph}段"
        screen.result(f"{where} 原来：{each.before or '（没有这一句）'}")
        screen.result(f"{' ' * width(where)} 现在：{each.after or '（删去了）'}")
    if len(changed) > _MOST:
        screen.result(f"……共{len(changed)}句有变化")
