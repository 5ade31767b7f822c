"""Numbers that only count the points of a running text, as notes below a table have them: 注：1.企业按…；2.“上年”为…

They stand where something begins and have a mark of their own behind them. Where that alone may be said of a figure
too (比分：3、企业), the one before must be there, or it is the first.
"""

import re
from collections.abc import Iterator
from functools import cache

from report_cli.numerals import HIDDEN


@cache
def _ordinal() -> re.Pattern[str]:
    begins = r"(?m:^|(?<!\d)[：:][”’」』]*|[；。！？;!?][”’」』）)]*|[，（(“])"
    noted = r"(?m:(?:^|[。；（(])\s*表?(?:附注|注释?|说明|备注))"
    words = f"(?=\\s*(?:[\u4e00-\u9fff“《（{HIDDEN}]|(?:19|20)\\d\\d年))"
    digits = r"\d{1,2}"
    return re.compile(
        rf"{begins}\s*(?P<point>{digits}[.．]){words}"
        rf"|{begins}\s*(?P<mark>第?{digits}、|第{digits}[，：]){words}"
        rf"|{begins}\s*(?P<bracket>[（(]{digits}[）)]|{digits}[）)])(?=\s*[^，。；：、）)\s])"
        rf"|{noted}\s*(?P<note>{digits}[：:.．、]){words}"
    )


def spans(text: str) -> Iterator[tuple[int, int]]:
    """From where to where such numbers stand, with what belongs to them: 1. （2） 第3、

    >>> text = "注：1.会员按行业统计。2.“上年”为年初数；3、含个体户"
    >>> [text[start:end] for start, end in spans(text)]
    ['1.', '2.', '3、']
    >>> list(spans("投入：3.5万元；票数：3、反对2；排名：（3）班"))
    []
    """
    seen = {0}
    for match in _ordinal().finditer(text):
        kind = match.lastgroup or ""
        number = int(re.sub(r"\D", "", match[kind]))
        if number - 1 in seen or kind in ("point", "note"):
            seen.add(number)
            # With a blank behind it, it is known by the word after that: the digits alone are allowed nowhere.
            spaced = re.compile(r"\s+[\u4e00-\u9fff]").match(text, match.end(kind))
            yield match.start(kind), spaced.end() if spaced else match.end(kind)
