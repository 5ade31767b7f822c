"""Sentences rewritten so that a figure's number stands in them no more: what is written is what the draft says."""

from pathlib import Path
from shutil import copytree

import pytest

from confusion import ROOT
from report_cli.inward.weighing import Weighed
from taking import Report, Texts, laid

WHOLE = "走访2.83万人次，筹资12.50万元，来信近300封，到过东街、西巷、南里。"
FILED = "3月5日开会，立案224件，立案率84.5%，办复率100%，分为四类。"


@pytest.fixture
def brief(tmp_path: Path) -> Report:
    return Report(laid(tmp_path), 2022, "brief")


def taken(of: Report, old: str, new: str) -> tuple[Texts, Weighed]:
    texts = tuple(text.replace(old, new) for text in of.baseline.paragraphs)
    assert texts != of.baseline.paragraphs
    return texts, of.taken(texts)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (WHOLE, "各组加强与街道的联系，推动各项工作落地。"),
        (WHOLE, "各组走访有关街道，推动惠企政策落地，收到来信办理情况良好。"),
        (WHOLE, "各组密切联系群众，筹资办好事情，来信都有答复，到过东街、西巷、南里。"),
        (FILED, "3月5日开会，立案率84.5%，办复率情况良好，各单位办理认真。"),
    ],
)
def test_a_rewritten_sentence_is_built_as_the_draft_has_it(old: str, new: str, brief: Report) -> None:
    texts, made = taken(brief, old, new)
    assert {(each.type, each.state) for each in made.proposals} == {("prose", "ready")}
    assert brief.after(made) == texts


@pytest.mark.parametrize(
    ("new", "states"),
    [
        ("走访若干人次，筹资12.50万元，来信近300封，到过东街、西巷、南里。", [("figure", "unclear")]),
        ("走访×人次，筹资12.50万元，来信近300封，到过东街、西巷、南里。", [("figure", "unclear")]),
        ("走访3万人次，筹资12.60万元，来信近300封，到过东街、西巷、南里。", [("figure", "ready")] * 2),
    ],
)
def test_a_number_that_is_another_or_not_known_yet_stays_bound(
    new: str, states: list[tuple[str, str]], brief: Report
) -> None:
    assert [(each.type, each.state) for each in taken(brief, WHOLE, new)[1].proposals] == states


@pytest.mark.parametrize(
    "new",
    [
        "认真走访群众，大力筹资3人，妥善办理来信近300封，到过东街、西巷、南里。",
        "各组走访2.83万人次，为群众筹得款项12.50亩，来信近300封，到过东街、西巷、南里。",
    ],
)
def test_words_round_what_is_no_value_are_not_written_without_it(new: str, brief: Report) -> None:
    texts, made = taken(brief, WHOLE, new)
    assert {each.state for each in made.proposals} <= {"unclear", "new"}
    assert brief.after(made) == brief.baseline.paragraphs != texts


FIRMS = "班子成员分批走访联系企业15家；各专委会走访委员企业21家"


@pytest.mark.parametrize(
    ("new", "is_their_sum"),
    [
        ("班子成员和各专委会走访联系企业36家", True),
        ("班子成员、各专委会共走访企业36家", True),
        ("班子成员和各专委会走访联系企业38家", False),
    ],
)
def test_one_number_is_not_the_new_value_of_two_facts(new: str, is_their_sum: bool, tmp_path: Path) -> None:
    for name in ("data", "templates"):
        copytree(ROOT / name, tmp_path / name)
    made = taken(Report(tmp_path, 2022, "work_report"), FIRMS, new)[1].proposals
    assert [(each.state, each.after) for each in made] == [("new", new[-3:])]
    assert made[0].message.startswith("指标目录里有走访企业合计（enterprises.visited），只供核对") == is_their_sum
