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
    "、 in the last": ("一是东街；二是西巷；三是南里、北坊。各组都到了。", "[东街, 西巷, '南里、北坊']"),
    "、 in the last, other words": (
        "一是东街；二是西巷；三是南大街、北坊。各组都到了。",
        "[东街, 西巷, '南大街、北坊']",
    ),
    "、 in the middle": ("一是东街；二是西大街、北坊；三是南里。各组都到了。", "[东街, '西大街、北坊', 南里]"),
    "、 in a new one": (
        "一是东街；二是西巷；三是南里；四是北坊、中关。各组都到了。",
        "[东街, 西巷, 南里, '北坊、中关']",
    ),
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


WORDED = """format: 1
edits:
  - was: 我们体会到：一是{{ visits.places[1] }}；二是{{ visits.places[2] }}；三是{{ visits.places[3] }}。
    now: 我们体会到：一是{{ visits.places[1] }}；二是{{ visits.places[2] }}；三是{{ visits.places[3] }}；四是北坊。
"""
BUILT_WORDED = BUILT.replace("南里", "南里；四是北坊")


def worded(place: Path) -> Report:
    """A report in which the fourth point is words of an edit."""
    (workspace(place) / "templates/2022").mkdir()
    (place / "templates/2022/brief.edits.yaml").write_text(WORDED, encoding="utf-8")
    made = Report(place, 2022, "brief")
    assert BUILT_WORDED in made.baseline.paragraphs
    return made


SINCE_LISTED = {
    "nothing": (BUILT_WORDED, "东街, 西巷, 南里, 北坊"),
    "another word": (BUILT_WORDED.replace("我们", "我们深刻"), "东街, 西巷, 南里, 北坊"),
    "the point exchanged": (BUILT_WORDED.replace("北坊", "北街"), "东街, 西巷, 南里, 北街"),
    "the point struck": (BUILT, "东街, 西巷, 南里"),
    "another one struck": (BUILT_WORDED.replace("二是西巷；三是南里；四是", "二是南里；三是"), "东街, 南里, 北坊"),
    "one more": (BUILT_WORDED.replace("北坊", "北坊；五是中关"), "东街, 西巷, 南里, 北坊, 中关"),
    "another order": (BUILT_WORDED.replace("一是东街；二是西巷", "一是西巷；二是东街"), "西巷, 东街, 南里, 北坊"),
}


@pytest.mark.parametrize("case", SINCE_LISTED)
def test_a_point_built_as_words_that_the_list_has_since(case: str, tmp_path: Path) -> None:
    said, written = SINCE_LISTED[case]
    before = worded(tmp_path)
    (tmp_path / "templates/2022/brief.edits.yaml").unlink()
    change(tmp_path / "data/2022.yaml", "[东街, 西巷, 南里]", "[东街, 西巷, 南里, 北坊]")
    draft = tuple(said if text == BUILT_WORDED else text for text in before.baseline.paragraphs)
    now = Report(tmp_path, 2022, "brief", before)
    made = now.taken(draft)
    assert {each.state for each in made.proposals} == ({"ready"} if case != "nothing" else set())
    assert f"places:    [{written}]" in made.contents.get("data/2022.yaml", now.contents["data/2022.yaml"]).decode()
    assert now.after(made) == draft


STILL_WORDS = {
    "nothing": BUILT_WORDED,
    "another word": BUILT_WORDED.replace("我们", "我们深刻"),
    "one more": BUILT_WORDED.replace("北坊", "北坊；五是中关"),
    "one struck": BUILT_WORDED.replace("二是西巷；三是南里；四是", "二是南里；三是"),
}


@pytest.mark.parametrize("case", STILL_WORDS)
def test_points_of_a_sentence_that_an_edit_says_are_words(case: str, tmp_path: Path) -> None:
    of = worded(tmp_path)
    draft = tuple(STILL_WORDS[case] if text == BUILT_WORDED else text for text in of.baseline.paragraphs)
    made = of.taken(draft)
    assert {each.state for each in made.proposals} <= {"ready"}
    assert of.after(made) == draft


def test_a_point_that_another_draft_brought_as_words_is_there_already(tmp_path: Path) -> None:
    before = Report(workspace(tmp_path / "before"), 2022, "brief")
    worded(tmp_path / "now")
    now = Report(tmp_path / "now", 2022, "brief", before)
    [draft] = texts(before, BUILT_WORDED)
    assert [(each.type, each.state) for each in now.taken(draft).proposals] == [("prose", "taken")]


def test_words_that_the_data_print_since_are_changed_in_the_data(tmp_path: Path) -> None:
    template = workspace(tmp_path) / "templates/brief.md.j2"
    now = template.read_text("utf-8")
    template.write_text(now[: now.index("我们体会到")] + f"{BUILT}\n", "utf-8")
    before = Report(tmp_path, 2022, "brief")
    template.write_text(now, "utf-8")
    [draft] = texts(before, BUILT.replace("西巷", "西大街"))
    [one] = Report(tmp_path, 2022, "brief", before).taken(draft).proposals
    told = "这句话里的字没有变，有的现在出自数据（街道（visits.places），data/2022.yaml:16:14）：要改，就在那里改；"
    assert (one.state, one.message) == ("conflict", f"{told}选这一条，就成了写死的字，以后不跟着数据变")
