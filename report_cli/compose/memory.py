"""Remembers what rules found in prose; for later runs in which prose they found nothing, and what they read there.

A rule that looks only at the words, with FIGURE in the place of each figure, finds the same in a sentence whatever the
report, and in nearly every sentence nothing. So the prose of a template is examined once, not for each year, workspace
and run: checks of composed text get their findings through `Memory.find`. What a rule reads that holds it against the
figures afterwards (`of`: what that is) is kept too, or its patterns would be compiled in every run.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, TypeVar

from msgspec import Struct, convert, json

from report_cli.compose import template_cache

MAX_TEXTS = 4096
"""Of one rule in one template; more are forgotten."""
Found = TypeVar("Found")
_KIND = "quiet"


class _Kept(Struct):
    """By the names of rules: the texts in which they found nothing; what they read in others."""

    quiet: dict[str, list[str]] = {}
    read: dict[str, dict[str, Sequence[Any]]] = {}


class Memory:
    """What each rule found in the texts of one template.

    `key`: what else than text and program all rules here depend on, and which template it is.
    """

    def __init__(self, *key: str) -> None:
        self.key = key
        kept = json.decode(template_cache.load(_KIND, *key) or b"{}", type=_Kept)
        self.known: dict[str, dict[str, tuple[Any, ...]]]
        self.known = {rule: dict.fromkeys(texts, ()) for rule, texts in kept.quiet.items()}
        self.read = kept.read
        """What is not asked for yet in this run."""
        self.kept = self.size
        self.has_more = False

    @property
    def size(self) -> int:
        return sum(map(len, self.known.values())) + sum(map(len, self.read.values()))

    def find(
        self, rule: str, text: str, look: Callable[[str], tuple[Found, ...]], of: type[Found] | None = None
    ) -> tuple[Found, ...]:
        """What a rule finds in a text; `look` looks for it where that is not known.

        `rule`: its name, and what its findings depend on besides: a digest of the vocabulary, say. `of`: what each of
        them is, where they are kept.
        """
        known = self.known.setdefault(rule, {})
        found = known.get(text)
        if found is None:
            if len(known) >= MAX_TEXTS:
                known.clear()
            found = known[text] = self._read(rule, text, of) or look(text)
        return found

    def _read(self, rule: str, text: str, of: type[Found] | None) -> tuple[Found, ...]:
        """What was read in an earlier run; nothing where that is not known."""
        kept = self.read.setdefault(rule, {}) if of is not None else {}
        if text in kept:
            return convert(kept.pop(text), tuple[of, ...])  # type: ignore[valid-type]
        self.has_more = True
        return ()

    def keep(self) -> None:
        """Store the texts without findings, unless nearly all of them are stored already."""
        if self.has_more and self.size * 4 > self.kept * 5:
            rules = sorted(self.known.items())
            quiet = {rule: sorted(text for text, found in known.items() if not found) for rule, known in rules}
            read = {rule: self._all_read(rule) for rule in sorted(self.read)}
            template_cache.store(json.encode(_Kept(quiet, read)), _KIND, *self.key)
            self.kept = self.size

    def _all_read(self, rule: str) -> dict[str, Sequence[Any]]:
        """What a rule has read, in this run and before."""
        found = {text: each for text, each in self.known.get(rule, {}).items() if each}
        return dict(sorted({**self.read[rule], **found}.items()))


@lru_cache(maxsize=64)
def of(*key: str) -> Memory:
    return Memory(*key)
