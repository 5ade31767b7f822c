"""What a draft that came back was built as: the build that its seal names, wherever that is kept, or the nearest known.

Each build is kept by its digest. Where this one is not, the figures file beside the draft or in `drafts/` may be of it,
or one of the versions that git has. Where all are of other builds, the one that is most like the draft is taken.
"""

from __future__ import annotations

import contextlib
import subprocess
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Literal

from msgspec import Struct

from report_cli.audit import thresholds
from report_cli.audit.texts import without_blanks
from report_cli.docx.manuscript import Manuscript
from report_cli.drafts import bases, figures
from report_cli.drafts.figures import FiguresFile
from report_cli.files.digests import of_bytes
from report_cli.files.workspace import Workspace
from report_cli.model import FIGURES_SUFFIX

FoundIn = Literal["kept", "committed", "history", "only", "nearest", "before", "composed"]
"""`only`: no build is known that says anything else. `nearest`: the most like of several, `before`: once it was."""
_VERSIONS = 200
"""So many versions of a figures file are looked for in git."""
_SECONDS = 20


class ReturnedDraft(Struct, frozen=True):
    """A file as it came: its bytes, what it says, and what its seal says of it."""

    path: Path
    data: bytes
    manuscript: Manuscript
    sealed: Mapping[str, str]


class Origin(Struct, frozen=True):
    """What was built. `is_own`: it is the draft's own build. `where`: where it was found, `name` which one it is."""

    content: FiguresFile
    is_own: bool
    where: FoundIn
    name: str = ""

    def remark(self, draft: ReturnedDraft) -> str:
        """What is to be known where it is not, or not surely, the build that the draft's seal names; else empty."""
        file, is_sealed = draft.path.as_posix(), bool(draft.sealed.get("report.data"))
        if self.where == "history":
            return f"{file}：本机没有存它的底稿，按git里{self.name}的那一版比对"
        if is_sealed and self.is_own:
            return ""
        lost = "它的底稿找不到了" if is_sealed else "看不出它出自哪一次生成"
        if self.where == "composed":
            return f"{file}：{lost}，按现在的数据和模板重新生成来比对，改动里可能有它们后来的变化"
        if self.where == "before":
            return f"{file}：{lost}，按上次收它时的那一版（{self.name}）比对，改动里可能有数据和模板后来的变化"
        if self.where in ("only", "nearest"):
            return f"{file}：{lost}，按最相近的一版（{self.name}）比对，改动里可能有数据和模板后来的变化"
        # A text has no seal to lose.
        is_told = draft.path.suffix.lower() == ".docx" and not _built(draft, self.content)
        return f"{file}：{lost}（文件属性里没有记），按 {self.name} 比对" if is_told else ""


def find(draft: ReturnedDraft, workspace: Workspace, year: int, kind: str) -> Origin | None:
    """The build that a draft came from, else the nearest; None where nothing is known of such a report."""
    root, sealed = workspace.root, draft.sealed.get("report.data", "")
    own = root / "drafts" / str(year) / draft.path.name
    beside = {path: file for path in (draft.path, own) if (file := figures.beside(path, kind))}
    named = {_named(path.with_name(f"{kind}{FIGURES_SUFFIX}"), root): file for path, file in beside.items()}
    committed = {name: file for name, file in named.items() if (file.year, file.kind) == (year, kind)}
    if sealed and (kept := bases.read(root, sealed)):
        return Origin(kept, is_own=True, where="kept")
    for name, file in committed.items():
        if (sealed == file.digest) if sealed else _built(draft, file):
            return Origin(file, is_own=True, where="committed", name=name)
    local = figures.beside(draft.path, kind)
    if local is not None and not sealed and local in committed.values() and draft.path.name in local.built:
        # It was edited where it was built, and nothing was built over it since.
        return Origin(local, is_own=True, where="committed", name=next(iter(committed)))
    if sealed and (old := _in_history(workspace, year, kind, sealed)):
        return old
    known = committed | {f"{bases.FOLDER}/{file.digest}.json": file for file in bases.all_of(root, year, kind)}
    if not sealed and (own_text := next((file for file in known.values() if _built(draft, file)), None)):
        return Origin(own_text, is_own=True, where="kept")
    if not sealed and (laid := _laid_before(draft, root)):
        return laid
    if not known:
        return None
    nearest = _most_like(draft, known)
    is_only = len({tuple(file.paragraphs) for file in known.values()}) == 1
    return Origin(known[nearest], not sealed, "only" if is_only else "nearest", nearest)


def _laid_before(draft: ReturnedDraft, root: Path) -> Origin | None:
    """The build that a draft was laid against when something of it was written.

    A later build has its edits, and is more like it, but not those that others have made beside them.
    """
    from report_cli.drafts.record import Record  # a draft with its seal needs none

    laid = bases.read(root, Record(root).base(of_text(draft)))
    if laid is None:
        return None
    return Origin(laid, is_own=True, where="before", name=f"{bases.FOLDER}/{laid.digest}.json")


def of_text(draft: ReturnedDraft) -> str:
    """What a draft is known by, whichever program saved it."""
    return of_bytes("\n".join(line.text for line in draft.manuscript.lines).encode())


def _most_like(draft: ReturnedDraft, known: Mapping[str, FiguresFile]) -> str:
    """The build that shares most lines with a draft; of those that are alike, the one with least that it lacks.

    A later build has all that an earlier one has, and rows of its own: nobody took them out of the draft.
    """
    texts = [line.text for line in draft.manuscript.lines]
    lines, there = _telling(texts), Counter(map(without_blanks, texts))

    def likeness(name: str) -> tuple[int, int]:
        paragraphs = known[name].paragraphs
        missing = Counter(filter(None, map(without_blanks, paragraphs))) - there
        return len(lines & _telling(paragraphs)), -missing.total()

    # Where two are alike in all, the first: what lies beside the draft.
    return max(known, key=likeness)


def _named(path: Path, root: Path) -> str:
    """A file's name in the workspace, or as it was given."""
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix()


def _built(draft: ReturnedDraft, file: FiguresFile) -> bool:
    """Whether a text without a seal is one of those that were built, to the byte."""
    from report_cli.drafts.files import digest

    return digest(draft.data) in file.drafts.values()


def _telling(texts: Iterable[str]) -> set[str]:
    return {without_blanks(text) for text in texts if len(text) > thresholds.TELLING_LINE}


def _in_history(workspace: Workspace, year: int, kind: str, sealed: str) -> Origin | None:
    """The version of the committed figures file that has a digest; None where git has none, or is not there."""
    name = f"drafts/{year}/{kind}{FIGURES_SUFFIX}"
    with contextlib.suppress(OSError, subprocess.SubprocessError):
        found = _git(workspace, "log", f"-{_VERSIONS}", "--format=%H", f"-S{sealed}", "--", name).split()
        for commit in found:
            file = figures.read(_git(workspace, "show", f"{commit.decode()}:./{name}"))
            if file and file.digest == sealed:
                return Origin(file, is_own=True, where="history", name=commit.decode()[:7])
    return None


def _git(workspace: Workspace, *arguments: str) -> bytes:
    command = ["git", "-C", str(workspace.root), *arguments]
    return subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False).stdout
