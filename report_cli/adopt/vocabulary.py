"""The vocabulary of an adopted workspace, its own or the starter's, by which the report's words stand as they are."""

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from pathlib import Path

from report_cli.compose.speech import Words
from report_cli.files.workspace import VOCABULARY, Workspace, starter
from report_cli.files.yaml import quoted
from report_cli.model import Finding
from report_cli.words import judge, vocabulary
from report_cli.words.rule import by_code
from report_cli.words.text import Text

_AS_IT_WAS = "原稿如此"
_UNUSED = "W139"
_HEAD = "# 原稿里的说法，读进来时放过的；改了原话，就删去那一行。"
_ALLOW = re.compile(
    r"(?m)^allow:[ \t]*(?:\[[ \t]*\])?[ \t]*(?P<note>(?:#[^\r\n]*)?)\r?\n"
    r"(?=(?:[ \t]*(?:#[^\r\n]*)?\r?\n)*(?P<indent>[ ]*)(?P<item>- )?)"
)
"""The head of the list, and what its first item stands behind."""
_ROUNDS = 3

Allowed = tuple[str, str]
"""The code of a rule, and the words that it finds fault with."""


def allowing(
    texts: Sequence[str], year: int, findings_with: Callable[[str], Iterable[Finding]], there: bytes | None = None
) -> str:
    """The content of the vocabulary. `findings_with`: what is found in the report, composed with such a vocabulary.

    What a first look at the texts finds is allowed; then what composing still finds, and no longer what it does not.
    `there`: the workspace's own, to which that is added; else the starter's.
    """
    base = (starter() / VOCABULARY).read_bytes() if there is None else there
    known = Words.of(Workspace(Path("/nowhere"))).vocabulary if there is None else vocabulary.read(base, VOCABULARY)[0]
    hits = judge.of(known).judge(Text.of_lines(texts, year))
    allowed = dict.fromkeys((hit.code, hit.found) for _, hit in hits if hit.found.strip())
    idle = set[Allowed]()
    for _ in range(_ROUNDS):
        findings = list(findings_with(_written(base, allowed)))
        unused = {_named(each.message) for each in findings if each.code == _UNUSED} & allowed.keys()
        idle |= unused  # what excuses nothing is not tried again
        more = dict.fromkeys(found for each in findings if each.code in by_code() for found in _quoted(each))
        more = {each: None for each in more if each not in idle}
        if not unused and more.keys() <= allowed.keys():
            break
        allowed = dict.fromkeys(each for each in {**allowed, **more} if each not in unused)
    return _written(base, allowed)


def _named(message: str) -> Allowed:
    """What a finding says that it is allowed and was met nowhere: “收到提案”（W235）."""
    match = re.search(r"“(.*)”（(\w+)）", message)
    return (match[2], match[1]) if match else ("", "")


def _quoted(finding: Finding) -> list[Allowed]:
    return [(finding.code, shown) for shown in re.findall("“…?([^”…]+)…?”", finding.message)[:1]]


def _written(base: bytes, allowed: Collection[Allowed]) -> str:
    """A vocabulary with these words allowed too; as it is where they cannot be added."""
    text = base.decode()
    rows = [f"- {{rule: {code}, text: {quoted(words)}, because: {_AS_IT_WAS}}}" for code, words in allowed]
    end = "\r\n" if "\r\n" in text else "\n"
    there = _ALLOW.search(text)
    if there is None:
        made = end.join([text.rstrip(), "", _HEAD, "allow:", *(f"  {row}" for row in rows), ""])
    else:
        indent = there["indent"] if there["item"] else "  "
        more = "".join(f"{indent}{row}{end}" for row in rows)
        head = f"allow:  {there['note']}".rstrip()
        made = f"{text[: there.start()]}{head}{end}{more}{text[there.end() :]}"
    if not rows:
        return text
    (before, _), (after, _) = (vocabulary.read(each, VOCABULARY) for each in (base, made.encode()))
    return made if len(after.allow) == len(before.allow) + len(rows) else text
