"""How a build ended: one workspace's in full, of many what went wrong and what it comes to."""

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from report_cli.drafts.record import Wanted
from report_cli.files.workspace import Workspace
from report_cli.model import FIGURES_SUFFIX, Finding, Place
from report_cli.tasks.build import Ending, Mode, Outcome
from report_cli.text import parting, width
from report_cli.views import screen
from report_cli.views.findings import entries, show_findings, summary

if TYPE_CHECKING:
    from report_cli.audit.hand_edits import HandEdit
    from report_cli.tasks.many import Done

_BEHIND = {
    "new": "还没有生成",
    "stale": "不是最新",
    "edited": "手工改过，和数据生成的不同",
    "locked": "不是最新，设成了只读",
}
_REFUSED = {"edited": "有人改过", "locked": "设成了只读"}
_CURES = {
    "locked": "要换成新的，去掉只读再生成，或用 --force 重新生成（原来的先备份到.report/backup）；"
    "要留着，用 --output 另写一份",
    "edited": "report take 加上这份稿件，看改了哪些，要的加 --write 收回来；"
    "再用 --force 重新生成（改过的稿件先备份到.report/backup）",
}
_ENDINGS: dict[Ending, str] = {
    "written": "已生成",
    "current": "最新",
    "unchanged": "没有变化",
    "behind": "不是最新",
    "refused": "失败",
    "failed": "失败",
}
_ORPHAN, _ORPHAN_CURE = "没有这种报告的模板了，不会再更新，里面的数可能过时", "不用就移走"
_FEW = 3
"""Of more findings it is said below the drafts how many they are: the first have scrolled away."""


def show(outcome: Outcome, root: Path, wanted: Wanted, mode: Mode, form: str) -> int:
    """Show how a build ended; the exit status."""
    findings = _findings(outcome, form, strict=mode.strict)
    show_findings(findings, root, form, sys.stderr if form == "text" else sys.stdout)
    result = screen.say if form != "text" else screen.result
    match outcome.ending:
        case "failed":
            screen.say(f"{summary(outcome.findings)}；没有生成任何稿件")
            screen.say(outcome.advice)
        case "current":
            screen.say("稿件都是最新的")
        case "behind":
            _show_behind(outcome, root, wanted, form, result)
        case "refused":
            screen.say(_refusals(outcome, root))
        case _:
            screen.say(_backups(outcome, root))
            for path, state in _drafts(outcome):
                result(f"{'没有变化' if state == 'current' else '已生成'} {screen.relative(path, root)}")
            screen.say(_orphans(outcome, root))
            if form == "text" and (wanted.final or len(findings) > _FEW) and findings:
                screen.say(f"{summary(findings)}，看上面")
            screen.say(outcome.advice)
    return 0 if outcome.is_clean else 1


def show_watched(outcome: Outcome, root: Path) -> None:
    show_findings(_findings(outcome, "text"), root)
    if outcome.ending == "refused":
        screen.say(_refusals(outcome, root))
    elif outcome.ending == "failed":
        screen.say(f"{summary(outcome.findings)}；稿件没有动")
    else:
        names = [screen.relative(path, root) for path, state in _drafts(outcome) if state != "current"]
        screen.say(f"已生成 {'、'.join(names)}" if names else "稿件都是最新的")


def show_each(workspaces: Mapping[str, Workspace], wanted: Wanted, mode: Mode, jobs: int | None, form: str) -> int:
    """Build many workspaces and show how it went with each that had something to say; the exit status."""
    from report_cli.tasks import many

    line, endings, found = screen.Progress(len(workspaces)), Counter[str](), []
    for built in many.build(workspaces, wanted, mode, jobs):
        line.step()
        ending = many.ending(built)
        endings[_ENDINGS[ending]] += 1
        findings = [Finding("F000", Place("data"), built.trouble)]
        if built.result:
            findings = _findings(built.result, form, strict=mode.strict)
        if findings or ending not in ("unchanged", "current") or (built.result and built.result.orphans):
            line.clear()
            _show_one(built, findings, wanted, form)
        found += entries(findings, built.workspace.root) if form == "json" else []
    line.clear()
    if form == "json":
        screen.json_result(found)
    words = [word for word in dict.fromkeys(_ENDINGS.values()) if endings[word]]
    ended = "，".join(f"{word}{endings[word]}个{'工作区的稿件' if word == '已生成' else ''}" for word in words)
    took = f"用时{screen.duration(line.seconds)}，每秒{line.rate}" if workspaces else ""
    screen.say("；".join(filter(None, (f"共{len(workspaces)}个工作区", ended, took))))
    return 1 if endings["失败"] or endings["不是最新"] else 0


def _show_one(built: "Done[Outcome]", findings: Sequence[Finding], wanted: Wanted, form: str) -> None:
    """Of one workspace among many: a head with its path, and below it what is the matter."""
    outcome, root = built.result, built.workspace.root
    (screen.result if form == "text" else screen.say)(f"{built.name}：{_head(built, findings)}")
    if form == "github" or (form == "text" and outcome):
        show_findings(findings, root, form, sys.stderr if form == "text" else sys.stdout)
    if outcome is None:
        return
    if outcome.ending == "behind":
        own = replace(wanted, output=wanted.output and wanted.output / built.name)
        _show_behind(outcome, root, own, form, screen.say)
    else:
        screen.say(_orphans(outcome, root))
        screen.say(_refusals(outcome, root))
        screen.say(_backups(outcome, root))


def _head(built: "Done[Outcome]", findings: Sequence[Finding]) -> str:
    outcome, ending = built.result, _ENDINGS[built.result.ending if built.result else "failed"]
    if outcome is None:
        return f"{ending}，{built.trouble}"
    if outcome.refused:
        why = "、".join(_REFUSED[state] for state in sorted({outcome.states[path] for path in outcome.refused}))
        return f"{ending}，{len(outcome.refused)}个稿件{why}，没有覆盖"
    changed = sum(state != "current" for _, state in _drafts(outcome))
    made = f"{changed}个稿件" if outcome.ending == "written" else ""
    return f"{ending}{made}{f'，{summary(findings)}' if findings else ''}"


def _findings(outcome: Outcome, form: str, *, strict: bool = False) -> list[Finding]:
    """The findings to be shown: in text, without what the drafts show themselves, and errors first."""
    if form != "text":
        return list(outcome.findings)
    shown = [finding for finding in outcome.findings if strict or finding not in outcome.gaps]
    return sorted(shown, key=lambda finding: not finding.is_error)


def _drafts(outcome: Outcome) -> list[tuple[Path, str]]:
    return [(path, state) for path, state in outcome.states.items() if not path.name.endswith(FIGURES_SUFFIX)]


# What is the matter ---------------------------------------------------------------------------------------------------


def _show_behind(outcome: Outcome, root: Path, wanted: Wanted, form: str, result: Callable[[str], None]) -> None:
    behind = {path: _BEHIND[state] for path, state in outcome.states.items() if state != "current"}
    # Drafts lie in a folder named for their year.
    cure = _cure(outcome, _command(dict.fromkeys(path.parent.name for path in behind), behind, wanted, root))
    if form == "github":
        # At the Markdown, or at what there is: of a text a reviewer sees the lines.
        stale = [path for path in behind if path.suffix == ".md"] or list(behind)
        said = [(path, behind[path], f"{cure}，连同数据一起提交") for path in stale]
        said += [(path, _ORPHAN, _ORPHAN_CURE) for path in outcome.orphans if not path.name.endswith(FIGURES_SUFFIX)]
        found = [Finding("V401", Place(path.as_posix()), f"这份稿件{words}", cure) for path, words, cure in said]
        show_findings(found, root, form, sys.stdout)
    for path, words in behind.items():
        result(f"{screen.relative(path, root)} {words}")
    if outcome.orphans:
        result(_orphans(outcome, root))
    if behind:
        screen.say(f"{len(behind)}个文件不是最新；{cure}")


def _cure(outcome: Outcome, command: str) -> str:
    """How drafts become current by a build that is not refused."""
    states = set(outcome.states.values())
    if "edited" in states:
        return f"有人改过，先把要保留的改动写进数据或模板，再重新生成（原来的备份到.report/backup）：{command} --force"
    force = " --force（原来的备份到.report/backup）" if "locked" in states else ""
    return f"重新生成：{command}{force}"


def _command(years: Iterable[str], behind: Iterable[Path], wanted: Wanted, root: Path) -> str:
    """The build that was only looked at, to be run; PDFs that lie there are made with it."""
    formats = wanted.formats or ("docx,md,pdf" if any(path.suffix == ".pdf" for path in behind) else "")
    output = screen.relative(wanted.output, root) if wanted.output else ""
    elsewhere = "" if Path.cwd().is_relative_to(root) else screen.relative("", root)
    values = {
        "kind": wanted.kinds,
        "to": formats,
        "layout": wanted.layout,
        "stage": wanted.stage,
        "output": output,
        "owner": wanted.owner,
        "workspace": elsewhere,
    }
    flags = {"draft": wanted.draft, "final": wanted.final, "review": wanted.review}
    quoted = {name: f'"{value}"' if value and " " in value else value for name, value in values.items()}
    options = [f"--{name} {value}" for name, value in quoted.items() if value]
    return " ".join(["report build", *years, *options, *(f"--{name}" for name, is_set in flags.items() if is_set)])


def _orphans(outcome: Outcome, root: Path) -> str:
    return "\n".join(f"{screen.relative(path, root)} {_ORPHAN}；{_ORPHAN_CURE}" for path in outcome.orphans)


def _backups(outcome: Outcome, root: Path) -> str:
    edited = "改过的都已在数据和改动里，或只改了格式，已换成新的；原来的" if outcome.are_edits_taken else "手工改过，"
    why = {"locked": "设成了只读，"}
    return "\n".join(
        f"{screen.relative(path, root)} {why.get(outcome.states[path], edited)}已备份到 {screen.relative(backup, root)}"
        for path, backup in outcome.backups.items()
    )


def _refusals(outcome: Outcome, root: Path) -> str:
    """Why nothing was written, draft by draft, and what can be done about it."""
    lines = []
    for path, edits in outcome.refused.items():
        is_edited = outcome.states[path] == "edited"
        why = "生成后有人改过" if is_edited else "设成了只读"
        lines.append(f"{screen.relative(path, root)} {why}，没有覆盖，这次什么也没有写")
        lines += _edits(path, edits) if is_edited else ()
    states = {outcome.states[path] for path in outcome.refused}
    return "\n".join([*lines, *(f"    怎样办：{cure}" for state, cure in _CURES.items() if state in states)])


def _edits(path: Path, edits: "Sequence[HandEdit]") -> Iterator[str]:
    theirs, ours, unknown = ([edit for edit in edits if edit.by == by] for by in ("people", "data", "either"))
    if unknown:
        yield f"    不知道它是由什么时候的数据生成的，分不出哪些是人改的；和新稿有{len(unknown)}处不同："
        yield from _places(unknown, "新稿的")
    yield from _places(theirs, "生成的")
    if path.suffix == ".pdf":
        yield "    它不是这里生成的PDF，或生成后改过、另存过"
    elif not theirs and not unknown:
        yield "    文字没有变：改的是格式、段落的先后或分合，或只是重新保存过"
    if ours:
        places = "、".join(dict.fromkeys(edit.place for edit in ours))
        yield f"    另外，数据或模板改过，新稿和上次生成的有{len(ours)}处不同：{places}"


def _places(edits: "Sequence[HandEdit]", before: str) -> Iterator[str]:
    for edit in edits:
        built, found = edit.built, edit.found
        if built and found:
            # A paragraph may be long, and what was changed in it is what counts.
            built, found = parting(built, found)
        yield f"    {edit.place} {before}：{built or '（没有这一处）'}"
        yield f"    {' ' * width(edit.place)} 现在的：{found or '（删去了）'}"
