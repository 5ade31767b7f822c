"""Lists of names in a draft: each name read to its own ends, and right once the data have it, whatever its number."""

from collections.abc import Iterator

import pytest

from report_cli.audit import baseline
from report_cli.audit.compare import audit
from report_cli.docx.manuscript import Line, Manuscript
from report_cli.drafts import figures
from report_cli.facts.load import Loader
from taking import Report, Texts, laid


@pytest.fixture(scope="module")
def brief(tmp_path_factory: pytest.TempPathFactory) -> Report:
    return Report(laid(tmp_path_factory.mktemp("lists")), 2022, "brief")


def told(of: Report, texts: Texts, contents: dict[str, bytes]) -> list[tuple[str, str | None]]:
    """What `verify` finds in a draft of the report as it was built, with the data as they are by now."""
    ledger = Loader(of.workspace, contents).year(of.year).ledger
    base = baseline.make(figures.make(of.document(of.ledger), of.ledger), ledger, {})
    audited = audit("稿.docx", Manuscript(tuple(map(Line, texts))), base, lambda: of.document(ledger))
    return [(each.kind, each.found) for each in audited.discrepancies]


PLACES = "东街、西巷、南里"
TOPICS = "“文化产业发展”《构建多元养老体系》等"
LISTS = """
东街、西巷大街、南里 > changed 西巷大街
东街、西服务平台、南里 > changed 西服务平台
新工程建设街、西巷、南里 > changed 新工程建设街
东街、西巷、南服务平台 > changed 南服务平台
东街、乙、南里 > changed 乙
西巷、南里 > removed None
东街、南里 > removed None
东街、西巷、北坊、南里 >
北坊、东街、西巷、南里 >
西巷大街、南里、北坊 > removed None, changed 西巷大街
“文化产业升级发展”《构建多元养老体系》等 > changed “文化产业升级发展”
“文化产业发展”《构建多元养老体系》类等 > changed 《构建多元养老体系》类
“文化产业发展”《构建多元养老体系》《新政》等 >
“文化产业发展”《构建多元养老体系》 > changed 《构建多元养老体系》
""".strip().splitlines()


def cases() -> Iterator[tuple[str, str, str]]:
    for line in LISTS:
        new, _, found = (part.strip() for part in line.partition(">"))
        yield TOPICS if "文化" in new else PLACES, new, found


@pytest.mark.parametrize(("built", "new", "found"), list(cases()))
def test_a_name_is_read_whole_and_agrees_once_it_is_taken(brief: Report, built: str, new: str, found: str) -> None:
    texts = tuple(text.replace(built, new) for text in brief.baseline.paragraphs)
    assert texts != brief.baseline.paragraphs
    assert ", ".join(f"{kind} {text}" for kind, text in told(brief, texts, {})) == found
    taken = brief.taken(texts)
    assert {(each.type, each.state) for each in taken.proposals} == {("figure", "ready")}
    assert told(brief, texts, taken.contents) == []


@pytest.mark.parametrize(
    ("new", "found"),
    [
        ("[东街, 南里]", [("stale", "西巷")]),
        ("[东街, 西大街, 南里]", [("stale", "西巷")]),
        ("[北坊, 东街, 西巷, 南里]", [("stale", "东街、西巷、南里")]),
        ("[东街, 西巷, 南里, 北坊]", [("stale", "东街、西巷、南里")]),
        ("[南里, 东街, 西巷]", [("stale", "东街、西巷、南里")]),
    ],
)
def test_a_draft_as_it_was_built_is_stale_in_names_that_are_gone_or_new(
    brief: Report, new: str, found: list[tuple[str, str]]
) -> None:
    data = brief.contents["data/2022.yaml"].replace("[东街, 西巷, 南里]".encode(), new.encode())
    assert told(brief, brief.baseline.paragraphs, {"data/2022.yaml": data}) == found


def test_of_two_lists_the_second_alone_may_be_stale(brief: Report) -> None:
    name = "“文化产业发展”".encode()
    data = brief.contents["data/2022.yaml"].replace(name, "《新政》\n    - ".encode() + name)
    assert told(brief, brief.baseline.paragraphs, {"data/2022.yaml": data}) == [("stale", TOPICS)]


def test_a_name_that_stands_twice_is_not_taken_for_one_that_the_data_have(brief: Report) -> None:
    texts = tuple(text.replace(PLACES, "东街、东街、南里") for text in brief.baseline.paragraphs)
    assert told(brief, texts, {}) != []


BLANKS = {
    "a blank": " ",
    "a full one": "\u3000",
    "a fixed one": "\xa0",
    "nothing to be seen": "\u200b",
    "two": " \ufeff",
}


@pytest.mark.parametrize("blank", BLANKS.values(), ids=BLANKS)
@pytest.mark.parametrize(
    ("new", "wanted"),
    [
        ("“文化产业发展”《构建多元养老体系》_等_", []),
        ("_“文化产业发展”_《构建多元养老体系》_等_", []),
        ("“文化产业发展”《构建多元养老体系》_《新政》_等", [(None, "《新政》")]),
        ("“文化产业发展”《构建多元养老体系》《新政》_等", [(None, "《新政》")]),
        ("“文化产业发展”_《新政》_等", [("《构建多元养老体系》", "《新政》")]),
        ("“文化产业发展”_等", [("《构建多元养老体系》", None)]),
        ("“文化产业发展”《构建多元养老体系》_", [("等", None)]),
    ],
)
def test_blanks_within_and_behind_a_list_are_no_edit(
    brief: Report, blank: str, new: str, wanted: list[tuple[str | None, str | None]]
) -> None:
    texts = tuple(text.replace(TOPICS, new.replace("_", blank)) for text in brief.baseline.paragraphs)
    assert texts != brief.baseline.paragraphs
    assert [(each.before, each.after) for each in brief.taken(texts).proposals] == wanted


@pytest.mark.parametrize("blank", BLANKS.values(), ids=BLANKS)
def test_blanks_among_plain_names_are_no_part_of_them(brief: Report, blank: str) -> None:
    texts = tuple(
        text.replace(PLACES, f"东街{blank}、西巷{blank}、南里{blank}、{blank}北坊{blank}")
        for text in brief.baseline.paragraphs
    )
    assert [(each.before, each.after) for each in brief.taken(texts).proposals] == [(None, "北坊")]
