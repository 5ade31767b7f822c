"""The vocabulary of an adopted workspace: the starter's, by which the report's own words are let stand as they are."""

import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from report_cli.compose.speech import Words
from report_cli.files.workspace import VOCABULARY, Workspace, starter
from report_cli.files.yaml import quoted
from report_cli.model import Finding
from report_cli.words import judge
from report_cli.words.rule import by_code
from report_cli.words.text import Text

_AS_IT_WAS = "原稿如此"
_UNUSED = "W139"
_ROUNDS = 3

Allowed = tuple[str, str]
"""The code of a rule, and the words that it finds fault with."""


def allowing(texts: Sequence[str], year: int, findings_with: Callable[[str], Iterable[Finding]]) -> str:
    """The content of the vocabulary. `findings_with`: what is found in the report, composed with such a vocabulary.

    What a first look at the texts finds is allowed; then what composing still finds, and no longer what it does not.
    """
    known = Words.of(Workspace(Path("/nowhere"))).vocabulary
    hits = judge.of(known).judge(Text.of_lines(texts, year))
    allowed = dict.fromkeys((hit.code, hit.found) for _, hit in hits if hit.found.strip())
    for _ in range(_ROUNDS):
        findings = list(findings_with(_written(allowed)))
        unused = {_named(each.message) for each in findings if each.code == _UNUSED}
        more = dict.fromkeys(found for each in findings if each.code in by_code() for found in _quoted(each))
        if not unused and more.keys() <= allowed.keys():
            break
        allowed = dict.fromkeys(each for each in {**allowed, **more} if each not in unused)
    return _written(allowed)


def _named(message: str) -> Allowed:
    """What a finding says that it is allowed and was met nowhere: “收到提案”（W235）."""
    return message.partition("（")[2].partition("）")[0], message.partition("“")[2].partition("”（")[0]


def _quoted(finding: Finding) -> list[Allowed]:
    return [(finding.code, shown) for shown in re.findall("“…?([^”…]+)…?”", finding.message)[:1]]


def _written(allowed: Iterable[Allowed]) -> str:
    base = (starter() / VOCABULARY).read_text(encoding="utf-8").rstrip()
    rows = [f"  - {{rule: {code}, text: {quoted(text)}, because: {_AS_IT_WAS}}}" for code, text in allowed]
    head = ["", "# 原稿里的说法，读进来时放过的；改了原话，就删去那一行。", "allow:"]
    return "\n".join([base, *head, *rows, ""]) if rows else f"{base}\n"
