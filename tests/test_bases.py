"""What was built is kept: a draft that was sent out before the last build is laid against its own."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from lxml import etree

import reworked
from report_cli.docx import seal
from report_cli.drafts import bases, figures
from report_cli.drafts.record import Wanted
from report_cli.files import archive
from report_cli.files.workspace import Workspace
from report_cli.tasks.watch import Watch
from running import WORKSPACES, built, change, committee, contents, paragraphs, report

KIND = "summary"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = committee("xihe", tmp_path_factory.mktemp("bases"))
    built(place, "2023")
    return place


def digest(place: Path, name: str = f"drafts/2023/{KIND}.docx") -> str:
    return (seal.read((place / name).read_bytes()) or {})["report.data"]


def newer(place: Path) -> None:
    change(place / "data/2023.yaml", "received: 265", "received: 266")
    built(place, "2023")


def verified(place: Path, name: str) -> list[str]:
    return [found["kind"] for found in json.loads(report(place, "verify", name, "--format", "json").out)["findings"]]


def test_each_build_is_kept_by_the_digest_that_its_seal_names(place: Path) -> None:
    first = digest(place)
    newer(place)
    assert first != digest(place)
    assert {first, digest(place)} <= {*bases.kept(place)}
    kept = bases.read(place, first)
    assert kept is not None
    assert kept.kind == KIND


def test_what_a_killed_run_left_of_a_base_is_written_anew_and_cleared_away(place: Path) -> None:
    newer(place)
    kept = place / bases.FOLDER / f"{digest(place)}.json"
    whole = kept.read_bytes()
    kept.write_bytes(whole[:99])
    left = kept.with_name(f".{kept.name}.7.tmp")
    left.write_bytes(whole[:50])
    (place / f"drafts/2023/{KIND}.docx").unlink()
    built(place, "2023")
    assert (kept.read_bytes(), left.exists()) == (whole, False)


def test_a_build_to_another_folder_and_a_review_copy_are_kept_too(place: Path) -> None:
    shutil.rmtree(place / bases.FOLDER)
    built(place, "2023", "--output", "elsewhere", "--review", "--stage", "送审稿")
    names = [path.relative_to(place).as_posix() for path in (place / "elsewhere").rglob("*.docx")]
    assert len(names) > 1
    assert {digest(place, name) for name in names} == {*bases.kept(place)}
    assert (seal.read((place / f"elsewhere/2023/{KIND}.docx").read_bytes()) or {})["report.stage"] == "送审稿"


def test_a_line_put_into_the_year_file_is_no_new_base(place: Path) -> None:
    first, text = digest(place), (place / "data/2023.yaml").read_text("utf-8")
    (place / "data/2023.yaml").write_text(f"# 新的一行\n{text}", "utf-8")
    built(place, "2023")
    assert digest(place) == first


@pytest.mark.parametrize("lost", [bases.FOLDER, ".report"])
def test_a_build_that_writes_nothing_keeps_nothing(lost: str, place: Path) -> None:
    shutil.rmtree(place / lost)
    built(place, "2023")
    assert report(place, "build", "2023", "--check").status == 0
    assert not bases.kept(place)


def test_a_draft_sent_out_before_the_last_build_is_no_draft_full_of_edits(place: Path) -> None:
    shutil.copy(place / f"drafts/2023/{KIND}.docx", place / "甲.docx")
    change(place / f"templates/{KIND}.md.j2", "全年召开", "这一年里共召开")
    built(place, "2023")
    result = json.loads(report(place, "verify", "甲.docx", "--format", "json").out)
    assert (result["findings"], result["prose"]["changed"]) == ([], 0)


def test_what_came_with_a_copy_of_the_workspace_is_kept_when_it_is_replaced(place: Path) -> None:
    shutil.rmtree(place / ".report")
    shutil.copy(place / f"drafts/2023/{KIND}.docx", place / "甲.docx")
    built(place, "2023")
    change(place / f"templates/{KIND}.md.j2", "全年召开", "这一年里共召开")
    newer(place)
    result = json.loads(report(place, "verify", "甲.docx", "--format", "json").out)
    assert [each["kind"] for each in result["findings"]] == ["stale"] * len(result["findings"])
    assert result["prose"]["changed"] == 0
    assert "底稿找不到了" not in report(place, "verify", "甲.docx").out


def test_without_its_base_only_what_is_named_of_a_draft_is_written(place: Path) -> None:
    shutil.copy(place / f"drafts/2023/{KIND}.docx", place / "甲.docx")
    change(place / f"templates/{KIND}.md.j2", "全年召开", "这一年里共召开")
    built(place, "2023")
    shutil.rmtree(place / bases.FOLDER)
    listed = json.loads(report(place, "take", "甲.docx", "--format", "json").out)["proposals"]
    assert listed
    result = report(place, "take", "甲.docx", "--write")
    assert (result.status, "没有写：甲.docx 的底稿找不到了" in result.err) == (2, True)
    assert not (place / f"templates/2023/{KIND}.edits.yaml").exists()
    assert report(place, "take", "甲.docx", "--write", "--only", str(listed[0]["number"])).status in (0, 1)
    assert (place / f"templates/2023/{KIND}.edits.yaml").exists()


def test_a_lost_base_is_found_in_git(place: Path) -> None:
    shutil.copy(place / f"drafts/2023/{KIND}.docx", place / "甲.docx")
    git = ["git", "-C", str(place), "-c", "user.name=a", "-c", "user.email=a@b"]
    for command in (["init", "-q"], ["add", "drafts"], ["commit", "-qm", "first"]):
        subprocess.run([*git, *command], check=True)
    change(place / f"templates/{KIND}.md.j2", "全年召开", "这一年里共召开")
    built(place, "2023")
    for command in (["add", "drafts"], ["commit", "-qm", "second"]):
        subprocess.run([*git, *command], check=True)
    shutil.rmtree(place / bases.FOLDER)
    result = json.loads(report(place, "verify", "甲.docx", "--format", "json").out)
    assert (result["findings"], result["prose"]["changed"]) == ([], 0)


def test_an_untouched_markdown_of_an_older_build_is_known_by_its_bytes(place: Path) -> None:
    shutil.copy(place / f"drafts/2023/{KIND}.md", place / "甲.md")
    change(place / f"templates/{KIND}.md.j2", "全年召开", "这一年里共召开")
    built(place, "2023")
    result = json.loads(report(place, "verify", "甲.md", "--year", "2023", "--kind", KIND, "--format", "json").out)
    assert (result["findings"], result["prose"]["changed"]) == ([], 0)


@pytest.mark.parametrize("limit", ["MAX_FILES", "MAX_BYTES"])
def test_the_oldest_go_first_but_none_whose_draft_lies_in_drafts(
    place: Path, limit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = digest(place)
    data = {f"{number:064x}": b"{}" for number in range(6)}
    for number, (name, content) in enumerate(data.items()):
        if number == 5:  # the last is one too many, or two bytes
            size = bases.kept(place)[own].st_size
            monkeypatch.setattr(bases, limit, 3 if limit == "MAX_FILES" else size + 4)
        bases.keep(place, {name: content})
        os.utime(place / bases.FOLDER / f"{name}.json", (2_000_000_000 + number,) * 2)
    assert [*bases.kept(place)] == [own, *[*data][4:]]


def test_what_is_built_once_more_counts_as_new(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = [f"{number:064x}" for number in range(1, 5)]
    for number, name in enumerate(names[:3]):
        bases.keep(place, {name: b"{}"})
        os.utime(place / bases.FOLDER / f"{name}.json", (1_000_000_000 + number,) * 2)
    bases.keep(place, {names[0]: b"{}"})
    monkeypatch.setattr(bases, "MAX_FILES", len(bases.kept(place)) - 1)
    bases.keep(place, {names[3]: b"{}"})
    assert {*names} & {*bases.kept(place)} == {names[0], names[3]}


def test_of_bases_of_one_moment_the_order_is_that_of_their_names(place: Path) -> None:
    names = [f"{number:064x}" for number in (3, 1, 2)]
    for name in names:
        bases.keep(place, {name: b"{}"})
        os.utime(place / bases.FOLDER / f"{name}.json", (1_000_000_000, 1_000_000_000))
    assert [*bases.kept(place)][:3] == sorted(names)


def test_what_is_kept_of_one_report_is_of_no_other_and_the_newest_first(place: Path) -> None:
    first = digest(place)
    os.utime(place / bases.FOLDER / f"{first}.json", (1_000_000_000, 1_000_000_000))
    newer(place)
    assert [file.digest for file in bases.all_of(place, 2023, KIND)] == [digest(place), first]
    assert [*bases.all_of(place, 2022, KIND), *bases.all_of(place, 2023, "work_report")] == []


def test_what_is_kept_lies_where_nobody_has_to_see_it(place: Path) -> None:
    before = {path.name for path in (WORKSPACES / "xihe").iterdir()}
    seen = {path.name for path in place.iterdir() if not path.name.startswith(".")}
    assert seen - before == {"drafts"}


def test_a_damaged_base_counts_as_lost_and_is_written_anew(place: Path) -> None:
    name = digest(place)
    (place / bases.FOLDER / f"{name}.json").write_bytes(b"{")
    assert bases.read(place, name) is None
    assert verified(place, f"drafts/2023/{KIND}.docx") == []
    newer(place)
    change(place / "data/2023.yaml", "received: 266", "received: 265")
    built(place, "2023")
    assert bases.read(place, name) is not None


def test_a_base_is_not_written_through_a_link(place: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    shutil.rmtree(place / bases.FOLDER)
    (place / bases.FOLDER).symlink_to(tmp_path / "elsewhere")
    newer(place)
    assert contents(tmp_path / "elsewhere") == {}


@pytest.mark.parametrize("content", ["不动", None], ids=["to a file", "to nothing"])
def test_a_base_whose_name_is_a_link_is_not_written_to(content: str | None, place: Path, tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    if content:
        (tmp_path / "there/elsewhere").write_text(content, encoding="utf-8")
    (place / bases.FOLDER / f"{7:064x}.json").symlink_to(tmp_path / "there/elsewhere")
    bases.keep(place, {f"{7:064x}": b"{}"})
    assert contents(tmp_path / "there") == ({"elsewhere": content.encode()} if content else {})


@pytest.mark.parametrize("gone", [".figures.json", ".docx"])
def test_what_a_draft_was_built_from_is_known_by_either_of_its_files(place: Path, gone: str) -> None:
    own = digest(place)
    (place / f"drafts/2023/{KIND}{gone}").unlink()
    assert own in bases.in_drafts(place)


def test_nothing_is_kept_where_the_workspace_cannot_be_written(place: Path) -> None:
    shutil.rmtree(place / bases.FOLDER)
    (place / bases.FOLDER).write_bytes(b"")
    change(place / "data/2023.yaml", "received: 265", "received: 266")
    built(place, "2023")
    assert contents(place)[bases.FOLDER] == b""


def test_of_a_watch_only_the_last_build_is_kept(place: Path) -> None:
    watch = Watch(Workspace(place), Wanted(years=(2023,)))
    before = {*bases.kept(place)}
    for number in range(266, 270):
        text = (place / "data/2023.yaml").read_text("utf-8")
        (place / "data/2023.yaml").write_text(re.sub("received: [0-9]+", f"received: {number}", text, count=1), "utf-8")
        assert watch.build()[0].ending == "written"
    assert {*bases.kept(place)} - before == {digest(place)}


def without_seal(place: Path, name: str, to: str) -> None:
    parts = archive.read((place / name).read_bytes()) or {}
    (place / to).write_bytes(archive.write({**parts, seal.PART: b"<Properties/>"}))


@pytest.mark.parametrize("command", ["verify", "take"])
@pytest.mark.parametrize(
    ("lost", "said"),
    [
        ("nothing", ""),
        ("seal", f"甲.docx：看不出它出自哪一次生成，按最相近的一版（drafts/2023/{KIND}.figures.json）比对"),
        ("base", f"甲.docx：它的底稿找不到了，按最相近的一版（drafts/2023/{KIND}.figures.json）比对"),
        ("all", "甲.docx：它的底稿找不到了，按现在的数据和模板重新生成来比对"),
    ],
)
def test_a_base_that_is_not_the_one_that_the_seal_names_is_said(
    place: Path, command: str, lost: str, said: str
) -> None:
    shutil.copy(place / f"drafts/2023/{KIND}.docx", place / "甲.docx")
    if lost != "nothing":
        change(place / f"templates/{KIND}.md.j2", "\n\n", "\n\n新的一段。\n\n")
        newer(place)
    if lost == "seal":
        without_seal(place, f"drafts/2023/{KIND}.docx", "甲.docx")
    if lost in ("base", "all"):
        shutil.rmtree(place / bases.FOLDER)
    if lost == "all":
        shutil.rmtree(place / "drafts")
    err = report(place, command, "甲.docx", "--year", "2023", "--kind", KIND).err
    assert said in err
    assert bool(said) == ("甲.docx" in err)


def test_a_copy_without_a_seal_is_laid_against_the_build_that_has_no_more_than_it(place: Path) -> None:
    first = digest(place)
    without_seal(place, f"drafts/2023/{KIND}.docx", "甲.docx")
    change(place / f"templates/{KIND}.md.j2", "\n\n", "\n\n新的一段。\n\n")
    built(place, "2023")
    said = report(place, "take", "甲.docx", "--year", "2023", "--kind", KIND)
    assert f"按最相近的一版（{bases.FOLDER}/{first}.json）比对" in said.err
    assert "删了文字" not in said.out
    refused = report(place, "take", "甲.docx", "--write", "--year", "2023", "--kind", KIND)
    assert (refused.status, "的底稿找不到了，或看不出是哪一份" in refused.err) == (2, True)


def test_a_copy_without_a_seal_stays_with_its_build_once_a_later_one_has_its_edits(place: Path) -> None:
    def edited(root: etree._Element) -> None:
        for text in root.iter(f"{reworked.W}t"):
            for old, new in (
                ("全年召开", "一年来共召开"),
                ("报送社情民意", "先后报送社情民意"),
                ("提案的平均", "各件提案的平均"),
            ):
                text.text = (text.text or "").replace(old, new)

    first, name = digest(place), place / f"drafts/2023/{KIND}.docx"
    of = ("甲.docx", "--year", "2023", "--kind", KIND)
    without_seal(place, f"drafts/2023/{KIND}.docx", "甲.docx")
    (place / "甲.docx").write_bytes(reworked.reworked((place / "甲.docx").read_bytes(), edited))
    change(place / f"templates/{KIND}.md.j2", "\n\n", "\n\n新的一段，比哪一句都长，说了别的事。\n\n")
    built(place, "2023")
    found = json.loads(report(place, "take", *of, "--format", "json").out)["proposals"]
    assert {each["state"] for each in found} == {"ready"}
    numbers = ",".join(str(each["number"]) for each in found)
    assert report(place, "take", *of, "--write", "--only", numbers).status == 0
    built(place, "2023")
    assert "新的一段" in "".join(paragraphs(name))
    again = report(place, "take", *of)
    assert ("【可以写】" in again.out, f"按上次收它时的那一版（{bases.FOLDER}/{first}.json）比对" in again.err) == (
        False,
        True,
    )


def test_a_base_from_git_and_a_draft_without_a_seal_where_it_was_built_are_said(place: Path) -> None:
    for command in (("init", "-q"), ("add", "."), ("-c", "user.name=x", "-c", "user.email=x@x", "commit", "-qm", "x")):
        subprocess.run(["git", *command], cwd=place, check=True)
    shutil.copy(place / f"drafts/2023/{KIND}.docx", place / "甲.docx")
    newer(place)
    shutil.rmtree(place / bases.FOLDER)
    assert re.search(
        "甲.docx：本机没有存它的底稿，按git里[0-9a-f]{7}的那一版比对", report(place, "verify", "甲.docx").err
    )
    without_seal(place, f"drafts/2023/{KIND}.docx", f"drafts/2023/{KIND}.docx")
    err = report(place, "verify", f"drafts/2023/{KIND}.docx").err
    assert f"看不出它出自哪一次生成（文件属性里没有记），按 drafts/2023/{KIND}.figures.json 比对" in err


def test_what_is_kept_is_not_lost_where_a_full_disk_ends_the_next_writing(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = digest(place)
    kept = bases.read(place, name)
    assert kept

    def full(path: Path, _: bytes) -> None:
        path.open("wb").close()
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    bases.keep(place, {name: figures.write(kept) + b"\n"})
    assert bases.read(place, name) == kept
