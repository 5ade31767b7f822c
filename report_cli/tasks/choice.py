"""Words that somebody chose among known ones, by their ids or by what people call them."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from report_cli.model import CannotRun
from report_cli.text import nearest

if TYPE_CHECKING:
    from report_cli.files.workspace import Workspace

Labels = Callable[[], Mapping[str, str]]
"""What people call each of the known words; asked only where somebody typed another."""


def _none() -> Mapping[str, str]:
    return {}


def choice(text: str, known: Sequence[str], what: str, new: str = "", labels: Labels = _none) -> str:
    """The word itself, which may be typed as its label. Raises CannotRun where it is none of those known.

    `new`: the file of one more, {} its name.
    """
    if text in known:
        return text
    typed, called = unicodedata.normalize("NFKC", text).strip(), dict(labels())
    meant = [word for word in known if typed == word or typed == unicodedata.normalize("NFKC", called.get(word, ""))]
    if len(meant) == 1:
        return meant[0]
    by_label = {called[word]: word for word in known if called.get(word)}
    near = nearest(typed, [*known, *by_label])
    guess = f"，是不是{_shown(by_label.get(near, near), called)}？" if near else "；"
    cure = f"；要新加一种，先写{new.format(text)}" if new and text.isidentifier() else ""
    wrong = f"没有“{text}”这种{what}" if new else f"{what}没有“{text}”"
    raise CannotRun(f"{wrong}{guess}可用：{'、'.join(_shown(word, called) for word in known)}{cure}")


def _shown(word: str, called: Mapping[str, str]) -> str:
    label = called.get(word, word)
    return f"{label}（{word}）" if label != word else word


def choices(
    text: str | None, known: Sequence[str], what: str, new: str = "", labels: Labels = _none
) -> tuple[str, ...]:
    """Words parted by commas, in the order of those known; all where none is given."""
    if text is None:
        return tuple(known)
    words = text.replace("，", ",").replace("、", ",").split(",")
    wanted = {choice(word.strip(), known, what, new, labels) for word in words if word.strip()}
    if not wanted:
        raise CannotRun(f"没有写明{what}；可用：{'、'.join(known)}")
    return tuple(word for word in known if word in wanted)


def kind(workspace: Workspace, text: str) -> str:
    """A report kind by its id or label. Raises CannotRun."""
    return choice(text, workspace.kinds(), "报告", _KIND, lambda: _kind_labels(workspace))


def kinds(workspace: Workspace, text: str | None, known: Iterable[str]) -> tuple[str, ...]:
    """Report kinds by their ids or labels. Raises CannotRun."""
    return choices(text, tuple(known), "报告", _KIND, lambda: _kind_labels(workspace))


def layout(workspace: Workspace, text: str) -> str:
    """A layout by its id or label. Raises CannotRun."""
    return choice(text, workspace.layouts(), "版式", _LAYOUT, lambda: _layout_labels(workspace))


_KIND, _LAYOUT = "templates/{}.md.j2", "templates/layouts/{}.yaml"


def _kind_labels(workspace: Workspace) -> Mapping[str, str]:
    # Imported here: only a word that is no id needs it.
    from report_cli import compose

    year = max(workspace.years(), default=0)
    return {kind: compose.label(kind, workspace.template, year) for kind in workspace.kinds()}


def _layout_labels(workspace: Workspace) -> Mapping[str, str]:
    from report_cli.layout import reading

    files = {name: workspace.layout(name) for name in workspace.layouts()}
    read = {name: reading.parse(file[1], file[0], workspace)[0] for name, file in files.items() if file}
    return {name: layout.label for name, layout in read.items() if layout is not None}
