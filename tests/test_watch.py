"""`report watch`: a save rebuilds, whatever the editor does to save, and bad input is survived."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from report_cli.drafts.record import Wanted
from report_cli.files.workspace import Workspace
from report_cli.tasks.watch import Watch, sentences
from running import PROGRAM, built, change, ended, report, started, year_2022

DATA = "data/2022.yaml"
DRAFT = "drafts/2022/work_report.md"
PATIENCE = 60.0


@pytest.fixture
def place(tmp_path: Path) -> Path:
    made = year_2022(tmp_path)
    built(made, "2022")
    return made


class Watched:
    """A watch at work, and all that it has said."""

    def __init__(self, place: Path, log: Path) -> None:
        self.place, self.log = place, log
        with log.open("wb") as file:
            self.process = subprocess.Popen(
                [*PROGRAM, "watch", "2022"],
                cwd=place,
                stdout=file,
                stderr=file,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
                # A shell that runs the tests in its background has interrupts ignored, by all that they start too.
                preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509  # no threads here
            )
        self.wait("守着 data、templates")
        # Only when the first round is over are the folders watched.
        time.sleep(1)

    def said(self) -> str:
        return self.log.read_text("utf-8")

    def wait(self, text: str, times: int = 1) -> None:
        end = time.monotonic() + PATIENCE
        while self.said().count(text) < times:
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < end, f"{text} was never said:\n{self.said()}"
            time.sleep(0.02)

    def end(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(PATIENCE)


@pytest.fixture
def watched(place: Path, tmp_path: Path) -> Iterator[Watched]:
    made = Watched(place, tmp_path / "log")
    yield made
    made.process.kill()
    made.process.wait()


def draft(place: Path) -> str:
    return (place / DRAFT).read_text("utf-8")


def test_a_save_rebuilds_and_says_which_sentences_changed(watched: Watched) -> None:
    change(watched.place / DATA, "received: 265", "received: 266")
    watched.wait("用时")
    assert "266件" in draft(watched.place)
    said = watched.said()
    assert "work_report第20段 原来：十届一次会议期间收到委员提案265件，其中立案224件，立案率84.5%" in said
    assert "现在：十届一次会议期间收到委员提案266件，其中立案224件，立案率84.2%" in said
    assert watched.end() == 0
    assert watched.said().endswith("不再守着了\n")


def test_a_template_that_is_saved_rebuilds_too(watched: Watched) -> None:
    change(watched.place / "templates/sections/studies.md.j2", "集中学习{{", "多次集中学习{{")
    watched.wait("等多次集中学习")
    watched.wait("用时")
    assert "等多次集中学习" in draft(watched.place)


def test_bad_input_is_told_in_its_place_and_survived(watched: Watched) -> None:
    change(watched.place / DATA, "received: 265", "received: 200")
    watched.wait("错误 F203")
    watched.wait("稿件没有动")
    assert "265件" in draft(watched.place)
    (watched.place / DATA).write_bytes(b"\xff\xfe: [")
    watched.wait("稿件没有动", 2)
    (watched.place / DATA).unlink()
    watched.wait("没有2022年的数据")
    good = (Path(__file__).parent.parent / DATA).read_text("utf-8")
    (watched.place / DATA).write_text(good.replace("received: 265", "received: 267"), encoding="utf-8")
    watched.wait("用时")
    assert "267件" in draft(watched.place)


def test_an_editor_that_writes_another_file_and_renames_it_is_followed(watched: Watched) -> None:
    for number in (266, 267):
        text = (watched.place / DATA).read_text("utf-8")
        beside = watched.place / "data/.2022.yaml.swp"
        beside.write_text(text.replace(f"received: {number - 1}", f"received: {number}"), encoding="utf-8")
        (watched.place / DATA).rename(watched.place / "data/2022.yaml~")
        beside.rename(watched.place / DATA)
        watched.wait("用时", number - 265)
        assert f"{number}件" in draft(watched.place)


BESIDE = [
    "data/.2022.yaml",
    "data/.2022.yaml.swp",
    "data/~2022.yaml",
    "data/2022.yaml~",
    "data/#2022.yaml#",
    "data/.#2022.yaml",
]
BESIDE += [
    "data/#2022.yaml",
    "data/4913",
    "data/2022.yaml.tmp",
    "templates/.work_report.md.j2",
    "templates/~$说明.docx",
    "data/2022.xlsx",
]
INPUTS = ["data/2022.yaml", "data/2021.yaml", "data/indicators.yaml", "templates/work_report.md.j2"]
INPUTS += ["data/2022/提案.csv", "templates/2022/sections/service_more.md.j2", "templates/layouts/printed.yaml"]


class Saves:
    """The saves that a watch of a workspace tells of, as they come."""

    def __init__(self, place: Path) -> None:
        self.count, self.stop = 0, threading.Event()
        self.thread = threading.Thread(target=self.follow, args=(Watch(Workspace(place), Wanted((2022,))),))
        self.thread.start()
        # The first comes when the folders are watched.
        self.wait(1)

    def follow(self, watch: Watch) -> None:
        for _ in watch.saves(self.stop):
            self.count += 1

    def wait(self, count: int) -> None:
        end = time.monotonic() + PATIENCE
        while self.count < count:
            assert time.monotonic() < end, f"{count} saves were never told"
            time.sleep(0.02)

    def end(self) -> None:
        self.stop.set()
        self.thread.join(PATIENCE)


@pytest.fixture
def saves(place: Path) -> Iterator[Saves]:
    made = Saves(place)
    yield made
    made.end()


def write(file: Path) -> None:
    file.write_bytes(file.read_bytes() if file.exists() else b"year: 2021\n")


def test_what_editors_put_beside_a_file_is_no_save(place: Path, saves: Saves) -> None:
    for name in BESIDE:
        write(place / name)
    time.sleep(1)
    assert saves.count == 1
    write(place / DATA)
    saves.wait(2)


def test_each_file_that_drafts_come_from_is_a_save(place: Path) -> None:
    (place / "data/2022").mkdir()
    saves = Saves(place)
    for number, name in enumerate(INPUTS, 2):
        write(place / name)
        saves.wait(number)
        # Told once: what belongs to it comes within this time.
        time.sleep(0.6)
        assert saves.count == number
    saves.end()


def test_a_storm_of_saves_ends_in_the_last_one(watched: Watched) -> None:
    for number in range(266, 326):
        change(watched.place / DATA, f"received: {number - 1}", f"received: {number}")
    watched.wait("委员提案325件")
    watched.wait("用时")
    assert "325件" in draft(watched.place)
    assert watched.said().count("用时") < 60


def test_an_edited_draft_is_not_overwritten_and_the_watch_goes_on(watched: Watched) -> None:
    change(watched.place / DRAFT, "265件", "256件")
    change(watched.place / DATA, "received: 265", "received: 266")
    watched.wait("生成后有人改过")
    assert "256件" in draft(watched.place)
    change(watched.place / DRAFT, "256件", "265件")
    change(watched.place / DATA, "received: 266", "received: 267")
    watched.wait("用时")
    assert "267件" in draft(watched.place)


def test_without_watchfiles_it_says_what_to_install(place: Path) -> None:
    program = "import sys; sys.modules['watchfiles'] = None; from report_cli.cli import main; main()"
    result = ended(started(place, sys.executable, "-c", program, "watch", "2022"))
    assert (result.status, result.out) == (2, "")
    assert "pip install watchfiles" in result.err


def test_no_other_command_needs_watchfiles(place: Path) -> None:
    program = "import sys; sys.modules['watchfiles'] = None; from report_cli.cli import main; main()"
    assert ended(started(place, sys.executable, "-c", program, "build", "2022")).status == 0


def test_a_year_that_is_none_is_told_at_once(place: Path) -> None:
    result = report(place, "watch", "二〇二二")
    assert (result.status, "不是年份" in result.err) == (2, True)


# Sentences ---------------------------------------------------------------------------------------------------------


def told(before: list[str], after: list[str]) -> list[tuple[int, str, str]]:
    return [(each.paragraph, each.before, each.after) for each in sentences("k", before, after)]


def test_only_the_sentence_that_changed_is_told() -> None:
    assert told(["甲。乙1件。丙。"], ["甲。乙2件。丙。"]) == [(1, "乙1件。", "乙2件。")]


def test_a_sentence_that_came_or_went_stands_alone() -> None:
    assert told(["甲。"], ["甲。", "乙。"]) == [(2, "", "乙。")]
    assert told(["甲。乙。"], ["甲。"]) == [(1, "乙。", "")]


def test_a_closing_mark_belongs_to_its_sentence() -> None:
    assert told(["他说：“好。”又说：“行。”"], ["他说：“好。”又说：“不行。”"]) == [(1, "又说：“行。”", "又说：“不行。”")]


def test_nothing_changed_is_nothing_told() -> None:
    assert told(["甲。", "乙"], ["甲。", "乙"]) == []
