"""Why `take` does not carry something: it says of template, data and other drafts only what it saw."""

from pathlib import Path

import pytest

from running import change
from taking import Report, Texts, laid

EDITS = "templates/2022/brief.edits.yaml"
WORDS = ("各组按时完成任务。", "大家互相帮助，共同进步。", "年底做了总结。")
OTHER = "第二段也有话说。"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    place = laid(tmp_path)
    change(place / "templates/brief.md.j2", "".join(WORDS[:2]), f"{''.join(WORDS)}\n\n{OTHER}")
    return place


def with_paragraph(texts: Texts, *paragraphs: str) -> Texts:
    at = texts.index("".join(WORDS))
    return (*texts[:at], *paragraphs, *texts[at + 1 :])


def moved_up(texts: Texts) -> Texts:
    whole = "".join(WORDS)
    return (texts[0], whole, *(text for text in texts[1:] if text != whole))


def rewritten(texts: Texts) -> Texts:
    return with_paragraph(texts, "各组都完成了任务，大家互相帮助。年底做了总结。")


PARTED = (WORDS[0], "".join(WORDS[1:]))
WHY = {
    "parted by another, moved": (PARTED, "", moved_up, ""),
    "parted by another, rewritten": (PARTED, "", rewritten, "这几句话照0.docx的改动分开了；照现在的句子自己改"),
    "parted in the template, moved": ((), "\n\n", moved_up, ""),
}
"""What another draft made of the paragraph, or the template since, what this one does, and why not, if so."""


@pytest.mark.parametrize("case", WHY)
def test_a_reason_names_only_what_was_seen(case: str, place: Path) -> None:
    first, parted, edit, why = WHY[case]
    built = Report(place, 2022, "brief")
    texts = built.content.paragraphs
    if first:
        (place / EDITS).parent.mkdir()
        (place / EDITS).write_bytes(built.taken(with_paragraph(texts, *first)).contents[EDITS])
    if parted:
        change(place / "templates/brief.md.j2", WORDS[0], f"{WORDS[0]}{parted}")
    now = Report(place, 2022, "brief", built)
    told = [each.message for each in now.taken(edit(texts)).proposals if each.state != "ready"]
    assert told == [*filter(None, [why])]
