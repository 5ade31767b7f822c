"""Whatever people change in a line comes home or is told, also beside a figure that comes home by itself."""

from pathlib import Path

import pytest

from running import built, change, report
from taking import Report, laid
from test_laid_out import workspace
from test_take import YEAR, draft, take
from test_terms_home import TERMS
from test_terms_home import workspace as explaining

BESIDE = """
12.50万元 > ！13.50万元 | ready unclear | “走访2.83万人次，筹资！13.50万元
3月5日 > 。4月5日 | ready unclear | “。4月5日开会
12.50万元 > 13.50万元 | ready |
12.50万元，来信近 > 13.50万元，一共来信近 | ready ready |
四类 > 4类 | - |
""".strip().splitlines()
"""What is changed | what becomes of it | what of it is told as not understood."""


def edited(of: Report, old: str, new: str) -> list[tuple[str, str]]:
    texts = of.baseline.paragraphs
    assert any(old in text for text in texts)
    made = of.taken(tuple(text.replace(old, new) for text in texts))
    return [(each.state, each.message) for each in made.proposals]


@pytest.fixture(scope="module")
def brief(tmp_path_factory: pytest.TempPathFactory) -> Report:
    return Report(laid(tmp_path_factory.mktemp("untold")), 2022, "brief")


@pytest.mark.parametrize("case", BESIDE)
def test_a_sign_beside_a_changed_figure_is_not_lost_in_silence(case: str, brief: Report) -> None:
    edit, states, said = (part.strip() for part in f"{case} ".split(" | "))
    found = edited(brief, *edit.split(" > "))
    assert [state for state, _ in found] == states.replace("-", "").split()
    messages = [message for state, message in found if state == "unclear"]
    assert [f"还有不同：稿件是{said}" in message for message in messages] == [True] * bool(said)


def test_a_mark_lost_beside_a_changed_name_is_told_with_the_line_to_mend(tmp_path: Path) -> None:
    of = Report(workspace("dongxi", tmp_path), 2022, "press_release")
    [(_, name), (state, told)] = edited(of, "图片说明：委员在社区协商议事", "图片说明员在社区协商事")
    assert (name, state) == ("", "unclear")
    assert "稿件是“图片说明员在社区协商事”，照这些改动生成出来是“图片说明：员在社区协商事”" in told
    assert told.endswith("照稿件自己改模板里这一句（templates/sections/press_caption.md.j2:3）")


def test_a_draft_with_a_difference_left_is_not_replaced(tmp_path: Path) -> None:
    place = laid(tmp_path)
    built(place, "2022")
    draft(place, ("筹资12.50万元", "筹资！13.50万元"))
    (place / "drafts/2022/brief.docx").write_bytes((place / "稿.docx").read_bytes())
    first = report(place, "take", "稿.docx", "--write")
    assert ("已写1条" in first.out, "2. 【" in first.out, "还有不同" in first.out) == (True, True, True)
    assert "还有不同" in report(place, "take", "稿.docx").out
    assert report(place, "build", "2022").status != 0


def test_a_sign_beside_a_changed_figure_is_told_in_a_review_copy_too(tmp_path: Path) -> None:
    place = laid(tmp_path)
    built(place, "2022", "--review")
    draft(place, ("筹资12.50万元", "筹资！13.50万元"), of="drafts/2022/brief.review.docx")
    _, untold = take(place, "稿.docx")[1]["proposals"]
    assert (untold["state"], "还有不同：稿件是“走访2.83万人次，筹资！13.50" in untold["message"]) == ("unclear", True)


def test_a_figure_that_follows_what_another_draft_changes_is_no_difference(tmp_path: Path) -> None:
    of = Report(laid(tmp_path), 2022, "brief")
    texts = of.baseline.paragraphs
    one = tuple(text.replace("共同进步。", "共同进步。立案率达到84.5%。") for text in texts)
    other = tuple(text.replace("265件", "268件").replace("各组", "全部") for text in texts)
    made = of.taken(one, other)
    assert {each.state for each in made.proposals} == {"ready"}
    assert "立案率达到83.6%。" in "".join(of.after(made))


def test_a_figure_that_follows_what_the_data_say_by_now_is_no_difference(tmp_path: Path) -> None:
    place = laid(tmp_path)
    built(place, "2022")
    draft(place, ("全年收到提案265件", "全年收到提案265件，比上年增加25件"), name="甲.docx")
    draft(place, ("多元养老", "社区养老"), name="乙.docx")
    change(place / YEAR, "received:  265", "received:  268")
    status, made = take(place, "甲.docx", "乙.docx")
    assert (status, [each["state"] for each in made["proposals"]]) == (1, ["ready", "ready"])
    assert "“增加25件”会印成“增加28件”" in report(place, "take", "甲.docx").out


def test_lines_of_the_head_in_another_order_are_another_order_of_their_list(tmp_path: Path) -> None:
    of = Report(workspace("dongxi", tmp_path), 2022, "work_report")
    first, second, *rest = of.baseline.paragraphs
    made = of.taken((second, first, *rest))
    [moved] = made.proposals
    assert (moved.state, moved.fact) == ("ready", "committee.title_lines")
    assert of.after(made) == (second, first, *rest)
    # Where a person moved them back, or another draft moves them, nothing is to be told.
    assert not of.taken(of.baseline.paragraphs).proposals


NUMBERS = {"一、反映": "一，反映", "1.直": "1、直", "2.有": "有", "3.短": "4.短"}


def test_automatic_numbers_that_people_changed_are_counted(tmp_path: Path) -> None:
    place = explaining(tmp_path, *TERMS)
    change(place / "templates/brief.md.j2", "用好", "## 反映\n\n用好")
    built(place, "2022")
    draft(place, *NUMBERS.items())
    shown = report(place, "take", "稿.docx").out
    assert "由程序排的序号4处，不会带回（" in shown
    assert "建议0条" in shown


def test_an_attachment_whose_title_is_deleted_keeps_its_content(tmp_path: Path) -> None:
    of = Report(explaining(tmp_path, *TERMS), 2022, "brief")
    at = max(n for n, text in enumerate(of.baseline.paragraphs) if text == "名词解释")
    typed = (*of.baseline.paragraphs[:at], *of.baseline.paragraphs[at + 1 :])
    [gone] = of.taken(typed).proposals
    assert (gone.state, "要改、要删，改模板里的附件" in gone.message) == ("unclear", True)


def test_a_paragraph_of_names_alone_goes_as_a_whole(tmp_path: Path) -> None:
    place = laid(tmp_path)
    change(
        place / "templates/brief.md.j2",
        "各组按时",
        "{% for topic in visits.topics %}\n{{ office.name }}{{ topic }}。\n\n{% endfor %}\n各组按时",
    )
    of = Report(place, 2022, "brief")
    typed = tuple(text for text in of.baseline.paragraphs if text != "清河政协“文化产业发展”。")
    made = of.taken(typed)
    assert ([(each.state, each.change) for each in made.proposals], of.after(made)) == ([("ready", "removed")], typed)


OWN = "各组抓好办理。收到提案265件，立案224件，立案率84.5%。"
NEXT = "大家互相帮助。"
SEVERAL = {
    "parted, a figure, what follows": (
        ("办理。收", "办理。\n收"),
        ("265", "268"),
        ("84.5%。", "84.5%。收到提案比上年增加25件、增长10.4%。"),
    ),
    "parted, joined, a figure": (("办理。收", "办理。\n收"), (f"%。\n{NEXT}", f"%。{NEXT}"), ("立案224", "立案226")),
    "turned, a figure": ((OWN, "收到提案265件，立案224件，立案率84.5%。各组抓好办理。"), ("立案224", "立案226")),
    "turned, a word, a figure": (
        (OWN, "收到提案265件，立案224件，立案率84.5%。各组抓好办理。"),
        ("，立案224", "，其中立案224"),
        ("265", "268"),
    ),
    "joined, a sentence, a figure": (
        (f"%。\n{NEXT}", f"%。{NEXT}"),
        ("办理。收", "办理。逐件答复。收"),
        ("立案224", "立案226"),
    ),
}


@pytest.fixture(scope="module")
def changed_by_several(tmp_path_factory: pytest.TempPathFactory) -> Report:
    place = laid(tmp_path_factory.mktemp("several"))
    text = (place / "templates/brief.md.j2").read_text("utf-8")
    own = OWN.replace("265件", "{{ proposals.received }}").replace("224件", "{{ proposals.filed }}")
    own = own.replace("84.5%", "{{ proposals.rate }}")
    (place / "templates/brief.md.j2").write_text(f"{text}\n{own}\n\n{NEXT}\n", "utf-8")
    return Report(place, 2022, "brief")


@pytest.mark.parametrize("case", SEVERAL)
def test_what_several_people_make_of_one_paragraph_is_no_difference(case: str, changed_by_several: Report) -> None:
    text = "\n".join(changed_by_several.baseline.paragraphs)
    begin = text.index(OWN)
    drafts = [text[:begin] + text[begin:].replace(old, new, 1) for old, new in SEVERAL[case]]
    made = changed_by_several.taken(*(tuple(draft.split("\n")) for draft in drafts))
    assert len(made.proposals) >= len(drafts)
    assert {each.state for each in made.proposals} <= {"ready", "taken"}, [each.message for each in made.proposals]
