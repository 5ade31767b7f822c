"""An edited Word file stays the master: its figures are made new in place, and nothing else of it changes."""

import copy
import json
import os
import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

import reworked
from report_cli.docx import read, seal
from report_cli.drafts import bases
from report_cli.files import archive
from reworked import W, paragraphs, text_of
from running import built, change, contents, report
from test_take import draft

YEAR = "data/2022.yaml"
DRAFT = "drafts/2022/brief.docx"
WORD = ("共同进步", "一起进步")
NEW = "稿（更新）.docx"


@pytest.fixture(scope="module")
def made(laid_2022: Path) -> Path:
    return laid_2022


def renew(place: Path, *arguments: str) -> tuple[int, dict[str, Any]]:
    result = report(place, "renew", *arguments, "--format", "json")
    assert result.out, result.err
    [file] = json.loads(result.out)["files"]
    return result.status, file


def newer(place: Path, changes: str) -> None:
    """Other values in the year file, and a build with them."""
    for each in changes.split(";"):
        old, _, new = (part.strip() for part in each.partition(">"))
        change(place / ("data/2021.yaml" if old.startswith("上年") else YEAR), old.removeprefix("上年"), new)
    built(place, "2022")


def lines(path: Path, *, is_original: bool = False) -> list[str]:
    return [line.text for line in read.read(path.read_bytes(), is_original=is_original).lines]


def parts(path: Path) -> dict[str, bytes]:
    return archive.read(path.read_bytes()) or {}


def based_on(place: Path, name: str) -> tuple[object, ...]:
    """What a draft is laid against, and the texts of its figures that its seal knows."""
    data = (place / name).read_bytes()
    told = seal.read(data) or {}
    base = bases.read(place, told["report.data"])
    assert base is not None
    figures = [(each.fact, each.form, each.text, each.paragraph, each.offset) for each in base.figures]
    return base.paragraphs, figures, seal.texts(told)


# What is renewed, and what is left ------------------------------------------------------------------------------------

FOLLOWING = {
    "{28}": "received 增加25件→增加28件, rate 84.5%→83.6%",
    "{MOVED}": "received 240件 / 265件, previous.received 265件 / 240件",
    "{70}": "received 265件→270件",
    "{83}": "rate 84.5%→83%",
    "{FIRST}": "received 265件→270件",
    "{FULL}": "received 265件→268件",
    "{30}": "received 增加25件→增加30件, rate 84.5%→83%",
}
"""What follows from other figures, for short."""

CASES = """
received:  265 > received:  268           | received 265件→268件, {28}, received 265件→268件 |
filed:     224件 > filed: 近230件          | filed 224件→近230件, rate 84.5%→近86.8% |
answered:  100% > answered: 99.6%         | answered 100%→99.6% |
十届一次会议 > 十届二次会议                | session 十届一次会议→十届二次会议 |
2022-03-05 > 2022-03-16                   | day 3月5日→3月16日 |
kinds:     4 > kinds: 12                  | kinds 四→十二 |
2.83万 > 2.9万                            | people 2.83万人次→2.9万人次 |
12.50 > 13                                | money 12.50万元→13万元 |
近300 > 300余                             | letters 近300封→300余封 |
西巷, > 西大街,                           | places 东街、西巷、南里→东街、西大街、南里 |
南里] > 南里, 北坊]                        | places 东街、西巷、南里→东街、西巷、南里、北坊 |
东街, > 北坊, 东街,                        | places 东街、西巷、南里→北坊、东街、西巷、南里 |
西巷, >                                   | places 东街、西巷、南里→东街、南里 |
南里] > 南里, 等]                          | places 东街、西巷、南里→东街、西巷、南里等 |
《构建多元养老体系》 > 《新政》             | topics “文化产业发展”《构建多元养老体系》等→“文化产业发展”《新政》等 |
《甲办法》 > 《丙办法》                     | papers[1].title 《甲办法》→《丙办法》 |
pages: 12 > pages: 15                     | papers[1].pages 12页→15页 |
上年240 > 250                             | previous.received 240件→250件, received 增加25件→增加15件 |
上年240 > 300                             | previous.received 240件→300件 | received 增加25件 / 减少35件
letters:   近300 > letters: 0             | | letters 近300封 / 0封
source: 台账 > source: 新台账              | |
""".strip().splitlines()


def columns(case: str) -> list[str]:
    for short, text in FOLLOWING.items():
        case = case.replace(short, text)
    return [part.strip() for part in case.split("|")]


def told(file: dict[str, Any]) -> tuple[str, str]:
    short = {
        key: re.sub("(proposals|visits)[.]", "", key)
        for each in ("renewed", "left")
        for key in [one["fact"] for one in file[each]]
    }
    renewed = (f"{short[one['fact']]} {one['from']}→{one['to']}" for one in file["renewed"])
    left = (f"{short[one['fact']]} {one['found']} / {one['new']}" for one in file["left"])
    return ", ".join(renewed), ", ".join(left)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.partition("|")[0].strip())
def test_each_figure_whose_data_changed_gets_its_new_text_or_is_named(case: str, place: Path) -> None:
    changes, renewed, left = columns(case)
    draft(place, WORD)
    newer(place, changes)
    status, file = renew(place, "稿.docx")
    assert (*told(file), status) == (renewed, left, int(bool(left)))
    # But for people's words and what was left, the text is that of a new build.
    texts, now = lines(place / NEW), lines(place / DRAFT)
    if not left:
        assert texts == [text.replace(*WORD) for text in now]
        assert report(place, "verify", NEW).status == 0
        assert based_on(place, NEW) == based_on(place, DRAFT)
    again, second = renew(place, NEW, "--output", "再.docx")
    assert (second["renewed"], again) == ([], status)
    assert parts(place / "再.docx") == parts(place / NEW)
    taken = json.loads(report(place, "take", NEW, "--format", "json").out)
    assert {each["type"] for each in taken["proposals"] if each["state"] != "taken"} == {"prose"}


PEOPLE = """
265件 > 268件 | 100% > 99% | answered 100%→99% | received 268件 / 265件
265件 > 268件 | 265 > 270 | {70} | received 268件 / 270件, received 增加25件 / 增加30件, rate 84.5% / 83%
265件 > 268件 | 224件 > 230件 | filed 224件→230件 | received 268件 / 265件, rate 84.5% / 86.8%
265件 > 268件 | 265 > 268 | {28}, {FULL} |
240件 > 250件 | 265 > 270 | {FIRST}, {83}, {70} | previous.received 250件 / 240件, received 增加25件 / 增加30件
增加25件 > 增加28件 | 265 > 270 | {FIRST}, {83}, {70} | received 增加28件 / 增加30件
265件 > 270件 | 265 > 270 | {30}, {70} |
西巷、 > | 南里] > 南里, 北坊] | | places 东街、南里 / 东街、西巷、南里、北坊
西巷、 > | 西巷, > | |
西巷 > 西大街 | 西巷 > 西大街 | |
互相帮助 > 全年收到提案265件，互相帮助 | 265 > 270 | {70}, {30}, {70} | received 265件 / 270件
，筹资12.50万元 > | 12.50 > 13 | |
帮助， > 帮助，走访15家， | 100% > 99% | answered 100%→99% |
》等 > 》 等 | 100% > 99% | answered 100%→99% |
》等 > 》 等 | 《构建多元养老体系》 > 《新政》 | topics “文化产业发展”《构建多元养老体系》 等→“文化产业发展”《新政》等 |
265件，上年240件 > 240件，上年265件 | 100% > 99% | answered 100%→99% | {MOVED}
""".strip().splitlines()


@pytest.mark.parametrize("case", PEOPLE, ids=lambda case: case[:60])
def test_a_figure_that_people_changed_is_left_and_named(case: str, place: Path) -> None:
    typed, changes, renewed, left = columns(case)
    old, _, new = (part.strip() for part in typed.partition(">"))
    draft(place, (old, new))
    newer(place, changes)
    status, file = renew(place, "稿.docx")
    assert (*told(file), status) == (renewed, left, int(bool(left)))
    assert all(one["message"] and one["paragraph"] for one in file["left"])
    assert (
        lines(place / "稿.docx")
        == [text.replace("99%", "100%") if "100%" in changes else text for text in lines(place / NEW)]
        or renewed != "answered 100%→99%"
    )


def test_a_figure_that_follows_from_one_that_is_left_is_left_and_says_so(place: Path) -> None:
    more = "    half: {label: 半数, unit: 件, formula: received / 2}\n"
    more += "    rest: {label: 余数, unit: 件, formula: half - 1}\n"
    more += "    pages: {label: 总页数, unit: 页, formula: sum(visits.papers.pages)}\n"
    change(place / "data/indicators.yaml", "    answered: {label", f"{more}    answered: {{label")
    change(
        place / "templates/brief.md.j2", "共同进步。", "共同进步，余数{{ proposals.rest }}，共{{ proposals.pages }}。"
    )
    built(place, "2022")
    draft(place, ("265件", "268件"), ("12页", "14页"), ("《乙办法》", "《新办法》"))
    newer(place, "received:  265 > received: 271; pages: 9 > pages: 10; pages: 12 > pages: 15")
    status, file = renew(place, "稿.docx")
    said = {one["fact"]: one["message"] for one in file["left"] if one["found"] != "268件"}
    follows = "它由“{}”算出，稿件里那个数是改过的；核对后自己改"
    assert (status, said) == (
        1,
        {
            "proposals.received": follows.format("收到提案"),
            "proposals.rate": follows.format("收到提案"),
            "proposals.rest": follows.format("收到提案"),
            "proposals.pages": follows.format("页数"),
            "visits.papers[2].title": "人改过；要写进数据用report take",
            "visits.papers[1].pages": "人改过，数据也改了；要哪一个，核对后自己改",
        },
    )


def test_a_row_of_a_table_is_renewed_whole_whatever_the_prose_says(place: Path) -> None:
    table = "共同进步。\n\n{{ figures_table(proposals) }}"
    change(place / "templates/brief.md.j2", "共同进步。", table)
    built(place, "2022")
    draft(place, ("收到提案265件，上年", "收到提案270件，上年"), ("立案率84.5%", "立案率86%"))
    newer(place, "received:  265 > received: 268")
    result = report(place, "renew", "稿.docx")
    rows = [line.rpartition("：")[2] for line in result.out.splitlines() if "（表2“" in line]
    assert rows == [
        "收到提案（proposals.received）265 → 268",
        "收到提案（proposals.received）+25 → +28",
        "收到提案（proposals.received）+10.4% → +11.7%",
        "立案率（proposals.rate）84.5% → 83.6%",
        "立案率（proposals.rate）+1.2个百分点 → +0.3个百分点",
    ]
    assert "人改过，数据也改了；要哪一个，核对后自己改；同一项在第" in result.out


def test_a_fact_that_is_gone_or_empty_is_left_and_named(place: Path) -> None:
    draft(place, WORD)
    change(place / "data/indicators.yaml", "    answered: {label: 办复率, kind: rate}\n", "")
    change(place / YEAR, "  answered:  100%\n", "")
    change(place / YEAR, "source: 台账\n", "source: 台账\nstatus: 征集中\n")
    change(place / YEAR, "day:       2022-03-05", "day:")
    result = report(place, "renew", "稿.docx")
    assert result.status == 1
    assert "办复率（proposals.answered）没有动，还是“100%”，数据里没有它：数据里已经没有这一项" in result.out
    assert "开会日期（proposals.day）没有动，还是“3月5日”，数据里没有它：数据里现在没有值" in result.out
    assert "已写 稿（更新）.docx：没有要更新的，2处没有动" in result.out


def test_a_figure_whose_words_depend_on_it_is_left_with_the_words_of_today(place: Path) -> None:
    change(
        place / "templates/brief.md.j2",
        "办复率{{ proposals.answered }}",
        "{% if proposals.answered >= 1 %}全部办复，办复率达{% else %}办复率只有{% endif %}{{ proposals.answered }}",
    )
    built(place, "2022")
    draft(place, WORD)
    newer(place, "answered:  100% > answered: 91%; 2022-03-05 > 2022-03-16")
    status, file = renew(place, "稿.docx")
    assert (told(file), status) == (("day 3月5日→3月16日", "answered 100% / 91%"), 1)
    assert file["left"][0]["message"].startswith("现在的模板在它旁边说的是“办复率只有…”")


def test_words_that_were_taken_home_meanwhile_are_no_other_words(place: Path) -> None:
    draft(place, ("办复率100%", "办复率为100%"))
    change(place / "templates/brief.md.j2", "办复率{{", "办复率为{{")
    newer(place, "answered:  100% > answered: 99%")
    assert told(renew(place, "稿.docx")[1])[0] == "answered 100%→99%"


def test_a_number_in_words_that_came_home_is_named_when_the_data_changed(place: Path) -> None:
    guests = "    guests: {label: 接待来访, unit: 人次}\n"
    change(place / "data/indicators.yaml", "    letters: {", f"{guests}    letters: {{")
    change(place / YEAR, "  letters: ", "  guests:    540\n  letters: ")
    draft(place, ("共同进步。", "共同进步。全年接待来访540人次。"))
    assert report(place, "take", "稿.docx", "--write").status == 0
    newer(place, "guests:    540 > guests: 630")
    status, file = renew(place, "稿.docx")
    assert (status, told(file)) == (1, ("", "guests 540人次 / 630人次"))
    assert "收回来以后数据又变了" in file["left"][0]["message"]


# To the byte ----------------------------------------------------------------------------------------------------------


SPACES = (
    " ".join(
        f'xmlns:{prefix}="http://schemas.openxmlformats.org/{path}/main"'
        for prefix, path in (("w", "wordprocessingml/2006"), ("a", "drawingml/2006"))
    )
    + ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
)
_PICTURE = '<w:r><w:drawing><wp:{0}><wp:extent cx="9" cy="9"/><wp:docPr id="{1}" name="图"/></wp:{0}></w:drawing></w:r>'
BESIDE = (
    _PICTURE.format("inline", 1),
    _PICTURE.format("anchor", 2),
    '<w:commentRangeStart w:id="7"/><w:commentRangeEnd w:id="7"/>',
    '<w:del w:id="901" w:author="甲"><w:r><w:delText>旧话</w:delText></w:r></w:del>',
)
"""What stands beside figures, before and behind them."""


def rich(place: Path) -> None:
    """A draft as an office has it: comments, pictures, tracked changes, a footnote, a new table row, runs in pieces."""
    change(
        place / "templates/brief.md.j2",
        "共同进步。",
        "共同进步{% call footnote() %}收到提案{{ proposals.received }}。{% endcall %}。",
    )
    built(place, "2022")

    def retyped(root: etree._Element) -> None:
        for run in reworked.figure_runs(root):
            run.set(f"{W}rsidR", "00AB12CD")
        reworked.write_over(root, 4, "增加26件", tracked=True)
        for run, xml in zip(list(reworked.figure_runs(root))[5:], BESIDE, strict=False):
            for place, sibling in enumerate(etree.fromstring(f"<w:p {SPACES}>{xml}</w:p>")):
                run.addnext(sibling) if place else run.addprevious(sibling)
        row = copy.deepcopy(list(root.iter(f"{W}tr"))[-1])
        for mark in [*row.iter(f"{W}bookmarkStart", f"{W}bookmarkEnd")]:
            mark.getparent().remove(mark)
        row.insert(0, etree.fromstring(f'<w:trPr {SPACES}><w:ins w:id="905" w:author="甲"/></w:trPr>'))
        list(root.iter(f"{W}tbl"))[-1].append(row)
        last = paragraphs(root)[-1]
        last.append(etree.Comment(" 说明 "))

    data = reworked.reworked((place / DRAFT).read_bytes(), retyped)
    own = archive.read(data) or {}
    own["word/media/image1.png"] = bytes(range(256))
    own["word/comments.xml"] = (
        f'<w:comments xmlns:w="{W[1:-1]}"><w:comment w:id="7" w:author="王"><w:p/></w:comment></w:comments>'.encode()
    )
    (place / "稿.docx").write_bytes(reworked.zipped(own))


@pytest.mark.parametrize("option", ["", "--tracked"])
def test_every_part_but_the_figures_and_the_seal_stays_to_the_byte(place: Path, option: str) -> None:
    rich(place)
    newer(place, "received:  265 > received: 2268; 西巷, > 西大街,; pages: 12 > pages: 112")
    status, _ = renew(place, "稿.docx", *filter(None, [option]))
    before, after = parts(place / "稿.docx"), parts(place / NEW)
    assert (status, list(after)) == (1, list(before))
    assert {name for name in before if before[name] != after[name]} == {
        "word/document.xml",
        "word/footnotes.xml",
        "docProps/custom.xml",
    }
    for name in ("word/document.xml", "word/footnotes.xml"):
        # What is left of both, once text and (tracked) the marks are taken out, is the same.
        assert bare(before[name]) == bare(after[name]) or option
        ids = re.findall(rb'<w:(?:bookmarkStart|ins|del) [^>]*w:id="([0-9]+)"', after[name])
        assert len(ids) == len({*ids})
        etree.fromstring(after[name])


def bare(part: bytes) -> bytes:
    return re.sub(rb"(<w:t[ >][^<]*)</w:t>", lambda match: match[1][: match[1].index(b">")], part)


def _joined(root: etree._Element) -> None:
    """A paragraph as one run, with a blank at its end and an entity in it."""
    reworked.without_bookmarks(root)
    for paragraph in paragraphs(root):
        runs = paragraph.findall(f"{W}r")
        if len(runs) > 1 and not paragraph.xpath(".//w:br", namespaces={"w": W[1:-1]}):
            runs[0].find(f"{W}t").text = text_of(paragraph)
            for run in runs[1:]:
                paragraph.remove(run)


def _with_changed_looks(root: etree._Element) -> None:
    """The looks of every figure were changed, tracked."""
    for number, run in enumerate(reworked.figure_runs(root)):
        own = run.find(f"{W}rPr")
        if own is None:
            own = etree.Element(f"{W}rPr")
            run.insert(0, own)
        who = {f"{W}id": str(9000 + number), f"{W}author": "数据更新", f"{W}date": "2023-01-05T08:00:00Z"}
        etree.SubElement(etree.SubElement(own, f"{W}rPrChange", who), f"{W}rPr")


def _with_largest_number(root: etree._Element) -> None:
    """A mark has the largest number that there is, so that the next one is not to be had."""
    last = [each.get(f"{W}id") for each in root.iter(f"{W}bookmarkStart")][-1]
    for each in root.iter(f"{W}bookmarkStart", f"{W}bookmarkEnd"):
        if each.get(f"{W}id") == last:
            each.set(f"{W}id", str(2**31 - 2))


PIECES: dict[str, Callable[[etree._Element], object]] = {
    "as built": lambda root: None,
    "one run for each character": reworked.split_at_every_character,
    "no bookmarks": reworked.without_bookmarks,
    "one run for all": _joined,
    "with changed looks": _with_changed_looks,
    "with the largest number": _with_largest_number,
}


@pytest.mark.parametrize("pieces", PIECES)
def test_a_tracked_renewal_can_be_refused_and_accepted(place: Path, pieces: str) -> None:
    data = reworked.reworked((place / DRAFT).read_bytes(), PIECES[pieces])
    (place / "稿.docx").write_bytes(data)
    newer(place, "received:  265 > received: 268; 西巷, > 西大街,; 2022-03-05 > 2022-03-16; 南里] > 南里, 北坊]")
    status, file = renew(place, "稿.docx", "--tracked")
    assert (status, file["left"]) == (0, [])
    assert lines(place / NEW, is_original=True) == lines(place / "稿.docx")
    assert lines(place / NEW) == lines(place / DRAFT)
    root = etree.fromstring(parts(place / NEW)["word/document.xml"])
    marks = list(root.iter(f"{W}ins", f"{W}del", f"{W}bookmarkStart", f"{W}rPrChange"))
    ids = [each.get(f"{W}id") for each in marks]
    assert len(ids) == len(set(ids))
    assert {each.get(f"{W}author") for each in root.iter(f"{W}ins", f"{W}del")} == {"数据更新"}
    assert not [run for run in root.iter(f"{W}r") if len(run) == 0]
    plain = renew(place, "稿.docx", "--output", "不带修订.docx")[1]
    assert plain["renewed"] == file["renewed"]
    assert lines(place / "不带修订.docx") == lines(place / DRAFT)
    assert report(place, "verify", "不带修订.docx", NEW).status == 0


@pytest.mark.parametrize("option", [[], ["--tracked"]], ids=["plain", "tracked"])
def test_signs_beside_a_figure_stay_where_they_are(place: Path, option: list[str]) -> None:
    def signs(root: etree._Element) -> None:
        [piece] = [each for each in root.iter(f"{W}t") if each.text == "100%"]
        for name in ("tab", "softHyphen", "br", "cr"):
            piece.addprevious(etree.Element(W + name))
        piece.addnext(etree.Element(f"{W}tab"))

    (place / "稿.docx").write_bytes(reworked.reworked((place / DRAFT).read_bytes(), signs))
    newer(place, "answered:  100% > answered: 99.6%")
    assert told(renew(place, "稿.docx", *option)[1]) == ("answered 100%→99.6%", "")
    assert lines(place / NEW, is_original=bool(option)) == [
        line if option else line.replace("100%", "99.6%") for line in lines(place / "稿.docx")
    ]
    assert lines(place / NEW) == [line.replace("100%", "99.6%") for line in lines(place / "稿.docx")]
    runs = list(etree.fromstring(parts(place / NEW)["word/document.xml"]).iter(f"{W}r"))
    assert {each.tag for run in runs for each in run} & {f"{W}r", f"{W}del", f"{W}ins"} == set()


CORE = (
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dcterms="http://purl.org/dc/terms/">{}</cp:coreProperties>'
)
CREATED = "<dcterms:created>2023-01-05T08:00:00Z</dcterms:created>"
MODIFIED = '<dcterms:modified xsi="W3CDTF">2023-02-01T09:00:00Z</dcterms:modified>'


@pytest.mark.parametrize(
    ("properties", "others", "dated"),
    [
        ("", [], "2023-02-21T01:02:03Z"),
        ("", ["2023-01-09T10:00:00Z", "2023-01-11T07:30:00.000", "2022-12-30T10:00:00Z"], "2023-01-11T07:30:00Z"),
        ("", ["gestern"], "2023-02-21T01:02:03Z"),
        (CREATED, [], "2023-01-05T08:00:00Z"),
        (CREATED, ["2023-01-04T10:00:00Z"], "2023-01-05T08:00:00Z"),
        (CREATED + MODIFIED, ["2023-03-09T10:00:00Z"], "2023-02-01T09:00:00Z"),
    ],
)
def test_a_tracked_renewal_is_dated_by_the_file_itself_or_as_it_was_saved(
    properties: str, others: list[str], dated: str, place: Path
) -> None:
    def marked(root: etree._Element) -> None:
        for number, date in enumerate(others):
            mark = etree.SubElement(paragraphs(root)[-1], f"{W}ins")
            for name, value in (("id", f"{900 + number}"), ("author", "王"), ("date", date)):
                mark.set(W + name, value)
            mark.append(reworked.run("好"))

    own = archive.read(reworked.reworked((place / DRAFT).read_bytes(), marked)) or {}
    (place / "稿.docx").write_bytes(reworked.zipped({**own, "docProps/core.xml": CORE.format(properties).encode()}))
    os.utime(place / "稿.docx", (1676941323, 1676941323))
    newer(place, "received:  265 > received: 268")
    assert renew(place, "稿.docx", "--tracked")[0] == 0
    root = etree.fromstring(parts(place / NEW)["word/document.xml"])
    made = [each for each in root.iter(f"{W}ins", f"{W}del") if each.get(f"{W}author") == "数据更新"]
    assert made
    assert {each.get(f"{W}date") for each in made} == {dated}
    assert report(place, "verify", NEW).status == 0


# Outputs --------------------------------------------------------------------------------------------------------------


def test_an_output_that_somebody_edited_is_not_replaced(place: Path) -> None:
    draft(place, WORD)
    renew(place, "稿.docx")
    draft(place, ("互相", "相互"), name=NEW, of=NEW)
    edited = (place / NEW).read_bytes()
    before = contents(place)
    result = report(place, "renew", "稿.docx")
    assert (result.status, result.out, contents(place)) == (2, "", before)
    assert "更新以后有人改过" in result.err
    assert renew(place, NEW)[1]["output"] == "稿（更新2）.docx"
    assert report(place, "renew", "稿.docx", "--force").status == 0
    assert edited in {path.read_bytes() for path in (place / ".report/backup").iterdir()}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["稿.md"], "只更新Word稿"),
        (["稿.docx", "乙.docx", "--output", "丙.docx"], "一次只能更新一份稿件"),
        (["稿.docx", "夹/稿.docx", "--output", "新"], "写到同一个文件"),
        (["稿.docx", "--output", "稿.docx"], "没有写 稿.docx"),
        (["别.docx"], "看不出是哪一年的什么稿"),
        (["无.docx"], "无.docx"),
    ],
)
def test_what_cannot_be_renewed_is_refused_and_nothing_written(place: Path, arguments: list[str], said: str) -> None:
    for name in ("稿.docx", "乙.docx"):
        draft(place, WORD, name=name)
    (place / "夹").mkdir()
    shutil.copy(place / "稿.docx", place / "夹/稿.docx")
    (place / "稿.md").write_text("# 简报\n", "utf-8")
    (place / "别.docx").write_bytes(reworked.zipped(foreign(place)))
    before = contents(place)
    result = report(place, "renew", *arguments)
    assert (result.status, result.out, contents(place)) == (2, "", before)
    assert said in result.err


def foreign(place: Path) -> dict[str, bytes]:
    own = parts(place / DRAFT) | {"docProps/custom.xml": b"<Properties/>"}
    text = f'<w:document xmlns:w="{W[1:-1]}"><w:body><w:p><w:r><w:t>通知</w:t></w:r></w:p></w:body></w:document>'
    return own | {"word/document.xml": text.encode()}


def test_a_renewed_draft_is_never_taken_for_one_that_was_built(place: Path) -> None:
    draft(place, WORD)
    newer(place, "received:  265 > received: 268")
    renewed = renew(place, "稿.docx", "--output", DRAFT, "--force")
    assert renewed[0] == 0
    data = (place / DRAFT).read_bytes()
    assert report(place, "build", "2022").status == 1
    assert (place / DRAFT).read_bytes() == data


def test_the_same_draft_is_renewed_to_the_same_bytes(place: Path) -> None:
    draft(place, WORD)
    newer(place, "received:  265 > received: 268")
    outputs = []
    for name in ("甲.docx", "乙.docx"):
        renew(place, "稿.docx", "--tracked", "--output", name)
        outputs.append((place / name).read_bytes())
    assert outputs[0] == outputs[1]


# Through other programs -----------------------------------------------------------------------------------------------


@pytest.mark.office
def test_a_draft_that_libreoffice_saved_is_taken_and_renewed_as_well(place: Path) -> None:
    changes = (WORD, ("100%", "99%"), ("西巷", "西大街"), ("南里", "南里、北坊"))
    file, folder = draft(place, *changes), place / "office"
    folder.mkdir()
    wanted = proposals(place, "稿.docx")
    for name, data in reworked.saved_by_office(file, folder).items():
        (place / f"{name}.docx").write_bytes(data)
        assert proposals(place, f"{name}.docx") == wanted
    shutil.copy(folder / "by_doc.doc", place / "旧.doc")
    assert proposals(place, "旧.doc") == wanted
    newer(place, "265 > 268; 2022-03-05 > 2022-03-16")
    renewed = renew(place, "稿.docx")[1]["renewed"]
    for name in ("docx", "odt", "doc"):
        for options in ([], ["--tracked"]):
            _, file_renewed = renew(place, f"{name}.docx", "--output", f"新{name}{len(options)}.docx", *options)
            assert file_renewed["renewed"] == renewed


def proposals(place: Path, name: str) -> list[tuple[str, str, str]]:
    content = json.loads(report(place, "take", name, "--format", "json").out)["proposals"]
    return [
        (each["state"], each.get("fact") or each["before"], each.get("to") or each.get("after")) for each in content
    ]


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("稿.wps", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "在WPS里另存为DOCX"),
        ("稿.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "旧式的DOC文件，读不出来"),
        ("稿.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "这是旧式的DOC（或WPS）文件"),
    ],
)
def test_a_file_of_an_older_format_that_cannot_be_read_is_told_so(
    place: Path, name: str, data: bytes, said: str
) -> None:
    (place / name).write_bytes(data)
    for command in ("verify", "take"):
        result = report(place, command, name)
        assert (result.status, result.out) == (2, "")
        assert said in result.err


def test_without_the_component_a_doc_is_said_to_need_it(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "doc2docx", None)
    (place / "稿.doc").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"))
    result = report(place, "verify", "稿.doc")
    assert result.status == 2
    assert "pip install 'report-cli[doc]'" in result.err


def test_rows_of_a_table_are_renewed_by_what_they_say_not_by_their_number(place: Path) -> None:
    draft(place, WORD)
    newer(place, "papers: > papers:\n    - {title: 《新办法》, pages: 3}; pages: 9} > pages: 10}")
    status, file = renew(place, "稿.docx")
    assert (told(file), status) == (("papers[3].pages 9页→10页", ""), 0)
    assert [line for line in lines(place / NEW) if "《" in line and "》" in line][-2:] == ["《甲办法》", "《乙办法》"]
    newer(place, "- {title: 《新办法》, pages: 3}\n    - {title: 《甲办法》, pages: 12}\n    - >  -")
    status, file = renew(place, "稿.docx")
    assert status == 1
    assert [one["found"] for one in file["left"]] == ["《甲办法》", "12页"]
    two = "[{title: 《乙办法》, pages: 8}, {title: 《丙规定》, pages: 7}]"
    newer(place, f"papers:\n    - {{title: 《乙办法》, pages: 10}}\n > papers: {two}")
    renewed = "papers[2].title 《甲办法》→《丙规定》, papers[2].pages 12页→7页, papers[1].pages 9页→8页"
    assert told(renew(place, "稿.docx")[1])[0] == renewed
