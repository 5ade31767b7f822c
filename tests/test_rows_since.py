"""Which row of a table as it was built is which of today's, where many cells say the same."""

from pathlib import Path

import pytest

from report_cli.audit.sources import Sources
from running import change
from taking import Report, laid

OLD = "    - {title: 《甲办法》, pages: 12}\n    - {title: 《乙办法》, pages: 9}\n"
MANY = tuple(f"《{name}规定》" for name in "丙丁戊己庚辛壬癸子丑寅")
Rows = tuple[tuple[str, int], ...]
BUILT: Rows = (("《甲办法》", 9), ("《乙办法》", 9), ("《卯办法》", 12), ("《辰办法》", 9), ("《巳办法》", 12))
CASES: dict[str, Rows] = {
    "eleven more at the head": (*((each, 9) for each in MANY), *BUILT),
    "eleven more at the end": (*BUILT, *((each, 12) for each in MANY)),
    "eleven more in between": (*BUILT[:2], *((each, 9) for each in MANY), *BUILT[2:]),
    "some less": (BUILT[1], BUILT[4]),
    "in another order": BUILT[::-1],
    "in another order, and one less": (BUILT[3], BUILT[1], BUILT[0], BUILT[4]),
    "one moved, and another number in it": (*BUILT[1:], ("《甲办法》", 17)),
    "other numbers in all": tuple((name, pages + 5) for name, pages in BUILT),
    "one in the place of another": (BUILT[0], ("《丙规定》", 17), *BUILT[2:]),
}


@pytest.mark.parametrize("case", CASES)
def test_a_row_as_built_is_the_row_of_today_that_says_so(case: str, tmp_path: Path) -> None:
    laid(tmp_path)
    old, new = (
        "".join(f"    - {{title: {name}, pages: {pages}}}\n" for name, pages in rows) for rows in (BUILT, CASES[case])
    )
    change(tmp_path / "data/2022.yaml", OLD, old)
    built = Report(tmp_path, 2022, "brief")
    change(tmp_path / "data/2022.yaml", old, new)
    now = Report(tmp_path, 2022, "brief")
    was, today = built.baseline.paragraphs, now.baseline.paragraphs
    line_of = Sources(was, lambda: now.document(now.ledger)).line_of
    other = {"《乙办法》": "《丙规定》"} if case == "one in the place of another" else {}
    for name, _ in BUILT:
        at, said = was.index(name), other.get(name, name)
        stands = [today.index(said) + more for more in (0, 1)] if said in today else [None, None]
        assert [line_of.get(at), line_of.get(at + 1)] == stands
