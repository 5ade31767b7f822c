"""What a year says of its committee, its meeting and its lists: what contradicts the rest is a warning."""

import json
from pathlib import Path

import pytest

from running import change, report
from test_starter import EXAMPLE

DATA = "data/2022.yaml"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A workspace that init makes, filled with everything."""
    assert report(tmp_path, "init", "w", "--ids", "en", "--year", "2022").status == 0
    (tmp_path / "w" / DATA).write_text(EXAMPLE, "utf-8")
    return tmp_path / "w"


TERM, OPENS = "东溪区第五届委员会第二次会议", "东溪区第六届委员会第一次会议"
WRONG = [
    (f"name: 政协云州市{TERM}", "name: 政协云州市东溪区第六届委员会第二次会议", "F218 meeting.name"),
    ("short_name: 东溪区政协五届二次会议", "short_name: 东溪区政协五届三次会议", "F218 meeting.short_name"),
    ("short_name: 东溪区政协五届二次会议", "short_name: 东溪区政协四届二次会议", "F218 meeting.short_name"),
    ("committee: 政协云州市东溪区第五届", "committee: 政协云州市东溪区第四届", "F218 committee.standing_committee"),
    ("云州市东溪区第五届委员会常务委员会]", "云州市东溪区第4届委员会常务委员会]", "F218 committee.title_lines"),
    ("session: 五届一次会议", "session: 五届二次会议", "F218 proposals.session"),
    ("session: 五届一次会议", "session: 六届一次会议", "F218 proposals.session"),
    ("date: 2023-02-16", "date: 2022-02-16", "F215 meeting.date"),
    ("date: 2023-02-16", "date: 2024-02-16", "F215 meeting.date"),
    ("date: 2023-02-16", "date: 2023-12-16", "F215 meeting.date"),
    ("short_name: 东溪区政协五届二次会议", "short_name: 东西区政协五届二次会议", "F220 meeting.short_name"),
    ("会议云州市东溪区委员会", "会议云州市东汐区委员会", "F220 committee.full_name"),
    ("office: 东溪区政协主席", "office: 南溪区政协主席", "F220 meeting.office"),
    ("party_committee: 中共东溪区委", "party_committee: 中共中原县委", "F220 committee.party_committee"),
    ("place: 全区", "place: 全县", "F220 committee.place"),
    ("key: 12", "key: 1", "F221 proposals.key_topics"),
    ("《关于保护老街风貌的提案》, 等]", "《关于保护老街风貌的提案》]", "F221 proposals.key_topics"),
    ("history_titles: [《东溪老街》]", "history_titles: [《东溪老街》, 《东溪古桥》]", "F221 unity.history_titles"),
]  # fmt: skip
RIGHT = [
    ("date: 2023-02-16", "date: 2022-12-28"),
    ("date: 2023-02-16", "date: 2023-05-16"),
    ("date: 2023-02-16", "date: {value: 2023-07-16, state: 已核}"),
    (f"{TERM}\n  short_name: 东溪区政协五届二次会议", f"{OPENS}\n  short_name: 东溪区政协六届一次会议"),
    ("session: 五届一次会议", "session: 四届五次会议"),
    ("party_committee: 中共东溪区委", "party_committee: 中共云州市东溪区委"),
    ("party_committee: 中共东溪区委", "party_committee: {value: 中共河东区委, state: 已核}"),
    ("effect: 党员委员的带头作用", "effect: 河东区委、区政府支持，河东区政协介绍，党员委员的带头作用"),
    ("key: 12", "key: 2"),
    ("history_published: 1", "history_published: 2"),
]  # fmt: skip


def found_in(place: Path) -> list[str]:
    listed = json.loads(report(place, "check", "2022", "--format", "json").out)
    return [f"{each['code']} {each['fact']}" for each in listed]


@pytest.mark.parametrize(("old", "new", "found"), WRONG, ids=[row[1] for row in WRONG])
def test_what_contradicts_the_rest_is_a_warning_also_while_data_are_collected(
    place: Path, old: str, new: str, found: str
) -> None:
    change(place / DATA, old, new)
    assert found in found_in(place)
    change(place / DATA, "year: 2022", "year: 2022\nstatus: 征集中")
    assert found in found_in(place)


@pytest.mark.parametrize(("old", "new"), RIGHT, ids=[row[1] for row in RIGHT])
def test_what_is_lawful_is_silent(place: Path, old: str, new: str) -> None:
    change(place / DATA, old, new)
    assert found_in(place) == []


def test_the_place_of_the_example_is_named_in_another_committees_texts(place: Path) -> None:
    text = (place / DATA).read_text("utf-8").replace("东溪", "西山").replace("新西山", "新东溪")
    (place / DATA).write_text(text, "utf-8")
    assert found_in(place) == ["F220 year_work.aim"]
