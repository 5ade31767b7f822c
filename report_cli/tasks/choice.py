"""Words that somebody chose among known ones."""

import re
from collections.abc import Sequence

from report_cli.model import CannotRun
from report_cli.text import nearest


def choice(text: str, known: Sequence[str], what: str) -> str:
    """The word itself. Raises CannotRun where it is none of those known."""
    if text not in known:
        near = nearest(text, known)
        raise CannotRun(f"{what}没有“{text}”{f'，是不是{near}？' if near else '；'}可用：{'、'.join(known)}")
    return text


def choices(text: str | None, known: Sequence[str], what: str) -> tuple[str, ...]:
    """Words parted by commas, in the order of those known; all where none is given."""
    if text is None:
        return tuple(known)
    wanted = {choice(word.strip(), known, what) for word in re.split("[,，]", text) if word.strip()}
    if not wanted:
        raise CannotRun(f"没有写明{what}；可用：{'、'.join(known)}")
    return tuple(word for word in known if word in wanted)
