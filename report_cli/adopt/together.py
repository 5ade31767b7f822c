"""Two figures that stand together: 比上年增加5批61人次, 18个集体和33名个人受到表彰, 来自17个省的投稿."""

import re
from collections.abc import Sequence

from report_cli.adopt import clauses, phrases
from report_cli.adopt.contexts import Said, context
from report_cli.adopt.found import Found, Mention
from report_cli.adopt.phrases import LONGEST

_GIVEN = re.compile("受到|获|荣|被|入选")


def of_two(text: str, found: Sequence[Found], at: int, before: Said) -> str:
    """The label of one of two figures that share words: 比上年增加5批61人次, 对13个乡镇、28个县直部门开展评议."""
    one = found[at]
    last = found[at - 1] if at else None
    if isinstance(last, Mention) and last.end == one.start and before.like is not None and isinstance(one, Mention):
        change = phrases.CHANGE.search(context(text, found, at - 1).before)
        return f"{clauses.base(before.like[0])}{change.group().rstrip('了')}" if change and one.unit else ""
    near, other = context(text, found, at), found[at + 1] if at + 1 < len(found) else None
    if isinstance(one, Mention) and one.text[0] == "《" and not clauses.cleaned(near.before):
        is_counted = isinstance(other, Mention) and other.unit and text[one.end : other.start] in ("", "等")
        said = clauses.parted(context(text, found, at + 1).after)[0] if is_counted else ""
        noun = re.split("得到|受到|获", said)[0]
        return f"{noun}{'题目' if re.search(f'(?:{phrases.DOCUMENTS})$', noun) else '名称'}" if noun else ""
    if made := _of_shared_deed(text, found, at) or _of_origin(text, found, at):
        return made
    if not isinstance(other, Mention) or not re.search("[对为向给]$", near.before):
        return ""
    told = re.fullmatch("([\u4e00-\u9fff]{1,8})、", text[one.end : other.start])
    deed = clauses.parted(context(text, found, at + 1).after)[1] if told else ""
    return clauses.shortened(f"{deed[: LONGEST - 1 - len(told[1])]}的{told[1]}") if told and deed else ""


def _of_shared_deed(text: str, found: Sequence[Found], at: int) -> str:
    """The label of one of two counts of those to whom one thing happened: 18个集体和33名个人受到市级以上表彰."""
    first = next((each for each in (at, at - 1) if each >= 0 and _is_given(text, found, each)), -1)
    if first < 0:
        return ""
    noun, deed = clauses.parted(context(text, found, first + 1).after)
    noun = noun if at > first else text[found[first].end : found[first + 1].start - 1]
    return f"{deed}的{noun}" if len(deed) + len(noun) < LONGEST else noun


def _is_given(text: str, found: Sequence[Found], first: int) -> bool:
    """Whether a count and the next one have their nouns alone, and share what is said behind them."""
    two = found[first : first + 2]
    if len(two) < 2 or not all(isinstance(each, Mention) and each.unit for each in two):
        return False
    is_paired = re.fullmatch("[\u4e00-\u9fff]{2,8}[和、及]", text[two[0].end : two[1].start]) is not None
    noun, deed = clauses.parted(context(text, found, first + 1).after) if is_paired else ("", "")
    return len(noun) > 1 and _GIVEN.match(deed) is not None


def _of_origin(text: str, found: Sequence[Found], at: int) -> str:
    """The label of one of two counts, of what came and from where: 收到来自17个省（区、市）的投稿1246件."""
    first = at if _FROM.search(text[: found[at].start]) else at - 1
    if first < 0 or first + 1 >= len(found):
        return ""
    came = _FROM.search(text[: found[first].start])
    what = _ORIGIN.fullmatch(text[found[first].end : found[first + 1].start])
    if not came or not what:
        return ""
    return f"{what['thing']}来自的{what['place']}" if at == first else f"{came['deed']}{what['thing']}"


_FROM = re.compile("(?P<deed>收到|征集到?|接收|收集到?|吸引|接待)了?来自$")
_ORIGIN = re.compile("(?P<place>[\u4e00-\u9fff]{1,4})(?:[（(][^（）()]*[）)])?的(?P<thing>[\u4e00-\u9fff]{2,8})")
