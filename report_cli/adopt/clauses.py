"""Words of a clause: what of them names a thing, what is done with it, what only leads up to a figure."""

import re
from collections.abc import Iterator

from report_cli.adopt import phrases
from report_cli.adopt.found import Mention
from report_cli.adopt.phrases import LONGEST

_MORE, _SHORTEST = 6, 6
"""So many characters more a label may have rather than begin in the middle of a word; so many are left of it."""

_CLASSES = re.compile("(?:[刑民]事|行政|纠纷|犯罪)*案件")
"""What a list before it tells more of than it says itself."""


_SIGNS = re.compile(
    r"[①-⑳㉑-㉟㊱-㊿]|(?<![A-Za-z]\d)[^\w]|[^\w](?!\d)|\ufffc"
    r"|(?<![A-Za-z\d.])\d+(?![A-Za-z\d岁强后]|工程|行动|战略|模式)"
)
"""What no label has: signs, and digits that belong to no name (500强)."""


def quantity(unit: str) -> str:
    """What is said of a thing by a number in some unit: 人次, 面积, 件数."""
    return unit if unit.endswith("次") else phrases.MEASURED.get(unit, "金额" if unit.endswith("元") else f"{unit}数")


def deed_of(label: str) -> str:
    """What a label says is done, without its object: 组织委员深入 of 组织委员深入乡镇."""
    verbs = list(phrases.verbs().finditer(label))
    ends = [verb.end() for verb in verbs if verb.end() < len(label)]
    return label[: ends[-1]] if ends else verbs[0].group()


def base(label: str) -> str:
    """What a figure is of: without when, and without how it changed."""
    base = re.sub(phrases.EARLIER, "", label)
    match = phrases.CHANGE.search(base) or phrases.BECAME.search(base)
    return base[: match.start()] if match and match.start() > 1 else base


def rest_of(label: str) -> str:
    """What a label says something is done to: 实事 of 票决实事, 来信来访 of 接待来信来访; else its thing."""
    of = base(label).removesuffix("总数")
    verb = re.match(f"(?:{phrases.verbs().pattern}|{phrases.MOVED}|提交|承办|收集)+", of)
    thing = object_of(of) or next((of[each.end() :] for each in phrases.verbs().finditer(of)), "")
    return re.sub("^(?:产生|确定)?的", "", of[verb.end() :]) if verb else of if thing and len(of) < 9 else thing


def alone(named: tuple[str, Mention]) -> str:
    """The label of a figure without the quantity that it was given: 救助 of 救助人数."""
    return grown(named[0].removesuffix(quantity(named[1].unit)) or named[0])


def grown(label: str) -> str:
    """A label without what something became: 志愿服务队 of 志愿服务队发展到."""
    match = phrases.BECAME.search(label)
    return label[: match.start()] if match else label


def subject(after: str) -> str:
    """Where subjects were dealt with: 专题议政性常委会会议 of 召开专题议政性常委会会议."""
    verb = phrases.verbs().match(after)
    return _noun(after[verb.end() :]) if verb else ""


def _noun(words: str) -> str:
    """The words up to where those of something else begin."""
    word = re.match(rf"(?:(?!{phrases.MIDDLE}|{phrases.NOT_THINGS})[^了\W\d])+", words)
    return word.group() if word else ""


def without_lists(text: str) -> str:
    """A clause without what only gives examples: 修订《履职办法》等制度 is 修订制度, 进驻法院、税务等 is 进驻."""
    text = re.sub(r"(?:《[^《》]*》[、和及]?)+等", "等", text)
    text = phrases.SUBJECTS.sub("", text)
    text = re.sub(rf"《[^《》]{{9,}}?({phrases.DOCUMENTS})》", r"\1", text)
    head, comma, rest = text.partition("、")
    if not comma or not (end := re.search("等(?!级|次|额|待)([^、]{0,12})$", rest)):
        return re.sub("等(?=[^级次额待]{2,}$)", "", text) if text.count("等") == 1 and len(text) > 4 else text
    if _CLASSES.fullmatch(end[1]) and len(first := cleaned(head)) <= _MORE + 2:  # 审结金融借款、保险、信用卡等案件
        return f"{first}等{end[1]}"
    said = re.match(f".*的|(?:{phrases.verbs().pattern}){{1,2}}", cleaned(head))
    last = re.sub("^(?:地(?![方区点段])|方面(?=问题|困难))", "", end[1])
    verb = phrases.verbs().search(last) if len(last) > 8 else None
    return f"{said.group() if said else ''}{last[verb.start() :] if verb else last}"


def first_of_list(text: str) -> str:
    """A list as its first item, where nothing else says what is counted: 举办学术年会、专题论坛等 is 举办学术年会等."""
    head, comma, rest = text.partition("、")
    return f"{cleaned(head)}等" if comma and rest.endswith("等") else ""


def cleaned(text: str) -> str:
    text = re.sub("^[一二三四五六七八九十]+、", "", text)  # the number of a heading
    text = re.sub("(?<=[道镇区县市院会协局委])将(?=[\u4e00-\u9fff]{2})", "", text)
    text = re.sub("虽(?=[较比有])", "", text)
    text = re.sub("^(?:推动|促使|决议|决定)?[将把](?=..)", "", text)
    text = _SIGNS.sub("", text)
    while (closed := _closed(phrases.openings().sub("", text))) != text:
        text = closed
    return "" if text in phrases.NOTHING else text


def _closed(text: str) -> str:
    """Words without what leads up to a figure; what something became (增加到) is not called how it changed."""
    return text if phrases.BECAME.search(text) else phrases.closings().sub("", text)


def shortened(label: str) -> str:
    """A long label from its last verb on."""
    starts: Iterator[int] = (match.start() for match in phrases.verbs().finditer(label))
    start = max((at for at in starts if len(label) - at >= 4), default=0) if len(label) > LONGEST else 0
    return cut(label[start:])


def parted(after: str) -> tuple[str, str]:
    """The thing that the words behind a figure name, and what is done with it: 36家 企业 完成改造."""
    after = re.sub("[“”《》了]|占.*|(?<=..)[里中内]$", "", after)
    after = re.sub("^(?:已经?|也|均|仍)(?=.)", "", after)
    if phrases.verbs().match(after) or re.match("[列纳写]入|(?:提前|超额|按期|如期)+完成", after):
        middle = re.search(phrases.MIDDLE, after)
        return (after[: middle.start()], "") if middle else ("", after)
    if told := re.match(f"((?:[^的]+的)(?:{phrases.THINGS}))(?={phrases.verbs().pattern}|采取|$)", after):
        return told[1], after[told.end() :]  # 23件 上年度承诺解决的提案 开展回头看
    whose = re.match(f"(?:(?!{phrases.verbs().pattern})[^的])+的{phrases.WHOSE}", after)
    if whose and whose.end() <= LONGEST:
        return whose[0], after[whose.end() :]  # 42名 生活困难的当事人 发放司法救助金
    verb = re.compile(
        f"(?<!级)(?!(?<=全)覆盖)(?:{phrases.verbs().pattern})(?!率|量(?!化)|数|额)|{phrases.DEEDS}"
    ).search(after, 2)
    owner = re.match(f"(?:{phrases.OWNERS})(?=考察|学习|调研)", after)
    at = owner.end() if owner else verb.start() if verb else len(after)
    noun, deed = after[:at], after[at:]
    noun = phrases.TOGETHER.sub("", noun)
    noun, deed = (noun[:-1], f"获{deed}") if len(noun) > 2 and noun.endswith("获") else (noun, deed)
    if re.search("没有?$|[未不]$", noun):
        noun, deed = after, ""
    if mark := re.search(f"{phrases.NOT_THINGS}|{phrases.MIDDLE}", noun):
        return phrases.TOGETHER.sub("", noun[: mark.start()]), ""
    return noun, deed


def thing(after: str) -> str:
    """The words behind a figure that name what is counted: 36家企业."""
    return _noun(after.lstrip("“"))


def object_of(label: str) -> str:
    thing = re.search(f"(?:{phrases.THINGS})$", label)
    return thing.group() if thing else ""


def event(clause: str) -> str:
    """What a clause says was held, whichever time it was: 文化艺术节 of 举办第六届文化艺术节."""
    verb = phrases.verbs().search(clause)
    held = re.sub("^第?[一二三四五六七八九十\\d]+[届次期]", "", clause[verb.end() :]) if verb else ""
    return cut(cleaned(held)) if len(held) > 1 else ""


def joined(earlier: str, own: str) -> str:
    told = phrases.LISTED_NAMES.sub("", phrases.DOUBLED.sub("", earlier))
    own = own if told == earlier else own.removeprefix("达").removeprefix("到")
    told = re.sub("^.{2,8}的(?=[^的]{4,}$)", "", told)
    return cut(cleaned(re.sub(r"\d[\d.,]*[%\w]?", "", told)) + own)


def cut(label: str) -> str:
    """A label, without its first words where it is far too long: from a verb on, never from within a word if it can."""
    if len(label) <= LONGEST + _MORE:
        return label
    when = re.match(phrases.EARLIER, label)
    rest = label[when.end() :] if when else label
    starts = (verb.start() for verb in phrases.verbs().finditer(rest))
    start = next((at for at in starts if at and _SHORTEST <= len(rest) - at <= LONGEST), len(rest) - LONGEST + 2)
    return f"{when[0] if when else ''}{rest[start:]}"
