"""How often the rules of words are wrong on good prose.

The prose is the People's Daily of January 1998 (see `numerals.py`), cut into articles at lines without a sentence. What
a rule finds there is a false alarm, unless somebody has read it and found a fault (`READ`), or it was right in 1998
(the rule says since when it holds). `make words` prints the table; nothing of the text is kept here.
"""

import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from numerals import FULL_WIDTH, paragraphs, read
from report_cli.words.judge import Judge
from report_cli.words.rule import by_code
from report_cli.words.text import Text
from report_cli.words.vocabulary import Vocabulary

DIGITS_AND_LETTERS = {code: sign for code, sign in FULL_WIDTH.items() if chr(sign).isalnum() or chr(sign) in "%."}
READ = {
    "W212": 3,
    "W220": 1,
    "W223": 62,
    "W230": 25,
    "W239": 1,
    "W247": 2,
    "W248": 23,
    "W265": 1,
    "W272": 1,
    "W278": 11,
}
"""Of each rule the hits that were read and are faults."""
SHOWN = 40
_NO_HEAD = re.compile(r"第?[一二三四五六七八九十\d]+[、.，：]|[图表][①-⑳\d]|[（(].*[）)]$|\D*(?:\d[\d.]*\D{0,3}){3}")
"""What begins no article though no sentence: a numbered line, a caption, who wrote what is above, a row of a table."""


def articles(corpus: str) -> Iterator[list[str]]:
    """The lines of each article: a line without a sentence after one with a sentence begins the next."""
    article: list[str] = []
    for words in paragraphs(corpus):
        line = "".join(word.text for word in words).translate(DIGITS_AND_LETTERS)
        is_head = len(line) < SHOWN and not re.search("[。！？；…”]$", line) and not _NO_HEAD.match(line)
        if article and is_head and re.search("[。！？；…”）]$", article[-1]):
            yield article
            article = []
        article += [line] if line else []
    yield article


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def main(archive: str, *shown: str) -> None:
    judge, hits, characters = Judge(Vocabulary()), Counter[str](), 0
    for article in articles(read(Path(archive))):
        text = Text.of_lines(article)
        characters += sum(map(len, article))
        for number, hit in judge.judge(text):
            hits[hit.code] += 1
            if hit.code in shown:
                line = article[number]
                _say(
                    f"{hit.code} {line[max(hit.start - 12, 0) : hit.start]}[{hit.found}]{line[hit.end : hit.end + 12]}"
                )
    false = Counter[str]()
    for code, count in sorted(hits.items()):
        rule = by_code()[code]
        alarms = 0 if rule.since > "1998-02" else count - READ.get(code, 0)
        false[rule.severity] += alarms
        dated = f", right in 1998 (since {rule.since})" if rule.since > "1998-02" else ""
        _say(f"{code} {rule.severity:8}{count:5} found, {READ.get(code, 0):3} read as faults, {alarms:3} false{dated}")
    for severity, count in false.items():
        _say(f"{severity}: {count} false, {100_000 * count / characters:.2f} in 100,000 of {characters:,} characters")


if __name__ == "__main__":
    main(*sys.argv[1:])
