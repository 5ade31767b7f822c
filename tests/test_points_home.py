"""Points that a sentence counts (一是…；二是…): one more or less in a draft is an item more or less of the data."""

from pathlib import Path

import pytest

from running import change
from taking import Report, laid

POINTS = """
我们体会到：
{% call enumerate() %}
{% for each in visits.places %}
{{ each }}
{% endfor %}
{% endcall %}
各组都到了。
"""
BUILT = "我们体会到：一是东街；二是西巷；三是南里。各组都到了。"


@pytest.fixture(scope="module")
def of(tmp_path_factory: pytest.TempPathFactory) -> Report:
    return Report(workspace(tmp_path_factory.mktemp("points")), 2022, "brief")


def workspace(place: Path) -> Path:
    laid(place)
    change(place / "templates/brief.md.j2", "，到过{{ visits.places }}", "")
    with (place / "templates/brief.md.j2").open("a", encoding="utf-8") as file:
        file.write(POINTS)
    return place


def texts(of: Report, *now: str) -> list[tuple[str, ...]]:
    assert BUILT in of.baseline.paragraphs
    return [tuple(each if text == BUILT else text for text in of.baseline.paragraphs) for each in now]


CHANGED = {
    "last": ("一是东街；二是西巷；三是南里；四是北坊。各组都到了。", "[东街, 西巷, 南里, 北坊]"),
    "in the middle": ("一是东街；二是北坊；三是西巷；四是南里。各组都到了。", "[东街, 北坊, 西巷, 南里]"),
    "first": ("一是北坊；二是东街；三是西巷；四是南里。各组都到了。", "[北坊, 东街, 西巷, 南里]"),
    "two": ("一是东街；二是西巷；三是南里；四是北坊；五是中关。各组都到了。", "[东街, 西巷, 南里, 北坊, 中关]"),
    "beside another word": ("一是东街；二是西巷；三是南里；四是北坊。各组全都到了。", "[东街, 西巷, 南里, 北坊]"),
    "beside one exchanged": ("一是东街；二是西大街；三是南里；四是北坊。各组都到了。", "[东街, 西大街, 南里, 北坊]"),
    "one less": ("一是东街；二是南里。各组都到了。", "[东街, 南里]"),
    "the last less": ("一是东街；二是西巷。各组都到了。", "[东街, 西巷]"),
    "one less and one more": ("一是东街；二是南里；三是北坊。各组都到了。", "[东街, 南里, 北坊]"),
    "another order": ("一是西巷；二是东街；三是南里。各组都到了。", "[西巷, 东街, 南里]"),
    "a name elsewhere too": (
        "一是东街；二是西巷；三是南里；四是清河政协。各组都到了。",
        "[东街, 西巷, 南里, 清河政协]",
    ),
}


@pytest.mark.parametrize("case", CHANGED)
def test_a_point_more_or_less_is_one_of_the_data(case: str, of: Report) -> None:
    said, written = CHANGED[case]
    [draft] = texts(of, f"我们体会到：{said}")
    made = of.taken(draft)
    assert {each.state for each in made.proposals} == {"ready"}
    assert f"places:    {written}" in made.contents["data/2022.yaml"].decode()
    assert of.after(made) == draft


def test_only_the_new_point_is_marked(of: Report) -> None:
    [one] = of.taken(*texts(of, BUILT.replace("南里", "南里；四是北坊"))).proposals
    assert one.sources[0].marked == "我们体会到：一是东街；二是西巷；三是南里〔→；四是北坊〕。"


def test_two_drafts_may_each_put_a_point_in(of: Report) -> None:
    made = of.taken(*texts(of, BUILT.replace("南里", "南里；四是北坊"), BUILT.replace("南里", "南里；四是中关")))
    assert "places:    [东街, 西巷, 南里, 北坊, 中关]" in made.contents["data/2022.yaml"].decode()
    assert {each.state for each in made.proposals} == {"ready"}


def test_a_point_with_a_number_is_no_text_of_the_data(of: Report) -> None:
    made = of.taken(*texts(of, BUILT.replace("南里", "南里；四是走访企业15家")))
    assert [(each.state, each.after) for each in made.proposals] == [("new", "15家")]


def test_a_point_that_was_taken_home_is_there_already(tmp_path: Path) -> None:
    before = Report(workspace(tmp_path), 2022, "brief")
    [draft] = texts(before, BUILT.replace("南里", "南里；四是北坊"))
    (tmp_path / "data/2022.yaml").write_bytes(before.taken(draft).contents["data/2022.yaml"])
    after = Report(tmp_path, 2022, "brief")
    after.baseline = before.baseline
    assert [each.state for each in after.taken(draft).proposals] == ["taken"]
