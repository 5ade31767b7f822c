"""A year rebuilt whenever its data, templates or layouts are saved."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from re import findall
from typing import TYPE_CHECKING

from msgspec import Struct

from report_cli.drafts import figures
from report_cli.files.workspace import Workspace
from report_cli.model import CannotRun
from report_cli.questions.diff import Passage, Rewording, rewordings
from report_cli.tasks import build as building
from report_cli.tasks.build import Outcome
from report_cli.tasks.wanted import Wanted, Way

if TYPE_CHECKING:
    from threading import Event

FOLDERS = ("data", "templates")
# Milliseconds. A save is often several writes, a rename among them: quiet for so long, it is over; a storm is cut after so long.
_QUIET, _STORM, _BEAT = 25, 400, 500


class Watch(Struct, frozen=True):
    """Some years of a workspace that are rebuilt again and again."""

    place: Workspace
    wanted: Wanted

    def rehearse(self) -> None:
        """Compose once without writing anything: the first save then finds all imported and compiled."""
        building.rehearse(self.place, self.wanted)

    def build(self) -> tuple[Outcome, list[Rewording]]:
        """Build, and say which sentences are not what they were. Raises CannotRun; the watch can go on after it."""
        folders = [self.place.root / "drafts" / str(year) for year in self.wanted.years]
        before = {path: _paragraphs(path) for folder in folders for path in folder.glob(f"*{figures.SUFFIX}")}
        outcome = building.build(self.place, self.wanted, Way())
        if outcome.ending != "written":
            return outcome, []
        changed: list[Rewording] = []
        for path, was in before.items():
            if outcome.states.get(path, "current") != "current":
                changed += sentences(path.name.removesuffix(figures.SUFFIX), was, _paragraphs(path))
        return outcome, changed

    def saves(self, stop: Event | None = None) -> Iterator[None]:
        """Once for each save, or storm of saves, of what the drafts come from. Raises CannotRun where nothing can be watched.

        The first comes at once: something may have been saved before the watch began.
        """
        try:
            import watchfiles
        except ImportError as error:
            raise CannotRun("report watch要用watchfiles，这里没有装；安装：pip install watchfiles") from error
        folders = [self.place.root / name for name in FOLDERS if (self.place.root / name).is_dir()]
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
    """Not what editors put beside a file while they write."""
    name = Path(path).name
    return name.endswith((".yaml", ".j2")) and not name.startswith((".", "~", "#"))


def _paragraphs(path: Path) -> Sequence[str]:
    file = figures.at(path)
    return file.paragraphs if file else ()


def sentences(kind: str, before: Sequence[str], after: Sequence[str]) -> Iterator[Rewording]:
    """The sentences that changed between two states of a text, each beside the one that it takes the place of."""
    return rewordings(kind, *(list(_sentences(paragraphs)) for paragraphs in (before, after)))


def _sentences(paragraphs: Sequence[str]) -> Iterator[Passage]:
    """A mark that closes after 。 belongs to the sentence."""
    for number, text in enumerate(paragraphs, 1):
        for sentence in findall("[^。！？；]+[。！？；]?[”’》）]*", text):
            yield Passage(number, sentence, sentence)
