"""Remembers what rules found in prose; for later runs only in which prose they found nothing.

A rule that looks only at the words, with FIGURE in the place of each figure, finds the same in a sentence whatever the
report, and in nearly every sentence nothing. So the prose of a template is examined once, not for each year, workspace
and run: checks of composed text get their findings through `Memory.find`.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, TypeVar

from msgspec import json

from report_cli.compose import template_cache

MAX_TEXTS = 4096
"""Of one rule in one template; more are forgotten."""
Found = TypeVar("Found")
_KIND = "quiet"


class Memory:
    """What each rule found in the texts of one template.

    `key`: what else than text and program all rules here depend on, and which template it is.
    """

    def __init__(self, *key: str) -> None:
        self.key = key
        quiet = json.decode(template_cache.load(_KIND, *key) or b"{}", type=dict[str, list[str]])
        self.known: dict[str, dict[str, tuple[Any, ...]]]
        self.known = {rule: dict.fromkeys(texts, ()) for rule, texts in quiet.items()}
        self.kept = self.size
        self.has_more = False

    @property
    def size(self) -> int:
        return sum(map(len, self.known.values()))

    def find(self, rule: str, text: str, look: Callable[[str], tuple[Found, ...]]) -> tuple[Found, ...]:
        """What a rule finds in a text; `look` looks for it where that is not known.

        `rule`: its name, and what its findings depend on besides: a digest of the vocabulary, say.
        """
        known = self.known.setdefault(rule, {})
        found = known.get(text)
        if found is None:
            if len(known) >= MAX_TEXTS:
                known.clear()
            found = known[text] = look(text)
            self.has_more = True
        return found

    def keep(self) -> None:
        """Store the texts without findings, unless nearly all of them are stored already."""
        if self.has_more and self.size * 4 > self.kept * 5:
            rules = sorted(self.known.items())
            quiet = {rule: sorted(text for text, found in known.items() if not found) for rule, known in rules}
            template_cache.store(json.encode(quiet), _KIND, *self.key)
            self.kept = self.size


@lru_cache(maxsize=64)
def of(*key: str) -> Memory:
    return Memory(*key)
