"""Tables of many columns: no number is broken in its cell, and no word of up to four characters while there is room."""

import random
import re
from collections import Counter
from pathlib import Path

import pytest
from msgspec.structs import replace

from rendering import render, words
from report_cli.document import Document, Paragraph, Role, Run, Table
from report_cli.docx import write
from report_cli.layout import columns
from running import built, committee, report
from test_pages import LAYOUTS, read

NUMBERS = re.compile(r"[-±]?\d[\d.,]*(?:/\d+)?%?")
FIGURES = "指标|单位|2022年|2021年|增减|增长|备注\n收到提案的总数|件|1283000.5|1120000.5|163000|14.6%|"
LABELLED = (
    "指标|单位|2022年|2021年|增减|增长\n为群众办理实事和解决困难问题的件数|万元|1283000.55|1120000.55|163000.00|14.56%"
)
MIXED = """单位|培训解读|参加人次|惠及群众|投入资金|提案|建议|视察|备注
教育界别|5场|128300人次|1283000.5万元|12345.67万元|265件|1283条|21次|"""


def alike(number: str, count: int) -> str:
    return "|".join(["委员"] * count) + "\n" + "|".join([number] * count)


TABLES = {
    "few columns": ("项目|2022年|2021年\n收到提案|265件|240件", False, False),
    "seven, and all fits": (FIGURES, False, False),
    "a long label beside long figures": (LABELLED, False, False),
    "small for the sake of words": (MIXED, True, False),
    "small, its words broken": (alike("1283", 16), True, False),
    "turned": (alike("12830005.123456789012", 4), False, True),
    "turned and small": (alike("1283000.5", 12), True, True),
}
"""A table, whether it is set in smaller type, and whether it is turned."""


def table(text: str) -> Table:
    rows = tuple(tuple((Run(cell),) if cell else () for cell in row.split("|")) for row in text.split("\n"))
    return Table(rows, (Run("表"),))


def test_sentences_stand_at_the_left_heads_and_figures_in_the_middle() -> None:
    made = table("上年工作安排|落实情况|件\n办好“书香政协”|已开展读书交流十八场次，出版一辑文史资料|1\n合计")
    assert list(columns.left(made)) == [[False] * 3, [False, True, False], [False]]
    assert list(columns.left(replace(made, shares=(1, 1, 1)))) == [[False] * 3, [True] * 3, [True]]
    assert list(columns.left(table("项目|数"))) == [[False, False]]


def document(*tables: Table) -> Document:
    return Document("work_report", 2022, (Paragraph(Role.BODY, (Run("正文。"),)), *tables))


@pytest.mark.parametrize("name", TABLES)
def test_a_wide_table_is_set_smaller_and_turned_if_numbers_need_it(name: str) -> None:
    text, is_small, is_turned = TABLES[name]
    fitted = columns.fitted(document(table(text)), read("printed"))
    [found] = [block for block in fitted.blocks if isinstance(block, Table)]
    assert (found.is_small, found.landscape) == (is_small, is_turned)
    assert list(columns.findings(fitted, read("printed"))) == []
    assert columns.fitted(fitted, read("printed")) == fitted


def test_a_table_that_nothing_helps_is_a_finding() -> None:
    fitted = columns.fitted(document(table("|" * 23 + "\n" + "1283000.55|" * 23 + "1")), read("printed"))
    [found] = columns.findings(fitted, read("printed"))
    assert (found.code, found.severity) == ("P301", "warning")
    assert "表“表”有24列" in found.message
    assert "“1283000.55”" in found.message


def test_too_many_columns_of_words_are_a_finding_too() -> None:
    fitted = columns.fitted(document(table("|".join("甲" * 130) + "\n" + "|" * 129)), read("printed"))
    [found] = columns.findings(fitted, read("printed"))
    assert found.message == "表“表”有130列，缩小字号、横排以后还是排不下"
    assert write.write(fitted, read("printed"), {})


@pytest.mark.parametrize("name", LAYOUTS)
def test_each_column_of_any_table_holds_its_longest_number(name: str) -> None:
    chance, layout = random.Random(7), read(name)
    for _ in range(300):
        width = chance.randrange(2, 16)
        cells = [
            [
                chance.choice(
                    [
                        "",
                        "甲",
                        "培训解读",
                        "区教育局、区卫生健康局",
                        number,
                        f"{number}人次",
                        f"{number}/12",
                        f"±{number}",
                    ]
                )
                for _ in range(width)
            ]
            for number in (str(round(10 ** chance.uniform(0, 9), chance.randrange(3))) for _ in range(4))
        ]
        fitted = columns.fitted(document(table("\n".join(map("|".join, cells)))), layout)
        [found] = [block for block in fitted.blocks if isinstance(block, Table)]
        if list(columns.findings(fitted, layout)):
            continue
        em, margins = (180, 114) if found.is_small else (layout.styles["table_body"].em, 216)
        widths = columns.widths(found, layout)
        page = layout.page.turned if found.landscape else layout.page
        assert sum(widths) == page.text_width
        for width, column in zip(widths, zip(*cells, strict=True), strict=True):
            longest = max((len(number) for text in column for number in NUMBERS.findall(text)), default=0)
            assert width >= longest * em * 7 // 12 + margins


def test_columns_of_given_shares_hold_their_numbers_too() -> None:
    given = replace(table("事项|数|来源\n收到提案|1283000.55万元|data/2022.yaml"), shares=(12, 1, 12))
    left, number, right = columns.widths(given, read("printed"))
    assert number == 10 * 180 * 7 // 12 + 114
    assert left + number + right == read("printed").page.text_width
    assert abs(left - right) <= 1
    usual = replace(table("事项|数|来源\n收到提案|265件|data/2022.yaml"), shares=(2, 1, 2))
    assert columns.widths(usual, read("printed")) == [3537, 1769, 3538]


@pytest.mark.office
@pytest.mark.parametrize("name", LAYOUTS)
def test_on_the_page_every_number_stands_on_one_line(name: str, tmp_path: Path) -> None:
    layout = read(name)
    for number, (text, *_) in enumerate(TABLES.values()):
        data = write.write(columns.fitted(document(table(text)), layout), layout, {})
        (tmp_path / f"{number}.docx").write_bytes(data)
    render(sorted(tmp_path.glob("*.docx")), tmp_path)
    for number, (text, *_) in enumerate(TABLES.values()):
        shown = " ".join(word.text for word in words(tmp_path / f"{number}.pdf"))
        assert Counter(NUMBERS.findall(text)) - Counter(NUMBERS.findall(shown)) == Counter()


@pytest.mark.parametrize("count", [9, 20, 26])
def test_the_audit_of_the_page_knows_how_a_wide_table_was_set(count: int, tmp_path: Path) -> None:
    place = committee("beihu", tmp_path)
    cells = ("|".join(["委员"] * count), "|".join(["{{ proposals.received }}"] * count))
    wide = '{{% call table("各界别提案") %}}\n{}\n{}\n{{% endcall %}}\n'.format(*cells)
    template = place / "templates/work_report.md.j2"
    template.write_text(f"{template.read_text('utf-8')}\n{wide}", encoding="utf-8")
    built(place, "2024", "--to", "docx", "--layout", "house")
    checked = report(place, "verify", "drafts/2024/work_report.docx", "--layout", "house")
    assert (checked.status, checked.err) == (0, ""), checked.out + checked.err


def test_check_and_build_name_the_table_that_is_too_wide(tmp_path: Path) -> None:
    place = committee("beihu", tmp_path)
    cells = ("|".join(["委员"] * 60), "|".join(["{{ proposals.received }}"] * 60))
    template = place / "templates/work_report.md.j2"
    wide = '{{% call table("各界别提案") %}}\n{}\n{}\n{{% endcall %}}\n'.format(*cells)
    template.write_text(f"{template.read_text('utf-8')}\n{wide}", encoding="utf-8")
    checked = report(place, "check", "2024")
    assert "警告 P301: 表“各界别提案”有60列，缩小字号、横排以后还是排不下" in checked.err + checked.out
    assert "警告 P301: 表“各界别提案”有60列" in built(place, "2024", "--layout", "house").err
