"""Lists as people type them, with 、 and ， between names, in round brackets or none; and what they mean here."""

import re

from msgspec import Struct

LIKE_ETC = "[一二三四五六七八九特优中高初上下同平均相对差劣次头甲乙丙丁何]等"
"""Words that end in 等: 高等, 平等, 一等."""

_PARTS = r"《[^》]*》|“[^”]*”|‘[^’]*’|\"[^\"]*\"|'[^']*'|（[^（）]*）|\([^()]*\)|(?P<mark>\s*[、，；､﹐﹑﹔]\s*|;\s*)|."
_ASIDE = r"(?:“[^”]*”|《[^》]*》)(?:\s*(?:“[^”]*”|《[^》]*》))+"
_BRACKETS = r"(?s)[\[［【〔(（{｛](.*?)[\]］】〕)）}｝]?"
_BETWEEN = frozenset("、，；､﹐﹑﹔;")


class Several(Struct, frozen=True):
    """Names written as one item. `mark`: the first mark between them, if any; `is_sure`: they can be nothing else."""

    meant: tuple[str, ...]
    mark: str
    is_sure: bool


def several(text: str) -> Several | None:
    """The names in one item of a list: “甲”，“乙” are two for certain, 文化，体育 may be one."""
    ends_twice = text.endswith(("”", "》")) and text.count(text[-1]) > 1
    if not ends_twice and _BETWEEN.isdisjoint(text):
        return None  # so are nearly all, and no pattern is compiled for them
    names, mark = _parted(text.strip("、，；;"))
    if len(names) > 1:
        return Several(tuple(names), mark.strip(), all(name[0] in "“《‘\"'" for name in names))
    if ends_twice and re.fullmatch(_ASIDE, text):
        return Several(tuple(re.findall("“[^”]*”|《[^》]*》", text)), "", is_sure=False)
    return None


def as_list(text: str) -> str:
    """A text as the list that it was meant for: 甲、乙等 as [甲, 乙, 等]."""
    inner = match[1] if (match := re.fullmatch(_BRACKETS, text.strip())) else text.strip(" ]］】〕")
    names, _ = _parted(inner.replace(",", "，"))
    if len(names) == 1 and re.fullmatch(_ASIDE, names[0]):
        names = re.findall("“[^”]*”|《[^》]*》", names[0])
    elif len(names) == 1 and re.fullmatch(r"[\u4e00-\u9fff]+(?:\s+[\u4e00-\u9fff]+)+", names[0]):
        names = names[0].split()
    if names and names[-1] != "等" and names[-1].endswith("等") and not re.fullmatch(LIKE_ETC, names[-1][-2:]):
        names[-1:] = [names[-1].removesuffix("等"), "等"]
    return f"[{', '.join(names)}]" if names else "[…]"


def _parted(text: str) -> tuple[list[str], str]:
    """A text cut at the marks that stand in no brackets and quotation marks, and the first of those marks."""
    names, first = [""], ""
    for part in re.finditer(_PARTS, text, re.DOTALL):
        if part["mark"]:
            names.append("")
            first = first or part["mark"]
        else:
            names[-1] += part[0]
    return [name for each in names if (name := each.strip())], first
