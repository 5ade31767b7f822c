"""The cost of adopting a report grows with its figures, no faster: in calls, which do not depend on load."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from counting import calls
from report_cli.adopt import answers, asked, computed, formulas, same, source, sums
from report_cli.adopt.asked import Question
from report_cli.adopt.binding import Binder
from running import report

SENTENCES: dict[str, Callable[[int], str]] = {
    "one label for all": lambda n: f"围绕重点课题开展协商，共办理{1000 + n}件，比计划多。",
    "a label each": lambda n: f"{chr(0x4E00 + n)}{chr(0x5000 + 7 * n)}类收到提案{1000 + n}件。",
    "one value for all": lambda n: f"{chr(0x4E00 + n)}{chr(0x5000 + 7 * n)}类收到提案15件。",
    "rates": lambda n: f"办理{1000 + n}件，{chr(0x4E00 + n)}类占{n % 89 + 1}.{n % 7 + 1}%。",
    "names": lambda n: f"印发《关于{chr(0x4E00 + n)}{chr(0x5000 + 7 * n)}的建议》。",
    "days": lambda n: f"{n % 12 + 1}月{n % 28 + 1}日，{chr(0x4E00 + n)}组召开会议。",
}


def asking(folder: Path, count: int, sentence: Callable[[int], str]) -> Callable[[], object]:
    """A report of so many figures in one section, bound and asked about."""
    file = folder / f"{count}.txt"
    lines = [f"{chr(0x6000 + n)}{chr(0x7000 + 3 * n)}方面，{sentence(n)}" for n in range(count)]
    file.write_text("\n".join(["工作报告", "一、协商议政", *lines, ""]), encoding="utf-8")
    report = source.read(file)

    def run() -> object:
        return asked.questions(Binder(report, 2022).bind({}), 2022, "work_report", {})

    return run


def steps(run: Callable[[], object]) -> int:
    """The calls of a run that is not the first: what is read once is read."""
    run()
    return calls(run)


@pytest.mark.parametrize("sentence", SENTENCES.values(), ids=SENTENCES)
def test_twice_the_figures_take_twice_the_calls_to_bind_and_to_ask_about(
    sentence: Callable[[int], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module, name in ((sums, "_NEAR"), (same, "_NEAR"), (formulas, "_FEW")):
        monkeypatch.setattr(module, name, 10)
    few, many = (steps(asking(tmp_path, count, sentence)) for count in (150, 300))
    assert many < 2.3 * few


def test_twice_the_facts_that_follow_take_twice_the_calls_to_state_no_longer() -> None:
    def taking_out(count: int) -> Callable[[], object]:
        rows = [f"    n{n}: {{label: 数{n}, unit: 件}}\n" for n in range(count)]
        rows += [f"    m{n}: {{label: 比{n}, unit: 件, formula: n{n} + 1}}\n" for n in range(count)]
        catalogue = f"format: 1\ng:\n  label: 组\n  indicators:\n{''.join(rows)}"
        year = "year: 2022\ng:\n" + "".join(f"  n{n}: {n}\n  m{n}: {n + 1}\n" for n in range(count))
        files = {"data/indicators.yaml": catalogue.encode(), "data/2022.yaml": year.encode()}

        def run() -> object:
            return computed.without_stated(files, 2022, [f"g.m{n}" for n in range(count)])

        assert "m" not in str(run())
        return run

    few, many = (steps(taking_out(count)) for count in (20, 40))
    assert many < 2.3 * few


def test_a_fact_that_is_named_again_is_tried_once(monkeypatch: pytest.MonkeyPatch) -> None:
    tried = list[int]()

    def texts(*_: object) -> dict[str, str]:
        tried.append(1)
        return {"": str(len(tried))}

    monkeypatch.setattr(computed, "texts", texts)
    year = b"year: 2022\ng:\n  a: 1\n  b: 2\n"
    computed.without_stated({"data/2022.yaml": year}, 2022, ["g.a", "g.b"] * 9)
    assert len(tried) == 4


def test_twice_the_paragraphs_of_one_wording_take_about_twice_the_calls(tmp_path: Path) -> None:
    def adopting(count: int) -> int:
        said = "第{0}号街道收到提案{0}件，立案{1}件，走访{2}户。\n\n"
        text = "".join(said.format(number, number // 2, number + 5) for number in range(count))
        (tmp_path / f"{count}.md").write_text(text, encoding="utf-8")
        return calls(lambda: report(tmp_path, "adopt", f"{count}.md", "--year", "2022", "--into", f"w{count}"))

    adopting(20)  # what is read once is read
    few, many = adopting(60), adopting(120)
    assert many < 2.15 * few


def test_twice_the_facts_that_are_made_one_take_twice_the_calls() -> None:
    def merging(count: int) -> int:
        rows = "".join(f"    n{n}: {{label: 数{n}, unit: 件}}\n" for n in range(2 * count))
        row = "{{% if g.n{0} and g.n0 %}}办理{{{{ g.n{0} }}}}。{{% endif %}}\n\n"
        values = "".join(f"  n{n}: {{value: {n // 2}}}\n" for n in range(2 * count))
        files = {
            "data/indicators.yaml": f"format: 1\ng:\n  label: 组\n  indicators:\n{rows}",
            "data/2022.yaml": f"year: 2022\ng:\n{values}",
            "templates/r.md.j2": "".join(row.format(n) for n in range(2 * count)),
        }
        same = [
            Question(type="same", fact=f"g.n{n + 1}", inputs=[f"g.n{n}"], message="", answer="是", year=2022)
            for n in range(0, 2 * count, 2)
        ]
        re.purge()  # each fact has patterns of its own
        return calls(lambda: answers.applied(same, files))

    assert merging(80) < 2.2 * merging(40)
