"""Words that somebody chose among known ones."""

import re
from collections.abc import Sequence

from report_cli.model import CannotRun
from report_cli.text import nearest

KIND = ("报告类型", "templates/{}.md.j2")
LAYOUT = ("版式", "templates/layouts/{}.yaml")
"""What they are called, and which file a new one of them is."""


def choice(text: str, known: Sequence[str], what: str, new: str = "") -> str:
    """The word itself. Raises CannotRun where it is none of those known. `new`: the file of one more, {} its name."""
    if text not in known:
        near = nearest(text, known)
        cure = f"；要新加一种，先写{new.format(text)}" if new and text.isidentifier() else ""
        raise CannotRun(f"{what}没有“{text}”{f'，是不是{near}？' if near else '；'}可用：{'、'.join(known)}{cure}")
    return text


def choices(text: str | None, known: Sequence[str], what: str, new: str = "") -> tuple[str, ...]:
    """Words parted by commas, in the order of those known; all where none is given."""
    if text is None:
        return tuple(known)
    wanted = {choice(word.strip(), known, what, new) for word in re.split("[,，]", text) if word.strip()}
    if not wanted:
        raise CannotRun(f"没有写明{what}；可用：{'、'.join(known)}")
    return tuple(word for word in known if word in wanted)
