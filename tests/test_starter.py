"""The starter: what `report init` gives another committee, filled with the figures of an invented district."""

import random
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest
import yaml

from report_cli import compose
from report_cli.drafts import markdown
from report_cli.facts import catalogue_file, ledger, yearfile
from report_cli.files.workspace import CATALOGUE
from running import ROOT, WORKSPACES, built, report
from samples import table

STARTER = ROOT / "starter"
DONGXI = WORKSPACES / "dongxi"
KINDS = ("work_report", "press_brief", "press_release", "press_feature")
CATALOGUE_READ, _found = catalogue_file.read((STARTER / CATALOGUE).read_bytes(), CATALOGUE)
EXAMPLE = (STARTER / "data/example.yaml").read_text("utf-8")


@pytest.fixture(scope="module")
def dongxi(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new workspace with two years of the invented district: one with everything, one with half of it."""
    folder = tmp_path_factory.mktemp("dongxi")
    assert report(folder, "init", "w", "--ids", "en", "--year", "2022").status == 0
    (folder / "w/data/2022.yaml").write_text(EXAMPLE, "utf-8")
    shutil.copy(DONGXI / "2023.yaml", folder / "w/data")
    return folder / "w"


def test_the_years_of_the_district_get_the_texts_that_are_expected(dongxi: Path) -> None:
    built(dongxi, "--all", "--to", "md")
    for year in ("2022", "2023"):
        for kind in KINDS:
            made = (dongxi / f"drafts/{year}/{kind}.md").read_text("utf-8")
            assert made == (DONGXI / f"expected/{year}/{kind}.md").read_text("utf-8"), f"{year} {kind}"


def test_nothing_is_wrong_with_them(dongxi: Path) -> None:
    shown = report(dongxi, "check", "--strict")
    assert shown.status == 0, shown.out


def test_headings_that_are_left_empty_are_those_of_the_templates_and_owed_by_nobody(dongxi: Path) -> None:
    empty = re.sub(
        "^  (heading|headline): .*$",
        r"  \1:",
        EXAMPLE.replace("year: 2022", "year: 2025").replace("2023-02-16", "2026-02-16"),
        flags=re.MULTILINE,
    )
    assert empty.count("heading:\n") == 8
    (dongxi / "data/2025.yaml").write_text(empty, "utf-8")
    assert report(dongxi, "check", "2025", "--strict").status == 0
    assert "标题" not in report(dongxi, "check", "2025", "--owed").out
    assert report(dongxi, "build", "2025", "--final", "--to", "md").status == 0
    assert "做实提案工作　提高办理质量" in (dongxi / "drafts/2025/work_report.md").read_text("utf-8")


def test_an_untouched_draft_with_explained_terms_verifies_clean(dongxi: Path) -> None:
    built(dongxi, "2022", "--kind", "work_report")
    for form in ("docx", "md"):
        shown = report(dongxi, "verify", f"drafts/2022/work_report.{form}", "--final")
        assert (shown.status, shown.out.count("\n")) == (0, 1), shown.out
        assert "全部相符" in shown.out


def test_every_indicator_has_an_example_and_no_example_is_data() -> None:
    stated = yaml.load(EXAMPLE, yaml.BaseLoader)
    assert not _found
    for group in CATALOGUE_READ.groups.values():
        names = [indicator.name for indicator in group.indicators if indicator.formula is None]
        assert sorted(stated[group.name]) == sorted(names)


def test_a_new_year_shows_the_examples_as_comments(tmp_path: Path) -> None:
    assert report(tmp_path, "init", "w", "--year", "2026").status == 0
    text = (tmp_path / "w/data/2026.yaml").read_text("utf-8")
    assert re.search("^  收到提案: +# 件；如 286$", text, re.MULTILINE)
    assert re.search(r"^  名词: +# 每件写一行，如 - \{名词: “三联”活动, 解释: .*\}$", text, re.MULTILINE)
    assert not [line for line in text.split("\n") if line.startswith("  ") and not re.search(r": +#|^  #", line)]
    assert not (tmp_path / "w/data/example.yaml").exists()


def test_a_name_beside_a_gap_is_not_taken_for_a_misspelt_one(tmp_path: Path) -> None:
    assert report(tmp_path, "init", "w", "--year", "2026").status == 0
    file = tmp_path / "w/data/2026.yaml"
    said = {"委员会简称": "东溪区政协", "行文简称": "区政协", "报告人": "林知远", "报告人职务": "东溪区政协主席"}
    text = file.read_text(encoding="utf-8")
    for name, value in said.items():
        text = re.sub(rf"(?m)^(  {name}:) *(?:区政协)?( *#)", rf"\1 {value} \2", text)
    file.write_text(text, encoding="utf-8")
    made = report(tmp_path / "w", "build", "2026")
    assert "W211" not in made.err
    assert made.status == 0, made.err


def test_the_starter_has_no_word_of_this_district_and_chinese_comments() -> None:
    templates = [path.read_text("utf-8") for path in (STARTER / "templates").rglob("*.j2")]
    assert templates
    for text in (*templates, (STARTER / CATALOGUE).read_text("utf-8")):
        assert not re.search("中原|郑州|一五五|三标|万人助万企", text)
        comments = re.findall(r"\{#(.*?)#\}|^ *#(.*)$", text, re.MULTILINE | re.DOTALL) if "{#" in text else []
        assert not [words for pair in comments for words in pair if words.strip() and words.isascii()]
    for text in templates:
        assert "全区" not in text


def test_the_articles_are_set_as_articles_and_the_report_as_a_report(dongxi: Path) -> None:
    built(dongxi, "2022")
    for kind in KINDS:
        [section] = docx.Document(str(dongxi / f"drafts/2022/{kind}.docx")).sections
        assert section.top_margin is not None
        assert section.top_margin.mm == pytest.approx(37 if kind == "work_report" else 30, abs=0.1)
    built(dongxi, "2022", "--kind", "消息", "--layout", "宣读稿", "--output", str(dongxi / "out"))
    [section] = docx.Document(str(dongxi / "out/2022/press_brief.docx")).sections
    assert section.top_margin is not None
    assert section.top_margin.mm == pytest.approx(37, abs=0.1), "--layout goes before what the template says"


def test_an_article_has_three_figures_on_top_and_a_byline_below_the_headline(dongxi: Path) -> None:
    built(dongxi, "2022", "--to", "md")
    for kind in KINDS[1:]:
        text = (dongxi / f"drafts/2022/{kind}.md").read_text("utf-8")
        assert text.startswith("收到提案286件　立案241件　办复率100%\n\n# 协商在一线")
        assert "\n\n记者 方远\n\n" in text
        assert "记者" not in prose(kind, EXAMPLE.replace("  byline: 记者 方远\n", ""))


@pytest.mark.parametrize(("kind", "most"), [("press_brief", 600), ("press_release", 1000), ("press_feature", 2500)])
def test_an_article_keeps_its_length_and_names_report_and_body_once(kind: str, most: int) -> None:
    text = prose(kind, EXAMPLE)
    assert len("".join(text.split())) <= most
    assert text.count("报告指出") == 1
    [lead] = re.findall("^.*林知远代表.*$", text, re.MULTILINE)
    assert lead.count("政协") == 1


def test_the_headings_of_the_feature_are_questions_of_one_length() -> None:
    headings = re.findall("^## (.*)$", prose("press_feature", EXAMPLE), re.MULTILINE)
    assert len(headings) == 5
    assert {(heading[:2], len(heading)) for heading in headings} == {("怎样", 8)}


SLOTS = {
    "  quotation: .*\n": "“协商的成果，要看群众得到了什么。”林知远在报告中说。",
    "  voices:\n.*\n": "“建议提上去，很快就有了回音。”区政协委员周明说。",
    "  caption: .*\n": "图片说明：委员在社区协商议事",
}


@pytest.mark.parametrize("kind", KINDS[1:])
@pytest.mark.parametrize("line", SLOTS)
def test_a_slot_that_is_not_filled_leaves_nothing_behind(line: str, kind: str) -> None:
    full, less = (prose(kind, text) for text in (EXAMPLE, re.sub(line, "", EXAMPLE)))
    assert full.count(SLOTS[line]) == 1
    assert less == full.replace(f"\n{SLOTS[line]}\n", "")


@pytest.mark.parametrize("kind", KINDS[1:])
def test_each_article_explains_its_slots_in_a_comment(kind: str) -> None:
    [comment] = re.findall(r"\{#(.*?kicker.*?)#\}", (STARTER / f"templates/{kind}.md.j2").read_text("utf-8"), re.DOTALL)
    for slot in ("press.quotation", "press.voices", "图片说明", "layout: press"):
        assert slot in comment


def subsets() -> Iterator[str]:
    """The example with some of its facts left out: few, half, nearly all."""
    choose = random.Random(20220216)
    for number in range(60):
        share, kept, is_left_out = (0.05, 0.5, 0.9)[number % 3], list[str](), False
        for line in EXAMPLE.split("\n"):
            if re.match(r"  \w", line):
                is_left_out = choose.random() < share and not line.startswith("  short_name: 区政协")
            elif not line.startswith("    "):
                is_left_out = False
            kept += [] if is_left_out else [line]
        yield "\n".join(kept)


def library(name: str, year: int) -> tuple[str, bytes] | None:
    path = STARTER / "templates" / name
    return (f"templates/{name}", path.read_bytes()) if path.exists() else None


def prose(kind: str, data: str) -> str:
    """A text of the starter from a year file, as Markdown. Nothing may be wrong with either."""
    given, findings = yearfile.read(data.encode(), "data/2022.yaml", 2022, CATALOGUE_READ)
    assert not findings
    year, _ = ledger.resolve(CATALOGUE_READ, given)
    document, found = compose.compose(kind, year, library)
    assert document is not None
    assert not found, data
    return markdown.write(document)


def test_whatever_is_missing_no_sentence_and_no_heading_is_left_empty() -> None:
    for text in subsets():
        for kind in KINDS:
            hollow = re.search(
                "。。|[，、；：]。|（）|“”|^。|其中[。，]|(?:开展|收到|举办|报送|区政协|将)(?:。|$)",
                prose(kind, text),
                re.MULTILINE,
            )
            assert hollow is None, (hollow, text)


def of_a_county(text: str) -> str:
    return text.replace("东溪区", "云岭县").replace("区政", "县政").replace("区委", "县委").replace("全区", "全县")


def only(*ids: str, **values: object) -> str:
    """The example with none but these facts and the names of a county; some with other values."""
    stated = yaml.safe_load(EXAMPLE)
    known = {"committee.short_name", "committee.name", *ids}
    kept = {
        group: {name: values.get(name, value) for name, value in facts.items() if f"{group}.{name}" in known}
        for group, facts in stated.items()
        if isinstance(facts, dict)
    }
    said = {"year": 2022} | {group: facts for group, facts in kept.items() if facts}
    return of_a_county(yaml.safe_dump(said, allow_unicode=True))


@pytest.mark.parametrize(
    ("ids", "said"),
    [
        ("opinions.instructions", "\n反映的社情民意信息获领导批示12件次。"),
        ("opinions.used_above", "\n反映的社情民意信息被上级采用31条。"),
        ("opinions.sent opinions.used_above", "县政协向上级报送社情民意信息97条，被上级采用31条。"),
        ("proposals.filed", "县政协立案提案241件。"),
        ("proposals.session proposals.filed", "五届一次会议以来，县政协立案提案241件。"),
        ("consultation.reports", "县政协向党委和政府报送协商报告9篇。"),
        ("committee.party_short committee.government consultation.reports", "县政协向县委、县政府报送协商报告9篇。"),
        ("consultation.platform", "在基层，县政协用好“有事来商量”平台，"),
        ("closing.experience", "\n回顾一年来的工作，我们深切体会到：一是"),
        ("year_work.aim", "职能。县政协为建设宜居宜业新东溪履职尽责。"),
        ("year_work.theme", "职能。县政协各项工作有新的进展。"),
        ("year_work.campaigns year_work.theme", "县政协开展“作风提升年”“三联”活动，各项工作有新的进展。"),
        ("service.points", "\n县政协着重做了以下工作：一是"),
        ("service.visits service.points", "县政协走访企业126家次。同时，一是"),
        ("committee.standing_committee", "# 政协云州市云岭县第五届委员会常务委员会工作报告"),
        ("meeting.office", "# 云岭县政协常务委员会工作报告"),
        (
            "committee.members committee.sectors own_strength.trainings",
            "县政协有委员268名、界别24个。举办委员培训3期。",
        ),
    ],
)
def test_a_report_of_few_facts_reads_well(ids: str, said: str) -> None:
    assert said in prose("work_report", only(*ids.split()))


@pytest.mark.parametrize(
    ("ids", "said"),
    [
        ("meeting.speaker", "林知远代表云岭县政协常委会向大会报告工作，"),
        ("meeting.speaker meeting.office", "云岭县政协主席林知远代表常委会向大会报告工作，"),
        ("meeting.date meeting.short_name", "2月16日，在云岭县政协五届二次会议上，常委会报告工作，"),
        ("meeting.name", "云岭县政协常委会向政协云州市云岭县第五届委员会第二次会议报告工作，"),
        ("proposals.filed proposals.answer_rate", "立案提案241件"),
        ("opinions.instructions", "\n反映的社情民意信息获领导批示12件次。"),
    ],
)
def test_an_article_of_few_facts_reads_well(ids: str, said: str) -> None:
    assert said in prose("press_brief", only(*ids.split())).replace("\n\n", "\n")


def none_at_all() -> dict[str, object]:
    return {"value": 0, "state": "已核"}


def test_what_was_none_gets_no_heading_and_no_names() -> None:
    none = only("opinions.submitted", "proposals.received", submitted=none_at_all(), received=none_at_all())
    headings = re.findall("^## (.*)$", prose("press_release", none), re.MULTILINE)
    assert headings == ["提案工作", "社情民意"]
    ids = "unity.history_published", "unity.history_titles", "proposals.key", "proposals.key_topics"
    text = prose("work_report", only(*ids, history_published=none_at_all(), key=none_at_all()))
    assert "出版文史资料0辑" in text
    assert "《" not in text


def test_the_texts_of_a_county_have_no_word_of_a_district() -> None:
    for kind in KINDS:
        assert not re.search("区政协|区委|区政府|全区|该区|我区", prose(kind, of_a_county(EXAMPLE)))


def test_the_page_says_which_facts_are_printed_only_with_another() -> None:
    """Each row of the page: a fact, and the facts of which it needs one."""
    labels = {each.label: each.id for group in CATALOGUE_READ.groups.values() for each in group.indicators}
    stated = yaml.load(EXAMPLE, yaml.BaseLoader)
    rows = table(STARTER / "使用说明.md", "哪些要一起填")
    assert rows
    for needy, needed, *_ in rows:
        others = [labels[label] for label in needed.split("、")]
        for id in (labels[label] for label in needy.split("、")):
            group, _, name = id.partition(".")
            value = stated[group][name]
            printed = value[0] if isinstance(value, list) else value
            alone, both = (prose("work_report", only(id, *more)).partition("附件")[0] for more in ((), others))
            assert (printed in alone, printed in both) == (False, True), id


def test_the_page_of_instructions_lists_the_slots_and_the_kinds() -> None:
    text = "".join(path.read_text("utf-8") for path in (STARTER / "templates").rglob("*.j2"))
    slots = set(re.findall(r'"sections/(\w+_more\.md\.j2)" ignore missing', text))
    page = STARTER / "使用说明.md"
    assert {row[0] for row in table(page, "五、核对")} == slots
    assert {row[0] for row in table(page, "四、生成")} == set(KINDS)
