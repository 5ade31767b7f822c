"""A table whose rows do not add up to its last row, 合计, is told; what need not add up is not."""

from functools import cache

import pytest

from report_cli import compose
from report_cli.facts import catalogue_file, ledger, yearfile
from running import one_template

CATALOGUE = """format: 1
g:
  label: 办理
  indicators:
    a: {label: 甲, unit: 件}
    b: {label: 乙, unit: 件}
    c: {label: 丙, unit: 件}
    people: {label: 丁, unit: 人}
    all: {label: 全部, unit: 件}
    rate: {label: 率, kind: rate}
    big: {label: 大, kind: amount, unit: 万元}
    small: {label: 小, kind: amount, unit: 万元}
    short: {label: 少, kind: amount, unit: 万元}
    near: {label: 近, kind: amount, unit: 万元}
    third: {label: 均, kind: amount, unit: 万元, formula: small / 3}
"""
YEAR = """year: 2022
g: {a: 29, b: 40, c: 61, people: 40, all: 130, rate: 90%,
  big: 1234567.8, small: 0.1, short: 1234567.5, near: 1234567.9}
"""
A, B, C, PEOPLE, ALL = (f"{{{{ g.{name}.number }}}}" for name in ("a", "b", "c", "people", "all"))
BIG, SMALL, SHORT, NEAR, THIRD = (f"{{{{ g.{name}.number }}}}" for name in ("big", "small", "short", "near", "third"))
TABLES = {
    "all rows": ([("甲", A), ("乙", B), ("丙", C), ("合计", ALL)], ""),
    "a row that is missing": ([("甲", A), ("乙", B), ("合计", ALL)], "上面2行加起来是69，“合计”一行印的是130，差61"),
    "a row too many": ([("甲", A), ("乙", B), ("丙", C), ("丁", A), ("总计", ALL)], "“总计”一行印的是130，差29"),
    "a row of which": ([("甲", A), ("其中：乙", B), ("合计", ALL)], ""),
    "a sum within": ([("甲", A), ("小计", A), ("乙", B), ("丙", C), ("合计", ALL)], ""),
    "another unit": ([("甲", A), ("丁", PEOPLE), ("合计", ALL)], ""),
    "prose": ([("甲", A), ("乙", "另计"), ("合计", ALL)], ""),
    "rates": ([("甲", "{{ g.rate }}"), ("乙", "{{ g.rate }}"), ("合计", "{{ g.rate }}")], ""),
    "a long number": (
        [("甲", BIG), ("乙", SMALL), ("合计", SHORT)],
        "上面2行加起来是1234567.9，“合计”一行印的是1234567.5，差0.4",
    ),
    "rounding": ([("甲", BIG), ("乙", SMALL), ("丙", SMALL), ("合计", NEAR)], ""),
    "a number without end": ([("甲", THIRD), ("乙", THIRD), ("丙", THIRD), ("合计", SMALL)], ""),
    "no total": ([("甲", A), ("乙", B), ("丙", A)], ""),
}


@cache
def resolved() -> ledger.Ledger:
    made, _ = catalogue_file.read(CATALOGUE.encode(), "data/indicators.yaml")
    return ledger.resolve(made, yearfile.read(YEAR.encode(), "data/2022.yaml", 2022, made)[0])[0]


@pytest.mark.parametrize("case", TABLES)
def test_rows_add_up_to_the_total(case: str) -> None:
    rows, said = TABLES[case]
    lines = "\n".join(f"{name} | {cell}" for name, cell in rows)
    template = f"{{% call table() %}}\n单位 | 件数（件）\n{lines}\n{{% endcall %}}\n"
    _, found = compose.compose("note", resolved(), one_template(template))
    told = [each.message for each in found if each.code == "W113"]
    assert (len(told), said in "".join(told)) == (bool(said), True)
