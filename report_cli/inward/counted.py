"""What a new number seems to count, in the words beside it: before it (走访商户31家), else behind (2人入选人才项目)."""

import re
from collections.abc import Callable

from report_cli.compose import wording
from report_cli.sentences import CLAUSE_MARKS, STATEMENT_MARKS

LABEL = 30
"""A longer one is no label that anybody would sign."""
_BEHIND = 20
"""No more of the words behind a number make one."""
_REACH = 200
"""No more of a line is looked at on either side: of thousands of numbers each would look through all of it."""
_LEADING = re.compile(
    "^(?:全年|今年|另有|另外|还有|此外|共有|总共|一共|其中|同时|以及|还|共|并|有|另|其(?!他)|含(?=\\w{3})|的|了)+"
)
_ONLY_LEADING = re.compile("(?:先后|分别|已经?|又|再|现|累计|我们|我?[院局会区市县]|全[院局会区市县])*(?:有|共有)?")
_SAYS = re.compile("(?:相当于|达到?|(?<![行认作成人])为|是|(?<![理缘自])由|(?<!服)从)+$")
"""How words end that say something of what they name: 满意率达, 走访商户由."""
_NAMES_NOTHING = re.compile(
    "这些?|那些?|该|其[中余]?|[上前]述|以上|占|比|较|与|和|同期|上一?年|去年|今年|全年"
    "|净?增[加长多]?|上升|提[高升]|减少|下降|降低|[到至达共计总合累约近已均各有的了为是多少余剩下还另外未没]|全部|分别"
)
_RATIO = re.compile("[%％]|(?P<times>倍)")
_ABOUT = re.compile("^(?:大?约|已经?|就|仅|只)")
_AGAIN = ("即", "就是", "也就是")
"""Before a number that says the one before it once more: 提出了29.4%的提案，即78件."""
_MOVED = re.compile("占.|净?增|上升|提[高升]|减少|下降|降低")
_ON_LAST_YEAR = re.compile("[上去]一?年|同[比期]")
_PART = re.compile("其[中余]|另|余下|剩|还有|[由从]$")
_POINTS = re.compile("(?:在|对|对于|将|把|占|上述|以上|前述|上面|这些?|该)*")
"""Words that only point to a number which stands before: 这82条, 占82条的. 其中82条 is a part, 由82条 last year's."""
_GIVEN = re.compile(".{0,4}(?:入选|入围|获|被|荣|当选|受到|得到|取得|列入|跻身)")
_SUM = re.compile("[总一累合]?共计?|[总合累]计")
_BRACKETS = re.compile("[（(][^（）()]*[）)]")
_CLAUSE = re.compile("[\\W_](?<![“”《》、])")
"""What parts clauses; in one there may be quotes, and a list."""
_MARKS = re.compile(rf"[{CLAUSE_MARKS}（）()\n|\t]")
_NOTHING = "新的一项"


def label(line: str, start: int, end: int, known: Callable[[str], str]) -> str:
    """What the number there counts. `known`: the label that the catalogue has of what stands behind it, if any."""
    words = led(line[:start])
    own, behind = _LEADING.sub("", words), _behind(line[end : end + _REACH])
    if own and not _ONLY_LEADING.fullmatch(own):
        return (known(behind) if _GIVEN.match(behind) else "") or _name(own, line[:start], line[start:end])
    if _SUM.fullmatch(words) and len(behind) <= _SHORT:  # 共99件, 共99件提案: a sum is called by what it is of
        return words
    return (
        known(behind) or behind[:_BEHIND] or own or words or _earlier(line[max(start - _REACH, 0) : start]) or _NOTHING
    )


_REACH = 200
"""So many characters behind a number are looked at: a line garbled with thousands of numbers may have no mark."""
_SHORT = 4
"""A noun has no more characters; what has more tells what is done too."""


def led(text: str) -> str:
    """The words that lead to a number behind a text, back to the number before it: a whole list of several names."""
    words = _CLAUSE.split(text[-_REACH:])[-1]
    return words[max((each.end for each in wording.find(words)), default=0) :].lstrip("、")


def is_name(label: str) -> bool:
    """Whether it may stand in a table as what is counted: 的, 这 and 比上年多 say nothing there."""
    is_part = label.startswith(("占", "的")) or label.endswith("的")
    return len(_NAMES_NOTHING.sub("", label)) > 1 and not is_part and len(label) <= LABEL


def is_part(words: str) -> bool:
    """Whether the words before a number tell that it is a part or a rest of another, or last year's."""
    return _PART.search(words) is not None


def points_back(words: str) -> bool:
    """Whether the words before a number only point to one that stands before: 这82条, 占82条的."""
    return bool(words) and _POINTS.fullmatch(words) is not None


def _name(own: str, before: str, number: str) -> str:
    """What the words before a number name: without the verb that says how many; a change with what changed."""
    said = _SAYS.sub("", own)
    own = said if is_name(said) else own
    if len(own) > LABEL and "、" in own and "等" in own:
        own = f"{own.partition('、')[0]}等{own.rpartition('等')[2]}"
    if (ratio := _RATIO.search(number)) is None:
        own = own.removeprefix("占") or own  # a whole: 占村户80家的38.8%
    elif own.endswith("占"):
        own = f"{_ABOUT.sub('', own)}比"
    elif own.endswith("的"):
        own += "倍数" if ratio["times"] else "比例"
    is_again = own in _AGAIN
    is_of_another = is_again or (not is_name(own) and _MOVED.match(own) and not _ON_LAST_YEAR.search(own))
    of = _SAYS.sub("", _earlier(before, is_of_all=True)) if is_of_another else ""
    own = "" if of and is_again else own
    return f"{of}{own}" if is_name(of) else own


def _behind(words: str) -> str:
    """The words behind a number up to the next mark or number, without other marks."""
    clause = _MARKS.split(_BRACKETS.sub("", words[:_REACH]), maxsplit=1)[0]
    found = min((each.start for each in wording.find(clause)), default=len(clause))
    behind = bare(clause[:found].rpartition("、")[0] if found < len(clause) and "、" in clause else clause[:found])
    return behind if len(behind) > 1 else ""


def bare(words: str) -> str:
    """Some words without quotes and other marks."""
    return re.sub(r"\W|^(?:以[上下]的?|的|以内|左右)", "", words)


def _earlier(words: str, *, is_of_all: bool = False) -> str:
    """The clause of the sentence before a number's own, up to its first number: 走访商户 of 走访商户，31家.

    `is_of_all`: only one that names something.
    """
    sentence = re.split(f"[{STATEMENT_MARKS}\n|]", words)[-1]
    for clause in reversed(_MARKS.split(sentence)):
        found = min((each.start for each in wording.find(clause)), default=len(clause))
        told = bare(_LEADING.sub("", clause[:found]))
        if told and (is_name(told) or not is_of_all):
            return told[-_BEHIND:]
    return ""
