"""Year files changed by place: only the bytes of the value are others, and what comes out says what was meant."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from report_cli.files import spans, yaml
from report_cli.files.editing import Beside, ValueChange, edited
from report_cli.files.quoting import Written
from report_cli.files.spans import ValueSpan
from report_cli.model import CannotRun

CASES = sorted(Path(__file__).parent.glob("cases/editing/*.txt"))
MARKS = {"␍": "\r", "␉": "\t", "<BOM>": "\ufeff"}
HOSTILE = """
265|近300|100%|2023-02-21|010|no|是|~|甲: 乙|甲 #3|#3|it's|“引号”|"甲"|[甲]|- 甲|甲, 乙|{|@甲|比例：5|a\\b|:|甲|？
""".strip().split("|")
"""Values that a file may have to say."""


def raw(text: str) -> str:
    """A case's text as it is on disk: marks stand for what an editor might lose, ∎ for the lack of a last line end."""
    text = re.sub("(?:␍␍|∎)\n?", lambda found: "␍" if "␍" in found.group() else "", text)
    for mark, character in MARKS.items():
        text = text.replace(mark, character)
    return text


def shown(text: str) -> str:
    text = re.sub("\r(?!\n)", "␍␍", text)
    for mark, character in MARKS.items():
        text = text.replace(character, mark)
    return text if text.endswith(("\n", "␍␍")) else f"{text}∎"


def parsed(lines: str) -> list[ValueChange | Beside]:
    return [change(line) for line in lines.splitlines()]


def change(line: str) -> ValueChange | Beside:
    """`set`, `add` a path to a value (in JSON where it is a list or a mapping), `drop` it; `note` keys beside one."""
    verb, path, *value = line.split(" ", 2)
    steps = tuple(int(step) if step.isdigit() else step for step in re.split(r"[.\[]", path.replace("]", "")))
    if verb == "note":
        return Beside(steps, json.loads(value[0]))
    return ValueChange(steps, written(value[0]) if value else "" if verb == "add" else None, is_new=verb == "add")


def written(text: str) -> Written:
    value: Written = json.loads(text) if text.startswith(('["', "[{", '{"')) else text
    return value


def parts(case: Path) -> tuple[list[ValueChange | Beside], str, str]:
    changes, before, after = re.split("(?m)^====\n", case.read_text(encoding="utf-8"))
    return parsed(changes), raw(before), after


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_only_the_bytes_of_the_value_change(case: Path) -> None:
    changes, before, after = parts(case)
    if after == "refused\n":
        with pytest.raises(CannotRun, match=r"没有改 data/2022\.yaml："):
            edited(before.encode(), changes, "data/2022.yaml")
    else:
        assert edited(before.encode(), changes, "data/2022.yaml").decode() == raw(after)


# Every value of every case, made into every hostile one ---------------------------------------------------------------


def paths(spot: ValueSpan, *path: str | int) -> Iterator[tuple[tuple[str | int, ...], ValueSpan]]:
    """Every value of a text with the keys that lead to it, groups and lists too."""
    yield path, spot
    for number, value in enumerate(spot.values):
        yield from paths(value, *path, spot.keys[number] if spot.keys else number + 1)


def said(node: yaml.Node | None) -> object:
    match node:
        case yaml.Mapping():
            return {key.text: said(value) for key, value in node.entries}
        case yaml.Sequence():
            return [said(item) for item in node.items]
        case yaml.Scalar():
            return None if node.is_empty else node.text.strip()
    return None


def read(data: bytes) -> tuple[object, int]:
    node, findings = yaml.parse(data, "data/2022.yaml")
    return said(node), len(findings)


def comments(text: str) -> list[str]:
    return sorted(re.findall("#[^\r\n]*", text))


def attempt(text: str, change: ValueChange) -> str | None:
    """The text with a change made; None where it is refused."""
    try:
        return edited(text.encode(), [change], "data/2022.yaml").decode()
    except CannotRun:
        return None


def layouts() -> list[str]:
    texts = [text for case in CASES for _, text, _ in [parts(case)]]
    return [text for text in texts if read(text.encode())[1] == 0]


def test_whatever_is_set_is_read_again_and_nothing_else_has_changed() -> None:
    made = 0
    for text in layouts():
        for path, spot in paths(spans.read(text)):
            for value in HOSTILE if path and not spot.values and spot.style != "flow" else ():
                result = attempt(text, ValueChange(path, value))
                if result is not None:
                    made += 1
                    assert result.startswith(text[: spot.start]), (text, path, value)
                    assert result.endswith(text[spot.end :]), (text, path, value)
                    assert read(result.encode())[1] == 0
                    assert at(read(result.encode())[0], path) == value
    assert made > 1500


def at(tree: object, path: tuple[str | int, ...]) -> object:
    for step in path:
        tree = tree[step - 1 if isinstance(step, int) else step]  # type: ignore[index]
    return tree


def test_a_plain_number_can_be_set_in_every_layout() -> None:
    refused = [
        (text, path)
        for text in layouts()
        for path, spot in paths(spans.read(text))
        if path and not spot.values and spot.style != "flow" and attempt(text, ValueChange(path, "268")) is None
    ]
    assert refused == []


def test_what_was_put_in_can_be_taken_out_again() -> None:
    made = 0
    for text in layouts():
        for path, spot in paths(spans.read(text)):
            numbers = range(1, len(spot.values) + 2) if not spot.keys and spot.values else ()
            for step in [*numbers, *(["added"] if spot.keys else [])]:
                more = attempt(text, ValueChange((*path, step), "新 #1", is_new=True))
                if more is not None:
                    made += 1
                    less = attempt(more, ValueChange((*path, step), None))
                    assert less is not None
                    assert read(less.encode()) == read(text.encode())
                    assert comments(less) == comments(text)
    assert made > 150


def test_every_item_and_line_can_be_taken_away_or_is_refused() -> None:
    for text in layouts():
        for path, _ in list(paths(spans.read(text)))[1:]:
            result = attempt(text, ValueChange(path, None))
            if result is not None:
                above = at(read(result.encode())[0], path[:-1])
                before = at(read(text.encode())[0], path[:-1])
                assert len(above or ()) == len(before) - 1  # type: ignore[arg-type]
                assert set(result.splitlines()) - set(text.splitlines()) == set() or "[" in text or "{" in text


@pytest.mark.parametrize("value", HOSTILE)
@pytest.mark.parametrize("line", ["41", "近 300", "[甲, 乙]", "{value: 41, state: 预计}", "'甲 #1'", ""])
def test_whatever_is_noted_beside_a_value_is_read_again_as_it_was(value: str, line: str) -> None:
    text = f"a:\n  first: {line}   # 甲\n  second: 3\n"
    changes = [ValueChange(("a", "first"), "42")] * (not line) + [
        Beside(("a", "first"), {"source": value, "note": f"{value}，{value}"})
    ]
    made = edited(text.encode(), changes, "data/2022.yaml").decode()
    first = said(yaml.parse(made.encode(), "")[0])["a"]["first"]  # type: ignore[index]
    assert (first["source"], first["note"]) == (value, f"{value}，{value}")
    assert made.endswith("   # 甲\n  second: 3\n")
    assert "value" in first
