"""Figures that only refer to another one, and are named by it: a change, a share, last year's, the rest, the sum."""

import re
from collections.abc import Sequence
from fractions import Fraction
from itertools import accumulate

from report_cli.adopt import clauses, phrases
from report_cli.adopt.contexts import Context, Named, Said
from report_cli.adopt.found import Mention

_SHORT = 5


def by_others(one: Mention, raw: str, own: str, near: Context, said: Said) -> str:
    """The label of a figure whose words (`raw`, or what they tell: `own`) only refer to another one: 合计, 其余."""
    last, like = said.last, said.like
    if last is not None and (sums := re.fullmatch(f"(?:[两二三四五六七八九][项类者种])?({phrases.SUMS})", raw)):
        return of_sum(one, said, sums[1])
    if last is not None and re.fullmatch(phrases.LEFT_OVER, raw):
        alike = (clauses.object_of(name) for name, count in said.counts if count.unit == one.unit)
        return f"{raw}{clauses.object_of(last[0]) or next(filter(None, alike), '') or clauses.parted(near.after)[0]}"
    if last is not None and re.fullmatch("[人户家月日年平场件批]均", own):
        is_of_it = last[1].kind == "amount" or last[1].unit == one.unit or own[0] in "场件批"
        money = "金额" * one.unit.endswith("元")
        return f"{own}{clauses.alone(last)}" if is_of_it else f"{clauses.alone(last)}{own}{money}"
    if last is not None and re.fullmatch(phrases.LEVEL, own):
        return f"{own}{_of_level(one, said)}"
    if raw in ("全年", "年内") and phrases.TIMES.search(one.unit):
        return f"{raw}{clauses.quantity(one.unit)}"
    if one.kind == "rate":
        if not own and like is not None and like[1].kind == "rate" and near.is_listed:
            return like[0]
        done = "完成" if last is not None and re.search("(?:任务|目标)数?$", last[0]) else ""
        return f"{done}{last[0]}的比例" if raw == "的" and last is not None else ""
    is_bare = raw == "的" if re.match(phrases.MOVED, near.after) else raw in ("为", "是") and not near.after
    if like is not None and is_bare:
        return clauses.base(like[0])
    if raw == "的" and last is not None and not near.after:  # 承办10件以上的8家
        return f"{clauses.alone(last)}{clauses.quantity(one.unit)}"
    is_so_far = not near.after and re.fullmatch("(?:累计|总数|共|目前)已?(?:达到?|有)", raw)
    return f"{clauses.base(like[0])}累计" if like is not None and is_so_far else ""


def relative(one: Mention, near: Context, said: Said) -> str:
    """A change or a share, named by what it is one of; an earlier figure by today's; what another one became."""
    raw, last, like, subject = near.before, said.last, said.like or said.last, said.subject or said.last
    what = clauses.base(subject[0]) if subject else ""
    if (before := phrases.BEFORE.search(raw)) and (before["when"] or re.search("[到至为]$", near.after)):
        return _earlier(raw, before, like)
    if (again := phrases.COMPARED_WITH.search(raw)) and phrases.APART.match(near.after) and not _is_change(raw):
        return f"上年{clauses.cleaned(again[1])}"
    if subject and raw in ("多", "少", "高", "低", "增", "减", "升", "降"):
        return f"{what}{raw}"
    if match := subject and phrases.CHANGE.search(raw):
        own = clauses.cleaned(raw[: match.start()])
        if re.match("[比较与同和]", raw) and own:
            return f"{what}{raw.rstrip('了')}"
        is_again = own in phrases.GENERIC or what.endswith(own)  # 拆除违法建设面积31.7万平方米，面积比上年减少…
        return f"{what if is_again else own}{match.group().rstrip('了')}"
    if subject and one.kind == "points" and re.match("比|低于|高于|高出", raw):
        return f"{_grown(near) or what}{raw}"
    if match := phrases.SHARE.search(raw):
        return _of_share(one, near, match, last)
    if like and (then := re.fullmatch("(此前|原先|年初|[^，。]{1,2}(?<![目日年以])前)(?:的|为|是|有|仅)*", raw)):
        return f"{then[1]}{clauses.base(like[0])}"
    if raw.startswith("后者") and (other := re.search(f"[比较](.+?)(?:{phrases.MOVED})", near.earlier)):
        return f"{other[1]}{clauses.cleaned(raw[2:])}{clauses.quantity(one.unit)}"
    told = re.fullmatch("(?:上年|去年)([\u4e00-\u9fff]{2,4})", clauses.cleaned(raw)) if like else None
    if like and told and clauses.base(like[0]).endswith(told[1]):  # 三公经费支出…，上年支出…
        return f"上年{clauses.base(like[0])}"
    if like and phrases.LAST_YEAR.search(raw) and len(clauses.cleaned(phrases.LAST_YEAR.sub("", raw))) < 3:
        return f"上年{clauses.base(like[0])}{'等合计' if re.search('[合共]计$', raw) else ''}"
    if subject and (phrases.INTO.fullmatch(raw) or (subject[0] != what and re.fullmatch(".{1,3}[到至为]", raw))):
        return f"{what}{raw}"
    return ""


def _earlier(raw: str, match: re.Match[str], like: Named | None) -> str:
    """What something was before, named by what it is of: 上年, 年初 or 原 before its name."""
    of = clauses.cleaned(raw[: match.start()]) or clauses.cleaned(match["of"] or "")
    of = clauses.base(like[0]) if like and of in phrases.GENERIC else of
    told = match["when"] or match["then"]
    if not of:
        return ""
    if told in phrases.LAST:
        return f"上年{of}"
    return f"{told if told and told.endswith(('年初', '规定', '前')) else '原'}{of}"


def _grown(near: Context) -> str:
    """What the clause before says to have grown by some rate, that is above another: 工业增加值增长8.2%，高于全市…."""
    moved = re.match(f"(.{{3,}}?)(?:{phrases.MOVED})了?[\\d.]+%$", near.earlier)
    return clauses.cleaned(moved[1]) if moved and not near.before.startswith("比") else ""


def _of_share(one: Mention, near: Context, match: re.Match[str], last: Named | None) -> str:
    """A share, by whose it is and of what; what it is of, where that is a figure: 占委员总数261名的97.3%."""
    own = clauses.cleaned(re.sub("[仅只还就]$", "", near.before[: match.start()]))
    if re.search("合计?$", own) or (one.kind == "rate" and near.after[:1] == "的"):
        return ""
    share = re.sub("的?(?:比重|比例)?(?:为|达到|达)?$", "", match.group())
    if one.kind != "rate" and len(share) > 2 and (noun := re.fullmatch("([^的]{0,12})的", near.after)):
        return f"{share[1:]}{noun[1]}"  # 占全县17个专项债券项目的52.9%
    if one.kind != "rate" and near.after[:1] == "的" and len(share) > 2:
        return share[1:]
    spoken = re.fullmatch("(.+?)(?:有|共有?|为)?[一二两三四五六七八九十]+[个名家件条项户人]", near.earlier)
    whose = own or (clauses.cleaned(spoken[1]) if spoken else last[0] if last else "")
    return whose + (share if len(share) > 1 else "占比") if whose else ""


def is_sum(one: Mention, said: Said) -> bool:
    """Whether a count is the sum of some before it, the last ones of its unit."""
    return _first_of_sum(one, said) is not None


def _first_of_sum(one: Mention, said: Said) -> Named | None:
    """The first of the counts that a sum adds up; None where it is of none."""
    alike = [each for each in reversed(said.counts) if _is_plain(each[1]) and each[1].unit == one.unit]
    sums = accumulate(Fraction(count.values[0]) for _, count in alike)
    if not _is_plain(one):
        return None
    added = (each for each, so_far in zip(alike, sums, strict=True) if so_far == Fraction(one.values[0]))
    return next((each for each in added if each is not alike[0]), None)


def _is_plain(one: Mention) -> bool:
    return one.kind == "count" and re.fullmatch(r"\d+", one.values[0]) is not None


def of_sum(one: Mention, said: Said, sign: str) -> str:
    """What a sum is called: by what the counts are that it is of, or the first of them; else by what is before it."""
    last = said.counts[-1]
    if last[1].unit == one.unit and (shared := _shared(said.counts)):
        return f"{shared}{sign}"
    if first := _first_of_sum(one, said):
        return f"{first[0]}等{sign}"
    beside = [each for each in said.counts[-2:-1] if each[1].unit == last[1].unit != one.unit]
    name = re.sub("(?:平均)?每[人户家件名项个]|[人户家]均", "", last[0])
    return f"{beside[0][0]}等{sign}" if beside else f"{name}{sign}"


def _of_level(one: Mention, said: Said) -> str:
    """What those of some level are: of 示范基地27家 the 国家级 1家."""
    of = (name for name, count in reversed(said.counts) if count.unit == one.unit and not re.match(phrases.LEVEL, name))
    name = next(of, "")
    return clauses.rest_of(name) or (name if len(name) < _SHORT else "")


def _is_change(words: str) -> bool:
    return phrases.CHANGE.search(words) is not None or phrases.BECAME.search(words) is not None


def _shared(counts: Sequence[Named]) -> str:
    """How the labels of the last counts end alike: 省政协采用, 市政协采用."""
    one, other = [name[::-1] for name, _ in counts[-2:]] if len(counts) > 1 else ("", "")
    shared = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    told = one[:shared][::-1] if shared > 1 else ""
    return f"各{told}" if told.startswith("等") else told
