"""What else a draft changed in the words that a new number stands in: they come home with it, so it is told with it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from report_cli.inward.proposed import ProposedChange, marked
from report_cli.text import excerpt

_MOST = 60
"""So many characters of what else was changed are told."""


def changed_too(wish: ProposedChange | None, numbers: Iterable[str]) -> str:
    """`wish`: the words as a whole; `numbers`: the new ones among them, as they are typed."""
    if wish is None or not wish.before or not wish.after:
        return ""
    more = wish.after.count("\n") - wish.before.count("\n")
    said = ["这几句移了位置"] * (wish.change == "moved")
    said += [f"段落{'拆开' if more > 0 else '合起来'}了"] * (more != 0)
    one_line = (text.replace("\n", "") for text in (wish.before, wish.after))
    marks, typed = re.findall("〔([^〔〕]*)→([^〔〕]*)〕", marked(*one_line)), {*numbers}
    others = [f"〔{was}→{now}〕" for was, now in marks if not _is_of_number(was, now, typed)]
    words = re.sub(r"\{\{.*?\}\}", "（数）", "".join(others))
    said += [f"还改了{excerpt(words, _MOST)}"] * bool(others)
    return f"和这个数一起写：{'，'.join(said)}" if said else ""


def _is_of_number(was: str, now: str, typed: set[str]) -> bool:
    """Whether no more than a new number was put in, or became another: it is shown in its sentence."""
    return any((number in now and not was) or (bool(now) and now in number) for number in typed)
