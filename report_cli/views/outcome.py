"""How a build ended, told: one workspace's in full, of many what went wrong and what it comes to."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from report_cli.model import Finding, Place
from report_cli.text import parting, width
from report_cli.views import screen
from report_cli.views.findings import entries, show_findings, summary

if TYPE_CHECKING:
    from report_cli.audit.hand_edits import HandEdit
    from report_cli.drafts.files import State
    from report_cli.files.workspace import Workspace
    from report_cli.tasks.build import Ending, Outcome
    from report_cli.tasks.many import Done
    from report_cli.tasks.wanted import Wanted, Way

_BEHIND = {
    "new": "还没有生成",
    "stale": "不是最新",
    "edited": "手工改过，和数据生成的不同",
    "locked": "不是最新，设成了只读",
}
_MOST = 5
"""How many places of a draft are shown or named."""
_ORPHAN = "没有这种报告的模板了，不会再更新，里面的数可能过时；不用就移走"


def show(outcome: Outcome, root: Path, way: Way, form: str) -> int:
    """Show how a build ended; the exit status."""
    show_findings(_told(outcome, form, strict=way.strict), root, form, sys.stderr if form == "text" else sys.stdout)
    result = screen.say if form != "text" else screen.result
    if outcome.ending == "failed":
        screen.say(f"{summary(outcome.findings)}；没有生成任何稿件")
    elif outcome.is_check:
        _show_states(outcome, root, form, result)
    elif outcome.refused:
        _show_refused(outcome, root)
    else:
        _show_drafts(outcome, root, result)
    return 0 if outcome.is_clean else 1


def _show_drafts(outcome: Outcome, root: Path, result: Callable[[str], None]) -> None:
    _show_backups(outcome, root)
    for path, state in outcome.states.items():
        if not _is_beside(path):
            result(f"{'没有变化' if state == 'current' else '已生成'} {screen.relative(path, root)}")
    _show_orphans(outcome, root, screen.say)
    if outcome.left:
        screen.say(outcome.left)


def show_watched(outcome: Outcome, root: Path) -> None:
    """The same where builds follow one another: in a few lines."""
    show_findings(_told(outcome, "text"), root)
    if outcome.refused:
        _show_refused(outcome, root)
    elif outcome.ending == "failed":
        screen.say(f"{summary(outcome.findings)}；稿件没有动")
    else:
        names = [
            screen.relative(path, root)
            for path, state in outcome.states.items()
            if state != "current" and not _is_beside(path)
        ]
        screen.say(f"已生成 {'、'.join(names)}" if names else "稿件都是最新的")


def _told(outcome: Outcome, form: str, *, strict: bool = False) -> list[Finding]:
    """The findings to be shown: in text, without what the drafts show themselves."""
    is_all = form != "text" or strict
    return [finding for finding in outcome.findings if is_all or finding not in outcome.gaps]


def _is_beside(path: Path) -> bool:
    return path.name.endswith(".figures.json")


def _show_states(outcome: Outcome, root: Path, form: str, result: Callable[[str], None]) -> None:
    behind = {path: _BEHIND[state] for path, state in outcome.states.items() if state != "current"}
    if form == "github":
        show_findings([*_stale(behind), *_outlived(outcome)], root, form, sys.stdout)
    for path, words in behind.items():
        result(f"{screen.relative(path, root)} {words}")
    _show_orphans(outcome, root, result)
    if behind:
        # Drafts lie in a folder named for their year.
        years = dict.fromkeys(path.parent.name for path in behind)
        screen.say(f"{len(behind)}个文件不是最新；重新生成：report build {' '.join(years)}")
    elif outcome.ending == "current":
        screen.say("稿件都是最新的")


def _show_orphans(outcome: Outcome, root: Path, result: Callable[[str], None]) -> None:
    for path in outcome.orphans:
        result(f"{screen.relative(path, root)} {_ORPHAN}")


def _stale(behind: Mapping[Path, str]) -> list[Finding]:
    """For a reviewer, who sees a text's lines but no page: at the Markdown, or at what there is."""
    shown = [path for path in behind if path.suffix == ".md"] or list(behind)
    cure = "运行report build，连同数据一起提交"
    return [Finding("V401", Place(path.as_posix()), f"这份稿件{behind[path]}", cure) for path in shown]


def _outlived(outcome: Outcome) -> list[Finding]:
    message, _, cure = _ORPHAN.partition("；")
    return [
        Finding("V401", Place(path.as_posix()), f"这份稿件{message}", cure)
        for path in outcome.orphans
        if not _is_beside(path)
    ]


def _show_refused(outcome: Outcome, root: Path) -> None:
    for path, changes in outcome.refused.items():
        if outcome.states[path] == "locked":
            screen.say(f"{screen.relative(path, root)} 设成了只读，没有覆盖，这次什么也没有写")
            continue
        screen.say(f"{screen.relative(path, root)} 生成后有人改过，没有覆盖，这次什么也没有写")
        _show_edits(path, changes)
    if "locked" in _kept(outcome):
        screen.say(
            "    怎样办：要换成新的，去掉只读再生成，或用 --force 重新生成（原来的先备份到.report/backup）；要留着，用 --output 另写一份"
        )
    if "edited" in _kept(outcome):
        screen.say(
            "    怎样办：把要保留的改动写进数据或模板，再用 --force 重新生成（改过的稿件先备份到.report/backup）"
        )


def _show_edits(path: Path, changes: Sequence[HandEdit]) -> None:
    theirs, ours, unknown = ([change for change in changes if change.by == by] for by in ("people", "data", "either"))
    if unknown:
        screen.say(f"    不知道它是由什么时候的数据生成的，分不出哪些是人改的；和新稿有{len(unknown)}处不同：")
        _show_places(unknown, "新稿的")
    _show_places(theirs, "生成的")
    if path.suffix == ".pdf":
        screen.say("    它不是这里生成的PDF，或生成后改过、另存过")
    elif not theirs and not unknown:
        screen.say("    文字没有变：改的是格式、段落的先后或分合，或只是重新保存过")
    if ours:
        places = "、".join(dict.fromkeys(change.place for change in ours[:_MOST])) + ("等" if len(ours) > _MOST else "")
        screen.say(f"    另外，数据或模板改过，新稿和上次生成的有{len(ours)}处不同：{places}")


def _show_places(changes: Sequence[HandEdit], before: str) -> None:
    for change in changes[:_MOST]:
        # A paragraph may be long, and what was changed in it is what counts.
        built, found = (
            parting(change.built, change.found) if change.built and change.found else (change.built, change.found)
        )
        screen.say(f"    {change.place} {before}：{built or '（没有这一处）'}")
        screen.say(f"    {' ' * width(change.place)} 现在的：{found or '（删去了）'}")
    if len(changes) > _MOST:
        screen.say(f"    ……共{len(changes)}处不同")


def _kept(outcome: Outcome) -> list[State]:
    """How the drafts are for which nothing was written."""
    return [outcome.states[path] for path in outcome.refused]


def _show_backups(outcome: Outcome, root: Path) -> None:
    for path, backup in outcome.backups.items():
        why = "设成了只读" if outcome.states[path] == "locked" else "手工改过"
        screen.say(f"{screen.relative(path, root)} {why}，已备份到 {screen.relative(backup, root)}")


# Many workspaces ---------------------------------------------------------------------------------------------------


def show_each(places: Mapping[str, Workspace], wanted: Wanted, way: Way, jobs: int | None, form: str) -> int:
    """Build many workspaces and show how it went with each that had something to say; the exit status."""
    from report_cli.tasks import many
    from report_cli.views.progress import Progress, duration

    meter, counted, found = Progress(len(places)), Counter[str](), []
    for built in many.build(places, wanted, way, jobs):
        meter.step()
        counted[_ENDINGS[many.ending(built)]] += 1
        said = _Said(built, form, strict=way.strict)
        if said.is_worth_telling:
            meter.clear()
            said.show()
        if form == "json":
            found += said.as_json()
    meter.clear()
    if form == "json":
        screen.json_result(found)
    ends = sorted(counted.items(), key=lambda each: list(_ENDINGS.values()).index(each[0]))
    endings = "，".join(f"{ending}{number}个{'工作区的稿件' if ending == '已生成' else ''}" for ending, number in ends)
    took = f"用时{duration(meter.seconds)}，每秒{meter.rate}" if len(places) else ""
    screen.say("；".join(text for text in (f"共{len(places)}个工作区", endings, took) if text))
    return 1 if counted["失败"] or counted["不是最新"] else 0


_ENDINGS: dict[Ending, str] = {
    "written": "已生成",
    "current": "最新",
    "unchanged": "没有变化",
    "behind": "不是最新",
    "refused": "失败",
    "failed": "失败",
}


class _Said:
    """What is said of one workspace among many: a head with its path, and below it what is the matter."""

    def __init__(self, built: Done[Outcome], form: str, *, strict: bool) -> None:
        self.built, self.form = built, form
        self.findings = _told(built.result, form, strict=strict) if built.result else []

    @property
    def is_worth_telling(self) -> bool:
        orphans = self.built.result.orphans if self.built.result else ()
        is_quiet = self.built.result is not None and self.built.result.ending in ("unchanged", "current")
        return bool(self.findings or orphans) or not is_quiet

    def show(self) -> None:
        root, outcome = self.built.workspace.root, self.built.result
        stream = sys.stderr if self.form == "text" else sys.stdout
        (screen.result if self.form == "text" else screen.say)(f"{self.built.name}：{self.summary()}")
        if self.form == "github" and outcome is None:
            show_findings([self.trouble()], root, self.form, stream)
        if self.form != "json":
            show_findings(self.findings, root, self.form, stream)
        if outcome is None:
            return
        if outcome.ending == "behind":
            _show_states(outcome, root, self.form, screen.say)
        elif not outcome.is_check:
            _show_orphans(outcome, root, screen.say)
        if outcome.refused:
            _show_refused(outcome, root)
        _show_backups(outcome, root)

    def summary(self) -> str:
        outcome = self.built.result
        if outcome is None:
            return f"失败，{self.built.trouble}"
        ending = _ENDINGS[outcome.ending]
        if outcome.refused:
            why = "、".join(
                {"edited": "有人改过", "locked": "设成了只读"}[state] for state in sorted(set(_kept(outcome)))
            )
            return f"{ending}，{len(outcome.refused)}个稿件{why}，没有覆盖"
        warned = f"，{summary(self.findings)}" if self.findings else ""
        changed = sum(state != "current" and not _is_beside(path) for path, state in outcome.states.items())
        return f"{ending}{changed}个稿件{warned}" if ending == "已生成" else ending + warned

    def trouble(self) -> Finding:
        return Finding("F000", Place("data"), self.built.trouble)

    def as_json(self) -> list[dict[str, object]]:
        found = [self.trouble()] if self.built.result is None else self.findings
        return entries(found, self.built.workspace.root)
