"""What no label may hold, as it is another next year: people, places, bodies and works by name, numbers of sessions."""

import re

from report_cli.adopt import clauses, phrases
from report_cli.adopt.contexts import Context
from report_cli.adopt.found import Mention
from report_cli.words.of_a_year import SURNAMES

OF_PERSONS = ("名", "人", "位")
_OF_BODIES = ("个", "家", "所", "条")
BODY = "商会|协会|学会|联谊会|促进会|研究会|基金会|联合会|合作社"
_SORT = "行业|街镇|乡镇|镇街|街道|异地|基层|园区|企业|高校|村级|社区|校友|[国省市县区镇乡村]级?"
"""What sort of body it is: 行业商会 are some every year, 低空经济商会 is one."""
_FOUNDED = re.compile(f"((?:新|组建|成立|设立)+)(?!(?:{_SORT})?(?:{BODY})$)[^，、]{{2,10}}?({BODY})$")
_TITLED = re.compile(f"《(?![^《》]*(?:{phrases.DOCUMENTS}|法|令)》)[^《》]*》(?=[\u4e00-\u9fff]{{2}})")
COPIES = ("册", "本", "部", "套")
_COPIED = re.compile(f"(?:{phrases.EDITED})(《[^《》]*》)$")
_ONE = re.compile(
    f"(运动员|选手|教师|医生|干警|民警|法官|检察官)[{SURNAMES}][\u4e00-\u9fff]{{1,2}}(?=[获打夺荣被当入])"
)
_PLACE = re.compile(
    "赴(?![省国境]?外|兄弟|基层|一线|各|全|[^，、]{0,4}\\d)[\u4e00-\u9fff]{2,8}?(?:等地)?"
    "(?=开展|学习|考察|调研|参加|参观|招商|交流|对接|慰问)"
)
_NUMBERED = re.compile("第[一二三四五六七八九十百\\d]+[届次]|[一二三四五六七八九十]+届[一二三四五六七八九十]+次")
_HELD = re.compile(f"^(?!(?:{_SORT})?(?:{BODY}))[\u4e00-\u9fff]{{2,10}}?({BODY})(?=成立|揭牌)")


def without_others(near: Context, one: Mention) -> str:
    """The words before a figure without names that are others next year."""
    before = phrases.WITH.sub("", phrases.AMONG.sub("", phrases.PARTNERS.sub("", near.before)))
    noun, deed = clauses.parted(near.after)
    before = phrases.SCHOOLED.sub("", before) if deed else before
    before = "" if noun and deed and re.fullmatch("联合|会同|携手", before) else before
    if one.unit in _OF_BODIES and clauses.thing(near.after):
        before = phrases.BODIES.sub("", before)
    before = phrases.PERSON.sub(r"\1", before) if one.unit in OF_PERSONS else before
    before = phrases.LISTED.sub("", before) if phrases.SUBJECT.match(near.after) else before
    before = _TITLED.sub("", _ONE.sub(r"\1", before))
    if one.unit in COPIES and (copied := _COPIED.search(before)):
        before = before[: copied.start(1)]
    return _without_members(before, one, is_named=bool(noun))


def _without_members(before: str, one: Mention, *, is_named: bool) -> str:
    """Words without the list of just those that are counted: 指导 of 指导电子商务、家居建材2个商会, 新成立商会 of 1个.

    `is_named`: whether what they are stands behind their number.
    """
    if one.kind != "count" or one.unit not in (*_OF_BODIES, *OF_PERSONS) or not one.values[0].isdigit():
        return before
    if one.values[0] == "1":
        return _FOUNDED.sub(r"\1\2", before)
    items = re.split("[、和及]", before)
    verbs = [verb.end() for verb in phrases.verbs().finditer(items[0])] or [0]
    lead, names = items[0][: verbs[-1]], [items[0][verbs[-1] :], *items[1:]]
    lead = new[0] if not lead and (new := re.match("(?:今年|全年)?新(?:组建|成立|设立)", items[0])) else lead
    if len(names) != int(one.values[0]) or any(len(name) < 2 or phrases.verbs().search(name) for name in names):
        return before
    if is_named or one.unit in OF_PERSONS:
        return lead
    kind = re.search(f"(?:{BODY})$", names[-1])  # 新成立银发经济、跨境电商商会2个
    return f"{lead}{kind[0]}" if kind else before


def without_places(label: str) -> str:
    return _PLACE.sub("", label)


def of_event(label: str) -> str:
    """What a day is called by, whichever time it was held, and whichever body was founded: 商会成立, 执委会会议."""
    return _HELD.sub(r"\1", _NUMBERED.sub("", label))
