"""Rules of words: their examples, the vocabulary, and where they are run."""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

import reworked
from report_cli import rules as rules_of_findings
from report_cli.words import judge, lines, vocabulary
from report_cli.words.judge import Judge
from report_cli.words.rule import FOLDER, Rule, rules
from report_cli.words.text import Passage, Text
from report_cli.words.vocabulary import Vocabulary
from running import ROOT, built, committee, report, year_2022

RULES = [pytest.param(rule, id=rule.code) for rule in rules()]


def said(text: str, words: str = "format: 1") -> list[tuple[str, str]]:
    """What is found in a text of Markdown: the rule's code, and the words."""
    known, findings = vocabulary.read(words.encode(), "words.yaml")
    assert findings == []
    source = lines.read(text, is_markdown=True)
    return [(hit.code, hit.found) for _, hit in Judge(known).judge(source.text)]


@pytest.mark.parametrize("rule", RULES)
def test_what_a_rule_says_is_wrong_is_found_by_it_alone(rule: Rule) -> None:
    for text in rule.wrong:
        assert {code for code, _ in said(text, rule.vocabulary or "format: 1")} == {rule.code}, text


@pytest.mark.parametrize("rule", RULES)
def test_of_what_a_rule_says_is_right_nothing_is_said(rule: Rule) -> None:
    for text in rule.right:
        assert said(text, rule.vocabulary or "format: 1") == [], text


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_has_all_its_parts_and_every_pattern_its_trigger(rule: Rule) -> None:
    assert (FOLDER / f"{rule.code}.txt").exists()
    assert all((rule.title, rule.level, rule.source, rule.message, rule.cure, rule.about, rule.wrong, rule.right))
    assert all(pattern.triggers and re.compile(pattern.pattern) for pattern in rule.finds)
    assert [wrong for wrong, right in rule.words if wrong == right or len(wrong) < 2] == []


# Texts as offices write them -----------------------------------------------------------------------------------------

RIGHT = """\
# 中国人民政治协商会议甲县第十届委员会常务委员会工作报告
（2023年2月21日）
各位委员：
## 一、2022年工作回顾
一年来，在中共甲县县委的领导下，县政协常委会围绕中心、服务大局，认真履行职能。先后召开常委会会议5次、主席会议12次。
### （一）围绕发展，建言献策
组织委员视察5次，走访企业36家，收集意见建议82条。截至12月底，收到提案265件，其中立案224件，立案率84.5%，办复率由96%提高到98%，提高2个百分点。
### （二）凝聚共识，服务大局
学习《中国人民政治协商会议章程》《统战工作条例》，建成“书香政协”“智慧政协”。约300人次参加，发放资料3000余份。
## 二、2023年工作安排
今年要抓好三项工作：一是提高协商质量，二是办好提案，三是建好队伍。
"""

FAULTS = {
    "截至": ("截止", "W221"),
    "建言献策": ("建言献测", "W220"),
    "认真履行": ("认真屡行", "W220"),
    "召开": ("招开", "W220"),
    "围绕中心": ("围绕围绕中心", "W227"),
    "县政协常委会围绕": ("县政协常委会的的围绕", "W225"),
    "265件，": ("265件件，", "W226"),
    "、主席会议": ("、，主席会议", "W247"),
    "5次、主席": ("5次,主席", "W245"),
    "提高2个百分点": ("提高2%", "W234"),
    "约300人次": ("约300人次左右", "W230"),
    "3000余份": ("3千余份", "W232"),
    "》《": ("》、《", "W249"),
    "“书香政协”“": ("““书香政协”“", "W250"),
    "建成“书香政协”": ("建成书香政协”", "W248"),
    "### （二）": ("### （三）", "W255"),
    "### （一）围绕": ("### （一）、围绕", "W252"),
    "常务委员会工作报告": ("常务委员会工作报告，", "W251"),
    "三项工作：": ("四项工作：", "W268"),
    "中共甲县县委": ("党中央和甲县县委", "W218"),
    "收到提案": ("收到议案", "W216"),
    "一年来，": ("今年，", "W219"),
    "第十届委员会": ("第10届委员会", "W240"),
    "组织委员视察": ("组织委员 视察", "W246"),
    "收集意见建议82条。": ("收集意见建议82条...。", "W253"),
}


def test_of_a_right_text_nothing_is_said() -> None:
    assert said(RIGHT) == []


@pytest.mark.parametrize("right", [right for right in FAULTS if right != "常务委员会工作报告"])
def test_a_fault_put_into_a_right_text_is_found_and_nothing_else(right: str) -> None:
    wrong, code = FAULTS[right]
    assert right in RIGHT
    assert {found for found, _ in said(RIGHT.replace(right, wrong, 1))} == {code}


ANYWHERE = [
    rule for rule in rules() if not rule.when and not rule.check.startswith(("heading", "typed", "worn", "own"))
]
"""Rules of which a sentence alone is an instance, wherever it stands."""


@pytest.mark.parametrize("rule", ANYWHERE, ids=[rule.code for rule in ANYWHERE])
def test_a_wrong_sentence_is_found_wherever_it_stands_and_nothing_else(rule: Rule) -> None:
    report_of_2022 = (ROOT / "drafts/2022/work_report.md").read_text("utf-8")
    passages = list(lines.read(report_of_2022, is_markdown=True).text.passages)
    judge = Judge(vocabulary.read((rule.vocabulary or "format: 1").encode(), "words.yaml")[0])
    before = Counter(hit.code for _, hit in judge.judge(Text(tuple(passages))))
    wrong = next(text for text in rule.wrong if "\n" not in text)
    told = Counter[frozenset[str]]()
    for number, passage in enumerate(passages):
        for start, sentence in passage.sentences if passage.role == "body" else ():
            at = start + len(sentence)
            if not sentence.endswith("。"):
                continue
            planted = Passage(f"{passage.text[:at]}{wrong}{passage.text[at:]}")
            text = Text((*passages[:number], planted, *passages[number + 1 :]))
            told[frozenset(Counter(hit.code for _, hit in judge.judge(text)) - before)] += 1
    assert set(told) == {frozenset({rule.code})}
    assert told.total() > 30


@pytest.mark.parametrize("sign", '的了，。、“”《》（）(".-0一二约近年 O…')
def test_a_sign_many_times_over_is_judged_like_any_text(sign: str) -> None:
    said(sign * 20_000)


CURES = {
    "收到提案约30件左右。": "只留一个，写“30件左右”或“约30件”",
    "收集意见近1200余条。": "只留一个，写“1200余条”或“近1200条”",
    "每年至少组织5次以上。": "只留一个，写“组织5次以上”或“至少组织5次”",
    "走访企业40多家余。": "只留一个，写“40多家”",
    "收到提案近297件。": "确数就写“297件”，概数就取整，写“近300件”",
    "收到提案1286余件。": "确数就写“1286件”，概数就取整，写“1200余件”",
    "受益群众7千余人。": "写“7000”，或“七千”",
    "发放资料2.5千份。": "写“2500”",
    "办复率由90%提高到98%，提高8%。": "“提高8%”改为“提高8个百分点”",
    "提案数同比去年增长10%。": "只留一个，写“同比”或“比去年”",
    "区政协12届3次会议召开。": "写“十二届三次”",
    "二零二三年工作安排。": "写“二〇二三年”",
    "收到提案8件，。": "只留一个，写“。”",
    "第二、加强学习。": "写“第二，”",
    "开展“书香政协建设。": "补上后引号，或删去多余的这一个",
    "占百分之12.3。": "写“12.3%”",
    "1月～6月份开展视察。": "写“1月至6月”",
    "提案1512条条。": "删去重复的，写“1512条”",
}


@pytest.mark.parametrize(("text", "cure"), CURES.items())
def test_a_cure_speaks_of_the_words_at_hand(text: str, cure: str) -> None:
    [(_, hit)] = Judge(Vocabulary()).judge(lines.read(text, is_markdown=True).text)
    assert judge.cure(hit) == cure


@pytest.mark.parametrize("rule", RULES)
def test_the_cure_on_a_page_is_that_of_its_first_example(rule: Rule) -> None:
    assert not re.search("[{}]|对的”|写错的”", rules_of_findings.by_code()[rule.code].text.partition("怎样改：")[2])


BROKEN = """\
一年来，区政协深入学习，开展“书香
政协”建设，组织学习《统战工作
条例》等文件，围绕民生（街道、
社区）开展协商，形成了“甲
事”“乙事”等做法。
"""


def unpaired(text: str) -> list[tuple[int, str]]:
    found = Judge(Vocabulary()).judge(lines.read(text, is_markdown=False).text)
    return [(number, hit.found) for number, hit in found if hit.code == "W248"]


def test_the_partner_of_a_mark_may_stand_in_the_next_line_of_a_broken_paragraph() -> None:
    assert unpaired(BROKEN) == []
    assert unpaired(BROKEN.replace("条例》", "条例")) == [(1, "《")]
    assert unpaired(BROKEN.replace("社区）", "社区")) == [(2, "（")]
    assert unpaired(BROKEN.replace("“甲", "甲")) == [(4, "”")]


def test_code_in_markdown_is_not_judged() -> None:
    assert said("写成`布署`。\n\n```text\n布署\n```\n\n布署。") == [("W220", "布署")]


# Near misses ---------------------------------------------------------------------------------------------------------

FORMULA = "formulas: [以习近平新时代中国特色社会主义思想为指导, 甲事快办、乙事细办、丙事暖办]"
NAMES = """\
names:
  - {full: 《甲县丙事项管理条例》, short: [《丙事项条例》]}
  - {full: 甲县政协机关}
  - {full: 乙县政协机关}
  - {full: 县政协十届二次会议}
  - {full: 甲县政协十届二次会议}
"""


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("做到甲事快办、乙事细办、丙事缓办。", "甲事快办、乙事细办、丙事缓办"),  # changed
        ("做到甲事快办、乙事办、丙事暖办。", "甲事快办、乙事办、丙事暖办"),  # lost
        ("做到甲事快快办、乙事细办、丙事暖办。", "甲事快快办、乙事细办、丙事暖办"),  # gained
        ("做到甲事快办、乙细事办、丙事暖办。", "甲事快办、乙细事办、丙事暖办"),  # exchanged
        ("做到甲事快办，乙事细办，丙事暖办。", ""),  # marks do not count
        ("以习近平新时代中国特色社会主义思想为引领。", ""),
    ],
)
def test_a_formula_is_told_from_its_near_misses(text: str, found: str) -> None:
    assert said(text, FORMULA) == ([("W210", found)] if found else [])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("印发《甲县丙事项管里条例》。", "甲县丙事项管里条例"),
        ("印发《丙事项条列》。", "丙事项条列"),
        ("印发《甲县丙事项管理条例》《丙事项条例》。", ""),
        ("乙县政协机关和甲县政协机关。", ""),  # a known name is no slip for another
        ("印发《丁县戊事务办理规定》。", ""),
        ("印发《丙事项工作条例》《关于丙事项条例的说明》。", ""),  # what is in 《》 is another title
        ("县政协在十届一次会议期间收到提案，甲县政协十届二次会议闭幕。", ""),
    ],
)
def test_a_name_is_told_from_its_near_misses(text: str, found: str) -> None:
    assert said(text, NAMES) == ([("W211", found)] if found else [])


# The vocabulary's file -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ("format: 1\nforbid: []\n", "W130", "2:1"),
        ("format: 7\n", "W137", "1:9"),
        ("terms: 甲\n", "W118", "1:8"),
        ("terms: [甲]\n", "W118", "1:9"),
        ("orders: 甲\n", "W118", "1:9"),
        ("allow: [{rule: W220, text: 布署}]\n", "W138", "1:9"),
        ("allow: [{rule: W20, text: 布署, because: 引语}]\n", "W138", "1:16"),
        ("formulas：[甲]\n", "W010", "1:9"),
    ],
)
def test_a_mistake_in_the_vocabulary_is_found_at_its_place(text: str, code: str, place: str) -> None:
    [finding] = vocabulary.read(text.encode(), "data/words.yaml")[1]
    assert (finding.code, str(finding.place)) == (code, f"data/words.yaml:{place}")


def test_what_is_allowed_is_silent_only_where_it_stands() -> None:
    words = "allow: [{rule: W220, text: 甲组布署, because: 引语}]"
    assert said("甲组布署工作。\n乙组布署工作。", words) == [("W220", "布署")]
    assert said("甲组布署工作。", words.replace("W220", "W221")) == [("W220", "布署")]


def test_the_vocabularys_reason_is_told_where_it_has_one() -> None:
    text = Text((Passage("大会隆重开幕，学习党的二十大精神。", "body"),))
    for why, told in ((", because: 从简", "（从简）"), ("", "")):
        words = f"terms: [{{right: 中共二十大, wrong: [党的二十大]{why}}}]\nforbidden: [{{word: 隆重{why}}}]"
        known, _ = vocabulary.read(words.encode(), "data/words.yaml")
        assert [judge.message(hit, text.passages[0].text).split("：")[0] for _, hit in judge.of(known).judge(text)] == [
            f"“隆重”是用语表里不许用的词{told}",
            f"“党的二十大”在用语表里写作“中共二十大”{told}",
        ]


# Where they are run --------------------------------------------------------------------------------------------------


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """The year 2022, with a vocabulary that knows nothing yet."""
    found = year_2022(tmp_path)
    (found / "data/words.yaml").write_text("format: 1\n", "utf-8")
    return found


def put(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


def found(place: Path, *arguments: str) -> list[dict[str, Any]]:
    listed = json.loads(report(place, *arguments, "--format", "json").out)
    return [each for each in listed if each["code"] >= "W138" and each["severity"] != "hint"]


def test_a_fault_in_the_data_is_found_at_their_line(place: Path) -> None:
    put(place / "data/2022.yaml", "疫情防控, 经济发展", "疫情防控布署, 经济发展")
    [one] = [each for each in found(place, "check", "2022") if each["code"] == "W220"]
    line = (place / "data/2022.yaml").read_text("utf-8").split("\n")[one["line"] - 1]
    assert (one["file"], "疫情防控布署" in line, one["severity"]) == ("data/2022.yaml", True, "error")


def test_without_a_vocabulary_of_its_own_no_workspace_is_stopped(place: Path) -> None:
    put(place / "data/2022.yaml", "疫情防控, 经济发展", "疫情防控布署, 经济发展")
    assert report(place, "build", "2022").status == 1
    (place / "data/words.yaml").unlink()
    assert report(place, "build", "2022").status == 0
    assert {each["severity"] for each in found(place, "check", "2022") if each["code"] == "W220"} == {"warning"}


def test_what_a_build_remembers_is_forgotten_with_the_vocabulary(place: Path) -> None:
    assert [each for each in found(place, "check", "2022") if each["code"] == "W215"] == []
    (place / "data/words.yaml").write_text("forbidden: [{word: 座谈, because: 改说会商}]\n", "utf-8")
    assert [each for each in found(place, "check", "2022") if each["code"] == "W215"] != []


def test_what_is_allowed_and_stands_nowhere_is_a_warning(place: Path) -> None:
    (place / "data/words.yaml").write_text("allow: [{rule: W220, text: 布署, because: 引语}]\n", "utf-8")
    assert [(each["code"], each["file"], each["line"]) for each in found(place, "check") if each["code"] == "W139"] == [
        ("W139", "data/words.yaml", 1)
    ]
    (place / "词.txt").write_text("各组都到了。\n", "utf-8")
    assert found(place, "words", "词.txt") == []
    put(place / "data/2022.yaml", "疫情防控, 经济发展", "疫情防控布署, 经济发展")
    assert [each for each in found(place, "check") if each["code"] in ("W139", "W220")] == []


def test_a_draft_that_came_back_is_told_only_what_is_new_in_it(place: Path) -> None:
    put(place / "data/2022.yaml", "疫情防控, 经济发展", "疫情防控截止目前, 经济发展")
    (place / "data/words.yaml").unlink()
    built(place, "2022")
    draft = place / "drafts/2022/work_report.docx"
    assert json.loads(report(place, "verify", str(draft), "--format", "json").out)["words"] == []
    returned = place / "改.docx"
    returned.write_bytes(
        reworked.reworked(draft.read_bytes(), lambda root: _write(root, "各位委员：", "各位委员：屡职"))
    )
    result = report(place, "verify", "改.docx", "--format", "json")
    [one] = json.loads(result.out)["words"]
    assert (one["code"], result.status) == ("W220", 1)
    assert "屡职" in report(place, "verify", "改.docx").out


def _write(root: Any, old: str, new: str) -> None:
    for paragraph in reworked.paragraphs(root):
        if reworked.text_of(paragraph) == old:
            [text] = list(paragraph.iter(f"{reworked.W}t"))[:1]
            text.text = new
            return
    raise AssertionError(old)


@pytest.mark.parametrize("name", ["beihu", "donghu", "nanling", "xihe"])
def test_of_the_texts_of_the_committees_nothing_is_said(name: str, tmp_path: Path) -> None:
    listed = json.loads(report(committee(name, tmp_path), "check", "--format", "json").out)
    assert [each for each in listed if each["code"] >= "W210"] == []


def test_a_year_that_has_just_begun_has_no_wrong_words(place: Path) -> None:
    assert report(place, "new", "2023").status == 0
    assert found(place, "check") == [each for each in found(place, "check") if each["code"] < "W210"]


def test_without_a_workspace_the_rules_and_the_starters_formulas_hold(tmp_path: Path) -> None:
    (tmp_path / "词.md").write_text("# 讲话\n\n以习近平新时代中国特色的社会主义思想为指导，布署工作。\n", "utf-8")
    listed = json.loads(report(tmp_path, "words", "词.md", "--format", "json").out)
    assert [(each["code"], each["line"], each["column"]) for each in listed] == [("W210", 3, 2), ("W220", 3, 23)]


def test_many_files_are_counted_in_the_last_line(tmp_path: Path) -> None:
    names = [f"{number}.txt" for number in range(1, 6)]
    for name in names:
        (tmp_path / name).write_text("各组都到了。\n", "utf-8")
    assert report(tmp_path, "words", *names).err.splitlines()[-1] == "5份稿件：没有问题"


def test_a_vocabulary_knows_nothing_by_itself() -> None:
    assert Vocabulary().names == ()


# Every way in --------------------------------------------------------------------------------------------------------

WRONG = [
    (rule.code, text)
    for rule in rules()
    for text in rule.wrong
    if "\n" not in text and not (rule.vocabulary or rule.when or rule.check.startswith(("heading", "worn")))
]
"""A fault each that one paragraph can hold."""
CATALOGUE = "format: 1\nmatters:\n  label: 事项\n  indicators:\n    first: {label: 甲项, unit: 件}\n"


def workspace(folder: Path, paragraphs: list[str]) -> Path:
    """One whose report says these paragraphs."""
    files = {
        "data/indicators.yaml": CATALOGUE,
        "data/2022.yaml": "year: 2022\nsource: 台账\nmatters:\n  first: 40\n",
        "templates/note.md.j2": "---\nlabel: 小结\nnumbering: none\n---\n# 小结\n\n" + "\n\n".join(paragraphs) + "\n",
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return folder


def test_check_finds_every_fault_at_its_line_of_the_template(tmp_path: Path) -> None:
    # What has digits would need data; what looks like Markdown is refused before.
    faults = [(code, text) for code, text in WRONG if not re.search(r"[0-9０-９#*_\[\]<>`\\]|^[-+]", text)]
    place = workspace(tmp_path, [text for _, text in faults])
    listed = json.loads(report(place, "check", "--format", "json").out)
    said = {(each["line"], each["code"]) for each in listed}
    covered = {"W225": "W101", "W247": "W101", "W248": "W102", "W250": "W102", "W276": "W202"}
    missed = [
        (code, text)
        for number, (code, text) in enumerate(faults)
        if not said & {(7 + 2 * number, code), (7 + 2 * number, covered.get(code, code))}
    ]
    assert missed == []
    assert len(faults) > 60


def test_verify_finds_every_fault_in_its_paragraph_of_a_draft(tmp_path: Path) -> None:
    place = workspace(tmp_path, [f"这里是{name}组写的话。" for name in map(str, _names(len(WRONG)))])
    built(place, "2022")
    draft = place / "drafts/2022/note.docx"
    texts = iter([text for _, text in WRONG])

    def write_all(root: Any) -> None:
        for paragraph in reworked.paragraphs(root):
            if reworked.text_of(paragraph).startswith("这里是"):
                [first, *rest] = list(paragraph.iter(f"{reworked.W}t"))
                first.text = next(texts)
                for other in rest:
                    other.text = ""

    (place / "改.docx").write_bytes(reworked.reworked(draft.read_bytes(), write_all))
    listed = json.loads(report(place, "verify", "改.docx", "--format", "json").out)["words"]
    told = {(each["paragraph"], each["code"]) for each in listed}
    assert [pair for number, pair in enumerate(WRONG, 2) if (number, pair[0]) not in told] == []
    assert len(WRONG) > 110


def _names(count: int) -> list[str]:
    stems, branches = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
    return [stem + branch + part for part in ("", "东", "西") for stem in stems for branch in branches][:count]
