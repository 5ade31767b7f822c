"""What a figure counts, in the words around it: the verb and object before it (收到提案), or what stands behind it.

A label is to be recognised by a person who knows the report; it is never more than its words.
"""

import re
from collections.abc import Sequence
from functools import cache

from msgspec import Struct

from report_cli.adopt.found import Found, Mention

LONGEST = 18
_MARK = re.compile(r"[，。；：！？（）()\n|《》“”‘’【】—…\s]")
_NEXT_MARK = re.compile(r"[，。；：！？、（）()\n|《》“”‘’【】—…\s]")


def _any_of(words: str) -> str:
    return "|".join(sorted(words.split(), key=len, reverse=True))


@cache
def _openings() -> re.Pattern[str]:
    """Words that a clause begins with and that say nothing of what is counted."""
    words = (
        "等 其中 同时 此外 另外 另有 另 并且 并(?!案) 还(?!款) 也 又 以及 或 而 截止  且 则 及 每 仅 全部 我们 年 "
        "共计 共有 共(?![建享产青商治同]) 累计 总计 合计 先后 分别 全年 一年来 今年以来 今年 本年度 年内 "
        "年初 全会以来 截至目前 截至年底 截至 目前 已经 已 均(?!衡) 经审查 经审核 "
        "各(?!界) 至 在(?![线职册岗]) 从(?![事业]) "
        "由 对(?![口外接照]) 将 把 和(?!谐) 与(?!会) [一二三四五六]是 "
        ".{0,6}(?:[区县市省州旗]政协|常委会|政协常委会)(?!委员|常委|机关|组织|系统|工作|党组|领导|会议)(?=.{3})"
    )
    return re.compile(rf"^(?:{_any_of(words)})(?=.)")


@cache
def _closings() -> re.Pattern[str]:
    """Words right before a figure that lead up to it."""
    words = (
        "共计 共有 共 累计 总计 合计 总数达到 达到了 达到 达 超过 突破 高达 多达 约为 为 是 "
        "有 了 (?<![预统设])计 近 约 在 到 至 过 "
        "各 就 的 总数为 数为 分别为 分别 接近 逾 超 已 均 仅 平均 也 还 不少于 不低于 至少 由 从 以 每 于"
    )
    return re.compile(rf"(?<=.)(?:{_any_of(words)})$")


_THINGS = (
    "提案|社情民意信息|信息|意见建议|建议|意见|议案|案件|企业|项目|报告|问题"
    "|活动|会议|座谈会|委员|群众|人员|代表|线索|事项|稿件|文章"
)
_DOCUMENTS = (
    "建议案|调研报告|报告|意见|办法|提案|方案|规划|条例|制度|决定|简报|通知"
    "|细则|规则|规程|章程|纲要|指南|清单|公报|纪要"
)
_NOT_THINGS = "的等为以由在对和是与并就将被已也后前内中外，。；、："
_CHANGE = re.compile(
    "(?:同比|比上年|较上年|比去年|较去年|比上届|环比|年均)?(?:分别)?"
    "(?:增长|增加|上升|提高|提升|下降|减少|降低|净增|增幅|缩短|延长|压缩|回落|上涨|下跌)了?$"
)
_SHARE = re.compile(r"占.{0,12}$")
_DATED = re.compile(r"\d+(?:月|日|年代|时|:)|\d{4}年")
GOES_ON = re.compile(r"。\s*(?:[比较同]|与|和)?(?:上年|去年|上一年)")
_LAST_YEAR = re.compile(r"(?:上年|去年|上一年)(?:同期)?(?:的|为|是)?$")


class Context(Struct, frozen=True):
    """The words beside a figure, as far as the next mark or figure on either side; `earlier`: the clause before."""

    before: str
    after: str
    earlier: str


def context(text: str, found: Sequence[Found], at: int) -> Context:
    one = found[at]
    left = found[at - 1].end if at else 0
    right = found[at + 1].start if at + 1 < len(found) else len(text)
    near = re.sub(r"[（(][^（）()]*[）)]$", "", text[left : one.start])
    marks = [match.end() for match in _MARK.finditer(near)]
    # In one clause with another figure: what stands before 、 belongs to that one.
    near = near if not at or marks else near.rpartition("、")[2]
    before = near[marks[-1] :] if marks else near
    earlier = text[: one.start - len(before)] if marks or not at else ""
    clauses = [clause for clause in _MARK.split(re.split("[。；！？]", earlier.rstrip("，、：（ "))[-1]) if clause]
    behind = text[one.end : right]
    end = _NEXT_MARK.search(behind)
    return Context(before, behind[: end.start()] if end else behind, clauses[-1] if clauses else "")


Named = tuple[str, Mention]
"""A figure, and its label."""


def label(text: str, found: Sequence[Found], at: int, last: Named | None = None, subject: Named | None = None) -> str:
    """What the figure counts; empty where its words do not tell.

    `last`: the count before it in the sentence; `subject`: the count or rate that a change is one of.

    >>> from report_cli.adopt.found import find
    >>> text = "全年收到提案265件，立案224件，立案率84.5%；召开座谈会12场，走访了36家企业"
    >>> found = find(text, 2022)
    >>> [label(text, found, at) for at in range(len(found))]
    ['收到提案', '立案', '立案率', '召开座谈会', '走访企业']
    """
    near, one = context(text, found, at), found[at]
    if not isinstance(one, Mention):
        return ""
    before = _cleaned(near.before)
    if one.kind == "year":
        return f"{before or _thing(near.after) or near.earlier}年份"[-LONGEST:]
    between = text[found[at - 1].end : one.start] if at else text
    if last is not None and not between.strip("、和及") and one.unit:
        return f"{last[0]}{'人数' if one.unit == '人' else one.unit}"[-LONGEST:]
    if told := _relative(near.before, last, subject or last):
        return told
    if one.kind == "date" or (one.kind == "text" and _DATED.search(one.text)):
        return _of_date(text, one, near)
    if one.is_name or one.kind == "text":
        return _of_name(one, before, near)
    after = _thing(near.after)
    if one.kind == "rate":
        return before if len(before) > 1 else _joined(near.earlier, before) or after
    is_whole = len(before) > 3 or (len(before) == 3 and not after)
    made = before if is_whole else before + after
    if len(made) < 3 and last is not None and last[1].unit == one.unit:
        made += _object(last[0])
    if len(made) < 2:
        made = _joined(near.earlier, made)
    return made[-LONGEST:]


def of_pair(text: str, found: Sequence[Found], at: int, told: Sequence[str]) -> str:
    """The label of a change that is one of several, in the order of what they are of: 同比分别上升3.2和1.8个百分点.

    Empty where it is none.
    """
    first = last = at
    while first and _is_joined(text, found[first - 1], found[first]):
        first -= 1
    while last + 1 < len(found) and _is_joined(text, found[last], found[last + 1]):
        last += 1
    match = _CHANGE.search(text[: found[first].start])
    count = last - first + 1
    if match is None or "分别" not in match.group() or count < 2 or len(told) < count:
        return ""
    return f"{told[len(told) - count + at - first]}{match.group().replace('分别', '').rstrip('了')}"[-LONGEST:]


def _is_joined(text: str, one: Found, other: Found) -> bool:
    return text[one.end : other.start] in ("、", "和", "及")


def is_relative(label: str) -> bool:
    """Whether it is the label of a change, or of a share."""
    return bool(_CHANGE.search(label) or re.search("占", label[1:]))


def of_what(label: str) -> str:
    """What a change is one of, by its label; empty where that does not say it."""
    match = _CHANGE.search(label)
    return label[: match.start()] if match else ""


def _relative(raw: str, last: Named | None, subject: Named | None) -> str:
    """A change or a share, named by what it is one of; last year's figure by this year's."""
    if match := subject and _CHANGE.search(raw):
        own = _cleaned(raw[: match.start()])
        of = own if len(own) > 2 else subject[0].removeprefix("上年")
        return f"{of}{match.group().rstrip('了')}"[-LONGEST:]
    if match := last and _SHARE.search(raw):
        own = _cleaned(raw[: match.start()])
        share = re.sub("的?(?:比重|比例)?(?:为|达到|达)?$", "", match.group())
        return f"{own or last[0]}{share if len(share) > 1 else '占比'}"[-LONGEST:]
    if last and _LAST_YEAR.search(raw) and len(_cleaned(_LAST_YEAR.sub("", raw))) < 3:
        return f"上年{last[0]}"[-LONGEST:]
    return ""


def _of_date(text: str, one: Mention, near: Context) -> str:
    """A date, by what happened then."""
    if near.before.endswith(("截至", "截止", "截止到")):
        return "截至日期"
    behind = re.sub(
        r"[\d.]+[余多万亿]*(?:个百分点|[人件家场批]次|[\u4e00-\u9fff])?|%", "", re.split("[。；]", text[one.end :])[0]
    )
    clauses = [cleaned for clause in _NEXT_MARK.split(behind) if len(cleaned := _cleaned(clause.lstrip("起"))) > 1]
    before = _cleaned(near.before)
    return f"{before if len(before) > 1 else clauses[0][:10] if clauses else near.earlier}日期"[-LONGEST:]


def _of_name(one: Mention, before: str, near: Context) -> str:
    if one.text[0] == "《":
        kind = re.search(f"(?:{_DOCUMENTS})》", one.text)
        return (f"{before}{kind.group()[:-1] if kind else ''}" or _thing(near.after) or _cleaned(near.earlier))[
            -LONGEST:
        ]
    if one.text[0] == "第":
        return f"{before or _cleaned(near.earlier)}{one.text[-1] if one.text[-1] not in '0123456789' else ''}次"[
            -LONGEST:
        ]
    return (before + (_thing(near.after) if len(before) < 4 else "") or _cleaned(near.earlier))[-LONGEST:]


def _cleaned(text: str) -> str:
    text = re.sub(r"[^\w]|[\d\ufffc]", "", text)
    while (closed := _closings().sub("", _openings().sub("", text))) != text:
        text = closed
    return text[-LONGEST:]


def _thing(after: str) -> str:
    """The words behind a figure that name what is counted: 36家企业."""
    word = re.match(rf"[^{_NOT_THINGS}\W\d]+", after)
    return word.group()[:8] if word else ""


def _object(label: str) -> str:
    thing = re.search(f"(?:{_THINGS})$", label)
    return thing.group() if thing else ""


def _joined(earlier: str, own: str) -> str:
    return (_cleaned(earlier)[-10:] + own)[-LONGEST:]
