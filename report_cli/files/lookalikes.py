"""Names of files that are not read, though they look like a year's, the catalogue's or a template's: what each is."""

import re
from collections.abc import Collection, Iterable

from report_cli.model import TEMPLATE_SUFFIX, Finding, Place

LIKE_A_CATALOGUE = r"(?i)(?![.~]).*(?:indicators|指标).*\.ya?ml(\.txt)?"
_LIKE_A_YEAR = r"(?i)(?![.~])(?=.*(?:[0-9０-９]|二[〇零○]|副本|复制|拷贝|备份|冲突|copy|backup|bak)).+\.ya?ml(\.txt)?"
_LIKE_A_YEAR += r"|[12][0-9]{3}年?\.(?:xlsx?|et|ods|docx?|wps)"
_LIKE_A_VOCABULARY = r"(?i)(?![.~]).*(?:words?(?![a-z])|用语|词表).*\.ya?ml(\.txt)?"
_LOCK = r"(?:~\$|\.~lock\.).+"
"""What office programs leave beside an open file."""
_COPY = (
    r"(?i)^(?:copy of |副本|复件|复制|拷贝|备份)|(?:副本|复件|拷贝|备份|[ _-]copy)[ （(0-9)）]*$"
    "|[（(].*(?:冲突|conflict).*[)）]$"
)
_OF_COPIES = ("copy", "conflict", "old", "bak", "backup")
TEMPLATE, LAYOUT = f"templates/{{}}{TEMPLATE_SUFFIX}", "templates/layouts/{}.yaml"
_NUMBERED = r"(?i) ?[（(][0-9]+[)）]$| [0-9]+$|[ _.-]?(?:old|bak|backup|旧版?|最终版?|终稿|定稿|修改[稿版]|新版)$"
_MISNAMED = r"(?i).+(?:\.j2|\.md)(?:[ .（(_-].*)?|.+\.md\.j2.+"


def stray(name: str) -> Finding | None:
    """The warning about a file in `data/`; None where it looks like nothing that is read."""
    what, cure = "", "不用，就移出data文件夹"
    if re.fullmatch(_LOCK, name):
        what, cure = "这是文件在WPS、Word里打开着时的临时文件", "关上打开它的程序，再删去"
    elif re.fullmatch(LIKE_A_CATALOGUE, name):
        what = "指标目录只读indicators.yaml"
        cure = f"里面的改动要用，就并到indicators.yaml里；{cure}"
    elif re.fullmatch(_LIKE_A_VOCABULARY, name):
        what = "用语表只读words.yaml"
        cure = f"里面的改动要用，就并到words.yaml里（还没有的，改名为words.yaml）；{cure}"
    elif re.fullmatch(_LIKE_A_YEAR, name):
        of = year(name) or "2022"
        what = f"年度数据的文件名是年份，如{of}.yaml"
        cure = f"里面的数要用，就改名为{of}.yaml（已经有的，并到那一份里）；{cure}"
    message = f"data/{name} 不会用到：{what}"
    return Finding("F140", Place(f"data/{name}"), message, cure, severity="warning") if what else None


def is_like(name: str, known: Collection[str]) -> bool:
    """Whether a file's name is a template's with something before or after it."""
    lower = name.lower()
    is_suspect = ".j2" in lower or ".md" in lower
    return is_suspect and re.fullmatch(_MISNAMED, name) is not None and (".j2" in lower or _stem(name) in known)


def _stem(name: str) -> str:
    return re.sub(_NUMBERED, "", re.sub(_COPY, "", name.partition(".")[0])).strip(" -_的")


def template(folder: str, name: str, known: Collection[str]) -> Finding:
    message = f"{folder}/{name} 不会用到：模板的文件名以{TEMPLATE_SUFFIX}结尾"
    meant, there = f"{_stem(name)}{TEMPLATE_SUFFIX}", "（已经有的，并到那一份里）" if _stem(name) in known else ""
    cure = f"要用，就改名为{meant}{there}；不用，就移出{folder}文件夹"
    return Finding("T115", Place(f"{folder}/{name}"), message, cure, severity="warning")


def is_copy(name: str, others: Collection[str]) -> bool:
    """Whether a template looks like a copy, or like what an open file leaves; a number at its end may be its own."""
    is_plain = name.isascii() and name.replace("-", "_").isidentifier()
    if is_plain and not any(word in name.lower() for word in _OF_COPIES):
        return False
    numbered = re.sub(_NUMBERED, "", name)
    return name.startswith("~") or re.search(_COPY, name) is not None or (numbered != name and numbered in others)


def copies(names: Iterable[str], known: Collection[str], file: str, what: str) -> list[Finding]:
    """The warnings about those of some names that are no templates or layouts (`what`), but copies of the known."""
    return [_copy(name, file, what) for name in names if is_copy(name, known)]


def _copy(name: str, file: str, what: str) -> Finding:
    path, suffix = file.format(name), file.partition("{}")[2]
    message, cure = f"{path} 是打开文件时留下的临时文件，不当作{what}", "关掉打开它的程序；还在就删去"
    if not name.startswith("~"):
        of = re.sub(_NUMBERED, "", re.sub(_COPY, "", name)).strip(" -_的") or name
        message = f"{path} 像是{of}{suffix}的副本，不当作{what}"
        cure = f"不要就移出templates文件夹；要另作{what}，就换个名称，如{of}_new{suffix}"
    return Finding("T115", Place(path), message, cure, severity="warning")


_DIGITS = str.maketrans("０１２３４５６７８９〇零○一二三四五六七八九", "0123456789000123456789")


def year(name: str) -> str:
    """The year that a name seems to mean, in whichever digits; empty if it means none."""
    name = name.translate(_DIGITS)
    if match := re.search(r"(?<![0-9])[1-9][0-9]{3}(?![0-9])", name):
        return match.group()
    match = re.match(r"[0-9]{2}(?![0-9])", name)
    return f"20{match.group()}" if match else ""
