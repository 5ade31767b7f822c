"""A numbered list, each item a paragraph of its own: what people do to it in Word comes home into the data's list."""

from pathlib import Path

import pytest

from report_cli.audit import baseline
from taking import Report, Texts, laid

FILES = {
    "data/indicators.yaml": """
g:
  label: 建议
  indicators:
    received: {label: 收到建议, unit: 件}
    best: {label: 优秀建议, kind: list}
    more: {label: 意见, unit: 条}
    other: {label: 其他意见, unit: 条}
""",
    "data/2022.yaml": """
year: 2022
g:
  received: 265
  more: 14
  other: 9
  best:
    - 关于扩建水厂的建议
    - 关于改造林地的建议
    - 关于完善急救的建议
    - 关于管护公路的建议
""",
    "templates/note.md.j2": """
## 建议

收到建议{{ g.received }}。

{% call numbered() %}
{% for each in g.best %}
{{ each }}
{% endfor %}
{% endcall %}

## 意见

{% call numbered("（）") %}
林业方面的意见{{ g.more }}
{% if g.other %}交通方面的意见{{ g.other }}{% endif %}
{% endcall %}

谨此报告。
""",
}
BUILT = (
    "一、建议", "收到建议265件。", "1.关于扩建水厂的建议", "2.关于改造林地的建议", "3.关于完善急救的建议",
    "4.关于管护公路的建议", "二、意见", "（1）林业方面的意见14条", "（2）交通方面的意见9条", "谨此报告。",
)  # fmt: skip
HEAD, TAIL = BUILT[:2], BUILT[6:]


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> Report:
    return Report(laid(tmp_path_factory.mktemp("名单"), FILES), 2022, "note")


CASES = {
    "one less": ("1.关于扩建水厂的建议 2.关于完善急救的建议 3.关于管护公路的建议", ["g.best[2]"]),
    "one less, the numbers as they were": (
        "1.关于扩建水厂的建议 3.关于完善急救的建议 4.关于管护公路的建议",
        ["g.best[2]"],
    ),
    "one more behind all": (
        "1.关于扩建水厂的建议 2.关于改造林地的建议 3.关于完善急救的建议 4.关于管护公路的建议 5.关于增设车位的建议",
        ["g.best[5]"],
    ),
    "one more among them": (
        "1.关于扩建水厂的建议 2.关于增设车位的建议 3.关于改造林地的建议 4.关于完善急救的建议 5.关于管护公路的建议",
        ["g.best[2]"],
    ),
    "one less and another more": (
        "1.关于扩建水厂的建议 2.关于完善急救的建议 3.关于管护公路的建议 4.关于增设车位的建议",
        ["g.best[2]", "g.best[5]"],
    ),
    "another order": (
        "1.关于扩建水厂的建议 2.关于完善急救的建议 3.关于改造林地的建议 4.关于管护公路的建议",
        ["g.best"],
    ),
    "one changed": (
        "1.关于扩建水厂的建议 2.关于改造油茶林地的建议 3.关于完善急救的建议 4.关于管护公路的建议",
        ["g.best[2]"],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_an_item_of_a_numbered_list_is_the_datas(case: str, one: Report) -> None:
    said, facts = CASES[case]
    texts = (*HEAD, *said.split(), *TAIL)
    made = one.taken(texts)
    assert [(wish.fact, wish.state) for wish in made.proposals] == [(fact, "ready") for fact in facts]
    items = (f"{number}.{text.partition('.')[2]}" for number, text in enumerate(said.split(), 1))
    assert one.after(made) == (*HEAD, *items, *TAIL)


NAMES = {
    **FILES,
    "templates/note.md.j2": """
## 优秀建议名单

{% for each in g.best %}
{{ each }}

{% endfor %}
谨此报告。
""",
}


def test_an_item_of_a_list_without_numbers_is_the_datas(tmp_path: Path) -> None:
    names = Report(laid(tmp_path, NAMES), 2022, "note")
    texts = (
        "一、优秀建议名单",
        "关于扩建水厂的建议",
        "关于完善急救的建议",
        "关于管护公路的建议",
        "关于增设车位的建议",
        "谨此报告。",
    )
    made = names.taken(texts)
    assert [(wish.fact, wish.state) for wish in made.proposals] == [("g.best[2]", "ready"), ("g.best[5]", "ready")]
    assert names.after(made) == texts


@pytest.mark.parametrize("files", [FILES, NAMES])
def test_a_section_that_is_new_behind_a_list_is_none_of_its_items(files: dict[str, str], tmp_path: Path) -> None:
    place = Report(laid(tmp_path, files), 2022, "note")
    at = next(at for at, text in enumerate(place.content.paragraphs) if "管护公路" in text) + 1
    built, new = place.content.paragraphs, ("九、调研", "围绕农村公路管护深入调研，摸清底数。")
    made = place.taken((*built[:at], *new, *built[at:]))
    assert {wish.type for wish in made.proposals} == {"prose"}


OTHERS: dict[str, tuple[Texts, Texts]] = {
    "a new item of its own words": (
        ("（1）林业方面的意见14条", "（2）有关水库移民后期扶持，都已办结", "（3）交通方面的意见9条"),
        ("（1）林业方面的意见14条", "（2）有关水库移民后期扶持，都已办结", "（3）交通方面的意见9条"),
    ),
    "an item that no list has": (("（1）林业方面的意见14条",), ("（1）林业方面的意见14条",)),
    "a paragraph behind all": (
        ("（1）林业方面的意见14条", "（2）交通方面的意见9条", "以上都已办结。"),
        ("（1）林业方面的意见14条", "（2）交通方面的意见9条", "以上都已办结。"),
    ),
}


@pytest.mark.parametrize("case", OTHERS)
def test_what_no_list_has_comes_home_as_words_and_is_numbered_on(case: str, one: Report) -> None:
    said, printed = OTHERS[case]
    made = one.taken((*BUILT[:7], *said, BUILT[9]))
    assert [wish.type for wish in made.proposals] == ["prose"]
    assert one.after(made) == (*BUILT[:7], *printed, BUILT[9])


def test_an_item_is_known_by_its_name_when_the_list_has_one_more(one: Report, tmp_path: Path) -> None:
    files = {
        **FILES,
        "data/2022.yaml": FILES["data/2022.yaml"].replace("    - 关于改造", "    - 关于增设车位的建议\n    - 关于改造"),
    }
    later = Report(laid(tmp_path, files), 2022, "note")
    known = baseline.make(one.content, later.ledger, {})
    assert [(figure.text, figure.now) for figure in known.figures if "best" in figure.fact] == [
        (text.partition(".")[2], text.partition(".")[2]) for text in BUILT[2:6]
    ]
