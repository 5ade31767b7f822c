"""The rules of words: each is a text file of `rules/`, which says all of it.

A file begins with `# code title`. Below stand lines `key: value`, then sections: a name with a colon, and what belongs
to it, indented. `find` holds patterns, `trigger :: pattern → right` a line: the pattern is tried only where one of the
triggers (parted by blanks) stands in the sentence. `words` holds pairs, wrong→right, parted by blanks. What neither can
say is a function, named by `check`, which may go by the words of `list`. Of the examples, `wrong` and `right`, each is
a text of its own, parted from the next by a blank line: they are the rule's tests, and its page is made from them.
"""

import re
from collections.abc import Container
from functools import cache
from pathlib import Path
from typing import Literal

from msgspec import Struct

from report_cli.model import Severity

FOLDER = Path(__file__).parent / "rules"

Level = Literal["条例", "国标", "标准", "通行", "本单位", "待核"]
SEVERITIES: dict[Level, Severity] = {
    "条例": "error",
    "国标": "error",
    "标准": "error",
    "通行": "warning",
    "本单位": "error",
    "待核": "hint",
}
"""How binding the source of a rule is, and what a finding of it is therefore."""

_KEYS = ("level", "source", "since", "message", "cure", "scope", "check", "when", "unless", "covered", "covers")
_SECTION = re.compile(r"(\w+):$")


class Pattern(Struct, frozen=True):
    """Where one of the triggers stands, the pattern is tried. `right`: what to write, a template of `re` if any."""

    triggers: tuple[str, ...]
    pattern: str
    right: str


class Rule(Struct, frozen=True, kw_only=True):
    """A rule as its file says it.

    `since`: from when on it holds, where there was another before. `scope`: "all" where quotations and titles are
    judged too, "titles" where titles are. `when`: what a text must be for the rule to hold (see `text.Situation`).
    `unless`: words, parted by blanks, of which none may stand in the sentence. `covered`: findings of composed texts
    that say the same of a line; `covers`: those that say less of it.
    """

    code: str
    title: str
    level: Level
    source: str
    message: str
    cure: str
    about: str
    since: str = ""
    scope: str = ""
    check: str = ""
    when: str = ""
    unless: str = ""
    covered: str = ""
    covers: str = ""
    finds: tuple[Pattern, ...] = ()
    words: tuple[tuple[str, str], ...] = ()
    listed: frozenset[str] = frozenset()
    vocabulary: str = ""
    wrong: tuple[str, ...] = ()
    right: tuple[str, ...] = ()

    def holds(self, sentence: str, situations: Container[str]) -> bool:
        is_due = not self.when or self.when in situations
        return is_due and not (self.unless and any(word in sentence for word in self.unless.split()))

    @property
    def severity(self) -> Severity:
        return SEVERITIES[self.level]


@cache
def rules() -> tuple[Rule, ...]:
    """All of them, by code."""
    return tuple(_rule(path.read_text("utf-8")) for path in sorted(FOLDER.glob("W*.txt")))


@cache
def codes() -> list[str]:
    """Those of all rules. Their files are not read for it."""
    return sorted(path.stem for path in FOLDER.glob("W*.txt"))


@cache
def by_code() -> dict[str, Rule]:
    return {rule.code: rule for rule in rules()}


def _rule(text: str) -> Rule:
    head, *lines = text.splitlines()
    code, _, title = head.removeprefix("# ").partition(" ")
    given: dict[str, str] = {}
    sections: dict[str, list[str]] = {}
    section: list[str] = []
    for line in lines:
        if line.startswith("    ") or not line:
            section.append(line[4:])
        elif match := _SECTION.match(line):
            section = sections.setdefault(match[1], [])
        else:
            key, _, value = line.partition(": ")
            assert key in _KEYS, f"{code} has no {key}"
            given[key] = value
    pairs = [pair.split("→") for line in sections.get("words", ()) for pair in line.split()]
    return Rule(
        code=code,
        title=title,
        **given,  # type: ignore[arg-type]
        about=" ".join(sections["about"]).strip(),
        finds=tuple(_pattern(line) for line in sections.get("find", ()) if line),
        words=tuple((wrong, right) for wrong, right in pairs),
        listed=frozenset(" ".join(sections.get("list", ())).split()),
        vocabulary="\n".join(sections.get("vocabulary", ())).strip("\n"),
        wrong=_examples(sections["wrong"]),
        right=_examples(sections["right"]),
    )


def _pattern(line: str) -> Pattern:
    triggers, _, rest = line.partition(" :: ")
    pattern, _, right = rest.partition(" → ")
    return Pattern(tuple(triggers.split()), pattern, right)


def _examples(lines: list[str]) -> tuple[str, ...]:
    return tuple(text.strip("\n") for text in "\n".join(lines).split("\n\n") if text.strip())
