"""Words of a clause: what of them names a thing, what is done with it, what only leads up to a figure."""

import re
from collections.abc import Iterator

from report_cli.adopt import phrases
from report_cli.adopt.phrases import LONGEST

_MORE, _SHORTEST = 6, 6
"""So many characters more a label may have rather than begin in the middle of a word; so many are left of it."""


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


def subject(after: str) -> str:
    """Where subjects were dealt with: 专题议政性常委会会议 of 召开专题议政性常委会会议."""
    verb = phrases.verbs().match(after)
    noun = re.match(rf"[^{phrases.NOT_THINGS}了\W\d]+", after[verb.end() :] if verb else "")
    return noun.group() if noun else ""


def without_lists(text: str) -> str:
    """A clause without what only gives examples: 修订《履职办法》等制度 is 修订制度, 进驻法院、税务等 is 进驻."""
    text = re.sub(r"(?:《[^《》]*》[、和及]?)+等", "等", text)
    text = phrases.SUBJECTS.sub("", text)
    text = re.sub(rf"《[^《》]{{9,}}?({phrases.DOCUMENTS})》", r"\1", text)
    head, comma, rest = text.partition("、")
    if not comma or not (end := re.search("等(?!级|次|额|待)([^、]{0,8})$", rest)):
        return re.sub("等(?=[^级次额待]{2,}$)", "", text) if text.count("等") == 1 and len(text) > 4 else text
    said = re.match(f".*的|(?:{phrases.verbs().pattern}){{1,2}}", cleaned(head))
    return f"{said.group() if said else ''}{re.sub('^地(?![方区点段])', '', end[1])}"


def cleaned(text: str) -> str:
    text = re.sub(r"[^\w]|(?<![A-Za-z\d])\d+(?![A-Za-z\d])|\ufffc", "", text)
    while (closed := phrases.closings().sub("", phrases.openings().sub("", text))) != text:
        text = closed
    return "" if text in phrases.NOTHING else text


def shortened(label: str) -> str:
    """A long label from its last verb on."""
    starts: Iterator[int] = (match.start() for match in phrases.verbs().finditer(label))
    start = max((at for at in starts if len(label) - at >= 4), default=0) if len(label) > LONGEST else 0
    return cut(label[start:])


def parted(after: str) -> tuple[str, str]:
    """The thing that the words behind a figure name, and what is done with it: 36家 企业 完成改造."""
    after = re.sub("[“”《》了]|占.*|(?<=..)[里中内]$", "", after)
    if phrases.verbs().match(after):
        return "", after
    verb = re.compile(f"{phrases.verbs().pattern}|被|进行|获得|得到|全部|全(?=由|是)|每人|(?<!所)有").search(after, 2)
    noun, deed = (after[: verb.start()], after[verb.start() :]) if verb else (after, "")
    noun = phrases.TOGETHER.sub("", noun)
    if re.search("没有?$|[未不]$", noun):
        noun, deed = after, ""
    if mark := re.search(f"[{phrases.NOT_THINGS}]|{phrases.MIDDLE}", noun):
        return phrases.TOGETHER.sub("", noun[: mark.start()])[:8] if mark.start() > 1 else "", ""
    return noun if len(noun) < 13 else noun[:8], deed


def thing(after: str) -> str:
    """The words behind a figure that name what is counted: 36家企业."""
    word = re.match(rf"(?:(?!{phrases.MIDDLE})[^{phrases.NOT_THINGS}了\W\d])+", after.lstrip("“"))
    return word.group()[:8] if word else ""


def object_of(label: str) -> str:
    thing = re.search(f"(?:{phrases.THINGS})$", label)
    return thing.group() if thing else ""


def joined(earlier: str, own: str) -> str:
    told = phrases.DOUBLED.sub("", earlier)
    own = own if told == earlier else own.removeprefix("达").removeprefix("到")
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
