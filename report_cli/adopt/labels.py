"""What a figure counts, in the words around it: the verb and object before it (收到提案), or what stands behind it.

A label is to be recognised by a person who knows the report; it is never more than its words.
"""

import re
from collections.abc import Sequence

from msgspec.structs import replace

from report_cli.adopt import clauses, names, passing, phrases, relatives, together
from report_cli.adopt.contexts import Context, Named, Said, context
from report_cli.adopt.found import Found, Mention
from report_cli.adopt.phrases import LONGEST
from report_cli.compose import scopes

_SHORT = 3
_NEW = re.compile("新(?:创建|增加|设立|成立|组建|发展|培育|认定|建成|打造)")
_OF_CRIMES = ("审结", "判处", "查处", "侦破", "办结", "起诉", "受理")
_CRIMES = re.compile("(?:依法|从严|坚决|严厉|持续)*(?:严惩|惩治|惩处|打击|整治)(?=.{3})")
_UNDONE = re.compile("[未没已获被入]..")
_LASTS = re.compile("历时|为期|耗时|持续")


def label(text: str, found: Sequence[Found], at: int, said: Said | None = None) -> str:
    """What the figure counts; empty where its words do not tell. `said`: what was said before it.

    >>> from report_cli.adopt.found import find
    >>> text = "全年收到提案265件，立案224件，立案率84.5%；召开座谈会12场，走访了36家企业"
    >>> found = find(text, 2022)
    >>> [label(text, found, at) for at in range(len(found))]
    ['收到提案', '立案', '立案率', '召开座谈会', '走访企业']
    """
    one, said = found[at], said or Said()
    if not isinstance(one, Mention):
        return ""
    near = _near(text, one, context(text, found, at))
    bounds = phrases.MEANT.search(near.before)
    before = _bounded(near.before[: bounds.start()], said) if bounds else near.before
    if bounds and before and text.startswith("的", one.end):  # what it is a bound of follows: …低于20件的村
        near = replace(near, after="")
    if bounds and said.like and phrases.FIRST_TIME.fullmatch(before):
        return clauses.base(said.like[0]) + bounds[0]
    made = together.of_two(text, found, at, said) or _label(text, one, replace(near, before=before), said)
    if near.before.startswith("力争") and not phrases.CHANGE.search(made):  # 力争审理时长压缩至60天
        made = clauses.grown(made)
    made += "比例" if one.kind == "rate" and re.match(phrases.LESS, made) else ""
    if bounds and one.kind != "text":
        made += bounds[0]
    made = _of_scope(made, near.before)
    return clauses.cut(passing.without_places(phrases.LEADS_ON.sub("", phrases.OF_LAST_YEAR.sub("上年", made))))


def _near(text: str, one: Mention, near: Context) -> Context:
    """The words around a figure without those that do not say what it counts: places, another's, who wrote it."""
    if one.form == "|chinese":  # a numeral in words: its unit stands behind it
        near = replace(near, after=near.after.removeprefix(one.unit))
    near = replace(near, after=passing.without_places(near.after))
    before = _as_compared(text, one, passing.without_others(near, one))
    if one.text[0] == "《":
        before = phrases.AUTHOR.sub("", before)
    return replace(near, before=re.sub("(?<=..)[明来]年(?=$|[不至力])", "", before))


def _bounded(before: str, said: Said) -> str:
    """What a bound is of, by the words before it: 万人起诉率 of 全年无诉讼案件或万人起诉率低于20件的村."""
    few = re.fullmatch("(.+)[少多低高]的(.+)", said.last[0]) if said.last else None
    if few and before.endswith(few[1]):
        before = f"{few[2]}{few[1]}"
    last = before.rpartition("或")[2]
    return last if len(last) > _SHORT else before


def _as_compared(text: str, one: Mention, before: str) -> str:
    """The word of a change with what it is compared with, where the change right before it says that for both.

    比上年增加3笔、减少130万元.
    """
    is_bare = one.kind != "rate" and re.fullmatch(f"(?:{phrases.MOVED})了?", before) is not None
    than = _MOVED_BOTH.search(text[: one.start]) if is_bare else None
    return f"{than['than']}{before}" if than else before


_MOVED_BOTH = re.compile(
    f"(?P<than>{phrases.COMPARED})(?:{phrases.MOVED})了?[\\d.,]+[^，。；：、\\d]{{0,4}}[、和](?:{phrases.MOVED})了?$"
)


def _of_scope(made: str, before: str) -> str:
    """A label with the words before its figure without which it would be untrue."""
    for claim in scopes.claims(before):
        if claim.says in ("each", "last") and claim.is_untrue(made, ""):
            made = f"原{claim.word}{made[1:]}" if made.startswith("原") else f"{claim.word}{made}"
        elif claim.says == "changed" and claim.is_untrue(made, "") and not made.endswith(claim.word):
            made += claim.word
    return made


def _label(text: str, one: Mention, near: Context, said: Said) -> str:
    last = said.last
    own = clauses.cleaned(clauses.without_lists(phrases.ELSEWHERE.sub("", near.before)))
    if one.kind == "text" and one.text.endswith(("次会议", "次全体会议", "次全会")):
        return names.of_session(text, one)
    if one.unit == "周年":
        clause = phrases.MARK.split(text[: one.start])[-1]
        return f"{clauses.cleaned(phrases.ANNIVERSARY.sub('', clause))[-LONGEST:]}周年"
    if one.kind == "year":
        return f"{own or clauses.thing(near.after) or names.happens(text, one) or clauses.cleaned(near.earlier)}年份"
    between = text[last[1].end : one.start] if last is not None else ""
    if re.fullmatch("，?[计共]", between) and relatives.is_sum(one, said):  # 建议42件、提案57件，共99件
        return relatives.of_sum(one, said, "合计")
    if last is not None and one.unit and re.fullmatch("[、和及]?|，?[计共约]", between):
        return last[0] if last[1].unit == one.unit else f"{clauses.alone(last)}{clauses.quantity(one.unit)}"
    if last is not None and one.unit == "倍" and re.search("[上去]年[^，。；]*的$", text[last[1].end : one.start]):
        return f"{clauses.base(last[0])}为上年倍数"
    is_share = one.kind == "rate" and near.before.endswith("的") and between == near.before and len(said.counts) > 1
    if is_share and last is not None and re.search("占[^，。；、]*$", text[: last[1].start]):
        return f"{clauses.base(said.counts[-2][0])}占{last[0]}"
    if told := relatives.relative(one, near, said):
        return told
    if one.kind == "date" or (one.kind == "text" and phrases.DATED.search(one.text)):
        return passing.of_event(names.of_date(text, one, near))
    if one.is_name or (one.kind == "text" and one.text[0] == "第"):
        return names.of_name(text, one, own, near)
    if re.fullmatch("每.{0,3}", near.before):
        return _of_each_time(one, near)
    times = "[以之]?内了?(.+)" if phrases.TIMES.search(one.unit) else "工作日(?:[以之]?内)?了?(.+)"
    if time := re.match(times, near.after):
        return f"{clauses.cleaned(time[1].replace('了', '')) or own}时限"
    made = _of_count(one, own, near, said)
    is_twice = last is not None and made == last[0] and one.unit not in ("", last[1].unit)
    return f"{made}{clauses.quantity(one.unit)}" if is_twice else made


def _of_each_time(one: Mention, near: Context) -> str:
    """The label of a figure behind 每: what is done each time and to what, or how much of its unit it is."""
    if phrases.verbs().search(near.before) and (noun := re.split("[到赴]", clauses.parted(near.after)[0])[0]):
        return f"{near.before}{noun}"
    unit = re.search(r"[^\d\W]+$", one.text)
    return f"{near.before}{clauses.quantity(one.unit or (unit[0] if unit else near.after[:2]))}"


def _of_count(one: Mention, own: str, near: Context, said: Said) -> str:
    """The label of a count, amount or rate by the words before it, or where they say little by those behind it."""
    raw = clauses.without_lists(phrases.ELSEWHERE.sub("", near.before)).strip()
    if near.after == "的" and (aim := re.search("完成(?:了|区|市|县|省|下达的)*([^，]{0,6}(?:任务|目标)数?)$", raw)):
        return aim[1]  # 完成年度任务280人的111.4%
    if made := relatives.by_others(one, raw, own, near, said):
        return made
    own = "" if phrases.ABOUT.fullmatch(own) or own == "等" else phrases.OF_SUBJECTS.sub("", own)
    is_named = phrases.PERSONS.search(raw) or (raw.endswith("等") and not phrases.verbs().search(raw))
    if is_named and one.unit in passing.OF_PERSONS:
        own = ""
    if not own and phrases.GIVEN.match(near.after) and near.is_closed and len(near.after) <= LONGEST:
        return clauses.cleaned(near.after)
    if one.kind == "rate":
        return _of_rate(own, near, said)
    if one.unit == "岁" and own.endswith("年龄"):
        return own
    if one.unit == "岁" or re.search(r"\d岁", one.text):
        people = phrases.PEOPLE.match(near.after)
        return f"{people.group() if people else clauses.parted(near.after)[0]}年龄"
    if one.unit.endswith("方面"):
        return "方面"
    if len(near.after) == 1 and not one.unit:  # a rare unit, as 讲
        near = replace(near, after="")
    if told := phrases.TOLD_OF.match(re.sub("[“”]", "", near.after)):
        return f"{own}{told[1]}"
    return _told(_by_both(raw, own, near, one), own, one, near, said.last)


def _of_rate(own: str, near: Context, said: Said) -> str:
    of = re.search("[\u4e00-\u9fff]{2}[率度]$", said.like[0]) if said.like else None
    if of and near.after[:1] != "的" and 1 < len(own) < 5 and (near.goes_on or near.before.startswith("其中")):
        return f"{own}{of[0]}" if not own.endswith(("率", "度", "例", "比")) else own  # 其中城区96.2%、乡村93.8%
    if near.after[:1] != "的":
        return own if len(own) > 1 else clauses.joined(near.earlier, own) or clauses.thing(near.after)
    noun, deed = clauses.parted(near.after[1:])
    share = re.fullmatch("[以仅只]?(占.+)", own)
    own = "" if own.endswith("中") else own
    if share:
        return f"{noun}{share[1]}"
    if not own and deed and near.is_closed and len(noun) + len(deed) <= LONGEST:
        made = f"{noun}{deed}"
    else:
        made = own if len(own) > 2 else f"{own}{noun}"
    return made if made.endswith(("率", "比例", "占比")) else f"{made}比例"


def _by_both(raw: str, own: str, near: Context, one: Mention) -> str:
    """The label that the words on either side of a count make, or the one side that tells what is counted."""
    among = re.fullmatch("(?:其中)?([^，]{1,8})中仅?有", raw)
    if among and (few := re.fullmatch("(.{2,10})(?:不足|([少多低高])于)", near.after)):  # 28个商会中有4个活动少于3次
        return f"{few[1]}{few[2] or '少'}的{clauses.cleaned(among[1])}"
    if among and near.is_closed and not near.is_listed and _UNDONE.match(near.after):
        return clauses.cut(f"{clauses.cleaned(near.after)}的{clauses.cleaned(among[1])}")
    noun, deed = clauses.parted(near.after)
    noun, deed = clauses.grown(clauses.cleaned(noun)), re.sub("^(?:全部|已全部|均|都)(?=..)", "", deed)
    is_place = bool(noun) and raw.endswith("在")
    if (owner := _owner(noun, deed, near)) and one.unit not in passing.OF_PERSONS:
        return f"{clauses.cleaned(raw[:-1])}的{owner}" if raw.endswith("的") else owner
    own = "" if is_place or (deed and re.fullmatch("全[县市区镇街省]", re.sub("^.*在", "", own))) else own
    if near.is_closed and re.match("[仍正还]在", near.after):
        return clauses.cleaned(near.after)
    came = re.fullmatch("([\u4e00-\u9fff]{2,8}?)(参会|到会|参训|参赛|参展|受益)", near.after)
    if came and near.is_closed and not own:
        return f"{came[2]}{came[1]}"
    if one.unit == "倍" and noun:
        return f"{noun}倍数"
    if near.is_closed and (rated := re.fullmatch("(.+?)[仅均都](?:为|是)(.+)", near.after)):
        return f"{own}{rated[1]}{rated[2]}"
    if noun and raw.endswith(("将", "把")):  # 将160千瓦以下的企业接入改为零投资
        return clauses.shortened(noun)
    if raw.endswith("的") and not raw.endswith(("标的", "目的")):
        of = clauses.cleaned(raw[:-1])
        is_told = noun and not re.match("[已均都也多]", near.after)
        return clauses.shortened(f"{of}的{noun}") if is_told else of
    if noun and not own and not near.is_closed and near.after.startswith(f"{noun}已"):
        return noun if len(noun) > 3 else f"{noun}总数"  # 118个问题已整改112个
    if noun and deed and (not own or len(noun) == 1 or re.search("[对为向给由让使把将]$", raw)):
        return _with_deed(noun, deed)
    return _beside(re.sub("^.*在(?=[全我本].$)", "", own), noun, deed, near, one)


def _with_deed(noun: str, deed: str) -> str:
    """What is counted with what was done to it, where both are short."""
    if deed[0] == "被":
        return clauses.cut(f"{noun}{deed}")
    is_whose = re.search(f"的{phrases.WHOSE}$", noun) is not None
    is_short = len(deed) + len(noun) < LONGEST and deed[-1] not in "和、"
    return f"{deed}的{noun}" if is_short and not is_whose else noun


def _owner(noun: str, deed: str, near: Context) -> str:
    """Whose the things are that the next figure counts, as of 15个乡镇残联专职委员15名; where something is done."""
    owner = re.match(f"(?:{phrases.OWNERS})", noun)
    is_of_next = owner is not None and not near.is_closed and (owner.end() < len(noun) or not deed)
    return owner[0] if owner and (is_of_next or near.before.endswith("在")) else ""


def _beside(own: str, noun: str, deed: str, near: Context, one: Mention) -> str:
    """The words before a count with those behind it, as far as both are short."""
    after = re.split(f"(?<=.){phrases.MIDDLE}", near.after)[0]
    is_time = phrases.TIMES.search(one.unit) is not None
    is_short = 1 < len(after) <= LONGEST - len(own) - 4 * (not is_time) and not phrases.INSIDE.search(after)
    if near.is_closed and own and is_short and not re.match("[多均都已正全占才]", after):
        own = own.removesuffix("用") if is_time else own
        return f"{own}{re.sub('(?<=..)[里中]$', '', clauses.cleaned(after))}"
    if near.is_closed and len(noun) > 1 and len(own) + len(noun) <= LONGEST:
        return f"{own}{noun}"
    if len(own) > 3 or (len(own) == 3 and not noun):
        return clauses.shortened(own)
    if not noun and one.unit not in passing.OF_PERSONS and (first := clauses.first_of_list(near.before)):
        return first
    is_deed = not own and not noun and phrases.verbs().match(near.after) and "“" in near.after
    thing = "" if is_deed else re.sub("(?<=..)[里中]$", "", clauses.thing(near.after))  # 获评省“德艺双馨”工作者
    made = own + (noun or thing)
    return clauses.shortened(made or clauses.grown(clauses.cleaned(deed or near.after)))


def _told(label: str, own: str, one: Mention, near: Context, last: Named | None) -> str:
    """A label that tells little by itself, with the words of the count before it: 完成60件 of 票决实事63件."""
    is_verb = (phrases.verbs().fullmatch(label) or re.fullmatch(f"{phrases.EDITED}|承办|写入", label)) is not None
    if re.fullmatch("一[^级]", label) or (
        len(label) < 3 and phrases.TIMES.search(one.unit) and label[1:] in ("后", "前")
    ):
        return f"{label.removeprefix('一')}{clauses.quantity(one.unit)}"
    if last is not None and (made := _by_last(label, own, one, near, last)):
        return made
    earlier = clauses.cleaned(re.split("坚持|实行", near.earlier)[0])
    if label.startswith("首批") and (body := re.search(passing.BODY, near.earlier)):
        return f"{body[0]}{label}"
    if _LASTS.fullmatch(label) and (event := clauses.event(near.earlier)):
        return f"{event}{label}"
    if is_verb and label in _OF_CRIMES and (crimes := _CRIMES.match(near.earlier)):
        made = f"{label}{clauses.cleaned(near.earlier[crimes.end() :])}"
        return clauses.cut(made if one.unit not in passing.OF_PERSONS else f"{made}{clauses.quantity(one.unit)}")
    if is_verb:
        is_short = 1 < len(earlier) <= 10 and not re.search(r"\d|的|^也", near.earlier)
        told = label if label in ("立案", "办结", "办复", "开工") else f"{label}{clauses.quantity(one.unit)}"
        return f"{earlier}{label}" if is_short else told
    if len(label) > 1 or re.fullmatch(phrases.OWNERS, label):
        return label
    if label and len(earlier) < len(clauses.cleaned(near.earlier)):
        return f"{earlier}{clauses.quantity(one.unit)}"
    is_sum = re.fullmatch(phrases.SUMS, near.before) is not None
    made = clauses.joined(near.earlier, "" if is_sum else label)
    return f"{made}{clauses.quantity(one.unit)}" if is_sum else made


def _by_last(label: str, own: str, one: Mention, near: Context, last: Named) -> str:
    """A weak label with what the count before it is of; empty where it tells enough by itself."""
    name, is_same_unit = last[0], last[1].unit == one.unit
    is_verb = phrases.verbs().fullmatch(label) is not None
    if label in phrases.OF_MONEY and name not in phrases.OF_MONEY:
        return f"{re.sub(phrases.OF_WHAT, '', clauses.base(name))}{label}"
    if re.fullmatch("平均(?:每|单)[^，]{1,5}", label) and one.unit.endswith("元") and last[1].unit.endswith("元"):
        return f"{label}{last[0]}"
    if re.fullmatch("平均每.{1,5}", label):
        return label + clauses.object_of(name) * (not label.endswith(clauses.object_of(name) or " "))
    rest = clauses.rest_of(name) or (clauses.base(name) if re.fullmatch("新[增建设]", label) else "")
    if near.before.endswith("各") and not phrases.verbs().search(label):
        return f"{label}{rest}"
    if rest and is_same_unit and _NEW.fullmatch(label):
        return label + rest.removeprefix(label[1:])
    if len(label) > 2 or not label:
        return ""
    if is_verb and is_same_unit and rest:
        return label + rest
    if not is_verb and near.goes_on and phrases.verbs().match(name):
        return f"{clauses.deed_of(name)}{label}"
    if rest and re.fullmatch(phrases.EDITED, label) and one.unit not in passing.COPIES:  # 收到信息412条，编报156期
        return f"{label}{rest}{clauses.quantity(one.unit)}"
    thing = clauses.object_of(name)
    thing = "" if label[-1:] == thing[:1] else thing  # 结案 of 案件
    is_own = re.fullmatch("来.|信访", label) is None  # 来信12件 are no 提案
    return f"{label}{thing}" if thing and is_same_unit and label == own and is_own and not near.goes_on else ""


def of_same_word(label: str, before: Sequence[Named], one: Mention) -> str:
    """The label of a change that shares its word with the one before it: 减少2批21人次 of 来访23批268人次."""
    of = clauses.base(label)
    same = [name for name, each in before if each.unit == one.unit]
    return f"{same[-1] if same else of + clauses.quantity(one.unit)}{label.removeprefix(of)}"


def signed(label: str, told: Sequence[str]) -> str:
    """A label as people sign it: 定点康复机构 of 定点康复机构增至.

    `told`: the labels before it in its sentence, which it keeps apart from.
    """
    made = clauses.grown(label)
    made = _WHEN.sub("", made) if made != label else label
    return label if made in told or len(made) < _SHORT - 1 else made


_WHEN = re.compile("(?<=..)(?:全年|年内|明年|力争|争取)+$")


def goes_on(label: str, before: Sequence[Named]) -> bool:
    """Whether what follows in the sentence may be said of it: it is no change, and no earlier value of another."""
    is_said = any(clauses.base(label) == clauses.base(name) for name, _ in before)
    is_earlier = re.match(phrases.EARLIER, label) is not None and is_said
    is_change = phrases.CHANGE.search(label) is not None or (phrases.BECAME.search(label) is not None and is_said)
    return not before or not (is_earlier or is_change)
