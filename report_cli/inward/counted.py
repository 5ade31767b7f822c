"""What a new number seems to count, in the words beside it: before it (走访商户31家), else behind (2人入选人才项目)."""

import re
from collections.abc import Callable

from report_cli.audit.texts import clause_end
from report_cli.compose import wording
from report_cli.sentences import CLAUSE_MARKS, STATEMENT_MARKS

LABEL = 20
"""So many characters of it make the label of a new indicator."""
_REACH = 200
"""No more of a line is looked at on either side: of thousands of numbers each would look through all of it."""
_LEADING = re.compile("^(?:全年|今年|另有|另外|还有|此外|共有|总共|一共|其中|同时|以及|还|共|并|有|另|其(?!他)|的|了)+")
_ONLY_LEADING = re.compile("(?:先后|分别|已经?|又|再|现|累计|我们|我?[院局会区市县]|全[院局会区市县])*(?:有|共有)?")
_GIVEN = re.compile(".{0,4}(?:入选|入围|获|被|荣|当选|受到|得到|取得|列入|跻身)")
_SUM = re.compile("[总一累合]?共计?|[总合累]计")
_BRACKETS = re.compile("[（(][^（）()]*[）)]")
_MARKS = re.compile(rf"[{CLAUSE_MARKS}（）()\n|\t]")
_NOTHING = "新的一项"


def label(line: str, start: int, end: int, known: Callable[[str], str]) -> str:
    """What the number there counts. `known`: the label that the catalogue has of what stands behind it, if any."""
    words = clause_end(line[:start])
    words = words[max((each.end for each in wording.find(words)), default=0) :]
    own, behind = _LEADING.sub("", words), _behind(line[end : end + _REACH])
    if own and not _ONLY_LEADING.fullmatch(own):
        return (known(behind) if _GIVEN.match(behind) else "") or own
    if _SUM.fullmatch(words) and len(behind) <= _SHORT:  # 共99件, 共99件提案: a sum is called by what it is of
        return words
    return known(behind) or behind[:LABEL] or own or words or _earlier(line[max(start - _REACH, 0) : start]) or _NOTHING


_REACH = 200
"""So many characters behind a number are looked at: a line garbled with thousands of numbers may have no mark."""
_SHORT = 4
"""A noun has no more characters; what has more tells what is done too."""


def _behind(words: str) -> str:
    """The words behind a number up to the next mark or number, without other marks."""
    clause = _MARKS.split(_BRACKETS.sub("", words[:_REACH]), maxsplit=1)[0]
    found = min((each.start for each in wording.find(clause)), default=len(clause))
    behind = bare(clause[:found].rpartition("、")[0] if found < len(clause) and "、" in clause else clause[:found])
    return behind if len(behind) > 1 else ""


def bare(words: str) -> str:
    """Some words without quotes and other marks."""
    return re.sub(r"\W|^(?:以[上下]的?|的|以内|左右)", "", words)


def _earlier(words: str) -> str:
    """The clause of the sentence before a number's own, up to its first number: 走访商户 of 走访商户，31家."""
    sentence = re.split(f"[{STATEMENT_MARKS}\n|]", words)[-1]
    for clause in reversed(_MARKS.split(sentence)):
        found = min((each.start for each in wording.find(clause)), default=len(clause))
        if told := bare(_LEADING.sub("", clause[:found])):
            return told[-LABEL:]
    return ""
