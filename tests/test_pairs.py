"""Two drafts that move, delete, join, part, rewrite and add at one place: what fits comes home, the rest is asked."""

from pathlib import Path

import pytest

from report_cli.sentences import sentences
from taking import Report, Texts, laid
from two_drafts import EDITS as LONG_EDITS
from two_drafts import TEXT as LONG_TEXT
from two_drafts import Row, Two, carried, put

TEXT = """---
label: 简报
---
# 简报

## 学习
新年开展学习。

### 走访
甲组走访企业。收集困难线索。

乙队调研农田水利。整理台账资料。形成书面意见。

丙班举办讲座。邀请专家授课。

丁处检查安全。督促整改隐患。

## 打算
己科联络乡贤。发动捐资助学。
"""
OWN, NEXT = "乙队调研农田水利。整理台账资料。形成书面意见。", "丙班举办讲座。邀请专家授课。"
LAST = "己科联络乡贤。发动捐资助学。"


EDITS = {
    "移段": carried(f"\n{OWN}", LAST),
    "移句": carried("整理台账资料。", LAST),
    "移后段": carried(f"\n{NEXT}", LAST),
    "删段": put(f"\n{OWN}", ""),
    "删句": put("整理台账资料。", ""),
    "删后段": put(f"\n{NEXT}", ""),
    "删节": lambda text: text[: text.index("（一）")] + text[text.index("二、") :],
    "并段": put(f"{OWN}\n", OWN),
    "分段": put("整理台账", "\n整理台账"),
    "改词": put("整理台账", "汇总台账"),
    "加句": put(OWN, f"{OWN}另附照片图表。"),
    "加段": put(OWN, f"{OWN}\n庚所开放展厅场馆。"),
}
FIT = """
移段 删句
移段 改词
移段 分段
移段 移后段
移句 分段
移句 并段
删句 并段
删句 分段
加段 移段
""".strip().splitlines()
MEET = """
移段 删段
移句 删段
移句 删句
移段 并段
移后段 并段
删后段 并段
删段 分段
删段 删句
""".strip().splitlines()


def pair_of(root: Path, pair: str, way: int) -> Two:
    return Two(root, TEXT, *[EDITS[name] for name in pair.split()][::way])


def said(texts: Texts) -> list[str]:
    return sorted(text[start:end] for text in texts for start, end in sentences(text))


WERE_WRONG = """
移节到末 改词 先后
改词 移节到末 同时
移节到末 删段 先后
移节过短 移句 先后
移首句 分段 先后
分段 删首句 先后
并前段 并后段 同时
加句 移段 同时
换句 删句 同时
移句 改词 同时
移段改词 移句改词 先后
移首句 换句 同时
加段 删后段 先后
重写段 移节到末 同时
重写句 换首句 同时
分段 加段 先后
并前段 移段到前 先后
加句 并后段 先后
移节到末 移节过短 同时
移句改词 换句 同时
移节原号 移句 同时
分段 并后段 同时
分段 改词 改句末 同时
分段 改词 移段 同时
移段到前 删节 删段 同时
删句 删末句 分段 同时
移节过短 移前节段 同时
移前节段 移节过短 先后
移段改词 移句改词 同时
移句改词 改句末 先后
移句改词 改句末 同时
删末句 换句 先后
""".strip().splitlines()


@pytest.mark.parametrize("pair", WERE_WRONG)
def test_no_word_of_drafts_is_lost_or_doubled_and_none_asked_again(pair: str, tmp_path: Path) -> None:
    *edits, how = pair.split()
    assert Row((*edits,), how == "同时").wrong(tmp_path) == []


@pytest.mark.parametrize("way", [1, -1])
@pytest.mark.parametrize("pair", FIT)
def test_what_fits_together_comes_home_and_is_known_then(pair: str, way: int, tmp_path: Path) -> None:
    two = pair_of(tmp_path, pair, way)
    made = two.taken()
    assert {each.state for each in made} == {"ready"}
    two.write(made, made)
    built, *drafts = (set(said(texts)) for texts in (two.built, *two.drafts))
    gone, new = (set.union(*each) for each in ([built - each for each in drafts], [each - built for each in drafts]))
    assert said(two.text) == sorted(built - gone | new)
    assert {each.state for each in two.taken()} == {"taken"}


@pytest.mark.parametrize("way", [1, -1])
@pytest.mark.parametrize("pair", MEET)
def test_what_does_not_fit_is_asked_and_stays_asked(pair: str, way: int, tmp_path: Path) -> None:
    two = pair_of(tmp_path, pair, way)
    made = two.taken()
    assert {each.state for each in made} == {"conflict"}
    for file in ("0.docx", "1.docx"):
        two.write([each for each in made if file in each.files], made)
        own, others = ([each for each in two.taken() if (file in each.files) is mine] for mine in (True, False))
        assert {each.state for each in own} == {"taken"}
        assert "ready" not in {each.state for each in others}
        assert all(f"照{file}的改动" in each.message for each in others if each.state != "taken")
        (tmp_path / "templates/2022/brief.edits.yaml").unlink()


def test_a_section_taken_out_and_a_paragraph_of_it_moved_are_asked(tmp_path: Path) -> None:
    assert {each.state for each in pair_of(tmp_path, "移段 删节", 1).taken()} == {"conflict"}


def test_a_paragraph_put_between_two_that_are_joined_is_asked(tmp_path: Path) -> None:
    two = pair_of(tmp_path, "并段 加段", 1)
    made = two.taken()
    assert [each.state for each in made] == ["conflict", "conflict"]
    two.write(made[1:], made)
    joined, _ = two.taken()
    assert (joined.state, joined.message) == ("unclear", "这几句话现在分开了；照现在的句子自己改")


def test_a_paragraph_moved_past_reworded_ones_and_reworded_itself_is_not_lost(tmp_path: Path) -> None:
    old = Report(laid(tmp_path), 2022, "brief")
    title, met, day, letters, *rest = old.baseline.paragraphs
    theirs = title, day.replace("开会", "开大会"), met.replace("收到", "共收到"), letters, *rest
    for file, data in old.taken(theirs).contents.items():
        (tmp_path / file).parent.mkdir(exist_ok=True)
        (tmp_path / file).write_bytes(data)
    now = Report(tmp_path, 2022, "brief", built=old)
    mine = letters.replace("来信", "来电来信")
    after = now.after(now.taken((title, mine, met, day, *rest)))
    assert after[:4] == (title, mine, *theirs[1:3])


@pytest.mark.parametrize("way", [1, -1])
def test_a_sentence_put_behind_the_only_one_of_its_paragraph_moves_with_it(way: int, tmp_path: Path) -> None:
    only = "丙班举办讲座，邀请专家授课。"
    text = TEXT.replace(NEXT, only)
    edits = (carried(f"\n{only}", LAST), put(only, f"{only}现场座无虚席。"))[::way]
    two = Two(tmp_path, text, *edits)
    made = two.taken()
    assert [each.state for each in made] == ["ready", "ready"]
    two.write(made, made)
    assert two.text[-1] == f"{only}现场座无虚席。"
    assert {each.state for each in two.taken()} == {"taken"}


@pytest.mark.parametrize("by", ["0.docx", ""])
def test_a_paragraph_that_was_moved_by_hand_as_it_is_worded_now_is_known(by: str, tmp_path: Path) -> None:
    two = Two(tmp_path, TEXT, EDITS["改词"], EDITS["移段"])
    made = two.taken(0)
    two.write(made, made)
    file = tmp_path / "templates/2022/brief.edits.yaml"
    said = f"  - was: {OWN.replace('整理', '汇总')}\n    below: {LAST}\n" + f"    by: {by}\n" * bool(by)
    file.write_text(file.read_text(encoding="utf-8") + said, encoding="utf-8")
    assert [each.state for each in two.taken()] == ["taken", "taken"]


def test_a_sentence_that_came_home_is_known_though_a_word_of_it_is_a_figure_now(tmp_path: Path) -> None:
    two = Two(tmp_path, TEXT, put("授课。", "授课。清河政协到场指导。"))
    made = two.taken()
    two.write(made, made)
    file = tmp_path / "templates/2022/brief.edits.yaml"
    said = file.read_text(encoding="utf-8")
    assert "清河政协" in said
    file.write_text(said.replace("清河政协", "{{ office.name }}"), encoding="utf-8")
    assert [each.state for each in two.taken()] == ["taken"]


@pytest.mark.parametrize("way", [1, -1])
def test_a_sentence_that_moves_and_its_paragraph_that_does_are_asked_about(way: int, tmp_path: Path) -> None:
    moved = carried(f"\n{OWN}", LAST), carried("整理台账资料。", LAST)
    two = Two(tmp_path, TEXT, *[lambda text, move=move: put("台账", "清册")(move(text)) for move in moved][::way])
    made = two.taken()
    assert [each.state for each in made if each.change == "moved"] == ["conflict", "conflict"]
    two.write([each for each in made if each.state == "ready"], made)
    assert "整理清册资料。" in "".join(two.text)
    made = two.taken()
    two.write([each for each in made if each.state == "conflict"][:1], made)
    own, other = [each for each in two.taken() if each.change == "moved"]
    assert (own.state, "照0.docx的改动" in other.message) == ("taken", True)


TAKEN_OUT = "删句 改词,删句 移句改词,删首句 改首句,删段 改词,删段 改句末,删段 加句在中,删段 重写句,删段 分段,删段 加句"


@pytest.mark.parametrize("pair", TAKEN_OUT.split(","))
def test_what_one_took_out_earlier_and_another_changes_is_asked_and_comes_back(pair: str, tmp_path: Path) -> None:
    two = Two(tmp_path, LONG_TEXT, *[LONG_EDITS[name] for name in pair.split()])
    two.write(made := two.taken(0), made)
    left = {*said(two.text)}
    [asked] = made = [each for each in two.taken(1) if "1.docx" in each.files]
    assert asked.state == "conflict"
    assert "照0.docx的改动删去了；要照这份稿件留着，就选这一条" in (asked.message or "")
    two.write(made, made)
    assert {*said(two.text)} >= left | ({*said(two.drafts[1])} - {*said(two.built)})
    assert len(said(two.text)) == len({*said(two.text)})
    assert {each.state for each in two.taken(1)} == {"taken"}


OF_THREE = "移句 删首句 分段,并后段 分段 改首句,改词 换句 改句末,删句 分段 改首句"


@pytest.mark.parametrize("edits", OF_THREE.split(","))
def test_what_three_want_that_no_text_can_say_together_is_asked(edits: str, tmp_path: Path) -> None:
    three = Two(tmp_path, LONG_TEXT, *[LONG_EDITS[name] for name in edits.split()])
    made = three.taken()
    assert {each.state for each in made} == {"conflict"}
    for number, each in enumerate(made):
        assert all(f"{other}.docx" not in (each.message or "") for other in each.files)
        three.write([each], made)
        own = [again for again in three.taken(number) if f"{number}.docx" in again.files]
        assert {again.state for again in own} == {"taken"}
        (tmp_path / "templates/2022/brief.edits.yaml").unlink()
