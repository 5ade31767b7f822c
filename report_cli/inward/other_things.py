"""Numbers that stand where a figure stood, beside words of another thing: of another name, other people, another count.

Such a number is no value of the figure: 银牌2枚 that became 金牌1枚 tells nothing of the silver ones.
"""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from msgspec.structs import replace

from report_cli.audit.compare import Audit
from report_cli.audit.findings import NEW, Discrepancy
from report_cli.audit.texts import clause_end
from report_cli.compose.merging import opcodes
from report_cli.inward.counted import bare
from report_cli.inward.said_numbers import as_said
from report_cli.sentences import CLAUSE_MARKS

_SAID = 2
"""So many characters in a row of a label are said where they stand beside a number."""
_BOUND = re.compile("不(?:少于|低于|多于|高于|超过)[0-9]")
_OF_ANY = re.compile(
    "(?:比|较|与|和|同)?(?:上一?年|去年)(?:同期|相比|比)?|同比|净?增加|增长|增多|净增|上升|提高|提升|减少|下降|降低|达到?"
    "|开展|举办|组织|召开|举行|进行|完成|实施"
    "|集中|集体|共同|统一|逐一|分批|认真|扎实|深入|积极|切实|大力|妥善|全面|广泛|有效|成功|精心|及时|持续|稳步|先后|分别|全年|今年|共计?|累计|合计|总数|总量"
)
"""Words that say of any thing how it is done, or what became of it: others in their place name no other thing."""


def as_another(audit: Audit, found: Discrepancy) -> Discrepancy | None:
    """A changed number as one of no figure, if words that name what it counted are replaced by others."""
    # Of several names before one number (制造业、建筑业2个) the last is no name of it.
    is_one_of_several = audit.location.around(found.at[0])[0].endswith("、")
    said = found if is_one_of_several else _number(found)
    if as_said(said.found or "", audit.baseline.year) is None:
        return None
    built, now = audit.baseline.around(found.figures[0]), audit.location.around(said.at[0])
    label = bare(audit.figure(found.figures[0]).label)
    sides = [(_before(built[0]), _before(now[0])), (_behind(built[1]), _behind(now[1]))]
    named = [_said_of(label, was) for was, _ in sides]
    side = max(range(len(sides)), key=lambda each: len(named[each]))
    if not _is_replaced(*sides[side], named[side]):
        return None
    return replace(said, kind="unbound", fact=None, expected=None, figures=(), place=None)


def by_chance(audit: Audit) -> Iterator[tuple[Discrepancy, Discrepancy]]:
    """Numbers that are as they were built beside words of another thing: as changed ones, and what each is now."""
    edited = {number for each in audit.prose if each.change == "changed" for number in each.beside}
    for number in sorted(edited & audit.intact):
        span, figure = audit.spans[number], audit.figure(number)
        if span is None or not figure.is_number or figure.form not in ("", "number"):
            continue
        found = audit.location.discrepancy("changed", [number], [span], figure.text)
        if other := as_another(audit, found):
            yield found, replace(other, kind="repeated", fact=figure.fact, expected=figure.text, figures=(number,))


def _number(found: Discrepancy) -> Discrepancy:
    """A finding without the new words that stand before its number: 来信30件 that became 来〔电20件〕."""
    text, at = found.found or "", found.at[0]
    start = re.search("[0-9]|$", text)
    assert start is not None, "it may be the end"
    is_whole = at.end - at.start == len(text)
    if as_said(text, 0) or not is_whole or not start[0]:
        return found
    return replace(found, found=text[start.start() :], at=(replace(at, start=at.start + start.start()),))


def without_bound(found: Discrepancy) -> Discrepancy:
    """A new number without the words that bound it: 不少于280名 is counted as 280名 behind 救助不少于."""
    return _number(found) if found.kind in NEW and found.at and _BOUND.match(found.found or "") else found


def _before(text: str) -> str:
    return _bare(re.split("[0-9]", clause_end(text))[-1])


def _behind(text: str) -> str:
    return _bare(re.split(f"[{CLAUSE_MARKS}\n|0-9]", text, maxsplit=1)[0])


def _bare(words: str) -> str:
    return bare(_OF_ANY.sub("", words))


def _said_of(label: str, words: str) -> set[int]:
    """Which characters of some words say a label."""
    blocks = SequenceMatcher(None, label, words, autojunk=False).get_matching_blocks()
    return {at for each in blocks if each.size >= _SAID for at in range(each.b, each.b + each.size)}


def _is_replaced(was: str, now: str, named: set[int]) -> bool:
    """Whether any of the characters that name it have others in their place, and stand nowhere else now."""
    replaced = ((a, b, c, d) for name, a, b, c, d in opcodes(was, now) if name == "replace")
    return any(
        any(at in named and was[at] not in now for at in range(a, b)) and not {*now[c:d]} <= {*was}
        for a, b, c, d in replaced
    )
