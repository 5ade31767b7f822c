"""One proposed change among many, in a line: what is changed, with a few words round it, of what, and whose it is.

What the head of a long list says of all is not said again of each.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePath

from msgspec import Struct
from msgspec.structs import replace

from report_cli.inward.proposed import ProposedChange
from report_cli.model import Finding
from report_cli.text import excerpt
from report_cli.views import brief_numbers, one_proposal
from report_cli.views.screen import Stretch, Where

AROUND = 10
"""So many characters round a change are shown."""
_WRITTEN = 24
"""So many characters of what was, and of what is now, are shown once it is written."""
_FOLLOWS = re.compile("[^；]*以后跟着(?:数据)?变|第[^；]*写进去以后也跟着变")
_ID = re.compile(r"（[\w.\[\]]+）", re.ASCII)


class Among(Struct, frozen=True):
    """What is known of the list that one stands in: the drafts by what they are called there.

    `file`: the year file whose lines are named by their numbers alone. `labels`: what the data call a fact, or a group.
    """

    file: str
    where: Where
    drafts: Mapping[str, str]
    labels: Mapping[str, str]


def without_place(finding: Finding) -> Finding:
    """What is said of words, without the words around them: they are shown in the line above."""
    return replace(finding, message=re.sub("：“….*…”(?:（[^（）]*改的）)?$", "", finding.message))


def called(proposals: Iterable[ProposedChange]) -> dict[str, str]:
    """Drafts by what they are called in a long list: without their endings, where that tells them apart."""
    files = [*dict.fromkeys(file for each in proposals for file in sorted(each.files))]
    stems = [PurePath(file).stem for file in files]
    return {file: stem if stems.count(stem) == 1 else file for file, stem in zip(files, stems, strict=True)}


def main_file(proposals: Iterable[ProposedChange]) -> str:
    """The file that most values are written to."""
    files = [each.place.file for each in proposals if each.type == "figure" and each.place]
    return max(dict.fromkeys(files), key=files.count, default="")


def of_change(
    each: ProposedChange,
    among: Among,
    head: str = "",
    said: str = "",
    state: Stretch | None = None,
    *,
    is_told: bool = True,
) -> Iterator[list[Stretch]]:
    """One that can be written, or is in conflict. `head`: the draft named above it. `said`: in place of its message."""
    aside = [part for part in each.aside.split("；") if part]
    still = [part.replace("，写进去以后也", "，也") for part in aside if _FOLLOWS.fullmatch(part)]
    words = one_proposal.said_of(each, AROUND)
    beside = [_of(each, words, among), *sources(each, among, head), *still, said]
    named = [(f"【{state[0]}】", state[1])] if state else []
    yield [(f"{each.number}. ", "head"), *named, (words, ""), (f"（{'；'.join(filter(None, beside))}）", "quiet")]
    rest = "；".join(part for part in aside if not _FOLLOWS.fullmatch(part))
    for told in filter(None, (each.message * is_told, rest)):
        yield [(f"    {_ID.sub('', told)}", "warn")]


def of_settled(each: ProposedChange, among: Among) -> list[Stretch]:
    """A figure that the data have changed since the draft was built: it may stay at that."""
    now = next(source.text for source in each.sources if source.line)
    said = f"{each.label} 稿件里{each.after or '删去了'}，现在是{now}"
    theirs = (source for source in sources(each, among) if not source.startswith(f"{among.file}:"))
    beside = "；".join([*_place(each, among), *theirs])
    return [(f"{each.number}. ", "head"), (said, ""), (f"（{beside}）", "quiet")]


def of_written(each: ProposedChange, among: Among, words: Iterable[Finding]) -> Iterator[list[Stretch]]:
    """One that was written: as much as tells which it was, and what is to be known from now on."""
    is_new, is_value = each.state == "new", each.type == "figure" and each.state != "new"
    codes = dict.fromkeys(finding.code for finding in words)
    place = _place(each, among) if is_value else []
    beside = [*(place or sources(each, among)), *(f"生成时会提醒{code}" for code in codes)]
    said = brief_numbers.named(each, among.labels) if is_new else _changed(each)
    said = f"{each.label}{said}" if is_value else said
    yield [(f"{each.number}. ", "head"), (said, ""), (f"（{'；'.join(beside)}）", "quiet")]
    # With what one was in conflict is no matter any more.
    told = brief_numbers.rest_of(each) if is_new else each.message * (each.state != "conflict")
    parts = (part for part in f"{told}；{each.aside}".split("；") if part and not _FOLLOWS.fullmatch(part))
    if left := "；".join(parts).replace("要写的都写进去，", "").replace("会印成", "照数据印成"):
        yield [(f"    {_ID.sub('', left)}", "warn")]


def _changed(each: ProposedChange) -> str:
    """No more than the words that were changed."""
    said = one_proposal.said_of(each, AROUND)
    marks = re.findall("〔([^〔〕]*)→([^〔〕]*)〕", said)
    if not marks or (each.change == "moved" and each.type == "prose"):
        return one_proposal.said_of(each, _WRITTEN // 4)
    return "".join(f"〔{excerpt(was, _WRITTEN)}→{excerpt(now, _WRITTEN)}〕" for was, now in marks)


def _of(each: ProposedChange, words: str, among: Among) -> str:
    """What of the data is changed, and how, where the words do not say it; where it is written."""
    if each.type == "prose" or not each.fact:
        return ""
    before, after = each.before or "", each.after or ""
    marks = " ".join(re.findall("〔.*?〕", words))
    is_said = not each.is_removal and before in marks and after in marks
    is_said |= before != after and "〔" in words and not re.search("[0-9]", before + after)
    change = "" if is_said else f" {one_proposal.change_of(each)}"
    field = re.search(r"\[(\d+)\]\.", each.fact)
    of_item = f"第{field[1]}条的" if field else ""
    return "，".join([f"{of_item}{each.label}{change}", *_place(each, among)])


def _place(each: ProposedChange, among: Among) -> list[str]:
    if not each.place:
        return []
    is_main = each.place.file == among.file and each.place.line
    return [f"第{each.place.line}行" if is_main else str(among.where(each.place))]


def sources(each: ProposedChange, among: Among, head: str = "") -> Iterator[str]:
    """Whose it is; of the draft that is named above no more than the paragraph."""
    for source in each.sources:
        if source.line:
            yield f"{source.file}:{source.line}"
        else:
            name = "" if source.file == head else among.drafts.get(source.file, source.file)
            yield " ".join(filter(None, (name, source.at)))
