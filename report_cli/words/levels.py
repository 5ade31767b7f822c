"""Whether a text speaks of its own place as of a district, a county or another: 区委 and 全区 in a county's report."""

import re
from collections.abc import Iterator

from report_cli.words.spots import Spot
from report_cli.words.text import Text
from report_cli.words.vocabulary import Vocabulary

_LEVELS = "自治区|自治州|自治县|自治旗|[省市州盟县区旗]"
_ORDINAL = "第?[一二三四五六七八九十0-9]{1,3}届"
_OWN = (
    rf"(?:政治协商会议|政协)[\u4e00-\u9fff]{{2,20}}?(?P<level>{_LEVELS})(?:{_ORDINAL}|委员会|常务委员会)",
    rf"(?P<level>{_LEVELS})政协",
)
"""How a committee's name says of what place it is."""

_SIBLINGS = {"区": "县旗", "县": "区旗", "旗": "区县", "市": "县区旗州盟", "州": "县区旗盟", "盟": "县区旗州"}
"""Levels whose words do not fit a place of another; those above it, and a province's, are spoken of everywhere."""
_BELOW = {"市", "州", "盟"}
"""Of what is below them they speak too: 各县区党委. There 区委、区政府 together are the place's own."""

_BEFORE = "(?:^|(?<=[，。；、：“”（！？　 与和及同在向对由受被经为把将从到按请给让据照绕合持助彻实是了的]))"
_ORGANS = "委(?![员托办])|政府(?!办)|政协(?!委员)|人大"
_NAMED = r"[\u4e00-\u9fff]{2}[{of}](?:委|政府|政协|人大(?:常委会)?)[、和与及]$"
"""Another place's organ, after which its others need no name: 河东区委、区政府."""
_ALL = "(?<![健安完齐])全(?P<of>[{of}])(?![域别分])|我(?P<mine>[{of}])(?![域别分])"


def own_level(text: Text, vocabulary: Vocabulary) -> Iterator[Spot]:
    """Words of another level than that of the committee whose text it is."""
    own = _level(text)
    siblings = _SIBLINGS.get(own, "")
    if not siblings:
        return
    organs = "委、[{of}]政府" if own in _BELOW else _ORGANS
    more = "(?:[、和与](?P=organ)(?:委|政府|人大|政协))*"
    pattern = re.compile(f"{_BEFORE}(?P<organ>[{{of}}])(?:{organs}){more}|{_ALL}".replace("{of}", siblings))
    for number, passage in enumerate(text.passages):
        for found in pattern.finditer(passage.bare):
            level = found["organ"] or found["of"] or found["mine"]
            before = passage.bare[: found.start()]
            if found["organ"] and before[-1:] in tuple("、和与及") and re.search(_NAMED.replace("{of}", level), before):
                continue
            if level == "区" and not found["organ"] and "自治区" in passage.text:
                continue  # of an autonomous region
            message = f"本会是{own}政协，这里写“{{found}}”"
            yield Spot(number, found.start(), found.end(), found[0].replace(level, own), message)


def _level(text: Text) -> str:
    head = "".join(text.head.split())
    found = next(filter(None, (re.search(pattern, head) for pattern in _OWN)), None)
    level = found["level"] if found else ""
    return level if level == "自治区" else level[-1:]
