"""In a review copy people type before or behind its markers ([3]): what comes home is the same as from a draft."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from running import built, change
from taking import laid
from test_take import DRAFT, YEAR, draft, states, take

COPY = "drafts/2022/brief.review.docx"
TYPED = """
南里[14] > 南里[14]、北坊 | 南里 > 南里、北坊
南里[14] > 南里、北坊[14] | 南里 > 南里、北坊
西巷、南里[14] > 西巷[14] | 西巷、南里 > 西巷
南里[14] > [14]北坊 | 南里 > 北坊
》[15]等议政 > 》[15]、“停车”等议政 | 》等议政 > 》、“停车”等议政
》[15]等议政 > 》[15]等踊跃议政 | 》等议政 > 》等踊跃议政
224件[7]， > 24[7]9件， | 224件， > 249件，
84.5%[8] > [8]84.6% | 84.5% > 84.6%
南里[14]。 > 南里[14]一带。 | 南里。 > 南里一带。
近300封[13] > 近300[13]余封 | 近300封 > 近300余封
走访2.83 > 全年走访2.83 | 走访2.83 > 全年走访2.83
增加25件[5]。 > 增加25件[5]，开展调研9次。 | 增加25件。 > 增加25件，开展调研9次。
"""
"""What is typed in the review copy | the same in a draft."""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = laid(tmp_path_factory.mktemp("unmarked"))
    built(place, "2022", "--review")
    return place


def proposed(place: Path, change: str, of: str) -> Sequence[tuple[object, ...]]:
    old, new = change.strip().split(" > ")
    draft(place, (old, new), of=of)
    told = take(place, "稿.docx")[1]["proposals"]
    keys = ("state", "fact", "from", "to", "before", "after", "message", "paragraph")
    return [tuple(each.get(key) for key in keys) for each in told]


@pytest.mark.parametrize("case", TYPED.strip().splitlines())
def test_words_typed_beside_a_marker_come_home_as_from_a_draft(case: str, place: Path) -> None:
    in_copy, in_draft = case.split(" | ")
    found = proposed(place, in_copy, COPY)
    assert found
    assert found == proposed(place, in_draft, DRAFT)


def test_an_open_list_in_a_reworded_sentence_of_a_review_copy_stays_open(tmp_path: Path) -> None:
    place = laid(tmp_path)
    built(place, "2022", "--review")
    draft(place, ("》[15]等议政", "》[15]等踊跃议政"), of=COPY)
    assert take(place, "稿.docx", "--write")[0] == 0
    change(place / YEAR, "    - 等\n", "    - “停车”\n    - 等\n")
    built(place, "2022", "--review")
    assert "》“停车”等踊跃议政" in (place / "drafts/2022/brief.md").read_text("utf-8")
    assert states(take(place, "稿.docx")[1]) == ["taken"]
