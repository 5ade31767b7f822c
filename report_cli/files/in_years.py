"""The years that something is of, as a template's head and the catalogue list them: [2019, 2021起]."""

import re
from collections.abc import Iterable

from msgspec import Struct

from report_cli.files.reader import Reader
from report_cli.files.yaml import Scalar


class InYears(Struct, frozen=True):
    """`listed`: single years; `since`: and all from this one on. Of every year where neither is said."""

    listed: tuple[int, ...] = ()
    since: int = 0

    @property
    def is_limited(self) -> bool:
        return bool(self.listed or self.since)

    def has(self, year: int) -> bool:
        return not self.is_limited or year in self.listed or 0 < self.since <= year


def read(said: Iterable[Scalar], reader: Reader) -> InYears:
    """The years as people wrote them; every year, where a word is wrong."""
    years, since, is_right = list[int](), 0, True
    for scalar in said:
        for word in re.split("[、,，]", scalar.text):
            match = re.fullmatch(r"([1-9][0-9]{3})年?(起)?", word.strip())
            if match is None:
                is_right = False
                cure = "写年份，如2022；从这一年起每年都有的写2022起，只有几年的写[2021, 2022]"
                reader.find("103", scalar.place, f"years不能写“{scalar.text}”", cure)
            elif match[2]:
                since = min(since or int(match[1]), int(match[1]))
            else:
                years.append(int(match[1]))
    return InYears(tuple(years), since) if is_right else InYears()
