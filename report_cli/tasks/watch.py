"""A year rebuilt whenever its data, templates or layouts are saved."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, field

from report_cli.drafts import bases, figures
from report_cli.drafts.record import Wanted
from report_cli.files.workspace import Workspace
from report_cli.model import FIGURES_SUFFIX, CannotRun
from report_cli.questions.diff import Excerpt, Rewording, rewordings
from report_cli.sentences import statements
from report_cli.sheets import reading
from report_cli.tasks import make
from report_cli.tasks.build import Mode, Outcome, build

if TYPE_CHECKING:
    from threading import Event

FOLDERS = ("data", "templates")
# Milliseconds. A save is often several writes, a rename among them: it is over after the first time of quiet, and a
# storm of saves is cut off after the second.
_QUIET, _STORM, _BEAT = 25, 400, 500


class Watch(Struct, frozen=True):
    """`bases`: what was kept of its builds so far; only that of the last is wanted."""

    workspace: Workspace
    wanted: Wanted
    bases: set[str] = field(default_factory=set)

    def rehearse(self) -> None:
        """Make the drafts in vain, so that the first save finds everything imported and compiled."""
        with contextlib.suppress(CannotRun):
            make.drafts(make.compose(self.workspace, self.wanted).reports, self.wanted, self.workspace)

    def build(self) -> tuple[Outcome, list[Rewording]]:
        """Build, and tell which sentences changed. The watch can go on after CannotRun."""
        folders = [self.workspace.root / "drafts" / str(year) for year in self.wanted.years]
        before = {path: _paragraphs(path) for folder in folders for path in folder.glob(f"*{FIGURES_SUFFIX}")}
        known = {*bases.kept(self.workspace.root), *(file.digest for path in before if (file := figures.at(path)))}
        outcome, changed = build(self.workspace, self.wanted, Mode()), list[Rewording]()
        if outcome.ending == "written":
            bases.forget(self.workspace.root, self.bases)
            self.bases.update({*bases.kept(self.workspace.root)} - known)
        for path, was in before.items() if outcome.ending == "written" else ():
            if outcome.states.get(path, "current") != "current":
                changed += sentences(path.name.removesuffix(FIGURES_SUFFIX), was, _paragraphs(path))
        return outcome, changed

    def saves(self, stop: Event | None = None) -> Iterator[None]:
        """Each save, or storm of saves, of data, templates and layouts. Raises CannotRun if nothing can be watched.

        The first comes at once: something may have been saved before the watch began.
        """
        try:
            import watchfiles
        except ImportError as error:
            raise CannotRun("report watch要用watchfiles，这里没有装；安装：pip install watchfiles") from error
        folders = [self.workspace.root / name for name in FOLDERS if (self.workspace.root / name).is_dir()]
        changes = watchfiles.watch(
            *folders,
            watch_filter=_is_ours,
            step=_QUIET,
            debounce=_STORM,
            stop_event=stop,
            rust_timeout=_BEAT,
            yield_on_timeout=True,
        )
        return (None for number, changed in enumerate(changes) if changed or not number)


def _is_ours(change: object, path: str) -> bool:
    """Whether it is no file of an editor's own."""
    name, folder = Path(path).name, Path(path).parent.name
    is_table = name.lower().endswith(reading.SUFFIXES) and folder.isdigit()
    is_input = is_table or name.endswith((".yaml", ".j2"))
    return is_input and not name.startswith((".", "~", "#"))


def _paragraphs(path: Path) -> Sequence[str]:
    file = figures.at(path)
    return file.paragraphs if file else ()


def sentences(kind: str, before: Sequence[str], after: Sequence[str]) -> Iterator[Rewording]:
    return rewordings(kind, *(list(_sentences(paragraphs)) for paragraphs in (before, after)))


def _sentences(paragraphs: Sequence[str]) -> Iterator[Excerpt]:
    for number, text in enumerate(paragraphs, 1):
        for sentence in (text[start:end] for start, end in statements(text) if text):
            yield Excerpt(number, sentence, sentence)
