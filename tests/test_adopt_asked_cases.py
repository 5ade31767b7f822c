"""Reports with what `report adopt` has to ask of them, and which figures change together unasked (`cases/asked`).

A case is a report, and below ==== what is to be seen, a line each: `问`, words that a question has (a pattern); `不问`,
that none has; `算 NAME = FORMULA`, that a fact is computed unasked; `变 NAME OLD→NEW N`, that a fact, changed by one,
changes just so many places of the draft, beside rates.
"""

import re
from difflib import SequenceMatcher
from pathlib import Path

import pytest

from report_cli.adopt.questions_file import read, waiting
from running import report

CASES = {path.stem: path.read_text("utf-8") for path in sorted((Path(__file__).parent / "cases/asked").iterdir())}


def asked(workspace: Path) -> list[str]:
    data = (workspace / "adopt.yaml").read_bytes()
    return [one.message for one in (*read(data), *waiting(data))]


def drawn(workspace: Path) -> str:
    built = report(workspace, "build", "2024", "--to", "md")
    assert built.status == 0, built.out + built.err
    text = next((workspace / "drafts/2024").glob("*.md")).read_text("utf-8")
    return re.sub(r"[\d.]+%", "%", text)  # rates may be computed


def changed_places(workspace: Path, name: str, was: str, now: str) -> int:
    """How many places of the draft say the new value after its fact was changed; nothing else may change."""
    file, before = workspace / "data/2024.yaml", drawn(workspace)
    old = file.read_text("utf-8")
    new, count = re.subn(rf"(?m)^(  {name}: {{value: ){was}\b", rf"\g<1>{now}", old)
    assert count == 1, old
    file.write_text(new, "utf-8")
    after = drawn(workspace)
    file.write_text(old, "utf-8")
    assert len(before) == len(after)
    places = [match.start() for match in re.finditer(was, before) if after[match.start() :].startswith(now)]
    for at in reversed(places):
        after = after[:at] + was + after[at + len(was) :]
    assert after == before, SequenceMatcher(None, before, after).get_opcodes()
    return len(places)


@pytest.mark.parametrize("name", CASES)
def test_what_is_one_is_bound_or_asked_and_nothing_by_chance(name: str, tmp_path: Path) -> None:
    text, _, wanted = CASES[name].partition("====\n")
    (tmp_path / "旧.md").write_text(text, "utf-8")
    made = report(tmp_path, "adopt", "旧.md", "--year", "2024", "--into", "新")
    assert made.status in (0, 1), made.err
    questions = asked(tmp_path / "新")
    for kind, said in (line.split(" ", 1) for line in wanted.splitlines()):
        if kind == "变":
            fact, change, places = said.split(" ")
            assert changed_places(tmp_path / "新", fact, *change.split("→")) == int(places), said
        elif kind == "算":
            row = rf"(?m)^    {said.replace(' = ', ': .*formula: ')}[,}}].*  # 照原文的话认定"
            assert re.search(row, (tmp_path / "新/data/indicators.yaml").read_text("utf-8")), said
        else:
            assert any(re.search(said, each) for each in questions) is (kind == "问"), (said, questions)
