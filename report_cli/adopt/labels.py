"""What a figure counts, in the words around it: the verb and object before it (收到提案), or what stands behind it.

A label is to be recognised by a person who knows the report; it is never more than its words.
"""

import re
from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from report_cli.adopt import clauses, phrases
from report_cli.adopt.found import Fixed, Found, Mention
from report_cli.adopt.phrases import LONGEST
from report_cli.compose import scopes


class Context(Struct, frozen=True):
    """The words beside a figure, as far as the next mark or figure on either side; `earlier`: the clause before.

    `is_closed`: whether a mark ends the words behind it; `is_listed`: whether it follows another figure at once (、).
    """

    before: str
    after: str
    earlier: str
    is_closed: bool = True
    is_listed: bool = False


def context(text: str, found: Sequence[Found], at: int) -> Context:
    one = found[at]
    said = [each for each in found if not (isinstance(each, Fixed) or (isinstance(each, Mention) and each.is_name))]
    left = max((each.end for each in said if each.end <= one.start), default=0)
    right = min((each.start for each in said if each.start >= one.end), default=len(text))
    near = re.sub(r"[（(][^（）()]*[）)]$|[（(][^（）()]{1,6}[）)]", "", text[left : one.start])
    marks = [match.end() for match in phrases.MARK.finditer(near)]
    if left and not marks:  # in one clause with another figure, that has the words before 、 and the noun behind it
        near = near if phrases.verbs().search(near.rpartition("、")[0]) else near.rpartition("、")[2]
        verb = phrases.verbs().search(near, 2) if near == text[left : one.start] else None
        near = near[verb.start() :] if verb and verb.start() < 8 else near
    before = near[marks[-1] :] if marks else near
    earlier = text[: one.start - len(before)] if marks or not left else ""
    sentence = re.split(phrases.SENTENCE_END, earlier.rstrip("，、：（ "))[-1]
    said_before = [clause for clause in phrases.MARK.split(sentence) if clause]
    behind = phrases.IN_BRACKETS.sub("", text[one.end : right])
    end = phrases.MARK.search(behind)
    is_closed = end is not None or right == len(text)
    after = behind[: end.start()] if end else behind
    # What stands behind 、 is of another figure, where one follows.
    after = re.sub("、", "", after) if is_closed and after[:1] != "、" else after.partition("、")[0]
    return Context(
        before,
        after,
        said_before[-1] if said_before else "",
        is_closed=is_closed or "、" in behind,
        is_listed=text[left : one.start] in ("、", "和", "及"),
    )


Named = tuple[str, Mention]
"""A figure, and its label."""


class Said(Struct, frozen=True):
    """The figures before one in its sentence: the `last` count, what a change is one of, the last of its kind.

    `counts`: all of them.
    """

    last: Named | None = None
    subject: Named | None = None
    like: Named | None = None
    counts: tuple[Named, ...] = ()


def label(text: str, found: Sequence[Found], at: int, said: Said | None = None) -> str:
    """What the figure counts; empty where its words do not tell. `said`: what was said before it.

    >>> from report_cli.adopt.found import find
    >>> text = "全年收到提案265件，立案224件，立案率84.5%；召开座谈会12场，走访了36家企业"
    >>> found = find(text, 2022)
    >>> [label(text, found, at) for at in range(len(found))]
    ['收到提案', '立案', '立案率', '召开座谈会', '走访企业']
    """
    near, one = context(text, found, at), found[at]
    if not isinstance(one, Mention):
        return ""
    if one.form == "|chinese":  # a numeral in words: its unit stands behind it
        near = replace(near, after=near.after.removeprefix(one.unit))
    near = replace(near, before=phrases.PARTNERS.sub("", near.before))
    if phrases.SUBJECT.match(near.after):
        near = replace(near, before=phrases.LISTED.sub("", near.before))
    bounds = phrases.MEANT.search(near.before)
    before = near.before[: bounds.start()] if bounds else near.before
    said = said or Said()
    if bounds and said.like and phrases.FIRST_TIME.fullmatch(before):
        return clauses.base(said.like[0]) + bounds[0]
    made = _of_two(text, found, at, said) or _label(text, one, replace(near, before=before), said)
    made += "比例" if one.kind == "rate" and re.match(phrases.LESS, made) else ""
    if bounds and one.kind != "text":
        made += bounds[0]
    for claim in scopes.claims(near.before):
        if claim.says in ("each", "last") and claim.is_untrue(made, ""):
            made = f"{claim.word}{made}"
        elif claim.says == "changed" and claim.is_untrue(made, ""):
            made += claim.word
    return clauses.cut(phrases.LEADS_ON.sub("", phrases.OF_LAST_YEAR.sub("上年", made)))


def _of_two(text: str, found: Sequence[Found], at: int, before: Said) -> str:
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
    if not isinstance(other, Mention) or not re.search("[对为向给]$", near.before):
        return ""
    told = re.fullmatch("([\u4e00-\u9fff]{1,8})、", text[one.end : other.start])
    deed = clauses.parted(context(text, found, at + 1).after)[1] if told else ""
    return clauses.shortened(f"{deed[: LONGEST - 1 - len(told[1])]}的{told[1]}") if told and deed else ""


def _label(text: str, one: Mention, near: Context, said: Said) -> str:
    last = said.last
    own = clauses.cleaned(clauses.without_lists(phrases.ELSEWHERE.sub("", near.before)))
    if one.kind == "text" and one.text.endswith(("次会议", "次全体会议", "次全会")):
        return _of_session(text, one)
    if one.unit == "周年":
        clause = phrases.MARK.split(text[: one.start])[-1]
        return f"{clauses.cleaned(phrases.ANNIVERSARY.sub('', clause))[-LONGEST:]}周年"
    if one.kind == "year":
        return f"{own or clauses.thing(near.after) or near.earlier}年份"[-LONGEST:]
    if last is not None and one.unit and re.fullmatch("[、和及]?|，?[计共约]", text[last[1].end : one.start]):
        return f"{last[0]}{clauses.quantity(one.unit)}"
    if last is not None and one.unit == "倍" and re.search("(?:上年|去年)(?:同期)?的$", near.before):
        return f"{clauses.base(last[0])}为上年倍数"
    if told := _relative(near, said):
        return told
    if one.kind == "date" or (one.kind == "text" and phrases.DATED.search(one.text)):
        return _of_date(text, one, near)
    if one.is_name or (one.kind == "text" and one.text[0] == "第"):
        return _of_name(one, own, near)
    if re.fullmatch("每.{0,3}", near.before):
        unit = re.search(r"[^\d\W]+$", one.text)
        return f"{near.before}{clauses.quantity(one.unit or (unit[0] if unit else near.after[:2]))}"
    times = "[以之]?内了?(.+)" if phrases.TIMES.search(one.unit) else "工作日(?:[以之]?内)?了?(.+)"
    if time := re.match(times, near.after):
        return f"{clauses.cleaned(time[1].replace('了', '')) or own}时限"
    made = _of_count(one, own, near, said)
    is_twice = last is not None and made == last[0] and one.unit not in ("", last[1].unit)
    return f"{made}{clauses.quantity(one.unit)}" if is_twice else made


def _of_count(one: Mention, own: str, near: Context, said: Said) -> str:
    """The label of a count, amount or rate by the words before it, or where they say little by those behind it."""
    raw = clauses.without_lists(phrases.ELSEWHERE.sub("", near.before)).strip()
    if made := _by_others(one, raw, own, near, said):
        return made
    own = "" if phrases.ABOUT.fullmatch(own) or own == "等" else phrases.OF_SUBJECTS.sub("", own)
    if not own and phrases.GIVEN.match(near.after) and near.is_closed and len(near.after) <= LONGEST:
        return clauses.cleaned(near.after)[:LONGEST]
    if one.kind == "rate":
        if not own and near.after[:1] == "的":
            return clauses.thing(near.after[1:])
        return own if len(own) > 1 else clauses.joined(near.earlier, own) or clauses.thing(near.after)
    if len(near.after) == 1 and not one.unit:  # a rare unit, as 讲
        near = replace(near, after="")
    if told := phrases.TOLD_OF.match(near.after):
        return f"{own}{told[1]}"
    noun, deed = clauses.parted(near.after)
    if raw.endswith("的") and noun:
        return clauses.shortened(f"{clauses.cleaned(raw[:-1])}的{noun}")
    if noun and deed and (not own or re.search("[对为向给由让使把将]$", raw)):
        if deed[0] == "被":
            return f"{noun}{deed}"[:LONGEST]
        return clauses.shortened(f"{deed[: LONGEST - 1 - len(noun)]}的{noun}")
    is_short = 1 < len(near.after) <= LONGEST - 4 - len(own) and not phrases.INSIDE.search(near.after)
    if near.is_closed and own and is_short and not re.match("[多均都已正全占]", near.after):
        return f"{own}{clauses.cleaned(near.after)}"
    if near.is_closed and len(noun) > 1 and len(own) + len(noun) <= LONGEST:
        made = f"{own}{noun}"
    elif len(own) > 3 or (len(own) == 3 and not noun):
        made = own
    else:
        made = own + (noun or clauses.thing(near.after))
    return clauses.shortened(_told(made or clauses.cleaned(near.after), one, near, said.last))


def _by_others(one: Mention, raw: str, own: str, near: Context, said: Said) -> str:
    """The label of a figure whose words (`raw`, or what they tell: `own`) only refer to another one: 合计, 其余."""
    last, like = said.last, said.like
    if last is not None and re.fullmatch(f"{phrases.SUMS}|{phrases.LEFT_OVER}", raw):
        if re.fullmatch(phrases.SUMS, raw):
            return f"{_shared(said.counts) or f'{last[0]}等'}{raw}"
        alike = (clauses.object_of(name) for name, count in said.counts if count.unit == one.unit)
        return f"{raw}{clauses.object_of(last[0]) or next(filter(None, alike), '') or clauses.parted(near.after)[0]}"
    if last is not None and re.fullmatch("[人户家月日年平]均", own):
        return f"{last[0]}{own}"
    if raw in ("全年", "年内") and phrases.TIMES.search(one.unit):
        return f"{raw}{clauses.quantity(one.unit)}"
    if one.kind == "rate":
        if not own and like is not None and like[1].kind == "rate" and near.is_listed:
            return like[0]
        return f"{last[0]}的比例" if raw == "的" and last is not None else ""
    is_bare = raw == "的" if re.match(phrases.MOVED, near.after) else raw in ("为", "是") and not near.after
    if like is not None and is_bare:
        return clauses.base(like[0])
    is_so_far = not near.after and re.fullmatch("(?:累计|总数|共|目前)已?(?:达到?|有)", raw)
    return f"{clauses.base(like[0])}累计" if like is not None and is_so_far else ""


def _told(label: str, one: Mention, near: Context, last: Named | None) -> str:
    """A label that tells little by itself, with the words of the count before it: 完成60件 of 票决实事63件."""
    if last is not None and label in phrases.OF_MONEY and last[0] not in phrases.OF_MONEY:
        return f"{re.sub(phrases.OF_WHAT, '', clauses.base(last[0]))}{label}"
    if last is not None and re.fullmatch("平均每.{1,5}", label):
        return label + clauses.object_of(last[0])
    if last is not None and len(label) < 3:
        verb, is_verb = phrases.verbs().match(last[0]), phrases.verbs().fullmatch(label) is not None
        rest = last[0][verb.end() :] if verb else clauses.base(last[0])
        if is_verb and last[1].unit == one.unit and rest:
            return label + rest
        if verb and label and not is_verb and not near.earlier:
            return f"{clauses.deed_of(last[0])}{label}"
        if is_verb and rest and re.fullmatch(phrases.EDITED, label):  # 收到信息412条，编报156期
            return f"{label}{rest}{clauses.quantity(one.unit)}"
        label += clauses.object_of(last[0]) if last[1].unit == one.unit else ""
    if len(label) == 2 and phrases.verbs().fullmatch(label) and near.earlier and not re.search(r"\d", near.earlier):
        return f"{clauses.cleaned(near.earlier)[-10:]}{label}"
    return label if len(label) > 1 else clauses.joined(near.earlier, label)


def of_list(text: str, found: Sequence[Found], at: int, told: Sequence[str]) -> str:
    """The label of a figure in a list: each is one of those before, in their order; else all are of one thing.

    同比分别上升3.2和1.8个百分点, 上年分别为15236件、14672件; 赞成率98.8%、97.6%. Empty where it stands in none.
    """
    first = last = at
    while first and _is_joined(text, found[first - 1], found[first]):
        first -= 1
    while last + 1 < len(found) and _is_joined(text, found[last], found[last + 1]):
        last += 1
    before = text[: found[first].start]
    change, earlier = phrases.CHANGE.search(before), re.search("(?:上年|去年)(?:同期)?分别为?$", before)
    count = last - first + 1
    if count < 2:
        return ""
    of = told[len(told) - count + at - first] if len(told) >= count else ""
    if of and earlier:
        return f"上年{of}"
    named = re.search("([^，。；：]+)分别(?:为|达到?|是)?$", before)
    names = re.split("[、和及]", named[1]) if named else []
    if len(names) == count:
        return f"{'上年' if re.match('上年|去年', names[0]) and at > first else ''}{clauses.cleaned(names[at - first])}"
    is_change = of and change is not None and "分别" in change.group()
    return f"{of}{change.group().replace('分别', '').rstrip('了')}" if change and is_change else ""


def of_same_word(label: str, before: Sequence[Named], one: Mention) -> str:
    """The label of a change that shares its word with the one before it: 减少2批21人次 of 来访23批268人次."""
    of = clauses.base(label)
    same = [name for name, each in before if each.unit == one.unit]
    return f"{same[-1] if same else of + clauses.quantity(one.unit)}{label.removeprefix(of)}"


def _is_joined(text: str, one: Found, other: Found) -> bool:
    return text[one.end : other.start] in ("、", "和", "及")


def goes_on(label: str, before: Sequence[Named]) -> bool:
    """Whether what follows in the sentence may be said of it: it is no change, and no earlier value of another."""
    is_earlier = re.match(phrases.EARLIER, label) is not None and any(clauses.base(label) == name for name, _ in before)
    is_change = phrases.CHANGE.search(label) is not None or phrases.BECAME.search(label) is not None
    return not before or not (is_earlier or is_change)


def _relative(near: Context, said: Said) -> str:
    """A change or a share, named by what it is one of; an earlier figure by today's; what another one became."""
    raw, last, like, subject = near.before, said.last, said.like or said.last, said.subject or said.last
    what = clauses.base(subject[0]) if subject else ""
    if (before := phrases.BEFORE.search(raw)) and (before["when"] or re.search("[到至为]$", near.after)):
        of = clauses.cleaned(raw[: before.start()]) or clauses.cleaned(before["of"] or "")
        of = clauses.base(like[0]) if like and of in phrases.GENERIC else of
        told = before["when"] or before["then"]
        if not of:
            return ""
        if told in phrases.LAST:
            return f"上年{of}"
        return f"年初{of}" if told == "年初" else f"原{of}"
    if (again := phrases.COMPARED_WITH.search(raw)) and phrases.APART.match(near.after) and not _is_change(raw):
        return f"上年{clauses.cleaned(again[1])}"
    if subject and raw in ("多", "少", "高", "低", "增", "减", "升", "降"):
        return f"{what}{raw}"
    if match := subject and phrases.CHANGE.search(raw):
        own = clauses.cleaned(raw[: match.start()])
        if re.match("[比较与同和]", raw) and own:
            return f"{what}{raw.rstrip('了')}"
        return f"{what if own in phrases.GENERIC else own}{match.group().rstrip('了')}"
    if subject and (phrases.INTO.fullmatch(raw) or (subject[0] != what and re.fullmatch(".{1,3}[到至为]", raw))):
        return f"{what}{raw}"
    if match := phrases.SHARE.search(raw):
        own = clauses.cleaned(raw[: match.start()])
        share = re.sub("的?(?:比重|比例)?(?:为|达到|达)?$", "", match.group())
        whose = own or (last[0] if last else "")
        if whose:
            return whose + (share if len(share) > 1 else "占比")
    if like and phrases.LAST_YEAR.search(raw) and len(clauses.cleaned(phrases.LAST_YEAR.sub("", raw))) < 3:
        return f"上年{clauses.base(like[0])}{'等合计' if re.search('[合共]计$', raw) else ''}"
    return ""


def _is_change(words: str) -> bool:
    return phrases.CHANGE.search(words) is not None or phrases.BECAME.search(words) is not None


def _of_session(text: str, one: Mention) -> str:
    """A session, by whose it is, and whether it is the one before: 区委六届十一次全会, 三届四次会议以来."""
    whose = re.search("(?:[省市区县州旗]|自治[区州县旗])委$", text[: one.start])
    if whose:
        return f"{whose[0]}全会届次"
    is_last = re.match("(?:全体)?会?议?(?:以来|期间|闭幕|后)", text[one.end :]) is not None
    return "上次会议届次" if is_last else "会议届次"


def _shared(counts: Sequence[Named]) -> str:
    """How the labels of the last counts end alike: 省政协采用, 市政协采用."""
    one, other = [name[::-1] for name, _ in counts[-2:]] if len(counts) > 1 else ("", "")
    shared = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    told = one[:shared][::-1] if shared > 1 else ""
    return f"各{told}" if told.startswith("等") else told


def _of_date(text: str, one: Mention, near: Context) -> str:
    """A date, by what happened then."""
    if text.strip() == one.text:
        return "落款日期"
    if near.before.endswith(("截至", "截止", "截止到")):
        return "截至日期"
    behind = re.sub(
        r"[\d.]+[余多万亿]*(?:个百分点|[人件家场批]次|[\u4e00-\u9fff])?|%", "", re.split("[。；]", text[one.end :])[0]
    )
    parts = [clauses.cleaned(clause.lstrip("起前以来在至到")) for clause in phrases.NEXT_MARK.split(behind)]
    happened = next((part[:10] for part in parts if len(part) > 1), "")
    before = clauses.cleaned(near.before)
    if len(before) < 2 or (happened and re.fullmatch("每.", before)):
        before = happened or near.earlier
    return f"{before}日期"[-LONGEST:]


def _of_titles(earlier: str) -> str:
    """What titles are of that stand behind what counts them: 形成调研报告9篇，《…》等3篇得到批示."""
    counted = re.sub(r"\d[\d.,]*[万亿余多]*[\u4e00-\u9fff]?$", "", earlier)
    told = clauses.cleaned(counted)
    verb = phrases.verbs().match(told)
    if counted == earlier or not re.search(f"(?:{phrases.DOCUMENTS})$", told):
        return told
    return f"{told[verb.end() :] if verb else told}题目"


def _of_name(one: Mention, before: str, near: Context) -> str:
    if one.text[0] == "第":
        unit = one.text[-1].strip("0123456789")
        return f"{before or clauses.cleaned(near.earlier)}{unit}次"[-LONGEST:]
    if one.text[0] == "《":
        kind = re.search(f"(?:{phrases.DOCUMENTS})》", one.text)
        told = f"{before}{kind.group()[:-1] if kind else ''}"
        told = told or clauses.thing(near.after) or _of_titles(near.earlier)
        if phrases.verbs().fullmatch(told) or re.fullmatch(phrases.EDITED, told):
            return f"{told}{'书刊' if re.fullmatch(phrases.EDITED, told) else '文件'}名称"
        return f"{told}题目" if told in ("提案", "建议案", "报告", "调研报告") else told[-LONGEST:]
    if phrases.ABOUT.search(before) and one.text[0] == "“":
        return f"{clauses.subject(near.after)}议题"[-LONGEST:]
    return (before + (clauses.thing(near.after) if len(before) < 4 else "") or clauses.cleaned(near.earlier))[-LONGEST:]
