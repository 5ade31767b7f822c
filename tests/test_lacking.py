"""What a computed fact waits for, in catalogues whose formulas go deep and share their inputs."""

import pytest

from report_cli.facts import catalogue_file, lacking, ledger, yearfile

FORMULAS = {"a long chain": "n{before}", "inputs that are shared": "n{before} + n{earlier}"}


@pytest.mark.parametrize("case", FORMULAS)
def test_each_input_is_named_once(case: str) -> None:
    count = 1200
    rows = ["n0: {label: 数零, unit: 件}", "n1: {label: 数一, unit: 件}"]
    for number in range(2, count):
        formula = FORMULAS[case].format(before=number - 1, earlier=number - 2)
        rows.append(f"n{number}: {{label: 数{number}, unit: 件, formula: {formula}}}")
    text = "format: 1\ng:\n  label: 组\n  indicators:\n" + "".join(f"    {row}\n" for row in rows)
    catalogue, _ = catalogue_file.read(text.encode(), "data/indicators.yaml")
    year, _ = yearfile.read(b"year: 2022\n", "data/2022.yaml", 2022, catalogue)
    last = catalogue.get(f"g.n{count - 1}")
    assert last is not None
    found = [(one.label, of.label) for one, of, _ in lacking.inputs(ledger.resolve(catalogue, year)[0], last)]
    assert (
        dict(found) == {"a long chain": {"数一": "数2"}, "inputs that are shared": {"数一": "数2", "数零": "数2"}}[case]
    )
    assert len(found) == len(dict(found))
